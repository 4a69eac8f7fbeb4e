//! Addresses of machines in networks: IP and MAC.

use crate::detect::context;
use crate::detect::keyword::value_after;
use crate::detect::{Candidate, Detector, Find, Match, Words, lean};
use crate::text::Span;
use std::net::{Ipv4Addr, Ipv6Addr};

/// IP and MAC addresses.
pub const DETECTORS: &[Detector] = &lean([
    Detector {
        id: "pii.ip_address",
        title: "IPv4 or IPv6 address, or a network of them (CIDR)",
        source: "RFC 791 and RFC 1123 2.1 (IPv4), RFC 4291 2.2 (IPv6), RFC 4007 11 (zones), RFC 4632 3.1 (CIDR)",
        find: Find::Groups {
            lengths: (1, 12),
            digits: 1,
            letters: false,
            beside: b".:/",
            not_after: b".",
            context: &[],
            verify: verify_ip,
            joined_by: b".:/",
        },
        examples: &[
            "from ⟦203.0.113.9⟧.",
            "(⟦192.168.1.0/24⟧)",
            "https://⟦198.51.100.7⟧:8443/x",
            "my ip: ⟦684D:1111:222:3333:4444:5555:6:77⟧",
            "[⟦2001:db8::1⟧]:8080",
            "my ip: ⟦::1⟧",
            "⟦64:ff9b::192.0.2.1⟧",
            "⟦fe80::1%eth0⟧ and ⟦2001:db8::/32⟧",
            "inet addr:⟦10.0.0.7⟧",
            "IP ⟦192.168.1.10⟧.51234 > ⟦93.184.216.34⟧.443: Flags [S]",
            "ip route ⟦::/0⟧",
        ],
        counterexamples: &[
            "1.2.3",
            "version 1.2.3.4 of the library",
            "256.1.1.1",
            "01.02.03.04",
            "at 12:34:56",
            "std::f64::consts",
            "a::b1",
            "00:1A:2B:3C:4D:5E",
            "1.2.3.4.5.6",
            "see section 4.1.2.3",
            "v10.2.3.4",
            "ObjectIdentifier(\"2.5.29.30\")",
            "M4.1 2.83-2.12 3.51.98.32 2.03.5z",
            "toks[::2]",
            "the upstream needs OpenResty version [1.15.8.3]",
        ],
    },
    Detector {
        id: "pii.mac_address",
        title: "MAC address (EUI-48)",
        source: "IEEE 802-2014 8.1 (notation with hyphens), Cisco's notation in fours; not broadcast, not zero",
        find: Find::Groups {
            lengths: (1, 4),
            digits: 1,
            letters: false,
            beside: b".:-",
            not_after: b"",
            context: &[],
            verify: verify_mac,
            joined_by: b".:-",
        },
        examples: &["My MAC address is ⟦00:1A:2B:3C:4D:5E⟧", "⟦01-b3-4a-67-d9-cf⟧", "Cisco MAC: ⟦0012.3456.789A⟧"],
        counterexamples: &[
            "00:1A:2B:3C:4D",
            "FF:FF:FF:FF:FF:FF",
            "00:00:00:00:00:00",
            "10:2F:33-AC-29-C3",
            "SHA1 fingerprint 0A:1B:2C:3D:4E:5F:6A:7B:8C",
        ],
    },
    Detector {
        id: "pii.mac_address_labelled",
        title: "MAC address without a digit, by context",
        source: "IEEE 802-2014 8.1 (notation with hyphens), Cisco's notation in fours; not broadcast",
        find: Find::Keywords {
            keywords: &[
                "mac address",
                "mac_address",
                "mac-address",
                "macaddress",
                "mac addr",
                "mac_addr",
                "mac-addr",
                "macaddr",
                "mac:",
                "mac=",
                "mac\":",
                "hardware address",
                "physical address",
                "hwaddr",
                "ether ",
                "bssid",
                "mac-adresse",
                "adresse mac",
                "dirección mac",
                "indirizzo mac",
                "endereço mac",
                "mac-adres",
                "adres mac",
                "mac-adress",
                "mac地址",
                "macアドレス",
            ],
            reach: 48,
            verify: verify_labelled_mac,
        },
        examples: &[
            "Device MAC: ⟦AA:BB:CC:DD:EE:FF⟧",
            "The hardware address is ⟦aa-bb-cc-dd-ee-ff⟧.",
            "\"mac_address\": \"⟦aabb.ccdd.eeff⟧\"",
        ],
        counterexamples: &[
            "MAC address: FF:FF:FF:FF:FF:FF",
            "MAC: AA:BB:CC:DD:EE",
            "mac address AA:BB:CC:DD:EE:FF:AA:BB",
            "the physical address of the cafe",
            "mac: aa:bb-cc:dd:ee:ff",
        ],
    },
]);

const IP_WORDS: &Words = &[
    "ip",
    "ipv4",
    "ipv6",
    "ip address",
    "address",
    "host",
    "server",
    "client",
    "gateway",
    "dns",
    "subnet",
    "network",
    "route",
    "router",
    "ping",
    "ssh",
    "vpn",
    "firewall",
    "proxy",
    "localhost",
    "broadcast",
    "loopback",
    "nat",
    "netmask",
    "cidr",
    "prefix",
    "multicast",
    "connect",
    "connecting",
    "visitor",
    "login from",
    "dst",
    "addr",
    "inet",
    "nameserver",
    "resolver",
    "upstream",
    "endpoint",
    "origin",
    "peer",
    "remote",
    "listen",
    "forwarded",
    "adresse",
    "rechner",
    "netz",
    "netzwerk",
    "ip-adresse",
    "serveur",
    "réseau",
    "adresse ip",
    "servidor",
    "subred",
    "dirección",
    "dirección ip",
    "rete",
    "indirizzo",
    "indirizzo ip",
    "rede",
    "endereço",
    "endereço ip",
    "netwerk",
    "ip-adres",
    "adres ip",
    "sieć",
    "serwer",
    "nätverk",
    "ip-adress",
    "адрес",
    "сервер",
    "地址",
    "服务器",
    "アドレス",
    "サーバ",
    "네트워크",
    "주소",
];

const VERSION_WORDS: &Words = &[
    "version",
    "ver",
    "release",
    "build",
    "section",
    "chapter",
    "firmware",
    "update",
    "clause",
    "upgrade",
    "chrome",
    "safari",
    "edg",
    "linux",
    "kernel",
    "driver",
    "patch",
    "revision",
    "rev",
    "tag",
    "sdk",
    "versione",
    "versión",
    "versão",
    "wersja",
    "abschnitt",
    "kapitel",
    "版本",
    "バージョン",
];

/// Object identifiers (ITU-T X.660) are numbers with dots too; their first is 0, 1 or 2.
const OID_WORDS: &Words = &["oid", "object identifier", "mib", "snmp", "asn"];

/// What an address that is no one's (loopback, unspecified, broadcast) is worth, with any of [`IP_WORDS`] near or not.
fn nobodys(text: &str, span: Span, known: bool) -> f32 {
    if known && context::near(text, span, &["ip", "ipv4", "ipv6", "ip address"]) { 0.55 } else { 0.3 }
}

fn is_hex_word(byte: u8) -> bool {
    byte.is_ascii_hexdigit() || byte == b':'
}

/// Verifies the address of which the candidate's group is the first with a digit, or near it.
fn verify_ip(candidate: &Candidate<'_>) -> Option<Match> {
    let bytes = candidate.text.as_bytes();
    let (start, end) = (candidate.at.start, candidate.at.end);
    let before = start.checked_sub(1).and_then(|i| bytes.get(i)).copied();
    match (bytes.get(end), before) {
        // Digits, a dot, digits: the first of four octets, unless they belong to an IPv6 address.
        (Some(b'.'), _) if before != Some(b':') && end - start <= 3 => verify_v4(candidate),
        // Four octets may end an IPv6 address, or stand after a label: `addr:10.0.0.1`.
        (Some(b'.'), _) => verify_v6(candidate).or_else(|| verify_v4(candidate)),
        (Some(b':'), _) | (_, Some(b':')) => verify_v6(candidate),
        (_, Some(b'/')) if bytes.get(..start)?.ends_with(b"::/") => verify_v6_net(candidate),
        _ => None,
    }
}

/// The end of a prefix length (`/24`) that may follow, at most `longest`.
fn prefix_end(bytes: &[u8], end: usize, longest: u32) -> usize {
    let Some([b'/', rest @ ..]) = bytes.get(end..) else { return end };
    let digits = rest.iter().take(4).take_while(|b| b.is_ascii_digit()).count();
    let number = rest.iter().take(digits).fold(0, |sum, b| sum * 10 + u32::from(b - b'0'));
    let ends = !rest.get(digits).is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'/' || *b == b'_');
    if (1..=3).contains(&digits) && number <= longest && ends { end + 1 + digits } else { end }
}

fn verify_v4(candidate: &Candidate<'_>) -> Option<Match> {
    let (text, bytes) = (candidate.text, candidate.text.as_bytes());
    let start = candidate.at.start;
    let before = bytes.get(..start).unwrap_or_default();
    let word_before = match before {
        [.., byte, b'.' | b'-'] => byte.is_ascii_alphanumeric(),
        [.., byte] => byte.is_ascii_alphanumeric() || *byte == b'_',
        [] => false,
    };
    if word_before {
        return None;
    }
    let rest = bytes.get(start..)?;
    let mut dots = 0;
    let octets = rest.iter().take(16).take_while(|b| {
        dots += u8::from(**b == b'.');
        b.is_ascii_digit() || **b == b'.' && dots < 4
    });
    let dotted = text.get(start..start + octets.count())?;
    let address: Ipv4Addr = dotted.parse().ok()?;
    let end = start + dotted.len();
    let after = bytes.get(end..).unwrap_or_default();
    // `192.168.1.10.51234`: a port, as packet filters print it.
    let port =
        after.strip_prefix(b".").map_or(0, |port| port.iter().take(6).take_while(|b| b.is_ascii_digit()).count());
    let after = if (1..=5).contains(&port) { after.get(port + 1..).unwrap_or_default() } else { after };
    let word_after = match after {
        [b'.', next, ..] => next.is_ascii_digit(),
        [b'-', next, ..] => next.is_ascii_alphanumeric(),
        [byte, ..] => byte.is_ascii_alphanumeric() || *byte == b'_',
        [] => false,
    };
    if word_after {
        return None;
    }
    let end = prefix_end(bytes, end, 32);
    let span = Span::new(start, end);
    // Small numbers are versions and sections as often as addresses.
    let octets = address.octets();
    let small = octets.iter().filter(|octet| **octet < 30).count();
    let likely = end > start + dotted.len() || address.is_private() && octets.first() != Some(&10);
    let version = context::near(text, span, VERSION_WORDS);
    let known = context::near(text, span, IP_WORDS);
    if port > 0 && (version || !likely && !known) {
        return None;
    }
    let score = match (known, version) {
        (true, false) => 0.95,
        (true, true) if small >= 3 && !likely => 0.4,
        (true, true) => 0.6,
        (false, true) => 0.2,
        (false, false) if likely || small <= 1 => 0.7,
        (false, false) if small <= 2 || small == 3 && octets.first() == Some(&10) => 0.6,
        (false, false) => 0.4,
    };
    let oid = octets.first().is_some_and(|octet| *octet <= 2) && context::near(text, span, OID_WORDS);
    let score = if oid || score < 0.95 && !likely && is_among_fractions(before, after) { 0.2 } else { score };
    // Everybody's own machine is nobody's address.
    let nobody = address.is_loopback() || address.is_unspecified() || address.is_broadcast();
    let score = if nobody { nobodys(text, span, known) } else { score };
    Some(Match { span, score, why: if score > 0.7 { "context" } else { "structure" } })
}

/// Whether a decimal fraction stands before, as in a list of coordinates, and no port follows.
fn is_among_fractions(before: &[u8], after: &[u8]) -> bool {
    let [head @ .., b' ' | b','] = before else { return false };
    let number = head.iter().rev().take(12).take_while(|b| b.is_ascii_digit() || **b == b'.');
    let (dots, digits) =
        number.fold((0, 0), |(dots, digits), b| if *b == b'.' { (dots + 1, digits) } else { (dots, digits + 1) });
    dots == 1 && digits > 0 && after.first() != Some(&b':')
}

/// Verifies `::` with a prefix length, which is the candidate's group.
fn verify_v6_net(candidate: &Candidate<'_>) -> Option<Match> {
    let (text, bytes) = (candidate.text, candidate.text.as_bytes());
    let slash = candidate.at.start.checked_sub(1)?;
    let start = slash.checked_sub(2)?;
    let joins = |b: &u8| b.is_ascii_alphanumeric() || b":_".contains(b);
    let end = prefix_end(bytes, slash, 128);
    if end == slash || start.checked_sub(1).and_then(|i| bytes.get(i)).is_some_and(joins) {
        return None;
    }
    let span = Span::new(start, end);
    Some(Match { span, score: nobodys(text, span, true), why: "structure" })
}

fn verify_v6(candidate: &Candidate<'_>) -> Option<Match> {
    let (text, bytes) = (candidate.text, candidate.text.as_bytes());
    let head = bytes.get(..candidate.at.start)?;
    let mut before = head.iter().rev().take(46).take_while(|b| is_hex_word(**b));
    // Each address once, from its first group with a digit.
    let back = before.try_fold(0, |count, byte| (!byte.is_ascii_digit()).then_some(count + 1))?;
    let start = candidate.at.start - back;
    let rest = bytes.get(start..)?;
    let hex = rest.iter().take(46).take_while(|b| is_hex_word(**b) || **b == b'.').count();
    let written = text.get(start..start + hex)?.trim_end_matches(['.', ',']);
    // A colon at the end is punctuation, unless there are two.
    let written = if written.ends_with(':') && !written.ends_with("::") { written.strip_suffix(':')? } else { written };
    let written = written.strip_prefix(':').filter(|rest| !rest.starts_with(':')).unwrap_or(written);
    let start = start + (text.get(start..)?.find(written)?);
    let address: Ipv6Addr = written.parse().ok()?;
    let mut end = start + written.len();
    let word = |byte: Option<&u8>| byte.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
    if word(bytes.get(end)) || word(start.checked_sub(1).and_then(|i| bytes.get(i))) {
        return None;
    }
    // A zone: %eth0.
    if bytes.get(end) == Some(&b'%') {
        let zone = bytes.get(end + 1..)?.iter().take(16).take_while(|b| b.is_ascii_alphanumeric()).count();
        end += if zone > 0 { zone + 1 } else { 0 };
    }
    let end = prefix_end(bytes, end, 128);
    let span = Span::new(start, end);
    // `::1` and the like are spelled by programs' paths too; five groups are not.
    let long = address.segments().iter().filter(|segment| **segment > 0xfff).count();
    let known = context::near(text, span, IP_WORDS);
    let nobody = address.is_loopback() || address.is_unspecified();
    // `c::B150` is a path of a program: nobody writes an address in small letters and capitals.
    let has = |which: fn(&u8) -> bool| written.bytes().any(|byte| which(&byte));
    let short = written.split_once("::").is_some_and(|(first, last)| !first.contains(':') && !last.contains(':'));
    let path = short && has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase);
    let score = match (known, long) {
        _ if path => 0.3,
        _ if nobody => nobodys(text, span, known),
        (true, _) => 0.95,
        (false, 0) if !written.contains('.') => 0.4,
        (false, _) => 0.75,
    };
    Some(Match { span, score, why: if known { "context" } else { "structure" } })
}

/// What follows a label, where no digit sets [`verify_mac`] off.
fn verify_labelled_mac(candidate: &Candidate<'_>) -> Option<Match> {
    let bytes = candidate.text.as_bytes();
    let start = value_after(candidate.text, candidate.at, 24)?;
    let rest = bytes.get(start..)?;
    let step = 1 + rest.iter().take(5).take_while(|b| b.is_ascii_alphabetic()).count();
    let (separators, len): (&[u8], usize) = if step == 3 { (b":-", 17) } else { (b".", 14) };
    let written = rest.get(..len)?;
    let separator = written.get(step - 1).filter(|sign| separators.contains(sign))?;
    let fits = written.iter().enumerate().all(|(i, byte)| match i % step {
        place if place == step - 1 => byte == separator,
        _ => byte.is_ascii_hexdigit() && byte.is_ascii_alphabetic(),
    });
    let ends = match rest.get(len..) {
        Some([sign, next, ..]) if sign == separator || *sign == b'.' => !next.is_ascii_alphanumeric(),
        rest => !rest.and_then(<[u8]>::first).is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_'),
    };
    let broadcast = written.iter().all(|b| matches!(b, b'f' | b'F') || b == separator);
    let span = Span::new(start, start + len);
    (fits && ends && !broadcast).then_some(Match { span, score: 0.85, why: "context" })
}

fn verify_mac(candidate: &Candidate<'_>) -> Option<Match> {
    let bytes = candidate.text.as_bytes();
    let group = candidate.at.end - candidate.at.start;
    if !matches!(group, 2 | 4) {
        return None;
    }
    let (separators, groups): (&[u8], usize) = if group == 2 { (b":-", 6) } else { (b".", 3) };
    let step = group + 1;
    // The first group need not be the one with a digit.
    let separator_before = |at: usize| at.checked_sub(1).and_then(|i| bytes.get(i)).copied();
    let separator = match (bytes.get(candidate.at.end), separator_before(candidate.at.start)) {
        (Some(after), _) if separators.contains(after) => *after,
        (_, Some(before)) if separators.contains(&before) => before,
        _ => return None,
    };
    // Each address once, from its first group with a digit.
    let earlier = candidate.at.start.checked_sub(step).and_then(|earlier| bytes.get(earlier..earlier + group));
    let joins = separator_before(candidate.at.start) == Some(separator);
    if joins
        && earlier.is_some_and(|pair| pair.iter().any(u8::is_ascii_digit) && pair.iter().all(u8::is_ascii_hexdigit))
    {
        return None;
    }
    let mut start = candidate.at.start;
    for _ in 1..groups {
        let Some(earlier) = start.checked_sub(step).filter(|_| separator_before(start) == Some(separator)) else {
            break;
        };
        if !bytes.get(earlier..earlier + group)?.iter().all(u8::is_ascii_hexdigit) {
            break;
        }
        start = earlier;
    }
    let end = start + groups * step - 1;
    let written = bytes.get(start..end)?;
    let fits = written.iter().enumerate().all(|(i, byte)| match i % step {
        place if place == group => *byte == separator,
        _ => byte.is_ascii_hexdigit(),
    });
    let joined = |byte: Option<&u8>| byte.is_some_and(|b| b.is_ascii_alphanumeric() || *b == separator || *b == b'_');
    let ends = match bytes.get(end..) {
        Some([b'.', next, ..]) => !next.is_ascii_alphanumeric(),
        Some([b'.']) => true,
        rest => !joined(rest.and_then(<[u8]>::first)),
    };
    let mut hex = written.iter().filter(|b| b.is_ascii_hexdigit());
    let first = hex.next().copied();
    let filler = matches!(first, Some(b'0' | b'f' | b'F')) && hex.all(|b| Some(*b) == first);
    let ok = fits && ends && !filler && !joined(start.checked_sub(1).and_then(|i| bytes.get(i)));
    let score = if group == 2 { 0.9 } else { 0.7 };
    ok.then_some(Match { span: Span::new(start, end), score, why: "structure" })
}
