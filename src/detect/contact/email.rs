//! E-mail addresses, from the `@` outwards.

use super::domain::{Top, top};
use crate::detect::{Candidate, Match};
use crate::text::Span;

/// RFC 5321 4.5.3.1.1, bytes.
const MAX_LOCAL: usize = 64;
/// RFC 5321 4.5.3.1.2, bytes.
const MAX_DOMAIN: usize = 255;

/// Of the characters RFC 5321 allows without quotes, those that addresses in use have; `=`, `/`, `&`, `?` and others
/// far more often end what stands before an address.
fn is_local(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-' | '\'' | '~')
}

/// Whether a byte may stand in an address, on either side of the `@`.
pub fn is_of_address(byte: u8) -> bool {
    !byte.is_ascii() || is_local(char::from(byte))
}

/// Ideographs and kana run on into an address without a space (`联系li@…`); they are taken for part of it only where
/// nothing else can be.
fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}')
}

/// Verifies an address around an `@`.
pub fn verify(candidate: &Candidate<'_>) -> Option<Match> {
    let (text, at) = (candidate.text, candidate.at);
    let head = text.get(..at.start)?;
    let tail = text.get(at.end..)?;

    let mut start = at.start;
    let mut previous = '@';
    for (i, c) in head.char_indices().rev() {
        let script_changes = is_cjk(c) && previous.is_ascii_alphanumeric();
        if !is_local(c) || script_changes || (c == '.' && matches!(previous, '.' | '@')) {
            break;
        }
        if at.start - i > MAX_LOCAL {
            return None;
        }
        start = i;
        previous = c;
    }
    let local = text.get(start..at.start)?;
    let trimmed = local.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '_');
    if trimmed.is_empty() {
        return None;
    }
    start = at.start - trimmed.len();

    // The longest run of labels whose last one can be a top-level domain.
    let mut end = None;
    let mut label_start = 0;
    let mut labels = 0;
    for (i, c) in tail.char_indices().chain([(tail.len(), ' ')]) {
        if i > MAX_DOMAIN {
            break;
        }
        if c.is_alphanumeric() && !(is_cjk(c) && previous_ascii(tail, i) && labels > 0) || c == '-' {
            continue;
        }
        let label = tail.get(label_start..i).unwrap_or_default();
        if label.is_empty() || label.starts_with('-') || label.len() > 63 {
            break;
        }
        let label = label.trim_end_matches('-');
        labels += 1;
        if labels > 1
            && let Some(top) = top(label)
        {
            end = Some((label_start + label.len(), top));
        }
        if c != '.' {
            break;
        }
        label_start = i + 1;
    }
    let (len, top) = end?;
    let after = tail.get(len..)?;
    let before = text.get(..start)?;
    // `git@host:path` is where a repository is, `scheme://user:password@host` holds a password.
    let is_remote = after.starts_with(':') && after.get(1..2).is_some_and(|next| !next.trim().is_empty());
    // Only the run of characters before it matters, and not much of that.
    let run = before.char_indices().rev().take(MAX_LOCAL).take_while(|(_, c)| !c.is_whitespace()).last();
    let run = run.and_then(|(i, _)| before.get(i..)).unwrap_or_default();
    let in_url = run.rsplit_once("://").is_some_and(|(_, authority)| !authority.contains(['/', '?']));
    let score = match top {
        _ if is_remote || in_url => 0.3,
        Top::Known => 0.95,
        Top::Internal => 0.75,
        Top::Unknown => 0.4,
    };
    Some(Match { span: Span::new(start, at.end + len), score, why: "structure" })
}

fn previous_ascii(text: &str, at: usize) -> bool {
    text.get(..at).and_then(|head| head.chars().next_back()).is_some_and(|c| c.is_ascii_alphanumeric())
}
