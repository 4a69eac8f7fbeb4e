//! What a body is, whatever its headers say: JSON, lines of JSON, a form, parts, text, or none of these.
//!
//! Content types are hints, and clients get them wrong; gateways that trust them can be talked past. So the bytes
//! decide where they can, and the content type only where they can't (a form looks like any text).

use crate::text::Span;

/// What a body is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Content<'b> {
    /// Nothing, or nothing but blanks.
    Empty,
    /// It starts like a JSON text.
    Json,
    /// One JSON text a line (NDJSON, JSON Lines): where the lines are.
    JsonLines(Vec<Span>),
    /// `application/x-www-form-urlencoded`.
    Form(&'b str),
    /// `multipart/…`: its parts.
    Parts(Vec<Part<'b>>),
    /// Any other text in UTF-8.
    Text(&'b str),
    /// Text in another encoding, as far as that can be told.
    OtherEncoding,
    /// Neither: images, sounds, archives.
    Binary,
}

/// One part of a multipart body (RFC 2046, RFC 7578).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Part<'b> {
    /// The field's name.
    pub name: &'b str,
    /// Its content type; empty if it says none.
    pub content_type: &'b str,
    /// Whether it came as a file.
    pub is_file: bool,
    /// Its body, in bytes of the whole.
    pub body: Span,
}

/// How many parts of a multipart body are told apart; what has more is no form of an LLM API's.
pub const MAX_PARTS: usize = 1000;

/// Looks at a body.
pub fn sniff<'b>(body: &'b [u8], content_type: &'b str) -> Content<'b> {
    let trimmed = body.trim_ascii();
    let Some(first) = trimmed.first() else { return Content::Empty };
    if let Some(boundary) = parameter(content_type, "boundary")
        && media_type(content_type).starts_with("multipart/")
        && let Some(parts) = parts(body, boundary)
    {
        return Content::Parts(parts);
    }
    match first {
        b'{' | b'[' => json_lines(body).map_or(Content::Json, Content::JsonLines),
        _ => match text(body, content_type) {
            // What says it is JSON and isn't is for the JSON scanner to explain.
            Content::Text(_) if is_json(content_type) => Content::Json,
            other => other,
        },
    }
}

fn text<'b>(body: &'b [u8], content_type: &str) -> Content<'b> {
    let control = |byte: &u8| *byte < 9 || (14..32).contains(byte) && *byte != 27;
    match std::str::from_utf8(body) {
        // A byte order mark is no text; JSON behind one is told apart by the JSON scanner.
        Ok(text) if text.starts_with('\u{feff}') => Content::OtherEncoding,
        Ok(_) if body.iter().any(control) => binary_or_encoding(body),
        Ok(text) if media_type(content_type) == "application/x-www-form-urlencoded" => Content::Form(text),
        Ok(text) => Content::Text(text),
        Err(_) => binary_or_encoding(body),
    }
}

/// UTF-16 and UTF-32 show as zero bytes at every second place or as a byte order mark; Latin-1 as text without control
/// characters.
fn binary_or_encoding(body: &[u8]) -> Content<'_> {
    let head = body.get(..512).unwrap_or(body);
    let marked = [[0xff, 0xfe], [0xfe, 0xff]].iter().any(|mark| head.starts_with(mark));
    let zeros = |parity: usize| head.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count() * 2;
    // At every second place and nowhere else: what is all zeros is no text of any encoding.
    let (many, few) = (zeros(0).max(zeros(1)), zeros(0).min(zeros(1)));
    let wide = many * 10 >= head.len() * 7 && few * 10 <= head.len() * 3 && head.len() >= 4;
    let control = head.iter().any(|byte| *byte < 9 || (14..32).contains(byte) && *byte != 27);
    if marked || wide || !control { Content::OtherEncoding } else { Content::Binary }
}

/// The lines of JSON Lines: more than one line, each of which opens and closes an object or array.
fn json_lines(body: &[u8]) -> Option<Vec<Span>> {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in body.split(|byte| *byte == b'\n') {
        let span = Span::new(start, start + line.len());
        start = span.end + 1;
        match (line.trim_ascii().first(), line.trim_ascii().last()) {
            (Some(b'{'), Some(b'}')) | (Some(b'['), Some(b']')) => lines.push(span),
            (None, None) => {}
            _ => return None,
        }
    }
    (lines.len() > 1).then_some(lines)
}

/// Whether the content type says JSON (RFC 8259, RFC 6839).
pub fn is_json(content_type: &str) -> bool {
    let media_type = media_type(content_type);
    media_type.eq_ignore_ascii_case("application/json") || media_type.to_ascii_lowercase().ends_with("+json")
}

/// What stands before the parameters of a content type.
pub fn media_type(content_type: &str) -> &str {
    content_type.split(';').next().unwrap_or_default().trim()
}

/// A parameter of a header value: `boundary` of `multipart/form-data; boundary="x"`.
fn parameter<'h>(value: &'h str, name: &str) -> Option<&'h str> {
    value.split(';').skip(1).find_map(|parameter| {
        let (key, value) = parameter.split_once('=')?;
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"')).filter(|value| !value.is_empty())
    })
}

/// The parts of a multipart body; `None` if it isn't one, breaks off, or has too many.
fn parts<'b>(body: &'b [u8], boundary: &str) -> Option<Vec<Part<'b>>> {
    let delimiter = [b"--", boundary.as_bytes()].concat();
    let finder = memchr::memmem::Finder::new(&delimiter);
    let mut parts = Vec::new();
    let mut open: Option<usize> = None;
    for at in finder.find_iter(body) {
        // A delimiter stands at the start of a line (RFC 2046, 5.1.1).
        let before = body.get(..at).unwrap_or_default();
        if at > 0 && !before.ends_with(b"\n") {
            continue;
        }
        if let Some(start) = open {
            let end = before.strip_suffix(b"\r\n").or(before.strip_suffix(b"\n")).map_or(at, <[u8]>::len);
            parts.push(part(body, Span::new(start, end.max(start)))?);
            if parts.len() > MAX_PARTS {
                return None;
            }
        }
        let after = at + delimiter.len();
        let rest = body.get(after..).unwrap_or_default();
        if rest.starts_with(b"--") {
            return Some(parts);
        }
        let line = memchr::memchr(b'\n', rest)?;
        open = Some(after + line + 1);
    }
    None
}

/// One part: header lines, an empty line, the body.
fn part(body: &[u8], span: Span) -> Option<Part<'_>> {
    let mut part = Part { name: "", content_type: "", is_file: false, body: span };
    let mut at = span.start;
    loop {
        let rest = Span::new(at, span.end).of(body);
        let length = memchr::memchr(b'\n', rest)?;
        let line = std::str::from_utf8(Span::new(at, at + length).of(body)).ok()?.trim_end_matches('\r');
        at += length + 1;
        if line.is_empty() {
            part.body.start = at;
            return Some(part);
        }
        let (name, value) = line.split_once(':')?;
        if name.eq_ignore_ascii_case("content-type") {
            part.content_type = value.trim();
        } else if name.eq_ignore_ascii_case("content-disposition") {
            part.name = parameter(value, "name").unwrap_or_default();
            part.is_file = parameter(value, "filename").is_some() || parameter(value, "filename*").is_some();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_decide_before_content_types() {
        let utf16: Vec<u8> = "{\"a\": 1}".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (body, content_type, expected) in [
            (&b" \r\n"[..], "application/json", Content::Empty),
            (b"{\"a\": 1}", "text/plain", Content::Json),
            (b"{\"a\": 1}\n{\"a\": 2}\n", "", Content::JsonLines(vec![Span::new(0, 8), Span::new(9, 17)])),
            (b"{\n\"a\": 1\n}", "", Content::Json),
            (b"a=1&b=2", "application/x-www-form-urlencoded", Content::Form("a=1&b=2")),
            (b"{\"a\": 1}", "application/x-www-form-urlencoded", Content::Json),
            (b"a=1&b=2", "", Content::Text("a=1&b=2")),
            (b"\"text\"", "application/json", Content::Json),
            (b"text", "application/json", Content::Json),
            (b"text", "", Content::Text("text")),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "application/json", Content::Binary),
            (b"na\xefve", "text/plain", Content::OtherEncoding),
            (&utf16, "application/json", Content::Json),
            (b"PK\x03\x04\x14\x00", "", Content::Binary),
        ] {
            assert_eq!(sniff(body, content_type), expected, "{content_type} {}", body.escape_ascii());
        }
    }

    #[test]
    fn multipart_bodies_fall_into_parts() {
        let body = b"preamble\r\n--x y\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--x y\r\n\
            content-disposition: form-data; name=\"file\"; filename=\"a.jsonl\"\r\nContent-Type: application/jsonl\r\n\r\n\
            {\"--x y\": 1}\r\n--x y--\r\n";
        let Content::Parts(parts) = sniff(body, "multipart/form-data; boundary=\"x y\"") else { panic!("no parts") };
        let told: Vec<_> =
            parts.iter().map(|part| (part.name, part.content_type, part.is_file, part.body.of(body))).collect();
        assert_eq!(
            told,
            [("purpose", "", false, &b"batch"[..]), ("file", "application/jsonl", true, &b"{\"--x y\": 1}"[..]),]
        );
    }

    #[test]
    fn a_multipart_body_that_breaks_off_is_no_such_thing() {
        let whole = b"--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b--";
        assert!(matches!(sniff(whole, "multipart/form-data; boundary=b"), Content::Parts(_)));
        for cut in 1..whole.len() {
            let content = sniff(whole.get(..cut).unwrap(), "multipart/form-data; boundary=b");
            assert!(!matches!(content, Content::Parts(_)), "cut at {cut}");
        }
    }
}
