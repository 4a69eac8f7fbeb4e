//! Wire formats: which strings are text, in which role and channel, and how a refusal looks.
//!
//! A format is data. Its grammar of [`Shape`]s says how each field is to be read; one walk over the JSON spans
//! ([`walk`]) hands out every string and number of the body exactly once, with what the grammar knows about it.
//! What the grammar doesn't know is handed out all the same, as [`Role::Unknown`]: nothing is skipped.
//!
//! Arrays are transparent: a shape applies to a value as well as to each item of a list of such values, so "an array
//! where a string was expected" is read like the string.

pub mod a2a;
pub mod anthropic_batches;
pub mod anthropic_files;
pub mod anthropic_messages;
pub mod bedrock_converse;
pub mod bedrock_count_tokens;
pub mod bedrock_invoke_model;
pub mod cohere_chat;
pub mod cohere_embed;
pub mod definitions;
pub mod events;
pub mod google_cached_contents;
pub mod google_embed_content;
pub mod google_files;
pub mod google_generate_content;
pub mod huggingface_generate;
pub mod mcp;
pub mod mistral_conversations;
pub mod mistral_fim;
pub mod ollama;
pub mod openai_assistants;
pub mod openai_audio;
pub mod openai_batches;
pub mod openai_chat;
pub mod openai_completions;
pub mod openai_conversations;
pub mod openai_embeddings;
pub mod openai_files;
pub mod openai_images;
pub mod openai_models;
pub mod openai_moderations;
pub mod openai_realtime;
pub mod openai_responses;
pub mod openai_vector_stores;
pub mod prompt;
pub mod refusal;
pub mod rerank;
mod shapes;
pub mod tokenize;

use crate::{
    json::{Document, Kind, Node},
    splice::Edit,
    text::{Channel, Role},
};
use refusal::{Refusal, Refused};
use std::fmt;

/// One wire format.
#[derive(Debug)]
pub struct Api {
    /// `vendor.operation`: the name in verdicts, audit lines and policies.
    pub id: &'static str,
    /// What it is, in a few words.
    pub title: &'static str,
    /// Ends of the paths on which it is spoken, without version prefix; `*` stands for any text within one segment.
    pub paths: &'static [&'static str],
    /// A request header that only this vendor's clients send, where another vendor has the same path.
    pub header: Option<&'static str>,
    /// Whether a request body has this format's shape; asked of an object, or of the first one in a list.
    pub fit: fn(Node<'_, '_>) -> Fit,
    /// How a request body is read.
    pub request: Shape,
    /// How a whole response body is read.
    pub response: Shape,
    /// Whether responses can come as a stream of events ([`events`]).
    pub streams: bool,
    /// Whether whole bodies can be files, images or sounds: uploads, speech.
    pub media: bool,
    /// How a refusal looks, so that the vendor's SDK raises its usual typed error.
    pub refuse: fn(&Refused<'_>) -> Refusal,
}

/// How well the shape of a body fits a format.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Fit {
    /// It is something else.
    No,
    /// If the path says so.
    Could,
    /// Whatever the path: gateways rewrite paths.
    Surely,
}

impl Fit {
    /// A shape that is telling, or one that needs the path to tell.
    pub const fn telling(is: bool) -> Self {
        if is { Self::Surely } else { Self::Could }
    }

    /// A shape that is telling, or another format's.
    pub const fn only(is: bool) -> Self {
        if is { Self::Surely } else { Self::No }
    }
}

/// Every format; of two whose shape fits, the first is taken, so the more telling shapes come first.
pub const REGISTRY: &[&Api] = &[
    &a2a::API,
    &mcp::API,
    &openai_batches::API,
    &openai_batches::LINE,
    &anthropic_batches::API,
    &bedrock_count_tokens::API,
    &bedrock_converse::API,
    &bedrock_invoke_model::API,
    &google_generate_content::API,
    &google_generate_content::COUNT_TOKENS,
    &google_embed_content::API,
    &google_cached_contents::API,
    &google_files::API,
    &openai_assistants::API,
    &openai_conversations::API,
    &openai_realtime::API,
    &openai_realtime::CALLS,
    &anthropic_messages::API,
    &anthropic_messages::COUNT_TOKENS,
    &anthropic_files::API,
    &ollama::CHAT,
    &ollama::GENERATE,
    &ollama::EMBED,
    &cohere_chat::API,
    &cohere_embed::API,
    &rerank::API,
    &tokenize::API,
    &mistral_fim::API,
    &mistral_conversations::API,
    &huggingface_generate::API,
    &openai_chat::API,
    &openai_images::API,
    &openai_completions::API,
    &openai_audio::SPEECH,
    &openai_audio::TRANSCRIPTION,
    &openai_embeddings::API,
    &openai_moderations::API,
    &openai_responses::API,
    &openai_responses::COMPACT,
    &openai_responses::INPUT_TOKENS,
    &openai_files::API,
    &openai_files::FINE_TUNING,
    &openai_vector_stores::API,
    &openai_models::API,
];

/// How a value is to be read.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// A string of this kind; an object here is not known.
    Leaf(Leaf),
    /// Everything below is text of this channel, keys too: schemas, metadata, what tools are given and give back.
    Deep(Channel),
    /// Numbers without end that are no text: embeddings.
    Vector,
    /// What the value itself says: a body inside a body.
    By(fn(Node<'_, '_>) -> Option<Shape>),
    /// An object; a string here is not known.
    Object(&'static Object),
    /// A string or an object: `content` as text or as parts. If the object speaks for one role, so does the string.
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
    /// An image, a sound, a file: a link to it, a `data:` URL or base64. What is text once decoded is read.
    Media,
    /// Signed or encrypted by the vendor: must never be edited.
    Sealed,
}

/// How an object is to be read.
#[derive(Clone, Copy, Debug)]
pub struct Object {
    /// For whom the texts in it speak.
    pub speaker: Speaker,
    /// The fields known; `a|b` are two fields read alike. Names in camel case (Google's, AWS's) go for snake case too,
    /// as in Protocol Buffers' JSON.
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

    /// An object read in more than one way, by its `type`.
    pub const fn by_type(
        speaker: Speaker,
        objects: &'static [(&'static str, &'static Object)],
        fields: &'static [(&'static str, Shape)],
    ) -> Self {
        Self { speaker, fields, kinds: Some(Kinds { field: "type", objects }) }
    }

    fn field(&self, key: &str) -> Option<(&'static str, Shape)> {
        self.fields.iter().find_map(|(names, shape)| {
            let name = names.split('|').find(|name| same_name(key, name))?;
            Some((name, *shape))
        })
    }
}

/// Whether a key is this name, in the spelling of its format.
fn same_name(key: &str, name: &str) -> bool {
    if key == name {
        return true;
    }
    if !key.contains('_') || !name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return false;
    }
    let mut rest = name.bytes();
    let mut raised = false;
    for byte in key.bytes() {
        if byte == b'_' {
            raised = true;
        } else if rest.next() == Some(if raised { byte.to_ascii_uppercase() } else { byte }) {
            raised = false;
        } else {
            return false;
        }
    }
    rest.next().is_none() && !raised
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
        "system" | "SYSTEM" | "context" => Role::System,
        "developer" => Role::Developer,
        "user" | "human" | "USER" | "ROLE_USER" => Role::User,
        "assistant" | "model" | "ai" | "CHATBOT" | "agent" | "ROLE_AGENT" => Role::Assistant,
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
                Some(Shape::By(choose)) => self.chosen(node, choose, role),
                Some(Shape::Leaf(_) | Shape::Vector) | None => self.deep(node, None, Role::Unknown),
            },
            Kind::String | Kind::Number => {
                let (leaf, role, known) = match shape {
                    Some(Shape::Leaf(leaf)) => (leaf, role, true),
                    Some(Shape::Mixed(leaf, Object { speaker: Speaker::Is(role), .. })) => (leaf, *role, true),
                    Some(Shape::Mixed(leaf, _)) => (leaf, role, true),
                    Some(Shape::Deep(channel)) => (deep_leaf(channel), role, true),
                    Some(Shape::Vector) if is_vector_item(node) => return,
                    Some(Shape::Vector) if node.kind() == Kind::String => (Leaf::Media, role, true),
                    Some(Shape::Vector) => (Leaf::Text(Channel::Unknown), Role::Unknown, false),
                    Some(Shape::By(choose)) => return self.chosen(node, choose, role),
                    Some(Shape::Object(_)) | None => (Leaf::Json(Channel::Unknown), Role::Unknown, false),
                };
                (self.visit)(Piece { node, role, leaf, known }, &self.trail);
            }
            Kind::Bool | Kind::Null => {}
        }
    }

    /// A shape that the value chooses never chooses by itself again.
    fn chosen(&mut self, node: Node<'d, 'b>, choose: fn(Node<'_, '_>) -> Option<Shape>, role: Role) {
        let shape = choose(node).filter(|shape| !matches!(shape, Shape::By(_)));
        self.value(node, shape, role);
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
            let field = key
                .as_str()
                .and_then(|key| kind.and_then(|kind| kind.field(key.as_str())).or_else(|| object.field(key.as_str())));
            match field {
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

/// What tools are given and give back is often JSON inside a string.
fn deep_leaf(channel: Channel) -> Leaf {
    match channel {
        Channel::ToolArguments | Channel::ToolResult => Leaf::Json(channel),
        _ => Leaf::Text(channel),
    }
}

/// A number that belongs to an embedding: a fraction, or too short to be an identifier.
fn is_vector_item(node: Node<'_, '_>) -> bool {
    node.kind() == Kind::Number && (node.raw().len() <= 5 || node.raw().contains(['.', 'e', 'E']))
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

/// The edits that empty every `logprobs` of a response in which something was changed: they spell the text a second
/// time, token by token and in numbers, with what else it might have been.
pub fn without_logprobs<'d>(document: &'d Document<'_>) -> impl Iterator<Item = Edit> + 'd {
    let keys = document
        .nodes()
        .filter(|node| node.is_key() && ["logprobs", "logprobsResult"].iter().any(|name| node.str_eq(name)));
    keys.filter_map(|key| {
        let name = key.as_str()?;
        let value = key.parent()?.get(name.as_str())?;
        let replacement = match value.kind() {
            Kind::Array => "[]",
            Kind::Object => "null",
            _ => return None,
        };
        Some(Edit { span: value.span(), replacement: replacement.into() })
    })
}

/// The format that path and shape together suggest; `at` is the one that the path alone suggests ([`by_path`]).
///
/// A body whose shape fits the format of its path is of that format; another is of the first format whose shape it
/// surely has, whatever the path: gateways rewrite paths.
pub fn recognise(at: Option<&'static Api>, path: &str, root: Node<'_, '_>) -> Option<&'static Api> {
    let node = match root.kind() {
        Kind::Array => root.items().next()?,
        _ => root,
    };
    let fitting = |least: Fit| REGISTRY.iter().copied().filter(move |api| (api.fit)(node) >= least);
    at.filter(|api| (api.fit)(node) >= Fit::Could)
        .or_else(|| fitting(Fit::Could).find(|api| api.is_at(path)))
        .or_else(|| fitting(Fit::Surely).next())
}

/// The format that the path suggests, and the headers where two vendors share one; the longest match wins.
pub fn by_path(path: &str, has_header: impl Fn(&str) -> bool) -> Option<&'static Api> {
    let path = bare(path);
    let length = |end: &&str| end.bytes().filter(|byte| *byte != b'*').count();
    let rank = |api: &&'static Api| {
        let longest = api.paths.iter().copied().filter(|end| ends_with(path, end)).map(|end| length(&end)).max()?;
        match api.header {
            Some(header) => has_header(header).then_some((longest, true)),
            None => Some((longest, false)),
        }
    };
    // `max_by_key` takes the last of equals.
    let ranked = REGISTRY.iter().rev().copied().filter_map(|api| Some((rank(&api)?, api)));
    ranked.max_by_key(|(rank, _)| *rank).map(|(_, api)| api)
}

/// The formats as a Markdown table: what `promptsieve apis` prints and the README shows.
pub fn table() -> String {
    let mut table =
        String::from("| API | name in policies and logs | paths end with | read |\n| --- | --- | --- | --- |\n");
    for api in REGISTRY {
        let paths: Vec<_> = api.paths.iter().map(|path| format!("`{path}`")).collect();
        let read = if api.streams { "request, response, stream" } else { "request, response" };
        let paths = if paths.is_empty() { "(inside files)".to_owned() } else { paths.join(", ") };
        table.push_str(&format!("| {} | `{}` | {paths} | {read} |\n", api.title, api.id));
    }
    table
}

impl Api {
    /// Whether this format is spoken on the path.
    pub fn is_at(&self, path: &str) -> bool {
        self.paths.iter().any(|end| path_ends_with(path, end))
    }
}

/// Whether the path (its query taken off) ends with these segments; `*` stands for any text within one segment.
/// Upper and lower case are not told apart: where servers do, they answer 404.
pub fn path_ends_with(path: &str, end: &str) -> bool {
    ends_with(bare(path), end)
}

/// Without its query, and without slashes at its end.
fn bare(path: &str) -> &str {
    path.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/')
}

/// The same for a bare path. Every request is held against all of them, so what follows the last `*` decides first.
fn ends_with(path: &str, end: &str) -> bool {
    let last = end.rsplit('*').next().unwrap_or_default();
    let Some(before) = path.len().checked_sub(last.len()) else { return false };
    if !path.as_bytes().get(before..).is_some_and(|there| there.eq_ignore_ascii_case(last.as_bytes())) {
        return false;
    }
    if last.len() == end.len() {
        return path.as_bytes().get(..before).is_some_and(|head| head.last().is_none_or(|byte| *byte == b'/'));
    }
    let mut segments = path.rsplit('/');
    end.rsplit('/').all(|wanted| segments.next().is_some_and(|segment| segment_matches(segment, wanted)))
}

fn segment_matches(segment: &str, wanted: &str) -> bool {
    let Some((before, after)) = wanted.split_once('*') else { return segment.eq_ignore_ascii_case(wanted) };
    let Some(middle) = segment.len().checked_sub(before.len() + after.len()) else { return false };
    let starts = segment.get(..before.len()).is_some_and(|start| start.eq_ignore_ascii_case(before));
    let ends = segment.get(before.len() + middle..).is_some_and(|end| end.eq_ignore_ascii_case(after));
    // A segment that is all `*` is not empty.
    starts && ends && !segment.is_empty()
}
