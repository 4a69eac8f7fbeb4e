//! Payment providers, banks, exchanges and shops: Stripe, Square, Plaid and their neighbours.

use super::alphabet::{ALNUM, BASE64, HEX, LOWER_ALNUM, LOWER_HEX, URL64};
use super::context::Context;
use super::format::{Format, Lit, OneOf, Run, UUID, run, secret};
use super::random::reads_like_words;
use crate::detect::{Detector, lean};

/// Everything of this file.
pub const DETECTORS: &[Detector] = &lean([
    secret!(
        "stripe_api_key", "Stripe secret or restricted key",
        "https://docs.stripe.com/keys",
        Format::new(
            &["sk_live_", "sk_test_", "sk_prod_", "rk_live_", "rk_test_", "rk_prod_"],
            &[Run(ALNUM, 10, 247)],
        ),
        yes [
            "stripe.api_key = \"⟦sk_live_" "K5lSJjNh2ADh6tU2rOqK7j8l⟧\"",
            "⟦rk_test_"
            "PdcS36oVb0U6340NyUTTDzmkggbbXKwZRVvuger2D5hyg6WU241nakZpVpudSqZNVSbkhTpLY35ffDwqpO41stmXC1BU1OPqOOu⟧",
        ],
        no ["task_test_" "QVM56z2e4apBFCM7On6FQPZ717rOfu", "pk_live_" "ZAmpkKF0fsJr8NU5mYeNi0fk", "sk_live_" ""],
    ),
    secret!(
        "stripe_webhook_secret", "Stripe or Svix webhook signing secret",
        "https://docs.stripe.com/webhooks#verify-events",
        Format::new(&["whsec_"], &[Run(BASE64.with(b"="), 32, 80)]),
        yes ["⟦whsec_" "3iyIzjVENN8KDdFI9Dv5FlCtsIoYBt28⟧"],
        no ["whsec_" "..."],
    ),
    secret!(
        "square_token", "Square access token or application secret",
        "https://developer.squareup.com/docs/build-basics/access-tokens",
        Format::new(&["sq0atp-", "sq0atb-", "sq0csp-"], &[Run(URL64.with(b"]"), 22, 60)]),
        yes ["⟦sq0atp-" "NkNeduho_JD2UJ_0IE1a8m⟧", "⟦sq0csp-" "mRUtwIIyiwxaTZwB4egOi9RbqlFmD1vnPW6RbMitV27⟧"],
        no ["sq0atp-" "..."],
    ),
    secret!(
        "square_access_token", "Square access token of the later kind",
        "https://developer.squareup.com/docs/build-basics/access-tokens",
        Format::new(&["EAAA"], &[run(URL64, 60)]),
        yes ["⟦EAAA" "LIsV2QmaNaoc_bgXJeviPWxSNYd54Z5oovMjwb6B3J0rfzoZieibIYLcHOdk⟧"],
        no ["EAAA" "C0b75a9329fded2ffa9a02b47e0117831b82"],
    ),
    secret!(
        "plaid_access_token", "Plaid access token", "https://plaid.com/docs/api/tokens/",
        Format::new(&["access-sandbox-", "access-development-", "access-production-"], UUID).worth(0.95),
        yes ["⟦access-sandbox-" "d81aed4f-1149-4b8d-aa2d-37facff05906⟧"], no ["access-production-" "environment"],
    ),
    secret!(
        "plaid_key", "Plaid client id or secret", "https://plaid.com/docs/quickstart/glossary/#api-keys",
        context Context::new(&["plaid"], &[&[run(ALNUM, 24)], &[run(LOWER_ALNUM, 30)]]),
        yes ["PLAID_SECRET=⟦" "db3962cf5f5fbd7a2d18e84f97c1ec⟧"], no ["PLAID_SECRET=$SECRET"],
    ),
    secret!(
        "gocardless_token", "GoCardless access token",
        "https://developer.gocardless.com/api-reference/#making-requests",
        context Context::new(&["gocardless"], &[&[OneOf(&["live_", "sandbox_"]), run(URL64.with(b"="), 40)]]),
        yes ["GOCARDLESS_TOKEN=⟦live_" "RphSD6Eer9DRLHCJeJVe64hRzsJ3PnmrXJ0JSOlC⟧"],
        no ["GOCARDLESS_TOKEN=live_token"],
    ),
    secret!(
        "flutterwave_key", "Flutterwave secret, public or encryption key",
        "https://developer.flutterwave.com/v3.0/docs/authentication",
        Format::new(
            &["FLWSECK-", "FLWSECK_TEST-", "FLWPUBK_TEST-", "FLWPUBK-"],
            &[run(HEX, 32), Lit("-X")],
        ).or(&[run(HEX, 12)]),
        yes ["⟦FLWSECK_TEST-" "b59a6fa19b1c6a11c3000b5e0cd99e5b-X⟧", "⟦FLWSECK_TEST-" "cc67e9f3a24a⟧"],
        no ["FLWSECK_TEST-" "..."],
    ),
    secret!(
        "paystack_mollie_key", "Mollie API key",
        "https://docs.mollie.com/reference/authentication",
        Format::new(&["live_", "test_"], &[run(ALNUM, 30)])
            .only_if(|token| token.iter().any(u8::is_ascii_digit) && !reads_like_words(token))
            .worth(0.8),
        yes ["mollie: ⟦live_" "ljPAcmqr9AxuDpb5Y7fWVimKgvkKVv⟧"],
        no ["test_" "that_the_value_is_right_again_x", "test_abcdefghijklmnopqrstuvwxyzabcd", "test_" "ContinuousDistributionHandmade"],
    ),
    secret!(
        "lob_api_key", "Lob API key",
        "https://docs.lob.com/#tag/Authentication",
        Format::new(&["live_", "test_"], &[OneOf(&["pub_", ""]), run(LOWER_HEX, 31)]).or(&[run(LOWER_HEX, 35)]),
        yes ["⟦live_" "a2df6948eb261b488627df2e543c7175aa5⟧", "⟦test_pub_" "efdc61bfff759dbdc751083d05129ce⟧"],
        no ["test_pub_" "sub"],
    ),
    secret!(
        "razorpay_key", "Razorpay key id",
        "https://razorpay.com/docs/api/authentication/",
        Format::new(&["rzp_live_", "rzp_test_"], &[run(ALNUM, 14)]),
        yes ["⟦rzp_live_" "zjKhuA765hmhFV⟧"],
        no ["rzp_test_" "key"],
    ),
    secret!(
        "paypal_braintree_token", "Braintree access token",
        "https://developer.paypal.com/braintree/articles/control-panel/important-gateway-credentials",
        Format::new(
            &["access_token$production$", "access_token$sandbox$"],
            &[run(LOWER_ALNUM, 16), Lit("$"), run(LOWER_HEX, 32)],
        ).worth(0.97),
        yes ["⟦access_token$production$" "k1wq35dk531pfmvl$" "7755c1f74e5efdc8269783ac3b8ef322⟧"],
        no ["access_token$production$" "x"],
    ),
    secret!(
        "paypal_secret", "PayPal client secret",
        "https://developer.paypal.com/api/rest/authentication/",
        context Context::new(&["paypal"], &[&[run(URL64, 80)]]),
        yes [
            "PAYPAL_CLIENT_SECRET=⟦"
            "nVvSYDg5HDdngPFsL4A9KJMM0eC6a3ZgbSbQa0ks2dpzrqQmmtg8jOUOhdkjtialYPpBUYBGbvTowIx0⟧",
        ],
        no ["PAYPAL_CLIENT_SECRET=$SECRET"],
    ),
    secret!(
        "adyen_api_key", "Adyen API key",
        "https://docs.adyen.com/development-resources/api-credentials",
        Format::new(
            &["AQE"],
            &[
                OneOf(&["hm", "ih", "jh", "yh", "ph", "qh", "nh", "kh"]),
                Run(BASE64.with(b"="), 30, 120),
                Lit("-"),
                Run(BASE64.with(b"="), 20, 80),
                Lit("-"),
                Run(ALNUM.with(b"+/=^{}[].,:;!%&()*|?$#@~"), 14, 24),
            ],
        ).worth(0.85),
        yes [
            "⟦AQE"
            "hmAhOkuVEgIh9MVx1xjqqyXl0vgLS88njmKLdOGL8i9XzPQFM2YycaQZjrVeZFM6HBGwURypRgWhamBHXC-c7tjYCqyy59WgBIUX2lKT9kPstH5y5uSb8XBsz4kkSe=-20u6fhkQ4xTSQJuU⟧",
        ],
        no ["AQE" "hm"],
    ),
    secret!(
        "coinbase_token", "Coinbase token",
        "https://docs.cdp.coinbase.com/",
        context Context::new(
            &["coinbase"],
            &[&[run(URL64.with(b"="), 64)], &[Run(BASE64.with(b"="), 88, 88)], &[run(ALNUM, 32)]],
        ),
        yes ["COINBASE_TOKEN=⟦" "V1L45GCIizdSyK87DGAedZ0D8x-m2Sgh5oqWervy_WZm-hHq-ZdtBKM-xjl74Fce⟧"],
        no ["COINBASE_TOKEN=$TOKEN"],
    ),
    secret!(
        "kraken_key", "Kraken private key",
        "https://docs.kraken.com/api/docs/guides/spot-rest-auth",
        context Context::new(&["kraken"], &[&[Run(BASE64.with(b"=_-"), 80, 90)], &[Run(BASE64, 56, 56)]]),
        yes [
            "KRAKEN_PRIVATE_KEY=⟦"
            "ruHDkBBvN+/6snsm97+wHaIC+M5qAlv7K6HY/Y8+Veuu+3nRe4hGi2qTC/JGFm81tMFK8DOhJzIZYQiTwOAtX2==⟧",
        ],
        no ["KRAKEN_PRIVATE_KEY=$KEY"],
    ),
    secret!(
        "exchange_key", "key of an exchange without a mark of its own: Binance, KuCoin, Bittrex, Bybit, OKX",
        "https://developers.binance.com/docs/binance-spot-api-docs/rest-api, https://www.kucoin.com/docs-new",
        context Context::new(
            &["binance", "kucoin", "bittrex", "bybit", "okx_", "bitfinex", "finnhub"],
            &[
                &[run(ALNUM, 64)], &[run(LOWER_HEX, 24)], UUID, &[run(ALNUM, 32)], &[run(LOWER_ALNUM, 20)],
                &[run(LOWER_ALNUM, 40)],
            ],
        ),
        yes [
            "BINANCE_API_KEY=⟦" "ftza8At131ClGb45NnbRrwLjoQrk3LNj2xqlmzEhvZPI5j8PTaWylYJBuzCPLzQV⟧",
            "KUCOIN_SECRET_KEY=⟦" "79f8401f-b165-4c9c-a4fd-6089d845bf23⟧",
        ],
        no ["BINANCE_API_KEY=$KEY"],
    ),
    secret!(
        "finicity_key", "Finicity token or secret",
        "https://developer.mastercard.com/open-finance-us/documentation/quick-start-guide/",
        context Context::new(&["finicity"], &[&[run(LOWER_HEX, 32)], &[run(LOWER_ALNUM, 20)]]),
        yes ["FINICITY_APP_KEY=⟦" "d2b45497cd81a1ba1cc7286a2c1a90a8⟧"],
        no ["FINICITY_APP_KEY=$KEY"],
    ),
    secret!(
        "freshbooks_token", "FreshBooks token",
        "https://www.freshbooks.com/api/authentication",
        context Context::new(&["freshbooks"], &[&[run(LOWER_ALNUM, 64)]]),
        yes ["FRESHBOOKS_TOKEN=⟦" "ban3du4rgv0ix0ymqgjem1rvqv825d3h5ix8r91e2nw00d0uvuf5hsb1snbdmty9⟧"],
        no ["FRESHBOOKS_TOKEN=$TOKEN"],
    ),
    secret!(
        "easypost_api_key", "EasyPost API key",
        "https://docs.easypost.com/docs/authentication",
        Format::new(&["EZAK", "EZTK"], &[run(ALNUM, 54)]),
        yes [
            "⟦EZAK" "DkTFLf2uHEhBEouQS7X6imb1FaV7pIYsTUtPM1vYPe9iiY45jU4jam⟧",
            "⟦EZTK" "VZ5epEMl51fox7HkJt1YPZom8ne64oyFwTaGN858tVedAaoeVYejVE⟧",
        ],
        no ["+EZAK" "GqQRiRyqAFRQshGPWOIAwNWG/RfKHSBnVNFtVmWYoW6PH23lkqbbDWep95C"],
    ),
    secret!(
        "shippo_token", "Shippo API token",
        "https://docs.goshippo.com/docs/guides_general/authentication/",
        Format::new(&["shippo_live_", "shippo_test_"], &[run(LOWER_HEX, 40)]),
        yes ["⟦shippo_live_" "562ea7a15cb5f146309293a9eda962af5452f830⟧"],
        no ["shippo_live_" "..."],
    ),
    secret!(
        "shopify_token", "Shopify token or shared secret",
        "https://shopify.dev/docs/apps/build/authentication-authorization",
        Format::new(&["shpat_", "shpca_", "shppa_", "shpss_", "shptka_"], &[run(HEX, 32)]),
        yes ["⟦shpat_" "83cb37281224e26a6f489135b387da07⟧", "⟦shpss_" "9dfdfc1c17a77a82793e069324ef1707⟧"],
        no ["shpat_" "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"],
    ),
    secret!(
        "shop_key", "key of a shop without a mark of its own: Etsy, Squarespace",
        "https://developers.etsy.com/documentation/essentials/authentication/, https://developers.squarespace.com/commerce-apis/authentication-and-permissions",
        context Context::new(&["etsy", "squarespace", "square_space"], &[&[run(LOWER_ALNUM, 24)], UUID]),
        yes [
            "ETSY_KEY=⟦" "jyp1yqbrriv36d4dpramder6⟧",
            "squarespace_api_key: ⟦" "f7f6ea10-26ac-4392-a7d7-be60209f7559⟧",
        ],
        no ["SetSysctl = \"lk8asuy9wdgy97dn3rso7z2n\""],
    ),
]);
