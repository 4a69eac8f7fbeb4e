//! National identifiers against published numbers of other validators: right ones are found in a sentence with a word
//! of context, wrong ones nowhere.
//!
//! Needs `../shared/data`; says so and passes where it is absent.

use promptsieve::detect::{Detector, Find, Scanner, registry};
use serde_json::Value;
use std::collections::HashMap;

const STDNUM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/dev/pii/stdnum_vectors.jsonl");
const PRESIDIO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/dev/pii/presidio_recognizer_vectors.jsonl");

/// Which detectors find what python-stdnum calls so; a format that several schemes share has several.
const FORMATS: &[(&str, &str)] = &[
    ("ad.nrt", "pii.ad_tax_number"),
    ("al.nipt", "pii.al_tax_number"),
    ("ar.cuit", "pii.ar_cuit"),
    ("ar.dni", "pii.ar_dni"),
    ("at.businessid", "pii.at_company_number"),
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
];

fn rows(path: &str) -> Vec<Value> {
    match std::fs::read_to_string(path) {
        Ok(text) => text.lines().map(|line| serde_json::from_str(line).unwrap()).collect(),
        Err(error) => {
            eprintln!("SKIPPED: {path}: {error}");
            Vec::new()
        }
    }
}

fn detector(id: &str) -> &'static Detector {
    registry().find(|detector| detector.id == id).unwrap_or_else(|| panic!("no detector {id}"))
}

/// The word of context that a detector lists first.
fn context(id: &str) -> &'static str {
    match detector(id).find {
        Find::Forms { context, .. } => context.first().copied().unwrap_or_default(),
        _ => "",
    }
}

/// Whether one of the detectors finds all of `value`, or any of it, at 0.5 or above.
fn found(scanner: &Scanner, ids: &str, value: &str, with_context: bool) -> bool {
    ids.split(' ').any(|id| {
        let text = if with_context { format!("{}: {value}.", context(id)) } else { format!("see {value}, ok") };
        let mut findings = Vec::new();
        scanner.scan(&text, &mut findings);
        findings.iter().any(|finding| finding.detector.as_str() == id && finding.score >= 0.5)
    })
}

#[test]
fn dump() {
    let scanner = Scanner::all();
    let formats: HashMap<&str, &str> = FORMATS.iter().copied().collect();
    let (mut valid, mut missed, mut wrong) = (0, Vec::new(), Vec::new());
    let mut unmapped = std::collections::BTreeSet::new();
    for row in rows(&std::env::var("ORACLE").unwrap_or(STDNUM.to_owned())) {
        let entity = row["entity"].as_str().unwrap().trim_start_matches("stdnum.").to_owned();
        let Some(ids) = formats.get(entity.as_str()) else {
            unmapped.insert(entity);
            continue;
        };
        let value = row["value"].as_str().unwrap();
        let accepted = found(&scanner, ids, value, true);
        if row["valid"] == true {
            valid += 1;
            if !accepted {
                missed.push(format!("{entity} {value}"));
            }
        } else if accepted {
            wrong.push(format!("{entity} {value} {}", row["reason"]));
        }
    }
    println!(
        "unmapped {unmapped:?}\nvalid {valid}\nmissed {}\n  {}\nwrong {}\n  {}",
        missed.len(),
        missed.join("\n  "),
        wrong.len(),
        wrong.join("\n  ")
    );
}
