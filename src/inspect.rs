//! One body: what is in it, what the rules say, and the body that goes on.

use crate::{
    api::{self, Api, Leaf, Object, Piece, Shape, Trail, definitions, mcp, prompt, refusal::Calls},
    attachment::Attachment,
    audit::{Direction, MAX_RECORDS, Reason, Record, Verdict},
    content::{self, Content, Part},
    detect::{self, injection},
    find::Finder,
    finding::Finding,
    form,
    guard::{Care, Guard},
    json::{self, Class, Document, ErrorKind, Kind, Node},
    policy::{self, Action, Restoring, Rule, UnknownShape},
    redact::{Format, Found, Present, Put, Redaction, Redactor, Restored},
    splice::{Edit, Edits, Layer, Verbatim, splice, splice_str},
    text::{Channel, Role, Span, is_plain},
};
use std::borrow::Cow;

/// How deep JSON inside JSON strings is followed: a tool's arguments may hold JSON that holds JSON.
const MAX_NESTING: usize = 4;

/// The most bytes of a key that count as context for the value under it.
const MAX_KEY: usize = 64;

/// Signatures and encrypted blocks are longer than this, in bytes, and have no blanks in them.
const MIN_SEALED: usize = 32;

/// What it takes to inspect a body.
#[derive(Clone, Copy, Debug)]
pub struct Inspector<'p> {
    /// Finds what is bad.
    pub finder: &'p Finder,
    /// What is done about it.
    pub rules: &'p [Rule],
    /// How much JSON is read.
    pub limits: json::Limits,
    /// What becomes of JSON of no known API.
    pub unknown_shape: UnknownShape,
    /// The API that the policy says is spoken here, whatever the body looks like.
    pub pinned: Option<&'static Api>,
}

/// A body, inspected.
#[derive(Debug, Default)]
pub struct Inspected {
    /// The API, where the body's shape tells.
    pub api: Option<&'static Api>,
    /// The model that a request asks for, if its name is a plain one.
    pub model: Option<String>,
    /// The JSON-RPC calls in a request.
    pub calls: Calls,
    /// What was read and found; its verdict is not set yet, but for a shape that passed unread or unknown.
    pub direction: Direction,
    /// What becomes of it.
    pub outcome: Outcome,
}

/// What becomes of a body.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Outcome {
    /// It goes on as it is.
    #[default]
    Clean,
    /// It goes on as these bytes.
    Changed(Vec<u8>),
    /// A rule refuses it.
    Refused,
    /// It can't be read.
    Uninspectable(Reason),
}

impl Inspector<'_> {
    /// Inspects the body of a request; `redactor` remembers what the response has to be turned back to, `guard` what it
    /// has to be watched for.
    ///
    /// `at` is the format that the request's head suggests, `path` its path.
    pub fn request(
        &self,
        body: &[u8],
        at: Option<&'static Api>,
        path: &str,
        content_type: &str,
        redactor: &mut Redactor,
        guard: &mut Guard,
    ) -> Inspected {
        let present = Present::new(body);
        let speaks = Speaks::Client { redactor, present: &present, guard };
        let recognise = |root: Node<'_, '_>| {
            let api = self.pinned.or_else(|| api::recognise(at, path, root));
            (api, api.map(|api| api.request))
        };
        self.body(body, content_type, self.pinned.or(at), &recognise, speaks)
    }

    /// Inspects the query of a request's path. A path can't be rewritten without breaking what is signed or routed by
    /// it, so what would have to be redacted is refused.
    ///
    /// Credentials of the caller's own are the gateway's business, as they are in headers.
    pub fn query(&self, query: &str, redactor: &mut Redactor) -> Inspected {
        let present = Present::new(query.as_bytes());
        let speaks = Speaks::Client { redactor, present: &present, guard: &mut Guard::default() };
        let mut reading = Reading::new(*self, &|_| (None, None), speaks, None);
        let nesting = Nesting { path: "query", ..Nesting::OUTERMOST };
        let mut edits = Vec::new();
        for pair in form::pairs(query) {
            let Some((key, value)) = pair else {
                reading.unreadable = Some(Reason::Encoding);
                continue;
            };
            edits.extend(reading.plain(key.as_str(), "", Role::Unknown, Channel::Key, nesting));
            if !is_credential(key.as_str()) {
                edits.extend(reading.field(value.as_str(), key.as_str(), Role::Unknown, Channel::Metadata, nesting));
            }
        }
        reading.refused |= !edits.is_empty();
        reading.finish(query.as_bytes(), &Edits::new())
    }

    /// Inspects what MCP's clients say in headers as well, so that gateways can route by it. A server compares them with
    /// the body, so what would have to be redacted is refused.
    pub fn mirrored<'h>(
        &self,
        headers: impl Iterator<Item = (&'h str, &'h [u8])>,
        redactor: &mut Redactor,
    ) -> Inspected {
        let speaks = Speaks::Client { redactor, present: &Present::default(), guard: &mut Guard::default() };
        let mut reading = Reading::new(*self, &|_| (None, None), speaks, None);
        let nesting = Nesting { path: "headers", ..Nesting::OUTERMOST };
        for (name, value) in headers {
            let Some(value) = mcp::mirrored(value) else {
                reading.unreadable = Some(Reason::Encoding);
                continue;
            };
            let name = name.rsplit('-').next().unwrap_or_default();
            let edits = reading.field(&value, name, Role::Assistant, Channel::ToolArguments, nesting);
            reading.refused |= !edits.is_empty();
        }
        reading.finish(b"", &Edits::new())
    }

    /// Inspects the whole body of a response to a request of `api`, and restores what `redactor` has replaced there.
    pub fn response(
        &self,
        body: &[u8],
        api: Option<&'static Api>,
        content_type: &str,
        redactor: &Redactor,
        restore: &Restoring,
        guard: &Guard,
    ) -> Inspected {
        let speaks = Speaks::Model { redactor, restore, guard };
        self.body(body, content_type, api, &|_| (api, api.map(|api| api.response)), speaks)
    }

    fn body(
        &self,
        body: &[u8],
        content_type: &str,
        at: Option<&'static Api>,
        recognise: Recognise<'_>,
        speaks: Speaks<'_>,
    ) -> Inspected {
        let mut reading = Reading::new(*self, recognise, speaks, at);
        let unreadable = |reason| Inspected { outcome: Outcome::Uninspectable(reason), ..Inspected::default() };
        match reading.content(body, content_type, at.is_some(), Nesting::OUTERMOST) {
            Ok(edits) => reading.finish(body, &edits),
            Err(Reason::UnknownShape) if self.unknown_shape == UnknownShape::Pass => {
                let verdict = Verdict::NotInspected(Reason::UnknownShape);
                Inspected { direction: Direction { verdict, ..Direction::default() }, ..Inspected::default() }
            }
            Err(reason) => unreadable(reason),
        }
    }
}

/// What a document's root says of its API and how it is to be read.
pub(crate) type Recognise<'r> = &'r dyn Fn(Node<'_, '_>) -> (Option<&'static Api>, Option<Shape>);

/// JSON of no known API: every string and number is text of an unknown role.
pub(crate) const UNKNOWN: Shape = Shape::Object(&Object::of(&[]));

/// Why a body that is not acceptable JSON can't be inspected.
pub(crate) fn reason(error: json::Error) -> Reason {
    match (error.class(), error.kind) {
        (Class::Truncated, _) => Reason::Truncated,
        (Class::Limit, ErrorKind::TooDeep { .. }) => Reason::TooDeep,
        (Class::Limit, ErrorKind::TooManyNodes { .. }) => Reason::TooManyValues,
        (Class::Limit, _) => Reason::TooLarge,
        (Class::Encoding, _) => Reason::Encoding,
        (Class::Syntax, _) => Reason::NotJson,
    }
}

/// Most JSON-RPC calls that are answered one by one.
const MAX_CALLS: usize = 100;

/// The ids of the JSON-RPC calls in a body; an id that could hold anything is not repeated.
fn calls(root: Node<'_, '_>) -> Calls {
    let batch = root.kind() == Kind::Array;
    let messages = root.items().chain((!batch).then_some(root)).filter(|message| message.get("jsonrpc").is_some());
    let ids = messages.filter_map(|message| message.get("id")).filter(|id| match id.kind() {
        Kind::Number => id.raw().len() <= 20,
        _ => id.as_str().is_some_and(|id| is_plain(id.as_str(), 128)),
    });
    Calls { ids: ids.take(MAX_CALLS).map(|id| id.raw().to_owned()).collect(), batch }
}

/// Whether a parameter of a query holds a credential, by its name: Google's `key`, Azure's `api-key` and `sig`, the
/// signatures of AWS and Google Cloud, OAuth's codes and tokens.
fn is_credential(name: &str) -> bool {
    const NAMES: &[&str] =
        &["key", "api_key", "api-key", "apikey", "access_token", "token", "auth_token", "sig", "signature", "code"];
    let name = name.to_ascii_lowercase();
    NAMES.contains(&name.as_str()) || name.starts_with("x-amz-") || name.starts_with("x-goog-")
}

/// A number without a fraction of nothing but zeros: `4111111111111111.0` is that number still.
fn without_fraction<'t>(node: Node<'_, '_>, text: &'t str) -> &'t str {
    match text.split_once('.') {
        Some((whole, fraction)) if node.kind() == Kind::Number && fraction.bytes().all(|digit| digit == b'0') => whole,
        _ => text,
    }
}

/// What stands where something signed or encrypted is expected must look like it, or it is read as any text.
fn is_sealed(text: &str) -> bool {
    text.len() >= MIN_SEALED && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Whether what is no JSON is nothing but text: where it says so, or where nothing else is to be expected.
fn is_text_after_all(class: Class, known: bool, content_type: &str, nesting: Nesting<'_>) -> bool {
    let broken = class == Class::Syntax || class == Class::Truncated && nesting.depth > 0;
    broken && !known && says_text(content_type)
}

fn says_text(content_type: &str) -> bool {
    content::media_type(content_type).starts_with("text/")
}

/// What is known of the place in which a text stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) role: Role,
    pub(crate) channel: Channel,
    /// Whether the grammar knows the field.
    pub(crate) known: bool,
    /// Whether stand-ins in it are turned back.
    pub(crate) restores: bool,
}

/// Whose words a body holds, and so what may take their place.
pub(crate) enum Speaks<'r> {
    /// A client's: stand-ins are made, and remembered for the answer.
    Client { redactor: &'r mut Redactor, present: &'r Present<'r>, guard: &'r mut Guard },
    /// A model's: stand-ins that the client's words were given are turned back.
    Model { redactor: &'r Redactor, restore: &'r Restoring, guard: &'r Guard },
}

impl Speaks<'_> {
    fn guard(&self) -> &Guard {
        match self {
            Self::Client { guard, .. } => guard,
            Self::Model { guard, .. } => guard,
        }
    }
}

/// Which document of a body is being read.
#[derive(Clone, Copy)]
pub(crate) struct Nesting<'o> {
    /// Where the string stands that holds it.
    path: &'o str,
    /// How many strings stand around it.
    depth: usize,
    /// For what stands inside a string: whether stand-ins in the string are turned back.
    restores: Option<bool>,
    /// For whom text speaks of which nothing else is known.
    role: Role,
}

impl Nesting<'_> {
    pub(crate) const OUTERMOST: Self = Self { path: "", depth: 0, restores: None, role: Role::Unknown };
}

/// The reading of one body, or of an event of a stream.
pub(crate) struct Reading<'p, 'r> {
    pub(crate) inspector: Inspector<'p>,
    pub(crate) recognise: Recognise<'p>,
    pub(crate) speaks: Speaks<'r>,
    pub(crate) inspected: Inspected,
    /// Whether a rule refuses it.
    pub(crate) refused: bool,
    /// The format that the path suggests.
    pub(crate) at: Option<&'static Api>,
    /// Why something in it can't be read.
    pub(crate) unreadable: Option<Reason>,
}

impl<'p, 'r> Reading<'p, 'r> {
    /// Nothing read yet.
    pub(crate) fn new(
        inspector: Inspector<'p>,
        recognise: Recognise<'p>,
        speaks: Speaks<'r>,
        at: Option<&'static Api>,
    ) -> Self {
        Self { inspector, recognise, speaks, inspected: Inspected::default(), refused: false, at, unreadable: None }
    }
}

impl Reading<'_, '_> {
    /// Reads a body, or a part of one, as what its bytes are; the edits are of these bytes.
    fn content(&mut self, body: &[u8], content_type: &str, known: bool, nesting: Nesting<'_>) -> Result<Edits, Reason> {
        match content::sniff(body, content_type) {
            Content::Empty => Ok(Edits::new()),
            Content::Json => match Document::scan(body, self.inspector.limits) {
                Ok(document) => self.json(&document, nesting),
                // Text that merely starts with a bracket, or a file that is called JSON and is none.
                Err(error) if is_text_after_all(error.class(), known, content_type, nesting) || self.takes_files() => {
                    let text = std::str::from_utf8(body).map_err(|_| Reason::Encoding)?;
                    Ok(self.plain(text, "", nesting.role, Channel::Unknown, nesting))
                }
                Err(error) => Err(reason(error)),
            },
            Content::JsonLines(lines) => {
                let mut edits = Vec::new();
                for (number, span) in lines.into_iter().enumerate() {
                    let document = Document::scan(span.of(body), self.inspector.limits).map_err(reason)?;
                    let path = format!("{}line {} ", nesting.path, number + 1);
                    let of_line = self.json(&document, Nesting { path: path.trim_end(), ..nesting })?;
                    edits.extend(Verbatim { at: span.start }.lift(&of_line));
                }
                Ok(edits.into_iter().collect())
            }
            Content::Form(form) => {
                let mut edits = Vec::new();
                for pair in form::pairs(form) {
                    let (key, value) = pair.ok_or(Reason::Encoding)?;
                    let of_key = self.plain(key.as_str(), "", Role::Unknown, Channel::Key, nesting);
                    edits.extend(key.lift(&of_key));
                    // A form field can hold a whole JSON document (Slack's `payload`, for one).
                    let of_value = self.field(value.as_str(), key.as_str(), Role::Unknown, Channel::Unknown, nesting);
                    edits.extend(value.lift(&of_value));
                }
                Ok(edits.into_iter().collect())
            }
            Content::Parts(parts) => {
                let mut edits = Vec::new();
                self.inspected.api = self.at;
                for part in parts {
                    let of_part = self.part(part, body, known, nesting)?;
                    edits.extend(Verbatim { at: part.body.start }.lift(&of_part));
                }
                Ok(edits.into_iter().collect())
            }
            // An offer of a media session holds addresses and keys, and no words.
            Content::Text(text) if content::media_type(content_type).eq_ignore_ascii_case("application/sdp") => {
                Ok(self.plain(text, "", nesting.role, Channel::Control, nesting))
            }
            Content::Text(text) => Ok(self.plain(text, "", nesting.role, Channel::Unknown, nesting)),
            Content::OtherEncoding => Err(Reason::Encoding),
            Content::Binary if self.takes_files() => {
                self.inspected.direction.media += 1;
                Ok(Edits::new())
            }
            Content::Binary => Err(Reason::Binary),
        }
    }

    /// Reads one part of a multipart body. Files that are no text are media where an API is known to take some.
    fn part(&mut self, part: Part<'_>, body: &[u8], known: bool, nesting: Nesting<'_>) -> Result<Edits, Reason> {
        let bytes = part.body.of(body);
        if part.is_file {
            return match self.content(bytes, part.content_type, known, nesting) {
                Err(Reason::Binary) if known => {
                    self.inspected.direction.media += 1;
                    Ok(Edits::new())
                }
                other => other,
            };
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(self.field(text, part.name, Role::User, Channel::Metadata, nesting)),
            Err(_) => Err(Reason::Encoding),
        }
    }

    /// Whether bodies of this format can be files.
    fn takes_files(&self) -> bool {
        self.at.is_some_and(|api| api.media)
    }

    /// Reads a field of a form, which can hold a whole JSON document (Slack's `payload`, Realtime's `session`).
    fn field(&mut self, text: &str, name: &str, role: Role, channel: Channel, nesting: Nesting<'_>) -> Edits {
        let restores = nesting.restores.unwrap_or_else(|| self.restores(channel, None));
        let within = Nesting { depth: nesting.depth + 1, restores: Some(restores), ..nesting };
        let read = self.json_within(text, channel, role, within);
        read.unwrap_or_else(|| self.plain(text, name, role, channel, nesting))
    }

    /// Reads JSON that stands inside a text, if that is what the text is; the edits are of the text.
    fn json_within(&mut self, text: &str, channel: Channel, role: Role, nesting: Nesting<'_>) -> Option<Edits> {
        if nesting.depth > MAX_NESTING || !text.trim_ascii_start().starts_with(['{', '[']) {
            return None;
        }
        let inner = Document::scan(text.as_bytes(), self.inspector.limits).ok()?;
        let shape = if channel == Channel::Unknown { UNKNOWN } else { Shape::Deep(channel) };
        Some(self.document(&inner, shape, role, nesting))
    }

    /// Reads a file inside a string, if that is what the string holds; the edits are of the string.
    fn attached(&mut self, string: &str, nesting: Nesting<'_>) -> Option<Edits> {
        let attachment = Attachment::read(string)?;
        let Some(bytes) = attachment.text.as_ref().filter(|_| nesting.depth <= MAX_NESTING) else {
            self.inspected.direction.media += 1;
            return Some(Edits::new());
        };
        let said = if attachment.media_type.is_empty() { "text/plain" } else { attachment.media_type };
        match self.content(bytes, said, false, nesting) {
            Ok(edits) => return Some(attachment.lift(&edits)),
            // A file that is no text after all.
            Err(Reason::Binary) => self.inspected.direction.media += 1,
            Err(Reason::Encoding) if !says_text(attachment.media_type) => self.inspected.direction.media += 1,
            Err(reason) => self.unreadable = self.unreadable.or(Some(reason)),
        }
        Some(Edits::new())
    }

    /// Reads one JSON document that stands by itself.
    fn json(&mut self, document: &Document<'_>, nesting: Nesting<'_>) -> Result<Edits, Reason> {
        // A file's JSON is data; nobody acts on its keys.
        if nesting.depth == 0 && !document.duplicates().is_empty() {
            return Err(Reason::DuplicateKeys);
        }
        let (api, shape) = (self.recognise)(document.root());
        if shape.is_none() && nesting.depth == 0 && self.inspector.unknown_shape != UnknownShape::Scan {
            return Err(Reason::UnknownShape);
        }
        self.inspected.api = self.inspected.api.or(api);
        let shape = shape.unwrap_or(UNKNOWN);
        let mut edits = self.document(document, shape, Role::Unknown, nesting);
        if nesting.depth == 0 {
            edits = edits.into_iter().chain(self.pinned(document, shape, nesting)).collect();
        }
        if let (Speaks::Client { guard, .. }, 0) = (&self.speaks, nesting.depth) {
            self.inspected.calls = calls(document.root());
            if let Some(line) = guard.line().filter(|_| nesting.path.is_empty()) {
                edits = edits.into_iter().chain(with_line(document, shape, line)).collect();
            }
        }
        let model = document.root().get("model").and_then(Node::as_str);
        let model = model.filter(|model| is_plain(model.as_str(), 128) && !self.found_at("$.model"));
        self.inspected.model = model.map(|model| model.as_str().to_owned());
        Ok(edits)
    }

    /// Compares the definitions of tools with those that are pinned; the edits are of the document. What gives way are
    /// their descriptions: by those a model is led, and a schema without them stays one.
    pub(crate) fn pinned(&mut self, document: &Document<'_>, shape: Shape, nesting: Nesting<'_>) -> Edits {
        let pins = &self.speaks.guard().guards().pins;
        let mut wrong = Vec::new();
        if !pins.is_empty() {
            definitions::each(document, shape, &mut |name, definition| {
                let span = Span::new(0, definition.span().len());
                wrong.extend(pins.check(name.as_str(), definition.raw(), span).map(|finding| (finding, definition)));
            });
        }
        let place = Place { role: Role::Tool, channel: Channel::ToolDefinition, known: true, restores: false };
        let mut edits = Vec::new();
        for (finding, definition) in wrong {
            let path = || match nesting.path {
                "" => definition.path().to_string(),
                outer => format!("{outer} {}", definition.path()),
            };
            self.judged(finding, place, &path, |reading, action, finding| {
                let Action::Redact(redaction) = action else { return };
                let of = definition.span();
                let describes = |key: &Node<'_, '_>| of.contains(key.span()) && key.is_key();
                let keys = document.nodes().filter(describes).filter(|key| key.str_eq("description"));
                for value in keys.filter_map(|key| key.parent()?.get("description")) {
                    let Some(text) = value.as_str() else { continue };
                    let whole = Span::new(0, text.as_str().len());
                    let found = Finding { span: whole, ..finding.clone() };
                    let replacement = reading.replacement(redaction, &found, text.as_str());
                    edits.extend(text.lift(&[Edit { span: whole, replacement }].into_iter().collect()));
                }
            });
        }
        edits.into_iter().collect()
    }

    /// Reads a text that stands by itself; `name` is what it stands under.
    fn plain(&mut self, text: &str, name: &str, role: Role, channel: Channel, nesting: Nesting<'_>) -> Edits {
        let restores = nesting.restores.unwrap_or_else(|| self.restores(channel, None));
        let place = Place { role, channel, known: false, restores };
        let path = || if nesting.path.is_empty() { "$".to_owned() } else { nesting.path.to_owned() };
        let before = if name.len() <= MAX_KEY { name } else { "" };
        self.text(text, before, place, &path).into_iter().collect()
    }

    /// Reads every string and number of a document; the edits are of the document's own text.
    fn document(&mut self, document: &Document<'_>, shape: Shape, role: Role, nesting: Nesting<'_>) -> Edits {
        let mut edits = Vec::new();
        api::walk(document, shape, role, &mut |piece, trail| edits.extend(self.piece(piece, trail, nesting)));
        if !edits.is_empty() && matches!(self.speaks, Speaks::Model { .. }) {
            edits.extend(api::without_logprobs(document));
        }
        edits.into_iter().collect()
    }

    /// Reads one string or number; the edits are of the document it stands in.
    pub(crate) fn piece(&mut self, piece: Piece<'_, '_>, trail: &Trail, nesting: Nesting<'_>) -> Edits {
        let Some(decoded) = piece.node.as_text() else { return Edits::new() };
        let channel = piece.channel();
        let restores = nesting.restores.unwrap_or_else(|| self.restores(channel, Some(piece.node)));
        let place = Place { role: piece.role, channel, known: piece.known, restores };
        let path = || match nesting.path {
            "" => trail.to_string(),
            outer => format!("{outer} {trail}"),
        };
        match piece.leaf {
            Leaf::Sealed if is_sealed(decoded.as_str()) => return Edits::new(),
            Leaf::Media | Leaf::Json(_) if nesting.depth < MAX_NESTING => {
                let role = if piece.leaf == Leaf::Media { Role::Document } else { piece.role };
                let at = path();
                let within = Nesting { path: &at, depth: nesting.depth + 1, restores: Some(restores), role };
                let edits = match piece.leaf {
                    Leaf::Json(channel) => self.json_within(decoded.as_str(), channel, role, within),
                    _ => self.attached(decoded.as_str(), within),
                };
                if let Some(edits) = edits {
                    return decoded.lift(&edits);
                }
            }
            Leaf::Json(_) | Leaf::Media | Leaf::Text(_) | Leaf::Control | Leaf::Sealed => {}
        }
        // The key says what a value is: `{"ssn": "…"}`. What is said in a conversation needs no key.
        let key = (place.channel != Channel::Text).then(|| piece.node.key().and_then(Node::as_str)).flatten();
        let before = key.as_ref().map(|key| key.as_str()).filter(|key| key.len() <= MAX_KEY).unwrap_or_default();
        let edits = self.text(without_fraction(piece.node, decoded.as_str()), before, place, &path);
        if edits.is_empty() { Edits::new() } else { decoded.lift(&edits.into_iter().collect()) }
    }

    /// Reads one text; the edits are of the text.
    pub(crate) fn text(&mut self, text: &str, before: &str, place: Place, path: &dyn Fn() -> String) -> Vec<Edit> {
        self.inspected.direction.texts += 1;
        self.inspected.direction.unknown_texts += usize::from(!place.known);
        let restored = self.restorable(text, 0, true, place).found;
        let mut findings = self.inspector.finder.find(text, before, place.role, place.channel).findings;
        // A stand-in is no finding, though a fictitious card number looks like one.
        findings.retain(|finding| !restored.iter().any(|put| put.span.overlaps(finding.span)));
        let mut edits = Vec::new();
        match &mut self.speaks {
            Speaks::Client { guard, .. } => guard.hears(text, place.role, place.channel),
            Speaks::Model { guard, redactor, .. } => {
                let place = (place.role, place.channel);
                findings.extend(guard.find(text, 0, Care::Records, place, redactor.restore()));
                edits.extend(guard.repeated_lines(text, place.0));
            }
        }
        for finding in findings {
            self.judged(finding, place, path, |reading, action, finding| match (action, &mut reading.speaks) {
                (Action::Log, Speaks::Client { guard, .. }) => guard.carries(finding.span.of_str(text)),
                (Action::Redact(redaction), _) => {
                    let replacement = reading.replacement(redaction, finding, text);
                    edits.push(Edit { span: finding.span, replacement });
                }
                _ => {}
            });
        }
        for put in restored {
            edits.push(self.restored(put, place, path));
        }
        edits
    }

    /// Records what a part of a streamed text holds; what it says has left, or will whatever is found. What ends in
    /// `new` is new and sure; the answer is where the sure part ends, which is not inside of anything found. `before`
    /// bytes of the text stood before this part.
    pub(crate) fn heard(&mut self, text: &str, new: Span, before: usize, place: Place, path: &str) -> usize {
        let mut findings = self.inspector.finder.find(text, "", place.role, place.channel).findings;
        let stand_ins = self.restorable(text, 0, true, place).found;
        findings.retain(|finding| !stand_ins.iter().any(|put| put.span.overlaps(finding.span)));
        if let Speaks::Model { guard, redactor, .. } = &self.speaks {
            findings.extend(guard.find(text, 0, Care::Records, (place.role, place.channel), redactor.restore()));
        }
        let mut sure = text.floor_char_boundary(new.end);
        let spans = || findings.iter().map(|finding| finding.span);
        while let Some(cut) = spans().find(|cut| sure < text.len() && cut.start < sure && sure < cut.end) {
            if cut.start <= new.start {
                sure = cut.end;
                break;
            }
            sure = cut.start;
        }
        for finding in findings.into_iter().filter(|finding| (new.start + 1..=sure).contains(&finding.span.end)) {
            let Some(rule) = policy::decide(self.inspector.rules, &finding, place.role, place.channel) else {
                continue;
            };
            // What else is changed or blocked has been when it arrived.
            let late = injection::DETECTORS.iter().any(|(id, _)| *id == finding.detector.as_str());
            let action = match &rule.action {
                Action::Block if late => Action::Block,
                Action::Redact(_) if late => Action::Log,
                Action::Log => Action::Log,
                _ => continue,
            };
            self.refused |= action == Action::Block;
            let span = finding.span.moved(before);
            self.note(Finding { span, ..finding }, &rule.name, &action, place, &|| path.to_owned());
        }
        sure
    }

    /// The stand-ins in a text from byte `from` on that are to be turned back.
    pub(crate) fn restorable(&self, text: &str, from: usize, last: bool, place: Place) -> Restored {
        match &self.speaks {
            Speaks::Model { redactor, guard, .. } if place.restores => {
                let mut restored = redactor.restore().scan(text, from, last);
                restored.found.retain(|put| !guard.keeps(text, put.span.start));
                restored
            }
            _ => Restored { settled: text.len(), found: Vec::new() },
        }
    }

    /// Puts a value back; where the policy says so, the rules apply to it as if the model had written it.
    pub(crate) fn restored(&mut self, put: Put, place: Place, path: &dyn Fn() -> String) -> Edit {
        self.inspected.direction.restored += 1;
        let inspected = matches!(&self.speaks, Speaks::Model { restore, .. } if restore.inspected);
        if !inspected {
            return Edit { span: put.span, replacement: put.value.to_string() };
        }
        let mut edits = Vec::new();
        for finding in self.inspector.finder.find(&put.value, "", place.role, place.channel).findings {
            let there = Finding { span: put.span, ..finding.clone() };
            self.judged(there, place, path, |reading, action, _| {
                let Action::Redact(redaction) = action else { return };
                let replacement = reading.replacement(redaction, &finding, &put.value);
                edits.push(Edit { span: finding.span, replacement });
            });
        }
        let replacement = splice_str(&put.value, &edits.into_iter().collect()).into_owned();
        Edit { span: put.span, replacement }
    }

    /// Asks the rules about a finding, and records what they say; `carry_out` changes what is to be changed.
    fn judged(
        &mut self,
        finding: Finding,
        place: Place,
        path: &dyn Fn() -> String,
        carry_out: impl FnOnce(&mut Self, &Action, &Finding),
    ) {
        let rule = policy::decide(self.inspector.rules, &finding, place.role, place.channel);
        let Some(rule) = rule.filter(|rule| rule.action != Action::Allow) else { return };
        self.refused |= rule.action == Action::Block;
        self.inspected.direction.redacted += usize::from(matches!(rule.action, Action::Redact(_)));
        carry_out(self, &rule.action, &finding);
        self.record(finding, rule, place, path);
    }

    /// What takes the place of a finding.
    pub(crate) fn replacement(&mut self, redaction: &Redaction, finding: &Finding, text: &str) -> String {
        let (detector, value) = (&finding.detector, finding.span.of_str(text));
        match &mut self.speaks {
            Speaks::Client { redactor, present, .. } => {
                let known = detect::Format::of(detector.as_str()).filter(|_| *redaction == Redaction::Fake);
                let accepts = |value: &[u8]| known.is_some_and(|format| format.accepts(value));
                let format = known.map(|format| Format { shapes: format.shapes, accepts: &accepts });
                redactor.replacement(redaction, Found { detector, value, format, present })
            }
            Speaks::Model { redactor, .. } => redactor.answer(redaction, detector, value),
        }
    }

    /// Whether stand-ins in a text of this channel are turned back.
    pub(crate) fn restores(&self, channel: Channel, node: Option<Node<'_, '_>>) -> bool {
        match &self.speaks {
            Speaks::Client { .. } => false,
            Speaks::Model { redactor, .. } if redactor.restore().is_empty() => false,
            Speaks::Model { restore, .. } => {
                let tool = node.filter(|_| channel == Channel::ToolArguments).and_then(tool_name);
                restore.allows(channel, tool.as_ref().map(json::Decoded::as_str))
            }
        }
    }

    pub(crate) fn record(&mut self, finding: Finding, rule: &Rule, place: Place, path: &dyn Fn() -> String) {
        self.note(finding, &rule.name, &rule.action, place, path);
    }

    fn note(&mut self, finding: Finding, rule: &str, action: &Action, place: Place, path: &dyn Fn() -> String) {
        self.inspected.direction.findings += 1;
        if self.inspected.direction.records.len() < MAX_RECORDS {
            self.inspected.direction.records.push(Record {
                detector: finding.detector,
                path: path(),
                span: finding.span,
                role: place.role,
                channel: place.channel,
                score: finding.score,
                parts: finding.parts,
                rule: rule.to_owned(),
                action: action.as_str(),
            });
        }
    }

    fn found_at(&self, path: &str) -> bool {
        self.inspected.direction.records.iter().any(|record| record.path == path)
    }

    fn finish(self, body: &[u8], edits: &Edits) -> Inspected {
        let outcome = match splice(body, edits) {
            _ if self.refused => Outcome::Refused,
            changed => match (self.unreadable, changed) {
                (Some(reason), _) => Outcome::Uninspectable(reason),
                (None, Cow::Borrowed(_)) => Outcome::Clean,
                (None, Cow::Owned(changed)) => Outcome::Changed(changed),
            },
        };
        Inspected { outcome, ..self.inspected }
    }
}

/// The edits that add a line to the system prompt of a request, if it has one.
fn with_line(document: &Document<'_>, shape: Shape, line: String) -> Edits {
    let Some(end) = prompt::end(document, shape).and_then(Node::as_str) else { return Edits::new() };
    let text = end.as_str();
    if text.ends_with(&line) {
        return Edits::new();
    }
    let edit = Edit { span: Span::new(text.len(), text.len()), replacement: line };
    end.lift(&[edit].into_iter().collect())
}

/// The name of the tool to whose call this node belongs.
///
/// The outermost object with a name around it: a model that writes `name` into the arguments must not be able to say
/// that they are another tool's.
fn tool_name<'b>(node: Node<'_, 'b>) -> Option<json::Decoded<'b>> {
    let around = std::iter::successors(node.parent(), |node| node.parent());
    around.filter_map(|object| object.get("name")?.as_str()).last()
}
