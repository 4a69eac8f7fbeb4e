//! Chat, mail and telephony: Slack, Discord, Telegram, Twilio, SendGrid and their neighbours.

use super::alphabet::{ALNUM, DIGIT, LOWER_HEX, UPPER_ALNUM};
use super::format::{Format, Lit, OneOf, Run, run, secret};
use crate::detect::Detector;

/// Everything of this file.
pub const DETECTORS: &[Detector] = &[
    secret!(
        "slack_token", "Slack bot, user or legacy token",
        "https://docs.slack.dev/authentication/tokens",
        Format::new(
            &["xoxb-", "xoxp-", "xoxa-", "xoxo-", "xoxr-", "xoxs-"],
            &[run(DIGIT, 1), Run(ALNUM.with(b"-"), 14, 240)],
        ),
        yes ["⟦xoxb-" "781236542736-2364535789652-" "YCwAFx4OdSlf4Suh4xiUtHBP⟧", "⟦xoxp-" "41684372915-1320496754-45609968301-" "6e3c9ce16f1d31752de8d9504b190e34⟧"],
        no ["xoxb-" "xxxxxxxxx-xxxxxxxxxx-xxxxxxxxxxxx", "xoxb-" "xoxb-my-bot-token", "2018-250-xoxo-" "indieweb-1.jpg"],
    ),
    secret!(
        "slack_app_token", "Slack app-level token",
        "https://docs.slack.dev/authentication/tokens",
        Format::new(&["xapp-"], &[run(DIGIT, 1), Lit("-"), Run(UPPER_ALNUM, 8, 14), Lit("-"), Run(DIGIT, 8, 16), Lit("-"), Run(LOWER_HEX, 32, 128)]),
        yes ["⟦xapp-1-" "3GU3R3AWG5T-" "3934935086204-" "e4487f1652763ace02ec4dbb6c68870aaabac07e82382378861fbec2b6935e1d⟧"], no ["xapp-1-" "R7DSB4J5CEO"],
    ),
    secret!(
        "slack_config_token", "Slack app configuration token",
        "https://docs.slack.dev/authentication/tokens",
        Format::new(&["xoxe.xoxp-", "xoxe.xoxb-", "xoxe-"], &[run(DIGIT, 1), Lit("-"), Run(ALNUM, 100, 250)]),
        yes ["⟦xoxe.xoxp-" "1-zeSLxgud3sQMu4LusnOPiuMvXTFNygZhahddpip1ydnieBZasY0oSacIr0IbW0Qg9uptS6doq7wvA8FtK6a40qSrXX8rDcdioQaKmoSS8hQe8LCzmKYoFVDd1XURCNRjrJbah2Yu9XM0YoYRtH9Q5Atjl7WwARb1CdP0Az⟧", "⟦xoxe-" "1-eJ0DUklyiXi4BlLGE1Xmn23uxAbJNlnYKClew95k64iUUH9Y5w21PnJA3PomtDRYkHy9vu8Rz8ODhRq6lKmkfNEkTgzin0NK5dOf59dLu7tfR4wpo3n8YGJgmoNHmZrAFxyW5br8jSkpybPL01⟧"], no ["xoxe.xoxp-" "1-RANDOMSTRINGHERE"],
    ),
    secret!(
        "slack_webhook_url", "Slack webhook",
        "https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks",
        Format::new(&["hooks.slack.com/"], &[OneOf(&["services/", "workflows/", "triggers/"]), Run(ALNUM.with(b"/+"), 40, 120)]),
        yes ["https://⟦hooks.slack.com/services/" "T611E6ZGY/BC4DQO8JFAN/" "WO6YUVIgu11y9kSUrxLLG3Z6⟧"], no ["https://hooks.slack.com/services/" "T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX"],
    ),
];
