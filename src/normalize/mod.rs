//! Undoes the tricks that hide text from a detector, and keeps the way back to the original bytes.
//!
//! A [`View`] is the text with compatibility forms (full width, mathematical, circled letters, digits of every
//! script), HTML entities and letters of other scripts inside a Latin word folded to ASCII, and invisible characters
//! taken out. Case, and everything else, stays, so that detectors of any kind can read it. Its map is exact: every
//! character of the view leads back to the bytes it came from.
//!
//! [`View::segments`] finds what is written in another notation (base64, base32, hex, percent, binary, Morse, ROT13,
//! backwards, letter by letter, tag characters) and decodes it; what is found inside leads back to the whole run.
//!
//! [`find_through`] runs any detector over all of this.
//!
//! ASCII without entities is borrowed as it is. The rest is copied in runs: the map holds one entry per change of
//! scale, not per character. Time is linear; a word is looked at for mixed scripts once, in pieces of 32 letters.
//!
//! Limits: no canonical composition (detectors of words strip diacritics themselves), no folding of half-width
//! kana or Hangul parts, and a word wholly in another script's lookalikes stays.

pub mod decode;
mod tables;

use crate::{finding::Finding, text::Span};
use decode::{Encoding, Segment};
use std::{borrow::Cow, sync::OnceLock};
use tables::{BLOCKS, COMPATIBLE, LATIN, LATIN_ADDITIONAL, LOOKALIKES};

/// A text as a detector should read it, with the map back to its bytes.
#[derive(Clone)]
pub struct View<'t> {
    text: Cow<'t, str>,
    runs: Vec<Run>,
    hidden: Hidden,
    segments: OnceLock<Vec<Segment>>,
}

/// Consecutive characters that took the same number of bytes before and after.
#[derive(Clone, Copy)]
struct Run {
    /// Where it starts in the view, in bytes.
    view: u32,
    /// Where it starts in the original, in bytes.
    original: u32,
    /// Bytes of one unit in the view; 1 where bytes were copied.
    to: u8,
    /// Bytes of one unit in the original.
    from: u8,
}

/// What a text holds that its reader doesn't see.
#[derive(Clone, Default)]
pub struct Hidden {
    /// Invisible characters inside words and numbers of ASCII: zero-width spaces and joiners, word joiners.
    pub splits: u32,
    /// Every invisible character, those that ordinary text has included.
    pub invisible: u32,
    /// Directional overrides and embeddings (U+202A–U+202E), which make text read otherwise than it is stored.
    pub bidi_overrides: u32,
    /// Combining marks piled on one letter beyond what any language needs.
    pub piled_marks: u32,
    /// Words that mix Latin with lookalike letters of other scripts.
    pub mixed_words: u32,
    /// Letters and digits in compatibility forms: full width, mathematical, circled.
    pub compatible: u32,
    /// Where the first thing counted in `splits`, `bidi_overrides` or `piled_marks` stands, in bytes of the original.
    pub first: Option<Span>,
    /// Messages written in characters that are never shown, decoded.
    pub messages: Vec<Segment>,
}

/// At most this many invisible messages are decoded; further ones are only counted.
const MAX_MESSAGES: usize = 64;

impl<'t> View<'t> {
    /// The view of a text. Borrows when there is nothing to undo.
    pub fn of(text: &'t str) -> Self {
        match next_special(text.as_bytes(), 0) {
            // Offsets are kept in 32 bits; no host buffers a body that long.
            Some(first) if u32::try_from(text.len()).is_ok() => Folding::new(text).run(first),
            _ => Self {
                text: Cow::Borrowed(text),
                runs: Vec::new(),
                hidden: Hidden::default(),
                segments: OnceLock::new(),
            },
        }
    }

    /// What a detector should read.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the view is the original text, byte for byte.
    pub fn is_original(&self) -> bool {
        self.runs.is_empty()
    }

    /// What the text holds that its reader doesn't see.
    pub fn hidden(&self) -> &Hidden {
        &self.hidden
    }

    /// What is written in another notation inside the text, decoded. Looked for once.
    pub fn segments(&self) -> &[Segment] {
        self.segments.get_or_init(|| decode::segments(self))
    }

    /// The bytes of the original that a range of the view's bytes came from.
    pub fn to_original(&self, span: Span) -> Span {
        if self.runs.is_empty() {
            return span;
        }
        let start = self.unit(span.start).map_or(span.start, |unit| unit.start);
        let end = match span.end.checked_sub(1) {
            Some(last) if !span.is_empty() => self.unit(last).map_or(span.end, |unit| unit.end),
            _ => start,
        };
        Span::new(start, end.max(start))
    }

    /// The original bytes of the unit that byte `at` of the view belongs to.
    #[inline]
    fn unit(&self, at: usize) -> Option<Span> {
        let after = self.runs.partition_point(|run| run.view as usize <= at);
        let run = self.runs.get(after.checked_sub(1)?)?;
        let index = (at - run.view as usize) / usize::from(run.to.max(1));
        let start = run.original as usize + index * usize::from(run.from);
        Some(Span::new(start, start + usize::from(run.from)))
    }
}

/// What `find` finds in a text: as it stands, in its view, and in what is written in other notations inside it.
///
/// Spans are bytes of `text`; a find inside an encoded run has the run's span, since that is what can be masked.
/// A find that several readings show is reported once, at its best score.
pub fn find_through(text: &str, view: &View<'_>, mut find: impl FnMut(&str) -> Vec<Finding>) -> Vec<Finding> {
    let mut found = find(text);
    if !view.is_original() {
        for mut finding in find(view.text()) {
            finding.span = view.to_original(finding.span);
            merge(&mut found, finding);
        }
    }
    for segment in view.segments() {
        for mut finding in find(&segment.text) {
            // What was already readable is not widened to the run around it: a URL with one `%20` in it.
            let read = |old: &Finding| old.detector == finding.detector && segment.span.contains(old.span);
            if found.iter().any(read) {
                continue;
            }
            finding.span = segment.span;
            merge(&mut found, finding);
        }
    }
    found
}

fn merge(found: &mut Vec<Finding>, new: Finding) {
    match found.iter_mut().find(|old| old.detector == new.detector && old.span.overlaps(new.span)) {
        Some(old) if old.score >= new.score => old.span = union(old.span, new.span),
        Some(old) => {
            let span = union(old.span, new.span);
            *old = new;
            old.span = span;
        }
        None => found.push(new),
    }
}

fn union(a: Span, b: Span) -> Span {
    Span::new(a.start.min(b.start), a.end.max(b.end))
}

/// The first byte from `from` on that is not ASCII or may start an HTML entity.
fn next_special(bytes: &[u8], from: usize) -> Option<usize> {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    let special = |byte: u8| byte >= 0x80 || byte == b'&';
    // The high bit of each byte that is not ASCII, or is `&`: zero after the difference, so that taking one away
    // borrows. A borrow can only mark bytes that stand after such a one.
    let marks = |word: &[u8; 8]| {
        let word = u64::from_le_bytes(*word);
        let difference = word ^ (ONES * u64::from(b'&'));
        (word | (difference.wrapping_sub(ONES) & !difference)) & (ONES << 7)
    };
    let rest = bytes.get(from..)?;
    let (chunks, _) = rest.as_chunks::<8>().0.as_chunks::<4>();
    let plain = chunks.iter().take_while(|[a, b, c, d]| marks(a) | marks(b) | marks(c) | marks(d) == 0);
    let at = plain.count() * 32;
    let found = rest.get(at..)?.iter().position(|&byte| special(byte))?;
    Some(from + at + found)
}

/// What becomes of one character.
enum Fate {
    Keep,
    Becomes(char),
    Mark,
    Vanishes(Invisible),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Invisible {
    /// Joiners, zero-width spaces, fillers.
    Plain,
    /// Directional overrides and embeddings.
    Bidi,
    /// Ordinary in its place: soft hyphens, marks of direction, variation selectors of emoji.
    Ordinary,
    /// Carries a byte: a tag character or a variation selector.
    Carrier(u8),
}

fn fate(ch: char) -> Fate {
    let code = ch as u32;
    if code >= 0x2_0000 {
        return match code {
            // Tag characters shadow ASCII: https://www.unicode.org/charts/PDF/UE0000.pdf
            0xE_0020..=0xE_007E => Fate::Vanishes(Invisible::Carrier((code - 0xE_0000) as u8)),
            0xE_0000..=0xE_007F => Fate::Vanishes(Invisible::Plain),
            // Variation selectors 17 to 256, used to smuggle bytes 16 to 255 behind an emoji.
            0xE_0100..=0xE_01EF => Fate::Vanishes(Invisible::Carrier((code - 0xE_0100 + 16) as u8)),
            _ => Fate::Keep,
        };
    }
    let block = BLOCKS.get((code >> 6) as usize).copied().unwrap_or(0);
    if block & 4 != 0 {
        match code {
            0x2018 | 0x2019 | 0x201C | 0x201D | 0x2026 => return Fate::Keep,
            0xA0 | 0x1680 | 0x2000..=0x200A | 0x202F | 0x205F | 0x3000 => return Fate::Becomes(' '),
            0x2028 | 0x2029 => return Fate::Becomes('\n'),
            0x202A..=0x202E => return Fate::Vanishes(Invisible::Bidi),
            0xFE00..=0xFE0F => return Fate::Vanishes(Invisible::Carrier((code - 0xFE00) as u8)),
            0xAD | 0x200E | 0x200F | 0x061C | 0x2066..=0x2069 | 0x0600..=0x0605 | 0x06DD | 0x070F => {
                return Fate::Vanishes(Invisible::Ordinary);
            }
            0x034F | 0x115F | 0x1160 | 0x17B4 | 0x17B5 | 0x180B..=0x180F | 0x200B..=0x200D | 0x2060..=0x2064 => {
                return Fate::Vanishes(Invisible::Plain);
            }
            0x206A..=0x206F | 0x3164 | 0xFEFF | 0xFFA0 | 0xFFF9..=0xFFFB | 0x1_D173..=0x1_D17A => {
                return Fate::Vanishes(Invisible::Plain);
            }
            0x0300..=0x036F | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF | 0x20D0..=0x20FF | 0xFE20..=0xFE2F => {
                return Fate::Mark;
            }
            _ => {}
        }
    }
    if block & 1 == 0 {
        return Fate::Keep;
    }
    in_runs(&COMPATIBLE, code).map_or(Fate::Keep, Fate::Becomes)
}

#[inline]
fn in_runs(runs: &[(u32, u8, u8)], code: u32) -> Option<char> {
    let after = runs.partition_point(|&(first, _, _)| first <= code);
    let &(first, count, letter) = runs.get(after.checked_sub(1)?)?;
    let offset = u8::try_from(code - first).ok().filter(|&offset| offset < count)?;
    Some(char::from(letter + offset))
}

/// The ASCII letter that `ch` is easily taken for.
fn lookalike(ch: char) -> Option<char> {
    if may_look_alike(ch) { in_runs(&LOOKALIKES, ch as u32) } else { None }
}

/// Whether a character in the neighbourhood of this one is easily taken for an ASCII letter.
fn may_look_alike(ch: char) -> bool {
    BLOCKS.get((ch as u32 >> 6) as usize).is_some_and(|block| block & 2 != 0)
}

/// The ASCII letter, in lower case, under the diacritics of a Latin letter.
pub(crate) fn base_letter(ch: char) -> Option<u8> {
    let code = ch as usize;
    let letter = match code {
        0x41..=0x5A | 0x61..=0x7A => (code as u8).to_ascii_lowercase(),
        0xC0..=0x24F => *LATIN.get(code - 0xC0)?,
        0x1E00..=0x1EFF => *LATIN_ADDITIONAL.get(code - 0x1E00)?,
        _ => 0,
    };
    (letter != 0).then_some(letter)
}

/// A view in the making.
struct Folding<'t> {
    text: &'t str,
    out: String,
    runs: Vec<Run>,
    /// Up to where the original has been dealt with.
    done: usize,
    hidden: Hidden,
    /// Up to where it is decided whether lookalikes are folded, and how.
    word_end: usize,
    word_mixed: bool,
    /// Combining marks seen in a row.
    marks: u32,
    /// The bytes carried by the invisible characters right before `done`, and where they began.
    message: Vec<u8>,
    message_start: usize,
    message_end: usize,
}

impl<'t> Folding<'t> {
    /// More marks than this on one letter no orthography needs (Vietnamese, decomposed, takes two).
    const MARKS: u32 = 2;
    /// A run of carriers shorter than this is not a message (a subdivision flag has up to six, after a black flag).
    const MESSAGE: usize = 4;
    /// Letters of a word looked at together.
    const WORD: usize = 32;

    fn new(text: &'t str) -> Self {
        Self {
            text,
            out: String::new(),
            runs: Vec::new(),
            done: 0,
            hidden: Hidden::default(),
            word_end: 0,
            word_mixed: false,
            marks: 0,
            message: Vec::new(),
            message_start: 0,
            message_end: 0,
        }
    }

    fn run(mut self, first: usize) -> View<'t> {
        let mut next = Some(first);
        while let Some(at) = next {
            let after = self.step(at);
            next = match self.text.as_bytes().get(after) {
                Some(byte) if *byte >= 0x80 => Some(after),
                _ => {
                    self.marks = 0;
                    next_special(self.text.as_bytes(), after)
                }
            };
        }
        self.end_message();
        if self.runs.is_empty() && self.done == 0 {
            let text = Cow::Borrowed(self.text);
            return View { text, runs: Vec::new(), hidden: self.hidden, segments: OnceLock::new() };
        }
        self.keep_to(self.text.len());
        View { text: Cow::Owned(self.out), runs: self.runs, hidden: self.hidden, segments: OnceLock::new() }
    }

    /// Deals with the character at `at`, and says where the next one starts.
    fn step(&mut self, at: usize) -> usize {
        let Some(ch) = self.text.get(at..).and_then(|rest| rest.chars().next()) else {
            return self.text.len();
        };
        if ch == '&' {
            return match entity(self.text.as_bytes().get(at..).unwrap_or_default()) {
                Some((meant, length)) => {
                    match fate(meant) {
                        Fate::Vanishes(_) => self.skip(at, length),
                        Fate::Becomes(folded) => self.put(at, length, folded),
                        Fate::Keep | Fate::Mark => self.put(at, length, meant),
                    }
                    at + length
                }
                None => at + 1,
            };
        }
        let length = ch.len_utf8();
        let fate = fate(ch);
        self.marks = if matches!(fate, Fate::Mark) { self.marks + 1 } else { 0 };
        match fate {
            Fate::Keep => {
                if may_look_alike(ch)
                    && self.in_mixed_word(at)
                    && let Some(letter) = lookalike(ch)
                {
                    self.put(at, length, letter);
                }
            }
            Fate::Becomes(folded) => {
                self.hidden.compatible += u32::from(folded.is_ascii_alphanumeric());
                self.put(at, length, folded);
            }
            Fate::Mark if self.marks > Self::MARKS => {
                self.hidden.piled_marks += 1;
                self.note(at, length);
                self.skip(at, length);
            }
            Fate::Mark => {}
            Fate::Vanishes(kind) => self.vanish(at, length, kind),
        }
        at + length
    }

    fn vanish(&mut self, at: usize, length: usize, kind: Invisible) {
        self.hidden.invisible += 1;
        match kind {
            Invisible::Bidi => {
                self.hidden.bidi_overrides += 1;
                self.note(at, length);
            }
            Invisible::Plain => {
                let before = at.checked_sub(1).and_then(|i| self.text.as_bytes().get(i));
                let after = self.text.as_bytes().get(at + length);
                if before.is_some_and(u8::is_ascii_alphanumeric)
                    && after.is_none_or(|b| b.is_ascii_alphanumeric() || *b >= 0xE2)
                {
                    self.hidden.splits += 1;
                    self.note(at, length);
                }
            }
            Invisible::Ordinary => {}
            Invisible::Carrier(byte) => {
                if self.message_end != at || self.message.is_empty() {
                    self.end_message();
                    self.message_start = at;
                }
                self.message.push(byte);
                self.message_end = at + length;
            }
        }
        self.skip(at, length);
    }

    /// Keeps what the carriers just passed spelled, if it is a message.
    fn end_message(&mut self) {
        let bytes = std::mem::take(&mut self.message);
        let flag = self.text.get(..self.message_start).is_some_and(|before| before.ends_with('\u{1F3F4}'));
        if bytes.len() < Self::MESSAGE || (flag && bytes.len() <= 6) {
            return;
        }
        if self.hidden.messages.len() >= MAX_MESSAGES {
            return;
        }
        let span = Span::new(self.message_start, self.message_end);
        if let Ok(text) = String::from_utf8(bytes) {
            self.hidden.messages.push(Segment { encoding: Encoding::Invisible, span, text });
        }
    }

    fn note(&mut self, at: usize, length: usize) {
        self.hidden.first.get_or_insert(Span::new(at, at + length));
    }

    /// Whether the word around `at` mixes ASCII letters with letters that look like some.
    fn in_mixed_word(&mut self, at: usize) -> bool {
        if at < self.word_end {
            return self.word_mixed;
        }
        let bytes = self.text.as_bytes();
        let before = bytes.get(..at).unwrap_or_default();
        let mut ascii = before.last().is_some_and(u8::is_ascii_alphabetic);
        // Most words are of one script: without an ASCII letter up to the next other ASCII character, none is mixed.
        let rest = bytes.get(at..).unwrap_or_default();
        let run = rest.iter().take_while(|byte| !byte.is_ascii()).count();
        if !ascii && !rest.get(run).is_some_and(u8::is_ascii_alphabetic) {
            (self.word_end, self.word_mixed) = (at + run.max(1), false);
            return false;
        }
        let (mut others, mut end) = (false, at);
        for ch in self.text.get(at..).unwrap_or_default().chars().take(Self::WORD) {
            if ch.is_ascii_alphabetic() {
                ascii = true;
            } else if !ch.is_alphabetic() {
                if !matches!(fate(ch), Fate::Vanishes(_)) {
                    break;
                }
            } else if lookalike(ch).is_none() && base_letter(ch).is_none() && matches!(fate(ch), Fate::Keep) {
                others = true;
            }
            end += ch.len_utf8();
        }
        self.word_end = end.max(at + 1);
        self.word_mixed = ascii && !others;
        self.hidden.mixed_words += u32::from(self.word_mixed);
        self.word_mixed
    }

    /// Copies the original up to `end`.
    fn keep_to(&mut self, end: usize) {
        if let Some(kept) = self.text.get(self.done..end).filter(|kept| !kept.is_empty()) {
            self.start_run(self.done, 1, 1);
            self.out.push_str(kept);
        }
        self.done = end;
    }

    fn put(&mut self, at: usize, length: usize, ch: char) {
        self.keep_to(at);
        let (from, to) = (u8::try_from(length).unwrap_or(u8::MAX), ch.len_utf8() as u8);
        self.start_run(at, from, to);
        self.out.push(ch);
        self.done = at + length;
    }

    fn skip(&mut self, at: usize, length: usize) {
        self.keep_to(at);
        self.done = at + length;
        if self.runs.is_empty() {
            // Marks the view as changed even if nothing follows.
            self.start_run(self.done, 1, 1);
        }
    }

    /// Begins a run, unless the last one goes on.
    #[inline]
    fn start_run(&mut self, original: usize, from: u8, to: u8) {
        let view = self.out.len();
        if let Some(last) = self.runs.last_mut() {
            let units = (view - last.view as usize) / usize::from(last.to.max(1));
            let goes_on = last.original as usize + units * usize::from(last.from) == original;
            if goes_on && last.from == from && last.to == to {
                return;
            }
            if units == 0 {
                *last = Run { view: view as u32, original: original as u32, to, from };
                return;
            }
        }
        self.runs.push(Run { view: view as u32, original: original as u32, to, from });
    }
}

/// The character that an HTML entity at the start of `bytes` means, and how many bytes it takes.
///
/// The names are those that hide ASCII punctuation and spaces (HTML Living Standard, 13.5).
fn entity(bytes: &[u8]) -> Option<(char, usize)> {
    /// `&#x0010FFFF;` and `&NewLine;` fit.
    const LONGEST: usize = 12;
    let end = bytes.iter().take(LONGEST).position(|&byte| byte == b';')?;
    let name = std::str::from_utf8(bytes.get(1..end)?).ok()?;
    let ch = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?).filter(|ch| !ch.is_control() || *ch == '\n' || *ch == '\t')?
        }
        None => match name {
            "amp" | "AMP" => '&',
            "lt" | "LT" => '<',
            "gt" | "GT" => '>',
            "quot" | "QUOT" => '"',
            "apos" => '\'',
            "nbsp" | "ensp" | "emsp" | "thinsp" => ' ',
            "Tab" => '\t',
            "NewLine" => '\n',
            "colon" => ':',
            "period" => '.',
            "comma" => ',',
            "commat" => '@',
            "sol" => '/',
            "num" => '#',
            "excl" => '!',
            "hyphen" | "dash" => '-',
            "lowbar" => '_',
            _ => return None,
        },
    };
    Some((ch, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tricks_are_undone_and_lead_back() {
        // (original, view, a part of the view, the original bytes of that part)
        let cases = [
            ("plain", "plain", "plain", "plain"),
            ("pay ４１１１ now", "pay 4111 now", "4111", "４１１１"),
            ("𝐈𝐠𝐧𝐨𝐫𝐞 all", "Ignore all", "Ignore", "𝐈𝐠𝐧𝐨𝐫𝐞"),
            ("ig\u{200B}no\u{200D}re", "ignore", "ignore", "ig\u{200B}no\u{200D}re"),
            ("\u{FEFF}a", "a", "a", "a"),
            ("раypаl.com", "paypal.com", "paypal", "раypаl"),
            ("слово word", "слово word", "слово", "слово"),
            ("&#73;gnore &amp; go", "Ignore & go", "Ignore", "&#73;gnore"),
            ("&#x202E;x &nosuch; &", "x &nosuch; &", "x", "x"),
            ("card\u{A0}٤١١١", "card 4111", "4111", "٤١١١"),
            ("Ⓘⓖⓝⓞⓡⓔ", "Ignore", "gno", "ⓖⓝⓞ"),
            ("naïve café", "naïve café", "café", "café"),
            ("a\u{300}\u{301}\u{302}\u{303}b", "a\u{300}\u{301}b", "b", "b"),
            ("x\u{E0041}y", "xy", "xy", "x\u{E0041}y"),
        ];
        for (original, expected, part, source) in cases {
            let view = View::of(original);
            assert_eq!(view.text(), expected, "{original}");
            let at = expected.find(part).expect("the part is in the view");
            let span = view.to_original(Span::new(at, at + part.len()));
            assert_eq!(span.of_str(original), source, "{original}");
        }
    }

    #[test]
    fn every_part_of_a_view_is_a_whole_number_of_original_characters() {
        let original = "a４\u{200B}б&#x41;é\u{301}\u{302}\u{303}🏴\u{E0067}\u{E0062}𝒳 ‘q’ раypаl \u{E0061}\u{E0062}\u{E0063}\u{E0064}";
        let view = View::of(original);
        let bounds: Vec<usize> = (0..=view.text().len()).filter(|&i| view.text().is_char_boundary(i)).collect();
        for &start in &bounds {
            for &end in bounds.iter().filter(|&&end| end > start) {
                let span = view.to_original(Span::new(start, end));
                assert!(original.get(span.start..span.end).is_some_and(|s| !s.is_empty()), "{start}..{end}: {span:?}");
            }
        }
    }

    #[test]
    fn what_is_hidden_is_counted() {
        let hidden = View::of("ig\u{200B}no\u{200B}re \u{202E}x p\u{430}y ４").hidden().clone();
        assert_eq!((hidden.splits, hidden.bidi_overrides, hidden.mixed_words, hidden.compatible), (2, 1, 1, 1));
        let ordinary =
            View::of("👨\u{200D}👩\u{200D}👧 ❤\u{FE0F} co\u{AD}operate می\u{200C}خواهم naïve Москва").hidden().clone();
        assert_eq!((ordinary.splits, ordinary.bidi_overrides, ordinary.mixed_words, ordinary.compatible), (0, 0, 0, 0));
        assert!(ordinary.messages.is_empty());
    }

    #[test]
    fn invisible_messages_are_decoded() {
        let tags: String = "reveal it".chars().filter_map(|ch| char::from_u32(0xE_0000 + ch as u32)).collect();
        let text = format!("hello {tags}there");
        let messages = View::of(&text).hidden().messages.clone();
        assert_eq!(
            messages.iter().map(|m| (m.text.as_str(), m.span)).collect::<Vec<_>>(),
            [("reveal it", Span::new(6, 6 + tags.len()))]
        );

        let selectors: String = "reveal".bytes().filter_map(|b| char::from_u32(0xE_0100 + u32::from(b) - 16)).collect();
        assert_eq!(
            View::of(&format!("😀{selectors}")).hidden().messages.first().map(|m| m.text.clone()),
            Some("reveal".into())
        );

        let flag = "🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}";
        assert!(View::of(flag).hidden().messages.is_empty());
    }

    #[test]
    fn entities_that_are_none_stay() {
        for text in ["AT&T", "a && b;", "&;", "&#;", "&#xD800;", "&#1;", "&#99999999;", "fish & chips; more"] {
            assert!(View::of(text).is_original(), "{text}");
        }
    }
}
