//! OpenAI Moderations.
//!
//! Source: OpenAI API reference, "Moderations", <https://platform.openai.com/docs/api-reference/moderations>.

use super::{Api, Fit, Object, Shape, openai_chat, refusal, shapes::*};
use crate::text::Role;

/// The format.
pub const API: Api = Api {
    id: "openai.moderations",
    title: "OpenAI Moderations",
    paths: &["moderations", "chat/moderations"],
    header: None,
    fit: |root| Fit::telling(has(root, "input") && word(root, "model").contains("moderation")),
    request: Shape::Object(&REQUEST),
    response: Shape::Object(&RESPONSE),
    streams: false,
    media: false,
    refuse: refusal::openai,
};

static REQUEST: Object = Object::spoken(
    Role::User,
    &[("input", text_or(&openai_chat::PART)), ("messages", Shape::Object(&openai_chat::MESSAGE)), ("model", CONTROL)],
);

static RESPONSE: Object = Object::spoken(Role::Assistant, &[("id|model|results|usage", CONTROL), ("error", TEXTS)]);
