//! Crypto assets: addresses, private keys, seed phrases.

use crate::detect::checksum::{BASE58_BITCOIN, BASE58_RIPPLE, base58_decode, base58check, bech32_polymod};
use crate::detect::keccak::keccak256;
use crate::detect::{Candidate, Detector, Find, Match, Words, context, lean};
use crate::text::Span;
use sha2::{Digest, Sha256};
use std::sync::OnceLock;

/// Addresses of the chains in use, private keys in wallet import format, seed phrases.
pub const DETECTORS: &[Detector] = &lean([
    Detector {
        id: "financial.bitcoin_address",
        title: "Bitcoin address, or extended public key of a wallet",
        source: "Bitcoin wiki, Base58Check (versions 0x00, 0x05); BIP-173 and BIP-350 (bech32, bech32m); BIP-32 and \
                 SLIP-132 (extended keys: 78 bytes, xpub, ypub, zpub …)",
        find: Find::Groups {
            lengths: (26, 112),
            digits: 1,
            letters: true,
            beside: b"",
            not_after: b"",
            context: &[],
            verify: verify_bitcoin,
            joined_by: b"",
        },
        examples: &[
            "send to ⟦16Yeky6GMjeNkAiNcBY7ZhrLoMSgg1BoyZ⟧",
            "⟦3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy⟧",
            "⟦bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq⟧",
            "btc_address_⟦16Yeky6GMjeNkAiNcBY7ZhrLoMSgg1BoyZ⟧",
            "bitcoin:⟦bc1p5d7rjq7g6rdk2yhzks9smlaqtedr4dekq08ge8ztwac72sfr9rusxg3297⟧",
            concat!(
                "⟦xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD",
                "265TMg7usUDFdp6W1EGMcet8⟧"
            ),
        ],
        counterexamples: &["16Yeky6GMjeNkAiNcBY7ZhrLoMSgg1BoyZ2", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdp"],
    },
    Detector {
        id: "financial.litecoin_address",
        title: "Litecoin address",
        source: "Litecoin Core, src/chainparams.cpp: Base58Check versions 0x30 and 0x32, bech32 prefix ltc \
                 (https://github.com/litecoin-project/litecoin)",
        find: Find::Groups {
            lengths: (26, 90),
            digits: 1,
            letters: true,
            beside: b"",
            not_after: b"",
            context: &[],
            verify: verify_litecoin,
            joined_by: b"",
        },
        examples: &["⟦LM2WMpR1Rp6j3Sa59cMXMs1SPzj9eXpGc1⟧", "⟦ltc1qw508d6qejxtdg4y5r3zarvary0c5xw7kgmn4n9⟧"],
        counterexamples: &["LM2WMpR1Rp6j3Sa59cMXMs1SPzj9eXpGc2"],
    },
    Detector {
        id: "financial.dogecoin_address",
        title: "Dogecoin address",
        source: "Dogecoin Core, src/chainparams.cpp: Base58Check versions 0x1e and 0x16 \
                 (https://github.com/dogecoin/dogecoin)",
        find: Find::Groups {
            lengths: (26, 35),
            digits: 1,
            letters: true,
            beside: b"",
            not_after: b"",
            context: &[],
            verify: verify_dogecoin,
            joined_by: b"",
        },
        examples: &["⟦DH5yaieqoZN36fDVciNyRueRGvGLR3mr7L⟧"],
        counterexamples: &["DH5yaieqoZN36fDVciNyRueRGvGLR3mr7K"],
    },
    Detector {
        id: "financial.tron_address",
        title: "TRON address",
        source: "TRON developer documentation, Accounts and keys: 21 bytes, the first 0x41, in Base58Check \
                 (https://developers.tron.network/docs/account)",
        find: Find::Groups {
            lengths: (34, 34),
            digits: 1,
            letters: true,
            beside: b"",
            not_after: b"",
            context: &[],
            verify: verify_tron,
            joined_by: b"",
        },
        examples: &["USDT auf ⟦TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t⟧"],
        counterexamples: &["TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6u"],
    },
    Detector {
        id: "financial.xrp_address",
        title: "XRP Ledger address",
        source: "XRP Ledger, base58 encodings: its own alphabet, account ids have version 0x00 \
                 (https://xrpl.org/base58-encodings.html); X-address with a tag: 0x05 0x44, 29 bytes \
                 (https://github.com/xrp-community/standards-drafts/issues/6)",
        find: Find::Groups {
            lengths: (25, 47),
            digits: 1,
            letters: true,
            beside: b"",
            not_after: b"",
            context: &[],
            verify: verify_xrp,
            joined_by: b"",
        },
        examples: &["pay ⟦rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh⟧", "⟦XVLhHMPHU98es4dbozjVtdWzVrDjtV18pX8yuPT7y4xaEHi⟧"],
        counterexamples: &["rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTi", "XVLhHMPHU98es4dbozjVtdWzVrDjtV18pX8yuPT7y4xaEHj"],
    },
    Detector {
        id: "financial.ethereum_address",
        title: "Address on Ethereum or another EVM chain",
        source: "Ethereum yellow paper (160 bits in hexadecimal digits); ERC-55 (checksum in the letters' case)",
        find: Find::Groups {
            lengths: (42, 42),
            digits: 1,
            letters: true,
            beside: b"",
            not_after: b"",
            context: &[],
            verify: verify_ethereum,
            joined_by: b"",
        },
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
        find: Find::Groups {
            lengths: (32, 44),
            digits: 1,
            letters: true,
            beside: b"",
            not_after: b"",
            context: &[],
            verify: verify_solana,
            joined_by: b"",
        },
        examples: &["Solana wallet ⟦4fYNw3dojWmQ4dXtSGE9epjRGy9pFSx62YypT7avPYvA⟧"],
        counterexamples: &["key 4fYNw3dojWmQ4dXtSGE9epjRGy9pFSx62YypT7avPYvA"],
    },
    Detector {
        id: "financial.monero_address",
        title: "Monero address",
        source: "Monero documentation, Standard address and Integrated address: 69 or 77 bytes in blocks of base 58, last four \
                 Keccak-256",
        find: Find::Groups {
            lengths: (95, 106),
            digits: 1,
            letters: true,
            beside: b"",
            not_after: b"",
            context: &[],
            verify: verify_monero,
            joined_by: b"",
        },
        examples: &[
            concat!(
                "⟦888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUi",
                "yoogDavup3H⟧"
            ),
            concat!(
                "⟦4LL9oSLmtpccfufTMvppY6JwXNouMBzSkbLYfpAV5Usx3skxNgYeYTRj5UzqtReoS44qo9mtmXCqY45DJ852",
                "K5Jv2bYXZKKQePHES9khPK⟧"
            ),
        ],
        counterexamples: &[concat!(
            "888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUi",
            "yoogDavup3J"
        )],
    },
    Detector {
        id: "financial.crypto_private_key",
        title: "Private key of a crypto wallet (WIF, extended key, seed of the XRP Ledger)",
        source: "Bitcoin wiki, Wallet import format: Base58Check version 0x80 (0xb0 Litecoin, 0x9e Dogecoin, 0xef \
                 test); BIP-32 and SLIP-132: 78 bytes, xprv, yprv, zprv …; XRP Ledger, base58 encodings: seeds have \
                 version 0x21 (https://xrpl.org/base58-encodings.html), or 0x01e14b for Ed25519 \
                 (ripple-address-codec)",
        find: Find::Groups {
            lengths: (28, 112),
            digits: 1,
            letters: true,
            beside: b"",
            not_after: b"",
            context: &[],
            verify: verify_private_key,
            joined_by: b"",
        },
        examples: &[
            concat!("key: ⟦5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1", "jvhTVqvbTLvyTJ⟧"),
            concat!("⟦sn259rEFXrQrWyx3", "Q7XneWcwV6dfL⟧"),
            concat!("⟦sEdTM1uX8pu2do5X", "vTnutH6HsouMaM2⟧"),
            concat!(
                "⟦xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5ke",
                "jMRNNU3TGtRBeJgk33yuGBxrMPHi⟧"
            ),
        ],
        counterexamples: &[
            concat!("5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1", "jvhTVqvbTLvyTK"),
            concat!("sn259rEFXrQrWyx3", "Q7XneWcwV6dfM"),
            concat!("sEdTM1uX8pu2do5X", "vTnutH6HsouMaM3"),
        ],
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

/// Whether nothing that base64 is made of joins it to what stands beside it; an underscore after the name of a field may.
fn stands_alone(candidate: &Candidate<'_>) -> bool {
    let bytes = candidate.text.as_bytes();
    let joins = |byte: Option<&u8>| byte.is_some_and(|b| matches!(b, b'_' | b'+' | b'-') || *b >= 0xc3 && *b <= 0xd6);
    let before = match bytes.get(..candidate.at.start) {
        Some([.., letter, b'_']) => !letter.is_ascii_alphabetic(),
        head => joins(head.and_then(<[u8]>::last)),
    };
    !before && !joins(bytes.get(candidate.at.end))
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
        || is_extended_key(group, &[b"pub"])
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
    let group = group(candidate);
    let ok = group.len() <= 35 && is_base58check(group, b"r", &[0], 20, BASE58_RIPPLE)
        || group.len() == 47 && is_base58check(group, b"X", &[5], 30, BASE58_RIPPLE);
    if ok { found(candidate, 1.0, "check_digit") } else { None }
}

/// Whether the group is a key serialised as in BIP-32; the version bytes show as four letters, the last three of which
/// tell whether the key is public.
fn is_extended_key(group: &[u8], kinds: &[&[u8]]) -> bool {
    matches!(group.len(), 111 | 112)
        && group.get(1..4).is_some_and(|kind| kinds.contains(&kind))
        && base58check(group, BASE58_BITCOIN).is_some_and(|payload| payload.len() == 78)
}

fn verify_private_key(candidate: &Candidate<'_>) -> Option<Match> {
    let versions = [0x80, 0xb0, 0x9e, 0xef];
    let group = group(candidate);
    let ok = match group.len() {
        51 | 52 => [32, 33].into_iter().any(|len| is_base58check(group, b"5KL6TQ9c", &versions, len, BASE58_BITCOIN)),
        28 | 29 => is_base58check(group, b"s", &[0x21], 16, BASE58_RIPPLE),
        31 => group.starts_with(b"sEd") && is_base58check(group, b"s", &[1], 18, BASE58_RIPPLE),
        // Of Litecoin and Dogecoin the last two.
        _ => is_extended_key(group, &[b"prv", b"tpv", b"gpv"]),
    };
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
    // With a payment id in it, an address is one block longer.
    if !matches!(group.first(), Some(b'4' | b'8')) || !matches!(group.len(), 95 | 106) {
        return None;
    }
    // Blocks of eleven characters are eight bytes each; the last seven characters are five bytes.
    let mut bytes = Vec::with_capacity(77);
    for block in group.chunks(11) {
        let size = if block.len() == 11 { 8 } else { 5 };
        let value =
            block.iter().try_fold(0u128, |sum, c| Some(sum * 58 + memchr::memchr(*c, BASE58_BITCOIN)? as u128))?;
        bytes.extend(value.to_be_bytes().get(16 - size..)?);
    }
    let (body, check) = bytes.split_at_checked(bytes.len().checked_sub(4)?)?;
    if keccak256(body).get(..4)? == check { found(candidate, 1.0, "check_digit") } else { None }
}

/// BIP-39's English word list, front-coded: a capital says how many letters a word shares with the one before it
/// (`A` none, `B` one, …), then come its other letters. Saves a third of 13 KB.
const WORD_LIST: &str = include_str!("bip39_english.txt");

/// The number of a word in the list.
fn word_number(word: &str) -> Option<u16> {
    /// The words as numbers, eight letters at most, so that they sort as in the list; unpacked when first asked.
    static WORDS: OnceLock<Vec<u64>> = OnceLock::new();
    let words = WORDS.get_or_init(|| {
        let (mut words, mut letters) = (Vec::new(), [0; 8]);
        let mut at = 0;
        for byte in WORD_LIST.bytes().chain([b'A']) {
            if byte.is_ascii_uppercase() {
                words.extend((at > 0).then_some(u64::from_be_bytes(letters)));
                at = usize::from(byte - b'A');
                letters.iter_mut().skip(at).for_each(|letter| *letter = 0);
            } else if let Some(letter) = letters.get_mut(at) {
                *letter = byte;
                at += 1;
            }
        }
        words
    });
    let mut letters = [0; 8];
    letters.get_mut(..word.len())?.copy_from_slice(word.as_bytes());
    letters.make_ascii_lowercase();
    words.binary_search(&u64::from_be_bytes(letters)).ok().map(|number| number as u16)
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

/// Most words that are not in the list between a keyword and the phrase, of all that stand there.
const MAX_OTHERS: usize = 12;

/// Looks for a run of listed words after a keyword. Numbers, signs and line ends may stand between them; words before
/// the phrase may be in the list, too.
fn verify_seed_phrase(candidate: &Candidate<'_>) -> Option<Match> {
    let window = candidate.text.as_bytes().get(candidate.at.end..)?;
    let window = window.get(..400).unwrap_or(window);
    // Up to where the keyword stands again, and is asked itself: a text made of keywords is read once.
    let again = memchr::memmem::find(window, candidate.at.of_str(candidate.text).as_bytes());
    let window = window.get(..again.unwrap_or(window.len()))?;
    let mut run: Vec<(Span, u16)> = Vec::new();
    let mut others = 0;
    let mut at = 0;
    while others < MAX_OTHERS {
        let rest = window.get(at..)?;
        at += rest.iter().take_while(|b| !b.is_ascii_alphabetic()).count();
        let rest = window.get(at..).unwrap_or_default();
        let word = Span::new(at, at + rest.iter().take_while(|b| b.is_ascii_alphabetic()).count());
        at = word.end;
        let number = str::from_utf8(word.of(window)).ok().and_then(word_number);
        if let Some(number) = number {
            run.push((word, number));
            continue;
        }
        if let Some(found) = mnemonic(&run) {
            let span = Span::new(candidate.at.end + found.0.start, candidate.at.end + found.0.end);
            let (score, why) = if found.1 { (1.0, "check_digit") } else { (0.4, "structure") };
            return Some(Match { span, score, why });
        }
        if word.start == word.end {
            break;
        }
        run.clear();
        others += 1;
    }
    None
}

/// How many words of a run a mnemonic may begin with: each is tried with a hash or five.
const MAX_STARTS: usize = 8;

/// The longest mnemonic in a run of listed words, and whether its checksum agrees; else the first words of the run, as
/// many as a mnemonic has.
fn mnemonic(run: &[(Span, u16)]) -> Option<(Span, bool)> {
    let of = |words: &[(Span, u16)]| Some(Span::new(words.first()?.0.start, words.last()?.0.end));
    let lengths = || [24, 21, 18, 15, 12].into_iter().filter(|len| *len <= run.len());
    let valid = lengths().flat_map(|len| run.windows(len).take(MAX_STARTS)).find(|words| {
        let numbers: Vec<u16> = words.iter().map(|(_, number)| *number).collect();
        is_mnemonic(&numbers)
    });
    match valid {
        Some(words) => Some((of(words)?, true)),
        None => Some((of(run.get(..lengths().next()?)?)?, false)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_list_is_bip_39s() {
        assert_eq!(["abandon", "zoo", "legal", "Legal"].map(word_number), [0, 2047, 1019, 1019].map(Some));
        assert_eq!(["abandons", "", "zo", "abstractly"].map(word_number), [None; 4]);
        // Test vectors of BIP-39 (Trezor), with 128 and 256 bits.
        for (phrase, valid) in [
            ("abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about", true),
            ("zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong", true),
            ("zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo", false),
        ] {
            let numbers: Vec<_> = phrase.split(' ').filter_map(word_number).collect();
            assert_eq!(is_mnemonic(&numbers), valid, "{phrase}");
        }
    }
}
