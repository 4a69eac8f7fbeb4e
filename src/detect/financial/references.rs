//! What payments carry: references of creditors and schemes, and numbers of transactions.

use super::{is_country, remainder_follows};
use crate::detect::checksum::{digit, luhn, mod97};
use crate::detect::keyword::value_after;
use crate::detect::{Candidate, Detector, Find, Match, Scores, chain, lean};
use crate::text::Span;

/// References on invoices and statements.
pub const DETECTORS: &[Detector] = &lean([
    Detector {
        id: "financial.creditor_reference",
        title: "Structured creditor reference of an invoice (RF)",
        source: "ISO 11649:2009: RF, two check digits, up to 21 characters; ISO/IEC 7064 MOD 97-10",
        find: Find::Forms {
            forms: RF,
            check: Some(is_creditor_reference),
            scores: Scores { alone: 0.8, with_context: 1.0 },
            context: &[
                "reference",
                "rf",
                "creditor",
                "referenz",
                "référence",
                "referencia",
                "riferimento",
                "viite",
                "reklam",
            ],
        },
        examples: &["reference ⟦RF18 5390 0754 7034⟧", "⟦RF18000000000539007547034⟧"],
        counterexamples: &["reference RF17 5390 0754 7034", "RF18"],
    },
    Detector {
        id: "financial.sepa_creditor_id",
        title: "Identifier of a creditor in SEPA direct debits (AT-02)",
        source: "European Payments Council, EPC262-08: country, check digits mod 97, business code, national number",
        find: Find::Forms {
            forms: CREDITOR,
            check: Some(is_creditor_id),
            scores: Scores { alone: 0.4, with_context: 0.95 },
            context: &[
                "creditor identifier",
                "creditor id",
                "creditor",
                "sepa",
                "direct debit",
                "at-02",
                "gläubiger-id",
                "gläubiger",
                "gläubiger-identifikationsnummer",
                "ics",
                "créancier",
                "acreedor",
                "creditore",
                "credor",
                "incassant",
                "wierzyciel",
            ],
        },
        examples: &["Gläubiger-ID ⟦DE98ZZZ09999999999⟧", "acreedor ⟦ES 23 ZZZ 47690558N⟧", "ICS: ⟦FR72ZZZ123456⟧"],
        counterexamples: &["Gläubiger-ID DE97ZZZ09999999999", "creditor XX98ZZZ09999999999"],
    },
    Detector {
        id: "financial.be_payment_reference",
        title: "Belgian structured payment reference (OGM, VCS)",
        source: "Febelfin, gestructureerde mededeling: ten digits and their remainder modulo 97, +++ or *** around \
                 (https://febelfin.be/en/publications/2023/febelfin-banking-standards-for-online-banking)",
        find: Find::Groups {
            lengths: (3, 3),
            digits: 12,
            letters: false,
            beside: b"/",
            not_after: b"",
            context: &[],
            verify: verify_belgian,
            joined_by: b"/+*",
        },
        examples: &["mededeling ⟦+++090/9337/55493+++⟧", "⟦***010/8068/17183***⟧", "ref ⟦010/8068/17183⟧"],
        counterexamples: &["+++090/9337/55494+++", "010/8068/17180", "on 010/806/17183"],
    },
    Detector {
        id: "financial.ch_payment_reference",
        title: "Swiss payment reference (QR reference, ESR)",
        source: "SIX, Swiss Implementation Guidelines QR-bill: 27 digits, modulo 10 recursive \
                 (https://www.paymentstandards.ch/dam/downloads/ig-qr-bill-en.pdf)",
        find: Find::Forms {
            forms: &["99-99999-99999-99999-99999-99999"],
            check: Some(is_swiss_reference),
            scores: Scores { alone: 0.45, with_context: 0.95 },
            context: &[
                "esr",
                "isr",
                "bvr",
                "qr",
                "qr-referenz",
                "qrr",
                "referenz",
                "referenznummer",
                "référence",
                "riferimento",
                "reference",
                "einzahlungsschein",
            ],
        },
        examples: &["Referenz ⟦21 00000 00003 13947 14300 09017⟧"],
        counterexamples: &["Referenz 21 00000 00003 13947 14300 09016"],
    },
    Detector {
        id: "financial.acquirer_reference",
        title: "Acquirer's reference number of a card payment (ARN)",
        source: "Visa and Mastercard clearing records: 23 digits, format code, acquirer's BIN, date, Luhn's check \
                 digit",
        find: Find::Forms {
            forms: &["99999999999999999999999"],
            check: Some(luhn),
            scores: Scores { alone: 0.2, with_context: 0.9 },
            context: &["acquirer reference", "acquirer", "arn", "chargeback", "refund", "dispute"],
        },
        examples: &["refund, ARN ⟦74537604221222220000003⟧"],
        counterexamples: &["refund, ARN 74537604221222220000004"],
    },
    Detector {
        id: "financial.uetr",
        title: "Unique end-to-end reference of a SWIFT payment (UETR)",
        source: "SWIFT gpi, field 121: a random UUID (RFC 9562)",
        find: Find::Keywords { keywords: &["uetr"], reach: 70, verify: verify_uetr },
        examples: &["UETR: ⟦eb6305c9-1f7f-49de-aed0-16487c27b42d⟧"],
        counterexamples: &["request eb6305c9-1f7f-49de-aed0-16487c27b42d"],
    },
    Detector {
        id: "financial.euro_banknote",
        title: "Serial number of a euro banknote",
        source: "European Central Bank: a letter and eleven digits, since 2013 two letters and ten; ASCII codes and digits add \
                 up to a multiple of nine",
        find: Find::Forms {
            forms: &["A99999999999", "AA9999999999"],
            check: Some(is_banknote),
            scores: Scores { alone: 0.05, with_context: 0.9 },
            context: &[
                "banknote",
                "euro note",
                "serial number of the note",
                "geldschein",
                "seriennummer",
                "billet",
                "billete",
                "banconota",
                "bankbiljet",
                "banknot",
                "sedel",
            ],
        },
        examples: &["banknote ⟦P36007033744⟧", "Geldschein ⟦PA0600703370⟧"],
        counterexamples: &["banknote P36007033743", "part P36007033744"],
    },
]);

/// One for each length from 5 to 25, in groups of four.
const RF: &[&str] = &[
    "RF99-X",
    "RF99-XX",
    "RF99-XXX",
    "RF99-XXXX",
    "RF99-XXXX-X",
    "RF99-XXXX-XX",
    "RF99-XXXX-XXX",
    "RF99-XXXX-XXXX",
    "RF99-XXXX-XXXX-X",
    "RF99-XXXX-XXXX-XX",
    "RF99-XXXX-XXXX-XXX",
    "RF99-XXXX-XXXX-XXXX",
    "RF99-XXXX-XXXX-XXXX-X",
    "RF99-XXXX-XXXX-XXXX-XX",
    "RF99-XXXX-XXXX-XXXX-XXX",
    "RF99-XXXX-XXXX-XXXX-XXXX",
    "RF99-XXXX-XXXX-XXXX-XXXX-X",
    "RF99-XXXX-XXXX-XXXX-XXXX-XX",
    "RF99-XXXX-XXXX-XXXX-XXXX-XXX",
    "RF99-XXXX-XXXX-XXXX-XXXX-XXXX",
    "RF99-XXXX-XXXX-XXXX-XXXX-XXXX-X",
];

/// National numbers of creditors have six characters (France) to nineteen (Luxembourg).
const CREDITOR: &[&str] = &[
    "AA-99-XXX-XXXXXX",
    "AA-99-XXX-XXXXXXXX",
    "AA-99-XXX-XXXXXXXXX",
    "AA-99-XXX-XXXXXXXXXX",
    "AA-99-XXX-XXXXXXXXXXX",
    "AA-99-XXX-XXXXXXXXXXXX",
    "AA-99-XXX-XXXXXXXXXXXXX",
    "AA-99-XXX-XXXXXXXXXXXXXX",
    "AA-99-XXX-XXXXXXXXXXXXXXX",
    "AA-99-XXX-XXXXXXXXXXXXXXXX",
    "AA-99-XXX-XXXXXXXXXXXXXXXXXXX",
];

fn is_creditor_reference(value: &[u8]) -> bool {
    let Some((head, rest)) = value.split_at_checked(4) else { return false };
    mod97(rest.iter().chain(head).copied()) == Some(1)
}

/// The business code counts for nothing; it is letters, or digits, and ZZZ as a rule.
fn is_creditor_id(value: &[u8]) -> bool {
    let (Some(head), Some(business), Some(number)) = (value.get(..4), value.get(4..7), value.get(7..)) else {
        return false;
    };
    head.get(..2).is_some_and(is_country)
        && (business.iter().all(u8::is_ascii_digit) || business.iter().all(u8::is_ascii_alphabetic))
        && number.iter().filter(|byte| byte.is_ascii_digit()).count() * 2 > number.len()
        && mod97(number.iter().chain(head).copied()) == Some(1)
}

/// `999/9999/99999`, with or without signs around it.
fn verify_belgian(candidate: &Candidate<'_>) -> Option<Match> {
    let (bytes, at) = (candidate.text.as_bytes(), candidate.at.start);
    let text = bytes.get(at..at + 14)?;
    let digits: Vec<u8> = match text {
        [a @ .., b'/', _, _, _, _, b'/', _, _, _, _, _] if a.len() == 3 => {
            text.iter().copied().filter(|byte| *byte != b'/').collect()
        }
        _ => return None,
    };
    if digits.len() != 12 || !remainder_follows(&digits) {
        return None;
    }
    let before = at.checked_sub(3).and_then(|start| bytes.get(start..at));
    let after = bytes.get(at + 14..at + 17);
    let span = Span::new(at, at + 14);
    if before == after && matches!(before, Some(b"+++" | b"***")) {
        return Some(Match { span: Span::new(at - 3, at + 17), score: 1.0, why: "check_digit" });
    }
    let joins = |byte: Option<&u8>| byte.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'/');
    let stands_alone = !joins(at.checked_sub(1).and_then(|i| bytes.get(i))) && !joins(bytes.get(at + 14));
    stands_alone.then_some(Match { span, score: 0.7, why: "check_digit" })
}

fn is_swiss_reference(value: &[u8]) -> bool {
    const TABLE: [u32; 10] = [0, 9, 4, 6, 8, 2, 7, 1, 3, 5];
    let carry = value.iter().try_fold(0, |carry, &byte| TABLE.get(((carry + digit(byte)?) % 10) as usize).copied());
    // The table maps the sum that makes the check digit right to nothing.
    carry == Some(0) && value.iter().any(|byte| *byte != b'0')
}

fn verify_uetr(candidate: &Candidate<'_>) -> Option<Match> {
    let start = value_after(candidate.text, candidate.at, 32)?;
    let uuid = chain::is_uuid(candidate.text.as_bytes(), start);
    uuid.then_some(Match { span: Span::new(start, start + 36), score: 0.9, why: "context" })
}

fn is_banknote(value: &[u8]) -> bool {
    let sum = value.iter().map(|&byte| u32::from(if byte.is_ascii_digit() { byte - b'0' } else { byte })).sum::<u32>();
    sum.is_multiple_of(9)
}
