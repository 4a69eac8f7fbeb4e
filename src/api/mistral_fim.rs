//! Mistral's fill-in-the-middle completion.
//!
//! Source: Mistral AI API reference, "FIM", <https://docs.mistral.ai/api/>.

use super::{Api, Fit, Object, Shape, openai_chat, refusal, shapes::*};
use crate::text::Role;

/// The format.
pub const API: Api = Api {
    id: "mistral.fim",
    title: "Mistral FIM completions",
    paths: &["fim/completions"],
    header: None,
    fit: |_| Fit::Could,
    request: Shape::Object(&REQUEST),
    response: Shape::Object(&openai_chat::RESPONSE),
    streams: true,
    media: false,
    refuse: refusal::mistral,
};

static REQUEST: Object = Object::spoken(
    Role::User,
    &[
        ("prompt|suffix|stop", TEXT),
        ("model|temperature|top_p|max_tokens|min_tokens|stream|random_seed", CONTROL),
        ("metadata", METADATA),
    ],
);
