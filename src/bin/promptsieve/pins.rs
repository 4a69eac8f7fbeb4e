//! `promptsieve pins [FILE]`

use crate::{Failure, Outcome, print};
use promptsieve::{
    api::{self, Shape, definitions, mcp},
    detect::tool_pin::Fingerprint,
    json::{Document, Kind, Limits, Node},
};
use serde_json::{Map, Value};
use std::{
    collections::BTreeMap,
    fs,
    io::{self, Read},
};

/// The pins of one tool by its name; several where it was seen in several forms.
type Pins = BTreeMap<String, Vec<String>>;

/// Prints the tools of a file as the policy takes them. The file is a request's body, the result of `tools/list`, a
/// bare list of tools, or any of these or recorded exchanges (as `replay` takes them) one a line.
pub fn run(words: &[&str]) -> Outcome {
    let text = match words {
        [] | ["-"] => {
            let mut text = Vec::new();
            io::stdin().read_to_end(&mut text)?;
            text
        }
        [path] => fs::read(path).map_err(|error| Failure::File((*path).into(), error))?,
        _ => return Err(Failure::Usage(format!("found {} files, expected one", words.len()))),
    };
    let mut pins = Pins::new();
    if Document::scan(&text, Limits::default()).is_ok() {
        one(&text, &mut pins);
    } else {
        text.split(|byte| *byte == b'\n').for_each(|line| one(line, &mut pins));
    }
    let tools: Map<String, Value> = pins
        .into_iter()
        .map(|(name, pins)| match pins.as_slice() {
            [only] => (name, only.as_str().into()),
            _ => (name, pins.into()),
        })
        .collect();
    print(&format!("{:#}\n", Value::Object(tools)))
}

/// A body, or a recorded exchange of two.
fn one(text: &[u8], pins: &mut Pins) {
    let Ok(document) = Document::scan(text, Limits::default()) else { return };
    let word = |key: &str| document.root().get(key).and_then(Node::as_str);
    let bodies = ["request_body", "response_body"].map(|key| document.root().get(key));
    if bodies.iter().all(Option::is_none) {
        return body(text, "", pins);
    }
    let url = word("url").or_else(|| word("api")).map(|url| url.as_str().to_owned()).unwrap_or_default();
    for found in bodies.into_iter().flatten() {
        match found.as_str() {
            Some(written) => body(written.as_str().as_bytes(), &url, pins),
            None => body(found.raw().as_bytes(), &url, pins),
        }
    }
}

fn body(text: &[u8], path: &str, pins: &mut Pins) {
    // An answer can be a stream of events.
    let events = text.split(|byte| *byte == b'\n').filter_map(|line| line.strip_prefix(b"data:"));
    for text in std::iter::once(text).chain(events) {
        let Ok(document) = Document::scan(text, Limits::default()) else { continue };
        let api = api::recognise(api::by_path(path, |_| false), path, document.root());
        let shapes = api.map(|api| [api.request, api.response]).unwrap_or([mcp::API.response; 2]);
        if shapes.into_iter().any(|shape| add(&document, shape, pins)) {
            continue;
        }
        // A list of tools by itself, or an object that holds one.
        let written = document.body();
        let result = match document.root().kind() {
            Kind::Array => format!("{{\"result\": {{\"tools\": {written}}}}}"),
            _ => format!("{{\"result\": {written}}}"),
        };
        if let Ok(document) = Document::scan(result.as_bytes(), Limits::default()) {
            add(&document, mcp::API.response, pins);
        }
    }
}

/// Whether there were any.
fn add(document: &Document<'_>, shape: Shape, pins: &mut Pins) -> bool {
    let mut any = false;
    definitions::each(document, shape, &mut |name, definition| {
        any = true;
        let Some(pin) = Fingerprint::of(definition.raw()).map(|pin| pin.to_string()) else { return };
        let known = pins.entry(name.as_str().to_owned()).or_default();
        if !known.contains(&pin) {
            known.push(pin);
        }
    });
    any
}
