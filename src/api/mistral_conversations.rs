//! Mistral's agents and the conversations with them.
//!
//! Source: Mistral AI API reference, "Beta Agents" and "Beta Conversations".

use super::{Api, Fit, Object, Shape, openai_chat, refusal, shapes::*};
use crate::text::Role;

/// The format.
pub const API: Api = Api {
    id: "mistral.conversations",
    title: "Mistral agents and conversations",
    paths: &["agents", "agents/*", "conversations/*/history", "conversations/*/restart", "conversations/*/messages"],
    header: None,
    fit: |root| {
        let talks =
            has(root, "inputs") && has_any(root, &["agent_id", "completion_args", "handoff_execution", "model"]);
        Fit::telling(talks && !has(root, "input_type"))
    },
    request: Shape::Object(&REQUEST),
    response: Shape::Object(&RESPONSE),
    streams: true,
    media: false,
    refuse: refusal::mistral,
};

static REQUEST: Object = Object::spoken(
    Role::User,
    &[
        ("inputs", text_or(&ENTRY)),
        ("instructions", INSTRUCTIONS),
        ("name|description|metadata", METADATA),
        ("tools", Shape::Object(&openai_chat::TOOL)),
        ("model|agent_id|agent_version|stream|store|handoff_execution|handoffs|guardrails|from_entry_id", CONTROL),
        ("completion_args", DEFINITION),
    ],
);

/// A message, a call, a result.
static ENTRY: Object = Object {
    speaker: super::Speaker::Field("role"),
    kinds: Some(super::Kinds { field: "type", objects: &[("function.result", &FUNCTION_RESULT)] }),
    fields: &[
        ("object|type|id|role|agent_id|model|created_at|completed_at|tool_call_id|prefix|name", CONTROL),
        ("content", text_or(&openai_chat::PART)),
        ("arguments", ARGUMENTS),
        ("result", RESULT),
        ("info", RESULT),
    ],
};

static FUNCTION_RESULT: Object = Object::spoken(Role::Tool, &[("result", RESULT)]);

static RESPONSE: Object = Object::spoken(
    Role::Assistant,
    &[
        (
            "object|conversation_id|usage|id|model|version|versions|created_at|updated_at|agent_id|handoffs|source",
            CONTROL,
        ),
        ("outputs|entries|messages", Shape::Object(&ENTRY)),
        ("instructions", TEXT),
        ("name|description|metadata", METADATA),
        ("tools", Shape::Object(&openai_chat::TOOL)),
        ("completion_args", DEFINITION),
        ("message|detail", TEXTS),
    ],
);
