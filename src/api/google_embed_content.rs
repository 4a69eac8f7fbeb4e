//! Google Gemini `embedContent` and `batchEmbedContents`, and Vertex AI's `predict`.
//!
//! Source: Gemini API reference, "Embeddings", <https://ai.google.dev/api/embeddings>.

use super::{Api, Fit, Object, Shape, google_generate_content::CONTENT, refusal, shapes::*};
use crate::text::Role;

/// The format.
pub const API: Api = Api {
    id: "google.embed_content",
    title: "Google Gemini embedContent and batchEmbedContents",
    paths: &["models/*:embedContent", "models/*:batchEmbedContents", "models/*:predict", "endpoints/*:predict"],
    header: None,
    fit: |root| {
        let one = root.get("content").is_some_and(|content| has(content, "parts"));
        Fit::telling(one || any_has(root, "requests", "content"))
    },
    request: Shape::Object(&REQUEST),
    response: Shape::Object(&RESPONSE),
    streams: false,
    media: false,
    refuse: refusal::google,
};

static REQUEST: Object = Object::spoken(
    Role::Document,
    &[
        ("requests", Shape::Object(&EMBED)),
        ("content", text_or(&CONTENT)),
        ("model|taskType|outputDimensionality|autoTruncate|parameters|embedContentConfig", CONTROL),
        ("title", TEXT),
        (
            "instances",
            Shape::Object(&Object::of(&[
                ("content|text|title|prompt", TEXT),
                ("task_type|taskType", CONTROL),
                (
                    "image|video",
                    Shape::Object(&Object::of(&[("bytesBase64Encoded|gcsUri", MEDIA), ("mimeType", CONTROL)])),
                ),
            ])),
        ),
    ],
);

static EMBED: Object = Object::of(&[
    ("content", text_or(&CONTENT)),
    ("model|taskType|outputDimensionality|autoTruncate|embedContentConfig", CONTROL),
    ("title", TEXT),
]);

static RESPONSE: Object = Object::spoken(
    Role::Assistant,
    &[
        ("embedding|embeddings", Shape::Object(&VALUES)),
        (
            "predictions",
            Shape::Object(&Object::of(&[
                ("embeddings", Shape::Object(&VALUES)),
                ("textEmbedding|imageEmbedding", Shape::Vector),
                ("bytesBase64Encoded", MEDIA),
                ("mimeType", CONTROL),
            ])),
        ),
        ("metadata|deployedModelId|model|modelDisplayName|modelVersionId|usageMetadata|truncated", CONTROL),
        ("error", TEXTS),
    ],
);

static VALUES: Object = Object::of(&[("values", Shape::Vector), ("statistics|shape", CONTROL)]);
