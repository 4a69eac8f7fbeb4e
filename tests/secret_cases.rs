//! Secrets in the styles in which they stand in code, configuration, shells, logs and prose, and what only looks like
//! them: `secret_cases.txt` says how its lines are written.

#![allow(clippy::indexing_slicing, clippy::string_slice, clippy::unwrap_used, clippy::panic)]

use promptsieve::detect::Scanner;
use std::fmt::Write;

const CASES: &str = include_str!("secret_cases.txt");
/// How many times values are drawn for each line.
const DRAWS: u64 = 4;

/// Numbers that look random and are the same every time (xorshift64*).
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % bound
    }

    fn of<'c, T: ?Sized>(&mut self, choices: &[&'c T]) -> &'c T {
        choices[self.below(choices.len())]
    }

    fn characters(&mut self, alphabet: &str, length: usize) -> String {
        (0..length).map(|_| char::from(alphabet.as_bytes()[self.below(alphabet.len())])).collect()
    }

    fn value(&mut self, name: &str) -> String {
        const ALNUM: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        let (letter, length) = name.split_at(1);
        match name {
            "pw" => {
                let words =
                    ["tulip", "Granite", "monSoon", "Falke", "pelican", "Karpfen", "violin", "Harbor", "kettle"];
                let (word, other) = (self.of(&words), self.of(&words));
                let number = self.characters("123456789", 2);
                match self.below(4) {
                    0 => format!("{word}{number}!"),
                    1 => format!("{word}-{other}-{number}"),
                    2 => format!("{number}{word}_{}", self.characters("qxzvk", 3)),
                    _ => format!("{word}20{number}"),
                }
            }
            "gen" => {
                // Four kinds of characters, as managers see to.
                let start = self.characters("bcdfghjkmpqrstvwxyz", 2) + &self.characters("BCDFGHJKLMNPQRSTVWXYZ", 1);
                let (length, sign) = (8 + self.below(6), self.characters("!*-_~^+", 1));
                let end = self.characters(ALNUM, length);
                format!("{start}{}{sign}{end}", self.characters("123456789", 1))
            }
            "uuid" => {
                let [a, b, c, d, e] = [8, 4, 3, 3, 12].map(|length| self.characters("0123456789abcdef", length));
                format!("{a}-{b}-4{c}-a{d}-{e}")
            }
            "crc" => {
                let body = self.characters(ALNUM, 30);
                let mut crc = crc32(body.as_bytes());
                let mut digits = [0; 6];
                for digit in digits.iter_mut().rev() {
                    *digit = ALNUM.as_bytes()[crc as usize % 62];
                    crc /= 62;
                }
                body + std::str::from_utf8(&digits).unwrap()
            }
            "jwt" => format!(
                "{}.{}.{}",
                "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9",
                "eyJzdWIiOi".to_owned() + &self.value("w60"),
                self.value("w43")
            ),
            "pem" => "MII".to_owned() + &self.value("b61") + "\n" + &self.value("b64") + "\n" + &self.value("b40"),
            _ => {
                let alphabet = match letter {
                    "a" => ALNUM,
                    "A" => &ALNUM[10..],
                    "l" => "0123456789abcdefghijklmnopqrstuvwxyz",
                    "u" => &ALNUM[..36],
                    "h" => "0123456789abcdef",
                    "H" => "0123456789ABCDEF",
                    "d" => "0123456789",
                    "B" => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
                    "G" => "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L",
                    "b" => concat!("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", "0123456789+/"),
                    "x" => concat!("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", "0123456789./"),
                    "w" => concat!("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", "0123456789-_"),
                    _ => panic!("no such value: {name}"),
                };
                self.characters(alphabet, length.parse().unwrap())
            }
        }
    }
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg()))
    })
}

/// The text of a case, and where its secrets stand.
fn text(template: &str, draw: &mut Draw) -> (String, Vec<(usize, usize)>) {
    let (mut text, mut spans, mut start) = (String::new(), Vec::new(), 0);
    let template = template.replace("\\\\", "\u{1}").replace("\\n", "\n").replace('\u{1}', "\\");
    let mut rest = template.chars();
    while let Some(c) = rest.next() {
        match c {
            '·' => (),
            '⟦' => start = text.len(),
            '⟧' => spans.push((start, text.len())),
            '‹' => {
                let name: String = rest.by_ref().take_while(|c| *c != '›').collect();
                text += &draw.value(&name);
            }
            c => text.push(c),
        }
    }
    (text, spans)
}

#[test]
fn secrets_are_found_in_every_style_and_nothing_else_is() {
    let scanner = Scanner::all();
    let (mut wrong, mut counts) = (String::new(), [[0; 2]; 2]);
    for (number, line) in CASES.lines().enumerate() {
        let Some((kind, case)) = line.split_once(' ').filter(|(kind, _)| kind.starts_with(['+', '-'])) else {
            continue;
        };
        let expected = kind.starts_with('+');
        let (case, reason) = case.split_once(" ## ").unwrap_or((case, ""));
        assert_eq!(kind.ends_with('!'), !reason.is_empty(), "line {}: a reason and `!` belong together", number + 1);
        let mut fails = 0;
        for seed in 1..=DRAWS {
            let (text, spans) = text(case, &mut Draw(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) + number as u64));
            assert_eq!(spans.is_empty(), !expected, "line {}", number + 1);
            let mut findings = Vec::new();
            scanner.scan_whole(&text, &mut findings);
            findings.retain(|finding| finding.score >= 0.5 && finding.detector.group() == "secret");
            let covered = |at: usize| findings.iter().any(|f| f.span.start <= at && at < f.span.end);
            let right = match expected {
                true => spans.iter().all(|(start, end)| (*start..*end).all(covered)),
                false => findings.is_empty(),
            };
            counts[usize::from(expected)][usize::from(right)] += 1;
            if !right {
                fails += 1;
                if fails == 1 {
                    let by: Vec<_> =
                        findings.iter().map(|f| format!("{} {:?}", f.detector, f.span.of_str(&text))).collect();
                    let verdict = if expected { "missed" } else { "wrong" };
                    if reason.is_empty() {
                        writeln!(wrong, "line {} {verdict}: {text:?} {by:?}", number + 1).unwrap();
                    }
                }
            }
        }
        if !reason.is_empty() && fails == 0 {
            writeln!(wrong, "line {} passes now: take out its reason", number + 1).unwrap();
        }
    }
    let [[wrongly, rightly_not], [missed, hit]] = counts;
    println!("{hit} of {} secrets found, {wrongly} of {} others", hit + missed, wrongly + rightly_not);
    assert!(wrong.is_empty(), "{hit} of {} found, {wrongly} of {} wrong\n{wrong}", hit + missed, wrongly + rightly_not);
}
