//! `application/x-www-form-urlencoded` (WHATWG URL, section 5): bodies of forms, and queries of URLs.

use crate::{
    splice::{Edit, Edits, Layer},
    text::Span,
};
use std::{borrow::Cow, fmt};

/// A key or value, decoded, with the way back to the bytes it was written in. `Debug` shows where, never what.
#[derive(Clone)]
pub struct Field<'b> {
    text: Cow<'b, str>,
    /// As written.
    raw: &'b str,
    /// Where `raw` starts in the form.
    at: usize,
}

/// The pairs of a form in order; a key without `=` has an empty value. `None` for a pair that is not UTF-8 once decoded.
pub fn pairs(form: &str) -> impl Iterator<Item = Option<(Field<'_>, Field<'_>)>> {
    let mut at = 0;
    form.split('&').filter_map(move |pair| {
        let start = at;
        at += pair.len() + 1;
        if pair.is_empty() {
            return None;
        }
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let value_at = (start + key.len() + 1).min(start + pair.len());
        Some(Field::decode(key, start).zip(Field::decode(value, value_at)))
    })
}

impl<'b> Field<'b> {
    fn decode(raw: &'b str, at: usize) -> Option<Self> {
        let text = if raw.bytes().any(|byte| matches!(byte, b'%' | b'+')) {
            let bytes: Vec<u8> = Units(raw.as_bytes()).map(|(byte, _)| byte).collect();
            Cow::Owned(String::from_utf8(bytes).ok()?)
        } else {
            Cow::Borrowed(raw)
        };
        Some(Self { text, raw, at })
    }

    /// The decoded text.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for Field<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Field").field("at", &self.at).field("text_len", &self.text.len()).finish()
    }
}

impl Layer for Field<'_> {
    /// One walk along the value, however many edits there are: they come in order.
    fn lift(&self, edits: &Edits) -> Edits {
        let mut units = Units(self.raw.as_bytes());
        let (mut text, mut form) = (0, self.at);
        let mut form_offset = |offset: usize| {
            while let Some((_, length)) = (text < offset).then(|| units.next()).flatten() {
                text += 1;
                form += length;
            }
            form
        };
        edits
            .iter()
            .map(|edit| {
                let start = form_offset(self.text.floor_char_boundary(edit.span.start));
                let end = form_offset(self.text.ceil_char_boundary(edit.span.end.max(edit.span.start)));
                Edit { span: Span::new(start, end), replacement: encode(&edit.replacement) }
            })
            .collect()
    }
}

/// The bytes that a form stands for, each with the number of bytes it is written in.
struct Units<'b>(&'b [u8]);

impl Iterator for Units<'_> {
    type Item = (u8, usize);

    fn next(&mut self) -> Option<Self::Item> {
        let hex = |digit: u8| char::from(digit).to_digit(16).map(|digit| digit as u8);
        let (byte, length) = match self.0 {
            [b'%', high, low, ..] if hex(*high).is_some() && hex(*low).is_some() => {
                (hex(*high).unwrap_or(0) << 4 | hex(*low).unwrap_or(0), 3)
            }
            [b'+', ..] => (b' ', 1),
            [byte, ..] => (*byte, 1),
            [] => return None,
        };
        self.0 = self.0.get(length..).unwrap_or_default();
        Some((byte, length))
    }
}

/// Percent-encodes everything but letters, digits and `*-._`, spaces as `+`.
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'*' | b'-' | b'.' | b'_' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::splice::splice_str;

    #[test]
    fn pairs_are_decoded() {
        for (form, expected) in [
            ("a=1&b=x+y", vec![("a", "1"), ("b", "x y")]),
            ("a=%C3%A9%zz&&c", vec![("a", "é%zz"), ("c", "")]),
            ("k%3D=v%3d=w", vec![("k=", "v==w")]),
        ] {
            let told: Vec<_> = pairs(form).flatten().collect();
            let told: Vec<_> = told.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
            assert_eq!(told, expected, "{form}");
        }
        assert!(pairs("a=%ff").next().flatten().is_none());
    }

    #[test]
    fn edits_land_in_the_form_where_the_text_stood() {
        let form = "a=1&prompt=caf%C3%A9+4111+1111&z=2";
        let (_, value) = pairs(form).flatten().nth(1).unwrap();
        let start = value.as_str().find('4').unwrap();
        let edit = Edit { span: Span::new(start, value.as_str().len()), replacement: "[CARD] é".into() };
        let edits = value.lift(&[edit].into_iter().collect());
        assert_eq!(splice_str(form, &edits), "a=1&prompt=caf%C3%A9+%5BCARD%5D+%C3%A9&z=2");
    }
}
