//! The check digits of GitHub, npm and Vercel tokens: the last six characters are the CRC-32 (IEEE 802.3, as in zip) of
//! those between them and the prefix, written in base 62 with the digits `0-9A-Za-z`, zeros in front.
//!
//! Source: GitHub, "Behind GitHub's new authentication token formats" (2021); npm, "npm has a new access token format"
//! (2021); Vercel, "New token formats and secret scanning" (2026). The order of the digits is not in either text; tokens published as expired confirm it.

/// Whether a token with a prefix of four characters ends in its check digits.
pub(super) fn ends_in_crc32(token: &[u8]) -> bool {
    let Some((_, body)) = token.split_at_checked(4) else { return false };
    let Some((random, digits)) = body.len().checked_sub(6).and_then(|at| body.split_at_checked(at)) else {
        return false;
    };
    base62(digits) == Some(u64::from(crc32(random)))
}

/// The number that `digits` write; none if one of them is no digit.
fn base62(digits: &[u8]) -> Option<u64> {
    digits.iter().try_fold(0, |number, &digit| {
        let value = match digit {
            b'0'..=b'9' => digit - b'0',
            b'A'..=b'Z' => digit - b'A' + 10,
            b'a'..=b'z' => digit - b'a' + 36,
            _ => return None,
        };
        Some(number * 62 + u64::from(value))
    })
}

/// CRC-32 bit by bit: thirty bytes for a hit that already has the right shape need no table.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crc32_of_the_standard_check_string() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
    }

    #[test]
    fn knows_right_from_wrong_check_digits() {
        let token = concat!("ghp", "_wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO", "0pINUx");
        assert!(ends_in_crc32(token.as_bytes()));
        for at in 4..40 {
            let mut other = token.as_bytes().to_vec();
            other[at] = if other[at] == b'a' { b'b' } else { b'a' };
            assert!(!ends_in_crc32(&other), "changed at {at}");
        }
    }
}
