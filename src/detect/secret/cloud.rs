//! Clouds and hosting: Amazon, Google, Microsoft and their neighbours.

use super::alphabet::{ALNUM, Alphabet, BASE32, BASE64, EQUALS, LOWER_HEX, UPPER_ALNUM, URL64, base32_value};
use super::context::Context;
use super::crc::ends_in_crc32;
use super::format::{Format, Lit, Run, UUID, run, secret, starts_here, token};
use super::random::looks_random;
use crate::detect::{Candidate, Detector, Match, Open, lean};
use crate::text::Span;

/// Everything of this file.
pub const DETECTORS: &[Detector] = &lean([
    secret!(
        "aws_access_key_id", "AWS access key id",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids",
        Format::new(&["AKIA", "ASIA", "ABIA", "ACCA"], &[run(BASE32, 16)]).checked(names_an_account),
        yes ["key ⟦AKIA" "QYLPMN5HFIQR7XYA⟧"], no ["AKIA" "IOSFODNN7EXAMPLE", "TODAYINASIA" "ASACKOFRICEFELLOVER"],
    ),
    secret!(
        "aws_secret_access_key", "AWS secret access key",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html",
        context Context::new(
            &[
                "aws_secret", "aws-secret", "aws secret", "secret_access_key", "secret-access-key",
                "*secretaccesskey", "secret access key",
            ],
            &[&[run(BASE64, 40)]],
        ),
        yes [
            "aws_secret_access_key = ⟦" "nYzaUCFJ1683+ORk9TjoXNR2yvP4odMUtJFvPNOz⟧",
            "\"SecretAccessKey\": \"⟦" "F+eCmfoewnwO6O2rzBG0xtE3BUNXMbtNmTGAVsiY⟧\"",
        ],
        no ["aws_secret_access_key = wJalrXUtnFEMI/" "K7MDENG/bPxRfiCYEXAMPLEKEY"],
    ),
    secret!(
        "aws_session_token", "AWS session token",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_use-resources.html",
        Format::new(&["IQoJb3JpZ2lu", "FwoGZXIvYXdz"], &[Run(BASE64, 100, 2000), Run(EQUALS, 0, 2)]),
        yes [
            "⟦IQoJb3JpZ2lu"
            "ft82s8+t5W2V9cyzZ6zVOj1CDFo7C1TrOFwzARgjKYjsK8AYfuNo3AQFbKrY3LFpRQdt+CFPWda+yvWdQ3NUf/tvEvnBCcudK7UUjQk8OJJdPN7MOVGZs7ccIA7Hscz39U+0rN8F/TZuGhx7w9YGYApLYAaW9CrhJ5svcCKT0jApZHlR2+kKgjuhswmhjUhsE6I3PeyheURAQKB4I59wUPQbaAEI/1zm72NRtlsxIQadTOcKMmVWIIu6dcNdg3IjBDzy1om55KIBn9DweQNRia1rz49f5n+Ag+XUCgI8sMKw⟧",
        ],
        no ["IQoJb3JpZ2lu" "VzrUi65QhoztmH7QASGK"],
    ),
    secret!(
        "aws_bedrock_api_key", "Amazon Bedrock API key",
        "https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-how.html",
        Format::new(
            &["ABSKQmVkcm9ja0FQSUtleS", "bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t"],
            &[Run(BASE64, 0, 2000), Run(EQUALS, 0, 2)],
        ).unmistakable(),
        yes [
            "⟦ABSKQmVkcm9ja0FQSUtleS"
            "1vXOC8aBI73cR6ahu2itIW5GLR31HyNQsks6953GvQo0EcvTbL4YI7q5HwYlHZ9ToNce880fSYm7rBTGKz7ZgxA5pOsMJysuYABHyvnxvE0Eam=⟧",
            "⟦bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t"
            "LRTtumYAIqVLAICuEzhf2ZL1ADy2PRHp4WhbU51SAZ6ow1Th8VrYvJ8nBAkBZN9Zrhyxr8lpHlEKI4MmwCSho39yHs34IpHrRLivU7tV34tatXLL7wLACClZdiNjadiq7VnSdW3jJsQNWhLNiNyAxN5qi1uLCVT2QXQk2s4NDwDpraZba7UXPpKv5ySSuVfB52lPJP78T⟧",
        ],
        no ["bedrock-api-key-", "bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29x"],
    ),
    secret!(
        "google_api_key", "Google API key",
        "https://cloud.google.com/docs/authentication/api-keys",
        Format::new(&["AIza"], &[run(URL64, 35)]).only_if(unpublished),
        yes ["⟦AIza" "0f9qxSkd3paszKwRV4Qmc2qGEfevYtx6tuX⟧"], no ["AIza" "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"],
    ),
    secret!(
        "google_oauth_client_secret", "Google OAuth client secret",
        "https://developers.google.com/identity/protocols/oauth2",
        Format::new(&["GOCSPX-"], &[run(URL64, 28)]),
        yes ["⟦GOCSPX-" "5zUpxxS5joRG2z5OIAsfKhH7DTGP⟧"], no ["GOCSPX-" "your-client-secret-goes-here"],
    ),
    secret!(
        "google_oauth_token", "Google OAuth access or refresh token",
        "https://developers.google.com/identity/protocols/oauth2#size",
        Format::new(&["ya29.", "1//0"], &[Run(URL64.with(b"."), 40, 2048)]),
        yes [
            "⟦ya29."
            "a04u-2XQ9lg0TfR2MjB0BzQ6bWx41jbRvG20W7NQIHRWS7JNtm8FBe8kCvLxXZKIOSU87TVAHzTEgUdfW_2rkLT-oCLm3L2T7lCobSbCA0jRVb2F0KgU67eff4dqPfUPXeWT2wtTP6oLuMSwLHb-OdiSCTI6YgRiVHNl3JhMNho8mo2mZuYkIU⟧",
            "⟦1//0"
            "e5V4Fq4N_zSaUWV7RtZwHUv4Zf_6YjGOpw9Aku9HwRTJWujWkK9t7aWV7FiKp0C4hrhRTA5CgoHx-aKVeJYViV0tqgQSc_bICdv⟧",
        ],
        no ["ya29." "..."],
    ),
    secret!(
        "azure_client_secret", "Microsoft Entra client secret",
        "https://learn.microsoft.com/en-us/purview/sit-defn-azure-ad-client-secret",
        ["*0Q~", "*1Q~", "*2Q~", "*3Q~", "*4Q~", "*5Q~", "*6Q~", "*7Q~", "*8Q~", "*9Q~"] azure_client_secret, Open::Around(|byte| URL64.with(b"~.").has(byte), 20),
        yes ["AZURE_CLIENT_SECRET=⟦Tq2" "8Q~ilbk2PhgU02N6Lqiu578MBTnV-TGYtA4bO⟧"],
        no ["~~~~~~~~~~~~~~8Q~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~", "portainer.8Q~" "2Fregistry"],
    ),
    secret!(
        "azure_annotated_key", "Azure key with the mark of its service: storage, Cosmos DB, Event Hubs, DevOps, AI, …",
        "https://github.com/microsoft/security-utilities (identifiable keys)",
        ["*JQQJ9", "*+ASt", "*ACDb", "*+ABa", "*+AMC", "*APIM", "*AIoT", "*+ASb", "*+AEh", "*+ARm", "*AzCa", "*AzFu", "*AzSe", "*+ACR"]
            azure_annotated_key, Open::Around(|byte| BASE64.with(b"-_").has(byte), 8),
        yes [
            "key: ⟦8+ymznWkQzBe36u7GtwjJkqAOl3do81cZbe5V1EV3EInLWwoSxNgRS01WwwArtTQ9LuVs4peDCdE+AStELHKaQ==⟧",
            "x-functions-key: ⟦P4p6e3UnIC10UlL_x_Q9GgYu28-cBC7ADXWGBmLkbHAqAzFuKHkQ4A==⟧",
            "api-key: ⟦afotshySi8ZkPpCZK2E8uTcHHlwwGykC0xFPoqGZC032E23CyGROJQQJ99BCACYeBjFXJ3w3AAABACOGhV1k⟧",
        ],
        no ["see AzCapabilities, ApimService, +ACRONYM"],
    ),
    secret!(
        "azure_storage_key", "Azure storage, Cosmos DB or batch account key",
        "https://learn.microsoft.com/en-us/azure/storage/common/storage-configure-connection-string",
        Format::new(
            &["AccountKey=", "AccountKey:", "AccountKey\":\"", "AccountKey\": \""],
            &[run(BASE64, 86), Lit("==")],
        ).labelled().worth(0.97),
        yes [
            "AccountName=x;AccountKey=⟦"
            "8+ymznWkQzBe36u7GtwjJkqAOl3do81cZbe5V1EV3EInLWwoSxNgRS01WwwArtTQ9LuVs4peDCdExY1IxELHKA==⟧;",
        ],
        no ["AccountKey=" "<key>;"],
    ),
    secret!(
        "azure_shared_access_key", "Azure Service Bus, Event Hubs or IoT Hub key",
        "https://learn.microsoft.com/en-us/azure/service-bus-messaging/service-bus-sas",
        Format::new(&["SharedAccessKey="], &[run(BASE64, 43), Lit("=")]).labelled().worth(0.97),
        yes ["SharedAccessKeyName=Root;SharedAccessKey=⟦" "P4p6e3UnIC10UlL/x/Q9GgYu28/cBC7ADXWGBmLkbHA=⟧"],
        no ["SharedAccessKey=" "xxxx"],
    ),
    secret!(
        "azure_api_key", "Azure AI services or API Management key",
        "https://learn.microsoft.com/en-us/azure/ai-services/authentication",
        context Context::new(
            &["azure", "ocp-apim-subscription", "cognitive"],
            &[&[run(LOWER_HEX, 32)], &[run(ALNUM, 84)], &[run(ALNUM, 52)]],
        ),
        yes [
            "Ocp-Apim-Subscription-Key: ⟦" "e9716c97d5bcf858a35dd662c578e8e0⟧",
            "AZURE_OPENAI_API_KEY=⟦"
            "afotshySi8ZkPpCZK2E8uTcHHlwwGykC0xFPoqGZC032E23CyGROLaPjToWbqRCSBpwkjgalTnlnB1rDT6nS⟧",
        ],
        no ["AZURE_OPENAI_API_KEY=<key>"],
    ),
    secret!(
        "alibaba_access_key_id", "Alibaba Cloud access key id",
        "https://www.alibabacloud.com/help/en/ram/user-guide/create-an-accesskey-pair",
        Format::new(&["LTAI"], &[Run(ALNUM, 12, 26)]),
        yes ["⟦LTAI" "1VrrI8UJBk2gN1tt6NMZ⟧"], no ["LTAI" "xxxxxxxxxxxxxxxxxxxx"],
    ),
    secret!(
        "alibaba_secret_key", "Alibaba Cloud access key secret",
        "https://www.alibabacloud.com/help/en/ram/user-guide/create-an-accesskey-pair",
        context Context::new(&["alibaba", "aliyun"], &[&[run(ALNUM, 30)]]),
        yes ["ALIBABA_CLOUD_ACCESS_KEY_SECRET=⟦" "Z87OuKey3GDdBjx52PG8bOq4qGjFxr⟧"],
        no ["ALIBABA_CLOUD_ACCESS_KEY_SECRET=<secret>"],
    ),
    secret!(
        "tencent_secret_id", "Tencent Cloud secret id",
        "https://www.tencentcloud.com/document/product/598/34228",
        Format::new(&["AKID"], &[Run(ALNUM, 32, 32)]),
        yes ["⟦AKID" "lv11pHtqQf5fssDe354b0zOqExGH6m4e⟧"], no ["AKID" "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"],
    ),
    secret!(
        "digitalocean_token", "DigitalOcean token",
        "https://docs.digitalocean.com/reference/api/create-personal-access-token/",
        Format::new(&["dop_v1_", "doo_v1_", "dor_v1_"], &[run(LOWER_HEX, 64)]),
        yes ["⟦dop_v1_" "872b7d5a269ce2dd7e138ee790d0c0ff72a907ba2b7007bbb27248118a07f21c⟧"],
        no ["dop_v1_" "0db6ba2f066949418a2a"],
    ),
    secret!(
        "cloudflare_api_key", "Cloudflare API token or global key",
        "https://developers.cloudflare.com/fundamentals/api/get-started/",
        context Context::new(
            &["cloudflare", "cf_api", "cf-api", "cf_token"],
            &[&[run(URL64, 40)], &[run(LOWER_HEX, 37)]],
        ),
        yes [
            "CLOUDFLARE_API_TOKEN=⟦" "1Tp2xp3RPYK8OaCStdGS7ao8srk4FGr3Bw-29Bpw⟧",
            "cloudflare_global_api_key: \"⟦" "e934a80827773a73586195fef7fe6308ab909⟧\"",
        ],
        no ["CLOUDFLARE_API_TOKEN=<token>"],
    ),
    secret!(
        "cloudflare_origin_ca_key", "Cloudflare origin CA key",
        "https://developers.cloudflare.com/fundamentals/api/get-started/ca-keys/",
        Format::new(&["v1.0-"], &[run(LOWER_HEX, 24), Lit("-"), run(LOWER_HEX, 146)]),
        yes [
            "⟦v1.0-" "d5b686a6dea6b52a4583a065-"
            "55b9fae8e16f306d78c608a5c19693c4c941af97c1612ee873eb356ad88977c32db047020ff8226d61ffc445f8779f0acbe49b4232fa739aa247111690737179d82161085b7b0dbe6f⟧",
        ],
        no ["v1.0-" "alpha"],
    ),
    secret!(
        "cloudflare_token", "Cloudflare API token or global key with a mark",
        "https://developers.cloudflare.com/fundamentals/api/get-started/token-formats/",
        Format::new(&["cfk_", "cfut_", "cfat_"], &[Run(URL64, 44, 60)]),
        yes ["⟦cfut_" "1Tp2xp3RPYK8OaCStdGS7ao8srk4FGr3Bw29Bpw7a05f0ab2⟧"],
        no ["cfat_" "account"],
    ),
    secret!(
        "vercel_token", "Vercel token or API key with a mark",
        "https://vercel.com/changelog/new-token-formats-and-secret-scanning",
        Format::new(&["vcp_", "vci_", "vca_", "vcr_", "vck_"], &[Run(URL64, 24, 80)])
            .checked(ends_in_crc32),
        yes ["⟦vcp_" "8Bbka0xseHkYAnsS0MChD3gOvXjjDFzO9U4guTo289IXTCTXNE8YpsWl⟧"],
        no ["vcp_" "port"],
    ),
    secret!(
        "flyio_token", "Fly.io token",
        "https://fly.io/docs/security/tokens/",
        Format::new(&["fo1_", "fm1a_", "fm1r_", "fm2_"], &[Run(BASE64.with(b"-_"), 43, 1500), Run(EQUALS, 0, 2)]),
        yes [
            "FLY_API_TOKEN=⟦fo1_" "axv0IY7uOUfN5GPSokEwF7S7naGsddhoUNquezDeBTs⟧",
            "⟦fm2_"
            "lJPEDY4AMpLyBGAy2jJHq/B/cjqM90DKwukfasgDpHPp7vB2eVh/30Z06VfOdVo5yEWxlGB1oBBfHRvCMverzZx2JFYJ1xVlpf8F1IbANkrYmU6/1m4I57v5/uH7V/iGmb/ST8DkrA4vZCB1Y1lXens4lDclWbBln1Z7=⟧",
        ],
        no ["fo1_" "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"],
    ),
    secret!(
        "heroku_api_key", "Heroku API key",
        "https://devcenter.heroku.com/articles/authentication",
        context Context::new(&["heroku"], &[UUID]),
        yes ["HEROKU_API_KEY=⟦" "6a2324d4-a790-424a-acd9-68aa64ced766⟧"],
        no ["HEROKU_API_KEY=00000000-0000-0000-0000-000000000000"],
    ),
    secret!(
        "heroku_token", "Heroku token",
        "https://devcenter.heroku.com/articles/oauth",
        Format::new(&["HRKU-AA"], &[run(URL64, 58)]),
        yes ["⟦HRKU-AA" "jcwFh4dCIzWRgOxNHuY-FLIBzfAgx4iSeYm5JERojJLTSHWUjT1fTjbfmZ⟧"], no ["HRKU-AA" "xx"],
    ),
    secret!(
        "yandex_token", "Yandex Cloud key or token",
        "https://yandex.cloud/en/docs/iam/concepts/authorization/",
        Format::new(&["AQVN", "YCAJ", "YCM", "YCN", "YCO", "YCP"], &[Run(URL64, 34, 38)]),
        yes ["⟦AQVN" "SpVtLzMXK9nZdXLpw089Ig0yJ7hAGuBd_uqQU⟧"], no ["AQVN" "oYAzTn2E5q1Z"],
    ),
    secret!(
        "yandex_api_key", "Yandex key or token, by name",
        "https://yandex.cloud/en/docs/iam/concepts/authorization/",
        context Context::new(
            &["yandex"],
            &[
                &[Lit("t1."), Run(URL64, 20, 600), Run(EQUALS, 0, 2), Lit("."), run(URL64, 86), Run(EQUALS, 0, 2)],
                &[Lit("YC"), run(URL64, 38)],
                &[Lit("y0_"), Run(URL64, 36, 80)],
            ],
        ),
        yes [
            "yandex_token: \"⟦t1."
            "8JQVrSARVL1IypOyGZhmP7ywMmBSk8nf6mBc6ugpqCFa86ILPu-OYj5Ikc4q9edH_59B8uF64_H4dAdqBcyEtiUQuW."
            "E9TXZrlaRIKkh8-uflbu9yVqw7lAML-wpPIX0XQX2qB4Z7ajaeSe-mwzJqOL8WNbPPGX8utP7rFx9bm2sgt_f6⟧\"",
            "YANDEX_KEY=⟦YC" "bcDpH28Gl813NEGqp5L8cviA9h4dG67qbW6_XX⟧",
        ],
        no ["yandex_token: t1.9"],
    ),
    secret!(
        "netlify_token", "Netlify token",
        "https://docs.netlify.com/api/get-started/#authentication",
        Format::new(&["nfp_", "nfc_", "nfo_"], &[run(ALNUM, 36)]),
        yes ["⟦nfp_" "OVkCJwE7qndjaANh942DiyF9vIgwJukvMc5D⟧"], no ["nfp_" "x"],
    ),
    secret!(
        "netlify_api_key", "Netlify token of the first kind",
        "https://docs.netlify.com/api/get-started/#authentication",
        context Context::new(&["netlify"], &[&[Run(URL64.with(b"="), 40, 46)]]),
        yes ["NETLIFY_AUTH_TOKEN=⟦" "mekFlR69MJoDnL4ZM2H1f3zvsAtTjRT8aBodYwr_-_F⟧"],
        no ["NETLIFY_AUTH_TOKEN=your-token"],
    ),
    secret!(
        "fastly_token", "Fastly API token",
        "https://docs.fastly.com/en/guides/using-api-tokens",
        context Context::new(&["fastly"], &[&[run(URL64.with(b"="), 32)]]),
        yes ["FASTLY_API_TOKEN=⟦" "WNVN26hTnhocgvuQ7R2rE8i9hyADb9mW⟧"], no ["FASTLY_API_TOKEN=xxxx"],
    ),
    secret!(
        "scalingo_token", "Scalingo token",
        "https://developers.scalingo.com/tokens",
        Format::new(&["tk-us-"], &[run(URL64, 48)]),
        yes ["⟦tk-us-" "aNEcC0zz_6Cqcz2t9WqJclev3rGh_89v2sCw7_ZlutcYrHco⟧"], no ["tk-us-" "east"],
    ),
    secret!(
        "supabase_token", "Supabase token or secret key",
        "https://supabase.com/docs/guides/api/api-keys",
        Format::new(&["sbp_", "sb_secret_"], &[Run(URL64, 30, 60)]),
        yes ["⟦sbp_" "1f908962a63076994d29aa3a55c8b4ef2dd4c089⟧", "⟦sb_secret_" "kBggNyLsNc-mZUr9YuIpUQRzhgVjrjm⟧"],
        no ["sbp_" "x"],
    ),
    secret!(
        "render_api_key", "Render API key",
        "https://render.com/docs/api",
        Format::new(&["rnd_"], &[run(ALNUM, 32)]),
        yes ["⟦rnd_" "xk4KUD2HYYVHgAX86UF8YnDGjQD6yKbl⟧"], no ["rnd_" "seed"],
    ),
    secret!(
        "ibm_cloud_api_key", "IBM Cloud API key",
        "https://cloud.ibm.com/docs/account?topic=account-userapikey",
        context Context::new(
            &["ibm", "watson", "bluemix", "softlayer", "cloudant"],
            &[&[run(URL64, 44)], &[run(LOWER_HEX, 64)]],
        ),
        yes [
            "IBM_CLOUD_API_KEY=⟦" "K1kGFwiRVGut05U1uQMT6D2c2WRf1B5fpDaN4OxsupQS⟧",
            "softlayer_api_key = '⟦" "a2753d03be04f9eb01619b9f176cbf38204e064fa6f9f66160e6fcf1dae42c08⟧'",
        ],
        no ["softlayer_api_key=\"%s\" % SL_API_KEY_ENV"],
    ),
    secret!(
        "hosting_token",
        "token of a host without a mark of its own: Hetzner, Linode, Vercel, Vultr, OVHcloud, Scaleway",
        "https://docs.hetzner.cloud/reference/cloud, https://techdocs.akamai.com/linode-api, https://vercel.com/docs/rest-api",
        context Context::new(
            &["hetzner", "hcloud", "linode", "vercel", "vultr", "ovh", "scaleway", "scw_", "railway", "koyeb"],
            &[
                &[run(LOWER_HEX, 64)], &[run(ALNUM, 64)], &[run(ALNUM, 24)], &[run(UPPER_ALNUM, 36)],
                &[run(ALNUM, 32)], UUID,
            ],
        ),
        yes [
            "HCLOUD_TOKEN=⟦" "8Bbka0xseHkYAnsS0MChD3gOvXjjDFzO9U4guTo289IXTCTXNE8YpsWlX6iihUjc⟧",
            "VERCEL_TOKEN: ⟦" "sEOmZFQ0J13S5szf1tXBDmiX⟧",
        ],
        no ["HCLOUD_TOKEN=$TOKEN"],
    ),
]);

/// Whether the twelve-digit account number in a key id is one: forty of the bits that the base-32 digits write,
/// below 10¹².
///
/// Source: AWS publishes no layout; `sts:GetAccessKeyInfo` reads the account from the id, and ids made since 2019
/// carry it in these bits.
fn names_an_account(id: &[u8]) -> bool {
    // Ten digits are fifty bits: one that is not part of the number, forty that are, nine more.
    let bits =
        id.iter().skip(4).take(10).try_fold(0u64, |bits, &digit| Some(bits << 5 | u64::from(base32_value(digit)?)));
    bits.is_some_and(|bits| (bits >> 9 & 0xFF_FFFF_FFFF) < 1_000_000_000_000)
}

/// The marks that Azure puts into keys, so many characters from their start, and how many follow, then the padding.
const ANNOTATED: &[(&[u8], usize, usize, usize)] = &[
    (b"JQQJ9", 52, 27, 0),
    (b"+ASt", 76, 6, 2),
    (b"ACDb", 76, 6, 2),
    (b"+ABa", 76, 6, 2),
    (b"+AMC", 76, 6, 2),
    (b"APIM", 76, 6, 2),
    (b"AIoT", 33, 6, 1),
    (b"+ASb", 33, 6, 1),
    (b"+AEh", 33, 6, 1),
    (b"+ARm", 33, 6, 1),
    (b"AzCa", 33, 6, 1),
    (b"AzFu", 44, 6, 2),
    (b"AzSe", 42, 6, 0),
    (b"+ACR", 42, 6, 0),
];

/// A key with one of the marks at its place.
fn azure_annotated_key(candidate: &Candidate<'_>) -> Option<Match> {
    const KEY: Alphabet = BASE64.with(b"-_");
    let bytes = candidate.text.as_bytes();
    let hit = candidate.at.of(bytes);
    let (_, before, after, padding) = ANNOTATED.iter().find(|(mark, ..)| *mark == hit)?;
    let (start, end) = (candidate.at.start.checked_sub(*before)?, candidate.at.end + after);
    let alone = start.checked_sub(1).and_then(|at| bytes.get(at)).is_none_or(|b| !KEY.has(*b));
    let key = bytes.get(start..end)?;
    let padded = bytes.get(end..)?.iter().take(2).take_while(|b| **b == b'=').count();
    let closed = bytes.get(end + padded).is_none_or(|b| !KEY.has(*b));
    (alone && closed && padded == *padding && KEY.run(key, key.len()) == key.len() && looks_random(key, URL64))
        .then_some(Match { span: Span::new(start, end + padded), score: 0.97, why: "structure" })
}

/// FNV-1a hashes of keys that Google ships in its own public samples and clients; they open nothing.
const PUBLISHED_BY_GOOGLE: &[u32] = &[
    0x00D9B068, 0x0AF7CA9D, 0x1751C16C, 0x1845A427, 0x4E1351CB, 0x6A41F911, 0x722EF8D0, 0x8EE1D847, 0x965BD60A,
    0xAF8FAB00, 0xB1887211, 0xB8782C2E, 0xC8A510E9, 0xF0951274, 0xF50C0E72,
];

/// Whether a key is none of Google's published ones.
fn unpublished(key: &[u8]) -> bool {
    let hash = key.iter().fold(0x811C_9DC5u32, |hash, &byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    !PUBLISHED_BY_GOOGLE.contains(&hash)
}

/// What secrets of Microsoft Entra are made of.
const ENTRA: Alphabet = ALNUM.with(b"-_.~");

/// Three characters, a digit and `Q~`, then 31 to 34 more.
fn azure_client_secret(candidate: &Candidate<'_>) -> Option<Match> {
    let bytes = candidate.text.as_bytes();
    let Span { start: mark, end } = candidate.at;
    let start = mark.checked_sub(3)?;
    if !candidate.at.of(bytes).ends_with(b"Q~") || !starts_here(bytes, start) {
        return None;
    }
    let head = bytes.get(start..mark)?;
    if !head.iter().all(|&b| ENTRA.has(b))
        || start.checked_sub(1).and_then(|at| bytes.get(at)).is_some_and(|&b| ENTRA.has(b))
    {
        return None;
    }
    let body = token(&[Run(ENTRA, 31, 34)], bytes.get(end..)?)?;
    looks_random(body, URL64).then_some(Match {
        span: Span::new(start, end + body.len()),
        score: 0.95,
        why: "structure",
    })
}
