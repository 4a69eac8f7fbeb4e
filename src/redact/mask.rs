//! `mask`: stars in place of characters.

/// How a value is masked.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Mask {
    /// Characters left to stand at the start.
    pub keep_first: usize,
    /// Characters left to stand at the end.
    pub keep_last: usize,
    /// Whether the length is hidden too: the stars are then always [`STARS`].
    pub hide_length: bool,
}

/// Stars of a mask that hides the length.
pub const STARS: usize = 6;

impl Mask {
    /// `value` with a star for each character that may not stand.
    ///
    /// Characters are counted, not bytes; separators count as well, and go like the rest. At least a third of the
    /// value is covered, whatever the policy keeps: a short value must not be shown by what was meant for a long one.
    /// A third is what PCI DSS 4.0 leaves covered of a card (requirement 3.4.1: the first six and the last four digits
    /// of 15 or 16 may be shown). Where that takes something away, it is taken from the start first.
    pub fn apply(&self, value: &str) -> String {
        let total = value.chars().count();
        let most = total - total.div_ceil(3);
        let last = self.keep_last.min(most);
        let first = self.keep_first.min(most - last);
        let stars = if self.hide_length { STARS } else { total - first - last };
        let start = value.chars().take(first);
        let end = value.chars().skip(total - last);
        start.chain(std::iter::repeat_n('*', stars)).chain(end).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_what_may_stand_and_covers_at_least_a_third() {
        let table = [
            ((0, 0, false), "4111111111111111", "****************"),
            ((0, 4, false), "4111 1111 1111 1234", "***************1234"),
            ((6, 4, false), "4111112222221234", "411111******1234"),
            ((6, 4, true), "378282246310005", "378282******0005"),
            ((0, 0, true), "a", "******"),
            ((0, 4, false), "1234", "**34"),
            ((9, 9, false), "abc", "*bc"),
            ((9, 9, false), "ab", "*b"),
            ((9, 9, false), "a", "*"),
            ((2, 0, true), "jürgen@bücher.example", "jü******"),
            ((2, 0, false), "日本語文字列", "日本****"),
            ((0, 1, false), "👨‍👩‍👧é", "*****é"),
            ((usize::MAX, usize::MAX, false), "abcdef", "**cdef"),
            ((0, 4, false), "", ""),
        ];
        for ((keep_first, keep_last, hide_length), value, expect) in table {
            assert_eq!(Mask { keep_first, keep_last, hide_length }.apply(value), expect, "{value}");
        }
    }
}
