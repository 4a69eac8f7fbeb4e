//! Crypto assets: addresses, private keys, seed phrases.

use crate::detect::checksum::{BASE58_BITCOIN, BASE58_RIPPLE, base58_decode, base58check, bech32_polymod};
use crate::detect::keccak::keccak256;
use crate::detect::{Candidate, Detector, Find, Match, Words, context, lean};
use crate::text::Span;
use sha2::{Digest, Sha256};

/// Addresses of the chains in use, private keys in wallet import format, seed phrases.
pub const DETECTORS: &[Detector] = &lean([
    Detector {
        id: "financial.bitcoin_address",
        title: "Bitcoin address",
        source: "Bitcoin wiki, Base58Check (versions 0x00, 0x05); BIP-173 and BIP-350 (bech32, bech32m)",
        find: Find::Groups { lengths: (26, 90), verify: verify_bitcoin, joined_by: b"" },
        examples: &[
            "send to ⟦16Yeky6GMjeNkAiNcBY7ZhrLoMSgg1BoyZ⟧",
            "⟦3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy⟧",
            "⟦bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq⟧",
            "bitcoin:⟦bc1p5d7rjq7g6rdk2yhzks9smlaqtedr4dekq08ge8ztwac72sfr9rusxg3297⟧",
        ],
        counterexamples: &["16Yeky6GMjeNkAiNcBY7ZhrLoMSgg1BoyZ2", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdp"],
    },
    Detector {
        id: "financial.litecoin_address",
        title: "Litecoin address",
        source: "Litecoin Core, chainparams.cpp: Base58Check versions 0x30 and 0x32, bech32 prefix ltc",
        find: Find::Groups { lengths: (26, 90), verify: verify_litecoin, joined_by: b"" },
        examples: &["⟦LM2WMpR1Rp6j3Sa59cMXMs1SPzj9eXpGc1⟧", "⟦ltc1qw508d6qejxtdg4y5r3zarvary0c5xw7kgmn4n9⟧"],
        counterexamples: &["LM2WMpR1Rp6j3Sa59cMXMs1SPzj9eXpGc2"],
    },
    Detector {
        id: "financial.dogecoin_address",
        title: "Dogecoin address",
        source: "Dogecoin Core, chainparams.cpp: Base58Check versions 0x1e and 0x16",
        find: Find::Groups { lengths: (26, 35), verify: verify_dogecoin, joined_by: b"" },
        examples: &["⟦DH5yaieqoZN36fDVciNyRueRGvGLR3mr7L⟧"],
        counterexamples: &["DH5yaieqoZN36fDVciNyRueRGvGLR3mr7K"],
    },
    Detector {
        id: "financial.tron_address",
        title: "TRON address",
        source: "TRON developer documentation, Account: Base58Check version 0x41",
        find: Find::Groups { lengths: (34, 34), verify: verify_tron, joined_by: b"" },
        examples: &["USDT auf ⟦TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t⟧"],
        counterexamples: &["TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6u"],
    },
    Detector {
        id: "financial.xrp_address",
        title: "XRP Ledger address",
        source: "XRP Ledger, base58 encodings: its own alphabet, account ids have version 0x00",
        find: Find::Groups { lengths: (25, 35), verify: verify_xrp, joined_by: b"" },
        examples: &["pay ⟦rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh⟧"],
        counterexamples: &["rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTi"],
    },
    Detector {
        id: "financial.ethereum_address",
        title: "Address on Ethereum or another EVM chain",
        source: "Ethereum yellow paper (160 bits in hexadecimal digits); ERC-55 (checksum in the letters' case)",
        find: Find::Groups { lengths: (42, 42), verify: verify_ethereum, joined_by: b"" },
        examples: &["⟦0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed⟧", "to ⟦0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed⟧"],
        counterexamples: &[
            "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1Beaed",
            "0x0000000000000000000000000000000000000000",
            "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beae",
        ],
    },
    Detector {
        id: "financial.solana_address",
        title: "Solana address, by context",
        source: "Solana documentation, Accounts: 32 bytes in base 58, no check digits",
        find: Find::Groups { lengths: (32, 44), verify: verify_solana, joined_by: b"" },
        examples: &["Solana wallet ⟦4fYNw3dojWmQ4dXtSGE9epjRGy9pFSx62YypT7avPYvA⟧"],
        counterexamples: &["key 4fYNw3dojWmQ4dXtSGE9epjRGy9pFSx62YypT7avPYvA"],
    },
    Detector {
        id: "financial.monero_address",
        title: "Monero address",
        source: "Monero documentation, Standard address: 69 bytes in blocks of base 58, last four Keccak-256",
        find: Find::Groups { lengths: (95, 95), verify: verify_monero, joined_by: b"" },
        examples: &[concat!(
            "⟦888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUi",
            "yoogDavup3H⟧"
        )],
        counterexamples: &[concat!(
            "888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUi",
            "yoogDavup3J"
        )],
    },
    Detector {
        id: "financial.crypto_private_key",
        title: "Private key of a crypto wallet (WIF)",
        source: "Bitcoin wiki, Wallet import format: Base58Check version 0x80 (0xb0 Litecoin, 0x9e Dogecoin, 0xef test)",
        find: Find::Groups { lengths: (51, 52), verify: verify_wif, joined_by: b"" },
        examples: &[concat!("key: ⟦5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1", "jvhTVqvbTLvyTJ⟧")],
        counterexamples: &[concat!("5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1", "jvhTVqvbTLvyTK")],
    },
    Detector {
        id: "financial.crypto_seed_phrase",
        title: "Seed phrase of a crypto wallet (BIP-39)",
        source: "BIP-39 and its English word list: 12, 15, 18, 21 or 24 words with a SHA-256 checksum",
        find: Find::Keywords {
            keywords: &[
                "seed phrase",
                "seed words",
                "seedphrase",
                "recovery phrase",
                "recovery words",
                "mnemonic",
                "secret phrase",
                "backup phrase",
                "wallet phrase",
                "wallet words",
                "12 words",
                "24 words",
                "twelve words",
                "bip39",
                "bip-39",
                "wiederherstellungsphrase",
                "merksatz",
                "phrase de récupération",
                "phrase secrète",
                "frase semilla",
                "frase de recuperación",
                "frase di recupero",
                "frase de recuperação",
                "frase semente",
                "herstelzin",
                "fraza odzyskiwania",
                "återställningsfras",
                "助记词",
                "ニーモニック",
            ],
            reach: 400,
            verify: verify_seed_phrase,
        },
        examples: &[concat!(
            "My seed phrase: ⟦legal winner thank year wave sausage worth useful legal ",
            "winner thank yellow⟧."
        )],
        counterexamples: &[
            "seed phrase: legal winner thank year wave sausage worth useful legal winner thank thank.",
            "The mnemonic is a list of words that you can use to recover your wallet when the device is lost",
        ],
    },
]);

const SOLANA_WORDS: &Words = &[
    "solana",
    "sol",
    "phantom",
    "spl",
    "wallet",
    "cartera",
    "portefeuille",
    "portafoglio",
    "carteira",
    "钱包",
    "錢包",
    "ウォレット",
];

fn group<'t>(candidate: &Candidate<'t>) -> &'t [u8] {
    candidate.at.of(candidate.text.as_bytes())
}

fn stands_alone(candidate: &Candidate<'_>) -> bool {
    let bytes = candidate.text.as_bytes();
    let joins = |byte: Option<&u8>| byte.is_some_and(|b| matches!(b, b'_' | b'+' | b'-') || *b >= 0xc3 && *b <= 0xd6);
    !joins(candidate.at.start.checked_sub(1).and_then(|i| bytes.get(i))) && !joins(bytes.get(candidate.at.end))
}

fn found(candidate: &Candidate<'_>, score: f32, why: &'static str) -> Option<Match> {
    stands_alone(candidate).then_some(Match { span: candidate.at, score, why })
}

/// Whether the group is Base58Check of `bytes` bytes after one of the versions. The first character is known from the
/// version, and looked at first: decoding costs a microsecond.
fn is_base58check(group: &[u8], first: &[u8], versions: &[u8], bytes: usize, alphabet: &[u8; 58]) -> bool {
    group.first().is_some_and(|c| first.contains(c))
        && base58check(group, alphabet).is_some_and(|payload| {
            payload.len() == bytes + 1 && payload.first().is_some_and(|version| versions.contains(version))
        })
}

/// Whether the group is a segwit address with this prefix: the checksum must be the one its version asks for.
fn is_segwit(group: &[u8], prefix: &[u8]) -> bool {
    let lower = group.to_ascii_lowercase();
    let upper = group.iter().any(u8::is_ascii_uppercase);
    let Some(data) = lower.strip_prefix(prefix).and_then(|rest| rest.strip_prefix(b"1")) else { return false };
    let one_case = !upper || !group.iter().any(u8::is_ascii_lowercase);
    let expected = if data.first() == Some(&b'q') { 1 } else { 0x2bc8_30a3 };
    one_case && matches!(group.len(), 14..=90) && bech32_polymod(&lower) == Some(expected)
}

fn verify_bitcoin(candidate: &Candidate<'_>) -> Option<Match> {
    let group = group(candidate);
    let ok = group.len() <= 35 && is_base58check(group, b"13", &[0, 5], 20, BASE58_BITCOIN)
        || group.get(..3).is_some_and(|head| head.eq_ignore_ascii_case(b"bc1")) && is_segwit(group, b"bc");
    if ok { found(candidate, 1.0, "check_digit") } else { None }
}

fn verify_litecoin(candidate: &Candidate<'_>) -> Option<Match> {
    let group = group(candidate);
    let ok = group.len() <= 35 && is_base58check(group, b"LM", &[0x30, 0x32], 20, BASE58_BITCOIN)
        || group.get(..4).is_some_and(|head| head.eq_ignore_ascii_case(b"ltc1")) && is_segwit(group, b"ltc");
    if ok { found(candidate, 1.0, "check_digit") } else { None }
}

fn verify_dogecoin(candidate: &Candidate<'_>) -> Option<Match> {
    let ok = is_base58check(group(candidate), b"DA9", &[0x1e, 0x16], 20, BASE58_BITCOIN);
    if ok { found(candidate, 1.0, "check_digit") } else { None }
}

fn verify_tron(candidate: &Candidate<'_>) -> Option<Match> {
    let ok = is_base58check(group(candidate), b"T", &[0x41], 20, BASE58_BITCOIN);
    if ok { found(candidate, 1.0, "check_digit") } else { None }
}

fn verify_xrp(candidate: &Candidate<'_>) -> Option<Match> {
    let ok = is_base58check(group(candidate), b"r", &[0], 20, BASE58_RIPPLE);
    if ok { found(candidate, 1.0, "check_digit") } else { None }
}

fn verify_wif(candidate: &Candidate<'_>) -> Option<Match> {
    let versions = [0x80, 0xb0, 0x9e, 0xef];
    let group = group(candidate);
    let ok = [32, 33].into_iter().any(|len| is_base58check(group, b"5KL6TQ9c", &versions, len, BASE58_BITCOIN));
    if ok { found(candidate, 1.0, "check_digit") } else { None }
}

fn verify_ethereum(candidate: &Candidate<'_>) -> Option<Match> {
    let digits = group(candidate).strip_prefix(b"0x")?;
    if !digits.iter().all(u8::is_ascii_hexdigit) || digits.windows(2).all(|pair| pair.first() == pair.last()) {
        return None;
    }
    let mixed = digits.iter().any(u8::is_ascii_lowercase) && digits.iter().any(u8::is_ascii_uppercase);
    if !mixed {
        return found(candidate, 0.8, "structure");
    }
    let hash = keccak256(&digits.to_ascii_lowercase());
    let nibbles = hash.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    let agrees = digits
        .iter()
        .zip(nibbles)
        .all(|(digit, nibble)| digit.is_ascii_digit() || digit.is_ascii_uppercase() == (nibble >= 8));
    if agrees { found(candidate, 1.0, "check_digit") } else { None }
}

fn verify_solana(candidate: &Candidate<'_>) -> Option<Match> {
    let group = group(candidate);
    // Of one case, or hexadecimal digits: something else.
    let mixed = group.iter().any(u8::is_ascii_lowercase) && group.iter().any(u8::is_ascii_uppercase);
    if !mixed || !context::near(candidate.text, candidate.at, SOLANA_WORDS) {
        return None;
    }
    let bytes = base58_decode(group, BASE58_BITCOIN)?;
    if bytes.len() == 32 { found(candidate, 0.8, "context") } else { None }
}

fn verify_monero(candidate: &Candidate<'_>) -> Option<Match> {
    let group = group(candidate);
    if !matches!(group.first(), Some(b'4' | b'8')) {
        return None;
    }
    // Blocks of eleven characters are eight bytes each; the last seven characters are five bytes.
    let mut bytes = Vec::with_capacity(69);
    for block in group.chunks(11) {
        let size = if block.len() == 11 { 8 } else { 5 };
        let value =
            block.iter().try_fold(0u128, |sum, c| Some(sum * 58 + memchr::memchr(*c, BASE58_BITCOIN)? as u128))?;
        bytes.extend(value.to_be_bytes().get(16 - size..)?);
    }
    let (body, check) = bytes.split_at_checked(65)?;
    if keccak256(body).get(..4)? == check { found(candidate, 1.0, "check_digit") } else { None }
}

/// BIP-39's English word list, front-coded: a capital says how many letters a word shares with the one before it
/// (`A` none, `B` one, …), then come its other letters. Saves a third of 13 KB.
const WORD_LIST: &str = include_str!("bip39_english.txt");

/// The numbers of these words in the list, in one walk over it; `None` if one is not in it.
fn word_numbers(words: &[&str]) -> Option<Vec<u16>> {
    let mut numbers = vec![None; words.len()];
    let mut word = String::new();
    let mut number = 0u16;
    let mut rest = WORD_LIST;
    while let Some(shared) = rest.bytes().next() {
        let tail = rest.get(1..)?;
        let end = tail.find(|c: char| c.is_ascii_uppercase()).unwrap_or(tail.len());
        word.truncate(usize::from(shared - b'A'));
        word.push_str(tail.get(..end)?);
        for (slot, _) in numbers.iter_mut().zip(words).filter(|(_, wanted)| wanted.eq_ignore_ascii_case(&word)) {
            *slot = Some(number);
        }
        number += 1;
        rest = tail.get(end..)?;
    }
    numbers.into_iter().collect()
}

/// Whether the words are a mnemonic: 11 bits each, the last bits of all being the first of the SHA-256 of the others.
fn is_mnemonic(numbers: &[u16]) -> bool {
    let bits: Vec<u8> =
        numbers.iter().flat_map(|number| (0..11).rev().map(move |bit| (number >> bit & 1) as u8)).collect();
    let (entropy, check) = bits.split_at(bits.len() * 32 / 33);
    let bytes: Vec<u8> = entropy.chunks(8).map(|byte| byte.iter().fold(0, |sum, bit| sum << 1 | bit)).collect();
    let hash = Sha256::digest(&bytes);
    let hashed = hash.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1));
    check.iter().copied().eq(hashed.take(check.len()))
}

/// Looks for a run of listed words after a keyword. Numbers, signs and line ends may stand between them.
fn verify_seed_phrase(candidate: &Candidate<'_>) -> Option<Match> {
    let text = candidate.text;
    let limit = (candidate.at.end..).take(400).filter(|i| text.is_char_boundary(*i)).last()?.min(text.len());
    let window = text.get(candidate.at.end..limit)?;
    let mut words: Vec<Span> = Vec::new();
    let mut start = None;
    for (at, c) in window.char_indices().chain([(window.len(), ' ')]) {
        let letter = c.is_ascii_alphabetic();
        if let Some(from) = start.filter(|_| !letter) {
            words.push(Span::new(from, at));
            start = None;
        } else if letter && start.is_none() {
            start = Some(at);
        }
    }
    let all: Vec<&str> = words.iter().map(|word| word.of_str(window)).collect();
    // Words of three to eight letters; a phrase in a sentence begins after others that may be in the list too.
    let listed: Vec<Option<u16>> = {
        let mut numbers = vec![None; all.len()];
        let known: Vec<usize> =
            (0..all.len()).filter(|i| all.get(*i).is_some_and(|word| (3..=8).contains(&word.len()))).collect();
        for i in known {
            if let (Some(slot), Some(word)) = (numbers.get_mut(i), all.get(i)) {
                *slot = word_numbers(&[word]).and_then(|found| found.first().copied());
            }
        }
        numbers
    };
    let mut best: Option<(usize, usize, bool)> = None;
    for len in [24, 21, 18, 15, 12] {
        for (first, run) in listed.windows(len).enumerate() {
            let Some(numbers) = run.iter().copied().collect::<Option<Vec<u16>>>() else { continue };
            if is_mnemonic(&numbers) {
                best = Some((first, len, true));
            } else if best.is_none() {
                best = Some((first, len, false));
            }
            if best.is_some_and(|(.., valid)| valid) {
                break;
            }
        }
        if best.is_some_and(|(.., valid)| valid) {
            break;
        }
    }
    let (first, len, valid) = best?;
    let (from, to) = (words.get(first)?, words.get(first + len - 1)?);
    let span = Span::new(candidate.at.end + from.start, candidate.at.end + to.end);
    let (score, why) = if valid { (1.0, "check_digit") } else { (0.4, "structure") };
    Some(Match { span, score, why })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_list_is_bip_39s() {
        assert_eq!(word_numbers(&["abandon", "zoo", "legal"]), Some(vec![0, 2047, 1019]));
        assert_eq!(word_numbers(&["abandons"]), None);
        // Test vectors of BIP-39 (Trezor), with 128 and 256 bits.
        for (phrase, valid) in [
            ("abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about", true),
            ("zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong", true),
            ("zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo", false),
        ] {
            let words: Vec<_> = phrase.split(' ').collect();
            assert_eq!(is_mnemonic(&word_numbers(&words).unwrap()), valid, "{phrase}");
        }
    }
}
