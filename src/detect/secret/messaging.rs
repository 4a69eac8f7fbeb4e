//! Chat, mail, telephony and social networks: Slack, Discord, Telegram, Twilio, SendGrid and their neighbours.

use super::alphabet::{ALNUM, Alphabet, DIGIT, HEX, LOWER_ALNUM, LOWER_HEX, UPPER_ALNUM, URL64};
use super::context::Context;
use super::format::{Format, Lit, OneOf, Run, UUID, run, secret, starts_here, token};
use super::random::{looks_random, reads_like_words};
use crate::detect::{Candidate, Detector, Find, Match, Open, lean};
use crate::normalize::decode;
use crate::text::Span;

/// Everything of this file.
pub const DETECTORS: &[Detector] = &lean([
    secret!(
        "slack_token", "Slack bot, user or legacy token",
        "https://docs.slack.dev/authentication/tokens",
        Format::new(
            &["xoxb-", "xoxp-", "xoxa-", "xoxo-", "xoxr-", "xoxs-", "xoxe-", "xoxc-"],
            &[run(DIGIT, 1), Run(ALNUM.with(b"-"), 14, 240)],
        ).only_if(slack_secret).unmistakable(),
        yes [
            "⟦xoxb-" "781236542736-2364535789652-" "YCwAFx4OdSlf4Suh4xiUtHBP⟧",
            "⟦xoxp-" "41684372915-1320496754-45609968301-" "6e3c9ce16f1d31752de8d9504b190e34⟧",
        ],
        no [
            "xoxb-" "xxxxxxxxx-xxxxxxxxxx-xxxxxxxxxxxx",
            "xoxb-" "xoxb-my-bot-token",
            "2018-250-xoxo-" "indieweb-1.jpg",
            "xoxp-" "572370529330-573807301142-572331691188-####################",
        ],
    ),
    secret!(
        "slack_app_token", "Slack app-level token",
        "https://docs.slack.dev/authentication/tokens",
        Format::new(
            &["xapp-"],
            &[
                run(DIGIT, 1), Lit("-"), Run(UPPER_ALNUM, 8, 14), Lit("-"), Run(DIGIT, 8, 16), Lit("-"),
                Run(LOWER_ALNUM, 32, 128),
            ],
        ),
        yes [
            "⟦xapp-1-" "3GU3R3AWG5T-" "3934935086204-"
            "e4487f1652763ace02ec4dbb6c68870aaabac07e82382378861fbec2b6935e1d⟧",
        ],
        no ["xapp-1-" "R7DSB4J5CEO"],
    ),
    secret!(
        "slack_config_token", "Slack app configuration token",
        "https://docs.slack.dev/authentication/tokens",
        Format::new(&["xoxe.xoxp-", "xoxe.xoxb-", "xoxe-"], &[run(DIGIT, 1), Lit("-"), Run(ALNUM, 100, 250)]),
        yes [
            "⟦xoxe.xoxp-"
            "1-zeSLxgud3sQMu4LusnOPiuMvXTFNygZhahddpip1ydnieBZasY0oSacIr0IbW0Qg9uptS6doq7wvA8FtK6a40qSrXX8rDcdioQaKmoSS8hQe8LCzmKYoFVDd1XURCNRjrJbah2Yu9XM0YoYRtH9Q5Atjl7WwARb1CdP0Az⟧",
            "⟦xoxe-"
            "1-eJ0DUklyiXi4BlLGE1Xmn23uxAbJNlnYKClew95k64iUUH9Y5w21PnJA3PomtDRYkHy9vu8Rz8ODhRq6lKmkfNEkTgzin0NK5dOf59dLu7tfR4wpo3n8YGJgmoNHmZrAFxyW5br8jSkpybPL01⟧",
        ],
        no ["xoxe.xoxp-" "1-RANDOMSTRINGHERE"],
    ),
    secret!(
        "slack_webhook_url", "Slack webhook",
        "https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks",
        Format::new(
            &["hooks.slack.com/"],
            &[OneOf(&["services/", "workflows/", "triggers/"]), Run(ALNUM.with(b"/+"), 40, 120)],
        ),
        yes ["https://⟦hooks.slack.com/services/" "T611E6ZGY/BC4DQO8JFAN/" "WO6YUVIgu11y9kSUrxLLG3Z6⟧"],
        no ["https://hooks.slack.com/services/" "T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX"],
    ),
    Detector {
        id: "secret.discord_bot_token",
        title: "Discord bot token",
        source: "https://discord.com/developers/docs/reference#authentication",
        find: Find::Groups {
            lengths: (23, 26),
            digits: 1,
            letters: true,
            beside: b".",
            not_after: b"",
            context: &[],
            verify: discord_bot_token,
            joined_by: b"._-",
        },
        examples: &[concat!("⟦MTk4NjIyNDgzNDcxOTI1MjQ4", ".Cl2FMQ.", "ZnCjm1XVW7vRze4b7Cq4se7kKWs⟧")],
        counterexamples: &[concat!("MZ1yGvKTjE0rY0cV8i47CjAa", ".uRHQPq.", "Xb1Mk2nEhe,4iUcrGOuegj57zMC")],
    },
    secret!(
        "discord_webhook_url", "Discord webhook",
        "https://discord.com/developers/docs/resources/webhook",
        Format::new(
            &["discord.com/api/webhooks/", "discordapp.com/api/webhooks/"],
            &[Run(DIGIT, 17, 20), Lit("/"), Run(URL64, 60, 80)],
        ).worth(0.95),
        yes [
            "https://⟦discord.com/api/webhooks/" "834311107762286749/"
            "gyuTL3AfOfUS5DuZlDfAWQCasPsxOn-ejk4cZNL2A1yrFDIiGIpRn4Ty8okxKg3Hc6-m⟧",
        ],
        no ["https://discord.com/api/webhooks/" "id/token"],
    ),
    secret!(
        "discord_key", "Discord bot token, client secret, client id or public key, by name",
        "https://discord.com/developers/docs/topics/oauth2",
        context Context::new(
            &["discord"],
            &[
                &[run(LOWER_HEX, 64)],
                &[run(URL64.with(b"="), 32)],
                &[Run(DIGIT, 17, 19)],
                &[OneOf(&["M", "N", "O"]), Run(URL64, 22, 27), Lit("."), run(URL64, 6), Lit("."), Run(URL64, 27, 38)],
            ],
        ),
        yes [
            "DISCORD_TOKEN=⟦MT" "l9xe4ZFtO6T5OA2zWQzPdW.4F3Anc." "jS9zdcGsZBE3flF1dTs9008VTLrFshSyM2gdxp⟧",
            "DISCORD_CLIENT_SECRET=⟦" "OLagGmp7c02KcSSR2z5z-CSXqXNpx6iL⟧",
        ],
        no ["discord=00000000000000000000000000000000"],
    ),
    secret!(
        "telegram_bot_token", "Telegram bot token",
        "https://core.telegram.org/bots/api#authorizing-your-bot",
        [":AA"] telegram_bot_token, Open::Runs(1),
        yes [
            "7213808860:⟦" "AAT2BvfbkZTw6H48_X4WjyI-1W2YMhyX73j⟧",
            "https://api.telegram.org/bot110201543:⟦" "AAFHXzyKzz_UZpsCDt4Cqo30TRSN5IKCM0p⟧/getMe",
        ],
        no [
            "arn:aws:sns:aaa:111122223333" ":aaaaaaaaaaaaaaaaaaassssssddddddddddddd",
            "foo:AA" "H1bjqpKKW3maRSPAxzIU-0v6xNuq2-NjM",
        ],
    ),
    secret!(
        "telegram_token", "Telegram bot token, by name",
        "https://core.telegram.org/bots/api#authorizing-your-bot",
        context Context::new(&["telegr", "telegram"], &[&[Run(DIGIT, 5, 16), Lit(":A"), run(URL64, 34)]]),
        yes ["telegram_api_token = \"⟦13022141" ":AXt4ROLWwAtZqxjrMR8I_Y3bE9nCFjkJiV4⟧\""],
        no ["telegram_api_token = \"6330:A" "powyq28m1urkcuiegp-o3_7suxju72q0vw\""],
    ),
    secret!(
        "twilio_api_key", "Twilio API key or token",
        "https://www.twilio.com/docs/iam/api-keys",
        context Context::new(
            &["twilio"],
            &[&[Lit("SK"), run(HEX, 32)], &[run(LOWER_HEX, 32)], &[run(ALNUM, 32)]],
        ),
        yes [
            "TWILIO_API_KEY=⟦SK" "799ea3d12537858b91997f4471edcb5f⟧",
            "twilio_auth_token: \"⟦" "ced6506d80f5d0ef8fdd54c1a0591592⟧\"",
        ],
        no ["TWILIO_API_KEY=SK" "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"],
    ),
    secret!(
        "sendgrid_api_key", "SendGrid API key",
        "https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys",
        Format::new(
            &["SG."],
            &[run(URL64, 22), Lit("."), run(URL64, 43)],
        ).or(&[run(URL64.with(b"=."), 66)]).worth(0.95),
        yes ["⟦SG." "XuMivVPzlAS2WUWuafNTfx." "4AjhilgV4TdV8FpPQQUxm5NpYfaJVjjK1WHPSmAIuvN⟧"],
        no ["SG." "ngeVfQFYQlKU0ufo8x5d1A..TwL2iGABf9DHoTf-09kqeF8tAmbihYzrnopKc-1s5cr"],
    ),
    secret!(
        "sendinblue_api_key", "Brevo (Sendinblue) API key",
        "https://developers.brevo.com/docs/getting-started",
        Format::new(&["xkeysib-", "xsmtpsib-"], &[run(LOWER_HEX, 64), Lit("-"), run(ALNUM, 16)]),
        yes ["⟦xkeysib-" "a7d14555de2ac80e521a652486401983269e99b40f4d997794eaca2f3858350e-" "zI2zBuy07TbPL556⟧"],
        no ["xkeysib-" "..."],
    ),
    secret!(
        "mailgun_key", "Mailgun private or public key",
        "https://documentation.mailgun.com/docs/mailgun/api-reference/mg-auth",
        Format::new(&["key-", "pubkey-"], &[run(LOWER_HEX, 32)]).worth(0.85),
        yes ["mailgun: ⟦key-" "2368dfb91c602538cdd760bdff2e94ef⟧"], no ["key-" "value"],
    ),
    secret!(
        "mailgun_signing_key", "Mailgun signing key",
        "https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks",
        context Context::new(&["mailgun"], &[&[run(HEX, 32), Lit("-"), run(HEX, 8), Lit("-"), run(HEX, 8)]]),
        yes ["MAILGUN_KEY=⟦" "c9fc38f0cbb449e90606fa598348da59-" "2b69ba7b-" "c4d9657a⟧"], no ["MAILGUN_KEY=key"],
    ),
    secret!(
        "mailchimp_api_key", "Mailchimp API key",
        "https://mailchimp.com/developer/marketing/guides/quick-start/#generate-your-api-key",
        ["-us"] mailchimp_api_key, Open::Around(|byte| HEX.has(byte) || b"-us".contains(&byte), 8),
        yes ["⟦4ceacf658298fd7ea510e9ac774928fa" "-us20⟧"],
        no ["abf142cefe81758" "-us2", "3eee7ff8b6d2f108fb5760071585c3e7" "-usable"],
    ),
    secret!(
        "teams_webhook_url", "Microsoft Teams webhook",
        "https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook",
        Format::new(
            &["webhook.office.com/"],
            &[OneOf(&["webhookb2/", "webhook/"]), Run(ALNUM.with(b"-@/"), 80, 300)],
        ),
        yes [
            "https://corp.⟦webhook.office.com/webhookb2/"
            "12785bc9-e5f1-4901-afe0-bffb0e1fff6e@29a101be-7f7a-40f5-aafc-3bf367c5d6a3/IncomingWebhook/f7b7577c4f508d3a7f41276be0cf0cc7/cd8876bb-75b8-421d-a636-7440ed3d3e0f⟧",
        ],
        no ["https://corp.webhook.office.com/webhookb2/" "x"],
    ),
    secret!(
        "messagebird_key", "MessageBird (Bird) key",
        "https://developers.messagebird.com/api/#authentication",
        context Context::new(&["messagebird", "message_bird", "message-bird"], &[&[run(LOWER_ALNUM, 25)], UUID]),
        yes ["MESSAGEBIRD_KEY=⟦" "zj49u2vn47p6507ywaks3dqro⟧"], no ["MESSAGEBIRD_KEY=$KEY"],
    ),
    secret!(
        "intercom_key", "Intercom token",
        "https://developers.intercom.com/docs/build-an-integration/learn-more/authentication",
        context Context::new(&["intercom"], &[&[Run(URL64.with(b"="), 60, 60)]]),
        yes ["INTERCOM_TOKEN=⟦dG9r" "Msc7Mmk7Of8h8fBFa9gEhb9RJ9V2vUOwAE1RluaY7XTigYwnO02vdeA=⟧"],
        no ["INTERCOM_TOKEN=$TOKEN"],
    ),
    secret!(
        "zendesk_key", "Zendesk secret key or API token",
        "https://developer.zendesk.com/api-reference/introduction/security-and-auth/",
        context Context::new(&["zendesk"], &[&[run(ALNUM, 40)]]),
        yes ["ZENDESK_TOKEN=⟦" "HPfEIWL7tZs3DbhVRDgX7ti98IKdppcqrqXAmXu4⟧"],
        no ["ZENDESK_TOKEN=$TOKEN"],
    ),
    secret!(
        "chat_token", "token of a chat service without a mark of its own: Mattermost, Gitter, Sendbird",
        "https://developers.mattermost.com/integrate/reference/personal-access-token/, https://sendbird.com/docs",
        context Context::new(
            &["mattermost", "gitter", "sendbird"],
            &[&[run(LOWER_ALNUM, 26)], &[run(ALNUM.with(b"_-"), 40)], UUID],
        ),
        yes [
            "MATTERMOST_TOKEN=⟦" "l31xzfaetyl8m8apua2mvmka70⟧",
            "sendbird_api_token: '⟦" "08e39edde70aa010eb9fed19970cc5e3f7b3b1ca⟧'",
        ],
        no ["MATTERMOST_TOKEN=$TOKEN"],
    ),
    secret!(
        "facebook_access_token", "Facebook page or user access token",
        "https://developers.facebook.com/docs/facebook-login/guides/access-tokens",
        Format::new(
            &["EAA"],
            &[OneOf(&["M", "C", "A", "B", "D", "E", "F", "G", "H", "I", "J", "K", "L"]), Run(ALNUM, 80, 300)],
        ),
        yes [
            "⟦EAA"
            "MgMj0KpOWF13VdHyM703ulAcOOkFen8YR4OzbBP4vUREfa5KQhnK8DxBkZ1WIqZ4UjZXbQ3iC2IfYX92YALRGyTKoEd4zynkM5V65FxfuOz4yoA8knuBj99NliUrTcapc2v00JOc34FUQJK9lFtepUZoJO5fcCu7XuqrxlZ7X55EbR7Xe11U9⟧",
        ],
        no ["EAA" "C0b75a9329fded2ffa9a02b47e0117831b82"],
    ),
    secret!(
        "facebook_app_token", "Facebook app token",
        "https://developers.facebook.com/docs/facebook-login/guides/access-tokens",
        after 90 ["facebook"] facebook_app_token,
        yes ["facebook ⟦1308742762612587|" "w4kmqCTEl79Q77OB6AujgjTu8zU⟧"],
        no ["facebook 1308742762612587", "facebook | 12"],
    ),
    secret!(
        "facebook_secret", "Facebook app secret",
        "https://developers.facebook.com/docs/development/create-an-app/app-dashboard/basic-settings/",
        context Context::new(&["facebook", "fb_"], &[&[run(LOWER_HEX, 32)]]),
        yes ["FACEBOOK_SECRET=⟦" "bef4dea477e15bb24944121e11733478⟧"],
        no ["FACEBOOK_SECRET=$SECRET"],
    ),
    secret!(
        "twitter_bearer_token", "X (Twitter) bearer token",
        "https://docs.x.com/fundamentals/authentication/oauth-2-0/bearer-tokens",
        Format::new(
            &["AAAAAAAAAAAAAAAAAAAAA"],
            &[Run(Alphabet::range(b'A', b'A'), 0, 4), Run(ALNUM.with(b"%"), 60, 130)],
        ),
        yes [
            "⟦AAAAAAAAAAAAAAAAAAAAA"
            "KeGtHwp7TcT30QUOsHtq9hfxXmbFjMSEytFKoRtJZ2qNFK4n8YeLbANyD4DmEDPsPBMGrKcR3FQOEBmlztXKm7B76il⟧",
        ],
        no ["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"],
    ),
    secret!(
        "twitter_key", "X (Twitter) key or secret, by name",
        "https://docs.x.com/fundamentals/authentication/oauth-1-0a/api-key-and-secret",
        context Context::new(
            &["twitter"],
            &[
                &[Run(DIGIT, 15, 25), Lit("-"), Run(ALNUM, 20, 40)],
                &[run(ALNUM, 45)],
                &[run(ALNUM, 50)],
                &[run(ALNUM, 25)],
            ],
        ),
        yes ["TWITTER_API_SECRET=⟦" "uXQMi02JUlIf6jtWaib6Kenkf5z5GubT2jictm2xTEuxeOGB6Z⟧"],
        no ["TWITTER_API_SECRET=$SECRET"],
    ),
    secret!(
        "social_key", "key of a social network without a mark of its own: LinkedIn, Twitch, Flickr, Reddit",
        "https://learn.microsoft.com/en-us/linkedin/shared/authentication/, https://dev.twitch.tv/docs/authentication/",
        context Context::new(
            &["linkedin", "linked_in", "twitch", "flickr", "reddit", "instagram", "pinterest", "tiktok"],
            &[
                &[Run(LOWER_ALNUM, 14, 14)], &[run(ALNUM, 16)], &[run(LOWER_ALNUM, 30)], &[run(ALNUM, 32)],
                &[run(URL64, 27)],
            ],
        ),
        yes [
            "LINKEDIN_CLIENT_SECRET=⟦" "WcjuIZWN8oj1k19E⟧",
            "twitch_token = \"⟦" "omgripoi2s9eyto370zod9pjxfl5sh⟧\"",
        ],
        no ["TWITCH_TOKEN=$TOKEN"],
    ),
]);

/// Whether the last part of a Slack token can be its secret.
fn slack_secret(token: &[u8]) -> bool {
    // The numbers of workspace and user have nine digits or more; a version of one digit may come first.
    let number = token.split(|&b| b == b'-').skip(1).find(|part| part.len() > 1);
    number.is_some_and(|n| n.len() >= 8)
        && token.rsplit(|&b| b == b'-').next().is_some_and(|last| {
            last.len() >= 10
                && last.iter().any(u8::is_ascii_digit)
                && looks_random(last, ALNUM)
                && !reads_like_words(last)
        })
}

/// The base 64 of a user's number (17 to 19 digits), six characters for the time, 27 to 38 for the signature.
fn discord_bot_token(candidate: &Candidate<'_>) -> Option<Match> {
    let bytes = candidate.text.as_bytes();
    let Span { start, end } = candidate.at;
    // The digits 0 to 9 are 0x30 to 0x39: in base 64 a number starts with M, N or O.
    let number = candidate.at.of(bytes);
    if !matches!(number.first(), Some(b'M' | b'N' | b'O'))
        || bytes.get(end) != Some(&b'.')
        || !starts_here(bytes, start)
    {
        return None;
    }
    let rest = token(&[Lit("."), run(URL64, 6), Lit("."), Run(URL64, 27, 38)], bytes.get(end..)?)?;
    let sure = decode::base64(number).iter().all(u8::is_ascii_digit);
    let score = if sure { 1.0 } else { 0.7 };
    // 18 digits make 24 characters, 19 make 26; others must be digits for certain.
    let fits = sure || matches!(number.len(), 24 | 26);
    (fits && looks_random(rest, URL64)).then_some(Match {
        span: Span::new(start, end + rest.len()),
        score,
        why: "structure",
    })
}

/// A bot's number, which is public, a colon, `AA` and 33 characters, which are not.
fn telegram_bot_token(candidate: &Candidate<'_>) -> Option<Match> {
    let bytes = candidate.text.as_bytes();
    let Span { start: colon, end } = candidate.at;
    let before = bytes.get(..colon)?;
    let digits = before.iter().rev().take(12).take_while(|b| b.is_ascii_digit()).count();
    let start = colon - digits;
    let alone = starts_here(bytes, start) || before.get(..start)?.ends_with(b"/bot");
    if candidate.at.of(bytes) != b":AA" || !(8..=11).contains(&digits) || !alone {
        return None;
    }
    let body = token(&[Run(URL64, 32, 33)], bytes.get(end..)?)?;
    looks_random(body, URL64).then_some(Match {
        span: Span::new(colon + 1, end + body.len()),
        score: 0.95,
        why: "structure",
    })
}

/// 32 hexadecimal digits before `-us` and the number of a data centre.
fn mailchimp_api_key(candidate: &Candidate<'_>) -> Option<Match> {
    let bytes = candidate.text.as_bytes();
    let Span { start: mark, end } = candidate.at;
    let number = token(&[Run(DIGIT, 1, 2)], bytes.get(end..)?)?;
    let start = mark.checked_sub(32)?;
    let key = bytes.get(start..mark)?;
    (key.iter().all(|&b| LOWER_HEX.has(b)) && starts_here(bytes, start) && looks_random(key, LOWER_HEX))
        .then_some(Match { span: Span::new(start, end + number.len()), score: 0.9, why: "shape" })
}

/// The app's number, a bar, 27 characters, within a few words of the name.
fn facebook_app_token(candidate: &Candidate<'_>) -> Option<Match> {
    let bytes = candidate.text.as_bytes();
    let from = candidate.at.end;
    let near = bytes.get(from..)?;
    let skip = near.iter().take(40).position(u8::is_ascii_digit)?;
    let body = token(&[Run(DIGIT, 15, 16), Lit("|"), Run(URL64, 26, 28)], near.get(skip..)?)?;
    looks_random(body, URL64).then_some(Match {
        span: Span::new(from + skip, from + skip + body.len()),
        score: 0.9,
        why: "structure",
    })
}
