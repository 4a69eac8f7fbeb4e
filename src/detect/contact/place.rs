//! Where people are: positions in degrees and minutes, or with a label for each of their two numbers.
//!
//! Pairs of decimal degrees that only a word of context makes a position are [`super::device`]'s.

use crate::detect::{Candidate, Detector, Find, Match, lean};
use crate::text::Span;

/// Geographic positions.
pub const DETECTORS: &[Detector] = &lean([Detector {
    id: "pii.gps_degrees",
    title: "Geographic position in degrees, or a labelled latitude or longitude",
    source: "ISO 6709 annex D (degrees, minutes and seconds with hemispheres) and the usual decimal notation; latitude \
             -90 to 90, longitude -180 to 180",
    find: Find::Groups {
        lengths: (1, 3),
        digits: 4,
        letters: false,
        beside: b"",
        not_after: b".,/",
        context: &[],
        verify,
        joined_by: b" .,'\"-",
    },
    examples: &[
        "at ⟦48°51'30.1\"N 2°17'40.1\"E⟧",
        "⟦40° 26.767′ N, 79° 58.933′ W⟧",
        "found ⟦48.8584° N, 2.2945° E⟧ today",
        "{\"lat\": ⟦48.85837⟧, \"lng\": ⟦-2.29448⟧}",
        "latitude=⟦52.520008⟧&longitude=⟦13.404954⟧",
        "Latitude ⟦-33.868820⟧",
    ],
    counterexamples: &[
        "20° N",
        "25° C, 30° C",
        "turn 90° 30' left",
        "lat: 95.123456",
        "lat=48.8",
        "plat: 48.85837",
        "flat 12.34567",
        "75° 20'",
    ],
}]);

/// What stands before a number of degrees by itself.
const LABELS: &[&str] =
    &["lat", "latitude", "lng", "lon", "long", "longitude", "latitud", "longitud", "latitudine", "longitudine"];

fn verify(candidate: &Candidate<'_>) -> Option<Match> {
    let (text, bytes, at) = (candidate.text, candidate.text.as_bytes(), candidate.at);
    // Most small numbers go on with neither.
    if !matches!(bytes.get(at.end..)?, [b'.', b'0'..=b'9', ..] | [0xc2, 0xb0 | 0xba, ..]) {
        return None;
    }
    if !at.of(bytes).iter().all(u8::is_ascii_digit) {
        return None;
    }
    let head = text.get(..at.start)?;
    let sign = usize::from(head.ends_with('-'));
    let start = at.start - sign;
    if text.get(..start)?.ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | ',' | '/')) {
        return None;
    }
    let latitude = angle(text, start, 90)?;
    if latitude.marked {
        let rest = text.get(latitude.end..)?;
        let gap = rest.bytes().take(3).take_while(|b| b", ;/".contains(b)).count();
        let longitude = angle(text, latitude.end + gap, 180)?;
        let named = latitude.hemisphere == Some(true) && longitude.hemisphere == Some(false);
        return (named && longitude.marked).then_some(Match {
            span: Span::new(start, longitude.end),
            score: 0.85,
            why: "structure",
        });
    }
    let known = text.get(..start)?.trim_end_matches([' ', ':', '=', '"', '\'']);
    let signs = start - known.len();
    let longitude = angle(text, start, 180)?;
    let longest = known.len() - known.bytes().rev().take(12).take_while(u8::is_ascii_alphabetic).count();
    let label = known.get(longest..)?;
    let labelled = (1..=5).contains(&signs) && LABELS.iter().any(|word| word.eq_ignore_ascii_case(label));
    let of_latitude = label.get(..2).is_some_and(|head| head.eq_ignore_ascii_case("la"));
    let fits = longitude.decimals >= 3 && (!of_latitude || latitude.degrees <= 90);
    (labelled && fits).then_some(Match { span: Span::new(start, longitude.end), score: 0.75, why: "context" })
}

/// One of the two numbers of a position.
struct Angle {
    end: usize,
    degrees: u32,
    decimals: usize,
    /// Whether a degree sign stands after it.
    marked: bool,
    /// Whether it is north or south, or else east or west.
    hemisphere: Option<bool>,
}

/// Reads an angle of at most `most` degrees from `start` on; one without a sign of degrees may be larger.
fn angle(text: &str, start: usize, most: u32) -> Option<Angle> {
    let rest = text.get(start..)?;
    let unsigned = rest.strip_prefix('-').unwrap_or(rest);
    let mut at = rest.len() - unsigned.len();
    let (degrees, decimals) = number(rest, &mut at)?;
    let mut angle = Angle { end: start + at, degrees, decimals, marked: false, hemisphere: None };
    if eat(rest, &mut at, &["°", "º"]) {
        angle.marked = true;
        for signs in [&["'", "′", "’"][..], &["\"", "″", "”", "''"]] {
            let mut ahead = at;
            let found = number(rest, &mut ahead).filter(|(value, _)| *value < 60);
            if found.is_none() || !eat(rest, &mut ahead, signs) {
                break;
            }
            at = ahead;
        }
        angle.end = start + at;
        let mut ahead = at;
        blank(rest, &mut ahead);
        angle.hemisphere = match rest.as_bytes().get(ahead..)? {
            [_, next, ..] if next.is_ascii_alphanumeric() => None,
            [b'N' | b'S', ..] => Some(true),
            [b'E' | b'W' | b'O', ..] => Some(false),
            _ => None,
        };
        if angle.hemisphere.is_some() {
            angle.end = start + ahead + 1;
        }
    }
    (degrees <= most || !angle.marked && degrees <= 180).then_some(angle)
}

fn blank(text: &str, at: &mut usize) {
    *at += usize::from(text.as_bytes().get(*at) == Some(&b' '));
}

/// Passes one of the signs, perhaps with a blank before it.
fn eat(text: &str, at: &mut usize, signs: &[&str]) -> bool {
    let mut ahead = *at;
    blank(text, &mut ahead);
    let rest = text.get(ahead..).unwrap_or_default();
    let Some(sign) = signs.iter().find(|sign| rest.starts_with(**sign)) else { return false };
    *at = ahead + sign.len();
    true
}

/// Passes a number of at most three digits, perhaps with a fraction and a blank before it; its value and decimals.
fn number(text: &str, at: &mut usize) -> Option<(u32, usize)> {
    let mut ahead = *at;
    blank(text, &mut ahead);
    let rest = text.as_bytes().get(ahead..)?;
    let whole = rest.iter().take(4).take_while(|b| b.is_ascii_digit()).count();
    let value = rest.get(..whole)?.iter().fold(0, |sum, b| sum * 10 + u32::from(b - b'0'));
    let decimals = match rest.get(whole..)? {
        [b'.', fraction @ ..] => fraction.iter().take(16).take_while(|b| b.is_ascii_digit()).count(),
        _ => 0,
    };
    *at = ahead + whole + if decimals > 0 { decimals + 1 } else { 0 };
    (1..=3).contains(&whole).then_some((value, decimals))
}
