//! Telephone numbers: international ones by their country code's plan, national ones by how they are written.
//!
//! A number is read from its first group of digits (or the `+` or bracket before it) to the longest end at which its
//! digits fit: with a country code, as many as the country's plan has; without, as many as some national plan has in
//! that notation. What only looks like one (a date, an amount, a version, part of a longer number) is refused.
//!
//! Without a plus sign the notation of many countries is that of any other number, so a word of context decides.

use crate::detect::{Candidate, Match, Words};
use crate::text::Span;

/// Words that make a number a telephone number.
pub const WORDS: &Words = &[
    // English
    "phone",
    "telephone",
    "tel",
    "cellphone",
    "call me",
    "call us",
    "call him",
    "call her",
    "call them",
    "please call",
    "dial",
    "fax",
    "text me",
    "text him",
    "text her",
    "ring me",
    "ring us",
    "whatsapp",
    "telegram",
    "viber",
    "hotline",
    "helpline",
    "callback",
    "answering at",
    "contact number",
    "contact no",
    "my number",
    "new number",
    "reach me",
    "reach us",
    "reach him",
    "reach her",
    "reach them",
    "reached at",
    "reached on",
    "landline",
    "phoned",
    "messages to",
    "voicemail",
    "msisdn",
    "handset",
    "toll free",
    // German, Dutch
    "zurückrufen",
    "rufen wir",
    "telefon",
    "telefonnummer",
    "tel.-nr",
    "handynummer",
    "mobilnummer",
    "mobilfunk",
    "rufnummer",
    "anrufen",
    "anruf",
    "rückruf",
    "durchwahl",
    "meine nummer",
    "rufen sie",
    "ruf mich",
    "erreichbar",
    "erreichen",
    "telefonisch",
    "mijn nummer",
    "bel mij",
    "bellen wij",
    "telefax",
    "telefoon",
    "telefoonnummer",
    "mobiel",
    "bellen",
    // French
    "téléphone",
    "tél",
    "appeler",
    "appelez",
    "joindre",
    "télécopie",
    "mon numéro",
    "appelle",
    "rappeler",
    "rappellerons",
    "rappelez",
    "contactez",
    "téléphonique",
    // Spanish, Portuguese, Italian, Romanian
    "teléfono",
    "móvil",
    "celular",
    "llamar",
    "llame",
    "llámame",
    "llamaremos",
    "llámenos",
    "telefone",
    "telemóvel",
    "ligar",
    "ligue",
    "ligaremos",
    "me liga",
    "liga para",
    "liga-me",
    "contactar",
    "telefono",
    "cellulare",
    "chiamare",
    "chiamami",
    "chiamata",
    "contattarmi",
    "recapito",
    "chiamate",
    "chiamateci",
    "richiameremo",
    "richiamare",
    "sună",
    "número de contacto",
    "mi número",
    "telefónico",
    "telefonico",
    "meu número",
    "mio numero",
    "sunați",
    // Polish, Czech, Slovak, Hungarian
    "komórka",
    "komórkowy",
    "zadzwoń",
    "mój numer",
    "telefonu",
    "telefonní",
    "telefónne",
    "telefonszámom",
    "telefonul",
    "dzwonić",
    "oddzwonimy",
    "zavolej",
    "zavolat",
    "mobilní",
    "zavolejte",
    "telefonszám",
    "hívjon",
    "hívj",
    "hívja",
    // Swedish, Danish, Norwegian, Finnish
    "mobilnummer",
    "tlf",
    "mitt nummer",
    "telefonnummeret",
    "mit nummer",
    "nummeret mitt",
    "når mig",
    "når meg",
    "fange mig",
    "ringer",
    "ring mig",
    "ring meg",
    "ring til",
    "telefonnr",
    "puhelin",
    "puhelinnumero",
    "soita",
    "matkapuhelin",
    "kännykkä",
    // Turkish, Greek, Russian, Ukrainian, Bulgarian
    "arayın",
    "numarasından",
    "numaralı",
    "numaram",
    "telefonum",
    "τηλέφωνο",
    "κινητό",
    "κάλεσε",
    "τηλέφωνό",
    "πάρε με",
    "телефон",
    "мобильный",
    "звоните",
    "позвоните",
    "позвони",
    "звони",
    "перезвоните",
    "зателефонуй",
    "зателефонуйте",
    "факс",
    "дзвоніть",
    // Indonesian, Vietnamese
    "hubungi",
    "telepon",
    "nomor hp",
    "nomor saya",
    "no hp",
    "sđt",
    "điện thoại",
    "gọi cho",
    // Chinese, Japanese, Korean, Arabic, Hebrew, Hindi, Thai
    "电话",
    "電話",
    "手机",
    "手機",
    "联系方式",
    "联系人",
    "我的号码",
    "座机",
    "聯絡",
    "拨打",
    "传真",
    "携帯",
    "連絡先",
    "ファックス",
    "전화",
    "휴대폰",
    "연락처",
    "핸드폰",
    "هاتف",
    "جوال",
    "موبايل",
    "اتصل",
    "טלפון",
    "נייד",
    "फ़ोन",
    "फोन",
    "मोबाइल",
    "โทร",
    "มือถือ",
];

/// Words that say so only right before or after it: elsewhere in a sentence they say nothing about a number.
const LABELS: &[&str] = &[
    "mobile", "mob", "cell", "cellular", "call", "sms", "ph", "gsm", "contact", "reach", "handy", "mobil", "ruf",
    "bel", "portable", "contacto", "contato", "contatto", "cel", "kom", "kontakt", "cep", "signal", "called", "тел",
    "моб", "τηλ", "calling",
];

/// Places that do with a sign: `Office: 555 0100`, `555 0100 (office)`.
const PLACES: &[&str] = &[
    "desk",
    "office",
    "work",
    "home",
    "direct",
    "main",
    "nummer",
    "numéro",
    "numer",
    "número",
    "číslo",
    "büro",
    "kantoor",
    "bureau",
    "oficina",
    "ufficio",
    "escritório",
    "biuro",
    "kontor",
];

/// Words that may stand between a label and the number.
const GLUE: &[&str] = &[
    "number", "no", "nr", "num", "is", "at", "on", "me", "us", "my", "to", "nummer", "ist", "unter", "op", "numéro",
    "est", "au", "le", "número", "es", "é", "al", "a", "numero", "è", "numer", "pod", "to", "på", "číslo", "je", "na",
    "the", "our", "office", "home", "work", "an", "you", "him", "her", "them", "from", "mich", "mir", "uns", "mig",
    "meg", "til",
];

/// What a number is called, and what stands before where it is one to be called at: `al numero`, `unter der Nummer`.
const CALLED: &[&str] = &["nummer", "numéro", "número", "numero", "numer", "numerem", "номеру", "номером", "čísle"];
const AT: &[&str] = &["unter", "au", "al", "para", "pod", "på", "op", "по", "за", "na"];

/// Whether a label stands directly before or after `span`, with nothing but a sign or two and small words between.
fn is_labelled(text: &str, span: Span) -> bool {
    let is = |list: &[&str], word: &str| {
        list.iter().any(|known| known.chars().eq(word.chars().flat_map(char::to_lowercase)))
    };
    let signs = [' ', '\n', '\t', ':', '：', '.', '#', '=', '"', '\'', '-', '(', '>', '*', '_'];
    // As signatures abbreviate it, before a number that is grouped.
    let head = text.get(..span.start).unwrap_or_default();
    if ["T: ", "M: ", "P: ", "F: "]
        .iter()
        .any(|label| head.strip_suffix(label).is_some_and(|head| head.is_empty() || head.ends_with(['\n', ' '])))
        && span.of_str(text).contains([' ', '-', '.'])
    {
        return true;
    }
    let mut before = text.get(..span.start).unwrap_or_default();
    let mut called = false;
    for i in 0..4 {
        let trimmed = before.trim_end_matches(signs);
        let letters = trimmed.chars().rev().take(16).take_while(|c| c.is_alphabetic());
        let len = letters.map(char::len_utf8).sum::<usize>();
        let word = trimmed.get(trimmed.len() - len..).unwrap_or_default();
        // `mobileNumber` is two words.
        let hump = word.as_bytes().array_windows().rposition(|[a, b]| a.is_ascii_lowercase() && b.is_ascii_uppercase());
        let word = hump.and_then(|at| word.get(at + 1..)).unwrap_or(word);
        if before.len() - trimmed.len() > 4 || word.is_empty() {
            break;
        }
        let between = before.get(trimmed.len()..).unwrap_or_default();
        if is(LABELS, word) || is(PLACES, word) && between.contains([':', '：', '.', '#']) {
            return true;
        }
        if called && is(AT, word) {
            return true;
        }
        called = i == 0 && is(CALLED, word) || called && is(&["o", "der", "den", "het"], word);
        if !(called || is(GLUE, word)) {
            break;
        }
        before = trimmed.get(..trimmed.len() - word.len()).unwrap_or_default();
    }
    let after = text.get(span.end..).unwrap_or_default();
    let rest = after.trim_start_matches([' ', '-', '(', ',']);
    let word = rest.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    after.len() - rest.len() <= 2 && (3..16).contains(&word.len()) && (is(LABELS, word) || is(PLACES, word))
}

/// Whether it is the number of a record beside the telephone number: `id=5542804`, or the first field of a line or of
/// a row of SQL.
fn is_key(text: &str, span: Span) -> bool {
    let head = text.get(..span.start).unwrap_or_default();
    let label = head.trim_end_matches([' ', ':', '=', '"', '\'']);
    let word = label.get(label.floor_char_boundary(label.len().saturating_sub(3))..).unwrap_or_default();
    let (before, word) = word.split_at_checked(word.len().saturating_sub(2)).unwrap_or_default();
    let id = match word {
        "id" | "ID" => !before.ends_with(char::is_alphabetic),
        "Id" => true,
        _ => false,
    };
    let first = || {
        let rest = text.get(span.end..).unwrap_or_default();
        let signs = [',', ';', '\t'];
        let line = head.strip_suffix('\n').and_then(|head| head.lines().next_back());
        span.of_str(text).bytes().all(|byte| byte.is_ascii_digit())
            && rest.starts_with(signs)
            && (line.is_some_and(|line| line.contains(signs)) || head.ends_with("VALUES ("))
    };
    id && label.len() < head.len() || first()
}

/// Country code, and how many digits a number has after it: fewest and most (ITU-T E.164 annexed list of assigned
/// codes; ITU operational bulletins on national numbering plans). Codes of three digits that are not listed have
/// five to ten.
const PLANS: &[(u16, u8, u8)] = &[
    (1, 10, 10),
    (7, 10, 10),
    (20, 8, 10),
    (27, 9, 9),
    (30, 10, 10),
    (31, 7, 10),
    (32, 8, 9),
    (33, 9, 9),
    (34, 9, 9),
    (36, 8, 9),
    (39, 6, 11),
    (40, 9, 9),
    (41, 9, 9),
    (43, 4, 13),
    (44, 9, 10),
    (45, 8, 8),
    (46, 7, 10),
    (47, 8, 8),
    (48, 9, 9),
    (49, 5, 12),
    (51, 8, 9),
    (52, 10, 11),
    (53, 6, 8),
    (54, 10, 11),
    (55, 10, 11),
    (56, 9, 9),
    (57, 8, 10),
    (58, 10, 10),
    (60, 7, 10),
    (61, 9, 9),
    (62, 7, 12),
    (63, 8, 10),
    (64, 8, 10),
    (65, 8, 8),
    (66, 8, 9),
    (81, 9, 10),
    (82, 8, 11),
    (84, 9, 10),
    (86, 7, 11),
    (90, 10, 10),
    (91, 10, 10),
    (92, 9, 10),
    (93, 9, 9),
    (94, 9, 9),
    (95, 7, 10),
    (98, 10, 10),
    (212, 9, 9),
    (213, 8, 9),
    (216, 8, 8),
    (220, 7, 7),
    (221, 9, 9),
    (225, 10, 10),
    (233, 9, 9),
    (234, 7, 10),
    (237, 8, 9),
    (243, 7, 9),
    (250, 9, 9),
    (251, 9, 9),
    (254, 9, 10),
    (255, 9, 9),
    (256, 9, 9),
    (260, 9, 9),
    (263, 7, 10),
    (290, 4, 5),
    (351, 9, 9),
    (352, 4, 11),
    (353, 7, 10),
    (354, 7, 9),
    (355, 8, 9),
    (356, 8, 8),
    (357, 8, 8),
    (358, 5, 12),
    (359, 7, 9),
    (370, 8, 8),
    (371, 8, 8),
    (372, 7, 8),
    (373, 8, 8),
    (374, 8, 8),
    (375, 9, 10),
    (376, 6, 9),
    (377, 8, 9),
    (378, 6, 10),
    (380, 9, 9),
    (381, 8, 10),
    (382, 8, 9),
    (383, 8, 9),
    (385, 8, 9),
    (386, 8, 8),
    (387, 8, 9),
    (389, 8, 8),
    (420, 9, 9),
    (421, 9, 9),
    (423, 7, 9),
    (502, 8, 8),
    (503, 8, 8),
    (504, 8, 8),
    (505, 8, 8),
    (506, 8, 8),
    (507, 7, 8),
    (509, 8, 8),
    (591, 8, 8),
    (593, 8, 9),
    (595, 9, 9),
    (598, 8, 8),
    (683, 4, 7),
    (690, 4, 7),
    (850, 8, 10),
    (852, 8, 8),
    (853, 7, 8),
    (855, 8, 9),
    (856, 8, 10),
    (880, 8, 10),
    (886, 8, 9),
    (961, 7, 8),
    (962, 8, 9),
    (964, 8, 10),
    (965, 7, 8),
    (966, 8, 9),
    (967, 7, 9),
    (968, 8, 8),
    (970, 8, 9),
    (971, 8, 9),
    (972, 8, 9),
    (973, 8, 8),
    (974, 7, 8),
    (975, 7, 8),
    (976, 8, 8),
    (977, 8, 10),
    (992, 9, 9),
    (993, 8, 8),
    (994, 9, 9),
    (995, 9, 9),
    (996, 9, 9),
    (998, 9, 9),
];

/// First digits of country codes of three digits (zones 2, 3, 4, 5, 6, 8, 9 where no shorter code is assigned).
fn is_three_digit_code(code: u16) -> bool {
    matches!(code / 10, 21..=26 | 29 | 35 | 37 | 38 | 42 | 50 | 59 | 67..=69 | 80 | 85 | 87 | 88 | 96 | 97 | 99)
}

/// Most digits of an international number (E.164 6.1).
const MAX_DIGITS: usize = 15;
/// How far back the scheme of an address is looked for, in bytes.
const MAX_URL: usize = 128;
/// Most groups a number is written in.
const MAX_GROUPS: usize = 8;

/// A number as it is written.
#[derive(Default)]
struct Reading {
    digits: [u8; MAX_DIGITS + 3],
    len: usize,
    /// Lengths of the groups.
    groups: [u8; MAX_GROUPS],
    group_count: usize,
    /// The separators used: bits for space, dash, dot, slash, bracket.
    separators: u8,
    /// Those after the second group.
    later: u8,
}

const SPACE: u8 = 1;
const DASH: u8 = 2;
const DOT: u8 = 4;
const SLASH: u8 = 8;
const BRACKET: u8 = 16;

impl Reading {
    fn digits(&self) -> &[u8] {
        self.digits.get(..self.len).unwrap_or_default()
    }

    fn groups(&self) -> &[u8] {
        self.groups.get(..self.group_count).unwrap_or_default()
    }

    fn digit(&self, i: usize) -> u8 {
        self.digits().get(i).copied().unwrap_or_default()
    }

    /// Whether it may be an amount: in thousands or not grouped at all.
    fn is_amount(&self) -> bool {
        self.digit(0) != 0 && self.groups().iter().skip(1).all(|group| *group == 3)
    }
}

/// How well what has been read is a telephone number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// As many digits as telephone numbers have, in groups: a word of context must say so.
    Shape,
    /// A notation that hardly anything else has.
    Notation,
    /// A country code and as many digits as its plan has.
    Plan,
}

/// Verifies a number that starts at a group of digits.
pub fn verify(candidate: &Candidate<'_>) -> Option<Match> {
    let (text, at) = (candidate.text, candidate.at);
    let bytes = text.as_bytes();
    let first = at.of(bytes);
    // What stands before decides whether a number can start here.
    let before = bytes.get(..at.start)?;
    let (start, plus) = match before {
        [.., b'+', b'('] => (at.start - 2, true),
        [.., b'(', b'+'] => (at.start - 2, true),
        [.., b'+'] => (at.start - 1, true),
        [.., 0xef, 0xbc, 0x8b] => (at.start - 3, true),
        [.., b'('] => (at.start - 1, false),
        _ => (at.start, false),
    };
    // Most groups of digits are years, counts and prices with nothing after them that goes on.
    let digits = first.iter().take_while(|b| b.is_ascii_digit()).count();
    if digits < first.len()
        && !(matches!(first.get(digits), Some(b'x' | b'X' | b'e' | b'E')) && is_extension(first.get(digits..)?))
    {
        return None;
    }
    if first.len() < 7 && !plus && next_digit(bytes, at.end).is_none() {
        return None;
    }
    if !may_start(bytes, start, plus) {
        return None;
    }

    let (mut end, mut fit) = (0, None);
    read(bytes, at.start, |reading, stop| {
        let found = if plus { international(reading, 0) } else { national(reading, bytes, start, stop) };
        // The longest wins, unless a country's plan says where it ends.
        if found.is_some() && !(plus && found < fit) && !continues(bytes, stop, plus || !reading.is_amount()) {
            (end, fit) = (stop, found);
        }
    });
    let fit = fit?;
    // A bracket that is not closed inside was opened for more than the number.
    let inner = bytes.get(start + 1..end).unwrap_or_default();
    let count = |sign| inner.iter().filter(|byte| **byte == sign).count();
    let opened = bytes.get(start) == Some(&b'(') && count(b'(') >= count(b')');
    let start = if opened { start + 1 } else { start };
    let span = Span::new(start, extension(bytes, end));
    let known = is_labelled(text, span) || candidate.has_context(span) && !(fit == Fit::Shape && is_key(text, span));
    let score = match (fit, known) {
        (Fit::Plan, true) => 1.0,
        (Fit::Plan, false) => 0.85,
        (Fit::Notation, true) => 0.9,
        (Fit::Notation, false) => 0.6,
        (Fit::Shape, true) => 0.7,
        (Fit::Shape, false) => 0.2,
    };
    Some(Match { span, score, why: if known { "context" } else { "structure" } })
}

/// Whether a number may start here: not in a word, an amount, a decimal fraction, an identifier or a longer number.
fn may_start(bytes: &[u8], start: usize, plus: bool) -> bool {
    let before = bytes.get(..start).unwrap_or_default();
    match before {
        [] => true,
        [.., b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'$' | b'@' | b'#' | b'%' | b'^' | b'~' | b'\\'] => false,
        [.., 0xc2, 0xa3 | 0xa5] | [.., 0xe2, 0x82, 0xac] => false,
        // `=` and `*` where something is computed.
        [.., b'+' | b'*' | b'<' | b'>'] => plus,
        // The next field of a line.
        [.., digit, b','] if digit.is_ascii_digit() => plus || bytes.get(start) == Some(&b'('),
        [.., b'.' | b',' | b'/' | b'-' | b':'] if before.iter().rev().nth(1).is_some_and(u8::is_ascii_digit) => plus,
        [.., b'-'] => before.iter().rev().nth(1).is_none_or(u8::is_ascii_whitespace),
        // A page's or record's number in an address.
        [.., byte, b'/'] if byte.is_ascii_alphanumeric() => plus || !in_url(before),
        [.., b'.'] => before.iter().rev().nth(1).is_none_or(|b| !b.is_ascii_digit()),
        // Another group of digits a space before: unless a new number is marked, this is part of it.
        [.., b' '] | [.., 0xc2, 0xa0] => {
            let last = before.iter().rev().find(|b| **b != b' ' && **b != 0xa0 && **b != 0xc2);
            plus || bytes.get(start) == Some(&b'(') || !last.is_some_and(u8::is_ascii_digit)
        }
        _ => true,
    }
}

/// Whether the run without blanks before ends an address with a scheme.
fn in_url(before: &[u8]) -> bool {
    let run = before.iter().rev().take(MAX_URL).take_while(|b| !b.is_ascii_whitespace()).count();
    before.get(before.len() - run..).unwrap_or_default().windows(3).any(|signs| signs == b"://")
}

/// Where the next group of digits starts, if it can belong to the number that goes on to `at`, and the separator.
fn next_digit(bytes: &[u8], at: usize) -> Option<(usize, u8)> {
    let rest = bytes.get(at..)?;
    let is_digit = |i: usize| rest.get(i).is_some_and(u8::is_ascii_digit);
    let (len, kind) = match rest {
        // The trunk prefix that is left out from abroad: `(0)`.
        [b')', b' ' | b'-', b'(', ..] => (3, BRACKET | SPACE),
        [b')', b' ' | b'-' | b'.', ..] => (2, BRACKET | SPACE),
        [b')', b'(', ..] => (2, BRACKET),
        [b')', b'/', ..] => (2, BRACKET | SLASH),
        [b')', ..] => (1, BRACKET),
        [b' ', b'(', ..] => (2, BRACKET | SPACE),
        [b' ', b'-', b' ', ..] => (3, SPACE | DASH),
        [b' ', b'/', b' ', ..] => (3, SLASH),
        [b'(', ..] => (1, BRACKET),
        [b' ', ..] => (1, SPACE),
        [b'-', ..] => (1, DASH),
        [b'.', ..] => (1, DOT),
        [b'/', b' ', ..] => (2, SLASH),
        [b'/', ..] => (1, SLASH),
        [0xc2, 0xa0, ..] => (2, SPACE),
        [0xe2, 0x80, 0x87 | 0x89 | 0xaf, ..] => (3, SPACE),
        [0xe2, 0x80, 0x90..=0x93, ..] => (3, DASH),
        _ => return None,
    };
    is_digit(len).then_some((at + len, kind))
}

/// Reads groups of digits from `at` on; calls `at_end` after each.
fn read(bytes: &[u8], at: usize, mut at_end: impl FnMut(&Reading, usize)) {
    let mut reading = Reading::default();
    let mut at = at;
    loop {
        let start = at;
        while let Some(digit) = bytes.get(at).filter(|b| b.is_ascii_digit()) {
            let Some(slot) = reading.digits.get_mut(reading.len) else { return };
            *slot = digit - b'0';
            reading.len += 1;
            at += 1;
        }
        let Some(group) = reading.groups.get_mut(reading.group_count) else { return };
        *group = (at - start) as u8;
        reading.group_count += 1;
        let word = bytes.get(at).is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
        if !word || is_extension(bytes.get(at..).unwrap_or_default()) {
            at_end(&reading, at);
        }
        let Some((next, kind)) = next_digit(bytes, at) else { return };
        reading.separators |= kind;
        reading.later |= if reading.group_count > 1 { kind } else { 0 };
        at = next;
    }
}

/// Whether what follows `at` shows that the number goes on in a way it should not. After what is no amount, a comma
/// separates fields.
fn continues(bytes: &[u8], at: usize, commas_part: bool) -> bool {
    match bytes.get(at..).unwrap_or_default() {
        [b',', ..] if commas_part => false,
        [b'.' | b',' | b':' | b'-' | b'/', digit, ..] => digit.is_ascii_digit(),
        [b'%' | b'@' | b'*' | b'=', ..] => true,
        _ => false,
    }
}

/// An international number: country code and as many digits as its plan has, perhaps with a `0` after the code. Its
/// groups begin with so many digits of the prefix.
fn international(reading: &Reading, prefix: u8) -> Option<Fit> {
    let digits = reading.digits();
    let number = |len: usize| digits.iter().take(len).fold(0u16, |sum, d| sum * 10 + u16::from(*d));
    let fits = |code_len: usize, fewest: u8, most: u8| {
        let national = digits.get(code_len..)?;
        let plan = usize::from(fewest)..=usize::from(most);
        // `+44 (0)20 …`: the trunk prefix is written and does not count.
        let trunk = national.first() == Some(&0) && number(code_len) != 39;
        // Numbers that the called party pays for are longer or shorter than the rest in many plans.
        let free =
            [&[8, 0, 0][..], &[0, 8, 0, 0], &[1, 8, 0, 0], &[1, 8, 0, 1]].iter().any(|free| national.starts_with(free));
        let ok = plan.contains(&national.len())
            || trunk && plan.contains(&(national.len() - 1))
            || free && (6..=12).contains(&national.len());
        // Two groups round a dot are a decimal fraction, unless the first is the code (RFC 5733 2.5).
        let (first, second) = match reading.groups() {
            [first, rest @ ..] => (usize::from(first - prefix.min(*first)), rest.first().copied().unwrap_or_default()),
            [] => (0, 0),
        };
        let fraction = reading.separators == DOT && reading.groups().len() == 2 && first != code_len;
        // After a prefix, the code is written in one and the trunk prefix left out.
        let parted = if first == 0 { usize::from(second) } else { first };
        if prefix > 0 && (parted < code_len || trunk && code_len < 3) {
            return None;
        }
        match ok {
            _ if fraction => None,
            true => Some(Fit::Plan),
            // Written wrongly, or of a plan that has changed.
            false if prefix > 0 || !(8..=MAX_DIGITS).contains(&digits.len()) => None,
            false if digits.len() >= 10 && reading.groups().len() >= 3 => Some(Fit::Notation),
            false => Some(Fit::Shape),
        }
    };
    // Dates with a year of six digits (ISO 8601-2 4.4.1) have a sign too.
    if reading.digit(0) == 0 || reading.separators == DASH && matches!(reading.groups(), [6, 2, 2]) {
        return None;
    }
    for len in 1..=3 {
        let code = number(len);
        let plan = PLANS.iter().find(|(listed, ..)| *listed == code);
        match plan {
            Some((1, ..)) => {
                // Area codes and exchanges that can't be assigned make it less sure.
                let assigned = is_nanp(digits.get(1..).unwrap_or_default());
                return fits(1, 10, 10).map(|fit| if assigned { fit } else { fit.min(Fit::Notation) });
            }
            Some((_, fewest, most)) => return fits(len, *fewest, *most),
            None if len == 3 && is_three_digit_code(code) => return fits(3, 5, 10),
            None => {}
        }
    }
    None
}

/// The North American Numbering Plan: neither area code nor exchange starts with 0 or 1, nor is an area code N11.
fn is_nanp(digits: &[u8]) -> bool {
    match digits {
        [area, a, b, exchange, _, _, _, _, _, _] => *area >= 2 && *exchange >= 2 && !(*a == 1 && *b == 1),
        _ => false,
    }
}

/// Whether it is one of those that people make up: with 555, or counting.
fn is_fictional(digits: &[u8]) -> bool {
    matches!(digits, [5, 5, 5, ..] | [_, _, _, 5, 5, 5, ..] | [1, 2, 3, 4, 5, 6, ..])
}

/// A number without a plus sign.
fn national(reading: &Reading, bytes: &[u8], start: usize, end: usize) -> Option<Fit> {
    let (len, groups) = (reading.len, reading.groups());
    let bracket = bytes.get(start) == Some(&b'(');
    // All digits the same, or bits; bytes as they are dumped.
    let zeros = bytes.get(start..end).unwrap_or_default().split(|byte| !byte.is_ascii_digit());
    if groups.len() > 2 && zeros.filter(|group| !group.is_empty()).all(|group| group.starts_with(b"0")) {
        return None;
    }
    let digits = reading.digits();
    if digits.windows(2).all(|pair| pair.first() == pair.last()) || digits.iter().all(|digit| *digit <= 1) {
        return None;
    }
    let separated = groups.len() > 1;
    let same_kind = reading.separators.count_ones() == 1;
    let (dashes, dots) = (reading.separators & DASH != 0, reading.separators & DOT != 0);
    let mixed_dots = dots && !same_kind;
    // The international prefix: 00 and a country code.
    if let [0, 0, rest @ ..] = digits
        && !mixed_dots
        && rest.len() >= 8
    {
        let mut from = Reading {
            groups: reading.groups,
            group_count: reading.group_count,
            separators: reading.separators,
            ..Reading::default()
        };
        from.digits.iter_mut().zip(rest).for_each(|(to, digit)| *to = *digit);
        from.len = rest.len();
        if international(&from, 2) >= Some(Fit::Notation) {
            return Some(Fit::Notation);
        }
    }
    match groups {
        // (415) 555-2671, 415-555-2671, 415.555.2671, 415 555 2671, with 1 before; 123-456-7890.
        [3, 3, 4] if mixed_dots => return Some(Fit::Shape),
        [3, 3, 4] if bracket || reading.separators == DASH && is_fictional(digits) => return Some(Fit::Notation),
        [3, 3, 4] if is_nanp(digits) => return Some(if dashes || dots { Fit::Notation } else { Fit::Shape }),
        [1, 3, 3, 4] if reading.digit(0) == 1 && is_nanp(digits.get(1..)?) => return Some(Fit::Notation),
        // France: 0 800 123 456.
        [1, 3, 3, 3] if digits.starts_with(&[0, 8]) && !dots => return Some(Fit::Notation),
        // Russia: 8 (495) 123-45-67.
        [1, 3, 3, 2, 2] if reading.digit(0) == 8 && !dots => return Some(Fit::Notation),
        _ => {}
    }
    // Two groups round a dot are a decimal fraction, three-two-four with dashes a US social security number, and
    // five-four after a state's two letters a US postal code.
    let fraction = groups.len() == 2 && dots;
    let ssn = matches!(groups, [3, 2, 4]) && reading.separators == DASH;
    let postal = matches!(groups, [5, 4]) && reading.separators == DASH;
    if fraction || ssn || postal && is_after_state(bytes, start) || is_date(bytes, start, end, reading) {
        return None;
    }
    let range = matches!(groups, [a, b] if a == b) && dashes && digits.get(..len / 2) < digits.get(len / 2..);
    // A slash only parts the area's code from the rest.
    let slashes = reading.separators & SLASH != 0;
    let parted = !slashes || reading.later & SLASH == 0;
    // A trunk prefix and the groups telephone numbers are written in: 020 7946 0958, 01.84.17.61.18, (030) 901820.
    let trunk = reading.digit(0) == 0 && reading.digit(1) != 0 && (9..=12).contains(&len);
    let balanced = groups.iter().skip(1).all(|group| (2..=9).contains(group));
    let short = groups.first().is_some_and(|first| (2..=5).contains(first));
    if trunk && separated && balanced && short && groups.len() <= 5 && parted {
        // Dots are usual between pairs.
        let paired = !dots || same_kind && groups.len() >= 4;
        return Some(if postal || range || slashes || !paired { Fit::Shape } else { Fit::Notation });
    }
    if bracket && reading.separators & BRACKET != 0 && short && separated && balanced && (7..=12).contains(&len) {
        return Some(Fit::Notation);
    }
    // Anything else needs a word of context: seven to twelve digits in few groups.
    // Ten digits that start with 14 to 17 are seconds since 1970, from 2014 to 2027.
    let seconds = len == 10 && reading.digit(0) == 1 && (4..=7).contains(&reading.digit(1));
    let plain = !separated && (7..=12).contains(&len) && !seconds;
    let grouped = separated
        && (6..=13).contains(&len)
        && groups.len() <= 5
        && groups.iter().all(|group| (1..=8).contains(group))
        && groups.iter().filter(|group| **group == 1).count() <= 1
        && (!dots || same_kind)
        && parted;
    (plain || grouped).then_some(Fit::Shape)
}

/// Whether two capital letters and blanks stand before.
fn is_after_state(bytes: &[u8], start: usize) -> bool {
    let before = bytes.get(..start).unwrap_or_default().trim_ascii_end();
    before.len() < start
        && matches!(before, [.., edge, a, b] if a.is_ascii_uppercase() && b.is_ascii_uppercase() && !edge.is_ascii_alphanumeric())
}

/// Whether three groups (or one of eight digits) are a calendar date, or four short ones with dots an address of a
/// machine.
fn is_date(bytes: &[u8], start: usize, end: usize, reading: &Reading) -> bool {
    // Eighteen digits at most.
    let mut values = [0u64; MAX_GROUPS];
    let mut digits = reading.digits().iter();
    for (value, len) in values.iter_mut().zip(reading.groups()) {
        *value = digits.by_ref().take(usize::from(*len)).fold(0, |sum, d| sum * 10 + u64::from(*d));
    }
    let (day, month, year) = (1..=31, 1..=12, 1900..=2099);
    let is = |y: u64, m: u64, d: u64| year.contains(&y) && month.contains(&m) && day.contains(&d);
    let groups = reading.groups();
    // Anywhere in it: `gpt-5-2025-08-07`.
    let inner = groups.windows(3).zip(values.windows(3)).any(|(lengths, values)| match (lengths, values) {
        ([4, 1..=2, 1..=2], [y, m, d]) => is(*y, *m, *d),
        ([1..=2, 1..=2, 4], [a, b, y]) => is(*y, *a, *b) || is(*y, *b, *a),
        _ => false,
    });
    inner
        || match (groups, values) {
            // A month.
            ([4, 1..=2], [y, m, ..]) | ([1..=2, 4], [m, y, ..]) => year.contains(&y) && month.contains(&m),
            // Ranges of years, and of pages.
            ([4, 4], [from, to, ..]) => year.contains(&from) && year.contains(&to),
            ([8], [value, ..]) => is(value / 10_000, value / 100 % 100, value % 100),
            ([1..=3, 1..=3, 1..=3, 1..=3], octets) if octets.iter().all(|octet| *octet < 256) => {
                // Four groups with two digits each and a leading zero are French.
                reading.separators == DOT && bytes.get(start..end).is_some_and(|text| !text.starts_with(b"0"))
            }
            _ => false,
        }
}

/// Whether the rest starts with a mark of an extension: `x12`, `ext. 12`, `-12` is none.
fn is_extension(rest: &[u8]) -> bool {
    extension_len(rest) > 0
}

/// What stands before an extension.
const MARKS: &[&str] = &[
    "extension",
    "extn.",
    "extn",
    "ext.",
    "ext:",
    "ext",
    "x",
    "Durchwahl",
    "poste",
    "interno",
    "anexo",
    "ramal",
    "wew.",
    "转",
    "轉",
    "内線",
    "#",
];

/// The blanks before a mark, and what follows them.
fn after_blanks(rest: &[u8]) -> (usize, &[u8]) {
    let blanks = rest.iter().take(2).take_while(|b| b" ,".contains(b)).count();
    (blanks, rest.get(blanks..).unwrap_or_default())
}

fn extension_len(rest: &[u8]) -> usize {
    let (blanks, after) = after_blanks(rest);
    let begins =
        |mark: &&&str| after.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark.as_bytes()));
    let Some(mark) = MARKS.iter().find(begins).map(|mark| mark.len()) else { return 0 };
    let number = after.get(mark..).unwrap_or_default();
    let space = usize::from(number.first() == Some(&b' ') && mark > 1);
    let digits = number.iter().skip(space).take(7).take_while(|b| b.is_ascii_digit()).count();
    let word = number.get(space + digits).is_some_and(u8::is_ascii_alphanumeric);
    if (1..=6).contains(&digits) && !word { blanks + mark + space + digits } else { 0 }
}

/// The end of the number with its extension; the end of the text where that breaks off in a mark.
fn extension(bytes: &[u8], end: usize) -> usize {
    let rest = bytes.get(end..).unwrap_or_default();
    let (_, piece) = after_blanks(rest);
    let piece = piece.strip_suffix(b" ").unwrap_or(piece);
    let breaks_off = || {
        let begins =
            |mark: &&str| mark.as_bytes().get(..piece.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(piece));
        !piece.is_empty() && MARKS.iter().any(begins)
    };
    if breaks_off() { bytes.len() } else { end + extension_len(rest) }
}
