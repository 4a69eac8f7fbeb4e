//! The whole corpus on both hosts with the real filter, and each case cut at every byte.

#[path = "../../cases/corpus.rs"]
#[allow(dead_code)] // `unless_skipped` is for single tests.
mod corpus;

use std::collections::HashMap;
use std::sync::OnceLock;

use corpus::{Case, Seen};
use promptsieve_hosts::rules::Host;
use promptsieve_hosts::{
    Client, End, Envoy, Exchange, Framing, Gateway, Headers, Kong, Level, Module, Request, Response,
};
use serde_json::Value;

/// The same key everywhere, so that every runner makes the same stand-ins.
const KEY: (&str, &str) = ("PROMPTSIEVE_KEY", "the key of the corpus of cases");

/// Bodies longer than this are cut at `SAMPLES` places instead of at every byte.
const EVERY_BYTE: usize = 1024;
const SAMPLES: usize = 97;

fn filter() -> &'static Module {
    static FILTER: OnceLock<Module> = OnceLock::new();
    FILTER.get_or_init(|| Module::promptsieve().unwrap_or_else(|error| panic!("{error}")))
}

/// One started gateway for each policy of the corpus.
struct Gateways<H> {
    host: H,
    name: &'static str,
    started: HashMap<String, Gateway>,
}

impl<H: Host + Copy + 'static> Gateways<H> {
    fn new(host: H, name: &'static str) -> Self {
        Self { host, name, started: HashMap::new() }
    }

    fn run(&mut self, case: &Case, exchange: &Exchange) -> Result<Seen, String> {
        if !self.started.contains_key(&case.policy) {
            let started = Gateway::start_with(filter(), self.host, &case.policy, &[KEY]).map_err(|error| {
                let lines: Vec<_> = error.record.logs.iter().map(|(_, line)| line.as_str()).collect();
                format!("the policy is refused: {} {}", error.why, lines.join("; "))
            })?;
            self.started.insert(case.policy.clone(), started);
        }
        let gateway = self.started.get_mut(&case.policy).expect("just started");
        let outcome = gateway.exchange(exchange);
        let state = outcome.state().unwrap_or_default().to_vec();
        let mut places = vec![
            ("log", outcome.logged(Level::Trace).join("\n")),
            ("module's output", String::from_utf8_lossy(&outcome.record.output).into_owned()),
            ("metrics", gateway.metrics().into_iter().map(|metric| metric.name + "\n").collect()),
            ("state", String::from_utf8_lossy(&state).into_owned()),
        ];
        if let Some(received) = &outcome.upstream {
            places.push(("upstream", String::from_utf8_lossy(&received.body).into_owned()));
            places.push(("upstream's headers", format!("{:?}", received.headers.0)));
        }
        if !outcome.faults().is_empty() || !outcome.record.host_log.is_empty() {
            return Err(format!("{:?} {:?}", outcome.faults(), outcome.record.host_log));
        }
        let Client::Reply { status, body, .. } = &outcome.client else {
            return Err(format!("{:?}", outcome.client));
        };
        let state: Value =
            serde_json::from_slice(&state).map_err(|error| format!("no state of the verdict: {error}"))?;
        let mut client = body.clone();
        // hosts.md, Kong 9: where a response ends nothing may be empty, so a line feed stands for what follows a refusal.
        // To a stream of events one more is nothing; neither is it to lines of JSON, or behind an array.
        let events = client.windows(6).any(|bytes| bytes == b"data: ");
        let ends: &[&[u8]] = if events { &[b"\n\n\n"] } else { &[b"}\n\n", b"}]\n"] };
        if self.name == "kong" && state["verdict"] == "blocked" && ends.iter().any(|end| client.ends_with(end)) {
            client.pop();
        }
        Ok(Seen {
            upstream: outcome.upstream.as_ref().map(|received| received.body.clone()),
            status: *status,
            client,
            verdict: state["verdict"].as_str().unwrap_or_default().into(),
            reason: state["reason"].as_str().map(Into::into),
            places,
        })
    }

    fn judge(&mut self, case: &Case, exchange: &Exchange) -> Result<Seen, String> {
        let seen = self.run(case, exchange)?;
        case.judge(self.name, &seen)?;
        Ok(seen)
    }
}

fn exchange(case: &Case) -> Exchange {
    let fields = |headers: &[(String, String)]| {
        Headers(headers.iter().map(|(name, value)| (name.clone(), value.clone().into_bytes())).collect())
    };
    let mut request = Request::post(&case.path, &[], &case.request);
    request.method.clone_from(&case.method);
    request.headers = fields(&case.request_headers);
    let mut response = Response::new(case.status, &[], &case.response);
    response.headers = fields(&case.response_headers);
    if let Some(chunks) = &case.chunks {
        response.framing = Framing::Chunked;
        response.pieces.clone_from(chunks);
    }
    Exchange::new(request, response)
}

/// The places at which a body is cut in two.
fn cuts(len: usize) -> Vec<usize> {
    if len <= EVERY_BYTE { (1..len).collect() } else { (1..SAMPLES).map(|i| i * len / SAMPLES).collect() }
}

/// What of an outcome may not depend on how the messages came.
fn outcome(seen: &Seen) -> (Option<&[u8]>, u16, &[u8], &str, Option<&str>) {
    (seen.upstream.as_deref(), seen.status, &seen.client, &seen.verdict, seen.reason.as_deref())
}

/// Runs a case as it stands, then cut in all ways: each must end in the same bytes.
fn cut_everywhere<H: Host + Copy + 'static>(gateways: &mut Gateways<H>, case: &Case) -> Result<(), String> {
    let whole = exchange(case);
    let envoy = gateways.name == "envoy";
    let expected = gateways.judge(case, &whole)?;
    let mut again = |what: String, exchange: &Exchange| {
        let seen = gateways.judge(case, exchange).map_err(|wrong| format!("{what}: {wrong}"))?;
        if outcome(&seen) != outcome(&expected) {
            return Err(format!(
                "{what}: ends otherwise than whole\n  {:?}\n  {:?}",
                outcome(&seen),
                outcome(&expected)
            ));
        }
        Ok(())
    };
    let mut apart = whole.clone();
    apart.request.end = End::WithLast;
    again("end with the last bytes".into(), &apart)?;
    // Neither the body that a host hands over whole nor one of one byte can be cut.
    if envoy {
        for at in cuts(case.request.len()) {
            let mut cut = whole.clone();
            cut.request.pieces = vec![at];
            cut.request.framing = if at % 2 == 0 { Framing::ContentLength } else { Framing::Chunked };
            again(format!("request cut at {at}"), &cut)?;
        }
    }
    let declared = case.response_headers.iter().any(|(name, _)| name == "content-length");
    for at in cuts(case.response.len()) {
        let mut cut = whole.clone();
        cut.response.pieces = vec![at];
        cut.response.framing = if at % 2 == 0 || declared { Framing::ContentLength } else { Framing::Chunked };
        again(format!("response cut at {at}, {:?}", cut.response.framing), &cut)?;
    }
    let mut bytes = whole.clone();
    bytes.request.pieces = vec![1; case.request.len().min(EVERY_BYTE)];
    bytes.response.pieces = vec![1; case.response.len().min(EVERY_BYTE)];
    again("byte by byte".into(), &bytes)
}

#[test]
fn envoy() {
    let mut gateways = Gateways::new(Envoy::default(), "envoy");
    corpus::run("envoy", |case| cut_everywhere(&mut gateways, case));
}

#[test]
fn kong() {
    let mut gateways = Gateways::new(Kong::default(), "kong");
    corpus::run("kong", |case| cut_everywhere(&mut gateways, case));
}
