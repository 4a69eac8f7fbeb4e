//! What a detector says: which, where, how sure and why. Never what the text was.

use crate::text::Span;
use std::{fmt, sync::Arc};

/// A detector's id, `group.name`: `pii.email`, `secret.github_token`.
#[derive(Clone)]
pub enum DetectorId {
    /// One of the registry's.
    Builtin(&'static str),
    /// One that the operator's policy defines.
    Custom(Arc<str>),
}

impl DetectorId {
    /// The id as it is written in policies.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Builtin(id) => id,
            Self::Custom(id) => id,
        }
    }

    /// What stands before the first dot: `pii`, `financial`, `secret`, `injection`, …
    pub fn group(&self) -> &str {
        self.as_str().split('.').next().unwrap_or_default()
    }
}

impl PartialEq for DetectorId {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for DetectorId {}

impl fmt::Debug for DetectorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for DetectorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One reason for a score.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Part {
    /// The rule's own word: `shape`, `check_digit`, `context`, `override_phrase`, …
    pub rule: &'static str,
    /// What it adds to (or takes from) the score.
    pub weight: f32,
}

/// Something found in a text.
///
/// There is no field for the matched text, so that no log, metric or error can hold it.
#[derive(Clone, PartialEq, Debug)]
pub struct Finding {
    /// Which detector says so.
    pub detector: DetectorId,
    /// Where, in bytes of the decoded text.
    pub span: Span,
    /// How sure it is, 0 to 1.
    pub score: f32,
    /// What the score is made of.
    pub parts: Vec<Part>,
}
