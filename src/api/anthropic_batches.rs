//! Anthropic Message Batches: many requests in one body, many responses in one file of JSON lines.
//!
//! Source: Anthropic API reference, "Message Batches".

use super::{Api, Fit, Object, Shape, anthropic_messages, refusal, shapes::*};
use crate::text::Role;

/// The format.
pub const API: Api = Api {
    id: "anthropic.batches",
    title: "Anthropic Message Batches",
    paths: &["messages/batches", "messages/batches/*", "messages/batches/*/results", "messages/batches/*/cancel"],
    header: None,
    fit: |root| Fit::telling(any_has(root, "requests", "params")),
    request: Shape::Object(&REQUESTS),
    response: Shape::Object(&RESPONSE),
    streams: false,
    media: false,
    refuse: refusal::anthropic,
};

static REQUESTS: Object = Object::spoken(Role::User, &[("requests", Shape::Object(&REQUEST))]);

static REQUEST: Object = Object::of(&[("custom_id", CONTROL), ("params", Shape::Object(&anthropic_messages::REQUEST))]);

static RESPONSE: Object = Object::spoken(
    Role::Assistant,
    &[
        ("id|type|processing_status|request_counts|created_at|expires_at|ended_at|archived_at|results_url", CONTROL),
        ("cancel_initiated_at|has_more|first_id|last_id|custom_id", CONTROL),
        ("data", CONTROL),
        (
            "result",
            Shape::Object(&Object::of(&[
                ("type", CONTROL),
                ("message", Shape::Object(&anthropic_messages::RESPONSE)),
                ("error", TEXTS),
            ])),
        ),
        ("error", TEXTS),
    ],
);
