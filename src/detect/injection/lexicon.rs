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
/// Bits of the filter of first letters; about one in fifty of other words passes it.
const PREFIX_BITS: usize = 1 << 16;

fn prefix_bit(letters: [u8; 4]) -> usize {
    (u32::from_le_bytes(letters).wrapping_mul(0x9E37_79B1) >> 16) as usize
}

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

    pub(super) fn union(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a |= b);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
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
    /// The sets of classes that words have, each once; the first is empty.
    sets: Vec<Classes>,
    /// Names of the word classes that `words.txt` declares, by index; then single words of `rules.txt`.
    pub(super) classes: Vec<&'static str>,
    /// How many of them `words.txt` declares.
    pub(super) declared: usize,
    /// Ids of the rules, each once.
    pub(super) rules: Vec<&'static str>,
    pub(super) patterns: Vec<Pattern>,
    /// Classes one of which every pattern needs: rare words, by which a text is searched first.
    pub(super) anchors: Classes,
    /// Words after which a clause may begin.
    pub(super) lead: Classes,
    /// Words about attacks and defence.
    pub(super) discuss: Classes,
    /// First letters of Latin stems, so that other words aren't tried.
    stem_starts: [bool; 256],
    /// One bit per hash of an anchor word's first four letters.
    prefixes: Vec<u64>,
}

/// What a word, or the beginning of one, belongs to.
#[derive(Clone, Copy, Default)]
struct Entry {
    /// Index into the sets; 0 for none.
    whole: u16,
    /// Of the words that begin so.
    stem: u16,
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
            sets: vec![Classes::default()],
            classes: Vec::new(),
            declared: 0,
            rules: Vec::new(),
            patterns: Vec::new(),
            anchors: Classes::default(),
            lead: Classes::default(),
            discuss: Classes::default(),
            stem_starts: [false; 256],
            prefixes: vec![0; PREFIX_BITS / 64],
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
        lexicon.lead = lexicon.class_named("lead");
        lexicon.discuss = lexicon.class_named("discuss");
        lexicon.filter(words, rules);
        (lexicon.classes.len() <= MAX_CLASSES).then_some(lexicon)
    }

    /// Fills the filter through which a text's words are seen first.
    fn filter(&mut self, words: &'static str, rules: &'static str) {
        self.anchors.union(&self.class_named("mirrored"));
        let listed = lines(words).filter_map(|line| line.split_once(':')).flat_map(|(_, list)| list.split_whitespace());
        let named = lines(rules)
            .flat_map(|line| line.split([' ', '|', '^', '!', '~', '*']))
            .filter_map(|word| word.strip_prefix('\''));
        let mut folded = String::new();
        for word in listed.chain(named) {
            folded.clear();
            word.trim_end_matches('*').chars().for_each(|ch| super::words::fold(ch, &mut folded));
            let hash = WordHash::of(folded.as_bytes());
            let sets = [self.whole(hash), self.stem(hash).map(|(classes, _)| classes)];
            if !folded.is_ascii() || !sets.iter().flatten().any(|classes| classes.intersects(&self.anchors)) {
                continue;
            }
            let letters = folded.as_bytes();
            match letters {
                [a, b, c, d, ..] => self.add_prefix([*a, *b, *c, *d]),
                // What may follow a short word, as the search sees it: with the bit of lower case set.
                [a, b, c] => {
                    b" .,:;*?!\"')-/<>]}\x7f".iter().for_each(|after| self.add_prefix([*a, *b, *c, after | 0x20]))
                }
                [a, b] => {
                    for after in b" .,:;*?!\"')-/<>]}\x7f" {
                        (0x20..0x80).for_each(|any| self.add_prefix([*a, *b, after | 0x20, any | 0x20]));
                    }
                }
                _ => {}
            }
        }
    }

    fn add_prefix(&mut self, letters: [u8; 4]) {
        let bit = prefix_bit(letters);
        if let Some(word) = self.prefixes.get_mut(bit / 64) {
            *word |= 1 << (bit % 64);
        }
    }

    /// Whether an anchor may begin with these bytes (in lower case).
    pub(super) fn may_begin(&self, letters: [u8; 4]) -> bool {
        let bit = prefix_bit(letters);
        self.prefixes.get(bit / 64).is_some_and(|word| word >> (bit % 64) & 1 == 1)
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
        let slot = if stem { &mut entry.stem } else { &mut entry.whole };
        let mut set = self.sets.get(usize::from(*slot)).copied().unwrap_or_default();
        set.insert(class);
        *slot = match self.sets.iter().position(|known| *known == set) {
            Some(known) => known,
            None => {
                self.sets.push(set);
                self.sets.len() - 1
            }
        } as u16;
        if stem && folded.is_ascii() {
            if let Some(start) = folded.bytes().next().and_then(|byte| self.stem_starts.get_mut(usize::from(byte))) {
                *start = true;
            }
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
                let (anchor, set) = (word.starts_with('*'), word.trim_start_matches('*'));
                let set = set.strip_prefix('^').inspect(|_| begins_clause = true).unwrap_or(set);
                let of = self.set(set)?;
                if anchor {
                    self.anchors.union(&of);
                }
                elements.push(Element { of, gap: gap.take().unwrap_or(GAP) });
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
        self.words.get(&hash).and_then(|entry| self.sets.get(usize::from(entry.whole)))
    }

    /// Whether a Latin stem begins with this letter.
    pub(super) fn stem_may_start(&self, letter: u8) -> bool {
        self.stem_starts.get(usize::from(letter)) == Some(&true)
    }

    /// The classes of the words that begin so, if the beginning is known at all.
    pub(super) fn stem(&self, hash: u64) -> Option<(&Classes, bool)> {
        let entry = self.words.get(&hash)?;
        self.sets.get(usize::from(entry.stem)).map(|classes| (classes, entry.stem != 0))
    }

    /// The patterns for each of whose elements there is a word among these.
    pub(super) fn possible_with<'a>(&'a self, present: &'a Classes) -> impl Iterator<Item = &'a Pattern> {
        let fits = |pattern: &&Pattern| pattern.elements.iter().rev().all(|element| element.of.intersects(present));
        self.patterns.iter().filter(fits)
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
