//! The real filter where a host's own settings matter, which the corpus of cases cannot say.

#[path = "../../cases/corpus.rs"]
#[allow(dead_code)] // Only its list of skips is needed here.
mod corpus;

use std::path::Path;
use std::sync::OnceLock;

use promptsieve_hosts::rules::Host;
use promptsieve_hosts::{
    Client, Envoy, Exchange, Framing, Gateway, Headers, Kong, Level, Module, Outcome, Request, Response,
};
use serde_json::{Value, json};

const CARD: &str = "4111 1111 1111 1111";

fn filter() -> &'static Module {
    static FILTER: OnceLock<Module> = OnceLock::new();
    FILTER.get_or_init(|| Module::promptsieve().unwrap_or_else(|error| panic!("{error}")))
}

fn start(host: impl Host + 'static, policy: &Value) -> Gateway {
    Gateway::start(filter(), host, &policy.to_string()).unwrap_or_else(|error| panic!("{error:?}"))
}

fn prompt(text: &str) -> Vec<u8> {
    json!({"model": "m", "messages": [{"role": "user", "content": text}]}).to_string().into_bytes()
}

fn answer(text: &str) -> Vec<u8> {
    json!({"choices": [{"index": 0, "message": {"role": "assistant", "content": text}}]}).to_string().into_bytes()
}

fn exchange(asked: &[u8], answered: &[u8]) -> Exchange {
    let json = [("content-type", "application/json")];
    Exchange::new(Request::post("/v1/chat/completions", &json, asked), Response::new(200, &json, answered))
}

fn state(outcome: &Outcome) -> Value {
    serde_json::from_slice(outcome.state().expect("a state")).expect("JSON")
}

fn verdict(outcome: &Outcome) -> (String, String) {
    let state = state(outcome);
    let word = |key: &str| state[key].as_str().unwrap_or_default().to_owned();
    (word("verdict"), word("reason"))
}

fn no_faults(outcome: &Outcome) {
    assert_eq!(outcome.faults(), [] as [String; 0]);
    assert_eq!(outcome.record.host_log, [] as [String; 0]);
}

fn masks() -> Value {
    let rules = json!({"rules": [{"detect": "financial.payment_card", "action": "replace", "with": "[CARD]"}]});
    json!({"request": rules, "response": rules})
}

// Kong ---------------------------------------------------------------------------------------------------------------

#[test]
fn kong_7_a_body_that_cannot_be_read_is_refused() {
    let small = Kong { body_buffer: 64, ..Kong::default() };
    let refused = start(small, &masks()).exchange(&exchange(&prompt(CARD), b"{}"));
    no_faults(&refused);
    assert_eq!((refused.status(), &refused.upstream), (Some(413), &None));
    assert_eq!(verdict(&refused), ("blocked".into(), "unreadable".into()));
    let mut policy = masks();
    policy["on_uninspectable"] = json!("allow");
    let passed = start(small, &policy).exchange(&exchange(&prompt(CARD), b"{}"));
    assert_eq!(verdict(&passed), ("not_inspected".into(), "unreadable".into()));
    assert_eq!(passed.upstream.map(|received| received.body), Some(prompt(CARD)));
}

#[test]
fn kong_10_a_request_that_was_passed_by_does_not_go_unnoticed() {
    corpus::unless_skipped("filter", "kong_10_a_request_that_was_passed_by_does_not_go_unnoticed", kong_10);
}

fn kong_10() {
    let buffered = Kong { buffered_proxying: true, ..Kong::default() };
    let outcome = start(buffered, &masks()).exchange(&exchange(&prompt(CARD), &answer("fine")));
    no_faults(&outcome);
    let (verdict, _) = verdict(&outcome);
    assert!(verdict == "blocked" || verdict == "not_inspected", "{verdict}");
}

#[test]
fn kong_11_what_the_head_of_a_response_gives_away_sets_its_status() {
    corpus::unless_skipped("filter", "kong_11_what_the_head_of_a_response_gives_away_sets_its_status", kong_11);
}

fn kong_11() {
    let mut compressed = exchange(&prompt("hello"), b"\x00\x01\x02\x03");
    compressed.response.headers.set("content-type", b"text/event-stream");
    compressed.response.headers.set("content-encoding", b"gzip");
    compressed.response.pieces = vec![2];
    compressed.response.framing = Framing::Chunked;
    let mut large = exchange(&prompt("hello"), &answer(&"x".repeat(2000)));
    large.response.pieces = vec![500; 4];
    let mut policy = masks();
    policy["limits"] = json!({"max_response_bytes": 1000});
    for (exchange, reason) in [(large, "too_large"), (compressed, "compressed")] {
        let outcome = start(Kong::default(), &policy).exchange(&exchange);
        no_faults(&outcome);
        assert_eq!(verdict(&outcome), ("blocked".into(), reason.into()));
        assert_eq!(outcome.status(), Some(502), "{reason}");
        assert!(String::from_utf8_lossy(outcome.body()).contains("\"error\""), "{reason}");
    }
}

#[test]
fn kong_a_response_over_the_limit_without_a_length_shows_nothing_of_itself() {
    let mut policy = masks();
    policy["limits"] = json!({"max_response_bytes": 1000});
    let mut large = exchange(&prompt("hello"), &answer(&"x".repeat(2000)));
    large.response.pieces = vec![500; 4];
    large.response.framing = Framing::Chunked;
    let outcome = start(Kong::default(), &policy).exchange(&large);
    no_faults(&outcome);
    assert_eq!(verdict(&outcome), ("blocked".into(), "too_large".into()));
    let body = String::from_utf8_lossy(outcome.body());
    assert!(body.contains("\"error\"") && !body.contains("xxx"), "{body}");
}

#[test]
fn kong_the_route_and_the_consumer_come_from_where_kong_keeps_them() {
    let policy = json!({
    "identity": {"consumer": {"property": ["kong", "ctx", "shared", "who"]}},
    "request": {"rules": [{"detect": "financial.*", "action": "block"}]},
    "policies": [
        {"name": "by route", "match": {"route": "reconciliation"}, "request": {"rules": []}},
        {"name": "by consumer", "match": {"consumer": "alice"}, "request": {"rules": []}},
    ]});
    for (property, value, status) in [
        ("kong.route_name", "chat", 403),
        ("kong.route_name", "reconciliation", 200),
        ("kong.ctx.shared.who", "alice", 200),
        ("kong.ctx.shared.who", "mallory", 403),
    ] {
        let mut asked = exchange(&prompt(CARD), b"{}");
        asked.properties = vec![(property.into(), value.into())];
        let outcome = start(Kong::default(), &policy).exchange(&asked);
        no_faults(&outcome);
        assert_eq!(outcome.status(), Some(status), "{property} = {value}");
    }
}

#[test]
fn kong_before_3_8_and_plain_nginx_lack_metrics_or_state_and_the_filter_knows() {
    for version in [Some((3, 4)), Some((3, 7)), Some((3, 8)), None] {
        let mut gateway = start(Kong { version, shared_memory: false, ..Kong::default() }, &masks());
        let outcome = gateway.exchange(&exchange(&prompt(CARD), &answer(CARD)));
        no_faults(&outcome);
        assert_eq!(outcome.upstream.as_ref().map(|received| &received.body), Some(&prompt("[CARD]")));
        assert_eq!(outcome.body(), answer("[CARD]"));
        assert_eq!(outcome.state().is_some(), version.is_some());
        assert_eq!(gateway.metrics().is_empty(), version.is_some_and(|version| version < (3, 8)));
        assert!(!outcome.logged(Level::Info).is_empty(), "the audit line is there in any case");
    }
}

/// How Kong 3.9's Prometheus plugin reads the name of a metric: what the first group of a pattern matches is cut off
/// as a label, its second group is the value; the search goes on behind it. What is left may hold no dot.
#[test]
fn kong_metrics_become_names_and_labels_that_prometheus_takes() {
    corpus::unless_skipped("filter", "kong_metrics_become_names_and_labels_that_prometheus_takes", kong_metrics);
}

fn kong_metrics() {
    let meta = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../kong/promptsieve.meta.json");
    let meta: Value = serde_json::from_str(&std::fs::read_to_string(meta).unwrap()).unwrap();
    let patterns: Vec<(&str, regex_lite::Regex)> = meta["metrics"]["label_patterns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["label"].as_str().unwrap(), regex_lite::Regex::new(one["pattern"].as_str().unwrap()).unwrap()))
        .collect();
    let mut gateway = start(Kong::default(), &masks());
    gateway.exchange(&exchange(&prompt(CARD), &answer(CARD)));
    gateway.exchange(&exchange(b"{", b"{}"));
    let mut families = Vec::new();
    for metric in gateway.metrics() {
        let key = format!("pw:promptsieve:{}", metric.name);
        let (mut at, mut cut, mut labels) = (0, key.len(), Vec::new());
        for (label, pattern) in &patterns {
            if let Some(found) = pattern.captures(&key[at..]) {
                let (whole, value) = (found.get(1).unwrap(), found.get(2).unwrap());
                cut = cut.min(at + whole.start());
                labels.push(format!("{label}={}", value.as_str()));
                at += whole.end();
            }
        }
        let name = key[..cut].replace(':', "_");
        assert!(name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'), "Prometheus refuses the name {name}");
        assert_eq!(at, key.len(), "labels are left in {key}");
        families.push((name, labels.join(",")));
    }
    let has = |name: &str, labels: &str| families.iter().any(|(n, l)| n.ends_with(name) && l == labels);
    assert!(has("exchanges", "verdict=redacted,reason=none"), "{families:?}");
    assert!(has("exchanges", "verdict=blocked,reason=truncated"), "{families:?}");
    assert!(has("findings", "detector=financial.payment_card,direction=request,action=replace"), "{families:?}");
}

// Envoy --------------------------------------------------------------------------------------------------------------

#[test]
fn envoy_a_gateways_own_413_is_counted_as_blocked() {
    let mut asked = exchange(&prompt(&"x".repeat(300)), b"{}");
    asked.request.pieces = vec![100; 3];
    let outcome = start(Envoy { buffer_limit: 200, ..Envoy::default() }, &masks()).exchange(&asked);
    no_faults(&outcome);
    assert_eq!((outcome.status(), &outcome.upstream), (Some(413), &None));
    assert_eq!(verdict(&outcome).0, "blocked");
}

#[test]
fn envoy_without_trailers_to_end_it_a_request_is_judged_at_its_trailers() {
    let mut asked = exchange(&prompt(CARD), &answer("fine"));
    asked.request.trailers = Headers::new(&[("x-sum", "1")]);
    asked.response.trailers = Headers::new(&[("x-sum", "2")]);
    asked.request.framing = Framing::Chunked;
    asked.response.framing = Framing::Chunked;
    let outcome = start(Envoy::default(), &masks()).exchange(&asked);
    no_faults(&outcome);
    assert_eq!(outcome.upstream.as_ref().map(|received| &received.body), Some(&prompt("[CARD]")));
    assert_eq!((outcome.status(), outcome.body()), (Some(200), answer("fine").as_slice()));
}

#[test]
fn envoy_what_waits_at_the_end_of_a_stream_leaves_at_its_trailers() {
    let event = |text: &str| {
        let chunk = json!({"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": null}]});
        format!("data: {chunk}\n\n").into_bytes()
    };
    let pieces = [event("It is "), event("4111 1111"), event(" 1111 1111")];
    let head = [("content-type", "text/event-stream"), ("trailer", "x-sum")];
    let mut asked = exchange(&prompt("hi"), b"");
    asked.response = Response::new(200, &head, &pieces.concat());
    asked.response.framing = Framing::Chunked;
    asked.response.trailers = Headers::new(&[("x-sum", "2")]);
    for sizes in [pieces.each_ref().map(Vec::len).to_vec(), vec![10; 100], Vec::new()] {
        asked.response.pieces = sizes;
        let outcome = start(Envoy::default(), &masks()).exchange(&asked);
        no_faults(&outcome);
        assert_eq!(outcome.body(), [event("It is "), event("[CARD]"), event("")].concat());
    }
}

// Both ---------------------------------------------------------------------------------------------------------------

fn on_both(policy: &Value, mut check: impl FnMut(&str, &mut Gateway)) {
    check("envoy", &mut start(Envoy { buffer_limit: 16 << 20, ..Envoy::default() }, policy));
    check("kong", &mut start(Kong::default(), policy));
}

#[test]
fn a_bad_policy_never_goes_live_and_the_log_says_why() {
    for policy in
        ["{", "[]", r#"{"mods": 1}"#, r#"{"request": {"rules": [{"detect": "nothing.at_all", "action": "log"}]}}"#]
    {
        for started in
            [Gateway::start(filter(), Envoy::default(), policy), Gateway::start(filter(), Kong::default(), policy)]
        {
            let error = started.err().unwrap_or_else(|| panic!("{policy} goes live"));
            assert!(
                error.record.logs.iter().any(|(level, line)| *level >= Level::Error && line.contains("policy")),
                "{error:?}"
            );
        }
    }
}

#[test]
fn no_configuration_at_all_is_the_default_policy() {
    for gateway in [Gateway::start(filter(), Envoy::default(), ""), Gateway::start(filter(), Kong::default(), "")] {
        let outcome = gateway.expect("starts").exchange(&exchange(&prompt("hello"), &answer("hi")));
        no_faults(&outcome);
        assert_eq!(verdict(&outcome).0, "inspected");
    }
}

#[test]
fn headers_that_are_not_utf8_are_no_fault() {
    on_both(&masks(), |host, gateway| {
        let mut odd = exchange(&prompt("hello"), &answer("hi"));
        odd.request.headers.add("x-name", b"caf\xe9");
        odd.response.headers.add("x-name", b"\xff\xfe");
        let outcome = gateway.exchange(&odd);
        no_faults(&outcome);
        assert_eq!(outcome.status(), Some(200), "{host}");
    });
}

#[test]
fn a_megabyte_in_small_pieces_is_judged_like_any_other() {
    let text = format!("{} {CARD}", "lorem ipsum ".repeat(90_000));
    on_both(&masks(), |host, gateway| {
        let mut large = exchange(&prompt(&text), &answer(&text));
        large.request.pieces = vec![16 << 10; 100];
        large.response.pieces = vec![16 << 10; 100];
        let outcome = gateway.exchange(&large);
        no_faults(&outcome);
        assert!(outcome.upstream.expect(host).body == prompt(&text.replace(CARD, "[CARD]")), "{host}");
        let Client::Reply { body, .. } = outcome.client else { panic!("{host}") };
        assert!(body == answer(&text.replace(CARD, "[CARD]")), "{host}");
    });
}

#[test]
fn exchanges_leave_nothing_behind_for_the_next() {
    on_both(&masks(), |host, gateway| {
        for _ in 0..3 {
            let blocked = gateway.exchange(&exchange(b"{", b"{}"));
            assert_eq!((verdict(&blocked).0.as_str(), &blocked.upstream), ("blocked", &None), "{host}");
            let clean = gateway.exchange(&exchange(&prompt("hello"), &answer("hi")));
            no_faults(&clean);
            assert_eq!(verdict(&clean).0, "inspected", "{host}");
            assert_eq!(clean.body(), answer("hi"), "{host}");
        }
    });
}
