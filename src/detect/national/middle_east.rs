//! Israel, the Gulf states, Egypt, Jordan, Iran, Pakistan's neighbours to the west.

use super::check::{at, is_date, last, luhn, number, part, slice, starts_in, weigh, weigh_down};
use super::{BARE, CHECKED, Detector, FAIR, STRONG, Scores, checked, lean, shape};

/// The detectors of this file.
pub const DETECTORS: &[Detector] = &lean([
    Detector {
        id: "pii.il_id",
        title: "Israeli identity number (Teudat Zehut)",
        source: "Population and Immigration Authority; Israel Tax Authority, Form 1301: Luhn over nine digits \
                 (OECD, Tax identification numbers, Israel-TIN.pdf)",
        find: checked(
            &["99999999-9", "9-9999999-9", "9999999-9"],
            id_il,
            CHECKED,
            &[
                "תעודת זהות",
                "ת.ז",
                "ת.ז.",
                "ת\"ז",
                "מספר זהות",
                "teudat zehut",
                "teudat-zehut",
                "mispar zehut",
                "identity number",
                "israeli identity",
                "israeli id",
                "israel",
                "zehut",
            ],
        ),
        examples: &["תעודת זהות ⟦039337423⟧", "Teudat Zehut ⟦3933742-3⟧"],
        counterexamples: &["Teudat Zehut 039337424"],
    },
    Detector {
        id: "pii.il_company_number",
        title: "Israeli company number (H.P.)",
        source: "רשם החברות, Israeli Corporations Authority: first digit 5, Luhn \
                 (OECD, Tax identification numbers, Israel-TIN.pdf)",
        find: checked(
            &["59-9999999", "599999999"],
            luhn,
            CHECKED,
            &["ח.פ", "ח.פ.", "מספר חברה", "ח\"פ", "h.p.", "hp", "company number", "israeli company", "עוסק מורשה"],
        ),
        examples: &["ח.פ. ⟦516179157⟧"],
        counterexamples: &["ח.פ. 516179158"],
    },
    Detector {
        id: "pii.ae_emirates_id",
        title: "United Arab Emirates identity number (Emirates ID)",
        source: "Federal Authority for Identity, Citizenship, Customs & Port Security: 784, a year, seven digits, a digit to verify \
                 them (https://www.emirates247.com/news/emirates/emirates-id-number-allocated-for-life-cannot-be-changed-2016-01-17-1.617466); \
                 that it is Luhn's says Microsoft Purview, U.A.E. identity card number",
        find: checked(
            &["784-9999-9999999-9"],
            emirates_id,
            STRONG,
            &["emirates id", "eid", "الهوية", "رقم الهوية", "uae id", "identity card", "idn"],
        ),
        examples: &["Emirates ID ⟦784-1982-6822192-0⟧"],
        counterexamples: &["Emirates ID 784-1982-6822192-1"],
    },
    Detector {
        id: "pii.sa_national_id",
        title: "Saudi national id or residence permit (Iqama) number",
        source: "Ministry of Interior, Absher: first digit 1 for citizens, 2 for residents; it publishes no check digit, Luhn \
                 from secondary sources",
        find: checked(
            &["9999999999"],
            |value| starts_in(value, b"12") && luhn(value),
            CHECKED,
            &[
                "الهوية الوطنية",
                "رقم الهوية",
                "هوية",
                "إقامة",
                "اقامة",
                "رقم الإقامة",
                "iqama",
                "saudi id",
                "national id",
                "saudi national",
                "absher",
            ],
        ),
        examples: &["Saudi national ID ⟦1012345672⟧"],
        counterexamples: &["Saudi national ID 1012345673", "Iqama 3012345670"],
    },
    Detector {
        id: "pii.kw_civil_id",
        title: "Kuwaiti civil id number",
        source: "Public Authority for Civil Information: century, birth date, weights 2,1,6,3,7,9,10,5,8,4,2 mod 11 \
                 (https://math.stackexchange.com/questions/672303)",
        find: checked(
            &["999999999999"],
            civil_id_kw,
            FAIR,
            &["civil id", "الرقم المدني", "البطاقة المدنية", "kuwait", "paci"],
        ),
        examples: &["Civil ID ⟦290010112346⟧"],
        counterexamples: &["Civil ID 290130112346"],
    },
    Detector {
        id: "pii.qa_id",
        title: "Qatari identity number (QID)",
        source: "Ministry of Interior of Qatar: century, year, ISO 3166 number of the nationality, serial number",
        find: checked(
            &["99999999999"],
            |value| matches!(at(value, 0), 2 | 3) && part(value, 3..6) < 900,
            BARE,
            &["qid", "qatar id", "qatari id", "رقم البطاقة الشخصية", "qatar"],
        ),
        examples: &["QID ⟦28763412345⟧"],
        counterexamples: &["QID 98763412345"],
    },
    Detector {
        id: "pii.bh_personal_number",
        title: "Bahraini personal number (CPR)",
        source: "Information & eGovernment Authority of Bahrain: birth year and month, serial number",
        find: checked(
            &["999999999"],
            |value| (1..=12).contains(&part(value, 2..4)),
            BARE,
            &["cpr", "bahrain", "الرقم الشخصي", "الرقم السكاني", "bahraini"],
        ),
        examples: &["Bahrain CPR ⟦900112345⟧"],
        counterexamples: &["Bahrain CPR 901312345"],
    },
    Detector {
        id: "pii.eg_national_id",
        title: "Egyptian national id number",
        source: "Ministry of Interior, Civil Status Organization: century, birth date, governorate, serial number, \
                 check digit by a formula that is not published, and not checked",
        find: checked(
            &["99999999999999", "9-999999-99-99999"],
            national_id_eg,
            Scores { alone: 0.3, with_context: 0.95 },
            &[
                "الرقم القومي",
                "رقم قومي",
                "بطاقة الرقم القومي",
                "egyptian id",
                "egyptian national",
                "national id",
                "egypt",
            ],
        ),
        examples: &["الرقم القومي ⟦29001010112345⟧"],
        counterexamples: &["الرقم القومي 29013010112345", "national id 29001019912345"],
    },
    Detector {
        id: "pii.eg_tax_number",
        title: "Egyptian tax registration number",
        source: "Egyptian Tax Authority: nine digits",
        find: shape(
            &["999-999-999"],
            BARE,
            &[
                "الرقم الضريبي",
                "رقم التسجيل الضريبي",
                "tax registration number",
                "egyptian tax",
                "egypt tax",
                "الضريبة",
            ],
        ),
        examples: &["Egypt tax registration number ⟦100-531-385⟧"],
        counterexamples: &["total 100-531-385"],
    },
    Detector {
        id: "pii.jo_national_number",
        title: "Jordanian national number",
        source: "Civil Status and Passports Department of Jordan: ten digits, 9 or 2 first",
        find: checked(
            &["9999999999"],
            |value| starts_in(value, b"29"),
            BARE,
            &["الرقم الوطني", "رقم وطني", "jordanian national", "jordan national", "national number", "jordan"],
        ),
        examples: &["Jordan national number ⟦9901012345⟧"],
        counterexamples: &["Jordan national number 1901012345"],
    },
    Detector {
        id: "pii.ir_national_code",
        title: "Iranian national code (کد ملی)",
        source: "سازمان ثبت احوال کشور (National Organization for Civil Registration): weights 10 to 2, mod 11; \
                 formula from secondary sources",
        find: checked(
            &["999-999999-9"],
            national_code_ir,
            CHECKED,
            &["کد ملی", "كد ملي", "شماره ملی", "code melli", "codemelli", "iranian national", "iran", "national code"],
        ),
        examples: &["کد ملی ⟦0499370899⟧"],
        counterexamples: &["کد ملی 0499370898"],
    },
]);

/// Leading zeros may be missing; company numbers are kept apart by their first digit in nine.
fn id_il(value: &[u8]) -> bool {
    luhn(value) && number(value) > 1_000_000
}

fn emirates_id(value: &[u8]) -> bool {
    (1900..2100).contains(&part(value, 3..7)) && luhn(value)
}

fn civil_id_kw(value: &[u8]) -> bool {
    let century = 1700 + u64::from(at(value, 0)) * 100;
    let sum = weigh(value, &[2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11;
    matches!(at(value, 0), 1..=3)
        && is_date(century + part(value, 1..3), part(value, 3..5), part(value, 5..7))
        && 11 - sum == last(value)
}

/// Governorates have 27 numbers, 88 stands for abroad.
fn national_id_eg(value: &[u8]) -> bool {
    let century = 1700 + u64::from(at(value, 0)) * 100;
    matches!(at(value, 0), 2 | 3)
        && is_date(century + part(value, 1..3), part(value, 3..5), part(value, 5..7))
        && matches!(part(value, 7..9), 1..=4 | 11..=19 | 21..=29 | 31..=35 | 88)
}

fn national_code_ir(value: &[u8]) -> bool {
    let rest = weigh_down(slice(value, 0..9), 10, 2) % 11;
    !super::check::all_equal(value) && part(value, 0..3) != 0 && last(value) == if rest < 2 { rest } else { 11 - rest }
}
