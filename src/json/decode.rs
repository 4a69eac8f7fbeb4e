//! Strings as the sender meant them, with the way back to the bytes they were written in.

use super::block::{WIDTH, backslashes};
use crate::text::Span;
use std::borrow::Cow;
use std::cell::OnceCell;
use std::fmt;

/// A string (or number) of a body, decoded, with a map from offsets in the decoded text back to body bytes.
///
/// Decoding is done once, at full speed; the map is made when it is first asked for, which only texts with findings do.
/// `Debug` shows where the text is, never what it says.
#[derive(Clone)]
pub struct Decoded<'b> {
    text: Cow<'b, str>,
    /// As written, between the quotes.
    raw: &'b str,
    /// Where `raw` starts in the body.
    at: usize,
    /// Whether it is a string: a number stands there without quotes.
    quoted: bool,
    /// For each multiple of [`STRIDE`], the last border of a character or escape that is not behind it in the text.
    marks: OnceCell<Vec<Mark>>,
}

/// From a mark, text and `raw` are walked together to the offset asked for: at most so many bytes of text. A list of all
/// escapes would be faster to search, and eight times as long as the text if it is nothing but escapes.
const STRIDE: usize = 64;

/// The same place in the decoded text and as written.
#[derive(Clone, Copy, Default)]
struct Mark {
    text: u32,
    raw: u32,
}

impl<'b> Decoded<'b> {
    /// `raw` must have been validated by the scanner.
    #[inline(always)]
    pub(super) fn new(raw: &'b str, at: usize, escaped: bool, quoted: bool) -> Self {
        let text = if escaped { Cow::Owned(unescape(raw)) } else { Cow::Borrowed(raw) };
        Self { text, raw, at, quoted, marks: OnceCell::new() }
    }

    /// The decoded text; for a number, its digits as written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The decoded text, borrowed from the body when nothing in it is escaped.
    pub fn into_text(self) -> Cow<'b, str> {
        self.text
    }

    /// Whether the text stands in the body just as it is.
    pub fn is_verbatim(&self) -> bool {
        matches!(self.text, Cow::Borrowed(_))
    }

    /// Whether quotes stand around it: true for a string or key, false for a number.
    pub fn is_quoted(&self) -> bool {
        self.quoted
    }

    /// The body bytes of the whole text, without the quotes.
    pub fn span(&self) -> Span {
        Span::new(self.at, self.at + self.raw.len())
    }

    /// The body bytes that stand for `span` of the decoded text.
    ///
    /// Exact at the borders of characters. An end inside a character moves outwards to its border, so that neither a
    /// character nor an escape (a surrogate pair is one) is ever cut; an end behind the text moves to the text's end.
    pub fn to_body(&self, span: Span) -> Span {
        let start = self.text.floor_char_boundary(span.start);
        let end = self.text.ceil_char_boundary(span.end.max(span.start));
        Span::new(self.at + self.raw_offset(start), self.at + self.raw_offset(end))
    }

    /// `offset` must be the border of a character.
    fn raw_offset(&self, offset: usize) -> usize {
        if self.is_verbatim() {
            return offset;
        }
        let marks = self.marks.get_or_init(|| marks(self.raw));
        let mark = marks.get(offset / STRIDE).copied().unwrap_or_default();
        let (mut text, mut raw) = (mark.text as usize, mark.raw as usize);
        while text < offset {
            let rest = self.raw.as_bytes().get(raw..).unwrap_or_default();
            let (in_text, in_raw) = match rest.first() {
                Some(b'\\') => escape(rest).map_or((1, 1), |(char, length)| (char.len_utf8(), length)),
                _ => (1, 1),
            };
            text += in_text;
            raw += in_raw;
        }
        raw
    }
}

impl fmt::Debug for Decoded<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decoded").field("span", &self.span()).field("text_len", &self.text.len()).finish()
    }
}

/// A validated string, piece by piece.
pub(super) struct Pieces<'b> {
    rest: &'b str,
}

/// One escape, or the run of characters before the next one.
pub(super) enum Piece<'b> {
    /// Characters that stand for themselves.
    Plain(&'b str),
    /// The character an escape stands for, and the escape's length in bytes.
    Escape(char, usize),
}

impl<'b> Pieces<'b> {
    pub(super) fn new(raw: &'b str) -> Self {
        Self { rest: raw }
    }
}

impl<'b> Iterator for Pieces<'b> {
    type Item = Piece<'b>;

    fn next(&mut self) -> Option<Piece<'b>> {
        let bytes = self.rest.as_bytes();
        let plain = memchr::memchr(b'\\', bytes).unwrap_or(bytes.len());
        let (plain, rest) = self.rest.split_at_checked(plain)?;
        if !plain.is_empty() {
            self.rest = rest;
            return Some(Piece::Plain(plain));
        }
        let (char, length) = escape(rest.as_bytes())?;
        self.rest = rest.get(length..)?;
        Some(Piece::Escape(char, length))
    }
}

/// What each letter behind a backslash stands for; 0 for `u` and whatever is no escape. A table, because which letter
/// comes next is hard to predict.
#[allow(clippy::indexing_slicing, reason = "evaluated by the compiler: out of bounds would not build")]
const SHORT_ESCAPES: [u8; 256] = {
    let mut table = [0; 256];
    table[b'"' as usize] = b'"';
    table[b'\\' as usize] = b'\\';
    table[b'/' as usize] = b'/';
    table[b'b' as usize] = 0x8;
    table[b'f' as usize] = 0xc;
    table[b'n' as usize] = b'\n';
    table[b'r' as usize] = b'\r';
    table[b't' as usize] = b'\t';
    table
};

/// What the letter behind a backslash stands for, if it alone tells.
#[inline(always)]
pub(super) fn short_escape(letter: u8) -> Option<u8> {
    SHORT_ESCAPES.get(usize::from(letter)).copied().filter(|&byte| byte != 0)
}

/// The character that the escape at the start of `bytes` stands for, and the escape's length.
fn escape(bytes: &[u8]) -> Option<(char, usize)> {
    match short_escape(*bytes.get(1)?) {
        Some(byte) => Some((char::from(byte), 2)),
        None => unicode_escape(bytes),
    }
}

fn unicode_escape(bytes: &[u8]) -> Option<(char, usize)> {
    let unit = |at: usize| {
        let digits = bytes.get(at..at + 4)?;
        digits.iter().try_fold(0, |value, &digit| Some(value << 4 | char::from(digit).to_digit(16)?))
    };
    let first = unit(2)?;
    if let Some(char) = char::from_u32(first) {
        return Some((char, 6));
    }
    // RFC 8259, 7: beyond the basic plane, a pair of surrogates.
    let second = unit(8)?;
    let code = 0x10000 + (first.checked_sub(0xd800)? << 10) + second.checked_sub(0xdc00)?;
    Some((char::from_u32(code)?, 12))
}

fn marks(raw: &str) -> Vec<Mark> {
    let mut marks = Vec::with_capacity(raw.len() / STRIDE + 1);
    let mut at = Mark::default();
    for piece in Pieces::new(raw) {
        let (in_text, in_raw) = match piece {
            Piece::Plain(plain) => (plain.len(), plain.len()),
            Piece::Escape(char, length) => (char.len_utf8(), length),
        };
        let end = at.text as usize + in_text;
        while marks.len() * STRIDE < end {
            // Inside a plain run text and `raw` go in step; an escape is not cut.
            let ahead = if in_text == in_raw { (marks.len() * STRIDE) as u32 - at.text } else { 0 };
            marks.push(Mark { text: at.text + ahead, raw: at.raw + ahead });
        }
        at = Mark { text: end as u32, raw: at.raw + in_raw as u32 };
    }
    // The end of the text may be asked for as well.
    if marks.len() * STRIDE == at.text as usize {
        marks.push(at);
    }
    marks
}

/// Copies whole blocks, then steps back to the first backslash: cheaper than many short copies of exact length.
///
/// The decoded text is never longer than the escaped one, so there is always room for the block.
fn unescape(raw: &str) -> String {
    let bytes = raw.as_bytes();
    let mut out = vec![0; bytes.len()];
    let (mut from, mut to) = (0, 0);
    while let Some(block) = bytes.get(from..).and_then(|rest| rest.first_chunk::<WIDTH>()) {
        let Some(place) = out.get_mut(to..).and_then(|rest| rest.first_chunk_mut::<WIDTH>()) else { break };
        *place = *block;
        let plain = (backslashes(block) | 1 << WIDTH).trailing_zeros() as usize;
        from += plain;
        to += plain;
        if plain < WIDTH {
            step(bytes, &mut from, &mut out, &mut to);
        }
    }
    while from < bytes.len() {
        step(bytes, &mut from, &mut out, &mut to);
    }
    out.truncate(to);
    String::from_utf8(out).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// One byte or one escape, and those escapes that follow at once.
#[inline(always)]
fn step(bytes: &[u8], from: &mut usize, out: &mut [u8], to: &mut usize) {
    loop {
        let rest = bytes.get(*from..).unwrap_or_default();
        let (byte, length) = match rest {
            [b'\\', letter, ..] => match short_escape(*letter) {
                Some(byte) => (byte, 2),
                None => {
                    let (char, length) = unicode_escape(rest).unwrap_or((char::REPLACEMENT_CHARACTER, rest.len()));
                    if let Some(place) = out.get_mut(*to..*to + char.len_utf8()) {
                        char.encode_utf8(place);
                    }
                    *from += length;
                    *to += char.len_utf8();
                    continue;
                }
            },
            [byte, ..] => (*byte, 1),
            [] => return,
        };
        if let Some(place) = out.get_mut(*to) {
            *place = byte;
        }
        *from += length;
        *to += 1;
        if bytes.get(*from) != Some(&b'\\') {
            return;
        }
    }
}

/// Appends `text` to `out` as the inside of a JSON string: quotes, backslashes and control characters escaped, all
/// else as UTF-8 (RFC 8259, 7).
pub fn escape_into(text: &str, out: &mut String) {
    let mut rest = text;
    loop {
        let plain = super::block::plain_run(rest.as_bytes());
        let (run, after) = rest.split_at_checked(plain).unwrap_or((rest, ""));
        out.push_str(run);
        let mut chars = after.chars();
        match chars.next() {
            None => return,
            Some('"') => out.push_str("\\\""),
            Some('\\') => out.push_str("\\\\"),
            Some('\n') => out.push_str("\\n"),
            Some('\r') => out.push_str("\\r"),
            Some('\t') => out.push_str("\\t"),
            Some('\u{8}') => out.push_str("\\b"),
            Some('\u{c}') => out.push_str("\\f"),
            Some(control) => {
                let digit = |value: u32| char::from_digit(value & 0xf, 16).unwrap_or('0');
                out.push_str("\\u00");
                out.push(digit(u32::from(control) >> 4));
                out.push(digit(u32::from(control)));
            }
        }
        rest = chars.as_str();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_costs_little_whatever_is_escaped() {
        for unit in [r"\n", r"\u00e9", r"\ud83d\ude00", r"\u0041b", "é", "plain", r"x\\"] {
            for count in [1, 12, 13, 63, 64, 65, 1000] {
                let raw = unit.repeat(count);
                let decoded = Decoded::new(&raw, 0, true, true);
                let whole = Span::new(0, decoded.as_str().len());
                assert_eq!(decoded.to_body(whole), Span::new(0, raw.len()));
                let marks = decoded.marks.get().unwrap();
                assert_eq!(marks.len(), whole.len() / STRIDE + 1);
                // No walk is longer than a stride and the character across its start.
                for (number, mark) in marks.iter().enumerate() {
                    assert!(mark.text as usize <= number * STRIDE && number * STRIDE < mark.text as usize + 4);
                }
            }
        }
    }
}
