//! Edits spliced into the original bytes: what no edit names stays byte for byte.
//!
//! A text that is edited seldom stands in the body as it is. It is a JSON string; or a string inside a JSON document
//! that is itself a JSON string (a tool's arguments); or a form value, or base64. Each such wrapping is a [`Layer`]. An
//! edit is made in the coordinates of the decoded text and *lifted*, layer by layer, to an edit of the enclosing text,
//! its replacement escaped for the place it lands in, until it is an edit of the body. Most layers lift edit by edit; a
//! layer whose encoding does not go character by character (base64) lifts all its edits to one, the whole content
//! encoded anew. So first gather all edits of what is inside a layer, then lift them together:
//!
//! ```
//! use promptsieve::json::{Document, Limits};
//! use promptsieve::splice::{Edit, Layer, splice};
//! use promptsieve::text::Span;
//!
//! let body = br#"{"arguments": "{\"to\": \"bob@example.com\"}"}"#;
//! let outer = Document::scan(body, Limits::default()).unwrap();
//! let arguments = outer.root().get("arguments").unwrap().as_str().unwrap();
//! let inner = Document::scan(arguments.as_str().as_bytes(), Limits::default()).unwrap();
//! let to = inner.root().get("to").unwrap().as_str().unwrap();
//!
//! let edits = [Edit { span: Span::new(0, 3), replacement: "\"x\"".to_owned() }].into_iter().collect();
//! let edits = arguments.lift(&to.lift(&edits));
//! assert_eq!(*splice(body, &edits), *br#"{"arguments": "{\"to\": \"\\\"x\\\"@example.com\"}"}"#);
//! ```

use crate::json::{Decoded, Document, Kind, Limits, escape_into};
use crate::text::Span;
use std::borrow::Cow;
use std::fmt;

/// Put `replacement` in place of the bytes of `span`. An empty span inserts.
///
/// `Debug` shows the place and the length, never the text: a restored value may be secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Edit {
    /// Which bytes go: of the text or body that the edit is made in.
    pub span: Span,
    /// What comes in their place, not escaped yet.
    pub replacement: String,
}

impl fmt::Debug for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Edit").field("span", &self.span).field("replacement_len", &self.replacement.len()).finish()
    }
}

/// Edits of one text, sorted and disjoint.
///
/// Edits that share a byte become one: it covers what they cover together, and puts there the replacement of the one
/// that starts first (of the longest, if several do). So no byte that any of them covers survives. An insertion inside
/// another edit is dropped; insertions at one place, or at the border of an edit, keep their order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Edits {
    edits: Vec<Edit>,
}

impl Edits {
    /// No edits.
    pub const fn new() -> Self {
        Self { edits: Vec::new() }
    }

    /// Whether nothing is to be changed.
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.edits.len()
    }

    /// From first to last.
    pub fn iter(&self) -> std::slice::Iter<'_, Edit> {
        self.edits.iter()
    }

    fn settle(&mut self) {
        let in_order = |pair: &[Edit]| matches!(pair, [one, other] if one.span.end <= other.span.start);
        // Already so when texts are edited in the order of the body.
        if self.edits.windows(2).all(in_order) {
            return;
        }
        crate::sort::sort_by_key(&mut self.edits, |Edit { span, .. }| {
            (span.start, !span.is_empty(), std::cmp::Reverse(span.end))
        });
        self.edits.dedup_by(|later, earlier| {
            let overlap = later.span.start < earlier.span.end;
            if overlap {
                earlier.span.end = earlier.span.end.max(later.span.end);
            }
            overlap
        });
    }
}

impl FromIterator<Edit> for Edits {
    fn from_iter<I: IntoIterator<Item = Edit>>(edits: I) -> Self {
        let mut all = Self { edits: edits.into_iter().collect() };
        all.settle();
        all
    }
}

impl IntoIterator for Edits {
    type Item = Edit;
    type IntoIter = std::vec::IntoIter<Edit>;

    fn into_iter(self) -> Self::IntoIter {
        self.edits.into_iter()
    }
}

impl<'e> IntoIterator for &'e Edits {
    type Item = &'e Edit;
    type IntoIter = std::slice::Iter<'e, Edit>;

    fn into_iter(self) -> Self::IntoIter {
        self.edits.iter()
    }
}

/// `body` with `edits` made. Without edits, the very same bytes.
///
/// A span that reaches beyond the body ends where the body ends.
pub fn splice<'b>(body: &'b [u8], edits: &Edits) -> Cow<'b, [u8]> {
    if edits.is_empty() {
        return Cow::Borrowed(body);
    }
    let added: usize = edits.iter().map(|edit| edit.replacement.len()).sum();
    let mut out = Vec::with_capacity(body.len() + added);
    let mut from = 0;
    for Edit { span, replacement } in edits {
        let until = span.start.min(body.len());
        out.extend_from_slice(Span::new(from, until).of(body));
        out.extend_from_slice(replacement.as_bytes());
        from = span.end.min(body.len());
    }
    out.extend_from_slice(Span::new(from, body.len()).of(body));
    Cow::Owned(out)
}

/// [`splice`] for text. An edit that would cut a character takes the whole of it.
pub fn splice_str<'t>(text: &'t str, edits: &Edits) -> Cow<'t, str> {
    if edits.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for Edit { span, replacement } in edits {
        let until = text.floor_char_boundary(span.start).max(from);
        out.push_str(Span::new(from, until).of_str(text));
        out.push_str(replacement);
        from = text.ceil_char_boundary(span.end).max(until);
    }
    out.push_str(Span::new(from, text.len()).of_str(text));
    Cow::Owned(out)
}

/// One way in which a text is wrapped in an enclosing one.
pub trait Layer {
    /// The edits of the enclosing text that amount to `edits` of the text inside.
    ///
    /// `edits` must be all there are inside: a layer that writes its whole content anew would undo those of another call.
    fn lift(&self, edits: &Edits) -> Edits;
}

/// A text that stands in the enclosing one as it is, `at` bytes from its start: a part of a multipart body.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Verbatim {
    /// Where it starts, in bytes of the enclosing text.
    pub at: usize,
}

impl Layer for Verbatim {
    fn lift(&self, edits: &Edits) -> Edits {
        let lift = |edit: &Edit| Edit {
            span: Span::new(edit.span.start + self.at, edit.span.end + self.at),
            replacement: edit.replacement.clone(),
        };
        edits.iter().map(lift).collect()
    }
}

/// A JSON string, or a number.
///
/// In a string, each edit is escaped for its place. A number is written anew: as a number if the edited digits still are
/// one, else as a string, so that a masked card number leaves the document valid.
impl Layer for Decoded<'_> {
    fn lift(&self, edits: &Edits) -> Edits {
        if self.is_quoted() {
            let lift = |edit: &Edit| {
                let mut replacement = String::with_capacity(edit.replacement.len());
                escape_into(&edit.replacement, &mut replacement);
                Edit { span: self.to_body(edit.span), replacement }
            };
            return edits.iter().map(lift).collect();
        }
        if edits.is_empty() {
            return Edits::new();
        }
        let edited = splice_str(self.as_str(), edits);
        let replacement = if is_number(&edited) { edited.into_owned() } else { quoted(&edited) };
        Edits { edits: vec![Edit { span: self.span(), replacement }] }
    }
}

fn is_number(text: &str) -> bool {
    Document::scan(text.as_bytes(), Limits::default())
        .is_ok_and(|number| number.root().kind() == Kind::Number && number.root().raw() == text)
}

fn quoted(text: &str) -> String {
    let mut string = String::with_capacity(text.len() + 2);
    string.push('"');
    escape_into(text, &mut string);
    string.push('"');
    string
}
