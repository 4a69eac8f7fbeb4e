//! Everything that looks for something in a text, together: detectors of the registry, operators' own, and the judge
//! of injections; on the text as it is and on the views of it that undo tricks.

use crate::{
    config::Config,
    finding::Finding,
    text::{Channel, Role},
};

/// What one policy looks for.
#[derive(Debug, Default)]
pub struct Finder {}

impl Finder {
    /// Everything there is to look for, whatever the rules of the policy.
    pub fn everything(_config: &Config) -> Self {
        Self {}
    }

    /// What is found in `text`, sorted by where it starts; `before` is what stood before it and counts as context.
    pub fn find(&self, _text: &str, _before: &str, _role: Role, _channel: Channel) -> Vec<Finding> {
        Vec::new()
    }
}
