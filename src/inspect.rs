//! One body: what is in it, what the rules say, and the body that goes on.

use crate::{
    api::{self, Api, Leaf, Object, Piece, Shape, Trail},
    audit::{Direction, MAX_RECORDS, Reason, Record, Verdict},
    find::Finder,
    finding::Finding,
    json::{self, Class, Document, ErrorKind, Kind, Node},
    policy::{self, Action, Restoring, Rule, UnknownShape},
    redact::{Found, Present, Redaction, Redactor},
    splice::{Edit, Edits, Layer, splice},
    text::{Channel, Role},
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
}

/// A body, inspected.
#[derive(Debug, Default)]
pub struct Inspected {
    /// The API, where the body's shape tells.
    pub api: Option<&'static Api>,
    /// The model that a request asks for, if its name is a plain one.
    pub model: Option<String>,
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

impl Inspected {
    fn uninspectable(reason: Reason) -> Self {
        Self { outcome: Outcome::Uninspectable(reason), ..Self::default() }
    }
}

impl Inspector<'_> {
    /// Inspects the body of a request; `redactor` remembers what the response has to be turned back to.
    pub fn request(&self, body: &[u8], path: &str, content_type: &str, redactor: &mut Redactor) -> Inspected {
        let present = Present::new(body);
        let speaks = Speaks::Client { redactor, present: &present };
        self.body(body, content_type, speaks, |root| {
            let api = api::recognise(path, root);
            (api, api.map(|api| api.request))
        })
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
        self.body(body, content_type, speaks, |_| (api, api.map(|api| api.response)))
    }

    fn body(
        &self,
        body: &[u8],
        content_type: &str,
        speaks: Speaks<'_>,
        recognise: impl FnOnce(Node<'_, '_>) -> (Option<&'static Api>, Option<Shape>),
    ) -> Inspected {
        if body.trim_ascii().is_empty() {
            return Inspected::default();
        }
        let document = match Document::scan(body, self.limits) {
            Ok(document) => document,
            Err(error) => return self.not_json(body, content_type, speaks, error),
        };
        if !document.duplicates().is_empty() {
            return Inspected::uninspectable(Reason::DuplicateKeys);
        }
        let (api, shape) = recognise(document.root());
        let mut direction = Direction::default();
        if shape.is_none() {
            match self.unknown_shape {
                UnknownShape::Scan => {}
                UnknownShape::Block => return Inspected::uninspectable(Reason::UnknownShape),
                UnknownShape::Pass => {
                    direction.verdict = Verdict::NotInspected(Reason::UnknownShape);
                    return Inspected { direction, ..Inspected::default() };
                }
            }
        }
        let mut reading = Reading { inspector: *self, speaks, direction, refused: false };
        let edits = reading.document(&document, shape.unwrap_or(UNKNOWN), Role::Unknown, Nesting::OUTERMOST);
        let model = document.root().get("model").and_then(Node::as_str);
        let model = model.filter(|model| is_plain(model.as_str(), 128) && !reading.found_at("$.model"));
        Inspected { api, model: model.map(|model| model.as_str().to_owned()), ..reading.finish(body, &edits) }
    }

    /// What is no JSON is text, if its sender says so and it reads as such.
    fn not_json(&self, body: &[u8], content_type: &str, speaks: Speaks<'_>, error: json::Error) -> Inspected {
        let kind = content_type.split(';').next().unwrap_or_default().trim();
        if !kind.starts_with("text/") || body.contains(&0) {
            return Inspected::uninspectable(reason(error, body));
        }
        let Ok(text) = std::str::from_utf8(body) else { return Inspected::uninspectable(Reason::Encoding) };
        let mut reading = Reading { inspector: *self, speaks, direction: Direction::default(), refused: false };
        let restores = reading.restores(Channel::Unknown, None);
        let place = Place { role: Role::Unknown, channel: Channel::Unknown, known: false, restores };
        let edits = reading.text(text, "", place, &|| "$".into());
        reading.finish(body, &edits.into_iter().collect())
    }
}

/// JSON of no known API: every string and number is text of an unknown role.
const UNKNOWN: Shape = Shape::Object(&Object::of(&[]));

/// Why a body that is not acceptable JSON can't be inspected.
fn reason(error: json::Error, body: &[u8]) -> Reason {
    match (error.class(), error.kind) {
        (Class::Truncated, _) => Reason::Truncated,
        (Class::Limit, ErrorKind::TooDeep { .. }) => Reason::TooDeep,
        (Class::Limit, ErrorKind::TooManyNodes { .. }) => Reason::TooManyValues,
        (Class::Limit, _) => Reason::TooLarge,
        // Text in another encoding has no control characters; an image or an archive has.
        (_, ErrorKind::InvalidUtf8 | ErrorKind::Unexpected) if is_binary(body) => Reason::Binary,
        (Class::Encoding, _) => Reason::Encoding,
        (Class::Syntax, _) => Reason::NotJson,
    }
}

fn is_binary(body: &[u8]) -> bool {
    body.iter().take(1024).any(|byte| *byte < 9 || (14..32).contains(byte))
}

/// What is known of the place in which a text stands.
#[derive(Clone, Copy)]
struct Place {
    role: Role,
    channel: Channel,
    known: bool,
    /// Whether stand-ins in it are turned back.
    restores: bool,
}

/// Whose words a body holds, and so what may take their place.
enum Speaks<'r> {
    /// A client's: stand-ins are made, and remembered for the answer.
    Client { redactor: &'r mut Redactor, present: &'r Present<'r> },
    /// A model's: stand-ins that the client's words were given are turned back.
    Model { redactor: &'r Redactor, restore: &'r Restoring },
}

/// Which document of a body is being read.
#[derive(Clone, Copy)]
struct Nesting<'o> {
    /// Where the string stands that holds it.
    path: &'o str,
    /// How many strings stand around it.
    depth: usize,
    /// For JSON inside a string: whether stand-ins in the string are turned back.
    restores: Option<bool>,
}

impl Nesting<'_> {
    const OUTERMOST: Self = Self { path: "", depth: 0, restores: None };
}

/// The reading of one body.
struct Reading<'p, 'r> {
    inspector: Inspector<'p>,
    speaks: Speaks<'r>,
    direction: Direction,
    refused: bool,
}

impl Reading<'_, '_> {
    /// Reads every string and number of a document; the edits are of the document's own text.
    fn document(&mut self, document: &Document<'_>, shape: Shape, role: Role, nesting: Nesting<'_>) -> Edits {
        let mut edits = Vec::new();
        api::walk(document, shape, role, &mut |piece, trail| edits.extend(self.piece(piece, trail, nesting)));
        edits.into_iter().collect()
    }

    /// Reads one string or number; the edits are of the document it stands in.
    fn piece(&mut self, piece: Piece<'_, '_>, trail: &Trail, nesting: Nesting<'_>) -> Edits {
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
    fn text(&mut self, text: &str, before: &str, place: Place, path: &dyn Fn() -> String) -> Vec<Edit> {
        self.direction.texts += 1;
        self.direction.unknown_texts += usize::from(!place.known);
        let restored = match &self.speaks {
            Speaks::Model { redactor, .. } if place.restores => redactor.restore().scan(text, 0, true).found,
            _ => Vec::new(),
        };
        let mut edits = Vec::new();
        for finding in self.inspector.finder.find(text, before, place.role, place.channel) {
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
                    self.direction.redacted += 1;
                }
                Action::Block => self.refused = true,
            }
            self.record(finding, rule, place, path);
        }
        self.direction.restored += restored.len();
        edits.extend(restored.iter().map(|put| Edit { span: put.span, replacement: put.value.to_string() }));
        edits
    }

    /// What takes the place of a finding.
    fn replacement(&mut self, redaction: &Redaction, finding: &Finding, text: &str) -> String {
        let (detector, value) = (&finding.detector, finding.span.of_str(text));
        match &mut self.speaks {
            Speaks::Client { redactor, present } => {
                redactor.replacement(redaction, Found { detector, value, check: None, present })
            }
            Speaks::Model { redactor, .. } => redactor.answer(redaction, detector, value),
        }
    }

    /// Whether stand-ins in a text of this channel are turned back.
    fn restores(&self, channel: Channel, node: Option<Node<'_, '_>>) -> bool {
        match &self.speaks {
            Speaks::Client { .. } => false,
            Speaks::Model { redactor, .. } if redactor.restore().is_empty() => false,
            Speaks::Model { restore, .. } => {
                let tool = node.filter(|_| channel == Channel::ToolArguments).and_then(tool_name);
                restore.allows(channel, tool.as_ref().map(json::Decoded::as_str))
            }
        }
    }

    fn record(&mut self, finding: Finding, rule: &Rule, place: Place, path: &dyn Fn() -> String) {
        self.direction.findings += 1;
        if self.direction.records.len() < MAX_RECORDS {
            self.direction.records.push(Record {
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
        self.direction.records.iter().any(|record| record.path == path)
    }

    fn finish(self, body: &[u8], edits: &Edits) -> Inspected {
        let outcome = match splice(body, edits) {
            _ if self.refused => Outcome::Refused,
            Cow::Borrowed(_) => Outcome::Clean,
            Cow::Owned(changed) => Outcome::Changed(changed),
        };
        Inspected { direction: self.direction, outcome, ..Inspected::default() }
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

/// Whether an id or name is so plain that it can't hide anything in a log: letters, digits and `.-_:/@`, not long.
pub fn is_plain(text: &str, max: usize) -> bool {
    !text.is_empty()
        && text.len() <= max
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_:/@".contains(&byte))
}
