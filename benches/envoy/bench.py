"""What Promptsieve costs in a real Envoy: `make bench`.

Three Envoys run side by side, one core each at most: without a filter, with one that does nothing
(benches/noop), with ours under the policy of envoy/envoy.yaml. One caller sends whole chat requests over
one connection, and the three take turns, round after round, so that whatever else the machine does
hits all of them. What is compared is the CPU time of the Envoy process, counted by the kernel in
nanoseconds: latency on a shared machine does not resolve differences below about 100 µs.

A figure is the median over the rounds of the difference within a round. The scan's throughput is the
slope between the two largest bodies, so what a request costs whatever its size is not in it; what
the host's copying of the body into the module costs is.

Prints a table, writes target/bench.json, and with --record also benches/record/DATE.md.
"""

import argparse
import asyncio
import datetime
import json
import os
import platform
import random
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/e2e"))

from gateway import MODULE, NOOP, Envoy, bootstrap  # noqa: E402

KB, MB = 1024, 1024 * 1024
# Requests per turn: enough to be counted well, few enough that a round lasts about a second.
SIZES = {"1 KB": (KB, 150), "4 KB": (4 * KB, 150), "16 KB": (16 * KB, 80), "256 KB": (256 * KB, 12), "1 MB": (MB, 5)}
VARIANTS = {"none": None, "no-op": NOOP, "ours": MODULE}
SECONDS = 100

SENTENCES = """
The quarterly report shows that the second warehouse shipped more parcels than the first one did.
Please summarise the following notes for a colleague who joins the project next week.
We agreed on 12 March that the migration starts after the freeze and takes about 6 weeks.
What is the difference between a mutex and a semaphore, and when would you use each of them?
def total(items): return sum(item["price"] * item["quantity"] for item in items if item["price"] > 0)
Customers in the northern region asked for invoices in PDF, and 37% of them also want a CSV export.
{"order": 48213, "lines": [{"sku": "A-1090", "quantity": 3}, {"sku": "B-77", "quantity": 1}], "paid": true}
The meeting is at 14:30 in room 4.12; bring the printed plan and the two open questions from Friday.
SELECT name, count(*) FROM visits WHERE day BETWEEN '2024-01-01' AND '2024-03-31' GROUP BY name ORDER BY 2 DESC;
Her answer was short: "ship it when the tests are green, and tell support a day before."
""".strip().split("\n")


def prompt(size: int, found: str = "") -> bytes:
    """A chat request of exactly `size` bytes: prose, code and data, with line breaks and quotes."""
    chosen = random.Random(size)

    def body(text):
        messages = [{"role": "system", "content": "You help."}, {"role": "user", "content": text}]
        return json.dumps({"model": "gpt-4o", "temperature": 0.2, "messages": messages}).encode()

    room = size - len(body(found))
    parts = [found]
    while room > 0:
        part = (chosen.choice(SENTENCES) + chosen.choice(["  ", "\n"]))[:room]
        # Quotes and line ends take two bytes in JSON.
        while len(json.dumps(part)) - 2 > room:
            part = part[:-1]
        part = part or "."
        room -= len(json.dumps(part)) - 2
        parts.append(part)
    made = body("".join(parts))
    assert len(made) == size
    return made


ANSWER = json.dumps(
    {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1700000000,
        "model": "gpt-4o",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": SENTENCES[3]}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 9, "completion_tokens": 20, "total_tokens": 29},
    }
).encode()


class Sink(asyncio.Protocol):
    """An upstream that reads a request by its content-length or chunks and answers, as fast as Python can."""

    REPLY = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s" % (len(ANSWER), ANSWER)

    def connection_made(self, transport):
        self.transport, self.head, self.left, self.chunked = transport, b"", 0, False

    def data_received(self, data):
        if not self.left and not self.chunked:
            self.head += data
            head, end, data = self.head.partition(b"\r\n\r\n")
            if not end:
                return
            self.head = b""
            lowered = head.lower()
            self.chunked = b"transfer-encoding: chunked" in lowered
            if not self.chunked:
                self.left = int(lowered.split(b"content-length:")[1].split(b"\r\n")[0])
        if self.chunked:
            if data.endswith(b"0\r\n\r\n"):
                self.chunked = False
                self.transport.write(self.REPLY)
            return
        self.left -= len(data)
        if not self.left:
            self.transport.write(self.REPLY)


def serve() -> int:
    """Starts the upstream in a thread of its own; returns its port."""
    ready = threading.Event()
    port = []

    def run():
        async def main():
            server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", 0)
            port.append(server.sockets[0].getsockname()[1])
            ready.set()
            await asyncio.Event().wait()

        asyncio.run(main())

    threading.Thread(target=run, daemon=True).start()
    ready.wait()
    return port[0]


class Caller:
    """One keep-alive connection to an Envoy."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, body) -> float:
        """Sends one request, reads its answer, returns the seconds that took."""
        head = (
            "POST /v1/chat/completions HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\n"
            f"content-length: {len(body)}\r\n\r\n"
        )
        started = time.perf_counter()
        self.socket.sendall(head.encode() + body)
        got = self.socket.recv(65536)
        while b"\r\n\r\n" not in got:
            got += self.socket.recv(65536)
        head, _, rest = got.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), got[:500]
        lowered = head.lower()
        if b"transfer-encoding: chunked" in lowered:
            while not rest.endswith(b"0\r\n\r\n"):
                rest += self.socket.recv(65536)
        else:
            length = int(lowered.split(b"content-length:")[1].split(b"\r\n")[0])
            while len(rest) < length:
                rest += self.socket.recv(65536)
        return time.perf_counter() - started


def measure(envoys, bodies, seconds):
    """CPU and latency per request, in µs: {(body, variant): ([cpu of a round, …], [latency, …])}."""
    callers = {variant: Caller(envoy.port) for variant, envoy in envoys.items()}
    results = {(name, variant): ([], []) for name in bodies for variant in envoys}
    order = list(envoys)
    for body, _ in bodies.values():
        for variant in order:
            for _ in range(5):
                callers[variant].send(body)
    ends = time.monotonic() + seconds
    rounds = 0
    while time.monotonic() < ends or rounds < 3:
        random.shuffle(order)
        for name, (body, times) in bodies.items():
            for variant in order:
                cpu, latencies = results[name, variant]
                before = envoys[variant].cpu_seconds()
                latencies += [callers[variant].send(body) * 1e6 for _ in range(times)]
                # The last request's own log line and clean-up belong to it.
                time.sleep(0.002)
                cpu.append((envoys[variant].cpu_seconds() - before) * 1e6 / times)
        rounds += 1
    return results, rounds


def startup(upstream, times=3) -> dict:
    """Milliseconds from the start of the process until it is ready, taking turns."""
    taken = {variant: [] for variant in VARIANTS}
    for _ in range(times):
        for variant, module in VARIANTS.items():
            with Envoy(bootstrap([None], upstream, module)) as envoy:
                taken[variant].append(envoy.startup_seconds * 1000)
    return {variant: statistics.median(values) for variant, values in taken.items()}


def over(results, name, variant, base) -> float:
    """Median over the rounds of what `variant` costs more than `base` within a round, in µs."""
    pairs = zip(results[name, variant][0], results[name, base][0], strict=True)
    return statistics.median(a - b for a, b in pairs)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--seconds", type=float, default=SECONDS, help="how long to send requests")
    arguments.add_argument("--record", action="store_true", help="also write benches/record/DATE.md")
    options = arguments.parse_args()

    upstream = serve()
    started = startup(upstream)
    bodies = {name: (prompt(size), times) for name, (size, times) in SIZES.items()}
    # With work to do: a card, an IBAN and two addresses are found and masked.
    found = "Card 4111 1111 1111 1111, IBAN DE89 3704 0044 0532 0130 00, jane.roe@corp-mail.com, bob@corp-mail.com. "
    bodies["4 KB, 4 found"] = (prompt(4 * KB, found), 150)
    envoys = {variant: Envoy(bootstrap([None], upstream, module)) for variant, module in VARIANTS.items()}
    try:
        results, rounds = measure(envoys, bodies, options.seconds)
        memory = {variant: envoy.memory_kb() for variant, envoy in envoys.items()}
    finally:
        for envoy in envoys.values():
            envoy.__exit__()

    slope = over(results, "1 MB", "ours", "no-op") - over(results, "256 KB", "ours", "no-op")
    figures = {
        "scan_v8_mb_per_s": round((MB - 256 * KB) / max(slope, 1e-9), 1),
        "cpu_over_noop_us_1k": round(over(results, "1 KB", "ours", "no-op"), 1),
        "cpu_over_noop_us_4k": round(over(results, "4 KB", "ours", "no-op"), 1),
        "cpu_over_noop_us_4k_found": round(over(results, "4 KB, 4 found", "ours", "no-op"), 1),
        "cpu_over_noop_us_16k": round(over(results, "16 KB", "ours", "no-op"), 1),
        "cpu_over_noop_us_256k": round(over(results, "256 KB", "ours", "no-op"), 1),
        "cpu_over_noop_us_1m": round(over(results, "1 MB", "ours", "no-op"), 1),
        "module_kb": round(MODULE.stat().st_size / KB, 1),
        "module_noop_kb": round(NOOP.stat().st_size / KB, 1),
        "startup_ms": round(started["ours"]),
        "startup_over_none_ms": round(started["ours"] - started["none"]),
        "memory_kb": memory["ours"],
        "memory_over_none_kb": memory["ours"] - memory["none"],
        "rounds": rounds,
        **in_node(),
    }
    (ROOT / "target").mkdir(exist_ok=True)
    (ROOT / "target/bench.json").write_text(json.dumps(figures, indent=2) + "\n")

    report = table(results, figures, started, memory)
    print(report)
    print("Written to target/bench.json.")
    if options.record:
        day = datetime.date.today().isoformat()
        commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True)
        machine = f"{platform.machine()}, {os.cpu_count()} cores, {cpu_model()}, load average {os.getloadavg()[1]:.1f}"
        head = f"# {day}, commit {commit.stdout.strip()}\n\n{machine}\n\n"
        record = ROOT / f"benches/record/{day}.md"
        record.write_text(head + report + "\n")
        print(f"Recorded in {record.relative_to(ROOT)}.")


def table(results, figures, started, memory) -> str:
    """The figures for people, as Markdown."""
    lines = [
        f"Envoy 1.40, one worker, one caller; {figures['rounds']} interleaved rounds. CPU: µs of the Envoy process",
        "per request, median of the rounds. p50: µs until the whole answer was there.",
        "",
        "| body | CPU none | CPU no-op | CPU ours | ours over no-op | p50 none | p50 no-op | p50 ours |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name in dict.fromkeys(name for name, _ in results):
        cpu = [f"{statistics.median(results[name, v][0]):,.0f}" for v in VARIANTS]
        p50 = [f"{statistics.median(results[name, v][1]):,.0f}" for v in VARIANTS]
        lines.append(
            f"| {name} | {' | '.join(cpu)} | {over(results, name, 'ours', 'no-op'):,.0f} | {' | '.join(p50)} |"
        )
    lines += [
        "",
        f"- Inspection in V8, slope from 256 KB to 1 MB: {figures['scan_v8_mb_per_s']:,.0f} MB/s",
        f"- Module: {figures['module_kb']:,.0f} KB (no-op {figures['module_noop_kb']:,.0f} KB)",
        *(f"- {name}: {value:,.0f}" for name, value in figures.items() if name in V8),
        "- Until Envoy is ready: " + ", ".join(f"{v} {ms:,.0f} ms" for v, ms in started.items()),
        "- Resident memory after the load: " + ", ".join(f"{v} {kb:,} KB" for v, kb in memory.items()),
    ]
    return "\n".join(lines)


# What benches/v8 promises, and what measures it.
V8 = {
    "detect_v8_mb_per_s": ["detect.mjs", "--json", "--ordinary"],
    "injection_v8_mb_per_s": ["run.mjs", "--json", "injection", "request"],
    "injection_unicode_v8_mb_per_s": ["run.mjs", "--json", "injection", "request"],
    "pipeline_v8_mb_per_s": ["run.mjs", "--json", "injection", "request"],
}


def in_node() -> dict[str, float]:
    """What benches/v8 promises, measured by Node's V8 without a proxy. Nothing, and a word about it, without Node."""
    if not shutil.which("node"):
        print(f"SKIPPED: {', '.join(V8)} need node (20 or newer).", file=sys.stderr)
        return {}
    figures = {}
    for program, *words in dict.fromkeys(map(tuple, V8.values())):
        command = ["node", "--no-warnings", f"benches/v8/{program}", *words]
        run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        if run.returncode:
            print(f"SKIPPED: benches/v8/{program} failed.\n{run.stderr}", file=sys.stderr)
            continue
        figures |= json.loads(run.stdout.splitlines()[-1])
    return {name: figures[name] for name in V8 if name in figures}


def cpu_model() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.split(": ")[1] for line in lines if line.startswith("model name")), "unknown CPU")


if __name__ == "__main__":
    main()
