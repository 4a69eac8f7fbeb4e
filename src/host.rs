//! The only file that names `proxy_wasm`: a callback becomes an event, a step becomes a host call.
//!
//! No decision about prompts is made here. `proxy_wasm::hostcalls` is called instead of the traits' convenience
//! methods, which unwrap. What differs between hosts is probed once per VM (hosts.md, "Host detection").

use crate::{
    config::Config,
    exchange::{Attributes, Event, Exchange, Headers, HostRules, Reply, Sieve, Step},
    redact::Keyring,
};
use proxy_wasm::{
    hostcalls,
    traits::{Context, HttpContext, RootContext},
    types::{Action, BufferType, ContextType, LogLevel, MapType, MetricType},
};
use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    rc::Rc,
};

proxy_wasm::main! {{
    proxy_wasm::set_log_level(LogLevel::Info);
    // The usual hook prints the panic's message, which may quote the text that was being read.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        log::error!("promptsieve: panicked at {place}");
    }));
    proxy_wasm::set_root_context(|_| Box::<Root>::default());
}}

/// One plugin configuration in one VM.
#[derive(Default)]
struct Root {
    sieve: Option<Rc<Sieve>>,
    vm: Rc<Vm>,
}

/// What all exchanges of a VM share at the host's side.
#[derive(Default)]
struct Vm {
    probed: Cell<Option<Probed>>,
    metrics: RefCell<HashMap<String, u32>>,
}

/// Which host this is.
#[derive(Clone, Copy)]
struct Probed {
    rules: HostRules,
    /// Under which property the verdict is kept for access logs, if the host has a place for it.
    state: Option<&'static [&'static str]>,
    /// Whether the host has metrics: Kong from 3.8 on.
    metrics: bool,
}

impl Vm {
    /// Only to be called from a request's callbacks: elsewhere Kong answers a property with an error that the SDK
    /// turns into a panic.
    fn probed(&self) -> Probed {
        if let Some(probed) = self.probed.get() {
            return probed;
        }
        let probed = if property(&["ngx", "nginx_version"]).is_some() {
            let kong = property(&["kong", "version"]);
            let minor = kong.as_deref().and_then(|version| {
                let mut numbers = version.split('.').map(|number| number.parse::<u32>().ok());
                Some((numbers.next()??, numbers.next()??))
            });
            Probed {
                rules: HostRules::KONG,
                state: kong.is_some().then_some(&["kong", "ctx", "shared", "promptsieve"]),
                metrics: minor.is_none_or(|version| version >= (3, 8)),
            }
        } else {
            Probed { rules: HostRules::ENVOY, state: Some(&["promptsieve"]), metrics: true }
        };
        self.probed.set(Some(probed));
        probed
    }

    fn count(&self, name: String, by: u64) {
        if !self.probed().metrics {
            return;
        }
        let known = self.metrics.borrow().get(&name).copied();
        let Some(id) = known.or_else(|| hostcalls::define_metric(MetricType::Counter, &name).ok()) else { return };
        if known.is_none() {
            self.metrics.borrow_mut().insert(name, id);
        }
        let _ = hostcalls::increment_metric(id, i64::try_from(by).unwrap_or(i64::MAX));
    }
}

impl Context for Root {}

impl RootContext for Root {
    fn on_configure(&mut self, size: usize) -> bool {
        let text = if size == 0 { None } else { hostcalls::get_buffer(BufferType::PluginConfiguration, 0, size).ok() };
        match Config::from_json(&text.flatten().unwrap_or_default()) {
            Ok(config) => {
                for warning in &config.warnings {
                    log::warn!("promptsieve: policy: {warning}");
                }
                match Keyring::from_environment(|name| std::env::var(name).ok()) {
                    Ok(keyring) => {
                        if keyring.is_none() && config.keys.is_none() && config.plans().any(|plan| plan.guards.canary) {
                            log::warn!(
                                "promptsieve: policy: canary: no key is given, so every worker has another word"
                            );
                        }
                        self.sieve = Some(Sieve::new(config, keyring.unwrap_or_else(Keyring::random)));
                        true
                    }
                    Err(error) => {
                        log::error!("promptsieve: PROMPTSIEVE_KEY: {error}");
                        false
                    }
                }
            }
            Err(problems) => {
                for problem in problems {
                    log::error!("promptsieve: policy: {problem}");
                }
                false
            }
        }
    }

    fn create_http_context(&self, _: u32) -> Option<Box<dyn HttpContext>> {
        let sieve = self.sieve.clone()?;
        Some(Box::new(Http { vm: self.vm.clone(), sieve, exchange: None }))
    }

    fn get_type(&self) -> Option<ContextType> {
        Some(ContextType::HttpContext)
    }
}

/// One exchange at the host.
struct Http {
    vm: Rc<Vm>,
    sieve: Rc<Sieve>,
    /// Begins with the request's headers, when the host is known.
    exchange: Option<Exchange>,
}

/// Which way a body or header goes.
#[derive(Clone, Copy)]
struct Direction {
    headers: MapType,
    body: BufferType,
}

const REQUEST: Direction = Direction { headers: MapType::HttpRequestHeaders, body: BufferType::HttpRequestBody };
const RESPONSE: Direction = Direction { headers: MapType::HttpResponseHeaders, body: BufferType::HttpResponseBody };

impl Http {
    /// Feeds the exchange an event and does what it says, until it has nothing more to ask.
    fn on(&mut self, event: Event) -> Action {
        let Some(exchange) = &mut self.exchange else { return Action::Continue };
        let mut action = Action::Continue;
        let mut next = Some(event);
        while let Some(event) = next.take() {
            for step in exchange.on(event) {
                match step {
                    Step::Wait => action = Action::Pause,
                    Step::ReadRequest => next = Some(Event::RequestBytes(read(REQUEST.body))),
                    Step::ReadResponse => next = Some(Event::ResponseBytes(read(RESPONSE.body))),
                    Step::RequestHeader(name, value) => set_header(REQUEST.headers, name, value.as_deref()),
                    Step::ResponseHeader(name, value) => set_header(RESPONSE.headers, name, value.as_deref()),
                    Step::ReplaceRequest(body) => replace(REQUEST.body, &body),
                    Step::ReplaceResponse(body) => replace(RESPONSE.body, &body),
                    Step::Respond(reply) => {
                        respond(&reply);
                        action = Action::Pause;
                    }
                    Step::Abort => {
                        let _ = hostcalls::reset_http_response();
                        action = Action::Pause;
                    }
                    Step::State(state) => {
                        if let Some(path) = self.vm.probed().state {
                            let _ = hostcalls::set_property(path.to_vec(), Some(state.as_bytes()));
                        }
                    }
                    Step::Count(name, by) => self.vm.count(name, by),
                    Step::Audit(line) => log::info!("promptsieve audit {line}"),
                }
            }
        }
        action
    }
}

impl Context for Http {}

impl HttpContext for Http {
    fn on_http_request_headers(&mut self, _: usize, end_of_stream: bool) -> Action {
        let headers = headers(REQUEST.headers);
        fault("request_headers");
        self.exchange = Some(Exchange::new(self.sieve.clone(), self.vm.probed().rules));
        let attributes = Attributes {
            route: property(&["kong", "route_name"]).or_else(|| property(&["xds", "route_name"])),
            properties: self
                .sieve
                .properties()
                .into_iter()
                .map(|path| property(&path.iter().map(String::as_str).collect::<Vec<_>>()))
                .collect(),
        };
        self.on(Event::RequestHeaders { headers, attributes, end: end_of_stream })
    }

    fn on_http_request_body(&mut self, size: usize, end_of_stream: bool) -> Action {
        fault("request_body");
        self.on(Event::RequestBody { size, end: end_of_stream })
    }

    fn on_http_request_trailers(&mut self, _: usize) -> Action {
        self.on(Event::RequestTrailers)
    }

    fn on_http_response_headers(&mut self, _: usize, end_of_stream: bool) -> Action {
        // Without the request's headers when the gateway passed the filter by: the exchange says so.
        let (sieve, vm) = (&self.sieve, &self.vm);
        self.exchange.get_or_insert_with(|| Exchange::new(sieve.clone(), vm.probed().rules));
        fault("response_headers");
        self.on(Event::ResponseHeaders { headers: headers(RESPONSE.headers), end: end_of_stream })
    }

    fn on_http_response_body(&mut self, size: usize, end_of_stream: bool) -> Action {
        fault("response_body");
        self.on(Event::ResponseBody { size, end: end_of_stream })
    }

    fn on_http_response_trailers(&mut self, _: usize) -> Action {
        self.on(Event::ResponseTrailers)
    }

    fn on_log(&mut self) {
        self.on(Event::Done);
    }
}

/// Panics in the callback that the request header `x-promptsieve-fault` names: tests see what a fault costs.
fn fault(callback: &str) {
    if cfg!(feature = "fault-injection") {
        let asked = hostcalls::get_map_value(REQUEST.headers, "x-promptsieve-fault").ok().flatten();
        assert_ne!(asked.as_deref(), Some(callback), "a fault was asked for");
    }
}

fn headers(map: MapType) -> Headers {
    Headers(hostcalls::get_map_bytes(map).unwrap_or_default())
}

/// Kong ignores the start and may report another size than there is, so everything is read at once.
fn read(buffer: BufferType) -> Option<Vec<u8>> {
    hostcalls::get_buffer(buffer, 0, usize::MAX).ok().flatten()
}

/// Kong cuts the data to the size given, so the size is the largest there is.
fn replace(buffer: BufferType, body: &[u8]) {
    let _ = hostcalls::set_buffer(buffer, 0, usize::MAX, body);
}

fn set_header(map: MapType, name: &str, value: Option<&str>) {
    let _ = match value {
        Some(value) => hostcalls::set_map_value(map, name, Some(value)),
        None => hostcalls::remove_map_value(map, name),
    };
}

fn respond(reply: &Reply) {
    let headers = reply.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let _ = hostcalls::send_http_response(u32::from(reply.status), headers, Some(&reply.body));
}

/// A property of the host as text.
fn property(path: &[&str]) -> Option<String> {
    let bytes = hostcalls::get_property(path.to_vec()).ok().flatten()?;
    String::from_utf8(bytes).ok()
}
