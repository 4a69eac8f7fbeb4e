//! Source hosting and continuous integration: GitHub, GitLab, Bitbucket, Travis and their neighbours.

use super::alphabet::{ALNUM, HEX, LOWER_ALNUM, LOWER_HEX, UPPER_ALNUM, URL64};
use super::crc::ends_in_crc32;
use super::format::{Format, Lit, OneOf, Run, run, secret};
use crate::detect::Detector;

/// Everything of this file.
pub const DETECTORS: &[Detector] = &[
    secret!(
        "github_token", "GitHub token",
        "https://github.blog/engineering/behind-githubs-new-authentication-token-formats/ (2021)",
        Format::new(&["ghp_", "gho_", "ghu_", "ghs_", "ghr_"], &[Run(ALNUM, 36, 251)]).checked(ends_in_crc32),
        yes ["GITHUB_TOKEN=⟦ghp_" "9O6Rgq9X7qkfCDEy1jlY12rA9XLSez42mkY9⟧", "use (⟦gho_" "zx3wGljwifs18aox0WiZCxm4HACMyK15mnFN⟧)"],
        no ["ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "ghs_" "J1gx1aEpR03Z5yG7S02S"],
    ),
    secret!(
        "github_fine_grained_token", "GitHub fine-grained personal access token",
        "https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github",
        Format::new(&["github_pat_"], &[Run(ALNUM.with(b"_"), 82, 82)]),
        yes ["⟦github_pat_" "1154CC16XMFK4UPU8E257E_" "l85TsaQetPLFIwTQ5jwYp5M6W0rXj5589CAbTlKu19fmYcYCOircrsewXaQ⟧"], no ["github_pat_" "OZjHQZCikkY3n473oCNjSh"],
    ),
    secret!(
        "gitlab_token", "GitLab token",
        "https://docs.gitlab.com/security/tokens/#token-prefixes",
        Format::new(
            &["glpat-", "gldt-", "glft-", "glffct-", "glimt-", "glsoat-", "glcbt-", "glrt-", "glrtr-", "glptt-", "gloas-", "glagent-", "glwt-"],
            &[Run(URL64.with(b"."), 20, 300)],
        ),
        yes ["⟦glpat-" "rK1o2JL26h6P5u2bZoIK⟧", "⟦glrt-" "t2_17W8HmGH9jn1q9zDF5bFfcEwKg9." "tqcs9svp1⟧"], no ["glpat-" "XXXXXXXXXXX-XXXXXXXX", "gldt-" "short"],
    ),
    secret!(
        "gitlab_runner_registration_token", "GitLab runner registration token",
        "https://docs.gitlab.com/security/tokens/#runner-registration-tokens-deprecated",
        Format::new(&["GR1348941"], &[Run(URL64, 20, 50)]),
        yes ["⟦GR1348941" "pTSUSMcFxF9znZaGsyEx⟧"], no ["GR1348941" "XXXXXXXXXXXXXXXXXXXX"],
    ),
];
