//! The group's detectors on the shared vectors and on ordinary text; `tests/detect_registry.rs` holds each to its own
//! samples.

use super::DETECTORS;
use crate::detect::Scanner;
use crate::finding::Finding;
use std::{collections::BTreeMap, fs, path::Path};

/// A scanner for the detectors of this group only.
fn scanner() -> Scanner {
    Scanner::of(&DETECTORS.iter().copied().flatten().collect::<Vec<_>>(), &[])
}

/// What is found in `text` with a score of 0.5 or more.
fn find(scanner: &Scanner, text: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    scanner.scan(text, &mut found);
    found.retain(|finding| finding.score >= 0.5);
    found
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
    let scanner = scanner();
    let verbose = std::env::var_os("VERBOSE").is_some();
    for (file, least_recall) in
        [("secrets/gitleaks_vectors.jsonl", 0.98), ("secrets/detect_secrets_vectors.jsonl", 0.49)]
    {
        // Half of those of detect-secrets are stand-ins (`AP6xxxxxxxxxx`), which no rule is to report.
        let rows = rows(file);
        if rows.is_empty() {
            continue;
        }
        let (mut valid, mut found, mut invalid, mut wrong) = (0, 0, 0, 0);
        for row in &rows {
            let text = row["text"].as_str().unwrap();
            let hit = find(&scanner, text).into_iter().max_by(|a, b| a.score.total_cmp(&b.score));
            let true_row = row["valid"].as_bool().unwrap();
            if true_row {
                valid += 1;
                found += usize::from(hit.is_some());
            } else {
                invalid += 1;
                wrong += usize::from(hit.is_some());
            }
            if verbose && true_row != hit.is_some() {
                let by = hit.map(|f| format!("{} {:?}", f.detector, f.span.of_str(text)));
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
        assert!(wrong as f64 <= 0.03 * invalid as f64, "{file}: false positives");
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
    let scanner = scanner();
    let mut counts: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for text in &texts {
        for found in find(&scanner, text) {
            let around = text.as_bytes().get(found.span.start.saturating_sub(50)..found.span.end).unwrap();
            let value = String::from_utf8_lossy(around).into_owned();
            *counts.entry(found.detector.as_str().to_owned()).or_default().entry(value).or_default() += 1;
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

/// Whatever the place at which a stream pauses, no part of a secret may be released before the whole is known.
#[test]
fn no_secret_is_cut_by_a_pause_in_a_stream() {
    let scanner = scanner();
    let mut cut: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for detector in DETECTORS.iter().copied().flatten() {
        for example in detector.examples {
            let text = format!("I said: {} and that was it, as far as I know.", example.replace(['⟦', '⟧'], ""));
            let start = 8 + example.find('⟦').unwrap();
            let end = 8 + example.find('⟧').unwrap() - '⟦'.len_utf8();
            for pause in (start..=end).filter(|&at| text.is_char_boundary(at)) {
                let released = scanner.settled(text.get(..pause).unwrap());
                if start < released && released < end {
                    cut.entry(detector.id).or_default().push(pause - start);
                }
            }
        }
    }
    // Nothing announces a bot token of Discord: up to five of its characters pass before it is recognised.
    cut.remove("secret.discord_bot_token");
    assert!(cut.is_empty(), "{cut:?}");
}
