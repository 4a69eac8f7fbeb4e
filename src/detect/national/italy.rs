//! Italy and San Marino.

use super::check::{LETTERS, all_equal, at, ends_with, is_in, luhn, part, slice};
use super::words::PASSPORT;
use super::{BARE, CHECKED, Detector, STRONG, Scores, checked, lean, shape};

/// The detectors of this file.
pub const DETECTORS: &[Detector] = &lean([
    Detector {
        id: "pii.it_fiscal_code",
        title: "Italian fiscal code (codice fiscale)",
        source: "Agenzia delle Entrate; Decreto ministeriale 23 dicembre 1976: tables for odd and even places, mod 26 \
                 (https://it.wikipedia.org/wiki/Codice_fiscale)",
        find: checked(
            &["AAA-AAA-XXAXX-AXXX-A", "AAA-AAA-XX-AXX-AXXX-A"],
            fiscal_code,
            STRONG,
            &[
                "codice fiscale",
                "cod. fisc",
                "cod fisc",
                "c.f.",
                "cf",
                "fiscal code",
                "tessera sanitaria",
                "tax code",
                "italian tax",
                "agenzia delle entrate",
                "tax id",
            ],
        ),
        examples: &["Codice fiscale: ⟦RCCMNL83S18D969H⟧"],
        counterexamples: &["codice fiscale RCCMNL83S18D969G", "codice fiscale RCCMNL83S82D969H"],
    },
    Detector {
        id: "pii.it_vat_id",
        title: "Italian VAT number (partita IVA)",
        source: "Agenzia delle Entrate; DPR 633/1972 art. 35: Luhn; province office in the eighth to tenth place",
        find: checked(
            &["99999999999"],
            partita_iva,
            CHECKED,
            &[
                "partita iva",
                "p.iva",
                "p. iva",
                "p.i.",
                "piva",
                "partita",
                "iva",
                "vat",
                "codice fiscale",
                "italian vat",
                "vat number",
            ],
        ),
        examples: &["Partita IVA ⟦00743110157⟧"],
        counterexamples: &["Partita IVA 00743110158", "P.IVA 00000000000"],
    },
    Detector {
        id: "pii.it_identity_card",
        title: "Italian identity card number",
        source: "Ministero dell'Interno: paper two letters and seven digits; electronic AA99999AA",
        find: shape(
            &["AA-9999999", "9999999AA", "AA99999AA"],
            Scores { alone: 0.0, with_context: 0.75 },
            &[
                "carta d'identità",
                "carta d’identità",
                "carta di identità",
                "carta identità",
                "carta d'identita",
                "cie",
                "documento d'identità",
                "documento",
                "identity card",
                "id card",
            ],
        ),
        examples: &["Carta d'identità ⟦CA12345AA⟧"],
        counterexamples: &["ordine CA12345AA"],
    },
    Detector {
        id: "pii.it_passport",
        title: "Italian passport number",
        source: "Ministero degli Affari Esteri: two letters and seven digits",
        find: shape(&["AA9999999"], Scores { alone: 0.0, with_context: 0.75 }, PASSPORT),
        examples: &["passaporto ⟦AA1234567⟧"],
        counterexamples: &["ordine AA1234567"],
    },
    Detector {
        id: "pii.it_driving_licence",
        title: "Italian driving licence number",
        source: "Ministero delle Infrastrutture e dei Trasporti: AA9999999A, or U1 and seven characters and a letter",
        find: checked(
            &["AA9999999A", "U1XXXXXXXA"],
            licence,
            Scores { alone: 0.2, with_context: 0.8 },
            &[
                "patente",
                "patente di guida",
                "numero patente",
                "driving licence",
                "driver license",
                "driving license",
                "license",
                "licence",
                "guida",
            ],
        ),
        examples: &["Patente di guida ⟦U1K711J11M⟧"],
        counterexamples: &["patente U1H00A000B", "ordine AA0123456B"],
    },
    Detector {
        id: "pii.sm_tax_number",
        title: "San Marino operator code (COE)",
        source: "Repubblica di San Marino, Ufficio Tributario: up to five digits",
        find: shape(&["SM-99999", "999999", "99999"], BARE, &["coe", "san marino", "codice operatore economico"]),
        examples: &["San Marino COE ⟦24165⟧"],
        counterexamples: &["totale 24165"],
    },
]);

/// The letters that stand for digits where two people would have the same code (omocodia).
const OMOCODIA: &[u8; 10] = b"LMNPQRSTUV";

/// The digit at a place that holds one, or the letter that stands for it.
fn digit(value: &[u8], index: usize) -> Option<u64> {
    let byte = value.get(index)?;
    match byte {
        b'0'..=b'9' => Some(u64::from(byte - b'0')),
        _ => OMOCODIA.iter().position(|letter| letter == byte).map(|place| place as u64),
    }
}

/// Name, birth date (day plus 40 for women), place, check letter.
fn fiscal_code(value: &[u8]) -> bool {
    /// What a character at an odd place counts, by its digit or letter.
    const ODD: [u32; 26] =
        [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
    let two = |index| Some(digit(value, index)? * 10 + digit(value, index + 1)?);
    let Some(day) = two(9) else { return false };
    let place = |byte: u8| if byte.is_ascii_digit() { byte - b'0' } else { byte.saturating_sub(b'A') };
    let sum: u32 = slice(value, 0..15)
        .iter()
        .enumerate()
        .map(|(i, &byte)| match i % 2 {
            0 => ODD.get(usize::from(place(byte))).copied().unwrap_or(0),
            _ => u32::from(place(byte)),
        })
        .sum();
    two(6).is_some()
        && is_in(value, 8, b"ABCDEHLMPRST")
        && matches!(day, 1..=31 | 41..=71)
        && two(12).is_some()
        && digit(value, 14).is_some()
        && ends_with(value, LETTERS, sum % 26)
}

/// Eleven digits, of which the eighth to tenth name the office.
pub fn partita_iva(value: &[u8]) -> bool {
    luhn(value) && !all_equal(value) && matches!(part(value, 7..10), 1..=121 | 888 | 999)
}

/// The newer kind holds no vowel and none of the letters that look like digits.
fn licence(value: &[u8]) -> bool {
    at(value, 0) != 30 || at(value, 1) != 1 || !slice(value, 2..9).iter().any(|byte| b"AEIOQU".contains(byte))
}
