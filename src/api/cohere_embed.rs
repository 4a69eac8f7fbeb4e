//! Cohere Embed, v1 and v2.
//!
//! Source: Cohere API reference, "Embed", <https://docs.cohere.com/reference/embed>.

use super::{Api, Fit, Object, Shape, refusal, shapes::*};
use crate::text::Role;

/// The format.
pub const API: Api = Api {
    id: "cohere.embed",
    title: "Cohere Embed (v1, v2)",
    paths: &["v1/embed", "v2/embed"],
    header: None,
    fit: |root| Fit::telling(has_any(root, &["texts", "inputs", "images"]) && has(root, "input_type")),
    request: Shape::Object(&REQUEST),
    response: Shape::Object(&RESPONSE),
    streams: false,
    media: false,
    refuse: refusal::cohere,
};

static REQUEST: Object = Object::spoken(
    Role::Document,
    &[
        ("texts", TEXT),
        ("images", MEDIA),
        ("inputs", text_or(&Object::of(&[("content", text_or(&PART)), ("text", TEXT)]))),
        ("model|input_type|embedding_types|truncate|max_tokens|output_dimension|priority", CONTROL),
    ],
);

static PART: Object = Object::of(&[
    ("type", CONTROL),
    ("text", TEXT),
    ("image_url", Shape::Mixed(super::Leaf::Media, &Object::of(&[("url", MEDIA), ("detail", CONTROL)]))),
]);

static RESPONSE: Object = Object::spoken(
    Role::Assistant,
    &[
        ("id|meta|response_type|images", CONTROL),
        ("embeddings", Shape::Mixed(super::Leaf::Media, &VECTORS)),
        ("texts", TEXT),
        ("message", TEXTS),
    ],
);

static VECTORS: Object = Object::of(&[("float|int8|uint8|binary|ubinary|base64", Shape::Vector)]);
