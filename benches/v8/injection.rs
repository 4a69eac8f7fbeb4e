//! Normalisation and the judge of injections: the input is a text itself.

use promptsieve::detect::injection::Judge;
use promptsieve::normalize::View;
use promptsieve::text::{Channel, Role};

fn view_of(text: &[u8]) -> (&str, View<'_>) {
    let text = str::from_utf8(text).unwrap_or_default();
    (text, View::of(text))
}

/// The view alone.
pub fn view(text: &[u8]) -> usize {
    1 + view_of(text).1.text().len()
}

/// The view, and what is written in other notations.
pub fn segments(text: &[u8]) -> usize {
    1 + view_of(text).1.segments().len()
}

/// All of it, to the score.
pub fn injection(text: &[u8]) -> usize {
    let (text, view) = view_of(text);
    let judgement = Judge.judge(text, &view, Role::Tool, Channel::ToolResult);
    1 + judgement.findings.len() + (judgement.score * 100.0) as usize
}
