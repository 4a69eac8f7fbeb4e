//! What all stream formats share: bytes in at any cut, frames out.
//!
//! A stream is a run of frames (an SSE event, a line of NDJSON, an element of a JSON array, an AWS message). A
//! [`Grammar`] knows one format; the [`Framer`] owns the bytes that have arrived and not yet made a whole frame. Two
//! promises hold for every grammar and every way of cutting the input: the frames are the same, and their raw bytes
//! one after another are the input.
//!
//! Each grammar remembers how far it has looked, so the cost is linear in the stream however it is cut, and what is
//! kept is never more than one frame, whose length is limited.

use crate::{
    splice::{Edit, Edits, splice},
    text::Span,
};
use std::{borrow::Cow, fmt};

/// One unit of a stream, as received.
#[derive(Clone, PartialEq, Eq)]
pub struct Frame {
    /// The bytes as they came, separators and terminators included.
    pub raw: Vec<u8>,
    /// What the framing calls it: SSE's `event`, AWS's `:event-type` or `:exception-type`; empty where it has no name.
    pub name: String,
    /// Where in `raw` the payload stands: one range for each `data` line of an SSE event, one range in the other
    /// formats, none for a frame that carries nothing (a comment, a blank line, the end of an array).
    pub data: Vec<Span>,
    /// Whether the frame ended as its format says, and not because the stream ended.
    pub complete: bool,
}

impl Frame {
    /// A frame whose payload is one range of its bytes.
    pub(crate) fn bare(raw: Vec<u8>, payload: Option<Span>) -> Self {
        Self { raw, name: String::new(), data: payload.into_iter().collect(), complete: true }
    }

    /// The payload; several `data` lines are joined with a line feed, as the HTML standard says.
    pub fn payload(&self) -> Cow<'_, [u8]> {
        match self.data.as_slice() {
            [] => Cow::Borrowed(&[]),
            [only] => Cow::Borrowed(only.of(&self.raw)),
            many => Cow::Owned(many.iter().map(|line| line.of(&self.raw)).collect::<Vec<_>>().join(&b'\n')),
        }
    }

    /// Whether there is a payload to look at.
    pub fn has_payload(&self) -> bool {
        !self.data.is_empty()
    }

    /// Where the byte at `offset` of the payload stands in `raw`.
    ///
    /// Lines are joined by one byte, so each payload offset names one place: the end of a line and the start of the
    /// next differ by one.
    fn place(&self, offset: usize) -> Option<usize> {
        let mut before = 0;
        for line in &self.data {
            if offset <= before + line.len() {
                return offset.checked_sub(before).map(|within| line.start + within);
            }
            before += line.len() + 1;
        }
        None
    }

    /// Edits of the payload as edits of `raw`; one that the payload is too short for is left out.
    pub(crate) fn lift(&self, edits: &Edits) -> Edits {
        let lift = |edit: &Edit| {
            let span = Span::new(self.place(edit.span.start)?, self.place(edit.span.end)?);
            Some(Edit { span, replacement: edit.replacement.clone() })
        };
        edits.iter().filter_map(lift).collect()
    }
}

/// A payload may hold what must not be logged: only its size is shown.
impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Frame")
            .field("bytes", &self.raw.len())
            .field("data", &self.data)
            .field("complete", &self.complete)
            .finish()
    }
}

/// Why a stream can't be read on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FrameError {
    /// A frame grew past the limit before it ended.
    TooLong {
        /// The most bytes one frame may have.
        limit: usize,
    },
    /// A byte that the format doesn't allow there.
    Unexpected {
        /// The byte found.
        found: u8,
        /// What may stand there.
        expected: &'static str,
        /// Bytes from the start of the frame.
        at: usize,
    },
    /// A checksum that doesn't fit its bytes.
    Checksum {
        /// Which of a message's checksums.
        of: &'static str,
        /// As computed.
        expected: u32,
        /// As received.
        found: u32,
    },
    /// Lengths or headers that contradict each other.
    Malformed {
        /// What is wrong with them.
        what: &'static str,
    },
    /// The stream ended inside a frame.
    Truncated {
        /// Bytes of the unfinished frame.
        bytes: usize,
    },
}

impl fmt::Display for FrameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { limit } => {
                write!(f, "stream frame: found no end within {limit} bytes, expected a shorter frame")
            }
            Self::Unexpected { found, expected, at } => {
                write!(f, "stream frame, byte {at}: found byte 0x{found:02x}, expected {expected}")
            }
            Self::Checksum { of, expected, found } => {
                write!(f, "stream frame: found {of} checksum {found:08x}, expected {expected:08x}")
            }
            Self::Malformed { what } => write!(f, "stream frame: {what}"),
            Self::Truncated { bytes } => {
                write!(
                    f,
                    "stream frame: found the end of the stream after {bytes} bytes, expected the rest of the frame"
                )
            }
        }
    }
}

impl std::error::Error for FrameError {}

/// One format's knowledge of where a frame ends and what is in it.
pub trait Grammar {
    /// How many of `bytes`, which begin where the frame before ended, are the next frame; `None` if more must come.
    ///
    /// After `None` the next call gets the same bytes and more behind them; after `Some` it starts anew.
    fn cut(&mut self, bytes: &[u8]) -> Result<Option<usize>, FrameError>;

    /// What is in a frame that [`cut`](Self::cut) has found.
    fn read(&mut self, raw: Vec<u8>) -> Result<Frame, FrameError>;

    /// What to make of bytes that the end of the stream has cut off; there is at least one.
    fn rest(&mut self, raw: Vec<u8>) -> Result<Frame, FrameError>;

    /// The frame's bytes with `edits` made to its payload, their replacements already escaped for the payload's syntax.
    fn rewrite(&self, frame: &Frame, edits: &Edits) -> Vec<u8> {
        splice(&frame.raw, &frame.lift(edits)).into_owned()
    }
}

/// Cuts a stream of one format into frames.
pub struct Framer {
    grammar: Box<dyn Grammar>,
    /// What has come and is not yet in a frame: from `start` on.
    bytes: Vec<u8>,
    start: usize,
    limit: usize,
}

impl Framer {
    /// Cuts by `grammar`; a frame may have `limit` bytes.
    pub fn new(grammar: impl Grammar + 'static, limit: usize) -> Self {
        Self { grammar: Box::new(grammar), bytes: Vec::new(), start: 0, limit }
    }

    /// Takes in the next bytes of the stream.
    pub fn push(&mut self, bytes: &[u8]) {
        self.bytes.drain(..self.start);
        self.start = 0;
        self.bytes.extend_from_slice(bytes);
    }

    /// The next whole frame, `None` until more bytes come.
    ///
    /// # Errors
    /// The stream can't be read on from here; so does every later call say.
    pub fn next_frame(&mut self) -> Result<Option<Frame>, FrameError> {
        let waiting = self.bytes.get(self.start..).unwrap_or_default();
        let cut = if waiting.is_empty() { None } else { self.grammar.cut(waiting)? };
        if cut.unwrap_or(waiting.len()) > self.limit {
            return Err(FrameError::TooLong { limit: self.limit });
        }
        let Some(length) = cut else { return Ok(None) };
        let raw = waiting.get(..length).unwrap_or_default().to_vec();
        let frame = self.grammar.read(raw)?;
        self.start += length;
        Ok(Some(frame))
    }

    /// The end of the stream: what is left as a last frame, if anything is. Call it once, when
    /// [`next_frame`](Self::next_frame) has given its last.
    ///
    /// # Errors
    /// What is left is half of something that has no meaning without its other half.
    pub fn finish(&mut self) -> Result<Option<Frame>, FrameError> {
        let rest = self.take_rest();
        if rest.is_empty() { Ok(None) } else { self.grammar.rest(rest).map(Some) }
    }

    /// What has come and is not in a frame.
    pub fn rest(&self) -> &[u8] {
        self.bytes.get(self.start..).unwrap_or_default()
    }

    /// What is left, unread, for a caller who lets pass what can't be read.
    pub fn take_rest(&mut self) -> Vec<u8> {
        let rest = self.bytes.split_off(self.start.min(self.bytes.len()));
        self.bytes.clear();
        self.start = 0;
        rest
    }

    /// The frame's bytes with `edits` made to its payload, their replacements already escaped for the payload's syntax;
    /// lengths and checksums of the framing are put right.
    pub fn rewrite(&self, frame: &Frame, edits: &Edits) -> Vec<u8> {
        if edits.is_empty() { frame.raw.clone() } else { self.grammar.rewrite(frame, edits) }
    }

    /// Bytes that have come and are not yet in a frame.
    pub fn waiting(&self) -> usize {
        self.bytes.len() - self.start
    }
}

impl fmt::Debug for Framer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Framer").field("waiting", &self.waiting()).field("limit", &self.limit).finish()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The frames of `input` cut before each of `cuts` (sorted), the last one from the end of the stream.
    pub(crate) fn frames(
        grammar: impl Grammar + 'static,
        input: &[u8],
        cuts: &[usize],
    ) -> Result<Vec<Frame>, FrameError> {
        let mut framer = Framer::new(grammar, 1 << 20);
        let mut out = Vec::new();
        let mut at = 0;
        for cut in cuts.iter().copied().chain([input.len()]) {
            framer.push(&input[at..cut]);
            at = cut;
            while let Some(frame) = framer.next_frame()? {
                out.push(frame);
            }
        }
        out.extend(framer.finish()?);
        Ok(out)
    }

    /// A small generator (SplitMix64) for cuts and edits that are the same in each run.
    pub(crate) struct Dice(pub(crate) u64);

    impl Dice {
        pub(crate) fn next(&mut self) -> u64 {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = self.0;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ (z >> 31)
        }

        pub(crate) fn below(&mut self, bound: usize) -> usize {
            (self.next() % bound.max(1) as u64) as usize
        }
    }

    /// The two promises of this module, for `input` cut once at every byte, at all bytes, and at random.
    pub(crate) fn holds_for_every_cut<G: Grammar + 'static>(new: impl Fn() -> G, input: &[u8]) -> Vec<Frame> {
        let whole = frames(new(), input, &[]).unwrap();
        let raw: Vec<u8> = whole.iter().flat_map(|frame| frame.raw.clone()).collect();
        assert_eq!(raw, input, "raw frames are not the input");
        let check = |cuts: &[usize]| {
            let cut = frames(new(), input, cuts).unwrap();
            assert!(cut == whole, "cut at {cuts:?}: {cut:?} is not {whole:?}");
        };
        for at in 0..=input.len() {
            check(&[at]);
        }
        check(&(1..input.len()).collect::<Vec<_>>());
        let mut dice = Dice(input.len() as u64);
        for _ in 0..200 {
            let share = 1 + dice.below(12);
            let cuts: Vec<usize> = (1..input.len()).filter(|_| dice.below(share) == 0).collect();
            check(&cuts);
        }
        whole
    }

    #[test]
    fn says_where_what_and_what_was_expected() {
        let table = [
            (FrameError::TooLong { limit: 9 }, "stream frame: found no end within 9 bytes, expected a shorter frame"),
            (
                FrameError::Unexpected { found: 0x7b, expected: "`[`", at: 2 },
                "stream frame, byte 2: found byte 0x7b, expected `[`",
            ),
            (
                FrameError::Checksum { of: "prelude", expected: 1, found: 0xff },
                "stream frame: found prelude checksum 000000ff, expected 00000001",
            ),
        ];
        for (error, message) in table {
            assert_eq!(error.to_string(), message);
        }
    }
}
