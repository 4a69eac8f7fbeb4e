//! Money: cards, accounts, securities, crypto assets. Tax numbers of companies are with their countries.

pub mod accounts;
pub mod cards;
pub mod crypto;
pub mod securities;

pub use cards::is_test_card;

use super::Detector;

/// All detectors of this group.
pub const FAMILIES: &[&[Detector]] = &[cards::DETECTORS, accounts::DETECTORS, securities::DETECTORS, crypto::DETECTORS];

/// ISO 3166-1 alpha-2 codes, and XK, which banks use for Kosovo.
const COUNTRIES: &str = "ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICKCLCM\
    CNCOCRCUCVCWCXCYCZDEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUIDIEILIM\
    INIOIQIRISITJEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANC\
    NENFNGNINLNONPNRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTH\
    TJTKTLTMTNTOTRTTTVTWTZUAUGUMUSUYUZVAVCVEVGVIVNVUWFWSXKYEYTZAZMZW";

/// Whether `code` (two capitals) is a country's.
fn is_country(code: &[u8]) -> bool {
    COUNTRIES.as_bytes().chunks_exact(2).any(|country| country == code)
}
