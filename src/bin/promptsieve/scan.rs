//! `promptsieve scan [--policy FILE]`

use crate::{Options, Outcome};
use promptsieve::{
    detect::exfiltration,
    find::Finder,
    text::{Channel, Role},
};
use serde_json::{Value, json};

pub fn run(words: &[&str]) -> Outcome {
    let options = Options::parse(words)?;
    let config = options.config()?;
    let finder = Finder::everything(&config.customs, &config.allow);
    options.each_line(|line| {
        let row: Value = serde_json::from_slice(line).map_err(|error| error.to_string())?;
        let text = row.get("text").and_then(Value::as_str).ok_or("expected a \"text\" that is a string")?;
        let role = match row.get("role") {
            None | Some(Value::Null) => Role::User,
            Some(word) => word
                .as_str()
                .and_then(Role::from_word)
                .ok_or_else(|| format!("found the role {word}, expected one of {}", roles()))?,
        };
        let channel = if role == Role::Tool { Channel::ToolResult } else { Channel::Text };
        let mut found = finder.find(text, "", role, channel);
        if role == Role::Assistant {
            // What an answer leads to shows in the answer alone; leaks need the request.
            let allow = &config.default.guards.allow;
            found.findings.extend(exfiltration::find(text, allow, |_| false));
            found.findings.sort_by_key(|finding| (finding.span.start, finding.span.end));
        }
        let findings: Vec<_> = found
            .findings
            .iter()
            .map(|finding| {
                json!({
                    "detector": finding.detector.as_str(),
                    "start": finding.span.start,
                    "end": finding.span.end,
                    "score": round(finding.score),
                })
            })
            .collect();
        Ok(json!({ "findings": findings, "injection": round(found.injection) }))
    })
}

/// Three decimals are all that a score means.
fn round(score: f32) -> Value {
    json!((f64::from(score) * 1000.0).round() / 1000.0)
}

fn roles() -> String {
    Role::ALL.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(", ")
}
