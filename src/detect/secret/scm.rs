//! Source hosting and continuous integration: GitHub, GitLab, Bitbucket, Travis and their neighbours.

use super::alphabet::{ALNUM, HEX, LOWER_ALNUM, LOWER_HEX, UPPER_ALNUM, URL64};
use super::context::Context;
use super::crc::ends_in_crc32;
use super::format::{Format, Lit, OneOf, Piece, Run, UUID, run, secret};
use crate::detect::{Detector, lean};

/// Everything of this file.
pub const DETECTORS: &[Detector] = &lean([
    secret!(
        "github_token", "GitHub token",
        "https://github.blog/engineering/behind-githubs-new-authentication-token-formats/ (2021)",
        Format::new(&["ghp_", "gho_", "ghu_", "ghs_", "ghr_"], &[Run(ALNUM, 36, 251)]).checked(ends_in_crc32),
        yes [
            "GITHUB_TOKEN=⟦ghp_" "9O6Rgq9X7qkfCDEy1jlY12rA9XLSez42mkY9⟧",
            "use (⟦gho_" "zx3wGljwifs18aox0WiZCxm4HACMyK15mnFN⟧)",
        ],
        no ["ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "ghs_" "J1gx1aEpR03Z5yG7S02S"],
    ),
    secret!(
        "github_installation_token", "GitHub App installation token of 2026: the app's number and a signed token",
        "https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-an-installation-access-token-for-a-github-app",
        Format::new(&["ghs_", "ghu_"], &[Run(ALNUM, 1, 20), Lit("_eyJ"), Run(URL64.with(b"."), 60, 2000)]).worth(0.97),
        yes [
            "⟦ghs_" "1234567_" "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9l"
            "IiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c⟧",
        ],
        no ["ghs_" "1234567_" "eyJ"],
    ),
    secret!(
        "github_fine_grained_token", "GitHub fine-grained personal access token",
        "https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github",
        Format::new(&["github_pat_"], &[run(ALNUM.with(b"_"), 82)]),
        yes ["⟦github_pat_" "1154CC16XMFK4UPU8E257E_" "l85TsaQetPLFIwTQ5jwYp5M6W0rXj5589CAbTlKu19fmYcYCOircrsewXaQ⟧"],
        no ["github_pat_" "OZjHQZCikkY3n473oCNjSh"],
    ),
    secret!(
        "gitlab_token", "GitLab personal, project or group access, deploy, feed, SCIM or feature flag token",
        "https://docs.gitlab.com/security/tokens/#token-prefixes",
        Format::new(&["glpat-", "gldt-", "glft-", "glffct-", "glsoat-", "glwt-"], &[Run(URL64, 20, 50)]),
        yes ["⟦glpat-" "y9Ib29UYsr4NmKiC2q-9⟧"], no ["glpat-" "XXXXXXXXXXX-XXXXXXXX", "gldt-" "short"],
    ),
    secret!(
        "gitlab_routable_token", "GitLab token that names its cell",
        "https://docs.gitlab.com/security/tokens/#token-prefixes",
        Format::new(&["glpat-", "glrt-", "gldt-", "glcbt-"], ROUTABLE),
        yes [
            "⟦glpat-" "MhulGIzzhTZgb40GxoPfZTYfbxo." "lzhw93x8e⟧",
            "⟦glrt-t2_" "aKo3Jot3DVRiA4wtML1ffvLT2d4." "01.5jhg65c3t⟧",
        ],
        no ["glpat-xxxxxxxx-xxxxxxxxxxxxxxxxxx.xxxxxxxxx"],
    ),
    secret!(
        "gitlab_runner_token", "GitLab runner token",
        "https://docs.gitlab.com/security/tokens/#runner-authentication-tokens",
        Format::new(&["glrt-", "glrtr-", "GR1348941"], &[Run(URL64, 20, 50)]),
        yes ["⟦glrt-" "H5ADKMUSNj6YCeHTzepC⟧", "⟦GR1348941" "y8eSS7io_B5rO9oWQFei⟧"],
        no ["GR1348941" "XXXXXXXXXXXXXXXXXXXX"],
    ),
    secret!(
        "gitlab_job_token", "GitLab CI/CD job token",
        "https://docs.gitlab.com/ci/jobs/ci_job_token/",
        Format::new(&["glcbt-"], &[Run(URL64, 18, 26)]),
        yes ["⟦glcbt-" "5d_KGk29Z7pBJ3ojvh9lYLA⟧"], no ["glcbt-" "xxxxx_xxxxxxxxxxxxxxxxxxxx"],
    ),
    secret!(
        "gitlab_trigger_token", "GitLab pipeline trigger token",
        "https://docs.gitlab.com/ci/triggers/",
        Format::new(&["glptt-"], &[run(URL64, 40)]),
        yes ["⟦glptt-" "c9ef2be66909ccc1d4db87996f3578d79aa1cdd8⟧"], no ["glptt-" "b2ba3761505fff193abc"],
    ),
    secret!(
        "gitlab_incoming_mail_token", "GitLab incoming mail token",
        "https://docs.gitlab.com/security/tokens/#token-prefixes",
        Format::new(&["glimt-"], &[run(URL64, 25)]),
        yes ["⟦glimt-" "YmzdIGQWFZz-4oy_Q0HS29sRZ⟧"], no ["glimt-" "wWuE726TUszg"],
    ),
    secret!(
        "gitlab_agent_token", "GitLab agent for Kubernetes token",
        "https://docs.gitlab.com/user/clusters/agent/",
        Format::new(&["glagent-"], &[Run(URL64, 50, 80)]),
        yes ["⟦glagent-" "Cs3Vv3nk4GzZ03JtOv_gbjgXq7fGsoVt5qazXmcaLe4azuEeEc⟧"], no ["glagent-" "U4ye5NqPAX9TCTdDJtBK"],
    ),
    secret!(
        "gitlab_oauth_secret", "GitLab OAuth application secret",
        "https://docs.gitlab.com/integration/oauth_provider/",
        Format::new(&["gloas-"], &[run(URL64, 64)]),
        yes ["⟦gloas-" "49V4ORYYUfCdow8Mk8Za6Rj7e-MK_yBO5s9EIkTG32SFAVtfF1qq3BxA8nLh086c⟧"],
        no ["gloas-" "vy8NilRtZY4qYkstFb1T"],
    ),
    secret!(
        "bitbucket_secret", "Bitbucket OAuth consumer key or secret, app password",
        "https://support.atlassian.com/bitbucket-cloud/docs/use-oauth-on-bitbucket-cloud/",
        context Context::new(
            &["bitbucket"],
            &[&[run(LOWER_ALNUM, 32)], &[run(URL64.with(b"="), 64)], &[Lit("ATBB"), run(ALNUM, 32)]],
        ),
        yes [
            "BITBUCKET_TOKEN=⟦" "6csm8uq7nil5t26z93clkbwd2fofrcrv⟧",
            "bitbucket_client_secret: \"⟦" "9w2awu720sx1zezc2e4pcoiw4y0eqt7m58d8sa61qzw9vmj9zkr1fu8dkrzlliwz⟧\"",
        ],
        no ["BITBUCKET_TOKEN=$TOKEN"],
    ),
    secret!(
        "atlassian_api_token", "Atlassian API token",
        "https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/",
        Format::new(&["ATATT3xFf", "ATCTT3xFf", "ATBBT3xFf"], &[run(URL64, 1), Run(URL64.with(b"="), 150, 250)]),
        yes [
            "⟦ATATT3xFf"
            "3YPEFOzQXV5bGYPvBeCjasyTJRDLVqzgSDnvoAtakjLGAD68YkiT4a8jqOucv8go8y251ZQJKS899J8sw0v2vVx49uNVd1v3tJiDKqHc0QGTsQScwmWjOZ5m3nHSFeDBgNeAwTk0871gqEQs8NzMXEmzbRS7yRjBCQ2Ip7Am8tlPMN=7D11667E⟧",
        ],
        no ["ATATT3xFf" "..."],
    ),
    secret!(
        "atlassian_api_key", "Atlassian API token of the first kind",
        "https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/",
        context Context::new(&["atlassian", "confluence", "jira"], &[&[run(ALNUM, 24)]]),
        yes ["JIRA_API_TOKEN=⟦" "NQJTPP9ZmVUG8uqQlIaZ0LBx⟧"], no ["getPagesInConfluenceSpace,searchConfluenceUsingCql"],
    ),
    secret!(
        "ci_token",
        "token of a build service without a mark of its own: Drone, Travis, Codecov, Coveralls, Azure DevOps",
        "https://docs.drone.io/api/overview/, https://developer.travis-ci.com/authentication, https://docs.codecov.com",
        context Context::new(
            &["drone", "droneci", "travis", "codecov", "coveralls", "azure_devops", "azuredevops", "vsts", "ado_pat", "azdo_pat"],
            &[&[run(LOWER_ALNUM, 32)], &[run(ALNUM, 22)], &[run(LOWER_ALNUM, 52)], UUID],
        ),
        yes ["TRAVIS_TOKEN=⟦" "v7kn6WIP1yY4CIDIUhlXep⟧", "codecov_token: ⟦" "d8ddvt6ujm8ny8x68rqnifmtvfnimoqo⟧"],
        no ["CODECOV_TOKEN=${{ secrets.CODECOV_TOKEN }}"],
    ),
    secret!(
        "circleci_token", "CircleCI token", "https://circleci.com/docs/managing-api-tokens/",
        Format::new(&["CCIPAT_", "CCIPRJ_"], &[Run(ALNUM, 20, 24), Lit("_"), run(LOWER_HEX, 40)]),
        yes ["⟦CCIPAT_" "qS5ih8greyV7yaWm6zHu9h_" "080ffc0e347fce977ef55450ba152290e098e58b⟧"], no ["CCIPAT_" "x"],
    ),
    secret!(
        "buildkite_token", "Buildkite API token",
        "https://buildkite.com/docs/apis/managing-api-tokens",
        Format::new(&["bkua_"], &[run(LOWER_HEX, 40)]),
        yes ["⟦bkua_" "f03934c18a4d8c4be5314536253f5f592274a8d7⟧"],
        no ["bkua_" "x"],
    ),
    secret!(
        "harness_api_key", "Harness API key",
        "https://developer.harness.io/docs/platform/automation/api/add-and-manage-api-keys/",
        Format::new(&["pat.", "sat."], &[run(URL64, 22), Lit("."), run(ALNUM, 24), Lit("."), run(ALNUM, 20)]),
        yes ["⟦pat." "P364Kf2ZKEI71uSnXNJmR9." "72f8494b69aeeacaed7bc7eb." "y7ILUqVTGe36TmU1cTyz⟧"],
        no ["sat." "upper"],
    ),
    secret!(
        "octopus_api_key", "Octopus Deploy API key",
        "https://octopus.com/docs/octopus-rest-api/how-to-create-an-api-key",
        Format::new(&["API-"], &[run(UPPER_ALNUM, 26)]).worth(0.85),
        yes ["⟦API-" "QVW19CXSTRF5D9HV66129DODA9⟧"],
        no ["site/API-BD80F56CDC1441E6BF6011AB6D852875", "GSSAPI-VIRHEKAPSELOINTIMERKKIJONO"],
    ),
    secret!(
        "snyk_token", "Snyk API token",
        "https://docs.snyk.io/snyk-api/authentication-for-api",
        context Context::new(&["snyk"], &[UUID]),
        yes ["SNYK_TOKEN=⟦" "4bee62bf-cf68-4331-a93b-dc9cff3390df⟧"],
        no ["SNYK_TOKEN=00000000-0000-0000-0000-000000000000"],
    ),
    secret!(
        "sonar_token", "SonarQube or SonarCloud token",
        "https://docs.sonarsource.com/sonarqube-server/user-guide/managing-tokens/",
        Format::new(&["squ_", "sqp_", "sqa_"], &[run(ALNUM, 40)]),
        yes ["⟦squ_" "731a5cde28219d5abad327eb6685bdc2cdd35d4c⟧"],
        no ["squ_" "id"],
    ),
    secret!(
        "sonar_api_token", "SonarQube or SonarCloud token of the first kind",
        "https://docs.sonarsource.com/sonarqube-server/user-guide/managing-tokens/",
        context Context::new(&["sonar", "sonarqube", "sonarcloud"], &[&[run(ALNUM.with(b"=_-"), 40)]]),
        yes ["SONAR_TOKEN=⟦" "823e56e7472c27a2584443f060192e3da8f003d0⟧"], no ["SONAR_TOKEN=$SONAR_TOKEN"],
    ),
    secret!(
        "sourcegraph_token", "Sourcegraph access token",
        "https://sourcegraph.com/docs/cli/how-tos/creating-an-access-token",
        Format::new(&["sgp_"], &[OneOf(&["local_", ""]), run(HEX, 40)]).or(&[run(HEX, 16), Lit("_"), run(HEX, 40)]),
        yes [
            "⟦sgp_" "c8ba3c9e3e4937872a6010cc973e70642667e4b6⟧",
            "⟦sgp_local_" "2c00a6b77eb8a396bd1751dbb5fd4b7b9cfef532⟧",
            "⟦sgp_" "e85ca501acaa6162_" "a591308276667a85ade55f67bd1e9c48ea417022⟧",
        ],
        no ["sgp_" "5555555dAAAAA7777777CcccCFaaaaaaaaaaaaaa"],
    ),
    secret!(
        "sourcegraph_api_token", "Sourcegraph access token of the first kind",
        "https://sourcegraph.com/docs/cli/how-tos/creating-an-access-token",
        context Context::new(&["sourcegraph"], &[&[run(HEX, 40)]]),
        yes ["sourcegraph: ⟦" "fa3e45c8a4a56b02cb789b2a5a12725740819841⟧"],
        no ["sourcegraph_commit: 38ba803a58fb494d3468139e51f8c1d6554ad3a0"],
    ),
]);

/// Random characters, then the length and the check digits of the part before them.
const ROUTABLE: &[Piece] = &[Run(URL64, 27, 300), Lit("."), Run(LOWER_ALNUM.with(b"."), 9, 12)];
