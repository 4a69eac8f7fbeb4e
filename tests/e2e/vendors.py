"""Answers in each vendor's own format, whole and as a stream: what the recording upstream sends.

The fields are those of recorded answers of the real services, texts and ids made up. A text comes in the
pieces given, one event each. A tool call is a name and its arguments as JSON text, in pieces as well;
where a format sends arguments as an object, they are put together.
"""

import base64
import itertools
import json
import struct
import zlib

from upstream import Answer, as_json

SSE = {"content-type": "text/event-stream; charset=utf-8"}
NDJSON = {"content-type": "application/x-ndjson"}
EVENTSTREAM = {"content-type": "application/vnd.amazon.eventstream"}


def compact(value) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def sse(value, event=None) -> bytes:
    name = f"event: {event}\n".encode() if event else b""
    return name + b"data: " + (value if isinstance(value, bytes) else compact(value)) + b"\n\n"


def named(value) -> bytes:
    """An event whose name is its type."""
    return sse(value, value["type"])


def aws(kind, value) -> bytes:
    """One message of an AWS event stream: prelude, headers, payload, a checksum of each (Smithy 2.0)."""
    headers = b""
    for name, text in ((":event-type", kind), (":content-type", "application/json"), (":message-type", "event")):
        headers += struct.pack(">B", len(name)) + name.encode() + struct.pack(">BH", 7, len(text)) + text.encode()
    payload = compact(value)
    prelude = struct.pack(">II", len(headers) + len(payload) + 16, len(headers))
    message = prelude + struct.pack(">I", zlib.crc32(prelude)) + headers + payload
    return message + struct.pack(">I", zlib.crc32(message))


# OpenAI. Mistral's chat is the same but for details.

CHAT_USAGE = {"prompt_tokens": 9, "completion_tokens": 12, "total_tokens": 21}


def openai_chat(text):
    message = {"role": "assistant", "content": text, "refusal": None, "annotations": []}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    head = {"id": "chatcmpl-C3I", "object": "chat.completion", "created": 1754902196, "model": "gpt-5-2025-08-07"}
    return {**head, "choices": [choice], "usage": CHAT_USAGE, "service_tier": "default", "system_fingerprint": None}


def openai_chat_stream(pieces, call=None):
    head = {"id": "chatcmpl-CMK", "object": "chat.completion.chunk", "created": 1759436803, "model": "gpt-4o-2024"}

    def chunk(delta, finish=None):
        return sse({**head, "choices": [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}]})

    yield chunk({"role": "assistant", "content": "", "refusal": None})
    for piece in pieces:
        yield chunk({"content": piece})
    if call:
        name, arguments = call
        yield chunk({"tool_calls": [call_of("call_rI3", name, "", index=0)]})
        for piece in arguments:
            yield chunk({"tool_calls": [{"index": 0, "function": {"arguments": piece}}]})
    yield chunk({}, "tool_calls" if call else "stop")
    yield sse({**head, "choices": [], "usage": CHAT_USAGE})
    yield sse(b"[DONE]")


def call_of(id, name, arguments, **more):
    return {**more, "id": id, "type": "function", "function": {"name": name, "arguments": arguments}}


def response(output, status="completed"):
    """OpenAI's Response object."""
    done = status == "completed"
    details = {"input_tokens_details": {"cached_tokens": 0}, "output_tokens_details": {"reasoning_tokens": 0}}
    usage = {"input_tokens": 9, "output_tokens": 12, "total_tokens": 21, **details}
    return {
        "id": "resp_67e5", "object": "response", "created_at": 1743082657, "status": status, "error": None,
        "incomplete_details": None, "instructions": None, "max_output_tokens": None, "model": "gpt-4o-2024-08-06",
        "output": output, "parallel_tool_calls": True, "previous_response_id": None, "store": True,
        "temperature": 1.0, "text": {"format": {"type": "text"}}, "tool_choice": "auto", "tools": [], "top_p": 1.0,
        "truncation": "disabled", "usage": usage if done else None, "metadata": {},
    }  # fmt: skip


def message(text, status="completed"):
    part = {"type": "output_text", "text": text, "annotations": []}
    content = [part] if status == "completed" else []
    return {"id": "msg_67e5", "type": "message", "status": status, "role": "assistant", "content": content}


def openai_responses(text):
    return response([message(text)])


def openai_responses_stream(pieces, call=None):
    text, count = "".join(pieces), itertools.count()

    def event(kind, **fields):
        return named({"type": f"response.{kind}", "sequence_number": next(count), **fields})

    yield event("created", response=response([], "in_progress"))
    yield event("in_progress", response=response([], "in_progress"))
    yield event("output_item.added", output_index=0, item=message("", "in_progress"))
    at = {"item_id": "msg_67e5", "output_index": 0, "content_index": 0}
    yield event("content_part.added", **at, part={"type": "output_text", "text": "", "annotations": []})
    for piece in pieces:
        yield event("output_text.delta", **at, delta=piece, logprobs=[])
    yield event("output_text.done", **at, text=text, logprobs=[])
    yield event("content_part.done", **at, part={"type": "output_text", "text": text, "annotations": []})
    yield event("output_item.done", output_index=0, item=message(text))
    output = [message(text)]
    if call:
        name, arguments = call
        item = {"type": "function_call", "id": "fc_67e5", "call_id": "call_kL0", "name": name, "arguments": ""}
        whole = {**item, "arguments": "".join(arguments), "status": "completed"}
        yield event("output_item.added", output_index=1, item={**item, "status": "in_progress"})
        for piece in arguments:
            yield event("function_call_arguments.delta", item_id="fc_67e5", output_index=1, delta=piece)
        done = {"item_id": "fc_67e5", "output_index": 1, "name": name, "arguments": whole["arguments"]}
        yield event("function_call_arguments.done", **done)
        yield event("output_item.done", output_index=1, item=whole)
        output.append(whole)
    yield event("completed", response=response(output))


def openai_embeddings(_):
    values = base64.b64encode(struct.pack("<3f", 0.25, -0.5, 0.125)).decode()
    data = [{"object": "embedding", "index": 0, "embedding": values}]
    usage = {"prompt_tokens": 4, "total_tokens": 4}
    return {"object": "list", "data": data, "model": "text-embedding-3-small", "usage": usage}


def openai_moderations(_):
    kinds = ["harassment", "hate", "illicit", "self-harm", "sexual", "violence"]
    result = {"flagged": False, "categories": dict.fromkeys(kinds, False)}
    result |= {"category_scores": dict.fromkeys(kinds, 0.001), "category_applied_input_types": {}}
    return {"id": "modr-1", "model": "omni-moderation-latest", "results": [result]}


def openai_file(_):
    head = {"id": "file-MDL", "object": "file", "bytes": 30, "created_at": 1782404523, "filename": "batch.jsonl"}
    return {**head, "purpose": "batch", "status": "processed", "status_details": None, "expires_at": None}


def mistral_chat(text):
    message = {"role": "assistant", "content": text, "tool_calls": None}
    head = {"id": "59bee455", "object": "chat.completion", "created": 1749229172, "model": "ministral-8b-latest"}
    return {**head, "choices": [{"index": 0, "finish_reason": "stop", "message": message}], "usage": CHAT_USAGE}


def mistral_stream(pieces, call=None):
    head = {"id": "9f9d", "object": "chat.completion.chunk", "created": 1764296393, "model": "magistral-medium-latest"}

    def chunk(delta, finish=None, **more):
        return sse({**head, "choices": [{"index": 0, "delta": delta, "finish_reason": finish}], **more})

    yield chunk({"role": "assistant", "content": ""})
    for piece in pieces:
        yield chunk({"content": piece})
    if call:
        calls = [call_of("uR5Bd9LqW", call[0], "".join(call[1]), index=0)]
        yield chunk({"content": "", "tool_calls": calls}, "tool_calls", usage=CHAT_USAGE)
    else:
        yield chunk({"content": ""}, "stop", usage=CHAT_USAGE)
    yield sse(b"[DONE]")


# Anthropic.


def anthropic_message(content, stop, tokens):
    usage = {"input_tokens": 9, "output_tokens": tokens, "service_tier": "standard"}
    usage |= {"cache_creation_input_tokens": 0, "cache_read_input_tokens": 0}
    head = {"model": "claude-sonnet-4-6", "id": "msg_01E3", "type": "message", "role": "assistant"}
    return {**head, "content": content, "stop_reason": stop, "stop_sequence": None, "usage": usage}


def anthropic(text):
    return anthropic_message([{"type": "text", "text": text}], "end_turn", 12)


def anthropic_stream(pieces, call=None):
    yield named({"type": "message_start", "message": anthropic_message([], None, 1)})
    yield named({"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}})
    yield named({"type": "ping"})
    for piece in pieces:
        delta = {"type": "text_delta", "text": piece}
        yield named({"type": "content_block_delta", "index": 0, "delta": delta})
    yield named({"type": "content_block_stop", "index": 0})
    if call:
        block = {"type": "tool_use", "id": "toolu_0154", "name": call[0], "input": {}}
        yield named({"type": "content_block_start", "index": 1, "content_block": block})
        for piece in ["", *call[1]]:
            delta = {"type": "input_json_delta", "partial_json": piece}
            yield named({"type": "content_block_delta", "index": 1, "delta": delta})
        yield named({"type": "content_block_stop", "index": 1})
    delta = {"stop_reason": "tool_use" if call else "end_turn", "stop_sequence": None}
    yield named({"type": "message_delta", "delta": delta, "usage": {"output_tokens": 12}})
    yield named({"type": "message_stop"})


# Google.

GOOGLE_USAGE = {"promptTokenCount": 9, "candidatesTokenCount": 12, "totalTokenCount": 21}


def google_part(part, **more):
    candidate = {"content": {"parts": [part], "role": "model"}, "index": 0, **more}
    return {
        "candidates": [candidate], "usageMetadata": GOOGLE_USAGE, "modelVersion": "gemini-2.5-flash",
        "responseId": "8e97",
    }  # fmt: skip


def google(text):
    return google_part({"text": text}, finishReason="STOP")


def google_stream(pieces, call=None):
    for piece in pieces[:-1]:
        yield sse(google_part({"text": piece}))
    if call:
        yield sse(google_part({"text": pieces[-1]}))
        arguments = {"name": call[0], "args": json.loads("".join(call[1]))}
        yield sse(google_part({"functionCall": arguments}, finishReason="STOP"))
    else:
        yield sse(google_part({"text": pieces[-1]}, finishReason="STOP"))


def google_embedding(_):
    return {"embeddings": [{"values": [0.25, -0.5, 0.125]}]}


# AWS Bedrock.

AWS_USAGE = {"inputTokens": 9, "outputTokens": 12, "totalTokens": 21, "serverToolUsage": {}}


def converse(text):
    output = {"message": {"role": "assistant", "content": [{"text": text}]}}
    return {"metrics": {"latencyMs": 488}, "output": output, "stopReason": "end_turn", "usage": AWS_USAGE}


def converse_stream(pieces, call=None):
    # `p` is padding that AWS adds so that lengths tell nothing.
    yield aws("messageStart", {"p": "abcdefgh", "role": "assistant"})
    for piece in pieces:
        yield aws("contentBlockDelta", {"contentBlockIndex": 0, "delta": {"text": piece}, "p": "abc"})
    yield aws("contentBlockStop", {"contentBlockIndex": 0, "p": "abcdefghijk"})
    if call:
        start = {"toolUse": {"name": call[0], "toolUseId": "tooluse_ptg"}}
        yield aws("contentBlockStart", {"contentBlockIndex": 1, "p": "a", "start": start})
        for piece in call[1]:
            delta = {"toolUse": {"input": piece}}
            yield aws("contentBlockDelta", {"contentBlockIndex": 1, "delta": delta, "p": "abcd"})
        yield aws("contentBlockStop", {"contentBlockIndex": 1, "p": "ab"})
    yield aws("messageStop", {"p": "abcdef", "stopReason": "tool_use" if call else "end_turn"})
    yield aws("metadata", {"metrics": {"latencyMs": 1600}, "p": "abc", "usage": AWS_USAGE})


def invoke_stream(pieces, call=None):
    """Claude's events, each as base64 in an event of AWS's."""
    for event in anthropic_stream(pieces, call):
        data = event.split(b"data: ", 1)[1].strip()
        yield aws("chunk", {"bytes": base64.b64encode(data).decode(), "p": "abcde"})


# Cohere.

COHERE_USAGE = {
    "billed_units": {"input_tokens": 9, "output_tokens": 12},
    "tokens": {"input_tokens": 9, "output_tokens": 12},
}


def cohere(text):
    message = {"role": "assistant", "content": [{"type": "text", "text": text}]}
    return {"id": "0bf8e1a5", "finish_reason": "COMPLETE", "message": message, "usage": COHERE_USAGE}


def cohere_stream(pieces, call=None):
    def event(kind, message, **more):
        return named({"type": kind, **more, "delta": {"message": message}})

    start = {"role": "assistant", "content": [], "tool_plan": "", "tool_calls": [], "citations": []}
    yield event("message-start", start, id="5481bf9b")
    yield event("content-start", {"content": {"type": "text", "text": ""}}, index=0)
    for piece in pieces:
        yield event("content-delta", {"content": {"text": piece}}, index=0)
    yield named({"type": "content-end", "index": 0})
    if call:
        yield event("tool-call-start", {"tool_calls": call_of("charge_9gpb", call[0], "")}, index=0)
        for piece in call[1]:
            yield event("tool-call-delta", {"tool_calls": {"function": {"arguments": piece}}}, index=0)
        yield named({"type": "tool-call-end", "index": 0})
    delta = {"finish_reason": "TOOL_CALL" if call else "COMPLETE", "usage": COHERE_USAGE}
    yield named({"type": "message-end", "delta": delta})


def cohere_embedding(_):
    meta = {"api_version": {"version": "2"}, "billed_units": {"input_tokens": 4}}
    return {"id": "e1", "embeddings": {"float": [[0.25, -0.5, 0.125]]}, "texts": [], "meta": meta}


def cohere_rerank(_):
    meta = {"api_version": {"version": "2"}, "billed_units": {"search_units": 1}}
    return {"id": "r1", "results": [{"index": 0, "relevance_score": 0.87}], "meta": meta}


# Ollama.


def ollama_line(part, done=None):
    line = {"model": "llama3.2", "created_at": "2026-01-12T10:11:12.345678Z", **part, "done": bool(done)}
    counts = {"total_duration": 5043500667, "load_duration": 50435006, "prompt_eval_count": 9, "eval_count": 12}
    return {**line, "done_reason": done, **counts} if done else line


def ollama_chat(text):
    return ollama_line({"message": {"role": "assistant", "content": text}}, "stop")


def ollama_chat_stream(pieces, call=None):
    def line(content, done=None, **more):
        part = {"message": {"role": "assistant", "content": content, **more}}
        return compact(ollama_line(part, done)) + b"\n"

    yield from (line(piece) for piece in pieces)
    if call:
        function = {"index": 0, "name": call[0], "arguments": json.loads("".join(call[1]))}
        yield line("", tool_calls=[{"function": function}])
    yield line("", "stop")


def ollama_generate(text):
    return {**ollama_line({"response": text}, "stop"), "context": [128006, 882, 128007]}


def ollama_generate_stream(pieces, _=None):
    yield from (compact(ollama_line({"response": piece})) + b"\n" for piece in pieces)
    yield compact({**ollama_line({"response": ""}, "stop"), "context": [128006, 882]}) + b"\n"


def ollama_embedding(_):
    return {"model": "all-minilm", "embeddings": [[0.25, -0.5, 0.125]], "total_duration": 14143917}


# MCP: a server with one tool, of either age of the protocol.

TOOL = {
    "name": "note",
    "description": "Keeps a note.",
    "inputSchema": {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]},
}


def mcp(request, text, stream=False, modern=False) -> Answer:
    """What an MCP server answers to this request; the text is the tool's result."""
    call = request.json
    server = {"name": "notes", "version": "1.0"}
    capabilities = {"tools": {"listChanged": False}}
    match call["method"]:
        case "initialize":
            result = {"protocolVersion": "2025-11-25", "capabilities": capabilities, "serverInfo": server}
        case "server/discover" if modern:
            result = {"supportedVersions": ["2026-07-28"], "capabilities": capabilities}
            result |= {"_meta": {"io.modelcontextprotocol/serverInfo": server}}
        case "tools/list":
            result = {"tools": [TOOL]}
        case "tools/call":
            result = {"content": [{"type": "text", "text": text}], "isError": False}
        case _ if "id" not in call:
            return Answer(202)
        case _:
            error = {"code": -32601, "message": "Method not found"}
            return as_json({"jsonrpc": "2.0", "id": call["id"], "error": error}, 404)
    if modern:
        result |= {"resultType": "complete"}
        if call["method"] != "tools/call":
            result |= {"ttlMs": 60000, "cacheScope": "public"}
    answer = {"jsonrpc": "2.0", "id": call["id"], "result": result}
    if not stream:
        return as_json(answer)
    said = {"level": "info", "logger": "notes", "data": {"msg": "Working (1s elapsed)"}}
    notice = {"method": "notifications/message", "params": said, "jsonrpc": "2.0"}
    events = [b": ping - 2026-05-12 22:04:21\n\n", sse(notice, "message"), sse(answer, "message")]
    return Answer(200, SSE, events, chunked=True)
