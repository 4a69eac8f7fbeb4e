//! Romania, Moldova, Bulgaria, Greece, Cyprus, Malta, Slovenia, Croatia, Serbia, Bosnia and Herzegovina, Montenegro,
//! North Macedonia, Albania.

use super::check::{
    LETTERS, at, ends_with, is_date, is_short_date, last, luhn, mod_11_10, number, part, slice, starts_in, weigh,
    weigh_down, worth,
};
use super::{BARE, CHECKED, Detector, FAIR, SHAPED, STRONG, Scores, checked, lean, shape};

/// The detectors of this file.
pub const DETECTORS: &[Detector] = &lean([
    Detector {
        id: "pii.ro_cnp",
        title: "Romanian personal numeric code (CNP)",
        source: "Legea 105/1996, OUG 97/2005: sex and century, birth date, county, key 279146358279 mod 11 \
                 (https://ro.wikipedia.org/wiki/Cod_numeric_personal)",
        find: checked(
            &["9999999999999"],
            cnp,
            FAIR,
            &[
                "cnp",
                "cod numeric personal",
                "codul numeric personal",
                "buletin",
                "carte de identitate",
                "romanian personal",
                "romanian numerical personal",
                "romanian",
            ],
        ),
        examples: &["CNP ⟦1630615123457⟧"],
        counterexamples: &["CNP 1630615123458", "CNP 1631315123457"],
    },
    Detector {
        id: "pii.ro_company_number",
        title: "Romanian company tax code (CUI, CIF)",
        source: "Agenția Națională de Administrare Fiscală; OUG 102/1999: key 753217532, mod 11 \
                 (https://ro.wikipedia.org/wiki/Cod_de_identificare_fiscală)",
        find: checked(
            &["9999999999", "999999999", "99999999", "999-999-99", "9999999", "999999"],
            cui,
            Scores { alone: 0.0, with_context: 0.9 },
            &[
                "cui",
                "cif",
                "cod fiscal",
                "cod unic de înregistrare",
                "codul unic de înregistrare",
                "cod de identificare fiscală",
                "registrul comerțului",
                "romanian company",
                "tva",
            ],
        ),
        examples: &["CUI ⟦18547290⟧"],
        counterexamples: &["CUI 18547291"],
    },
    Detector {
        id: "pii.ro_trade_register",
        title: "Romanian trade register number (ONRC)",
        source: "Oficiul Național al Registrului Comerțului; Legea 265/2022: J, F or C, county, number, year",
        find: checked(
            &[
                "A99/9/9999",
                "A99/99/9999",
                "A99/999/9999",
                "A99/9999/9999",
                "A99/99999/9999",
                "A9/9/9999",
                "A9/99/9999",
                "A9/999/9999",
                "A9/9999/9999",
                "A9/99999/9999",
                "A9999999999999",
            ],
            trade_register_ro,
            Scores { alone: 0.3, with_context: 0.95 },
            &[
                "onrc",
                "registrul comerțului",
                "registrul comertului",
                "nr. reg. com",
                "reg. com",
                "trade register",
                "ordine din registrul comerţului",
            ],
        ),
        examples: &["Registrul Comerțului ⟦J52/750/2012⟧", "ONRC ⟦J2012000750528⟧"],
        counterexamples: &["ONRC X52/750/2012", "ONRC J2012000750529"],
    },
    Detector {
        id: "pii.md_company_number",
        title: "Moldovan identification number (IDNO, IDNP)",
        source: "Agenția Servicii Publice; Hotărârea Guvernului 272/2002: weights 7,3,1 mod 10; formula from \
                 secondary sources",
        find: checked(
            &["9999999999999"],
            idno,
            CHECKED,
            &["idno", "idnp", "cod fiscal", "număr de identificare", "moldovian", "moldova", "moldovan"],
        ),
        examples: &["IDNO ⟦1008600038413⟧"],
        counterexamples: &["IDNO 1008600038412"],
    },
    Detector {
        id: "pii.bg_egn",
        title: "Bulgarian uniform civil number (EGN)",
        source: "ГРАО; Закон за гражданската регистрация чл. 11: birth date, weights 2,4,8,5,10,9,7,3,6 mod 11",
        find: checked(
            &["9999999999"],
            egn,
            Scores { alone: 0.35, with_context: 1.0 },
            &[
                "егн",
                "egn",
                "единен граждански номер",
                "личен номер",
                "bulgarian personal",
                "bulgarian id",
                "national id",
                "лична карта",
            ],
        ),
        examples: &["ЕГН ⟦8032056031⟧"],
        counterexamples: &["ЕГН 8032056032"],
    },
    Detector {
        id: "pii.bg_foreigner_number",
        title: "Bulgarian number of a foreigner (LNCh)",
        source: "ГРАО; Закон за чужденците: weights 21,19,17,13,11,9,7,3,1 mod 10; formula from secondary sources",
        find: checked(
            &["9999999999", "9999-999-999"],
            pnf,
            CHECKED,
            &["лнч", "lnch", "pnf", "личен номер на чужденец", "чужденец", "number of a foreigner", "bulgarian number"],
        ),
        examples: &["ЛНЧ ⟦7111042925⟧"],
        counterexamples: &["ЛНЧ 7111042926"],
    },
    Detector {
        id: "pii.bg_company_number",
        title: "Bulgarian company number (EIK, BULSTAT)",
        source: "Търговски регистър; Закон за регистър БУЛСТАТ: two rounds of weights mod 11; formula from secondary \
                 sources",
        find: checked(
            &["999999999"],
            eik,
            CHECKED,
            &[
                "еик",
                "eik",
                "булстат",
                "bulstat",
                "ддс",
                "идентификационен номер",
                "bulgarian vat",
                "bulgarian company",
                "vat",
            ],
        ),
        examples: &["ЕИК ⟦175074752⟧"],
        counterexamples: &["ЕИК 175074753"],
    },
    Detector {
        id: "pii.gr_tax_number",
        title: "Greek tax number (AFM)",
        source: "ΑΑΔΕ (Independent Authority for Public Revenue); ν. 4174/2013: powers of two mod 11; formula from \
                 secondary sources",
        find: checked(
            &["999999999", "GR-999999999"],
            afm,
            CHECKED,
            &[
                "αφμ",
                "α.φ.μ",
                "α.φ.μ.",
                "afm",
                "αριθμός φορολογικού μητρώου",
                "δου",
                "φπα",
                "fpa",
                "tax number",
                "tax id",
                "greek vat",
                "greek tax",
                "vat",
            ],
        ),
        examples: &["ΑΦΜ ⟦094259216⟧"],
        counterexamples: &["ΑΦΜ 123456781"],
    },
    Detector {
        id: "pii.gr_personal_number",
        title: "Greek personal number (Προσωπικός Αριθμός)",
        source: "Υπουργείο Ψηφιακής Διακυβέρνησης, since June 2025: two characters that the citizen chooses, a check letter, \
                 the tax number (https://www.in.gr/2025/08/15/greece/antistrofi-metrisi-gia-ton-prosopiko-arithmo-poia-prothesmia-ekpneei/). \
                 How the letter is found is not published; the tax number's digit is checked",
        find: checked(
            &["XXA999999999", "XXA-999999999"],
            |value| afm(slice(value, 3..12)),
            Scores { alone: 0.2, with_context: 0.95 },
            &["προσωπικός αριθμός", "προσωπικό αριθμό", "προσωπικού αριθμού", "π.α.", "greek personal number"],
        ),
        examples: &["Προσωπικός Αριθμός: ⟦A2K094259216⟧"],
        counterexamples: &["Προσωπικός Αριθμός A2K094259217", "κωδικός A2K094259216"],
    },
    Detector {
        id: "pii.gr_amka",
        title: "Greek social security number (AMKA)",
        source: "ΗΔΙΚΑ; ν. 3655/2008: birth date, Luhn (https://www.amka.gr/tieinai_en.html)",
        find: checked(
            &["99999999999", "999999-99999"],
            amka,
            FAIR,
            &[
                "αμκα",
                "α.μ.κ.α",
                "α.μ.κ.α.",
                "amka",
                "αριθμός μητρώου κοινωνικής ασφάλισης",
                "κοινωνικής ασφάλισης",
                "greek social",
                "social security",
            ],
        ),
        examples: &["ΑΜΚΑ ⟦01013099997⟧"],
        counterexamples: &["ΑΜΚΑ 01013099999"],
    },
    Detector {
        id: "pii.gr_id_card",
        title: "Greek identity card number (ADT)",
        source: "Ελληνική Αστυνομία: one or two letters and six digits",
        find: shape(
            &["AA-999999", "A-999999"],
            Scores { alone: 0.0, with_context: 0.7 },
            &[
                "αδτ",
                "α.δ.τ",
                "ταυτότητα",
                "αστυνομική ταυτότητα",
                "αριθμός ταυτότητας",
                "adt",
                "greek id",
                "identity card",
            ],
        ),
        examples: &["ΑΔΤ ⟦AB 123456⟧"],
        counterexamples: &["order AB 123456"],
    },
    Detector {
        id: "pii.mt_id_card",
        title: "Maltese identity card number",
        source: "Identity Malta; Identity Card Act: seven digits and one of A, B, G, H, L, M, P, Z",
        find: checked(
            &["9999999A", "999999A"],
            id_card_mt,
            Scores { alone: 0.0, with_context: 0.75 },
            &["identity card", "id card", "maltese id", "malta", "karta tal-identità", "maltese"],
        ),
        examples: &["Maltese ID card ⟦0123456M⟧"],
        counterexamples: &["Maltese ID card 0123456K"],
    },
    Detector {
        id: "pii.si_tax_number",
        title: "Slovenian tax number (davčna številka)",
        source: "Finančna uprava RS; Zakon o finančni upravi: weights 8 to 2, mod 11",
        find: checked(
            &["99999999", "9999-9999"],
            davcna,
            CHECKED,
            &[
                "davčna številka",
                "davcna stevilka",
                "davčna",
                "id za ddv",
                "ddv",
                "tax number",
                "slovenian vat",
                "slovenian tax",
            ],
        ),
        examples: &["davčna številka ⟦50223054⟧"],
        counterexamples: &["davčna številka 50223055"],
    },
    Detector {
        id: "pii.si_company_number",
        title: "Slovenian registration number (matična številka)",
        source: "AJPES, Poslovni register Slovenije: weights 7 to 2, mod 11, unit number after it \
                 (https://pisrs.si/pregledPredpisa?id=URED7599)",
        find: checked(
            &["9999999999", "9999999-999", "9999999"],
            maticna,
            Scores { alone: 0.0, with_context: 0.9 },
            &[
                "matična številka",
                "maticna stevilka",
                "matična",
                "ajpes",
                "poslovnega registra",
                "corporate registration",
                "slovenian company",
            ],
        ),
        examples: &["matična številka ⟦9331310000⟧"],
        counterexamples: &["matična številka 9331320000"],
    },
    Detector {
        id: "pii.jmbg",
        title: "Unique master citizen number (JMBG, EMŠO) of Slovenia, Serbia, Bosnia, Montenegro, North Macedonia",
        source: "Zakon o centralnem registru prebivalstva (SI); Zakon o jedinstvenom matičnom broju građana (RS): mod \
                 11 (https://en.wikipedia.org/wiki/Unique_Master_Citizen_Number)",
        find: checked(
            &["9999999999999"],
            jmbg,
            STRONG,
            &[
                "jmbg",
                "emšo",
                "emso",
                "matični broj",
                "maticni broj",
                "jedinstveni matični broj",
                "enotna matična številka",
                "единствен матичен број",
                "ембг",
                "јмбг",
                "master citizen number",
                "national id",
            ],
        ),
        examples: &["JMBG ⟦0101006500006⟧", "EMŠO: ⟦0101006500006⟧"],
        counterexamples: &["JMBG 0101006500007", "JMBG 3201006500006"],
    },
    Detector {
        id: "pii.hr_oib",
        title: "Croatian personal identification number (OIB)",
        source: "Porezna uprava; Zakon o osobnom identifikacijskom broju: ISO 7064 MOD 11,10",
        find: checked(
            &["99999999999"],
            mod_11_10,
            CHECKED,
            &[
                "oib",
                "osobni identifikacijski broj",
                "porezni broj",
                "croatian identification",
                "croatian tax",
                "pdv",
                "croatian",
            ],
        ),
        examples: &["OIB ⟦33392005961⟧"],
        counterexamples: &["OIB 33392005962"],
    },
    Detector {
        id: "pii.rs_tax_number",
        title: "Serbian tax number (PIB)",
        source: "Poreska uprava Republike Srbije; Pravilnik o poreskom identifikacionom broju: ISO 7064 MOD 11,10; \
                 formula from secondary sources",
        find: checked(
            &["999999999"],
            mod_11_10,
            CHECKED,
            &[
                "pib",
                "пиб",
                "poreski identifikacioni broj",
                "порески идентификациони број",
                "poreski broj",
                "pdv",
                "serbian tax",
            ],
        ),
        examples: &["PIB ⟦101134702⟧"],
        counterexamples: &["PIB 101134703"],
    },
    Detector {
        id: "pii.ba_tax_number",
        title: "Bosnian company identification number (JIB)",
        source: "Uprava za indirektno oporezivanje BiH: thirteen digits, first 4",
        find: shape(
            &["4999999999999"],
            BARE,
            &["jib", "pdv broj", "identifikacioni broj", "identifikacijski broj", "bosnia"],
        ),
        examples: &["JIB ⟦4200000000001⟧"],
        counterexamples: &["iznos 4200000000001"],
    },
    Detector {
        id: "pii.me_tax_number",
        title: "Montenegrin tax number (PIB)",
        source: "Poreska uprava Crne Gore: weights 8 to 2, mod 11; formula from secondary sources",
        find: checked(
            &["99999999"],
            pib_me,
            CHECKED,
            &["pib", "poreski identifikacioni broj", "pdv", "crna gora", "montenegro"],
        ),
        examples: &["PIB ⟦02655284⟧"],
        counterexamples: &["PIB 02655283"],
    },
    Detector {
        id: "pii.mk_tax_number",
        title: "North Macedonian tax number (EDB)",
        source: "Управа за јавни приходи: weights 7,6,5,4,3,2 twice, mod 11; formula from secondary sources",
        find: checked(
            &["9999999999999", "MK-9999999999999"],
            edb,
            CHECKED,
            &["едб", "edb", "единствен даночен број", "даночен број", "ддв", "north macedonia", "macedonian tax"],
        ),
        examples: &["ЕДБ ⟦4030000375897⟧"],
        counterexamples: &["ЕДБ 4030000375890"],
    },
    Detector {
        id: "pii.al_tax_number",
        title: "Albanian tax number (NIPT, NUIS)",
        source: "Drejtoria e Përgjithshme e Tatimeve, Qendra Kombëtare e Biznesit: letter, eight digits, letter",
        find: checked(
            &["A-99999999-A", "AL-A-99999999-A"],
            nipt,
            SHAPED,
            &["nipt", "nuis", "albanian tax", "albania", "tatimor", "tatimeve"],
        ),
        examples: &["NIPT ⟦K22218003V⟧"],
        counterexamples: &["NIPT Z22218003V"],
    },
]);

/// The first digit holds sex and century, 7 to 9 foreigners; counties run to 52, and 70, 80 to 83 are newer offices.
fn cnp(value: &[u8]) -> bool {
    let century = match at(value, 0) {
        3 | 4 => 1800,
        5 | 6 => 2000,
        0 => return false,
        _ => 1900,
    };
    let check = weigh(value, &[2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
    is_date(century + part(value, 1..3), part(value, 3..5), part(value, 5..7))
        && matches!(part(value, 7..9), 1..=48 | 51 | 52 | 70 | 80..=83)
        && last(value) == if check == 10 { 1 } else { check }
}

/// Two to ten digits.
pub fn cui(value: &[u8]) -> bool {
    let Some((_, body)) = value.split_last() else { return false };
    let sum: u32 = body.iter().rev().zip([2, 3, 5, 7, 1, 2, 3, 5, 7]).map(|(&byte, weight)| worth(byte) * weight).sum();
    at(value, 0) != 0 && sum * 10 % 11 % 10 == last(value)
}

/// The kind, a county, a number and the year; since 2024 the kind, the year, six digits, the county and a check digit.
fn trade_register_ro(value: &[u8]) -> bool {
    let end = value.len();
    let dated = if end == 14 {
        (1990..2100).contains(&part(value, 1..5)) && new_register_check(value)
    } else {
        let county = |until: usize| matches!(part(value, 1..until), 1..=40 | 51 | 52);
        (1990..=2024).contains(&part(value, end.saturating_sub(4)..end)) && (county(2) || county(3))
    };
    starts_in(value, b"JFC") && dated
}

fn new_register_check(value: &[u8]) -> bool {
    // The letter counts as the last digit of its ASCII code.
    let first = value.first().map_or(0, |&byte| u32::from(byte) % 10);
    let sum = first + slice(value, 1..13).iter().map(|&byte| worth(byte)).sum::<u32>();
    sum % 10 == last(value)
}

fn idno(value: &[u8]) -> bool {
    weigh(value, &[7, 3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1]) % 10 == last(value) && matches!(at(value, 0), 0..=2)
}

/// The month plus 20 for births before 1900, plus 40 from 2000.
pub fn egn(value: &[u8]) -> bool {
    let month = part(value, 2..4);
    let (century, month) = match month / 20 {
        0 => (1900, month),
        1 => (1800, month - 20),
        2 => (2000, month - 40),
        _ => return false,
    };
    is_date(century + part(value, 0..2), month, part(value, 4..6))
        && weigh(value, &[2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10 == last(value)
}

pub fn pnf(value: &[u8]) -> bool {
    weigh(value, &[21, 19, 17, 13, 11, 9, 7, 3, 1]) % 10 == last(value) && at(value, 0) != 0
}

/// Nine digits.
pub fn eik(value: &[u8]) -> bool {
    let check = match weigh(value, &[1, 2, 3, 4, 5, 6, 7, 8]) % 11 {
        10 => weigh(value, &[3, 4, 5, 6, 7, 8, 9, 10]) % 11 % 10,
        rest => rest,
    };
    check == last(value) && part(value, 0..9) != 0
}

/// Nine digits, perhaps behind GR or EL.
pub fn afm(value: &[u8]) -> bool {
    let digits = slice(value, value.len().saturating_sub(9)..value.len());
    weigh(digits, &[256, 128, 64, 32, 16, 8, 4, 2]) % 11 % 10 == last(digits) && number(digits) != 0
}

fn amka(value: &[u8]) -> bool {
    is_short_date(part(value, 4..6), part(value, 2..4), part(value, 0..2)) && luhn(value)
}

fn id_card_mt(value: &[u8]) -> bool {
    value.last().is_some_and(|byte| b"ABGHLMPZ".contains(byte))
}

/// Eight digits.
pub fn davcna(value: &[u8]) -> bool {
    let check = 11 - weigh_down(slice(value, 0..7), 8, 2) % 11;
    at(value, 0) != 0 && check != 11 && check % 10 == last(value)
}

fn maticna(value: &[u8]) -> bool {
    let check = 11 - weigh_down(slice(value, 0..6), 7, 2) % 11;
    check != 11 && check % 10 == at(value, 6) && part(value, 0..6) != 0
}

/// Birth date with three digits of the year, region, serial number, check digit.
fn jmbg(value: &[u8]) -> bool {
    let year = part(value, 4..7);
    let year = if year > 799 { 1000 + year } else { 2000 + year };
    let check = (11 - weigh(value, &[7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11;
    is_date(year, part(value, 2..4), part(value, 0..2)) && year < 2100 && check % 10 == last(value)
}

fn pib_me(value: &[u8]) -> bool {
    (11 - weigh_down(slice(value, 0..7), 8, 2) % 11) % 11 % 10 == last(value) && part(value, 0..8) != 0
}

fn edb(value: &[u8]) -> bool {
    let digits = value.strip_prefix(b"MK").unwrap_or(value);
    (11 - weigh(digits, &[7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11 % 10 == last(digits) && at(digits, 0) != 0
}

/// The letter counts the decade from 1980: A to M.
fn nipt(value: &[u8]) -> bool {
    let letter = if value.len() == 12 { slice(value, 2..3) } else { value };
    starts_in(letter, b"ABCDEFGHIJKLM")
}

/// Eight digits and a letter; digits at odd places count by a table.
pub fn vat_cy(value: &[u8]) -> bool {
    const ODD: [u32; 10] = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];
    let sum: u32 = slice(value, 0..8)
        .iter()
        .enumerate()
        .map(|(i, &byte)| if i % 2 == 0 { ODD.get(worth(byte) as usize).copied().unwrap_or(0) } else { worth(byte) })
        .sum();
    !value.starts_with(b"12") && ends_with(value, LETTERS, sum % 26)
}

/// Eight digits.
pub fn vat_mt(value: &[u8]) -> bool {
    at(value, 0) != 0 && weigh(value, &[3, 4, 6, 7, 8, 9, 10, 1]).is_multiple_of(37)
}
