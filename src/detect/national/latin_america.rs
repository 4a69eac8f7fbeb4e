//! Mexico, Brazil, Argentina, Chile, Colombia, Peru and the other countries of Latin America.

use super::check::{
    all_equal, at, ends_with, is_date, is_in, is_yymmdd, last, luhn, mod97, number, part, slice, starts_in, weigh,
    weigh_down, worth,
};
use super::{BARE, CHECKED, Detector, FAIR, Find, SHAPED, STRONG, Scores, checked, lean, shape};

/// The detectors of this file.
pub const DETECTORS: &[Detector] = &lean([
    Detector {
        id: "pii.br_cpf",
        title: "Brazilian individual taxpayer number (CPF)",
        source: "Receita Federal, Instrução Normativa RFB 1548/2015: two check digits mod 11 \
                 (https://en.wikipedia.org/wiki/Cadastro_de_Pessoas_Físicas)",
        find: checked(
            &["999-999-999-99"],
            cpf,
            Scores { alone: 0.45, with_context: 1.0 },
            &[
                "cpf",
                "c.p.f",
                "cadastro de pessoas físicas",
                "cadastro de pessoa física",
                "pessoa física",
                "receita federal",
                "contribuinte",
                "brazilian",
                "taxpayer",
            ],
        ),
        examples: &["CPF ⟦390.533.447-05⟧"],
        counterexamples: &["CPF 231.002.999-00", "CPF 111.111.111-11"],
    },
    Detector {
        id: "pii.br_cnpj",
        title: "Brazilian company number (CNPJ)",
        source: "Receita Federal, Instrução Normativa RFB 2229/2024 (letters from July 2026): ASCII less 48, two \
                 check digits mod 11; Cálculo do DV do CNPJ alfanumérico (Nota Técnica Conjunta COCAD/SUARA/RFB 49/2024)",
        find: checked(
            &["99-999-999-9999-99", "XX-XXX-XXX-XXXX-99"],
            cnpj,
            FAIR,
            &[
                "cnpj",
                "c.n.p.j",
                "cadastro nacional da pessoa jurídica",
                "pessoa jurídica",
                "empresa",
                "brazilian company",
                "razão social",
            ],
        ),
        examples: &["CNPJ ⟦16.727.230/0001-97⟧", "CNPJ ⟦12.ABC.345/01DE-35⟧"],
        counterexamples: &["CNPJ 16.727.230.0001-98"],
    },
    Detector {
        id: "pii.br_cnh",
        title: "Brazilian driving licence number (CNH)",
        source: "Senatran (Denatran), Portaria 1.515/2018; Registro Nacional de Condutores: two check digits mod 11",
        find: checked(
            &["99999999999"],
            cnh,
            Scores { alone: 0.3, with_context: 1.0 },
            &[
                "cnh",
                "carteira nacional de habilitação",
                "carteira de habilitação",
                "habilitação",
                "carteira de motorista",
                "driver license",
                "condutor",
            ],
        ),
        examples: &["CNH ⟦98765432109⟧"],
        counterexamples: &["CNH 98765432100"],
    },
    Detector {
        id: "pii.br_pis",
        title: "Brazilian social integration number (PIS, PASEP, NIS, NIT)",
        source: "Caixa Econômica Federal; CNIS: weights 3,2,9,8,7,6,5,4,3,2, mod 11",
        find: checked(
            &["999-99999-99-9", "999-9999-999-9"],
            pis,
            CHECKED,
            &["pis", "pasep", "pis/pasep", "nis", "nit", "inss", "carteira de trabalho", "ctps"],
        ),
        examples: &["PIS ⟦120.12345.67-2⟧"],
        counterexamples: &["PIS 120.12345.67-3"],
    },
    Detector {
        id: "pii.br_voter_id",
        title: "Brazilian voter number (título de eleitor)",
        source: "Tribunal Superior Eleitoral, Resolução 21.538/2003 art. 12 and 23.659/2021: state 01 to 28, two check \
                 digits mod 11; how they are weighed, and the 1 for a rest of 0 in São Paulo and Minas Gerais, from \
                 http://clubes.obmep.org.br/blog/a-matematica-nos-documentos-titulo-de-eleitor and brutils",
        find: checked(
            &["9999-9999-9999", "999999999999"],
            voter_br,
            Scores { alone: 0.3, with_context: 1.0 },
            &[
                "título de eleitor",
                "titulo de eleitor",
                "título eleitoral",
                "eleitor",
                "inscrição eleitoral",
                "zona eleitoral",
            ],
        ),
        examples: &["título de eleitor ⟦1023 8501 0671⟧", "título de eleitor ⟦4567 8979 0116⟧"],
        counterexamples: &["título de eleitor 1023 8501 0672", "título de eleitor 4567 8979 0108"],
    },
    Detector {
        id: "pii.br_rg",
        title: "Brazilian identity card number (RG)",
        source: "Secretarias de Segurança Pública: seven to nine digits and a check character, different by state",
        find: shape(
            &["99-999-999-X", "9-999-999", "99-999-999"],
            BARE,
            &["rg", "registro geral", "carteira de identidade", "identidade", "órgão emissor"],
        ),
        examples: &["RG ⟦12.345.678-9⟧"],
        counterexamples: &["total 12.345.678-9"],
    },
    Detector {
        id: "pii.br_case_number",
        title: "Brazilian court case number (numeração única)",
        source: "Conselho Nacional de Justiça, Resolução 65/2008: number, two check digits (ISO/IEC 7064 MOD 97-10), \
                 year, court",
        find: checked(
            &["9999999-99-9999-9-99-9999"],
            case_number,
            STRONG,
            &["processo", "autos", "número do processo", "cnj", "ação", "tribunal", "case number", "lawsuit"],
        ),
        examples: &["Processo nº ⟦0013753-68.2014.8.21.0003⟧"],
        counterexamples: &["Processo nº 0013753-69.2014.8.21.0003"],
    },
    Detector {
        id: "health.br_cns",
        title: "Brazilian health card number (CNS)",
        source: "Ministério da Saúde, DATASUS, Cartão Nacional de Saúde: weights 15 to 1, mod 11",
        find: checked(
            &["999-9999-9999-9999"],
            cns,
            CHECKED,
            &["cns", "cartão nacional de saúde", "cartão sus", "sus", "datasus"],
        ),
        examples: &["Cartão SUS ⟦700 5009 3721 1206⟧"],
        counterexamples: &["Cartão SUS 700 5009 3721 1207"],
    },
    Detector {
        id: "pii.mx_curp",
        title: "Mexican population registry code (CURP)",
        source: "RENAPO, Instructivo normativo para la asignación de la CURP (DOF 18/10/2021): weights 18 to 2, mod \
                 10 (https://en.wikipedia.org/wiki/CURP)",
        find: checked(
            &["AAAA999999AAAAAAX9", "AAAA-999999-AAAAAA-X9"],
            curp,
            STRONG,
            &[
                "curp",
                "c.u.r.p",
                "clave única de registro de población",
                "registro de población",
                "mexican personal",
                "renapo",
                "identificación",
            ],
        ),
        examples: &["CURP ⟦BOXW310820HNERXN09⟧"],
        counterexamples: &["CURP BOXW310820HNERXN08"],
    },
    Detector {
        id: "pii.mx_rfc",
        title: "Mexican taxpayer registration (RFC)",
        source: "Servicio de Administración Tributaria, CFF art. 27: name, date, homoclave, check character mod 11 \
                 (https://www.infomex.org.mx/jspsi/documentos/2005/seguimiento/06101/0610100162005_065.doc)",
        find: checked(
            &["AAAA-999999-XXX", "AAA-999999-XXX", "AAAA-999999"],
            rfc,
            Scores { alone: 0.45, with_context: 0.95 },
            &[
                "rfc",
                "r.f.c",
                "registro federal de contribuyentes",
                "contribuyente",
                "sat",
                "factura",
                "cfdi",
                "mexican tax",
            ],
        ),
        examples: &["RFC ⟦VACE-460910-SX6⟧", "RFC: ⟦GODE561231GR8⟧"],
        counterexamples: &["RFC VACE461310SX6"],
    },
    Detector {
        id: "pii.mx_nss",
        title: "Mexican social security number (NSS)",
        source: "Instituto Mexicano del Seguro Social: office, years, serial number, Luhn; formula from secondary \
                 sources",
        find: checked(
            &["99-99-99-9999-9"],
            |value| luhn(value) && !all_equal(value),
            CHECKED,
            &["nss", "imss", "número de seguridad social", "seguro social", "seguridad social"],
        ),
        examples: &["NSS IMSS ⟦12 34 56 7890 3⟧"],
        counterexamples: &["NSS 12 34 56 7890 4"],
    },
    Detector {
        id: "pii.mx_voter_key",
        title: "Mexican elector's key (clave de elector)",
        source: "Instituto Nacional Electoral: six letters, birth date, state, sex, three digits",
        find: checked(
            &["AAAAAA99999999A999"],
            elector_mx,
            Scores { alone: 0.5, with_context: 0.95 },
            &["clave de elector", "elector", "ine", "ife", "credencial para votar"],
        ),
        examples: &["clave de elector ⟦GMVLMR80070501M100⟧"],
        counterexamples: &["clave de elector GMVLMR80130501M100"],
    },
    Detector {
        id: "pii.ar_cuit",
        title: "Argentine tax identification number (CUIT, CUIL)",
        source: "AFIP (ARCA), Resolución General 10/97: weights 5,4,3,2,7,6,5,4,3,2, mod 11; formula from secondary \
                 sources (https://es.wikipedia.org/wiki/Clave_Única_de_Identificación_Tributaria)",
        find: checked(
            &["99-99999999-9"],
            cuit,
            Scores { alone: 0.4, with_context: 1.0 },
            &[
                "cuit",
                "cuil",
                "c.u.i.t",
                "c.u.i.l",
                "cdi",
                "afip",
                "arca",
                "clave única de identificación tributaria",
                "argentinian tax",
                "argentine",
            ],
        ),
        examples: &["CUIT ⟦20-05536168-2⟧"],
        counterexamples: &["CUIT 20-26756539-2"],
    },
    Detector {
        id: "pii.ar_dni",
        title: "Argentine national identity number (DNI)",
        source: "Registro Nacional de las Personas, Ley 17.671: seven or eight digits",
        find: shape(
            &["99-999-999", "9-999-999"],
            BARE,
            &["dni", "documento nacional de identidad", "documento", "argentina", "argentinian national", "renaper"],
        ),
        examples: &["DNI ⟦20.123.456⟧"],
        counterexamples: &["suma 20.123.456"],
    },
    Detector {
        id: "pii.cl_rut",
        title: "Chilean national identity and tax number (RUT, RUN)",
        source: "Servicio de Impuestos Internos, DFL 3/1969; Registro Civil: weights 2 to 7 from the right, mod 11, K \
                 for ten; formula from secondary sources",
        find: checked(
            &["99-999-999-X", "9-999-999-X", "CL-99999999-X", "CL-99-999-999-X"],
            rut_cl,
            Scores { alone: 0.35, with_context: 1.0 },
            &[
                "rut",
                "run",
                "r.u.t",
                "r.u.n",
                "rol único tributario",
                "rol unico tributario",
                "cédula",
                "chilean",
                "chile",
            ],
        ),
        examples: &["RUT ⟦12.531.909-2⟧", "RUT ⟦76086428-5⟧"],
        counterexamples: &["RUT 12531909-3"],
    },
    Detector {
        id: "pii.co_nit",
        title: "Colombian tax number (NIT)",
        source: "DIAN, Orden administrativa 4/1989: prime weights 3,7,13,17,19,23,29,37,41, mod 11",
        find: checked(
            &["999-999-999-9", "99-999-999-9", "9-999-999-999-9"],
            nit_co,
            CHECKED,
            &["nit", "n.i.t", "número de identificación tributaria", "rut", "dian", "colombian", "colombia"],
        ),
        examples: &["NIT ⟦213.123.432-1⟧"],
        counterexamples: &["NIT 2131234325"],
    },
    Detector {
        id: "pii.co_citizen_id",
        title: "Colombian citizenship card number (cédula de ciudadanía)",
        source: "Registraduría Nacional del Estado Civil: six to ten digits",
        find: shape(
            &["9-999-999-999", "99-999-999", "9-999-999", "999-999"],
            BARE,
            &["cédula de ciudadanía", "cedula de ciudadania", "cédula", "cedula", "c.c.", "registraduría"],
        ),
        examples: &["cédula de ciudadanía ⟦1.020.345.678⟧"],
        counterexamples: &["suma 1.020.345.678"],
    },
    Detector {
        id: "pii.pe_ruc",
        title: "Peruvian taxpayer number (RUC)",
        source: "SUNAT: kind 10, 15, 16, 17 or 20, weights 5,4,3,2,7,6,5,4,3,2, mod 11; formula from secondary \
                 sources (https://www.sunat.gob.pe/legislacion/ruc/)",
        find: checked(
            &["99999999999"],
            ruc_pe,
            Scores { alone: 0.35, with_context: 1.0 },
            &[
                "ruc",
                "r.u.c",
                "sunat",
                "registro único de contribuyentes",
                "registro unico de contribuyentes",
                "peruvian",
                "perú",
                "peru",
            ],
        ),
        examples: &["RUC ⟦20512333797⟧"],
        counterexamples: &["RUC 20512333798", "RUC 30512333797"],
    },
    Detector {
        id: "pii.pe_dni",
        title: "Peruvian identity number (DNI, CUI)",
        source: "RENIEC: eight digits, check character mod 11; formula from secondary sources",
        find: checked(
            &["99999999", "99999999-X"],
            dni_pe,
            Scores { alone: 0.0, with_context: 0.8 },
            &[
                "dni",
                "cui",
                "cédula única de identidad",
                "reniec",
                "peruvian",
                "documento nacional de identidad",
                "perú",
            ],
        ),
        examples: &["DNI ⟦10117410-2⟧"],
        counterexamples: &["DNI 10117410-3"],
    },
    Detector {
        id: "pii.ec_cedula",
        title: "Ecuadorian identity number (cédula)",
        source: "Registro Civil del Ecuador: province 01 to 24 or 30, Luhn; formula from secondary sources",
        find: checked(
            &["999999999-9"],
            cedula_ec,
            CHECKED,
            &["cédula", "cedula", "cédula de identidad", "ci", "c.i.", "ecuador", "ecuadorian", "ecuatoriana"],
        ),
        examples: &["cédula ⟦171430710-3⟧"],
        counterexamples: &["cédula 171430710-4"],
    },
    Detector {
        id: "pii.ec_ruc",
        title: "Ecuadorian taxpayer number (RUC)",
        source: "Servicio de Rentas Internas: cédula and establishment; public 3,2,7,6,5,4,3,2; private \
                 4,3,2,7,6,5,4,3,2, mod 11. The Servicio says that companies' numbers follow no algorithm \
                 (https://minka.gob.ec/mintel/ge/rutr/gobec_forms/-/issues/32), and newer ones do not \
                 (https://github.com/arthurdejong/python-stdnum/issues/497)",
        find: Find::Graded {
            forms: &["9999999999-999"],
            grade: ruc_ec,
            alone: CHECKED.alone,
            context: &["ruc", "r.u.c", "sri", "registro único de contribuyentes", "ecuador", "ecuadorian"],
        },
        examples: &["RUC ⟦1792060346-001⟧", "RUC ⟦1793213150001⟧"],
        counterexamples: &["RUC 1712060347-001", "RUC 1793213150000", "pedido 1793213150001"],
    },
    Detector {
        id: "pii.uy_ci",
        title: "Uruguayan identity number (cédula de identidad)",
        source: "Dirección Nacional de Identificación Civil: weights 2,9,8,7,6,3,4, mod 10; formula from secondary \
                 sources",
        find: checked(
            &["9-999-999-9", "99999999", "999-999-9"],
            ci_uy,
            CHECKED,
            &["cédula", "cedula", "cédula de identidad", "ci", "c.i.", "uruguay", "uruguaya"],
        ),
        examples: &["cédula ⟦1.234.567-2⟧"],
        counterexamples: &["cédula 1.234.567-3"],
    },
    Detector {
        id: "pii.uy_rut",
        title: "Uruguayan tax number (RUT)",
        source: "Dirección General Impositiva: weights 4,3,2,9,8,7,6,5,4,3,2, mod 11 \
                 (https://www.agesic.gub.uy/innovaportal/file/1634/1/modelo_de_datos.pdf)",
        find: checked(
            &["99-999999-999-9", "UY-99-999999-999-9"],
            rut_uy,
            Scores { alone: 0.45, with_context: 1.0 },
            &["rut", "registro único tributario", "dgi", "uruguay", "uruguayan"],
        ),
        examples: &["RUT ⟦21-100342-001-7⟧"],
        counterexamples: &["RUT 210303670014"],
    },
    Detector {
        id: "pii.do_cedula",
        title: "Dominican identity number (cédula)",
        source: "Junta Central Electoral: eleven digits, Luhn; formula from secondary sources",
        find: checked(
            &["999-9999999-9"],
            |value| luhn(value) && !all_equal(value),
            CHECKED,
            &["cédula", "cedula", "cédula de identidad", "jce", "dominican", "dominicana"],
        ),
        examples: &["cédula ⟦001-1391820-5⟧"],
        counterexamples: &["cédula 001-1391820-4"],
    },
    Detector {
        id: "pii.do_rnc",
        title: "Dominican taxpayer number (RNC)",
        source: "Dirección General de Impuestos Internos: weights 7,9,8,6,5,4,3,2, mod 11; formula from secondary \
                 sources",
        find: checked(
            &["9-99-99999-9"],
            rnc,
            CHECKED,
            &["rnc", "registro nacional del contribuyente", "registro nacional de contribuyentes", "dgii", "dominican"],
        ),
        examples: &["RNC ⟦1-01-85004-3⟧"],
        counterexamples: &["RNC 101850042"],
    },
    Detector {
        id: "pii.ve_rif",
        title: "Venezuelan tax number (RIF)",
        source: "SENIAT, Providencia 0073: letter 4 to 20, weights 3,2,7,6,5,4,3,2, mod 11; formula from secondary \
                 sources",
        find: checked(
            &["A-99999999-9"],
            rif,
            FAIR,
            &[
                "rif",
                "registro de información fiscal",
                "registro de identificación fiscal",
                "seniat",
                "venezuelan",
                "venezuela",
            ],
        ),
        examples: &["RIF ⟦V-11470283-4⟧"],
        counterexamples: &["RIF V-11470283-3"],
    },
    Detector {
        id: "pii.ve_cedula",
        title: "Venezuelan identity number (cédula)",
        source: "SAIME: V or E and six to eight digits",
        find: checked(
            &["A-99-999-999", "A-9-999-999"],
            |value| starts_in(value, b"VE"),
            Scores { alone: 0.0, with_context: 0.75 },
            &["cédula", "cedula", "cédula de identidad", "c.i.", "ci", "venezuela", "saime"],
        ),
        examples: &["cédula ⟦V-12.345.678⟧"],
        counterexamples: &["cédula Q-12.345.678"],
    },
    Detector {
        id: "pii.py_ruc",
        title: "Paraguayan taxpayer number (RUC)",
        source: "Dirección Nacional de Ingresos Tributarios (SET): weights 2 and up from the right, mod 11",
        find: checked(
            &["99999999-9", "9999999-9", "999999-9", "99999-9", "9999-9"],
            ruc_py,
            Scores { alone: 0.0, with_context: 0.9 },
            &[
                "ruc",
                "r.u.c",
                "registro único de contribuyentes",
                "registro único del contribuyente",
                "paraguay",
                "paraguayan",
            ],
        ),
        examples: &["RUC ⟦80028061-0⟧"],
        counterexamples: &["RUC 80053249-2"],
    },
    Detector {
        id: "pii.gt_nit",
        title: "Guatemalan tax number (NIT)",
        source: "Superintendencia de Administración Tributaria: weights 2 and up from the right, mod 11, K for ten \
                 (https://portal.sat.gob.gt/portal/descarga/6524/factura-electronica-fel/25542/fel-reglas-y-validaciones.pdf)",
        find: checked(
            &["99999999-X", "9999999-X", "999999-X", "99999-X", "9999-X"],
            nit_gt,
            Scores { alone: 0.0, with_context: 0.9 },
            &["nit", "n.i.t", "número de identificación tributaria", "guatemala", "guatemalan"],
        ),
        examples: &["NIT ⟦576937-K⟧"],
        counterexamples: &["NIT 8977112-0"],
    },
    Detector {
        id: "pii.gt_cui",
        title: "Guatemalan unique identification code (CUI, DPI)",
        source: "RENAP: eight digits, check digit mod 11, department and municipality; formula from secondary sources",
        find: checked(
            &["9999-99999-9999"],
            cui_gt,
            Scores { alone: 0.35, with_context: 1.0 },
            &["cui", "dpi", "código único de identificación", "renap", "guatemala"],
        ),
        examples: &["DPI ⟦2370 87103 0101⟧"],
        counterexamples: &["DPI 2370 87113 0101"],
    },
    Detector {
        id: "pii.sv_nit",
        title: "Salvadoran tax number (NIT)",
        source: "Ministerio de Hacienda de El Salvador: municipality, birth date, weights 14 to 2 or 2,7,6..2, mod \
                 11; formula from secondary sources",
        find: checked(
            &["9999-999999-999-9", "SV-9999-999999-999-9"],
            nit_sv,
            FAIR,
            &["nit", "número de identificación tributaria", "el salvador", "salvadoran"],
        ),
        examples: &["NIT ⟦0614-050707-104-8⟧"],
        counterexamples: &["NIT 0614-050707-104-0"],
    },
    Detector {
        id: "pii.sv_dui",
        title: "Salvadoran identity number (DUI)",
        source: "RNPN: weights 9 to 2, mod 10; formula from secondary sources",
        find: checked(&["99999999-9"], dui_sv, CHECKED, &["dui", "documento único de identidad", "el salvador"]),
        examples: &["DUI ⟦00016297-5⟧"],
        counterexamples: &["DUI 00016297-6"],
    },
    Detector {
        id: "pii.hn_id",
        title: "Honduran identity number (DNI, RTN)",
        source: "Registro Nacional de las Personas de Honduras: municipality, year, serial number",
        find: checked(
            &["9999-9999-99999", "9999-9999-999999"],
            |value| (1..=18).contains(&part(value, 0..2)) && (1900..2030).contains(&part(value, 4..8)),
            Scores { alone: 0.0, with_context: 0.8 },
            &["dni", "rtn", "identidad", "honduras", "tarjeta de identidad"],
        ),
        examples: &["DNI Honduras ⟦0801-1990-12345⟧"],
        counterexamples: &["DNI Honduras 0801-2990-12345"],
    },
    Detector {
        id: "pii.ni_cedula",
        title: "Nicaraguan identity number (cédula)",
        source: "Consejo Supremo Electoral: municipality, birth date, serial number, letter",
        find: checked(
            &["999-999999-9999A"],
            |value| super::check::is_ddmmyy(slice(value, 3..9)),
            SHAPED,
            &["cédula", "cedula", "nicaragua", "cédula de identidad"],
        ),
        examples: &["cédula ⟦001-010190-0001A⟧"],
        counterexamples: &["cédula 001-321390-0001A"],
    },
    Detector {
        id: "pii.cr_cedula",
        title: "Costa Rican identity number (cédula física)",
        source: "Tribunal Supremo de Elecciones: province, volume, entry",
        find: checked(
            &["9-9999-9999", "09-9999-9999"],
            cedula_cr,
            Scores { alone: 0.0, with_context: 0.8 },
            &["cédula", "cedula", "cédula física", "cédula de persona física", "cpf", "costa rica", "tse"],
        ),
        examples: &["cédula ⟦3-0455-0175⟧"],
        counterexamples: &["cédula 30-1234-1234"],
    },
    Detector {
        id: "pii.cr_company_number",
        title: "Costa Rican company number (cédula jurídica)",
        source: "Registro Nacional de Costa Rica: kind 2 to 5, class, serial number",
        find: checked(
            &["9-999-999999"],
            cedula_juridica_cr,
            Scores { alone: 0.0, with_context: 0.85 },
            &["cédula jurídica", "cedula juridica", "cédula de persona jurídica", "cpj", "costa rica"],
        ),
        examples: &["cédula jurídica ⟦3-101-999999⟧"],
        counterexamples: &["cédula jurídica 3-534-123559"],
    },
    Detector {
        id: "pii.cr_residence_id",
        title: "Costa Rican residence number (DIMEX)",
        source: "Dirección General de Migración y Extranjería: eleven or twelve digits, 1 first",
        find: shape(
            &["199999999999", "19999999999"],
            BARE,
            &["dimex", "cédula de residencia", "residencia", "costa rica"],
        ),
        examples: &["cédula de residencia ⟦155812994816⟧"],
        counterexamples: &["cédula de residencia 30123456789"],
    },
    Detector {
        id: "pii.cu_identity_number",
        title: "Cuban identity number (NI)",
        source: "Ministerio del Interior de Cuba, carné de identidad: birth date, century, serial number",
        find: checked(
            &["99999999999"],
            identity_cu,
            Scores { alone: 0.0, with_context: 0.8 },
            &[
                "número de identidad",
                "numero de identidad",
                "carné de identidad",
                "carnet de identidad",
                "cuban",
                "cuba",
            ],
        ),
        examples: &["carné de identidad ⟦91021027775⟧"],
        counterexamples: &["carné de identidad 91321027775"],
    },
    Detector {
        id: "pii.pa_cedula",
        title: "Panamanian identity number (cédula)",
        source: "Tribunal Electoral de Panamá: province, volume, entry",
        find: shape(
            &["9-999-9999", "9-9999-99999", "9-999-999", "99-999-999", "PE-999-9999", "E-9-999999"],
            BARE,
            &["cédula", "cedula", "cip", "panamá", "panama"],
        ),
        examples: &["cédula Panamá ⟦8-123-4567⟧"],
        counterexamples: &["total 8-123-4567"],
    },
    Detector {
        id: "pii.bo_nit",
        title: "Bolivian tax number (NIT)",
        source: "Servicio de Impuestos Nacionales de Bolivia: seven to twelve digits",
        find: shape(&["9999999999", "999999999", "999999999999"], BARE, &["bolivia", "boliviano", "boliviana"]),
        examples: &["NIT Bolivia ⟦1023456789⟧"],
        counterexamples: &["total 1023456789"],
    },
]);

/// Two check digits mod 11, each over all before it, with the weights from the right.
fn two_checks(value: &[u8], weights: impl Fn(usize) -> u32) -> bool {
    let length = value.len();
    let check = |end: usize| {
        let sum: u32 = slice(value, 0..end)
            .iter()
            .rev()
            .enumerate()
            .map(|(i, &byte)| u32::from(byte.wrapping_sub(b'0')) * weights(i))
            .sum();
        let rest = sum % 11;
        (if rest < 2 { 0 } else { 11 - rest }) == at(value, end)
    };
    length > 2 && check(length - 2) && check(length - 1)
}

fn cpf(value: &[u8]) -> bool {
    !all_equal(value) && two_checks(value, |i| i as u32 + 2)
}

/// Letters count by their ASCII code less 48.
fn cnpj(value: &[u8]) -> bool {
    number(slice(value, 0..12)) != 0 && two_checks(value, |i| i as u32 % 8 + 2)
}

fn cnh(value: &[u8]) -> bool {
    let falling = weigh_down(slice(value, 0..9), 9, 1) % 11;
    let rising = weigh(slice(value, 0..9), &[1, 2, 3, 4, 5, 6, 7, 8, 9]) % 11;
    let (first, less) = if falling > 9 { (0, 2) } else { (falling, 0) };
    let second = (rising + 11 - less) % 11;
    !all_equal(value) && first == at(value, 9) && (if second > 9 { 0 } else { second }) == at(value, 10)
}

fn pis(value: &[u8]) -> bool {
    let rest = weigh(value, &[3, 2, 9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    !all_equal(value) && last(value) == if rest < 2 { 0 } else { 11 - rest }
}

/// Eight digits, the state, two check digits; São Paulo (01) and Minas Gerais (02) write 1 where others write 0.
fn voter_br(value: &[u8]) -> bool {
    let digit = |sum: u32| match sum % 11 {
        0 if matches!(part(value, 8..10), 1 | 2) => 1,
        rest => rest % 10,
    };
    let first = digit(weigh(slice(value, 0..8), &[2, 3, 4, 5, 6, 7, 8, 9]));
    let second = digit(at(value, 8) * 7 + at(value, 9) * 8 + first * 9);
    (1..=28).contains(&part(value, 8..10)) && first == at(value, 10) && second == at(value, 11)
}

fn cns(value: &[u8]) -> bool {
    matches!(at(value, 0), 1 | 2 | 7..=9) && weigh_down(value, 15, 1).is_multiple_of(11)
}

/// Name, birth date, sex, state, consonants, century, check digit; Ñ is counted between N and O.
fn curp(value: &[u8]) -> bool {
    const STATES: &str =
        "AS BC BS CC CH CL CM CS DF DG GR GT HG JC MC MN MS NE NL NT OC PL QR QT SL SP SR TC TL TS VZ YN ZS";
    let place = |byte: u8| worth(byte) + u32::from(byte > b'N');
    let sum: u32 = slice(value, 0..17).iter().zip((2..=18).rev()).map(|(&byte, weight)| place(byte) * weight).sum();
    is_yymmdd(slice(value, 4..10))
        && is_in(value, 10, b"HMX")
        && STATES.split_ascii_whitespace().any(|state| value.get(11..13) == Some(state.as_bytes()))
        && (10 - sum % 10) % 10 == last(value)
}

/// Four letters of a person, three of a company, the date, the homoclave. The check character of many registrations
/// issued by hand is wrong, so that it is not demanded; the shape and the date are.
fn rfc(value: &[u8]) -> bool {
    let letters = value.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
    let homoclave = value.get(letters + 6..).unwrap_or_default();
    is_yymmdd(slice(value, letters..letters + 6))
        && (homoclave.is_empty() || is_in(homoclave, 2, b"0123456789A"))
        && !homoclave.iter().take(1).any(|byte| b"WXYZ0".contains(byte) && homoclave == b"000")
}

/// The check digits count as if they stood last.
fn case_number(value: &[u8]) -> bool {
    let digits = slice(value, 0..7).iter().chain(slice(value, 9..20)).chain(slice(value, 7..9));
    (1900..2100).contains(&part(value, 9..13)) && at(value, 13) != 0 && mod97(digits.copied()) == Some(1)
}

fn elector_mx(value: &[u8]) -> bool {
    is_yymmdd(slice(value, 6..12)) && matches!(part(value, 12..14), 1..=33 | 87 | 88) && is_in(value, 14, b"HM")
}

fn cuit(value: &[u8]) -> bool {
    let check = (11 - weigh(value, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11;
    matches!(part(value, 0..2), 20 | 23..=27 | 30 | 33 | 34 | 50 | 51 | 55)
        && (if check == 10 { 9 } else { check }) == last(value)
}

/// The sum of the digits before the last, with the weights 2, 3, … from the right up to `highest` and again.
fn rising(value: &[u8], highest: u32) -> u32 {
    let Some((_, body)) = value.split_last() else { return 0 };
    body.iter().rev().zip((2..=highest).cycle()).map(|(&byte, weight)| worth(byte) * weight).sum()
}

fn rut_cl(value: &[u8]) -> bool {
    let digits = value.strip_prefix(b"CL").unwrap_or(value);
    number(slice(digits, 0..digits.len().saturating_sub(1))) > 100_000
        && ends_with(digits, b"0K987654321", rising(digits, 7) % 11)
}

fn nit_co(value: &[u8]) -> bool {
    let Some((_, body)) = value.split_last() else { return false };
    let sum: u32 =
        body.iter().rev().zip([3, 7, 13, 17, 19, 23, 29, 37, 41, 43]).map(|(&byte, weight)| worth(byte) * weight).sum();
    number(body) != 0 && ends_with(value, b"01987654321", sum % 11)
}

fn ruc_pe(value: &[u8]) -> bool {
    let check = (11 - weigh(value, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 10;
    matches!(part(value, 0..2), 10 | 15..=17 | 20) && check == last(value)
}

/// The check character is a digit or a letter.
fn dni_pe(value: &[u8]) -> bool {
    let rest = weigh(slice(value, 0..8), &[3, 2, 7, 6, 5, 4, 3, 2]) % 11;
    value.len() == 8 || ends_with(value, b"65432110987", rest) || ends_with(value, b"KJIHGFEDCBA", rest)
}

fn province_ec(value: &[u8]) -> bool {
    matches!(part(value, 0..2), 1..=24 | 30 | 50)
}

fn cedula_ec(value: &[u8]) -> bool {
    province_ec(value) && at(value, 2) < 7 && luhn(value)
}

/// People's numbers are their cédula; companies' have a check digit if they are old.
fn ruc_ec(value: &[u8]) -> Option<Scores> {
    let natural = || cedula_ec(slice(value, 0..10)) && part(value, 10..13) != 0;
    let public = || weigh(value, &[3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11) && part(value, 9..13) != 0;
    let private = || weigh(value, &[4, 3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11) && part(value, 10..13) != 0;
    let checked = match at(value, 2) {
        0..=5 => natural(),
        6 => public() || natural(),
        9 => public() || private(),
        _ => false,
    };
    let company = matches!(at(value, 2), 6 | 9) && value.ends_with(b"001");
    match (province_ec(value), checked) {
        (true, true) => Some(CHECKED),
        (true, false) if company => Some(Scores { alone: 0.0, with_context: 0.6 }),
        _ => None,
    }
}

/// Six or seven digits and their check digit.
fn ci_uy(value: &[u8]) -> bool {
    let padded = if value.len() == 7 { [b"0", value].concat() } else { value.to_vec() };
    number(&padded) > 1000 && (10 - weigh(&padded, &[2, 9, 8, 7, 6, 3, 4]) % 10) % 10 == last(value)
}

fn rut_uy(value: &[u8]) -> bool {
    let digits = value.strip_prefix(b"UY").unwrap_or(value);
    let check = (11 - weigh(slice(digits, 0..11), &[4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]) % 11) % 11;
    (1..=22).contains(&part(digits, 0..2))
        && part(digits, 2..8) != 0
        && digits.get(8..11) == Some(b"001")
        && check == last(digits)
}

fn rnc(value: &[u8]) -> bool {
    (10 - weigh(slice(value, 0..8), &[7, 9, 8, 6, 5, 4, 3, 2]) % 11) % 9 + 1 == last(value) && number(value) != 0
}

fn rif(value: &[u8]) -> bool {
    let kind = match value.first() {
        Some(b'V') => 4,
        Some(b'E') => 8,
        Some(b'J' | b'C') => 12,
        Some(b'P') => 16,
        Some(b'G') => 20,
        _ => return false,
    };
    let sum = kind + weigh(slice(value, 1..9), &[3, 2, 7, 6, 5, 4, 3, 2]);
    ends_with(value, b"00987654321", sum % 11)
}

fn ruc_py(value: &[u8]) -> bool {
    (11 - rising(value, 11) % 11) % 11 % 10 == last(value) && at(value, 0) != 0
}

fn nit_gt(value: &[u8]) -> bool {
    at(value, 0) != 0 && ends_with(value, b"0K987654321", rising(value, 12) % 11)
}

/// Eight digits, their check digit, department and municipality.
fn cui_gt(value: &[u8]) -> bool {
    let sum = weigh(slice(value, 0..8), &[2, 3, 4, 5, 6, 7, 8, 9]);
    sum % 11 == at(value, 8) && (1..=22).contains(&part(value, 9..11)) && (1..=38).contains(&part(value, 11..13))
}

fn nit_sv(value: &[u8]) -> bool {
    let digits = value.strip_prefix(b"SV").unwrap_or(value);
    let check = if part(digits, 10..13) <= 100 {
        weigh_down(slice(digits, 0..13), 14, 2) % 11 % 10
    } else {
        (11 - weigh(slice(digits, 0..13), &[2, 7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11 % 10
    };
    starts_in(digits, b"019") && check == last(digits)
}

fn dui_sv(value: &[u8]) -> bool {
    number(value) != 0 && (10 - weigh_down(slice(value, 0..8), 9, 2) % 10) % 10 == last(value)
}

/// Provinces 1 to 9, perhaps with a zero before them.
fn cedula_cr(value: &[u8]) -> bool {
    let digits = if value.len() == 10 { slice(value, 1..10) } else { value };
    at(digits, 0) != 0 && part(digits, 1..5) != 0 && (value.len() == 9 || at(value, 0) == 0)
}

fn cedula_juridica_cr(value: &[u8]) -> bool {
    match (at(value, 0), part(value, 1..4)) {
        (2, class) => matches!(class, 100 | 200 | 300 | 400),
        (3, class) => matches!(class, 2..=14 | 101..=110),
        (4, class) => class == 0,
        (5, class) => class == 1,
        _ => false,
    }
}

fn identity_cu(value: &[u8]) -> bool {
    let century = match at(value, 6) {
        9 => 1800,
        0..=5 => 1900,
        _ => 2000,
    };
    is_date(century + part(value, 0..2), part(value, 2..4), part(value, 4..6))
}
