//! Data stores, secret stores, observability and other infrastructure: Databricks, Vault, Grafana and their neighbours.

use super::alphabet::{ALNUM, Alphabet, BASE64, EQUALS, HEX, LOWER_ALNUM, LOWER_HEX, UPPER_ALNUM, URL64};
use super::assignment::assigned;
use super::context::Context;
use super::format::{Format, Lit, OneOf, Run, UUID, run, secret, starts_here, token};
use super::random::{looks_random, reads_like_words, says_so};
use crate::detect::{Candidate, Detector, Match, Open, lean};
use crate::text::Span;
use memchr::memmem;

/// Everything of this file.
pub const DETECTORS: &[Detector] = &lean([
    secret!(
        "databricks_token", "Databricks token",
        "https://docs.databricks.com/aws/en/dev-tools/auth/pat",
        Format::new(&["dapi"], &[run(HEX, 32), OneOf(&["-1", "-2", "-3", "-4", ""])]),
        yes ["⟦dapi" "b8ffab8ec47832d1240a9568602f5d21⟧"],
        no ["dapi" "d253ac36a084"],
    ),
    secret!(
        "confluent_key", "Confluent key or secret",
        "https://docs.confluent.io/cloud/current/security/authenticate/workload-identities/service-accounts/api-keys/overview.html",
        context Context::new(&["confluent"], &[&[run(ALNUM, 16)], &[run(BASE64, 64)]]),
        yes ["CONFLUENT_SECRET=⟦" "pRkUpGkKi3izwcpvgQRF0b4528zAeVJV6GhnIq4oCWkNdaZzzC5z76IzGQjfMyQM⟧"],
        no ["CONFLUENT_SECRET=$SECRET"],
    ),
    secret!(
        "planetscale_token", "PlanetScale password or token",
        "https://planetscale.com/docs/concepts/connection-strings",
        Format::new(
            &["pscale_tkn_", "pscale_oauth_", "pscale_pw_", "pscale_otkn_"],
            &[Run(URL64.with(b"=."), 32, 64)],
        ),
        yes ["⟦pscale_pw_" "zAIzSck-EDbNY2AMIPbLg9Xr9DkC6Fqfgh6BK7NN5AU⟧"],
        no ["pscale_pw_" "..."],
    ),
    secret!(
        "clickhouse_cloud_key", "ClickHouse Cloud key",
        "https://clickhouse.com/docs/cloud/manage/openapi",
        Format::new(&["4b1d"], &[run(ALNUM, 38)]),
        yes ["⟦4b1d" "p8RO8VuTEEVy7puATiq9GigFW4t5jBOGVYYxKk⟧"],
        no ["adf4b1d" "g0GYQsufwYqltz61vvQ9JZQdk8SYLwhGM4zOkC", "4b1d" "XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX"],
    ),
    secret!(
        "vault_token", "HashiCorp Vault token",
        "https://developer.hashicorp.com/vault/docs/concepts/tokens",
        Format::new(&["hvs.", "hvb.", "hvr."], &[Run(URL64, 24, 500)]),
        yes [
            "⟦hvs." "TusoABO8ZK5wAQPLsR5ysPnFMZXMUnb-scpDomITQ6A_34ze3uPBS8ugvd9sqcl5tmiFEZDQBC4LZKZHUBi_DNWrR8U⟧",
            "⟦hvb."
            "j2EyWdSLJ4tPSDule6okb3VNOioMJwYlClrd0Mm5M4QdmvR50NUGWwPwmrxciS2yhrXTlSOE8vc9vS0i34E1clqQcGNymdXvE6bvL1LNiflfn3r-ajwPrfroBNw1x6Uh5Bl1XnDSG6H68KKH1mTSRHOz949pSIoj⟧",
        ],
        no ["hvs." "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"],
    ),
    secret!(
        "vault_legacy_token", "HashiCorp Vault token of before 1.10",
        "https://developer.hashicorp.com/vault/docs/concepts/tokens",
        [": s.", "=s.", "\"s.", "'s.", ":s."] vault_legacy_token, Open::RunsAfter(1),
        yes ["VAULT_TOKEN=⟦s." "f4BjNpsoorNy7BFy7cHwVXzZ⟧", "token: ⟦s." "BeGcD3zIs1GW4zvhHQAaVtcE⟧"],
        no ["token = s.makeKubeConfigController1"],
    ),
    secret!(
        "terraform_token", "HCP Terraform token",
        "https://developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens",
        [".atlasv1."] terraform_token, Open::RunsAfter(1),
        yes ["LrhF1rX7evwZaq.atlasv1.⟦" "XV1MG5NiftJC2T4R70OnLd6Wb9BqvL5kB2tT3LnAXHLAlQAuKby3MmdiYvIqgcoA81B⟧"],
        no ["xxxxxxxxxxxxxx" ".atlasv1." "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"],
    ),
    secret!(
        "doppler_token", "Doppler token",
        "https://docs.doppler.com/reference/auth-token-formats",
        Format::new(
            &["dp.pt.", "dp.st.", "dp.sa.", "dp.ct.", "dp.scim.", "dp.audit."],
            &[Run(ALNUM.with(b"._-"), 40, 70)],
        ).worth(0.95),
        yes ["⟦dp.pt." "Ubegx8bjAasqiyZ4Enzc98pCtMBQOZdJ3mH7NnyYqSs⟧"],
        no ["dp.pt." "x"],
    ),
    secret!(
        "pulumi_token", "Pulumi access token",
        "https://www.pulumi.com/docs/pulumi-cloud/access-management/access-tokens/",
        Format::new(&["pul-"], &[run(LOWER_HEX, 40)]),
        yes ["⟦pul-" "af2c8deda8cde21a84a1232fa3bb5a1ced2e2c8c⟧"],
        no ["vipul-f0eb1acf0da84c06a50c5b2c59932001997786b176dec02bd16128ee9ea83628"],
    ),
    secret!(
        "openshift_token", "OpenShift user token",
        "https://docs.redhat.com/en/documentation/openshift_container_platform/4.17/html/authentication_and_authorization/managing-oauth-access-tokens",
        Format::new(&["sha256~"], &[run(URL64, 43)]).only_if(digits_after_mark),
        yes ["oc login --token=⟦sha256~" "Xrc-a5kXdZPkeYIoKbCzR9f4j2bM41uummvfU-Gb1Jj⟧"],
        no ["sha256~" "_xxxxxx_xxxxxxxxxxxxxxxxxxxxxx-xxxxxxxxxx-X"],
    ),
    secret!(
        "grafana_token", "Grafana service account or cloud token",
        "https://grafana.com/docs/grafana/latest/administration/service-accounts/",
        Format::new(&["glsa_"], &[run(ALNUM, 32), Lit("_"), run(HEX, 8)]),
        yes ["⟦glsa_" "AqlkfZ29fuy9tUhN9VEHb5KmfAAImaJc_" "84d4d01e⟧"],
        no ["glsa_" "XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX_AAAAAAAA"],
    ),
    secret!(
        "grafana_cloud_token", "Grafana Cloud access policy token",
        "https://grafana.com/docs/grafana-cloud/account-management/authentication-and-permissions/access-policies/",
        Format::new(&["glc_"], &[Run(BASE64, 32, 400), Run(EQUALS, 0, 2)]).only_if(digits_after_mark),
        yes [
            "⟦glc_"
            "eyJvIjoigLf4HFPs3q7dGHhhN0juqOF70eztyNA9VwxtpSaARUYbt5ilxVE2V3xddFLVvvflYlBPj27d2VID5AxK0qLv3KNpG0==⟧",
        ],
        no ["glc_" "111111111111111111111111111111111111111111="],
    ),
    secret!(
        "grafana_api_key", "Grafana API key",
        "https://grafana.com/docs/grafana/latest/developers/http_api/auth/",
        Format::new(&["eyJrIjoi"], &[Run(ALNUM, 62, 400), Run(EQUALS, 0, 2)]),
        yes [
            "⟦eyJrIjoi"
            "Mj4DvqqM4rp1B5fPnd9Z8wcsKY8QhEPSyU0DVmLcwDdPv9Ro51Kyfbt0qdaimplhhlffxF8M5u5L34gMvohgl7wExW==⟧",
        ],
        no ["eyJrIjoi" "x"],
    ),
    secret!(
        "datadog_key", "Datadog API or application key",
        "https://docs.datadoghq.com/account_management/api-app-keys/",
        context Context::new(
            &["datadog", "dd_api", "dd_app", "dd-api", "dd-app"],
            &[&[run(LOWER_ALNUM, 40)], &[run(LOWER_HEX, 32)]],
        ),
        yes [
            "DD_API_KEY=⟦" "b933b4dde31a63f02b02c8d304b1d975⟧",
            "datadog_app_key: ⟦" "ybll60j8b1kocsngcfrm7mqsftqa581iyftu3pd4⟧",
        ],
        no ["DD_API_KEY=<key>"],
    ),
    secret!(
        "new_relic_key", "New Relic key",
        "https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/",
        Format::new(&["NRAK-", "NRAA-", "NRII-", "NRIQ-", "NRRA-", "NRJS-", "NRSP-"], &[Run(ALNUM.with(b"-_"), 19, 48)]),
        yes [
            "⟦NRAK-" "ZMGZZ71PFA9R89IOK5GX353TQ4B⟧",
            "⟦NRJS-" "f395acfd0ec8dff36c9⟧",
            "⟦NRII-" "hQ4thXizC6oBI73G4p1PwCRgfGf075o7⟧",
        ],
        no ["NRAK-" "x"],
    ),
    secret!(
        "new_relic_api_key", "New Relic key, by name",
        "https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/",
        context Context::new(
            &["new-relic", "newrelic", "new_relic"],
            &[&[run(LOWER_ALNUM, 64)], &[run(HEX, 40)], &[run(HEX, 36), Lit("NRAL")]],
        ),
        yes ["NEW_RELIC_LICENSE_KEY=⟦" "5f7795bdfbd128100dd1143c648657461d5aNRAL⟧"],
        no ["NEW_RELIC_LICENSE_KEY=$KEY"],
    ),
    secret!(
        "dynatrace_token", "Dynatrace token",
        "https://docs.dynatrace.com/docs/manage/identity-access-management/access-tokens-and-oauth-clients/access-tokens",
        Format::new(
            &["dt0c01.", "dt0s01.", "dt0s02.", "dt0s06.", "dt0s08.", "dt0s09.", "dt0s16."],
            &[run(ALNUM, 24), Lit("."), run(ALNUM, 64)],
        ).worth(0.97),
        yes [
            "⟦dt0c01." "RB71PNRSRBYM33Q1CBMVQ310."
            "Z31Y26JE8JV0K4AWRU4FPOGIFND7XXTU8D31I42OUNPVB5EKF53OYRLC4HV3XMIO⟧",
        ],
        no ["dt0c01." "x"],
    ),
    secret!(
        "sentry_token", "Sentry user or organisation token",
        "https://docs.sentry.io/account/auth-tokens/",
        Format::new(&["sntryu_"], &[run(LOWER_HEX, 64)]).worth(0.95),
        yes ["⟦sntryu_" "db423a372961a8264f379bb2e746bede0950a821a7a7ad3677d0e226556be76e⟧"],
        no ["sntryu_" "a8fcdbeeffbd8c211720b7db7bcc7484a6cad9e923d98ff92346c7d2aa14de5"],
    ),
    secret!(
        "sentry_org_token", "Sentry organisation token",
        "https://docs.sentry.io/account/auth-tokens/",
        Format::new(
            &["sntrys_eyJ"],
            &[Run(BASE64.with(b"-="), 60, 400), Lit("_"), Run(BASE64.with(b"-_"), 40, 44)],
        ).worth(0.97),
        yes [
            "⟦sntrys_eyJ"
            "pYXQiOjE2ODczMzY1NDMuZyB6X4CypnILzV1yO2IsKTPaXmTZLzGXnPF4liVkhzE5XTD7tga8k9zsdpRm8QYBgRdpaiAuejQpubZ9gI9OalcDZVSOy4y7AuP9zt6D174S0Nx6uR0EhxvX_"
            "hVEZ9CfBVYg8kGjhp6s508yiBig3O00g3t0YuiuEsD6⟧",
        ],
        no ["sntrys_" "[a-zA-Z0-9]{90}"],
    ),
    secret!(
        "sentry_api_key", "Sentry token of the first kind",
        "https://docs.sentry.io/account/auth-tokens/",
        context Context::new(&["sentry"], &[&[run(LOWER_HEX, 64)]]),
        yes ["SENTRY_AUTH_TOKEN=⟦" "1135b058e80dfa1d6ee778de5fecf334d26eeb063e0f4070e94f286bacf4aa39⟧"],
        no ["SENTRY_AUTH_TOKEN=$TOKEN"],
    ),
    secret!(
        "sumologic_key", "Sumo Logic access id or key",
        "https://help.sumologic.com/docs/manage/security/access-keys/",
        context Context::new(
            &["sumo", "sumologic", "sumo_logic"],
            &[&[Lit("su"), run(ALNUM, 12)], &[run(ALNUM, 64)]],
        ),
        yes [
            "SUMO_ACCESS_KEY=⟦" "kE5M6R6UfZrz9XaEr9c1401g8Y6spreC4ZzW73lptQnyB2zfi9Jg42oQ5mvIcPwD⟧",
            "sumologic_access_id = \"⟦su" "d3Lgk07Fif2B⟧\"",
        ],
        no [
            "sumOfExposures = yKB1yJjFcmp77k6fOCE1ETkavJ60zluy9ApNHYRsPvrii1KhcEZrCJRWIlXR6mTB",
            "sumologic_access_id = \"\"",
        ],
    ),
    secret!(
        "launchdarkly_key", "LaunchDarkly key",
        "https://launchdarkly.com/docs/home/account/api",
        Format::new(&["api-", "sdk-", "mob-", "rel-"], UUID),
        yes ["⟦sdk-" "4f9537b4-27a9-41f7-a40a-16ff99caabcc⟧"],
        no ["mob-" "ile"],
    ),
    secret!(
        "launchdarkly_token", "LaunchDarkly token, by name", "https://launchdarkly.com/docs/home/account/api",
        context Context::new(&["launchdarkly", "launch_darkly"], &[&[run(URL64.with(b"="), 40)]]),
        yes ["LAUNCHDARKLY_TOKEN=⟦" "1v5dR0jM_UNgA-8Z-aHU5KvdUaneqM1lzagYQvEu⟧"], no ["LAUNCHDARKLY_TOKEN=$TOKEN"],
    ),
    secret!(
        "okta_token", "Okta API token",
        "https://developer.okta.com/docs/guides/create-an-api-token/main/",
        context Context::new(&["okta", "ssws"], &[&[Lit("00"), run(URL64.with(b"="), 40)], &[run(URL64, 64)]]),
        yes ["OKTA_API_TOKEN=⟦00" "HDYF8kkJP48BJyXJQJbm9Cz7sLqOXVjKTPaJ_blJ⟧"],
        no [
            "oktaKey = 00000000000000000000000000000000000TUVWXYZ",
            "rookTable = 00xjfhJ6KvNB2HbjW0nrTh77m199OjtGDi4kdrRvl5",
        ],
    ),
    secret!(
        "onepassword_service_account_token", "1Password service account token",
        "https://developer.1password.com/docs/service-accounts/security/",
        Format::new(&["ops_eyJ"], &[Run(BASE64, 200, 2000), Run(EQUALS, 0, 2)]).worth(0.97),
        yes [
            "⟦ops_eyJ"
            "zaWduSW5BZGRyZXNzIjoibXkuMXBhc3N3b3JkLmNvbSIsmZWTivIL6KAtQ1S0BIjcHwtu7gxCkWEX4ZCZnokfPMvMcMuejRHhquWNbYnthhUCMW15vD9KrOPsMzaYdrtH5BGAlNorA4q66gULGfbj59Z+UlHnasSI3Mwy+KMntrnDMe+xt8EYnH8gRO8/n1OB7FZqRAPCvI5/zBJnxu+bhiQrFv8e9tPq6RKfzmThXKklQOXaw2VGCUJRMX/70kAu8tzG6bc2kvjSTB7EG7o29zRr2kYy⟧",
        ],
        no ["ops_eyJ" "zaWduSW5B..[Redacted]"],
    ),
    secret!(
        "onepassword_secret_key", "1Password secret key",
        "https://support.1password.com/secret-key-security/",
        Format::new(&["A3-"], &[run(UPPER_ALNUM, 6), Lit("-"), run(UPPER_ALNUM, 11), Lit("-"), run(UPPER_ALNUM, 5), Lit("-"), run(UPPER_ALNUM, 5), Lit("-"), run(UPPER_ALNUM, 5)]) .or(
            &[
                run(UPPER_ALNUM, 6), Lit("-"), run(UPPER_ALNUM, 6), Lit("-"), run(UPPER_ALNUM, 5), Lit("-"),
                run(UPPER_ALNUM, 5), Lit("-"), run(UPPER_ALNUM, 5), Lit("-"), run(UPPER_ALNUM, 5),
            ],
        ),
        yes ["⟦A3-" "OAU1Q4-HNGWBY-" "EW0VH-RGOWW-VG1VA-J9QCR⟧"],
        no ["A3-" "XXXXXX-XXXXXXXXXXX-XXXXX-XXXXX-XXXXX"],
    ),
    secret!(
        "prefect_token", "Prefect API key",
        "https://docs.prefect.io/v3/manage/cloud/manage-users/api-keys",
        Format::new(&["pnu_", "pnb_"], &[run(ALNUM, 36)]),
        yes ["⟦pnu_" "cs589bn9n8phidiql04g01tvrciwe41foqie⟧"],
        no ["pnu_" "XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX"],
    ),
    secret!(
        "infracost_token", "Infracost API key",
        "https://www.infracost.io/docs/",
        Format::new(&["ico-"], &[run(ALNUM, 32)]).only_if(mixed_case),
        yes ["⟦ico-" "ghgzhnPPWYu7cIpt45XmDpakfWFTgc9o⟧"],
        no ["ico-" "XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX", "box.ico-7a388b69018576d24b59331fd60aab0c.png"],
    ),
    secret!(
        "age_secret_key", "age identity",
        "https://github.com/C2SP/C2SP/blob/main/age.md",
        Format::new(
            &["AGE-SECRET-KEY-1"],
            &[run(Alphabet::range(b'Q', b'Q').with(b"PZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"), 58)],
        ).worth(0.97),
        yes ["⟦AGE-SECRET-KEY-1" "9QTZC4VX0GRYJ2WD7SFK5LN3H8PEA6MUQXT2ZVC9RW4YGJ0D7SFK5LN3H8⟧"],
        no ["AGE-SECRET-KEY-1" "..."],
    ),
    secret!(
        "meraki_api_key", "Cisco Meraki API key",
        "https://developer.cisco.com/meraki/api-v1/authorization/",
        context Context::new(&["meraki"], &[&[run(LOWER_HEX, 40)]]),
        yes ["MERAKI_API_KEY=⟦" "f32fabf78cc100d5274c1e34b43d5b0c164620a8⟧"],
        no [
            "meraki: aaaaaaaaaa1111111111bbbbbbbbbb2222222222",
            "ReactNativeCameraKit: 065e83b40cd6aa92e267e283395a24dc8c96b950",
        ],
    ),
    secret!(
        "algolia_api_key", "Algolia API key", "https://www.algolia.com/doc/guides/security/api-keys/",
        context Context::new(&["algolia"], &[&[run(LOWER_ALNUM, 32)]]),
        yes ["ALGOLIA_ADMIN_KEY=⟦" "141062a5a91e3795f48e1bc194089e8a⟧"], no ["ALGOLIA_ADMIN_KEY=$KEY"],
    ),
    secret!(
        "looker_key", "Looker client id or secret", "https://cloud.google.com/looker/docs/api-auth",
        context Context::new(&["looker"], &[&[run(LOWER_ALNUM, 24)], &[run(LOWER_ALNUM, 20)]]),
        yes ["LOOKER_CLIENT_SECRET=⟦" "6nvxrx4gmxa22t40t90t6591⟧"], no ["LOOKER_CLIENT_SECRET=$SECRET"],
    ),
    secret!(
        "defined_networking_token", "Defined Networking token",
        "https://docs.defined.net/guides/automating-host-creation/",
        Format::new(&["dnkey-"], &[Run(URL64.with(b"="), 60, 90)]),
        yes ["⟦dnkey-" "3cn4TeFAs3mhm9BUL70a7BWPyM-" "UtCz7Vx4Gv1syCquUgZp4odcyw7EW1qgUZlnI81X8Q8cpeoKw1d0⟧"],
        no ["dnkey-" "x"],
    ),
    secret!(
        "tailscale_key", "Tailscale key",
        "https://tailscale.com/kb/1277/key-prefixes",
        Format::new(
            &["tskey-"],
            &[
                OneOf(&["auth-", "api-", "client-", "scim-", "webhook-"]),
                Run(ALNUM, 8, 20),
                Lit("-"),
                Run(ALNUM, 20, 50),
            ],
        ),
        yes ["⟦tskey-auth-" "zt6ZUR5ouRvNCNTRL-" "v8e55tsMX1rMbPaX4UinKFL2fMV6fOfF⟧"],
        no ["tskey-auth-" "xxx"],
    ),
    secret!(
        "kubernetes_secret", "value in a Kubernetes Secret manifest",
        "https://kubernetes.io/docs/concepts/configuration/secret/",
        after 400 ["kind: secret", "\"kind\": \"secret\"", "\"kind\":\"secret\""] kubernetes_secret,
        yes ["apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ndata:\n  password: ⟦" "VDBwLVMzY3IzdC1wdyE=⟧\n"],
        no ["kind: Secret\nmetadata:\n  name: db\ndata: {}\n"],
    ),
]);

/// Whether a token is none of the names that code has after a dot.
fn not_words(token: &[u8]) -> bool {
    token.iter().any(u8::is_ascii_digit) && mixed_case(token) && !reads_like_words(token)
}

/// Whether both cases occur, and digits.
fn mixed_case(token: &[u8]) -> bool {
    token.iter().any(u8::is_ascii_lowercase)
        && token.iter().any(u8::is_ascii_uppercase)
        && token.iter().any(u8::is_ascii_digit)
}

/// Whether the part after the mark has digits and does not read like words.
fn digits_after_mark(token: &[u8]) -> bool {
    let body = token.split(|&b| b == b'~' || b == b'_').nth(1).unwrap_or_default();
    body.iter().any(u8::is_ascii_digit) && !reads_like_words(body)
}

/// `s.` and 24 letters of both cases and digits; what precedes it is part of the hit, to be rare.
fn vault_legacy_token(candidate: &Candidate<'_>) -> Option<Match> {
    let bytes = candidate.text.as_bytes();
    let Span { end, .. } = candidate.at;
    let body = token(&[run(ALNUM, 24)], bytes.get(end..)?)?;
    let code = matches!(bytes.get(end + body.len()), Some(b'(' | b'.' | b'['));
    (candidate.at.of(bytes).ends_with(b"s.") && !code && not_words(body) && looks_random(body, ALNUM))
        .then_some(Match { span: Span::new(end - 2, end + body.len()), score: 0.75, why: "shape" })
}

/// Fourteen characters that name the token, `.atlasv1.`, sixty to seventy that are its secret.
fn terraform_token(candidate: &Candidate<'_>) -> Option<Match> {
    let bytes = candidate.text.as_bytes();
    let Span { start: mark, end } = candidate.at;
    let start = mark.checked_sub(14)?;
    let head = token(&[run(ALNUM, 14)], bytes.get(start..mark)?)?;
    let body = token(&[Run(URL64.with(b"="), 60, 70)], bytes.get(end..)?)?;
    (starts_here(bytes, start) && looks_random(head, ALNUM) && looks_random(body, URL64)).then_some(Match {
        span: Span::new(end, end + body.len()),
        score: 0.97,
        why: "structure",
    })
}

/// How far below its kind the data of a manifest is looked for, in bytes.
const MANIFEST: usize = 600;

/// The first base-64 value of `data` in the manifest that a hit of its kind starts.
fn kubernetes_secret(candidate: &Candidate<'_>) -> Option<Match> {
    let bytes = candidate.text.as_bytes();
    let from = candidate.at.end;
    let below = bytes.get(from..)?;
    let below = below.get(..MANIFEST).unwrap_or(below);
    // Up to the next manifest: a text made of kinds is read once.
    let below = below.get(..memmem::find(below, b"kind").unwrap_or(below.len()))?;
    let data = [&b"\ndata:"[..], b"stringData:", b"\"data\":"].iter().find_map(|data| memmem::find(below, data))?;
    let names = from + below.iter().skip(data + 10).position(u8::is_ascii_alphabetic)? + data + 10;
    let value = assigned(bytes, names)?.value;
    let body = token(&[Run(BASE64, 8, 500), Run(EQUALS, 0, 2)], bytes.get(value.start..)?)?;
    (value.start < from + below.len()
        && !says_so(body)
        && body.len() >= value.len()
        && body.iter().any(u8::is_ascii_uppercase))
    .then_some(Match { span: Span::new(value.start, value.start + body.len()), score: 0.8, why: "context" })
}
