//! The wire formats: which one a request is of, for whom its texts speak, what must never be edited; and the table of
//! them in the README.

#![allow(missing_docs, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use promptsieve::{
    api::{self, Leaf, REGISTRY},
    json::{Document, Limits},
    text::Role,
};
use std::{collections::BTreeSet, fs, path::Path};

const BEGIN: &str = "<!-- apis -->\n";
const END: &str = "<!-- /apis -->";

#[test]
fn the_readme_shows_the_registry() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(&file).unwrap();
    let (before, rest) = readme.split_once(BEGIN).expect("README.md has <!-- apis -->");
    let (shown, after) = rest.split_once(END).expect("README.md has <!-- /apis -->");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&file, format!("{before}{BEGIN}{}{END}{after}", api::table())).unwrap();
    } else {
        assert!(shown == api::table(), "README.md: the table of surfaces is stale: UPDATE=1 cargo test --test apis");
    }
}

#[test]
fn ids_are_distinct_and_every_path_leads_to_its_format() {
    let ids: BTreeSet<_> = REGISTRY.iter().map(|api| api.id).collect();
    assert_eq!(ids.len(), REGISTRY.len());
    for api in REGISTRY {
        for end in api.paths {
            let path = format!("/any/{}", end.replace('*', "x1"));
            let at = api::by_path(&path, |name| api.header == Some(name)).map(|api| api.id);
            assert_eq!(at, Some(api.id), "{path}");
            assert!(
                api::by_path(&format!("{path}/and/something/else"), |_| false).is_none_or(|other| other.id != api.id)
            );
        }
    }
}

#[test]
fn path_and_shape_tell_the_format() {
    for (path, body, expected) in [
        ("/v1/chat/completions", r#"{"messages": []}"#, "openai.chat"),
        ("/V1/Chat/Completions/", r#"{"messages": []}"#, "openai.chat"),
        ("/v1/messages", r#"{"messages": [{"role": "user", "content": "x"}]}"#, "anthropic.messages"),
        ("/model/m/converse", r#"{"messages": [{"role": "user", "content": "x"}]}"#, "bedrock.converse"),
        ("/api/chat", r#"{"messages": []}"#, "ollama.chat"),
        ("/v2/chat", r#"{"messages": []}"#, "cohere.chat"),
        // The path says one thing and the shape surely another: gateways rewrite paths.
        ("/v1/chat/completions", r#"{"contents": [{"parts": []}]}"#, "google.generate_content"),
        ("/llm", r#"{"messages": []}"#, "openai.chat"),
        ("/llm", r#"{"messages": [], "system": "x"}"#, "anthropic.messages"),
        ("/llm", r#"{"messages": [{"content": [{"type": "tool_use", "input": {}}]}]}"#, "anthropic.messages"),
        ("/llm", r#"{"messages": [], "tools": [{"name": "f", "input_schema": {}}]}"#, "anthropic.messages"),
        ("/llm", r#"{"messages": [{"role": "user", "content": [{"text": "x"}]}]}"#, "bedrock.converse"),
        ("/llm", r#"{"messages": [], "options": {"num_ctx": 1}}"#, "ollama.chat"),
        ("/llm", r#"{"system_instruction": {}, "contents": []}"#, "google.generate_content"),
        ("/llm", r#"{"input": "x", "model": "gpt-5"}"#, "openai.responses"),
        ("/llm", r#"{"input": [{"role": "user", "content": "x"}]}"#, "openai.responses"),
        ("/llm", r#"{"input": ["x"], "model": "m"}"#, "openai.embeddings"),
        ("/llm", r#"{"input": "x", "encoding_format": "float"}"#, "openai.embeddings"),
        ("/llm", r#"{"input": "x", "model": "tts-1", "voice": "alloy"}"#, "openai.speech"),
        ("/llm", r#"{"input": "x", "model": "omni-moderation-latest"}"#, "openai.moderations"),
        ("/llm", r#"{"prompt": "x", "model": "m"}"#, "openai.completions"),
        ("/llm", r#"{"prompt": "x", "model": "gpt-image-1"}"#, "openai.images"),
        ("/llm", r#"{"query": "x", "documents": []}"#, "rerank"),
        ("/llm", r#"{"texts": [], "input_type": "search_query"}"#, "cohere.embed"),
        ("/llm", r#"{"inputs": "x", "parameters": {}}"#, "huggingface.generate"),
        ("/llm", r#"{"inputText": "x"}"#, "bedrock.invoke_model"),
        ("/llm", r#"{"requests": [{"custom_id": "1", "params": {}}]}"#, "anthropic.batches"),
        ("/llm", r#"{"custom_id": "1", "url": "/v1/responses", "body": {}}"#, "openai.batch_line"),
        ("/llm", r#"{"jsonrpc": "2.0", "method": "tools/list", "id": 1}"#, "mcp"),
        ("/llm", r#"[{"jsonrpc": "2.0", "method": "tools/list", "id": 1}]"#, "mcp"),
        ("/llm", r#"{"jsonrpc": "2.0", "method": "message/send", "id": 1}"#, "a2a"),
        ("/llm", r#"{"jsonrpc": "2.0", "method": "SendMessage", "id": 1}"#, "a2a"),
        ("/llm", r#"{"hello": "x"}"#, ""),
        ("/llm", r#""x""#, ""),
        ("/llm", "[]", ""),
    ] {
        let document = Document::scan(body.as_bytes(), Limits::default()).unwrap();
        let api = api::recognise(api::by_path(path, |_| false), path, document.root());
        assert_eq!(api.map_or("", |api| api.id), expected, "{path} {body}");
    }
}

/// Every piece of a body as `role channel`, by what it says.
#[test]
fn texts_speak_for_whom_they_should() {
    for (path, body, expected) in [
        (
            "/v1/messages",
            r#"{"system": "s", "messages": [{"role": "user", "content": [
                {"type": "tool_result", "content": "r"}, {"type": "document", "source": {"type": "text", "data": "d"}}]},
                {"role": "assistant", "content": [{"type": "thinking", "thinking": "t", "signature": "g"},
                {"type": "tool_use", "input": {"k": "a"}}]}]}"#,
            "s=system text, r=tool tool_result, d=document text, t=assistant reasoning, g=sealed, a=assistant tool_arguments",
        ),
        (
            "/v1/responses",
            r#"{"instructions": "s", "input": [{"role": "developer", "content": "d"},
                {"type": "function_call_output", "output": "r"}, {"type": "reasoning", "encrypted_content": "g",
                "summary": [{"text": "t"}]}, {"type": "function_call", "arguments": "a"},
                {"role": "user", "content": [{"text": "u"}]}]}"#,
            "s=system text, d=developer text, r=tool tool_result, g=sealed, t=assistant reasoning, \
             a=assistant tool_arguments, u=user text",
        ),
        (
            "/v1beta/models/g:generateContent",
            r#"{"systemInstruction": {"parts": [{"text": "s"}]}, "contents": [{"role": "model", "parts": [
                {"text": "m", "thought_signature": "g"}, {"functionCall": {"args": {"k": "a"}}}]},
                {"role": "user", "parts": [{"text": "u"}, {"function_response": {"response": {"k": "r"}}}]}]}"#,
            "s=system text, m=assistant text, g=sealed, a=assistant tool_arguments, u=user text, r=tool tool_result",
        ),
        (
            "/model/m/converse",
            r#"{"system": [{"text": "s"}], "messages": [{"role": "assistant", "content": [
                {"reasoningContent": {"reasoningText": {"text": "t", "signature": "g"}}}]},
                {"role": "user", "content": [{"toolResult": {"content": [{"json": {"k": "r"}}]}}]}]}"#,
            "s=system text, t=assistant reasoning, g=sealed, r=tool tool_result",
        ),
        (
            "/v1/chat/completions",
            r#"{"messages": [{"role": "system", "content": "s"}, {"role": "user", "content": [{"text": "u"}]},
                {"role": "assistant", "content": "m", "tool_calls": [{"function": {"arguments": "a"}}]},
                {"role": "tool", "content": "r"}, {"role": "emperor", "content": "x"}], "shadow": "y"}"#,
            "s=system text, u=user text, m=assistant text, a=assistant tool_arguments, r=tool tool_result, \
             x=unknown text, y=unknown unknown",
        ),
        (
            "/mcp",
            r#"{"jsonrpc": "2.0", "id": 1, "result": {"tools": [{"description": "d"}],
                "content": [{"type": "text", "text": "r"}]}}"#,
            "d=tool tool_definition, r=tool tool_result",
        ),
        (
            "/a2a",
            r#"{"jsonrpc": "2.0", "id": 1, "method": "message/send", "params": {"message": {"role": "user",
                "parts": [{"kind": "text", "text": "u"}]}}}"#,
            "u=user text",
        ),
        ("/api/generate", r#"{"system": "s", "prompt": "u"}"#, "s=system text, u=user text"),
        ("/v1/rerank", r#"{"query": "u", "documents": ["d"]}"#, "u=user text, d=document text"),
    ] {
        let document = Document::scan(body.as_bytes(), Limits::default()).unwrap();
        let api = api::recognise(api::by_path(path, |_| false), path, document.root()).unwrap();
        let mut told = Vec::new();
        api::walk(&document, api.request, Role::Unknown, &mut |piece, _| {
            let text = piece.node.as_text().unwrap();
            if text.as_str().len() == 1 && !piece.node.is_key() && text.as_str() != "1" {
                told.push(match piece.leaf {
                    Leaf::Sealed => format!("{}=sealed", text.as_str()),
                    _ => format!("{}={} {}", text.as_str(), piece.role, piece.channel()),
                });
            }
        });
        assert_eq!(told.join(", "), expected, "{path}");
    }
}

#[test]
fn every_string_and_number_is_handed_out_once_whatever_the_format() {
    let body = r#"{"a": [1, "b", {"c": ["d", [[2]]], "messages": {"x": "y"}}], "messages": [{"role": ["r"], "content":
        [["p"], {"type": "image_url", "image_url": [3]}]}], "input": {"k": "v"}, "contents": 4, "method": {"z": 5}}"#;
    let document = Document::scan(body.as_bytes(), Limits::default()).unwrap();
    for api in REGISTRY {
        for shape in [api.request, api.response] {
            let mut values = 0;
            api::walk(&document, shape, Role::Unknown, &mut |piece, _| values += usize::from(!piece.node.is_key()));
            assert_eq!(values, 12, "{}", api.id);
        }
    }
}
