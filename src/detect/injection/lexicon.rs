//! Word classes and ordered patterns over them, read once from `words.txt` and `rules.txt`.
//!
//! A word is known by the hash of its folded form, so that looking one up allocates nothing.

use super::Kind;
use std::sync::LazyLock;

const WORDS: &str = include_str!("words.txt");
const RULES: &str = include_str!("rules.txt");

/// How many word classes fit: those of `words.txt` and the single words that `rules.txt` names.
pub(super) const MAX_CLASSES: usize = 768;
/// How many patterns fit.
const MAX_PATTERNS: usize = 448;
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

/// What stands between the parts of one word in `words.txt`, for a space or a hyphen in a text.
pub(super) const JOINT: char = '-';

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
    of: Classes,
    /// A word with one of these sets of classes …
    pub(super) fits: Sets,
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
    unless: Classes,
    without: Classes,
    /// None of these may stand up to three words before.
    pub(super) not_before: Sets,
    /// None of these may stand between the first word and the last.
    pub(super) not_between: Sets,
    pub(super) elements: Vec<Element>,
}

/// A set of sets of classes, by their index in the lexicon: whether a word fits is one bit.
#[derive(Clone, Default)]
pub(super) struct Sets(Vec<u64>);

impl Sets {
    fn insert(&mut self, set: usize) {
        if self.0.len() <= set / 64 {
            self.0.resize(set / 64 + 1, 0);
        }
        if let Some(word) = self.0.get_mut(set / 64) {
            *word |= 1 << (set % 64);
        }
    }

    pub(super) fn contains(&self, set: u16) -> bool {
        self.0.get(usize::from(set / 64)).is_some_and(|word| word >> (set % 64) & 1 == 1)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Everything the rules know.
pub(super) struct Lexicon {
    /// Open addressing, at most half full.
    words: Vec<Entry>,
    /// The sets of classes that words have, each once; the first is empty.
    pub(super) sets: Vec<Classes>,
    /// Names of the word classes that `words.txt` declares, by index; then single words of `rules.txt`.
    classes: Vec<&'static str>,
    /// Ids of the rules, each once.
    pub(super) rules: Vec<&'static str>,
    pub(super) patterns: Vec<Pattern>,
    /// Classes one of which every pattern needs: rare words, by which a text is searched first.
    anchors: Classes,
    /// Words of these classes.
    pub(super) cues: Sets,
    /// Words after which a clause may begin.
    pub(super) lead: Sets,
    /// Words about attacks and defence.
    pub(super) discuss: Sets,
    /// For each class the patterns that need one of its words most, as bits.
    by_class: Vec<[u64; MAX_PATTERNS / 64]>,
    /// One bit per hash of an anchor word's first four letters.
    prefixes: Vec<u64>,
}

/// What a word, or the beginning of one, belongs to.
#[derive(Clone, Copy, Default)]
struct Entry {
    /// Of the word; 0 where there is none.
    hash: u32,
    /// Index into the sets; 0 for none.
    whole: u16,
    /// Of the words that begin so.
    stem: u16,
    /// Whether words of several parts (`mot-a-mot`) begin with it.
    joins: bool,
}

/// Places for words; a test sees to it that half are free.
const TABLE: usize = 1 << 15;

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

    pub(super) fn finish(self) -> u32 {
        ((self.0 ^ (self.0 >> 29)) as u32).max(1)
    }

    /// With these bytes pushed.
    pub(super) fn and(mut self, word: &[u8]) -> Self {
        word.iter().for_each(|&byte| self.push(byte));
        self
    }

    pub(super) fn of(word: &[u8]) -> u32 {
        Self::new().and(word).finish()
    }
}

/// The lexicon, read on first use.
pub(super) static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read(WORDS, RULES).unwrap_or_default());

impl Default for Lexicon {
    fn default() -> Self {
        Self {
            words: vec![Entry::default(); TABLE],
            sets: vec![Classes::default()],
            classes: Vec::new(),
            rules: Vec::new(),
            patterns: Vec::new(),
            anchors: Classes::default(),
            cues: Sets::default(),
            lead: Sets::default(),
            discuss: Sets::default(),
            by_class: Vec::new(),
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
        for line in lines(rules) {
            lexicon.rule(line)?;
        }
        lexicon.filter(words, rules);
        lexicon.index();
        let fits = lexicon.classes.len() <= MAX_CLASSES && lexicon.patterns.len() <= MAX_PATTERNS;
        fits.then_some(lexicon)
    }

    /// Turns sets of classes into sets of sets, now that all of them are known.
    fn index(&mut self) {
        let mut of_class: Vec<Vec<usize>> = vec![Vec::new(); self.classes.len()];
        for (set, classes) in self.sets.iter().enumerate() {
            for class in classes.iter() {
                if let Some(list) = of_class.get_mut(class) {
                    list.push(set);
                }
            }
        }
        let sets = |classes: &Classes| {
            let mut sets = Sets::default();
            classes.iter().filter_map(|class| of_class.get(class)).flatten().for_each(|set| sets.insert(*set));
            sets
        };
        self.cues = sets(&self.anchors);
        self.lead = sets(&self.class_named("lead"));
        self.discuss = sets(&self.class_named("discuss"));
        self.by_class = vec![[0; MAX_PATTERNS / 64]; self.classes.len()];
        for (index, pattern) in self.patterns.iter_mut().enumerate() {
            pattern.not_before = sets(&pattern.unless);
            pattern.not_between = sets(&pattern.without);
            pattern.elements.iter_mut().for_each(|element| element.fits = sets(&element.of));
            let rarest = pattern.elements.iter().find(|element| element.of.intersects(&self.anchors));
            for class in rarest.or(pattern.elements.last()).iter().flat_map(|element| element.of.iter()) {
                if let Some(word) = self.by_class.get_mut(class).and_then(|bits| bits.get_mut(index / 64)) {
                    *word |= 1 << (index % 64);
                }
            }
        }
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
            fold_parts(word, &mut folded);
            let hash = WordHash::of(folded.as_bytes());
            let classes = self.sets.get(usize::from(self.whole(hash)));
            if !folded.is_ascii() || !classes.is_some_and(|classes| classes.intersects(&self.anchors)) {
                continue;
            }
            let first = folded.split(JOINT).next().unwrap_or_default();
            match first.as_bytes() {
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
        // Words of other scripts are beginnings.
        let stem = !word.chars().all(|ch| ch.is_ascii() || crate::normalize::base_letter(ch).is_some());
        let mut folded = String::new();
        fold_parts(word, &mut folded);
        for (joint, _) in folded.match_indices(JOINT) {
            if let Some(entry) = self.entry(WordHash::of(folded.as_bytes().get(..joint).unwrap_or_default())) {
                entry.joins = true;
            }
        }
        if folded.is_empty() {
            folded.push_str(word);
        }
        let hash = WordHash::of(folded.as_bytes());
        let known = self.entry(hash).copied().unwrap_or_default();
        let old = if stem { known.stem } else { known.whole };
        let mut set = self.sets.get(usize::from(old)).copied().unwrap_or_default();
        set.insert(class);
        let new = match self.sets.iter().position(|known| *known == set) {
            Some(known) => known,
            None => {
                self.sets.push(set);
                self.sets.len() - 1
            }
        } as u16;
        if let Some(entry) = self.entry(hash) {
            *(if stem { &mut entry.stem } else { &mut entry.whole }) = new;
        }
        // Every beginning of theirs is known, so that a search can stop early.
        if stem {
            let mut hash = WordHash::new();
            let beginnings: Vec<u32> = folded
                .char_indices()
                .map(|(at, ch)| {
                    folded.as_bytes().iter().skip(at).take(ch.len_utf8()).for_each(|&byte| hash.push(byte));
                    hash.finish()
                })
                .collect();
            for beginning in beginnings {
                self.entry(beginning);
            }
        }
    }

    /// The entry of a word, made if need be. `None` if the table is full.
    fn entry(&mut self, hash: u32) -> Option<&mut Entry> {
        let place = (0..TABLE)
            .map(|step| (hash as usize + step) % TABLE)
            .find(|place| self.words.get(*place).is_some_and(|entry| entry.hash == hash || entry.hash == 0))?;
        let entry = self.words.get_mut(place)?;
        entry.hash = hash;
        Some(entry)
    }

    fn find(&self, hash: u32) -> Option<&Entry> {
        let mut place = hash as usize % TABLE;
        loop {
            let entry = self.words.get(place)?;
            if entry.hash == hash {
                return Some(entry);
            }
            if entry.hash == 0 {
                return None;
            }
            place = (place + 1) % TABLE;
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
                elements.push(Element { of, fits: Sets::default(), gap: gap.take().unwrap_or(GAP) });
            }
        }
        (!elements.is_empty()).then_some(())?;
        self.patterns.push(Pattern {
            rule,
            kind,
            weight,
            begins_clause,
            unless,
            without,
            not_before: Sets::default(),
            not_between: Sets::default(),
            elements,
        });
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

    /// The set of classes of a whole word, given by its hash; 0 for none.
    pub(super) fn whole(&self, hash: u32) -> u16 {
        self.find(hash).map_or(0, |entry| entry.whole)
    }

    /// The set of classes of the words that begin so (0 for none), if the beginning is known at all.
    pub(super) fn stem(&self, hash: u32) -> Option<u16> {
        self.find(hash).map(|entry| entry.stem)
    }

    /// Whether words of several parts begin with the whole word of that hash.
    pub(super) fn joins(&self, hash: u32) -> bool {
        self.find(hash).is_some_and(|entry| entry.joins)
    }

    /// The patterns for each of whose elements there is a word among these.
    pub(super) fn possible_with<'a>(&'a self, present: &'a Classes) -> impl Iterator<Item = &'a Pattern> {
        let mut possible = [0u64; MAX_PATTERNS / 64];
        for bits in present.iter().filter_map(|class| self.by_class.get(class)) {
            possible.iter_mut().zip(bits).for_each(|(all, some)| *all |= some);
        }
        let each = self.patterns.iter().enumerate();
        let chosen =
            each.filter(move |(index, _)| possible.get(index / 64).is_some_and(|word| word >> (index % 64) & 1 == 1));
        chosen.map(|(_, pattern)| pattern).filter(|pattern| pattern.elements.iter().all(|e| e.of.intersects(present)))
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

/// The folded form of a word of `words.txt`, its parts joined.
fn fold_parts(word: &str, folded: &mut String) {
    folded.clear();
    for part in word.split('-') {
        if !folded.is_empty() {
            folded.push(JOINT);
        }
        part.chars().for_each(|ch| super::words::fold(ch, folded));
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
        let mut lexicon = Lexicon::read(WORDS, "").expect("the words can be read");
        for line in lines(RULES) {
            assert!(lexicon.rule(line).is_some(), "{line}");
            assert!(lexicon.patterns.iter().all(|p| p.weight > 0.0 && p.weight < 1.0), "{line}");
        }
        let lexicon = Lexicon::read(WORDS, RULES).expect("the files can be read together");
        assert!(lexicon.words.iter().filter(|entry| entry.hash != 0).count() < TABLE / 2);
    }
}
