//! Sets of ASCII characters, as issuers describe their tokens: "36 letters and digits", "40 hexadecimal digits".

/// A set of ASCII characters, one bit each; two halves, because WebAssembly shifts 64 bits but not 128.
#[derive(Clone, Copy, Debug)]
pub(super) struct Alphabet {
    low: u64,
    high: u64,
}

/// `0`–`9`.
pub(super) const DIGIT: Alphabet = Alphabet::range(b'0', b'9');
/// `a`–`z`.
pub(super) const LOWER: Alphabet = Alphabet::range(b'a', b'z');
/// `A`–`Z`.
pub(super) const UPPER: Alphabet = Alphabet::range(b'A', b'Z');
/// Letters of either case.
pub(super) const LETTER: Alphabet = LOWER.or(UPPER);
/// Digits and lower-case letters.
pub(super) const LOWER_ALNUM: Alphabet = DIGIT.or(LOWER);
/// Digits and upper-case letters.
pub(super) const UPPER_ALNUM: Alphabet = DIGIT.or(UPPER);
/// Digits and letters: base 62.
pub(super) const ALNUM: Alphabet = LOWER_ALNUM.or(UPPER);
/// Hexadecimal digits in lower case.
pub(super) const LOWER_HEX: Alphabet = DIGIT.or(Alphabet::range(b'a', b'f'));
/// Hexadecimal digits in either case.
pub(super) const HEX: Alphabet = LOWER_HEX.or(Alphabet::range(b'A', b'F'));
/// Base 32 of RFC 4648.
pub(super) const BASE32: Alphabet = UPPER.or(Alphabet::range(b'2', b'7'));
/// Base 64 of RFC 4648 without padding.
pub(super) const BASE64: Alphabet = ALNUM.with(b"+/");
/// Padding of base 64.
pub(super) const EQUALS: Alphabet = Alphabet::range(b'=', b'=');
/// The URL-safe base 64 of RFC 4648 without padding.
pub(super) const URL64: Alphabet = ALNUM.with(b"-_");

impl Alphabet {
    /// None at all.
    const EMPTY: Self = Self { low: 0, high: 0 };

    /// Both ends included.
    pub(super) const fn range(first: u8, last: u8) -> Self {
        let mut set = Self::EMPTY;
        let mut byte = first;
        while byte <= last && byte < 128 {
            set = set.with(&[byte]);
            byte += 1;
        }
        set
    }

    /// What is in either.
    pub(super) const fn or(self, other: Self) -> Self {
        Self { low: self.low | other.low, high: self.high | other.high }
    }

    /// This and the characters of `more`, which must be ASCII.
    pub(super) const fn with(self, mut more: &[u8]) -> Self {
        let mut set = self;
        while let [first, rest @ ..] = more {
            match *first {
                byte @ 0..64 => set.low |= 1 << byte,
                byte => set.high |= 1 << (byte & 63),
            }
            more = rest;
        }
        set
    }

    /// Whether `byte` is one of them.
    pub(super) const fn has(self, byte: u8) -> bool {
        let half = if byte < 64 { self.low } else { self.high };
        byte < 128 && half >> (byte & 63) & 1 == 1
    }

    /// How many characters it has.
    pub(super) const fn size(self) -> u32 {
        self.low.count_ones() + self.high.count_ones()
    }

    /// How many of the first `max` bytes belong to it, up to the first that does not.
    pub(super) fn run(self, bytes: &[u8], max: usize) -> usize {
        bytes.iter().take(max).take_while(|&&b| self.has(b)).count()
    }
}

/// What a base-32 digit of RFC 4648 stands for.
pub(super) fn base32_value(digit: u8) -> Option<u8> {
    match digit {
        b'A'..=b'Z' => Some(digit - b'A'),
        b'2'..=b'7' => Some(digit - b'2' + 26),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alphabets_have_the_sizes_their_names_say() {
        for (alphabet, size) in
            [(DIGIT, 10), (LOWER_HEX, 16), (HEX, 22), (BASE32, 32), (ALNUM, 62), (BASE64, 64), (URL64, 64)]
        {
            assert_eq!(alphabet.size(), size);
        }
        assert_eq!(HEX.run(b"12aFg4", 6), 4);
        assert_eq!(HEX.run(b"12aFg4", 3), 3);
    }
}
