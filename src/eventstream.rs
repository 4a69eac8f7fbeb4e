//! AWS event streams (`application/vnd.amazon.eventstream`): the framing of Bedrock's streams.
//!
//! Source: Smithy 2.0, "Amazon Event Stream", <https://smithy.io/2.0/aws/amazon-eventstream.html>. A message is, in
//! big-endian numbers:
//!
//! ```text
//! total length u32 │ headers length u32 │ CRC-32 of these 8 bytes │ headers │ payload │ CRC-32 of all before
//! ```
//!
//! Both checksums are verified before anything of a message is believed, and computed anew after an edit. A message
//! that doesn't add up is an error: no SDK would read on either.

use crate::{
    frame::{Frame, FrameError, Grammar},
    splice::{Edits, splice},
    text::Span,
};

/// Both lengths and their checksum.
const PRELUDE: usize = 12;
/// The checksum of the message, at its end.
const CHECKSUM: usize = 4;
/// Bytes of headers that the specification allows.
const MAX_HEADERS: usize = 128 * 1024;

/// Cuts AWS event-stream messages.
#[derive(Debug, Default)]
pub struct EventStream {
    /// The length of the message under way, once its prelude has been read.
    total: Option<usize>,
}

/// What a message's headers say.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Headers {
    /// `event`, `exception` or `error` (`:message-type`).
    pub message_type: String,
    /// What it is: `:event-type`, `:exception-type` or `:error-code`.
    pub name: String,
    /// `application/json` for everything of Bedrock (`:content-type`).
    pub content_type: String,
}

impl Grammar for EventStream {
    fn cut(&mut self, bytes: &[u8]) -> Result<Option<usize>, FrameError> {
        if self.total.is_none() && bytes.len() >= PRELUDE {
            let total = number(bytes, 0)? as usize;
            let headers = number(bytes, 4)? as usize;
            verify("prelude", bytes.get(..8).unwrap_or_default(), number(bytes, 8)?)?;
            if headers > MAX_HEADERS || total < PRELUDE + headers + CHECKSUM {
                return Err(FrameError::Malformed {
                    what: "found lengths that contradict each other, expected room for prelude, headers and checksum",
                });
            }
            self.total = Some(total);
        }
        let cut = self.total.filter(|total| bytes.len() >= *total);
        if cut.is_some() {
            self.total = None;
        }
        Ok(cut)
    }

    fn read(&mut self, raw: Vec<u8>) -> Result<Frame, FrameError> {
        let end = raw.len().saturating_sub(CHECKSUM);
        verify("message", raw.get(..end).unwrap_or_default(), number(&raw, end)?)?;
        let payload = Span::new(PRELUDE + number(&raw, 4)? as usize, end);
        let name = headers(raw.get(PRELUDE..payload.start).unwrap_or_default())?.name;
        Ok(Frame { raw, name, data: if payload.is_empty() { Vec::new() } else { vec![payload] }, complete: true })
    }

    fn rest(&mut self, raw: Vec<u8>) -> Result<Frame, FrameError> {
        Err(FrameError::Truncated { bytes: raw.len() })
    }

    fn rewrite(&self, frame: &Frame, edits: &Edits) -> Vec<u8> {
        let start = frame.data.first().map_or(frame.raw.len().saturating_sub(CHECKSUM), |payload| payload.start);
        sealed(frame.raw.get(PRELUDE..start).unwrap_or_default(), &splice(&frame.payload(), edits))
    }
}

/// A message with these string headers and this payload.
pub fn message(headers: &[(&str, &str)], payload: &[u8]) -> Vec<u8> {
    let mut block = Vec::new();
    for (name, value) in headers {
        // Names have a byte for their length, strings two: what is longer is cut, never misread.
        let name = name.as_bytes().get(..name.len().min(u8::MAX.into())).unwrap_or_default();
        let value = value.as_bytes().get(..value.len().min(u16::MAX.into())).unwrap_or_default();
        block.push(name.len() as u8);
        block.extend_from_slice(name);
        block.push(STRING);
        block.extend_from_slice(&(value.len() as u16).to_be_bytes());
        block.extend_from_slice(value);
    }
    sealed(&block, payload)
}

/// Puts lengths and checksums around headers and payload.
fn sealed(headers: &[u8], payload: &[u8]) -> Vec<u8> {
    let total = PRELUDE + headers.len() + payload.len() + CHECKSUM;
    let mut out = Vec::with_capacity(total);
    out.extend_from_slice(&(total as u32).to_be_bytes());
    out.extend_from_slice(&(headers.len() as u32).to_be_bytes());
    out.extend_from_slice(&crc32(&out).to_be_bytes());
    out.extend_from_slice(headers);
    out.extend_from_slice(payload);
    out.extend_from_slice(&crc32(&out).to_be_bytes());
    out
}

/// The type byte of a string header.
const STRING: u8 = 7;

/// Reads a message's headers; those of no interest here are stepped over.
///
/// # Errors
/// [`FrameError::Malformed`] for a header that leaves its block or has a type that doesn't exist.
pub fn headers(mut block: &[u8]) -> Result<Headers, FrameError> {
    const WRONG: FrameError =
        FrameError::Malformed { what: "found a header that leaves its block, expected name, type and value" };
    let mut out = Headers::default();
    while let [length, rest @ ..] = block {
        let (name, rest) = rest.split_at_checked(usize::from(*length)).ok_or(WRONG)?;
        let (kind, rest) = rest.split_first().ok_or(WRONG)?;
        let (length, rest) = match kind {
            0 | 1 => (0, rest),
            2 => (1, rest),
            3 => (2, rest),
            4 => (4, rest),
            5 | 8 => (8, rest),
            6 | &STRING => match rest {
                [high, low, rest @ ..] => (usize::from(u16::from_be_bytes([*high, *low])), rest),
                _ => return Err(WRONG),
            },
            9 => (16, rest),
            _ => return Err(FrameError::Malformed { what: "found an unknown header type, expected 0 to 9" }),
        };
        let (value, rest) = rest.split_at_checked(length).ok_or(WRONG)?;
        block = rest;
        if *kind == STRING {
            let value = String::from_utf8_lossy(value).into_owned();
            match name {
                b":message-type" => out.message_type = value,
                b":event-type" | b":exception-type" | b":error-code" => out.name = value,
                b":content-type" => out.content_type = value,
                _ => {}
            }
        }
    }
    Ok(out)
}

fn number(bytes: &[u8], at: usize) -> Result<u32, FrameError> {
    let four = bytes.get(at..).and_then(|rest| rest.first_chunk::<4>());
    four.map(|four| u32::from_be_bytes(*four)).ok_or(FrameError::Truncated { bytes: bytes.len() })
}

fn verify(of: &'static str, bytes: &[u8], found: u32) -> Result<(), FrameError> {
    let expected = crc32(bytes);
    if found == expected { Ok(()) } else { Err(FrameError::Checksum { of, expected, found }) }
}

/// CRC-32 as in IEEE 802.3 and zlib: reflected polynomial 0xEDB88320, all ones before and after.
pub fn crc32(bytes: &[u8]) -> u32 {
    const TABLE: [u32; 256] = {
        let mut table = [0; 256];
        let mut byte = 0;
        while byte < 256 {
            let mut value = byte as u32;
            let mut bit = 0;
            while bit < 8 {
                value = (value >> 1) ^ (0xedb8_8320 * (value & 1));
                bit += 1;
            }
            #[allow(clippy::indexing_slicing)] // `byte` is below 256; evaluated by the compiler.
            {
                table[byte] = value;
            }
            byte += 1;
        }
        table
    };
    !bytes
        .iter()
        .fold(!0, |crc, byte| (crc >> 8) ^ TABLE.get(usize::from(crc as u8 ^ byte)).copied().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::tests::*;

    /// A message made by another's hand: every header type, then a payload.
    fn of_all_types() -> Vec<u8> {
        let mut block = Vec::new();
        let mut header = |name: &str, kind: u8, value: &[u8]| {
            block.push(name.len() as u8);
            block.extend_from_slice(name.as_bytes());
            block.push(kind);
            block.extend_from_slice(value);
        };
        header("t", 0, b"");
        header("f", 1, b"");
        header("byte", 2, b"x");
        header("short", 3, b"xx");
        header("int", 4, b"xxxx");
        header("long", 5, b"xxxxxxxx");
        header("bytes", 6, b"\0\x03abc");
        header(":event-type", 7, b"\0\x11contentBlockDelta");
        header(":message-type", 7, b"\0\x05event");
        header("time", 8, b"xxxxxxxx");
        header("uuid", 9, b"xxxxxxxxxxxxxxxx");
        header(":content-type", 7, b"\0\x10application/json");
        sealed(&block, b"{\"p\":\"abc\"}")
    }

    #[test]
    fn crc32_is_the_standard_one() {
        for (bytes, expect) in [(&b"123456789"[..], 0xcbf4_3926), (b"", 0), (b"a", 0xe8b7_be43)] {
            assert_eq!(crc32(bytes), expect);
        }
    }

    #[test]
    fn reads_the_specification_s_own_example() {
        // "Amazon Event Stream", examples: no headers, no payload; no headers, payload {'foo':'bar'}.
        let table: [(&[u8], &[u8]); 2] = [
            (b"\0\0\0\x10\0\0\0\0\x05\xc2\x48\xeb\x7d\x98\xc8\xff", b""),
            (b"\0\0\0\x1d\0\0\0\0\xfd\x52\x8c\x5a{'foo':'bar'}\xc3\x65\x39\x36", b"{'foo':'bar'}"),
        ];
        for (input, payload) in table {
            let frames = holds_for_every_cut(EventStream::default, input);
            assert_eq!(frames.len(), 1);
            assert_eq!(*frames[0].payload(), *payload);
            assert_eq!(message(&[], payload), input);
        }
    }

    #[test]
    fn reads_messages_for_every_cut() {
        let one = of_all_types();
        let two = message(&[(":event-type", "messageStop"), (":message-type", "event")], b"{}");
        let frames = holds_for_every_cut(EventStream::default, &[one.clone(), two, one].concat());
        let found: Vec<_> = frames.iter().map(|frame| (frame.name.as_str(), frame.payload().into_owned())).collect();
        let delta = ("contentBlockDelta", b"{\"p\":\"abc\"}".to_vec());
        assert_eq!(found, [delta.clone(), ("messageStop", b"{}".to_vec()), delta]);
    }

    #[test]
    fn an_edit_puts_lengths_and_checksums_right() {
        let one = of_all_types();
        let frame = frames(EventStream::default(), &one, &[]).unwrap().remove(0);
        for with in ["", "z", "much longer than what stood there"] {
            let edit = crate::splice::Edit { span: Span::new(6, 9), replacement: with.into() };
            let edited = EventStream::default().rewrite(&frame, &[edit].into_iter().collect());
            let again = frames(EventStream::default(), &edited, &[]).unwrap().remove(0);
            assert_eq!(*again.payload(), *format!("{{\"p\":\"{with}\"}}").as_bytes());
            assert_eq!(again.name, frame.name);
            let headers_of = |raw: &[u8]| raw[PRELUDE..frame.data[0].start].to_vec();
            assert_eq!(headers_of(&edited), headers_of(&one));
        }
    }

    #[test]
    fn every_flipped_bit_is_noticed() {
        let one = of_all_types();
        for bit in 0..one.len() * 8 {
            let mut wrong = one.clone();
            wrong[bit / 8] ^= 1 << (bit % 8);
            assert!(frames(EventStream::default(), &wrong, &[]).is_err(), "bit {bit}");
        }
        for length in 1..one.len() {
            let expect = FrameError::Truncated { bytes: length };
            assert_eq!(frames(EventStream::default(), &one[..length], &[]), Err(expect));
        }
    }

    #[test]
    fn contradictions_are_told() {
        let prelude = |total: u32, headers: u32| {
            let mut out = [total.to_be_bytes(), headers.to_be_bytes()].concat();
            out.extend(crc32(&out).to_be_bytes());
            out
        };
        for (total, headers) in [(15, 0), (16, 1), (0, 0), (u32::MAX, u32::MAX), (200_000, 131_073)] {
            let found = frames(EventStream::default(), &prelude(total, headers), &[]);
            assert!(matches!(found, Err(FrameError::Malformed { .. })), "{total} {headers}: {found:?}");
        }
        for block in [&b"\x05ab"[..], b"\x01a", b"\x01a\x07\x00", b"\x01a\x07\x00\x05abc", b"\x01a\x0a"] {
            let found = frames(EventStream::default(), &sealed(block, b""), &[]);
            assert!(matches!(found, Err(FrameError::Malformed { .. })), "{block:?}: {found:?}");
        }
    }
}
