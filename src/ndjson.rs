//! One JSON value a line: the streams of Ollama, and JSONL files.
//!
//! Source: <https://github.com/ndjson/ndjson-spec>. A line ends with LF; a CR before it is white space of JSON, as
//! are blanks around the value. Blank lines carry nothing. The last line may lack its LF.

use crate::{
    frame::{Frame, FrameError, Grammar},
    text::Span,
};

/// Cuts lines of JSON.
#[derive(Debug, Default)]
pub struct NdJson {
    /// Bytes of the line already looked at.
    seen: usize,
}

impl Grammar for NdJson {
    fn cut(&mut self, bytes: &[u8]) -> Result<Option<usize>, FrameError> {
        let found = memchr::memchr(b'\n', bytes.get(self.seen..).unwrap_or_default());
        let cut = found.map(|found| self.seen + found + 1);
        self.seen = if cut.is_some() { 0 } else { bytes.len() };
        Ok(cut)
    }

    fn read(&mut self, raw: Vec<u8>) -> Result<Frame, FrameError> {
        let payload = trimmed(&raw);
        Ok(Frame::bare(raw, payload))
    }

    fn rest(&mut self, raw: Vec<u8>) -> Result<Frame, FrameError> {
        self.read(raw)
    }
}

/// The range of `raw` without JSON's white space around it, if anything is left.
fn trimmed(raw: &[u8]) -> Option<Span> {
    let value = |byte: &u8| !b" \t\r\n".contains(byte);
    let start = raw.iter().position(value)?;
    let end = raw.iter().rposition(value)? + 1;
    Some(Span::new(start, end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::tests::*;

    #[test]
    fn reads_lines_for_every_cut() {
        let table: &[(&str, &[&str])] = &[
            ("{\"a\":1}\n{\"b\":2}\n", &["{\"a\":1}", "{\"b\":2}"]),
            ("{\"a\":\"é😀\"}\r\n\r\n\n [1] \n", &["{\"a\":\"é😀\"}", "[1]"]),
            ("{}\n{\"last\":true}", &["{}", "{\"last\":true}"]),
            ("\n", &[]),
            ("", &[]),
        ];
        for (input, expect) in table {
            let found: Vec<_> = holds_for_every_cut(NdJson::default, input.as_bytes())
                .iter()
                .filter(|frame| frame.has_payload())
                .map(|frame| String::from_utf8(frame.payload().into_owned()).unwrap())
                .collect();
            assert_eq!(found, *expect, "{input:?}");
        }
    }

    #[test]
    fn edits_keep_what_stands_around_the_value() {
        let frames = frames(NdJson::default(), b"  {\"a\":1}\t\r\n", &[]).unwrap();
        let edit = crate::splice::Edit { span: Span::new(5, 6), replacement: "22".into() };
        assert_eq!(NdJson::default().rewrite(&frames[0], &[edit].into_iter().collect()), b"  {\"a\":22}\t\r\n");
    }
}
