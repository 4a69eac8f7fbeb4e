//! Stage one: a single pass over the text that says where something could be.
//!
//! Three kinds of places are reported: the first digit of each run of digits, each of a few bytes, and each of a few
//! hundred literals without regard to ASCII case. The pass works on blocks of 64 bytes. Byte classes are found 16
//! bytes at a time with `simd128` (two table look-ups by nibble) or byte by byte without. Literals are found by one of
//! their trigrams, the one least likely in ordinary text: three folded bytes are hashed into a table of 2¹⁵ bits
//! (4 KB, stays in the first-level cache), and what passes is compared with the literals of its bucket. (Looking at
//! every second place only, with two trigrams for each literal, is a third faster until there are dozens of literals of
//! three bytes, which have only one.)
//! The work per byte is constant, plus one comparison per literal that shares a trigram with the text, whatever the
//! number of literals; no automaton is built (an Aho-Corasick DFA of the same literals measured 343 MB/s and 780 KB).

/// How many bytes are classified at a time: one bit of a `u64` each.
const BLOCK: usize = 64;
/// Bytes after a block that its last trigrams need; four are read at a time, three count.
const OVERLAP: usize = 3;
/// log2 of the number of bits in the filter. With 600 trigrams 2% of them are set.
const FILTER_BITS: u32 = 15;
/// log2 of the number of buckets of literals.
const BUCKET_BITS: u32 = 10;

/// What a trigger means, as the scanner that compiled it numbers them.
pub type Target = u16;

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
    classes: Classes,
    filter: Box<[u32; 1 << (FILTER_BITS - 5)]>,
    /// For each bucket, where its entries start in `entries`; one more at the end.
    buckets: Vec<u16>,
    entries: Vec<Entry>,
    /// In lower case.
    literals: Vec<(Box<[u8]>, Target)>,
}

/// One trigram of a literal.
#[derive(Clone, Copy, Debug)]
struct Entry {
    bucket: u16,
    literal: u16,
    /// Where in the literal the trigram stands.
    offset: u8,
}

/// A hash of three bytes, case folded; `next` is ignored.
fn hash([a, b, c, next]: [u8; 4]) -> u32 {
    // Bit 5 set folds letters; what else it folds only lets a few more candidates through.
    let folded = u32::from_le_bytes([a, b, c, next]) & 0x00ff_ffff | 0x0020_2020;
    folded.wrapping_mul(0x9e37_79b1) >> (32 - FILTER_BITS)
}

fn bucket(hash: u32) -> u16 {
    (hash >> (FILTER_BITS - BUCKET_BITS)) as u16
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

impl Triggers {
    /// Triggers for runs of digits (or not), bytes (ASCII) and literals (ASCII, three bytes or more; shorter ones are
    /// never found).
    pub fn new<'l>(digits: bool, bytes: &[u8], literals: impl IntoIterator<Item = (&'l [u8], Target)>) -> Self {
        let mut filter = Box::new([0u32; 1 << (FILTER_BITS - 5)]);
        let mut entries = Vec::new();
        let literals: Vec<(Box<[u8]>, Target)> = literals
            .into_iter()
            .filter(|(literal, _)| literal.len() >= 3)
            .take(usize::from(u16::MAX))
            .map(|(literal, target)| (literal.to_ascii_lowercase().into_boxed_slice(), target))
            .collect();
        for (i, (literal, _)) in literals.iter().enumerate() {
            let trigrams = literal.array_windows::<3>().enumerate().take(usize::from(u8::MAX));
            let rarest = trigrams.min_by_key(|(_, bytes)| bytes.iter().map(|b| commonness(*b)).product::<u32>());
            let Some((offset, &[a, b, c])) = rarest else { continue };
            let hash = hash([a, b, c, 0]);
            if let Some(word) = filter.get_mut((hash >> 5) as usize) {
                *word |= 1 << (hash & 31);
            }
            entries.push(Entry { bucket: bucket(hash), literal: i as u16, offset: offset as u8 });
        }
        crate::sort::sort_by_key(&mut entries, |entry| entry.bucket);
        let buckets = (0..=1u16 << BUCKET_BITS)
            .map(|bucket| entries.partition_point(|entry| entry.bucket < bucket) as u16)
            .collect();
        Self { digits, classes: Classes::new(bytes), filter, buckets, entries, literals }
    }

    /// Calls `found` for every place, in the order of the text up to the block: hits of one 64-byte block come in the
    /// order of their trigger bytes.
    pub fn each(&self, text: &[u8], mut found: impl FnMut(Hit)) {
        let mut last_was_digit = false;
        let mut at = 0;
        while at < text.len() {
            let mut padded = [0; BLOCK + OVERLAP];
            let block = match text.get(at..).and_then(|rest| rest.first_chunk::<{ BLOCK + OVERLAP }>()) {
                Some(block) => block,
                None => {
                    // The zeros after the end are no digit, no trigger byte and part of no literal.
                    let rest = text.get(at..).unwrap_or_default();
                    padded.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
                    &padded
                }
            };
            self.block(text, at, block, &mut last_was_digit, &mut found);
            at += BLOCK;
        }
    }

    #[inline(always)]
    fn block(
        &self,
        text: &[u8],
        at: usize,
        block: &[u8; BLOCK + OVERLAP],
        last_was_digit: &mut bool,
        found: &mut impl FnMut(Hit),
    ) {
        let Some(head) = block.first_chunk::<BLOCK>() else { return };
        let (digits, special) = self.classes.masks(head);
        let mut starts = 0;
        if self.digits {
            starts = digits & !(digits << 1 | u64::from(*last_was_digit));
            *last_was_digit = digits >> (BLOCK - 1) == 1;
        }
        let mut literals = 0;
        if !self.entries.is_empty() {
            for (i, &four) in block.array_windows::<4>().enumerate() {
                let hash = hash(four);
                let word = self.filter.get((hash >> 5) as usize).copied().unwrap_or_default();
                literals |= u64::from(word >> (hash & 31) & 1) << i;
            }
        }
        let mut any = starts | special | literals;
        while any != 0 {
            let i = any.trailing_zeros() as usize;
            let bit = 1u64 << i;
            any &= any - 1;
            if literals & bit != 0 {
                self.literals(text, at + i, found);
            }
            if starts & bit != 0 {
                found(Hit::Digits(at + i));
            }
            if special & bit != 0 {
                found(Hit::Byte(at + i, head.get(i).copied().unwrap_or_default()));
            }
        }
    }

    /// Compares the literals that may have their trigram at `at`.
    fn literals(&self, text: &[u8], at: usize, found: &mut impl FnMut(Hit)) {
        let Some(&[a, b, c]) = text.get(at..).and_then(|rest| rest.first_chunk::<3>()) else { return };
        let bucket = usize::from(bucket(hash([a, b, c, 0])));
        let Some(&[start, end]) = self.buckets.get(bucket..).and_then(|rest| rest.first_chunk::<2>()) else { return };
        for entry in self.entries.get(usize::from(start)..usize::from(end)).unwrap_or_default() {
            let Some(start) = at.checked_sub(usize::from(entry.offset)) else { continue };
            let Some((literal, target)) = self.literals.get(usize::from(entry.literal)) else { continue };
            let there = text.get(start..start + literal.len()).unwrap_or_default();
            if there.eq_ignore_ascii_case(literal) {
                found(Hit::Literal(start, literal.len(), *target));
            }
        }
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

/// A set of ASCII bytes as two tables by nibble: a byte is in the set when `low[b & 15]` has the bit of `b >> 4`.
#[derive(Debug)]
struct Classes {
    low: [u8; 16],
}

impl Classes {
    fn new(bytes: &[u8]) -> Self {
        let mut low = [0u8; 16];
        for byte in bytes.iter().filter(|byte| byte.is_ascii()) {
            if let Some(bits) = low.get_mut(usize::from(byte & 15)) {
                *bits |= 1 << (byte >> 4);
            }
        }
        Self { low }
    }

    /// One bit for each byte of the block: is it a digit, is it in the set.
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    #[inline(always)]
    fn masks(&self, block: &[u8; BLOCK]) -> (u64, u64) {
        use core::arch::wasm32::*;
        let load = |bytes: &[u8; 16]| {
            let [low, high] = match bytes.as_chunks::<8>().0 {
                [low, high] => [*low, *high],
                _ => [[0; 8]; 2],
            };
            u64x2(u64::from_le_bytes(low), u64::from_le_bytes(high))
        };
        let low = load(&self.low);
        let high = u8x16(1, 2, 4, 8, 16, 32, 64, 128, 0, 0, 0, 0, 0, 0, 0, 0);
        let (mut digits, mut special) = (0, 0);
        for (i, sixteen) in block.as_chunks::<16>().0.iter().enumerate() {
            let bytes = load(sixteen);
            let is_digit = u8x16_lt(u8x16_sub(bytes, u8x16_splat(b'0')), u8x16_splat(10));
            let by_low = u8x16_swizzle(low, v128_and(bytes, u8x16_splat(15)));
            let by_high = u8x16_swizzle(high, u8x16_shr(bytes, 4));
            let in_set = u8x16_ne(v128_and(by_low, by_high), u8x16_splat(0));
            digits |= u64::from(u8x16_bitmask(is_digit)) << (16 * i);
            special |= u64::from(u8x16_bitmask(in_set)) << (16 * i);
        }
        (digits, special)
    }

    /// One bit for each byte of the block: is it a digit, is it in the set.
    #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
    #[inline(always)]
    fn masks(&self, block: &[u8; BLOCK]) -> (u64, u64) {
        let (mut digits, mut special) = (0, 0);
        for (i, byte) in block.iter().enumerate() {
            let low = self.low.get(usize::from(byte & 15)).copied().unwrap_or_default();
            // Shifting by the high nibble would overflow for bytes that are not ASCII.
            let in_set = byte.is_ascii() && low >> (byte >> 4 & 7) & 1 == 1;
            digits |= u64::from(byte.is_ascii_digit()) << i;
            special |= u64::from(in_set) << i;
        }
        (digits, special)
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
    fn slow(bytes: &[u8], literals: &[&[u8]], text: &[u8]) -> Vec<Hit> {
        let mut hits = Vec::new();
        for at in 0..text.len() {
            if text[at].is_ascii_digit() && (at == 0 || !text[at - 1].is_ascii_digit()) {
                hits.push(Hit::Digits(at));
            }
            if bytes.contains(&text[at]) {
                hits.push(Hit::Byte(at, text[at]));
            }
            for (target, literal) in literals.iter().enumerate() {
                if text[at..].len() >= literal.len() && text[at..at + literal.len()].eq_ignore_ascii_case(literal) {
                    hits.push(Hit::Literal(at, literal.len(), target as Target));
                }
            }
        }
        hits
    }

    #[test]
    fn finds_what_a_slow_search_finds() {
        const LITERALS: [&[u8]; 7] = [b"sk-", b"Password", b"-----BEGIN", b"eyJ", b"://", b"ss-", b"_aa"];
        const ALPHABET: &[u8] = b"sSkK-eyJ:/pPasSwoRd019@%_aBEGIN \xc3\xbc\x7f";
        let triggers =
            Triggers::new(true, b"@%", LITERALS.iter().enumerate().map(|(i, literal)| (*literal, i as Target)));
        let mut state = 1u64;
        let mut random = move |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        let mut found = 0;
        for _ in 0..2_000 {
            let mut text = Vec::new();
            for _ in 0..random(60) {
                match random(4) {
                    0 => text.extend_from_slice(LITERALS[random(LITERALS.len())]),
                    _ => text.push(ALPHABET[random(ALPHABET.len())]),
                }
            }
            let expected = slow(b"@%", &LITERALS, &text);
            found += expected.len();
            assert_eq!(hits(&triggers, &text), expected, "{:?}", text.escape_ascii().to_string());
        }
        assert!(found > 10_000, "the texts hold too little to prove anything: {found}");
    }

    #[test]
    fn partial_literals_are_known() {
        let triggers = Triggers::new(false, b"", [(&b"ghp_"[..], 0), (b"-----BEGIN", 1)]);
        for (tail, partial) in [("g", true), ("GHP", true), ("ghp_", false), ("--", true), ("hp", false)] {
            assert_eq!(triggers.is_partial_literal(tail.as_bytes(), |_| true), partial, "{tail}");
        }
        assert_eq!(triggers.longest_literal(), 10);
    }
}
