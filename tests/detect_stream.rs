//! A text that arrives in pieces must be found to hold what the whole holds, and prose must not wait.

use promptsieve::detect::{Find, Hold, LEFT_CONTEXT, MAX_HOLD, Open, Scanner, Stakes, registry};
use promptsieve::finding::Finding;
use promptsieve::text::Span;

/// Scans `text` the way a stream is scanned: pieces of `step` bytes (cut at characters), releasing what is settled.
/// Returns what was found in released text, and the most bytes that were held back after a piece.
fn streamed(scanner: &Scanner, text: &str, step: usize) -> (Vec<(String, usize, usize, i32)>, usize) {
    let (mut released, mut arrived, mut held) = (0, 0, 0);
    let mut found = Vec::new();
    while released < text.len() || arrived < text.len() {
        arrived = (arrived + step).min(text.len());
        while !text.is_char_boundary(arrived) {
            arrived += 1;
        }
        let mut start = released.saturating_sub(LEFT_CONTEXT);
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let window = text.get(start..arrived).unwrap_or_default();
        let from = released - start;
        let settled = if arrived == text.len() { window.len() } else { scanner.settled(window).max(from) };
        held = held.max(window.len() - settled);
        let mut findings = Vec::new();
        scanner.scan_from(window, from, &mut findings);
        let waits = |span: Span| span.start < from && settled < span.end;
        for finding in findings.into_iter().filter(|f| f.span.start < settled && !waits(f.span)) {
            // Signs and letters before the first digit may leave.
            let left = window.get(finding.span.start..from).unwrap_or_default();
            assert!(left.len() < 3 && !left.contains(|c: char| c.is_ascii_digit()), "{finding:?}: {left:?} has left");
            assert!(finding.span.end <= settled, "{finding:?} goes on in text that is held");
            found.push(key(&finding, start));
        }
        if arrived == text.len() {
            break;
        }
        released = start + settled;
    }
    found.sort();
    (found, held)
}

fn key(finding: &Finding, offset: usize) -> (String, usize, usize, i32) {
    let score = (finding.score * 1000.0) as i32;
    (finding.detector.to_string(), offset + finding.span.start, offset + finding.span.end, score)
}

fn whole(scanner: &Scanner, text: &str) -> Vec<(String, usize, usize, i32)> {
    let mut findings = Vec::new();
    scanner.scan(text, &mut findings);
    let mut keys: Vec<_> = findings.iter().map(|finding| key(finding, 0)).collect();
    keys.sort();
    keys
}

#[test]
fn cut_anywhere_the_findings_are_the_same() {
    let scanner = Scanner::all();
    let mut wrong = Vec::new();
    // Byte by byte, by three, by seven in turn: all of them for each would take minutes.
    let mut steps = [1, 3, 7].into_iter().cycle();
    for detector in registry() {
        for example in detector.examples {
            let example = example.replace(['⟦', '⟧'], "");
            let text = format!("The quick brown fox said: {example} and jumped over it (so they say) 12 times.");
            let expected = whole(&scanner, &text);
            if let Some(step) = steps.next() {
                let (found, held) = streamed(&scanner, &text, step);
                if found != expected {
                    wrong.push(format!(
                        "{} by {step} in {text:?}:\n  whole {expected:?}\n  pieces {found:?}",
                        detector.id
                    ));
                    continue;
                }
                assert!(held <= MAX_HOLD, "{}: held {held}", detector.id);
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Detectors that can start before what triggers them must hold the last word; nothing else in prose is held.
#[test]
fn prose_is_released_at_once() {
    let prose = "It was the best of times, it was the worst of times; we had everything before us, \
                 we had nothing before us. Was it? I think so (and so do they) - all of them.";
    let no_bytes = |id: &str| {
        registry()
            .any(|detector| detector.id == id && !matches!(detector.find, Find::Bytes { .. } | Find::Literals { .. }))
    };
    let scanner = Scanner::new(no_bytes, &[]).with_stakes(|_| Stakes { hold: Hold::Lead, ..Stakes::default() });
    let (mut held, mut words) = (0, 0);
    for (end, _) in prose.char_indices().filter(|(_, c)| *c == ' ') {
        words += 1;
        let text = prose.get(..end).unwrap();
        if scanner.settled(text) < text.len() {
            held += 1;
        }
        // A capital alone could begin one, with a blank after it (`A 123 456`); other words could not.
        let with_blank = prose.get(..=end).unwrap();
        if !text.ends_with(" I") {
            assert_eq!(scanner.settled(with_blank), with_blank.len(), "{with_blank:?}");
        }
    }
    // Words of one or two letters could begin an identifier (`de89…`), and may leave all the same.
    assert_eq!(held, 0, "of {words} words");
    let everything = Scanner::all();
    for (end, _) in prose.char_indices() {
        let text = prose.get(..end).unwrap();
        let held = text.len() - everything.settled(text);
        let last = text.rsplit(char::is_whitespace).next().unwrap_or_default().len();
        // A blank may begin a literal (` -u `), a capital an identifier (`A 123 456`).
        assert!(held <= last + 2, "{held} bytes of {text:?}");
    }
}

/// What a detector finds in the whole must not have left, wherever the text breaks off inside it, though no other
/// detector holds anything.
#[test]
fn nothing_of_a_match_is_settled_before_its_end() {
    let mut wrong = Vec::new();
    for detector in registry() {
        let scanner = Scanner::of(&[detector], &[]);
        for example in detector.examples {
            let example = example.replace(['⟦', '⟧'], "");
            let text = format!("The quick brown fox said: {example} and jumped over it (so they say) 12 times.");
            let mut found = Vec::new();
            scanner.scan(&text, &mut found);
            let lead = |span: Span| match &detector.find {
                // What is found by its digits may lose what stands before the first.
                Find::Groups { .. } => span.of_str(&text).bytes().take_while(|b| !b.is_ascii_digit()).count(),
                Find::Literals { open: Open::Around(_, least), .. } => least - 1,
                // Two characters of Vault's mark are part of its tokens.
                Find::Literals { open: Open::RunsAfter(_), .. } => 2,
                _ => 0,
            };
            for span in found.iter().filter(|finding| finding.score >= 0.5).map(|finding| finding.span) {
                let cuts = (span.start + 1..span.end).filter(|at| text.is_char_boundary(*at));
                let bad = cuts.clone().find_map(|cut| {
                    let settled = scanner.settled(text.get(..cut).unwrap_or_default());
                    (settled > span.start + lead(span)).then_some((cut, settled))
                });
                if let Some((cut, settled)) = bad {
                    wrong.push(format!(
                        "{}: {:?} lets {:?} go",
                        detector.id,
                        text.get(span.start..cut).unwrap_or_default(),
                        text.get(span.start..settled).unwrap_or_default()
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// What waits of a text's end, for each of what a policy may let go.
#[test]
fn what_waits_is_what_the_policy_says() {
    let table = [
        // Detector, text, what waits of it: exact, lead, brief.
        ("secret.stripe_api_key", "key sk_li", ["sk_li", "", ""]),
        ("secret.stripe_api_key", "key sk_live_", ["sk_live_", "sk_live_", "sk_live_"]),
        ("secret.stripe_api_key", "task sk_live_4eC3, ok", ["", "", ""]),
        ("secret.aws_access_key_id", "he has a", ["", "", ""]),
        ("secret.aws_access_key_id", "AKIAYVP4", ["AKIAYVP4", "AKIAYVP4", "AKIAYVP4"]),
        ("financial.iban", "it is DE", ["DE", "", ""]),
        ("financial.iban", "it is DE89 3704", ["DE89 3704", "DE89 3704", "DE89 3704"]),
        ("financial.iban", "so it is", ["is", "", ""]),
        ("financial.payment_card", "Pay 45", ["45", "45", ""]),
        ("financial.payment_card", "Pay 4532 01", ["4532 01", "4532 01", "4532 01"]),
        ("financial.payment_card", "In 2025, ", ["", "", ""]),
        ("financial.payment_card", "1. ", ["", "", ""]),
        ("financial.payment_card", "$45", ["", "", ""]),
        ("pii.us_ssn", "it is 123-4", ["123-4", "123-4", ""]),
        ("pii.us_ssn", "her social security number is 123-4", ["123-4", "123-4", "123-4"]),
        ("pii.email", "please ask john", ["john", "john", ""]),
        ("pii.email", "mail john", ["john", "john", "john"]),
        ("pii.email", "please ask john.smi", ["john.smi", "john.smi", "john.smi"]),
        ("pii.email", "please ask john, ", ["", "", ""]),
        ("secret.url_credentials", "see https://example.com", ["", "", ""]),
        ("secret.url_credentials", "see https://me:s3cr", ["me:s3cr", "me:s3cr", "me:s3cr"]),
    ];
    for (id, text, expected) in table {
        for (hold, expected) in [Hold::Exact, Hold::Lead, Hold::Brief].into_iter().zip(expected) {
            let stakes = |_: &str| Stakes { scores: Some([0.5].into()), hold };
            let scanner = Scanner::new(|wanted| wanted == id, &[]).with_stakes(stakes);
            assert_eq!(text.get(scanner.settled(text)..), Some(expected), "{id} in {text:?}, {hold:?}");
        }
    }
}
