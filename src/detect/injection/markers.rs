//! Evidence that is not in words: turn markers of chat templates, hidden markup, invisible text.

use super::{Kind, rules::Hit, rules::position_of};
use crate::{normalize::Hidden, text::Span};
use memchr::memmem;

/// Strings that chat templates put between turns. In a text that is data they end it and open another.
///
/// Sources: OpenAI ChatML; Meta Llama 2 and 3, Mistral, Gemma, Phi, Anthropic and DeepSeek prompt formats, as their
/// model cards give them. (marker, weight)
const TURNS: [(&str, f32); 19] = [
    ("<|im_start|>", 0.75),
    ("<|im_end|>", 0.6),
    ("<|system|>", 0.75),
    ("<|user|>", 0.5),
    ("<|assistant|>", 0.5),
    ("<|endoftext|>", 0.5),
    ("<|end|>", 0.5),
    ("<|eot_id|>", 0.7),
    ("<|start_header_id|>", 0.75),
    ("<|begin_of_text|>", 0.6),
    ("[INST]", 0.5),
    ("[/INST]", 0.5),
    ("<<SYS>>", 0.7),
    ("<start_of_turn>", 0.7),
    ("<end_of_turn>", 0.6),
    ("<system>", 0.45),
    ("</system>", 0.45),
    ("[system]", 0.4),
    ("[SYSTEM]", 0.45),
];

/// The same as lines of their own.
const HEADINGS: [(&str, f32); 3] = [("\n\nHuman:", 0.45), ("### Instruction:", 0.3), ("### System:", 0.5)];

/// Ways to keep text from a page's reader. (what to search for, weight)
const HIDING: [(&str, f32); 8] = [
    ("display:none", 0.15),
    ("display: none", 0.15),
    ("visibility:hidden", 0.2),
    ("visibility: hidden", 0.2),
    ("font-size:0", 0.35),
    ("font-size: 0", 0.35),
    ("color:white", 0.25),
    ("opacity:0;", 0.25),
];

/// Turn markers and hidden markup.
pub(super) fn find(text: &str, hits: &mut Vec<Hit>) {
    /// Further ones add nothing.
    const MOST: usize = 64;
    let bytes = text.as_bytes();
    let mut add = |kind, rule, weight, at: usize, length: usize| {
        if hits.len() < MOST {
            let span = Span::new(at, at + length);
            hits.push(Hit { rule, kind, weight, at: position_of(text, at), span, decoded_from: None });
        }
    };
    let starts = |at: usize, literal: &str| bytes.get(at..at + literal.len()) == Some(literal.as_bytes());
    for at in memchr::memchr2_iter(b'<', b'[', bytes) {
        if let Some((marker, weight)) = TURNS.iter().find(|(marker, _)| starts(at, marker)) {
            add(Kind::Role, "turn_marker", *weight, at, marker.len());
        }
    }
    for (marker, weight) in HEADINGS {
        for at in memmem::find_iter(bytes, marker.as_bytes()).take(MOST) {
            add(Kind::Role, "turn_marker", weight, at, marker.len());
        }
    }
    // A line that begins like a turn: `System: …`.
    for at in memmem::find_iter(bytes, b"ystem:").take(MOST) {
        let line_before = at.checked_sub(1).and_then(|s| bytes.get(..s)).unwrap_or_default();
        let starts_line = line_before.last().is_none_or(|byte| *byte == b'\n');
        if starts_line && at.checked_sub(1).and_then(|s| bytes.get(s)).is_some_and(|s| s.eq_ignore_ascii_case(&b's')) {
            add(Kind::Role, "system_line", 0.35, at - 1, 7);
        }
    }
    // Attributes stand close after the word.
    const REACH: usize = 200;
    for style in memmem::find_iter(bytes, b"style").take(MOST * 16) {
        let end = (style + REACH).min(bytes.len());
        let declarations = bytes.get(style..end).unwrap_or_default();
        for (hiding, weight) in HIDING {
            if let Some(at) = memmem::find(declarations, hiding.as_bytes()) {
                add(Kind::Hidden, "hidden_style", weight, style + at, hiding.len());
            }
        }
    }
}

/// What the view says was hidden. Spans are of the original text already.
pub(super) fn hidden(hidden: &Hidden, hits: &mut Vec<Hit>) {
    let mut add = |rule, weight, span: Span| {
        hits.push(Hit { rule, kind: Kind::Hidden, weight, at: (span.start / 3) as u32, span, decoded_from: None });
    };
    for message in &hidden.messages {
        let letters = message.text.chars().filter(|ch| ch.is_alphabetic()).count();
        add("invisible_message", if letters >= 8 { 0.8 } else { 0.4 }, message.span);
    }
    let Some(first) = hidden.first else { return };
    // One is an accident of copying; several inside words are not.
    match hidden.splits {
        0 | 1 => {}
        2..=4 => add("split_words", 0.3, first),
        _ => add("split_words", 0.5, first),
    }
    if hidden.bidi_overrides >= 2 {
        add("bidi_override", 0.3, first);
    }
    if hidden.piled_marks >= 16 {
        add("piled_marks", 0.3, first);
    }
}
