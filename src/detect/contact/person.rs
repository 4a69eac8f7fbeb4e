//! What describes a person: dates of birth, ages, user names, travel documents' machine-readable lines.

use crate::detect::checksum::icao_731;
use crate::detect::keyword::value_after;
use crate::detect::{Candidate, Detector, Find, Match, lean};
use crate::text::Span;

/// Dates of birth, ages, user names, machine-readable zones.
pub const DETECTORS: &[Detector] = &lean([
    Detector {
        id: "pii.date_of_birth",
        title: "Date of birth, by context",
        source: "ISO 8601 and the usual notations; calendar validity; years 1900 to 2029",
        find: Find::Keywords { keywords: BIRTH, reach: 48, verify: verify_birth },
        examples: &[
            "Date of birth: ⟦1984-05-17⟧",
            "DOB ⟦05/17/1984⟧",
            "born on ⟦17 May 1984⟧",
            "She was born ⟦May 17, 1984⟧ in Oslo",
            "geboren am ⟦17.05.1984⟧",
            "née le ⟦17 mai 1984⟧",
            "fecha de nacimiento ⟦17 de mayo de 1984⟧",
            "出生日期：⟦1984年5月17日⟧",
        ],
        counterexamples: &[
            "due 1984-05-17",
            "born to run 10/10",
            "DOB 31/31/1984",
            "stubborn 1984-05-17",
            "born in 1984",
        ],
    },
    Detector {
        id: "pii.age",
        title: "Age of a person, by context",
        source: "A number from 0 to 120 with words that say it is an age",
        find: Find::Groups {
            lengths: (1, 3),
            digits: 1,
            beside: b"",
            context: &[],
            verify: verify_age,
            joined_by: b" -",
        },
        examples: &[
            "a ⟦79⟧ year old woman",
            "I'm ⟦31⟧ y/o",
            "She just turned ⟦60⟧.",
            "aged ⟦45⟧",
            "er ist ⟦52⟧ Jahre alt",
            "elle a ⟦30⟧ ans",
            "年龄：⟦35⟧",
        ],
        counterexamples: &[
            "30 years of war",
            "page 45",
            "turned 180 degrees",
            "a 10 year bond",
            "turn 3 pages",
            "30 answers",
            "at least 18 years old",
            "children under 12 years old",
            "凡年满18岁的公民",
            "max_age: 50",
        ],
    },
    Detector {
        id: "pii.username",
        title: "User name, by context",
        source: "What stands after a label such as `username:`",
        find: Find::Keywords { keywords: USER, reach: 80, verify: verify_username },
        examples: &["username: ⟦jane_doe84⟧", "Benutzername = ⟦j.doe⟧", "login=⟦root2⟧", "\"userName\": \"⟦jdoe⟧\""],
        counterexamples: &[
            "the username is required",
            "username = request.user",
            "username: str",
            "login: failed",
            "login=$USER",
        ],
    },
    Detector {
        id: "pii.mrz",
        title: "Machine-readable zone of a passport, visa or identity card",
        source: "ICAO Doc 9303 parts 4 to 7: lines of 44, 36 or 30 characters, check digits with weights 7,3,1",
        find: Find::Bytes { bytes: b"<", verify: verify_mrz, made_of: |byte| is_zone(&byte), from_words: true },
        examples: &[
            "⟦P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10⟧",
            "⟦I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<⟧",
            "⟦I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6⟧",
        ],
        counterexamples: &[
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C35UTO7408122F1204159ZE184226B<<<<<10",
            "<<<<<<< HEAD\nlet a = 1;\n=======",
            "cat <<<EOF",
        ],
    },
]);

const BIRTH: &[&str] = &[
    "date of birth",
    "birth date",
    "birthdate",
    "birthday",
    "dob",
    "born",
    "d.o.b",
    "geburtsdatum",
    "geburtstag",
    "geboren",
    "geb.",
    "date de naissance",
    "né le",
    "née le",
    "fecha de nacimiento",
    "nacido",
    "nacida",
    "nació",
    "data di nascita",
    "nato il",
    "nata il",
    "data de nascimento",
    "nascido",
    "nascida",
    "nasceu",
    "geboortedatum",
    "data urodzenia",
    "urodzony",
    "urodzona",
    "födelsedatum",
    "född",
    "fødselsdato",
    "født",
    "syntymäaika",
    "дата рождения",
    "родился",
    "родилась",
    "出生日期",
    "出生",
    "生年月日",
    "생년월일",
];

/// Months by their first letters in the languages of the keywords, in the order of the calendar.
const MONTHS: [&[&str]; 12] = [
    &["jan", "jän", "janv", "ene", "gen", "sty", "tammi"],
    &["feb", "fév", "fev", "lut", "helmi"],
    &["mar", "mär", "maa", "mrt", "maalis"],
    &["apr", "avr", "abr", "kwi", "huhti"],
    &["may", "mai", "mag", "mei", "maj", "touko", "may"],
    &["jun", "juin", "giu", "cze", "kesä"],
    &["jul", "juil", "lug", "lip", "heinä"],
    &["aug", "aoû", "ago", "sie", "elo"],
    &["sep", "set", "wrz", "syys"],
    &["oct", "okt", "ott", "out", "paź", "loka"],
    &["nov", "lis", "marras"],
    &["dec", "dez", "déc", "dic", "gru", "joulu"],
];

fn month(word: &str) -> Option<u32> {
    let word = word.to_lowercase();
    // The longest beginning that fits: `mars` is no `mar`ch of another kind, but `juillet` is not `jui`n.
    let fits = |names: &&[&str]| names.iter().filter(|name| word.starts_with(**name)).map(|name| name.len()).max();
    let best = MONTHS.iter().enumerate().filter_map(|(i, names)| Some((fits(names)?, i as u32 + 1)));
    best.max_by_key(|(len, _)| *len).map(|(_, month)| month)
}

fn is_date(year: u32, month: u32, day: u32) -> bool {
    let days = match month {
        2 if year.is_multiple_of(4) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1900..=2029).contains(&year) && (1..=days).contains(&day)
}

/// The end of a date that starts at `start`, in any of the usual notations.
fn date_end(text: &str, start: usize) -> Option<usize> {
    let rest = text.get(start..)?;
    let mut numbers: [u32; 3] = [0; 3];
    let mut lengths = [0usize; 3];
    let (mut count, mut named) = (0, None);
    let mut end = 0;
    let mut last_was_number = false;
    let mut chars = rest.char_indices().take(40).peekable();
    while let Some((at, c)) = chars.next() {
        if let Some(digit) = c.to_digit(10) {
            if !last_was_number {
                count += 1;
            }
            let (Some(number), Some(length)) = (numbers.get_mut(count - 1), lengths.get_mut(count - 1)) else { break };
            *number = *number * 10 + digit;
            *length += 1;
            if *length > 4 {
                return None;
            }
            last_was_number = true;
            end = at + 1;
            let complete =
                count + usize::from(named.is_some()) == 3 && !chars.peek().is_some_and(|(_, c)| c.is_ascii_digit());
            if complete {
                break;
            }
            continue;
        }
        last_was_number = false;
        if c.is_alphabetic() {
            let tail = rest.get(at..)?;
            let len = tail.find(|c: char| !c.is_alphabetic()).unwrap_or(tail.len());
            let word = tail.get(..len)?;
            if matches!(c, '年' | '月' | '日' | '년' | '월' | '일') {
                end = if count == 3 { at + c.len_utf8() } else { end };
                continue;
            }
            let ordinal = matches!(word, "st" | "nd" | "rd" | "th" | "de" | "of" | "er" | "den" | "del");
            match month(word) {
                Some(month) if named.is_none() && !ordinal => named = Some(month),
                _ if ordinal => {}
                _ => return None,
            }
            for _ in 1..word.chars().count() {
                chars.next();
            }
        } else if !matches!(c, ' ' | '.' | '/' | '-' | ',' | '\u{a0}') {
            break;
        }
    }
    let [a, b, c] = numbers;
    let ok = match (named, count, lengths) {
        (Some(month), 2, [1..=2, 4, _]) => is_date(b, month, a),
        (Some(month), 2, [4, 1..=2, _]) => is_date(a, month, b),
        (None, 3, [4, 1..=2, 1..=2]) => is_date(a, b, c),
        (None, 3, [1..=2, 1..=2, 4]) => is_date(c, b, a) || is_date(c, a, b),
        (None, 3, [1..=2, 1..=2, 2]) => is_date(1900 + c, b, a) || is_date(1900 + c, a, b),
        _ => false,
    };
    // The sign after the day in Chinese, Japanese and Korean belongs to the date.
    let sign = rest.get(end..)?.chars().next().filter(|c| matches!(c, '日' | '일'));
    ok.then_some(start + end + sign.map_or(0, char::len_utf8))
}

fn verify_birth(candidate: &Candidate<'_>) -> Option<Match> {
    let (text, at) = (candidate.text, candidate.at);
    let start = value_after(text, at, 20)?;
    let end = date_end(text, start)?;
    Some(Match { span: Span::new(start, end), score: 0.9, why: "context" })
}

/// What may stand after the number and says that it is an age.
const AGE_AFTER: &[&str] = &[
    "year old",
    "years old",
    "year-old",
    "years-old",
    "yr old",
    "yrs old",
    "y/o",
    "yo ",
    "y.o",
    "years of age",
    "jahre alt",
    "-jährig",
    "jährig",
    "jahre jung",
    "años de edad",
    "anni di età",
    "anos de idade",
    "ans.",
    "ans,",
    "jaar oud",
    "lat.",
    "år gammal",
    "år gammel",
    "-vuotias",
    "-летн",
    "лет",
    "岁",
    "歲",
    "歳",
    "才",
    "살",
    "세",
];

/// What may stand before it.
const AGE_BEFORE: &[&str] = &[
    "aged ",
    "age ",
    "age: ",
    "age is ",
    "age of ",
    "age=",
    "\"age\": ",
    "turned ",
    "turning ",
    "he was ",
    "she was ",
    "i was ",
    "i'm ",
    "i am ",
    "turn ",
    "alter: ",
    "alter von ",
    "âgé de ",
    "âgée de ",
    "âge : ",
    "edad: ",
    "età: ",
    "idade: ",
    "leeftijd: ",
    "wiek: ",
    "ålder: ",
    "年龄：",
    "年龄:",
    "年齢：",
    "年齢:",
    "나이: ",
    "возраст: ",
];

/// What makes it a limit, which is nobody's age.
const LIMIT_BEFORE: &[&str] = &[
    "under ",
    "over ",
    "above ",
    "below ",
    "at least ",
    "at most ",
    "than ",
    "between ",
    "under the age of ",
    "over the age of ",
    "below the age of ",
    "above the age of ",
    "before the age of ",
    "minimum age of ",
    "minimum age: ",
    "maximum age: ",
    "min_age: ",
    "max_age: ",
    "min_age=",
    "max_age=",
    "max-age: ",
    "max-age=",
    "unter ",
    "über ",
    "mindestens ",
    "moins de ",
    "plus de ",
    "au moins ",
    "más de ",
    "menos de ",
    "mayores de ",
    "menores de ",
    "mais de ",
    "maiores de ",
    "menores de ",
    "almeno ",
    "più di ",
    "meno di ",
    "ouder dan ",
    "minstens ",
    "powyżej ",
    "poniżej ",
    "co najmniej ",
    "minst ",
    "över ",
    "年满",
    "未满",
    "已满",
    "不满",
    "满",
    "満",
    "만 ",
];

fn verify_age(candidate: &Candidate<'_>) -> Option<Match> {
    let (text, at) = (candidate.text, candidate.at);
    let digits = at.of(text.as_bytes());
    if !digits.iter().all(u8::is_ascii_digit) || digits.len() == 3 && !digits.starts_with(b"1") {
        return None;
    }
    let number = digits.iter().fold(0, |sum, byte| sum * 10 + u32::from(byte - b'0'));
    let tail = text.get(at.end..)?;
    let after = tail.strip_prefix([' ', '-', '\u{a0}']).unwrap_or(tail);
    let starts = |word: &str| after.get(..word.len()).is_some_and(|found| found.eq_ignore_ascii_case(word));
    // Most small numbers are ruled out by the letter after them and the word before them.
    let may_follow = after.bytes().next().is_some_and(|b| !b.is_ascii() || b"yYjJaAlL-".contains(&b));
    let says_after = || {
        AGE_AFTER.iter().any(|word| starts(word))
            // French, Spanish, Italian and Portuguese *have* years.
            || ["ans", "años", "anni", "anos"].into_iter().any(|word| starts(word) && ends_word(after, word.len()))
                && HAVE.iter().any(|have| before_is(text, at.start, have))
    };
    let before = text.as_bytes().get(..at.start).unwrap_or_default();
    let may_precede = match before {
        [.., b' ', b' '] => false,
        [.., a, b' '] => matches!(a, b'd' | b'e' | b'g' | b'n' | b's' | b'f' | b'm' | b':') && stands_alone(tail),
        [.., b'='] | [.., b':'] => true,
        [.., byte] => !byte.is_ascii(),
        [] => false,
    };
    let says_before = || AGE_BEFORE.iter().any(|word| before_is(text, at.start, word)) && stands_alone(tail);
    // A number in front of a unit or an hour is none; nor is one of more than 120.
    let plausible = number <= 120 && !before_is(text, at.start, ".") && !before_is(text, at.start, "-");
    let is_limit = || LIMIT_BEFORE.iter().any(|word| before_is(text, at.start, word));
    if plausible && (may_follow && says_after() || may_precede && says_before()) {
        return (!is_limit()).then_some(Match { span: at, score: 0.75, why: "context" });
    }
    // Too little follows to know: worth nothing yet, but held back in a stream.
    (plausible && tail.len() < AGE_REACH).then_some(Match { span: at, score: 0.0, why: "shape" })
}

/// How far after the number the words that make it an age go, in bytes.
const AGE_REACH: usize = 20;

const HAVE: &[&str] = &["a ", "ai ", "as ", "tengo ", "tiene ", "ho ", "ha ", "tenho ", "tem ", "tiene unos "];

/// Whether `text` before `at` ends with `word`, without regard to ASCII case, at a word's start.
fn before_is(text: &str, at: usize, word: &str) -> bool {
    let Some(start) = at.checked_sub(word.len()) else { return false };
    let found = text.get(start..at).is_some_and(|found| found.eq_ignore_ascii_case(word));
    let letter = || text.get(..start).and_then(|head| head.chars().next_back()).is_some_and(char::is_alphanumeric);
    found && !(word.starts_with(char::is_alphabetic) && word.is_ascii() && letter())
}

fn ends_word(text: &str, at: usize) -> bool {
    !text.get(at..).and_then(|rest| rest.chars().next()).is_some_and(char::is_alphabetic)
}

/// Whether what follows ends a phrase: no unit, no noun that is counted.
fn stands_alone(tail: &str) -> bool {
    let rest = tail.trim_start_matches(['"', '\'', ')']);
    match rest.chars().next() {
        None | Some(',' | ';' | '!' | '?' | '\n' | '\r' | '}' | '。' | '，') => true,
        Some('.') => !rest.get(1..).is_some_and(|next| next.starts_with(|c: char| c.is_ascii_digit())),
        Some(' ') => {
            let word: String = rest.chars().skip(1).take_while(|c| c.is_alphabetic()).collect();
            [
                "and",
                "or",
                "this",
                "today",
                "last",
                "next",
                "on",
                "in",
                "yesterday",
                "years",
                "old",
                "und",
                "et",
                "y",
                "e",
            ]
            .contains(&word.as_str())
        }
        _ => false,
    }
}

const USER: &[&str] = &[
    "username",
    "user name",
    "user_name",
    "userid",
    "user id",
    "user_id",
    "login",
    "benutzername",
    "benutzerkennung",
    "nom d'utilisateur",
    "identifiant",
    "nombre de usuario",
    "usuario",
    "nome utente",
    "nome de usuário",
    "usuário",
    "gebruikersnaam",
    "nazwa użytkownika",
    "användarnamn",
    "brukernavn",
    "имя пользователя",
    "логин",
    "用户名",
    "用戶名",
    "ユーザー名",
    "ユーザ名",
    "사용자 이름",
];

fn verify_username(candidate: &Candidate<'_>) -> Option<Match> {
    let (text, at) = (candidate.text, candidate.at);
    let start = value_after(text, at, 24)?;
    let label = text.get(at.end..start)?;
    // A label needs a sign: prose about user names has none.
    if !label.contains([':', '=', '：']) {
        return None;
    }
    let rest = text.get(start..)?;
    let len = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '_' | '-'))).unwrap_or(rest.len());
    let value = rest.get(..len)?.trim_end_matches(['.', '-']);
    let after = rest.get(value.len()..)?.chars().next();
    let quoted = label.ends_with(['"', '\'']) && matches!(after, Some('"' | '\''));
    let plain = value.chars().all(|c| c.is_ascii_lowercase());
    let code = matches!(after, Some('(' | '[' | '@')) || value.contains("request") || value.starts_with("self.");
    let spelled = value.contains(|c: char| c.is_ascii_digit() || c == '_' || c == '.' || c == '-');
    let letters = value.contains(char::is_alphabetic)
        && !value.get(..4).is_some_and(|head| head.bytes().all(|b| b.is_ascii_digit()));
    if !(3..=40).contains(&value.len())
        || !letters
        || code
        || PLACEHOLDERS.contains(&value.to_ascii_lowercase().as_str())
    {
        return None;
    }
    let score = match (quoted, spelled) {
        (true, _) => 0.65,
        (false, true) => 0.6,
        (false, false) if plain => 0.3,
        (false, false) => 0.35,
    };
    Some(Match { span: Span::new(start, start + value.len()), score, why: "context" })
}

const PLACEHOLDERS: &[&str] = &[
    "string",
    "str",
    "text",
    "null",
    "none",
    "nil",
    "true",
    "false",
    "undefined",
    "required",
    "optional",
    "username",
    "user_name",
    "user",
    "your_username",
    "name",
    "value",
    "varchar",
    "int",
    "integer",
    "number",
    "any",
    "test",
    "example",
];

/// The characters of a machine-readable zone.
fn is_zone(byte: &u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'<'
}

/// Whether the digit at `check` is that of the fields.
fn agrees(line: &[u8], fields: &[(usize, usize)], check: usize) -> bool {
    let joined: Vec<u8> = fields.iter().filter_map(|(from, to)| line.get(*from..*to)).flatten().copied().collect();
    let digit = match line.get(check) {
        Some(b'<') => Some(0),
        Some(byte) if byte.is_ascii_digit() => Some(u32::from(byte - b'0')),
        _ => None,
    };
    digit.is_some() && icao_731(&joined) == digit
}

fn verify_mrz(candidate: &Candidate<'_>) -> Option<Match> {
    let (bytes, at) = (candidate.text.as_bytes(), candidate.at);
    if !bytes.get(at.start..)?.starts_with(b"<<<") {
        return None;
    }
    let head = bytes.get(..at.start)?;
    let before = head.iter().rev().take(45).take_while(|b| is_zone(b)).count();
    let start = at.start - before;
    // Only the first `<<<` of a line counts, and only on the first line.
    if head.get(start..)?.windows(3).any(|w| w == b"<<<")
        || !matches!(bytes.get(start), Some(b'P' | b'V' | b'I' | b'A' | b'C'))
    {
        return None;
    }
    let line = |from: usize| {
        let rest = bytes.get(from..)?;
        let len = rest.iter().take(45).take_while(|b| is_zone(b)).count();
        let breaks = match rest.get(len..) {
            Some([b'\r', b'\n', ..] | [b'\\', b'n', ..]) => 2,
            Some([b'\n' | b' ', ..]) => 1,
            _ => 0,
        };
        Some((rest.get(..len)?, from + len + breaks))
    };
    let (first, next) = line(start)?;
    let (second, after) = line(next)?;
    let ok = match (first.len(), second.len()) {
        (44, 44) => {
            agrees(second, &[(0, 9)], 9)
            && agrees(second, &[(13, 19)], 19)
            && agrees(second, &[(21, 27)], 27)
            // A visa has no check over all.
            && (first.starts_with(b"V") || agrees(second, &[(0, 10), (13, 20), (21, 43)], 43))
        }
        (36, 36) => {
            agrees(second, &[(0, 9)], 9)
                && agrees(second, &[(13, 19)], 19)
                && agrees(second, &[(21, 27)], 27)
                && (first.starts_with(b"V") || agrees(second, &[(0, 10), (13, 20), (21, 35)], 35))
        }
        (30, 30) => {
            let (third, _) = line(after)?;
            let all = [first, second].concat();
            let ok = third.len() == 30
                && agrees(first, &[(5, 14)], 14)
                && agrees(second, &[(0, 6)], 6)
                && agrees(second, &[(8, 14)], 14)
                && agrees(&all, &[(5, 30), (30, 37), (38, 45), (48, 59)], 59);
            let end = after + 30;
            return ok.then_some(Match { span: Span::new(start, end), score: 1.0, why: "check_digit" });
        }
        _ => false,
    };
    ok.then_some(Match { span: Span::new(start, next + second.len()), score: 1.0, why: "check_digit" })
}
