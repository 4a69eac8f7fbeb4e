//! AWS Bedrock Converse and ConverseStream: one body for all models.
//!
//! Source: Amazon Bedrock API reference, `Converse`,
//! <https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html>.

use super::{Api, Fit, Leaf, Object, Shape, Speaker, refusal, shapes::*};
use crate::{
    json::Node,
    text::{Channel, Role},
};

/// The format.
pub const API: Api = Api {
    id: "bedrock.converse",
    title: "AWS Bedrock Converse and ConverseStream",
    paths: &["model/*/converse", "model/*/converse-stream"],
    header: None,
    fit,
    request: Shape::Object(&REQUEST),
    response: Shape::Object(&RESPONSE),
    streams: true,
    media: false,
    refuse: refusal::aws,
};

/// Told by its settings, or by content parts that are named by their key and not by a `type`.
fn fit(root: Node<'_, '_>) -> Fit {
    if !is_list(root, "messages") {
        return if has_any(root, &["promptVariables", "inferenceConfig"]) { Fit::Could } else { Fit::No };
    }
    const TOP: &[&str] = &["inferenceConfig", "toolConfig", "additionalModelRequestFields", "guardrailConfig"];
    const PARTS: &[&str] = &["text", "toolUse", "toolResult", "image", "document", "reasoningContent", "video"];
    let contents = root.get("messages").into_iter().flat_map(Node::items).filter_map(|item| item.get("content"));
    let untyped = contents.flat_map(Node::items).any(|part| has_any(part, PARTS) && !has(part, "type"));
    Fit::telling(has_any(root, TOP) || untyped && !is_text(root, "system"))
}

pub(super) static REQUEST: Object = Object::spoken(
    Role::User,
    &[
        ("messages", Shape::Object(&MESSAGE)),
        ("system", Shape::Mixed(Leaf::Text(Channel::Text), &SYSTEM)),
        ("toolConfig", Shape::Object(&TOOL_CONFIG)),
        ("inferenceConfig|guardrailConfig|performanceConfig|serviceTier|schemaVersion", CONTROL),
        ("additionalModelResponseFieldPaths", CONTROL),
        ("additionalModelRequestFields", CONTROL),
        ("outputConfig", DEFINITION),
        ("requestMetadata", METADATA),
        ("promptVariables", TEXTS),
    ],
);

static MESSAGE: Object =
    Object { speaker: Speaker::Field("role"), kinds: None, fields: &[("role", CONTROL), ("content", text_or(&PART))] };

static SYSTEM: Object = Object { speaker: Speaker::Is(Role::System), fields: PART_FIELDS, kinds: None };

static PART: Object = Object { speaker: Speaker::Same, fields: PART_FIELDS, kinds: None };

static PART_FIELDS: &[(&str, Shape)] = &[
    ("text", TEXT),
    ("cachePoint|type|status", CONTROL),
    ("image|video|audio", Shape::Object(&FILE)),
    ("document", Shape::Object(&DOCUMENT)),
    ("toolUse", Shape::Object(&USE)),
    ("toolResult", Shape::Object(&TOOL_RESULT)),
    ("reasoningContent", Shape::Object(&REASONING_CONTENT)),
    ("guardContent", Shape::Object(&GUARDED)),
    ("citationsContent", CITATION),
    ("searchResult", Shape::Object(&SEARCH)),
    ("json", RESULT),
];

static GUARDED: Object = Object::of(&[("text", text_or(&GUARDED_TEXT)), ("image", Shape::Object(&FILE))]);
static GUARDED_TEXT: Object = Object::of(&[("text", TEXT), ("qualifiers", CONTROL)]);

/// Bytes in base64, or where they lie.
static FILE: Object = Object::of(&[("format|error", CONTROL), ("source", Shape::Mixed(Leaf::Media, &SOURCE))]);

static DOCUMENT: Object = Object::spoken(
    Role::Document,
    &[("format|citations", CONTROL), ("name|context", METADATA), ("source", Shape::Mixed(Leaf::Media, &SOURCE))],
);

static SOURCE: Object = Object::of(&[
    ("bytes", MEDIA),
    ("s3Location", CONTROL),
    ("text", TEXT),
    ("content", Shape::Object(&Object::of(&[("text", TEXT)]))),
]);

static USE: Object = Object::spoken(Role::Assistant, &[("toolUseId|name|type", CONTROL), ("input", ARGUMENTS)]);

static TOOL_RESULT: Object = Object::spoken(
    Role::Tool,
    &[("toolUseId|status|type", CONTROL), ("content", Shape::Mixed(Leaf::Json(Channel::ToolResult), &PART))],
);

static SEARCH: Object = Object::spoken(
    Role::Document,
    &[("source|title", CITATION), ("content", Shape::Object(&PART)), ("citations", CONTROL)],
);

static REASONING_CONTENT: Object = Object::of(&[
    ("reasoningText", Shape::Object(&Object::of(&[("text", REASONING), ("signature", SEALED)]))),
    ("redactedContent", SEALED),
    ("text", REASONING),
    ("signature", SEALED),
]);

static TOOL_CONFIG: Object = Object::spoken(Role::Tool, &[("tools", DEFINITION), ("toolChoice", CONTROL)]);

pub(super) static RESPONSE: Object = Object::spoken(
    Role::Assistant,
    &[
        ("output", Shape::Object(&Object::of(&[("message", Shape::Object(&MESSAGE))]))),
        ("stopReason|usage|metrics|performanceConfig|serviceTier", CONTROL),
        ("trace|additionalModelResponseFields", METADATA),
        ("message", TEXTS),
        ("__type", CONTROL),
    ],
);
