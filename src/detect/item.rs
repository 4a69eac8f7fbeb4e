//! Numbers of things: goods, books, recordings, substances, containers, ships.
//!
//! None of them identifies a person or an account, which is why they have a group of their own: rules for `pii.*` and
//! `financial.*` leave them alone.

use super::checksum::{base36, digit, iso7064_mod37_36, mod11};
use super::financial::is_country;
use super::keyword::value_after;
use super::{Candidate, Detector, Find, Match, Scores, checked, lean};
use crate::text::Span;

/// All detectors of this group.
pub const FAMILIES: &[&[Detector]] = &[DETECTORS];

/// One check digit or none: nothing without a word of context.
const BARE: Scores = Scores { alone: 0.0, with_context: 0.9 };

/// Goods, works, substances, containers, ships.
pub const DETECTORS: &[Detector] = &lean([
    Detector {
        id: "item.isbn",
        title: "International Standard Book Number (ISBN)",
        source: "ISO 2108:2017: 978 or 979 and an EAN-13; before 2007 ten characters, weights 10 to 1 mod 11",
        find: Find::Keywords {
            keywords: &["isbn", "isbn-13", "isbn-10", "isbn13", "isbn10", "isbn_13", "isbn_10"],
            reach: 48,
            verify: verify_book,
        },
        examples: &["ISBN ⟦978-9024538270⟧", "ISBN-10: ⟦0-306-40615-2⟧", "isbn ⟦978-3-16-148410-0⟧"],
        counterexamples: &["ISBN 978-9024538271", "9789024538270"],
    },
    Detector {
        id: "item.issn",
        title: "International Standard Serial Number (ISSN)",
        source: "ISO 3297:2022: weights 8 to 1 mod 11, X for ten",
        find: checked(
            &["9999-999X"],
            |value| mod11(value, &[8, 7, 6, 5, 4, 3, 2, 1]),
            BARE,
            &["issn", "eissn", "e-issn", "journal", "zeitschrift", "revue", "revista", "rivista"],
        ),
        examples: &["ISSN ⟦0024-9319⟧", "ISSN: ⟦0032-1478⟧"],
        counterexamples: &["ISSN 0024-9318", "call 0024-9319"],
    },
    Detector {
        id: "item.ismn",
        title: "International Standard Music Number (ISMN)",
        source: "ISO 10957:2021: 9790 and an EAN-13; before 2008 M and nine digits, M counting as 3",
        find: Find::Keywords { keywords: &["ismn", "music number"], reach: 48, verify: verify_music },
        examples: &["ISMN ⟦979-0-3452-4680-5⟧", "ISMN ⟦M-2306-7118-7⟧"],
        counterexamples: &["ISMN 979-0-3452-4680-6", "979-0-3452-4680-5"],
    },
    Detector {
        id: "item.isan",
        title: "International Standard Audiovisual Number (ISAN)",
        source: "ISO 15706-2:2007: sixteen or twenty-four hexadecimal digits, each part with a check character mod 37,36",
        find: checked(
            &["XXXX-XXXX-XXXX-XXXX-X", "XXXX-XXXX-XXXX-XXXX-XXXX-XXXX", "XXXX-XXXX-XXXX-XXXX-X-XXXX-XXXX-X"],
            is_isan,
            BARE,
            &["isan", "audiovisual number", "audiovisual"],
        ),
        examples: &["ISAN ⟦0000-0001-8CFA-0000-I-0000-0000-K⟧", "ISAN ⟦000000018947000000000000⟧"],
        counterexamples: &["ISAN 0000-0001-8CFA-0000-A-0000-0000-K", "key 0000-0001-8CFA-0000"],
    },
    Detector {
        id: "item.isrc",
        title: "International Standard Recording Code (ISRC)",
        source: "ISO 3901:2019: prefix of the registrant, year, five digits. No check digit, so with context only",
        find: checked(
            &["AA-XXX-99-99999"],
            |value| value.get(..2).is_some_and(|prefix| is_country(prefix) || EXTRA_PREFIXES.contains(&prefix)),
            Scores { alone: 0.1, with_context: 0.9 },
            &["isrc", "recording code", "recording", "track", "song"],
        ),
        examples: &["ISRC ⟦US-SKG-19-12345⟧", "isrc=⟦USSKG1912345⟧"],
        counterexamples: &["ISRC XX-SKG-19-12345"],
    },
    Detector {
        id: "item.grid",
        title: "Global Release Identifier of a digital release (GRid)",
        source: "IFPI, GRid Standard 2.1: A1, issuer, release, check character of ISO/IEC 7064 MOD 37,36",
        find: checked(
            &["A1-XXXXX-XXXXXXXXXX-X"],
            |value| value.starts_with(b"A1") && iso7064_mod37_36(value),
            Scores { alone: 0.45, with_context: 1.0 },
            &["grid", "release identifier", "release"],
        ),
        examples: &["Grid: ⟦A1-2425G-ABC1234002-M⟧"],
        counterexamples: &["Grid: A1-2425G-ABC1234003-M"],
    },
    Detector {
        id: "item.gtin",
        title: "Global Trade Item Number of goods (GTIN, EAN, UPC)",
        source: "GS1 General Specifications 7.9: 8, 12, 13 or 14 digits, weights 3 and 1 from the right, mod 10",
        find: checked(
            &["9999-9999", "9-99999-99999-9", "9-999999-999999", "99999999999999"],
            is_ean,
            BARE,
            &[
                "gtin",
                "gtins",
                "ean",
                "ean-13",
                "ean13",
                "upc",
                "upc-a",
                "barcode",
                "strichcode",
                "code-barres",
                "código de barras",
                "codice a barre",
                "streepjescode",
                "kod kreskowy",
                "条码",
                "article number",
                "trade item",
            ],
        ),
        examples: &["EAN ⟦73513537⟧", "UPC: ⟦0 36000 29145 2⟧", "barcode ⟦4006381333931⟧"],
        counterexamples: &["EAN 73513538", "order 4006381333931"],
    },
    Detector {
        id: "item.cas_number",
        title: "Registry number of a chemical substance (CAS)",
        source: "Chemical Abstracts Service, check digit verification: the digits from the right times 1, 2, 3, …, mod 10",
        find: checked(
            &["99~99~9", "999~99~9", "9999~99~9", "99999~99~9", "999999~99~9", "9999999~99~9"],
            is_cas,
            BARE,
            &["cas", "casrn", "cas rn", "cas number", "chemical abstracts", "substance", "chemical", "stoff"],
        ),
        examples: &["CAS ⟦87-86-5⟧", "CAS RN ⟦7732-18-5⟧"],
        counterexamples: &["CAS 87-86-6", "score 87-86-5"],
    },
    Detector {
        id: "item.ec_number",
        title: "European Community number of a substance (EINECS, ELINCS, NLP)",
        source: "European Chemicals Agency: seven digits, weights 1 to 6, mod 11",
        find: checked(
            &["999~999~9"],
            |value| mod11_up(value) == value.last().and_then(|&byte| digit(byte)),
            BARE,
            &[
                "ec number",
                "ec no",
                "ec-number",
                "ecnumber",
                "einecs",
                "elincs",
                "reach",
                "substance",
                "european community number",
            ],
        ),
        examples: &["EC number ⟦200-001-8⟧"],
        counterexamples: &["EC number 200-001-9", "call 200-001-8"],
    },
    Detector {
        id: "item.container",
        title: "Freight container number",
        source: "ISO 6346:2022: owner, U, J or Z, six digits, check digit of letters and digits times powers of two mod 11",
        find: checked(
            &["AAAU-999999-9", "AAAJ-999999-9", "AAAZ-999999-9"],
            |value| container_sum(value) == value.last().and_then(|&byte| digit(byte)),
            Scores { alone: 0.4, with_context: 1.0 },
            &[
                "container",
                "iso6346",
                "bic code",
                "freight",
                "shipment",
                "bill of lading",
                "conteneur",
                "contenedor",
                "seal",
            ],
        ),
        examples: &["container ⟦CSQU3054383⟧", "Container: ⟦MSKU 907032 3⟧"],
        counterexamples: &["container CSQU3054384"],
    },
    Detector {
        id: "item.ship",
        title: "Number of a ship (IMO number)",
        source: "International Maritime Organization, resolution A.1117(30): weights 7 to 2, last digit of the sum",
        find: checked(
            &["9999999", "IMO-9999999"],
            is_ship,
            BARE,
            &["imo", "imo number", "vessel", "ship", "maritime", "schiff", "navire", "buque", "nave"],
        ),
        examples: &["The vessel ⟦IMO 9319466⟧", "ship no. ⟦9319466⟧"],
        counterexamples: &["IMO 9319467", "total 9319466"],
    },
]);

/// Prefixes of registrants that are no country's (IFPI).
const EXTRA_PREFIXES: &[&[u8]] = &[b"UK", b"QM", b"QN", b"QT", b"QZ", b"CP", b"DG", b"ZZ"];

/// GS1's check digit: weights 1 and 3 in turn from the right.
fn is_ean(value: &[u8]) -> bool {
    let weighted = |(i, &byte): (usize, &u8)| Some(digit(byte)? * if i % 2 == 0 { 1 } else { 3 });
    let sum: Option<u32> = value.iter().rev().enumerate().map(weighted).sum();
    sum.is_some_and(|sum| sum > 0 && sum.is_multiple_of(10))
}

/// What a label announces if, with its dashes or blanks taken out, it has one of these lengths and `is` one of its kind.
///
/// By labels alone, since the digits are grouped in every possible way.
fn announced(candidate: &Candidate<'_>, lengths: [usize; 2], is: fn(&[u8]) -> bool) -> Option<Match> {
    let start = value_after(candidate.text, candidate.at, 16)?;
    let rest = candidate.text.as_bytes().get(start..)?;
    let mut compact = Vec::new();
    for (i, &byte) in rest.iter().take(18).enumerate() {
        match byte {
            b'-' | b' ' => continue,
            b'0'..=b'9' | b'X' | b'x' | b'M' => compact.push(byte.to_ascii_uppercase()),
            _ => break,
        }
        let ends = !rest.get(i + 1).is_some_and(u8::is_ascii_alphanumeric);
        if ends && lengths.contains(&compact.len()) && is(&compact) {
            return Some(Match { span: Span::new(start, start + i + 1), score: 1.0, why: "check_digit" });
        }
    }
    None
}

fn verify_book(candidate: &Candidate<'_>) -> Option<Match> {
    announced(candidate, [13, 10], |value| match value {
        [b'9', b'7', b'8' | b'9', ..] if value.len() == 13 => is_ean(value),
        _ => mod11(value, &[10, 9, 8, 7, 6, 5, 4, 3, 2, 1]),
    })
}

fn verify_music(candidate: &Candidate<'_>) -> Option<Match> {
    announced(candidate, [13, 10], |value| match value {
        [b'9', b'7', b'9', b'0', ..] => is_ean(value),
        // M stands for 3, three times.
        [b'M', rest @ ..] => {
            let weighted = |(i, &byte): (usize, &u8)| Some(digit(byte)? * if i % 2 == 0 { 1 } else { 3 });
            rest.iter().enumerate().map(weighted).sum::<Option<u32>>().is_some_and(|sum| (9 + sum) % 10 == 0)
        }
        _ => false,
    })
}

/// Twelve hexadecimal digits of the work and four of the episode, check character; eight of the version, check
/// character; both characters may be left out.
fn is_isan(value: &[u8]) -> bool {
    let hexadecimal = |part: &[u8]| part.iter().all(u8::is_ascii_hexdigit);
    match (value.get(..16), value.get(16..)) {
        (Some(work), Some(rest)) if hexadecimal(work) && value.iter().any(|byte| *byte != b'0') => match rest {
            [] => false,
            [_] => iso7064_mod37_36(value),
            version if version.len() == 8 => hexadecimal(version),
            [check, version @ .., _] => {
                let whole: Vec<u8> = work.iter().chain(rest.get(1..).unwrap_or_default()).copied().collect();
                let work: Vec<u8> = work.iter().chain([check]).copied().collect();
                hexadecimal(version) && iso7064_mod37_36(&work) && iso7064_mod37_36(&whole)
            }
        },
        _ => false,
    }
}

fn is_cas(value: &[u8]) -> bool {
    let (Some((&check, body)), false) = (value.split_last(), value.starts_with(b"0")) else { return false };
    let sum: u32 = body.iter().rev().zip(1..).map(|(&byte, weight)| digit(byte).unwrap_or(0) * weight).sum();
    digit(check) == Some(sum % 10)
}

/// Σ of the first six digits times 1 to 6, modulo 11; ten is given to no substance.
fn mod11_up(value: &[u8]) -> Option<u32> {
    Some(value.get(..6)?.iter().zip(1..).map(|(&byte, weight)| digit(byte).unwrap_or(0) * weight).sum::<u32>() % 11)
}

fn is_ship(value: &[u8]) -> bool {
    let value = value.strip_prefix(b"IMO").unwrap_or(value);
    let weighted = |(&byte, weight): (&u8, u32)| digit(byte).unwrap_or(0) * weight;
    let sum: u32 = value.iter().take(6).zip((2..=7).rev()).map(weighted).sum();
    digit(value.last().copied().unwrap_or_default()) == Some(sum % 10) && sum > 0
}

/// Letters count from ten on, multiples of eleven left out.
fn container_sum(value: &[u8]) -> Option<u32> {
    let worth = |byte: u8| base36(byte).map(|v| if v > 9 { v + (v - 1) / 10 } else { v });
    let weighted = |(i, &byte): (u32, &u8)| Some(worth(byte)? << i);
    Some((0..).zip(value.get(..10)?).map(weighted).sum::<Option<u32>>()? % 11 % 10)
}
