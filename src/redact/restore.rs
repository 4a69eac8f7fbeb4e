//! Stand-ins back to values, in what a model wrote: the map of one exchange.
//!
//! Models don't always copy to the letter. What is compared are letters and digits, without regard to case, so that
//! `EMAIL\_kzrw…`, `Email-kzrw…`, `` `EMAIL_kzrw…` ``, `EMAIL_ kzrw…` and `EMAIL\u005fkzrw…` are all the same: up to
//! [`NOISE`] other characters may stand between two of them (blanks, what Markdown and quoting add, what separates the
//! parts of numbers; but no commas or brackets, which separate one thing from another), and the escapes of JSON strings
//! and URLs are undone.
//! Stand-ins that are few characters long without their separators (IP addresses) keep their dots and colons, so that
//! no number of six digits is taken for an address. What is put back is the value to the letter.
//!
//! A stand-in begins where no letter or digit stands before it; a fake also ends where none follows. Tokens need no
//! such end: they are all of one length (`token.rs`), so they are restored with their last letter and a stream waits
//! for nothing.
//!
//! The cost is one ordered-map lookup a word, and at a place where something begins like a stand-in, at most
//! [`NOISE`] + 1 characters for each of its letters: linear in the text whatever it is.
//!
//! Values are wiped from memory when the map is dropped, which is when the exchange ends. No two exchanges share one.

use super::{key::Keyring, seal};
use crate::text::Span;
use std::{collections::BTreeMap, fmt, sync::Arc};
use zeroize::Zeroizing;

/// Characters without meaning that may stand between two letters of a stand-in: an escaped underscore in bold is four.
pub const NOISE: usize = 4;

/// Fewest letters and digits at which a fake is known without its separators.
const LONG_ENOUGH: usize = 9;

/// The map from stand-ins to values of one exchange.
#[derive(Default)]
pub struct Restore {
    /// Compared by letters and digits.
    loose: Words,
    /// Compared by letters, digits, dots and colons.
    strict: Words,
    /// Opens sealed stand-ins, for one scope.
    sealed: Option<(Arc<Keyring>, String)>,
}

#[derive(Default)]
struct Words {
    by_key: BTreeMap<Vec<u8>, Entry>,
}

struct Entry {
    value: Zeroizing<String>,
    /// Whether no letter or digit may follow.
    ends: bool,
}

/// What a stand-in is, which decides how it is recognised.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// All of one length: needs no end.
    Token,
    /// A fictitious value, which could go on.
    Fake,
}

/// What [`Restore::scan`] found.
#[derive(Debug, Default)]
pub struct Restored {
    /// Up to here, in bytes of the text, nothing can change any more.
    pub settled: usize,
    /// What is to be put where: sorted and disjoint, below `settled`.
    pub found: Vec<Put>,
}

/// One stand-in found.
pub struct Put {
    /// Where it stands, in bytes of the text.
    pub span: Span,
    /// What it stands for.
    pub value: Zeroizing<String>,
}

/// The value is never shown.
impl fmt::Debug for Put {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Put").field("span", &self.span).finish_non_exhaustive()
    }
}

/// No value is ever shown.
impl fmt::Debug for Restore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Restore").field("values", &self.len()).finish_non_exhaustive()
    }
}

impl Restore {
    /// The same map, which now also opens what `keyring` has sealed for `scope`.
    pub fn and_opening(self, keyring: Arc<Keyring>, scope: String) -> Self {
        Self { sealed: Some((keyring, scope)), ..self }
    }

    /// How many stand-ins it holds.
    pub fn len(&self) -> usize {
        self.loose.by_key.len() + self.strict.by_key.len()
    }

    /// Whether there is nothing it could restore.
    pub fn is_empty(&self) -> bool {
        self.len() == 0 && self.sealed.is_none()
    }

    /// Remembers what a stand-in stands for. One that is not ASCII or has no letter or digit can't be found again and
    /// is not remembered.
    pub fn insert(&mut self, stand_in: &str, value: &str, kind: Kind) {
        let (stand_in, value) = without_common_ends(stand_in, value);
        let long = stand_in.bytes().filter(u8::is_ascii_alphanumeric).count() >= LONG_ENOUGH;
        let strict = kind == Kind::Fake && (!long || stand_in.contains(':') || is_dotted_number(stand_in));
        let key = key(stand_in, strict);
        if !stand_in.is_ascii() || key.is_empty() {
            return;
        }
        let words = if strict { &mut self.strict } else { &mut self.loose };
        let entry = Entry { value: Zeroizing::new(value.to_owned()), ends: kind == Kind::Fake };
        words.by_key.insert(key, entry);
    }

    /// The values that it could put back.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        self.loose.by_key.values().chain(self.strict.by_key.values()).map(|entry| entry.value.as_str())
    }

    /// What a stand-in, spelled as it was made, stands for.
    pub fn get(&self, stand_in: &str) -> Option<Zeroizing<String>> {
        let found = self.scan(stand_in, 0, true).found;
        let [only] = found.as_slice() else { return None };
        let (before, after) = (stand_in.get(..only.span.start)?, stand_in.get(only.span.end..)?);
        Some(Zeroizing::new([before, &only.value, after].concat()))
    }

    /// Finds stand-ins in `text` from byte `from` on; what stands before it has been dealt with, and counts only as
    /// what stands before a word. Unless this is the `last` of the text, more will be added behind it.
    pub fn scan(&self, text: &str, from: usize, last: bool) -> Restored {
        let mut out = Restored { settled: text.len(), found: Vec::new() };
        let mut at = from;
        while let Some(start) = next_word(text, at) {
            match self.at(text, start, last) {
                At::Nothing => at = start + 1,
                At::Perhaps => {
                    out.settled = start;
                    return out;
                }
                At::Found(end, value) => {
                    out.found.push(Put { span: Span::new(start, end), value });
                    at = end;
                }
            }
        }
        out
    }

    fn at(&self, text: &str, start: usize, last: bool) -> At {
        let mut perhaps = false;
        for (words, strict) in [(&self.loose, false), (&self.strict, true)] {
            match words.at(text, start, strict, last) {
                At::Nothing => {}
                At::Perhaps => perhaps = true,
                found => return found,
            }
        }
        if let Some((keyring, scope)) = &self.sealed {
            match sealed_at(text, start, last, |folded| seal::open(keyring.keys(), scope, folded)) {
                At::Nothing => {}
                other => return other,
            }
        }
        if perhaps { At::Perhaps } else { At::Nothing }
    }
}

/// What begins at a place of a text.
enum At {
    Nothing,
    /// The text ends before it can be said.
    Perhaps,
    Found(usize, Zeroizing<String>),
}

impl Words {
    fn at(&self, text: &str, start: usize, strict: bool, last: bool) -> At {
        if self.by_key.is_empty() {
            return At::Nothing;
        }
        let mut folded = Vec::new();
        let mut letters = Letters { text, at: start, strict };
        let mut found = None;
        loop {
            match letters.next() {
                Letter::Is(letter) => folded.push(letter),
                Letter::None => break,
                Letter::End if last => break,
                Letter::End => return At::Perhaps,
            }
            let next = self.by_key.range(folded.clone()..).next();
            let Some((key, entry)) = next.filter(|(key, _)| key.starts_with(&folded)) else { break };
            if key.len() == folded.len() {
                let end = letters.at;
                let follows = text.get(end..).and_then(|rest| rest.chars().next());
                match follows {
                    _ if !entry.ends => return At::Found(end, entry.value.clone()),
                    None if !last => return At::Perhaps,
                    Some(c) if c.is_alphanumeric() => {}
                    _ => found = Some(At::Found(end, entry.value.clone())),
                }
            }
        }
        found.unwrap_or(At::Nothing)
    }
}

fn sealed_at(text: &str, start: usize, last: bool, open: impl Fn(&str) -> Option<Zeroizing<String>>) -> At {
    let mut letters = Letters { text, at: start, strict: false };
    let mut folded = String::new();
    loop {
        match letters.next() {
            Letter::Is(letter) => folded.push(char::from(letter)),
            Letter::None => return At::Nothing,
            Letter::End => return if last { At::Nothing } else { At::Perhaps },
        }
        if folded.len() < seal::MARK.len() {
            if !seal::MARK.starts_with(&folded) {
                return At::Nothing;
            }
            continue;
        }
        match seal::length(&folded) {
            _ if !folded.starts_with(seal::MARK) => return At::Nothing,
            None => {}
            Some(length) if folded.len() < length => {}
            Some(length) if folded.len() > length => return At::Nothing,
            Some(_) => return open(&folded).map_or(At::Nothing, |value| At::Found(letters.at, value)),
        }
    }
}

/// Where the next word (letters and digits, as ASCII has them) begins at or after `at`.
fn next_word(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut before = at.checked_sub(1).and_then(|before| bytes.get(before)).copied();
    // `\n` and the like in JSON that has not been decoded: the letter belongs to the escape.
    let mut escape = at.checked_sub(2).and_then(|before| bytes.get(before)) == Some(&b'\\');
    for (offset, byte) in bytes.iter().enumerate().skip(at) {
        if byte.is_ascii_alphanumeric() && (escape || !before.is_some_and(|before| before.is_ascii_alphanumeric())) {
            return Some(offset);
        }
        escape = before == Some(b'\\');
        before = Some(*byte);
    }
    None
}

/// Reads the letters of a stand-in out of a text.
struct Letters<'t> {
    text: &'t str,
    at: usize,
    strict: bool,
}

enum Letter {
    /// The next one, folded.
    Is(u8),
    /// Too much that is none.
    None,
    /// The text ends.
    End,
}

impl Letters<'_> {
    fn next(&mut self) -> Letter {
        for _ in 0..=NOISE {
            let Some(rest) = self.text.get(self.at..).filter(|rest| !rest.is_empty()) else { return Letter::End };
            let (c, length) = match escape(rest) {
                Escape::Is(c, length) => (c, length),
                Escape::CutOff => return Letter::End,
                Escape::None => match rest.chars().next() {
                    Some(c) => (c, c.len_utf8()),
                    None => return Letter::End,
                },
            };
            if let Some(letter) = letter(c, self.strict) {
                self.at += length;
                return Letter::Is(letter);
            }
            if c.is_alphanumeric() || ",;!?|=<>[]{}&#$^".contains(c) {
                return Letter::None;
            }
            self.at += length;
        }
        Letter::None
    }
}

/// The letter that a character counts as, if it does.
fn letter(c: char, strict: bool) -> Option<u8> {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' => Some(c.to_ascii_lowercase() as u8),
        '.' | ':' if strict => Some(c as u8),
        _ => None,
    }
}

enum Escape {
    Is(char, usize),
    None,
    /// The text ends inside what may be one.
    CutOff,
}

/// `\u005f` of JSON and `%5F` of URLs at the start of `rest`.
fn escape(rest: &str) -> Escape {
    let (digits, start) = match rest.as_bytes() {
        [b'\\', b'u', ..] => (4, 2),
        [b'%', ..] => (2, 1),
        _ => return Escape::None,
    };
    let hex = rest.get(start..).unwrap_or_default();
    let found = hex.bytes().take(digits).take_while(u8::is_ascii_hexdigit).count();
    if found < digits {
        return if found == hex.len() { Escape::CutOff } else { Escape::None };
    }
    let code = hex.get(..digits).and_then(|hex| u32::from_str_radix(hex, 16).ok());
    code.and_then(char::from_u32).map_or(Escape::None, |c| Escape::Is(c, start + digits))
}

fn key(stand_in: &str, strict: bool) -> Vec<u8> {
    stand_in.chars().filter_map(|c| letter(c, strict)).collect()
}

/// Digits and dots: an IP address or a part of a version, which means something else without its dots.
fn is_dotted_number(stand_in: &str) -> bool {
    stand_in.contains('.') && stand_in.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

/// Both without what is neither letter nor digit at their ends and is the same in both: a `+`, a bracket. It is not
/// looked at when the stand-in is recognised, so it must not be put back either.
fn without_common_ends<'a>(mut a: &'a str, mut b: &'a str) -> (&'a str, &'a str) {
    let sign = |c: &char| !c.is_alphanumeric();
    while let Some(c) = a.chars().next().filter(sign)
        && let (Some(rest_a), Some(rest_b)) = (a.strip_prefix(c), b.strip_prefix(c))
    {
        (a, b) = (rest_a, rest_b);
    }
    while let Some(c) = a.chars().next_back().filter(sign)
        && let (Some(rest_a), Some(rest_b)) = (a.strip_suffix(c), b.strip_suffix(c))
    {
        (a, b) = (rest_a, rest_b);
    }
    (a, b)
}

#[cfg(test)]
#[allow(clippy::string_slice)]
mod tests {
    use super::*;
    use crate::redact::key::Key;

    fn restored(map: &Restore, text: &str) -> String {
        let mut out = String::new();
        let mut at = 0;
        for put in map.scan(text, 0, true).found {
            out += &text[at..put.span.start];
            out += &put.value;
            at = put.span.end;
        }
        out + &text[at..]
    }

    fn map() -> Restore {
        let mut map = Restore::default();
        map.insert("EMAIL_kzrwtmbdqxnf", "Ann.O'Hara@Corp.example", Kind::Token);
        map.insert("WORK_EMAIL_kbbbbbbbbbbb", "b@corp.example", Kind::Token);
        map.insert("+1 202-555-0123", "+1 415-867-5309", Kind::Fake);
        map.insert("maria.keller42@example.com", "jo@corp.example", Kind::Fake);
        map.insert("192.0.2.1", "10.1.2.3", Kind::Fake);
        map.insert("2001:db8:1:2::3", "fe80::1", Kind::Fake);
        map.insert("(411111) 0000000001", "(543210) 1234567890", Kind::Fake);
        map
    }

    #[test]
    fn restores_what_models_make_of_stand_ins() {
        let table = [
            ("Write to EMAIL_kzrwtmbdqxnf.", "Write to Ann.O'Hara@Corp.example."),
            ("**EMAIL\\_kzrwtmbdqxnf**", "**Ann.O'Hara@Corp.example**"),
            ("`email_KZRWTMBDQXNF`", "`Ann.O'Hara@Corp.example`"),
            ("Email-kzrwtmbdqxnf's box", "Ann.O'Hara@Corp.example's box"),
            ("E-Mail kzrwtmbdqxnf!", "Ann.O'Hara@Corp.example!"),
            ("EMAIL_ kzrw tmbd qxnf", "Ann.O'Hara@Corp.example"),
            ("EMAIL_\u{200b}kzrwtmbdqxnf", "Ann.O'Hara@Corp.example"),
            ("{\"a\":\"EMAIL\\u005fkzrwtmbdqxnf\"}", "{\"a\":\"Ann.O'Hara@Corp.example\"}"),
            ("\\nEMAIL_kzrwtmbdqxnf\\n", "\\nAnn.O'Hara@Corp.example\\n"),
            ("mailto:EMAIL%5Fkzrwtmbdqxnf", "mailto:Ann.O'Hara@Corp.example"),
            ("\"EMAIL_kzrwtmbdqxnf\", 'EMAIL_kzrwtmbdqxnf'", "\"Ann.O'Hara@Corp.example\", 'Ann.O'Hara@Corp.example'"),
            ("我EMAIL_kzrwtmbdqxnf的", "我Ann.O'Hara@Corp.example的"),
            ("WORK_EMAIL_kbbbbbbbbbbb EMAIL_kbbbbbbbbbbb", "b@corp.example EMAIL_kbbbbbbbbbbb"),
            ("Call +1 (202) 555-0123.", "Call +1 415-867-5309."),
            ("Call +12025550123 or 2025550123", "Call +1 415-867-5309 or 2025550123"),
            ("maria.keller42%40example.com", "jo@corp.example"),
            ("Maria.Keller42@Example.com;", "jo@corp.example;"),
            ("host 192.0.2.1:80, 192021, 192.0.2.12, 192.0.21", "host 10.1.2.3:80, 192021, 192.0.2.12, 192.0.21"),
            ("2001:DB8:1:2::3 20:01db8:1:2::3", "fe80::1 20:01db8:1:2::3"),
            ("(411111) 0000000001", "(543210) 1234567890"),
            ("4111110000000001", "543210) 1234567890"),
        ];
        for (text, expect) in table {
            assert_eq!(restored(&map(), text), expect, "{text}");
        }
    }

    #[test]
    fn leaves_alone_what_is_no_stand_in() {
        for text in [
            "EMAIL_kzrwtmbdqxn",
            "EMAIL_kzrwtmbdqxng",
            "XEMAIL_kzrwtmbdqxnf",
            "EMAIL - - - kzrwtmbdqxnf",
            "MAIL_kzrwtmbdqxnf",
            "maria.keller42@example.community",
            "12025550123456",
            "\\u00",
            "%",
            "",
        ] {
            assert_eq!(restored(&map(), text), text);
        }
    }

    #[test]
    fn a_stream_gives_the_same_for_every_cut_and_waits_for_little() {
        let text = "To E-Mail kzrwtmbdqxnf, EMAIL\\u005fkzrwtmbdqxnf and emails: +1 202-555-0123, 192.0.2.1. \
                    WORK_EMAIL_kbbbbbbbbbbbx 😀 +1 202 555 01234, maria.keller42@example.com";
        let (map, whole) = (map(), restored(&map(), text));
        for step in 1..text.len() {
            let (mut out, mut from) = (String::new(), 0);
            let ends =
                (1..=text.len()).filter(|end| (end % step == 0 || *end == text.len()) && text.is_char_boundary(*end));
            for end in ends {
                let seen = &text[..end];
                let found = map.scan(seen, from, end == text.len());
                for put in &found.found {
                    out += &text[from..put.span.start];
                    out += &put.value;
                    from = put.span.end;
                }
                assert!(found.settled >= from && found.settled <= end);
                assert!(end - found.settled < 40, "waits for {:?}", &text[found.settled..end]);
                out += &text[from..found.settled];
                from = found.settled;
            }
            assert_eq!(out, whole, "step {step}");
        }
    }

    #[test]
    fn clean_text_waits_for_nothing() {
        let map = map();
        for text in ["The quick brown fox", "12 + 30 = 42.", "e = 2.718", "{\"a\": [1, 2]}", "日本語", "emails ", "x_"]
        {
            let text = format!("{text} ");
            assert_eq!(map.scan(&text, 0, false).settled, text.len(), "{text}");
        }
        assert_eq!(Restore::default().scan("EMAIL_", 0, false).settled, 6);
        assert_eq!(map.scan("my EMAIL_kz", 0, false).settled, 3);
        assert_eq!(map.scan("my EMAIL_kzrwtmbdqxnf", 0, false).settled, 21);
    }

    #[test]
    fn sealed_values_are_opened_by_ring_and_scope() {
        let (old, new) = (Key::new(&[1; 32]).unwrap(), Key::new(&[2; 32]).unwrap());
        let sealed = seal::seal(&old, "team", "EMAIL", "a@example.com").unwrap();
        let ring = Arc::new(Keyring { current: new.clone(), previous: vec![old] });
        let map = Restore::default().and_opening(ring.clone(), "team".into());
        let written = sealed.to_lowercase().replace('_', "\\_");
        assert_eq!(restored(&map, &format!("to {written}.")), "to a@example.com.");
        assert_eq!(restored(&map, "a sealed box, SEALED_9"), "a sealed box, SEALED_9");
        for end in 4..written.len() + 2 {
            assert_eq!(map.scan(&format!("to {written}.")[..end], 0, false).settled, 3, "{end}");
        }
        let others = [
            Restore::default().and_opening(ring, "other".into()),
            Restore::default().and_opening(Arc::new(Keyring::of(new)), "team".into()),
        ];
        assert!(others.iter().all(|map| restored(map, &sealed) == sealed));
    }

    #[test]
    fn values_are_never_shown() {
        let shown = format!("{:?} {:?}", map(), map().scan("EMAIL_kzrwtmbdqxnf", 0, true));
        assert!(!shown.contains("Hara"), "{shown}");
    }

    #[test]
    fn hostile_text_costs_no_more_than_its_length_allows() {
        // Counted, not timed: no place is looked at by more words than a stand-in has letters.
        let map = map();
        for text in ["EMAIL_".repeat(2000), "e m a i l ".repeat(2000), "E\\".repeat(5000), "SEALED".repeat(2000)] {
            let found = map.scan(&text, 0, false);
            assert!(found.found.is_empty() && text.len() - found.settled < 200, "{}", text.len() - found.settled);
        }
    }
}
