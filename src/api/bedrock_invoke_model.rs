//! AWS Bedrock InvokeModel: each vendor's models take a body of their own.
//!
//! Anthropic's, Cohere's, Mistral's and OpenAI's are their own APIs' bodies and are told by shape; what is Amazon's,
//! Meta's, AI21's, Stability's and Writer's has one grammar, as none of its fields means two things.
//!
//! Source: Amazon Bedrock user guide, "Inference request parameters and response fields for foundation models".

use super::{Api, Fit, Object, REGISTRY, Shape, anthropic_messages, bedrock_converse, openai_chat, refusal, shapes::*};
use crate::{json::Node, text::Role};

/// The format.
pub const API: Api = Api {
    id: "bedrock.invoke_model",
    title: "AWS Bedrock InvokeModel",
    paths: &["model/*/invoke", "model/*/invoke-with-response-stream", "model/*/async-invoke", "async-invoke"],
    header: None,
    fit: |root| Fit::telling(is_text(root, "inputText") || has(root, "textGenerationConfig")),
    request: Shape::By(request),
    response: Shape::By(response),
    streams: true,
    media: false,
    refuse: refusal::aws,
};

/// The vendors whose bodies are those of their own APIs.
const VENDORS: &[&str] =
    &["anthropic.messages", "bedrock.converse", "openai.chat", "cohere.chat", "cohere.embed", "rerank"];

fn request(node: Node<'_, '_>) -> Option<Shape> {
    let vendor = REGISTRY.iter().find(|api| VENDORS.contains(&api.id) && (api.fit)(node) == Fit::Surely);
    Some(vendor.map_or(Shape::Object(&REQUEST), |api| api.request))
}

fn response(node: Node<'_, '_>) -> Option<Shape> {
    Some(Shape::Object(match () {
        () if word(node, "type") == "message" || word(node, "type") == "error" => &anthropic_messages::RESPONSE,
        () if is_list(node, "choices") => &openai_chat::RESPONSE,
        () if is_object(node, "output") => &bedrock_converse::RESPONSE,
        () => &RESPONSE,
    }))
}

static REQUEST: Object = Object::spoken(
    Role::User,
    &[
        ("inputText|prompt|text|query|documents|texts|message|suffix", TEXTS),
        ("preamble|system", INSTRUCTIONS),
        ("inputImage|images|image|init_image|mask", MEDIA),
        ("textGenerationConfig|dimensions|normalize|embeddingTypes|embeddingConfig|taskType|schemaVersion", CONTROL),
        ("max_gen_len|max_tokens|max_tokens_to_sample|maxTokens|temperature|top_p|top_k|topP|topK|p|k|stop", CONTROL),
        ("input_type|truncate|embedding_types|output_dimension|api_version|top_n|anthropic_version|model", CONTROL),
        (
            "stop_sequences|stopSequences|return_likelihoods|num_generations|stream|seed|cfg_scale|imageGenerationConfig",
            CONTROL,
        ),
        ("singleEmbeddingParams|segmentedEmbeddingParams|textToImageParams|inPaintingParams", Shape::Object(&PARAMS)),
        ("messages", Shape::Object(&openai_chat::MESSAGE)),
    ],
);

/// Of Nova's embeddings and Titan's images.
static PARAMS: Object = Object::of(&[
    ("embeddingPurpose|embeddingDimension|segmentationConfig|maskImage|returnMask|similarityStrength", CONTROL),
    (
        "text",
        text_or(&Object::of(&[("value", TEXT), ("truncationMode|segmentationConfig", CONTROL), ("source", CONTROL)])),
    ),
    ("negativeText|maskPrompt", TEXT),
    (
        "image|video|audio",
        Shape::Object(&Object::of(&[
            ("format|detailLevel|embeddingMode", CONTROL),
            ("source", Shape::Object(&Object::of(&[("bytes", MEDIA), ("s3Location", CONTROL)]))),
        ])),
    ),
    ("images", MEDIA),
]);

static RESPONSE: Object = Object::spoken(
    Role::Assistant,
    &[
        ("results|generations|outputs|completions", Shape::Object(&GENERATED)),
        ("generation|completion|text|outputText", TEXT),
        ("embedding|embeddings|embeddingsByType", EMBEDDING),
        ("inputTextTokenCount|prompt_token_count|generation_token_count|stop_reason|stop|finish_reason|id", CONTROL),
        ("response_type|usage|model|invocationArn|meta", CONTROL),
        ("images", MEDIA),
        ("prompt|texts", TEXT),
        ("message|error|errors|errorMessage", TEXTS),
    ],
);

/// A list of numbers, lists by type, or an object for each.
const EMBEDDING: Shape = Shape::By(|node| {
    const OBJECT: Shape = Shape::Object(&Object::of(&[
        ("embeddingType|type|status", CONTROL),
        ("embedding|float|int8|uint8|binary|ubinary|base64", Shape::Vector),
    ]));
    let inner = node.items().next().unwrap_or(node);
    Some(if matches!(inner.kind(), crate::json::Kind::Object) { OBJECT } else { Shape::Vector })
});

static GENERATED: Object = Object::of(&[
    ("outputText|text", TEXT),
    ("data", Shape::Object(&Object::of(&[("text", TEXT), ("tokens", LOGPROBS)]))),
    ("tokenCount|completionReason|finish_reason|finishReason|stop_reason|id|likelihood|index|relevance_score", CONTROL),
    ("document", TEXTS),
]);
