//! What takes the place of a span.

/// How a value is replaced.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Redaction {
    /// Stars, but for some characters at its ends.
    Mask {
        /// How many leading characters stay.
        keep_first: usize,
        /// How many trailing characters stay.
        keep_last: usize,
    },
    /// A fixed text.
    Replace {
        /// The text; `None`: the detector's name, as `[EMAIL]`.
        with: Option<String>,
    },
}

impl Redaction {
    /// The word for it in policies and audit lines.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Mask { .. } => "mask",
            Self::Replace { .. } => "replace",
        }
    }

    /// What stands in for `value`, which `detector` found.
    pub fn replacement(&self, value: &str, detector: &str) -> String {
        match self {
            Self::Mask { keep_first, keep_last } => mask(value, *keep_first, *keep_last),
            Self::Replace { with: Some(with) } => with.clone(),
            Self::Replace { with: None } => {
                let name = detector.split_once('.').map_or(detector, |(_, name)| name);
                format!("[{}]", name.to_ascii_uppercase())
            }
        }
    }
}

/// A star for each character but the first and last few; never more than half of the value stays.
fn mask(value: &str, keep_first: usize, keep_last: usize) -> String {
    let count = value.chars().count();
    let (first, last) = if keep_first + keep_last <= count / 2 { (keep_first, keep_last) } else { (0, 0) };
    value.chars().enumerate().map(|(at, char)| if at < first || at >= count - last { char } else { '*' }).collect()
}
