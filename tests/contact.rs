//! Contact data as people and programs write it, in many styles and languages: `contact.txt`.

use promptsieve::detect::{Detector, Find, Scanner, registry};
use promptsieve::text::Span;

/// The text of a line and the spans that stood between ⟦ and ⟧.
fn unmark(line: &str) -> (String, Vec<Span>) {
    let (mut text, mut spans, mut start) = (String::new(), Vec::new(), 0);
    for c in line.replace("\\n", "\n").chars() {
        match c {
            '⟦' => start = text.len(),
            '⟧' => spans.push(Span::new(start, text.len())),
            _ => text.push(c),
        }
    }
    (text, spans)
}

/// Each line: its detector, its text, the spans that are to be found.
fn lines() -> Vec<(&'static Detector, String, Vec<Span>)> {
    let (mut detector, mut lines) = (None, Vec::new());
    for line in include_str!("contact.txt").lines().filter(|line| !line.is_empty() && !line.starts_with("# ")) {
        let id = line.strip_prefix('[').and_then(|line| line.strip_suffix(']'));
        if let Some(known) = registry().find(|known| Some(known.id) == id) {
            detector = Some(known);
        } else if let Some(detector) = detector {
            let (text, spans) = unmark(line);
            lines.push((detector, text, spans));
        }
    }
    assert!(lines.len() > 800, "{} lines", lines.len());
    lines
}

/// What the detector finds in `text` with a score of 0.5 or more.
fn found(scanner: &Scanner, detector: &Detector, text: &str) -> Vec<Span> {
    let mut findings = Vec::new();
    scanner.scan_whole(text, &mut findings);
    findings.retain(|finding| finding.detector.as_str() == detector.id && finding.score >= 0.5);
    findings.iter().map(|finding| finding.span).collect()
}

/// A wrong line must not hide the others: all are reported at once.
#[test]
fn what_is_marked_is_found_and_nothing_else() {
    let scanner = Scanner::all();
    let mut wrong = Vec::new();
    for (detector, text, expected) in lines() {
        let found = found(&scanner, detector, &text);
        if found != expected {
            let found: Vec<_> = found.iter().map(|span| span.of_str(&text)).collect();
            wrong.push(format!("{}: {text:?}: found {found:?}", detector.id));
        }
    }
    assert!(wrong.is_empty(), "{} lines wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Wherever a text breaks off, no digit of what is found in the whole has left before its end has come. What only the
/// name of a table's column tells is found in whole texts alone.
#[test]
fn nothing_of_it_leaves_a_stream_before_its_end() {
    let mut wrong = Vec::new();
    for (detector, text, expected) in lines() {
        let scanner = Scanner::of(&[detector], &[]);
        let mut of_stream = Vec::new();
        scanner.scan(&text, &mut of_stream);
        let of_stream: Vec<_> = of_stream.iter().map(|finding| finding.span).collect();
        for span in expected
            .into_iter()
            .filter(|_| matches!(detector.find, Find::Groups { .. } | Find::Keywords { .. }))
            .filter(|span| of_stream.contains(span))
        {
            let cuts = (span.start + 1..span.end).filter(|at| text.is_char_boundary(*at));
            let left = cuts.map(|cut| scanner.settled(text.get(..cut).unwrap())).max().unwrap_or(0);
            let left = text.get(span.start..left).unwrap_or_default();
            let leaks = match detector.find {
                // Letters and signs before the first digit may leave.
                Find::Groups { .. } => left.contains(|c: char| c.is_ascii_digit()),
                _ => !left.is_empty(),
            };
            if leaks {
                wrong.push(format!("{}: {left:?} of {text:?}", detector.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{} leave:\n{}", wrong.len(), wrong.join("\n"));
}

/// A number that is found without its column's name, only less surely, is found once, and as surely as behind the name.
#[test]
fn a_column_makes_its_cells_as_sure_as_a_label_does() {
    let rows: String = (0..40)
        .map(|n| format!("Ana,5231144{:02},Porto,a remark of some length that keeps names apart\n", n + 10))
        .collect();
    let text = format!("name,ssn,city,remark\n{rows}");
    let mut findings = Vec::new();
    Scanner::all().scan_whole(&text, &mut findings);
    findings.retain(|finding| finding.detector.as_str() == "pii.us_ssn");
    assert_eq!(findings.len(), 40);
    assert!(findings.iter().all(|finding| finding.score >= 0.5), "{findings:?}");
}

/// A cell that its column and its own row both name is found once by each detector.
#[test]
fn a_cell_that_is_named_twice_is_found_once() {
    let (scanner, rest) = (Scanner::all(), "note,nothing of any interest to anybody here\n".repeat(3));
    let mut cells = 0;
    for detector in registry() {
        let (Find::Forms { context, .. } | Find::Graded { context, .. }) = detector.find else { continue };
        let values = detector.examples.iter().filter_map(|text| text.split_once('⟦')?.1.split_once('⟧'));
        for (word, (value, _)) in context.iter().flat_map(|word| values.clone().map(move |value| (word, value))) {
            let text = format!("label,{word}\n{rest}{word},{value}\n");
            let mut findings = Vec::new();
            scanner.scan_whole(&text, &mut findings);
            cells += usize::from(!findings.is_empty());
            for (i, one) in findings.iter().enumerate() {
                let mut others = findings.iter().skip(i + 1);
                let again = others.find(|other| other.detector == one.detector && other.span == one.span);
                assert!(again.is_none(), "{text:?}: {one:?} and {again:?}");
            }
        }
    }
    assert!(cells > 1_000, "{cells} cells prove little");
}
