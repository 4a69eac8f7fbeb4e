//! The corpus of cases, for every runner in Rust: reads the files strictly, and judges what a runner saw.
//!
//! `README.md` tells the format. A key that is not in it is an error, so that no expectation is silently never checked.
//! What can't pass yet stands in `../skips.json` with a reason; a skipped case that passes fails the run.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

/// One case, with what is left out filled in.
#[derive(Clone, Debug)]
pub struct Case {
    /// `file: why`, the name in messages and in `skips.json`.
    pub name: String,
    pub policy: String,
    pub method: String,
    pub path: String,
    pub request_headers: Vec<(String, String)>,
    pub request: Vec<u8>,
    pub status: u16,
    pub response_headers: Vec<(String, String)>,
    pub response: Vec<u8>,
    /// The sizes of the upstream's writes, where the case names them; the response is then chunked.
    pub chunks: Option<Vec<usize>>,
    expect: Expect,
    hosts: BTreeMap<String, Expect>,
}

#[derive(Clone, Debug, Default)]
struct Expect {
    verdict: Option<String>,
    reason: Option<String>,
    upstream: Option<Upstream>,
    client: Client,
    absent: Vec<String>,
}

#[derive(Clone, Debug)]
enum Upstream {
    Untouched,
    Gets(Body),
}

#[derive(Clone, Debug, Default)]
struct Client {
    status: Option<u16>,
    body: Option<Body>,
    contains: Vec<String>,
    error_type: Option<String>,
}

#[derive(Clone, Debug)]
enum Body {
    Unchanged,
    Bytes(Vec<u8>),
    Json(Value),
}

/// What a runner saw of a case.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// The body the upstream received; `None`: it was never contacted.
    pub upstream: Option<Vec<u8>>,
    pub status: u16,
    pub client: Vec<u8>,
    pub verdict: String,
    pub reason: Option<String>,
    /// All that must not hold what was hidden, by place: what the upstream got, log lines, metrics, states.
    pub places: Vec<(&'static str, String)>,
}

impl Case {
    /// Everything in which what was seen on a host differs from what the case expects.
    pub fn judge(&self, host: &str, seen: &Seen) -> Result<(), String> {
        let expect = self.hosts.get(host).unwrap_or(&self.expect);
        let mut wrong = Vec::new();
        if let Some(verdict) = &expect.verdict
            && *verdict != seen.verdict
        {
            wrong.push(format!("verdict {verdict} expected, {} seen ({:?})", seen.verdict, seen.reason));
        }
        if expect.reason.is_some() && expect.reason != seen.reason {
            wrong.push(format!("reason {:?} expected, {:?} seen", expect.reason, seen.reason));
        }
        match (&expect.upstream, &seen.upstream) {
            (None, _) | (Some(Upstream::Untouched), None) => {}
            (Some(Upstream::Untouched), Some(_)) => wrong.push("the upstream was contacted".into()),
            (Some(Upstream::Gets(_)), None) => wrong.push("the upstream was never contacted".into()),
            (Some(Upstream::Gets(body)), Some(got)) => wrong.extend(body.differs("upstream", &self.request, got)),
        }
        let client = &expect.client;
        if let Some(status) = client.status
            && status != seen.status
        {
            wrong.push(format!("status {status} expected, {} seen", seen.status));
        }
        wrong.extend(client.body.as_ref().and_then(|body| body.differs("client", &self.response, &seen.client)));
        let text = String::from_utf8_lossy(&seen.client);
        for part in client.contains.iter().filter(|part| !text.contains(*part)) {
            wrong.push(format!("{part:?} is not in the client's body: {text}"));
        }
        if let Some(kind) = &client.error_type {
            let body: Value = serde_json::from_slice(&seen.client).unwrap_or_default();
            if body["error"]["type"] != json!(kind) {
                wrong.push(format!("error type {kind} expected: {text}"));
            }
        }
        for absent in &expect.absent {
            for (place, _) in seen.places.iter().filter(|(_, text)| text.contains(absent)) {
                wrong.push(format!("{absent:?} is in the {place}"));
            }
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n  ")) }
    }
}

impl Body {
    fn differs(&self, who: &str, unchanged: &[u8], got: &[u8]) -> Option<String> {
        let same = match self {
            Self::Unchanged => got == unchanged,
            Self::Bytes(bytes) => got == bytes,
            Self::Json(value) => serde_json::from_slice::<Value>(got).is_ok_and(|got| got == *value),
        };
        let expected = match self {
            Self::Unchanged => String::from_utf8_lossy(unchanged).into_owned(),
            Self::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            Self::Json(value) => value.to_string(),
        };
        (!same).then(|| format!("{who} got      {}\n  expected    {expected}", String::from_utf8_lossy(got)))
    }
}

/// Every case of the corpus, in the order of its files.
pub fn all() -> Vec<Case> {
    let mut files: Vec<PathBuf> = Vec::new();
    collect(&tests().join("cases"), &mut files);
    files.sort();
    let mut names = BTreeSet::new();
    let mut cases = Vec::new();
    for file in files {
        let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let text = fs::read_to_string(&file).expect("a file of cases can be read");
        let read: Vec<Value> =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        for (i, value) in read.iter().enumerate() {
            let case = read_case(&stem, value).unwrap_or_else(|error| panic!("{}[{i}]: {error}", file.display()));
            assert!(names.insert(case.name.clone()), "two cases have the name {:?}", case.name);
            cases.push(case);
        }
    }
    assert!(!cases.is_empty(), "no cases");
    cases
}

fn tests() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    if here.ends_with("host") { here.join("..") } else { here.join("tests") }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder of cases") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
}

/// Why a case is not expected to pass in a runner yet.
pub struct Skips(Vec<(String, String, String)>);

impl Skips {
    /// Reads `tests/skips.json`: `[{"case": "file: why", "runner": "kong", "reason": "…"}]`.
    pub fn read() -> Self {
        let text = fs::read_to_string(tests().join("skips.json")).expect("tests/skips.json");
        let read: Vec<Map<String, Value>> = serde_json::from_str(&text).expect("a list of skips");
        let text = |skip: &Map<String, Value>, key: &str| {
            skip.get(key).and_then(Value::as_str).unwrap_or_else(|| panic!("a skip without {key}")).to_owned()
        };
        Self(read.iter().map(|skip| (text(skip, "case"), text(skip, "runner"), text(skip, "reason"))).collect())
    }

    fn reason(&self, case: &str, runner: &str) -> Option<&str> {
        let found = self.0.iter().find(|(name, of, _)| name == case && of == runner);
        found.map(|(_, _, reason)| reason.as_str())
    }
}

/// Runs a test that may stand in `skips.json`: then it must fail.
pub fn unless_skipped(runner: &str, test: &str, check: impl FnOnce() + std::panic::UnwindSafe) {
    let skips = Skips::read();
    let Some(reason) = skips.reason(test, runner) else { return check() };
    match std::panic::catch_unwind(check) {
        Ok(()) => panic!("{test} passes: take it out of skips.json"),
        Err(_) => println!("skipped: {test}: {reason}"),
    }
}

/// Runs every case and fails with all that went wrong, once.
pub fn run(runner: &str, mut check: impl FnMut(&Case) -> Result<(), String>) {
    let (cases, skips) = (all(), Skips::read());
    for (name, of, _) in skips.0.iter().filter(|(_, of, _)| of == runner) {
        assert!(cases.iter().any(|case| case.name == *name), "skips.json names no case of {of}: {name:?}");
    }
    let mut failures = Vec::new();
    for case in &cases {
        match (check(case), skips.reason(&case.name, runner)) {
            (Ok(()), None) => {}
            (Ok(()), Some(_)) => failures.push(format!("{}\n  passes: take it out of skips.json", case.name)),
            (Err(_), Some(reason)) => println!("skipped on {runner}: {}: {reason}", case.name),
            (Err(wrong), None) => failures.push(format!("{}\n  {wrong}", case.name)),
        }
    }
    let (failed, ran) = (failures.len(), cases.len());
    assert!(failures.is_empty(), "{failed} of {ran} cases fail on {runner}:\n\n{}\n", failures.join("\n\n"));
}

// Reading ------------------------------------------------------------------------------------------------------------

type Read<T> = Result<T, String>;

/// An object of which every key must be asked for.
struct Fields<'a> {
    at: &'static str,
    left: Map<String, Value>,
    value: &'a Value,
}

impl<'a> Fields<'a> {
    fn of(at: &'static str, value: &'a Value) -> Read<Self> {
        let left = value.as_object().ok_or_else(|| format!("{at}: found {value}, expected an object"))?.clone();
        Ok(Self { at, left, value })
    }

    fn take(&mut self, key: &str) -> Option<&'a Value> {
        self.left.remove(key)?;
        self.value.get(key)
    }

    fn text(&mut self, key: &str) -> Read<Option<String>> {
        self.typed(key, "a string", |value| value.as_str().map(Into::into))
    }

    fn texts(&mut self, key: &str) -> Read<Vec<String>> {
        let list = self.typed(key, "a list of strings", |value| {
            value.as_array()?.iter().map(|item| item.as_str().map(Into::into)).collect()
        })?;
        Ok(list.unwrap_or_default())
    }

    fn status(&mut self, key: &str) -> Read<Option<u16>> {
        self.typed(key, "an HTTP status", |value| value.as_u64().filter(|n| (100..600).contains(n)).map(|n| n as u16))
    }

    fn typed<T>(&mut self, key: &str, expected: &str, read: impl Fn(&Value) -> Option<T>) -> Read<Option<T>> {
        let at = self.at;
        let Some(value) = self.take(key) else { return Ok(None) };
        read(value).map(Some).ok_or_else(|| format!("{at}.{key}: found {value}, expected {expected}"))
    }

    fn headers(&mut self) -> Read<Vec<(String, String)>> {
        let headers = self.typed("headers", "an object of strings", |value| {
            let fields = value.as_object()?.iter();
            fields.map(|(name, value)| Some((name.to_ascii_lowercase(), value.as_str()?.to_owned()))).collect()
        })?;
        Ok(headers.unwrap_or_default())
    }

    /// `body`, `body_text` or `body_b64`; at most one of them.
    fn body(&mut self) -> Read<Option<Body>> {
        let at = self.at;
        let json = self.take("body").cloned().map(Body::Json);
        let text = self.text("body_text")?.map(|text| Body::Bytes(text.into_bytes()));
        let base64 = self.typed("body_b64", "base64", |value| value.as_str().and_then(base64).map(Body::Bytes))?;
        let mut given = [json, text, base64].into_iter().flatten();
        let body = given.next();
        if given.next().is_some() {
            return Err(format!("{at}: two bodies"));
        }
        Ok(body)
    }

    /// The same, or `unchanged`.
    fn expected_body(&mut self) -> Read<Option<Body>> {
        match self.take("unchanged") {
            None => self.body(),
            Some(Value::Bool(true)) => Ok(Some(Body::Unchanged)),
            Some(value) => Err(format!("{}.unchanged: found {value}, expected true", self.at)),
        }
    }

    fn end(self) -> Read<()> {
        match self.left.keys().next() {
            None => Ok(()),
            Some(key) => Err(format!("{}: unknown key {key:?}", self.at)),
        }
    }
}

fn read_case(file: &str, value: &Value) -> Read<Case> {
    let mut fields = Fields::of("case", value)?;
    let why = fields.text("why")?.filter(|why| !why.is_empty()).ok_or("case: no `why`")?;
    let policy = fields.take("policy").ok_or("case: no `policy`")?.to_string();

    let mut request = Fields::of("request", fields.take("request").ok_or("case: no `request`")?)?;
    let method = request.text("method")?.unwrap_or_else(|| "POST".into());
    let path = request.text("path")?.unwrap_or_else(|| "/v1/chat/completions".into());
    let mut request_headers = request.headers()?;
    let request_body = bytes(request.body()?, &mut request_headers);
    request.end()?;

    let default = json!({"body": {
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1_700_000_000, "model": "m",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": "Hello."}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 5, "completion_tokens": 2, "total_tokens": 7}}});
    let mut response = Fields::of("response", fields.take("response").unwrap_or(&default))?;
    let status = response.status("status")?.unwrap_or(200);
    let mut response_headers = response.headers()?;
    let response_body = bytes(response.body()?, &mut response_headers);
    let chunks = response.typed("chunks", "a list of sizes", |value| {
        value.as_array()?.iter().map(|n| n.as_u64().map(|n| n as usize)).collect()
    })?;
    response.end()?;

    let expect = fields.take("expect").ok_or("case: no `expect`")?;
    let mut hosts = BTreeMap::new();
    if let Some(overrides) = fields.take("hosts") {
        for (host, change) in overrides.as_object().ok_or("hosts: not an object")? {
            if !matches!(host.as_str(), "envoy" | "kong") {
                return Err(format!("hosts: unknown host {host:?}"));
            }
            let mut merged = expect.clone();
            merge(&mut merged, change);
            hosts.insert(host.clone(), read_expect(&merged)?);
        }
    }
    let expect = read_expect(expect)?;
    fields.end()?;
    Ok(Case {
        name: format!("{file}: {why}"),
        policy,
        method,
        path,
        request_headers,
        request: request_body,
        status,
        response_headers,
        response: response_body,
        chunks,
        expect,
        hosts,
    })
}

fn read_expect(value: &Value) -> Read<Expect> {
    let mut fields = Fields::of("expect", value)?;
    let verdict = fields.text("verdict")?;
    if let Some(verdict) = &verdict
        && !matches!(verdict.as_str(), "inspected" | "redacted" | "blocked" | "not_inspected")
    {
        return Err(format!("expect.verdict: {verdict:?} is none"));
    }
    let reason = fields.text("reason")?;
    let upstream = match fields.take("upstream") {
        None => None,
        Some(Value::Bool(false)) => Some(Upstream::Untouched),
        Some(value) => {
            let mut fields = Fields::of("expect.upstream", value)?;
            let body = fields.expected_body()?.ok_or("expect.upstream: no body")?;
            fields.end()?;
            Some(Upstream::Gets(body))
        }
    };
    let client = match fields.take("client") {
        None => Client::default(),
        Some(value) => {
            let mut fields = Fields::of("expect.client", value)?;
            let client = Client {
                status: fields.status("status")?,
                body: fields.expected_body()?,
                contains: fields.texts("contains")?,
                error_type: fields.text("error_type")?,
            };
            fields.end()?;
            client
        }
    };
    let absent = fields.texts("absent")?;
    fields.end()?;
    Ok(Expect { verdict, reason, upstream, client, absent })
}

/// A body's bytes; one given as JSON is JSON by its headers too.
fn bytes(body: Option<Body>, headers: &mut Vec<(String, String)>) -> Vec<u8> {
    match body {
        None | Some(Body::Unchanged) => Vec::new(),
        Some(Body::Bytes(bytes)) => bytes,
        Some(Body::Json(value)) => {
            if headers.iter().all(|(name, _)| name != "content-type") {
                headers.push(("content-type".into(), "application/json".into()));
            }
            value.to_string().into_bytes()
        }
    }
}

/// What a host's override names takes the place of what all hosts expect; `null` takes it away.
fn merge(into: &mut Value, change: &Value) {
    match (into, change) {
        (Value::Object(into), Value::Object(change)) => {
            for (key, value) in change {
                if value.is_null() {
                    into.remove(key);
                } else {
                    merge(into.entry(key.clone()).or_insert(Value::Null), value);
                }
            }
        }
        (into, change) => *into = change.clone(),
    }
}

/// RFC 4648 with padding.
fn base64(text: &str) -> Option<Vec<u8>> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits = text.trim_end_matches('=');
    let mut out = Vec::new();
    let (mut bits, mut count) = (0u32, 0);
    for digit in digits.bytes() {
        bits = bits << 6 | ALPHABET.iter().position(|letter| *letter == digit)? as u32;
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
        }
    }
    text.len().is_multiple_of(4).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(case: Value) -> String {
        read_case("file", &case).expect_err("refused")
    }

    #[test]
    fn unknown_keys_are_errors_wherever_they_stand() {
        let case = |at: &str, value: Value| {
            let mut case = json!({"why": "w", "policy": {}, "request": {}, "response": {}, "expect": {"upstream": {"unchanged": true}, "client": {}}});
            *case.pointer_mut(at).expect("a place") = value;
            case
        };
        assert!(read_case("file", &case("/request", json!({"path": "/"}))).is_ok());
        assert_eq!(error(case("/request", json!({"url": "/"}))), "request: unknown key \"url\"");
        assert_eq!(error(case("/response", json!({"code": 1}))), "response: unknown key \"code\"");
        assert_eq!(error(case("/expect", json!({"status": 200}))), "expect: unknown key \"status\"");
        assert_eq!(error(case("/expect/client", json!({"code": 200}))), "expect.client: unknown key \"code\"");
        assert_eq!(error(case("/expect/upstream", json!(true))), "expect.upstream: found true, expected an object");
        assert_eq!(error(case("/expect", json!({"verdict": "ok"}))), "expect.verdict: \"ok\" is none");
        assert_eq!(error(case("/request", json!({"body": 1, "body_text": ""}))), "request: two bodies");
    }

    #[test]
    fn a_host_overrides_only_what_it_names() {
        let case = json!({"why": "w", "policy": {}, "request": {}, "expect": {"verdict": "blocked", "client": {"status": 403, "contains": ["no"]}},
                          "hosts": {"kong": {"client": {"status": 200}}}});
        let case = read_case("file", &case).expect("a case");
        let seen = |status| Seen {
            upstream: None,
            status,
            client: b"no".to_vec(),
            verdict: "blocked".into(),
            reason: None,
            places: vec![],
        };
        assert_eq!(case.judge("kong", &seen(200)), Ok(()));
        assert_eq!(case.judge("envoy", &seen(200)), Err("status 403 expected, 200 seen".into()));
        assert_eq!(
            case.judge("envoy", &Seen { client: b"yes".to_vec(), ..seen(403) }),
            Err("\"no\" is not in the client's body: yes".into())
        );
    }

    #[test]
    fn base64_of_every_length() {
        for (text, bytes) in [("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYg==", "foob")] {
            assert_eq!(base64(text).as_deref(), Some(bytes.as_bytes()));
        }
        assert_eq!(base64("Zg="), None);
        assert_eq!(base64("Z-=="), None);
    }
}
