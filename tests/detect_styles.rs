//! Every identifier of fixed shapes, in the ways people and programs write it down: after each of its words of context,
//! in a sentence, as a key of JSON, in a row of CSV. And not where one digit of it is wrong.

#![allow(clippy::unwrap_used, reason = "a test that meets the unexpected should stop at once")]

use promptsieve::detect::{Detector, Find, Format, Scanner, registry};

/// The value marked in an example.
fn marked(example: &str) -> &str {
    example.split_once('⟦').and_then(|(_, rest)| rest.split_once('⟧')).map_or("", |(value, _)| value)
}

fn words(detector: &Detector) -> &'static [&'static str] {
    match detector.find {
        Find::Forms { context, .. } | Find::Graded { context, .. } => context,
        _ => &[],
    }
}

/// What `detector` finds in `text` at 0.5 or above.
fn found(scanner: &Scanner, detector: &Detector, text: &str) -> Vec<(usize, usize)> {
    let mut findings = Vec::new();
    scanner.scan(text, &mut findings);
    findings.retain(|finding| finding.detector.as_str() == detector.id && finding.score >= 0.5);
    findings.iter().map(|finding| (finding.span.start, finding.span.end)).collect()
}

/// One scanner for each detector: what others find does not matter here, and they cost time.
fn alone(detector: &Detector) -> Scanner {
    Scanner::new(|id| id == detector.id, &[])
}

#[test]
fn every_word_of_context_counts_however_it_is_written() {
    let mut missed = Vec::new();
    for detector in registry() {
        let Some(value) = detector.examples.first().map(|example| marked(example)) else { continue };
        let scanner = alone(detector);
        for word in words(detector) {
            let key = word.replace([' ', '-'], "_");
            // Turkish and Greek have letters that their capitals don't lead back to.
            let capitals = if word.contains(['ı', 'ş', 'ς']) { (*word).to_owned() } else { word.to_uppercase() };
            // Programs name their fields in ASCII.
            let is_field = key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
                && key.ends_with(|c: char| c.is_ascii_alphabetic());
            let field = is_field.then(|| format!("{key}_{value}"));
            let texts = [
                format!("{word}: {value}"),
                format!("My {word} is {value}, thanks."),
                format!("{value} ({word})"),
                format!("{{\"{key}\": \"{value}\"}}"),
                format!("name\t{word}\nAda Lovelace\t{value}\n"),
                format!("{capitals}: {value}\n"),
            ];
            for text in texts.into_iter().chain(field) {
                if !found(&scanner, detector, &text).iter().any(|(start, end)| text.get(*start..*end) == Some(value)) {
                    missed.push(format!("{}: {text:?}", detector.id));
                }
            }
        }
    }
    assert!(missed.is_empty(), "{} missed:\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn no_digit_may_be_wrong() {
    let mut wrong = Vec::new();
    for detector in registry() {
        let Some(format) = Format::of(detector.id) else { continue };
        let Some(word) = words(detector).first() else { continue };
        let scanner = alone(detector);
        for value in detector.examples.iter().map(|example| marked(example)) {
            for (at, digit) in value.char_indices().filter(|(_, c)| c.is_ascii_digit()) {
                let other = char::from_digit((digit.to_digit(10).unwrap() + 1) % 10, 10).unwrap();
                let mut changed = value.to_owned();
                changed.replace_range(at..=at, other.encode_utf8(&mut [0; 4]));
                let compact: Vec<u8> =
                    changed.bytes().filter(u8::is_ascii_alphanumeric).map(|b| b.to_ascii_uppercase()).collect();
                let text = format!("{word}: {changed}");
                if !format.accepts(&compact) && !found(&scanner, detector, &text).is_empty() {
                    wrong.push(format!("{}: {text:?}", detector.id));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Labels of identifiers that have no shape of their own, and a value such as they are given.
#[test]
fn every_label_counts_however_it_is_written() {
    let mut missed = Vec::new();
    for (id, value) in [
        ("pii.passport", "XK4471902"),
        ("pii.driving_licence", "D-1290-4471-88"),
        ("pii.certificate_number", "CL-4471902"),
        ("pii.license_plate", "KJL-2843"),
        ("pii.national_id", "AX-4471902-3"),
        ("pii.tax_id", "447-19-0237-X"),
        ("pii.employee_id", "EMP730359"),
        ("pii.customer_id", "CUST-48213"),
        ("pii.device_id", "DVC-98F4471"),
        ("pii.student_id", "S1234567"),
        ("pii.biometric_id", "BIO-882031"),
        ("health.medical_record_number", "MED25315002"),
        ("health.insurance_number", "HPB-447190"),
        ("financial.account_number", "12-3456-0719023-45"),
    ] {
        let detector = registry().find(|detector| detector.id == id).unwrap();
        let Find::Keywords { keywords, .. } = detector.find else { panic!("{id} is not found by keywords") };
        let scanner = alone(detector);
        for label in keywords {
            let key = label.replace([' ', '-'], "_");
            let mut texts = vec![
                format!("{label}: {value}"),
                format!("My {label} is {value}, thanks."),
                format!("{label} no. {value}\n"),
                format!("{{\"{label}\": \"{value}\"}}"),
            ];
            // Programs name their fields in ASCII.
            if keywords.contains(&key.as_str()) && key.is_ascii() {
                texts.push(format!("{{\"{key}_number\": \"{value}\"}}"));
                texts.push(format!("{}={value}", key.to_uppercase()));
            }
            for text in texts {
                if !found(&scanner, detector, &text).iter().any(|(start, end)| text.get(*start..*end) == Some(value)) {
                    missed.push(format!("{id}: {text:?}"));
                }
            }
        }
    }
    assert!(missed.is_empty(), "{} missed:\n{}", missed.len(), missed.join("\n"));
}
