//! Words of context: what stands near an identifier and says what it is.
//!
//! Two ways in. A verifier that has found something asks [`near`] about its own few words. The engine, which may have
//! to ask for hundreds of detectors about the same place, compiles all their words into one table and reads each
//! stretch of text at most once, when first asked about it ([`Reader`]); what it finds is one bit per set of words.
//!
//! A word of Latin letters counts as a whole word only, where `_`, `-`, a change from small to capital letters and any
//! other character that is no letter or digit end a word, and a plural `s` does not matter: `card` is in `card_number`,
//! `cardNumber`, `Cards`, not in `discard`. The marks on its letters may be missing, as they are in the names of fields:
//! `numéro fiscal` is in `numeroFiscal`. Words of other scripts count anywhere, since many of those put no spaces
//! between words. Between the words of a phrase one or two characters that are no letters may stand.

use super::Words;
use super::block::{BLOCK, Classes, padded};
use crate::text::Span;
use std::borrow::Cow;

/// How far before an identifier a word of context may start, in bytes: about ten English words.
pub const BEFORE: usize = 72;
/// How far after an identifier a word of context may start, in bytes.
pub const AFTER: usize = 28;

/// Where words of context for an identifier at `span` may start.
pub fn window(text: &str, span: Span) -> Span {
    let start = text.floor_char_boundary(span.start.saturating_sub(BEFORE));
    let end = text.floor_char_boundary(span.end.saturating_add(AFTER));
    Span::new(start, end.max(span.end))
}

/// Whether one of `words` stands near `span`. Costs about a microsecond: for verifiers that have found a structure.
pub fn near(text: &str, span: Span, words: &Words) -> bool {
    /// A place is compared with the words whose first letter is of its class alone: one for each character of ASCII.
    const CLASSES: usize = 128;
    const WORDS: usize = u64::BITS as usize;
    let class = |first: char| first as usize % CLASSES;
    // For each class, which words begin so, one bit for each; those beyond 64 share bits.
    let mut begins = [0u64; CLASSES];
    for (i, word) in words.iter().enumerate() {
        for first in firsts_of(word) {
            if let Some(bits) = begins.get_mut(class(first)) {
                *bits |= 1 << (i % WORDS);
            }
        }
    }
    let mut found = false;
    each_start(text.as_bytes(), window(text, span), |at, key| {
        let first = key as u8;
        let first = match first.is_ascii() {
            true => char::from(first),
            false => text.get(at..).and_then(|rest| rest.chars().next()).map_or(' ', small),
        };
        let mut maybe = begins.get(class(first)).copied().unwrap_or_default();
        while maybe != 0 && !found && !(span.start <= at && at < span.end) {
            let i = maybe.trailing_zeros() as usize;
            maybe &= maybe - 1;
            found = words.iter().skip(i).step_by(WORDS).any(|word| spells(text, at, word));
        }
    });
    found
}

/// Letters of scripts that put spaces between words and have two cases or none: Latin up to U+027F.
fn is_latin(c: char) -> bool {
    c.is_ascii_alphanumeric() || ('\u{c0}'..='\u{27f}').contains(&c) && c != '\u{d7}' && c != '\u{f7}'
}

/// Whether a byte is one of a word of Latin letters, or of its letters of two bytes: U+00C0 to U+027F.
#[inline(always)]
fn in_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, 0x80..=0xbf | 0xc3..=0xc9)
}

/// Most bytes of a [key](each_start).
const KEY: usize = 4;
/// How many places of a block are dealt with: those whose keys lie in it.
const STEP: usize = BLOCK + 1 - KEY;

/// Calls `start` for every place in `window` where a word of context could start (a word of Latin letters, or any one
/// character of another script) with its *key*: its first bytes, four at most, with bit 5 set in each.
pub fn each_start(text: &[u8], window: Span, mut start: impl FnMut(usize, u32)) {
    // What stands before: a character, of which only the first byte says whether it is Latin.
    let head = text.get(..window.start).unwrap_or_default();
    let before = head.iter().rev().take(4).copied().find(|b| !is_continuation(*b)).unwrap_or(b' ');
    let (mut word, mut small, mut latin) = (in_word(before), before.is_ascii_lowercase(), false);
    for at in (window.start..window.end).step_by(STEP) {
        let rest = text.get(at..).unwrap_or_default();
        let end;
        let block: &[u8; BLOCK] = match rest.first_chunk() {
            Some(block) => block,
            None => {
                end = padded(rest);
                &end
            }
        };
        let classes = Classes::of(block);
        // What stands before each byte.
        let after = |mask: u64, before: bool| mask << 1 | u64::from(before);
        let second = classes.continuations & after(classes.latin, latin);
        let words = classes.alphanumeric() | classes.latin | second;
        let firsts = words & !second & !after(words, word) | classes.capitals() & after(classes.small, small);
        let others = classes.leads & !classes.latin;
        let goes_on = words & !firsts | classes.continuations & !second;
        let mut starts = firsts | others;
        let count = (window.end - at).min(STEP);
        starts &= u64::MAX >> (BLOCK - count);
        while starts != 0 {
            let i = starts.trailing_zeros() as usize;
            starts &= starts - 1;
            let bytes = block.get(i..).and_then(|rest| rest.first_chunk()).copied().unwrap_or_default();
            let len = 1 + (goes_on >> i >> 1).trailing_ones().min(KEY as u32 - 1);
            start(at + i, key(bytes, len));
        }
        let last = |mask: u64| mask >> (STEP - 1) & 1 == 1;
        (word, small, latin) = (last(words), last(classes.small), last(classes.latin));
    }
}

/// Whether a byte goes on with a character of several bytes.
#[inline(always)]
fn is_continuation(byte: u8) -> bool {
    byte & 0xc0 == 0x80
}

/// The first `len` of four bytes, each with bit 5 set, which makes letters small.
#[inline(always)]
fn key(bytes: [u8; KEY], len: u32) -> u32 {
    (u32::from_le_bytes(bytes) | 0x2020_2020) & u32::MAX >> (u32::BITS - 8 * len)
}

/// The key of the word that a text begins with.
fn first_key(text: &str) -> u32 {
    let mut first = None;
    each_start(text.as_bytes(), Span::new(0, text.len().min(1)), |_, key| first = Some(key));
    first.unwrap_or_default()
}

/// Shortest word, in bytes, that counts without the marks on its letters too: `ič` would be `ic` otherwise.
const UNMARKED: usize = 5;

/// The first letter of a word, with and without its mark.
fn firsts_of(word: &str) -> [char; 2] {
    let first = word.chars().next().unwrap_or_default();
    [first, if first.is_ascii() || word.len() < UNMARKED { first } else { bare(first) }]
}

/// A word of Latin letters without the marks on them, if it is long enough to be told from others so.
fn unmarked(word: &str) -> Cow<'_, str> {
    match word.len() < UNMARKED || word.is_ascii() {
        true => Cow::Borrowed(word),
        false => Cow::Owned(word.chars().map(bare).collect()),
    }
}

/// A small Latin letter without its mark, another character as it is.
fn bare(c: char) -> char {
    match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ạ'..='ặ' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'ď' | 'đ' | 'ð' => 'd',
        'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' | 'ẹ'..='ệ' => 'e',
        'ğ' | 'ģ' => 'g',
        'ì'..='ï' | 'ī' | 'į' | 'ı' | 'ỉ'..='ị' => 'i',
        'ķ' => 'k',
        'ĺ' | 'ļ' | 'ľ' | 'ł' => 'l',
        'ñ' | 'ń' | 'ņ' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ő' | 'ơ' | 'ọ'..='ợ' => 'o',
        'ŕ' | 'ř' => 'r',
        'ś' | 'ş' | 'š' | 'ș' => 's',
        'ţ' | 'ť' | 'ț' => 't',
        'ù'..='ü' | 'ū' | 'ů' | 'ű' | 'ų' | 'ư' | 'ụ'..='ự' => 'u',
        'ý' | 'ÿ' | 'ỳ'..='ỹ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        other => other,
    }
}

/// The small letter of one outside ASCII, as far as its script has any words.
fn small(c: char) -> char {
    if c < '\u{2000}' { c.to_lowercase().next().unwrap_or(c) } else { c }
}

/// Whether `c`, in lower case, is `found` or its small letter.
fn is_lower_of(c: char, found: char) -> bool {
    match found.is_ascii() {
        true => found.to_ascii_lowercase() == c,
        // Beyond, hardly a script has capitals, and none of the words' does.
        false => found == c || !c.is_ascii() && found < '\u{2000}' && found.to_lowercase().eq([c]),
    }
}

/// Whether `word` (in lower case; perhaps a phrase) is spelled from `at` on and ends where a word may end.
pub fn spells(text: &str, at: usize, word: &str) -> bool {
    // Most words differ in a letter or two of ASCII.
    let plain = word.bytes().take_while(u8::is_ascii_alphanumeric);
    let there = text.as_bytes().get(at..).unwrap_or_default();
    if plain.zip(there).any(|(letter, found)| letter != found.to_ascii_lowercase()) {
        return false;
    }
    let Some(tail) = text.get(at..) else { return false };
    let mut rest = tail.chars().peekable();
    let mut last = ' ';
    for c in word.chars() {
        if c == ' ' || c == '-' || c == '_' {
            // One or two characters between the words of a phrase, or none where the case changes.
            let between = (0..2).filter(|_| rest.next_if(|c| !c.is_alphanumeric() && *c != '\n').is_some()).count();
            if between == 0 && !rest.peek().is_some_and(char::is_ascii_uppercase) {
                return false;
            }
            continue;
        }
        match rest.next() {
            Some(found) if is_lower_of(c, found) => last = found,
            Some(found) if word.len() >= UNMARKED && !c.is_ascii() && is_lower_of(bare(c), found) => last = found,
            _ => return false,
        }
    }
    let latin = word.chars().next_back().is_some_and(is_latin);
    if latin {
        rest.next_if(|c| *c == 's' || *c == 'S');
    }
    match rest.peek() {
        Some(c) if latin => !is_latin(*c) || last.is_ascii_lowercase() && c.is_ascii_uppercase(),
        _ => true,
    }
}

/// Whether the word right before a number may be one of a few: a filter for verifiers that see every number of a text.
///
/// Made at compile time; one bit for each of 1,024 hashes of the words and of their last two bytes, small or capital.
pub struct Ends([u64; 16]);

impl Ends {
    /// The filter for these words, or for the last word of each where they are phrases; a blank at the end is none of
    /// theirs. Where a word ends in a letter outside ASCII, its capital counts only if it is in the list.
    pub const fn of(lists: &[&[&str]]) -> Self {
        let mut bits = [0; 16];
        let mut lists = lists;
        while let [words, more @ ..] = lists {
            let mut words = *words;
            while let [word, more @ ..] = words {
                let bytes = match word.as_bytes() {
                    [word @ .., b' '] | word => word,
                };
                if let [.., a, b] = bytes {
                    bits = with(with(bits, pair(*a, *b)), last_word(bytes).1);
                }
                words = more;
            }
            lists = more;
        }
        Self(bits)
    }

    /// Whether one of them may be the last word of `text`.
    pub fn may_end(&self, text: &[u8]) -> bool {
        let [.., a, b] = text else { return false };
        if !has(&self.0, pair(*a, *b)) || !b.is_ascii() {
            return has(&self.0, pair(*a, *b));
        }
        let (len, hash) = last_word(text);
        // What goes on before it in another script is not hashed.
        let plain = text.len().checked_sub(len + 1).and_then(|at| text.get(at)).is_none_or(u8::is_ascii);
        len > 0 && (!plain || has(&self.0, hash))
    }
}

/// Whether what stands right after a number may begin as one of a few words do: the same for their first three bytes.
pub struct Starts([u64; 16]);

impl Starts {
    /// The filter for these words, of at least three bytes: a shorter one does not compile.
    pub const fn of(words: &[&str]) -> Self {
        Self([0; 16]).or(words)
    }

    /// The filter for these words, too.
    pub const fn or(self, words: &[&str]) -> Self {
        let (mut starts, mut words) = (self, words);
        while let [word, more @ ..] = words {
            (starts, words) = (starts.and(word), more);
        }
        starts
    }

    /// The filter for one word more.
    pub const fn and(self, word: &str) -> Self {
        assert!(word.len() > 2, "a filter of three bytes");
        match word.as_bytes() {
            [a, b, c, ..] => Self(with(self.0, triple(*a, *b, *c))),
            _ => self,
        }
    }

    /// Whether one of them may be what `text` starts with.
    #[inline]
    pub fn may_start(&self, text: &[u8]) -> bool {
        matches!(text, [a, b, c, ..] if has(&self.0, triple(*a, *b, *c)))
    }
}

#[allow(clippy::indexing_slicing)] // Run by the compiler only.
const fn with(mut bits: [u64; 16], hash: usize) -> [u64; 16] {
    bits[hash / 64 % 16] |= 1 << (hash % 64);
    bits
}

#[inline]
fn has(bits: &[u64; 16], hash: usize) -> bool {
    bits.get(hash / 64).is_some_and(|bits| bits >> (hash % 64) & 1 == 1)
}

const fn pair(a: u8, b: u8) -> usize {
    ((a & 31) as usize) << 5 | (b & 31) as usize
}

const fn triple(a: u8, b: u8, c: u8) -> usize {
    (pair(a, b) ^ ((c & 31) as usize * 73)) & 1023
}

/// The length and a hash of the word of ASCII letters at the end: of its first and last letter, and the length.
const fn last_word(text: &[u8]) -> (usize, usize) {
    let (mut len, mut first, mut last) = (0, 0, 0);
    let mut rest = text;
    while let [more @ .., letter @ (b'a'..=b'z' | b'A'..=b'Z' | b'\'')] = rest
        && len < 32
    {
        last = if len == 0 { *letter } else { last };
        (len, first, rest) = (len + 1, *letter, more);
    }
    (len, (pair(first, last) ^ (len * 73)) & 1023)
}

/// The words of many detectors, compiled.
///
/// A word is found by the [key](each_start) it starts with: a filter of one bit for each hash turns away nearly every
/// word of a text.
#[derive(Debug)]
pub struct Table {
    filter: Box<[u64; 1 << (FILTER_BITS - 6)]>,
    /// For each slot, where its entries start in `entries`; one more at the end.
    slots: Vec<u16>,
    entries: Vec<Entry>,
    words: Vec<Word>,
    sets: usize,
}

/// log2 of the number of bits in the filter. With 2,000 words 10% of them are set.
const FILTER_BITS: u32 = 14;
/// log2 of the number of slots for entries.
const SLOT_BITS: u32 = 11;

/// A key and a word that begins with it, by the key's hash.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Entry {
    bit: u16,
    key: u32,
    word: u16,
}

/// A word and the sets that hold it.
#[derive(Debug)]
struct Word {
    word: &'static str,
    sets: Vec<u16>,
}

impl Table {
    /// The table of these sets of words; a set's number is its place in the list.
    pub fn new(sets: &[&'static Words]) -> Self {
        let mut pairs: Vec<(&'static str, u16)> =
            (0..).zip(sets).flat_map(|(set, words)| words.iter().map(move |word| (*word, set))).collect();
        crate::sort::sort(&mut pairs);
        pairs.dedup();
        let of_word = pairs.chunk_by(|(a, _), (b, _)| a == b);
        let words: Vec<Word> = of_word
            .filter_map(|same| Some(Word { word: same.first()?.0, sets: same.iter().map(|(_, set)| *set).collect() }))
            .collect();
        let mut filter = Box::new([0; 1 << (FILTER_BITS - 6)]);
        let mut entries = Vec::new();
        for (i, Word { word, .. }) in words.iter().enumerate() {
            // Letters outside ASCII count in small letters, in capitals, or with one capital in front.
            let mut rest = word.chars();
            let title: String = rest.next().into_iter().flat_map(char::to_uppercase).chain(rest).collect();
            for spelling in [(*word).to_owned(), word.to_uppercase(), title, unmarked(word).into_owned()] {
                let key = first_key(&spelling);
                // A short word may have a plural s among its first four bytes.
                let shift = u32::BITS - (key.leading_zeros() & !7);
                let plural = key | u32::from(b's').checked_shl(shift).unwrap_or_default();
                entries.extend([key, plural].map(|key| Entry { bit: bit(key), key, word: i as u16 }));
            }
        }
        crate::sort::sort(&mut entries);
        entries.dedup();
        for Entry { bit, .. } in &entries {
            if let Some(bits) = filter.get_mut(usize::from(bit / 64)) {
                *bits |= 1 << (bit % 64);
            }
        }
        let slots =
            (0..=1u16 << SLOT_BITS).map(|at| entries.partition_point(|entry| slot(entry.bit) < at) as u16).collect();
        Self { filter, slots, entries, words, sets: sets.len() }
    }

    /// The words that start with `key`.
    #[inline]
    fn words(&self, key: u32) -> impl Iterator<Item = (u16, &Word)> {
        let bit = bit(key);
        let any = self.filter.get(usize::from(bit / 64)).is_some_and(|bits| bits >> (bit % 64) & 1 == 1);
        let slot = usize::from(slot(bit));
        let range = match self.slots.get(slot..).and_then(|rest| rest.first_chunk::<2>()) {
            Some(&[start, end]) if any => usize::from(start)..usize::from(end),
            _ => 0..0,
        };
        let entries = self.entries.get(range).unwrap_or_default().iter();
        entries
            .filter(move |entry| entry.key == key)
            .filter_map(|entry| Some((entry.word, self.words.get(usize::from(entry.word))?)))
    }
}

fn bit(key: u32) -> u16 {
    (key.wrapping_mul(0x9e37_79b1) >> (u32::BITS - FILTER_BITS)) as u16
}

/// Entries of neighbouring bits share a slot.
fn slot(bit: u16) -> u16 {
    bit >> (FILTER_BITS - SLOT_BITS)
}

/// Reads one text's words of context, each stretch at most once. Must be asked about places from left to right,
/// more or less: going back further than [`BEFORE`] bytes costs reading again.
pub struct Reader<'s> {
    table: &'s Table,
    text: &'s str,
    /// What has been read: words that start in this span.
    read: Span,
    /// Start, end of the first word, and number of each word or phrase found there, by start.
    hits: Vec<(usize, usize, u16)>,
    /// The last answer: for which span, one bit for each set.
    asked: Option<Span>,
    answer: Vec<u64>,
}

impl<'s> Reader<'s> {
    /// A reader that has read nothing.
    pub fn new(table: &'s Table, text: &'s str) -> Self {
        Self {
            table,
            text,
            read: Span::default(),
            hits: Vec::new(),
            asked: None,
            answer: vec![0; table.sets.div_ceil(64)],
        }
    }

    /// Whether a word of `set` stands near `span`.
    pub fn near(&mut self, span: Span, set: u16) -> bool {
        self.sets(span).get(usize::from(set / 64)).is_some_and(|bits| bits >> (set % 64) & 1 == 1)
    }

    /// The sets of which a word stands near `span`, one bit for each; nothing where there is none.
    pub fn sets(&mut self, span: Span) -> &[u64] {
        if self.asked != Some(span) {
            self.ask(span);
            self.asked = Some(span);
        }
        &self.answer
    }

    /// Whether a word of any set stands near `span`, or in it.
    pub fn any(&mut self, span: Span) -> bool {
        let window = self.read(span);
        self.hits.iter().rev().take_while(|(start, ..)| *start >= window.start).any(|(start, ..)| *start < window.end)
    }

    /// Reads what stands near `span`, and says where that is.
    fn read(&mut self, span: Span) -> Span {
        let window = window(self.text, span);
        if window.start < self.read.start || window.start > self.read.end {
            self.hits.clear();
            self.read = Span::new(window.start, window.start);
        }
        if window.end > self.read.end {
            self.read_on(window.end);
        }
        window
    }

    fn ask(&mut self, span: Span) {
        let window = self.read(span);
        self.answer.fill(0);
        let from = self.hits.partition_point(|(start, ..)| *start < window.start);
        for (start, end, word) in self.hits.get(from..).unwrap_or_default() {
            if *start >= window.end {
                break;
            }
            // Letters of the identifier itself are no context.
            if *end <= span.start || *start >= span.end {
                for set in self.table.words.get(usize::from(*word)).into_iter().flat_map(|word| &word.sets) {
                    if let Some(bits) = self.answer.get_mut(usize::from(set / 64)) {
                        *bits |= 1 << (set % 64);
                    }
                }
            }
        }
    }

    fn read_on(&mut self, end: usize) {
        let (table, text, hits) = (self.table, self.text, &mut self.hits);
        let bytes = text.as_bytes();
        each_start(bytes, Span::new(self.read.end, end), |start, key| {
            for (i, word) in table.words(key) {
                if spells(text, start, word.word) {
                    hits.push((start, word_end(bytes, start), i));
                }
            }
        });
        self.read.end = end;
    }
}

/// Where the word ends that starts at `start`.
fn word_end(text: &[u8], start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    let first = usize::from(!rest.first().copied().is_some_and(in_word));
    let goes_on = |[a, b]: &&[u8; 2]| match first {
        0 => in_word(*b) && !(a.is_ascii_lowercase() && b.is_ascii_uppercase()),
        _ => is_continuation(*b),
    };
    start + 1 + rest.array_windows::<2>().take_while(goes_on).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: &Words =
        &["card", "social security", "kreditkarte", "número", "steuer-id", "信用卡", "карта", "iban", "účet", "rč"];

    #[test]
    fn words_count_where_a_word_may_stand() {
        let cases = [
            ("my card ", true),
            ("cards: ", true),
            ("card_number ", true),
            ("cardNumber=", true),
            ("creditCard ", true),
            ("CARD ", true),
            ("discard ", false),
            ("CARDBOARD ", false),
            ("cardboard ", false),
            ("social security ", true),
            ("Social-Security no ", true),
            ("socialSecurity ", true),
            ("social insecurity ", false),
            ("Número ", true),
            ("NÚMERO ", true),
            ("numero_de ", true),
            ("Ucet: ", true),
            ("rc ", false),
            ("Steuer-ID ", true),
            ("我的信用卡号", true),
            ("КАРТА ", true),
            ("card xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx ", false),
            ("", false),
        ];
        let table = Table::new(&[&["nothing"], WORDS]);
        for (before, expected) in cases {
            for (text, span) in [
                (format!("{before}12345 and so on"), Span::new(before.len(), before.len() + 5)),
                (format!("12345 {before}"), Span::new(0, 5)),
            ] {
                if span.start == 0 && before.len() > AFTER {
                    continue;
                }
                assert_eq!(near(&text, span, WORDS), expected, "near: {text}");
                let mut reader = Reader::new(&table, &text);
                assert_eq!(reader.near(span, 1), expected, "reader: {text}");
                assert!(!reader.near(span, 0), "{text}");
            }
        }
    }

    #[test]
    fn the_reader_agrees_with_near_everywhere() {
        let text = "Card no. 1 of Mr Müller, IBAN below. ".repeat(9) + &"信用卡 карта número, discards ".repeat(7);
        let table = Table::new(&[WORDS]);
        let mut reader = Reader::new(&table, &text);
        let mut seen = [0; 2];
        for at in (0..text.len()).filter(|&at| text.is_char_boundary(at)) {
            let span = Span::new(at, at);
            let expected = near(&text, span, WORDS);
            assert_eq!(reader.near(span, 0), expected, "at byte {at}");
            seen[usize::from(expected)] += 1;
        }
        assert!(seen[1] > 100, "{seen:?}");
        let blank = " ".repeat(300);
        assert!(!Reader::new(&table, &blank).near(Span::new(200, 210), 0));
    }

    #[test]
    fn filters_of_words_beside_a_number_let_those_words_pass() {
        const ENDS: Ends = Ends::of(&[&["age", "he was ", "i'm "], &["età", "年龄"]]);
        for text in ["Age", "the AGE", "he was", "I'm", "età", "他的年龄", ""] {
            assert_eq!(ENDS.may_end(text.as_bytes()), !text.is_empty(), "{text}");
        }
        const STARTS: Starts = Starts::of(&["years old", "岁"]).and("ans");
        for text in ["years old", "YEARS", "岁了", "ans", "an", ""] {
            assert_eq!(STARTS.may_start(text.as_bytes()), text.len() > 2, "{text}");
        }
        let others = ["of", "page", "step", "in", "chapter", "figure", "about", "number", "table", "than"];
        let passed = others.iter().filter(|word| ENDS.may_end(word.as_bytes()) || STARTS.may_start(word.as_bytes()));
        assert!(passed.count() < 3);
    }

    #[test]
    fn the_identifier_is_not_its_own_context() {
        let table = Table::new(&[&["iban"]]);
        assert!(!Reader::new(&table, "x IBAN1 y").near(Span::new(2, 7), 0));
        assert!(!near("x IBAN 1 y", Span::new(2, 8), &["iban"]));
    }
}
