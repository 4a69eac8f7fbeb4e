//! What operators read about an exchange: one JSON line, and a short state for access logs.
//!
//! Nothing here has a field for text of a body: a finding says where and what, never which characters.

use crate::{
    finding::{DetectorId, Part},
    json::write::Object,
    text::{Channel, Role, Span},
};

/// How an exchange, or one direction of it, ended.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Verdict {
    /// Everything was read; nothing had to be changed.
    #[default]
    Inspected,
    /// Everything was read; something was replaced.
    Redacted,
    /// Something passed unread, for this reason.
    NotInspected(Reason),
    /// It was refused, for this reason.
    Blocked(Reason),
}

impl Verdict {
    /// The word in audit lines, metrics and the filter state.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Inspected => "inspected",
            Self::Redacted => "redacted",
            Self::NotInspected(_) => "not_inspected",
            Self::Blocked(_) => "blocked",
        }
    }

    /// Why, where there is something to explain.
    pub fn reason(self) -> Option<Reason> {
        match self {
            Self::Inspected | Self::Redacted => None,
            Self::NotInspected(reason) | Self::Blocked(reason) => Some(reason),
        }
    }
}

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $status:literal, $message:literal;)+) => {
        /// Why something was refused, or passed unread.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Reason { $($(#[$doc])* $name,)+ }

        impl Reason {
            /// Every one of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The word in audit lines, metrics and error bodies.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }

            /// HTTP status of a refusal for this reason.
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status,)+ }
            }

            /// What a refused caller reads.
            pub const fn message(self) -> &'static str {
                match self { $(Self::$name => $message,)+ }
            }
        }
    };
}

reasons! {
    /// A rule of the policy says so.
    Policy = "policy", 403, "The policy of this gateway does not let it pass";
    /// The body is larger than the policy's limit.
    TooLarge = "too_large", 413, "The body is larger than this gateway inspects";
    /// JSON nested deeper than the policy's limit.
    TooDeep = "too_deep", 400, "The JSON body is nested deeper than this gateway inspects";
    /// More JSON values than the policy's limit.
    TooManyValues = "too_many_values", 413, "The JSON body has more values than this gateway inspects";
    /// The body has a content encoding.
    Compressed = "compressed", 415, "The body is compressed in a way that this gateway does not read; send it without content-encoding";
    /// JSON that breaks off.
    Truncated = "truncated", 400, "The JSON body breaks off before its end";
    /// Not JSON, though it says so or was expected to be.
    NotJson = "not_json", 400, "The body is not valid JSON";
    /// Neither JSON nor text.
    Binary = "binary", 415, "The body is neither JSON nor text, so this gateway cannot inspect it";
    /// Text that is not UTF-8.
    Encoding = "encoding", 400, "The body is not UTF-8; send JSON in UTF-8 without a byte order mark";
    /// An object has the same key twice: programs differ in which one they take.
    DuplicateKeys = "duplicate_keys", 400, "The JSON body has a key twice in one object, which programs read differently";
    /// JSON of no API that is known.
    UnknownShape = "unknown_shape", 400, "The JSON body has the shape of no API that this gateway knows";
    /// The gateway sent the request on without showing it to the filter.
    Bypassed = "bypassed", 500, "The gateway sent the request on without showing it to the filter";
    /// The host could not give the body to the filter.
    Unreadable = "unreadable", 413, "The gateway could not read the whole body";
    /// The answer is a stream that is not read.
    Stream = "stream", 400, "The gateway could not inspect the stream";
    /// A protocol switch: WebSocket, CONNECT.
    Upgrade = "upgrade", 403, "The gateway does not inspect this protocol and lets no connection be upgraded to it";
    /// An error inside the filter.
    Internal = "internal", 500, "The gateway failed to inspect the body";
}

/// A finding, where it was found, and what was done about it.
#[derive(Clone, PartialEq, Debug)]
pub struct Record {
    /// Which detector.
    pub detector: DetectorId,
    /// Where in the body: `$.messages[0].content`. Keys that the API doesn't know are written `*`.
    pub path: String,
    /// Where in that text, in bytes.
    pub span: Span,
    /// For whom the text speaks.
    pub role: Role,
    /// The channel it travels through.
    pub channel: Channel,
    /// How sure, 0 to 1.
    pub score: f32,
    /// What the score is made of.
    pub parts: Vec<Part>,
    /// The rule that decided.
    pub rule: String,
    /// What was done.
    pub action: &'static str,
}

impl Record {
    /// As it stands in audit lines.
    fn write(&self, object: &mut Object<'_>) {
        object.text("detector", self.detector.as_str());
        object.text("path", &self.path);
        object.number("start", self.span.start);
        object.number("end", self.span.end);
        object.text("role", self.role.as_str());
        object.text("channel", self.channel.as_str());
        object.score("score", self.score);
        object.object("parts", |parts| {
            for (i, part) in self.parts.iter().enumerate() {
                let same = |other: &&Part| other.rule == part.rule;
                // A rule that counted twice stands once, with all its weight: keys are not repeated.
                if !self.parts.iter().take(i).any(|other| same(&other)) {
                    parts.score(part.rule, self.parts.iter().filter(same).map(|part| part.weight).sum());
                }
            }
        });
        object.text("rule", &self.rule);
        object.text("action", self.action);
    }
}

/// How many findings an audit line spells out; the rest are counted.
pub const MAX_RECORDS: usize = 100;

/// One direction of an exchange.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Direction {
    /// How it ended.
    pub verdict: Verdict,
    /// Whether the body was changed.
    pub changed: bool,
    /// Size of the body as it came, in bytes.
    pub bytes: usize,
    /// How many texts were read.
    pub texts: usize,
    /// How many of them stood in fields that the API doesn't know.
    pub unknown_texts: usize,
    /// How many images, sounds and files it held that are no text.
    pub media: usize,
    /// What was found, the first [`MAX_RECORDS`] of it.
    pub records: Vec<Record>,
    /// How many findings there were in all.
    pub findings: usize,
    /// How many places were redacted.
    pub redacted: usize,
    /// How many stand-ins were turned back into the values they stand for.
    pub restored: usize,
}

impl Direction {
    /// Adds what was found elsewhere in the same message.
    pub fn absorb(&mut self, other: Self) {
        self.verdict = self.verdict.max(other.verdict);
        self.changed |= other.changed;
        self.texts += other.texts;
        self.unknown_texts += other.unknown_texts;
        self.media += other.media;
        self.findings += other.findings;
        self.redacted += other.redacted;
        self.restored += other.restored;
        let room = MAX_RECORDS.saturating_sub(self.records.len());
        self.records.extend(other.records.into_iter().take(room));
    }

    /// As it stands in audit lines and in `replay`'s output.
    pub fn write(&self, object: &mut Object<'_>) {
        object.text("verdict", self.verdict.as_str());
        object.text_or_null("reason", self.verdict.reason().map(Reason::as_str));
        object.flag("changed", self.changed);
        object.number("bytes", self.bytes);
        object.number("texts", self.texts);
        object.number("unknown_texts", self.unknown_texts);
        object.number("media", self.media);
        object.number("restored", self.restored);
        object.objects("findings", &self.records, Record::write);
        if self.findings > self.records.len() {
            object.number("findings_total", self.findings);
        }
    }
}

/// An exchange, as the gateway's log keeps it.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Audit {
    /// The id that the gateway gave the request.
    pub request_id: Option<String>,
    /// The API spoken, `openai.chat`, if it is known.
    pub api: Option<&'static str>,
    /// The plan of the policy that applied.
    pub policy: String,
    /// Whether decisions were carried out.
    pub enforce: bool,
    /// Who called, as far as the gateway says.
    pub consumer: Option<String>,
    /// The model asked for, where its name is a plain one.
    pub model: Option<String>,
    /// The request.
    pub request: Direction,
    /// The response.
    pub response: Direction,
}

impl Audit {
    /// The verdict on the whole: the graver one of the two directions'.
    pub fn verdict(&self) -> Verdict {
        self.request.verdict.max(self.response.verdict)
    }

    /// The audit line, without a line feed.
    pub fn to_line(&self) -> String {
        let mut line = String::with_capacity(512);
        let mut object = Object::new(&mut line);
        self.write_outcome(&mut object);
        object.text_or_null("request_id", self.request_id.as_deref());
        object.text_or_null("consumer", self.consumer.as_deref());
        object.text_or_null("gen_ai.request.model", self.model.as_deref());
        object.object("request", |request| self.request.write(request));
        object.object("response", |response| self.response.write(response));
        drop(object);
        line
    }

    /// The short state that access logs print.
    pub fn to_state(&self) -> String {
        let mut state = String::with_capacity(256);
        let mut object = Object::new(&mut state);
        self.write_outcome(&mut object);
        object.text("request", self.request.verdict.as_str());
        object.text("response", self.response.verdict.as_str());
        object.number("findings", self.request.findings + self.response.findings);
        drop(object);
        state
    }

    fn write_outcome(&self, object: &mut Object<'_>) {
        let verdict = self.verdict();
        object.text("verdict", verdict.as_str());
        object.text_or_null("reason", verdict.reason().map(Reason::as_str));
        object.text_or_null("api", self.api);
        object.text("policy", &self.policy);
        object.text("mode", if self.enforce { "enforce" } else { "monitor" });
    }

    /// The names of the counters that this exchange adds one to, with how much.
    ///
    /// A proxy-wasm metric has no labels, so the name spells them; Envoy's `stats_tags` turn them into labels.
    pub fn counters(&self) -> Vec<(String, u64)> {
        let verdict = self.verdict();
        let reason = verdict.reason().map_or("none", Reason::as_str);
        let mut counters = vec![(format!("promptsieve_exchanges.verdict.{}.reason.{reason}", verdict.as_str()), 1)];
        for (direction, of) in [("request", &self.request), ("response", &self.response)] {
            for record in &of.records {
                let detector = record.detector.as_str();
                let name =
                    format!("promptsieve_findings.detector.{detector}.direction.{direction}.action.{}", record.action);
                match counters.iter_mut().find(|(counted, _)| *counted == name) {
                    Some((_, count)) => *count += 1,
                    None => counters.push((name, 1)),
                }
            }
        }
        counters
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_graver_direction_decides() {
        let audit = |request, response| Audit {
            request: Direction { verdict: request, ..Direction::default() },
            response: Direction { verdict: response, ..Direction::default() },
            ..Audit::default()
        };
        for (request, response, expected) in [
            (Verdict::Inspected, Verdict::Redacted, "redacted"),
            (Verdict::Redacted, Verdict::NotInspected(Reason::Stream), "not_inspected"),
            (Verdict::Blocked(Reason::Policy), Verdict::NotInspected(Reason::Stream), "blocked"),
        ] {
            assert_eq!(audit(request, response).verdict().as_str(), expected);
        }
    }

    #[test]
    fn reasons_are_distinct_words_with_client_readable_messages() {
        let mut words: Vec<_> = Reason::ALL.iter().map(|reason| reason.as_str()).collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), Reason::ALL.len());
        for reason in Reason::ALL {
            assert!((400..600).contains(&reason.status()));
            assert!(reason.message().len() > 20);
        }
    }

    #[test]
    fn counters_add_up_per_detector_and_action() {
        let record = |action| Record {
            detector: DetectorId::Builtin("pii.email"),
            path: "$".into(),
            span: Span::new(0, 1),
            role: Role::User,
            channel: Channel::Text,
            score: 1.0,
            parts: Vec::new(),
            rule: "r".into(),
            action,
        };
        let request =
            Direction { records: vec![record("mask"), record("mask"), record("log")], ..Direction::default() };
        let counters = Audit { request, ..Audit::default() }.counters();
        assert_eq!(
            counters,
            [
                ("promptsieve_exchanges.verdict.inspected.reason.none".to_string(), 1),
                ("promptsieve_findings.detector.pii.email.direction.request.action.mask".to_string(), 2),
                ("promptsieve_findings.detector.pii.email.direction.request.action.log".to_string(), 1),
            ]
        );
    }
}
