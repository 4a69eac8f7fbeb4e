//! OpenAI Chat Completions, and the many servers that speak it.
//!
//! Source: OpenAI API reference, "Chat", <https://platform.openai.com/docs/api-reference/chat>; `reasoning_content`
//! is DeepSeek's and vLLM's, `reasoning` OpenRouter's, Groq's and Ollama's.

use super::{Api, Kinds, Leaf, Object, Refused, Shape, Speaker};
use crate::{
    json::{Kind, Node},
    text::{Channel, Role},
};
use serde_json::json;

/// The format.
pub const API: Api = Api {
    id: "openai.chat",
    title: "OpenAI Chat Completions",
    paths: &["chat/completions"],
    is_request: |root| root.get("messages").is_some_and(|messages| messages.kind() == Kind::Array),
    request: Shape::Object(&REQUEST),
    response: Shape::Object(&RESPONSE),
    streams: asks_for_stream,
    refuse: error_body,
};

/// Whether the request says `"stream": true`.
pub fn asks_for_stream(root: Node<'_, '_>) -> bool {
    root.get("stream").is_some_and(|stream| stream.as_bool() == Some(true))
}

/// The error object of OpenAI's API, which its SDKs turn into `APIStatusError` and its kin.
pub fn error_body(refused: &Refused<'_>) -> Vec<u8> {
    let kind = match refused.status {
        400..=499 => "invalid_request_error",
        _ => "server_error",
    };
    let error = json!({"message": refused.message, "type": kind, "param": null, "code": refused.code});
    json!({"error": error}).to_string().into_bytes()
}

const TEXT: Shape = Shape::Leaf(Leaf::Text(Channel::Text));
const CONTROL: Shape = Shape::Leaf(Leaf::Control);
const MEDIA: Shape = Shape::Leaf(Leaf::Media);
const METADATA: Shape = Shape::Deep(Channel::Metadata);
const DEFINITION: Shape = Shape::Deep(Channel::ToolDefinition);

const REQUEST: Object = Object::spoken(
    Role::User,
    &[
        ("messages", Shape::Object(&MESSAGE)),
        ("model", CONTROL),
        ("tools", Shape::Object(&TOOL)),
        ("functions", Shape::Object(&FUNCTION)),
        ("function_call", Shape::Mixed(Leaf::Control, &NAMED)),
        ("tool_choice", Shape::Mixed(Leaf::Control, &TOOL_CHOICE)),
        ("prediction", Shape::Object(&PREDICTION)),
        ("response_format", DEFINITION),
        ("stop", TEXT),
        ("user", METADATA),
        ("safety_identifier", METADATA),
        ("prompt_cache_key", METADATA),
        ("metadata", METADATA),
        ("audio", CONTROLS),
        ("modalities", CONTROL),
        ("reasoning_effort", CONTROL),
        ("verbosity", CONTROL),
        ("service_tier", CONTROL),
        ("stream_options", CONTROLS),
        ("web_search_options", METADATA),
        ("logit_bias", CONTROLS),
        ("seed", CONTROL),
        ("n", CONTROL),
        ("max_tokens", CONTROL),
        ("max_completion_tokens", CONTROL),
        ("temperature", CONTROL),
        ("top_p", CONTROL),
        ("top_logprobs", CONTROL),
        ("presence_penalty", CONTROL),
        ("frequency_penalty", CONTROL),
    ],
);

const CONTROLS: Shape = Shape::Deep(Channel::Control);

const MESSAGE: Object = Object {
    speaker: Speaker::Field("role"),
    kinds: Some(Kinds { field: "role", objects: &[("tool", &TOOL_MESSAGE), ("function", &TOOL_MESSAGE)] }),
    fields: &[
        ("role", CONTROL),
        ("content", Shape::Mixed(Leaf::Text(Channel::Text), &PART)),
        ("name", METADATA),
        ("refusal", Shape::Leaf(Leaf::Text(Channel::Refusal))),
        ("reasoning_content", REASONING),
        ("reasoning", REASONING),
        ("reasoning_details", Shape::Object(&REASONING_DETAIL)),
        ("tool_calls", Shape::Object(&TOOL_CALL)),
        ("tool_call_id", CONTROL),
        ("function_call", Shape::Object(&CALLED)),
        ("audio", Shape::Object(&AUDIO)),
        ("annotations", Shape::Object(&ANNOTATION)),
    ],
};

const REASONING: Shape = Shape::Leaf(Leaf::Text(Channel::Reasoning));

/// OpenRouter's form of the model's thinking; some vendors sign or encrypt it.
const REASONING_DETAIL: Object = Object::of(&[
    ("type", CONTROL),
    ("id", CONTROL),
    ("format", CONTROL),
    ("index", CONTROL),
    ("text", REASONING),
    ("summary", REASONING),
    ("data", Shape::Leaf(Leaf::Sealed)),
    ("signature", Shape::Leaf(Leaf::Sealed)),
]);

/// A message that carries what a tool gave back.
const TOOL_MESSAGE: Object = Object {
    speaker: Speaker::Is(Role::Tool),
    kinds: None,
    fields: &[("content", Shape::Mixed(Leaf::Json(Channel::ToolResult), &PART))],
};

const PART: Object = Object::of(&[
    ("type", CONTROL),
    ("text", TEXT),
    ("refusal", Shape::Leaf(Leaf::Text(Channel::Refusal))),
    ("image_url", Shape::Mixed(Leaf::Media, &Object::of(&[("url", MEDIA), ("detail", CONTROL)]))),
    ("input_audio", Shape::Object(&Object::of(&[("data", MEDIA), ("format", CONTROL)]))),
    ("video_url", Shape::Mixed(Leaf::Media, &Object::of(&[("url", MEDIA)]))),
    (
        "file",
        Shape::Object(&Object::spoken(
            Role::Document,
            &[("file_data", MEDIA), ("file_id", CONTROL), ("filename", METADATA)],
        )),
    ),
    ("cache_control", CONTROLS),
]);

const TOOL: Object =
    Object::spoken(Role::Tool, &[("type", CONTROL), ("function", Shape::Object(&FUNCTION)), ("custom", DEFINITION)]);

const FUNCTION: Object = Object::spoken(
    Role::Tool,
    &[
        ("name", Shape::Leaf(Leaf::Text(Channel::ToolDefinition))),
        ("description", Shape::Leaf(Leaf::Text(Channel::ToolDefinition))),
        ("parameters", DEFINITION),
        ("strict", CONTROL),
    ],
);

const NAMED: Object = Object::of(&[("name", CONTROL)]);

const TOOL_CHOICE: Object = Object::of(&[
    ("type", CONTROL),
    ("function", Shape::Object(&NAMED)),
    ("custom", Shape::Object(&NAMED)),
    ("allowed_tools", CONTROLS),
]);

const PREDICTION: Object =
    Object::spoken(Role::User, &[("type", CONTROL), ("content", Shape::Mixed(Leaf::Text(Channel::Text), &PART))]);

const TOOL_CALL: Object = Object::of(&[
    ("id", CONTROL),
    ("index", CONTROL),
    ("type", CONTROL),
    ("function", Shape::Object(&CALLED)),
    (
        "custom",
        Shape::Object(&Object::of(&[("name", CONTROL), ("input", Shape::Leaf(Leaf::Text(Channel::ToolArguments)))])),
    ),
]);

const CALLED: Object = Object::of(&[("name", CONTROL), ("arguments", Shape::Leaf(Leaf::Json(Channel::ToolArguments)))]);

const AUDIO: Object = Object::of(&[("id", CONTROL), ("data", MEDIA), ("expires_at", CONTROL), ("transcript", TEXT)]);

const ANNOTATION: Object = Object::of(&[
    ("type", CONTROL),
    (
        "url_citation",
        Shape::Object(&Object::of(&[
            ("url", CITATION),
            ("title", CITATION),
            ("content", CITATION),
            ("start_index", CONTROL),
            ("end_index", CONTROL),
        ])),
    ),
]);

const CITATION: Shape = Shape::Leaf(Leaf::Text(Channel::Citation));

const RESPONSE: Object = Object::spoken(
    Role::Assistant,
    &[
        ("id", CONTROL),
        ("object", CONTROL),
        ("created", CONTROL),
        ("model", CONTROL),
        ("provider", CONTROL),
        ("system_fingerprint", CONTROL),
        ("service_tier", CONTROL),
        ("choices", Shape::Object(&CHOICE)),
        ("usage", CONTROLS),
        ("error", Shape::Deep(Channel::Text)),
    ],
);

const CHOICE: Object = Object::of(&[
    ("index", CONTROL),
    ("finish_reason", CONTROL),
    ("native_finish_reason", CONTROL),
    ("message", Shape::Object(&MESSAGE)),
    ("delta", Shape::Object(&MESSAGE)),
    ("logprobs", Shape::Deep(Channel::Logprobs)),
]);
