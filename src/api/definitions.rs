//! The definitions of tools in a body: the objects that name a tool and say what it does.
//!
//! Told by their place: in a list of tools that the grammar reads as such, the outermost object with a `name`; a tool
//! of the provider's own that has none goes by its `type`. A tool that is no more than a key (Gemini's `googleSearch`)
//! defines nothing.

use super::{Shape, walk};
use crate::{
    json::{Decoded, Document, Kind, Node},
    text::{Channel, Role},
};

/// The fields in which APIs list tools.
const LISTS: [&str; 5] = ["tools", "functions", "functionDeclarations", "function_declarations", "tool"];

/// Hands each definition to `visit`, with the tool's name.
pub fn each<'d, 'b>(document: &'d Document<'b>, shape: Shape, visit: &mut dyn FnMut(Decoded<'b>, Node<'d, 'b>)) {
    let mut done = 0;
    walk(document, shape, Role::Unknown, &mut |piece, _| {
        let defines = piece.channel() == Channel::ToolDefinition
            || piece.role == Role::Tool && matches!(piece.channel(), Channel::Control | Channel::Metadata);
        if !defines || piece.node.span().start < done {
            return;
        }
        if let Some((name, definition)) = around(piece.node) {
            done = definition.span().end;
            visit(name, definition);
        }
    });
}

/// The definition that a string in it belongs to.
fn around<'d, 'b>(node: Node<'d, 'b>) -> Option<(Decoded<'b>, Node<'d, 'b>)> {
    let mut outermost = None;
    let mut item = None;
    let mut below = None;
    for object in std::iter::successors(node.parent(), |node| node.parent()) {
        if object.kind() == Kind::Object {
            outermost = object.get("name").filter(|name| name.kind() == Kind::String).map(|_| object).or(outermost);
            below = Some(object);
        }
        if object.key().is_some_and(|key| LISTS.iter().any(|name| key.str_eq(name))) {
            item = below.map(|item| (item, outermost));
        }
    }
    let (item, named) = item?;
    let holds_definitions =
        || item.entries().any(|(_, value)| value.kind() == Kind::Array || value.get("name").is_some());
    match named {
        Some(named) => Some((named.get("name")?.as_str()?, named)),
        None if holds_definitions() => None,
        None => Some((item.get("type")?.as_str()?, item)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{api, json::Limits};

    #[test]
    fn every_api_lists_its_tools() {
        for (path, body, expect) in [
            (
                "/v1/chat/completions",
                r#"{"messages":[],"tools":[{"type":"function","function":{"name":"pay","description":"d","parameters":{"type":"object","properties":{"name":{"type":"string","description":"x"}}}}},{"type":"web_search_preview"}],"functions":[{"name":"old"}]}"#,
                "pay web_search_preview old",
            ),
            ("/v1/responses", r#"{"input":"q","tools":[{"type":"function","name":"pay","parameters":{}}]}"#, "pay"),
            (
                "/v1/messages",
                r#"{"messages":[{"role":"user","content":[{"type":"tool_result","content":"{\"tools\":[{\"name\":\"no\"}]}"}]}],"tools":[{"name":"pay","input_schema":{}},{"type":"web_search_20250305","name":"web_search","max_uses":2}]}"#,
                "pay web_search",
            ),
            (
                "/v1beta/models/m:generateContent",
                r#"{"contents":[],"tools":[{"functionDeclarations":[{"name":"pay","description":"d"},{"name":"see"}]},{"googleSearch":{}}]}"#,
                "pay see",
            ),
            (
                "/model/m/converse",
                r#"{"messages":[],"toolConfig":{"tools":[{"toolSpec":{"name":"pay","inputSchema":{"json":{}}}}]}}"#,
                "pay",
            ),
            ("/v1/chat", r#"{"message":"q","chat_history":[],"tools":[{"name":"pay","description":"d"}]}"#, "pay"),
        ] {
            let document = Document::scan(body.as_bytes(), Limits::default()).unwrap();
            let api = api::recognise(api::by_path(path, |_| false), path, document.root()).unwrap();
            let mut found = Vec::new();
            each(&document, api.request, &mut |name, node| {
                assert_eq!(node.kind(), Kind::Object);
                found.push(name.as_str().to_owned());
            });
            assert_eq!(found.join(" "), expect, "{path}");
        }
        let listed = r#"{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"pay","title":"t","description":"d","inputSchema":{"type":"object"}},{"name":"see"}],"structuredContent":{"tools":[{"name":"no"}]}}}"#;
        let document = Document::scan(listed.as_bytes(), Limits::default()).unwrap();
        let mut found = Vec::new();
        each(&document, api::mcp::API.response, &mut |name, _| found.push(name.as_str().to_owned()));
        assert_eq!(found, ["pay", "see"]);
    }
}
