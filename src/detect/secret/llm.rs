//! Model providers.

use super::alphabet::{ALNUM, DIGIT, URL64};
use super::format::{Format, Lit, OneOf, Run, run, secret, starts_here};
use super::random::looks_random;
use crate::detect::{Candidate, Detector, Match};
use crate::text::Span;

/// Everything of this file.
pub const DETECTORS: &[Detector] = &[
    secret!(
        "openai_api_key", "OpenAI API key",
        "https://platform.openai.com/docs/api-reference/authentication",
        ["T3BlbkFJ"] openai,
        yes ["OPENAI_API_KEY=⟦sk-" "0y2BKJ2eQt8b6tI2d5aJT3Blbk" "FJgyGNpv96hT42coBwcSMS⟧", "⟦sk-proj-" "agtVJ3XnlGvxrhX3d5HiwklZHtADG5VJB-tMt2Lqnj112QrK1JNfUC3_HWRrAhfyKUjUnvtxJcT3Blbk" "FJHFz5GfLdriH4Zv3Fjk2aMTOXHC7OMqo0UGW1C2w7XG71_TQD065aodrqz826EWwTAXZSVAdP4N⟧"],
        no ["sk-proj-" "Xi8tdMjHV6pmbBbwilTeT4BlbkFJ3UDnpdEwNNm6wVBpYM0o"],
    ),
    secret!(
        "anthropic_api_key", "Anthropic API key",
        "https://docs.anthropic.com/en/api/overview",
        Format::new(&["sk-ant-"], &[OneOf(&["api", "admin", "oat", "ort", "sid"]), run(DIGIT, 2), Lit("-"), run(URL64, 93), Lit("AA")]),
        yes ["⟦sk-ant-api03-" "FDOlWo0eaDA7hyoh09ASZaAXWHb2CnG-y-LzWhuEs32XIB2naV0J5EmuHNM2pqAk1YgM6iBK6pKtGAiUb3S73i6f1zvTnAA⟧", "⟦sk-ant-admin01-" "0j0kAfVIHn9tC6oEy5CU5IIZj-jJ__g3AKZee2TumWiXTh8c1hIPlhEQpnsVgcYZrABfhHHfZiBRQBLWnrKmcXqcMGfOLAA⟧"], no ["sk-ant-api03-" "ed6hSW6aYQ7FCUxzgaVo"],
    ),
];

/// The longest run of random characters on either side of the mark.
const OPENAI_HALF: usize = 80;

/// `T3BlbkFJ`, the base 64 of "OpenAI", stands in the middle of every key; before it come `sk-`, the kind of key if
/// it has one, and random characters, after it as many of them again.
fn openai(candidate: &Candidate<'_>) -> Option<Match> {
    let bytes = candidate.text.as_bytes();
    let Span { start: mark, end } = candidate.at;
    if candidate.at.of(bytes) != concat!("T3Blbk", "FJ").as_bytes() {
        return None;
    }
    let (before, after) = (bytes.get(..mark)?, bytes.get(end..)?);
    let before = before.get(before.len().saturating_sub(OPENAI_HALF + 12)..)?;
    let key = before.len() - before.iter().rev().take_while(|&&b| URL64.has(b)).count();
    let word = before.get(key..)?;
    let sk = word.windows(3).position(|w| w == b"sk-")?;
    let half = word.get(sk + 3..)?;
    let half = [&b"proj-"[..], b"svcacct-", b"admin-", b"None-"]
        .iter()
        .find_map(|kind| half.strip_prefix(*kind))
        .unwrap_or(half);
    let start = mark - (word.len() - sk);
    let length = URL64.run(after, OPENAI_HALF + 1);
    let other = after.get(..length)?;
    let fits = starts_here(bytes, start) && half.len() >= 20 && (20..=OPENAI_HALF).contains(&length);
    (fits && looks_random(half, URL64) && looks_random(other, URL64)).then_some(Match {
        span: Span::new(start, end + length),
        score: 0.97,
        why: "structure",
    })
}
