//! OpenAI Conversations: the items of the Responses API, kept.
//!
//! Source: OpenAI API reference, "Conversations".

use super::{Api, Fit, Object, Shape, openai_responses, refusal, shapes::*};
use crate::text::Role;

/// The format.
pub const API: Api = Api {
    id: "openai.conversations",
    title: "OpenAI Conversations",
    paths: &["conversations", "conversations/*", "conversations/*/items", "conversations/*/items/*"],
    header: None,
    fit: |root| if has(root, "inputs") { Fit::No } else { Fit::telling(is_list(root, "items")) },
    request: Shape::Object(&CONVERSATION),
    response: Shape::Object(&CONVERSATION),
    streams: false,
    media: false,
    refuse: refusal::openai,
};

static CONVERSATION: Object = Object::spoken(
    Role::User,
    &[
        ("id|object|created_at|deleted|first_id|last_id|has_more", CONTROL),
        ("metadata", METADATA),
        ("items|data", Shape::Object(&openai_responses::ITEM)),
        ("error", TEXTS),
    ],
);
