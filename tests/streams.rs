//! Recorded streams of many providers: byte for byte the same where nothing matches, and nothing of a planted secret
//! leaks, for every way of cutting.
//!
//! The recordings are in `../shared/data`; without them the tests say so and pass. `PROMPTSIEVE_FULL=1` runs every chunk
//! size and 10,000 seeds (minutes in a debug build), as does a release build.

use base64::{Engine, engine::general_purpose::STANDARD};
use promptsieve::{
    config::Config,
    eventstream::{self, EventStream},
    exchange::{Attributes, Headers, HostRules, Sieve},
    frame::{Framer, Grammar},
    loopback::{self, Message},
    redact::{Key, Keyring},
    sse::Sse,
};
use serde_json::Value;
use std::{collections::BTreeMap, fs, rc::Rc};

fn full() -> bool {
    std::env::var_os("PROMPTSIEVE_FULL").is_some() || !cfg!(debug_assertions)
}

struct Recording {
    name: String,
    path: String,
    request: Vec<u8>,
    content_type: String,
    body: Vec<u8>,
}

/// The recorded streams; none if the data isn't there.
fn recordings() -> Vec<Recording> {
    let mut out = Vec::new();
    for file in ["envoy-ai-gateway", "pydantic-ai"] {
        let path = format!("{}/../shared/data/dev/traffic/{file}.jsonl", env!("CARGO_MANIFEST_DIR"));
        let Ok(text) = fs::read_to_string(&path) else {
            eprintln!("SKIPPED: {path} is not there");
            continue;
        };
        let rows = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        for (number, row) in rows.enumerate().filter(|(_, row)| row["streaming"] == true) {
            let bytes = |key: &str, encoded: &str| {
                let text = row[key].as_str().unwrap_or_default();
                if row[encoded] == true { STANDARD.decode(text).unwrap() } else { text.as_bytes().to_vec() }
            };
            let header = |name: &str| {
                let headers = row["response_headers"].as_object().unwrap();
                headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).and_then(|(_, value)| value.as_str())
            };
            out.push(Recording {
                name: format!("{file}:{number} {}", row["api"].as_str().unwrap_or_default()),
                path: row["url"]
                    .as_str()
                    .and_then(|url| url.splitn(4, '/').nth(3))
                    .map_or_else(|| row["api"].as_str().unwrap_or_default().to_owned(), |path| format!("/{path}")),
                request: bytes("request_body", "request_b64"),
                content_type: header("content-type").unwrap_or_default().to_owned(),
                body: bytes("response_body", "response_b64"),
            });
        }
    }
    out
}

fn sieve(policy: &str) -> Rc<Sieve> {
    let config = Config::from_json(policy.as_bytes()).unwrap();
    Sieve::new(config, Keyring::of(Key::new(b"a key that only tests know").unwrap()))
}

fn message(head: &[(&str, &str)], body: &[u8]) -> Message {
    let header = |(name, value): &(&str, &str)| ((*name).to_owned(), value.as_bytes().to_vec());
    Message { headers: Headers(head.iter().map(header).collect()), body: body.to_vec() }
}

fn run(sieve: &Rc<Sieve>, recording: &Recording, body: &[u8], chunk: usize, host: HostRules) -> loopback::Outcome {
    let request = message(
        &[(":method", "POST"), (":path", &recording.path), ("content-type", "application/json")],
        &recording.request,
    );
    let response = message(&[(":status", "200"), ("content-type", &recording.content_type)], body);
    loopback::run(sieve, host, request, Attributes::default(), response, Some(chunk))
}

const MASK_ALL: &str = r#"{
    "request": {"rules": []},
    "response": {"rules": [
        {"detect": ["secret.*", "financial.*", "pii.us_ssn"], "min_score": 0.5, "action": "replace"}
    ]}
}"#;

#[test]
fn clean_streams_pass_byte_for_byte_for_every_chunk_size() {
    let sizes: Vec<usize> = if full() { (1..=64).collect() } else { vec![1, 17, 64] };
    let sieve = sieve(MASK_ALL);
    for recording in recordings() {
        for size in sizes.iter().copied().chain([usize::MAX]) {
            for host in [HostRules::ENVOY, HostRules::KONG] {
                let outcome = run(&sieve, &recording, &recording.body, size.min(recording.body.len()), host);
                let name = &recording.name;
                assert_eq!(outcome.audit.response.verdict.as_str(), "inspected", "{name}, {size}: {}", outcome.line);
                assert!(outcome.client.body == recording.body, "{name} in chunks of {size}");
                assert!(outcome.audit.response.texts > 0, "{name}: nothing was read");
            }
        }
    }
}

/// SplitMix64.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % bound.max(1) as u64) as usize
    }
}

fn frames(grammar: impl Grammar + 'static, bytes: &[u8]) -> Vec<(Vec<u8>, String, Vec<u8>)> {
    let mut framer = Framer::new(grammar, 1 << 24);
    framer.push(bytes);
    let mut out: Vec<_> = std::iter::from_fn(|| framer.next_frame().unwrap()).collect();
    out.extend(framer.finish().unwrap());
    out.iter().map(|frame| (frame.raw.clone(), frame.name.clone(), frame.payload().into_owned())).collect()
}

/// A stream as a reader sees it: the payloads, and how to write them down again.
struct Parsed {
    binary: bool,
    events: Vec<(String, Result<Value, Vec<u8>>)>,
}

impl Parsed {
    fn of(content_type: &str, body: &[u8]) -> Self {
        let binary = content_type.contains("amazon");
        let frames = if binary { frames(EventStream::default(), body) } else { frames(Sse::default(), body) };
        let event = |(raw, name, payload): (Vec<u8>, String, Vec<u8>)| {
            (name, serde_json::from_slice(&payload).map_err(|_| raw))
        };
        Self { binary, events: frames.into_iter().map(event).collect() }
    }

    fn write(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for (name, event) in &self.events {
            match event {
                Err(raw) => out.extend_from_slice(raw),
                Ok(value) if self.binary => out.extend(eventstream::message(
                    &[(":event-type", name), (":message-type", "event")],
                    value.to_string().as_bytes(),
                )),
                Ok(value) if name.is_empty() => out.extend(format!("data: {value}\n\n").bytes()),
                Ok(value) => out.extend(format!("event: {name}\ndata: {value}\n\n").bytes()),
            }
        }
        out
    }

    /// Which strings are pieces of which text: (event, pointer) by text, in order. Written anew from the vendors'
    /// documentation, so that it can disagree with the product.
    fn texts(&self) -> BTreeMap<String, Vec<(usize, String)>> {
        let mut out: BTreeMap<String, Vec<(usize, String)>> = BTreeMap::new();
        let mut add = |text: String, event: usize, pointer: String| out.entry(text).or_default().push((event, pointer));
        for (number, (name, event)) in self.events.iter().enumerate() {
            let Ok(event) = event else { continue };
            for (at, choice) in event["choices"].as_array().into_iter().flatten().enumerate() {
                for key in ["content", "reasoning_content", "reasoning"] {
                    if choice["delta"][key].is_string() {
                        add(format!("{}/{key}", choice["index"]), number, format!("/choices/{at}/delta/{key}"));
                    }
                }
                if choice["text"].is_string() {
                    add(format!("{}/text", choice["index"]), number, format!("/choices/{at}/text"));
                }
            }
            let parts = event.pointer("/candidates/0/content/parts").and_then(Value::as_array);
            for (at, part) in parts.into_iter().flatten().enumerate().filter(|(_, part)| part["text"].is_string()) {
                let thought = if part["thought"] == true { "thought" } else { "text" };
                add(thought.into(), number, format!("/candidates/0/content/parts/{at}/text"));
            }
            match event["type"].as_str().unwrap_or(name) {
                "content_block_delta" => {
                    for key in ["text", "thinking"].iter().filter(|key| event["delta"][**key].is_string()) {
                        add(format!("{}/{key}", event["index"]), number, format!("/delta/{key}"));
                    }
                }
                kind @ ("response.output_text.delta" | "response.reasoning_text.delta") => {
                    let text = format!("{kind}/{}/{}", event["output_index"], event["content_index"]);
                    add(text, number, "/delta".into());
                }
                "contentBlockDelta" if event["delta"]["text"].is_string() => {
                    add(format!("{}", event["contentBlockIndex"]), number, "/delta/text".into());
                }
                _ => {}
            }
        }
        out
    }

    fn said(&self, pieces: &[(usize, String)]) -> String {
        pieces.iter().map(|(event, pointer)| self.at(*event, pointer)).collect()
    }

    fn at(&self, event: usize, pointer: &str) -> &str {
        self.events[event].1.as_ref().unwrap().pointer(pointer).unwrap().as_str().unwrap()
    }

    fn at_mut(&mut self, event: usize, pointer: &str) -> &mut String {
        match self.events[event].1.as_mut().unwrap().pointer_mut(pointer).unwrap() {
            Value::String(text) => text,
            other => panic!("{other} is no string"),
        }
    }
}

/// Puts `new` in place of each string that is `old`.
fn replace_everywhere(value: &mut Value, old: &str, new: &str) {
    match value {
        Value::String(text) if text == old => *text = new.into(),
        Value::Array(items) => items.iter_mut().for_each(|item| replace_everywhere(item, old, new)),
        Value::Object(map) => map.values_mut().for_each(|item| replace_everywhere(item, old, new)),
        _ => {}
    }
}

const SECRETS: &[(&str, &str)] = &[
    ("4532 0151 1283 0366", "[PAYMENT_CARD]"),
    (concat!("AKIA", "YVP4CIPPERUVIFXG"), "[AWS_ACCESS_KEY_ID]"),
    (concat!("sk_", "live_4eC39HqLyjWDarjtT1zdp7dc"), "[STRIPE_API_KEY]"),
];

#[test]
fn planted_secrets_never_leak() {
    let recordings = recordings();
    let streams: Vec<(&Recording, Parsed)> = recordings
        .iter()
        .map(|recording| (recording, Parsed::of(&recording.content_type, &recording.body)))
        .filter(|(_, parsed)| !parsed.texts().is_empty())
        .collect();
    if streams.is_empty() {
        return;
    }
    assert!(streams.len() > 90, "only {} streams have text", streams.len());
    let sieve = sieve(MASK_ALL);
    let mut dice = Dice(42);
    for seed in 0..if full() { 10_000 } else { 400 } {
        let (recording, parsed) = &streams[seed % streams.len()];
        let mut parsed = Parsed { binary: parsed.binary, events: parsed.events.clone() };
        let texts = parsed.texts();
        let (key, pieces) = texts.iter().nth(dice.below(texts.len())).unwrap();
        let (secret, label) = SECRETS[dice.below(SECRETS.len())];
        let before = parsed.said(pieces);
        // One boundary after the other, the secret cut over a few of the pieces that follow.
        let first = seed / streams.len() % pieces.len();
        let last = (first + dice.below(8)).min(pieces.len() - 1);
        let mut rest = format!(" (here: {secret}) ");
        let mut moved = String::new();
        for at in first..=last {
            let cut = if at == last { rest.len() } else { dice.below(rest.len() + 1) };
            let left = rest.split_off(cut);
            let (event, pointer) = &pieces[at];
            let piece = parsed.at_mut(*event, pointer);
            if at == first {
                piece.push_str(&rest);
            } else {
                moved += &std::mem::replace(piece, rest);
            }
            rest = left;
            if at == last {
                piece.push_str(&moved);
            }
        }
        let planted = parsed.said(pieces);
        assert!(planted.contains(secret), "seed {seed}: {}", recording.name);
        if before.len() > 20 {
            parsed.events.iter_mut().filter_map(|(_, e)| e.as_mut().ok()).for_each(|event| {
                replace_everywhere(event, &before, &planted);
            });
        }
        let body = parsed.write();
        let chunk = [1 + dice.below(64), 1 + dice.below(2000), body.len()][dice.below(3)];
        let outcome = run(&sieve, recording, &body, chunk, HostRules::ENVOY);
        let found = Parsed::of(&recording.content_type, &outcome.client.body);
        let context = || format!("seed {seed}, {} text {key}, chunks of {chunk}", recording.name);
        assert_eq!(found.events.len(), parsed.events.len(), "{}: events went missing", context());
        let said = found.said(&found.texts()[key]);
        assert_eq!(said, planted.replace(secret, label), "{}", context());
        let bytes = String::from_utf8_lossy(&outcome.client.body);
        assert!(!bytes.contains(secret), "{}: it stands elsewhere", context());
        for (other, pieces) in texts.iter().filter(|(other, _)| *other != key) {
            assert_eq!(found.said(&found.texts()[other]), parsed.said(pieces), "{}: {other}", context());
        }
        for ((_, now), (_, then)) in found.events.iter().zip(&parsed.events) {
            if let (Ok(now), Ok(then)) = (now, then) {
                for pointer in ["/id", "/model", "/usage", "/index", "/choices/0/finish_reason", "/sequence_number"] {
                    assert_eq!(now.pointer(pointer), then.pointer(pointer), "{}", context());
                }
            }
        }
    }
}
