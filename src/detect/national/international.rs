//! Identifiers that are the same in many countries.

use super::super::{Candidate, Match, checksum};
use super::check::{all_digits, slice, worth};
use super::{Detector, Find, Scores, checked, lean};
use crate::text::Span;

/// The detectors of this file.
pub const DETECTORS: &[Detector] = &lean([
    Detector {
        id: "pii.isni",
        title: "Name identifier of a person or organisation (ISNI, ORCID)",
        source: "ISO 27729:2012; ORCID, Structure of the ORCID identifier: sixteen digits, ISO/IEC 7064 MOD 11-2",
        find: Find::Graded {
            forms: &["9999-9999-9999-999X"],
            grade: isni,
            alone: 0.7,
            context: &["isni", "orcid", "orcid.org", "researcher", "author", "contributor", "name identifier"],
        },
        examples: &["ORCID: ⟦0000-0002-1825-0097⟧", "ISNI ⟦0000 0001 2281 955X⟧", "⟦0000-0002-1694-233X⟧"],
        counterexamples: &["ORCID 0000-0002-1825-0098", "ISNI 0000 0001 1111 955X"],
    },
    Detector {
        id: "pii.eu_eic",
        title: "Code of a party or metering point of the energy market (EIC)",
        source: "ENTSO-E, Energy Identification Coding Scheme reference manual 5.5: sixteen characters, weights 16 to \
                 2, mod 37 (https://www.entsoe.eu/data/energy-identification-codes-eic/)",
        find: Find::Groups {
            lengths: (3, 16),
            digits: 2,
            letters: true,
            beside: b"",
            not_after: b"",
            context: &[],
            verify: verify_eic,
            joined_by: b"-",
        },
        examples: &["EIC ⟦22XWATTPLUS----G⟧", "metering point ⟦10X1001A1001A450⟧"],
        counterexamples: &["EIC 22XWATTPLUS----X", "10X1001A1001A451", "12Y34"],
    },
    Detector {
        id: "pii.eu_excise_number",
        title: "Excise number of a trader in the European Union (SEED)",
        source: "Regulation (EU) No 389/2012, annex I: member state and eleven characters. No check digit, so with \
                 context only",
        find: checked(
            &["AA-XXXXXXXXXXX", "AA-999AAA"],
            excise,
            Scores { alone: 0.0, with_context: 0.75 },
            &[
                "excise",
                "excise number",
                "seed",
                "verbrauchsteuer",
                "verbrauchsteuernummer",
                "accise",
                "accises",
                "accijns",
                "accisa",
                "impuestos especiales",
                "akcyza",
                "akcyzowy",
                "punktskatt",
            ],
        ),
        examples: &["excise number ⟦LU00000987ABC⟧", "excise ⟦LU 987ABC⟧"],
        counterexamples: &["excise XX00000987ABC", "excise RU00000987ABC", "part LU00000987ABC"],
    },
]);

/// The numbers in use begin with seven zeros as good as always, ORCID's with seven zeros and 1 to 3, or 0009.
fn isni(value: &[u8]) -> Option<Scores> {
    let alone = if value.starts_with(b"0000000") { 0.7 } else { 0.1 };
    checksum::iso7064_mod11_2(value).then_some(Scores { alone, with_context: 1.0 })
}

/// Issuing office (two digits), kind of object, twelve characters among which dashes fill up, check character.
fn verify_eic(candidate: &Candidate<'_>) -> Option<Match> {
    let (bytes, at) = (candidate.text.as_bytes(), candidate.at.start);
    let code = bytes.get(at..at + 16)?;
    let is_kind = matches!(code.get(2), Some(b'A' | b'T' | b'V' | b'W' | b'X' | b'Y' | b'Z'));
    if !is_kind || !all_digits(slice(code, 0..2)) {
        return None;
    }
    let letters = code.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'-');
    let joins = |byte: Option<&u8>| byte.is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    if !letters || joins(bytes.get(at + 16)) || joins(at.checked_sub(1).and_then(|i| bytes.get(i))) {
        return None;
    }
    let count = |byte: u8| if byte == b'-' { 36 } else { worth(byte) };
    let sum: u32 = code.iter().take(15).zip((2..=16).rev()).map(|(&byte, weight)| count(byte) * weight).sum();
    let agrees = code.last().map(|&byte| count(byte)) == Some(36 - (sum + 36) % 37);
    agrees.then_some(Match { span: Span::new(at, at + 16), score: 0.8, why: "check_digit" })
}

/// The member states, Greece by either of its codes, and Northern Ireland as XI.
const MEMBERS: &str = "ATBEBGCYCZDEDKEEELESFIFRGBGRHRHUIEITLTLULVMTNLPLPTROSESISKXI";

fn excise(value: &[u8]) -> bool {
    MEMBERS.as_bytes().chunks_exact(2).any(|member| member == slice(value, 0..2))
        && value.iter().filter(|byte| byte.is_ascii_digit()).count() >= 3
}
