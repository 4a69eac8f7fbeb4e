//! Czechia, Slovakia, Hungary.

use super::check::{at, is_short_date, last, number, part, slice, weigh, weigh_down};
use super::{BARE, CHECKED, Detector, FAIR, Scores, checked, lean, shape};

/// The detectors of this file.
pub const DETECTORS: &[Detector] = &lean([
    Detector {
        id: "pii.cz_birth_number",
        title: "Czech or Slovak birth number (rodné číslo)",
        source: "Zákon č. 133/2000 Sb. § 13; zákon č. 301/1995 Z. z.: birth date (month plus 50 for women; \
                 plus 20 when numbers run out), mod 11, a remainder of 10 written 0 (NZIS, DASTA, Struktura rodného \
                 čísla: https://ciselniky.dasta.mzcr.cz/hypertext/202240/hypertext/DSBET.htm)",
        find: checked(
            &["999999/9999", "999999-9999", "999999/999", "999999-999"],
            birth_number,
            Scores { alone: 0.35, with_context: 1.0 },
            &[
                "rodné číslo",
                "rodne cislo",
                "rodného čísla",
                "rč",
                "r.č.",
                "rodné č",
                "rc",
                "birth number",
                "czech birth",
                "slovak birth",
                "national id",
            ],
        ),
        examples: &["rodné číslo ⟦710319/2745⟧", "rodné číslo ⟦880125/1680⟧"],
        counterexamples: &["rodné číslo 710319/2746", "rodné číslo 711319/2745"],
    },
    Detector {
        id: "pii.cz_company_number",
        title: "Czech or Slovak company number (IČO)",
        source: "Český statistický úřad, Registr ekonomických subjektů: weights 8 to 2, mod 11",
        find: checked(
            &["99999999", "999-99-999"],
            ico,
            CHECKED,
            &["ičo", "ič", "ico", "identifikační číslo", "company number", "company id"],
        ),
        examples: &["IČO ⟦25123891⟧"],
        counterexamples: &["IČO 25123890"],
    },
    Detector {
        id: "pii.cz_id_card",
        title: "Czech identity card number (občanský průkaz)",
        source: "Ministerstvo vnitra České republiky: nine digits, or since 2024 letters and digits",
        find: shape(
            &["999999999"],
            BARE,
            &["občanský průkaz", "občanského průkazu", "op", "číslo op", "identity card", "občanka"],
        ),
        examples: &["občanský průkaz č. ⟦123456789⟧"],
        counterexamples: &["cena 123456789"],
    },
    Detector {
        id: "pii.hu_social_security",
        title: "Hungarian social security number (TAJ)",
        source: "Nemzeti Egészségbiztosítási Alapkezelő; 1996. évi XX. törvény: weights 3 and 7 alternating, mod 10",
        find: checked(
            &["999-999-999"],
            taj,
            CHECKED,
            &[
                "taj",
                "taj-szám",
                "tajszám",
                "taj szám",
                "társadalombiztosítási",
                "társadalombiztosítási azonosító",
                "social security",
                "hungarian social",
            ],
        ),
        examples: &["TAJ-szám: ⟦111 111 110⟧"],
        counterexamples: &["TAJ 111 111 111"],
    },
    Detector {
        id: "pii.hu_tax_id",
        title: "Hungarian personal tax number (adóazonosító jel)",
        source: "Nemzeti Adó- és Vámhivatal; 1996. évi XX. törvény: first digit 8, weights 1 to 9, mod 11",
        find: checked(
            &["9999999999"],
            personal_tax_hu,
            CHECKED,
            &[
                "adóazonosító",
                "adóazonosító jel",
                "adóazonosítójel",
                "adószám",
                "tax id",
                "tax number",
                "hungarian tax",
                "nav",
            ],
        ),
        examples: &["adóazonosító jel ⟦8071592153⟧"],
        counterexamples: &["adóazonosító jel 8071592154"],
    },
    Detector {
        id: "pii.hu_company_number",
        title: "Hungarian company tax number (adószám)",
        source: "Nemzeti Adó- és Vámhivatal; 2017. évi CL. törvény: weights 9,7,3,1 mod 10; VAT code, county",
        find: checked(
            &["99999999-9-99"],
            company_tax_hu,
            CHECKED,
            &[
                "adószám",
                "adoszam",
                "közösségi adószám",
                "nav",
                "áfa",
                "hungarian vat",
                "vat",
                "tax number",
                "cégjegyzék",
            ],
        ),
        examples: &["adószám ⟦12892312-2-41⟧"],
        counterexamples: &["adószám 12892313-2-41"],
    },
    Detector {
        id: "pii.hu_personal_number",
        title: "Hungarian personal identification number (személyi azonosító)",
        source: "1996. évi XX. törvény: sex and century, birth date, weights by place, mod 11",
        find: checked(
            &["9-999999-9999"],
            personal_number_hu,
            FAIR,
            &[
                "személyi azonosító",
                "személyi szám",
                "személyazonosító",
                "személyi",
                "personal identification",
                "hungarian personal",
            ],
        ),
        examples: &["személyi szám ⟦1-851117-4221⟧"],
        counterexamples: &["személyi szám 1-851117-4223"],
    },
]);

/// Before 1954 nine digits without a check digit; later ten, divisible by eleven, or (until 1985, and seldom after it) a
/// zero in place of 10.
pub fn birth_number(value: &[u8]) -> bool {
    let month = part(value, 2..4) % 50;
    let month = if month > 20 { month - 20 } else { month };
    if !is_short_date(part(value, 0..2), month, part(value, 4..6)) {
        return false;
    }
    if value.len() == 9 {
        return !(54..80).contains(&part(value, 0..2)) && part(value, 6..9) != 0;
    }
    let rest = part(value, 0..9) % 11;
    rest % 10 == u64::from(last(value))
}

/// Eight digits.
pub fn ico(value: &[u8]) -> bool {
    let check = match weigh_down(slice(value, 0..7), 8, 2) % 11 {
        0 => 1,
        1 => 0,
        rest => 11 - rest,
    };
    number(value) != 0 && check == last(value)
}

fn taj(value: &[u8]) -> bool {
    weigh(value, &[3, 7, 3, 7, 3, 7, 3, 7]) % 10 == last(value) && number(value) != 0
}

fn personal_tax_hu(value: &[u8]) -> bool {
    at(value, 0) == 8 && weigh(value, &[1, 2, 3, 4, 5, 6, 7, 8, 9]) % 11 == last(value)
}

/// The first eight digits of a company's tax number, which are its VAT number.
pub fn vat_hu(value: &[u8]) -> bool {
    weigh(slice(value, 0..8), &[9, 7, 3, 1, 9, 7, 3, 1]).is_multiple_of(10) && part(value, 0..8) != 0
}

fn company_tax_hu(value: &[u8]) -> bool {
    vat_hu(value) && (1..=5).contains(&at(value, 8)) && matches!(part(value, 9..11), 2..=44 | 51)
}

/// The weights run 1 to 10 for births before 1997, 10 to 1 after.
fn personal_number_hu(value: &[u8]) -> bool {
    let rising = weigh(value, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) % 11;
    let falling = weigh_down(slice(value, 0..10), 10, 1) % 11;
    let (year, sex) = (part(value, 1..3), at(value, 0));
    let late = year > 96 || sex > 2;
    (1..=8).contains(&sex)
        && is_short_date(year, part(value, 3..5), part(value, 5..7))
        && last(value) == if late { falling } else { rising }
}
