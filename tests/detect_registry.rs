//! Walks the registry: every entry must be well formed, documented, and do what its examples say.

use promptsieve::detect::{Detector, Find, Open, Scanner, registry};
use std::collections::HashSet;

/// The text without the marks, and the byte ranges they stood round.
fn unmark(example: &str) -> (String, Vec<(usize, usize)>) {
    let (mut text, mut spans, mut start) = (String::new(), Vec::new(), 0);
    for c in example.chars() {
        match c {
            '⟦' => start = text.len(),
            '⟧' => spans.push((start, text.len())),
            _ => text.push(c),
        }
    }
    (text, spans)
}

/// Where `detector` is found in `text` with a score of 0.5 or more, all detectors running.
fn found(scanner: &Scanner, detector: &Detector, text: &str) -> Vec<(usize, usize)> {
    let mut findings = Vec::new();
    scanner.scan(text, &mut findings);
    findings.retain(|finding| finding.detector.as_str() == detector.id && finding.score >= 0.5);
    findings.iter().map(|finding| (finding.span.start, finding.span.end)).collect()
}

#[test]
fn ids_are_unique_and_spelled_like_ids() {
    let mut seen = HashSet::new();
    for detector in registry() {
        let id = detector.id;
        assert!(seen.insert(id), "{id} is there twice");
        let parts: Vec<_> = id.split('.').collect();
        assert_eq!(parts.len(), 2, "{id} is not group.name");
        for part in parts {
            let ok = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            assert!(!part.is_empty() && part.chars().all(ok), "{id}: lower case, digits and underscores only");
        }
        assert!(
            ["pii", "financial", "secret", "health", "item"].iter().any(|group| id.starts_with(group)),
            "{id}: unknown group"
        );
    }
    assert!(seen.len() > 4);
}

#[test]
fn every_entry_is_documented_and_has_examples() {
    for detector in registry() {
        let id = detector.id;
        assert!(detector.title.len() > 3 && !detector.title.ends_with('.'), "{id}: title");
        assert!(detector.source.len() > 3, "{id}: source");
        assert!(!detector.examples.is_empty(), "{id}: examples");
        assert!(!detector.counterexamples.is_empty(), "{id}: counterexamples");
        for example in detector.examples {
            assert!(!unmark(example).1.is_empty(), "{id}: no ⟦ ⟧ in an example");
        }
    }
}

#[test]
fn what_finds_them_is_well_formed() {
    for detector in registry() {
        let id = detector.id;
        match &detector.find {
            Find::Forms { forms, scores, context, .. } => {
                assert!(!forms.is_empty(), "{id}: no forms");
                for form in *forms {
                    let len = form.chars().filter(char::is_ascii_alphanumeric).count();
                    assert!((4..=40).contains(&len), "{id}: {form} has {len} characters");
                    assert!(form.contains(|c: char| c.is_ascii_digit() || c == 'X'), "{id}: {form} has no digit");
                    let edge = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
                    assert!(
                        edge(form.chars().next()) && edge(form.chars().last()),
                        "{id}: {form} has a separator outermost"
                    );
                }
                assert!((0.0..=1.0).contains(&scores.alone), "{id}: {}", scores.alone);
                assert!(
                    scores.alone <= scores.with_context && scores.with_context <= 1.0,
                    "{id}: {}",
                    scores.with_context
                );
                for word in *context {
                    assert_eq!(**word, word.to_lowercase(), "{id}: a word of context is not in lower case");
                    assert_eq!(*word, word.trim(), "{id}: blanks round a word of context");
                }
                assert!(scores.alone >= 0.5 || !context.is_empty(), "{id}: can never be found");
            }
            Find::Graded { forms, context, .. } => {
                assert!(forms.iter().all(|form| form.contains('9')) && !context.is_empty(), "{id}");
            }
            Find::Literals { literals: words, open, .. } => {
                let runs = if let Open::Runs(runs) | Open::RunsAfter(runs) = open { *runs } else { 1 };
                assert!((1..=3).contains(&runs), "{id}: {runs} runs");
                assert!(
                    !words.is_empty() && words.iter().all(|word| word.len() >= 3),
                    "{id}: literals of three bytes or more"
                );
            }
            Find::Keywords { keywords: words, reach, .. } => {
                assert!(
                    !words.is_empty() && words.iter().all(|word| word.len() >= 3),
                    "{id}: keywords of three bytes or more"
                );
                assert!((1..=400).contains(reach), "{id}: reach {reach}");
            }
            Find::Groups { lengths: (shortest, longest), .. } => {
                assert!(0 < *shortest && shortest <= longest && *longest <= 128, "{id}: lengths");
            }
            Find::Bytes { bytes, .. } => {
                assert!(!bytes.is_empty() && bytes.is_ascii(), "{id}: ASCII bytes");
                assert!(bytes.iter().all(|byte| !byte.is_ascii_alphanumeric() && *byte != b' '), "{id}: rare bytes");
            }
        }
    }
}

/// A wrong entry must not hide the others: all are reported at once.
#[test]
fn examples_are_found_and_counterexamples_are_not() {
    let scanner = Scanner::all();
    let mut wrong = Vec::new();
    for detector in registry() {
        for example in detector.examples {
            let (text, spans) = unmark(example);
            let found = found(&scanner, detector, &text);
            if found != spans {
                wrong.push(format!("{}: in {text:?} expected {spans:?}, found {found:?}", detector.id));
            }
        }
        for text in detector.counterexamples {
            let found = found(&scanner, detector, text);
            if !found.is_empty() {
                wrong.push(format!("{}: found {found:?} in counterexample {text:?}", detector.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// The value marked in an example.
fn marked(example: &str) -> &str {
    example.split_once('⟦').and_then(|(_, rest)| rest.split_once('⟧')).map_or("", |(value, _)| value)
}

#[test]
fn identifiers_of_fixed_shapes_have_fakes_that_their_own_check_accepts() {
    use promptsieve::detect::Format;
    use promptsieve::finding::DetectorId;
    use promptsieve::redact::{self, Found, Key, Keyring, Present, Redaction, Redactor};
    let keyring = std::sync::Arc::new(Keyring::of(Key::new(&[3; 32]).unwrap()));
    let (mut made, mut refused) = (0, Vec::new());
    for detector in registry() {
        let Some(known) = Format::of(detector.id) else { continue };
        let mut redactor = Redactor::new(keyring.clone(), String::new());
        for value in detector.examples.iter().map(|example| marked(example)) {
            let accepts = |value: &[u8]| known.accepts(value);
            let format = Some(redact::Format { shapes: known.shapes, accepts: &accepts });
            let (id, present) = (DetectorId::Builtin(detector.id), Present::default());
            let fake =
                redactor.replacement(&Redaction::Fake, Found { detector: &id, value, format, present: &present });
            let shape = |text: &str| -> String {
                text.chars()
                    .map(|c| {
                        if c.is_ascii_digit() {
                            '9'
                        } else if c.is_ascii_alphabetic() {
                            'A'
                        } else {
                            c
                        }
                    })
                    .collect()
            };
            if shape(&fake) == shape(value) {
                made += 1;
                assert_ne!(fake, value, "{}", detector.id);
                let plain: Vec<u8> =
                    fake.bytes().filter(u8::is_ascii_alphanumeric).map(|b| b.to_ascii_uppercase()).collect();
                // An SSN's fake is of a range that is never issued, so that no check of SSNs accepts it.
                assert!(detector.id == "pii.us_ssn" || known.accepts(&plain), "{}: {fake}", detector.id);
                assert_eq!(redactor.restore().get(&fake).unwrap().as_str(), value, "{}", detector.id);
            } else {
                refused.push((detector.id, value));
            }
        }
    }
    println!("{made} fakes, {refused:?} have none");
    assert!(refused.len() * 50 < made, "{made} fakes, {refused:?} have none");
}
