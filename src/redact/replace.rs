//! `replace`: a label in place of a value, and the word that labels are made of.

use crate::finding::DetectorId;

/// What a detector's finds are called in stand-ins: the last part of its id in capitals. `pii.email` gives `EMAIL`,
/// `pii.us_ssn` gives `US_SSN`.
///
/// Nothing but `A`–`Z`, `0`–`9` and single underscores inside, so that a label means nothing to Markdown, JSON, HTML,
/// SQL or a shell.
pub fn label(detector: &DetectorId) -> String {
    let mut out = String::new();
    for c in detector.as_str().rsplit('.').next().unwrap_or_default().chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_uppercase());
        } else if !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
    }
    out.truncate(out.trim_end_matches('_').len());
    if out.is_empty() { "REDACTED".to_owned() } else { out }
}

/// The usual replacement, `[EMAIL]`, or the operator's own template, in which `{label}` and `{detector}` stand for
/// what was found.
pub fn replacement(template: Option<&str>, detector: &DetectorId) -> String {
    template.unwrap_or("[{label}]").replace("{label}", &label(detector)).replace("{detector}", detector.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_and_templates() {
        let table = [
            ("pii.email", None, "[EMAIL]"),
            ("pii.us_ssn", None, "[US_SSN]"),
            ("custom.staff--no.", None, "[REDACTED]"),
            ("custom.staff--nö7_", None, "[STAFF_N_7]"),
            ("pii.email", Some("<{detector}>"), "<pii.email>"),
            ("pii.email", Some("{label}{label}{other}"), "EMAILEMAIL{other}"),
            ("pii.email", Some(""), ""),
        ];
        for (id, template, expect) in table {
            assert_eq!(replacement(template, &DetectorId::Custom(id.into())), expect, "{id} {template:?}");
        }
    }
}
