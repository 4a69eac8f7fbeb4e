//! A streamed response: frames in, the frames that may leave out, whatever the way of cutting.
//!
//! An event's payload is read by the grammar of its dialect, like a body. Strings that go on from event to event are
//! followed as one text ([`crate::holdback`]); all others are judged on the spot. A frame with nothing to change leaves
//! as the very same bytes. One with changes has them spliced into its payload, and its `logprobs` emptied: they spell
//! the text a second time, in numbers too.
//!
//! A tool's arguments come as pieces of JSON inside JSON strings. They are judged as their inner strings decode, so
//! that `\n4111…` is a number after a line break and not after an `n`, and replacements are escaped for the inner JSON
//! before the outer: both layers stay valid.
//!
//! A stream that may not go on ends in its dialect's own words, and what follows is dropped.
//!
//! What is changed or blocked is decided as the text arrives, with as little of it held as the detectors ask for. What
//! is only recorded is looked for when a text has ended or grown by [`EARFUL`], in larger pieces: that costs less, holds
//! nothing, and sees more (injections, what is encoded). A rule that blocks what only shows then ends the stream there,
//! though a part of it has left; a rule that would change it can but record it.
//!
//! Limits: what is written in another notation (base64, …) is changed inside one event and what waits with it, not
//! across events.

use crate::{
    api::{
        self, Leaf, Shape, Trail,
        events::{self, Dialect, Event, Note, Progress},
    },
    audit::{Direction, Reason},
    eventstream::{self, EventStream},
    find::Finder,
    finding::Finding,
    frame::{Frame, FrameError, Framer},
    guard::{self, Care, Guard},
    holdback::{Holdback, Judge, Judged, Marks, PATIENCE, Stop},
    inspect::{self, Inspected, Inspector, Nesting, Place, Reading, Speaks},
    json::{Document, Kind, Node, escape_into},
    json_array::JsonArray,
    ndjson::NdJson,
    policy::{self, Action, Restoring, Rule},
    redact::Redactor,
    splice::{Edit, Edits, Layer, splice},
    sse::Sse,
    text::{Channel, Role, Span},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;
use std::{
    collections::BTreeMap,
    fmt,
    hash::{DefaultHasher, Hash, Hasher},
    rc::Rc,
};

/// The header of AWS's messages that says what their payload is.
const JSON: (&str, &str) = (":content-type", "application/json");

/// Most bytes of one event: the last one of a Responses stream repeats the whole answer, tools and instructions.
const MAX_FRAME: usize = 8 << 20;

/// Most bytes of events that wait for a text to settle: some thousand events.
const MAX_HELD: usize = 256 << 10;

/// Settled text that detectors see before what is not: what [`crate::detect::Scanner`] asks for.
const CONTEXT: usize = 512;

/// How long something must be, in bytes, to be replaced before its end is seen: longer than most tokens, shorter than
/// keys.
const LONG: usize = 128;

/// How much of a text, in bytes, is looked at together for the record.
const EARFUL: usize = 4096;

/// The end of an earful, in bytes, that is looked at again together with what follows it.
const UNSURE: usize = 512;

/// Most tool names that are remembered.
const MAX_NAMES: usize = 1024;

/// How events are framed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wire {
    /// Server-sent events.
    Sse,
    /// A JSON value a line.
    NdJson,
    /// The elements of a JSON array.
    JsonArray,
    /// AWS event-stream messages.
    EventStream,
}

impl Wire {
    /// How a response of this content type is framed, if it is a stream; Gemini's arrays look like any JSON, but for
    /// the path.
    pub fn of(content_type: &str, path: &str) -> Option<Self> {
        match content_type.split(';').next().unwrap_or_default().trim() {
            "text/event-stream" => Some(Self::Sse),
            "application/x-ndjson" | "application/jsonl" | "application/x-jsonlines" => Some(Self::NdJson),
            "application/vnd.amazon.eventstream" => Some(Self::EventStream),
            "application/json" if path.ends_with(":streamGenerateContent") => Some(Self::JsonArray),
            _ => None,
        }
    }

    fn framer(self) -> Framer {
        match self {
            Self::Sse => Framer::new(Sse::default(), MAX_FRAME),
            Self::NdJson => Framer::new(NdJson::default(), MAX_FRAME),
            Self::JsonArray => Framer::new(JsonArray::default(), MAX_FRAME),
            Self::EventStream => Framer::new(EventStream::default(), MAX_FRAME),
        }
    }

    /// An event of our own, after `sent` others; `wrapped`: where events travel in base64 inside others.
    fn frame(self, event: &Event, sent: usize, wrapped: bool) -> Vec<u8> {
        let payload = event.payload.as_str();
        match self {
            Self::Sse if event.name.is_empty() => format!("data: {payload}\n\n").into_bytes(),
            Self::Sse => format!("event: {}\ndata: {payload}\n\n", event.name).into_bytes(),
            Self::NdJson => format!("{payload}\n").into_bytes(),
            Self::JsonArray => format!("{}{payload}", if sent == 0 { "[" } else { ",\n" }).into_bytes(),
            // What AWS's SDKs raise as an error.
            Self::EventStream if event.name == events::ERROR => eventstream::message(
                &[(":exception-type", "validationException"), JSON, (":message-type", "exception")],
                json!({"message": events::BLOCKED}).to_string().as_bytes(),
            ),
            Self::EventStream if wrapped => eventstream::message(
                &[(":event-type", "chunk"), JSON, (":message-type", "event")],
                json!({"bytes": STANDARD.encode(payload)}).to_string().as_bytes(),
            ),
            Self::EventStream => eventstream::message(
                &[(":event-type", event.name), JSON, (":message-type", "event")],
                payload.as_bytes(),
            ),
        }
    }
}

/// What it takes to judge a stream.
#[derive(Clone, Copy, Debug)]
pub struct Tools<'p> {
    /// How events are read, and what the rules say of what is found in them.
    pub inspector: Inspector<'p>,
    /// Looks for what a rule would change or block, and so decides what must wait; `None` if no rule does.
    pub acting: Option<&'p Finder>,
    /// Knows the stand-ins that the request was given.
    pub redactor: &'p Redactor,
    /// Where they are turned back.
    pub restore: &'p Restoring,
    /// Knows what the response is watched for.
    pub guard: &'p Guard,
    /// How events are read whose dialect is not known.
    pub shape: Option<Shape>,
    /// Whether what can't be read passes as it comes.
    pub pass_unreadable: bool,
}

/// How much a stream was held up.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Delays {
    /// Frames that came.
    pub frames: usize,
    /// Frames that did not leave before the next one came.
    pub delayed: usize,
    /// Most bytes of frames that waited at once.
    pub most_held: usize,
    /// Bytes of the frames that waited, summed over the frames after each of which they did.
    pub held: usize,
}

/// A streamed response under way.
pub struct Stream {
    wire: Wire,
    framer: Framer,
    hold: Holdback<Key, Held>,
    followed: BTreeMap<Key, Followed>,
    /// The names of tools, by the indices of their calls.
    names: BTreeMap<String, String>,
    dialect: Option<&'static Dialect>,
    /// Whether its events come in base64 inside others.
    wrapped: bool,
    progress: Progress,
    inspected: Inspected,
    delays: Delays,
    sent: usize,
    /// A frame that could not be read, where such frames pass.
    unread: Vec<u8>,
    /// Whether an edit was made.
    changed: bool,
    stopped: Option<Reason>,
}

/// Which text a piece belongs to.
type Key = String;

/// A frame that waits.
struct Held {
    frame: Frame,
    /// What is to be changed in its payload, whatever becomes of its texts.
    edits: Edits,
    /// Where in the payload the strings stand that are pieces of texts.
    slots: Vec<Span>,
    /// Whether the payload read is inside the frame's payload, in base64.
    wrapped: bool,
    /// Whether the payload is one text and no JSON.
    plain: bool,
    /// What it says of the stream's progress.
    note: Note,
}

/// What is known of a text that is followed.
struct Followed {
    place: Place,
    /// Where it stands, for audit lines.
    path: Rc<str>,
    /// What of it has not been looked at for the record.
    said: Said,
    /// Whether it is JSON, and where in it the text is settled to.
    json: MaybeJson,
    /// The last piece of a field that the grammar doesn't know: what only repeats is no text that goes on.
    last: u64,
}

/// The part of a text that is still to be looked at for the record, and what it takes to understand it.
#[derive(Default)]
struct Said {
    text: String,
    /// Bytes of the text before, as it decodes.
    before: usize,
    /// What ends up to here, in bytes of this part as it decodes, has been recorded.
    recorded: usize,
    /// How long this part was when it was looked at last, in bytes.
    looked: usize,
}

/// Whether a text is JSON.
#[derive(Clone, Copy)]
enum MaybeJson {
    /// It may be, and has not begun.
    NotBegun,
    /// It began with a bracket.
    Json(Quotes),
    No,
}

impl MaybeJson {
    /// What the next piece of the text tells.
    fn hears(self, piece: &str) -> Self {
        match (self, piece.trim_start().bytes().next()) {
            (Self::NotBegun, Some(b'{' | b'[')) => Self::Json(Quotes::default()),
            (Self::NotBegun, Some(_)) => Self::No,
            _ => self,
        }
    }
}

/// What a push gives.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Pushed {
    /// What may leave.
    pub bytes: Vec<u8>,
    /// Why the stream ended here, in which case `bytes` end it.
    pub stopped: Option<Reason>,
}

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stream").field("wire", &self.wire).field("delays", &self.delays).finish_non_exhaustive()
    }
}

impl Stream {
    /// A stream framed like this.
    pub fn new(wire: Wire) -> Self {
        Self {
            wire,
            framer: wire.framer(),
            hold: Holdback::new(MAX_HELD, PATIENCE),
            followed: BTreeMap::new(),
            names: BTreeMap::new(),
            dialect: None,
            wrapped: false,
            progress: Progress::default(),
            inspected: Inspected::default(),
            delays: Delays::default(),
            sent: 0,
            unread: Vec::new(),
            changed: false,
            stopped: None,
        }
    }

    /// What was read and found so far.
    pub fn direction(&self) -> &Direction {
        &self.inspected.direction
    }

    /// Whether anything was changed.
    pub fn changed(&self) -> bool {
        self.changed
    }

    /// Whether something that came has not been sent on.
    pub fn waits(&self) -> bool {
        self.hold.waiting() > 0 || !self.framer.rest().is_empty()
    }

    /// How much it was held up.
    pub fn delays(&self) -> Delays {
        self.delays
    }

    /// Takes the next bytes, the last of all if `end`.
    pub fn push(&mut self, bytes: &[u8], end: bool, tools: &Tools<'_>) -> Pushed {
        if self.stopped.is_some() {
            return Pushed { bytes: Vec::new(), stopped: self.stopped };
        }
        let mut out = Vec::new();
        self.framer.push(bytes);
        let mut judged = self.frames(end, tools, &mut out);
        if judged.is_ok() && end {
            judged = self.ends(|_| true, tools);
        }
        self.drain(&mut out);
        if let Err(reason) = judged {
            self.stopped = Some(reason);
            self.close(tools);
            if reason != Reason::Policy && tools.pass_unreadable {
                out.extend(self.hold.take_all().flat_map(|held| held.frame.raw));
                out.append(&mut self.unread);
                out.extend(self.framer.take_rest());
                return Pushed { bytes: out, stopped: self.stopped };
            }
            for event in events::ending(self.dialect, &self.progress) {
                out.extend(self.wire.frame(&event, self.sent, self.wrapped));
                self.sent += 1;
            }
            if self.wire == Wire::JsonArray {
                out.push(b']');
            }
        }
        Pushed { bytes: out, stopped: self.stopped }
    }

    /// Takes in that nothing more will come.
    pub fn close(&mut self, tools: &Tools<'_>) {
        // It has ended, whatever a rule says of what is found now.
        let _ = self.record(|_| true, tools);
    }

    fn frames(&mut self, end: bool, tools: &Tools<'_>, out: &mut Vec<u8>) -> Result<(), Reason> {
        while let Some(frame) = self.framer.next_frame().map_err(of_frame)? {
            let raw = tools.pass_unreadable.then(|| frame.raw.clone());
            let queued = self.hold.pushed();
            if let Err(reason) = self.frame(frame, tools) {
                if queued == self.hold.pushed() {
                    self.unread = raw.unwrap_or_default();
                }
                return Err(reason);
            }
            self.drain(out);
            self.delays.frames += 1;
            self.delays.delayed += usize::from(self.hold.waiting() > 0);
            self.delays.held += self.hold.held();
            self.delays.most_held = self.delays.most_held.max(self.hold.held());
        }
        if !end {
            return Ok(());
        }
        let raw = if tools.pass_unreadable { self.framer.rest().to_vec() } else { Vec::new() };
        let queued = self.hold.pushed();
        let judged = match self.framer.finish() {
            Ok(Some(rest)) => self.frame(rest, tools),
            Ok(None) => Ok(()),
            Err(error) => Err(of_frame(error)),
        };
        if judged.is_err() && queued == self.hold.pushed() {
            self.unread = raw;
        }
        judged
    }

    /// Reads one frame and queues it.
    fn frame(&mut self, frame: Frame, tools: &Tools<'_>) -> Result<(), Reason> {
        self.inspected.direction.bytes += frame.raw.len();
        if !frame.has_payload() {
            return self.queue(frame, Edits::new(), Vec::new(), Form::Json, Note::default(), tools);
        }
        let outer = frame.payload().into_owned();
        if outer == events::DONE.as_bytes() {
            self.ends(|_| true, tools)?;
            return self.queue(frame, Edits::new(), Vec::new(), Form::Json, Note::default(), tools);
        }
        let limits = tools.inspector.limits;
        let Ok(document) = Document::scan(&outer, limits) else { return self.plain(frame, &outer, tools) };
        if self.wire == Wire::EventStream
            && let Some(inner) = unwrapped(document.root())
        {
            self.wrapped = true;
            let document = Document::scan(&inner, limits).map_err(inspect::reason)?;
            return self.event(frame, &document, Form::Wrapped, tools);
        }
        self.event(frame, &document, Form::Json, tools)
    }

    /// A payload that is no JSON is one text.
    fn plain(&mut self, frame: Frame, payload: &[u8], tools: &Tools<'_>) -> Result<(), Reason> {
        let text = std::str::from_utf8(payload).map_err(|_| Reason::Encoding)?.to_owned();
        let restores = tools.restore.allows(Channel::Unknown, None);
        let place = Place { role: Role::Unknown, channel: Channel::Unknown, known: false, restores };
        self.inspected.direction.texts += 1;
        self.inspected.direction.unknown_texts += 1;
        let key = format!("plain {}", frame.name);
        self.follow(&key, place, MaybeJson::No, || "$".into());
        self.queue(
            frame,
            Edits::new(),
            vec![Slot { key, text, at: Span::default() }],
            Form::Plain,
            Note::default(),
            tools,
        )
    }

    fn event(&mut self, frame: Frame, document: &Document<'_>, form: Form, tools: &Tools<'_>) -> Result<(), Reason> {
        if !document.duplicates().is_empty() {
            return Err(Reason::DuplicateKeys);
        }
        let root = document.root();
        let kind = events::kind(&frame.name, root).into_owned();
        let dialect = events::dialect(&frame.name, root).or(self.dialect);
        self.dialect = dialect;
        let mut note = events::note(&frame.name, root);
        self.progress.read(&mut note);
        self.note_names(document);
        let rpc = root.get("jsonrpc").is_some();
        let whole = events::is_whole(&kind) || rpc;
        // A JSON-RPC message is a whole body of its API.
        let known = dialect.map(|dialect| dialect.event).filter(|_| !rpc || tools.shape.is_none());
        let shape = known.or(tools.shape).unwrap_or(inspect::UNKNOWN);

        let mut pieces = Vec::new();
        api::walk(document, shape, Role::Unknown, &mut |piece, trail| pieces.push((piece, trail.clone())));
        let (mut edits, mut slots) = (Vec::new(), Vec::new());
        if whole {
            edits.extend(self.judge_whole(tools, |reading| reading.pinned(document, shape, Nesting::OUTERMOST))?);
        }
        for (piece, trail) in pieces {
            if piece.channel() == Channel::Control && piece.known && is_word(piece.node) {
                continue;
            }
            let goes_on = !whole
                && (dialect.is_none() || is_said(&trail))
                && matches!(piece.leaf, Leaf::Text(_) | Leaf::Json(_))
                && piece.node.kind() == Kind::String
                && !piece.node.is_key()
                && !matches!(piece.channel(), Channel::Logprobs | Channel::Control);
            let text = piece.node.as_str().filter(|_| goes_on);
            let Some(text) = text else {
                edits.extend(self.judge_whole(tools, |reading| reading.piece(piece, &trail, Nesting::OUTERMOST))?);
                continue;
            };
            let key = events::continues(&kind, piece.node);
            if !piece.known && self.repeats(&key, text.as_str()) {
                edits.extend(self.judge_whole(tools, |reading| reading.piece(piece, &trail, Nesting::OUTERMOST))?);
                continue;
            }
            let channel = piece.channel();
            let tool = || self.tool_at(piece.node);
            let restores = match channel {
                Channel::ToolArguments => tools.restore.allows(channel, tool()),
                _ => tools.restore.allows(channel, None),
            };
            let place = Place { role: piece.role, channel, known: piece.known, restores };
            let json = if matches!(piece.leaf, Leaf::Json(_)) { MaybeJson::NotBegun } else { MaybeJson::No };
            self.inspected.direction.texts += 1;
            self.inspected.direction.unknown_texts += usize::from(!piece.known);
            self.follow(&key, place, json, || trail.to_string());
            if let Some(followed) = self.followed.get_mut(&key) {
                followed.json = followed.json.hears(text.as_str());
                followed.last = if piece.known { 0 } else { digest(text.as_str()) };
            }
            slots.push(Slot { key, text: text.as_str().to_owned(), at: piece.node.span() });
        }
        self.queue(frame, edits.into_iter().collect(), slots, form, note, tools)?;
        match events::ends(&kind, root) {
            Some(indices) => self.ends(|key| key.starts_with(&indices), tools),
            None => Ok(()),
        }
    }

    /// Takes in that texts have ended.
    fn ends(&mut self, which: impl Fn(&Key) -> bool, tools: &Tools<'_>) -> Result<(), Reason> {
        self.settle(&which, tools).map_err(of_stop)?;
        self.record(which, tools)
    }

    /// Looks for the record at what texts have said since, as if they had ended.
    fn record(&mut self, which: impl Fn(&Key) -> bool, tools: &Tools<'_>) -> Result<(), Reason> {
        let heard = self.followed.iter_mut().filter(|(key, followed)| !followed.said.text.is_empty() && which(key));
        let mut reading = tools.reading(std::mem::take(&mut self.inspected));
        heard.for_each(|(_, followed)| followed.record(&mut reading, true));
        let refused = reading.refused;
        self.inspected = reading.inspected;
        if refused { Err(Reason::Policy) } else { Ok(()) }
    }

    /// Takes in, for the record, a piece of a text.
    fn hear(&mut self, key: &Key, piece: &str, tools: &Tools<'_>) -> Result<(), Reason> {
        let Some(followed) = self.followed.get_mut(key) else { return Ok(()) };
        followed.said.text.push_str(piece);
        if followed.said.text.len() < EARFUL.max(followed.said.looked + EARFUL / 2) {
            return Ok(());
        }
        let mut reading = tools.reading(std::mem::take(&mut self.inspected));
        followed.record(&mut reading, false);
        let refused = reading.refused;
        self.inspected = reading.inspected;
        if refused { Err(Reason::Policy) } else { Ok(()) }
    }

    /// Judges something that is complete.
    fn judge_whole(
        &mut self,
        tools: &Tools<'_>,
        judge: impl FnOnce(&mut Reading<'_, '_>) -> Edits,
    ) -> Result<Edits, Reason> {
        let mut reading = tools.reading(std::mem::take(&mut self.inspected));
        let edits = judge(&mut reading);
        let refused = reading.refused;
        self.inspected = reading.inspected;
        if refused { Err(Reason::Policy) } else { Ok(edits) }
    }

    fn follow(&mut self, key: &Key, place: Place, json: MaybeJson, path: impl FnOnce() -> String) {
        if let Some(followed) = self.followed.get_mut(key) {
            followed.place = place;
        } else {
            let followed = Followed { place, path: path().into(), said: Said::default(), json, last: 0 };
            self.followed.insert(key.clone(), followed);
        }
    }

    /// Whether a field that the grammar doesn't know only says again what it said before.
    fn repeats(&self, key: &Key, text: &str) -> bool {
        self.followed.get(key).is_some_and(|followed| followed.last == digest(text))
    }

    /// Remembers which tool is called where.
    fn note_names(&mut self, document: &Document<'_>) {
        for node in document.nodes().filter(|node| node.is_key() && node.str_eq("name")) {
            let Some(object) = node.parent() else { continue };
            let name = object.get("name").and_then(Node::as_str);
            if let Some(name) = name.filter(|_| self.names.len() < MAX_NAMES) {
                // The first name stands: the arguments that follow can't rename their tool.
                self.names.entry(events::indices(object)).or_insert_with(|| name.as_str().to_owned());
            }
        }
    }

    fn tool_at(&self, node: Node<'_, '_>) -> Option<&str> {
        let indices = node.parent().map(events::indices)?;
        self.names.get(&indices).map(String::as_str)
    }

    fn queue(
        &mut self,
        frame: Frame,
        edits: Edits,
        slots: Vec<Slot>,
        form: Form,
        note: Note,
        tools: &Tools<'_>,
    ) -> Result<(), Reason> {
        let size = frame.raw.len();
        let held = Held {
            frame,
            edits,
            slots: slots.iter().map(|slot| slot.at).collect(),
            wrapped: form == Form::Wrapped,
            plain: form == Form::Plain,
            note,
        };
        let texts = slots.iter().map(|slot| (slot.key.clone(), slot.text.as_str()));
        let mut ear =
            Ear { tools, reading: tools.reading(std::mem::take(&mut self.inspected)), followed: &mut self.followed };
        let pushed = self.hold.push(held, size, texts, &mut ear);
        self.inspected = ear.reading.inspected;
        pushed.map_err(of_stop)?;
        slots.iter().try_for_each(|slot| self.hear(&slot.key, &slot.text, tools))
    }

    fn settle(&mut self, which: impl Fn(&Key) -> bool, tools: &Tools<'_>) -> Result<(), Stop> {
        let mut ear =
            Ear { tools, reading: tools.reading(std::mem::take(&mut self.inspected)), followed: &mut self.followed };
        let settled = self.hold.settle(which, &mut ear);
        self.inspected = ear.reading.inspected;
        settled
    }

    /// Sends what may leave.
    fn drain(&mut self, out: &mut Vec<u8>) {
        while let Some((mut held, texts)) = self.hold.pop() {
            self.progress.sent(std::mem::take(&mut held.note));
            self.sent += usize::from(held.frame.has_payload());
            if held.edits.is_empty() && texts.iter().all(Edits::is_empty) {
                out.extend_from_slice(&held.frame.raw);
                continue;
            }
            self.changed = true;
            out.extend(self.framer.rewrite(&held.frame, &held.lift(&texts)));
        }
    }
}

/// How a frame's payload is to be read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Json,
    /// JSON in base64 in JSON: AWS's `InvokeModelWithResponseStream`.
    Wrapped,
    Plain,
}

/// A string of an event that is a piece of a text.
struct Slot {
    key: Key,
    text: String,
    at: Span,
}

impl Held {
    /// The edits of its texts and its own, as edits of the frame's payload.
    fn lift(&self, texts: &[Edits]) -> Edits {
        let payload = self.frame.payload();
        if self.plain {
            return texts.first().cloned().unwrap_or_default();
        }
        // It was scanned before, within the limits.
        let Ok(document) = Document::scan(&payload, Default::default()) else { return Edits::new() };
        if !self.wrapped {
            return self.lift_json(&document, texts);
        }
        let Some(inner) = unwrapped(document.root()) else { return Edits::new() };
        let Ok(inside) = Document::scan(&inner, Default::default()) else { return Edits::new() };
        let edited = splice(&inner, &self.lift_json(&inside, texts)).into_owned();
        let bytes = document.root().get("bytes").map(Node::span).unwrap_or_default();
        let replacement = format!("\"{}\"", STANDARD.encode(edited));
        [Edit { span: bytes, replacement }].into_iter().collect()
    }

    fn lift_json(&self, document: &Document<'_>, texts: &[Edits]) -> Edits {
        let mut edits: Vec<Edit> = self.edits.iter().cloned().collect();
        let edited = self.slots.iter().zip(texts).filter(|(_, edits)| !edits.is_empty());
        let mut of_spans = BTreeMap::new();
        of_spans.extend(edited.map(|(at, edits)| (*at, edits)));
        for node in document.nodes() {
            if let Some(of_text) = of_spans.get(&node.span())
                && let Some(text) = node.as_str()
            {
                edits.extend(text.lift(of_text));
            }
        }
        edits.extend(api::without_logprobs(document));
        edits.into_iter().collect()
    }
}

/// The JSON that an AWS message of `InvokeModelWithResponseStream` carries.
fn unwrapped(root: Node<'_, '_>) -> Option<Vec<u8>> {
    STANDARD.decode(root.get("bytes")?.as_str()?.as_str()).ok()
}

/// Whether a string of an event of a known dialect may go on in the next: fields that the grammar names, and new ones
/// beside them. What stands deeper in data (a call's arguments as an object), or elsewhere (an id, padding), comes whole.
fn is_said(trail: &Trail) -> bool {
    let place = trail.to_string();
    match place.split_once(".*") {
        None => true,
        Some((known, unknown)) => unknown.is_empty() && known.ends_with(".delta"),
    }
}

/// A word of the protocol, too short and plain to be worth a look: `stop`, `function`, `0`.
fn is_word(node: Node<'_, '_>) -> bool {
    node.raw().len() <= 10
}

fn digest(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

fn of_stop(stop: Stop) -> Reason {
    match stop {
        Stop::Blocked => Reason::Policy,
        Stop::TooMany { .. } => Reason::TooManyValues,
    }
}

fn of_frame(error: FrameError) -> Reason {
    match error {
        FrameError::TooLong { .. } => Reason::TooLarge,
        FrameError::Truncated { .. } => Reason::Truncated,
        FrameError::Unexpected { .. } | FrameError::Checksum { .. } | FrameError::Malformed { .. } => Reason::Stream,
    }
}

impl<'p> Tools<'p> {
    fn reading(&self, inspected: Inspected) -> Reading<'p, 'p> {
        let speaks = Speaks::Model { redactor: self.redactor, restore: self.restore, guard: self.guard };
        Reading { inspected, ..Reading::new(self.inspector, &|_| (None, None), speaks, None) }
    }
}

/// Listens to the texts of a stream.
struct Ear<'s, 'p> {
    tools: &'s Tools<'p>,
    reading: Reading<'p, 'p>,
    followed: &'s mut BTreeMap<Key, Followed>,
}

impl Judge<Key> for Ear<'_, '_> {
    fn context(&self) -> usize {
        CONTEXT
    }

    fn yields(&self, key: &Key) -> bool {
        self.followed.get(key).is_some_and(|followed| followed.place.channel == Channel::Reasoning)
    }

    fn judge(&mut self, key: &Key, text: &str, from: Marks, last: bool) -> Judged {
        let Some(followed) = self.followed.get_mut(key) else {
            return Judged {
                marks: Marks { settled: text.len(), recorded: text.len(), covered: false },
                ..Judged::default()
            };
        };
        let (place, json) = (followed.place, followed.json);
        let path = followed.path.clone();
        let path = &*path;
        let MaybeJson::Json(mut quotes) = json else { return self.text(text, from, last, place, path) };
        let inner = Inner::of(text, last);
        let marks =
            Marks { settled: inner.inside(from.settled), recorded: inner.inside(from.recorded), covered: from.covered };
        let judged = self.text(&inner.text, marks, last, place, path);
        let marks = Marks {
            settled: inner.outside(judged.marks.settled).max(from.settled),
            recorded: inner.outside(judged.marks.recorded).max(from.recorded),
            covered: judged.marks.covered,
        };
        let mut edits = Vec::new();
        let mut at = from.settled;
        for edit in judged.edits {
            let span = Span::new(inner.outside(edit.span.start).max(at), inner.outside(edit.span.end));
            quotes.read(Span::new(at, span.start).of_str(text));
            edits.extend(quotes.edits(text, span, &edit.replacement));
            at = span.end.max(at);
        }
        quotes.read(Span::new(at, marks.settled).of_str(text));
        if let Some(followed) = self.followed.get_mut(key) {
            followed.json = MaybeJson::Json(quotes);
        }
        Judged { marks, edits: edits.into_iter().collect(), block: judged.block }
    }
}

impl Ear<'_, '_> {
    fn text(&mut self, text: &str, from: Marks, last: bool, place: Place, path: &str) -> Judged {
        let (finder, rules) = (self.reading.inspector.finder, self.reading.inspector.rules);
        let restored = self.reading.restorable(text, from.settled, last, place);
        let mut settled = restored.settled;
        let mut decided = Vec::new();
        if let Some(acting) = self.tools.acting {
            settled = settled.min(acting.settled(text));
            let stand_in = |finding: &Finding| restored.found.iter().any(|put| put.span.overlaps(finding.span));
            decided.extend(finder.find_part(text).into_iter().filter(|finding| !stand_in(finding)));
        }
        if self.tools.guard.guards().act() {
            let (guard, at, place) = (self.tools.guard, from.settled, (place.role, place.channel));
            settled = settled.min(guard.settled(text, at, place.0, place.1));
            decided.extend(guard.find(text, at, Care::Acts, place, self.tools.redactor.restore()));
        }
        let mut decided: Vec<_> = decided
            .into_iter()
            .filter(|finding| from.settled < finding.span.end)
            .filter_map(|finding| {
                let rule = policy::decide(rules, &finding, place.role, place.channel)?;
                matches!(rule.action, Action::Redact(_) | Action::Block).then_some((finding, rule))
            })
            .collect();
        settled = if last { text.len() } else { settled.max(from.settled) };
        // Nothing that will be changed may be cut in two, whatever the detectors thought to be settled.
        let puts = restored.found.iter().map(|put| put.span);
        let cuts: Vec<Span> = decided.iter().map(|(finding, _)| finding.span).chain(puts).collect();
        while !last && let Some(cut) = cuts.iter().find(|cut| cut.start < settled && settled < cut.end) {
            settled = cut.start.max(from.settled);
            if settled == from.settled {
                break;
            }
        }
        // What is long and known for what it is need not be seen to its end: it is covered as far as it goes.
        let long = |span: &Span| !last && span.len() >= LONG && span.start <= settled && settled < span.end;
        let goes_on = decided.iter().map(|(finding, _)| finding.span).filter(long).map(|span| span.end).max();
        settled = goes_on.unwrap_or(settled);
        let covered = goes_on.is_some() || from.covered && settled == from.settled;
        // Its beginning is kept: by that it is known.
        let recorded = if covered { from.recorded } else { settled };
        // Nobody has to see the end of a leak to know that it is one.
        let certain =
            |finding: &Finding, rule: &Rule| rule.action == Action::Block && guard::is_guard(finding.detector.as_str());
        decided.retain(|(finding, rule)| finding.span.end <= settled || certain(finding, rule));
        let mut judged = Judged { marks: Marks { settled, recorded, covered }, ..Judged::default() };
        let mut edits = Vec::new();
        for (finding, rule) in decided {
            if from.covered && finding.span.start < from.settled && matches!(rule.action, Action::Redact(_)) {
                edits.push(Edit { span: finding.span, replacement: String::new() });
                continue;
            }
            if let Action::Redact(redaction) = &rule.action {
                let replacement = self.reading.replacement(redaction, &finding, text);
                edits.push(Edit { span: finding.span, replacement });
                self.reading.inspected.direction.redacted += 1;
            } else {
                judged.block = true;
            }
            self.reading.record(finding, rule, place, &|| path.to_owned());
        }
        for put in restored.found.into_iter().filter(|put| put.span.end <= settled) {
            edits.push(self.reading.restored(put, place, &|| path.to_owned()));
        }
        judged.block |= self.reading.refused;
        judged.edits = edits.into_iter().collect();
        judged
    }
}

impl Followed {
    /// Looks for the record at what was said; what is near its end is kept for the next time unless this is the `last`.
    fn record(&mut self, reading: &mut Reading<'_, '_>, last: bool) {
        let said = std::mem::take(&mut self.said);
        let inner = matches!(self.json, MaybeJson::Json(_)).then(|| Inner::of(&said.text, last));
        let text = inner.as_ref().map_or(said.text.as_str(), |inner| &inner.text);
        let sure = if last { text.len() } else { text.len().saturating_sub(UNSURE) };
        let new = Span::new(said.recorded, sure);
        let recorded = reading.heard(text, new, said.before, self.place, &self.path);
        let kept = if last { text.len() } else { text.floor_char_boundary(recorded.saturating_sub(CONTEXT)) };
        let outside = inner.as_ref().map_or(kept, |inner| inner.outside(kept));
        let rest = if last { "" } else { said.text.get(outside..).unwrap_or_default() };
        self.said = Said {
            text: rest.to_owned(),
            before: said.before + kept,
            recorded: recorded.saturating_sub(kept),
            looked: rest.len(),
        };
    }
}

/// A piece of JSON as its strings decode, with the way back.
struct Inner {
    text: String,
    /// The ends of the escapes: in the decoded text, and as written.
    ends: Vec<(usize, usize)>,
}

impl Inner {
    /// Decodes; an escape that is cut off at the end is left out unless this is the `last` of the text.
    fn of(written: &str, last: bool) -> Self {
        let mut out = Self { text: String::with_capacity(written.len()), ends: Vec::new() };
        let mut at = 0;
        while let Some(rest) = written.get(at..).filter(|rest| !rest.is_empty()) {
            let plain = memchr::memchr(b'\\', rest.as_bytes()).unwrap_or(rest.len());
            let (plain, rest) = rest.split_at_checked(plain).unwrap_or((rest, ""));
            out.text.push_str(plain);
            at += plain.len();
            match unescaped(rest) {
                Escape::None if rest.is_empty() => break,
                Escape::Is(c, length) => {
                    out.text.push(c);
                    at += length;
                    out.ends.push((out.text.len(), at));
                }
                Escape::CutOff if !last => break,
                Escape::CutOff | Escape::None => {
                    out.text.push('\\');
                    at += 1;
                }
            }
        }
        out
    }

    /// Where a place of the decoded text was written.
    fn outside(&self, at: usize) -> usize {
        let before = self.ends.partition_point(|(inside, _)| *inside <= at);
        match before.checked_sub(1).and_then(|before| self.ends.get(before)) {
            Some((inside, outside)) => outside + (at - inside),
            None => at,
        }
    }

    /// The place of the decoded text for one that was written; inside an escape, the place before it.
    fn inside(&self, at: usize) -> usize {
        let before = self.ends.partition_point(|(_, outside)| *outside <= at);
        let found = match before.checked_sub(1).and_then(|before| self.ends.get(before)) {
            Some((inside, outside)) => inside + (at - outside),
            None => at,
        };
        self.text.floor_char_boundary(found.min(self.text.len()))
    }
}

enum Escape {
    Is(char, usize),
    None,
    /// The text ends inside what may be one.
    CutOff,
}

/// The escape at the start of `rest`.
fn unescaped(rest: &str) -> Escape {
    let simple = match rest.as_bytes() {
        [b'\\'] => return Escape::CutOff,
        [b'\\', b'u', ..] => return unicode(rest),
        [b'\\', b'n', ..] => '\n',
        [b'\\', b't', ..] => '\t',
        [b'\\', b'r', ..] => '\r',
        [b'\\', b'b', ..] => '\u{8}',
        [b'\\', b'f', ..] => '\u{c}',
        [b'\\', c @ (b'"' | b'\\' | b'/'), ..] => char::from(*c),
        _ => return Escape::None,
    };
    Escape::Is(simple, 2)
}

/// `\u0041`, or a surrogate pair of two such.
fn unicode(rest: &str) -> Escape {
    let unit = |at: usize| {
        let rest = rest.get(at..).unwrap_or_default();
        let Some(hex) = rest.strip_prefix("\\u") else {
            return if "\\u".starts_with(rest) { Err(Escape::CutOff) } else { Err(Escape::None) };
        };
        match hex.get(..4) {
            Some(four) => u32::from_str_radix(four, 16).map_err(|_| Escape::None),
            None if hex.bytes().all(|b| b.is_ascii_hexdigit()) => Err(Escape::CutOff),
            None => Err(Escape::None),
        }
    };
    let first = match unit(0) {
        Ok(first) => first,
        Err(other) => return other,
    };
    if !(0xd800..0xdc00).contains(&first) {
        return char::from_u32(first).map_or(Escape::None, |c| Escape::Is(c, 6));
    }
    match unit(6) {
        Ok(second @ 0xdc00..0xe000) => {
            let code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
            char::from_u32(code).map_or(Escape::None, |c| Escape::Is(c, 12))
        }
        Err(Escape::CutOff) => Escape::CutOff,
        _ => Escape::None,
    }
}

/// Where in a piece of JSON a place is: inside a string or not.
#[derive(Clone, Copy, Default)]
struct Quotes {
    inside: bool,
    escaped: bool,
}

impl Quotes {
    fn read(&mut self, text: &str) {
        text.bytes().for_each(|byte| {
            self.step(byte);
        });
    }

    /// Whether the byte belongs to what a string says.
    fn step(&mut self, byte: u8) -> bool {
        match (self.inside, self.escaped, byte) {
            (true, true, _) => self.escaped = false,
            (true, false, b'\\') => self.escaped = true,
            (true, false, b'"') => {
                self.inside = false;
                return false;
            }
            (true, false, _) => {}
            (false, _, b'"') => {
                self.inside = true;
                return false;
            }
            (false, ..) => {}
        }
        self.inside
    }

    /// Puts `replacement` in place of `span`, so that the JSON stays valid: only inside strings, escaped; a number gives
    /// way to a string.
    fn edits(&mut self, text: &str, span: Span, replacement: &str) -> Vec<Edit> {
        let mut escaped = String::new();
        escape_into(replacement, &mut escaped);
        let mut edits: Vec<Edit> = Vec::new();
        let began_inside = self.inside;
        for (offset, byte) in span.of_str(text).bytes().enumerate() {
            let at = span.start + offset;
            if self.step(byte) {
                match edits.last_mut() {
                    Some(edit) if edit.span.end == at => edit.span.end = at + 1,
                    _ => edits.push(Edit { span: Span::new(at, at + 1), replacement: std::mem::take(&mut escaped) }),
                }
            }
        }
        if edits.is_empty() && !began_inside && !span.is_empty() {
            let bare =
                |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte));
            let bytes = text.as_bytes();
            let part = bare(span.start.checked_sub(1).and_then(|at| bytes.get(at))) || bare(bytes.get(span.end));
            // Of a part of a number only the digits can go.
            let replacement = if part { "1".repeat(span.len()) } else { format!("\"{escaped}\"") };
            edits.push(Edit { span, replacement });
        }
        edits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::tests::Dice;

    #[test]
    fn wires_are_told_by_content_type_and_path() {
        for (content_type, path, expect) in [
            ("text/event-stream; charset=utf-8", "/", Some(Wire::Sse)),
            ("application/x-ndjson", "/api/chat", Some(Wire::NdJson)),
            ("application/vnd.amazon.eventstream", "/", Some(Wire::EventStream)),
            ("application/json", "/v1beta/models/m:streamGenerateContent", Some(Wire::JsonArray)),
            ("application/json", "/v1/chat/completions", None),
            ("text/plain", "/", None),
        ] {
            assert_eq!(Wire::of(content_type, path), expect, "{content_type} {path}");
        }
    }

    /// The inside of a JSON string, written in one of many ways.
    fn written(dice: &mut Dice) -> String {
        const PIECES: &[&str] =
            &["a", "é", "😀", "\\n", "\\\"", "\\\\", "\\/", "\\u0041", "\\u00e9", "\\ud83d\\ude00", "41", " "];
        (0..dice.below(12)).map(|_| PIECES[dice.below(PIECES.len())]).collect()
    }

    #[test]
    fn inner_strings_decode_as_serde_json_says_and_map_back() {
        let mut dice = Dice(1);
        for _ in 0..2000 {
            let inside = written(&mut dice);
            let inner = Inner::of(&inside, true);
            assert_eq!(inner.text, serde_json::from_str::<String>(&format!("\"{inside}\"")).unwrap(), "{inside}");
            for (at, _) in inner.text.char_indices() {
                let outside = inner.outside(at);
                assert_eq!(inner.inside(outside), at, "{inside}");
                let rest: String = serde_json::from_str(&format!("\"{}\"", inside.get(outside..).unwrap())).unwrap();
                assert_eq!(Some(rest.as_str()), inner.text.get(at..), "{inside}");
            }
            assert_eq!(inner.outside(inner.text.len()), inside.len());
        }
    }

    #[test]
    fn an_escape_that_is_cut_off_waits_for_its_other_half() {
        let mut dice = Dice(2);
        for _ in 0..2000 {
            let inside = written(&mut dice);
            let cut = inside.floor_char_boundary(dice.below(inside.len() + 1));
            let (first, _) = inside.split_at(cut);
            let part = Inner::of(first, false);
            let whole = Inner::of(&inside, true);
            assert!(whole.text.starts_with(&part.text), "{inside} cut at {cut}");
            assert!(part.outside(part.text.len()) <= cut && cut - part.outside(part.text.len()) < 12);
        }
    }

    #[test]
    fn edits_of_json_keep_it_json() {
        let table = [
            (r#"{"a":"x1234y"}"#, 7..11, "<\">", r#"{"a":"x<\">y"}"#),
            (r#"{"a":1234,"b":2}"#, 5..9, "[N]", r#"{"a":"[N]","b":2}"#),
            (r#"{"a":12345}"#, 5..9, "[N]", r#"{"a":11115}"#),
            (r#"{"a":"12","b":"34"}"#, 6..17, "[N]", r#"{"a":"[N]","":""}"#),
        ];
        for (text, span, with, expect) in table {
            let mut quotes = Quotes::default();
            quotes.read(text.get(..span.start).unwrap());
            let edits = quotes.edits(text, Span::new(span.start, span.end), with);
            let edited = crate::splice::splice_str(text, &edits.into_iter().collect()).into_owned();
            assert_eq!(edited, expect);
            serde_json::from_str::<serde_json::Value>(&edited).unwrap();
        }
    }
}
