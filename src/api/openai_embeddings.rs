//! Embeddings as OpenAI has them, and the servers that took them over: Azure, Mistral, Voyage, Jina, vLLM.
//!
//! Sources: OpenAI API reference, "Embeddings"; Voyage AI API reference, "Text embeddings".

use super::{Api, Fit, Leaf, Object, Shape, refusal, shapes::*};
use crate::{
    json::{Kind, Node},
    text::{Channel, Role},
};

/// The format.
pub const API: Api = Api {
    id: "openai.embeddings",
    title: "OpenAI Embeddings",
    paths: &["embeddings", "multimodalembeddings"],
    header: None,
    fit,
    request: Shape::Object(&REQUEST),
    response: Shape::Object(&RESPONSE),
    streams: false,
    media: false,
    refuse: refusal::openai,
};

fn fit(root: Node<'_, '_>) -> Fit {
    let input = root.get("input");
    let plain_list = input.is_some_and(|input| {
        input.items().next().is_some_and(|item| matches!(item.kind(), Kind::String | Kind::Number | Kind::Array))
    });
    let says = has_any(root, &["encoding_format", "dimensions", "output_dimension", "input_type", "output_dtype"]);
    let named = word(root, "model").contains("embed");
    match (input.is_some(), plain_list || says || named) {
        (true, telling) => Fit::telling(telling && !says_responses(root)),
        (false, _) => Fit::Could,
    }
}

fn says_responses(root: Node<'_, '_>) -> bool {
    has_any(root, &["instructions", "previous_response_id", "tools", "reasoning", "voice"])
        || word(root, "model").contains("moderation")
}

static REQUEST: Object = Object::spoken(
    Role::Document,
    &[
        ("input|inputs", text_or(&PART)),
        ("model|encoding_format|dimensions|input_type|truncation|output_dimension|output_dtype|task", CONTROL),
        ("late_chunking|normalized|embedding_type|priority|truncate_prompt_tokens|truncate", CONTROL),
        ("user|metadata", METADATA),
    ],
);

/// Of a document with more than text in it (Voyage's and Jina's).
static PART: Object = Object::of(&[
    ("type", CONTROL),
    ("text", TEXT),
    (
        "content",
        Shape::Mixed(
            Leaf::Text(Channel::Text),
            &Object::of(&[("type", CONTROL), ("text", TEXT), ("image_url|image_base64|video_url|video_base64", MEDIA)]),
        ),
    ),
    ("image|image_url|pdf|video", MEDIA),
]);

pub(super) static RESPONSE: Object = Object::spoken(
    Role::Assistant,
    &[
        ("object|model|usage|id|created", CONTROL),
        ("data", Shape::Object(&Object::of(&[("object|index", CONTROL), ("embedding|embeddings", Shape::Vector)]))),
        ("error|detail", TEXTS),
    ],
);
