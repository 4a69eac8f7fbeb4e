//! Files inside strings: base64 by itself (RFC 4648) or in a `data:` URL (RFC 2397), decoded, with the way back.
//!
//! Only what may be text is decoded whole: the first kilobyte tells images and sounds apart, whatever they are called.

use crate::{
    splice::{Edit, Edits, Layer, splice},
    text::Span,
};
use base64::{
    Engine,
    alphabet::{STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

/// How much is decoded to see whether the rest is worth it, in bytes of base64; a multiple of four.
const HEAD: usize = 1368;

/// Shorter texts than this, in bytes, may be words that merely look like base64.
const LEAST: usize = 64;

/// A file inside a string.
#[derive(Clone)]
pub struct Attachment<'t> {
    /// The media type that a `data:` URL says; empty if none.
    pub media_type: &'t str,
    /// What it decodes to; `None` if it is no text, going by its beginning.
    pub text: Option<Vec<u8>>,
    /// Where the base64 stands in the string.
    at: Span,
    url_safe: bool,
}

impl std::fmt::Debug for Attachment<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Attachment").field("at", &self.at).field("is_text", &self.text.is_some()).finish()
    }
}

impl<'t> Attachment<'t> {
    /// The file in a string: a `data:` URL in base64, or nothing but base64. `None` if it is neither.
    pub fn read(string: &'t str) -> Option<Self> {
        let (media_type, at) = match data_url(string) {
            Some((media_type, start)) => (media_type, Span::new(start, string.len())),
            None if string.len() < LEAST => return None,
            None => ("", Span::new(0, string.len())),
        };
        let written = at.of_str(string);
        let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || b"+/-_=\r\n \t".contains(&byte);
        if written.is_empty() || !written.bytes().all(is_base64) {
            return None;
        }
        let url_safe = written.contains(['-', '_']);
        let text = match decode(written.get(..HEAD).unwrap_or(written), url_safe) {
            Some(head) if !may_be_text(&head) => None,
            _ => Some(decode(written, url_safe)?).filter(|decoded| may_be_text(decoded)),
        };
        Some(Self { media_type, text, at, url_safe })
    }
}

/// The media type of a `data:` URL in base64, and where its data starts.
fn data_url(string: &str) -> Option<(&str, usize)> {
    let scheme = string.get(..5).filter(|scheme| scheme.eq_ignore_ascii_case("data:"))?;
    let comma = string.get(..256).unwrap_or(string).find(',')?;
    let said = string.get(scheme.len()..comma)?;
    let base64 = said.rsplit(';').next().is_some_and(|last| last.trim().eq_ignore_ascii_case("base64"));
    base64.then(|| (said.split(';').next().unwrap_or_default(), comma + 1))
}

/// Text in whatever encoding has no control characters but blanks; UTF-16 has zeros, but regularly.
fn may_be_text(bytes: &[u8]) -> bool {
    let control = |byte: &&u8| **byte < 9 || (14..32).contains(*byte) && **byte != 27 || **byte == 127;
    let controls = bytes.iter().filter(control).count();
    let wide = [[0xff, 0xfe], [0xfe, 0xff]].iter().any(|mark| bytes.starts_with(mark));
    wide || controls == 0
}

const fn lenient() -> GeneralPurposeConfig {
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true)
}

fn engine(url_safe: bool) -> GeneralPurpose {
    GeneralPurpose::new(if url_safe { &URL_SAFE } else { &STANDARD }, lenient())
}

fn decode(written: &str, url_safe: bool) -> Option<Vec<u8>> {
    // Line feeds are allowed in MIME's base64.
    if written.bytes().any(|byte| byte.is_ascii_whitespace()) {
        let together: Vec<u8> = written.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
        return engine(url_safe).decode(together).ok();
    }
    engine(url_safe).decode(written).ok()
}

impl Layer for Attachment<'_> {
    /// From the first edit on, everything is written anew: what follows moves by a number of bytes that three doesn't
    /// divide.
    fn lift(&self, edits: &Edits) -> Edits {
        let Some(text) = self.text.as_ref().filter(|_| !edits.is_empty()) else { return Edits::new() };
        let edited = splice(text, edits);
        vec![Edit { span: self.at, replacement: engine(self.url_safe).encode(edited) }].into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::splice::splice_str;

    #[test]
    fn text_is_told_from_other_files() {
        let long = "name,card\nalice,4111 1111 1111 1111\n".repeat(4);
        let encoded = engine(false).encode(&long);
        let wrapped = encoded.as_bytes().chunks(76).map(String::from_utf8_lossy).collect::<Vec<_>>().join("\r\n");
        let png = engine(false)
            .encode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89 and so on, as a small picture does");
        for (string, expected) in [
            (encoded.clone(), Some(("", true))),
            (wrapped, Some(("", true))),
            (format!("data:text/csv;base64,{encoded}"), Some(("text/csv", true))),
            (format!("DATA:image/png;x=y;BASE64,{encoded}"), Some(("image/png", true))),
            ("data:text/plain;base64,aGk=".into(), Some(("text/plain", true))),
            (png, Some(("", false))),
            ("data:text/plain,hello".into(), None),
            ("https://example.com/a.png".into(), None),
            ("4111111111111111".into(), None),
            (format!("{long} in the clear"), None),
        ] {
            let read = Attachment::read(&string);
            assert_eq!(read.as_ref().map(|it| (it.media_type, it.text.is_some())), expected, "{string}");
        }
    }

    #[test]
    fn edits_are_encoded_again() {
        let long = format!("{}card 4111 1111 1111 1111, thanks", "padding to be long enough ".repeat(3));
        let string = format!("data:text/plain;base64,{}", engine(false).encode(&long));
        let attachment = Attachment::read(&string).unwrap();
        let start = long.find('4').unwrap();
        let edit = Edit { span: Span::new(start, start + 19), replacement: "[CARD]".into() };
        let edited = splice_str(&string, &attachment.lift(&[edit].into_iter().collect())).into_owned();
        let read = Attachment::read(&edited).unwrap();
        assert_eq!(read.text.unwrap(), long.replace("4111 1111 1111 1111", "[CARD]").into_bytes());
        assert_eq!(read.media_type, "text/plain");
    }
}
