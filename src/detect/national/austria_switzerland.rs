//! Austria, Switzerland, Liechtenstein.

use super::super::keyword::{digits_at, value_after};
use super::super::{Candidate, Match};
use super::check::{at, is_short_date, luhn, part, slice, weigh};
use super::{BARE, CHECKED, Detector, Find, STRONG, Scores, checked, lean, shape};

/// The detectors of this file.
pub const DETECTORS: &[Detector] = &lean([
    Detector {
        id: "pii.at_social_security",
        title: "Austrian social insurance number (SVNR)",
        source: "Dachverband der Sozialversicherungsträger; ASVG § 31: weights 3,7,9,5,8,4,2,1,6 mod 11, birth date, \
                 months 13 to 15 where a day's numbers are used up (OÖGKK, Die Sozialversicherungsnummer; formula \
                 from https://de.wikipedia.org/wiki/Sozialversicherungsnummer#Österreich)",
        find: checked(
            &["9999-999999", "9999-99-99-99"],
            svnr,
            Scores { alone: 0.4, with_context: 1.0 },
            &[
                "svnr",
                "sv-nr",
                "sv-nummer",
                "sozialversicherungsnummer",
                "sozialversicherung",
                "versicherungsnummer",
                "vnr",
                "vsnr",
                "e-card",
                "ecard",
                "social security number",
                "austrian social security",
                "svnr.",
            ],
        ),
        examples: &["SVNR ⟦1237 010180⟧"],
        counterexamples: &["SVNR 2237 010180"],
    },
    Detector {
        id: "pii.at_tax_number",
        title: "Austrian tax number (Abgabenkontonummer)",
        source: "Bundesministerium für Finanzen, BMF-010219: tax office, six digits, Luhn check digit \
                 (https://de.wikipedia.org/wiki/Abgabenkontonummer)",
        find: checked(
            &["99-999/9999", "99-999-9999"],
            tax_number,
            CHECKED,
            &[
                "steuernummer",
                "abgabenkontonummer",
                "abgabenkonto",
                "st.nr",
                "st.-nr",
                "finanzamt",
                "tax number",
                "tax id",
                "austrian tax",
                "tin",
                "tax identification number",
            ],
        ),
        examples: &["Steuernummer ⟦59-119/9013⟧"],
        counterexamples: &["Steuernummer 59-119/9014"],
    },
    Detector {
        id: "pii.at_company_number",
        title: "Austrian company register number (Firmenbuchnummer)",
        source: "Firmenbuchgesetz § 3, § 30: up to six digits and a check letter",
        find: shape(
            &["FN-999999-A", "FN-99999-A", "FN-9999-A", "999999A"],
            Scores { alone: 0.15, with_context: 0.85 },
            &[
                "firmenbuch",
                "firmenbuchnummer",
                "fn",
                "handelsgericht",
                "landesgericht",
                "company register",
                "company number",
                "austrian company",
            ],
        ),
        examples: &["Firmenbuch ⟦FN 122119m⟧"],
        counterexamples: &["Firmenbuch m123123"],
    },
    Detector {
        id: "pii.at_postal_code",
        title: "Austrian postal code (Postleitzahl)",
        source: "Österreichische Post: four digits, 1010 to 9992",
        // Not of a fixed shape: then a word of context would have to be looked for beside every year.
        find: Find::Keywords { keywords: &["plz", "postleitzahl"], reach: 40, verify: postal_code },
        examples: &["PLZ ⟦5090⟧"],
        counterexamples: &["PLZ 0999", "PLZ 10115", "PLZ: 1998.5", "im Jahr 1998"],
    },
    Detector {
        id: "pii.ch_ahv_number",
        title: "Swiss social security number (AHV, AVS, NAVS13)",
        source: "Central Compensation Office; AHVV art. 133: GS1 prefix 756, EAN-13 check digit \
                 (https://de.wikipedia.org/wiki/Sozialversicherungsnummer#Versichertennummer)",
        find: checked(
            &["756-9999-9999-99"],
            ean_13,
            STRONG,
            &[
                "ahv",
                "avs",
                "ahv-nummer",
                "ahv-nr",
                "ahvn13",
                "navs",
                "navs13",
                "avs-nummer",
                "numéro avs",
                "numero avs",
                "sozialversicherungsnummer",
                "versichertennummer",
                "social security number",
                "swiss social security",
            ],
        ),
        examples: &["AHV-Nr. ⟦756.9217.0769.85⟧", "AVS ⟦7569217076985⟧"],
        counterexamples: &["AHV 756.9217.0769.84"],
    },
    Detector {
        id: "pii.ch_company_number",
        title: "Swiss business identification number (UID)",
        source: "Federal Statistical Office; UIDG art. 4, UIDV: weights 5,4,3,2,7,6,5,4 mod 11, 10 is not \
                 given out (http://www.bfs.admin.ch/bfs/portal/de/index/themen/00/05/blank/03/02.html)",
        find: checked(
            &["CHE-999-999-999"],
            uid,
            STRONG,
            &[
                "uid",
                "ide",
                "idi",
                "mwst",
                "tva",
                "iva",
                "unternehmens-identifikationsnummer",
                "mwst-nr",
                "vat",
                "swiss company",
            ],
        ),
        examples: &["UID ⟦CHE-100.155.212⟧", "⟦CHE-107.787.577⟧ MWST"],
        counterexamples: &["UID CHE-100.155.213"],
    },
    Detector {
        id: "pii.ch_company_number_digits",
        title: "Swiss business identification number without its prefix",
        source: "Federal Statistical Office; UIDG art. 4, UIDV: weights 5,4,3,2,7,6,5,4 mod 11",
        find: checked(
            &["999-999-999"],
            uid_digits,
            Scores { alone: 0.0, with_context: 0.9 },
            &[
                "uid",
                "ide",
                "idi",
                "mwst",
                "che",
                "unternehmens-identifikationsnummer",
                "mwst-nr",
                "swiss",
                "schweiz",
                "suisse",
                "svizzera",
            ],
        ),
        examples: &["MWST-Nr. ⟦100.155.212⟧"],
        counterexamples: &["MWST 100.155.213"],
    },
    Detector {
        id: "pii.ch_passport",
        title: "Swiss passport or identity card number",
        source: "Federal Office of Police (fedpol): a letter and seven digits",
        find: shape(
            &["A9999999"],
            Scores { alone: 0.0, with_context: 0.65 },
            &[
                "passport",
                "reisepass",
                "pass",
                "passnummer",
                "passeport",
                "passaporto",
                "identitätskarte",
                "carte d'identité",
                "carta d'identità",
                "swiss passport",
            ],
        ),
        examples: &["Schweizer Pass ⟦X1234567⟧"],
        counterexamples: &["Artikel X1234567"],
    },
    Detector {
        id: "pii.li_tax_number",
        title: "Liechtenstein personal identification number (PEID)",
        source: "Liechtenstein tax administration (Steuerverwaltung): up to twelve digits",
        find: shape(
            &["99999", "999999", "9-999-999", "99999999", "999999999", "9999999999", "99999999999", "999999999999"],
            BARE,
            &["peid", "peid-nr", "personenidentifikationsnummer", "personen-identifikationsnummer"],
        ),
        examples: &["Liechtenstein PEID ⟦00001234567⟧", "PEID ⟦2.580.073⟧"],
        counterexamples: &["Zähler 00001234567"],
    },
]);

fn postal_code(candidate: &Candidate<'_>) -> Option<Match> {
    let span = digits_at(candidate.text, value_after(candidate.text, candidate.at, 28)?)?;
    let fits = span.len() == 4 && (1010..=9992).contains(&part(span.of(candidate.text.as_bytes()), 0..4));
    fits.then_some(Match { span, score: BARE.with_context, why: "context" })
}

/// Serial number, check digit, birth date; months 13 to 15 are used when a day's numbers run out.
fn svnr(value: &[u8]) -> bool {
    let (day, month, year) = (part(value, 4..6), part(value, 6..8), part(value, 8..10));
    let in_calendar = is_short_date(year, month, day) || (matches!(month, 13..=15) && (1..=31).contains(&day));
    in_calendar && at(value, 0) != 0 && weigh(value, &[3, 7, 9, 0, 5, 8, 4, 2, 1, 6]) % 11 == at(value, 3)
}

fn tax_number(value: &[u8]) -> bool {
    luhn(value) && part(value, 0..2) > 1
}

/// The check digit of ISO/IEC 15420.
fn ean_13(value: &[u8]) -> bool {
    weigh(value, &[1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]).is_multiple_of(10)
}

fn uid(value: &[u8]) -> bool {
    uid_digits(slice(value, 3..12))
}

fn uid_digits(value: &[u8]) -> bool {
    weigh(value, &[5, 4, 3, 2, 7, 6, 5, 4, 1]).is_multiple_of(11) && part(value, 0..9) != 0
}
