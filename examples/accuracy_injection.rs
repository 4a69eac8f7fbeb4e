//! How well prompt injection is found: recall per attack source, false alarms per benign source, AUC; and the same for
//! sentences of our own.
//!
//! `cargo run --release --example accuracy_injection [-- --rules | --speed | --carry-over | --hits | --misses SOURCE | --alarms SOURCE]`
//! reads `../shared/data/dev/injection.jsonl` (or the file named by `INJECTION_DATA`).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a program for developers")]

use promptsieve::{
    detect::injection::Judge,
    normalize::View,
    text::{Channel, Role},
};
use std::collections::BTreeMap;

/// The decision point.
const THRESHOLD: f32 = 0.5;
/// The decision point, and what the default policy asks of tools and documents, and of users.
const THRESHOLDS: [f32; 3] = [THRESHOLD, 0.7, 0.9];

struct Row {
    text: String,
    attack: bool,
    source: String,
    kind: String,
    score: f32,
}

fn main() {
    let path = std::env::var("INJECTION_DATA").unwrap_or_else(|_| "../shared/data/dev/injection.jsonl".into());
    let Ok(file) = std::fs::read_to_string(&path) else {
        println!("skipped: {path} is not here");
        return;
    };
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.first().map(String::as_str) {
        Some("--speed") => return speed(&file),
        Some("--carry-over") => return carry_over(true),
        Some("--hits") => return hits(&file),
        _ => {}
    }
    let began = std::time::Instant::now();
    let mut rules: BTreeMap<&'static str, [u32; 3]> = BTreeMap::new();
    let mut rows = Vec::new();
    for line in file.lines() {
        let row: serde_json::Value = serde_json::from_str(line).expect("a JSON line");
        let word = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
        let (text, attack) = (word("text"), row["label"] == 1);
        let view = View::of(&text);
        let (score, reasons) = Judge.explain(&text, &view, Role::Unknown, Channel::Text);
        let kind = word("kind");
        let mut seen: Vec<&str> = reasons.iter().map(|r| r.rule).collect();
        seen.sort_unstable();
        seen.dedup();
        for rule in seen {
            let rule = reasons.iter().find(|r| r.rule == rule).expect("seen").rule;
            rules.entry(rule).or_default()[if attack { 0 } else { 1 + usize::from(kind == "hard-benign") }] += 1;
        }
        let source = word("source");
        let wanted = |flag: &str| {
            arguments.first().is_some_and(|a| a == flag)
                && arguments.get(1).is_some_and(|s| source.contains(s.as_str()))
        };
        if wanted("--misses") && attack && score < THRESHOLD || wanted("--alarms") && !attack && score >= THRESHOLD {
            let brief: String = text.chars().take(300).map(|c| if c == '\n' { '⏎' } else { c }).collect();
            println!("{score:.2} {source} {brief}");
            for reason in &reasons {
                let span: String = reason.span.of_str(&text).chars().take(80).collect();
                println!("      {} {:.2} {span:?}", reason.rule, reason.weight);
            }
        }
        rows.push(Row { text, attack, source, kind, score });
    }
    let bytes: usize = rows.iter().map(|row| row.text.len()).sum();
    if arguments.first().is_some_and(|a| a == "--rules") {
        println!("{:24} {:>7} {:>7} {:>7}", "rule", "attack", "benign", "hard");
        for (rule, [attack, benign, hard]) in &rules {
            println!("{rule:24} {attack:7} {benign:7} {hard:7}");
        }
    }
    report(&rows);
    carry_over(false);
    println!("{:.1} MB in {:.2} s (reading JSON included)", bytes as f64 / 1e6, began.elapsed().as_secs_f64());
}

/// The stages' speed on the data itself, by kind of text.
fn speed(file: &str) {
    let rows = file.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("a JSON line"));
    let texts: Vec<String> = rows.map(|row| row["text"].as_str().unwrap_or_default().to_owned()).collect();
    let ascii = |text: &&String| text.is_ascii();
    let groups = [
        ("ASCII", texts.iter().filter(ascii).collect::<Vec<_>>()),
        ("other", texts.iter().filter(|t| !ascii(t)).collect()),
    ];
    for (name, texts) in groups {
        let bytes: usize = texts.iter().map(|text| text.len()).sum();
        let mut best = [f64::MAX; 3];
        for _ in 0..5 {
            let mut spent = [0.0; 3];
            for text in &texts {
                let time = |slot: &mut f64, began: std::time::Instant| *slot += began.elapsed().as_secs_f64();
                let began = std::time::Instant::now();
                let view = View::of(text);
                time(&mut spent[0], began);
                let began = std::time::Instant::now();
                std::hint::black_box(view.segments().len());
                time(&mut spent[1], began);
                let began = std::time::Instant::now();
                std::hint::black_box(Judge.judge(text, &view, Role::User, Channel::Text).score);
                time(&mut spent[2], began);
            }
            best.iter_mut().zip(spent).for_each(|(best, spent)| *best = best.min(spent));
        }
        let mb = |seconds: f64| bytes as f64 / seconds / 1e6;
        println!(
            "{name}: {:.1} MB; view {:.0}, segments {:.0}, judge {:.0}, all {:.0} MB/s",
            bytes as f64 / 1e6,
            mb(best[0]),
            mb(best[1]),
            mb(best[2]),
            mb(best.iter().sum())
        );
    }
}

/// Per source: how many rows reach each of the thresholds, and the AUC of its attacks against every harmless row.
fn report(rows: &[Row]) {
    let mut sources: BTreeMap<(bool, &str, &str), Vec<f32>> = BTreeMap::new();
    for row in rows {
        sources.entry((!row.attack, &row.kind, &row.source)).or_default().push(row.score);
    }
    let harmless: Vec<f32> = rows.iter().filter(|row| !row.attack).map(|row| row.score).collect();
    let over = |scores: &[f32]| THRESHOLDS.map(|least| scores.iter().filter(|score| **score >= least).count());
    let percent = |count: usize, all: usize| 100.0 * count as f64 / all.max(1) as f64;
    println!(
        "Share of rows that score at least 0.5 (decision point), 0.7 (default for tools and documents), 0.9 (for users):"
    );
    println!("{:12} {:36} {:>6} {:>7} {:>7} {:>7} {:>6}", "kind", "source", "rows", "≥ 0.5", "≥ 0.7", "≥ 0.9", "AUC");
    let mut recalls = [0.0; THRESHOLDS.len()];
    let mut kinds: BTreeMap<&str, (usize, [usize; THRESHOLDS.len()])> = BTreeMap::new();
    let attack_sources = sources.keys().filter(|(benign, ..)| !benign).count() as f64;
    for ((benign, kind, source), scores) in &sources {
        let counts = over(scores);
        let shares = counts.map(|count| percent(count, scores.len()));
        print!("{kind:12} {source:36} {:6} {:6.1}% {:6.1}% {:6.1}%", scores.len(), shares[0], shares[1], shares[2]);
        println!("{}", if *benign { String::new() } else { format!(" {:6.3}", auc(scores, &harmless)) });
        if !benign {
            recalls.iter_mut().zip(shares).for_each(|(sum, share)| *sum += share / attack_sources);
        }
        let entry = kinds.entry(kind).or_default();
        entry.0 += scores.len();
        entry.1.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
    }
    for (kind, (all, counts)) in kinds {
        let [half, untrusted, user] = counts.map(|count| percent(count, all));
        println!("{kind}: {half:.2}% / {untrusted:.2}% / {user:.2}% of {all}");
    }
    let [half, untrusted, user] = recalls;
    println!("macro recall over {attack_sources} attack sources: {half:.1}% / {untrusted:.1}% / {user:.1}%");
    let attacks: Vec<f32> = rows.iter().filter(|row| row.attack).map(|row| row.score).collect();
    println!("AUC {:.3}", auc(&attacks, &harmless));
}

/// The chance that an attack scores higher than a harmless text; ties count half.
fn auc(attacks: &[f32], harmless: &[f32]) -> f64 {
    let each = |scores: &[f32], attack| scores.iter().map(|score| (*score, attack)).collect::<Vec<_>>();
    let mut sorted = [each(attacks, true), each(harmless, false)].concat();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut below, mut wins) = (0.0, 0.0);
    for group in sorted.chunk_by(|a, b| a.0 == b.0) {
        let attacks = group.iter().filter(|row| row.1).count() as f64;
        let benign = group.len() as f64 - attacks;
        wins += attacks * (below + benign / 2.0);
        below += benign;
    }
    wins / (attacks.len() as f64 * below).max(1.0)
}

/// One line of JSON per row, in order: its score, and every rule's best weight (what `train/injection_model.py` reads).
fn hits(file: &str) {
    for line in file.lines() {
        let row: serde_json::Value = serde_json::from_str(line).expect("a JSON line");
        let text = row["text"].as_str().unwrap_or_default();
        let (score, reasons) = Judge.explain(text, &View::of(text), Role::Unknown, Channel::Text);
        let mut best: BTreeMap<&str, f32> = BTreeMap::new();
        for reason in reasons {
            let weight = best.entry(reason.rule).or_default();
            *weight = weight.max(reason.weight);
        }
        println!("{}", serde_json::json!({ "score": score, "rules": best }));
    }
}

/// Sentences of our own (`tests/injection_carry_over.tsv`), by language and family.
fn carry_over(verbose: bool) {
    let file = include_str!("../tests/injection_carry_over.tsv");
    let mut groups: BTreeMap<(&str, &str), (usize, usize)> = BTreeMap::new();
    let mut all: BTreeMap<&str, (usize, [usize; THRESHOLDS.len()])> = BTreeMap::new();
    for line in file.lines().filter(|line| !line.starts_with('#')) {
        let [label, language, family, text] = line.split('\t').collect::<Vec<_>>()[..] else { continue };
        let text = text.replace("\\n", "\n");
        let score = Judge.judge(&text, &View::of(&text), Role::Unknown, Channel::Text).score;
        for group in [family, language] {
            let entry = groups.entry((label, group)).or_default();
            entry.0 += 1;
            entry.1 += usize::from(score >= THRESHOLD);
        }
        let entry = all.entry(label).or_default();
        entry.0 += 1;
        entry.1.iter_mut().zip(THRESHOLDS).for_each(|(sum, least)| *sum += usize::from(score >= least));
        if verbose && (label == "attack") != (score >= THRESHOLD) {
            println!("{label} {score:.2} {language} {family}: {text}");
        }
    }
    if verbose {
        groups.iter().for_each(|((label, group), (all, over))| println!("{label:10} {group:12} {over:3} of {all:3}"));
    }
    for (label, (all, over)) in all {
        println!("Our own sentences, {label}: {over:?} of {all} at 0.5, 0.7, 0.9");
    }
}
