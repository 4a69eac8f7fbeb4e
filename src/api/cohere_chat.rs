//! Cohere Chat, v2 with messages and v1 with one message and a history.
//!
//! Source: Cohere API reference, "Chat" (v2), <https://docs.cohere.com/reference/chat>, and "Chat API (v1)".

use super::{Api, Fit, Object, Shape, Speaker, openai_chat, refusal, shapes::*};
use crate::text::Role;

/// The format.
pub const API: Api = Api {
    id: "cohere.chat",
    title: "Cohere Chat (v1, v2)",
    paths: &["v1/chat", "v2/chat", "v1/generate", "v1/summarize", "v1/classify"],
    header: None,
    fit: |root| {
        let first = is_text(root, "message") && has_any(root, &["chat_history", "preamble", "connectors", "documents"]);
        let second = is_list(root, "messages") && has_any(root, &["citation_options", "safety_mode", "strict_tools"]);
        let command = is_text(root, "message") && word(root, "model").starts_with("command");
        Fit::telling(first || second || command)
    },
    request: Shape::Object(&REQUEST),
    response: Shape::Object(&RESPONSE),
    streams: true,
    media: false,
    refuse: refusal::cohere,
};

static REQUEST: Object = Object::spoken(
    Role::User,
    &[
        ("messages|chat_history", Shape::Object(&MESSAGE)),
        ("message|prompt|text|inputs|examples|additional_command", TEXTS),
        ("preamble", INSTRUCTIONS),
        ("documents", text_or(&openai_chat::DOCUMENT)),
        ("tools", Shape::Object(&TOOL)),
        ("tool_results", Shape::Object(&Object::spoken(Role::Tool, &[("call|outputs", RESULT)]))),
        ("response_format", DEFINITION),
        ("model|stream|max_tokens|max_input_tokens|temperature|p|k|seed|citation_options|safety_mode", CONTROL),
        ("stop_sequences|frequency_penalty|presence_penalty|logprobs|tool_choice|strict_tools|thinking", CONTROL),
        ("citation_quality|prompt_truncation|connectors|search_queries_only|return_prompt|raw_prompting", CONTROL),
        ("force_single_step|conversation_id|priority|num_generations|length|format|truncate", CONTROL),
    ],
);

/// v1's tools have their parameters at the top.
static TOOL: Object = Object::spoken(
    Role::Tool,
    &[
        ("type|strict", CONTROL),
        ("function", Shape::Object(&Object::of(&[("name|description|parameters", DEFINITION), ("strict", CONTROL)]))),
        ("name|description|parameter_definitions", DEFINITION),
    ],
);

static MESSAGE: Object = Object {
    speaker: Speaker::Field("role"),
    kinds: Some(super::Kinds { field: "role", objects: &[("tool", &TOOL_MESSAGE)] }),
    fields: &[
        ("role|tool_call_id", CONTROL),
        ("content", text_or(&PART)),
        ("message", TEXT),
        ("tool_plan", REASONING),
        ("tool_calls", Shape::Object(&TOOL_CALL)),
        ("tool_results", RESULT),
        ("citations", CITATION),
    ],
};

static TOOL_MESSAGE: Object = Object::spoken(
    Role::Tool,
    &[("content", Shape::Mixed(super::Leaf::Json(crate::text::Channel::ToolResult), &PART))],
);

/// v1's calls name the tool and its parameters without an object around them.
static TOOL_CALL: Object = Object::of(&[
    ("id|type|index|name", CONTROL),
    ("parameters", ARGUMENTS),
    ("function", Shape::Object(&Object::of(&[("name", CONTROL), ("arguments", ARGUMENTS)]))),
]);

static PART: Object = Object::of(&[
    ("type", CONTROL),
    ("text", TEXT),
    ("thinking", REASONING),
    ("image_url", Shape::Mixed(super::Leaf::Media, &Object::of(&[("url", MEDIA), ("detail", CONTROL)]))),
    ("document", Shape::Object(&openai_chat::DOCUMENT)),
]);

static RESPONSE: Object = Object::spoken(
    Role::Assistant,
    &[
        ("id|finish_reason|usage|meta|response_id|generation_id|token_count|is_search_required", CONTROL),
        // An object is the answer; a string says what went wrong.
        ("message", text_or(&MESSAGE)),
        ("text|summary", TEXT),
        ("tool_calls", Shape::Object(&TOOL_CALL)),
        ("chat_history", Shape::Object(&MESSAGE)),
        ("citations|documents|search_results|search_queries", CITATION),
        ("generations|classifications", TEXTS),
        ("logprobs", LOGPROBS),
        ("prompt|error", TEXTS),
    ],
);
