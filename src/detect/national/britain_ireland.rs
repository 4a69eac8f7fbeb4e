//! United Kingdom and Ireland.

use super::check::{all_equal, at, ends_with, is_ddmmyy, is_in, letter_is, part, slice, starts_in, weigh, weigh_down};
use super::words::{LICENCE, PASSPORT};
use super::{BARE, CHECKED, Detector, FAIR, Scores, checked, lean, shape};

/// The detectors of this file.
pub const DETECTORS: &[Detector] = &lean([
    Detector {
        id: "pii.uk_nhs_number",
        title: "UK National Health Service number",
        source: "NHS Data Dictionary, NHS NUMBER: weights 10 to 2, mod 11 \
                 (https://www.datadictionary.nhs.uk/attributes/nhs_number.html)",
        find: checked(
            &["999-999-9999"],
            nhs,
            CHECKED,
            &["nhs", "nhs number", "nhs no", "national health service", "patient", "gp", "hospital number", "surgery"],
        ),
        examples: &["NHS number: ⟦943 476 5870⟧", "patient ⟦401-023-2137⟧"],
        counterexamples: &["NHS 401-023-2138", "NHS 943-476-5871"],
    },
    Detector {
        id: "health.uk_chi_number",
        title: "Scottish community health index (CHI) number",
        source: "NHS Scotland, SCI-CHI: birth date, weights 10 to 2, mod 11 \
                 (https://www.datadictionary.nhs.uk/attributes/community_health_index_number.html)",
        find: checked(
            &["999999-9999"],
            chi,
            CHECKED,
            &["chi", "chi number", "community health index", "nhs scotland", "patient"],
        ),
        examples: &["CHI ⟦010203 0006⟧"],
        counterexamples: &["CHI 010203 0007", "CHI 013203 0006"],
    },
    Detector {
        id: "pii.uk_nino",
        title: "UK national insurance number (NINO)",
        source: "HM Revenue & Customs, National Insurance Manual NIM39110 (letters and prefixes never used, suffix A to D) \
                 (https://www.gov.uk/hmrc-internal-manuals/national-insurance-manual/nim39110)",
        find: checked(
            &["AA-99-99-99-A"],
            nino,
            Scores { alone: 0.3, with_context: 0.9 },
            &[
                "nino",
                "ni number",
                "ni no",
                "national insurance",
                "national insurance number",
                "nic",
                "insurance number",
                "hmrc",
                "paye",
                "payroll",
            ],
        ),
        examples: &["National Insurance Number ⟦YZ 61 48 68 B⟧", "nino: ⟦PR 123612C⟧"],
        counterexamples: &["NINO BG123612A", "nino: nt 99 88 77 a", "national insurance UV 98 76 54 B"],
    },
    Detector {
        id: "pii.uk_trn",
        title: "UK temporary reference number of HMRC (in place of a NINO)",
        source: "HM Revenue & Customs, National Insurance Manual NIM39110, Temporary Reference Number: two digits, a \
                 letter, five digits. No check digit, so with context only",
        find: checked(
            &["99-A9-99-99"],
            |value| !all_equal(slice(value, 3..8)),
            Scores { alone: 0.05, with_context: 0.7 },
            &["trn", "temporary reference number", "temporary reference", "nino", "national insurance", "hmrc"],
        ),
        examples: &["Temporary Reference Number: ⟦63 T1 20 57⟧", "TRN ⟦63T12057⟧"],
        counterexamples: &["part 63T12057", "TRN 63TT2057"],
    },
    Detector {
        id: "pii.uk_utr",
        title: "UK unique taxpayer reference (UTR)",
        source: "HM Revenue & Customs, Validation of UTR: weights 6,7,8,9,10,5,4,3,2 mod 11, check digit first \
                 (as told in https://help.sbc.sage.com/en-gb/control-centre-dt/D/CCentreUnique_Taxpayer_Reference.html)",
        find: checked(
            &["99999-99999", "99999-99999-K"],
            utr,
            CHECKED,
            &[
                "utr",
                "unique taxpayer reference",
                "taxpayer reference",
                "self assessment",
                "self-assessment",
                "tax reference",
                "hmrc",
                "corporation tax",
                "tax",
            ],
        ),
        examples: &["UTR ⟦1955839661⟧", "Self Assessment UTR: ⟦19558 39661⟧", "UTR ⟦3282497350⟧"],
        counterexamples: &["UTR 2955839661", "UTR 4282497350"],
    },
    Detector {
        id: "pii.uk_driving_licence",
        title: "Great Britain driving licence number",
        source: "Driver and Vehicle Licensing Agency, INF1D: name, birth date, initials",
        find: checked(
            &["AXXXX-999999-XX9AA", "AXXXX-999999-XXAAA"],
            driving_licence,
            Scores { alone: 0.65, with_context: 0.95 },
            &[
                "driving licence",
                "driver licence",
                "driver's licence",
                "driving license",
                "driver number",
                "dvla",
                "licence number",
                "licence",
                "license",
            ],
        ),
        examples: &["Licence: ⟦MORGA657054SM9IJ⟧ ok", "driving licence ⟦MORGA 657054 SM9IJ⟧"],
        counterexamples: &["licence MORGA673054SM9IJ", "licence MO9GA657054SM9IJ"],
    },
    Detector {
        id: "pii.uk_passport",
        title: "UK passport number",
        source: "HM Passport Office: nine digits; two letters and seven digits in some series",
        find: shape(&["999999999", "AA9999999"], Scores { alone: 0.0, with_context: 0.7 }, PASSPORT),
        examples: &["My passport number is ⟦CD7654321⟧ and it expires soon"],
        counterexamples: &["order CD7654321", "passport ABC123456"],
    },
    Detector {
        id: "pii.uk_vehicle_registration",
        title: "UK vehicle registration mark",
        source: "Driver and Vehicle Licensing Agency, INF104: current (2001), prefix (1983) and suffix (1963) styles",
        find: checked(
            &["AA99-AAA", "A9-AAA", "A99-AAA", "A999-AAA", "AAA-9A", "AAA-99A", "AAA-999A"],
            vehicle,
            Scores { alone: 0.0, with_context: 0.75 },
            &[
                "registration",
                "reg",
                "car reg",
                "number plate",
                "numberplate",
                "plate",
                "vrm",
                "vrn",
                "vehicle",
                "vehicles",
                "dvla",
                "v5c",
                "mot",
            ],
        ),
        examples: &["My car reg is ⟦AB51 ABC⟧ and it expires", "vehicle ⟦A123 BCD⟧"],
        counterexamples: &["reg IB51 ABC", "reg AB35 ABC", "reg AB51 AIB"],
    },
    Detector {
        id: "pii.uk_postcode",
        title: "UK postcode",
        source: "Royal Mail, Programmers' Guide to the Postcode Address File; BS 7666: area codes and letter classes",
        find: checked(
            &["A9-9AA", "A99-9AA", "AA9-9AA", "AA99-9AA", "A9A-9AA", "AA9A-9AA", "GIR-0AA"],
            postcode,
            Scores { alone: 0.25, with_context: 0.85 },
            &[
                "postcode",
                "post code",
                "postal code",
                "address",
                "zip",
                "street",
                "road",
                "london",
                "delivery",
                "adresse",
            ],
        ),
        examples: &["Send to postcode ⟦EC2A 1NT⟧ please"],
        counterexamples: &["postcode QA1 1AA", "postcode M1 1CA"],
    },
    Detector {
        id: "pii.uk_pupil_number",
        title: "English unique pupil number (UPN)",
        source: "Department for Education, Unique pupil numbers: check letter mod 23 \
                 (https://www.gov.uk/government/publications/unique-pupil-numbers)",
        find: checked(&["A99999999999X"], pupil, FAIR, &["upn", "unique pupil number", "pupil", "student", "school"]),
        examples: &["UPN ⟦B801200005001⟧"],
        counterexamples: &["UPN A801200005001"],
    },
    Detector {
        id: "pii.uk_company_number",
        title: "UK company number",
        source: "Companies House, Uniform Resource Identifiers for companies: eight digits, or two letters and six \
                 digits",
        find: checked(
            &["99999999", "AA999999"],
            company,
            BARE,
            &[
                "company number",
                "company no",
                "companies house",
                "company registration",
                "registered number",
                "registered in england",
                "crn",
                "registration number",
            ],
        ),
        examples: &["Company number ⟦SC123456⟧"],
        counterexamples: &["Company number QQ123456", "room 12345678"],
    },
    Detector {
        id: "pii.ie_ppsn",
        title: "Irish personal public service number (PPSN)",
        source: "Department of Social Protection, PPS number: weights 8 to 2 (and 9 for a second letter), mod 23; European \
                 Commission, FS-TIN Algorithms-Public, Ireland (second letter A to I, or W)",
        find: checked(
            &["9999999-A", "9999999-AA"],
            ppsn,
            FAIR,
            &[
                "ppsn",
                "pps",
                "pps number",
                "pps no",
                "personal public service",
                "rsi",
                "revenue",
                "social welfare",
                "uimhir psp",
                "psp",
            ],
        ),
        examples: &["PPS number ⟦6433435F⟧", "PPSN: ⟦6433435OA⟧", "PPSN ⟦6433435SD⟧"],
        counterexamples: &["PPSN 6433435E", "PPSN 6433435VH"],
    },
    Detector {
        id: "pii.ie_eircode",
        title: "Irish Eircode",
        source: "Eircode, Product Guide: 139 routing keys, four characters of ACDEFHKNPRTVWXY and digits",
        find: checked(
            &["A99-XXXX", "D6W-XXXX"],
            eircode,
            Scores { alone: 0.15, with_context: 0.85 },
            &["eircode", "éirchód", "postcode", "post code", "address", "dublin", "ireland", "co."],
        ),
        examples: &["Eircode ⟦A65 F4E2⟧"],
        counterexamples: &["Eircode A65 F4E1B", "Eircode B65 F4E2"],
    },
    Detector {
        id: "pii.ie_passport",
        title: "Irish passport number",
        source: "Department of Foreign Affairs: two letters and seven digits; passport cards from 2015 a letter first",
        find: shape(&["AA9999999", "A99999999"], Scores { alone: 0.0, with_context: 0.65 }, PASSPORT),
        examples: &["Irish passport ⟦PA1234567⟧"],
        counterexamples: &["order PA1234567"],
    },
    Detector {
        id: "pii.ie_driving_licence",
        title: "Irish driving licence number",
        source: "Road Safety Authority, National Driver Licence Service: nine digits (driver number)",
        find: shape(&["999-999-999"], BARE, LICENCE),
        examples: &["driving licence ⟦123 456 789⟧"],
        counterexamples: &["sum 123 456 789"],
    },
]);

fn nhs(value: &[u8]) -> bool {
    weigh_down(value, 10, 1).is_multiple_of(11) && !all_equal(value)
}

/// As an NHS number, of which the first six digits are the birth date.
fn chi(value: &[u8]) -> bool {
    is_ddmmyy(value) && nhs(value)
}

fn nino(value: &[u8]) -> bool {
    const NEVER_ISSUED: [&[u8]; 7] = [b"BG", b"GB", b"KN", b"NK", b"NT", b"TN", b"ZZ"];
    let prefix = slice(value, 0..2);
    !prefix.iter().any(|letter| b"DFIQUV".contains(letter))
        && prefix.last() != Some(&b'O')
        && !NEVER_ISSUED.contains(&prefix)
        && is_in(value, 8, b"ABCD")
}

fn utr(value: &[u8]) -> bool {
    let sum = weigh(slice(value, 1..10), &[6, 7, 8, 9, 10, 5, 4, 3, 2]);
    letter_is(value.first(), b"21987654321", sum % 11)
}

/// Five characters of the surname, filled with nines; the birth date as YMMDDY, the month plus 50 for women; two
/// initials, of which the second may be a nine; three more characters.
fn driving_licence(value: &[u8]) -> bool {
    let letters = slice(value, 0..5).iter().take_while(|byte| byte.is_ascii_uppercase()).count();
    let padded = slice(value, letters..5).iter().all(|&byte| byte == b'9');
    let (month, day) = (part(value, 6..8), part(value, 8..10));
    let initial = |index: usize| value.get(index).is_some_and(|byte| byte.is_ascii_uppercase() || *byte == b'9');
    padded && matches!(month, 1..=12 | 51..=62) && (1..=31).contains(&day) && initial(11) && initial(12)
}

/// The current style has the area, an age identifier and three letters; the older ones a letter of the year, first or
/// last.
fn vehicle(value: &[u8]) -> bool {
    let lacks = |part: &[u8], letters: &[u8]| !part.iter().any(|byte| letters.contains(byte));
    let year = match value {
        [b'A'..=b'Z', b'A'..=b'Z', b'0'..=b'9', b'0'..=b'9', b'A'..=b'Z', ..] => {
            // 02 to 50 from March, 51 to 99 from September; these last until September 2030.
            return matches!(part(value, 2..4), 2..=31 | 51..=79)
                && lacks(value, b"IQ")
                && lacks(slice(value, 0..2), b"Z");
        }
        [year, b'0'..=b'9', ..] => year,
        [.., year] => year,
        [] => return false,
    };
    lacks(value, b"IQ") && lacks(&[*year], b"OUZ")
}

/// The postcode areas of the United Kingdom and the Crown dependencies.
const POSTCODE_AREAS: &str = " AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY \
    E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N \
    NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW \
    UB W WA WC WD WF WN WR WS WV YO ZE ";

fn postcode(value: &[u8]) -> bool {
    let area = value.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
    let Ok(area) = std::str::from_utf8(slice(value, 0..area)) else { return false };
    let inward = slice(value, value.len().saturating_sub(2)..value.len());
    value == b"GIR0AA"
        || POSTCODE_AREAS.split_ascii_whitespace().any(|known| known == area)
            && !inward.iter().any(|byte| b"CIKMOV".contains(byte))
}

fn pupil(value: &[u8]) -> bool {
    letter_is(
        value.first(),
        b"ABCDEFGHJKLMNPQRTUVWXYZ",
        slice(value, 1..13).iter().zip(2..).map(|(&byte, weight)| pupil_worth(byte) * weight).sum::<u32>() % 23,
    )
}

/// The last character of a temporary number is a letter, counted by its place among those used.
fn pupil_worth(byte: u8) -> u32 {
    match byte {
        b'0'..=b'9' => u32::from(byte - b'0'),
        _ => b"ABCDEFGHJKLMNPQRTUVWXYZ".iter().position(|&letter| letter == byte).unwrap_or(0) as u32,
    }
}

fn company(value: &[u8]) -> bool {
    const PREFIXES: &str = "AC BR CE CS FC FE GE GN GS IC IP LP NA NC NF NI NL NO NP NR NV OC OE PC R0 RC RS SA SC SF SG SI SL SO SP SR SZ ZC";
    value.first().is_some_and(u8::is_ascii_digit)
        || PREFIXES.split_ascii_whitespace().any(|prefix| value.starts_with(prefix.as_bytes()))
}

/// The second letter (A to I, since 2013) has weight 9; the older T, W and X do not count.
fn ppsn(value: &[u8]) -> bool {
    const ALPHABET: &[u8; 23] = b"WABCDEFGHIJKLMNOPQRSTUV";
    let second = match value.get(8) {
        None | Some(b'T' | b'W' | b'X') => 0,
        Some(letter @ b'A'..=b'I') => u32::from(letter - b'A') + 1,
        Some(_) => return false,
    };
    ends_with(slice(value, 0..8), ALPHABET, (weigh_down(slice(value, 0..7), 8, 2) + 9 * second) % 23)
}

fn eircode(value: &[u8]) -> bool {
    starts_in(value, b"ACDEFHKNPRTVWXY")
        && slice(value, 3..7).iter().all(|byte| byte.is_ascii_digit() || b"ACDEFHKNPRTVWXY".contains(byte))
        && at(value, 0) != 0
}
