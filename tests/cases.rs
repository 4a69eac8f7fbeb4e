//! The corpus of cases (`cases/README.md`) natively: the exchange's state machine, without a host.
//!
//! `tests/host` runs the same corpus with the built filter on Envoy's and Kong's rules, `tests/e2e` in a real Envoy.

#![allow(missing_docs, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

#[path = "cases/corpus.rs"]
#[allow(dead_code)] // `unless_skipped` is for single tests.
mod corpus;

use corpus::{Case, Seen};
use promptsieve::config::Config;
use promptsieve::exchange::{Attributes, Headers, HostRules, Sieve};
use promptsieve::loopback::{self, Message};
use promptsieve::redact::{Key, Keyring};
use serde_json::Value;
use std::rc::Rc;

/// The same key everywhere, so that every runner makes the same stand-ins.
const KEY: &[u8] = b"the key of the corpus of cases";

/// Sizes of the pieces that bodies are fed in, besides whole.
const PIECES: [usize; 5] = [1, 2, 3, 7, 64];

fn message(first: &[(&str, &str)], headers: &[(String, String)], body: &[u8]) -> Message {
    let mut fields: Vec<(String, Vec<u8>)> =
        first.iter().map(|(name, value)| ((*name).into(), value.as_bytes().to_vec())).collect();
    fields.extend(headers.iter().map(|(name, value)| (name.clone(), value.clone().into_bytes())));
    if !body.is_empty() && headers.iter().all(|(name, _)| name != "content-length") {
        fields.push(("content-length".into(), body.len().to_string().into_bytes()));
    }
    Message { headers: Headers(fields), body: body.to_vec() }
}

fn see(sieve: &Rc<Sieve>, host: HostRules, case: &Case, chunk: Option<usize>) -> Result<Seen, String> {
    let request = message(&[(":method", &case.method), (":path", &case.path)], &case.request_headers, &case.request);
    let response = message(&[(":status", &case.status.to_string())], &case.response_headers, &case.response);
    let outcome = loopback::run(sieve, host, request, Attributes::default(), response, chunk);
    let state: Value = serde_json::from_str(&outcome.state).map_err(|error| format!("state: {error}"))?;
    let status = outcome.client.headers.get(":status").and_then(|status| status.parse().ok()).unwrap_or(0);
    let mut places = vec![
        ("log", outcome.line),
        ("state", outcome.state),
        ("metrics", outcome.counters.into_keys().collect::<Vec<_>>().join("\n")),
    ];
    if let Some(received) = &outcome.upstream {
        places.push(("upstream", String::from_utf8_lossy(&received.body).into_owned()));
        places.push(("upstream's headers", format!("{:?}", received.headers.0)));
    }
    Ok(Seen {
        upstream: outcome.upstream.map(|received| received.body),
        status,
        client: outcome.client.body,
        verdict: state["verdict"].as_str().unwrap_or_default().into(),
        reason: state["reason"].as_str().map(Into::into),
        places,
    })
}

fn check(name: &str, host: HostRules, case: &Case) -> Result<(), String> {
    let config = Config::from_json(case.policy.as_bytes())
        .map_err(|problems| problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))?;
    let key = Key::new(KEY).map_err(|error| error.to_string())?;
    let sieve = Sieve::new(config, Keyring::of(key));
    let whole = see(&sieve, host, case, None)?;
    case.judge(name, &whole)?;
    // Kong hands a request over whole; answers in pieces are its simulator's business (`tests/host`).
    for size in PIECES.into_iter().filter(|_| host.holds_headers) {
        let cut = see(&sieve, host, case, Some(size)).map_err(|wrong| format!("in pieces of {size}: {wrong}"))?;
        case.judge(name, &cut).map_err(|wrong| format!("in pieces of {size}: {wrong}"))?;
    }
    Ok(())
}

#[test]
fn native_by_the_rules_of_envoy() {
    corpus::run("native", |case| check("envoy", HostRules::ENVOY, case));
}

#[test]
fn native_by_the_rules_of_kong() {
    corpus::run("native_kong", |case| check("kong", HostRules::KONG, case));
}
