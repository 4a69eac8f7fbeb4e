//! What models there are: nothing is asked but the list, or one of them.
//!
//! Source: OpenAI API reference, "Models"; Anthropic's, Google's, Ollama's and Cohere's lists look much alike.

use super::{Api, Fit, Object, Shape, refusal, shapes::*};
use crate::text::Role;

/// The format.
pub const API: Api = Api {
    id: "openai.models",
    title: "Lists of models",
    paths: &["models", "models/*", "models/*/*", "available-models", "api/tags", "api/show", "api/ps", "api/version"],
    header: None,
    fit: |_| Fit::No,
    request: NOTHING,
    response: Shape::Object(&LIST),
    streams: false,
    media: false,
    refuse: refusal::openai,
};

static LIST: Object = Object::spoken(
    Role::Unknown,
    &[("data|models|object|id|details|model_info|capabilities|model_id|state", METADATA), ("error", TEXTS)],
);
