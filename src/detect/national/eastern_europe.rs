//! Ukraine, Belarus, Russia, Turkey, Azerbaijan, Georgia, Armenia, Kazakhstan, Uzbekistan.

use super::check::{at, is_ddmmyy, is_in, is_yymmdd, last, number, part, slice, starts_in, weigh, worth};
use super::{BARE, CHECKED, Detector, FAIR, Scores, checked, lean, shape};

/// The detectors of this file.
pub const DETECTORS: &[Detector] = &lean([
    Detector {
        id: "pii.ua_tax_number",
        title: "Ukrainian individual taxpayer number (RNOKPP)",
        source: "Державна податкова служба; Податковий кодекс ст. 70: birth day count, weights −1,5,7,9,4,6,10,5,7 \
                 mod 11; formula from secondary sources (https://uk.wikipedia.org/wiki/РНОКПП)",
        find: checked(
            &["9999999999"],
            rnokpp,
            CHECKED,
            &[
                "рнокпп",
                "рнокпп.",
                "іпн",
                "ідентифікаційний код",
                "ідентифікаційний номер",
                "облікової картки",
                "rnokpp",
                "rntrc",
                "ipn",
                "ukrainian tax",
                "ukraine",
                "individual taxpayer",
                "податковий номер",
                "инн",
            ],
        ),
        examples: &["РНОКПП ⟦1759013776⟧"],
        counterexamples: &["РНОКПП 1759013770"],
    },
    Detector {
        id: "pii.ua_company_number",
        title: "Ukrainian company number (EDRPOU)",
        source: "Державна служба статистики, ЄДРПОУ: weights by range, two rounds mod 11 \
                 (https://uk.wikipedia.org/wiki/Код_ЄДРПОУ)",
        find: checked(
            &["99999999"],
            edrpou,
            CHECKED,
            &["єдрпоу", "edrpou", "код єдрпоу", "окпо", "identifier for enterprises", "ukraine", "ukrainian company"],
        ),
        examples: &["ЄДРПОУ ⟦32855961⟧"],
        counterexamples: &["ЄДРПОУ 32855968"],
    },
    Detector {
        id: "pii.by_tax_number",
        title: "Belarusian payer's account number (UNP)",
        source: "Министерство по налогам и сборам; Инструкция о порядке присвоения УНП: prime weights 29 to 3, mod \
                 11; formula from secondary sources",
        find: checked(
            &["999999999", "AA9999999", "A99999999"],
            unp,
            Scores { alone: 0.25, with_context: 0.95 },
            &["унп", "unp", "учетный номер плательщика", "учётный номер плательщика", "belarus", "belarusian"],
        ),
        examples: &["УНП ⟦200988541⟧", "УНП ⟦MA1953684⟧"],
        counterexamples: &["УНП 200988542"],
    },
    Detector {
        id: "pii.ru_inn",
        title: "Russian taxpayer number (INN)",
        source: "Федеральная налоговая служба, приказ ММВ-7-6/435@: ten digits one, twelve digits two check digits \
                 mod 11; formula from secondary sources",
        find: checked(
            &["9999999999", "999999999999", "99-99-999999-99"],
            inn,
            CHECKED,
            &[
                "инн",
                "inn",
                "идентификационный номер налогоплательщика",
                "налогоплательщика",
                "russian tax",
                "taxpayer",
                "кпп",
            ],
        ),
        examples: &["ИНН ⟦123456789047⟧", "ИНН: ⟦7707083893⟧"],
        counterexamples: &["ИНН 123456789037", "ИНН 7707083894"],
    },
    Detector {
        id: "pii.ru_snils",
        title: "Russian insurance account number (SNILS)",
        source: "Социальный фонд России (ПФР), Алгоритм формирования контрольного числа Страхового номера: weights 9 to \
                 1, mod 101, 100 is written 00, checked from 001-001-998 on \
                 (http://consultant.ru/document/cons_doc_LAW_124607)",
        find: checked(
            &["999-999-999-99"],
            snils,
            Scores { alone: 0.35, with_context: 1.0 },
            &[
                "снилс",
                "snils",
                "страховой номер",
                "пенсионн",
                "пфр",
                "russian pension",
                "лицевого счёта",
                "лицевого счета",
            ],
        ),
        examples: &["СНИЛС ⟦112-233-445 95⟧"],
        counterexamples: &["СНИЛС 112-233-445 96"],
    },
    Detector {
        id: "pii.ru_ogrn",
        title: "Russian state registration number (OGRN, OGRNIP)",
        source: "Федеральная налоговая служба, приказ 165н: number mod 11 (thirteen digits) or mod 13 (fifteen) \
                 (https://ru.wikipedia.org/wiki/Основной_государственный_регистрационный_номер)",
        find: checked(
            &["9999999999999", "999999999999999", "9-99-99-99-999999"],
            ogrn,
            CHECKED,
            &[
                "огрн",
                "огрнип",
                "ogrn",
                "ogrnip",
                "psrn",
                "регистрационный номер",
                "russian primary state registration",
                "егрюл",
            ],
        ),
        examples: &["ОГРН ⟦1022200525819⟧", "ОГРНИП ⟦385768585948949⟧"],
        counterexamples: &["ОГРН 1022500001328"],
    },
    Detector {
        id: "pii.ru_passport",
        title: "Russian passport number",
        source: "МВД России; постановление Правительства 828: region, year, six digits",
        find: shape(
            &["99-99-999999", "99-9999999"],
            BARE,
            &["паспорт", "паспорта", "паспортные данные", "серия", "серия и номер", "russian passport", "passport"],
        ),
        examples: &["паспорт ⟦45 08 123456⟧"],
        counterexamples: &["сумма 45 08 123456"],
    },
    Detector {
        id: "pii.tr_national_id",
        title: "Turkish identity number (T.C. Kimlik No)",
        source: "Nüfus ve Vatandaşlık İşleri; 5490 sayılı Kanun: tenth digit 7·odd − even, eleventh the sum, mod 10; \
                 formula from secondary sources (https://en.wikipedia.org/wiki/Turkish_Identification_Number)",
        find: checked(
            &["99999999999", "999-999-999-99"],
            tckn,
            FAIR,
            &[
                "tckn",
                "tc kimlik",
                "t.c. kimlik",
                "tc kimlik no",
                "kimlik no",
                "kimlik numarası",
                "kimlik numaram",
                "tc no",
                "turkish id",
                "turkish identification",
                "turkish personal",
                "kimlik",
                "vatandaşlık",
                "vatandaslik",
            ],
        ),
        examples: &["TC Kimlik No: ⟦10000000146⟧", "Turkish ID ⟦17291716060⟧"],
        counterexamples: &["TCKN 17291716050", "TCKN 02531814694"],
    },
    Detector {
        id: "pii.tr_tax_number",
        title: "Turkish tax number (VKN)",
        source: "Gelir İdaresi Başkanlığı, Vergi Kimlik Numarası: digits plus place, powers of two mod 9; formula \
                 from secondary sources",
        find: checked(
            &["9999999999", "999-999-9999"],
            vkn,
            CHECKED,
            &[
                "vkn",
                "vergi kimlik",
                "vergi numarası",
                "vergi numarasi",
                "vergi no",
                "vergi kimlik numarası",
                "vergi dairesi",
                "turkish tax",
            ],
        ),
        examples: &["VKN ⟦4540536920⟧"],
        counterexamples: &["VKN 4540536921"],
    },
    Detector {
        id: "pii.tr_license_plate",
        title: "Turkish vehicle plate",
        source: "Karayolları Trafik Yönetmeliği: province 01 to 81, letters, digits",
        find: checked(
            &[
                "99-A-9999",
                "99-A-999",
                "99-A-99",
                "99-A-99999",
                "99-AA-99",
                "99-AA-999",
                "99-AA-9999",
                "99-AAA-99",
                "99-AAA-999",
                "99-AAA-9999",
            ],
            plate_tr,
            Scores { alone: 0.15, with_context: 0.8 },
            &[
                "plaka",
                "plakası",
                "plakasi",
                "plaka numarası",
                "plakalı",
                "plakali",
                "araç",
                "license plate",
                "licence plate",
                "number plate",
                "ruhsat",
            ],
        ),
        examples: &["Araç plakası ⟦34 ABC 1234⟧ olarak kayıtlıdır."],
        counterexamples: &["plaka 82 ABC 123", "plaka 00 ABC 123"],
    },
    Detector {
        id: "pii.az_tax_number",
        title: "Azerbaijani tax number (VÖEN)",
        source: "Dövlət Vergi Xidməti; Vergi Məcəlləsi: weights 4,1,8,6,2,7,5,3 mod 11, last digit 1 or 2 \
                 (OECD, Tax identification numbers, Azerbaijan-TIN.pdf)",
        find: checked(
            &["9999999999", "999-999-9999"],
            voen,
            CHECKED,
            &["vöen", "voen", "vergi ödəyicisi", "vergi ödəyicisinin eyniləşdirmə nömrəsi", "azerbaijan"],
        ),
        examples: &["VÖEN ⟦140 155 5071⟧"],
        counterexamples: &["VÖEN 140 155 5081"],
    },
    Detector {
        id: "pii.ge_personal_number",
        title: "Georgian personal number",
        source: "Public Service Development Agency of Georgia: eleven digits",
        find: shape(&["99999999999"], BARE, &["პირადი ნომერი", "პირადი", "georgian id", "georgian personal"]),
        examples: &["პირადი ნომერი ⟦01024012345⟧"],
        counterexamples: &["total 01024012345"],
    },
    Detector {
        id: "pii.am_public_services_number",
        title: "Armenian public services number (HVHH, PSN)",
        source: "Law of the Republic of Armenia on public services number: ten digits with the birth date",
        find: shape(
            &["9999999999"],
            BARE,
            &["հծհ", "սոցիալական քարտ", "public services number", "armenian social", "psn"],
        ),
        examples: &["ՀԾՀ ⟦1234567890⟧"],
        counterexamples: &["total 1234567890"],
    },
    Detector {
        id: "pii.uz_personal_number",
        title: "Uzbek personal identification number (JSHSHIR, PINFL)",
        source: "Государственный центр персонализации Узбекистана: sex and century, birth date, district, serial number, check \
                 digit by a formula that is not published",
        find: checked(
            &["99999999999999"],
            |value| (1..=6).contains(&at(value, 0)) && is_ddmmyy(slice(value, 1..7)),
            Scores { alone: 0.0, with_context: 0.85 },
            &["pinfl", "пинфл", "jshshir", "жшшир", "uzbek", "uzbekistan"],
        ),
        examples: &["PINFL ⟦31503851234567⟧"],
        counterexamples: &["PINFL 31513851234567", "PINFL 91503851234567"],
    },
    Detector {
        id: "pii.kz_iin",
        title: "Kazakh individual identification number (IIN, ИИН)",
        source: "Закон РК № 223-III, постановление Правительства 853: birth date, sex, two rounds of weights mod 11",
        find: checked(
            &["999999-999999"],
            iin,
            FAIR,
            &["иин", "жсн", "iin", "individual identification number", "kazakhstan", "бин"],
        ),
        examples: &["ИИН ⟦840501300018⟧"],
        counterexamples: &["ИИН 841301300018"],
    },
]);

fn rnokpp(value: &[u8]) -> bool {
    // Weight −1 is 10 mod 11.
    weigh(value, &[10, 5, 7, 9, 4, 6, 10, 5, 7]) % 11 % 10 == last(value) && part(value, 0..5) != 0
}

fn edrpou(value: &[u8]) -> bool {
    let weights: [u32; 7] = if starts_in(value, b"345") { [7, 1, 2, 3, 4, 5, 6] } else { [1, 2, 3, 4, 5, 6, 7] };
    let check = match weigh(value, &weights) % 11 {
        10 => weigh(value, &weights.map(|weight| weight + 2)) % 11 % 10,
        rest => rest,
    };
    check == last(value) && number(value) != 0
}

/// Nine digits of an organisation; one or two letters and digits of a person.
fn unp(value: &[u8]) -> bool {
    const LETTERS: &[u8; 10] = b"ABCEHKMOPT";
    let second = match value.get(1) {
        Some(byte) if byte.is_ascii_digit() => worth(*byte),
        Some(byte) => match LETTERS.iter().position(|letter| letter == byte) {
            Some(place) => place as u32,
            None => return false,
        },
        None => return false,
    };
    let sum = at(value, 0) * 29 + second * 23 + weigh(slice(value, 2..8), &[19, 17, 13, 7, 5, 3]);
    starts_in(value, b"1234567ABCEHKM") && sum % 11 == last(value)
}

fn inn(value: &[u8]) -> bool {
    const WEIGHTS: [u32; 11] = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8];
    let check = |from: usize, length: usize| {
        WEIGHTS
            .get(from..)
            .is_some_and(|weights| weigh(slice(value, 0..length), weights) % 11 % 10 == at(value, length))
    };
    part(value, 0..4) != 0
        && match value.len() {
            10 => check(2, 9),
            _ => check(1, 10) && check(0, 11),
        }
}

fn snils(value: &[u8]) -> bool {
    let sum = weigh(value, &[9, 8, 7, 6, 5, 4, 3, 2, 1]) % 101 % 100;
    part(value, 0..9) > 1_001_998 && u64::from(sum) == part(value, 9..11)
}

fn ogrn(value: &[u8]) -> bool {
    let Some((_, body)) = value.split_last() else { return false };
    match value.len() {
        13 => at(value, 0) != 0 && number(body) % 11 % 10 == u64::from(last(value)),
        _ => starts_in(value, b"34") && number(body) % 13 % 10 == u64::from(last(value)),
    }
}

fn tckn(value: &[u8]) -> bool {
    let odd = weigh(value, &[1, 0, 1, 0, 1, 0, 1, 0, 1]);
    let even = weigh(value, &[0, 1, 0, 1, 0, 1, 0, 1]);
    at(value, 0) != 0 && (odd * 7 + even * 9) % 10 == at(value, 9) && weigh(value, &[1; 10]) % 10 == last(value)
}

fn vkn(value: &[u8]) -> bool {
    let sum: u32 = (1..10)
        .map(|place| {
            let shifted = (at(value, 9 - place as usize) + place) % 10;
            match (shifted, shifted * (1 << place) % 9) {
                (0, _) => 0,
                (_, 0) => 9,
                (_, rest) => rest,
            }
        })
        .sum();
    (10 - sum % 10) % 10 == last(value) && number(value) != 0
}

fn plate_tr(value: &[u8]) -> bool {
    (1..=81).contains(&part(value, 0..2)) && !value.iter().any(|byte| b"QWX".contains(byte))
}

fn voen(value: &[u8]) -> bool {
    is_in(value, 9, b"12") && weigh(value, &[4, 1, 8, 6, 2, 7, 5, 3]) % 11 == at(value, 8)
}

/// The seventh digit holds century and sex.
fn iin(value: &[u8]) -> bool {
    let check = match weigh(value, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) % 11 {
        10 => weigh(value, &[3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]) % 11,
        rest => rest,
    };
    is_yymmdd(value) && at(value, 6) < 7 && check == last(value)
}
