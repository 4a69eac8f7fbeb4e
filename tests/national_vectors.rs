//! Identifiers against published numbers of other validators: right ones are found in a sentence with a word
//! of context, wrong ones nowhere.
//!
//! Needs `../shared/data`; says so and passes where it is absent.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that meets the unexpected should stop at once")]

use promptsieve::detect::{Find, Scanner, registry};
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};

const STDNUM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/dev/pii/stdnum_vectors.jsonl");
const PRESIDIO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/dev/pii/presidio_recognizer_vectors.jsonl");

/// Which detectors find what python-stdnum calls so; a format that several schemes share has several.
const FORMATS: &[(&str, &str)] = &[
    ("ad.nrt", "pii.ad_tax_number"),
    ("al.nipt", "pii.al_tax_number"),
    ("ar.cuit", "pii.ar_cuit"),
    ("ar.dni", "pii.ar_dni"),
    ("at.businessid", "pii.at_company_number"),
    ("at.postleitzahl", "pii.at_postal_code"),
    ("at.tin", "pii.at_tax_number"),
    ("at.uid", "pii.at_vat_id"),
    ("at.vnr", "pii.at_social_security"),
    ("au.abn", "pii.au_abn"),
    ("au.acn", "pii.au_acn"),
    ("au.tfn", "pii.au_tfn"),
    ("az.voen", "pii.az_tax_number"),
    ("be.bis", "pii.be_national_number"),
    ("be.eid", "pii.be_id_card"),
    ("be.nn", "pii.be_national_number"),
    ("be.ssn", "pii.be_national_number"),
    ("be.vat", "pii.be_vat_id pii.be_company_number"),
    ("bg.egn", "pii.bg_egn"),
    ("bg.pnf", "pii.bg_foreigner_number"),
    ("bg.vat", "pii.bg_vat_id pii.bg_company_number"),
    ("br.cnpj", "pii.br_cnpj"),
    ("br.cpf", "pii.br_cpf"),
    ("by.unp", "pii.by_tax_number"),
    ("ca.bc_phn", "health.ca_bc_phn"),
    ("ca.bn", "pii.ca_business_number"),
    ("ca.sin", "pii.ca_sin"),
    ("ch.ssn", "pii.ch_ahv_number"),
    ("ch.uid", "pii.ch_company_number pii.ch_company_number_digits"),
    ("ch.vat", "pii.ch_company_number"),
    ("cl.rut", "pii.cl_rut"),
    ("cn.ric", "pii.cn_resident_id"),
    ("cn.uscc", "pii.cn_company_number"),
    ("co.nit", "pii.co_nit"),
    ("cr.cpf", "pii.cr_cedula"),
    ("cr.cpj", "pii.cr_company_number"),
    ("cr.cr", "pii.cr_residence_id"),
    ("cu.ni", "pii.cu_identity_number"),
    ("cy.vat", "pii.cy_vat_id"),
    ("cz.rc", "pii.cz_birth_number"),
    ("de.handelsregisternummer", "pii.de_commercial_register"),
    ("de.idnr", "pii.de_tax_id"),
    ("de.stnr", "pii.de_tax_number"),
    ("de.vat", "pii.de_vat_id"),
    ("dk.cpr", "pii.dk_personal_number"),
    ("dk.cvr", "pii.dk_company_number"),
    ("do.cedula", "pii.do_cedula"),
    ("do.rnc", "pii.do_rnc"),
    ("dz.nif", "pii.dz_tax_number"),
    ("ec.ci", "pii.ec_cedula"),
    ("ec.ruc", "pii.ec_ruc"),
    ("ee.ik", "pii.ee_personal_code"),
    ("ee.kmkr", "pii.ee_vat_id pii.ee_vat_id_digits"),
    ("ee.registrikood", "pii.ee_company_number"),
    ("eg.tn", "pii.eg_tax_number"),
    ("es.cae", "pii.es_excise_number"),
    ("es.cif", "pii.es_cif"),
    ("es.cups", "pii.es_supply_point"),
    ("es.dni", "pii.es_dni"),
    ("es.nie", "pii.es_nie"),
    ("es.nif", "pii.es_dni pii.es_nie pii.es_cif"),
    ("es.postal_code", "pii.es_postal_code"),
    ("eu.oss", "pii.eu_oss_number"),
    ("eu.vat", "pii.be_vat_id pii.fr_vat_id"),
    ("fi.alv", "pii.fi_vat_id"),
    ("fi.associationid", "pii.fi_association_number"),
    ("fi.hetu", "pii.fi_personal_identity_code"),
    ("fi.veronumero", "pii.fi_tax_number"),
    ("fi.ytunnus", "pii.fi_business_id"),
    ("fo.vn", "pii.fo_tax_number"),
    ("fr.accise", "pii.fr_excise_number"),
    ("fr.nif", "pii.fr_tax_id"),
    ("fr.nir", "pii.fr_social_security"),
    ("fr.rcs", "pii.fr_siren"),
    ("fr.siren", "pii.fr_siren"),
    ("fr.siret", "pii.fr_siret"),
    ("fr.tva", "pii.fr_vat_id pii.fr_vat_id_digits"),
    ("gb.nhs", "pii.uk_nhs_number"),
    ("gb.upn", "pii.uk_pupil_number"),
    ("gb.utr", "pii.uk_utr"),
    ("gb.vat", "pii.uk_vat_id"),
    ("gh.tin", "pii.gh_tax_number"),
    ("gn.nifp", "pii.gn_tax_number"),
    ("gr.amka", "pii.gr_amka"),
    ("gr.vat", "pii.gr_vat_id pii.gr_tax_number"),
    ("gt.nit", "pii.gt_nit"),
    ("hr.oib", "pii.hr_oib pii.hr_vat_id"),
    ("hu.anum", "pii.hu_vat_id"),
    ("id.nik", "pii.id_nik"),
    ("id.npwp", "pii.id_tax_number"),
    ("ie.pps", "pii.ie_ppsn"),
    ("ie.vat", "pii.ie_vat_id"),
    ("il.hp", "pii.il_company_number"),
    ("il.idnr", "pii.il_id"),
    ("in_.aadhaar", "pii.in_aadhaar"),
    ("in_.epic", "pii.in_voter_id"),
    ("in_.gstin", "pii.in_gstin"),
    ("in_.pan", "pii.in_pan"),
    ("in_.vid", "pii.in_virtual_id"),
    ("is_.kennitala", "pii.is_national_id"),
    ("is_.vsk", "pii.is_vat_id"),
    ("it.codicefiscale", "pii.it_fiscal_code"),
    ("it.iva", "pii.it_vat_id pii.it_vat_id_prefixed"),
    ("jp.cn", "pii.jp_corporate_number"),
    ("jp.in_", "pii.jp_my_number"),
    ("ke.pin", "pii.ke_tax_pin"),
    ("kr.brn", "pii.kr_business_number"),
    ("kr.rrn", "pii.kr_rrn"),
    ("li.peid", "pii.li_tax_number"),
    ("lt.asmens", "pii.lt_personal_code"),
    ("lt.pvm", "pii.lt_vat_id pii.lt_tax_number"),
    ("lu.tva", "pii.lu_vat_id pii.lu_tax_number"),
    ("lv.pvn", "pii.lv_vat_id pii.lv_company_number"),
    ("ma.ice", "pii.ma_company_number"),
    ("mc.tva", "pii.fr_vat_id pii.fr_vat_id_digits"),
    ("md.idno", "pii.md_company_number"),
    ("me.pib", "pii.me_tax_number"),
    ("mk.edb", "pii.mk_tax_number"),
    ("mt.vat", "pii.mt_vat_id"),
    ("mx.curp", "pii.mx_curp"),
    ("mx.rfc", "pii.mx_rfc"),
    ("my.nric", "pii.my_nric"),
    ("mz.nuit", "pii.mz_tax_number"),
    ("nl.brin", "pii.nl_school_number"),
    ("nl.bsn", "pii.nl_bsn"),
    ("nl.btw", "pii.nl_vat_id pii.nl_vat_id_digits"),
    ("nl.identiteitskaartnummer", "pii.nl_identity_document"),
    ("nl.onderwijsnummer", "pii.nl_education_number"),
    ("nl.postcode", "pii.nl_postal_code"),
    ("no.fodselsnummer", "pii.no_national_id"),
    ("no.mva", "pii.no_vat_id"),
    ("no.orgnr", "pii.no_company_number"),
    ("nz.ird", "pii.nz_ird"),
    ("pe.cui", "pii.pe_dni"),
    ("pe.ruc", "pii.pe_ruc"),
    ("pk.cnic", "pii.pk_cnic"),
    ("pl.nip", "pii.pl_nip pii.pl_vat_id"),
    ("pl.pesel", "pii.pl_pesel"),
    ("pl.regon", "pii.pl_regon"),
    ("pt.cc", "pii.pt_citizen_card"),
    ("pt.nif", "pii.pt_tax_number pii.pt_vat_id"),
    ("py.ruc", "pii.py_ruc"),
    ("ro.cnp", "pii.ro_cnp"),
    ("ro.cui", "pii.ro_company_number pii.ro_vat_id"),
    ("ro.onrc", "pii.ro_trade_register"),
    ("rs.pib", "pii.rs_tax_number"),
    ("ru.inn", "pii.ru_inn"),
    ("ru.ogrn", "pii.ru_ogrn"),
    ("se.orgnr", "pii.se_company_number"),
    ("se.personnummer", "pii.se_personal_number"),
    ("se.postnummer", "pii.se_postal_code"),
    ("se.vat", "pii.se_vat_id"),
    ("sg.uen", "pii.sg_uen"),
    ("si.ddv", "pii.si_vat_id pii.si_tax_number"),
    ("si.emso", "pii.jmbg"),
    ("si.maticna", "pii.si_company_number"),
    ("sk.dph", "pii.sk_vat_id pii.sk_tax_number"),
    ("sk.rc", "pii.cz_birth_number"),
    ("sm.coe", "pii.sm_tax_number"),
    ("sn.ninea", "pii.sn_company_number"),
    ("sv.nit", "pii.sv_nit"),
    ("th.moa", "pii.th_company_number"),
    ("th.pin", "pii.th_national_id"),
    ("th.tin", "pii.th_national_id pii.th_company_number"),
    ("tn.mf", "pii.tn_tax_number"),
    ("tr.tckimlik", "pii.tr_national_id"),
    ("tr.vkn", "pii.tr_tax_number"),
    ("tw.ubn", "pii.tw_company_number"),
    ("ua.edrpou", "pii.ua_company_number"),
    ("ua.rntrc", "pii.ua_tax_number"),
    ("us.atin", "pii.us_atin"),
    ("us.ein", "pii.us_ein"),
    ("us.itin", "pii.us_itin"),
    ("us.ptin", "pii.us_ptin"),
    ("us.ssn", "pii.us_ssn"),
    ("us.tin", "pii.us_ssn pii.us_itin pii.us_ein"),
    ("uy.rut", "pii.uy_rut"),
    ("vatin", "pii.fr_vat_id pii.de_vat_id pii.br_cnpj"),
    ("ve.rif", "pii.ve_rif"),
    ("vn.mst", "pii.vn_tax_number"),
    ("za.idnr", "pii.za_id"),
    ("za.tin", "pii.za_tax_number"),
    ("ar.cbu", "financial.ar_cbu"),
    ("be.iban", "financial.iban"),
    ("be.ogm_vcs", "financial.be_payment_reference"),
    ("bic", "financial.bic"),
    ("casrn", "item.cas_number"),
    ("ch.esr", "financial.ch_payment_reference"),
    ("cusip", "financial.cusip"),
    ("cz.bankaccount", "financial.cz_account"),
    ("de.leitweg", "pii.de_leitweg_id"),
    ("de.wkn", "financial.wkn"),
    ("ean", "item.gtin"),
    ("es.ccc", "financial.es_ccc"),
    ("es.iban", "financial.iban"),
    ("eu.at_02", "financial.sepa_creditor_id"),
    ("eu.banknote", "financial.euro_banknote"),
    ("eu.ecnumber", "item.ec_number"),
    ("eu.eic", "pii.eu_eic"),
    ("eu.excise", "pii.eu_excise_number"),
    ("figi", "financial.figi"),
    ("gb.sedol", "financial.sedol"),
    ("grid", "item.grid"),
    ("iban", "financial.iban"),
    ("imei", "pii.imei"),
    ("imo", "item.ship"),
    ("imsi", "pii.imsi"),
    ("isan", "item.isan"),
    ("isbn", "item.isbn"),
    ("isin", "financial.isin"),
    ("ismn", "item.ismn"),
    ("isni", "pii.isni"),
    ("iso11649", "financial.creditor_reference"),
    ("iso6346", "item.container"),
    ("isrc", "item.isrc"),
    ("issn", "item.issn"),
    ("lei", "financial.lei"),
    ("me.iban", "financial.iban"),
    ("meid", "pii.meid"),
    ("no.iban", "financial.iban"),
    ("no.kontonr", "financial.no_account"),
    ("nz.bankaccount", "financial.nz_account"),
];

/// Which detectors find what Presidio calls so.
const RECOGNIZERS: &[(&str, &str)] = &[
    ("AU_ABN", "pii.au_abn"),
    ("AU_ACN", "pii.au_acn"),
    ("AU_MEDICARE", "health.au_medicare"),
    ("AU_TFN", "pii.au_tfn"),
    ("CA_SIN", "pii.ca_sin"),
    ("DE_BSNR", "health.de_bsnr"),
    ("DE_FUEHRERSCHEIN", "pii.de_driving_licence"),
    ("DE_HANDELSREGISTER", "pii.de_commercial_register"),
    ("DE_HEALTH_INSURANCE", "health.de_kvnr"),
    ("DE_ID_CARD", "pii.de_id_card"),
    ("DE_KFZ", "pii.de_vehicle_registration"),
    ("DE_LANR", "health.de_lanr"),
    ("DE_PASSPORT", "pii.de_passport pii.de_id_card"),
    ("DE_PLZ", "pii.de_postal_code"),
    ("DE_SOCIAL_SECURITY", "pii.de_social_security"),
    ("DE_TAX_ID", "pii.de_tax_id"),
    ("DE_TAX_NUMBER", "pii.de_tax_number"),
    ("DE_VAT_ID", "pii.de_vat_id"),
    ("ES_NIE", "pii.es_nie"),
    ("ES_NIF", "pii.es_dni"),
    ("ES_PASSPORT", "pii.es_passport"),
    ("FI_PERSONAL_IDENTITY_CODE", "pii.fi_personal_identity_code"),
    ("IN_AADHAAR", "pii.in_aadhaar"),
    ("IN_GSTIN", "pii.in_gstin"),
    ("IN_PAN", "pii.in_pan"),
    ("IN_PASSPORT", "pii.in_passport"),
    ("IN_VEHICLE_REGISTRATION", "pii.in_vehicle_registration"),
    ("IN_VOTER", "pii.in_voter_id"),
    ("IT_DRIVER_LICENSE", "pii.it_driving_licence"),
    ("IT_FISCAL_CODE", "pii.it_fiscal_code"),
    ("IT_IDENTITY_CARD", "pii.it_identity_card"),
    ("IT_PASSPORT", "pii.it_passport"),
    ("IT_VAT_CODE", "pii.it_vat_id"),
    ("KR_BRN", "pii.kr_business_number"),
    ("KR_DRIVER_LICENSE", "pii.kr_driver_license"),
    ("KR_FRN", "pii.kr_frn"),
    ("KR_PASSPORT", "pii.kr_passport"),
    ("KR_RRN", "pii.kr_rrn"),
    ("MEDICAL_LICENSE", "health.us_dea_number"),
    ("NG_NIN", "pii.ng_nin"),
    ("NG_VEHICLE_REGISTRATION", "pii.ng_vehicle_registration"),
    ("PH_TIN", "pii.ph_tax_number"),
    ("PL_PESEL", "pii.pl_pesel"),
    ("SE_ORGANISATIONSNUMMER", "pii.se_company_number"),
    ("SE_PERSONNUMMER", "pii.se_personal_number"),
    ("SG_NRIC_FIN", "pii.sg_nric"),
    ("SG_UEN", "pii.sg_uen"),
    ("TH_TNIN", "pii.th_national_id"),
    ("TR_LICENSE_PLATE", "pii.tr_license_plate"),
    ("TR_NATIONAL_ID", "pii.tr_national_id"),
    ("UK_DRIVING_LICENCE", "pii.uk_driving_licence"),
    ("UK_NHS", "pii.uk_nhs_number"),
    ("UK_NINO", "pii.uk_nino"),
    ("UK_PASSPORT", "pii.uk_passport"),
    ("UK_POSTCODE", "pii.uk_postcode"),
    ("UK_VEHICLE_REGISTRATION", "pii.uk_vehicle_registration"),
    ("US_DRIVER_LICENSE", "pii.us_driver_license"),
    ("US_ITIN", "pii.us_itin"),
    ("US_MBI", "health.us_mbi"),
    ("US_NPI", "health.us_npi"),
    ("US_PASSPORT", "pii.us_passport"),
    ("US_SSN", "pii.us_ssn"),
    ("ZA_ID_NUMBER", "pii.za_id"),
];

/// Rows we answer otherwise, by the reason; one that no longer differs fails the test.
const OTHERWISE: &[(&str, &[&str])] = &[
    ("Persian and Arabic digits are the normaliser's matter", &["eg.tn ٣٣١-١٠٥-٢٦٨"]),
    ("more than one character between groups", &["kr.brn  116 - 82 - 00276  "]),
    ("too short to tell from any number", &["sm.coe 51"]),
    ("published as nobody's; and these begin with 9", &["us.atin 123-45-6789", "us.tin 123-45-6789"]),
    ("a comma is no separator", &["vatin DE136,695 976"]),
    ("no prefix belongs to this number", &["vatin BR16.727.230/0001-97"]),
    (
        "the right number inside it is found",
        &["es.cups ES 1234-123456789012-JY 1T", "sn.ninea 1234567 0AZ", "tn.mf 1234567/M/A/X/000"],
    ),
    (
        "a check digit that the issuer's rule refuses",
        &["IT_FISCAL_CODE AAAAAA00B11C333N", "SG_NRIC_FIN T1234567Z", "SG_NRIC_FIN G1122144L"],
    ),
    ("older cards have no check digit", &["in_.epic WKH1186263"]),
    ("a letter that the issuer never used", &["SG_NRIC_FIN A1234567Z", "SG_NRIC_FIN B1234567Z"]),
    ("not the shape of the scheme", &["IN_PAN A1111DFSFS", "IN_VEHICLE_REGISTRATION I15432"]),
    (
        "small letters as a group of their own are read as words",
        &[
            "DE_VAT_ID de 136 695 976",
            "NG_VEHICLE_REGISTRATION app-456cv",
            "TR_LICENSE_PLATE 34 abc 1234",
            "UK_NINO hh 01 02 03 d",
            "UK_VEHICLE_REGISTRATION aa02 aaa",
        ],
    ),
    (
        "grown together with the word before",
        &[
            "FI_PERSONAL_IDENTITY_CODE My finnish id code is030594W903B.",
            "SE_PERSONNUMMER My swedish id code is199003052397.",
        ],
    ),
    (
        "a colon or underscore is no separator",
        &["IN_AADHAAR 3123:4567:8909", "IN_AADHAAR 3998:7654:3211", "IT_VAT_CODE 01333550_323"],
    ),
    (
        "the issuer's own specimen; the check digit is a tenth character, not the ninth",
        &["DE_ID_CARD L01X00T47", "DE_PASSPORT L01X00T47", "DE_PASSPORT C01234567", "DE_PASSPORT F12345678"],
    ),
    ("the engine does not tell the check which separator stood", &["KR_RRN 960121+1021413", "US_SSN 693-09.4444"]),
    ("the issuer's numbers have nine digits", &["UK_PASSPORT 123456789"]),
];

/// The rows of a file; none, with a word about it, where the file is absent.
fn rows(path: &str) -> Vec<Value> {
    match std::fs::read_to_string(path) {
        Ok(text) => text.lines().map(|line| serde_json::from_str(line).unwrap()).collect(),
        Err(error) => {
            eprintln!("SKIPPED: {path}: {error}");
            Vec::new()
        }
    }
}

/// A word that announces what a detector finds: the first of its words of context, or of its keywords.
fn context(id: &str) -> &'static str {
    let detector = registry().find(|detector| detector.id == id).unwrap_or_else(|| panic!("no detector {id}"));
    let words: &[&str] = match detector.find {
        Find::Forms { context, .. } | Find::Graded { context, .. } => context,
        Find::Keywords { keywords, .. } => keywords,
        _ => match id {
            "pii.de_commercial_register" => &["amtsgericht"],
            _ => &[],
        },
    };
    words.first().copied().unwrap_or_default()
}

/// Whether one of the detectors finds something in `value` at 0.5 or above, a word of context before it.
fn found(scanner: &Scanner, ids: &str, value: &str) -> bool {
    ids.split(' ').any(|id| {
        let mut findings = Vec::new();
        scanner.scan(&format!("{}: {value} .", context(id)), &mut findings);
        findings.iter().any(|finding| finding.detector.as_str() == id && finding.score >= 0.5)
    })
}

/// What one file says, told apart: entity, value, whether it is right, whether the issuer's check digit is at fault.
struct Row {
    entity: String,
    value: String,
    valid: bool,
    checksum: bool,
}

fn check(rows: impl Iterator<Item = Row>, table: &[(&str, &str)]) -> usize {
    let scanner = Scanner::all();
    let table: HashMap<&str, &str> = table.iter().copied().collect();
    let otherwise: BTreeSet<&str> = OTHERWISE.iter().flat_map(|(_, rows)| *rows).copied().collect();
    let (mut valid, mut missed, mut wrong, mut seen) = (0, Vec::new(), Vec::new(), BTreeSet::new());
    let mut unmapped = BTreeSet::new();
    let rows: Vec<Row> = rows.collect();
    let refused: BTreeSet<&str> = rows.iter().filter(|row| !row.valid).map(|row| row.value.as_str()).collect();
    for row in &rows {
        // Values that Presidio's own tests both find and refuse.
        if row.valid && row.entity == "DE_VAT_ID" && refused.contains(row.value.as_str()) {
            continue;
        }
        let Some(ids) = table.get(row.entity.as_str()) else {
            unmapped.insert(row.entity.as_str());
            continue;
        };
        let accepted = found(&scanner, ids, &row.value);
        let name = format!("{} {}", row.entity, row.value);
        valid += usize::from(row.valid);
        if accepted == row.valid {
            assert!(!otherwise.contains(name.as_str()), "{name} is as it should be: strike it from OTHERWISE");
        } else if otherwise.contains(name.as_str()) {
            seen.insert(name);
        } else if row.valid {
            missed.push(name);
        } else {
            wrong.push(format!("{name}{}", if row.checksum { " (check digit)" } else { "" }));
        }
    }
    println!("{valid} valid values, {} answered otherwise with a reason, not ours: {unmapped:?}", seen.len());
    assert!(missed.is_empty() && wrong.is_empty(), "missed:\n{}\nwrong:\n{}", missed.join("\n"), wrong.join("\n"));
    valid
}

#[test]
fn stdnum_vectors_are_found_and_wrong_ones_are_not() {
    let rows = rows(&std::env::var("NATIONAL_VECTORS").unwrap_or(STDNUM.to_owned())).into_iter().map(|row| Row {
        entity: row["entity"].as_str().unwrap().trim_start_matches("stdnum.").to_owned(),
        value: row["value"].as_str().unwrap().to_owned(),
        valid: row["valid"] == true,
        checksum: row["reason"] == "InvalidChecksum",
    });
    check(rows, FORMATS);
}

#[test]
fn presidio_vectors_are_found_and_wrong_ones_are_not() {
    let rows = rows(PRESIDIO).into_iter().map(|row| Row {
        entity: row["entity"].as_str().unwrap().to_owned(),
        value: row["text"].as_str().unwrap().to_owned(),
        valid: row["valid"] == true,
        checksum: false,
    });
    check(rows, RECOGNIZERS);
}
