//! Rerank: a query and the documents to order by it. Cohere's body became everyone's: Voyage, Jina, vLLM, Bedrock, TEI.
//!
//! Source: Cohere API reference, "Rerank", <https://docs.cohere.com/reference/rerank>; Hugging Face Text Embeddings
//! Inference, `/rerank`.

use super::{Api, Fit, Object, Shape, refusal, shapes::*};
use crate::text::Role;

/// The format.
pub const API: Api = Api {
    id: "rerank",
    title: "Rerank (Cohere, Voyage, Jina, vLLM, TEI)",
    paths: &["rerank", "score"],
    header: None,
    fit: |root| Fit::telling(has(root, "query") && has_any(root, &["documents", "texts", "passages"])),
    request: Shape::Object(&REQUEST),
    response: Shape::Object(&RESPONSE),
    streams: false,
    media: false,
    refuse: refusal::cohere,
};

static REQUEST: Object = Object::spoken(
    Role::User,
    &[
        ("query|text_1", TEXTS),
        ("documents|texts|passages|text_2|data_1|data_2", text_or(&DOCUMENT)),
        ("model|top_n|top_k|max_tokens_per_doc|max_chunks_per_doc|return_documents|truncation|truncate", CONTROL),
        ("rank_fields|priority|raw_scores|return_text|api_version|user", CONTROL),
    ],
);

/// A document's fields are the caller's own.
static DOCUMENT: Object = Object::spoken(
    Role::Document,
    &[("text|title|content|snippet|url", TEXTS), ("id", CONTROL), ("metadata|image", METADATA)],
);

static RESPONSE: Object = Object::spoken(
    Role::Document,
    &[
        ("results|data", Shape::Object(&RANKED)),
        ("index|score", CONTROL),
        ("text", TEXT),
        ("id|meta|model|usage|object", CONTROL),
        ("message|error|detail", TEXTS),
    ],
);

static RANKED: Object =
    Object::of(&[("index|relevance_score|score|object", CONTROL), ("document", text_or(&DOCUMENT)), ("text", TEXT)]);
