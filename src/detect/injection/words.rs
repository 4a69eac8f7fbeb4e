//! Splits a text into words, and keeps those that the lexicon knows.
//!
//! Latin words are looked up whole (folded: lower case, no diacritics, no apostrophes), then as beginnings, then with
//! digits read as the letters they resemble (`1gn0r3`). Words of other alphabets are looked up as beginnings. Text in
//! scripts without spaces is searched for known stems wherever they stand.
//! Distances count half words: two for a word, one for a character of a script without spaces.

use super::lexicon::{ADDRESS, Classes, LEXICON, MAX_WORD, MIN_STEM, URL, WordHash};
use crate::{normalize::base_letter, text::Span};

/// A word of the text.
#[derive(Clone, Copy)]
pub(super) struct Word {
    /// What the lexicon knows of it, if anything.
    pub(super) classes: Option<&'static Classes>,
    /// Of its folded form.
    pub(super) hash: u64,
    /// Where it stands, in half words from the beginning; ends of sentences and lines widen the distance.
    pub(super) at: u32,
    /// Whether a clause may begin here.
    pub(super) begins_clause: bool,
    /// In bytes of the text.
    pub(super) span: Span,
}

const WORD: u32 = 2;
const SENTENCE: u32 = 10;
const LINE: u32 = 2;
const PARAGRAPH: u32 = 12;

/// Appends the folded form of a character: lower case, without diacritics; nothing for apostrophes and marks.
pub(super) fn fold(ch: char, out: &mut String) {
    match ch {
        '\'' | '’' | '‘' | '`' | '-' | '\u{300}'..='\u{36F}' | '\u{64B}'..='\u{65F}' | '\u{591}'..='\u{5C7}' => {}
        '_' => out.push('_'),
        _ => match base_letter(ch) {
            Some(letter) => out.push(char::from(letter)),
            None if ch.is_alphanumeric() || in_word(ch) => out.extend(ch.to_lowercase()),
            None => {}
        },
    }
}

/// Signs that belong to words of Indic and Southeast Asian scripts without being letters.
fn in_word(ch: char) -> bool {
    matches!(ch, '\u{900}'..='\u{963}' | '\u{966}'..='\u{EFF}' | '\u{300}'..='\u{36F}' | '\u{64B}'..='\u{65F}')
}

/// Whether words of the character's script are written without spaces, or with endings grown on (Hangul).
fn unspaced(ch: char) -> bool {
    matches!(ch, '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{3040}'..='\u{30FF}'
        | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' | '\u{F900}'..='\u{FAFF}')
}

/// The letter that a digit or sign is written for.
pub(super) fn leet(byte: u8) -> u8 {
    match byte {
        b'0' => b'o',
        b'1' | b'!' | b'|' => b'i',
        b'3' => b'e',
        b'4' | b'@' => b'a',
        b'5' | b'$' => b's',
        b'7' => b't',
        _ => byte,
    }
}

/// Calls `seen` with each word of `text`, in order.
pub(super) fn each(text: &str, seen: impl FnMut(Word)) {
    let mut reader = Reader { text, at: 0, position: 0, begins_clause: true, seen };
    reader.run();
}

struct Reader<'t, F> {
    text: &'t str,
    /// Byte of the text.
    at: usize,
    position: u32,
    begins_clause: bool,
    seen: F,
}

impl<F: FnMut(Word)> Reader<'_, F> {
    fn run(&mut self) {
        let bytes = self.text.as_bytes();
        while let Some(&byte) = bytes.get(self.at) {
            if byte.is_ascii_alphabetic() || byte.is_ascii_digit() {
                self.latin();
            } else if byte.is_ascii() {
                self.punctuation(byte);
                self.at += 1;
            } else {
                self.beyond_ascii();
            }
        }
    }

    fn punctuation(&mut self, byte: u8) {
        let next = self.text.as_bytes().get(self.at + 1).copied().unwrap_or(b'\n');
        match byte {
            b' ' => return,
            b'\n' => self.position += if next == b'\n' { PARAGRAPH } else { LINE },
            b'.' | b'!' | b'?' | b';' if next.is_ascii_whitespace() => self.position += SENTENCE,
            // An escaped line break, in JSON inside JSON.
            b'\\' if matches!(next, b'n' | b'r' | b't') => {
                self.position += LINE;
                self.at += 1;
            }
            b'@' | b'$' | b'\'' | b'_' | b'/' | b'\t' | b'\r' => return,
            _ => {}
        }
        self.begins_clause = true;
    }

    fn beyond_ascii(&mut self) {
        let Some(ch) = self.text.get(self.at..).and_then(|rest| rest.chars().next()) else {
            self.at += 1;
            return;
        };
        if unspaced(ch) {
            self.stems(ch);
        } else if ch.is_alphabetic() || in_word(ch) {
            if base_letter(ch).is_some() { self.latin() } else { self.alphabetic() }
        } else {
            if matches!(ch, '。' | '！' | '？' | '；' | '।' | '؟' | '…') {
                self.position += SENTENCE;
            }
            self.begins_clause = true;
            self.at += ch.len_utf8();
        }
    }

    /// A word that begins with an ASCII letter or digit, or a Latin letter with diacritics.
    fn latin(&mut self) {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let mut folded = [0u8; MAX_WORD];
        let (mut length, mut digits, mut letters) = (0, false, false);
        let mut sign = None;
        while let Some(&byte) = bytes.get(self.at) {
            let folded_byte = match byte {
                b'a'..=b'z' | b'_' => byte,
                b'A'..=b'Z' => byte | 0x20,
                b'0'..=b'9' => {
                    digits = true;
                    byte
                }
                b'\'' | b'@' | b'$' | b'!' | b'|' => {
                    // Inside a word only: `d0n't`, `p@ssword`, `name@host`.
                    if !bytes.get(self.at + 1).is_some_and(u8::is_ascii_alphanumeric) {
                        break;
                    }
                    self.at += 1;
                    if byte == b'\'' {
                        continue;
                    }
                    digits = true;
                    sign.get_or_insert(byte);
                    if let Some(slot) = folded.get_mut(length) {
                        *slot = byte;
                    }
                    length += 1;
                    continue;
                }
                b':' if bytes.get(self.at..self.at + 3) == Some(b"://") => {
                    self.at += bytes
                        .get(self.at..)
                        .unwrap_or_default()
                        .iter()
                        .take_while(|b| !b.is_ascii_whitespace())
                        .count();
                    let hash = WordHash::of(URL.as_bytes());
                    self.emit(LEXICON.whole(hash), hash, start);
                    return;
                }
                0..=0x7F => break,
                _ => {
                    let Some(ch) = self.text.get(self.at..).and_then(|rest| rest.chars().next()) else { break };
                    let joins = matches!(ch, '’' | '‘' | '\u{300}'..='\u{36F}');
                    let Some(letter) = base_letter(ch) else {
                        if !joins {
                            break;
                        }
                        self.at += ch.len_utf8();
                        continue;
                    };
                    self.at += ch.len_utf8() - 1;
                    letter
                }
            };
            letters |= folded_byte.is_ascii_alphabetic();
            if let Some(slot) = folded.get_mut(length) {
                *slot = folded_byte;
            }
            length += 1;
            self.at += 1;
        }
        if self.at == start {
            self.at += 1;
        }
        if length == 1 && self.spelled(start) {
            return;
        }
        let Some(word) = folded.get_mut(..length) else {
            self.emit(None, 0, start);
            return;
        };
        let mut classes = lookup(word);
        if classes.is_none() && digits && letters {
            if sign == Some(b'@') && bytes.get(self.at) == Some(&b'.') {
                self.at += bytes
                    .get(self.at..)
                    .unwrap_or_default()
                    .iter()
                    .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'))
                    .count();
                classes = LEXICON.whole(WordHash::of(ADDRESS.as_bytes()));
            } else {
                word.iter_mut().for_each(|byte| *byte = leet(*byte));
                classes = lookup(word);
            }
        }
        let hash = WordHash::of(word);
        self.emit(classes, hash, start);
    }

    /// Letters set apart by one sign each (`i g n o r e`, `i-g-n-o-r-e`), read together. Says whether there were any.
    fn spelled(&mut self, start: usize) -> bool {
        /// Initials and variables come in twos and threes.
        const FEWEST: usize = 5;
        /// The longest run read together, in letters.
        const MOST: usize = 256;
        let bytes = self.text.as_bytes();
        let mut letters = Vec::new();
        let mut end = start;
        while let Some((letter, rest)) = bytes.get(end..).and_then(<[u8]>::split_first) {
            let alone = !rest.first().is_some_and(u8::is_ascii_alphanumeric);
            if !letter.is_ascii_alphanumeric() || !alone || letters.len() >= MOST {
                break;
            }
            letters.push(leet(letter.to_ascii_lowercase()));
            end += 2;
        }
        if letters.len() < FEWEST {
            return false;
        }
        self.at = (end - 1).min(bytes.len());
        // Where words are not set apart from each other they are cut at the longest known one.
        let mut rest = letters.as_slice();
        while !rest.is_empty() {
            let longest = (2..=rest.len().min(MAX_WORD)).rev().find_map(|length| {
                let classes = rest.get(..length).and_then(|word| LEXICON.whole(WordHash::of(word)))?;
                (!classes.is_empty()).then_some((length, classes))
            });
            match longest {
                Some((length, classes)) => {
                    self.emit(Some(classes), 0, start);
                    rest = rest.get(length..).unwrap_or_default();
                }
                None => rest = rest.get(1..).unwrap_or_default(),
            }
        }
        true
    }

    /// A word of an alphabet other than Latin: its longest known beginning.
    fn alphabetic(&mut self) {
        let start = self.at;
        let rest = self.text.get(start..).unwrap_or_default();
        let mut hash = WordHash::new();
        let (mut best, mut alive, mut count) = (None, true, 0);
        let mut folded = String::new();
        for ch in rest.chars() {
            if !(ch.is_alphanumeric() || in_word(ch)) || unspaced(ch) {
                break;
            }
            self.at += ch.len_utf8();
            if !alive {
                continue;
            }
            folded.clear();
            fold(ch, &mut folded);
            folded.bytes().for_each(|byte| hash.push(byte));
            count += 1;
            match LEXICON.stem(hash.finish()) {
                Some((classes, true)) => best = Some((classes, count, self.at)),
                Some(_) => {}
                None => alive = false,
            }
        }
        // Short stems would fit too many words: they must be the whole word.
        let classes = best.filter(|&(_, letters, end)| letters >= 4 || end == self.at).map(|(classes, ..)| classes);
        self.at = self.at.max(start + 1);
        let hash = WordHash::of(self.text.as_bytes().get(start..self.at).unwrap_or_default());
        self.emit(classes, hash, start);
    }

    /// The longest known stem at this character of a script without spaces, or just the character.
    fn stems(&mut self, first: char) {
        let start = self.at;
        let rest = self.text.get(start..).unwrap_or_default();
        let mut hash = WordHash::new();
        let mut best = None;
        let mut folded = String::new();
        for (offset, ch) in rest.char_indices().take(MAX_WORD / 3) {
            folded.clear();
            fold(ch, &mut folded);
            folded.bytes().for_each(|byte| hash.push(byte));
            match LEXICON.stem(hash.finish()) {
                Some((classes, true)) => best = Some((classes, offset + ch.len_utf8())),
                Some(_) => {}
                None => break,
            }
        }
        let length = best.map_or(first.len_utf8(), |(_, length)| length);
        self.at = start + length;
        let hash = WordHash::of(rest.as_bytes().get(..length).unwrap_or_default());
        self.emit(best.map(|(classes, _)| classes), hash, start);
        if best.is_none() {
            self.position -= WORD - 1;
        }
    }

    fn emit(&mut self, classes: Option<&'static Classes>, hash: u64, start: usize) {
        let begins_clause = std::mem::take(&mut self.begins_clause);
        let span = Span::new(start, self.at);
        (self.seen)(Word { classes, hash, at: self.position, begins_clause, span });
        self.begins_clause = classes.is_some_and(|classes| classes.intersects(&LEXICON.lead));
        self.position += WORD;
    }
}

/// The classes of a folded Latin word: as a whole, or of its longest known beginning.
pub(super) fn lookup(word: &[u8]) -> Option<&'static Classes> {
    if let Some(classes) = LEXICON.whole(WordHash::of(word)).filter(|classes| !classes.is_empty()) {
        return Some(classes);
    }
    if !word.first().is_some_and(|letter| LEXICON.stem_may_start(*letter)) {
        return None;
    }
    let mut hash = WordHash::new();
    let mut best = None;
    for (index, &byte) in word.iter().enumerate() {
        hash.push(byte);
        if index + 1 >= MIN_STEM {
            if let Some((classes, true)) = LEXICON.stem(hash.finish()) {
                best = Some(classes);
            }
        }
    }
    best
}
