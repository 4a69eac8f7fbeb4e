//! What the model looks at: hashed words, pairs of words, word classes and pairs of classes.
//!
//! Classes carry over between languages and wordings; words add what the classes don't know.

use super::{
    lexicon::LEXICON,
    words::{self, Word},
};

/// Slots of the weight table; features that share one share its weight.
pub(super) const SLOTS: usize = 1 << 15;
/// Known words further apart than this, in half words, are no pair.
const NEAR: u32 = 8;
/// Classes of one word that are looked at.
const CLASSES: usize = 4;
/// At most this many features come from one word.
pub(super) const PER_WORD: usize = 2 + CLASSES + CLASSES * CLASSES + 1;

/// The features of one word, as slots.
pub(super) struct Slots {
    slots: [u16; PER_WORD],
    length: usize,
}

impl Slots {
    fn push(&mut self, kind: u64, value: u64) {
        let mixed = (value ^ kind.wrapping_mul(0x9E37_79B9_7F4A_7C15)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
        if let Some(slot) = self.slots.get_mut(self.length) {
            let half = SLOTS as u64 / 2;
            *slot = ((mixed >> 40) % half + if kind > 2 { half } else { 0 }) as u16;
            self.length += 1;
        }
    }

    pub(super) fn as_slice(&self) -> &[u16] {
        self.slots.get(..self.length).unwrap_or_default()
    }
}

/// Calls `seen` with each word's position and features.
pub(super) fn each(text: &str, mut seen: impl FnMut(&Word, &Slots)) {
    let mut before = 0u64;
    let mut known: ([u64; CLASSES], usize, u32) = ([0; CLASSES], 0, 0);
    words::each(text, |word| {
        let mut slots = Slots { slots: [0; PER_WORD], length: 0 };
        slots.push(1, word.hash);
        slots.push(2, word.hash.wrapping_add(before.rotate_left(17)));
        before = word.hash;
        if let Some(classes) = word.classes {
            let mut here = [0u64; CLASSES];
            let mut count = 0;
            let declared = classes.iter().filter(|class| *class < LEXICON.declared);
            for (slot, class) in here.iter_mut().zip(declared) {
                *slot = class as u64 + 1;
                slots.push(3, *slot);
                count += 1;
            }
            if word.begins_clause {
                slots.push(5, here.first().copied().unwrap_or(0));
            }
            let (last, last_count, at) = known;
            if last_count > 0 && word.at <= at + NEAR {
                for a in last.iter().take(last_count) {
                    for b in here.iter().take(count) {
                        slots.push(4, a << 32 | b);
                    }
                }
            }
            if count > 0 {
                known = (here, count, word.at);
            }
        }
        seen(&word, &slots);
    });
}
