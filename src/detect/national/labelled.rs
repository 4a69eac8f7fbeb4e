//! Identifiers without a shape of their own, after a label that says what they are: `Employee ID: E-20417`,
//! `"medical_record_number": "MED25315002"`, `Passport No. XK 4471902`.
//!
//! Passports, licences and plates of countries whose shapes are known have detectors of their own; these are for the
//! others, and what the label of one scheme announces is left to that scheme. A label weighs more than a word of context somewhere near, but nothing is checked: what is found here is
//! worth little more than one half.

use super::super::keyword::value_after;
use super::super::{Candidate, Match};
use super::check::all_equal;
use super::{Detector, Find, lean};
use crate::text::Span;

/// How far after its label a value may end, in bytes.
const REACH: usize = 64;
/// How far after its label a value may start.
const GAP: usize = 28;

const fn after(keywords: &'static [&'static str], verify: fn(&Candidate<'_>) -> Option<Match>) -> Find {
    Find::Keywords { keywords, reach: REACH, verify }
}

/// The detectors of this file.
pub const DETECTORS: &[Detector] = &lean([
    Detector {
        id: "pii.passport",
        title: "Passport number of any country, after its label",
        source: "ICAO Doc 9303-3: up to nine letters and digits. No check digit outside of the machine-readable zone",
        find: after(
            &[
                "passport",
                "reisepass",
                "reisepassnummer",
                "passnummer",
                "passeport",
                "pasaporte",
                "passaporto",
                "passaporte",
                "paspoort",
                "paspoortnummer",
                "paszport",
                "paszportu",
                "pasnummer",
                "passinumero",
                "útlevélszám",
                "pașaport",
                "pasaport",
                "护照",
                "護照",
                "パスポート",
                "旅券番号",
                "여권번호",
            ],
            document,
        ),
        examples: &["Passport No. ⟦XK4471902⟧", "\"passportNumber\": \"⟦8-4471902⟧\"", "paspoortnummer: ⟦XR1001R58⟧"],
        counterexamples: &["passport 2.0 protocol", "passport.js 0.6.0", "passport: required", "passport of 1998"],
    },
    Detector {
        id: "pii.driving_licence",
        title: "Driving licence number of any country, after its label",
        source: "Directive 2006/126/EC annex I, field 5, and AAMVA DL/ID: letters and digits as the authority likes",
        find: after(
            &[
                "driver license",
                "driver_license",
                "driverlicense",
                "driver's license",
                "driver’s license",
                "drivers license",
                "drivers_license",
                "driverslicense",
                "driver licence",
                "driver's licence",
                "driving licence",
                "driving license",
                "driving_licence",
                "driving_license",
                "dl number",
                "dl_number",
                "führerschein",
                "führerscheinnummer",
                "permis de conduire",
                "licencia de conducir",
                "carnet de conducir",
                "patente di guida",
                "carta de condução",
                "carteira de motorista",
                "rijbewijs",
                "rijbewijsnummer",
                "prawo jazdy",
                "prawa jazdy",
                "körkort",
                "körkortsnummer",
                "驾照",
                "驾驶证",
                "免許証番号",
                "운전면허",
            ],
            document,
        ),
        examples: &["driver_license: ⟦D-1290-4471-88⟧", "Führerschein-Nr. ⟦J010000SD51⟧"],
        counterexamples: &["driver license since 2004", "a driving licence costs 43.50"],
    },
    Detector {
        id: "pii.certificate_number",
        title: "Number of a certificate or professional licence, after its label",
        source: "45 CFR 164.514(b)(2)(i)(K): no common format",
        find: after(
            &[
                "certificate number",
                "certificate_number",
                "certificate no",
                "certificate license number",
                "certificate_license_number",
                "certificatenumber",
                "license number",
                "license_number",
                "licensenumber",
                "license no",
                "licence number",
                "licence_number",
                "licence no",
                "zertifikatsnummer",
                "approbationsnummer",
                "numéro de licence",
                "numéro de certificat",
                "número de licencia",
                "número de certificado",
                "numero di licenza",
                "número da licença",
                "licentienummer",
                "numer licencji",
                "certifikatnummer",
                "证书编号",
                "执照号",
                "免許番号",
            ],
            document,
        ),
        examples: &["certificate_license_number: ⟦CL-4471902⟧", "Licence No. ⟦RN 447190⟧"],
        counterexamples: &["license number of copies 3", "certificate number is unknown"],
    },
    Detector {
        id: "pii.license_plate",
        title: "Vehicle plate of any country, after its label",
        source: "Vienna Convention on Road Traffic, annex 2: digits, or digits and letters, as each country likes",
        find: after(
            &[
                "license plate",
                "license_plate",
                "licenseplate",
                "licence plate",
                "licence_plate",
                "number plate",
                "plate number",
                "plate_number",
                "platenumber",
                "plate no",
                "plate:",
                "plate\"",
                "registration plate",
                "vehicle registration",
                "vehicle_registration",
                "vrm",
                "kennzeichen",
                "nummernschild",
                "immatriculation",
                "matrícula",
                "targa",
                "placa",
                "kenteken",
                "numer rejestracyjny",
                "nr rejestracyjny",
                "numerze rejestracyjnym",
                "registreringsnummer",
                "nummerplade",
                "immatriculé",
                "immatriculée",
                "targato",
                "targata",
                "plakam",
                "plakalı",
                "plaka:",
                "plakası",
                "rendszám",
                "госномер",
                "车牌号",
                "车牌号码",
                "车牌：",
                "车牌:",
                "ナンバープレート",
                "차량번호",
            ],
            plate,
        ),
        examples: &[
            "license_plate: ⟦KJL-2843⟧",
            "Kenteken ⟦XX-99-XX⟧",
            "matrícula ⟦1234 BCD⟧",
            "targa ⟦AB 123 CD⟧",
            "车牌号是⟦鲁E-32897⟧",
        ],
        counterexamples: &["license plate in 2004", "placa base", "matrícula de 30 alumnos", "license plate: NONE"],
    },
    Detector {
        id: "pii.national_id",
        title: "National or personal identity number of any country, after its label",
        source: "No common format; schemes with known check digits have detectors of their own",
        find: after(
            &[
                "national id",
                "national_id",
                "nationalid",
                "national identity number",
                "national identification number",
                "identification number",
                "identity number",
                "identity_number",
                "id number",
                "id_number",
                "idnumber",
                "id no",
                "personal id",
                "personal_id",
                "ssn",
                "social security number",
                "social_security_number",
                "citizen id",
                "citizen_id",
                "resident id",
                "identity card",
                "identity_card",
                "id card",
                "id_card",
                "identity card number",
                "identity_card_number",
                "id card number",
                "id_card_number",
                "id card no",
                "idcard",
                "personal identity number",
                "identitätsnummer",
                "ausweisnummer",
                "ausweis-nr",
                "numéro national",
                "numéro d'identité",
                "numéro d'identification",
                "carte d'identité",
                "número de identidad",
                "número de identificación",
                "documento de identidad",
                "carta d'identità",
                "numero di identificazione",
                "número de identidade",
                "número de identificação",
                "bilhete de identidade",
                "identiteitskaart",
                "identificatienummer",
                "numer dowodu",
                "dowodu osobistego",
                "numer identyfikacyjny",
                "identitetsnummer",
                "id-kort",
                "身分証番号",
            ],
            assigned,
        ),
        examples: &["national_id: ⟦AX-4471902-3⟧", "My ID number is ⟦44719023⟧", "\"nationalId\":\"⟦12.345.678-9⟧\""],
        counterexamples: &["ID number 42", "SSN 666-90-4399", "national_id: 2024-05-06", "national_id: None"],
    },
    Detector {
        id: "pii.tax_id",
        title: "Tax number of any country, after its label",
        source: "OECD, Tax identification numbers: no common format; those with known check digits have detectors of \
                 their own",
        find: after(
            &[
                "tax id",
                "tax_id",
                "taxid",
                "tax identification",
                "tax_identification",
                "taxidentification",
                "tax number",
                "tax_number",
                "taxpayer id",
                "taxpayer_id",
                "taxpayerid",
                "taxnumber",
                "steuernummer",
                "identifiant fiscal",
                "numéro fiscal",
                "número fiscal",
                "identificación fiscal",
                "numero fiscale",
                "belastingnummer",
                "fiscaal nummer",
                "numer podatkowy",
                "skattenummer",
                "纳税人识别号",
                "税号",
                "納税者番号",
            ],
            assigned,
        ),
        examples: &["Tax ID: ⟦447-19-0237-X⟧", "\"tax_id\": \"⟦98-7654321⟧\""],
        counterexamples: &["tax id 42", "tax_id = 2024-05-06", "tax number: 12.5"],
    },
    Detector {
        id: "pii.employee_id",
        title: "Number of an employee, after its label",
        source: "The employer's own; ISO/IEC 29100, 4.4: identifiers that are linked to a person",
        find: after(
            &[
                "employee id",
                "employee_id",
                "employeeid",
                "employeenumber",
                "employee number",
                "employee_number",
                "employee no",
                "staff id",
                "staff_id",
                "staff number",
                "badge number",
                "badge_number",
                "personnel number",
                "personalnummer",
                "mitarbeiternummer",
                "mitarbeiter-id",
                "matricule",
                "número de empleado",
                "id de empleado",
                "matricola",
                "número de funcionário",
                "personeelsnummer",
                "numer pracownika",
                "anställningsnummer",
                "工号",
                "员工编号",
                "社員番号",
                "사번",
            ],
            document,
        ),
        examples: &["Employee ID: ⟦EMP730359⟧", "Personalnummer ⟦447190⟧", "工号：⟦A44719⟧"],
        counterexamples: &["employee_id = row[0]", "employee ID 42", "employee number of 2004-05-06"],
    },
    Detector {
        id: "pii.customer_id",
        title: "Number of a customer, after its label",
        source: "The company's own; ISO/IEC 29100, 4.4: identifiers that are linked to a person",
        find: after(
            &[
                "customer id",
                "customer_id",
                "customerid",
                "customernumber",
                "customer number",
                "customer_number",
                "customer no",
                "client id number",
                "client number",
                "client_number",
                "membership number",
                "membership_number",
                "kundennummer",
                "kunden-nr",
                "kundennr",
                "numéro client",
                "numéro de client",
                "número de cliente",
                "codice cliente",
                "numero cliente",
                "klantnummer",
                "numer klienta",
                "kundnummer",
                "客户编号",
                "客户号",
                "お客様番号",
                "고객번호",
            ],
            document,
        ),
        examples: &["customer_id: ⟦CUST-48213⟧", "Kundennummer ⟦4471902⟧"],
        counterexamples: &["customer_id: int", "customer_id = 42", "customer number one in 2004"],
    },
    Detector {
        id: "pii.device_id",
        title: "Serial number or identifier of a device, after its label",
        source: "45 CFR 164.514(b)(2)(i)(M): no common format",
        find: after(
            &[
                "device identifier",
                "device_identifier",
                "deviceidentifier",
                "device id",
                "device_id",
                "deviceid",
                "serial number",
                "serial_number",
                "serialnumber",
                "serial no",
                "seriennummer",
                "geräte-id",
                "gerätenummer",
                "numéro de série",
                "número de serie",
                "numero di serie",
                "número de série",
                "serienummer",
                "numer seryjny",
                "设备编号",
                "设备序列号",
                "シリアル番号",
            ],
            document,
        ),
        examples: &["Device ID: ⟦DVC-98F4471⟧", "Seriennummer ⟦C02XK4471JG5⟧"],
        counterexamples: &["device_id: str", "device id 0", "serial number of 2004-05-06"],
    },
    Detector {
        id: "pii.student_id",
        title: "Number of a student, after its label",
        source: "34 CFR 99.3: personal identifiers of students, such as the student number; no common format",
        find: after(
            &[
                "student id",
                "student_id",
                "studentid",
                "student number",
                "student_number",
                "student no",
                "matrikelnummer",
                "numéro étudiant",
                "número de estudiante",
                "numero di matricola",
                "número de aluno",
                "studentnummer",
                "numer albumu",
                "学号",
                "学籍番号",
                "학번",
            ],
            document,
        ),
        examples: &["Student ID: ⟦S1234567⟧", "Matrikelnummer ⟦4471902⟧"],
        counterexamples: &["student_id: int", "student number 3"],
    },
    Detector {
        id: "pii.biometric_id",
        title: "Identifier of a fingerprint, face or voice, after its label",
        source: "45 CFR 164.514(b)(2)(i)(P), Regulation (EU) 2016/679 article 4(14): no common format",
        find: after(
            &[
                "biometric identifier",
                "biometric_identifier",
                "biometricidentifier",
                "biometric id",
                "biometric_id",
                "biometricid",
                "fingerprint id",
                "fingerprint_id",
                "face id number",
                "voiceprint id",
            ],
            document,
        ),
        examples: &["biometric_id: ⟦BIO-882031⟧"],
        counterexamples: &["biometric id is stored", "fingerprint_id = 42"],
    },
    Detector {
        id: "health.medical_record_number",
        title: "Medical record or patient number, after its label",
        source: "45 CFR 164.514(b)(2)(i)(H): the hospital's own",
        find: after(
            &[
                "medical record",
                "medical_record",
                "medicalrecord",
                "mrn",
                "patient id",
                "patient_id",
                "patientid",
                "patientnumber",
                "patient number",
                "patient_number",
                "patient no",
                "chart number",
                "patientennummer",
                "patienten-id",
                "fallnummer",
                "numéro de dossier",
                "numéro de patient",
                "dossier médical",
                "historia clínica",
                "número de paciente",
                "cartella clinica",
                "prontuário",
                "patiëntnummer",
                "numer pacjenta",
                "patientnummer",
                "病历号",
                "患者番号",
                "診察券番号",
                "환자번호",
            ],
            document,
        ),
        examples: &["MRN: ⟦4471902⟧", "\"medical_record_number\": \"⟦MED25315002⟧\"", "Patient ID ⟦P-44719⟧"],
        counterexamples: &["medical record of 2004-05-06", "patient id is missing", "patient_id: int"],
    },
    Detector {
        id: "health.insurance_number",
        title: "Number of an insurance policy or member, after its label",
        source: "45 CFR 164.514(b)(2)(i)(I): the insurer's own",
        find: after(
            &[
                "health plan",
                "health_plan",
                "healthplan",
                "beneficiary number",
                "beneficiary_number",
                "health insurance number",
                "health insurance id",
                "health_insurance_number",
                "insurance number",
                "insurance_number",
                "insurancenumber",
                "insurance id",
                "insurance_id",
                "policy number",
                "policy_number",
                "policynumber",
                "policy no",
                "member id",
                "member_id",
                "memberid",
                "member number",
                "subscriber id",
                "subscriber_id",
                "krankenversicherungsnummer",
                "versicherungsnummer",
                "versicherungsscheinnummer",
                "numéro d'assuré",
                "numéro d'adhérent",
                "numéro de police",
                "número de póliza",
                "número de afiliado",
                "numero di polizza",
                "número da apólice",
                "polisnummer",
                "numer polisy",
                "försäkringsnummer",
                "保单号",
                "保険証番号",
                "証券番号",
            ],
            document,
        ),
        examples: &[
            "health_plan_beneficiary_number: ⟦HPB-447190⟧",
            "Policy No. ⟦PX 4471902⟧",
            "Member ID: ⟦W447190237⟧",
        ],
        counterexamples: &["health plan 2025", "policy number 3", "member_id: str"],
    },
    Detector {
        id: "financial.account_number",
        title: "Account number with letters or in groups, after its label",
        source: "No common format; accounts of digits alone are `financial.bank_account`, IBANs `financial.iban`",
        find: after(
            &[
                "account number",
                "account_number",
                "accountnumber",
                "account no",
                "account_no",
                "acct no",
                "acct number",
                "acct_number",
                "bank account",
                "bank_account",
                "bankaccount",
                "kontonummer",
                "konto-nr",
                "kontonr",
                "numéro de compte",
                "número de cuenta",
                "cuenta bancaria",
                "numero di conto",
                "conto corrente",
                "número da conta",
                "conta corrente",
                "rekeningnummer",
                "numer konta",
                "numer rachunku",
                "账号",
                "銀行口座",
                "口座番号",
                "계좌번호",
            ],
            account,
        ),
        examples: &[
            "Account No: ⟦12-3456-0719023-45⟧",
            "\"bank_account_number\": \"⟦WXYZ12345678901234⟧\"",
            "conta corrente ⟦12345-6⟧",
        ],
        counterexamples: &[
            "account number: DE89370400440532013001",
            "account_number: str",
            "bank account since 2004-05-06",
        ],
    },
]);

/// Where the value of the label ends that starts at `start`: letters and digits in groups, joined by one of the signs;
/// capitals alone may be followed by a blank and digits.
fn run(text: &str, start: usize) -> Option<Span> {
    let rest = text.as_bytes().get(start..)?;
    let alnum = |at: usize| rest.get(at).is_some_and(u8::is_ascii_alphanumeric);
    let mut end = 0;
    while end < REACH - GAP {
        let blank = rest.get(end) == Some(&b' ')
            && (1..=4).contains(&end)
            && rest.get(..end)?.iter().all(u8::is_ascii_uppercase)
            && rest.get(end + 1).is_some_and(u8::is_ascii_digit);
        let joint = matches!(rest.get(end), Some(b'-' | b'/' | b'.' | b'_')) && end > 0 && alnum(end + 1);
        if !(alnum(end) || joint || blank) {
            break;
        }
        end += 1;
    }
    let ends = match rest.get(end) {
        Some(b'(' | b'[' | b'@' | b'%' | b'=') => false,
        Some(b':' | b',') => !rest.get(end + 1).is_some_and(u8::is_ascii_digit),
        // Letters of other scripts go on with the word.
        Some(byte) => byte.is_ascii() || !matches!(byte, 0xc3..=0xd6),
        None => true,
    };
    (end > 0 && ends).then_some(Span::new(start, start + end))
}

/// Whether groups of digits are a date, a time, a version or an amount rather than an identifier.
fn is_quantity(value: &str) -> bool {
    let groups: Vec<&str> = value.split(['-', '/', '.', '_']).collect();
    let numeric = groups.iter().all(|group| group.bytes().all(|byte| byte.is_ascii_digit()));
    let is_year = |group: &&str| group.len() == 4 && (group.starts_with("19") || group.starts_with("20"));
    match groups.as_slice() {
        [only] => is_year(only),
        [_, _] => numeric && value.contains('.'),
        [_, _, _] => numeric && (groups.iter().any(is_year) || groups.iter().all(|group| group.len() <= 2)),
        // An address of a machine.
        [_, _, _, _] => numeric && !value.contains(['-', '/', '_']) && groups.iter().all(|group| group.len() <= 3),
        _ => false,
    }
}

/// The value that a label announces, if it looks like one that somebody was given: five characters or more, of which
/// three are digits.
fn value(candidate: &Candidate<'_>) -> Option<Span> {
    let span = run(candidate.text, value_after(candidate.text, candidate.at, GAP)?)?;
    let value = span.of_str(candidate.text);
    let count = |of: fn(&u8) -> bool| value.bytes().filter(of).count();
    let (digits, letters, small) =
        (count(u8::is_ascii_digit), count(u8::is_ascii_alphabetic), count(u8::is_ascii_lowercase));
    let compact: Vec<u8> = value.bytes().filter(u8::is_ascii_digit).collect();
    let plausible = (5..=30).contains(&(digits + letters))
        && digits >= 3
        && (small == 0 || digits >= letters)
        && !all_equal(&compact)
        && !is_quantity(value);
    plausible.then_some(span)
}

fn document(candidate: &Candidate<'_>) -> Option<Match> {
    value(candidate).map(|span| Match { span, score: 0.6, why: "context" })
}

/// What mostly has check digits that are not known here.
fn assigned(candidate: &Candidate<'_>) -> Option<Match> {
    let span = value(candidate)?;
    let digits = span.of_str(candidate.text).bytes().filter(u8::is_ascii_digit).count();
    let label = candidate.at.of_str(candidate.text);
    // American and Swiss numbers, which their own detectors know better.
    let social = matches!(label.as_bytes(), [b's' | b'S', b's' | b'S' | b'o' | b'O', ..]);
    let known = social && (digits == 9 || span.of_str(candidate.text).starts_with("756"));
    (digits >= 6 && !known).then_some(Match { span, score: 0.55, why: "context" })
}

/// Not what other detectors are for: up to 17 digits alone, and IBANs, which must be right.
fn account(candidate: &Candidate<'_>) -> Option<Match> {
    let span = value(candidate)?;
    let value = span.of_str(candidate.text).as_bytes();
    let is_iban = matches!(value, [a, b, c, d, ..] if a.is_ascii_alphabetic()
        && b.is_ascii_alphabetic() && c.is_ascii_digit() && d.is_ascii_digit())
        && value.len() >= 15;
    let digits_alone = value.iter().all(u8::is_ascii_digit) && value.len() < 18;
    (!is_iban && !digits_alone).then_some(Match { span, score: 0.6, why: "context" })
}

/// Words that may stand between the label of a plate and the plate.
const VEHICLE: &[&str] = &[
    "of",
    "my",
    "the",
    "his",
    "her",
    "car",
    "vehicle",
    "is",
    "was",
    "reads",
    "meines",
    "autos",
    "wagens",
    "ist",
    "de",
    "du",
    "la",
    "ma",
    "voiture",
    "est",
    "mi",
    "coche",
    "auto",
    "carro",
    "es",
    "della",
    "mia",
    "macchina",
    "è",
    "do",
    "da",
    "meu",
    "é",
    "van",
    "mijn",
    "mojego",
    "auta",
    "samochodu",
    "to",
    "på",
    "min",
    "bil",
    "är",
    "er",
];

/// The length of the words at the start of what follows a label that only say whose plate it is.
fn past_vehicle(text: &str) -> usize {
    /// More bytes than the longest of these words has.
    const LONGEST: usize = 24;
    let mut rest = text;
    for _ in 0..5 {
        let ends = |(at, c): &(usize, char)| *at > LONGEST || !c.is_alphabetic();
        let len = rest.char_indices().find(ends).map_or(rest.len(), |(at, _)| at);
        let Some((word, after)) = rest.split_at_checked(len) else { break };
        let lower = word.chars().all(char::is_lowercase);
        match after.strip_prefix(' ') {
            Some(after) if lower && VEHICLE.contains(&word) => rest = after,
            _ => break,
        }
    }
    text.len() - rest.len()
}

/// Capitals, letters of scripts without them, and digits in up to four groups: four to ten characters, among them a
/// digit.
fn plate(candidate: &Candidate<'_>) -> Option<Match> {
    let start = value_after(candidate.text, candidate.at, GAP)?;
    let value = candidate.text.get(start..)?;
    // `della mia auto è`
    let start = start + past_vehicle(value);
    let value = candidate.text.get(start..)?;
    // Scripts without blanks write "is" right before it.
    let rest = value.trim_start_matches(['是', '为', '為', 'は']);
    let start = start + value.len() - rest.len();
    let is_part = |c: &char| c.is_alphanumeric() && !c.is_lowercase();
    let (mut end, mut digits, mut letters) = (0, 0, 0);
    for group in 0..4 {
        let tail = rest.get(end..)?;
        // Between groups: a blank, a dash, or two of them.
        let joint = tail.chars().take(2).take_while(|c| matches!(c, ' ' | '-')).map(char::len_utf8).sum();
        let next: Vec<char> = tail.get(joint..)?.chars().take(11).take_while(is_part).collect();
        let len: usize = next.iter().copied().map(char::len_utf8).sum();
        let numeric = next.iter().filter(|c| c.is_numeric()).count();
        let after = tail.get(joint + len..)?.chars().next();
        // Longer groups are words, or numbers of something else; so are words that go on in small letters.
        let fits = next.len() <= if group == 0 { 9 } else { 6 } && !after.is_some_and(char::is_lowercase);
        if next.is_empty() || !fits || (joint == 0) != (group == 0) {
            break;
        }
        end += joint + len;
        digits += numeric;
        letters += next.len() - numeric;
    }
    let after = rest.get(end..)?.chars().next();
    let goes_on = after.is_some_and(|c| c.is_lowercase() || "_%@:/".contains(c));
    let plausible = (3..=10).contains(&(digits + letters)) && digits > 0 && (letters > 0 || digits > 4);
    (plausible && !goes_on).then_some(Match { span: Span::new(start, start + end), score: 0.6, why: "context" })
}
