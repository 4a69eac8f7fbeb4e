//! `name = "value"`, as the many notations write it: shell, JSON, YAML, INI, XML, header lines, source code, prose.
//!
//! [`assigned`] reads forward from a place inside or right after a name, in one go: the rest of the name, what closes
//! it, an operator, what opens the value. Each step takes at most a few dozen bytes and the value ends at the first
//! quote, space or operator, so that a text full of names and operators is read a small, constant number of times.

use super::alphabet::{ALNUM, Alphabet, EQUALS};
use crate::text::Span;

/// What follows a name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Assigned {
    /// The rest of the name, after where reading started.
    pub rest: Span,
    /// The value, without quotes, or the first [`VALUE_MAX`] bytes of it.
    pub value: Span,
    /// Whether a quote opens it.
    pub quoted: bool,
    /// What says that it is assigned.
    pub by: By,
}

/// What says that a value is assigned to a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum By {
    /// A sign: `=`, `:`, `=>`, `>`.
    Sign,
    /// The call of a function: `setToken("…")`.
    Call,
    /// A comma after its string: `put("token", "…")`.
    Comma,
    /// A verb: "the token is …".
    Verb,
    /// Nothing but its place: "token …", `--token …`, `| token | … |`.
    Place,
}

/// What names are made of, after their first character. A space may stand inside: "Kraken API key: …".
const NAME: Alphabet = ALNUM.with(b"_-. ");
/// The longest rest of a name, in bytes.
const NAME_MAX: usize = 40;
/// What may stand between a name and the operator: closing quotes (perhaps escaped) and brackets, emphasis.
const CLOSES: Alphabet = Alphabet::range(b' ', b' ').with(b"\t\"'`\\])*");
/// What assigns in prose.
const VERBS: &[&str] = &[
    " was set to",
    " was changed to",
    " was reset to",
    " is set to",
    " is now",
    " is",
    " ist",
    " est",
    " es",
    " was",
    " set to",
    " has been changed to",
    " has been set to",
    " changed to",
    " reset to",
    " lautet",
    " heißt",
    " è",
    " é",
    " jest",
];
/// What operators are made of.
const OPERATOR: Alphabet = Alphabet::range(b'=', b'=').with(b":>?|,-");
/// What may stand between operator and value.
const OPENS: Alphabet = Alphabet::range(b' ', b' ').with(b"\t\"'`\\([{&*");
/// What ends a value. An equals sign does, too, unless it pads base 64: one before the value's end belongs to the next
/// assignment, and a text of nothing but assignments would be read over and over.
const ENDS: Alphabet = Alphabet::range(0, b' ').with(b"\"'`\\;,<>()[]{}|=&");
/// What stands between a name and the value that the next element, attribute or line gives it.
const BETWEEN: Alphabet = Alphabet::range(b' ', b' ').with(b"\t\r\n\"'`\\,{}<>/-");
/// How that value is introduced: `name: X` and `value: …` of containers, `variable "x" { default = …`, property lists.
const ELSEWHERE: &[&[u8]] = &[b"value", b"default", b"string"];
/// How much of a value is read to judge it, in bytes.
const VALUE_MAX: usize = 96;
/// The longest value there is, in bytes.
const WHOLE_MAX: usize = 8 << 10;

impl Assigned {
    /// The whole value. What is found is read on to its end, once; what is not found never is.
    pub(super) fn whole(&self, bytes: &[u8]) -> Span {
        let rest = bytes.get(self.value.end..).unwrap_or_default();
        let more = if self.value.len() < VALUE_MAX { 0 } else { length(rest, WHOLE_MAX) };
        Span::new(self.value.start, self.value.end + more)
    }
}

/// The length of the value at the start of `bytes`, of its first `max` bytes, with the padding of base 64.
fn length(bytes: &[u8], max: usize) -> usize {
    let length = bytes.iter().take(max).take_while(|&&b| !ENDS.has(b)).count();
    let padding = EQUALS.run(bytes.get(length..).unwrap_or_default(), 2);
    let padded = length > 0 && bytes.get(length + padding).is_none_or(|&b| ENDS.has(b) && b != b'=');
    if padded { length + padding } else { length }
}

/// Whether a byte may belong to a name: ASCII as above, and letters of other scripts, without their punctuation.
fn in_name(byte: u8) -> bool {
    NAME.has(byte) || byte >= 0x80 && !matches!(byte, 0xe2 | 0xe3 | 0xef)
}

/// The value assigned to the name that goes on, or ends, at `from`.
pub(super) fn assigned(bytes: &[u8], from: usize) -> Option<Assigned> {
    let tail = bytes.get(from..)?;
    let name = tail.get(..tail.iter().take(NAME_MAX).take_while(|&&b| in_name(b)).count())?;
    // Prose: "the password is …"; the name has swallowed the verb and, where no sign follows, the value too.
    for at in memchr::memchr_iter(b' ', name) {
        let tail = tail.get(at..).unwrap_or_default();
        // The first letters of the verbs: most spaces stand before none of them.
        if !matches!(
            tail.get(1),
            Some(
                b'i' | b'e'
                    | b'w'
                    | b's'
                    | b'j'
                    | b'l'
                    | b'h'
                    | b'c'
                    | b'r'
                    | b'I'
                    | b'E'
                    | b'W'
                    | b'S'
                    | b'J'
                    | b'L'
                    | 0xc3
            )
        ) {
            continue;
        }
        let verb = VERBS.iter().find(|verb| {
            tail.get(..verb.len()).is_some_and(|t| t.eq_ignore_ascii_case(verb.as_bytes()))
                && matches!(tail.get(verb.len()), Some(b' ' | b':'))
        });
        if let Some(verb) = verb {
            let value = value(bytes, from + at + verb.len() + 1)?;
            return Some(Assigned { rest: Span::new(from, from + at), by: By::Verb, ..value });
        }
    }
    // "Set the password to …", "password - …".
    if let Some(at) = memchr::memchr(b' ', name)
        && let Some(skip) =
            [&b" to "[..], b" - "].iter().find_map(|mark| tail.get(at..)?.starts_with(mark).then_some(mark.len()))
    {
        let value = value(bytes, from + at + skip)?;
        return Some(Assigned { rest: Span::new(from, from + at), by: By::Place, ..value });
    }
    let tag = attributes(bytes, from);
    let rest = Span::new(from, tag.map_or(from + name.trim_ascii_end().len(), |(end, _)| end));
    let mut at = rest.end;
    // A remark: "password (prod): …".
    if let Some(remark) = bytes.get(at..)?.strip_prefix(b" (") {
        let end = remark.iter().take(24).position(|&b| b == b')').unwrap_or_default();
        if matches!(remark.get(end + 1), Some(b':' | b'=')) {
            at += end + 3;
        }
    }
    let closing = CLOSES.run(bytes.get(at..)?, 5);
    let closed_quote = Span::new(at, at + closing).of(bytes).iter().any(|b| matches!(b, b'"' | b'\'' | b'`'));
    if closing == 0 && matches!(bytes.get(at..)?, [b'(', b'"' | b'\'', ..]) {
        return Some(Assigned { rest, by: By::Call, ..value(bytes, at)? });
    }
    // std::string token{"…"};
    if closing == 0 && matches!(bytes.get(at..)?, [b'{', b'"', ..]) {
        return Some(Assigned { rest, ..value(bytes, at + 1)? });
    }
    at = match tag {
        Some((_, close)) => elsewhere(bytes, close).unwrap_or(close),
        None => elsewhere(bytes, at).unwrap_or(at + closing),
    };
    let operator = OPERATOR.run(bytes.get(at..)?, 4);
    let signs = bytes.get(at..at + operator)?;
    // Comparisons and paths assign nothing.
    if matches!(signs, b"==" | b"===" | b"::") {
        return None;
    }
    // What stands in where the environment has no such name.
    if let Some(next) = fallback(bytes, at, closed_quote) {
        return Some(Assigned { rest, ..value(bytes, next)? }).filter(|assigned| assigned.quoted);
    }
    if closed_quote && signs == b"," {
        return Some(Assigned { rest, by: By::Comma, ..value(bytes, at + 1)? });
    }
    if signs.iter().any(|b| matches!(b, b'=' | b':' | b'>')) {
        let value = value(bytes, at + operator)?;
        // What `>` begins is an element; otherwise it closes a stand-in, or compares.
        let end = value.value.end;
        let element = value.value.len() == VALUE_MAX || matches!(bytes.get(end), Some(b'<' | b'\n' | b'\r'));
        return (signs != b">" || element).then_some(Assigned { rest, ..value });
    }
    // A column of a table, a dash, an arrow.
    let mark = [&b"|"[..], "–".as_bytes(), "—".as_bytes(), "→".as_bytes()]
        .into_iter()
        .find(|mark| bytes.get(at..).is_some_and(|rest| rest.starts_with(mark)))?;
    Some(Assigned { rest, by: By::Place, ..value(bytes, at + mark.len())? })
}

/// Where what follows `||`, `??`, or after a name in quotes `or`, at `at` starts.
fn fallback(bytes: &[u8], at: usize, quoted: bool) -> Option<usize> {
    let rest = bytes.get(at..)?;
    let word = [&b"|| "[..], b"?? ", b"or "].into_iter().find(|word| rest.starts_with(word))?;
    (quoted || word != b"or ").then_some(at + word.len())
}

/// The value right after the name that ends at `from`, as in sentences and on command lines.
pub(super) fn placed(bytes: &[u8], from: usize) -> Option<Assigned> {
    match bytes.get(from..)? {
        // The kind of the password in the configuration of routers: `password 7 …`.
        [b' ', b'0'..=b'9', b' ', next, ..] if *next != b' ' => {
            Some(Assigned { by: By::Place, ..value(bytes, from + 3)? })
        }
        [b' ', next, ..] if *next != b' ' => Some(Assigned { by: By::Place, ..value(bytes, from + 1)? }),
        _ => None,
    }
}

/// The longest attributes between a name and the end of its element's tag, in bytes.
const ATTRIBUTES: usize = 80;

/// Where the name ends that goes on at `from`, and where the tag does, if it is the name of the tag's element or what its
/// attribute `name` or `key` says, and attributes follow it: `<Password Type="text">`, `<setting name="ApiKey" type="a">`.
fn attributes(bytes: &[u8], from: usize) -> Option<(usize, usize)> {
    let in_word = |b: &&u8| ALNUM.has(**b) || b"_-.:".contains(b);
    let rest = bytes.get(from..)?;
    let end = from + rest.iter().take(NAME_MAX).take_while(in_word).count();
    let rest = bytes.get(end..)?;
    let (quoted, next) = match rest {
        [b'"', b' ', next, ..] => (true, next),
        [b' ', next, ..] => (false, next),
        _ => return None,
    };
    let head = bytes.get(..from)?;
    let head = head.get(..head.len() - head.iter().rev().take(NAME_MAX).take_while(in_word).count())?;
    let named = if quoted { head.ends_with(b" name=\"") || head.ends_with(b" key=\"") } else { head.ends_with(b"<") };
    if !named || !next.is_ascii_alphabetic() {
        return None;
    }
    let rest = rest.get(..ATTRIBUTES).unwrap_or(rest);
    let close = memchr::memchr2(b'>', b'<', rest)?;
    rest.get(..=close)?.ends_with(b"\">").then_some((end, end + close))
}

/// Where the operator stands before the value that what follows the name at `at` gives it, in the next element,
/// attribute or line.
fn elsewhere(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at..)?;
    let mut skip = BETWEEN.run(rest, 24);
    // The end of a property list's `<key>`.
    if rest.get(..skip)?.ends_with(b"</") && rest.get(skip..)?.starts_with(b"key>") {
        skip += 4 + BETWEEN.run(rest.get(skip + 4..)?, 24);
    }
    let word = ELSEWHERE.iter().find(|word| rest.get(skip..).is_some_and(|rest| rest.starts_with(word)))?;
    let after = skip + word.len();
    let closing = CLOSES.run(rest.get(after..)?, 5);
    (skip > 0).then_some(at + after + closing)
}

/// The value that starts at `from`, after the operator.
fn value(bytes: &[u8], from: usize) -> Option<Assigned> {
    let mut at = from;
    // At most one type (`token: str = …`) and one call (`token = Secret("…")`) stand before the value.
    for _ in 0..3 {
        let opening = Span::new(at, at + OPENS.run(bytes.get(at..)?, 8));
        let signs = opening.of(bytes);
        let quotes = (0..signs.len()).filter_map(|i| match signs.get(i)? {
            b'"' | b'\'' | b'`' => Some((signs.get(i), i > 0 && signs.get(i - 1) == Some(&b'\\'))),
            _ => None,
        });
        let quoted = quotes.clone().next().is_some();
        // An empty string; the name of a variable in one (`{password}`).
        // An escaped quote inside a string is part of it: `"\"…\""`.
        let empty = quotes.clone().zip(quotes.skip(1)).any(|(a, b)| a == b);
        if empty || signs.ends_with(b"{") {
            return None;
        }
        at = opening.end;
        // A block of YAML: the value stands in the next line.
        let block = [&b">-\n"[..], b"|-\n", b">\n", b"|\n"]
            .into_iter()
            .find(|mark| bytes.get(at..).is_some_and(|rest| rest.starts_with(mark)));
        if let Some(mark) = block {
            at += mark.len();
            at += Alphabet::range(b' ', b' ').run(bytes.get(at..)?, 16);
        }
        let length = length(bytes.get(at..)?, VALUE_MAX);
        let after = bytes.get(at + length..)?;
        let next = if quoted || length > 40 {
            None
        } else {
            match after {
                [b' ', b'=', b' ', ..] => Some(3),
                [b'(', b'"' | b'\'', ..] if makes(bytes.get(at..at + length)?) => Some(1),
                // The letter before a string literal: r"…", b'…'.
                [b'"' | b'\'', ..] if length == 1 => Some(0),
                _ => None,
            }
        };
        match next {
            Some(skip) => at += length + skip,
            None => {
                let value = Span::new(at, at + length);
                return Some(Assigned { rest: Span::new(from, from), value, quoted, by: By::Sign });
            }
        }
    }
    None
}

/// Whether a function makes a value of the string it is called with (`SecretStr`, `b64decode`), rather than look up what
/// the string names (`os.getenv`, `config.get`).
fn makes(function: &[u8]) -> bool {
    let name = function.rsplit(|&b| b == b'.' || b == b':').next().unwrap_or_default();
    let holds = |word: &[u8]| name.windows(word.len()).any(|w| w.eq_ignore_ascii_case(word));
    let class = name.first().is_some_and(u8::is_ascii_uppercase)
        && (holds(b"secret")
            || holds(b"string")
            || holds(b"token")
            || holds(b"passw")
            || holds(b"key")
            || holds(b"value"));
    // `from_hex`, `fromBase64`, `String::from`, not `count_from_messages`.
    let from = name.ends_with(b"from") || holds(b"from") && [&b"hex"[..], b"64", b"str"].into_iter().any(holds);
    class || holds(b"decode") || holds(b"bytes") || from
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_is_assigned_in_many_notations() {
        for text in [
            "X_TOKEN=s3cr3t",
            "export X_TOKEN='s3cr3t'",
            "xToken := \"s3cr3t\"",
            "\"x_token\": \"s3cr3t\",",
            "{\\\"x_token\\\": \\\"s3cr3t\\\"}",
            "{\"config.ini\": \"X_TOKEN=s3cr3t\\nBACKUP=true\"}",
            "x_token => 's3cr3t'",
            "x-token: s3cr3t\r\n",
            "<x_token>s3cr3t</x_token>",
            "<add key=\"x_token\" value=\"s3cr3t\"/>",
            "x.token: str = \"s3cr3t\"",
            "static final String X_TOKEN = \"s3cr3t\";",
            "let x_token: &str = \"s3cr3t\";",
            "os.environ[\"X_TOKEN\"] = \"s3cr3t\"",
            "set(\"x_token\", \"s3cr3t\")",
            "os.environ.get(\"X_TOKEN\") or \"s3cr3t\"",
            "process.env.X_TOKEN || 's3cr3t'",
            "das Token lautet s3cr3t",
            "x_token = SecretStr(\"s3cr3t\")",
            "x_token=b's3cr3t'",
            "the X token is s3cr3t",
            "x_token_for_prod = s3cr3t",
            "x.setToken(\"s3cr3t\")",
            "| X token | s3cr3t |",
            "**X token:** s3cr3t",
            "X token (prod): s3cr3t",
            "the X token for prod is: s3cr3t",
            "il token è s3cr3t",
            "- name: X_TOKEN\n  value: \"s3cr3t\"",
            "{\"name\": \"X_TOKEN\", \"value\": \"s3cr3t\"}",
            "variable \"x_token\" {\n  default = \"s3cr3t\"",
            "<x:Token Type=\"text\" Id=\"1\">s3cr3t</x:Token>",
            "<setting name=\"XToken\" serializeAs=\"String\">\n  <value>s3cr3t</value>",
            "the token was changed to s3cr3t",
            "set the token to s3cr3t",
            "das Token heißt s3cr3t",
            "X token - s3cr3t",
            "<key>X Token</key>\n\t<string>s3cr3t</string>",
        ] {
            let from = text.to_ascii_lowercase().find("token").unwrap() + 5;
            let found = assigned(text.as_bytes(), from).map(|a| a.value.of_str(text));
            assert_eq!(found, Some("s3cr3t"), "{text}");
        }
    }

    #[test]
    fn reads_nothing_where_nothing_is_assigned() {
        for text in
            ["token == \"s3cr3t\"", "token::s3cr3t", "token = ''", "token = os.getenv(\"s3cr3t\")", "token={s3cr3t}"]
        {
            assert!(assigned(text.as_bytes(), 5).is_none_or(|a| a.value.of_str(text) != "s3cr3t"), "{text}");
        }
        for text in ["token", "token ", "a token of respect", "token)", "token;x=1", "token\n= 1"] {
            assert!(assigned(text.as_bytes(), 5.min(text.len())).is_none_or(|a| a.value.is_empty()), "{text}");
        }
    }
}
