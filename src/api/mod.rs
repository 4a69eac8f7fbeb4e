//! Wire formats: which strings are text, in which role and channel, and how a refusal looks.
//!
//! A format is data. Its grammar of [`Shape`]s says how each field is to be read; one walk over the JSON spans
//! ([`walk`]) hands out every string and number of the body exactly once, with what the grammar knows about it.
//! What the grammar doesn't know is handed out all the same, as [`Role::Unknown`]: nothing is skipped.
//!
//! Arrays are transparent: a shape applies to a value as well as to each item of a list of such values, so "an array
//! where a string was expected" is read like the string.

pub mod events;
pub mod openai_chat;

use crate::{
    json::{Document, Kind, Node},
    text::{Channel, Role},
};
use std::fmt;

/// One wire format.
#[derive(Debug)]
pub struct Api {
    /// `vendor.operation`: the name in verdicts, audit lines and policies.
    pub id: &'static str,
    /// What it is, in a few words.
    pub title: &'static str,
    /// Ends of the paths on which it is spoken, without version prefix; `*` stands for one segment.
    pub paths: &'static [&'static str],
    /// Whether a request body has this format's shape, whatever its path.
    pub is_request: fn(Node<'_, '_>) -> bool,
    /// How a request body is read.
    pub request: Shape,
    /// How a whole response body is read.
    pub response: Shape,
    /// Whether a request asks for a streamed response.
    pub streams: fn(Node<'_, '_>) -> bool,
    /// How a refusal looks, so that the vendor's SDK raises its usual typed error.
    pub refuse: fn(&Refused<'_>) -> Vec<u8>,
}

/// Why a request or response was refused, for the body that says so.
#[derive(Clone, Copy, Debug)]
pub struct Refused<'a> {
    /// HTTP status of the refusal.
    pub status: u16,
    /// One word for programs: `blocked_by_policy`, `uninspectable_body`, …
    pub code: &'static str,
    /// A sentence for people; holds no matched text.
    pub message: &'a str,
}

/// Every format, most specific shape first.
pub const REGISTRY: &[&Api] = &[&openai_chat::API];

/// How a value is to be read.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// A string of this kind; an object here is not known.
    Leaf(Leaf),
    /// Everything below is text of this channel, keys too: schemas, metadata.
    Deep(Channel),
    /// An object; a string here is not known.
    Object(&'static Object),
    /// A string or an object: `content` as text or as parts.
    Mixed(Leaf, &'static Object),
}

/// How a string (or a number in its place) is to be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Leaf {
    /// Text.
    Text(Channel),
    /// JSON inside the string; plain text if it isn't.
    Json(Channel),
    /// A word of the protocol: model, type, id.
    Control,
    /// An image, a sound, a file: a link, or a `data:` URL whose text types are decoded.
    Media,
    /// Signed or encrypted by the vendor: must never be edited.
    Sealed,
}

/// How an object is to be read.
#[derive(Clone, Copy, Debug)]
pub struct Object {
    /// For whom the texts in it speak.
    pub speaker: Speaker,
    /// The fields known.
    pub fields: &'static [(&'static str, Shape)],
    /// More exact readings, chosen by the value of a field such as `type`; its fields come before `fields`.
    pub kinds: Option<Kinds>,
}

/// Readings of an object that the value of one of its fields chooses.
#[derive(Clone, Copy, Debug)]
pub struct Kinds {
    /// The field, mostly `type`.
    pub field: &'static str,
    /// Its values, and how the object is then read.
    pub objects: &'static [(&'static str, &'static Object)],
}

/// For whom the texts of an object speak.
#[derive(Clone, Copy, Debug)]
pub enum Speaker {
    /// For whom the object around it speaks.
    Same,
    /// For this role.
    Is(Role),
    /// For the role that this field names.
    Field(&'static str),
}

impl Object {
    /// An object that speaks for whom the object around it speaks.
    pub const fn of(fields: &'static [(&'static str, Shape)]) -> Self {
        Self { speaker: Speaker::Same, fields, kinds: None }
    }

    /// An object that speaks for one role.
    pub const fn spoken(role: Role, fields: &'static [(&'static str, Shape)]) -> Self {
        Self { speaker: Speaker::Is(role), fields, kinds: None }
    }

    fn field(&self, key: Node<'_, '_>) -> Option<(&'static str, Shape)> {
        self.fields.iter().find(|(name, _)| key.str_eq(name)).copied()
    }
}

/// One string or number of a body, and what the grammar knows about it.
#[derive(Clone, Copy, Debug)]
pub struct Piece<'d, 'b> {
    /// Where it stands; a string or a number.
    pub node: Node<'d, 'b>,
    /// For whom it speaks.
    pub role: Role,
    /// How it is to be read.
    pub leaf: Leaf,
    /// Whether the grammar knows the field it stands in.
    pub known: bool,
}

impl Piece<'_, '_> {
    /// The channel it travels through.
    pub fn channel(&self) -> Channel {
        match self.leaf {
            Leaf::Text(channel) | Leaf::Json(channel) => channel,
            Leaf::Control => Channel::Control,
            Leaf::Media => Channel::Media,
            Leaf::Sealed => Channel::Unknown,
        }
    }
}

/// The role that a word of any vendor's stands for.
pub fn role_of(word: &str) -> Option<Role> {
    Some(match word {
        "system" | "SYSTEM" => Role::System,
        "developer" => Role::Developer,
        "user" | "human" | "USER" => Role::User,
        "assistant" | "model" | "ai" | "CHATBOT" => Role::Assistant,
        "tool" | "function" | "ipython" | "TOOL" => Role::Tool,
        _ => return None,
    })
}

/// Where a piece stands, as audit lines write it: `$.messages[0].content`.
///
/// A key that the grammar doesn't know may itself hold what must not be logged: it is written `*`.
#[derive(Clone, Default, Debug)]
pub struct Trail(Vec<Crumb>);

#[derive(Clone, Copy, Debug)]
enum Crumb {
    Field(&'static str),
    Item(usize),
    Unknown,
}

impl fmt::Display for Trail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("$")?;
        self.0.iter().try_for_each(|crumb| match crumb {
            Crumb::Field(name) => write!(f, ".{name}"),
            Crumb::Item(index) => write!(f, "[{index}]"),
            Crumb::Unknown => f.write_str(".*"),
        })
    }
}

/// Hands every string and number of the body to `visit`, exactly once, in the order of the body.
///
/// Keys that the grammar doesn't know are handed out as well: they carry text.
pub fn walk<'d, 'b>(
    document: &'d Document<'b>,
    shape: Shape,
    role: Role,
    visit: &mut dyn FnMut(Piece<'d, 'b>, &Trail),
) {
    Walk { trail: Trail::default(), visit }.value(document.root(), Some(shape), role);
}

struct Walk<'v, 'd, 'b> {
    trail: Trail,
    visit: &'v mut dyn FnMut(Piece<'d, 'b>, &Trail),
}

impl<'d, 'b> Walk<'_, 'd, 'b> {
    /// The depth of recursion is bounded by the depth limit of the JSON scanner.
    fn value(&mut self, node: Node<'d, 'b>, shape: Option<Shape>, role: Role) {
        match node.kind() {
            Kind::Array => {
                for (index, item) in node.items().enumerate() {
                    self.at(Crumb::Item(index), |walk| walk.value(item, shape, role));
                }
            }
            Kind::Object => match shape {
                Some(Shape::Object(object) | Shape::Mixed(_, object)) => self.object(node, object, role),
                Some(Shape::Deep(channel)) => self.deep(node, Some(channel), role),
                Some(Shape::Leaf(_)) | None => self.deep(node, None, Role::Unknown),
            },
            Kind::String | Kind::Number => {
                let (leaf, role, known) = match shape {
                    Some(Shape::Leaf(leaf) | Shape::Mixed(leaf, _)) => (leaf, role, true),
                    Some(Shape::Deep(channel)) => (Leaf::Text(channel), role, true),
                    Some(Shape::Object(_)) | None => (Leaf::Text(Channel::Unknown), Role::Unknown, false),
                };
                (self.visit)(Piece { node, role, leaf, known }, &self.trail);
            }
            Kind::Bool | Kind::Null => {}
        }
    }

    fn object(&mut self, node: Node<'d, 'b>, object: &'static Object, role: Role) {
        let kind = object.kinds.and_then(|kinds| {
            let value = node.get(kinds.field)?;
            kinds.objects.iter().find(|(word, _)| value.str_eq(word)).map(|(_, object)| *object)
        });
        let role = match kind {
            Some(Object { speaker: Speaker::Same, .. }) | None => speaker(object.speaker, node, role),
            Some(kind) => speaker(kind.speaker, node, role),
        };
        for (key, value) in node.entries() {
            match kind.and_then(|kind| kind.field(key)).or_else(|| object.field(key)) {
                Some((name, shape)) => self.at(Crumb::Field(name), |walk| walk.value(value, Some(shape), role)),
                None => self.at(Crumb::Unknown, |walk| {
                    walk.key(key, Channel::Key, Role::Unknown, false);
                    walk.value(value, None, Role::Unknown);
                }),
            }
        }
    }

    /// Everything below, keys too; of a channel that is known, or of none.
    fn deep(&mut self, node: Node<'d, 'b>, channel: Option<Channel>, role: Role) {
        for (key, value) in node.entries() {
            self.at(Crumb::Unknown, |walk| {
                walk.key(key, channel.unwrap_or(Channel::Key), role, channel.is_some());
                walk.value(value, channel.map(Shape::Deep), role);
            });
        }
    }

    fn key(&mut self, node: Node<'d, 'b>, channel: Channel, role: Role, known: bool) {
        (self.visit)(Piece { node, role, leaf: Leaf::Text(channel), known }, &self.trail);
    }

    fn at(&mut self, crumb: Crumb, visit: impl FnOnce(&mut Self)) {
        self.trail.0.push(crumb);
        visit(self);
        self.trail.0.pop();
    }
}

fn speaker(speaker: Speaker, node: Node<'_, '_>, around: Role) -> Role {
    match speaker {
        Speaker::Same => around,
        Speaker::Is(role) => role,
        Speaker::Field(field) => node
            .get(field)
            .and_then(|value| value.as_str())
            .map_or(around, |word| role_of(word.as_str()).unwrap_or(Role::Unknown)),
    }
}

/// The format that path and shape together suggest.
///
/// A body whose shape fits the format of its path is of that format; one whose shape fits only others is of the first
/// of those, whatever the path: gateways rewrite paths.
pub fn recognise(path: &str, root: Node<'_, '_>) -> Option<&'static Api> {
    let fits = |api: &&&'static Api| (api.is_request)(root);
    let fitting = || REGISTRY.iter().filter(fits).copied();
    fitting().find(|api| api.is_at(path)).or_else(|| fitting().next())
}

/// The format that the path alone suggests.
pub fn by_path(path: &str) -> Option<&'static Api> {
    REGISTRY.iter().copied().find(|api| api.is_at(path))
}

impl Api {
    /// Whether this format is spoken on the path.
    pub fn is_at(&self, path: &str) -> bool {
        self.paths.iter().any(|end| path_ends_with(path, end))
    }
}

/// Whether the path (its query taken off) ends with these segments; `*` in them stands for one segment.
pub fn path_ends_with(path: &str, end: &str) -> bool {
    let path = path.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let mut segments = path.rsplit('/');
    end.rsplit('/').all(|wanted| segments.next().is_some_and(|segment| wanted == "*" || segment == wanted))
}
