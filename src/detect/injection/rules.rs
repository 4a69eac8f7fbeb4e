//! Matches the patterns of `rules.txt` over the known words of a text.
//!
//! Each known word is tried as the first element of the patterns that may begin with it; the further elements are
//! taken where they first fit. Patterns are short and their gaps bounded, so the time is linear in the text.

use super::{
    Kind, Reason, cues,
    lexicon::{Element, ElementId, LEXICON, Lexicon, Pattern},
    words::{self, Word},
};
use crate::text::Span;

/// A rule that fits somewhere.
#[derive(Clone, Debug)]
pub(super) struct Hit {
    pub(super) rule: &'static str,
    pub(super) kind: Kind,
    pub(super) weight: f32,
    /// In half words.
    pub(super) at: u32,
    pub(super) span: Span,
    pub(super) decoded_from: Option<&'static str>,
}

impl Hit {
    pub(super) fn reason(&self) -> Reason {
        Reason {
            rule: self.rule,
            kind: self.kind,
            weight: self.weight,
            span: self.span,
            decoded_from: self.decoded_from,
        }
    }
}

/// Words kept at a time; patterns are far shorter.
const BATCH: usize = 128;
/// The last words of a batch, at which no pattern is begun before more is known.
const OVERLAP: usize = 32;
/// A negation this close before a pattern, in half words, takes it back.
const BEFORE: u32 = 6;
/// Hits kept per text.
const MAX_HITS: usize = 2048;

/// Words about attacks and defence, per known word, from which on a text is talk about them.
const TALK: f32 = 0.04;

/// What a quoted example counts in a text that talks about attacks.
const QUOTED: f32 = 0.5;

/// Whether the span stands in quotation marks or backticks on its line.
fn quoted(text: &str, span: Span) -> bool {
    /// Quoted examples are short.
    const REACH: usize = 160;
    let before = text.as_bytes().get(span.start.saturating_sub(REACH)..span.start).unwrap_or_default();
    let after = text.as_bytes().get(span.end..text.len().min(span.end + REACH)).unwrap_or_default();
    // Not the apostrophe in a word.
    let marks = |line: &[u8]| {
        let before = std::iter::once(&b' ').chain(line);
        let after = line.iter().skip(1).chain(std::iter::once(&b' '));
        let triples = before.zip(line).zip(after);
        let mark = |((before, byte), after): &((&u8, &u8), &u8)| match **byte {
            b'"' | b'`' => true,
            b'\'' => !(before.is_ascii_alphanumeric() && after.is_ascii_alphanumeric()),
            _ => false,
        };
        triples.filter(mark).count()
    };
    let line_before = before.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    let line_after = after.split(|byte| *byte == b'\n').next().unwrap_or_default();
    marks(line_before) % 2 == 1 && marks(line_after) > 0
}

/// Finds the rules that fit. Returns what to multiply their weights with: less than 1 where the text is about attacks.
pub(super) fn find(text: &str, hits: &mut Vec<Hit>) -> f32 {
    let (mut talk, mut known) = (0u32, 0u32);
    let first = hits.len();
    for near in cues::neighbourhoods(text) {
        let mut batch: Vec<Word> = Vec::new();
        let base = position_of(text, near.start);
        words::each(near.of_str(text), |word| {
            known += 1;
            talk += u32::from(LEXICON.discuss.contains(word.set));
            let span = Span::new(near.start + word.span.start, near.start + word.span.end);
            batch.push(Word { at: base + word.at, span, ..word });
            if batch.len() >= BATCH {
                matches(&batch, BATCH - OVERLAP, hits);
                // A few words before the border stay, for what takes a pattern back.
                batch.drain(..BATCH - OVERLAP);
            }
        });
        matches(&batch, batch.len(), hits);
    }
    if talk >= 2 {
        hits.iter_mut().skip(first).filter(|hit| quoted(text, hit.span)).for_each(|hit| hit.weight *= QUOTED);
    }
    let share = talk as f32 / (known.max(1)) as f32;
    if talk >= 4 && share > TALK { (1.0 - 4.0 * (share - TALK)).clamp(0.35, 1.0) } else { 1.0 }
}

/// The distance of a byte of the text from its beginning, in half words, roughly.
pub(super) fn position_of(text: &str, at: usize) -> u32 {
    /// Bytes per half word, in Latin text.
    const BYTES: usize = 3;
    u32::try_from(at.min(text.len()) / BYTES).unwrap_or(u32::MAX)
}

/// Tries the patterns that the words present allow at each of the first `begin` words.
fn matches(words: &[Word], begin: usize, hits: &mut Vec<Hit>) {
    /// A hit is joined with an overlapping one of its rule among so many before it.
    const RECENT: usize = 16;
    let lexicon = &*LEXICON;
    let possible = lexicon.possible(words.iter().map(|word| word.set));
    for (index, word) in words.iter().enumerate().take(begin) {
        let following = words.get(index + 1..).unwrap_or_default();
        let go_on = lexicon.beginning(word.set, &possible, |pattern| {
            if pattern.begins_clause && !word.begins_clause {
                return true;
            }
            let Some(end) = rest_fits(lexicon, following, pattern, word) else { return true };
            let before = words.get(..index).unwrap_or_default();
            if pattern.not_before.is_some_and(|element| stands_before(lexicon, before, word.at, element)) {
                return true;
            }
            let Some(rule) = lexicon.rules.get(usize::from(pattern.rule)) else { return true };
            let span = Span::new(word.span.start, end);
            let full = hits.len() >= MAX_HITS;
            match hits.iter_mut().rev().take(RECENT).find(|hit| is_same(hit.rule, rule) && hit.span.overlaps(span)) {
                Some(hit) => {
                    hit.weight = hit.weight.max(pattern.weight);
                    hit.span.end = hit.span.end.max(span.end);
                }
                None if full => return false,
                None => hits.push(Hit {
                    rule,
                    kind: pattern.kind,
                    weight: pattern.weight,
                    at: word.at,
                    span,
                    decoded_from: None,
                }),
            }
            true
        });
        if !go_on {
            return;
        }
    }
}

/// Whether two rules' ids, of which there is one each, are the same one.
#[inline]
pub(super) fn is_same(a: &str, b: &str) -> bool {
    a.len() == b.len() && (std::ptr::eq(a, b) || a == b)
}

/// Where the pattern ends, if its further elements follow.
#[inline]
fn rest_fits(lexicon: &Lexicon, following: &[Word], pattern: &Pattern, first: &Word) -> Option<usize> {
    let mut words = following;
    let mut last = *first;
    for Element { of, gap } in pattern.elements.get(1..)? {
        let reach = last.at + 2 * (u32::from(*gap) + 1);
        let found = words.iter().take_while(|word| word.at <= reach).position(|word| lexicon.fits(word.set, *of))?;
        last = *words.get(found)?;
        words = words.get(found + 1..)?;
    }
    let mut between = following.iter().take_while(|word| word.at <= last.at);
    let spoilt = pattern.not_between.is_some_and(|element| between.any(|word| lexicon.fits(word.set, element)));
    (!spoilt).then_some(last.span.end)
}

fn stands_before(lexicon: &Lexicon, before: &[Word], at: u32, element: ElementId) -> bool {
    before.iter().rev().take_while(|word| word.at + BEFORE >= at).any(|word| lexicon.fits(word.set, element))
}
