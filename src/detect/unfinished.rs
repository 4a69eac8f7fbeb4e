//! Texts that are not finished: how much of one can be let go although more of it is to come.
//!
//! [`Scanner::settled`] asks each detector what the end of the text could become, and holds back
//! - for identifiers of fixed shapes, groups at the end that some shape begins with, at most 40 characters of them;
//! - for other things with digits in them, the groups at the end that a match of that detector could hold, at most
//!   [`NUMBER_REACH`] bytes;
//! - for tokens with an issuer's mark, what begins with the mark for as long as it fits the token's declaration, and a
//!   piece of a mark at the end; a key in PEM until its last line, or 256 bytes that are none of it;
//! - what a keyword announces: the run that could be its value, up to the reach its detector declares;
//! - for what is found from its middle (e-mail addresses), the run at the end that it can be made of: at most
//!   [`RUN_REACH`] bytes;
//! - a number already found on whose score something depends that a word of context after it could still change,
//!   until [`context::AFTER`] bytes and a word more have passed;
//!
//! and never more than [`MAX_HOLD`] bytes. A scanner that is compiled for fewer detectors holds less, so compile one
//! for those that change the text, and tell it what is at stake ([`Stakes`]).
//!
//! Not held are letters and signs before the first digit of what is found by its digits outside of the fixed shapes
//! (the `bc1q` of a Bitcoin address), and a piece of a mark that only says what follows (`Bearer `).
//!
//! Text before what is held must be handed in again as far as [`LEFT_CONTEXT`] bytes reach, see
//! [`Scanner::scan_from`].

use super::chain::{MAX_LEAD, MAX_VALUE, may_start, separator, separator_before};
use super::context::{self, Reader};
use super::engine::{MAX_GROUP, Raw, Scanner, Source, starts_word};
use super::forms::{Beginning, Owner};
use super::trigger::{Hit, Target};
use super::{Candidate, Open};
use crate::sort::sort_by_key;
use crate::text::Span;
use std::cmp::Reverse;

/// How much already released text, in bytes, must stand before the text handed to [`Scanner::scan_from`] so that it
/// finds the same as in the whole: the longest keyword reach, and room for a word cut in two.
pub const LEFT_CONTEXT: usize = 512;
/// Most bytes held back for a number at the end.
pub const NUMBER_REACH: usize = 160;
/// Most bytes held back for a run without blanks: the longest e-mail address (RFC 5321: 64 + 1 + 255).
pub const RUN_REACH: usize = 320;
/// Most bytes held back for anything: an RSA-4096 private key in PEM has 3,300, a large JWT 8,000.
pub const MAX_HOLD: usize = 16 * 1024;
/// Longest run without blanks that is looked at as one value, in bytes.
const MAX_RUN: usize = 1024;
/// Most runs without blanks that a match of [`Open::Runs`] goes on for.
const MOST_RUNS: usize = 3;
/// How many characters may leave of a key whose mark stands in its middle, where not [everything](Hold::Exact) is held.
const DOZEN: usize = 12;
/// How many bytes that are no lines of a key must follow an armoured key without an end before it counts as cut off.
const ARMOUR_PAUSE: usize = 256;

/// What depends on what a detector finds in a text that is not finished.
#[derive(Clone, PartialEq, Debug)]
pub struct Stakes {
    /// The scores from which on other things are done about it; `None`: every score matters.
    pub scores: Option<Box<[f32]>>,
    /// What may leave of a match.
    pub hold: Hold,
}

impl Default for Stakes {
    fn default() -> Self {
        Self { scores: None, hold: Hold::Exact }
    }
}

impl Stakes {
    /// Whether it makes a difference that a score rises so.
    fn differ(&self, score: f32, most: f32) -> bool {
        match &self.scores {
            None => most > score,
            Some(_) if self.hold == Hold::Brief => false,
            Some(scores) => scores.iter().any(|at| score < *at && *at <= most),
        }
    }

    /// Whether anything is done about what could be worth this much.
    fn matter(&self, most: f32) -> bool {
        self.scores.as_ref().is_none_or(|scores| scores.iter().any(|at| *at <= most))
    }
}

/// What of a match may leave before it is known to be one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Hold {
    /// Nothing.
    Exact,
    /// What tells its kind and not whose it is: a piece of an issuer's mark (`sk-`), letters before the first digit
    /// (an IBAN's country), a quarter of what is financial or a secret and has twenty characters or more, a dozen
    /// characters of a key whose issuer's mark stands in its middle, a plain word that could begin a payment address
    /// where nothing before it speaks of one.
    Lead,
    /// That, a quarter of anything else, such a word that could begin an e-mail address, and numbers that only a word of
    /// context makes likely where none stands before them.
    Brief,
}

impl Scanner {
    /// How many leading bytes of an unfinished `text` can be released: no byte of them can become part of a match,
    /// and no score of a match in them can change, whatever follows.
    pub fn settled(&self, text: &str) -> usize {
        // Only the end matters; a little more than what may be held, so that runs are seen from their start.
        let skip = text.floor_char_boundary(text.len().saturating_sub(MAX_HOLD + LEFT_CONTEXT));
        let Some(tail) = text.get(skip..) else { return text.len() };
        let bytes = tail.as_bytes();
        let mut hold = bytes.len();
        let mut hold_from = |at: usize| hold = hold.min(at);

        if !self.forms.is_empty() {
            hold_from(self.open_value(tail));
        }
        let starts = last_starts(bytes, self.triggers.longest_literal());
        for source in &self.sources {
            hold_from(source.open_end(bytes, &starts));
        }
        if !self.customs.is_empty() {
            hold_from(self.open_custom(bytes, &starts));
        }
        let mut found = self.run(tail, true);
        found.retain(|raw| self.stakes(raw.target).is_none_or(|stakes| stakes.matter(raw.most)));
        for raw in &found {
            let differs = self.stakes(raw.target).is_none_or(|stakes| stakes.differ(raw.score, raw.most));
            if raw.goes_on(bytes) || differs && raw.span.end + context::AFTER + 24 >= bytes.len() {
                hold_from(raw.span.start);
            }
        }
        let end = End::of(bytes);
        self.triggers.each(bytes, |hit| match hit {
            Hit::Literal(start, len, target) => {
                hold_from(self.open_hit(tail, Span::new(start, start + len), target, &end));
            }
            Hit::Byte(at, b'<') => hold_from(open_lines(bytes, at)),
            Hit::Byte(..) | Hit::Digits(_) => {}
        });
        for custom in &self.customs {
            hold_from(custom.settled(tail));
        }
        // Nothing found may be cut in two: a number may be held that lies inside another which is settled.
        sort_by_key(&mut found, |raw| Reverse(raw.span.start));
        for Raw { span, .. } in &found {
            if span.start < hold && hold < span.end {
                hold = span.start;
            }
        }
        text.floor_char_boundary((skip + hold).max(text.len().saturating_sub(MAX_HOLD)))
    }

    fn stakes(&self, target: Target) -> Option<&Stakes> {
        self.sources.get(usize::from(target)).map(|source| &source.stakes)
    }

    /// Where the groups at the end start that a fixed shape begins with.
    fn open_value(&self, text: &str) -> usize {
        let bytes = text.as_bytes();
        let mut hold = bytes.len();
        // Filled from the right, as the groups are read.
        let (mut compact, mut separators) = ([0u8; MAX_VALUE], [0u8; MAX_VALUE]);
        let (mut digits, mut separated) = (0u64, 0u64);
        let mut len = 0;
        let mut reader = Reader::new(&self.words, text);
        let (mut after, mut end) = separator_before(bytes, bytes.len()).unwrap_or((0, bytes.len()));
        loop {
            let head = bytes.get(..end).unwrap_or_default();
            let group = head.iter().rev().take(MAX_VALUE - len + 1).take_while(|b| b.is_ascii_alphanumeric()).count();
            let start = end - group;
            let group = bytes.get(start..end).unwrap_or_default();
            let has = |which: fn(&u8) -> bool| group.iter().any(which);
            let (digit, small, capital) =
                (has(u8::is_ascii_digit), has(u8::is_ascii_lowercase), has(u8::is_ascii_uppercase));
            let word = !digit && (small && after == b' ' || after != 0 && group.len() > MAX_LEAD);
            if group.is_empty() || len + group.len() > MAX_VALUE || small && capital || word {
                break;
            }
            for (i, byte) in group.iter().rev().enumerate() {
                len += 1;
                let at = MAX_VALUE - len;
                let separator = if i == 0 { after } else { 0 };
                if let (Some(to), Some(between)) = (compact.get_mut(at), separators.get_mut(at)) {
                    (*to, *between) = (byte.to_ascii_uppercase(), separator);
                }
                digits |= u64::from(byte.is_ascii_digit()) << at;
                separated |= u64::from(separator != 0) << at;
            }
            let from = MAX_VALUE - len;
            let beginning = Beginning {
                compact: compact.get(from..).unwrap_or_default(),
                separators: separators.get(from..).unwrap_or_default(),
                digits: digits >> from,
                separated: separated >> from,
            };
            // No identifier is known to begin with three small letters.
            let prose = small && len > 2;
            let counts = |owner: &Owner, whole: usize| match self.sources.get(usize::from(owner.detector)) {
                Some(source) if beginning.digits == 0 => !prose && source.stakes.hold == Hold::Exact,
                Some(source) => {
                    let unlikely = source.stakes.hold == Hold::Brief && !source.stakes.matter(owner.scores.alone);
                    let mut near = || reader.near(Span::new(start, bytes.len()), owner.words);
                    !source.lets_go(len, whole) && (!unlikely || near())
                }
                None => false,
            };
            if may_start(bytes, start) && self.forms.may_become(&beginning, counts) {
                hold = start;
            }
            let Some((separator, before)) = separator_before(bytes, start) else { break };
            (after, end) = (separator, before);
        }
        hold
    }

    /// Where a piece of a literal of the operator's own starts at the end.
    fn open_custom(&self, bytes: &[u8], starts: &[usize]) -> usize {
        let is_custom =
            |target: Target| self.sources.get(usize::from(target)).is_some_and(|source| source.custom.is_some());
        let held = starts
            .iter()
            .copied()
            .find(|start| self.triggers.is_partial_literal(bytes.get(*start..).unwrap_or_default(), is_custom));
        held.unwrap_or(bytes.len())
    }

    /// Where to hold because of a literal found at `at`, or the end of the text.
    fn open_hit(&self, text: &str, at: Span, target: Target, end: &End) -> usize {
        let Some(source) = self.sources.get(usize::from(target)) else { return text.len() };
        let bytes = text.as_bytes();
        let rest = bytes.get(at.end..).unwrap_or_default();
        let Some(verify) = source.verify else { return text.len() };
        let candidate = Candidate::new(text, at);
        let Some(open) = source.open else {
            // The keyword itself may go: it is context. What it announces may not.
            return match verify(&candidate) {
                Some(found) if found.span.end + 1 < text.len() => text.len(),
                Some(found) => found.span.start,
                // A value that began within reach may end beyond it.
                None if rest.len().saturating_sub(end.run) < source.reach => at.end,
                None => text.len(),
            };
        };
        let begins = starts_word(bytes, at.start);
        let held = match open {
            Open::Exactly(is_open) => (begins && is_open(&candidate)).then_some(at.start),
            Open::After(is_open) => is_open(&candidate).then_some(at.end),
            Open::Runs(runs) if begins => self.open_runs(&candidate, verify(&candidate), runs, end).then_some(at.start),
            Open::Runs(_) => None,
            Open::RunsAfter(runs) => self.open_runs(&candidate, verify(&candidate), runs, end).then_some(at.end),
            Open::Around(is_of, _) => {
                let head = bytes.get(..at.start).unwrap_or_default();
                let before = head.iter().rev().take(MAX_GROUP).take_while(|b| is_of(**b)).count();
                self.open_runs(&candidate, verify(&candidate), 1, end).then_some(at.start - before)
            }
        };
        held.unwrap_or(text.len())
    }

    /// Whether what was found at a literal, or may be found in so many runs without blanks after it, can go on.
    fn open_runs(&self, candidate: &Candidate<'_>, found: Option<super::Match>, runs: usize, end: &End) -> bool {
        let bytes = candidate.text.as_bytes();
        let rest = bytes.get(candidate.at.end..).unwrap_or_default();
        // Armour goes on over lines, so that what is found of a key may not be all of it.
        let armour = candidate.at.of(bytes).starts_with(b"-----");
        match found {
            Some(found) if armour && found.score < 1.0 => found.span.end + ARMOUR_PAUSE >= bytes.len(),
            Some(found) => found.span.end + 1 >= bytes.len(),
            None if armour => rest.len() < 2 * ARMOUR_PAUSE,
            None => end.has_fewer(runs, candidate.at.end),
        }
    }
}

impl Raw {
    /// Whether what follows may change where it ends, or that it is there.
    fn goes_on(&self, bytes: &[u8]) -> bool {
        let rest = bytes.get(self.span.end..).unwrap_or_default();
        if !self.number {
            return rest.len() <= 1;
        }
        // A digit may come after a separator, and behind a dash a group that holds one.
        match separator(rest, 0) {
            _ if rest.is_empty() => true,
            Some((b'-', len)) => {
                let group = rest.get(len..).unwrap_or_default();
                group.len() < MAX_VALUE && group.iter().all(u8::is_ascii_alphabetic)
            }
            Some((_, len)) => rest.len() == len,
            None => rest.len() == 1 && !rest.first().is_some_and(u8::is_ascii_whitespace),
        }
    }
}

impl Source {
    /// Whether the first characters of what has at least `whole` of them may leave.
    fn lets_go(&self, first: usize, whole: usize) -> bool {
        match self.stakes.hold {
            Hold::Exact => false,
            // Tokens begin with an id, or with what their kind has in common; addresses of currencies are public.
            Hold::Lead => first * 4 <= whole && whole >= 20 && matches!(self.id.group(), "financial" | "secret"),
            // Of a card's number PCI DSS 4.0.1, requirement 3.4.1, lets even six be shown.
            Hold::Brief => first * 4 <= whole,
        }
    }

    /// Where to hold because of how the text ends, before anything set off this detector.
    fn open_end(&self, bytes: &[u8], starts: &[usize]) -> usize {
        if let Some(is_of) = self.made_of {
            let words = self.stakes.hold == Hold::Exact || self.stakes.hold == Hold::Lead && self.from_words;
            return open_run(bytes, is_of, words);
        }
        if let Some((joins, shortest)) = self.groups {
            let held = open_groups(bytes, joins, self.stakes.hold);
            return if self.lets_go(bytes.len() - held, shortest) { bytes.len() } else { held };
        }
        let exact = self.stakes.hold == Hold::Exact;
        match self.open {
            Some(Open::Around(is_of, least)) => {
                let least = if exact { least } else { least.max(DOZEN + 1) };
                let run = bytes.iter().rev().take(MAX_GROUP).take_while(|b| is_of(**b)).count();
                let at = bytes.len() - run;
                if run < least || is_plain(bytes.get(at..).unwrap_or_default()) { bytes.len() } else { at }
            }
            Some(Open::Exactly(_) | Open::Runs(_)) if exact => {
                let cased = matches!(self.open, Some(Open::Exactly(_)));
                let held =
                    self.literals.iter().filter_map(|literal| open_literal(bytes, starts, literal.as_bytes(), cased));
                held.min().unwrap_or(bytes.len())
            }
            _ => bytes.len(),
        }
    }
}

/// Where the run at the end starts that something found from its middle may be made of. `words`: also if it reads like
/// a word of prose, and nothing speaks of such things.
fn open_run(bytes: &[u8], is_of: fn(u8) -> bool, words: bool) -> usize {
    let is_of = |byte: &&u8| is_of(**byte) || b"@<".contains(*byte);
    let run = bytes.iter().rev().take(RUN_REACH).take_while(is_of).count();
    let at = bytes.len() - run;
    // Signs begin none of them.
    let signs = bytes.get(at..).unwrap_or_default().iter().take_while(|b| b.is_ascii_punctuation() && **b != b'_');
    let at = at + signs.count();
    let (before, run) = bytes.split_at_checked(at).unwrap_or_default();
    if !words && is_word(run) && !speaks_of_addresses(before) { bytes.len() } else { at }
}

/// Where a piece of a literal starts that the text ends with, at one of these starts of words.
fn open_literal(bytes: &[u8], starts: &[usize], literal: &[u8], cased: bool) -> Option<usize> {
    starts.iter().copied().find(|start| {
        let piece = bytes.get(*start..).unwrap_or_default();
        let same = literal.len() > piece.len()
            && literal.get(..piece.len()).is_some_and(|begin| match cased {
                true => begin == piece,
                false => begin.eq_ignore_ascii_case(piece),
            });
        let joined = || start.checked_sub(1).and_then(|at| bytes.get(at)) == Some(&b'_');
        same && !(cased && piece.first().is_some_and(u8::is_ascii_alphanumeric) && joined())
    })
}

/// The last places where a piece of a literal of up to `longest` bytes could start.
fn last_starts(bytes: &[u8], longest: usize) -> Vec<usize> {
    (bytes.len().saturating_sub(longest)..bytes.len()).filter(|start| starts_word(bytes, *start)).collect()
}

/// Where the groups with digits at the end start that these bytes join.
fn open_groups(bytes: &[u8], joins: &[u8], hold: Hold) -> usize {
    let signs = |end: usize| {
        let head = bytes.get(..end).unwrap_or_default();
        let sign = |b: &&u8| !b" .,".contains(*b) && joins.contains(*b);
        end - head.iter().rev().take(4).take_while(sign).count()
    };
    let joins = |byte: u8| joins.contains(&byte) || !byte.is_ascii() && joins.contains(&b' ');
    let (mut at, mut held) = (bytes.len(), bytes.len());
    while bytes.len() - at < NUMBER_REACH {
        let head = bytes.get(..at).unwrap_or_default();
        let between = head.iter().rev().take(5).take_while(|b| joins(**b)).count();
        let end = at - between;
        let head = bytes.get(..end).unwrap_or_default();
        let len = head.iter().rev().take(MAX_GROUP + 1).take_while(|b| b.is_ascii_alphanumeric()).count();
        if between > 4 || len == 0 || len > MAX_GROUP {
            break;
        }
        let has_digit = head.iter().rev().take(len).any(u8::is_ascii_digit);
        // Words of prose, with blanks around them, join nothing.
        let blank = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_whitespace);
        let spaced = blank(at.saturating_sub(1)) && between > 0 || end == len || blank(end - len - 1);
        if !has_digit && spaced && len > 2 {
            break;
        }
        at = end - len;
        if has_digit || held < bytes.len() && !spaced {
            held = at;
        }
    }
    let from = if hold == Hold::Exact || held < bytes.len() { signs(held) } else { held };
    // A magnetic stripe begins with its sentinel.
    let striped = joins(b'^') && !matches!(bytes.get(from), Some(b'%' | b';'));
    if striped { bytes.len() } else { from }
}

/// How a text ends, read once for all that could go on there: from every literal of a long line it would be a walk over
/// the whole line.
struct End {
    /// How long the run without blanks is that it ends with, as far as it is looked at.
    run: usize,
    /// The last bytes of the last runs that a blank follows, from the last run on.
    ends: [Option<usize>; MOST_RUNS],
}

impl End {
    fn of(bytes: &[u8]) -> Self {
        let run = bytes.iter().rev().take(MAX_RUN).take_while(|b| !b.is_ascii_whitespace()).count();
        let mut rest = bytes;
        let mut before = || {
            let blank = rest.iter().rposition(u8::is_ascii_whitespace)?;
            let last = rest.get(..blank)?.iter().rposition(|b| !b.is_ascii_whitespace())?;
            rest = rest.get(..=last)?;
            Some(last)
        };
        Self { run, ends: std::array::from_fn(|_| before()) }
    }

    /// Whether fewer than so many runs, [`MOST_RUNS`] at most, end after `at`.
    fn has_fewer(&self, runs: usize, at: usize) -> bool {
        let last = runs.checked_sub(1).and_then(|before| self.ends.get(before)).copied().flatten();
        last.is_none_or(|last| last < at)
    }
}

/// Whether no digit is in a run and no letters of both cases: what is drawn at random has them.
fn is_plain(run: &[u8]) -> bool {
    let has = |which: fn(&u8) -> bool| run.iter().any(which);
    let mixed = || has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase);
    !has(u8::is_ascii_digit) && !mixed()
}

/// Whether a run reads like a word of prose or a year, perhaps with a sign after it that ends a sentence.
fn is_word(run: &[u8]) -> bool {
    let word = run.strip_suffix(b".").unwrap_or(run);
    let letters = || word.iter().all(|b| b.is_ascii_alphabetic() || !b.is_ascii() || b"'-".contains(b));
    letters() || word.len() <= 4 && word.iter().all(u8::is_ascii_digit)
}

/// How far before a word something must stand that speaks of addresses, in bytes.
const SPEAKS: usize = 80;

/// Whether addresses are spoken of in what stands directly before a word: then the word may begin one.
fn speaks_of_addresses(before: &[u8]) -> bool {
    let near = before.get(before.len().saturating_sub(SPEAKS)..).unwrap_or_default();
    let says = |word: &[u8]| near.windows(word.len()).any(|w| w.eq_ignore_ascii_case(word));
    ["@", "mail", "contact", "correo", "courriel", "adres", "kontakt", "upi", "vpa", "почт", "邮", "郵", "メール"]
        .iter()
        .any(|word| says(word.as_bytes()))
}

/// Where to hold because of a trigger byte in a line of a machine-readable zone: a long run without blanks, of which
/// two more may follow.
fn open_lines(bytes: &[u8], at: usize) -> usize {
    const LINE: usize = 30;
    const LONGEST: usize = LINE * 2;
    let (head, rest) = bytes.split_at_checked(at).unwrap_or_default();
    if rest.len() > 3 * LONGEST {
        return bytes.len();
    }
    let before = head.iter().rev().take(LONGEST).take_while(|b| !b.is_ascii_whitespace()).count();
    let after = rest.iter().take(LONGEST).take_while(|b| !b.is_ascii_whitespace()).count();
    if before + after < LINE || rest.len() - after > 2 * LONGEST {
        return bytes.len();
    }
    let runs = rest.array_windows::<2>().filter(|[a, b]| !a.is_ascii_whitespace() && b.is_ascii_whitespace());
    if runs.take(3).count() < 3 { at - before } else { bytes.len() }
}
