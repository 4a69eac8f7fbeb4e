//! Google Gemini `generateContent` and `streamGenerateContent`, on the Gemini API's paths and on Vertex AI's.
//!
//! Source: Gemini API reference, "Generating content", <https://ai.google.dev/api/generate-content>; Vertex AI API
//! reference, `projects.locations.publishers.models.generateContent`. Thoughts are signed (`thoughtSignature`).

use super::{Api, Fit, Leaf, Object, Shape, Speaker, refusal, shapes::*};
use crate::text::{Channel, Role};

/// The format.
pub const API: Api = Api {
    id: "google.generate_content",
    title: "Google Gemini generateContent and streamGenerateContent",
    paths: &[
        "models/*:generateContent",
        "models/*:streamGenerateContent",
        "endpoints/*:generateContent",
        "endpoints/*:streamGenerateContent",
        "tunedModels/*:generateContent",
        "models/*:batchGenerateContent",
    ],
    header: None,
    fit: |root| {
        if is_list(root, "requests") {
            Fit::Could
        } else {
            Fit::telling(has_any(root, &["contents", "systemInstruction"]))
        }
    },
    request: Shape::Object(&REQUEST),
    response: Shape::Object(&RESPONSE),
    streams: true,
    media: false,
    refuse: refusal::google,
};

/// The same request, counted.
pub const COUNT_TOKENS: Api = Api {
    id: "google.count_tokens",
    title: "Google Gemini countTokens",
    paths: &["models/*:countTokens", "endpoints/*:countTokens", "models/*:computeTokens"],
    fit: |root| Fit::telling(has(root, "generateContentRequest")),
    streams: false,
    ..API
};

pub(super) static REQUEST: Object = Object {
    speaker: Speaker::Is(Role::User),
    kinds: None,
    fields: &[
        ("contents|content", text_or(&CONTENT)),
        ("systemInstruction", Shape::Mixed(Leaf::Text(Channel::Text), &SYSTEM)),
        ("tools", Shape::Object(&TOOL)),
        ("toolConfig|safetySettings|model|cachedContent|modelArmorConfig|serviceTier|store", CONTROL),
        ("generationConfig", Shape::Object(&GENERATION_CONFIG)),
        ("labels|displayName|customMetadata", METADATA),
        ("name|ttl|expireTime|instances|parameters", CONTROL),
        ("generateContentRequest", Shape::Object(&REQUEST)),
        ("batch", Shape::By(batch)),
    ],
};

/// Many requests in one: their own fields stand some levels down.
fn batch(_: crate::json::Node<'_, '_>) -> Option<Shape> {
    Some(TEXTS)
}

static GENERATION_CONFIG: Object = Object::of(&[
    ("responseSchema|responseJsonSchema", DEFINITION),
    ("stopSequences", TEXT),
    ("temperature|topP|topK|candidateCount|maxOutputTokens|responseMimeType|responseModalities|seed", CONTROL),
    ("presencePenalty|frequencyPenalty|responseLogprobs|logprobs|thinkingConfig|speechConfig|imageConfig", CONTROL),
    ("mediaResolution|routingConfig|audioTimestamp|enableAffectiveDialog|labels", CONTROL),
]);

static SYSTEM: Object = Object::spoken(Role::System, &[("role", CONTROL), ("parts", text_or(&PART)), ("text", TEXT)]);

/// A turn of the conversation.
pub(super) static CONTENT: Object = Object {
    speaker: Speaker::Field("role"),
    kinds: None,
    fields: &[("role", CONTROL), ("parts", text_or(&PART)), ("text", TEXT)],
};

static PART: Object = Object::of(&[
    ("text", TEXT),
    ("thought|videoMetadata|mediaResolution|partMetadata", CONTROL),
    ("thoughtSignature", SEALED),
    ("inlineData|fileData", Shape::Object(&FILE)),
    ("functionCall|toolCall", Shape::Object(&CALL)),
    ("functionResponse|toolResponse", Shape::Object(&CALL_RESPONSE)),
    ("executableCode", Shape::Object(&CODE)),
    ("codeExecutionResult", Shape::Object(&CODE_RESULT)),
]);

static FILE: Object =
    Object::spoken(Role::Document, &[("mimeType", CONTROL), ("data|fileUri", MEDIA), ("displayName", METADATA)]);

static CALL: Object =
    Object::spoken(Role::Assistant, &[("id|name|toolType|willContinue", CONTROL), ("args|partialArgs", ARGUMENTS)]);

static CALL_RESPONSE: Object = Object::spoken(
    Role::Tool,
    &[
        ("id|name|toolType|willContinue|scheduling", CONTROL),
        ("response", RESULT),
        ("parts", Shape::Object(&Object::of(&[("inlineData|fileData", Shape::Object(&FILE)), ("text", TEXT)]))),
    ],
);

static CODE: Object = Object::spoken(Role::Assistant, &[("id|language", CONTROL), ("code", ARGUMENTS)]);

static CODE_RESULT: Object = Object::spoken(Role::Tool, &[("id|outcome", CONTROL), ("output", RESULT)]);

static TOOL: Object = Object::spoken(
    Role::Tool,
    &[
        ("functionDeclarations", DEFINITION),
        ("googleSearch|googleSearchRetrieval|codeExecution|urlContext|googleMaps|computerUse", CONTROL),
        ("enterpriseWebSearch|fileSearch|mcpServers|retrieval", METADATA),
    ],
);

pub(super) static RESPONSE: Object = Object::spoken(
    Role::Assistant,
    &[
        ("candidates", Shape::Object(&CANDIDATE)),
        ("usageMetadata|modelVersion|responseId|createTime|modelStatus", CONTROL),
        (
            "promptFeedback",
            Shape::Object(&Object::of(&[("blockReason|safetyRatings", CONTROL), ("blockReasonMessage", TEXT)])),
        ),
        ("totalTokens|promptTokensDetails|totalBillableCharacters|cachedContentTokenCount|cacheTokensDetails", CONTROL),
        ("error", TEXTS),
    ],
);

static CANDIDATE: Object = Object::of(&[
    ("index|finishReason|safetyRatings|avgLogprobs|tokenCount", CONTROL),
    ("finishMessage", TEXT),
    ("content", Shape::Object(&CONTENT)),
    ("citationMetadata|groundingMetadata|urlContextMetadata|groundingAttributions", CITATION),
    ("logprobsResult", LOGPROBS),
]);
