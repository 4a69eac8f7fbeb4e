//! Identifiers of fixed shapes: groups of digits and letters, with or without separators between them.
//!
//! From each group that holds a digit (and from a group of capitals directly before it) the text is read as one value,
//! separators taken out, at most [`MAX_VALUE`] characters in [`MAX_GROUPS`] groups. At the end of each group the
//! length so far selects the shapes of that length, and a shape is compared as a whole with a few operations on bit
//! masks: which characters are digits, where separators stand. So the cost of a candidate hardly depends on how many
//! shapes the registry holds; only the checks (digits, dates) of shapes that fit are run.

use super::Scores;

/// Longest value without separators; the longest identifier of fixed shape is an IBAN with 34.
pub const MAX_VALUE: usize = 40;
/// Most groups in one value: an IBAN in fours has nine.
pub const MAX_GROUPS: usize = 12;

/// The value that starts at some group, as far as it has been read.
#[derive(Debug)]
pub struct Value {
    /// Characters without separators, ASCII letters in upper case.
    compact: [u8; MAX_VALUE],
    len: usize,
    /// Bit i: character i is a digit.
    digits: u64,
    /// Bit i: character i is a letter in lower case, as it stands in the text.
    lower: u64,
    /// Bit i: a separator stands after character i.
    separated: u64,
    /// Which separator stands after character i.
    separators: [u8; MAX_VALUE],
}

impl Value {
    /// The characters without separators, letters in upper case.
    pub fn compact(&self) -> &[u8] {
        self.compact.get(..self.len).unwrap_or_default()
    }

    fn mask(&self) -> u64 {
        (1 << self.len) - 1
    }

    /// Whether letters of both cases occur.
    fn mixes_case(&self) -> bool {
        self.lower != 0 && self.mask() & !self.digits & !self.lower != 0
    }

    /// Whether `separator` stands somewhere inside.
    pub fn uses(&self, separator: u8) -> bool {
        self.separators.iter().take(self.len).enumerate().any(|(i, s)| self.separated >> i & 1 == 1 && *s == separator)
    }

    /// The lengths of its groups.
    pub fn groups(&self) -> Vec<usize> {
        let mut groups = Vec::new();
        let mut len = 0;
        for i in 0..self.len {
            len += 1;
            if self.separated >> i & 1 == 1 && i + 1 < self.len || i + 1 == self.len {
                groups.push(len);
                len = 0;
            }
        }
        groups
    }

    /// Whether it is one group.
    pub fn is_plain(&self) -> bool {
        self.separated == 0
    }
}

/// One separator at `at`: what it stands for and how many bytes it takes. Kinds of space and dash count as one.
pub fn separator(text: &[u8], at: usize) -> Option<(u8, usize)> {
    let rest = text.get(at..)?;
    match rest {
        [byte @ (b' ' | b'-' | b'.' | b'/' | b'+' | b'*' | b'\\'), ..] => Some((*byte, 1)),
        [0xc2, 0xa0, ..] => Some((b' ', 2)),                     // no-break space
        [0xe2, 0x80, 0x87 | 0x89 | 0xaf, ..] => Some((b' ', 3)), // figure, thin, narrow no-break space
        [0xe2, 0x80, 0x90..=0x93, ..] => Some((b'-', 3)),        // hyphens, figure dash, en dash
        [0xe2, 0x88, 0x92, ..] => Some((b'-', 3)),               // minus
        _ => None,
    }
}

/// One separator that ends before `at`: what it stands for and where it starts.
pub fn separator_before(text: &[u8], at: usize) -> Option<(u8, usize)> {
    (1..=3).find_map(|len| {
        let start = at.checked_sub(len)?;
        separator(text, start).filter(|(_, taken)| *taken == len).map(|(separator, _)| (separator, start))
    })
}

/// Where the group of ASCII letters and digits around `at` starts and ends, looking at most `limit` bytes each way.
/// `None` when it is longer.
pub fn group(text: &[u8], at: usize, limit: usize) -> Option<(usize, usize)> {
    let before = text.get(..at)?.iter().rev().take(limit + 1).take_while(|b| b.is_ascii_alphanumeric()).count();
    let after = text.get(at..)?.iter().take(limit + 1).take_while(|b| b.is_ascii_alphanumeric()).count();
    (before + after <= limit).then_some((at - before, at + after))
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

/// Whether a value may start at `at`: not inside a word, a decimal fraction, an amount, a longer chain of groups.
pub fn may_start(text: &[u8], at: usize) -> bool {
    if word_before(text, at) {
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

/// Whether groups of digits go on, on either side of `start..end`, with a separator that the value itself uses: then
/// it may be cut out of something longer.
pub fn is_cut_out(text: &[u8], start: usize, end: usize, value: &Value) -> bool {
    let before = separator_before(text, start)
        .is_some_and(|(separator, at)| value.uses(separator) && at.checked_sub(1).is_some_and(|i| is_digit(text, i)));
    let after = separator(text, end).is_some_and(|(separator, len)| value.uses(separator) && is_digit(text, end + len));
    before || after
}

/// Reads the value that starts at `start` and calls `at_end` with it at the end of each of its groups where a value
/// may end. Returns where reading stopped, and whether it was the end of the text that stopped it.
pub fn read(text: &[u8], start: usize, mut at_end: impl FnMut(&Value, usize)) -> (usize, bool) {
    let mut value =
        Value { compact: [0; MAX_VALUE], len: 0, digits: 0, lower: 0, separated: 0, separators: [0; MAX_VALUE] };
    let mut at = start;
    for _ in 0..MAX_GROUPS {
        while let Some(&byte) = text.get(at).filter(|b| b.is_ascii_alphanumeric()) {
            let Some(slot) = value.compact.get_mut(value.len) else { return (at, false) };
            *slot = byte.to_ascii_uppercase();
            value.digits |= u64::from(byte.is_ascii_digit()) << value.len;
            value.lower |= u64::from(byte.is_ascii_lowercase()) << value.len;
            value.len += 1;
            at += 1;
        }
        if may_end(text, at) && !value.mixes_case() {
            at_end(&value, at);
        }
        let Some((separator, len)) = separator(text, at) else { return (at, at >= text.len()) };
        let next = text.get(at + len..).unwrap_or_default();
        let letters = next.iter().take(MAX_VALUE).take_while(|b| b.is_ascii_alphabetic()).count();
        let is_word = letters > 0
            && !next.get(letters).is_some_and(u8::is_ascii_digit)
            && next.iter().take(letters).any(u8::is_ascii_lowercase);
        let first = next.first();
        if !first.is_some_and(u8::is_ascii_alphanumeric) {
            return (at, first.is_none());
        }
        // Words of prose after a space are no part of an identifier, a letter after a dash may be one.
        if is_word && (separator == b' ' || letters > 2) {
            return (at, false);
        }
        if let Some((slot, bit)) =
            value.len.checked_sub(1).and_then(|last| Some((value.separators.get_mut(last)?, 1 << last)))
        {
            *slot = separator;
            value.separated |= bit;
        }
        at += len;
    }
    (at, at >= text.len())
}

/// One shape, compiled: what every character of the compact value must be, and where separators may stand.
#[derive(Debug)]
struct Form {
    digits: u64,
    letters: u64,
    fixed: Box<[(u8, u8)]>,
    may_separate: u64,
    must_separate: Box<[(u8, u8)]>,
    must_mask: u64,
    owner: u16,
}

impl Form {
    fn fits(&self, value: &Value) -> bool {
        let at = |all: &[u8; MAX_VALUE], i: u8| all.get(usize::from(i)).copied();
        self.digits & !value.digits == 0
            && self.letters & value.digits == 0
            && value.separated & !self.may_separate & !self.must_mask == 0
            && self.must_mask & !value.separated == 0
            && self.fixed.iter().all(|(i, c)| at(&value.compact, *i) == Some(*c))
            && self.must_separate.iter().all(|(i, c)| at(&value.separators, *i) == Some(*c))
    }
}

/// The shapes of all detectors, by length.
#[derive(Debug, Default)]
pub struct Forms {
    by_len: Vec<Vec<Form>>,
    owners: Vec<Owner>,
    /// How a shape may begin, bit n for n letters before the first character that must be a digit, or before a
    /// separator: in capitals, and in small letters; the same with a separator after them.
    begins: [u64; 2],
    begins_separated: [u64; 2],
}

/// What a shape belongs to.
#[derive(Clone, Copy, Debug)]
pub struct Owner {
    /// The scanner's number for the detector.
    pub detector: u16,
    /// Whether the compact value is a possible one.
    pub check: Option<fn(&[u8]) -> bool>,
    /// What a match is worth.
    pub scores: Scores,
}

impl Forms {
    /// Adds the shapes of one detector. A shape that is too long, or has a separator outermost, matches nothing.
    pub fn add(&mut self, forms: &[&str], owner: Owner) {
        let number = self.owners.len() as u16;
        self.owners.push(owner);
        for form in forms {
            let mut compiled = Form {
                digits: 0,
                letters: 0,
                fixed: Box::default(),
                may_separate: 0,
                must_separate: Box::default(),
                must_mask: 0,
                owner: number,
            };
            let (mut fixed, mut must, mut len, mut lead) = (Vec::new(), Vec::new(), 0usize, None);
            for byte in form.bytes() {
                let before = len.checked_sub(1).map(|i| 1u64 << i).unwrap_or_default();
                match byte {
                    b'9' => {
                        compiled.digits |= 1 << len;
                        lead = lead.or(Some(len));
                    }
                    b'A' => compiled.letters |= 1 << len,
                    b'X' => {}
                    b'-' => compiled.may_separate |= before,
                    _ if byte.is_ascii_alphanumeric() => {
                        if byte.is_ascii_digit() {
                            lead = lead.or(Some(len));
                        }
                        fixed.push((len as u8, byte.to_ascii_uppercase()));
                    }
                    _ => {
                        compiled.must_mask |= before;
                        must.push((len.saturating_sub(1) as u8, byte));
                    }
                }
                if byte.is_ascii_alphanumeric() {
                    len += 1;
                }
                if len > MAX_VALUE {
                    break;
                }
            }
            if len == 0 || len > MAX_VALUE {
                continue;
            }
            let lead = lead.unwrap_or(len);
            // Up to `lead` letters may stand there when the text breaks off.
            let begins = (2 << lead) - 2;
            let separated = (compiled.may_separate | compiled.must_mask) << 1 & begins;
            let small = if lead <= 2 { u64::MAX } else { 0 };
            for (all, bits) in [(&mut self.begins, begins), (&mut self.begins_separated, separated)] {
                let [capitals, smalls] = all;
                *capitals |= bits;
                *smalls |= bits & small;
            }
            compiled.fixed = fixed.into();
            compiled.must_separate = must.into();
            if self.by_len.len() <= len {
                self.by_len.resize_with(len + 1, Vec::new);
            }
            if let Some(forms) = self.by_len.get_mut(len) {
                forms.push(compiled);
            }
        }
    }

    /// Whether there are any shapes.
    pub fn is_empty(&self) -> bool {
        self.owners.is_empty()
    }

    /// Calls `found` for every detector that has a shape that fits and whose check agrees.
    pub fn each(&self, value: &Value, mut found: impl FnMut(&Owner)) {
        let mut last = None;
        for form in self.by_len.get(value.len).map(Vec::as_slice).unwrap_or_default() {
            if last == Some(form.owner) || !form.fits(value) {
                continue;
            }
            let Some(owner) = self.owners.get(usize::from(form.owner)) else { continue };
            last = Some(form.owner);
            if owner.check.is_none_or(|check| check(value.compact())) {
                found(owner);
            }
        }
    }

    /// Whether a word of `letters` near the end of an unfinished text could be the beginning of an identifier, with
    /// nothing after it, or with a separator.
    pub fn may_begin_with(&self, letters: &[u8], separated: bool) -> bool {
        let [capitals, small] = if separated { self.begins_separated } else { self.begins };
        let bits = match letters.iter().any(u8::is_ascii_lowercase) {
            // Before a space, words of prose are no part of an identifier; a dash is not known to follow yet.
            true => small,
            false => capitals,
        };
        letters.len() <= MAX_VALUE && bits >> letters.len() & 1 == 1
    }
}

/// Whether a bare number is most likely a point in time: Unix seconds (10 digits) or milliseconds (13) between 2001
/// and 2033, a date (8) or a date and time (14, 17) of this or the last century.
pub fn is_timestamp(value: &Value) -> bool {
    if !value.is_plain() || value.digits != value.mask() {
        return false;
    }
    let two = |at: usize| match value.compact().get(at..at + 2) {
        Some([a, b]) => (a - b'0') * 10 + (b - b'0'),
        _ => 0,
    };
    match value.len {
        10 | 13 | 16 => value.compact.first() == Some(&b'1'),
        8 | 14 | 17 => {
            matches!(two(0), 19 | 20)
                && (1..=12).contains(&two(4))
                && (1..=31).contains(&two(6))
                && (value.len == 8 || two(8) < 24 && two(10) < 60 && two(12) < 60)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(forms: &[&str], text: &str) -> Vec<String> {
        let mut compiled = Forms::default();
        compiled.add(forms, Owner { detector: 0, check: None, scores: Scores { alone: 0.5, with_context: 1.0 } });
        let mut found = Vec::new();
        let starts = (0..text.len()).filter(|&at| text.as_bytes()[at].is_ascii_alphanumeric());
        for start in starts.filter(|&at| may_start(text.as_bytes(), at)) {
            read(text.as_bytes(), start, |value, end| {
                compiled.each(value, |_| found.push(text.get(start..end).unwrap().to_owned()));
            });
        }
        found
    }

    #[test]
    fn shapes_match_whole_values_only() {
        let cases: &[(&str, &str, &[&str])] = &[
            ("999-99-9999", "a 123-45-6789 b", &["123-45-6789"]),
            ("999-99-9999", "123 45 6789, 123456789.", &["123 45 6789", "123456789"]),
            ("999-99-9999", "123\u{a0}45\u{2011}6789", &["123\u{a0}45\u{2011}6789"]),
            ("999-99-9999", "1234-56-789 12-345-6789 x123456789 123456789x 0.123456789", &[]),
            ("999-99-9999", "$123456789 _123456789 123456789@example.com 123456789-01 +123456789", &[]),
            ("A9999999", "K1234567 k1234567 1K234567", &["K1234567", "k1234567"]),
            ("AA-99-99-99-A", "AB 12 34 56 C, AB123456C, ab 12 34 56 c", &["AB 12 34 56 C", "AB123456C"]),
            ("99999999-A", "12345678-z 12345678 Z 12345678 and", &["12345678-z", "12345678 Z"]),
            ("99/999/99999", "93/815/08152 93-815-08152", &["93/815/08152"]),
            ("RRR9", "rrr1 RRR2 ABC3", &["rrr1", "RRR2"]),
            ("XX9", "a17 AB1 9A9 !A9", &["a17", "AB1", "9A9"]),
        ];
        for (form, text, expected) in cases {
            assert_eq!(found(&[form], text), *expected, "{form} in {text}");
        }
    }

    #[test]
    fn timestamps_are_known() {
        for (text, expected) in [
            ("1700000000", true),
            ("1700000000000", true),
            ("20240229", true),
            ("20241301", false),
            ("170-000-0000", false),
        ] {
            let mut last = false;
            read(text.as_bytes(), 0, |value, _| last = is_timestamp(value));
            assert_eq!(last, expected, "{text}");
        }
    }
}
