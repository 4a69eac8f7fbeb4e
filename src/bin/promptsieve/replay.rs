//! `promptsieve replay [--policy FILE] [--chunk N] [--bodies]`

use crate::{Failure, Options, Outcome};
use base64::{Engine, engine::general_purpose::STANDARD};
use promptsieve::{
    audit::Direction,
    exchange::{Attributes, Headers, HostRules, Sieve},
    json::write::Object,
    loopback::{self, Message},
    redact::{Key, Keyring},
};
use serde_json::{Map, Value, json};

pub fn run(words: &[&str]) -> Outcome {
    let options = Options::parse(words)?;
    let sieve = Sieve::new(options.config()?, keyring()?);
    options.each_line(|line| {
        let row: Value = serde_json::from_slice(line).map_err(|error| error.to_string())?;
        let row = row.as_object().ok_or("expected an object")?;
        let request = Message { headers: request_head(row)?, body: body(row, "request")? };
        let response = Message { headers: response_head(row)?, body: body(row, "response")? };
        let outcome = loopback::run(&sieve, HostRules::ENVOY, request, Attributes::default(), response, options.chunk);
        let verdict = outcome.audit.verdict();
        let mut said = json!({
            "api": outcome.audit.api,
            "verdict": verdict.as_str(),
            "reason": verdict.reason().map(|reason| reason.as_str()),
            "request": direction(&outcome.audit.request)?,
            "response": direction(&outcome.audit.response)?,
        });
        if let (true, Value::Object(said)) = (options.bodies, &mut said) {
            if let Some(upstream) = outcome.upstream {
                put(said, "request", upstream.body);
            }
            put(said, "response", outcome.client.body);
            if outcome.refused {
                let status = outcome.client.headers.get(":status").and_then(|status| status.parse::<u16>().ok());
                said.insert("status".into(), status.into());
            }
        }
        Ok(said)
    })
}

/// As it stands in audit lines.
fn direction(direction: &Direction) -> Result<Value, String> {
    let mut text = String::new();
    direction.write(&mut Object::new(&mut text));
    serde_json::from_str(&text).map_err(|error| error.to_string())
}

/// The keys of the environment, as the filter takes them; else always the same one, so that runs can be compared.
fn keyring() -> Result<Keyring, Failure> {
    let keyring = Keyring::from_environment(|name| std::env::var(name).ok());
    let keyring = keyring.map_err(|problem| Failure::Usage(format!("environment: {problem}")))?;
    match (keyring, Key::new(b"promptsieve replay")) {
        (Some(keyring), _) => Ok(keyring),
        (None, Ok(key)) => Ok(Keyring::of(key)),
        (None, Err(_)) => Ok(Keyring::random()),
    }
}

/// The recorded URL's path, or the recorded path alone.
fn request_head(row: &Map<String, Value>) -> Result<Headers, String> {
    let text = |key: &str| row.get(key).and_then(Value::as_str).unwrap_or_default();
    let url = text("url").split_once("://").map_or(text("url"), |(_, rest)| rest);
    let (authority, path) = url.find('/').map_or((url, ""), |slash| url.split_at(slash));
    let path = if path.is_empty() { text("api") } else { path };
    let method = Some(text("method")).filter(|method| !method.is_empty()).unwrap_or("POST");
    let mut headers = vec![
        (":method".to_owned(), method.as_bytes().to_vec()),
        (":path".to_owned(), path.as_bytes().to_vec()),
        (":authority".to_owned(), authority.as_bytes().to_vec()),
    ];
    headers.extend(recorded(row, "request_headers")?);
    Ok(Headers(headers))
}

fn response_head(row: &Map<String, Value>) -> Result<Headers, String> {
    let status = match row.get("status") {
        Some(Value::Number(status)) => status.to_string(),
        // "200 OK"
        Some(Value::String(status)) => status.split(' ').next().unwrap_or_default().to_owned(),
        _ => "200".to_owned(),
    };
    let mut headers = vec![(":status".to_owned(), status.into_bytes())];
    headers.extend(recorded(row, "response_headers")?);
    Ok(Headers(headers))
}

/// Recorded headers without those that speak of the body's framing: bodies are recorded unframed.
fn recorded(row: &Map<String, Value>, key: &str) -> Result<Vec<(String, Vec<u8>)>, String> {
    let headers = match row.get(key) {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Object(headers)) => headers,
        Some(_) => return Err(format!("expected {key} to be an object")),
    };
    let mut list = Vec::new();
    for (name, value) in headers {
        let name = name.to_ascii_lowercase();
        if name == "content-length" || name == "transfer-encoding" {
            continue;
        }
        let values = match value {
            Value::Array(values) => values.as_slice(),
            one => std::slice::from_ref(one),
        };
        for value in values {
            let value = value.as_str().map_or_else(|| value.to_string(), Into::into);
            list.push((name.clone(), value.into_bytes()));
        }
    }
    Ok(list)
}

/// `request_body`, in base64 if `request_b64` is true; or `request_b64` itself, if it is a text.
fn body(row: &Map<String, Value>, side: &str) -> Result<Vec<u8>, String> {
    let decode =
        |text: &str| STANDARD.decode(text).map_err(|error| format!("expected base64 for the {side}'s body: {error}"));
    let written = row.get(&format!("{side}_body"));
    match (written, row.get(&format!("{side}_b64"))) {
        (_, Some(Value::String(encoded))) => decode(encoded),
        (Some(Value::String(encoded)), Some(Value::Bool(true))) => decode(encoded),
        (Some(Value::String(text)), _) => Ok(text.clone().into_bytes()),
        (None | Some(Value::Null), _) => Ok(Vec::new()),
        (Some(value), _) => Ok(value.to_string().into_bytes()),
    }
}

fn put(said: &mut Map<String, Value>, side: &str, body: Vec<u8>) {
    match String::from_utf8(body) {
        Ok(text) => said.insert(format!("{side}_body"), text.into()),
        Err(bytes) => said.insert(format!("{side}_b64"), STANDARD.encode(bytes.as_bytes()).into()),
    };
}
