//! Estonia, Latvia, Lithuania, Poland.

use super::check::{at, is_date, is_short_date, last, part, slice, starts_in, weigh};
use super::words::PASSPORT;
use super::{CHECKED, Detector, FAIR, Scores, checked, lean};

/// The detectors of this file.
pub const DETECTORS: &[Detector] = &lean([
    Detector {
        id: "pii.ee_personal_code",
        title: "Estonian personal code (isikukood)",
        source: "Rahvastikuregister; EVS 585:2007: sex and century, birth date, two rounds of weights mod 11 \
                 (https://www.riigiteataja.ee/akt/106032012004)",
        find: checked(
            &["99999999999"],
            personal_code,
            FAIR,
            &[
                "isikukood",
                "ik",
                "personal code",
                "personal identification code",
                "estonian",
                "estonia",
                "id-kaart",
                "national id",
                "personal id",
            ],
        ),
        examples: &["isikukood ⟦36805280109⟧"],
        counterexamples: &["isikukood 36805280108"],
    },
    Detector {
        id: "pii.ee_company_number",
        title: "Estonian registry code (registrikood)",
        source: "Äriregister; EVS 585: two rounds of weights mod 11, first digit 1, 7, 8 or 9",
        find: checked(
            &["99999999"],
            company_number_ee,
            CHECKED,
            &[
                "registrikood",
                "registry code",
                "äriregister",
                "registration code",
                "estonian organisation",
                "estonian company",
                "reg. kood",
                "reg kood",
            ],
        ),
        examples: &["registrikood ⟦12345678⟧"],
        counterexamples: &["registrikood 12345679", "registrikood 32345674"],
    },
    Detector {
        id: "pii.ee_vat_id_digits",
        title: "Estonian VAT number without its prefix (KMKR)",
        source: "Maksu- ja Tolliamet: weights 3,7,1 mod 10; European Commission, VIES: VAT number construction rules \
                 15.0",
        find: checked(
            &["999999999"],
            vat_ee,
            CHECKED,
            &["kmkr", "käibemaksukohuslase", "käibemaks", "vat", "estonian vat"],
        ),
        examples: &["KMKR ⟦100594102⟧"],
        counterexamples: &["KMKR 100594103"],
    },
    Detector {
        id: "pii.lt_personal_code",
        title: "Lithuanian personal code (asmens kodas)",
        source: "Gyventojų registras; LR gyventojų registro įstatymas: as the Estonian personal code \
                 (https://lt.wikipedia.org/wiki/Asmens_kodas)",
        find: checked(
            &["99999999999"],
            personal_code,
            FAIR,
            &[
                "asmens kodas",
                "a.k.",
                "asmens",
                "personal code",
                "lithuanian",
                "lithuania",
                "lietuvos",
                "national id",
                "personal number",
            ],
        ),
        examples: &["asmens kodas ⟦33309240064⟧"],
        counterexamples: &["asmens kodas 33309240164"],
    },
    Detector {
        id: "pii.lv_personal_code",
        title: "Latvian personal code (personas kods)",
        source: "Pilsonības un migrācijas lietu pārvalde; Fizisko personu reģistra likums: date and mod 11, or 32 \
                 first; formula from secondary sources",
        find: checked(
            &["999999-99999"],
            personal_code_lv,
            Scores { alone: 0.3, with_context: 1.0 },
            &[
                "personas kods",
                "personas koda",
                "p.k.",
                "personal code",
                "personas",
                "latvian",
                "latvia",
                "national id",
            ],
        ),
        examples: &["personas kods ⟦161175-19997⟧"],
        counterexamples: &["personas kods 161175-19998"],
    },
    Detector {
        id: "pii.lv_company_number",
        title: "Latvian registration or VAT number",
        source: "Valsts ieņēmumu dienests; Uzņēmumu reģistrs: first digit above 3, weights 9,1,4,8,3,10,2,5,7,6 mod 11",
        find: checked(
            &["99999999999", "9999-9999-999"],
            vat_lv,
            CHECKED,
            &[
                "pvn",
                "reģistrācijas numurs",
                "reg. nr",
                "reģ. nr",
                "uzņēmumu reģistrs",
                "pievienotās vērtības nodokļa",
                "vat",
                "latvian vat",
                "latvian company",
            ],
        ),
        examples: &["PVN reģ. Nr. ⟦40003521600⟧"],
        counterexamples: &["PVN 40003521601"],
    },
    Detector {
        id: "pii.pl_pesel",
        title: "Polish national id (PESEL)",
        source: "Ministerstwo Cyfryzacji; Ustawa o ewidencji ludności art. 15: birth date, weights 1,3,7,9 mod 10",
        find: checked(
            &["99999999999"],
            pesel,
            FAIR,
            &[
                "pesel",
                "numer pesel",
                "nr pesel",
                "ewidencji ludności",
                "polish national",
                "polish id",
                "dowód",
                "national id",
            ],
        ),
        examples: &["PESEL ⟦44051401359⟧", "My pesel is ⟦44051401458⟧."],
        counterexamples: &["PESEL 44051401459", "PESEL 85340812345"],
    },
    Detector {
        id: "pii.pl_nip",
        title: "Polish tax identification number (NIP)",
        source: "Krajowa Administracja Skarbowa; Ustawa o NIP: weights 6,5,7,2,3,4,5,6,7 mod 11; formula from \
                 secondary sources",
        find: checked(
            &["999-999-99-99", "999-99-99-999"],
            nip,
            CHECKED,
            &[
                "nip",
                "n.i.p",
                "numer identyfikacji podatkowej",
                "podatnik",
                "vat",
                "polish vat",
                "polish tax",
                "regon",
                "krs",
                "faktura",
                "tax id",
                "tax number",
            ],
        ),
        examples: &["NIP ⟦856-734-62-15⟧"],
        counterexamples: &["NIP 8567346216"],
    },
    Detector {
        id: "pii.pl_regon",
        title: "Polish business register number (REGON)",
        source: "Główny Urząd Statystyczny; rozporządzenie w sprawie rejestru REGON: weights mod 11, nine or fourteen \
                 digits (https://bip.stat.gov.pl/en/regon/)",
        find: checked(
            &["999999999", "999-999-999", "99999999999999"],
            regon,
            CHECKED,
            &[
                "regon",
                "numer regon",
                "nr regon",
                "rejestr gospodarki narodowej",
                "gus",
                "polish register",
                "nip",
                "krs",
            ],
        ),
        examples: &["REGON ⟦192598184⟧", "regon: ⟦12345678512347⟧"],
        counterexamples: &["REGON 192598183"],
    },
    Detector {
        id: "pii.pl_id_card",
        title: "Polish identity card number (dowód osobisty)",
        source: "Ministerstwo Spraw Wewnętrznych, rozporządzenie w sprawie dowodu osobistego: weights 7,3,1 mod 10",
        find: checked(
            &["AAA-999999", "AAA-99-9999"],
            id_card_pl,
            Scores { alone: 0.3, with_context: 1.0 },
            &[
                "dowód osobisty",
                "dowod osobisty",
                "dowodu osobistego",
                "dowód",
                "nr dowodu",
                "seria i numer",
                "identity card",
                "id card",
                "polish id",
            ],
        ),
        examples: &["dowód osobisty ⟦ABS 123456⟧", "nr dowodu: ⟦ABA300000⟧"],
        counterexamples: &["dowód osobisty ABS 223456"],
    },
    Detector {
        id: "pii.pl_passport",
        title: "Polish passport number",
        source: "Ministerstwo Spraw Wewnętrznych, rozporządzenie w sprawie dokumentów paszportowych: weights 7,3,1 \
                 mod 10",
        find: checked(&["AA-9999999"], passport_pl, Scores { alone: 0.25, with_context: 1.0 }, PASSPORT),
        examples: &["paszport ⟦ZS0000177⟧"],
        counterexamples: &["paszport ZS1000177"],
    },
]);

/// The check digit of the Baltic codes: the sum with weights 1 to 9, 1 mod 11; if that is 10, with 3 to 9, 1, 2, 3;
/// if that is 10 too, zero.
fn baltic_check(value: &[u8], first: &[u32], second: &[u32]) -> u32 {
    match weigh(value, first) % 11 {
        10 => weigh(value, second) % 11 % 10,
        rest => rest,
    }
}

/// Sex and century, birth date, serial number, check digit; the Lithuanian 9 stands for people without a date.
fn personal_code(value: &[u8]) -> bool {
    let body = slice(value, 0..10);
    let century = 1800 + u64::from(at(value, 0).saturating_sub(1) / 2) * 100;
    (1..=8).contains(&at(value, 0))
        && is_date(century + part(value, 1..3), part(value, 3..5), part(value, 5..7))
        && last(value) == baltic_check(body, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 1], &[3, 4, 5, 6, 7, 8, 9, 1, 2, 3])
}

fn company_number_ee(value: &[u8]) -> bool {
    starts_in(value, b"1789")
        && last(value) == baltic_check(slice(value, 0..7), &[1, 2, 3, 4, 5, 6, 7], &[3, 4, 5, 6, 7, 8, 9])
}

/// Nine digits.
pub fn vat_ee(value: &[u8]) -> bool {
    weigh(value, &[3, 7, 1, 3, 7, 1, 3, 7, 1]).is_multiple_of(10) && part(value, 0..9) != 0
}

/// Nine digits, the eighth 1, or twelve, the eleventh 1.
pub fn vat_lt(value: &[u8]) -> bool {
    const FIRST: [u32; 11] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2];
    const SECOND: [u32; 11] = [3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4];
    let Some((_, body)) = value.split_last() else { return false };
    last(body) == 1 && last(value) == baltic_check(body, &FIRST, &SECOND)
}

/// Those given out since 2017 begin with 32 to 39 and hold nothing to check.
fn personal_code_lv(value: &[u8]) -> bool {
    let since_2017 = (32..40).contains(&part(value, 0..2));
    let day = is_short_date(part(value, 4..6), part(value, 2..4), part(value, 0..2));
    let sum = 1 + weigh(value, &[10, 5, 8, 4, 2, 1, 6, 3, 7, 9]);
    since_2017 || (day && at(value, 6) < 3 && sum % 11 % 10 == last(value))
}

/// Eleven digits of a company, or a personal code.
pub fn vat_lv(value: &[u8]) -> bool {
    match at(value, 0) {
        0..=3 => personal_code_lv(value),
        _ => weigh(value, &[9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1]) % 11 == 3,
    }
}

/// The month says the century too: plus 80 for 18xx, 20 for 20xx, 40 for 21xx, 60 for 22xx.
fn pesel(value: &[u8]) -> bool {
    let month = part(value, 2..4);
    let century = match month / 20 {
        4 => 1800,
        n => 1900 + n * 100,
    };
    is_date(century + part(value, 0..2), month % 20, part(value, 4..6))
        && weigh(value, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]).is_multiple_of(10)
}

/// Ten digits.
pub fn nip(value: &[u8]) -> bool {
    weigh(value, &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == last(value) && part(value, 0..3) > 100
}

fn regon(value: &[u8]) -> bool {
    let nine = weigh(slice(value, 0..8), &[8, 9, 2, 3, 4, 5, 6, 7]) % 11 % 10 == at(value, 8);
    let fourteen = weigh(slice(value, 0..13), &[2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8]) % 11 % 10 == last(value);
    nine && (value.len() == 9 || fourteen) && part(value, 0..9) != 0
}

/// Three letters, a check digit, five digits.
fn id_card_pl(value: &[u8]) -> bool {
    weigh(value, &[7, 3, 1, 0, 7, 3, 1, 7, 3]) % 10 == at(value, 3)
}

/// Two letters, a check digit, six digits.
fn passport_pl(value: &[u8]) -> bool {
    weigh(value, &[7, 3, 0, 1, 7, 3, 1, 7, 3]) % 10 == at(value, 2)
}
