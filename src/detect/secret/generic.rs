//! What no issuer's format tells: a name that says secret, and a value that looks like one.
//!
//! The name must end in the word (`client_secret`, `apiKey`, not `key_name`, `tokenizer`), must not say that the thing
//! is public or a mere reference, and the value must look drawn at random. Passwords are seldom random: for them a
//! mixture of letters with digits or signs is enough.

use super::alphabet::{ALNUM, Alphabet, HEX, URL64};
use super::assignment::{Assigned, By, assigned, placed};
use super::context::{ends_with, holds};
use super::credentials::is_password;
use super::format::secret;
use super::random::{entropy, is_typed, looks_random, reads_like_words, says_so};
use crate::detect::{Candidate, Detector, Match, lean};

/// Everything of this file.
pub const DETECTORS: &[Detector] = &lean([
    secret!(
        "generic_api_key", "key, token or secret, by the name it is assigned to",
        "no issuer: the names are those that OWASP's Secrets Management Cheat Sheet warns of",
        after 80 ["*secret", "*token", "*key", "*credential", "_auth", "-auth", "_salt"] generic_api_key,
        yes [
            "GENERIC_TOKEN=⟦" "aHIpDvsCBf2B6x7t2h5kMVALaCy3RSuk⟧",
            "\"client_secret\" : \"⟦" "0c9cbb497e88c97b677697234e2bf79ae3e74e4d014087c3b8a82cee82fea49f⟧\"",
            "string apiKey = '⟦" "yNRKEGhuit3j8GybRQa1xoOH⟧';",
            "api_token: ⟦" "142de660-feb1-45e8-a057-35a0bb1d3c50⟧",
            "use the API key ⟦" "yNRKEGhuit3j8GybRQa1xoOH⟧ for staging",
            "./deploy --api-key ⟦" "yNRKEGhuit3j8GybRQa1xoOH⟧",
            "<key>APIKey</key>\n<string>⟦" "yNRKEGhuit3j8GybRQa1xoOH⟧</string>",
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
            "token = \"0123456789abcdef0123456789abcdef\"",
            "\"token\": \"tok_abc123\"",
            "private_key: PKCS7PrivateKeyTypes",
            "cryptoKey = _messages.MessageField('GooglePrivacyDlpV2CryptoKey', 1)",
            "MAX_REKEY_DATA_key = NUM_NL80211_REKEY_DATA",
            "scheme: \"ecdsa\", key: \"MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE1Olb3zMAFFxXKHiIkQO5cJ3Yhl5i6UPp\"",
            "\"subject_token\": \"subject_token_0\"",
            "arn:aws:secretsmanager:[a-z]*:secret:[0-9A-Za-z_/-]",
            "nid_key = self._lib.NID_aes_256_cbc",
            "data: rekey_key = key::NL80211_REKEY_DATA_AKM",
            "'gss_krb5_cfx_key', 'gss_krb5_lucid_context_v1'",
            "<a href=\"#documentKeys\">xsltFreeDocumentKeys</a>",
        ],
    ),
    secret!(
        "password", "password, by the name it is assigned to",
        "no issuer: the names are those of common configuration files, in several languages",
        after 64 [
            "*passw", "*passphrase", "*pwd", "*passcode", "_pass", "-pass", "*pass=", "*pass:", "*pass\"", "*pass'",
            "*pass =", "*pass :", "*requirepass", "*securestring", "_pw", "pw:", "pw=", "pw =", "pw is", "pass is", "identified by", "psk=", "psk:",
            "presharedkey", "snmp-server community", "senha", "mot de passe", "mot_de_passe", "motdepasse",
            "*wachtwoord", "*kennwort", "parola", "contrase", "clave", "hasło", "haslo", "heslo", "lösenord",
            "adgangskode", "salasana", "jelszó", "şifre", "пароль", "密码", "密碼", "口令", "パスワード", "비밀번호",
        ] password,
        yes [
            "DB_PASSWORD=⟦" "Tr0ub4dor-3⟧", "\"password\": \"⟦" "hunter2!x⟧\"", "my password is ⟦" "Gr33n-Apples⟧.",
            "<Password>⟦" "k3yb0ard9cat⟧</Password>", "das Passwort lautet: ⟦" "Xk29-plm7⟧", "密码：⟦" "Xk29-plm7⟧",
            "DB_PASS=⟦" "Tr0ub4dor-3⟧", "la contraseña es ⟦" "Xk29-plm7⟧", "the password for prod is ⟦" "Xk29-plm7⟧",
            "config.setPassword(\"⟦" "Tr0ub4dor-3⟧\")", "user admin and password ⟦" "Tr0ub4dor-3⟧.",
            "- name: DB_PASSWORD\n  value: \"⟦" "Tr0ub4dor-3⟧\"", "| db password | ⟦" "Xk29-plm7⟧ |",
        ],
        no [
            "password: string", "password = get_password()", "PASSWORD=${DB_PASSWORD}", "the password is required",
            "password: str | None = None", "\"password\": \"********\"", "password = self.password2",
            "password_hash = x1y2z3w4", "PuttyPassword=0", "password: your-password-1",
            "the password is Base64-encoded", "password: \"test1234\"", "<username>:<password>@host2/db",
            "click the password Section2 link", "bypass: 12 of 3a", "getpass(prompt='Password: ', stream=1)",
            "BYPASS: ty_22 = 0x8000", "password.encode(\"latin1\")", "\"password\": \"Must have 8 characters\"",
            "f\"password={password!r}\"", "# PASS: shtest-format-argv0",
            "/etc/pam.d/passwd eaf2ad85b5ccd06cceb19a3e75f40c63", "hashedPassword = base64_encoded_64_byte_salt",
            "passphrase= password= \"", "--sasl-password='projects/1/secrets/my/versions/1'", "[\"password\", \"scram-sha-256\"]", "login(user='', passwd='', acct='x1')", "getByLabelText(\"Password1\")",
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
    "base",
    "a",
];

/// How "for what" begins: "the password for the server is …".
const FOR: &[&str] = &[
    " for ", " of ", " on ", " to ", " in ", " für ", " zu", " de ", " del ", " du ", " pour ", " do ", " di ", " per ",
];

/// Whether the name that goes on at `from` is a string, and the first argument of a call.
fn is_argument(bytes: &[u8], from: usize) -> bool {
    let start = from - name_before(bytes, from).len();
    matches!(bytes.get(..start), Some([.., b'(', b'"' | b'\''] | [.., b'(', b' ', b'"' | b'\'']))
}

/// What is assigned to the name that ends, or goes on, at `from`, and how much must speak for it: 0 where it is written
/// as an assignment, 1 where a sentence says so, 2 where only its place does.
fn meant(bytes: &[u8], from: usize) -> Option<(Assigned, u8)> {
    let assigned = assigned(bytes, from).and_then(|assigned| {
        let rest = assigned.rest.of(bytes);
        let doubt = match assigned.by {
            By::Sign if keeps_meaning(rest) => 0,
            By::Call if keeps_meaning(rest) => {
                let before = name_before(bytes, from);
                if holds(before, b"set") || holds(before, b"with") { 0 } else { 2 }
            }
            By::Comma if keeps_meaning(rest) && assigned.quoted && is_argument(bytes, from) => 0,
            By::Place if keeps_meaning(rest) => 2,
            By::Verb if keeps_meaning(rest) => 1,
            By::Verb if !FOR.iter().any(|word| rest.starts_with(word.as_bytes())) => 2,
            By::Sign | By::Verb if FOR.iter().any(|word| rest.starts_with(word.as_bytes())) => 1,
            _ => return None,
        };
        Some((assigned, doubt))
    });
    assigned.or_else(|| placed(bytes, from).map(|placed| (placed, if placed.quoted { 1 } else { 2 })))
}

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
    b"site",
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

/// The shortest value of a name that says clearly what it is, of a name that may mean anything (`key`), and in a
/// sentence.
const LEAST: (usize, usize, usize) = (10, 20, 16);

/// A random-looking value assigned to a name that ends in a word for secrets.
fn generic_api_key(candidate: &Candidate<'_>) -> Option<Match> {
    let bytes = candidate.text.as_bytes();
    // Most hits in ordinary text end here: nothing is assigned, or a word or number too short.
    let (assigned, doubt) = meant(bytes, candidate.at.end)?;
    let value = assigned.value.of(bytes);
    if let Some(salt) = quoted(bytes, &assigned).filter(|value| doubt == 0 && is_salt(value)) {
        let span = crate::text::Span::new(assigned.value.start, assigned.value.start + salt.len());
        return Some(Match { span, score: 0.65, why: "entropy" });
    }
    // The full stop of the sentence is not part of it.
    let value = if doubt > 0 { value.strip_suffix(b".").unwrap_or(value) } else { value };
    if value.len() < LEAST.0 {
        return None;
    }
    let before = name_before(bytes, candidate.at.start);
    // In a sentence the word before belongs to the name: "page token".
    let word = bytes.get(..candidate.at.start - before.len())?.strip_suffix(b" ").filter(|_| before.is_empty());
    let before = word.map_or(before, |head| name_before(head, head.len()));
    let is_key = candidate.at.of(bytes).eq_ignore_ascii_case(b"key");
    let strong = !is_key || KEYS.iter().any(|word| holds(before, word));
    let called = matches!(bytes.get(assigned.value.end), Some(b'(' | b'[' | b'{' | b'<'))
        && !closes_element(bytes, assigned.value.end);
    let least = match doubt {
        0 if strong => LEAST.0,
        1 if strong => LEAST.2,
        _ => LEAST.1,
    };
    if called
        || !assigned.quoted && (is_identifier(value) || value.iter().all(u8::is_ascii_alphabetic))
        || value.len() < least
        || doubt > 1 && !strong && (value.len() < 32 || !mixes_cases(value))
        || HARMLESS.iter().any(|word| holds(before, word))
        || !is_secret(value)
    {
        return None;
    }
    let score = match (strong && doubt == 0, assigned.quoted || value.len() >= 20) {
        (true, true) => 0.7,
        (true, false) => 0.6,
        (false, _) => 0.55,
    };
    let mut span = assigned.whole(bytes);
    span.end -= assigned.value.len() - value.len();
    Some(Match { span, score, why: "entropy" })
}

/// Whether letters of both cases and digits occur.
fn mixes_cases(value: &[u8]) -> bool {
    let has = |kind: fn(&u8) -> bool| value.iter().any(kind);
    has(u8::is_ascii_digit) && has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase)
}

/// Whether a string is a long row of characters of all kinds, as WordPress makes its keys and salts.
fn is_salt(value: &[u8]) -> bool {
    let count = |kind: fn(&u8) -> bool| value.iter().filter(|b| kind(b)).count();
    value.len() >= 40
        && count(|b| b.is_ascii_punctuation() && !b"_-.:/+=~".contains(b)) >= 2
        && count(|b| !(b' '..=b'~').contains(b)) == 0
        && !value.iter().all(|&b| VALUE.has(b))
        && mixes_cases(value)
        && count(|b| *b == b' ') * 10 <= value.len()
        && !reads_like_words(value)
        && looks_random(value, URL64)
        && is_password(value)
}

/// Whether an unquoted value is a name in a program: a path (`self.key`), a type (`uint8_t`), a number.
fn is_identifier(value: &[u8]) -> bool {
    let first = value.split(|&b| b == b'.').next().unwrap_or_default();
    let path = first.len() < value.len()
        && first.len() <= 12
        && first.iter().all(u8::is_ascii_lowercase)
        && (value.len() < 40 || reads_like_words(value));
    // A constant: `NUM_NL80211_KEYS`.
    let constant = value.iter().filter(|b| **b == b'_').count() > 1
        && value.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_');
    path || constant
        || value.starts_with(b"__")
        || value.ends_with(b"_t")
        || value.starts_with(b"0x")
        || value.windows(2).any(|pair| pair == b"::")
}

/// Whether `</` stands at `at`, the end of an XML element.
fn closes_element(bytes: &[u8], at: usize) -> bool {
    bytes.get(at..at + 2) == Some(b"</")
}

/// How public keys start: SubjectPublicKeyInfo (RFC 5480, RFC 8017, RFC 8410) and SSH (RFC 4253) in base 64.
const PUBLIC: &[&[u8]] =
    &[b"MFkwEwYHKoZIzj0", b"MIIBIjANBgkq", b"MIICIjANBgkq", b"MCowBQYDK2Vw", b"AAAAB3NzaC1", b"AAAAC3NzaC1"];

/// Words of the names themselves: what has few digits and one of them is a name.
const NAMES: &[&[u8]] = &[b"token", b"secret", b"passw", b"apikey", b"api_key", b"api-key"];

/// Whether a value looks like a secret.
fn is_secret(value: &[u8]) -> bool {
    if !value.iter().all(|&b| VALUE.has(b)) || says_so(value) || is_typed(value) {
        return false;
    }
    if PUBLIC.iter().any(|start| value.starts_with(start)) {
        return false;
    }
    let digits = value.iter().filter(|b| b.is_ascii_digit()).count();
    let letters = value.iter().filter(|b| b.is_ascii_alphabetic()).count();
    if digits * 4 < value.len() && value.len() < 32 && NAMES.iter().any(|word| holds(value, word)) {
        return false;
    }
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
    // Three in a hundred values of 20 letters and digits have no digit. In names capitals are rarer.
    let capitals = value.array_windows().filter(|[a, b]| a.is_ascii_lowercase() && b.is_ascii_uppercase()).count();
    let letters_only = capitals * 5 >= value.len() && value.len() >= 20 && letters == value.len();
    (digits >= 1 || letters_only)
        && letters >= 2
        && !dotted
        && !path
        && entropy(value) >= least
        && looks_random(value, URL64)
}

/// Names of methods and notations that stand where a password could, in lower case: "the password is Base64-encoded".
const TECHNICAL: &[&[u8]] = &[
    b"base", b"sha", b"md5", b"utf", b"oauth", b"argon", b"bcrypt", b"aes", b"rsa", b"jwt", b"http", b"ipv", b"x509",
    b"pkcs", b"step", b"section", b"version", b"hmac", b"pbkdf", b"2fa", b"totp", b"ldap", b"iso",
];

/// What stands before a hit that is none, in lower case: `ice-pwd`, `bypass`, `two-pass`.
const NOT_BEFORE: &[&[u8]] = &[
    b"ice-",
    b"by",
    b"com",
    b"tres",
    b"over",
    b"under",
    b"two-",
    b"two",
    b"one-",
    b"single-",
    b"multi-",
    b"second-",
    b"first-",
    b"render",
    b"low",
    b"high",
    b"band",
    b"boarding-",
    b"boarding_",
];

/// A value with letters and digits or signs, assigned to a name for passwords.
fn password(candidate: &Candidate<'_>) -> Option<Match> {
    let bytes = candidate.text.as_bytes();
    let hit = candidate.at.of(bytes);
    let after = |at: usize, endings: &[&[u8]]| {
        let tail = bytes.get(at..).unwrap_or_default();
        let ending = endings.iter().find(|end| tail.get(..end.len()).is_some_and(|t| t.eq_ignore_ascii_case(end)));
        ending.map(|ending| ending.len())
    };
    // passw|ord, passw|d, passw|ort; contrase|ña; the signs that belong to some keywords do not belong to the name.
    let name = hit.iter().rposition(|b| !b":=\"' ".contains(b)).map_or(hit.len(), |at| at + 1);
    let from = candidate.at.start + name;
    let from = if hit.eq_ignore_ascii_case(b"passw") {
        from + after(from, &[b"ords", b"ord", b"ort", b"d"])?
    } else if hit.eq_ignore_ascii_case(b"contrase") {
        from + after(from, &["ña".as_bytes(), b"na"])?
    } else {
        from
    };
    // The verb of some belongs to what follows the name.
    let from = if ends_with(hit, b" is") { from - 3 } else { from };
    let (assigned, doubt) = match wide(bytes, from) {
        Some(assigned) => (assigned, 0),
        None => meant(bytes, from)?,
    };
    if !assigned.quoted && assigned.value.len() < PASSWORD_MIN {
        return None;
    }
    // `a=ice-pwd:…` of session descriptions lives as long as one call; other words end in "pass", too.
    if NOT_BEFORE.iter().any(|word| ends_with(bytes.get(..candidate.at.start).unwrap_or_default(), word)) {
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
    let dotted = !assigned.quoted && value.contains(&b'.') && reads_like_words(value);
    let parts = |sign: u8| value.iter().filter(|b| **b == sign).count();
    let snake = !assigned.quoted && parts(b'_') > 1 && reads_like_words(value);
    // `PASS: test-name` of test runners; a file's name before its checksum.
    let outcome = hit == b"PASS:" && doubt == 0;
    let file =
        doubt > 1 && bytes.get(..candidate.at.start - name_before(bytes, candidate.at.start).len())?.ends_with(b"/");
    // After an empty string, or one that ends in a colon: what stands between two strings.
    let between = matches!(value, [b',' | b';' | b')' | b'}' | b']' | b':', ..]) || value.contains(&b' ');
    let path = matches!(value, [b'/' | b'&' | b'@', ..]) || value.starts_with(b"http") || value.starts_with(b"--");
    if called
        || dotted
        || path
        || snake
        || outcome
        || file
        || parts(b'/') > 2
        || between
        || !assigned.quoted && is_identifier(value)
        || !(PASSWORD_MIN..=PASSWORD_MAX).contains(&value.len())
        || !mixes(value, doubt)
        || !is_password(value)
    {
        return None;
    }
    let mut span = assigned.value;
    span.end = span.start + value.len();
    let score = match (doubt, assigned.quoted) {
        (0, true) => 0.65,
        (0, false) => 0.6,
        _ => 0.55,
    };
    Some(Match { span, score, why: "context" })
}

/// Whether a value mixes kinds of characters as passwords do, the more of them the less speaks for it.
pub(super) fn mixes(value: &[u8], doubt: u8) -> bool {
    let count = |kind: fn(&u8) -> bool| value.iter().filter(|b| kind(b)).count();
    let (digits, lower, upper) =
        (count(u8::is_ascii_digit), count(u8::is_ascii_lowercase), count(u8::is_ascii_uppercase));
    // The signs of names, paths and assignments do not count, nor does padding.
    let unpadded = value.strip_suffix(b"=").unwrap_or(value);
    let signs = unpadded.iter().filter(|b| b.is_ascii_punctuation() && !b"_-.:/".contains(b)).count();
    let technical = TECHNICAL.iter().any(|word| value.get(..word.len()).is_some_and(|v| v.eq_ignore_ascii_case(word)));
    let prose = value.iter().any(|b| matches!(b, b' ' | b'/' | b':'));
    let kinds = [digits, lower, upper, signs].iter().filter(|&&kind| kind > 0).count();
    let drawn = digits > 0 && lower > 0 && upper > 0 && value.len() >= 10 && !reads_like_words(value);
    match doubt {
        0 => lower + upper >= 1 && digits + signs >= 1,
        1 => !technical && !prose && lower + upper >= 2 && (digits >= 2 || signs >= 1 || drawn),
        _ => {
            let random = value.len() >= 20 && is_secret(value);
            let mixed = digits >= 2 && kinds >= 3 || digits >= 1 && kinds == 4;
            !technical && !prose && value.len() >= 8 && (mixed || drawn || random)
        }
    }
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
    let value = crate::text::Span::new(start, start + length);
    Some(Assigned { rest: none, value, quoted: false, by: By::Sign })
}
