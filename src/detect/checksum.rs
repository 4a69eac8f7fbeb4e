//! Check digits that more than one scheme uses.
//!
//! Every function takes a compact value (ASCII, letters in upper case, no separators) and answers whether its check
//! characters agree. A character outside the scheme's alphabet, and an empty value, is a plain "no". All are linear
//! in the length of the value and allocate nothing, except where the doc says so.

use sha2::{Digest, Sha256};

/// The value of a decimal digit.
pub fn digit(byte: u8) -> Option<u32> {
    byte.is_ascii_digit().then(|| u32::from(byte - b'0'))
}

/// The value of a character in base 36: digits as they are, `A` = 10 to `Z` = 35.
pub fn base36(byte: u8) -> Option<u32> {
    match byte {
        b'0'..=b'9' => Some(u32::from(byte - b'0')),
        b'A'..=b'Z' => Some(u32::from(byte - b'A') + 10),
        _ => None,
    }
}

/// The number that a run of decimal digits spells, up to 19 digits.
pub fn number(value: &[u8]) -> Option<u64> {
    if value.is_empty() || value.len() > 19 {
        return None;
    }
    value.iter().try_fold(0u64, |sum, &byte| Some(sum * 10 + u64::from(digit(byte)?)))
}

/// Whether all characters are the same one: `000000000`. An empty value counts as such.
pub fn all_same(value: &[u8]) -> bool {
    value.windows(2).all(|pair| pair.first() == pair.last())
}

/// Whether the digits only count up or down by one, wrapping at ten: `123456789`, `9876543210`.
pub fn is_sequence(value: &[u8]) -> bool {
    let steps_by = |step: u8| {
        value.windows(2).all(|pair| match pair {
            [a, b] => (a.wrapping_sub(b'0') + step) % 10 == b.wrapping_sub(b'0'),
            _ => false,
        })
    };
    value.iter().all(u8::is_ascii_digit) && (steps_by(1) || steps_by(9))
}

/// Luhn's sum modulo 10 over decimal digits, the last being the check digit (ISO/IEC 7812-1 annex B).
pub fn luhn_sum(value: &[u8]) -> Option<u32> {
    const ALL: u64 = u64::from_ne_bytes([1; 8]);
    /// The bytes of the digits that are doubled, the last digit being that of the lowest byte.
    const DOUBLED: u64 = 0xff00_ff00_ff00_ff00;
    let mut sum = 0;
    for chunk in value.rchunks(8) {
        let digits = chunk.iter().fold(0, |word, &byte| word << 8 | u64::from(byte ^ b'0'));
        // Whether each byte is at least `least`; all are below 128.
        let at_least = |bytes: u64, least: u64| (bytes + (128 - least) * ALL) >> 7 & ALL;
        let is_ascii = digits >> 7 & ALL == 0;
        if !is_ascii || at_least(digits, 10) != 0 {
            return None;
        }
        // Doubled, then the sum of both digits: 9 less from five on.
        let doubled = digits & DOUBLED;
        let each = digits + doubled - 9 * at_least(doubled, 5);
        sum += (each.wrapping_mul(ALL) >> 56) as u32;
    }
    (!value.is_empty()).then_some(sum % 10)
}

/// Luhn's check over decimal digits (ISO/IEC 7812-1 annex B).
pub fn luhn(value: &[u8]) -> bool {
    luhn_sum(value) == Some(0)
}

/// Luhn's check after every letter is written as two digits, `A` = 10 to `Z` = 35 (ISO 6166, the ISIN).
pub fn luhn_base36(value: &[u8]) -> bool {
    let mut sum = 0;
    let mut doubled = false;
    for &byte in value.iter().rev() {
        let Some(v) = base36(byte) else { return false };
        let digits = if v > 9 { [v % 10, v / 10] } else { [v, u32::MAX] };
        for d in digits.into_iter().filter(|&d| d != u32::MAX) {
            sum += match doubled {
                false => d,
                true => d * 2 / 10 + d * 2 % 10,
            };
            doubled = !doubled;
        }
    }
    !value.is_empty() && sum % 10 == 0
}

/// The remainder modulo 97 of the number that results from writing letters as two digits, `A` = 10 to `Z` = 35.
pub fn mod97(value: impl IntoIterator<Item = u8>) -> Option<u32> {
    value.into_iter().try_fold(0u32, |rest, byte| {
        let v = base36(byte)?;
        Some((rest * if v > 9 { 100 } else { 10 } + v) % 97)
    })
}

/// ISO/IEC 7064 MOD 97-10: the two check digits stand last (LEI; IBAN after its first four have moved to the end).
pub fn iso7064_mod97_10(value: &[u8]) -> bool {
    mod97(value.iter().copied()) == Some(1)
}

/// ISO/IEC 7064 MOD 11-2: digits, the last may be `X` for ten (Chinese resident id, ISNI, ORCID).
pub fn iso7064_mod11_2(value: &[u8]) -> bool {
    pure(value, 11, |byte, last| match byte {
        b'X' if last => Some(10),
        _ => digit(byte),
    })
}

/// ISO/IEC 7064 MOD 37-2: base 36, the last may be `*` for thirty-six.
pub fn iso7064_mod37_2(value: &[u8]) -> bool {
    pure(value, 37, |byte, last| match byte {
        b'*' if last => Some(36),
        _ => base36(byte),
    })
}

/// A pure system of ISO/IEC 7064 with radix 2: S = 2·(S + a) from left to right, the check character added last.
fn pure(value: &[u8], modulus: u64, read: impl Fn(u8, bool) -> Option<u32>) -> bool {
    let Some((&check, body)) = value.split_last() else { return false };
    // A division takes as long as all else for ten characters, and 64 bits hold what forty add up to.
    let sum = body.chunks(40).try_fold(0u64, |sum, chunk| {
        let sum = chunk.iter().try_fold(sum, |sum, &byte| Some((sum + u64::from(read(byte, false)?)) * 2));
        sum.map(|sum| sum % modulus)
    });
    match (sum, read(check, true)) {
        (Some(sum), Some(check)) => (sum + u64::from(check)) % modulus == 1,
        _ => false,
    }
}

/// ISO/IEC 7064 MOD 11,10: digits (German tax id, Croatian OIB, German VAT id).
pub fn iso7064_mod11_10(value: &[u8]) -> bool {
    hybrid(value, 10, digit)
}

/// ISO/IEC 7064 MOD 37,36: base 36 (Global Release Identifier).
pub fn iso7064_mod37_36(value: &[u8]) -> bool {
    hybrid(value, 36, base36)
}

/// A hybrid system of ISO/IEC 7064: P = ((P + a) mod M, or M if that is 0)·2 mod (M + 1), starting from M.
fn hybrid(value: &[u8], modulus: u32, read: impl Fn(u8) -> Option<u32>) -> bool {
    let Some((&check, body)) = value.split_last() else { return false };
    // What is less than twice a number needs no division.
    let rest = |number: u32, modulus: u32| if number > modulus { number - modulus } else { number };
    let product = body.iter().try_fold(modulus, |product, &byte| {
        let sum = rest(product + read(byte)?, modulus);
        // Never twice 0 nor a multiple of M + 1, which is odd.
        Some(rest(2 * sum, modulus + 1))
    });
    match (product, read(check)) {
        (Some(product), Some(check)) => (product + check) % modulus == 1,
        _ => false,
    }
}

/// Σ digit × weight, from the left, over as many digits as there are weights; `None` if the value is shorter or
/// holds something else there.
pub fn weighted_sum(value: &[u8], weights: &[i32]) -> Option<i32> {
    let head = value.get(..weights.len())?;
    head.iter().zip(weights).try_fold(0i32, |sum, (&byte, weight)| Some(sum + digit(byte)? as i32 * weight))
}

/// Whether Σ digit × weight over the whole value, check digit included, is divisible by 11. The last character may be
/// `X` for ten. There must be as many weights as characters.
pub fn mod11(value: &[u8], weights: &[i32]) -> bool {
    let Some((&last, body)) = value.split_last() else { return false };
    let Some((&last_weight, body_weights)) = weights.split_last() else { return false };
    if body.len() != body_weights.len() {
        return false;
    }
    let last = if last == b'X' { Some(10) } else { digit(last) };
    match (weighted_sum(body, body_weights), last) {
        (Some(sum), Some(last)) => (sum + last as i32 * last_weight).rem_euclid(11) == 0,
        _ => false,
    }
}

/// The check of machine-readable travel documents: values in base 36 (`<` is 0) times 7, 3, 1, 7, …, sum modulo 10
/// (ICAO Doc 9303-3, 4.9). `None` for a character outside the alphabet.
pub fn icao_731(value: &[u8]) -> Option<u32> {
    value.iter().zip([7, 3, 1].into_iter().cycle()).try_fold(0, |sum, (&byte, weight)| {
        let v = if byte == b'<' { 0 } else { base36(byte)? };
        Some((sum + v * weight) % 10)
    })
}

/// The multiplication table of the dihedral group D5.
const D5: [[u8; 10]; 10] = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
    [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
    [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
    [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
    [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
    [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
    [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
    [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
    [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
];

/// Verhoeff's permutation; its eighth power is the identity.
const VERHOEFF: [u8; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

/// Verhoeff's check (J. Verhoeff, "Error Detecting Decimal Codes", 1969), the last digit being the check digit.
pub fn verhoeff(value: &[u8]) -> bool {
    let at = |table: &[u8; 10], i: u8| table.get(usize::from(i)).copied().unwrap_or_default();
    let mut sum = 0u8;
    for (i, &byte) in value.iter().rev().enumerate() {
        let Some(d) = digit(byte) else { return false };
        let permuted = (0..i % 8).fold(d as u8, |d, _| at(&VERHOEFF, d));
        sum = D5.get(usize::from(sum)).map_or(0, |row| at(row, permuted));
    }
    !value.is_empty() && sum == 0
}

/// The digits of base 58 in Bitcoin's order.
pub const BASE58_BITCOIN: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
/// The digits of base 58 in the XRP Ledger's order.
pub const BASE58_RIPPLE: &[u8; 58] = b"rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz";

/// Decodes base 58 into bytes, most significant first; quadratic, so for short values only (at most 128 characters).
pub fn base58_decode(value: &[u8], alphabet: &[u8; 58]) -> Option<Vec<u8>> {
    if value.is_empty() || value.len() > 128 {
        return None;
    }
    let mut bytes: Vec<u8> = Vec::with_capacity(96); // least significant first
    for &c in value {
        let mut carry = memchr::memchr(c, alphabet)? as u32;
        for byte in &mut bytes {
            carry += u32::from(*byte) * 58;
            *byte = carry as u8;
            carry >>= 8;
        }
        while carry > 0 {
            bytes.push(carry as u8);
            carry >>= 8;
        }
    }
    let zeros = value.iter().take_while(|&&c| Some(&c) == alphabet.first()).count();
    bytes.extend(std::iter::repeat_n(0, zeros));
    bytes.reverse();
    Some(bytes)
}

/// The payload (version byte first) of a Base58Check string: the last four bytes are the start of the payload's
/// double SHA-256 (Bitcoin wiki, "Base58Check encoding"). `None` when they do not agree.
pub fn base58check(value: &[u8], alphabet: &[u8; 58]) -> Option<Vec<u8>> {
    let mut bytes = base58_decode(value, alphabet)?;
    let (payload, check) = bytes.split_at_checked(bytes.len().checked_sub(4)?)?;
    let hash = Sha256::digest(Sha256::digest(payload));
    if hash.get(..4)? != check {
        return None;
    }
    bytes.truncate(bytes.len() - 4);
    Some(bytes)
}

/// What the checksum of a Bech32 string comes to: 1 for Bech32 (BIP-173), 0x2bc830a3 for Bech32m (BIP-350).
/// `value` is lower case, with the separator `1`; `None` for characters outside the alphabet.
pub fn bech32_polymod(value: &[u8]) -> Option<u32> {
    const ALPHABET: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    const GENERATOR: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    let separator = memchr::memrchr(b'1', value)?;
    let (prefix, rest) = value.split_at_checked(separator)?;
    let data = rest.get(1..)?;
    if prefix.is_empty() || data.len() < 6 {
        return None;
    }
    let mut sum = 1u32;
    let mut add = |v: u32| {
        let top = sum >> 25;
        sum = (sum & 0x01ff_ffff) << 5 ^ v;
        for (i, g) in GENERATOR.into_iter().enumerate() {
            if top >> i & 1 == 1 {
                sum ^= g;
            }
        }
    };
    prefix.iter().for_each(|&b| add(u32::from(b >> 5)));
    add(0);
    prefix.iter().for_each(|&b| add(u32::from(b & 31)));
    for &byte in data {
        add(memchr::memchr(byte, ALPHABET)? as u32);
    }
    Some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A check, values it must accept, and the reason they are known to be right. Every single changed digit must be
    /// refused, which all of these schemes promise.
    type Case = (&'static str, fn(&[u8]) -> bool, &'static [&'static str]);

    const CASES: &[Case] = &[
        ("luhn, ISO/IEC 7812-1", luhn, &["79927398713", "4111111111111111", "378282246310005"]),
        ("luhn over base 36, ISO 6166", luhn_base36, &["US0378331005", "DE000BAY0017", "GB0002634946"]),
        ("mod 97-10, ISO 17442", iso7064_mod97_10, &["5493001KJTIIGC8Y1R12", "HWUPKR0MPOU8FGXBT394"]),
        ("mod 11-2, GB 11643 and ISNI", iso7064_mod11_2, &["11010519491231002X", "0000000121032683"]),
        ("mod 37-2, ISO/IEC 7064", iso7064_mod37_2, &["A999914123456N"]),
        ("mod 11,10, OIB and Steuer-ID", iso7064_mod11_10, &["33392005961", "36574261809", "136695976"]),
        ("mod 37,36, GRid", iso7064_mod37_36, &["A12425GABC1234002M"]),
        ("verhoeff", verhoeff, &["2363", "123451"]),
        ("mod 11, ISBN-10", |v| mod11(v, &[10, 9, 8, 7, 6, 5, 4, 3, 2, 1]), &["0306406152", "097522980X"]),
    ];

    #[test]
    fn checks_accept_published_values_and_refuse_every_changed_digit() {
        for (name, check, values) in CASES {
            for value in *values {
                assert!(check(value.as_bytes()), "{name}: {value}");
                for i in (0..value.len()).filter(|&i| value.as_bytes()[i].is_ascii_digit()) {
                    for d in (b'0'..=b'9').filter(|&d| d != value.as_bytes()[i]) {
                        let mut changed = value.as_bytes().to_vec();
                        changed[i] = d;
                        assert!(!check(&changed), "{name}: {value} with byte {i} changed to {}", d as char);
                    }
                }
            }
            assert!(!check(b""), "{name}: empty");
            assert!(!check("１２".as_bytes()), "{name}: not ASCII");
        }
    }

    #[test]
    fn luhn_adds_up_what_one_digit_after_the_other_adds_up_to() {
        let mut state = 1u32;
        for len in 1..=24 {
            for _ in 0..200 {
                let mut digits = Vec::new();
                for _ in 0..len {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    digits.push((state >> 24) % 10);
                }
                let sum: u32 = (0..)
                    .zip(digits.iter().rev())
                    .map(|(i, d)| if i % 2 == 0 { *d } else { d * 2 / 10 + d * 2 % 10 })
                    .sum();
                let mut value: Vec<u8> = digits.iter().map(|d| b'0' + *d as u8).collect();
                assert_eq!(luhn_sum(&value), Some(sum % 10), "{digits:?}");
                for other in [b'/', b':', b'A', b' ', 0, 0xb0, 0xff] {
                    value[(state >> 8) as usize % len] = other;
                    assert_eq!(luhn_sum(&value), None, "{digits:?} with {other:#x}");
                }
            }
        }
    }

    #[test]
    fn base58check_and_bech32_accept_the_published_vectors() {
        // The genesis block's address; BIP-173 and BIP-350 test vectors.
        let payload = base58check(b"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", BASE58_BITCOIN).unwrap();
        assert_eq!((payload.len(), payload[0]), (21, 0));
        assert_eq!(base58check(b"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", BASE58_BITCOIN), None);
        assert_eq!(base58check(b"1", BASE58_BITCOIN), None);
        assert_eq!(bech32_polymod(b"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"), Some(1));
        assert_eq!(
            bech32_polymod(b"bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"),
            Some(0x2bc8_30a3)
        );
        assert_ne!(bech32_polymod(b"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5"), Some(1));
    }

    #[test]
    fn sequences_and_repeats_are_known() {
        for (value, same, sequence) in [
            ("1111", true, false),
            ("123456789", false, true),
            ("9876543210", false, true),
            ("7890123", false, true),
            ("112233", false, false),
        ] {
            assert_eq!((all_same(value.as_bytes()), is_sequence(value.as_bytes())), (same, sequence), "{value}");
        }
    }

    #[test]
    fn icao_check_of_the_specimen() {
        // ICAO Doc 9303-4, appendix B: document number and its check digit.
        assert_eq!(icao_731(b"L898902C3"), Some(6));
        assert_eq!(icao_731(b"740812"), Some(2));
        assert_eq!(icao_731(b"a"), None);
    }
}
