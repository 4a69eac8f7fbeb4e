//! What `kong/` holds, against the filter's own description of itself.
//!
//! `promptsieve.meta.json` is generated: after a change of the policy's schema, `UPDATE=1 cargo test --test kong`
//! writes it anew. `tests/e2e/test_kong.py` reads the YAML files and puts the schema to an independent validator.

#![allow(missing_docs, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use promptsieve::config::{Config, Limits};
use serde_json::{Map, Value, json};
use std::fs;
use std::path::{Path, PathBuf};

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("kong").join(name)
}

fn read(name: &str) -> String {
    fs::read_to_string(file(name)).unwrap_or_else(|error| panic!("kong/{name}: {error}"))
}

/// Kong's `<filter>.meta.json`: the schema that it validates a policy with, and how its Prometheus plugin finds labels
/// in the name of a metric: the first group is what it cuts off, the second the value; in the order of the name.
fn meta() -> Value {
    let label = |label: &str, value: &str| json!({"label": label, "pattern": format!(r"(\.{label}\.({value}))")});
    json!({
        "config_schema": Config::json_schema(),
        "metrics": {"label_patterns": [
            label("verdict", "[a-z_]+"),
            label("reason", "[a-z_]+"),
            label("detector", r"[a-z0-9_]+\.[a-z0-9_]+"),
            label("direction", "[a-z]+"),
            label("action", "[a-z]+"),
        ]},
    })
}

#[test]
fn the_meta_file_is_what_the_filter_says_of_itself() {
    let expected = serde_json::to_string_pretty(&meta()).unwrap() + "\n";
    if std::env::var_os("UPDATE").is_some() {
        fs::write(file("promptsieve.meta.json"), &expected).unwrap();
    }
    let found = read("promptsieve.meta.json");
    assert!(found == expected, "kong/promptsieve.meta.json is stale: UPDATE=1 cargo test --test kong");
}

/// Keywords of JSON Schema draft 4 (draft-fge-json-schema-validation-00) that the schema uses; others are not known to
/// [`valid`], which would let everything pass by them.
const KEYWORDS: [&str; 13] = [
    "type",
    "enum",
    "anyOf",
    "items",
    "properties",
    "required",
    "additionalProperties",
    "maxProperties",
    "minLength",
    "minimum",
    "maximum",
    "description",
    "pattern",
];

/// Every schema inside a schema, itself included.
fn schemas<'s>(schema: &'s Value, found: &mut Vec<&'s Map<String, Value>>) {
    let map = schema.as_object().expect("a schema is an object in draft 4");
    found.push(map);
    for schema in map.get("anyOf").and_then(Value::as_array).into_iter().flatten() {
        schemas(schema, found);
    }
    for schema in map.get("properties").and_then(Value::as_object).into_iter().flat_map(Map::values) {
        schemas(schema, found);
    }
    let others = map.get("additionalProperties").filter(|schema| schema.is_object());
    map.get("items").into_iter().chain(others).for_each(|schema| schemas(schema, found));
}

#[test]
fn the_schema_keeps_to_draft_4() {
    let schema = Config::json_schema();
    let mut all = Vec::new();
    schemas(&schema, &mut all);
    assert!(all.len() > 50, "{} schemas", all.len());
    for schema in all {
        for (keyword, value) in schema {
            assert!(KEYWORDS.contains(&keyword.as_str()), "{keyword} is not known here");
            let list = value.as_array();
            let right = match keyword.as_str() {
                "type" => {
                    ["object", "array", "string", "boolean", "integer", "number"].contains(&value.as_str().unwrap())
                }
                // 5.4.3.1, 5.5.1.1, 5.5.4.1: not empty. Draft 4 has no `const`, no schema that is a boolean.
                "required" | "enum" | "anyOf" => list.is_some_and(|list| !list.is_empty()),
                "additionalProperties" => value.is_boolean() || value.is_object(),
                "minimum" | "maximum" => value.is_number(),
                "minLength" | "maxProperties" => value.is_u64(),
                "description" | "pattern" => value.is_string(),
                _ => value.is_object(),
            };
            assert!(right, "{keyword}: {value}");
        }
    }
}

/// Whether a value is valid by the part of draft 4 that the schema uses.
fn valid(schema: &Value, value: &Value) -> bool {
    let Some(schema) = schema.as_object() else { return false };
    schema.iter().all(|(keyword, is)| match (keyword.as_str(), value) {
        ("type", value) => match is.as_str().unwrap() {
            "object" => value.is_object(),
            "array" => value.is_array(),
            "string" => value.is_string(),
            "boolean" => value.is_boolean(),
            "integer" => value.is_i64() || value.is_u64(),
            _ => value.is_number(),
        },
        ("enum", value) => is.as_array().unwrap().contains(value),
        ("anyOf", value) => is.as_array().unwrap().iter().any(|schema| valid(schema, value)),
        ("items", Value::Array(items)) => items.iter().all(|item| valid(is, item)),
        ("properties", Value::Object(map)) => {
            map.iter().all(|(key, value)| is.get(key).is_none_or(|schema| valid(schema, value)))
        }
        ("required", Value::Object(map)) => {
            is.as_array().unwrap().iter().all(|key| map.contains_key(key.as_str().unwrap()))
        }
        ("additionalProperties", Value::Object(map)) if is.is_object() => map.values().all(|value| valid(is, value)),
        ("additionalProperties", Value::Object(map)) => {
            map.keys().all(|key| schema.get("properties").is_some_and(|known| known.get(key).is_some()))
        }
        ("maxProperties", Value::Object(map)) => map.len() as u64 <= is.as_u64().unwrap(),
        ("minLength", Value::String(text)) => text.chars().count() as u64 >= is.as_u64().unwrap(),
        ("minimum", Value::Number(n)) => n.as_f64() >= is.as_f64(),
        ("maximum", Value::Number(n)) => n.as_f64() <= is.as_f64(),
        _ => true,
    })
}

const PIN: &str = "sha256:015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862";

/// Policies of the right shape.
fn good() -> Vec<Value> {
    vec![
        json!({}),
        json!({"mode": "monitor"}),
        json!({"request": {"rules": []}, "response": {"rules": []}, "policies": []}),
        json!({"request": {"rules": [{"detect": "*", "action": "log"}]}}),
        json!({"request": {"rules": [{"detect": ["*"], "roles": ["user", "tool"], "min_score": 0.7, "action": "block"}]}}),
        json!({"identity": {"consumer": {"header": "x-consumer-username"}, "consumer_group": {"property": ["a", "b"]}}}),
        json!({"policies": [{"name": "analysts", "match": {"path": "/v1/*"}, "request": {"rules": []}}]}),
        json!({"canary": true, "exfiltration": {"allow_hosts": "docs.example"}, "keys": {"current": "0123456789abcdef"}}),
        json!({"exfiltration": {"allow_hosts": []}, "tool_pins": {"tools": {}, "closed": true}}),
        json!({"tool_pins": {"tools": {"pay": PIN, "see": [PIN, PIN]}}, "response": {"inspect_restored": true}}),
        json!({"keys": {"current": "0123456789abcdef", "previous": ["fedcba9876543210"]}}),
        json!({"policies": [{"name": "a", "match": {"path": "/"}, "canary": true, "tool_pins": {"closed": true}}]}),
        json!({"limits": {"max_request_bytes": 1000, "max_depth": 5}, "on_error": "allow", "on_uninspectable": "allow"}),
    ]
}

/// Policies of the wrong shape.
fn broken() -> Vec<Value> {
    vec![
        json!([]),
        json!("{}"),
        json!({"mods": "monitor"}),
        json!({"mode": "watch"}),
        json!({"mode": true}),
        json!({"request": []}),
        json!({"request": {"rules": {"detect": "*"}}}),
        json!({"request": {"rules": [{"detect": "*"}]}}),
        json!({"request": {"rules": [{"action": "log"}]}}),
        json!({"request": {"rules": [{"detect": "", "action": "log"}]}}),
        json!({"request": {"rules": [{"detect": "*", "action": "shred"}]}}),
        json!({"request": {"rules": [{"detect": "*", "action": "log", "min_score": 1.5}]}}),
        json!({"request": {"rules": [{"detect": "*", "action": "log", "roles": "king"}]}}),
        json!({"canary": "yes"}),
        json!({"exfiltration": ["docs.example"]}),
        json!({"exfiltration": {"allow_host": ["docs.example"]}}),
        json!({"tool_pins": {"pay": "sha256:00"}}),
        json!({"tool_pins": {"tools": {"pay": 7}}}),
        json!({"tool_pins": {"tools": ["pay"]}}),
        json!({"keys": {}}),
        json!({"keys": {"current": 1234567890123456u64}}),
        json!({"keys": {"current": "0123456789abcdef", "old": "0123456789abcdef"}}),
        json!({"response": {"inspect_restored": "yes"}}),
        json!({"limits": {"max_depth": 0}}),
        json!({"limits": {"max_depth": 1.5}}),
        json!({"limits": {"max_depth": "9"}}),
        json!({"policies": [{"match": {"path": "/"}}]}),
    ]
}

#[test]
fn kong_and_the_filter_agree_on_which_policies_are_right() {
    let schema = Config::json_schema();
    for policy in good() {
        assert!(valid(&schema, &policy), "the schema refuses {policy}");
        assert!(Config::from_json(policy.to_string().as_bytes()).is_ok(), "the filter refuses {policy}");
    }
    for policy in broken() {
        assert!(!valid(&schema, &policy), "the schema accepts {policy}");
        assert!(Config::from_json(policy.to_string().as_bytes()).is_err(), "the filter accepts {policy}");
    }
}

/// A value as Kong hands it to a filter: Lua has one kind of table, so an empty list comes out as an empty object.
fn through_lua(value: &Value) -> Value {
    match value {
        Value::Array(items) if items.is_empty() => json!({}),
        Value::Array(items) => Value::Array(items.iter().map(through_lua).collect()),
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), through_lua(value))).collect(),
        other => other.clone(),
    }
}

#[test]
fn a_policy_survives_lua() {
    for policy in good() {
        let lua = through_lua(&policy);
        assert!(valid(&Config::json_schema(), &lua), "{lua}");
        assert!(Config::from_json(lua.to_string().as_bytes()).is_ok(), "{lua}");
    }
    // `[]` and `{}` mean the same: no rules, not the default ones.
    let rules = |rules: Value| {
        let policy = json!({"request": {"rules": rules}}).to_string();
        Config::from_json(policy.as_bytes()).unwrap().default.request.len()
    };
    assert_eq!((rules(json!([])), rules(json!({}))), (0, 0));
    assert!(!Config::from_json(b"").unwrap().default.request.is_empty(), "no configuration is the default one");
}

/// `name = value` lines.
fn settings() -> Map<String, Value> {
    let conf = read("kong.conf");
    let lines = conf.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| line.split_once(" = ").unwrap_or_else(|| panic!("{line}")))
        .map(|(k, v)| (k.into(), v.into()))
        .collect()
}

/// A size as nginx writes it.
fn bytes(size: &str) -> usize {
    match size.split_at(size.len() - 1) {
        (number, "k") => number.parse::<usize>().unwrap() << 10,
        (number, "m") => number.parse::<usize>().unwrap() << 20,
        _ => size.parse().unwrap(),
    }
}

#[test]
fn kongs_buffers_hold_what_the_filter_inspects() {
    let settings = settings();
    let size = |name: &str| bytes(settings[name].as_str().unwrap());
    let buffer = size("nginx_http_client_body_buffer_size");
    assert!(buffer >= Limits::default().max_request_bytes, "larger bodies would be unreadable");
    assert!(size("nginx_http_client_max_body_size") >= buffer, "nginx would refuse what the filter could read");
    assert_eq!(settings["wasm"], "on");
    assert_eq!(settings["nginx_http_proxy_wasm_isolation"], "stream");
    assert!(settings.contains_key("nginx_wasm_shm_kv"));
}
