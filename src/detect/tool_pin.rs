//! Pins of tool definitions: a tool whose name, description or schema changed since it was looked at is a finding
//! (OWASP LLM03:2025 Supply Chain; the "rug pull" of MCP servers).
//!
//! A definition's fingerprint is the SHA-256 (FIPS 180-4) of its JSON with the keys of every object in the order of
//! their code points and without white space, so that spelling and order of keys don't matter, only what is said.
//! Marks for a provider's prompt cache are left out.

use crate::sort::sort_by_key;
use crate::{
    finding::{DetectorId, Finding, Part},
    text::Span,
};
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, fmt};

/// Anthropic's mark for its prompt cache: it says nothing of the tool, and moves from turn to turn.
const CACHING: &str = "cache_control";

/// What a tool's definition says, in 32 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// Of one tool's definition as JSON text. `None` if it is not JSON.
    pub fn of(definition: &str) -> Option<Self> {
        let mut value: serde_json::Value = serde_json::from_slice(definition.as_bytes()).ok()?;
        let mut canonical = String::new();
        if let serde_json::Value::Object(members) = &mut value {
            members.remove(CACHING);
        }
        write(&value, &mut canonical);
        Some(Self(Sha256::digest(canonical.as_bytes()).into()))
    }

    /// From 64 hexadecimal digits, with or without `sha256:` in front, as policies write it.
    pub fn from_hex(text: &str) -> Option<Self> {
        let digits = text.strip_prefix("sha256:").unwrap_or(text);
        let mut bytes = [0; 32];
        let (pairs, rest) = digits.as_bytes().as_chunks::<2>();
        (pairs.len() == bytes.len() && rest.is_empty()).then_some(())?;
        for (byte, pair) in bytes.iter_mut().zip(pairs) {
            pair.iter().all(u8::is_ascii_hexdigit).then_some(())?;
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(Self(bytes))
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("sha256:")?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// Writes JSON in its canonical form. Depth is bounded by the parser (128).
fn write(value: &serde_json::Value, out: &mut String) {
    match value {
        serde_json::Value::Object(members) => {
            // Sorted here, whatever map the JSON crate is built with.
            let mut sorted: Vec<_> = members.iter().collect();
            sort_by_key(&mut sorted, |(key, _)| *key);
            out.push('{');
            for (index, (key, member)) in sorted.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                out.push_str(&serde_json::Value::from(key.as_str()).to_string());
                out.push(':');
                write(member, out);
            }
            out.push('}');
        }
        serde_json::Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        plain => out.push_str(&plain.to_string()),
    }
}

/// The tools that were looked at, by name.
#[derive(Clone, Debug, Default)]
pub struct Pins {
    tools: BTreeMap<String, Vec<Fingerprint>>,
    /// Whether a tool that isn't pinned is a finding too.
    pub closed: bool,
}

impl Pins {
    /// Whether there is anything to check.
    pub fn is_empty(&self) -> bool {
        self.tools.is_empty() && !self.closed
    }

    /// Pins of the policy; a tool that is known in several forms has several.
    pub fn new(tools: impl IntoIterator<Item = (String, Fingerprint)>, closed: bool) -> Self {
        let mut pins = Self { tools: BTreeMap::new(), closed };
        for (name, fingerprint) in tools {
            pins.tools.entry(name).or_default().push(fingerprint);
        }
        pins
    }

    /// What is wrong with a tool's definition, if anything. `span` is where it stands; it goes into the finding.
    ///
    /// A definition that can't be read as JSON counts as changed.
    pub fn check(&self, name: &str, definition: &str, span: Span) -> Option<Finding> {
        let rule = match self.tools.get(name) {
            Some(pinned) if Fingerprint::of(definition).is_some_and(|found| pinned.contains(&found)) => return None,
            Some(_) => "pin_changed",
            None if self.closed => "not_pinned",
            None => return None,
        };
        Some(Finding {
            detector: DetectorId::Builtin("injection.tool_poisoning"),
            span,
            score: 1.0,
            parts: vec![Part { rule, weight: 1.0 }],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOOL: &str = r#"{"name": "pay", "description": "Pays a bill.", "schema": {"b": [1, 2.5], "a": null}}"#;

    #[test]
    fn spelling_does_not_matter_and_content_does() {
        let pinned = Fingerprint::of(TOOL).expect("JSON");
        let same = [
            r#"{"schema":{"a":null,"b":[1,2.5]},"description":"Pays a bill.","name":"pay"}"#,
            r#"{"n\u0061me":"pay","description":"Pays a\u0020bill.","schema":{"b":[1,2.5],"a":null}}"#,
            r#"{"name":"pay","description":"Pays a bill.","schema":{"a":null,"b":[1,2.5]},"cache_control":{"type":"ephemeral"}}"#,
        ];
        for definition in same {
            assert_eq!(Fingerprint::of(definition), Some(pinned), "{definition}");
        }
        let other = [
            r#"{"name": "pay", "description": "Pays a bill. ", "schema": {"b": [1, 2.5], "a": null}}"#,
            r#"{"name": "pay", "description": "Pays a bill.", "schema": {"b": [2.5, 1], "a": null}}"#,
            r#"{"name": "pay", "description": "Pays a bill.", "schema": {"b": [1, 2.5], "a": null}, "x": 0}"#,
        ];
        for definition in other {
            assert_ne!(Fingerprint::of(definition), Some(pinned), "{definition}");
        }
        assert_eq!(Fingerprint::of("{"), None);
    }

    #[test]
    fn the_fingerprint_is_the_sha_256_of_the_canonical_form() {
        // printf '{"a":1}' | sha256sum
        let known = "sha256:015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862";
        let fingerprint = Fingerprint::of("{ \"a\" : 1 }").expect("JSON");
        assert_eq!(fingerprint.to_string(), known);
        assert_eq!(Fingerprint::from_hex(known), Some(fingerprint));
        for wrong in [
            "",
            "sha256:",
            known.split_at(70).0,
            "sha256:zz5abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862",
        ] {
            assert_eq!(Fingerprint::from_hex(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn changed_and_unknown_tools_are_reported() {
        let pinned = [("pay".to_owned(), Fingerprint::of(TOOL).expect("JSON"))];
        let span = Span::new(3, 9);
        let rule =
            |pins: &Pins, name, definition| pins.check(name, definition, span).map(|f| (f.parts[0].rule, f.span));
        let open = Pins::new(pinned.clone(), false);
        assert_eq!(rule(&open, "pay", TOOL), None);
        assert_eq!(rule(&open, "pay", "{}"), Some(("pin_changed", span)));
        assert_eq!(rule(&open, "pay", "not JSON"), Some(("pin_changed", span)));
        assert_eq!(rule(&open, "other", "{}"), None);
        assert_eq!(rule(&Pins::new(pinned, true), "other", "{}"), Some(("not_pinned", span)));
    }
}
