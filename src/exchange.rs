//! One request and its response, as a state machine without I/O: events in, steps out.
//!
//! The filter, the command line and the tests run this same code; the host's callbacks are events, what the host has
//! to do are steps. This is the one home of fail-open and fail-closed: every way in which a body can't be read ends
//! in [`Exchange::uninspectable`].

use crate::{
    api::{
        self, Api, mcp,
        refusal::{self, Calls, Refusal, Refused},
    },
    audit::{Audit, Direction, Reason, Verdict},
    config::{Config, Source},
    decompress::{self, Bounds, decompress},
    detect,
    find::Finder,
    guard::Guard,
    inspect::{Inspected, Inspector, Outcome},
    path,
    policy::{self, Caller, Plan, UnknownShape},
    redact::{Keyring, Redactor},
    stream::{Stream, Tools, Wire},
    text::is_plain,
};
use std::{rc::Rc, sync::Arc};

/// What a host can do, chosen once per VM (hosts.md).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct HostRules {
    /// Headers can be held back until the body is judged, and whole bodies pile up in the host meanwhile.
    ///
    /// Where they can't (Kong), request bodies come whole in one call, and response bodies are collected here.
    pub holds_headers: bool,
    /// A local reply can take the place of a response whose headers are held.
    pub replies_to_responses: bool,
    /// The host writes `content-length` itself when a request body is replaced, and it must not be touched before.
    pub owns_request_length: bool,
    /// An empty body in the last call of a response is lost together with the end of the response.
    pub last_chunk_needs_a_byte: bool,
}

impl HostRules {
    /// Envoy, with `allow_on_headers_stop_iteration`.
    pub const ENVOY: Self = Self {
        holds_headers: true,
        replies_to_responses: true,
        owns_request_length: false,
        last_chunk_needs_a_byte: false,
    };
    /// Kong Gateway 3.4–3.9 (WasmX).
    pub const KONG: Self = Self {
        holds_headers: false,
        replies_to_responses: false,
        owns_request_length: true,
        last_chunk_needs_a_byte: true,
    };
}

/// The headers of a message, names in lower case as hosts give them; pseudo headers start with a colon.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Headers(pub Vec<(String, Vec<u8>)>);

impl Headers {
    /// The first value of a header, if it is text.
    pub fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(given, _)| given.eq_ignore_ascii_case(name))?;
        std::str::from_utf8(value).ok()
    }

    /// Whether the header is there, whatever its value.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(given, _)| given.eq_ignore_ascii_case(name))
    }
}

impl std::fmt::Debug for Headers {
    /// Names only: values may hold what must not be logged.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

/// What the gateway knows about a request besides its headers.
#[derive(Clone, Debug, Default)]
pub struct Attributes {
    /// The name of the route.
    pub route: Option<String>,
    /// The values of the properties that the policy's `identity` asks for, in the order of [`Sieve::properties`].
    pub properties: Vec<Option<String>>,
}

/// What happens at the host.
#[derive(Debug)]
pub enum Event {
    /// The head of the request; `end`: no body follows.
    RequestHeaders {
        /// The head.
        headers: Headers,
        /// What else the gateway knows.
        attributes: Attributes,
        /// Whether no body follows. Never true on Kong.
        end: bool,
    },
    /// So many bytes of the request body wait at the host; `end`: that is all.
    RequestBody {
        /// Bytes.
        size: usize,
        /// Whether the body is complete.
        end: bool,
    },
    /// The answer to [`Step::ReadRequest`]; `None`: the host can't give it.
    RequestBytes(Option<Vec<u8>>),
    /// The trailers of the request: its body is complete.
    RequestTrailers,
    /// The head of the response; `end`: no body follows.
    ResponseHeaders {
        /// The head.
        headers: Headers,
        /// Whether no body follows. Never true on Kong.
        end: bool,
    },
    /// So many bytes of the response body wait at the host; `end`: that is all.
    ResponseBody {
        /// Bytes: all that wait where the host holds them, those of this piece where it doesn't.
        size: usize,
        /// Whether the body is complete.
        end: bool,
    },
    /// The answer to [`Step::ReadResponse`]; `None`: the host can't give it.
    ResponseBytes(Option<Vec<u8>>),
    /// The trailers of the response: its body is complete.
    ResponseTrailers,
    /// The exchange is over.
    Done,
}

/// What the host has to do, in this order. Without [`Step::Wait`] the message goes on.
#[derive(Clone, PartialEq, Eq)]
pub enum Step {
    /// Hold the message here until the next event.
    Wait,
    /// Read the whole request body and answer with [`Event::RequestBytes`].
    ReadRequest,
    /// Read what there is of the response body and answer with [`Event::ResponseBytes`].
    ReadResponse,
    /// Set a request header; `None` removes it.
    RequestHeader(&'static str, Option<String>),
    /// Set a response header; `None` removes it.
    ResponseHeader(&'static str, Option<String>),
    /// Put this in place of the request body.
    ReplaceRequest(Vec<u8>),
    /// Put this in place of the part of the response body that was read.
    ReplaceResponse(Vec<u8>),
    /// Answer the caller; nothing goes on to the other side.
    Respond(Reply),
    /// Break the response off: its head has left, its end can't be written.
    Abort,
    /// Keep this for the access log.
    State(String),
    /// Add to a counter.
    Count(String, u64),
    /// Write an audit line.
    Audit(String),
}

impl std::fmt::Debug for Step {
    /// Bodies and header values are left out.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Wait => f.write_str("Wait"),
            Self::ReadRequest => f.write_str("ReadRequest"),
            Self::ReadResponse => f.write_str("ReadResponse"),
            Self::RequestHeader(name, _) => write!(f, "RequestHeader({name})"),
            Self::ResponseHeader(name, _) => write!(f, "ResponseHeader({name})"),
            Self::ReplaceRequest(body) => write!(f, "ReplaceRequest({} bytes)", body.len()),
            Self::ReplaceResponse(body) => write!(f, "ReplaceResponse({} bytes)", body.len()),
            Self::Respond(reply) => write!(f, "Respond({})", reply.status),
            Self::Abort => f.write_str("Abort"),
            Self::State(_) => f.write_str("State"),
            Self::Count(name, by) => write!(f, "Count({name}, {by})"),
            Self::Audit(_) => f.write_str("Audit"),
        }
    }
}

/// An answer of the filter's own.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// Headers besides the length.
    pub headers: Vec<(&'static str, String)>,
    /// The body, in the caller's own API format.
    pub body: Vec<u8>,
}

/// What all exchanges of one VM share.
#[derive(Debug)]
pub struct Sieve {
    config: Config,
    finder: Finder,
    /// Looks for what a response rule would change or block: what streams wait for.
    acting: Option<Finder>,
    keyring: Arc<Keyring>,
}

impl Sieve {
    /// For this policy; stand-ins are made with its keys, or with these if it names none.
    pub fn new(mut config: Config, keyring: Keyring) -> Rc<Self> {
        let keyring = config.keys.take().unwrap_or(keyring);
        let wanted =
            |id: &str| config.plans().any(|plan| policy::wants(&plan.request, id) || policy::wants(&plan.response, id));
        let floor = policy::floor(config.plans().flat_map(|plan| plan.request.iter().chain(&plan.response)));
        let finder = Finder::new(wanted, &config.customs, &config.allow).above(floor);
        let acts = |id: &str| config.plans().any(|plan| policy::acts(&plan.response, id));
        let customs: Vec<_> = config.customs.iter().filter(|custom| acts(custom.id())).cloned().collect();
        let acting = detect::scanned().any(acts) || !customs.is_empty();
        let stakes = |id: &str| policy::stakes(config.plans(), id);
        let acting = acting.then(|| Finder::new(acts, &customs, &config.allow).with_stakes(stakes));
        Rc::new(Self { finder, acting, keyring: Arc::new(keyring), config })
    }

    /// The policy.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The host's properties that the policy's `identity` asks for.
    pub fn properties(&self) -> Vec<&[String]> {
        let identity = &self.config.identity;
        [&identity.consumer, &identity.consumer_group]
            .into_iter()
            .filter_map(|source| match source {
                Some(Source::Property(path)) => Some(path.as_slice()),
                _ => None,
            })
            .collect()
    }

    fn caller(&self, headers: &Headers, attributes: &Attributes) -> Caller {
        let mut properties = attributes.properties.iter();
        let mut name = |source: &Option<Source>| match source {
            Some(Source::Header(header)) => headers.get(header).map(Into::into),
            Some(Source::Property(_)) => properties.next().cloned().flatten(),
            None => None,
        };
        let path = headers.get(":path").unwrap_or_default();
        let host = headers.get("host").or_else(|| headers.get(":authority")).unwrap_or_default();
        Caller {
            consumer: name(&self.config.identity.consumer),
            consumer_group: name(&self.config.identity.consumer_group),
            path: path::canonical(path),
            host: host.rsplit_once(':').map_or(host, |(name, _)| name).into(),
            route: attributes.route.clone(),
        }
    }

    fn plan(&self, caller: &Caller) -> &Rc<Plan> {
        let scoped = self.config.scoped.iter().find(|(scope, _)| scope.matches(caller));
        scoped.map_or(&self.config.default, |(_, plan)| plan)
    }
}

/// How far one direction has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Phase {
    /// Nothing has been seen.
    #[default]
    Idle,
    /// The head was seen; the body is awaited.
    Body,
    /// The body is judged and sent on as it comes.
    Streamed,
    /// A stream was ended before its time; what follows is dropped.
    Ended,
    /// The rest passes untouched.
    Passed,
    /// It was refused; the rest doesn't matter.
    Refused,
}

/// Most bytes of a stream with trailers that wait behind its last words.
const MAX_COLLECTED: usize = 64 << 10;

/// Most bytes that a byte of a compressed body may stand for.
const MAX_RATIO: usize = 100;

/// One request and its response.
#[derive(Debug)]
pub struct Exchange {
    sieve: Rc<Sieve>,
    host: HostRules,
    plan: Rc<Plan>,
    caller: Caller,
    api: Option<&'static Api>,
    /// The JSON-RPC calls in the request, each of which has to be answered.
    calls: Calls,
    /// Makes the request's stand-ins, and turns them back in the response.
    redactor: Redactor,
    /// Remembers of the request what the response is watched for.
    guard: Guard,
    request: Phase,
    response: Phase,
    request_head: Head,
    response_head: Head,
    /// A refusal that waits for the body whose place it takes.
    refusal: Option<Vec<u8>>,
    /// What has come of a response that is collected here.
    collected: Vec<u8>,
    stream: Option<Box<Stream>>,
    audit: Audit,
    finished: bool,
    /// Whether the host holds the piece of a stream that came last, emptied.
    host_waits: bool,
    /// Whether a stream is to end with trailers: then nothing of it leaves while something of it waits.
    trailers_follow: bool,
}

/// What is remembered of a message's head.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Head {
    content_type: String,
    encoding: Option<String>,
    length: Option<usize>,
    method: String,
}

impl Head {
    fn of(headers: &Headers) -> Self {
        let encoding = headers.get("content-encoding").map(str::trim).filter(|encoding| !encoding.is_empty());
        Self {
            content_type: headers.get("content-type").unwrap_or_default().to_ascii_lowercase(),
            encoding: encoding.filter(|encoding| !encoding.eq_ignore_ascii_case("identity")).map(Into::into),
            length: headers.get("content-length").and_then(|length| length.trim().parse().ok()),
            method: headers.get(":method").unwrap_or_default().into(),
        }
    }
}

impl Exchange {
    /// An exchange that has not begun, on this host.
    pub fn new(sieve: Rc<Sieve>, host: HostRules) -> Self {
        let plan = sieve.config.default.clone();
        let redactor = Redactor::new(sieve.keyring.clone(), String::new());
        Self {
            redactor,
            guard: Guard::default(),
            sieve,
            host,
            plan,
            caller: Caller::default(),
            api: None,
            calls: Calls::default(),
            request: Phase::default(),
            response: Phase::default(),
            request_head: Head::default(),
            response_head: Head::default(),
            refusal: None,
            collected: Vec::new(),
            stream: None,
            audit: Audit::default(),
            finished: false,
            host_waits: false,
            trailers_follow: false,
        }
    }

    /// What has been found and decided so far.
    pub fn audit(&self) -> &Audit {
        &self.audit
    }

    /// Takes an event and says what the host has to do.
    pub fn on(&mut self, event: Event) -> Vec<Step> {
        match event {
            Event::RequestHeaders { headers, attributes, end } => self.request_headers(&headers, &attributes, end),
            Event::RequestBody { size, end } => self.request_body(size, end),
            Event::RequestBytes(bytes) => self.request_bytes(bytes),
            Event::RequestTrailers if self.request == Phase::Body => vec![Step::ReadRequest],
            Event::ResponseHeaders { headers, end } => self.response_headers(&headers, end),
            Event::ResponseBody { size, end } => self.response_body(size, end),
            Event::ResponseBytes(bytes) => self.response_bytes(bytes),
            Event::ResponseTrailers if self.response == Phase::Body => vec![Step::ReadResponse],
            Event::ResponseTrailers if self.response == Phase::Streamed => self.stream_trailers(),
            Event::RequestTrailers | Event::ResponseTrailers => Vec::new(),
            Event::Done => self.done(),
        }
    }

    // The request.

    fn request_headers(&mut self, headers: &Headers, attributes: &Attributes, end: bool) -> Vec<Step> {
        self.caller = self.sieve.caller(headers, attributes);
        self.plan = self.sieve.plan(&self.caller).clone();
        self.redactor = self.new_redactor();
        let scope = self.caller.consumer.as_deref().unwrap_or_default();
        self.guard = Guard::new(self.plan.guards.clone(), &self.sieve.keyring, scope);
        self.request_head = Head::of(headers);
        self.audit.policy.clone_from(&self.plan.name);
        self.audit.enforce = self.plan.enforce;
        self.audit.consumer.clone_from(&self.caller.consumer);
        self.audit.request_id = headers.get("x-request-id").filter(|id| is_plain(id, 128)).map(Into::into);
        self.api = api::by_path(&self.caller.path, |name| headers.has(name));
        self.audit.api = self.api.map(|api| api.id);

        let mut steps = Vec::new();
        if self.request_head.method == "CONNECT" || headers.has(":protocol") || switches_protocol(headers) {
            return self.uninspectable(Side::Request, Reason::Upgrade, steps);
        }
        if let Some(reason) = self.judge_head(headers) {
            return match reason {
                Reason::Policy => self.refuse(Side::Request, reason, steps),
                reason => self.uninspectable(Side::Request, reason, steps),
            };
        }
        // A compressed answer could not be read, so none is asked for.
        if self.plan.enforce && headers.has("accept-encoding") {
            steps.push(Step::RequestHeader("accept-encoding", Some("identity".into())));
        }
        let declared = self.request_head.length;
        let empty = end || (declared.unwrap_or(0) == 0 && !headers.has("transfer-encoding") && self.is_http1(headers));
        if empty {
            self.request = Phase::Passed;
            steps.push(Step::State(self.audit.to_state()));
            return steps;
        }
        if declared.is_some_and(|length| length > self.sieve.config.limits.max_request_bytes) {
            return self.uninspectable(Side::Request, Reason::TooLarge, steps);
        }
        if self.request_head.encoding.is_some() && !self.plan.decompress {
            return self.uninspectable(Side::Request, Reason::Compressed, steps);
        }
        self.request = Phase::Body;
        if self.host.holds_headers {
            steps.push(Step::Wait);
        }
        steps
    }

    /// Reads the query, and headers that repeat the body; why the request may not go on, if it may not.
    fn judge_head(&mut self, headers: &Headers) -> Option<Reason> {
        let query = path::query(headers.get(":path").unwrap_or_default());
        let mirrors = || headers.0.iter().filter(|(name, _)| mcp::is_mirror(name));
        if query.is_empty() && mirrors().next().is_none() {
            return None;
        }
        let mut redactor = self.new_redactor();
        let inspector = self.inspector(Side::Request);
        let mirrors = mirrors().map(|(name, value)| (name.as_str(), value.as_slice()));
        let heads = [inspector.query(query, &mut redactor), inspector.mirrored(mirrors, &mut redactor)];
        let mut reason = None;
        for inspected in heads {
            reason = reason.or(match inspected.outcome {
                Outcome::Refused => Some(Reason::Policy),
                Outcome::Uninspectable(reason) if !self.plan.allow_uninspectable => Some(reason),
                _ => None,
            });
            self.audit.request.absorb(inspected.direction);
        }
        self.audit.request.redacted = 0;
        if let Some(reason) = reason {
            self.audit.request.verdict = Verdict::Blocked(reason);
        }
        reason.filter(|_| self.plan.enforce)
    }

    /// Kong says `end: false` for every request and never calls for an empty body; there the head decides.
    fn is_http1(&self, headers: &Headers) -> bool {
        !self.host.holds_headers && !headers.has(":protocol")
    }

    fn request_body(&mut self, size: usize, end: bool) -> Vec<Step> {
        if self.request != Phase::Body {
            return Vec::new();
        }
        if size > self.sieve.config.limits.max_request_bytes {
            return self.uninspectable(Side::Request, Reason::TooLarge, Vec::new());
        }
        if end || !self.host.holds_headers {
            self.audit.request.bytes = size;
            return vec![Step::ReadRequest];
        }
        vec![Step::Wait]
    }

    fn request_bytes(&mut self, bytes: Option<Vec<u8>>) -> Vec<Step> {
        if self.request != Phase::Body {
            return Vec::new();
        }
        let Some(bytes) = bytes.or_else(|| (self.audit.request.bytes == 0).then(Vec::new)) else {
            return self.uninspectable(Side::Request, Reason::Unreadable, Vec::new());
        };
        self.audit.request.bytes = bytes.len();
        let decompressed = match self.decompressed(&self.request_head, &bytes, Side::Request) {
            Ok(body) => body,
            Err(reason) => return self.uninspectable(Side::Request, reason, Vec::new()),
        };
        let body = decompressed.as_deref().unwrap_or(&bytes);
        let (mut redactor, mut guard) = (self.new_redactor(), std::mem::take(&mut self.guard));
        let (path, content_type) = (&self.caller.path, &self.request_head.content_type);
        let inspector = self.inspector(Side::Request);
        let inspected = inspector.request(body, self.api, path, content_type, &mut redactor, &mut guard);
        (self.redactor, self.guard) = (redactor, guard);
        self.api = inspected.api.or(self.api);
        self.audit.api = self.api.map(|api| api.id);
        self.audit.model = inspected.model.clone();
        self.calls = inspected.calls.clone();
        self.judged(Side::Request, inspected, decompressed)
    }

    /// For this caller: what is sealed for one consumer is never opened for another.
    fn new_redactor(&self) -> Redactor {
        let mut redactor = Redactor::new(self.sieve.keyring.clone(), self.caller.consumer.clone().unwrap_or_default());
        redactor.open_sealed();
        redactor
    }

    /// The body as it is to be read, if that took decompressing.
    fn decompressed(&self, head: &Head, body: &[u8], side: Side) -> Result<Option<Vec<u8>>, Reason> {
        let Some(encoding) = &head.encoding else { return Ok(None) };
        let limits = &self.sieve.config.limits;
        let max_bytes = match side {
            Side::Request => limits.max_request_bytes,
            Side::Response => limits.max_response_bytes,
        };
        match decompress(encoding, body, Bounds { max_bytes, max_ratio: MAX_RATIO }) {
            Ok(body) => Ok(Some(body)),
            Err(decompress::Error::TooLarge) => Err(Reason::TooLarge),
            Err(decompress::Error::Unknown | decompress::Error::Corrupt) => Err(Reason::Compressed),
        }
    }

    // The response.

    fn response_headers(&mut self, headers: &Headers, end: bool) -> Vec<Step> {
        self.response_head = Head::of(headers);
        match self.request {
            // Our own refusal comes by here as well.
            Phase::Refused => {
                self.response = Phase::Passed;
                return Vec::new();
            }
            // The gateway answered by itself while we held the request: the upstream never saw it.
            Phase::Body if self.host.holds_headers => {
                self.request = Phase::Refused;
                self.response = Phase::Passed;
                self.audit.request.verdict = Verdict::Blocked(Reason::Unreadable);
                return vec![Step::State(self.audit.to_state())];
            }
            // The body went upstream without being shown to us.
            Phase::Body => self.audit.request.verdict = Verdict::NotInspected(Reason::Unreadable),
            // Kong does so when a plugin buffers the response: the request never came by.
            Phase::Idle if !self.host.holds_headers => {
                self.request = Phase::Passed;
                self.audit.policy.clone_from(&self.plan.name);
                self.audit.enforce = self.plan.enforce;
                self.audit.request.verdict = Verdict::NotInspected(Reason::Bypassed);
            }
            Phase::Idle | Phase::Streamed | Phase::Ended | Phase::Passed => {}
        }
        let status: u16 = headers.get(":status").and_then(|status| status.parse().ok()).unwrap_or(0);
        let bodiless = end || self.request_head.method == "HEAD" || matches!(status, 204 | 304) || status < 200;
        if status == 101 {
            return self.uninspectable(Side::Response, Reason::Upgrade, Vec::new());
        }
        if bodiless || self.response_head.length == Some(0) {
            self.response = Phase::Passed;
            return vec![Step::State(self.audit.to_state())];
        }
        // An error in answer to a request for a list of events is one object.
        let wire = Wire::of(&self.response_head.content_type, &self.caller.path);
        if let Some(wire) = wire.filter(|wire| *wire != Wire::JsonArray || status < 300) {
            if self.response_head.encoding.is_some() {
                return self.uninspectable(Side::Response, Reason::Compressed, Vec::new());
            }
            self.response = Phase::Streamed;
            self.stream = Some(Box::new(Stream::new(wire)));
            self.trailers_follow = self.host.holds_headers && self.plan.enforce && headers.has("trailer");
            let length = self.response_head.length.filter(|_| self.plan.enforce);
            return length.map(|_| Step::ResponseHeader("content-length", None)).into_iter().collect();
        }
        if self.response_head.encoding.is_some() && !self.plan.decompress {
            return self.uninspectable(Side::Response, Reason::Compressed, Vec::new());
        }
        if self.response_head.length.is_some_and(|length| length > self.sieve.config.limits.max_response_bytes) {
            return self.uninspectable(Side::Response, Reason::TooLarge, Vec::new());
        }
        self.response = Phase::Body;
        if self.host.holds_headers {
            vec![Step::Wait]
        } else if self.plan.enforce {
            // The head leaves before the body is known, so it must fit whatever the body turns out to be.
            let encoded = self.response_head.encoding.as_ref().map(|_| Step::ResponseHeader("content-encoding", None));
            [Step::ResponseHeader("content-length", None)].into_iter().chain(encoded).collect()
        } else {
            Vec::new()
        }
    }

    fn response_body(&mut self, size: usize, end: bool) -> Vec<Step> {
        match self.response {
            Phase::Body if !self.host.holds_headers => {
                self.finished = self.is_last(size, end);
                if size > 0 { vec![Step::ReadResponse] } else { self.response_collected() }
            }
            Phase::Body if size > self.sieve.config.limits.max_response_bytes => {
                self.uninspectable(Side::Response, Reason::TooLarge, Vec::new())
            }
            Phase::Body if end => vec![Step::ReadResponse],
            Phase::Body => {
                self.audit.response.bytes = self.audit.response.bytes.max(size);
                vec![Step::Wait]
            }
            Phase::Streamed => {
                self.finished = self.is_last(size, end);
                if size > 0 { vec![Step::ReadResponse] } else { self.streamed(&[]) }
            }
            Phase::Ended if size > 0 => {
                let last = self.is_last(size, end);
                vec![Step::ReplaceResponse(self.nothing(last))]
            }
            // What follows a refusal that had to be written as a body must not follow it.
            Phase::Refused if !self.host.replies_to_responses && (size > 0 || self.refusal.is_some()) => {
                let last = self.is_last(size, end);
                let body = self.refusal.take().unwrap_or_else(|| self.nothing(last));
                vec![Step::ReplaceResponse(body)]
            }
            Phase::Idle | Phase::Ended | Phase::Passed | Phase::Refused => Vec::new(),
        }
    }

    /// Whether the response ends with this piece. Kong never says so when the upstream declared a length and sent it
    /// in pieces: count.
    fn is_last(&mut self, size: usize, end: bool) -> bool {
        self.audit.response.bytes += size;
        end || self.response_head.length == Some(self.audit.response.bytes)
    }

    fn response_bytes(&mut self, bytes: Option<Vec<u8>>) -> Vec<Step> {
        if self.response == Phase::Streamed {
            return match bytes {
                Some(bytes) => self.streamed(&bytes),
                None => self.uninspectable(Side::Response, Reason::Unreadable, Vec::new()),
            };
        }
        if self.response != Phase::Body {
            return Vec::new();
        }
        if self.host.holds_headers {
            let Some(bytes) = bytes.or_else(|| (self.audit.response.bytes == 0).then(Vec::new)) else {
                return self.uninspectable(Side::Response, Reason::Unreadable, Vec::new());
            };
            return self.response_whole(bytes);
        }
        let Some(bytes) = bytes else {
            return self.uninspectable(Side::Response, Reason::Unreadable, Vec::new());
        };
        self.collected.extend_from_slice(&bytes);
        if self.collected.len() > self.sieve.config.limits.max_response_bytes {
            return self.uninspectable(Side::Response, Reason::TooLarge, Vec::new());
        }
        self.response_collected()
    }

    /// On a host that can't hold a response: nothing leaves until it is complete. Watching changes nothing, so then
    /// the pieces go on as they come.
    fn response_collected(&mut self) -> Vec<Step> {
        if self.finished {
            let body = std::mem::take(&mut self.collected);
            let mut steps = self.response_whole(body);
            let body = std::mem::take(&mut self.collected);
            let replaced = steps.iter().any(|step| matches!(step, Step::ReplaceResponse(_)));
            if self.plan.enforce && !replaced && !body.is_empty() {
                steps.push(Step::ReplaceResponse(body));
            }
            return steps;
        }
        if self.plan.enforce && !self.collected.is_empty() {
            vec![Step::ReplaceResponse(Vec::new())]
        } else {
            Vec::new()
        }
    }

    /// The end of a stream, told by its trailers: no body call follows in which what waits here could leave.
    ///
    /// Where the last piece gave nothing to send on, the host still holds it, and can be given this in its place; where
    /// the head announced trailers, that is seen to. Else the response is broken off: rather a visible end than one
    /// that lacks its last words, or has them unjudged.
    fn stream_trailers(&mut self) -> Vec<Step> {
        self.finished = true;
        let writable = self.host_waits;
        let steps = self.streamed(&[]).into_iter();
        steps
            .map(|step| if writable || !matches!(step, Step::ReplaceResponse(_)) { step } else { Step::Abort })
            .collect()
    }

    /// Judges the next piece of a stream and sends on what may leave.
    fn streamed(&mut self, bytes: &[u8]) -> Vec<Step> {
        let Some(mut stream) = self.stream.take() else { return Vec::new() };
        let pushed = stream.push(bytes, self.finished, &self.tools());
        let waits = stream.waits();
        self.stream = Some(stream);
        self.host_waits = false;
        let mut steps = Vec::new();
        let last = self.finished || pushed.stopped.is_some();
        let mut out = pushed.bytes;
        if self.trailers_follow {
            self.collected.append(&mut out);
            if last || !waits || self.collected.len() > MAX_COLLECTED {
                out = std::mem::take(&mut self.collected);
            }
        }
        if self.plan.enforce && out != bytes {
            let empty = out.is_empty();
            steps.push(Step::ReplaceResponse(if empty { self.nothing(self.finished) } else { out }));
            self.host_waits = empty && self.host.holds_headers && !last;
            if self.host_waits {
                steps.push(Step::Wait);
            }
        }
        if last {
            self.stream_ends(pushed.stopped);
            steps.push(Step::State(self.audit.to_state()));
        }
        steps
    }

    /// What it takes to judge the response as a stream.
    fn tools(&self) -> Tools<'_> {
        Tools {
            inspector: self.inspector(Side::Response),
            acting: self.sieve.acting.as_ref(),
            redactor: &self.redactor,
            restore: &self.plan.restore,
            guard: &self.guard,
            shape: self.api.map(|api| api.response),
            pass_unreadable: self.plan.allow_uninspectable || !self.plan.enforce,
        }
    }

    /// Takes over what was found in a stream.
    fn stream_ends(&mut self, stopped: Option<Reason>) {
        let Some(stream) = self.stream.take() else { return };
        let mut direction = Direction { bytes: self.audit.response.bytes, ..stream.direction().clone() };
        direction.changed = self.plan.enforce && stream.changed();
        self.response = Phase::Passed;
        direction.verdict = match stopped {
            Some(reason) if reason != Reason::Policy && (self.plan.allow_uninspectable || !self.plan.enforce) => {
                Verdict::NotInspected(reason)
            }
            Some(reason) => {
                if self.plan.enforce {
                    self.response = Phase::Ended;
                }
                Verdict::Blocked(reason)
            }
            None if direction.redacted > 0 => Verdict::Redacted,
            None => direction.verdict,
        };
        self.audit.response = direction;
    }

    fn response_whole(&mut self, bytes: Vec<u8>) -> Vec<Step> {
        self.audit.response.bytes = bytes.len();
        let read = self.decompressed(&self.response_head, &bytes, Side::Response).map(|decompressed| {
            let body = decompressed.as_deref().unwrap_or(&bytes);
            let (content_type, restore) = (&self.response_head.content_type, &self.plan.restore);
            let inspector = self.inspector(Side::Response);
            (inspector.response(body, self.api, content_type, &self.redactor, restore, &self.guard), decompressed)
        });
        if !self.host.holds_headers {
            // Its pieces were taken from the host as they came.
            self.collected = bytes;
        }
        match read {
            Ok((inspected, decompressed)) => self.judged(Side::Response, inspected, decompressed),
            Err(reason) => self.uninspectable(Side::Response, reason, Vec::new()),
        }
    }

    // Both.

    fn inspector(&self, side: Side) -> Inspector<'_> {
        let limits = &self.sieve.config.limits;
        let (rules, max_bytes) = match side {
            Side::Request => (&self.plan.request, limits.max_request_bytes),
            Side::Response => (&self.plan.response, limits.max_response_bytes),
        };
        let pinned = self.sieve.config.formats.iter().find(|(path, _)| path.matches(&self.caller.path));
        Inspector {
            finder: &self.sieve.finder,
            rules,
            limits: limits.json(max_bytes),
            unknown_shape: self.plan.unknown_shape,
            pinned: pinned.map(|(_, api)| *api),
        }
    }

    /// Carries out what the inspection of a body says; `decompressed` is the body, if it did not come as it was read.
    fn judged(&mut self, side: Side, inspected: Inspected, decompressed: Option<Vec<u8>>) -> Vec<Step> {
        // What was found in the query is part of the request.
        let before = std::mem::take(self.direction(side));
        *self.direction(side) = Direction { bytes: before.bytes, ..inspected.direction };
        self.direction(side).absorb(before);
        let body = match inspected.outcome {
            Outcome::Uninspectable(reason) => return self.uninspectable(side, reason, Vec::new()),
            Outcome::Refused => {
                self.direction(side).verdict = Verdict::Blocked(Reason::Policy);
                return self.refuse(side, Reason::Policy, Vec::new());
            }
            Outcome::Changed(body) => {
                // Only putting back what the caller sent is no redaction.
                if self.direction(side).redacted > 0 {
                    self.direction(side).verdict = self.direction(side).verdict.max(Verdict::Redacted);
                }
                self.direction(side).changed = self.plan.enforce;
                Some(body)
            }
            Outcome::Clean => decompressed,
        };
        let steps = match body {
            Some(body) if self.plan.enforce => self.replace(side, body),
            _ => Vec::new(),
        };
        self.pass(side, steps)
    }

    fn replace(&mut self, side: Side, body: Vec<u8>) -> Vec<Step> {
        let length = body.len().to_string();
        let mut steps = Vec::new();
        match side {
            Side::Request => {
                if self.request_head.encoding.is_some() {
                    steps.push(Step::RequestHeader("content-encoding", None));
                }
                if !self.host.owns_request_length && self.request_head.length.is_some() {
                    steps.push(Step::RequestHeader("content-length", Some(length)));
                }
                steps.push(Step::ReplaceRequest(body));
            }
            Side::Response => {
                if self.host.holds_headers && self.response_head.encoding.is_some() {
                    steps.push(Step::ResponseHeader("content-encoding", None));
                }
                if self.host.holds_headers && self.response_head.length.is_some() {
                    steps.push(Step::ResponseHeader("content-length", Some(length)));
                }
                steps.push(Step::ReplaceResponse(body));
            }
        }
        steps
    }

    /// Lets the message go on, after these steps.
    fn pass(&mut self, side: Side, mut steps: Vec<Step>) -> Vec<Step> {
        *self.phase(side) = Phase::Passed;
        steps.push(Step::State(self.audit.to_state()));
        steps
    }

    /// A body (or a whole protocol) that can't be read: refused, unless the operator chose otherwise.
    fn uninspectable(&mut self, side: Side, reason: Reason, mut steps: Vec<Step>) -> Vec<Step> {
        let allowed = match reason {
            Reason::Internal => self.plan.allow_on_error,
            Reason::Upgrade => self.plan.allow_upgrade,
            Reason::UnknownShape => self.plan.unknown_shape == UnknownShape::Pass,
            _ => self.plan.allow_uninspectable,
        };
        if allowed || !self.plan.enforce {
            self.direction(side).verdict = Verdict::NotInspected(reason);
            // What was collected of a response has not been sent on yet.
            if side == Side::Response && self.plan.enforce && !self.collected.is_empty() {
                steps.push(Step::ReplaceResponse(std::mem::take(&mut self.collected)));
            }
            return self.pass(side, steps);
        }
        self.direction(side).verdict = Verdict::Blocked(reason);
        self.refuse(side, reason, steps)
    }

    /// Answers in the caller's own format. The direction's verdict is already set.
    fn refuse(&mut self, side: Side, reason: Reason, mut steps: Vec<Step>) -> Vec<Step> {
        if !self.plan.enforce {
            return self.pass(side, steps);
        }
        let before_the_body = *self.phase(side) == Phase::Idle;
        *self.phase(side) = Phase::Refused;
        steps.push(Step::State(self.audit.to_state()));
        let status = match (side, reason) {
            (_, Reason::Policy) => self.plan.refusal.status,
            (Side::Request, reason) => reason.status(),
            // What the upstream sent is no fault of the caller's.
            (Side::Response, _) => 502,
        };
        let code = if reason == Reason::Policy { "blocked_by_policy" } else { reason.as_str() };
        let message = self.message(side, reason);
        let refused = Refused { status, code, message: &message, calls: &self.calls };
        let refusal = self.api.map_or(refusal::openai as fn(&Refused<'_>) -> Refusal, |api| api.refuse)(&refused);
        if side == Side::Response && !self.host.replies_to_responses {
            self.collected = Vec::new();
            if before_the_body {
                // The head can still say what the body will be; a body can only be replaced once it comes.
                let head = [
                    (":status", Some(refusal.status.to_string())),
                    ("content-type", Some("application/json".into())),
                    ("content-length", None),
                    ("content-encoding", None),
                ];
                steps.extend(head.into_iter().map(|(name, value)| Step::ResponseHeader(name, value)));
                self.refusal = Some(refusal.body);
            } else {
                steps.push(Step::ReplaceResponse(refusal.body));
            }
        } else {
            let mut headers = vec![("content-type", "application/json".into())];
            headers.extend(refusal.headers);
            steps.push(Step::Respond(Reply { status: refusal.status, headers, body: refusal.body }));
        }
        steps
    }

    fn message(&self, side: Side, reason: Reason) -> String {
        let limits = &self.sieve.config.limits;
        let mut message = match (&self.plan.refusal.message, reason, side) {
            (Some(message), Reason::Policy, _) => message.clone(),
            (_, Reason::TooLarge, Side::Request) => {
                format!("{}: {} bytes.", reason.message(), limits.max_request_bytes)
            }
            _ => format!("{}.", reason.message()),
        };
        let direction = match side {
            Side::Request => &self.audit.request,
            Side::Response => &self.audit.response,
        };
        if reason == Reason::Policy && self.plan.refusal.message.is_none() {
            let mut found: Vec<_> = direction
                .records
                .iter()
                .filter(|record| record.action == "block")
                .map(|record| record.detector.as_str())
                .collect();
            crate::sort::sort(&mut found);
            found.dedup();
            message = format!("{} Found: {}.", message, found.join(", "));
        }
        match &self.audit.request_id {
            Some(id) => format!("{message} Request id: {id}"),
            None => message,
        }
    }

    /// A body that says nothing.
    fn nothing(&self, end: bool) -> Vec<u8> {
        if end && self.host.last_chunk_needs_a_byte { b"\n".to_vec() } else { Vec::new() }
    }

    fn direction(&mut self, side: Side) -> &mut Direction {
        match side {
            Side::Request => &mut self.audit.request,
            Side::Response => &mut self.audit.response,
        }
    }

    fn phase(&mut self, side: Side) -> &mut Phase {
        match side {
            Side::Request => &mut self.request,
            Side::Response => &mut self.response,
        }
    }

    fn done(&mut self) -> Vec<Step> {
        if self.request == Phase::Idle {
            return Vec::new();
        }
        // One side went away in the middle of a stream: what was held is dropped.
        if let Some(mut stream) = self.stream.take() {
            stream.close(&self.tools());
            self.stream = Some(stream);
        }
        self.stream_ends(None);
        // The caller went away while we held its request or answer: nothing of it has left.
        for side in [Side::Request, Side::Response] {
            if *self.phase(side) == Phase::Body {
                self.direction(side).verdict = Verdict::Blocked(Reason::Truncated);
            }
        }
        self.request = Phase::Idle;
        let mut steps: Vec<_> = self.audit.counters().into_iter().map(|(name, by)| Step::Count(name, by)).collect();
        steps.push(Step::Audit(self.audit.to_line()));
        steps
    }
}

/// Whether the request asks to go on in another protocol. HTTP/2 in the clear is none: Java's client offers it with
/// every first request, and gateways ignore it.
fn switches_protocol(headers: &Headers) -> bool {
    headers.has("upgrade")
        && !headers.get("upgrade").is_some_and(|protocol| protocol.trim().eq_ignore_ascii_case("h2c"))
}

/// Which of the two messages of an exchange.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Side {
    Request,
    Response,
}
