//! Sixteen bytes at a time: which of them need a look.
//!
//! A [`Block`] answers as a bit mask, bit 0 for its first byte. In wasm with simd128 (what Envoy's V8 and Kong's Wasmtime
//! run) two or three instructions make the mask; elsewhere 64-bit words stand in for vectors. Neither needs `unsafe`.

/// How many bytes are looked at together.
pub(super) const WIDTH: usize = 16;

/// Sixteen bytes of input.
pub(super) type Block = [u8; WIDTH];

/// Bytes that end a plain run inside a JSON string: the quote, the backslash, control characters (RFC 8259, 7).
#[inline(always)]
pub(super) fn ends_run(byte: u8) -> bool {
    byte == b'"' || byte == b'\\' || byte < 0x20
}

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod lanes {
    use super::Block;
    use core::arch::wasm32::{u8x16_bitmask, u8x16_eq, u8x16_lt, u8x16_splat, u64x2, v128, v128_any_true, v128_or};

    #[inline(always)]
    fn load(block: &Block) -> v128 {
        let number = u128::from_le_bytes(*block);
        u64x2(number as u64, (number >> 64) as u64)
    }

    #[inline(always)]
    fn marks(block: &Block) -> v128 {
        let bytes = load(block);
        let marks = v128_or(u8x16_eq(bytes, u8x16_splat(b'"')), u8x16_eq(bytes, u8x16_splat(b'\\')));
        v128_or(marks, u8x16_lt(bytes, u8x16_splat(0x20)))
    }

    #[inline(always)]
    pub fn stops(block: &Block) -> u32 {
        u32::from(u8x16_bitmask(marks(block)))
    }

    #[inline(always)]
    pub fn any_stops([a, b, c, d]: &[Block; 4]) -> bool {
        v128_any_true(v128_or(v128_or(marks(a), marks(b)), v128_or(marks(c), marks(d))))
    }

    #[inline(always)]
    pub fn backslashes(block: &Block) -> u32 {
        u32::from(u8x16_bitmask(u8x16_eq(load(block), u8x16_splat(b'\\'))))
    }
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod lanes {
    use super::Block;

    /// Each byte of a word, by itself.
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x80 * ONES;

    /// The high bit of each byte of `word` that is `byte`: adding 0x7f carries into it from any bit but none.
    #[inline(always)]
    fn equal(word: u64, byte: u8) -> u64 {
        let difference = word ^ (ONES * byte as u64);
        !(((difference & !HIGH) + !HIGH) | difference) & HIGH
    }

    /// The high bit of each byte of `word` that is below 0x20.
    #[inline(always)]
    fn control(word: u64) -> u64 {
        !(((word & !HIGH) + 0x60 * ONES) | word) & HIGH
    }

    /// The eight high bits, side by side: the product moves bit 8i + 7 to 56 + i, and no two meet.
    #[inline(always)]
    fn gather(high: u64) -> u32 {
        ((high >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56) as u32
    }

    #[inline(always)]
    fn mask(block: &Block, of: impl Fn(u64) -> u64) -> u32 {
        let number = u128::from_le_bytes(*block);
        gather(of(number as u64)) | gather(of((number >> 64) as u64)) << 8
    }

    #[inline(always)]
    pub fn stops(block: &Block) -> u32 {
        mask(block, |word| equal(word, b'"') | equal(word, b'\\') | control(word))
    }

    #[inline(always)]
    pub fn any_stops(blocks: &[Block; 4]) -> bool {
        blocks.iter().any(|block| stops(block) != 0)
    }

    #[inline(always)]
    pub fn backslashes(block: &Block) -> u32 {
        mask(block, |word| equal(word, b'\\'))
    }
}

/// The bytes of the block for which [`ends_run`] holds.
pub(super) use lanes::stops;

/// Whether four blocks hold any.
use lanes::any_stops;

/// The backslashes of the block.
pub(super) use lanes::backslashes;

/// How many bytes at the start of `bytes` are plain for sure: four blocks per turn, no question asked but "anything at
/// all?", so the answer stops up to four blocks short of the first byte that is not.
#[inline]
pub(super) fn long_plain_run(bytes: &[u8]) -> usize {
    let (turns, _) = bytes.as_chunks::<WIDTH>().0.as_chunks::<4>();
    turns.iter().take_while(|turn| !any_stops(turn)).count() * 4 * WIDTH
}

/// How many bytes at the start of `bytes` are plain.
#[inline]
pub(super) fn plain_run(bytes: &[u8]) -> usize {
    let mut at = long_plain_run(bytes);
    while let Some(block) = bytes.get(at..).and_then(|rest| rest.first_chunk()) {
        match stops(block) {
            0 => at += WIDTH,
            mask => return at + mask.trailing_zeros() as usize,
        }
    }
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(|&byte| ends_run(byte)).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_a_byte_loop_at_every_place_and_length() {
        for length in 0..200 {
            let plain: Vec<u8> =
                (0..length).map(|i| [b'a', 0x20, 0x7f, 0x80, 0xff, b'!', b'#', b'[', b']'][i % 9]).collect();
            assert_eq!(plain_run(&plain), length);
            for at in 0..length {
                for stop in [b'"', b'\\', 0, 0x0a, 0x1f] {
                    let mut bytes = plain.clone();
                    bytes[at] = stop;
                    // A second stop behind the first must not be taken for it.
                    bytes.push(stop);
                    assert_eq!(plain_run(&bytes), at, "length {length}, {stop:#x}");
                    assert!(long_plain_run(&bytes) <= at && at < long_plain_run(&bytes) + 64 + 63);
                }
            }
        }
    }

    #[test]
    fn masks_tell_each_byte_by_itself() {
        let expected = |block: &Block, wanted: fn(u8) -> bool| {
            block.iter().enumerate().map(|(i, &byte)| u32::from(wanted(byte)) << i).sum::<u32>()
        };
        for byte in 0..=255 {
            for neighbour in [0, 0x1f, 0x20, b'"', b'#', b'[', b'\\', b']', 0x7f, 0x80, 0xff] {
                for place in 0..WIDTH {
                    let mut block = [neighbour; WIDTH];
                    block[place] = byte;
                    assert_eq!(stops(&block), expected(&block, ends_run), "{byte:#x} in {neighbour:#x}");
                    assert_eq!(backslashes(&block), expected(&block, |byte| byte == b'\\'));
                }
            }
        }
    }
}
