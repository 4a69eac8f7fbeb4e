//! How fast a body is read: `cargo bench --bench json`. In V8, which counts more, see `benches/v8`.

#![allow(missing_docs)]

use divan::{Bencher, counter::BytesCount};
use promptsieve::json::{Document, Kind, Limits};
use promptsieve::splice::{Edit, Edits, splice};

/// What bodies hold, about a megabyte each.
const BODIES: &[&str] = &["plain", "escaped_7pct", "cjk", "tiny"];

fn body(name: &str) -> String {
    let words = ["the model ", "reads each ", "invoice and ", "asks for ", "payment data "];
    let text = |pieces: &[&str]| {
        pieces
            .iter()
            .cycle()
            .scan(0, |length, piece| {
                *length += piece.len();
                (*length < 1_000_000).then_some(*piece)
            })
            .collect::<String>()
    };
    let content = match name {
        "plain" => text(&words),
        "escaped_7pct" => text(&["the model\n", "says \"", "invoice and\n", "C:\\payment ", "customers\t", "order\n"]),
        "cjk" => text(&["请把这张发票的付款信息", "发给我们的客户，", "谢谢。"]),
        _ => {
            let items = (0..15_000).map(|id| serde_json::json!({"id": id, "role": "user", "ok": true, "t": "hi"}));
            return serde_json::to_string_pretty(&items.collect::<Vec<_>>()).unwrap_or_default();
        }
    };
    serde_json::json!({"model": "gpt-4o", "messages": [{"role": "user", "content": content}]}).to_string()
}

fn main() {
    divan::main();
}

/// The bodies above are JSON.
#[allow(clippy::unwrap_used)]
fn document(body: &[u8]) -> Document<'_> {
    Document::scan(body, Limits::default()).unwrap()
}

#[divan::bench(args = BODIES)]
fn scan(bencher: Bencher<'_, '_>, name: &str) {
    let body = body(name);
    bencher.counter(BytesCount::of_str(&body)).bench(|| document(body.as_bytes()));
}

#[divan::bench(args = BODIES)]
fn scan_and_decode(bencher: Bencher<'_, '_>, name: &str) {
    let body = body(name);
    bencher.counter(BytesCount::of_str(&body)).bench(|| {
        let document = document(body.as_bytes());
        let texts = document.nodes().filter(|node| node.kind() == Kind::String).filter_map(|node| node.as_str());
        texts.map(|text| divan::black_box(text.as_str()).len()).sum::<usize>()
    });
}

#[divan::bench(args = BODIES)]
fn serde_json_value(bencher: Bencher<'_, '_>, name: &str) {
    let body = body(name);
    bencher.counter(BytesCount::of_str(&body)).bench(|| serde_json::from_str::<serde_json::Value>(&body));
}

/// A thousand edits, all over the body.
#[divan::bench(args = BODIES)]
fn splice_1000(bencher: Bencher<'_, '_>, name: &str) {
    let body = body(name);
    let edit = |at: usize| Edit { span: promptsieve::text::Span::new(at, at + 16), replacement: "[EMAIL]".to_owned() };
    let edits: Edits = (0..body.len() - 16).step_by(body.len() / 1000).map(edit).collect();
    bencher.counter(BytesCount::of_str(&body)).bench(|| splice(body.as_bytes(), &edits));
}
