//! Accounts at banks, and the codes of banks.

use crate::detect::checksum::mod97;
use crate::detect::{Detector, Find, Scores, Words};

/// IBAN.
pub const DETECTORS: &[Detector] = &[Detector {
    id: "financial.iban",
    title: "International Bank Account Number (IBAN)",
    source: "ISO 13616-1:2020; SWIFT's IBAN Registry, release 99 (countries and lengths)",
    find: Find::Forms {
        forms: IBAN,
        check: Some(is_iban),
        scores: Scores { alone: 0.95, with_context: 1.0 },
        context: IBAN_WORDS,
    },
    examples: &[
        "IBAN: ⟦DE89 3704 0044 0532 0130 00⟧",
        "to ⟦GB82WEST12345698765432⟧.",
        "⟦gb82west12345698765432⟧",
        "⟦AL47-2121-1009-0000-0002-3569-8741⟧",
        "⟦MT84 MALT 0110 0001 2345 MTLC AST0 01S⟧ x",
        "this is an iban ⟦VG96 VPVG 0000 0123 4567 8901⟧ X in a sentence",
        "⟦NO93 8601 1117 947⟧",
    ],
    counterexamples: &[
        "DE89 3704 0044 0532 0130 01",
        "DE89 3704 0044 0532 0130",
        "XX89370400440532013000",
        "GB82 WEST 1234 5698 7654 33",
    ],
}];

const IBAN_WORDS: &Words = &[
    "iban",
    "account",
    "bank",
    "transfer",
    "wire",
    "sepa",
    "konto",
    "kontonummer",
    "bankverbindung",
    "überweisung",
    "compte",
    "virement",
    "cuenta",
    "transferencia",
    "conto",
    "bonifico",
    "conta",
    "rekening",
    "rekeningnummer",
    "rachunek",
    "przelew",
    "bankkonto",
    "tili",
    "hesap",
    "λογαριασμός",
    "счёт",
    "счет",
    "рахунок",
    "账户",
    "帐号",
    "口座",
    "계좌",
    "حساب",
    "חשבון",
];

/// One for each length from 15 (Norway) to 33 (Russia), in groups of four.
const IBAN: &[&str] = &[
    "AA99-XXXX-XXXX-XXX",
    "AA99-XXXX-XXXX-XXXX",
    "AA99-XXXX-XXXX-XXXX-X",
    "AA99-XXXX-XXXX-XXXX-XX",
    "AA99-XXXX-XXXX-XXXX-XXX",
    "AA99-XXXX-XXXX-XXXX-XXXX",
    "AA99-XXXX-XXXX-XXXX-XXXX-X",
    "AA99-XXXX-XXXX-XXXX-XXXX-XX",
    "AA99-XXXX-XXXX-XXXX-XXXX-XXX",
    "AA99-XXXX-XXXX-XXXX-XXXX-XXXX",
    "AA99-XXXX-XXXX-XXXX-XXXX-XXXX-X",
    "AA99-XXXX-XXXX-XXXX-XXXX-XXXX-XX",
    "AA99-XXXX-XXXX-XXXX-XXXX-XXXX-XXX",
    "AA99-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX",
    "AA99-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-X",
    "AA99-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XX",
    "AA99-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXX",
    "AA99-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX",
    "AA99-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-X",
];

/// Country and length, four characters each.
const IBAN_LENGTHS: &str = "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29ES24\
    FI18FK18FO18FR27GB22GE22GI23GL18GR27GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27\
    MD24ME22MK19MN20MR27MT31MU30NI28NL18NO15OM23PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28\
    TL23TN24TR26UA29VA22VG24XK20YE30";

/// Whether country, length and check digits agree.
fn is_iban(value: &[u8]) -> bool {
    let Some((head, rest)) = value.split_at_checked(4) else { return false };
    let country = head.get(..2).unwrap_or_default();
    let listed = IBAN_LENGTHS.as_bytes().chunks_exact(4).find(|entry| entry.starts_with(country));
    let Some([_, _, tens, ones]) = listed else { return false };
    let len = usize::from(tens - b'0') * 10 + usize::from(ones - b'0');
    value.len() == len && mod97(rest.iter().chain(head).copied()) == Some(1)
}
