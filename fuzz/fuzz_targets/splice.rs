//! Edits of the strings of a body, lifted and spliced, against the same edits of the decoded strings.
//!
//! Input: how many edits (one byte); for each, which text, start, end (one byte each) and the replacement's length and
//! text; the rest is the body. Strings that are JSON documents themselves are edited inside, a layer deeper.

#![no_main]

use libfuzzer_sys::fuzz_target;
use promptsieve::json::{Decoded, Document, Limits};
use promptsieve::splice::{Edit, Edits, Layer, splice};
use promptsieve::text::Span;

struct Change<'i> {
    which: usize,
    start: usize,
    end: usize,
    replacement: &'i str,
}

fn read<'i>(input: &mut &'i [u8]) -> Option<Change<'i>> {
    let (&[which, start, end, length], rest) = input.split_first_chunk()?;
    let (replacement, rest) = rest.split_at_checked(usize::from(length % 16))?;
    *input = rest;
    let (start, end) = (usize::from(start.min(end)), usize::from(start.max(end)));
    Some(Change { which: which.into(), start, end, replacement: str::from_utf8(replacement).unwrap_or("\u{0}\"\\") })
}

/// The decoded strings of a body, those of the documents inside its strings flattened in their place.
fn texts(body: &[u8], deeper: bool) -> Vec<String> {
    let document = Document::scan(body, Limits::default()).expect("spliced bodies are JSON");
    let mut all = Vec::new();
    for text in document.nodes().filter_map(|node| node.as_str()) {
        if deeper && holds_strings(&text) {
            all.extend(texts(text.as_str().as_bytes(), false));
        } else {
            all.push(text.as_str().to_owned());
        }
    }
    all
}

fn holds_strings(text: &Decoded<'_>) -> bool {
    Document::scan(text.as_str().as_bytes(), Limits::default())
        .is_ok_and(|inner| inner.nodes().any(|node| node.as_str().is_some()))
}

fn edits_of(number: usize, text: &str, changes: &[Change<'_>], strings: usize) -> Edits {
    let mine = changes.iter().filter(|change| change.which % strings == number);
    mine.map(|change| Edit {
        span: Span::new(text.floor_char_boundary(change.start), text.ceil_char_boundary(change.end)),
        replacement: change.replacement.to_owned(),
    })
    .collect()
}

fuzz_target!(|input: &[u8]| {
    let Some((&count, mut rest)) = input.split_first() else { return };
    let changes: Vec<_> = (0..count % 8).map_while(|_| read(&mut rest)).collect();
    let body = rest;
    let Ok(document) = Document::scan(body, Limits::default()) else { return };

    let before = texts(body, true);
    let mut expected = Vec::new();
    let mut lifted = Vec::new();
    let mut edit = |text: &Decoded<'_>| {
        let edits = edits_of(expected.len(), text.as_str(), &changes, before.len());
        let mut edited = text.as_str().to_owned();
        for Edit { span, replacement } in edits.clone().into_iter().rev() {
            edited.replace_range(span.start..span.end, &replacement);
        }
        expected.push(edited);
        text.lift(&edits)
    };
    for text in document.nodes().filter_map(|node| node.as_str()) {
        if holds_strings(&text) {
            let inner = Document::scan(text.as_str().as_bytes(), Limits::default()).unwrap();
            let edits: Edits = inner.nodes().filter_map(|node| node.as_str()).flat_map(|text| edit(&text)).collect();
            lifted.extend(text.lift(&edits));
        } else {
            lifted.extend(edit(&text));
        }
    }
    let edits: Edits = lifted.into_iter().collect();
    let after = splice(body, &edits);

    // A string that an edit turned into a document, or out of one, is read as it was before.
    let mut found = Vec::new();
    let spliced = Document::scan(&after, Limits::default()).expect("spliced bodies are JSON");
    let pairs = document.nodes().zip(spliced.nodes());
    for (was, is) in pairs.filter_map(|(was, is)| was.as_str().zip(is.as_str())) {
        if holds_strings(&was) {
            found.extend(texts(is.as_str().as_bytes(), false));
        } else {
            found.push(is.as_str().to_owned());
        }
    }
    assert_eq!(found, expected);

    // Between the edits, nothing changed.
    let (mut from, mut to) = (0, 0);
    for Edit { span, replacement } in &edits {
        let kept = &body[from..span.start];
        assert_eq!(&after[to..to + kept.len()], kept);
        from = span.end;
        to += kept.len() + replacement.len();
    }
    assert_eq!(&after[to..], &body[from..]);
});
