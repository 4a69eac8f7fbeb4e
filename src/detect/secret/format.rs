//! Tokens whose issuer marks them with a prefix: a declaration each, one reader for all.
//!
//! The engine finds the prefix; [`Format::verify`] reads the pieces that follow it, without going back, and looks at
//! one byte on either side. Its cost is bounded by the longest token of the declaration, and a hit inside a longer
//! run of letters and digits is turned away by the first comparison, so that a text made of prefixes costs no more
//! than one read.

use super::alphabet::{Alphabet, URL64};
use super::random::looks_random;
use crate::detect::{Candidate, Match};
use crate::text::Span;

/// What a token looks like.
#[derive(Clone, Copy, Debug)]
pub(super) struct Format {
    /// How it starts, one of these, in the issuer's own case; what sets the engine off.
    pub start: &'static [&'static str],
    /// What follows.
    pub rest: &'static [Piece],
    /// Check digits over the whole token, if the issuer adds any.
    pub check: Option<fn(&[u8]) -> bool>,
    /// What the shape is worth when its characters look random, 0 to 1.
    pub score: f32,
}

/// One piece of a token.
#[derive(Clone, Copy, Debug)]
pub(super) enum Piece {
    /// These very characters.
    Lit(&'static str),
    /// One of these; the first that fits is taken.
    OneOf(&'static [&'static str]),
    /// From so many to so many characters of a set, as many as there are.
    Run(Alphabet, usize, usize),
}

pub(super) use Piece::{Lit, OneOf, Run};

/// `count` characters of a set.
pub(super) const fn run(alphabet: Alphabet, count: usize) -> Piece {
    Run(alphabet, count, count)
}

/// The score of a token whose check digits are right.
const CHECKED: f32 = 1.0;
/// The score of a token of the right shape whose check digits are wrong: mistyped, made up, or of a later kind.
const UNCHECKED: f32 = 0.6;

impl Format {
    /// A token of these starts and pieces, worth 0.9.
    pub(super) const fn new(start: &'static [&'static str], rest: &'static [Piece]) -> Self {
        Self { start, rest, check: None, score: 0.9 }
    }

    /// The same with check digits.
    pub(super) const fn checked(mut self, check: fn(&[u8]) -> bool) -> Self {
        self.check = Some(check);
        self
    }

    /// The same, worth `score`.
    pub(super) const fn worth(mut self, score: f32) -> Self {
        self.score = score;
        self
    }

    /// Verifies a hit of one of the starts.
    pub(super) fn verify(&self, candidate: &Candidate<'_>) -> Option<Match> {
        let bytes = candidate.text.as_bytes();
        let Span { start, end } = candidate.at;
        let hit = bytes.get(start..end)?;
        if !starts_here(bytes, start) || !self.start.iter().any(|s| s.as_bytes() == hit) {
            return None;
        }
        let body = bytes.get(end..)?;
        let length = read(self.rest, body)?;
        let (body, after) = body.split_at_checked(length)?;
        if !ends_here(self.rest, after) || !looks_random(body, URL64) {
            return None;
        }
        let span = Span::new(start, end + length);
        let (score, why) = match self.check {
            None => (self.score, "shape"),
            Some(check) if check(span.of(bytes)) => (CHECKED, "check_digit"),
            Some(_) => (UNCHECKED, "shape"),
        };
        Some(Match { span, score, why })
    }
}

/// How many bytes at the start of `bytes` the pieces take, if they fit.
pub(super) fn read(pieces: &[Piece], bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    for piece in pieces {
        let rest = bytes.get(at..)?;
        at += match piece {
            Lit(text) => rest.starts_with(text.as_bytes()).then_some(text.len())?,
            OneOf(texts) => texts.iter().find(|t| rest.starts_with(t.as_bytes()))?.len(),
            Run(alphabet, min, max) => Some(alphabet.run(rest, *max)).filter(|n| n >= min)?,
        };
    }
    Some(at)
}

/// Whether a token may start at `at`: no letter, digit or underscore right before it, unless an escape ends there
/// (`\n`, `%3D`).
pub(super) fn starts_here(bytes: &[u8], at: usize) -> bool {
    let before = bytes.get(at.saturating_sub(3)..at).unwrap_or_default();
    match before {
        [.., b'\\', b'n' | b't' | b'r'] => true,
        [b'%', a, b] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit() => true,
        [.., last] => !last.is_ascii_alphanumeric() && *last != b'_',
        [] => true,
    }
}

/// Whether a token of these pieces may end before `after`: neither a letter or digit, nor one more of its last run.
pub(super) fn ends_here(pieces: &[Piece], after: &[u8]) -> bool {
    let Some(&next) = after.first() else { return true };
    let goes_on = matches!(pieces.last(), Some(Run(alphabet, ..)) if alphabet.has(next));
    !goes_on && !next.is_ascii_alphanumeric()
}

/// A detector of the group `secret`; samples are given in parts, joined here.
///
/// `secret!("id", "title", "source", format or [literals] verify, yes [samples], no [counter-samples])`
macro_rules! secret {
    ($id:literal, $title:literal, $source:literal, [$($literal:literal),+ $(,)?] $verify:expr,
     yes [$($($yes:literal)+),* $(,)?], no [$($($no:literal)+),* $(,)?] $(,)?) => {
        crate::detect::Detector {
            id: concat!("secret.", $id),
            title: $title,
            source: $source,
            find: crate::detect::Find::Literals { literals: &[$($literal),+], verify: $verify },
            examples: &[$(concat!($($yes),+)),*],
            counterexamples: &[$(concat!($($no),+)),*],
        }
    };
    ($id:literal, $title:literal, $source:literal, $format:expr,
     yes [$($($yes:literal)+),* $(,)?], no [$($($no:literal)+),* $(,)?] $(,)?) => {{
        const FORMAT: crate::detect::secret::format::Format = $format;
        crate::detect::Detector {
            id: concat!("secret.", $id),
            title: $title,
            source: $source,
            find: crate::detect::Find::Literals { literals: FORMAT.start, verify: |candidate| FORMAT.verify(candidate) },
            examples: &[$(concat!($($yes),+)),*],
            counterexamples: &[$(concat!($($no),+)),*],
        }
    }};
}
pub(super) use secret;
