//! Words of context: what stands near an identifier and says what it is.
//!
//! Two ways in. A verifier that has found something asks [`near`] about its own few words. The engine, which may have
//! to ask for hundreds of detectors about the same place, compiles all their words into one table and reads each
//! stretch of text at most once, when first asked about it ([`Reader`]); what it finds is one bit per set of words.
//!
//! A word of Latin letters counts as a whole word only, where `_`, `-`, a change from small to capital letters and any
//! other character that is no letter or digit end a word, and a plural `s` does not matter: `card` is in `card_number`,
//! `cardNumber`, `Cards`, not in `discard`. Words of other scripts count anywhere, since many of those put no spaces
//! between words. Between the words of a phrase one or two characters that are no letters may stand.

use super::Words;
use crate::text::Span;

/// How far before an identifier a word of context may start, in bytes: about ten English words.
pub const BEFORE: usize = 72;
/// How far after an identifier a word of context may start, in bytes.
pub const AFTER: usize = 28;

/// Where words of context for an identifier at `span` may start.
pub fn window(text: &str, span: Span) -> Span {
    let start = floor(text, span.start.saturating_sub(BEFORE));
    let end = floor(text, span.end.saturating_add(AFTER).min(text.len()));
    Span::new(start, end.max(span.end))
}

/// The last boundary between characters at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    (0..4).filter_map(|back| at.checked_sub(back)).find(|&at| text.is_char_boundary(at)).unwrap_or_default()
}

/// Whether one of `words` stands near `span`. Costs about a microsecond: for verifiers that have found a structure.
pub fn near(text: &str, span: Span, words: &Words) -> bool {
    let window = window(text, span);
    // Most places are ruled out by their first byte.
    let mut firsts = [0u64; 4];
    for word in words {
        let first = word.as_bytes().first().copied().unwrap_or_default();
        if let Some(bits) = firsts.get_mut(usize::from(first / 64)) {
            *bits |= 1 << (first % 64);
        }
    }
    let mut found = false;
    each_unit(text, window, |at, _, unit| {
        let first = unit.bytes.first().map_or(0, u8::to_ascii_lowercase);
        // The first byte of other letters may be another one in small letters.
        let possible =
            !first.is_ascii() || firsts.get(usize::from(first / 64)).is_some_and(|bits| bits >> (first % 64) & 1 == 1);
        if !found && possible && !(span.start <= at && at < span.end) {
            found = words
                .iter()
                .any(|word| word.as_bytes().first().is_some_and(|b| unit.starts_with(*b)) && spells(text, at, word));
        }
    });
    found
}

/// One place in a text where a word of context could start: a word of Latin letters, or one other character.
#[derive(Clone, Copy)]
struct Unit<'t> {
    bytes: &'t [u8],
}

impl Unit<'_> {
    fn starts_with(&self, byte: u8) -> bool {
        match self.bytes.first() {
            Some(first) => !byte.is_ascii() && !first.is_ascii() || first.to_ascii_lowercase() == byte,
            None => false,
        }
    }

    /// FNV-1a of the unit in lower case, without a plural s.
    fn hash(&self) -> u32 {
        if self.bytes.is_ascii() {
            return hash(self.bytes.iter().map(u8::to_ascii_lowercase));
        }
        let mut buffer = [0; 4];
        let text = std::str::from_utf8(self.bytes).unwrap_or_default();
        let lower = text.chars().flat_map(char::to_lowercase);
        lower.fold(FNV_OFFSET, |state, c| c.encode_utf8(&mut buffer).bytes().fold(state, step))
    }
}

const FNV_OFFSET: u32 = 0x811c_9dc5;

fn step(state: u32, byte: u8) -> u32 {
    (state ^ u32::from(byte)).wrapping_mul(0x0100_0193)
}

fn hash(bytes: impl Iterator<Item = u8>) -> u32 {
    bytes.fold(FNV_OFFSET, step)
}

/// Letters of scripts that put spaces between words and have two cases or none: Latin up to U+024F.
fn is_latin(c: char) -> bool {
    c.is_ascii_alphanumeric() || ('\u{c0}'..='\u{24f}').contains(&c) && c != '\u{d7}' && c != '\u{f7}'
}

/// Calls `unit` for every place in `window` where a word of context could start. A word that began before the window
/// is left out.
fn each_unit<'t>(text: &'t str, window: Span, mut unit: impl FnMut(usize, usize, Unit<'t>)) {
    let mut call = |start: usize, end: usize| {
        if let Some(bytes) = text.as_bytes().get(start..end).filter(|bytes| !bytes.is_empty()) {
            unit(start, end, Unit { bytes });
        }
    };
    let Some(tail) = text.get(window.start..) else { return };
    let cut = text.get(..window.start).and_then(|head| head.chars().next_back()).is_some_and(is_latin);
    let mut word: Option<usize> = None;
    let mut skip = cut;
    let mut last_small = false;
    for (offset, c) in tail.char_indices() {
        let at = window.start + offset;
        let latin = is_latin(c);
        if let Some(start) = word.filter(|_| !latin || c.is_ascii_uppercase() && last_small) {
            call(start, at);
            word = None;
        }
        if at >= window.end && word.is_none() {
            return;
        }
        match latin {
            true if skip => {}
            // A word longer than any in the lists.
            true if word.is_some_and(|start| at - start > 40) => {
                word = None;
                skip = true;
            }
            true => word = word.or(Some(at)),
            false => {
                skip = false;
                if !c.is_ascii() && c.is_alphabetic() {
                    call(at, at + c.len_utf8());
                }
            }
        }
        last_small = c.is_ascii_lowercase();
    }
    if let Some(start) = word {
        call(start, text.len());
    }
}

/// Whether `c`, in lower case, is `found` or its small letter.
fn is_lower_of(c: char, found: char) -> bool {
    match found.is_ascii() {
        true => found.to_ascii_lowercase() == c,
        false => found == c || !c.is_ascii() && found.to_lowercase().eq([c]),
    }
}

/// Whether `word` (in lower case; perhaps a phrase) is spelled from `at` on and ends where a word may end.
pub fn spells(text: &str, at: usize, word: &str) -> bool {
    let Some(tail) = text.get(at..) else { return false };
    let mut rest = tail.chars().peekable();
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
            Some(found) if is_lower_of(c, found) => {}
            _ => return false,
        }
    }
    let latin = word.chars().next_back().is_some_and(is_latin);
    let small = word.ends_with(|c: char| c.is_ascii_lowercase());
    if latin {
        rest.next_if(|c| *c == 's' || *c == 'S');
    }
    match rest.peek() {
        Some(c) if latin => !is_latin(*c) || small && c.is_ascii_uppercase(),
        _ => true,
    }
}

/// The words of many detectors, compiled.
#[derive(Debug, Default)]
pub struct Table {
    entries: Vec<Entry>,
    /// Where the entries of a hash's lowest bits start; one more at the end.
    buckets: Vec<u16>,
    sets: usize,
}

#[derive(Debug)]
struct Entry {
    hash: u32,
    word: &'static str,
    set: u16,
}

const BUCKETS: u32 = 1 << 10;

impl Table {
    /// The table of these sets of words; a set's number is its place in the list.
    pub fn new(sets: &[&'static Words]) -> Self {
        let mut entries = Vec::new();
        for (set, words) in sets.iter().enumerate() {
            for word in words.iter().filter(|word| !word.is_empty()) {
                // Only the first unit is hashed; the whole word is compared when that agrees.
                let mut first = None;
                each_unit(word, Span::new(0, word.len()), |at, _, unit| {
                    if at == 0 {
                        first = first.or(Some(unit.hash()));
                    }
                });
                if let Some(hash) = first {
                    entries.push(Entry { hash, word, set: set as u16 });
                }
            }
        }
        crate::sort::sort_by_key(&mut entries, |entry| (entry.hash % BUCKETS, entry.hash));
        let buckets =
            (0..=BUCKETS).map(|bucket| entries.partition_point(|entry| entry.hash % BUCKETS < bucket) as u16).collect();
        Self { entries, buckets, sets: sets.len() }
    }

    fn entries(&self, hash: u32) -> impl Iterator<Item = &Entry> {
        let range = self.buckets.get((hash % BUCKETS) as usize..).and_then(|rest| rest.first_chunk::<2>());
        let entries = range.and_then(|[start, end]| self.entries.get(usize::from(*start)..usize::from(*end)));
        entries.unwrap_or_default().iter().filter(move |entry| entry.hash == hash)
    }
}

/// Reads one text's words of context, each stretch at most once. Must be asked about places from left to right,
/// more or less: going back further than [`BEFORE`] bytes costs reading again.
pub struct Reader<'s> {
    table: &'s Table,
    text: &'s str,
    /// What has been read: words that start in this span.
    read: Span,
    /// Start, end and set of each word found there, by start.
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
        if self.asked != Some(span) {
            self.ask(span);
        }
        self.answer.get(usize::from(set / 64)).is_some_and(|bits| bits >> (set % 64) & 1 == 1)
    }

    fn ask(&mut self, span: Span) {
        let window = window(self.text, span);
        if window.start < self.read.start || window.start > self.read.end {
            self.hits.clear();
            self.read = Span::new(window.start, window.start);
        }
        if window.end > self.read.end {
            self.read_on(window.end);
        }
        self.answer.iter_mut().for_each(|bits| *bits = 0);
        let from = self.hits.partition_point(|(start, ..)| *start < window.start);
        for (start, end, set) in self.hits.get(from..).unwrap_or_default() {
            if *start >= window.end {
                break;
            }
            // Letters of the identifier itself are no context.
            if (*end <= span.start || *start >= span.end)
                && let Some(bits) = self.answer.get_mut(usize::from(set / 64))
            {
                *bits |= 1 << (set % 64);
            }
        }
        self.asked = Some(span);
    }

    fn read_on(&mut self, end: usize) {
        let (table, text, hits) = (self.table, self.text, &mut self.hits);
        each_unit(text, Span::new(self.read.end, end), |start, end, unit| {
            let mut add = |unit: Unit<'_>| {
                for entry in table.entries(unit.hash()).filter(|entry| spells(text, start, entry.word)) {
                    hits.push((start, end, entry.set));
                }
            };
            add(unit);
            if let Some((b's' | b'S', bytes)) = unit.bytes.split_last() {
                add(Unit { bytes });
            }
        });
        self.read.end = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: &Words = &["card", "social security", "kreditkarte", "número", "steuer-id", "信用卡", "карта", "iban"];

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
            ("cardboard ", false),
            ("social security ", true),
            ("Social-Security no ", true),
            ("socialSecurity ", true),
            ("social insecurity ", false),
            ("Número ", true),
            ("NÚMERO ", true),
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
    fn the_identifier_is_not_its_own_context() {
        let table = Table::new(&[&["iban"]]);
        assert!(!Reader::new(&table, "x IBAN1 y").near(Span::new(2, 7), 0));
        assert!(!near("x IBAN 1 y", Span::new(2, 8), &["iban"]));
    }
}
