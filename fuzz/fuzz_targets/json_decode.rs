//! Strings decode as serde_json decodes them, and each character maps back to the bytes that spell it.

#![no_main]

use libfuzzer_sys::fuzz_target;
use promptsieve::json::{Document, Limits, escape_into};
use promptsieve::text::Span;

fuzz_target!(|content: &str| {
    // What is escaped comes back, whatever it is.
    let mut string = String::from("\"");
    escape_into(content, &mut string);
    string.push('"');
    assert_eq!(serde_json::from_str::<String>(&string).unwrap(), content);
    let document = Document::scan(string.as_bytes(), Limits::default()).unwrap();
    assert_eq!(document.root().as_str().unwrap().as_str(), content);
    assert!(document.root().str_eq(content));

    // The input as somebody else's spelling of a string.
    let body = format!("\"{content}\"");
    let expected = serde_json::from_str::<String>(&body);
    let document = Document::scan(body.as_bytes(), Limits::default());
    let (Ok(document), Ok(expected)) = (&document, &expected) else {
        assert_eq!(document.is_ok(), expected.is_ok());
        return;
    };
    let text = document.root().as_str().unwrap();
    assert_eq!(text.as_str(), expected);
    assert!(document.root().str_eq(expected));
    let mut at = 1;
    for (start, char) in expected.char_indices() {
        let span = text.to_body(Span::new(start, start + char.len_utf8()));
        assert_eq!(span.start, at);
        if char.len_utf8() > 1 {
            assert_eq!(text.to_body(Span::new(start + 1, start + 1)), span);
        }
        let alone = format!("\"{}\"", &body[span.start..span.end]);
        assert_eq!(serde_json::from_str::<String>(&alone).unwrap(), char.to_string());
        at = span.end;
    }
    assert_eq!(at, body.len() - 1);
});
