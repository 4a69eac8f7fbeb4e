//! Which fields of recorded traffic does no grammar know? They are read as unknown text; if one turns up often, its
//! format has grown and `src/api` should follow. Reads recorded exchanges (../shared/data/README.md) from standard input.

#![allow(clippy::unwrap_used)]

use promptsieve::{
    api::{self, Api, Shape},
    json::{Document, Limits},
    text::Role,
};
use serde_json::Value;
use std::{collections::BTreeMap, io::BufRead};

fn main() {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for line in std::io::stdin().lock().lines() {
        let row: Value = serde_json::from_str(&line.unwrap()).unwrap();
        let text = |key: &str| row.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let url = text("url");
        let path = url.split_once("://").and_then(|(_, rest)| rest.find('/').and_then(|at| rest.get(at..)));
        let path = path.unwrap_or_default();
        let has = |name: &str| row.get("request_headers").is_some_and(|headers| headers.get(name).is_some());
        let mut api = api::by_path(path, has);
        if let Ok(request) = Document::scan(text("request_body").as_bytes(), Limits::default()) {
            api = api::recognise(api, path, request.root()).or(api);
            note(&mut seen, api, "request", &request, api.map(|api| api.request));
        }
        if let Ok(response) = Document::scan(text("response_body").as_bytes(), Limits::default()) {
            note(&mut seen, api, "response", &response, api.map(|api| api.response));
        }
    }
    for (field, count) in seen {
        println!("{count:6}  {field}");
    }
}

fn note(
    seen: &mut BTreeMap<String, usize>,
    api: Option<&'static Api>,
    side: &str,
    document: &Document<'_>,
    shape: Option<Shape>,
) {
    let Some((api, shape)) = api.zip(shape) else { return };
    api::walk(document, shape, Role::Unknown, &mut |piece, trail| {
        if !piece.known {
            let key = piece.node.key().and_then(|key| key.as_str()).map(|key| key.as_str().to_owned());
            let place: String = trail.to_string().chars().filter(|c| !c.is_ascii_digit()).collect();
            let what = if piece.node.is_key() { "key " } else { "" };
            *seen.entry(format!("{} {side} {what}{place} {}", api.id, key.unwrap_or_default())).or_default() += 1;
        }
    });
}
