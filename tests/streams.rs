//! Recorded streams of many providers: byte for byte the same where nothing matches, and nothing of a planted secret
//! leaks, for every way of cutting.
//!
//! The recordings are in `../shared/data`; without them the tests say so and pass. `PROMPTSIEVE_FULL=1` runs every chunk
//! size and 10,000 seeds (minutes in a debug build), as does a release build.

#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

use base64::{Engine, engine::general_purpose::STANDARD};
use promptsieve::{
    config::Config,
    eventstream::{self, EventStream},
    exchange::{Attributes, Headers, HostRules, Sieve},
    find::Finder,
    frame::{Framer, Grammar},
    inspect::Inspector,
    loopback::{self, Message},
    policy,
    redact::{Key, Keyring, Redactor},
    sse::Sse,
    stream::{Delays, Stream, Tools, Wire},
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

/// What is planted, what takes its place, and how many bytes of it may leave where the policy does not say exact: less
/// than the issuer's mark.
const SECRETS: &[(&str, &str, usize)] = &[
    ("4532 0151 1283 0366", "[PAYMENT_CARD]", 0),
    (concat!("AKIA", "YVP4CIPPERUVIFXG"), "[AWS_ACCESS_KEY_ID]", 3),
    (concat!("sk_", "live_4eC39HqLyjWDarjtT1zdp7dc"), "[STRIPE_API_KEY]", 7),
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
    let lead = MASK_ALL.replace("\"response\": {", "\"response\": {\"hold\": \"lead\", ");
    let sieves = [sieve(&lead), sieve(MASK_ALL)];
    let mut leads = 0;
    let only: Option<usize> = std::env::var("PROMPTSIEVE_SEED").ok().and_then(|seed| seed.parse().ok());
    for seed in 0..if full() { 10_000 } else { 400 } {
        if only.is_some_and(|only| only != seed) {
            continue;
        }
        let mut dice = Dice(seed as u64);
        let (recording, parsed) = &streams[seed % streams.len()];
        let mut parsed = Parsed { binary: parsed.binary, events: parsed.events.clone() };
        let texts = parsed.texts();
        let (key, pieces) = texts.iter().nth(dice.below(texts.len())).unwrap();
        let (secret, label, lead) = &SECRETS[dice.below(SECRETS.len())];
        let (secret, label) = (*secret, *label);
        let exact = dice.below(2) == 1;
        let before = parsed.said(pieces);
        // One boundary after the other, the secret cut over a few of the pieces that follow.
        let first = seed / streams.len() % pieces.len();
        let last = (first + dice.below(8)).min(pieces.len() - 1);
        let mut rest = format!(" (here: {secret}) ");
        let mut moved = String::new();
        for (at, (event, pointer)) in pieces.iter().enumerate().take(last + 1).skip(first) {
            let cut = if at == last { rest.len() } else { dice.below(rest.len() + 1) };
            let left = rest.split_off(cut);
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
            // The copies of the whole text that some events carry.
            let others = parsed.events.iter_mut().enumerate().filter(|(at, _)| pieces.iter().all(|(e, _)| e != at));
            for (_, (_, event)) in others {
                if let Ok(event) = event {
                    replace_everywhere(event, &before, &planted);
                }
            }
        }
        let body = parsed.write();
        let chunk = [1 + dice.below(64), 1 + dice.below(2000), body.len()][dice.below(3)];
        let outcome = run(&sieves[usize::from(exact)], recording, &body, chunk, HostRules::ENVOY);
        let found = Parsed::of(&recording.content_type, &outcome.client.body);
        let context = || format!("seed {seed}, {} text {key}, chunks of {chunk}", recording.name);
        assert_eq!(found.events.len(), parsed.events.len(), "{}: events went missing", context());
        let said = found.said(&found.texts()[key]);
        // What tells the secret's kind may stay before its label, where the policy says so.
        let at = planted.find(secret).unwrap();
        let left = said.get(at..).and_then(|rest| rest.split_once(label)).map_or("", |(left, _)| left);
        assert!(secret.starts_with(left) && left.len() <= if exact { 0 } else { *lead }, "{}: {said}", context());
        assert_eq!(said, planted.replace(secret, &format!("{left}{label}")), "{}", context());
        leads += usize::from(!left.is_empty());
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
    assert!(only.is_some() || leads > 0, "no mark ever left: the test shows nothing of it");
}

/// A chat stream that says these pieces.
fn chat(pieces: &[&str], field: &dyn Fn(&str) -> Value) -> Vec<u8> {
    let chunk = |delta: Value| {
        let choice = serde_json::json!({"index": 0, "delta": delta, "finish_reason": null});
        let chunk = serde_json::json!({"id": "c", "object": "chat.completion.chunk", "choices": [choice]});
        format!("data: {chunk}\n\n")
    };
    let said: String = pieces.iter().map(|piece| chunk(field(piece))).collect();
    format!("{said}data: [DONE]\n\n").into_bytes()
}

fn text(piece: &str) -> Value {
    serde_json::json!({"content": piece})
}

fn arguments(piece: &str) -> Value {
    serde_json::json!({"tool_calls": [{"index": 0, "function": {"arguments": piece}}]})
}

/// What the pieces of a chat stream say together.
fn said(body: &[u8], pointer: &str) -> String {
    let parsed = Parsed::of("text/event-stream", body);
    let events = parsed.events.iter().filter_map(|(_, event)| event.as_ref().ok());
    events.filter_map(|event| event.pointer(pointer)?.as_str()).collect()
}

const CONTENT: &str = "/choices/0/delta/content";
const ARGUMENTS: &str = "/choices/0/delta/tool_calls/0/function/arguments";

/// One exchange: the request's words, and the answer made of what the upstream got.
fn exchange(
    sieve: &Rc<Sieve>,
    prompt: &str,
    consumer: &str,
    answer: &dyn Fn(&str) -> Vec<u8>,
    chunk: usize,
) -> (String, Vec<u8>) {
    let body = serde_json::json!({"model": "m", "messages": [{"role": "user", "content": prompt}]}).to_string();
    let head = [
        (":method", "POST"),
        (":path", "/v1/chat/completions"),
        ("content-type", "application/json"),
        ("x-consumer", consumer),
    ];
    let run = |response: Vec<u8>| {
        let response = message(&[(":status", "200"), ("content-type", "text/event-stream")], &response);
        let request = message(&head, body.as_bytes());
        loopback::run(sieve, HostRules::ENVOY, request, Attributes::default(), response, Some(chunk))
    };
    // Stand-ins are the same each time, so a first run tells what the upstream gets.
    let upstream = run(chat(&[], &text)).upstream.unwrap().body;
    let upstream: Value = serde_json::from_slice(&upstream).unwrap();
    let got = upstream["messages"][0]["content"].as_str().unwrap().to_owned();
    let answer = answer(&got);
    (got, run(answer).client.body)
}

fn cut<'t>(text: &'t str, dice: &mut Dice) -> Vec<&'t str> {
    let mut out = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let at = rest.ceil_char_boundary((1 + dice.below(9)).min(rest.len()));
        let (piece, left) = rest.split_at(at);
        out.push(piece);
        rest = left;
    }
    out
}

const REVERSIBLE: &str = r#"{
    "identity": {"consumer": {"header": "x-consumer"}},
    "request": {"rules": [
        {"detect": "pii.email", "action": "tokenize"}, {"detect": "financial.payment_card", "action": "fake"},
        {"detect": "secret.*", "action": "seal"}
    ]},
    "response": {"restore_tools": ["send_*"], "rules": [
        {"detect": ["pii.email", "financial.payment_card"], "action": "mask"}
    ]}
}"#;

#[test]
fn what_the_request_replaced_comes_back_in_the_stream_for_every_way_of_cutting() {
    let sieve = sieve(REVERSIBLE);
    let secret = concat!("AKIA", "YVP4CIPPERUVIFXG");
    let prompt = format!("Write to jo.bloggs@corp-mail.com about card 4532 0151 1283 0366, key {secret}.");
    let mut dice = Dice(7);
    for round in 0..if full() { 300 } else { 40 } {
        let answer = |got: &str| {
            let written = got.replacen('_', "\\_", round % 2);
            chat(
                &cut(&format!("**{written}** Not eve@corp-mail.com nor 5425 2334 3010 9903!"), &mut Dice(round as u64)),
                &text,
            )
        };
        let (got, client) = exchange(&sieve, &prompt, "a", &answer, 1 + dice.below(99));
        assert!(!got.contains("jo.bloggs") && !got.contains("4532") && !got.contains(secret), "{got}");
        assert!(got.contains("EMAIL_") && got.contains("SEALED_AWSACCESSKEYID_9"), "{got}");
        // What comes back is not masked again; what the model says by itself is.
        let expect = format!("**{prompt}** Not ***************** nor *******************!");
        assert_eq!(said(&client, CONTENT), expect, "round {round}: {got}");
    }
}

#[test]
fn values_go_into_the_arguments_of_listed_tools_only_and_keep_both_layers_of_json_valid() {
    let sieve = sieve(REVERSIBLE);
    for (tool, restored) in [("send_mail", true), ("search_web", false)] {
        for round in 0..40 {
            let mut token = String::new();
            let call = |got: &str| {
                let token = got.strip_prefix("Mail ").unwrap();
                let start = serde_json::json!({"tool_calls": [
                    {"index": 0, "id": "t", "type": "function", "function": {"name": tool, "arguments": ""}}
                ]});
                let args = format!("{{\"name\": \"send_mail\",\n \"to\": [\"a\\n{token}\"], \"n\": 1}}");
                let mut body = chat(&["x"], &|_| start.clone());
                body.truncate(body.len() - "data: [DONE]\n\n".len());
                body.extend(chat(&cut(&args, &mut Dice(round)), &arguments));
                body
            };
            let (got, client) = exchange(&sieve, "Mail jo.bloggs@corp-mail.com", "a", &call, 50);
            token.push_str(got.strip_prefix("Mail ").unwrap());
            let args: Value = serde_json::from_str(&said(&client, ARGUMENTS)).unwrap();
            let expect = if restored { "jo.bloggs@corp-mail.com" } else { &token };
            assert_eq!(args["to"][0], format!("a\n{expect}"), "{tool}, round {round}");
        }
    }
}

#[test]
fn a_value_comes_back_only_in_the_exchange_that_sent_it_and_sealed_ones_only_to_their_consumer() {
    let sieve = sieve(REVERSIBLE);
    let secret = concat!("AKIA", "YVP4CIPPERUVIFXG");
    let (got, _) = exchange(&sieve, &format!("jo.bloggs@corp-mail.com {secret}"), "a", &|got| chat(&[got], &text), 50);
    let (token, sealed) = got.split_once(' ').unwrap();
    let echo = |_: &str| chat(&[&format!("{token} {sealed}")], &text);
    let (_, same) = exchange(&sieve, "hello", "a", &echo, 50);
    assert_eq!(said(&same, CONTENT), format!("{token} {secret}"));
    let (_, other) = exchange(&sieve, "hello", "b", &echo, 50);
    assert_eq!(said(&other, CONTENT), format!("{token} {sealed}"));
}

#[test]
fn twenty_turns_get_the_same_stand_ins_each_time() {
    let sieve = sieve(REVERSIBLE);
    let mut history = String::new();
    let mut before = String::new();
    for turn in 0..20 {
        history += &format!("Turn {turn}: jo.bloggs@corp-mail.com, u{turn}@corp-mail.com, 4532 0151 1283 0366. ");
        let (got, client) = exchange(&sieve, &history, "a", &|got| chat(&[got], &text), 4096);
        assert!(got.starts_with(&before), "turn {turn} changed what was sent before");
        assert!(!got.contains("corp-mail"), "{got}");
        assert_eq!(said(&client, CONTENT), history);
        before = got;
    }
}

/// Random JSON text of an object, in which some strings hold a card number, and some numbers are one.
fn random_arguments(dice: &mut Dice) -> String {
    let mut out = String::from("{");
    for at in 0..1 + dice.below(4) {
        let comma = if at == 0 { "" } else { [", ", ","][dice.below(2)] };
        out += &format!("{comma}\"k{at}\":{}", [" ", ""][dice.below(2)]);
        match dice.below(4) {
            0 => out += ["4532015112830366", "12", "-1.5e3", "true"][dice.below(4)],
            _ => {
                out.push('"');
                for _ in 0..dice.below(6) {
                    out += ["a ", "\\n", "\\\"", "\\\\", "\\u00e9", "\\ud83d\\ude00", "é😀 ", "{\\\"", "\\/"]
                        [dice.below(9)];
                    if dice.below(3) == 0 {
                        out += [" 4532 0151 1283 0366 ", "\\n4532015112830366\\n", " 4532\\u00200151 1283 0366."]
                            [dice.below(3)];
                    }
                }
                out.push('"');
            }
        }
    }
    out + "}"
}

fn redacted(value: &Value) -> Value {
    match value {
        Value::String(text) => {
            let text = text.replace("4532 0151 1283 0366", "[PAYMENT_CARD]");
            text.replace("4532015112830366", "[PAYMENT_CARD]").into()
        }
        Value::Number(number) if number.to_string() == "4532015112830366" => "[PAYMENT_CARD]".into(),
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), redacted(value))).collect(),
        other => other.clone(),
    }
}

#[test]
fn arguments_stay_valid_json_inside_and_out_for_every_way_of_cutting() {
    let sieve = sieve(MASK_ALL);
    let mut dice = Dice(3);
    for round in 0..if full() { 5000 } else { 300 } {
        let args = random_arguments(&mut dice);
        let body = chat(&cut(&args, &mut dice), &arguments);
        let (_, client) = exchange(&sieve, "hi", "a", &|_| body.clone(), 1 + dice.below(400));
        let written = said(&client, ARGUMENTS);
        let found: Value = serde_json::from_str(&written).unwrap_or_else(|e| panic!("round {round}: {e} in {written}"));
        let expect = redacted(&serde_json::from_str(&args).unwrap());
        assert_eq!(found, expect, "round {round}: {args} became {written}");
    }
}

/// Base 64 as keys have it, in lines of 64.
fn key_body(dice: &mut Dice, length: usize) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits: Vec<u8> = (0..length).map(|_| DIGITS[dice.below(64)]).collect();
    digits.chunks(64).map(|line| format!("{}\n", std::str::from_utf8(line).unwrap())).collect()
}

/// A long key is replaced as soon as it is known for one: it is not waited for, nothing of it leaves, and what stands
/// after it is there.
#[test]
fn a_long_key_is_cut_off_once_it_is_recognised() {
    let frame = concat!("-----", "BEGIN RSA PRIVATE KEY-----\n");
    for (round, hold) in
        [("lead"), ("exact")].into_iter().enumerate().flat_map(|(at, hold)| [(at, hold), (at + 9, hold)])
    {
        let mut dice = Dice(round as u64);
        let body = key_body(&mut dice, 3200);
        let end = frame.replace("BEGIN", "END");
        let whole = format!("Here it is:\n{frame}{body}{end}\nKeep it well.");
        let pieces = cut(&whole, &mut dice);
        let policy = format!(
            r#"{{"request":{{"rules":[]}},"response":{{"hold":"{hold}","rules":[{{"detect":"secret.*","action":"replace"}}]}}}}"#
        );
        let sieve = sieve(&policy);
        let (_, client) = exchange(&sieve, "hi", "a", &|_| chat(&pieces, &text), 1 + dice.below(200));
        let found = said_content(&client);
        let left = found.strip_prefix("Here it is:\n").and_then(|rest| rest.split_once("[PRIVATE_KEY]"));
        let (mark, rest) = left.unwrap_or_else(|| panic!("{found}"));
        assert!(frame.starts_with(mark) && (mark.is_empty() || hold == "lead"), "{found}");
        assert_eq!(rest.trim_start(), "Keep it well.", "{found}");
        let recording = Recording {
            name: "key".into(),
            path: "/v1/chat/completions".into(),
            request: Vec::new(),
            content_type: "text/event-stream".into(),
            body: chat(&pieces, &text),
        };
        let delays = delays(&policy, std::slice::from_ref(&recording));
        // Of text some five bytes an event.
        let most = delays.most_held * whole.len() / recording.body.len();
        println!("a key of {} bytes, {hold}: {most} bytes of text held at most, {delays:?}", body.len());
        assert!(most < 300, "{most} bytes of text held");
        // In a tool's arguments as well, where it is JSON inside JSON.
        let args = serde_json::json!({"key": format!("{frame}{body}{end}"), "n": 1}).to_string();
        let (_, client) = exchange(&sieve, "hi", "a", &|_| chat(&cut(&args, &mut Dice(3)), &arguments), 100);
        let args: Value = serde_json::from_str(&said(&client, ARGUMENTS)).unwrap();
        assert!(args["key"].as_str().unwrap().trim_end().ends_with("[PRIVATE_KEY]"), "{args}");
        assert!(args["key"].as_str().unwrap().len() < 50, "{args}");
        assert_eq!(args["n"], 1);
    }
}

/// What waited when the upstream's stream broke off is judged, and none of a match leaves.
#[test]
fn a_stream_that_breaks_off_releases_nothing_unjudged() {
    let sieve = sieve(MASK_ALL);
    let secret = "4532 0151 1283 0366";
    let whole = chat(&cut(&format!("Pay with {secret} or not."), &mut Dice(5)), &text);
    for end in 0..whole.len() {
        let recording = Recording {
            name: "cut".into(),
            path: "/v1/chat/completions".into(),
            request: br#"{"model":"m","messages":[{"role":"user","content":"hi"}]}"#.to_vec(),
            content_type: "text/event-stream".into(),
            body: whole.get(..end).unwrap().to_vec(),
        };
        let outcome = run(&sieve, &recording, &recording.body, 50, HostRules::ENVOY);
        let said = said_content(&outcome.client.body);
        let before = "Pay with ";
        assert!(before.starts_with(&said) || said.starts_with(before), "{end}: {said}");
        // A number that is not complete is none; one that is has gone.
        assert!(!said.contains(secret), "{end}: {said}");
    }
}

fn said_content(body: &[u8]) -> String {
    said(body, CONTENT)
}

/// How the events of streams are held up by a policy.
fn delays(policy: &str, streams: &[Recording]) -> Delays {
    let config = Config::from_json(policy.as_bytes()).unwrap();
    let (plan, all) = (&config.default, Finder::new(|_| true, &[], &config.allow));
    let acting = Finder::new(|id| policy::acts(&plan.response, id), &[], &config.allow)
        .with_stakes(|id| policy::stakes([&**plan], id));
    let redactor = Redactor::new(std::sync::Arc::new(Keyring::random()), String::new());
    let mut sum = Delays::default();
    for recording in streams {
        let tools = Tools {
            inspector: Inspector {
                finder: &all,
                rules: &plan.response,
                limits: config.limits.json(1 << 24),
                unknown_shape: plan.unknown_shape,
                pinned: None,
            },
            acting: Some(&acting),
            redactor: &redactor,
            restore: &plan.restore,
            guard: &promptsieve::guard::Guard::default(),
            shape: None,
            pass_unreadable: false,
        };
        let mut stream = Stream::new(Wire::of(&recording.content_type, &recording.path).unwrap());
        stream.push(&recording.body, true, &tools);
        let delays = stream.delays();
        if std::env::var_os("PROMPTSIEVE_VERBOSE").is_some() && delays.delayed > 0 {
            println!("  {} {delays:?}", recording.name);
        }
        sum.frames += delays.frames;
        sum.delayed += delays.delayed;
        sum.held += delays.held;
        sum.most_held = sum.most_held.max(delays.most_held);
    }
    sum
}

/// Streams full of digits: sums, dates, amounts, numbers of any length and now and then an identifier, in tokens of up
/// to three digits as models write them.
fn digits() -> Vec<Recording> {
    let stream = |seed: u64| {
        let mut dice = Dice(seed);
        let mut pieces: Vec<String> = Vec::new();
        for _ in 0..200 {
            let length = 1 + dice.below(12) as u32;
            let written = match dice.below(8) {
                0 => " 4532 0151 1283 0366".to_owned(),
                1 => format!(" {}-0{}-1{}", 2000 + dice.below(60), 1 + dice.below(9), dice.below(9)),
                2 => format!(" ${}.{:02}", dice.below(100_000), dice.below(100)),
                3 => format!(" {} + {} = {}", dice.below(999), dice.below(99), dice.below(9999)),
                4 => [" the total of", " is about", ", so that"][dice.below(3)].to_owned(),
                _ => format!(" {}", dice.below(10usize.pow(length))),
            };
            let mut token = String::new();
            for c in written.chars() {
                let same = token.chars().last().is_none_or(|last| {
                    last.is_ascii_digit() && c.is_ascii_digit() && token.len() < 3
                        || c.is_ascii_alphabetic() && (last == ' ' || last.is_ascii_alphabetic())
                });
                if !same {
                    pieces.push(std::mem::take(&mut token));
                }
                token.push(c);
            }
            pieces.push(token);
        }
        let pieces: Vec<&str> = pieces.iter().map(String::as_str).collect();
        Recording {
            name: format!("digits {seed}"),
            path: "/v1/chat/completions".into(),
            request: Vec::new(),
            content_type: "text/event-stream".into(),
            body: chat(&pieces, &text),
        }
    };
    (0..5).map(stream).collect()
}

/// How much streams are held up by different rules: printed, and held to what was measured. A rule waits where something
/// of its own could begin, so the share is the rule's.
#[test]
fn streams_are_held_rarely_and_briefly() {
    let recordings = recordings();
    if recordings.is_empty() {
        return;
    }
    let digits = digits();
    let mut over = Vec::new();
    println!("{:<44}{:>28}{:>28}", "", "recorded streams", "streams full of digits");
    println!(
        "{:<36}{:>8}{:>28}{:>28}",
        "rules act on", "hold", "delayed   mean bytes   most", "delayed   mean bytes   most"
    );
    for (what, detect, hold, most) in [
        ("nothing (default policy)", "", "lead", 0.001),
        ("financial.payment_card", "\"financial.payment_card\"", "brief", 0.01),
        ("financial.payment_card", "\"financial.payment_card\"", "lead", 0.05),
        ("financial.iban", "\"financial.iban\"", "lead", 0.01),
        ("financial.iban", "\"financial.iban\"", "exact", 0.2),
        ("secret.*", "\"secret.*\"", "lead", 0.01),
        ("secret.*", "\"secret.*\"", "exact", 0.3),
        ("pii.us_ssn", "\"pii.us_ssn\"", "lead", 0.05),
        ("pii.us_ssn", "\"pii.us_ssn\"", "brief", 0.05),
        ("pii.phone", "\"pii.phone\"", "lead", 0.1),
        ("pii.email", "\"pii.email\"", "lead", 0.9),
        ("pii.email", "\"pii.email\"", "brief", 0.1),
        ("secret.*, financial.*, pii.us_ssn", "\"secret.*\", \"financial.*\", \"pii.us_ssn\"", "lead", 1.0),
        ("secret.*, financial.*, pii.us_ssn", "\"secret.*\", \"financial.*\", \"pii.us_ssn\"", "brief", 1.0),
        ("everything", "\"*\"", "exact", 1.0),
        ("everything", "\"*\"", "lead", 1.0),
        ("everything", "\"*\"", "brief", 1.0),
    ] {
        let rule = format!(r#"{{"detect":[{detect}],"min_score":0.5,"action":"mask"}}"#);
        let rules = if detect.is_empty() { String::new() } else { format!(r#""rules":[{rule}],"#) };
        let policy = format!(r#"{{"request":{{"rules":[]}},"response":{{{rules}"hold":"{hold}"}}}}"#);
        let figures = |streams: &[Recording]| {
            let delays = delays(&policy, streams);
            let share = delays.delayed as f64 / delays.frames as f64;
            let mean = delays.held as f64 / delays.frames as f64;
            (share, format!("{:>6.2}%{mean:>12.1}{:>9}", share * 100.0, delays.most_held))
        };
        let ((share, clean), (_, full)) = (figures(&recordings), figures(&digits));
        println!("{what:<36}{hold:>8}{clean:>28}{full:>28}");
        if share > most {
            over.push(format!("{what}, {hold}: {share}"));
        }
    }
    assert!(over.is_empty(), "{over:?}");
}

/// A stream of InvokeModel: each of the model's events in base64 in one of AWS's.
fn invoked(events: impl Iterator<Item = Value>) -> Recording {
    let event = |inner: Value| {
        let outer = serde_json::json!({"bytes": STANDARD.encode(inner.to_string()), "p": "abcd"});
        eventstream::message(
            &[(":event-type", "chunk"), (":content-type", "application/json"), (":message-type", "event")],
            outer.to_string().as_bytes(),
        )
    };
    Recording {
        name: "invoke".into(),
        path: "/model/anthropic.claude/invoke-with-response-stream".into(),
        request:
            br#"{"messages":[{"role":"user","content":"hi"}],"anthropic_version":"bedrock-2023-05-31","max_tokens":9}"#
                .to_vec(),
        content_type: "application/vnd.amazon.eventstream".into(),
        body: events.flat_map(event).collect(),
    }
}

/// The names of AWS's events, and the model's own in them.
fn unwrapped(body: &[u8]) -> Vec<(String, Value)> {
    let event = |(_, name, payload): (Vec<u8>, String, Vec<u8>)| {
        let outer: Value = serde_json::from_slice(&payload).unwrap();
        let inner = outer["bytes"].as_str().map(|inner| STANDARD.decode(inner).unwrap());
        (name, inner.map_or(outer, |inner| serde_json::from_slice(&inner).unwrap()))
    };
    frames(EventStream::default(), body).into_iter().map(event).collect()
}

fn claude_s(text: &&str) -> Value {
    serde_json::json!({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}})
}

#[test]
fn bedrock_s_invoke_streams_are_read_inside_their_base64() {
    let recording = invoked(["Pay ", "4532 01", "51 1283", " 0366 now"].iter().map(claude_s));
    for chunk in [1, 10, 100, 10_000] {
        let outcome = run(&sieve(MASK_ALL), &recording, &recording.body, chunk, HostRules::ENVOY);
        let events = unwrapped(&outcome.client.body);
        let texts: Vec<_> = events.iter().map(|(_, event)| event["delta"]["text"].as_str().unwrap()).collect();
        assert_eq!(texts, ["Pay ", "[PAYMENT_CARD]", "", " now"], "chunks of {chunk}");
    }
}

#[test]
fn a_blocked_invoke_stream_ends_as_its_reader_expects() {
    let sieve = sieve(r#"{"response":{"rules":[{"detect":"financial.payment_card","action":"block"}]}}"#);
    let texts = ["Pay ", "4532 01", "51 1283", " 0366 now"];
    let claude = invoked(texts.iter().map(claude_s));
    // Not a dialect that we know how to end: AWS's own kind of error.
    let llama = invoked(texts.iter().map(|text| serde_json::json!({"generation": text, "stop_reason": null})));
    for chunk in [1, 100, 10_000] {
        let ending = |recording: &Recording| {
            let outcome = run(&sieve, recording, &recording.body, chunk, HostRules::ENVOY);
            let events = unwrapped(&outcome.client.body);
            assert!(!format!("{events:?}").contains("4532"), "{events:?}");
            events
        };
        let events = ending(&claude);
        let stop = events.iter().find_map(|(_, event)| event["delta"]["stop_reason"].as_str());
        assert_eq!(stop, Some("refusal"), "{events:?}");
        assert!(events.iter().all(|(name, _)| name == "chunk"));
        assert_eq!(events.last().unwrap().1["type"], "message_stop");
        let events = ending(&llama);
        let (name, error) = events.last().unwrap();
        assert_eq!(
            (name.as_str(), &error["message"]),
            ("validationException", &"blocked by the policy of this gateway".into())
        );
    }
}
