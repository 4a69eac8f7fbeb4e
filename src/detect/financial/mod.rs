//! Money: cards, accounts, securities, taxes of companies, crypto assets.

pub mod accounts;
pub mod cards;

use super::Detector;

/// All detectors of this group.
pub const FAMILIES: &[&[Detector]] = &[cards::DETECTORS, accounts::DETECTORS];
