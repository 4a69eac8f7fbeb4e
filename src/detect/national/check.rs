//! The arithmetic that national schemes share.
//!
//! Every function takes a compact value: ASCII digits and upper-case letters, separators taken out, of a length that
//! the detector's forms fix. What lies past the end of a value counts as zero, so that none of these can panic.

use std::ops::Range;

/// The letters from A, for schemes whose check letter is one of them all.
pub const LETTERS: &[u8; 26] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// The worth of the character at `index`: 0–9 for a digit, 10–35 for a letter, 0 past the end.
pub fn at(value: &[u8], index: usize) -> u32 {
    value.get(index).copied().map_or(0, worth)
}

/// The worth of a character: 0–9 for a digit, 10–35 for a letter, 0 for any other.
pub fn worth(byte: u8) -> u32 {
    char::from(byte).to_digit(36).unwrap_or(0)
}

/// The bytes of `value` in `range`, empty if it does not reach so far.
pub fn slice(value: &[u8], range: Range<usize>) -> &[u8] {
    value.get(range).unwrap_or_default()
}

/// The decimal number that `value` spells; letters count by their worth, more than 18 digits wrap.
pub fn number(value: &[u8]) -> u64 {
    value.iter().fold(0, |sum: u64, &byte| sum.wrapping_mul(10).wrapping_add(u64::from(worth(byte))))
}

/// The decimal number that the bytes in `range` spell.
pub fn part(value: &[u8], range: Range<usize>) -> u64 {
    number(slice(value, range))
}

/// The sum of the characters' worths, each times its weight; characters past the last weight do not count.
pub fn weigh(value: &[u8], weights: &[u32]) -> u32 {
    value.iter().zip(weights).map(|(&byte, weight)| worth(byte) * weight).sum()
}

/// The same with weights that start at `first` and fall by one for each character down to `last`.
pub fn weigh_down(value: &[u8], first: u32, last: u32) -> u32 {
    value.iter().zip((last..=first).rev()).map(|(&byte, weight)| worth(byte) * weight).sum()
}

/// The same, but of each product its digits are added (as Luhn does with weights 1 and 2).
pub fn weigh_digits(value: &[u8], weights: &[u32]) -> u32 {
    value
        .iter()
        .zip(weights)
        .map(|(&byte, weight)| worth(byte) * weight)
        .map(|product| product / 10 + product % 10)
        .sum()
}

/// The worth of the last character.
pub fn last(value: &[u8]) -> u32 {
    value.last().copied().map_or(0, worth)
}

/// Whether the character of `alphabet` at `index` is `byte`.
pub fn letter_is(byte: Option<&u8>, alphabet: &[u8], index: u32) -> bool {
    byte.is_some() && byte == alphabet.get(index as usize)
}

/// Whether the value's last character is the one of `alphabet` at `index`.
pub fn ends_with(value: &[u8], alphabet: &[u8], index: u32) -> bool {
    letter_is(value.last(), alphabet, index)
}

/// Whether the value's first character is one of `allowed`.
pub fn starts_in(value: &[u8], allowed: &[u8]) -> bool {
    value.first().is_some_and(|byte| allowed.contains(byte))
}

/// Whether the character at `index` is one of `allowed`.
pub fn is_in(value: &[u8], index: usize, allowed: &[u8]) -> bool {
    value.get(index).is_some_and(|byte| allowed.contains(byte))
}

/// Whether there are characters and all are digits.
pub fn all_digits(value: &[u8]) -> bool {
    !value.is_empty() && value.iter().all(u8::is_ascii_digit)
}

/// Whether all characters are the same.
pub fn all_equal(value: &[u8]) -> bool {
    value.windows(2).all(|pair| matches!(pair, [a, b] if a == b))
}

/// ISO/IEC 7812-1 annex B, the Luhn formula, the check digit being the last; letters count by their worth.
pub fn luhn(value: &[u8]) -> bool {
    luhn_sum(value).is_multiple_of(10)
}

/// The sum of the Luhn formula, every second character from the right doubled.
pub fn luhn_sum(value: &[u8]) -> u32 {
    let doubled = |n: u32| if n * 2 > 9 { n * 2 - 9 } else { n * 2 };
    value.iter().rev().enumerate().map(|(i, &byte)| if i % 2 == 1 { doubled(worth(byte)) } else { worth(byte) }).sum()
}

/// ISO 7064 MOD 11,10, the check digit being the last.
pub fn mod_11_10(value: &[u8]) -> bool {
    let Some((&check, body)) = value.split_last() else { return false };
    let product = body.iter().fold(10, |product, &byte| {
        let sum = (product + worth(byte)) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (product + worth(check)) % 10 == 1
}

/// The remainder of the number the value spells by 97, a letter standing for two digits (ISO 7064 MOD 97-10: 1 is right).
pub fn mod_97(value: &[u8]) -> u32 {
    value.iter().fold(0, |rest, &byte| {
        let n = worth(byte);
        (rest * if n > 9 { 100 } else { 10 } + n) % 97
    })
}

/// Verhoeff's scheme (J. Verhoeff, Error Detecting Decimal Codes, 1969), the check digit being the last.
///
/// The products in the dihedral group of order ten are computed, not tabled: 0–4 are rotations, 5–9 reflections.
pub fn verhoeff(value: &[u8]) -> bool {
    const PERMUTATION: [u32; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let permute = |digit: u32| PERMUTATION.get(digit as usize).copied().unwrap_or(0);
    let multiply = |a: u32, b: u32| {
        let turn = if a < 5 { a + b % 5 } else { a + 10 - b % 5 };
        turn % 5 + if (a < 5) == (b < 5) { 0 } else { 5 }
    };
    let sum = value.iter().rev().enumerate().fold(0, |sum, (i, &byte)| {
        // The permutation has order eight.
        multiply(sum, (0..i % 8).fold(worth(byte), |digit, _| permute(digit)))
    });
    sum == 0
}

/// Whether there is such a day in the Gregorian calendar.
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

    /// Examples from the standards and the papers that define the schemes.
    #[test]
    fn knows_published_examples() {
        for (check, name, right, wrong) in [
            (luhn as fn(&[u8]) -> bool, "luhn", "79927398713", "79927398710"),
            (verhoeff, "verhoeff", "2363", "2364"),
            (verhoeff, "verhoeff", "123451", "123415"),
            (mod_11_10, "mod 11,10", "794623", "794632"),
            (|value| mod_97(value) == 1, "mod 97-10", "9999123456789012141490", "9999123456789012141491"),
        ] {
            assert!(check(right.as_bytes()), "{name} refuses {right}");
            assert!(!check(wrong.as_bytes()), "{name} accepts {wrong}");
        }
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
