//! What is measured inside V8: one exported function per measurement, all of one signature.
//!
//! To add one, write its function, name it in `measure!` and, if it wants its own input, name that in `run.mjs`. It gets
//! the input as bytes and returns any number that depends on the work, so that none of it is optimised away.

use promptsieve::config::Config;
use promptsieve::exchange::{Attributes, Event, Exchange, Headers, HostRules, Sieve, Step};
use promptsieve::json::{Document, Kind, Limits, escape_into};
use promptsieve::redact::Keyring;
use std::hint::black_box;
use std::rc::Rc;

/// Room for `length` bytes of input. Never given back: the module lives for one measurement.
#[unsafe(no_mangle)]
pub extern "C" fn input(length: usize) -> *mut u8 {
    Box::leak(vec![0; length].into_boxed_slice()).as_mut_ptr()
}

mod detect;
mod injection;

macro_rules! measure {
    ($($name:ident)*) => {$(
        /// # Safety
        /// `at` and `length` must be those of an [`input`].
        #[unsafe(export_name = concat!("measure_", stringify!($name)))]
        pub unsafe extern "C" fn $name(at: *const u8, length: usize, rounds: u32) -> usize {
            let bytes = unsafe { std::slice::from_raw_parts(at, length) };
            (0..rounds).map(|_| work::$name(black_box(bytes))).fold(0, usize::wrapping_add)
        }
    )*};
}

measure! { request json_scan json_decode json_duplicates utf8 serde_json_parse json_escape detect detect_any_score detect_settled detect_whole detect_half detect_one detect_same regexes regex_count detector_count view segments injection }

mod work {
    pub use super::detect::{
        detect, detect_any_score, detect_half, detect_one, detect_same, detect_settled, detect_whole, detector_count,
        regex_count, regexes,
    };
    pub use super::injection::{injection, segments, view};
    use super::*;

    thread_local! {
        /// The default policy: every detector on.
        static SIEVE: Rc<Sieve> = Sieve::new(Config::from_json(b"{}").unwrap(), Keyring::random());
    }

    /// All that is done for a request with this body, but for the calls to the host.
    pub fn request(body: &[u8]) -> usize {
        let mut exchange = Exchange::new(SIEVE.with(Rc::clone), HostRules::ENVOY);
        let head = [(":method", "POST"), (":path", "/v1/chat/completions"), ("content-type", "application/json")];
        let headers = Headers(head.map(|(name, value)| (name.to_owned(), value.into())).to_vec());
        exchange.on(Event::RequestHeaders { headers, attributes: Attributes::default(), end: false });
        exchange.on(Event::RequestBody { size: body.len(), end: true });
        let steps = exchange.on(Event::RequestBytes(Some(body.to_vec())));
        let refused = steps.iter().any(|step| matches!(step, Step::Respond(_)));
        if refused { 0 } else { exchange.audit().request.texts as usize }
    }

    /// Every value found.
    pub fn json_scan(body: &[u8]) -> usize {
        Document::scan(body, Limits::default()).map_or(0, |document| document.nodes().count())
    }

    /// Every value found and every string decoded.
    pub fn json_decode(body: &[u8]) -> usize {
        let Ok(document) = Document::scan(body, Limits::default()) else { return 0 };
        document
            .nodes()
            .filter(|node| node.kind() == Kind::String)
            .filter_map(|node| node.as_str())
            .map(|text| black_box(text.as_str()).len())
            .sum()
    }

    /// Every value found, and the keys compared.
    pub fn json_duplicates(body: &[u8]) -> usize {
        Document::scan(body, Limits::default()).map_or(0, |document| document.duplicates().len() + 1)
    }

    /// The input escaped as the inside of a JSON string.
    pub fn json_escape(body: &[u8]) -> usize {
        let mut out = String::new();
        escape_into(str::from_utf8(body).unwrap_or_default(), &mut out);
        out.len()
    }

    /// The standard library's check alone, which `json_scan` contains.
    pub fn utf8(body: &[u8]) -> usize {
        str::from_utf8(body).map_or(0, str::len)
    }

    /// For comparison.
    pub fn serde_json_parse(body: &[u8]) -> usize {
        serde_json::from_slice::<serde_json::Value>(body)
            .map_or(0, |value| value.as_object().map_or(1, |object| object.len()))
    }
}
