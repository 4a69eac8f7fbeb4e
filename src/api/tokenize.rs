//! Text to tokens and back: Cohere's, vLLM's and llama.cpp's.
//!
//! Sources: Cohere API reference, "Tokenize" and "Detokenize"; vLLM, "OpenAI-Compatible Server", `/tokenize`.

use super::{Api, Fit, Object, Shape, openai_chat, refusal, shapes::*};
use crate::text::Role;

/// The format.
pub const API: Api = Api {
    id: "tokenize",
    title: "Tokenize and detokenize (Cohere, vLLM)",
    paths: &["tokenize", "detokenize"],
    header: None,
    fit: |_| Fit::Could,
    request: Shape::Object(&REQUEST),
    response: Shape::Object(&RESPONSE),
    streams: false,
    media: false,
    refuse: refusal::cohere,
};

static REQUEST: Object = Object::spoken(
    Role::User,
    &[
        ("text|prompt|content|inputs", TEXT),
        ("messages", Shape::Object(&openai_chat::MESSAGE)),
        ("model|tokens|add_special_tokens|add_generation_prompt|return_token_strs|with_pieces", CONTROL),
        ("tools", Shape::Object(&openai_chat::TOOL)),
    ],
);

static RESPONSE: Object = Object::spoken(
    Role::Assistant,
    &[
        ("tokens|count|max_model_len|meta", CONTROL),
        ("token_strings|token_strs", LOGPROBS),
        ("text|prompt|content", TEXT),
        ("message|error", TEXTS),
    ],
);
