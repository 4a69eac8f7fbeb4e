//! The span scanner against serde_json as oracle, and against tables of what can be wrong.

#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, clippy::panic)]

mod support;

use promptsieve::json::{Class, Document, Error, ErrorKind, Kind, Limits, Node};
use promptsieve::text::Span;
use serde_json::Value;
use support::{Random, document, mutate};

fn scan(body: &[u8]) -> Result<Document<'_>, Error> {
    Document::scan(body, Limits::default())
}

/// What serde_json would have made of it.
fn value(node: Node<'_, '_>) -> Value {
    match node.kind() {
        Kind::Null => Value::Null,
        Kind::Bool => Value::Bool(node.as_bool().unwrap()),
        Kind::Number => serde_json::from_str(node.raw()).unwrap(),
        Kind::String => Value::String(node.as_str().unwrap().as_str().to_owned()),
        Kind::Array => node.items().map(value).collect(),
        Kind::Object => node
            .entries()
            .map(|(key, of)| (key.as_str().unwrap().as_str().to_owned(), value(of)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
    }
}

/// serde_json's answer, `None` where the two differ on purpose: a number that fits no f64.
fn oracle(body: &[u8]) -> Option<Result<Value, serde_json::Error>> {
    let result = serde_json::from_slice::<Value>(body);
    let out_of_range = matches!(&result, Err(error) if error.to_string().starts_with("number out of range"));
    (!out_of_range).then_some(result)
}

/// Every claim that a tape makes about its body.
fn check(document: &Document<'_>) {
    let body = document.body();
    let mut end_of_key = None;
    for node in document.nodes() {
        let span = node.span();
        assert_eq!(node.raw(), &body[span.start..span.end]);
        if !node.is_key() {
            // It is a whole value, read the same on its own.
            let alone = scan(node.raw().as_bytes()).unwrap();
            assert_eq!(alone.root().kind(), node.kind());
            assert_eq!(alone.root().span(), Span::new(0, span.len()));
        }
        match node.parent() {
            None => assert_eq!(body.trim_matches([' ', '\n', '\r', '\t']), node.raw()),
            Some(parent) => {
                assert!(parent.span().contains(span) && parent.span() != span);
                let index = node.index().unwrap();
                match parent.kind() {
                    Kind::Array => assert_eq!(parent.item(index), Some(node)),
                    Kind::Object => {
                        let (key, value) = parent.entries().nth(index).unwrap();
                        assert_eq!(if node.is_key() { key } else { value }, node);
                        assert_eq!(value.key(), Some(key));
                    }
                    other => panic!("a child of {other:?}"),
                }
            }
        }
        if let Some(text) = node.as_str() {
            assert_eq!(text.as_str(), serde_json::from_str::<String>(node.raw()).unwrap());
            assert!(node.str_eq(text.as_str()));
            assert!(!node.str_eq(&format!("{}x", text.as_str())));
            // Each character's bytes, decoded alone, are that character; together they are the whole string.
            let mut at = text.span().start;
            for (start, char) in text.as_str().char_indices() {
                let in_body = text.to_body(Span::new(start, start + char.len_utf8()));
                assert_eq!(in_body.start, at);
                let alone = format!("\"{}\"", &body[in_body.start..in_body.end]);
                assert_eq!(serde_json::from_str::<String>(&alone).unwrap(), char.to_string());
                for inside in 1..char.len_utf8() {
                    assert_eq!(text.to_body(Span::new(start + inside, start + inside)), in_body);
                }
                at = in_body.end;
            }
            assert_eq!(at, text.span().end);
        }
        if node.is_key() {
            end_of_key = Some(span.end);
        } else if let Some(end) = end_of_key.take() {
            assert!(node.key().is_some() && end < span.start);
        }
    }
}

fn agree(body: &[u8]) {
    let shown = || String::from_utf8_lossy(body).into_owned();
    let Some(expected) = oracle(body) else {
        return;
    };
    match (scan(body), expected) {
        (Ok(document), Ok(expected)) => {
            assert_eq!(value(document.root()), expected, "{}", shown());
            // Visits siblings and descendants of each node again.
            if body.len() < 4096 {
                check(&document);
            }
        }
        (Err(ours), Err(theirs)) => {
            // serde_json says so too, and also of a string whose last four bytes are no four digits, or no UTF-8.
            let ours_eof = ours.class() == Class::Truncated;
            let excused = ours.class() == Class::Encoding || ours.kind == ErrorKind::Escape;
            assert!(ours_eof == theirs.is_eof() || theirs.is_eof() && excused, "{ours} / {theirs}: {}", shown());
        }
        (Ok(_), Err(theirs)) => panic!("accepted, but serde_json says {theirs}: {}", shown()),
        (Err(ours), Ok(_)) => panic!("refused, but serde_json accepts: {ours}: {}", shown()),
    }
}

const VALID: &[&str] = &[
    "{}",
    "[]",
    "\"\"",
    "0",
    "-0",
    "null",
    "true",
    "false",
    " \t\r\n[ ] \n",
    "[[[[]]]]",
    r#"{"":{"":[]}}"#,
    "1e5",
    "1E+5",
    "-1.25e-7",
    r#"{"a":1,"a":2,"\u0061":3}"#,
    r#""\"\\\/\b\f\n\r\t\u0000\u001f""#,
    r#""\ud83d\ude00 \uD83D\uDE00 é 中 😀""#,
    "\"\u{7f}\u{2028}\"",
    r#"["\u00e9","\u0800","\uffff","\ufffe"]"#,
    r#"[1,2 ,3, 4 , "a","b" ]"#,
    "\"sixteen bytes!!!\"",
    "\"sixteen bytes!!!\\n\"",
    "\"exactly sixty-four bytes of plain text in one string, no more.!\"",
    r#"{"messages":[{"role":"user","content":"hi"}]}"#,
    "\"/\u{feff}\"",
    "123456789012345678901234567890.123456789e-10",
];

#[test]
fn accepts_what_serde_json_accepts() {
    for body in VALID {
        assert!(scan(body.as_bytes()).is_ok(), "{body}");
        agree(body.as_bytes());
    }
}

#[test]
fn says_what_is_wrong_and_where() {
    use ErrorKind::*;
    let table: &[(&[u8], ErrorKind, usize, &str)] = &[
        (b"", Empty, 0, "byte 0: expected a JSON value, found nothing but blanks"),
        (b" \n ", Empty, 3, "byte 3: expected a JSON value, found nothing but blanks"),
        (b"{", Truncated, 1, "byte 1: expected a key in quotes or `}`, found the end of the body"),
        (b"[1,", Truncated, 3, "byte 3: expected a JSON value, found the end of the body"),
        (b"[1", Truncated, 2, "byte 2: expected `,` or `]`, found the end of the body"),
        (b"{\"a\"", Truncated, 4, "byte 4: expected `:`, found the end of the body"),
        (b"{\"a\":1", Truncated, 6, "byte 6: expected `,` or `}`, found the end of the body"),
        (b"{\"a\":1,", Truncated, 7, "byte 7: expected a key in quotes, found the end of the body"),
        (b"\"ab", Truncated, 3, "byte 3: expected more text or the closing quote, found the end of the body"),
        (b"\"\\", Truncated, 2, "byte 2: expected one of `\"\\/bfnrtu` behind a backslash, found the end of the body"),
        (b"\"\\u12", Truncated, 5, "byte 5: expected four hexadecimal digits, found the end of the body"),
        (b"\"\\ud83d", Truncated, 7, "byte 7: expected the second half of a surrogate pair, found the end of the body"),
        (b"\"\xf0\x9f\x98", Truncated, 4, "byte 4: expected the rest of a character, found the end of the body"),
        (b"tru", Truncated, 3, "byte 3: expected `true`, `false` or `null`, found the end of the body"),
        (b"-", Truncated, 1, "byte 1: expected a digit, found the end of the body"),
        (b"1.", Truncated, 2, "byte 2: expected a digit, found the end of the body"),
        (b"1e+", Truncated, 3, "byte 3: expected a digit, found the end of the body"),
        (b"\xef\xbb\xbf{}", ByteOrderMark, 0, "byte 0: expected a JSON value, found a UTF-8 byte order mark"),
        (b"{\0}\0", Utf16, 0, "byte 0: expected UTF-8, found UTF-16"),
        (b"\0{\0}", Utf16, 0, "byte 0: expected UTF-8, found UTF-16"),
        (b"\xff\xfe{\0}\0", Utf16, 0, "byte 0: expected UTF-8, found UTF-16"),
        (b"\xfe\xff\0{\0}", Utf16, 0, "byte 0: expected UTF-8, found UTF-16"),
        (b"{\0\0\0}\0\0\0", Utf32, 0, "byte 0: expected UTF-8, found UTF-32"),
        (b"\0\0\0{\0\0\0}", Utf32, 0, "byte 0: expected UTF-8, found UTF-32"),
        (b"\xff\xfe\0\0{\0\0\0}\0\0\0", Utf32, 0, "byte 0: expected UTF-8, found UTF-32"),
        (b"\0\0\xfe\xff\0\0\0{", Utf32, 0, "byte 0: expected UTF-8, found UTF-32"),
        (b"\"a\xffb\"", InvalidUtf8, 2, "byte 2: expected UTF-8, found byte 0xff"),
        (b"\"\xed\xa0\x80\"", InvalidUtf8, 1, "byte 1: expected UTF-8, found byte 0xed"),
        (b"\"\xc0\xaf\"", InvalidUtf8, 1, "byte 1: expected UTF-8, found byte 0xc0"),
        (b"{} \x80", InvalidUtf8, 3, "byte 3: expected UTF-8, found byte 0x80"),
        (b"{]\xff", Unexpected, 1, "byte 1: expected a key in quotes or `}`, found `]`"),
        (b"\"\\ud800\"", LoneSurrogate, 7, "byte 7: expected the second half of a surrogate pair, found `\"`"),
        (b"\"\\ud800\\n\"", LoneSurrogate, 8, "byte 8: expected the second half of a surrogate pair, found a letter"),
        (
            b"\"\\ud800\\ud800\"",
            LoneSurrogate,
            9,
            "byte 9: expected the second half of a surrogate pair, found a letter",
        ),
        (
            b"\"\\udc00\"",
            LoneSurrogate,
            1,
            "byte 1: expected the first half of a surrogate pair before the second, found `\\`",
        ),
        (b"\"a\0\"", ControlCharacter, 2, "byte 2: expected control characters only as escapes, found byte 0x00"),
        (b"\"a\nb\"", ControlCharacter, 2, "byte 2: expected control characters only as escapes, found byte 0x0a"),
        (b"\"\\x41\"", Escape, 2, "byte 2: expected one of `\"\\/bfnrtu` behind a backslash, found a letter"),
        (b"\"\\u12g4\"", Escape, 5, "byte 5: expected four hexadecimal digits, found a letter"),
        (b"\"\\u+123\"", Escape, 3, "byte 3: expected four hexadecimal digits, found `+`"),
        (b"01", Number, 1, "byte 1: expected no digit behind a leading zero, found a digit"),
        (b"[-]", Number, 2, "byte 2: expected a digit, found `]`"),
        (b"[1.e5]", Number, 3, "byte 3: expected a digit, found a letter"),
        (b"[1e]", Number, 3, "byte 3: expected a digit, found `]`"),
        (b"nul ", Literal, 3, "byte 3: expected `true`, `false` or `null`, found a space"),
        (b"True", Unexpected, 0, "byte 0: expected a JSON value, found a letter"),
        (b"NaN", Unexpected, 0, "byte 0: expected a JSON value, found a letter"),
        (b"+1", Unexpected, 0, "byte 0: expected a JSON value, found `+`"),
        (b".5", Unexpected, 0, "byte 0: expected a JSON value, found `.`"),
        (b"[1,]", Unexpected, 3, "byte 3: expected a JSON value, found `]`"),
        (b"[,", Unexpected, 1, "byte 1: expected a JSON value or `]`, found `,`"),
        (b"[1}", Unexpected, 2, "byte 2: expected `,` or `]`, found `}`"),
        (b"{\"a\":1]", Unexpected, 6, "byte 6: expected `,` or `}`, found `]`"),
        (b"{\"a\":1,}", Unexpected, 7, "byte 7: expected a key in quotes, found `}`"),
        (b"{'a':1}", Unexpected, 1, "byte 1: expected a key in quotes or `}`, found `'`"),
        (b"{\"a\" 1}", Unexpected, 5, "byte 5: expected `:`, found a digit"),
        (b"[1 // x\n]", Unexpected, 3, "byte 3: expected `,` or `]`, found `/`"),
        (b"{}x", TrailingData, 2, "byte 2: expected nothing behind the value, found a letter"),
        (b"{} {}", TrailingData, 3, "byte 3: expected nothing behind the value, found `{`"),
        (b"1 2", TrailingData, 2, "byte 2: expected nothing behind the value, found a digit"),
        (b"\x0b1", Unexpected, 0, "byte 0: expected a JSON value, found byte 0x0b"),
        (b"data: {}\n\n", Unexpected, 0, "byte 0: expected a JSON value, found a letter"),
    ];
    for &(body, kind, at, message) in table {
        let error = scan(body).unwrap_err();
        assert_eq!((error.kind, error.at, error.to_string().as_str()), (kind, at, message), "{}", body.escape_ascii());
        agree(body);
    }
}

#[test]
fn classes_tell_the_few_answers_apart() {
    for (body, class) in [
        (&b"{\"a\":"[..], Class::Truncated),
        (b"", Class::Truncated),
        (b"{\0", Class::Encoding),
        (b"\"\\ud800\"", Class::Encoding),
        (b"{]", Class::Syntax),
        (b"[[[[[", Class::Limit),
    ] {
        let limits = Limits { max_depth: 4, ..Limits::default() };
        assert_eq!(Document::scan(body, limits).unwrap_err().class(), class, "{}", body.escape_ascii());
    }
}

#[test]
fn limits_hold_to_the_last_one() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let limits = Limits { max_bytes: 20, max_depth: 5, max_nodes: 6 };
    for (body, error) in [
        (nested(5), None),
        (nested(6), Some("byte 5: expected at most 5 levels of nesting, found one more")),
        ("[1,2,3,4,5]".to_owned(), None),
        ("[1,2,3,4,5,6]".to_owned(), Some("byte 11: expected at most 6 values and keys, found one more")),
        (r#"{"a":1,"b":2,"c":3}"#.to_owned(), Some("byte 17: expected at most 6 values and keys, found one more")),
        (format!("{:20}", 1), None),
        (format!("{:21}", 1), Some("byte 20: expected at most 20 bytes, found more")),
    ] {
        let result = Document::scan(body.as_bytes(), limits);
        assert_eq!(result.err().map(|error| error.to_string()).as_deref(), error, "{body}");
    }
    // A million levels are refused at once and don't overflow the stack, whatever the limit.
    let deep = nested(400_000);
    assert_eq!(scan(deep.as_bytes()).unwrap_err().class(), Class::Limit);
    let unlimited = Limits { max_bytes: usize::MAX, max_depth: usize::MAX, max_nodes: usize::MAX };
    let document = Document::scan(deep.as_bytes(), unlimited).unwrap();
    assert_eq!(document.nodes().last().unwrap().path().to_string().len(), 1 + 3 * 399_999);
}

#[test]
fn random_documents_and_their_mutations_agree_with_serde_json() {
    let mut random = Random::new(1);
    let mut accepted = 0;
    for _ in 0..3_000 {
        let mut text = String::new();
        document(&mut random, 4, &mut text);
        agree(text.as_bytes());
        for _ in 0..5 {
            let mut mutated = text.clone().into_bytes();
            mutate(&mut mutated, &mut random);
            accepted += usize::from(scan(&mutated).is_ok());
            agree(&mutated);
        }
    }
    // Mutations are of use only if some of them are still JSON and some are not.
    assert!((500..14_500).contains(&accepted), "{accepted} of 15,000 mutations are valid");
}

#[test]
fn every_truncation_is_truncated_or_valid() {
    let mut random = Random::new(2);
    let mut bodies: Vec<String> = VALID.iter().map(|&body| body.to_owned()).collect();
    for _ in 0..300 {
        let mut text = String::new();
        document(&mut random, 4, &mut text);
        bodies.push(text);
    }
    for body in bodies {
        let mut still_valid = 0;
        for end in 0..body.len() {
            match scan(&body.as_bytes()[..end]) {
                Err(error) => assert_eq!(error.class(), Class::Truncated, "{body} cut at {end}: {error}"),
                // The blanks behind the value, or a number with fewer digits.
                Ok(_) => still_valid += 1,
            }
        }
        let root = scan(body.as_bytes()).unwrap().root().span();
        let number = matches!(body.as_bytes()[root.start], b'-' | b'0'..=b'9');
        assert!(still_valid <= body.len() - root.end + if number { root.len() } else { 0 }, "{body}");
    }
}

#[test]
fn recorded_traffic_agrees_with_serde_json() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/dev/traffic");
    let Ok(files) = std::fs::read_dir(&folder) else {
        println!("skipped: no {}", folder.display());
        return;
    };
    let mut bodies = 0;
    for file in files {
        let lines = std::fs::read_to_string(file.unwrap().path()).unwrap();
        for line in lines.lines() {
            let exchange = scan(line.as_bytes()).unwrap();
            for field in ["request_body", "response_body"] {
                if let Some(body) = exchange.root().get(field).and_then(Node::as_str) {
                    agree(body.as_str().as_bytes());
                    bodies += usize::from(scan(body.as_str().as_bytes()).is_ok());
                }
            }
        }
    }
    assert!(bodies > 100, "only {bodies} bodies are JSON");
}

#[test]
fn get_compares_decoded_keys_and_takes_the_last() {
    let body = br#"{"\u006dessages":1,"x":{"messages":0},"messages":2,"me":3,"messages2":4,"\ud83d\ude00":5,"":6}"#;
    let document = scan(body).unwrap();
    let get = |key| document.root().get(key).map(|node| node.raw());
    assert_eq!(get("messages"), Some("2"));
    assert_eq!(get("😀"), Some("5"));
    assert_eq!(get(""), Some("6"));
    assert_eq!(get("mess"), None);
    assert_eq!(get("\\u006dessages"), None);
    assert_eq!(document.root().get("x").unwrap().get("messages").unwrap().raw(), "0");
    assert_eq!(document.root().get("x").unwrap().get("messages").unwrap().get("y"), None);
    let only_escaped = scan(br#"{"\u006dessages":1}"#).unwrap();
    assert!(only_escaped.root().get("messages").is_some());
}

#[test]
fn duplicates_are_told_whatever_their_spelling() {
    let body = br#"{"a":{"b":1,"b":2},"c":[{"a":1},{"a":1}],"\u0061":3,"b":4,"a":5}"#;
    let document = scan(body).unwrap();
    let found: Vec<_> = document.duplicates().iter().map(|key| (key.span().start, key.path().to_string())).collect();
    assert_eq!(found, [(12, "$.a.b".to_owned()), (41, "$.a".to_owned()), (58, "$.a".to_owned())]);
    assert!(scan(br#"{"a":1,"A":2,"b":{"a":3}}"#).unwrap().duplicates().is_empty());

    // As many as there may be, in two spellings: far too many to compare each with each.
    let body = format!("{{{}\"a\":0}}", "\"a\":0,\"\\u0061\":0,".repeat(240_000));
    let document = scan(body.as_bytes()).unwrap();
    assert_eq!(document.duplicates().len(), 480_000);

    let mut random = Random::new(3);
    for _ in 0..2_000 {
        let mut text = String::new();
        support::document(&mut random, 3, &mut text);
        let document = scan(text.as_bytes()).unwrap();
        let naive: Vec<_> = document
            .nodes()
            .filter(|key| key.is_key())
            .filter(|key| {
                let text = key.as_str().unwrap();
                let mut earlier = key.parent().unwrap().entries().take(key.index().unwrap());
                earlier.any(|(other, _)| other.as_str().unwrap().as_str() == text.as_str())
            })
            .collect();
        assert_eq!(document.duplicates(), naive, "{text}");
    }
}

#[test]
fn paths_read_well_and_quote_only_names() {
    let email = concat!("bob", "@example.com");
    let body = format!(
        r#"{{"messages":[{{"content":"x"}},{{"a.b":1,"x-y":2,"{email}":3,"":4,"1a":5,"4111111111111111":6,"{}":7}}]}}"#,
        "k".repeat(41)
    );
    let document = scan(body.as_bytes()).unwrap();
    let paths: Vec<_> = document.nodes().filter(|node| !node.is_key()).map(|node| node.path().to_string()).collect();
    let expected = [
        "$",
        "$.messages",
        "$.messages[0]",
        "$.messages[0].content",
        "$.messages[1]",
        r#"$.messages[1]["a.b"]"#,
        r#"$.messages[1]["x-y"]"#,
        r#"$.messages[1]["…2"]"#,
        r#"$.messages[1]["…3"]"#,
        r#"$.messages[1]["1a"]"#,
        r#"$.messages[1]["…5"]"#,
        r#"$.messages[1]["…6"]"#,
    ];
    assert_eq!(paths, expected);
}

#[test]
fn debug_output_holds_no_text() {
    let body = br#"{"secret_key":"secret \u0076alue"}"#;
    let document = scan(body).unwrap();
    let node = document.root().get("secret_key").unwrap();
    let shown = format!("{document:?} {node:?} {:?} {:?}", node.as_str(), document.root().entries().next());
    assert!(!shown.contains("secret") && shown.contains("14"), "{shown}");
}
