//! Prompt injection: texts that try to make a model follow someone else's orders (OWASP LLM01:2025).
//!
//! 1. [`cues`] looks through the text for words without which no rule can fit; only their neighbourhoods are read.
//! 2. [`words`] turns these into the words that [`lexicon`] knows, with their distances; letters set apart, digits for
//!    letters and the scripts of some twenty languages included.
//! 3. [`rules`] matches ordered patterns of word classes over them (`words.txt`, `rules.txt`); [`markers`] finds what words
//!    can't show: turn markers of chat templates, hidden markup, invisible text.
//! 4. Decoded segments (base64, tag characters, …) and lines written backwards or in ROT13 ([`mirror`]) go through the
//!    same, and count for more.
//! 5. Evidence that stands close together adds up (`1 − Π(1 − weight)` over different rules within [`WINDOW`]); the place
//!    it stands in (a tool's result, a system prompt) moves it; talk about attacks with quoted examples lowers it.
//!
//! A score of 0.5 is the decision point: it takes one strong rule, or several weak ones together.
//!
//! No statistical model stands beside the rules: one trained without the source being judged finds fewer attacks than
//! the rules alone at the same false alarms (`train/README.md` has the figures, `train/injection_model.py` gets them).
//!
//! Limits: a plain request planted in a document, without any cue in wording, place or disguise, is not found here;
//! grounding of tool calls is the answer to those. Nor are stories and personas that name no limit to be dropped,
//! questions for personal data that read like any other question, payloads cut into pieces to be joined by the model,
//! and ciphers beyond those named.

mod cues;
mod lexicon;
mod markers;
mod mirror;
mod rules;
mod words;

use crate::{
    finding::{DetectorId, Finding, Part},
    normalize::{View, decode::Segment},
    text::{Channel, Role, Span},
};
use rules::Hit;

/// Evidence within so many half words adds up: about eight sentences.
const WINDOW: u32 = 240;
/// A decoded segment that says something suspicious is more so for having been disguised.
const DISGUISE: f32 = 0.5;
/// Findings below this are not reported (the score of the text tells of them).
const REPORTED: f32 = 0.25;
/// At most so many findings per text.
const MAX_FINDINGS: usize = 64;

/// A score beyond which no more evidence is weighed.
const SURE: f32 = 0.995;

/// What kind of attack a piece of evidence speaks for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// Jailbreaks, instructions overridden, personas.
    Direct,
    /// The application's own words or secrets asked for.
    Extraction,
    /// Turn markers and claims to be the system.
    Role,
    /// Orders that sit in data.
    Indirect,
    /// Text that its reader doesn't see.
    Hidden,
}

impl Kind {
    fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "direct" => Self::Direct,
            "extraction" => Self::Extraction,
            "role" => Self::Role,
            "indirect" => Self::Indirect,
            "hidden" => Self::Hidden,
            _ => return None,
        })
    }

    /// The detector it is reported under, by where the text came from.
    fn detector(self, place: Place) -> &'static str {
        match (self, place) {
            (_, Place::Tools) => "injection.tool_poisoning",
            (Self::Extraction, _) => "injection.prompt_extraction",
            (Self::Role, _) => "injection.role_spoofing",
            (Self::Hidden, _) => "injection.hidden_text",
            (Self::Indirect, _) | (Self::Direct, Place::Data) => "injection.indirect",
            (Self::Direct, _) => "injection.direct",
        }
    }
}

/// The detectors of this module, and their entry in the OWASP Top 10 for LLM Applications (2025).
pub const DETECTORS: [(&str, &str); 6] = [
    ("injection.direct", "LLM01:2025 Prompt Injection"),
    ("injection.indirect", "LLM01:2025 Prompt Injection"),
    ("injection.prompt_extraction", "LLM07:2025 System Prompt Leakage"),
    ("injection.hidden_text", "LLM01:2025 Prompt Injection"),
    ("injection.role_spoofing", "LLM01:2025 Prompt Injection"),
    ("injection.tool_poisoning", "LLM03:2025 Supply Chain"),
];

/// Where a text stands, as far as trust goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// The application's own words.
    Trusted,
    /// A person's words, or nobody knows whose.
    User,
    /// The model's words.
    Model,
    /// What tools and documents say.
    Data,
    /// How tools describe themselves.
    Tools,
}

impl Place {
    fn of(role: Role, channel: Channel) -> Self {
        match (role, channel) {
            (_, Channel::ToolDefinition) => Self::Tools,
            (_, Channel::ToolResult) => Self::Data,
            (Role::System | Role::Developer, _) => Self::Trusted,
            (Role::Tool | Role::Document, _) => Self::Data,
            (Role::Assistant, _) => Self::Model,
            (Role::User | Role::Unknown, _) => Self::User,
        }
    }

    /// What a rule's weight is multiplied with here.
    fn factor(self, kind: Kind) -> f32 {
        match (self, kind) {
            // Applications tell their model to take a role, refuse nothing and keep quiet: only disguise is odd there.
            (Self::Trusted, Kind::Hidden) => 1.0,
            (Self::Trusted, _) => 0.3,
            (Self::Model, _) => 0.8,
            (Self::Data | Self::Tools, Kind::Indirect | Kind::Role) => 1.2,
            _ => 1.0,
        }
    }
}

/// What the judge thinks of one text.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// How likely the text is an attack, 0–1; 0.5 is the decision point.
    pub score: f32,
    /// Where and why: one finding per kind and neighbourhood, in bytes of the original text.
    pub findings: Vec<Finding>,
}

/// One piece of evidence, for [`Judge::explain`].
#[derive(Clone, Debug)]
pub struct Reason {
    /// The rule's id.
    pub rule: &'static str,
    /// What it speaks for.
    pub kind: Kind,
    /// Its weight as it counted, 0–1.
    pub weight: f32,
    /// Where, in bytes of the original text.
    pub span: Span,
    /// The notation it was decoded from.
    pub decoded_from: Option<&'static str>,
}

/// Scores texts for prompt injection.
#[derive(Clone, Copy, Debug, Default)]
pub struct Judge;

impl Judge {
    /// Judges one text. `view` must be of the same text.
    pub fn judge(&self, text: &str, view: &View<'_>, role: Role, channel: Channel) -> Judgement {
        let evidence = Evidence::of(text, view, Place::of(role, channel));
        Judgement { score: evidence.score(), findings: evidence.findings() }
    }

    /// The evidence behind a judgement, in the order of the text.
    pub fn explain(&self, text: &str, view: &View<'_>, role: Role, channel: Channel) -> (f32, Vec<Reason>) {
        let evidence = Evidence::of(text, view, Place::of(role, channel));
        (evidence.score(), evidence.hits.iter().map(Hit::reason).collect())
    }
}

/// Everything that speaks for an attack in one text.
struct Evidence {
    place: Place,
    /// By position.
    hits: Vec<Hit>,
}

impl Evidence {
    fn of(text: &str, view: &View<'_>, place: Place) -> Self {
        let mut hits = Vec::new();
        let talk = rules::find(view.text(), &mut hits);
        markers::find(view.text(), &mut hits);
        for hit in &mut hits {
            hit.span = view.to_original(hit.span);
        }
        let mirrored = mirror::lines(view, hits.iter().any(|hit| hit.rule == mirror::RULE));
        hits.retain(|hit| hit.rule != mirror::RULE);
        decoded(text, view.segments().iter().chain(&mirrored), &mut hits);
        markers::hidden(view.hidden(), &mut hits);
        for hit in &mut hits {
            hit.weight = (hit.weight * place.factor(hit.kind) * talk).clamp(0.0, 0.99);
        }
        crate::sort::sort_by_key(&mut hits, |hit| (hit.at, hit.span));
        Self { place, hits }
    }

    /// The best neighbourhood's evidence.
    fn score(&self) -> f32 {
        let mut best = 0.0_f32;
        for (index, first) in self.hits.iter().enumerate() {
            let near = self.hits.iter().skip(index).take_while(|hit| hit.at <= first.at + WINDOW);
            best = best.max(together(near.take(MAX_FINDINGS)));
            if best > SURE {
                break;
            }
        }
        best
    }

    fn findings(&self) -> Vec<Finding> {
        let mut findings: Vec<Finding> = Vec::new();
        let mut hits = self.hits.as_slice();
        while let Some(first) = hits.first() {
            let count = hits.iter().take_while(|hit| hit.at <= first.at + WINDOW).count();
            let (near, rest) = hits.split_at_checked(count).unwrap_or((hits, &[]));
            hits = rest;
            for kind in [Kind::Direct, Kind::Extraction, Kind::Role, Kind::Indirect, Kind::Hidden] {
                let of_kind = || near.iter().filter(move |hit| hit.kind == kind);
                let score = together(of_kind());
                if score < REPORTED || findings.len() >= MAX_FINDINGS {
                    continue;
                }
                let start = of_kind().map(|hit| hit.span.start).min().unwrap_or_default();
                let end = of_kind().map(|hit| hit.span.end).max().unwrap_or_default();
                findings.push(Finding {
                    detector: DetectorId::Builtin(kind.detector(self.place)),
                    span: Span::new(start, end),
                    score,
                    parts: of_kind().map(|hit| Part { rule: hit.rule, weight: hit.weight }).collect(),
                });
            }
        }
        findings
    }
}

/// Reads decoded segments like the text itself, all in one go, and adds what they hold.
fn decoded<'s>(text: &str, segments: impl Iterator<Item = &'s Segment>, hits: &mut Vec<Hit>) {
    let mut joined = String::new();
    let mut parts: Vec<(usize, &Segment)> = Vec::new();
    for segment in segments {
        parts.push((joined.len(), segment));
        joined.push_str(&segment.text);
        joined.push_str("\n\n");
    }
    let mut inside = Vec::new();
    rules::find(&joined, &mut inside);
    markers::find(&joined, &mut inside);
    let mut disguised = None;
    // Only what carries some weight of its own: encoded data often holds a stray word.
    for hit in inside.into_iter().filter(|hit| hit.weight >= 0.3) {
        let after = parts.partition_point(|(start, _)| *start <= hit.span.start);
        let Some((start, segment)) = after.checked_sub(1).and_then(|index| parts.get(index)) else { continue };
        let at = rules::position_of(text, segment.span.start);
        let decoded_from = Some(segment.encoding.as_str());
        if disguised != Some(*start) {
            disguised = Some(*start);
            let rule = segment.encoding.as_str();
            hits.push(Hit { rule, kind: Kind::Hidden, weight: DISGUISE, at, span: segment.span, decoded_from });
        }
        hits.push(Hit { at, span: segment.span, decoded_from, ..hit });
    }
}

/// Evidence of different rules adds up; the same rule counts once, at its best.
fn together<'h>(hits: impl Iterator<Item = &'h Hit>) -> f32 {
    let mut best: Vec<(&str, f32)> = Vec::new();
    for hit in hits {
        match best.iter_mut().find(|(rule, _)| *rule == hit.rule) {
            Some((_, weight)) => *weight = weight.max(hit.weight),
            None => best.push((hit.rule, hit.weight)),
        }
    }
    1.0 - best.iter().map(|(_, weight)| 1.0 - weight).product::<f32>()
}
