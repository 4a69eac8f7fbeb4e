//! The Model Context Protocol over HTTP: JSON-RPC, one message or a list of them.
//!
//! A tool's description and schema are text that steers a model, and what tools give back is where indirect injections
//! come from. A request of the server's (sampling, elicitation) is answered by the client in a POST of its own, so
//! results are read in requests as well.
//!
//! Since 2026 a server asks in its result (`inputRequests`), and the client calls again with what was asked for and the
//! server's own `requestState`, which it must get back as it was.
//!
//! Source: Model Context Protocol specification, 2025-11-25 and 2026-07-28, <https://modelcontextprotocol.io/specification>.

use super::{Api, Fit, Kinds, Leaf, Object, Shape, Speaker, a2a, refusal, shapes::*};
use crate::text::{Channel, Role};
use base64::{Engine, engine::general_purpose::STANDARD};
use std::borrow::Cow;

/// The format.
pub const API: Api = Api {
    id: "mcp",
    title: "Model Context Protocol (JSON-RPC over HTTP)",
    paths: &["mcp"],
    header: None,
    fit: |root| Fit::only(has(root, "jsonrpc") && !a2a::is_method(&word(root, "method"))),
    request: Shape::Object(&MESSAGE),
    response: Shape::Object(&MESSAGE),
    streams: true,
    media: false,
    refuse: refusal::json_rpc,
};

/// Whether a header (its name in lower case) says again what stands in the body: which tool or resource, and the
/// arguments that the tool's schema marks with `x-mcp-header`.
pub fn is_mirror(header: &str) -> bool {
    header == "mcp-name" || header.starts_with("mcp-param-")
}

/// The value of such a header as text; what doesn't fit into one comes as `=?base64?…?=`.
pub fn mirrored(value: &[u8]) -> Option<Cow<'_, str>> {
    let value = std::str::from_utf8(value).ok()?;
    match value.strip_prefix("=?base64?").and_then(|value| value.strip_suffix("?=")) {
        Some(encoded) => Some(String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?.into()),
        None => Some(value.into()),
    }
}

/// A request, a notification or a response; `method` says how `params` are read.
pub(super) static MESSAGE: Object = Object {
    speaker: Speaker::Is(Role::Tool),
    kinds: Some(Kinds {
        field: "method",
        objects: &[
            ("tools/call", &Object::spoken(Role::Assistant, &[("params", Shape::Object(&CALL))])),
            ("prompts/get", &Object::spoken(Role::User, &[("params", Shape::Object(&CALL))])),
            ("sampling/createMessage", &Object::of(&[("params", Shape::Object(&SAMPLING))])),
            ("elicitation/create", &Object::of(&[("params", Shape::Object(&ELICITATION))])),
            ("completion/complete", &Object::spoken(Role::User, &[("params", ARGUMENTS)])),
            ("initialize", &Object::of(&[("params", METADATA)])),
            ("resources/read", &Object::of(&[("params", Shape::Object(&CALL))])),
        ],
    }),
    fields: &[
        ("jsonrpc|id|method", CONTROL),
        ("params", ARGUMENTS),
        ("result", Shape::Object(&RESULT_OBJECT)),
        ("error", TEXTS),
    ],
};

static CALL: Object = Object::of(&[
    ("name|task", CONTROL),
    ("arguments", ARGUMENTS),
    ("inputResponses", RESULT),
    ("requestState", SEALED),
    ("uri|_meta", METADATA),
]);

static SAMPLING: Object = Object::of(&[
    ("messages", Shape::Object(&SAMPLED)),
    ("systemPrompt", super::shapes::INSTRUCTIONS),
    ("modelPreferences|includeContext|temperature|maxTokens|stopSequences|toolChoice|task", CONTROL),
    ("tools", DEFINITION),
    ("metadata|_meta", METADATA),
]);

static SAMPLED: Object = Object {
    speaker: Speaker::Field("role"),
    kinds: None,
    fields: &[("role", CONTROL), ("content", text_or(&CONTENT)), ("_meta", METADATA)],
};

static ELICITATION: Object = Object::of(&[
    ("message", TEXT),
    ("mode|url|elicitationId|task", CONTROL),
    ("requestedSchema", DEFINITION),
    ("_meta", METADATA),
]);

/// Of a tool's, a prompt's or a sampling's result.
static CONTENT: Object = Object::by_type(
    Speaker::Same,
    &[
        ("resource", &Object::of(&[("resource", Shape::Object(&RESOURCE))])),
        ("tool_use", &Object::of(&[("input", ARGUMENTS), ("id|name", CONTROL)])),
        (
            "tool_result",
            &Object::spoken(
                Role::Tool,
                &[("content", text_or(&CONTENT)), ("toolUseId|isError", CONTROL), ("structuredContent", RESULT)],
            ),
        ),
    ],
    &[
        ("type|mimeType|annotations|size|uri|icons", CONTROL),
        ("text", Shape::Leaf(Leaf::Json(Channel::ToolResult))),
        ("data|blob", MEDIA),
        ("name|title|description|_meta", METADATA),
    ],
);

static RESOURCE: Object = Object::spoken(
    Role::Document,
    &[
        ("uri|mimeType|annotations|size", CONTROL),
        ("text", Shape::Leaf(Leaf::Json(Channel::ToolResult))),
        ("blob", MEDIA),
        ("name|title|_meta", METADATA),
    ],
);

/// All results in one: their fields don't clash.
static RESULT_OBJECT: Object = Object {
    speaker: Speaker::Field("role"),
    kinds: None,
    fields: &[
        ("content", text_or(&CONTENT)),
        ("structuredContent|toolResult", RESULT),
        ("tools|prompts", DEFINITION),
        ("messages", Shape::Object(&SAMPLED)),
        ("resources|resourceTemplates|roots", METADATA),
        ("contents", Shape::Object(&RESOURCE)),
        ("instructions", DEFINITION),
        ("serverInfo|description|_meta", METADATA),
        ("completion", RESULT),
        ("protocolVersion|capabilities|isError|nextCursor|model|stopReason|role|action|task|tasks", CONTROL),
        ("supportedVersions|resultType|ttlMs|cacheScope", CONTROL),
        ("inputRequests", RESULT),
        ("requestState", SEALED),
    ],
};
