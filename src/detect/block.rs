//! What 64 bytes of a text are, one bit of a `u64` for each.
//!
//! With `simd128` four vectors are classified, without it one byte after the other.

/// How many bytes are classified at a time.
pub const BLOCK: usize = u64::BITS as usize;

/// Bit i of each mask says what byte i is.
#[derive(Clone, Copy, Default, Debug)]
pub struct Classes {
    /// ASCII digits.
    pub digits: u64,
    /// ASCII letters.
    pub letters: u64,
    /// Of those, the small ones.
    pub small: u64,
    /// First bytes of characters of several bytes.
    pub leads: u64,
    /// Their other bytes.
    pub continuations: u64,
    /// First bytes of Latin letters of two bytes, up to U+027F: 0xc3 to 0xc9.
    pub latin: u64,
}

impl Classes {
    /// ASCII letters and digits.
    #[inline(always)]
    pub fn alphanumeric(&self) -> u64 {
        self.digits | self.letters
    }

    /// ASCII capital letters.
    #[inline(always)]
    pub fn capitals(&self) -> u64 {
        self.letters & !self.small
    }

    /// Whether of the first `count` bytes, at most 64, every second one is an ASCII letter or digit, and the first is.
    pub fn are_single(&self, count: usize) -> bool {
        const EVEN: u64 = 0x5555_5555_5555_5555;
        (self.alphanumeric() ^ EVEN) << (BLOCK - count) == 0
    }

    /// The classes of the bytes after the first `count`, fewer than 64.
    #[inline(always)]
    pub fn after(&self, count: u32) -> Self {
        Self {
            digits: self.digits >> count,
            letters: self.letters >> count,
            small: self.small >> count,
            leads: self.leads >> count,
            continuations: self.continuations >> count,
            latin: self.latin >> count,
        }
    }

    /// The classes of the bytes from `start` on, none of those after the end.
    #[inline]
    pub fn at(text: &[u8], start: usize) -> Self {
        let rest = text.get(start..).unwrap_or_default();
        match rest.first_chunk() {
            Some(block) => Self::of(block),
            None => Self::of(&padded(rest)),
        }
    }

    /// The classes of 64 bytes.
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    #[inline(always)]
    pub fn of(block: &[u8; BLOCK]) -> Self {
        use core::arch::wasm32::*;
        let (sixteens, _) = block.as_chunks::<16>();
        // `bytes` between `first` and `last`, moved to the lowest signed numbers: an addition and a comparison on x86,
        // where comparing unsigned ones takes three instructions more.
        let within = |bytes, first: u8, last: u8| {
            let lowest = i8x16_add(bytes, u8x16_splat((i8::MIN as u8).wrapping_sub(first)));
            i8x16_lt(lowest, i8x16_splat(i8::MIN + (last - first) as i8 + 1))
        };
        let (mut classes, mut beyond_ascii) = (Self::default(), 0);
        for (i, sixteen) in sixteens.iter().enumerate() {
            let bytes = vector(sixteen);
            let set = |mask: &mut u64, lanes| *mask |= u64::from(u8x16_bitmask(lanes)) << (16 * i);
            set(&mut classes.digits, within(bytes, b'0', b'9'));
            set(&mut classes.letters, within(v128_or(bytes, u8x16_splat(0x20)), b'a', b'z'));
            set(&mut classes.small, within(bytes, b'a', b'z'));
            set(&mut beyond_ascii, bytes);
        }
        if beyond_ascii == 0 {
            return classes;
        }
        for (i, sixteen) in sixteens.iter().enumerate() {
            let bytes = vector(sixteen);
            let set = |mask: &mut u64, lanes| *mask |= u64::from(u8x16_bitmask(lanes)) << (16 * i);
            set(&mut classes.continuations, i8x16_lt(bytes, i8x16_splat(0xc0_u8 as i8)));
            set(&mut classes.latin, within(bytes, 0xc3, 0xc9));
        }
        classes.leads = beyond_ascii & !classes.continuations;
        classes
    }

    /// The classes of 64 bytes.
    #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
    #[inline]
    pub fn of(block: &[u8; BLOCK]) -> Self {
        let mut classes = Self::default();
        for (i, &byte) in block.iter().enumerate() {
            let set = |mask: &mut u64, is: bool| *mask |= u64::from(is) << i;
            set(&mut classes.digits, byte.is_ascii_digit());
            set(&mut classes.letters, byte.is_ascii_alphabetic());
            set(&mut classes.small, byte.is_ascii_lowercase());
            set(&mut classes.leads, byte >= 0xc0);
            set(&mut classes.continuations, matches!(byte, 0x80..=0xbf));
            set(&mut classes.latin, matches!(byte, 0xc3..=0xc9));
        }
        classes
    }
}

/// Where one of a few bytes stands.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[inline(always)]
pub fn any_of<const N: usize>(block: &[u8; BLOCK], bytes: [u8; N]) -> u64 {
    use core::arch::wasm32::*;
    let (sixteens, _) = block.as_chunks::<16>();
    sixteens.iter().enumerate().fold(0, |mask, (i, sixteen)| {
        let sixteen = vector(sixteen);
        let lanes =
            bytes.iter().fold(u8x16_splat(0), |lanes, byte| v128_or(lanes, u8x16_eq(sixteen, u8x16_splat(*byte))));
        mask | u64::from(u8x16_bitmask(lanes)) << (16 * i)
    })
}

/// Where one of a few bytes stands.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
pub fn any_of<const N: usize>(block: &[u8; BLOCK], bytes: [u8; N]) -> u64 {
    (0..).zip(block).fold(0, |mask, (i, byte)| mask | u64::from(bytes.contains(byte)) << i)
}

/// Sixteen bytes as a vector.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[inline(always)]
pub fn vector(bytes: &[u8; 16]) -> core::arch::wasm32::v128 {
    let number = u128::from_le_bytes(*bytes);
    core::arch::wasm32::u64x2(number as u64, (number >> 64) as u64)
}

/// A block that begins with `rest`, and goes on with zeros, which are of no class.
pub fn padded<const N: usize>(rest: &[u8]) -> [u8; N] {
    let mut block = [0; N];
    block.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
    block
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_of_its_classes() {
        for byte in 0..=u8::MAX {
            let classes = Classes::at(&[b' ', byte], 0);
            let is = |mask: u64| {
                assert_eq!(mask & !2, 0, "{byte:#x}: a byte beside it");
                mask == 2
            };
            assert_eq!(is(classes.digits), byte.is_ascii_digit(), "{byte:#x}");
            assert_eq!(is(classes.letters), byte.is_ascii_alphabetic(), "{byte:#x}");
            assert_eq!(is(classes.small), byte.is_ascii_lowercase(), "{byte:#x}");
            assert_eq!(is(classes.capitals()), byte.is_ascii_uppercase(), "{byte:#x}");
            assert_eq!(is(classes.leads), byte >= 0xc0, "{byte:#x}");
            assert_eq!(is(classes.continuations), (0x80..0xc0).contains(&byte), "{byte:#x}");
            assert_eq!(is(classes.latin), (0xc3..=0xc9).contains(&byte), "{byte:#x}");
        }
        assert_eq!(Classes::of(&[b'7'; BLOCK]).digits, u64::MAX);
    }
}
