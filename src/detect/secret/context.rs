//! Tokens without a mark of their own, recognised by the issuer's name in the name they are assigned to:
//! `datadog_api_key = …`. The engine finds the issuer's name; the value must have the issuer's length and alphabet.

use super::alphabet::URL64;
use super::assignment::assigned;
use super::format::{Piece, Run, token};
use super::random::looks_random;
use crate::detect::{Candidate, Match};

/// A value of known shapes, assigned to a name that holds the issuer's.
#[derive(Clone, Copy, Debug)]
pub(super) struct Context {
    /// The issuer's names, in lower case; what sets the engine off.
    pub start: &'static [&'static str],
    /// The shapes that the value may have.
    pub shapes: &'static [&'static [Piece]],
}

/// How far after the issuer's name the value may end, in bytes: the rest of the name, an operator and quotes, and the
/// longest value that is only known as a whole, of 84 characters.
pub(super) const REACH: usize = 160;

/// The score of a value of the right shape whose name says that it is a credential.
const NAMED: f32 = 0.7;
/// The score of one whose name only holds the issuer's.
const UNNAMED: f32 = 0.5;

/// Words that a credential's name holds.
const CREDENTIAL: &[&[u8]] = &[b"key", b"token", b"secret", b"pass", b"pwd", b"auth", b"cred", b"pat", b"api"];
/// Words at the end of names of things that are no credentials, whatever they look like.
const NOT: &[&[u8]] = &[
    b"hash",
    b"sha",
    b"sha1",
    b"sha256",
    b"digest",
    b"checksum",
    b"commit",
    b"version",
    b"url",
    b"uri",
    b"name",
    b"file",
    b"path",
    b"md5",
];

impl Context {
    /// A value of one of `shapes` assigned to a name that holds one of `start`.
    pub(super) const fn new(start: &'static [&'static str], shapes: &'static [&'static [Piece]]) -> Self {
        Self { start, shapes }
    }

    /// Verifies a hit of one of the names.
    // Not once more for each declaration.
    #[inline(never)]
    pub(super) fn verify(&self, candidate: &Candidate<'_>) -> Option<Match> {
        let bytes = candidate.text.as_bytes();
        if !is_word(bytes, candidate.at.start, candidate.at.end) {
            return None;
        }
        let assigned = assigned(bytes, candidate.at.end)?;
        let name = assigned.rest.of(bytes);
        if NOT.iter().any(|word| ends_with(name, word)) {
            return None;
        }
        let value = bytes.get(assigned.value.start..)?;
        let token = self
            .shapes
            .iter()
            .find_map(|shape| token(shape, value).filter(|token| mixes(shape, token) && looks_random(token, URL64)))?;
        let length = token.len();
        let named = CREDENTIAL.iter().any(|word| holds(name, word));
        let mut span = assigned.value;
        span.end = span.start + length;
        Some(Match { span, score: if named { NAMED } else { UNNAMED }, why: "context" })
    }
}

/// Whether `bytes[start..end]` is a word, or one in a name of several: `SUMO_KEY` and `sumoKey`, not `sumOfParts`.
pub(super) fn is_word(bytes: &[u8], start: usize, end: usize) -> bool {
    let hit = bytes.get(start..end).unwrap_or_default();
    let before = start.checked_sub(1).and_then(|at| bytes.get(at));
    let starts = match (before, hit.first()) {
        (Some(before), Some(first)) if before.is_ascii_alphabetic() => {
            before.is_ascii_lowercase() && first.is_ascii_uppercase() || super::format::starts_here(bytes, start)
        }
        _ => true,
    };
    let after = bytes.get(end..).unwrap_or_default();
    let ends = match (hit.last(), after.first()) {
        (Some(last), Some(next)) if next.is_ascii_alphabetic() => {
            last.is_ascii_lowercase() && next.is_ascii_uppercase()
                || CREDENTIAL.iter().any(|word| after.get(..word.len()).is_some_and(|a| a.eq_ignore_ascii_case(word)))
        }
        _ => true,
    };
    starts && ends
}

/// Whether a value that may hold digits does: sixteen letters in a row are a word more often than a token.
fn mixes(shape: &[Piece], value: &[u8]) -> bool {
    let may = shape.iter().any(|piece| matches!(piece, Run(alphabet, ..) if alphabet.has(b'0') && alphabet.has(b'z')));
    !may || value.iter().any(u8::is_ascii_digit)
}

/// Whether `name` holds `word`, without regard to case.
pub(super) fn holds(name: &[u8], word: &[u8]) -> bool {
    name.windows(word.len()).any(|w| w.eq_ignore_ascii_case(word))
}

/// Whether `name` ends in `word`, without regard to case.
pub(super) fn ends_with(name: &[u8], word: &[u8]) -> bool {
    name.len().checked_sub(word.len()).and_then(|at| name.get(at..)).is_some_and(|end| end.eq_ignore_ascii_case(word))
}
