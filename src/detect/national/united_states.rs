//! United States.

use super::check::{all_equal, at, is_in, luhn_sum, part, slice, starts_in, worth};
use super::words::{LICENCE, PASSPORT, PLATE};
use super::{BARE, CHECKED, Detector, FAIR, SHAPED, Scores, checked, lean, shape};

/// The detectors of this file.
pub const DETECTORS: &[Detector] = &lean([
    Detector {
        id: "pii.us_ssn",
        title: "US social security number (SSN)",
        source: "Social Security Administration, Social Security Number Randomization (2011); POMS RM 10201.035 (area \
                 000, 666 or 9xx, group 00, serial number 0000 are never assigned) \
                 (https://secure.ssa.gov/apps10/poms.nsf/lnx/0110201035)",
        find: checked(&["999-99-9999"], ssn, Scores { alone: 0.25, with_context: 0.95 }, SSN),
        examples: &["My SSN is ⟦536-90-4399⟧.", "social security number: ⟦536904399⟧"],
        counterexamples: &["SSN 666-90-4399", "SSN 536-00-4399", "ssn 078-05-1120", "part 536904399"],
    },
    Detector {
        id: "pii.us_itin",
        title: "US individual taxpayer identification number (ITIN)",
        source: "Internal Revenue Service, IRM 3.21.263 (ITIN); Publication 1915: 9, groups 50 to 65, 70 to 88, 90 to 92, \
                 94 to 99 (as told in https://support.taxslayerpro.com/hc/en-us/articles/8250466982554)",
        find: checked(&["999-99-9999"], itin, Scores { alone: 0.2, with_context: 0.95 }, ITIN),
        examples: &["ITIN ⟦912-90-3456⟧"],
        counterexamples: &["ITIN 912-93-3456", "ITIN 812-90-3456"],
    },
    Detector {
        id: "pii.us_atin",
        title: "US adoption taxpayer identification number (ATIN)",
        source: "Internal Revenue Service, Form W-7A instructions; IRM 3.13.40: 9, group 93",
        find: checked(
            &["999-99-9999"],
            atin,
            Scores { alone: 0.2, with_context: 0.95 },
            &["atin", "adoption", "adoption taxpayer identification number"],
        ),
        examples: &["adoption taxpayer id (ATIN): ⟦912-93-3456⟧"],
        counterexamples: &["ATIN 912-90-3456"],
    },
    Detector {
        id: "pii.us_ptin",
        title: "US preparer tax identification number (PTIN)",
        source: "Internal Revenue Service, Form W-12 instructions: P and eight digits",
        find: shape(&["P-99999999"], SHAPED, &["ptin", "preparer", "tax preparer", "irs"]),
        examples: &["Preparer's PTIN ⟦P01594846⟧"],
        counterexamples: &["PTIN P0159484"],
    },
    Detector {
        id: "pii.us_ein",
        title: "US employer identification number (EIN)",
        source: "Internal Revenue Service, How EINs are assigned and valid EIN prefixes (as kept at \
                 https://cdssolutions.org/lessons/how-eins-are-assigned-and-valid-ein-prefixes)",
        find: checked(
            &["99-9999999"],
            ein,
            Scores { alone: 0.0, with_context: 0.85 },
            &[
                "ein",
                "e.i.n",
                "fein",
                "employer identification",
                "employer id",
                "federal tax id",
                "federal id",
                "tax id",
                "irs",
                "tin",
                "taxpayer",
                "w-9",
            ],
        ),
        examples: &["EIN: ⟦91-1144442⟧"],
        counterexamples: &["EIN 07-3456789", "order 91-1144442"],
    },
    Detector {
        id: "pii.us_passport",
        title: "US passport number",
        source: "Department of State, DS-11/DS-82 forms: nine digits, or (since 2021) a letter and eight digits",
        find: shape(&["999999999", "A99999999"], BARE, PASSPORT),
        examples: &["US passport number ⟦A12803456⟧", "passport ⟦912803456⟧"],
        counterexamples: &["order A12803456"],
    },
    Detector {
        id: "pii.us_driver_license",
        title: "US driver licence number",
        source: "AAMVA DL/ID card design standard leaves the number to the states; their shapes as in \
                 https://ntsi.com/drivers-license-format/, Washington's since 2018 (WDL and nine characters) as its \
                 Department of Licensing announced it. No published check digit, so with context only",
        find: shape(
            &[
                "999999",
                "9999999",
                "99999999",
                "999999999",
                "9999999999",
                "A999999",
                "A9999999",
                "A99999999",
                "A999999999",
                "AA999999",
                "AA9999999",
                "A-999-9999-9999",
                "A999-999-99-999-9",
                "A-999-999-999-999",
                "A9999-99999-99999",
                "9999-99-9999",
                "999-999-999",
                "99-999-9999",
                "A99-99-9999",
                "A9999999999",
                "A999999999999",
                "A999-9999-9999-99",
                "A99999999999999",
                "AA999999A",
                "AAA999999",
                "AAA99999999",
                "AAAAAAA999AX",
                "999A999999",
                "999AA9999",
                "99AAA99999",
                "9999999A",
                "99999999A",
                "999999999999",
                "9999999999999",
            ],
            BARE,
            LICENCE,
        ),
        examples: &[
            "My driver's license number is ⟦F162823540116⟧",
            "Driver License: ⟦H1223456⟧",
            "driver license ⟦WDLABCD456DG⟧",
            "Wisconsin driver's license ⟦J525-4209-0465-05⟧",
            "Idaho driver's license ⟦GA125036B⟧",
        ],
        counterexamples: &["part number F162823540116", "my name is INTRODUCTORY"],
    },
    Detector {
        id: "pii.us_license_plate",
        title: "US licence plate",
        source: "state motor vehicle departments: shapes of the standard series",
        find: shape(
            &["9AAA999", "AAA-9999", "AAA-999", "999-AAA", "AA-99999", "AAA99A", "A99-AAA", "99A-9999", "AA9-9999"],
            Scores { alone: 0.0, with_context: 0.65 },
            PLATE,
        ),
        examples: &["license plate ⟦7ABC123⟧"],
        counterexamples: &["model 7ABC123"],
    },
    Detector {
        id: "health.us_mbi",
        title: "US Medicare beneficiary identifier (MBI)",
        source: "Centers for Medicare & Medicaid Services, Understanding the Medicare Beneficiary Identifier Format",
        find: checked(
            &["9AX9-AX9-AA99"],
            mbi,
            Scores { alone: 0.25, with_context: 0.95 },
            &["mbi", "medicare", "beneficiary", "cms", "patient", "medicare number", "medicare id"],
        ),
        examples: &["Medicare ID: ⟦1EG4-TE5-MK73⟧", "MBI ⟦1EG4TE5MK73⟧"],
        counterexamples: &["MBI 1SG4-TE5-MK73", "Medicare 0EG4-TE5-MK73"],
    },
    Detector {
        id: "health.us_npi",
        title: "US national provider identifier (NPI)",
        source: "45 CFR 162.406; CMS, Requirements for NPI and NPI check digit: Luhn over 80840 and the number",
        find: checked(
            &["9999-999-999", "999-999-9999"],
            npi,
            CHECKED,
            &[
                "npi",
                "national provider identifier",
                "provider identifier",
                "provider",
                "physician",
                "prescriber",
                "npi number",
                "nppes",
            ],
        ),
        examples: &["NPI: ⟦1234567893⟧", "NPI ⟦1245319599⟧"],
        counterexamples: &["NPI 1234567890", "NPI 3234567893"],
    },
    Detector {
        id: "health.us_dea_number",
        title: "US DEA registration number (medical licence)",
        source: "Drug Enforcement Administration, 21 CFR 1301; check digit: (d1+d3+d5) + 2(d2+d4+d6) mod 10; formula \
                 from secondary sources",
        find: checked(
            &["AA-9999999", "A9-9999999"],
            dea,
            FAIR,
            &[
                "dea",
                "dea number",
                "dea registration",
                "prescriber",
                "controlled substance",
                "medical license",
                "medical licence",
                "certificate",
                "registrant",
                "physician",
            ],
        ),
        examples: &["DEA number ⟦BB1388568⟧"],
        counterexamples: &["The DEA number is BG8207031"],
    },
    Detector {
        id: "health.us_clia_number",
        title: "US laboratory certificate number (CLIA)",
        source: "Centers for Medicare & Medicaid Services, CLIA: ten characters, D third",
        find: shape(&["99D9999999"], SHAPED, &["clia", "laboratory", "lab certificate"]),
        examples: &["CLIA ⟦05D0642827⟧"],
        counterexamples: &["code 05D0642827"],
    },
]);

const SSN: &super::Words = &[
    "ssn",
    "s.s.n",
    "ss#",
    "ssn#",
    "ssns",
    "my social",
    "social security",
    "social security number",
    "social security no",
    "social sec",
    "soc sec",
    "socialsecurity",
    "social_security",
    "social_security_number",
    "my social",
    "your social",
    "seguro social",
    "número de seguro social",
    "sécurité sociale",
    "sozialversicherungsnummer",
    "seguridad social",
    "previdenza sociale",
    "segurança social",
    "socialezekerheidsnummer",
    "ubezpieczenia społecznego",
    "socialförsäkringsnummer",
    "社会安全号",
    "社会保险号",
    "社会保障号",
    "社会保障番号",
    "tax id",
    "taxpayer",
    "tin",
];

const ITIN: &super::Words = &[
    "itin",
    "individual taxpayer",
    "individual taxpayer identification number",
    "taxpayer",
    "tax id",
    "tin",
    "irs",
    "contribuyente",
];

/// Area, group and serial number in the ranges that are issued; not one of the numbers known from advertisements.
fn ssn(value: &[u8]) -> bool {
    let (area, group, serial) = (part(value, 0..3), part(value, 3..5), part(value, 5..9));
    (1..900).contains(&area)
        && area != 666
        && group != 0
        && serial != 0
        && !all_equal(value)
        && !matches!(value, b"078051120" | b"219099999" | b"457555462" | b"123456789")
}

/// Nine digits of which the first is nine and the fourth and fifth are a group of the IRS.
fn itin(value: &[u8]) -> bool {
    at(value, 0) == 9 && matches!(part(value, 3..5), 50..=65 | 70..=88 | 90..=92 | 94..=99) && !all_equal(value)
}

/// As [`itin`], the group being 93.
fn atin(value: &[u8]) -> bool {
    at(value, 0) == 9 && part(value, 3..5) == 93
}

/// The first two digits name the IRS campus that issued the number.
fn ein(value: &[u8]) -> bool {
    !matches!(part(value, 0..2), 0 | 7..=9 | 17..=19 | 28 | 29 | 49 | 69 | 70 | 78 | 79 | 89 | 96 | 97)
        && !all_equal(slice(value, 2..9))
}

/// Letters stand at the second, fifth, eighth and ninth place, and none of S, L, O, I, B, Z anywhere.
fn mbi(value: &[u8]) -> bool {
    at(value, 0) != 0 && !value.iter().any(|byte| b"SLOIBZ".contains(byte))
}

/// Luhn over the card issuer prefix 80840, which adds 24 to the sum, and the number.
fn npi(value: &[u8]) -> bool {
    starts_in(value, b"12") && !all_equal(slice(value, 0..9)) && (luhn_sum(value) + 24).is_multiple_of(10)
}

/// A registrant type, a letter of the surname or a nine, six digits and their check digit.
fn dea(value: &[u8]) -> bool {
    let digit = |index: usize| at(value, index + 1);
    starts_in(value, b"ABCDEFGHJKLMPRSTUX")
        && (!is_in(value, 1, b"012345678"))
        && (digit(1) + digit(3) + digit(5) + 2 * (digit(2) + digit(4) + digit(6))) % 10
            == value.last().map_or(10, |&byte| worth(byte))
}
