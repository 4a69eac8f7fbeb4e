"""The shared corpus of cases (tests/cases) in a real Envoy. The format is told there."""

import base64
import http.client
import json

import pytest

from gateway import ROOT, Envoy, bootstrap
from upstream import Answer, chat, in_pieces

RUNNER = "real_envoy"  # in skips.json; the host simulators are `envoy` and `kong`

CASES = {
    f"{file.stem}: {case['why']}": case
    for file in sorted((ROOT / "tests/cases").rglob("*.json"))
    for case in json.loads(file.read_text())
}
POLICIES = list(dict.fromkeys(json.dumps(case["policy"]) for case in CASES.values()))
SKIPS = {
    skip["case"]: skip["reason"]
    for skip in json.loads((ROOT / "tests/skips.json").read_text())
    if skip["runner"] == RUNNER
}


def expected(case) -> dict:
    """What the case expects of Envoy: `expect`, with what `hosts.envoy` changes in it."""

    def merge(value, change):
        if isinstance(value, dict) and isinstance(change, dict):
            return {**value, **{key: merge(value.get(key), change[key]) for key in change}}
        return change

    return merge(case["expect"], case.get("hosts", {}).get("envoy", {}))


@pytest.fixture(scope="module")
def all_policies(_upstream):
    """One Envoy that listens once for every policy of the corpus.

    It lets upgrades in: without that Envoy refuses them by itself before any filter is asked.
    """

    def upgrades(listener):
        manager = listener["filter_chains"][0]["filters"][0]["typed_config"]
        manager["upgrade_configs"] = [{"upgrade_type": "websocket"}]

    with Envoy(bootstrap(POLICIES, _upstream.port, edit=upgrades)) as envoy:
        yield envoy


def bytes_of(message):
    """The body that a request, a response or an expectation describes; None if it describes none."""
    if "body_b64" in message:
        return base64.b64decode(message["body_b64"])
    if "body_text" in message:
        return message["body_text"].encode()
    if "body" in message:
        return json.dumps(message["body"], ensure_ascii=False, separators=(",", ":")).encode()
    return None


def headers_of(message):
    headers = dict(message.get("headers", {}))
    if "body" in message and "content-type" not in {name.lower() for name in headers}:
        headers["content-type"] = "application/json"
    return headers


def answer_of(response):
    if response is None:
        return chat()
    body = bytes_of(response) or b""
    pieces = in_pieces(body, response["chunks"]) if "chunks" in response else [body]
    return Answer(response.get("status", 200), headers_of(response), pieces, chunked="chunks" in response)


def send(port, request):
    """Sends exactly the headers of the case (and what HTTP itself asks for)."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    body = bytes_of(request)
    connection.putrequest(
        request.get("method", "POST"), request.get("path", "/v1/chat/completions"), skip_accept_encoding=True
    )
    headers = headers_of(request)
    if body is not None and not {n.lower() for n in headers} & {"content-length", "transfer-encoding"}:
        headers["content-length"] = str(len(body))
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders(body)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer, content


def assert_body(expected, got, unchanged, where):
    if expected.get("unchanged"):
        assert got == (unchanged or b""), f"{where}: not the very bytes"
    elif "body_text" in expected or "body_b64" in expected:
        assert got == bytes_of(expected), where
    elif "body" in expected:
        assert json.loads(got) == expected["body"], where


def test_every_skip_names_a_case():
    assert not set(SKIPS) - set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_case(name, all_policies, upstream):
    if name not in SKIPS:
        return play(CASES[name], all_policies, upstream)
    with pytest.raises(AssertionError):
        play(CASES[name], all_policies, upstream)
        pytest.fail("passes: take it out of tests/skips.json")
    pytest.skip(SKIPS[name])


def play(case, envoy, upstream):
    """Sends the case's request and compares all that came of it."""
    expect = expected(case)
    upstream.answer = answer_of(case.get("response"))
    envoy.accesses()
    logged = len(envoy.log())
    answer, content = send(envoy.ports[POLICIES.index(json.dumps(case["policy"]))], case["request"])
    access = envoy.accesses()[-1]
    log = envoy.log()[logged:]

    arrived = expect.get("upstream")
    if arrived is False:
        assert upstream.untouched(), f"{case['why']}: bytes reached the upstream"
    elif arrived is not None:
        assert_body(arrived, upstream.only().body, bytes_of(case["request"]), f"{case['why']}: upstream")

    client = expect.get("client", {})
    if "status" in client:
        assert answer.status == client["status"], f"{case['why']}: {content[:500]!r}"
    assert_body(client, content, b"".join(upstream.answer.pieces), f"{case['why']}: client")
    for text in client.get("contains", []):
        assert text in content.decode(), case["why"]
    if "error_type" in client:
        assert json.loads(content)["error"]["type"] == client["error_type"], case["why"]

    state = json.loads(access["promptsieve"])
    if "verdict" in expect:
        assert state["verdict"] == expect["verdict"], f"{case['why']}: {state}"
    if "reason" in expect:
        assert state["reason"] == expect["reason"], f"{case['why']}: {state}"

    metrics = envoy.admin("/stats/prometheus")
    for text in expect.get("absent", []):
        assert text.encode() not in upstream.wire, f"{case['why']}: it reached the upstream"
        assert all(text.encode() not in request.body for request in upstream.requests), case["why"]
        for place, what in (("log", log), ("access log", json.dumps(access)), ("metrics", metrics)):
            assert text not in what, f"{case['why']}: it is in the {place}"
