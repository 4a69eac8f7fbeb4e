//! Anthropic Messages, and counting tokens for it; Bedrock and Vertex AI take the same body.
//!
//! Source: Anthropic API reference, "Messages", <https://docs.anthropic.com/en/api/messages>, with the beta blocks of
//! server tools, MCP, code execution, advisors and compaction. Thinking is signed: an edited block is refused by the API.

use super::{Api, Fit, Leaf, Object, Shape, Speaker, refusal, shapes::*};
use crate::{
    json::{Kind, Node},
    text::{Channel, Role},
};

/// The format.
pub const API: Api = Api {
    id: "anthropic.messages",
    title: "Anthropic Messages",
    paths: &["v1/messages", "messages", "models/*:rawPredict", "models/*:streamRawPredict"],
    header: None,
    fit,
    request: Shape::Object(&REQUEST),
    response: Shape::Object(&RESPONSE),
    streams: true,
    media: false,
    refuse: refusal::anthropic,
};

/// The same request, counted.
pub const COUNT_TOKENS: Api = Api {
    id: "anthropic.count_tokens",
    title: "Anthropic Messages: count tokens",
    paths: &["messages/count_tokens"],
    fit: |root| if is_list(root, "messages") { Fit::Could } else { Fit::No },
    streams: false,
    ..API
};

/// Told from OpenAI's chat by what only Anthropic has at the top, in tools, or in blocks.
pub(super) fn fit(root: Node<'_, '_>) -> Fit {
    if !is_list(root, "messages") {
        return Fit::No;
    }
    const TOP: &[&str] = &["anthropic_version", "anthropic_beta", "stop_sequences", "mcp_servers", "output_config"];
    const BLOCKS: &[&str] =
        &["tool_use", "tool_result", "thinking", "redacted_thinking", "server_tool_use", "document"];
    let system = root.get("system").is_some_and(|system| matches!(system.kind(), Kind::String | Kind::Array));
    let contents = || root.get("messages").into_iter().flat_map(Node::items).filter_map(|item| item.get("content"));
    let block = || contents().flat_map(Node::items).any(|block| BLOCKS.contains(&word(block, "type").as_ref()));
    let typed = || system && root.get("system").is_none_or(|s| s.items().all(|block| has(block, "type")));
    // Mistral's thinking is a part of that name, too, but holds a list.
    let mistral = || contents().flat_map(Node::items).any(|block| is_list(block, "thinking"));
    Fit::telling(has_any(root, TOP) || any_has(root, "tools", "input_schema") || (typed() || block()) && !mistral())
}

pub(super) static REQUEST: Object = Object::spoken(
    Role::User,
    &[
        ("messages", Shape::Object(&MESSAGE)),
        ("system", Shape::Mixed(Leaf::Text(Channel::Text), &SYSTEM)),
        ("tools", Shape::Object(&TOOL)),
        ("model|max_tokens|temperature|top_p|top_k|stream|stop_sequences|service_tier|thinking|container", CONTROL),
        ("tool_choice|cache_control|context_management|anthropic_version|anthropic_beta|betas|speed|effort", CONTROL),
        ("inference_geo|fallbacks|diagnostics", CONTROL),
        ("output_config|output_format", DEFINITION),
        ("mcp_servers", Shape::Object(&MCP_SERVER)),
        ("metadata|user_profile_id", METADATA),
        // Text Completions, the API before this one.
        ("prompt", TEXT),
    ],
);

static SYSTEM: Object = Object { speaker: Speaker::Is(Role::System), fields: BLOCK_FIELDS, kinds: None };

static MESSAGE: Object = Object {
    speaker: Speaker::Field("role"),
    kinds: None,
    fields: &[("role|id|type", CONTROL), ("content", text_or(&BLOCK))],
};

static MCP_SERVER: Object =
    Object::spoken(Role::Tool, &[("type|url|tool_configuration|authorization_token", CONTROL), ("name", DEFINITION)]);

static TOOL: Object = Object::spoken(
    Role::Tool,
    &[
        ("type|strict|cache_control|max_uses|allowed_domains|blocked_domains|defer_loading|allowed_callers", CONTROL),
        ("display_width_px|display_height_px|display_number|max_characters|max_content_tokens|citations", CONTROL),
        ("model|max_tokens|mcp_server_name|default_config|configs|caching|eager_input_streaming", CONTROL),
        ("user_location", METADATA),
        ("name|description|input_schema|input_examples", DEFINITION),
    ],
);

/// A block of content. Every kind of block may stand in every other: results hold documents, documents hold text.
pub(super) static BLOCK: Object = Object::by_type(
    Speaker::Same,
    &[
        ("thinking", &THINKING),
        ("redacted_thinking", &SEALED_DATA),
        ("tool_use", &USE),
        ("server_tool_use", &USE),
        ("mcp_tool_use", &USE),
        ("document", &DOCUMENT),
        ("search_result", &SEARCH_RESULT),
        ("compaction", &COMPACTION),
        ("tool_addition", &ADDITION),
        ("web_search_tool_result", &SIGNED_RESULT),
        // All other kinds of results.
        ("tool_result", &TOOL_RESULT),
        ("mcp_tool_result", &TOOL_RESULT),
        ("web_fetch_tool_result", &TOOL_RESULT),
        ("code_execution_tool_result", &TOOL_RESULT),
        ("bash_code_execution_tool_result", &TOOL_RESULT),
        ("text_editor_code_execution_tool_result", &TOOL_RESULT),
        ("tool_search_tool_result", &TOOL_RESULT),
        ("advisor_tool_result", &TOOL_RESULT),
    ],
    BLOCK_FIELDS,
);

static BLOCK_FIELDS: &[(&str, Shape)] = &[
    ("type|id|name|tool_use_id|server_name|is_error|caller|cache_control|file_id|media_type|tool_name", CONTROL),
    ("status|return_code|error_code|stop_reason|retrieved_at|file_type|num_lines|start_line|total_lines", CONTROL),
    ("is_file_update|old_start|old_lines|new_start|new_lines|page_age|abort_reason|url|trigger", CONTROL),
    ("text", TEXT),
    ("thinking", REASONING),
    ("signature|encrypted_content|encrypted_index|encrypted_stdout", SEALED),
    ("citations|citation", Shape::Object(&CITED)),
    ("source", Shape::Mixed(Leaf::Media, &SOURCE)),
    ("title|context", TEXT),
    ("input", ARGUMENTS),
    ("content", text_or(&BLOCK)),
    ("stdout|stderr|lines|error_message", RESULT),
    ("tool_references", Shape::Object(&BLOCK)),
    ("data", MEDIA),
];

static CITED: Object = Object::of(&[
    ("enabled", CONTROL),
    ("encrypted_index", SEALED),
    ("type|document_index|start_char_index|end_char_index|start_page_number|end_page_number|file_id", CONTROL),
    ("start_block_index|end_block_index|search_result_index", CONTROL),
    ("cited_text|document_title|title|url|source", CITATION),
]);

static THINKING: Object = Object::of(&[("thinking", REASONING), ("signature", SEALED)]);
static SEALED_DATA: Object = Object::of(&[("data", SEALED)]);
static USE: Object = Object::spoken(Role::Assistant, &[("input", ARGUMENTS)]);

static TOOL_RESULT: Object =
    Object::spoken(Role::Tool, &[("content", Shape::Mixed(Leaf::Json(Channel::ToolResult), &BLOCK))]);

/// Results of Anthropic's own search: `encrypted_content` must come back as it was sent.
static SIGNED_RESULT: Object = Object::spoken(Role::Tool, &[("content", Shape::Object(&BLOCK))]);

static DOCUMENT: Object = Object::spoken(Role::Document, &[]);

static SEARCH_RESULT: Object =
    Object::spoken(Role::Document, &[("source", CITATION), ("title", TEXT), ("content", text_or(&BLOCK))]);

static COMPACTION: Object = Object::spoken(Role::Assistant, &[("content", TEXT), ("encrypted_content", SEALED)]);

static ADDITION: Object = Object::spoken(Role::Tool, &[("tool", DEFINITION)]);

static SOURCE: Object = Object::by_type(
    Speaker::Same,
    &[("text", &Object::of(&[("data", TEXT)]))],
    &[("type|media_type|file_id", CONTROL), ("data|url", MEDIA), ("content", text_or(&BLOCK))],
);

/// A message of the model's.
pub(super) static RESPONSE: Object = Object::spoken(
    Role::Assistant,
    &[
        ("id|type|role|model|stop_reason|stop_sequence|stop_details|usage|container|input_tokens|request_id", CONTROL),
        ("context_management|diagnostics", CONTROL),
        ("content", text_or(&BLOCK)),
        ("completion", TEXT),
        ("error|message", TEXTS),
    ],
);
