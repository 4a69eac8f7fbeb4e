//! Sorting in little code.
//!
//! The standard library's sorts are faster on long lists, and 6 to 8 KB of module for every type they are used with. Ours
//! is one merge sort over places for all types, and a few hundred bytes for each type to compare and to move.

use std::cmp::Ordering;

/// Runs up to this length are sorted by insertion before they are merged.
const RUN: usize = 8;

/// Sorts stably, in n log n time.
pub fn sort<T: Ord>(items: &mut [T]) {
    sort_by(items, T::cmp);
}

/// Sorts stably by what `key` says of an item, in n log n time.
pub fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(items, |one, other| key(one).cmp(&key(other)));
}

/// Sorts stably by what `compare` says of two items, in n log n time.
pub fn sort_by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let compare_at = |one: usize, other: usize| match (items.get(one), items.get(other)) {
        (Some(one), Some(other)) => compare(one, other),
        _ => Ordering::Equal,
    };
    let Some(mut places) = order(items.len(), &compare_at) else { return };
    // Each cycle of the permutation is followed once; what has arrived is marked as standing at its own place.
    for start in 0..items.len() {
        let mut at = start;
        while let Some(place) = places.get_mut(at) {
            let from = std::mem::replace(place, at);
            if from == start {
                break;
            }
            items.swap(at, from);
            at = from;
        }
    }
}

/// For each place of the sorted list, the place it is to be filled from; `None` if all stand right.
#[inline(never)]
fn order(length: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Option<Vec<usize>> {
    if (1..length).all(|at| compare(at - 1, at).is_le()) {
        return None;
    }
    let mut places: Vec<usize> = (0..length).collect();
    for run in places.chunks_mut(RUN) {
        for end in 1..run.len() {
            for at in (1..=end).rev() {
                match run.get(at - 1..=at) {
                    Some(&[one, other]) if compare(one, other).is_gt() => run.swap(at - 1, at),
                    _ => break,
                }
            }
        }
    }
    let mut merged = Vec::with_capacity(length);
    let mut width = RUN;
    while width < length {
        merged.clear();
        for pair in places.chunks(2 * width) {
            let (mut left, mut right) = pair.split_at(width.min(pair.len()));
            while let (Some((one, rest_left)), Some((other, rest_right))) = (left.split_first(), right.split_first()) {
                if compare(*one, *other).is_le() {
                    merged.push(*one);
                    left = rest_left;
                } else {
                    merged.push(*other);
                    right = rest_right;
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        std::mem::swap(&mut places, &mut merged);
        width = width.saturating_mul(2);
    }
    Some(places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_standard_library() {
        let mut state = 1u64;
        let mut random = move |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        for length in (0..70).chain([255, 256, 257, 5_000]) {
            for kinds in [1, 3, 1_000_000] {
                // The second half of a pair tells whether equal items keep their order.
                let pairs: Vec<(u64, usize)> = (0..length).map(|at| (random(kinds), at)).collect();
                let (mut ours, mut expected) = (pairs.clone(), pairs);
                sort_by_key(&mut ours, |(key, _)| *key);
                expected.sort_by_key(|(key, _)| *key);
                assert_eq!(ours, expected, "{length} items of {kinds} kinds");
                ours.reverse();
                sort(&mut ours);
                assert_eq!(ours, expected, "{length} items of {kinds} kinds, from behind");
            }
        }
    }
}
