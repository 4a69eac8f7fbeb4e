//! The scanner accepts what serde_json accepts, and finds the same values; every prefix of a valid body is truncated.

#![no_main]

use libfuzzer_sys::fuzz_target;
use promptsieve::json::{Class, Document, Kind, Limits, Node};
use serde_json::Value;

fn value(node: Node<'_, '_>) -> Value {
    match node.kind() {
        Kind::Null => Value::Null,
        Kind::Bool => Value::Bool(node.as_bool().unwrap()),
        Kind::Number => serde_json::from_str(node.raw()).unwrap(),
        Kind::String => Value::String(node.as_str().unwrap().as_str().to_owned()),
        Kind::Array => node.items().map(value).collect(),
        Kind::Object => {
            let entries = node.entries().map(|(key, of)| (key.as_str().unwrap().as_str().to_owned(), value(of)));
            entries.collect::<serde_json::Map<_, _>>().into()
        }
    }
}

/// The one difference on purpose that is left: numbers that fit no f64.
fn out_of_range(error: &serde_json::Error) -> bool {
    error.to_string().starts_with("number out of range")
}

fuzz_target!(|body: &[u8]| {
    // serde_json refuses the 128th level, not the 129th.
    let limits = Limits { max_depth: 127, ..Limits::default() };
    match (Document::scan(body, limits), serde_json::from_slice::<Value>(body)) {
        (Ok(document), Ok(expected)) => {
            assert_eq!(value(document.root()), expected);
            let mut end = 0;
            for node in document.nodes() {
                let _ = node.path().to_string();
                assert!(node.span().start >= end);
                end = if node.kind() == Kind::Object || node.kind() == Kind::Array {
                    node.span().start
                } else {
                    node.span().end
                };
                if let Some(parent) = node.parent() {
                    assert!(parent.span().contains(node.span()));
                }
            }
            let keys = document.nodes().filter(|node| node.is_key()).count();
            let kept = |node: Node<'_, '_>| value(node).as_object().map_or(0, |object| object.len());
            let unique: usize = document.nodes().filter(|node| node.kind() == Kind::Object).map(kept).sum();
            assert_eq!(document.duplicates().len(), keys - unique);
            if let Some(cut) = body.len().checked_sub(1) {
                for prefix in [cut, cut / 2, end.saturating_sub(1)] {
                    if let Err(error) = Document::scan(&body[..prefix], limits) {
                        assert_eq!(error.class(), Class::Truncated, "{error}");
                    }
                }
            }
        }
        (Err(ours), Err(theirs)) => {
            assert!(ours.class() != Class::Truncated || theirs.is_eof() || out_of_range(&theirs), "{ours} / {theirs}");
            let _ = ours.to_string();
        }
        (Ok(_), Err(theirs)) => assert!(out_of_range(&theirs), "accepted, but {theirs}"),
        (Err(ours), Ok(_)) => panic!("refused: {ours}"),
    }
});
