"""The rig itself: what these tests see is what was on the wire.

Runs with the filter that does nothing, so a failure here is the rig's and not Promptsieve's.
"""

import time

import openai
import pytest

from conftest import sdk
from gateway import NOOP, Envoy, Refused, bootstrap
from upstream import Answer, chat, chat_stream, chat_stream_body, in_pieces


def test_the_upstream_records_the_very_bytes(noop, upstream, http):
    body = '{ "model":"m",\n "z": 1.0, "n": 1e2, "s": "\\u0041\\/é", "messages": [] }'.encode()
    answer = http.post(noop.url() + "/v1/chat/completions", content=body)
    assert answer.status_code == 200
    assert answer.content == upstream.answer.pieces[0]
    assert upstream.only().body == body
    assert upstream.only().complete
    assert body in upstream.wire


def test_chunked_requests_are_recorded_without_their_framing(noop, upstream, http):
    http.post(noop.url() + "/x", content=iter([b"one", b"two", b"three"]))
    assert upstream.only().body == b"onetwothree"
    assert upstream.only().header("transfer-encoding") == "chunked"


def test_the_sdk_reads_a_stream_that_is_cut_anywhere(noop, upstream):
    for sizes in ([1] * 2000, [7] * 300, None):
        upstream.answer = chat_stream("Hel", "lo ", "wörld 🌍", sizes=sizes)
        with sdk(noop) as client:
            chunks = client.chat.completions.create(
                model="m", messages=[{"role": "user", "content": "hi"}], stream=True
            )
            text = "".join(c.choices[0].delta.content or "" for c in chunks)
        assert text == "Hello wörld 🌍"


def test_a_stream_arrives_as_it_is_sent(noop, upstream, http):
    upstream.answer = chat_stream("a", "b", pause=0.2)
    started, arrivals = time.monotonic(), []
    with http.stream("POST", noop.url() + "/x", content=b"{}") as answer:
        for piece in answer.iter_raw():
            arrivals.append((time.monotonic() - started, piece))
    assert b"".join(p for _, p in arrivals) == chat_stream_body("a", "b")
    assert arrivals[-1][0] - arrivals[0][0] > 0.3


def test_the_upstream_can_break_off(noop, upstream, http):
    upstream.answer = Answer(pieces=in_pieces(b"x" * 100, [50]), reset=True)
    with pytest.raises(Exception) as raised:
        http.post(noop.url() + "/x", content=b"{}")
    assert "RemoteProtocolError" in type(raised.value).__name__


def test_errors_of_the_provider_stay_the_providers(noop, upstream):
    upstream.answer = Answer(429, {"content-type": "application/json"}, [b'{"error":{"message":"slow down"}}'])
    with sdk(noop) as client, pytest.raises(openai.RateLimitError, match="slow down"):
        client.chat.completions.create(model="m", messages=[])


def test_every_request_has_its_line_in_the_access_log(noop, upstream, http):
    http.get(noop.url() + "/v1/models?key=not-logged")
    line = noop.accesses()[-1]
    assert (line["method"], line["path"], line["status"]) == ("GET", "/v1/models", 200)
    assert "not-logged" not in noop.access_log()


def test_an_envoy_that_cannot_start_says_so(upstream):
    config = bootstrap([{}], upstream.port, NOOP)
    config["static_resources"]["listeners"][0]["name"] = 7
    with pytest.raises(Refused) as refused:
        Envoy(config)
    assert refused.value.code == 1
    assert upstream.untouched()


def test_several_policies_share_one_envoy(upstream, http):
    upstream.answer = chat("one of two")
    with Envoy(bootstrap([{}, {"mode": "monitor"}], upstream.port, NOOP)) as envoy:
        assert len(set(envoy.ports)) == 2
        for i in range(2):
            assert "one of two" in http.get(envoy.url(i) + "/x").text
