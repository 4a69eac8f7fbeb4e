//! Envoy 1.40 as a host: its rules, and the order in which it calls a filter.

use crate::message::{Client, End, Exchange, Framing, Headers, Outcome, Received, Request, cut};
use crate::rules::{
    Answer, BAD_ARGUMENT, Buffer, Call, Edit, Host, LocalReply, Map, NOT_FOUND, Phase, State, Stream, apply, trap,
};
use crate::vm::{Action, Gateway, Trap, Vm};

/// The parts of Envoy's configuration that a filter can feel.
#[derive(Clone, Copy, Debug)]
pub struct Envoy {
    /// `allow_on_headers_stop_iteration` of the plugin config.
    pub stop_at_headers: bool,
    /// `per_connection_buffer_limit_bytes` of listener and cluster.
    pub buffer_limit: usize,
    /// `failure_policy: FAIL_RELOAD`, its backoff passed before the next request.
    pub reload: bool,
}

impl Default for Envoy {
    fn default() -> Self {
        Self { stop_at_headers: true, buffer_limit: 1 << 20, reload: false }
    }
}

impl Host for Envoy {
    fn name(&self) -> &'static str {
        "Envoy"
    }

    fn traps_on(&self, _function: &str) -> bool {
        false
    }

    /// [read] `start + size` may not overflow 32 bits; past the end means up to the end.
    fn get_buffer(&self, s: &mut State, buffer: Buffer, start: usize, size: usize) -> Answer<Vec<u8>> {
        let bytes = match (buffer, s.phase) {
            (Buffer::PluginConfig, _) => s.plugin_config.clone(),
            (Buffer::VmConfig, _) => s.vm_config.clone(),
            (Buffer::RequestBody, Phase::RequestBody | Phase::RequestTrailers)
            | (Buffer::ResponseBody, Phase::ResponseBody | Phase::ResponseTrailers) => {
                s.stream.window.clone().ok_or(NOT_FOUND)?
            }
            (Buffer::CallBody, Phase::CallResponse) => s.stream.call_body.clone(),
            _ => return Err(NOT_FOUND),
        };
        if start.checked_add(size).is_none_or(|end| end > u32::MAX as usize) {
            return Err(BAD_ARGUMENT);
        }
        // [envoy: "`get_http_response_body(1, 3)` honours the start offset"]
        Ok(bytes.get(start..(start + size).min(bytes.len())).unwrap_or_default().to_vec())
    }

    /// [read] Prepend at (0, 0), replace at (0, the whole), append at (past the end, any); nothing else.
    fn set_buffer(&self, s: &mut State, buffer: Buffer, start: usize, size: usize, data: &[u8]) -> Answer<()> {
        let fits = matches!(
            (buffer, s.phase),
            (Buffer::RequestBody, Phase::RequestBody | Phase::RequestTrailers)
                | (Buffer::ResponseBody, Phase::ResponseBody | Phase::ResponseTrailers)
        );
        let window = match s.stream.window.as_mut() {
            Some(window) if fits => window,
            _ => return Err(NOT_FOUND),
        };
        match (start, size) {
            (0, 0) => {
                window.splice(0..0, data.iter().copied());
            }
            (0, size) if size >= window.len() => *window = data.to_vec(),
            (start, _) if start > 0 && start >= window.len() => window.extend(data),
            _ => return Err(BAD_ARGUMENT),
        }
        s.stream.window_set = true;
        Ok(())
    }

    /// [strict] A map can be read while its headers are in the filter's hands, and when all is over.
    fn get_map(&self, s: &mut State, map: Map) -> Answer<Headers> {
        let stream = &s.stream;
        match (map, s.phase) {
            (Map::RequestHeaders, Phase::Log) => Ok(stream.request_headers.clone()),
            (Map::ResponseHeaders, Phase::Log) => Ok(stream.response_headers.clone()),
            (Map::CallHeaders, Phase::CallResponse) => Ok(stream.call_headers.clone()),
            (Map::RequestTrailers, Phase::RequestTrailers) => Ok(stream.request_trailers.clone()),
            (Map::ResponseTrailers, Phase::ResponseTrailers) => Ok(stream.response_trailers.clone()),
            (Map::RequestHeaders, _) if holds_request_headers(s) => Ok(stream.request_headers.clone()),
            (Map::ResponseHeaders, _) if holds_response_headers(s) => Ok(stream.response_headers.clone()),
            _ => Err(BAD_ARGUMENT),
        }
    }

    fn edit_map(&self, s: &mut State, map: Map, edit: Edit) -> Answer<()> {
        let headers = match (map, s.phase) {
            (Map::RequestTrailers, Phase::RequestTrailers) => &mut s.stream.request_trailers,
            (Map::ResponseTrailers, Phase::ResponseTrailers) => &mut s.stream.response_trailers,
            (Map::RequestHeaders, _) if holds_request_headers(s) => &mut s.stream.request_headers,
            (Map::ResponseHeaders, _) if holds_response_headers(s) => &mut s.stream.response_headers,
            _ => return Err(BAD_ARGUMENT),
        };
        apply(headers, edit);
        Ok(())
    }

    /// [envoy: Properties] What the gateway tells of a request; all else is not found.
    fn get_property(&self, s: &mut State, path: &str) -> Answer<Vec<u8>> {
        if let Some(value) = s.stream.properties.get(path).or_else(|| s.record.properties_set.get(path)) {
            return Ok(value.clone());
        }
        let headers = &s.stream.request_headers;
        let header = |name: &str| headers.get(name).map(<[u8]>::to_vec).ok_or(NOT_FOUND);
        match path {
            "plugin_name" => Ok(b"promptsieve".to_vec()),
            "source.address" if s.phase != Phase::Root => Ok(b"127.0.0.1:54321".to_vec()),
            "connection.mtls" if s.phase != Phase::Root => Ok(vec![0]),
            "request.id" => header("x-request-id"),
            "request.path" => header(":path"),
            "request.method" => header(":method"),
            "request.host" => header(":authority"),
            _ => Err(NOT_FOUND),
        }
    }

    /// [envoy: "`set_property(["promptsieve"], bytes)` becomes filter state"]
    fn set_property(&self, s: &mut State, path: &str, value: &[u8]) -> Answer<()> {
        s.record.properties_set.insert(path.to_owned(), value.to_vec());
        Ok(())
    }

    fn send_local_reply(&self, s: &mut State, reply: LocalReply) -> Answer<()> {
        s.stream.local_reply = Some(reply);
        Ok(())
    }

    fn call(&self, s: &mut State, call: Call) -> Answer<()> {
        if s.phase == Phase::Log {
            return trap("a call from on_log is never answered");
        }
        s.record.calls.push((call.to.clone(), call.headers.clone(), call.body.clone()));
        s.stream.calls.push(call);
        Ok(())
    }

    fn shared_data(&self, _s: &State) -> Answer<()> {
        Ok(())
    }

    fn metric_name(&self, _name: &str) -> Answer<()> {
        Ok(())
    }

    fn set_tick(&self, s: &mut State, millis: u32) -> Answer<()> {
        s.tick_millis = millis;
        Ok(())
    }

    fn drive(&self, gateway: &mut Gateway, exchange: &Exchange) -> Outcome {
        // [envoy: "A panic in any callback: that request gets 503 and so does every later one"]
        if gateway.vm().is_none() && !(self.reload && gateway.restart().is_ok()) {
            return Outcome { upstream: None, client: unavailable(), record: Default::default() };
        }
        let Some(vm) = gateway.vm() else {
            return Outcome { upstream: None, client: unavailable(), record: Default::default() };
        };
        vm.state().record = Default::default();
        let mut run = Run { envoy: *self, vm, exchange, context: 0, upstream: None, sent: None };
        let (client, trapped) = match run.request().and_then(|end| run.finish(end)) {
            Ok(client) => (client, false),
            // [envoy: fail closed] 503 while no header has gone to the client, else the stream is reset.
            Err(Trap(why)) => {
                run.vm.state().record.host_log.push(why);
                (run.sent.take().map_or_else(unavailable, Sent::reset), true)
            }
        };
        let upstream = run.upstream.take();
        let record = std::mem::take(&mut run.vm.state().record);
        if trapped {
            gateway.drop_vm();
        }
        Outcome { upstream, client, record }
    }
}

fn holds_request_headers(s: &State) -> bool {
    s.phase == Phase::RequestHeaders || (s.in_request() && s.stream.headers_held)
}

fn holds_response_headers(s: &State) -> bool {
    s.phase == Phase::ResponseHeaders || (!s.in_request() && s.phase != Phase::Root && s.stream.headers_held)
}

fn unavailable() -> Client {
    Client::Reply { status: 503, headers: Headers::default(), body: Vec::new(), writes: Vec::new() }
}

/// What has gone to the client so far.
struct Sent {
    status: u16,
    headers: Headers,
    writes: Vec<Vec<u8>>,
}

impl Sent {
    fn new(mut headers: Headers) -> Self {
        let status = headers.text(":status").and_then(|v| v.parse().ok()).unwrap_or(0);
        headers.remove(":status");
        Self { status, headers, writes: Vec::new() }
    }

    fn reset(self) -> Client {
        Client::CutOff { status: self.status, body: self.writes.concat() }
    }
}

/// Where the request side of an exchange has led.
enum RequestEnd {
    Forwarded,
    Local(LocalReply),
    Hangs(&'static str),
}

/// Where a body that a filter was shown has led.
enum BodyEnd {
    Done,
    Local(LocalReply),
    OverLimit,
    Hangs(&'static str),
}

struct Run<'a> {
    envoy: Envoy,
    vm: &'a mut Vm,
    exchange: &'a Exchange,
    context: i32,
    upstream: Option<Received>,
    sent: Option<Sent>,
}

const HELD_FOR_EVER: &str = "[envoy] paused, and nothing will ever resume it";

impl Run<'_> {
    fn request(&mut self) -> Result<RequestEnd, Trap> {
        let request = &self.exchange.request;
        let mut stream = Stream {
            request_headers: request_headers(request),
            request_trailers: request.trailers.clone(),
            ..Stream::default()
        };
        stream.properties.extend(self.exchange.properties.iter().cloned());
        self.context = self.vm.open(stream)?;

        let empty =
            request.body.is_empty() && request.framing == Framing::ContentLength && request.trailers.0.is_empty();
        match self.headers(Phase::RequestHeaders, "proxy_on_request_headers", empty)? {
            HeadersEnd::Local(reply) => return Ok(RequestEnd::Local(reply)),
            HeadersEnd::Hangs(why) => return Ok(RequestEnd::Hangs(why)),
            HeadersEnd::Held if empty => return Ok(RequestEnd::Hangs(HELD_FOR_EVER)),
            HeadersEnd::Held => {}
            HeadersEnd::Go => self.release_request_headers(),
        }
        if empty {
            return Ok(self.forwarded());
        }
        let pieces = frames(&request.body, &request.pieces, request.end, !request.trailers.0.is_empty());
        match self.body(Phase::RequestBody, "proxy_on_request_body", &pieces)? {
            BodyEnd::Done => {}
            BodyEnd::Local(reply) => return Ok(RequestEnd::Local(reply)),
            BodyEnd::Hangs(why) => return Ok(RequestEnd::Hangs(why)),
            // [envoy: "Past `per_connection_buffer_limit_bytes` … is answered 413 by Envoy itself"]
            BodyEnd::OverLimit => {
                let body = b"Payload Too Large".to_vec();
                return Ok(RequestEnd::Local(LocalReply { status: 413, headers: Headers::default(), body }));
            }
        }
        Ok(self.forwarded())
    }

    fn forwarded(&mut self) -> RequestEnd {
        if let Some(upstream) = &mut self.upstream {
            upstream.complete = true;
            if let Some(fault) = misframed("request", &upstream.headers, upstream.body.len()) {
                self.vm.state().fault(fault);
            }
        }
        RequestEnd::Forwarded
    }

    fn release_request_headers(&mut self) {
        if self.upstream.is_none() {
            let headers = self.vm.state().stream.request_headers.clone();
            self.upstream = Some(Received { headers, body: Vec::new(), complete: false });
        }
    }

    fn finish(&mut self, end: RequestEnd) -> Result<Client, Trap> {
        let client = match end {
            RequestEnd::Hangs(why) => Client::Hangs(why),
            RequestEnd::Forwarded => {
                let response = &self.exchange.response;
                let mut headers = Headers::new(&[(":status", &response.status.to_string())]);
                headers.0.extend(response.headers.0.iter().cloned());
                if response.framing == Framing::ContentLength && headers.content_length().is_none() {
                    headers.add("content-length", response.body.len().to_string().as_bytes());
                }
                let empty = response.body.is_empty() && response.framing == Framing::ContentLength;
                // [envoy: "`end_of_stream` comes in an extra body call with size 0, also when … Content-Length"]
                let trailers = !response.trailers.0.is_empty();
                let pieces = frames(&response.body, &response.pieces, End::Apart, trailers);
                self.vm.state().stream.response_trailers = response.trailers.clone();
                self.response(headers, if empty { &[] } else { &pieces })?
            }
            // [envoy: "A local reply of ours passes through our own response callbacks"]
            RequestEnd::Local(reply) => {
                let headers = local_headers(&reply);
                let frame = [(reply.body.as_slice(), true)];
                self.response(headers, if reply.body.is_empty() { &[] } else { &frame })?
            }
        };
        self.vm.close(self.context)?;
        Ok(client)
    }

    fn response(&mut self, headers: Headers, pieces: &[(&[u8], bool)]) -> Result<Client, Trap> {
        self.vm.state().stream.response_headers = headers;
        let empty = pieces.is_empty();
        match self.headers(Phase::ResponseHeaders, "proxy_on_response_headers", empty)? {
            HeadersEnd::Local(reply) => return Ok(direct(&reply)),
            HeadersEnd::Hangs(why) => return Ok(Client::Hangs(why)),
            HeadersEnd::Held if empty => return Ok(Client::Hangs(HELD_FOR_EVER)),
            HeadersEnd::Held => {}
            HeadersEnd::Go => self.release_response_headers(),
        }
        match self.body(Phase::ResponseBody, "proxy_on_response_body", pieces)? {
            BodyEnd::Done => {}
            BodyEnd::Hangs(why) => return Ok(Client::Hangs(why)),
            // [envoy: "`send_http_response` after the headers have gone: the stream is reset"]
            BodyEnd::Local(reply) => return Ok(self.sent.take().map_or_else(|| direct(&reply), Sent::reset)),
            // [envoy: "past the buffer limit: Envoy answers 500"; "above it the connection breaks after a 200 with no body"]
            BodyEnd::OverLimit => {
                let reply = LocalReply { status: 500, headers: Headers::default(), body: Vec::new() };
                return Ok(self.sent.take().map_or_else(|| direct(&reply), Sent::reset));
            }
        }
        let Some(sent) = self.sent.take() else { return Ok(Client::Hangs(HELD_FOR_EVER)) };
        let body = sent.writes.concat();
        if self.exchange.request.method != "HEAD"
            && let Some(fault) = misframed("response", &sent.headers, body.len())
        {
            self.vm.state().fault(fault);
        }
        Ok(Client::Reply { status: sent.status, headers: sent.headers, body, writes: sent.writes })
    }

    fn release_response_headers(&mut self) {
        if self.sent.is_none() {
            self.sent = Some(Sent::new(self.vm.state().stream.response_headers.clone()));
        }
    }

    fn headers(&mut self, phase: Phase, callback: &str, end: bool) -> Result<HeadersEnd, Trap> {
        let stream = &self.vm.state().stream;
        let fields = if phase == Phase::RequestHeaders { &stream.request_headers } else { &stream.response_headers };
        let count = fields.0.len() as i32;
        let mut action = self.vm.act(phase, callback, &[self.context, count, i32::from(end)])?;
        if action == Action::Pause {
            self.vm.state().stream.headers_held = true;
            action = self.answer_calls(action)?;
        }
        if let Some(reply) = self.vm.state().stream.local_reply.take() {
            return Ok(HeadersEnd::Local(reply));
        }
        self.vm.state().stream.headers_held = action == Action::Pause;
        Ok(match action {
            Action::Continue => HeadersEnd::Go,
            // [envoy: "Without the flag the same filter hangs: the body callback never comes"]
            Action::Pause if !self.envoy.stop_at_headers => {
                HeadersEnd::Hangs("[envoy] paused at the headers without allow_on_headers_stop_iteration")
            }
            Action::Pause => HeadersEnd::Held,
        })
    }

    /// Shows a body piece by piece. While the filter pauses, each call sees all that has been buffered.
    fn body(&mut self, phase: Phase, callback: &str, pieces: &[(&[u8], bool)]) -> Result<BodyEnd, Trap> {
        let request = phase == Phase::RequestBody;
        let mut held: Option<Vec<u8>> = None;
        for (piece, end) in pieces {
            let mut window = held.take().unwrap_or_default();
            let buffering = !window.is_empty();
            window.extend(*piece);
            if buffering && window.len() > self.envoy.buffer_limit {
                return Ok(BodyEnd::OverLimit);
            }
            let size = window.len() as i32;
            self.vm.state().stream.window = Some(window);
            let mut action = self.vm.act(phase, callback, &[self.context, size, i32::from(*end)])?;
            if action == Action::Pause && *end {
                action = self.answer_calls(action)?;
            }
            let window = self.vm.state().stream.window.take().unwrap_or_default();
            if let Some(reply) = self.vm.state().stream.local_reply.take() {
                return Ok(BodyEnd::Local(reply));
            }
            match action {
                Action::Continue => self.release(request, window),
                Action::Pause if *end => return Ok(BodyEnd::Hangs(HELD_FOR_EVER)),
                Action::Pause if window.len() > self.envoy.buffer_limit => return Ok(BodyEnd::OverLimit),
                Action::Pause => held = Some(window),
            }
        }
        let trailers = if request { &self.exchange.request.trailers } else { &self.exchange.response.trailers };
        if trailers.0.is_empty() || pieces.last().is_some_and(|(_, end)| *end) {
            return Ok(BodyEnd::Done);
        }
        // [read] After trailers no body call ever says that it is the last.
        let count = trailers.0.len() as i32;
        let (phase, callback) = if request {
            (Phase::RequestTrailers, "proxy_on_request_trailers")
        } else {
            (Phase::ResponseTrailers, "proxy_on_response_trailers")
        };
        self.vm.state().stream.window = held;
        let action = self.vm.act(phase, callback, &[self.context, count])?;
        let window = self.vm.state().stream.window.take();
        if let Some(reply) = self.vm.state().stream.local_reply.take() {
            return Ok(BodyEnd::Local(reply));
        }
        if action == Action::Pause {
            return Ok(BodyEnd::Hangs(HELD_FOR_EVER));
        }
        self.release(request, window.unwrap_or_default());
        Ok(BodyEnd::Done)
    }

    fn release(&mut self, request: bool, bytes: Vec<u8>) {
        self.vm.state().stream.headers_held = false;
        if request {
            self.release_request_headers();
            if let Some(upstream) = &mut self.upstream {
                upstream.body.extend(bytes);
            }
        } else {
            self.release_response_headers();
            if let Some(sent) = &mut self.sent
                && !bytes.is_empty()
            {
                sent.writes.push(bytes);
            }
        }
    }

    /// Answers the filter's own calls, which may resume what it paused.
    fn answer_calls(&mut self, mut action: Action) -> Result<Action, Trap> {
        while !self.vm.state().stream.calls.is_empty() {
            let call = self.vm.state().stream.calls.remove(0);
            let answer = self.exchange.call.clone();
            let phase = self.vm.state().phase;
            let state = self.vm.state();
            state.stream.resumed = false;
            let (headers, body) = answer.map_or_else(Default::default, |answer| {
                let mut headers = Headers::new(&[(":status", &answer.status.to_string())]);
                headers.0.extend(answer.headers.0);
                (headers, answer.body)
            });
            let sizes = [headers.0.len() as i32, body.len() as i32];
            (state.stream.call_headers, state.stream.call_body) = (headers, body);
            state.phase = Phase::CallResponse;
            self.vm.call("proxy_on_http_call_response", &[1, call.token as i32, sizes[0], sizes[1], 0])?;
            let state = self.vm.state();
            state.phase = phase;
            if state.stream.resumed {
                action = Action::Continue;
            }
        }
        Ok(action)
    }
}

enum HeadersEnd {
    Go,
    Held,
    Local(LocalReply),
    Hangs(&'static str),
}

fn request_headers(request: &Request) -> Headers {
    let host = request.headers.text("host").unwrap_or("gateway.test").to_owned();
    let mut headers = Headers::new(&[
        (":authority", &host),
        (":path", &request.path),
        (":method", &request.method),
        (":scheme", "http"),
    ]);
    headers.0.extend(request.headers.0.iter().filter(|(name, _)| name != "host").cloned());
    if !request.body.is_empty() && headers.content_length().is_none() && request.framing == Framing::ContentLength {
        headers.add("content-length", request.body.len().to_string().as_bytes());
    }
    headers
}

/// [envoy: "The request body comes in several calls … An extra last call can come with `end_of_stream=true`"]
fn frames<'a>(body: &'a [u8], sizes: &[usize], end: End, trailers: bool) -> Vec<(&'a [u8], bool)> {
    let mut frames: Vec<(&[u8], bool)> = cut(body, sizes).into_iter().map(|piece| (piece, false)).collect();
    match frames.last_mut() {
        _ if trailers => {}
        Some((_, last)) if end == End::WithLast => *last = true,
        _ => frames.push((&[], true)),
    }
    frames
}

fn local_headers(reply: &LocalReply) -> Headers {
    let mut headers = Headers::new(&[(":status", &reply.status.to_string())]);
    headers.0.extend(reply.headers.0.iter().cloned());
    if !reply.body.is_empty() {
        headers.set("content-length", reply.body.len().to_string().as_bytes());
        if headers.get("content-type").is_none() {
            headers.add("content-type", b"text/plain");
        }
    }
    headers
}

/// A local reply in the response phases, which no callback sees [read].
fn direct(reply: &LocalReply) -> Client {
    let Sent { status, headers, .. } = Sent::new(local_headers(reply));
    let writes = if reply.body.is_empty() { Vec::new() } else { vec![reply.body.clone()] };
    Client::Reply { status, headers, body: reply.body.clone(), writes }
}

/// [envoy: "Setting the body changes its length: remove `content-length` … or set it"]
fn misframed(what: &str, headers: &Headers, sent: usize) -> Option<String> {
    let said = headers.content_length()?;
    (said != sent).then(|| format!("[envoy] the {what} says content-length {said} and carries {sent} bytes"))
}
