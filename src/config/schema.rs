//! What a policy file may hold, told once: the same description validates a file, becomes the JSON Schema that Kong
//! asks for, and is the reference that `promptsieve check --reference` prints.

use serde_json::{Map, Value, json};
use std::fmt;

/// Something wrong with a policy, or worth a warning.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// Where: `request.rules[0].action`; `$` is the whole file.
    pub path: String,
    /// What was found and what was expected.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.message)
    }
}

/// One key of an object in the policy.
#[derive(Debug)]
pub struct Key {
    /// The key.
    pub name: &'static str,
    /// What may stand there.
    pub is: Type,
    /// What it does, in a sentence, with its default.
    pub doc: &'static str,
    /// Whether it must be given.
    pub required: bool,
}

/// What may stand in one place of a policy.
#[derive(Debug)]
pub enum Type {
    /// `true` or `false`.
    Bool,
    /// A whole number in this range.
    Integer(u64, u64),
    /// A number from 0 to 1.
    Score,
    /// Any text that isn't empty.
    Text,
    /// A text that no message may quote.
    Secret,
    /// One of a few words.
    Word(&'static [&'static str]),
    /// One, or a list of them. An empty list may also be `{}`: Lua can't tell the two apart.
    OneOrMany(&'static Type),
    /// A list. May be `{}` when empty.
    List(&'static Type),
    /// An object with these keys and no others.
    Object(&'static [Key]),
    /// An object with any keys, and one kind of value.
    Map(&'static Type),
    /// Either of two.
    Either(&'static Type, &'static Type),
}

impl Type {
    /// What was expected, for a message.
    fn expected(&self) -> String {
        match self {
            Self::Bool => "true or false".into(),
            Self::Integer(min, max) => format!("a whole number from {min} to {max}"),
            Self::Score => "a number from 0 to 1".into(),
            Self::Text | Self::Secret => "a text".into(),
            Self::Word(words) => one_of(words),
            Self::OneOrMany(one) => format!("{}, or a list of them", one.expected()),
            Self::List(_) => "a list".into(),
            Self::Object(_) | Self::Map(_) => "an object".into(),
            Self::Either(a, b) => format!("{}, or {}", a.expected(), b.expected()),
        }
    }

    /// Adds every way in which `value` differs from this to `problems`.
    pub fn validate(&self, value: &Value, path: &str, problems: &mut Vec<Problem>) {
        let fits = match (self, value) {
            (Self::Bool, Value::Bool(_)) => true,
            (Self::Integer(min, max), Value::Number(n)) => n.as_u64().is_some_and(|n| (*min..=*max).contains(&n)),
            (Self::Score, Value::Number(n)) => n.as_f64().is_some_and(|n| (0.0..=1.0).contains(&n)),
            (Self::Text | Self::Secret, Value::String(text)) => !text.is_empty(),
            (Self::Word(words), Value::String(word)) => words.contains(&word.as_str()),
            (Self::OneOrMany(_) | Self::List(_), Value::Object(map)) if map.is_empty() => true,
            (Self::OneOrMany(of) | Self::List(of), Value::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    of.validate(item, &format!("{path}[{index}]"), problems);
                }
                true
            }
            (Self::OneOrMany(of), one) => {
                let mut inside = Vec::new();
                of.validate(one, path, &mut inside);
                // An object that is nearly right deserves its own messages; a scalar, the whole choice.
                if one.is_object() {
                    problems.append(&mut inside);
                }
                inside.is_empty()
            }
            (Self::Object(keys), Value::Object(map)) => {
                validate_keys(keys, map, path, problems);
                true
            }
            (Self::Map(of), Value::Object(map)) => {
                map.iter().for_each(|(name, value)| of.validate(value, &join(path, name), problems));
                true
            }
            (Self::Either(a, b), value) => {
                let (mut of_a, mut of_b) = (Vec::new(), Vec::new());
                a.validate(value, path, &mut of_a);
                b.validate(value, path, &mut of_b);
                if !of_a.is_empty() && !of_b.is_empty() && value.is_object() {
                    problems.append(if matches!(a, Self::Object(_)) { &mut of_a } else { &mut of_b });
                    true
                } else {
                    of_a.is_empty() || of_b.is_empty()
                }
            }
            _ => false,
        };
        if !fits {
            let found = match (self, value) {
                (Self::Secret, Value::String(text)) if text.is_empty() => found(value),
                (Self::Secret, _) => "something else".into(),
                _ => found(value),
            };
            problems
                .push(Problem { path: path.into(), message: format!("found {found}, expected {}", self.expected()) });
        }
    }

    /// This as a JSON Schema, draft 4 (the one Kong's `.meta.json` is read with).
    pub fn json_schema(&self) -> Value {
        let empty_object = json!({"type": "object", "maxProperties": 0});
        match self {
            Self::Bool => json!({"type": "boolean"}),
            Self::Integer(min, max) => json!({"type": "integer", "minimum": min, "maximum": max}),
            Self::Score => json!({"type": "number", "minimum": 0.0, "maximum": 1.0}),
            Self::Text | Self::Secret => json!({"type": "string", "minLength": 1}),
            Self::Map(of) => json!({"type": "object", "additionalProperties": of.json_schema()}),
            Self::Word(words) => json!({"type": "string", "enum": words}),
            Self::OneOrMany(of) => {
                json!({"anyOf": [of.json_schema(), {"type": "array", "items": of.json_schema()}, empty_object]})
            }
            Self::List(of) => json!({"anyOf": [{"type": "array", "items": of.json_schema()}, empty_object]}),
            Self::Object(keys) => {
                let mut properties = Map::new();
                for key in *keys {
                    let mut schema = key.is.json_schema();
                    if let Value::Object(schema) = &mut schema {
                        schema.insert("description".into(), key.doc.into());
                    }
                    properties.insert(key.name.into(), schema);
                }
                let required: Vec<_> = keys.iter().filter(|key| key.required).map(|key| key.name).collect();
                let mut schema = json!({"type": "object", "properties": properties, "additionalProperties": false});
                if let (Value::Object(schema), false) = (&mut schema, required.is_empty()) {
                    schema.insert("required".into(), required.into());
                }
                schema
            }
            Self::Either(a, b) => json!({"anyOf": [a.json_schema(), b.json_schema()]}),
        }
    }
}

fn validate_keys(keys: &[Key], map: &Map<String, Value>, path: &str, problems: &mut Vec<Problem>) {
    for (name, value) in map {
        let at = join(path, name);
        match keys.iter().find(|key| key.name == name) {
            Some(key) => key.is.validate(value, &at, problems),
            None => {
                let names: Vec<_> = keys.iter().map(|key| key.name).collect();
                let hint = nearest(name, &names).map(|near| format!("; did you mean \"{near}\"?")).unwrap_or_default();
                problems.push(Problem {
                    path: at,
                    message: format!("found an unknown key, expected {}{hint}", one_of(&names)),
                });
            }
        }
    }
    for key in keys.iter().filter(|key| key.required && !map.contains_key(key.name)) {
        problems.push(Problem {
            path: join(path, key.name),
            message: format!("found nothing, expected {}", key.is.expected()),
        });
    }
}

/// `path.name`, without the `$` that stands for the whole file.
pub fn join(path: &str, name: &str) -> String {
    if path == "$" { name.into() } else { format!("{path}.{name}") }
}

/// What a value is, for a message: short, and cut where it is long.
pub fn found(value: &Value) -> String {
    match value {
        Value::Null => "null".into(),
        Value::Bool(yes) => yes.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) if text.is_empty() => "an empty text".into(),
        Value::String(text) => format!("\"{}\"", text.chars().take(40).collect::<String>()),
        Value::Array(items) => format!("a list of {}", items.len()),
        Value::Object(_) => "an object".into(),
    }
}

/// `"a", "b" or "c"`.
pub fn one_of(words: &[&str]) -> String {
    match words {
        [] => "nothing".into(),
        [one] => format!("\"{one}\""),
        [most @ .., last] => {
            let most: Vec<_> = most.iter().map(|word| format!("\"{word}\"")).collect();
            format!("{} or \"{last}\"", most.join(", "))
        }
    }
}

/// The candidate that differs from `word` by at most two typing errors, if there is one.
fn nearest<'c>(word: &str, candidates: &[&'c str]) -> Option<&'c str> {
    let near = |candidate: &&&str| distance(word, candidate) <= 2 && candidate.len() > 3;
    candidates.iter().filter(near).min_by_key(|candidate| distance(word, candidate)).copied()
}

/// Levenshtein distance in bytes; words longer than 40 bytes count as far apart.
fn distance(a: &str, b: &str) -> usize {
    if a.len() > 40 || b.len() > 40 {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (above, y) in row.iter().skip(1).zip(b.bytes()) {
            left = (diagonal + usize::from(x != y)).min(above + 1).min(left + 1);
            diagonal = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: &[Key] = &[
        Key { name: "mode", is: Type::Word(&["enforce", "monitor"]), doc: "d", required: false },
        Key { name: "detect", is: Type::OneOrMany(&Type::Text), doc: "d", required: true },
    ];

    fn problems(policy: Value) -> Vec<String> {
        let mut problems = Vec::new();
        Type::Object(KEYS).validate(&policy, "$", &mut problems);
        problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn every_problem_names_path_found_and_expected() {
        for (policy, expected) in [
            (json!({"detect": "a"}), vec![]),
            (json!({"detect": {}}), vec![]),
            (json!({"detect": ["a", ""]}), vec!["detect[1]: found an empty text, expected a text"]),
            (
                json!({"mode": 3}),
                vec![
                    "mode: found 3, expected \"enforce\" or \"monitor\"",
                    "detect: found nothing, expected a text, or a list of them",
                ],
            ),
            (
                json!({"mods": 1, "detect": "a"}),
                vec!["mods: found an unknown key, expected \"mode\" or \"detect\"; did you mean \"mode\"?"],
            ),
            (json!([]), vec!["$: found a list of 0, expected an object"]),
        ] {
            assert_eq!(problems(policy), expected);
        }
    }

    #[test]
    fn distance_counts_typing_errors() {
        for (a, b, expected) in [("", "", 0), ("mode", "mode", 0), ("mods", "mode", 1), ("kitten", "sitting", 3)] {
            assert_eq!(distance(a, b), expected);
        }
    }
}
