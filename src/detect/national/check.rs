//! The arithmetic that national schemes share.
//!
//! Every function takes a compact value: ASCII digits and upper-case letters, separators taken out, of a length that
//! the detector's forms fix. What lies past the end of a value counts as zero, so that none of these can panic.
//!
//! None is inlined: hundreds of small checks call them, once for each number that has their shape, and inlined they are
//! most of the module.

pub use super::super::checksum::{iso7064_mod11_10 as mod_11_10, luhn, mod97, verhoeff};
use std::ops::Range;

/// The letters from A, for schemes whose check letter is one of them all.
pub const LETTERS: &[u8; 26] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// The worth of the character at `index`: 0–9 for a digit, 10–35 for a letter, 0 past the end.
#[inline(never)]
pub fn at(value: &[u8], index: usize) -> u32 {
    value.get(index).copied().map_or(0, worth)
}

/// The worth of a character: 0–9 for a digit, 10–35 for a letter, 0 for any other.
pub fn worth(byte: u8) -> u32 {
    char::from(byte).to_digit(36).unwrap_or(0)
}

/// The bytes of `value` in `range`, empty if it does not reach so far.
#[inline(never)]
pub fn slice(value: &[u8], range: Range<usize>) -> &[u8] {
    value.get(range).unwrap_or_default()
}

/// The decimal number that `value` spells; letters count by their worth, more than 18 digits wrap.
pub fn number(value: &[u8]) -> u64 {
    value.iter().fold(0, |sum: u64, &byte| sum.wrapping_mul(10).wrapping_add(u64::from(worth(byte))))
}

/// The decimal number that the bytes in `range` spell.
#[inline(never)]
pub fn part(value: &[u8], range: Range<usize>) -> u64 {
    number(slice(value, range))
}

/// The sum of the characters' worths, each times its weight; characters past the last weight do not count.
#[inline(never)]
pub fn weigh(value: &[u8], weights: &[u32]) -> u32 {
    value.iter().zip(weights).map(|(&byte, weight)| worth(byte) * weight).sum()
}

/// The same with weights that start at `first` and fall by one for each character down to `last`.
#[inline(never)]
pub fn weigh_down(value: &[u8], first: u32, last: u32) -> u32 {
    value.iter().zip((last..=first).rev()).map(|(&byte, weight)| worth(byte) * weight).sum()
}

/// The same, but of each product its digits are added (as Luhn does with weights 1 and 2).
#[inline(never)]
pub fn weigh_digits(value: &[u8], weights: &[u32]) -> u32 {
    value
        .iter()
        .zip(weights)
        .map(|(&byte, weight)| worth(byte) * weight)
        .map(|product| product / 10 + product % 10)
        .sum()
}

/// The worth of the last character.
#[inline(never)]
pub fn last(value: &[u8]) -> u32 {
    value.last().copied().map_or(0, worth)
}

/// Whether the character of `alphabet` at `index` is `byte`.
pub fn letter_is(byte: Option<&u8>, alphabet: &[u8], index: u32) -> bool {
    byte.is_some() && byte == alphabet.get(index as usize)
}

/// Whether the value's last character is the one of `alphabet` at `index`.
#[inline(never)]
pub fn ends_with(value: &[u8], alphabet: &[u8], index: u32) -> bool {
    letter_is(value.last(), alphabet, index)
}

/// Whether the value's first character is one of `allowed`.
#[inline(never)]
pub fn starts_in(value: &[u8], allowed: &[u8]) -> bool {
    value.first().is_some_and(|byte| allowed.contains(byte))
}

/// Whether the character at `index` is one of `allowed`.
#[inline(never)]
pub fn is_in(value: &[u8], index: usize, allowed: &[u8]) -> bool {
    value.get(index).is_some_and(|byte| allowed.contains(byte))
}

/// Whether there are characters and all are digits.
pub fn all_digits(value: &[u8]) -> bool {
    !value.is_empty() && value.iter().all(u8::is_ascii_digit)
}

/// Whether all characters are the same.
#[inline(never)]
pub fn all_equal(value: &[u8]) -> bool {
    value.windows(2).all(|pair| matches!(pair, [a, b] if a == b))
}

/// The sum of the Luhn formula, every second character from the right doubled; letters count by their worth.
#[inline(never)]
pub fn luhn_sum(value: &[u8]) -> u32 {
    let doubled = |n: u32| if n * 2 > 9 { n * 2 - 9 } else { n * 2 };
    value.iter().rev().enumerate().map(|(i, &byte)| if i % 2 == 1 { doubled(worth(byte)) } else { worth(byte) }).sum()
}

/// Whether there is such a day in the Gregorian calendar.
#[inline(never)]
pub fn is_date(year: u64, month: u64, day: u64) -> bool {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u64::from(leap),
        _ => return false,
    };
    (1..=days).contains(&day)
}

/// Whether there is such a day in some century, the year being given by two digits.
///
/// 1900 is the only year of the last two centuries whose two digits stand for a leap year in one and not in the other.
pub fn is_short_date(year: u64, month: u64, day: u64) -> bool {
    is_date(2000 + year, month, day)
}

/// Whether six digits are a day as YYMMDD.
pub fn is_yymmdd(value: &[u8]) -> bool {
    is_short_date(part(value, 0..2), part(value, 2..4), part(value, 4..6))
}

/// Whether six digits are a day as DDMMYY.
pub fn is_ddmmyy(value: &[u8]) -> bool {
    is_short_date(part(value, 4..6), part(value, 2..4), part(value, 0..2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn luhn_counts_letters_by_their_worth() {
        // The specimen of the Portuguese citizen card, and a card number of digits only.
        assert_eq!((luhn_sum(b"000000000ZZ4") % 10, luhn_sum(b"79927398713") % 10), (0, 0));
        assert_ne!(luhn_sum(b"000000000ZZ5") % 10, 0);
    }

    #[test]
    fn knows_the_calendar() {
        assert!(is_date(2000, 2, 29) && is_date(2024, 2, 29) && is_date(1999, 12, 31));
        assert!(!is_date(1900, 2, 29) && !is_date(2023, 2, 29) && !is_date(2024, 4, 31) && !is_date(2024, 13, 1));
        assert!(is_yymmdd(b"990131") && !is_yymmdd(b"990132") && is_ddmmyy(b"310199") && !is_ddmmyy(b"311199"));
    }

    #[test]
    fn what_lies_past_the_end_is_zero() {
        assert_eq!((at(b"12", 5), part(b"12", 1..5), weigh(b"", &[1, 2]), last(b"")), (0, 0, 0, 0));
        assert!(!ends_with(b"", b"A", 0) && !letter_is(None, b"", 0) && !starts_in(b"", b"A"));
    }
}
