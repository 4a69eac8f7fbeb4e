//! Texts that are not finished: how much of one can be let go although more of it is to come.
//!
//! [`Scanner::settled`] holds back
//! - the trailing groups of digits (and capitals before them) that could be, or become part of, a number:
//!   at most [`NUMBER_REACH`] bytes;
//! - a number already found whose score a word of context after it could still raise, until [`context::AFTER`] bytes
//!   and a word more have passed;
//! - a trailing piece of a literal at the start of a word, and a literal together with the two words after it, or up
//!   to the end of what was found there; a key in PEM until its last line, or 256 bytes that are none of it;
//! - what a keyword announces, up to the reach its detector declares;
//! - the trailing run of characters other than blanks, where a detector can begin before its trigger byte (e-mail
//!   addresses): at most [`RUN_REACH`] bytes;
//!
//! and never more than [`MAX_HOLD`] bytes. Words of prose are held only where one of these says so; a scanner that is
//! compiled for fewer detectors holds less, so compile one for those that change the text.
//! Text before what is held must be handed in again as far as [`LEFT_CONTEXT`] bytes reach, see
//! [`Scanner::scan_from`].

use super::Candidate;
use super::context;
use super::engine::{MAX_GROUP, Scanner, floor, starts_word};
use super::trigger::{Hit, Target};
use crate::text::Span;

/// How much already released text, in bytes, must stand before the text handed to [`Scanner::scan_from`] so that it
/// finds the same as in the whole: the longest keyword reach, and room for a word cut in two.
pub const LEFT_CONTEXT: usize = 512;
/// Most bytes held back for a number at the end.
pub const NUMBER_REACH: usize = 160;
/// Most bytes held back for a run without blanks: the longest e-mail address (RFC 5321: 64 + 1 + 255).
pub const RUN_REACH: usize = 320;
/// Most bytes held back for anything: an RSA-4096 private key in PEM has 3,300, a large JWT 8,000.
pub const MAX_HOLD: usize = 16 * 1024;
/// How many bytes that are no lines of a key must follow an armoured key without an end before it counts as cut off.
const ARMOUR_PAUSE: usize = 256;

impl Scanner {
    /// How many leading bytes of an unfinished `text` can be released: no byte of them can become part of a match,
    /// and no score of a match in them can change, whatever follows.
    pub fn settled(&self, text: &str) -> usize {
        // Only the end matters; a little more than what may be held, so that runs are seen from their start.
        let skip = floor(text, text.len().saturating_sub(MAX_HOLD + LEFT_CONTEXT));
        let Some(tail) = text.get(skip..) else { return text.len() };
        let bytes = tail.as_bytes();
        let mut hold = bytes.len();
        let mut hold_from = |at: usize| hold = hold.min(at);

        if !self.forms.is_empty() || !self.groups.is_empty() {
            hold_from(self.open_number(bytes));
        }
        if !self.bytes.is_empty() {
            let run = bytes.iter().rev().take(RUN_REACH).take_while(|b| !b.is_ascii_whitespace()).count();
            hold_from(bytes.len() - run);
        }
        hold_from(self.open_literal(bytes));
        let found = self.run(tail, true);
        for raw in &found {
            let open =
                raw.span.end + 1 >= bytes.len() || raw.may_rise && raw.span.end + context::AFTER + 24 >= bytes.len();
            if open {
                hold_from(raw.span.start);
            }
        }
        self.triggers.each(bytes, |hit| match hit {
            Hit::Literal(start, len, target) => {
                hold_from(self.open_hit(tail, Span::new(start, start + len), target));
            }
            Hit::Byte(at, _) => hold_from(open_lines(bytes, at)),
            Hit::Digits(_) => {}
        });
        for custom in &self.customs {
            hold_from(custom.settled(tail));
        }
        // Nothing found may be cut in two: a number may be held that lies inside another which is settled.
        while let Some(cut) = found.iter().find(|raw| raw.span.start < hold && hold < raw.span.end) {
            hold = cut.span.start;
        }
        floor(text, (skip + hold).max(text.len().saturating_sub(MAX_HOLD)))
    }

    /// Where the trailing groups start that could be part of a number.
    fn open_number(&self, bytes: &[u8]) -> usize {
        let signs = |end: usize| {
            let head = bytes.get(..end).unwrap_or_default();
            end - head.iter().rev().take(4).take_while(|b| b"(+:".contains(b)).count()
        };
        // An opening bracket or plus sign at the very end may begin one.
        let mut hold = signs(bytes.len());
        let (mut at, mut letters) = (bytes.len(), 0);
        while at > 0 && bytes.len() - at < NUMBER_REACH {
            let head = bytes.get(..at).unwrap_or_default();
            let is_between = |b: &&u8| b" -./+()*:,#".contains(b) || **b >= 0x80;
            let between = head.iter().rev().take(5).take_while(is_between).count();
            let end = at - between;
            let head = bytes.get(..end).unwrap_or_default();
            let len = head.iter().rev().take(MAX_GROUP + 1).take_while(|b| b.is_ascii_alphanumeric()).count();
            let group = head.get(end - len..).unwrap_or_default();
            if between > 4 || len == 0 {
                break;
            }
            at = end - len;
            if group.iter().any(u8::is_ascii_digit) {
                hold = signs(at);
                letters = 0;
                continue;
            }
            // Letters may begin it, where they stand directly before what is held so far, or stand between groups.
            // Small ones don't before a space, and letters of both cases never do.
            let small = group.iter().any(u8::is_ascii_lowercase);
            let spaced = bytes.get(end..end + between).unwrap_or_default().contains(&b' ');
            let word = small && (spaced || group.iter().any(u8::is_ascii_uppercase));
            if hold >= end && !word && self.forms.may_begin_with(group, between > 0) && bytes.len() - at <= NUMBER_REACH
            {
                hold = at;
            }
            letters += 1;
            if letters > 2 || len > if small { 2 } else { 8 } {
                break;
            }
        }
        hold
    }

    /// Where a trailing piece of a literal starts.
    fn open_literal(&self, bytes: &[u8]) -> usize {
        let longest = self.triggers.longest_literal().min(bytes.len());
        (1..=longest)
            .rev()
            .map(|len| bytes.len() - len)
            .find(|&start| {
                let tail = bytes.get(start..).unwrap_or_default();
                starts_word(bytes, start) && self.triggers.is_partial_literal(tail, |target| self.begins_match(target))
            })
            .unwrap_or(bytes.len())
    }

    /// Whether a literal of this target is part of what is found. A keyword is only context, and context may leave.
    fn begins_match(&self, target: Target) -> bool {
        self.sources.get(usize::from(target)).is_some_and(|source| source.reach == 0)
    }

    /// Where to hold because of a literal found at `at`, or the end of the text.
    fn open_hit(&self, text: &str, at: Span, target: Target) -> usize {
        let Some(source) = self.sources.get(usize::from(target)) else { return text.len() };
        let rest = text.as_bytes().get(at.end..).unwrap_or_default();
        if source.custom.is_some() {
            return text.len();
        }
        if source.reach > 0 {
            // The keyword itself may go: it is context. What it announces may not.
            let complete = source.verify.and_then(|verify| verify(&Candidate { text, at }));
            return match complete {
                Some(found) if found.span.end + 1 < text.len() => text.len(),
                Some(found) => found.span.start,
                None if rest.len() < source.reach => at.end,
                None => text.len(),
            };
        }
        if !starts_word(text.as_bytes(), at.start) {
            return text.len();
        }
        let found = source.verify.and_then(|verify| verify(&Candidate { text, at }));
        // Armour goes on over lines, so that what is found of a key may not be all of it.
        let armour = at.of(text.as_bytes()).starts_with(b"-----");
        let open = match found {
            Some(found) if armour && found.score < 1.0 => found.span.end + ARMOUR_PAUSE >= text.len(),
            Some(found) => found.span.end + 1 >= text.len(),
            None if armour => rest.len() < 2 * ARMOUR_PAUSE,
            // Its own run and two more have not ended yet.
            None => {
                let ends = |[a, b]: &&[u8; 2]| !a.is_ascii_whitespace() && b.is_ascii_whitespace();
                rest.array_windows::<2>().filter(ends).take(3).count() < 3
            }
        };
        if open { at.start } else { text.len() }
    }
}

/// Where to hold because of a trigger byte in a line of a machine-readable zone: a long run without blanks, of which
/// two more may follow.
fn open_lines(bytes: &[u8], at: usize) -> usize {
    const LINE: usize = 30;
    let (head, rest) = bytes.split_at_checked(at).unwrap_or_default();
    let before = head.iter().rev().take(LINE * 2).take_while(|b| !b.is_ascii_whitespace()).count();
    let after = rest.iter().take(LINE * 2).take_while(|b| !b.is_ascii_whitespace()).count();
    if before + after < LINE || rest.get(after..).unwrap_or_default().len() > 2 * LINE * 2 {
        return bytes.len();
    }
    let runs = rest.array_windows::<2>().filter(|[a, b]| !a.is_ascii_whitespace() && b.is_ascii_whitespace());
    if runs.take(3).count() < 3 { at - before } else { bytes.len() }
}
