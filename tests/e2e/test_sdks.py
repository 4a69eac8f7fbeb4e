"""Each vendor's own SDK through a real Envoy: clean, redacted, refused; and streams in all their ways."""

import concurrent.futures
import json
import re

import pytest

from surfaces import STREAMED, WHOLE, Said
from upstream import Answer

CARD = "4111 1111 1111 1111"
KEY = "AKIA" + "QYLPMN5HFIQR7XYA"
TOKEN = "ghp_" + "Zk3vQ8mT1xWc7RbN5yHd2LpJ9sGf4A0K6uEw"
STAND_IN = re.compile("PAYMENT_CARD_[a-z]{12}")
POLICY = {
    "request": {
        "rules": [
            {"detect": "secret.*", "action": "block"},
            {"detect": "financial.payment_card", "action": "tokenize"},
        ]
    },
    "response": {
        "rules": [
            {"detect": "secret.aws_*", "action": "block"},
            {"detect": ["secret.*", "financial.*"], "action": "mask"},
        ],
        "restore_tools": ["charge*"],
    },
}


@pytest.fixture
def envoy(envoys, upstream):
    return envoys(POLICY)


@pytest.fixture(params=WHOLE + STREAMED, ids=str)
def surface(request):
    return request.param


@pytest.fixture(params=STREAMED, ids=str)
def streamed(request):
    return request.param


def prompt(text):
    """What is marked by brackets is what the upstream repeats."""
    return f"Say this: [[{text}]]"


def repeating(surface, around=("Noted: ", ".")):
    """An upstream that says what it was given between the brackets."""

    def answer(request):
        marked = re.search(rb"\[\[(.*?)\]\]", request.body)
        text = around[0] + (marked[1].decode() if marked else "") + around[1]
        return surface.answer(request, text) if surface.answer else surface.of(text)

    return answer


def bodies(upstream):
    """What arrived, with the boundary of multipart bodies, which is random, made the same."""
    for request in upstream.requests:
        boundary = re.search("boundary=(.*)", request.header("content-type") or "")
        yield request.path, request.body.replace(boundary[1].encode(), b"B") if boundary else request.body


def test_a_clean_call_is_as_if_there_were_no_gateway(surface, envoy, upstream):
    upstream.answer = repeating(surface)
    direct = surface.run(upstream.url, prompt("hello"))
    sent = list(bodies(upstream))
    upstream.reset()
    upstream.answer = repeating(surface)
    through = surface.run(envoy.url(), prompt("hello"))
    assert list(bodies(upstream)) == sent
    assert through == direct
    if surface.texts:
        assert direct.text == "Noted: hello."
    for line in envoy.audit()[-len(upstream.requests) :]:
        assert (line["api"], line["verdict"], line["reason"]) == (surface.api, "inspected", None)
        assert line["response"]["unknown_texts"] == 0, "a field that the format does not know"


def test_a_clean_answer_is_the_very_same_bytes(surface, envoy, upstream, http):
    upstream.answer = repeating(surface)
    surface.run(envoy.url(), prompt("hello"))
    for request in list(upstream.requests):
        upstream.answer = repeating(surface)(request)
        headers = {k: v for k, v in request.headers if k.lower() in ("content-type", "accept")}
        got = http.request(request.method, envoy.url() + request.path, content=request.body, headers=headers)
        assert got.content == b"".join(upstream.answer.pieces)


def test_a_redacted_call_works(surface, envoy, upstream):
    upstream.answer = repeating(surface)
    said = surface.run(envoy.url(), prompt(CARD))
    assert CARD.encode() not in upstream.wire
    assert STAND_IN.search(upstream.wire.decode("latin-1"))
    if surface.texts:
        assert said.text == f"Noted: {CARD}."
    assert envoy.audit()[-1]["verdict"] == "redacted"


def test_a_refusal_is_the_sdks_own_error_and_not_asked_for_again(surface, envoy, upstream):
    upstream.answer = repeating(surface)
    before = len(envoy.accesses())
    with pytest.raises(surface.refusal.error) as raised:
        surface.run(envoy.url(), prompt(KEY))
    assert surface.refusal.code(raised.value) == surface.refusal.expected
    line = envoy.audit()[-1]
    message = str(getattr(raised.value, "body", None) or raised.value)
    assert "policy" in message and line["request_id"] in message, "the reason, and an id to ask about"
    assert KEY not in str(raised.value)
    assert KEY.encode() not in upstream.wire
    assert (line["api"], line["verdict"]) == (surface.api, "blocked")
    assert len(envoy.accesses()) - before == len(upstream.requests) + 1


def cut(text, size=3):
    """The text in pieces, as a model's tokens come."""
    return [text[i : i + size] for i in range(0, len(text), size)]


@pytest.mark.parametrize("tool", ["refund", "charge_card"])
def test_a_stream_is_restored_wherever_it_is_cut(streamed, tool, envoy, upstream):
    """In a tool's arguments only if the policy lists the tool."""

    def answer(request):
        stand_in = STAND_IN.search(request.body.decode())[0]
        call = (tool, cut(json.dumps({"card": stand_in, "note": 'a "b" 🌍', "n": 1}))) if streamed.calls else None
        return streamed.of(cut(f"The card {stand_in} is noted, 🌍."), call)

    upstream.answer = answer
    said = streamed.run(envoy.url(), prompt(CARD))
    assert said.text == f"The card {CARD} is noted, 🌍."
    if streamed.calls:
        stand_in = STAND_IN.search(upstream.only().body.decode())[0]
        card = CARD if tool == "charge_card" else stand_in
        assert json.loads(said.arguments) == {"card": card, "note": 'a "b" 🌍', "n": 1}
    assert (said.usage, said.end) == (12, streamed.ends)
    assert envoy.audit()[-1]["verdict"] == "redacted"


def test_a_secret_in_a_stream_is_masked_in_flight(streamed, envoy, upstream):
    arguments = json.dumps({"token": TOKEN, "n": 1})
    upstream.answer = streamed.of(cut(f"Use {TOKEN} or {CARD}, then."), ("deploy", cut(arguments)))
    said = streamed.run(envoy.url(), prompt("hello"))
    assert re.fullmatch(r"Use \*+ or \*+, then\.", said.text)
    if streamed.calls:
        assert re.fullmatch(r"\*+", json.loads(said.arguments)["token"])
    assert (said.usage, said.end) == (12, streamed.ends)


def test_a_blocked_stream_ends_in_the_vendors_own_words(streamed, envoy, upstream):
    upstream.answer = streamed.of(cut(f"First this. Then deploy with {KEY}, and so on."), ("deploy", ["{}"]))
    said = streamed.run(envoy.url(), prompt("hello"))
    assert "First this. Then deploy with ".startswith(said.text) and "First" in said.text
    assert (said.arguments, said.end) == ("", streamed.blocked)
    assert envoy.audit()[-1]["verdict"] == "blocked"


def test_nothing_unjudged_leaves_when_the_upstream_breaks_off(streamed, envoy, upstream):
    """What is held back could become a match; when the end never comes, it never leaves.

    All at once: Envoy lets a second pass before it closes a connection that broke off.
    """
    whole = streamed.of(cut(f"Use {CARD} or {KEY}, then."))

    def answer(request):
        length = int(re.search(rb"\[\[(.*?)\]\]", request.body)[1])
        return Answer(200, whole.headers, whole.pieces[:length], chunked=True, reset=True)

    def broken_off(length):
        said = Said()
        try:
            streamed.run(envoy.url(), prompt(str(length)), said)
        except Exception as error:
            assert "timed out" not in str(error)
        return said

    upstream.answer = answer
    lengths = range(2, len(whole.pieces), 2)
    with concurrent.futures.ThreadPoolExecutor(len(lengths)) as pool:
        for said in pool.map(broken_off, lengths):
            assert re.fullmatch(r"(Use( (\*+( (o(r ?)?)?)?)?)?)?", said.text), said.text
