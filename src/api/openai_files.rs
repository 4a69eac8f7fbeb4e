//! OpenAI Files and fine-tuning: files come as forms, and each line of JSON in them is read as the request it is.
//!
//! Sources: OpenAI API reference, "Files", "Uploads" and "Fine-tuning".

use super::{Api, Fit, Object, Shape, refusal, shapes::*};
use crate::text::Role;

/// Files.
pub const API: Api = Api {
    id: "openai.files",
    title: "OpenAI Files",
    paths: &[
        "files",
        "files/*",
        "files/*/content",
        "uploads",
        "uploads/*/parts",
        "uploads/*/complete",
        "uploads/*/cancel",
    ],
    header: None,
    // JSON is never posted here by itself, only lines of it inside a form.
    fit: |root| if has_any(root, &["filename", "part_ids"]) { Fit::Could } else { Fit::No },
    request: Shape::Object(&FILE),
    response: Shape::Object(&FILE),
    streams: false,
    media: true,
    refuse: refusal::openai,
};

/// Fine-tuning jobs.
pub const FINE_TUNING: Api = Api {
    id: "openai.fine_tuning",
    title: "OpenAI Fine-tuning",
    paths: &["fine_tuning/jobs", "fine_tuning/jobs/*", "fine_tuning/jobs/*/*"],
    fit: |root| Fit::telling(has(root, "training_file")),
    request: Shape::Object(&JOB),
    response: Shape::Object(&JOB),
    media: false,
    ..API
};

static FILE: Object = Object::spoken(
    Role::User,
    &[
        ("id|object|bytes|created_at|expires_at|purpose|status|mime_type|part_ids|md5|expires_after", CONTROL),
        ("has_more|first_id|last_id|deleted|sample_type|num_lines|source|upload_id|size_bytes|signature", CONTROL),
        ("filename|status_details", METADATA),
        ("data|file", Shape::Object(&LISTED)),
        ("error", TEXTS),
    ],
);

static LISTED: Object = Object::of(&[
    ("id|object|bytes|created_at|expires_at|purpose|status|mime_type|sample_type|num_lines|source", CONTROL),
    ("filename|status_details", METADATA),
]);

static JOB: Object = Object::spoken(
    Role::User,
    &[
        ("id|object|model|fine_tuned_model|created_at|finished_at|organization_id|result_files|status", CONTROL),
        ("training_file|validation_file|hyperparameters|trained_tokens|seed|estimated_finish|method", CONTROL),
        ("integrations|user_provided_suffix|suffix|has_more", CONTROL),
        ("metadata", METADATA),
        ("data|error", TEXTS),
    ],
);
