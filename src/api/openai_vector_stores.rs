//! OpenAI vector stores: what files are found in, and searching them.
//!
//! Source: OpenAI API reference, "Vector stores".

use super::{Api, Fit, Object, Shape, refusal, shapes::*};
use crate::text::Role;

/// The format.
pub const API: Api = Api {
    id: "openai.vector_stores",
    title: "OpenAI Vector stores",
    paths: &[
        "vector_stores",
        "vector_stores/*",
        "vector_stores/*/search",
        "vector_stores/*/files",
        "vector_stores/*/files/*",
        "vector_stores/*/files/*/content",
        "vector_stores/*/file_batches",
        "vector_stores/*/file_batches/*",
        "vector_stores/*/file_batches/*/files",
    ],
    header: None,
    fit: |_| Fit::Could,
    request: Shape::Object(&STORE),
    response: Shape::Object(&STORE),
    streams: false,
    media: false,
    refuse: refusal::openai,
};

static STORE: Object = Object::spoken(
    Role::User,
    &[
        ("id|object|created_at|last_active_at|expires_at|expires_after|status|usage_bytes|file_counts", CONTROL),
        (
            "file_id|file_ids|files|chunking_strategy|vector_store_id|ranking_options|rewrite_query|max_num_results",
            CONTROL,
        ),
        ("first_id|last_id|has_more|next_page|deleted", CONTROL),
        ("query|search_query", TEXT),
        ("name|description|metadata|attributes|filters", METADATA),
        ("data|content", Shape::Object(&FOUND)),
        ("error|last_error", TEXTS),
    ],
);

static FOUND: Object = Object::spoken(
    Role::Document,
    &[
        ("type|id|object|created_at|last_active_at|expires_at|expires_after|status|usage_bytes", CONTROL),
        ("file_counts|file_id|score|chunking_strategy|vector_store_id", CONTROL),
        ("filename|name|description|metadata|attributes", METADATA),
        ("text", TEXT),
        ("content", Shape::Object(&Object::of(&[("type", CONTROL), ("text", TEXT)]))),
        ("last_error", TEXTS),
    ],
);
