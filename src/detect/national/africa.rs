//! South Africa, Nigeria, Kenya, Ghana, the Maghreb, West and East Africa.

use super::check::{
    all_equal, at, ends_with, is_in, is_yymmdd, last, luhn, mod97, part, slice, starts_in, verhoeff, weigh,
};
use super::{BARE, CHECKED, Detector, Find, SHAPED, STRONG, Scores, checked, lean, shape};

/// The detectors of this file.
pub const DETECTORS: &[Detector] = &lean([
    Detector {
        id: "pii.za_id",
        title: "South African identity number",
        source: "Department of Home Affairs; Identification Act 68 of 1997: birth date, citizenship, Luhn; formula \
                 from secondary sources (https://en.wikipedia.org/wiki/South_African_identity_card)",
        find: checked(
            &["999999-9999-999", "999999-9999-99-9"],
            id_za,
            STRONG,
            &[
                "south african id",
                "sa id",
                "rsa id",
                "id number",
                "identity number",
                "identity document",
                "refugee id",
                "permanent resident",
                "identiteitsnommer",
                "south african identity",
                "za id",
                "id no",
                "home affairs",
            ],
        ),
        examples: &["My South African ID is ⟦9202201234088⟧.", "RSA ID: ⟦8001015009087⟧"],
        counterexamples: &["SA ID 8001015009086", "SA ID 9913326789285"],
    },
    Detector {
        id: "pii.za_tax_number",
        title: "South African tax reference number",
        source: "South African Revenue Service, BRS: first digit 0, 1, 2, 3 or 9, Luhn \
                 (OECD, Tax identification numbers, South-Africa-TIN.pdf)",
        find: checked(
            &["9999999999", "9999/999/99/9"],
            |value| starts_in(value, b"01239") && luhn(value) && !all_equal(value),
            CHECKED,
            &["sars", "tax reference", "tax number", "income tax", "south african tax", "tax ref", "belasting"],
        ),
        examples: &["SARS tax reference ⟦0001339050⟧"],
        counterexamples: &["SARS tax reference 2449/494/16/0"],
    },
    Detector {
        id: "pii.ng_nin",
        title: "Nigerian national identification number (NIN)",
        source: "National Identity Management Commission: eleven digits chosen at random. It publishes no check digit; \
                 Presidio's Verhoeff makes a number surer and is not demanded",
        find: Find::Graded {
            forms: &["99999999999", "9999-999-9999"],
            grade: nin,
            alone: CHECKED.alone,
            context: &[
                "nin",
                "national identification number",
                "national identity number",
                "nimc",
                "nigerian",
                "nigeria",
                "nin slip",
            ],
        },
        examples: &["NIN ⟦12345678902⟧"],
        counterexamples: &["NIN 12345678901"],
    },
    Detector {
        id: "pii.ng_bvn",
        title: "Nigerian bank verification number (BVN)",
        source: "Central Bank of Nigeria, Regulatory Framework for BVN: eleven digits that begin with 22",
        find: shape(&["22999999999"], BARE, &["bvn", "bank verification number", "nibss"]),
        examples: &["BVN ⟦22123456789⟧"],
        counterexamples: &["total 22123456789"],
    },
    Detector {
        id: "pii.ng_vehicle_registration",
        title: "Nigerian vehicle plate",
        source: "Federal Road Safety Corps: three letters of the area, three digits, two letters",
        find: shape(
            &["AAA-999AA", "AAA-999-AA"],
            Scores { alone: 0.2, with_context: 0.8 },
            &["plate", "plates", "plate number", "number plate", "vehicle", "frsc", "registration"],
        ),
        examples: &["The plate number is ⟦ABJ-123XY⟧ for this vehicle"],
        counterexamples: &["plate AB-1234CD"],
    },
    Detector {
        id: "pii.ke_tax_pin",
        title: "Kenyan tax PIN",
        source: "Kenya Revenue Authority, iTax: A (individual) or P (company), nine digits, a letter by a formula that is \
                 not published",
        find: checked(
            &["A999999999A"],
            |value| starts_in(value, b"AP"),
            SHAPED,
            &["kra", "kra pin", "pin", "kenya", "kenyan", "tax pin", "tax"],
        ),
        examples: &["KRA PIN ⟦A004416331M⟧"],
        counterexamples: &["KRA PIN V123456789Z"],
    },
    Detector {
        id: "pii.ke_national_id",
        title: "Kenyan national id number",
        source: "National Registration Bureau: seven or eight digits",
        find: shape(
            &["99999999", "9999999"],
            BARE,
            &["kenyan id", "kenya id", "national id", "huduma", "kitambulisho", "maisha"],
        ),
        examples: &["Kenyan ID ⟦23456789⟧"],
        counterexamples: &["total 23456789"],
    },
    Detector {
        id: "pii.gh_tax_number",
        title: "Ghanaian taxpayer number (TIN)",
        source: "Ghana Revenue Authority: P, C, G, Q or V, two zeros, weights 1 to 9 mod 11 (X for ten) \
                 (OECD, Tax identification numbers, Ghana-TIN.pdf)",
        find: checked(&["A00999999X", "A009999999X"], tin_gh, STRONG, &["tin", "ghana", "ghanaian", "gra", "taxpayer"]),
        examples: &["Ghana TIN ⟦C0000803561⟧"],
        counterexamples: &["Ghana TIN C0000803562"],
    },
    Detector {
        id: "pii.gh_card",
        title: "Ghana Card number",
        source: "National Identification Authority: GHA or the nationality, nine digits, a check digit by a formula that is \
                 not published",
        find: shape(
            &["GHA-999999999-9"],
            SHAPED,
            &["ghana card", "ghanacard", "nia", "national identification", "ghana"],
        ),
        examples: &["Ghana Card ⟦GHA-123456789-0⟧"],
        counterexamples: &["card GHA-12345678-0"],
    },
    Detector {
        id: "pii.dz_national_id",
        title: "Algerian national identification number (NIN)",
        source: "Décret exécutif n° 10-210 du 16 septembre 2010: two digits for sex and kind of record, three for the \
                 year, four for the commune, five and two for the record, two for the key, whose formula isn't \
                 published; so with context only",
        find: checked(
            &["999999999999999999", "99-999-9999-99999-99-99"],
            |value| !all_equal(value),
            BARE,
            &[
                "nin",
                "n.i.n",
                "numéro d'identification national",
                "numéro d'identification nationale",
                "algérie",
                "algérien",
                "algérienne",
                "algeria",
                "algerian",
                "رقم التعريف الوطني",
                "الرقم الوطني",
            ],
        ),
        examples: &["NIN ⟦109850512003450017⟧ (Algérie)", "رقم التعريف الوطني: ⟦119901601023450006⟧"],
        counterexamples: &["total 109850512003450017"],
    },
    Detector {
        id: "pii.dz_tax_number",
        title: "Algerian tax identification number (NIF)",
        source: "Direction Générale des Impôts (Algérie): fifteen digits, or twenty with the establishment",
        find: shape(
            &["999999999999999", "999-999-999-999-999", "99999999999999999999", "999-999-999-999-999-99999"],
            BARE,
            &[
                "nif",
                "n.i.f",
                "numéro d'identification fiscale",
                "algérie",
                "algeria",
                "algérien",
                "رقم التعريف الجبائي",
            ],
        ),
        examples: &["NIF ⟦408 020 000 150 039⟧"],
        counterexamples: &["total 408 020 000 150 039"],
    },
    Detector {
        id: "pii.ma_company_number",
        title: "Moroccan common company identifier (ICE)",
        source: "OMPIC, Décret 2-11-63: company, establishment, two check digits, mod 97 \
                 (https://www.ice.gov.ma/ICE/Guide_ICE.pdf)",
        find: checked(
            &["999999999999999", "99-99-99-99-99-99-999"],
            |value| mod97(value.iter().copied()) == Some(0) && part(value, 0..12) != 0,
            Scores { alone: 0.35, with_context: 1.0 },
            &[
                "ice",
                "identifiant commun de l'entreprise",
                "identifiant commun de l’entreprise",
                "maroc",
                "morocco",
                "التعريف الموحد للمقاولة",
            ],
        ),
        examples: &["ICE ⟦001561191000066⟧"],
        counterexamples: &["ICE 001561191000065"],
    },
    Detector {
        id: "pii.ma_national_id",
        title: "Moroccan national id number (CIN)",
        source: "Direction Générale de la Sûreté Nationale, CNIE: one or two letters and up to six digits",
        find: shape(
            &["AA-999999", "A-999999", "AA-99999"],
            Scores { alone: 0.0, with_context: 0.65 },
            &[
                "cin",
                "cnie",
                "carte nationale",
                "carte d'identité nationale",
                "بطاقة التعريف الوطنية",
                "maroc",
                "moroccan",
            ],
        ),
        examples: &["CIN ⟦AB123456⟧"],
        counterexamples: &["commande AB123456"],
    },
    Detector {
        id: "pii.tn_tax_number",
        title: "Tunisian tax number (matricule fiscal)",
        source: "Direction Générale des Impôts (Tunisie): seven digits, control letter, VAT code, category, \
                 establishment",
        find: checked(
            &["9999999-A", "9999999-A-A-A-999", "999999-A-A-A-999", "999999-A", "99999-A", "9999-A", "999-A"],
            matricule_tn,
            Scores { alone: 0.2, with_context: 0.85 },
            &["matricule fiscal", "mf", "m.f", "tunisie", "tunisia", "tunisian", "المعرف الجبائي"],
        ),
        examples: &["Matricule fiscal ⟦1234567MAE001⟧", "MF ⟦1282182 W⟧"],
        counterexamples: &["MF 1219773U", "MF I234567/M"],
    },
    Detector {
        id: "pii.tn_national_id",
        title: "Tunisian national id number (CIN)",
        source: "Ministère de l'Intérieur (Tunisie): eight digits, 0 or 1 first",
        find: checked(
            &["99999999"],
            |value| starts_in(value, b"01"),
            BARE,
            &["cin", "carte d'identité nationale", "بطاقة التعريف الوطنية", "tunisian id", "tunisie"],
        ),
        examples: &["CIN ⟦08123456⟧"],
        counterexamples: &["CIN 98123456"],
    },
    Detector {
        id: "pii.sn_company_number",
        title: "Senegalese company number (NINEA)",
        source: "Agence Nationale de la Statistique et de la Démographie; décret 2012-886: weights 1 and 2, mod 10",
        find: checked(
            &["999-9999", "9999999-9A9", "999999999", "999999999-9A9"],
            ninea,
            Scores { alone: 0.15, with_context: 0.9 },
            &["ninea", "sénégal", "senegal", "sénégalais", "identification nationale des entreprises"],
        ),
        examples: &["NINEA ⟦306 7221⟧", "NINEA ⟦30672212G2⟧"],
        counterexamples: &["NINEA 3067222"],
    },
    Detector {
        id: "pii.gn_tax_number",
        title: "Guinean permanent tax number (NIFp)",
        source: "Direction Nationale des Impôts (Guinée): Luhn \
                 (https://dgi.gov.gn/wp-content/uploads/2022/09/N%C2%B0-12-Cahier-de-Charges-NIF-p.pdf)",
        find: checked(
            &["999-999-999"],
            |value| luhn(value) && part(value, 0..9) != 0,
            CHECKED,
            &["nifp", "guinée", "guinea", "guinean", "immatriculation fiscale"],
        ),
        examples: &["NIFp ⟦693-770-885⟧"],
        counterexamples: &["NIFp 693770880"],
    },
    Detector {
        id: "pii.mz_tax_number",
        title: "Mozambican tax number (NUIT)",
        source: "Autoridade Tributária de Moçambique; Decreto 28/2012: weights 8,9,4,5,6,7,8,9 mod 11; formula from \
                 secondary sources",
        find: checked(
            &["999-999-999"],
            nuit,
            CHECKED,
            &["nuit", "moçambique", "mozambique", "número único de identificação tributária"],
        ),
        examples: &["NUIT ⟦400339910⟧"],
        counterexamples: &["NUIT 400339911"],
    },
    Detector {
        id: "pii.mu_national_id",
        title: "Mauritian national identity number",
        source: "Civil Status Division of Mauritius: initial, birth date, serial number, check character mod 17; \
                 formula from secondary sources",
        find: checked(
            &["A999999999999X"],
            id_mu,
            Scores { alone: 0.45, with_context: 1.0 },
            &["mauritian id", "mauritius", "national identity", "nic", "carte d'identité", "id number"],
        ),
        examples: &["Mauritius NIC ⟦A0101901234563⟧"],
        counterexamples: &["Mauritius NIC A3201901234560"],
    },
]);

/// Less than even where only the word speaks for it: of the numbers that others print as wrong, most fail Verhoeff's check.
fn nin(value: &[u8]) -> Option<Scores> {
    let unchecked = Scores { alone: 0.0, with_context: 0.45 };
    (!all_equal(value)).then_some(if verhoeff(value) { CHECKED } else { unchecked })
}

/// Birth date, serial number, citizenship (0 citizen, 1 resident, 2 refugee), 8 or 9, Luhn.
fn id_za(value: &[u8]) -> bool {
    is_yymmdd(value) && at(value, 10) < 3 && luhn(value)
}

fn tin_gh(value: &[u8]) -> bool {
    let sum = weigh(slice(value, 1..10), &[1, 2, 3, 4, 5, 6, 7, 8, 9]) % 11;
    starts_in(value, b"PCGQV") && value.len() == 11 && ends_with(value, b"0123456789X", sum)
}

/// Leading zeros of the seven digits may be missing.
fn matricule_tn(value: &[u8]) -> bool {
    let digits = value.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let key = value.get(digits).is_some_and(|letter| !b"IOU".contains(letter));
    match value.get(digits + 1..) {
        None | Some([]) => key,
        Some([vat, category, establishment @ ..]) => {
            key && b"APBDN".contains(vat)
                && b"MPCNE".contains(category)
                && (establishment == b"000" || *category == b'E')
        }
        Some(_) => false,
    }
}

/// Seven or nine digits, of which the last is the check digit, then perhaps tax status, tax centre, legal form.
fn ninea(value: &[u8]) -> bool {
    let letter = value.iter().position(|byte| !byte.is_ascii_digit());
    let digits = slice(value, 0..letter.map_or(value.len(), |place| place.saturating_sub(1)));
    let weights: &[u32] = &[1, 2, 1, 2, 1, 2, 1, 2, 1];
    let sum = weigh(digits, weights);
    let status = letter.is_none_or(|place| is_in(value, digits.len(), b"012") && !is_in(value, place, b"IOXY"));
    sum.is_multiple_of(10) && part(digits, 0..digits.len()) != 0 && status
}

fn nuit(value: &[u8]) -> bool {
    let rest = weigh(value, &[8, 9, 4, 5, 6, 7, 8, 9]) % 11;
    last(value) == if rest == 10 { 1 } else { rest }
}

/// The check character over thirteen characters, weights 14 to 2.
fn id_mu(value: &[u8]) -> bool {
    let sum = super::check::weigh_down(slice(value, 0..13), 14, 2);
    super::check::is_ddmmyy(slice(value, 1..7)) && ends_with(value, b"0123456789ABCDEFG", (17 - sum % 17) % 17)
}
