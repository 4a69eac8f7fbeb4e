//! Google Gemini files and file search stores; uploads send the file as the body.
//!
//! Source: Gemini API reference, "Files" and "File search stores".

use super::{Api, Fit, Object, Shape, refusal, shapes::*};
use crate::text::Role;

/// The format.
pub const API: Api = Api {
    id: "google.files",
    title: "Google Gemini files and file search stores",
    paths: &[
        "fileSearchStores",
        "fileSearchStores/*",
        "fileSearchStores/*:*",
        "fileSearchStores/*/documents",
        "fileSearchStores/*/documents/*",
        "fileSearchStores/*/operations/*",
        "fileSearchStores/*/upload/operations/*",
        "upload/v1beta/files",
        "upload/v1/files",
        "v1beta/files",
        "v1beta/files/*",
    ],
    header: None,
    fit: |_| Fit::Could,
    request: Shape::Object(&FILE),
    response: Shape::Object(&FILE),
    streams: false,
    media: true,
    refuse: refusal::google,
};

static FILE: Object = Object::spoken(
    Role::User,
    &[
        ("name|mimeType|createTime|updateTime|expirationTime|sizeBytes|sha256Hash|uri|state|source|done", CONTROL),
        ("activeDocumentsCount|pendingDocumentsCount|failedDocumentsCount|chunkingConfig|embeddingModel", CONTROL),
        ("fileName|documentName|parent|nextPageToken|documentsCount", CONTROL),
        ("displayName|customMetadata|metadata", METADATA),
        ("file|files|documents|fileSearchStores|response", METADATA),
        ("error", TEXTS),
    ],
);
