//! Named lists of detectors for what a regulation or standard protects, each entry with its reason.
//!
//! A preset is a start, not a promise of compliance: it lists what patterns can find. Names, postal addresses,
//! organisations, diagnoses in free text and pictures are out of their reach.

use super::ids;

/// A named list.
#[derive(Clone, Copy, Debug)]
pub struct Preset {
    /// What policies call it.
    pub name: &'static str,
    /// What it is for.
    pub title: &'static str,
    /// What it lists.
    pub entries: &'static [Entry],
}

/// One line of a preset.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// A detector's id, or a glob with `*` at its end or in it.
    pub detect: &'static str,
    /// Which part of the regulation asks for it.
    pub reason: &'static str,
}

const fn entry(detect: &'static str, reason: &'static str) -> Entry {
    Entry { detect, reason }
}

/// All presets.
pub const PRESETS: &[Preset] = &[
    Preset {
        name: "pci_dss",
        title: "Cardholder data and sensitive authentication data (PCI DSS 4.0.1)",
        entries: &[
            entry(
                "financial.payment_card",
                "Requirement 3.5: a PAN is unreadable wherever it is stored; 4.2: when sent",
            ),
            entry("financial.card_track", "Requirement 3.3.1.1: full track data is not kept after authorization"),
            entry("financial.card_security_code", "Requirement 3.3.1.2: nor is the card verification code"),
            entry("financial.card_pin", "Requirement 3.3.1.3: nor are the PIN and the PIN block"),
            entry("financial.card_expiry", "Table 3: cardholder data, protected where it stands with the PAN"),
        ],
    },
    Preset {
        name: "gdpr",
        title: "Personal data that identify a natural person (Regulation (EU) 2016/679)",
        entries: &[
            entry("pii.*", "Article 4(1): identifiers, location data and online identifiers; article 87: national ids"),
            entry("health.*", "Article 9(1) and recital 35: numbers assigned to a person for health purposes"),
            entry("financial.iban", "Article 4(1): an account number identifies its holder"),
            entry("financial.payment_card", "Article 4(1): a card number identifies its holder"),
            entry("financial.*_account", "Article 4(1): an account number identifies its holder"),
            entry("financial.account_number", "Article 4(1): an account number identifies its holder"),
            entry("financial.ar_cbu", "Article 4(1): an account number identifies its holder"),
            entry("financial.es_ccc", "Article 4(1): an account number identifies its holder"),
            entry("financial.fr_rib", "Article 4(1): an account number identifies its holder"),
            entry("financial.it_bban", "Article 4(1): an account number identifies its holder"),
            entry("financial.mx_clabe", "Article 4(1): an account number identifies its holder"),
            entry("financial.pl_nrb", "Article 4(1): an account number identifies its holder"),
            entry("financial.pt_nib", "Article 4(1): an account number identifies its holder"),
            entry("financial.se_giro", "Article 4(1): an account number identifies its holder"),
            entry("financial.br_pix_key", "Article 4(1): a payment address identifies its holder"),
            entry("financial.in_upi_id", "Article 4(1): a payment address identifies its holder"),
            entry("financial.crypto_*", "Article 4(1), recital 26: keys and phrases are a person's"),
            entry("financial.bitcoin_address", "Recital 26: pseudonymous data are personal data"),
            entry("financial.ethereum_address", "Recital 26: pseudonymous data are personal data"),
        ],
    },
    Preset {
        name: "ccpa",
        title: "Personal information of California's residents (Cal. Civ. Code 1798.100 ff.)",
        entries: &[
            entry("pii.email*", "1798.140(v)(1)(A): identifiers, among them e-mail addresses"),
            entry("pii.phone", "1798.140(v)(1)(B), by reference to 1798.80(e): telephone numbers"),
            entry("pii.ip_address", "1798.140(v)(1)(A): internet protocol addresses"),
            entry("pii.username", "1798.140(ae)(1)(B): an account log-in is sensitive personal information"),
            entry("pii.us_*", "1798.140(ae)(1)(A): social security, driver's license, state id and passport numbers"),
            entry("pii.passport", "1798.140(ae)(1)(A): passport number"),
            entry("pii.driving_licence", "1798.140(ae)(1)(A): driver's license number"),
            entry("pii.national_id", "1798.140(ae)(1)(A): state identification card"),
            entry("pii.tax_id", "1798.140(v)(1)(A): other similar identifiers"),
            entry("pii.customer_id", "1798.140(aj): unique identifiers, among them customer numbers"),
            entry("pii.biometric_id", "1798.140(v)(1)(E): biometric information"),
            entry("pii.student_id", "1798.140(v)(1)(J): education information"),
            entry("pii.employee_id", "1798.140(v)(1)(I): employment-related information"),
            entry("pii.license_plate", "1798.140(v)(1)(A): other similar identifiers"),
            entry("pii.date_of_birth", "1798.140(v)(1)(C): age is a protected characteristic"),
            entry("pii.age", "1798.140(v)(1)(C): age is a protected characteristic"),
            entry("pii.gps_*", "1798.140(ae)(1)(C): precise geolocation"),
            entry("pii.advertising_id", "1798.140(aj): unique identifiers, among them mobile ad identifiers"),
            entry("pii.mac_address*", "1798.140(aj): unique identifiers, among them device identifiers"),
            entry("pii.imei", "1798.140(aj): unique identifiers, among them device identifiers"),
            entry("pii.meid", "1798.140(aj): unique identifiers, among them device identifiers"),
            entry("pii.device_id", "1798.140(aj): unique identifiers, among them device identifiers"),
            entry("financial.payment_card", "1798.140(ae)(1)(B): card number with what gives access"),
            entry("financial.card_*", "1798.140(ae)(1)(B): security and access codes"),
            entry("financial.bank_account", "1798.140(ae)(1)(B): financial account"),
            entry("financial.account_number", "1798.140(ae)(1)(B): financial account"),
            entry("financial.aba_routing", "1798.140(ae)(1)(B): financial account"),
            entry(
                "health.insurance_number",
                "1798.140(v)(1)(B), by reference to 1798.80(e): health insurance information",
            ),
            entry("health.medical_record_number", "1798.140(v)(1)(B), by reference to 1798.80(e): medical information"),
            entry("health.us_*", "1798.140(v)(1)(B), by reference to 1798.80(e): health insurance information"),
            entry("secret.password", "1798.140(ae)(1)(B): a password that gives access to an account"),
        ],
    },
    Preset {
        name: "hipaa",
        title: "Identifiers to remove for de-identification by safe harbor (45 CFR 164.514(b)(2)(i))",
        entries: &[
            entry("pii.date_of_birth", "(C): elements of dates directly related to an individual"),
            entry("pii.age", "(C): ages over 89; all ages are found"),
            entry("pii.phone", "(D) and (E): telephone and fax numbers"),
            entry("pii.email*", "(F): e-mail addresses"),
            entry("pii.us_ssn", "(G): social security numbers"),
            entry("pii.us_itin", "(G): numbers used in place of it"),
            entry("health.*", "(H) and (I): medical record and health plan beneficiary numbers"),
            entry("financial.bank_account", "(J): account numbers"),
            entry("financial.account_number", "(J): account numbers"),
            entry("financial.iban", "(J): account numbers"),
            entry("financial.payment_card", "(J): account numbers"),
            entry("pii.us_driver_license", "(K): certificate and license numbers"),
            entry("pii.driving_licence", "(K): certificate and license numbers"),
            entry("pii.us_passport", "(K): certificate and license numbers"),
            entry("pii.passport", "(K): certificate and license numbers"),
            entry("pii.certificate_number", "(K): certificate and license numbers"),
            entry("pii.vin", "(L): vehicle identifiers and serial numbers"),
            entry("pii.us_license_plate", "(L): license plate numbers"),
            entry("pii.license_plate", "(L): license plate numbers"),
            entry("pii.imei", "(M): device identifiers and serial numbers"),
            entry("pii.meid", "(M): device identifiers and serial numbers"),
            entry("pii.device_id", "(M): device identifiers and serial numbers"),
            entry("pii.mac_address*", "(M): device identifiers and serial numbers"),
            entry("pii.ip_address", "(O): internet protocol addresses"),
            entry("pii.gps_*", "(B): geographic subdivisions smaller than a state"),
            entry("pii.biometric_id", "(P): biometric identifiers"),
            entry("pii.student_id", "(R): any other unique identifying number, characteristic or code"),
            entry("pii.customer_id", "(R): any other unique identifying number, characteristic or code"),
            entry("pii.employee_id", "(R): any other unique identifying number, characteristic or code"),
            entry("pii.national_id", "(R): any other unique identifying number, characteristic or code"),
            entry("pii.tax_id", "(R): any other unique identifying number, characteristic or code"),
            entry("pii.username", "(R): any other unique identifying number, characteristic or code"),
        ],
    },
    Preset {
        name: "glba",
        title: "Nonpublic personal information of a financial institution's customers (16 CFR 313, 314)",
        entries: &[
            entry("pii.us_ssn", "313.3(o): what a consumer gives to obtain a product or service"),
            entry("pii.us_itin", "313.3(o): what a consumer gives to obtain a product or service"),
            entry("pii.us_driver_license", "313.3(o): what a consumer gives to obtain a product or service"),
            entry("pii.us_passport", "313.3(o): what a consumer gives to obtain a product or service"),
            entry("pii.passport", "313.3(o): what a consumer gives to obtain a product or service"),
            entry("pii.driving_licence", "313.3(o): what a consumer gives to obtain a product or service"),
            entry("pii.national_id", "313.3(o): what a consumer gives to obtain a product or service"),
            entry("pii.tax_id", "313.3(o): what a consumer gives to obtain a product or service"),
            entry("pii.customer_id", "313.3(o)(2)(i): that an individual is or has been a customer"),
            entry("pii.email*", "313.3(o): what a consumer gives to obtain a product or service"),
            entry("pii.phone", "313.3(o): what a consumer gives to obtain a product or service"),
            entry("pii.date_of_birth", "313.3(o): what a consumer gives to obtain a product or service"),
            entry(
                "financial.*",
                "313.3(o)(2)(i): account balances, payments, card purchases and the numbers they stand under",
            ),
            entry("secret.*", "314.4(c)(1), (5): access to customer information is controlled and authenticated"),
        ],
    },
];

/// The preset called `name`.
pub fn preset(name: &str) -> Option<&'static Preset> {
    PRESETS.iter().find(|preset| preset.name == name)
}

impl Preset {
    /// The ids of the registry that the list stands for, each with the reason of the first entry that names it.
    pub fn expand(&self) -> Vec<(&'static str, &'static str)> {
        let reason = |id: &str| self.entries.iter().find(|entry| matches(entry.detect, id)).map(|entry| entry.reason);
        ids().filter_map(|id| reason(id).map(|reason| (id, reason))).collect()
    }
}

/// Whether `glob`, in which one `*` may stand for anything, is `id`.
fn matches(glob: &str, id: &str) -> bool {
    match glob.split_once('*') {
        Some((head, tail)) => id.len() >= head.len() + tail.len() && id.starts_with(head) && id.ends_with(tail),
        None => glob == id,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_names_a_detector_and_has_a_reason() {
        let ids: Vec<_> = ids().collect();
        for preset in PRESETS {
            for entry in preset.entries {
                assert!(ids.iter().any(|id| matches(entry.detect, id)), "{}: {}", preset.name, entry.detect);
                assert!(entry.reason.len() > 10, "{}: {}", preset.name, entry.detect);
            }
            assert!(!preset.expand().is_empty());
        }
    }

    #[test]
    fn presets_expand_to_what_they_should() {
        let expanded = preset("pci_dss").unwrap().expand();
        assert_eq!(expanded.len(), 5, "{expanded:?}");
        assert!(preset("gdpr").unwrap().expand().iter().all(|(id, _)| !id.starts_with("secret.")));
        assert!(preset("nothing").is_none());
    }
}
