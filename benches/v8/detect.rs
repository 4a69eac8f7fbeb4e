//! Detectors on text.

use promptsieve::detect::{Detector, Find, Scanner, registry};
use regex_lite::Regex;
use std::sync::{Mutex, OnceLock};

fn found(scanner: &Scanner, text: &[u8]) -> usize {
    // The filter's texts have been checked already, by whoever read the JSON.
    static CHECKED: Mutex<(usize, usize)> = Mutex::new((0, 0));
    let mut checked = CHECKED.lock().unwrap();
    let this = (text.as_ptr().addr(), text.len());
    let text = if *checked == this { unsafe { str::from_utf8_unchecked(text) } } else { str::from_utf8(text).unwrap() };
    *checked = this;
    let mut findings = Vec::new();
    scanner.scan(text, &mut findings);
    findings.len() + 1
}

/// Every detector of the registry on, findings of 0.5 and more: what a policy asks for by default.
pub fn detect(text: &[u8]) -> usize {
    static SCANNER: OnceLock<Scanner> = OnceLock::new();
    found(SCANNER.get_or_init(|| Scanner::all().above(0.5)), text)
}

/// Every detector of the registry on, findings of any score.
pub fn detect_any_score(text: &[u8]) -> usize {
    static SCANNER: OnceLock<Scanner> = OnceLock::new();
    found(SCANNER.get_or_init(Scanner::all), text)
}

/// The same with the columns of the text's tables.
pub fn detect_whole(text: &[u8]) -> usize {
    static SCANNER: OnceLock<Scanner> = OnceLock::new();
    let mut findings = Vec::new();
    SCANNER.get_or_init(Scanner::all).scan_whole(str::from_utf8(text).unwrap(), &mut findings);
    findings.len() + 1
}

/// How much of an unfinished text may leave, with every detector of the registry on.
pub fn detect_settled(text: &[u8]) -> usize {
    static SCANNER: OnceLock<Scanner> = OnceLock::new();
    SCANNER.get_or_init(Scanner::all).settled(str::from_utf8(text).unwrap()) + 1
}

/// Every second detector of the registry on.
pub fn detect_half(text: &[u8]) -> usize {
    static SCANNER: OnceLock<Scanner> = OnceLock::new();
    let half = || Scanner::of(&registry().step_by(2).collect::<Vec<_>>(), &[]).above(0.5);
    found(SCANNER.get_or_init(half), text)
}

/// One detector on.
pub fn detect_one(text: &[u8]) -> usize {
    static SCANNER: OnceLock<Scanner> = OnceLock::new();
    let one = || Scanner::new(|id| id == "financial.payment_card", &[]).above(0.5);
    found(SCANNER.get_or_init(one), text)
}

/// Every seventh detector of fixed shapes.
fn some() -> Vec<&'static Detector> {
    registry().filter(|detector| matches!(detector.find, Find::Forms { .. })).step_by(7).collect()
}

/// These detectors, as the engine finds them.
pub fn detect_same(text: &[u8]) -> usize {
    static SCANNER: OnceLock<Scanner> = OnceLock::new();
    found(SCANNER.get_or_init(|| Scanner::of(&some(), &[]).above(0.5)), text)
}

/// Their shapes alone, one expression for each detector, one after the other.
pub fn regexes(text: &[u8]) -> usize {
    static REGEXES: OnceLock<Vec<Regex>> = OnceLock::new();
    let text = str::from_utf8(text).unwrap();
    REGEXES
        .get_or_init(|| some().into_iter().map(regex).collect())
        .iter()
        .map(|regex| regex.find_iter(text).count())
        .sum()
}

fn regex(detector: &Detector) -> Regex {
    let Find::Forms { forms, .. } = detector.find else { unreachable!() };
    let shape = |form: &&str| {
        let class = |c| match c {
            '9' => "[0-9]".into(),
            'A' => "[A-Za-z]".into(),
            'X' => "[0-9A-Za-z]".into(),
            '-' => "[- ./]?".into(),
            c => regex_lite::escape(&c.to_string()),
        };
        form.chars().map(class).collect::<String>()
    };
    Regex::new(&format!(r"\b(?:{})\b", forms.iter().map(shape).collect::<Vec<_>>().join("|"))).unwrap()
}

/// How many detectors that is.
pub fn regex_count(_: &[u8]) -> usize {
    some().len()
}

/// How many detectors there are.
pub fn detector_count(_: &[u8]) -> usize {
    registry().count()
}
