//! Groups of digits and letters that stand together: what an identifier may be cut out of.
//!
//! A chain is read once, however many identifiers could start or end in it: its characters without separators, and
//! one bit for each that says whether it is a digit, and whether a separator stands after it. A [`Value`] is a stretch
//! of groups of a chain; making one is a shift of these bits.
//!
//! Limits: [`MAX_CHAIN`] characters are read at a time; a value has at most [`MAX_VALUE`] of them.

use super::block::{BLOCK, Classes};
use crate::text::Span;
use std::ops::ControlFlow;

/// Longest value without separators; the longest identifier of fixed shape is an IBAN with 34.
pub const MAX_VALUE: usize = 40;
/// Most characters of a chain that are read at a time: two words of bits.
const MAX_CHAIN: usize = 128;

/// One group of a chain.
#[derive(Clone, Copy, Debug)]
pub struct Group {
    /// Where in the text it starts and ends, in bytes.
    pub start: usize,
    /// See `start`.
    pub end: usize,
    /// Where it starts among the chain's characters.
    at: usize,
    /// Whether it holds a digit.
    has_digit: bool,
    /// Whether it is small letters and nothing else.
    small: bool,
    /// Whether it holds letters of both cases, and more of them than anyone types by accident: then it is part of no
    /// identifier.
    mixed: bool,
    /// Whether a value may start, or end, here.
    may_start: bool,
    may_end: bool,
    /// The separator after it, 0 at the end of the chain.
    separator: u8,
}

impl Group {
    fn len(&self) -> usize {
        // A group has one byte for each character.
        self.end - self.start
    }
}

/// A chain of groups, read from a text.
#[derive(Debug)]
pub struct Chain {
    characters: [u8; MAX_CHAIN],
    len: usize,
    digits: Bits,
    separated: Bits,
    groups: Vec<Group>,
    /// Whether the chain goes on after what has been read.
    truncated: bool,
}

/// A stretch of groups, read as one value.
#[derive(Clone, Copy, Debug)]
pub struct Value<'c> {
    /// The characters without separators, ASCII letters in upper case.
    pub compact: &'c [u8],
    /// Bit i: character i is a digit.
    pub digits: u64,
    /// Bit i: a separator stands after character i.
    pub separated: u64,
    /// The groups it is made of.
    pub groups: &'c [Group],
    /// Whether the chain is known to make it a part of something longer, as [`Self::is_cut_out`] would say.
    pub cut_out: bool,
}

impl Value<'_> {
    /// From where to where it goes, in bytes of the text.
    pub fn span(&self) -> Span {
        span(self.groups)
    }

    /// The separators inside.
    pub fn separators(&self) -> impl Iterator<Item = u8> {
        let inner = self.groups.split_last().map(|(_, inner)| inner).unwrap_or_default();
        inner.iter().map(|group| group.separator)
    }

    /// Whether `separator` stands somewhere inside.
    fn uses(&self, separator: u8) -> bool {
        self.separators().any(|other| other == separator)
    }

    /// The separator after character `i`.
    pub fn separator(&self, i: usize) -> Option<u8> {
        let first = self.groups.first()?.at;
        self.groups.iter().find(|group| group.at + group.len() == first + i + 1).map(|group| group.separator)
    }

    /// Whether it is one group of digits.
    pub fn is_number(&self) -> bool {
        self.separated == 0 && self.digits == mask(self.compact.len())
    }

    /// Whether an underscore joins it to what stands before: `tax_id_12345678903`.
    pub fn is_joined(&self, text: &[u8]) -> bool {
        self.span().start.checked_sub(1).is_some_and(|before| text.get(before) == Some(&b'_'))
    }

    /// Whether groups of digits go on, on either side, with a separator that the value itself uses: then it may be
    /// cut out of something longer.
    pub fn is_cut_out(&self, text: &[u8]) -> bool {
        let (Some(first), Some(last)) = (self.groups.first(), self.groups.last()) else { return false };
        let before = separator_before(text, first.start).is_some_and(|(separator, at)| {
            self.uses(separator) && at.checked_sub(1).is_some_and(|i| is_digit(text, i))
        });
        let after = separator(text, last.end)
            .is_some_and(|(separator, len)| self.uses(separator) && is_digit(text, last.end + len));
        before || after
    }
}

/// The lowest `len` bits, of fewer than 64.
fn mask(len: usize) -> u64 {
    (1 << (len % BLOCK)) - 1
}

impl Default for Chain {
    fn default() -> Self {
        Self {
            characters: [0; MAX_CHAIN],
            len: 0,
            digits: Bits::default(),
            separated: Bits::default(),
            groups: Vec::new(),
            truncated: false,
        }
    }
}

impl Chain {
    /// Reads the chain whose first group with a digit starts at `start`, with one or two groups of letters right before
    /// it that may belong to it; nothing where that group is all there is and `alone`, told how many characters it has
    /// and which are digits, says that it is no value by itself. Returns up to where its groups have been dealt with
    /// once [`Self::values`] has been called.
    // Not inlined: within the engine's loop it would run out of registers.
    #[inline(never)]
    pub fn read(&mut self, text: &[u8], start: usize, mut ahead: Ahead, alone: impl Fn(usize, u64) -> bool) -> usize {
        self.groups.clear();
        (self.len, self.truncated) = (0, false);
        (self.digits, self.separated) = Default::default();
        let mut at = match letters_before(text, start) {
            Some(before) => letters_before(text, before).unwrap_or(before),
            None => start,
        };
        if at == start {
            let classes = ahead.from(text, at);
            let len = classes.alphanumeric().trailing_ones() as usize;
            if !alone(len, classes.digits & mask(len)) && next(text, at + len, &mut ahead, 0).is_none() {
                return at + len;
            }
        }
        // Beside a space a value may always start and end.
        const SPACE: u8 = b' ';
        let (mut words, mut before) = (0, 0);
        loop {
            let classes = ahead.from(text, at);
            let len = classes.alphanumeric().trailing_ones() as usize;
            // What is longer than a value is part of none.
            if len == 0 || len > MAX_VALUE {
                break;
            }
            let group = mask(len);
            let (digits, small) = (classes.digits & group, classes.small & group);
            let Some((bytes, slots)) = text.get(at..at + len).zip(self.characters.get_mut(self.len..self.len + len))
            else {
                self.truncated = true;
                break;
            };
            // Byte by byte: few are copied, and a copy of memory is a call out of the module.
            for (slot, byte) in slots.iter_mut().zip(bytes) {
                *slot = byte.to_ascii_uppercase();
            }
            self.digits.set(self.len, digits);
            let has_digit = digits != 0;
            words = if has_digit { 0 } else { words + 1 };
            let letters = len - digits.count_ones() as usize;
            let (separator, width) = next(text, at + len, &mut ahead, words).unwrap_or_default();
            self.groups.push(Group {
                start: at,
                end: at + len,
                at: self.len,
                has_digit,
                small: small == group,
                mixed: letters > MAX_MIXED && small != 0 && (small.count_ones() as usize) < letters,
                may_start: (has_digit || letters <= MAX_LEAD) && (before == SPACE || may_start(text, at)),
                may_end: separator == SPACE || may_end(text, at + len),
                separator,
            });
            at += len;
            self.len += len;
            before = separator;
            if separator == 0 {
                break;
            }
            if self.len >= MAX_CHAIN {
                self.truncated = true;
                break;
            }
            self.separated.set(self.len - 1, 1);
            at += width;
        }
        // When more follows, the last groups are read again as the beginning of the next chain.
        let dealt = self.dealt();
        self.groups.get(dealt.saturating_sub(1)).map_or(start + 1, |last| last.end).max(start + 1)
    }

    /// How many groups values may start at.
    fn dealt(&self) -> usize {
        if !self.truncated {
            return self.groups.len();
        }
        let complete = self.groups.iter().take_while(|group| group.at + MAX_VALUE <= self.len).count();
        complete.clamp(1.min(self.groups.len()), self.groups.len())
    }

    /// How many characters it has, separators taken out.
    pub fn len(&self) -> usize {
        self.len
    }

    /// From where to where it goes, in bytes of the text.
    pub fn span(&self) -> Span {
        span(&self.groups)
    }

    /// Calls `each` for every value of up to [`MAX_VALUE`] characters that may start and end where it does, until it
    /// breaks off. `begin` is told whether a value begins with a digit, and whether one of several groups is cut out; `ends`
    /// says whether one may have so many characters, `goes_on` whether, after a character, a separator may stand.
    pub fn values<S>(
        &self,
        begin: impl Fn(bool, bool) -> S,
        ends: impl Fn(&S, usize) -> bool,
        goes_on: impl Fn(&mut S, usize) -> bool,
        mut each: impl FnMut(&Value<'_>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        for (first, group) in self.groups.iter().enumerate().take(self.dealt()) {
            // Letters begin a value only with digits at most one group away, small ones not before a space.
            let followed = || self.groups.iter().skip(first + 1).take(2).any(|next| next.has_digit);
            let begins = group.has_digit || followed() && !(group.small && group.separator == b' ');
            if !group.may_start || !begins {
                continue;
            }
            let (digits, separated) = (self.digits.from(group.at), self.separated.from(group.at));
            let characters = self.characters.get(group.at..).unwrap_or_default();
            let groups = self.groups.get(first..).unwrap_or_default();
            let before = first.checked_sub(1).and_then(|before| self.groups.get(before));
            let cut_out = before.is_some_and(|before| {
                before.separator == group.separator && self.digits.from(before.at + before.len() - 1) & 1 == 1
            });
            let mut state = begin(digits & 1 == 1, cut_out);
            for (i, end) in groups.iter().enumerate() {
                let len = end.at + end.len() - group.at;
                if len > MAX_VALUE || end.mixed {
                    break;
                }
                if end.may_end && ends(&state, len) {
                    each(&Value {
                        compact: characters.get(..len).unwrap_or_default(),
                        digits: digits & mask(len),
                        separated: separated & mask(len - 1),
                        groups: groups.get(..=i).unwrap_or_default(),
                        cut_out: cut_out && i > 0,
                    })?;
                }
                if end.separator == 0 || !goes_on(&mut state, len - 1) {
                    break;
                }
            }
        }
        ControlFlow::Continue(())
    }
}

/// The separator after a group that ends at `at`, if the chain goes on, and its length in bytes; `words`: how many groups
/// without a digit stand before it.
fn next(text: &[u8], at: usize, ahead: &mut Ahead, words: usize) -> Option<(u8, usize)> {
    let (separator, len) = separator(text, at)?;
    let classes = ahead.from(text, at + len);
    if classes.digits & 1 == 1 {
        return Some((separator, len));
    }
    let letters = classes.letters.trailing_ones() as usize;
    if letters == 0 {
        return None;
    }
    let digit_follows = letters <= MAX_LEAD + 2 && classes.digits >> letters & 1 == 1;
    let small = classes.small & mask(letters) != 0;
    // Words of prose after a space are no part of an identifier; a letter or two after a dash may be.
    let single = letters == 1 && separator != b' ';
    let is_word =
        !digit_follows && (letters > MAX_LEAD || words >= 2 && !single || small && (separator == b' ' || letters > 2));
    (!is_word).then_some((separator, len))
}

/// The classes of what stands ahead in a text, made anew when too few are left.
#[derive(Clone, Copy, Debug)]
pub struct Ahead {
    at: usize,
    classes: Classes,
}

impl Ahead {
    /// How many bytes must be known: a group that is longer than a value.
    const ENOUGH: usize = MAX_VALUE + 1;

    /// What stands ahead of `at`.
    #[inline]
    pub fn new(text: &[u8], at: usize) -> Self {
        Self { at, classes: Classes::at(text, at) }
    }

    /// The classes of at least [`Self::ENOUGH`] bytes from `at` on.
    #[inline]
    pub fn from(&mut self, text: &[u8], at: usize) -> Classes {
        let ahead = at.wrapping_sub(self.at);
        if ahead > BLOCK - Self::ENOUGH {
            *self = Self::new(text, at);
            return self.classes;
        }
        self.classes.after(ahead as u32)
    }
}

/// From where to where groups go, in bytes of the text.
fn span(groups: &[Group]) -> Span {
    let start = groups.first().map_or(0, |first| first.start);
    Span::new(start, groups.last().map_or(start, |last| last.end))
}

/// One bit for each character of a chain. Not a `u128`: shifting one is a function call in wasm.
#[derive(Clone, Copy, Default, Debug)]
struct Bits([u64; MAX_CHAIN / 64]);

impl Bits {
    /// Sets these bits from `at` on.
    fn set(&mut self, at: usize, bits: u64) {
        let (i, shift) = (at / 64, (at % 64) as u32);
        if let Some(word) = self.0.get_mut(i) {
            *word |= bits << shift;
        }
        if let Some(word) = self.0.get_mut(i + 1) {
            *word |= bits.checked_shr(64 - shift).unwrap_or_default();
        }
    }

    /// The 64 bits from `at` on.
    fn from(&self, at: usize) -> u64 {
        let word = |i: usize| self.0.get(i).copied().unwrap_or_default();
        let (i, shift) = (at / 64, (at % 64) as u32);
        word(i) >> shift | word(i + 1).checked_shl(64 - shift).unwrap_or_default()
    }
}

/// Most letters of a group without digits, in bytes: longer ones are words.
pub const MAX_LEAD: usize = 6;
/// Most letters of a group that mixes cases for it to be a slip of the shift key: `AaA123456`. More are base64 and the like.
const MAX_MIXED: usize = 4;

/// The start of a few letters that stand as a group directly before the group at `start`: up to six capitals, or one
/// or two small letters before another separator than a space.
fn letters_before(text: &[u8], start: usize) -> Option<usize> {
    let (separator, end) = separator_before(text, start)?;
    let head = text.get(..end)?;
    // Most numbers stand behind a word in small letters.
    let last = head.last().filter(|b| b.is_ascii_alphabetic())?;
    if separator == b' ' && last.is_ascii_lowercase() {
        return None;
    }
    let len = head.iter().rev().take(MAX_LEAD + 1).take_while(|b| b.is_ascii_alphabetic()).count();
    let letters = head.get(end - len..)?;
    let small = letters.iter().any(u8::is_ascii_lowercase);
    let allowed = match (small, separator) {
        (true, b' ') => 0,
        (true, _) => 2,
        (false, _) => MAX_LEAD,
    };
    ((1..=allowed).contains(&len) && may_start(text, end - len)).then_some(end - len)
}

/// One separator at `at`: what it stands for and how many bytes it takes. Kinds of space and dash count as one.
pub fn separator(text: &[u8], at: usize) -> Option<(u8, usize)> {
    let rest = text.get(at..)?;
    match rest {
        [byte @ (b' ' | b'-' | b'.' | b'/' | b'+' | b'*'), ..] => Some((*byte, 1)),
        [0xc2, 0xa0, ..] => Some((b' ', 2)),                     // no-break space
        [0xe2, 0x80, 0x87 | 0x89 | 0xaf, ..] => Some((b' ', 3)), // figure, thin, narrow no-break space
        [0xe2, 0x80, 0x90..=0x93, ..] => Some((b'-', 3)),        // hyphens, figure dash, en dash
        [0xe2, 0x88, 0x92, ..] => Some((b'-', 3)),               // minus
        _ => None,
    }
}

/// One separator that ends before `at`: what it stands for and where it starts.
pub fn separator_before(text: &[u8], at: usize) -> Option<(u8, usize)> {
    let len = match text.get(..at)? {
        [.., byte] if byte.is_ascii() => 1,
        [.., 0xc2, _] => 2,
        [.., 0xe2, _, _] => 3,
        _ => return None,
    };
    separator(text, at - len).map(|(separator, _)| (separator, at - len))
}

/// Where the group of ASCII letters and digits around `at` starts and ends, from where `classes` are known of 41 bytes or
/// more; looks at most `limit` bytes each way. `None` when it is longer.
pub fn group(text: &[u8], at: usize, classes: &Classes, limit: usize) -> Option<(usize, usize)> {
    let before = text.get(..at)?.iter().rev().take(limit + 1).take_while(|b| b.is_ascii_alphanumeric()).count();
    let after = match classes.alphanumeric().trailing_ones() as usize {
        Ahead::ENOUGH.. => text.get(at..)?.iter().take(limit + 1).take_while(|b| b.is_ascii_alphanumeric()).count(),
        after => after,
    };
    (before + after <= limit).then_some((at - before, at + after))
}

/// For how many bytes from `at` on one letter or digit and one other byte alternate.
pub fn singles(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    rest.iter()
        .zip([true, false].into_iter().cycle())
        .take_while(|(byte, is)| byte.is_ascii_alphanumeric() == *is)
        .count()
}

/// Whether a UUID (RFC 9562) starts at `at`: its groups look like numbers and are none.
pub fn is_uuid(text: &[u8], at: usize) -> bool {
    text.get(at..at + 36).is_some_and(|uuid| {
        uuid.iter().enumerate().all(|(i, byte)| match i {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
    })
}

/// Whether the character before `at` is part of a word: a letter of a script that puts spaces between words, or a
/// digit of any width.
fn word_before(text: &[u8], at: usize) -> bool {
    let Some(head) = text.get(..at) else { return false };
    match head {
        [] => false,
        [.., byte] if byte.is_ascii() => byte.is_ascii_alphanumeric() || *byte == b'_',
        // Two-byte characters from U+00C0 to U+058F: Latin, Greek, Cyrillic, Armenian.
        [.., lead @ 0xc3..=0xd6, 0x80..=0xbf] => *lead != 0xc2,
        // Full-width digits.
        [.., 0xef, 0xbc, 0x90..=0x99] => true,
        _ => false,
    }
}

fn word_after(text: &[u8], at: usize) -> bool {
    match text.get(at..) {
        Some([byte, ..]) if byte.is_ascii() => byte.is_ascii_alphanumeric() || *byte == b'_',
        Some([0xc3..=0xd6, ..] | [0xef, 0xbc, 0x90..=0x99, ..]) => true,
        _ => false,
    }
}

fn is_digit(text: &[u8], at: usize) -> bool {
    text.get(at).is_some_and(u8::is_ascii_digit)
}

/// Whether a value may start at `at`: not inside a word, a decimal fraction, an amount, a longer chain of groups. An
/// underscore after a letter may stand before it, as after the name of a field.
pub fn may_start(text: &[u8], at: usize) -> bool {
    let named = matches!(text.get(..at), Some([.., letter, b'_']) if letter.is_ascii_alphabetic());
    if !named && word_before(text, at) {
        return false;
    }
    let digit_before = |separator: usize| separator.checked_sub(1).is_some_and(|i| is_digit(text, i));
    match text.get(..at) {
        Some([.., b'$' | b'+' | b'@'] | [.., 0xc2, 0xa3 | 0xa5] | [.., 0xe2, 0x82, 0xac]) => false,
        Some([.., b'.']) => !digit_before(at - 1),
        // A group of thousands.
        Some([.., b',']) => !digit_before(at - 1) || is_digit(text, at + 3),
        _ => match separator_before(text, at) {
            Some((b'-', start)) => !digit_before(start) && !holds_digit_before(text, start),
            _ => true,
        },
    }
}

/// Whether a value may end before `at`.
pub fn may_end(text: &[u8], at: usize) -> bool {
    if word_after(text, at) {
        return false;
    }
    match text.get(at..) {
        Some([b'.', next, ..]) => !next.is_ascii_digit(),
        Some([b'@' | b'%', ..]) => false,
        _ => match separator(text, at) {
            Some((b'-', len)) => !holds_digit_after(text, at + len),
            _ => true,
        },
    }
}

/// Whether the group that ends before `at` holds a digit.
fn holds_digit_before(text: &[u8], at: usize) -> bool {
    let head = text.get(..at).unwrap_or_default();
    head.iter().rev().take(MAX_VALUE).take_while(|b| b.is_ascii_alphanumeric()).any(u8::is_ascii_digit)
}

/// Whether the group that starts at `at` holds a digit.
fn holds_digit_after(text: &[u8], at: usize) -> bool {
    let tail = text.get(at..).unwrap_or_default();
    tail.iter().take(MAX_VALUE).take_while(|b| b.is_ascii_alphanumeric()).any(u8::is_ascii_digit)
}
