//! Credentials in the places made for them: URLs, authentication headers, signed URLs, `curl -u`, `.netrc`, `.pgpass`,
//! cookies.
//!
//! Each reads forward from its mark to the first byte that cannot belong to it, at most a few hundred bytes.

use super::alphabet::{ALNUM, Alphabet, BASE64, DIGIT, EQUALS, HEX, LOWER_HEX, URL64};
use super::context::{ends_with, holds};
use super::format::{Format, Lit, Run, run, secret, token};
use super::generic::{Doubt, is_passphrase, is_plain_password, is_type, mixes};
use super::random::{looks_random, reads_like_words, says_so};
use crate::detect::{Candidate, Detector, Match, Open, lean};
use crate::normalize::decode;
use crate::text::Span;

/// Everything of this file.
pub const DETECTORS: &[Detector] = &lean([
    secret!(
        "url_credentials", "password in a URL or connection string",
        "RFC 3986 section 3.2.1",
        ["://"] url_credentials, Open::After(user_info_goes_on),
        yes ["postgres://app:⟦" "Tr0ub4dor-3⟧@db.internal:5432/app", "https://user:⟦" "d3adb33f⟧@gems.example.org/"],
        no [
            "http://localhost:5000/<%= @variable %>", "\"https://url:8000\";@something else",
            "postgres://user:${PASSWORD}@db/app", "mysql://user:password@localhost/db", "https://host:8080 @me",
        ],
    ),
    secret!(
        "basic_auth", "user and password of HTTP basic authentication", "RFC 7617",
        ["basic ", "\"auth\": \"", "\"auth\":\"", "_auth=", "_auth = "] basic_auth, Open::RunsAfter(1),
        yes [
            "Authorization: Basic ⟦" "YXBwOlRyMHViNGRvci0z⟧",
            "{\"auths\": {\"registry.corp.io\": {\"auth\": \"⟦" "YXBwOlRyMHViNGRvci0z⟧\"}}}",
        ], no ["basic understanding", "Authorization: Basic ..."],
    ),
    secret!(
        "bearer_token", "bearer token",
        "RFC 6750",
        ["bearer "] bearer_token, Open::RunsAfter(1),
        yes [
            "Authorization: Bearer ⟦" "a05f0ab202eb3d790e8f0ca3116ef622⟧",
            "-H 'authorization: bearer ⟦" "x-Jq5efOyUEz93QHj8UIP7M62EUmKW9ERXJANF8LRXQ⟧'",
        ],
        no [
            "Authorization: Bearer XXXXXXXXXXXX",
            "Authorization: Bearer $(gcloud auth print-access-token)",
            "the standard bearer congratulated internationally2",
        ],
    ),
    secret!(
        "authorization_header", "credentials in an authorization header",
        "RFC 9110 section 11.6.2",
        after 80 ["authorization:", "authorization\": \"", "authorization\":\""] authorization,
        yes [
            "Authorization: Token ⟦" "0a5330dd2da55d70181ea3ca22b6d28dfa3d80e8⟧",
            "\"Authorization\": \"⟦" "90ecc076-66e9-42f4-a684-74c1ee79f875⟧\"",
        ],
        no ["\"Authorization\": \"AWS4-HMAC-SHA256\"", "Authorization: <token>", "authorization: required_for_2_endpoints"],
    ),
    secret!(
        "curl_credentials", "user and password on curl's command line",
        "https://curl.se/docs/manpage.html#-u",
        [" -u ", " --user ", " -u\"", " -u'", " --user="] curl_credentials, Open::RunsAfter(2),
        yes ["curl -u elastic:⟦" "P@ssw0rd$1⟧ https://localhost:9200", "curl --user 'api:⟦" "d2LkV78zLx!t⟧'"],
        no [
            "curl -u user:pass",
            "gsutil defacl ch -u john.doe@example.com:READ gs://b",
            "perldoc -u Some::Module2name",
            "zipcmd.\" -u \".s:Escape(fname2,0)",
            "curl -u \"${_username}:${_password}\"",
            "docker run -u 1000:1000 image",
            "curl -u \"myusername\" http://localhost",
        ],
    ),
    secret!(
        "command_password", "password on a command line",
        "https://dev.mysql.com/doc/refman/8.4/en/command-line-options.html, https://redis.io/docs/latest/develop/tools/cli/",
        after 160 [
            "sshpass", "docker login", "podman login", "helm registry login", "mysql ", "mysqldump ", "mysqladmin ",
            "redis-cli", "az login", "ldapsearch", "ldapadd", "openssl ", "http -", "keytool", "psexec", "schtasks",
            "smbclient", "zip -", "7z ", "gpg ", "sqlcmd ", "xfreerdp ",
        ] command_password,
        yes [
            "mysql -u root -p⟦" "Tr0ub4dor-33⟧ shop", "sshpass -p '⟦" "Tr0ub4dor-33⟧' ssh root@10.0.0.5",
            "docker login -u ci -p ⟦" "Tr0ub4dor-33⟧ registry.corp.io", "redis-cli -h cache -a ⟦" "Tr0ub4dor-33⟧ ping",
        ],
        no ["mysql -u root -p shop2024", "docker login -u ci -p $TOKEN", "redis-cli -p 6379", "sshpass -p \"${PW2_33}\" ssh a"],
    ),
    secret!(
        "call_credentials", "password or key handed to a function with its user",
        "https://requests.readthedocs.io/en/latest/user/authentication/, https://docs.python.org/3/library/smtplib.html",
        after 120 [
            "auth=(", "auth = (", "*basicauth(", "*basic_auth(", "networkcredential(", "*.login(", "*_connect(",
            "*.getconnection(", "*passwordcredentials(", "*passwordauthentication(", "directoryentry(", "createhmac(", "jwt.sign(",
            "jwt.verify(", "jwt.encode(", "jwt.decode(", "twilio(", "fernet(", "aes.new(", "new pdo(", "new mysqli(",
        ] call_credentials,
        yes [
            "requests.get(url, auth=(\"admin\", \"⟦" "Tr0ub4dor-33⟧\"))",
            "smtp.login(\"mailer@corp.com\", \"⟦" "Tr0ub4dor-33⟧\")",
            "mysqli_connect(\"localhost\", \"app\", \"⟦" "Tr0ub4dor-33⟧\", \"shop\")",
            "jwt.sign(payload, '⟦" "yNRKEGhuit3j8GybRQa1xoOH⟧')",
        ],
        no [
            "smtp.login(\"mailer@corp.com\", password)", "auth=(\"user\", \"pass\")", "createHmac('sha256', secret2)",
            "socket_connect($s, '10.0.0.1', 80)", "jwt.decode(token, key, algorithms=[\"HS256\"])",
        ],
    ),
    secret!(
        "login_credentials", "user and password in a sentence", "no issuer: as people write them",
        after 80 [
            "credentials", "creds", "login with", "log in with", "logged in with", "sign in with", "login as", "login:",
            "zugangsdaten", "identifiants", "credenciales", "credenziali", "chpasswd", "*userpwd", "ssh into", "ssh to",
            "id/pw", "id/pass", "id/password", "user/pass", "user/password", "login/password", "username/password",
            "账号密码", "계정",
        ] login_credentials,
        yes ["The credentials are svc_app / ⟦" "Tr0ub4dor-33⟧", "credentials: admin:⟦" "Tr0ub4dor-33⟧"],
        no ["credentials: see 1Password/Vault2", "login: admin / admin", "Login with SSO: https://corp.io/Login22"],
    ),
    secret!(
        "oracle_credentials", "password in an Oracle connection string",
        "https://docs.oracle.com/en/database/oracle/oracle-database/23/jjdbc/data-sources-and-URLs.html",
        ["oracle:thin:", "sqlplus "] oracle_credentials, Open::RunsAfter(1),
        yes ["jdbc:oracle:thin:scott/⟦" "Tr0ub4dor-3⟧@//db:1521/orcl"], no ["jdbc:oracle:thin:@//db:1521/orcl2"],
    ),
    secret!(
        "bcrypt_hash", "password hash of bcrypt", "https://man.archlinux.org/man/crypt.5",
        Format::new(&["$2a$", "$2b$", "$2y$"], &[run(DIGIT, 2), Lit("$"), run(ALNUM.with(b"./"), 53)]),
        yes ["admin:⟦$2y$10$" "2rrADuvBlNda0SHaPTLAt1tveYpsjGtg9O.8bPE9rC3ScSCRrtcSz⟧"], no ["$2a$10$" "..."],
    ),
    secret!(
        "password_hash", "password hash, as crypt(3), Argon2, Django, LDAP and Cisco IOS write it",
        "https://man.archlinux.org/man/crypt.5, RFC 9106, RFC 2307",
        Format::new(
            &[
                "$1$", "$5$", "$6$", "$8$", "$9$", "$y$", "$7$", "$apr1$", "$argon2id$", "$argon2i$", "$argon2d$", "$scrypt$",
                "pbkdf2_sha256$", "pbkdf2:sha256:", "{SSHA}", "{SSHA512}",
            ],
            &[Run(ALNUM.with(b"./$=,+:"), 27, 200)],
        ).only_if(ends_in_hash).worth(0.85),
        yes [
            "root:⟦$6$RNTQxJMtCVoZrRov$"
            "Ewo7hyDBlA/sb11zhtxEG5ZHtSttReBRim2vrBa3s.JCjjnw9p9Ui1WcEUcZFF382keSN7GcY5xvWHp5qle2mK⟧",
            "⟦$argon2id$v=19$m=65536,t=3,p=4$" "qd/ABf2THLoDR3+fueiOSv$OgcfRJPI2gWtmfD4vTMjb5U+pN8a3aw8SP8I7aGFT1v⟧",
        ],
        no ["s/(a)(b)/$1$2/", "$argon2id$v=19$m=65536,t=3,p=4$" "<salt>$<hash>"],
    ),
    secret!(
        "ansible_vault", "text encrypted with Ansible Vault",
        "https://docs.ansible.com/ansible/latest/vault_guide/vault_encrypting_content.html",
        ["$ANSIBLE_VAULT;"] ansible_vault, Open::Exactly(vault_goes_on),
        yes [
            "pw: !vault |\n  ⟦$ANSIBLE_VAULT;1.1;AES256\n  "
            "c0e8fb8b2031ec020975e3f8b955e9dd822c148c851f7cca705697dafb6d0ee4751ac222564fb4d8\n  dd48ab57aaa583332f⟧\nb: 1",
        ],
        no ["$ANSIBLE_VAULT;1.1;AES256\n  ..."],
    ),
    secret!(
        "aws_signed_url", "signature of an AWS request",
        "https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html",
        Format::new(&["X-Amz-Signature=", " Signature=", ",Signature="], &[run(LOWER_HEX, 64)]).labelled().worth(0.95),
        yes [
            "&X-Amz-Signature=⟦" "ec59425a27d547c3c57b61e184dc6a696fb4bb1df269de2c1da46870ab620e52⟧",
            "SignedHeaders=host, Signature=⟦" "ec59425a27d547c3c57b61e184dc6a696fb4bb1df269de2c1da46870ab620e52⟧",
        ],
        no ["X-Amz-Signature=" "<signature>"],
    ),
    secret!(
        "azure_sas", "signature of an Azure shared access URL",
        "https://learn.microsoft.com/en-us/rest/api/storageservices/create-service-sas",
        Format::new(&["sig="], &[Run(BASE64.with(b"%"), 43, 60), Run(EQUALS, 0, 1)]).labelled().only_if(is_sas),
        yes ["?sv=2022-11-02&sig=⟦" "BewyqDn2rF2MDKxXrhGT%2BXgYFxK4JgBn2ClMg6eeWTn%3D⟧"],
        no ["sig=" "abc"],
    ),
    secret!(
        "google_signed_url", "signature of a Google Cloud Storage URL",
        "https://cloud.google.com/storage/docs/access-control/signed-urls",
        Format::new(&["X-Goog-Signature="], &[Run(HEX, 64, 1024)]).labelled().worth(0.95),
        yes [
            "&X-Goog-Signature=⟦"
            "c1183e222d8c9ab3002ba766551fd5d826d66ef3ae019bf7489252c7c0afb1a59253ec8c1c368b9574b3797584c07be3797d8d48353ad749e85bc03c297accf96f3eb9798ac37ea519141d949e2a55c598f384843c0cf66c76cd0ab5546c05fd38f4a3842d94a9beb14eba3187a8dbf436d9a44ed1a27867110ea2f2a6268f43⟧",
        ],
        no ["X-Goog-Signature=" "<signature>"],
    ),
    secret!(
        "cloudfront_signed_url", "signature of an Amazon CloudFront URL",
        "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-creating-signed-url-canned-policy.html",
        Format::new(&["&Signature=", "?Signature="], &[Run(URL64.with(b"~%+/="), 27, 700)]).labelled(),
        yes [
            "?Expires=1&Signature=⟦"
            "WS0nzEVUwF3bQ94sLGLZ7xM4jEze2YqQ7sNc6cF9~CjCTlROjSwEk6ZoLDS44dRl3Tpy9l-DFi4OCxg80LcHs8k0nxa55oMyuz-TD3ODfyQCDeB1Q8SHlmjbnLt6JiYZHmm4_4mSX4KhFP-79dNCffxKHWCKlI50d__⟧&Key-Pair-Id=K",
        ],
        no ["?Signature=" "abc"],
    ),
    secret!(
        "netrc", "password in a .netrc",
        "https://www.gnu.org/software/inetutils/manual/html_node/The-_002enetrc-file.html",
        after 120 ["login "] netrc,
        yes ["machine api.heroku.com login me@corp.com password ⟦" "k3yb0ard-cat⟧\n"],
        no ["the login page password is required", "login me password <password>", "login ME password \"PASSWORD\""],
    ),
    secret!(
        "pgpass", "password in a .pgpass",
        "https://www.postgresql.org/docs/current/libpq-pgpass.html",
        [":5432:"] pgpass, Open::RunsAfter(1),
        yes ["db.internal:5432:app:writer:⟦" "Tr0ub4dor-3⟧\n"],
        no ["host:5432:db:user:password", "listens on host:5432: ok"],
    ),
    secret!(
        "session_cookie", "session cookie",
        "RFC 6265; the names are the defaults of Java, PHP, Express, Django, Rails and GitLab",
        Format::new(
            &[
                "JSESSIONID=", "PHPSESSID=", "connect.sid=", "sessionid=", "_gitlab_session=", "laravel_session=",
                "ASP.NET_SessionId=", "_session_id=", "session_token=",
            ],
            &[Run(URL64.with(b"%."), 20, 500)],
        ).labelled().only_if(|value| value.iter().any(u8::is_ascii_digit)).worth(0.8),
        yes [
            "Cookie: JSESSIONID=⟦" "32B75EDF01C5AA5C33C6C4A4D3FEEED5⟧",
            "_gitlab_session=⟦" "584f1a7f7b05183f7e3ecb081f897512⟧",
        ],
        no ["sessionid=" "your-session-id-here", "session_token=" "self.credentials.token"],
    ),
    secret!(
        "cookie", "session or token in a cookie header", "RFC 6265",
        after 200 ["cookie: ", "cookie': '", "cookie\": \"", "cookie\":\""] cookie,
        yes [
            "Cookie: theme=dark; session=⟦" "YPDj8H3g5gXYu2IbOUzIH8MyoCUjeZ2k⟧; a=b",
            "Set-Cookie: sid=⟦" "6Yy0qlskpBOuTQKwfeRr8GiYyADejqh3gpKyH2pK⟧; Path=/",
        ],
        no ["Cookie: theme=YPDj8H3g5gXYu2IbOUzIH8MyoCUjeZ2k", "Cookie: session=your-session-id-here-1"],
    ),
    secret!(
        "putty_private_key", "PuTTY private key",
        "https://tartarus.org/~simon/putty-snapshots/htmldoc/AppendixC.html",
        ["private-lines:", "private-mac:"] putty, Open::RunsAfter(3),
        yes ["Private-Lines: 1\n⟦" "AAAAIEXdEvqnTDD9Wb3bcWQhrJ1ZqHjYB2WBsOmxFkbfvyUs⟧\nPrivate-MAC: 1"],
        no ["private-lines: 3"],
    ),
]);

/// Passwords of the manuals.
const SHOWN: &[&str] = &[
    "password",
    "passwd",
    "pass",
    "pwd",
    "secret",
    "token",
    "user",
    "username",
    "test",
    "admin",
    "root",
    "guest",
    "postgres",
    "mysql",
    "mypassword",
    "my_password",
    "my-password",
    "mypass",
    "apikey",
    "api_key",
    "key",
    "changeit",
    "yyy",
    "xxx",
    "hunter",
    "default",
    "login",
    "demo",
    "p4ssw0rd",
    "p@ssw0rd",
    "pa55w0rd",
    "passw0rd",
    "foo",
    "bar",
    "baz",
    "abc",
    "basic",
    "bearer",
];

/// Whether `word` could be somebody's password: no variable, no stand-in, not one that manuals show.
pub(super) fn is_password(word: &[u8]) -> bool {
    let word = word.strip_prefix(b"\"").and_then(|word| word.strip_suffix(b"\"")).unwrap_or(word);
    // `admin123` and `test2024` are shown as often as lone words.
    let plain = word.strip_suffix(b"!").unwrap_or(word);
    let plain = plain.get(..plain.iter().rposition(|b| !b.is_ascii_digit()).map_or(0, |at| at + 1)).unwrap_or(plain);
    let shown = SHOWN.iter().any(|shown| plain.eq_ignore_ascii_case(shown.as_bytes()));
    // The same with what it is the password of: `testpassword1`.
    let named = plain.iter().all(u8::is_ascii_alphabetic) && plain.len() > 8 && ends_with(plain, b"password");
    // `%NAME%`, `%(name)s`, `#{name}`; the hash of a colour, and what follows one in a comment.
    let variable = matches!(word, [b'$' | b'<' | b'{' | b'[' | b'*', ..] | [.., b'>' | b'}' | b']'])
        || matches!(word, [b'%', rest @ ..] if rest.len() < 8 || !rest.first().is_some_and(u8::is_ascii_alphabetic) || rest.contains(&b'%'))
        || matches!(word, [b'#', rest @ ..] if rest.len() < 8 || !rest.first().is_some_and(u8::is_ascii_alphanumeric) || rest.iter().all(u8::is_ascii_hexdigit))
        || word.windows(2).any(|w| w == b"${" || w == b"{{" || w == b"$(" || w == b"%s");
    let distinct =
        word.iter().take(16).enumerate().filter(|&(at, b)| word.iter().position(|a| a == b) == Some(at)).count();
    word.len() >= 3 && distinct >= 3 && !shown && !named && !variable && !says_so(word)
}

/// What user information may be made of: printable ASCII without what ends a URL.
const USERINFO: Alphabet = Alphabet::range(b'!', b'~');
/// The longest user information that is read, in bytes.
const USERINFO_MAX: usize = 256;

/// What may be a user's name and password, and more, after `://`.
fn user_info(rest: &[u8]) -> &[u8] {
    let ends =
        |b: &u8| !USERINFO.has(*b) || matches!(b, b'/' | b'"' | b'\'' | b'<' | b'>' | b'`' | b'\\' | b' ' | b',');
    let len = rest.iter().take(USERINFO_MAX).position(ends).unwrap_or(USERINFO_MAX.min(rest.len()));
    rest.get(..len).unwrap_or_default()
}

/// Whether the text ends inside what may be a password.
fn user_info_goes_on(candidate: &Candidate<'_>) -> bool {
    let rest = candidate.text.as_bytes().get(candidate.at.end..).unwrap_or_default();
    let info = user_info(rest);
    info.len() == rest.len() && info.contains(&b':')
}

/// `scheme://user:password@host`: the password.
fn url_credentials(candidate: &Candidate<'_>) -> Option<Match> {
    let bytes = candidate.text.as_bytes();
    let from = candidate.at.end;
    let info = user_info(bytes.get(from..)?);
    let at = info.iter().rposition(|&b| b == b'@')?;
    let info = info.get(..at)?;
    let colon = info.iter().position(|&b| b == b':')?;
    let (user, password) = (info.get(..colon)?, info.get(colon + 1..)?);
    // A host has letters or digits; what is after the sign here may be prose.
    let host = bytes.get(from + at + 1).is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'[' | b'%'));
    let port = password.iter().all(u8::is_ascii_digit) && password.len() < 6 && user.contains(&b'.');
    if !host || port || password.len() < 4 || !is_password(password) || password == user && password.len() < 8 {
        return None;
    }
    let score = if says_so(user) || password.len() < 6 { 0.6 } else { 0.85 };
    Some(Match { span: Span::new(from + colon + 1, from + at), score, why: "structure" })
}

/// Base 64 of `user:password`.
fn basic_auth(candidate: &Candidate<'_>) -> Option<Match> {
    let bytes = candidate.text.as_bytes();
    let from = candidate.at.end;
    let digits = token(&[Run(BASE64, 8, 400), Run(EQUALS, 0, 2)], bytes.get(from..)?)?;
    let pair = decode::base64(digits);
    let colon = pair.iter().position(|&b| b == b':')?;
    let (user, password) = (pair.get(..colon)?, pair.get(colon + 1..)?);
    let printable = std::str::from_utf8(&pair).is_ok_and(|text| !text.chars().any(char::is_control));
    let shown = !password.is_empty() && !is_password(password);
    (printable && !shown && user.len() + password.len() >= 6).then_some(Match {
        span: Span::new(from, from + digits.len()),
        score: 0.95,
        why: "structure",
    })
}

/// What bearer tokens are made of (`b64token`), without padding.
const B64TOKEN: Alphabet = ALNUM.with(b"-._~+/");

/// A token of RFC 6750 that looks random.
fn bearer_token(candidate: &Candidate<'_>) -> Option<Match> {
    let bytes = candidate.text.as_bytes();
    // The argument of curl's `--oauth2-bearer` may stand in quotes.
    let quote = bytes.get(candidate.at.end).is_some_and(|b| matches!(b, b'"' | b'\''));
    let from = candidate.at.end + usize::from(quote);
    let body = credential(bytes.get(from..)?, 16)?;
    Some(Match { span: Span::new(from, from + body), score: 0.85, why: "structure" })
}

/// The length of a random-looking credential of at least `min` characters at the start of `bytes`.
fn credential(bytes: &[u8], min: usize) -> Option<usize> {
    let length = B64TOKEN.run(bytes, 2048);
    let (body, after) = bytes.split_at_checked(length)?;
    let padding = after.iter().take(2).take_while(|&&b| b == b'=').count();
    let body = body.strip_suffix(b".").unwrap_or(body);
    let digits = body.iter().filter(|b| b.is_ascii_digit()).count();
    let hex = body.iter().all(|&b| HEX.has(b));
    let called = matches!(after.first(), Some(b'(' | b'[' | b'{' | b'$'));
    (body.len() >= min && digits >= 2 && !called && looks_random(body, URL64) && (hex || !reads_like_words(body)))
        .then_some(body.len() + padding)
}

/// A credential right after the name of the header, or after a scheme.
fn authorization(candidate: &Candidate<'_>) -> Option<Match> {
    let bytes = candidate.text.as_bytes();
    if is_type(bytes, candidate.at.start) {
        return None;
    }
    let mut from = candidate.at.end;
    from += bytes.get(from..)?.iter().take(4).take_while(|&&b| b == b' ').count();
    let word = ALNUM.with(b"-").run(bytes.get(from..)?, 20);
    let scheme = bytes.get(from..from + word)?;
    if word >= 3
        && bytes.get(from + word) == Some(&b' ')
        && scheme.iter().all(|b| b.is_ascii_alphabetic() || *b == b'-')
    {
        let reported_elsewhere = scheme.eq_ignore_ascii_case(b"bearer") || scheme.eq_ignore_ascii_case(b"basic");
        if reported_elsewhere {
            return None;
        }
        from += word + 1;
    }
    // The scheme of AWS, alone: its parameters follow.
    if bytes.get(from..)?.starts_with(b"AWS4-") {
        return None;
    }
    let body = credential(bytes.get(from..)?, 16).or_else(|| {
        let mark = b"sha256~";
        bytes
            .get(from..)?
            .starts_with(mark)
            .then(|| credential(bytes.get(from + mark.len()..)?, 8))
            .flatten()
            .map(|n| n + mark.len())
    })?;
    Some(Match { span: Span::new(from, from + body), score: 0.8, why: "structure" })
}

/// The longest user or password on a command line that is read, in bytes.
const ARGUMENT: usize = 128;

/// `user:password` after the option, perhaps in quotes.
fn curl_credentials(candidate: &Candidate<'_>) -> Option<Match> {
    let bytes = candidate.text.as_bytes();
    let mut from = candidate.at.end;
    from += bytes.get(from..)?.iter().take(4).take_while(|&&b| b == b' ').count();
    let mut quote = candidate.at.of(bytes).last().copied();
    if let Some(&b @ (b'"' | b'\'')) = bytes.get(from) {
        quote = Some(b);
        from += 1;
    }
    let quote = quote.filter(|b| matches!(b, b'"' | b'\''));
    let ends = |b: &u8| quote.map_or(b.is_ascii_whitespace() || *b == b'\\', |q| *b == q) || !(b' '..=b'~').contains(b);
    let rest = bytes.get(from..)?;
    let pair = rest.get(..rest.iter().take(ARGUMENT).position(ends).unwrap_or(ARGUMENT.min(rest.len())))?;
    let colon = pair.iter().position(|&b| b == b':')?;
    let (user, password) = (pair.get(..colon)?, pair.get(colon + 1..)?);
    // A key instead of a user, with an empty password.
    let (secret, at) = if password.is_empty() { (user, from) } else { (password, from + colon + 1) };
    let (secret, at) = match secret {
        [q @ (b'"' | b'\''), inner @ .., last] if q == last => (inner, at + 1),
        _ => (secret, at),
    };
    let secret = secret.strip_prefix(b"{").and_then(|s| s.strip_suffix(b"}")).unwrap_or(secret);
    let plain = |word: &[u8]| word.iter().all(u8::is_ascii_digit);
    if !is_password(secret)
        || plain(secret) && plain(user)
        || secret.contains(&b' ')
        || user.eq_ignore_ascii_case(secret) && !password.is_empty()
    {
        return None;
    }
    // Words of one case are no passwords here; code is neither.
    let word = secret.iter().all(u8::is_ascii_lowercase) || secret.iter().all(u8::is_ascii_uppercase);
    if word || secret.starts_with(b":") || secret.contains(&b'(') {
        return None;
    }
    Some(Match { span: Span::new(at, at + secret.len()), score: 0.75, why: "structure" })
}

/// The word at the start of `bytes`, perhaps in quotes, and where it starts.
fn argument(bytes: &[u8]) -> Option<(&[u8], usize)> {
    let at = bytes.iter().take(2).take_while(|b| b" =\"'".contains(b)).count();
    let quote = at.checked_sub(1).and_then(|at| bytes.get(at)).filter(|b| b"\"'".contains(b));
    let rest = bytes.get(at..)?;
    let rest = rest.get(..ARGUMENT).unwrap_or(rest);
    let ends = |b: &u8| quote.map_or(b.is_ascii_whitespace() || b"\"'`".contains(b), |q| b == q);
    Some((rest.get(..rest.iter().position(ends).unwrap_or(rest.len()))?, at))
}

/// How far after a command, or the start of a call, its arguments are read, in bytes.
const ARGUMENTS: usize = 120;

/// What stands after `at` in the same line, as far as it is read.
fn line(bytes: &[u8], at: usize) -> Option<&[u8]> {
    let rest = bytes.get(at..)?;
    let rest = rest.get(..ARGUMENTS).unwrap_or(rest);
    rest.get(..memchr::memchr(b'\n', rest).unwrap_or(rest.len()))
}

/// How many hyphens and slashes of a line are looked at.
const OPTIONS: usize = 12;

/// Options for passwords that have more than a letter.
const LONG_OPTIONS: &[&[u8]] =
    &[b"-passphrase", b"srcstorepass", b"deststorepass", b"storepass", b"keypass", b"pass", b"rp"];

/// The argument of the option for a password; of `mysql` only one without a space, after which the database stands.
fn command_password(candidate: &Candidate<'_>) -> Option<Match> {
    let bytes = candidate.text.as_bytes();
    // The last byte of some commands is the space before their first option.
    let from = candidate.at.end - 1;
    let line = line(bytes, from)?;
    let command = candidate.at.of(bytes);
    let attached = [&b"mysql"[..], b"7z", b"xfree"]
        .iter()
        .any(|name| command.get(..name.len()).is_some_and(|command| command.eq_ignore_ascii_case(name)));
    memchr::memchr2_iter(b'-', b'/', line).take(OPTIONS).find_map(|dash| {
        let option = line.get(dash + 1..)?;
        let stands = dash.checked_sub(1).is_none_or(|at| line.get(at) == Some(&b' '));
        let long = LONG_OPTIONS.iter().copied().find(|name| option.starts_with(name));
        let skip = long.map_or(1, <[u8]>::len);
        if !stands || long.is_none() && !option.first().is_some_and(|b| b"pPawkU".contains(b)) {
            return None;
        }
        let (value, at) = argument(option.get(skip..)?)?;
        // `pass:…` of OpenSSL, `user:…` of HTTPie, `user%…` of Samba.
        let colon = memchr::memchr2(b':', b'%', value).map_or(0, |colon| colon + 1);
        // `%NAME%` of a batch file.
        if value.starts_with(b"%") {
            return None;
        }
        let (value, at) = (value.get(colon..)?, at + colon);
        let spaced = option.get(skip) == Some(&b' ');
        let start = from + dash + 1 + skip + at;
        (spaced != attached && value.len() >= 6 && mixes(value, Doubt::Some) && is_password(value)).then_some(Match {
            span: Span::new(start, start + value.len()),
            score: 0.7,
            why: "structure",
        })
    })
}

/// The last string among the arguments that mixes kinds of characters; the first is the user, or the host.
fn call_credentials(candidate: &Candidate<'_>) -> Option<Match> {
    let bytes = candidate.text.as_bytes();
    let from = candidate.at.end;
    let line = line(bytes, from)?;
    let line = line.get(..memchr::memchr(b')', line).unwrap_or(line.len()))?;
    let signs = matches!(candidate.at.of(bytes).first(), Some(b'j' | b'J' | b'f' | b'F' | b'a' | b'A'));
    let (mut at, mut strings, mut last) = (0, 0, None);
    while let Some(open) = memchr::memchr2(b'"', b'\'', line.get(at..)?).map(|open| at + open) {
        let quote = *line.get(open)?;
        let Some(length) = memchr::memchr(quote, line.get(open + 1..)?) else { break };
        let value = line.get(open + 1..open + 1 + length)?;
        // The passwords that mail services make for programs are twelve letters or more.
        let made = value.len() >= 12 && value.iter().all(u8::is_ascii_lowercase) && is_plain_password(value);
        // The user of a mail service is an address.
        let address = memchr::memchr(b'@', value).is_some_and(|at| value.get(at..).is_some_and(|d| d.contains(&b'.')));
        let made = made || is_passphrase(value);
        let fits = value.len() >= 6 && (made || mixes(value, Doubt::Some)) && is_password(value) && !address;
        if fits && (strings > 0 || signs && value.len() >= 12) {
            last = Some(Span::new(from + open + 1, from + open + 1 + length));
        }
        strings += 1;
        at = open + length + 2;
    }
    Some(Match { span: last?, score: 0.6, why: "context" })
}

/// `user / password` or `user:password` in the rest of the line.
fn login_credentials(candidate: &Candidate<'_>) -> Option<Match> {
    let bytes = candidate.text.as_bytes();
    let from = candidate.at.end;
    let line = line(bytes, from)?;
    let near = line.get(..60).unwrap_or(line);
    if near.first()?.is_ascii_alphanumeric() {
        return None;
    }
    memchr::memchr2_iter(b'/', b':', near).take(4).find_map(|at| {
        let user = near.get(..at)?.trim_ascii_end();
        let named = user.last().is_some_and(u8::is_ascii_alphanumeric);
        let skip = line.get(at + 1..)?.iter().take(2).take_while(|b| b" `\"'".contains(b)).count();
        let start = at + 1 + skip;
        let rest = line.get(start..)?;
        let length = rest.iter().take_while(|b| b.is_ascii_graphic() && !b"`\"',;()<>/:".contains(b)).count();
        // Another of the two signs: a path, or one more name before.
        if matches!(rest.get(length), Some(b'/' | b':')) {
            return None;
        }
        let value = rest.get(..length)?;
        let value = value.strip_suffix(b".").unwrap_or(value);
        let cased = value.iter().any(u8::is_ascii_lowercase) && value.iter().any(u8::is_ascii_uppercase);
        (named && cased && mixes(value, Doubt::Much) && is_password(value)).then_some(Match {
            span: Span::new(from + start, from + start + value.len()),
            score: 0.55,
            why: "context",
        })
    })
}

/// `user/password@`.
fn oracle_credentials(candidate: &Candidate<'_>) -> Option<Match> {
    let bytes = candidate.text.as_bytes();
    let (word, start) = word(bytes, candidate.at.end)?;
    let word = word.get(..memchr::memchr(b'@', word)?)?;
    let slash = memchr::memchr(b'/', word)?;
    let password = word.get(slash + 1..)?;
    (slash > 0 && start == candidate.at.end && is_password(password)).then_some(Match {
        span: Span::new(start + slash + 1, start + word.len()),
        score: 0.75,
        why: "structure",
    })
}

/// Whether what follows the last `$` is long enough for a digest: MD5 makes 22 characters.
fn ends_in_hash(hash: &[u8]) -> bool {
    hash.rsplit(|&b| b == b'$' || b == b'}').next().is_some_and(|digest| digest.len() >= 22)
}

/// How much of a vault is read, in bytes.
const VAULT_MAX: usize = 32 << 10;
/// The length of its lines.
const VAULT_LINE: usize = 80;

/// The header and the lines of hexadecimal digits after it, all but the last of the same length.
fn ansible_vault(candidate: &Candidate<'_>) -> Option<Match> {
    let bytes = candidate.text.as_bytes();
    let (header, at) = word(bytes, candidate.at.end)?;
    let header = at + header.len();
    let mut end = header;
    while end - header < VAULT_MAX {
        let Some((line, at)) = word(bytes, end) else { break };
        let length = LOWER_HEX.run(line, VAULT_LINE);
        // What follows the digits is none of them; a short line must be alone.
        let alone = line.get(length).is_none_or(|b| !b.is_ascii_alphanumeric() && *b != b':');
        if length < 2 || !alone {
            break;
        }
        end = at + length;
        if length < VAULT_LINE {
            break;
        }
    }
    (end > header).then_some(Match { span: Span::new(candidate.at.start, end), score: 0.95, why: "structure" })
}

/// Whether the text ends inside the lines.
fn vault_goes_on(candidate: &Candidate<'_>) -> bool {
    const LINES: Alphabet = LOWER_HEX.with(b" \t\r\n");
    let bytes = candidate.text.as_bytes();
    let Some((header, at)) = word(bytes, candidate.at.end) else { return true };
    let rest = bytes.get(at + header.len()..).unwrap_or_default();
    LINES.run(rest, VAULT_MAX) == rest.len()
}

/// The first value of a cookie header whose name says what it is.
fn cookie(candidate: &Candidate<'_>) -> Option<Match> {
    const NAMES: &[&[u8]] = &[b"sess", b"sid", b"token", b"auth", b"jwt", b"remember"];
    let bytes = candidate.text.as_bytes();
    let mut at = candidate.at.end;
    let line = bytes.get(at..)?;
    let line = line.get(..180).unwrap_or(line);
    let line = line.get(..memchr::memchr2(b'\n', b'"', line).unwrap_or(line.len()))?;
    line.split(|&b| b == b';').find_map(|pair| {
        let start = at;
        at += pair.len() + 1;
        let equals = memchr::memchr(b'=', pair)?;
        let named = NAMES.iter().any(|name| holds(pair.get(..equals).unwrap_or_default(), name));
        let value = token(&[Run(URL64.with(b"%.+/="), 16, 2048)], bytes.get(start + equals + 1..)?)?;
        let random = looks_random(value, URL64) && value.iter().any(u8::is_ascii_digit) && !reads_like_words(value);
        let span = Span::new(start + equals + 1, start + equals + 1 + value.len());
        (named && random).then_some(Match { span, score: 0.75, why: "context" })
    })
}

/// Whether a signature is 32 bytes in base 64, the signs perhaps as `%2B`, `%2F` and `%3D`.
fn is_sas(signature: &[u8]) -> bool {
    let escapes = signature.windows(3).filter(|w| matches!(w, [b'%', b'2' | b'3', _])).count();
    let plain = signature.len() - 2 * escapes;
    (43..=44).contains(&plain)
        && (signature.ends_with(b"=") || signature.ends_with(b"%3D") || signature.ends_with(b"%3d"))
}

/// The next word and where it starts.
fn word(bytes: &[u8], from: usize) -> Option<(&[u8], usize)> {
    let skip = bytes.get(from..)?.iter().take(8).take_while(|b| b.is_ascii_whitespace()).count();
    let start = from + skip;
    let length = bytes.get(start..)?.iter().take(ARGUMENT).take_while(|b| b.is_ascii_graphic()).count();
    Some((bytes.get(start..start + length)?, start))
}

/// `login user password …`.
fn netrc(candidate: &Candidate<'_>) -> Option<Match> {
    let bytes = candidate.text.as_bytes();
    let mut at = candidate.at.end;
    let mut next = || {
        let (word, start) = word(bytes, at)?;
        at = start + word.len();
        Some((word, start))
    };
    let (user, _) = next()?;
    if next()?.0 != b"password" {
        return None;
    }
    let (password, start) = next()?;
    // By custom an address.
    if user == b"anonymous" && password.contains(&b'@') {
        return None;
    }
    let mixed = password.iter().any(|b| !b.is_ascii_lowercase());
    (mixed && is_password(password)).then_some(Match {
        span: Span::new(start, start + password.len()),
        score: 0.9,
        why: "structure",
    })
}

/// `host:5432:database:user:password`.
fn pgpass(candidate: &Candidate<'_>) -> Option<Match> {
    let bytes = candidate.text.as_bytes();
    let (line, start) = word(bytes, candidate.at.end)?;
    let mut parts = line.split(|&b| b == b':');
    let (database, user, password) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let named = start == candidate.at.end && !database.is_empty() && !user.is_empty();
    (named && password.len() >= 4 && is_password(password)).then_some(Match {
        span: Span::new(start + line.len() - password.len(), start + line.len()),
        score: 0.85,
        why: "structure",
    })
}

/// The base-64 lines after PuTTY's `Private-Lines: n`.
fn putty(candidate: &Candidate<'_>) -> Option<Match> {
    let bytes = candidate.text.as_bytes();
    let (_, count) = word(bytes, candidate.at.end)?;
    let skip = bytes.get(count..)?.iter().take(8).take_while(|b| b.is_ascii_digit()).count();
    let from = count + skip;
    let from = from + bytes.get(from..)?.iter().take(4).take_while(|b| b.is_ascii_whitespace()).count();
    let length = BASE64.with(b"=\r\n").run(bytes.get(from..)?, 16 << 10);
    let body = bytes.get(from..from + length)?.trim_ascii_end();
    // The name of the next field is made of base-64 digits too, up to its hyphen.
    let body = body.strip_suffix(b"Private").map_or(body, <[u8]>::trim_ascii_end);
    (skip > 0 && body.len() >= 40 && looks_random(body, URL64)).then_some(Match {
        span: Span::new(from, from + body.len()),
        score: 0.97,
        why: "structure",
    })
}
