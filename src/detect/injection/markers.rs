//! Evidence that is not in words: turn markers of chat templates, hidden markup, invisible text.

use super::{Kind, rules::Hit, rules::position_of};
use crate::{normalize::Hidden, text::Span};
use memchr::memmem;

/// Strings that chat templates put between turns. In a text that is data they end it and open another.
///
/// Sources: OpenAI ChatML; Meta Llama 2 and 3, Mistral, Gemma, Phi, Anthropic and DeepSeek prompt formats, as their
/// model cards give them. (marker, weight)
const TURNS: [(&str, f32); 22] = [
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
    ("\n\nHuman:", 0.45),
    ("<system>", 0.45),
    ("</system>", 0.45),
    ("[system]", 0.4),
    ("[SYSTEM]", 0.45),
    ("### Instruction:", 0.3),
    ("### System:", 0.5),
];

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
    if memchr::memchr2(b'<', b'[', text.as_bytes()).is_some() || text.contains('#') {
        literals(text, &TURNS, Kind::Role, "turn_marker", hits);
    }
    if memmem::find(text.as_bytes(), b"style").is_some() {
        literals(text, &HIDING, Kind::Hidden, "hidden_style", hits);
    }
}

fn literals(text: &str, literals: &[(&str, f32)], kind: Kind, rule: &'static str, hits: &mut Vec<Hit>) {
    /// Further ones add nothing.
    const EACH: usize = 8;
    for (literal, weight) in literals {
        for at in memmem::find_iter(text.as_bytes(), literal.as_bytes()).take(EACH) {
            hits.push(Hit {
                rule,
                kind,
                weight: *weight,
                at: position_of(text, at),
                span: Span::new(at, at + literal.len()),
                decoded_from: None,
            });
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
