"""Bad input: a clear refusal in the caller's format, or the pass the policy asked for; never a panic,
a hang or a silent pass."""

import gzip
import json
import urllib.parse

import httpx
import openai
import pytest

from conftest import sdk
from test_transport import CHAT, JSON, prompt
from upstream import Answer, as_json, chat, in_pieces

MEGABYTE = 1024 * 1024
HIDDEN = "4111 1111 1111 1111"
CLEAN = prompt("hello")

# name: (headers, body). None of these can be inspected.
UNINSPECTABLE = {
    "not JSON": (JSON, b"hello, " + HIDDEN.encode()),
    "almost JSON": (JSON, CLEAN[:-1] + b",}"),
    "cut off": (JSON, prompt(HIDDEN)[:-20]),
    "trailing garbage": (JSON, CLEAN + b" x"),
    "two documents": (JSON, CLEAN + CLEAN),
    "an unknown encoding": (JSON | {"content-encoding": "rot13"}, CLEAN),
    "gzip that doesn't say so": (JSON, gzip.compress(prompt(HIDDEN))),
    "UTF-16": (JSON, prompt(HIDDEN).decode().encode("utf-16")),
    "UTF-16 without a mark": (JSON, prompt(HIDDEN).decode().encode("utf-16-le")),
    "not UTF-8": (JSON, b'{"messages":[{"role":"user","content":"\xff\xfe"}]}'),
    "duplicate messages": (JSON, CLEAN[:-1] + b', "messages": [{"role":"user","content":"x"}]}'),
    "duplicate content": (JSON, b'{"messages":[{"role":"user","content":"a","content":"b"}]}'),
    "duplicate by escape": (JSON, b'{"messages":[],"mess\\u0061ges":[{"role":"user","content":"b"}]}'),
    "depth 10,000": (JSON, b'{"messages":' + b"[" * 10_000 + b"]" * 10_000 + b"}"),
    "depth 10,000, open": (JSON, b"[" * 10_000),
    "a NUL byte": (JSON, b'{"messages":[{"role":"user","content":"a\x00b"}]}'),
    "only NUL bytes": (JSON, b"\x00" * 64),
    "a lone surrogate": (JSON, b'{"messages":[{"role":"user","content":"\\ud800 x"}]}'),
    "bytes of no type": ({"content-type": "application/octet-stream"}, bytes(range(256))),
}
# These differ from an ordinary request and are none the less readable.
READABLE = {
    "JSON that says it is text": ({"content-type": "text/plain"}, prompt(HIDDEN)),
    "JSON of no type": ({}, prompt(HIDDEN)),
    "gzip": (JSON | {"content-encoding": "gzip"}, gzip.compress(prompt(HIDDEN))),
    "a byte order mark": (JSON, b"\xef\xbb\xbf" + prompt(HIDDEN)),
    "another shape": (JSON, json.dumps({"question": [{"of": {"mine": HIDDEN}}]}).encode()),
    "a list": (JSON, json.dumps([HIDDEN]).encode()),
    "a string": (JSON, json.dumps(HIDDEN).encode()),
    "an escaped NUL": (JSON, prompt("a\x00b " + HIDDEN)),
    "content in an object": (JSON, prompt({"text": HIDDEN})),
    "messages in an object": (JSON, json.dumps({"messages": {"0": {"content": HIDDEN}}}).encode()),
    "a role of its own": (JSON, json.dumps({"messages": [{"role": "root", "content": HIDDEN}]}).encode()),
    "a form": ({"content-type": "application/x-www-form-urlencoded"}, b"messages=" + HIDDEN.encode()),
    "text": ({"content-type": "text/plain"}, HIDDEN.encode()),
    "no role": (JSON, json.dumps({"messages": [{"content": HIDDEN}]}).encode()),
}
MASK_ALL = {"rules": [{"detect": "financial.payment_card", "action": "replace", "with": "[CARD]"}]}


@pytest.fixture
def envoy(envoys, upstream):
    return envoys({"request": MASK_ALL, "response": MASK_ALL})


def post(http, envoy, headers, body, path=CHAT):
    return http.post(envoy.url() + path, content=body, headers=headers)


@pytest.mark.parametrize("what", UNINSPECTABLE)
def test_what_cannot_be_inspected_is_refused(envoy, upstream, http, what):
    answer = post(http, envoy, *UNINSPECTABLE[what])
    assert answer.status_code in (400, 415), answer.text
    error = answer.json()["error"]
    assert error["message"] and error["type"] and "code" in error
    assert HIDDEN not in answer.text
    assert upstream.untouched()
    state = envoy.states()[-1]
    assert state["verdict"] == "blocked" and state["reason"], state


@pytest.mark.parametrize("what", UNINSPECTABLE)
def test_or_passes_where_the_policy_says_so(envoys, upstream, http, what):
    envoy = envoys({"on_uninspectable": "allow"})
    headers, body = UNINSPECTABLE[what]
    assert post(http, envoy, headers, body).status_code == 200
    assert upstream.only().body == body
    state = envoy.states()[-1]
    assert state["verdict"] == "not_inspected" and state["reason"], state


@pytest.mark.parametrize("what", READABLE)
def test_what_can_be_read_is_judged(envoy, upstream, http, what):
    answer = post(http, envoy, *READABLE[what])
    assert HIDDEN.encode() not in upstream.wire
    state = envoy.states()[-1]
    if answer.status_code == 200:
        arrived = upstream.only()
        plain = gzip.decompress(arrived.body) if arrived.header("content-encoding") else arrived.body
        assert b"[CARD]" in urllib.parse.unquote_to_bytes(plain) and HIDDEN.encode() not in plain
        assert state["verdict"] == "redacted", state
    else:
        assert answer.status_code in (400, 415) and answer.json()["error"]["message"]
        assert state["verdict"] == "blocked" and state["reason"], state


def test_the_sdk_reads_the_refusal(envoy, upstream):
    with sdk(envoy) as client, pytest.raises(openai.BadRequestError) as raised:
        client.post("/chat/completions", cast_to=object, body=None, content=b"{", options={"headers": JSON})
    assert raised.value.body["message"]


@pytest.mark.parametrize("chunked", [False, True], ids=["content-length", "chunked"])
@pytest.mark.parametrize("megabytes", [12, 64])
def test_too_large_is_said_clearly(envoy, upstream, megabytes, chunked):
    body = b" " * (megabytes * MEGABYTE)
    pieces = (body[i : i + MEGABYTE] for i in range(0, len(body), MEGABYTE))
    with httpx.Client(timeout=60) as client:
        try:
            answer = client.post(envoy.url() + CHAT, content=pieces if chunked else body, headers=JSON)
        except httpx.WriteError:
            # Refused while it was still being sent: the answer stands in the access log.
            assert envoy.accesses()[-1]["status"] == 413
        else:
            assert answer.status_code == 413
            error = answer.json()["error"]
            assert "10485760" in error["message"], error
    assert upstream.untouched()
    assert envoy.states()[-1]["verdict"] == "blocked"


def test_the_sdk_reads_too_large(envoys, upstream):
    envoy = envoys({"limits": {"max_request_bytes": 1000}})
    with sdk(envoy) as client, pytest.raises(openai.APIStatusError) as raised:
        client.chat.completions.create(model="m", messages=[{"role": "user", "content": "x" * 2000}])
    assert raised.value.status_code == 413
    assert "1000" in raised.value.body["message"]
    assert upstream.untouched()


@pytest.mark.parametrize(
    "headers, body",
    [
        (JSON, b'{"choices": oops'),
        (JSON | {"content-encoding": "rot13"}, b'{"choices": []}'),
        (JSON, b'{"choices":[{"message":{"content":"\xff"}}]}'),
        (JSON, b"[" * 10_000),
    ],
    ids=["not JSON", "compressed", "not UTF-8", "deep"],
)
def test_answers_that_cannot_be_inspected_are_refused(envoy, upstream, http, headers, body):
    upstream.answer = Answer(200, headers, [body])
    answer = post(http, envoy, JSON, CLEAN)
    assert answer.status_code >= 400, answer.content
    assert body not in answer.content
    assert "error" in answer.json()
    state = envoy.states()[-1]
    assert state["verdict"] == "blocked" and state["reason"], state


def test_the_upstream_is_asked_not_to_compress(envoy, upstream, http):
    post(http, envoy, JSON | {"accept-encoding": "gzip, br"}, CLEAN)
    assert upstream.only().header("accept-encoding") in (None, "identity")


def test_an_answer_past_the_limit_is_refused(envoys, upstream, http):
    envoy = envoys({"limits": {"max_response_bytes": 1000}, "response": MASK_ALL})
    upstream.answer = chat("x" * 5000 + HIDDEN)
    answer = post(http, envoy, JSON, CLEAN)
    assert answer.status_code >= 400 and "error" in answer.json()
    assert envoy.states()[-1]["verdict"] == "blocked"


def test_an_answer_of_another_shape_is_scanned(envoy, upstream, http):
    upstream.answer = as_json({"output": {"deep": [HIDDEN]}})
    assert post(http, envoy, JSON, CLEAN).json() == {"output": {"deep": ["[CARD]"]}}


def test_many_small_pieces_of_a_bad_answer(envoy, upstream, http):
    upstream.answer = Answer(200, JSON, in_pieces(b'{"a":' * 30, [1] * 200), chunked=True)
    assert post(http, envoy, JSON, CLEAN).status_code >= 400


@pytest.mark.parametrize(
    "path", ["/", "/v1/unknown", "//v1//chat/completions", "/v1/../v1/chat/completions", "/v1/chat%2Fcompletions"]
)
def test_paths_that_nobody_knows_are_judged_all_the_same(envoy, upstream, http, path):
    answer = post(http, envoy, JSON, prompt(HIDDEN), path)
    assert HIDDEN.encode() not in upstream.wire
    assert answer.status_code in (200, 400)
