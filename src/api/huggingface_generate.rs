//! Hugging Face Text Generation Inference and the task bodies of its Inference API.
//!
//! Source: Text Generation Inference, "API reference", <https://huggingface.github.io/text-generation-inference/>.

use super::{Api, Fit, Object, Shape, refusal, shapes::*};
use crate::text::Role;

/// The format.
pub const API: Api = Api {
    id: "huggingface.generate",
    title: "Hugging Face TGI generate",
    paths: &["generate", "generate_stream", "embed", "embed_sparse", "pipeline/*"],
    header: None,
    fit: |root| if has(root, "input_type") { Fit::No } else { Fit::telling(has(root, "inputs")) },
    request: Shape::Object(&REQUEST),
    response: Shape::By(|node| {
        Some(match node.kind() {
            crate::json::Kind::Object => Shape::Object(&RESPONSE),
            // Embeddings come as bare numbers.
            _ => Shape::Vector,
        })
    }),
    streams: true,
    media: false,
    refuse: refusal::plain,
};

static REQUEST: Object = Object::spoken(
    Role::User,
    &[
        ("inputs|text", TEXTS),
        ("parameters", Shape::Object(&PARAMETERS)),
        ("stream|options|model|truncate|normalize|truncation_direction|prompt_name|dimensions", CONTROL),
    ],
);

static PARAMETERS: Object = Object::of(&[
    ("stop|grammar|candidate_labels|prompt|negative_prompt", TEXTS),
    ("best_of|decoder_input_details|details|do_sample|frequency_penalty|max_new_tokens|repetition_penalty", CONTROL),
    ("return_full_text|seed|temperature|top_k|top_n_tokens|top_p|truncate|typical_p|watermark|adapter_id", CONTROL),
]);

static RESPONSE: Object = Object::spoken(
    Role::Assistant,
    &[
        ("generated_text|summary_text|translation_text|answer", TEXT),
        ("details|token|tokens|prefill|top_tokens", LOGPROBS),
        ("index|score|label|start|end", CONTROL),
        ("error|error_type|message", TEXTS),
    ],
);
