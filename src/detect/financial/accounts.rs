//! Accounts at banks, and the codes of banks.

use super::is_country;
use crate::detect::checksum::{all_same, digit, mod97, weighted_sum};
use crate::detect::keyword::value_after;
use crate::detect::{Candidate, Detector, Find, Match, Scores, Words, chain, lean};
use crate::text::Span;

/// IBAN, BIC, and the account and bank numbers of single countries.
pub const DETECTORS: &[Detector] = &lean([
    Detector {
        id: "financial.iban",
        title: "International Bank Account Number (IBAN)",
        source: "ISO 13616-1:2020; SWIFT's IBAN Registry, release 102 of June 2026 (countries and lengths), \
                 https://www.swift.com/node/11971",
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
            "⟦BE32 123-4567890-02⟧",
            "⟦ES77 1234-1234-16 1234567890⟧",
            "⟦NL 91 ABNA 041 71 64 300⟧",
            "⟦ME 2551 0000 0000 0623 4133⟧",
            "IBAN ⟦IT60 X 05428 11101 000000123456⟧",
            "IBAN marocain ⟦MA64 011519000001205000534921⟧",
        ],
        counterexamples: &[
            "DE89 3704 0044 0532 0130 01",
            "DE89 3704 0044 0532 0130",
            "XX89370400440532013000",
            "IBAN DE89/3704/0044/0532/0130/00",
            "GB82 WEST 1234 5698 7654 33",
        ],
    },
    Detector {
        id: "financial.bic",
        title: "Business Identifier Code of a bank (BIC, SWIFT)",
        source: "ISO 9362:2022: party prefix, ISO 3166 country, party suffix, branch. No check digit, so after a \
                 keyword only",
        find: Find::Keywords { keywords: &["bic", "bicfi", "swift"], reach: 48, verify: verify_bic },
        examples: &[
            "BIC: ⟦DEUTDEFF500⟧",
            "SWIFT code is ⟦CHASUS33⟧",
            "bic/swift ⟦NDEASESS⟧",
            "BIC ⟦ABNA BE 2A⟧ please",
            "<BICFI>⟦DEUTDEFFXXX⟧</BICFI>",
        ],
        counterexamples: &["BIC: PASSWORD", "swift code generation", "arabic DEUTDEFF", "BIC DEUTXXFF"],
    },
    Detector {
        id: "financial.aba_routing",
        title: "Routing transit number of a US bank (ABA RTN)",
        source: "American Bankers Association, Routing Number Policy: prefixes 00-12, 21-32, 61-72, 80; weights 3,7,1 \
                 mod 10 (https://en.wikipedia.org/wiki/ABA_routing_transit_number)",
        find: Find::Forms {
            forms: &["9999-9999-9"],
            check: Some(is_aba),
            scores: Scores { alone: 0.2, with_context: 0.95 },
            context: &[
                "routing",
                "aba",
                "rtn",
                "routing number",
                "transit",
                "wire",
                "ach",
                "direct deposit",
                "bank",
                "número de ruta",
                "numéro de routage",
            ],
        },
        examples: &["Routing number ⟦121000358⟧", "ABA ⟦0711-0130-7⟧"],
        counterexamples: &["routing number 421042111", "ABA 1234-0000-0", "121000358"],
    },
    Detector {
        id: "financial.bank_account",
        title: "Bank account number of any country, by context",
        source: "No common format: United States 4-17 digits (ABA), United Kingdom 8 (Pay.UK), Canada 7-12 (Payments \
                 Canada), Australia 5-10 (AusPayNet), Japan 7 (Zengin)",
        find: Find::Forms {
            forms: &[
                "999999",
                "9999999",
                "99999999",
                "999999999",
                "9999999999",
                "99999999999",
                "999999999999",
                "9999999999999",
                "99999999999999",
                "999999999999999",
                "9999999999999999",
                "99999999999999999",
            ],
            check: Some(is_plausible),
            scores: Scores { alone: 0.0, with_context: 0.6 },
            context: ACCOUNT_WORDS,
        },
        examples: &["my account number is ⟦945456787654⟧", "Kontonummer: ⟦12345670⟧", "口座番号 ⟦1234560⟧"],
        counterexamples: &["945456787654", "account number 0000000000", "account 12345"],
    },
    Detector {
        id: "financial.uk_sort_code",
        title: "Sort code of a UK bank",
        source: "Pay.UK, Extended Industry Sort Code Directory: six digits in pairs",
        find: Find::Forms {
            forms: &["99_99_99"],
            check: Some(is_plausible),
            scores: Scores { alone: 0.05, with_context: 0.85 },
            context: &["sort code", "sortcode", "sort-code", "s/c"],
        },
        examples: &["sort code ⟦20-00-00⟧ account 55779911", "Sort Code: ⟦309634⟧"],
        counterexamples: &[
            "on 20-05-24",
            "sort code 00-00-00",
            "sort the code 20-00-0",
            "sort code changed on 20/05/24",
        ],
    },
    Detector {
        id: "financial.au_bsb",
        title: "Bank State Branch number of an Australian bank (BSB)",
        source: "AusPayNet, BSB Numbers in Australia: two digits bank, one state, three branch \
                 (https://en.wikipedia.org/wiki/Bank_state_branch)",
        find: Find::Forms {
            forms: &["999-999"],
            check: Some(is_plausible),
            scores: Scores { alone: 0.05, with_context: 0.85 },
            context: &["bsb", "bank state branch"],
        },
        examples: &["BSB ⟦062-000⟧"],
        counterexamples: &["range 062-000", "BSB 000-000"],
    },
    Detector {
        id: "financial.ca_transit_number",
        title: "Transit and institution number of a Canadian bank",
        source: "Payments Canada, Rule A4 and Financial Institutions File: TTTTT-III on cheques, 0IIITTTTT in EFT",
        find: Find::Forms {
            forms: &["99999-999", "099999999"],
            check: Some(is_plausible),
            scores: Scores { alone: 0.05, with_context: 0.8 },
            context: &["transit", "institution number", "transit number", "eft", "numéro de transit", "institution"],
        },
        examples: &["transit ⟦10006-003⟧", "EFT ⟦000310006⟧"],
        counterexamples: &["code 10006-003", "transit 00000-000"],
    },
    Detector {
        id: "financial.in_ifsc",
        title: "Indian Financial System Code (IFSC)",
        source: "Reserve Bank of India: four letters of the bank, 0, six characters of the branch \
                 (https://en.wikipedia.org/wiki/Indian_Financial_System_Code)",
        find: Find::Forms {
            forms: &["AAAA0XXXXXX"],
            check: None,
            scores: Scores { alone: 0.4, with_context: 0.95 },
            context: &["ifsc", "ifs code", "neft", "rtgs", "imps", "bank", "branch"],
        },
        examples: &["IFSC ⟦SBIN0005943⟧"],
        counterexamples: &["SBIN1005943", "IFSC SBI00005943", "NODE0123456"],
    },
    Detector {
        id: "financial.in_upi_id",
        title: "Payment address of India's Unified Payments Interface (VPA)",
        source: "NPCI, list of UPI apps' handles: name@handle, the handle one of the banks' and apps'",
        find: Find::Bytes { bytes: b"@", verify: verify_upi, made_of: is_of_upi, from_words: false },
        examples: &["pay ⟦ravi.kumar@okaxis⟧ now", "UPI: ⟦9876543210@ybl⟧", "⟦shop.12@okbizaxis⟧"],
        counterexamples: &["ravi@okaxis.com", "hello @paytm", "a@mention"],
    },
    Detector {
        id: "financial.mx_clabe",
        title: "Mexican bank account number (CLABE)",
        source: "Banco de México, CLABE: bank, city, account, check digit with weights 3,7,1, each product mod 10 \
                 (https://es.wikipedia.org/wiki/CLABE)",
        find: Find::Forms {
            forms: &["999-999-99999999999-9"],
            check: Some(is_clabe),
            scores: Scores { alone: 0.4, with_context: 1.0 },
            context: &["clabe", "interbancaria", "cuenta", "spei", "transferencia", "banco", "bank account"],
        },
        examples: &["CLABE ⟦032180000118359719⟧", "cuenta ⟦002 010 07777777777 1⟧"],
        counterexamples: &["CLABE 032180000118359718", "032180000118359719", "CLABE 000000000000000000"],
    },
    Detector {
        id: "financial.br_pix_key",
        title: "Random key of Brazil's instant payments (Pix)",
        source: "Banco Central do Brasil, Manual Operacional do DICT: a UUID (RFC 9562) as key; CPF, CNPJ, phone and e-mail \
                 keys are found as what they are",
        find: Find::Keywords { keywords: &["pix"], reach: 70, verify: verify_pix },
        examples: &["chave Pix: ⟦123e4567-e12b-12d1-a456-426655440000⟧"],
        counterexamples: &["pixel 123e4567-e12b-12d1-a456-426655440000", "pix de 100 reais"],
    },
]);

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

/// The longest, 33 characters in Russia. People group them by fours, by the parts of the country's own number, and as
/// they please; the check digits are sure enough for all of that. Nobody writes slashes, but paths have them.
const LONGEST: &str = "AA_99_X_X_X_X_X_X_X_X_X_X_X_X_X_X_X_X_X_X_X_X_X_X_X_X_X_X_X_X_X";

/// Its first `len` characters.
const fn iban(len: usize) -> &'static str {
    LONGEST.split_at(2 * len - 3).0
}

/// One for each length there is, from 15 (Norway).
const IBAN: &[&str] = &[
    iban(15),
    iban(16),
    iban(18),
    iban(19),
    iban(20),
    iban(21),
    iban(22),
    iban(23),
    iban(24),
    iban(25),
    iban(26),
    iban(27),
    iban(28),
    iban(29),
    iban(30),
    iban(31),
    iban(32),
    iban(33),
];

/// Country and length, four characters each; in the last line those that use IBANs without being in SWIFT's registry.
const IBAN_LENGTHS: &str = "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29ES24\
    FI18FK18FO18FR27GB22GE22GI23GL18GR27GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27\
    MD24ME22MK19MN20MR27MT31MU30NI28NL18NO15OM23PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28\
    TL23TN24TR26UA29VA22VG24XK20YE30\
    AO25BF28BJ28CF27CG27CI28CM27CV25DZ26GA27GQ27GW25IR26KM27MA28MG27ML28MZ25NE28SN28TD27TG28";

/// The same by country: its [place](place_of_country) has the length, 0 where there is none.
#[allow(clippy::indexing_slicing, reason = "evaluated by the compiler: out of bounds would not build")]
const IBAN_LENGTH: [u8; 26 * 26] = {
    let mut lengths = [0; 26 * 26];
    let (mut rest, _) = IBAN_LENGTHS.as_bytes().as_chunks::<4>();
    while let [[first, second, tens, ones], others @ ..] = rest {
        if let Some(place) = place_of_country([*first, *second]) {
            lengths[place] = (*tens - b'0') * 10 + (*ones - b'0');
        }
        rest = others;
    }
    lengths
};

/// The place of two capital letters in their alphabetical order.
const fn place_of_country(code: [u8; 2]) -> Option<usize> {
    match code {
        [first @ b'A'..=b'Z', second @ b'A'..=b'Z'] => Some((first - b'A') as usize * 26 + (second - b'A') as usize),
        _ => None,
    }
}

/// Whether country, length and check digits agree.
fn is_iban(value: &[u8]) -> bool {
    let Some((head @ [first, second, ..], rest)) = value.split_first_chunk::<4>() else { return false };
    let len = place_of_country([*first, *second]).and_then(|place| IBAN_LENGTH.get(place));
    len.is_some_and(|len| value.len() == usize::from(*len)) && mod97(rest.iter().chain(head).copied()) == Some(1)
}

const ACCOUNT_WORDS: &Words = &[
    "account number",
    "account no",
    "account",
    "acct",
    "acct no",
    "bank account",
    "a/c",
    "checking",
    "savings",
    "konto",
    "kontonummer",
    "kontonr",
    "konto-nr",
    "bankkonto",
    "numéro de compte",
    "compte",
    "compte bancaire",
    "número de cuenta",
    "cuenta",
    "cuenta bancaria",
    "numero di conto",
    "conto corrente",
    "numero conto",
    "número da conta",
    "conta corrente",
    "conta bancária",
    "rekeningnummer",
    "rekening",
    "bankrekening",
    "numer konta",
    "numer rachunku",
    "rachunek",
    "bankkontonummer",
    "tilinumero",
    "číslo účtu",
    "számlaszám",
    "număr de cont",
    "hesap numarası",
    "hesap numarasi",
    "номер счета",
    "номер счёта",
    "账号",
    "银行账户",
    "帳號",
    "口座番号",
    "口座",
    "계좌번호",
    "계좌",
    "رقم الحساب",
];

/// Not all the same digit, which filler is.
fn is_plausible(value: &[u8]) -> bool {
    !all_same(value)
}

fn is_aba(value: &[u8]) -> bool {
    let prefix = weighted_sum(value, &[10, 1]).unwrap_or(99);
    let sum = weighted_sum(value, &[3, 7, 1, 3, 7, 1, 3, 7, 1]);
    matches!(prefix, 0..=12 | 21..=32 | 61..=72 | 80) && sum.is_some_and(|sum| sum % 10 == 0) && !all_same(value)
}

fn is_clabe(value: &[u8]) -> bool {
    let Some((&check, body)) = value.split_last() else { return false };
    let products = body.iter().zip([3, 7, 1].into_iter().cycle());
    let sum = products.map(|(byte, weight)| digit(*byte).unwrap_or(0) * weight % 10).sum::<u32>();
    digit(check) == Some((10 - sum % 10) % 10) && !all_same(value)
}

fn verify_bic(candidate: &Candidate<'_>) -> Option<Match> {
    let (text, bytes) = (candidate.text, candidate.text.as_bytes());
    let mut start = value_after(text, candidate.at, 36)?;
    // `BIC/SWIFT CHASUS33`: the value of the first keyword is the second.
    let other = ["swift", "bic"].into_iter().find(|word| {
        bytes.get(start..start + word.len()).is_some_and(|found| found.eq_ignore_ascii_case(word.as_bytes()))
    });
    if let Some(other) = other {
        start = value_after(text, Span::new(start, start + other.len()), 24)?;
    }
    let code = bytes.get(start..)?;
    // Written in one piece, or as its parts: `DEUT DE FF 500`.
    let end_of = |sizes: &[usize]| {
        let mut end = 0;
        for (i, size) in sizes.iter().enumerate() {
            end += usize::from(i > 0 && code.get(end) == Some(&b' '));
            let part = code.get(end..end + size)?;
            part.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()).then_some(())?;
            end += size;
        }
        code.get(end).is_none_or(|after| !after.is_ascii_alphanumeric()).then_some(end)
    };
    let len = end_of(&[4, 2, 2, 3]).or_else(|| end_of(&[4, 2, 2]))?;
    let mut compact = code.get(..len)?.iter().copied().filter(|byte| *byte != b' ');
    let party: [u8; 4] = std::array::from_fn(|_| compact.next().unwrap_or_default());
    let country: [u8; 2] = std::array::from_fn(|_| compact.next().unwrap_or_default());
    let known = party.iter().all(u8::is_ascii_uppercase) && is_country(&country);
    known.then_some(Match { span: Span::new(start, start + len), score: 0.9, why: "structure" })
}

/// Handles that payment apps and banks give out (NPCI, UPI live members and third-party apps), in their order.
#[rustfmt::skip]
const UPI_HANDLES: &[&str] = &[
    "abcdicici", "abfspay", "airtel", "airtelpaymentsbank", "amazonpay", "apl", "aubank", "axisb", "axisbank", "axl",
    "bandhan", "barodampay", "boi", "bpunity", "centralbank", "citi", "cnrb", "dbs", "eazypay", "ezeepay", "federal",
    "fifederal", "fkaxis", "freecharge", "freoicici", "goaxb", "gwaxis", "hdfcbank", "hsbc", "ibl", "icici", "idbi",
    "idbibank", "idfcbank", "idfcfirst", "ikwik", "imobile", "indianbank", "indus", "inhdfc", "iob", "ippb",
    "jarunity", "jio", "jupiteraxis", "kaypay", "kbaxis", "kmbl", "kotak", "kphdfc", "kvb", "mahb", "mbkns", "mvhdfc",
    "naviaxis", "niyoicici", "nyes", "okaxis", "okbizaxis", "okhdfcbank", "okicici", "oksbi", "oneyes", "paytm",
    "payzapp", "pingpay", "pnb", "pockets", "postbank", "ptaxis", "pthdfc", "ptsbi", "ptyes", "rapl", "rbl", "rmrbl",
    "sbi", "sc", "seyes", "shriramhdfcbank", "slice", "sliceaxis", "superyes", "tapicici", "timecosmos", "tlaxis",
    "ubi", "uboi", "unionbank", "upi", "waaxis", "wahdfcbank", "waicici", "wasbi", "yapl", "ybl", "yesbank",
    "yesbankltd", "yescred", "yescurie", "yesfam", "yesg", "yespay", "yespop", "yestp", "zoicici", "ztrbl",
];

fn verify_upi(candidate: &Candidate<'_>) -> Option<Match> {
    let (bytes, at) = (candidate.text.as_bytes(), candidate.at);
    let handle = bytes.get(at.end..)?;
    let len = handle.iter().take(24).take_while(|b| b.is_ascii_alphanumeric()).count();
    let goes_on = match handle.get(len..) {
        Some([b'.' | b'-', next, ..]) => next.is_ascii_alphanumeric(),
        Some([b'_', ..]) => true,
        _ => false,
    };
    let name = handle.get(..len)?;
    let known = || {
        let name = name.to_ascii_lowercase();
        UPI_HANDLES.binary_search_by_key(&name.as_slice(), |known| known.as_bytes()).is_ok()
    };
    if len < 2 || goes_on || !known() {
        return None;
    }
    let head = bytes.get(..at.start)?;
    let before = head.iter().rev().take(64).take_while(|b| is_of_upi(**b)).count();
    (before >= 2).then_some(Match { span: Span::new(at.start - before, at.end + len), score: 0.9, why: "structure" })
}

/// What a UPI id is made of, but for its `@`.
fn is_of_upi(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"._-".contains(&byte)
}

fn verify_pix(candidate: &Candidate<'_>) -> Option<Match> {
    let start = value_after(candidate.text, candidate.at, 32)?;
    let key = chain::is_uuid(candidate.text.as_bytes(), start);
    key.then_some(Match { span: Span::new(start, start + 36), score: 0.9, why: "context" })
}

#[cfg(test)]
mod tests {
    #[test]
    fn handles_stand_in_their_order() {
        assert!(super::UPI_HANDLES.is_sorted());
    }
}
