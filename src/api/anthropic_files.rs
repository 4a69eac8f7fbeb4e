//! Anthropic Files: uploads come as forms. The paths are OpenAI's; the header `anthropic-version` tells.
//!
//! Source: Anthropic API reference, "Files" (beta).

use super::{Api, Fit, Object, Shape, openai_files, refusal, shapes::*};
use crate::text::Role;

/// The format.
pub const API: Api = Api {
    id: "anthropic.files",
    title: "Anthropic Files",
    paths: &["files", "files/*", "files/*/content"],
    header: Some("anthropic-version"),
    fit: |_| Fit::No,
    response: Shape::Object(&FILE),
    refuse: refusal::anthropic,
    ..openai_files::API
};

static FILE: Object = Object::spoken(
    Role::User,
    &[
        ("id|type|mime_type|size_bytes|created_at|downloadable|scope|has_more|first_id|last_id", CONTROL),
        ("filename", METADATA),
        ("data", METADATA),
        ("error", TEXTS),
    ],
);
