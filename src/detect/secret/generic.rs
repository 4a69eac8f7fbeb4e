//! What no issuer's format tells: a name that says secret, and a value that looks like one.
//!
//! The name must end in the word (`client_secret`, `apiKey`, not `key_name`, `tokenizer`), must not say that the thing
//! is public or a mere reference, and the value must look drawn at random. Passwords are seldom random: for them a
//! mixture of letters with digits or signs is enough.

use super::alphabet::{ALNUM, Alphabet, DIGIT, HEX, URL64};
use super::assignment::{Assigned, By, assigned, placed};
use super::context::{ends_with, holds};
use super::credentials::is_password;
use super::format::secret;
use super::random::{counts_up, entropy, is_typed, looks_random, reads_like_words, says_so};
use crate::detect::{Candidate, Detector, Match, lean};
use crate::text::Span;

/// Everything of this file.
pub const DETECTORS: &[Detector] = &lean([
    secret!(
        "generic_api_key", "key, token or secret, by the name it is assigned to",
        "no issuer: the names are those that OWASP's Secrets Management Cheat Sheet warns of",
        after 80 ["*secret", "*token", "*key", "*credential", "_auth", "-auth", "_salt", "api-schlüssel",
            "clé api", "clé d'api", "clave api", "clave de api", "chave api", "chave de api", "chiave api", "klucz api",
            "api-sleutel", "api-nyckel", "ключ api", "apiキー", "密钥", "秘钥", "密鑰", "令牌", "api 키", "토큰"] generic_api_key,
        yes [
            "GENERIC_TOKEN=⟦" "aHIpDvsCBf2B6x7t2h5kMVALaCy3RSuk⟧",
            "\"client_secret\" : \"⟦" "0c9cbb497e88c97b677697234e2bf79ae3e74e4d014087c3b8a82cee82fea49f⟧\"",
            "string apiKey = '⟦" "yNRKEGhuit3j8GybRQa1xoOH⟧';",
            "BITBUCKET_ACCESS_TOKEN=⟦" "aHIpDvsCBf2B6x7t2h5kMVALaCy3RSuk⟧",
            "NEXTAUTH_SECRET=⟦" "aHIpDvsCBf2B6x7t2h5kMVALaCy3RSuk⟧",
            "APP_KEY=base64:⟦" "P4p6e3UnIC10UlL/x/Q9GgYu28/cBC7ADXWGBmLkbHA=⟧",
            "define('AUTH_KEY', '⟦" "w#D[g1|kV8x@Qz!m2^Lr$T9b*Yc&Hn4%Jp7~Fs3Wd6+Ke5Gt⟧');",
            "API-Schlüssel: ⟦" "yNRKEGhuit3j8GybRQa1xoOH⟧", "API 密钥是 ⟦" "yNRKEGhuit3j8GybRQa1xoOH⟧",
            "api_token: ⟦" "142de660-feb1-45e8-a057-35a0bb1d3c50⟧",
            "use the API key ⟦" "yNRKEGhuit3j8GybRQa1xoOH⟧ for staging",
            "./deploy --api-key ⟦" "yNRKEGhuit3j8GybRQa1xoOH⟧",
            "<key>APIKey</key>\n<string>⟦" "yNRKEGhuit3j8GybRQa1xoOH⟧</string>",
            "const secret = process.env.JWT_SECRET || \"⟦" "yNRKEGhuit3j8GybRQa1xoOH⟧\";",
            "kubeadm join 10.0.0.1:6443 --token ⟦" "9vr73a.a8uxyaju799qwdjv⟧",
            "buildConfigField \"String\", \"API_KEY\", \"\\\"⟦" "yNRKEGhuit3j8GybRQa1xoOH⟧\\\"\"",
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
            "nextPageToken: \"aHIpDvsCBf2B6x7t2h5kMVALaCy3RSuk\"",
            "bucketKey = \"aHIpDvsCBf2B6x7t2h5kMVALaCy3RSuk\"",
            "nid_key = self._lib.NID_aes_256_cbc",
            "data: rekey_key = key::NL80211_REKEY_DATA_AKM",
            "'gss_krb5_cfx_key', 'gss_krb5_lucid_context_v1'",
            "<a href=\"#documentKeys\">xsltFreeDocumentKeys</a>",
            "\"AWS::IAM::AccessKey\": \"72c2d9dd90025459\"",
            "--lock-token 46851772-db6f-459d-9385-49428812e357",
            "let num_tokens = num_tokens_from_messages(\"gpt-4o-2024-05-13\");",
            "let key = r\"SOFTWARE\\Microsoft\\Microsoft SDKs\\Windows\\v8.1\";",
            "[![build](https://codecov.io/gh/a/b/graph/badge.svg?token=Z92NHFQ70G)](https://codecov.io)",
            "\"S3Key\": \"my-app/22a0-stage-150819_185942.war\"",
            "api_key: a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6",
        ],
    ),
    secret!(
        "password", "password, by the name it is assigned to",
        "no issuer: the names are those of common configuration files, in several languages",
        after 64 [
            "*passw", "passphrase", "*pwd", "passcode", "_pass", "-pass", "*pass=", "*pass:", "*pass\"", "*pass'",
            "*pass =", "*pass :", "pass is", "requirepass", "securestring", "*pass encoding=\"base64\">", "_pw", "-pw", "pw:",
            "pw=", "pw ", "p/w", "bindpw", "rootpw", "psk=", "psk:", "psk \"", "masterauth", "identified by",
            "presharedkey", "snmp-server community", "senha", "mot de passe", "mot_de_passe", "motdepasse",
            "*wachtwoord", "*kennwort", "parola", "parola d'ordine", "parola d’ordine", "wlan-schlüssel", "contrase", "clave", "hasło", "haslo", "heslo", "lösenord",
            "adgangskode", "salasana", "jelszó", "şifre", "Şifre", "пароль", "Пароль", "парола", "Парола", "passord",
            "kodeord", "lozinka", "geslo", "slaptažodis", "kata sandi", "mật khẩu", "Mật khẩu", "κωδικός", "Κωδικός",
            "كلمة المرور", "كلمة السر", "סיסמה", "סיסמא", "पासवर्ड", "รหัสผ่าน", "enable secret", "密码", "密碼", "口令",
            "パスワード", "비밀번호", "비번", "패스워드", "암호",
        ] password,
        yes [
            "DB_PASSWORD=⟦" "Tr0ub4dor-3⟧", "\"password\": \"⟦" "hunter2!x⟧\"", "my password is ⟦" "Gr33n-Apples⟧.",
            "<Password>⟦" "k3yb0ard9cat⟧</Password>", "das Passwort lautet: ⟦" "Xk29-plm7⟧", "密码：⟦" "Xk29-plm7⟧",
            "DB_PASS=⟦" "Tr0ub4dor-3⟧", "la contraseña es ⟦" "Xk29-plm7⟧", "비번은 ⟦" "Xk29-plm7⟧ 입니다", "hasło to ⟦" "Xk29-plm7⟧",
            "lösenordet är ⟦" "Xk29-plm7⟧", "plink -pw ⟦" "Xk29plm7⟧ root@host", "Server=db;Uid=app;Pwd=⟦" "kestrelhovering⟧;", "the password for prod is ⟦" "Xk29-plm7⟧",
            "config.setPassword(\"⟦" "Tr0ub4dor-3⟧\")", "user admin and password ⟦" "Tr0ub4dor-3⟧.",
            "- name: DB_PASSWORD\n  value: \"⟦" "Tr0ub4dor-3⟧\"", "| db password | ⟦" "Xk29-plm7⟧ |",
            "Mật khẩu: ⟦" "Xk29-plm7⟧", "kata sandi saya adalah ⟦" "Xk29-plm7⟧", "passphrase: ⟦" "kestrel-walnut-sandal-quarry⟧",
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
            "passphrase= password= \"", "pub const OPTION_PASSWORD: u32 = 4097u32;", "'passwords' => \"cms/sites/passwords#update\"",
            "passwd chat = *new*password* %n\n passwd:*all*authentication*tokens*", "fiber_force_pass" "ive is FiberForceLengthDeGroote2016",
            "암호화 방식은 AES256", "密码是base64编码", "hasło to base64", "--password A1b2c3d4", "\"Password\": \"generatedwebdavpassword2\"", "the pw is required", "--sasl-password='projects/1/secrets/my/versions/1'", "[\"password\", \"scram-sha-256\"]", "login(user='', passwd='', acct='x1')", "getByLabelText(\"Password1\")",
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
    " for ", " of ", " on ", " to ", " in ", " für ", " zu", " de ", " del ", " du ", " pour ", " do ", " di ",
    " per ", " voor ", " till ", " til ", " dla ", " от ", " для ",
];

/// Whether the name that goes on at `from` is a string, and the first argument of a call.
fn is_argument(bytes: &[u8], from: usize) -> bool {
    let start = from - name_before(bytes, from).len();
    matches!(bytes.get(..start), Some([.., b'(', b'"' | b'\''] | [.., b'(', b' ', b'"' | b'\'']))
}

/// Whether it is a string, and a later argument.
fn is_later_argument(bytes: &[u8], from: usize) -> bool {
    let start = from - name_before(bytes, from).len();
    matches!(bytes.get(..start), Some([.., b',', b'"' | b'\''] | [.., b',', b' ', b'"' | b'\'']))
}

/// Whether the name at `at` is an option of a command: `--token`, `-Password`.
fn is_option(bytes: &[u8], at: usize) -> bool {
    let name = name_before(bytes, at);
    let hyphens = name.iter().take_while(|&&b| b == b'-').count();
    let before = bytes.get(..at - name.len()).and_then(|head| head.last());
    (1..=2).contains(&hyphens) && before.is_none_or(u8::is_ascii_whitespace)
}

/// Whether what stands at `at` is the last part of the name of a type: `AWS::IAM::AccessKey`.
pub(super) fn is_type(bytes: &[u8], at: usize) -> bool {
    bytes.get(..at - name_before(bytes, at).len()).is_some_and(|head| head.ends_with(b"::"))
}

/// How doubtful it is that a value belongs to a name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Doubt {
    /// It is assigned.
    None,
    /// A sentence says so.
    Some,
    /// Nothing but its place does.
    Much,
}

/// What is assigned to the name that ends, or goes on, at `from`, and how doubtful that is.
fn meant(bytes: &[u8], from: usize) -> Option<(Assigned, Doubt)> {
    let assigned = assigned(bytes, from).and_then(|assigned| {
        let rest = assigned.rest.of(bytes);
        let doubt = match assigned.by {
            By::Sign if keeps_meaning(rest) => Doubt::None,
            By::Call if keeps_meaning(rest) => {
                let before = name_before(bytes, from);
                if holds(before, b"set") || holds(before, b"with") { Doubt::None } else { Doubt::Much }
            }
            By::Comma if keeps_meaning(rest) && assigned.quoted && is_argument(bytes, from) => Doubt::None,
            By::Comma if keeps_meaning(rest) && assigned.quoted && is_later_argument(bytes, from) => Doubt::Much,
            By::Place if keeps_meaning(rest) => Doubt::Much,
            By::Verb if keeps_meaning(rest) => Doubt::Some,
            By::Verb if !FOR.iter().any(|word| rest.starts_with(word.as_bytes())) => Doubt::Much,
            By::Sign | By::Verb if FOR.iter().any(|word| rest.starts_with(word.as_bytes())) => Doubt::Some,
            _ => return None,
        };
        Some((assigned, doubt))
    });
    assigned.or_else(|| {
        let placed = placed(bytes, from)?;
        let doubt = match placed.quoted {
            _ if is_option(bytes, from) => Doubt::None,
            true => Doubt::Some,
            false => Doubt::Much,
        };
        Some((placed, doubt))
    })
}

/// Whether `after`, the rest of a name, leaves its meaning as it is.
fn keeps_meaning(after: &[u8]) -> bool {
    let letters = || after.iter().filter(|b| b.is_ascii_alphabetic()).map(u8::to_ascii_lowercase);
    after.is_empty() || after.len() <= 20 && SUFFIXES.iter().any(|suffix| letters().eq(suffix.bytes()))
}

/// Words before that make it no secret, in lower case: `next_page_token`, `cacheKey`.
const HARMLESS: &[&str] = &[
    "public",
    "publishable",
    "pub",
    "next",
    "page",
    "nextpage",
    "continuation",
    "cursor",
    "sync",
    "csrf",
    "xsrf",
    "csrfmiddleware",
    "idempotency",
    "idempotent",
    "cache",
    "sort",
    "lock",
    "change",
    "starting",
    "s3",
    "primary",
    "foreign",
    "partition",
    "bucket",
    "object",
    "index",
    "row",
    "hash",
    "dedup",
    "request",
    "event",
    "message",
    "issuer",
    "thumbprint",
    "fingerprint",
    "pad",
    "eos",
    "bos",
    "stop",
    "mask",
    "authenticity",
    "verification",
    "nonce",
    "captcha",
    "recaptcha",
    "hcaptcha",
    "site",
    "mon",
    "tur",
    "hot",
    "subject",
    "translation",
    "route",
    "registry",
    // Names that say that the thing is none.
    "invalid",
    "fake",
    "dummy",
    "mock",
    "non",
    "example",
    "sample",
    "wrong",
    "expected",
];

/// Whether one of the words of a name makes it no secret.
fn is_harmless(name: &[u8]) -> bool {
    let mut start = 0;
    (1..=name.len()).any(|at| {
        let (last, next) = (name.get(at - 1).copied().unwrap_or(b'_'), name.get(at).copied().unwrap_or(b'_'));
        let border = !next.is_ascii_alphanumeric() || last.is_ascii_lowercase() && next.is_ascii_uppercase();
        let word = name.get(start..at).unwrap_or_default();
        if border || !last.is_ascii_alphanumeric() {
            start = at;
        }
        border && HARMLESS.iter().any(|harmless| word.eq_ignore_ascii_case(harmless.as_bytes()))
    })
}

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
    let hit = candidate.at.of(bytes);
    let end = candidate.at.end;
    let (assigned, doubt) = wide(bytes, end).map(doubted).or_else(|| meant(bytes, end))?;
    let value = assigned.value.of(bytes);
    if let Some(salt) = quoted(bytes, &assigned).filter(|value| doubt == Doubt::None && is_salt(value)) {
        let span = Span::new(assigned.value.start, assigned.value.start + salt.len());
        return Some(Match { span, score: 0.65, why: "entropy" });
    }
    // The full stop of the sentence is not part of it.
    let value = if doubt > Doubt::None { value.strip_suffix(b".").unwrap_or(value) } else { value };
    // The notation of the rest, in Laravel.
    let notation = if value.starts_with(b"base64:") { 7 } else { 0 };
    let value = value.get(notation..)?;
    if value.len() < LEAST.0 {
        return None;
    }
    let before = name_before(bytes, candidate.at.start);
    // In a sentence the word before belongs to the name: "page token".
    let word = bytes.get(..candidate.at.start - before.len())?.strip_suffix(b" ").filter(|_| before.is_empty());
    let before = word.map_or(before, |head| name_before(head, head.len()));
    let is_key = hit.eq_ignore_ascii_case(b"key");
    let is_salt_name = hit.eq_ignore_ascii_case(b"_salt");
    let strong = !is_key || KEYS.iter().any(|word| holds(before, word));
    let called = matches!(bytes.get(assigned.value.end), Some(b'(' | b'[' | b'{' | b'<'))
        && !closes_element(bytes, assigned.value.end);
    let least = match doubt {
        Doubt::None if strong => LEAST.0,
        Doubt::Some if strong => LEAST.2,
        _ => LEAST.1,
    };
    if called
        || !assigned.quoted && (is_identifier(value) || value.iter().all(u8::is_ascii_alphabetic))
        || value.len() < least
        || doubt == Doubt::Much && !strong && (value.len() < 32 || !mixes_cases(value))
        || (!is_salt_name && is_harmless(before))
        || ends_with(before, b"websocket-")
        || is_type(bytes, candidate.at.start)
        || bytes.get(..candidate.at.start).is_some_and(|head| head.ends_with(b"badge.svg?"))
        || !(is_secret(value) || strong && doubt == Doubt::None && is_generated(value))
    {
        return None;
    }
    let score = match (strong && doubt == Doubt::None, assigned.quoted || value.len() >= 20) {
        (true, true) => 0.7,
        (true, false) => 0.6,
        (false, _) => 0.55,
    };
    let mut span = assigned.whole(bytes);
    span.end -= assigned.value.len() - notation - value.len();
    span.start += notation;
    Some(Match { span, score, why: "entropy" })
}

/// Whether a value is of the kind that password managers make, with signs in it.
fn is_generated(value: &[u8]) -> bool {
    let sign = value.iter().any(|b| b.is_ascii_punctuation() && !b"_-.:/+=".contains(b));
    value.len() >= 12
        && sign
        && mixes_cases(value)
        && mixes(value, Doubt::Much)
        && !reads_like_words(value)
        && is_password(value)
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
        && value.windows(2).filter(|pair| matches!(pair, [b'\\', b'A'..=b'Z' | b'a'..=b'z'])).count() < 3
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
        || value.starts_with(b"0x") && value.len() < 42
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
    let dotted = dots > 0 && value.len() < 24 && !is_bootstrap_token(value) || dots > 2;
    // `….war`, `….mp4`
    let last = value.rsplit(|&b| b == b'.').next().unwrap_or_default();
    let file = dots > 0 && last.len() < 5 && last.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    let path = value.iter().filter(|&&b| b == b'/').count() > 2 && value.len() < 32
        || value.starts_with(b"/") && !is_base64(value)
        || value.starts_with(b"http");
    // Three in a hundred values of 20 letters and digits have no digit. In names capitals are rarer.
    let capitals = value.array_windows().filter(|[a, b]| a.is_ascii_lowercase() && b.is_ascii_uppercase()).count();
    let one_case = value.iter().all(u8::is_ascii_lowercase) || value.iter().all(u8::is_ascii_uppercase);
    let letters_only =
        letters == value.len() && (capitals * 5 >= value.len() && value.len() >= 20 || one_case && value.len() >= 24);
    (digits >= 1 || letters_only)
        && letters >= 2
        && !dotted
        && !file
        && !path
        && entropy(value) >= least
        && looks_random(value, URL64)
}

/// Whether a value is so long, and made of so many kinds of characters and no other signs, that a slash in it is a digit
/// of base 64 rather than a part of a path.
fn is_base64(value: &[u8]) -> bool {
    value.len() >= 32
        && value.iter().all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(b))
        && mixes_cases(value)
        && !reads_like_words(value)
}

/// Whether a value is of the form of the tokens that let a node join a Kubernetes cluster: six and sixteen letters or digits
/// (<https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens/>).
fn is_bootstrap_token(value: &[u8]) -> bool {
    value.len() == 23
        && value.get(6) == Some(&b'.')
        && value.iter().filter(|b| b.is_ascii_digit() || b.is_ascii_lowercase()).count() == 22
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
    let name = hit.iter().rposition(|b| !b":=\"'> ".contains(b)).map_or(hit.len(), |at| at + 1);
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
    // `_passive`: the word goes on.
    if hit.len() < 6 && matches!(hit, [b'_' | b'-', ..]) && bytes.get(from).is_some_and(u8::is_ascii_lowercase) {
        return None;
    }
    let elsewhere = wide(bytes, from).or_else(|| abroad(bytes, from, hit)).map(doubted);
    let (mut assigned, doubt) = elsewhere.or_else(|| meant(bytes, from))?;
    if !assigned.quoted {
        assigned.value.end += after_ampersand(bytes, candidate.at.start, assigned.value);
    }
    // Nothing but the value can follow.
    let doubt = if COMMANDS.iter().any(|command| hit.eq_ignore_ascii_case(command)) { Doubt::None } else { doubt };
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
    let listed = assigned.by == By::Sign && is_listed(bytes, candidate.at.start, &assigned);
    // Most of what follows such a name: a word of the sentence.
    if !assigned.quoted && !listed && value.len() < RANDOM_MIN && value.iter().all(u8::is_ascii_alphabetic) {
        return None;
    }
    // Assignments in a row: their text is not judged again from each name.
    if !assigned.quoted && memchr::memchr_iter(b':', value).count() > 3 {
        return None;
    }
    let end = assigned.value.start + value.len();
    let called = matches!(bytes.get(end), Some(b'(' | b'[' | b'{' | b'<')) && !closes_element(bytes, end);
    // `PASS: test-name` of test runners; a file's name before its checksum.
    let starts = candidate.at.start.checked_sub(1).and_then(|at| bytes.get(at)).is_none_or(u8::is_ascii_whitespace);
    let outcome = hit == b"PASS:" && doubt == Doubt::None && starts;
    let head = bytes.get(..candidate.at.start - name_before(bytes, candidate.at.start).len())?;
    let file = doubt == Doubt::Much && head.ends_with(b"/");
    let plain = || {
        let (sure, quoted) = (doubt == Doubt::None, assigned.quoted);
        listed || sure && quoted && is_plain_password(value) || (sure || quoted) && is_passphrase(value)
    };
    if called
        || outcome
        || file
        || is_code(value, assigned.quoted)
        || !(PASSWORD_MIN..=PASSWORD_MAX).contains(&value.len())
        || !(mixes(value, doubt) || plain())
        || counts_up(value)
        || !is_password(if listed { value.strip_prefix(b"#").unwrap_or(value) } else { value })
    {
        return None;
    }
    let mut span = assigned.value;
    span.end = span.start + value.len();
    let score = match (doubt, assigned.quoted) {
        (Doubt::None, true) => 0.65,
        (Doubt::None, false) => 0.6,
        _ => 0.55,
    };
    Some(Match { span, score, why: "context" })
}

/// How many bytes more are part of a password that stops before an ampersand. In a query, told by what stands before the
/// name at `at`, the next parameter follows there, in HTML an entity begins, and in code a mask without a digit.
fn after_ampersand(bytes: &[u8], at: usize, value: Span) -> usize {
    let rest = bytes.get(value.end..).unwrap_or_default();
    let in_query = matches!(bytes.get(..at), Some([.., b'?' | b'&']));
    if in_query || !matches!(rest, [b'&', next, ..] if next.is_ascii_alphanumeric()) {
        return 0;
    }
    let goes_on = |b: &&u8| b.is_ascii_alphanumeric() || b"&!#$%*+-@^_~".contains(b);
    let len = rest.iter().take(PASSWORD_MAX).take_while(goes_on).count();
    let mut whole = value.of(bytes).iter().chain(rest.iter().take(len));
    let ends = matches!(rest.get(len), Some(b';' | b'=' | b'('));
    if ends || !whole.any(u8::is_ascii_digit) { 0 } else { len }
}

/// Keywords that are commands, and say for themselves what comes next.
const COMMANDS: &[&[u8]] = &[b"snmp-server community", b"enable secret"];

/// What says that a connection string is one.
const PLACES: &[&[u8]] = &[b"server=", b"data source=", b"host=", b"hostname=", b"addr=", b"address="];
/// How far before the password of a connection string its server is looked for, in bytes.
const PLACE: usize = 160;

/// Whether what is assigned to the name at `at` is the password of a connection string, `Server=…;Uid=…;Pwd=…;`.
fn is_listed(bytes: &[u8], at: usize, assigned: &Assigned) -> bool {
    let Some(before) = bytes.get(at.saturating_sub(PLACE)..at) else { return false };
    let ends = matches!(bytes.get(assigned.value.end), None | Some(b';' | b'"' | b'\''));
    let listed = ends && before.trim_ascii_end().ends_with(b";");
    listed && PLACES.iter().any(|place| holds(before, place))
}

/// Whether what stands where a password could is a piece of the code, or text, around it.
fn is_code(value: &[u8], quoted: bool) -> bool {
    let count = |sign: u8| value.iter().filter(|b| **b == sign).count();
    // After an empty string, or one that ends in a colon: what stands between two strings; a sentence.
    let between = matches!(value, [b',' | b';' | b')' | b'}' | b']' | b':', ..]) || value.contains(&b' ');
    let named = count(b'/') > 0 && reads_like_words(value) && !value.iter().any(u8::is_ascii_digit);
    let path = (matches!(value, [b'/' | b'&' | b'@', ..]) || count(b'/') > 2 || named) && !is_base64(value);
    let other = value.starts_with(b"http")
        || value.starts_with(b"--")
        || value.ends_with(b"()")
        || count(b'*') > 1 && matches!(value, [b'*', ..] | [.., b'*'])
        || !quoted && is_typed_number(value);
    let name = !quoted && (is_identifier(value) || (count(b'.') > 0 || count(b'_') > 1) && reads_like_words(value));
    between || path || other || name
}

/// Whether a value is a number with its type, as in Rust and C: `2048u32`, `-16L`.
fn is_typed_number(value: &[u8]) -> bool {
    let number = value.strip_prefix(b"-").unwrap_or(value);
    let digits = number.iter().take_while(|b| b.is_ascii_digit() || **b == b'_').count();
    let kind = number.get(digits..).unwrap_or_default();
    let [sign, size @ ..] = kind else { return false };
    digits > 0
        && (matches!(sign, b'u' | b'i' | b'f') && matches!(size, b"8" | b"16" | b"32" | b"64" | b"128" | b"size")
            || kind.iter().all(|b| matches!(b, b'u' | b'U' | b'l' | b'L')))
}

/// Whether a quoted value of digits only, or of letters only, is no count, no word and no name.
pub(super) fn is_plain_password(value: &[u8]) -> bool {
    let number = value.iter().all(u8::is_ascii_digit);
    let count = |kind: fn(&u8) -> bool| value.iter().filter(|b| kind(b)).count();
    let (lower, upper) = (count(u8::is_ascii_lowercase), count(u8::is_ascii_uppercase));
    // In names capitals are rarer.
    let letters = lower == value.len() && value.len() >= 8
        || lower + upper == value.len() && value.len() >= 10 && upper >= 3 && lower >= 3 && upper * 5 >= value.len();
    (number || letters && !NAMES.iter().any(|word| holds(value, word)) && !reads_like_words(value))
        && !is_typed(value)
        && looks_random(value, DIGIT)
}

/// Words that stand in descriptions and names of things, and in no phrase that is drawn.
const DESCRIBES: &[&[u8]] = &[
    b"the",
    b"your",
    b"must",
    b"should",
    b"from",
    b"with",
    b"here",
    b"name",
    b"change",
    b"please",
    b"replace",
    b"not",
    b"this",
    b"that",
    b"and",
    b"for",
    b"file",
    b"path",
    b"key",
    b"value",
    b"prod",
    b"dev",
    b"staging",
    b"default",
    b"database",
    b"config",
    b"admin",
    b"root",
    b"user",
    b"test",
    b"reset",
    b"policy",
    b"credentials",
    b"auth",
    b"app",
    b"service",
    b"manager",
    b"store",
    b"vault",
];

/// Whether a value is a phrase of four words or more, as people draw them from lists.
pub(super) fn is_passphrase(value: &[u8]) -> bool {
    let words = || value.split(|&b| b == b'-');
    let drawn = |word: &[u8]| {
        (3..=9).contains(&word.len()) && word.iter().all(u8::is_ascii_lowercase) && !DESCRIBES.contains(&word)
    };
    words().count() >= 4 && words().all(drawn) && !NAMES.iter().any(|word| holds(value, word))
}

/// Whether a value mixes kinds of characters as passwords do, the more of them the less speaks for it.
pub(super) fn mixes(value: &[u8], doubt: Doubt) -> bool {
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
        Doubt::None => lower + upper >= 1 && digits + signs >= 1,
        Doubt::Some => !technical && !prose && lower + upper >= 2 && (digits >= 2 || signs >= 1 || drawn),
        Doubt::Much => {
            let random = value.len() >= RANDOM_MIN && is_secret(value);
            let mixed = digits >= 2 && kinds >= 3
                || digits >= 1 && kinds == 4
                || signs >= 2 && kinds >= 3 && !value.contains(&b'\\') && !reads_like_words(value);
            !technical && !prose && value.len() >= 8 && (mixed || drawn || random)
        }
    }
}

/// From so many bytes on a password may be random letters alone.
const RANDOM_MIN: usize = 20;
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

/// How "is" is said of a password in languages whose words for it mean something else in others.
const ABROAD: &[(&[&str], &[&str])] = &[
    (&["hasło", "haslo"], &[" to "]),
    (&["lösenord"], &[" är "]),
    (&["passord", "kodeord", "adgangskode"], &[" er ", "et er ", "n er "]),
    (&["salasana"], &[" on "]),
    (&["heslo", "lozinka", "geslo"], &[" je "]),
    (&["пароль", "Пароль"], &[" — ", " - ", " это "]),
    (&["парола", "Парола"], &["та е ", " е ", "та ми е "]),
    (&["parola"], &[" este ", " mea este "]),
    (&["mật khẩu", "Mật khẩu"], &[" là "]),
    (&["kata sandi"], &[" adalah ", "nya "]),
    (&["κωδικός", "Κωδικός"], &[" είναι "]),
    (&["كلمة المرور", "كلمة السر"], &[" هي "]),
    (&["סיסמה", "סיסמא"], &[" היא ", " שלי "]),
    (&["รหัสผ่าน"], &["คือ ", "คือ"]),
];
/// How far after the name it stands, in bytes: "the password of the server is".
const ABROAD_MAX: usize = 48;

/// What stands after a name for passwords and one of these.
fn abroad(bytes: &[u8], from: usize, hit: &[u8]) -> Option<Assigned> {
    let named = |names: &[&str]| names.iter().any(|name| name.as_bytes().eq_ignore_ascii_case(hit));
    let (_, verbs) = ABROAD.iter().find(|(names, _)| named(names))?;
    let rest = bytes.get(from..)?;
    let rest = rest.get(..ABROAD_MAX).unwrap_or(rest);
    let rest = rest.get(..rest.iter().position(|b| b".,:;!?\"'(\n".contains(b)).unwrap_or(rest.len()))?;
    let after = verbs.iter().find_map(|verb| Some(memchr::memmem::find(rest, verb.as_bytes())? + verb.len()))?;
    graphic(bytes, from, from + after, By::Verb)
}

/// What assigns in Chinese, Japanese and Korean text, without a space before it: signs, and what says "is".
const WIDE: &[(&str, By)] = &[
    ("：", By::Sign),
    ("＝", By::Sign),
    ("（", By::Sign),
    ("是", By::Verb),
    ("は", By::Verb),
    ("为", By::Verb),
    ("為", By::Verb),
    ("은", By::Verb),
    ("는", By::Verb),
];
/// The quotes that may follow.
const WIDE_QUOTES: &[&str] = &["「", "『", "“", "‘", "`", "\"", "'"];

/// What follows one of these at `from`.
fn wide(bytes: &[u8], from: usize) -> Option<Assigned> {
    let rest = bytes.get(from..)?;
    // In brackets: no call of a function has such a name.
    if rest.starts_with(b"(") && bytes.get(from.checked_sub(1)?).is_some_and(|b| !b.is_ascii()) {
        return graphic(bytes, from, from + 1, By::Sign);
    }
    // Nearly always.
    if rest.first()?.is_ascii() {
        return None;
    }
    let (mark, by) = WIDE.iter().find(|(mark, _)| rest.starts_with(mark.as_bytes()))?;
    let mut start = from + mark.len();
    start += bytes.get(start..)?.iter().take(2).take_while(|&&b| b == b' ').count();
    let rest = bytes.get(start..)?;
    start += WIDE_QUOTES.iter().find(|quote| rest.starts_with(quote.as_bytes())).map_or(0, |quote| quote.len());
    graphic(bytes, from, start, *by)
}

/// The graphic characters from `start` on, up to a quote or the bracket that closes, that are assigned to a name that ends
/// at `from`.
fn graphic(bytes: &[u8], from: usize, start: usize, by: By) -> Option<Assigned> {
    let value = bytes.get(start..)?;
    let ends = |b: &&u8| b.is_ascii_graphic() && !matches!(b, b'"' | b'\'' | b'`' | b')');
    let end = start + value.iter().take(PASSWORD_MAX).take_while(ends).count();
    Some(Assigned { rest: Span::new(from, from), value: Span::new(start, end), quoted: false, by })
}

/// How doubtful what [`wide`] and [`abroad`] find is.
fn doubted(assigned: Assigned) -> (Assigned, Doubt) {
    (assigned, if assigned.by == By::Sign { Doubt::None } else { Doubt::Some })
}
