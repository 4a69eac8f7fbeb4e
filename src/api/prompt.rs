//! Where in a request the application's instructions end: the place to which something can be added to them.
//!
//! That is the last text of the first run of texts that speak for the system or the developer: Chat Completions' first
//! system messages, Anthropic's and Bedrock's `system`, Gemini's `systemInstruction`, the Responses API's
//! `instructions`. What comes later in a conversation moves nothing, so a provider's prompt cache still hits.

use super::{Leaf, Shape, walk};
use crate::{
    json::{Document, Kind, Node},
    text::{Channel, Role},
};

/// Programs that print prompts, and no prompts themselves (vLLM, Ollama).
const TEMPLATES: [&str; 2] = ["chat_template", "template"];

/// The string at whose end the instructions end; `None` if the request has none.
pub fn end<'d, 'b>(document: &'d Document<'b>, shape: Shape) -> Option<Node<'d, 'b>> {
    let mut last = None;
    let mut over = false;
    walk(document, shape, Role::Unknown, &mut |piece, _| {
        let said = piece.known && piece.leaf == Leaf::Text(Channel::Text) && piece.node.kind() == Kind::String;
        let template = || piece.node.key().is_some_and(|key| TEMPLATES.iter().any(|name| key.str_eq(name)));
        if over || !said || piece.node.is_key() || template() {
            return;
        }
        match piece.role {
            Role::System | Role::Developer => last = Some(piece.node),
            _ => over = last.is_some(),
        }
    });
    last
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api;
    use crate::json::Limits;

    #[test]
    fn every_api_has_its_own_place() {
        for (path, body, expect) in [
            (
                "/v1/chat/completions",
                r#"{"messages":[{"role":"system","content":"A"},{"role":"developer","content":[{"type":"text","text":"B"}]},{"role":"user","content":"q"},{"role":"system","content":"C"}]}"#,
                Some("B"),
            ),
            ("/v1/chat/completions", r#"{"messages":[{"role":"user","content":"q"}]}"#, None),
            ("/v1/chat/completions", r#"{"chat_template":"{{ x }}","messages":[{"role":"user","content":"q"}]}"#, None),
            ("/v1/messages", r#"{"max_tokens":1,"messages":[{"role":"user","content":"q"}],"system":"A"}"#, Some("A")),
            (
                "/v1/messages",
                r#"{"system":[{"type":"text","text":"A"},{"type":"text","text":"B","cache_control":{"type":"ephemeral"}}],"messages":[{"role":"user","content":"q"}]}"#,
                Some("B"),
            ),
            ("/v1/responses", r#"{"instructions":"A","input":"q"}"#, Some("A")),
            (
                "/v1/responses",
                r#"{"input":[{"role":"developer","content":"A"},{"role":"user","content":"q"}]}"#,
                Some("A"),
            ),
            (
                "/v1beta/models/m:generateContent",
                r#"{"contents":[{"role":"user","parts":[{"text":"q"}]}],"system_instruction":{"parts":[{"text":"A"}]}}"#,
                Some("A"),
            ),
            (
                "/model/m/converse",
                r#"{"system":[{"text":"A"},{"cachePoint":{"type":"default"}}],"messages":[{"role":"user","content":[{"text":"q"}]}]}"#,
                Some("A"),
            ),
            ("/v2/chat", r#"{"messages":[{"role":"system","content":"A"},{"role":"user","content":"q"}]}"#, Some("A")),
            ("/v1/chat", r#"{"preamble":"A","message":"q","chat_history":[]}"#, Some("A")),
            ("/api/chat", r#"{"options":{},"messages":[{"role":"system","content":"A"}]}"#, Some("A")),
            ("/api/generate", r#"{"system":"A","template":"{{ .Prompt }}","prompt":"q"}"#, Some("A")),
        ] {
            let document = Document::scan(body.as_bytes(), Limits::default()).unwrap();
            let at = api::by_path(path, |_| false);
            let api = api::recognise(at, path, document.root()).unwrap();
            let found = end(&document, api.request).and_then(Node::as_str);
            assert_eq!(found.as_ref().map(|text| text.as_str()), expect, "{path} {body}");
        }
    }
}
