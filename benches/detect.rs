//! How fast detectors read text: `cargo bench --bench detect`. In V8, which counts more, see `benches/v8/detect.mjs`.

#![allow(missing_docs)]

use divan::{Bencher, counter::BytesCount};
use promptsieve::detect::{Scanner, registry};

/// What texts hold, 64 KB each.
const TEXTS: &[&str] = &["prose", "code", "log", "chinese", "numbers", "near_cards"];

fn text(name: &str) -> String {
    let unit = match name {
        "prose" => {
            "Thank you for your patience while we looked into the payment you made on the fourth of March. The invoice \
             was settled in full, and the remaining balance is 240.15 euros, due by 31 May 2026.\n"
        }
        "code" => {
            "    let total = items.iter().map(|item| item.price * item.count).sum::<u64>();\n    \
             if a[i] < b[j] && !done { return fetch(url, Method::Post, 1024); }\n"
        }
        "log" => {
            "2026-05-31T12:04:17.093Z INFO 10.2.0.17 GET /v1/orders/84713 200 17ms trace=4bf92f3577b34da6a3ce929d0e0e4736\n"
        }
        "chinese" => "请把这张发票的付款信息发给我们的客户，谢谢。今天的天气很好，我们去公园散步吧。\n",
        "numbers" => "417293058 ",
        _ => "4111 1111 1111 1234 ",
    };
    unit.repeat(65_536 / unit.len())
}

fn main() {
    divan::main();
}

#[divan::bench(args = TEXTS)]
fn all(bencher: Bencher<'_, '_>, name: &str) {
    scan(bencher, name, &Scanner::all().above(0.5));
}

#[divan::bench(args = TEXTS)]
fn half(bencher: Bencher<'_, '_>, name: &str) {
    scan(bencher, name, &Scanner::of(&registry().step_by(2).collect::<Vec<_>>(), &[]).above(0.5));
}

fn scan(bencher: Bencher<'_, '_>, name: &str, scanner: &Scanner) {
    let text = text(name);
    bencher.counter(BytesCount::of_str(&text)).bench(|| {
        let mut findings = Vec::new();
        scanner.scan(&text, &mut findings);
        findings
    });
}

#[divan::bench]
fn compile() -> Scanner {
    Scanner::all()
}
