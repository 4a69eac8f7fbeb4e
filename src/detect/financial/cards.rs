//! Payment cards: the number, and what is printed and stored with it.

use crate::detect::checksum::{all_same, luhn};
use crate::detect::keyword::{digits_at, value_after};
use crate::detect::{Candidate, Detector, Find, Match, Scores, Words, context, lean};
use crate::text::Span;

/// Card numbers, magnetic stripes, security codes, expiry dates and PINs.
pub const DETECTORS: &[Detector] = &lean([
    Detector {
        id: "financial.payment_card",
        title: "Payment card number (PAN)",
        source: "ISO/IEC 7812-1 (structure, Luhn's check); ranges of the networks as gathered in \
                 https://en.wikipedia.org/wiki/Payment_card_number, see `issuer`",
        find: Find::Graded { forms: PAN, grade: grade_pan, alone: 0.9, context: WORDS },
        examples: &[
            "Pay with ⟦4111 1111 1111 1111⟧ please",
            "⟦4012888888881881⟧, ⟦4012-8888-8888-1881⟧",
            "⟦3782 822463 10005⟧ exp 12/27",
            "card:⟦5555.5555.5555.4444⟧",
            "⟦30569309025904⟧",
            "My card is ⟦6759649826438453⟧",
            "card number ⟦630427373398⟧ is lost",
            "⟦4111 1111 1111 1111⟧ 12/25 123",
            "我的卡号是⟦6200000000000005⟧。",
            "Humo ⟦9860 0901 0111 1111⟧",
        ],
        counterexamples: &[
            "4111 1111 1111 1112",
            "my credit card number is 4012-8888-8888-1882",
            "id 41111111111111112",
            "0.4111111111111111",
            "0000 0000 0000 0000",
            "order 630427373398",
            "550e8400-e29b-41d4-a716-446655440000",
            "x4111111111111111",
        ],
    },
    Detector {
        id: "financial.card_track",
        title: "Magnetic stripe of a payment card (track 1 or 2)",
        source: "ISO/IEC 7813 (track 1: `%B`, PAN, `^`, name, `^`, YYMM; track 2: `;`, PAN, `=`, YYMM)",
        find: Find::Groups {
            lengths: (12, 20),
            digits: 12,
            letters: false,
            beside: b";%",
            not_after: b"",
            context: &[],
            verify: verify_track,
            joined_by: b"%;^=/ ?",
        },
        examples: &[
            "⟦%B4111111111111111^DOE/JANE^27121010000000000000?⟧",
            "read: ⟦;4111111111111111=27121010000000000000?⟧",
        ],
        counterexamples: &[
            ";4111111111111112=27121010000000000000?",
            ";4111111111111111=27131010000000000000?",
            "x=1;4111111111111=5",
        ],
    },
    Detector {
        id: "financial.card_security_code",
        title: "Card security code (CVV, CVC, CID)",
        source: "ISO/IEC 7813 does not name it; issuers: three digits, American Express four. Context only",
        find: Find::Keywords { keywords: SECURITY_CODE, reach: 48, verify: verify_security_code },
        examples: &[
            "CVV: ⟦123⟧",
            "cvv2=⟦1234⟧",
            "the security code on the back is ⟦123⟧",
            "\"cvc\": \"⟦737⟧\"",
            "Kartenprüfnummer ⟦987⟧",
        ],
        counterexamples: &["the CVV is three digits", "cvv 12345", "CVC4 solver 1.8.1", "security code review of 2024"],
    },
    Detector {
        id: "financial.card_expiry",
        title: "Expiry date of a payment card",
        source: "ISO/IEC 7813 (YYMM); printed as MM/YY or MM/YYYY. Context only",
        find: Find::Keywords { keywords: EXPIRY, reach: 40, verify: verify_expiry },
        examples: &[
            "card 4111111111111111 exp ⟦12/27⟧",
            "Card expiry date: ⟦01/2028⟧",
            "my card is valid thru ⟦03-29⟧",
        ],
        counterexamples: &["exp 13/27 card", "expires in 12/7 days", "the lease expires 12/2027"],
    },
    Detector {
        id: "financial.card_pin",
        title: "PIN of a card or account",
        source: "ISO 9564-1 8.1: four to twelve digits. Context only",
        find: Find::Keywords {
            keywords: &[
                "pin",
                "pincode",
                "pinkode",
                "pinkod",
                "geheimzahl",
                "code secret",
                "número secreto",
                "clave secreta",
                "codice segreto",
                "código secreto",
                "密码是",
                "取款密码",
                "交易密码",
                "暗証番号",
            ],
            reach: 40,
            verify: verify_pin,
        },
        examples: &[
            "My PIN is ⟦4821⟧",
            "card_pin=⟦739152⟧",
            "Geheimzahl: ⟦4821⟧",
            "mijn pincode is ⟦4821⟧",
            "暗証番号：⟦4821⟧",
            "codice segreto ⟦73915⟧",
        ],
        counterexamples: &[
            "shipping 1234",
            "pin 13 of the chip",
            "GPIO pin 1024x",
            "PIN code 110001.5",
            "pin 2024",
            "change_card_pin_6285",
        ],
    },
]);

/// Words that make a number a card number.
pub const WORDS: &Words = &[
    "card",
    "credit",
    "debit",
    "cc",
    "ccn",
    "pan",
    "visa",
    "mastercard",
    "maestro",
    "amex",
    "american express",
    "discover",
    "diners",
    "jcb",
    "unionpay",
    "payment",
    "pay with",
    "cardholder",
    "card number",
    "prepaid",
    "karte",
    "kreditkarte",
    "kartennummer",
    "kreditkartennummer",
    "bankkarte",
    "girokarte",
    "carte",
    "carte bancaire",
    "carte bleue",
    "carte de crédit",
    "cb",
    "tarjeta",
    "tarjeta de crédito",
    "carta",
    "carta di credito",
    "cartão",
    "kaart",
    "creditcard",
    "betaalkaart",
    "karta",
    "karty",
    "kartą",
    "karcie",
    "numer karty",
    "kort",
    "kortnummer",
    "kreditkort",
    "betalkort",
    "kortti",
    "luottokortti",
    "kartı",
    "kredi kartı",
    "bankkártya",
    "κάρτα",
    "карта",
    "карты",
    "картой",
    "картка",
    "信用卡",
    "银行卡",
    "卡号",
    "卡號",
    "储蓄卡",
    "カード",
    "クレジット",
    "카드",
    "بطاقة",
    "כרטיס",
    "कार्ड",
    "บัตร",
];

const SECURITY_CODE: &[&str] = &[
    "cvv",
    "cvc",
    "cav2",
    "card verification",
    "security code",
    "verification value",
    "kartenprüfnummer",
    "prüfnummer",
    "sicherheitscode",
    "cryptogramme",
    "code de sécurité",
    "código de seguridad",
    "código de segurança",
    "codice di sicurezza",
    "veiligheidscode",
    "kod zabezpieczający",
    "kod bezpieczeństwa",
    "säkerhetskod",
    "安全码",
    "セキュリティコード",
];

const EXPIRY: &[&str] = &[
    "exp ",
    "exp.",
    "exp:",
    "exp=",
    "exp_",
    "exp-",
    "exp/",
    "exp\"",
    "exp'",
    "exp(",
    "exp\n",
    "exp0",
    "exp1",
    "expiry",
    "expires",
    "expiring",
    "expired",
    "expiration",
    "valid thru",
    "valid until",
    "good thru",
    "gültig bis",
    "ablaufdatum",
    "valable",
    "caduca",
    "vencimiento",
    "válido até",
    "validade",
    "scadenza",
    "geldig tot",
    "ważna do",
    "giltig till",
    "有效期",
    "有効期限",
];

/// How sure an issuer's range makes it.
#[derive(Clone, Copy, PartialEq)]
enum Issuer {
    /// A range with a fixed structure.
    Known,
    /// A wide range with many lengths: Luhn's check is nearly all there is.
    Wide,
}

/// Whose card it could be, by the first digits and the length. Ranges as the networks publish them: Visa 4; Mastercard
/// 51–55, 2221–2720; American Express 34, 37; Diners Club 300–305, 3095, 36, 38, 39; Discover 6011, 644–649, 65; JCB
/// 3528–3589 (older 2131, 1800); UnionPay 62, 81; Mir 2200–2204; RuPay 508, 60, 81, 82; Troy 9792; Verve 5060–5061, 6500;
/// Dankort 5019; UATP 1; Maestro 50, 56–69; Borica 2205; UzCard 8600; T-Union 31. National schemes have a nine and the
/// country's number of ISO 3166 (ISO/IEC 7812-1): ArCa 9051, BelKart 9112, Elcart 9417, mada 9682, Napas 9704, Korti Milli
/// 9762, Prostir 9804, Humo 9860, as Troy.
fn issuer(pan: &[u8]) -> Option<Issuer> {
    let prefix =
        pan.get(..4)?.iter().try_fold(0u32, |sum, b| b.is_ascii_digit().then(|| sum * 10 + u32::from(b - b'0')))?;
    Some(match (prefix, pan.len()) {
        (4000..=4999, 16 | 19) => Issuer::Known,
        (4000..=4999, 13) => Issuer::Wide,
        (5100..=5599 | 2221..=2720, 16) => Issuer::Known,
        (3400..=3499 | 3700..=3799, 15) => Issuer::Known,
        (3000..=3059 | 3095 | 3600..=3699 | 3800..=3999, 14) => Issuer::Known,
        (3000..=3059 | 3095 | 3600..=3699 | 3800..=3999, 15..=19) => Issuer::Wide,
        (6011 | 6440..=6599, 16) => Issuer::Known,
        (6011 | 6440..=6599, 17..=19) => Issuer::Wide,
        (3528..=3589, 16) => Issuer::Known,
        (3500..=3599, 16..=19) | (2131 | 1800, 15) => Issuer::Wide,
        (6200..=6299 | 8100..=8299, 16) => Issuer::Known,
        (6200..=6299 | 8100..=8199, 17..=19) => Issuer::Wide,
        (2200..=2205 | 5060..=5061 | 5019 | 5080..=5089 | 8600, 16) => Issuer::Known,
        (9051 | 9112 | 9417 | 9682 | 9704 | 9762 | 9792 | 9804 | 9860, 16) => Issuer::Known,
        (9704 | 3100..=3199, 19) => Issuer::Wide,
        (2200..=2204 | 5060..=5061, 17..=19) => Issuer::Wide,
        (1000..=1999, 15) => Issuer::Wide,
        (5000..=5099 | 5600..=6999, 16) => Issuer::Wide,
        (5000..=5099 | 5600..=6999, 12..=19) => Issuer::Wide,
        _ => return None,
    })
}

/// Fours, the four-six-rest of 14 and 15 digits, and a few that are rare.
/// Twelve digits in groups of four are three quarters of a longer number more often than a whole one.
const PAN: &[&str] = &[
    "999999999999",
    "9999-999-999-999",
    "9999-9999-99999",
    "9999-999999-9999",
    "9999-9999-9999-99",
    "9999-999999-99999",
    "9999-99999-999999",
    "9999-9999-9999-9999",
    "999999-9999999999",
    "99999999-99999999",
    "9999-9999-9999-9999-9",
    "9999-9999-9999-9999-99",
    "9999-9999-9999-9999-999",
    "999999-9999999999999",
];

fn grade_pan(pan: &[u8]) -> Option<Scores> {
    if !luhn(pan) || all_same(pan) {
        return None;
    }
    Some(match issuer(pan) {
        Some(Issuer::Known) => Scores { alone: 0.9, with_context: 1.0 },
        Some(Issuer::Wide) => Scores { alone: 0.4, with_context: 1.0 },
        // Store cards and the like have ranges of their own.
        None => Scores { alone: 0.05, with_context: 0.6 },
    })
}

fn is_month(digits: &[u8]) -> bool {
    matches!(digits, [b'0', b'1'..=b'9'] | [b'1', b'0'..=b'2'])
}

fn verify_track(candidate: &Candidate<'_>) -> Option<Match> {
    let (bytes, at) = (candidate.text.as_bytes(), candidate.at);
    let before = at.start.checked_sub(1).and_then(|i| bytes.get(i));
    let group = at.of(bytes);
    let (pan, dates) = match (before, group, bytes.get(at.end)) {
        (Some(b';'), pan, Some(b'=')) => (pan, at.end + 1),
        (Some(b'%'), [b'B' | b'b', pan @ ..], Some(b'^')) => {
            let name = bytes.get(at.end + 1..)?.iter().take(27).position(|b| *b == b'^')?;
            (pan, at.end + name + 2)
        }
        _ => return None,
    };
    if !(12..=19).contains(&pan.len()) || !luhn(pan) || !is_month(bytes.get(dates + 2..dates + 4)?) {
        return None;
    }
    // Discretionary data up to the end sentinel; a track has at most 79 characters (ISO/IEC 7813).
    let rest = bytes.get(dates..)?;
    let len = rest.iter().take(64).take_while(|b| b.is_ascii_digit() || b.is_ascii_alphabetic()).count();
    let sentinel = usize::from(rest.get(len) == Some(&b'?'));
    Some(Match { span: Span::new(at.start - 1, dates + len + sentinel), score: 1.0, why: "check_digit" })
}

fn verify_security_code(candidate: &Candidate<'_>) -> Option<Match> {
    let text = candidate.text;
    let start = value_after(text, candidate.at, 30)?;
    let span = digits_at(text, start).filter(|span| matches!(span.len(), 3 | 4))?;
    // A year after `security code` is none.
    let keyword = candidate.at.of_str(text);
    let sure = keyword.len() == 3 || context::near(text, span, WORDS);
    let year = matches!(span.of(text.as_bytes()), [b'1', b'9', ..] | [b'2', b'0', _, _]) && span.len() == 4;
    let score = match (sure, year) {
        (true, false) => 0.85,
        (false, false) => 0.6,
        _ => 0.3,
    };
    Some(Match { span, score, why: "context" })
}

fn verify_expiry(candidate: &Candidate<'_>) -> Option<Match> {
    let (text, bytes) = (candidate.text, candidate.text.as_bytes());
    let abbreviated = candidate.at.of(bytes).get(..3)?.eq_ignore_ascii_case(b"exp");
    let end = if abbreviated { candidate.at.start + 3 } else { candidate.at.end };
    let tail = text.get(end..)?;
    // `exp` also begins `expiry`, `expires`, `expiration date`.
    let letters = tail.chars().take(12).take_while(|c| c.is_alphabetic()).map(char::len_utf8).sum::<usize>();
    let word = tail.get(..letters)?.to_ascii_lowercase();
    if !["", "s", "iry", "ires", "iration", "iring", "ired"].contains(&word.as_str()) {
        return None;
    }
    let from = end + letters;
    let rest = text.get(from..)?;
    let gap = rest.bytes().take(21).position(|b| b.is_ascii_digit())?;
    let between = rest.get(..gap)?.to_ascii_lowercase();
    let glue = ["date", "on", "is", "in", "at", "month", "year"];
    let words = between.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    if words.into_iter().any(|word| !glue.contains(&word)) {
        return None;
    }
    let start = from + gap;
    let month = bytes.get(start..start + 2).filter(|month| is_month(month))?;
    let _ = month;
    let separator = bytes.get(start + 2).filter(|b| b"/-. ".contains(b))?;
    let _ = separator;
    let span = digits_at(text, start + 3).filter(|year| matches!(year.len(), 2 | 4))?;
    let span = Span::new(start, span.end);
    // Other things expire too.
    context::near(text, span, WORDS).then_some(Match { span, score: 0.8, why: "context" })
}

/// Numbers that payment services publish for tests and that no issuer gives out (Stripe "Test card numbers", PayPal and
/// Braintree "Credit card numbers for testing", Adyen "Test card numbers"); separated by spaces.
const TEST_CARDS: &str = " 4111111111111111 4242424242424242 4012888888881881 4222222222222 4000056655665556 \
    4917610000000000 4005519200000004 4009348888881881 4500600000000061 5555555555554444 5105105105105100 \
    5200828282828210 2223003122003222 2223000048400011 378282246310005 371449635398431 378734493671000 6011111111111117 \
    6011000990139424 30569309025904 38520000023237 36227206271667 3530111333300000 3566002020360505 6200000000000005 ";

/// Whether `written`, separators left out, is a number published for tests.
pub fn is_test_card(written: &str) -> bool {
    let digits: String = written.chars().filter(|c| !matches!(c, ' ' | '-' | '.' | '\u{a0}')).collect();
    !digits.is_empty() && TEST_CARDS.split(' ').any(|known| known == digits)
}

fn verify_pin(candidate: &Candidate<'_>) -> Option<Match> {
    let text = candidate.text;
    let start = value_after(text, candidate.at, 30)?;
    // `change_card_pin_6285` is a name.
    if text.get(candidate.at.end..start) == Some("_") {
        return None;
    }
    let span = digits_at(text, start).filter(|span| (4..=12).contains(&span.len()))?;
    let year = matches!(span.of(text.as_bytes()), [b'1', b'9', _, _] | [b'2', b'0', _, _]);
    let score = match span.len() {
        4 if year => 0.3,
        // India's postal codes are called PIN and have six digits.
        6 if !context::near(text, span, WORDS) => 0.4,
        _ => 0.7,
    };
    Some(Match { span, score, why: "context" })
}
