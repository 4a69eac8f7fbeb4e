//! Server-sent events: the framing of most streams.
//!
//! Source: HTML Living Standard, section 9.2 "Server-sent events" (parsing and interpreting an event stream). Lines
//! end with LF, CR or CRLF, mixed at will; a blank line ends an event; `data` lines are joined with LF; one space
//! after the colon belongs to the field; a byte order mark may start the stream.
//!
//! Where an event ends must not depend on how the bytes were cut. The one doubt is a blank line that ends with CR:
//! an LF may follow that belongs to it. If the line before ended with CRLF or LF, the event waits for one more byte.
//! If the line before ended with CR alone, the stream uses CR, so nothing is waited for, and an LF that comes all the
//! same is a blank line of its own, which means nothing to a reader.
//!
//! An event that the end of the stream cuts off is discarded by a browser but read by many SDKs: it is given as a
//! frame that is not complete, so that its text is looked at like any other.

use crate::{
    frame::{Frame, FrameError, Grammar},
    splice::{Edit, Edits, splice},
    text::Span,
};

/// U+FEFF in UTF-8: allowed at the very start of the stream.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Cuts server-sent events.
#[derive(Debug, Default)]
pub struct Sse {
    /// Bytes of the event already looked at.
    seen: usize,
    /// Where the line under way begins.
    line: usize,
    /// Whether the line before it ended with CR alone.
    bare_cr: bool,
    /// Whether an event has been read, so that no byte order mark may follow.
    begun: bool,
}

impl Grammar for Sse {
    fn cut(&mut self, bytes: &[u8]) -> Result<Option<usize>, FrameError> {
        while let Some(rest) = bytes.get(self.seen..)
            && let Some(found) = memchr::memchr2(b'\n', b'\r', rest)
        {
            let end = self.seen + found;
            let blank = Span::new(self.line, end).is_empty();
            let cr = bytes.get(end) == Some(&b'\r');
            let next = match (cr, bytes.get(end + 1)) {
                (false, _) => end + 1,
                // The blank line of a stream that uses CR alone.
                (true, _) if blank && self.bare_cr => end + 1,
                (true, Some(b'\n')) => end + 2,
                (true, Some(_)) => end + 1,
                (true, None) => {
                    self.seen = end;
                    return Ok(None);
                }
            };
            self.bare_cr = cr && next == end + 1;
            self.seen = next;
            self.line = next;
            if blank {
                (self.seen, self.line, self.bare_cr) = (0, 0, false);
                return Ok(Some(next));
            }
        }
        self.seen = bytes.len();
        Ok(None)
    }

    fn read(&mut self, raw: Vec<u8>) -> Result<Frame, FrameError> {
        let first = !std::mem::replace(&mut self.begun, true);
        Ok(fields(raw, first, true))
    }

    fn rest(&mut self, raw: Vec<u8>) -> Result<Frame, FrameError> {
        let first = !std::mem::replace(&mut self.begun, true);
        // A blank line that ends with CR may have waited for an LF that never came.
        let complete = matches!(raw.as_slice(), [.., b'\n', b'\r'] | [b'\r']);
        Ok(fields(raw, first, complete))
    }

    /// A line break in a replacement can't stand in a line: it starts a new one.
    fn rewrite(&self, frame: &Frame, edits: &Edits) -> Vec<u8> {
        let break_lines = |edit: Edit| {
            let lines = edit.replacement.replace("\r\n", "\n").replace(['\r', '\n'], "\ndata: ");
            Edit { replacement: lines, ..edit }
        };
        let edits = frame.lift(edits).into_iter().map(break_lines).collect();
        splice(&frame.raw, &edits).into_owned()
    }
}

/// Reads the fields of one event.
fn fields(raw: Vec<u8>, first: bool, complete: bool) -> Frame {
    let mut name = String::new();
    let mut data = Vec::new();
    let mut at = if first && raw.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
    while let Some(rest) = raw.get(at..)
        && !rest.is_empty()
    {
        let length = memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        let line = rest.get(..length).unwrap_or_default();
        let colon = memchr::memchr(b':', line).unwrap_or(length);
        let value = line.get(colon + 1..).unwrap_or_default();
        let space = usize::from(value.first() == Some(&b' '));
        match line.get(..colon).unwrap_or_default() {
            b"data" => data.push(Span::new((at + colon + 1 + space).min(at + length), at + length)),
            b"event" => name = String::from_utf8_lossy(value.get(space..).unwrap_or_default()).into_owned(),
            _ => {}
        }
        at += length
            + match rest.get(length..) {
                Some([b'\r', b'\n', ..]) => 2,
                _ => 1,
            };
    }
    Frame { raw, name, data, complete }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::{Framer, tests::*};

    fn payloads(input: &str) -> Vec<(String, String, bool)> {
        holds_for_every_cut(Sse::default, input.as_bytes())
            .iter()
            .filter(|frame| frame.has_payload())
            .map(|frame| (frame.name.clone(), String::from_utf8(frame.payload().into_owned()).unwrap(), frame.complete))
            .collect()
    }

    #[test]
    fn reads_what_the_standard_says_for_every_cut() {
        let table: &[(&str, &[(&str, &str)])] = &[
            ("data: a\n\n", &[("", "a")]),
            ("data:a\n\ndata:  b\n\n", &[("", "a"), ("", " b")]),
            ("event: delta\ndata: {\"é\":1}\n\n", &[("delta", "{\"é\":1}")]),
            ("data: a\r\n\r\ndata: b\r\n\r\n", &[("", "a"), ("", "b")]),
            ("data: a\r\rdata: b\r\r", &[("", "a"), ("", "b")]),
            ("data: a\n\r\ndata: b\r\n\ndata: c\n\rdata: d\r\n\r", &[("", "a"), ("", "b"), ("", "c"), ("", "d")]),
            ("data: a\r\r\ndata: b\n\n", &[("", "a"), ("", "b")]),
            ("data: 1\ndata: 2\rdata:3\r\ndata\n\n", &[("", "1\n2\n3\n")]),
            (": ping\n\n:\nid: 7\nretry: 10\ndata: x\nfoo: y\n\n", &[("", "x")]),
            ("\u{feff}data: a\n\n\u{feff}data: b\n\n", &[("", "a")]),
            ("\n\n\r\n\r\rdata: a\n\n\n", &[("", "a")]),
            ("data\n\n", &[("", "")]),
            ("data:\n\n", &[("", "")]),
            ("event: x\n\nevent: y\nevent: z\ndata: 1\n\n", &[("z", "1")]),
            ("data: 😀é\n\ndata: [DONE]\n\n", &[("", "😀é"), ("", "[DONE]")]),
        ];
        for (input, expect) in table {
            let expect: Vec<_> = expect.iter().map(|(name, data)| (name.to_string(), data.to_string(), true)).collect();
            assert_eq!(payloads(input), expect, "{input:?}");
        }
    }

    #[test]
    fn an_event_cut_off_by_the_end_is_read_but_not_complete() {
        for input in ["data: a", "data: a\n", "data: a\r\n", "data: a\r", "event: e\ndata: a\r\n"] {
            let found = payloads(input);
            assert_eq!(found.len(), 1, "{input:?}");
            assert!(found[0].1 == "a" && !found[0].2, "{input:?}");
        }
    }

    #[test]
    fn an_event_leaves_with_its_last_byte() {
        // The last byte of each is the one at which a reader knows that the event has ended.
        for input in ["data: a\n\n", "data: a\r\n\r\n", "data: a\r\r"] {
            let mut framer = Framer::new(Sse::default(), 100);
            framer.push(&input.as_bytes()[..input.len() - 1]);
            assert_eq!(framer.next_frame(), Ok(None), "{input:?}");
            framer.push(&input.as_bytes()[input.len() - 1..]);
            assert!(framer.next_frame().unwrap().is_some(), "{input:?}");
        }
    }

    #[test]
    fn an_event_past_the_limit_is_refused() {
        for (length, fits) in [(10, true), (11, false), (1000, false)] {
            let mut framer = Framer::new(Sse::default(), 18);
            let event = format!("data: {}\n\n", "x".repeat(length));
            let found = event.as_bytes().iter().find_map(|byte| {
                framer.push(&[*byte]);
                framer.next_frame().transpose()
            });
            assert_eq!(matches!(found, Some(Ok(_))), fits, "{length}");
            assert_eq!(found.is_some_and(|found| found == Err(FrameError::TooLong { limit: 18 })), !fits, "{length}");
        }
    }

    #[test]
    fn edits_land_in_the_data_lines() {
        let edit = |start, end, with: &str| Edit { span: Span::new(start, end), replacement: with.into() };
        let table = [
            ("event: e\ndata: abc\n\n", vec![edit(1, 2, "XY")], "event: e\ndata: aXYc\n\n"),
            ("data: abc\ndata:def\n\n", vec![edit(0, 1, ""), edit(4, 7, "z")], "data: bc\ndata:z\n\n"),
            // Across the join: the lines become one.
            ("data: abc\r\ndata: def\r\nid: 1\r\n\r\n", vec![edit(2, 5, "-")], "data: ab-ef\r\nid: 1\r\n\r\n"),
            ("data: abc\ndata: def\n\n", vec![edit(3, 4, "")], "data: abcdef\n\n"),
            // A line break in the replacement can't end the event.
            ("data: abc\n\n", vec![edit(1, 2, "1\n\n2\r\n3\r4")], "data: a1\ndata: \ndata: 2\ndata: 3\ndata: 4c\n\n"),
            ("data: abc\n\n", vec![edit(2, 99, "lost")], "data: abc\n\n"),
        ];
        for (input, edits, expect) in table {
            let mut framer = Framer::new(Sse::default(), 1000);
            framer.push(input.as_bytes());
            let frame = framer.next_frame().unwrap().unwrap();
            assert_eq!(String::from_utf8(framer.rewrite(&frame, &edits.into_iter().collect())).unwrap(), expect);
        }
    }

    #[test]
    fn an_edit_of_the_payload_is_an_edit_of_what_a_reader_joins() {
        let mut dice = Dice(6);
        for _ in 0..2000 {
            let ends = ["\n", "\r\n", "\r"];
            let mut input = String::from("event: e\n");
            for _ in 0..=dice.below(3) {
                let prefix = ["data: ", "data:"][dice.below(2)];
                let text = "abcdé ".repeat(dice.below(3));
                input += &format!("{prefix}x{text}{}", ends[dice.below(3)]);
            }
            input += "id: 1\n\n";
            let mut framer = Framer::new(Sse::default(), 1000);
            framer.push(input.as_bytes());
            let frame = framer.next_frame().unwrap().unwrap();
            let payload = frame.payload().into_owned();
            let (a, b) = (dice.below(payload.len() + 1), dice.below(payload.len() + 1));
            let span = Span::new(a.min(b), a.max(b));
            let with = ["", "Z", "longer than before"][dice.below(3)];
            let mut expect = payload.clone();
            expect.splice(span.start..span.end, with.bytes());
            let edit = Edit { span, replacement: with.into() };
            let edited = framer.rewrite(&frame, &[edit].into_iter().collect());
            let again = frames(Sse::default(), &edited, &[]).unwrap();
            // A value that begins with a space loses it unless one stands before it already.
            let plain = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace("\n ", "\n").trim_start().to_owned();
            assert_eq!(plain(&again[0].payload()), plain(&expect), "{input:?} {span:?}");
        }
    }
}
