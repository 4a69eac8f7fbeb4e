//! Splits a text into words, and keeps those that the lexicon knows.
//!
//! Latin words are looked up whole (folded: lower case, no diacritics, no apostrophes), then as beginnings, then with
//! digits read as the letters they resemble (`1gn0r3`). Words of other alphabets are looked up as beginnings. Text in
//! scripts without spaces is searched for known stems wherever they stand.
//! Distances count half words: two for a word, one for a character of a script without spaces.

use super::lexicon::{ADDRESS, JOINT, LEXICON, Lexicon, MAX_WORD, URL, WordHash};
use crate::{normalize::base_letter, text::Span};

/// A word that the lexicon knows.
#[derive(Clone, Copy)]
pub(super) struct Word {
    /// Which set of the lexicon's classes it has.
    pub(super) set: u16,
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
            None if matches!(ch, '\u{430}'..='\u{45F}') => out.push(ch),
            // Of the scripts beyond Latin, these have two cases.
            None if matches!(ch, '\u{370}'..='\u{58F}' | '\u{1F00}'..='\u{1FFF}') => out.extend(ch.to_lowercase()),
            None if ch.is_ascii_digit() || in_word(ch) => out.push(ch),
            None => {}
        },
    }
}

/// Whether a character beyond ASCII belongs to words: letters of every script, and the signs that go with them.
fn in_word(ch: char) -> bool {
    match ch {
        '×' | '÷' | '\u{37E}' | '،' | '؛' | '؟' | '।' | '॥' => false,
        '\u{C0}'..='\u{1FFF}' | '\u{2C00}'..='\u{2DFF}' | '\u{3040}'..='\u{D7FF}' => true,
        '\u{F900}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFE}' => true,
        _ => false,
    }
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

/// Calls `seen` with each word of `text` that the lexicon knows, in order.
pub(super) fn each(text: &str, seen: impl FnMut(Word)) {
    let mut reader = Reader { text, at: 0, position: 0, begins_clause: true, seen, lexicon: &LEXICON };
    reader.run();
}

struct Reader<'t, F> {
    text: &'t str,
    /// Byte of the text.
    at: usize,
    position: u32,
    begins_clause: bool,
    seen: F,
    lexicon: &'static Lexicon,
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
        } else if in_word(ch) {
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
                        .take_while(|b| !b.is_ascii_whitespace() && !matches!(b, b'?' | b'#' | b'&' | b'='))
                        .count();
                    self.emit(self.lexicon.whole(WordHash::of(URL.as_bytes())), start);
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
            self.emit(0, start);
            return;
        };
        let hash = WordHash::new().and(word);
        let (mut set, joins) = self.lexicon.word(hash.finish());
        if joins && let Some(set) = self.compound(hash) {
            return self.emit(set, start);
        }
        if set == 0 && digits && letters {
            if sign == Some(b'@') && bytes.get(self.at) == Some(&b'.') {
                self.at += bytes
                    .get(self.at..)
                    .unwrap_or_default()
                    .iter()
                    .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'))
                    .count();
                set = self.lexicon.whole(WordHash::of(ADDRESS.as_bytes()));
            } else {
                word.iter_mut().for_each(|byte| *byte = leet(*byte));
                set = self.lexicon.whole(WordHash::of(word));
            }
        }
        self.emit(set, start);
    }

    /// The word of several parts (`mot à mot`) that the word just read begins, if all of it follows. The longest counts.
    fn compound(&mut self, mut hash: WordHash) -> Option<u16> {
        let mut best = None;
        let mut rest = self.text.get(self.at..)?.char_indices().peekable();
        let mut folded = String::new();
        while rest.next_if(|(_, ch)| matches!(ch, ' ' | '-')).is_some() {
            hash.push(JOINT as u8);
            let mut end = None;
            while let Some((at, ch)) =
                rest.next_if(|&(_, ch)| ch.is_ascii_alphanumeric() || in_word(ch) || matches!(ch, '\'' | '’'))
            {
                folded.clear();
                fold(ch, &mut folded);
                folded.bytes().for_each(|byte| hash.push(byte));
                end = Some(self.at + at + ch.len_utf8());
                // Beyond Latin a beginning is enough.
                if !ch.is_ascii()
                    && let Some(set) = self.lexicon.stem(hash.finish()).filter(|set| *set != 0)
                {
                    best = Some((set, self.at + at + ch.len_utf8()));
                }
            }
            let end = end?;
            let (set, joins) = self.lexicon.word(hash.finish());
            if set != 0 {
                best = Some((set, end));
            }
            if !joins {
                break;
            }
        }
        let (set, end) = best?;
        self.at = end;
        Some(set)
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
                let set = self.lexicon.whole(WordHash::of(rest.get(..length)?));
                (set != 0).then_some((length, set))
            });
            match longest {
                Some((length, set)) => {
                    self.emit(set, start);
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
            if !(ch.is_ascii_alphanumeric() || in_word(ch)) || unspaced(ch) {
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
            match self.lexicon.stem(hash.finish()) {
                Some(0) => {}
                Some(set) => best = Some((set, count, self.at)),
                None => alive = false,
            }
        }
        if alive
            && self.lexicon.word(hash.finish()).1
            && let Some(set) = self.compound(hash)
        {
            return self.emit(set, start);
        }
        // Short stems would fit too many words: they must be the whole word.
        let set = best.filter(|&(_, letters, end)| letters >= 4 || end == self.at).map_or(0, |(set, ..)| set);
        self.at = self.at.max(start + 1);
        self.emit(set, start);
    }

    /// The longest known stem at this character of a script without spaces, or just the character.
    fn stems(&mut self, first: char) {
        let start = self.at;
        let rest = self.text.get(start..).unwrap_or_default();
        let mut hash = WordHash::new();
        let mut best = None;
        for (offset, ch) in rest.char_indices().take(MAX_WORD / 3) {
            // These scripts have no cases and no diacritics to fold.
            ch.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| hash.push(byte));
            match self.lexicon.stem(hash.finish()) {
                Some(0) => {}
                Some(set) => best = Some((set, offset + ch.len_utf8())),
                None => break,
            }
        }
        let (set, length) = best.unwrap_or((0, first.len_utf8()));
        self.at = start + length;
        self.emit(set, start);
        if set == 0 {
            self.position -= WORD - 1;
        }
    }

    fn emit(&mut self, set: u16, start: usize) {
        let begins_clause = std::mem::take(&mut self.begins_clause);
        if set != 0 {
            let span = Span::new(start, self.at);
            (self.seen)(Word { set, at: self.position, begins_clause, span });
            self.begins_clause = self.lexicon.lead.contains(set);
        }
        self.position += WORD;
    }
}
