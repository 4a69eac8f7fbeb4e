//! A filter that does in each callback what its configuration says, and logs what the host answered.
//!
//! Configuration: `{"<callback>": [[op, argument…], …]}`, callbacks named as in [`Probe::run`]'s callers. Each callback
//! logs its arguments first (`response_body 12 true`). The ops are the arms of [`Probe::act`]. A size of -1 is `usize::MAX`.
//! `["at_end", op…]` acts only when the host says that the body ends there, `["before_end", op…]` only when it does not.
#![cfg(target_arch = "wasm32")]

use std::rc::Rc;
use std::time::Duration;

use proxy_wasm::hostcalls::{self, *};
use proxy_wasm::traits::{Context, HttpContext, RootContext};
use proxy_wasm::types::{Action, BufferType, ContextType, LogLevel, MapType, MetricType};
use serde_json::Value;

proxy_wasm::main! {{
    proxy_wasm::set_root_context(|_| Box::new(Root { script: Rc::new(Value::Null) }));
}}

struct Root {
    script: Rc<Value>,
}

impl Context for Root {}

impl RootContext for Root {
    fn on_configure(&mut self, _size: usize) -> bool {
        let text = self.get_plugin_configuration().unwrap_or_default();
        match serde_json::from_slice(&text) {
            Ok(script) => self.script = Rc::new(script),
            Err(error) => {
                say(&format!("bad script: {error}"));
                return false;
            }
        }
        let probe = Probe { script: self.script.clone() };
        probe.run("configure", 0, false);
        true
    }

    fn on_tick(&mut self) {
        Probe { script: self.script.clone() }.run("tick", 0, false);
    }

    fn create_http_context(&self, _id: u32) -> Option<Box<dyn HttpContext>> {
        Some(Box::new(Probe { script: self.script.clone() }))
    }

    fn get_type(&self) -> Option<ContextType> {
        Some(ContextType::HttpContext)
    }
}

struct Probe {
    script: Rc<Value>,
}

fn say(line: &str) {
    hostcalls::log(LogLevel::Info, line).unwrap();
}

fn shown(bytes: Option<Vec<u8>>) -> String {
    bytes.map_or("none".into(), |bytes| String::from_utf8_lossy(&bytes).into_owned())
}

fn size(value: &Value) -> usize {
    value.as_i64().map_or(0, |n| if n < 0 { usize::MAX } else { n as usize })
}

impl Probe {
    /// Runs the ops of a callback in order; the last pause or continue is its answer.
    fn run(&self, callback: &str, len: usize, end: bool) -> Action {
        say(&format!("{callback} {len} {end}"));
        self.go(callback, end)
    }

    fn go(&self, callback: &str, end: bool) -> Action {
        let mut action = Action::Continue;
        for op in self.script[callback].as_array().into_iter().flatten() {
            let op = op.as_array().unwrap().as_slice();
            let op = match op[0].as_str().unwrap() {
                "at_end" if end => &op[1..],
                "before_end" if !end => &op[1..],
                "at_end" | "before_end" => continue,
                _ => op,
            };
            if let Some(answer) = self.act(callback, op) {
                action = answer;
            }
        }
        action
    }

    fn act(&self, callback: &str, op: &[Value]) -> Option<Action> {
        let text = |i: usize| op[i].as_str().unwrap();
        let path = |i: usize| op[i].as_array().unwrap().iter().map(|part| part.as_str().unwrap()).collect::<Vec<_>>();
        let (map, body) = if callback.starts_with("response") {
            (MapType::HttpResponseHeaders, BufferType::HttpResponseBody)
        } else {
            (MapType::HttpRequestHeaders, BufferType::HttpRequestBody)
        };
        match text(0) {
            "pause" => return Some(Action::Pause),
            "continue" => return Some(Action::Continue),
            "panic" => panic!("as told"),
            "get_body" => say(&format!("body {}", shown(get_buffer(body, size(&op[1]), size(&op[2])).unwrap()))),
            "get_request_body" => {
                say(&format!("body {}", shown(get_buffer(BufferType::HttpRequestBody, 0, usize::MAX).unwrap())))
            }
            "set_body" => set_buffer(body, size(&op[1]), size(&op[2]), text(3).as_bytes()).unwrap(),
            "set_request_body" => set_buffer(BufferType::HttpRequestBody, 0, usize::MAX, text(1).as_bytes()).unwrap(),
            "get_header" => say(&format!("header {}", shown(get_map_value_bytes(map, text(1)).unwrap()))),
            "get_header_text" => say(&format!("header {:?}", get_map_value(map, text(1)).unwrap())),
            "get_request_header" => {
                say(&format!("header {}", shown(get_map_value_bytes(MapType::HttpRequestHeaders, text(1)).unwrap())))
            }
            "set_header" => set_map_value(map, text(1), Some(text(2))).unwrap(),
            "add_header" => add_map_value(map, text(1), text(2)).unwrap(),
            "remove_header" => set_map_value(map, text(1), None).unwrap(),
            "get_property" => say(&format!("property {}", shown(get_property(path(1)).unwrap()))),
            "set_property" => set_property(path(1), Some(text(2).as_bytes())).unwrap(),
            "reply" => {
                let status = op[1].as_u64().unwrap() as u32;
                send_http_response(status, vec![("x-probe", "reply")], Some(text(2).as_bytes())).unwrap()
            }
            "call" => {
                let headers = vec![(":method", "GET"), (":path", "/"), (":authority", text(1))];
                dispatch_http_call(text(1), headers, None, vec![], Duration::from_secs(1)).unwrap();
                return Some(Action::Pause);
            }
            "call_body" => say(&format!(
                "call body {}",
                shown(get_buffer(BufferType::HttpCallResponseBody, 0, usize::MAX).unwrap())
            )),
            "resume" => resume_http_request().unwrap(),
            "reset" => reset_http_request().unwrap(),
            "done" => done().unwrap(),
            "log_level" => say(&format!("level {:?}", get_log_level().unwrap())),
            "foreign" => {
                let _ = call_foreign_function("compress", None);
            }
            "tick_period" => set_tick_period(Duration::from_millis(op[1].as_u64().unwrap())).unwrap(),
            "share" => set_shared_data(text(1), Some(text(2).as_bytes()), None).unwrap(),
            "shared" => say(&format!("shared {}", shown(get_shared_data(text(1)).unwrap().0))),
            "count" => {
                let id = define_metric(MetricType::Counter, text(1)).unwrap();
                increment_metric(id, 1).unwrap();
            }
            "environment" => say(&format!("environment {:?}", std::env::var(text(1)).ok())),
            "clock" => {
                let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
                say(&format!("clock {}", now.as_secs()));
            }
            "trailers" => say(&format!("trailers {}", get_map(MapType::HttpRequestTrailers).unwrap().len())),
            other => panic!("no such op: {other}"),
        }
        None
    }
}

impl Context for Probe {
    fn on_http_call_response(&mut self, _token: u32, headers: usize, body: usize, _trailers: usize) {
        say(&format!("call_response {headers} {body}"));
        self.go("call_response", true);
    }
}

impl HttpContext for Probe {
    fn on_http_request_headers(&mut self, count: usize, end: bool) -> Action {
        self.run("request_headers", count, end)
    }

    fn on_http_request_body(&mut self, len: usize, end: bool) -> Action {
        self.run("request_body", len, end)
    }

    fn on_http_request_trailers(&mut self, count: usize) -> Action {
        self.run("request_trailers", count, true)
    }

    fn on_http_response_headers(&mut self, count: usize, end: bool) -> Action {
        self.run("response_headers", count, end)
    }

    fn on_http_response_body(&mut self, len: usize, end: bool) -> Action {
        self.run("response_body", len, end)
    }

    fn on_http_response_trailers(&mut self, count: usize) -> Action {
        self.run("response_trailers", count, true)
    }

    fn on_log(&mut self) {
        self.run("log", 0, true);
    }
}
