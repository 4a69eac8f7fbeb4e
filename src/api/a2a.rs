//! The Agent2Agent protocol over JSON-RPC, and agent cards.
//!
//! Source: Agent2Agent (A2A) protocol specification, 0.3 and 1.0, <https://a2a-protocol.org/latest/specification/>.

use super::{Api, Fit, Leaf, Object, Shape, Speaker, refusal, shapes::*};
use crate::{
    json::Node,
    text::{Channel, Role},
};

/// The format.
pub const API: Api = Api {
    id: "a2a",
    title: "Agent2Agent (JSON-RPC and HTTP)",
    paths: &["a2a", "a2a/*", "message:send", "message:stream", ".well-known/agent-card.json", ".well-known/agent.json"],
    header: None,
    fit: |root| match has(root, "jsonrpc") {
        true => Fit::only(is_method(&word(root, "method")) || result_is_a2a(root)),
        false => Fit::telling(root.get("message").is_some_and(is_message)),
    },
    request: Shape::Object(&MESSAGE),
    response: Shape::Object(&MESSAGE),
    streams: true,
    media: false,
    refuse: |refused| if refused.calls.ids.is_empty() { refusal::google(refused) } else { refusal::json_rpc(refused) },
};

/// Whether a JSON-RPC method is A2A's: 0.3's `message/send`, 1.0's `SendMessage`.
pub(super) fn is_method(method: &str) -> bool {
    const WORDS: &[&str] = &[
        "SendMessage",
        "SendStreamingMessage",
        "GetTask",
        "ListTasks",
        "CancelTask",
        "SubscribeToTask",
        "GetExtendedAgentCard",
    ];
    let ours = ["message/", "agent/"].iter().any(|start| method.starts_with(start));
    // MCP has tasks, too: `tasks/list`, `tasks/result`.
    let tasks = ["tasks/send", "tasks/sendSubscribe", "tasks/resubscribe", "tasks/pushNotificationConfig"];
    ours || tasks.iter().any(|start| method.starts_with(start))
        || ["tasks/get", "tasks/cancel"].contains(&method)
        || WORDS.contains(&method)
        || method.contains("TaskPushNotificationConfig")
}

fn result_is_a2a(root: Node<'_, '_>) -> bool {
    root.get("result").is_some_and(|result| has(result, "contextId") || has(result, "artifacts") || is_message(result))
}

fn is_message(node: Node<'_, '_>) -> bool {
    is_list(node, "parts") && has_any(node, &["role", "messageId"])
}

static MESSAGE: Object = Object::spoken(
    Role::User,
    &[
        ("jsonrpc|id|method|protocolVersion|version|url|preferredTransport|capabilities|securitySchemes", CONTROL),
        ("security|defaultInputModes|defaultOutputModes|additionalInterfaces|signatures", CONTROL),
        ("params", Shape::Object(&PARAMS)),
        ("result", Shape::Object(&OUTCOME)),
        ("error", TEXTS),
        // Over plain HTTP there is no envelope.
        ("message|request", Shape::Object(&TURN)),
        ("task", Shape::Object(&OUTCOME)),
        ("configuration", CONTROL),
        ("metadata|tenant", METADATA),
        // An agent's card describes it, as a tool's definition does.
        ("name|description|skills|provider|documentationUrl|iconUrl", DEFINITION),
    ],
);

static PARAMS: Object = Object::of(&[
    ("message", Shape::Object(&TURN)),
    (
        "id|taskId|name|contextId|historyLength|configuration|pushNotificationConfig|sessionId|pageSize|pageToken",
        CONTROL,
    ),
    ("metadata|tenant", METADATA),
]);

/// A message of an agent's or of the one that talks to it.
static TURN: Object = Object {
    speaker: Speaker::Field("role"),
    kinds: None,
    fields: &[
        ("role|messageId|taskId|contextId|kind|referenceTaskIds|extensions", CONTROL),
        ("parts|content", text_or(&PART)),
        ("metadata", METADATA),
    ],
};

static PART: Object = Object::of(&[
    ("kind|type|mediaType", CONTROL),
    ("text", TEXT),
    ("data", Shape::Deep(Channel::ToolResult)),
    ("file", Shape::Mixed(Leaf::Media, &FILE)),
    ("raw|url", MEDIA),
    ("filename|metadata", METADATA),
]);

static FILE: Object = Object::spoken(
    Role::Document,
    &[("bytes|uri|fileWithBytes|fileWithUri", MEDIA), ("mimeType|mediaType", CONTROL), ("name", METADATA)],
);

/// A task, a message, or an update of either.
static OUTCOME: Object = Object {
    speaker: Speaker::Field("role"),
    kinds: None,
    fields: &[
        ("id|taskId|contextId|kind|role|messageId|final|append|lastChunk|referenceTaskIds|sessionId|index", CONTROL),
        ("parts", text_or(&PART)),
        ("message|msg|history", Shape::Object(&TURN)),
        ("status|statusUpdate", Shape::Object(&STATUS)),
        ("artifact|artifacts", Shape::Object(&ARTIFACT)),
        (
            "artifactUpdate",
            Shape::Object(&Object::of(&[
                ("taskId|contextId|append|lastChunk", CONTROL),
                ("artifact", Shape::Object(&ARTIFACT)),
                ("metadata", METADATA),
            ])),
        ),
        ("task|tasks", Shape::Object(&OUTCOME)),
        ("nextPageToken|totalSize|pageSize|protocolVersion|version|url|capabilities", CONTROL),
        ("metadata", METADATA),
        ("name|description|skills", DEFINITION),
    ],
};

static STATUS: Object = Object::spoken(
    Role::Assistant,
    &[
        ("state|timestamp|taskId|contextId|final", CONTROL),
        ("message", Shape::Object(&TURN)),
        ("status", Shape::Object(&STATUS)),
        ("metadata", METADATA),
    ],
);

static ARTIFACT: Object = Object::spoken(
    Role::Assistant,
    &[
        ("artifactId|extensions|index|append|lastChunk", CONTROL),
        ("name|description|metadata", METADATA),
        ("parts", text_or(&PART)),
    ],
);
