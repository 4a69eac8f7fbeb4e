//! OpenAI Batches, and the lines of the files they run: each line holds a request of another format.
//!
//! Source: OpenAI API reference, "Batch", <https://platform.openai.com/docs/api-reference/batch>, "The request input
//! object" and "The request output object". Bedrock's and Vertex AI's batch files have other words around the request.

use super::{
    Api, Fit, Object, Shape, anthropic_messages, by_path, openai_chat, openai_completions, openai_embeddings,
    openai_responses, recognise, refusal, shapes::*,
};
use crate::{json::Node, text::Role};

/// A batch itself.
pub const API: Api = Api {
    id: "openai.batches",
    title: "OpenAI Batches",
    paths: &["batches", "batches/*", "batches/*/cancel", "batch/jobs", "batch/jobs/*"],
    header: None,
    fit: |root| Fit::telling(has_any(root, &["input_file_id", "input_files"])),
    request: Shape::Object(&BATCH),
    response: Shape::Object(&BATCH),
    streams: false,
    media: false,
    refuse: refusal::openai,
};

/// A line of the file that a batch runs, or of the one it leaves.
pub const LINE: Api = Api {
    id: "openai.batch_line",
    title: "Batch files: one request or response a line",
    paths: &[],
    fit: |root| {
        let custom = has(root, "custom_id") && has_any(root, &["body", "response"]);
        Fit::only(custom || has(root, "recordId") || is_object(root, "request") && !has(root, "contents"))
    },
    request: Shape::Object(&LINE_OBJECT),
    response: Shape::Object(&LINE_OBJECT),
    ..API
};

static BATCH: Object = Object::spoken(
    Role::User,
    &[
        ("id|object|endpoint|input_file_id|input_files|completion_window|status|output_file_id|model", CONTROL),
        ("error_file_id|created_at|in_progress_at|expires_at|finalizing_at|completed_at|failed_at", CONTROL),
        ("expired_at|cancelling_at|cancelled_at|request_counts|usage|output_expires_after|agent_id", CONTROL),
        ("has_more|first_id|last_id|timeout_hours|total_requests", CONTROL),
        ("metadata", METADATA),
        ("errors|error", TEXTS),
        ("data", Shape::Object(&LISTED)),
    ],
);

static LISTED: Object = Object { speaker: super::Speaker::Same, fields: BATCH_FIELDS, kinds: None };

const BATCH_FIELDS: &[(&str, Shape)] = &[("id|object|status|endpoint|request_counts", CONTROL), ("metadata", METADATA)];

static LINE_OBJECT: Object = Object::spoken(
    Role::User,
    &[
        ("custom_id|id|method|url|key|recordId", CONTROL),
        ("body|request|modelInput", Shape::By(request)),
        (
            "response|modelOutput",
            Shape::Object(&Object::spoken(
                Role::Assistant,
                &[("status_code|request_id", CONTROL), ("body", Shape::By(response))],
            )),
        ),
        ("error", TEXTS),
    ],
);

/// The request that stands in a line is what its path and shape say.
pub(super) fn request(node: Node<'_, '_>) -> Option<Shape> {
    let path = node.parent().map(|line| word(line, "url")).unwrap_or_default();
    recognise(by_path(&path, |_| false), &path, node).map(|api| api.request)
}

/// The response that stands in a line is what it says it is.
pub(super) fn response(node: Node<'_, '_>) -> Option<Shape> {
    let object = match word(node, "object").as_ref() {
        "chat.completion" => &openai_chat::RESPONSE,
        "response" => &openai_responses::RESPONSE,
        "text_completion" => &openai_completions::RESPONSE,
        "list" => &openai_embeddings::RESPONSE,
        _ if word(node, "type") == "message" => &anthropic_messages::RESPONSE,
        _ => return None,
    };
    Some(Shape::Object(object))
}
