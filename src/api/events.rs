//! Streams: the dialects of their events, which text an event continues, and how a stream ends before its time.
//!
//! What is common to all dialects needs no table: a text goes on where the same field of the same event type, with the
//! same indices around it ([`continues`]), comes again. An index is a field like `index` or `output_index`; places in
//! arrays don't count, because an event holds only what is new. Events that say something is done, added or completed
//! carry whole texts ([`is_whole`]).
//!
//! Sources: OpenAI API reference, "Streaming" of Chat, Completions and Responses; Anthropic, "Streaming Messages"; Google
//! Gemini API, `streamGenerateContent`; AWS Bedrock, `ConverseStream`; Cohere API v2, "Chat with Streaming"; Ollama API,
//! `/api/chat` and `/api/generate`; Model Context Protocol, "Streamable HTTP".

use super::{Kinds, Leaf, Object, Shape, ollama, openai_chat, openai_responses};
use crate::{
    json::{Kind, Node},
    text::{Channel, Role, is_plain},
};
use serde_json::json;
use std::collections::BTreeSet;

/// The events of one streaming API.
#[derive(Debug)]
pub struct Dialect {
    /// Its name in tests and documentation.
    pub id: &'static str,
    /// Whether an event, by what the framing calls it and by its payload, is of this dialect.
    is: fn(&str, Node<'_, '_>) -> bool,
    /// How a payload is read.
    pub event: Shape,
    /// The events with which a stream ends that may not go on.
    end: fn(&Progress) -> Vec<Event>,
}

/// An event of our own making.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event {
    /// What the framing calls it, where it names events.
    pub name: &'static str,
    /// The payload.
    pub payload: String,
}

impl Event {
    fn of(name: &'static str, payload: &serde_json::Value) -> Self {
        Self { name, payload: payload.to_string() }
    }
}

/// The dialects, the most telling events first.
pub const DIALECTS: &[&Dialect] =
    &[&CHAT, &COMPLETIONS, &RESPONSES, &ANTHROPIC, &GEMINI, &CONVERSE, &COHERE, &OLLAMA, &JSON_RPC];

/// The dialect of an event.
pub fn dialect(name: &str, root: Node<'_, '_>) -> Option<&'static Dialect> {
    DIALECTS.iter().copied().find(|dialect| (dialect.is)(name, root))
}

const CONTROL: Shape = Shape::Leaf(Leaf::Control);
const CONTROLS: Shape = Shape::Deep(Channel::Control);
const TEXT: Shape = Shape::Leaf(Leaf::Text(Channel::Text));
const REASONING: Shape = Shape::Leaf(Leaf::Text(Channel::Reasoning));
const REFUSAL: Shape = Shape::Leaf(Leaf::Text(Channel::Refusal));
const ARGUMENTS: Shape = Shape::Leaf(Leaf::Json(Channel::ToolArguments));
const INPUT: Shape = Shape::Leaf(Leaf::Text(Channel::ToolArguments));
const CITATION: Shape = Shape::Deep(Channel::Citation);
const SEALED: Shape = Shape::Leaf(Leaf::Sealed);
const MEDIA: Shape = Shape::Leaf(Leaf::Media);

fn word<'b>(root: Node<'_, 'b>, key: &str) -> Option<crate::json::Decoded<'b>> {
    root.get(key)?.as_str()
}

fn says(root: Node<'_, '_>, key: &str, expected: &str) -> bool {
    root.get(key).is_some_and(|value| value.str_eq(expected))
}

const CHAT: Dialect = Dialect {
    id: "openai.chat",
    is: |_, root| says(root, "object", "chat.completion.chunk") || root.get("choices").is_some_and(of_chunks),
    event: openai_chat::API.response,
    end: |progress| {
        let choices: Vec<_> = progress
            .open_or_first()
            .map(|index| json!({"index": index, "delta": {}, "logprobs": null, "finish_reason": "content_filter"}))
            .collect();
        let chunk = json!({
            "id": progress.id, "object": "chat.completion.chunk", "created": progress.created,
            "model": progress.model, "choices": choices,
        });
        vec![Event::of("", &chunk), Event { name: "", payload: DONE.into() }]
    },
};

fn of_chunks(choices: Node<'_, '_>) -> bool {
    choices.items().any(|choice| choice.get("delta").is_some())
}

/// The name of the event that ends a stream of no known dialect.
pub const ERROR: &str = "error";

/// What it says, and what those say that can.
pub const BLOCKED: &str = "blocked by the policy of this gateway";

/// What ends the streams of OpenAI's older APIs: no JSON.
pub const DONE: &str = "[DONE]";

const COMPLETIONS: Dialect = Dialect {
    id: "openai.completions",
    is: |_, root| says(root, "object", "text_completion"),
    event: Shape::Object(&Object::spoken(
        Role::Assistant,
        &[
            ("id", CONTROL),
            ("object", CONTROL),
            ("created", CONTROL),
            ("model", CONTROL),
            ("system_fingerprint", CONTROL),
            ("usage", CONTROLS),
            (
                "choices",
                Shape::Object(&Object::of(&[
                    ("index", CONTROL),
                    ("text", TEXT),
                    ("finish_reason", CONTROL),
                    ("logprobs", Shape::Deep(Channel::Logprobs)),
                ])),
            ),
        ],
    )),
    end: |progress| {
        let choices: Vec<_> = progress
            .open_or_first()
            .map(|index| json!({"index": index, "text": "", "logprobs": null, "finish_reason": "content_filter"}))
            .collect();
        let chunk = json!({
            "id": progress.id, "object": "text_completion", "created": progress.created,
            "model": progress.model, "choices": choices,
        });
        vec![Event::of("", &chunk), Event { name: "", payload: DONE.into() }]
    },
};

/// Fields that events of the Responses API share.
macro_rules! response_event {
    ($($field:literal: $shape:expr),*) => {
        Object::of(&[
            ("type", CONTROL), ("sequence_number", CONTROL), ("output_index", CONTROL), ("content_index", CONTROL),
            ("summary_index", CONTROL), ("annotation_index", CONTROL), ("item_id", CONTROL), ("obfuscation", CONTROL),
            ("status", CONTROL), ("logprobs", Shape::Deep(Channel::Logprobs)), $(($field, $shape)),*
        ])
    };
}

const RESPONSES: Dialect = Dialect {
    id: "openai.responses",
    is: |name, root| {
        name.starts_with("response.") || word(root, "type").is_some_and(|kind| kind.as_str().starts_with("response."))
    },
    event: Shape::Object(&Object {
        speaker: super::Speaker::Is(Role::Assistant),
        fields: &[],
        kinds: Some(Kinds {
            field: "type",
            objects: &[
                ("response.output_text.delta", &response_event!("delta": TEXT)),
                ("response.output_text.done", &response_event!("text": TEXT)),
                ("response.output_text.annotation.added", &response_event!("annotation": CITATION)),
                ("response.refusal.delta", &response_event!("delta": REFUSAL)),
                ("response.refusal.done", &response_event!("refusal": REFUSAL)),
                ("response.reasoning_text.delta", &response_event!("delta": REASONING)),
                ("response.reasoning_text.done", &response_event!("text": REASONING)),
                ("response.reasoning_summary_text.delta", &response_event!("delta": REASONING)),
                ("response.reasoning_summary_text.done", &response_event!("text": REASONING)),
                ("response.function_call_arguments.delta", &response_event!("delta": ARGUMENTS)),
                ("response.function_call_arguments.done", &response_event!("arguments": ARGUMENTS, "name": CONTROL)),
                ("response.mcp_call_arguments.delta", &response_event!("delta": ARGUMENTS)),
                ("response.mcp_call_arguments.done", &response_event!("arguments": ARGUMENTS)),
                ("response.custom_tool_call_input.delta", &response_event!("delta": INPUT)),
                ("response.custom_tool_call_input.done", &response_event!("input": INPUT)),
                ("response.code_interpreter_call_code.delta", &response_event!("delta": INPUT)),
                ("response.code_interpreter_call_code.done", &response_event!("code": INPUT)),
                ("response.audio.delta", &response_event!("delta": MEDIA)),
                ("response.audio.transcript.delta", &response_event!("delta": TEXT)),
                ("response.image_generation_call.partial_image", &response_event!("partial_image_b64": MEDIA)),
                ("response.content_part.added", &response_event!("part": PART)),
                ("response.content_part.done", &response_event!("part": PART)),
                ("response.reasoning_summary_part.added", &response_event!("part": PART)),
                ("response.reasoning_summary_part.done", &response_event!("part": PART)),
                ("response.output_item.added", &response_event!("item": ITEM)),
                ("response.output_item.done", &response_event!("item": ITEM)),
                ("response.created", &response_event!("response": RESPONSE)),
                ("response.queued", &response_event!("response": RESPONSE)),
                ("response.in_progress", &response_event!("response": RESPONSE)),
                ("response.completed", &response_event!("response": RESPONSE)),
                ("response.incomplete", &response_event!("response": RESPONSE)),
                ("response.failed", &response_event!("response": RESPONSE)),
            ],
        }),
    }),
    end: |progress| {
        let event = json!({
            "type": "response.incomplete",
            "sequence_number": progress.sequence.map_or(0, |number| number + 1),
            "response": {
                "id": progress.id, "object": "response", "created_at": progress.created, "model": progress.model,
                "status": "incomplete", "incomplete_details": {"reason": "content_filter"}, "error": null,
                "instructions": null, "metadata": {}, "output": [], "parallel_tool_calls": true,
                "tool_choice": "auto", "tools": [], "temperature": null, "top_p": null, "usage": null,
            },
        });
        vec![Event::of("response.incomplete", &event)]
    },
};

// Parts, items and responses come whole.
const PART: Shape = Shape::Object(&openai_responses::PART);
const ITEM: Shape = Shape::Object(&openai_responses::ITEM);
const RESPONSE: Shape = Shape::Object(&openai_responses::RESPONSE);

const ANTHROPIC: Dialect = Dialect {
    id: "anthropic.messages",
    is: |_, root| {
        const TYPES: &[&str] = &[
            "message_start",
            "message_delta",
            "message_stop",
            "content_block_start",
            "content_block_delta",
            "content_block_stop",
        ];
        word(root, "type").is_some_and(|kind| TYPES.contains(&kind.as_str()))
    },
    event: Shape::Object(&Object::spoken(
        Role::Assistant,
        &[
            ("type", CONTROL),
            ("index", CONTROL),
            ("delta", ANTHROPIC_BLOCK),
            ("content_block", ANTHROPIC_BLOCK),
            (
                "message",
                Shape::Object(&Object::of(&[
                    ("id", CONTROL),
                    ("type", CONTROL),
                    ("role", CONTROL),
                    ("model", CONTROL),
                    ("content", ANTHROPIC_BLOCK),
                    ("stop_reason", CONTROL),
                    ("stop_sequence", CONTROL),
                    ("stop_details", CONTROLS),
                    ("usage", CONTROLS),
                    ("container", CONTROLS),
                ])),
            ),
            ("usage", CONTROLS),
            ("error", Shape::Deep(Channel::Text)),
        ],
    )),
    end: |progress| {
        let mut events: Vec<_> = progress
            .open
            .iter()
            .map(|index| Event::of("content_block_stop", &json!({"type": "content_block_stop", "index": index})))
            .collect();
        let delta = json!({
            "type": "message_delta", "delta": {"stop_reason": "refusal", "stop_sequence": null},
            "usage": {"output_tokens": 0},
        });
        events.push(Event::of("message_delta", &delta));
        events.push(Event::of("message_stop", &json!({"type": "message_stop"})));
        events
    },
};

const ANTHROPIC_BLOCK: Shape = Shape::Object(&Object::of(&[
    ("type", CONTROL),
    ("text", TEXT),
    ("thinking", REASONING),
    ("partial_json", ARGUMENTS),
    ("signature", SEALED),
    ("data", SEALED),
    ("encrypted_content", SEALED),
    ("citation", CITATION),
    ("citations", CITATION),
    ("id", CONTROL),
    ("tool_use_id", CONTROL),
    ("name", CONTROL),
    ("input", Shape::Deep(Channel::ToolArguments)),
    ("caller", CONTROLS),
    ("content", Shape::Deep(Channel::ToolResult)),
    ("stop_reason", CONTROL),
    ("stop_sequence", CONTROL),
    ("stop_details", CONTROLS),
    ("container", CONTROLS),
]));

const GEMINI: Dialect = Dialect {
    id: "google.gemini",
    is: |_, root| root.get("candidates").is_some() || root.get("usageMetadata").is_some(),
    event: Shape::Object(&Object::spoken(
        Role::Assistant,
        &[
            (
                "candidates",
                Shape::Object(&Object::of(&[
                    ("index", CONTROL),
                    ("finishReason", CONTROL),
                    ("finishMessage", TEXT),
                    ("content", Shape::Object(&Object::of(&[("role", CONTROL), ("parts", GEMINI_PART)]))),
                    ("citationMetadata", CITATION),
                    ("groundingMetadata", CITATION),
                    ("safetyRatings", CONTROLS),
                    ("logprobsResult", Shape::Deep(Channel::Logprobs)),
                ])),
            ),
            ("usageMetadata", CONTROLS),
            ("promptFeedback", CONTROLS),
            ("modelVersion", CONTROL),
            ("responseId", CONTROL),
            ("createTime", CONTROL),
        ],
    )),
    end: |progress| {
        let candidates: Vec<_> = progress
            .open_or_first()
            .map(|index| {
                json!({"index": index, "content": {"role": "model", "parts": [{"text": ""}]}, "finishReason": "SAFETY"})
            })
            .collect();
        vec![Event::of("", &json!({"candidates": candidates, "modelVersion": progress.model}))]
    },
};

const GEMINI_PART: Shape = Shape::Object(&Object::of(&[
    ("text", TEXT),
    ("thought", CONTROL),
    ("thoughtSignature", SEALED),
    ("inlineData", Shape::Object(&Object::of(&[("mimeType", CONTROL), ("data", MEDIA)]))),
    ("functionCall", Shape::Object(&GEMINI_CALL)),
    ("executableCode", Shape::Deep(Channel::ToolArguments)),
    ("codeExecutionResult", Shape::Deep(Channel::ToolResult)),
]));

const GEMINI_CALL: Object =
    Object::of(&[("id", CONTROL), ("name", CONTROL), ("args", Shape::Deep(Channel::ToolArguments))]);

const CONVERSE: Dialect = Dialect {
    id: "bedrock.converse",
    is: |name, _| {
        ["messageStart", "contentBlockStart", "contentBlockDelta", "contentBlockStop", "messageStop"].contains(&name)
    },
    event: Shape::Object(&Object::spoken(
        Role::Assistant,
        &[
            ("contentBlockIndex", CONTROL),
            ("p", CONTROL),
            ("role", CONTROL),
            ("stopReason", CONTROL),
            ("usage", CONTROLS),
            ("metrics", CONTROLS),
            ("start", CONVERSE_BLOCK),
            ("delta", CONVERSE_BLOCK),
        ],
    )),
    end: |progress| {
        let mut events: Vec<_> = progress
            .open
            .iter()
            .map(|index| Event::of("contentBlockStop", &json!({"contentBlockIndex": index})))
            .collect();
        events.push(Event::of("messageStop", &json!({"stopReason": "guardrail_intervened"})));
        events
    },
};

const CONVERSE_BLOCK: Shape = Shape::Object(&Object::of(&[
    ("text", TEXT),
    ("toolUse", Shape::Object(&Object::of(&[("toolUseId", CONTROL), ("name", CONTROL), ("input", ARGUMENTS)]))),
    (
        "reasoningContent",
        Shape::Object(&Object::of(&[("text", REASONING), ("signature", SEALED), ("redactedContent", SEALED)])),
    ),
    ("citation", CITATION),
]));

const COHERE: Dialect = Dialect {
    id: "cohere.chat",
    is: |_, root| {
        const TYPES: &[&str] = &[
            "message-start",
            "message-end",
            "content-start",
            "content-delta",
            "content-end",
            "tool-plan-delta",
            "tool-call-start",
            "tool-call-delta",
            "tool-call-end",
            "citation-start",
            "citation-end",
        ];
        word(root, "type").is_some_and(|kind| TYPES.contains(&kind.as_str()))
    },
    event: Shape::Object(&Object::spoken(
        Role::Assistant,
        &[
            ("type", CONTROL),
            ("id", CONTROL),
            ("index", CONTROL),
            (
                "delta",
                Shape::Object(&Object::of(&[
                    ("finish_reason", CONTROL),
                    ("usage", CONTROLS),
                    (
                        "message",
                        Shape::Object(&Object::of(&[
                            ("role", CONTROL),
                            (
                                "content",
                                Shape::Object(&Object::of(&[
                                    ("type", CONTROL),
                                    ("text", TEXT),
                                    ("thinking", REASONING),
                                ])),
                            ),
                            ("tool_plan", REASONING),
                            (
                                "tool_calls",
                                Shape::Object(&Object::of(&[
                                    ("id", CONTROL),
                                    ("type", CONTROL),
                                    (
                                        "function",
                                        Shape::Object(&Object::of(&[("name", CONTROL), ("arguments", ARGUMENTS)])),
                                    ),
                                ])),
                            ),
                            ("citations", CITATION),
                        ])),
                    ),
                ])),
            ),
        ],
    )),
    end: |_| {
        let event = json!({
            "type": "message-end",
            "delta": {"finish_reason": "ERROR", "error": BLOCKED},
        });
        vec![Event::of("message-end", &event)]
    },
};

const OLLAMA: Dialect = Dialect {
    id: "ollama",
    is: |_, root| root.get("done").is_some_and(|done| done.kind() == Kind::Bool),
    event: ollama::CHAT.response,
    end: |progress| {
        let event = json!({
            "model": progress.model, "created_at": progress.created,
            "message": {"role": "assistant", "content": ""}, "response": "",
            "done": true, "done_reason": "content_filter",
        });
        vec![Event::of("", &event)]
    },
};

const JSON_RPC: Dialect = Dialect {
    id: "json_rpc",
    is: |_, root| root.get("jsonrpc").is_some(),
    event: Shape::Object(&Object::spoken(
        Role::Tool,
        &[
            ("jsonrpc", CONTROL),
            ("id", CONTROL),
            ("method", CONTROL),
            ("result", Shape::Deep(Channel::ToolResult)),
            ("params", Shape::Deep(Channel::ToolResult)),
            ("error", Shape::Deep(Channel::Text)),
        ],
    )),
    end: |progress| {
        let error = json!({"code": -32000, "message": BLOCKED});
        // The id is JSON already: a number or a plain string.
        let id = progress.id.as_deref().and_then(|id| id.parse::<i64>().ok());
        let id = id.map_or_else(|| json!(progress.id), |id| json!(id));
        vec![Event::of("message", &json!({"jsonrpc": "2.0", "id": id, "error": error}))]
    },
};

/// How far a stream has come, as its reader sees it: what it takes to end it in its own words.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Progress {
    id: Option<String>,
    model: Option<String>,
    created: Option<serde_json::Value>,
    sequence: Option<u64>,
    /// Choices, candidates or content blocks that have begun and not ended.
    open: BTreeSet<u64>,
}

/// What one event adds to that.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Note {
    id: Option<String>,
    model: Option<String>,
    created: Option<serde_json::Value>,
    sequence: Option<u64>,
    /// Choices, candidates or blocks, and whether they end.
    steps: Vec<(u64, bool)>,
}

/// Longest id or model name that is repeated in an ending, in bytes.
const MAX_ID: usize = 128;

/// Most choices or blocks that an ending closes.
const MAX_OPEN: usize = 256;

/// Reads what an event says of the stream's progress.
pub fn note(name: &str, root: Node<'_, '_>) -> Note {
    let around = [Some(root), root.get("message"), root.get("response")];
    let plain = |keys: &[&str]| {
        let found = around.iter().flatten().find_map(|node| keys.iter().find_map(|key| node.get(key)?.as_text()));
        found.map(|text| text.as_str().to_owned()).filter(|text| is_plain(text, MAX_ID))
    };
    let choices = ["choices", "candidates"].iter().filter_map(|key| root.get(key)).flat_map(Node::items);
    let position = |choice: Node<'_, '_>| choice.index().map(|index| index as u64).unwrap_or(0);
    let mut steps: Vec<_> = choices
        .take(MAX_OPEN)
        .map(|choice| (number(choice, "index").unwrap_or_else(|| position(choice)), is_finished(choice)))
        .collect();
    let kind = kind(name, root);
    let block = number(root, "index").or_else(|| number(root, "contentBlockIndex"));
    steps.extend(block.map(|index| (index, ["content_block_stop", "contentBlockStop"].contains(&&*kind))));
    Note {
        id: plain(&["id", "responseId"]),
        model: plain(&["model", "modelVersion"]),
        created: plain(&["created", "created_at"])
            .map(|text| text.parse::<u64>().map_or_else(|_| json!(text), |number| json!(number))),
        sequence: number(root, "sequence_number"),
        steps,
    }
}

impl Progress {
    /// Takes note of what an event that was read says of the whole stream.
    pub fn read(&mut self, note: &mut Note) {
        self.id = note.id.take().or(self.id.take());
        self.model = note.model.take().or(self.model.take());
        self.created = note.created.take().or(self.created.take());
    }

    /// Takes note of what the reader has seen with an event that was sent.
    pub fn sent(&mut self, note: Note) {
        self.sequence = note.sequence.or(self.sequence);
        note.steps.into_iter().for_each(|(index, ended)| self.begin(index, ended));
    }

    fn begin(&mut self, index: u64, ended: bool) {
        if ended {
            self.open.remove(&index);
        } else if self.open.len() < MAX_OPEN {
            self.open.insert(index);
        }
    }

    /// What is open; if nothing has begun, the first.
    fn open_or_first(&self) -> impl Iterator<Item = u64> {
        let first = self.open.is_empty().then_some(0);
        self.open.iter().copied().chain(first)
    }
}

fn number(node: Node<'_, '_>, key: &str) -> Option<u64> {
    node.get(key).filter(|value| value.kind() == Kind::Number)?.raw().parse().ok()
}

fn is_finished(node: Node<'_, '_>) -> bool {
    FINISH.iter().filter_map(|key| word(node, key)).any(|reason| !reason.as_str().is_empty())
}

/// The events that end a stream which may not go on.
pub fn ending(dialect: Option<&'static Dialect>, progress: &Progress) -> Vec<Event> {
    match dialect {
        Some(dialect) => (dialect.end)(progress),
        None => {
            let error = json!({"message": BLOCKED, "code": "blocked_by_policy"});
            vec![Event::of(ERROR, &json!({"error": error}))]
        }
    }
}

/// Why a choice has ended, in every dialect.
const FINISH: &[&str] = &["finish_reason", "finishReason", "stop_reason", "stopReason", "done_reason"];

/// Fields that say which of several texts goes on.
const INDICES: &[&str] = &["output_index", "content_index", "summary_index", "index", "contentBlockIndex"];

/// Ends of the names of events that carry whole texts, or none.
const WHOLE: &[&str] = &[
    ".done",
    ".completed",
    ".created",
    ".queued",
    ".in_progress",
    ".added",
    ".failed",
    ".incomplete",
    ".searching",
    "_stop",
    "Stop",
    "-end",
    "message_start",
    "messageStart",
    "ping",
];

/// Whether an event of this name carries whole texts.
pub fn is_whole(kind: &str) -> bool {
    WHOLE.iter().any(|end| kind.ends_with(end))
}

/// What an event is called: by its payload, or else by its framing.
pub fn kind<'k>(name: &'k str, root: Node<'_, 'k>) -> std::borrow::Cow<'k, str> {
    match word(root, "type") {
        Some(kind) => kind.into_text(),
        None => name.into(),
    }
}

/// The indices of an object and those around it: `output_index=0/content_index=1/`.
pub fn indices(node: Node<'_, '_>) -> String {
    let mut around: Vec<_> = std::iter::successors(Some(node), |node| node.parent()).collect();
    around.reverse();
    let mut out = String::new();
    for object in around.into_iter().filter(|node| node.kind() == Kind::Object) {
        let mut given = false;
        for (key, value) in INDICES.iter().filter_map(|key| Some((key, object.get(key)?))) {
            if value.kind() == Kind::Number {
                given = true;
                out.push_str(&format!("{key}={}/", value.raw()));
            }
        }
        // A choice without its number is counted: some servers leave it out.
        let choices = object.parent().and_then(Node::key);
        if !given && choices.is_some_and(|key| key.str_eq("choices") || key.str_eq("candidates")) {
            out.push_str(&format!("index={}/", object.index().unwrap_or(0)));
        }
    }
    out
}

/// Which text a string of an event of this kind goes on: equal for pieces of the same text.
pub fn continues(kind: &str, node: Node<'_, '_>) -> String {
    let kind = if kind == "content_block_start" { "content_block_delta" } else { kind };
    let mut out = node.parent().map(indices).unwrap_or_default();
    out.push_str(kind);
    let around: Vec<_> = std::iter::successors(Some(node), |node| node.parent()).collect();
    for key in around.iter().rev().filter_map(|node| node.key()?.as_str()) {
        out.push('.');
        // The block's first words stand in another field than those that follow.
        out.push_str(if key.as_str() == "content_block" { "delta" } else { key.as_str() });
    }
    // Gemini's thoughts and words stand in the same field.
    let thought = node.parent().and_then(|part| part.get("thought")).and_then(Node::as_bool);
    if thought == Some(true) {
        out.push_str(".thought");
    }
    out
}

/// Which texts an event ends: those whose indices begin with this; `None`: none.
///
/// A finish reason ends nothing: some servers go on after it, and the end of the stream is near anyway.
pub fn ends(kind: &str, root: Node<'_, '_>) -> Option<String> {
    if root.get("done").and_then(Node::as_bool) == Some(true) {
        return Some(String::new());
    }
    const ENDS: &[&str] = &[".done", ".completed", ".failed", ".incomplete", "_stop", "Stop", "-end"];
    ENDS.iter().any(|end| kind.ends_with(end)).then(|| indices(root))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Document, Limits};

    fn read<T>(json: &str, with: impl FnOnce(Node<'_, '_>) -> T) -> T {
        with(Document::scan(json.as_bytes(), Limits::default()).unwrap().root())
    }

    #[test]
    fn every_dialect_is_told_by_its_events_and_knows_its_own_ending() {
        let table = [
            ("openai.chat", "", r#"{"object":"chat.completion.chunk","choices":[]}"#),
            ("openai.chat", "", r#"{"choices":[{"delta":{"content":"x"}}]}"#),
            ("openai.completions", "", r#"{"object":"text_completion","choices":[{"text":"x"}]}"#),
            ("openai.responses", "", r#"{"type":"response.output_text.delta","delta":"x"}"#),
            ("anthropic.messages", "", r#"{"type":"content_block_delta","index":0,"delta":{"text":"x"}}"#),
            ("google.gemini", "", r#"{"candidates":[{"content":{"parts":[{"text":"x"}]}}]}"#),
            ("bedrock.converse", "contentBlockDelta", r#"{"contentBlockIndex":0,"delta":{"text":"x"}}"#),
            ("cohere.chat", "", r#"{"type":"content-delta","delta":{"message":{"content":{"text":"x"}}}}"#),
            ("ollama", "", r#"{"model":"m","response":"x","done":false}"#),
            ("json_rpc", "message", r#"{"jsonrpc":"2.0","id":1,"result":{}}"#),
        ];
        for (id, name, json) in table {
            assert_eq!(read(json, |root| dialect(name, root).map(|dialect| dialect.id)), Some(id), "{json}");
        }
        for each in DIALECTS {
            let events = ending(Some(each), &Progress::default());
            assert!(!events.is_empty(), "{}", each.id);
            for event in events.iter().filter(|event| event.payload != DONE) {
                // The converse dialect is told by names alone, an error by none.
                let same = read(&event.payload, |root| dialect(event.name, root).map(|dialect| dialect.id));
                assert_eq!(same, Some(each.id), "{}", event.payload);
            }
        }
    }

    #[test]
    fn pieces_of_one_text_have_one_key() {
        let key = |json: &str, pointer: &[&str]| {
            read(json, |root| {
                let node = pointer.iter().fold(root, |node, key| match key.parse::<usize>() {
                    Ok(index) => node.item(index).unwrap(),
                    Err(_) => node.get(key).unwrap(),
                });
                continues(&kind("", root), node)
            })
        };
        let chat = |index: usize, place: usize| {
            let other = r#"{"index":9,"delta":{"content":"y"}},"#.repeat(place);
            let json = format!(r#"{{"choices":[{other}{{"index":{index},"delta":{{"content":"x"}}}}]}}"#);
            key(&json, &["choices", &place.to_string(), "delta", "content"])
        };
        assert_eq!(chat(1, 0), chat(1, 1));
        assert_ne!(chat(1, 0), chat(2, 0));
        let start = r#"{"type":"content_block_start","index":1,"content_block":{"type":"text","text":"x"}}"#;
        let delta = |index| format!(r#"{{"type":"content_block_delta","index":{index},"delta":{{"text":"x"}}}}"#);
        assert_eq!(key(start, &["content_block", "text"]), key(&delta(1), &["delta", "text"]));
        assert_ne!(key(&delta(0), &["delta", "text"]), key(&delta(1), &["delta", "text"]));
        let part = |thought: &str| format!(r#"{{"candidates":[{{"content":{{"parts":[{{"text":"x"{thought}}}]}}}}]}}"#);
        let text = ["candidates", "0", "content", "parts", "0", "text"];
        assert_ne!(key(&part(""), &text), key(&part(r#","thought":true"#), &text));
    }

    #[test]
    fn only_events_that_say_so_end_texts() {
        let table = [
            (r#"{"type":"content_block_stop","index":2}"#, Some("index=2/")),
            (
                r#"{"type":"response.output_text.done","output_index":1,"content_index":0}"#,
                Some("output_index=1/content_index=0/"),
            ),
            (r#"{"type":"response.output_text.annotation.added","output_index":1,"content_index":0}"#, None),
            (r#"{"type":"content_block_delta","index":2}"#, None),
            (r#"{"type":"message_start"}"#, None),
            (r#"{"type":"response.completed"}"#, Some("")),
            (r#"{"model":"m","done":true}"#, Some("")),
            (r#"{"choices":[{"index":0,"finish_reason":"stop"}]}"#, None),
        ];
        for (json, expect) in table {
            assert_eq!(read(json, |root| ends(&kind("", root), root)).as_deref(), expect, "{json}");
        }
    }

    #[test]
    fn an_ending_closes_what_is_open_and_names_what_it_ends() {
        let mut progress = Progress::default();
        for json in [
            r#"{"id":"c1","object":"chat.completion.chunk","created":7,"model":"m","choices":[{"index":0,"delta":{}}]}"#,
            r#"{"id":"a b","choices":[{"index":1,"delta":{}},{"index":0,"delta":{},"finish_reason":"stop"}]}"#,
        ] {
            let mut note = read(json, |root| note("", root));
            progress.read(&mut note);
            progress.sent(note);
        }
        let events = ending(Some(&CHAT), &progress);
        let expect = r#"{"choices":[{"delta":{},"finish_reason":"content_filter","index":1,"logprobs":null}],"created":7,"id":"c1","model":"m","object":"chat.completion.chunk"}"#;
        assert_eq!(events.iter().map(|event| event.payload.as_str()).collect::<Vec<_>>(), [expect, DONE]);
    }
}
