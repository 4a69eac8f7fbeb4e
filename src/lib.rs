//! Promptsieve inspects the LLM traffic that passes a gateway, and redacts or blocks what must not pass.
//!
//! ```text
//! host callback ─ host.rs ─► exchange.rs (sans-I/O state machine: events in, steps out)
//!    request body ─ json.rs ─► api/<format>.rs ─► text spans with role and channel
//!    text ─ normalize.rs (view with a map back) ─► detect/* ─► findings
//!    findings ─ policy.rs ─► verdict ─ redact/* ─► edits ─ splice.rs ─► host
//!    response ─ sse.rs | ndjson | … ─ stream.rs, holdback.rs ─► same detect, policy, redact
//!    what the request said ─ guard.rs ─► what the response must not hold: canary, system prompt, values in addresses
//!    verdict ─► audit.rs: the audit line, the state for access logs, the counters
//! ```
//!
//! Modules are declared in the order in which they may use each other: each only those below it.

#[cfg(target_arch = "wasm32")]
mod host;
#[cfg(not(target_arch = "wasm32"))]
pub mod loopback;
pub mod exchange;
pub mod stream;
pub mod inspect;
pub mod config;
pub mod api;
pub mod content;
pub mod decompress;
pub mod form;
pub mod attachment;
pub mod holdback;
pub mod sse;
pub mod ndjson;
pub mod json_array;
pub mod eventstream;
pub mod frame;
pub mod find;
pub mod policy;
pub mod guard;
pub mod normalize;
pub mod detect;
pub mod finding;
pub mod redact;
pub mod splice;
pub mod json;
pub mod audit;
pub mod path;
pub mod sort;
pub mod text;
