//! OpenAI Responses, and what counts and compacts for it; Azure, DeepSeek, OpenRouter and Bedrock serve it as well.
//!
//! Source: OpenAI API reference, "Responses", <https://platform.openai.com/docs/api-reference/responses>.

use super::{Api, Fit, Leaf, Object, Shape, Speaker, refusal, shapes::*};
use crate::text::{Channel, Role};

/// The format.
pub const API: Api = Api {
    id: "openai.responses",
    title: "OpenAI Responses",
    paths: &["responses", "responses/*", "responses/*/cancel", "responses/*/input_items"],
    header: None,
    fit: |root| Fit::telling(has(root, "input") || has_any(root, &["previous_response_id", "instructions"])),
    request: Shape::Object(&REQUEST),
    response: Shape::Object(&RESPONSE),
    streams: true,
    media: false,
    refuse: refusal::openai,
};

/// The same input, made shorter.
pub const COMPACT: Api = Api {
    id: "openai.responses_compact",
    title: "OpenAI Responses: compact",
    paths: &["responses/compact"],
    fit: could,
    ..API
};

/// The same input, counted.
pub const INPUT_TOKENS: Api = Api {
    id: "openai.responses_input_tokens",
    title: "OpenAI Responses: input tokens",
    paths: &["responses/input_tokens"],
    fit: could,
    streams: false,
    ..API
};

fn could(_: crate::json::Node<'_, '_>) -> Fit {
    Fit::Could
}

static REQUEST: Object = Object::spoken(
    Role::User,
    &[
        ("input", text_or(&ITEM)),
        ("instructions", text_or(&SYSTEM_ITEM)),
        ("prompt", Shape::Object(&PROMPT)),
        ("tools", Shape::Object(&TOOL)),
        ("tool_choice", CONTROL),
        ("text", DEFINITION),
        ("user|safety_identifier|prompt_cache_key|metadata", METADATA),
        ("model|models|temperature|top_p|max_output_tokens|max_tool_calls|include|reasoning|truncation", CONTROL),
        ("previous_response_id|conversation|store|stream|stream_options|background|service_tier", CONTROL),
        ("parallel_tool_calls|top_logprobs|prompt_cache_retention|prompt_cache_options|moderation|provider", CONTROL),
        ("presence_penalty|frequency_penalty|context_management|plugins|modalities|usage|thinking|stop", CONTROL),
    ],
);

/// The application's instructions, should they come as items.
static SYSTEM_ITEM: Object = Object { speaker: Speaker::Is(Role::System), kinds: None, fields: ITEM_FIELDS };

/// A stored prompt and what is filled in for its variables.
static PROMPT: Object = Object::of(&[("id|version", CONTROL), ("variables", TEXTS)]);

/// A tool that may be called, hosted ones and groups included.
pub(super) static TOOL: Object = Object::spoken(
    Role::Tool,
    &[
        ("type|strict|defer_loading|server_label|server_url|connector_id|require_approval|allowed_tools", CONTROL),
        ("vector_store_ids|container|n|search_context_size|external_web_access|max_num_results", CONTROL),
        ("ranking_options|model|quality|size|background|output_format|output_compression|moderation", CONTROL),
        ("input_fidelity|partial_images|action|display_width|display_height|environment|execution", CONTROL),
        ("search_content_types|return_token_budget|authorization|cache_control|format|engine|max_results", CONTROL),
        ("filters|user_location|headers", METADATA),
        ("name|description|parameters|server_description|function|tools|custom", DEFINITION),
        ("input_image_mask", Shape::Object(&PART)),
    ],
);

/// An item of the conversation, as input and as output.
pub(super) static ITEM: Object = Object::by_type(
    Speaker::Field("role"),
    &[
        ("reasoning", &REASONING_ITEM),
        ("compaction", &SEALED_ITEM),
        ("program", &SEALED_ITEM),
        ("program_output", &TOOL_OUTPUT),
        ("function_call", &CALL),
        ("custom_tool_call", &CUSTOM_CALL),
        ("mcp_call", &MCP_CALL),
        ("mcp_list_tools", &MCP_LIST),
        ("tool_search_output", &MCP_LIST),
        ("function_call_output", &TOOL_OUTPUT),
        ("custom_tool_call_output", &TOOL_OUTPUT),
        ("computer_call_output", &TOOL_OUTPUT),
        ("local_shell_call_output", &TOOL_OUTPUT),
        ("shell_call_output", &TOOL_OUTPUT),
        ("apply_patch_call_output", &TOOL_OUTPUT),
        ("image_generation_call", &IMAGE_CALL),
        ("file_search_call", &FILE_SEARCH),
        ("code_interpreter_call", &CODE_CALL),
    ],
    ITEM_FIELDS,
);

const ITEM_FIELDS: &[(&str, Shape)] = &[
    ("type|id|call_id|item_id|role|status|phase|name|namespace|server_label|approval_request_id|approve", CONTROL),
    ("execution|max_output_length|object|created_by|caller|agent|prompt_cache_breakpoint|author|recipient", CONTROL),
    ("content", text_or(&PART)),
    ("output", Shape::Mixed(Leaf::Json(Channel::ToolResult), &PART)),
    ("action|actions|arguments|operation", ARGUMENTS),
    ("input|code|query|queries", ARGUMENTS),
    ("pending_safety_checks|acknowledged_safety_checks", METADATA),
    ("tools", DEFINITION),
    ("reason|error", TEXTS),
    ("encrypted_content|signature|fingerprint", SEALED),
    // What Chat Completions' messages have, sent here by mistake or by gateways.
    ("text", TEXT),
];

static CALL: Object = Object::spoken(Role::Assistant, &[("arguments", ARGUMENTS)]);

static CUSTOM_CALL: Object =
    Object::spoken(Role::Assistant, &[("input", Shape::Leaf(Leaf::Text(Channel::ToolArguments)))]);

static MCP_CALL: Object = Object::spoken(Role::Assistant, &[("arguments", ARGUMENTS), ("output|error", RESULT)]);

static MCP_LIST: Object = Object::spoken(Role::Tool, &[("tools", DEFINITION), ("error", RESULT)]);

static TOOL_OUTPUT: Object = Object::spoken(
    Role::Tool,
    &[
        ("output|result", Shape::Mixed(Leaf::Json(Channel::ToolResult), &PART)),
        ("tools", DEFINITION),
        ("fingerprint", SEALED),
    ],
);

static REASONING_ITEM: Object = Object::spoken(
    Role::Assistant,
    &[
        ("content|summary", Shape::Mixed(Leaf::Text(Channel::Reasoning), &THOUGHT)),
        ("encrypted_content|signature", SEALED),
        ("format", CONTROL),
    ],
);

static THOUGHT: Object = Object::of(&[("type", CONTROL), ("text", REASONING), ("signature", SEALED)]);

/// The earlier conversation, or a program, in a form that only the vendor reads.
static SEALED_ITEM: Object =
    Object::spoken(Role::Assistant, &[("encrypted_content|fingerprint", SEALED), ("code", ARGUMENTS)]);

static IMAGE_CALL: Object = Object::spoken(
    Role::Assistant,
    &[("result", MEDIA), ("revised_prompt", TEXT), ("background|output_format|quality|size|action", CONTROL)],
);

static FILE_SEARCH: Object =
    Object::spoken(Role::Assistant, &[("results", Shape::Object(&FOUND)), ("queries", ARGUMENTS)]);

static FOUND: Object = Object::spoken(
    Role::Document,
    &[
        ("file_id|score|vector_store_id", CONTROL),
        ("filename|attributes", METADATA),
        ("text", RESULT),
        ("content", RESULT),
    ],
);

static CODE_CALL: Object = Object::spoken(
    Role::Assistant,
    &[("code", ARGUMENTS), ("outputs", Shape::Object(&CODE_OUTPUT)), ("container_id", CONTROL)],
);

static CODE_OUTPUT: Object = Object::spoken(Role::Tool, &[("type", CONTROL), ("logs", RESULT), ("url", MEDIA)]);

/// A part of an item's content.
pub(super) static PART: Object = Object::by_type(
    Speaker::Same,
    &[("reasoning_text", &THOUGHT), ("summary_text", &THOUGHT), ("input_file", &INPUT_FILE), ("logs", &CODE_OUTPUT)],
    &[
        ("type|detail|prompt_cache_breakpoint|file_id|format|status|timeout|outcome|cache_control", CONTROL),
        ("text|transcript", TEXT),
        ("refusal", REFUSAL),
        ("image_url|file_url|file_data|data|audio", Shape::Mixed(Leaf::Media, &MEDIA_OF)),
        ("input_audio", Shape::Mixed(Leaf::Media, &MEDIA_OF)),
        ("filename", METADATA),
        ("stdout|stderr", RESULT),
        ("annotations|citations", CITATION),
        ("logprobs", LOGPROBS),
        ("encrypted_content", SEALED),
    ],
);

static INPUT_FILE: Object = Object::spoken(
    Role::Document,
    &[("file_data|file_url", MEDIA), ("file_id|detail", CONTROL), ("filename", METADATA)],
);

static MEDIA_OF: Object = Object::of(&[("url|data", MEDIA), ("format|detail", CONTROL)]);

/// A response; a list of input items has them as `data`.
pub(super) static RESPONSE: Object = Object::spoken(
    Role::Assistant,
    &[
        ("id|object|model|status|created_at|completed_at|previous_response_id|service_tier|background", CONTROL),
        (
            "usage|tool_usage|total_tokens|input_tokens|reasoning|truncation|store|temperature|top_p|top_logprobs|parallel_tool_calls",
            CONTROL,
        ),
        ("max_output_tokens|max_tool_calls|tool_choice|incomplete_details|frequency_penalty|presence_penalty", CONTROL),
        ("billing|content_filters|conversation|moderation|prompt_cache_retention|prompt_cache_options", CONTROL),
        ("has_more|first_id|last_id|deleted|provider|next_action|context_management|include|stream", CONTROL),
        ("output|data", Shape::Object(&ITEM)),
        ("output_text", TEXT),
        ("instructions", text_or(&SYSTEM_ITEM)),
        ("input", text_or(&ITEM)),
        ("prompt", Shape::Object(&PROMPT)),
        ("tools", Shape::Object(&TOOL)),
        ("text", DEFINITION),
        ("metadata|user|safety_identifier|prompt_cache_key", METADATA),
        ("error", TEXTS),
    ],
);
