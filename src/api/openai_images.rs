//! OpenAI Images: generations, edits and variations. The latter two come as forms with the prompt in a field.
//!
//! Source: OpenAI API reference, "Images", <https://platform.openai.com/docs/api-reference/images>.

use super::{Api, Fit, Object, Shape, refusal, shapes::*};
use crate::text::Role;

/// The format.
pub const API: Api = Api {
    id: "openai.images",
    title: "OpenAI Images",
    paths: &["images/generations", "images/edits", "images/variations"],
    header: None,
    fit: |root| {
        let model = word(root, "model");
        let named = ["image", "dall-e", "flux", "stable-diffusion"].iter().any(|name| model.contains(name));
        let telling = named || has_any(root, &["size", "quality", "output_format", "background", "aspect_ratio"]);
        if has(root, "prompt") { Fit::telling(telling) } else { Fit::Could }
    },
    request: Shape::Object(&REQUEST),
    response: Shape::Object(&RESPONSE),
    streams: true,
    media: true,
    refuse: refusal::openai,
};

static REQUEST: Object = Object::spoken(
    Role::User,
    &[
        ("prompt|negative_prompt", TEXT),
        ("model|n|size|quality|style|background|output_format|output_compression|response_format", CONTROL),
        ("moderation|stream|partial_images|input_fidelity|seed|steps|aspect_ratio|width|height", CONTROL),
        ("user|metadata", METADATA),
        ("image|images|mask", Shape::Mixed(super::Leaf::Media, &LINK)),
    ],
);

static LINK: Object = Object::of(&[("image_url|url|b64_json", MEDIA), ("file_id", CONTROL)]);

static RESPONSE: Object = Object::spoken(
    Role::Assistant,
    &[
        ("created|background|output_format|quality|size|usage|type|model|object|id", CONTROL),
        ("data", Shape::Object(&Object::of(&[("b64_json|url", MEDIA), ("revised_prompt", TEXT)]))),
        ("b64_json", MEDIA),
        ("error", TEXTS),
    ],
);
