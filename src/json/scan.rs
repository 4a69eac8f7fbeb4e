//! The one pass: bytes in, a flat tape out.

use super::block::{WIDTH, ends_run, long_plain_run, stops};
use super::decode::short_escape;
use super::error::{Error, ErrorKind};
use super::{Entry, Kind, Limits, NONE};

// What may stand at a place, in the words of the error message.
const VALUE: &str = "a JSON value";
const VALUE_OR_END: &str = "a JSON value or `]`";
const KEY: &str = "a key in quotes";
const KEY_OR_END: &str = "a key in quotes or `}`";
const COLON: &str = "`:`";
const COMMA_OR_BRACKET: &str = "`,` or `]`";
const COMMA_OR_BRACE: &str = "`,` or `}`";
const NOTHING_MORE: &str = "nothing behind the value";
const DIGIT: &str = "a digit";
const NO_SECOND_DIGIT: &str = "no digit behind a leading zero";
const LITERAL: &str = "`true`, `false` or `null`";
const CLOSING_QUOTE: &str = "more text or the closing quote";
const NO_CONTROL: &str = "control characters only as escapes";
const ESCAPE: &str = "one of `\"\\/bfnrtu` behind a backslash";
const HEX: &str = "four hexadecimal digits";
const SECOND_HALF: &str = "the second half of a surrogate pair";
const FIRST_HALF: &str = "the first half of a surrogate pair before the second";
const UTF8: &str = "UTF-8";

/// The tape of `body`.
pub(super) fn scan(body: &[u8], limits: Limits) -> Result<(&str, Vec<Entry>), Error> {
    // Offsets on the tape are u32.
    let limit = limits.max_bytes.min(u32::MAX as usize - 1);
    if body.len() > limit {
        return Err(Error { kind: ErrorKind::TooLarge { limit }, at: limit, expected: "", found: None });
    }
    refuse_other_encodings(body)?;
    // All of UTF-8 is checked here, at the speed of the standard library: from here on every slice is a `str` for free.
    let (text, broken) = match str::from_utf8(body) {
        Ok(text) => (text, None),
        Err(error) => {
            let valid = body.get(..error.valid_up_to()).unwrap_or_default();
            (str::from_utf8(valid).unwrap_or_default(), Some(error))
        }
    };
    let mut scanner = Scanner {
        bytes: text.as_bytes(),
        at: 0,
        tape: Vec::with_capacity(text.len() / 64 + 8),
        open: NONE,
        kind: Kind::Null,
        index: 0,
        depth: 0,
        limits,
    };
    let result = scanner.document();
    let Some(broken) = broken else {
        return result.map(|()| (text, scanner.tape));
    };
    // Whatever is wrong before the broken character comes first.
    let cut_off = match result {
        Err(error) if error.class() != super::Class::Truncated => return Err(error),
        // Outside strings no character is longer than a byte.
        Err(error) => broken.error_len().is_none() && error.expected == CLOSING_QUOTE,
        Ok(()) => false,
    };
    let at = broken.valid_up_to();
    Err(if cut_off {
        Error { kind: ErrorKind::Truncated, at: body.len(), expected: "the rest of a character", found: None }
    } else {
        Error { kind: ErrorKind::InvalidUtf8, at, expected: UTF8, found: body.get(at).copied() }
    })
}

/// RFC 4627, 3: the first two characters of a JSON text are ASCII, so the zeros among the first four bytes tell.
fn refuse_other_encodings(body: &[u8]) -> Result<(), Error> {
    let kind = match body {
        [0, 0, 0xfe, 0xff, ..] | [0xff, 0xfe, 0, 0, ..] => ErrorKind::Utf32,
        [0, 0, 0, 1..0x80, ..] | [1..0x80, 0, 0, 0, ..] => ErrorKind::Utf32,
        [0xfe, 0xff, ..] | [0xff, 0xfe, ..] => ErrorKind::Utf16,
        [0, 1..0x80, ..] | [1..0x80, 0, ..] => ErrorKind::Utf16,
        [0xef, 0xbb, 0xbf, ..] => ErrorKind::ByteOrderMark,
        _ => return Ok(()),
    };
    Err(Error { kind, at: 0, expected: UTF8, found: body.first().copied() })
}

/// What has just been read where a value was due.
enum Read {
    /// A whole value.
    Value,
    /// The opening bracket of a container that is not empty; what it holds is due.
    Opened,
}

struct Scanner<'b> {
    bytes: &'b [u8],
    at: usize,
    tape: Vec<Entry>,
    /// The container being filled, as an index of the tape; its kind; how many children it has so far.
    open: u32,
    kind: Kind,
    index: u32,
    depth: usize,
    limits: Limits,
}

impl Scanner<'_> {
    /// A loop instead of recursion: the tape itself is the stack.
    fn document(&mut self) -> Result<(), Error> {
        self.skip_blanks();
        if self.peek().is_none() {
            return Err(Error { kind: ErrorKind::Empty, at: self.at, expected: VALUE, found: None });
        }
        let mut expected = VALUE;
        loop {
            match self.value(expected)? {
                Read::Opened if self.kind == Kind::Array => {
                    expected = VALUE_OR_END;
                    continue;
                }
                Read::Opened => self.key(KEY_OR_END)?,
                Read::Value => {
                    if !self.close_and_go_on()? {
                        return Ok(());
                    }
                }
            }
            expected = VALUE;
        }
    }

    /// Behind a value: closes what ends here, then stops where the next value is due. False at the end of the body.
    fn close_and_go_on(&mut self) -> Result<bool, Error> {
        loop {
            self.skip_blanks();
            if self.open == NONE {
                return match self.peek() {
                    None => Ok(false),
                    Some(_) => Err(self.error(ErrorKind::TrailingData, NOTHING_MORE)),
                };
            }
            match (self.peek(), self.kind) {
                (Some(b','), Kind::Array) => {
                    self.at += 1;
                    self.index += 1;
                    self.skip_blanks();
                    return Ok(true);
                }
                (Some(b','), _) => {
                    self.at += 1;
                    self.index += 1;
                    self.skip_blanks();
                    self.key(KEY)?;
                    return Ok(true);
                }
                (Some(b']'), Kind::Array) | (Some(b'}'), Kind::Object) => self.close(),
                (_, Kind::Array) => return Err(self.unexpected(COMMA_OR_BRACKET)),
                _ => return Err(self.unexpected(COMMA_OR_BRACE)),
            }
        }
    }

    fn value(&mut self, expected: &'static str) -> Result<Read, Error> {
        match self.peek() {
            Some(b'"') => self.string(false)?,
            Some(b'{') => return self.open(Kind::Object, b'}'),
            Some(b'[') => return self.open(Kind::Array, b']'),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't') => self.literal(b"true", Kind::Bool)?,
            Some(b'f') => self.literal(b"false", Kind::Bool)?,
            Some(b'n') => self.literal(b"null", Kind::Null)?,
            _ => return Err(self.unexpected(expected)),
        }
        Ok(Read::Value)
    }

    /// Stops where the first child is due; an empty container is closed at once.
    fn open(&mut self, kind: Kind, end: u8) -> Result<Read, Error> {
        if self.depth >= self.limits.max_depth {
            return Err(self.error(ErrorKind::TooDeep { limit: self.limits.max_depth }, ""));
        }
        let place = self.tape.len() as u32;
        self.push(kind, false, false, self.at, self.at)?;
        self.at += 1;
        (self.open, self.kind, self.index) = (place, kind, 0);
        self.depth += 1;
        self.skip_blanks();
        if self.peek() == Some(end) {
            self.close();
            return Ok(Read::Value);
        }
        Ok(Read::Opened)
    }

    /// At the closing bracket.
    fn close(&mut self) {
        self.at += 1;
        self.depth -= 1;
        let next = self.tape.len() as u32;
        if let Some(entry) = self.tape.get_mut(self.open as usize) {
            entry.end = self.at as u32;
            entry.next = next;
            (self.open, self.index) = (entry.parent, entry.index);
        }
        self.kind = self.tape.get(self.open as usize).map_or(Kind::Null, |parent| parent.kind);
    }

    /// A key, the colon behind it, and the blanks behind that.
    fn key(&mut self, expected: &'static str) -> Result<(), Error> {
        if self.peek() != Some(b'"') {
            return Err(self.unexpected(expected));
        }
        self.string(true)?;
        self.skip_blanks();
        if self.peek() != Some(b':') {
            return Err(self.unexpected(COLON));
        }
        self.at += 1;
        self.skip_blanks();
        Ok(())
    }

    /// At the opening quote.
    #[inline(always)]
    fn string(&mut self, key: bool) -> Result<(), Error> {
        let start = self.at;
        let mut escaped = false;
        self.at += 1;
        loop {
            self.at += self.plain_run();
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return self.push(Kind::String, key, escaped, start, self.at);
                }
                Some(b'\\') => {
                    escaped = true;
                    self.escapes()?;
                }
                None => return Err(self.unexpected(CLOSING_QUOTE)),
                Some(_) => return Err(self.error(ErrorKind::ControlCharacter, NO_CONTROL)),
            }
        }
    }

    /// How many plain bytes follow.
    #[inline(always)]
    fn plain_run(&self) -> usize {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let mut plain = 0;
        while let Some(block) = rest.get(plain..).and_then(|rest| rest.first_chunk()) {
            match stops(block) {
                0 => plain += WIDTH,
                mask => return plain + mask.trailing_zeros() as usize,
            }
            // Most strings end in the first block; one that does not may be long.
            plain += long_plain_run(rest.get(plain..).unwrap_or_default());
        }
        let tail = rest.get(plain..).unwrap_or_default();
        plain + tail.iter().position(|&byte| ends_run(byte)).unwrap_or(tail.len())
    }

    /// At a backslash: that escape, and those that follow at once.
    #[inline]
    fn escapes(&mut self) -> Result<(), Error> {
        while let Some(&[b'\\', letter]) = self.bytes.get(self.at..).and_then(|rest| rest.first_chunk()) {
            if short_escape(letter).is_some() {
                self.at += 2;
            } else if letter == b'u' {
                self.unicode_escape()?;
            } else {
                self.at += 1;
                return Err(self.error(ErrorKind::Escape, ESCAPE));
            }
        }
        if self.peek() == Some(b'\\') {
            self.at += 1;
            return Err(self.unexpected(ESCAPE));
        }
        Ok(())
    }

    /// At the backslash of `\u`.
    fn unicode_escape(&mut self) -> Result<(), Error> {
        let start = self.at;
        self.at += 2;
        match self.four_hex_digits()? {
            0xd800..=0xdbff => {}
            0xdc00..=0xdfff => {
                self.at = start;
                return Err(self.error(ErrorKind::LoneSurrogate, FIRST_HALF));
            }
            _ => return Ok(()),
        }
        for wanted in [b'\\', b'u'] {
            match self.peek() {
                Some(found) if found == wanted => self.at += 1,
                None => return Err(self.unexpected(SECOND_HALF)),
                Some(_) => return Err(self.error(ErrorKind::LoneSurrogate, SECOND_HALF)),
            }
        }
        let at = self.at;
        if !(0xdc00..=0xdfff).contains(&self.four_hex_digits()?) {
            self.at = at;
            return Err(self.error(ErrorKind::LoneSurrogate, SECOND_HALF));
        }
        Ok(())
    }

    fn four_hex_digits(&mut self) -> Result<u32, Error> {
        let mut value = 0;
        for _ in 0..4 {
            let digit = match self.peek() {
                Some(byte) => char::from(byte).to_digit(16),
                None => return Err(self.unexpected(HEX)),
            };
            let Some(digit) = digit else {
                return Err(self.error(ErrorKind::Escape, HEX));
            };
            value = value << 4 | digit;
            self.at += 1;
        }
        Ok(value)
    }

    /// At the sign or the first digit. RFC 8259, 6; any size and precision.
    fn number(&mut self) -> Result<(), Error> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
            if let Some(b'0'..=b'9') = self.peek() {
                return Err(self.error(ErrorKind::Number, NO_SECOND_DIGIT));
            }
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        self.push(Kind::Number, false, false, start, self.at)
    }

    /// One digit or more.
    fn digits(&mut self) -> Result<(), Error> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if count > 0 {
            self.at += count;
            return Ok(());
        }
        Err(match self.peek() {
            None => self.unexpected(DIGIT),
            Some(_) => self.error(ErrorKind::Number, DIGIT),
        })
    }

    fn literal(&mut self, word: &[u8], kind: Kind) -> Result<(), Error> {
        let start = self.at;
        for &letter in word {
            match self.peek() {
                Some(found) if found == letter => self.at += 1,
                None => return Err(self.unexpected(LITERAL)),
                Some(_) => return Err(self.error(ErrorKind::Literal, LITERAL)),
            }
        }
        self.push(kind, false, false, start, self.at)
    }

    #[inline(always)]
    fn push(&mut self, kind: Kind, key: bool, escaped: bool, start: usize, end: usize) -> Result<(), Error> {
        let place = self.tape.len();
        if place >= self.limits.max_nodes {
            let limit = self.limits.max_nodes;
            return Err(Error { kind: ErrorKind::TooManyNodes { limit }, at: start, expected: "", found: None });
        }
        self.tape.push(Entry {
            kind,
            key,
            escaped,
            start: start as u32,
            end: end as u32,
            parent: self.open,
            next: place as u32 + 1,
            index: self.index,
        });
        Ok(())
    }

    #[inline(always)]
    fn skip_blanks(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    #[inline(always)]
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// The grammar asks for something else here: cut off at the end of the body, wrong anywhere else.
    #[cold]
    fn unexpected(&self, expected: &'static str) -> Error {
        match self.peek() {
            None => self.error(ErrorKind::Truncated, expected),
            Some(_) => self.error(ErrorKind::Unexpected, expected),
        }
    }

    #[cold]
    fn error(&self, kind: ErrorKind, expected: &'static str) -> Error {
        Error { kind, at: self.at, expected, found: self.peek() }
    }
}
