//! Bytes → validated, compiled policy.
//!
//! Three steps: the text is read as JSON, [`schema`] reports everything that is of the wrong shape, [`compile`] turns
//! what is left into a [`Config`] and reports what only shows then (a pattern that doesn't compile, a detector that
//! doesn't exist). All problems of a file are reported together; a file with a problem never goes live.

mod compile;
pub mod schema;

use crate::{
    api::Api,
    detect::{Custom, custom::Allow},
    json,
    policy::{Defaults, Glob, Plan, Scope},
    redact::Keyring,
};
use schema::{Key, Problem, Type};
use serde_json::Value;
use std::rc::Rc;

/// A policy file, compiled: what one VM of the filter works with.
#[derive(Debug)]
pub struct Config {
    /// Where the names of callers come from.
    pub identity: Identity,
    /// The plan for everybody whom no scoped one matches.
    pub default: Rc<Plan>,
    /// Plans for some callers, paths or routes; the first that matches wins.
    pub scoped: Vec<(Scope, Rc<Plan>)>,
    /// Which API is spoken on which paths, where the operator says so.
    pub formats: Vec<(Glob, &'static Api)>,
    /// The operator's own detectors.
    pub customs: Vec<Custom>,
    /// What is never reported.
    pub allow: Allow,
    /// What is too much.
    pub limits: Limits,
    /// The keys of stand-ins, if the policy names them; else they come from the environment.
    pub keys: Option<Keyring>,
    /// What is worth telling an operator, though it works.
    pub warnings: Vec<Problem>,
}

/// Where the gateway tells who is calling.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Identity {
    /// Who calls.
    pub consumer: Option<Source>,
    /// Which group or team the caller belongs to.
    pub consumer_group: Option<Source>,
}

/// One place in which the gateway leaves a name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Source {
    /// A request header, in lower case. Trustworthy only if the gateway sets or clears it on every request.
    Header(String),
    /// A property of the host, such as `["metadata", "filter_metadata", "envoy.filters.http.jwt_authn", …]`.
    Property(Vec<String>),
}

/// What is too much for one exchange.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Largest request body, in bytes.
    pub max_request_bytes: usize,
    /// Largest response body that is judged whole, in bytes.
    pub max_response_bytes: usize,
    /// Deepest nesting of a JSON body.
    pub max_depth: usize,
    /// Most JSON values in a body.
    pub max_values: usize,
}

impl Default for Limits {
    /// 10 MiB: room for a few images in a prompt; the gateway's own buffers must be as large (hosts.md).
    fn default() -> Self {
        Self { max_request_bytes: 10 << 20, max_response_bytes: 10 << 20, max_depth: 128, max_values: 1_000_000 }
    }
}

impl Limits {
    /// The part that the JSON scanner holds to.
    pub fn json(&self, max_bytes: usize) -> json::Limits {
        json::Limits { max_bytes, max_depth: self.max_depth, max_nodes: self.max_values }
    }
}

impl Config {
    /// Reads and compiles a policy; nothing but white space counts as `{}`.
    ///
    /// # Errors
    /// Every problem of the file.
    pub fn from_json(text: &[u8]) -> Result<Self, Vec<Problem>> {
        let whole = |message: String| vec![Problem { path: "$".into(), message }];
        let text = if text.trim_ascii().is_empty() { b"{}" } else { text };
        let document = json::Document::scan(text, json::Limits::default()).map_err(|error| whole(error.to_string()))?;
        let duplicates: Vec<_> = document
            .duplicates()
            .iter()
            .map(|node| Problem {
                path: node.path().to_string().trim_start_matches("$.").into(),
                message: "found the key a second time, expected it once".into(),
            })
            .collect();
        if !duplicates.is_empty() {
            return Err(duplicates);
        }
        let value: Value = serde_json::from_slice(text).map_err(|error| whole(error.to_string()))?;
        let mut problems = Vec::new();
        POLICY.validate(&value, "$", &mut problems);
        if problems.is_empty() { compile::config(&value) } else { Err(problems) }
    }

    /// Every plan, the default one first.
    pub fn plans(&self) -> impl Iterator<Item = &Plan> {
        std::iter::once(&*self.default).chain(self.scoped.iter().map(|(_, plan)| &**plan))
    }

    /// The JSON Schema (draft 4) of a policy.
    pub fn json_schema() -> Value {
        POLICY.json_schema()
    }
}

/// The module says nothing about its keys: only the native command line prints the schema.
const fn key(name: &'static str, is: Type, doc: &'static str) -> Key {
    Key { name, is, doc: if cfg!(target_arch = "wasm32") { "" } else { doc }, required: false }
}

const BLOCK_OR_ALLOW: Type = Type::Word(&["block", "allow"]);
const MODE: Type = Type::Word(&["enforce", "monitor"]);
const TEXTS: Type = Type::OneOrMany(&Type::Text);

/// The whole policy.
pub const POLICY: Type = Type::Object(&[
    key("mode", MODE, "enforce (default), or monitor: decide and record everything, change nothing."),
    key("on_error", BLOCK_OR_ALLOW, "What an error inside the filter means. Default: block."),
    key(
        "on_uninspectable",
        BLOCK_OR_ALLOW,
        "What becomes of a body that can't be inspected (not JSON, compressed, too deep, …). Default: block.",
    ),
    key(
        "on_upgrade",
        BLOCK_OR_ALLOW,
        "What becomes of WebSocket upgrades and CONNECT, whose traffic is not read. Default: block.",
    ),
    key(
        "on_unknown_shape",
        Type::Word(&["scan", "block", "pass"]),
        "What becomes of JSON of no known API: scan all its texts (default), block it, or pass it unread.",
    ),
    key(
        "on_compressed",
        Type::Word(&["decompress", "block"]),
        "What becomes of compressed bodies: they are decompressed, read and sent on so (default), or refused.",
    ),
    key("formats", Type::List(&FORMAT), "Which API is spoken where, for paths and bodies that don't tell."),
    key("identity", IDENTITY, "Where the gateway tells who is calling."),
    key("request", RULES, "What is looked for in requests, and what is done about it."),
    key("response", RESPONSE, "What is looked for in responses, what is done about it, and what is restored."),
    key("policies", Type::List(&SCOPED), "Other rules for some callers, paths or routes; the first that matches wins."),
    key("patterns", Type::List(&PATTERN), "Your own detectors; rules name them by id."),
    key("word_lists", Type::List(&WORD_LIST), "Lists of words or phrases to look for."),
    key(
        "exact_lists",
        Type::List(&EXACT_LIST),
        "Values to look for, given as keyed hashes: the file holds none of them.",
    ),
    key(
        "allow_list",
        Type::List(&Type::Text),
        "Values that are never reported, each the whole value found; preset.test_cards: card numbers published for tests.",
    ),
    key("allow_patterns", Type::List(&Type::Text), "The same as regular expressions over the whole value."),
    key("canary", Type::Bool, CANARY_DOC),
    key("exfiltration", EXFILTRATION, "Where the links and images of answers may lead."),
    key(
        "tool_pins",
        TOOL_PINS,
        "The definitions of tools that were looked at; a changed one is injection.tool_poisoning.",
    ),
    key("keys", KEYS, "The keys of stand-ins. Default: PROMPTSIEVE_KEY of the VM's environment, else a random one."),
    key("refusal", REFUSAL, "What a caller is told when a request or response is blocked."),
    key("limits", LIMITS, "What is too much."),
]);

const CANARY_DOC: &str = "Whether a made-up word is added to the system prompt of requests that have one: always the \
                          same for a caller and key. In an answer it is injection.canary. Default: false.";

const EXFILTRATION: Type = Type::Object(&[key(
    "allow_hosts",
    Type::OneOrMany(&Type::Text),
    "Hosts to which addresses in answers may lead: docs.example.com, *.example.com. Default: none.",
)]);

const TOOL_PINS: Type = Type::Object(&[
    key(
        "tools",
        Type::Map(&TEXTS),
        "For each tool's name the fingerprint of its definition, or several; `promptsieve pins` prints them.",
    ),
    key("closed", Type::Bool, "Whether a tool that is not pinned is a finding, too. Default: false."),
]);

const KEYS: Type = Type::Object(&[
    Key {
        name: "current",
        is: Type::Secret,
        doc: "Makes stand-ins: at least 16 random bytes as text, or $NAME for a variable of the VM's environment.",
        required: true,
    },
    key("previous", Type::OneOrMany(&Type::Secret), "Older keys, whose stand-ins are still restored."),
]);

const FORMAT: Type = Type::Object(&[
    Key { name: "path", is: Type::Text, doc: "A glob over the request's path, without its query.", required: true },
    Key { name: "api", is: Type::Text, doc: "The API's id; `promptsieve apis` lists them.", required: true },
]);

const IDENTITY: Type = Type::Object(&[
    key("consumer", SOURCE, "Who calls."),
    key("consumer_group", SOURCE, "Which group or team the caller belongs to."),
]);

const SOURCE: Type = Type::Object(&[
    key("header", Type::Text, "A request header that the gateway sets (or clears) on every request."),
    key("property", Type::List(&Type::Text), "A property of the host, as a path of names."),
]);

const RULES: Type =
    Type::Object(&[key("rules", Type::List(&RULE), "The rules; the first that matches a finding decides.")]);

const RESPONSE: Type = Type::Object(&[
    key("rules", Type::List(&RULE), "The rules; the first that matches a finding decides."),
    key(
        "inspect_restored",
        Type::Bool,
        "Whether the rules apply to the values that were put back, too, and not only to what the model wrote. \
         Default: false.",
    ),
    key("restore", Type::Bool, "Whether stand-ins are turned back into the values they stand for. Default: true."),
    key(
        "hold",
        Type::Word(&["exact", "lead", "brief"]),
        "What of a match may leave a stream before it is known to be one, so that less text must wait. exact (default): \
         nothing. lead: what tells its kind and not whose it is: a piece of an issuer's mark (`sk-`), letters before the \
         first digit of an identifier, the first characters of a long token. brief: that, a quarter of any number (three \
         digits of a card), a plain word that could begin an e-mail address where nothing before it speaks of one, and \
         numbers that only a word of context makes likely where none stands before them. What a rule blocks is held \
         exactly.",
    ),
    key(
        "restore_tools",
        TEXTS,
        "Globs over the names of tools in whose arguments values are restored, too. Default: none.",
    ),
]);

const ROLES: &[&str] = &["system", "developer", "user", "assistant", "tool", "document", "unknown"];
const CHANNELS: &[&str] = &[
    "text",
    "reasoning",
    "refusal",
    "tool_arguments",
    "tool_result",
    "tool_definition",
    "citation",
    "logprobs",
    "metadata",
    "control",
    "media",
    "key",
    "unknown",
];

const RULE: Type = Type::Object(&[
    key("name", Type::Text, "What audit lines call the rule. Default: its place in the file."),
    Key {
        name: "detect",
        is: TEXTS,
        doc: "Detector ids, globs or presets: pii.email, secret.*, preset.pci_dss, *.",
        required: true,
    },
    key("roles", Type::OneOrMany(&Type::Word(ROLES)), "Only texts of these roles. Default: all."),
    key("channels", Type::OneOrMany(&Type::Word(CHANNELS)), "Only texts of these channels. Default: all."),
    key("min_score", Type::Score, "Only findings at least this sure, 0 to 1. Default: 0.5."),
    Key {
        name: "action",
        is: Type::Word(&["allow", "log", "mask", "replace", "remove", "hash", "tokenize", "fake", "seal", "block"]),
        doc: "allow: not even recorded; log: recorded; mask: **** in its place; replace: a label; remove: nothing; hash: \
              a keyed digest; tokenize, fake: a stand-in that the response turns back; seal: one that carries its value \
              encrypted; block: refused.",
        required: true,
    },
    key("keep_first", Type::Integer(0, 64), "With mask: how many leading characters stay. Default: 0."),
    key("keep_last", Type::Integer(0, 64), "With mask: how many trailing characters stay. Default: 0."),
    key("hide_length", Type::Bool, "With mask: always six stars, whatever the length. Default: false."),
    key(
        "with",
        Type::Text,
        "With replace: the text that stands in; {label} is the detector's name. Default: [{label}].",
    ),
]);

const PATTERN: Type = Type::Object(&[
    Key { name: "id", is: Type::Text, doc: "group.name, lower case with underscores.", required: true },
    Key { name: "regex", is: Type::Text, doc: "A regular expression (regex-lite: no look-around).", required: true },
    key("validator", Type::Text, "A check on what matched: luhn, mod97, verhoeff, mod11:WEIGHTS, iso7064:mod11_10."),
    key("context", Type::List(&Type::Text), "Words near by that make it likely; without one the score halves."),
    key("score", Type::Score, "How sure a match is, 0 to 1. Default: 0.8."),
]);

const WORD_LIST: Type = Type::Object(&[
    Key { name: "id", is: Type::Text, doc: "group.name, lower case with underscores.", required: true },
    Key { name: "words", is: Type::List(&Type::Text), doc: "Words or phrases, in any case.", required: true },
    key("score", Type::Score, "How sure a match is, 0 to 1. Default: 0.8."),
]);

const EXACT_LIST: Type = Type::Object(&[
    Key { name: "id", is: Type::Text, doc: "group.name, lower case with underscores.", required: true },
    Key {
        name: "key",
        is: Type::Secret,
        doc: "The key of the hashes: at least 16 characters, or $NAME for a variable of the VM's environment.",
        required: true,
    },
    Key {
        name: "hashes",
        is: Type::List(&Type::Text),
        doc: "HMAC-SHA-256 of each value's letters and digits in lower case, as 64 hexadecimal digits.",
        required: true,
    },
    key("max_words", Type::Integer(1, 4), "The most words of a value. Default: 2."),
    key("max_length", Type::Integer(1, 128), "The most letters and digits of a value, in bytes. Default: 40."),
    key("score", Type::Score, "How sure a match is, 0 to 1. Default: 1."),
]);

const SCOPED: Type = Type::Object(&[
    Key { name: "name", is: Type::Text, doc: "What audit lines call it.", required: true },
    Key { name: "match", is: MATCH, doc: "To whom and what it applies; all that is named must match.", required: true },
    key("mode", MODE, "As above, for these."),
    key("on_error", BLOCK_OR_ALLOW, "As above, for these."),
    key("on_uninspectable", BLOCK_OR_ALLOW, "As above, for these."),
    key("on_upgrade", BLOCK_OR_ALLOW, "As above, for these."),
    key("on_unknown_shape", Type::Word(&["scan", "block", "pass"]), "As above, for these."),
    key("on_compressed", Type::Word(&["decompress", "block"]), "As above, for these."),
    key("request", RULES, "Replaces the request rules above."),
    key("response", RESPONSE, "Replaces the response rules above."),
    key("canary", Type::Bool, "As above, for these."),
    key("exfiltration", EXFILTRATION, "Replaces the list above."),
    key("tool_pins", TOOL_PINS, "Replaces the pins above."),
    key("refusal", REFUSAL, "As above, for these."),
]);

const MATCH: Type = Type::Object(&[
    key("consumer", TEXTS, "Globs over the consumer's name."),
    key("consumer_group", TEXTS, "Globs over the consumer's group."),
    key("path", TEXTS, "Globs over the request's path, without its query."),
    key("host", TEXTS, "Globs over the request's host, without its port."),
    key("route", TEXTS, "Globs over the name of the gateway's route."),
]);

const REFUSAL: Type = Type::Object(&[
    key("status", Type::Integer(400, 599), "HTTP status of a block by a rule. Default: 403."),
    key("message", Type::Text, "What the caller reads. Default: says that the policy refused it, and the request id."),
]);

const LIMITS: Type = Type::Object(&[
    key("max_request_bytes", Type::Integer(1, 1 << 30), "Largest request body. Default: 10485760 (10 MiB)."),
    key("max_response_bytes", Type::Integer(1, 1 << 30), "Largest whole response body. Default: 10485760."),
    key("max_depth", Type::Integer(1, 1024), "Deepest nesting of JSON. Default: 128."),
    key("max_values", Type::Integer(1, 10_000_000), "Most JSON values in a body. Default: 1000000."),
]);

/// The rules that apply where a policy names none.
pub const DEFAULTS: Defaults = Defaults {
    request: r#"[
        {"name": "default.secrets", "detect": "secret.*", "action": "tokenize"},
        {"name": "default.financial", "detect": "financial.*", "min_score": 0.6, "action": "tokenize"},
        {"name": "default.injection", "detect": "injection.*", "roles": ["tool", "document", "unknown"],
         "min_score": 0.7, "action": "block"},
        {"name": "default.injection_user", "detect": "injection.*", "roles": "user", "min_score": 0.9, "action": "block"},
        {"name": "default.rest", "detect": "*", "action": "log"}
    ]"#,
    response: r#"[
        {"name": "default.canary", "detect": "injection.canary", "action": "block"},
        {"name": "default.rest", "detect": "*", "action": "log"}
    ]"#,
};
