//! Canada.

use super::check::{at, is_short_date, luhn, part, slice, weigh};
use super::words::{LICENCE, PASSPORT};
use super::{BARE, CHECKED, Detector, SHAPED, Scores, checked, lean, shape};

/// The detectors of this file.
pub const DETECTORS: &[Detector] = &lean([
    Detector {
        id: "pii.ca_sin",
        title: "Canadian social insurance number (SIN)",
        source: "Service Canada, Social Insurance Number; Canada Revenue Agency: Luhn, first digit not 0 or 8; \
                 formula from secondary sources (https://en.wikipedia.org/wiki/Social_Insurance_Number)",
        find: checked(
            &["999-999-999"],
            sin,
            CHECKED,
            &[
                "sin",
                "s.i.n",
                "social insurance",
                "social insurance number",
                "sin number",
                "nas",
                "assurance sociale",
                "numéro d'assurance sociale",
                "numéro d’assurance sociale",
                "canadian",
                "canada",
            ],
        ),
        examples: &["my SIN is ⟦130-692-544⟧", "mon NAS: ⟦258 933 688⟧"],
        counterexamples: &["SIN 130-692-545", "SIN 823-456-785", "ref 130692544"],
    },
    Detector {
        id: "pii.ca_business_number",
        title: "Canadian business number (BN)",
        source: "Canada Revenue Agency, The business number and your CRA program accounts; formula from secondary \
                 sources (https://www.canada.ca/en/services/taxes/business-number.html)",
        find: checked(
            &["999999999-AA-9999", "99999-9999-AA-9999", "99999-9999"],
            business_number,
            CHECKED,
            &[
                "bn",
                "business number",
                "business no",
                "cra",
                "gst",
                "hst",
                "gst/hst",
                "payroll account",
                "numéro d'entreprise",
                "ne",
                "canadian business",
            ],
        ),
        examples: &["Business Number ⟦12302 6635 RC 0001⟧", "BN ⟦123026635⟧"],
        counterexamples: &["BN 123456783"],
    },
    Detector {
        id: "pii.ca_passport",
        title: "Canadian passport number",
        source: "Immigration, Refugees and Citizenship Canada: two letters and six digits; since 2023 A999999AA",
        find: shape(&["AA999999", "A999999AA"], Scores { alone: 0.0, with_context: 0.7 }, PASSPORT),
        examples: &["Canadian passport ⟦GA302922⟧"],
        counterexamples: &["flight GA302922"],
    },
    Detector {
        id: "pii.ca_driver_licence",
        title: "Canadian driver's licence number",
        source: "Ontario and Québec: name letter, and the birth date in the number; other provinces: digits by context",
        find: shape(
            &[
                "A9999-99999-99999",
                "A9999-999999-99",
                "9999999",
                "999999-999",
                "99999999",
                "AAAAA-999999-999",
                "999999999",
                "A999999999",
                "AA-AA-AA-A999AA",
            ],
            BARE,
            LICENCE,
        ),
        examples: &["driver's licence ⟦D6101-40706-60905⟧"],
        counterexamples: &["serial D6101-40706-60905"],
    },
    Detector {
        id: "health.ca_on_health_number",
        title: "Ontario health card number (OHIP)",
        source: "Ontario Ministry of Health, Health Card Validation Reference Manual: ten digits, Luhn, version code",
        find: checked(
            &["9999-999-999", "9999-999-999-AA", "9999-999-999-A"],
            ohip,
            CHECKED,
            &[
                "ohip",
                "health card",
                "health number",
                "health card number",
                "hcn",
                "carte santé",
                "ontario health",
                "health insurance",
            ],
        ),
        examples: &["OHIP ⟦9876 543 217⟧", "health card ⟦9876-543-217-AB⟧"],
        counterexamples: &["OHIP 9876 543 218"],
    },
    Detector {
        id: "health.ca_bc_phn",
        title: "British Columbia personal health number (PHN)",
        source: "British Columbia Ministry of Health, MSP claims: weights 2,4,8,5,10,9,7,3 mod 11, first digit 9 \
                 (https://www2.gov.bc.ca/assets/gov/health/practitioner-pro/software-development-guidelines/conformance-standards/vol-4b-app-rules-client-registry.pdf)",
        find: checked(
            &["9999-999-999"],
            phn,
            Scores { alone: 0.3, with_context: 1.0 },
            &[
                "phn",
                "personal health number",
                "bc phn",
                "care card",
                "carecard",
                "services card",
                "msp",
                "british columbia",
                "health number",
                "health card",
            ],
        ),
        examples: &["BC PHN ⟦9698 658 215⟧"],
        counterexamples: &["PHN 9698 648 215", "PHN 5736 504 210"],
    },
    Detector {
        id: "health.ca_qc_ramq",
        title: "Québec health insurance number (NAM, RAMQ)",
        source: "Régie de l'assurance maladie du Québec, Carte d'assurance maladie: name letters and birth date",
        find: checked(
            &["AAAA-9999-9999"],
            ramq,
            SHAPED,
            &[
                "ramq",
                "nam",
                "assurance maladie",
                "carte soleil",
                "health insurance",
                "health card",
                "carte santé",
                "québec",
                "quebec",
            ],
        ),
        examples: &["NAM RAMQ ⟦TREM 8512 3199⟧", "assurance maladie ⟦TREM85623199⟧"],
        counterexamples: &["RAMQ TREM 8573 3199"],
    },
]);

fn sin(value: &[u8]) -> bool {
    !matches!(at(value, 0), 0 | 8) && luhn(value)
}

/// Nine digits, with or without a program identifier and account.
fn business_number(value: &[u8]) -> bool {
    let program = value.get(9..11);
    luhn(slice(value, 0..9))
        && at(value, 0) != 0
        && program.is_none_or(|code| {
            [b"RC", b"RM", b"RP", b"RT", b"RR", b"RZ", b"RD", b"RE", b"RN", b"RG"].iter().any(|known| *known == code)
        })
}

fn ohip(value: &[u8]) -> bool {
    at(value, 0) != 0 && luhn(slice(value, 0..10))
}

fn phn(value: &[u8]) -> bool {
    at(value, 0) == 9 && weigh(value, &[0, 2, 4, 8, 5, 10, 9, 7, 3, 1]).is_multiple_of(11)
}

/// Three letters of the surname, one of the first name, the birth date (month + 50 for women), two more digits.
fn ramq(value: &[u8]) -> bool {
    is_short_date(part(value, 4..6), part(value, 6..8) % 50, part(value, 8..10))
}
