//! Every detector of the group on its own samples, on the shared vectors, and on ordinary text.

use super::DETECTORS;
use crate::detect::{Candidate, Detector, Find, Match};
use crate::text::Span;
use std::{collections::BTreeMap, fs, path::Path};

/// What the detectors of this group find, by the slowest and plainest search there is.
fn find(text: &str) -> Vec<(&'static Detector, Match)> {
    let lower = text.to_ascii_lowercase();
    let mut found = Vec::new();
    for detector in DETECTORS.iter().copied().flatten() {
        let Find::Literals { literals, verify } = detector.find else { panic!("{} has no literals", detector.id) };
        for literal in literals {
            let literal = literal.to_ascii_lowercase();
            let mut from = 0;
            while let Some(at) = lower[from..].find(&literal) {
                let start = from + at;
                let hit = Candidate { text, at: Span::new(start, start + literal.len()) };
                found.extend(verify(&hit).map(|m| (detector, m)));
                from = start + 1;
            }
        }
    }
    found
}

fn best(text: &str) -> Option<(&'static Detector, Match)> {
    find(text).into_iter().max_by(|a, b| a.1.score.total_cmp(&b.1.score))
}

#[test]
fn every_detector_finds_its_examples_and_leaves_its_counterexamples() {
    let found = |id: &str, text: &str| -> Vec<Span> {
        find(text).into_iter().filter(|(d, m)| d.id == id && m.score >= 0.5).map(|(_, m)| m.span).collect()
    };
    let mut wrong = Vec::new();
    for detector in DETECTORS.iter().copied().flatten() {
        assert!(!detector.examples.is_empty(), "{} has no example", detector.id);
        for example in detector.examples {
            let start = example.find('⟦').expect(example);
            let end = example.find('⟧').expect(example) - '⟦'.len_utf8();
            let spans = found(detector.id, &example.replace(['⟦', '⟧'], ""));
            if !spans.contains(&Span::new(start, end)) {
                wrong.push(format!("{}: {example}: expected {start}..{end}, found {spans:?}", detector.id));
            }
        }
        for text in detector.counterexamples {
            let spans = found(detector.id, text);
            if !spans.is_empty() {
                wrong.push(format!("{}: {text}: expected nothing, found {spans:?}", detector.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn ids_are_unique_and_literals_long_enough() {
    let mut seen = BTreeMap::new();
    for detector in DETECTORS.iter().copied().flatten() {
        assert!(seen.insert(detector.id, ()).is_none(), "{} twice", detector.id);
        let Find::Literals { literals, .. } = detector.find else { continue };
        for literal in literals {
            assert!(literal.len() >= 3 && literal.is_ascii(), "{}: {literal}", detector.id);
        }
    }
}

/// The lines of a file of the shared data, as JSON; none, loudly, when it is absent.
fn rows(name: &str) -> Vec<serde_json::Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/dev").join(name);
    match fs::read_to_string(&path) {
        Ok(text) => text.lines().map(|line| serde_json::from_str(line).unwrap()).collect(),
        Err(error) => {
            eprintln!("skipped: {}: {error}", path.display());
            Vec::new()
        }
    }
}

#[test]
fn recall_and_false_positives_on_the_shared_vectors() {
    let verbose = std::env::var_os("VERBOSE").is_some();
    for (file, least_recall) in
        [("secrets/gitleaks_vectors.jsonl", 0.15), ("secrets/detect_secrets_vectors.jsonl", 0.1)]
    {
        let rows = rows(file);
        if rows.is_empty() {
            continue;
        }
        let (mut valid, mut found, mut invalid, mut wrong) = (0, 0, 0, 0);
        for row in &rows {
            let text = row["text"].as_str().unwrap();
            let hit = best(text).filter(|(_, m)| m.score >= 0.5);
            let true_row = row["valid"].as_bool().unwrap();
            if true_row {
                valid += 1;
                found += usize::from(hit.is_some());
            } else {
                invalid += 1;
                wrong += usize::from(hit.is_some());
            }
            if verbose && true_row != hit.is_some() {
                let by = hit.map(|(d, m)| format!("{} {:?}", d.id, m.span.of_str(text)));
                println!(
                    "{} {} {:?} {}",
                    if true_row { "MISS" } else { "FALSE" },
                    row["entity"],
                    &text.chars().take(150).collect::<String>(),
                    by.unwrap_or_default()
                );
            }
        }
        println!(
            "{file}: recall {found}/{valid} = {:.3}, false {wrong}/{invalid} = {:.3}",
            found as f64 / valid as f64,
            wrong as f64 / invalid as f64
        );
        assert!(found as f64 >= least_recall * valid as f64, "{file}: recall");
        assert!(wrong as f64 <= 0.1 * invalid as f64, "{file}: false positives");
    }
}

/// Texts in which hardly anything is secret: prompts and documents, and recorded bodies of model providers.
fn ordinary() -> Vec<String> {
    let prompts = rows("injection.jsonl").into_iter().filter(|row| row["label"] == 0);
    let mut texts: Vec<String> = prompts.map(|row| row["text"].as_str().unwrap().to_owned()).collect();
    for file in ["traffic/envoy-ai-gateway.jsonl", "traffic/pydantic-ai.jsonl"] {
        for row in rows(file) {
            texts.extend(
                ["request_body", "response_body"].iter().filter_map(|name| row[name].as_str().map(str::to_owned)),
            );
        }
    }
    texts
}

#[test]
fn few_false_alarms_on_ordinary_text() {
    let texts = ordinary();
    let bytes: usize = texts.iter().map(String::len).sum();
    let mut counts: BTreeMap<&str, BTreeMap<String, usize>> = BTreeMap::new();
    for text in &texts {
        for (detector, found) in find(text).into_iter().filter(|(_, m)| m.score >= 0.5) {
            let around = Span::new(found.span.start.saturating_sub(50), found.span.end);
            let value = String::from_utf8_lossy(around.of(text.as_bytes())).into_owned();
            *counts.entry(detector.id).or_default().entry(value).or_default() += 1;
        }
    }
    let all: usize = counts.values().map(BTreeMap::len).sum();
    println!("{all} different findings in {bytes} bytes of ordinary text");
    for (id, values) in &counts {
        println!("  {id}: {} different, {} in all", values.len(), values.values().sum::<usize>());
        if std::env::var_os("VERBOSE").is_some() {
            for (value, count) in values.iter().take(40) {
                println!("    {count} {}", value.chars().take(220).collect::<String>().escape_debug());
            }
        }
    }
    assert!(all as f64 <= 2.0 * bytes as f64 / 1e6, "{all} in {bytes} bytes");
}
