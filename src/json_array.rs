//! A JSON array that arrives element by element: Gemini's `streamGenerateContent` without `alt=sse`.
//!
//! A frame is one element with the bracket or comma and the white space before it; the closing bracket is a frame of
//! its own without payload. So an element leaves with its last byte (for a bare number or word: with the byte after
//! it), and the frames in a row are the input. Only brackets and strings are followed: whether an element is valid
//! JSON is for its reader to say. Depth is a counter, so nesting costs nothing.

use crate::{
    frame::{Frame, FrameError, Grammar},
    text::Span,
};

/// Cuts the elements of one JSON array.
#[derive(Debug, Default)]
pub struct JsonArray {
    place: Place,
    /// Bytes of the frame already looked at.
    seen: usize,
    /// Where in the frame the element begins.
    element: Option<usize>,
    depth: u32,
    string: Text,
}

/// Where in the array the next byte stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Place {
    /// Before the opening bracket.
    #[default]
    Start,
    /// After the opening bracket: an element or the end.
    First,
    /// After a comma: an element.
    Next,
    /// In an object, an array or a string.
    Inside,
    /// In a bare number or word.
    Bare,
    /// After an element: a comma or the end.
    After,
    /// After the closing bracket: nothing but white space.
    End,
}

/// Whether the next byte stands in a string.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Text {
    #[default]
    Outside,
    Inside,
    Escaped,
}

impl JsonArray {
    /// The frame ends after `length` bytes.
    fn ends(&mut self, length: usize, next: Place) -> Result<Option<usize>, FrameError> {
        self.place = next;
        self.seen = 0;
        Ok(Some(length))
    }

    /// Goes on inside an element from `at`; the offset after it, if it ends in `bytes`.
    fn inside(&mut self, bytes: &[u8], mut at: usize) -> Option<usize> {
        while let Some(rest) = bytes.get(at..) {
            match self.string {
                Text::Escaped => {
                    rest.first()?;
                    self.string = Text::Inside;
                    at += 1;
                }
                Text::Inside => {
                    let found = memchr::memchr2(b'"', b'\\', rest)?;
                    let quote = rest.get(found) == Some(&b'"');
                    self.string = if quote { Text::Outside } else { Text::Escaped };
                    at += found + 1;
                    if quote && self.depth == 0 {
                        return Some(at);
                    }
                }
                Text::Outside => {
                    match rest.first()? {
                        b'"' => self.string = Text::Inside,
                        b'[' | b'{' => self.depth = self.depth.saturating_add(1),
                        b']' | b'}' => self.depth = self.depth.saturating_sub(1),
                        _ => {}
                    }
                    at += 1;
                    if self.depth == 0 && self.string == Text::Outside {
                        return Some(at);
                    }
                }
            }
        }
        None
    }
}

impl Grammar for JsonArray {
    fn cut(&mut self, bytes: &[u8]) -> Result<Option<usize>, FrameError> {
        while let Some(&byte) = bytes.get(self.seen) {
            let at = self.seen;
            let unexpected = |expected| Err(FrameError::Unexpected { found: byte, expected, at });
            match (self.place, byte) {
                (Place::Inside, _) => match self.inside(bytes, at) {
                    Some(end) => return self.ends(end, Place::After),
                    None => break,
                },
                (Place::Bare, b',' | b']' | b' ' | b'\t' | b'\r' | b'\n') => return self.ends(at, Place::After),
                (Place::Bare, _) => self.seen += 1,
                (_, b' ' | b'\t' | b'\r' | b'\n') => self.seen += 1,
                (Place::Start, b'[') => {
                    self.place = Place::First;
                    self.seen += 1;
                }
                (Place::Start, _) => return unexpected("`[`"),
                (Place::First | Place::After, b']') => return self.ends(at + 1, Place::End),
                (Place::After, b',') => {
                    self.place = Place::Next;
                    self.seen += 1;
                }
                (Place::After, _) => return unexpected("`,` or `]`"),
                (Place::First | Place::Next, b',' | b']' | b'}' | b':') => return unexpected("an element"),
                (Place::First | Place::Next, b'"' | b'[' | b'{') => {
                    self.element = Some(at);
                    self.place = Place::Inside;
                }
                (Place::First | Place::Next, _) => {
                    self.element = Some(at);
                    self.place = Place::Bare;
                }
                (Place::End, _) => return unexpected("the end of the stream"),
            }
        }
        self.seen = bytes.len();
        Ok(None)
    }

    fn read(&mut self, raw: Vec<u8>) -> Result<Frame, FrameError> {
        let payload = self.element.take().map(|start| Span::new(start, raw.len()));
        Ok(Frame::bare(raw, payload))
    }

    /// White space after the array, or an array that the stream cut off.
    fn rest(&mut self, raw: Vec<u8>) -> Result<Frame, FrameError> {
        match self.place {
            Place::End => Ok(Frame::bare(raw, None)),
            _ => Err(FrameError::Truncated { bytes: raw.len() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::{Framer, tests::*};

    #[test]
    fn reads_elements_for_every_cut() {
        let table: &[(&str, &[&str])] = &[
            ("[]", &[]),
            (" [ \n ] \n", &[]),
            ("[{\"a\":1}]", &["{\"a\":1}"]),
            (
                "[{\"a\":[1,{\"b\":\"]}\\\"\\\\\"}]},\r\n{\"é\":\"😀\"}\n]\n",
                &["{\"a\":[1,{\"b\":\"]}\\\"\\\\\"}]}", "{\"é\":\"😀\"}"],
            ),
            ("[1, true,null ,\"a,]\\\"\",[],{}]", &["1", "true", "null", "\"a,]\\\"\"", "[]", "{}"]),
        ];
        for (input, expect) in table {
            let found: Vec<_> = holds_for_every_cut(JsonArray::default, input.as_bytes())
                .iter()
                .filter(|frame| frame.has_payload())
                .map(|frame| String::from_utf8(frame.payload().into_owned()).unwrap())
                .collect();
            assert_eq!(found, *expect, "{input:?}");
        }
    }

    #[test]
    fn an_element_leaves_with_its_last_byte() {
        let mut framer = Framer::new(JsonArray::default(), 100);
        for (bytes, frames) in [("[{\"a\":1", 0), ("}", 1), (",\n{", 0), ("}", 1), ("\n]", 1)] {
            framer.push(bytes.as_bytes());
            let found = std::iter::from_fn(|| framer.next_frame().unwrap()).count();
            assert_eq!(found, frames, "{bytes}");
        }
    }

    #[test]
    fn tells_what_is_wrong_and_where() {
        let table = [
            ("{\"error\":1}", Err((b'{', "`[`", 0))),
            ("[1 2]", Err((b'2', "`,` or `]`", 1))),
            ("[,]", Err((b',', "an element", 1))),
            ("[1,]", Err((b']', "an element", 1))),
            ("[1]x", Err((b'x', "the end of the stream", 0))),
            ("[1", Ok(FrameError::Truncated { bytes: 2 })),
            ("[\"1", Ok(FrameError::Truncated { bytes: 3 })),
        ];
        for (input, expect) in table {
            let expect = expect.unwrap_or_else(|(found, expected, at)| FrameError::Unexpected { found, expected, at });
            assert_eq!(frames(JsonArray::default(), input.as_bytes(), &[]), Err(expect), "{input}");
        }
    }

    #[test]
    fn an_array_cut_off_between_elements_leaves_nothing_over() {
        let mut framer = Framer::new(JsonArray::default(), 100);
        framer.push(b"[{}");
        assert!(framer.next_frame().unwrap().is_some());
        assert_eq!(framer.finish(), Ok(None));
    }
}
