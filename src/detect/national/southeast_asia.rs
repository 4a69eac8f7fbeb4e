//! Singapore, Malaysia, Indonesia, Thailand, Vietnam, the Philippines.

use super::check::{
    all_equal, at, ends_with, is_short_date, is_yymmdd, last, luhn, number, part, slice, starts_in, weigh, weigh_down,
};
use super::{BARE, CHECKED, Detector, FAIR, SHAPED, Scores, checked, lean, shape};

/// The detectors of this file.
pub const DETECTORS: &[Detector] = &lean([
    Detector {
        id: "pii.sg_nric",
        title: "Singaporean identity number (NRIC, FIN)",
        source: "Immigration & Checkpoints Authority; National Registration Act: weights 2,7,6,5,4,3,2, mod 11, \
                 letter tables, not published by the Authority but used by the government's own forms (opengovsg/FormSG) \
                 (OECD, Tax identification numbers, Singapore-TIN.pdf)",
        find: checked(
            &["A9999999A"],
            nric_sg,
            FAIR,
            &[
                "nric",
                "fin",
                "nric number",
                "singapore",
                "singaporean",
                "identity card",
                "ic",
                "ic number",
                "work pass",
                "ica",
            ],
        ),
        examples: &["NRIC ⟦S2740116C⟧ was processed", "FIN ⟦M4332674T⟧"],
        counterexamples: &["NRIC S2740116D", "NRIC A1234567Z"],
    },
    Detector {
        id: "pii.sg_uen",
        title: "Singaporean unique entity number (UEN)",
        source: "Accounting and Corporate Regulatory Authority, UEN: three formats, each with weights mod 11 and its \
                 letters \
                 (OECD, Tax identification numbers, Singapore-TIN.pdf)",
        find: checked(
            &["99999999A", "999999999A", "A99AA9999A"],
            uen,
            FAIR,
            &[
                "uen",
                "unique entity number",
                "acra",
                "singapore",
                "company registration",
                "business registration",
                "gst reg",
            ],
        ),
        examples: &["UEN ⟦53125226D⟧ was processed", "UEN ⟦197401143C⟧"],
        counterexamples: &["UEN 53125226E", "UEN 197401143D"],
    },
    Detector {
        id: "pii.my_nric",
        title: "Malaysian identity card number (MyKad)",
        source: "Jabatan Pendaftaran Negara; National Registration Regulations 1990: birth date, state, serial number",
        find: checked(
            &["999999-99-9999"],
            nric_my,
            SHAPED,
            &[
                "my-kad",
                "mykad",
                "nric",
                "ic",
                "ic number",
                "no. kp",
                "kad pengenalan",
                "malaysian",
                "malaysia",
                "identity card",
                "no ic",
            ],
        ),
        examples: &["MyKad ⟦770305-02-1234⟧"],
        counterexamples: &["MyKad 771305-02-1234", "MyKad 770305-17-1234"],
    },
    Detector {
        id: "pii.id_nik",
        title: "Indonesian identity number (NIK)",
        source: "Direktorat Jenderal Kependudukan; PP 40/2019; Kepmendagri 300.2.2-2138/2025 (codes of the \
                 provinces): region, birth date (day plus 40 for women), serial number",
        find: checked(
            &["999999-999999-9999", "99-9999-999999-9999"],
            nik,
            SHAPED,
            &["nik", "ktp", "nomor induk kependudukan", "no. ktp", "indonesian", "indonesia", "kartu tanda penduduk"],
        ),
        examples: &["NIK ⟦3171011708450001⟧"],
        counterexamples: &["NIK 3171017208450001", "NIK 0171011708450001", "NIK 4171011708450001"],
    },
    Detector {
        id: "pii.id_tax_number",
        title: "Indonesian tax number (NPWP)",
        source: "Direktorat Jenderal Pajak; PMK 112/PMK.03/2022: Luhn over the first nine digits \
                 (OECD, Tax identification numbers, Indonesia-TIN.pdf)",
        find: checked(
            &["99-999-999-9-999-999", "0999999999999999"],
            npwp,
            CHECKED,
            &[
                "npwp",
                "nomor pokok wajib pajak",
                "pajak",
                "wajib pajak",
                "indonesian vat",
                "indonesian tax",
                "tax number",
                "indonesia",
            ],
        ),
        examples: &["NPWP ⟦01.312.166.0-091.000⟧"],
        counterexamples: &["NPWP 01.312.167.0-091.000"],
    },
    Detector {
        id: "pii.th_national_id",
        title: "Thai national identity or tax number",
        source: "กรมการปกครอง (Department of Provincial Administration): weights 13 to 2, mod 11; office codes; \
                 formula from secondary sources (https://en.wikipedia.org/wiki/Thai_identity_card)",
        find: checked(
            &["9-9999-99999-99-9"],
            national_id_th,
            Scores { alone: 0.35, with_context: 1.0 },
            &[
                "เลขประจำตัวประชาชน",
                "บัตรประชาชน",
                "เลขบัตรประชาชน",
                "เลขที่บัตรประชาชน",
                "ประจำตัวผู้เสียภาษี",
                "thai id",
                "tnin",
                "thai national",
                "thailand",
                "national id",
                "pin",
                "tin",
                "thai",
                "citizen id",
            ],
        ),
        examples: &["My Thai ID is ⟦1-2345-45678-78-1⟧", "เลขประจำตัวประชาชน: ⟦3100600445635⟧"],
        counterexamples: &["Thai ID 1-2345-45678-78-9", "Thai ID 1304567890124"],
    },
    Detector {
        id: "pii.th_company_number",
        title: "Thai juristic person number",
        source: "กรมพัฒนาธุรกิจการค้า (Department of Business Development): first digit 0, weights 13 to 2, mod 11; \
                 formula from secondary sources (https://www.dbd.go.th/download/pdf_kc/s09/busin_2542-48.pdf)",
        find: checked(
            &["0-99-9-999-99999-9", "0-9999-99999-99-9"],
            thai_check,
            CHECKED,
            &[
                "นิติบุคคล",
                "ทะเบียนนิติบุคคล",
                "ประจำตัวผู้เสียภาษี",
                "moa",
                "memorandum of association",
                "thailand",
                "thai company",
                "tin",
                "thai",
            ],
        ),
        examples: &["Thailand MOA ⟦0-99-4-000-61772-1⟧"],
        counterexamples: &["Thailand MOA 0-99-4-000-61772-3"],
    },
    Detector {
        id: "pii.vn_citizen_id",
        title: "Vietnamese citizen identity number (CCCD)",
        source: "Bộ Công an; Nghị định 137/2015/NĐ-CP, Thông tư 59/2021/TT-BCA: province, century and sex, year, \
                 serial number; no check digit; Thông tư 86/2024/TT-BTC (now 90/2026): the tax number of people since July 2025",
        find: checked(
            &["999999999999"],
            citizen_id_vn,
            Scores { alone: 0.0, with_context: 0.85 },
            &[
                "cccd",
                "căn cước",
                "căn cước công dân",
                "cmnd",
                "chứng minh nhân dân",
                "vietnamese",
                "vietnam",
                "citizen id",
                "định danh cá nhân",
                // Of people it has been the tax number, too, since 1 July 2025.
                "mst",
                "mã số thuế",
            ],
        ),
        examples: &["CCCD ⟦001099012345⟧", "MST cá nhân: ⟦001099012345⟧"],
        counterexamples: &["CCCD 000099012345"],
    },
    Detector {
        id: "pii.vn_tax_number",
        title: "Vietnamese tax number (MST)",
        source: "Tổng cục Thuế; Thông tư 105/2020/TT-BTC: weights 31 to 3, 10 − (sum mod 11); formula from secondary \
                 sources",
        find: checked(
            &["9999999999", "9999999999-999"],
            mst,
            CHECKED,
            &["mst", "mã số thuế", "ma so thue", "mã số doanh nghiệp", "vietnam tax", "vietnam", "tax code"],
        ),
        examples: &["Mã số thuế ⟦0100233488⟧", "MST ⟦0314409058-002⟧"],
        counterexamples: &["MST 0100233480"],
    },
    Detector {
        id: "pii.ph_tax_number",
        title: "Philippine taxpayer number (TIN)",
        source: "Bureau of Internal Revenue, RMO 34-98; https://www.ntrc.gov.ph/images/journal/j20141112a.pdf: the ninth \
                 digit checks the first eight, then the branch. The Bureau does not publish how: weights 9 to 2, \
                 mod 11, are from practice",
        find: checked(
            &["999-999-999", "999-999-999-999", "999-999-999-99999"],
            tin_ph,
            CHECKED,
            &["tin", "bir", "tax id", "taxpayer", "tax identification", "philippine", "philippines", "filipino"],
        ),
        examples: &["My TIN is ⟦000-123-456-000⟧"],
        counterexamples: &["TIN 000-123-457-000"],
    },
    Detector {
        id: "pii.ph_national_id",
        title: "Philippine national identity card number (PhilSys, PCN)",
        source: "Philippine Statistics Authority, Republic Act 11055 (PhilSys): sixteen digits on the card; no check digit is \
                 published",
        find: shape(
            &["9999-9999-9999-9999"],
            BARE,
            &["philsys", "philid", "phil-id", "pcn", "philsys card number", "philsys number", "psn"],
        ),
        examples: &["PhilSys card number ⟦1234-5678-9012-3456⟧"],
        counterexamples: &["order 1234-5678-9012-3456"],
    },
    Detector {
        id: "pii.ph_umid",
        title: "Philippine common reference number (UMID, CRN)",
        source: "Social Security System, Executive Order 420 (2005): twelve digits",
        find: shape(
            &["9999-9999999-9"],
            BARE,
            &["umid", "crn", "common reference number", "unified multi-purpose", "gsis"],
        ),
        examples: &["UMID CRN ⟦0111-1234567-8⟧"],
        counterexamples: &["total 0111-1234567-8"],
    },
    Detector {
        id: "pii.ph_sss",
        title: "Philippine social security number (SSS)",
        source: "Social Security System of the Philippines: ten digits, 2-7-1",
        find: shape(&["99-9999999-9"], BARE, &["sss", "sss number", "social security system", "sss no"]),
        examples: &["SSS number ⟦34-1234567-8⟧"],
        counterexamples: &["total 34-1234567-8"],
    },
    Detector {
        id: "health.ph_philhealth",
        title: "Philippine health insurance number (PhilHealth)",
        source: "Philippine Health Insurance Corporation: twelve digits, 2-9-1",
        find: shape(&["99-999999999-9"], BARE, &["phil-health", "philhealth", "philhealth number", "pin"]),
        examples: &["PhilHealth ⟦12-123456789-1⟧"],
        counterexamples: &["total 12-123456789-1"],
    },
]);

/// S and T are citizens and residents, F, G and M foreigners; each has its letters.
fn nric_sg(value: &[u8]) -> bool {
    let sum = weigh(slice(value, 1..8), &[2, 7, 6, 5, 4, 3, 2]);
    match value.first() {
        Some(b'S') => ends_with(value, b"JZIHGFEDCBA", sum % 11),
        Some(b'T') => ends_with(value, b"JZIHGFEDCBA", (sum + 4) % 11),
        Some(b'F') => ends_with(value, b"XWUTRQPNMLK", sum % 11),
        Some(b'G') => ends_with(value, b"XWUTRQPNMLK", (sum + 4) % 11),
        Some(b'M') => ends_with(value, b"XWUTRQPNJLK", (sum + 3) % 11),
        _ => false,
    }
}

/// Businesses have eight digits, companies nine of which four are the year, others R, S or T, a year and a kind.
fn uen(value: &[u8]) -> bool {
    const KINDS: &str = "CC CD CH CL CM CP CS CX DP FB FC FM FN GA GB GS HS LL LP MB MC MD MH MM MQ NB NR PA PB PF RF RP SM SS TC TU VH XL";
    const ALPHABET: &[u8; 33] = b"ABCDEFGHJKLMNPQRSTUVWX0123456789 ";
    match value.len() {
        9 => ends_with(value, b"XMKECAWLJDB", weigh(value, &[10, 4, 9, 3, 8, 2, 7, 1]) % 11),
        10 if at(value, 0) < 10 => {
            (1800..2100).contains(&part(value, 0..4))
                && ends_with(value, b"ZKCMDNERGWH", weigh(value, &[10, 8, 6, 4, 9, 7, 5, 3, 1]) % 11)
        }
        _ => {
            let place = |byte: &u8| ALPHABET.iter().position(|letter| letter == byte).unwrap_or(0) as u32;
            let sum: u32 =
                value.iter().zip([4, 3, 5, 3, 10, 2, 2, 5, 7]).map(|(byte, weight)| place(byte) * weight).sum();
            starts_in(value, b"RST")
                && KINDS.split_ascii_whitespace().any(|kind| value.get(3..5) == Some(kind.as_bytes()))
                && ends_with(value, ALPHABET, (sum + 6) % 11)
        }
    }
}

/// Places of birth run to 99, some unused.
fn nric_my(value: &[u8]) -> bool {
    is_yymmdd(value) && !matches!(part(value, 6..8), 0 | 17..=20 | 69 | 70 | 73 | 80 | 81 | 94..=97)
}

/// Provinces run from 11 to 99.
fn nik(value: &[u8]) -> bool {
    let day = part(value, 6..8) % 40;
    matches!(part(value, 0..2), 11..=19 | 21 | 31..=36 | 51..=53 | 61..=65 | 71..=76 | 81 | 82 | 91..=96)
        && part(value, 6..8) < 72
        && part(value, 2..4) != 0
        && part(value, 12..16) != 0
        && is_short_date(part(value, 10..12), part(value, 8..10), day)
}

/// Fifteen digits, or since 2024 sixteen of which the first is zero.
fn npwp(value: &[u8]) -> bool {
    let old = if value.len() == 16 { slice(value, 1..10) } else { slice(value, 0..9) };
    luhn(old) && number(old) != 0
}

pub fn thai_check(value: &[u8]) -> bool {
    (11 - weigh_down(slice(value, 0..12), 13, 2) % 11) % 10 == last(value)
}

/// Kind 1 to 8, province 10 to 96 as far as there are provinces.
fn national_id_th(value: &[u8]) -> bool {
    let province = part(value, 1..3);
    matches!(at(value, 0), 1..=8)
        && matches!(province, 10..=27 | 30..=58 | 60..=67 | 70..=77 | 80..=86 | 90..=96)
        && !all_equal(value)
        && thai_check(value)
}

/// Provinces 001 to 096.
fn citizen_id_vn(value: &[u8]) -> bool {
    (1..=96).contains(&part(value, 0..3)) && at(value, 3) < 4
}

fn mst(value: &[u8]) -> bool {
    let sum = weigh(value, &[31, 29, 23, 19, 17, 13, 7, 5, 3]) % 11;
    sum != 0 && 10 - sum == at(value, 9) && part(value, 2..9) != 0 && (value.len() == 10 || part(value, 10..13) != 0)
}

fn tin_ph(value: &[u8]) -> bool {
    weigh_down(slice(value, 0..8), 9, 2) % 11 == at(value, 8) && part(value, 0..9) != 0
}
