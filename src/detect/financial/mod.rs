//! Money: cards, accounts, securities, crypto assets. Tax numbers of companies are with their countries.

pub mod accounts;
pub mod cards;
pub mod crypto;
pub mod domestic;
pub mod references;
pub mod securities;

pub use cards::is_test_card;

use super::{Detector, checksum};

/// All detectors of this group.
pub const FAMILIES: &[&[Detector]] = &[
    cards::DETECTORS,
    accounts::DETECTORS,
    domestic::DETECTORS,
    references::DETECTORS,
    securities::DETECTORS,
    crypto::DETECTORS,
];

/// ISO 3166-1 alpha-2 codes, and XK, which banks use for Kosovo.
const COUNTRIES: &str = "ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICKCLCM\
    CNCOCRCUCVCWCXCYCZDEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUIDIEILIM\
    INIOIQIRISITJEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANC\
    NENFNGNINLNONPNRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTH\
    TJTKTLTMTNTOTRTTTVTWTZUAUGUMUSUYUZVAVCVEVGVIVNVUWFWSXKYEYTZAZMZW";

/// Whether `code` (two capitals) is a country's.
pub fn is_country(code: &[u8]) -> bool {
    COUNTRIES.as_bytes().chunks_exact(2).any(|country| country == code)
}

/// Whether the last two digits are the remainder of the others modulo 97, 97 for none, as on Belgian forms.
fn remainder_follows(value: &[u8]) -> bool {
    let Some((number, check)) = value.split_last_chunk::<2>() else { return false };
    let (number, check) = (checksum::number(number), checksum::number(check));
    matches!((number, check), (Some(number), Some(check)) if check == (number + 96) % 97 + 1 && number > 0)
}
