//! `promptsieve explain [--role ROLE] [TEXT]`

use crate::{Failure, Outcome, print};
use promptsieve::{
    detect::injection::Judge,
    find::Finder,
    normalize::View,
    text::{Channel, Role},
};
use std::{
    fmt::Write,
    io::{self, Read},
};

/// Prints a text's findings and what its injection score is made of. This is for people at a terminal: unlike every
/// other output it quotes the text.
pub fn run(words: &[&str]) -> Outcome {
    let (role, words) = match words {
        ["--role", word, rest @ ..] => {
            let role = Role::from_word(word);
            (role.ok_or_else(|| Failure::Usage(format!("found the role {word}, expected user, tool, …")))?, rest)
        }
        _ => (Role::User, words),
    };
    let text = if words.is_empty() {
        let mut text = String::new();
        io::stdin().read_to_string(&mut text)?;
        text
    } else {
        words.join(" ")
    };
    let channel = if role == Role::Tool { Channel::ToolResult } else { Channel::Text };
    let found = Finder::everything(&[], &Default::default()).find(&text, "", role, channel);
    let view = View::of(&text);
    let (score, reasons) = Judge.explain(&text, &view, role, channel);
    let mut out = format!("injection {score:.3} as {role}\n");
    for segment in view.segments() {
        let _ = writeln!(out, "  read as {}: {}", segment.encoding.as_str(), quote(&segment.text));
    }
    for reason in reasons {
        let decoded = reason.decoded_from.map(|notation| format!(" (in {notation})")).unwrap_or_default();
        let (rule, weight, kind) = (reason.rule, reason.weight, reason.kind);
        let _ = writeln!(out, "  {weight:+.2}  {rule} [{kind:?}]{decoded}: {}", quote(reason.span.of_str(&text)));
    }
    let _ = writeln!(out, "findings {}", found.findings.len());
    for finding in &found.findings {
        let parts: Vec<_> = finding.parts.iter().map(|part| format!("{} {:+.2}", part.rule, part.weight)).collect();
        let quoted = quote(finding.span.of_str(&text));
        let _ = writeln!(out, "  {:.2}  {} ({}): {quoted}", finding.score, finding.detector, parts.join(", "));
    }
    print(&out)
}

fn quote(text: &str) -> String {
    let mut quoted: String = text.chars().take(80).map(|char| if char.is_control() { ' ' } else { char }).collect();
    if text.chars().nth(80).is_some() {
        quoted.push('…');
    }
    quoted
}
