//! How refusals look: the error bodies that each vendor's own SDK turns into its usual typed error.
//!
//! Sources: OpenAI API reference, "Error codes"; Anthropic, "Errors"; Google Cloud APIs design guide, "Errors"
//! (`google.rpc.Status`); AWS Smithy, "AWS restJson1 protocol", section "Operation error serialization"; Cohere,
//! Mistral, Ollama and Hugging Face TGI API references; JSON-RPC 2.0, section 5.1.

use serde_json::{Value, json};

/// Why a request or response was refused, for the body that says so.
#[derive(Clone, Copy, Debug)]
pub struct Refused<'a> {
    /// HTTP status of the refusal.
    pub status: u16,
    /// One word for programs: `blocked_by_policy`, `uninspectable_body`, …
    pub code: &'static str,
    /// A sentence for people; holds no matched text.
    pub message: &'a str,
    /// The ids of the JSON-RPC calls that are refused.
    pub calls: &'a Calls,
}

/// The ids of the JSON-RPC calls in a body.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Calls {
    /// Each as JSON: a number or a plain string.
    pub ids: Vec<String>,
    /// Whether they came as a list.
    pub batch: bool,
}

/// What is answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    /// HTTP status.
    pub status: u16,
    /// Headers besides `content-type: application/json`.
    pub headers: Vec<(&'static str, String)>,
    /// The body, JSON.
    pub body: Vec<u8>,
}

impl Refusal {
    fn of(refused: &Refused<'_>, body: &Value) -> Self {
        Self { status: refused.status, headers: Vec::new(), body: body.to_string().into_bytes() }
    }
}

/// OpenAI's, which its SDKs turn into `APIStatusError` and its kin.
pub fn openai(refused: &Refused<'_>) -> Refusal {
    let kind = match refused.status {
        400..=499 => "invalid_request_error",
        _ => "server_error",
    };
    let error = json!({"message": refused.message, "type": kind, "param": null, "code": refused.code});
    Refusal::of(refused, &json!({"error": error}))
}

/// Anthropic's: `{"type": "error", "error": {"type", "message"}}`.
pub fn anthropic(refused: &Refused<'_>) -> Refusal {
    let kind = match refused.status {
        403 => "permission_error",
        413 => "request_too_large",
        400..=499 => "invalid_request_error",
        _ => "api_error",
    };
    Refusal::of(refused, &json!({"type": "error", "error": {"type": kind, "message": refused.message}}))
}

/// Google's: `google.rpc.Status`.
pub fn google(refused: &Refused<'_>) -> Refusal {
    let status = match refused.status {
        403 => "PERMISSION_DENIED",
        400..=499 => "INVALID_ARGUMENT",
        _ => "INTERNAL",
    };
    let details = json!([{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": refused.code}]);
    let error = json!({"code": refused.status, "message": refused.message, "status": status, "details": details});
    Refusal::of(refused, &json!({"error": error}))
}

/// AWS's: the type of the error stands in a header.
pub fn aws(refused: &Refused<'_>) -> Refusal {
    let kind = match refused.status {
        403 => "AccessDeniedException",
        400..=499 => "ValidationException",
        _ => "InternalServerException",
    };
    let mut refusal = Refusal::of(refused, &json!({"message": refused.message}));
    refusal.headers.push(("x-amzn-errortype", kind.into()));
    refusal
}

/// Cohere's: `{"message"}`.
pub fn cohere(refused: &Refused<'_>) -> Refusal {
    Refusal::of(refused, &json!({"message": refused.message}))
}

/// Mistral's: `{"object": "error", "message", "type", "code"}`.
pub fn mistral(refused: &Refused<'_>) -> Refusal {
    let body = json!({
        "object": "error", "message": refused.message, "type": "invalid_request_error", "param": null,
        "code": refused.code,
    });
    Refusal::of(refused, &body)
}

/// Ollama's: `{"error"}`; Hugging Face TGI's has an `error_type` besides.
pub fn plain(refused: &Refused<'_>) -> Refusal {
    Refusal::of(refused, &json!({"error": refused.message, "error_type": refused.code}))
}

/// JSON-RPC's: an error for each call, by HTTP 200, as its clients expect; a notification can only be told by status.
pub fn json_rpc(refused: &Refused<'_>) -> Refusal {
    let error = |id: Value| {
        let error = json!({"code": -32000, "message": refused.message, "data": {"reason": refused.code}});
        json!({"jsonrpc": "2.0", "id": id, "error": error})
    };
    let mut ids = refused.calls.ids.iter().filter_map(|id| serde_json::from_slice(id.as_bytes()).ok());
    if refused.calls.batch && !refused.calls.ids.is_empty() {
        return Refusal { status: 200, ..Refusal::of(refused, &ids.map(error).collect()) };
    }
    match ids.next() {
        Some(id) => Refusal { status: 200, ..Refusal::of(refused, &error(id)) },
        None => Refusal::of(refused, &error(Value::Null)),
    }
}
