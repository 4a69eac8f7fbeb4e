//! How well the detectors do on labelled data: `make accuracy`, or
//! `cargo run --release --example accuracy [-- --hits [detector]] [--missed]`.
//!
//! Reads `../shared/data/dev` and prints tables; what is not there is skipped, and said so. `--hits` lists the
//! commonest texts each detector finds in ordinary text, `--missed` the labelled values that are missed: both print the
//! data's own (synthetic or published) text, which the product itself never does.

use promptsieve::detect::{Find, Scanner, registry};
use promptsieve::finding::Finding;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The score from which on a finding counts: the default of a rule.
const MIN_SCORE: f32 = 0.5;
const DATA: &str = "../shared/data/dev";

/// Entities of Presidio's data and the detectors that are to find them.
const ENTITIES: &[(&str, &[&str])] = &[
    ("CREDIT_CARD", &["financial.payment_card"]),
    ("IBAN_CODE", &["financial.iban"]),
    ("EMAIL_ADDRESS", &["pii.email"]),
    ("PHONE_NUMBER", &["pii.phone"]),
    ("US_SSN", &["pii.us_ssn"]),
    ("IP_ADDRESS", &["pii.ip_address"]),
    ("AGE", &["pii.age"]),
    ("US_DRIVER_LICENSE", &["pii.us_driver_license"]),
    ("ABA_ROUTING_NUMBER", &["financial.aba_routing"]),
    ("AU_ABN", &["pii.au_abn"]),
    ("AU_ACN", &["pii.au_acn"]),
    ("AU_MEDICARE", &["health.au_medicare"]),
    ("AU_TFN", &["pii.au_tfn"]),
    ("CA_SIN", &["pii.ca_sin"]),
    ("CRYPTO", &["financial.bitcoin_address"]),
    ("DE_BSNR", &["health.de_bsnr"]),
    ("DE_FUEHRERSCHEIN", &["pii.de_driving_licence"]),
    ("DE_HANDELSREGISTER", &["pii.de_commercial_register"]),
    ("DE_HEALTH_INSURANCE", &["health.de_kvnr"]),
    ("DE_ID_CARD", &["pii.de_id_card"]),
    ("DE_KFZ", &["pii.de_vehicle_registration"]),
    ("DE_LANR", &["health.de_lanr"]),
    ("DE_PASSPORT", &["pii.de_passport"]),
    ("DE_PLZ", &["pii.de_postal_code"]),
    ("DE_SOCIAL_SECURITY", &["pii.de_social_security"]),
    ("DE_TAX_ID", &["pii.de_tax_id"]),
    ("DE_TAX_NUMBER", &["pii.de_tax_number"]),
    ("DE_VAT_ID", &["pii.de_vat_id"]),
    ("ES_NIE", &["pii.es_nie"]),
    ("ES_NIF", &["pii.es_dni"]),
    ("ES_PASSPORT", &["pii.es_passport"]),
    ("FI_PERSONAL_IDENTITY_CODE", &["pii.fi_personal_identity_code"]),
    ("IN_AADHAAR", &["pii.in_aadhaar"]),
    ("IN_GSTIN", &["pii.in_gstin"]),
    ("IN_PAN", &["pii.in_pan"]),
    ("IN_PASSPORT", &["pii.in_passport"]),
    ("IN_VEHICLE_REGISTRATION", &["pii.in_vehicle_registration"]),
    ("IN_VOTER", &["pii.in_voter_id"]),
    ("IT_DRIVER_LICENSE", &["pii.it_driving_licence"]),
    ("IT_FISCAL_CODE", &["pii.it_fiscal_code"]),
    ("IT_IDENTITY_CARD", &["pii.it_identity_card"]),
    ("IT_PASSPORT", &["pii.it_passport"]),
    ("IT_VAT_CODE", &["pii.it_vat_id", "pii.it_vat_id_prefixed"]),
    ("KR_BRN", &["pii.kr_business_number"]),
    ("KR_DRIVER_LICENSE", &["pii.kr_driver_license"]),
    ("KR_FRN", &["pii.kr_frn"]),
    ("KR_PASSPORT", &["pii.kr_passport"]),
    ("KR_RRN", &["pii.kr_rrn"]),
    ("MAC_ADDRESS", &["pii.mac_address", "pii.mac_address_labelled"]),
    ("MEDICAL_LICENSE", &["health.us_dea_number"]),
    ("NG_NIN", &["pii.ng_nin"]),
    ("NG_VEHICLE_REGISTRATION", &["pii.ng_vehicle_registration"]),
    ("PH_MOBILE_NUMBER", &["pii.phone"]),
    ("PH_TIN", &["pii.ph_tax_number"]),
    ("PHONE", &["pii.phone"]),
    ("PL_PESEL", &["pii.pl_pesel"]),
    ("SE_ORGANISATIONSNUMMER", &["pii.se_company_number"]),
    ("SE_PERSONNUMMER", &["pii.se_personal_number"]),
    ("SG_NRIC_FIN", &["pii.sg_nric"]),
    ("SG_UEN", &["pii.sg_uen"]),
    ("TH_TNIN", &["pii.th_national_id"]),
    ("TR_LICENSE_PLATE", &["pii.tr_license_plate"]),
    ("TR_NATIONAL_ID", &["pii.tr_national_id"]),
    ("TR_PHONE_NUMBER", &["pii.phone"]),
    ("UK_DRIVING_LICENCE", &["pii.uk_driving_licence"]),
    ("UK_NHS", &["pii.uk_nhs_number"]),
    ("UK_NINO", &["pii.uk_nino"]),
    ("UK_PASSPORT", &["pii.uk_passport"]),
    ("UK_POSTCODE", &["pii.uk_postcode"]),
    ("UK_VEHICLE_REGISTRATION", &["pii.uk_vehicle_registration"]),
    ("US_BANK_NUMBER", &["financial.bank_account"]),
    ("US_ITIN", &["pii.us_itin"]),
    ("US_MBI", &["health.us_mbi"]),
    ("US_NPI", &["health.us_npi"]),
    ("US_PASSPORT", &["pii.us_passport"]),
    ("ZA_ID_NUMBER", &["pii.za_id"]),
];

/// What python-stdnum has and the registry has not: check digit algorithms that belong to no identifier, and codes of
/// classes, libraries and bar codes.
const NOT_IMPLEMENTED: &[&str] = &[
    "damm",
    "luhn",
    "verhoeff",
    "iso7064.mod_11_10",
    "iso7064.mod_11_2",
    "iso7064.mod_37_2",
    "iso7064.mod_37_36",
    "iso7064.mod_97_10",
    "cfi",
    "eu.nace",
    "gs1_128",
    "isil",
];

/// What ordinary text really holds; of the other findings in it, nearly all would be wrong.
const EVERYDAY: &[&str] = &[
    "pii.email",
    "pii.phone",
    "pii.age",
    "pii.date_of_birth",
    "pii.ip_address",
    "pii.username",
    "pii.gps_coordinates",
    "pii.gps_degrees",
];

/// Of those, what patterns can find in running text.
const IN_SENTENCES: &[&str] =
    &["CREDIT_CARD", "IBAN_CODE", "EMAIL_ADDRESS", "PHONE_NUMBER", "US_SSN", "IP_ADDRESS", "US_DRIVER_LICENSE", "AGE"];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let says = |word: &str| arguments.iter().any(|argument| argument == word);
    let scanner = Scanner::all();
    println!("{} detectors, findings of {MIN_SCORE} and more\n", registry().count());
    let only = arguments.iter().find(|argument| argument.contains('.'));
    let closing = [
        sentences(&scanner, says("--missed")),
        vectors(&scanner, says("--missed")),
        numbers(&scanner, says("--missed")),
        secrets(&scanner, says("--missed")),
        ordinary(&scanner, says("--hits"), only.map(String::as_str)),
    ];
    println!("Closing figures");
    closing.iter().flatten().for_each(|line| println!("  {line}"));
}

fn rows(file: &str) -> Vec<Value> {
    let path = Path::new(DATA).join(file);
    match std::fs::read_to_string(&path) {
        Ok(text) => text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect(),
        Err(_) => {
            println!("skipped: {} is not there\n", path.display());
            Vec::new()
        }
    }
}

fn text<'v>(row: &'v Value, key: &str) -> &'v str {
    row.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn is_valid(row: &Value) -> bool {
    row.get("valid").and_then(Value::as_bool).unwrap_or(false)
}

fn found(scanner: &Scanner, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    scanner.scan_whole(text, &mut findings);
    findings.retain(|finding| finding.score >= MIN_SCORE);
    findings
}

fn percent(part: usize, all: usize) -> String {
    if all == 0 { "-".into() } else { format!("{:.1}%", part as f64 * 100.0 / all as f64) }
}

fn print(headings: &[&str], rows: &[Vec<String>]) {
    let widths: Vec<usize> = (0..headings.len())
        .map(|i| {
            let cells = rows.iter().filter_map(|row| row.get(i)).map(|cell| cell.chars().count());
            cells.chain([headings.get(i).map_or(0, |heading| heading.len())]).max().unwrap_or_default()
        })
        .collect();
    let line = |cells: Vec<&str>| {
        let padded: Vec<String> = cells
            .iter()
            .zip(&widths)
            .enumerate()
            .map(|(i, (cell, width))| if i == 0 { format!("{cell:<width$}") } else { format!("{cell:>width$}") })
            .collect();
        println!("  {}", padded.join("  ").trim_end());
    };
    line(headings.to_vec());
    rows.iter().for_each(|row| line(row.iter().map(String::as_str).collect()));
    println!();
}

fn ids(entity: &str) -> &'static [&'static str] {
    ENTITIES.iter().find(|(name, _)| *name == entity).map_or(&[], |(_, ids)| ids)
}

/// Byte offsets of characters.
fn bytes(text: &str, characters: usize) -> usize {
    text.char_indices().nth(characters).map_or(text.len(), |(at, _)| at)
}

/// Sentences with labelled spans: how many are found with exactly their span, and what else is found.
fn sentences(scanner: &Scanner, missed: bool) -> Vec<String> {
    #[derive(Default)]
    struct Count {
        right: usize,
        overlapping: usize,
        labelled: usize,
        found: usize,
    }
    let rows = rows("pii/spans_presidio_research.jsonl");
    let mut counts: BTreeMap<&str, Count> = IN_SENTENCES.iter().map(|entity| (*entity, Count::default())).collect();
    for row in &rows {
        let text = text(row, "text");
        let findings = found(scanner, text);
        for (entity, count) in &mut counts {
            let mine: Vec<(usize, usize)> = findings
                .iter()
                .filter(|finding| ids(entity).contains(&finding.detector.as_str()))
                .map(|finding| (finding.span.start, finding.span.end))
                .collect();
            let labelled: Vec<(usize, usize)> = row
                .get("spans")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .filter(|span| span.get("entity").and_then(Value::as_str) == Some(entity))
                .map(|span| {
                    let at = |key: &str| bytes(text, span.get(key).and_then(Value::as_u64).unwrap_or(0) as usize);
                    (at("start"), at("end"))
                })
                .collect();
            count.labelled += labelled.len();
            count.found += mine.len();
            count.right += labelled.iter().filter(|span| mine.contains(span)).count();
            let touches = |span: &&(usize, usize)| mine.iter().any(|one| one.0 < span.1 && span.0 < one.1);
            count.overlapping += labelled.iter().filter(touches).count();
            if missed {
                for span in labelled.iter().filter(|span| !mine.contains(span)) {
                    println!("  missed {entity}: {:?} in {text:?}", text.get(span.0..span.1).unwrap_or_default());
                }
                for span in mine.iter().filter(|span| !labelled.contains(span)) {
                    println!("  wrong {entity}: {:?} in {text:?}", text.get(span.0..span.1).unwrap_or_default());
                }
            }
        }
    }
    println!("Labelled sentences ({}): spans found exactly", rows.len());
    let table: Vec<_> = counts
        .iter()
        .map(|(entity, count)| {
            let f1 = 2.0 * count.right as f64 / (count.labelled + count.found).max(1) as f64;
            vec![
                (*entity).to_string(),
                count.labelled.to_string(),
                percent(count.right, count.found),
                percent(count.right, count.labelled),
                format!("{f1:.3}"),
                percent(count.overlapping, count.labelled),
            ]
        })
        .collect();
    print(&["entity", "labelled", "precision", "recall", "F1", "recall, any overlap"], &table);
    let worst = table.iter().filter_map(|row| Some((row.get(4)?, row.first()?))).min();
    worst
        .map(|(f1, entity)| format!("lowest span F1 of an entity: {f1} ({entity}); wanted: 0.95"))
        .into_iter()
        .collect()
}

/// A word that says what the value is, from the detector itself.
fn word_for(id: &str) -> &'static str {
    let detector = registry().find(|detector| detector.id == id);
    match detector.map(|detector| &detector.find) {
        Some(Find::Forms { context, .. } | Find::Graded { context, .. }) => context.first().copied().unwrap_or(""),
        _ if id == "pii.ip_address" => "ip address",
        Some(_) => detector.map_or("", |detector| detector.title),
        None => "",
    }
}

/// Presidio's own test vectors: the valid with a word of context, the invalid as they are.
fn vectors(scanner: &Scanner, missed: bool) -> Vec<String> {
    let rows = rows("pii/presidio_recognizer_vectors.jsonl");
    let mut counts: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
    let mut unknown = BTreeSet::new();
    for row in &rows {
        let (entity, value) = (text(row, "entity"), text(row, "text"));
        let ids = ids(entity);
        let Some(id) = ids.first() else {
            unknown.insert(entity);
            continue;
        };
        let [valid, hit, invalid, wrong] = counts.entry(entity).or_default();
        let mine = |text: &str| found(scanner, text).iter().any(|finding| ids.contains(&finding.detector.as_str()));
        if is_valid(row) {
            *valid += 1;
            let known = mine(&format!("The {} is: {value}", word_for(id)));
            *hit += usize::from(known);
            if missed && !known {
                println!("  missed {entity}: {value:?}");
            }
        } else {
            *invalid += 1;
            let known = mine(value);
            *wrong += usize::from(known);
            if missed && known {
                println!("  wrong {entity}: {value:?}");
            }
        }
    }
    let [valid, hit, invalid, wrong] = table("Recogniser vectors", &counts);
    if !unknown.is_empty() {
        println!("  not for patterns, or not implemented: {unknown:?}\n");
    }
    vec![format!(
        "recogniser vectors: {} of {valid} valid found, wanted: 97%; {wrong} of {invalid} invalid found, wanted: 0",
        percent(hit, valid)
    )]
}

fn table(title: &str, counts: &BTreeMap<&str, [usize; 4]>) -> [usize; 4] {
    let sum = counts
        .values()
        .fold([0; 4], |sum, count| std::array::from_fn(|i| sum.get(i).unwrap_or(&0) + count.get(i).unwrap_or(&0)));
    println!("{title}: valid values found with a word of context, invalid ones found");
    let line = |name: &str, [valid, hit, invalid, wrong]: [usize; 4]| {
        vec![name.to_string(), valid.to_string(), percent(hit, valid), invalid.to_string(), wrong.to_string()]
    };
    let mut rows: Vec<_> = counts
        .iter()
        .filter(|(_, [valid, hit, _, wrong])| hit < valid || *wrong > 0)
        .map(|(name, count)| line(name, *count))
        .collect();
    rows.push(line("all", sum));
    print(&["not all right", "valid", "found", "invalid", "wrongly found"], &rows);
    sum
}

/// python-stdnum's examples. Which detector is for which format shows from the valid values; none of those may find a
/// value with a wrong check digit.
fn numbers(scanner: &Scanner, missed: bool) -> Vec<String> {
    let rows = rows("pii/stdnum_vectors.jsonl");
    let mut counts: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
    let mut finders: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let words: BTreeSet<&str> = registry()
        .filter_map(|detector| match detector.find {
            Find::Forms { context, .. } | Find::Graded { context, .. } => Some(context),
            _ => None,
        })
        .flatten()
        .copied()
        .collect();
    // The description names the scheme; so does the module's name, `stdnum.de.idnr`.
    let announced = |row: &Value| {
        let name = text(row, "entity").rsplit('.').next().unwrap_or_default();
        format!("{} {name}: {}", text(row, "desc"), text(row, "value"))
    };
    for row in rows.iter().filter(|row| is_valid(row)) {
        let (entity, value) = (text(row, "entity"), text(row, "value"));
        let sentence = announced(row);
        let start = sentence.len() - value.len();
        let findings = found(scanner, &sentence);
        // Most of the value, or all of it but a label: `RCS Nancy B 323 159 715`.
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).count();
        let covers = |finding: &Finding| {
            finding.span.len() * 10 >= value.len() * 7
                || digits(value) > 4 && digits(finding.span.of_str(&sentence)) == digits(value)
        };
        let mine = findings.iter().filter(|finding| finding.span.start >= start && covers(finding));
        let ids: Vec<String> = mine.map(|finding| finding.detector.to_string()).collect();
        let [valid, hit, ..] = counts.entry(entity).or_default();
        *valid += 1;
        *hit += usize::from(!ids.is_empty());
        if missed && ids.is_empty() {
            println!("  missed {entity}: {value:?} ({})", text(row, "desc"));
        }
        finders.entry(entity).or_default().extend(ids);
    }
    let mut wrong_in_context = 0;
    for row in rows.iter().filter(|row| !is_valid(row) && text(row, "reason") == "InvalidChecksum") {
        let (entity, value) = (text(row, "entity"), text(row, "value"));
        let [.., invalid, wrong] = counts.entry(entity).or_default();
        *invalid += 1;
        let finders = finders.get(entity);
        let finds = |text: &str| {
            let findings = found(scanner, text);
            findings.iter().any(|one| finders.is_some_and(|finders| finders.contains(one.detector.as_str())))
        };
        let known = finds(value);
        *wrong += usize::from(known);
        if finds(&announced(row)) {
            wrong_in_context += 1;
            if missed {
                println!("  wrong {entity} in context: {value:?} ({finders:?})");
            }
        }
        if missed && known {
            println!("  wrong {entity}: {value:?}");
        }
    }
    let title = format!("Identifiers of {} formats ({} words of context known)", counts.len(), words.len());
    let [valid, hit, invalid, wrong] = table(&title, &counts);
    let implemented = |entity: &&str| !NOT_IMPLEMENTED.contains(&entity.trim_start_matches("stdnum."));
    let ours: usize = counts.iter().filter(|(entity, _)| implemented(entity)).map(|(_, [valid, ..])| valid).sum();
    vec![
        format!(
            "stdnum vectors: {} of {ours} valid found ({} of all {valid}), wanted: 97%",
            percent(hit, ours),
            percent(hit, valid)
        ),
        format!(
            "stdnum vectors: of {invalid} with a wrong check digit {wrong} found, {wrong_in_context} in context; wanted: 0"
        ),
    ]
}

fn secrets(scanner: &Scanner, missed: bool) -> Vec<String> {
    let mut counts: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
    for (name, file) in
        [("gitleaks", "secrets/gitleaks_vectors.jsonl"), ("detect-secrets", "secrets/detect_secrets_vectors.jsonl")]
    {
        for row in rows(file) {
            let count = counts.entry(name).or_default();
            let value = text(&row, "text");
            let known = found(scanner, value).iter().any(|finding| finding.detector.group() == "secret");
            let [valid, hit, invalid, wrong] = count;
            if is_valid(&row) {
                *valid += 1;
                *hit += usize::from(known);
            } else {
                *invalid += 1;
                *wrong += usize::from(known);
            }
            if missed && known != is_valid(&row) {
                let start: String = value.chars().take(120).collect();
                println!("  {} {}: {start:?}", if known { "wrong" } else { "missed" }, text(&row, "entity"));
            }
        }
    }
    println!("Secrets");
    let table: Vec<_> = counts
        .iter()
        .map(|(name, [valid, hit, invalid, wrong])| {
            vec![
                (*name).to_string(),
                valid.to_string(),
                percent(*hit, *valid),
                invalid.to_string(),
                percent(*wrong, *invalid),
            ]
        })
        .collect();
    print(&["source", "true", "found", "false", "wrongly found"], &table);
    table.iter().map(|row| format!("secrets (source, true, found, false, wrongly found): {}", row.join(", "))).collect()
}

/// What is found in ordinary text: prompts without attacks, and bodies of recorded exchanges.
fn ordinary(scanner: &Scanner, hits: bool, only: Option<&str>) -> Vec<String> {
    let mut closing = Vec::new();
    let mut corpora: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for row in rows("injection.jsonl") {
        if row.get("label").and_then(Value::as_u64) == Some(0) {
            corpora.entry("prompts").or_default().push(text(&row, "text").to_string());
        }
    }
    for file in ["traffic/pydantic-ai.jsonl", "traffic/envoy-ai-gateway.jsonl"] {
        for row in rows(file) {
            for key in ["request_body", "response_body"] {
                corpora.entry("traffic").or_default().push(text(&row, key).to_string());
            }
        }
    }
    for (name, texts) in corpora {
        let size = texts.iter().map(String::len).sum::<usize>() as f64 / 1e6;
        let mut found_by: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
        let mut rare = 0;
        for text in &texts {
            let findings = found(scanner, text);
            // Places, however many detectors claim them.
            let mut places: Vec<_> =
                findings.iter().filter(|one| !EVERYDAY.contains(&one.detector.as_str())).map(|one| one.span).collect();
            places.sort_by_key(|span| (span.start, span.end));
            places.dedup();
            rare += places.len();
            for finding in findings {
                let value = finding.span.of_str(text).chars().take(60).collect();
                *found_by.entry(finding.detector.to_string()).or_default().entry(value).or_default() += 1;
            }
        }
        let total: usize = found_by.values().flat_map(BTreeMap::values).sum();
        let different: usize = found_by.values().map(BTreeMap::len).sum();
        closing.push(format!(
            "ordinary text, {name}: findings other than e-mail, telephone, address, age, birth, user name, coordinates in {:.1} places \
             per MB (most of them right); wanted: fewer than 5 wrong ones",
            rare as f64 / size
        ));
        println!(
            "Ordinary text, {name} ({size:.1} MB): {:.1} findings per MB, {:.1} different ones",
            total as f64 / size,
            different as f64 / size
        );
        let mut table: Vec<_> =
            found_by.iter().map(|(id, values)| (values.values().sum::<usize>(), id, values)).collect();
        table.sort_by_key(|row| std::cmp::Reverse(row.0));
        let lines: Vec<_> = table
            .iter()
            .map(|(count, id, values)| {
                vec![(*id).clone(), count.to_string(), values.len().to_string(), format!("{:.2}", *count as f64 / size)]
            })
            .collect();
        print(&["detector", "findings", "different", "per MB"], &lines);
        if hits {
            for (_, id, values) in table.iter().filter(|(_, id, _)| only.is_none_or(|only| only == id.as_str())) {
                let mut commonest: Vec<_> = values.iter().collect();
                commonest.sort_by(|a, b| b.1.cmp(a.1));
                let most = if only.is_some() { 60 } else { 10 };
                let shown: Vec<_> =
                    commonest.iter().take(most).map(|(value, count)| format!("{value:?}×{count}")).collect();
                println!("  {id}: {}\n", shown.join(" "));
            }
        }
    }
    closing
}
