//! Operators' own detectors.

use super::Match;
use crate::text::Span;

/// One of the operator's own detectors.
#[derive(Clone, Debug)]
pub struct Custom {
    id: String,
}

impl Custom {
    /// Its id.
    pub fn id(&self) -> &str {
        &self.id
    }

    pub(super) fn literals(&self) -> impl Iterator<Item = &[u8]> {
        std::iter::empty()
    }

    pub(super) fn has_literals(&self) -> bool {
        false
    }

    pub(super) fn find(&self, _text: &str, _at: Span, _found: impl FnMut(Match)) {}

    pub(super) fn settled(&self, text: &str) -> usize {
        text.len()
    }
}
