//! Writes JSON objects straight into a string: what is logged for every exchange need not be built as a tree first.

use super::escape_into;
use std::fmt::Write;

/// An object that is being written. Its closing brace is written when it is dropped.
#[derive(Debug)]
pub struct Object<'o> {
    out: &'o mut String,
    empty: bool,
}

impl<'o> Object<'o> {
    /// An object at the end of `out`.
    pub fn new(out: &'o mut String) -> Self {
        out.push('{');
        Self { out, empty: true }
    }

    /// A member that is text.
    pub fn text(&mut self, key: &str, value: &str) {
        self.key(key);
        self.string(value);
    }

    /// A member that is text or `null`.
    pub fn text_or_null(&mut self, key: &str, value: Option<&str>) {
        match value {
            Some(value) => self.text(key, value),
            None => {
                self.key(key);
                self.out.push_str("null");
            }
        }
    }

    /// A member that is a whole number.
    pub fn number(&mut self, key: &str, value: usize) {
        self.key(key);
        // Writing to a string can't fail.
        let _ = write!(self.out, "{value}");
    }

    /// A member that is true or false.
    pub fn flag(&mut self, key: &str, value: bool) {
        self.key(key);
        self.out.push_str(if value { "true" } else { "false" });
    }

    /// A member that is a score, 0 to 1 (or a part of one, which may be negative): three decimals are all it means.
    pub fn score(&mut self, key: &str, value: f32) {
        self.key(key);
        let thousandths = (f64::from(value) * 1000.0).round() as i64;
        let (whole, rest) = (thousandths.unsigned_abs() / 1000, thousandths.unsigned_abs() % 1000);
        let sign = if thousandths < 0 { "-" } else { "" };
        let _ = write!(self.out, "{sign}{whole}.{rest:03}");
        while self.out.ends_with("00") || self.out.ends_with('0') && !self.out.ends_with(".0") {
            self.out.pop();
        }
    }

    /// A member that is an object.
    pub fn object(&mut self, key: &str, write: impl FnOnce(&mut Object<'_>)) {
        self.key(key);
        write(&mut Object::new(self.out));
    }

    /// A member that is a list of objects, one for each item.
    pub fn objects<T>(&mut self, key: &str, items: impl IntoIterator<Item = T>, write: impl Fn(T, &mut Object<'_>)) {
        self.key(key);
        self.out.push('[');
        for (i, item) in items.into_iter().enumerate() {
            if i > 0 {
                self.out.push(',');
            }
            write(item, &mut Object::new(self.out));
        }
        self.out.push(']');
    }

    fn key(&mut self, key: &str) {
        if !std::mem::take(&mut self.empty) {
            self.out.push(',');
        }
        self.string(key);
        self.out.push(':');
    }

    fn string(&mut self, text: &str) {
        self.out.push('"');
        escape_into(text, self.out);
        self.out.push('"');
    }
}

impl Drop for Object<'_> {
    fn drop(&mut self) {
        self.out.push('}');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn what_is_written_reads_the_same() {
        let mut out = String::new();
        {
            let mut object = Object::new(&mut out);
            object.text("a\"b", "\u{1}é\n");
            object.text_or_null("none", None);
            object.text_or_null("some", Some(""));
            object.number("n", 10);
            object.flag("f", true);
            object.object("o", |o| o.flag("g", false));
            object.objects("empty", [0; 0], |_, _| {});
            object.objects("list", [1usize, 2], |n, o| o.number("n", n));
        }
        let expected = json!({"a\"b": "\u{1}é\n", "none": null, "some": "", "n": 10, "f": true, "o": {"g": false},
            "empty": [], "list": [{"n": 1}, {"n": 2}]});
        assert_eq!(serde_json::from_str::<Value>(&out).ok(), Some(expected), "{out}");
    }

    #[test]
    fn scores_have_at_most_three_decimals() {
        for (score, expected) in [
            (0.0, "0.0"),
            (1.0, "1.0"),
            (0.85, "0.85"),
            (0.12345, "0.123"),
            (-0.4, "-0.4"),
            (10.0, "10.0"),
            (0.0996, "0.1"),
        ] {
            let mut out = String::new();
            Object::new(&mut out).score("s", score);
            assert_eq!(out, format!("{{\"s\":{expected}}}"));
        }
    }
}
