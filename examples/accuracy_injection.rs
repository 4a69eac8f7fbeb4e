//! How well prompt injection is found: recall per attack source, false alarms per benign source, AUC.
//!
//! `cargo run --release --example accuracy_injection [-- --rules | --speed | --misses SOURCE | --alarms SOURCE]`
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
    if arguments.first().is_some_and(|a| a == "--speed") {
        return speed(&file);
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

fn report(rows: &[Row]) {
    let mut sources: BTreeMap<(bool, &str, &str), (usize, usize)> = BTreeMap::new();
    for row in rows {
        let entry = sources.entry((!row.attack, &row.kind, &row.source)).or_default();
        entry.0 += 1;
        entry.1 += usize::from(row.score >= THRESHOLD);
    }
    println!("{:12} {:40} {:>6} {:>7}", "kind", "source", "rows", "≥ 0.5");
    let mut recalls = Vec::new();
    let mut kinds: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for ((benign, kind, source), (all, over)) in &sources {
        let share = 100.0 * *over as f64 / *all as f64;
        println!("{kind:12} {source:40} {all:6} {share:6.1}%");
        if !benign {
            recalls.push(share);
        }
        let entry = kinds.entry(kind).or_default();
        entry.0 += all;
        entry.1 += over;
    }
    for (kind, (all, over)) in kinds {
        println!("{kind}: {over} of {all} at 0.5 or more ({:.2}%)", 100.0 * over as f64 / all as f64);
    }
    println!(
        "macro recall over {} attack sources: {:.1}%",
        recalls.len(),
        recalls.iter().sum::<f64>() / recalls.len() as f64
    );
    println!("AUC {:.3}", auc(rows));
}

/// The chance that an attack scores higher than a benign text; ties count half.
fn auc(rows: &[Row]) -> f64 {
    let mut sorted: Vec<(f32, bool)> = rows.iter().map(|row| (row.score, row.attack)).collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut below, mut wins) = (0.0, 0.0);
    for group in sorted.chunk_by(|a, b| a.0 == b.0) {
        let attacks = group.iter().filter(|row| row.1).count() as f64;
        let benign = group.len() as f64 - attacks;
        wins += attacks * (below + benign / 2.0);
        below += benign;
    }
    let attacks = rows.iter().filter(|row| row.attack).count() as f64;
    wins / (attacks * below).max(1.0)
}
