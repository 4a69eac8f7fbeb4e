//! `hash`: a keyed digest in place of a value: equal values can be told to be equal, and no more.
//!
//! Keyed, because phone numbers, ids and e-mail addresses are few enough to be guessed one by one against a digest
//! without a key.

use super::key::Key;
use std::fmt::Write;

/// Hexadecimal digits of a hash: 64 bits. Two of a million different values share one with a chance of 1 in 37
/// million, and nothing is looked up by it.
const DIGITS: usize = 16;

/// `[EMAIL:9f86d081884c7d65]`.
pub fn hash(key: &Key, scope: &str, label: &str, value: &str) -> String {
    let digest = key.digest("hash", &[scope.as_bytes(), label.as_bytes(), value.as_bytes()]);
    let mut out = format!("[{label}:");
    for byte in digest.iter().take(DIGITS / 2) {
        // Writing to a string can't fail.
        let _ = write!(out, "{byte:02x}");
    }
    out.push(']');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_only_for_equal_key_scope_label_and_value() {
        let (one, two) = (Key::new(&[1; 16]).unwrap(), Key::new(&[2; 16]).unwrap());
        let base = hash(&one, "", "EMAIL", "a@example.com");
        assert_eq!(base, hash(&one, "", "EMAIL", "a@example.com"));
        assert!(base.starts_with("[EMAIL:") && base.len() == "[EMAIL:]".len() + DIGITS, "{base}");
        for other in [
            hash(&two, "", "EMAIL", "a@example.com"),
            hash(&one, "team", "EMAIL", "a@example.com"),
            hash(&one, "", "NAME", "a@example.com"),
            hash(&one, "", "EMAIL", "b@example.com"),
        ] {
            assert_ne!(base, other);
        }
    }
}
