//! AWS Bedrock CountTokens: a Converse request, or an InvokeModel body in base64.
//!
//! Source: Amazon Bedrock API reference, `CountTokens`.

use super::{Api, Fit, Object, Shape, bedrock_converse, refusal, shapes::*};
use crate::text::Role;

/// The format.
pub const API: Api = Api {
    id: "bedrock.count_tokens",
    title: "AWS Bedrock CountTokens",
    paths: &["model/*/count-tokens"],
    header: None,
    fit: |root| {
        let input = root.get("input");
        Fit::telling(input.is_some_and(|input| is_object(input, "converse") || is_object(input, "invokeModel")))
    },
    request: Shape::Object(&REQUEST),
    response: Shape::Object(&Object::spoken(Role::Assistant, &[("inputTokens", CONTROL), ("message", TEXTS)])),
    streams: false,
    media: false,
    refuse: refusal::aws,
};

static REQUEST: Object = Object::spoken(Role::User, &[("input", Shape::Object(&INPUT))]);

static INPUT: Object = Object::of(&[
    ("converse", Shape::Object(&bedrock_converse::REQUEST)),
    ("invokeModel", Shape::Object(&Object::of(&[("body", MEDIA)]))),
]);
