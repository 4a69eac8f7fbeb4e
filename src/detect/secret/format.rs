//! Tokens whose issuer marks them with a prefix: a declaration each, one reader for all.
//!
//! The engine finds the prefix; [`Format::verify`] reads the pieces that follow it, without going back, and looks at
//! one byte on either side. Its cost is bounded by the longest token of the declaration, and a hit inside a longer
//! run of letters and digits is turned away by the first comparison, so that a text made of prefixes costs no more
//! than one read.

use super::alphabet::{Alphabet, HEX, URL64};
use super::random::{looks_random, says_so};
use crate::detect::{Candidate, Match};
use crate::text::Span;

/// What a token looks like.
#[derive(Clone, Copy, Debug)]
pub(super) struct Format {
    /// How it starts, one of these, in the issuer's own case; what sets the engine off.
    pub start: &'static [&'static str],
    /// What follows.
    pub rest: &'static [Piece],
    /// What follows in tokens of another kind.
    pub other: Option<&'static [Piece]>,
    /// Whether a token (all of it) may be one; what is turned away here is not reported.
    pub only: Option<fn(&[u8]) -> bool>,
    /// Check digits over the whole token, if the issuer adds any.
    pub check: Option<fn(&[u8]) -> bool>,
    /// What the shape is worth when its characters look random, 0 to 1.
    pub score: f32,
    /// Whether the start only says what follows, and is not part of the secret.
    pub label: bool,
    /// Whether the start is so long that what follows need not look random.
    pub unmistakable: bool,
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
        Self { start, rest, other: None, only: None, check: None, score: 0.9, label: false, unmistakable: false }
    }

    /// The same, or one with these pieces.
    pub(super) const fn or(mut self, rest: &'static [Piece]) -> Self {
        self.other = Some(rest);
        self
    }

    /// The same where `only` says yes to the whole token.
    pub(super) const fn only_if(mut self, only: fn(&[u8]) -> bool) -> Self {
        self.only = Some(only);
        self
    }

    /// The same with a start that is not part of the secret.
    pub(super) const fn labelled(mut self) -> Self {
        self.label = true;
        self
    }

    /// The same with a start so long that what follows need not look random.
    pub(super) const fn unmistakable(mut self) -> Self {
        self.unmistakable = true;
        self
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

    /// Whether a start at `start` stands inside a longer run of a long token's own characters (`-_./+`): there it would
    /// be read again from each further start.
    fn goes_on(&self, bytes: &[u8], start: usize) -> bool {
        let least = self.start.iter().map(|s| s.len()).min().unwrap_or(1);
        let before = start.checked_sub(1).and_then(|at| bytes.get(at)).copied().unwrap_or(b' ');
        matches!(before, b'-' | b'_' | b'.' | b'/' | b'+')
            && self
                .rest
                .iter()
                .any(|piece| matches!(piece, Run(alphabet, _, max) if *max > LONG * least && alphabet.has(before)))
    }

    /// Whether a hit of one of the starts, in a text that breaks off, may be a token that goes on.
    #[inline(never)]
    pub(super) fn is_open(&self, candidate: &Candidate<'_>) -> bool {
        let bytes = candidate.text.as_bytes();
        let rest = bytes.get(candidate.at.end..).unwrap_or_default();
        self.is_start(candidate) && [Some(self.rest), self.other].into_iter().flatten().any(|p| is_open(p, rest))
    }

    /// Whether a hit is one of the starts, in the issuer's own case, where a token may start.
    fn is_start(&self, candidate: &Candidate<'_>) -> bool {
        let (bytes, start) = (candidate.text.as_bytes(), candidate.at.start);
        let hit = candidate.at.of(bytes);
        self.start.iter().any(|s| s.as_bytes() == hit) && starts_here(bytes, start) && !self.goes_on(bytes, start)
    }

    /// Verifies a hit of one of the starts.
    // Not once more for each declaration: that would be most of the module's size.
    #[inline(never)]
    pub(super) fn verify(&self, candidate: &Candidate<'_>) -> Option<Match> {
        let bytes = candidate.text.as_bytes();
        let Span { start, end } = candidate.at;
        if !self.is_start(candidate) {
            return None;
        }
        let rest = bytes.get(end..)?;
        let body = [Some(self.rest), self.other].into_iter().flatten().find_map(|pieces| token(pieces, rest))?;
        let whole = Span::new(start, end + body.len());
        let span = if self.label { Span::new(end, whole.end) } else { whole };
        let random = if self.unmistakable { !says_so(body) } else { looks_random(body, URL64) };
        if !random || self.only.is_some_and(|only| !only(span.of(bytes))) {
            return None;
        }
        let (score, why) = match self.check {
            None => (self.score, "shape"),
            Some(check) if check(span.of(bytes)) => (CHECKED, "check_digit"),
            Some(_) => (UNCHECKED, "shape"),
        };
        Some(Match { span, score, why })
    }
}

/// A version 4 or other UUID in its usual notation.
pub(super) const UUID: &[Piece] =
    &[run(HEX, 8), Lit("-"), run(HEX, 4), Lit("-"), run(HEX, 4), Lit("-"), run(HEX, 4), Lit("-"), run(HEX, 12)];

/// How many times longer than its start a token may be and still be read wherever its start occurs.
const LONG: usize = 16;

/// The token of these pieces at the start of `bytes`, if there is one and it ends there.
pub(super) fn token<'t>(pieces: &[Piece], bytes: &'t [u8]) -> Option<&'t [u8]> {
    let (token, after) = bytes.split_at_checked(read(pieces, bytes)?)?;
    ends_here(pieces, after).then_some(token)
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

/// Whether bytes that break off may be the beginning of these pieces, or may be them with more of the last one to come.
fn is_open(pieces: &[Piece], bytes: &[u8]) -> bool {
    let mut at = 0;
    for piece in pieces {
        let rest = bytes.get(at..).unwrap_or_default();
        let begins = |text: &str| text.len() > rest.len() && text.as_bytes().starts_with(rest);
        let taken = match piece {
            Lit(text) if begins(text) => return true,
            OneOf(texts) if texts.iter().any(|text| begins(text)) => return true,
            Run(alphabet, _, max) if alphabet.run(rest, *max) == rest.len() => return true,
            one => read(std::slice::from_ref(one), rest),
        };
        let Some(taken) = taken else { return false };
        at += taken;
    }
    at >= bytes.len()
}

/// Whether a token may start at `at`: no letter, digit or underscore right before it, unless an escape ends there
/// (`\n`, `%3D`).
pub(super) fn starts_here(bytes: &[u8], at: usize) -> bool {
    // A mark that starts with a sign needs no boundary.
    if bytes.get(at).is_some_and(u8::is_ascii_punctuation) {
        return true;
    }
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
/// `secret!("id", "title", "source", how, yes [samples], no [counter-samples])`, where `how` is a [`Format`],
/// `context` and a [`Context`](super::context::Context), the literals that set off a function of its own and that
/// function, or `after` and the most bytes up to the value's end before these.
macro_rules! secret {
    ($id:literal, $title:literal, $source:literal, [$($literal:literal),+ $(,)?] $verify:expr, $open:expr,
     yes [$($($yes:literal)+),* $(,)?], no [$($($no:literal)+),* $(,)?] $(,)?) => {
        $crate::detect::Detector {
            id: concat!("secret.", $id),
            title: $title,
            source: $source,
            find: $crate::detect::Find::Literals { literals: &[$($literal),+], verify: $verify, open: $open },
            examples: &[$(concat!($($yes),+)),*],
            counterexamples: &[$(concat!($($no),+)),*],
        }
    };
    ($id:literal, $title:literal, $source:literal, after $reach:literal [$($keyword:literal),+ $(,)?] $verify:expr,
     yes [$($($yes:literal)+),* $(,)?], no [$($($no:literal)+),* $(,)?] $(,)?) => {
        $crate::detect::Detector {
            id: concat!("secret.", $id),
            title: $title,
            source: $source,
            find: $crate::detect::Find::Keywords { keywords: &[$($keyword),+], reach: $reach, verify: $verify },
            examples: &[$(concat!($($yes),+)),*],
            counterexamples: &[$(concat!($($no),+)),*],
        }
    };
    ($id:literal, $title:literal, $source:literal, context $context:expr,
     yes [$($($yes:literal)+),* $(,)?], no [$($($no:literal)+),* $(,)?] $(,)?) => {{
        const CONTEXT: $crate::detect::secret::context::Context = $context;
        $crate::detect::Detector {
            id: concat!("secret.", $id),
            title: $title,
            source: $source,
            find: $crate::detect::Find::Keywords {
                keywords: CONTEXT.start,
                reach: $crate::detect::secret::context::REACH,
                verify: |candidate| CONTEXT.verify(candidate),
            },
            examples: &[$(concat!($($yes),+)),*],
            counterexamples: &[$(concat!($($no),+)),*],
        }
    }};
    ($id:literal, $title:literal, $source:literal, $format:expr,
     yes [$($($yes:literal)+),* $(,)?], no [$($($no:literal)+),* $(,)?] $(,)?) => {{
        const FORMAT: $crate::detect::secret::format::Format = $format;
        $crate::detect::Detector {
            id: concat!("secret.", $id),
            title: $title,
            source: $source,
            find: $crate::detect::Find::Literals {
                literals: FORMAT.start,
                verify: |candidate| FORMAT.verify(candidate),
                open: match FORMAT.label {
                    true => $crate::detect::Open::After(|candidate| FORMAT.is_open(candidate)),
                    false => $crate::detect::Open::Exactly(|candidate| FORMAT.is_open(candidate)),
                },
            },
            examples: &[$(concat!($($yes),+)),*],
            counterexamples: &[$(concat!($($no),+)),*],
        }
    }};
}
pub(super) use secret;
