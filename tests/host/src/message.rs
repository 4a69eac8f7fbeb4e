//! What goes into a host and what comes out of it.

use crate::rules::{Level, Record};

/// Header fields in order; names in lower case, values any bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headers(pub Vec<(String, Vec<u8>)>);

impl Headers {
    pub fn new(fields: &[(&str, &str)]) -> Self {
        Self(fields.iter().map(|(k, v)| (k.to_ascii_lowercase(), v.as_bytes().to_vec())).collect())
    }

    pub fn get(&self, name: &str) -> Option<&[u8]> {
        self.0.iter().find(|(k, _)| k.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_slice())
    }

    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(|v| std::str::from_utf8(v).ok())
    }

    /// The value of `content-length`, where it is one.
    pub fn content_length(&self) -> Option<usize> {
        self.text("content-length")?.parse().ok()
    }

    pub fn add(&mut self, name: &str, value: &[u8]) {
        self.0.push((name.to_ascii_lowercase(), value.to_vec()));
    }

    /// Replaces the first field of that name and drops the others; adds it when there is none.
    pub fn set(&mut self, name: &str, value: &[u8]) {
        let mut seen = false;
        self.0.retain_mut(|(k, v)| {
            if !k.eq_ignore_ascii_case(name) {
                return true;
            }
            if !seen {
                *v = value.to_vec();
            }
            !std::mem::replace(&mut seen, true)
        });
        if !seen {
            self.add(name, value);
        }
    }

    pub fn remove(&mut self, name: &str) {
        self.0.retain(|(k, _)| !k.eq_ignore_ascii_case(name));
    }
}

/// How a message says where its body ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    ContentLength,
    Chunked,
}

/// Whether the end of a request is told with its last bytes (HTTP/2) or in a call of its own (HTTP/1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Apart,
    WithLast,
}

/// A request as the client sends it. `pieces` are the sizes the host reads it in; what is left over is the last piece.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: String,
    pub path: String,
    pub headers: Headers,
    pub body: Vec<u8>,
    pub framing: Framing,
    pub pieces: Vec<usize>,
    pub end: End,
    pub trailers: Headers,
}

impl Request {
    pub fn post(path: &str, headers: &[(&str, &str)], body: &[u8]) -> Self {
        Self {
            method: "POST".into(),
            path: path.into(),
            headers: Headers::new(headers),
            body: body.to_vec(),
            framing: Framing::ContentLength,
            pieces: Vec::new(),
            end: End::Apart,
            trailers: Headers::default(),
        }
    }
}

/// A response as the upstream sends it.
#[derive(Clone, Debug)]
pub struct Response {
    pub status: u16,
    pub headers: Headers,
    pub body: Vec<u8>,
    pub framing: Framing,
    pub pieces: Vec<usize>,
    pub trailers: Headers,
}

impl Response {
    pub fn new(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Self {
        Self {
            status,
            headers: Headers::new(headers),
            body: body.to_vec(),
            framing: Framing::ContentLength,
            pieces: Vec::new(),
            trailers: Headers::default(),
        }
    }
}

/// One request, and the response its upstream gives if it is asked.
#[derive(Clone, Debug)]
pub struct Exchange {
    pub request: Request,
    pub response: Response,
    /// What the upstream answers to a call of the filter's own (`proxy_http_call`); none: it cannot be reached.
    pub call: Option<Response>,
    /// Properties beyond the host's own, by dotted path.
    pub properties: Vec<(String, Vec<u8>)>,
}

impl Exchange {
    pub fn new(request: Request, response: Response) -> Self {
        Self { request, response, call: None, properties: Vec::new() }
    }
}

/// A request as the upstream received it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Received {
    pub headers: Headers,
    pub body: Vec<u8>,
    /// False: the body never ended (the filter blocked after its headers had gone).
    pub complete: bool,
}

/// What the client saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Client {
    /// A whole response, and the writes its body came in.
    Reply { status: u16, headers: Headers, body: Vec<u8>, writes: Vec<Vec<u8>> },
    /// A response cut off after this much of its body.
    CutOff { status: u16, body: Vec<u8> },
    /// Nothing more ever comes.
    Hangs(&'static str),
}

/// How an exchange ended.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// `None`: the upstream was never contacted.
    pub upstream: Option<Received>,
    pub client: Client,
    pub record: Record,
}

impl Outcome {
    /// What a right filter never causes, each with the rule it breaks.
    pub fn faults(&self) -> &[String] {
        &self.record.faults
    }

    /// The state that the filter left for access logs: Envoy's filter state, Kong's `ctx.shared`.
    pub fn state(&self) -> Option<&[u8]> {
        let set = &self.record.properties_set;
        set.get("promptsieve").or_else(|| set.get("kong.ctx.shared.promptsieve")).map(Vec::as_slice)
    }

    pub fn status(&self) -> Option<u16> {
        match &self.client {
            Client::Reply { status, .. } | Client::CutOff { status, .. } => Some(*status),
            Client::Hangs(_) => None,
        }
    }

    pub fn body(&self) -> &[u8] {
        match &self.client {
            Client::Reply { body, .. } | Client::CutOff { body, .. } => body,
            Client::Hangs(_) => &[],
        }
    }

    /// Every line of the filter at or above a level.
    pub fn logged(&self, least: Level) -> Vec<&str> {
        self.record.logs.iter().filter(|(level, _)| *level >= least).map(|(_, line)| line.as_str()).collect()
    }
}

/// Cuts a body into the host's pieces, never an empty one.
pub(crate) fn cut<'a>(mut body: &'a [u8], sizes: &[usize]) -> Vec<&'a [u8]> {
    let mut pieces = Vec::new();
    for size in sizes {
        let (piece, rest) = body.split_at((*size).min(body.len()));
        if !piece.is_empty() {
            pieces.push(piece);
        }
        body = rest;
    }
    if !body.is_empty() {
        pieces.push(body);
    }
    pieces
}
