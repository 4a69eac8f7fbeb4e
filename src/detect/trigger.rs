//! Stage one: a single pass over the text that says where something could be.
//!
//! Three kinds of places are reported: the first digit of each run of digits, each of a few bytes, and each of some
//! 1,500 literals without regard to ASCII case. The pass works on blocks of 64 bytes, one bit of a `u64` for each, and
//! does one kind of work for a stretch of blocks before the next: loops that short fit in the registers of V8's code.
//!
//! Almost every literal counts at the start of a word only: `key-` does not stand in `monkey-`. So each has an
//! *anchor*, a place in it where a word starts, of those the one whose three bytes are least likely in ordinary text.
//! Where words start is a few operations on the block's bit masks, and only there, one byte in eight of code and one in
//! four where every character starts a word, three folded bytes are hashed into a table of 2¹² words of 32 bits (16 KB,
//! stays in the first-level cache): a bit for each byte that may follow them, as far as five bits tell bytes apart. One
//! start in fourteen passes; a second table says by its four bytes which may be the fifth to the eighth, and lets a
//! quarter of them through to be compared with the literals of the slot, eight bytes at once.
//!
//! The few literals that may stand inside words share one more test, of every byte: three tables by nibble say which of
//! eight groups of trigrams could start there (the "Teddy" of Hyperscan). What passes is hashed like a start.
//!
//! So the work per byte is constant, whatever the number of literals, plus a comparison for each that shares its
//! trigram with the text. No automaton is built (an Aho-Corasick DFA of the same literals measured 343 MB/s and
//! 780 KB). With `simd128` a block is read 16 bytes at a time, without it byte by byte.

use super::block::{BLOCK, Classes, any_of, padded};

/// How many blocks are read at a time.
const BLOCKS: usize = 16;
/// log2 of the number of slots for trigrams. With 1,500 literals about a quarter is taken.
const SLOT_BITS: u32 = 12;
/// log2 of the number of slots for four bytes: each has two literals in three, if they were spread evenly.
const ENTRY_BITS: u32 = 11;
/// Set in every folded byte: folds letters; what else it folds only lets a few more candidates through.
const FOLD: u8 = 0x20;

/// What a trigger means, as the scanner that compiled it numbers them.
pub type Target = u16;

/// Something to look for.
#[derive(Clone, Copy, Debug)]
pub struct Literal<'l> {
    /// Three bytes or more; shorter ones are never found.
    pub text: &'l [u8],
    /// Whether it also counts inside a word. Otherwise, if it begins with an ASCII letter or digit, it counts where a
    /// word starts: after anything but ASCII letters and digits, where small letters change to capitals, and two or
    /// three bytes after `\` or `%` (`\n`, `%3D`).
    pub inside: bool,
    /// What it belongs to.
    pub target: Target,
}

/// A place where stage two has to look.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hit {
    /// The first digit of a run of digits.
    Digits(usize),
    /// One of the bytes.
    Byte(usize, u8),
    /// A literal: where it starts, its length, and what it belongs to.
    Literal(usize, usize, Target),
}

/// The compiled triggers of one scanner.
#[derive(Debug)]
pub struct Triggers {
    digits: bool,
    special: Nibbles,
    /// What a trigram that may stand inside a word has as its first, second and third byte; one bit for each group.
    inside: [Nibbles; 3],
    /// For each slot, which bytes may follow a trigram that is hashed there: see [`follower`].
    filter: Box<[u32; 1 << SLOT_BITS]>,
    entries: Entries,
    /// In lower case.
    literals: Vec<(Box<[u8]>, Target)>,
}

/// The literals by their first four bytes from their trigram on; those that have only three, by these.
#[derive(Debug)]
struct Entries {
    slots: Box<[Slot; 1 << ENTRY_BITS]>,
    entries: Vec<Entry>,
    ends: Ends,
}

/// What is known of the literals that are hashed alike.
#[derive(Clone, Copy, Default, Debug)]
struct Slot {
    /// Which bytes may be the fifth and the sixth, as far as five bits tell bytes apart.
    near: [u32; 2],
    /// Which may be the seventh and the eighth, as far as four bits do.
    far: [u16; 2],
    /// Where its entries start, and end.
    entries: (u16, u16),
}

impl Slot {
    /// Adds the bytes of a literal that there are.
    fn add(&mut self, entry: &Entry) {
        let bit = |n: u32, bits: u32| match (u64::MAX >> entry.unknown) >> (8 * n) & 1 {
            1 => 1 << (byte(entry.word, n) & bits),
            _ => u32::MAX,
        };
        let Self { near: [fifth, sixth], far: [seventh, eighth], .. } = self;
        (*fifth, *sixth) = (*fifth | bit(4, 31), *sixth | bit(5, 31));
        (*seventh, *eighth) = (*seventh | bit(6, 15) as u16, *eighth | bit(7, 15) as u16);
    }

    /// Whether one of the literals may go on so.
    #[inline(always)]
    fn passes(&self, word: u64) -> bool {
        let ([fifth, sixth], [seventh, eighth]) = (self.near, self.far.map(u32::from));
        let near = fifth >> (byte(word, 4) & 31) & sixth >> (byte(word, 5) & 31);
        let far = seventh >> (byte(word, 6) & 15) & eighth >> (byte(word, 7) & 15);
        near & far & 1 == 1
    }
}

/// Byte `n` of a word, and others above it.
#[inline(always)]
fn byte(word: u64, n: u32) -> u32 {
    (word >> (8 * n)) as u32
}

impl Entries {
    fn new(mut entries: Vec<Entry>) -> Self {
        crate::sort::sort_by_key(&mut entries, Entry::slot);
        let (mut slots, mut ends) = (Box::new([Slot::default(); 1 << ENTRY_BITS]), Ends(Box::new([0; 512])));
        for (i, entry) in (0..).zip(&entries) {
            let Some(slot) = slots.get_mut(usize::from(entry.slot())) else { continue };
            let start = if slot.entries.1 == 0 { i } else { slot.entries.0 };
            slot.entries = (start, i + 1);
            slot.add(entry);
            if entry.is_short() {
                ends.add(entry.word);
            }
        }
        Self { slots, entries, ends }
    }

    #[inline(always)]
    fn slot(&self, slot: u16) -> Slot {
        self.slots.get(usize::from(slot)).copied().unwrap_or_default()
    }

    /// Whether one of the literals may stand where a text goes on like `word`.
    #[inline(always)]
    fn pass(&self, word: u64) -> bool {
        self.ends.has(word) | self.slot(slot_of_four(word)).passes(word)
    }

    /// The literals that are hashed like `word`.
    fn of(&self, word: u64) -> impl Iterator<Item = &Entry> {
        let (four, three) = (slot_of_four(word), slot_of_three(word));
        let three = if self.ends.has(word) && three != four { self.slot(three).entries } else { (0, 0) };
        let all = |(start, end)| self.entries.get(usize::from(start)..usize::from(end)).unwrap_or_default();
        all(self.slot(four).entries).iter().chain(all(three))
    }
}

/// The trigrams that nothing follows in their literals: a bit for each, by another hash than that of the slots, since so
/// few are so likely to share a slot with what stands in a text.
#[derive(Debug)]
struct Ends(Box<[u32; 512]>);

impl Ends {
    #[inline(always)]
    fn place(word: u64) -> (usize, u32) {
        let hash = (word as u32 & 0x00ff_ffff).wrapping_mul(0x85eb_ca6b) >> 18;
        ((hash >> 5) as usize, hash & 31)
    }

    fn add(&mut self, word: u64) {
        let (i, bit) = Self::place(word);
        if let Some(bits) = self.0.get_mut(i) {
            *bits |= 1 << bit;
        }
    }

    #[inline(always)]
    fn has(&self, word: u64) -> bool {
        let (i, bit) = Self::place(word);
        self.0.get(i).copied().unwrap_or_default() >> bit & 1 == 1
    }
}

/// The trigram by which a literal is found.
#[derive(Clone, Copy, Debug)]
struct Entry {
    /// The trigram and what follows it in the literal, up to eight bytes, folded.
    word: u64,
    literal: u16,
    /// Where in the literal the trigram stands.
    offset: u8,
    /// Whether it must stand where a word starts.
    anchored: bool,
    /// How many of the highest bits of `word` don't count.
    unknown: u8,
}

impl Entry {
    /// Whether nothing follows the trigram.
    fn is_short(&self) -> bool {
        self.unknown > 32
    }

    fn slot(&self) -> u16 {
        if self.is_short() { slot_of_three(self.word) } else { slot_of_four(self.word) }
    }
}

/// The `N` bytes of a text from `at` on, in the text itself or, where it ends before, in `end`, with zeros after it.
#[inline(always)]
fn bytes_from<'t, const N: usize>(text: &'t [u8], at: usize, end: &'t mut Option<[u8; N]>) -> &'t [u8; N] {
    let rest = text.get(at..).unwrap_or_default();
    match rest.first_chunk() {
        Some(bytes) => bytes,
        None => end.insert(padded(rest)),
    }
}

/// Four bytes, case folded.
#[inline(always)]
fn fold(bytes: [u8; 4]) -> u32 {
    u32::from_le_bytes(bytes) | u32::from_le_bytes([FOLD; 4])
}

/// The first eight bytes of a text, folded, and how many of the highest bits stand for bytes after its end.
#[inline(always)]
fn eight(text: &[u8]) -> (u64, u8) {
    let (bytes, missing) = match text.first_chunk() {
        Some(bytes) => (*bytes, 0),
        None => (padded(text), 8 - text.len() as u32),
    };
    let known = u64::MAX.checked_shr(8 * missing).unwrap_or_default();
    ((u64::from_le_bytes(bytes) | u64::from_le_bytes([FOLD; 8])) & known, 8 * missing as u8)
}

/// The slot of the first three of four folded bytes.
#[inline(always)]
fn slot(word: u32) -> u16 {
    ((word & 0x00ff_ffff).wrapping_mul(0x9e37_79b1) >> (32 - SLOT_BITS)) as u16
}

/// The slot of a word's first four bytes among the [`Entries`].
#[inline(always)]
fn slot_of_four(word: u64) -> u16 {
    ((word as u32).wrapping_mul(0x9e37_79b1) >> (32 - ENTRY_BITS)) as u16
}

/// The same of its first three.
#[inline(always)]
fn slot_of_three(word: u64) -> u16 {
    slot_of_four(word & 0x00ff_ffff)
}

/// Which bit of a slot stands for the last of four bytes: one for both cases of a letter.
#[inline(always)]
fn follower(word: u32) -> u32 {
    word >> 24 & 31
}

/// How common a byte is in ordinary text and code, from rough counts: 9 very, 1 hardly.
fn commonness(byte: u8) -> u32 {
    match byte.to_ascii_lowercase() {
        b' ' | b'e' => 9,
        b't' | b'a' | b'o' | b'i' | b'n' => 7,
        b's' | b'r' | b'h' | b'l' | b'd' => 6,
        b'c' | b'u' | b'm' | b'p' | b'f' | b'g' => 4,
        b'w' | b'y' | b'b' | b'v' | b'"' | b',' | b'.' | b':' | b'/' => 3,
        b'k' | b'0'..=b'9' | b'-' | b'=' | b'_' => 2,
        _ => 1,
    }
}

/// The trigram to find a literal by, its offset, and whether a word must start there for the literal to count.
fn trigram(literal: &Literal<'_>) -> Option<([u8; 3], u8, bool)> {
    let byte = |offset: usize| literal.text.get(offset).copied().unwrap_or_default();
    let trigrams = || (0..=u8::MAX).zip(literal.text.array_windows::<3>().copied());
    let starts = |(offset, _): &(u8, [u8; 3])| match usize::from(*offset) {
        0 if byte(0).is_ascii_alphanumeric() => !literal.inside,
        // If it must begin with a word, no other place in it says so.
        _ if byte(0).is_ascii_alphanumeric() && !literal.inside => false,
        // The first byte of a longer character starts a word wherever it stands.
        offset if !byte(offset).is_ascii_alphanumeric() => byte(offset) >= 0xc0,
        offset => !byte(offset - 1).is_ascii_alphanumeric(),
    };
    let rarity = |(_, bytes): &(u8, [u8; 3])| bytes.iter().map(|b| commonness(*b)).product::<u32>();
    // What follows is looked at next; where nothing does, anything may.
    let followed = |place: &(u8, [u8; 3])| {
        let next = literal.text.get(usize::from(place.0) + 3);
        rarity(place) * next.map_or(16, |next| commonness(*next))
    };
    let anchor = trigrams().filter(starts).min_by_key(followed);
    let (offset, bytes) = anchor.or_else(|| trigrams().min_by_key(rarity))?;
    Some((bytes, offset, anchor.is_some()))
}

impl Triggers {
    /// Triggers for runs of digits (or not), bytes (ASCII) and literals.
    pub fn new<'l>(digits: bool, bytes: &[u8], literals: impl IntoIterator<Item = Literal<'l>>) -> Self {
        let mut filter = Box::new([0u32; 1 << SLOT_BITS]);
        let mut entries = Vec::new();
        let (mut texts, mut inside) = (Vec::new(), <[Nibbles; 3]>::default());
        for literal in literals.into_iter().take(usize::from(u16::MAX)) {
            let Some((bytes, offset, anchored)) = trigram(&literal) else { continue };
            let (word, unknown) = eight(literal.text.get(usize::from(offset)..).unwrap_or_default());
            let (entry, four) = (Entry { word, literal: texts.len() as u16, offset, anchored, unknown }, word as u32);
            if let Some(followers) = filter.get_mut(usize::from(slot(four))) {
                *followers |= if entry.is_short() { u32::MAX } else { 1 << follower(four) };
            }
            if !anchored {
                add_trigram(&mut inside, bytes);
            }
            entries.push(entry);
            texts.push((literal.text.to_ascii_lowercase().into_boxed_slice(), literal.target));
        }
        let mut special = Nibbles::default();
        // One group for each high nibble makes the set exact.
        for byte in bytes.iter().filter(|byte| byte.is_ascii()) {
            special.add(*byte, byte >> 4);
        }
        Self { digits, special, inside, filter, entries: Entries::new(entries), literals: texts }
    }

    /// Calls `found` for every place, stretch by stretch: first the literals, in the order of their trigrams, then the
    /// digits and bytes.
    pub fn each(&self, text: &[u8], mut found: impl FnMut(Hit)) {
        let mut before = Before::default();
        let (mut places, mut passed) = ([Places::default(); BLOCKS], [0; BLOCKS * BLOCK]);
        // One kind of work after the other: each of these loops is short enough for a compiler to keep what it needs in
        // registers.
        for at in (0..text.len()).step_by(BLOCKS * BLOCK) {
            let count = (text.len() - at).div_ceil(BLOCK).min(BLOCKS);
            let places = places.get_mut(..count).unwrap_or_default();
            self.classify(text, at, places, &mut before);
            if !self.literals.is_empty() {
                let passed = self.filter(text, at, places, &mut passed);
                self.literals(text, at, places, passed, &mut found);
            }
            for (places, at) in places.iter().zip((at..).step_by(BLOCK)) {
                self.bytes(text, at, places, &mut found);
            }
        }
    }

    /// Says of each block from `at` on what its bytes are.
    fn classify(&self, text: &[u8], at: usize, places: &mut [Places], before: &mut Before) {
        // The zeros after the end are no digit, no trigger byte and part of no literal.
        let mut end = None;
        for (places, at) in places.iter_mut().zip((at..).step_by(BLOCK)) {
            let block = bytes_from(text, at, &mut end);
            let classes = Classes::of(block);
            let now = Before { classes, escapes: any_of(block, [b'\\', b'%']) };
            places.starts = now.starts(before);
            places.digits = classes.digits & !after(1, classes.digits, before.classes.digits);
            *before = now;
        }
        let mut end = None;
        for (places, at) in places.iter_mut().zip((at..).step_by(BLOCK)) {
            let block = bytes_from(text, at, &mut end);
            (places.special, places.inside) = self.look_up(block);
        }
    }

    /// Of the places where a literal's trigram could stand, those where it and what follows it do, as far as the filters
    /// tell. `passed` is room for them.
    fn filter<'p>(
        &self,
        text: &[u8],
        at: usize,
        places: &[Places],
        passed: &'p mut [u16; BLOCKS * BLOCK],
    ) -> &'p [u16] {
        // Places are written and then counted or not: a jump that depends on the text would cost more than the write.
        let (mut count, mut end) = (0, None);
        for (from, places) in (0..).step_by(BLOCK).zip(places) {
            let block: &[u8; BLOCK + 3] = bytes_from(text, at + from, &mut end);
            let mut maybe = places.starts | places.inside;
            while maybe != 0 {
                let i = maybe.trailing_zeros() as usize % BLOCK;
                maybe &= maybe - 1;
                let word = fold(block.get(i..).and_then(|rest| rest.first_chunk()).copied().unwrap_or_default());
                let followers = self.filter.get(usize::from(slot(word))).copied().unwrap_or_default();
                if let Some(next) = passed.get_mut(count) {
                    *next = (from + i) as u16;
                }
                count += (followers >> follower(word) & 1) as usize;
            }
        }
        let mut kept = 0;
        for i in 0..count.min(passed.len()) {
            let place = passed.get(i).copied().unwrap_or_default();
            let (word, _) = eight(text.get(at + usize::from(place)..).unwrap_or_default());
            let passes = self.entries.pass(word);
            if let Some(next) = passed.get_mut(kept) {
                *next = place;
            }
            kept += usize::from(passes);
        }
        passed.get(..kept).unwrap_or_default()
    }

    /// Where digits and trigger bytes stand in the block from `at` on.
    fn bytes(&self, text: &[u8], at: usize, places: &Places, found: &mut impl FnMut(Hit)) {
        let digits = if self.digits { places.digits } else { 0 };
        let mut any = digits | places.special;
        while any != 0 {
            let i = any.trailing_zeros() as usize;
            let bit = 1u64 << i;
            any &= any - 1;
            if digits & bit != 0 {
                found(Hit::Digits(at + i));
            }
            if places.special & bit != 0 {
                found(Hit::Byte(at + i, text.get(at + i).copied().unwrap_or_default()));
            }
        }
    }

    /// Compares the literals that have their trigrams at the places that passed, of the stretch from `at` on.
    fn literals(&self, text: &[u8], at: usize, places: &[Places], passed: &[u16], found: &mut impl FnMut(Hit)) {
        for &place in passed {
            let place = usize::from(place);
            let (word, _) = eight(text.get(at + place..).unwrap_or_default());
            for entry in self.entries.of(word) {
                if (word ^ entry.word) << entry.unknown != 0 {
                    continue;
                }
                let starts =
                    || places.get(place / BLOCK).is_some_and(|places| places.starts >> (place % BLOCK) & 1 == 1);
                if (!entry.anchored || starts())
                    && let Some(hit) = self.hit(text, at + place, entry)
                {
                    found(hit);
                }
            }
        }
    }

    /// The literal of an entry, if it stands in the text with its trigram at `at`.
    fn hit(&self, text: &[u8], at: usize, entry: &Entry) -> Option<Hit> {
        let start = at.checked_sub(usize::from(entry.offset))?;
        let (literal, target) = self.literals.get(usize::from(entry.literal))?;
        let there = text.get(start..start + literal.len())?;
        there.eq_ignore_ascii_case(literal).then_some(Hit::Literal(start, literal.len(), *target))
    }

    /// Whether `tail` could be the beginning of a literal: some literal of a target that counts starts with it and is
    /// longer.
    pub fn is_partial_literal(&self, tail: &[u8], counts: impl Fn(Target) -> bool) -> bool {
        self.literals.iter().any(|(literal, target)| {
            counts(*target)
                && literal.len() > tail.len()
                && literal.iter().zip(tail).all(|(l, t)| *l == t.to_ascii_lowercase())
        })
    }

    /// Length of the longest literal.
    pub fn longest_literal(&self) -> usize {
        self.literals.iter().map(|(literal, _)| literal.len()).max().unwrap_or_default()
    }
}

/// Up to eight groups of bytes, as two tables by nibble: a byte is in the groups that both its nibbles have.
#[derive(Clone, Copy, Default, Debug)]
struct Nibbles {
    low: [u8; 16],
    high: [u8; 16],
}

impl Nibbles {
    fn add(&mut self, byte: u8, group: u8) {
        for (table, nibble) in [(&mut self.low, byte & 15), (&mut self.high, byte >> 4)] {
            if let Some(groups) = table.get_mut(usize::from(nibble)) {
                *groups |= 1 << group;
            }
        }
    }

    /// How many bytes are in a group.
    fn width(&self, group: u8) -> u32 {
        let count = |table: &[u8; 16]| table.iter().map(|groups| u32::from(groups >> group & 1)).sum::<u32>();
        count(&self.low) * count(&self.high)
    }

    #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
    #[inline(always)]
    fn groups(&self, byte: u8) -> u8 {
        let look_up = |table: &[u8; 16], nibble| table.get(usize::from(nibble)).copied().unwrap_or_default();
        look_up(&self.low, byte & 15) & look_up(&self.high, byte >> 4)
    }
}

/// Adds a trigram, in both cases, to the group that then lets the fewest others through.
fn add_trigram(tables: &mut [Nibbles; 3], bytes: [u8; 3]) {
    let with = |group: u8| {
        let mut with = *tables;
        for (table, byte) in with.iter_mut().zip(bytes) {
            table.add(byte.to_ascii_lowercase(), group);
            table.add(byte.to_ascii_uppercase(), group);
        }
        with
    };
    let lets_through = |tables: &[Nibbles; 3], group| tables.iter().map(|table| table.width(group)).product::<u32>();
    let best = (0..8).min_by_key(|&group| lets_through(&with(group), group) - lets_through(tables, group));
    *tables = with(best.unwrap_or_default());
}

/// What a block holds, one bit for each of its bytes.
#[derive(Clone, Copy, Default, Debug)]
struct Places {
    /// Where words start.
    starts: u64,
    /// Where runs of digits start.
    digits: u64,
    /// Trigger bytes.
    special: u64,
    /// Where a trigram of the literals that may stand inside words could start.
    inside: u64,
}

/// What the next block must know of a block.
#[derive(Clone, Copy, Default, Debug)]
struct Before {
    classes: Classes,
    /// `\` and `%`.
    escapes: u64,
}

/// One bit for each byte that stands `distance` bytes after one of `mask`, or of the mask of the block before.
fn after(distance: u32, mask: u64, before: u64) -> u64 {
    mask << distance | before >> (u64::BITS - distance)
}

impl Before {
    /// Where words start.
    #[inline(always)]
    fn starts(&self, before: &Self) -> u64 {
        let after = |distance, class: fn(&Self) -> u64| after(distance, class(self), class(before));
        let escaped = after(2, |c| c.escapes) | after(3, |c| c.escapes);
        self.classes.alphanumeric() & (!after(1, |c| c.classes.alphanumeric()) | escaped)
            | self.classes.capitals() & after(1, |c| c.classes.small)
            | self.classes.leads
    }
}

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
impl Triggers {
    /// Where trigger bytes stand, and where a trigram of the literals that may stand inside words could.
    #[inline(always)]
    fn look_up(&self, block: &[u8; BLOCK + 16]) -> (u64, u64) {
        use super::block::vector;
        use core::arch::wasm32::*;
        let table = |nibbles: &Nibbles| (vector(&nibbles.low), vector(&nibbles.high));
        let special = table(&self.special);
        let [first, second, third] = &self.inside;
        let (first, second, third) = (table(first), table(second), table(third));
        let (sixteens, _) = block.as_chunks::<16>();
        let nibbles = |i: usize| {
            let bytes = vector(sixteens.get(i).unwrap_or(&[0; 16]));
            let low = v128_and(bytes, u8x16_splat(15));
            // A shift of sixteen bits: that of eight is five instructions on x86.
            (low, v128_and(u16x8_shr(bytes, 4), u8x16_splat(15)))
        };
        let groups = |(low, high): (v128, v128), nibbles: (v128, v128)| {
            v128_and(u8x16_swizzle(low, nibbles.0), u8x16_swizzle(high, nibbles.1))
        };
        // Of these, what is not, until the end: to ask for zero is one instruction less.
        let (mut no_special, mut no_trigram) = (0, 0);
        let mut here = nibbles(0);
        let (mut seconds, mut thirds) = (groups(second, here), groups(third, here));
        for i in 0..BLOCK / 16 {
            let next = nibbles(i + 1);
            let (next_seconds, next_thirds) = (groups(second, next), groups(third, next));
            let after_one =
                i8x16_shuffle::<1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16>(seconds, next_seconds);
            let after_two =
                i8x16_shuffle::<2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17>(thirds, next_thirds);
            let trigram = v128_and(v128_and(groups(first, here), after_one), after_two);
            let none = u8x16_splat(0);
            let set = |mask: &mut u64, lanes| *mask |= u64::from(u8x16_bitmask(lanes)) << (16 * i);
            set(&mut no_special, u8x16_eq(groups(special, here), none));
            set(&mut no_trigram, u8x16_eq(trigram, none));
            (here, seconds, thirds) = (next, next_seconds, next_thirds);
        }
        (!no_special, !no_trigram)
    }
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
impl Triggers {
    /// Where trigger bytes stand, and where a trigram of the literals that may stand inside words could.
    #[inline(always)]
    fn look_up(&self, block: &[u8; BLOCK + 16]) -> (u64, u64) {
        let [first, second, third] = &self.inside;
        let (mut special, mut inside) = (0, 0);
        for (i, &[a, b, c]) in block.array_windows::<3>().enumerate().take(BLOCK) {
            special |= u64::from(self.special.groups(a) != 0) << i;
            inside |= u64::from(first.groups(a) & second.groups(b) & third.groups(c) != 0) << i;
        }
        (special, inside)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hits(triggers: &Triggers, text: &[u8]) -> Vec<Hit> {
        let mut hits = Vec::new();
        triggers.each(text, |hit| hits.push(hit));
        hits.sort_by_key(|hit| match *hit {
            Hit::Digits(at) => (at, 0, 0),
            Hit::Byte(at, byte) => (at, 1, u16::from(byte)),
            Hit::Literal(at, _, target) => (at, 2, target),
        });
        hits
    }

    /// The same, one position at a time.
    fn slow(bytes: &[u8], literals: &[Literal<'_>], text: &[u8]) -> Vec<Hit> {
        let mut hits = Vec::new();
        let starts_word = |at: usize| {
            let before = |distance: usize| at.checked_sub(distance).map_or(b' ', |at| text[at]);
            !text[at].is_ascii_alphanumeric()
                || !before(1).is_ascii_alphanumeric()
                || text[at].is_ascii_uppercase() && before(1).is_ascii_lowercase()
                || [before(2), before(3)].iter().any(|b| b"\\%".contains(b))
        };
        for at in 0..text.len() {
            if text[at].is_ascii_digit() && (at == 0 || !text[at - 1].is_ascii_digit()) {
                hits.push(Hit::Digits(at));
            }
            if bytes.contains(&text[at]) {
                hits.push(Hit::Byte(at, text[at]));
            }
            for Literal { text: literal, inside, target } in literals {
                let there = text.get(at..at + literal.len()).unwrap_or_default();
                if there.eq_ignore_ascii_case(literal) && (*inside || starts_word(at)) {
                    hits.push(Hit::Literal(at, literal.len(), *target));
                }
            }
        }
        hits
    }

    const WORDS: [&[u8]; 12] = [
        b"sk-",
        b"Password",
        b"-----BEGIN",
        b"eyJ",
        b"://",
        b"ss-",
        b"_aa",
        b"a b/c d",
        b" -s ",
        "né ".as_bytes(),
        "密码".as_bytes(),
        b"aSk",
    ];

    /// Each word twice: at the start of words, and anywhere.
    fn literals() -> Vec<Literal<'static>> {
        let both = |(i, text): (usize, &&'static [u8])| {
            [false, true].map(|inside| Literal { text, inside, target: 2 * i as Target + Target::from(inside) })
        };
        WORDS.iter().enumerate().flat_map(both).collect()
    }

    #[test]
    fn finds_what_a_slow_search_finds() {
        const ALPHABET: &[u8] = b"sSkK-eyJ:/pPasSwoRd019@%_aBEGIN \\n\xc3\xbc\xe5\x7f";
        let all = literals();
        let mut state = 1u64;
        let mut random = move |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        let mut found = 0;
        for round in 0..4_000 {
            // All literals at once, or a few: the groups of trigrams are fullest, and sharpest, then.
            let some: Vec<Literal<'_>> = all.iter().filter(|_| round % 2 == 0 || random(4) == 0).copied().collect();
            let triggers = Triggers::new(true, b"@%", some.iter().copied());
            let mut text = Vec::new();
            // Now and then more than one stretch.
            for _ in 0..random(if round % 16 == 0 { 900 } else { 90 }) {
                match random(4) {
                    0 => text.extend_from_slice(WORDS[random(WORDS.len())]),
                    _ => text.push(ALPHABET[random(ALPHABET.len())]),
                }
            }
            let expected = slow(b"@%", &some, &text);
            found += expected.len();
            assert_eq!(hits(&triggers, &text), expected, "{:?}", text.escape_ascii().to_string());
        }
        assert!(found > 50_000, "the texts hold too little to prove anything: {found}");
    }

    #[test]
    fn partial_literals_are_known() {
        let triggers = Triggers::new(
            false,
            b"",
            [&b"ghp_"[..], b"-----BEGIN"].map(|text| Literal { text, inside: false, target: 0 }),
        );
        for (tail, partial) in [("g", true), ("GHP", true), ("ghp_", false), ("--", true), ("hp", false)] {
            assert_eq!(triggers.is_partial_literal(tail.as_bytes(), |_| true), partial, "{tail}");
        }
        assert_eq!(triggers.longest_literal(), 10);
    }
}
