//! Shows with a probe filter that the simulator imposes each rule of `hosts.md`: each test fails when its rule is taken out.
//!
//! The probe (`../probe`) does in each callback what its script says, so a test reads as: this script, on this host,
//! ends so. `../README.md` lists gotcha by gotcha which test is whose.

use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use promptsieve_hosts::rules::Host;
use promptsieve_hosts::{
    Client, End, Envoy, Exchange, Framing, Gateway, Headers, Kong, Level, Module, Outcome, Request, Response,
};
use serde_json::{Value, json};

fn probe() -> &'static Module {
    static PROBE: OnceLock<Module> = OnceLock::new();
    PROBE.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let target = root.join("target/probe");
        let built = Command::new(env!("CARGO"))
            .current_dir(&root)
            .args(["build", "--release", "--package", "promptsieve-probe", "--target", "wasm32-wasip1", "--target-dir"])
            .arg(&target)
            .status()
            .expect("cargo runs");
        assert!(built.success(), "the probe does not build");
        Module::load(&target.join("wasm32-wasip1/release/promptsieve_probe.wasm")).expect("the probe loads")
    })
}

fn gateway(host: impl Host + 'static, script: &Value) -> Gateway {
    Gateway::start(probe(), host, &script.to_string()).expect("the probe starts")
}

fn run(host: impl Host + 'static, script: Value, exchange: &Exchange) -> Outcome {
    gateway(host, &script).exchange(exchange)
}

const ASKED: &[u8] = b"my card is 4111";
const ANSWERED: &[u8] = b"hello from upstream";

fn exchange() -> Exchange {
    Exchange::new(Request::post("/v1/chat/completions", &[], ASKED), Response::new(200, &[], ANSWERED))
}

fn empty() -> Exchange {
    let mut exchange = exchange();
    exchange.request = Request { method: "GET".into(), ..Request::post("/v1/models", &[], b"") };
    exchange
}

fn request_in(sizes: &[usize]) -> Exchange {
    let mut exchange = exchange();
    exchange.request.pieces = sizes.to_vec();
    exchange
}

fn response_in(sizes: &[usize], framing: Framing) -> Exchange {
    let mut exchange = exchange();
    exchange.response.pieces = sizes.to_vec();
    exchange.response.framing = framing;
    exchange
}

fn lines(outcome: &Outcome) -> Vec<&str> {
    outcome.logged(Level::Trace)
}

fn said<'a>(outcome: &'a Outcome, start: &str) -> Vec<&'a str> {
    lines(outcome).into_iter().filter(|line| line.starts_with(start)).collect()
}

fn received(outcome: &Outcome) -> &[u8] {
    &outcome.upstream.as_ref().expect("the upstream was asked").body
}

fn hangs(outcome: &Outcome) -> &str {
    match &outcome.client {
        Client::Hangs(why) => why,
        other => panic!("no hang: {other:?}"),
    }
}

/// The one fault of an exchange.
fn fault(outcome: &Outcome) -> &str {
    assert_eq!(outcome.faults().len(), 1, "{:?}", outcome.faults());
    &outcome.faults()[0]
}

fn passes(outcome: &Outcome) {
    assert_eq!(outcome.faults(), [] as [String; 0]);
    assert_eq!(received(outcome), ASKED);
    assert_eq!(outcome.status(), Some(200));
    assert_eq!(outcome.body(), ANSWERED);
}

// Both hosts ---------------------------------------------------------------------------------------------------------

#[test]
fn a_filter_that_does_nothing_changes_nothing() {
    for pieces in [vec![], vec![1; 30], vec![7, 2]] {
        for framing in [Framing::ContentLength, Framing::Chunked] {
            let mut exchange = response_in(&pieces, framing);
            exchange.request.pieces = pieces.clone();
            exchange.request.framing = framing;
            passes(&run(Envoy::default(), json!({}), &exchange));
            passes(&run(Kong::default(), json!({}), &exchange));
        }
    }
}

#[test]
fn a_configuration_the_filter_refuses_stops_the_start() {
    for started in [Gateway::start(probe(), Envoy::default(), "{"), Gateway::start(probe(), Kong::default(), "{")] {
        let error = started.err().expect("refused");
        assert_eq!(error.why, "proxy_on_configure returned false");
        assert!(error.record.logs[0].1.starts_with("bad script"));
    }
}

#[test]
fn wasi_gives_environment_clock_and_output() {
    let script = json!({"request_headers": [["environment", "KEY"], ["clock"], ["panic"]]}).to_string();
    let mut gateway = Gateway::start_with(probe(), Envoy::default(), &script, &[("KEY", "secret")]).unwrap();
    let outcome = gateway.exchange(&exchange());
    assert_eq!(lines(&outcome)[1..3], ["environment Some(\"secret\")", "clock 1700000000"]);
    let all = format!("{:?}{}", outcome.record.logs, String::from_utf8_lossy(&outcome.record.output));
    assert!(all.contains("as told"), "a panic's message is kept: {all}");
}

#[test]
fn a_header_value_that_is_not_utf8_panics_in_the_sdk_unless_read_as_bytes() {
    let mut bad = empty();
    bad.request.headers = Headers(vec![("x-name".into(), b"caf\xe9".to_vec())]);
    let text = json!({"request_headers": [["get_header_text", "x-name"]]});
    let bytes = json!({"request_headers": [["get_header", "x-name"]]});
    assert_eq!(run(Envoy::default(), text.clone(), &bad).status(), Some(503));
    assert_eq!(run(Kong::default(), text, &bad).status(), Some(500));
    assert_eq!(run(Envoy::default(), bytes.clone(), &bad).status(), Some(200));
    assert_eq!(run(Kong::default(), bytes, &bad).status(), Some(200));
}

// Kong: the numbered list --------------------------------------------------------------------------------------------

#[test]
fn kong_1_the_probe_loads_on_the_engine_of_kong_3_9() {
    passes(&run(Kong::default(), json!({}), &exchange()));
}

#[test]
fn kong_2_a_body_longer_than_the_size_given_loses_its_tail() {
    let longer = "my card is [financial.payment_card]";
    let cut = run(Kong::default(), json!({"request_body": [["set_body", 0, ASKED.len(), longer]]}), &exchange());
    assert_eq!(received(&cut), &longer.as_bytes()[..ASKED.len()]);
    let whole = run(Kong::default(), json!({"request_body": [["set_body", 0, -1, longer]]}), &exchange());
    assert_eq!(received(&whole), longer.as_bytes());
    assert_eq!(whole.upstream.unwrap().headers.content_length(), Some(longer.len()));
}

#[test]
fn kong_3_the_start_of_a_read_is_ignored() {
    let outcome = run(Kong::default(), json!({"request_body": [["get_body", 5, 5]]}), &exchange());
    assert_eq!(said(&outcome, "body"), ["body my ca"]);
}

#[test]
fn kong_4_the_content_length_of_a_request_is_the_hosts() {
    let early = run(Kong::default(), json!({"request_headers": [["remove_header", "content-length"]]}), &exchange());
    assert!(fault(&early).starts_with("[kong 4]"));
    let late = json!({"request_body": [["set_body", 0, -1, "x"], ["remove_header", "content-length"]]});
    let late = run(Kong::default(), late, &exchange());
    assert!(fault(&late).starts_with("[kong 4]"));
    assert_eq!(received(&late), b"");
    let right = json!({"request_body": [["set_body", 0, -1, "xyz"], ["set_header", "content-length", "3"]]});
    let right = run(Kong::default(), right, &exchange());
    assert_eq!((right.faults().len(), received(&right)), (0, b"xyz".as_slice()));
    let wrong = json!({"request_body": [["set_body", 0, -1, "xyz"], ["set_header", "content-length", "4"]]});
    assert!(fault(&run(Kong::default(), wrong, &exchange())).starts_with("[kong 4]"));
}

#[test]
fn kong_5_a_pause_hangs() {
    for callback in ["request_headers", "request_body"] {
        let outcome = run(Kong::default(), json!({callback: [["pause"]]}), &exchange());
        assert!(hangs(&outcome).starts_with("[kong 5]"));
        assert_eq!(outcome.upstream, None);
    }
}

#[test]
fn kong_5_the_body_comes_whole_and_once() {
    let outcome = run(Kong::default(), json!({}), &request_in(&[1, 2, 3]));
    assert_eq!(said(&outcome, "request_body"), ["request_body 15 true"]);
}

#[test]
fn kong_6_a_trap_in_the_request_is_a_500_and_the_next_request_is_served() {
    for callback in ["request_headers", "request_body"] {
        let mut gateway = gateway(Kong::default(), &json!({callback: [["panic"]]}));
        let outcome = gateway.exchange(&exchange());
        assert_eq!((outcome.status(), outcome.upstream), (Some(500), None));
        let next = gateway.exchange(&exchange());
        assert!(!next.record.logs.is_empty(), "the filter runs again");
    }
}

#[test]
fn kong_6_a_trap_in_the_response_passes_the_original() {
    let headers = run(Kong::default(), json!({"response_headers": [["panic"]]}), &exchange());
    passes(&headers);
    let body = json!({"response_headers": [["remove_header", "content-length"]],
                      "response_body": [["set_body", 0, -1, "hidden"], ["panic"]]});
    assert_eq!(run(Kong::default(), body, &exchange()).body(), ANSWERED);
}

#[test]
fn kong_6_a_trap_in_an_answer_to_a_call_forwards_the_request_unmodified() {
    let script =
        json!({"request_body": [["set_body", 0, -1, "masked"], ["call", "classifier"]], "call_response": [["panic"]]});
    let outcome = run(Kong::default(), script, &exchange());
    assert_eq!(received(&outcome), ASKED);
    assert!(fault(&outcome).starts_with("[kong 6]"));
}

#[test]
fn kong_7_a_body_beyond_the_buffer_cannot_be_read() {
    let small = Kong { body_buffer: 8, ..Kong::default() };
    let outcome = run(small, json!({"request_body": [["get_body", 0, -1]]}), &exchange());
    assert_eq!(lines(&outcome)[1..3], ["request_body 15 true", "body none"]);
    assert_eq!(received(&outcome), ASKED);
    let limited = Kong { max_body: 8, ..Kong::default() };
    let outcome = run(limited, json!({}), &exchange());
    assert_eq!((outcome.status(), outcome.upstream, outcome.record.logs.len()), (Some(413), None, 0));
}

#[test]
fn kong_8_the_end_of_a_response_with_a_length_is_told_only_of_a_single_chunk() {
    let several = run(Kong::default(), json!({}), &response_in(&[5, 5], Framing::ContentLength));
    assert_eq!(
        said(&several, "response_body"),
        ["response_body 5 false", "response_body 5 false", "response_body 9 false"]
    );
    let single = run(Kong::default(), json!({}), &exchange());
    assert_eq!(said(&single, "response_body"), ["response_body 19 true"]);
    let chunked = run(Kong::default(), json!({}), &response_in(&[5], Framing::Chunked));
    assert_eq!(
        said(&chunked, "response_body"),
        ["response_body 5 false", "response_body 14 false", "response_body 0 true"]
    );
}

#[test]
fn kong_9_an_empty_body_where_the_response_ends_hangs() {
    let script =
        json!({"response_headers": [["remove_header", "content-length"]], "response_body": [["set_body", 0, -1, ""]]});
    for framing in [Framing::ContentLength, Framing::Chunked] {
        for pieces in [vec![], vec![5, 5]] {
            assert!(
                hangs(&run(Kong::default(), script.clone(), &response_in(&pieces, framing))).starts_with("[kong 9]")
            );
        }
    }
    let before = json!({"response_headers": [["remove_header", "content-length"]],
                        "response_body": [["before_end", "set_body", 0, -1, ""]]});
    let outcome = run(Kong::default(), before, &response_in(&[5], Framing::Chunked));
    assert_eq!((outcome.status(), outcome.body()), (Some(200), b"".as_slice()), "empty before the end is fine");
}

#[test]
fn kong_10_buffered_proxying_passes_the_request_by() {
    let script = json!({"request_body": [["reply", 403, "no"]], "response_headers": [["get_header", ":status"]]});
    let outcome = run(Kong { buffered_proxying: true, ..Kong::default() }, script, &exchange());
    assert_eq!(received(&outcome), ASKED);
    assert_eq!(lines(&outcome)[..2], ["response_headers 2 false", "header 200"]);
}

#[test]
fn kong_11_a_local_response_in_the_response_headers_leaks() {
    let outcome = run(Kong::default(), json!({"response_headers": [["reply", 403, "no"]]}), &exchange());
    assert!(fault(&outcome).starts_with("[kong 11]"));
    assert_eq!(outcome.body(), [b"no", ANSWERED].concat());
    match outcome.client {
        Client::Reply { headers, .. } => assert_eq!(headers.get("x-probe"), None),
        other => panic!("{other:?}"),
    }
}

#[test]
fn kong_11_a_local_response_in_the_response_body_traps_and_passes_the_original() {
    passes(&run(Kong::default(), json!({"response_body": [["reply", 403, "no"]]}), &exchange()));
}

#[test]
fn kong_11_a_response_is_blocked_by_rewriting_status_and_body() {
    let script = json!({
        "response_headers": [["set_header", ":status", "403"], ["remove_header", "content-length"]],
        "response_body": [["set_body", 0, -1, "refused"]]});
    let outcome = run(Kong::default(), script, &exchange());
    assert_eq!((outcome.status(), outcome.body(), outcome.faults().len()), (Some(403), b"refused".as_slice(), 0));
}

#[test]
fn kong_12_after_a_call_the_body_is_out_of_reach() {
    let called = |then: Value| {
        let script =
            json!({"request_body": [["set_body", 0, -1, "masked"], ["call", "classifier"]], "call_response": then});
        let mut exchange = exchange();
        exchange.call = Some(Response::new(200, &[], b"bad"));
        run(Kong::default(), script, &exchange)
    };
    let go = called(json!([["call_body"], ["resume"]]));
    assert_eq!(received(&go), b"masked");
    assert_eq!(said(&go, "call"), ["call_response 1 3", "call body bad"]);
    assert_eq!(said(&go, "request_body").len(), 1, "the body callback does not come again");
    for then in [json!([["get_request_body"]]), json!([["set_request_body", "late"]])] {
        let outcome = called(then);
        assert_eq!(received(&outcome), ASKED);
        assert!(fault(&outcome).starts_with("[kong 6]"));
    }
    let blocked = called(json!([["reply", 403, "no"]]));
    assert_eq!((blocked.status(), blocked.body(), &blocked.upstream), (Some(403), b"no\n".as_slice(), &None));
    for callback in ["response_headers", "response_body"] {
        passes(&run(Kong::default(), json!({callback: [["call", "classifier"]]}), &exchange()));
    }
}

// Kong: the function table and the list of limits --------------------------------------------------------------------

#[test]
fn kong_abi_functions_that_only_link_trap_when_called() {
    for op in [json!(["log_level"]), json!(["done"]), json!(["reset"]), json!(["foreign"])] {
        let outcome = run(Kong::default(), json!({"request_headers": [op]}), &exchange());
        assert_eq!(outcome.status(), Some(500), "{op}");
    }
    assert_eq!(run(Envoy::default(), json!({"request_headers": [["log_level"]]}), &exchange()).status(), Some(200));
}

#[test]
fn kong_abi_shared_data_needs_its_zone() {
    let script = json!({"request_headers": [["share", "key", "value"], ["shared", "key"]]});
    let with = run(Kong::default(), script.clone(), &empty());
    assert_eq!(said(&with, "shared"), ["shared value"]);
    let without = run(Kong { shared_memory: false, ..Kong::default() }, script, &empty());
    assert_eq!(without.status(), Some(500));
}

#[test]
fn kong_abi_a_metric_has_a_short_name() {
    let script = |name: String| json!({"request_headers": [["count", name]]});
    assert_eq!(run(Kong::default(), script("n".repeat(200)), &empty()).status(), Some(200));
    assert_eq!(run(Kong::default(), script("n".repeat(250)), &empty()).status(), Some(500));
    assert_eq!(run(Envoy::default(), script("n".repeat(250)), &empty()).status(), Some(200));
}

#[test]
fn kong_abi_metrics_need_kong_3_8() {
    let script = json!({"request_headers": [["count", "seen"]]});
    for (version, status) in [(Some((3, 7)), 500), (Some((3, 8)), 200), (None, 200)] {
        assert_eq!(run(Kong { version, ..Kong::default() }, script.clone(), &empty()).status(), Some(status));
    }
}

#[test]
fn kong_properties_of_its_own_are_missing_in_plain_nginx() {
    let nginx = || Kong { version: None, ..Kong::default() };
    let read =
        json!({"request_headers": [["get_property", ["kong", "version"]], ["get_property", ["ngx", "nginx_version"]]]});
    assert_eq!(said(&run(nginx(), read, &empty()), "property"), ["property none", "property 1.25.3"]);
    let write = json!({"request_headers": [["set_property", ["kong", "ctx", "shared", "x"], "x"]]});
    assert_eq!(run(nginx(), write, &empty()).status(), Some(500));
}

#[test]
fn kong_abi_a_tick_is_set_once_and_at_the_root() {
    let started = |script: Value| Gateway::start(probe(), Kong::default(), &script.to_string()).is_ok();
    assert!(started(json!({"configure": [["tick_period", 100]]})));
    assert!(started(json!({"configure": [["tick_period", 100], ["tick_period", 0], ["tick_period", 50]]})));
    assert!(!started(json!({"configure": [["tick_period", 100], ["tick_period", 50]]})));
    assert_eq!(run(Kong::default(), json!({"request_headers": [["tick_period", 9]]}), &empty()).status(), Some(500));
}

#[test]
fn kong_abi_headers_in_the_wrong_phase_trap() {
    let request = json!({"response_headers": [["get_request_header", ":path"]]});
    let read = run(Kong::default(), request, &exchange());
    assert_eq!(said(&read, "header "), ["header /v1/chat/completions"]);
    let script = json!({"response_headers": [["remove_header", "content-length"]],
                        "response_body": [["set_body", 0, -1, "x"], ["set_header", "x-late", "1"]]});
    assert_eq!(run(Kong::default(), script, &exchange()).body(), ANSWERED, "a trap: the original passes");
}

#[test]
fn kong_abi_a_local_response_ends_in_a_line_feed_and_passes_the_response_steps() {
    for callback in ["request_headers", "request_body"] {
        let outcome = run(Kong::default(), json!({callback: [["reply", 403, "no"]]}), &exchange());
        assert_eq!((outcome.status(), outcome.body()), (Some(403), b"no\n".as_slice()));
        assert_eq!(outcome.upstream, None);
        assert_eq!(said(&outcome, "response_body"), ["response_body 3 true"]);
        assert_eq!(outcome.faults().len(), 0);
    }
}

#[test]
fn kong_abi_start_beyond_zero_keeps_what_is_before_and_drops_the_rest() {
    let outcome = run(Kong::default(), json!({"request_body": [["set_body", 3, -1, "..."]]}), &exchange());
    assert_eq!(received(&outcome), b"my ...");
    let outcome = run(Kong::default(), json!({"request_body": [["set_body", 0, 0, ">"]]}), &exchange());
    assert_eq!(received(&outcome), [b">", ASKED].concat());
}

#[test]
fn kong_limits_no_headers_call_says_that_it_is_the_last_and_no_body_call_is_empty() {
    let outcome = run(Kong::default(), json!({}), &empty());
    assert!(said(&outcome, "request_headers")[0].ends_with("false"));
    assert!(said(&outcome, "response_headers")[0].ends_with("false"));
    assert_eq!(said(&outcome, "request_body"), [] as [&str; 0]);
}

#[test]
fn kong_limits_a_kept_content_length_cuts_the_body() {
    let longer = run(
        Kong::default(),
        json!({"response_body": [["set_body", 0, -1, "hello from upstream, and more"]]}),
        &exchange(),
    );
    assert_eq!(longer.body(), ANSWERED);
    assert!(fault(&longer).starts_with("[kong limits]"));
    let shorter = run(Kong::default(), json!({"response_body": [["set_body", 0, -1, "short"]]}), &exchange());
    assert!(hangs(&shorter).starts_with("[kong limits]"));
}

#[test]
fn kong_limits_a_second_pause_in_the_response_is_ignored() {
    let mut large = response_in(&[8000; 6], Framing::Chunked);
    large.response.body = vec![b'x'; 40_000];
    let outcome = run(Kong::default(), json!({"response_body": [["before_end", "pause"]]}), &large);
    assert_eq!(said(&outcome, "response_body")[..2], ["response_body 8000 false", "response_body 24000 false"]);
    assert!(outcome.faults().iter().all(|fault| fault.contains("second Pause")) && !outcome.faults().is_empty());
    let small =
        run(Kong::default(), json!({"response_body": [["before_end", "pause"]]}), &response_in(&[5], Framing::Chunked));
    assert_eq!(said(&small, "response_body"), ["response_body 5 false", "response_body 19 true"]);
    assert_eq!((small.faults().len(), small.body()), (0, ANSWERED));
}

#[test]
fn kong_limits_a_pause_in_the_response_headers_is_ignored() {
    passes(&run(Kong::default(), json!({"response_headers": [["pause"]]}), &exchange()));
}

#[test]
fn kong_trailers_cannot_be_read() {
    assert_eq!(run(Kong::default(), json!({"request_headers": [["trailers"]]}), &exchange()).status(), Some(500));
}

#[test]
fn kong_properties() {
    let script = json!({"request_headers": [
        ["get_property", ["ngx", "nginx_version"]], ["get_property", ["kong", "version"]], ["get_property", ["kong", "route_name"]],
        ["get_property", ["request", "host"]], ["get_header", ":authority"], ["get_header", "host"],
        ["get_property", ["source", "address"]], ["set_property", ["kong", "ctx", "shared", "verdict"], "inspected"]]});
    let mut asked = empty();
    asked.request.headers = Headers::new(&[("host", "api.test")]);
    asked.properties = vec![("kong.route_name".into(), b"chat".to_vec())];
    let outcome = run(Kong::default(), script, &asked);
    assert_eq!(
        said(&outcome, "property"),
        ["property 1.25.3", "property 3.9.1", "property chat", "property kong-node", "property 127.0.0.1"]
    );
    assert_eq!(said(&outcome, "header"), ["header kong:8000", "header api.test"]);
    assert_eq!(outcome.record.properties_set["kong.ctx.shared.verdict"], b"inspected");
    assert_eq!(outcome.faults().len(), 0);
}

#[test]
fn kong_properties_outside_a_request_trap() {
    let started = |path: &[&str]| {
        Gateway::start(probe(), Kong::default(), &json!({"configure": [["get_property", path]]}).to_string())
    };
    assert!(started(&["kong", "version"]).is_err());
    assert!(started(&["plugin_name"]).is_ok());
}

#[test]
fn kong_properties_of_envoy_are_not_found_and_not_settable() {
    let noisy = run(Kong::default(), json!({"request_headers": [["get_property", ["route_name"]]]}), &empty());
    assert!(fault(&noisy).contains("route_name"));
    let quiet = run(Kong::default(), json!({"request_headers": [["get_property", ["xds", "route_name"]]]}), &empty());
    assert_eq!((said(&quiet, "property"), quiet.faults().len()), (vec!["property none"], 0));
    for path in [json!(["promptsieve"]), json!(["kong", "version"]), json!(["ngx", "nginx_version"])] {
        let outcome = run(Kong::default(), json!({"request_headers": [["set_property", path, "x"]]}), &empty());
        assert_eq!(outcome.status(), Some(500), "{path}");
    }
}

// Envoy --------------------------------------------------------------------------------------------------------------

/// Holds the headers and the body, and then acts.
fn held(ops: Value) -> Value {
    let mut at_end: Vec<Value> = vec![json!(["before_end", "pause"])];
    at_end.extend(ops.as_array().unwrap().iter().map(|op| {
        let mut all = vec![json!("at_end")];
        all.extend(op.as_array().unwrap().iter().cloned());
        Value::Array(all)
    }));
    json!({"request_headers": [["before_end", "pause"]], "request_body": at_end})
}

/// The same for the response.
fn held_response(ops: Value) -> Value {
    let request = held(ops);
    json!({"response_headers": request["request_headers"], "response_body": request["request_body"]})
}

#[test]
fn envoy_headers_wait_only_with_allow_on_headers_stop_iteration() {
    passes(&run(Envoy::default(), held(json!([])), &exchange()));
    let without = Envoy { stop_at_headers: false, ..Envoy::default() };
    let outcome = run(without, held(json!([])), &exchange());
    assert!(hangs(&outcome).starts_with("[envoy]"));
    assert_eq!(said(&outcome, "request_body"), [] as [&str; 0]);
}

#[test]
fn envoy_held_headers_can_be_changed_after_the_body_was_read() {
    let script = held(json!([
        ["set_body", 0, -1, "masked"],
        ["set_header", "content-length", "6"],
        ["set_header", "x-seen", "1"]
    ]));
    let outcome = run(Envoy::default(), script, &request_in(&[4, 4]));
    assert_eq!((received(&outcome), outcome.faults().len()), (b"masked".as_slice(), 0));
    assert_eq!(outcome.upstream.unwrap().headers.text("x-seen"), Some("1"));
}

#[test]
fn envoy_a_block_in_the_body_reaches_the_upstream_only_if_the_headers_were_not_held() {
    let blocked = run(Envoy::default(), held(json!([["reply", 403, "no"]])), &request_in(&[4, 4]));
    assert_eq!((blocked.status(), blocked.body(), &blocked.upstream), (Some(403), b"no".as_slice(), &None));
    let late = run(Envoy::default(), json!({"request_body": [["at_end", "reply", 403, "no"]]}), &request_in(&[4, 4]));
    assert_eq!(late.upstream.unwrap().body, ASKED, "everything had gone before");
}

#[test]
fn envoy_the_buffered_size_grows_and_the_end_comes_apart() {
    let outcome = run(Envoy::default(), held(json!([["get_body", 0, -1]])), &request_in(&[4, 4]));
    let calls = ["request_body 4 false", "request_body 8 false", "request_body 15 false", "request_body 15 true"];
    assert_eq!(said(&outcome, "request_body"), calls);
    assert_eq!(said(&outcome, "body"), ["body my card is 4111"]);
    let mut http2 = request_in(&[4]);
    http2.request.end = End::WithLast;
    let outcome = run(Envoy::default(), json!({}), &http2);
    assert_eq!(said(&outcome, "request_body"), ["request_body 4 false", "request_body 11 true"]);
}

#[test]
fn envoy_without_a_body_the_headers_are_the_end() {
    let outcome = run(Envoy::default(), json!({}), &empty());
    assert!(said(&outcome, "request_headers")[0].ends_with("true"));
    assert_eq!(said(&outcome, "request_body"), [] as [&str; 0]);
    assert!(hangs(&run(Envoy::default(), json!({"request_headers": [["pause"]]}), &empty())).starts_with("[envoy]"));
}

#[test]
fn envoy_past_the_buffer_limit_a_request_is_413_and_a_response_500_or_cut_off() {
    let small = Envoy { buffer_limit: 10, ..Envoy::default() };
    let request = run(small, held(json!([])), &request_in(&[8, 7]));
    assert_eq!((request.status(), request.upstream), (Some(413), None));
    let response = response_in(&[8, 8, 3], Framing::Chunked);
    assert_eq!(run(small, held_response(json!([])), &response).status(), Some(500));
    let gone = run(small, json!({"response_body": [["before_end", "pause"]]}), &response);
    assert_eq!(gone.client, Client::CutOff { status: 200, body: vec![] });
}

#[test]
fn envoy_a_paused_body_without_the_end_never_goes_on() {
    let outcome = run(Envoy::default(), json!({"request_body": [["pause"]]}), &exchange());
    assert!(hangs(&outcome).starts_with("[envoy]"));
}

#[test]
fn envoy_the_end_of_a_response_is_an_extra_call_of_size_0() {
    for framing in [Framing::ContentLength, Framing::Chunked] {
        let outcome = run(Envoy::default(), json!({}), &response_in(&[5], framing));
        let calls = ["response_body 5 false", "response_body 14 false", "response_body 0 true"];
        assert_eq!(said(&outcome, "response_body"), calls);
    }
    let appended = json!({"response_headers": [["remove_header", "content-length"]], "response_body": [["at_end", "set_body", 0, -1, "!"]]});
    assert_eq!(run(Envoy::default(), appended, &exchange()).body(), [ANSWERED, b"!"].concat());
}

#[test]
fn envoy_a_held_response_can_be_replaced_whole() {
    let script = held_response(json!([
        ["set_body", 0, -1, "no"],
        ["set_header", ":status", "403"],
        ["set_header", "content-length", "2"]
    ]));
    let outcome = run(Envoy::default(), script, &response_in(&[5, 5], Framing::ContentLength));
    assert_eq!((outcome.status(), outcome.body(), outcome.faults().len()), (Some(403), b"no".as_slice(), 0));
    let outcome = run(
        Envoy::default(),
        held_response(json!([["reply", 403, "no"]])),
        &response_in(&[5, 5], Framing::ContentLength),
    );
    assert_eq!((outcome.status(), outcome.body(), outcome.faults().len()), (Some(403), b"no".as_slice(), 0));
}

#[test]
fn envoy_a_local_reply_after_the_headers_have_gone_cuts_the_response_off() {
    let outcome = run(Envoy::default(), json!({"response_body": [["at_end", "reply", 403, "no"]]}), &exchange());
    assert_eq!(outcome.client, Client::CutOff { status: 200, body: ANSWERED.to_vec() });
}

#[test]
fn envoy_a_local_reply_passes_through_our_own_response_callbacks() {
    let outcome = run(Envoy::default(), held(json!([["reply", 403, "no"]])), &exchange());
    assert_eq!(said(&outcome, "response_body"), ["response_body 2 true"]);
}

#[test]
fn envoy_reads_honour_the_start_and_do_not_overflow() {
    let window = run(Envoy::default(), json!({"response_body": [["before_end", "get_body", 1, 3]]}), &exchange());
    assert_eq!(said(&window, "body"), ["body ell"]);
    let overflow = run(Envoy::default(), json!({"request_body": [["get_body", 1, -1]]}), &exchange());
    assert_eq!(overflow.status(), Some(503));
}

#[test]
fn envoy_writes_only_a_whole_body_or_at_its_ends() {
    let set = |start: i64, size: i64| {
        run(
            Envoy::default(),
            json!({"request_headers": [["remove_header", "content-length"]],
                                     "request_body": [["before_end", "set_body", start, size, "+"]]}),
            &exchange(),
        )
    };
    assert_eq!(received(&set(0, -1)), b"+");
    assert_eq!(received(&set(0, 0)), [b"+", ASKED].concat());
    assert_eq!(received(&set(15, 0)), [ASKED, b"+"].concat());
    assert_eq!(set(0, 3).status(), Some(503));
}

#[test]
fn envoy_a_kept_content_length_breaks_the_framing() {
    let request = run(Envoy::default(), held(json!([["set_body", 0, -1, "short"]])), &exchange());
    assert!(fault(&request).starts_with("[envoy]"));
    let response = run(Envoy::default(), held_response(json!([["set_body", 0, -1, "short"]])), &exchange());
    assert!(fault(&response).starts_with("[envoy]"));
}

#[test]
fn envoy_a_panic_fails_closed_until_the_vm_is_reloaded() {
    let mut stays = gateway(Envoy::default(), &json!({"request_headers": [["panic"]]}));
    for _ in 0..2 {
        let outcome = stays.exchange(&exchange());
        assert_eq!((outcome.status(), outcome.upstream), (Some(503), None));
    }
    let script = json!({"request_body": [["get_property", ["plugin_name"]], ["panic"]]});
    let mut reloads = gateway(Envoy { reload: true, ..Envoy::default() }, &script);
    assert_eq!(reloads.exchange(&exchange()).status(), Some(503));
    assert_eq!(reloads.exchange(&empty()).status(), Some(200));
    let mut stays = gateway(Envoy::default(), &script);
    assert_eq!(stays.exchange(&exchange()).status(), Some(503));
    assert_eq!(stays.exchange(&empty()).status(), Some(503));
}

#[test]
fn envoy_a_panic_in_the_response_body_resets_the_stream() {
    let outcome = run(Envoy::default(), json!({"response_body": [["at_end", "panic"]]}), &exchange());
    assert_eq!(outcome.client, Client::CutOff { status: 200, body: ANSWERED.to_vec() });
    let held = run(Envoy::default(), held_response(json!([["panic"]])), &exchange());
    assert_eq!(held.status(), Some(503));
}

#[test]
fn envoy_headers_are_out_of_reach_once_released() {
    let late = run(Envoy::default(), json!({"request_body": [["get_header", ":path"]]}), &exchange());
    assert_eq!(late.status(), Some(503));
    let response = run(Envoy::default(), json!({"response_headers": [["get_request_header", ":path"]]}), &exchange());
    assert_eq!(response.status(), Some(503));
}

#[test]
fn envoy_properties_and_filter_state() {
    let script = json!({"request_headers": [
        ["get_property", ["ngx", "nginx_version"]], ["get_property", ["source", "address"]], ["get_property", ["route_name"]],
        ["set_property", ["promptsieve"], "verdict=inspected"]]});
    let outcome = run(Envoy::default(), script, &empty());
    assert_eq!(said(&outcome, "property"), ["property none", "property 127.0.0.1:54321", "property none"]);
    assert_eq!(outcome.record.properties_set["promptsieve"], b"verdict=inspected");
}

#[test]
fn envoy_resumes_a_paused_body_from_the_answer_to_a_call() {
    let mut asked = exchange();
    asked.call = Some(Response::new(200, &[], b"fine"));
    let mut script = held(json!([["call", "classifier"]]));
    script["call_response"] = json!([["call_body"], ["resume"]]);
    let outcome = run(Envoy::default(), script, &asked);
    passes(&outcome);
    assert_eq!(said(&outcome, "call"), ["call_response 1 4", "call body fine"]);
}

#[test]
fn envoy_with_trailers_no_body_call_is_the_last() {
    let mut trailers = exchange();
    trailers.request.trailers = Headers::new(&[("x-sum", "1")]);
    let script = json!({"request_headers": [["pause"]], "request_body": [["pause"]], "request_trailers": [["get_body", 0, -1], ["trailers"]]});
    let outcome = run(Envoy::default(), script, &trailers);
    assert_eq!(said(&outcome, "request_body"), ["request_body 15 false"]);
    assert_eq!(said(&outcome, "body"), ["body my card is 4111"]);
    assert_eq!(said(&outcome, "trailers"), ["trailers 1"]);
    passes(&outcome);
}

#[test]
fn metrics_outlive_a_trap() {
    let script = json!({"request_headers": [["count", "seen"]], "request_body": [["panic"]]});
    let mut gateway = gateway(Kong::default(), &script);
    gateway.exchange(&exchange());
    gateway.exchange(&empty());
    assert_eq!(gateway.metric("seen"), Some(2));
}
