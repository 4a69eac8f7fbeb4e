//! OpenAI Chat Completions, and the many servers that speak it: Azure, Mistral, Groq, DeepSeek, OpenRouter, vLLM, …
//!
//! Source: OpenAI API reference, "Chat", <https://platform.openai.com/docs/api-reference/chat>; `reasoning_content`
//! is DeepSeek's and vLLM's, `reasoning` OpenRouter's, Groq's and Ollama's, `thinking` parts and `prefix` Mistral's,
//! `executed_tools` Groq's, `guided_*` and `chat_template_kwargs` vLLM's, `data_sources` Azure's.

use super::{Api, Fit, Kinds, Leaf, Object, Shape, Speaker, refusal, shapes::*};
use crate::text::{Channel, Role};

/// The format.
pub const API: Api = Api {
    id: "openai.chat",
    title: "OpenAI Chat Completions",
    paths: &["chat/completions", "chat/completions/*", "agents/completions", "invocations"],
    header: None,
    fit: |root| Fit::only(is_list(root, "messages")),
    request: Shape::Object(&REQUEST),
    response: Shape::Object(&RESPONSE),
    streams: true,
    media: false,
    refuse: refusal::openai,
};

static REQUEST: Object = Object::spoken(
    Role::User,
    &[
        ("messages", Shape::Object(&MESSAGE)),
        ("model|models|n|seed|temperature|top_p|top_k|min_p|top_logprobs|logprobs|logit_bias", CONTROL),
        ("max_tokens|max_completion_tokens|presence_penalty|frequency_penalty|repetition_penalty", CONTROL),
        ("stream|stream_options|store|parallel_tool_calls|modalities|audio|service_tier|verbosity", CONTROL),
        ("reasoning_effort|reasoning_format|include_reasoning|reasoning|thinking|clear_thinking", CONTROL),
        ("provider|preset|transforms|plugins|route|usage|moderation|prompt_cache_options", CONTROL),
        ("prompt_cache_retention|safe_prompt|random_seed|agent_id|prompt_mode|guided_regex|guided_choice", CONTROL),
        ("best_of|ignore_eos|stop_token_ids|min_tokens|skip_special_tokens|add_generation_prompt", CONTROL),
        ("web_search_options|search_settings|search_parameters|user_location", METADATA),
        ("user|safety_identifier|prompt_cache_key|metadata|chat_template_kwargs|data_sources", METADATA),
        ("tools", Shape::Object(&TOOL)),
        ("functions", Shape::Object(&FUNCTION)),
        ("function_call", word_or(&NAMED)),
        ("tool_choice", word_or(&TOOL_CHOICE)),
        ("prediction", Shape::Object(&PREDICTION)),
        ("response_format|guided_json|guided_grammar", DEFINITION),
        ("stop", TEXT),
        ("documents", Shape::Object(&DOCUMENT)),
        ("chat_template|instructions|system", INSTRUCTIONS),
        // An example of fine-tuning by preference, one a line of an uploaded file.
        ("preferred_output|non_preferred_output", Shape::Object(&MESSAGE)),
    ],
);

/// A message; a tool's carries what the tool gave back.
pub(super) static MESSAGE: Object = Object {
    speaker: Speaker::Field("role"),
    kinds: Some(Kinds { field: "role", objects: &[("tool", &TOOL_MESSAGE), ("function", &TOOL_MESSAGE)] }),
    fields: &[
        ("role|tool_call_id|prefix|weight|recipient|end_turn|index|created_at", CONTROL),
        ("content", text_or(&PART)),
        ("name", METADATA),
        ("refusal", REFUSAL),
        ("reasoning_content|reasoning|thinking", REASONINGS),
        ("reasoning_details", Shape::Object(&REASONING_DETAIL)),
        ("tool_calls", Shape::Object(&TOOL_CALL)),
        ("function_call", Shape::Object(&CALLED)),
        ("audio", Shape::Object(&AUDIO)),
        ("annotations|citations", CITATION),
        ("executed_tools", Shape::Object(&EXECUTED)),
        ("images", Shape::Mixed(Leaf::Media, &PART)),
        ("cache_control", CONTROL),
        ("extra_content", Shape::Object(&EXTRA)),
        ("thought_signature", SEALED),
    ],
};

/// OpenRouter's form of the model's thinking; some vendors sign or encrypt it.
static REASONING_DETAIL: Object =
    Object::of(&[("type|id|format|index", CONTROL), ("text|summary", REASONING), ("data|signature", SEALED)]);

static TOOL_MESSAGE: Object = Object {
    speaker: Speaker::Is(Role::Tool),
    kinds: None,
    fields: &[("content", Shape::Mixed(Leaf::Json(Channel::ToolResult), &PART)), ("name", CONTROL)],
};

/// A part of a message's content.
pub(super) static PART: Object = Object::of(&[
    ("type|format|closed|cache_control|prompt_cache_breakpoint", CONTROL),
    ("text", TEXT),
    ("refusal", REFUSAL),
    ("thinking", REASONINGS),
    ("signature", SEALED),
    ("image_url|video_url|audio_url|input_video", Shape::Mixed(Leaf::Media, &LINK)),
    ("input_audio", Shape::Mixed(Leaf::Media, &LINK)),
    ("document_url", MEDIA),
    ("document_name|reference_ids", METADATA),
    ("file", Shape::Object(&FILE)),
    ("document", Shape::Object(&DOCUMENT)),
]);

static LINK: Object = Object::of(&[("url|data", MEDIA), ("detail|format|uuid", CONTROL)]);

static FILE: Object =
    Object::spoken(Role::Document, &[("file_data|url", MEDIA), ("file_id|format", CONTROL), ("filename", METADATA)]);

/// A document that goes with the messages (vLLM's and Cohere's).
pub(super) static DOCUMENT: Object = Object::spoken(
    Role::Document,
    &[("id", CONTROL), ("title|url|snippet|text|contents|content|doc_name|doc_body|data", TEXTS)],
);

/// A tool that may be called.
pub(super) static TOOL: Object = Object::spoken(
    Role::Tool,
    &[
        ("type|cache_control|eager_input_streaming|defer_loading", CONTROL),
        ("function", Shape::Object(&FUNCTION)),
        ("custom|name|description|parameters|web_search|retrieval|connector_id|authorization", DEFINITION),
        ("engine|max_results|search_prompt|excluded_domains|allowed_domains|parameters", DEFINITION),
    ],
);

static FUNCTION: Object =
    Object::spoken(Role::Tool, &[("name|description|parameters", DEFINITION), ("strict", CONTROL)]);

static NAMED: Object = Object::of(&[("name", CONTROL)]);

static TOOL_CHOICE: Object =
    Object::of(&[("type|name|allowed_tools|mode|tools", CONTROL), ("function|custom", Shape::Object(&NAMED))]);

static PREDICTION: Object = Object::spoken(Role::User, &[("type", CONTROL), ("content", text_or(&PART))]);

/// A call of a tool.
pub(super) static TOOL_CALL: Object = Object::of(&[
    ("id|index|type", CONTROL),
    ("function", Shape::Object(&CALLED)),
    ("custom", Shape::Object(&CUSTOM)),
    // Gemini's thoughts, passed on by its OpenAI-like surface.
    ("extra_content", Shape::Object(&EXTRA)),
]);

static EXTRA: Object = Object::of(&[("google", Shape::Object(&Object::of(&[("thought_signature", SEALED)])))]);

static CUSTOM: Object = Object::of(&[("name", CONTROL), ("input", Shape::Leaf(Leaf::Text(Channel::ToolArguments)))]);

static CALLED: Object = Object::of(&[("name|index", CONTROL), ("arguments", ARGUMENTS)]);

/// A tool that the server ran itself.
static EXECUTED: Object = Object::of(&[
    ("type|index|name", CONTROL),
    ("arguments", ARGUMENTS),
    ("output|search_results|code_results|browser_results", RESULT),
]);

static AUDIO: Object = Object::of(&[("id|expires_at|format", CONTROL), ("data", MEDIA), ("transcript", TEXT)]);

pub(super) static RESPONSE: Object = Object::spoken(
    Role::Assistant,
    &[
        ("id|object|created|model|provider|system_fingerprint|service_tier|usage|time_info|x_groq", CONTROL),
        ("kv_transfer_params|moderation|prompt_filter_results|request_id|weight_version|timings", CONTROL),
        ("choices", Shape::Object(&CHOICE)),
        ("citations|search_results|web_search|usage_breakdown", CITATION),
        ("metadata|user_id", METADATA),
        ("prompt_logprobs", LOGPROBS),
        ("error|message|detail", TEXTS),
    ],
);

static CHOICE: Object = Object::of(&[
    ("index|finish_reason|native_finish_reason|stop_reason|seed|matched_stop", CONTROL),
    ("content_filter_results|content_filter_result|content_filter_offsets|prompt_token_ids|token_ids", CONTROL),
    ("message|delta|messages", Shape::Object(&MESSAGE)),
    ("text", TEXT),
    ("error", TEXTS),
    ("logprobs", LOGPROBS),
]);
