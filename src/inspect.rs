//! One body: what is in it, what the rules say, and the body that goes on.

use crate::{
    api::{self, Api, Leaf, Object, Piece, Shape, Trail, refusal::Calls},
    audit::{Direction, MAX_RECORDS, Reason, Record, Verdict},
    content::{self, Content, Part},
    find::Finder,
    finding::Finding,
    form,
    json::{self, Class, Document, ErrorKind, Kind, Node},
    policy::{self, Action, Restoring, Rule, UnknownShape},
    redact::{Found, Present, Redaction, Redactor},
    splice::{Edit, Edits, Layer, Verbatim, splice},
    text::{Channel, Role, is_plain},
};
use std::borrow::Cow;

/// How deep JSON inside JSON strings is followed: a tool's arguments may hold JSON that holds JSON.
const MAX_NESTING: usize = 4;

/// The most bytes of a key that count as context for the value under it.
const MAX_KEY: usize = 64;

/// The longest address of a file that is read as text, in bytes; what is longer is the file itself.
const MAX_URL: usize = 8 << 10;

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
    /// Inspects the body of a request; `redactor` remembers what the response has to be turned back to.
    ///
    /// `at` is the format that the request's head suggests, `path` its path.
    pub fn request(
        &self,
        body: &[u8],
        at: Option<&'static Api>,
        path: &str,
        content_type: &str,
        redactor: &mut Redactor,
    ) -> Inspected {
        let present = Present::new(body);
        let speaks = Speaks::Client { redactor, present: &present };
        let recognise = |root: Node<'_, '_>| {
            let api = self.pinned.or_else(|| api::recognise(at, path, root));
            (api, api.map(|api| api.request))
        };
        self.body(body, content_type, self.pinned.or(at), &recognise, speaks)
    }

    /// Inspects the whole body of a response to a request of `api`, and restores what `redactor` has replaced there.
    pub fn response(
        &self,
        body: &[u8],
        api: Option<&'static Api>,
        content_type: &str,
        redactor: &Redactor,
        restore: &Restoring,
    ) -> Inspected {
        let speaks = Speaks::Model { redactor, restore };
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
        let inspected = Inspected::default();
        let mut reading = Reading { inspector: *self, recognise, speaks, inspected, refused: false };
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
    Client { redactor: &'r mut Redactor, present: &'r Present<'r> },
    /// A model's: stand-ins that the client's words were given are turned back.
    Model { redactor: &'r Redactor, restore: &'r Restoring },
}

/// Which document of a body is being read.
#[derive(Clone, Copy)]
pub(crate) struct Nesting<'o> {
    /// Where the string stands that holds it.
    path: &'o str,
    /// How many strings stand around it.
    depth: usize,
    /// For JSON inside a string: whether stand-ins in the string are turned back.
    restores: Option<bool>,
}

impl Nesting<'_> {
    pub(crate) const OUTERMOST: Self = Self { path: "", depth: 0, restores: None };
}

/// The reading of one body, or of an event of a stream.
pub(crate) struct Reading<'p, 'r> {
    pub(crate) inspector: Inspector<'p>,
    pub(crate) recognise: Recognise<'p>,
    pub(crate) speaks: Speaks<'r>,
    pub(crate) inspected: Inspected,
    /// Whether a rule refuses it.
    pub(crate) refused: bool,
}

impl Reading<'_, '_> {
    /// Reads a body, or a part of one, as what its bytes are; the edits are of these bytes.
    fn content(&mut self, body: &[u8], content_type: &str, known: bool, nesting: Nesting<'_>) -> Result<Edits, Reason> {
        match content::sniff(body, content_type) {
            Content::Empty => Ok(Edits::new()),
            Content::Json => match Document::scan(body, self.inspector.limits) {
                Ok(document) => self.json(&document, nesting),
                // Text that merely starts with a bracket.
                Err(error) if error.class() == Class::Syntax && !known && says_text(content_type) => {
                    let text = std::str::from_utf8(body).map_err(|_| Reason::Encoding)?;
                    Ok(self.plain(text, "", Role::Unknown, Channel::Unknown, nesting))
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
                    let of_value = self.plain(value.as_str(), key.as_str(), Role::Unknown, Channel::Unknown, nesting);
                    edits.extend(value.lift(&of_value));
                }
                Ok(edits.into_iter().collect())
            }
            Content::Parts(parts) => {
                let mut edits = Vec::new();
                for part in parts {
                    let of_part = self.part(part, body, known, nesting)?;
                    edits.extend(Verbatim { at: part.body.start }.lift(&of_part));
                }
                Ok(edits.into_iter().collect())
            }
            Content::Text(text) => Ok(self.plain(text, "", Role::Unknown, Channel::Unknown, nesting)),
            Content::OtherEncoding => Err(Reason::Encoding),
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
            Ok(text) => Ok(self.plain(text, part.name, Role::User, Channel::Metadata, nesting)),
            Err(_) => Err(Reason::Encoding),
        }
    }

    /// Reads one JSON document that stands by itself.
    fn json(&mut self, document: &Document<'_>, nesting: Nesting<'_>) -> Result<Edits, Reason> {
        if !document.duplicates().is_empty() {
            return Err(Reason::DuplicateKeys);
        }
        let (api, shape) = (self.recognise)(document.root());
        if shape.is_none() && self.inspector.unknown_shape != UnknownShape::Scan {
            return Err(Reason::UnknownShape);
        }
        self.inspected.api = self.inspected.api.or(api);
        let edits = self.document(document, shape.unwrap_or(UNKNOWN), Role::Unknown, nesting);
        if let (Speaks::Client { .. }, 0) = (&self.speaks, nesting.depth) {
            self.inspected.calls = calls(document.root());
        }
        let model = document.root().get("model").and_then(Node::as_str);
        let model = model.filter(|model| is_plain(model.as_str(), 128) && !self.found_at("$.model"));
        self.inspected.model = model.map(|model| model.as_str().to_owned());
        Ok(edits)
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
            Leaf::Sealed => return Edits::new(),
            // What comes behind the comma of a `data:` URL is the file itself.
            Leaf::Media if decoded.as_str().starts_with("data:") || decoded.as_str().len() > MAX_URL => {
                self.inspected.direction.media += 1;
                return Edits::new();
            }
            Leaf::Json(channel) if nesting.depth < MAX_NESTING => {
                let inner = Document::scan(decoded.as_str().as_bytes(), self.inspector.limits);
                if let Ok(inner) = inner.as_ref().map(|inner| (inner, inner.root().kind()))
                    && matches!(inner.1, Kind::Object | Kind::Array)
                {
                    let nesting = Nesting { path: &path(), depth: nesting.depth + 1, restores: Some(restores) };
                    let edits = self.document(inner.0, Shape::Deep(channel), piece.role, nesting);
                    return decoded.lift(&edits);
                }
            }
            Leaf::Json(_) | Leaf::Media | Leaf::Text(_) | Leaf::Control => {}
        }
        // The key says what a value is: `{"ssn": "…"}`. What is said in a conversation needs no key.
        let key = (place.channel != Channel::Text).then(|| piece.node.key().and_then(Node::as_str)).flatten();
        let before = key.as_ref().map(|key| key.as_str()).filter(|key| key.len() <= MAX_KEY).unwrap_or_default();
        let edits = self.text(decoded.as_str(), before, place, &path);
        if edits.is_empty() { Edits::new() } else { decoded.lift(&edits.into_iter().collect()) }
    }

    /// Reads one text; the edits are of the text.
    pub(crate) fn text(&mut self, text: &str, before: &str, place: Place, path: &dyn Fn() -> String) -> Vec<Edit> {
        self.inspected.direction.texts += 1;
        self.inspected.direction.unknown_texts += usize::from(!place.known);
        let restored = match &self.speaks {
            Speaks::Model { redactor, .. } if place.restores => redactor.restore().scan(text, 0, true).found,
            _ => Vec::new(),
        };
        let mut edits = Vec::new();
        for finding in self.inspector.finder.find(text, before, place.role, place.channel).findings {
            // A stand-in is no finding, though a fictitious card number looks like one.
            if restored.iter().any(|put| put.span.overlaps(finding.span)) {
                continue;
            }
            let Some(rule) = policy::decide(self.inspector.rules, &finding, place.role, place.channel) else {
                continue;
            };
            match &rule.action {
                Action::Allow => continue,
                Action::Log => {}
                Action::Redact(redaction) => {
                    let replacement = self.replacement(redaction, &finding, text);
                    edits.push(Edit { span: finding.span, replacement });
                    self.inspected.direction.redacted += 1;
                }
                Action::Block => self.refused = true,
            }
            self.record(finding, rule, place, path);
        }
        self.inspected.direction.restored += restored.len();
        edits.extend(restored.iter().map(|put| Edit { span: put.span, replacement: put.value.to_string() }));
        edits
    }

    /// What takes the place of a finding.
    pub(crate) fn replacement(&mut self, redaction: &Redaction, finding: &Finding, text: &str) -> String {
        let (detector, value) = (&finding.detector, finding.span.of_str(text));
        match &mut self.speaks {
            Speaks::Client { redactor, present } => {
                redactor.replacement(redaction, Found { detector, value, check: None, present })
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
                rule: rule.name.clone(),
                action: rule.action.as_str(),
            });
        }
    }

    fn found_at(&self, path: &str) -> bool {
        self.inspected.direction.records.iter().any(|record| record.path == path)
    }

    fn finish(self, body: &[u8], edits: &Edits) -> Inspected {
        let outcome = match splice(body, edits) {
            _ if self.refused => Outcome::Refused,
            Cow::Borrowed(_) => Outcome::Clean,
            Cow::Owned(changed) => Outcome::Changed(changed),
        };
        Inspected { outcome, ..self.inspected }
    }
}

/// The name of the tool to whose call this node belongs.
///
/// The outermost object with a name around it: a model that writes `name` into the arguments must not be able to say
/// that they are another tool's.
fn tool_name<'b>(node: Node<'_, 'b>) -> Option<json::Decoded<'b>> {
    let around = std::iter::successors(node.parent(), |node| node.parent());
    around.filter_map(|object| object.get("name")?.as_str()).last()
}
