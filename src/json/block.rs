//! Sixteen bytes at a time: where the next byte is that needs a look.
//!
//! The loops below are plain Rust of a shape that LLVM turns into vector code on every target that has it (SSE2,
//! NEON, wasm simd128): compare lane by lane into an array, then look at the array as one number. So there is one
//! implementation, no intrinsics and no `unsafe`.

/// How many bytes are looked at together.
pub(super) const WIDTH: usize = 16;

/// Sixteen bytes of input.
type Block = [u8; WIDTH];

/// 0xff in each lane for which `wanted` holds, as one number with the first lane lowest.
#[inline(always)]
fn lanes(block: &Block, wanted: impl Fn(u8) -> bool) -> u128 {
    u128::from_le_bytes(block.map(|byte| if wanted(byte) { 0xff } else { 0 }))
}

/// The first lane set, or [`WIDTH`].
#[inline(always)]
fn first(lanes: u128) -> usize {
    let (low, high) = (lanes as u64, (lanes >> 64) as u64);
    if low != 0 { low.trailing_zeros() as usize / 8 } else { 8 + high.trailing_zeros() as usize / 8 }
}

/// Bytes that end a plain run inside a JSON string: the quote, the backslash, control characters (RFC 8259, 7).
#[inline(always)]
pub(super) fn ends_run(byte: u8) -> bool {
    byte == b'"' || byte == b'\\' || byte < 0x20
}

/// How many bytes at the start of `bytes` are plain string content.
#[inline]
pub(super) fn plain_run(bytes: &[u8]) -> usize {
    let mut at = 0;
    let mut rest = bytes;
    if let Some((block, after)) = rest.split_first_chunk::<WIDTH>() {
        let found = first(lanes(block, ends_run));
        if found < WIDTH {
            return found;
        }
        at = WIDTH;
        rest = after;
    }
    // Long plain text: four blocks per turn, and no question asked but "anything at all?".
    while let Some((blocks, after)) = rest.split_first_chunk::<{ 4 * WIDTH }>() {
        if blocks.iter().fold(false, |any, &byte| any | ends_run(byte)) {
            break;
        }
        at += 4 * WIDTH;
        rest = after;
    }
    while let Some((block, after)) = rest.split_first_chunk::<WIDTH>() {
        let found = first(lanes(block, ends_run));
        at += found;
        if found < WIDTH {
            return at;
        }
        rest = after;
    }
    at + rest.iter().position(|&byte| ends_run(byte)).unwrap_or(rest.len())
}

/// The first backslash of the block, or [`WIDTH`].
#[inline(always)]
pub(super) fn first_backslash(block: &Block) -> usize {
    first(lanes(block, |byte| byte == b'\\'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_a_byte_loop_at_every_place_and_length() {
        for length in 0..150 {
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
                    if let Some((block, _)) = bytes.split_first_chunk() {
                        let expected = bytes[..WIDTH].iter().position(|&b| b == b'\\').unwrap_or(WIDTH);
                        assert_eq!(first_backslash(block), expected);
                    }
                }
            }
        }
    }
}
