"""Every surface that applications speak, as a table: how its own SDK asks, how its vendor answers.

An SDK is used as its documentation shows it, with its retries as they are by default: a refusal must not
be asked for again and again.
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field

import anthropic
import boto3
import botocore.config
import botocore.exceptions
import cohere
import google.genai
import google.genai.errors
import google.genai.types
import mcp
import mistralai.client
import mistralai.client.errors
import ollama
import openai

import vendors
from upstream import Answer, as_json

# The credentials of AWS's own documentation.
AWS_KEYS = ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")


@dataclass
class Said:
    """What an SDK made of an answer, as far as it came."""

    text: str = ""
    # A tool call's arguments as JSON text.
    arguments: str = ""
    # Tokens that the model wrote.
    usage: int | None = None
    # Why it ended, in the vendor's word.
    end: str | None = None


@dataclass
class Refusal:
    """An SDK's own error, and what an application can branch on."""

    error: type[Exception]
    code: Callable[[Exception], object]
    expected: object


@dataclass
class Surface:
    name: str
    # What `promptsieve apis` calls it.
    api: str
    # Asks at this address and fills in what comes.
    ask: Callable[[str, str, Said], None]
    # The vendor's answer with this text: a JSON value.
    whole: Callable[[str], dict] | None = None
    # Or its events, for these pieces of text and this tool call; and their content type.
    events: Callable[[list, tuple | None], list] | None = None
    headers: dict = field(default_factory=dict)
    # What the SDK raises when it is refused.
    refusal: "Refusal" = None
    # The words for a usual end, and for one that the gateway brought about.
    ends: str | None = None
    blocked: str | None = None
    # Whether an answer holds text, and a tool call.
    texts: bool = True
    calls: bool = True
    # Or what answers each request, where it takes more than one: a handshake.
    answer: Callable | None = None

    def __str__(self):
        return self.name

    def of(self, text, call=None) -> Answer:
        """The answer with this text (or these pieces of it)."""
        pieces = [text] if isinstance(text, str) else list(text)
        if self.whole:
            return as_json(self.whole("".join(pieces)))
        return Answer(200, self.headers, list(self.events(pieces, call)), chunked=True)

    def run(self, url, prompt, said=None) -> Said:
        said = said or Said()
        self.ask(url, prompt, said)
        return said


def user(text):
    return [{"role": "user", "content": text}]


def openai_at(url):
    return openai.OpenAI(base_url=url + "/v1", api_key="test-key", timeout=20)


def openai_chat(url, prompt, said):
    with openai_at(url) as client:
        answer = client.chat.completions.create(model="gpt-5", messages=user(prompt))
    said.text, said.end = answer.choices[0].message.content, answer.choices[0].finish_reason
    said.usage = answer.usage.completion_tokens


def openai_chat_stream(url, prompt, said):
    with openai_at(url) as client:
        options = {"stream": True, "stream_options": {"include_usage": True}}
        for chunk in client.chat.completions.create(model="gpt-5", messages=user(prompt), **options):
            for choice in chunk.choices:
                said.text += choice.delta.content or ""
                said.arguments += "".join(call.function.arguments for call in choice.delta.tool_calls or [])
                said.end = choice.finish_reason or said.end
            said.usage = chunk.usage.completion_tokens if chunk.usage else said.usage


def openai_responses(url, prompt, said):
    with openai_at(url) as client:
        answer = client.responses.create(model="gpt-5", input=prompt)
    said.text, said.usage, said.end = answer.output_text, answer.usage.output_tokens, answer.status


def openai_responses_stream(url, prompt, said):
    """With the SDK's accumulating helper, which is strict about the events and their order."""
    with openai_at(url) as client, client.responses.stream(model="gpt-5", input=prompt) as stream:
        for event in stream:
            match event.type:
                case "response.output_text.delta":
                    said.text += event.delta
                case "response.function_call_arguments.delta":
                    said.arguments += event.delta
                case "response.completed":
                    final = stream.get_final_response()
                    assert final.output_text == said.text
                    assert [i.arguments for i in final.output if i.type == "function_call"] in ([], [said.arguments])
                    said.usage, said.end = final.usage.output_tokens, final.status
                case "response.incomplete":
                    said.end = event.response.incomplete_details.reason


def openai_embeddings(url, prompt, said):
    with openai_at(url) as client:
        answer = client.embeddings.create(model="text-embedding-3-small", input=[prompt, "x"])
    assert answer.data[0].embedding == [0.25, -0.5, 0.125]
    said.usage = answer.usage.total_tokens


def openai_moderations(url, prompt, said):
    with openai_at(url) as client:
        assert client.moderations.create(input=prompt).results[0].flagged is False


def openai_batch(url, prompt, said):
    body = {"model": "gpt-5", "messages": user(prompt)}
    line = {"custom_id": "r1", "method": "POST", "url": "/v1/chat/completions", "body": body}
    lines = "".join(json.dumps({**line, "custom_id": f"r{i}"}) + "\n" for i in range(3))
    with openai_at(url) as client:
        said.end = client.files.create(file=("batch.jsonl", lines.encode()), purpose="batch").status


def anthropic_at(url):
    return anthropic.Anthropic(base_url=url, api_key="test-key", timeout=20)


def anthropic_messages(url, prompt, said):
    with anthropic_at(url) as client:
        answer = client.messages.create(model="claude-sonnet-4-6", max_tokens=64, messages=user(prompt))
    said.text, said.usage, said.end = answer.content[0].text, answer.usage.output_tokens, answer.stop_reason


def anthropic_stream(url, prompt, said):
    options = {"model": "claude-sonnet-4-6", "max_tokens": 64, "messages": user(prompt)}
    with anthropic_at(url) as client, client.messages.stream(**options) as stream:
        for event in stream:
            if event.type == "text":
                said.text += event.text
            elif event.type == "input_json":
                said.arguments += event.partial_json
        final = stream.get_final_message()
        said.usage, said.end = final.usage.output_tokens, final.stop_reason
        assert [b.text for b in final.content if b.type == "text"] in ([], [said.text])


def anthropic_count(url, prompt, said):
    with anthropic_at(url) as client:
        said.usage = client.messages.count_tokens(model="claude-sonnet-4-6", messages=user(prompt)).input_tokens


def google_at(url):
    options = google.genai.types.HttpOptions(base_url=url, timeout=20_000)
    return google.genai.Client(api_key="test-key", http_options=options)


def google_takes(answer, said):
    for part in answer.candidates[0].content.parts:
        said.text += part.text or ""
        if part.function_call:
            said.arguments += json.dumps(part.function_call.args)
    reason = answer.candidates[0].finish_reason
    said.end = reason.value if reason else said.end
    if answer.usage_metadata:
        said.usage = answer.usage_metadata.candidates_token_count


def google_generate(url, prompt, said):
    with google_at(url) as client:
        google_takes(client.models.generate_content(model="gemini-2.5-flash", contents=prompt), said)


def google_stream(url, prompt, said):
    with google_at(url) as client:
        for answer in client.models.generate_content_stream(model="gemini-2.5-flash", contents=prompt):
            google_takes(answer, said)


def google_embed(url, prompt, said):
    with google_at(url) as client:
        answer = client.models.embed_content(model="gemini-embedding-001", contents=prompt)
    assert answer.embeddings[0].values == [0.25, -0.5, 0.125]


def google_count(url, prompt, said):
    with google_at(url) as client:
        said.usage = client.models.count_tokens(model="gemini-2.5-flash", contents=prompt).total_tokens


def bedrock_at(url):
    key, secret = AWS_KEYS
    credentials = {"aws_access_key_id": key, "aws_secret_access_key": secret, "region_name": "us-east-1"}
    config = botocore.config.Config(read_timeout=20)
    # boto3.client would share one session between threads, which it is not made for.
    return boto3.Session().client("bedrock-runtime", endpoint_url=url, config=config, **credentials)


NOVA, CLAUDE = "us.amazon.nova-micro-v1:0", "us.anthropic.claude-sonnet-4-5-20250929-v1:0"


def bedrock_converse(url, prompt, said):
    messages = [{"role": "user", "content": [{"text": prompt}]}]
    answer = bedrock_at(url).converse(modelId=NOVA, messages=messages)
    said.text = answer["output"]["message"]["content"][0]["text"]
    said.usage, said.end = answer["usage"]["outputTokens"], answer["stopReason"]


def bedrock_converse_stream(url, prompt, said):
    messages = [{"role": "user", "content": [{"text": prompt}]}]
    for event in bedrock_at(url).converse_stream(modelId=NOVA, messages=messages)["stream"]:
        delta = event.get("contentBlockDelta", {}).get("delta", {})
        said.text += delta.get("text", "")
        said.arguments += delta.get("toolUse", {}).get("input", "")
        said.end = event.get("messageStop", {}).get("stopReason", said.end)
        said.usage = event.get("metadata", {}).get("usage", {}).get("outputTokens", said.usage)


CLAUDES_BODY = {"anthropic_version": "bedrock-2023-05-31", "max_tokens": 64}


def bedrock_invoke(url, prompt, said):
    body = json.dumps({**CLAUDES_BODY, "messages": user(prompt)})
    answer = json.loads(bedrock_at(url).invoke_model(modelId=CLAUDE, body=body)["body"].read())
    said.text, said.end = answer["content"][0]["text"], answer["stop_reason"]
    said.usage = answer["usage"]["output_tokens"]


def bedrock_invoke_stream(url, prompt, said):
    body = json.dumps({**CLAUDES_BODY, "messages": user(prompt)})
    for chunk in bedrock_at(url).invoke_model_with_response_stream(modelId=CLAUDE, body=body)["body"]:
        event = json.loads(chunk["chunk"]["bytes"])
        delta = event.get("delta", {})
        said.text += delta.get("text", "")
        said.arguments += delta.get("partial_json", "")
        said.end = delta.get("stop_reason", said.end)
        said.usage = event.get("usage", {}).get("output_tokens", said.usage)


def cohere_at(url):
    return cohere.ClientV2(base_url=url, api_key="test-key", timeout=20)


def cohere_chat(url, prompt, said):
    answer = cohere_at(url).chat(model="command-a", messages=user(prompt))
    said.text, said.end = answer.message.content[0].text, answer.finish_reason
    said.usage = int(answer.usage.tokens.output_tokens)


def cohere_stream(url, prompt, said):
    for event in cohere_at(url).chat_stream(model="command-a", messages=user(prompt)):
        if event.type == "content-delta":
            said.text += event.delta.message.content.text
        elif event.type == "tool-call-delta":
            said.arguments += event.delta.message.tool_calls.function.arguments
        elif event.type == "message-end":
            said.end = event.delta.finish_reason
            said.usage = int(event.delta.usage.tokens.output_tokens) if event.delta.usage else None


def cohere_embed(url, prompt, said):
    options = {"input_type": "search_query", "embedding_types": ["float"]}
    answer = cohere_at(url).embed(model="embed-v4.0", texts=[prompt], **options)
    assert answer.embeddings.float_ == [[0.25, -0.5, 0.125]]


def cohere_rerank(url, prompt, said):
    answer = cohere_at(url).rerank(model="rerank-v3.5", query="Which card?", documents=[prompt, "x"])
    assert answer.results[0].index == 0


def mistral_at(url):
    return mistralai.client.Mistral(api_key="test-key", server_url=url, timeout_ms=20_000)


def mistral_takes(answer, said):
    said.text, said.end = answer.choices[0].message.content, answer.choices[0].finish_reason
    said.usage = answer.usage.completion_tokens


def mistral_chat(url, prompt, said):
    with mistral_at(url) as client:
        mistral_takes(client.chat.complete(model="mistral-small-latest", messages=user(prompt)), said)


def mistral_fim(url, prompt, said):
    with mistral_at(url) as client:
        mistral_takes(client.fim.complete(model="codestral-latest", prompt=prompt, suffix="return x"), said)


def mistral_stream(url, prompt, said):
    with mistral_at(url) as client:
        with client.chat.stream(model="mistral-small-latest", messages=user(prompt)) as stream:
            for event in stream:
                for choice in event.data.choices:
                    said.text += choice.delta.content or ""
                    said.arguments += "".join(call.function.arguments for call in choice.delta.tool_calls or [])
                    said.end = choice.finish_reason or said.end
                said.usage = event.data.usage.completion_tokens if event.data.usage else said.usage


def ollama_takes(answer, said):
    if "message" in answer:
        said.text += answer.message.content or ""
        said.arguments += "".join(json.dumps(dict(c.function.arguments)) for c in answer.message.tool_calls or [])
    else:
        said.text += answer.response or ""
    said.end, said.usage = answer.done_reason or said.end, answer.eval_count or said.usage


def ollama_chat(url, prompt, said):
    ollama_takes(ollama.Client(url, timeout=20).chat(model="llama3.2", messages=user(prompt)), said)


def ollama_chat_stream(url, prompt, said):
    for answer in ollama.Client(url, timeout=20).chat(model="llama3.2", messages=user(prompt), stream=True):
        ollama_takes(answer, said)


def ollama_generate(url, prompt, said):
    ollama_takes(ollama.Client(url, timeout=20).generate(model="llama3.2", prompt=prompt), said)


def ollama_generate_stream(url, prompt, said):
    for answer in ollama.Client(url, timeout=20).generate(model="llama3.2", prompt=prompt, stream=True):
        ollama_takes(answer, said)


def ollama_embed(url, prompt, said):
    assert ollama.Client(url, timeout=20).embed(model="all-minilm", input=prompt).embeddings[0] == [0.25, -0.5, 0.125]


def mcp_session(mode):
    """Connects, lists the tools and calls one with the prompt."""

    async def talk(url, prompt, said):
        raised = None
        async with mcp.Client(url + "/mcp", mode=mode, read_timeout_seconds=20) as client:
            assert [tool.name for tool in (await client.list_tools()).tools] == ["note"]
            try:
                result = await client.call_tool("note", {"text": prompt})
                said.text = result.content[0].text
            except mcp.MCPError as error:
                # Raised out of here it would come wrapped in the client's exception groups.
                raised = error
        if raised:
            raise raised

    return lambda url, prompt, said: asyncio.run(talk(url, prompt, said))


def mcp_server(**options):
    return lambda request, text: vendors.mcp(request, text, **options)


OPENAI = Refusal(openai.PermissionDeniedError, lambda error: error.code, "blocked_by_policy")
ANTHROPIC = Refusal(anthropic.PermissionDeniedError, lambda error: error.type, "permission_error")
GOOGLE = Refusal(google.genai.errors.ClientError, lambda error: error.status, "PERMISSION_DENIED")
AWS = Refusal(botocore.exceptions.ClientError, lambda error: error.response["Error"]["Code"], "AccessDeniedException")
COHERE = Refusal(cohere.ForbiddenError, lambda error: list(error.body), ["message"])
MISTRAL = Refusal(mistralai.client.errors.SDKError, lambda error: error.status_code, 403)
OLLAMA = Refusal(ollama.ResponseError, lambda error: error.status_code, 403)
MCP = Refusal(mcp.MCPError, lambda error: error.data, {"reason": "blocked_by_policy"})

WHOLE = [
    Surface("openai chat", "openai.chat", openai_chat, vendors.openai_chat,
            refusal=OPENAI, ends="stop"),
    Surface("openai responses", "openai.responses", openai_responses, vendors.openai_responses,
            refusal=OPENAI, ends="completed"),
    Surface("openai embeddings", "openai.embeddings", openai_embeddings, vendors.openai_embeddings,
            refusal=OPENAI, texts=False),
    Surface("openai moderations", "openai.moderations", openai_moderations, vendors.openai_moderations,
            refusal=OPENAI, texts=False),
    Surface("openai batch upload", "openai.files", openai_batch, vendors.openai_file,
            refusal=OPENAI, texts=False, ends="processed"),
    Surface("anthropic messages", "anthropic.messages", anthropic_messages, vendors.anthropic,
            refusal=ANTHROPIC, ends="end_turn"),
    Surface("anthropic count_tokens", "anthropic.count_tokens", anthropic_count, lambda _: {"input_tokens": 12},
            refusal=ANTHROPIC, texts=False),
    Surface("google generate_content", "google.generate_content", google_generate, vendors.google,
            refusal=GOOGLE, ends="STOP"),
    Surface("google embed_content", "google.embed_content", google_embed, vendors.google_embedding,
            refusal=GOOGLE, texts=False),
    Surface("google count_tokens", "google.count_tokens", google_count, lambda _: {"totalTokens": 12},
            refusal=GOOGLE, texts=False),
    Surface("bedrock converse", "bedrock.converse", bedrock_converse, vendors.converse,
            refusal=AWS, ends="end_turn"),
    Surface("bedrock invoke_model", "bedrock.invoke_model", bedrock_invoke, vendors.anthropic,
            refusal=AWS, ends="end_turn"),
    Surface("cohere chat", "cohere.chat", cohere_chat, vendors.cohere,
            refusal=COHERE, ends="COMPLETE"),
    Surface("cohere embed", "cohere.embed", cohere_embed, vendors.cohere_embedding,
            refusal=COHERE, texts=False),
    Surface("cohere rerank", "rerank", cohere_rerank, vendors.cohere_rerank,
            refusal=COHERE, texts=False),
    Surface("mistral chat", "openai.chat", mistral_chat, vendors.mistral_chat, refusal=MISTRAL, ends="stop"),
    Surface("mistral fim", "mistral.fim", mistral_fim, vendors.mistral_chat, refusal=MISTRAL, ends="stop"),
    Surface("ollama chat", "ollama.chat", ollama_chat, vendors.ollama_chat,
            refusal=OLLAMA, ends="stop"),
    Surface("ollama generate", "ollama.generate", ollama_generate, vendors.ollama_generate,
            refusal=OLLAMA, ends="stop"),
    Surface("ollama embed", "ollama.embed", ollama_embed, vendors.ollama_embedding,
            refusal=OLLAMA, texts=False),
    Surface("mcp, with a handshake", "mcp", mcp_session("legacy"), refusal=MCP, answer=mcp_server()),
    Surface("mcp, with a handshake, answered by events", "mcp", mcp_session("legacy"), refusal=MCP,
            answer=mcp_server(stream=True)),
    Surface("mcp of 2026", "mcp", mcp_session("auto"), refusal=MCP, answer=mcp_server(modern=True)),
]  # fmt: skip

STREAMED = [
    Surface("openai chat stream", "openai.chat", openai_chat_stream, None, vendors.openai_chat_stream, vendors.SSE,
            refusal=OPENAI, ends="tool_calls", blocked="content_filter"),
    Surface("openai responses stream", "openai.responses", openai_responses_stream, None,
            vendors.openai_responses_stream, vendors.SSE,
            refusal=OPENAI, ends="completed", blocked="content_filter"),
    Surface("anthropic stream", "anthropic.messages", anthropic_stream, None, vendors.anthropic_stream, vendors.SSE,
            refusal=ANTHROPIC, ends="tool_use", blocked="refusal"),
    Surface("google stream", "google.generate_content", google_stream, None, vendors.google_stream, vendors.SSE,
            refusal=GOOGLE, ends="STOP", blocked="SAFETY"),
    Surface("bedrock converse_stream", "bedrock.converse", bedrock_converse_stream, None, vendors.converse_stream,
            vendors.EVENTSTREAM, refusal=AWS, ends="tool_use", blocked="guardrail_intervened"),
    Surface("bedrock invoke stream", "bedrock.invoke_model", bedrock_invoke_stream, None, vendors.invoke_stream,
            vendors.EVENTSTREAM, refusal=AWS, ends="tool_use", blocked="refusal"),
    Surface("cohere stream", "cohere.chat", cohere_stream, None, vendors.cohere_stream, vendors.SSE,
            refusal=COHERE, ends="TOOL_CALL", blocked="ERROR"),
    Surface("mistral stream", "openai.chat", mistral_stream, None, vendors.mistral_stream, vendors.SSE,
            refusal=MISTRAL, ends="tool_calls", blocked="content_filter"),
    Surface("ollama chat stream", "ollama.chat", ollama_chat_stream, None, vendors.ollama_chat_stream,
            vendors.NDJSON, refusal=OLLAMA, ends="stop", blocked="content_filter"),
    Surface("ollama generate stream", "ollama.generate", ollama_generate_stream, None,
            vendors.ollama_generate_stream, vendors.NDJSON,
            refusal=OLLAMA, ends="stop", blocked="content_filter", calls=False),
]  # fmt: skip
