//! What can be wrong with a body, told apart by kind, and where.

use std::fmt;

/// Why a body is not a JSON text within the limits.
///
/// The message says at which byte, what was found and what was expected; of the body it quotes one punctuation mark at
/// most, so it may go to any log.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Error {
    /// What is wrong.
    pub kind: ErrorKind,
    /// Where, in bytes of the body.
    pub at: usize,
    /// What would have been right there.
    pub(super) expected: &'static str,
    /// The byte there; `None` at the end of the body.
    pub(super) found: Option<u8>,
}

/// What is wrong with a body.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Nothing, or nothing but blanks.
    Empty,
    /// The body ends before the value does: more bytes could make it right.
    Truncated,
    /// A UTF-8 byte order mark stands before the value (RFC 8259, 8.1: must not be added, may be refused).
    ByteOrderMark,
    /// UTF-16, with or without byte order mark.
    Utf16,
    /// UTF-32, with or without byte order mark.
    Utf32,
    /// Bytes that are not UTF-8.
    InvalidUtf8,
    /// `\ud800` to `\udfff` without its other half: stands for no character.
    LoneSurrogate,
    /// A byte below 0x20 inside a string.
    ControlCharacter,
    /// A backslash followed by something that is no escape.
    Escape,
    /// A number that breaks off or starts with a needless zero.
    Number,
    /// Something that starts like `true`, `false` or `null`.
    Literal,
    /// Something else than what the grammar asks for here.
    Unexpected,
    /// Something behind the end of the value.
    TrailingData,
    /// More than `limit` bytes.
    TooLarge {
        /// [`Limits::max_bytes`](super::Limits::max_bytes)
        limit: usize,
    },
    /// Arrays and objects nested deeper than `limit`.
    TooDeep {
        /// [`Limits::max_depth`](super::Limits::max_depth)
        limit: usize,
    },
    /// More than `limit` values and keys.
    TooManyNodes {
        /// [`Limits::max_nodes`](super::Limits::max_nodes)
        limit: usize,
    },
}

/// The few answers a caller has to a body that cannot be read.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Class {
    /// The start of a JSON text: wait for more, or call it cut off.
    Truncated,
    /// Not UTF-8, or characters that do not exist.
    Encoding,
    /// Not JSON.
    Syntax,
    /// Perhaps JSON, but too much of it.
    Limit,
}

impl Error {
    /// Which of the four answers fits.
    pub const fn class(&self) -> Class {
        match self.kind {
            ErrorKind::Empty | ErrorKind::Truncated => Class::Truncated,
            ErrorKind::ByteOrderMark
            | ErrorKind::Utf16
            | ErrorKind::Utf32
            | ErrorKind::InvalidUtf8
            | ErrorKind::LoneSurrogate => Class::Encoding,
            ErrorKind::ControlCharacter
            | ErrorKind::Escape
            | ErrorKind::Number
            | ErrorKind::Literal
            | ErrorKind::Unexpected
            | ErrorKind::TrailingData => Class::Syntax,
            ErrorKind::TooLarge { .. } | ErrorKind::TooDeep { .. } | ErrorKind::TooManyNodes { .. } => Class::Limit,
        }
    }
}

impl ErrorKind {
    /// The word for audit lines and metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Truncated => "truncated",
            Self::ByteOrderMark => "byte_order_mark",
            Self::Utf16 => "utf16",
            Self::Utf32 => "utf32",
            Self::InvalidUtf8 => "invalid_utf8",
            Self::LoneSurrogate => "lone_surrogate",
            Self::ControlCharacter => "control_character",
            Self::Escape => "bad_escape",
            Self::Number => "bad_number",
            Self::Literal => "bad_literal",
            Self::Unexpected => "unexpected",
            Self::TrailingData => "trailing_data",
            Self::TooLarge { .. } => "too_large",
            Self::TooDeep { .. } => "too_deep",
            Self::TooManyNodes { .. } => "too_many_nodes",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.at;
        match self.kind {
            ErrorKind::Empty => return write!(f, "byte {at}: expected a JSON value, found nothing but blanks"),
            ErrorKind::ByteOrderMark => {
                return write!(f, "byte {at}: expected a JSON value, found a UTF-8 byte order mark");
            }
            ErrorKind::Utf16 => return write!(f, "byte {at}: expected UTF-8, found UTF-16"),
            ErrorKind::Utf32 => return write!(f, "byte {at}: expected UTF-8, found UTF-32"),
            ErrorKind::TooLarge { limit } => return write!(f, "byte {at}: expected at most {limit} bytes, found more"),
            ErrorKind::TooDeep { limit } => {
                return write!(f, "byte {at}: expected at most {limit} levels of nesting, found one more");
            }
            ErrorKind::TooManyNodes { limit } => {
                return write!(f, "byte {at}: expected at most {limit} values and keys, found one more");
            }
            _ => write!(f, "byte {at}: expected {}, found ", self.expected)?,
        }
        match self.found {
            None => write!(f, "the end of the body"),
            Some(b'a'..=b'z' | b'A'..=b'Z') => write!(f, "a letter"),
            Some(b'0'..=b'9') => write!(f, "a digit"),
            Some(b' ') => write!(f, "a space"),
            Some(mark) if mark.is_ascii_punctuation() => write!(f, "`{}`", char::from(mark)),
            Some(byte) => write!(f, "byte 0x{byte:02x}"),
        }
    }
}

impl std::error::Error for Error {}
