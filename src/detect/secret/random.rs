//! Whether a value looks drawn at random, as secrets are, or made up by a person who wants to show where one goes.
//!
//! A value counts as made up when it holds a word that says so (`example`, `your`), repeats itself, climbs through the
//! alphabet, or uses far fewer different characters than chance would. The bound on the last is [`FLOOR`] of the
//! entropy that a random value of this length and alphabet can have: a random string of 16 characters lies around 0.9,
//! `xxxxxxxx` at 0, `aaaa1111bbbb2222` at 0.5.

use super::alphabet::Alphabet;

/// The least share of the possible entropy per character.
const FLOOR: f32 = 0.6;

/// The longest value that is measured; the rest of a longer one changes nothing. In bytes.
const MEASURED: usize = 256;

/// Words that only stand in values that are none, in lower case.
const WORDS: &[&[u8]] = &[
    b"example",
    b"your",
    b"xxxx",
    b"placeholder",
    b"changeme",
    b"redacted",
    b"dummy",
    b"sample",
    b"insert",
    b"replace",
    b"foobar",
    b"<",
    b"{",
    b"...",
    b"***",
    b"change_me",
    b"change-me",
    b"not-real",
    b"not_real",
    b"notreal",
    b"-here",
    b"_here",
    b"insecure",
    b"a-z",
    b"0-9a",
];

/// Whether `value`, all of `alphabet`, looks drawn at random.
pub(super) fn looks_random(value: &[u8], alphabet: Alphabet) -> bool {
    let value = value.get(..MEASURED).unwrap_or(value);
    let possible = (value.len().min(alphabet.size() as usize) as f32).log2();
    entropy(value) >= FLOOR * possible
        && !climbs(value)
        && !is_time_based_uuid(value)
        && !repeats(value)
        && !says_so(value)
}

/// What these words begin with.
const FIRST: Alphabet = {
    let mut first = Alphabet::range(b'<', b'<');
    let mut words = WORDS;
    while let [word, rest @ ..] = words {
        if let [byte, ..] = *word {
            first = first.with(&[*byte]).with(&[byte.to_ascii_uppercase()]);
        }
        words = rest;
    }
    first
};

/// Whether `value` holds a word that only stands in values that are none.
pub(super) fn says_so(value: &[u8]) -> bool {
    value.iter().enumerate().filter(|(_, first)| FIRST.has(**first)).any(|(at, first)| {
        let begins = |word: &&&[u8]| word.first().is_some_and(|b| b.eq_ignore_ascii_case(first));
        let stands = |word: &&[u8]| value.get(at..at + word.len()).is_some_and(|w| w.eq_ignore_ascii_case(word));
        WORDS.iter().filter(begins).any(stands)
    })
}

/// The pairs of letters that make up most of English words and of the names in programs: for each first letter the
/// second ones. The 180 commonest pairs of ordinary text cover 88% of its pairs and 27% of those of random letters.
const PAIRS: [&[u8]; 26] = [
    b"bcdgilmnprstuy",
    b"aeilou",
    b"aehiklortu",
    b"aeiosu",
    b"acdefgilmnprstvx",
    b"aefio",
    b"aeir",
    b"aeio",
    b"abcdefglmnoprstvz",
    b"",
    b"e",
    b"aeilostuy",
    b"aeiop",
    b"acdegiost",
    b"cdglmnoprstuvw",
    b"aeiloprt",
    b"u",
    b"acdeimnorstuy",
    b"acehiopstu",
    b"aehiorstuy",
    b"aceilmnprst",
    b"aei",
    b"aei",
    b"",
    b"",
    b"e",
];

/// Whether at least two thirds of the pairs of letters in `value` are common ones, if it has enough of them: four, and
/// one for every four characters.
///
/// Of random values of 20 letters and digits, 2% do; of names such as `makeKubeConfig1`, nearly all.
pub(super) fn reads_like_words(value: &[u8]) -> bool {
    let mut all = 0;
    let mut common = 0;
    // In names one kind of characters follows another at the borders of words only.
    let mut changes = 0;
    let kind = |b: u8| (b.is_ascii_lowercase(), b.is_ascii_uppercase(), b.is_ascii_digit());
    for pair in value.iter().take(MEASURED).zip(value.iter().skip(1)) {
        let capitalised = pair.0.is_ascii_uppercase() && pair.1.is_ascii_lowercase();
        let border = pair.0.is_ascii_lowercase() && pair.1.is_ascii_uppercase();
        changes += usize::from(kind(*pair.0) != kind(*pair.1) && !capitalised);
        let (first, second) = (pair.0.to_ascii_lowercase(), pair.1.to_ascii_lowercase());
        if first.is_ascii_lowercase() && second.is_ascii_lowercase() && !border {
            all += 1;
            common +=
                usize::from(PAIRS.get(usize::from(first - b'a')).is_some_and(|seconds| seconds.contains(&second)));
        }
    }
    all >= 4 && all * 4 >= value.len() && common * 3 >= all * 2 && (changes * 5 < value.len() * 2 || value.len() < 16)
}

/// Whether `value` is a UUID of version 1: a time and a machine, nothing random (RFC 9562 section 5.1).
pub(super) fn is_time_based_uuid(value: &[u8]) -> bool {
    let hyphens = [8, 13, 18, 23].iter().all(|&at| value.get(at) == Some(&b'-'));
    let variant = value.get(19).is_some_and(|b| matches!(b.to_ascii_lowercase(), b'8' | b'9' | b'a' | b'b'));
    value.len() == 36 && hyphens && variant && value.get(14) == Some(&b'1')
}

/// Shannon entropy in bits per byte.
pub(super) fn entropy(value: &[u8]) -> f32 {
    let mut counts = [0u16; 256];
    for &byte in value.iter().take(MEASURED) {
        if let Some(count) = counts.get_mut(usize::from(byte)) {
            *count += 1;
        }
    }
    let all = value.len().clamp(1, MEASURED) as f32;
    // log₂ n − Σ c·log₂ c / n: characters that occur once, the most in a random value, add nothing to the sum.
    let sum: f32 = counts.iter().filter(|&&c| c > 1).map(|&c| f32::from(c) * f32::from(c).log2()).sum();
    all.log2() - sum / all
}

/// Whether at least 16 characters, or half of the value, each follow the one before in the alphabet (`abcdefgh…`), or
/// two fifths of it are short stretches of letters of that kind (`abc123xyz-456def…`).
fn climbs(value: &[u8]) -> bool {
    let (mut run, mut longest, mut stretches) = (1, 1, 0);
    for pair in value.windows(2) {
        run = if matches!(pair, [a, b] if *b == a.wrapping_add(1)) { run + 1 } else { 1 };
        longest = longest.max(run);
        if pair.iter().all(u8::is_ascii_alphabetic) {
            stretches += stretch(run);
        }
    }
    longest >= 16 || longest * 2 > value.len() || stretches * 5 > value.len() * 2
}

/// How many characters more a stretch of `run` characters, each following the one before, adds to those of at least
/// three.
fn stretch(run: usize) -> usize {
    match run {
        3 => 3,
        4.. => 1,
        _ => 0,
    }
}

/// Whether half of a value are letters or digits in their order (`1234abcd5678`, `tok_abc123`), or one half is the
/// other: what is typed where nothing but a name says that it is a secret.
pub(super) fn is_typed(value: &[u8]) -> bool {
    let (mut run, mut stretches) = (1, 0);
    for pair in value.windows(2) {
        run = if matches!(pair, [a, b] if *b == a.wrapping_add(1) && b.is_ascii_alphanumeric()) { run + 1 } else { 1 };
        stretches += stretch(run);
    }
    let (first, second) = value.split_at_checked(value.len() / 2).unwrap_or_default();
    stretches * 2 > value.len() || first == second || counts_up(value)
}

/// Whether the letters of a value, or its digits, for themselves are in their order: `a1b2c3d4`, `a123b45c6d78e9f0`.
pub(super) fn counts_up(value: &[u8]) -> bool {
    let value = value.get(..MEASURED).unwrap_or(value);
    let (letters, up) = in_order(value, u8::is_ascii_alphabetic);
    let (digits, more) = in_order(value, u8::is_ascii_digit);
    // Of pairs of random letters one in 26 is in order, of hexadecimal ones one in six.
    let mostly = |all: usize, up: usize| all >= 7 && all * 3 >= value.len() && up * 5 > all * 3;
    mostly(letters, up) || mostly(digits, more) || letters >= 2 && digits >= 2 && letters == up && digits == more
}

/// How many pairs of neighbours there are among the bytes of a kind, and how many of them are in order.
fn in_order(value: &[u8], kind: fn(&u8) -> bool) -> (usize, usize) {
    let (mut last, mut all, mut up) = (None, 0, 0);
    for byte in value.iter().filter(|b| kind(b)).map(u8::to_ascii_lowercase) {
        if let Some(last) = last.replace(byte) {
            all += 1;
            up += usize::from(byte == last + 1 || matches!((last, byte), (b'9', b'0') | (b'f' | b'z', b'a')));
        }
    }
    (all, up)
}

/// Whether the value is one piece of at most 12 characters, three times or more.
fn repeats(value: &[u8]) -> bool {
    (1..=12.min(value.len() / 3)).any(|period| {
        let (_, later) = value.split_at_checked(period).unwrap_or_default();
        value.iter().zip(later).all(|(a, b)| a == b)
    })
}

#[cfg(test)]
mod tests {
    use super::super::alphabet::{ALNUM, LOWER_HEX};
    use super::*;

    #[test]
    fn tells_random_from_made_up() {
        for random in ["9fbc6b15287ebb940ee7df75eb73e8f8", "0d98ef66290d7e50"] {
            assert!(looks_random(random.as_bytes(), LOWER_HEX), "{random}");
        }
        for random in ["Zf3D0LXCM3EIMbgJpUNnkRtOfOueHznB", "wWPw5k4aXcaT4fNP0Ucn"] {
            assert!(looks_random(random.as_bytes(), ALNUM), "{random}");
        }
        for made_up in [
            "xxxxxxxxxxxxxxxxxxxx",
            "aaaaaaaaaa1111111111bbbbbbbbbb",
            "abcdefghijklmnopqrstuvwxyz1234567",
            "123456789012345678901234567890",
            "YourTokenGoesHere12345",
            "IOSFODNN7EXAMPLE",
        ] {
            assert!(!looks_random(made_up.as_bytes(), ALNUM), "{made_up}");
        }
    }

    #[test]
    fn tells_names_from_random_letters() {
        for name in [
            "NEXUS-GPT4-API-KEY",
            "chain_Anvil2_Key",
            "makeKubeConfigController1",
            "DOC_Vector_5_32",
            "getHTTPResponseCode2",
        ] {
            assert!(reads_like_words(name.as_bytes()), "{name}");
        }
        for random in ["Zf3D0LXCM3EIMbgJpUNnkRtOfOueHznB", "vj8hh40tg953c4mllf7o7o05ftr4oblt", "6dec", "1234"] {
            assert!(!reads_like_words(random.as_bytes()), "{random}");
        }
    }

    #[test]
    fn tells_what_is_typed() {
        for typed in [
            "a1b2c3d4e5f6g7h8",
            "a123b45c6d78e9f012a34cd5e6a7890b12c3d45e6f78a1b2",
            "12cs345-67cd-890b-1cd2-c3a4567d89f1",
            "1234567890abcdef1234567890abcdef",
            "a9bf03d4e5f6c7b8a9bf03d4e5f6c7b8",
            "tok_abc123",
        ] {
            assert!(is_typed(typed.as_bytes()), "{typed}");
        }
        assert!(!is_typed(b"9fbc6b15287ebb940ee7df75eb73e8f8"));
    }

    #[test]
    fn entropy_is_shannons() {
        assert_eq!(entropy(b"aaaa"), 0.0);
        assert_eq!(entropy(b"abcd"), 2.0);
        assert_eq!(entropy(b""), 0.0);
    }
}
