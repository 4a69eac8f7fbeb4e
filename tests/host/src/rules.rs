//! What a host answers to a filter's calls: the seam between the ABI and the two hosts.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::message::{Exchange, Headers};

/// Log levels of the ABI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Trace,
    Debug,
    Info,
    Warn,
    Error,
    Critical,
}

/// Status codes of the ABI (proxy-wasm spec 0.2.1, `proxy_status_t`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    NotFound = 1,
    BadArgument = 2,
    CasMismatch = 8,
    InternalFailure = 10,
}

/// Why a host does not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    Status(Status),
    Trap(String),
}

/// What a host answers.
pub type Answer<T> = Result<T, Refused>;

pub(crate) fn trap<T>(why: impl Into<String>) -> Answer<T> {
    Err(Refused::Trap(why.into()))
}

pub(crate) const NOT_FOUND: Refused = Refused::Status(Status::NotFound);
pub(crate) const BAD_ARGUMENT: Refused = Refused::Status(Status::BadArgument);

/// The callback a filter is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// VM start, configure, tick: no request.
    Root,
    RequestHeaders,
    RequestBody,
    RequestTrailers,
    CallResponse,
    ResponseHeaders,
    ResponseBody,
    ResponseTrailers,
    Log,
}

/// Buffers of the ABI that a filter of HTTP can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Buffer {
    RequestBody,
    ResponseBody,
    CallBody,
    VmConfig,
    PluginConfig,
    Other,
}

impl Buffer {
    pub(crate) fn from_abi(kind: u32) -> Self {
        match kind {
            0 => Self::RequestBody,
            1 => Self::ResponseBody,
            4 => Self::CallBody,
            6 => Self::VmConfig,
            7 => Self::PluginConfig,
            _ => Self::Other,
        }
    }
}

/// Header maps of the ABI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Map {
    RequestHeaders,
    RequestTrailers,
    ResponseHeaders,
    ResponseTrailers,
    CallHeaders,
    Other,
}

impl Map {
    pub(crate) fn from_abi(kind: u32) -> Self {
        match kind {
            0 => Self::RequestHeaders,
            1 => Self::RequestTrailers,
            2 => Self::ResponseHeaders,
            3 => Self::ResponseTrailers,
            6 => Self::CallHeaders,
            _ => Self::Other,
        }
    }
}

/// A change to a header map.
#[derive(Clone, Debug)]
pub enum Edit {
    Add(String, Vec<u8>),
    Set(String, Vec<u8>),
    Remove(String),
    All(Headers),
}

/// A response made by the filter itself.
#[derive(Clone, Debug)]
pub struct LocalReply {
    pub status: u16,
    pub headers: Headers,
    pub body: Vec<u8>,
}

/// A call of the filter's own to some other service.
#[derive(Clone, Debug)]
pub struct Call {
    pub token: u32,
    pub to: String,
    pub headers: Headers,
    pub body: Vec<u8>,
}

/// What is written down while an exchange runs.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// Lines of `proxy_log`.
    pub logs: Vec<(Level, String)>,
    /// What the module wrote to standard output and error: a panic's message lands here.
    pub output: Vec<u8>,
    /// Lines the host itself writes to its log.
    pub host_log: Vec<String>,
    /// Properties set: Envoy's filter state, Kong's `ctx.shared`.
    pub properties_set: BTreeMap<String, Vec<u8>>,
    /// Calls sent out.
    pub calls: Vec<(String, Headers, Vec<u8>)>,
    /// What a right filter never causes.
    pub faults: Vec<String>,
}

/// What the host holds for the exchange that runs.
#[derive(Debug, Default)]
pub struct Stream {
    pub request_headers: Headers,
    pub request_trailers: Headers,
    pub response_headers: Headers,
    pub response_trailers: Headers,
    /// The body bytes in front of the filter; `None`: there are none to read here.
    pub window: Option<Vec<u8>>,
    /// Set when the filter has replaced the window.
    pub window_set: bool,
    /// The headers of the message that runs wait for its body.
    pub headers_held: bool,
    pub local_reply: Option<LocalReply>,
    pub calls: Vec<Call>,
    pub call_headers: Headers,
    pub call_body: Vec<u8>,
    pub resumed: bool,
    pub properties: BTreeMap<String, Vec<u8>>,
}

/// A metric and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metric {
    pub name: String,
    pub kind: u32,
    pub value: u64,
}

/// Everything a filter's host calls can reach.
pub struct State {
    pub host: Arc<dyn Host>,
    pub phase: Phase,
    pub stream: Stream,
    pub record: Record,
    pub vm_config: Vec<u8>,
    pub plugin_config: Vec<u8>,
    pub environment: Vec<(String, String)>,
    pub metrics: Vec<Metric>,
    pub shared: BTreeMap<Vec<u8>, (Vec<u8>, u32)>,
    pub tick_millis: u32,
    /// Nanoseconds since 1970 that the filter is told; moves a microsecond at each look.
    pub clock: u64,
    /// State of the generator behind `random_get`: the same in every run.
    pub random: u64,
    pub next_call: u32,
}

impl State {
    pub(crate) fn fault(&mut self, what: impl Into<String>) {
        self.record.faults.push(what.into());
    }

    pub(crate) fn in_request(&self) -> bool {
        matches!(self.phase, Phase::RequestHeaders | Phase::RequestBody | Phase::RequestTrailers | Phase::CallResponse)
    }
}

/// One host's rules.
pub trait Host: Send + Sync {
    fn name(&self) -> &'static str;
    /// The function links, but calling it traps.
    fn traps_on(&self, function: &str) -> bool;
    /// The bytes of a buffer; nothing at all is an empty answer.
    fn get_buffer(&self, s: &mut State, buffer: Buffer, start: usize, size: usize) -> Answer<Vec<u8>>;
    fn set_buffer(&self, s: &mut State, buffer: Buffer, start: usize, size: usize, data: &[u8]) -> Answer<()>;
    fn get_map(&self, s: &mut State, map: Map) -> Answer<Headers>;
    fn edit_map(&self, s: &mut State, map: Map, edit: Edit) -> Answer<()>;
    fn get_property(&self, s: &mut State, path: &str) -> Answer<Vec<u8>>;
    fn set_property(&self, s: &mut State, path: &str, value: &[u8]) -> Answer<()>;
    fn send_local_reply(&self, s: &mut State, reply: LocalReply) -> Answer<()>;
    fn call(&self, s: &mut State, call: Call) -> Answer<()>;
    fn shared_data(&self, s: &State) -> Answer<()>;
    fn metric_name(&self, name: &str) -> Answer<()>;
    fn set_tick(&self, s: &mut State, millis: u32) -> Answer<()>;
    /// Runs one exchange.
    fn drive(&self, gateway: &mut crate::vm::Gateway, exchange: &Exchange) -> crate::message::Outcome;
}

pub(crate) fn apply(headers: &mut Headers, edit: Edit) {
    match edit {
        Edit::Add(name, value) => headers.add(&name, &value),
        Edit::Set(name, value) => headers.set(&name, &value),
        Edit::Remove(name) => headers.remove(&name),
        Edit::All(all) => *headers = all,
    }
}
