//! Recorded traffic of many vendors (../shared/data/dev/traffic): every LLM, MCP and A2A exchange is recognised by name,
//! read, and passes byte for byte where nothing has to be done about it.

#![allow(missing_docs, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use base64::{Engine, engine::general_purpose::STANDARD};
use promptsieve::config::Config;
use promptsieve::exchange::{Attributes, Headers, HostRules, Sieve};
use promptsieve::loopback::{self, Message, Outcome};
use promptsieve::redact::{Key, Keyring};
use serde_json::Value;
use std::{fs, path::Path, rc::Rc};

struct Row(Value);

impl Row {
    fn text(&self, key: &str) -> &str {
        self.0[key].as_str().unwrap_or_default()
    }

    fn body(&self, side: &str) -> Vec<u8> {
        let body = self.text(&format!("{side}_body"));
        match &self.0[format!("{side}_b64")] {
            Value::Bool(true) => STANDARD.decode(body).unwrap(),
            _ => body.as_bytes().to_vec(),
        }
    }

    fn message(&self, side: &str, first: Vec<(&str, String)>) -> Message {
        let framing = ["content-length", "transfer-encoding"];
        let recorded = self.0[format!("{side}_headers")].as_object().into_iter().flatten();
        let recorded = recorded
            .map(|(name, value)| (name.to_ascii_lowercase(), value.as_str().unwrap_or_default().as_bytes().to_vec()))
            .filter(|(name, _)| !framing.contains(&name.as_str()));
        let first = first.into_iter().map(|(name, value)| (name.to_owned(), value.into_bytes()));
        Message { headers: Headers(first.chain(recorded).collect()), body: self.body(side) }
    }

    fn replay(&self, sieve: &Rc<Sieve>) -> Outcome {
        let path = self.text("url").splitn(4, '/').nth(3).map(|path| format!("/{path}")).unwrap_or_default();
        let status = match &self.0["status"] {
            Value::String(status) => status.split(' ').next().unwrap().to_owned(),
            status => status.to_string(),
        };
        let request = self.message("request", vec![(":method", self.text("method").to_owned()), (":path", path)]);
        let response = self.message("response", vec![(":status", status)]);
        loopback::run(sieve, HostRules::ENVOY, request, Attributes::default(), response, None)
    }

    /// Why the exchange is not one to be recognised, if it isn't.
    fn excuse(&self) -> Option<&'static str> {
        let (url, provider) = (self.text("url"), self.text("provider"));
        let bodiless = self.text("request_body").is_empty();
        Some(match () {
            () if self.text("request_body").starts_with("[multipart form data omitted") => "the recorder left it out",
            () if provider == "google" && url.ends_with("/token") => "OAuth",
            () if url.contains("api.tavily.com") => "a web search",
            () if ["other", "pydantic-gateway"].contains(&provider) && bodiless => "a file from the web",
            () => return None,
        })
    }
}

fn rows() -> Option<Vec<Row>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/dev/traffic");
    let Ok(files) = fs::read_dir(&folder) else {
        println!("skipped: {} is not there", folder.display());
        return None;
    };
    let texts = files.map(|file| fs::read_to_string(file.unwrap().path()).unwrap());
    Some(
        texts
            .flat_map(|text| text.lines().map(|line| Row(serde_json::from_str(line).unwrap())).collect::<Vec<_>>())
            .collect(),
    )
}

fn sieve(policy: &str) -> Rc<Sieve> {
    Sieve::new(Config::from_json(policy.as_bytes()).unwrap(), Keyring::of(Key::new(b"a key for these tests").unwrap()))
}

#[test]
fn llm_traffic_is_recognised_and_passes_byte_for_byte() {
    let Some(rows) = rows() else { return };
    let mut wrong = Vec::new();
    for policy in [r#"{"mode": "monitor"}"#, r#"{"request": {"rules": []}, "response": {"rules": []}}"#] {
        let sieve = sieve(policy);
        for row in &rows {
            let outcome = row.replay(&sieve);
            let monitors = policy.contains("monitor");
            let excuse = row.excuse();
            let name = format!("{} {} {}", row.text("provider"), row.text("url"), row.text("api"));
            if outcome.audit.api.is_none() && excuse.is_none() {
                wrong.push(format!("not recognised: {name}"));
            }
            // One request was recorded cut off; whoever sent that would be told.
            let broken = serde_json::from_slice::<Value>(&row.body("request")).is_err_and(|error| error.is_eof());
            let unread = outcome.audit.verdict().as_str() == "not_inspected" && !monitors;
            if monitors || excuse.is_none() && (!broken || row.body("request").is_empty()) {
                let upstream = outcome.upstream.as_ref().map(|message| &message.body);
                if upstream != Some(&row.body("request")) || outcome.client.body != row.body("response") || unread {
                    wrong.push(format!("changed or unread ({:?}): {name}", outcome.audit.verdict()));
                }
            }
        }
    }
    let excused = rows.iter().filter(|row| row.excuse().is_some()).count();
    println!("{} exchanges, {excused} of them of no LLM surface", rows.len());
    assert!(excused * 50 < rows.len(), "{excused} of {} exchanges excused", rows.len());
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
