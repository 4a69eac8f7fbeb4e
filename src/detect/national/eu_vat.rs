//! VAT numbers behind their country's prefix, of the European Union and the United Kingdom.
//!
//! The prefix makes the shape unusual, so that one check digit is enough to stand alone, and people may group the digits
//! as they please. Numbers without it belong to the files of the countries.

use super::check::{at, is_in, last, letter_is, luhn, mod_11_10, number, part, slice, weigh, weigh_down};
use super::{
    CHECKED, Detector, FAIR, STRONG, Scores, Words, balkans, baltic, benelux, central_europe, checked, iberia, italy,
    lean, nordic,
};

/// The prefix and a check digit.
const PREFIXED: Scores = Scores { alone: 0.6, with_context: 1.0 };

/// The detectors of this file.
pub const DETECTORS: &[Detector] = &lean([
    Detector {
        id: "pii.at_vat_id",
        title: "Austrian VAT number (UID)",
        source: "Bundesministerium für Finanzen, BMF-010219/0120; weights 1 and 2, digit sums, plus 4, mod 10; \
                 European Commission, VIES: VAT number construction rules 15.0",
        find: checked(&["AT-U-9-9-9-9-9-9-9-9"], austria, PREFIXED, VAT),
        examples: &["UID-Nr. ⟦ATU13585627⟧", "⟦AT U13585627⟧", "⟦ATU 135 85 627⟧"],
        counterexamples: &["AT-U-1-3-5-8-5-6-2-6"],
    },
    Detector {
        id: "pii.be_vat_id",
        title: "Belgian VAT number (BTW, TVA)",
        source: "SPF Finances; Code TVA art. 50: 97 − (eight digits mod 97); European Commission, VIES: VAT number \
                 construction rules 15.0",
        find: checked(&["BE-9-9-9-9-9-9-9-9-9-9", "BE-9-9-9-9-9-9-9-9-9"], be, PREFIXED, VAT),
        examples: &["BTW ⟦BE 0428.759.497⟧", "⟦BE428759497⟧"],
        counterexamples: &["BE431150351"],
    },
    Detector {
        id: "pii.bg_vat_id",
        title: "Bulgarian VAT number",
        source: "Национална агенция за приходите; ЗДДС чл. 94: as the company number or a person's number; European \
                 Commission, VIES: VAT number construction rules 15.0",
        find: checked(&["BG-9-9-9-9-9-9-9-9-9", "BG-9-9-9-9-9-9-9-9-9-9"], bg, PREFIXED, VAT),
        examples: &["ДДС ⟦BG175074752⟧"],
        counterexamples: &["BG175074751"],
    },
    Detector {
        id: "pii.cy_vat_id",
        title: "Cypriot VAT number",
        source: "Τμήμα Φορολογίας Κύπρου: eight digits and a check letter; European Commission, VIES: VAT number \
                 construction rules 15.0",
        find: checked(&["CY-9-9-9-9-9-9-9-9-A"], |value| balkans::vat_cy(slice(value, 2..11)), PREFIXED, VAT),
        examples: &["VAT ⟦CY-10259033P⟧"],
        counterexamples: &["CY-1-0-2-5-9-0-3-3-Z"],
    },
    Detector {
        id: "pii.cy_tax_number",
        title: "Cypriot tax number without the VAT prefix",
        source: "Τμήμα Φορολογίας Κύπρου; OECD TIN note Cyprus: eight digits and a check letter",
        find: checked(
            &["99999999A"],
            balkans::vat_cy,
            FAIR,
            &["tic", "tin", "φπα", "α.φ.τ", "cyprus", "cypriot", "vat", "tax"],
        ),
        examples: &["Cyprus TIC ⟦10259033P⟧"],
        counterexamples: &["Cyprus TIC 10259033Z"],
    },
    Detector {
        id: "pii.cz_vat_id",
        title: "Czech VAT number (DIČ)",
        source: "Finanční správa; zákon č. 280/2009 Sb.: company number, birth number, or 6 and eight digits; \
                 European Commission, VIES: VAT number construction rules 15.0",
        find: checked(
            &["CZ-99999999", "CZ-99-99-99-99", "CZ-999999999", "CZ-9999999999", "CZ-999999/9999"],
            cz,
            PREFIXED,
            VAT,
        ),
        examples: &["DIČ ⟦CZ25123891⟧"],
        counterexamples: &["CZ25123890"],
    },
    Detector {
        id: "pii.de_vat_id",
        title: "German VAT number (USt-IdNr.) or business number (W-IdNr.)",
        source: "Bundeszentralamt für Steuern; § 27a UStG: ISO 7064 MOD 11,10; European Commission, VIES: VAT number \
                 construction rules 15.0; § 139c AO, since November 2024 the same with five digits for each business \
                 (https://finanzamt-regensburg.de/steuerinfos/weitere-themen/wirtschafts-identifikationsnummer)",
        find: checked(
            &["DE-9-9-9-9-9-9-9-9-9", "DE-9-9-9-9-9-9-9-9-9~99999"],
            |value| at(value, 2) != 0 && mod_11_10(slice(value, 2..11)),
            PREFIXED,
            VAT,
        ),
        examples: &["USt-IdNr.: ⟦DE136695976⟧", "Rechnung ⟦DE 136 695 976⟧", "W-IdNr. ⟦DE136695976-00001⟧"],
        counterexamples: &["USt-IdNr. DE136695978", "USt-IdNr. DE123456789", "W-IdNr. DE123456789-00001"],
    },
    Detector {
        id: "pii.de_vat_id_digits",
        title: "German VAT number without its prefix",
        source: "Bundeszentralamt für Steuern; § 27a UStG: ISO 7064 MOD 11,10; European Commission, VIES: VAT number \
                 construction rules 15.0",
        find: checked(
            &["999-999-999"],
            |value| at(value, 0) != 0 && mod_11_10(value),
            CHECKED,
            &[
                "ust-idnr",
                "ust-id-nr",
                "ust-id",
                "ustid",
                "ustidnr",
                "umsatzsteuer-id",
                "umsatzsteuer-identifikationsnummer",
                "umsatzsteueridentifikationsnummer",
                "german vat",
            ],
        ),
        examples: &["USt-IdNr.: ⟦136 695 976⟧", "ust-id de ⟦136 695 976⟧"],
        counterexamples: &["USt-IdNr. 136695977", "VAT 136695976"],
    },
    Detector {
        id: "pii.dk_vat_id",
        title: "Danish VAT number (SE, CVR)",
        source: "Skattestyrelsen; Momsloven § 52a: weights 2,7,6,5,4,3,2, mod 11; European Commission, VIES: VAT \
                 number construction rules 15.0",
        find: checked(&["DK-9-9-9-9-9-9-9-9"], nordic::cvr, PREFIXED, VAT),
        examples: &["Moms ⟦DK 13585628⟧"],
        counterexamples: &["DK 13585627"],
    },
    Detector {
        id: "pii.ee_vat_id",
        title: "Estonian VAT number (KMKR)",
        source: "Maksu- ja Tolliamet; käibemaksuseadus § 20: weights 3,7,1 mod 10; European Commission, VIES: VAT \
                 number construction rules 15.0",
        find: checked(&["EE-9-9-9-9-9-9-9-9-9"], |value| baltic::vat_ee(slice(value, 2..11)), PREFIXED, VAT),
        examples: &["KMKR ⟦EE100594102⟧"],
        counterexamples: &["EE100594103"],
    },
    Detector {
        id: "pii.gr_vat_id",
        title: "Greek VAT number (AFM)",
        source: "ΑΑΔΕ; European Commission, VIES: prefix EL, powers of two mod 11; European Commission, VIES: VAT \
                 number construction rules 15.0",
        find: checked(&["EL-9-9-9-9-9-9-9-9-9"], balkans::afm, PREFIXED, VAT),
        examples: &["ΑΦΜ ⟦EL 094259216⟧"],
        counterexamples: &["EL 123456781"],
    },
    Detector {
        id: "pii.es_vat_id",
        title: "Spanish VAT number (NIF-IVA)",
        source: "Agencia Tributaria; Real Decreto 1065/2007 art. 25: as DNI, NIE or CIF; European Commission, VIES: \
                 VAT number construction rules 15.0",
        find: checked(&["ES-X-9-9-9-9-9-9-9-X"], es, PREFIXED, VAT),
        examples: &["IVA ⟦ESB64717838⟧"],
        counterexamples: &["ESB64717839"],
    },
    Detector {
        id: "pii.fi_vat_id",
        title: "Finnish VAT number (ALV)",
        source: "Verohallinto; arvonlisäverolaki: weights 7,9,10,5,8,4,2, mod 11; European Commission, VIES: VAT \
                 number construction rules 15.0",
        find: checked(&["FI-9-9-9-9-9-9-9-9"], |value| nordic::business_id_fi(slice(value, 2..10)), PREFIXED, VAT),
        examples: &["ALV nro ⟦FI20774740⟧"],
        counterexamples: &["FI20774741"],
    },
    Detector {
        id: "pii.fr_vat_id",
        title: "French or Monegasque VAT number (TVA)",
        source: "Direction générale des Finances publiques; CGI art. 286 ter: key (12 + 3 (SIREN mod 97)) mod 97; \
                 European Commission, VIES: VAT number construction rules 15.0",
        find: checked(&["FR-X-X-9-9-9-9-9-9-9-9-9"], |value| fr(slice(value, 2..13)), STRONG, VAT),
        examples: &["TVA ⟦FR 61 954 506 077⟧", "⟦FR40303265045⟧"],
        counterexamples: &["FR 84 323 140 391"],
    },
    Detector {
        id: "pii.fr_vat_id_digits",
        title: "French or Monegasque VAT number without its prefix",
        source: "Direction générale des Finances publiques; CGI art. 286 ter: key (12 + 3 (SIREN mod 97)) mod 97; \
                 European Commission, VIES: VAT number construction rules 15.0",
        find: checked(&["99-999-999-999", "99-9999-99999"], fr, Scores { alone: 0.35, with_context: 1.0 }, VAT),
        examples: &["n° TVA ⟦23334175221⟧"],
        counterexamples: &["n° TVA 84 323 140 391"],
    },
    Detector {
        id: "pii.hr_vat_id",
        title: "Croatian VAT number (PDV ID)",
        source: "Porezna uprava; Zakon o PDV čl. 77: HR and the OIB, ISO 7064 MOD 11,10; European Commission, VIES: \
                 VAT number construction rules 15.0",
        find: checked(&["HR-9-9-9-9-9-9-9-9-9-9-9"], |value| mod_11_10(slice(value, 2..13)), PREFIXED, VAT),
        examples: &["PDV ⟦HR33392005961⟧"],
        counterexamples: &["HR33392005962"],
    },
    Detector {
        id: "pii.hu_vat_id",
        title: "Hungarian VAT number (közösségi adószám)",
        source: "Nemzeti Adó- és Vámhivatal; 2007. évi CXXVII. törvény: weights 9,7,3,1 mod 10; European Commission, \
                 VIES: VAT number construction rules 15.0",
        find: checked(&["HU-9-9-9-9-9-9-9-9"], |value| central_europe::vat_hu(slice(value, 2..10)), PREFIXED, VAT),
        examples: &["közösségi adószám ⟦HU-12892312⟧"],
        counterexamples: &["HU-1-2-8-9-2-3-1-3"],
    },
    Detector {
        id: "pii.ie_vat_id",
        title: "Irish VAT number",
        source: "Revenue Commissioners; Value-Added Tax Consolidation Act 2010: weights 8 to 2 and 9, mod 23; \
                 European Commission, VIES: VAT number construction rules 15.0",
        find: checked(&["IE-9-9-9-9-9-9-9-A", "IE-9-9-9-9-9-9-9-A-A", "IE-9-X-9-9-9-9-9-A"], ie, PREFIXED, VAT),
        examples: &["VAT ⟦IE 6433435F⟧", "⟦IE6433435OA⟧"],
        counterexamples: &["IE 6433435E"],
    },
    Detector {
        id: "pii.it_vat_id_prefixed",
        title: "Italian VAT number behind IT",
        source: "Agenzia delle Entrate; DPR 633/1972 art. 35: Luhn, office in the eighth to tenth place; European \
                 Commission, VIES: VAT number construction rules 15.0",
        find: checked(&["IT-9-9-9-9-9-9-9-9-9-9-9"], |value| italy::partita_iva(slice(value, 2..13)), PREFIXED, VAT),
        examples: &["P.IVA ⟦IT 00743110157⟧"],
        counterexamples: &["IT 00743110158"],
    },
    Detector {
        id: "pii.lt_vat_id",
        title: "Lithuanian VAT number (PVM)",
        source: "Valstybinė mokesčių inspekcija; PVM įstatymas: two rounds of weights mod 11; European Commission, \
                 VIES: VAT number construction rules 15.0",
        find: checked(
            &["LT-999999999", "LT-999999999999"],
            |value| baltic::vat_lt(value.get(2..).unwrap_or_default()),
            PREFIXED,
            VAT,
        ),
        examples: &["PVM ⟦LT119511515⟧"],
        counterexamples: &["LT100001919018"],
    },
    Detector {
        id: "pii.lt_tax_number",
        title: "Lithuanian VAT number without its prefix",
        source: "Valstybinė mokesčių inspekcija; PVM įstatymas: two rounds of weights mod 11",
        find: checked(
            &["999999999", "999999999999"],
            baltic::vat_lt,
            CHECKED,
            &["pvm", "mokėtojo kodas", "lithuanian vat", "vat"],
        ),
        examples: &["PVM mokėtojo kodas ⟦119511515⟧"],
        counterexamples: &["PVM 100001919018"],
    },
    Detector {
        id: "pii.lu_vat_id",
        title: "Luxembourg VAT number (TVA)",
        source: "Administration de l'enregistrement, des domaines et de la TVA: six digits mod 89; European \
                 Commission, VIES: VAT number construction rules 15.0",
        find: checked(&["LU-9-9-9-9-9-9-9-9"], |value| lu(slice(value, 2..10)), STRONG, VAT),
        examples: &["TVA ⟦LU 150 274 42⟧"],
        counterexamples: &["LU 150 274 43"],
    },
    Detector {
        id: "pii.lu_tax_number",
        title: "Luxembourg VAT number without its prefix",
        source: "Administration de l'enregistrement, des domaines et de la TVA: six digits mod 89",
        find: checked(
            &["999-999-99", "99999999"],
            lu,
            Scores { alone: 0.0, with_context: 1.0 },
            &["tva", "numéro tva", "luxembourg", "luxemburg", "luxembourgian"],
        ),
        examples: &["Luxembourg TVA ⟦15027442⟧"],
        counterexamples: &["Luxembourg TVA 15027443"],
    },
    Detector {
        id: "pii.lv_vat_id",
        title: "Latvian VAT number (PVN)",
        source: "Valsts ieņēmumu dienests; PVN likums: weights 9,1,4,8,3,10,2,5,7,6 mod 11, or a personal code; \
                 European Commission, VIES: VAT number construction rules 15.0",
        find: checked(&["LV-9-9-9-9-9-9-9-9-9-9-9"], |value| baltic::vat_lv(slice(value, 2..13)), PREFIXED, VAT),
        examples: &["PVN ⟦LV 4000 3521 600⟧"],
        counterexamples: &["LV 4000 3521 601"],
    },
    Detector {
        id: "pii.mt_vat_id",
        title: "Maltese VAT number",
        source: "Commissioner for Tax and Customs, Malta; European Commission, VIES: weights 3,4,6,7,8,9,10, mod 37; \
                 European Commission, VIES: VAT number construction rules 15.0",
        find: checked(&["MT-9-9-9-9-9-9-9-9"], |value| balkans::vat_mt(slice(value, 2..10)), PREFIXED, VAT),
        examples: &["VAT ⟦MT 1167-9112⟧"],
        counterexamples: &["MT 1167-9113"],
    },
    Detector {
        id: "pii.nl_vat_id",
        title: "Dutch VAT number (btw-id)",
        source: "Belastingdienst; Wet OB 1968: nine digits, B, two digits; citizen number check or mod 97-10; \
                 European Commission, VIES: VAT number construction rules 15.0",
        find: checked(
            &["NL-9-9-9-9-9-9-9-9-9-B-9-9", "NL-9-9-9-9-9-9-9-9-B-9-9", "NL-9-9-9-9-9-9-9-B-9-9"],
            nl,
            STRONG,
            VAT,
        ),
        examples: &["btw ⟦NL004495445B01⟧", "⟦NL4495445B01⟧"],
        counterexamples: &["NL123456789B90"],
    },
    Detector {
        id: "pii.pl_vat_id",
        title: "Polish VAT number (NIP)",
        source: "Krajowa Administracja Skarbowa; Ustawa o VAT art. 97: PL and the NIP; European Commission, VIES: VAT \
                 number construction rules 15.0",
        find: checked(&["PL-9-9-9-9-9-9-9-9-9-9"], |value| baltic::nip(slice(value, 2..12)), PREFIXED, VAT),
        examples: &["NIP ⟦PL 8567346215⟧"],
        counterexamples: &["PL 8567346216"],
    },
    Detector {
        id: "pii.pt_vat_id",
        title: "Portuguese VAT number (NIF)",
        source: "Autoridade Tributária e Aduaneira; Decreto-Lei 14/2013: weights 9 to 2, mod 11; European Commission, \
                 VIES: VAT number construction rules 15.0",
        find: checked(&["PT-9-9-9-9-9-9-9-9-9"], iberia::nif, PREFIXED, VAT),
        examples: &["NIF ⟦PT 501 964 843⟧"],
        counterexamples: &["PT 501 964 844"],
    },
    Detector {
        id: "pii.ro_vat_id",
        title: "Romanian VAT number (CUI)",
        source: "Agenția Națională de Administrare Fiscală; Codul fiscal art. 316: key 753217532, mod 11; European \
                 Commission, VIES: VAT number construction rules 15.0",
        find: checked(
            &["RO-9999999999", "RO-999999999", "RO-99999999", "RO-999-999-99", "RO-9999999", "RO-999999"],
            |value| balkans::cui(value.get(2..).unwrap_or_default()),
            PREFIXED,
            VAT,
        ),
        examples: &["CUI ⟦RO 185 472 90⟧"],
        counterexamples: &["RO 185 472 91"],
    },
    Detector {
        id: "pii.se_vat_id",
        title: "Swedish VAT number (momsregistreringsnummer)",
        source: "Skatteverket; mervärdesskattelagen: organisation or personal number (Luhn) and 01; European \
                 Commission, VIES: VAT number construction rules 15.0",
        find: checked(
            &["SE-9-9-9-9-9-9-9-9-9-9-0-1"],
            |value| luhn(slice(value, 2..12)) && part(value, 2..12) != 0,
            STRONG,
            VAT,
        ),
        examples: &["Moms ⟦SE 123456789701⟧"],
        counterexamples: &["SE 123456789801"],
    },
    Detector {
        id: "pii.si_vat_id",
        title: "Slovenian VAT number (ID za DDV)",
        source: "Finančna uprava RS; ZDDV-1: weights 8 to 2, mod 11; European Commission, VIES: VAT number \
                 construction rules 15.0",
        find: checked(&["SI-9-9-9-9-9-9-9-9"], |value| balkans::davcna(slice(value, 2..10)), PREFIXED, VAT),
        examples: &["ID za DDV ⟦SI 5022 3054⟧"],
        counterexamples: &["SI 5022 3055"],
    },
    Detector {
        id: "pii.sk_vat_id",
        title: "Slovak VAT number (IČ DPH)",
        source: "Finančná správa SR; zákon č. 222/2004 Z. z.: divisible by eleven, third digit 2, 3, 4, 7, 8 or 9; \
                 European Commission, VIES: VAT number construction rules 15.0",
        find: checked(&["SK-9-9-9-9-9-9-9-9-9-9"], |value| sk(slice(value, 2..12)), PREFIXED, VAT),
        examples: &["IČ DPH ⟦SK 202 274 96 19⟧"],
        counterexamples: &["SK 202 274 96 18"],
    },
    Detector {
        id: "pii.sk_tax_number",
        title: "Slovak tax number (DIČ)",
        source: "Finančná správa SR; zákon č. 222/2004 Z. z.: divisible by eleven, third digit 2, 3, 4, 7, 8 or 9",
        find: checked(
            &["9999999999"],
            sk,
            CHECKED,
            &["dič", "ič dph", "daňové identifikačné číslo", "slovak tax", "slovak vat", "dph"],
        ),
        examples: &["DIČ ⟦2022749619⟧"],
        counterexamples: &["DIČ 2022749618"],
    },
    Detector {
        id: "pii.uk_vat_id",
        title: "UK VAT registration number",
        source: "HM Revenue & Customs, VAT Notice 700 and VATREG: weights 8 to 2 mod 97, or the sum less 55; European \
                 Commission, VIES: VAT number construction rules 15.0",
        find: checked(
            &[
                "GB-9-9-9-9-9-9-9-9-9",
                "GB-9-9-9-9-9-9-9-9-9-9-9-9",
                "XI-9-9-9-9-9-9-9-9-9",
                "GB-G-D-9-9-9",
                "GB-H-A-9-9-9",
            ],
            |value| uk(value.get(2..).unwrap_or_default()),
            STRONG,
            VAT,
        ),
        examples: &["VAT ⟦GB 980 7806 84⟧"],
        counterexamples: &["GB 980 7806 85"],
    },
    Detector {
        id: "pii.uk_vat_id_digits",
        title: "UK VAT registration number without its prefix",
        source: "HM Revenue & Customs, VAT Notice 700 and VATREG: weights 8 to 2 mod 97, or the sum less 55; European \
                 Commission, VIES: VAT number construction rules 15.0",
        find: checked(
            &["999-9999-99"],
            uk,
            Scores { alone: 0.0, with_context: 1.0 },
            &["vat", "vat number", "vat reg", "vat registration", "vat no", "hmrc"],
        ),
        examples: &["VAT Reg No ⟦980 7806 84⟧"],
        counterexamples: &["VAT Reg No 980 7806 85"],
    },
    Detector {
        id: "pii.eu_oss_number",
        title: "EU VAT One Stop Shop number",
        source: "European Commission, Council Implementing Regulation (EU) 2019/2026: EU or IM, country, serial number",
        find: checked(
            &["EU-999999999", "IM-9999999999", "EU-999-99999-9"],
            oss,
            Scores { alone: 0.4, with_context: 1.0 },
            &["oss", "one stop shop", "ioss", "moss", "vat", "e-commerce"],
        ),
        examples: &["OSS ⟦EU 372022452⟧"],
        counterexamples: &["OSS EU 999022452"],
    },
]);

/// Value added tax, as it is called in the languages of the Union.
const VAT: &Words = &[
    "vat",
    "vat id",
    "vat number",
    "vat no",
    "vatin",
    "tva",
    "iva",
    "mwst",
    "ust-id",
    "ust-idnr",
    "ust-idnr.",
    "umsatzsteuer",
    "ust id",
    "w-idnr",
    "w-idnr.",
    "wirtschafts-identifikationsnummer",
    "umsatzsteuer-identifikationsnummer",
    "uid",
    "btw",
    "moms",
    "momsnummer",
    "alv",
    "nif",
    "nip",
    "dic",
    "dič",
    "dph",
    "ič dph",
    "cui",
    "cif",
    "piva",
    "p.iva",
    "partita iva",
    "ддс",
    "φπα",
    "αφμ",
    "pvn",
    "pvm",
    "kmkr",
    "ddv",
    "pdv",
    "oib",
    "adószám",
    "áfa",
    "steuer",
    "tax",
    "tax id",
    "rechnung",
    "invoice",
    "facture",
    "fattura",
    "factura",
    "faktura",
    "factuur",
];

/// ATU and eight digits.
fn austria(value: &[u8]) -> bool {
    let sum: u32 = super::check::weigh_digits(slice(value, 3..10), &[1, 2, 1, 2, 1, 2, 1]);
    value.starts_with(b"ATU") && (10 - (sum + 4) % 10) % 10 == last(value)
}

/// The older nine digits lack their leading zero.
fn be(value: &[u8]) -> bool {
    let digits = value.get(2..).unwrap_or_default();
    match digits.len() {
        9 => benelux::enterprise_number(&[b"0", digits].concat()),
        _ => benelux::enterprise_number(digits),
    }
}

/// Nine digits of a company; ten of a citizen, a foreigner or another taxpayer.
fn bg(value: &[u8]) -> bool {
    let digits = value.get(2..).unwrap_or_default();
    let other = || (11 - weigh(digits, &[4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11 == last(digits);
    match digits.len() {
        9 => balkans::eik(digits),
        _ => balkans::egn(digits) || balkans::pnf(digits) || other(),
    }
}

/// Eight digits of a company, nine or ten of a person; nine that begin with 6 are of people without a birth number.
fn cz(value: &[u8]) -> bool {
    let digits = value.get(2..).unwrap_or_default();
    match (digits.len(), digits.first()) {
        (8, first) => first != Some(&b'9') && central_europe::ico(digits),
        (9, Some(b'6')) => {
            let sum = weigh_down(slice(digits, 1..8), 8, 2) % 11;
            (8 - (10 - sum as i32) % 11).rem_euclid(10) == last(digits) as i32
        }
        _ => central_europe::birth_number(digits),
    }
}

fn es(value: &[u8]) -> bool {
    let id = value.get(2..).unwrap_or_default();
    match id.first() {
        Some(byte) if byte.is_ascii_digit() => id.last().is_some_and(u8::is_ascii_uppercase) && iberia::dni(id),
        _ => iberia::nie(id) || iberia::cif(id),
    }
}

/// Two characters of the key and a SIREN; Monaco's begins with 000 and need not pass Luhn.
fn fr(value: &[u8]) -> bool {
    const ALPHABET: &[u8; 34] = b"0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let siren = slice(value, 2..11);
    if !(luhn(siren) || siren.starts_with(b"000")) || number(siren) == 0 {
        return false;
    }
    let place =
        |index: usize| ALPHABET.iter().position(|letter| Some(letter) == value.get(index)).map(|place| place as u64);
    match (value.first(), place(0), place(1)) {
        (Some(b'0'..=b'9'), Some(_), Some(0..=9)) => part(value, 0..2) == (number(siren) * 100 + 12) % 97,
        (_, Some(first), Some(second)) => {
            let key = if first < 10 { first * 24 + second - 10 } else { (first * 34 + second).saturating_sub(100) };
            (number(siren) + 1 + key / 11) % 11 == key % 11
        }
        _ => false,
    }
}

/// Seven digits, a check letter, perhaps a second letter; in older numbers the second character is a letter.
fn ie(value: &[u8]) -> bool {
    const ALPHABET: &[u8; 23] = b"WABCDEFGHIJKLMNOPQRSTUV";
    let id = value.get(2..).unwrap_or_default();
    let place = |byte: &u8| ALPHABET.iter().position(|letter| letter == byte).map(|place| place as u32);
    let second = match id.get(8).map(place) {
        None => 0,
        Some(Some(place)) => place,
        Some(None) => return false,
    };
    let digits = match id.get(1) {
        Some(byte) if byte.is_ascii_digit() => slice(id, 0..7).to_vec(),
        _ => [b"0", slice(id, 2..7), slice(id, 0..1)].concat(),
    };
    letter_is(id.get(7), ALPHABET, (weigh_down(&digits, 8, 2) + 9 * second) % 23)
}

fn lu(value: &[u8]) -> bool {
    part(value, 0..6) % 89 == part(value, 6..8) && part(value, 0..6) != 0
}

/// Leading zeros may be missing.
fn nl(value: &[u8]) -> bool {
    let id = value.get(2..).unwrap_or_default();
    let zeros = slice(b"000", 0..12_usize.saturating_sub(id.len()));
    benelux::nl_vat(&[zeros, id].concat())
}

fn sk(value: &[u8]) -> bool {
    at(value, 0) != 0 && is_in(value, 2, b"234789") && number(value).is_multiple_of(11)
}

/// Nine digits, perhaps three more of a branch; GD and HA are government departments and health authorities.
fn uk(value: &[u8]) -> bool {
    match value.get(0..2) {
        Some(b"GD") => part(value, 2..5) < 500,
        Some(b"HA") => part(value, 2..5) >= 500,
        _ => {
            matches!(weigh(slice(value, 0..9), &[8, 7, 6, 5, 4, 3, 2, 10, 1]) % 97, 0 | 42 | 55)
                && part(value, 0..9) != 0
        }
    }
}

/// The country is one of the member states by ISO 3166 number; the last digit is a check digit that the Commission's
/// rules leave to the state.
fn oss(value: &[u8]) -> bool {
    const STATES: [u64; 28] = [
        40, 56, 100, 191, 196, 203, 208, 233, 246, 250, 276, 300, 348, 372, 380, 428, 440, 442, 470, 528, 616, 620,
        642, 703, 705, 724, 752, 900,
    ];
    STATES.contains(&part(value, 2..5))
}
