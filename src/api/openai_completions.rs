//! OpenAI's older Completions, still what vLLM, llama.cpp and DeepSeek (with `suffix`) serve.
//!
//! Source: OpenAI API reference, "Completions", <https://platform.openai.com/docs/api-reference/completions>.

use super::{Api, Fit, Object, Shape, refusal, shapes::*};
use crate::text::Role;

/// The format.
pub const API: Api = Api {
    id: "openai.completions",
    title: "OpenAI Completions (legacy)",
    paths: &["completions"],
    header: None,
    fit: |root| Fit::only(has(root, "prompt") && !has(root, "input")),
    request: Shape::Object(&REQUEST),
    response: Shape::Object(&RESPONSE),
    streams: true,
    media: false,
    refuse: refusal::openai,
};

static REQUEST: Object = Object::spoken(
    Role::User,
    &[
        // Also token numbers, which are read as they are.
        ("prompt|suffix|stop", TEXT),
        ("model|max_tokens|temperature|top_p|top_k|min_p|n|best_of|stream|stream_options|logprobs|echo", CONTROL),
        ("presence_penalty|frequency_penalty|logit_bias|seed|min_tokens|ignore_eos|skip_special_tokens", CONTROL),
        ("user|metadata", METADATA),
        ("response_format|guided_json|guided_grammar|guided_regex|guided_choice", DEFINITION),
        // The answer of an example of fine-tuning, one a line of an uploaded file.
        ("completion", text_or(&Object::spoken(Role::Assistant, &[]))),
    ],
);

pub(super) static RESPONSE: Object = Object::spoken(
    Role::Assistant,
    &[
        ("id|object|created|model|system_fingerprint|usage|service_tier|kv_transfer_params", CONTROL),
        ("choices", Shape::Object(&CHOICE)),
        ("prompt_filter_results", CONTROL),
        ("error", TEXTS),
    ],
);

static CHOICE: Object = Object::of(&[
    ("index|finish_reason|stop_reason|content_filter_results", CONTROL),
    ("text", TEXT),
    ("logprobs|prompt_logprobs", LOGPROBS),
]);
