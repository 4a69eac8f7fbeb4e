//! How much a domain name's last label says: is it a top-level domain, or a file's extension?

/// Top-level domains of countries (IANA root zone, two letters).
const COUNTRIES: &str = "acadaeafagaialamaoaqarasatauawaxazbabbbdbebfbgbhbibjbmbnbobrbsbtbwbybzcacccdcfcgchcickclcm\
    cncocrcucvcwcxcyczdedjdkdmdodzeceeegereseteufifjfkfmfofrgagbgdgegfggghgiglgmgngpgqgrgsgtgugwgyhkhmhnhrhthuidieilim\
    inioiqirisitjejmjojpkekgkhkikmknkpkrkwkykzlalblclilklrlsltlulvlymamcmdmemgmhmkmlmmmnmompmqmrmsmtmumvmwmxmymznancne\
    nfngninlnonpnrnunzompapepfpgphpkplpmpnprpsptpwpyqarerorsrurwsasbscsdsesgshsiskslsmsnsosrssstsvsxsysztctdtftgthtjtk\
    tltmtntotrtttvtwtzuaugukusuyuzvavcvevgvivnvuwfwsyeytzazmzw";

/// The generic top-level domains that carry nearly all mail (IANA root zone); separated by spaces.
const GENERIC: &str = " com org net edu gov mil int info biz name pro aero coop museum jobs mobi travel tel asia cat \
    post xxx app dev page blog shop store online site tech xyz top club live life world today news media email mail \
    cloud digital agency company solutions services systems software network email group global international team \
    work works business consulting finance financial bank insurance insure fund capital money credit creditcard loan \
    loans mortgage tax accountants law legal lawyer attorney health healthcare hospital clinic doctor dental care \
    pharmacy school university college academy education training institute science engineering design studio art \
    photo photos photography video film music games game fun fans social chat community foundation charity church \
    wiki web website webcam space host hosting domains support help guide guru expert ninja rocks city town house \
    homes estate property properties realty rent land farm garden green bio eco energy solar auto car cars taxi \
    holiday holidays vacations flights hotel restaurant cafe coffee bar beer wine pizza food kitchen recipes fashion \
    boutique clothing shoes jewelry luxury sale deals discount market markets trade trading exchange direct express \
    delivery logistics parts tools equipment supply supplies industries ventures partners associates management \
    marketing ink link click zone center centre plus one vip win bid men kim red blue pink black gold icu cyou sbs \
    bond buzz monster quest rest beauty hair skin makeup yoga fit fitness run golf football tennis bike surf ski \
    london berlin paris wien hamburg koeln cologne bayern saarland ruhr nrw amsterdam brussels vlaanderen gent \
    barcelona madrid istanbul moscow tokyo osaka nagoya kyoto yokohama okinawa sydney melbourne nyc miami vegas boston \
    rio quebec scot wales cymru irish swiss africa capetown joburg durban abudhabi dubai doha taipei google amazon \
    microsoft apple bmw audi ";

/// Names that only resolve inside a network, and RFC 2606's and RFC 6761's reserved ones.
const INTERNAL: &str = " local internal intranet corp lan home private localdomain example test invalid localhost ";

/// What the last label of a domain name is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Top {
    /// A top-level domain of a country, a common generic one, or one in another script.
    Known,
    /// One used inside networks and in examples.
    Internal,
    /// Two letters or more, but none of these.
    Unknown,
}

/// What `label` is; `None` if it can't be a top-level domain.
pub fn top(label: &str) -> Option<Top> {
    let lower = label.to_ascii_lowercase();
    if lower.starts_with("xn--") || !lower.is_ascii() {
        let letters = lower.chars().all(|c| c.is_alphanumeric() || c == '-');
        return (letters && lower.chars().count() >= 2).then_some(Top::Known);
    }
    if !(2..=24).contains(&lower.len()) || !lower.bytes().all(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    let word = format!(" {lower} ");
    let listed = |list: &str| memchr::memmem::find(list.as_bytes(), word.as_bytes()).is_some();
    let country = || COUNTRIES.as_bytes().chunks_exact(2).any(|known| known == lower.as_bytes());
    Some(match () {
        () if country() || listed(GENERIC) => Top::Known,
        () if listed(INTERNAL) => Top::Internal,
        () => Top::Unknown,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn last_labels_are_told_apart() {
        for (label, expected) in [
            ("com", Some(Top::Known)),
            ("UK", Some(Top::Known)),
            ("xn--p1ai", Some(Top::Known)),
            ("中国", Some(Top::Known)),
            ("example", Some(Top::Internal)),
            ("png", Some(Top::Unknown)),
            ("c", None),
            ("7z", None),
        ] {
            assert_eq!(top(label), expected, "{label}");
        }
    }
}
