//! The path of a request as servers read it: what is written differently and means the same reads the same here, so that
//! `//v1/%63hat/./completions;x` falls under the policy for `/v1/chat/completions`.
//!
//! Source: RFC 3986, sections 5.2.4 (dot segments), 6.2.2.2 (needless percent-encoding) and 3.3 (parameters, which
//! servlet containers take off). A slash written `%2F` stays as it is: it belongs to its segment, as in AWS's model ARNs.

/// The path without its query, fragment, empty and dot segments, parameters and needless percent-encoding.
pub fn canonical(path: &str) -> String {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let mut segments: Vec<String> = Vec::new();
    for segment in path.split('/') {
        let segment = decoded(segment.split(';').next().unwrap_or_default());
        match segment.as_str() {
            "" | "." => {}
            ".." => drop(segments.pop()),
            _ => segments.push(segment),
        }
    }
    segments.iter().flat_map(|segment| ["/", segment]).collect()
}

/// The query of a path, without its question mark; empty if there is none.
pub fn query(path: &str) -> &str {
    path.split('#').next().and_then(|path| path.split_once('?')).map_or("", |(_, query)| query)
}

/// Percent-encoded characters that need no encoding, as themselves.
fn decoded(segment: &str) -> String {
    let mut out = String::with_capacity(segment.len());
    let mut rest = segment;
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        let plain = after.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(|byte| is_plain(*byte));
        match plain {
            Some(byte) => {
                out.push(char::from(byte));
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                out.push('%');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// Unreserved characters, and those that segments may hold as they are.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~:@!$&'()*+,=".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_the_same_reads_the_same() {
        for (path, expected) in [
            ("/v1/chat/completions", "/v1/chat/completions"),
            ("/v1/chat/completions/", "/v1/chat/completions"),
            ("//v1///chat/completions?a=/b", "/v1/chat/completions"),
            ("/v1/%63hat/%2e/completions;session=1#x", "/v1/chat/completions"),
            ("/x/../v1/./chat/%2E%2E/completions", "/v1/completions"),
            ("/../../v1", "/v1"),
            ("/model/arn%3Aaws%3Abedrock%2Fx/invoke", "/model/arn:aws:bedrock%2Fx/invoke"),
            ("/a%zz%", "/a%zz%"),
            ("/%F0%9F", "/%F0%9F"),
            ("", ""),
        ] {
            assert_eq!(canonical(path), expected, "{path}");
        }
        assert_eq!(query("/a?b=c?d#e?f"), "b=c?d");
        assert_eq!(query("/a#b?c"), "");
    }
}
