//! Money: cards, accounts, securities, taxes of companies, crypto assets.

pub mod accounts;
pub mod cards;
