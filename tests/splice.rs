//! Random edits against a naive model: decode everything, edit the text, compare with what the spliced body decodes to.

#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, clippy::panic)]

mod support;

use promptsieve::json::{Decoded, Document, Limits, Node};
use promptsieve::splice::{Edit, Edits, Layer, Verbatim, splice, splice_str};
use promptsieve::text::Span;
use serde_json::Value;
use std::borrow::Cow;
use support::{Random, document, spell, text};

fn scan(body: &[u8]) -> Document<'_> {
    Document::scan(body, Limits::default()).unwrap()
}

fn edit(start: usize, end: usize, replacement: &str) -> Edit {
    Edit { span: Span::new(start, end), replacement: replacement.to_owned() }
}

/// A few edits of `text` at the borders of characters, disjoint and in order.
fn random_edits(text: &str, random: &mut Random) -> Vec<Edit> {
    let mut borders: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    borders.retain(|_| !random.one_in(3));
    let edits = borders.chunks_exact(2).filter(|_| random.one_in(2)).map(|pair| (pair[0], pair[1]));
    let edits: Vec<_> = edits.collect();
    edits.into_iter().map(|(start, end)| edit(start, end, &support::text(random))).collect()
}

/// The model: edits made one by one, the last first, so that no offset moves.
fn edited(text: &str, edits: &[Edit]) -> String {
    let mut text = text.to_owned();
    for Edit { span, replacement } in edits.iter().rev() {
        text.replace_range(span.start..span.end, replacement);
    }
    text
}

/// What lies between the edits must be in `after`, in order and unchanged.
fn untouched_bytes_are_kept(before: &[u8], after: &[u8], edits: &Edits) {
    let (mut from, mut to) = (0, 0);
    for Edit { span, replacement } in edits {
        let kept = &before[from..span.start];
        assert_eq!(&after[to..to + kept.len()], kept);
        from = span.end;
        to += kept.len() + replacement.len();
    }
    assert_eq!(&after[to..], &before[from..]);
}

#[test]
fn no_edits_mean_the_very_same_bytes() {
    let body = b"{\"a\" :\t1.0}";
    assert!(matches!(splice(body, &Edits::new()), Cow::Borrowed(same) if std::ptr::eq(same, body)));
    assert!(matches!(splice_str("x", &Edits::new()), Cow::Borrowed("x")));
    assert!(Verbatim { at: 3 }.lift(&Edits::new()).is_empty());
    assert!(scan(b"1").root().as_text().unwrap().lift(&Edits::new()).is_empty());
}

#[test]
fn edits_that_share_a_byte_become_one() {
    // (edits, what "0123456789" becomes)
    let table: &[(&[Edit], &str)] = &[
        (&[edit(5, 7, "B"), edit(1, 3, "A")], "0A34B789"),
        (&[edit(1, 3, "A"), edit(3, 5, "B")], "0AB56789"),
        (&[edit(1, 4, "A"), edit(3, 6, "B")], "0A6789"),
        (&[edit(3, 6, "B"), edit(1, 4, "A")], "0A6789"),
        (&[edit(1, 9, "A"), edit(3, 6, "B"), edit(8, 10, "C")], "0A"),
        (&[edit(2, 4, "A"), edit(2, 6, "B")], "01B6789"),
        (&[edit(2, 6, "A"), edit(2, 6, "B")], "01A6789"),
        (&[edit(4, 4, "A"), edit(4, 4, "B")], "0123AB456789"),
        (&[edit(4, 6, "B"), edit(4, 4, "A")], "0123AB6789"),
        (&[edit(2, 4, "A"), edit(4, 4, "B")], "01AB456789"),
        (&[edit(2, 6, "A"), edit(4, 4, "B")], "01A6789"),
        (&[edit(0, 0, "A"), edit(10, 10, "B")], "A0123456789B"),
        (&[edit(0, 10, "")], ""),
        (&[edit(8, 99, "A")], "01234567A"),
        (&[edit(98, 99, "A")], "0123456789A"),
    ];
    for (edits, expected) in table {
        let edits: Edits = edits.iter().cloned().collect();
        assert_eq!(splice(b"0123456789", &edits), expected.as_bytes(), "{edits:?}");
        assert_eq!(splice_str("0123456789", &edits), *expected, "{edits:?}");
        let again: Edits = edits.clone().into_iter().collect();
        assert_eq!(again, edits, "settled edits stay as they are");
    }
}

#[test]
fn no_byte_that_an_edit_covers_survives() {
    let mut random = Random::new(4);
    for _ in 0..5_000 {
        let body: Vec<u8> = (0..random.below(60) as u8).map(|i| i | 0x80).collect();
        let mut span = || {
            let start = random.below(body.len() + 1);
            Span::new(start, start + random.below(body.len() - start + 1))
        };
        let spans: Vec<Span> = (0..6).map(|_| span()).collect();
        let edits: Edits = spans.iter().map(|&span| Edit { span, replacement: "x".to_owned() }).collect();
        let after = splice(&body, &edits);
        for (at, byte) in body.iter().enumerate() {
            let covered = spans.iter().any(|span| span.start <= at && at < span.end);
            assert_eq!(after.contains(byte), !covered);
        }
        untouched_bytes_are_kept(&body, &after, &edits);
    }
}

#[test]
fn an_edit_inside_a_character_or_escape_takes_the_whole_of_it() {
    let body = r#""a\ud83d\ude00b\u00e9c中d\n""#;
    let document = scan(body.as_bytes());
    let text = document.root().as_str().unwrap();
    assert_eq!(text.as_str(), "a😀béc中d\n");
    // (span in the text, the same in the body)
    for ((start, end), expected) in [
        ((0, 1), "a"),
        ((1, 5), r"\ud83d\ude00"),
        ((2, 3), r"\ud83d\ude00"),
        ((3, 3), r"\ud83d\ude00"),
        ((4, 6), r"\ud83d\ude00b"),
        ((6, 7), r"\u00e9"),
        ((7, 9), r"\u00e9c"),
        ((9, 10), "中"),
        ((11, 11), "中"),
        ((13, 14), r"\n"),
        ((12, 99), r"d\n"),
        ((99, 99), ""),
        ((0, 14), r"a\ud83d\ude00b\u00e9c中d\n"),
    ] {
        let span = text.to_body(Span::new(start, end));
        assert_eq!(span.of_str(body), expected, "{start}..{end}");
        let edits = text.lift(&[edit(start, end, "\u{1}")].into_iter().collect());
        let after = splice(body.as_bytes(), &edits);
        assert!(serde_json::from_slice::<String>(&after).unwrap().contains('\u{1}'));
    }
}

#[test]
fn replacements_are_escaped_whatever_they_hold() {
    let body = br#"{"a":"x","b":[1]}"#;
    let document = scan(body);
    let text = document.root().get("a").unwrap().as_str().unwrap();
    let all: String =
        (0..=0x2ff).chain([0x2028, 0x2029, 0xfeff, 0xffff, 0x1f600, 0x10ffff]).filter_map(char::from_u32).collect();
    for replacement in ["\"", "\\", "\"}", "\\u0041", "\\", "\0\u{1f}\u{7f}", &all] {
        let edits = text.lift(&[edit(0, 1, replacement)].into_iter().collect());
        let after: Value = serde_json::from_slice(&splice(body, &edits)).unwrap();
        assert_eq!(after, serde_json::json!({"a": replacement, "b": [1]}));
    }
}

#[test]
fn a_number_stays_a_number_if_it_can() {
    let body = br#"{"card": 4111111111111111, "b":-1.5e3}"#;
    let document = scan(body);
    // (key, edit, what stands there afterwards)
    for (key, change, expected) in [
        ("card", edit(0, 16, "[CARD]"), r#""[CARD]""#),
        ("card", edit(0, 12, "************"), r#""************1111""#),
        ("card", edit(0, 16, "5500000000000004"), "5500000000000004"),
        ("card", edit(0, 15, "0"), r#""01""#),
        ("card", edit(0, 16, "a\"b"), r#""a\"b""#),
        ("card", edit(0, 16, ""), r#""""#),
        ("card", edit(0, 16, " 1"), r#"" 1""#),
        ("b", edit(5, 6, "4"), "-1.5e4"),
        ("b", edit(5, 6, ""), r#""-1.5e""#),
    ] {
        let text = document.root().get(key).unwrap().as_text().unwrap();
        let after = splice(body, &text.lift(&[change].into_iter().collect())).into_owned();
        assert_eq!(scan(&after).root().get(key).unwrap().raw(), expected);
    }
}

/// Every string of `document` edited at random, as lifted edits of the body, beside the same done to a tree.
fn edit_all(document: &Document<'_>, random: &mut Random) -> (Edits, Value) {
    let mut edits = Vec::new();
    fn walk(node: Node<'_, '_>, random: &mut Random, edits: &mut Vec<Edit>) -> Value {
        let mut change = |text: Decoded<'_>| {
            let changes = random_edits(text.as_str(), random);
            edits.extend(text.lift(&changes.iter().cloned().collect()));
            edited(text.as_str(), &changes)
        };
        if let Some(text) = node.as_str() {
            return Value::String(change(text));
        }
        let of_object: Vec<(String, Node<'_, '_>)> =
            node.entries().map(|(key, value)| (change(key.as_str().unwrap()), value)).collect();
        if node.kind() == promptsieve::json::Kind::Object {
            return of_object
                .into_iter()
                .map(|(key, value)| (key, walk(value, random, edits)))
                .collect::<serde_json::Map<_, _>>()
                .into();
        }
        if node.kind() == promptsieve::json::Kind::Array {
            return node.items().map(|item| walk(item, random, edits)).collect();
        }
        // Numbers that fit no f64 can't be compared.
        serde_json::from_str(node.raw()).unwrap_or(Value::Null)
    }
    let model = walk(document.root(), random, &mut edits);
    (edits.into_iter().collect(), model)
}

#[test]
fn random_edits_of_whole_documents_agree_with_the_model() {
    let mut random = Random::new(5);
    let mut edited_bodies = 0;
    for _ in 0..4_000 {
        let mut body = String::new();
        document(&mut random, 4, &mut body);
        if serde_json::from_str::<Value>(&body).is_err() {
            continue;
        }
        let tape = scan(body.as_bytes());
        let (edits, model) = edit_all(&tape, &mut random);
        let after = splice(body.as_bytes(), &edits);
        assert_eq!(serde_json::from_slice::<Value>(&after).unwrap(), model, "{body}");
        untouched_bytes_are_kept(body.as_bytes(), &after, &edits);
        edited_bodies += usize::from(!edits.is_empty());
    }
    assert!(edited_bodies > 1_000);
}

/// `inner` as the string "s" of one more document, and so on, `depth` times.
fn wrap(inner: &str, depth: usize, random: &mut Random) -> String {
    (0..depth).fold(inner.to_owned(), |inner, _| {
        let mut outer = String::from("{\"é\\u00e9\": [1], \"s\" :");
        spell(&inner, random, &mut outer);
        outer.push_str(" , \"z\":\"\"}");
        outer
    })
}

fn unwrap(body: &str, depth: usize) -> String {
    (0..depth).fold(body.to_owned(), |body, _| {
        let outer: Value = serde_json::from_str(&body).unwrap();
        outer["s"].as_str().unwrap().to_owned()
    })
}

/// Edits the innermost text of `body` through `depth` layers.
fn lift_through(body: &str, depth: usize, changes: &[Edit]) -> Edits {
    let document = scan(body.as_bytes());
    let text = document.root().get("s").unwrap().as_str().unwrap();
    match depth {
        1 => text.lift(&changes.iter().cloned().collect()),
        _ => text.lift(&lift_through(text.as_str(), depth - 1, changes)),
    }
}

#[test]
fn edits_lift_through_json_in_json_in_json() {
    let mut random = Random::new(6);
    for round in 0..3_000 {
        let depth = 1 + round % 3;
        let inner = text(&mut random);
        let body = wrap(&inner, depth, &mut random);
        let changes = random_edits(&inner, &mut random);
        let edits = lift_through(&body, depth, &changes);
        let after = String::from_utf8(splice(body.as_bytes(), &edits).into_owned()).unwrap();
        assert_eq!(unwrap(&after, depth), edited(&inner, &changes), "{body}");
        untouched_bytes_are_kept(body.as_bytes(), after.as_bytes(), &edits);
    }
}

/// A layer that can only be written anew as a whole, as base64 is: here the text stands backwards.
struct Backwards<'t> {
    text: &'t str,
    at: usize,
}

impl Layer for Backwards<'_> {
    fn lift(&self, edits: &Edits) -> Edits {
        let all = Span::new(self.at, self.at + self.text.len());
        let replacement = splice_str(self.text, edits).chars().rev().collect();
        [Edit { span: all, replacement }].into_iter().collect()
    }
}

#[test]
fn layers_of_different_kinds_compose() {
    // Verbatim bytes around a JSON string around text backwards around verbatim text.
    let body = "--part\nx{\"s\": \"1\\n54321 edcba\", \"t\": \"abc\"}";
    let part = Verbatim { at: 8 };
    let json = scan(&body.as_bytes()[8..]);
    let (s, t) = (json.root().get("s").unwrap().as_str().unwrap(), json.root().get("t").unwrap().as_str().unwrap());
    let backwards = Backwards { text: "abcde 12345", at: 2 };
    let one = |edit: Edit| Edits::from_iter([edit]);

    let number = Verbatim { at: 6 }.lift(&one(edit(0, 2, "")));
    let word = one(edit(1, 4, "\\"));
    let inside_s: Edits =
        backwards.lift(&number.into_iter().chain(word).collect()).into_iter().chain([edit(0, 1, "0")]).collect();
    let inside_part: Edits = t.lift(&one(edit(1, 2, "\""))).into_iter().chain(s.lift(&inside_s)).collect();
    let edits: Edits = part.lift(&inside_part).into_iter().chain([edit(7, 8, "y")]).collect();
    let after = String::from_utf8(splice(body.as_bytes(), &edits).into_owned()).unwrap();
    assert_eq!(after, "--part\ny{\"s\": \"0\\n543 e\\\\a\", \"t\": \"a\\\"c\"}");
}

#[test]
fn debug_output_holds_no_text() {
    let edits: Edits = [edit(0, 3, "secret")].into_iter().collect();
    let shown = format!("{edits:?}");
    assert!(!shown.contains("secret") && shown.contains("replacement_len: 6"), "{shown}");
}
