//! China, Hong Kong, Macao, Taiwan, Japan, Korea.

use super::super::context::near;
use super::super::{Candidate, Match};
use super::check::{
    all_equal, at, ends_with, is_date, is_yymmdd, last, number, part, slice, starts_in, weigh, weigh_digits,
    weigh_down, worth,
};
use super::words::{LICENCE, PASSPORT};
use super::{BARE, CHECKED, Detector, FAIR, Find, STRONG, Scores, Words, checked, lean, shape};
use crate::text::Span;

/// The detectors of this file.
pub const DETECTORS: &[Detector] = &lean([
    Detector {
        id: "pii.cn_resident_id",
        title: "Chinese resident identity number (居民身份证)",
        source: "GB 11643-1999: region, birth date, ISO 7064 MOD 11-2; GB 11643-1989: fifteen digits without a check \
                 digit; foreigners' permanent residence cards since December 2023: 9, province, ISO 3166 number of the \
                 nationality, then the same (National Immigration Administration, 新版外国人永久居留身份证机读信息规则, as \
                 passed on in http://www.eastcoms.com/service/pro/840.html)",
        find: Find::Graded {
            forms: &["999999-99999999-9999", "99999999999999999A", "999999-99999999-999A", "999999-999999-999"],
            grade: resident_id_cn,
            alone: STRONG.alone,
            context: &[
                "身份证",
                "身份證",
                "身份证号",
                "身份证号码",
                "公民身份号码",
                "居民身份证",
                "证件号",
                "resident identity",
                "id card",
                "chinese id",
                "identity card",
                "national id",
                "sfz",
                "idcard",
            ],
        },
        examples: &[
            "身份证号：⟦360426199101010071⟧",
            "ID card ⟦11010519491231002X⟧",
            "身份证 ⟦110105491231002⟧",
            "永久居留身份证 ⟦932682198501010017⟧",
        ],
        counterexamples: &["身份证 360426199101010072", "身份证 360426199113010071", "身份证 977682198501010014"],
    },
    Detector {
        id: "pii.cn_company_number",
        title: "Chinese unified social credit code (统一社会信用代码)",
        source: "GB 32100-2015: authority, kind, region, organisation, check character mod 31 \
                 (OECD, Tax identification numbers, China-TIN.pdf)",
        find: checked(
            &["9X99-9999-XXXX-XXXX-XX", "999999999999999999", "A999999XXXXXXXXXXX", "99999999XXXXXXXXXX"],
            credit_code,
            FAIR,
            &[
                "统一社会信用代码",
                "社会信用代码",
                "信用代码",
                "税号",
                "纳税人识别号",
                "营业执照",
                "uscc",
                "unified social credit",
                "credit code",
                "china tax",
                "tax number",
            ],
        ),
        examples: &["统一社会信用代码：⟦91110000600037341L⟧"],
        counterexamples: &["统一社会信用代码 91110000600037341M"],
    },
    Detector {
        id: "pii.cn_passport",
        title: "Chinese passport number",
        source: "National Immigration Administration: E, G and eight digits, or E, a letter and seven digits",
        find: checked(
            &["A99999999", "EA9999999"],
            |value| starts_in(value, b"EGDSPH"),
            Scores { alone: 0.0, with_context: 0.8 },
            PASSPORT,
        ),
        examples: &["护照号 ⟦E12345678⟧"],
        counterexamples: &["编号 E12345678", "护照 Q12345678"],
    },
    Detector {
        id: "pii.cn_vehicle_plate",
        title: "Chinese vehicle plate without its province character",
        source: "GA 36-2018: office letter and five or six letters and digits after the province character",
        find: shape(
            &["A-99999", "A-X9999X", "A-D99999", "A-F99999", "A-9999A", "A-A9999"],
            Scores { alone: 0.0, with_context: 0.65 },
            &["车牌", "车牌号", "車牌", "号牌", "license plate"],
        ),
        examples: &["车牌号 京⟦A12345⟧"],
        counterexamples: &["型号 A12345"],
    },
    Detector {
        id: "pii.hk_id",
        title: "Hong Kong identity card number (HKID)",
        source: "Immigration Department; Registration of Persons Regulations cap. 177A: letters 10 to 35, weights 9 \
                 to 2, mod 11; formula from secondary sources",
        find: Find::Groups {
            lengths: (7, 9),
            digits: 6,
            letters: true,
            beside: b"",
            not_after: b"",
            context: &[],
            verify: hkid_group,
            joined_by: b"()- ",
        },
        examples: &["HKID ⟦G123456(A)⟧", "HKID ⟦G123456A⟧", "香港身份證 ⟦A123456-3⟧"],
        counterexamples: &["HKID A123456-4"],
    },
    Detector {
        id: "pii.mo_id",
        title: "Macao resident identity card number (BIR)",
        source: "Direcção dos Serviços de Identificação de Macau: seven digits of which 1, 5 or 7 first, check digit",
        find: checked(
            &["9999999-9", "9/999999/9"],
            |value| starts_in(value, b"157"),
            BARE,
            &["bir", "macau", "macao", "澳門", "澳门", "居民身份證", "bilhete de identidade"],
        ),
        examples: &["澳門居民身份證 ⟦1234567-8⟧"],
        counterexamples: &["澳門 2234567-8"],
    },
    Detector {
        id: "pii.tw_id",
        title: "Taiwanese national or resident id number (身分證字號)",
        source: "Ministry of the Interior, 戶籍法施行細則; National Immigration Agency (UI number): letter table, weights \
                 1,9,8..1, mod 10; formula from secondary sources",
        find: checked(
            &["A999999999", "AA99999999"],
            id_tw,
            Scores { alone: 0.35, with_context: 1.0 },
            &[
                "身分證",
                "身份證",
                "身分證字號",
                "身份證字號",
                "統一編號",
                "居留證",
                "國民身分證",
                "taiwan id",
                "taiwanese",
                "national id",
                "arc number",
                "taiwan",
            ],
        ),
        examples: &["身分證字號 ⟦A123456789⟧"],
        counterexamples: &["身分證字號 A123456788", "型號 A123456789"],
    },
    Detector {
        id: "pii.tw_company_number",
        title: "Taiwanese unified business number (統一編號)",
        source: "Ministry of Finance, 營利事業統一編號檢查碼邏輯 (2023): weights 1,2,1,2,1,2,4,1, digit sums mod 5 \
                 (https://zh.wikipedia.org/wiki/統一編號)",
        find: checked(
            &["99999999"],
            business_number_tw,
            Scores { alone: 0.0, with_context: 0.95 },
            &["統一編號", "統編", "公司統編", "ubn", "gui number", "unified business number", "vat number", "taiwan"],
        ),
        examples: &["統一編號 ⟦00501503⟧"],
        counterexamples: &["統一編號 00501502"],
    },
    Detector {
        id: "pii.jp_my_number",
        title: "Japanese individual number (マイナンバー)",
        source: "総務省令第85号 (2014) 第5条: weights 6,5,4,3,2,7,6,5,4,3,2, mod 11 \
                 (https://en.wikipedia.org/wiki/Individual_Number)",
        find: checked(
            &["9999-9999-9999"],
            my_number,
            CHECKED,
            &[
                "マイナンバー",
                "個人番号",
                "my number",
                "mynumber",
                "my number card",
                "individual number",
                "通知カード",
                "japanese individual",
                "kojin bango",
            ],
        ),
        examples: &["マイナンバー：⟦6214 9832 0257⟧"],
        counterexamples: &["マイナンバー 6214 9832 0258"],
    },
    Detector {
        id: "pii.jp_corporate_number",
        title: "Japanese corporate number (法人番号)",
        source: "国税庁, 法人番号の指定等に関する省令: weights 1 and 2 alternating, 9 − (sum mod 9), check digit first \
                 (https://www.nta.go.jp/taxes/tetsuzuki/mynumberinfo/houjinbangou/)",
        find: checked(
            &["9-9999-9999-9999"],
            corporate_number_jp,
            CHECKED,
            &["法人番号", "corporate number", "hojin bango", "インボイス", "登録番号", "japanese corporate"],
        ),
        examples: &["法人番号 ⟦5-8356-7825-6246⟧"],
        counterexamples: &["法人番号 2-8356-7825-6246"],
    },
    Detector {
        id: "pii.jp_invoice_number",
        title: "Registration number of a Japanese issuer of invoices (適格請求書発行事業者登録番号)",
        source: "国税庁, 登録番号とは (https://www.invoice-kohyo.nta.go.jp/about-toroku/): T and the corporate number, or T and \
                 thirteen digits of a person, of which no check digit is published",
        find: Find::Graded {
            forms: &["T9-9999-9999-9999", "T-9-9999-9999-9999"],
            grade: invoice_number_jp,
            alone: FAIR.alone,
            context: &[
                "登録番号",
                "適格請求書",
                "インボイス",
                "事業者登録",
                "qualified invoice",
                "registration number",
            ],
        },
        examples: &["登録番号：⟦T5835678256246⟧", "インボイス ⟦T5835678256247⟧"],
        counterexamples: &["型番 T5835678256247", "登録番号 T583567825624"],
    },
    Detector {
        id: "pii.jp_driver_licence",
        title: "Japanese driver's licence number (運転免許証番号)",
        source: "警察庁, 運転免許証の番号: commission 10 to 97, year, serial number, check digit, copies",
        find: checked(&["999999999999"], licence_jp, Scores { alone: 0.0, with_context: 0.9 }, LICENCE),
        examples: &["運転免許証番号 ⟦301234567815⟧"],
        counterexamples: &["合計 301234567815"],
    },
    Detector {
        id: "pii.jp_passport",
        title: "Japanese passport number",
        source: "外務省: two letters and seven digits",
        find: shape(&["AA9999999"], Scores { alone: 0.0, with_context: 0.8 }, PASSPORT),
        examples: &["旅券番号 ⟦TK1234567⟧"],
        counterexamples: &["型番 TK1234567"],
    },
    Detector {
        id: "pii.jp_health_insurance",
        title: "Japanese health insurer number (保険者番号)",
        source: "厚生労働省, 保険者番号等設定要領: eight digits, weights 2 and 1, mod 10",
        find: checked(
            &["99999999"],
            insurer_jp,
            CHECKED,
            &["保険者番号", "健康保険", "被保険者", "保険証", "health insurance"],
        ),
        examples: &["保険者番号 ⟦06130017⟧"],
        counterexamples: &["保険者番号 06130018"],
    },
    Detector {
        id: "pii.kr_rrn",
        title: "Korean resident registration number (주민등록번호)",
        source: "주민등록법 시행규칙 제2조; Ministry of the Interior and Safety: birth date, check digit mod 11 where issued \
                 before October 2020; formula from secondary sources \
                 (https://en.wikipedia.org/wiki/Resident_registration_number)",
        find: checked(
            &["999999-9999999"],
            rrn,
            Scores { alone: 0.0, with_context: 0.9 },
            &[
                "주민등록번호",
                "주민번호",
                "주민등록",
                "resident registration",
                "resident number",
                "rrn",
                "korean rrn",
                "korean resident",
                "south korea",
                "생년월일",
            ],
        ),
        examples: &["주민등록번호 ⟦960121-1021413⟧", "RRN ⟦000505-3637891⟧"],
        counterexamples: &["RRN 001332-1234567", "RRN 051102-9234110"],
    },
    Detector {
        id: "pii.kr_frn",
        title: "Korean foreigner registration number (외국인등록번호)",
        source: "출입국관리법 시행규칙; Ministry of Justice: birth date, seventh digit 5 to 8, check digit mod 11 where issued \
                 before October 2020; formula from secondary sources",
        find: checked(
            &["999999-9999999"],
            frn,
            Scores { alone: 0.0, with_context: 0.9 },
            &[
                "외국인등록번호",
                "외국인등록",
                "외국인",
                "foreigner registration",
                "alien registration",
                "frn",
                "arc",
                "korean frn",
            ],
        ),
        examples: &["FRN ⟦911124-5678906⟧"],
        counterexamples: &["FRN 760413-1212134"],
    },
    Detector {
        id: "pii.kr_business_number",
        title: "Korean business registration number (사업자등록번호)",
        source: "국세청, 사업자등록번호 검증: weights 1,3,7,1,3,7,1,3,5 mod 10 \
                 (OECD, Tax identification numbers, Korea-TIN.pdf)",
        find: checked(
            &["999-99-99999"],
            brn,
            CHECKED,
            &[
                "사업자등록번호",
                "사업자",
                "사업자 등록 번호",
                "brn",
                "business registration",
                "korean brn",
                "south korea",
            ],
        ),
        examples: &["사업자등록번호 ⟦104-86-56659⟧"],
        counterexamples: &["사업자등록번호 104-86-56658"],
    },
    Detector {
        id: "pii.kr_driver_license",
        title: "Korean driver's licence number (운전면허번호)",
        source: "도로교통법 시행규칙; 경찰청: region 11 to 28, year, six digits, two digits",
        find: checked(
            &["99-99-999999-99"],
            |value| (11..=28).contains(&part(value, 0..2)),
            Scores { alone: 0.0, with_context: 0.8 },
            &[
                "운전면허",
                "면허번호",
                "운전면허번호",
                "driver license",
                "driver's license",
                "driving licence",
                "license",
                "licence",
            ],
        ),
        examples: &["My license is ⟦13-22-123456-12⟧"],
        counterexamples: &["license 99-22-123456-12"],
    },
    Detector {
        id: "pii.kr_passport",
        title: "Korean passport number (여권번호)",
        source: "외교부, 여권법 시행령: M, S, R, D or G and eight characters, since 2021 a letter in the fifth place",
        find: checked(
            &["A99999999", "A999A9999"],
            |value| starts_in(value, b"MSRDGOT"),
            Scores { alone: 0.15, with_context: 0.85 },
            PASSPORT,
        ),
        examples: &["여권번호는 ⟦M789C1234⟧입니다"],
        counterexamples: &["passport A123B4567"],
    },
]);

/// Region, birth date, serial number, check character; the older fifteen digits are not issued any more. Foreigners have
/// a nine before the province and their nationality after it.
fn resident_id_cn(value: &[u8]) -> Option<Scores> {
    let foreign = value.first() == Some(&b'9');
    let province = if foreign { part(value, 1..3) } else { part(value, 0..2) };
    let region = matches!(province, 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65)
        || !foreign && matches!(province, 71 | 81..=83);
    if value.len() == 15 {
        // Given until 1999, and without a century.
        let old = region && !foreign && is_yymmdd(slice(value, 6..12));
        return old.then_some(Scores { alone: 0.0, with_context: 0.8 });
    }
    let sum = weigh(value, &[7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]);
    let whole = region
        && (1850..2100).contains(&part(value, 6..10))
        && is_date(part(value, 6..10), part(value, 10..12), part(value, 12..14))
        && ends_with(value, b"10X98765432", sum % 11);
    whole.then_some(STRONG)
}

/// The alphabet leaves out I, O, S, V, Z.
fn credit_code(value: &[u8]) -> bool {
    const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    const WEIGHTS: [u32; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
    let mut sum = 0;
    for (byte, weight) in value.iter().zip(WEIGHTS) {
        match ALPHABET.iter().position(|letter| letter == byte) {
            Some(place) => sum += place as u32 * weight,
            None => return false,
        }
    }
    starts_in(value, b"123456789AEGNY")
        && slice(value, 2..8).iter().all(u8::is_ascii_digit)
        && matches!(part(value, 2..4), 10..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81 | 82)
        && ends_with(value, ALPHABET, (31 - sum % 31) % 31)
}

/// Words that go with a Hong Kong identity card.
const HKID: &Words = &[
    "hkid",
    "hong kong id",
    "hong kong identity",
    "identity card",
    "身份證",
    "身份证",
    "香港身份證",
    "id card",
    "hkid number",
];

/// The check character stands in brackets, behind a dash, or directly behind the digits.
fn hkid_group(candidate: &Candidate<'_>) -> Option<Match> {
    let text = candidate.text.as_bytes();
    let group = candidate.at.of(text);
    let letters = group.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    if !(1..=2).contains(&letters) || !group.get(letters..letters + 6)?.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let (check, end) = match (group.get(letters + 6..)?, text.get(candidate.at.end..)?) {
        ([check], _) => (*check, candidate.at.end),
        ([], [b'(', check, b')', ..]) => (*check, candidate.at.end + 3),
        ([], [b'-', check, rest @ ..]) if !rest.first().is_some_and(u8::is_ascii_alphanumeric) => {
            (*check, candidate.at.end + 2)
        }
        _ => return None,
    };
    let mut value = [0; 9];
    let value = value.get_mut(..letters + 7)?;
    value
        .iter_mut()
        .zip(group.iter().take(letters + 6).chain([&check]))
        .for_each(|(to, from)| *to = from.to_ascii_uppercase());
    let span = Span::new(candidate.at.start, end);
    hkid(value).then(|| {
        let score = if near(candidate.text, span, HKID) { 1.0 } else { 0.3 };
        Match { span, score, why: "check_digit" }
    })
}

/// One or two letters, six digits, the check character, A for ten; a missing first letter counts 36.
fn hkid(value: &[u8]) -> bool {
    let (letters, digits) = value.split_at(value.len().saturating_sub(7));
    let letters = match letters {
        [one] => 36 * 9 + worth(*one) * 8,
        [first, second] => worth(*first) * 9 + worth(*second) * 8,
        _ => return false,
    };
    let check = at(digits, 6);
    check < 11 && (letters + weigh_down(slice(digits, 0..6), 7, 2) + check).is_multiple_of(11)
}

/// The letter counts two digits by a table of the counties; the second character is the sex, in older resident
/// numbers a letter of which only the second digit counts.
fn id_tw(value: &[u8]) -> bool {
    /// The two-digit codes 10 to 35, in order of their letters.
    const COUNTIES: &[u8; 26] = b"ABCDEFGHJKLMNPQRSTUVXYWZIO";
    let code = |index: usize| {
        let byte = value.get(index)?;
        COUNTIES.iter().position(|letter| letter == byte).map(|place| place as u32 + 10)
    };
    let Some(first) = code(0) else { return false };
    let second = match value.get(1) {
        Some(b'1' | b'2' | b'8' | b'9') => at(value, 1),
        Some(b'A'..=b'D') => code(1).unwrap_or(0) % 10,
        _ => return false,
    };
    let sum = first / 10 + first % 10 * 9 + second * 8 + weigh_down(slice(value, 2..9), 7, 1) + last(value);
    sum.is_multiple_of(10)
}

/// A seven in the seventh place counts as 1 or 0, since its product's digits are 2 and 8.
fn business_number_tw(value: &[u8]) -> bool {
    let sum = weigh_digits(value, &[1, 2, 1, 2, 1, 2, 4, 1]);
    number(value) != 0 && (sum.is_multiple_of(5) || (at(value, 6) == 7 && (sum + 1).is_multiple_of(5)))
}

fn my_number(value: &[u8]) -> bool {
    let rest = weigh(value, &[6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
    !all_equal(value) && last(value) == if rest < 2 { 0 } else { 11 - rest }
}

fn corporate_number_jp(value: &[u8]) -> bool {
    let sum = weigh(slice(value, 1..13), &[2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]);
    at(value, 0) == 9 - sum % 9
}

fn invoice_number_jp(value: &[u8]) -> Option<Scores> {
    let company = corporate_number_jp(slice(value, 1..14));
    (at(value, 1) != 0).then_some(if company { FAIR } else { Scores { alone: 0.0, with_context: 0.7 } })
}

fn licence_jp(value: &[u8]) -> bool {
    let rest = weigh(value, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
    (10..=97).contains(&part(value, 0..2)) && at(value, 10) == if rest < 2 { 0 } else { 11 - rest }
}

fn insurer_jp(value: &[u8]) -> bool {
    (10 - weigh_digits(value, &[2, 1, 2, 1, 2, 1, 2]) % 10) % 10 == last(value) && number(value) != 0
}

/// The check digit of the registration numbers: weights 2 to 9, 2 to 5, and what the rest is taken from.
fn registration_check(value: &[u8], from: u32) -> bool {
    let rest = weigh(value, &[2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]) % 11;
    (from - rest) % 10 == last(value)
}

/// Whether the check digit is right, or none is to be expected: since October 2020 the digits behind the sex are random,
/// in the numbers of the newborn and in new ones for the living, of whom none was born before 1900.
fn checked_or_random(value: &[u8], year: u64, from: u32) -> bool {
    year >= 1900 || registration_check(value, from)
}

fn rrn(value: &[u8]) -> bool {
    let century = match at(value, 6) {
        1 | 2 => 1900,
        3 | 4 => 2000,
        9 | 0 if part(value, 0..2) > 69 => 1800,
        _ => return false,
    };
    let year = century + part(value, 0..2);
    is_date(year, part(value, 2..4), part(value, 4..6)) && checked_or_random(value, year, 11)
}

fn frn(value: &[u8]) -> bool {
    let century = match at(value, 6) {
        5 | 6 => 1900,
        7 | 8 => 2000,
        _ => return false,
    };
    let year = century + part(value, 0..2);
    is_date(year, part(value, 2..4), part(value, 4..6)) && checked_or_random(value, year, 13)
}

fn brn(value: &[u8]) -> bool {
    let product = at(value, 8) * 5;
    let sum = weigh(slice(value, 0..8), &[1, 3, 7, 1, 3, 7, 1, 3]) + product + product / 10;
    part(value, 0..3) > 100 && part(value, 3..5) != 0 && part(value, 5..9) != 0 && (10 - sum % 10) % 10 == last(value)
}
