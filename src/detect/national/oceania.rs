//! Australia and New Zealand.

use super::check::{all_equal, at, last, luhn, number, slice, weigh, weigh_down};
use super::words::{LICENCE, PASSPORT};
use super::{BARE, CHECKED, Detector, STRONG, Scores, checked, lean, shape};

/// The detectors of this file.
pub const DETECTORS: &[Detector] = &lean([
    Detector {
        id: "pii.au_tfn",
        title: "Australian tax file number (TFN)",
        source: "Australian Taxation Office, TFN validation: weights 1,4,3,7,5,8,6,9,10, mod 11; formula from \
                 secondary sources (https://en.wikipedia.org/wiki/Tax_file_number)",
        find: checked(
            &["999-999-999", "99-999-999"],
            tfn,
            CHECKED,
            &["tfn", "t.f.n", "tax file number", "ato", "australian tax", "tax file", "australian taxation"],
        ),
        examples: &["TFN ⟦123 456 782⟧", "tax file number: ⟦876543210⟧"],
        counterexamples: &["TFN 824753557"],
    },
    Detector {
        id: "pii.au_abn",
        title: "Australian business number (ABN)",
        source: "Australian Business Register, Format of the ABN: first digit less one, weights 10,1,3..19, mod 89 \
                 (https://abr.business.gov.au/Help/AbnFormat)",
        find: checked(
            &["99-999-999-999"],
            abn,
            Scores { alone: 0.4, with_context: 1.0 },
            &[
                "abn",
                "a.b.n",
                "australian business number",
                "abr",
                "business number",
                "australian company",
                "australian business",
            ],
        ),
        examples: &["ABN ⟦51 824 753 556⟧"],
        counterexamples: &["ABN 52 824 753 556"],
    },
    Detector {
        id: "pii.au_acn",
        title: "Australian company number (ACN)",
        source: "Australian Securities and Investments Commission, ACN check: weights 8 to 1, mod 10 \
                 (https://en.wikipedia.org/wiki/Australian_Company_Number)",
        find: checked(
            &["999-999-999"],
            acn,
            CHECKED,
            &["acn", "australian company number", "asic", "company number", "arbn", "australian company"],
        ),
        examples: &["ACN ⟦005 499 981⟧"],
        counterexamples: &["ACN 824753557"],
    },
    Detector {
        id: "health.au_medicare",
        title: "Australian Medicare card number",
        source: "Services Australia; Department of Health, METeOR 270101: first digit 2 to 6, weights \
                 1,3,7,9,1,3,7,9, mod 10",
        find: checked(
            &["9999-99999-9", "9999-99999-9-9"],
            medicare,
            CHECKED,
            &["medicare", "medicare number", "medicare card", "irn", "medicare no", "australian medicare"],
        ),
        examples: &["Medicare ⟦2123 45670 1⟧"],
        counterexamples: &["Medicare 2123 25870 1"],
    },
    Detector {
        id: "health.au_healthcare_identifier",
        title: "Australian healthcare identifier (IHI of a patient, HPI-I and HPI-O of providers)",
        source: "Services Australia, HI Service; HL7 AU Base, invariants of AUIHI, AUHPII and AUHPIO: 800360, 800361 or \
                 800362, nine digits, Luhn \
                 (http://build.fhir.org/ig/hl7au/au-fhir-base/StructureDefinition-au-hpii-definitions.html)",
        find: checked(
            &["9999-9999-9999-9999"],
            |value| matches!(slice(value, 0..6), b"800360" | b"800361" | b"800362") && luhn(value),
            STRONG,
            &["ihi", "hpi-i", "hpi-o", "hpii", "hpio", "healthcare identifier", "individual healthcare identifier"],
        ),
        examples: &["IHI ⟦8003 6088 3335 7361⟧", "hpii=⟦8003610833334085⟧"],
        counterexamples: &["IHI 8003 6088 3335 7362", "IHI 8003638833357362"],
    },
    Detector {
        id: "pii.au_centrelink_crn",
        title: "Australian customer reference number (Centrelink CRN)",
        source: "Services Australia, Customer Reference Number: nine digits and a letter, whose formula isn't published; \
                 so with context only",
        find: shape(
            &["999-999-999-A"],
            Scores { alone: 0.0, with_context: 0.7 },
            &["crn", "centrelink", "customer reference number", "services australia"],
        ),
        examples: &["Centrelink CRN ⟦204 123 456 X⟧"],
        counterexamples: &["part 204123456X"],
    },
    Detector {
        id: "pii.au_passport",
        title: "Australian passport number",
        source: "Australian Passport Office: one letter (two in newer series) and seven digits",
        find: shape(&["A9999999", "AA9999999"], Scores { alone: 0.0, with_context: 0.7 }, PASSPORT),
        examples: &["Australian passport ⟦N1234567⟧"],
        counterexamples: &["part N1234567"],
    },
    Detector {
        id: "pii.au_driver_licence",
        title: "Australian driver licence number",
        source: "state road authorities: six to ten digits or characters; no check digit",
        find: shape(
            &["99999999", "999999999", "9999999", "999999", "9999AA", "A999999", "999-999-999", "9999999999"],
            BARE,
            LICENCE,
        ),
        examples: &["driver licence number ⟦12345678⟧"],
        counterexamples: &["total 12345678"],
    },
    Detector {
        id: "pii.nz_ird",
        title: "New Zealand IRD number",
        source: "Inland Revenue, Resident withholding tax specification: weights 3,2,7,6,5,4,3,2, then \
                 7,4,3,2,5,2,7,6, mod 11 \
                 (https://www.ird.govt.nz/-/media/Project/IR/PDF/2020RWTNRWTSpecificationDocumentv10.pdf)",
        find: checked(
            &["999-999-999", "99-999-999", "9999999-9", "NZ-99-999-999", "NZ-999-999-999"],
            ird,
            CHECKED,
            &["ird", "ird number", "inland revenue", "gst number", "nz tax", "new zealand inland", "new zealand"],
        ),
        examples: &["IRD ⟦49-098-576⟧", "IRD number: ⟦136410132⟧"],
        counterexamples: &["IRD 136410133"],
    },
    Detector {
        id: "health.nz_nhi",
        title: "New Zealand national health index number (NHI)",
        source: "Health New Zealand, HISO 10046:2024: letters 1 to 24, weights 7 to 2, mod 11, or mod 23 for the form \
                 AAANNAX that is given since July 2026 (examples of Health NZ: ACA31FM, ASE37QK, ARE62RS)",
        find: checked(
            &["AAA9999", "AAA99AX"],
            nhi,
            Scores { alone: 0.0, with_context: 0.95 },
            &["nhi", "nhi number", "national health index", "patient", "health index"],
        ),
        examples: &["NHI ⟦ZAC5361⟧", "NHI ⟦ZBN77VL⟧", "NHI ⟦ACA31FM⟧"],
        counterexamples: &["NHI ZAC5362"],
    },
    Detector {
        id: "pii.nz_passport",
        title: "New Zealand passport number",
        source: "Department of Internal Affairs: two letters and six digits",
        find: shape(&["AA999999"], Scores { alone: 0.0, with_context: 0.7 }, PASSPORT),
        examples: &["NZ passport ⟦LA123456⟧"],
        counterexamples: &["part LA123456"],
    },
    Detector {
        id: "pii.nz_driver_licence",
        title: "New Zealand driver licence number",
        source: "NZ Transport Agency Waka Kotahi: two letters and six digits",
        find: shape(&["AA999999"], Scores { alone: 0.0, with_context: 0.7 }, LICENCE),
        examples: &["driver licence ⟦DZ123456⟧"],
        counterexamples: &["part DZ123456"],
    },
]);

fn tfn(value: &[u8]) -> bool {
    let weights: &[u32] = if value.len() == 9 { &[1, 4, 3, 7, 5, 8, 6, 9, 10] } else { &[10, 7, 8, 4, 6, 3, 5, 1] };
    !all_equal(value) && weigh(value, weights).is_multiple_of(11)
}

fn abn(value: &[u8]) -> bool {
    let sum = weigh(value, &[10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]);
    at(value, 0) != 0 && (sum - 10).is_multiple_of(89)
}

fn acn(value: &[u8]) -> bool {
    number(value) != 0 && (10 - weigh_down(slice(value, 0..8), 8, 1) % 10) % 10 == last(value)
}

/// Eight digits, their check digit, the issue number, perhaps the person's number on the card.
fn medicare(value: &[u8]) -> bool {
    (2..=6).contains(&at(value, 0)) && weigh(value, &[1, 3, 7, 9, 1, 3, 7, 9]) % 10 == at(value, 8) && at(value, 9) != 0
}

/// Eight or nine digits, perhaps behind NZ.
fn ird(value: &[u8]) -> bool {
    let digits = value.strip_prefix(b"NZ").unwrap_or(value);
    let padded = if digits.len() == 8 { [b"0", digits].concat() } else { digits.to_vec() };
    let check = |weights: &[u32]| (11 - weigh(slice(&padded, 0..8), weights) % 11) % 11;
    let first = check(&[3, 2, 7, 6, 5, 4, 3, 2]);
    let check = if first == 10 { check(&[7, 4, 3, 2, 5, 2, 7, 6]) } else { first };
    // The specification of 2016 expected numbers up to 150 million within ten years.
    (10_000_001..200_000_000).contains(&number(digits)) && check == last(value)
}

/// Letters count by their place among the 24 without I and O.
fn nhi(value: &[u8]) -> bool {
    const ALPHABET: &[u8; 24] = b"ABCDEFGHJKLMNPQRSTUVWXYZ";
    let place = |byte: &u8| match byte {
        b'0'..=b'9' => Some(u32::from(byte - b'0')),
        _ => ALPHABET.iter().position(|letter| letter == byte).map(|place| place as u32 + 1),
    };
    let mut sum = 0;
    for (byte, weight) in slice(value, 0..6).iter().zip((2..=7).rev()) {
        match place(byte) {
            Some(place) => sum += place * weight,
            None => return false,
        }
    }
    match value.last() {
        Some(byte) if byte.is_ascii_digit() => sum % 11 != 0 && (11 - sum % 11) % 10 == last(value),
        Some(byte) => place(byte).is_some_and(|check| check == 23 - sum % 23),
        None => false,
    }
}
