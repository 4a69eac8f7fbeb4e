//! OpenAI Audio: speech out of text; text out of speech, which comes as a form with the prompt in a field.
//!
//! Source: OpenAI API reference, "Audio", <https://platform.openai.com/docs/api-reference/audio>.

use super::{Api, Fit, Object, Shape, refusal, shapes::*};
use crate::text::Role;

/// Text to speech.
pub const SPEECH: Api = Api {
    id: "openai.speech",
    title: "OpenAI Audio: speech",
    paths: &["audio/speech"],
    header: None,
    fit: |root| if has(root, "input") { Fit::telling(has(root, "voice")) } else { Fit::Could },
    request: Shape::Object(&REQUEST),
    response: Shape::Object(&RESPONSE),
    streams: true,
    media: true,
    refuse: refusal::openai,
};

/// Speech to text, in its own language or in English.
pub const TRANSCRIPTION: Api = Api {
    id: "openai.transcription",
    title: "OpenAI Audio: transcription and translation",
    paths: &["audio/transcriptions", "audio/translations"],
    fit: |_| Fit::Could,
    ..SPEECH
};

static REQUEST: Object = Object::spoken(
    Role::User,
    &[
        ("input|instructions|prompt|language", TEXT),
        ("model|voice|response_format|speed|stream_format|temperature|stream|include|chunking_strategy", CONTROL),
        ("timestamp_granularities|known_speaker_names", CONTROL),
        ("file|url|known_speaker_references", MEDIA),
    ],
);

static RESPONSE: Object = Object::spoken(
    Role::Assistant,
    &[
        ("text", TEXT),
        ("segments|words", Shape::Object(&SEGMENT)),
        ("language|duration|task|usage|type|x_groq|model", CONTROL),
        ("logprobs", LOGPROBS),
        ("error", TEXTS),
    ],
);

static SEGMENT: Object = Object::of(&[
    ("text|word", TEXT),
    ("id|seek|start|end|tokens|temperature|avg_logprob|compression_ratio|no_speech_prob|speaker|type", CONTROL),
]);
