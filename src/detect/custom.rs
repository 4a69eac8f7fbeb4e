//! Operators' own detectors, and lists of what is never reported.
//!
//! Three kinds: a pattern (regex-lite, with a check, words of context and a score), a list of words, and a list of
//! keyed hashes of values, so that the policy need not hold the values. A pattern runs only on windows round a literal
//! that every match must hold; regex-lite reads about a megabyte a second, so a pattern with no such literal is slow
//! on every text, and [`Custom::warnings`] says so.
//!
//! Limits: a match of a pattern with a literal is found if it lies within [`REACH`] bytes of it. Words and literals
//! are compared without regard to ASCII case only.

use super::checksum::{
    iso7064_mod11_2, iso7064_mod11_10, iso7064_mod37_2, iso7064_mod37_36, iso7064_mod97_10, luhn, mod11, mod97,
    verhoeff,
};
use super::context::spells;
use super::financial::is_test_card;
use super::required::{Required, required};
use super::{Match, context};
use crate::text::Span;
use hmac::{Hmac, KeyInit, Mac};
use regex_lite::{Regex, RegexBuilder};
use sha2::Sha256;
use std::{fmt, sync::Arc};

/// How far from its literal a match of a pattern may begin and end, in bytes.
pub const REACH: usize = 512;
/// Most words or hashes in one list.
pub const MAX_LIST: usize = 20_000;
/// Largest compiled pattern, in bytes of memory: regex-lite's time per byte of text is proportional to it.
const MAX_PATTERN: usize = 1 << 18;
/// Most words of a hashed value.
const MAX_WORDS: usize = 4;

/// One of the operator's own detectors. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Custom(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    id: String,
    kind: Kind,
    score: f32,
}

#[derive(Debug)]
enum Kind {
    Pattern { regex: Regex, required: Required, validator: Option<Validator>, context: Vec<String>, has_value: bool },
    Words(Vec<Vec<u8>>),
    Hashes { key: Key, digests: Vec<[u8; 32]>, longest: usize, words: usize },
}

/// A keyed hash, ready for messages; its key is not printed.
#[derive(Clone)]
struct Key(Hmac<Sha256>);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

/// What an operator says about a pattern.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pattern<'p> {
    /// The expression, in regex-lite's syntax. If it has a group called `value`, that group is what is found.
    pub regex: &'p str,
    /// A check on the letters and digits of what matched: see [`Validator`].
    pub validator: Option<&'p str>,
    /// Words near by that make it likely, lower case; without one near by the score halves. Empty: none are needed.
    pub context: &'p [&'p str],
    /// What a match is worth, 0 to 1.
    pub score: f32,
}

/// Why an operator's detector can't be built.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Error {
    /// The expression does not compile; regex-lite's reason.
    Regex(String),
    /// No such validator, or its weights are no numbers.
    Validator(String),
    /// A word of a list is shorter than three bytes; which one, counted from 0.
    ShortWord(usize),
    /// An entry of a list of hashes is no SHA-256 in hexadecimal digits; which one, counted from 0.
    Digest(usize),
    /// The list has too many entries, or none; how many.
    Count(usize),
    /// The key of a list of hashes has fewer than 16 bytes; how many.
    Key(usize),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Regex(why) => {
                write!(f, "found an expression that does not compile ({why}), expected regex-lite's syntax")
            }
            Self::Validator(found) => write!(
                f,
                "found \"{found}\", expected luhn, mod97, verhoeff, mod11:WEIGHTS (such as mod11:10,9,8,7,6,5,4,3,2,1) or \
                 iso7064: followed by mod11_2, mod11_10, mod37_2, mod37_36 or mod97_10"
            ),
            Self::ShortWord(index) => {
                write!(f, "found fewer than three bytes in entry {index}, expected three or more")
            }
            Self::Digest(index) => {
                write!(f, "found no SHA-256 digest in entry {index}, expected 64 hexadecimal digits")
            }
            Self::Count(found) => write!(f, "found {found} entries, expected 1 to {MAX_LIST}"),
            Self::Key(found) => write!(f, "found a key of {found} bytes, expected 16 or more"),
        }
    }
}

impl std::error::Error for Error {}

/// A check on what a pattern matched.
#[derive(Clone, Debug)]
pub enum Validator {
    /// `luhn`: Luhn's check.
    Luhn,
    /// `mod97`: the number modulo 97 is 1 with the first four characters moved to the end, as in an IBAN.
    Mod97,
    /// `verhoeff`: Verhoeff's check.
    Verhoeff,
    /// `mod11:10,9,…`: the weighted sum, check digit included, is divisible by 11; the last may be `X` for ten.
    Mod11(Vec<i32>),
    /// `iso7064:mod11_2`, `mod11_10`, `mod37_2`, `mod37_36`, `mod97_10`.
    Iso7064(fn(&[u8]) -> bool),
}

impl Validator {
    /// The validator that `name` names.
    ///
    /// # Errors
    /// [`Error::Validator`] if there is none.
    pub fn parse(name: &str) -> Result<Self, Error> {
        let unknown = || Error::Validator(name.into());
        Ok(match name.split_once(':') {
            None if name == "luhn" => Self::Luhn,
            None if name == "mod97" => Self::Mod97,
            None if name == "verhoeff" => Self::Verhoeff,
            Some(("mod11", weights)) => {
                let weights: Result<Vec<i32>, _> = weights.split(',').map(|weight| weight.trim().parse()).collect();
                let small = |weights: &Vec<i32>| weights.iter().all(|weight| weight.abs() <= 1000);
                Self::Mod11(weights.ok().filter(small).ok_or_else(unknown)?)
            }
            Some(("iso7064", "mod11_2")) => Self::Iso7064(iso7064_mod11_2),
            Some(("iso7064", "mod11_10")) => Self::Iso7064(iso7064_mod11_10),
            Some(("iso7064", "mod37_2")) => Self::Iso7064(iso7064_mod37_2),
            Some(("iso7064", "mod37_36")) => Self::Iso7064(iso7064_mod37_36),
            Some(("iso7064", "mod97_10")) => Self::Iso7064(iso7064_mod97_10),
            _ => return Err(unknown()),
        })
    }

    /// Whether the letters and digits of `text` agree with the check.
    pub fn accepts(&self, text: &str) -> bool {
        let value: Vec<u8> =
            text.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_uppercase()).collect();
        match self {
            Self::Luhn => luhn(&value),
            Self::Mod97 => {
                value.split_at_checked(4).is_some_and(|(head, rest)| mod97(rest.iter().chain(head).copied()) == Some(1))
            }
            Self::Verhoeff => verhoeff(&value),
            Self::Mod11(weights) => mod11(&value, weights),
            Self::Iso7064(check) => check(&value),
        }
    }
}

impl Custom {
    /// A detector that finds what an expression matches.
    ///
    /// # Errors
    /// [`Error::Regex`] and [`Error::Validator`].
    pub fn pattern(id: &str, pattern: Pattern<'_>) -> Result<Self, Error> {
        let regex = compile(pattern.regex)?;
        let validator = pattern.validator.map(Validator::parse).transpose()?;
        let has_value = regex.capture_names().flatten().any(|name| name == "value");
        let context = pattern.context.iter().map(|word| word.to_lowercase()).collect();
        let required = required(pattern.regex);
        Ok(Self::of(id, pattern.score, Kind::Pattern { regex, required, validator, context, has_value }))
    }

    /// A detector that finds whole words (or phrases) of a list, without regard to ASCII case.
    ///
    /// # Errors
    /// [`Error::ShortWord`] and [`Error::Count`].
    pub fn words(id: &str, words: &[&str], score: f32) -> Result<Self, Error> {
        count(words.len())?;
        if let Some(short) = words.iter().position(|word| word.trim().len() < 3) {
            return Err(Error::ShortWord(short));
        }
        let words = words.iter().map(|word| word.trim().as_bytes().to_vec()).collect();
        Ok(Self::of(id, score, Kind::Words(words)))
    }

    /// A detector that finds values of which only keyed hashes are given: HMAC-SHA-256 in hexadecimal digits of the
    /// value's letters and digits in lower case (`O'Brien 12` is hashed as `obrien12`). A value is looked for in runs
    /// of one to `words` words (at most four) with up to `longest` letters and digits in bytes.
    ///
    /// # Errors
    /// [`Error::Key`], [`Error::Digest`] and [`Error::Count`].
    pub fn hashes(
        id: &str,
        key: &[u8],
        digests: &[&str],
        words: usize,
        longest: usize,
        score: f32,
    ) -> Result<Self, Error> {
        count(digests.len())?;
        if key.len() < 16 {
            return Err(Error::Key(key.len()));
        }
        let key = Hmac::<Sha256>::new_from_slice(key).map_err(|_| Error::Key(key.len()))?;
        let parsed: Vec<Option<[u8; 32]>> = digests.iter().map(|digest| digest_of(digest)).collect();
        if let Some(wrong) = parsed.iter().position(Option::is_none) {
            return Err(Error::Digest(wrong));
        }
        let mut digests: Vec<[u8; 32]> = parsed.into_iter().flatten().collect();
        crate::sort::sort(&mut digests);
        let (words, longest) = (words.clamp(1, MAX_WORDS), longest.clamp(1, REACH / 2));
        Ok(Self::of(id, score, Kind::Hashes { key: Key(key), digests, longest, words }))
    }

    fn of(id: &str, score: f32, kind: Kind) -> Self {
        Self(Arc::new(Inner { id: id.into(), kind, score: score.clamp(0.0, 1.0) }))
    }

    /// What policies and findings call it.
    pub fn id(&self) -> &str {
        &self.0.id
    }

    /// What the operator should know about its cost.
    pub fn warnings(&self) -> Vec<String> {
        match &self.0.kind {
            Kind::Pattern { required, .. } if required.literals.is_empty() => vec![
                "no literal of three bytes or more is in every match, so the expression runs over every byte: about one \
                 second for each megabyte of text"
                    .into(),
            ],
            Kind::Hashes { words, .. } => vec![format!(
                "every word of a text is hashed {words} times: about {} ms for each megabyte of text",
                words * 150
            )],
            _ => Vec::new(),
        }
    }

    /// Whether its literals may stand inside words.
    pub(super) fn is_pattern(&self) -> bool {
        matches!(self.0.kind, Kind::Pattern { .. })
    }

    pub(super) fn literals(&self) -> impl Iterator<Item = &[u8]> {
        let literals = match &self.0.kind {
            Kind::Pattern { required, .. } => required.literals.as_slice(),
            Kind::Words(words) => words.as_slice(),
            Kind::Hashes { .. } => &[],
        };
        literals.iter().map(Vec::as_slice)
    }

    /// Finds matches round the places in `hits` (sorted) where a literal stands, or anywhere if it has none.
    pub(super) fn find(&self, text: &str, hits: &[Span], mut found: impl FnMut(Match)) {
        match &self.0.kind {
            Kind::Words(_) => {
                for span in hits {
                    if is_whole_word(text, *span) {
                        found(Match { span: *span, score: self.0.score, why: "word_list" });
                    }
                }
            }
            Kind::Pattern { required, .. } if required.literals.is_empty() => {
                self.matches(text, Span::new(0, text.len()), &mut found);
            }
            Kind::Pattern { required, .. } => {
                let reach = required.longest.map_or(REACH, |longest| longest.min(REACH));
                // Windows that touch become one, so that no byte is read twice.
                let mut window: Option<Span> = None;
                for hit in hits {
                    let next = Span::new(hit.start.saturating_sub(reach), (hit.end + reach).min(text.len()));
                    window = Some(match window {
                        Some(open) if next.start <= open.end => Span::new(open.start, next.end.max(open.end)),
                        Some(done) => {
                            self.matches(text, done, &mut found);
                            next
                        }
                        None => next,
                    });
                }
                if let Some(last) = window {
                    self.matches(text, last, &mut found);
                }
            }
            Kind::Hashes { key, digests, longest, words } => hashed(text, key, digests, *longest, *words, |span| {
                found(Match { span, score: self.0.score, why: "exact_match" });
            }),
        }
    }

    /// Runs the expression over a window.
    fn matches(&self, text: &str, window: Span, found: &mut impl FnMut(Match)) {
        let Kind::Pattern { regex, validator, context, has_value, .. } = &self.0.kind else { return };
        let start = (0..4).filter_map(|i| window.start.checked_sub(i)).find(|i| text.is_char_boundary(*i));
        let end = (0..4).map(|i| window.end + i).find(|i| text.is_char_boundary(*i)).unwrap_or(text.len());
        let Some(readable) = text.get(..end) else { return };
        let mut report = |span: Span| {
            if span.is_empty() || validator.as_ref().is_some_and(|validator| !validator.accepts(span.of_str(text))) {
                return;
            }
            let near = context.is_empty() || is_near(text, span, context);
            let score = if near { self.0.score } else { self.0.score / 2.0 };
            found(Match { span, score, why: if near && !context.is_empty() { "context" } else { "pattern" } });
        };
        let mut at = start.unwrap_or_default();
        while let Some(whole) = regex.find_at(readable, at) {
            let value = has_value
                .then(|| regex.captures_at(readable, whole.start()).and_then(|groups| groups.name("value")))
                .flatten();
            match value {
                Some(value) => report(Span::new(value.start(), value.end())),
                None => report(Span::new(whole.start(), whole.end())),
            }
            at = if whole.end() > whole.start() { whole.end() } else { next_char(readable, whole.end()) };
            if at >= readable.len() {
                break;
            }
        }
    }

    /// Whether a word of context after a match could still raise its score.
    pub(super) fn may_rise(&self, found: &Match) -> bool {
        matches!(&self.0.kind, Kind::Pattern { context, .. } if !context.is_empty() && found.why != "context")
    }

    /// How many leading bytes of an unfinished text can't become part of a match.
    pub(super) fn settled(&self, text: &str) -> usize {
        let (longest, blanks) = match &self.0.kind {
            // A piece of a word at the end is held as every literal is.
            Kind::Words(_) => return text.len(),
            Kind::Pattern { required, .. } => {
                (required.longest.map_or(REACH, |longest| longest.min(REACH)), required.blanks)
            }
            Kind::Hashes { longest, words, .. } => (longest * 2, *words > 1),
        };
        let tail = text.as_bytes().iter().rev().take(longest);
        let held = tail.take_while(|byte| blanks || !byte.is_ascii_whitespace()).count();
        text.len() - held
    }
}

fn compile(pattern: &str) -> Result<Regex, Error> {
    RegexBuilder::new(pattern).size_limit(MAX_PATTERN).build().map_err(|error| Error::Regex(error.to_string()))
}

fn count(found: usize) -> Result<(), Error> {
    if (1..=MAX_LIST).contains(&found) { Ok(()) } else { Err(Error::Count(found)) }
}

fn next_char(text: &str, at: usize) -> usize {
    (at + 1..=text.len()).find(|i| text.is_char_boundary(*i)).unwrap_or(text.len())
}

fn is_whole_word(text: &str, span: Span) -> bool {
    let inside = span.of_str(text);
    let before = text.get(..span.start).and_then(|head| head.chars().next_back());
    let after = text.get(span.end..).and_then(|tail| tail.chars().next());
    let joins = |inner: Option<char>, outer: Option<char>| {
        let spaced = |c: char| c.is_alphanumeric() && u32::from(c) < 0x0590;
        inner.is_some_and(spaced) && outer.is_some_and(spaced)
    };
    !inside.is_empty() && !joins(inside.chars().next(), before) && !joins(inside.chars().next_back(), after)
}

fn is_near(text: &str, span: Span, words: &[String]) -> bool {
    let window = context::window(text, span);
    let all = window.of_str(text);
    all.char_indices().any(|(offset, _)| {
        let at = window.start + offset;
        !(span.start <= at && at < span.end)
            && words.iter().any(|word| spells(text, at, word) && starts_context(text, at, word))
    })
}

fn starts_context(text: &str, at: usize, word: &str) -> bool {
    let before = text.get(..at).and_then(|head| head.chars().next_back());
    let latin = |c: char| c.is_alphanumeric() && u32::from(c) < 0x0250;
    !(word.starts_with(latin) && before.is_some_and(latin))
}

fn digest_of(hex: &str) -> Option<[u8; 32]> {
    let digits: Option<Vec<u8>> = hex.trim().chars().map(|c| c.to_digit(16).map(|digit| digit as u8)).collect();
    let digits = digits.filter(|digits| digits.len() == 64)?;
    let mut digest = [0; 32];
    for (byte, pair) in digest.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = pair.iter().fold(0, |sum, digit| sum << 4 | digit);
    }
    Some(digest)
}

/// Calls `found` for every run of one to `words` words whose letters and digits have one of the digests.
fn hashed(text: &str, key: &Key, digests: &[[u8; 32]], longest: usize, words: usize, mut found: impl FnMut(Span)) {
    // Where each of the last words starts, and its hash with all words since.
    let mut open: Vec<(usize, usize, Hmac<Sha256>)> = Vec::new();
    for word in words_of(text) {
        if open.len() >= words {
            open.remove(0);
        }
        open.push((word.start, 0, key.0.clone()));
        let plain: Vec<u8> = word
            .of_str(text)
            .chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .flat_map(|c| c.to_string().into_bytes())
            .collect();
        for (start, len, hash) in &mut open {
            *len += plain.len();
            if *len > longest {
                continue;
            }
            hash.update(&plain);
            let digest: [u8; 32] = hash.clone().finalize().into_bytes().into();
            if digests.binary_search(&digest).is_ok() {
                found(Span::new(*start, word.end));
            }
        }
    }
}

/// Words: runs of letters and digits with single signs between them (`O'Brien`, `a.b@c.de`, `12-34`).
fn words_of(text: &str) -> impl Iterator<Item = Span> {
    let mut chars = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, first) = chars.find(|(_, c)| c.is_alphanumeric())?;
        let mut end = start + first.len_utf8();
        while let Some(&(at, c)) = chars.peek() {
            if c.is_alphanumeric() {
                end = at + c.len_utf8();
            } else if c.is_whitespace() || at > end {
                break;
            }
            chars.next();
        }
        Some(Span::new(start, end))
    })
}

/// What is never reported: values, and patterns that must match the whole value.
#[derive(Clone, Debug, Default)]
pub struct Allow {
    values: Vec<String>,
    patterns: Vec<Regex>,
    test_cards: bool,
}

/// Stands in the list for the card numbers that payment services publish for tests.
pub const TEST_CARDS: &str = "preset.test_cards";

impl Allow {
    /// A list of values (compared as they are, [`TEST_CARDS`] apart) and patterns.
    ///
    /// # Errors
    /// [`Error::Regex`], with the number of the pattern, counted from 0.
    pub fn new(values: &[&str], patterns: &[&str]) -> Result<Self, (usize, Error)> {
        let whole = |(index, pattern): (usize, &&str)| {
            // Alone first, so that a stray bracket can't escape the group.
            compile(pattern).and_then(|_| compile(&format!("^(?:{pattern})$"))).map_err(|error| (index, error))
        };
        let mut values: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
        crate::sort::sort(&mut values);
        let test_cards = values.iter().any(|value| value == TEST_CARDS);
        let patterns = patterns.iter().enumerate().map(whole).collect::<Result<_, _>>()?;
        Ok(Self { values, patterns, test_cards })
    }

    /// Whether `value`, the whole text of a finding, is on the list.
    pub fn allows(&self, value: &str) -> bool {
        self.values.binary_search_by(|allowed| allowed.as_str().cmp(value)).is_ok()
            || self.test_cards && is_test_card(value)
            || value.len() <= REACH && self.patterns.iter().any(|pattern| pattern.is_match(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::Scanner;
    use crate::finding::Finding;

    fn scan(custom: &Custom, text: &str) -> Vec<(String, i32)> {
        let mut findings: Vec<Finding> = Vec::new();
        Scanner::new(|_| false, std::slice::from_ref(custom)).scan(text, &mut findings);
        assert!(findings.iter().all(|finding| finding.detector.as_str() == custom.id()));
        findings.iter().map(|f| (f.span.of_str(text).to_owned(), (f.score * 100.0) as i32)).collect()
    }

    fn pattern(regex: &str) -> Pattern<'_> {
        Pattern { regex, score: 0.8, ..Pattern::default() }
    }

    #[test]
    fn patterns_find_the_same_with_a_literal_and_without() {
        let text = "ACME-123456, acme-1 and ACME-654321; ".repeat(3) + &"x".repeat(2000) + " ACME-111111.";
        for regex in [r"ACME-\d{6}", r"[A][C]ME-\d{6}", r"(?P<value>ACME-\d{6})"] {
            let custom = Custom::pattern("own.acme", pattern(regex)).unwrap();
            let found: Vec<_> = scan(&custom, &text).into_iter().map(|(value, _)| value).collect();
            let expected: Vec<_> = regex_lite::Regex::new(r"ACME-\d{6}")
                .unwrap()
                .find_iter(&text)
                .map(|m| m.as_str().to_owned())
                .collect();
            assert_eq!(found, expected, "{regex}");
            assert_eq!(found.len(), 7);
        }
        assert!(Custom::pattern("own.acme", pattern(r"ACME-\d{6}")).unwrap().warnings().is_empty());
        assert_eq!(Custom::pattern("own.acme", pattern(r"\d{6}")).unwrap().warnings().len(), 1);
    }

    #[test]
    fn a_group_called_value_is_what_is_found() {
        let custom = Custom::pattern("own.id", pattern(r"customer id: (?P<value>\d{4,})")).unwrap();
        assert_eq!(scan(&custom, "our Customer id: 1, customer id: 12345 ü"), [("12345".to_owned(), 80)]);
    }

    #[test]
    fn validators_and_context_decide() {
        let words = ["Membership"];
        let spec = Pattern { validator: Some("luhn"), context: &words, ..pattern(r"\b\d{6}\b") };
        let custom = Custom::pattern("own.member", spec).unwrap();
        assert_eq!(scan(&custom, "membership 123455"), [("123455".to_owned(), 80)]);
        assert_eq!(scan(&custom, "the number 123455"), [("123455".to_owned(), 40)]);
        assert_eq!(scan(&custom, "membership 123456"), []);
        for (name, value) in [
            ("mod97", "GB82WEST12345698765432"),
            ("verhoeff", "2363"),
            ("mod11:10,9,8,7,6,5,4,3,2,1", "0-306-40615-2"),
            ("iso7064:mod11_10", "33392005961"),
            ("iso7064:mod11_2", "11010519491231002x"),
            ("iso7064:mod37_36", "A1-2425G-ABC1234002-M"),
            ("iso7064:mod97_10", "5493001KJTIIGC8Y1R12"),
        ] {
            let validator = Validator::parse(name).unwrap();
            assert!(validator.accepts(value), "{name}");
            assert!(!validator.accepts(&value.replacen(['2', '3'], "7", 1)), "{name}");
        }
    }

    #[test]
    fn words_are_whole() {
        let custom = Custom::words("own.project", &["Blue Heron", "größe", "秘密"], 0.9).unwrap();
        let found = scan(&custom, "blue heron, blue herons, GRößE, 这是秘密吗, BlueHeron");
        assert_eq!(found.iter().map(|(value, _)| value.as_str()).collect::<Vec<_>>(), ["blue heron", "GRößE", "秘密"]);
    }

    #[test]
    fn hashed_values_are_found_and_others_are_not() {
        let key = b"0123456789abcdef";
        let digest = |value: &str| {
            let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
            mac.update(value.as_bytes());
            mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect::<String>()
        };
        let digests = [digest("obrien12"), digest("janevandoe"), digest("de123")];
        let digests: Vec<_> = digests.iter().map(String::as_str).collect();
        let custom = Custom::hashes("own.people", key, &digests, 3, 40, 1.0).unwrap();
        let found = scan(&custom, "Ask O'Brien 12 or Jane van Doe, not Jane van Does; DE-123 (de123x).");
        assert_eq!(
            found.iter().map(|(value, _)| value.as_str()).collect::<Vec<_>>(),
            ["O'Brien 12", "Jane van Doe", "DE-123"]
        );
        assert_eq!(format!("{:?}", custom).matches("Key(…)").count(), 1);
    }

    #[test]
    fn what_is_wrong_is_said() {
        let weights = Pattern { validator: Some("mod11:a"), ..pattern("abc") };
        let cases = [
            (Custom::pattern("a.b", pattern("(")), "found an expression that does not compile"),
            (Custom::pattern("a.b", weights), "found \"mod11:a\", expected luhn"),
            (Custom::words("a.b", &["abc", "ab"], 1.0), "found fewer than three bytes in entry 1"),
            (Custom::words("a.b", &[], 1.0), "found 0 entries"),
            (Custom::hashes("a.b", b"short", &["00"], 1, 9, 1.0), "found a key of 5 bytes"),
            (Custom::hashes("a.b", &[0; 16], &["00"], 1, 9, 1.0), "found no SHA-256 digest in entry 0"),
        ];
        for (result, expected) in cases {
            let error = result.map(|_| ()).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{error}");
        }
    }

    #[test]
    fn allowed_values_must_match_as_a_whole() {
        let allow = Allow::new(&["4111111111111111", "jane@example.com"], &[r"[a-z]+@example\.org", "a|ab"]).unwrap();
        for (value, expected) in [
            ("4111111111111111", true),
            ("41111111111111112", false),
            ("joe@example.org", true),
            ("joe@example.org.uk", false),
            ("xx joe@example.org", false),
            ("ab", true),
        ] {
            assert_eq!(allow.allows(value), expected, "{value}");
        }
        assert_eq!(Allow::new(&[], &["a", ")|("]).unwrap_err().0, 1);
    }

    #[test]
    fn published_test_cards_can_be_allowed() {
        let allow = Allow::new(&[TEST_CARDS], &[]).unwrap();
        for (value, expected) in [
            ("4242 4242 4242 4242", true),
            ("378282246310005", true),
            ("4242 4242 4242 4243", false),
            ("5500000000000004x", false),
            ("", false),
        ] {
            assert_eq!(allow.allows(value), expected, "{value}");
            assert!(!Allow::default().allows(value));
        }
    }
}
