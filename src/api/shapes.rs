//! What many formats have in common: shapes of values, and questions about a body's shape.

use super::{Leaf, Object, Shape};
use crate::{
    json::{Kind, Node},
    text::{Channel, Role},
};

/// Words of the protocol, numbers, settings: whatever stands there.
pub const CONTROL: Shape = Shape::Deep(Channel::Control);
pub const TEXT: Shape = Shape::Leaf(Leaf::Text(Channel::Text));
pub const REASONING: Shape = Shape::Leaf(Leaf::Text(Channel::Reasoning));
pub const REFUSAL: Shape = Shape::Leaf(Leaf::Text(Channel::Refusal));
/// Text below, however deep: errors, instructions as text or as messages.
pub const TEXTS: Shape = Shape::Deep(Channel::Text);
pub const REASONINGS: Shape = Shape::Deep(Channel::Reasoning);
pub const METADATA: Shape = Shape::Deep(Channel::Metadata);
pub const DEFINITION: Shape = Shape::Deep(Channel::ToolDefinition);
pub const ARGUMENTS: Shape = Shape::Deep(Channel::ToolArguments);
pub const RESULT: Shape = Shape::Deep(Channel::ToolResult);
pub const CITATION: Shape = Shape::Deep(Channel::Citation);
pub const LOGPROBS: Shape = Shape::Deep(Channel::Logprobs);
pub const MEDIA: Shape = Shape::Leaf(Leaf::Media);
pub const SEALED: Shape = Shape::Leaf(Leaf::Sealed);

/// An object of which nothing is known: every string in it is read as unknown.
pub const NOTHING: Shape = Shape::Object(&Object::of(&[]));

/// The application's instructions, as a text or in parts.
pub const INSTRUCTIONS: Shape = text_or(&SYSTEM);

static SYSTEM: Object = Object::spoken(Role::System, &[("type|cache_control", CONTROL), ("text|content", TEXT)]);

/// Text, or an object.
pub const fn text_or(object: &'static Object) -> Shape {
    Shape::Mixed(Leaf::Text(Channel::Text), object)
}

/// A word of the protocol, or an object.
pub const fn word_or(object: &'static Object) -> Shape {
    Shape::Mixed(Leaf::Control, object)
}

pub fn has(node: Node<'_, '_>, key: &str) -> bool {
    node.get(key).is_some()
}

pub fn has_any(node: Node<'_, '_>, keys: &[&str]) -> bool {
    keys.iter().any(|key| has(node, key))
}

pub fn is_text(node: Node<'_, '_>, key: &str) -> bool {
    node.get(key).is_some_and(|value| value.kind() == Kind::String)
}

pub fn is_list(node: Node<'_, '_>, key: &str) -> bool {
    node.get(key).is_some_and(|value| value.kind() == Kind::Array)
}

pub fn is_object(node: Node<'_, '_>, key: &str) -> bool {
    node.get(key).is_some_and(|value| value.kind() == Kind::Object)
}

/// The field as text; empty if it is none.
pub fn word<'b>(node: Node<'_, 'b>, key: &str) -> std::borrow::Cow<'b, str> {
    node.get(key).and_then(Node::as_str).map(crate::json::Decoded::into_text).unwrap_or_default()
}

/// Whether an item of the list in this field has the key.
pub fn any_has(node: Node<'_, '_>, list: &str, key: &str) -> bool {
    node.get(list).is_some_and(|list| list.items().any(|item| has(item, key)))
}
