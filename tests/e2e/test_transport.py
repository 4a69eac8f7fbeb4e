"""HTTP in all its forms: framing, versions, connections, sizes, crowds."""

import concurrent.futures
import json
import socket
import time

import h2.connection
import httpx
import pytest

from gateway import Envoy, bootstrap
from test_chat import CARD, REDACT, SECRET
from upstream import Answer, Http2Upstream, as_json, chat, chat_stream_body, in_pieces

CHAT = "/v1/chat/completions"
JSON = {"content-type": "application/json"}


@pytest.fixture
def envoy(envoys, upstream):
    return envoys(REDACT)


def prompt(content, **more) -> bytes:
    return json.dumps({"model": "m", "messages": [{"role": "user", "content": content}], **more}).encode()


def raw_head(length) -> bytes:
    head = f"POST {CHAT} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n"
    return head.encode()


def content_at(upstream) -> str:
    return upstream.only().json["messages"][0]["content"]


@pytest.mark.parametrize("size", [1, 7, 64, 1000])
def test_a_chunked_request_is_judged_as_a_whole(envoy, upstream, http, size):
    body = prompt(f"Charge {CARD}, please.")
    pieces = (body[i : i + size] for i in range(0, len(body), size))
    assert http.post(envoy.url() + CHAT, content=pieces, headers=JSON).status_code == 200
    assert content_at(upstream) == "Charge [CARD], please."


def test_a_slow_request_is_judged_as_a_whole_and_nothing_leaves_before(envoy, upstream, http):
    body = prompt(f"Charge {CARD}, please.")

    def slowly():
        for piece in in_pieces(body, [40, 10]):
            yield piece
            time.sleep(0.2)
            assert upstream.untouched()

    http.post(envoy.url() + CHAT, content=slowly(), headers=JSON)
    assert content_at(upstream) == "Charge [CARD], please."


def test_http2(envoy, upstream):
    with httpx.Client(http1=False, http2=True, timeout=20) as client:
        answer = client.post(envoy.url() + CHAT, content=prompt(CARD), headers=JSON)
        assert (answer.http_version, answer.status_code) == ("HTTP/2", 200)
        assert content_at(upstream) == "[CARD]"
        refused = client.post(envoy.url() + CHAT, content=prompt(SECRET), headers=JSON)
        assert refused.status_code == 403
        chunked = client.post(envoy.url() + CHAT, content=iter([prompt(CARD)[:30], prompt(CARD)[30:]]), headers=JSON)
        assert chunked.status_code == 200
    assert len(upstream.requests) == 2
    assert CARD.encode() not in upstream.wire and SECRET.encode() not in upstream.wire


def over_http2(port, body, trailers=()):
    """One exchange on a connection of its own: status, body, trailers, and whether it ended or was reset."""
    connection = h2.connection.H2Connection()
    connection.initiate_connection()
    head = [(":method", "POST"), (":path", CHAT), (":scheme", "http"), (":authority", "x"), *JSON.items()]
    connection.send_headers(1, head)
    connection.send_data(1, body, end_stream=not trailers)
    if trailers:
        connection.send_headers(1, trailers, end_stream=True)
    status, got, tail, end = None, b"", {}, None
    with socket.create_connection(("127.0.0.1", port), timeout=10) as peer:
        peer.sendall(connection.data_to_send())
        while not end:
            data = peer.recv(65536)
            assert data, "the connection ended before the answer did"
            for event in connection.receive_data(data):
                match type(event).__name__:
                    case "ResponseReceived":
                        status = int(dict(event.headers)[b":status"])
                    case "DataReceived":
                        got += event.data
                        connection.acknowledge_received_data(event.flow_controlled_length, 1)
                    case "TrailersReceived":
                        tail = dict(event.headers)
                    case "StreamEnded" | "StreamReset" as name:
                        end = name
            peer.sendall(connection.data_to_send())
    return status, got, tail, end


def test_http2_with_trailers(envoy, upstream):
    """With trailers the last body call doesn't say it is the last; the trailers call does."""
    status, *_ = over_http2(envoy.port, prompt(f"Charge {CARD}."), [("x-checksum", "1")])
    assert CARD.encode() not in upstream.wire
    if status == 200:
        assert content_at(upstream) == "Charge [CARD]."
    else:
        assert status in (400, 403) and upstream.untouched()


@pytest.fixture(scope="module")
def http2():
    """An Envoy whose upstream speaks HTTP/2, and that upstream."""
    upstream = Http2Upstream()
    config = bootstrap([REDACT], upstream.port)
    options = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions"
    explicit = {"@type": f"type.googleapis.com/{options}", "explicit_http_config": {"http2_protocol_options": {}}}
    config["static_resources"]["clusters"][0]["typed_extension_protocol_options"] = {options: explicit}
    with Envoy(config) as envoy:
        yield envoy, upstream
    upstream.stop()


def test_a_whole_answer_with_trailers(http2):
    envoy, upstream = http2
    upstream.answer = chat(f"It is {CARD}.")
    status, got, trailers, end = over_http2(envoy.port, prompt(f"Charge {CARD}."))
    assert json.loads(upstream.bodies[-1])["messages"][0]["content"] == "Charge [CARD]."
    assert (status, trailers, end) == (200, {b"x-usage": b"21"}, "StreamEnded")
    assert json.loads(got)["choices"][0]["message"]["content"] == "It is [CARD]."
    upstream.answer = chat(f"Use {SECRET}.")
    status, got, _, end = over_http2(envoy.port, prompt("hi"))
    assert (status, end) == (403, "StreamEnded") and SECRET.encode() not in got


EVENTS = {"content-type": "text/event-stream"}


@pytest.mark.parametrize("at_once", [False, True], ids=["piece by piece", "at once"])
@pytest.mark.parametrize(
    "text, expect",
    [
        (["all ", "is ", "clean."], "all is clean."),
        # The stream has no last event: at the trailers something still waits that may leave,
        (["half of one: ", "4111 11", "11 11"], "half of one: 4111 1111 11"),
        # that must be changed first,
        (["one: ", "4111 11", "11 1111 1", "111"], "one: [CARD]"),
        # that must not leave at all.
        (["take ", SECRET[:9], SECRET[9:]], "take "),
    ],
)
def test_a_stream_with_trailers(http2, text, expect, at_once):
    """The end of a stream comes as trailers and not with the last piece of the body."""
    envoy, upstream = http2
    upstream.answer = Answer(200, {**EVENTS, "trailer": "x-usage"}, unended(text, at_once))
    status, got, trailers, end = over_http2(envoy.port, prompt("hi", stream=True))
    assert (status, trailers, end) == (200, {b"x-usage": b"21"}, "StreamEnded")
    assert spoken(got) == expect


def test_a_stream_whose_end_cannot_be_written(http2):
    """Trailers that no header announced, and what waits came in one piece with what left: Envoy has no place for it."""
    envoy, upstream = http2
    upstream.answer = Answer(200, EVENTS, unended(["one: ", "4111 1111 1111 1111"], at_once=True))
    status, got, _, end = over_http2(envoy.port, prompt("hi", stream=True))
    assert (status, end) == (200, "StreamReset")
    assert spoken(got) == "one: "
    assert over_http2(envoy.port, prompt("hi"))[0] == 200, "the filter is none the worse"


def unended(text, at_once=False):
    """The events of a streamed chat completion without the last ones, which say that it ends."""
    events = chat_stream_body(*text).split(b"data: ")[1:-2]
    pieces = [b"data: " + event for event in events]
    return [b"".join(pieces)] if at_once else pieces


def spoken(body):
    """The text of a streamed chat completion."""
    events = [json.loads(line[6:]) for line in body.decode().split("\n") if line.startswith("data: {")]
    return "".join(event["choices"][0]["delta"].get("content") or "" for event in events)


def test_a_stream_that_the_upstream_resets(http2):
    envoy, upstream = http2
    upstream.answer = Answer(200, EVENTS, unended(["one: ", "4111 11", "11 1111 1"]), reset=True)
    status, got, _, end = over_http2(envoy.port, prompt("hi", stream=True))
    assert (status, end) == (200, "StreamReset")
    assert spoken(got) == "one: "


def test_one_connection_serves_many(envoy, upstream, http):
    for i in range(20):
        answer = http.post(envoy.url() + CHAT, content=prompt(f"{i} {CARD}"), headers=JSON)
        assert answer.status_code == 200
        assert http.get(envoy.url() + "/v1/models").status_code == 200
    assert [r.method for r in upstream.requests] == ["POST", "GET"] * 20
    assert CARD.encode() not in upstream.wire


def test_requests_pipelined_on_one_connection_stay_apart(envoy, upstream):
    one, two = prompt(SECRET), prompt("clean")
    with socket.create_connection(("127.0.0.1", envoy.port), timeout=10) as peer:
        peer.sendall(raw_head(len(one)) + one + raw_head(len(two)) + two)
        got = b""
        while got.count(b"HTTP/1.1 ") < 2 or not got.rstrip().endswith(b"}"):
            data = peer.recv(65536)
            assert data, got
            got += data
    assert got.startswith(b"HTTP/1.1 403") and b"HTTP/1.1 200" in got
    assert content_at(upstream) == "clean"


@pytest.mark.parametrize(
    "method, path", [("GET", "/v1/models"), ("DELETE", "/v1/files/f"), ("OPTIONS", CHAT), ("HEAD", "/v1/models")]
)
def test_requests_without_a_body_pass(envoy, upstream, http, method, path):
    upstream.answer = as_json({"data": []})
    assert http.request(method, envoy.url() + path).status_code == 200
    assert upstream.only().method == method


@pytest.mark.parametrize("body", [b"", iter([])], ids=["content-length 0", "chunked"])
def test_an_empty_body_is_answered_not_hung(envoy, upstream, http, body):
    answer = http.post(envoy.url() + CHAT, content=body, headers=JSON)
    assert answer.status_code in (200, 400)
    assert len(upstream.requests) == (answer.status_code == 200)


@pytest.mark.parametrize("status", [204, 304])
def test_answers_without_a_body_pass(envoy, upstream, http, status):
    upstream.answer = Answer(status, {}, [b""])
    answer = http.post(envoy.url() + CHAT, content=prompt("hi"), headers=JSON)
    assert (answer.status_code, answer.content) == (status, b"")


@pytest.mark.parametrize("workers", [1, 2])
def test_a_hundred_at_once(envoys, upstream, workers):
    envoy = envoys(REDACT, concurrency=workers)

    def answer(request):
        return chat(request.json["messages"][0]["content"])

    upstream.answer = answer
    before = len(envoy.states())

    def ask(i):
        content = [f"{i} clean", f"{i} {CARD}", f"{i} {SECRET}"][i % 3]
        with httpx.Client(timeout=30) as client:
            return i, client.post(envoy.url() + CHAT, content=prompt(content), headers=JSON)

    with concurrent.futures.ThreadPoolExecutor(100) as pool:
        for i, got in pool.map(ask, range(100)):
            if i % 3 == 2:
                assert got.status_code == 403
            else:
                said = got.json()["choices"][0]["message"]["content"]
                assert said == [f"{i} clean", f"{i} [CARD]"][i % 3]
    assert len(upstream.requests) == 67
    verdicts = [state["verdict"] for state in envoy.states()[before:]]
    assert {v: verdicts.count(v) for v in set(verdicts)} == {"inspected": 34, "redacted": 33, "blocked": 33}


@pytest.mark.parametrize("megabytes", [1, 2, 8])
def test_large_requests_within_the_limit(envoy, upstream, http, megabytes):
    filler = "Nothing to see here, move along. " * (megabytes * 1024 * 32)
    assert http.post(envoy.url() + CHAT, content=prompt(filler + CARD), headers=JSON).status_code == 200
    assert content_at(upstream) == filler + "[CARD]"


@pytest.mark.parametrize("megabytes", [1, 2, 8])
def test_large_answers_within_the_limit(envoy, upstream, http, megabytes):
    filler = "Nothing to see here, move along. " * (megabytes * 1024 * 32)
    upstream.answer = chat(filler + CARD)
    answer = http.post(envoy.url() + CHAT, content=prompt("hi"), headers=JSON)
    assert answer.status_code == 200
    assert answer.json()["choices"][0]["message"]["content"] == filler + "[CARD]"


def test_a_provider_that_breaks_off_lets_nothing_uninspected_out(envoy, upstream, http):
    whole = chat(f"The card is {CARD}, and so on.")
    body = whole.pieces[0]
    upstream.answer = Answer(200, whole.headers, in_pieces(body, [len(body) - 20])[:1], chunked=True, reset=True)
    try:
        got = http.post(envoy.url() + CHAT, content=prompt("hi"), headers=JSON).content
    except httpx.HTTPError:
        got = b""
    assert CARD.encode() not in got
    upstream.reset()
    assert http.get(envoy.url() + "/v1/models").status_code == 200


def test_a_caller_that_goes_away_disturbs_nobody(envoy, upstream, http):
    body = prompt(CARD)
    for sent in (1, 30, len(body) - 1):
        with socket.create_connection(("127.0.0.1", envoy.port), timeout=10) as peer:
            peer.sendall(raw_head(len(body)) + body[:sent])
    time.sleep(0.1)
    assert upstream.untouched()
    assert http.post(envoy.url() + CHAT, content=prompt("hi"), headers=JSON).status_code == 200


def test_a_caller_that_waits_for_100_continue_gets_it(envoy, upstream):
    """curl asks for it before it sends more than a megabyte; the filter has no body to judge until then."""
    body = prompt(CARD)
    with socket.create_connection(("127.0.0.1", envoy.port), timeout=10) as peer:
        peer.sendall(raw_head(len(body))[:-2] + b"expect: 100-continue\r\n\r\n")
        assert peer.recv(65536).startswith(b"HTTP/1.1 100")
        assert upstream.untouched()
        peer.sendall(body)
        assert peer.recv(65536).startswith(b"HTTP/1.1 200")
    assert content_at(upstream) == "[CARD]"


def test_the_gateways_own_errors_reach_the_caller(upstream):
    closed = socket.create_server(("127.0.0.1", 0))
    port = closed.getsockname()[1]
    closed.close()
    with Envoy(bootstrap([REDACT], port)) as envoy, httpx.Client(timeout=20) as client:
        answer = client.post(envoy.url() + CHAT, content=prompt("hi"), headers=JSON)
        assert (answer.status_code, "connect" in answer.text) == (503, True), answer.text
        assert client.post(envoy.url() + CHAT, content=prompt(SECRET), headers=JSON).status_code == 403


@pytest.mark.parametrize("status, kind", [(502, "text/html"), (429, "text/plain"), (500, "application/json")])
def test_error_pages_of_proxies_between_reach_the_caller(envoy, upstream, http, status, kind):
    page = b'{"error":{"message":"bad"}}' if kind == "application/json" else b"<html><body>Bad Gateway</body></html>"
    upstream.answer = Answer(status, {"content-type": kind}, [page])
    answer = http.post(envoy.url() + CHAT, content=prompt("hi"), headers=JSON)
    assert (answer.status_code, answer.content) == (status, page)
