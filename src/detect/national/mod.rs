//! National, personal, tax, company and health identifiers, a file for each group of countries.
//!
//! Each scheme is data and one function over the compact value: check digits, dates, ranges and region codes, as far
//! as the scheme has them. Three things decide its scores:
//!
//! * how few values of its shape pass the function. A test draws random values for each detector and demands that
//!   whatever scores 0.5 or more without context lets through fewer than one in 500;
//! * how unusual the shape is in ordinary text: plain runs of up to ten digits are everywhere;
//! * words of context, in English and the country's own languages.
//!
//! Limits: an id that only its issuer can verify (driving licences, most passports) is found by context alone. Numbers
//! are checked for form, not for whether they were issued.

use super::{Detector, Find, Scores, Words};

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
mod italy;
mod latin_america;
mod middle_east;
mod nordic;
mod oceania;
mod south_asia;
mod southeast_asia;
mod united_states;

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
];

/// Fewer than one in 500 values of the shape pass, and ordinary text seldom holds the shape.
const STRONG: Scores = Scores { alone: 0.65, with_context: 1.0 };
/// A check digit and more (a date, a region, letters at fixed places), but not enough to stand alone.
const FAIR: Scores = Scores { alone: 0.45, with_context: 1.0 };
/// One check digit over plain digits: one random number in ten passes.
const CHECKED: Scores = Scores { alone: 0.3, with_context: 0.95 };
/// No check digit, but a shape of letters and digits, or a date, that is not just any word or number.
const SHAPED: Scores = Scores { alone: 0.25, with_context: 0.8 };
/// Nothing to check: context decides.
const BARE: Scores = Scores { alone: 0.05, with_context: 0.65 };

/// An identifier that `check` verifies.
const fn checked(
    forms: &'static [&'static str],
    check: fn(&[u8]) -> bool,
    scores: Scores,
    context: &'static Words,
) -> Find {
    Find::Forms { forms, check: Some(check), scores, context }
}

/// An identifier of which only the shape is known.
const fn shape(forms: &'static [&'static str], scores: Scores, context: &'static Words) -> Find {
    Find::Forms { forms, check: None, scores, context }
}
