//! Software as a service that fits nowhere else: Airtable, Notion, Postman and their neighbours.

use super::alphabet::{ALNUM, DIGIT, HEX, LOWER_ALNUM, LOWER_HEX, URL64};
use super::context::Context;
use super::format::{Format, Lit, Run, UUID, run, secret};
use crate::detect::{Detector, lean};

/// Everything of this file.
pub const DETECTORS: &[Detector] = &lean([
    secret!(
        "adafruit_key", "Adafruit IO key", "https://io.adafruit.com/api/docs/",
        Format::new(&["aio_"], &[run(ALNUM, 28)]), yes ["⟦aio_" "iVg5BxLvhooHqf8COQUBhu34mPTO⟧"], no ["aio_" "pika"],
    ),
    secret!(
        "adobe_client_secret", "Adobe client secret",
        "https://developer.adobe.com/developer-console/docs/guides/authentication/",
        Format::new(&["p8e-", "p8e_"], &[Run(URL64, 32, 36)]),
        yes ["⟦p8e-" "9cfbf266955a049ee766bf77fca79240⟧"],
        no ["p8e-" "x"],
    ),
    secret!(
        "airtable_token", "Airtable personal access token",
        "https://airtable.com/developers/web/guides/personal-access-tokens",
        Format::new(&["pat"], &[run(ALNUM, 14), Lit("."), run(LOWER_HEX, 64)]),
        yes ["⟦pat" "vF0Xbbc7YC1v49." "a1d7c2d80461b0497c678fdac46cffcb7cd85f1dcb4b0aa40e9dbc5b88143070⟧"],
        no ["pat" "terns"],
    ),
    secret!(
        "contentful_token", "Contentful management token",
        "https://www.contentful.com/developers/docs/references/authentication/",
        Format::new(&["CFPAT-"], &[run(URL64, 43)]),
        yes ["⟦CFPAT-" "uekJoQp1wdDDZYIoCGYrr83UuP0j5CmsY_FJ0geauLQ⟧"],
        no ["CFPAT-" "x"],
    ),
    secret!(
        "dropbox_token", "Dropbox access token",
        "https://developers.dropbox.com/oauth-guide",
        Format::new(&["sl.B", "sl.u."], &[Run(URL64, 120, 1500)]),
        yes [
            "⟦sl.B"
            "3EF6oqURSYRHwHIqRGQ2MmhqfzBZ71FtCvWDZOR24DbpODKLNRre4k48EMxd_v5gPVkyuL9ABF2Jm9-yWziv2b5-tIXV_8Li-gxr5KzirbQv2I90vzTlDNrqP_OmiH2CykDMONaboyiQ⟧",
        ],
        no ["sl.B" "x"],
    ),
    secret!(
        "duffel_token", "Duffel token",
        "https://duffel.com/docs/api/overview/making-requests",
        Format::new(&["duffel_test_", "duffel_live_"], &[run(URL64.with(b"="), 43)]),
        yes ["⟦duffel_live_" "jhh4P6cRFXwm5FDH_sOT14cM5kG9dyyY3kXOJVVnsus⟧"],
        no ["duffel_test_" "x"],
    ),
    secret!(
        "figma_token", "Figma personal access token",
        "https://developers.figma.com/docs/rest-api/authentication/",
        Format::new(&["figd_", "figu_"], &[Run(URL64, 38, 44)]),
        yes ["⟦figd_" "bK6NrdEVcFWXGJ92Rvrc64whC8ALBkzcWF1ogqLw⟧"],
        no ["figd_" "x"],
    ),
    secret!(
        "frameio_token", "Frame.io token",
        "https://developer.frame.io/docs/getting-started/authentication",
        Format::new(&["fio-u-"], &[run(URL64.with(b"="), 64)]),
        yes ["⟦fio-u-" "jJzMkbWnz8vOkQ04fzzQiNd0mpfwLWeu29QR6kL3hmYa0TVjP5kQzXBdOEOM_-R5⟧"],
        no ["fio-u-" "x"],
    ),
    secret!(
        "hubspot_token", "HubSpot private app token",
        "https://developers.hubspot.com/docs/guides/apps/private-apps/overview",
        Format::new(&["pat-na1-", "pat-na2-", "pat-eu1-", "pat-ap1-"], UUID),
        yes ["⟦pat-na1-" "cad9f2d5-e413-40ac-a409-35a6688f81af⟧"],
        no ["pat-na1-" "x"],
    ),
    secret!(
        "intra42_secret", "42 intranet client secret",
        "https://api.intra.42.fr/apidoc/guides/getting_started",
        Format::new(&["s-s4t2ud-", "s-s4t2af-"], &[run(LOWER_HEX, 64)]),
        yes ["⟦s-s4t2ud-" "0734b8408e73a13901d9531fbb4d1d70a8d902b600b4fa92c803412a4fc2699c⟧"],
        no ["s-s4t2ud-" "x"],
    ),
    secret!(
        "linear_api_key", "Linear API key",
        "https://linear.app/developers/graphql#personal-api-keys",
        Format::new(&["lin_api_", "lin_oauth_", "lin_wh_"], &[Run(ALNUM, 40, 64)]),
        yes ["⟦lin_api_" "H0eTOGYcOeHwMbSVrNr86b8BJ3GqOLZpwnJLaHV2⟧"],
        no ["lin_api_" "x"],
    ),
    secret!(
        "mapbox_token", "Mapbox access token",
        "https://docs.mapbox.com/help/glossary/access-token/",
        Format::new(&["sk.eyJ", "tk.eyJ"], &[Run(ALNUM, 40, 200), Lit("."), Run(URL64, 20, 24)]).worth(0.95),
        yes [
            "⟦sk.eyJ" "1IjoiNMteOZvkhveWq5Sd37sdLWcYdZ070B7JmV2dpqwaQZ3t5bfNgThpPvnq7Lsl." "cQnqmdETPo46TKjmdNKhja⟧",
        ],
        no ["sk.eyJ" "x"],
    ),
    secret!(
        "notion_token", "Notion integration token",
        "https://developers.notion.com/docs/authorization",
        Format::new(&["ntn_"], &[run(DIGIT, 11), run(ALNUM, 35)]),
        yes ["⟦ntn_" "46781808889kwDCS6YwjxAjr9BA86Y8ZlpmQKlUYxem9rQ⟧"],
        no ["ntn_" "12345678901", "ntn_" "123456789012345678901234567890123456789012345678901234567890"],
    ),
    secret!(
        "notion_secret", "Notion integration token of the first kind",
        "https://developers.notion.com/docs/authorization",
        Format::new(&["secret_"], &[run(ALNUM, 43)]),
        yes ["⟦secret_" "wFwRb8AChocjjOEhS73hH2CBfqaVueo3Uqp8vm3jeoL⟧"],
        no ["secret_" "access_key_of_the_account_that_owns_the_bk_x"],
    ),
    secret!(
        "postman_api_key", "Postman API key",
        "https://learning.postman.com/docs/developer/postman-api/authentication/",
        Format::new(&["PMAK-"], &[run(HEX, 24), Lit("-"), run(HEX, 34)]),
        yes ["⟦PMAK-" "1482a812d9c5d0b1ec8b9a8e-" "e2bb01e22644a427457667b8bdc9667cf8⟧"],
        no ["PMAK-" "x"],
    ),
    secret!(
        "readme_token", "ReadMe API key",
        "https://docs.readme.com/main/reference/authentication",
        Format::new(&["rdme_"], &[run(LOWER_ALNUM, 70)]),
        yes ["⟦rdme_" "5toizat3wu3w6r5t84yh7e68cjlv3isdcgz9lrzrszmm2xx8q0cxbq4dsps9ps8dzzdzvz⟧"],
        no ["rdme_" "XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX"],
    ),
    secret!(
        "settlemint_token", "SettleMint access token",
        "https://console.settlemint.com/documentation/platform-components/security-and-authentication",
        Format::new(&["sm_aat_", "sm_pat_", "sm_sat_"], &[run(ALNUM, 16)]),
        yes ["⟦sm_pat_" "oRYJw1BB4mDBhrNL⟧"],
        no ["sm_pat_" "wux9jtk3ly"],
    ),
    secret!(
        "typeform_token", "Typeform token",
        "https://www.typeform.com/developers/get-started/personal-access-token/",
        Format::new(&["tfp_"], &[Run(URL64.with(b".="), 44, 64)]),
        yes ["⟦tfp_" "zXwikpSi7kfFDL2jCgDilc21JcfvWNrYkdwl6ezDuACp_" "wXVwTIo6LjsxZb⟧"],
        no ["tfp_" "x"],
    ),
    secret!(
        "maxmind_key", "MaxMind license key",
        "https://support.maxmind.com/hc/en-us/articles/4407111582235-Generate-a-License-Key",
        context Context::new(
            &["maxmind", "license_key"],
            &[&[run(ALNUM, 6), Lit("_"), run(ALNUM, 29), Lit("_mmk")], &[run(URL64, 40)]],
        ),
        yes ["MAXMIND_LICENSE_KEY=⟦lHRtM4_" "axGet5NWTlkbul36a5qV4TH8jvms2_mmk⟧"],
        no ["MAXMIND_LICENSE_KEY=$KEY"],
    ),
    secret!(
        "beamer_token", "Beamer API key",
        "https://www.getbeamer.com/api",
        context Context::new(&["beamer"], &[&[Lit("b_"), run(URL64.with(b"="), 44)]]),
        yes ["BEAMER_KEY=⟦b_" "HMUaj9GiwuZTOmiRPJ8TpV32H_h-6_-1Kjegfb-naKR1⟧"],
        no ["BEAMER_KEY=b_"],
    ),
    secret!(
        "postmark_key", "Postmark server token",
        "https://postmarkapp.com/developer/api/overview",
        context Context::new(&["postmark"], &[UUID]),
        yes ["POSTMARK_API_TOKEN=⟦" "f96c097d-c15a-467a-adb6-ad25aff452d3⟧"],
        no ["POSTMARK_API_TOKEN=$T"],
    ),
    secret!(
        "service_key", "key of a service without a mark of its own, by name and length",
        "https://developer.adobe.com, https://airtable.com/developers, https://developers.asana.com, https://developers.linear.app, https://developer.atlassian.com/cloud/trello, https://developer.nytimes.com",
        context Context::new(
            &[
                "adafruit", "adobe", "airtable", "asana", "contentful", "dropbox", "hubspot", "linear_", "nytimes",
                "new-york-times", "newyorktimes", "rapidapi", "trello", "shodan", "giphy", "pagerduty", "opsgenie",
                "segment_", "mixpanel", "amplitude",
            ],
            &[
                &[run(LOWER_HEX, 32)], &[Run(DIGIT, 1, 2), Lit("/"), Run(DIGIT.with(b"/"), 15, 34), Lit(":"), run(LOWER_HEX, 32)],
                &[run(ALNUM.with(b"_-"), 32)], &[run(ALNUM, 17)], &[run(DIGIT, 16)],
                &[run(URL64.with(b"="), 43)], &[run(LOWER_ALNUM, 15)], &[run(URL64, 40)], UUID, &[run(URL64, 50)],
                &[run(ALNUM, 20)], &[run(HEX, 64)],
            ],
        ),
        yes [
            "RAPIDAPI_KEY=⟦" "esqzzgo0375qag29yw9jmshyeywmg7aik2p3406jbds510mida⟧",
            "trello_token: \"⟦" "q8p5N1VyA9o0LLkz3zhXfU576JXcURvd⟧\"",
            "airtableKey=⟦" "jS8iC3iG2yZOEQc5t⟧",
            "ASANA_PAT=⟦2/" "1207355811290457/1208460093817262:5eba456bf92d5d98065e5751f75143a5⟧",
        ],
        no ["airtable: base", "trello_board = \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\""],
    ),
]);
