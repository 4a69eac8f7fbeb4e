"""When the events of a stream arrive: without a filter, with one that does nothing, with ours.

Three Envoys side by side, as in bench.py, whose turns are shuffled in every round. The upstream writes the
time into each event as it sends it, so what is measured is an event's way through Envoy, and the time from
the request until the first event is there, of a stream of clean text.

Prints a table. It is the difference between columns that says something: the machine's own noise is in each.
"""

import argparse
import asyncio
import json
import random
import re
import socket
import statistics
import threading
import time

from bench import MODULE, NOOP, SENTENCES, Envoy, bootstrap, prompt

# The policy of envoy/envoy.yaml masks e-mail addresses and names of people's accounts in answers, too: almost any
# word could begin one, and waits for the next event to tell. Rules that act on secrets and cards alone wait rarely.
SECRETS = {"response": {"rules": [{"detect": ["secret.*", "financial.*"], "action": "mask"}]}}
VARIANTS = {
    "none": (None, None),
    "no-op": (NOOP, None),
    "ours, secrets and cards": (MODULE, SECRETS),
    "ours, envoy.yaml": (MODULE, None),
}
EVENTS, PAUSE = 30, 0.004
# The comment before an event, and the event.
SENT = re.compile(rb": (\d+)\ndata: .*?\n\n", re.DOTALL)


def events():
    """A clean answer, a word an event, with room for the time."""
    for word in " ".join(SENTENCES).split()[:EVENTS]:
        choice = {"index": 0, "delta": {"content": word + " "}, "finish_reason": None}
        chunk = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1700000000, "model": "gpt-4o"}
        yield b"data: " + json.dumps({**chunk, "choices": [choice]}).encode() + b"\n\n"


class Streamer(asyncio.Protocol):
    """Answers each request with the events, each behind a comment that tells when it was sent."""

    def connection_made(self, transport):
        self.transport, self.got = transport, b""

    def data_received(self, data):
        self.got += data
        head, end, body = self.got.partition(b"\r\n\r\n")
        if end and len(body) >= int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0]):
            self.got = b""
            asyncio.get_running_loop().create_task(self.answer())

    async def answer(self):
        head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
        for event in events():
            piece = b": %d\n" % time.perf_counter_ns() + event
            self.transport.write(head + b"%x\r\n%s\r\n" % (len(piece), piece))
            head = b""
            await asyncio.sleep(PAUSE)
        piece = b"data: [DONE]\n\n"
        self.transport.write(b"%x\r\n%s\r\n0\r\n\r\n" % (len(piece), piece))


def serve() -> int:
    """Starts the upstream in a thread of its own; returns its port."""
    ready, port = threading.Event(), []

    async def main():
        server = await asyncio.get_running_loop().create_server(Streamer, "127.0.0.1", 0)
        port.append(server.sockets[0].getsockname()[1])
        ready.set()
        await asyncio.Event().wait()

    threading.Thread(target=lambda: asyncio.run(main()), daemon=True).start()
    ready.wait()
    return port[0]


def ask(peer, body):
    """One stream over an open connection: µs to the first event, and µs that each event was on its way."""
    head = (
        "POST /v1/chat/completions HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\n"
        f"content-length: {len(body)}\r\n\r\n"
    )
    started = time.perf_counter_ns()
    peer.sendall(head.encode() + body)
    first, ways, got = None, [], b""
    while not got.endswith(b"0\r\n\r\n"):
        got += peer.recv(65536)
        now = time.perf_counter_ns()
        while sent := SENT.search(got):
            first = first or (now - started) / 1000
            ways.append((now - int(sent[1])) / 1000)
            got = got[sent.end() :]
    assert len(ways) == EVENTS
    return first, ways


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--rounds", type=int, default=80)
    rounds = arguments.parse_args().rounds
    upstream, body = serve(), prompt(1024)
    envoys = {v: Envoy(bootstrap([policy], upstream, module)) for v, (module, policy) in VARIANTS.items()}
    taken = {variant: ([], [], [], []) for variant in VARIANTS}
    try:
        peers = {v: socket.create_connection(("127.0.0.1", envoy.port), timeout=30) for v, envoy in envoys.items()}
        for peer in peers.values():
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            ask(peer, body)
        order = list(VARIANTS)
        for _ in range(rounds):
            random.shuffle(order)
            for variant in order:
                before = envoys[variant].cpu_seconds()
                first, ways = ask(peers[variant], body)
                firsts, all_ways, cpu, late = taken[variant]
                firsts.append(first)
                late.append(100 * sum(way > PAUSE * 1e6 for way in ways) / EVENTS)
                all_ways.append(statistics.median(ways))
                cpu.append((envoys[variant].cpu_seconds() - before) * 1e6 / EVENTS)
    finally:
        for envoy in envoys.values():
            envoy.__exit__()
    print(table(taken, rounds))


def table(taken, rounds) -> str:
    """The medians for people, as Markdown; in brackets what is more than with the no-op filter, within a round."""
    lines = [
        f"Envoy 1.40, one worker; {rounds} interleaved rounds of a 1 KB request and {EVENTS} clean events, "
        f"{PAUSE * 1000:g} ms apart; medians in µs.",
        "",
        "| | " + " | ".join(taken) + " |",
        "| --- |" + " ---: |" * len(taken),
    ]
    for i, what in enumerate(["request to first event", "an event's way through", "CPU of Envoy per event"]):
        cells = []
        for values in taken.values():
            over = statistics.median(a - b for a, b in zip(values[i], taken["no-op"][i], strict=True))
            cells.append(f"{statistics.median(values[i]):,.0f} ({over:+,.0f})")
        lines.append(f"| {what} | " + " | ".join(cells) + " |")
    shares = (f"{statistics.mean(values[3]):.1f} %" for values in taken.values())
    lines.append("| events that came with the next | " + " | ".join(shares) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
