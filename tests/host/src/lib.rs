//! Envoy's and Kong's proxy-wasm hosts, as far as a filter can tell them apart.
//!
//! ```text
//! Exchange (message.rs) ─► envoy.rs | kong.rs ─ callbacks ─► vm.rs ─► the real promptsieve.wasm
//!                              ▲                                        │ host calls
//!                              └── rules.rs ◄── abi.rs, wasi.rs ◄───────┘
//! Outcome (message.rs): what the upstream received, what the client got, what was logged, which rules were broken
//! ```
//!
//! Each rule stands where the host imposes it and cites the line of `hosts.md` it comes from:
//! `[envoy: …]` for a sentence of its Envoy part, `[kong 7]` for a numbered gotcha, `[kong ABI]` for the
//! function table, `[kong limits]` for the list after it. What no probe has observed is marked `[read]`
//! (in the host's source) or `[strict]` (a guess, on the side that makes a filter fail here first).
//! `README.md` lists which test shows each rule.
//!
//! The engine is Wasmtime 26, the one in Kong 3.9: an instruction it refuses would not load there either.

pub mod message;
pub mod rules;
pub mod vm;

mod abi;
mod envoy;
mod kong;
mod wasi;

pub use envoy::Envoy;
pub use kong::Kong;
pub use message::{Client, End, Exchange, Framing, Headers, Outcome, Request, Response};
pub use rules::Level;
pub use vm::{Gateway, Module, StartError};
