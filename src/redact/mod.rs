//! What takes the place of a finding, and how it comes back.
//!
//! | redaction | what the model sees | comes back |
//! | --- | --- | --- |
//! | `mask` | `************1234` | no |
//! | `replace` | `[EMAIL]` | no |
//! | `remove` | nothing | no |
//! | `hash` | `[EMAIL:9f86d081884c7d65]` | no |
//! | `tokenize` | `EMAIL_kzrwtmbdqxnf` | in the same exchange |
//! | `fake` | `maria.keller421@example.com` | in the same exchange |
//! | `seal` | `SEALED_EMAIL_9kbd…` | in any exchange of the same scope, by the key alone |
//!
//! What comes back does so only in the exchange that sent the value: the map lives in the exchange's [`Redactor`].
//! Without a configured key, the caller gives a random one per VM. Then stand-ins of different workers and restarts
//! differ, so a provider's prompt cache misses after a restart, and sealed values can't be restored after one.

mod fake;
mod hash;
mod key;
mod mask;
mod present;
mod replace;
mod restore;
mod seal;
mod token;

pub use fake::Format;
pub use key::{Key, KeyTooShort, Keyring, MIN_KEY};
pub use mask::Mask;
pub use present::Present;
pub use replace::label;
pub use restore::{Put, Restore, Restored};

use crate::finding::DetectorId;
use restore::Kind;
use std::sync::Arc;

/// How a finding is redacted.
#[derive(Clone, PartialEq, Debug)]
pub enum Redaction {
    /// Stars.
    Mask(Mask),
    /// A label, or the operator's own words, in which `{label}` and `{detector}` are filled in.
    Replace {
        /// The operator's words; `None`: `[{label}]`.
        with: Option<Arc<str>>,
    },
    /// Nothing.
    Remove,
    /// A keyed digest.
    Hash,
    /// A stand-in that the response turns back.
    Tokenize,
    /// A fictitious value of the same format that the response turns back; a token where there is none.
    Fake,
    /// A stand-in that carries its value encrypted; a token where the value is too long for one.
    Seal,
}

impl Redaction {
    /// The word for it in policies and audit lines.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Mask(_) => "mask",
            Self::Replace { .. } => "replace",
            Self::Remove => "remove",
            Self::Hash => "hash",
            Self::Tokenize => "tokenize",
            Self::Fake => "fake",
            Self::Seal => "seal",
        }
    }
}

/// What is to be redacted, and what its stand-in must not be taken for.
#[derive(Clone, Copy)]
pub struct Found<'a> {
    /// Which detector found it.
    pub detector: &'a DetectorId,
    /// The matched text as it was written.
    pub value: &'a str,
    /// What its detector knows of its format, by which a fake can be made.
    pub format: Option<Format<'a>>,
    /// What stands in the exchange already, by chance or because somebody wrote it.
    pub present: &'a Present<'a>,
}

/// Different values before reversible redactions give way to labels: the map's memory is bounded.
pub const MAX_VALUES: usize = 20_000;

/// How many stand-ins are tried for one value before another kind is taken: enough to use most of the 762 documentation
/// addresses, few enough that a request full of addresses costs no more than one full of anything else.
const ATTEMPTS: u32 = 64;

/// Makes the stand-ins of one exchange, and knows what they stand for.
#[derive(Debug)]
pub struct Redactor {
    keyring: Arc<Keyring>,
    scope: String,
    restore: Restore,
}

impl Redactor {
    /// For an exchange of the caller `scope` (may be empty: then equal values of all callers have equal stand-ins).
    pub fn new(keyring: Arc<Keyring>, scope: String) -> Self {
        Self { keyring, scope, restore: Restore::default() }
    }

    /// Lets [`restore`](Self::restore) open sealed stand-ins, whether this exchange or one before has made them.
    pub fn open_sealed(&mut self) {
        let remembered = std::mem::take(&mut self.restore);
        self.restore = remembered.and_opening(self.keyring.clone(), self.scope.clone());
    }

    /// What this exchange can restore.
    pub fn restore(&self) -> &Restore {
        &self.restore
    }

    /// What takes the place of a value that the client sent. Reversible stand-ins are remembered.
    pub fn replacement(&mut self, redaction: &Redaction, found: Found<'_>) -> String {
        match redaction {
            Redaction::Mask(mask) => mask.apply(found.value),
            Redaction::Replace { with } => replace::replacement(with.as_deref(), found.detector),
            Redaction::Remove => String::new(),
            Redaction::Hash => self.hash(found.detector, found.value),
            Redaction::Tokenize => self.token(found),
            Redaction::Fake => self.fake(found),
            Redaction::Seal => self.seal(found.detector, found.value).unwrap_or_else(|| self.token(found)),
        }
    }

    /// What takes the place of a value that the model wrote: the same words, but nothing is remembered, since it
    /// would be restored on the spot, and there are no fakes, which could be taken for the truth.
    pub fn answer(&self, redaction: &Redaction, detector: &DetectorId, value: &str) -> String {
        match redaction {
            Redaction::Mask(mask) => mask.apply(value),
            Redaction::Replace { with } => replace::replacement(with.as_deref(), detector),
            Redaction::Remove => String::new(),
            Redaction::Hash => self.hash(detector, value),
            Redaction::Seal => self.seal(detector, value).unwrap_or_else(|| self.hash(detector, value)),
            Redaction::Tokenize | Redaction::Fake => {
                token::token(&self.keyring.current, &self.scope, &label(detector), value, 0)
            }
        }
    }

    fn hash(&self, detector: &DetectorId, value: &str) -> String {
        hash::hash(&self.keyring.current, &self.scope, &label(detector), value)
    }

    fn seal(&self, detector: &DetectorId, value: &str) -> Option<String> {
        seal::seal(&self.keyring.current, &self.scope, &label(detector), value)
    }

    /// A token; those that older keys would have made of the value are remembered as well, because the conversation
    /// may hold them from before the key was changed.
    fn token(&mut self, found: Found<'_>) -> String {
        let label = label(found.detector);
        let made = |key: &Key, attempt| Some(token::token(key, &self.scope, &label, found.value, attempt));
        let older: Vec<_> = self.keyring.previous.iter().filter_map(|key| made(key, 0)).collect();
        let free =
            self.free(found, |attempt| made(&self.keyring.current, attempt), |token| !found.present.has_token(token));
        let Some(token) = free else { return replace::replacement(None, found.detector) };
        for stand_in in older.iter().chain([&token]) {
            if self.restore.get(stand_in).is_none() {
                self.restore.insert(stand_in, found.value, Kind::Token);
            }
        }
        token
    }

    fn fake(&mut self, found: Found<'_>) -> String {
        let (key, id) = (&self.keyring.current, found.detector.as_str());
        let make = |attempt| fake::fake(key, &self.scope, id, found.value, found.format, attempt);
        let free = self.free(found, make, |fake| !found.present.may_have(fake));
        let Some(fake) = free else { return self.token(found) };
        self.restore.insert(&fake, found.value, Kind::Fake);
        fake
    }

    /// The first stand-in that is this value's already, or nobody's.
    fn free(
        &self,
        found: Found<'_>,
        make: impl Fn(u32) -> Option<String>,
        absent: impl Fn(&str) -> bool,
    ) -> Option<String> {
        for attempt in 0..ATTEMPTS {
            let stand_in = make(attempt)?;
            match self.restore.get(&stand_in) {
                Some(value) if *value == found.value => return Some(stand_in),
                None if self.restore.len() < MAX_VALUES && absent(&stand_in) => return Some(stand_in),
                _ => {}
            }
        }
        None
    }
}

#[cfg(test)]
#[allow(clippy::string_slice)]
mod tests {
    use super::*;

    const EMAIL: DetectorId = DetectorId::Builtin("pii.email");

    fn redactor() -> Redactor {
        Redactor::new(Arc::new(Keyring::of(Key::new(&[9; 32]).unwrap())), String::new())
    }

    fn found<'a>(value: &'a str, present: &'a Present<'a>) -> Found<'a> {
        Found { detector: &EMAIL, value, format: None, present }
    }

    #[test]
    fn each_redaction_looks_as_documented() {
        let mut redactor = redactor();
        let mask = Mask { keep_first: 0, keep_last: 4, hide_length: false };
        type Looks = fn(&str) -> bool;
        let table: [(Redaction, Looks); 7] = [
            (Redaction::Mask(mask), |to| to == "********.com"),
            (Redaction::Replace { with: None }, |to| to == "[EMAIL]"),
            (Redaction::Remove, |to| to.is_empty()),
            (Redaction::Hash, |to| to.starts_with("[EMAIL:") && to.ends_with(']')),
            (Redaction::Tokenize, |to| to.starts_with("EMAIL_") && to.len() == 18),
            (Redaction::Fake, |to| to.ends_with("@example.com")),
            (Redaction::Seal, |to| to.starts_with("SEALED_EMAIL_9")),
        ];
        for (redaction, looks) in table {
            let to = redactor.replacement(&redaction, found("ann@corp.com", &Present::default()));
            assert!(looks(&to), "{}: {to}", redaction.as_str());
            assert_eq!(to, redactor.replacement(&redaction, found("ann@corp.com", &Present::default())), "not stable");
        }
    }

    #[test]
    fn reversible_ones_come_back_and_equal_values_stay_equal() {
        for redaction in [Redaction::Tokenize, Redaction::Fake] {
            let mut redactor = redactor();
            let mut seen = std::collections::HashSet::new();
            for i in 0..300 {
                let value = format!("User{i}@corp.example");
                let to = redactor.replacement(&redaction, found(&value, &Present::default()));
                assert!(seen.insert(to.clone()), "{to} twice");
                assert_eq!(redactor.restore().get(&to).as_deref(), Some(&value));
            }
        }
    }

    #[test]
    fn stand_ins_are_never_text_that_is_there_already() {
        for redaction in [Redaction::Tokenize, Redaction::Fake] {
            let first = redactor().replacement(&redaction, found("a@b.example", &Present::default()));
            let present = Present::new(first.as_bytes());
            let other = redactor().replacement(&redaction, found("a@b.example", &present));
            assert_ne!(first, other);
        }
    }

    #[test]
    fn small_ranges_run_out_into_tokens() {
        let mut redactor = redactor();
        let detector = DetectorId::Builtin("pii.ip_address");
        let present = Present::default();
        let made: Vec<_> = (0..800)
            .map(|i| format!("10.0.{}.{}", i / 256, i % 256))
            .map(|value| {
                redactor.replacement(&Redaction::Fake, Found { detector: &detector, ..found(&value, &present) })
            })
            .collect();
        let tokens = made.iter().filter(|to| to.starts_with("IP_ADDRESS_")).count();
        assert!(0 < tokens && tokens < 800, "{tokens}");
        assert_eq!(made.iter().collect::<std::collections::HashSet<_>>().len(), 800);
    }

    #[test]
    fn tokens_of_older_keys_are_restored() {
        let (old, new) = (Key::new(&[1; 32]).unwrap(), Key::new(&[2; 32]).unwrap());
        let before = Redactor::new(Arc::new(Keyring::of(old.clone())), "s".into())
            .replacement(&Redaction::Tokenize, found("a@b.example", &Present::default()));
        let mut after = Redactor::new(Arc::new(Keyring { current: new, previous: vec![old] }), "s".into());
        let now = after.replacement(&Redaction::Tokenize, found("a@b.example", &Present::default()));
        assert_ne!(before, now);
        for token in [before, now] {
            assert_eq!(after.restore().get(&token).unwrap().as_str(), "a@b.example");
        }
    }

    #[test]
    fn what_the_model_wrote_is_not_remembered() {
        let redactor = redactor();
        for redaction in [Redaction::Tokenize, Redaction::Fake] {
            let to = redactor.answer(&redaction, &EMAIL, "a@b.example");
            assert!(to.starts_with("EMAIL_"));
            assert_eq!(redactor.restore().get(&to), None);
        }
    }
}
