//! Belgium, the Netherlands, Luxembourg.

use super::check::{all_equal, at, is_date, luhn, mod97, number, part, slice, verhoeff, weigh_down};
use super::words::LICENCE;
use super::{BARE, CHECKED, Detector, FAIR, STRONG, Scores, checked, lean, shape};

/// The detectors of this file.
pub const DETECTORS: &[Detector] = &lean([
    Detector {
        id: "pii.nl_bsn",
        title: "Dutch citizen service number (BSN)",
        source: "Rijksdienst voor Identiteitsgegevens, Logisch Ontwerp BSN: weights 9 to 2 and −1, mod 11 \
                 (https://nl.wikipedia.org/wiki/Burgerservicenummer)",
        find: checked(
            &["9999-99-999", "999-999-999"],
            bsn,
            CHECKED,
            &[
                "bsn",
                "b.s.n",
                "burgerservicenummer",
                "sofinummer",
                "sofi-nummer",
                "sofi",
                "citizen service number",
                "dutch citizen",
                "persoonsnummer",
                "social security number",
                "dutch",
            ],
        ),
        examples: &["BSN ⟦1112.22.333⟧", "burgerservicenummer: ⟦111222333⟧"],
        counterexamples: &["BSN 111252333"],
    },
    Detector {
        id: "pii.nl_education_number",
        title: "Dutch education number (onderwijsnummer)",
        source: "Dienst Uitvoering Onderwijs: begins with 10, weights 9 to 2 and −1, 5 mod 11",
        find: checked(
            &["9999-99-999"],
            education_number,
            CHECKED,
            &["onderwijsnummer", "leerling", "student", "student number", "school", "duo", "bron"],
        ),
        examples: &["onderwijsnummer ⟦1012.22.331⟧"],
        counterexamples: &["onderwijsnummer 100252333"],
    },
    Detector {
        id: "pii.nl_identity_document",
        title: "Dutch passport or identity card number",
        source: "Rijksdienst voor Identiteitsgegevens: two letters, six letters or digits, a digit; no letter O",
        find: checked(
            &["AAXXXXXX9"],
            document,
            Scores { alone: 0.0, with_context: 0.75 },
            &[
                "paspoort",
                "paspoortnummer",
                "identiteitskaart",
                "id-kaart",
                "identiteitsbewijs",
                "documentnummer",
                "passport",
                "passport number",
                "identity card",
                "dutch passport",
                "reisepass",
            ],
        ),
        examples: &["paspoortnummer ⟦XR1001R58⟧"],
        counterexamples: &["paspoort XR1O01R58", "bestelling XR1001R58"],
    },
    Detector {
        id: "pii.nl_driving_licence",
        title: "Dutch driving licence number (rijbewijs)",
        source: "Rijksdienst voor het Wegverkeer: ten digits",
        find: shape(&["9999999999"], BARE, LICENCE),
        examples: &["rijbewijsnummer ⟦5094962111⟧"],
        counterexamples: &["aantal 5094962111"],
    },
    Detector {
        id: "pii.nl_vat_id_digits",
        title: "Dutch VAT number without its prefix",
        source: "Belastingdienst: RSIN or number, B, two digits; citizen number check, or mod 97-10; European \
                 Commission, VIES: VAT number construction rules 15.0",
        find: checked(
            &["999999999-B-99", "9999-99-999-B-99"],
            nl_vat,
            STRONG,
            &[
                "btw",
                "btw-nummer",
                "btw-identificatienummer",
                "btw-id",
                "omzetbelasting",
                "omzetbelastingnummer",
                "vat",
                "belastingdienst",
            ],
        ),
        examples: &["btw-nummer ⟦004495445B01⟧"],
        counterexamples: &["btw-nummer 123456789B90"],
    },
    Detector {
        id: "pii.nl_postal_code",
        title: "Dutch postal code (postcode)",
        source: "PostNL: four digits and two letters, never SA, SD, SS",
        find: checked(
            &["9999-AA", "NL-9999-AA"],
            postcode,
            Scores { alone: 0.0, with_context: 0.8 },
            &["postcode", "adres", "address", "postal code", "zip", "straat"],
        ),
        examples: &["postcode ⟦2601 DC⟧"],
        counterexamples: &["postcode 2601 SS"],
    },
    Detector {
        id: "pii.nl_school_number",
        title: "Dutch school number (BRIN)",
        source: "Dienst Uitvoering Onderwijs, Basisregistratie Instellingen: two digits, two letters, two digits of \
                 the site",
        find: shape(&["99-AA", "99AA-99"], BARE, &["brin", "brin-nummer", "brinnummer", "schoolnummer"]),
        examples: &["BRIN ⟦07NU 00⟧"],
        counterexamples: &["rij 07NU 00"],
    },
    Detector {
        id: "pii.be_national_number",
        title: "Belgian national number (RRN, NISS, BIS)",
        source: "Service public fédéral Intérieur, Registre national; Arrêté royal 3 avril 1984: 97 − (number mod 97) \
                 (https://www.ibz.rrn.fgov.be/fileadmin/user_upload/nl/rr/instructies/IT-lijst/IT000_Rijksregisternummer.pdf)",
        find: checked(
            &["99-99-99-999-99"],
            national_number,
            FAIR,
            &[
                "rijksregisternummer",
                "registre national",
                "numéro national",
                "numero national",
                "nn",
                "niss",
                "insz",
                "rrn",
                "bis",
                "bis-nummer",
                "rijksregister",
                "numéro de registre national",
                "national number",
                "nationalnummer",
                "belgian national",
                "belgian",
                "ssn",
                "nationalregisternummer",
                "sociale zekerheid",
                "sécurité sociale",
            ],
        ),
        examples: &["Rijksregisternummer ⟦85.07.30-033.28⟧", "NISS ⟦17 07 30 033 84⟧", "BIS ⟦98 47 28 997 65⟧"],
        counterexamples: &["NISS 85.07.30-033.29", "NISS 12345678901"],
    },
    Detector {
        id: "pii.be_id_card",
        title: "Belgian identity card number",
        source: "Service public fédéral Intérieur, eID: ten digits mod 97 \
                 (https://www.ibz.rrn.fgov.be/fileadmin/user_upload/nl/rr/instructies/IT-lijst/IT195_Identiteitsbewijs_20240115.pdf)",
        find: checked(
            &["999-9999999-99"],
            eid,
            Scores { alone: 0.3, with_context: 1.0 },
            &[
                "e-id",
                "eid",
                "identiteitskaart",
                "identiteitskaartnummer",
                "carte d'identité",
                "carte d’identité",
                "kaartnummer",
                "numéro de carte",
                "identity card",
                "id card",
                "personalausweis",
                "belgian electronic identity",
            ],
        ),
        examples: &["eID ⟦591-1917064-58⟧"],
        counterexamples: &["eID 591-1917064-59"],
    },
    Detector {
        id: "pii.be_company_number",
        title: "Belgian enterprise number (KBO, BCE)",
        source: "SPF Économie, Banque-Carrefour des Entreprises: 97 − (eight digits mod 97)",
        find: checked(
            &["9999-999-999"],
            enterprise_number,
            CHECKED,
            &[
                "ondernemingsnummer",
                "numéro d'entreprise",
                "numéro d’entreprise",
                "kbo",
                "bce",
                "btw",
                "tva",
                "enterprise number",
                "btw-nummer",
                "unternehmensnummer",
                "belgian enterprise",
                "belgian company",
            ],
        ),
        examples: &["Ondernemingsnummer ⟦0428.759.497⟧"],
        counterexamples: &["Ondernemingsnummer 0431.150.352"],
    },
    Detector {
        id: "pii.lu_national_id",
        title: "Luxembourg national identification number (matricule)",
        source: "Loi du 19 juin 2013; Règlement grand-ducal du 28 novembre 2013, art. 1 (legilux.public.lu/eli/etat/\
                 leg/rgd/2013/11/28/n1/jo): birth date, 00 for a month or day unknown, serial number, Luhn and \
                 Verhoeff digit, both over the first eleven",
        find: checked(
            &["9999-99-99-999-99"],
            matricule,
            STRONG,
            &[
                "matricule",
                "matricule national",
                "numéro d'identification",
                "sozialversicherungsnummer",
                "ccss",
                "cns",
                "luxembourg",
                "luxemburg",
                "national id",
                "identification number",
            ],
        ),
        examples: &["matricule ⟦1893120105732⟧", "matricule ⟦1953000021756⟧"],
        counterexamples: &["matricule 1893120105733", "matricule 1893130105732"],
    },
]);

/// The weighted sum of eight digits less the ninth, mod 11.
fn eleven_test(value: &[u8]) -> u32 {
    (weigh_down(slice(value, 0..8), 9, 2) + 10 * at(value, 8)) % 11
}

/// Nine digits, the first of them zero for numbers that once had eight.
pub fn bsn(value: &[u8]) -> bool {
    eleven_test(value) == 0 && !all_equal(value) && part(value, 0..2) != 0
}

fn education_number(value: &[u8]) -> bool {
    value.starts_with(b"10") && eleven_test(value) == 5
}

fn document(value: &[u8]) -> bool {
    !value.contains(&b'O') && value.iter().filter(|byte| byte.is_ascii_digit()).count() > 1
}

/// Nine digits, B, two digits: nine digits of a citizen or company, or the whole behind NL divided by 97.
pub fn nl_vat(value: &[u8]) -> bool {
    let digits = slice(value, 0..9);
    number(digits) != 0
        && part(value, 10..12) != 0
        && value.get(9) == Some(&b'B')
        && (eleven_test(digits) == 0 || mod97(b"NL".iter().chain(value).copied()) == Some(1))
}

fn postcode(value: &[u8]) -> bool {
    let value = value.strip_prefix(b"NL").unwrap_or(value);
    at(value, 0) != 0 && !matches!(slice(value, 4..6), b"SA" | b"SD" | b"SS")
}

/// Birth date (month plus 20 or 40 in BIS numbers; zero where unknown), serial number, two check digits; for those
/// born from 2000 a 2 is put before the number.
fn national_number(value: &[u8]) -> bool {
    let (year, month, day) = (part(value, 0..2), part(value, 2..4) % 20, part(value, 4..6));
    let (body, check) = (part(value, 0..9), part(value, 9..11));
    let date = is_date(2000 + year, month, day) || (month == 0 && day <= 31) || (day == 0 && month <= 12);
    date && part(value, 2..4) < 53 && (97 - body % 97 == check || 97 - (2_000_000_000 + body) % 97 == check)
}

fn eid(value: &[u8]) -> bool {
    let rest = part(value, 0..10) % 97;
    number(value) != 0 && part(value, 10..12) == if rest == 0 { 97 } else { rest }
}

/// Ten digits, the first 0 or 1.
pub fn enterprise_number(value: &[u8]) -> bool {
    at(value, 0) < 2 && part(value, 1..8) != 0 && 97 - part(value, 0..8) % 97 == part(value, 8..10)
}

/// Birth date (month and day zero where unknown), serial number; a Luhn digit over eleven, a Verhoeff digit over the
/// same eleven.
fn matricule(value: &[u8]) -> bool {
    let (month, day) = (part(value, 4..6), part(value, 6..8));
    is_date(part(value, 0..4), month.max(1), day.max(1))
        && (1800..2100).contains(&part(value, 0..4))
        && luhn(slice(value, 0..12))
        && verhoeff(&[slice(value, 0..11), slice(value, 12..13)].concat())
}
