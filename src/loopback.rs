//! A host in memory: an exchange fed with whole messages, cut as asked; and what would go on.
//!
//! The command line and the native tests run exchanges through it. It does what any host does (holds, reads,
//! replaces, answers) and nothing that is peculiar to one: those rules are the simulator's, in `tests/host`.

use crate::{
    audit::Audit,
    exchange::{Attributes, Event, Exchange, Headers, HostRules, Reply, Sieve, Step},
};
use std::{collections::BTreeMap, rc::Rc};

/// A request or response: its head (pseudo headers included) and its whole body.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Message {
    /// The head; `:method` and `:path`, or `:status`, among it.
    pub headers: Headers,
    /// The body.
    pub body: Vec<u8>,
}

/// What became of an exchange.
#[derive(Debug)]
pub struct Outcome {
    /// The request as it went on; `None` if it never did.
    pub upstream: Option<Message>,
    /// The answer as the caller got it: the upstream's, perhaps changed, or the filter's own.
    pub client: Message,
    /// Whether the filter answered itself.
    pub refused: bool,
    /// The last state kept for the access log.
    pub state: String,
    /// The counters that were added to.
    pub counters: BTreeMap<String, u64>,
    /// The audit line.
    pub line: String,
    /// The same, not yet written.
    pub audit: Audit,
}

/// Runs one exchange, bodies cut into pieces of `chunk` bytes (`None`: whole).
pub fn run(
    sieve: &Rc<Sieve>,
    host: HostRules,
    request: Message,
    attributes: Attributes,
    response: Message,
    chunk: Option<usize>,
) -> Outcome {
    let mut loopback = Loopback {
        exchange: Exchange::new(sieve.clone(), host),
        request: request.headers.clone(),
        response: response.headers.clone(),
        buffer: Vec::new(),
        reply: None,
        state: String::new(),
        counters: BTreeMap::new(),
        line: String::new(),
    };
    let end = request.body.is_empty();
    let headers = request.headers;
    let head = Event::RequestHeaders { headers, attributes, end };
    // Kong has the whole request body before it calls.
    let pieces = chunk.filter(|_| host.holds_headers);
    let sent = loopback.message(head, request.body, pieces, |size, end| Event::RequestBody { size, end });
    let upstream = sent.map(|body| Message { headers: loopback.request.clone(), body });
    let mut received = None;
    if upstream.is_some() {
        let end = response.body.is_empty();
        let head = Event::ResponseHeaders { headers: response.headers, end };
        let body = loopback.message(head, response.body, chunk, |size, end| Event::ResponseBody { size, end });
        received = body.map(|body| Message { headers: loopback.response.clone(), body });
    }
    let refused = loopback.reply.is_some();
    let client = match loopback.reply.take() {
        Some(reply) => {
            let mut headers = vec![(":status".to_owned(), reply.status.to_string().into_bytes())];
            headers.extend(reply.headers.into_iter().map(|(name, value)| (name.to_owned(), value.into_bytes())));
            Message { headers: Headers(headers), body: reply.body }
        }
        None => received.unwrap_or_default(),
    };
    loopback.event(Event::Done);
    Outcome {
        upstream,
        client,
        refused,
        state: loopback.state,
        counters: loopback.counters,
        line: loopback.line,
        audit: loopback.exchange.audit().clone(),
    }
}

struct Loopback {
    exchange: Exchange,
    request: Headers,
    response: Headers,
    /// What has come of the body and has not gone on.
    buffer: Vec<u8>,
    reply: Option<Reply>,
    state: String,
    counters: BTreeMap<String, u64>,
    line: String,
}

impl Loopback {
    /// Feeds one message; what went on of its body, or nothing if the filter answered.
    fn message(
        &mut self,
        head: Event,
        body: Vec<u8>,
        chunk: Option<usize>,
        event: impl Fn(usize, bool) -> Event,
    ) -> Option<Vec<u8>> {
        self.event(head);
        let mut sent = Vec::new();
        let mut pieces = body.chunks(chunk.unwrap_or(body.len()).max(1)).peekable();
        while let Some(piece) = pieces.next() {
            if self.reply.is_some() {
                return None;
            }
            self.buffer.extend_from_slice(piece);
            if !self.event(event(self.buffer.len(), pieces.peek().is_none())) {
                sent.append(&mut self.buffer);
            }
        }
        self.buffer.clear();
        self.reply.is_none().then_some(sent)
    }

    /// Feeds one event; whether the message has to wait.
    fn event(&mut self, event: Event) -> bool {
        let mut wait = false;
        let mut next = Some(event);
        while let Some(event) = next.take() {
            for step in self.exchange.on(event) {
                match step {
                    Step::Wait => wait = true,
                    Step::ReadRequest => next = Some(Event::RequestBytes(Some(self.buffer.clone()))),
                    Step::ReadResponse => next = Some(Event::ResponseBytes(Some(self.buffer.clone()))),
                    Step::RequestHeader(name, value) => set(&mut self.request, name, value),
                    Step::ResponseHeader(name, value) => set(&mut self.response, name, value),
                    Step::ReplaceRequest(body) | Step::ReplaceResponse(body) => self.buffer = body,
                    Step::Respond(reply) => self.reply = Some(reply),
                    // Only trailers bring it about, and there are none here.
                    Step::Abort => self.buffer.clear(),
                    Step::State(state) => self.state = state,
                    Step::Count(name, by) => *self.counters.entry(name).or_default() += by,
                    Step::Audit(line) => self.line = line,
                }
            }
        }
        wait
    }
}

fn set(headers: &mut Headers, name: &str, value: Option<String>) {
    headers.0.retain(|(given, _)| given != name);
    headers.0.extend(value.map(|value| (name.to_owned(), value.into_bytes())));
}
