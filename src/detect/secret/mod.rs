//! Secrets: what opens something to whoever holds it.
//!
//! Four mechanisms cover all families. Most issuers mark their tokens with a prefix: `format` reads those from one
//! short declaration each. Where there is no mark, the issuer's name in the name that the value is assigned to makes
//! one (`context`), again a declaration each. Some secrets carry a structure of their own (PEM, JWT, connection
//! strings): they have a function each. What remains is `generic`: a name that says secret, a value that looks random.
//!
//! Scores: 0.95–1.0 where structure or check digits leave no doubt, 0.85–0.95 for a distinctive prefix and length,
//! 0.5–0.75 for context and randomness. What only shows where a secret goes (`YOUR_KEY_HERE`, `xxxx`) is not reported.

mod alphabet;
mod assignment;
mod context;
mod crc;
mod format;
mod random;

mod cloud;
mod credentials;
mod generic;
mod infrastructure;
mod key_material;
mod llm;
mod marked;
mod messaging;
mod packages;
mod payment;
mod scm;
mod services;

use super::Detector;

/// All detectors of the group `secret`.
pub const DETECTORS: &[&[Detector]] = &[
    cloud::DETECTORS,
    llm::DETECTORS,
    scm::DETECTORS,
    packages::DETECTORS,
    messaging::DETECTORS,
    payment::DETECTORS,
    infrastructure::DETECTORS,
    services::DETECTORS,
    marked::DETECTORS,
    key_material::DETECTORS,
    credentials::DETECTORS,
    generic::DETECTORS,
];

#[cfg(test)]
mod tests;
