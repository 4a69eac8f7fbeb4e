//! Issuers that mark their tokens and say no more about them: a row each, one detector for each kind of service.
//!
//! The formats are those of each issuer's documentation, which `source` names for the larger ones, and of the tokens it
//! issues. Lengths that the rules of Nosey Parker or Kingfisher (or the sources these cite) confirm: Firecrawl, Apify,
//! Browserbase, Cartesia, Mem0, Modal, Friendli, Unkey, Bitbucket, PostHog, Arcjet, Aikido, Dependency-Track, StackHawk, pyx,
//! Pixie, Inngest, Telnyx, MailerSend, MongoDB Atlas, AppSync, MWS, Elastic Cloud, CockroachDB, Zuplo, Builder.io,
//! Salesforce, ClickUp, Cal.com, Ramp, Segment. The others are known from the issuer alone.

use super::alphabet::{ALNUM, Alphabet, BASE64, DIGIT, HEX, LOWER_ALNUM, LOWER_HEX, UPPER_ALNUM, URL64};
use super::format::{Format, Lit, OneOf, Run, UUID, run};
use crate::detect::{Candidate, Detector, Find, Open, lean};

/// Letters, digits and underscores.
const WORDS: Alphabet = ALNUM.with(b"_");
/// URL-safe base 64 in several parts.
const DOTTED: Alphabet = URL64.with(b".");
/// Base 64 with its padding.
const PADDED: Alphabet = BASE64.with(b"=");
/// URL-safe base 64, or base 64 with its signs escaped as in URLs.
const ESCAPED: Alphabet = URL64.with(b"%");

/// The marks of a table.
const fn marks<const N: usize>(table: &[Format; N]) -> [&'static str; N] {
    let mut marks = [""; N];
    let (mut rows, mut rest) = (table.as_slice(), marks.as_mut_slice());
    while let ([row, more @ ..], [mark, others @ ..]) = (rows, rest) {
        if let [first, ..] = row.start {
            *mark = first;
        }
        (rows, rest) = (more, others);
    }
    marks
}

/// The row of a hit.
fn row<'t>(table: &'t [Format], candidate: &Candidate<'_>) -> Option<&'t Format> {
    let hit = candidate.at.of(candidate.text.as_bytes());
    table.iter().find(|format| format.start.iter().any(|mark| mark.as_bytes() == hit))
}

/// A detector for a table.
macro_rules! marked {
    ($id:literal, $title:literal, $source:literal, $table:ident, yes [$($($yes:literal)+),+ $(,)?],
     no [$($($no:literal)+),+ $(,)?]) => {
        Detector {
            id: concat!("secret.", $id),
            title: $title,
            source: $source,
            find: Find::Literals {
                literals: {
                    const MARKS: &[&str] = &marks($table);
                    MARKS
                },
                verify: |candidate| row($table, candidate)?.verify(candidate),
                open: Open::Exactly(|candidate| row($table, candidate).is_some_and(|row| row.is_open(candidate))),
            },
            examples: &[$(concat!($($yes),+)),+],
            counterexamples: &[$(concat!($($no),+)),+],
        }
    };
}

/// Everything of this file.
pub const DETECTORS: &[Detector] = &lean([
    marked!(
        "model_service_token",
        "token of a service around models, by its mark: OpenAI sessions, Gemini, Weights & Biases, Firecrawl, E2B, Browserbase, Apify, LlamaCloud, RunPod, Baidu, Cartesia, Cursor, LangSmith, Mem0, Modal, Friendli, Unkey",
        "https://ai.google.dev/gemini-api/docs/api-key, https://docs.wandb.ai/support/find_api_key, https://docs.firecrawl.dev, https://e2b.dev/docs/api-key, https://docs.apify.com/platform/integrations/api, https://modal.com/docs/guide/service-users, https://friendli.ai/docs/guides/personal-access-tokens, https://www.unkey.com/docs/security/root-keys",
        MODEL_SERVICE_TOKEN,
        yes [
            "⟦sess" "-1RhIAsz2PJknrACe15U93FOXW5ovfRd0dado3xFc⟧",
            "⟦AQ.A" "bu0U-o72t0-b2R5iytS43KtgBoZZZ16YgHR2ve_NsQxSPcFrWQ0⟧",
            "⟦wandb_v1" "_vBM_eEqeFW2iTKZpacLBI1NVXPzWKnBCfLdhRqJhrB8HhlPoARUO78nkj3ippGfOxJjafwhkTbobL⟧",
            "⟦fc" "-89998e9ad40144eae588d4bdddec5057⟧",
            "⟦e2b" "_90e70ffd4e0c1be7387607c5e47cc16c8f4e2102⟧",
            "⟦bb_live" "_7DYDnFoIfgg63-remkOjS_R1UyyH89⟧",
            "⟦apify_api" "_u4FRgiF1zlWI67MBSi0YVm7dcTEOHSb8svil⟧",
            "⟦llx" "-hgm1fqE3x5pxMBJDZbndNWKvIYs7bip2fUqTIEwTqjyLgGOp⟧",
            "⟦rpa" "_rI0PKN2ORc60mffOemVxuc6KgWtZiHtBFNWKJwlAo8tUk⟧",
            "⟦bce-v3/ALTAK" "-vGVm9NeBXSIXeu1y69C1nv/de065bd580de45e80c6ab87f93487c5001e8196a⟧",
            "⟦sk_car" "_PZhIxjYzn5_CkNoAXHG_VC⟧",
            "⟦crsr" "_985764ea1996c87dc700da1b06c7ab603ca4139d1032089583ea665d5a95f514⟧",
            "⟦key" "_703dfc868ded27398bd65aebce27932b126ed67f782d54014f91386e1b2e5884⟧",
            "⟦ls_" "_6831ce2db809dfb27645b7a905ceba5c⟧",
            "⟦m0" "-Vb8XNyoGTq7yPKTUPlZ5NiZHuYAdFoBcbHoSKYuj⟧",
            "⟦ak" "-jIuy2PZAWGlYHzAAJ5mbTN⟧",
            "⟦as" "-L2DEyXKzBDIACxmgd9PCxf⟧",
            "⟦flp" "_PqumpmQYhs4Y9Dpj9EG6aSrbRZ5lOQm6Rylvuhf9Nq84no⟧",
            "⟦unkey" "_mefSmI9V2CJ8egRPJLnLvSfg⟧",
            "⟦bb_test" "_k7DYDnFoIfgg63-remkOjS_R1Uyy⟧",
        ],
        no ["fc-" "barcelona", "key_" "press", "AQ.Ab" "c"]
    ),
    marked!(
        "development_token",
        "token of a development service, by its mark: Snyk, Sourcegraph, Bitbucket, JetBrains, npm, Packagist, Postman, PostHog, Axiom, Honeycomb, Statsig, dbt, Deno, DevCycle, Aikido, Arcjet, StackHawk, Dependency-Track, pyx, Pixie, Inngest",
        "https://docs.snyk.io/snyk-api/authentication-for-api, https://www.jetbrains.com/help/youtrack/devportal/Manage-Permanent-Token.html, https://posthog.com/docs/api, https://axiom.co/docs/reference/tokens, https://docs.honeycomb.io/configure/environments/manage-api-keys/, https://apidocs.aikido.dev/reference/authorization, https://docs.arcjet.com/environment, https://docs.dependencytrack.org/integrations/rest-api/, https://docs.pyx.dev/authentication, https://docs.px.dev/reference/admin/api-keys/, https://www.inngest.com/docs/platform/signing-keys",
        DEVELOPMENT_TOKEN,
        yes [
            "⟦snyk_uat" ".5c990841.RXK5iRIR5F0rurnrmA6NKUVGbdp_xhiJJgmAm0A8GNr5wPuO5j2SFXjQA2BV⟧",
            "⟦snyk_sat" ".c10f38de.xVPYsdY_YKl1JZk1K5K4PMYhnQ7t9eUUemVlhh7rjBVznSXHEuqag-8wd7ua⟧",
            "⟦slk" "_d258048db6d83c2c503cb28b229aad3dc049e1c08ed12a364f9bfedd4a7edc32⟧",
            "⟦ATB" "B3wogQdphOKLzTVsokhIooeWSoWW6NN⟧",
            "⟦perm" ":OzDrMVfb4EYE4LPlEasktS.XxVd39YBG+z.ctEugmp5hSvYbsMPAMJZDhYLzGwXqm⟧",
            "⟦perm" "-jAxw7BBIzfjlbbrOeLvXsJ.bqIkp3p6MOv.HNuTQre5Lkf0Yiyyh5uI8zRGUKUAMY⟧",
            "⟦NpmToken" ".b5155cd5-d898-4020-a5be-a3ce36a4413f⟧",
            "⟦packagist" "_Upv36wvtDBLc3kleDDiwEM8gmZTHXszN_YnfMojrCqgb5soHamKCH5FLqiRp⟧",
            "⟦PMAT" "-O7BR4TSAU8EZTH26LCQ7BDJTNM⟧",
            "⟦phx" "_GAQUi8lafifbjjcIbNhwZozxo8WGGz9FokfYFBoYSSRxe2dbLv⟧",
            "⟦phs" "_ckiuxJSPvxn7qzs1pmdn51t33JYgu6CVorjYeTsdR5bOdlnJLv⟧",
            "⟦xaat" "-f2964e93-e1d3-4869-a30b-6e38a0be18e6⟧",
            "⟦xapt" "-321f91ee-7e10-42cf-af62-1a857d0cd935⟧",
            "⟦hcaik" "_trjaem87wzrnszbrx6mmnffmknfh466vkestqknsrs3cq66dl2oau16kepzp⟧",
            "⟦hcxik" "_7shfqhc5kzaa3rdjcy77nsdfauet9wfux4l22detsspsdl8f29elpo6w2176⟧",
            "⟦hcamk" "_f8ruzx8jwo6tusylqe6v3jtbfc5xcn8j0ajbzcrgxtx9ixbzyqdruvp1yqd5⟧",
            "⟦secret" "-kFvPRtxNF5kRZCeLmjNQ7WtNNSOYtpLdMnulyrqlkMK⟧",
            "⟦dbtu" "_5matme_mhYffYi8uKsuvgbhcHnUXVg_we_AITZmZ6CmppYsQbC⟧",
            "⟦dbtc" "_0Ifuv3y0FNrTHSfdRCp5vIKLfmawNdnNmq1i7OdeS4H4cCQ0jF⟧",
            "⟦ddp" "_Ym2jx2nD3MZyCzr9bG3rXUmTzfBx7Sh22jbk⟧",
            "⟦ddo" "_eRBx7rMKTfSEVNcLY97fzWqz6oCCU0HlEDFq⟧",
            "⟦dvc_server" "_8kWoAynq1qFl4TWOSmU4bsyRI1L8Yh2_5veYQQwSw986Z⟧",
            "⟦pha" "_A3QfWOO8gr2ENW9hwX7dRRNzMBYC7poA4zLiNPyaYcd⟧",
            "⟦phr" "_5EcLwM1hq6VAI5dF4QIFgjt7fbR5WwXQM0AadO4jMRM⟧",
            "⟦AIK" "_SECRET_VbIapfGX3hTy4gUSipqnNRfkkjbdZToG6NyZAJKC056rCRUg4D0s8rs3TmbB5ecb⟧",
            "⟦ajkey" "_jafg6nf1kgys358zm1qsf7uumr⟧",
            "⟦hawk" ".xMKH4LNNF7z68zTqyLU9.RJGtXfrHgjixXOIdnWQB⟧",
            "⟦odt" "_D9CHBd7bSKZBhEIQirOkFvdH7KDBZyfU⟧",
            "⟦sk-pyx" "-Itfx3FDLSad2LRj5zO8SQe1ahcyNicWOEPqQCXqEWQl8VGfec9Ky6JelL4n8ANLu⟧",
            "⟦tp-pyx" "-u4om5A1YAyLGT9OmzIgnODFFtFGvvZF1m66wOFnqwOoYkwGjRq7Z2st5pIYg4BHe⟧",
            "⟦px-api" "-89509ddd-c3eb-ffc5-ccd8-099ee02cab83⟧",
            "⟦px-dep" "-bb43e451-f9ab-2845-ad0f-3d761f3d0201⟧",
            "⟦signkey" "-prod-bfe8c26b715568b9126bef73fecde3b53f79a8afba701070d26d7f79a73aff5c⟧",
            "⟦BBDC" "-NDM5MzAxNTc4MzA1Ojk9vRr2kqT7wYw4XhZbLq0sGdUe⟧",
        ],
        no ["secret-" "name", "perm:" "read.write.x"]
    ),
    marked!(
        "message_service_token",
        "token or webhook of a messaging or social service, by its mark: Resend, OneSignal, Telnyx, Mandrill, MailerSend, Klaviyo, PubNub, Discord, Instagram, LinkedIn, Slack, Firebase, Feishu (Lark), Zapier",
        "https://resend.com/docs/api-reference/introduction, https://documentation.onesignal.com/docs/en/keys-and-ids, https://developers.klaviyo.com/en/docs/authenticate_, https://www.pubnub.com/docs/general/setup/account-setup, https://firebase.google.com/docs/cloud-messaging, https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot, https://help.zapier.com/hc/en-us/articles/8496288690317",
        MESSAGE_SERVICE_TOKEN,
        yes [
            "⟦re" "_94RpHrOZ_4TWtlaZ70b2IM1uRyckxRJ10⟧",
            "⟦os_v2_app" "_osbtur8o0wp9mr94o4mkpxnwluihs2n6i9aac65qo3qgvsbgpand23yqfxv8a31h7s624qwmf9ou9jgbgn7vtpgczng72efgx6o0⟧",
            "⟦KEY" "0CYFVUH97RCHUAQ0TNAKQ71JLTMKXL_5wOGKazqMarKgm9Fyv1xLz⟧",
            "⟦md" "-Ou6mrrvVPHwrVMHKiNSCzO⟧",
            "⟦mlsn" ".a69988b422fea0b127dcb6aa520e9a66436ade1b3cdc11809fafb95d99e514b0⟧",
            "⟦pk" "_b0391278bcdee6b32f5b12bb959b47f3c5⟧",
            "⟦sec-c" "-QsNny/L/CcsBo2R/oNhC3y2hqXaLohJCeJDsM0cuA6bTSZgXbE3dT0p⟧",
            "⟦mfa" ".IbU7F6VJgZBHHh9Os-bwOHMdcDU-WidNJoqypFJr7aikksFVEA8G9KCOaI3YlHmvdJGlfEPce5fYCHxIurn8⟧",
            "⟦IGQ" "VZh_rBKrNP_rRuB8qppu-HRgBehFiIkzT2OA4RH7FLQPu-IDnC_aOybSyXpSjU2qElEB8-5ccvnzhnTx8w1ifKHJna2BtYJklmZCJte0bb_XsTbYOLB8IHJ0V⟧",
            "⟦IGA" "AOlKGz6tOW1ABYcXHIg3oCnMMVTEQLtrrhWqoKL-vsjK47U1KKzfgWxZYgRwg_ug434-Zf89rWQKvAtOT2N34klPwqxoCGQnkROTQ7UeFLwh0-Z74_ekZTV4B⟧",
            "⟦WPL_AP1" ".YLUEr6bxAXUU8zB2.ebiwCh5E⟧",
            "⟦xoxd" "-5kK8HBS5Q1fevuD_5H1cJDHt1I7DvtXfF5shlOiwowDG0trSi6-SPpqrTK_OV7oaZ20G7WW5cnmjLnSo⟧",
            "⟦APA91" "bm-mwTHowePQuQ24_2CUrapgThpXnsG65a6q_DKK_APmPEoufLjFl4xjq4g6pWIOQ1DtZcndiuPshS8JHvDBxLfNoQsuTfzJ3JAxQnTw30Sl64WTV_ioeZ0jpJzD3QINumJCRtyVBbkLvzRdPVmXVSN⟧",
            "⟦open.feishu.cn/open-apis/bot/v2/hook/" "9a6656c9-0bd5-482a-90a2-9b9fa5ff5180⟧",
            "⟦open.larksuite.com/open-apis/bot/v2/hook/" "bc0dbc0e-1563-7ebb-8e3b-91d26ab4a829⟧",
            "⟦hooks.zapier.com/hooks/catch/" "65323583/3k9xq2v⟧",
        ],
        no ["re_" "try_after", "md-" "5", "pk_" "live"]
    ),
    marked!(
        "payment_service_token",
        "token of a payment or blockchain service, by its mark: Paddle, Polar, Xendit, Mercado Pago, WooCommerce, Cashfree, Checkout.com, Midtrans, Alchemy, Infura, QuickNode",
        "https://developer.paddle.com/api-reference/about/authentication, https://docs.polar.sh/integrate/oat, https://docs.xendit.co/docs/api-keys, https://www.mercadopago.com/developers/en/docs/credentials, https://woocommerce.github.io/woocommerce-rest-api-docs/, https://www.alchemy.com/docs, https://docs.infura.io",
        PAYMENT_SERVICE_TOKEN,
        yes [
            "⟦pdl_live_apikey" "_swopwzvo5q0gssdhlrf7ia4h71_XLzANDA03yGcm1MCfntMgY_xtz⟧",
            "⟦pdl_sdbx_apikey" "_vnyvh1yf8oc4vjt9qi5syj0xl5_2lyKAGgEeTFSRAOvXxq2vz_xSJ⟧",
            "⟦polar_oat" "_j9W6TPhgJKyTDSHKJMKUdyK1u3HkTQmTcIGbTEdJT2ADgMSoF3⟧",
            "⟦polar_pat" "_7AOP61l5E191UbL3R8A0TviC6Cs27Liopqo0YfU8wI0gsgcNTv⟧",
            "⟦xnd_production" "_DonOR3KQj4NKCoMa6tPNKquD7VUcOU3hQoJ2FJCfhPkBtZKuDkDFFEq⟧",
            "⟦xnd_development" "_mYkZAzOjPiaM4Akws9FN05GFcH867G1jwgnUsqZTxUtvptZ6OkJjcAN⟧",
            "⟦APP_USR" "-643213484577513-945635-36563062d875b5e5ba54a09e28185732-291204759⟧",
            "⟦ck" "_cbe647a544910ce8b7ea4955f52fefb05565b1bf⟧",
            "⟦cs" "_eb7ac13b681d99eedb7c7482ebd0dec9cec8b1e3⟧",
            "⟦cfsk_ma_prod" "_RJNtNaByjN9Wis9bsk1_tf63haybHbXixQ3bzbItUk2Hb9JP⟧",
            "⟦cfsk_ma_test" "_qSKpIwZTGHCZqbTE1qbGv32_48pY3rxUcsAUqS6RXGKXGB1G⟧",
            "⟦sk_sbox" "_Y7mupneViPunXz7zwFkGii3RtO-4Vumz⟧",
            "⟦Mid-server" "-2XQTQtK7UKmhHdMhBd_SdYOX4Bl9CM⟧",
            "⟦alcht" "_abjeRbZIysqgaUzTAsZug5Zpen8G6l⟧",
            "⟦QN" "_2540d5745ef22cc3f59aa75a80fa67fa⟧",
            "⟦g.alchemy.com/v2/" "gkZeESG61she_QAqq0nv3Vth1Ls6v6-O⟧",
            "⟦infura.io/v3/" "f89fc43c5fa52f8b2b19b8f89a50f8a8⟧",
        ],
        no ["ck_" "editor", "cs_" "CZ.UTF-8"]
    ),
    marked!(
        "hosting_service_token",
        "token of a host or data store, by its mark: Neon, MongoDB Atlas, Confluent, Google Cloud Storage, Akamai, Backblaze, AWS AppSync and MWS, Elastic Cloud, turbopuffer, Infisical, CockroachDB, Zuplo, Builder.io, Aiven",
        "https://neon.com/docs/manage/api-keys, https://www.mongodb.com/docs/atlas/api/service-accounts-overview/, https://cloud.google.com/storage/docs/authentication/hmackeys, https://techdocs.akamai.com/developer/docs/edgegrid, https://www.backblaze.com/docs/cloud-storage-application-keys, https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html, https://www.cockroachlabs.com/docs/cockroachcloud/managing-access, https://zuplo.com/blog/api-key-authentication, https://www.builder.io/c/docs/using-your-api-key, https://aiven.io/docs",
        HOSTING_SERVICE_TOKEN,
        yes [
            "⟦napi" "_8vvvbaw0t58rg0bq3tzpk9m731eqkw62sw161x3q7qoe84t2l03de2yeidif7o7u⟧",
            "⟦mdb_sa_sk" "_Gu7U1js_LqD-_LplgONTlZcA1HF3LAJ-bryyFVQVB1Hh8⟧",
            "⟦cfl" "t0saw+SQyTPvTVDKdNNXw/55MtEMeFhe01Zck0qsWLFaHkwMIOsqkB79qGfVs⟧",
            "⟦GOOG1" "EE16E6QCD0FMWN8F5IC1A0H2MY2D3C518338O17VC0UHJSY2LQ1TYU85VI⟧",
            "⟦akab" "-1fe4ildleq38o2aq-mgk5oq6dx5gwlwmc⟧",
            "⟦K0" "06Py75V/87HygGTaMghA95CdhiOOX⟧",
            "⟦da2" "-oprkod3999ackmq38ao85njyfe⟧",
            "⟦amzn.mws" ".613fe599-f38b-4496-aaf2-4391a96d049d⟧",
            "⟦essu" "_IeU91qV+5GWGLiQteDBO+qbACz2OFsWLyXizMYYyny10JbL226Jp571D53UpOquPNVBGmCXcaN19QRvB⟧",
            "⟦tpuf" "_mOBBULfCOboqysNmxDMfQwfD5RZ9O8myRr0s1qBCSPjaM7Gm⟧",
            "⟦st" ".d56e0dc7ce48c50e9c2694f1.c983e77bdf5b3ddcf583f5afb82a0575.74c745edbc34d04fc42f3ed33971aece⟧",
            "⟦CCDB1" "_4Y0jlbQcdkbxZP5q936fRr_1YVT8gDZV3ciXx3ZTlgMkX9WrMsXXhIxZR7qaksr⟧",
            "⟦zpka" "_2o0qvla94lcb1ynzihtgvtn3p8rzgibh_049d3e84⟧",
            "⟦bpk" "-74f2a7dccc06616cd334b459e42220d8⟧",
            "⟦AVNS" "_Ds0GPRZwwrPwV81Aw71⟧",
        ],
        no ["da2-" "x", "st." "louis", "K00" "1"]
    ),
    marked!(
        "office_service_token",
        "token of a business service, by its mark: Salesforce, Trello, ClickUp, Cal.com, Ramp, Segment",
        "https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/intro_oauth_and_connected_apps.htm, https://developer.atlassian.com/cloud/trello/guides/rest-api/authorization/, https://developer.clickup.com/docs/authentication, https://cal.com/docs/api-reference/v2/introduction, https://docs.ramp.com/developer-api/v1/authorization, https://segment.com/docs/api/public-api/",
        OFFICE_SERVICE_TOKEN,
        yes [
            "⟦00" "DEdKFA6OIHMyJB!6ICZrNFanshoLVQxFFqbJTL-0hP5WpX71AKkHHhSJAreMUyA2tS1.6glos_Pdi_qKmDkEaMswrvIRqszu3pKoCSDNN88t2mMEENn⟧",
            "⟦5Aep86" "1hUmiwqueYKqg7.zf8tcabr0COx9IQ6MF6WDUNzygUi96ezpLjoVfm6Kr5IA3kSzX5yMGW4rQH5THTYXC⟧",
            "⟦ATT" "Ad3725dcf4b9e0264f6e2426cf104fc2512a2000c70e208145b0eff7e7fdc042a2735⟧",
            "⟦pk" "_73445313_0PSNEKD7GFDMFG2RIK9THKR98VEPQ9QZ⟧",
            "⟦cal_live" "_c947e0dedc8b137913993ed6da209da9⟧",
            "⟦ramp_sec" "_tbtIFrwfmXUEVb564hISvTyXNWGdULAMQyRtpGFT9JkBoazU⟧",
            "⟦sgp" "_Y5c1ZGYYzxDMtfcb8KToy6TsWapzx3HZR6vLzMRM7Bb0WHHTA11maCTRdYgfN4sm⟧",
        ],
        no ["00D" "x!y", "pk_" "1_2"]
    ),
]);

const MODEL_SERVICE_TOKEN: &[Format; 20] = &[
    Format::new(&["sess-"], &[run(ALNUM, 40)]),
    Format::new(&["AQ.Ab"], &[Run(URL64, 40, 60)]),
    Format::new(&["wandb_v1_"], &[run(WORDS, 77)]),
    Format::new(&["fc-"], &[run(LOWER_HEX, 32)]),
    Format::new(&["e2b_"], &[run(LOWER_HEX, 40)]),
    Format::new(&["bb_live_"], &[Run(URL64, 20, 40)]),
    Format::new(&["apify_api_"], &[Run(ALNUM, 34, 38)]),
    Format::new(&["llx-"], &[run(ALNUM, 48)]),
    Format::new(&["rpa_"], &[Run(ALNUM, 40, 50)]),
    Format::new(&["bce-v3/ALTAK-"], &[Run(ALNUM, 20, 24), Lit("/"), run(LOWER_HEX, 40)]),
    Format::new(&["sk_car_"], &[Run(URL64, 20, 24)]),
    Format::new(&["crsr_"], &[run(LOWER_HEX, 64)]),
    Format::new(&["key_"], &[run(LOWER_HEX, 64)]),
    Format::new(&["ls__"], &[run(LOWER_HEX, 32)]),
    Format::new(&["m0-"], &[Run(ALNUM, 24, 44)]),
    Format::new(&["ak-"], &[run(ALNUM, 22)]),
    Format::new(&["as-"], &[run(ALNUM, 22)]),
    Format::new(&["flp_"], &[run(ALNUM, 46)]),
    Format::new(&["unkey_"], &[Run(ALNUM, 20, 32)]),
    Format::new(&["bb_test_"], &[Run(URL64, 20, 40)]),
];

const DEVELOPMENT_TOKEN: &[Format; 34] = &[
    Format::new(&["snyk_uat."], &[run(LOWER_HEX, 8), Lit("."), Run(DOTTED, 40, 250)]),
    Format::new(&["snyk_sat."], &[run(LOWER_HEX, 8), Lit("."), Run(DOTTED, 40, 250)]),
    Format::new(&["slk_"], &[run(LOWER_HEX, 64)]),
    Format::new(&["ATBB"], &[Run(ALNUM, 28, 32)]),
    Format::new(&["perm:"], &[Run(PADDED, 4, 40), Lit("."), Run(PADDED, 2, 20), Lit("."), run(ALNUM, 30)]),
    Format::new(&["perm-"], &[Run(PADDED, 4, 40), Lit("."), Run(PADDED, 2, 20), Lit("."), run(ALNUM, 30)]),
    Format::new(&["NpmToken."], UUID),
    Format::new(&["packagist_"], &[Run(WORDS, 40, 100)]),
    Format::new(&["PMAT-"], &[run(UPPER_ALNUM, 26)]),
    Format::new(&["phx_"], &[Run(ALNUM, 40, 60)]),
    Format::new(&["phs_"], &[Run(ALNUM, 40, 60)]),
    Format::new(&["xaat-"], UUID),
    Format::new(&["xapt-"], UUID),
    Format::new(&["hcaik_"], &[Run(LOWER_ALNUM, 50, 70)]),
    Format::new(&["hcxik_"], &[Run(LOWER_ALNUM, 50, 70)]),
    Format::new(&["hcamk_"], &[Run(LOWER_ALNUM, 50, 70)]),
    Format::new(&["secret-"], &[run(ALNUM, 43)]),
    Format::new(&["dbtu_"], &[Run(URL64, 36, 64)]),
    Format::new(&["dbtc_"], &[Run(URL64, 36, 64)]),
    Format::new(&["ddp_"], &[run(ALNUM, 36)]),
    Format::new(&["ddo_"], &[run(ALNUM, 36)]),
    Format::new(&["dvc_server_"], &[Run(WORDS, 30, 60)]),
    Format::new(&["pha_"], &[Run(ALNUM, 40, 60)]),
    Format::new(&["phr_"], &[Run(ALNUM, 40, 60)]),
    Format::new(&["AIK_"], &[OneOf(&["SECRET_", "CI_"]), Run(ALNUM, 20, 64)]),
    Format::new(&["ajkey_"], &[run(LOWER_ALNUM, 26)]),
    Format::new(&["hawk."], &[run(URL64, 20), Lit("."), run(URL64, 20)]),
    Format::new(&["odt_"], &[Run(ALNUM, 32, 64)]),
    Format::new(&["sk-pyx-"], &[Run(ALNUM, 46, 64)]),
    Format::new(&["tp-pyx-"], &[Run(ALNUM, 46, 64)]),
    Format::new(&["px-api-"], UUID),
    Format::new(&["px-dep-"], UUID),
    Format::new(&["signkey-"], &[Run(LOWER_ALNUM, 3, 20), Lit("-"), run(LOWER_HEX, 64)]),
    Format::new(&["BBDC-"], &[run(BASE64, 44)]),
];

const MESSAGE_SERVICE_TOKEN: &[Format; 16] = &[
    Format::new(&["re_"], &[Run(ALNUM, 6, 10), Lit("_"), Run(ALNUM, 22, 26)]),
    Format::new(&["os_v2_app_"], &[Run(LOWER_ALNUM, 90, 110)]),
    Format::new(&["KEY0"], &[Run(UPPER_ALNUM, 27, 31), Lit("_"), run(ALNUM, 22)]),
    Format::new(&["md-"], &[run(URL64, 22)]),
    Format::new(&["mlsn."], &[Run(ALNUM, 40, 100)]),
    Format::new(&["pk_"], &[run(LOWER_HEX, 34)]),
    Format::new(&["sec-c-"], &[Run(BASE64, 50, 60)]),
    Format::new(&["mfa."], &[run(URL64, 84)]),
    Format::new(&["IGQV"], &[Run(URL64, 100, 300)]),
    Format::new(&["IGAA"], &[Run(URL64, 100, 300)]),
    Format::new(&["WPL_AP1."], &[run(ALNUM, 16), Lit("."), Run(BASE64, 6, 10)]),
    Format::new(&["xoxd-"], &[Run(ESCAPED, 60, 240)]),
    Format::new(&["APA91b"], &[Run(URL64, 130, 180)]),
    Format::new(&["open.feishu.cn/open-apis/bot/v2/hook/"], UUID),
    Format::new(&["open.larksuite.com/open-apis/bot/v2/hook/"], UUID),
    Format::new(&["hooks.zapier.com/hooks/catch/"], &[Run(DIGIT, 4, 12), Lit("/"), Run(LOWER_ALNUM, 6, 16)]),
];

const PAYMENT_SERVICE_TOKEN: &[Format; 17] = &[
    Format::new(&["pdl_live_apikey_"], &[run(LOWER_ALNUM, 26), Lit("_"), run(ALNUM, 22), Lit("_"), run(ALNUM, 3)]),
    Format::new(&["pdl_sdbx_apikey_"], &[run(LOWER_ALNUM, 26), Lit("_"), run(ALNUM, 22), Lit("_"), run(ALNUM, 3)]),
    Format::new(&["polar_oat_"], &[Run(ALNUM, 40, 60)]),
    Format::new(&["polar_pat_"], &[Run(ALNUM, 40, 60)]),
    Format::new(&["xnd_production_"], &[Run(ALNUM, 40, 70)]),
    Format::new(&["xnd_development_"], &[Run(ALNUM, 40, 70)]),
    Format::new(
        &["APP_USR-"],
        &[Run(DIGIT, 10, 20), Lit("-"), run(DIGIT, 6), Lit("-"), run(LOWER_HEX, 32), Lit("-"), Run(DIGIT, 6, 12)],
    ),
    Format::new(&["ck_"], &[run(LOWER_HEX, 40)]),
    Format::new(&["cs_"], &[run(LOWER_HEX, 40)]),
    Format::new(&["cfsk_ma_prod_"], &[Run(WORDS, 36, 60)]),
    Format::new(&["cfsk_ma_test_"], &[Run(WORDS, 36, 60)]),
    Format::new(&["sk_sbox_"], &[Run(URL64, 24, 40)]),
    Format::new(&["Mid-server-"], &[Run(URL64, 20, 40)]),
    Format::new(&["alcht_"], &[run(ALNUM, 30)]),
    Format::new(&["QN_"], &[run(LOWER_HEX, 32)]),
    Format::new(&["g.alchemy.com/v2/"], &[Run(URL64, 21, 32)]),
    Format::new(&["infura.io/v3/"], &[run(LOWER_HEX, 32)]),
];

const HOSTING_SERVICE_TOKEN: &[Format; 15] = &[
    Format::new(&["napi_"], &[run(LOWER_ALNUM, 64)]),
    Format::new(&["mdb_sa_sk_"], &[Run(URL64, 40, 50)]),
    Format::new(&["cflt"], &[run(BASE64, 60)]),
    Format::new(&["GOOG1E"], &[run(UPPER_ALNUM, 57)]),
    Format::new(&["akab-"], &[run(LOWER_ALNUM, 16), Lit("-"), run(LOWER_ALNUM, 16)]),
    Format::new(&["K00"], &[run(DIGIT, 1), run(BASE64, 27)]),
    Format::new(&["da2-"], &[run(LOWER_ALNUM, 26)]),
    Format::new(&["amzn.mws."], UUID),
    Format::new(&["essu_"], &[Run(PADDED, 60, 200)]),
    Format::new(&["tpuf_"], &[Run(ALNUM, 32, 64)]),
    Format::new(&["st."], &[run(LOWER_HEX, 24), Lit("."), run(LOWER_HEX, 32), Lit("."), run(LOWER_HEX, 32)]),
    Format::new(&["CCDB1_"], &[run(ALNUM, 22), Lit("_"), run(ALNUM, 40)]),
    Format::new(&["zpka_"], &[run(LOWER_ALNUM, 32), Lit("_"), run(LOWER_HEX, 8)]),
    Format::new(&["bpk-"], &[run(LOWER_HEX, 32)]),
    Format::new(&["AVNS_"], &[run(URL64, 19)]),
];

const OFFICE_SERVICE_TOKEN: &[Format; 7] = &[
    Format::new(&["00D"], &[Run(ALNUM, 12, 15), Lit("!"), Run(DOTTED, 80, 260)]),
    Format::new(&["5Aep861"], &[Run(DOTTED, 60, 100)]),
    Format::new(&["ATTA"], &[Run(HEX, 64, 72)]),
    Format::new(&["pk_"], &[Run(DIGIT, 7, 9), Lit("_"), run(UPPER_ALNUM, 32)]),
    Format::new(&["cal_live_"], &[run(ALNUM, 32)]),
    Format::new(&["ramp_sec_"], &[run(ALNUM, 48)]),
    Format::new(&["sgp_"], &[run(ALNUM, 64)]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mark_has_an_example_and_only_one_row_in_its_table() {
        for detector in DETECTORS {
            let Find::Literals { literals, .. } = detector.find else { panic!() };
            assert_eq!(literals.len(), detector.examples.len(), "{}", detector.id);
            for (mark, example) in literals.iter().zip(detector.examples) {
                assert!(example.starts_with(&format!("⟦{mark}")), "{mark}");
                assert_eq!(literals.iter().filter(|other| *other == mark).count(), 1, "{mark}");
            }
        }
    }
}
