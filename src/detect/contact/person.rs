//! What describes a person: dates of birth, ages, user names, travel documents' machine-readable lines.

use crate::detect::checksum::icao_731;
use crate::detect::context::{self, Ends, Starts};
use crate::detect::keyword::value_after;
use crate::detect::{Candidate, Detector, Find, Match, Words, lean};
use crate::text::Span;

/// Dates of birth, ages, user names, machine-readable zones.
pub const DETECTORS: &[Detector] = &lean([
    Detector {
        id: "pii.date_of_birth",
        title: "Date of birth, by context",
        source: "ISO 8601 and the usual notations; calendar validity; years 1900 to 2029",
        find: Find::Keywords { keywords: BIRTH, reach: BIRTH_REACH, verify: verify_birth },
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
            lengths: (1, 5),
            digits: 1,
            letters: false,
            beside: b"",
            not_after: b".-/",
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
    "date_of_birth",
    "date-of-birth",
    "dateofbirth",
    "birth date",
    "birth_date",
    "birth-date",
    "birthdate",
    "birthday",
    "birth_day",
    "birthdays",
    "dob",
    "d.o.b",
    "born",
    // German, Dutch
    "geburtsdatum",
    "geburtstag",
    "geboren",
    "geb.",
    "gebdatum",
    "geboortedatum",
    "geboortedag",
    "wurde am",
    "ist am",
    "bin am",
    // French
    "date de naissance",
    "date_naissance",
    "né le",
    "née le",
    "né(e) le",
    "né à",
    "née à",
    // Spanish, Portuguese, Italian, Romanian
    "nacimiento",
    "nacido",
    "nacida",
    "nació",
    "nací",
    "nascimento",
    "nascido",
    "nascida",
    "nasceu",
    "nasci",
    "nascita",
    "nato il",
    "nata il",
    "nato a",
    "nata a",
    "născut",
    "născută",
    "nașterii",
    // Polish, Czech, Slovak, Hungarian
    "urodzenia",
    "urodzony",
    "urodzona",
    "urodził",
    "urodziła",
    "urodziłam",
    "urodziłem",
    "ur.",
    "narození",
    "narozen",
    "narozena",
    "narodil",
    "narodila",
    "narodenia",
    "narodený",
    "narodená",
    "rođenja",
    "rođen",
    "rođena",
    "rojstva",
    "gimimo",
    "sünniaeg",
    "dzimšanas",
    "született",
    "születési",
    // Swedish, Danish, Norwegian, Finnish
    "födelsedatum",
    "födelsedag",
    "född",
    "fødselsdato",
    "fødselsdag",
    "født",
    "syntymäaika",
    "syntynyt",
    "syntymäpäivä",
    // Turkish, Greek, Russian, Ukrainian
    "doğum",
    "γέννησης",
    "γεννήθηκε",
    "γεννήθηκα",
    "Γεννήθηκε",
    "Γεννήθηκα",
    "рождения",
    "родился",
    "родилась",
    "Родился",
    "Родилась",
    "народження",
    "раждане",
    "роден на",
    "народився",
    "народилась",
    "народилася",
    "Народився",
    "Народилася",
    // Indonesian, Vietnamese, Thai, Hindi, Arabic, Hebrew
    "lahir",
    "ngày sinh",
    "sinh ngày",
    "วันเกิด",
    "जन्म",
    "تاريخ الميلاد",
    "תאריך לידה",
    // Chinese, Japanese, Korean; after a sex, only with 出生 behind the date
    "出生",
    "生日",
    "生于",
    "男",
    "女",
    "生年月日",
    "誕生日",
    "생년월일",
    "생일",
    "출생",
];

/// How far after the keyword the date may end, in bytes.
const BIRTH_REACH: usize = 80;

/// Words that may stand between the keyword and the date; so may names of places.
const BIRTH_GLUE: &[&str] = &[
    "is", "was", "wurde", "ich", "bin", "on", "in", "at", "to", "near", "the", "of", "it", "my", "a", "am", "parents",
    "le", "la", "à", "au", "en", "el", "es", "est", "il", "è", "di", "de", "em", "no", "na", "é", "ist", "lautet",
    "der", "dem", "den", "datum", "op", "te", "w", "dnia", "się", "se", "me", "sich", "tarihi", "fecha", "data",
    "date", "dato", "dag", "i", "är", "er", "dne", "je", "jsem", "som", "si", "dátum", "ideje", "datums", "pada", "pe",
    "dd", "mm", "yyyy", "jj", "aaaa", "tt", "gg", "rrrr", "идет",
];

/// Months by their first letters in the languages of the keywords, in the order of the calendar.
const MONTHS: [&[&str]; 12] = [
    &["jan", "jän", "janv", "ene", "gen", "sty", "tammi", "янв", "січ", "oca", "led", "ian", "ιαν"],
    &["feb", "fév", "fev", "lut", "helmi", "фев", "лют", "şub", "úno", "φεβ"],
    &["mar", "mär", "maa", "mrt", "maalis", "мар", "бер", "bře", "már", "μαρ"],
    &["apr", "avr", "abr", "kwi", "huhti", "апр", "кві", "nis", "dub", "ápr", "απρ"],
    &["may", "mai", "mag", "mei", "maj", "touko", "мая", "май", "трав", "kvě", "máj", "μαΐ", "μαϊ"],
    &["jun", "juin", "giu", "cze", "kesä", "июн", "черв", "haz", "čer", "jún", "iun", "ιου"],
    &["jul", "juil", "lug", "lip", "heinä", "июл", "лип", "tem", "červenc", "júl", "iul", "ιουλ"],
    &["aug", "aoû", "aou", "ago", "agu", "sie", "elo", "авг", "серп", "ağu", "srp", "αυγ"],
    &["sep", "set", "wrz", "syys", "сен", "вер", "eyl", "zář", "szep", "σεπ"],
    &["oct", "okt", "ott", "out", "paź", "loka", "окт", "жов", "eki", "říj", "οκτ"],
    &["nov", "lis", "marras", "ноя", "лист", "kas", "noi", "νοε"],
    &["dec", "dez", "déc", "dic", "gru", "joulu", "дек", "груд", "ara", "pro", "des", "δεκ"],
];

fn month(word: &str) -> Option<u32> {
    const STARTS: Starts = {
        let (mut starts, mut months) = (Starts::of(&[]), MONTHS.as_slice());
        while let [names, more @ ..] = months {
            (starts, months) = (starts.or(names), more);
        }
        starts
    };
    let word = word.to_lowercase();
    if !STARTS.may_start(word.as_bytes()) {
        return None;
    }
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
            if *length > 8 {
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
            let ordinal = matches!(word, "st" | "nd" | "rd" | "th" | "de" | "of" | "er" | "den" | "del" | "º");
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
    // 19850304 and 04031985, if nothing goes on.
    let compact = is_date(a / 10_000, a / 100 % 100, a % 100) || is_date(a % 10_000, a / 10_000 % 100, a / 1_000_000);
    let ok = match (named, count, lengths) {
        (Some(month), 2, [1..=2, 4, _]) => is_date(b, month, a),
        (Some(month), 2, [4, 1..=2, _]) => is_date(a, month, b),
        (None, 3, [4, 1..=2, 1..=2]) => is_date(a, b, c),
        (None, 3, [1..=2, 1..=2, 4]) => is_date(c, b, a) || is_date(c, a, b),
        (None, 3, [1..=2, 1..=2, 2]) => {
            is_date(1900 + c, b, a) || is_date(1900 + c, a, b) || lengths == [2; 3] && is_date(1900 + a, b, c)
        }
        (None, 1, [8, ..]) => compact,
        _ => false,
    };
    // The sign after the day in Chinese, Japanese and Korean belongs to the date.
    let sign = rest.get(end..)?.chars().next().filter(|c| matches!(c, '日' | '일'));
    ok.then_some(start + end + sign.map_or(0, char::len_utf8))
}

fn verify_birth(candidate: &Candidate<'_>) -> Option<Match> {
    let (text, at) = (candidate.text, candidate.at);
    let keyword = at.of_str(text);
    let (start, end) = date_after(text, at)?;
    let rest = text.get(end..)?;
    // `wurde am 3.4.1985 in Bonn geboren`, `男，1985年4月3日出生`
    let said_after = match keyword {
        "男" | "女" => rest.starts_with("出生") || rest.starts_with('生'),
        _ if keyword.ends_with(" am") => {
            let near = rest.get(..rest.floor_char_boundary(BIRTH_REACH)).unwrap_or_default();
            near.split(['.', ';', '!', '?']).next().is_some_and(|clause| clause.contains("geboren"))
        }
        _ => true,
    };
    said_after.then_some(Match { span: Span::new(start, end), score: 0.9, why: "context" })
}

/// The date that the keyword announces: after signs, small words and names of places, in the same sentence.
fn date_after(text: &str, keyword: Span) -> Option<(usize, usize)> {
    let head = text.get(..keyword.start)?;
    let tail = text.get(keyword.end..)?;
    let word = keyword.of_str(text);
    let ascii = word.starts_with(|c: char| c.is_ascii());
    let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    // `stubborn` and `airborne` say nothing of the kind.
    if ascii
        && (letter(head.chars().next_back()) && !word.starts_with(|c: char| c.is_ascii_uppercase())
            || !word.ends_with('.') && letter(tail.strip_prefix('s').unwrap_or(tail).chars().next()))
    {
        return None;
    }
    // Most of what follows a sex holds no digit; the last word before it may be as long again.
    if !tail.as_bytes().iter().take(2 * BIRTH_REACH).any(u8::is_ascii_digit) {
        return None;
    }
    let mut breaks = 0;
    let mut rest = tail;
    while tail.len() - rest.len() < BIRTH_REACH {
        let here = keyword.end + tail.len() - rest.len();
        // From where it stands again it is asked itself: a text made of keywords is read once.
        if rest.strip_prefix(word).is_some_and(|after| !ascii || word.ends_with('.') || !letter(after.chars().next())) {
            return None;
        }
        let c = rest.chars().next()?;
        if c.is_ascii_digit() {
            return date_end(text, here).map(|end| (here, end));
        }
        let len = if c.is_alphabetic() { run_of(rest, BIRTH_REACH, char::is_alphabetic)? } else { c.len_utf8() };
        let (word, after) = rest.split_at_checked(len)?;
        if c.is_alphabetic() {
            // No month begins as one of these words does.
            if is_one_of(word, BIRTH_GLUE) {
                rest = after;
                continue;
            }
            if let Some(found) = era_date(text, here, word).or_else(|| {
                month(word)?;
                date_end(text, here).map(|end| (here, end))
            }) {
                return Some(found);
            }
            let joined = !c.is_ascii() && word.chars().count() <= 6 && !word.contains(|c: char| c.is_lowercase());
            if !(c.is_uppercase() || joined) {
                return None;
            }
        } else if c == '\n' {
            breaks += 1;
        } else if matches!(c, '!' | '?' | ';' | '。') || c == '.' && after.starts_with(' ') && keyword.len() > 5 {
            return None;
        }
        if breaks > 1 {
            return None;
        }
        rest = after;
    }
    None
}

/// The length of the run of such characters at the start of a text; `None` if it has more than `most` bytes: where words
/// follow each other without blanks it is not read to its end from each of them.
fn run_of(text: &str, most: usize, is_of: impl Fn(char) -> bool) -> Option<usize> {
    let end = text.char_indices().find(|(at, c)| *at > most || !is_of(*c)).map_or(text.len(), |(at, _)| at);
    (end <= most).then_some(end)
}

/// A date counted in years of a Japanese era, whose name ends `word`: 昭和60年3月4日.
fn era_date(text: &str, start: usize, word: &str) -> Option<(usize, usize)> {
    let era = ["明治", "大正", "昭和", "平成", "令和"].iter().find(|era| word.ends_with(**era))?;
    let mut end = start + word.len();
    let start = end - era.len();
    for (sign, most) in [('年', 64), ('月', 12), ('日', 31)] {
        let rest = text.get(end..)?;
        let digits = rest.bytes().take(3).take_while(u8::is_ascii_digit).count();
        let number: u32 = rest.get(..digits)?.parse().ok()?;
        if !(1..=most).contains(&number) || !rest.get(digits..)?.starts_with(sign) {
            return None;
        }
        end += digits + sign.len_utf8();
    }
    Some((start, end))
}

/// What may stand after the number and says that it is an age.
const AGE_AFTER: &[&str] = &[
    "year old",
    "years old",
    "year-old",
    "years-old",
    "yr old",
    "yrs old",
    "yr-old",
    "y/o",
    "yo ",
    "yo,",
    "yo.",
    "y.o",
    "years of age",
    "years young",
    "month old",
    "months old",
    "month-old",
    "months of age",
    "week old",
    "weeks old",
    "week-old",
    "jahre alt",
    "jährig",
    "jahre jung",
    "jaar oud",
    "jarig",
    "letni",
    "años de edad",
    "anni di età",
    "anos de idade",
    "år gammal",
    "år gammel",
    "årig",
    "åring",
    "vuotias",
    "vuotta vanha",
    "éves vagyok",
    "éves nő",
    "éves férfi",
    "éves lány",
    "éves fiú",
    "éves beteg",
    "éves korában",
    "yaşındayım",
    "yaşındayken",
    "yaşındaki",
    "yaşındadır",
    "yaşında bir",
    "yaşında ve",
    "yaşında.",
    "yaşında,",
    "tuổi",
    "летн",
    "лет от роду",
    "岁",
    "歲",
    "歳",
    "才",
    "살",
    "세",
];

/// Years that are an age where a person *has* them, or is *of* them: who or what stands before.
const YEARS: &[(&str, &[&str])] = &[
    ("ans", &["ai ", "as ", "a ", "ont ", "avait ", "avais ", "âgé de ", "âgée de ", "agé de ", "agée de "]),
    ("años", &["tengo ", "tienes ", "tiene ", "tenía ", "tenia ", "cumplió ", "cumple ", "cumplo "]),
    ("anos", &["años ", "tenho ", "tens ", "tem ", "tinha ", "fez ", "completou "]),
    ("anni", &["ho ", "hai ", "ha ", "hanno ", "aveva ", "avevo ", "compie ", "compiuto "]),
    ("jaar", &["ben ", "bent ", "is ", "was ", "word ", "wordt "]),
    ("jahre", &["bin ", "wurde "]),
    ("lat", &["mam ", "masz ", "ma ", "miał ", "miała ", "wieku ", "skończył ", "skończyła "]),
    ("lata", &["mam ", "masz ", "ma ", "miał ", "miała "]),
    ("år", &["är ", "fyllde ", "fyller ", "er ", "fylte ", "fyldte "]),
    ("jahren", &["mit ", "alter von "]),
    ("vuotta", &["olen ", "täytti ", "täytän "]),
    ("éves", &["fiam ", "lányom ", "férjem ", "feleségem ", "anyám ", "apám "]),
    ("yaşında", &["oğlum ", "kızım ", "annem ", "babam ", "eşim "]),
    ("let", &["je mi ", "je mu ", "je jí ", "synovi je ", "dceři je ", "bylo mi ", "bylo mu ", "bylo jí ", "ve věku "]),
    ("rokov", &["mám ", "má ", "mal ", "mala ", "vo veku "]),
    ("de ani", &["am ", "ai ", "are ", "avea ", "vârsta de ", "vârstă de "]),
    ("ani", &["am ", "ai ", "are ", "avea ", "vârsta de ", "vârstă de "]),
    ("ετών", &["είμαι ", "είναι ", "ήταν ", "ηλικίας "]),
    ("χρονών", &["είμαι ", "είναι ", "ήταν ", "έγινε "]),
    ("tahun", &["berumur ", "berusia ", "saya ", "umurku ", "usiaku ", "umurnya ", "usianya "]),
    ("года", &["мне ", "ему ", "ей ", "сыну ", "дочери ", "исполнилось "]),
    ("год", &["мне ", "ему ", "ей ", "сыну ", "дочери ", "исполнился "]),
    ("лет", &["мне ", "ему ", "ей ", "сыну ", "дочери ", "возрасте ", "исполнилось "]),
    ("років", &["мені ", "йому ", "їй ", "сину ", "віком ", "віці "]),
    ("роки", &["мені ", "йому ", "їй ", "сину ", "віком "]),
    ("рік", &["мені ", "йому ", "їй ", "сину "]),
];

/// Who may be *of* so many years, before `de`, `di`, `von`, `van`.
const WHO: &[&str] = &[
    "homme",
    "femme",
    "garçon",
    "fille",
    "patient",
    "patiente",
    "patiënt",
    "patiënte",
    "enfant",
    "dame",
    "hombre",
    "mujer",
    "niño",
    "niña",
    "chico",
    "chica",
    "paciente",
    "varón",
    "joven",
    "señor",
    "señora",
    "uomo",
    "donna",
    "ragazzo",
    "ragazza",
    "paziente",
    "bambino",
    "bambina",
    "homem",
    "mulher",
    "menino",
    "menina",
    "rapaz",
    "criança",
    "mann",
    "frau",
    "junge",
    "mädchen",
    "man",
    "vrouw",
    "jongen",
    "meisje",
    "étudiant",
    "étudiante",
    "estudiante",
    "estudante",
    "studente",
    "studentessa",
    "student",
    "studentin",
    "hijo",
    "hija",
    "fils",
    "filho",
    "filha",
    "figlio",
    "figlia",
    "sohn",
    "tochter",
    "zoon",
    "dochter",
    "persona",
    "personne",
    "pessoa",
];

/// Labels, perhaps with a small word between them and the number.
const AGE_LABELS: &[&str] = &[
    "age",
    "aged",
    "alter",
    "âge",
    "edad",
    "età",
    "idade",
    "leeftijd",
    "wiek",
    "wieku",
    "ålder",
    "åldern",
    "alder",
    "alderen",
    "ikä",
    "yaş",
    "возраст",
    "年龄",
    "年齡",
    "年齢",
    "나이",
    "tuổi",
    "usia",
    "umur",
    "věk",
    "vek",
    "életkor",
    "életkora",
    "vârsta",
    "vârstă",
    "yaşı",
    "ηλικία",
    "възраст",
    "вік",
    "العمر",
    "عمري",
    "عمره",
    "عمرها",
    "גיל",
    "उम्र",
    "आयु",
    "อายุ",
];

/// The same in capitals, where their last letter is outside ASCII and has one.
const AGE_CAPITALS: &[&str] = &["yaŞ", "возрасТ", "ηλικίΑ", "възрасТ", "віК", "vârstĂ"];

/// Small words between a label and the number, and whose age it is.
const AGE_GLUE: &[&str] = &[
    "is",
    "was",
    "of",
    "the",
    "von",
    "der",
    "des",
    "ist",
    "de",
    "del",
    "della",
    "di",
    "do",
    "da",
    "du",
    "van",
    "est",
    "es",
    "è",
    "é",
    "av",
    "是",
    "は",
    "sex",
    "gender",
    "patient",
    "patienten",
    "patientin",
    "paciente",
    "paziente",
    "pacjenta",
    "patiënt",
    "person",
    "saya",
];

/// What else may stand before it, where nothing that is counted follows.
const AGE_BEFORE: &[&str] = &[
    "turned ",
    "turning ",
    "turns ",
    "turn ",
    "he was ",
    "she was ",
    "i was ",
    "i'm ",
    "i’m ",
    "i am ",
    "he is ",
    "she is ",
    "he's ",
    "he’s ",
    "she's ",
    "she’s ",
    "im ",
    "died at ",
    "passed away at ",
];

/// Who *is* so many years, before a form of *to be*.
const KIN: &[&str] = &[
    "mother",
    "father",
    "mom",
    "mum",
    "dad",
    "wife",
    "husband",
    "son",
    "daughter",
    "brother",
    "sister",
    "grandmother",
    "grandfather",
    "grandma",
    "grandpa",
    "girlfriend",
    "boyfriend",
    "nephew",
    "niece",
    "mutter",
    "vater",
    "mama",
    "papa",
    "frau",
    "mann",
    "sohn",
    "tochter",
    "bruder",
    "schwester",
    "oma",
    "opa",
    "moeder",
    "vader",
    "zoon",
    "dochter",
    "broer",
    "zus",
    "zusje",
];

/// Forms of *to be* after [`KIN`].
const BEING: &[&str] = &["is", "was", "ist", "war"];

/// What makes it a limit or a duration, which is nobody's age, right before the number.
const LIMIT_BEFORE: &[&str] = &[
    "under ",
    "over ",
    "above ",
    "below ",
    "at least ",
    "at most ",
    "than ",
    "between ",
    "from ",
    "until ",
    "every ",
    "must be ",
    "have to be ",
    "has to be ",
    "need to be ",
    "needs to be ",
    "should be ",
    "like i am ",
    "like i'm ",
    "y a ",
    "unter ",
    "über ",
    "mindestens ",
    "ab ",
    "moins de ",
    "plus de ",
    "au moins ",
    "más de ",
    "menos de ",
    "mayores de ",
    "menores de ",
    "mais de ",
    "maiores de ",
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
    "en az ",
    "trên ",
    "dưới ",
    "đủ ",
    "từ ",
    "直到",
    "年满",
    "未满",
    "已满",
    "不满",
    "满",
    "満",
    "만 ",
    "未満",
];

/// Words before a label that make its number one of nobody in particular.
const GENERAL: &[&str] = &[
    "average",
    "mean",
    "median",
    "min",
    "max",
    "minimum",
    "maximum",
    "retirement",
    "legal",
    "drinking",
    "voting",
    "limit",
    "durchschnittliches",
    "mindestalter",
    "moyen",
    "media",
    "mínima",
    "minima",
    "gemiddelde",
    "średni",
    "平均",
    "最低",
    "最小",
    "最大",
];

/// What has an age without being anybody, right before a label.
const AGED: &[&str] = &["page", "cache", "account", "domain", "vehicle", "building", "any", "from", "file", "object"];

/// Before `the age of`.
const LIMITS: &[&str] = &["under", "over", "below", "above", "before", "until", "from", "by", "past"];

/// What after it says the same.
const LIMIT_AFTER: &[&str] = &[
    " or older",
    " and older",
    " or over",
    " and over",
    " or above",
    " and above",
    " or under",
    " and under",
    " or younger",
    " and younger",
    " and up",
    " or more",
    " to enter",
    " to vote",
    " to drive",
    " to drink",
    " to use",
    " to register",
    " ago",
    " trở lên",
    " trở xuống",
];

/// The same right after the sign for years.
const LIMIT_JOINED: &[&str] = &[
    "以上", "以下", "以后", "之后", "以前", "之前", "未满", "未満", "以降", "から", "まで", "起", "儿童", "이상",
    "이하", "미만", " 이상", " 이하", " 미만",
];

/// What is old without being anybody: the last noun after `-year-old`, or the first before `is … years old`.
const THINGS: &[&str] = &[
    "company",
    "firm",
    "startup",
    "brand",
    "franchise",
    "business",
    "corporation",
    "organization",
    "institution",
    "industry",
    "bridge",
    "building",
    "house",
    "home",
    "property",
    "apartment",
    "roof",
    "furnace",
    "boiler",
    "hotel",
    "church",
    "cathedral",
    "temple",
    "castle",
    "mosque",
    "museum",
    "university",
    "school",
    "town",
    "city",
    "village",
    "country",
    "nation",
    "republic",
    "democracy",
    "car",
    "vehicle",
    "truck",
    "bike",
    "motorcycle",
    "civic",
    "corolla",
    "sedan",
    "suv",
    "engine",
    "ship",
    "plane",
    "aircraft",
    "whisky",
    "whiskey",
    "scotch",
    "bourbon",
    "rum",
    "wine",
    "port",
    "cheese",
    "tree",
    "oak",
    "forest",
    "plant",
    "fossil",
    "rock",
    "bond",
    "mortgage",
    "note",
    "treasury",
    "loan",
    "lease",
    "contract",
    "law",
    "statute",
    "treaty",
    "tradition",
    "custom",
    "newspaper",
    "magazine",
    "software",
    "codebase",
    "code",
    "system",
    "app",
    "website",
    "site",
    "product",
    "project",
    "laptop",
    "computer",
    "phone",
    "machine",
    "server",
    "printer",
    "battery",
    "device",
    "album",
    "song",
    "film",
    "movie",
    "book",
    "manuscript",
    "painting",
    "statue",
    "dispute",
    "war",
    "conflict",
    "feud",
    "ban",
    "embargo",
    "program",
    "plan",
    "policy",
    "bug",
    "issue",
    "account",
    "relationship",
    "marriage",
    "technology",
    "building's",
    "universe",
    "earth",
    "planet",
    "star",
    "it",
    "which",
];

/// How what follows a number may start where it says that the number is an age.
const MAY_FOLLOW: Starts = {
    let mut starts = Starts::of(AGE_AFTER);
    let mut years = YEARS;
    while let [(word, _), more @ ..] = years {
        starts = starts.and(word);
        years = more;
    }
    starts
};

/// How far after the number what is said about it is looked for, in bytes.
const AGE_REACH: usize = 52;
/// How far the words go that make it an age.
const AGE_MARK: usize = 20;

fn verify_age(candidate: &Candidate<'_>) -> Option<Match> {
    let (text, at) = (candidate.text, candidate.at);
    let group = at.of(text.as_bytes());
    let len = group.iter().take_while(|b| b.is_ascii_digit()).count();
    let rest = group.get(len..)?;
    // `67yo`, `34jährig`; most groups are longer numbers.
    if !(1..=3).contains(&len) || !(rest.is_empty() || matches!(rest, b"yo" | b"yr" | b"yrs" | b"y" | b"j")) {
        return None;
    }
    let span = Span::new(at.start, at.start + len);
    let (head, tail) = (text.get(..span.start)?, text.get(span.end..)?);
    let after = tail.strip_prefix([' ', '-', '\u{a0}']).unwrap_or(tail);
    // Neither side of most numbers begins as those that count.
    let (may_follow, may_precede) = (MAY_FOLLOW.may_start(after.as_bytes()), may_say_before(head, tail));
    if !may_follow && !may_precede && tail.len() >= AGE_MARK {
        return None;
    }
    let number = group.iter().take(len).fold(0, |sum, byte| sum * 10 + u32::from(byte - b'0'));
    // Not a part of a fraction, a range, a date or a longer number.
    let thousands = head.ends_with(',') && head.trim_end_matches(',').ends_with(|c: char| c.is_ascii_digit());
    if number > 120 || thousands || head.ends_with(['.', '-', '–', '—', '~', '～', '/', '$', '€', '£']) {
        return None;
    }
    let says = may_follow && says_after(text, span, after) || may_precede && says_before(head, tail);
    if says && !is_general(text, span) {
        // What follows may yet say that it is nobody's.
        let why = if tail.len() < AGE_REACH { "shape" } else { "context" };
        return Some(Match { span, score: 0.75, why });
    }
    // Too little follows to know: worth nothing yet, but held back in a stream.
    (!says && tail.len() < AGE_MARK).then_some(Match { span, score: 0.0, why: "shape" })
}

/// Whether what follows says that it is an age.
fn says_after(text: &str, span: Span, after: &str) -> bool {
    let starts = |word: &str| is_start(after, word);
    if let Some(mark) = AGE_AFTER.iter().find(|word| starts(word)) {
        let rest = after.get(mark.len()..).unwrap_or_default();
        // `21세기` is a century, `才能` an ability.
        let other = *mark == "세" && rest.starts_with('기') || *mark == "才" && rest.starts_with('能');
        return !other && (mark.is_ascii() || !LIMIT_JOINED.iter().any(|limit| rest.starts_with(limit)));
    }
    let Some((years, have)) = YEARS.iter().find(|(years, _)| starts(years) && ends_word(after, years.len())) else {
        return false;
    };
    let rest = after.get(years.len()..).unwrap_or_default();
    // Of experience, of guarantee.
    if [" de ", " di ", " d'", " d’", " doś", " erf", " fa", " atrás", " temu"].iter().any(|of| is_start(rest, of))
    {
        return false;
    }
    // `mit 5 Jahren Laufzeit`
    if *years == "jahren" && rest.strip_prefix(' ').is_some_and(|next| next.starts_with(char::is_uppercase)) {
        return false;
    }
    let head = text.get(..span.start).unwrap_or_default();
    let of = ["de ", "di ", "von ", "van "].iter().find_map(|of| head.strip_suffix(of));
    let who = of.map(str::trim_end).map(last_word).is_some_and(|word| is_one_of(word, WHO));
    // `Marie, 34 ans, …`, `María, de 34 años, …`
    let apart = || {
        head.strip_suffix("de ").unwrap_or(head).ends_with(", ")
            && (rest.is_empty() || rest.starts_with([',', ')', '.', ';']))
    };
    who || have.iter().any(|have| before_is(text, span.start, have)) || apart()
}

/// The signs between a label and the number.
const AGE_SIGNS: [char; 10] = [' ', ':', '：', '=', '"', '\'', '>', '|', '\t', '*'];

/// What stands before a label that ends `head`, perhaps with a small word after it, and the signs after both.
fn before_label(head: &str) -> Option<(&str, &str)> {
    let bare = head.trim_end_matches(AGE_SIGNS);
    let signs = head.get(bare.len()..).unwrap_or_default();
    // A label in Chinese or Japanese may stand right before.
    let joined = signs.is_empty() && !head.chars().next_back().is_some_and(|c| !c.is_ascii() && c.is_alphabetic());
    // `age > 30` compares.
    if joined || signs.len() > 6 || signs.contains('>') && signs.contains(' ') {
        return None;
    }
    let cut = |text: &'_ str, word: &str| text.len() - word.len();
    let mut bare = bare;
    for _ in 0..3 {
        let word = last_word(bare);
        // `Age/Sex: 45/F`
        let glue = is_one_of(word, AGE_GLUE);
        if !glue {
            break;
        }
        bare = bare.get(..cut(bare, word))?.trim_end_matches([' ', '/']);
    }
    let label = last_word(bare);
    let before = bare.get(..cut(bare, label))?;
    let known = !label.is_empty() && is_one_of(label, AGE_LABELS);
    (known && !before.ends_with('$')).then_some((before, signs))
}

/// Whether what stands before a number may say that it is an age: few of a text's numbers pass.
fn may_say_before(head: &str, tail: &str) -> bool {
    const WORDS: Ends = Ends::of(&[AGE_LABELS, AGE_CAPITALS, AGE_GLUE, AGE_BEFORE]);
    let sign = |byte: &u8| matches!(byte, b' ' | b':' | b'=' | b'"' | b'\'' | b'>' | b'|' | b'\t' | b'*');
    let signs = head.bytes().rev().take(8).take_while(sign).count();
    let Some(before) = head.as_bytes().get(..head.len() - signs) else { return false };
    match before {
        // Between commas, after a name.
        [.., name, b','] => signs == 1 && tail.starts_with(", ") && (name.is_ascii_alphabetic() || !name.is_ascii()),
        // In brackets, after a name.
        [.., b' ', b'('] => signs == 0 && tail.starts_with(") "),
        // A full-width colon.
        [.., 0xef, 0xbc, 0x9a] => true,
        _ => WORDS.may_end(before),
    }
}

/// Whether what stands before says that it is an age, and nothing after that something else is counted.
fn says_before(head: &str, tail: &str) -> bool {
    let signs = head.get(head.trim_end_matches(AGE_SIGNS).len()..).unwrap_or_default();
    let signed = signs.contains([':', '：', '=', '>']);
    // Most numbers after a small word count something.
    if !(if signed { is_bare(tail) } else { stands_alone(tail) }) {
        return is_apart(head, tail);
    }
    let known = |before: &&str| before_is(head, head.len(), before);
    before_label(head).is_some() || !signed && (AGE_BEFORE.iter().any(known) || is_of_kin(head)) || is_apart(head, tail)
}

/// Whether somebody's next of kin *is*, right before the number.
fn is_of_kin(head: &str) -> bool {
    let Some(head) = head.strip_suffix(' ') else { return false };
    let verb = last_word(head);
    let subject = head.strip_suffix(verb).unwrap_or_default().trim_end();
    is_one_of(verb, BEING) && is_one_of(last_word(subject), KIN)
}

/// Whether the number stands between commas or in brackets after a name and something is said of who has it:
/// `Jane, 34, of Leeds`, `Jane (34) from Leeds`.
fn is_apart(head: &str, tail: &str) -> bool {
    let said: &[&str] = &["of", "was", "is", "has", "a", "an", "works", "died"];
    // Much else stands in brackets after a capital letter.
    let of_people: &[&str] = &["from", "who", "said", "whose", "lives", "told", "aus"];
    let (name, rest, said) = match (head.strip_suffix(", "), head.strip_suffix(" (")) {
        (Some(name), _) => (name, tail.strip_prefix(", "), said),
        (_, Some(name)) => (name, tail.strip_prefix(") "), &[][..]),
        _ => return false,
    };
    let name = last_word(name);
    let named = name.chars().count() > 2 && name.starts_with(char::is_uppercase) && !name.ends_with(char::is_uppercase);
    let follows = rest.map(|rest| rest.split(' ').next().unwrap_or_default());
    let is_said = |word| said.contains(&word) || of_people.contains(&word);
    named && !CALENDAR.contains(&name) && follows.is_some_and(is_said)
}

/// Names with a capital letter before a number that are nobody's.
const CALENDAR: &[&str] = &[
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
    "Chapter",
    "Section",
    "Figure",
    "Table",
    "Article",
    "Page",
    "Step",
];

/// Whether it is a limit, a range, a mean, or the age of a thing.
fn is_general(text: &str, span: Span) -> bool {
    let head = text.get(..span.start).unwrap_or_default();
    let tail = text.get(span.end..).unwrap_or_default();
    let near = tail.get(..text.floor_char_boundary(span.end + AGE_REACH) - span.end).unwrap_or_default();
    let near = near.split(['.', ';', '!', '?', '\n', '。']).next().unwrap_or_default();
    if LIMIT_BEFORE.iter().any(|word| before_is(text, span.start, word))
        || near.match_indices(' ').filter_map(|(at, _)| near.get(at..)).any(starts_limit)
    {
        return true;
    }
    // 5-12, 18 to 35, 从30岁到60岁.
    let digit = |c: char| c.is_ascii_digit();
    let to = ["-", "–", "—", "~", "～", "－", " to ", "至", "到", " bis ", " à ", " a ", " till ", "岁至", "岁到"];
    let goes_on = to.iter().any(|to| tail.strip_prefix(to).is_some_and(|rest| rest.trim_start().starts_with(digit)));
    let came = to.iter().chain(&["至", "到", "起"]).any(|to| {
        let before = head.trim_end().strip_suffix(to.trim_end());
        before.is_some_and(|rest| rest.trim_end_matches(['岁', '歳', ' ']).ends_with(digit))
    });
    let between = || {
        let joined = [" and ", " und ", " et ", " y ", " e ", " en ", " i ", " och "]
            .iter()
            .find_map(|and| head.strip_suffix(and));
        joined.is_some_and(|rest| {
            let number = rest.trim_end_matches(digit).trim_end();
            number.len() < rest.len()
                && is_one_of(
                    last_word(number),
                    &["between", "zwischen", "entre", "tra", "fra", "tussen", "między", "mellan", "mellom"],
                )
        })
    };
    let label = || {
        before_label(head).is_some_and(|(before, _)| {
            let from = before.floor_char_boundary(before.len().saturating_sub(24));
            let before = before.get(from..).unwrap_or_default();
            let clause = before.rsplit(['.', ';', '!', '?', '\n', ',']).next().unwrap_or_default();
            let mut words = clause.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).rev();
            let last = words.next().unwrap_or_default();
            // `under the age of 18`, unlike `at the age of 18`
            let limit = is_one_of(last, &["the"]) && words.clone().next().is_some_and(|word| is_one_of(word, LIMITS));
            limit || is_one_of(last, AGED) || is_one_of(last, GENERAL) || words.any(|word| is_one_of(word, GENERAL))
        })
    };
    goes_on || came || between() || label() || is_things(head, near)
}

/// Whether what follows makes it a limit.
fn starts_limit(rest: &str) -> bool {
    LIMIT_AFTER.iter().any(|word| rest.starts_with(word) && ends_word(rest, word.len()))
}

/// Whether it is a thing that is so old.
fn is_things(head: &str, near: &str) -> bool {
    let is_thing = |word: &str| is_one_of(word, THINGS) || is_one_of(word.trim_end_matches('s'), THINGS);
    let Some(at) = near.find("old").filter(|at| *at < 14) else { return false };
    let rest = near.get(at + 3..).unwrap_or_default();
    let phrase = rest.split([',', ':', '(', ')', '"']).next().unwrap_or_default();
    const ENDS: &[&str] = &[
        "a", "an", "the", "my", "your", "his", "her", "their", "our", "open", "from", "in", "with", "who", "whose",
        "that", "which", "of", "living", "named", "has", "is", "was", "at", "on", "for", "to", "and", "or", "by", "as",
        "had", "will",
    ];
    let last = phrase
        .split_whitespace()
        .take_while(|word| !ENDS.contains(word) && !word.ends_with("s'") && !word.contains(['\'', '’']))
        .last();
    match last {
        Some(word) => is_thing(word.trim_end_matches(|c: char| !c.is_alphanumeric())),
        // `The bridge is 90 years old.`
        None => {
            let head = head.get(head.floor_char_boundary(head.len().saturating_sub(64))..).unwrap_or_default();
            let mut words =
                head.split_whitespace().rev().filter(|word| !["about", "nearly", "almost", "over"].contains(word));
            let verb = words.next().unwrap_or_default();
            let subject = words.next().unwrap_or_default();
            verb.eq_ignore_ascii_case("it's")
                || matches!(verb, "is" | "are" | "was" | "were" | "be") && is_thing(subject)
        }
    }
}

/// The run of letters at the end, of at most 32 bytes.
fn last_word(text: &str) -> &str {
    let from = text.floor_char_boundary(text.len().saturating_sub(32));
    let near = text.get(from..).unwrap_or_default();
    // The signs of Devanagari that are no letters stand in words too.
    let letter = |c: char| c.is_alphabetic() || matches!(c, '\'' | '’' | '\u{93c}' | '\u{94d}');
    let start = near.char_indices().rev().take_while(|(_, c)| letter(*c)).last().map_or(near.len(), |(at, _)| at);
    near.get(start..).unwrap_or_default()
}

/// Whether a word is one of the list's, which are in small letters.
fn is_one_of(word: &str, list: &[&str]) -> bool {
    if word.is_ascii() {
        return list.iter().any(|known| word.eq_ignore_ascii_case(known));
    }
    // Once for the whole list.
    let small: String = word.chars().flat_map(char::to_lowercase).collect();
    list.contains(&small.as_str())
}

/// Whether `text` starts with `word`, without regard to ASCII case.
#[inline]
fn is_start(text: &str, word: &str) -> bool {
    // Nearly all that is compared differs in its first letter.
    let first = |text: &str| text.as_bytes().first().map(u8::to_ascii_lowercase);
    first(text) == first(word) && text.get(..word.len()).is_some_and(|found| found.eq_ignore_ascii_case(word))
}

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

/// Whether the number is not a part of something longer, and no unit of a shorter time follows.
fn is_bare(tail: &str) -> bool {
    let mut rest = tail.chars();
    let joins = match rest.next() {
        Some('.' | ',' | '-' | '/' | ':' | ' ') => rest.next().is_some_and(|c| c.is_ascii_digit()),
        Some(c) => c.is_alphanumeric() && c.is_ascii() || matches!(c, '%' | '_' | '('),
        None => false,
    };
    let unit = tail.trim_start().split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    !joins && !["days", "day", "hours", "hour", "minutes", "seconds", "ms", "s", "sec", "min", "h", "d"].contains(&unit)
}

/// Whether what follows ends a phrase: no unit, no noun that is counted.
fn stands_alone(tail: &str) -> bool {
    let rest = tail.trim_start_matches(['"', '\'', ')', ']']);
    match rest.chars().next() {
        None | Some(',' | ';' | '!' | '?' | '\n' | '\r' | '}' | '<' | '|' | '。' | '，' | '、' | 'で' | 'の') => {
            !rest.strip_prefix(',').is_some_and(|next| next.starts_with(|c: char| c.is_ascii_digit()))
        }
        Some('.') => !rest.get(1..).is_some_and(|next| next.starts_with(|c: char| c.is_ascii_digit())),
        // The next cell of a table.
        Some(' ') if rest.starts_with(" |") => true,
        Some(' ') => {
            let word = rest.get(1..).unwrap_or_default();
            let word = word.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
            const GOES_ON: &[&str] = &[
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
                "now",
                "when",
                "at",
                "male",
                "female",
                "she",
                "he",
                "they",
                "we",
                "und",
                "et",
                "y",
                "e",
                "ans",
                "jahre",
                "jahren",
                "jahr",
                "años",
                "anni",
                "anos",
                "jaar",
                "lat",
                "lata",
                "år",
                "лет",
                "but",
                "let",
                "rokov",
                "ani",
                "ετών",
                "років",
                "tahun",
                "سنة",
                "عاما",
                "साल",
                "वर्ष",
                "ปี",
            ];
            // Most words after a number are what it counts.
            const LAST: Ends = Ends::of(&[GOES_ON]);
            let plain = word.is_ascii() && word.len() > 1;
            (!plain || LAST.may_end(word.as_bytes())) && is_one_of(word, GOES_ON)
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
    "user handle",
    "user login",
    "login name",
    "login_name",
    "login",
    "logged in as",
    "log in as",
    "log me in as",
    "sign in as",
    "signed in as",
    "screen name",
    "screen_name",
    "screenname",
    "nickname",
    "account name",
    "profile name",
    "gamertag",
    // As sshd and PAM log them.
    "accepted password for",
    "accepted publickey for",
    "failed password for",
    "session opened for user",
    "session closed for user",
    "invalid user",
    // Of so common a word only with a sign.
    "user:",
    "user=",
    "user =",
    "user\"",
    "usr:",
    "usr=",
    "nick:",
    "nick=",
    // German, Dutch, Swedish, Danish, Norwegian
    "benutzername",
    "benutzerkennung",
    "nutzername",
    "anmeldename",
    "gebruikersnaam",
    "inlognaam",
    "användarnamn",
    "brukernavn",
    "brugernavn",
    // French, Spanish, Italian, Portuguese
    "nom d'utilisateur",
    "nom d’utilisateur",
    "nom_utilisateur",
    "identifiant",
    "pseudo:",
    "pseudo :",
    "nombre de usuario",
    "usuario",
    "nome utente",
    "nome_utente",
    "nome de usuário",
    "usuário",
    "nome de utilizador",
    "utilizador",
    // Polish, Czech, Turkish, Russian, Arabic
    "nazwa użytkownika",
    "login użytkownika",
    "uživatelské jméno",
    "kullanıcı adı",
    "имя пользователя",
    "Имя пользователя",
    "логин",
    "Логин",
    "никнейм",
    "ім'я користувача",
    "логін",
    "اسم المستخدم",
    // Chinese, Japanese, Korean
    "用户名",
    "用戶名",
    "账号",
    "帐号",
    "帳號",
    "昵称",
    "登录名",
    "ユーザー名",
    "ユーザ名",
    "ユーザーid",
    "ユーザid",
    "アカウント名",
    "사용자 이름",
    "사용자명",
    "아이디",
    // Where names begin with an @
    "handle",
    "twitter",
    "instagram",
    "telegram",
    "tiktok",
    "snapchat",
    "mastodon",
    "facebook",
    "discord",
    "weibo",
];

/// Where what is announced has to begin with an `@`.
const NETWORKS: &[&str] =
    &["handle", "twitter", "instagram", "telegram", "tiktok", "snapchat", "mastodon", "facebook", "discord", "weibo"];

/// The longest run in which a user name is looked for, in bytes: of 40, and dots after it.
const NAME_MAX: usize = 64;

fn verify_username(candidate: &Candidate<'_>) -> Option<Match> {
    let (text, at) = (candidate.text, candidate.at);
    let keyword = at.of_str(text);
    if SESSIONS.iter().any(|session| session.eq_ignore_ascii_case(keyword)) {
        return verify_session(text, at);
    }
    let joined = keyword.ends_with([':', '=']) && text.get(at.end..)?.starts_with(char::is_alphanumeric);
    let start = if joined { at.end } else { value_after(text, at, 24)? };
    let label = text.get(at.end..start)?;
    let head = text.get(..at.start)?;
    let signed = label.contains([':', '=', '：']) || keyword.ends_with([':', '=']);
    // Arguments, subscripts, paths, and longer names than the keyword: `login_url`.
    if label.ends_with('@') && head.ends_with('_')
        || head.ends_with(['$', '#'])
        || label.contains([',', '[', ']', '{', '}', '#', '/'])
        || label.starts_with(['_', '.', '-'])
    {
        return None;
    }
    if let Some(label) = label.strip_suffix('@') {
        return if keyword.ends_with(char::is_alphabetic) { verify_at_name(text, label, start) } else { None };
    }
    if NETWORKS.iter().any(|network| network.eq_ignore_ascii_case(keyword)) {
        return None;
    }
    let rest = text.get(start..)?;
    // 我的用户名是jdoe42
    let value = rest.trim_start_matches(['是', '为', 'は']);
    let start = start + rest.len() - value.len();
    // Where a script without blanks goes on after it, only the Latin letters are the name: `jdoe42です`.
    let ascii = value.starts_with(|c: char| c.is_ascii());
    let part = |c: char| c.is_alphanumeric() && !(ascii && c >= '\u{2e80}') || matches!(c, '.' | '_' | '-');
    let len = run_of(value, NAME_MAX, part)?;
    let (value, after) = value.split_at_checked(value.get(..len)?.trim_end_matches(['.', '-']).len())?;
    let after = after.chars().next();
    let lower = value.to_ascii_lowercase();
    let has = |which: fn(char) -> bool| value.contains(which);
    let (digit, joined) = (has(|c| c.is_ascii_digit()), has(|c| c == '_'));
    let letters =
        has(char::is_alphabetic) && !value.get(..4).is_some_and(|head| head.bytes().all(|b| b.is_ascii_digit()));
    let code =
        matches!(after, Some('(' | '[' | '@')) || has(|c| c == '.') && CODE.iter().any(|word| lower.contains(word));
    let constant = (joined || value.len() > 20) && !has(|c| !c.is_ascii_uppercase() && c != '_');
    // Paths and numbers of a program.
    let rest = text.get(start + value.len()..)?;
    let path = rest.starts_with("::") || label.contains("::") || lower.starts_with("0x");
    if !(3..=40).contains(&value.len())
        || !letters
        || code
        || path
        || constant
        || PLACEHOLDERS.contains(&lower.as_str())
    {
        return None;
    }
    // `<username>jdoe</username>`
    let tagged = label == ">" && head.ends_with('<') && after == Some('<');
    let quoted = label.ends_with(['"', '\'']) && rest.trim_start_matches('\\').starts_with(['"', '\'']);
    // So common a word announces much else, as in a transcript.
    let weak = !keyword.ends_with(char::is_alphanumeric);
    let ends = after.is_none_or(|c| "\n\r,;&\"'<})|".contains(c));
    let named = {
        let lower = keyword.to_lowercase();
        // Teams and towns have nicknames, too.
        let nickname = lower == "nickname" && value.starts_with(char::is_uppercase);
        label.contains([':', '：'])
            && !label.contains('=')
            && !nickname
            && NAMES.iter().any(|name| lower.ends_with(name))
    };
    let alone = after.is_none_or(|c| matches!(c, '\n' | '\r' | '|')) && value.len() > 3;
    let cell = is_cell(head, label, rest);
    // `jdoe` after `is` is a name if what follows is no more of a sentence; so it is beside a password.
    let told = || {
        let span = Span::new(start, start + value.len());
        let is = match label.trim() {
            "" => start > at.end + label.len(),
            glue => {
                glue.chars().all(char::is_alphabetic)
                    && !["with", "for", "of", "on", "and", "as", "a", "an", "the", "used"].contains(&glue)
            }
        };
        let mine = head.ends_with("my ") || head.ends_with("My ");
        let may_be = value.len() > 3 && value.is_ascii() && !STATES.contains(&lower.as_str());
        let is_said = || is && ends_clause(rest) && (mine || context::near(text, span, PASSWORDS));
        may_be && (is_said() || goes_on_with_password(rest))
    };
    let score = match (signed, quoted) {
        _ if cell => 0.6,
        _ if weak && keyword.ends_with('=') && label.is_empty() && is_logged(rest) => 0.55,
        _ if weak && !(signed && ends && (digit || joined)) => return None,
        (true, true) => 0.65,
        (true, false) if digit || has(|c| matches!(c, '_' | '.' | '-')) => 0.6,
        // A plain word after a label that is nothing else, at a line's end.
        (true, false) if named && alone => 0.5,
        (true, false) if label == "=" && is_logged(rest) || goes_on_with_password(rest) => 0.55,
        (true, false) if has(|c| !c.is_ascii_lowercase()) => 0.35,
        (true, false) => 0.3,
        _ if tagged => 0.6,
        // Prose about user names has no sign: only what no word is made of.
        (false, _) if !value.is_ascii() || label.contains(['\n', '-', '.', '|', '>', '*', '\\']) => return None,
        (false, _) if digit && (joined || !keyword.eq_ignore_ascii_case("login")) => 0.6,
        (false, _) if (digit || joined) && label.contains(char::is_alphabetic) => 0.6,
        (false, _) if told() => 0.55,
        (false, _) => return None,
    };
    Some(Match { span: Span::new(start, start + value.len()), score, why: "context" })
}

/// Whether what follows goes on as programs log: `user=jdoe ip=…`.
fn is_logged(rest: &str) -> bool {
    let Some(rest) = rest.strip_prefix(' ') else { return false };
    let len = rest.bytes().take(25).take_while(|byte| byte.is_ascii_lowercase() || *byte == b'_').count();
    (1..=24).contains(&len) && rest.as_bytes().get(len) == Some(&b'=')
}

/// Whether a clause ends there, or another one begins.
fn ends_clause(rest: &str) -> bool {
    const AND: &[&str] = &[
        "and", "but", "und", "aber", "et", "mais", "y", "pero", "e", "ma", "mas", "en", "maar", "a", "i", "ale", "och",
        "og", "men", "ja", "ve", "и", "а",
    ];
    match rest.strip_prefix(' ') {
        Some(next) => is_one_of(next.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default(), AND),
        None => rest.chars().next().is_none_or(|c| matches!(c, '.' | ',' | ';' | '!' | '\n' | '\r') || c > '\u{2e7f}'),
    }
}

/// Whether it is the cell beside one that says what it is, in a table of two columns and below its head.
fn is_cell(head: &str, label: &str, rest: &str) -> bool {
    // From the name backwards: a line may be as long as the text.
    let bar = head.trim_end_matches([' ', '*']).strip_suffix('|');
    let first =
        bar.map(|line| line.trim_end_matches([' ', '*'])).is_some_and(|line| line.is_empty() || line.ends_with('\n'));
    let after = rest.strip_prefix(" |");
    let next = after.and_then(|after| after.trim_start_matches([' ', '\r']).strip_prefix('\n'));
    let last = next.is_some_and(|next| !next.starts_with("|-") && !next.starts_with("| -") && !next.starts_with("|:"));
    first && label.trim_matches([' ', '*']) == "|" && (last || after == Some(""))
}

/// Whether a password follows directly: `, password x7Kq2`.
fn goes_on_with_password(rest: &str) -> bool {
    const SHORT: &[&str] = &["pw", "pwd", "pass", "mdp", "clave"];
    let words = ["\n", ", ", "; ", " / "].iter().find_map(|sign| rest.strip_prefix(sign)).unwrap_or_default();
    let words = words.get(..words.floor_char_boundary(80)).unwrap_or_default();
    words.split_once(' ').is_some_and(|(word, rest)| {
        let word = word.trim_end_matches(':');
        let value = rest.split(char::is_whitespace).next().unwrap_or_default();
        (is_one_of(word, PASSWORDS) || is_one_of(word, SHORT)) && value.contains(|c: char| c.is_ascii_digit())
    })
}

/// Whose sessions sshd and PAM log, before the address or number: a name of whatever form.
fn verify_session(text: &str, keyword: Span) -> Option<Match> {
    let rest = text.get(keyword.end..)?.strip_prefix(' ')?;
    let len = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'))).unwrap_or(rest.len());
    let (name, after) = rest.split_at_checked(len)?;
    let from = |sign: &str| after.strip_prefix(sign).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let known = from(" from ") || from("(uid=") || after.starts_with(" by ");
    let fits = (2..=40).contains(&len) && !PLACEHOLDERS.contains(&name);
    let start = keyword.end + 1;
    (known && fits).then_some(Match { span: Span::new(start, start + len), score: 0.7, why: "context" })
}

/// The keywords of [`verify_session`].
const SESSIONS: &[&str] = &[
    "accepted password for",
    "accepted publickey for",
    "failed password for",
    "session opened for user",
    "session closed for user",
    "invalid user",
];

/// Near a name that is told in a sentence there is often the password.
const PASSWORDS: &Words = &[
    "password",
    "passwort",
    "kennwort",
    "mot de passe",
    "contraseña",
    "senha",
    "wachtwoord",
    "hasło",
    "lösenord",
    "lösenordet",
    "adgangskode",
    "adgangskoden",
    "passord",
    "passordet",
    "salasana",
    "parola",
    "heslo",
    "jelszó",
    "şifre",
    "пароль",
    "密码",
    "密碼",
    "パスワード",
    "비밀번호",
];

/// What a user name *is* where it is not told.
const STATES: &[&str] = &[
    "correct",
    "incorrect",
    "wrong",
    "invalid",
    "valid",
    "taken",
    "blocked",
    "locked",
    "visible",
    "different",
    "public",
    "private",
    "unique",
    "shown",
    "fine",
    "okay",
    "good",
    "expired",
    "disabled",
    "enabled",
    "changed",
    "suspended",
    "banned",
    "displayed",
    "stored",
    "sent",
    "entered",
    "provided",
    "given",
    "known",
    "hidden",
    "encrypted",
    "hashed",
    "available",
    "saved",
    "used",
    "same",
    "case-sensitive",
    "blank",
    "gone",
    "right",
    "falsch",
    "richtig",
    "korrekt",
    "gesperrt",
    "bekannt",
    "incorrecto",
    "correcto",
    "obligatorio",
    "incorrecte",
    "invalide",
    "obligatoire",
    "errato",
    "corretto",
    "obbligatorio",
    "incorreto",
    "correto",
    "onjuist",
    "juist",
    "fout",
    "verplicht",
    "fel",
    "forkert",
];

/// A name that begins with the `@` before `start`, announced by `label`.
fn verify_at_name(text: &str, label: &str, start: usize) -> Option<Match> {
    let rest = text.get(start..)?;
    let len = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '_'))).unwrap_or(rest.len());
    let value = rest.get(..len)?.trim_end_matches('.');
    let fits = (3..=30).contains(&value.len()) && value.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    // `@angular/core` is a package.
    let ends = !rest.get(value.len()..)?.starts_with(['/', '@', '(']);
    let span = Span::new(start - 1, start + value.len());
    (fits && ends && !label.is_empty()).then_some(Match { span, score: 0.6, why: "context" })
}

/// How labels end that name nothing but users.
const NAMES: &[&str] = &[
    "name",
    "naam",
    "namn",
    "navn",
    "utilisateur",
    "usuario",
    "usuário",
    "utente",
    "utilizador",
    "użytkownika",
    "пользователя",
    "名",
    "이름",
];

/// What an expression of a program is made of, rather than a name.
const CODE: &[&str] = &[
    "user", "name", "login", "args", "self.", "this.", "config", "request", "req.", "data.", "params", "env.",
    "environ", "session", "ctx.", "options", "opts.", "form.", "body.", "account", "payload", "settings", "props.",
    "state.",
];

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
    "your-username",
    "yourusername",
    "user_id",
    "userid",
    "name",
    "value",
    "varchar",
    "int",
    "integer",
    "number",
    "any",
    "test",
    "example",
    "anonymous",
    "unknown",
    "login",
    "password",
    "email",
    "int8",
    "int16",
    "u8",
    "u16",
    "u32",
    "u64",
    "i8",
    "i16",
    "i32",
    "i64",
    "usize",
    "c_int",
    "c_uint",
    "c_long",
    "c_char",
    "uid_t",
    "int32",
    "int64",
    "uint32",
    "uint64",
    "utf8",
    "utf-8",
    "sha256",
    "oauth2",
    "base64",
    "uuid4",
    "varchar2",
    "admin",
    "administrator",
    "root",
    "guest",
    "default",
    "system",
    "postgres",
    "mysql",
    "missing",
    "invalid",
    "empty",
    "here",
    "identifier",
    "credentials",
    "yes",
    "char",
    "object",
    "boolean",
    "keyword",
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
