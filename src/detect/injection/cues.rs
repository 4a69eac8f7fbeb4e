//! The first look at a text: where is a word without which no rule can fit?
//!
//! Eight bytes at a time: a mask of the letters among them gives the beginnings of words, and the first eight letters
//! of each are looked up in a filter of bits. What passes is looked up as a whole word. Around what is left the text
//! is read properly; the rest, nearly all of ordinary text, costs no more than this look.
//! Letters beyond ASCII, digits between letters (`1gn0r3`) and letters set apart (`i g n o r e`) are read properly, too.

use super::{
    lexicon::{JOINT, LEXICON, Lexicon, MAX_WORD, WordHash},
    words::leet,
};
use crate::text::Span;

/// So many bytes before and after a cue are read: more than any pattern spans.
const REACH: usize = 160;
const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// The parts of a text in which a rule may fit, in order, not overlapping.
pub(super) fn neighbourhoods(text: &str) -> Vec<Span> {
    let (bytes, lexicon) = (text.as_bytes(), &*LEXICON);
    let mut near: Vec<Span> = Vec::new();
    let mut mark = |from: usize, to: usize| {
        let (start, end) = (from.saturating_sub(REACH), (to + REACH).min(bytes.len()));
        match near.last_mut().filter(|last| last.end >= start) {
            Some(last) => last.end = last.end.max(end),
            None => near.push(Span::new(start, end)),
        }
    };
    let (mut letter_before, mut digit_before) = (false, false);
    // Up to where words with digits in them have been looked at.
    let mut done = 0;
    let (chunks, _) = bytes.as_chunks::<8>();
    let tail = chunks.len() * 8;
    let mut last = [b' '; 8];
    last.iter_mut().zip(bytes.iter().skip(tail)).for_each(|(slot, byte)| *slot = *byte);
    for (index, chunk) in chunks.iter().chain(std::iter::once(&last)).enumerate() {
        let at = index * 8;
        let eight = u64::from_le_bytes(*chunk);
        let letters = letters(eight);
        if eight & HIGH != 0 {
            // A letter, or punctuation and pictures (U+2000 to U+2FFF, U+F000 on)?
            let foreign = |byte: &u8| matches!(byte, 0xC3..=0xE1 | 0xE3..=0xED);
            if let Some(first) = chunk.iter().position(foreign) {
                mark(at + first, at + 8);
            }
        }
        // What the letter or digit before the first byte means for it.
        let digits = digits(eight);
        let after = (letters << 8) | if letter_before { 0x80 } else { 0 };
        let after_digit = (digits << 8) | if digit_before { 0x80 } else { 0 };
        (letter_before, digit_before) = (letters >> 63 == 1, digits >> 63 == 1);
        let mut starts = letters & !after & !after_digit;
        let digits_inside = digits & after;
        let inside = at + (digits_inside.trailing_zeros() as usize / 8).min(7);
        if letters == 0x0080_0080_0080_0080 || letters == 0x8000_8000_8000_8000 {
            mark(at, at + 8);
        } else if digits_inside != 0 && inside >= done {
            let before = bytes.get(done.max(inside.saturating_sub(MAX_WORD))..inside).unwrap_or_default();
            let start = inside - before.iter().rev().take_while(|b| b.is_ascii_alphanumeric()).count();
            let rest = bytes.get(inside..).unwrap_or_default();
            // Each word is looked at once, however long; keys and data are longer than words.
            done = inside + rest.iter().take_while(|b| b.is_ascii_alphanumeric()).count();
            if done - start <= MAX_WORD && is_cue(lexicon, bytes, start, true) {
                mark(start, done);
            }
        }
        while starts != 0 {
            let start = at + starts.trailing_zeros() as usize / 8;
            starts &= starts - 1;
            if lexicon.may_begin(first_letters(bytes, start)) && is_cue(lexicon, bytes, start, false) {
                mark(start, start + 4);
            }
        }
    }
    // Whole characters, and whole words where that is near.
    for span in &mut near {
        let blank = bytes.get(span.start..).unwrap_or_default().iter().take(MAX_WORD).position(u8::is_ascii_whitespace);
        if span.start > 0 {
            span.start += blank.unwrap_or(0);
        }
        while !text.is_char_boundary(span.start) {
            span.start += 1;
        }
        while !text.is_char_boundary(span.end) {
            span.end += 1;
        }
    }
    near
}

/// The first letters of the word that starts here, eight at most, in lower case; zero after the last.
#[inline]
fn first_letters(bytes: &[u8], start: usize) -> u64 {
    let eight = bytes.get(start..start + 8).and_then(|eight| <[u8; 8]>::try_from(eight).ok());
    let eight = u64::from_le_bytes(eight.unwrap_or_else(|| {
        let mut padded = [0; 8];
        padded.iter_mut().zip(bytes.iter().skip(start)).for_each(|(slot, byte)| *slot = *byte);
        padded
    }));
    let others = !letters(eight) & HIGH;
    // All bits below the first byte that is no letter.
    let before = if others == 0 { u64::MAX } else { (1 << (others.trailing_zeros() & !7)) - 1 };
    (eight | (ONES * 0x20)) & before
}

/// The high bit of each byte that is an ASCII letter.
#[inline]
fn letters(eight: u64) -> u64 {
    let low = (eight | (ONES * 0x20)) & !HIGH;
    let from_a = low + ONES * (0x80 - b'a' as u64);
    let after_z = low + ONES * (0x80 - (b'z' + 1) as u64);
    from_a & !after_z & !eight & HIGH
}

/// The high bit of each byte that is an ASCII digit.
#[inline]
fn digits(eight: u64) -> u64 {
    let low = eight & !HIGH;
    let from_0 = low + ONES * (0x80 - b'0' as u64);
    let after_9 = low + ONES * (0x80 - (b'9' + 1) as u64);
    from_0 & !after_9 & !eight & HIGH
}

/// Whether the word that starts here is one that a pattern needs.
fn is_cue(lexicon: &Lexicon, bytes: &[u8], start: usize, disguised: bool) -> bool {
    let mut hash = WordHash::new();
    let mut rest = bytes.get(start..).unwrap_or_default().iter().take(MAX_WORD).peekable();
    loop {
        // Apostrophes don't count (`don't`), and a letter with a diacritic is looked at elsewhere.
        while let Some(byte) = rest.next_if(|b| b.is_ascii_alphanumeric() || matches!(**b, b'_' | b'\'')) {
            match byte.to_ascii_lowercase() {
                b'\'' => {}
                letter => hash.push(if disguised { leet(letter) } else { letter }),
            }
        }
        let (set, joins) = lexicon.word(hash.finish());
        if lexicon.cues.contains(set) {
            return true;
        }
        if !joins || rest.next_if(|b| matches!(**b, b' ' | b'-')).is_none() {
            return false;
        }
        hash.push(JOINT as u8);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_mark_letters_and_digits() {
        for byte in 0..=255u8 {
            let eight = u64::from_le_bytes([byte; 8]);
            assert_eq!(letters(eight) != 0, byte.is_ascii_alphabetic(), "{byte}");
            assert_eq!(letters(eight), if byte.is_ascii_alphabetic() { HIGH } else { 0 });
            assert_eq!(digits(eight), if byte.is_ascii_digit() { HIGH } else { 0 }, "{byte}");
        }
    }

    #[test]
    fn cues_are_found_wherever_they_stand() {
        let filler = "It rained on the hills for a while. ";
        for cue in ["ignore", "Jailbreak", "1gn0r3", "i g n o r e a l l", "DAN", "сегодня", "忽略", "UNFILTERED"]
        {
            for before in 0..20 {
                let text = format!("{}{} {cue} {}", filler.repeat(40), "x".repeat(before), filler.repeat(40));
                let near = neighbourhoods(&text);
                let at = text.find(cue).expect("it is there");
                assert!(near.iter().any(|span| span.start <= at && at + cue.len() <= span.end), "{cue} after {before}");
                assert!(near.iter().map(|span| span.len()).sum::<usize>() < 1200, "{cue}");
            }
            assert_eq!(neighbourhoods(cue).len(), 1, "{cue} alone");
        }
        assert_eq!(neighbourhoods(&filler.repeat(100)), []);
        assert_eq!(neighbourhoods(""), []);
    }
}
