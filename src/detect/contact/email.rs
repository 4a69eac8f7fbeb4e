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
    let labels = |byte: &u8| !byte.is_ascii() || byte.is_ascii_alphanumeric();
    if !tail.as_bytes().first().is_some_and(labels) || matches!(head.as_bytes().last(), None | Some(b'@' | b' ')) {
        return None;
    }

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
    // In a string inside a string, `\n` is a line break and no `n`.
    if trimmed.len() > 1 && trimmed.starts_with(['n', 't', 'r']) && head.get(..start)?.ends_with('\\') {
        start += 1;
    }

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
        let label = if labels > 1 { unglued(label) } else { label };
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

/// The top-level domain at the start of a label that goes on as another word does: `comTel`, `com555`.
fn unglued(label: &str) -> &str {
    let len = label.bytes().take_while(u8::is_ascii_lowercase).count();
    let (name, rest) = label.split_at_checked(len).unwrap_or((label, ""));
    let goes_on = match rest.bytes().next() {
        Some(b'0'..=b'9') => len > 2,
        Some(byte) => byte.is_ascii_uppercase(),
        None => false,
    };
    if goes_on && top(name) == Some(Top::Known) { name } else { label }
}

/// How far after the word that announces it a spelled-out address may end, in bytes.
pub const SPELLED_REACH: usize = 120;
/// Signs in brackets are written to be read as an address.
const IN_BRACKETS: f32 = 0.75;
/// Words alone may be prose: below what a rule acts on by default, so that an operator has to ask for it.
const IN_WORDS: f32 = 0.45;

/// Verifies what stands after a word like `mail`: an address whose `@` or dots are spelled out.
pub fn verify_spelled(candidate: &Candidate<'_>) -> Option<Match> {
    let text = candidate.text;
    let from = candidate.at.end;
    let reach = text.get(from..text.floor_char_boundary(from + SPELLED_REACH))?;
    if !may_spell(reach.as_bytes()) {
        return None;
    }
    let mut in_word = true;
    for (start, c) in reach.char_indices() {
        let starts = !in_word && c.is_ascii_alphanumeric();
        in_word = c.is_alphanumeric();
        let Some((len, brackets)) = starts.then(|| reach.get(start..).and_then(spelled_address)).flatten() else {
            continue;
        };
        let score = if brackets { IN_BRACKETS } else { IN_WORDS };
        return Some(Match { span: Span::new(from + start, from + start + len), score, why: "structure" });
    }
    None
}

/// Whether one of [`AT`] may stand there between blanks or in brackets, and of those or of [`DOT`] one in brackets or one
/// of the latter, as in every address that is found, and in few sentences.
///
/// Without a branch, so that it is compiled to vector instructions.
fn may_spell(text: &[u8]) -> bool {
    let found = text.array_windows::<6>().fold(0, |found, [first, before, a, b, c, d]| {
        let [a, b, c, d] = [a | 0x20, b | 0x20, c | 0x20, d | 0x20];
        let at = (a == b'a') & (b == b't') & !c.is_ascii_lowercase()
            | (a == b'a') & (b == b'r') & ((c == b'r') & (d == b'o') | (c == b'o') & (d == b'b'))
            | (a == b'c') & (b == b'h') & (c == b'i') & (d == b'o')
            | (a == 0xe3) & (b == 0xa4) & (c == b't');
        let dot = (a == b'd') & (b == b'o') & (c == b't') & !d.is_ascii_lowercase()
            | (a == b'p') & (b == b'u') & (c == b'n') & ((d == b'k') | (d == b't'))
            | (a == b'p') & (b == b'o') & ((c == b'i') & (d == b'n') | (c == b'n') & (d == b't'));
        let opens = |byte: u8| (byte == b'[') | (byte == b'(') | (byte == b'{') | (byte == b'<');
        // One blank or two may stand inside.
        let marked = opens(*before) | (*before == b' ') & (opens(*first) | (*first == b' '));
        let starts = !(before | 0x20).is_ascii_lowercase();
        found | u8::from(at & starts) | u8::from((dot | at & marked) & starts) << 1
    });
    found == 3
}

/// The length of the spelled-out address at the start of `text`, and whether a sign of it stands in brackets.
fn spelled_address(text: &str) -> Option<(usize, bool)> {
    let run = |at: usize, allowed: &[u8]| {
        let rest = text.as_bytes().get(at..).unwrap_or_default();
        rest.iter().take(MAX_LOCAL).take_while(|b| b.is_ascii_alphanumeric() || allowed.contains(b)).count()
    };
    let mut at = run(0, b"._+-");
    // Where all is in capitals, those of the signs mark nothing.
    let small = text.get(..at)?.contains(|c: char| c.is_ascii_lowercase());
    let sign = |at: usize, words: &[&str]| text.get(at..).and_then(|rest| spelled_sign(rest, words, small));
    let mut brackets = false;
    let domain = loop {
        if let Some((len, marked)) = sign(at, AT) {
            brackets |= marked;
            break at + len;
        }
        let (len, marked) = sign(at, DOT)?;
        brackets |= marked;
        at += len + run(at + len, b"._+-");
    };
    let (mut label, mut plain, mut end) = (domain, false, None);
    loop {
        let len = run(label, b"-");
        if len == 0 {
            break;
        }
        let last = text.get(label..label + len).unwrap_or_default();
        if label > domain && matches!(top(last), Some(Top::Known | Top::Internal)) {
            end = Some(label + len);
        }
        label += len;
        match sign(label, DOT) {
            Some((len, marked)) => {
                brackets |= marked;
                label += len;
            }
            None if text.as_bytes().get(label) == Some(&b'.') => {
                plain = true;
                label += 1;
            }
            None => break,
        }
    }
    // `meet me at example.com` is no address.
    (brackets || !plain).then_some((end?, brackets))
}

/// How `@` is called in the languages of the words that announce an address.
const AT: &[&str] = &["at", "ät", "arroba", "arobase", "chiocciola"];
/// How the dot is.
const DOT: &[&str] = &["dot", "punkt", "punto", "point", "ponto", "punt"];

/// The length of one of `words` spelled out at the start of `text`: in brackets, or between blanks; and whether it is
/// marked as a sign by brackets, or by capitals after an address that begins in `small` letters.
fn spelled_sign(text: &str, words: &[&str], small: bool) -> Option<(usize, bool)> {
    let bytes = text.as_bytes();
    let blanks = |at: usize| bytes.iter().skip(at).take(2).take_while(|b| **b == b' ').count();
    let before = blanks(0);
    let open = bytes.get(before).copied();
    let close = match open? {
        b'[' => Some(b']'),
        b'(' => Some(b')'),
        b'{' => Some(b'}'),
        b'<' => Some(b'>'),
        _ => None,
    };
    let start = before + usize::from(close.is_some());
    let rest = bytes.get(start..)?;
    // In brackets, blanks may stand round it.
    let inner = if close.is_some() { blanks(start) } else { 0 };
    let rest = rest.get(inner..)?;
    let word = words.iter().find(|word| {
        rest.get(..word.len()).is_some_and(|found| found.eq_ignore_ascii_case(word.as_bytes()))
            && !rest.get(word.len()).is_some_and(u8::is_ascii_alphanumeric)
    })?;
    let capitals = rest.get(..word.len())?.iter().all(u8::is_ascii_uppercase);
    let end = start + inner + word.len();
    let closed = end + if close.is_some() { blanks(end) } else { 0 };
    match close {
        Some(close) if bytes.get(closed) == Some(&close) => Some((closed + 1 + blanks(closed + 1), true)),
        None if before > 0 && blanks(end) > 0 => Some((end + blanks(end), small && capitals)),
        _ => None,
    }
}

fn previous_ascii(text: &str, at: usize) -> bool {
    text.get(..at).and_then(|head| head.chars().next_back()).is_some_and(|c| c.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_spelled_in_words_needs_a_low_threshold() {
        for (text, expected) in [
            ("mail john dot doe at example dot com, soon", Some(("john dot doe at example dot com", IN_WORDS))),
            (
                "mail is john at mail dot example dot co dot uk",
                Some(("john at mail dot example dot co dot uk", IN_WORDS)),
            ),
            ("mail john(at)example.com", Some(("john(at)example.com", IN_BRACKETS))),
            ("mail john at example.com", None),
            ("mail john at example dot nothing", None),
            ("mail [at] [dot] com", None),
            ("mail a at", None),
            ("mail", None),
        ] {
            let found = verify_spelled(&Candidate::new(text, Span::new(0, 4)));
            assert_eq!(found.map(|found| (found.span.of_str(text), found.score)), expected, "{text}");
        }
    }
}
