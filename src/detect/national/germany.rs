//! Germany.

use super::super::context::near;
use super::super::keyword::value_after;
use super::super::{Candidate, Match};
use super::check::{all_equal, at, is_short_date, last, mod_11_10, mod97, part, slice, starts_in, weigh, weigh_digits};
use super::{BARE, CHECKED, Detector, Find, STRONG, Scores, Words, checked, lean, shape};
use crate::text::Span;

/// The detectors of this file.
pub const DETECTORS: &[Detector] = &lean([
    Detector {
        id: "pii.de_tax_id",
        title: "German tax identification number (Steuer-IdNr.)",
        source: "Bundeszentralamt für Steuern; § 139b AO, StIdV; check digit ISO 7064 MOD 11,10 \
                 (https://de.wikipedia.org/wiki/Steuerliche_Identifikationsnummer)",
        find: checked(
            &["99-999-999-999"],
            tax_id,
            Scores { alone: 0.45, with_context: 1.0 },
            &[
                "steuer-id",
                "steuerid",
                "steuer-idnr",
                "steuer-identifikationsnummer",
                "steueridentifikationsnummer",
                "idnr",
                "id-nr",
                "steuerliche identifikationsnummer",
                "identifikationsnummer",
                "tax id",
                "tax identification number",
                "tin",
                "finanzamt",
                "german tax",
            ],
        ),
        examples: &["Meine Steuer-ID: ⟦36 574 261 809⟧", "IdNr. ⟦36574261809⟧ liegt vor."],
        counterexamples: &["Steuer-ID 36574261890", "Steuer-ID 02345678901", "IdNr 11111111111"],
    },
    Detector {
        id: "pii.de_tax_number",
        title: "German tax number (Steuernummer)",
        source: "Bundesfinanzministerium, Aufbau der Steuernummer: ten or eleven digits by Land, thirteen nationwide \
                 (https://de.wikipedia.org/wiki/Steuernummer)",
        find: checked(
            &[
                "99/999/99999",
                "999/999/99999",
                "99/999/9999",
                "99/9999/9999",
                "999/9999/9999",
                "99999-99999",
                "999-999-9999-9",
                "9999-9-9999-9999",
            ],
            tax_number,
            Scores { alone: 0.0, with_context: 0.85 },
            &["steuernummer", "steuer-nr", "steuernr", "st.-nr", "st-nr", "stnr", "finanzamt", "german tax"],
        ),
        examples: &["Steuernummer: ⟦123/456/78901⟧", "St.-Nr. ⟦2893081508152⟧"],
        counterexamples: &["Steuernummer 3581508150001"],
    },
    Detector {
        id: "pii.de_social_security",
        title: "German pension insurance number (Rentenversicherungsnummer)",
        source: "Deutsche Rentenversicherung; § 147 SGB VI, VKVV §§ 2 and 4: weights 2,1,2,5,7,1,2,1,2,1,2,1, digit \
                 sums; regions as in the Anlage; day plus 32, 64 or 96 where a day's numbers are used up, 00 for a day or month unknown \
                 (Gemeinsames Rundschreiben zum Meldeverfahren, 3.1.1.2, as told in \
                 https://haufe.de/personal/haufe-personal-office-platin/versicherungsnummer-22-geburtsdatum_idesk_PI42323_HI1826819.html)",
        find: checked(
            &["99-999999-A-99-9"],
            pension,
            STRONG,
            &[
                "rentenversicherungsnummer",
                "rentenversicherung",
                "rvnr",
                "sozialversicherungsnummer",
                "sozialversicherung",
                "sozialversicherungsausweis",
                "sv-nummer",
                "svnr",
                "versicherungsnummer",
                "social security number",
                "pension insurance",
            ],
        ),
        examples: &[
            "RVNR: ⟦15070649C103⟧ laut Sozialversicherungsausweis.",
            "⟦65 070803 A 019⟧",
            "Rentenversicherungsnummer ⟦12 650764 M 504⟧",
            "RVNR ⟦14170088K015⟧",
        ],
        counterexamples: &["RVNR 15070649C100", "RVNR 15071349C103", "RVNR 12990764M502"],
    },
    Detector {
        id: "health.de_kvnr",
        title: "German health insurance number (Krankenversichertennummer)",
        source: "GKV-Spitzenverband; § 290 SGB V: letter as two digits, weights 1 and 2 alternating, digit sums mod 10",
        find: checked(
            &["A999999999", "A999-999-999"],
            kvnr,
            Scores { alone: 0.3, with_context: 1.0 },
            &[
                "kvnr",
                "krankenversichertennummer",
                "krankenversicherungsnummer",
                "versichertennummer",
                "krankenkasse",
                "krankenversicherung",
                "egk",
                "egk-nummer",
                "gesundheitskarte",
                "versichertennr",
                "versicherten-nr",
                "health insurance",
            ],
        ),
        examples: &["Krankenkasse KVNR: ⟦A123456780⟧"],
        counterexamples: &["KVNR A123456787", "Artikel A123456781"],
    },
    Detector {
        id: "health.de_lanr",
        title: "German physician number (LANR)",
        source: "Kassenärztliche Bundesvereinigung, Arztnummern-Richtlinie: weights 4 and 9 alternating, mod 10",
        find: checked(
            &["999999999"],
            lanr,
            CHECKED,
            &["lanr", "arztnummer", "arzt-nr", "arztnr", "vertragsarzt", "physician", "arzt"],
        ),
        examples: &["LANR: ⟦123456601⟧ des behandelnden Arztes."],
        counterexamples: &["LANR 123456901"],
    },
    Detector {
        id: "health.de_bsnr",
        title: "German practice number (Betriebsstättennummer)",
        source: "Kassenärztliche Bundesvereinigung, Arztnummern-Richtlinie: code of the regional association first",
        find: checked(&["999999999"], bsnr, BARE, &["bsnr", "betriebsstättennummer", "betriebsstätte", "praxisnummer"]),
        examples: &["BSNR ⟦382123456⟧"],
        counterexamples: &["BSNR 000000000"],
    },
    Detector {
        id: "pii.de_id_card",
        title: "German identity card number",
        source: "Bundesministerium des Innern, PAuswV: nine characters without vowels, an ICAO 9303 check digit after \
                 them",
        find: checked(
            &["AXXXXXXXX", "AXXXXXXXX9", "A99999999-9"],
            id_card,
            Scores { alone: 0.0, with_context: 0.75 },
            &[
                "personalausweis",
                "personalausweisnummer",
                "ausweisnummer",
                "ausweis",
                "ausweis-nr",
                "perso",
                "id card",
                "identity card",
                "identity document",
                "carte d'identité",
                "documento de identidad",
            ],
        ),
        examples: &["Personalausweis ⟦L01X00T471⟧", "Ausweisnummer: ⟦T22000129⟧"],
        counterexamples: &["Personalausweis L01X00T470", "Ausweis C01234567"],
    },
    Detector {
        id: "pii.de_passport",
        title: "German passport number",
        source: "Bundesministerium des Innern, PassV: nine characters from C, F, G, H, J, K, an ICAO 9303 check digit \
                 after them",
        find: checked(
            &["AXXXXXXXX", "AXXXXXXXX9"],
            passport,
            Scores { alone: 0.0, with_context: 0.75 },
            &[
                "reisepass",
                "reisepassnummer",
                "passnummer",
                "pass-nr",
                "pass nr",
                "pass",
                "passport",
                "passport number",
                "passeport",
                "pasaporte",
                "paszport",
            ],
        ),
        examples: &["Reisepass ⟦C01X00T478⟧ ausgestellt", "Pass-Nr.: ⟦F12345671⟧"],
        counterexamples: &["Reisepass C01X00T479", "Artikel F12345671"],
    },
    Detector {
        id: "pii.de_driving_licence",
        title: "German driving licence number (Führerscheinnummer)",
        source: "Kraftfahrt-Bundesamt; FeV annex 8: authority, running number, check character, number of the copy",
        find: shape(
            &["A999XXXXX9X", "AX99999999X"],
            Scores { alone: 0.15, with_context: 0.75 },
            &[
                "führerschein",
                "führerscheinnummer",
                "fuehrerschein",
                "fahrerlaubnis",
                "führerscheinnr",
                "driving licence",
                "driver license",
                "driving license",
                "driver's license",
                "permis de conduire",
            ],
        ),
        examples: &["Führerscheinnummer: ⟦BO12345678A⟧", "Fahrerlaubnis ⟦B072RRE2I55⟧"],
        counterexamples: &["Artikel BO12345678A"],
    },
    Detector {
        id: "pii.de_vehicle_registration",
        title: "German vehicle registration plate (Kfz-Kennzeichen)",
        source: "FZV § 9 and annex 1: district of one to three letters, one or two letters, up to four digits, E or H",
        find: Find::Keywords {
            keywords: &[
                "kennzeichen",
                "nummernschild",
                "fahrzeug",
                "kfz",
                "license plate",
                "number plate",
                "zulassung",
            ],
            reach: 64,
            verify: announced_plate,
        },
        examples: &[
            "Das Fahrzeug mit Kennzeichen ⟦B AB 1234⟧ wurde gesehen.",
            "Kennzeichen: ⟦HH-AB-1234⟧.",
            "Kfz ⟦MÜ-EF 12E⟧",
        ],
        counterexamples: &[
            "Kapitel B-AB 1234",
            "Kennzeichen B 1234",
            "Fahrzeug mit 4 Rädern",
            "Kennzeichen: DIN EN 12345",
        ],
    },
    Detector {
        id: "pii.de_commercial_register",
        title: "German commercial register number (HRA, HRB)",
        source: "HRV § 13; XJustiz: register kind and a number of up to six digits",
        find: Find::Literals { literals: &["hra", "hrb"], verify: register, open: crate::detect::Open::Runs(3) },
        examples: &["Amtsgericht München ⟦HRB 12345⟧."],
        counterexamples: &["Amtsgericht HRC 12345"],
    },
    Detector {
        id: "pii.de_leitweg_id",
        title: "German routing id of a public buyer for invoices (Leitweg-ID)",
        source: "KoSIT, Leitweg-ID Formatspezifikation 2.0.2: up to 12 digits, up to 30 characters, ISO/IEC 7064 MOD \
                 97-10 (https://xeinkauf.de/app/uploads/2022/11/Leitweg-ID-Formatspezifikation-v2-0-2-1.pdf)",
        find: Find::Keywords {
            keywords: &["leitweg", "buyer reference", "buyerreference", "käuferreferenz"],
            reach: 96,
            verify: leitweg,
        },
        examples: &["Leitweg-ID: ⟦991-03730-19⟧", "BuyerReference ⟦04011000-1234512345-06⟧"],
        counterexamples: &["Leitweg-ID: 991-03730-18", "Leitweg-ID 1-03730-19", "Nummer 991-03730-19"],
    },
    Detector {
        id: "pii.de_postal_code",
        title: "German postal code (PLZ)",
        source: "Deutsche Post: five digits, 01001 to 99998",
        find: checked(&["99999"], plz, BARE, &["plz", "postleitzahl", "postleitzahlen"]),
        examples: &["PLZ: ⟦10115⟧"],
        counterexamples: &["PLZ 00000", "10115 Zeilen"],
    },
]);

/// Of the first ten digits one comes twice or three times; the often published 1234567890x has each once.
fn tax_id(value: &[u8]) -> bool {
    let body = slice(value, 0..10);
    let times = |digit: u8| body.iter().filter(|&&byte| byte == digit).count();
    let repeated: Vec<usize> = (b'0'..=b'9').map(times).filter(|&n| n > 1).collect();
    at(value, 0) != 0 && matches!(repeated.as_slice(), [] | [2 | 3]) && mod_11_10(value)
}

/// Of thirteen digits the first name the Land and the fifth is 0; testers also write the Land as 01 to 16.
fn tax_number(value: &[u8]) -> bool {
    if value.len() < 13 {
        return !all_equal(value);
    }
    let land = matches!(part(value, 0..2), 10 | 11 | 21..=24 | 26..=28 | 30..=32 | 40 | 41 | 50..=59 | 90..=92);
    (land && at(value, 4) == 0) || (1..=16).contains(&part(value, 0..2))
}

/// A letter as the two digits of its place in the alphabet.
fn spelled(letter: u32) -> [u8; 2] {
    let place = letter.saturating_sub(9);
    [b'0' + (place / 10) as u8, b'0' + (place % 10) as u8]
}

/// Region, birth date (the day plus 32, then 64, for the first of a month also 96, when a day's numbers are used up; zero
/// for a day or month unknown), first letter of the name, serial number, check digit.
fn pension(value: &[u8]) -> bool {
    let body = [slice(value, 0..8), &spelled(at(value, 8)), slice(value, 9..11)].concat();
    let day = part(value, 2..4);
    is_short_date(part(value, 6..8), part(value, 4..6).max(1), (day % 32).max(1))
        && day < 98
        && matches!(
            part(value, 0..2),
            2..=4 | 8..=21 | 23..=26 | 28 | 29 | 38..=40 | 42..=44 | 48..=61 | 63..=66 | 68 | 69 | 78..=82 | 89
        )
        && weigh_digits(&body, &[2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1]) % 10 == last(value)
}

fn kvnr(value: &[u8]) -> bool {
    let body = [&spelled(at(value, 0)), slice(value, 1..9)].concat();
    weigh_digits(&body, &[1, 2, 1, 2, 1, 2, 1, 2, 1, 2]) % 10 == last(value)
}

/// Six digits, their check digit, two digits for the field of practice.
fn lanr(value: &[u8]) -> bool {
    (weigh(value, &[4, 9, 4, 9, 4, 9, 1])).is_multiple_of(10) && part(value, 7..9) != 0
}

fn bsnr(value: &[u8]) -> bool {
    matches!(
        part(value, 0..2),
        1..=3 | 6 | 17 | 20 | 21 | 24 | 25 | 27 | 28 | 31 | 35..=39 | 40..=49 | 50..=64 | 67..=73 | 78..=83 | 85..=89 | 93..=99
    )
}

/// Whether the letters are those used in documents, and the tenth character, if there is one, is the check digit over
/// the nine before it with the weights 7, 3, 1 of ICAO 9303.
fn document(value: &[u8]) -> bool {
    !value.iter().any(|byte| b"ABDEIOQSU".contains(byte))
        && value.iter().any(u8::is_ascii_digit)
        && (value.len() < 10 || weigh(slice(value, 0..9), &[7, 3, 1, 7, 3, 1, 7, 3, 1]) % 10 == last(value))
}

/// Cards from 2010 begin with one of these letters, as does T of the trial cards.
fn id_card(value: &[u8]) -> bool {
    starts_in(value, b"LMNPRTVWXYZ") && document(value)
}

/// Where a passport is asked for, people also give the number of their card.
fn passport(value: &[u8]) -> bool {
    starts_in(value, b"CFGHJKLMNPRTVWXYZ") && document(value)
}

/// What goes with an entry of the commercial register.
const REGISTER: &Words = &[
    "handelsregister",
    "handelsregisternummer",
    "amtsgericht",
    "registergericht",
    "registernummer",
    "register",
    "eingetragen",
    "commercial register",
];

/// HRA (merchants, partnerships) or HRB (companies), perhaps a blank, up to six digits.
fn register(candidate: &Candidate<'_>) -> Option<Match> {
    let tail = candidate.text.get(candidate.at.end..)?;
    let rest = tail.strip_prefix([' ', '-', '\u{a0}']).unwrap_or(tail);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (_, after) = rest.split_at_checked(digits)?;
    let whole = (1..=6).contains(&digits) && !after.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    let span = Span::new(candidate.at.start, candidate.text.len() - after.len());
    whole.then(|| Match { span, score: if near(candidate.text, span, REGISTER) { 0.9 } else { 0.3 }, why: "structure" })
}

/// A coarse address of digits, perhaps a fine one, two check digits.
fn leitweg(candidate: &Candidate<'_>) -> Option<Match> {
    let mut start = value_after(candidate.text, candidate.at, 24)?;
    let tail = candidate.text.get(start..)?;
    // The label's own `ID`.
    if let Some(rest) = tail.get(2..).filter(|_| tail.get(..2).is_some_and(|id| id.eq_ignore_ascii_case("id"))) {
        start += 2 + rest.bytes().take(8).position(|b| b.is_ascii_digit())?;
    }
    let bytes = candidate.text.as_bytes().get(start..)?;
    let len = bytes.iter().take(47).take_while(|b| b.is_ascii_alphanumeric() || **b == b'-').count();
    let code = bytes.get(..len)?;
    let coarse = code.iter().take_while(|b| b.is_ascii_digit()).count();
    let compact = code.iter().filter(|b| **b != b'-').map(u8::to_ascii_uppercase);
    let ends = code.len().checked_sub(3).and_then(|at| code.get(at)) == Some(&b'-');
    let whole = (2..=12).contains(&coarse) && ends && code.get(coarse) == Some(&b'-') && mod97(compact) == Some(1);
    whole.then_some(Match { span: Span::new(start, start + len), score: 0.95, why: "check_digit" })
}

fn plz(value: &[u8]) -> bool {
    (1001..=99998).contains(&part(value, 0..5))
}

/// The first plate among the words behind one that announces it.
fn announced_plate(candidate: &Candidate<'_>) -> Option<Match> {
    /// How far behind the word the plate may start, in bytes.
    const REACH: usize = 48;
    let tail = candidate.text.get(candidate.at.end..)?;
    tail.char_indices()
        .map(|(at, before)| (at + before.len_utf8(), before))
        .take_while(|&(at, _)| at < REACH)
        .filter(|(_, before)| !before.is_alphanumeric())
        .map(|(at, _)| at)
        .find_map(|at| Some((at, plate(tail.get(at..)?)?)))
        .map(|(at, len)| {
            let start = candidate.at.end + at;
            Match { span: Span::new(start, start + len), score: 0.8, why: "context" }
        })
}

/// How long the plate is that `text` starts with: district, a blank or dash, letters of the same case, digits.
fn plate(text: &str) -> Option<usize> {
    // A district has at most three.
    let letters =
        |text: &str| text.chars().take(4).take_while(|c| c.is_alphabetic()).map(char::len_utf8).sum::<usize>();
    let (district, rest) = text.split_at_checked(letters(text))?;
    let rest = rest.strip_prefix([' ', '-', '\u{a0}'])?;
    let (series, rest) = rest.split_at_checked(letters(rest))?;
    let rest = rest.strip_prefix([' ', '-', '\u{a0}']).unwrap_or(rest);
    let (digits, rest) = rest.split_at_checked(rest.bytes().take_while(u8::is_ascii_digit).count())?;
    // Electric and historic vehicles.
    let rest = rest.strip_prefix(['E', 'H', 'e', 'h']).unwrap_or(rest);
    let german = |c: char| c.is_ascii_alphabetic() || "ÄÖÜäöü".contains(c);
    let capitals = district.chars().chain(series.chars()).filter(|c| c.is_uppercase()).count();
    let same_case = capitals == 0 || capitals == district.chars().count() + series.len();
    let fits = (1..=3).contains(&district.chars().count())
        && (1..=2).contains(&series.len())
        && district.chars().all(german)
        && series.is_ascii()
        && same_case
        && (1..=4).contains(&digits.len())
        && !digits.starts_with('0')
        && !rest.starts_with(char::is_alphanumeric);
    fits.then_some(text.len() - rest.len())
}
