//! India, Pakistan, Bangladesh, Sri Lanka, Nepal.

use super::check::{all_equal, at, is_in, luhn, part, slice, starts_in, verhoeff, worth};
use super::words::PASSPORT;
use super::{BARE, CHECKED, Detector, FAIR, Find, SHAPED, STRONG, Scores, checked, lean, shape};

/// The detectors of this file.
pub const DETECTORS: &[Detector] = &lean([
    Detector {
        id: "pii.in_aadhaar",
        title: "Indian identity number (Aadhaar)",
        source: "Unique Identification Authority of India; UIDAI, A UID numbering scheme: first digit 2 to 9, \
                 Verhoeff \
                 (https://web.archive.org/web/20140611025606/http://uidai.gov.in/UID_PDF/Working_Papers/A_UID_Numbering_Scheme.pdf)",
        find: checked(
            &["9999-9999-9999"],
            aadhaar,
            Scores { alone: 0.4, with_context: 1.0 },
            &[
                "aadhaar",
                "aadhar",
                "adhaar",
                "aadhaar number",
                "uidai",
                "uid",
                "आधार",
                "ஆதார்",
                "ఆధార్",
                "আধার",
                "indian personal identity",
            ],
        ),
        examples: &["Aadhaar ⟦2341 2341 2346⟧", "My Aadhaar number is ⟦399876543211⟧"],
        counterexamples: &["Aadhaar 234123412347", "Aadhaar 123456789012"],
    },
    Detector {
        id: "pii.in_virtual_id",
        title: "Indian virtual identity number (VID)",
        source: "Unique Identification Authority of India, circular K-11020/217/2018: sixteen digits, Verhoeff \
                 (https://uidai.gov.in/images/resource/UIDAI_Circular_11012018.pdf)",
        find: checked(
            &["9999-9999-9999-9999"],
            virtual_id,
            CHECKED,
            &["vid", "virtual id", "aadhaar", "uidai", "virtual identity"],
        ),
        examples: &["Aadhaar VID ⟦2341234123412341⟧"],
        counterexamples: &["Aadhaar VID 2341234123412342"],
    },
    Detector {
        id: "pii.in_pan",
        title: "Indian permanent account number (PAN)",
        source: "Income Tax Department; Income-tax Rules 1962, rule 114: fourth letter the kind of holder",
        find: checked(
            &["AAAAA9999A"],
            pan,
            Scores { alone: 0.25, with_context: 0.95 },
            &[
                "pan",
                "p.a.n",
                "pan card",
                "permanent account number",
                "income tax",
                "pan number",
                "tax",
                "पैन",
                "स्थायी खाता",
                "itr",
                "indian income tax",
            ],
        ),
        examples: &["My PAN number is ⟦ABBPM4567S⟧ with more text", "PAN: ⟦ACUPA7085R⟧"],
        counterexamples: &["PAN ABBPM0000S", "code ACUPA7085R"],
    },
    Detector {
        id: "pii.in_gstin",
        title: "Indian goods and services tax number (GSTIN)",
        source: "Goods and Services Tax Network; CGST Rules 2017, rule 10: state, PAN, entity, Z, check character mod \
                 36 (https://ddvat.gov.in/docs/List%20of%20State%20Code.pdf)",
        find: Find::Graded {
            forms: &["99AAAAA9999AXAX"],
            grade: gstin,
            alone: STRONG.alone,
            context: &["gstin", "gst", "gst number", "gst no", "goods and services tax", "tax", "invoice", "जीएसटी"],
        },
        examples: &["GSTIN ⟦27AAPFU0939F1ZV⟧", "GSTIN ⟦29ABCDE1234F1Z5⟧"],
        counterexamples: &["GSTIN 27AAPFU0939F1ZO", "GSTIN 38AAPFU0939F1ZV"],
    },
    Detector {
        id: "pii.in_voter_id",
        title: "Indian voter identity number (EPIC)",
        source: "Election Commission of India, Hand Book for Electoral Registration Officers (2008), chapter IX: \
                 three letters of the constituency, six digits, a check digit; the formula is not published, see \
                 `voter`",
        find: Find::Graded {
            forms: &["AAA9999999"],
            grade: voter,
            alone: FAIR.alone,
            context: &[
                "epic",
                "voter",
                "voter id",
                "voter card",
                "election",
                "electoral",
                "vote",
                "elector",
                "मतदाता",
                "indian voter",
            ],
        },
        examples: &["Voter ID ⟦WKH1186253⟧", "EPIC no. ⟦KXD1286254⟧"],
        counterexamples: &["WKH1186263", "Voter ID WK11186253"],
    },
    Detector {
        id: "pii.in_passport",
        title: "Indian passport number",
        source: "Ministry of External Affairs, Passport Seva: a letter and seven digits",
        find: checked(&["A9999999", "A9-99999-9"], passport_in, Scores { alone: 0.0, with_context: 0.75 }, PASSPORT),
        examples: &["my passport number is ⟦T3569075⟧"],
        counterexamples: &["passport T0569075", "part T3569075"],
    },
    Detector {
        id: "pii.in_driving_licence",
        title: "Indian driving licence number",
        source: "Ministry of Road Transport and Highways, Sarathi: state, office, year, seven digits",
        find: checked(
            &["AA99-99999999999", "AA-99-99999999999", "AA99-9999-9999999", "AA-99-9999-9999999"],
            licence_in,
            SHAPED,
            &[
                "driving licence",
                "driving license",
                "dl",
                "dl number",
                "dl no",
                "driver licence",
                "driver license",
                "rto",
                "sarathi",
            ],
        ),
        examples: &["driving licence ⟦MH12 20110012345⟧"],
        counterexamples: &["driving licence QQ12 20110012345"],
    },
    Detector {
        id: "pii.in_vehicle_registration",
        title: "Indian vehicle registration number",
        source: "Central Motor Vehicles Rules 1989, rule 50: state, district, series, number; BH series by year",
        find: checked(
            &[
                "AA99-AA-9999",
                "AA-99-AA-9999",
                "AA99-A-9999",
                "AA-99-A-9999",
                "AA9-AA-9999",
                "AA9-AAA-9999",
                "99-BH-9999-AA",
                "99-BH-9999-A",
                "AAA-9999",
                "AA-9999",
            ],
            vehicle_in,
            Scores { alone: 0.0, with_context: 0.8 },
            &[
                "vehicle",
                "registration",
                "registration number",
                "number plate",
                "license plate",
                "licence plate",
                "bike",
                "car",
                "rto",
            ],
        ),
        examples: &["My Bike's registration number is ⟦OD02BA2341⟧ with more text"],
        counterexamples: &["vehicle QQ02BA2341X"],
    },
    Detector {
        id: "health.in_abha_number",
        title: "Indian health account number (ABHA)",
        source: "National Health Authority, Ayushman Bharat Digital Mission: fourteen digits, 91 first in most. Whether the \
                 last is a check digit (of Verhoeff, as many hold) is not published, and not demanded",
        find: shape(
            &["99-9999-9999-9999"],
            BARE,
            &["abha", "abha number", "abdm", "ayushman", "health id", "ayushman bharat"],
        ),
        examples: &["ABHA ⟦91-1234-5678-9012⟧"],
        counterexamples: &["sum 91-1234-5678-9012"],
    },
    Detector {
        id: "pii.pk_cnic",
        title: "Pakistani national identity card number (CNIC)",
        source: "National Database and Registration Authority: province, district, family, sex; thirteen digits",
        find: checked(
            &["99999-9999999-9"],
            cnic,
            SHAPED,
            &["cnic", "nicop", "nadra", "national identity card", "شناختی کارڈ", "pakistani", "pakistan"],
        ),
        examples: &["CNIC ⟦34201-0891231-8⟧", "CNIC ⟦82203-0891231-7⟧"],
        counterexamples: &["CNIC 94201-0891231-8"],
    },
    Detector {
        id: "pii.bd_national_id",
        title: "Bangladeshi national id number (NID)",
        source: "Election Commission Bangladesh, NID wing: ten (smart card), thirteen or seventeen digits",
        find: shape(
            &["9999999999", "9999999999999", "99999999999999999", "999-999-9999"],
            BARE,
            &["nid", "জাতীয় পরিচয়পত্র", "এনআইডি", "bangladesh", "bangladeshi", "smart card"],
        ),
        examples: &["Bangladesh NID ⟦5067491234⟧"],
        counterexamples: &["total 5067491234"],
    },
    Detector {
        id: "pii.lk_nic",
        title: "Sri Lankan national identity card number (NIC)",
        source: "Department for Registration of Persons: year, day of the year (plus 500 for women), serial number",
        find: checked(
            &["999999999V", "999999999A", "999999999999"],
            nic_lk,
            Scores { alone: 0.2, with_context: 0.85 },
            &["nic", "national identity card", "sri lanka", "sri lankan", "හැඳුනුම්පත", "அடையாள அட்டை"],
        ),
        examples: &["NIC ⟦853400937V⟧", "Sri Lanka NIC ⟦198534000937⟧"],
        counterexamples: &["NIC 853900937V"],
    },
    Detector {
        id: "pii.np_pan",
        title: "Nepali permanent account number (PAN)",
        source: "Inland Revenue Department of Nepal: nine digits",
        find: shape(&["999999999"], BARE, &["nepal", "nepali", "nepalese", "स्थायी लेखा नम्बर"]),
        examples: &["Nepal PAN ⟦301234567⟧"],
        counterexamples: &["total 301234567"],
    },
]);

/// Twelve digits that do not read the same backwards.
fn aadhaar(value: &[u8]) -> bool {
    at(value, 0) > 1 && !value.iter().eq(value.iter().rev()) && verhoeff(value)
}

fn virtual_id(value: &[u8]) -> bool {
    at(value, 0) > 1 && !value.iter().eq(value.iter().rev()) && verhoeff(value)
}

/// The fourth letter is the kind of holder; kinds have been added twice, so that any letter will do behind the word.
fn pan(value: &[u8]) -> bool {
    part(value, 5..9) != 0
}

/// The Commission's handbook of 2008 speaks of a checksum digit and doesn't say which; python-stdnum takes it for Luhn's
/// over the seven digits, others check none. Cards from before it was introduced are still about.
/// So Luhn's digit makes it surer and its absence doesn't rule it out: behind the word any number of the shape will do.
fn voter(value: &[u8]) -> Option<Scores> {
    Some(if luhn(slice(value, 3..10)) { FAIR } else { Scores { alone: 0.0, with_context: 0.6 } })
}

/// Behind the PAN: the entity, Z (C and D for those who collect or deduct tax), the check character by Luhn's scheme in
/// base 36: from the left, every second character doubled, the digits in base 36 added.
///
/// A PAN whose fourth letter names no kind of holder is nobody's: samples such as ABCDE1234F are printed with any check
/// character, and are taken for what they say.
fn gstin(value: &[u8]) -> Option<Scores> {
    let sum: u32 = value
        .iter()
        .rev()
        .enumerate()
        .map(|(i, &byte)| worth(byte) * if i % 2 == 1 { 2 } else { 1 })
        .map(|product| product / 36 + product % 36)
        .sum();
    let state = part(value, 0..2);
    let structure =
        matches!(state, 1..=38 | 97 | 99) && pan(slice(value, 2..12)) && at(value, 12) != 0 && is_in(value, 13, b"ZCD");
    let holder = is_in(value, 5, b"ABCFGHJLPT");
    match (structure, holder, sum.is_multiple_of(36)) {
        (true, true, true) => Some(STRONG),
        // Ladakh, 38, is younger than the samples.
        (true, false, _) if state != 38 => Some(Scores { alone: 0.0, with_context: 0.6 }),
        _ => None,
    }
}

fn passport_in(value: &[u8]) -> bool {
    !starts_in(value, b"QXZ") && at(value, 1) != 0 && at(value, 7) != 0
}

/// States and union territories, as on number plates.
fn is_state(value: &[u8]) -> bool {
    const STATES: &str = "AN AP AR AS BR CG CH DD DL DN GA GJ HP HR JH JK KA KL LA LD MH ML MN MP MZ NL OD OR PB PY RJ SK TG TN TR TS UA UK UP WB";
    STATES.split_ascii_whitespace().any(|state| value.starts_with(state.as_bytes()))
}

fn licence_in(value: &[u8]) -> bool {
    is_state(value) && (1950..2050).contains(&part(value, 4..8))
}

/// Vehicles from before 1989 have no state.
fn vehicle_in(value: &[u8]) -> bool {
    value.len() < 8 || is_state(value) || value.get(2..4) == Some(b"BH")
}

/// The first digit is the province (8: Azad Kashmir), the last says the sex.
fn cnic(value: &[u8]) -> bool {
    (1..=8).contains(&at(value, 0)) && !all_equal(slice(value, 5..12)) && at(value, 12) != 0
}

fn nic_lk(value: &[u8]) -> bool {
    let day = match value.len() {
        10 => part(value, 2..5),
        _ => part(value, 4..7),
    };
    let year = value.len() == 10 || (1900..2030).contains(&part(value, 0..4));
    let letter = value.len() == 12 || is_in(value, 9, b"VX");
    year && letter && matches!(day, 1..=366 | 501..=866)
}
