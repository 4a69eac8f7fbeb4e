//! Google Gemini context caching.
//!
//! Source: Gemini API reference, "Caching", <https://ai.google.dev/api/caching>.

use super::{Api, Fit, Object, Shape, google_generate_content, refusal, shapes::*};
use crate::text::Role;

/// The format.
pub const API: Api = Api {
    id: "google.cached_contents",
    title: "Google Gemini cachedContents",
    paths: &["cachedContents", "cachedContents/*"],
    header: None,
    fit: |_| Fit::Could,
    request: Shape::Object(&google_generate_content::REQUEST),
    response: Shape::Object(&RESPONSE),
    streams: false,
    media: false,
    refuse: refusal::google,
};

static RESPONSE: Object = Object::spoken(
    Role::User,
    &[
        ("name|model|createTime|updateTime|expireTime|ttl|usageMetadata|nextPageToken", CONTROL),
        ("displayName", METADATA),
        ("cachedContents", METADATA),
        ("error", TEXTS),
    ],
);
