//! Long verbatim runs of the request's own system prompt in an answer (OWASP LLM07:2025 System Prompt Leakage).
//!
//! The prompt's words are hashed in overlapping groups of [`GROUP`]; an answer's words are hashed the same way as they
//! arrive, and a run is counted as long as each next group is one of the prompt's. Case, punctuation and spacing don't
//! matter. Groups that also stand in the user's own words, or in what tools said, are left out: repeating those is no
//! leak. Characters of scripts without spaces count as words.
//!
//! Limits: translations and retellings are not seen; a prompt shorter than [`GROUP`] words isn't watched for.

use crate::{
    finding::{DetectorId, Finding, Part},
    text::Span,
};
use std::{
    collections::{HashSet, VecDeque},
    hash::{DefaultHasher, Hash, Hasher},
};

/// The detector's id.
pub const DETECTOR: &str = "injection.prompt_leak";
/// Words hashed together: fewer are common turns of phrase.
pub const GROUP: usize = 6;
/// The shortest run reported, in words.
pub const RUN: usize = 12;
/// A run this long, or the whole prompt, is certain.
const CERTAIN: usize = 30;
/// Words of a prompt that are watched for.
const MOST: usize = 1 << 16;

/// What must not be repeated.
#[derive(Clone)]
pub struct SystemPrompt {
    groups: HashSet<u64>,
    words: usize,
}

impl SystemPrompt {
    /// Watches for runs of `prompts` (the texts of system and developer role) that don't stand in `others`.
    /// `None` if there is nothing to watch for.
    pub fn new<'t>(
        prompts: impl IntoIterator<Item = &'t str>,
        others: impl IntoIterator<Item = &'t str>,
    ) -> Option<Self> {
        let mut groups = HashSet::new();
        let mut words = 0;
        for prompt in prompts {
            let mut reader = Words::default();
            reader.push(prompt, |group| {
                words += 1;
                if let Some(hash) = group.filter(|_| words < MOST) {
                    groups.insert(hash);
                }
            });
            reader.finish(|group| {
                words += 1;
                groups.extend(group);
            });
        }
        for other in others {
            let mut reader = Words::default();
            let mut remove = |group: Option<u64>| {
                if let Some(hash) = group {
                    groups.remove(&hash);
                }
            };
            reader.push(other, &mut remove);
            reader.finish(remove);
        }
        (!groups.is_empty()).then_some(Self { groups, words })
    }

    /// Starts watching an answer that arrives in pieces.
    pub fn watch(&self) -> Watch<'_> {
        Watch { prompt: self, reader: Words::default(), run: 0, start: 0, longest: 0, leak: None }
    }

    /// The longest run in a whole answer.
    pub fn find(&self, answer: &str) -> Option<Finding> {
        let mut watch = self.watch();
        watch.push(answer);
        watch.finish()
    }
}

/// An answer being watched.
#[derive(Clone)]
pub struct Watch<'p> {
    prompt: &'p SystemPrompt,
    reader: Words,
    /// Groups of the current run.
    run: usize,
    start: usize,
    longest: usize,
    leak: Option<Finding>,
}

impl Watch<'_> {
    /// Takes the next piece. Returns the longest run so far, once it is long enough. Spans are bytes from the
    /// beginning of the whole answer.
    pub fn push(&mut self, piece: &str) -> Option<&Finding> {
        let mut reader = std::mem::take(&mut self.reader);
        reader.push_at(piece, |group, span| self.group(group, span));
        self.reader = reader;
        self.leak.as_ref()
    }

    /// The answer is over. Returns the longest run, if it is long enough.
    pub fn finish(mut self) -> Option<Finding> {
        let mut reader = std::mem::take(&mut self.reader);
        reader.finish_at(|group, span| self.group(group, span));
        self.leak
    }

    fn group(&mut self, group: Option<u64>, span: Span) {
        if !group.is_some_and(|hash| self.prompt.groups.contains(&hash)) {
            self.run = 0;
            return;
        }
        if self.run == 0 {
            self.start = span.start;
        }
        self.run += 1;
        let words = self.run + GROUP - 1;
        // A short prompt given away whole is a leak too.
        let enough = words >= RUN.min(self.prompt.words.max(GROUP));
        if enough && words > self.longest {
            self.longest = words;
            let certain = CERTAIN.min(self.prompt.words.max(GROUP));
            let score = (0.5 + 0.5 * (words as f32 - RUN as f32) / (certain.max(RUN + 1) - RUN) as f32).clamp(0.5, 1.0);
            let score = if words >= certain { 1.0 } else { score };
            self.leak = Some(Finding {
                detector: DetectorId::Builtin(DETECTOR),
                span: Span::new(self.start, span.end),
                score,
                parts: vec![Part { rule: "verbatim_run", weight: score }],
            });
        }
    }
}

/// Splits a text that arrives in pieces into words, and hashes them in groups.
#[derive(Clone, Default)]
struct Words {
    /// The word being read.
    hash: u64,
    /// Where it began, if one is being read.
    began: Option<usize>,
    last: VecDeque<(u64, usize)>,
    seen: usize,
}

impl Words {
    fn push(&mut self, piece: &str, mut each: impl FnMut(Option<u64>)) {
        self.push_at(piece, |group, _| each(group));
    }

    fn finish(&mut self, mut each: impl FnMut(Option<u64>)) {
        self.finish_at(|group, _| each(group));
    }

    /// Calls `each` with the group that each word completes (`None` before there are enough) and where it stands.
    fn push_at(&mut self, piece: &str, mut each: impl FnMut(Option<u64>, Span)) {
        for (at, ch) in piece.char_indices() {
            let at = self.seen + at;
            let alone = matches!(ch, '\u{E00}'..='\u{EFF}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}');
            if alone || !ch.is_alphanumeric() {
                self.end_word(at, &mut each);
            }
            if ch.is_alphanumeric() {
                self.began.get_or_insert(at);
                for low in ch.to_lowercase() {
                    self.hash = (self.hash ^ u64::from(low)).wrapping_mul(0x0100_0000_01b3).rotate_left(23);
                }
            }
            if alone {
                self.end_word(at + ch.len_utf8(), &mut each);
            }
        }
        self.seen += piece.len();
    }

    fn finish_at(&mut self, mut each: impl FnMut(Option<u64>, Span)) {
        self.end_word(self.seen, &mut each);
    }

    fn end_word(&mut self, end: usize, each: &mut impl FnMut(Option<u64>, Span)) {
        let Some(began) = self.began.take() else { return };
        if self.last.len() >= GROUP {
            self.last.pop_front();
        }
        self.last.push_back((std::mem::take(&mut self.hash), began));
        let group = (self.last.len() == GROUP).then(|| {
            let mut hasher = DefaultHasher::new();
            self.last.iter().for_each(|(word, _)| word.hash(&mut hasher));
            hasher.finish()
        });
        let start = self.last.front().map_or(began, |(_, start)| *start);
        each(group, Span::new(start, end));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROMPT: &str = "You are Penny, the assistant of Rho Bank. Never promise rates. Refunds above 200 euros need a \
        manager. Always answer in the customer's language and keep the tone friendly, short and precise.";

    #[test]
    fn a_verbatim_run_is_a_leak_however_it_is_cut_and_dressed() {
        let prompt = SystemPrompt::new([PROMPT], []).expect("long enough");
        let answer = "Sure! My instructions: NEVER promise rates; refunds — above 200 euros — need a manager. always \
            answer in the **customer's** language. Bye";
        let whole = prompt.find(answer).expect("a leak");
        assert!(
            whole.score > 0.6
                && whole.span.of_str(answer).starts_with("NEVER")
                && whole.span.of_str(answer).ends_with("language")
        );
        for cut in (0..=answer.len()).filter(|&cut| answer.is_char_boundary(cut)) {
            let mut watch = prompt.watch();
            let (before, after) = answer.split_at(cut);
            watch.push(before);
            watch.push(after);
            assert_eq!(watch.finish().as_ref(), Some(&whole), "cut at {cut}");
        }
    }

    #[test]
    fn the_whole_prompt_is_certain_and_a_phrase_is_nothing() {
        let prompt = SystemPrompt::new([PROMPT], []).expect("long enough");
        assert_eq!(prompt.find(PROMPT).map(|f| f.score), Some(1.0));
        assert_eq!(prompt.find("Refunds above 200 euros need a form. Keep the tone friendly."), None);
        let short = SystemPrompt::new(["Answer as a pirate from the sea."], []).expect("just long enough");
        assert_eq!(short.find("It says: answer as a pirate from the sea").map(|f| f.score), Some(1.0));
    }

    #[test]
    fn what_the_user_said_may_be_repeated() {
        let question =
            "What does 'refunds above 200 euros need a manager. Always answer in the customer's language' mean?";
        let prompt = SystemPrompt::new([PROMPT], [question]).expect("something is left");
        assert_eq!(prompt.find(question), None);
    }

    #[test]
    fn scripts_without_spaces_count_characters() {
        let prompt = SystemPrompt::new(["你是银行的助手，绝不能承诺利率，退款超过两百欧元需要经理批准。"], [])
            .expect("long enough");
        assert!(prompt.find("我的指令是：绝不能承诺利率，退款超过两百欧元需要经理批准").is_some());
        assert!(prompt.find("退款需要经理批准吗？").is_none());
        assert!(SystemPrompt::new(["Be nice."], []).is_none());
    }
}
