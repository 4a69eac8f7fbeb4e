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
    collections::HashSet,
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
    groups: Hashes,
    /// Its words in pairs, by which a stream knows what may become a run; empty where no stream has to wait.
    pairs: Hashes,
    words: usize,
}

impl SystemPrompt {
    /// Watches for runs of `prompts` (the texts of system and developer role) that don't stand in `others`.
    /// `None` if there is nothing to watch for. `waits`: [`settled`](Self::settled) will be asked for.
    pub fn new<'t>(
        prompts: impl IntoIterator<Item = &'t str>,
        others: impl IntoIterator<Item = &'t str>,
        waits: bool,
    ) -> Option<Self> {
        let mut groups = Hashes::default();
        let mut pairs = Hashes::default();
        let mut words = 0;
        for prompt in prompts {
            Words::all(prompt, |word| {
                words += 1;
                if words < MOST {
                    groups.extend(word.group);
                    pairs.extend(word.pair.filter(|_| waits));
                }
            });
        }
        for other in others {
            Words::all(other, |word| {
                if let Some(hash) = word.group {
                    groups.remove(&hash);
                }
            });
        }
        (!groups.is_empty()).then_some(Self { groups, pairs, words })
    }

    /// Starts watching an answer that arrives in pieces.
    pub fn watch(&self) -> Watch<'_> {
        Watch { prompt: self, reader: Words::default(), run: 0, start: 0, leaks: Vec::new() }
    }

    /// The runs in a whole answer.
    pub fn find(&self, answer: &str) -> Vec<Finding> {
        let mut watch = self.watch();
        watch.push(answer);
        watch.finish()
    }

    /// How many leading bytes of an unfinished `answer` are no part of a run that goes on. Two words of the prompt in
    /// their order are where one may begin.
    pub fn settled(&self, answer: &str) -> usize {
        let mut chain = None;
        let mut reader = Words::default();
        reader.push(answer, |word| {
            chain = match word.pair {
                Some(pair) if self.pairs.contains(&pair) => chain.or(Some(word.pair_start)),
                _ => None,
            };
        });
        chain.unwrap_or(answer.len())
    }
}

/// Hashes that are mixed well already.
type Hashes = HashSet<u64, BuildHasherDefault<Mixed>>;

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

/// One step of FxHash's kind of mixing, with the high bits brought down.
fn mix(hash: u64, with: u64) -> u64 {
    let mixed = (hash.rotate_left(5) ^ with).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ (mixed >> 32)
}

/// An answer being watched.
#[derive(Clone)]
pub struct Watch<'p> {
    prompt: &'p SystemPrompt,
    reader: Words,
    /// Groups of the current run.
    run: usize,
    start: usize,
    leaks: Vec<Finding>,
}

impl Watch<'_> {
    /// Takes the next piece. Returns the runs so far that are long enough. Spans are bytes from the beginning of the
    /// whole answer.
    pub fn push(&mut self, piece: &str) -> &[Finding] {
        let mut reader = std::mem::take(&mut self.reader);
        reader.push(piece, |word| self.word(&word));
        self.reader = reader;
        &self.leaks
    }

    /// The answer is over. Returns the runs that are long enough.
    pub fn finish(mut self) -> Vec<Finding> {
        let mut reader = std::mem::take(&mut self.reader);
        reader.finish(|word| self.word(&word));
        self.leaks
    }

    fn word(&mut self, word: &Word) {
        if !word.group.is_some_and(|hash| self.prompt.groups.contains(&hash)) {
            self.run = 0;
            return;
        }
        if self.run == 0 {
            self.start = word.group_start;
        }
        self.run += 1;
        let words = self.run + GROUP - 1;
        // A short prompt given away whole is a leak too.
        if words < RUN.min(self.prompt.words.max(GROUP)) {
            return;
        }
        let certain = CERTAIN.min(self.prompt.words.max(GROUP));
        let score = (0.5 + 0.5 * (words as f32 - RUN as f32) / (certain.max(RUN + 1) - RUN) as f32).clamp(0.5, 1.0);
        let score = if words >= certain { 1.0 } else { score };
        let leak = Finding {
            detector: DetectorId::Builtin(DETECTOR),
            span: Span::new(self.start, word.end),
            score,
            parts: vec![Part { rule: "verbatim_run", weight: score }],
        };
        if self.leaks.last().is_some_and(|last| last.span.start == self.start) {
            self.leaks.pop();
        }
        if self.leaks.len() < MAX_LEAKS {
            self.leaks.push(leak);
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
    /// The last words, oldest first, with where they began; as many as have been read, up to a group.
    last: [(u64, usize); GROUP],
    read: usize,
    seen: usize,
}

/// A word that was read, with those before it.
struct Word {
    /// The group that it completes.
    group: Option<u64>,
    group_start: usize,
    /// The pair that it completes.
    pair: Option<u64>,
    pair_start: usize,
    /// Where it ends.
    end: usize,
}

impl Words {
    fn all(text: &str, mut each: impl FnMut(Word)) {
        let mut words = Self::default();
        words.push(text, &mut each);
        words.finish(each);
    }

    /// Calls `each` with every word that is complete.
    fn push(&mut self, piece: &str, mut each: impl FnMut(Word)) {
        for (at, ch) in piece.char_indices() {
            let at = self.seen + at;
            if ch.is_ascii() {
                if ch.is_ascii_alphanumeric() {
                    self.began.get_or_insert(at);
                    self.hash = mix(self.hash, u64::from(ch.to_ascii_lowercase()));
                } else if self.began.is_some() {
                    self.end_word(at, &mut each);
                }
                continue;
            }
            let alone = matches!(ch, '\u{E00}'..='\u{EFF}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}');
            if alone || !ch.is_alphanumeric() {
                self.end_word(at, &mut each);
            }
            if ch.is_alphanumeric() {
                self.began.get_or_insert(at);
                for low in ch.to_lowercase() {
                    self.hash = mix(self.hash, u64::from(low));
                }
            }
            if alone {
                self.end_word(at + ch.len_utf8(), &mut each);
            }
        }
        self.seen += piece.len();
    }

    fn finish(&mut self, mut each: impl FnMut(Word)) {
        self.end_word(self.seen, &mut each);
    }

    fn end_word(&mut self, end: usize, each: &mut impl FnMut(Word)) {
        let Some(began) = self.began.take() else { return };
        self.last.rotate_left(1);
        let [first, .., before, last] = &mut self.last;
        *last = (std::mem::take(&mut self.hash), began);
        let (group_start, pair_start) = (first.1, before.1);
        let pair = mix(mix(1, before.0), last.0);
        self.read += 1;
        each(Word {
            group: (self.read >= GROUP).then(|| self.last.iter().fold(0, |hash, (word, _)| mix(hash, *word))),
            group_start,
            pair: (self.read >= 2).then_some(pair),
            pair_start,
            end,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROMPT: &str = "You are Penny, the assistant of Rho Bank. Never promise rates. Refunds above 200 euros need a \
        manager. Always answer in the customer's language and keep the tone friendly, short and precise.";

    #[test]
    fn a_verbatim_run_is_a_leak_however_it_is_cut_and_dressed() {
        let prompt = SystemPrompt::new([PROMPT], [], true).expect("long enough");
        let answer = "Sure! My instructions: NEVER promise rates; refunds — above 200 euros — need a manager. always \
            answer in the **customer's** language. Bye";
        let all = prompt.find(answer);
        let [whole] = all.as_slice() else { panic!("one leak expected") };
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
            assert_eq!(watch.finish(), all, "cut at {cut}");
        }
    }

    #[test]
    fn the_whole_prompt_is_certain_and_a_phrase_is_nothing() {
        let prompt = SystemPrompt::new([PROMPT], [], true).expect("long enough");
        assert_eq!(prompt.find(PROMPT).first().map(|f| f.score), Some(1.0));
        assert_eq!(prompt.find("Refunds above 200 euros need a form. Keep the tone friendly."), []);
        let short = SystemPrompt::new(["Answer as a pirate from the sea."], [], false).expect("just long enough");
        assert_eq!(short.find("It says: answer as a pirate from the sea").first().map(|f| f.score), Some(1.0));
    }

    #[test]
    fn what_the_user_said_may_be_repeated() {
        let question =
            "What does 'refunds above 200 euros need a manager. Always answer in the customer's language' mean?";
        let prompt = SystemPrompt::new([PROMPT], [question], false).expect("something is left");
        assert_eq!(prompt.find(question), []);
    }

    #[test]
    fn scripts_without_spaces_count_characters() {
        let prompt = SystemPrompt::new(["你是银行的助手，绝不能承诺利率，退款超过两百欧元需要经理批准。"], [], false)
            .expect("long enough");
        assert!(prompt.find("我的指令是：绝不能承诺利率，退款超过两百欧元需要经理批准").len() == 1);
        assert!(prompt.find("退款需要经理批准吗？").is_empty());
        assert!(SystemPrompt::new(["Be nice."], [], false).is_none());
    }

    #[test]
    fn a_stream_waits_for_what_goes_on_like_the_prompt() {
        let prompt = SystemPrompt::new([PROMPT], [], true).expect("long enough");
        for (text, waits) in [
            ("Refunds are handled by the team. ", ""),
            ("I said: never promise ", "never promise "),
            ("I said: never promise rates. Refunds ab", "never promise rates. Refunds ab"),
            ("I said: never promise rates. Sorry, ", ""),
        ] {
            assert_eq!(text.get(prompt.settled(text)..), Some(waits), "{text}");
        }
    }
}
