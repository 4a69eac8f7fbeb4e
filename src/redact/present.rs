//! What stands in a body already, so that no stand-in is taken for it.
//!
//! A stand-in that is also text of the exchange would be "restored" to a value where somebody wrote just that text.
//! For tokens one pass over the body answers for all of them; for fakes the body is searched, and only so often that
//! the cost stays linear in the body.

use super::{key::LETTERS, token::BODY};
use std::{
    cell::{Cell, OnceCell},
    collections::HashSet,
};

/// How often one body is searched for a fake.
const SEARCHES: u32 = 256;

/// The text of an exchange before anything in it was replaced.
#[derive(Default)]
pub struct Present<'b> {
    body: &'b [u8],
    /// Everything in the body that looks like the letters of a token.
    tokens: OnceCell<HashSet<[u8; BODY]>>,
    searched: Cell<u32>,
}

impl<'b> Present<'b> {
    /// For this body.
    pub fn new(body: &'b [u8]) -> Self {
        Self { body, ..Self::default() }
    }

    /// Whether `token` stands in the body.
    pub(super) fn has_token(&self, token: &str) -> bool {
        let letters = token.as_bytes().last_chunk::<BODY>();
        letters.is_some_and(|letters| self.tokens.get_or_init(|| self.all_tokens()).contains(letters))
    }

    fn all_tokens(&self) -> HashSet<[u8; BODY]> {
        let letters = |at: usize| {
            let letters = self.body.get(at + 1..)?.first_chunk::<BODY>()?.map(|letter| letter.to_ascii_lowercase());
            letters.iter().all(|letter| LETTERS.contains(letter)).then_some(letters)
        };
        memchr::memchr_iter(b'_', self.body).filter_map(letters).collect()
    }

    /// Whether `fake` stands in the body, or so many have been looked for that another search would be one too many.
    pub(super) fn may_have(&self, fake: &str) -> bool {
        let searched = self.searched.get();
        self.searched.set(searched.saturating_add(1));
        searched >= SEARCHES || memchr::memmem::find(self.body, fake.as_bytes()).is_some()
    }
}

impl std::fmt::Debug for Present<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Present").field("bytes", &self.body.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sees_tokens_and_fakes() {
        let present = Present::new(b"x EMAIL_kzrwtmbdqxnf, email_kzrwtmbdqxnG! a_b bob@example.com");
        for (token, expect) in
            [("EMAIL_kzrwtmbdqxnf", true), ("EMAIL_kzrwtmbdqxng", true), ("EMAIL_kzrwtmbdqxnh", false), ("A_b", false)]
        {
            assert_eq!(present.has_token(token), expect, "{token}");
        }
        assert!(present.may_have("bob@example.com") && !present.may_have("eve@example.com"));
    }

    #[test]
    fn gives_up_on_searching_before_it_costs_too_much() {
        let present = Present::new(b"nothing");
        assert_eq!((0..SEARCHES + 10).filter(|_| present.may_have("eve@example.com")).count(), 10);
    }
}
