//! `fake`: a fictitious value of the same format, which passes the same check digit, so that a prompt stays natural.
//!
//! Where a standard or regulator has set numbers aside for fiction and documentation, the fake is one of them, so it
//! can't be anybody's:
//!
//! | format | fictitious range | source |
//! | --- | --- | --- |
//! | payment card | the prefix of the network's published test cards, then Luhn | the networks' test card lists |
//! | IBAN | bank part of zeros or `X`, then ISO 7064 MOD 97-10 | ISO 13616-1; no bank is numbered so |
//! | e-mail | `example.com`, `.net`, `.org` | RFC 2606 |
//! | phone | +1 555-01xx; +44 Ofcom, +33 ARCEP, +49 BNetzA, +61 ACMA drama numbers | NANPA; each regulator's list |
//! | IP address | 192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24; 2001:db8::/32 | RFC 5737; RFC 3849 |
//! | US SSN | areas 900–999 with groups 01–49, never issued as SSN or ITIN | SSA; IRS Publication 1915 |
//!
//! Any other identifier of a fixed shape gets random digits and letters in the same places until its check, if there
//! is one, accepts them; letters that belong to the shape (the `P` of a PTIN) stay; nobody can promise that such a value is not somebody's. Where that fails too, or the format is
//! not known, there is no fake, and the caller falls back to a token.
//!
//! Limits: national check digits inside an IBAN's bank part are not computed, so a validator of one country's account
//! numbers may refuse it. An SSN has no fictitious range among the possible numbers, so its fake has the format only.
//!
//! A fake is derived from the value by a keyed HMAC and is the same in every turn and request. The fictitious ranges
//! are small (762 addresses), so two values may get the same fake: `attempt` gives the next one.

use super::key::Key;

/// What is known of an identifier's format.
#[derive(Clone, Copy)]
pub struct Format<'f> {
    /// Its shapes: `9` stands for a digit, `A` for a letter, `X` for either, `-` and `_` for a separator that may be there; any
    /// other character for itself.
    pub shapes: &'static [&'static str],
    /// Whether a value (separators taken out, ASCII letters in upper case) is a possible one.
    pub accepts: &'f dyn Fn(&[u8]) -> bool,
}

/// How often all characters are drawn anew: one check digit and a date accept one in a few hundred.
const DRAWS: usize = 2000;
/// How many small steps are tried where that was in vain, and how many have to be made.
const STEPS: usize = 20_000;
const MOVES: usize = 24;

/// The fake of `value`, or `None` if its format has none.
pub fn fake(
    key: &Key,
    scope: &str,
    detector: &str,
    value: &str,
    format: Option<Format<'_>>,
    attempt: u32,
) -> Option<String> {
    let attempt = attempt.to_be_bytes();
    let seed = key.numbers("fake", &[scope.as_bytes(), detector.as_bytes(), value.as_bytes(), &attempt]).next()?;
    let dice = &mut Dice(seed);
    let fake = match detector {
        "financial.payment_card" => card(value, dice),
        "financial.iban" => iban(value, dice),
        "pii.email" => Some(email(value, dice)),
        "pii.phone" => phone(value, dice),
        "pii.ip_address" => Some(ip_address(value, dice)),
        "pii.us_ssn" => ssn(value, dice),
        _ => None,
    };
    fake.or_else(|| like(value, format?, dice)).filter(|fake| fake != value)
}

/// SplitMix64 (Steele, Lea, Flood 2014) from a keyed seed. It has to be even and repeatable; the secrecy is the seed's.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next().checked_rem(bound).unwrap_or_default()
    }

    fn digit(&mut self) -> u8 {
        b'0' + self.below(10) as u8
    }

    fn digits(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.digit()).collect()
    }

    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all.get(self.below(all.len() as u64) as usize).copied().unwrap_or_default()
    }
}

/// The digits of `value`.
fn digits_of(value: &str) -> Vec<u8> {
    value.bytes().filter(u8::is_ascii_digit).collect()
}

/// `value` with its letters and digits replaced one by one; what separates them stays.
fn respelled(value: &str, by: &[u8]) -> Option<String> {
    if value.chars().filter(|c| c.is_alphanumeric()).count() != by.len() {
        return None;
    }
    let mut by = by.iter();
    let spell = |c: char| if c.is_alphanumeric() { by.next().map(|b| char::from(*b)) } else { Some(c) };
    value.chars().map(spell).collect()
}

/// Prefixes of the cards that each network publishes for tests, by the beginning of its real ones.
const TEST_CARDS: &[(&str, &str)] = &[
    ("34", "378282"),
    ("37", "378282"),
    ("35", "353011"),
    ("36", "361489"),
    ("30", "305693"),
    ("38", "305693"),
    ("4", "411111"),
    ("5", "555555"),
    ("2", "222300"),
    ("62", "622126"),
    ("6", "601111"),
];

fn card(value: &str, dice: &mut Dice) -> Option<String> {
    let real = digits_of(value);
    let (_, prefix) = TEST_CARDS
        .iter()
        .filter(|(start, _)| real.starts_with(start.as_bytes()))
        .max_by_key(|(start, _)| start.len())?;
    let mut fake = prefix.as_bytes().to_vec();
    fake.extend(dice.digits(real.len().checked_sub(prefix.len() + 1)?));
    fake.push(luhn_digit(&fake));
    respelled(value, &fake)
}

/// The check digit that makes `digits` pass Luhn's formula (ISO/IEC 7812-1, annex B).
fn luhn_digit(digits: &[u8]) -> u8 {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, digit)| match (at % 2, u32::from(digit.saturating_sub(b'0'))) {
            (0, digit) => digit * 2 / 10 + digit * 2 % 10,
            (_, digit) => digit,
        })
        .sum();
    b'0' + ((10 - sum % 10) % 10) as u8
}

/// Characters of the bank part, from its start, that become zeros or `X`.
const BANK: usize = 4;

fn iban(value: &str, dice: &mut Dice) -> Option<String> {
    let real: Vec<u8> = value.bytes().filter(u8::is_ascii_alphanumeric).map(|b| b.to_ascii_uppercase()).collect();
    let (country, rest) = real.split_first_chunk::<2>()?;
    let (_, account) = rest.split_first_chunk::<2>()?;
    let account: Vec<u8> = account
        .iter()
        .enumerate()
        .map(|(at, real)| match (real.is_ascii_digit(), at < BANK) {
            (true, true) => b'0',
            (true, false) => dice.digit(),
            (false, true) => b'X',
            (false, false) => b'A' + dice.below(26) as u8,
        })
        .collect();
    let check = 98 - mod_97(account.iter().chain(country).chain(b"00"));
    let check = [b'0' + (check / 10) as u8, b'0' + (check % 10) as u8];
    respelled(value, &[country.as_slice(), &check, &account].concat())
}

/// The remainder by 97 of a number in which letters count from A = 10 to Z = 35 (ISO 7064 MOD 97-10).
fn mod_97<'a>(characters: impl Iterator<Item = &'a u8>) -> u32 {
    characters.fold(0, |rest, character| match character {
        digit @ b'0'..=b'9' => (rest * 10 + u32::from(digit - b'0')) % 97,
        letter => (rest * 100 + u32::from(letter.saturating_sub(b'A')) + 10) % 97,
    })
}

/// Common enough anywhere that no single person is meant; none is also a word of business or a place.
const GIVEN: &[&str] = &[
    "adam", "alex", "amira", "anna", "ben", "chen", "clara", "david", "diego", "elena", "emil", "fatima", "hana",
    "ines", "ivan", "jana", "kofi", "laura", "leo", "lucia", "maria", "marta", "mila", "nadia", "noah", "olga", "omar",
    "petra", "rosa", "sami", "tomas", "yuki",
];

/// As [`GIVEN`].
const FAMILY: &[&str] = &[
    "adler", "bauer", "costa", "dubois", "eriksen", "fischer", "garcia", "haddad", "ito", "jansen", "keller", "kovacs",
    "larsen", "lopez", "meyer", "moreau", "nakamura", "novak", "okafor", "olsen", "patel", "petrov", "quinn", "rossi",
    "santos", "schmidt", "silva", "suzuki", "tanaka", "varga", "weber", "yilmaz",
];

fn email(value: &str, dice: &mut Dice) -> String {
    let domain = match value.rsplit('.').next() {
        Some("net") => "net",
        Some("org") => "org",
        _ => "com",
    };
    format!("{}.{}{}@example.{domain}", dice.of(GIVEN), dice.of(FAMILY), 100 + dice.below(900))
}

/// Area codes in use; any of them has 555-0100 to 555-0199 for fiction.
const AREA_CODES: &[&str] =
    &["202", "206", "212", "213", "303", "305", "312", "404", "415", "503", "512", "602", "617", "702", "713", "919"];

/// Fictitious numbers outside North America: country code, how a number of that kind begins and how many digits it
/// has after the country code, and the fictitious beginning, to which random digits are added.
const DRAMA_NUMBERS: &[(&str, &str, usize, &str)] = &[
    ("44", "7", 10, "7700900"),
    ("44", "", 10, "2079460"),
    ("33", "6", 9, "63998"),
    ("33", "7", 9, "63998"),
    ("33", "", 9, "19900"),
    ("49", "1", 10, "17139200"),
    ("49", "1", 11, "176040690"),
    ("49", "", 10, "3023125"),
    ("61", "", 9, "25550"),
];

fn phone(value: &str, dice: &mut Dice) -> Option<String> {
    let real = digits_of(value);
    let international = value.trim_start_matches(['(', ' ']).starts_with('+');
    if !international || real.starts_with(b"1") {
        let country = match (international, real.len(), real.first()) {
            (_, 11, Some(b'1')) => "1",
            (false, 10, _) => "",
            _ => return None,
        };
        let fake = format!("{country}{}55501{:02}", dice.of(AREA_CODES), dice.below(100));
        return respelled(value, fake.as_bytes());
    }
    let (country, _, length, start) = DRAMA_NUMBERS.iter().find(|(country, start, length, _)| {
        let number = real.strip_prefix(country.as_bytes());
        number.is_some_and(|number| number.starts_with(start.as_bytes()) && number.len() == *length)
    })?;
    let mut fake = [country.as_bytes(), start.as_bytes()].concat();
    fake.extend(dice.digits(length.checked_sub(start.len())?));
    respelled(value, &fake)
}

fn ip_address(value: &str, dice: &mut Dice) -> String {
    if value.contains(':') {
        return format!("2001:db8:{:x}:{:x}::{:x}", dice.below(1 << 16), dice.below(1 << 16), 1 + dice.below(0xffff));
    }
    let network = dice.of(&["192.0.2", "198.51.100", "203.0.113"]);
    format!("{network}.{}", 1 + dice.below(254))
}

fn ssn(value: &str, dice: &mut Dice) -> Option<String> {
    let fake = format!("9{:02}{:02}{:04}", dice.below(100), 1 + dice.below(49), 1 + dice.below(9999));
    respelled(value, fake.as_bytes())
}

/// Random digits for digits and letters for letters, but those that the format fixes, until it accepts them.
fn like(value: &str, format: Format<'_>, dice: &mut Dice) -> Option<String> {
    let real: Vec<u8> = value.bytes().filter(u8::is_ascii_alphanumeric).map(|b| b.to_ascii_uppercase()).collect();
    let shape = format.shapes.iter().map(|shape| plain(shape)).find(|shape| fits(&real, shape)).unwrap_or_default();
    let fixed = |at: usize| shape.get(at).is_some_and(|place| !b"9AX".contains(place));
    let mut fake = real.clone();
    let found = (0..DRAWS).any(|_| {
        (0..real.len()).filter(|at| !fixed(*at)).for_each(|at| redraw(&mut fake, at, dice));
        fake != real && (format.accepts)(&fake)
    });
    let found = found || {
        fake.clone_from(&real);
        walk(&mut fake, fixed, format, dice)
    };
    // As the value was written: letters keep their case.
    let cased: Vec<u8> = value
        .bytes()
        .filter(u8::is_ascii_alphanumeric)
        .zip(&fake)
        .map(|(real, fake)| if real.is_ascii_lowercase() { fake.to_ascii_lowercase() } else { *fake })
        .collect();
    if found { respelled(value, &cased) } else { None }
}

/// Another character of the same kind.
fn redraw(value: &mut [u8], at: usize, dice: &mut Dice) {
    if let Some(byte) = value.get_mut(at) {
        *byte = if byte.is_ascii_digit() { dice.digit() } else { b'A' + dice.below(26) as u8 };
    }
}

/// Goes from one value that the format accepts to another, a few characters at a time, until little is left of the
/// first one: dates, places and check digits together accept too few values for drawing all characters at once.
fn walk(value: &mut Vec<u8>, fixed: impl Fn(usize) -> bool, format: Format<'_>, dice: &mut Dice) -> bool {
    let real = value.clone();
    let mut moves = 0;
    for _ in 0..STEPS {
        let before = value.clone();
        for _ in 0..2 + dice.below(3) {
            let at = dice.below(real.len() as u64) as usize;
            if !fixed(at) {
                redraw(value, at, dice);
            }
        }
        if *value == before || !(format.accepts)(value) {
            *value = before;
            continue;
        }
        moves += 1;
        let same = value.iter().zip(&real).filter(|(a, b)| a == b).count();
        if moves >= MOVES && same * 2 <= real.len() {
            return true;
        }
    }
    false
}

/// A shape without its separators.
fn plain(shape: &str) -> Vec<u8> {
    shape.bytes().filter(u8::is_ascii_alphanumeric).map(|place| place.to_ascii_uppercase()).collect()
}

fn fits(value: &[u8], shape: &[u8]) -> bool {
    value.len() == shape.len()
        && value.iter().zip(shape).all(|(byte, place)| match place {
            b'9' => byte.is_ascii_digit(),
            b'A' => byte.is_ascii_alphabetic(),
            b'X' => true,
            fixed => byte == fixed,
        })
}

#[cfg(test)]
#[allow(clippy::string_slice)]
mod tests {
    use super::*;

    fn key() -> Key {
        Key::new(&[5; 32]).unwrap()
    }

    fn shape(value: &str) -> String {
        value.chars().map(|c| if c.is_ascii_digit() { '9' } else { c }).collect()
    }

    fn luhn(value: &str) -> bool {
        let digits = digits_of(value);
        let (last, rest) = digits.split_last().unwrap();
        luhn_digit(rest) == *last
    }

    fn iban_holds(value: &str) -> bool {
        let compact: Vec<u8> = value.bytes().filter(u8::is_ascii_alphanumeric).collect();
        mod_97(compact[4..].iter().chain(&compact[..4])) == 1
    }

    #[test]
    fn the_checks_of_this_test_accept_published_numbers() {
        assert!(["4111111111111111", "378282246310005", "6011111111111117"].iter().all(|card| luhn(card)));
        assert!(!luhn("4111111111111112"));
        assert!(["GB82 WEST 1234 5698 7654 32", "DE89370400440532013000"].iter().all(|iban| iban_holds(iban)));
        assert!(!iban_holds("DE88370400440532013000"));
    }

    #[test]
    fn fakes_keep_the_format_and_pass_the_check() {
        // detector, value, beginning of the fake, check
        type Row = (&'static str, &'static str, &'static str, fn(&str) -> bool);
        let table: &[Row] = &[
            ("financial.payment_card", "4532 0151 1283 0366", "4111 11", luhn),
            ("financial.payment_card", "5425-2334-3010-9903", "5555-55", luhn),
            ("financial.payment_card", "374245455400126", "378282", luhn),
            ("financial.payment_card", "6250941006528599", "622126", luhn),
            ("financial.iban", "DE89 3704 0044 0532 0130 00", "DE", iban_holds),
            ("financial.iban", "NL91ABNA0417164300", "NL", |iban| iban[4..].starts_with("XXXX") && iban_holds(iban)),
            ("pii.phone", "(415) 867-5309", "(", |phone| phone.contains(") 555-01")),
            ("pii.phone", "+1 415 867 5309", "+1 ", |phone| phone.contains(" 555 01")),
            ("pii.phone", "+44 7911 123456", "+44 7700 900", |_| true),
            ("pii.phone", "+44 (0)20 7123 4567", "", |_| true),
            ("pii.phone", "+33 6 12 34 56 78", "+33 6 39 98", |_| true),
            ("pii.phone", "+49 30 12345678", "+49 30 23125", |_| true),
            ("pii.us_ssn", "123-45-6789", "9", |ssn| ssn[4..6] < *"50" && ssn[4..6] > *"00"),
        ];
        for (detector, value, start, check) in table {
            let Some(found) = fake(&key(), "", detector, value, None, 0) else {
                assert!(start.is_empty(), "{detector} {value}");
                continue;
            };
            assert!(found.starts_with(start) && check(&found), "{detector} {value}: {found}");
            let letters_too = detector.ends_with("iban");
            assert!(letters_too || shape(&found) == shape(value), "{detector} {value}: {found}");
            assert_ne!(found, *value);
        }
    }

    #[test]
    fn addresses_are_documentation_s() {
        for i in 0..500 {
            let v4 = fake(&key(), "", "pii.ip_address", &format!("10.0.{}.{i}", i / 256), None, 0).unwrap();
            assert!(["192.0.2.", "198.51.100.", "203.0.113."].iter().any(|net| v4.starts_with(net)), "{v4}");
            v4.parse::<std::net::Ipv4Addr>().unwrap();
            let v6 = fake(&key(), "", "pii.ip_address", &format!("fe80::{i:x}"), None, 0).unwrap();
            assert!(v6.starts_with("2001:db8:"));
            v6.parse::<std::net::Ipv6Addr>().unwrap();
            let email = fake(&key(), "", "pii.email", &format!("user{i}@corp.org"), None, 0).unwrap();
            assert!(email.ends_with("@example.org") && email.is_ascii(), "{email}");
        }
    }

    #[test]
    fn others_are_drawn_until_their_check_accepts() {
        fn by_eleven(value: &[u8]) -> bool {
            value.len() == 9 && value.iter().map(|b| u32::from(b % 16)).sum::<u32>() % 11 == 0
        }
        let of = |shapes, accepts| Some(Format { shapes, accepts });
        let found = fake(&key(), "", "pii.xx_id", "12.345-67ab", of(&[], &by_eleven), 0).unwrap();
        assert!(found.len() == 11 && found[2..3] == *"." && found[6..7] == *"-", "{found}");
        assert!(found[9..].chars().all(|c| c.is_ascii_lowercase()), "{found}");
        assert_eq!(fake(&key(), "", "pii.xx_id", "1234", of(&[], &|_| false), 0), None);
        let found = fake(&key(), "", "pii.xx_id", "Kd-12/x", of(&["999", "KA-99-X"], &|_| true), 0).unwrap();
        assert!(found.starts_with('K') && found.len() == 7 && found[2..3] == *"-", "{found}");
        assert_eq!(fake(&key(), "", "secret.token", "abcdef", None, 0), None);
    }

    #[test]
    fn the_same_for_the_same_and_another_for_another_attempt() {
        let of = |key: &Key, value, attempt| fake(key, "", "pii.email", value, None, attempt).unwrap();
        let (one, two) = (key(), Key::new(&[6; 32]).unwrap());
        assert_eq!(of(&one, "a@b.example", 0), of(&one, "a@b.example", 0));
        assert_ne!(of(&one, "a@b.example", 0), of(&one, "a@b.example", 1));
        assert_ne!(of(&one, "a@b.example", 0), of(&two, "a@b.example", 0));
        assert_ne!(of(&one, "a@b.example", 0), of(&one, "c@b.example", 0));
    }

    #[test]
    fn odd_values_have_no_fake_rather_than_a_wrong_one() {
        for (detector, value) in [
            ("financial.payment_card", "4111"),
            ("financial.payment_card", "９９99"),
            ("financial.iban", "D"),
            ("pii.phone", "+999 1234"),
            ("pii.phone", "1234"),
            ("pii.us_ssn", "12-34"),
        ] {
            assert_eq!(fake(&key(), "", detector, value, None, 0), None, "{detector} {value}");
        }
    }
}
