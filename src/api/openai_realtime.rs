//! OpenAI Realtime over HTTP: sessions and calls. The conversation itself goes over WebSocket or WebRTC, which the
//! policy's `on_upgrade` decides on.
//!
//! Source: OpenAI API reference, "Realtime: client secrets" and "Realtime: calls".

use super::{Api, Fit, Object, Shape, openai_responses, refusal, shapes::*};
use crate::text::Role;

/// Sessions and the secrets that open them.
pub const API: Api = Api {
    id: "openai.realtime_sessions",
    title: "OpenAI Realtime: sessions and client secrets",
    paths: &["realtime/client_secrets", "realtime/sessions", "realtime/transcription_sessions", "realtime"],
    header: None,
    fit: |root| Fit::telling(is_object(root, "session")),
    request: Shape::Object(&SECRET),
    response: Shape::Object(&SECRET),
    streams: false,
    media: false,
    refuse: refusal::openai,
};

/// Calls: an offer in the Session Description Protocol, by itself or as a part of a form.
pub const CALLS: Api = Api {
    id: "openai.realtime_calls",
    title: "OpenAI Realtime: calls",
    paths: &["realtime/calls", "realtime/calls/*/*"],
    fit: |_| Fit::Could,
    request: Shape::Object(&SESSION),
    response: Shape::Object(&SESSION),
    ..API
};

static SECRET: Object = Object::spoken(
    Role::System,
    &[
        ("expires_at|expires_after|value|client_secret", CONTROL),
        ("session", Shape::Object(&SESSION)),
        ("error", TEXTS),
    ],
);

static SESSION: Object = Object::spoken(
    Role::System,
    &[
        ("id|object|type|model|modalities|output_modalities|voice|speed|turn_detection|truncation|tracing", CONTROL),
        ("input_audio_format|output_audio_format|input_audio_noise_reduction|max_output_tokens|expires_at", CONTROL),
        (
            "max_response_output_tokens|temperature|tool_choice|include|reasoning|parallel_tool_calls|target_uri",
            CONTROL,
        ),
        ("instructions", TEXT),
        ("audio|input_audio_transcription", Shape::Object(&AUDIO)),
        ("prompt", TEXTS),
        ("tools", Shape::Object(&openai_responses::TOOL)),
        ("error", TEXTS),
    ],
);

static AUDIO: Object =
    Object::of(&[("output", CONTROL), ("input", Shape::Object(&INPUT)), ("model|language", CONTROL), ("prompt", TEXT)]);

static INPUT: Object = Object::of(&[
    ("format|noise_reduction|turn_detection", CONTROL),
    ("transcription", Shape::Object(&Object::of(&[("model|language|delay", CONTROL), ("prompt", TEXT)]))),
]);
