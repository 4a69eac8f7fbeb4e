//! Contact data as people and programs write it, in many styles and languages: `contact.txt`.

use promptsieve::detect::{Scanner, registry};

/// The text of a line and the spans that stood between ⟦ and ⟧.
fn unmark(line: &str) -> (String, Vec<(usize, usize)>) {
    let (mut text, mut spans, mut start) = (String::new(), Vec::new(), 0);
    for c in line.replace("\\n", "\n").chars() {
        match c {
            '⟦' => start = text.len(),
            '⟧' => spans.push((start, text.len())),
            _ => text.push(c),
        }
    }
    (text, spans)
}

/// A wrong line must not hide the others: all are reported at once.
#[test]
fn what_is_marked_is_found_and_nothing_else() {
    let scanner = Scanner::all();
    let (mut detector, mut lines, mut wrong) = ("", 0, Vec::new());
    for line in include_str!("contact.txt").lines().filter(|line| !line.is_empty() && !line.starts_with("# ")) {
        if let Some(id) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']'))
            && registry().any(|known| known.id == id)
        {
            detector = id;
            continue;
        }
        let (text, expected) = unmark(line);
        let mut findings = Vec::new();
        scanner.scan(&text, &mut findings);
        findings.retain(|finding| finding.detector.as_str() == detector && finding.score >= 0.5);
        let found: Vec<_> = findings.iter().map(|finding| (finding.span.start, finding.span.end)).collect();
        lines += 1;
        if found != expected {
            let found: Vec<_> = findings.iter().map(|finding| finding.span.of_str(&text)).collect();
            wrong.push(format!("{detector}: {line}: found {found:?}"));
        }
    }
    assert!(lines > 500, "{lines} lines");
    assert!(wrong.is_empty(), "{} of {lines} lines wrong:\n{}", wrong.len(), wrong.join("\n"));
}
