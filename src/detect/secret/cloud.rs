//! Clouds and hosting: Amazon, Google, Microsoft and their neighbours.

use super::alphabet::{ALNUM, BASE32, URL64};
use super::format::{Format, Lit, OneOf, Run, run, secret};
use crate::detect::Detector;

/// Everything of this file.
pub const DETECTORS: &[Detector] = &[
    secret!(
        "aws_access_key_id", "AWS access key id",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids",
        Format::new(&["AKIA", "ASIA", "ABIA", "ACCA"], &[run(BASE32, 16)]).checked(names_an_account),
        yes ["key ⟦AKIA" "QYLPMN5HFIQR7XYA⟧"], no ["AKIA" "IOSFODNN7EXAMPLE", "TODAYINASIA" "ASACKOFRICEFELLOVER"],
    ),
    secret!(
        "google_api_key", "Google API key",
        "https://cloud.google.com/docs/authentication/api-keys",
        Format::new(&["AIza"], &[run(URL64, 35)]),
        yes ["⟦AIza" "0f9qxSkd3paszKwRV4Qmc2qGEfevYtx6tuX⟧"], no ["AIza" "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"],
    ),
];

/// Whether the twelve-digit account number in a key id is one: the 40 bits after the first of the base-32 digits,
/// below 10¹².
///
/// Source: AWS publishes no layout, but `sts:GetAccessKeyInfo` reads the account from the id; ids made since 2019
/// carry it in this place.
fn names_an_account(id: &[u8]) -> bool {
    let bits = id.iter().skip(4).take(10).try_fold(0u64, |bits, &digit| {
        let value = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'2'..=b'7' => digit - b'2' + 26,
            _ => return None,
        };
        Some(bits << 5 | u64::from(value))
    });
    // Ten digits are fifty bits: one that is not part of the number, forty that are, nine more.
    bits.is_some_and(|bits| (bits >> 9 & 0xFF_FFFF_FFFF) < 1_000_000_000_000)
}
