//! What is bad: one static registry of detectors and the engine that runs them.
//!
//! A detector is data: an id, where its format is specified, how it is found, examples. The engine makes one pass
//! over a text that finds candidates for all detectors together ([`trigger`]), then verifies each candidate in a small
//! window ([`engine`], [`forms`], [`context`]).
//!
//! To add a detector, add an entry to the `DETECTORS` of its family's file; one test walks the registry and holds it
//! to its examples.

mod engine;

pub mod contact;
pub mod custom;
pub mod financial;
pub mod national;
pub mod exfiltration;
pub mod item;
pub mod tool_pin;
pub mod injection;
pub mod canary;
pub mod prompt_leak;
pub mod secret;

pub mod checksum;
pub mod context;
mod block;
mod chain;
mod column;
mod forms;
mod keccak;
mod keyword;
pub mod presets;
mod required;
mod trigger;
mod unfinished;

pub use custom::Custom;
pub use engine::Scanner;
pub use unfinished::{Hold, LEFT_CONTEXT, MAX_HOLD, Stakes};

use crate::text::Span;

/// The families of detectors; a new file's `DETECTORS` is added to its group's list and nowhere else.
const FAMILIES: &[&[&[Detector]]] =
    &[contact::FAMILIES, financial::FAMILIES, national::DETECTORS, item::FAMILIES, secret::DETECTORS];

/// Every detector there is.
pub fn registry() -> impl Iterator<Item = &'static Detector> {
    // Not known to the compiler, or it writes the walk out for every family wherever there is one: 15 KB of module.
    std::hint::black_box(FAMILIES).iter().copied().flatten().copied().flatten()
}

/// What a detector knows of the identifiers it finds, by which one of the same format can be made up.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// Their shapes, as in [`Find::Forms`].
    pub shapes: &'static [&'static str],
    check: Check,
}

#[derive(Clone, Copy, Debug)]
enum Check {
    None,
    Accepts(fn(&[u8]) -> bool),
    Grades(fn(&[u8]) -> Option<Scores>),
}

impl Format {
    /// Of the detector, if its identifiers have fixed shapes.
    pub fn of(id: &str) -> Option<Self> {
        match registry().find(|detector| detector.id == id)?.find {
            Find::Forms { forms, check, .. } => {
                Some(Self { shapes: forms, check: check.map_or(Check::None, Check::Accepts) })
            }
            Find::Graded { forms, grade, .. } => Some(Self { shapes: forms, check: Check::Grades(grade) }),
            _ => None,
        }
    }

    /// Whether a value (separators taken out, ASCII letters in upper case) is a possible one.
    pub fn accepts(&self, value: &[u8]) -> bool {
        match self.check {
            Check::None => true,
            Check::Accepts(check) => check(value),
            Check::Grades(grade) => grade(value).is_some(),
        }
    }
}

/// An identifier of these shapes that `check` verifies.
const fn checked(
    forms: &'static [&'static str],
    check: fn(&[u8]) -> bool,
    scores: Scores,
    context: &'static Words,
) -> Find {
    Find::Forms { forms, check: Some(check), scores, context }
}

/// The same list without what only people read (titles, sources, examples) where the filter is built: 130 KB less of
/// module. The native command line and the tests have it all.
const fn lean<const N: usize>(mut detectors: [Detector; N]) -> [Detector; N] {
    if cfg!(target_arch = "wasm32") {
        let mut rest = detectors.as_mut_slice();
        while let [first, tail @ ..] = rest {
            first.title = "";
            first.source = "";
            first.examples = &[];
            first.counterexamples = &[];
            rest = tail;
        }
    }
    detectors
}

/// Something worth finding, as one entry of the registry.
#[derive(Debug)]
pub struct Detector {
    /// `group.name`, lower case with underscores; the country code first where a scheme belongs to one.
    pub id: &'static str,
    /// What it is, in a few words: "Polish national id (PESEL)".
    pub title: &'static str,
    /// Where the format and its check digits are specified: standard, law, issuer's document.
    pub source: &'static str,
    /// How it is found.
    pub find: Find,
    /// Texts in which it must be found; the match stands between `⟦` and `⟧`.
    ///
    /// Samples of secrets are joined with `concat!` from parts, so that secret scanners stay quiet about this file.
    pub examples: &'static [&'static str],
    /// Texts in which it must not be found with a score of 0.5 or more.
    pub counterexamples: &'static [&'static str],
}

/// How the candidates of a detector are found, and verified.
#[derive(Debug)]
pub enum Find {
    /// An identifier of fixed shapes: digits and letters, perhaps grouped.
    Forms {
        /// The shapes: `9` a digit, `A` a letter, `X` either, `-` a place where one separator (space, dash, dot,
        /// slash, no-break space) may or may not stand, `_` the same where the whole shape allows spaces, dashes and dots
        /// only, `~` a dash; any other character stands for itself.
        forms: &'static [&'static str],
        /// Whether the value (separators taken out, ASCII letters in upper case) is a possible one: check digits,
        /// dates, ranges. `None`: the scheme has nothing to check.
        check: Option<fn(&[u8]) -> bool>,
        /// What a match is worth.
        scores: Scores,
        /// Words near by that make it likely.
        context: &'static Words,
    },
    /// An identifier of fixed shapes that is more or less sure, depending on its value.
    Graded {
        /// The shapes, as above.
        forms: &'static [&'static str],
        /// What the value (as above) is worth, if it is a possible one.
        grade: fn(&[u8]) -> Option<Scores>,
        /// The most that one is worth with no word of context near by: where that is too little, none is graded.
        alone: f32,
        /// Words near by that make it likely.
        context: &'static Words,
    },
    /// Something that starts with, or holds, one of a few ASCII literals.
    Literals {
        /// The literals, matched without regard to ASCII case; at least three bytes each. One that begins with a
        /// letter or digit counts at the start of a word only, unless a `*` stands before it: `*T3BlbkFJ`.
        literals: &'static [&'static str],
        /// Verifies one hit.
        verify: fn(&Candidate<'_>) -> Option<Match>,
        /// How a match goes on while the text does.
        open: Open,
    },
    /// Something that stands after a keyword, and may have no shape of its own: a security code after `cvv`.
    Keywords {
        /// The keywords, as above: `pin` also stands in `cardPin`, `*key` in `apikey` as well.
        keywords: &'static [&'static str],
        /// How far after the end of the keyword the value may end, in bytes; at most 400.
        reach: usize,
        /// Verifies one hit; the match must start after the keyword.
        verify: fn(&Candidate<'_>) -> Option<Match>,
    },
    /// Something with digits in it that the shapes of [`Find::Forms`] can't describe: phone numbers, addresses of
    /// machines. Called for every group of ASCII letters and digits that holds a digit and may begin a match or be in
    /// one, so it must refuse quickly.
    Groups {
        /// Shortest and longest group to be called for, in bytes; at most 128.
        lengths: (usize, usize),
        /// Fewest digits that must stand in the 41 bytes from the group's first digit on.
        digits: u32,
        /// Whether the group itself must hold a letter.
        letters: bool,
        /// ASCII signs below `@` of which one must stand directly before the group or after it; none: anything may.
        beside: &'static [u8],
        /// ASCII signs below `@` that rule a match out where they stand directly before the group and after a digit.
        not_after: &'static [u8],
        /// The words that [`Candidate::has_context`] looks for.
        context: &'static Words,
        /// Verifies one group, which is the candidate's `at`. The match may start before it.
        verify: fn(&Candidate<'_>) -> Option<Match>,
        /// Which bytes join the groups of a match.
        joined_by: &'static [u8],
    },
    /// Something that holds one of a few bytes, rare in ordinary text.
    Bytes {
        /// The bytes.
        bytes: &'static [u8],
        /// Verifies one hit.
        verify: fn(&Candidate<'_>) -> Option<Match>,
        /// Which other bytes a match is made of.
        made_of: fn(u8) -> bool,
        /// Whether a plain word that could begin one is worth waiting for, though nothing speaks of such things.
        from_words: bool,
    },
}

/// How a match of [`Find::Literals`] goes on, so that it is known when a text that breaks off may still become one.
#[derive(Clone, Copy, Debug)]
pub enum Open {
    /// The literal begins it. Says whether what follows the hit as far as the text goes can still become a match, or
    /// can end otherwise than it ends now.
    Exactly(fn(&Candidate<'_>) -> bool),
    /// The same, where the literal only says what follows.
    After(fn(&Candidate<'_>) -> bool),
    /// The literal begins it, and so many runs of characters other than blanks may follow, three at most.
    Runs(usize),
    /// The same after a literal that only says what follows.
    RunsAfter(usize),
    /// It begins before the literal, as a run of such bytes that holds a digit or letters of both cases and has at least
    /// that many, and goes on as a run without blanks.
    Around(fn(u8) -> bool, usize),
}

/// What a match of [`Find::Forms`] is worth, 0 to 1.
#[derive(Clone, Copy, Debug)]
pub struct Scores {
    /// The shape, and the check if there is one, with no word of context near by.
    pub alone: f32,
    /// The same with a word of context near by.
    pub with_context: f32,
}

/// Words that make an identifier likely when they stand near it, in several languages.
///
/// Lower case; a word of Latin letters must stand as a whole word, others may stand anywhere.
pub type Words = [&'static str];

/// A place where stage one saw something that stage two has to verify.
#[derive(Clone, Copy)]
pub struct Candidate<'t> {
    /// The whole text.
    pub text: &'t str,
    /// What set it off: the literal or byte, in bytes of the text.
    pub at: Span,
    context: Option<&'t dyn Fn(Span) -> bool>,
}

impl<'t> Candidate<'t> {
    /// A candidate of a detector that declares no words of context.
    pub fn new(text: &'t str, at: Span) -> Self {
        Self { text, at, context: None }
    }

    /// Whether one of the words that the detector declares stands near `span`: as [`context::near`], and cheaper, since
    /// the engine reads words for all detectors at once.
    pub fn has_context(&self, span: Span) -> bool {
        self.context.is_some_and(|near| near(span))
    }
}

/// A verified candidate.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Match {
    /// Where, in bytes of the text.
    pub span: Span,
    /// How sure, 0 to 1.
    pub score: f32,
    /// Why, in one word: `check_digit`, `structure`, `entropy`, `context`, …
    pub why: &'static str,
}

/// The detectors that look at an answer with its request in mind: id, title, and entry in the OWASP Top 10 for LLM
/// Applications (2025).
pub const GUARDS: [(&str, &str, &str); 5] = [
    (canary::DETECTOR, "Canary of the system prompt in an answer", "LLM07:2025 System Prompt Leakage"),
    (prompt_leak::DETECTOR, "Long verbatim part of the system prompt in an answer", "LLM07:2025 System Prompt Leakage"),
    (exfiltration::IMAGE, "Image that carries data out when shown", "LLM02:2025 Sensitive Information Disclosure"),
    (exfiltration::LINK, "Link that carries data out when followed", "LLM02:2025 Sensitive Information Disclosure"),
    (exfiltration::SCHEME, "Address that runs or contains a program", "LLM05:2025 Improper Output Handling"),
];

/// The ids of the detectors that need nothing but the text.
pub fn scanned() -> impl Iterator<Item = &'static str> {
    registry().map(|detector| detector.id)
}

/// The id of every detector that a rule may name.
pub fn ids() -> impl Iterator<Item = &'static str> {
    let judged = injection::DETECTORS.iter().map(|(id, _)| *id);
    registry().map(|detector| detector.id).chain(judged).chain(GUARDS.iter().map(|(id, ..)| *id))
}
