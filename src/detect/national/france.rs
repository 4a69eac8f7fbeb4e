//! France and Monaco.

use super::check::{all_equal, at, luhn, part, slice, worth};
use super::words::PASSPORT;
use super::{BARE, CHECKED, Detector, FAIR, SHAPED, Scores, checked, lean, shape};

/// The detectors of this file.
pub const DETECTORS: &[Detector] = &lean([
    Detector {
        id: "pii.fr_social_security",
        title: "French social security number (NIR, INSEE)",
        source: "INSEE, Numéro d'inscription au répertoire; décret 82-103: key 97 − (number mod 97), 2A as 19, 2B as \
                 18 (https://xml.insee.fr/schema/nir.html)",
        find: checked(
            &["9-99-99-99-999-999-99", "9-99-99-9A-999-999-99"],
            nir,
            FAIR,
            &[
                "nir",
                "insee",
                "sécurité sociale",
                "securite sociale",
                "sécu",
                "numéro de sécurité sociale",
                "carte vitale",
                "assuré",
                "n° ss",
                "numéro secu",
                "social security number",
                "french social security",
                "inscription au répertoire",
            ],
        ),
        examples: &["NIR ⟦2 95 10 99 126 111 93⟧", "sécurité sociale : ⟦253072B07300470⟧"],
        counterexamples: &["NIR 2 95 10 99 126 111 94", "NIR 253072C07300443"],
    },
    Detector {
        id: "pii.fr_tax_id",
        title: "French tax identification number (numéro fiscal de référence, SPI)",
        source: "Direction générale des Finances publiques; OECD TIN note France: first ten digits mod 511 \
                 (https://ec.europa.eu/taxation_customs/tin/tinByCountry.html)",
        find: checked(
            &["99-99-999-999-999"],
            spi,
            FAIR,
            &[
                "numéro fiscal",
                "numero fiscal",
                "spi",
                "nif",
                "n° fiscal",
                "référence fiscale",
                "avis d'impôt",
                "impôts",
                "impots",
                "tax id",
                "tax number",
                "tin",
                "immatriculation fiscale",
                "french tax",
                "fiscal",
            ],
        ),
        examples: &["Numéro fiscal : ⟦30 23 217 600 053⟧"],
        counterexamples: &["numéro fiscal 3023217600054", "numéro fiscal 9701987765432"],
    },
    Detector {
        id: "pii.fr_siren",
        title: "French company number (SIREN)",
        source: "INSEE, Sirene; décret 97-497: Luhn (as told in https://portal.hardis-group.com, Règles de validation)",
        find: checked(
            &["999-999-999"],
            luhn_number,
            CHECKED,
            &[
                "siren",
                "rcs",
                "sirene",
                "insee",
                "registre du commerce",
                "numéro d'entreprise",
                "french company",
                "n° siren",
            ],
        ),
        examples: &["SIREN ⟦404 833 048⟧", "RCS Nancy B ⟦323 159 715⟧"],
        counterexamples: &["SIREN 404833047"],
    },
    Detector {
        id: "pii.fr_siret",
        title: "French establishment number (SIRET)",
        source: "INSEE, Sirene; décret 97-497: Luhn; La Poste (SIREN 356000000): sum of digits mod 5 \
                 (https://fr.wikipedia.org/wiki/Système_d'identification_du_répertoire_des_établissements)",
        find: checked(
            &["999-999-999-99999", "999-999-999-999-99"],
            siret,
            CHECKED,
            &[
                "siret",
                "établissement",
                "etablissement",
                "siren",
                "sirene",
                "insee",
                "ape",
                "naf",
                "french company",
                "n° siret",
            ],
        ),
        examples: &["SIRET ⟦732 829 320 00074⟧"],
        counterexamples: &["SIRET 73282932000079"],
    },
    Detector {
        id: "pii.fr_id_card",
        title: "French identity card number (CNI)",
        source: "Agence nationale des titres sécurisés: twelve digits; cards since 2021 nine characters",
        find: shape(
            &["999999999999", "XXXXXXXXX"],
            Scores { alone: 0.0, with_context: 0.6 },
            &[
                "cni",
                "carte nationale d'identité",
                "carte nationale d’identité",
                "carte d'identité",
                "carte d’identité",
                "carte d'identite",
                "french id card",
                "french identity card",
            ],
        ),
        examples: &["Carte nationale d'identité n° ⟦880692310285⟧"],
        counterexamples: &["compteur 880692310285"],
    },
    Detector {
        id: "pii.fr_passport",
        title: "French passport number",
        source: "Agence nationale des titres sécurisés: two digits, two letters, five digits",
        find: shape(&["99AA99999"], SHAPED, PASSPORT),
        examples: &["passeport ⟦12AB34567⟧"],
        counterexamples: &["référence 12AB34567"],
    },
    Detector {
        id: "pii.fr_driving_licence",
        title: "French driving licence number",
        source: "Agence nationale des titres sécurisés: twelve digits (NEPH), or two digits, two letters, five digits",
        find: shape(
            &["999999999999", "99AA99999"],
            BARE,
            &[
                "permis de conduire",
                "numéro de permis",
                "n° de permis",
                "neph",
                "driving licence",
                "driver license",
                "permis",
            ],
        ),
        examples: &["permis de conduire n° ⟦850475200157⟧"],
        counterexamples: &["compteur 850475200157"],
    },
    Detector {
        id: "pii.fr_excise_number",
        title: "French excise number (numéro d'accise)",
        source: "Direction générale des douanes, SEED: FR0, warehouse, letter, number",
        find: checked(
            &["FR-099999-A-9999", "FR-0999999-A9999", "FR0-999-99-A-9999"],
            excise,
            SHAPED,
            &["accise", "accises", "excise", "douane", "seed", "entrepositaire"],
        ),
        examples: &["n° d'accise ⟦FR023004N9448⟧"],
        counterexamples: &["accise FR012907A0820"],
    },
    Detector {
        id: "pii.fr_vehicle_registration",
        title: "French vehicle registration plate",
        source: "Arrêté du 9 février 2009 (SIV): two letters, three digits, two letters, none of I, O, U",
        find: checked(
            &["AA-999-AA"],
            plate,
            Scores { alone: 0.15, with_context: 0.8 },
            &[
                "immatriculation",
                "plaque",
                "plaque d'immatriculation",
                "véhicule",
                "voiture",
                "carte grise",
                "license plate",
                "number plate",
            ],
        ),
        examples: &["véhicule immatriculation ⟦AB-123-CD⟧"],
        counterexamples: &["immatriculation AI-123-CD"],
    },
]);

/// Sex, birth year and month, department and commune, serial number, key.
fn nir(value: &[u8]) -> bool {
    let department = match value.get(6) {
        Some(b'A') => 19,
        Some(b'B') => 18,
        Some(byte) if byte.is_ascii_digit() => part(value, 5..7),
        _ => return false,
    };
    if value.get(6).is_some_and(u8::is_ascii_alphabetic) && at(value, 5) != 2 {
        return false;
    }
    let body = part(value, 0..5) * 100_000_000 + department * 1_000_000 + part(value, 7..13);
    let month = part(value, 3..5);
    matches!(at(value, 0), 1..=4 | 7 | 8)
        && (matches!(month, 1..=12 | 20 | 30..=42) || month >= 50)
        && 97 - body % 97 == part(value, 13..15)
}

fn spi(value: &[u8]) -> bool {
    at(value, 0) < 4 && part(value, 0..10) % 511 == part(value, 10..13) && part(value, 0..10) != 0
}

fn luhn_number(value: &[u8]) -> bool {
    luhn(value) && !all_equal(value)
}

fn siret(value: &[u8]) -> bool {
    let la_poste = value.starts_with(b"356000000") && value.iter().map(|&byte| worth(byte)).sum::<u32>() % 5 == 0;
    (luhn(value) && luhn(slice(value, 0..9)) && !all_equal(value)) || la_poste
}

/// The letter names the kind of trader.
fn excise(value: &[u8]) -> bool {
    value.iter().any(|byte| b"ENCSBR".contains(byte)) && value.get(8).is_some_and(|byte| b"ENCSBR".contains(byte))
}

fn plate(value: &[u8]) -> bool {
    !value.iter().any(|byte| b"IOU".contains(byte)) && part(value, 2..5) != 0
}
