//! Payment providers, banks and exchanges: Stripe, Square, Plaid and their neighbours.

use super::alphabet::ALNUM;
use super::format::{Format, OneOf, Run, secret};
use crate::detect::Detector;

/// Everything of this file.
pub const DETECTORS: &[Detector] = &[
    secret!(
        "stripe_api_key", "Stripe secret or restricted key",
        "https://docs.stripe.com/keys",
        Format::new(&["sk_live_", "sk_test_", "sk_prod_", "rk_live_", "rk_test_", "rk_prod_"], &[Run(ALNUM, 10, 247)]),
        yes ["stripe.api_key = \"⟦sk_live_" "K5lSJjNh2ADh6tU2rOqK7j8l⟧\"", "⟦rk_test_" "PdcS36oVb0U6340NyUTTDzmkggbbXKwZRVvuger2D5hyg6WU241nakZpVpudSqZNVSbkhTpLY35ffDwqpO41stmXC1BU1OPqOOu⟧"],
        no ["task_test_" "QVM56z2e4apBFCM7On6FQPZ717rOfu", "pk_live_" "ZAmpkKF0fsJr8NU5mYeNi0fk", "sk_live_" ""],
    ),
    secret!(
        "stripe_webhook_secret", "Stripe webhook signing secret",
        "https://docs.stripe.com/webhooks#verify-events",
        Format::new(&["whsec_"], &[Run(ALNUM.with(b"+/="), 32, 80)]),
        yes ["⟦whsec_" "3iyIzjVENN8KDdFI9Dv5FlCtsIoYBt28⟧"], no ["whsec_" "..."],
    ),
];
