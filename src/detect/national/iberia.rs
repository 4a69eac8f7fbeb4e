//! Spain, Portugal, Andorra.

use super::check::{
    at, ends_with, is_in, last, letter_is, luhn_sum, number, part, slice, starts_in, weigh, weigh_down,
};
use super::words::PASSPORT;
use super::{BARE, CHECKED, Detector, FAIR, SHAPED, STRONG, Scores, Words, checked, lean, shape};

/// The detectors of this file.
pub const DETECTORS: &[Detector] = &lean([
    Detector {
        id: "pii.es_dni",
        title: "Spanish national identity number (DNI, NIF)",
        source: "Ministerio del Interior; Real Decreto 1553/2005; Orden EHA/451/2008: number mod 23",
        find: checked(&["99999999-A", "99-999-999-A", "9999999-A", "9-999-999-A"], dni, FAIR, ID),
        examples: &["DNI ⟦54362315-K⟧", "NIF: ⟦12345678Z⟧"],
        counterexamples: &["DNI 54362315-L", "NIF 12345678A"],
    },
    Detector {
        id: "pii.es_nie",
        title: "Spanish foreigner identity number (NIE)",
        source: "Ministerio del Interior; Real Decreto 557/2011: X, Y, Z as 0, 1, 2, number mod 23 \
                 (https://es.wikipedia.org/wiki/Número_de_identidad_de_extranjero)",
        find: checked(&["A-9999999-A"], nie, Scores { alone: 0.55, with_context: 1.0 }, ID),
        examples: &["Mi NIE es ⟦X9613851N⟧", "⟦Z8078221M⟧ en mi NIE"],
        counterexamples: &["NIE Y8063915Q", "NIE W8063915Q"],
    },
    Detector {
        id: "pii.es_cif",
        title: "Spanish company tax number (CIF, NIF)",
        source: "Agencia Tributaria; Decreto 2423/1975, Orden EHA/451/2008: Luhn digit, or its letter in JABCDEFGHI \
                 (https://es.wikipedia.org/wiki/Código_de_identificación_fiscal)",
        find: checked(
            &["A-9999999-X", "A99-99999-X", "A-99-999-999"],
            cif,
            FAIR,
            &[
                "cif",
                "c.i.f",
                "n.i.f",
                "nif",
                "código de identificación fiscal",
                "identificación fiscal",
                "empresa",
                "sociedad",
                "s.l.",
                "s.a.",
                "tax id",
                "vat",
                "iva",
                "agencia tributaria",
                "spanish company",
                "tax",
            ],
        ),
        examples: &["CIF ⟦J99216582⟧"],
        counterexamples: &["CIF J99216583"],
    },
    Detector {
        id: "pii.es_social_security",
        title: "Spanish social security number (NAF, NSS)",
        source: "Tesorería General de la Seguridad Social: province, number and two digits, number mod 97",
        find: checked(
            &["99-99999999-99", "99-9999999999"],
            naf,
            FAIR,
            &[
                "seguridad social",
                "naf",
                "nss",
                "número de afiliación",
                "numero de afiliacion",
                "afiliación",
                "nuss",
                "social security",
                "n.º seguridad social",
            ],
        ),
        examples: &["Seguridad Social ⟦28/12345678/40⟧"],
        counterexamples: &["Seguridad Social 28/12345678/41"],
    },
    Detector {
        id: "pii.es_passport",
        title: "Spanish passport number",
        source: "Dirección General de la Policía: three letters and six digits",
        find: shape(&["AAA999999"], Scores { alone: 0.0, with_context: 0.75 }, PASSPORT),
        examples: &["Mi pasaporte es ⟦AAA123456⟧"],
        counterexamples: &["pedido AAA123456"],
    },
    Detector {
        id: "pii.es_cadastral_reference",
        title: "Spanish cadastral reference of a property (referencia catastral)",
        source: "Dirección General del Catastro: twenty characters, two check letters with weights 13,15,12,5,4,17,9,21,3,7,1 \
                 mod 23",
        find: checked(
            &["9999999-XXXXXXX-9999-AA", "XXXXXXXXXXXXXX9999AA"],
            cadastral,
            STRONG,
            &["referencia catastral", "catastral", "catastro", "ref. catastral", "cadastral", "finca", "inmueble"],
        ),
        examples: &["referencia catastral ⟦9872023 VH5797S 0001 WX⟧"],
        counterexamples: &["referencia catastral 9872023 VH5797S 0001 WY"],
    },
    Detector {
        id: "pii.es_supply_point",
        title: "Spanish supply point code (CUPS)",
        source: "Ministerio de Industria, Real Decreto 1435/2002: sixteen digits mod 529 as two letters",
        find: checked(
            &[
                "ES-9999-999999999999-AA",
                "ES-9999-999999999999-AA-9A",
                "ES-9999-9999-9999-9999-AA",
                "ES-9999-9999-9999-9999-AA-9A",
            ],
            cups,
            STRONG,
            &["cups", "punto de suministro", "suministro", "contador", "luz", "gas", "supply point", "meter"],
        ),
        examples: &["CUPS ⟦ES 1234-123456789012-JY⟧"],
        counterexamples: &["CUPS ES 1234-123456789012-XY"],
    },
    Detector {
        id: "pii.es_excise_number",
        title: "Spanish excise establishment code (CAE)",
        source: "Agencia Tributaria, Impuestos Especiales: ES, office, activity key, number, check letter \
                 (https://www.boe.es/boe/dias/2006/12/28/pdfs/A46098-46100.pdf)",
        find: checked(
            &["ES-99999-XX-999-A"],
            cae,
            SHAPED,
            &["cae", "impuestos especiales", "establecimiento", "actividad", "excise"],
        ),
        examples: &["CAE ⟦ES00008V1488Q⟧"],
        counterexamples: &["CAE ES00099V1488Q"],
    },
    Detector {
        id: "pii.es_postal_code",
        title: "Spanish postal code (código postal)",
        source: "Correos; Real Decreto 1829/1999: province 01 to 52 and three digits",
        find: checked(
            &["99999"],
            |value| (1..=52).contains(&part(value, 0..2)),
            BARE,
            &["código postal", "codigo postal", "postal code"],
        ),
        examples: &["código postal ⟦28013⟧"],
        counterexamples: &["código postal 53000"],
    },
    Detector {
        id: "pii.pt_tax_number",
        title: "Portuguese tax number (NIF)",
        source: "Autoridade Tributária; Decreto-Lei 14/2013: weights 9 to 2, mod 11; formula from secondary sources",
        find: checked(
            &["999-999-999", "PT-999-999-999"],
            nif,
            CHECKED,
            &[
                "nif",
                "n.i.f",
                "contribuinte",
                "número de contribuinte",
                "numero de contribuinte",
                "nipc",
                "identificação fiscal",
                "número fiscal",
                "finanças",
                "tax number",
                "tax id",
                "tin",
                "portuguese tax",
                "vat",
                "iva",
            ],
        ),
        examples: &["NIF ⟦501 964 843⟧"],
        counterexamples: &["NIF 501 964 844"],
    },
    Detector {
        id: "pii.pt_citizen_card",
        title: "Portuguese citizen card number (Cartão de Cidadão)",
        source: "Agência para a Modernização Administrativa, Validação de Número de Documento do Cartão de Cidadão \
                 (https://www.autenticacao.gov.pt/documents/20126/115760/Validação+de+Número+de+Documento+do+Cartão+de+Cidadão.pdf)",
        find: checked(
            &["99999999-9-AX9", "99999999-9-XX9"],
            citizen_card,
            Scores { alone: 0.45, with_context: 1.0 },
            &[
                "cartão de cidadão",
                "cartao de cidadao",
                "cartão do cidadão",
                "cc",
                "bilhete de identidade",
                "documento",
                "citizen card",
                "identity card",
            ],
        ),
        examples: &["Cartão de Cidadão ⟦00000000 0 ZZ4⟧"],
        counterexamples: &["Cartão de Cidadão 00000000 0 ZZ5"],
    },
    Detector {
        id: "pii.pt_social_security",
        title: "Portuguese social security number (NISS)",
        source: "Instituto da Segurança Social: prime weights 29 to 2, mod 10; formula from secondary sources",
        find: checked(
            &["999-9999-9999", "99999999999"],
            niss,
            CHECKED,
            &[
                "niss",
                "segurança social",
                "seguranca social",
                "social security",
                "número de identificação da segurança social",
            ],
        ),
        examples: &["NISS ⟦11234567892⟧"],
        counterexamples: &["NISS 31234567890"],
    },
    Detector {
        id: "pii.ad_tax_number",
        title: "Andorran tax number (NRT)",
        source: "Govern d'Andorra, Departament de Tributs: kind of taxpayer, six digits, control letter \
                 (OECD, Tax identification numbers, Andorra-TIN.pdf)",
        find: checked(
            &["A-999999-A"],
            nrt,
            Scores { alone: 0.2, with_context: 0.85 },
            &["nrt", "registre tributari", "número de registre tributari", "andorra", "andorran", "tributari"],
        ),
        examples: &["NRT ⟦U-132950-X⟧"],
        counterexamples: &["NRT I 706193 G"],
    },
]);

/// Identity documents, as they are called in Spain.
const ID: &Words = &[
    "dni",
    "d.n.i",
    "n.i.f",
    "nif",
    "nie",
    "n.i.e",
    "documento nacional de identidad",
    "documento de identidad",
    "número de identificación",
    "numero de identificacion",
    "extranjero",
    "identidad",
    "carnet",
    "identity card",
    "national id",
    "tax id",
    "spanish id",
    "spanish",
    "españa",
    "tax",
];

/// The check letters of DNI, NIE and CUPS.
const CHECK_LETTERS: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";

/// A number of seven or eight digits and its letter.
pub fn dni(value: &[u8]) -> bool {
    let Some((_, body)) = value.split_last() else { return false };
    number(body) != 0 && ends_with(value, CHECK_LETTERS, (number(body) % 23) as u32)
}

/// X, Y, Z for 0, 1, 2; K, L and M stand for people without a DNI and do not count.
pub fn nie(value: &[u8]) -> bool {
    let first = match value.first() {
        Some(b'X' | b'K' | b'L' | b'M') => 0,
        Some(b'Y') => 1,
        Some(b'Z') => 2,
        _ => return false,
    };
    ends_with(value, CHECK_LETTERS, ((first * 10_000_000 + part(value, 1..8)) % 23) as u32)
}

/// The kind of organisation, seven digits, a check digit or letter.
pub fn cif(value: &[u8]) -> bool {
    let check = (10 - luhn_sum(&[slice(value, 1..8), b"0"].concat()) % 10) % 10;
    let digit = last(value) == check && value.last().is_some_and(u8::is_ascii_digit);
    starts_in(value, b"ABCDEFGHJNPQRSUVW") && (digit || ends_with(value, b"JABCDEFGHI", check))
}

/// Province and number taken together, but a number below ten million is added to ten million provinces.
fn naf(value: &[u8]) -> bool {
    let (province, serial) = (part(value, 0..2), part(value, 2..10));
    let whole = if serial < 10_000_000 { serial + province * 10_000_000 } else { part(value, 0..10) };
    matches!(province, 1..=53 | 66) && whole % 97 == part(value, 10..12)
}

fn cups(value: &[u8]) -> bool {
    let rest = (part(value, 2..18) % 529) as u32;
    letter_is(value.get(18), CHECK_LETTERS, rest / 23)
        && letter_is(value.get(19), CHECK_LETTERS, rest % 23)
        && (value.len() == 20 || is_in(value, 21, b"FPCRXYZ"))
}

/// The office of the tax agency is one of 56, the key of the activity has a letter.
fn cae(value: &[u8]) -> bool {
    (1..=56).contains(&part(value, 5..7)) && part(value, 2..5) == 0 && value.get(7).is_some_and(u8::is_ascii_alphabetic)
}

/// Nine digits, perhaps behind PT.
pub fn nif(value: &[u8]) -> bool {
    let digits = value.strip_prefix(b"PT").unwrap_or(value);
    let check = (11 - weigh_down(slice(digits, 0..8), 9, 2) % 11) % 11 % 10;
    at(digits, 0) != 0 && last(digits) == check
}

/// Luhn with letters counting 10 to 35.
fn citizen_card(value: &[u8]) -> bool {
    luhn_sum(value).is_multiple_of(10)
}

fn niss(value: &[u8]) -> bool {
    matches!(at(value, 0), 1 | 2) && last(value) == 9 - weigh(value, &[29, 23, 19, 17, 13, 11, 7, 5, 3, 2]) % 10
}

/// Each letter is over seven of the first fourteen characters and the four digits of the unit.
fn cadastral(value: &[u8]) -> bool {
    // In the Spanish alphabet Ñ stands between N and O.
    let worth = |byte: u8| match byte {
        b'0'..=b'9' => u32::from(byte - b'0'),
        _ => u32::from(byte.saturating_sub(b'A')) + if byte > b'N' { 2 } else { 1 },
    };
    let letter = |part: &[u8], index: usize| {
        let characters = part.iter().chain(slice(value, 14..18));
        let sum: u32 =
            characters.zip([13, 15, 12, 5, 4, 17, 9, 21, 3, 7, 1]).map(|(&byte, weight)| worth(byte) * weight).sum();
        letter_is(value.get(index), b"MQWERTYUIOPASDFGHJKLBZX", sum % 23)
    };
    letter(slice(value, 0..7), 18) && letter(slice(value, 7..14), 19)
}

/// A and L take numbers from 700000 to 799999, F those up to 699999.
fn nrt(value: &[u8]) -> bool {
    let serial = part(value, 1..7);
    match value.first() {
        Some(b'F') => serial <= 699_999,
        Some(b'A' | b'L') => (700_000..800_000).contains(&serial),
        Some(byte) => b"CDEGOPU".contains(byte),
        None => false,
    }
}
