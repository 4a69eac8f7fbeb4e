//! `seal`: a stand-in that carries its value, encrypted, so that any instance with the key can restore it later
//! without any shared store: `SEALED_EMAIL_9kbd…`. For APIs that keep the conversation on the server, where the value
//! is not sent again (Responses with `previous_response_id`, Assistants).
//!
//! AES-SIV (RFC 5297, with 256-bit keys) encrypts without a nonce: the same value gives the same stand-in, what has
//! been changed is not restored, and neither is what another scope (caller) or key has sealed. A stand-in is as long
//! as its value allows, five thirds of it and about 40 characters, so a model is more likely to miscopy one than a
//! token: use tokens where the client sends its history.
//!
//! Spelling: `SEALED_`, the label's letters, `_9`, key id, two base-32 digits for the number of bytes, the bytes in base
//! 32 (RFC 4648, small letters). Case carries nothing; the 9, which is no base-32 digit, ends the label; the length
//! ends the whole: a reader needs neither underscores nor a delimiter.

use super::key::Key;
use aes_siv::{KeyInit, siv::Aes256Siv};
use zeroize::Zeroizing;

/// How every sealed stand-in begins, folded to small letters and digits.
pub(crate) const MARK: &str = "sealed";

/// Longest value that can be sealed, in bytes: what two base-32 digits can count, less the 16 bytes of SIV.
pub const MAX_VALUE: usize = 1023 - 16;

/// Longest label of a sealed stand-in, in letters.
pub(crate) const MAX_LABEL: usize = 64;

const DIGITS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// The stand-in that carries `value`, or `None` if it is longer than [`MAX_VALUE`].
pub fn seal(key: &Key, scope: &str, label: &str, value: &str) -> Option<String> {
    if value.len() > MAX_VALUE {
        return None;
    }
    let letters = letters_of(label);
    let sealed = cipher(key).encrypt([scope.as_bytes(), letters.to_ascii_lowercase().as_bytes()], value.as_bytes());
    let sealed = sealed.ok()?;
    let mut out = format!("SEALED_{letters}_9{}", key.id());
    out.extend([digit(sealed.len() >> 5), digit(sealed.len())]);
    base32(&sealed, &mut out);
    Some(out)
}

/// The value of a stand-in folded to small letters and digits (`sealedemail9kbd…`), if `keys` has the one that sealed
/// it and scope and label are the same.
pub fn open<'k>(keys: impl Iterator<Item = &'k Key>, scope: &str, folded: &str) -> Option<Zeroizing<String>> {
    let (label, rest) = folded.strip_prefix(MARK)?.split_once('9')?;
    let mut rest = rest.chars();
    let id = rest.next()?;
    let length = (value_of(rest.next()?)? << 5) | value_of(rest.next()?)?;
    let sealed = bytes(rest.as_str()).filter(|sealed| sealed.len() == length)?;
    let value = keys
        .filter(|key| key.id() == id)
        .find_map(|key| cipher(key).decrypt([scope.as_bytes(), label.as_bytes()], &sealed).ok())?;
    // The bytes were a string when they were sealed.
    String::from_utf8(value).ok().map(Zeroizing::new)
}

/// How many folded characters a stand-in has in all, once its length can be read; `None` before.
///
/// `Some(0)`: this is no stand-in.
pub(crate) fn length(folded: &str) -> Option<usize> {
    let Some((label, rest)) = folded.split_once('9') else {
        let possible = folded.len() <= MARK.len() + MAX_LABEL && folded.bytes().all(|b| b.is_ascii_lowercase());
        return if possible { None } else { Some(0) };
    };
    let mut rest = rest.chars().skip(1);
    let (high, low) = (rest.next()?, rest.next()?);
    Some(match (value_of(high), value_of(low)) {
        (Some(high), Some(low)) => label.len() + 4 + (((high << 5) | low) * 8).div_ceil(5),
        _ => 0,
    })
}

fn cipher(key: &Key) -> Aes256Siv {
    // 512 bits of key: one half authenticates, one encrypts.
    let (one, two) = (key.digest("seal", &[b"1"]), key.digest("seal", &[b"2"]));
    let mut both = Zeroizing::new([0; 64]);
    for (to, from) in both.iter_mut().zip(one.iter().chain(two.iter())) {
        *to = *from;
    }
    Aes256Siv::new(&(*both).into())
}

/// The label without anything but letters.
fn letters_of(label: &str) -> String {
    label.chars().filter(char::is_ascii_alphabetic).take(MAX_LABEL).collect::<String>().to_ascii_uppercase()
}

fn digit(value: usize) -> char {
    DIGITS.get(value & 31).map_or('a', |digit| char::from(*digit))
}

fn value_of(digit: char) -> Option<usize> {
    DIGITS.iter().position(|d| char::from(*d) == digit)
}

fn base32(bytes: &[u8], out: &mut String) {
    let (mut held, mut bits) = (0usize, 0);
    for byte in bytes {
        held = (held << 8) | usize::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            out.push(digit(held >> bits));
        }
        held &= (1 << bits) - 1;
    }
    if bits > 0 {
        out.push(digit(held << (5 - bits)));
    }
}

fn bytes(base32: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(base32.len() * 5 / 8);
    let (mut held, mut bits) = (0, 0);
    for c in base32.chars() {
        held = (held << 5) | value_of(c)?;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            out.push((held >> bits) as u8);
        }
        held &= (1 << bits) - 1;
    }
    // What is left over is padding, which base 32 fills with zeros.
    (held == 0).then_some(out)
}

#[cfg(test)]
#[allow(clippy::string_slice)]
mod tests {
    use super::*;

    fn folded(sealed: &str) -> String {
        sealed.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
    }

    fn key(byte: u8) -> Key {
        Key::new(&[byte; 32]).unwrap()
    }

    #[test]
    fn is_rfc_5297() {
        // Appendix A.1, through the crate as it is used here (128-bit variant, which is what the RFC gives).
        let key: [u8; 32] = std::array::from_fn(|i| if i < 16 { 0xff - i as u8 } else { 0xe0 + i as u8 });
        let header: Vec<u8> = (0x10..=0x27).collect();
        let plain = [0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee];
        let sealed = aes_siv::siv::Aes128Siv::new(&key.into()).encrypt([&header], &plain).unwrap();
        assert_eq!(sealed[..8], [0x85, 0x63, 0x2d, 0x07, 0xc6, 0xe8, 0xf3, 0x7f]);
        assert_eq!(sealed[16..20], [0x40, 0xc0, 0x2b, 0x96]);
    }

    #[test]
    fn base_32_is_rfc_4648() {
        let table = [("", ""), ("f", "my"), ("fo", "mzxq"), ("foo", "mzxw6"), ("foobar", "mzxw6ytboi")];
        for (plain, expect) in table {
            let mut out = String::new();
            base32(plain.as_bytes(), &mut out);
            assert_eq!(out, expect);
            assert_eq!(bytes(expect).unwrap(), plain.as_bytes());
        }
        assert_eq!(bytes("m1"), None);
        assert_eq!(bytes("mz"), None);
    }

    #[test]
    fn opens_with_every_key_of_the_ring_and_nothing_else() {
        let (old, new, other) = (key(1), key(2), key(3));
        for value in ["", "a@example.com", "žluťoučký \u{0} 😀", &"x".repeat(MAX_VALUE)] {
            let sealed = seal(&old, "team", "WORK_EMAIL2", value).unwrap();
            assert!(sealed.starts_with("SEALED_WORKEMAIL_9"), "{sealed}");
            let folded = folded(&sealed);
            assert_eq!(length(&folded), Some(folded.len()));
            assert_eq!(open([&new, &old].into_iter(), "team", &folded).unwrap().as_str(), value);
            assert_eq!(open([&new, &other].into_iter(), "team", &folded), None);
            assert_eq!(open([&old].into_iter(), "other", &folded), None);
            assert_eq!(open([&old].into_iter(), "team", &folded.replace("workemail", "email")), None);
        }
        assert_eq!(seal(&old, "", "X", &"x".repeat(MAX_VALUE + 1)), None);
    }

    #[test]
    fn a_changed_letter_is_never_restored() {
        let key = key(1);
        let sealed = folded(&seal(&key, "", "EMAIL", "a@example.com").unwrap());
        for at in 0..sealed.len() {
            let mut wrong = sealed.clone().into_bytes();
            wrong[at] = if wrong[at] == b'c' { b'd' } else { b'c' };
            let wrong = String::from_utf8(wrong).unwrap();
            assert_eq!(open([&key].into_iter(), "", &wrong), None, "{at}");
        }
    }

    #[test]
    fn the_length_can_be_read_early() {
        let key = key(1);
        let sealed = folded(&seal(&key, "", "EMAIL", "a@example.com").unwrap());
        for at in MARK.len()..sealed.len() {
            let expect = (at >= "sealedemail9kab".len()).then_some(sealed.len());
            assert_eq!(length(&sealed[..at]), expect, "{at}");
        }
        for wrong in ["sealed8", "sealedemail9k18aaaa", &format!("sealed{}", "x".repeat(MAX_LABEL + 1))] {
            assert_eq!(length(wrong), Some(0), "{wrong}");
        }
    }
}
