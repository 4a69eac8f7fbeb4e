"""An upstream that keeps every byte it is sent and answers what it is told to.

It speaks HTTP/1.1 from the standard library alone, so that what it records is what was on the wire
and not what a framework made of it.
"""

import asyncio
import json
import threading
from dataclasses import dataclass, field

import h2.config
import h2.connection
import h2.events


@dataclass
class Request:
    """One request as it arrived. `head` and `wire` are raw; `body` is without chunk framing."""

    method: str
    path: str
    headers: list[tuple[str, str]]
    head: bytes
    body: bytes = b""
    complete: bool = False

    def header(self, name):
        """The header's value, or None."""
        return next((v for k, v in self.headers if k.lower() == name.lower()), None)

    @property
    def json(self):
        return json.loads(self.body)


@dataclass
class Answer:
    """What to send back. More than one piece means chunked transfer, one write a piece.

    `pause` is the time between pieces, in seconds; `reset` cuts the connection where the body
    should have ended; `hold` is an event awaited (in a thread's time) before the last piece.
    """

    status: int = 200
    headers: dict = field(default_factory=dict)
    pieces: list = field(default_factory=lambda: [b""])
    chunked: bool = False
    pause: float = 0.0
    reset: bool = False


def in_pieces(body: bytes, sizes) -> list:
    """Cuts a body into pieces of the given sizes; what is left over is the last piece."""
    pieces, start = [], 0
    for size in sizes:
        if start >= len(body):
            break
        pieces.append(body[start : start + size])
        start += size
    return pieces + ([body[start:]] if start < len(body) else [])


def as_json(value, status=200, headers=None) -> Answer:
    """An answer of one JSON body."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return Answer(status, {"content-type": "application/json", **(headers or {})}, [body])


def chat(*contents, model="test-model", **message) -> Answer:
    """A whole OpenAI chat completion with one choice per content."""
    return as_json(
        {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1700000000,
            "model": model,
            "choices": [
                {
                    "index": i,
                    "message": {"role": "assistant", "content": c, "refusal": None, **message},
                    "finish_reason": "stop",
                }
                for i, c in enumerate(contents or ["Hello."])
            ],
            "usage": {"prompt_tokens": 9, "completion_tokens": 3, "total_tokens": 12},
        }
    )


def chat_stream_body(*deltas, model="test-model") -> bytes:
    """The bytes of a streamed OpenAI chat completion, one event per delta."""

    def event(delta, finish=None):
        data = {
            "id": "chatcmpl-1",
            "object": "chat.completion.chunk",
            "created": 1700000000,
            "model": model,
            "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
        }
        return b"data: " + json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode() + b"\n\n"

    events = [event({"role": "assistant", "content": ""})]
    events += [event({"content": d}) for d in deltas]
    return b"".join(events) + event({}, "stop") + b"data: [DONE]\n\n"


def chat_stream(*deltas, sizes=None, pause=0.0, reset=False) -> Answer:
    """The same as an answer, cut after `sizes` bytes each, or after each event."""
    body = chat_stream_body(*deltas)
    if sizes:
        pieces = in_pieces(body, sizes)
    else:
        pieces = [e + b"\n\n" for e in body.split(b"\n\n") if e]
    return Answer(200, {"content-type": "text/event-stream"}, pieces, chunked=True, pause=pause, reset=reset)


class Upstream:
    """Runs in a thread on a free loopback port until `stop`."""

    def __init__(self):
        self.requests = []
        self.wire = bytearray()
        self.answer = chat()
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        ready.wait()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def reset(self):
        """Forgets what it has seen, and answers 'Hello.' again."""
        self.requests, self.wire, self.answer = [], bytearray(), chat()

    def only(self) -> Request:
        """The one request that arrived."""
        assert len(self.requests) == 1, f"{len(self.requests)} requests reached the upstream"
        return self.requests[0]

    def untouched(self) -> bool:
        """Whether not one byte arrived."""
        return not self.wire and not self.requests

    def stop(self):
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def _run(self, ready):
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            asyncio.start_server(self._serve, "127.0.0.1", 0, limit=1 << 20, backlog=512)
        )
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        self._loop.run_forever()
        server.close()

    async def _serve(self, reader, writer):
        try:
            while await self._one(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _take(self, coroutine):
        data = await coroutine
        self.wire += data
        return data

    async def _one(self, reader, writer) -> bool:
        try:
            head = await self._take(reader.readuntil(b"\r\n\r\n"))
        except asyncio.IncompleteReadError as cut:
            self.wire += cut.partial
            return False
        start, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
        method, path, _ = start.split(" ", 2)
        headers = [tuple(line.split(": ", 1)) if ": " in line else (line.rstrip(":"), "") for line in lines]
        request = Request(method, path, headers, head)
        self.requests.append(request)
        if request.header("transfer-encoding"):
            while size := int((await self._take(reader.readline())).strip() or b"0", 16):
                request.body += (await self._take(reader.readexactly(size + 2)))[:-2]
            while (await self._take(reader.readline())).strip():
                pass
        elif length := int(request.header("content-length") or 0):
            request.body = await self._take(reader.readexactly(length))
        request.complete = True
        answer = self.answer(request) if callable(self.answer) else self.answer
        return await self._send(answer, request, writer)

    async def _send(self, answer, request, writer) -> bool:
        chunked = answer.chunked or len(answer.pieces) > 1
        length = sum(map(len, answer.pieces))
        head = f"HTTP/1.1 {answer.status} Scripted\r\n"
        head += "".join(f"{k}: {v}\r\n" for k, v in answer.headers.items())
        if chunked:
            head += "transfer-encoding: chunked\r\n"
        elif "content-length" not in {name.lower() for name in answer.headers}:
            head += f"content-length: {length}\r\n"
        writer.write(head.encode("latin-1") + b"\r\n")
        if request.method == "HEAD":
            return True
        for i, piece in enumerate(answer.pieces):
            if i and answer.pause:
                await asyncio.sleep(answer.pause)
            if piece:
                writer.write(b"%x\r\n%s\r\n" % (len(piece), piece) if chunked else piece)
                await writer.drain()
        if answer.reset:
            writer.transport.abort()
            return False
        if chunked:
            writer.write(b"0\r\n\r\n")
        await writer.drain()
        return True


class Http2Upstream:
    """An upstream that speaks HTTP/2 without TLS and ends every answer with trailers, or a reset.

    `answer` as above; its pieces are DATA frames. `bodies` keeps what arrived.
    """

    def __init__(self):
        self.bodies, self.answer = [], chat()
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        ready.wait()

    def stop(self):
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def _run(self, ready):
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        self._loop.run_forever()
        server.close()

    async def _serve(self, reader, writer):
        connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        connection.initiate_connection()
        bodies = {}
        while data := await reader.read(65536):
            for event in connection.receive_data(data):
                if isinstance(event, h2.events.DataReceived):
                    bodies[event.stream_id] = bodies.get(event.stream_id, b"") + event.data
                    connection.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
                elif isinstance(event, h2.events.StreamEnded):
                    self.bodies.append(bodies.pop(event.stream_id, b""))
                    await self._send(connection, event.stream_id, writer)
            writer.write(connection.data_to_send())
        writer.close()

    async def _send(self, connection, stream, writer):
        answer = self.answer
        connection.send_headers(stream, [(":status", str(answer.status)), *answer.headers.items()])
        for piece in answer.pieces:
            connection.send_data(stream, piece)
            writer.write(connection.data_to_send())
            await asyncio.sleep(0.01)
        if answer.reset:
            connection.reset_stream(stream)
        else:
            connection.send_headers(stream, [("x-usage", "21")], end_stream=True)
        writer.write(connection.data_to_send())
