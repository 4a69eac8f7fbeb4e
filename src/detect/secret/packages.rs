//! Package registries: npm, PyPI, RubyGems and their neighbours.

use super::alphabet::{ALNUM, LOWER_ALNUM, LOWER_HEX, URL64};
use super::context::Context;
use super::crc::ends_in_crc32;
use super::format::{Format, Lit, OneOf, Run, UUID, run, secret};
use crate::detect::{Detector, lean};

/// Everything of this file.
pub const DETECTORS: &[Detector] = &lean([
    secret!(
        "npm_token", "npm access token",
        "https://github.blog/changelog/2021-09-23-npm-has-a-new-access-token-format/",
        Format::new(&["npm_"], &[run(ALNUM, 36)]).checked(ends_in_crc32),
        yes ["//registry.npmjs.org/:_authToken=⟦npm_" "o8Y0bbvWHPLU7lR5JdGztIzs4EmCzu0OIzkx⟧"],
        no ["npm_" "config_registry"],
    ),
    secret!(
        "npm_legacy_token", "npm access token of the first kind",
        "https://docs.npmjs.com/using-private-packages-in-a-ci-cd-workflow",
        context Context::new(&["/:_authtoken", "_authtoken"], &[UUID]),
        yes ["//registry.npmjs.org/:_authToken=⟦" "b4c8b477-e828-40d4-a8c7-a03dd34911f7⟧"],
        no ["//registry.npmjs.org/:_authToken=${NPM_TOKEN}"],
    ),
    secret!(
        "pypi_token", "PyPI upload token",
        "https://docs.pypi.org/api/secrets/, https://pypi.org/help/#apitoken",
        Format::new(&["pypi-AgEIcHlwaS5vcmc", "pypi-AgENdGVzdC5weXBpLm9yZ"], &[Run(URL64, 50, 1000)]).worth(0.97),
        yes [
            "⟦pypi-AgEIcHlwaS5vcmc"
            "Q_xJRuk6ryBCwtK6TFePI0RHoZ9F3yJAShjc12kn8lEMGbqLHF9tc60rXmNB9dswBkMG3k1rrR25SIhyZTc79hUfkzRAd5FTEnjW2EhXTs3KjqBvEI_6_z6pvGA19ndMggNbEx2fdGGGcybQH-f-4d⟧",
        ],
        no ["pypi-AgEIcHlwaS5vcmc" "..."],
    ),
    secret!(
        "rubygems_token", "RubyGems API key",
        "https://guides.rubygems.org/api-key-scopes/",
        Format::new(&["rubygems_"], &[run(LOWER_HEX, 48)]),
        yes ["⟦rubygems_" "3ef351e17bcfbec43aa07b3e9946a474ba2025e564ce5db4⟧"],
        no ["rubygems_" "mirror"],
    ),
    secret!(
        "nuget_api_key", "NuGet API key",
        "https://learn.microsoft.com/en-us/nuget/nuget-org/scoped-api-keys",
        Format::new(&["oy2"], &[run(LOWER_ALNUM, 43)]),
        yes ["⟦oy2" "dl9s14l2s49je1dygjtz565p5033ggzh2u4zwu28kmh⟧"],
        no ["oy2" "abc"],
    ),
    secret!(
        "clojars_token", "Clojars deploy token",
        "https://github.com/clojars/clojars-web/wiki/Deploy-Tokens",
        Format::new(&["CLOJARS_"], &[run(LOWER_ALNUM, 60)]),
        yes ["⟦CLOJARS_" "3x7of454rov1xvubzlordhl9x8ljwo2n09micej8bzu4k3wq51nhw9tg74o1⟧"],
        no ["CLOJARS_" "USERNAME"],
    ),
    secret!(
        "crates_io_token", "crates.io API token", "https://doc.rust-lang.org/cargo/reference/publishing.html",
        Format::new(&["cio"], &[run(ALNUM, 32)]), yes ["⟦cio" "tEeeDhtYmgYySw4c9eN9gIMQL6TrWdZr⟧"], no ["precio" "so"],
    ),
    secret!(
        "docker_token", "Docker Hub access token",
        "https://docs.docker.com/security/access-tokens/",
        Format::new(&["dckr_pat_", "dckr_oat_"], &[Run(URL64, 27, 40)]),
        yes ["⟦dckr_pat_" "glUCTfIVcImsQ8oNjcPGd8akk49⟧"],
        no ["dckr_pat_" "..."],
    ),
    secret!(
        "artifactory_api_key", "JFrog Artifactory API key or reference token",
        "https://jfrog.com/help/r/jfrog-platform-administration-documentation/access-tokens",
        Format::new(&["AKCp"], &[run(ALNUM, 69)]),
        yes ["⟦AKCp" "fJalZLgRkkmYcGEGTN0opsHDXTznSpyl2p8JLBI6omFR2wPXUuRV8oeMwoptNqO6Sf38f⟧"],
        no ["AKCp" "XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX"],
    ),
    secret!(
        "artifactory_reference_token", "JFrog reference token",
        "https://jfrog.com/help/r/jfrog-platform-administration-documentation/reference-token",
        Format::new(&["cmVmd"], &[run(ALNUM, 59)]),
        yes ["⟦cmVmd" "3l4ekR21X2AQ3k4MxPwnW0H46xZAn4tkoPZwaetWxLvtf4WK9Tncac0UX5c⟧"],
        no ["cmVmd" "XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX"],
    ),
    secret!(
        "jfrog_api_key", "JFrog key or identity token, by name",
        "https://jfrog.com/help/r/jfrog-platform-administration-documentation/access-tokens",
        context Context::new(
            &["jfrog", "artifactory", "bintray", "xray"],
            &[
                &[run(LOWER_ALNUM, 73)],
                &[run(LOWER_ALNUM, 64)],
                &[Lit("AP"), OneOf(&["2", "3", "5", "6", "A", "B"]), Run(ALNUM, 10, 80)],
                &[Lit("AKC"), Run(ALNUM, 10, 80)],
            ],
        ),
        yes [
            "JFROG_TOKEN=⟦" "8vh1kho7v9wa05v3tkb9u8gog4a1kehb7vvnahkmgz3jjj891dzmran8w5pnonfd⟧",
            "artifactory_password=⟦AP6" "VbyJnnsQrr5lLb864jng9wXovKAkcw⟧",
        ],
        no ["artifactory_key = $API_KEY"],
    ),
    secret!(
        "sidekiq_credentials", "Sidekiq Enterprise gem server credentials",
        "https://github.com/sidekiq/sidekiq/wiki/Commercial-collaboration",
        context Context::new(&["contribsys"], &[&[run(LOWER_HEX, 8), Lit(":"), run(LOWER_HEX, 8)]]),
        yes ["BUNDLE_ENTERPRISE__CONTRIBSYS__COM=⟦" "cafebabe:deadbeef⟧"], no ["gems.contribsys.com: 443"],
    ),
]);
