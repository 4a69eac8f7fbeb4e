//! Word classes and ordered patterns over them, read once from `words.txt` and `rules.txt`.
//!
//! A word is known by the hash of its folded form, so that looking one up allocates nothing.

use super::Kind;
use miniz_oxide::inflate::decompress_to_vec;
use std::sync::LazyLock;

/// Deflated by pack.rs.
const WORDS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/words.txt"));
const RULES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/rules.txt"));

/// How many word classes fit: those of `words.txt` and the single words that `rules.txt` names.
pub(super) const MAX_CLASSES: usize = 768;
/// How many patterns fit.
const MAX_PATTERNS: usize = 448;
/// How many different elements of patterns fit.
const MAX_ELEMENTS: usize = 1024;
/// How many words may stand between two elements where the pattern doesn't say.
const GAP: u8 = 2;
/// Classes that no list of words can give: e-mail addresses, and URLs.
pub(super) const ADDRESS: &str = "@";
pub(super) const URL: &str = "://";
/// Bits of the filter of first letters; about one in a hundred of other words passes it.
const FILTER_BITS: usize = 1 << 16;

/// Where the filter keeps a word whose first eight letters these are, in lower case; zero after the end of the word.
#[inline]
fn filter_bit(letters: u64) -> usize {
    (letters.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 48) as usize
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

    fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        ones(&self.0)
    }
}

/// One element of a pattern.
pub(super) struct Element {
    /// A word that fits …
    pub(super) of: ElementId,
    /// … with at most so many others before it since the last element.
    pub(super) gap: u8,
}

/// A set of word classes that some pattern names.
pub(super) type ElementId = u16;

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
    pub(super) not_before: Option<ElementId>,
    /// None of these may stand between the first word and the last.
    pub(super) not_between: Option<ElementId>,
    pub(super) elements: Vec<Element>,
}

/// What a word can do in patterns, as bits.
#[derive(Clone)]
struct Uses {
    /// The elements that it fits.
    elements: [u64; MAX_ELEMENTS / 64],
    /// The patterns that it may begin.
    begins: [u64; MAX_PATTERNS / 64],
}

/// The bits that are set.
fn ones(bits: &[u64]) -> impl Iterator<Item = usize> + '_ {
    bits.iter().enumerate().flat_map(|(index, &word)| {
        std::iter::successors(Some(word), |w| Some(w & w.wrapping_sub(1)))
            .take_while(|w| *w != 0)
            .map(move |w| index * 64 + w.trailing_zeros() as usize)
    })
}

fn set_bit(bits: &mut [u64], bit: usize) {
    if let Some(word) = bits.get_mut(bit / 64) {
        *word |= 1 << (bit % 64);
    }
}

#[inline]
fn has_bit(bits: &[u64], bit: usize) -> bool {
    bits.get(bit / 64).is_some_and(|word| word >> (bit % 64) & 1 == 1)
}

/// Those of the patterns that have all their elements among some words.
pub(super) struct Possible([u64; MAX_PATTERNS / 64]);

/// A set of sets of classes, by their index in the lexicon: whether a word fits is one bit.
#[derive(Clone, Default)]
pub(super) struct Sets(Vec<u64>);

impl Sets {
    fn insert(&mut self, set: usize) {
        if self.0.len() <= set / 64 {
            self.0.resize(set / 64 + 1, 0);
        }
        set_bit(&mut self.0, set);
    }

    #[inline]
    pub(super) fn contains(&self, set: u16) -> bool {
        has_bit(&self.0, usize::from(set))
    }
}

/// Everything the rules know.
pub(super) struct Lexicon {
    /// Open addressing, at most half full.
    words: Vec<Entry>,
    /// One bit per hash of a word: most words of a text are unknown, and the table is too large for the nearest cache.
    known: Vec<u64>,
    /// The sets of classes that words have, each once; the first is empty.
    sets: Vec<Classes>,
    /// For each of them what its words can do.
    uses: Vec<Uses>,
    /// The elements of patterns, each once.
    elements: Vec<Classes>,
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
    /// One bit per hash of an anchor word's first letters.
    filter: Vec<u64>,
}

/// What a word, or the beginning of one, belongs to.
#[derive(Clone, Copy, Default)]
struct Entry {
    /// Of the word; 0 where there is none.
    hash: u32,
    /// Index into the sets; 0 for none. With [`JOINS`] if words of several parts (`mot-a-mot`) begin with it.
    whole: u16,
    /// Of the words that begin so.
    stem: u16,
}

const JOINS: u16 = 1 << 15;

/// Places for words; a test sees to it that half are free.
const TABLE: usize = 1 << 15;
const KNOWN_BITS: usize = 1 << 17;

/// A rolling hash: FNV-1a with a finishing step.
#[derive(Clone, Copy)]
pub(super) struct WordHash(u64);

impl WordHash {
    #[inline]
    pub(super) const fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    #[inline]
    pub(super) fn push(&mut self, byte: u8) {
        self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }

    #[inline]
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
pub(super) static LEXICON: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::read(text(WORDS), text(RULES)).unwrap_or_default());

/// What one of the two files holds, which the lexicon names its classes and rules by for as long as it lives.
fn text(packed: &[u8]) -> &'static str {
    let text = decompress_to_vec(packed).ok().and_then(|text| String::from_utf8(text).ok());
    text.unwrap_or_default().leak()
}

impl Default for Lexicon {
    fn default() -> Self {
        Self {
            words: vec![Entry::default(); TABLE],
            known: vec![0; KNOWN_BITS / 64],
            sets: vec![Classes::default()],
            uses: Vec::new(),
            elements: Vec::new(),
            classes: Vec::new(),
            rules: Vec::new(),
            patterns: Vec::new(),
            anchors: Classes::default(),
            cues: Sets::default(),
            lead: Sets::default(),
            discuss: Sets::default(),
            filter: vec![0; FILTER_BITS / 64],
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
        lexicon.fill_filter(words, rules);
        lexicon.index();
        let fits = lexicon.classes.len() <= MAX_CLASSES
            && lexicon.patterns.len() <= MAX_PATTERNS
            && lexicon.elements.len() <= MAX_ELEMENTS;
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
        let none = Uses { elements: [0; MAX_ELEMENTS / 64], begins: [0; MAX_PATTERNS / 64] };
        self.uses = vec![none; self.sets.len()];
        for (element, of) in self.elements.iter().enumerate() {
            let fitting = of.iter().filter_map(|class| of_class.get(class)).flatten();
            fitting.for_each(|set| {
                self.uses.get_mut(*set).iter_mut().for_each(|uses| set_bit(&mut uses.elements, element))
            });
        }
        for uses in &mut self.uses {
            for (index, pattern) in self.patterns.iter().enumerate() {
                if pattern.elements.first().is_some_and(|first| has_bit(&uses.elements, usize::from(first.of))) {
                    set_bit(&mut uses.begins, index);
                }
            }
        }
    }

    /// Fills the filter through which a text's words are seen first.
    fn fill_filter(&mut self, words: &'static str, rules: &'static str) {
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
            // An apostrophe or a digit ends what the search sees: `don't`, `gpt4`.
            let letters = folded.bytes().position(|byte| !byte.is_ascii_lowercase()).unwrap_or(folded.len());
            for end in letters.saturating_sub(2)..=letters {
                let mut first = [0; 8];
                first.iter_mut().zip(folded.bytes().take(end)).for_each(|(slot, letter)| *slot = letter);
                set_bit(&mut self.filter, filter_bit(u64::from_le_bytes(first)));
            }
        }
    }

    /// Whether an anchor may begin with these letters (in lower case, zero after the last; at most eight).
    #[inline]
    pub(super) fn may_begin(&self, letters: u64) -> bool {
        has_bit(&self.filter, filter_bit(letters))
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
                entry.whole |= JOINS;
            }
        }
        if folded.is_empty() {
            folded.push_str(word);
        }
        let hash = WordHash::of(folded.as_bytes());
        let known = self.entry(hash).copied().unwrap_or_default();
        let old = if stem { known.stem } else { known.whole & !JOINS };
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
            if stem { entry.stem = new } else { entry.whole = entry.whole & JOINS | new }
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
        set_bit(&mut self.known, hash as usize % KNOWN_BITS);
        Some(entry)
    }

    #[inline]
    fn find(&self, hash: u32) -> Option<&Entry> {
        if !has_bit(&self.known, hash as usize % KNOWN_BITS) {
            return None;
        }
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
        let weight = decimal(head.next()?)?;
        let rule = match self.rules.iter().position(|known| *known == id) {
            Some(known) => known,
            None => {
                self.rules.push(id);
                self.rules.len() - 1
            }
        } as u16;
        let (mut elements, mut not_before, mut not_between) = (Vec::new(), None, None);
        let (mut begins_clause, mut gap) = (false, None);
        for word in pattern.split_whitespace() {
            if let Some(set) = word.strip_prefix('!') {
                not_before = Some(self.element(set)?.0);
            } else if let Some(set) = word.strip_prefix('~') {
                not_between = Some(self.element(set)?.0);
            } else if let Ok(count) = word.parse::<u8>() {
                gap = Some(count);
            } else {
                let (anchor, set) = (word.starts_with('*'), word.trim_start_matches('*'));
                let set = set.strip_prefix('^').inspect(|_| begins_clause = true).unwrap_or(set);
                let (of, classes) = self.element(set)?;
                if anchor {
                    self.anchors.union(&classes);
                }
                elements.push(Element { of, gap: gap.take().unwrap_or(GAP) });
            }
        }
        (!elements.is_empty()).then_some(())?;
        self.patterns.push(Pattern { rule, kind, weight, begins_clause, not_before, not_between, elements });
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

    /// The element of that name, known from now on, and its classes.
    fn element(&mut self, alternatives: &'static str) -> Option<(ElementId, Classes)> {
        let classes = self.set(alternatives)?;
        let known = self.elements.iter().position(|known| *known == classes);
        let id = known.unwrap_or_else(|| {
            self.elements.push(classes);
            self.elements.len() - 1
        });
        Some((ElementId::try_from(id).ok()?, classes))
    }

    /// The set of classes of a whole word, given by its hash (0 for none); and whether words of several parts begin so.
    #[inline]
    pub(super) fn word(&self, hash: u32) -> (u16, bool) {
        self.find(hash).map_or((0, false), |entry| (entry.whole & !JOINS, entry.whole & JOINS != 0))
    }

    /// The set of classes of a whole word, given by its hash; 0 for none.
    #[inline]
    pub(super) fn whole(&self, hash: u32) -> u16 {
        self.word(hash).0
    }

    /// The set of classes of the words that begin so (0 for none), if the beginning is known at all.
    #[inline]
    pub(super) fn stem(&self, hash: u32) -> Option<u16> {
        self.find(hash).map(|entry| entry.stem)
    }

    /// Whether a word with this set of classes fits the element.
    #[inline]
    pub(super) fn fits(&self, set: u16, element: ElementId) -> bool {
        self.uses.get(usize::from(set)).is_some_and(|uses| has_bit(&uses.elements, usize::from(element)))
    }

    /// The patterns for each of whose elements there is a word among these.
    pub(super) fn possible(&self, sets: impl Iterator<Item = u16>) -> Possible {
        let mut present = [0; MAX_ELEMENTS / 64];
        let mut possible = [0; MAX_PATTERNS / 64];
        for uses in sets.filter_map(|set| self.uses.get(usize::from(set))) {
            present.iter_mut().zip(&uses.elements).for_each(|(all, some)| *all |= some);
            possible.iter_mut().zip(&uses.begins).for_each(|(all, some)| *all |= some);
        }
        for (block, word) in possible.iter_mut().enumerate() {
            let mut bits = *word;
            while bits != 0 {
                let bit = bits.trailing_zeros() as usize;
                bits &= bits - 1;
                let all = |pattern: &Pattern| pattern.elements.iter().all(|e| has_bit(&present, usize::from(e.of)));
                if !self.patterns.get(block * 64 + bit).is_some_and(all) {
                    *word &= !(1 << bit);
                }
            }
        }
        Possible(possible)
    }

    /// Calls `each` with the possible patterns that may begin with a word of this set of classes, until it says no more.
    #[inline]
    pub(super) fn beginning(&self, set: u16, possible: &Possible, mut each: impl FnMut(&Pattern) -> bool) -> bool {
        let Some(uses) = self.uses.get(usize::from(set)) else { return true };
        for (index, (begins, possible)) in uses.begins.iter().zip(&possible.0).enumerate() {
            let mut bits = begins & possible;
            while bits != 0 {
                let pattern = self.patterns.get(index * 64 + bits.trailing_zeros() as usize);
                bits &= bits - 1;
                if pattern.is_some_and(|pattern| !each(pattern)) {
                    return false;
                }
            }
        }
        true
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

/// A number from 0 to 1 with a few decimals. (The standard library's reader of any number is 16 KB of module.)
fn decimal(written: &str) -> Option<f32> {
    let decimals = written.strip_prefix("0.").filter(|decimals| decimals.len() <= 4)?;
    let whole: u16 = decimals.parse().ok()?;
    Some(f32::from(whole) / 10_u16.pow(decimals.len() as u32) as f32)
}

fn lines(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_files_follow_their_form() {
        assert!(text(WORDS).contains("override: ignore") && text(RULES).contains("direct override_prior"));
        for line in lines(text(WORDS)) {
            assert!(line.split_once(':').is_some_and(|(class, _)| !class.contains(' ')), "{line}");
        }
        let mut lexicon = Lexicon::read(text(WORDS), "").expect("the words can be read");
        for line in lines(text(RULES)) {
            assert!(lexicon.rule(line).is_some(), "{line}");
            assert!(lexicon.patterns.iter().all(|p| p.weight > 0.0 && p.weight < 1.0), "{line}");
        }
        let lexicon = Lexicon::read(text(WORDS), text(RULES)).expect("the files can be read together");
        assert!(lexicon.words.iter().filter(|entry| entry.hash != 0).count() < TABLE / 2);
        assert!(lexicon.sets.len() < usize::from(JOINS));
    }
}
