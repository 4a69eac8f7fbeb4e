//! From JSON of the right shape to a compiled [`Config`].

use super::{
    Config, DEFAULTS, Identity, Limits, Source,
    schema::{self, Problem, join, one_of},
};
use crate::{
    api::{self, Api},
    detect::{
        self, Custom, Hold, canary,
        custom::{self, Allow, Pattern},
        exfiltration::{self, AllowList},
        presets, prompt_leak,
        tool_pin::{Fingerprint, Pins},
    },
    guard::{Care, Guards},
    policy::{self, Action, Glob, Plan, Refusal, Restoring, Rule, Scope, UnknownShape},
    redact::{Key, Keyring, MIN_KEY, Mask, Redaction},
    text::{Channel, Role},
};
use serde_json::{Map, Value};
use std::rc::Rc;

/// Compiles a policy that [`super::POLICY`] has found to be of the right shape.
///
/// # Errors
/// Every problem that only shows now.
pub fn config(policy: &Value) -> Result<Config, Vec<Problem>> {
    let mut compiler =
        Compiler { known: detect::ids().map(Into::into).collect(), problems: Vec::new(), warnings: Vec::new() };
    let config = compiler.config(policy);
    if compiler.problems.is_empty() { Ok(config) } else { Err(compiler.problems) }
}

struct Compiler {
    /// Every detector id that a rule may name.
    known: Vec<String>,
    problems: Vec<Problem>,
    warnings: Vec<Problem>,
}

impl Compiler {
    fn config(&mut self, policy: &Value) -> Config {
        let customs = self.customs(policy);
        let default = self.plan(policy, "$", None);
        let mut scoped = Vec::new();
        for (index, one) in list(policy, "policies").iter().enumerate() {
            let path = format!("policies[{index}]");
            let scope = self.scope(one, &path);
            scoped.push((scope, Rc::new(self.plan(one, &path, Some(&default)))));
        }
        let identity = policy.get("identity");
        Config {
            identity: Identity {
                consumer: self.source(identity, "consumer"),
                consumer_group: self.source(identity, "consumer_group"),
            },
            default: Rc::new(default),
            scoped,
            customs,
            allow: self.allow(policy),
            formats: self.formats(policy),
            limits: limits(policy.get("limits")),
            keys: self.keys(policy),
            warnings: std::mem::take(&mut self.warnings),
        }
    }

    /// The operator's own detectors; rules may name them from here on.
    fn customs(&mut self, policy: &Value) -> Vec<Custom> {
        let mut customs = Vec::new();
        for (key, build) in LISTS {
            for (index, value) in list(policy, key).iter().enumerate() {
                let path = format!("{key}[{index}]");
                let id = text(value, "id").unwrap_or_default();
                if !is_detector_id(id) {
                    let message = format!("found \"{id}\", expected group.name in lower case letters, digits and _");
                    self.problems.push(Problem { path: join(&path, "id"), message });
                } else if self.known.iter().any(|known| known == id) {
                    let message = format!("found \"{id}\", expected an id that no other detector has");
                    self.problems.push(Problem { path: join(&path, "id"), message });
                }
                match build(id, value) {
                    Ok(custom) => {
                        let warning = |message| Problem { path: path.clone(), message };
                        self.warnings.extend(custom.warnings().into_iter().map(warning));
                        customs.push(custom);
                    }
                    Err(error) => {
                        let path = join(&path, place_of(&error, key));
                        self.problems.push(Problem { path, message: error.to_string() });
                    }
                }
                self.known.push(id.into());
            }
        }
        customs
    }

    fn allow(&mut self, policy: &Value) -> Allow {
        let (values, patterns) = (texts(policy, "allow_list"), texts(policy, "allow_patterns"));
        Allow::new(&values, &patterns).unwrap_or_else(|(index, error)| {
            let path = format!("allow_patterns[{index}]");
            self.problems.push(Problem { path, message: error.to_string() });
            Allow::default()
        })
    }

    fn formats(&mut self, policy: &Value) -> Vec<(Glob, &'static Api)> {
        let mut formats = Vec::new();
        for (index, format) in list(policy, "formats").iter().enumerate() {
            let (path, id) = (text(format, "path").unwrap_or_default(), text(format, "api").unwrap_or_default());
            match api::REGISTRY.iter().find(|api| api.id == id) {
                Some(api) => formats.push((Glob::new(path), *api)),
                None => self.problems.push(Problem {
                    path: format!("formats[{index}].api"),
                    message: format!("found \"{id}\", expected the id of an API (`promptsieve apis` lists them)"),
                }),
            }
        }
        formats
    }

    fn keys(&mut self, policy: &Value) -> Option<Keyring> {
        let keys = policy.get("keys")?;
        let current = self.key(text(keys, "current")?, "keys.current");
        let previous = texts(keys, "previous");
        let previous: Vec<_> = previous
            .iter()
            .enumerate()
            .filter_map(|(at, key)| self.key(key, &format!("keys.previous[{at}]")))
            .collect();
        Some(Keyring { current: current?, previous })
    }

    /// A key as it is written, or the one in a variable; its text goes into no message.
    fn key(&mut self, written: &str, path: &str) -> Option<Key> {
        let key = match written.strip_prefix('$') {
            None => Key::new(written.as_bytes()).map_err(|error| error.to_string()),
            Some(name) => match std::env::var(name) {
                Ok(value) => Key::new(value.trim().as_bytes()).map_err(|error| error.to_string()),
                Err(_) => Err(format!(
                    "found no variable {name} in the environment, expected at least {MIN_KEY} random bytes"
                )),
            },
        };
        key.map_err(|message| self.problems.push(Problem { path: path.into(), message })).ok()
    }

    fn guards(&mut self, value: &Value, path: &str, response: &[Rule], above: Option<&Guards>) -> Guards {
        let of = |id: &str| match (policy::acts(response, id), policy::wants(response, id)) {
            (true, _) => Care::Acts,
            (false, true) => Care::Records,
            (false, false) => Care::None,
        };
        let addresses = [exfiltration::IMAGE, exfiltration::LINK, exfiltration::SCHEME].map(of);
        let guards = Guards {
            canary: value.get("canary").and_then(Value::as_bool).unwrap_or(above.is_some_and(|above| above.canary)),
            allow: match value.get("exfiltration") {
                Some(given) => AllowList::new(texts(given, "allow_hosts")),
                None => above.map(|above| above.allow.clone()).unwrap_or_default(),
            },
            pins: match value.get("tool_pins") {
                Some(given) => self.pins(given, &join(path, "tool_pins")),
                None => above.map(|above| above.pins.clone()).unwrap_or_default(),
            },
            leaks_canary: of(canary::DETECTOR),
            leaks_prompt: of(prompt_leak::DETECTOR),
            leads_out: addresses.into_iter().max().unwrap_or_default(),
        };
        if guards.canary && guards.leaks_canary == Care::None {
            let message = "no rule for responses speaks of injection.canary, so nobody will know of a leak".into();
            self.warnings.push(Problem { path: join(path, "canary"), message });
        }
        guards
    }

    fn pins(&mut self, given: &Value, path: &str) -> Pins {
        let mut pins = Vec::new();
        for name in given.get("tools").and_then(Value::as_object).into_iter().flat_map(Map::keys) {
            for fingerprint in given.get("tools").map(|tools| texts(tools, name)).unwrap_or_default() {
                match Fingerprint::from_hex(fingerprint) {
                    Some(fingerprint) => pins.push((name.clone(), fingerprint)),
                    None => {
                        let found = schema::found(&fingerprint.into());
                        let message = format!("found {found}, expected sha256: and 64 hexadecimal digits");
                        self.problems.push(Problem { path: format!("{path}.tools.{name}"), message });
                    }
                }
            }
        }
        Pins::new(pins, given.get("closed").and_then(Value::as_bool).unwrap_or(false))
    }

    fn plan(&mut self, value: &Value, path: &str, above: Option<&Plan>) -> Plan {
        let response = self.direction(value, path, "response", above.map(|above| &above.response), DEFAULTS.response);
        let word = |key: &str| text(value, key);
        let is =
            |key: &str, yes: &str, above: Option<bool>| word(key).map_or(above.unwrap_or(false), |word| word == yes);
        Plan {
            name: word("name").unwrap_or("default").into(),
            enforce: word("mode").map_or(above.is_none_or(|above| above.enforce), |mode| mode == "enforce"),
            allow_on_error: is("on_error", "allow", above.map(|above| above.allow_on_error)),
            allow_uninspectable: is("on_uninspectable", "allow", above.map(|above| above.allow_uninspectable)),
            allow_upgrade: is("on_upgrade", "allow", above.map(|above| above.allow_upgrade)),
            unknown_shape: match word("on_unknown_shape") {
                Some("block") => UnknownShape::Block,
                Some("pass") => UnknownShape::Pass,
                Some(_) => UnknownShape::Scan,
                None => above.map_or(UnknownShape::Scan, |above| above.unknown_shape),
            },
            decompress: word("on_compressed")
                .map_or(above.is_none_or(|above| above.decompress), |word| word == "decompress"),
            request: self.direction(value, path, "request", above.map(|above| &above.request), DEFAULTS.request),
            guards: Rc::new(self.guards(value, path, &response, above.map(|above| &*above.guards))),
            response,
            restore: restoring(value.get("response"), above.map(|above| &above.restore)),
            hold: match value.get("response").and_then(|response| text(response, "hold")) {
                Some("lead") => Hold::Lead,
                Some("brief") => Hold::Brief,
                Some(_) => Hold::Exact,
                None => above.map_or(Hold::Exact, |above| above.hold),
            },
            refusal: refusal(value.get("refusal"), above.map(|above| &above.refusal)),
        }
    }

    fn direction(
        &mut self,
        value: &Value,
        path: &str,
        direction: &str,
        above: Option<&Vec<Rule>>,
        default: &str,
    ) -> Vec<Rule> {
        if let Some(rules) = value.get(direction).and_then(|rules| rules.get("rules")) {
            let path = join(&join(path, direction), "rules");
            let rules = rules.as_array().map(Vec::as_slice).unwrap_or_default();
            let rules: Vec<_> =
                rules.iter().enumerate().map(|(index, rule)| self.rule(rule, &format!("{path}[{index}]"))).collect();
            self.warn_of_dead_rules(&rules, &path);
            return rules;
        }
        if let Some(above) = above {
            return above.clone();
        }
        let rules: Value = serde_json::from_slice(default.as_bytes()).unwrap_or_default();
        let rules = rules.as_array().map(Vec::as_slice).unwrap_or_default();
        rules.iter().map(|rule| self.rule(rule, "default")).collect()
    }

    fn rule(&mut self, rule: &Value, path: &str) -> Rule {
        let detect = self.detectors(rule, path);
        for glob in &detect {
            // The injection detectors are found by a judge of their own, and `*` may stand for none.
            if !self.known.iter().any(|id| glob.matches(id)) {
                self.problems.push(Problem {
                    path: join(path, "detect"),
                    message: format!(
                        "found \"{}\", expected the id of a detector or a glob that matches one (`promptsieve detectors` lists them)",
                        glob.as_str()
                    ),
                });
            }
        }
        let keep = |key: &str| rule.get(key).and_then(Value::as_u64).unwrap_or(0) as usize;
        let action = match text(rule, "action").unwrap_or_default() {
            "allow" => Action::Allow,
            "log" => Action::Log,
            "mask" => Action::Redact(Redaction::Mask(Mask {
                keep_first: keep("keep_first"),
                keep_last: keep("keep_last"),
                hide_length: rule.get("hide_length").and_then(Value::as_bool).unwrap_or(false),
            })),
            "replace" => Action::Redact(Redaction::Replace { with: text(rule, "with").map(Into::into) }),
            "remove" => Action::Redact(Redaction::Remove),
            "hash" => Action::Redact(Redaction::Hash),
            "tokenize" => Action::Redact(Redaction::Tokenize),
            "fake" => Action::Redact(Redaction::Fake),
            "seal" => Action::Redact(Redaction::Seal),
            _ => Action::Block,
        };
        for (key, of) in [("keep_first", "mask"), ("keep_last", "mask"), ("hide_length", "mask"), ("with", "replace")] {
            if rule.get(key).is_some() && action.as_str() != of {
                self.problems.push(Problem {
                    path: join(path, key),
                    message: format!(
                        "found it with the action \"{}\", expected it only with \"{of}\"",
                        action.as_str()
                    ),
                });
            }
        }
        Rule {
            name: text(rule, "name").unwrap_or(path).into(),
            detect,
            roles: rule.get("roles").map(|_| texts(rule, "roles").into_iter().filter_map(Role::from_word).collect()),
            channels: rule
                .get("channels")
                .map(|_| texts(rule, "channels").into_iter().filter_map(Channel::from_word).collect()),
            min_score: rule.get("min_score").and_then(Value::as_f64).unwrap_or(0.5) as f32,
            action,
        }
    }

    /// The globs of a rule; `preset.NAME` stands for those of a preset.
    fn detectors(&mut self, rule: &Value, path: &str) -> Vec<Glob> {
        let mut globs = Vec::new();
        for word in texts(rule, "detect") {
            match word.strip_prefix("preset.").map(|name| (name, presets::preset(name))) {
                None => globs.push(Glob::new(word)),
                Some((_, Some(preset))) => globs.extend(preset.entries.iter().map(|entry| Glob::new(entry.detect))),
                Some((name, None)) => {
                    let names: Vec<_> = presets::PRESETS.iter().map(|preset| preset.name).collect();
                    let message = format!("found the preset \"{name}\", expected {}", one_of(&names));
                    self.problems.push(Problem { path: join(path, "detect"), message });
                }
            }
        }
        globs
    }

    /// A rule can't decide anything when an earlier one without conditions covers each of its globs.
    fn warn_of_dead_rules(&mut self, rules: &[Rule], path: &str) {
        for (index, rule) in rules.iter().enumerate() {
            let covers = |earlier: &&Rule| {
                earlier.roles.is_none()
                    && earlier.channels.is_none()
                    && earlier.min_score <= rule.min_score
                    && rule.detect.iter().all(|glob| earlier.detect.iter().any(|over| over.matches(glob.as_str())))
            };
            if let Some(earlier) = rules.iter().take(index).find(covers) {
                self.warnings.push(Problem {
                    path: format!("{path}[{index}]"),
                    message: format!("never decides: \"{}\" above it covers the same detectors", earlier.name),
                });
            }
        }
    }

    fn scope(&mut self, value: &Value, path: &str) -> Scope {
        let of = value.get("match").unwrap_or(&Value::Null);
        let globs = |key: &str| texts(of, key).into_iter().map(Glob::new).collect();
        let scope = Scope {
            consumer: globs("consumer"),
            consumer_group: globs("consumer_group"),
            path: globs("path"),
            host: globs("host"),
            route: globs("route"),
        };
        if scope == Scope::default() {
            self.problems.push(Problem {
                path: join(path, "match"),
                message:
                    "found nothing to match, expected at least one of \"consumer\", \"consumer_group\", \"path\", \
                          \"host\" or \"route\""
                        .into(),
            });
        }
        scope
    }

    fn source(&mut self, identity: Option<&Value>, key: &str) -> Option<Source> {
        let source = identity?.get(key)?;
        match (text(source, "header"), source.get("property")) {
            (Some(header), None) => Some(Source::Header(header.to_ascii_lowercase())),
            (None, Some(_)) => Some(Source::Property(texts(source, "property").into_iter().map(Into::into).collect())),
            _ => {
                let message = format!("expected exactly one of {}", one_of(&["header", "property"]));
                self.problems.push(Problem { path: format!("identity.{key}"), message });
                None
            }
        }
    }
}

/// Builds a detector called so from an entry of a list.
type Build = fn(&str, &Value) -> Result<Custom, custom::Error>;

/// The lists of a policy that define detectors, and how one is built from an entry.
const LISTS: [(&str, Build); 3] = [
    ("patterns", |id, value| {
        let pattern = Pattern {
            regex: text(value, "regex").unwrap_or_default(),
            validator: text(value, "validator"),
            context: &texts(value, "context"),
            score: score(value, 0.8),
        };
        Custom::pattern(id, pattern)
    }),
    ("word_lists", |id, value| Custom::words(id, &texts(value, "words"), score(value, 0.8))),
    ("exact_lists", |id, value| {
        let key = text(value, "key").unwrap_or_default();
        // Read where the policy is compiled: in the VM, or in the shell of whoever checks it.
        let key = key.strip_prefix('$').map_or(Ok(key.to_owned()), std::env::var).unwrap_or_default();
        let number = |name: &str, default| value.get(name).and_then(Value::as_u64).map_or(default, |n| n as usize);
        let hashes = texts(value, "hashes");
        Custom::hashes(id, key.as_bytes(), &hashes, number("max_words", 2), number("max_length", 40), score(value, 1.0))
    }),
];

fn score(value: &Value, default: f32) -> f32 {
    value.get("score").and_then(Value::as_f64).map_or(default, |score| score as f32)
}

/// The key of an entry that an error speaks of.
fn place_of(error: &custom::Error, list: &str) -> &'static str {
    match error {
        custom::Error::Regex(_) => "regex",
        custom::Error::Validator(_) => "validator",
        custom::Error::ShortWord(_) => "words",
        custom::Error::Digest(_) => "hashes",
        custom::Error::Count(_) if list == "word_lists" => "words",
        custom::Error::Count(_) => "hashes",
        custom::Error::Key(_) => "key",
    }
}

fn is_detector_id(id: &str) -> bool {
    let word = |word: &str| {
        word.starts_with(|first: char| first.is_ascii_lowercase())
            && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
    };
    id.split_once('.').is_some_and(|(group, name)| word(group) && word(name))
}

fn limits(value: Option<&Value>) -> Limits {
    let defaults = Limits::default();
    let of = |key: &str, default: usize| {
        value.and_then(|limits| limits.get(key)).and_then(Value::as_u64).map_or(default, |limit| limit as usize)
    };
    Limits {
        max_request_bytes: of("max_request_bytes", defaults.max_request_bytes),
        max_response_bytes: of("max_response_bytes", defaults.max_response_bytes),
        max_depth: of("max_depth", defaults.max_depth),
        max_values: of("max_values", defaults.max_values),
    }
}

fn restoring(response: Option<&Value>, above: Option<&Restoring>) -> Restoring {
    let given = |key: &str| response.and_then(|response| response.get(key));
    Restoring {
        on: given("restore").and_then(Value::as_bool).unwrap_or(above.is_none_or(|above| above.on)),
        inspected: given("inspect_restored")
            .and_then(Value::as_bool)
            .unwrap_or(above.is_some_and(|above| above.inspected)),
        tools: match (given("restore_tools"), response, above) {
            (Some(_), Some(response), _) => texts(response, "restore_tools").into_iter().map(Glob::new).collect(),
            (_, _, above) => above.map(|above| above.tools.clone()).unwrap_or_default(),
        },
    }
}

fn refusal(value: Option<&Value>, above: Option<&Refusal>) -> Refusal {
    let status = value.and_then(|refusal| refusal.get("status")).and_then(Value::as_u64);
    let message = value.and_then(|refusal| text(refusal, "message")).map(Into::into);
    Refusal {
        status: status.map_or(above.map_or(403, |above| above.status), |status| status as u16),
        message: message.or_else(|| above.and_then(|above| above.message.clone())),
    }
}

fn text<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    value.get(key).and_then(Value::as_str)
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// One text or a list of them.
fn texts<'v>(value: &'v Value, key: &str) -> Vec<&'v str> {
    match value.get(key) {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}
