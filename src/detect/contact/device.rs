//! Numbers of devices, SIM cards and vehicles, and where they are.

use crate::detect::checksum::{all_same, base36, luhn};
use crate::detect::keyword::value_after;
use crate::detect::{Candidate, Detector, Find, Match, Scores, Words, chain, context, lean};
use crate::text::Span;

/// IMEI, MEID, ICCID, IMSI, advertising ids, vehicle identification numbers, coordinates.
pub const DETECTORS: &[Detector] = &lean([
    Detector {
        id: "pii.imei",
        title: "Serial number of a mobile phone (IMEI)",
        source: "3GPP TS 23.003 6.2; GSMA TS.06 (reporting bodies); Luhn's check; IMEISV: a version instead of it \
                 (https://en.wikipedia.org/wiki/International_Mobile_Equipment_Identity)",
        find: Find::Graded {
            forms: &[
                "99-999999-999999-9",
                "999999-99-999999-9",
                "99-9999-9999-9999-9",
                "99-999999-999999",
                "99-999999-999999-99",
                "99999999-999999-99",
                "999999-99-999999-99",
            ],
            grade: grade_imei,
            alone: 0.3,
            context: IMEI_WORDS,
        },
        examples: &[
            "IMEI ⟦490154203237518⟧",
            "imei: ⟦35-209900-176148-1⟧",
            "phone IMEI ⟦06-184755-866851-3⟧",
            "IMEISV ⟦35686800-004141-20⟧",
        ],
        counterexamples: &["IMEI 490154203237519", "490154203237518", "order 352099001761481"],
    },
    Detector {
        id: "pii.meid",
        title: "Serial number of a CDMA phone (MEID)",
        source: "3GPP2 S.R0048-A: 14 hexadecimal or 18 decimal digits, Luhn's check in base 16 or 10",
        find: Find::Forms {
            forms: &[
                "AXXXXXXXXXXXXX",
                "AXXXXXXXXXXXXXX",
                "AX-XXXXXX-XXXXXX-X",
                "AX XX XX XX XX XX XX",
                "AX-XX-XX-XX-XX-XX-XX-X",
                "999999999999999999",
                "99999-99999-9999-9999-9",
            ],
            check: Some(is_meid),
            scores: Scores { alone: 0.0, with_context: 0.9 },
            context: &["meid", "mobile equipment identifier", "esn", "cdma", "handset"],
        },
        examples: &["MEID ⟦AF0123450ABCDEC⟧", "meid: ⟦29360 87365 0070 3710 0⟧", "MEID ⟦AF-012345-0ABCDE-C⟧"],
        counterexamples: &["MEID AF0123450ABCDED", "meid 29360 87365 0070 3710 1", "hash AF0123450ABCDEC"],
    },
    Detector {
        id: "pii.iccid",
        title: "Serial number of a SIM card (ICCID)",
        source: "ITU-T E.118: 89, country code, issuer, account, Luhn's check; 19 or 20 digits",
        find: Find::Forms {
            forms: &["8999-9999-9999-9999-999", "8999-9999-9999-9999-9999", "8999999999-9999999999"],
            check: Some(luhn),
            scores: Scores { alone: 0.6, with_context: 1.0 },
            context: &["iccid", "sim", "sim card", "esim", "icc", "sim-karte", "carte sim", "tarjeta sim", "シム"],
        },
        examples: &["ICCID ⟦89014103211118510720⟧"],
        counterexamples: &["ICCID 89014103211118510721"],
    },
    Detector {
        id: "pii.imsi",
        title: "International mobile subscriber identity (IMSI), by context",
        source: "ITU-T E.212: mobile country code (200 to 799), network code, subscriber. No check digit",
        find: Find::Forms {
            forms: &["999999999999999", "99999999999999"],
            check: Some(|value| matches!(value.first(), Some(b'2'..=b'7')) && !all_same(value)),
            scores: Scores { alone: 0.0, with_context: 0.8 },
            context: &["imsi", "subscriber identity"],
        },
        examples: &["IMSI: ⟦310150123456789⟧"],
        counterexamples: &["310150123456789", "IMSI 910150123456789"],
    },
    Detector {
        id: "pii.advertising_id",
        title: "Advertising id of a device (IDFA, AAID), by context",
        source: "Apple AdSupport, Google Play services: a random UUID (RFC 9562)",
        find: Find::Keywords {
            keywords: &[
                "idfa",
                "idfv",
                "gaid",
                "aaid",
                "advertising id",
                "advertising_id",
                "advertisingid",
                "device id",
                "device_id",
                "deviceid",
            ],
            reach: 64,
            verify: verify_advertising_id,
        },
        examples: &["IDFA: ⟦6D92078A-8246-4BA4-AE5B-76104861E7DC⟧", "device_id=⟦6d92078a-8246-4ba4-ae5b-76104861e7dc⟧"],
        counterexamples: &[
            "request 6D92078A-8246-4BA4-AE5B-76104861E7DC",
            "IDFA: 00000000-0000-0000-0000-000000000000",
        ],
    },
    Detector {
        id: "pii.vin",
        title: "Vehicle identification number (VIN)",
        source: "ISO 3779, ISO 3780; 49 CFR 565.15 (check digit, mandatory in North America)",
        find: Find::Graded { forms: &["XXXXXXXXXXXXXXX99"], grade: grade_vin, alone: 0.8, context: VIN_WORDS },
        examples: &["VIN ⟦1M8GDM9AXKP042788⟧", "⟦1HGBH41JXMN109186⟧", "Fahrgestellnummer ⟦WVWZZZ1JZXW000001⟧"],
        counterexamples: &["VIN 1M8GDM9A1KP042788", "VIN 1O8GDM9AXKP042788", "11111111111111111"],
    },
    Detector {
        id: "pii.gps_coordinates",
        title: "Geographic coordinates, by context",
        source: "ISO 6709 annex F, decimal degrees: latitude -90 to 90, longitude -180 to 180, three decimals or more",
        find: Find::Groups {
            lengths: (1, 3),
            digits: 8,
            letters: false,
            beside: b".",
            not_after: b".",
            context: &[],
            verify: verify_coordinates,
            joined_by: b" .,+-/:;()",
        },
        examples: &[
            "GPS: ⟦52.520008, 13.404954⟧",
            "located at ⟦-33.8688,151.2093⟧",
            "coordinates (⟦40.7128, -74.0060⟧)",
        ],
        counterexamples: &[
            "[0.0123, -0.4567, 0.8910]",
            "prices 12.345, 13.456",
            "GPS 95.123456, 10.123456",
            "at 1.5, 2.5",
        ],
    },
]);

const IMEI_WORDS: &Words = &[
    "imei",
    "imeisv",
    "phone",
    "handset",
    "device",
    "mobile",
    "serial",
    "telefon",
    "handy",
    "gerät",
    "téléphone",
    "appareil",
    "teléfono",
    "móvil",
    "dispositivo",
    "telefono",
    "cellulare",
    "celular",
    "telemóvel",
    "telefoon",
    "toestel",
    "urządzenie",
    "enhet",
    "mobil",
    "手机",
    "设备",
    "端末",
    "携帯",
];

const VIN_WORDS: &Words = &[
    "vin",
    "vehicle",
    "car",
    "chassis",
    "fahrgestellnummer",
    "fahrzeug",
    "fin",
    "fahrzeugidentnummer",
    "châssis",
    "véhicule",
    "bastidor",
    "vehículo",
    "telaio",
    "veicolo",
    "chassi",
    "veículo",
    "voertuig",
    "chassisnummer",
    "nadwozia",
    "pojazd",
    "fordon",
    "chassinummer",
    "车架号",
    "车辆",
    "車台番号",
    "車両",
];

fn grade_imei(value: &[u8]) -> Option<Scores> {
    // Reporting bodies: 01 and 35 are by far the most common, the others of GSMA's list that are in use.
    const BODIES: &str = " 01 10 30 33 35 44 45 49 50 51 52 53 54 86 91 98 99 ";
    let body = value.get(..2).and_then(|body| std::str::from_utf8(body).ok())?;
    let known = BODIES.contains(&format!(" {body} "));
    if all_same(value) {
        return None;
    }
    match value.len() {
        15 => luhn(value).then_some(Scores { alone: if known { 0.3 } else { 0.0 }, with_context: 1.0 }),
        // Without the check digit, or with the version of the software in its place, nothing is checked.
        _ => known.then_some(Scores { alone: 0.0, with_context: 0.8 }),
    }
}

/// Fourteen hexadecimal digits of which the first is a letter, or eighteen decimal ones, each perhaps with the check
/// digit of Luhn's scheme in its base.
fn is_meid(value: &[u8]) -> bool {
    let decimal = value.len() >= 18;
    let (base, body) = if decimal { (10, 18) } else { (16, 14) };
    let digits: Option<Vec<u32>> = value.iter().map(|byte| char::from(*byte).to_digit(base)).collect();
    let Some(digits) = digits else { return false };
    let starts = decimal || digits.first().is_some_and(|first| *first >= 10);
    let doubled = |(i, v): (usize, &u32)| match i % 2 {
        0 => *v,
        _ => v * 2 / base + v * 2 % base,
    };
    let sum: u32 = digits.iter().rev().enumerate().map(doubled).sum();
    starts && !all_same(value) && (digits.len() == body || sum.is_multiple_of(base))
}

fn verify_advertising_id(candidate: &Candidate<'_>) -> Option<Match> {
    let text = candidate.text;
    let start = value_after(text, candidate.at, 24)?;
    let uuid = text.as_bytes().get(start..start + 36).filter(|_| chain::is_uuid(text.as_bytes(), start))?;
    let zero = uuid.iter().all(|b| matches!(b, b'0' | b'-'));
    (!zero).then_some(Match { span: Span::new(start, start + 36), score: 0.8, why: "context" })
}

/// What a letter counts in the check digit's sum: 49 CFR 565.15, table III.
fn transliterate(byte: u8) -> Option<u32> {
    Some(match byte {
        b'0'..=b'9' => u32::from(byte - b'0'),
        b'A'..=b'H' => u32::from(byte - b'A') + 1,
        b'J'..=b'N' => u32::from(byte - b'J') + 1,
        b'P' => 7,
        b'R' => 9,
        b'S'..=b'Z' => u32::from(byte - b'S') + 2,
        _ => return None,
    })
}

fn grade_vin(value: &[u8]) -> Option<Scores> {
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    let sum =
        value.iter().zip(WEIGHTS).try_fold(0, |sum, (&byte, weight)| Some(sum + transliterate(byte)? * weight))?;
    let letters = value.iter().filter(|b| b.is_ascii_alphabetic()).count();
    if letters < 3 || base36(*value.first()?)? == 0 {
        return None;
    }
    let expected = if sum % 11 == 10 { b'X' } else { b'0' + (sum % 11) as u8 };
    let agrees = value.get(8) == Some(&expected);
    // Elsewhere the ninth character is the maker's to use; North American numbers start with 1 to 5.
    let american = matches!(value.first(), Some(b'1'..=b'5'));
    match (agrees, american) {
        (true, _) => Some(Scores { alone: 0.8, with_context: 1.0 }),
        (false, false) => Some(Scores { alone: 0.1, with_context: 0.7 }),
        (false, true) => None,
    }
}

const PLACE_WORDS: &Words = &[
    "geo",
    "gps",
    "coordinates",
    "coordinate",
    "coords",
    "latitude",
    "longitude",
    "lat",
    "lng",
    "lon",
    "location",
    "located",
    "geolocation",
    "position",
    "koordinaten",
    "standort",
    "breitengrad",
    "coordonnées",
    "localisation",
    "coordenadas",
    "ubicación",
    "coordinate gps",
    "posizione",
    "localização",
    "coördinaten",
    "locatie",
    "współrzędne",
    "lokalizacja",
    "koordinater",
    "координаты",
    "坐标",
    "座標",
    "位置",
];

/// A number with a sign and three decimals or more, as its end and its whole part.
fn degrees(bytes: &[u8], start: usize) -> Option<(usize, u32)> {
    let rest = bytes.get(start..)?;
    let sign = usize::from(rest.first() == Some(&b'-'));
    let whole = rest.get(sign..)?.iter().take(4).take_while(|b| b.is_ascii_digit()).count();
    let point = rest.get(sign + whole..)?.strip_prefix(b".")?;
    let decimals = point.iter().take(18).take_while(|b| b.is_ascii_digit()).count();
    let value = rest.get(sign..sign + whole)?.iter().fold(0, |sum, byte| sum * 10 + u32::from(byte - b'0'));
    ((1..=3).contains(&whole) && (3..=16).contains(&decimals)).then_some((start + sign + whole + 1 + decimals, value))
}

fn verify_coordinates(candidate: &Candidate<'_>) -> Option<Match> {
    let (text, bytes, at) = (candidate.text, candidate.text.as_bytes(), candidate.at);
    if bytes.get(at.end) != Some(&b'.') {
        return None;
    }
    let before = at.start.checked_sub(1).and_then(|i| bytes.get(i));
    let start = at.start - usize::from(before == Some(&b'-'));
    let joins =
        start.checked_sub(1).and_then(|i| bytes.get(i)).is_some_and(|b| b.is_ascii_alphanumeric() || b"._".contains(b));
    let (end, latitude) = degrees(bytes, start).filter(|_| !joins)?;
    let rest = bytes.get(end..)?;
    let gap = rest.iter().take(3).take_while(|b| b", ;/".contains(b)).count();
    let (end, longitude) = degrees(bytes, end + gap).filter(|_| gap > 0)?;
    let goes_on = bytes.get(end).is_some_and(|b| b.is_ascii_alphanumeric() || b"_%".contains(b));
    let span = Span::new(start, end);
    if latitude > 90 || longitude > 180 || goes_on || !context::near(text, span, PLACE_WORDS) {
        return None;
    }
    Some(Match { span, score: 0.85, why: "context" })
}
