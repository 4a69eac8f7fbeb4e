//! JSON by spans: one pass over a body finds every value and where it stands, and builds no tree.
//!
//! The pass writes a flat tape, 24 bytes per value or key, in body order: kind, byte range, parent, position among its
//! siblings, and where the subtree ends, so that skipping an object is one step. Nothing is copied out of the body and
//! nothing is unescaped; strings are validated (escapes, surrogate pairs, control characters, UTF-8) so that
//! [`Node::as_str`] can't fail later. What comes out the other end is the body itself: edits are spliced into the
//! ranges found here (`splice.rs`), never printed anew.
//!
//! # What is accepted
//!
//! Exactly RFC 8259 in UTF-8, as serde_json accepts it, with these differences, all on purpose:
//! - numbers of any size and precision (serde_json refuses `1e400`): they pass unread;
//! - nesting, size and count have limits of their own ([`Limits`]);
//! - a lone surrogate (`"\ud800"`) is refused, as serde_json's `Value` does and its `IgnoredAny` does not: it stands
//!   for no character, so no detector could read it.
//!
//! Duplicate keys are no error of the grammar; parsers disagree on which one counts, so [`Document::duplicates`] tells
//! them, [`Node::get`] takes the last one, as most parsers do, and [`Document::nodes`] visits all.
//!
//! # Cost
//!
//! Linear in the body, whatever it holds, without recursion. Memory is bounded by [`Limits::max_nodes`] times 24 bytes
//! (twice that while the tape grows).

mod block;
mod decode;
mod error;
mod scan;
pub mod write;

pub use decode::{Decoded, escape_into};
pub use error::{Class, Error, ErrorKind};

use crate::text::Span;
use decode::{Piece, Pieces};
use std::borrow::Cow;
use std::fmt;

/// How much of a body is read before it is refused with [`Class::Limit`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Bytes of the body. 16 MiB by default: sixteen times what Envoy buffers by default, and more text than any
    /// model's context window holds. Never more than 4 GiB.
    pub max_bytes: usize,
    /// Arrays and objects inside each other. 128 by default, as in serde_json.
    pub max_depth: usize,
    /// Values and keys. 1,000,000 by default, which is 24 MB of tape; an embedding request of 2,048 inputs with 3,072
    /// floats each would need six times as many, but nobody sends floats to be inspected.
    pub max_nodes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_bytes: 16 << 20, max_depth: 128, max_nodes: 1_000_000 }
    }
}

/// What a value is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// `{…}`
    Object,
    /// `[…]`
    Array,
    /// `"…"`, also of a key.
    String,
    /// `-1.5e3`
    Number,
    /// `true` or `false`
    Bool,
    /// `null`
    Null,
}

/// Up to so many keys of an object are compared each with each: faster than sorting them.
const FEW_KEYS: usize = 8;

/// No node: the parent of the root.
const NONE: u32 = u32::MAX;

/// One value or key on the tape.
#[derive(Clone, Copy)]
struct Entry {
    kind: Kind,
    key: bool,
    /// Whether there is a backslash in the string.
    escaped: bool,
    start: u32,
    end: u32,
    /// The container it stands in.
    parent: u32,
    /// The first entry behind its subtree.
    next: u32,
    /// Which child of the parent it is, from 0; a key has its value's number.
    index: u32,
}

/// A body whose every value has been found.
///
/// `Debug` shows sizes, never text.
#[derive(Clone)]
pub struct Document<'b> {
    body: &'b str,
    tape: Vec<Entry>,
}

impl<'b> Document<'b> {
    /// Finds every value of `body`.
    ///
    /// # Errors
    /// If `body` is not one JSON text in UTF-8 within the limits; [`Error::class`] tells cut off from wrong.
    pub fn scan(body: &'b [u8], limits: Limits) -> Result<Self, Error> {
        let (body, tape) = scan::scan(body, limits)?;
        Ok(Self { body, tape })
    }

    /// The outermost value.
    pub fn root(&self) -> Node<'_, 'b> {
        Node { document: self, place: 0 }
    }

    /// The whole body.
    pub fn body(&self) -> &'b str {
        self.body
    }

    /// Every value and every key, in body order: a container before what it holds, a key before its value.
    pub fn nodes(&self) -> impl Iterator<Item = Node<'_, 'b>> {
        (0..self.tape.len() as u32).map(|place| Node { document: self, place })
    }

    /// The keys that repeat an earlier key of the same object, in body order, compared as decoded.
    ///
    /// Takes n log n time, also for a million equal keys in a million spellings.
    pub fn duplicates(&self) -> Vec<Node<'_, 'b>> {
        let mut repeated = Vec::new();
        let mut keys: Vec<(Cow<'b, str>, u32)> = Vec::new();
        for object in self.nodes().filter(|node| node.kind() == Kind::Object) {
            keys.clear();
            keys.extend(object.entries().map(|(key, _)| (key.content(), key.place)));
            if keys.len() <= FEW_KEYS {
                for (count, (key, place)) in keys.iter().enumerate() {
                    if keys.iter().take(count).any(|(earlier, _)| earlier == key) {
                        repeated.push(*place);
                    }
                }
                continue;
            }
            crate::sort::sort(&mut keys);
            let pairs = keys.iter().zip(keys.iter().skip(1));
            repeated.extend(pairs.filter(|(one, other)| one.0 == other.0).map(|(_, other)| other.1));
        }
        crate::sort::sort(&mut repeated);
        repeated.into_iter().map(|place| Node { document: self, place }).collect()
    }
}

impl fmt::Debug for Document<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document").field("bytes", &self.body.len()).field("nodes", &self.tape.len()).finish()
    }
}

/// A value or key of a [`Document`]: a cheap, copyable cursor.
#[derive(Clone, Copy)]
pub struct Node<'d, 'b> {
    document: &'d Document<'b>,
    place: u32,
}

impl<'d, 'b> Node<'d, 'b> {
    #[inline(always)]
    fn entry(self) -> Entry {
        const NOTHING: Entry =
            Entry { kind: Kind::Null, key: false, escaped: false, start: 0, end: 0, parent: NONE, next: 0, index: 0 };
        self.document.tape.get(self.place as usize).copied().unwrap_or(NOTHING)
    }

    fn at(self, place: u32) -> Self {
        Self { document: self.document, place }
    }

    /// What it is; [`Kind::String`] for a key.
    #[inline(always)]
    pub fn kind(self) -> Kind {
        self.entry().kind
    }

    /// Whether it is the key of an object, not a value.
    pub fn is_key(self) -> bool {
        self.entry().key
    }

    /// Its bytes of the body, quotes and brackets included.
    #[inline(always)]
    pub fn span(self) -> Span {
        let entry = self.entry();
        Span::new(entry.start as usize, entry.end as usize)
    }

    /// It as written, quotes and brackets included.
    #[inline(always)]
    pub fn raw(self) -> &'b str {
        self.span().of_str(self.document.body)
    }

    /// The value under `key`, if it is an object that has it: the last one of several. Keys are compared decoded.
    pub fn get(self, key: &str) -> Option<Self> {
        self.entries().filter(|(name, _)| name.str_eq(key)).last().map(|(_, value)| value)
    }

    /// The item at `index`, if it is an array that long. Takes `index` steps: use [`Node::items`] to visit all.
    pub fn item(self, index: usize) -> Option<Self> {
        self.items().nth(index)
    }

    /// Keys and values of an object, in body order, duplicates included; nothing for other kinds.
    pub fn entries(self) -> impl Iterator<Item = (Self, Self)> {
        self.children(Kind::Object, 1).map(move |value| (self.at(value.place - 1), value))
    }

    /// The items of an array, in body order; nothing for other kinds.
    pub fn items(self) -> impl Iterator<Item = Self> {
        self.children(Kind::Array, 0)
    }

    /// The values in a container of kind `kind`; `keys` entries stand before each.
    fn children(self, kind: Kind, keys: u32) -> impl Iterator<Item = Self> {
        let entry = self.entry();
        let end = if entry.kind == kind { entry.next } else { 0 };
        let mut place = self.place + 1 + keys;
        std::iter::from_fn(move || {
            if place >= end {
                return None;
            }
            let child = self.at(place);
            place = child.entry().next + keys;
            Some(child)
        })
    }

    /// The object or array it stands in; `None` for the root.
    pub fn parent(self) -> Option<Self> {
        let parent = self.entry().parent;
        (parent != NONE).then(|| self.at(parent))
    }

    /// The key it stands under, if it is a value of an object.
    pub fn key(self) -> Option<Self> {
        let before = self.at(self.place.checked_sub(1)?);
        (!self.is_key() && before.is_key()).then_some(before)
    }

    /// Which item of its array or entry of its object it is, from 0; `None` for the root.
    pub fn index(self) -> Option<usize> {
        let entry = self.entry();
        (entry.parent != NONE).then_some(entry.index as usize)
    }

    /// The decoded text of a string or key.
    #[inline(always)]
    pub fn as_str(self) -> Option<Decoded<'b>> {
        (self.kind() == Kind::String).then(|| self.decoded())
    }

    /// The decoded text of a string or key, or the digits of a number as written: all that can carry text.
    pub fn as_text(self) -> Option<Decoded<'b>> {
        matches!(self.kind(), Kind::String | Kind::Number).then(|| self.decoded())
    }

    /// The value of a `true` or `false`.
    pub fn as_bool(self) -> Option<bool> {
        (self.kind() == Kind::Bool).then(|| self.raw() == "true")
    }

    /// Whether it is a string or key that reads `text` when decoded.
    pub fn str_eq(self, text: &str) -> bool {
        let entry = self.entry();
        if entry.kind != Kind::String {
            return false;
        }
        let inside = self.inside();
        if !entry.escaped {
            return inside == text;
        }
        let mut rest = text;
        for piece in Pieces::new(inside) {
            let after = match piece {
                Piece::Plain(plain) => rest.strip_prefix(plain),
                Piece::Escape(char, _) => rest.strip_prefix(char),
            };
            let Some(after) = after else { return false };
            rest = after;
        }
        rest.is_empty()
    }

    /// Where it is, for people: `$.messages[0].content`.
    pub fn path(self) -> Path<'d, 'b> {
        Path { node: self }
    }

    /// What stands between the quotes; all of a number.
    #[inline(always)]
    fn inside(self) -> &'b str {
        let raw = self.raw();
        raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"')).unwrap_or(raw)
    }

    #[inline(always)]
    fn decoded(self) -> Decoded<'b> {
        let entry = self.entry();
        let quoted = entry.kind == Kind::String;
        Decoded::new(self.inside(), entry.start as usize + usize::from(quoted), entry.escaped, quoted)
    }

    fn content(self) -> Cow<'b, str> {
        self.decoded().into_text()
    }
}

impl PartialEq for Node<'_, '_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.document, other.document) && self.place == other.place
    }
}

impl Eq for Node<'_, '_> {}

impl fmt::Debug for Node<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Node").field("kind", &self.kind()).field("span", &self.span()).finish()
    }
}

/// Where a node is, written `$.messages[0].content`.
///
/// Keys come from the sender and may hold what must not reach a log. A key is written out if it looks like the name of
/// a field: letters, few digits, `_ - . / : $`, forty bytes at most (`.key`, or `["key"]` where the dot would mislead).
/// Any other stands as `["…3"]`, the entry with number 3. A key node itself is written like the value under it.
#[derive(Clone, Copy, Debug)]
pub struct Path<'d, 'b> {
    node: Node<'d, 'b>,
}

/// Longest key that a path quotes, in bytes.
const LONGEST_NAME: usize = 40;
/// Most digits in a key that a path quotes: fewer than any identifier has that a detector looks for.
const MOST_DIGITS: usize = 4;

impl fmt::Display for Path<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // At most `max_depth` steps up.
        let steps: Vec<Node<'_, '_>> = std::iter::successors(Some(self.node), |node| node.parent()).collect();
        f.write_str("$")?;
        for step in steps.into_iter().rev() {
            let Some(index) = step.index() else { continue };
            let key = if step.is_key() { Some(step) } else { step.key() };
            let Some(key) = key else {
                write!(f, "[{index}]")?;
                continue;
            };
            let name = key.content();
            let digits = name.bytes().filter(u8::is_ascii_digit).count();
            let is_name = |mark: fn(u8) -> bool| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || mark(byte));
            if name.is_empty() || name.len() > LONGEST_NAME || digits > MOST_DIGITS {
                write!(f, "[\"…{index}\"]")?;
            } else if is_name(|byte| byte == b'_') && !name.starts_with(|first: char| first.is_ascii_digit()) {
                write!(f, ".{name}")?;
            } else if is_name(|byte| b"_-./:$".contains(&byte)) {
                write!(f, "[\"{name}\"]")?;
            } else {
                write!(f, "[\"…{index}\"]")?;
            }
        }
        Ok(())
    }
}
