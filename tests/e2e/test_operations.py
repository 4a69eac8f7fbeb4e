"""What an operator relies on: verdicts everywhere, no matched text anywhere, bad policies and faults."""

import json
import socket
import time

import httpx
import pytest
import yaml

from gateway import FAULTY, ROOT, Envoy, Refused, bootstrap
from test_chat import CARD, EMAIL, REDACT, SECRET
from test_transport import CHAT, JSON, prompt
from upstream import chat, chat_stream

SSN = "536-22-8145"
EVERYTHING = {
    "request": {
        "rules": [
            {"name": "no-keys", "detect": "secret.*", "action": "block"},
            {"detect": ["financial.*", "pii.us_ssn"], "action": "mask"},
            {"detect": "*", "action": "log"},
        ]
    },
    "response": {"rules": [{"detect": "*", "action": "mask"}]},
}


@pytest.fixture
def envoy(envoys, upstream):
    return envoys(EVERYTHING)


def post(http, envoy, content, **headers):
    return http.post(envoy.url() + CHAT, content=prompt(content), headers=JSON | headers)


def test_one_audit_line_per_exchange(envoy, upstream, http):
    before = len(envoy.audit())
    post(http, envoy, "hello")
    post(http, envoy, f"{CARD} {EMAIL}")
    post(http, envoy, SECRET)
    clean, redacted, blocked = envoy.audit()[before:]
    assert [line["verdict"] for line in (clean, redacted, blocked)] == ["inspected", "redacted", "blocked"]
    assert clean["gen_ai.request.model"] == "m"
    assert clean["request"]["findings"] == clean["response"]["findings"] == []
    found = {f["detector"]: f for f in redacted["request"]["findings"]}
    assert found["financial.payment_card"]["action"] == "mask"
    assert found["pii.email"]["action"] == "log"
    card = found["financial.payment_card"]
    assert card["role"] == "user" and card["path"] == "$.messages[0].content", card
    assert 0 < card["score"] <= 1
    (secret,) = blocked["request"]["findings"]
    assert (secret["rule"], secret["action"]) == ("no-keys", "block")


def test_nothing_that_was_found_is_in_any_log_or_metric(envoy, upstream, http):
    values = [CARD, EMAIL, SECRET, SSN, CARD.replace(" ", "")]
    for value in values:
        upstream.answer = chat(f"I repeat: {value}")
        post(http, envoy, f"my value is {value}")
        post(http, envoy, "what was it?")
        http.post(envoy.url() + CHAT, content=value, headers=JSON)
    upstream.answer = chat_stream(*values)
    http.post(envoy.url() + CHAT, content=prompt("hi", stream=True), headers=JSON)
    envoy.accesses()
    everything = {
        "log": envoy.log(),
        "access log": envoy.access_log(),
        "stats": envoy.admin("/stats"),
        "prometheus": envoy.admin("/stats/prometheus"),
        "config": envoy.admin("/config_dump"),
    }
    for where, text in everything.items():
        for value in values:
            assert value not in text, f"{where} holds a value that was found"


def test_the_access_log_carries_the_verdict(envoy, upstream, http):
    before = len(envoy.accesses())
    for content in ("hello", CARD, SECRET):
        post(http, envoy, content)
    lines = envoy.accesses()[before:]
    states = [json.loads(line["promptsieve"]) for line in lines]
    assert [s["verdict"] for s in states] == ["inspected", "redacted", "blocked"]
    assert all(s["api"] == "openai.chat" for s in states)
    assert lines[2]["upstream"] is None and lines[2]["status"] == 403


def test_the_metrics_have_labels(envoy, upstream, http):
    def total(prefix, *labels):
        return sum(v for k, v in envoy.metrics().items() if k.startswith(prefix) and all(x in k for x in labels))

    before = total("promptsieve_exchanges", 'verdict="blocked"'), total("promptsieve_findings", 'action="mask"')
    post(http, envoy, SECRET)
    post(http, envoy, CARD)
    after = total("promptsieve_exchanges", 'verdict="blocked"'), total("promptsieve_findings", 'action="mask"')
    assert (after[0] - before[0], after[1] - before[1]) == (1, 1), envoy.metrics()
    assert total("promptsieve_findings", 'detector="financial.payment_card"') >= 1, envoy.metrics()
    families = {name.split("{")[0] for name in envoy.metrics()}
    assert not [f for f in families if "verdict" in f or "detector" in f], families


def test_streams_say_what_became_of_them(envoy, upstream, http):
    upstream.answer = chat_stream("Hello")
    http.post(envoy.url() + CHAT, content=prompt("hi", stream=True), headers=JSON)
    state = envoy.states()[-1]
    assert state["verdict"] in ("inspected", "not_inspected"), state
    if state["verdict"] == "not_inspected":
        assert "stream" in state["reason"], state


def test_monitoring_changes_nothing_and_records_everything(envoys, upstream, http):
    envoy = envoys(REDACT | {"mode": "monitor"})
    before = len(envoy.audit())
    upstream.answer = chat(CARD)
    answer = post(http, envoy, f"{CARD} {SECRET}")
    assert upstream.only().body == prompt(f"{CARD} {SECRET}")
    assert answer.content == upstream.answer.pieces[0]
    line = envoy.audit()[before]
    assert line["mode"] == "monitor"
    assert {"block", "replace"} <= {f["action"] for f in line["request"]["findings"]}
    assert ["replace"] == [f["action"] for f in line["response"]["findings"]]


@pytest.mark.parametrize(
    "policy, told",
    [
        ("{", None),
        ("[]", "expected an object"),
        ({"mod": "enforce"}, "mod"),
        ({"mode": "off"}, '"enforce" or "monitor"'),
        ({"request": {"rules": [{"detect": "pii.email", "action": "hide"}]}}, "request.rules[0].action"),
        ({"request": {"rules": [{"detect": "pii.emial", "action": "mask"}]}}, "request.rules[0].detect"),
        ({"patterns": [{"id": "own.x", "regex": "("}]}, "patterns[0].regex"),
    ],
)
def test_a_bad_policy_stops_envoy_and_says_why(upstream, policy, told):
    with pytest.raises(Refused) as refused:
        Envoy(bootstrap([policy], upstream.port))
    assert refused.value.code == 1
    assert "promptsieve" in refused.value.log
    if told:
        assert told in refused.value.log


def test_a_bad_policy_never_goes_live(upstream, http, tmp_path):
    """A listener that arrives while Envoy runs: the bad one is refused, the old one stays, a good one replaces it."""
    config = bootstrap([REDACT], upstream.port)
    (listener,) = config["static_resources"].pop("listeners")
    free = socket.create_server(("127.0.0.1", 0))
    listener["address"]["socket_address"]["port_value"] = free.getsockname()[1]
    free.close()
    file = tmp_path / "listeners.yaml"
    config["node"] = {"id": "test", "cluster": "test"}
    config["dynamic_resources"] = {"lds_config": {"path_config_source": {"path": str(file)}}}

    def deliver(policy):
        plugin = listener["filter_chains"][0]["filters"][0]["typed_config"]["http_filters"][0]["typed_config"]["config"]
        plugin["configuration"]["value"] = json.dumps(policy)
        typed = {"@type": "type.googleapis.com/envoy.config.listener.v3.Listener", **listener}
        # Envoy looks when a file is moved into place.
        (tmp_path / "next").write_text(yaml.safe_dump({"resources": [typed]}))
        (tmp_path / "next").rename(file)

    def until(stat, value, envoy):
        deadline = time.monotonic() + 20
        while f"{stat}: {value}\n" not in envoy.admin("/stats?filter=listener_manager"):
            assert time.monotonic() < deadline, envoy.admin("/stats?filter=listener_manager")
            time.sleep(0.05)

    deliver(REDACT)
    with Envoy(config) as envoy:
        assert post(http, envoy, SECRET).status_code == 403
        deliver({"request": {"rules": [{"detect": "secret.*", "action": "permit"}]}})
        until("listener_manager.lds.update_rejected", 1, envoy)
        assert "request.rules[0].action" in envoy.log()
        assert post(http, envoy, SECRET).status_code == 403
        assert upstream.untouched()
        deliver({"request": {"rules": [{"detect": "secret.*", "action": "allow"}]}})
        until("listener_manager.lds.update_success", 2, envoy)
        deadline = time.monotonic() + 10
        with httpx.Client() as fresh:
            while post(fresh, envoy, SECRET).status_code != 200:
                assert time.monotonic() < deadline
                time.sleep(0.1)


def test_all_problems_of_a_policy_are_told_at_once(upstream):
    with pytest.raises(Refused) as refused:
        Envoy(bootstrap([{"mode": 1, "on_error": 2, "limits": {"max_depth": -1}}], upstream.port))
    for path in ("mode", "on_error", "limits.max_depth"):
        assert f"{path}: " in refused.value.log


def test_an_empty_policy_is_a_policy(envoys, upstream, http):
    for text in ("{}", ""):
        upstream.reset()
        answer = post(http, envoys(text), CARD)
        assert answer.status_code == 200
        assert CARD.encode() not in upstream.wire


@pytest.fixture
def faulty(upstream):
    """A module that panics where the header x-promptsieve-fault says."""
    assert FAULTY.exists(), "run `make test`, which builds it"
    with Envoy(bootstrap([REDACT], upstream.port, FAULTY)) as envoy:
        yield envoy


@pytest.mark.parametrize("where", ["request_headers", "request_body", "response_headers", "response_body"])
def test_a_fault_is_refused_and_recovered_from(faulty, upstream, http, where):
    upstream.answer = chat(CARD)
    try:
        answer = post(http, faulty, CARD, **{"x-promptsieve-fault": where})
        assert answer.status_code in (500, 503), answer.status_code
        assert CARD not in answer.text
    except Exception as error:
        assert "RemoteProtocolError" in repr(error), error
    assert CARD.encode() not in upstream.wire
    if where.startswith("request"):
        assert upstream.untouched()
    deadline = time.monotonic() + 10
    while True:
        upstream.reset()
        answer = post(http, faulty, CARD)
        assert CARD.encode() not in upstream.wire, "after the fault, a request passed uninspected"
        if answer.status_code == 200:
            break
        assert time.monotonic() < deadline, "the module was not restarted"
        time.sleep(0.2)
    assert upstream.only().json["messages"][0]["content"] == "[CARD]"
    assert CARD not in faulty.log()


def test_the_product_has_no_switch_for_faults(envoy, upstream, http):
    answer = post(http, envoy, "hi", **{"x-promptsieve-fault": "request_headers"})
    assert answer.status_code == 200


@pytest.mark.parametrize("file", sorted((ROOT / "envoy").rglob("*.yaml")), ids=lambda f: str(f.relative_to(ROOT)))
def test_the_examples_are_yaml_and_their_policies_are_valid(file):
    """Finds the policy wherever the example's kind keeps it, and starts Envoy with it."""
    documents = [d for d in yaml.safe_load_all(file.read_text()) if d]
    assert documents
    policies = [p for d in documents for p in _policies(d)]
    assert policies, "no policy in it"
    for policy in policies:
        with Envoy(bootstrap([policy], 9)) as envoy:
            assert envoy.alive()


def _policies(node):
    """Every plugin configuration below a YAML node: Envoy's, Istio's, Envoy Gateway's, Higress's."""
    if isinstance(node, list):
        for item in node:
            yield from _policies(item)
    elif isinstance(node, dict):
        if str(node.get("@type", "")).endswith("google.protobuf.StringValue"):
            yield node["value"]
        elif node.get("kind") == "WasmPlugin":
            spec = node["spec"]
            yield from (spec[key] for key in ("pluginConfig", "defaultConfig") if key in spec)
            yield from (rule["config"] for rule in spec.get("matchRules", []) if "config" in rule)
        elif node.get("kind") == "EnvoyExtensionPolicy":
            yield from (wasm["config"] for wasm in node["spec"]["wasm"])
        else:
            for value in node.values():
                yield from _policies(value)
