//! National, personal, tax, company and health identifiers, a file for each group of countries.
//!
//! Each scheme is data and one function over the compact value: check digits, dates, ranges and region codes, as far
//! as the scheme has them. Three things decide its scores:
//!
//! * how few values of its shape pass the function. A test draws random values for each detector and demands that
//!   whatever scores 0.5 or more without context lets through fewer than one run of digits in 500;
//! * how unusual the shape is in ordinary text: plain runs of up to ten digits are everywhere;
//! * words of context, in English and the country's own languages.
//!
//! Limits: an id that only its issuer can verify (driving licences, most passports) is found by context alone. Numbers
//! are checked for form, not for whether they were issued.

use super::{Detector, Find, Scores, Words, checked, lean};

mod africa;
mod austria_switzerland;
mod balkans;
mod baltic;
mod benelux;
mod britain_ireland;
mod canada;
mod central_europe;
pub mod check;
mod east_asia;
mod eastern_europe;
mod eu_vat;
mod france;
mod germany;
mod iberia;
mod international;
mod italy;
mod labelled;
mod latin_america;
mod middle_east;
mod nordic;
mod oceania;
mod south_asia;
mod southeast_asia;
mod united_states;
mod words;

/// The detectors of all countries, a list for each group of countries.
pub const DETECTORS: &[&[Detector]] = &[
    united_states::DETECTORS,
    canada::DETECTORS,
    britain_ireland::DETECTORS,
    germany::DETECTORS,
    austria_switzerland::DETECTORS,
    france::DETECTORS,
    iberia::DETECTORS,
    italy::DETECTORS,
    benelux::DETECTORS,
    nordic::DETECTORS,
    baltic::DETECTORS,
    central_europe::DETECTORS,
    balkans::DETECTORS,
    eastern_europe::DETECTORS,
    eu_vat::DETECTORS,
    middle_east::DETECTORS,
    africa::DETECTORS,
    south_asia::DETECTORS,
    east_asia::DETECTORS,
    southeast_asia::DETECTORS,
    oceania::DETECTORS,
    latin_america::DETECTORS,
    international::DETECTORS,
    labelled::DETECTORS,
];

/// Fewer than one in 500 values of the shape pass, and ordinary text seldom holds the shape.
const STRONG: Scores = Scores { alone: 0.65, with_context: 1.0 };
/// A check digit and more (a date, a region, letters at fixed places), but not enough to stand alone.
const FAIR: Scores = Scores { alone: 0.45, with_context: 1.0 };
/// One check digit over plain digits: one random number in ten passes, for dozens of schemes at once, so that it is worth
/// nothing (and not reported) unless a word of context stands near.
const CHECKED: Scores = Scores { alone: 0.0, with_context: 0.95 };
/// No check digit, but a shape of letters and digits, or a date, that is not just any word or number.
const SHAPED: Scores = Scores { alone: 0.25, with_context: 0.8 };
/// Nothing to check: worth nothing (and not reported) unless a word of context stands near.
const BARE: Scores = Scores { alone: 0.0, with_context: 0.65 };

/// An identifier of which only the shape is known.
const fn shape(forms: &'static [&'static str], scores: Scores, context: &'static Words) -> Find {
    Find::Forms { forms, check: None, scores, context }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A small generator (splitmix64), so that the test draws the same numbers every time.
    struct Random(u64);

    impl Random {
        fn next(&mut self) -> u64 {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            mixed ^ (mixed >> 31)
        }

        fn one_of(&mut self, alphabet: &[u8]) -> u8 {
            alphabet[(self.next() % alphabet.len() as u64) as usize]
        }

        /// A value of the shape; letters and digits that the shape fixes are drawn too, as ordinary text would.
        fn fill(&mut self, form: &str) -> Option<Vec<u8>> {
            let mut fixed = true;
            let value = form.bytes().filter(u8::is_ascii_alphanumeric).map(|place| match place {
                b'9' => self.one_of(b"0123456789"),
                b'A' => self.one_of(check::LETTERS),
                b'X' => self.one_of(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
                b'0'..=b'8' => {
                    fixed &= self.one_of(b"0123456789") == place;
                    place
                }
                _ => {
                    fixed &= self.one_of(check::LETTERS) == place;
                    place
                }
            });
            let value = value.collect();
            fixed.then_some(value)
        }
    }

    /// The bargain of this module: without context only what few random values pass scores 0.5 or more.
    #[test]
    fn what_scores_without_context_lets_few_random_values_pass() {
        let mut random = Random(2025);
        let mut wrong = Vec::new();
        for detector in DETECTORS.iter().copied().flatten() {
            let Find::Forms { forms, check, scores, .. } = &detector.find else { continue };
            for form in *forms {
                let (draws, one_in) = match scores.alone {
                    0.5.. if form.bytes().all(|place| !place.is_ascii_alphabetic()) => (10_000, 500),
                    // Letters at fixed places among the digits make a shape rare by itself.
                    0.5.. => (2_000, 60),
                    // One check digit of ten, and those of eleven that fold two remainders into one.
                    0.3.. if check.is_some() => (700, 6),
                    _ => continue,
                };
                let possible = |value: &Vec<u8>| check.is_none_or(|check| check(value));
                let passed = (0..draws).filter_map(|_| random.fill(form)).filter(possible).count();
                if passed > draws / one_in {
                    wrong.push(format!("{}: {passed} of {draws} random values of {form}", detector.id));
                }
            }
        }
        assert!(wrong.is_empty(), "too many pass for their score alone:\n{}", wrong.join("\n"));
    }

    /// No value, of whatever length, makes a check panic; what is not of the shape may pass or not.
    #[test]
    fn checks_bear_values_of_any_length() {
        let mut random = Random(7);
        for detector in DETECTORS.iter().copied().flatten() {
            let Find::Forms { forms, check: Some(check), .. } = &detector.find else { continue };
            for length in 0..24 {
                let value: Vec<u8> = (0..length).map(|_| random.one_of(b"0123456789AZX")).collect();
                let _ = check(&value);
            }
            for form in *forms {
                let length = form.bytes().filter(u8::is_ascii_alphanumeric).count();
                for byte in *b"059AZ" {
                    let _ = check(&vec![byte; length]);
                }
            }
        }
    }
}
