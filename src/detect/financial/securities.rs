//! Numbers of securities, and of those who issue and trade them.

use super::is_country;
use crate::detect::checksum::{base36, iso7064_mod97_10, luhn_base36};
use crate::detect::{Detector, Find, Scores, Words, lean};

/// ISIN, CUSIP, SEDOL, LEI, FIGI, WKN and Valoren.
pub const DETECTORS: &[Detector] = &lean([
    Detector {
        id: "financial.isin",
        title: "International Securities Identification Number (ISIN)",
        source: "ISO 6166:2021: country (or XS, EU, …), nine characters, Luhn's check over digits and letters; EZ for OTC \
                 derivatives (http://www.anna-web.org/standards/isin-iso-6166/), XT for digital tokens (ANNA)",
        find: Find::Graded { forms: &["AAXXXXXXXXX9"], grade: grade_isin, alone: 0.8, context: WORDS },
        examples: &[
            "ISIN ⟦US0378331005⟧",
            "bought ⟦DE000BAY0017⟧ today",
            "⟦XS0356705219⟧",
            "Bitcoin has the ISIN ⟦XTV15WLZJMF0⟧",
        ],
        counterexamples: &["ISIN US0378331006", "ZZ0378331005", "ABCDEFGHIJK1"],
    },
    Detector {
        id: "financial.cusip",
        title: "CUSIP number of a North American security",
        source: "ANSI X9.6: six characters issuer, two issue, check digit of weights 1,2 with digit sums mod 10; the signs *, @ \
                 and # of private placements are not looked for (https://en.wikipedia.org/wiki/CUSIP)",
        find: Find::Graded {
            forms: &["XXX999XX9", "9XXX9XXX9", "XXXXXXXX9"],
            grade: grade_cusip,
            alone: 0.4,
            context: WORDS,
        },
        examples: &["CUSIP ⟦037833100⟧", "cusip: ⟦17275R102⟧"],
        counterexamples: &["CUSIP 037833101", "037833100", "file 17275R103"],
    },
    Detector {
        id: "financial.sedol",
        title: "SEDOL number of a security on a London exchange",
        source: "London Stock Exchange, SEDOL Masterfile, Service & Technical Guide 8.4 (2018), 8.2 to 8.4: no vowels, weights \
                 1,3,1,7,3,9,1 mod 10 (https://docslib.org/doc/7497563/sedol-masterfile)",
        find: Find::Forms {
            forms: &["XXXXXX9"],
            check: Some(is_sedol),
            scores: Scores { alone: 0.05, with_context: 0.9 },
            context: &["sedol", "london stock exchange", "lse"],
        },
        examples: &["SEDOL ⟦B15KXQ8⟧", "sedol ⟦0263494⟧"],
        counterexamples: &["SEDOL B15KXQ9", "B15KXQ8"],
    },
    Detector {
        id: "financial.lei",
        title: "Legal Entity Identifier (LEI)",
        source: "ISO 17442-1:2020: 18 characters and ISO/IEC 7064 MOD 97-10 \
                 (https://www.gleif.org/en/about-lei/iso-17442-the-lei-code-structure)",
        find: Find::Graded {
            forms: &["XXXXXXXXXXXXXXXXXX99"],
            grade: grade_lei,
            alone: 0.85,
            context: &["lei", "legal entity", "entity identifier", "gleif", "counterparty"],
        },
        examples: &["LEI ⟦5493001KJTIIGC8Y1R12⟧", "⟦HWUPKR0MPOU8FGXBT394⟧"],
        counterexamples: &["LEI 5493001KJTIIGC8Y1R13", "12345678901234567890"],
    },
    Detector {
        id: "financial.figi",
        title: "Financial Instrument Global Identifier (FIGI)",
        source: "OMG FIGI 1.1, 6.1.2 and 8.2.4 (BS, BM, GG, GB, GH, KY, VG left to ISINs: \
                 https://issues.omg.org/issues/FIGI-18) / ANSI X9.145: two consonants, G, eight characters without \
                 vowels, mod-10 check digit",
        find: Find::Graded { forms: &["AAGXXXXXXXX9"], grade: grade_figi, alone: 0.9, context: WORDS },
        examples: &["FIGI ⟦BBG000BLNNH6⟧", "⟦BBG000B9XRY4⟧"],
        counterexamples: &["FIGI BBG000BLNNH7", "BBG000BLANH6"],
    },
    Detector {
        id: "financial.wkn",
        title: "German securities number (WKN)",
        source: "WM Datenservice: six characters without I and O. No check digit, so with context only",
        find: Find::Forms {
            forms: &["XXXXXX"],
            check: Some(is_wkn),
            scores: Scores { alone: 0.0, with_context: 0.8 },
            context: &["wkn", "wertpapierkennnummer", "wertpapier-kennnummer", "wertpapierkennung"],
        },
        examples: &["WKN: ⟦716460⟧", "die Aktie (WKN ⟦A1EWWW⟧)"],
        counterexamples: &["716460", "WKN 12IO45"],
    },
    Detector {
        id: "financial.valoren",
        title: "Swiss securities number (Valorennummer)",
        source: "SIX Financial Information: five to nine digits. No check digit, so with context only",
        find: Find::Forms {
            forms: &["99999", "999999", "9999999", "99999999", "999999999"],
            check: None,
            scores: Scores { alone: 0.0, with_context: 0.7 },
            context: &["valoren", "valorennummer", "valor number", "numéro de valeur", "valorenn"],
        },
        examples: &["Valorennummer ⟦1213853⟧"],
        counterexamples: &["Nummer 1213853"],
    },
]);

const WORDS: &Words = &[
    "isin",
    "cusip",
    "figi",
    "security",
    "securities",
    "share",
    "stock",
    "bond",
    "fund",
    "etf",
    "ticker",
    "bloomberg",
    "wertpapier",
    "aktie",
    "anleihe",
    "fonds",
    "action",
    "obligation",
    "titre",
    "acción",
    "valor",
    "azione",
    "titolo",
    "ação",
    "título",
    "aandeel",
    "obligatie",
    "akcja",
    "obligacja",
    "aktier",
    "värdepapper",
    "证券",
    "股票",
    "债券",
    "証券",
    "株式",
    "銘柄",
];

fn grade_isin(value: &[u8]) -> Option<Scores> {
    let prefix = value.get(..2)?;
    // XS: Euroclear and Clearstream; EU: the Union; EZ: derivatives; XT: tokens; XA to XF and QS, QT: substitute agencies.
    let others: &[&[u8]] = &[b"XS", b"EU", b"EZ", b"XT", b"XA", b"XB", b"XC", b"XD", b"XF", b"QS", b"QT"];
    let known = is_country(prefix) || others.contains(&prefix);
    if !known || !luhn_base36(value) {
        return None;
    }
    // Letters with a digit at the end are an identifier in code more often.
    let digits = value.iter().filter(|b| b.is_ascii_digit()).count();
    Some(Scores { alone: if digits >= 5 { 0.8 } else { 0.3 }, with_context: 1.0 })
}

/// The sum of the digits of value × (1, 2, 1, 2, …), as CUSIP and FIGI have it, over all but the last character.
fn double_add_double(value: &[u8]) -> Option<u32> {
    let (&check, body) = value.split_last()?;
    let mut sum = 0;
    for (i, &byte) in body.iter().enumerate() {
        let v = base36(byte)? * if i % 2 == 1 { 2 } else { 1 };
        sum += v / 10 + v % 10;
    }
    Some((sum + base36(check)?) % 10)
}

fn grade_cusip(value: &[u8]) -> Option<Scores> {
    if double_add_double(value) != Some(0) {
        return None;
    }
    let letters = value.iter().filter(|b| b.is_ascii_alphabetic()).count();
    // Issuers' numbers begin with three digits as a rule.
    let usual = value.iter().take(3).all(u8::is_ascii_digit) && (1..=3).contains(&letters);
    let alone = match letters {
        0 => 0.05,
        _ if usual => 0.4,
        _ => 0.1,
    };
    Some(Scores { alone, with_context: if letters <= 5 { 0.9 } else { 0.4 } })
}

fn is_sedol(value: &[u8]) -> bool {
    const WEIGHTS: [u32; 7] = [1, 3, 1, 7, 3, 9, 1];
    let sum = value
        .iter()
        .zip(WEIGHTS)
        .try_fold(0, |sum, (&byte, weight)| (!b"AEIOU".contains(&byte)).then_some(sum + base36(byte)? * weight));
    sum.is_some_and(|sum| sum % 10 == 0) && value.iter().any(|b| *b != b'0')
}

fn grade_lei(value: &[u8]) -> Option<Scores> {
    if !iso7064_mod97_10(value) {
        return None;
    }
    let letters = value.iter().any(u8::is_ascii_alphabetic);
    Some(Scores { alone: if letters { 0.85 } else { 0.2 }, with_context: 1.0 })
}

fn grade_figi(value: &[u8]) -> Option<Scores> {
    let vowels = value.iter().any(|b| b"AEIOU".contains(b));
    let taken = matches!(value.get(..2), Some(b"BS" | b"BM" | b"GG" | b"GB" | b"GH" | b"KY" | b"VG"));
    let ok = !vowels && !taken && double_add_double(value) == Some(0);
    ok.then_some(Scores { alone: 0.9, with_context: 1.0 })
}

fn is_wkn(value: &[u8]) -> bool {
    !value.iter().any(|b| matches!(b, b'I' | b'O')) && value.iter().any(u8::is_ascii_digit)
}
