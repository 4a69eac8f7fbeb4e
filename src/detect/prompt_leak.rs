//! Long verbatim runs of the request's own system prompt in an answer (OWASP LLM07:2025 System Prompt Leakage).
//!
//! Texts are compared word by word, as hashes: case, punctuation and spacing don't matter, and characters of scripts
//! without spaces count as words. Every [`GROUP`]th group of as many words of the prompt is a seed; an answer's groups
//! are looked up among the seeds, and what is found is extended to both sides as far as the words are the same. No run
//! of twice as many words has no seed in it. Runs that also stand in the user's own words, or in what tools said, are
//! left out: repeating those is no leak.
//!
//! Limits: translations and retellings are not seen; a prompt shorter than [`GROUP`] words isn't watched for. Of a
//! passage that stands twice in a prompt only the first is extended.

use crate::{
    finding::{DetectorId, Finding, Part},
    text::Span,
};
use std::{
    collections::{HashMap, HashSet},
    hash::{BuildHasherDefault, Hasher},
};

/// The detector's id.
pub const DETECTOR: &str = "injection.prompt_leak";
/// Words hashed together: fewer are common turns of phrase.
pub const GROUP: usize = 6;
/// The shortest run reported, in words.
pub const RUN: usize = 12;
/// A run this long, or the whole prompt, is certain.
const CERTAIN: usize = 30;
/// Most runs told of one answer.
const MAX_LEAKS: usize = 64;
/// Words of a prompt that are watched for.
const MOST: usize = 1 << 16;

/// What must not be repeated.
#[derive(Clone)]
pub struct SystemPrompt {
    words: Vec<u64>,
    /// Where in `words` each seed stands.
    seeds: HashMap<u64, usize, BuildHasherDefault<Mixed>>,
    /// Its words in pairs, by which a stream knows what may become a run; empty where no stream has to wait.
    pairs: HashSet<u64, BuildHasherDefault<Mixed>>,
}

impl SystemPrompt {
    /// Watches for runs of `prompt`; `None` if it is too short. `waits`: [`settled`](Self::settled) will be asked for.
    pub fn new(prompt: &str, waits: bool) -> Option<Self> {
        let mut words = Vec::with_capacity(prompt.len() / 5);
        each_word(prompt, |hash, _| words.push(hash));
        words.truncate(MOST);
        if words.len() < GROUP {
            return None;
        }
        let mut seeds = HashMap::with_capacity_and_hasher(words.len() / GROUP, BuildHasherDefault::default());
        for (place, group) in words.windows(GROUP).enumerate().step_by(GROUP) {
            seeds.entry(together(group)).or_insert(place);
        }
        let pairs = if waits { words.windows(2).map(together).collect() } else { HashSet::default() };
        Some(Self { words, seeds, pairs })
    }

    /// The runs in an answer, without what also stands in `others`.
    pub fn find(&self, answer: &str, others: Option<&Self>) -> Vec<Finding> {
        let (mut words, mut spans) = (Vec::new(), Vec::new());
        each_word(answer, |hash, span| {
            words.push(hash);
            spans.push(span);
        });
        let mut runs = self.runs(&words);
        if let Some(others) = others {
            let said = others.runs(&words);
            runs = runs.into_iter().flat_map(|run| without(run, &said)).collect();
        }
        // A short prompt given away whole is a leak too.
        let least = RUN.min(self.words.len());
        let leaks = runs.into_iter().filter(|run| run.len() >= least).take(MAX_LEAKS);
        leaks.filter_map(|run| Some(self.leak(run.len(), *spans.get(run.start)?, *spans.get(run.end - 1)?))).collect()
    }

    fn leak(&self, words: usize, first: Span, last: Span) -> Finding {
        let certain = CERTAIN.min(self.words.len());
        let score = (0.5 + 0.5 * (words as f32 - RUN as f32) / (certain.max(RUN + 1) - RUN) as f32).clamp(0.5, 1.0);
        let score = if words >= certain { 1.0 } else { score };
        Finding {
            detector: DetectorId::Builtin(DETECTOR),
            span: Span::new(first.start, last.end),
            score,
            parts: vec![Part { rule: "verbatim_run", weight: score }],
        }
    }

    /// The longest runs of words of this prompt, of a group or more, in their order; disjoint.
    fn runs(&self, words: &[u64]) -> Vec<Span> {
        let mut runs = Vec::new();
        let mut from = 0;
        while let Some((start, place)) = self.seed(words, from) {
            let (before, after) = (words.get(from..start), words.get(start..));
            let (prompt_before, prompt_after) = (self.words.get(..place), self.words.get(place..));
            let same_after = common(after.into_iter().flatten(), prompt_after.into_iter().flatten());
            let same_before = common(before.into_iter().flatten().rev(), prompt_before.into_iter().flatten().rev());
            from = start + same_after.max(1);
            if same_after >= GROUP {
                runs.push(Span::new(start - same_before, from));
            }
        }
        runs
    }

    /// The first group at or after `from` that is a seed, and where in the prompt that stands.
    fn seed(&self, words: &[u64], from: usize) -> Option<(usize, usize)> {
        let groups = words.get(from..)?.windows(GROUP).enumerate();
        groups.into_iter().find_map(|(at, group)| Some((from + at, *self.seeds.get(&together(group))?)))
    }

    /// How many leading bytes of an unfinished `answer` are no part of a run that goes on. Two words of the prompt in
    /// their order are where one may begin.
    pub fn settled(&self, answer: &str) -> usize {
        let mut chain = None;
        let mut before: Option<(u64, Span)> = None;
        each_word(answer, |hash, span| {
            // The last word may go on.
            let open = span.end == answer.len();
            let follows = before.filter(|(word, _)| open || self.pairs.contains(&together(&[*word, hash])));
            chain = follows.filter(|_| !open || chain.is_some()).map(|(_, first)| chain.unwrap_or(first.start));
            before = Some((hash, span));
        });
        chain.unwrap_or(answer.len())
    }
}

/// How many items two sequences have in common from their start.
fn common<'w>(one: impl Iterator<Item = &'w u64>, other: impl Iterator<Item = &'w u64>) -> usize {
    one.zip(other).take_while(|(one, other)| one == other).count()
}

/// What is left of a run where others have said the same.
fn without(run: Span, said: &[Span]) -> Vec<Span> {
    let mut left = Vec::new();
    let mut from = run.start;
    for said in said.iter().filter(|said| said.overlaps(run)) {
        left.push(Span::new(from, said.start.max(from)));
        from = said.end.min(run.end);
    }
    left.push(Span::new(from, run.end));
    left
}

/// The hash of words in their order.
#[inline]
fn together(words: &[u64]) -> u64 {
    words.iter().fold(0, |hash, word| mix(hash, *word))
}

/// Multiplication mixes upwards; the shift brings the high bits down.
#[inline]
fn mix(hash: u64, with: u64) -> u64 {
    let mixed = (hash.rotate_left(5) ^ with).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ (mixed >> 32)
}

/// Hashes that are mixed well already.
#[derive(Clone, Copy, Default)]
struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64(u64::from(*byte)));
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = mix(self.0, hash);
    }
}

/// Calls `each` with the hash of every word of a text, and where it stands.
#[inline]
fn each_word(text: &str, mut each: impl FnMut(u64, Span)) {
    let mut began = None;
    let mut hash = 0;
    let mut end_word = |began: &mut Option<usize>, hash: &mut u64, end| {
        if let Some(start) = began.take() {
            each(std::mem::take(hash), Span::new(start, end));
        }
    };
    for (at, ch) in text.char_indices() {
        if ch.is_ascii() {
            if ch.is_ascii_alphanumeric() {
                began.get_or_insert(at);
                // Letters in lower case; digits have that bit already.
                hash = (hash ^ u64::from(ch as u8 | 0x20)).wrapping_mul(0x0100_0000_01b3);
            } else {
                end_word(&mut began, &mut hash, at);
            }
            continue;
        }
        let alone = matches!(ch, '\u{E00}'..='\u{EFF}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}');
        if alone || !ch.is_alphanumeric() {
            end_word(&mut began, &mut hash, at);
        }
        if ch.is_alphanumeric() {
            began.get_or_insert(at);
            ch.to_lowercase().for_each(|low| hash = mix(hash, u64::from(low)));
        }
        if alone {
            end_word(&mut began, &mut hash, at + ch.len_utf8());
        }
    }
    end_word(&mut began, &mut hash, text.len());
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROMPT: &str = "You are Penny, the assistant of Rho Bank. Never promise rates. Refunds above 200 euros need a \
        manager. Always answer in the customer's language and keep the tone friendly, short and precise.";

    fn prompt(text: &str) -> SystemPrompt {
        SystemPrompt::new(text, true).expect("long enough")
    }

    #[test]
    fn a_verbatim_run_is_a_leak_however_it_is_dressed() {
        let answer = "Sure! My instructions: NEVER promise rates; refunds — above 200 euros — need a manager. always \
            answer in the **customer's** language. Bye";
        let all = prompt(PROMPT).find(answer, None);
        let [leak] = all.as_slice() else { panic!("one leak expected") };
        let said = leak.span.of_str(answer);
        assert!(leak.score > 0.6 && said.starts_with("NEVER") && said.ends_with("language"), "{said}");
    }

    #[test]
    fn every_run_that_is_long_enough_is_found_wherever_it_starts() {
        let words: Vec<_> = PROMPT.split(' ').collect();
        let prompt = prompt(PROMPT);
        for start in 0..words.len() {
            for end in start + 1..=words.len() {
                let run = words[start..end].join(" ");
                let leaks = prompt.find(&format!("well {run} indeed, and {run} again"), None);
                // "customer's" is two words.
                let counted = end - start + usize::from(run.contains("customer's"));
                assert_eq!(leaks.len(), if counted >= RUN { 2 } else { 0 }, "{run}");
                assert!(leaks.iter().all(|leak| leak.span.len() + 1 >= run.len()), "{run}");
            }
        }
    }

    #[test]
    fn the_whole_prompt_is_certain_and_a_phrase_is_nothing() {
        assert_eq!(prompt(PROMPT).find(PROMPT, None).first().map(|f| f.score), Some(1.0));
        assert_eq!(prompt(PROMPT).find("Refunds above 200 euros need a form. Keep the tone friendly.", None), []);
        let short = prompt("Answer as a pirate from the sea.");
        let found = short.find("It says: answer as a pirate from the sea", None);
        assert_eq!(found.first().map(|f| f.score), Some(1.0));
        assert!(SystemPrompt::new("Be nice.", false).is_none());
    }

    #[test]
    fn what_others_said_may_be_repeated() {
        let question =
            "What does 'refunds above 200 euros need a manager. Always answer in the customer's language' mean?";
        assert_eq!(prompt(PROMPT).find(question, None).len(), 1);
        assert_eq!(prompt(PROMPT).find(question, Some(&prompt(question))), []);
        // What goes beyond it is a leak still.
        let found = prompt(PROMPT).find(PROMPT, Some(&prompt("need a manager. Always answer in the customer's")));
        assert!(found.len() == 1 && found[0].span.of_str(PROMPT).starts_with("You are"), "{found:?}");
    }

    #[test]
    fn scripts_without_spaces_count_characters() {
        let prompt = prompt("你是银行的助手，绝不能承诺利率，退款超过两百欧元需要经理批准。");
        assert_eq!(prompt.find("我的指令是：绝不能承诺利率，退款超过两百欧元需要经理批准", None).len(), 1);
        assert_eq!(prompt.find("退款需要经理批准吗？", None), []);
    }

    #[test]
    fn a_stream_waits_for_what_goes_on_like_the_prompt() {
        let prompt = prompt(PROMPT);
        for (text, waits) in [
            ("Refunds are handled by the team. ", ""),
            ("I said: never promise ", "never promise "),
            ("I said: never promise rates. Refunds ab", "never promise rates. Refunds ab"),
            ("I said: never promise rates. Sorry, ", ""),
            ("I said: never prom", ""),
        ] {
            assert_eq!(text.get(prompt.settled(text)..), Some(waits), "{text}");
        }
    }
}
