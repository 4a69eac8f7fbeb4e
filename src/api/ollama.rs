//! Ollama's own API: chat, generate, embed. Streams are lines of JSON, and the default.
//!
//! Source: Ollama, `docs/api.md`, <https://github.com/ollama/ollama/blob/main/docs/api.md>.

use super::{Api, Fit, Object, Shape, openai_chat, refusal, shapes::*};
use crate::{json::Node, text::Role};

/// A conversation.
pub const CHAT: Api = Api {
    id: "ollama.chat",
    title: "Ollama chat",
    paths: &["api/chat"],
    header: None,
    fit: |root| if is_list(root, "messages") { Fit::telling(is_ollama(root)) } else { Fit::Could },
    request: Shape::Object(&REQUEST),
    response: Shape::Object(&RESPONSE),
    streams: true,
    media: false,
    refuse: refusal::plain,
};

/// One prompt.
pub const GENERATE: Api = Api {
    id: "ollama.generate",
    title: "Ollama generate",
    paths: &["api/generate"],
    fit: |root| {
        Fit::telling(is_text(root, "prompt") && (is_ollama(root) || has_any(root, &["raw", "template", "context"])))
    },
    ..CHAT
};

/// Embeddings.
pub const EMBED: Api = Api {
    id: "ollama.embed",
    title: "Ollama embed",
    paths: &["api/embed", "api/embeddings"],
    fit: |root| Fit::telling(has(root, "input") && is_ollama(root)),
    streams: false,
    ..CHAT
};

fn is_ollama(root: Node<'_, '_>) -> bool {
    has(root, "keep_alive") || is_object(root, "options")
}

static REQUEST: Object = Object::spoken(
    Role::User,
    &[
        ("messages", Shape::Object(&openai_chat::MESSAGE)),
        ("prompt|suffix|input", TEXT),
        ("system", INSTRUCTIONS),
        ("template", INSTRUCTIONS),
        ("tools", Shape::Object(&openai_chat::TOOL)),
        ("format", DEFINITION),
        ("images", MEDIA),
        (
            "model|stream|keep_alive|think|raw|context|truncate|dimensions|name|from|insecure|logprobs|top_logprobs",
            CONTROL,
        ),
        ("options", CONTROL),
    ],
);

static RESPONSE: Object = Object::spoken(
    Role::Assistant,
    &[
        ("model|created_at|done|done_reason|context|total_duration|load_duration|prompt_eval_count", CONTROL),
        ("prompt_eval_duration|eval_count|eval_duration|remote_model|remote_host", CONTROL),
        ("message", Shape::Object(&openai_chat::MESSAGE)),
        ("response", TEXT),
        ("thinking", REASONING),
        ("embedding|embeddings", Shape::Vector),
        ("logprobs", LOGPROBS),
        ("error", TEXTS),
    ],
);
