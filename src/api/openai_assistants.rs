//! OpenAI Assistants: assistants, threads, messages, runs and their steps; Azure serves them as well.
//!
//! Source: OpenAI API reference, "Assistants" (beta v2).

use super::{Api, Fit, Leaf, Object, Shape, Speaker, openai_chat, refusal, shapes::*};
use crate::text::Role;

/// The format.
pub const API: Api = Api {
    id: "openai.assistants",
    title: "OpenAI Assistants: threads, messages, runs",
    paths: &[
        "assistants",
        "assistants/*",
        "threads",
        "threads/*",
        "threads/runs",
        "threads/*/messages",
        "threads/*/messages/*",
        "threads/*/runs",
        "threads/*/runs/*",
        "threads/*/runs/*/steps",
        "threads/*/runs/*/steps/*",
        "threads/*/runs/*/submit_tool_outputs",
        "threads/*/runs/*/cancel",
    ],
    header: None,
    fit: |root| Fit::telling(has_any(root, &["assistant_id", "tool_outputs"])),
    request: Shape::Object(&REQUEST),
    response: Shape::Object(&RESPONSE),
    streams: true,
    media: false,
    refuse: refusal::openai,
};

const COMMON: &str = "id|object|created_at|model|assistant_id|thread_id|run_id|status|started_at|expires_at|usage|\
cancelled_at|failed_at|completed_at|incomplete_at|incomplete_details|truncation_strategy|max_prompt_tokens|\
max_completion_tokens|temperature|top_p|tool_choice|parallel_tool_calls|tool_resources|reasoning_effort|stream|\
first_id|last_id|has_more|deleted|attachments|file_ids|type|step_details|index";

static REQUEST: Object = Object {
    // A message by itself says its role here; everything else of an assistant is the application's.
    speaker: Speaker::Field("role"),
    kinds: None,
    fields: &[
        (COMMON, CONTROL),
        ("role", CONTROL),
        ("content", text_or(&PART)),
        ("instructions|additional_instructions", INSTRUCTIONS),
        ("name|description|metadata", METADATA),
        ("messages|additional_messages", Shape::Object(&MESSAGE)),
        (
            "thread",
            Shape::Object(&Object::of(&[
                ("messages", Shape::Object(&MESSAGE)),
                ("metadata", METADATA),
                ("tool_resources", CONTROL),
            ])),
        ),
        ("tools", Shape::Object(&openai_chat::TOOL)),
        ("response_format", DEFINITION),
        ("tool_outputs", Shape::Object(&Object::spoken(Role::Tool, &[("tool_call_id", CONTROL), ("output", RESULT)]))),
    ],
};

static MESSAGE: Object = Object {
    speaker: Speaker::Field("role"),
    kinds: None,
    fields: &[(COMMON, CONTROL), ("role", CONTROL), ("content", text_or(&PART)), ("metadata", METADATA)],
};

static PART: Object = Object::of(&[
    ("type|index", CONTROL),
    ("text", text_or(&Object::of(&[("value", TEXT), ("annotations", CITATION)]))),
    ("refusal", REFUSAL),
    ("image_url", Shape::Mixed(Leaf::Media, &Object::of(&[("url", MEDIA), ("detail", CONTROL)]))),
    ("image_file", CONTROL),
]);

static RESPONSE: Object = Object {
    speaker: Speaker::Field("role"),
    kinds: None,
    fields: &[
        (COMMON, CONTROL),
        ("role", CONTROL),
        ("content", text_or(&PART)),
        ("instructions", TEXT),
        ("name|description|metadata", METADATA),
        ("tools", Shape::Object(&openai_chat::TOOL)),
        ("response_format", DEFINITION),
        ("required_action", ARGUMENTS),
        ("data", Shape::Object(&MESSAGE)),
        ("error|last_error", TEXTS),
    ],
};
