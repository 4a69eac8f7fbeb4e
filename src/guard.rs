//! What an answer is watched for because of its own request: the canary that was added to its system prompt, long runs
//! of that prompt, and addresses that carry values of the conversation out. And the tools that a policy has pinned.
//!
//! A plan says once what is watched for ([`Guards`]); an exchange has a [`Guard`] that remembers as much of its request
//! as that takes, and nothing if it takes nothing. What is watched for is prepared when the first answer has to be
//! looked at.
//!
//! Limits: of a request's texts the first [`MAX_HEARD`] bytes are remembered, and the first [`MAX_CARRIED`] values.

use crate::{
    detect::{
        canary::{self, Canary},
        exfiltration::{self, AllowList},
        prompt_leak::{self, SystemPrompt},
        tool_pin::Pins,
    },
    finding::Finding,
    redact::{Keyring, Restore},
    splice::Edit,
    text::{Channel, Role, Span},
};
use std::{cell::OnceCell, fmt, rc::Rc};
use zeroize::Zeroizing;

/// Most bytes remembered of system prompts, and as many of everybody else's words.
pub const MAX_HEARD: usize = 256 << 10;

/// Most values remembered that no address should carry.
pub const MAX_CARRIED: usize = 64;

/// Shorter values stand in addresses by chance; longer ones can't be found in one.
const CARRIED: std::ops::RangeInclusive<usize> = 6..=256;

/// What the rules for answers say of a detector.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Care {
    /// Nothing.
    #[default]
    None,
    /// It is recorded.
    Records,
    /// An answer is changed or blocked for it, so a stream has to wait.
    Acts,
}

/// What a plan watches for.
#[derive(Clone, Debug, Default)]
pub struct Guards {
    /// Whether a canary is added to system prompts.
    pub canary: bool,
    /// Hosts that answers may lead to.
    pub allow: AllowList,
    /// The tools that were looked at.
    pub pins: Pins,
    /// What becomes of a canary in an answer.
    pub leaks_canary: Care,
    /// What becomes of parts of the system prompt in an answer.
    pub leaks_prompt: Care,
    /// What becomes of addresses in an answer that carry data out.
    pub leads_out: Care,
}

impl Guards {
    /// Whether a stream has to wait for anything that is watched for.
    pub fn act(&self) -> bool {
        self.watched() == Care::Acts
    }

    fn watched(&self) -> Care {
        let canary = if self.canary { self.leaks_canary } else { Care::None };
        canary.max(self.leaks_prompt).max(self.leads_out)
    }
}

/// What one exchange watches for.
#[derive(Default)]
pub struct Guard {
    guards: Rc<Guards>,
    canary: Option<Canary>,
    /// What the application told the model.
    prompts: String,
    /// What others said: repeating it is no leak.
    others: String,
    /// The prompts, to be found again.
    prompt: OnceCell<Option<SystemPrompt>>,
    /// What others said, likewise.
    said: OnceCell<Option<SystemPrompt>>,
    /// Values that were found in the request and left there.
    carried: Vec<Zeroizing<String>>,
}

/// Nothing that was said is shown.
impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guard").field("guards", &self.guards).finish_non_exhaustive()
    }
}

/// Letters of a canary: 20¹⁶ is more than 2⁶⁹.
const LETTERS: usize = 16;

impl Guard {
    /// For an exchange of the caller `scope`, whose canary is made with `keyring` and always the same.
    pub fn new(guards: Rc<Guards>, keyring: &Keyring, scope: &str) -> Self {
        let canary = guards.canary.then(|| Canary::new(&keyring.current.word("canary", scope, LETTERS))).flatten();
        Self { guards, canary, ..Self::default() }
    }

    /// What is watched for.
    pub fn guards(&self) -> &Guards {
        &self.guards
    }

    /// The line to be added to the system prompt, if one is to be.
    pub fn line(&self) -> Option<String> {
        self.canary.as_ref().map(Canary::line)
    }

    /// The edits that take out the line where an API repeats the request's instructions.
    pub fn repeated_lines(&self, text: &str, role: Role) -> Vec<Edit> {
        let Some(canary) = self.canary.as_ref().filter(|_| matches!(role, Role::System | Role::Developer)) else {
            return Vec::new();
        };
        let line = canary.line();
        let cut =
            |(start, _): (usize, &str)| Edit { span: Span::new(start, start + line.len()), replacement: String::new() };
        text.match_indices(&line).map(cut).collect()
    }

    /// Takes in what the request says.
    pub fn hears(&mut self, text: &str, role: Role, channel: Channel) {
        if self.guards.leaks_prompt == Care::None {
            return;
        }
        let heard = match (role, channel) {
            (Role::System | Role::Developer, Channel::Text) => &mut self.prompts,
            // What the model has given away before is given away again.
            (Role::Assistant, _) | (_, Channel::Control) => return,
            _ => &mut self.others,
        };
        let room = MAX_HEARD.saturating_sub(heard.len());
        heard.push_str(text.get(..text.floor_char_boundary(room)).unwrap_or_default());
        heard.push_str("\n\n");
    }

    /// Takes in a value that was found in the request and goes on as it is.
    pub fn carries(&mut self, value: &str) {
        let watched = self.guards.leads_out != Care::None;
        if watched && CARRIED.contains(&value.len()) && self.carried.len() < MAX_CARRIED {
            self.carried.push(Zeroizing::new(value.to_owned()));
        }
    }

    /// What is found in a text of the answer that ends behind byte `from`, of what the rules care for at least so much.
    pub fn find(
        &self,
        text: &str,
        from: usize,
        least: Care,
        place: (Role, Channel),
        restore: &Restore,
    ) -> Vec<Finding> {
        let mut findings = Vec::new();
        let (role, channel) = place;
        if !is_answer(role) {
            return findings;
        }
        let (words, at) = tail(text, from, CONTEXT);
        let mut add = |at: usize, found: Vec<Finding>| {
            findings.extend(found.into_iter().map(|finding| Finding { span: finding.span.moved(at), ..finding }));
        };
        if let Some(canary) = self.canary.as_ref().filter(|_| self.guards.leaks_canary >= least) {
            add(at, canary.find(words));
        }
        if self.guards.leaks_prompt >= least && words.len() >= SHORTEST_RUN {
            add(at, self.leaks(words));
        }
        if self.guards.leads_out >= least && is_shown(channel) {
            let carries = |part: &str| {
                !restore.scan(part, 0, true).found.is_empty()
                    || self.carried.iter().any(|value| part.contains(value.as_str()))
                    || restore
                        .values()
                        .take(MAX_CARRIED)
                        .any(|value| CARRIED.contains(&value.len()) && part.contains(value))
            };
            let (answer, at) = tail(text, from, exfiltration::REACH);
            add(at, exfiltration::find(answer, &self.guards.allow, carries));
        }
        findings.retain(|finding| from < finding.span.end);
        findings
    }

    fn leaks(&self, text: &str) -> Vec<Finding> {
        let Some(prompt) = self.prompt() else { return Vec::new() };
        let leaks = prompt.find(text, None);
        // Few answers get here; only then does it matter who else said the same.
        if leaks.is_empty() || self.others.is_empty() {
            return leaks;
        }
        let others = self.said.get_or_init(|| SystemPrompt::new(&self.others, false));
        prompt.find(text, others.as_ref())
    }

    fn prompt(&self) -> Option<&SystemPrompt> {
        if self.prompts.is_empty() {
            return None;
        }
        let waits = self.guards.leaks_prompt == Care::Acts;
        self.prompt.get_or_init(|| SystemPrompt::new(&self.prompts, waits)).as_ref()
    }

    /// How many leading bytes of an unfinished text, of which `from` are settled, can't become part of something that is
    /// acted upon.
    pub fn settled(&self, text: &str, from: usize, role: Role, channel: Channel) -> usize {
        let mut settled = text.len();
        if !is_answer(role) {
            return settled;
        }
        let (words, at) = tail(text, from, CONTEXT);
        if let Some(canary) = self.canary.as_ref().filter(|_| self.guards.leaks_canary == Care::Acts) {
            settled = settled.min(at + canary.settled(words));
        }
        if self.guards.leaks_prompt == Care::Acts
            && let Some(prompt) = self.prompt()
        {
            settled = settled.min(at + prompt.settled(words));
        }
        if self.guards.leads_out == Care::Acts && is_shown(channel) {
            let (answer, at) = tail(text, from, exfiltration::REACH);
            settled = settled.min(at + exfiltration::settled(answer));
        }
        settled
    }

    /// Whether a value may not be put back here: a client that shows the image would send it elsewhere at once.
    pub fn keeps(&self, text: &str, at: usize) -> bool {
        exfiltration::fetched_at(text, at, &self.guards.allow)
    }
}

/// Fewer bytes hold no run of a prompt's words.
const SHORTEST_RUN: usize = 2 * prompt_leak::GROUP;

/// Settled text that is looked at with what is not, in bytes: of a canary and of a prompt's words the first few have
/// left before they are noticed.
const CONTEXT: usize = 64;

/// The text from `context` bytes before `from` on, and where that is.
fn tail(text: &str, from: usize, context: usize) -> (&str, usize) {
    let at = text.floor_char_boundary(from.saturating_sub(context));
    (text.get(at..).unwrap_or_default(), at)
}

/// Whether a text is the model's, or could be: APIs repeat the instructions, and what tools said.
fn is_answer(role: Role) -> bool {
    matches!(role, Role::Assistant | Role::Unknown)
}

/// Whether addresses in a text of this channel may be followed. Those of a citation are what it is for.
fn is_shown(channel: Channel) -> bool {
    matches!(channel, Channel::Text | Channel::Refusal | Channel::ToolArguments | Channel::Unknown)
}

/// Whether a detector is one of these.
pub fn is_guard(id: &str) -> bool {
    [canary::DETECTOR, prompt_leak::DETECTOR, exfiltration::IMAGE, exfiltration::LINK, exfiltration::SCHEME]
        .contains(&id)
}
