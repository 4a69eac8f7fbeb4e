//! Keccak-256 as Ethereum and Monero use it: SHA-3 with the padding of the original submission.
//!
//! For check digits only. Written from the Keccak reference (Bertoni, Daemen, Peeters, Van Assche, 2011), 1600 bits of
//! state, rate 1088; one short message at a time.

/// Rotations of ρ in the order in which π visits the lanes, and those lanes.
const STEPS: [(u32, usize); 24] = [
    (1, 10),
    (3, 7),
    (6, 11),
    (10, 17),
    (15, 18),
    (21, 3),
    (28, 5),
    (36, 16),
    (45, 8),
    (55, 21),
    (2, 24),
    (14, 4),
    (27, 15),
    (41, 23),
    (56, 19),
    (8, 13),
    (25, 12),
    (43, 2),
    (62, 20),
    (18, 14),
    (39, 22),
    (61, 9),
    (20, 6),
    (44, 1),
];

/// The bytes of a rate's block.
const RATE: usize = 136;

/// Keccak-256 of `message`.
pub fn keccak256(message: &[u8]) -> [u8; 32] {
    let mut state = [0u64; 25];
    let mut padded = message.to_vec();
    padded.push(1);
    padded.resize(padded.len().next_multiple_of(RATE), 0);
    if let Some(last) = padded.last_mut() {
        *last |= 0x80;
    }
    for block in padded.chunks_exact(RATE) {
        for (lane, bytes) in state.iter_mut().zip(block.as_chunks::<8>().0) {
            *lane ^= u64::from_le_bytes(*bytes);
        }
        permute(&mut state);
    }
    let mut digest = [0; 32];
    for (to, lane) in digest.as_chunks_mut::<8>().0.iter_mut().zip(state) {
        *to = lane.to_le_bytes();
    }
    digest
}

fn permute(state: &mut [u64; 25]) {
    // The round constants come from a linear feedback shift register: x⁸ + x⁶ + x⁵ + x⁴ + 1.
    let mut register = 1u8;
    let lane = |state: &[u64; 25], i: usize| state.get(i % 25).copied().unwrap_or_default();
    for _ in 0..24 {
        // θ
        let mut columns = [0u64; 5];
        for (i, value) in state.iter().enumerate() {
            if let Some(column) = columns.get_mut(i % 5) {
                *column ^= value;
            }
        }
        let column = |i: usize| columns.get(i % 5).copied().unwrap_or_default();
        for (i, value) in state.iter_mut().enumerate() {
            *value ^= column(i + 4) ^ column(i + 1).rotate_left(1);
        }
        // ρ and π
        let mut moving = lane(state, 1);
        for (rotation, to) in STEPS {
            if let Some(place) = state.get_mut(to) {
                let next = *place;
                *place = moving.rotate_left(rotation);
                moving = next;
            }
        }
        // χ
        for row in state.as_chunks_mut::<5>().0 {
            let [a, b, c, d, e] = *row;
            *row = [a ^ (!b & c), b ^ (!c & d), c ^ (!d & e), d ^ (!e & a), e ^ (!a & b)];
        }
        // ι
        for power in 0..7u32 {
            if register & 1 == 1
                && let Some(first) = state.first_mut()
            {
                *first ^= 1 << ((1u32 << power) - 1);
            }
            register = register << 1 ^ if register & 0x80 != 0 { 0x71 } else { 0 };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::keccak256;

    #[test]
    fn known_digests() {
        // Ethereum's hash of nothing, and of "abc"; a message longer than a block.
        for (message, start) in [(&b""[..], [0xc5, 0xd2, 0x46, 0x01]), (b"abc", [0x4e, 0x03, 0x65, 0x7a])] {
            assert_eq!(keccak256(message)[..4], start);
        }
        assert_ne!(keccak256(&[7; 300]), keccak256(&[7; 301]));
    }
}
