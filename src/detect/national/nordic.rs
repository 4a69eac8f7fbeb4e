//! Sweden, Finland, Norway, Denmark with the Faroe Islands, Iceland.

use super::super::keyword::value_after;
use super::super::{Candidate, Match};
use super::check::{at, ends_with, is_date, luhn, number, part, slice, weigh};
use super::{BARE, CHECKED, Detector, FAIR, Find, SHAPED, STRONG, Scores, checked, lean, shape};
use crate::text::Span;

/// The detectors of this file.
pub const DETECTORS: &[Detector] = &lean([
    Detector {
        id: "pii.se_personal_number",
        title: "Swedish personal or coordination number (personnummer, samordningsnummer)",
        source: "Skatteverket, SKV 704: birth date (day plus 60 for coordination numbers), Luhn over the last ten \
                 digits (https://en.wikipedia.org/wiki/Personal_identity_number_(Sweden))",
        find: checked(
            &["999999-9999", "99999999-9999", "999999+9999", "99999999+9999", "999999-A999", "99999999-A999"],
            personal_number_se,
            FAIR,
            &[
                "personnummer",
                "personnr",
                "pnr",
                "pers.nr",
                "samordningsnummer",
                "personal number",
                "personal identity number",
                "personal identity code",
                "swedish id",
                "swedish personal",
                "folkbokföring",
                "id code",
                "svenskt",
            ],
        ),
        examples: &["personnummer ⟦880320-0016⟧", "⟦19910924-2397⟧ är mitt pnr."],
        counterexamples: &["personnummer 880320-0018", "pnr 19001309-2393"],
    },
    Detector {
        id: "pii.se_company_number",
        title: "Swedish organisation number (organisationsnummer)",
        source: "Bolagsverket, Skatteverket SKV 709: third digit 2 or more, Luhn",
        find: checked(
            &["999999-9999", "16999999-9999"],
            company_number_se,
            CHECKED,
            &[
                "organisationsnummer",
                "orgnr",
                "org.nr",
                "org nr",
                "orgnummer",
                "organisationsnr",
                "bolagsverket",
                "företag",
                "company identity code",
                "company registration",
                "organisation number",
                "organization number",
                "swedish company",
            ],
        ),
        examples: &["organisationsnummer ⟦556703-7485⟧"],
        counterexamples: &["orgnr 556703-7486"],
    },
    Detector {
        id: "pii.se_postal_code",
        title: "Swedish postal code (postnummer)",
        source: "PostNord: five digits, a space after the third",
        find: checked(
            &["999-99", "SE-999-99"],
            postal_code_se,
            BARE,
            &["postnummer", "postnr", "postadress", "postal code", "postcode"],
        ),
        examples: &["postnummer ⟦114 18⟧"],
        counterexamples: &["antal 114 18"],
    },
    Detector {
        id: "pii.fi_personal_identity_code",
        title: "Finnish personal identity code (henkilötunnus, HETU)",
        source: "Digital and Population Data Services Agency (DVV); law 661/2009: birth date, century sign, number \
                 mod 31 (https://dvv.fi/hetu-uudistus; https://tarkistusmerkit.teppovuori.fi/tarkmerk.htm#hetu1)",
        find: checked(
            &["999999~999X", "999999A999X", "999999+999X"],
            hetu,
            STRONG,
            &[
                "henkilötunnus",
                "hetu",
                "henkilotunnus",
                "personbeteckning",
                "personal identity code",
                "finnish id",
                "finnish personal",
                "sotu",
                "sosiaaliturvatunnus",
            ],
        ),
        examples: &["HETU ⟦131052-308T⟧", "My personal identity code is: ⟦010594Y9032⟧."],
        counterexamples: &["HETU 131052-308U", "HETU 131052/308T", "HETU 310252-308Y", "hetu 012245A110G"],
    },
    Detector {
        id: "pii.fi_business_id",
        title: "Finnish business identity code (Y-tunnus)",
        source: "Patentti- ja rekisterihallitus, YTJ: weights 7,9,10,5,8,4,2, mod 11",
        find: checked(
            &["9999999-9"],
            business_id_fi,
            CHECKED,
            &[
                "y-tunnus",
                "ytunnus",
                "fo-nummer",
                "business id",
                "business identity code",
                "alv",
                "yritys",
                "finnish business",
                "company id",
            ],
        ),
        examples: &["Y-tunnus ⟦2077474-0⟧"],
        counterexamples: &["Y-tunnus 2077474-1"],
    },
    Detector {
        id: "pii.fi_tax_number",
        title: "Finnish individual tax number (veronumero)",
        source: "Verohallinto (Tax Administration): twelve digits",
        find: shape(
            &["999999999999"],
            BARE,
            &["veronumero", "skattenummer", "finnish individual tax", "tax number", "verohallinto"],
        ),
        examples: &["veronumero ⟦123456789123⟧"],
        counterexamples: &["summa 123456789123"],
    },
    Detector {
        id: "pii.fi_association_number",
        title: "Finnish association register number",
        source: "Patentti- ja rekisterihallitus, Yhdistysrekisteri: up to six digits",
        // Not of a fixed shape: then a word of context would have to be looked for beside every year.
        find: Find::Keywords {
            keywords: &[
                "yhdistysrekisteri",
                "yhdistysrekisterinumero",
                "rekisterinumero",
                "finnish association",
                "association identifier",
                "association id",
                "associationid",
            ],
            reach: 40,
            verify: association,
        },
        examples: &["yhdistysrekisterinumero ⟦123.123⟧", "rekisterinumero: ⟦4821⟧"],
        counterexamples: &["hinta 123.123", "rekisterinumero 123.12", "rekisterinumero 1234567"],
    },
    Detector {
        id: "pii.no_national_id",
        title: "Norwegian national identity number (fødselsnummer, D-nummer)",
        source: "Skatteetaten, Folkeregisteret; Folkeregisterforskriften § 2-2-1: birth date, two check digits mod 11 \
                 (https://no.wikipedia.org/wiki/Fødselsnummer)",
        find: checked(
            &["999999-99999", "999999-999-99"],
            national_id_no,
            STRONG,
            &[
                "fødselsnummer",
                "fodselsnummer",
                "fødselsnr",
                "personnummer",
                "fnr",
                "d-nummer",
                "national id",
                "birth number",
                "national identity number",
                "norwegian birth",
                "norwegian national",
                "folkeregister",
            ],
        ),
        examples: &["Fødselsnummer ⟦151086 95088⟧"],
        counterexamples: &["fødselsnummer 15108695077"],
    },
    Detector {
        id: "pii.no_company_number",
        title: "Norwegian organisation number",
        source: "Brønnøysundregistrene: first digit 8 or 9, weights 3,2,7,6,5,4,3,2, mod 11 \
                 (https://no.wikipedia.org/wiki/Organisasjonsnummer)",
        find: checked(
            &["999-999-999"],
            company_number_no,
            CHECKED,
            &[
                "orgnr",
                "org.nr",
                "org nr",
                "organisasjonsnummer",
                "organisasjonsnr",
                "foretak",
                "foretaksregisteret",
                "mva",
                "norwegian organisation",
                "organisation number",
                "organization number",
                "norwegian company",
            ],
        ),
        examples: &["Org.nr ⟦988 077 917⟧"],
        counterexamples: &["Org.nr 988 077 918"],
    },
    Detector {
        id: "pii.no_vat_id",
        title: "Norwegian VAT number (MVA)",
        source: "Skatteetaten, Merverdiavgiftsloven: NO, organisation number, MVA",
        find: checked(&["NO-999-999-999"], vat_no, STRONG, &["mva", "vat", "moms", "merverdiavgift", "org.nr"]),
        examples: &["⟦NO 995 525 828⟧ MVA"],
        counterexamples: &["NO 995 525 829 MVA"],
    },
    Detector {
        id: "pii.dk_personal_number",
        title: "Danish personal number (CPR)",
        source: "CPR-kontoret, Personnummeret i CPR: birth date and century digit; numbers since 2007 may fail mod 11 \
                 (https://cpr.dk/)",
        find: checked(
            &["999999-9999"],
            cpr,
            SHAPED,
            &[
                "cpr",
                "cpr-nummer",
                "cpr-nr",
                "cpr nr",
                "cprnr",
                "personnummer",
                "cpr number",
                "danish citizen",
                "danish personal",
                "sygesikring",
            ],
        ),
        examples: &["CPR-nr. ⟦211062-5629⟧"],
        counterexamples: &["CPR 2110525629", "CPR 311362-5629"],
    },
    Detector {
        id: "pii.dk_company_number",
        title: "Danish company number (CVR)",
        source: "Erhvervsstyrelsen, Det Centrale Virksomhedsregister: weights 2,7,6,5,4,3,2, mod 11",
        find: checked(
            &["99-99-99-99", "DK-99-99-99-99"],
            cvr,
            CHECKED,
            &[
                "cvr",
                "cvr-nummer",
                "cvr-nr",
                "cvr nr",
                "se-nummer",
                "momsnummer",
                "moms",
                "virksomhed",
                "danish company",
                "vat",
                "danish vat",
            ],
        ),
        examples: &["CVR-nr. ⟦13 58 56 28⟧"],
        counterexamples: &["CVR 13585627"],
    },
    Detector {
        id: "pii.is_national_id",
        title: "Icelandic identity number (kennitala)",
        source: "Þjóðskrá (Registers Iceland), Um kennitölur (https://www.skra.is/folk/eg-i-thjodskra/um-kennitolur/): \
                 date (day plus 40 for organisations), 3,2,7,6,5,4,3,2 mod 11, which numbers of people given since 18 \
                 February 2026 need not meet; kerfiskennitölur begin with 8 or 9 and are random",
        find: Find::Graded {
            forms: &["999999-9999"],
            grade: kennitala,
            alone: FAIR.alone,
            context: &["kennitala", "kt", "kt.", "kennitölu", "icelandic id", "icelandic", "iceland", "national id"],
        },
        examples: &[
            "Kennitala ⟦450401-3150⟧",
            "kt. ⟦120174-3399⟧",
            "kennitala ⟦120174-3389⟧",
            "kerfiskennitala, kt. ⟦892350-1739⟧",
        ],
        counterexamples: &["kennitala 530575-0299", "kennitala 320174-3399", "númer 120174-3389"],
    },
    Detector {
        id: "pii.is_vat_id",
        title: "Icelandic VAT number (VSK)",
        source: "Ríkisskattstjóri (Iceland Revenue and Customs): five or six digits",
        find: shape(
            &["IS-99999", "IS-999999", "99999", "999999"],
            BARE,
            &["vsk", "vsk-númer", "vsk númer", "virðisaukaskattur", "virðisaukaskattsnúmer"],
        ),
        examples: &["VSK-númer ⟦00621⟧"],
        counterexamples: &["fjöldi 00621"],
    },
    Detector {
        id: "pii.fo_tax_number",
        title: "Faroese business number (V-tal)",
        source: "TAKS, Skráseting Føroya: six digits \
                 (OECD, Tax identification numbers, Faroe-islands-TIN.pdf)",
        find: shape(
            &["999-999", "FO-999-999"],
            BARE,
            &["v-tal", "vinnutal", "faroe", "faroese", "føroyar", "v-number"],
        ),
        examples: &["V-tal ⟦623857⟧"],
        counterexamples: &["nummar 623857"],
    },
]);

/// Four to six digits, of which the last three may stand apart.
fn association(candidate: &Candidate<'_>) -> Option<Match> {
    let text = candidate.text;
    let start = value_after(text, candidate.at, 28)?;
    let tail = text.as_bytes().get(start..)?;
    let digits = |bytes: &[u8]| bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let first = digits(tail);
    let last = tail.get(first..).and_then(|rest| rest.strip_prefix(b".").or(rest.strip_prefix(b" "))).map_or(0, digits);
    let len = match (first, last) {
        (2..=3, 3) => first + 1 + last,
        (4..=6, 0) => first,
        _ => return None,
    };
    Some(Match { span: Span::new(start, start + len), score: BARE.with_context, why: "context" })
}

/// Ten digits, or twelve with the century; the day plus 60 in coordination numbers.
fn personal_number_se(value: &[u8]) -> bool {
    // Interim numbers have a letter that counts as one.
    let digit = |byte: &u8| if byte.is_ascii_alphabetic() { b'1' } else { *byte };
    let digits: Vec<u8> = value.iter().filter(|byte| byte.is_ascii_alphanumeric()).map(digit).collect();
    let (century, short) = digits.split_at(digits.len().saturating_sub(10));
    let (year, month, day) = (part(short, 0..2), part(short, 2..4), part(short, 4..6));
    let century = match century {
        [] => 20,
        _ => number(century),
    };
    (18..=20).contains(&century)
        && is_date(century * 100 + year, month, if day > 60 { day - 60 } else { day })
        && luhn(short)
}

pub fn company_number_se(value: &[u8]) -> bool {
    let short = slice(value, value.len().saturating_sub(10)..value.len());
    at(short, 2) > 1 && at(short, 0) != 0 && luhn(short)
}

fn postal_code_se(value: &[u8]) -> bool {
    at(value.strip_prefix(b"SE").unwrap_or(value), 0) != 0
}

/// The century sign is + before 1900, a dash or U to Y before 2000, A to F after; numbers up to 899 are people's,
/// 900 to 999 temporary.
fn hetu(value: &[u8]) -> bool {
    let century = match value.get(6) {
        Some(b'U'..=b'Y') => 1900,
        Some(b'A'..=b'F') => 2000,
        // A separator, taken out: the dash of the 20th century or, rarely, the plus of the 19th.
        Some(byte) if byte.is_ascii_digit() => 1900,
        _ => return false,
    };
    let (date, individual) =
        (slice(value, 0..6), slice(value, value.len().saturating_sub(4)..value.len().saturating_sub(1)));
    let dated = is_date(century + part(date, 4..6), part(date, 2..4), part(date, 0..2));
    let rest = (number(date) * 1000 + number(individual)) % 31;
    dated && number(individual) > 1 && ends_with(value, b"0123456789ABCDEFHJKLMNPRSTUVWXY", rest as u32)
}

/// Seven digits and their check digit.
pub fn business_id_fi(value: &[u8]) -> bool {
    weigh(value, &[7, 9, 10, 5, 8, 4, 2, 1]).is_multiple_of(11) && number(value) != 0
}

/// D-numbers add 40 to the day, synthetic and aid numbers 40 to 80 to the month.
fn national_id_no(value: &[u8]) -> bool {
    let (day, month, year) = (part(value, 0..2) % 40, part(value, 2..4) % 40, part(value, 4..6));
    is_date(2000 + year, month, day)
        && part(value, 0..2) < 72
        && weigh(value, &[3, 7, 6, 1, 8, 9, 4, 5, 2, 1]).is_multiple_of(11)
        && weigh(value, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
}

fn company_number_no(value: &[u8]) -> bool {
    matches!(at(value, 0), 8 | 9) && weigh(value, &[3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
}

fn vat_no(value: &[u8]) -> bool {
    company_number_no(slice(value, 2..11))
}

/// The seventh digit and the year tell the century; no number belongs to a birth after 2036 (or before 1858).
fn cpr(value: &[u8]) -> bool {
    let year = part(value, 4..6);
    let century = match (at(value, 6), year) {
        (0..=3, _) | (4 | 9, 37..) => 1900,
        (5..=8, 58..) => 1800,
        _ => 2000,
    };
    is_date(century + year, part(value, 2..4), part(value, 0..2)) && century + year < 2037
}

/// Eight digits, perhaps behind DK.
pub fn cvr(value: &[u8]) -> bool {
    let digits = value.strip_prefix(b"DK").unwrap_or(value);
    at(digits, 0) != 0 && weigh(digits, &[2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
}

/// The last digit is the century: 8 for the 19th, 9 for the 20th, 0 for the 21st. Organisations have a check digit, people
/// mostly; numbers in the systems of authorities have neither that nor a date.
fn kennitala(value: &[u8]) -> Option<Scores> {
    let century = match at(value, 9) {
        0 => 2000,
        n => 1000 + u64::from(n) * 100,
    };
    let day = part(value, 0..2);
    let dated = matches!(at(value, 9), 0 | 8 | 9)
        && is_date(century + part(value, 4..6), part(value, 2..4), if day > 40 { day - 40 } else { day });
    match (at(value, 0), dated) {
        (_, true) if weigh(value, &[3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11) => Some(FAIR),
        (0..=3, true) => Some(Scores { alone: 0.0, with_context: 0.8 }),
        (8.., _) => Some(BARE),
        _ => None,
    }
}
