//! Kong 3.9's host (WasmX, ngx_wasm_module 9136e463): its rules, and the order in which it calls a filter.

use crate::message::{Client, Exchange, Framing, Headers, Outcome, Received, cut};
use crate::rules::{
    Answer, BAD_ARGUMENT, Buffer, Call, Edit, Host, LocalReply, Map, NOT_FOUND, Phase, Refused, State, Status, Stream,
    apply, trap,
};
use crate::vm::{Action, Gateway, Trap, Vm};

/// The parts of Kong's configuration that a filter can feel.
#[derive(Clone, Copy, Debug)]
pub struct Kong {
    /// `nginx_http_client_body_buffer_size`, bytes. Kong's default is 8 KiB; `kong/kong.conf` sets more.
    pub body_buffer: usize,
    /// `nginx_http_client_max_body_size`, bytes; 0 is no limit.
    pub max_body: usize,
    /// `nginx_http_wasm_response_body_buffers`, bytes in all.
    pub response_buffers: usize,
    /// `nginx_wasm_shm_kv`: without it shared data traps.
    pub shared_memory: bool,
    /// Kong's version; `None`: plain nginx with the same module and without Lua, so without `kong.*`.
    pub version: Option<(u32, u32)>,
    /// Some plugin makes Kong buffer the response (`enable_buffering`, a `response` handler).
    pub buffered_proxying: bool,
}

impl Default for Kong {
    fn default() -> Self {
        Self {
            body_buffer: 10 << 20,
            max_body: 10 << 20,
            response_buffers: 4 * 4096,
            shared_memory: true,
            version: Some((3, 9)),
            buffered_proxying: false,
        }
    }
}

/// [kong ABI] "nop = linkable but traps when called".
const TRAPS: [&str; 11] = [
    "proxy_get_log_level",
    "proxy_done",
    "proxy_close_stream",
    "proxy_grpc_call",
    "proxy_grpc_stream",
    "proxy_grpc_send",
    "proxy_grpc_cancel",
    "proxy_grpc_close",
    "proxy_get_status",
    "proxy_resolve_shared_queue",
    "proxy_call_foreign_function",
];

impl Host for Kong {
    fn name(&self) -> &'static str {
        "Kong"
    }

    fn traps_on(&self, function: &str) -> bool {
        TRAPS.contains(&function)
    }

    fn get_buffer(&self, s: &mut State, buffer: Buffer, _start: usize, size: usize) -> Answer<Vec<u8>> {
        let bytes = match (buffer, s.phase) {
            (Buffer::PluginConfig, _) => s.plugin_config.clone(),
            (Buffer::VmConfig, _) => s.vm_config.clone(),
            (Buffer::RequestBody, Phase::RequestHeaders | Phase::RequestBody | Phase::Log) => {
                // [kong 7] A body beyond the buffer is in a file, and cannot be read.
                s.stream.window.clone().ok_or(NOT_FOUND)?
            }
            (Buffer::ResponseBody, Phase::ResponseBody) => s.stream.window.clone().ok_or(NOT_FOUND)?,
            (Buffer::CallBody, Phase::CallResponse | Phase::Log) => s.stream.call_body.clone(),
            // [kong 6, 12] "Calling a host function in a wrong phase … *is* a trap".
            (Buffer::RequestBody | Buffer::ResponseBody, phase) => return trap(format!("{buffer:?} in {phase:?}")),
            _ => return Err(BAD_ARGUMENT),
        };
        // [kong 3] "`start` is ignored". An empty buffer is not found [read].
        match bytes.get(..size.min(bytes.len())) {
            None | Some([]) => Err(NOT_FOUND),
            Some(bytes) => Ok(bytes.to_vec()),
        }
    }

    fn set_buffer(&self, s: &mut State, buffer: Buffer, start: usize, size: usize, data: &[u8]) -> Answer<()> {
        // [kong ABI] "request body (req headers/body steps only), response body (resp body only)"; [kong 12]
        match (buffer, s.phase) {
            (Buffer::RequestBody, Phase::RequestHeaders | Phase::RequestBody) => {}
            (Buffer::ResponseBody, Phase::ResponseBody) => {}
            (buffer, phase) => return trap(format!("set {buffer:?} in {phase:?}")),
        }
        let window = s.stream.window.get_or_insert_default();
        if start == 0 && size == 0 && !data.is_empty() {
            window.splice(0..0, data.iter().copied());
        } else {
            // [kong 2] "the host truncates `data` to `size`". [kong ABI] start > 0 keeps what is before and drops the rest.
            let size = if start > 0 && size == 0 { data.len() } else { size };
            window.truncate(start);
            window.extend(data.iter().take(size));
        }
        s.stream.window_set = true;
        // "host recomputes content-length for upstream itself on set body" [kong 4].
        if buffer == Buffer::RequestBody {
            let length = s.stream.window.as_ref().map_or(0, Vec::len);
            s.stream.request_headers.set("content-length", length.to_string().as_bytes());
            s.stream.request_headers.remove("transfer-encoding");
        }
        Ok(())
    }

    fn get_map(&self, s: &mut State, map: Map) -> Answer<Headers> {
        match (map, s.phase) {
            (_, Phase::Root) => trap("headers outside a request"),
            (Map::RequestHeaders, _) => Ok(s.stream.request_headers.clone()),
            (Map::ResponseHeaders, _) => Ok(s.stream.response_headers.clone()),
            (Map::CallHeaders, _) => Ok(s.stream.call_headers.clone()),
            // [kong ABI] "trailers maps … not supported".
            _ => Err(BAD_ARGUMENT),
        }
    }

    fn edit_map(&self, s: &mut State, map: Map, edit: Edit) -> Answer<()> {
        match (map, s.phase) {
            (Map::RequestHeaders, Phase::RequestHeaders | Phase::RequestBody | Phase::CallResponse) => {
                self.edit_request(s, edit);
                Ok(())
            }
            (Map::ResponseHeaders, Phase::ResponseHeaders) => {
                apply(&mut s.stream.response_headers, edit);
                Ok(())
            }
            // [kong ABI] "request headers writable until body step (incl.), response headers until on_response_headers …
            // setting response headers in resp. body traps".
            (Map::RequestHeaders | Map::ResponseHeaders, phase) => trap(format!("set {map:?} in {phase:?}")),
            _ => Err(BAD_ARGUMENT),
        }
    }

    fn get_property(&self, s: &mut State, path: &str) -> Answer<Vec<u8>> {
        if s.phase == Phase::Root && path.contains('.') {
            // "Property get with a dot outside a request returns an error that makes the Rust SDK panic
            // (older pins: could segfault) -> only call in HTTP contexts" [kong Properties].
            return trap(format!("property {path} outside a request"));
        }
        if let Some(value) = s.stream.properties.get(path).or_else(|| s.record.properties_set.get(path)) {
            return Ok(value.clone());
        }
        // "route_name, node, cluster_name, ... each write an [error] log line per call" [kong Properties].
        if NOISY.contains(&path) {
            s.fault(format!("[kong Properties] an [error] line in the log for each look at {path}"));
            return Err(NOT_FOUND);
        }
        let headers = &s.stream.request_headers;
        let header = |name: &str| headers.get(name).map(<[u8]>::to_vec).ok_or(NOT_FOUND);
        match path {
            "plugin_name" => Ok(b"promptsieve".to_vec()),
            "ngx.nginx_version" => Ok(b"1.25.3".to_vec()),
            "kong.version" => {
                let (major, minor) = self.version.ok_or(NOT_FOUND)?;
                Ok(format!("{major}.{minor}.1").into_bytes())
            }
            "source.address" | "ngx.remote_addr" => Ok(b"127.0.0.1".to_vec()),
            // "`request.host` = machine hostname … not the Host header; `request.id` = x-request-id header".
            "request.host" => Ok(b"kong-node".to_vec()),
            "request.id" => header("x-request-id"),
            "request.path" | "request.url_path" => header(":path"),
            "request.method" => header(":method"),
            _ => Err(NOT_FOUND),
        }
    }

    fn set_property(&self, s: &mut State, path: &str, value: &[u8]) -> Answer<()> {
        if self.version.is_none() && path.starts_with("kong.") {
            // [read] No namespace of the host's own: declined like any unknown path.
            return Err(NOT_FOUND);
        }
        const SETTABLE: [&str; 4] =
            ["kong.response.status", "kong.service.target", "kong.service.upstream", "kong.service.request.scheme"];
        if path.starts_with("kong.ctx.shared.") || SETTABLE.contains(&path) {
            s.record.properties_set.insert(path.to_owned(), value.to_vec());
            Ok(())
        } else if path.starts_with("kong.") || path.starts_with("ngx.") {
            // [kong ABI] "set of immutable var traps".
            trap(format!("property {path} cannot be set"))
        } else {
            // [read: ngx_proxy_wasm_properties_set] Unknown paths are declined, and the SDK panics on that.
            Err(NOT_FOUND)
        }
    }

    fn send_local_reply(&self, s: &mut State, mut reply: LocalReply) -> Answer<()> {
        match s.phase {
            Phase::RequestHeaders | Phase::RequestBody | Phase::CallResponse => {
                // [kong ABI] "appends "\n" to body, content-length set accordingly".
                reply.body.push(b'\n');
            }
            // [kong 11] "headers argument ignored".
            Phase::ResponseHeaders => reply.headers = Headers::default(),
            // [kong 11] "from response body it traps => original body passes".
            phase => return trap(format!("local response in {phase:?}: response already sent")),
        }
        if s.stream.local_reply.is_some() {
            // [read: ngx_proxy_wasm_hfuncs_send_local_response]
            return trap("local response already stashed");
        }
        s.stream.local_reply = Some(reply);
        Ok(())
    }

    fn call(&self, s: &mut State, call: Call) -> Answer<()> {
        match s.phase {
            Phase::RequestHeaders | Phase::RequestBody | Phase::CallResponse => {}
            // [kong 12] "No dispatch in response phases (trap)".
            phase => return trap(format!("http call in {phase:?}")),
        }
        s.record.calls.push((call.to.clone(), call.headers.clone(), call.body.clone()));
        s.stream.calls.push(call);
        Ok(())
    }

    /// [kong ABI] "ok if `shm_kv *` zone exists; otherwise trap -> 500".
    fn shared_data(&self, _s: &State) -> Answer<()> {
        if self.shared_memory { Ok(()) } else { trap("shared data without nginx_wasm_shm_kv") }
    }

    /// [kong ABI] "ok since 0.4.0 (Kong 3.8); stored as `pw:<filter>:<name>`; name <= 256 incl. prefix".
    fn metric_name(&self, name: &str) -> Answer<()> {
        if self.version.is_some_and(|version| version < (3, 8)) {
            return trap("metrics before Kong 3.8");
        }
        if "pw:promptsieve:".len() + name.len() > 256 {
            return Err(Refused::Status(Status::InternalFailure));
        }
        Ok(())
    }

    /// [kong ABI] "root ctx only; resetting needs 0 first (else trap)".
    fn set_tick(&self, s: &mut State, millis: u32) -> Answer<()> {
        if s.phase != Phase::Root || (s.tick_millis != 0 && millis != 0) {
            return trap("tick period set twice, or in a request");
        }
        s.tick_millis = millis;
        Ok(())
    }

    fn drive(&self, gateway: &mut Gateway, exchange: &Exchange) -> Outcome {
        // [kong limits] "after a trap the instance is rebuilt".
        if gateway.vm().is_none() && gateway.restart().is_err() {
            return Outcome { upstream: None, client: plain(500), record: Default::default() };
        }
        let Some(vm) = gateway.vm() else {
            return Outcome { upstream: None, client: plain(500), record: Default::default() };
        };
        vm.state().record = Default::default();
        let mut run = Run { kong: *self, vm, exchange, context: 0, upstream: None, trapped: false };
        let client = run.exchange();
        let (upstream, trapped) = (run.upstream.take(), run.trapped);
        let record = std::mem::take(&mut run.vm.state().record);
        if trapped {
            gateway.drop_vm();
        }
        Outcome { upstream, client, record }
    }
}

impl Kong {
    fn edit_request(&self, s: &mut State, edit: Edit) {
        let before = s.stream.request_headers.content_length();
        let read_only = |name: &str| matches!(name, ":scheme" | ":authority");
        match &edit {
            // [kong ABI] ":scheme(r), :authority(r)"; the attempt is an [error] line [read].
            Edit::Set(name, _) | Edit::Add(name, _) if read_only(name) => {
                s.fault(format!("[kong ABI] {name} cannot be set"));
                return;
            }
            _ => {}
        }
        apply(&mut s.stream.request_headers, edit);
        let after = s.stream.request_headers.content_length();
        if after == before {
            return;
        }
        if s.phase == Phase::RequestHeaders {
            // [kong 4] (a) request splitting, (b) a dropped body.
            s.fault("[kong 4] request content-length changed in on_http_request_headers");
        } else if s.stream.window_set && after.is_none() {
            // [kong 4] (c) "removing it in on_http_request_body after set body -> upstream gets an empty body".
            s.fault("[kong 4] request content-length removed after the body was set: the upstream gets an empty body");
            s.stream.window = Some(Vec::new());
        }
    }
}

/// Attributes of Envoy's that this host names in an error line.
const NOISY: [&str; 12] = [
    "route_name",
    "route_metadata",
    "node",
    "cluster_name",
    "cluster_metadata",
    "listener_direction",
    "listener_metadata",
    "upstream_host_metadata",
    "upstream.address",
    "filter_state",
    "connection_id",
    "plugin_vm_id",
];

fn plain(status: u16) -> Client {
    Client::Reply { status, headers: Headers::default(), body: Vec::new(), writes: Vec::new() }
}

struct Run<'a> {
    kong: Kong,
    vm: &'a mut Vm,
    exchange: &'a Exchange,
    context: i32,
    upstream: Option<Received>,
    trapped: bool,
}

/// Where the request side of an exchange has led.
enum RequestEnd {
    Forward(Vec<u8>),
    Local(LocalReply),
    Hangs(&'static str),
}

impl Run<'_> {
    fn exchange(&mut self) -> Client {
        let request = &self.exchange.request;
        if self.kong.max_body > 0 && request.body.len() > self.kong.max_body {
            return plain(413);
        }
        let end = if self.kong.buffered_proxying {
            // [kong 10] The upstream is called before the filter's request steps: they never run.
            self.open().map(|()| RequestEnd::Forward(request.body.clone()))
        } else {
            self.request()
        };
        match end {
            Ok(RequestEnd::Hangs(why)) => Client::Hangs(why),
            Ok(RequestEnd::Forward(body)) => {
                let headers = self.vm.state().stream.request_headers.clone();
                if let Some(said) = headers.content_length()
                    && said != body.len()
                    && !self.trapped
                {
                    self.vm.state().fault(format!("[kong 4] content-length {said} for {} bytes", body.len()));
                }
                self.upstream = Some(Received { headers, body, complete: true });
                let response = self.exchange.response.clone();
                let mut headers = response.headers;
                if response.framing == Framing::ContentLength && headers.content_length().is_none() {
                    headers.add("content-length", response.body.len().to_string().as_bytes());
                }
                self.response(response.status, headers, &response.body, &response.pieces)
            }
            // [kong ABI] "response steps run for it".
            Ok(RequestEnd::Local(reply)) => {
                let mut headers = reply.headers.clone();
                headers.set("content-length", reply.body.len().to_string().as_bytes());
                self.response(reply.status, headers, &reply.body, &[])
            }
            // [kong 6] "Traps in on_http_request_headers/body => 500 (closed)".
            Err(trap) => {
                self.note(trap);
                plain(500)
            }
        }
    }

    fn note(&mut self, Trap(why): Trap) {
        self.trapped = true;
        self.vm.state().record.host_log.push(why);
    }

    fn open(&mut self) -> Result<(), Trap> {
        let request = &self.exchange.request;
        // [kong Properties] ":authority = server_name:port ("kong:8000"), not the Host header: use header `host`".
        let mut headers = Headers::new(&[
            (":path", &request.path),
            (":method", &request.method),
            (":scheme", "http"),
            (":authority", "kong:8000"),
        ]);
        headers.0.extend(request.headers.0.iter().cloned());
        if headers.get("host").is_none() {
            headers.add("host", b"gateway.test");
        }
        match request.framing {
            Framing::Chunked => headers.add("transfer-encoding", b"chunked"),
            Framing::ContentLength if request.body.is_empty() || headers.content_length().is_some() => {}
            Framing::ContentLength => headers.add("content-length", request.body.len().to_string().as_bytes()),
        }
        // [kong 7]
        let readable = request.body.len() <= self.kong.body_buffer;
        let mut stream =
            Stream { request_headers: headers, window: readable.then(|| request.body.clone()), ..Stream::default() };
        stream.properties.extend(self.exchange.properties.iter().cloned());
        self.context = self.vm.open(stream)?;
        Ok(())
    }

    fn request(&mut self) -> Result<RequestEnd, Trap> {
        self.open()?;
        let body = &self.exchange.request.body;
        // [kong limits] "on_http_request_headers `eos` always false, also without body".
        let count = self.vm.state().stream.request_headers.0.len() as i32;
        let action = self.vm.act(Phase::RequestHeaders, "proxy_on_request_headers", &[self.context, count, 0])?;
        // [kong 5] "Never return Pause from on_http_request_headers: request hangs, no timeout".
        let action = self.answer_calls(action)?;
        if let Some(reply) = self.vm.state().stream.local_reply.take() {
            return Ok(RequestEnd::Local(reply));
        }
        if action == Action::Pause {
            return Ok(RequestEnd::Hangs("[kong 5] paused in on_http_request_headers"));
        }
        // [kong limits] "on_http_request_body is not called for empty bodies". [kong 5] "Body always arrives whole, once, eos=true".
        if !body.is_empty() {
            let size = body.len() as i32;
            let action = self.vm.act(Phase::RequestBody, "proxy_on_request_body", &[self.context, size, 1])?;
            let action = self.answer_calls(action)?;
            if let Some(reply) = self.vm.state().stream.local_reply.take() {
                return Ok(RequestEnd::Local(reply));
            }
            if action == Action::Pause {
                return Ok(RequestEnd::Hangs("[kong 5] paused in on_http_request_body without a call under way"));
            }
        }
        let stream = &mut self.vm.state().stream;
        let window = stream.window.take().filter(|_| stream.window_set);
        stream.window_set = false;
        Ok(RequestEnd::Forward(window.unwrap_or_else(|| body.clone())))
    }

    /// Answers the filter's own calls; the chain resumes by itself once all are answered.
    fn answer_calls(&mut self, mut action: Action) -> Result<Action, Trap> {
        while !self.vm.state().stream.calls.is_empty() {
            let call = self.vm.state().stream.calls.remove(0);
            let answer = self.exchange.call.clone();
            let state = self.vm.state();
            // [kong ABI] "failure => callback with 0 headers + `:dispatch_status`".
            let (headers, body) = answer.map_or_else(Default::default, |answer| {
                let mut headers = Headers::new(&[(":status", &answer.status.to_string())]);
                headers.0.extend(answer.headers.0);
                (headers, answer.body)
            });
            let sizes = [headers.0.len() as i32, body.len() as i32];
            (state.stream.call_headers, state.stream.call_body) = (headers, body);
            state.phase = Phase::CallResponse;
            let arguments = [1, call.token as i32, sizes[0], sizes[1], 0];
            if let Err(Trap(why)) = self.vm.call("proxy_on_http_call_response", &arguments) {
                // [kong 6] "Any trap in on_http_call_response => … the unmodified request is forwarded".
                self.trapped = true;
                let state = self.vm.state();
                state.record.host_log.push(why);
                state.fault("[kong 6] a trap in on_http_call_response forwards the request as it came");
                state.stream.local_reply = None;
                state.stream.window_set = false;
            }
            action = Action::Continue;
        }
        Ok(action)
    }

    fn response(&mut self, status: u16, mut headers: Headers, body: &[u8], sizes: &[usize]) -> Client {
        let length = headers.content_length();
        headers.0.insert(0, (":status".into(), status.to_string().into_bytes()));
        let state = self.vm.state();
        state.stream.response_headers = headers;
        (state.stream.window, state.stream.window_set) = (None, false);

        let mut shown = !self.trapped;
        if shown {
            let count = self.vm.state().stream.response_headers.0.len() as i32;
            // [kong limits] "`on_http_response_headers` eos always false"; "Pause in on_http_response_headers = warn, ignored".
            if let Err(trap) =
                self.vm.act(Phase::ResponseHeaders, "proxy_on_response_headers", &[self.context, count, 0])
            {
                // [kong 6] "any trap in on_http_response_headers/body => original body goes to client, 200".
                self.note(trap);
                shown = false;
            }
        }
        let mut headers = self.vm.state().stream.response_headers.clone();
        let status = headers.text(":status").and_then(|v| v.parse().ok()).unwrap_or(status);
        headers.remove(":status");

        if let Some(reply) = self.vm.state().stream.local_reply.take() {
            // [kong 11] "the status/body are sent, upstream body is still appended (leak)".
            self.vm
                .state()
                .fault("[kong 11] local response in on_http_response_headers: the upstream's body follows it");
            let body = [reply.body.as_slice(), body].concat();
            return Client::Reply {
                status: reply.status,
                headers: Headers::default(),
                writes: vec![body.clone()],
                body,
            };
        }

        let writes = match self.response_body(shown, length, cut(body, sizes)) {
            Ok(writes) => writes,
            Err(why) => return Client::Hangs(why),
        };
        if !self.trapped
            && let Err(trap) = self.vm.close(self.context)
        {
            self.note(trap);
        }
        self.frame(status, headers, writes)
    }

    fn response_body(
        &mut self,
        mut shown: bool,
        length: Option<usize>,
        pieces: Vec<&[u8]>,
    ) -> Result<Vec<Vec<u8>>, &'static str> {
        // [kong 8] "eos comes as an extra call with body_size=0" for a chunked upstream; with Content-Length there is none.
        let total: usize = pieces.iter().map(|piece| piece.len()).sum();
        let mut calls = pieces;
        if length.is_none() || total == 0 {
            calls.push(&[]);
        }
        let last = calls.len().saturating_sub(1);
        let mut writes = Vec::new();
        let mut held: Option<Vec<u8>> = None;
        let (mut buffering, mut paused_before) = (false, false);
        for (i, piece) in calls.into_iter().enumerate() {
            if !shown {
                writes.push(piece.to_vec());
                continue;
            }
            let mut window = held.take().unwrap_or_default();
            window.extend(piece);
            if buffering && i != last && window.len() < self.kong.response_buffers {
                held = Some(window);
                continue;
            }
            buffering = false;
            // [kong 8] "host computes eos as `this_chunk_len == content_length`": never true for two chunks.
            let end = match length {
                Some(length) => window.len() == length,
                None => i == last,
            };
            let size = window.len() as i32;
            let state = self.vm.state();
            (state.stream.window, state.stream.window_set) = (Some(window.clone()), false);
            match self.vm.act(Phase::ResponseBody, "proxy_on_response_body", &[self.context, size, i32::from(end)]) {
                // [kong limits] "return Pause on first on_http_response_body call -> host buffers up to
                // `wasm_response_body_buffers` …; a second Pause is an [error] log and Continue".
                Ok(Action::Pause) if !paused_before && i != last => {
                    (buffering, paused_before) = (true, true);
                    held = Some(window);
                    continue;
                }
                Ok(Action::Pause) => {
                    self.vm.state().fault("[kong limits] a second Pause in on_http_response_body is ignored")
                }
                Ok(Action::Continue) => {}
                Err(trap) => {
                    self.note(trap);
                    shown = false;
                    writes.push(window);
                    continue;
                }
            }
            let stream = &mut self.vm.state().stream;
            let bytes = stream.window.take().unwrap_or_default();
            if stream.window_set && bytes.is_empty() && i == last {
                return Err("[kong 9] empty body set where the response ends: the last chunk is never sent");
            }
            writes.push(bytes);
        }
        writes.retain(|write| !write.is_empty());
        Ok(writes)
    }

    /// [kong limits] "Remove response content-length … otherwise the body is cut to old length".
    fn frame(&mut self, status: u16, headers: Headers, writes: Vec<Vec<u8>>) -> Client {
        let mut body = writes.concat();
        match headers.content_length() {
            Some(said) if said < body.len() => {
                self.vm
                    .state()
                    .fault(format!("[kong limits] a body of {} bytes cut to content-length {said}", body.len()));
                body.truncate(said);
            }
            Some(said) if said > body.len() && self.exchange.request.method != "HEAD" => {
                return Client::Hangs("[kong limits] content-length kept, and the body is shorter");
            }
            _ => {}
        }
        Client::Reply { status, headers, body, writes }
    }
}
