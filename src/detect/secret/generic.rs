//! What no issuer's format tells: a name that says secret, and a value that looks like one.
//!
//! The name must end in the word (`client_secret`, `apiKey`, not `key_name`, `tokenizer`), must not say that the thing
//! is public or a mere reference, and the value must look drawn at random. Passwords are seldom random: for them a
//! mixture of letters with digits or signs is enough.

use super::alphabet::{ALNUM, Alphabet, HEX, URL64};
use super::assignment::{Assigned, assigned};
use super::context::holds;
use super::credentials::is_password;
use super::format::secret;
use super::random::{entropy, looks_random, reads_like_words, says_so};
use crate::detect::{Candidate, Detector, Match, lean};

/// Everything of this file.
pub const DETECTORS: &[Detector] = &lean([
    secret!(
        "generic_api_key", "key, token or secret, by the name it is assigned to",
        "no issuer: the names are those that OWASP's Secrets Management Cheat Sheet warns of",
        after 80 ["*secret", "*token", "*key", "*credential", "_auth", "-auth"] generic_api_key,
        yes [
            "GENERIC_TOKEN=⟦" "aHIpDvsCBf2B6x7t2h5kMVALaCy3RSuk⟧",
            "\"client_secret\" : \"⟦" "0c9cbb497e88c97b677697234e2bf79ae3e74e4d014087c3b8a82cee82fea49f⟧\"",
            "string apiKey = '⟦" "yNRKEGhuit3j8GybRQa1xoOH⟧';",
            "api_token: ⟦" "142de660-feb1-45e8-a057-35a0bb1d3c50⟧",
        ],
        no [
            "token: str = None",
            "\"bucket_key\": \"SalesResults-1.2\"",
            "LLM_SECRET_NAME = \"NEXUS-GPT4-API-KEY\"",
            "KeyPair = X25519.KeyPair",
            "public_key = \"1VYHuYO186ZCLj0I3noGH8fySSvMiyWtGASsq93Hr5g\"",
            "SECRET_KEY=${SECRET_KEY}",
            "api_key: your_api_key_here_1234",
            "token = tokenizer.next_token(3)",
            "key_pressed = kVK_Return.u16",
            "secret = \"xxxxxxxxxxxxxxxxxxxx\"",
            "max_tokens: 4096",
            "\"key\": \"value\"",
        ],
    ),
    secret!(
        "password", "password, by the name it is assigned to",
        "no issuer: the names are those of common configuration files, in several languages",
        after 64 [
            "*passw", "*passphrase", "*pwd", "*passcode", "senha", "mot de passe", "*wachtwoord", "*kennwort", "parola",
            "пароль", "密码", "密碼", "パスワード", "비밀번호",
        ] password,
        yes [
            "DB_PASSWORD=⟦" "Tr0ub4dor-3⟧", "\"password\": \"⟦" "hunter2!x⟧\"", "my password is ⟦" "Gr33n-Apples⟧.",
            "<Password>⟦" "k3yb0ard9cat⟧</Password>", "das Passwort lautet: ⟦" "Xk29-plm7⟧", "密码：⟦" "Xk29-plm7⟧",
        ],
        no [
            "password: string", "password = get_password()", "PASSWORD=${DB_PASSWORD}", "the password is required",
            "password: str | None = None", "\"password\": \"********\"", "password = self.password2",
            "password_hash = x1y2z3w4", "PuttyPassword=0", "password: your-password-1",
        ],
    ),
]);

/// How far back the start of a name is looked for, in bytes.
const NAME: usize = 40;

/// What stands before `at` in the same name.
fn name_before(bytes: &[u8], at: usize) -> &[u8] {
    let before = bytes.get(at.saturating_sub(NAME)..at).unwrap_or_default();
    let length = before.iter().rev().take_while(|&&b| ALNUM.has(b) || matches!(b, b'_' | b'-' | b'.')).count();
    before.get(before.len() - length..).unwrap_or_default()
}

/// Words that may follow in a name without changing what it names: `secretString`, `token_1`, `api_key_prod`.
const SUFFIXES: &[&str] = &[
    "",
    "s",
    "string",
    "str",
    "value",
    "val",
    "text",
    "data",
    "raw",
    "plain",
    "hex",
    "base64",
    "b64",
    "header",
    "default",
    "env",
    "prod",
    "production",
    "dev",
    "development",
    "test",
    "testing",
    "stage",
    "staging",
    "live",
    "sandbox",
    "new",
    "old",
    "current",
    "backup",
    "primary",
    "secondary",
    "main",
    "v1",
    "v2",
    "key",
    "token",
    "secret",
    "code",
    "phrase",
    "lautet",
];

/// Whether `after`, the rest of a name, leaves its meaning as it is.
fn keeps_meaning(after: &[u8]) -> bool {
    let letters = || after.iter().filter(|b| b.is_ascii_alphabetic()).map(u8::to_ascii_lowercase);
    after.is_empty() || after.len() <= 20 && SUFFIXES.iter().any(|suffix| letters().eq(suffix.bytes()))
}

/// Words before that make it no secret.
const HARMLESS: &[&[u8]] = &[
    b"public",
    b"pub",
    b"next",
    b"page",
    b"continuation",
    b"cursor",
    b"sync",
    b"csrf",
    b"xsrf",
    b"idempot",
    b"cache",
    b"sort",
    b"primary",
    b"foreign",
    b"partition",
    b"bucket",
    b"object",
    b"index",
    b"row",
    b"hash",
    b"dedup",
    b"request",
    b"event",
    b"message",
    b"session_key_id",
    b"monkey",
    b"turkey",
    b"hotkey",
    b"keyboard",
    b"issuer",
    b"thumbprint",
    b"fingerprint",
    b"pad",
    b"eos",
    b"bos",
    b"stop",
    b"mask",
    b"authenticity",
    b"verification",
    b"nonce",
    b"captcha",
    // Names that say that the thing is none.
    b"invalid",
    b"fake",
    b"dummy",
    b"mock",
    b"nonmatch",
    b"example",
    b"sample",
    b"wrong",
    b"expected",
];

/// Words before `key` that make it a credential.
const KEYS: &[&[u8]] = &[
    b"api",
    b"access",
    b"secret",
    b"private",
    b"auth",
    b"encrypt",
    b"sign",
    b"master",
    b"account",
    b"storage",
    b"service",
    b"subscription",
    b"licen",
    b"consumer",
    b"app",
    b"client",
    b"admin",
    b"token",
    b"ssh",
    b"deploy",
    b"server",
    b"write",
    b"read",
    b"user",
];

/// What values are made of.
const VALUE: Alphabet = URL64.with(b"+/=.~");

/// The shortest value of a name that says clearly what it is, and of a name that may mean anything (`key`).
const LEAST: (usize, usize) = (10, 20);

/// A random-looking value assigned to a name that ends in a word for secrets.
fn generic_api_key(candidate: &Candidate<'_>) -> Option<Match> {
    let bytes = candidate.text.as_bytes();
    // Most hits in ordinary text end here: nothing is assigned, or a word or number too short.
    let assigned = assigned(bytes, candidate.at.end)?;
    let value = assigned.value.of(bytes);
    if value.len() < LEAST.0 || !keeps_meaning(assigned.rest.of(bytes)) {
        return None;
    }
    let before = name_before(bytes, candidate.at.start);
    let is_key = candidate.at.of(bytes).eq_ignore_ascii_case(b"key");
    let strong = !is_key || KEYS.iter().any(|word| holds(before, word));
    let called = matches!(bytes.get(assigned.value.end), Some(b'(' | b'[' | b'{' | b'<'))
        && !closes_element(bytes, assigned.value.end);
    if called
        || !strong && value.len() < LEAST.1
        || HARMLESS.iter().any(|word| holds(before, word))
        || !is_secret(value)
    {
        return None;
    }
    let score = match (strong, assigned.quoted || value.len() >= 20) {
        (true, true) => 0.7,
        (true, false) => 0.6,
        (false, _) => 0.55,
    };
    Some(Match { span: assigned.whole(bytes), score, why: "entropy" })
}

/// Whether `</` stands at `at`, the end of an XML element.
fn closes_element(bytes: &[u8], at: usize) -> bool {
    bytes.get(at..at + 2) == Some(b"</")
}

/// Whether a value looks like a secret.
fn is_secret(value: &[u8]) -> bool {
    if !value.iter().all(|&b| VALUE.has(b)) || says_so(value) {
        return false;
    }
    let digits = value.iter().filter(|b| b.is_ascii_digit()).count();
    let letters = value.iter().filter(|b| b.is_ascii_alphabetic()).count();
    let hex = value.iter().all(|&b| HEX.has(b) || b == b'-');
    if !hex && reads_like_words(value) {
        return false;
    }
    let least = if hex {
        2.5
    } else if value.len() < 16 {
        2.8
    } else {
        3.2
    };
    // Paths, addresses, versions, dates and dotted names are no secrets.
    let dots = value.iter().filter(|&&b| b == b'.').count();
    let dotted = dots > 0 && value.len() < 24 || dots > 2;
    let path = value.iter().filter(|&&b| b == b'/').count() > 2 && value.len() < 32
        || value.starts_with(b"/")
        || value.starts_with(b"http");
    digits >= 1 && letters >= 2 && !dotted && !path && entropy(value) >= least && looks_random(value, URL64)
}

/// A value with letters and digits or signs, assigned to a name for passwords.
fn password(candidate: &Candidate<'_>) -> Option<Match> {
    let bytes = candidate.text.as_bytes();
    let from = candidate.at.end;
    let hit = candidate.at.of(bytes);
    // passw|ord, passw|d, passw|ort
    let tail = bytes.get(from..)?;
    let ending = [&b"ords"[..], b"ord", b"ort", b"d"]
        .into_iter()
        .find(|end| tail.get(..end.len()).is_some_and(|t| t.eq_ignore_ascii_case(end)));
    let skip = if hit.eq_ignore_ascii_case(b"passw") { ending?.len() } else { 0 };
    let assigned = if hit.ends_with(b":") || hit.ends_with(b"=") {
        assigned(bytes, from - 1)?
    } else {
        wide(bytes, from + skip).map_or_else(|| assigned(bytes, from + skip), Some)?
    };
    if !assigned.quoted && assigned.value.len() < PASSWORD_MIN {
        return None;
    }
    // `a=ice-pwd:…` of session descriptions lives as long as one call.
    let of_a_call = bytes.get(..candidate.at.start)?.ends_with(b"ice-");
    if !keeps_meaning(assigned.rest.of(bytes)) || of_a_call {
        return None;
    }
    let value = match quoted(bytes, &assigned) {
        Some(value) => value,
        // The full stop of the sentence is not part of it.
        None => {
            let value = assigned.value.of(bytes);
            value.strip_suffix(b".").unwrap_or(value)
        }
    };
    let end = assigned.value.start + value.len();
    let called = matches!(bytes.get(end), Some(b'(' | b'[' | b'{' | b'<')) && !closes_element(bytes, end);
    let digits = value.iter().filter(|b| b.is_ascii_digit()).count();
    let letters = value.iter().filter(|b| b.is_ascii_alphabetic()).count();
    let signs =
        value.iter().filter(|b| b.is_ascii_punctuation() && !matches!(b, b'_' | b'-' | b'.' | b':' | b'/')).count();
    let dotted = !assigned.quoted && value.contains(&b'.') && reads_like_words(value);
    let mixed = letters >= 1 && (digits >= 1 || signs >= 1) && value.len() - letters < value.len();
    let path =
        value.starts_with(b"/") || value.starts_with(b"http") || value.starts_with(b"--") || value.starts_with(b"&");
    if called
        || dotted
        || path
        || !mixed
        || !(PASSWORD_MIN..=PASSWORD_MAX).contains(&value.len())
        || !is_password(value)
        || says_so(value)
    {
        return None;
    }
    let mut span = assigned.value;
    span.end = span.start + value.len();
    let score = if assigned.quoted { 0.65 } else { 0.6 };
    Some(Match { span, score, why: "context" })
}

/// The shortest password that is looked for, in bytes.
const PASSWORD_MIN: usize = 6;
/// The longest, in bytes.
const PASSWORD_MAX: usize = 128;

/// The value up to the quote that closes it, if one opens it.
fn quoted<'t>(bytes: &'t [u8], assigned: &Assigned) -> Option<&'t [u8]> {
    let start = assigned.value.start;
    let quote = bytes.get(start.checked_sub(1)?).filter(|b| matches!(b, b'"' | b'\''))?;
    let rest = bytes.get(start..)?;
    let rest = rest.get(..PASSWORD_MAX).unwrap_or(rest);
    let value = rest.get(..memchr::memchr2(*quote, b'\n', rest)?)?;
    Some(value.strip_suffix(b"\\").unwrap_or(value))
}

/// What follows a full-width colon or equals sign, as Chinese and Japanese text has it.
fn wide(bytes: &[u8], from: usize) -> Option<Assigned> {
    let rest = bytes.get(from..)?;
    let mark = ["：", "＝", "是", "は", "为", "為"].iter().find(|mark| rest.starts_with(mark.as_bytes()))?;
    let mut start = from + mark.len();
    start += bytes.get(start..)?.iter().take(2).take_while(|&&b| b == b' ').count();
    let length =
        bytes.get(start..)?.iter().take(128).take_while(|b| b.is_ascii_graphic() && !matches!(b, b'"' | b'\'')).count();
    let none = crate::text::Span::new(from, from);
    Some(Assigned { rest: none, value: crate::text::Span::new(start, start + length), quoted: false })
}
