//! The keys from which stand-ins are derived, and the one way in which they are used.
//!
//! Everything keyed here is HMAC-SHA-256 (RFC 2104, FIPS 198-1) over a purpose and length-prefixed parts, so that no
//! two uses, and no two ways of splitting the same bytes into parts, can ever give the same output.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;
use zeroize::Zeroizing;

/// Fewest bytes a key may have: 128 bits.
pub const MIN_KEY: usize = 16;

/// Letters of tokens and key ids: the consonants.
///
/// Without vowels they never spell a word, which a model might correct, inflect or translate, and at which no reader
/// takes offence; without digits they never look like a number to a detector.
pub(crate) const LETTERS: &[u8; 20] = b"bcdfghjklmnpqrstvwxz";

/// A secret from which stand-ins are derived.
#[derive(Clone)]
pub struct Key {
    bytes: Zeroizing<Vec<u8>>,
    id: char,
}

impl Key {
    /// A key of at least [`MIN_KEY`] bytes, which should be random.
    ///
    /// # Errors
    /// [`KeyTooShort`] if it has fewer.
    pub fn new(bytes: &[u8]) -> Result<Self, KeyTooShort> {
        if bytes.len() < MIN_KEY {
            return Err(KeyTooShort { bytes: bytes.len() });
        }
        let mut key = Self { bytes: Zeroizing::new(bytes.to_vec()), id: ' ' };
        key.name();
        Ok(key)
    }

    fn name(&mut self) {
        let id = self.letters("key id", &[]).next();
        self.id = id.unwrap_or('b');
    }

    /// One letter that says which key made a token. Two keys may share it: it helps people, and decides nothing.
    pub fn id(&self) -> char {
        self.id
    }

    /// The keyed digest of `parts` for one purpose.
    pub(crate) fn digest(&self, purpose: &str, parts: &[&[u8]]) -> Zeroizing<[u8; 32]> {
        let mut out = Zeroizing::new([0; 32]);
        // HMAC takes a key of any length; the error can't happen.
        if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.bytes) {
            for part in std::iter::once(purpose.as_bytes()).chain(parts.iter().copied()) {
                mac.update(&(part.len() as u64).to_be_bytes());
                mac.update(part);
            }
            out.copy_from_slice(&mac.finalize().into_bytes());
        }
        out
    }

    /// An unending row of keyed random numbers for `parts`.
    pub(crate) fn numbers<'a>(&'a self, purpose: &'a str, parts: &'a [&'a [u8]]) -> impl Iterator<Item = u64> + 'a {
        let seed = self.digest(purpose, parts);
        (0u64..).flat_map(move |block| {
            let block = self.digest("block", &[seed.as_slice(), &block.to_be_bytes()]);
            let (eights, _) = block.as_chunks::<8>();
            eights.iter().map(|eight| u64::from_be_bytes(*eight)).collect::<Vec<_>>()
        })
    }

    /// A word of so many letters that only this key makes of `text`.
    pub fn word(&self, purpose: &str, text: &str, letters: usize) -> String {
        self.letters(purpose, &[text.as_bytes()]).take(letters).collect()
    }

    /// An unending row of keyed random letters for `parts`.
    ///
    /// Ten letters a number: 20¹⁰ is a millionth of 2⁶⁴, which is how far from even their distribution is.
    pub(crate) fn letters<'a>(&'a self, purpose: &'a str, parts: &'a [&'a [u8]]) -> impl Iterator<Item = char> + 'a {
        self.numbers(purpose, parts).flat_map(|mut number| {
            std::array::from_fn::<char, 10, _>(|_| {
                let letter = LETTERS.get((number % 20) as usize).copied().unwrap_or(b'b');
                number /= 20;
                char::from(letter)
            })
        })
    }
}

/// A key is never shown.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A key with too few bytes to be one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct KeyTooShort {
    /// How many it has.
    pub bytes: usize,
}

impl fmt::Display for KeyTooShort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "found a key of {} bytes, expected at least {MIN_KEY} random bytes", self.bytes)
    }
}

impl std::error::Error for KeyTooShort {}

/// The key in use and those before it.
///
/// To rotate, put a new key in front: new stand-ins are made with it, those made with the others are still restored.
/// To retire a key, take it out.
#[derive(Clone, Debug)]
pub struct Keyring {
    /// Makes stand-ins.
    pub current: Key,
    /// Only restore them.
    pub previous: Vec<Key>,
}

impl Keyring {
    /// A ring of one key.
    pub fn of(current: Key) -> Self {
        Self { current, previous: Vec::new() }
    }

    /// What the environment of the VM says: `PROMPTSIEVE_KEY`, and older ones in `PROMPTSIEVE_PREVIOUS_KEYS`, with
    /// commas between them; `None` if there is no key.
    ///
    /// # Errors
    /// [`KeyTooShort`] for any of them: the bytes of the text as it stands are the key, so 32 hexadecimal digits are
    /// 32 bytes (of 128 bits).
    pub fn from_environment(variable: impl Fn(&str) -> Option<String>) -> Result<Option<Self>, KeyTooShort> {
        let Some(current) = variable("PROMPTSIEVE_KEY").map(Zeroizing::new) else { return Ok(None) };
        let previous = Zeroizing::new(variable("PROMPTSIEVE_PREVIOUS_KEYS").unwrap_or_default());
        let previous = previous.split(',').map(str::trim).filter(|key| !key.is_empty());
        let current = Key::new(current.trim().as_bytes())?;
        Ok(Some(Self { current, previous: previous.map(|key| Key::new(key.as_bytes())).collect::<Result<_, _>>()? }))
    }

    /// One random key, for a VM that was given none: the standard library's hash keys are 128 bits from the system's
    /// (or the host's) random generator. What it makes is known to this VM alone, and forgotten with it.
    pub fn random() -> Self {
        use std::hash::{BuildHasher, RandomState};
        let source = RandomState::new();
        let bytes: Vec<u8> = (0u64..8).flat_map(|block| source.hash_one(block).to_be_bytes()).collect();
        let mut key = Key { bytes: Zeroizing::new(bytes), id: ' ' };
        key.name();
        Self::of(key)
    }

    /// Every key, the current one first.
    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.current).chain(&self.previous)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_hmac_sha_256() {
        // RFC 4231 has no key long enough with our length prefixes, so the primitive itself is checked: test case 7.
        let mut mac = Hmac::<Sha256>::new_from_slice(&[0xaa; 131]).unwrap();
        mac.update(b"This is a test using a larger than block-size key and a larger than block-size data. ");
        mac.update(b"The key needs to be hashed before being used by the HMAC algorithm.");
        let found = mac.finalize().into_bytes();
        assert_eq!(found[..8], [0x9b, 0x09, 0xff, 0xa7, 0x1b, 0x94, 0x2f, 0xcb]);
    }

    #[test]
    fn purposes_parts_and_keys_are_kept_apart() {
        let (one, two) = (Key::new(&[1; 16]).unwrap(), Key::new(&[2; 16]).unwrap());
        let digests = [
            one.digest("a", &[b"bc"]),
            one.digest("ab", &[b"c"]),
            one.digest("a", &[b"b", b"c"]),
            one.digest("a", &[b"bc", b""]),
            two.digest("a", &[b"bc"]),
        ];
        for (i, digest) in digests.iter().enumerate() {
            assert!(digests.iter().skip(i + 1).all(|other| other != digest), "{i}");
        }
        assert_eq!(one.digest("a", &[b"bc"]), digests[0]);
    }

    #[test]
    fn short_keys_are_refused_and_keys_are_never_shown() {
        let found = Key::new(&[7; 15]).unwrap_err().to_string();
        assert_eq!(found, "found a key of 15 bytes, expected at least 16 random bytes");
        let shown = format!("{:?}", Keyring::of(Key::new(&[0x41; 32]).unwrap()));
        assert!(!shown.contains("65") && !shown.contains("AAAA"), "{shown}");
    }

    #[test]
    fn the_environment_gives_the_keys() {
        let of = |current: Option<&str>, previous: Option<&str>| {
            Keyring::from_environment(|name| {
                let value = if name.ends_with("PREVIOUS_KEYS") { previous } else { current };
                value.map(Into::into)
            })
        };
        assert!(of(None, Some("0123456789abcdef")).unwrap().is_none());
        let ring = of(Some(" 0123456789abcdef\n"), Some("fedcba9876543210, ,0000000000000000")).unwrap().unwrap();
        let plain = [&b"0123456789abcdef"[..], b"fedcba9876543210", b"0000000000000000"];
        let same = |(key, bytes): (&Key, &&[u8])| key.digest("x", &[]) == Key::new(bytes).unwrap().digest("x", &[]);
        assert!(ring.keys().count() == 3 && ring.keys().zip(&plain).all(same));
        assert_eq!(of(Some("short"), None).unwrap_err(), KeyTooShort { bytes: 5 });
        assert_eq!(of(Some("0123456789abcdef"), Some("x")).unwrap_err(), KeyTooShort { bytes: 1 });
        assert_ne!(Keyring::random().current.digest("x", &[]), Keyring::random().current.digest("x", &[]));
    }

    #[test]
    fn letters_are_spread_evenly() {
        let key = Key::new(&[3; 32]).unwrap();
        let mut counts = [0; 20];
        for letter in key.letters("test", &[]).take(20_000) {
            counts[LETTERS.iter().position(|l| char::from(*l) == letter).unwrap()] += 1;
        }
        assert!(counts.iter().all(|count| (850..1150).contains(count)), "{counts:?}");
    }
}
