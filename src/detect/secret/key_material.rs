//! Keys and signed tokens that carry their own structure: PEM, JSON Web Tokens.
//!
//! A private key is found from its first line on: an end that is missing (a text cut off, a stream still running)
//! does not hide it. Reading stops at the first byte that cannot belong to it and after [`PEM_MAX`] bytes.

use super::alphabet::{Alphabet, BASE64, EQUALS, URL64};
use super::format::{Format, Run, secret, starts_here, token};
use super::random::{entropy, looks_random};
use crate::detect::{Candidate, Detector, Match, Open, lean};
use crate::normalize::decode;
use crate::text::Span;
use memchr::memmem;

/// Everything of this file.
pub const DETECTORS: &[Detector] = &lean([
    secret!(
        "private_key", "private key in PEM or PGP armour",
        "RFC 7468, RFC 4716, RFC 9580",
        ["-----BEGIN "] private_key, Open::Runs(3),
        yes [
            "⟦-----BEGIN RSA PRIVATE"
            " KEY-----\nMIIEpQIBAAKCAQEAn6/O8li+SX4m98LLYt/PKSzEmQ++ZBD7Loh9P13f4yQ92EF3\n-----END RSA PRIVATE KEY-----⟧",
            "⟦-----BEGIN OPENSSH PRIVATE"
            " KEY-----\\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gt⟧ (cut off",
        ],
        no [
            "-----BEGIN PRIVATE" " KEY-----\nanything\n-----END PRIVATE KEY-----",
            "-----BEGIN CERTIFICATE-----\nMIIEpQIBAAKCAQEAn6/O8li+SX4m98LLYt/PKSzEmQ++ZBD7Loh9P13f4yQ92EF3\n",
        ],
    ),
    secret!(
        "encoded_private_key", "private key in PEM, once more in base 64, as in kubeconfig files",
        "https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/",
        ["LS0tLS1CRUdJTi"] encoded_private_key, Open::Runs(1),
        yes [
            "client-key-data: ⟦LS0tLS1CRUdJTi"
            "BSU0EgUFJJVkFURSBLRVktLS0tLQpNSUlFcFFJQkFBS0NBUUVBbjYvTzhsaStTWDRtOThMTFl0L1BLU3pFbVErK1pCRDdMb2g5UDEzZjR5UTkyRUYz⟧",
        ],
        no ["certificate-authority-data: LS0tLS1CRUdJTi" "BDRVJUSUZJQ0FURS0tLS0tCk1JSUVwUUlCQUFLQ0FRRUFuNi9POGxpK1NYNG05OExMWXQvUEtTekVtUSsr"],
    ),
    secret!(
        "json_web_key", "private part of a JSON Web Key",
        "RFC 7517, RFC 7518 section 6, RFC 8037",
        [
            "\"d\":\"", "\"d\": \"", "\"p\":\"", "\"p\": \"", "\"q\":\"", "\"q\": \"", "\"dp\":\"", "\"dp\": \"", "\"dq\":\"",
            "\"dq\": \"", "\"qi\":\"", "\"qi\": \"", "\"k\":\"", "\"k\": \"",
        ] json_web_key, Open::RunsAfter(1),
        yes ["{\"kty\":\"EC\",\"crv\":\"P-256\",\"d\":\"⟦" "EmJcADwyQNeLnpT5xawz8r2A3hS1Jx9cJNtgsIGv8LE⟧\"}"],
        no ["{\"kty\":\"EC\",\"d\":\"M12 3L4 5\"}", "{\"d\": \"2026-01-01\"}", "{\"k\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}"],
    ),
    secret!(
        "encoded_docker_config", "credentials for registries in a Docker configuration, in base 64",
        "https://kubernetes.io/docs/tasks/configure-pod-container/pull-image-private-registry/",
        Format::new(&["eyJhdXRocyI6", "ewoJImF1dGhzIjog", "ewogICJhdXRocyI6"], &[Run(BASE64, 40, 8 << 10), Run(EQUALS, 0, 2)])
            .unmistakable().worth(0.95),
        yes [".dockerconfigjson: ⟦eyJhdXRocyI6" "eyJyZWdpc3RyeS5jb3JwLmlvIjp7InVzZXJuYW1lIjoiY2kiLCJwYXNzd29yZCI6IlRyMHViNGRvci0zMyIsImF1dGgiOiJZMms2VkhJd2RXSTBaRzl5TFRNeiJ9fX0=⟧"],
        no ["eyJhdXRocyI6" "e30="],
    ),
    secret!(
        "jwt", "JSON Web Token",
        "RFC 7519, RFC 7515 section 3.1",
        ["eyJ"] jwt, Open::Exactly(jwt_is_open),
        yes [
            "Bearer ⟦eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"
            ".eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ."
            "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c⟧",
        ],
        no ["eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9", "eyJBB.eyJCC.eyJDDDD"],
    ),
]);

/// The longest private key that is read, in bytes: an RSA key of 16,384 bits has 12,700.
const PEM_MAX: usize = 16 << 10;
/// The least base-64 digits of a key: an Ed25519 key in PKCS #8 has 64; a key cut off still shows what it is.
const PEM_MIN: usize = 40;
/// What may stand between the lines that frame a key: base 64, line ends (also written `\n`, `\r\n`), the headers of
/// RFC 1421 (`Proc-Type: 4,ENCRYPTED`) and of PGP, quotes and marks of string literals over several lines.
const PEM_BODY: Alphabet = BASE64.with(b"= \t\r\n\\:,.;-\"'()<>");

/// From the line `-----BEGIN … PRIVATE KEY…-----` to the line that ends the key, or as far as the key goes.
fn private_key(candidate: &Candidate<'_>) -> Option<Match> {
    let Span { start, end } = candidate.at;
    let bytes = candidate.text.as_bytes();
    let label = bytes.get(end..)?;
    let label = label.get(..label.iter().take(40).position(|&b| b == b'-')?)?;
    if !label.ends_with(b"PRIVATE KEY") && !label.ends_with(b"PRIVATE KEY BLOCK") {
        return None;
    }
    let frame = end + label.len();
    let body = bytes.get(frame..)?.strip_prefix(b"-----")?;
    // A text made of first lines is read once: each body ends where the next line of dashes starts.
    let body = body.get(..PEM_MAX).unwrap_or(body);
    let dashes = memmem::find(body, b"-----").unwrap_or(body.len());
    let (key, tail) = body.split_at_checked(PEM_BODY.run(body, dashes))?;
    let digits = key.iter().filter(|&&b| BASE64.has(b)).count();
    if digits < PEM_MIN || entropy(key) < 3.5 {
        return None;
    }
    let closing = tail.strip_prefix(b"-----END ").and_then(|rest| {
        let words = rest.iter().take(40).take_while(|b| b.is_ascii_uppercase() || **b == b' ').count();
        rest.get(words..)?.starts_with(b"-----").then_some(words + 14)
    });
    let (closing, score) = match closing {
        Some(closing) => (closing, 1.0),
        None => (0, 0.95),
    };
    let key = if closing == 0 { last_line_end(key) } else { key.len() };
    Some(Match { span: Span::new(start, frame + 5 + key + closing), score, why: "structure" })
}

/// How much of an encoded key is decoded to see that it is one, in base-64 digits: its first line.
const ENCODED_LABEL: usize = 64;

/// Base 64 of `-----BEGIN … PRIVATE KEY`.
fn encoded_private_key(candidate: &Candidate<'_>) -> Option<Match> {
    let Span { start, .. } = candidate.at;
    let bytes = candidate.text.as_bytes();
    if !starts_here(bytes, start) {
        return None;
    }
    let rest = bytes.get(start..)?;
    // The label first: what repeats the mark is not read to its end each time.
    let label = decode::base64(rest.get(..BASE64.run(rest, ENCODED_LABEL))?);
    memmem::find(&label, b"PRIVATE KEY")?;
    let length = BASE64.run(rest, 2 * PEM_MAX);
    let padding = rest.iter().skip(length).take(2).take_while(|&&b| b == b'=').count();
    let span = Span::new(start, start + length + padding);
    (length >= 100).then_some(Match { span, score: 1.0, why: "structure" })
}

/// Where a key without a last line ends: after its last 16 base-64 digits in a row. Words of prose are shorter.
fn last_line_end(key: &[u8]) -> usize {
    let mut run = 0;
    let mut end = 0;
    for (at, &byte) in key.iter().enumerate() {
        run = if BASE64.has(byte) || byte == b'=' { run + 1 } else { 0 };
        if run >= 16 {
            end = at + 1;
        }
    }
    end
}

/// The least base-64 digits of a private part: 32 bytes, as P-256 and Ed25519 have.
const JWK_MIN: usize = 43;
/// The most: RSA of 16,384 bits.
const JWK_MAX: usize = 2732;
/// How far before a part the members are looked for that say what key it belongs to, in bytes.
const JWK_NEAR: usize = 480;

/// A member of a JSON Web Key that is no part of the public key. What holds it is a key where its type, curve,
/// algorithm or public exponent stands before; otherwise it only looks like one.
fn json_web_key(candidate: &Candidate<'_>) -> Option<Match> {
    let bytes = candidate.text.as_bytes();
    let from = candidate.at.end;
    let part = token(&[Run(URL64, JWK_MIN, JWK_MAX)], bytes.get(from..)?)?;
    let closed = bytes.get(from + part.len()) == Some(&b'"');
    if !closed || !looks_random(part, URL64) || entropy(part) < 4.0 {
        return None;
    }
    let before = bytes.get(candidate.at.start.saturating_sub(JWK_NEAR)..candidate.at.start)?;
    let says = |member: &str| memmem::find(before, member.as_bytes()).is_some();
    let key = says("\"kty\"") || says("\"crv\"") || says("\"alg\"") || says("\"e\"");
    let score = if key { 0.95 } else { 0.5 };
    Some(Match { span: Span::new(from, from + part.len()), score, why: "structure" })
}

/// The longest segment of a token that is read, in bytes.
const JWT_SEGMENT: usize = 8 << 10;
/// The shortest header: `{"alg":""}` in base 64.
const JWT_LEAST: usize = 14;
/// The longest header that is decoded, in base-64 digits.
const JWT_HEADER: usize = 1024;

/// Three base-64 segments (the last, the signature, may be missing) whose first is a JSON object with `alg`.
fn jwt(candidate: &Candidate<'_>) -> Option<Match> {
    let Span { start, .. } = candidate.at;
    let bytes = candidate.text.as_bytes();
    // Behind a hyphen it is a piece of other base 64.
    let inside = start.checked_sub(1).and_then(|at| bytes.get(at)) == Some(&b'-');
    if candidate.at.of(bytes) != b"eyJ" || inside || !starts_here(bytes, start) {
        return None;
    }
    let rest = bytes.get(start..)?;
    let header = URL64.run(rest, JWT_HEADER);
    let payload = segment(rest.get(header..)?)?;
    if header < JWT_LEAST || payload < 4 || !has_alg(rest.get(..header)?) {
        return None;
    }
    let signature = segment(rest.get(header + payload..)?).unwrap_or(0);
    let signature = if signature > 1 { signature } else { 0 };
    let score = if signature > 20 { 1.0 } else { 0.9 };
    Some(Match { span: Span::new(start, start + header + payload + signature), score, why: "structure" })
}

/// Whether the hit starts three segments that go on.
fn jwt_is_open(candidate: &Candidate<'_>) -> bool {
    let (bytes, start) = (candidate.text.as_bytes(), candidate.at.start);
    let inside = start.checked_sub(1).and_then(|at| bytes.get(at)) == Some(&b'-');
    if candidate.at.of(bytes) != b"eyJ" || inside || !starts_here(bytes, start) {
        return false;
    }
    // Up to the third dot, where they end: of a row of marks each is read a little.
    let rest = bytes.get(start..).unwrap_or_default();
    let mut dots = 0;
    let goes_on = |b: &&u8| {
        dots += usize::from(**b == b'.');
        dots < 3 && (**b == b'.' || URL64.has(**b))
    };
    rest.iter().take(JWT_HEADER + 2 * JWT_SEGMENT).take_while(goes_on).count() == rest.len()
}

/// The length of a dot and the base-64 digits after it.
fn segment(bytes: &[u8]) -> Option<usize> {
    Some(1 + URL64.run(bytes.strip_prefix(b".")?, JWT_SEGMENT))
}

/// Whether these base-64 digits are those of a JSON object with the member `alg`.
fn has_alg(header: &[u8]) -> bool {
    let decoded = decode::base64(header);
    serde_json::from_slice::<serde_json::Value>(&decoded).is_ok_and(|header| header.get("alg").is_some())
}
