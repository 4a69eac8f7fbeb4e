//! Everything that looks for something in a text, together: the detectors of the registry, the operator's own, and
//! the judge of injections; in the text as it stands and in the views of it that undo tricks.

use crate::{
    detect::{
        Custom, Scanner, Stakes,
        custom::Allow,
        injection::{self, Judge},
    },
    finding::Finding,
    normalize::{self, View},
    sort::sort_by_key,
    text::{Channel, Role, Span},
};

/// What one policy looks for.
#[derive(Debug)]
pub struct Finder {
    scanner: Scanner,
    allow: Allow,
    judge: Option<Judge>,
    /// Whether there are operators' own detectors, whose matches may be short.
    has_customs: bool,
}

/// The shortest text, in bytes, in which anything but a short number can be found: `a@b.co`.
const SHORTEST: usize = 6;

/// The longest text whose name is looked at as well, in bytes: what is longer speaks for itself.
const MAX_NAMED: usize = 256;

impl Finder {
    /// Looks for what `wanted` accepts, by detector id, and for the operator's own.
    pub fn new(wanted: impl Fn(&str) -> bool, customs: &[Custom], allow: &Allow) -> Self {
        let judged = injection::DETECTORS.iter().any(|(id, _)| wanted(id));
        Self {
            scanner: Scanner::new(&wanted, customs),
            allow: allow.clone(),
            judge: judged.then(Judge::default),
            has_customs: !customs.is_empty(),
        }
    }

    /// Looks for everything there is.
    pub fn everything(customs: &[Custom], allow: &Allow) -> Self {
        Self::new(|_| true, customs, allow)
    }

    /// The same, reporting nothing of the detectors' that scores below `floor`: most numbers are some country's
    /// identifier with a low score, which then need not be looked into.
    pub fn above(self, floor: f32) -> Self {
        Self { scanner: self.scanner.above(floor), ..self }
    }

    /// The same, holding of an unfinished text only what is at stake, by detector id.
    pub fn with_stakes(self, of: impl Fn(&str) -> Stakes) -> Self {
        Self { scanner: self.scanner.with_stakes(of), ..self }
    }

    /// What is found in `text`, in the order of the spans' starts, and how likely the text is an attack, 0 to 1.
    ///
    /// `name` is what the text stands under, such as the key of a JSON field: it counts as context.
    pub fn find(&self, text: &str, name: &str, role: Role, channel: Channel) -> Found {
        if text.len() < SHORTEST && !self.has_customs && text.bytes().filter(u8::is_ascii_digit).count() < 2 {
            return Found::default();
        }
        let view = View::of(text);
        let mut findings = normalize::find_through(text, &view, |text| self.scan(text, name));
        findings.retain(|finding| !self.allow.allows(finding.span.of_str(text)));
        let mut injection = 0.0;
        if let Some(judge) = self.judge.as_ref().filter(|_| text.len() >= SHORTEST) {
            let judgement = judge.judge(text, &view, role, channel);
            injection = judgement.score;
            findings.extend(judgement.findings);
        }
        sort_by_key(&mut findings, |finding| (finding.span.start, finding.span.end));
        Found { findings, injection }
    }

    /// What detectors find in the part of a longer text that a stream has brought so far; see
    /// [`settled`](Self::settled). The judge of injections and the columns of tables need whole texts and have no part in
    /// it.
    pub fn find_part(&self, text: &str) -> Vec<Finding> {
        let mut findings = normalize::find_through(text, &View::of(text), |text| {
            let mut findings = Vec::new();
            self.scanner.scan(text, &mut findings);
            findings
        });
        sort_by_key(&mut findings, |finding| (finding.span.start, finding.span.end));
        findings
    }

    /// How many leading bytes of an unfinished `text` are settled: nothing that follows can change what is found in
    /// them. Holds for the text as it stands and for its view, not for what is encoded in it.
    pub fn settled(&self, text: &str) -> usize {
        let view = View::of(text);
        let settled = self.scanner.settled(text);
        if view.is_original() {
            return settled;
        }
        let of_view = self.scanner.settled(view.text());
        settled.min(view.to_original(Span::new(of_view, of_view)).start)
    }

    /// The detectors alone, on a whole text as it stands.
    fn scan(&self, text: &str, name: &str) -> Vec<Finding> {
        let mut findings = Vec::new();
        if name.is_empty() || text.len() > MAX_NAMED {
            self.scanner.scan_whole(text, &mut findings);
            return findings;
        }
        let named = format!("{name}: {text}");
        let before = named.len() - text.len();
        self.scanner.scan_from(&named, before, &mut findings);
        findings.retain_mut(|finding| {
            let inside = finding.span.end > before;
            finding.span.start = finding.span.start.saturating_sub(before);
            finding.span.end = finding.span.end.saturating_sub(before);
            inside
        });
        findings
    }
}

/// What was found in a text.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The findings, in the order of their starts.
    pub findings: Vec<Finding>,
    /// How likely the text is an attack on the model, 0 to 1; 0.5 is the point of decision.
    pub injection: f32,
}
