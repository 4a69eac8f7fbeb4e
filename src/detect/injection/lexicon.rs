//! Word classes and ordered patterns over them, read once from `words.txt` and `rules.txt`.
//!
//! A word is known by the hash of its folded form, so that looking one up allocates nothing.

use super::Kind;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

const WORDS: &str = include_str!("words.txt");
const RULES: &str = include_str!("rules.txt");

/// How many word classes fit: those of `words.txt` and the single words that `rules.txt` names.
pub(super) const MAX_CLASSES: usize = 512;
/// How many words may stand between two elements where the pattern doesn't say.
const GAP: u8 = 2;
/// Classes that no list of words can give: e-mail addresses, and URLs.
pub(super) const ADDRESS: &str = "@";
pub(super) const URL: &str = "://";
/// The shortest stem.
pub(super) const MIN_STEM: usize = 3;
/// The longest word, in bytes; what is longer is not in the lexicon.
pub(super) const MAX_WORD: usize = 40;

/// A set of word classes.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Classes([u64; MAX_CLASSES / 64]);

impl Classes {
    pub(super) fn insert(&mut self, class: u16) {
        if let Some(word) = self.0.get_mut(usize::from(class / 64)) {
            *word |= 1 << (class % 64);
        }
    }

    pub(super) fn intersects(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(a, b)| a & b != 0)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.0.iter().enumerate().flat_map(|(index, &word)| {
            std::iter::successors(Some(word), |w| Some(w & w.wrapping_sub(1)))
                .take_while(|w| *w != 0)
                .map(move |w| index * 64 + w.trailing_zeros() as usize)
        })
    }
}

/// One element of a pattern.
pub(super) struct Element {
    /// A word of one of these classes …
    pub(super) of: Classes,
    /// … with at most so many others before it since the last element.
    pub(super) gap: u8,
}

/// A pattern of word classes in order.
pub(super) struct Pattern {
    /// Index into [`Lexicon::rules`].
    pub(super) rule: u16,
    pub(super) kind: Kind,
    /// What it adds alone, 0 to 1.
    pub(super) weight: f32,
    /// Whether it must begin a clause.
    pub(super) begins_clause: bool,
    /// None of these may stand up to three words before.
    pub(super) unless: Classes,
    /// None of these may stand between the first word and the last.
    pub(super) without: Classes,
    pub(super) elements: Vec<Element>,
}

/// Everything the rules know.
pub(super) struct Lexicon {
    words: HashMap<u64, Entry, BuildHasherDefault<Identity>>,
    /// Names of the word classes that `words.txt` declares, by index; then single words of `rules.txt`.
    pub(super) classes: Vec<&'static str>,
    /// How many of them `words.txt` declares.
    pub(super) declared: usize,
    /// Ids of the rules, each once.
    pub(super) rules: Vec<&'static str>,
    pub(super) patterns: Vec<Pattern>,
    /// For each class the patterns whose first element is of it.
    by_first: Vec<Vec<u16>>,
}

/// What a word, or the beginning of one, belongs to.
#[derive(Clone, Copy, Default)]
struct Entry {
    whole: Classes,
    stem: Classes,
    is_stem: bool,
}

/// The words are hashed already.
#[derive(Default)]
struct Identity(u64);

impl Hasher for Identity {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, _: &[u8]) {}
    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// A rolling hash: FNV-1a with a finishing step.
#[derive(Clone, Copy)]
pub(super) struct WordHash(u64);

impl WordHash {
    pub(super) const fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    pub(super) fn push(&mut self, byte: u8) {
        self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }

    pub(super) fn finish(self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }

    pub(super) fn of(word: &[u8]) -> u64 {
        let mut hash = Self::new();
        word.iter().for_each(|&byte| hash.push(byte));
        hash.finish()
    }
}

/// The lexicon, read on first use.
pub(super) static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read(WORDS, RULES).unwrap_or_default());

impl Default for Lexicon {
    fn default() -> Self {
        Self {
            words: HashMap::default(),
            classes: Vec::new(),
            declared: 0,
            rules: Vec::new(),
            patterns: Vec::new(),
            by_first: Vec::new(),
        }
    }
}

impl Lexicon {
    /// Reads both files. `None` if a line doesn't follow the form the files' own heads describe (a test reads them).
    fn read(words: &'static str, rules: &'static str) -> Option<Self> {
        let mut lexicon = Self::default();
        for special in [ADDRESS, URL] {
            let class = lexicon.class(special);
            lexicon.add(special, class);
        }
        for line in lines(words) {
            let (class, members) = line.split_once(':')?;
            let class = lexicon.class(class.trim());
            for word in members.split_whitespace() {
                lexicon.add(word, class);
            }
        }
        lexicon.declared = lexicon.classes.len();
        for line in lines(rules) {
            lexicon.rule(line)?;
        }
        lexicon.by_first = vec![Vec::new(); lexicon.classes.len()];
        for (index, pattern) in lexicon.patterns.iter().enumerate() {
            for class in pattern.elements.first()?.of.iter() {
                lexicon.by_first.get_mut(class)?.push(index as u16);
            }
        }
        (lexicon.classes.len() <= MAX_CLASSES).then_some(lexicon)
    }

    fn class(&mut self, name: &'static str) -> u16 {
        let known = self.classes.iter().position(|known| *known == name);
        known.unwrap_or_else(|| {
            self.classes.push(name);
            self.classes.len() - 1
        }) as u16
    }

    fn add(&mut self, word: &str, class: u16) {
        let (word, stem) = match word.strip_suffix('*') {
            Some(stem) => (stem, true),
            None => (word, !word.is_ascii()),
        };
        let mut folded = String::new();
        word.chars().for_each(|ch| super::words::fold(ch, &mut folded));
        if folded.is_empty() {
            folded.push_str(word);
        }
        let entry = self.words.entry(WordHash::of(folded.as_bytes())).or_default();
        if stem {
            entry.stem.insert(class);
            entry.is_stem = true;
        } else {
            entry.whole.insert(class);
        }
        // Every beginning of a word of another script is known, so that a search can stop early.
        if !word.is_ascii() {
            let mut hash = WordHash::new();
            let beginnings: Vec<u64> = folded
                .char_indices()
                .map(|(at, ch)| {
                    folded.as_bytes().iter().skip(at).take(ch.len_utf8()).for_each(|&byte| hash.push(byte));
                    hash.finish()
                })
                .collect();
            for beginning in beginnings {
                self.words.entry(beginning).or_default();
            }
        }
    }

    fn rule(&mut self, line: &'static str) -> Option<()> {
        let (head, pattern) = line.split_once(" : ")?;
        let mut head = head.split_whitespace();
        let kind = Kind::from_word(head.next()?)?;
        let id = head.next()?;
        let weight: f32 = head.next()?.parse().ok()?;
        let rule = match self.rules.iter().position(|known| *known == id) {
            Some(known) => known,
            None => {
                self.rules.push(id);
                self.rules.len() - 1
            }
        } as u16;
        let (mut elements, mut unless, mut without) = (Vec::new(), Classes::default(), Classes::default());
        let (mut begins_clause, mut gap) = (false, None);
        for word in pattern.split_whitespace() {
            if let Some(set) = word.strip_prefix('!') {
                unless = self.set(set)?;
            } else if let Some(set) = word.strip_prefix('~') {
                without = self.set(set)?;
            } else if let Ok(count) = word.parse::<u8>() {
                gap = Some(count);
            } else {
                let set = word.strip_prefix('^').inspect(|_| begins_clause = true).unwrap_or(word);
                elements.push(Element { of: self.set(set)?, gap: gap.take().unwrap_or(GAP) });
            }
        }
        (!elements.is_empty()).then_some(())?;
        self.patterns.push(Pattern { rule, kind, weight, begins_clause, unless, without, elements });
        Some(())
    }

    /// The classes of `a|b|'word`. `None` if a name is neither.
    fn set(&mut self, alternatives: &'static str) -> Option<Classes> {
        let mut set = Classes::default();
        for name in alternatives.split('|') {
            let class = match name.strip_prefix('\'') {
                Some(word) => {
                    let class = self.class(name);
                    self.add(word, class);
                    class
                }
                None => self.classes.iter().position(|known| *known == name)? as u16,
            };
            set.insert(class);
        }
        Some(set)
    }

    /// The classes of a whole word, given by its hash.
    pub(super) fn whole(&self, hash: u64) -> Option<&Classes> {
        self.words.get(&hash).map(|entry| &entry.whole)
    }

    /// The classes of the words that begin so, if the beginning is known at all.
    pub(super) fn stem(&self, hash: u64) -> Option<(&Classes, bool)> {
        self.words.get(&hash).map(|entry| (&entry.stem, entry.is_stem))
    }

    /// The patterns that may begin with a word of these classes.
    pub(super) fn beginning_with<'a>(&'a self, classes: &'a Classes) -> impl Iterator<Item = &'a Pattern> {
        let lists = classes.iter().filter_map(|class| self.by_first.get(class));
        lists.flatten().filter_map(|&index| self.patterns.get(usize::from(index)))
    }

    /// The class of that name.
    pub(super) fn class_named(&self, name: &str) -> Classes {
        let mut set = Classes::default();
        if let Some(class) = self.classes.iter().position(|known| *known == name) {
            set.insert(class as u16);
        }
        set
    }
}

fn lines(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_files_follow_their_form() {
        for line in lines(WORDS) {
            assert!(line.split_once(':').is_some_and(|(class, _)| !class.contains(' ')), "{line}");
        }
        for line in lines(RULES) {
            let mut lexicon = Lexicon::read(WORDS, "").expect("the words can be read");
            assert!(lexicon.rule(line).is_some(), "{line}");
            assert!(lexicon.patterns.iter().all(|p| p.weight > 0.0 && p.weight < 1.0), "{line}");
        }
        let lexicon = Lexicon::read(WORDS, RULES).expect("the files can be read together");
        assert!(lexicon.classes.len() <= MAX_CLASSES, "{}", lexicon.classes.len());
    }
}
