//! Bank accounts as single countries number them, with the check digits of each.
//!
//! Where a country's accounts have none, `financial.bank_account` finds them by context.

use crate::detect::checksum::{all_same, luhn, mod97, weighted_sum};
use crate::detect::{Detector, Scores, checked, lean};

/// Two check digits or more, over at least twenty: fewer than one random value in ninety passes.
const SURE: Scores = Scores { alone: 0.45, with_context: 1.0 };
/// One check digit.
const CHECKED: Scores = Scores { alone: 0.0, with_context: 0.95 };

/// Accounts of single countries.
pub const DETECTORS: &[Detector] = &lean([
    Detector {
        id: "financial.ar_cbu",
        title: "Argentine bank account number (CBU, CVU)",
        source: "Banco Central de la República Argentina, Comunicación A 2559: weights 7,1,3,9 over bank and branch, \
                 3,9,7,1 over the account",
        find: checked(
            &["99999999-99999999999999", "999-9999-9-9999999999999-9"],
            is_cbu,
            Scores { alone: 0.6, with_context: 1.0 },
            &["cbu", "cvu", "clave bancaria uniforme", "cuenta", "transferencia", "banco", "alias"],
        ),
        examples: &["CBU: ⟦0170099220000067797370⟧", "mi cuenta es ⟦28505909 40090418135201⟧"],
        counterexamples: &["CBU 0170099220000067797371", "CBU 0170098220000067797370"],
    },
    Detector {
        id: "financial.es_ccc",
        title: "Spanish bank account number (CCC)",
        source: "Consejo Superior Bancario; Registro de Entidades, Banco de España: weights 1,2,4,8,5,10,9,7,3,6 mod 11 for \
                 bank and branch, and for the account",
        find: checked(
            &["9999-9999-99-9999999999", "9999-9999-9999-9999-9999"],
            is_ccc,
            SURE,
            &[
                "ccc",
                "código cuenta cliente",
                "código cuenta corriente",
                "cuenta",
                "banco",
                "domiciliación",
                "bank account",
            ],
        ),
        examples: &["CCC ⟦2100 0418 45 0200051332⟧", "número de cuenta: ⟦21000418450200051332⟧"],
        counterexamples: &["CCC 2100 0418 46 0200051332", "pedido 21000418450200051332"],
    },
    Detector {
        id: "financial.cz_account",
        title: "Czech or Slovak bank account number",
        source: "Česká národní banka, vyhláška 169/2011 Sb.: weights 10,5,8,4,2,1 and 6,3,7,9,10,5,8,4,2,1 mod 11, \
                 bank code",
        find: checked(
            &[
                "9999999/9999",
                "99999999/9999",
                "999999999/9999",
                "9999999999/9999",
                "99-9999999999/9999",
                "999-9999999999/9999",
                "9999-9999999999/9999",
                "99999-9999999999/9999",
                "999999-9999999999/9999",
            ],
            is_czech,
            Scores { alone: 0.3, with_context: 0.95 },
            &[
                "číslo účtu",
                "účet",
                "účtu",
                "bankovní",
                "bankové",
                "platba",
                "bank account",
                "account number",
                "account",
                "konto",
            ],
        ),
        examples: &["číslo účtu ⟦19-2000145399/0800⟧", "účet: ⟦2000145399/0800⟧"],
        counterexamples: &["číslo účtu 19-2000145398/0800", "řešení 2000145399/0800"],
    },
    Detector {
        id: "financial.no_account",
        title: "Norwegian bank account number (kontonummer)",
        source: "Finans Norge, Kontonummerstandarden: four digits bank, two kind, weights 5,4,3,2,7,6,5,4,3,2 mod 11 \
                 (https://www.ecbs.org/iban/norway-bank-account-number.html)",
        find: checked(
            &["9999-99-99999"],
            is_norwegian,
            CHECKED,
            &[
                "kontonummer",
                "kontonr",
                "konto nr",
                "konto",
                "bankkonto",
                "innskudd",
                "bank account",
                "account number",
                "norwegian account",
            ],
        ),
        examples: &["Kontonummer: ⟦8601.11.17947⟧", "konto ⟦86011117947⟧"],
        counterexamples: &["Kontonummer 8601.11.17948", "faktura 86011117947"],
    },
    Detector {
        id: "financial.nz_account",
        title: "New Zealand bank account number",
        source: "Inland Revenue, RWT and NRWT specification document (2016), bank account number validation: weights 6,3,7,9 \
                 for the branch, 10,5,8,4,2,1 for the account, mod 11",
        find: checked(
            &["99-9999-9999999-99", "99-9999-9999999-999"],
            is_new_zealand,
            Scores { alone: 0.3, with_context: 0.95 },
            &["bank account", "account number", "account", "direct debit", "direct credit", "nz bank", "new zealand"],
        ),
        examples: &["account number ⟦01-0242-0100194-00⟧", "pay to bank account ⟦010242 0100194 000⟧"],
        counterexamples: &["account 01-0242-0100195-00", "account 99-0242-0100194-00"],
    },
    Detector {
        id: "financial.fr_rib",
        title: "French or Monegasque bank account number (RIB)",
        source: "Comité français d'organisation et de normalisation bancaires: bank, branch, eleven characters, key 97 − (89 \
                 bank + 15 branch + 3 account) mod 97",
        find: checked(
            &["99999-99999-XXXXXXXXXXX-99", "99999-99999-XXXX-XXXX-XXX-99"],
            is_rib,
            SURE,
            &[
                "rib",
                "relevé d'identité bancaire",
                "compte",
                "banque",
                "guichet",
                "clé rib",
                "virement",
                "bank account",
            ],
        ),
        examples: &["RIB : ⟦30002 00550 0000157841Z 25⟧", "compte ⟦20041010050500013M02606⟧"],
        counterexamples: &["RIB 30002 00550 0000157841Z 26", "lot 30002 00550 00001578412 25"],
    },
    Detector {
        id: "financial.it_bban",
        title: "Italian or Sammarinese bank account number (CIN, ABI, CAB, conto)",
        source: "Associazione Bancaria Italiana, coordinate bancarie (BBAN): check letter as the fiscal code's",
        find: checked(
            &["A-99999-99999-999999999999", "A-99999-99999-XXXXXXXXXXXX"],
            is_italian,
            SURE,
            &[
                "bban",
                "coordinate bancarie",
                "conto corrente",
                "conto",
                "cin",
                "abi",
                "cab",
                "bonifico",
                "bank account",
            ],
        ),
        examples: &["coordinate bancarie: ⟦X 05428 11101 000000123456⟧"],
        counterexamples: &["coordinate bancarie Y 05428 11101 000000123456"],
    },
    Detector {
        id: "financial.pt_nib",
        title: "Portuguese bank account number (NIB)",
        source: "Banco de Portugal, Número de Identificação Bancária: 21 digits, ISO/IEC 7064 MOD 97-10",
        find: checked(
            &["9999-9999-99999999999-99", "99999999999999999-9999"],
            is_mod97,
            SURE,
            &["nib", "número de identificação bancária", "conta", "banco", "transferência", "bank account"],
        ),
        examples: &["NIB ⟦0002 0123 12345678901 54⟧"],
        counterexamples: &["NIB 0002 0123 12345678901 55"],
    },
    Detector {
        id: "financial.pl_nrb",
        title: "Polish bank account number (NRB)",
        source: "Narodowy Bank Polski, Zarządzenie 7/2017: an IBAN without PL, mod 97; weights 3,9,7,1 for the bank",
        find: checked(
            &["99-9999-9999-9999-9999-9999-9999"],
            is_polish,
            Scores { alone: 0.7, with_context: 1.0 },
            &["nrb", "numer konta", "numer rachunku", "rachunek", "konto", "przelew", "bank account", "account"],
        ),
        examples: &["Numer konta: ⟦61 1090 1014 0000 0712 1981 2874⟧"],
        counterexamples: &["Numer konta 62 1090 1014 0000 0712 1981 2874"],
    },
    Detector {
        id: "financial.hu_account",
        title: "Hungarian bank account number",
        source: "Magyar Nemzeti Bank, 35/2017 (XII. 14.) MNB rendelet: weights 9,7,3,1 over the first eight digits \
                 and the rest",
        find: checked(
            &["99999999-99999999", "99999999-99999999-99999999"],
            is_hungarian,
            Scores { alone: 0.25, with_context: 0.95 },
            &[
                "bankszámlaszám",
                "számlaszám",
                "bankszámla",
                "számla",
                "giro",
                "utalás",
                "bank account",
                "account number",
            ],
        ),
        examples: &["bankszámlaszám: ⟦11773016-11111018-00000000⟧"],
        counterexamples: &["bankszámlaszám 11773017-11111018-00000000", "11773016-11111019"],
    },
    Detector {
        id: "financial.be_account",
        title: "Belgian bank account number before IBAN",
        source: "Febelfin, Nationale Bank van België: ten digits and their remainder modulo 97",
        find: checked(
            &["999-9999999-99"],
            is_belgian,
            Scores { alone: 0.3, with_context: 0.95 },
            &[
                "rekeningnummer",
                "rekening",
                "bankrekening",
                "numéro de compte",
                "compte bancaire",
                "compte",
                "kontonummer",
                "account number",
                "bank account",
            ],
        ),
        examples: &["rekeningnummer ⟦539-0075470-34⟧"],
        counterexamples: &["rekeningnummer 539-0075470-35"],
    },
    Detector {
        id: "financial.nl_account",
        title: "Dutch bank account number before IBAN",
        source: "Betaalvereniging Nederland: nine or ten digits, weights 10 to 1 mod 11 (elfproef)",
        find: checked(
            &["99-99-99-999", "9999-99-99-99"],
            is_dutch,
            CHECKED,
            &["rekeningnummer", "bankrekening", "rekening", "bankrekeningnummer", "dutch account"],
        ),
        examples: &["rekeningnummer ⟦41.71.64.300⟧"],
        counterexamples: &["rekeningnummer 41.71.64.301", "order 41.71.64.300"],
    },
    Detector {
        id: "financial.se_giro",
        title: "Swedish bankgiro or plusgiro number",
        source: "Bankgirocentralen, Beräkning av kontrollsiffra; Nordea Plusgirot: Luhn",
        find: checked(
            &["999~9999", "9999~9999", "99999~9", "999999~9", "9999999~9", "99-99-99~9", "9-99-99~9"],
            |value| luhn(value) && !all_same(value),
            CHECKED,
            &["bankgiro", "bankgironummer", "bg", "bg-nummer", "plusgiro", "plusgironummer", "postgiro", "pg"],
        ),
        examples: &["bankgiro ⟦991-2346⟧", "Plusgiro: ⟦28 65 43-4⟧"],
        counterexamples: &["bankgiro 991-2347", "telefon 991-2346"],
    },
    Detector {
        id: "financial.de_bank_code",
        title: "German bank code (Bankleitzahl)",
        source: "Deutsche Bundesbank, Bankleitzahlendatei: eight digits, the first 1 to 8 the clearing area",
        find: checked(
            &["999-999-99"],
            |value| matches!(value.first(), Some(b'1'..=b'8')) && !all_same(value),
            Scores { alone: 0.0, with_context: 0.85 },
            &["blz", "bankleitzahl", "bank code"],
        ),
        examples: &["BLZ ⟦370 400 44⟧, Konto 532013000"],
        counterexamples: &["BLZ 070 400 44", "Bestellung 370 400 44"],
    },
]);

/// The worth of the digits in `value` from `at` on, each times its weight; 1 off where there are too few, so that no
/// modulus is met.
fn sum(value: &[u8], at: usize, weights: &[i32]) -> i32 {
    value.get(at..).and_then(|digits| weighted_sum(digits, weights)).unwrap_or(1)
}

/// Whether digits from `at` on, the last being the check digit, meet the modulus.
fn agrees(value: &[u8], at: usize, weights: &[i32], modulus: i32) -> bool {
    sum(value, at, weights) % modulus == 0
}

fn is_cbu(value: &[u8]) -> bool {
    agrees(value, 0, &[7, 1, 3, 9, 7, 1, 3, 1], 10)
        && agrees(value, 8, &[3, 9, 7, 1, 3, 9, 7, 1, 3, 9, 7, 1, 3, 1], 10)
        && !all_same(value)
}

fn is_ccc(value: &[u8]) -> bool {
    // Ten is written as one, eleven as nothing.
    let digit = |sum: i32| match (11 - sum % 11) % 11 {
        10 => 1,
        rest => rest,
    };
    let written = |at: usize| sum(value, at, &[1]);
    written(8) == digit(sum(value, 0, &[4, 8, 5, 10, 9, 7, 3, 6]))
        && written(9) == digit(sum(value, 10, &[1, 2, 4, 8, 5, 10, 9, 7, 3, 6]))
        && !all_same(value)
}

fn is_czech(value: &[u8]) -> bool {
    const WEIGHTS: [i32; 10] = [6, 3, 7, 9, 10, 5, 8, 4, 2, 1];
    let Some((account, _)) = value.split_at_checked(value.len().saturating_sub(4)) else { return false };
    let Some((prefix, account)) = account.split_at_checked(account.len().saturating_sub(10)) else { return false };
    // Leading zeros are left out: the last weights count.
    let part = |digits: &[u8]| agrees(digits, 0, WEIGHTS.get(10 - digits.len()..).unwrap_or_default(), 11);
    part(prefix) && part(account) && !all_same(account)
}

fn is_norwegian(value: &[u8]) -> bool {
    agrees(value, 0, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1], 11) && !all_same(value)
}

/// Bank, branch, account, suffix. The account decides whether the branch counts; five banks have sums of their own.
fn is_new_zealand(value: &[u8]) -> bool {
    let bank = sum(value, 0, &[10, 1]);
    let own = matches!(bank, 8 | 9 | 25 | 26 | 28 | 29 | 31 | 33);
    let known = matches!(bank, 1..=4 | 6 | 10..=24 | 27 | 30 | 35 | 38 | 88);
    let low = sum(value, 6, &[10, 1]) < 99;
    let branch = if low { sum(value, 2, &[6, 3, 7, 9]) } else { 0 };
    // The account has a leading zero for an eighth digit that nobody writes.
    own || known && (branch + sum(value, 6, &[0, 10, 5, 8, 4, 2, 1])) % 11 == 0
}

/// Letters stand for digits as on a telephone, S to Z one higher.
fn is_rib(value: &[u8]) -> bool {
    let rest = value.iter().try_fold(0u32, |rest, &byte| {
        let digit = match byte {
            b'0'..=b'9' => byte - b'0',
            b'A'..=b'R' => (byte - b'A') % 9 + 1,
            b'S'..=b'Z' => byte - b'S' + 2,
            _ => return None,
        };
        Some((rest * 10 + u32::from(digit)) % 97)
    });
    rest == Some(0) && !all_same(value)
}

/// What a character at an odd place of Italian codes counts, by its digit or letter.
const ITALIAN_ODD: [u32; 26] =
    [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

fn is_italian(value: &[u8]) -> bool {
    let Some((&cin, rest)) = value.split_first() else { return false };
    let place = |byte: u8| u32::from(if byte.is_ascii_digit() { byte - b'0' } else { byte.saturating_sub(b'A') });
    let worth = |(i, &byte): (usize, &u8)| match i % 2 {
        0 => ITALIAN_ODD.get(place(byte) as usize).copied().unwrap_or(0),
        _ => place(byte),
    };
    rest.iter().enumerate().map(worth).sum::<u32>() % 26 == place(cin)
}

fn is_mod97(value: &[u8]) -> bool {
    mod97(value.iter().copied()) == Some(1) && !all_same(value)
}

fn is_polish(value: &[u8]) -> bool {
    let Some((check, account)) = value.split_at_checked(2) else { return false };
    agrees(account, 0, &[3, 9, 7, 1, 3, 9, 7, 1], 10)
        && mod97(account.iter().chain(b"PL").chain(check).copied()) == Some(1)
}

fn is_hungarian(value: &[u8]) -> bool {
    const WEIGHTS: [i32; 16] = [9, 7, 3, 1, 9, 7, 3, 1, 9, 7, 3, 1, 9, 7, 3, 1];
    let rest = WEIGHTS.get(..value.len().saturating_sub(8)).unwrap_or_default();
    agrees(value, 0, &[9, 7, 3, 1, 9, 7, 3, 1], 10) && agrees(value, 8, rest, 10) && !all_same(value)
}

fn is_belgian(value: &[u8]) -> bool {
    super::remainder_follows(value) && !all_same(value)
}

fn is_dutch(value: &[u8]) -> bool {
    const WEIGHTS: [i32; 10] = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1];
    let weights = WEIGHTS.get(10usize.saturating_sub(value.len())..).unwrap_or_default();
    agrees(value, 0, weights, 11) && !all_same(value)
}
