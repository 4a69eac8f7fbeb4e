//! The engine against a slow and simple one: every shape tried at every place, every word of context looked for in the
//! plain text. What the slow one finds, the engine must find, at least as sure.

#![allow(clippy::indexing_slicing)]

use promptsieve::detect::{Detector, Find, Scanner, context, registry};
use promptsieve::text::Span;
use std::collections::BTreeMap;

/// What is found at 0.5 or more, and how sure: by detector, start and end.
type Found = BTreeMap<(&'static str, usize, usize), f32>;

/// The end of `form` spelled at `at`, and the value without separators. Each `-` of the form may be one separator,
/// each `_` one that is a space, a dash or a dot.
fn spelled(form: &[u8], text: &[u8], at: usize) -> Option<(usize, Vec<u8>)> {
    let Some((wanted, form)) = form.split_first() else { return Some((at, Vec::new())) };
    let here = text.get(at).copied().unwrap_or(0);
    if matches!(wanted, b'-' | b'_') {
        let separators: &[u8] = if *wanted == b'-' { b" -./+*" } else { b" -." };
        let separated = separators.contains(&here).then(|| spelled(form, text, at + 1)).flatten();
        return separated.or_else(|| spelled(form, text, at));
    }
    let fits = match wanted {
        b'9' => here.is_ascii_digit(),
        b'A' => here.is_ascii_alphabetic(),
        b'X' => here.is_ascii_alphanumeric(),
        b'~' => here == b'-',
        other => here.eq_ignore_ascii_case(other),
    };
    let (end, mut value) = fits.then(|| spelled(form, text, at + 1)).flatten()?;
    if here.is_ascii_alphanumeric() {
        value.insert(0, here.to_ascii_uppercase());
    }
    Some((end, value))
}

/// Whether groups of letters or digits could go on across one sign: the rules of where a value may begin and end among
/// others are tested where they stand; here, values that have nothing but blanks round them must be found.
fn stands_free(text: &[u8], start: usize, end: usize) -> bool {
    let outside = |byte: Option<&u8>| byte.is_none_or(|b| b"\n\t;(\"".contains(b));
    outside(start.checked_sub(1).and_then(|before| text.get(before))) && outside(text.get(end))
}

/// What one detector of fixed shapes must find in `text`, whose bytes are ASCII.
fn slow(detector: &'static Detector, text: &str, found: &mut Found) {
    let Find::Forms { forms, check, scores, context } = &detector.find else { return };
    let bytes = text.as_bytes();
    for at in 0..bytes.len() {
        for form in *forms {
            let Some((end, value)) = spelled(form.as_bytes(), bytes, at) else { continue };
            let letters = value.iter().filter(|b| b.is_ascii_alphabetic()).count();
            let small = bytes[at..end].iter().any(u8::is_ascii_lowercase);
            // Small letters and long words beside numbers are prose more often than not: rules of their own.
            if small || letters > 2 || !stands_free(bytes, at, end) || check.is_some_and(|check| !check(&value)) {
                continue;
            }
            let near = context::near(text, Span::new(at, end), context);
            // A bare number that could be a time is worth less with no word of context.
            let timestamp = [8, 10, 13, 14, 16, 17].contains(&(end - at)) && value.len() == end - at;
            let score = if near { scores.with_context } else { scores.alone };
            if score >= 0.5 && (near || !timestamp) {
                let best = found.entry((detector.id, at, end)).or_default();
                *best = best.max(score);
            }
        }
    }
}

fn fast(scanner: &Scanner, text: &str) -> Vec<(String, Span, f32)> {
    let mut findings = Vec::new();
    scanner.scan(text, &mut findings);
    findings.iter().map(|finding| (finding.detector.to_string(), finding.span, finding.score)).collect()
}

/// Every finding of the slow search is one of the engine's, or lies within a surer one that overlaps resolve to.
fn compare(all: &Scanner, text: &str) -> usize {
    let mut expected = Found::new();
    registry().for_each(|detector| slow(detector, text, &mut expected));
    let found = fast(all, text);
    for ((id, start, end), score) in &expected {
        let span = Span::new(*start, *end);
        let same = |(other, at, sure): &(String, Span, f32)| {
            let displaced = at.contains(span) && *at != span && sure >= score;
            (other == id && at.contains(span) || displaced) && *sure + 0.001 >= *score
        };
        assert!(found.iter().any(same), "{id} not found at {start}..{end} ({score}) of {text:?}: {found:?}");
    }
    expected.len()
}

struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    /// A value of the shape, digits and letters at random, separators all of one kind, or none.
    fn value(&mut self, form: &str) -> String {
        let separator = [" ", "-", "."][self.below(3)];
        let separated = self.below(2) == 0;
        let mut value = String::new();
        for c in form.chars() {
            match c {
                '9' => value.push(char::from(b'0' + self.below(10) as u8)),
                'A' | 'X' => value.push(char::from(b'A' + self.below(26) as u8)),
                '-' | '_' if separated => value.push_str(separator),
                '-' | '_' => {}
                '~' => value.push('-'),
                c => value.push(c),
            }
        }
        value
    }
}

#[test]
fn no_identifier_of_fixed_shape_is_lost_on_random_text() {
    let scanner = Scanner::all().above(0.5);
    let forms: Vec<_> = registry()
        .filter_map(|detector| match &detector.find {
            Find::Forms { forms, check, context, .. } => Some((*forms, *check, *context)),
            _ => None,
        })
        .collect();
    let mut random = Random(7);
    let mut expected = 0;
    for _ in 0..1_500 {
        let mut text = String::new();
        for _ in 0..=random.below(4) {
            let (shapes, check, words) = forms[random.below(forms.len())];
            let ascii: Vec<_> = words.iter().filter(|word| word.is_ascii()).collect();
            if let Some(word) = ascii.get(random.below(2 * ascii.len().max(1))) {
                text.push_str(word);
                text.push(';');
            }
            // One value in ten or eleven has the right check digit.
            let shape = shapes[random.below(shapes.len())];
            let mut value = random.value(shape);
            for _ in 0..100 {
                let compact: Vec<u8> = value.bytes().filter(u8::is_ascii_alphanumeric).collect();
                if check.is_none_or(|check| check(&compact)) {
                    break;
                }
                value = random.value(shape);
            }
            text.push_str(&value);
            text.push(['\n', ';', '\t'][random.below(3)]);
        }
        expected += compare(&scanner, &text);
    }
    assert!(expected > 1_000, "the texts hold too little to prove anything: {expected}");
}

#[test]
fn no_identifier_of_fixed_shape_is_lost_on_hostile_text() {
    const ALPHABET: &[u8] = b"0123456789 -./;\nADEX17";
    let scanner = Scanner::all().above(0.5);
    let mut random = Random(11);
    for _ in 0..300 {
        let text: Vec<u8> = (0..random.below(120)).map(|_| ALPHABET[random.below(ALPHABET.len())]).collect();
        compare(&scanner, std::str::from_utf8(&text).unwrap());
    }
}

/// The engine passes over the middle of such rows.
#[test]
fn rows_of_single_characters_hide_nothing() {
    let scanner = Scanner::all().above(0.5);
    let mut random = Random(5);
    let mut expected = 0;
    for detector in registry().step_by(3) {
        let Find::Forms { forms, context, .. } = &detector.find else { continue };
        let word = context.iter().find(|word| word.is_ascii()).unwrap_or(&"no");
        let value = random.value(forms[0]);
        let separator = [" ", ".", ", ", "-", ":"][random.below(5)];
        let row: Vec<_> = (0..random.below(120)).map(|_| random.below(10).to_string()).collect();
        let row = row.join(separator);
        expected += compare(&scanner, &format!("{word}\t{value}\n{row}\n{word}\t{value}\n{row} {value}"));
    }
    assert!(expected > 50, "{expected}");
}

#[test]
fn no_identifier_of_fixed_shape_is_lost_on_real_text() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/dev/pii/");
    let scanner = Scanner::all().above(0.5);
    let mut expected = 0;
    for file in ["presidio_recognizer_vectors.jsonl", "spans_presidio_research.jsonl"] {
        let Ok(rows) = std::fs::read_to_string(format!("{folder}{file}")) else {
            eprintln!("SKIPPED: no {folder}{file}");
            return;
        };
        for row in rows.lines().step_by(4) {
            let row: serde_json::Value = serde_json::from_str(row).unwrap();
            if let Some(text) = row.get("text").and_then(|text| text.as_str()).filter(|text| text.is_ascii()) {
                expected += compare(&scanner, text);
            }
        }
    }
    assert!(expected > 20, "{expected}");
}

/// `above` leaves out what is less sure, and nothing else.
#[test]
fn a_floor_changes_nothing_above_it() {
    let (all, floor) = (Scanner::all(), Scanner::all().above(0.5));
    for detector in registry() {
        for example in detector.examples {
            let text = example.replace(['⟦', '⟧'], "");
            let mut expected = fast(&all, &text);
            expected.retain(|(.., score)| *score >= 0.5);
            assert_eq!(fast(&floor, &text), expected, "{}: {text:?}", detector.id);
        }
    }
}
