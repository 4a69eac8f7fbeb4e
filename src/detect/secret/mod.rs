//! Secrets: what opens something to whoever holds it.
//!
//! Three mechanisms cover all families. Most issuers mark their tokens with a prefix: [`format`] reads those from one
//! short declaration each. Some tokens carry a structure of their own (PEM, JWT, connection strings): they have a
//! function each.
//!
//! Scores: 0.95–1.0 where structure or check digits leave no doubt, 0.85–0.95 for a distinctive prefix and length,
//! 0.5–0.75 for context and randomness. What only shows where a secret goes (`YOUR_KEY_HERE`, `xxxx`) is not reported.

mod alphabet;
mod crc;
mod format;
mod random;

mod cloud;
mod key_material;
mod llm;
mod messaging;
mod payment;
mod scm;

use super::Detector;

/// All detectors of the group `secret`.
pub const DETECTORS: &[&[Detector]] = &[
    cloud::DETECTORS,
    llm::DETECTORS,
    scm::DETECTORS,
    messaging::DETECTORS,
    payment::DETECTORS,
    key_material::DETECTORS,
];

#[cfg(test)]
mod tests;
