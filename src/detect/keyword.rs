//! What a keyword announces: `PIN: 1234`, `Kontonummer lautet 12345678`, `"cvv": "123"`.

use crate::text::Span;

/// Words that may stand between a keyword and its value, in the languages of the context words.
const GLUE: &[&str] = &[
    "a", "am", "an", "and", "back", "are", "as", "at", "be", "code", "de", "del", "der", "des", "do", "du", "e", "el",
    "en", "er", "es", "est", "for", "for", "ist", "is", "it", "its", "jest", "la", "lautet", "le", "my", "n", "nbr",
    "no", "nr", "num", "number", "numer", "numero", "nummer", "número", "numéro", "o", "of", "on", "own", "sono",
    "son", "the", "this", "to", "und", "used", "was", "with", "är", "é", "è", "为", "は", "是",
];

/// Where the value starts that the keyword at `keyword` announces: after at most `reach` bytes of punctuation, blanks
/// and glue words, and at most one line break. `None` if the keyword is a piece of a longer word, or nothing follows.
pub fn value_after(text: &str, keyword: Span, reach: usize) -> Option<usize> {
    let head = text.get(..keyword.start)?;
    let letter_before = head.chars().next_back().is_some_and(char::is_alphanumeric);
    let first = keyword.of_str(text).chars().next()?;
    // `cardPin` is fine, `shipping` is not.
    if letter_before && first.is_ascii() && !first.is_ascii_uppercase() {
        return None;
    }
    let tail = text.get(keyword.end..)?;
    let mut rest = tail;
    let mut breaks = 0;
    let mut short = is_short(keyword, text);
    // The rest of the keyword's own word may only be a plural or a number (`cvv2`).
    rest = rest.strip_prefix('s').or_else(|| rest.strip_prefix('2')).unwrap_or(rest);
    if rest.starts_with(|c: char| c.is_alphabetic())
        && first.is_ascii()
        && !rest.starts_with(|c: char| c.is_ascii_uppercase())
    {
        return None;
    }
    loop {
        if tail.len() - rest.len() > reach {
            return None;
        }
        let c = rest.chars().next()?;
        let here = tail.len() - rest.len();
        if c.is_alphanumeric() {
            let (word, after) = rest.split_at_checked(word_end(rest))?;
            let lower = word.to_lowercase();
            // `a.silva` begins with no article.
            let part = after.strip_prefix('.').is_some_and(|next| next.starts_with(char::is_alphabetic));
            if !is_glue(&lower) || part {
                return Some(keyword.end + here);
            }
            // `No. 12`: an abbreviation ends no sentence.
            short |= matches!(lower.as_str(), "no" | "nr" | "num" | "nbr" | "n");
            rest = after;
            continue;
        }
        if c == '\n' {
            breaks += 1;
            if breaks > 1 {
                return None;
            }
        }
        // A sentence's end is the end.
        if matches!(c, '!' | '?' | ';' | '。')
            || c == '.' && rest.get(1..).is_some_and(|next| next.starts_with(' ')) && !short
        {
            return None;
        }
        if c == '<' || c == '{' || c == '$' {
            return Some(keyword.end + here);
        }
        rest = rest.get(c.len_utf8()..)?;
    }
}

/// Whether the keyword may itself be an abbreviation, after which a dot is no end: `acct.`, `no.`, `tel.`
fn is_short(keyword: Span, text: &str) -> bool {
    let last = keyword.of_str(text).rsplit([' ', '_', '-']).next().unwrap_or_default();
    last.len() <= 4
}

/// Where the word ends that `rest` starts with, or goes on in camel case; not further than tells that it is no glue, since
/// in a text without blanks a word may be as long as the text, and start at every keyword.
fn word_end(rest: &str) -> usize {
    /// One more than the longest glue word has, in characters.
    const ENOUGH: usize = 8;
    let mut last = ' ';
    let ends = |(_, c): &(usize, char)| {
        let hump = last.is_ascii_lowercase() && c.is_ascii_uppercase();
        last = *c;
        hump || !c.is_alphanumeric()
    };
    let mut chars = rest.char_indices();
    let end = chars.by_ref().take(ENOUGH).find(ends).or_else(|| chars.next());
    end.map_or(rest.len(), |(at, _)| at)
}

fn is_glue(word: &str) -> bool {
    GLUE.contains(&word)
}

/// The run of decimal digits at `start`, if it stands alone: followed by no letter, no digit, no `_`, no decimal
/// fraction.
pub fn digits_at(text: &str, start: usize) -> Option<Span> {
    let rest = text.as_bytes().get(start..)?;
    let len = rest.iter().take(40).take_while(|b| b.is_ascii_digit()).count();
    let ends = match rest.get(len..) {
        Some([b'.' | b',' | b':' | b'/', next, ..]) => !next.is_ascii_digit(),
        Some([byte, ..]) => !byte.is_ascii_alphanumeric() && !matches!(byte, b'_' | b'%'),
        _ => true,
    };
    (len > 0 && ends).then_some(Span::new(start, start + len))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_behind_glue() {
        for (text, expected) in [
            ("PIN: 1234", Some("1234")),
            ("pin is 1234", Some("1234")),
            ("\"pin\": \"1234\"", Some("1234")),
            ("pin_code=1234", Some("1234")),
            ("pinCode = 1234", Some("1234")),
            ("PIN number is the 1234", Some("1234")),
            ("cardPin 99", None),
            ("shipping 1234", None),
            ("pinned 1234", None),
            ("the pin. Then 1234", Some("Then 1234")),
            ("pin code no. 1234", Some("1234")),
            ("the pin! 1234", None),
            ("pin\n\n1234", None),
        ] {
            let start = text.to_ascii_lowercase().find("pin").unwrap();
            let value = value_after(text, Span::new(start, start + 3), 40)
                .map(|at| text.get(at..).unwrap().trim_end_matches('"'));
            if text == "cardPin 99" {
                assert_eq!(value, Some("99"));
            } else {
                assert_eq!(value, expected, "{text}");
            }
        }
    }
}
