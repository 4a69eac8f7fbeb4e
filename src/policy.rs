//! Compiled policy + finding + who and where → what is done. Pure: no bytes, no host, no clock.

use crate::{
    detect::{Hold, Stakes},
    finding::Finding,
    guard::Guards,
    redact::Redaction,
    text::{Channel, Role},
};
use std::rc::Rc;

/// The rules that apply where a policy names none, as they would be written in one.
#[derive(Debug)]
pub struct Defaults {
    /// A JSON list of rules for requests.
    pub request: &'static str,
    /// A JSON list of rules for responses.
    pub response: &'static str,
}

/// Everything a policy says for one kind of caller.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What audit lines call it; `default` for the one without a scope.
    pub name: String,
    /// Whether decisions are carried out (`enforce`) or only recorded.
    pub enforce: bool,
    /// Whether an error inside the filter lets traffic pass.
    pub allow_on_error: bool,
    /// Whether what can't be inspected passes.
    pub allow_uninspectable: bool,
    /// Whether connections may be upgraded to a protocol that is not read: WebSocket, CONNECT.
    pub allow_upgrade: bool,
    /// What becomes of JSON of no known API.
    pub unknown_shape: UnknownShape,
    /// Whether compressed bodies are decompressed and read; else they can't be inspected.
    pub decompress: bool,
    /// Rules for what callers send.
    pub request: Vec<Rule>,
    /// Rules for what upstreams answer.
    pub response: Vec<Rule>,
    /// Where stand-ins in answers are turned back into values.
    pub restore: Restoring,
    /// What an answer is watched for because of its request, and which tools are pinned.
    pub guards: Rc<Guards>,
    /// What may leave of a match in a stream before it is known to be one.
    pub hold: Hold,
    /// What a blocked caller is told.
    pub refusal: Refusal,
}

/// What becomes of JSON of no known API.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UnknownShape {
    /// All its texts are scanned, as of role `unknown`.
    Scan,
    /// It is refused.
    Block,
    /// It passes unread, and the verdict says so.
    Pass,
}

/// Where stand-ins in answers are turned back into values.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Restoring {
    /// Whether they are at all.
    pub on: bool,
    /// Into the arguments of which tools: what a tool is told may leave the company.
    pub tools: Vec<Glob>,
    /// Whether the rules for answers apply to the values put back as well.
    pub inspected: bool,
}

impl Restoring {
    /// Whether values come back in a text of this channel, which for tool arguments belongs to a call of `tool`.
    pub fn allows(&self, channel: Channel, tool: Option<&str>) -> bool {
        self.on
            && match channel {
                Channel::Text
                | Channel::Reasoning
                | Channel::Refusal
                | Channel::Citation
                | Channel::ToolResult
                | Channel::Unknown => true,
                Channel::ToolArguments => {
                    tool.is_some_and(|tool| self.tools.iter().any(|allowed| allowed.matches(tool)))
                }
                _ => false,
            }
    }
}

/// What a blocked caller is told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    /// HTTP status of a block by a rule.
    pub status: u16,
    /// The message, if it isn't the usual one.
    pub message: Option<String>,
}

/// One rule: which findings, and what is done about them.
#[derive(Clone, Debug)]
pub struct Rule {
    /// What audit lines call it.
    pub name: String,
    /// Which detectors.
    pub detect: Vec<Glob>,
    /// Only texts of these roles; `None`: of all.
    pub roles: Option<Vec<Role>>,
    /// Only texts of these channels; `None`: of all.
    pub channels: Option<Vec<Channel>>,
    /// Only findings at least this sure, 0 to 1.
    pub min_score: f32,
    /// What is done.
    pub action: Action,
}

/// What a rule does about a finding.
#[derive(Clone, PartialEq, Debug)]
pub enum Action {
    /// Nothing; it isn't even recorded: an exception to the rules below it.
    Allow,
    /// It is recorded.
    Log,
    /// Something else takes its place.
    Redact(Redaction),
    /// The request or response is refused.
    Block,
}

impl Action {
    /// The word for it in policies and audit lines.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Log => "log",
            Self::Redact(redaction) => redaction.as_str(),
            Self::Block => "block",
        }
    }
}

impl Rule {
    /// Whether this rule speaks of such a finding.
    ///
    /// What stands in a field or under a role that isn't known could be anyone's: a rule that redacts or blocks for some
    /// roles or channels holds there too, or a made-up role would be the way around it.
    pub fn matches(&self, finding: &Finding, role: Role, channel: Channel) -> bool {
        let strict = matches!(self.action, Action::Redact(_) | Action::Block);
        let unknown = |channel| matches!(channel, Channel::Unknown | Channel::Key);
        finding.score >= self.min_score
            && self.detect.iter().any(|glob| glob.matches(finding.detector.as_str()))
            && self.roles.as_ref().is_none_or(|roles| roles.contains(&role) || strict && role == Role::Unknown)
            && self.channels.as_ref().is_none_or(|channels| channels.contains(&channel) || strict && unknown(channel))
    }
}

/// The first rule that speaks of the finding, and so decides.
pub fn decide<'r>(rules: &'r [Rule], finding: &Finding, role: Role, channel: Channel) -> Option<&'r Rule> {
    rules.iter().find(|rule| rule.matches(finding, role, channel))
}

/// Whether any of the rules could ever act on what this detector finds.
pub fn wants(rules: &[Rule], detector: &str) -> bool {
    rules
        .iter()
        .find(|rule| {
            // An `allow` that doesn't cover every role, channel and score leaves something for the rules below.
            let whole = rule.roles.is_none() && rule.channels.is_none() && rule.min_score <= 0.0;
            rule.detect.iter().any(|glob| glob.matches(detector)) && (rule.action != Action::Allow || whole)
        })
        .is_some_and(|rule| rule.action != Action::Allow)
}

/// The score below which no finding matters to any of the rules.
pub fn floor<'r>(rules: impl IntoIterator<Item = &'r Rule>) -> f32 {
    rules.into_iter().filter(|rule| rule.action != Action::Allow).map(|rule| rule.min_score).fold(1.0, f32::min)
}

/// Whether any of the rules could change or block what this detector finds.
pub fn acts(rules: &[Rule], detector: &str) -> bool {
    rules.iter().any(|rule| {
        matches!(rule.action, Action::Redact(_) | Action::Block)
            && rule.detect.iter().any(|glob| glob.matches(detector))
    })
}

/// What depends on what a detector finds in a streamed response. Of what is blocked nothing may leave.
pub fn stakes<'p>(plans: impl IntoIterator<Item = &'p Plan>, detector: &str) -> Stakes {
    let (mut scores, mut hold) = (Vec::new(), Hold::Brief);
    for plan in plans.into_iter().filter(|plan| acts(&plan.response, detector)) {
        let of_it = plan.response.iter().filter(|rule| rule.detect.iter().any(|glob| glob.matches(detector)));
        for rule in of_it {
            scores.push(rule.min_score);
            hold = hold.min(if rule.action == Action::Block { Hold::Exact } else { plan.hold });
        }
    }
    Stakes { scores: Some(scores.into()), hold }
}

/// To whom and what a scoped plan applies: all that is named must match, each by one of its globs.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Scope {
    /// Over the consumer's name.
    pub consumer: Vec<Glob>,
    /// Over the consumer's group.
    pub consumer_group: Vec<Glob>,
    /// Over the path, without its query.
    pub path: Vec<Glob>,
    /// Over the host, without its port.
    pub host: Vec<Glob>,
    /// Over the name of the gateway's route.
    pub route: Vec<Glob>,
}

/// Who is calling what, as far as the gateway says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Caller {
    /// Who calls.
    pub consumer: Option<String>,
    /// Which group or team the caller belongs to.
    pub consumer_group: Option<String>,
    /// The path, without its query.
    pub path: String,
    /// The host, without its port.
    pub host: String,
    /// The name of the gateway's route.
    pub route: Option<String>,
}

impl Scope {
    /// Whether the plan applies to this caller.
    pub fn matches(&self, caller: &Caller) -> bool {
        let fits = |globs: &[Glob], value: Option<&str>| {
            globs.is_empty() || value.is_some_and(|value| globs.iter().any(|glob| glob.matches(value)))
        };
        fits(&self.consumer, caller.consumer.as_deref())
            && fits(&self.consumer_group, caller.consumer_group.as_deref())
            && fits(&self.path, Some(&caller.path))
            && fits(&self.host, Some(&caller.host))
            && fits(&self.route, caller.route.as_deref())
    }
}

/// A pattern in which `*` stands for any text, also none; every other character for itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Glob(String);

impl Glob {
    /// The glob written so.
    pub fn new(pattern: impl Into<String>) -> Self {
        Self(pattern.into())
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the whole of `text` matches.
    ///
    /// Pieces between stars are taken at their first place, which is enough: linear in the text for each piece.
    pub fn matches(&self, text: &str) -> bool {
        let Some((first, rest)) = self.0.split_once('*') else { return self.0 == text };
        let Some(mut text) = text.strip_prefix(first) else { return false };
        let mut pieces = rest.split('*').peekable();
        while let Some(piece) = pieces.next() {
            if pieces.peek().is_none() {
                return text.ends_with(piece);
            }
            match text.find(piece).and_then(|at| text.get(at + piece.len()..)) {
                Some(after) => text = after,
                None => return false,
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{finding::DetectorId, text::Span};

    #[test]
    fn globs_match_whole_texts() {
        for (glob, text, expected) in [
            ("pii.email", "pii.email", true),
            ("pii.email", "pii.emails", false),
            ("pii.us_*", "pii.us_ssn", true),
            ("pii.us_*", "pii.uk_nino", false),
            ("*", "", true),
            ("*.jwt", "secret.jwt", true),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "a-c-b", false),
            ("ab*ba", "aba", false),
        ] {
            assert_eq!(Glob::new(glob).matches(text), expected, "{glob} on {text}");
        }
    }

    fn rule(detect: &str, roles: Option<Vec<Role>>, min_score: f32, action: Action) -> Rule {
        Rule { name: detect.into(), detect: vec![Glob::new(detect)], roles, channels: None, min_score, action }
    }

    #[test]
    fn the_first_matching_rule_decides() {
        let rules = [
            rule("pii.email", Some(vec![Role::System]), 0.0, Action::Allow),
            rule("pii.*", None, 0.8, Action::Block),
            rule("*", None, 0.5, Action::Log),
        ];
        let finding = |score| Finding {
            detector: DetectorId::Builtin("pii.email"),
            span: Span::new(0, 1),
            score,
            parts: Vec::new(),
        };
        for (score, role, expected) in [
            (0.9, Role::System, Some("allow")),
            (0.9, Role::User, Some("block")),
            (0.6, Role::User, Some("log")),
            (0.2, Role::User, None),
        ] {
            let decided = decide(&rules, &finding(score), role, Channel::Text).map(|rule| rule.action.as_str());
            assert_eq!(decided, expected, "{score} {role}");
        }
    }

    #[test]
    fn only_detectors_that_a_rule_acts_on_need_to_run() {
        let rules = [
            rule("pii.phone", None, 0.0, Action::Allow),
            rule("pii.email", Some(vec![Role::System]), 0.0, Action::Allow),
            rule("pii.*", None, 0.5, Action::Log),
        ];
        for (detector, expected) in [("pii.phone", false), ("pii.email", true), ("secret.jwt", false)] {
            assert_eq!(wants(&rules, detector), expected, "{detector}");
        }
    }

    #[test]
    fn a_scope_needs_all_it_names() {
        let scope =
            Scope { consumer_group: vec![Glob::new("analyst")], path: vec![Glob::new("/v1/*")], ..Scope::default() };
        let caller =
            Caller { consumer_group: Some("analyst".into()), path: "/v1/chat/completions".into(), ..Caller::default() };
        assert!(scope.matches(&caller));
        assert!(!scope.matches(&Caller { path: "/v2".into(), ..caller.clone() }));
        assert!(!scope.matches(&Caller { consumer_group: None, ..caller }));
    }
}
