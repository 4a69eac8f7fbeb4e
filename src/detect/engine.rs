//! Runs detectors over a text: one pass for triggers, then a check of each candidate in a small window.
//!
//! # What may overlap
//! Everything found at any score is reported, and what overlaps stays, with two exceptions. Of overlapping findings of
//! one detector one stays: that which contains the other, else the surer, else the first. And a number strictly inside
//! another one with check digits is dropped where the other is surer (by [`SURER`] if it has check digits itself): a
//! phone number inside a card number is none. Which of the rest to act on is the policy's business.

use super::chain::{self, Ahead, Chain};
use super::column;
use super::context::{Reader, Table};
use super::custom::Custom;
use super::forms::{self, Check, Forms};
use super::trigger::{Hit, Literal, Target, Triggers};
use super::unfinished::Stakes;
use super::{Candidate, Detector, Find, Match, Open, Scores, Words, registry};
use crate::finding::{DetectorId, Finding, Part};
use crate::sort::{sort, sort_by, sort_by_key};
use crate::text::Span;
use std::cell::RefCell;

/// Longest group of letters and digits that is looked at as one number, in bytes: a Monero address has 95.
pub const MAX_GROUP: usize = 128;
/// What alternates for so many bytes, one letter or digit and one other byte, is a row of a matrix or a list, and no
/// identifier: only its first and last groups are looked at. An IPv6 address has eight groups.
const SINGLES: usize = 40;
/// By how much a number must be surer to displace another one inside it that has check digits of its own.
const SURER: f32 = 0.3;
/// What a bare number that looks like a point in time is worth at most, with no word of context.
const TIMESTAMP_SCORE: f32 = 0.3;

/// Detectors, compiled for one policy.
///
/// Compiling costs some hundred microseconds and 100 KB; scanning allocates only what it finds.
#[derive(Debug)]
pub struct Scanner {
    pub(super) sources: Vec<Source>,
    pub(super) triggers: Triggers,
    pub(super) forms: Forms,
    pub(super) words: Table,
    /// For each length of a group with digits, what wants to see it.
    groups: Vec<Vec<Wanted>>,
    bytes: Vec<(u8, Target, Verify)>,
    pub(super) customs: Vec<Custom>,
    /// Nothing below is reported.
    floor: f32,
}

type Verify = fn(&Candidate<'_>) -> Option<Match>;

/// A detector of [`Find::Groups`].
#[derive(Clone, Copy, Debug)]
struct Wanted {
    target: Target,
    /// Its set of words of context.
    words: u16,
    verify: Verify,
    digits: u32,
    letters: bool,
    /// The [bits](sign_bit) of the signs of which one must stand beside; none where anything may.
    beside: u64,
    /// Those of which none may stand between it and a digit.
    not_after: u64,
}

/// What a target number stands for.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) id: DetectorId,
    pub(super) verify: Option<Verify>,
    /// How far after a keyword its value may end, in bytes; 0: the match starts at the literal.
    pub(super) reach: usize,
    /// Which of the operator's own patterns, if it is one.
    pub(super) custom: Option<usize>,
    /// How a match shows that is under way: see [`Find`].
    pub(super) open: Option<Open>,
    pub(super) literals: &'static [&'static str],
    pub(super) groups: Option<(&'static [u8], usize)>,
    pub(super) made_of: Option<fn(u8) -> bool>,
    pub(super) from_words: bool,
    /// What depends on what it finds.
    pub(super) stakes: Stakes,
}

impl Source {
    fn new(id: DetectorId) -> Self {
        Self {
            id,
            verify: None,
            reach: 0,
            custom: None,
            open: None,
            literals: &[],
            groups: None,
            made_of: None,
            from_words: false,
            stakes: Stakes::default(),
        }
    }
}

/// Something found, before overlaps are resolved.
#[derive(Clone, Copy, Debug)]
pub(super) struct Raw {
    pub(super) target: Target,
    pub(super) span: Span,
    pub(super) score: f32,
    why: &'static str,
    /// What a word of context adds; `None` if there is none, and one after the number could still raise the score.
    context: Option<f32>,
    /// What it would be worth with a word of context after it.
    pub(super) most: f32,
    /// Whether it is a number: of a fixed shape, or found from a group of digits.
    pub(super) number: bool,
    /// Whether check digits agree.
    checked: bool,
}

impl Scanner {
    /// A scanner for every detector of the registry.
    pub fn all() -> Self {
        Self::new(|_| true, &[])
    }

    /// A scanner for the detectors of the registry whose ids `select` accepts, and for the operator's own.
    pub fn new(select: impl Fn(&str) -> bool, customs: &[Custom]) -> Self {
        let detectors: Vec<&'static Detector> = registry().filter(|detector| select(detector.id)).collect();
        Self::of(&detectors, customs)
    }

    /// A scanner for these detectors.
    pub fn of(detectors: &[&'static Detector], customs: &[Custom]) -> Self {
        let mut sources: Vec<Source> = Vec::new();
        let mut forms = Forms::default();
        let mut sets: Vec<&'static Words> = Vec::new();
        let mut literals: Vec<Literal<'_>> = Vec::new();
        let (mut groups, mut bytes) = (Vec::<Vec<Wanted>>::new(), Vec::new());
        let mut trigger_bytes = Vec::new();
        for detector in detectors {
            let target = sources.len() as Target;
            let mut source = Source::new(DetectorId::Builtin(detector.id));
            match &detector.find {
                Find::Forms { context, .. } | Find::Graded { context, .. } => {
                    let words = number_of(context, &mut sets);
                    let (shapes, check, scores) = match &detector.find {
                        Find::Forms { forms, check, scores, .. } => {
                            (*forms, check.map_or(Check::None, Check::Of), *scores)
                        }
                        Find::Graded { forms, grade, alone, .. } => {
                            (*forms, Check::Graded(*grade), Scores { alone: *alone, with_context: 1.0 })
                        }
                        _ => continue,
                    };
                    forms.add(shapes, forms::Owner { detector: target, words, check, scores });
                }
                Find::Groups {
                    lengths: (shortest, longest),
                    digits,
                    letters,
                    beside,
                    not_after,
                    context,
                    verify,
                    joined_by,
                } => {
                    let words = number_of(context, &mut sets);
                    source.groups = Some((joined_by, *shortest));
                    groups.resize_with(MAX_GROUP + 1, Vec::new);
                    let [beside, not_after] = [beside, not_after]
                        .map(|signs| signs.iter().fold(0, |signs, sign| signs | sign_bit(Some(*sign))));
                    let wanted = Wanted {
                        target,
                        words,
                        verify: *verify,
                        digits: *digits,
                        letters: *letters,
                        beside,
                        not_after,
                    };
                    let lengths = groups.get_mut(*shortest..=(*longest).min(MAX_GROUP)).unwrap_or_default();
                    lengths.iter_mut().for_each(|all| all.push(wanted));
                }
                Find::Literals { literals: words, verify, open } => {
                    source.verify = Some(*verify);
                    source.open = Some(*open);
                    source.literals = words;
                    literals.extend(words.iter().map(|word| literal(word, target)));
                }
                Find::Keywords { keywords, reach, verify } => {
                    source.verify = Some(*verify);
                    source.reach = *reach;
                    literals.extend(keywords.iter().map(|word| literal(word, target)));
                }
                Find::Bytes { bytes: set, verify, made_of, from_words } => {
                    (source.made_of, source.from_words) = (Some(*made_of), *from_words);
                    trigger_bytes.extend_from_slice(set);
                    bytes.extend(set.iter().map(|byte| (*byte, target, *verify)));
                }
            }
            sources.push(source);
        }
        for (i, custom) in customs.iter().enumerate() {
            let target = sources.len() as Target;
            let id = DetectorId::Custom(custom.id().into());
            sources.push(Source { custom: Some(i), ..Source::new(id) });
            literals.extend(custom.literals().map(|text| Literal { text, inside: custom.is_pattern(), target }));
        }
        forms.above(least(0.0));
        let wants_digits = !forms.is_empty() || !groups.is_empty();
        Self {
            triggers: Triggers::new(wants_digits, &trigger_bytes, literals),
            sources,
            forms,
            words: Table::new(&sets),
            groups,
            bytes,
            customs: customs.to_vec(),
            floor: 0.0,
        }
    }

    /// The same scanner, holding of an [unfinished](Self::settled) text only what is at stake, by detector id.
    pub fn with_stakes(mut self, of: impl Fn(&str) -> Stakes) -> Self {
        for source in &mut self.sources {
            source.stakes = of(source.id.as_str());
        }
        self
    }

    /// The same scanner, reporting nothing below a score of `floor`: faster, since most numbers are some country's
    /// identifier with a low score, for which nothing need be checked then.
    pub fn above(mut self, floor: f32) -> Self {
        self.floor = floor;
        self.forms.above(least(floor));
        self
    }

    /// Appends everything found in `text`, at any score (unless [`Self::above`] says otherwise), in the order of the spans' starts.
    pub fn scan(&self, text: &str, out: &mut Vec<Finding>) {
        self.scan_from(text, 0, out);
    }

    /// The same for what ends after byte `from`; what stands before serves as context only.
    ///
    /// With a stream, hand in the last [`LEFT_CONTEXT`](super::LEFT_CONTEXT) bytes of released text (cut at a character) and everything
    /// held since, with `from` where the held text begins: what is found is what would be found in the whole.
    pub fn scan_from(&self, text: &str, from: usize, out: &mut Vec<Finding>) {
        let mut found = self.run(text, false);
        found.retain(|raw| raw.span.end > from);
        resolve(&mut found);
        found.retain(|raw| raw.score >= self.floor);
        out.extend(found.iter().filter_map(|raw| {
            let source = self.sources.get(usize::from(raw.target))?;
            let mut parts = vec![Part { rule: raw.why, weight: raw.score - raw.context.unwrap_or_default() }];
            parts.extend(raw.context.map(|weight| Part { rule: "context", weight }));
            Some(Finding { detector: source.id.clone(), span: raw.span, score: raw.score, parts })
        }));
    }

    /// Appends everything found in a whole `text`, and what only the names of its tables' [columns](mod@column) tell.
    pub fn scan_whole(&self, text: &str, out: &mut Vec<Finding>) {
        let (mut plain, mut of_columns, mut found) = (Vec::new(), Vec::<Finding>::new(), Vec::new());
        self.scan(text, &mut plain);
        column::each(text, |column| {
            self.scan(&column.lines, &mut found);
            let before = of_columns.len();
            for finding in found.drain(..) {
                let Some(span) = column.in_text(finding.span) else { continue };
                let known = known(&plain, &finding.detector, span).and_then(|at| plain.get_mut(at));
                match known {
                    Some(known) if known.score >= finding.score => continue,
                    // What takes its place is surer.
                    Some(known) => known.score = 0.0,
                    None => {}
                }
                of_columns.push(Finding { span, ..finding });
            }
            of_columns.len() > before
        });
        if !of_columns.is_empty() {
            plain.retain(|finding| finding.score > 0.0);
            plain.append(&mut of_columns);
            // A cell may be named by its column and by its own row: of one detector the surer stays.
            let place = |finding: &Finding| (finding.span.start, finding.span.end);
            sort_by(&mut plain, |one, other| {
                let same =
                    place(one).cmp(&place(other)).then_with(|| one.detector.as_str().cmp(other.detector.as_str()));
                same.then_with(|| other.score.total_cmp(&one.score))
            });
            plain.dedup_by(|one, other| one.detector == other.detector && one.span == other.span);
        }
        out.append(&mut plain);
    }

    /// Everything found, unresolved; if the text is `unfinished`, also what may yet be worth something.
    pub(super) fn run(&self, text: &str, unfinished: bool) -> Vec<Raw> {
        let mut run = Run {
            scanner: self,
            text,
            reader: RefCell::new(Reader::new(&self.words, text)),
            found: Vec::new(),
            group_end: 0,
            ahead: Ahead::new(text.as_bytes(), 0),
            chain: Chain::default(),
            chain_end: 0,
            unfinished,
            hits: vec![Vec::new(); self.customs.len()],
        };
        self.triggers.each(text.as_bytes(), |hit| match hit {
            Hit::Digits(at) => run.digits(at),
            Hit::Byte(at, byte) => run.byte(at, byte),
            Hit::Literal(start, len, target) => run.literal(Span::new(start, start + len), target),
        });
        run.customs();
        run.found
    }
}

/// One text being scanned.
struct Run<'s> {
    scanner: &'s Scanner,
    text: &'s str,
    reader: RefCell<Reader<'s>>,
    found: Vec<Raw>,
    /// Digits before this have been dealt with.
    group_end: usize,
    /// Whether more text is to come, which may raise scores.
    unfinished: bool,
    ahead: Ahead,
    chain: Chain,
    /// Groups before this have been looked at as part of a chain.
    chain_end: usize,
    /// Where literals of the operator's own detectors stand.
    hits: Vec<Vec<Span>>,
}

impl Run<'_> {
    fn digits(&mut self, at: usize) {
        if at < self.group_end {
            return;
        }
        let bytes = self.text.as_bytes();
        let classes = self.ahead.from(bytes, at);
        let Some((start, end)) = chain::group(bytes, at, &classes, MAX_GROUP) else {
            let rest = bytes.get(at..).unwrap_or_default();
            self.group_end = at + rest.iter().take_while(|b| b.is_ascii_alphanumeric()).count();
            return;
        };
        if end - start == 8 && chain::is_uuid(bytes, start) {
            self.group_end = start + 36;
            return;
        }
        self.group_end = end;
        let before = |distance: usize| start.checked_sub(distance).and_then(|at| bytes.get(at)).copied();
        let joined = before(2).is_some_and(|byte| byte.is_ascii_digit());
        let after = if joined { sign_bit(before(1)) } else { 0 };
        let beside = sign_bit(before(1)) | sign_bit(bytes.get(end).copied());
        let digits = classes.digits.count_ones();
        let is_number = at == start && classes.digits.trailing_ones() as usize >= end - start;
        for wanted in self.scanner.groups.get(end - start).into_iter().flatten() {
            let beside = wanted.beside == 0 || wanted.beside & beside != 0;
            if digits < wanted.digits || wanted.letters && is_number || !beside || wanted.not_after & after != 0 {
                continue;
            }
            // Nothing else reads while a candidate is verified.
            let near = |span| self.reader.try_borrow_mut().is_ok_and(|mut reader| reader.near(span, wanted.words));
            let candidate = Candidate { text: self.text, at: Span::new(start, end), context: Some(&near) };
            if let Some(found) = (wanted.verify)(&candidate) {
                self.push(wanted.target, found, true);
            }
        }
        if start >= self.chain_end && !self.scanner.forms.is_empty() {
            let alone = |len, digits| self.scanner.forms.has(len, digits);
            self.chain_end = self.chain.read(bytes, start, self.ahead, alone);
            self.chain();
        }
        if classes.are_single(SINGLES) {
            let singles = chain::singles(bytes, at);
            self.group_end = end.max((at + singles).saturating_sub(SINGLES));
        }
    }

    /// Keeps what fits a shape in the chain of groups that has been read.
    // Not inlined, as `Chain::read`.
    #[inline(never)]
    fn chain(&mut self) {
        let (text, found) = (self.text.as_bytes(), &mut self.found);
        // What is worth nothing without a word of context need not be checked without one, unless it may yet come.
        let floor = if self.unfinished { 0.0 } else { least(self.scanner.floor) };
        self.scanner.forms.each(&self.chain, self.reader.get_mut(), floor, |value, owner, scores, near| {
            let mut alone = scores.alone;
            if forms::is_timestamp(value) {
                alone = alone.min(TIMESTAMP_SCORE);
            }
            if value.cut_out || value.separated != 0 && value.is_cut_out(text) {
                alone *= forms::CUT_OUT;
            }
            // It may be part of a name, unless a word says what it is.
            if value.is_joined(text) {
                alone = 0.0;
            }
            let context = near && scores.with_context > alone;
            let score = if context { scores.with_context } else { alone };
            if score < floor {
                return;
            }
            let checked = !matches!(owner.check, Check::None);
            found.push(Raw {
                target: owner.detector,
                span: value.span(),
                score,
                why: if checked { "check_digit" } else { "shape" },
                context: context.then_some(score - alone),
                most: scores.with_context.max(score),
                number: true,
                checked,
            });
        });
    }

    fn byte(&mut self, at: usize, byte: u8) {
        for (wanted, target, verify) in &self.scanner.bytes {
            if *wanted == byte {
                let candidate = Candidate::new(self.text, Span::new(at, at + 1));
                if let Some(found) = verify(&candidate) {
                    self.push(*target, found, false);
                }
            }
        }
    }

    fn literal(&mut self, at: Span, target: Target) {
        let Some(source) = self.scanner.sources.get(usize::from(target)) else { return };
        if let Some(hits) = source.custom.and_then(|custom| self.hits.get_mut(custom)) {
            hits.push(at);
        }
        let Some(verify) = source.verify else { return };
        // A token that starts inside a word is no token: `sk-` in `task-`.
        let inside = !starts_word(self.text.as_bytes(), at.start);
        if let Some(found) = verify(&Candidate::new(self.text, at))
            && !(inside && found.span.start == at.start)
        {
            self.push(target, found, false);
        }
    }

    fn customs(&mut self) {
        let customs = &self.scanner.customs;
        let first = self.scanner.sources.len() - customs.len();
        for (i, (custom, hits)) in customs.iter().zip(&mut self.hits).enumerate() {
            // Literals of different trigrams come in the order of these, not of their starts.
            sort(hits);
            let found = &mut self.found;
            custom.find(self.text, hits, |matched| {
                found.push(Raw {
                    target: (first + i) as Target,
                    span: matched.span,
                    score: matched.score,
                    why: matched.why,
                    context: None,
                    most: if custom.may_rise(&matched) { 1.0 } else { matched.score },
                    number: false,
                    checked: false,
                });
            });
        }
    }

    fn push(&mut self, target: Target, found: Match, number: bool) {
        let fits = self.text.get(found.span.start..found.span.end).is_some_and(|text| !text.is_empty());
        if fits {
            self.found.push(Raw {
                target,
                span: found.span,
                score: found.score,
                why: found.why,
                context: None,
                most: if number && found.why != "context" { 1.0 } else { found.score },
                number,
                checked: found.why == "check_digit",
            });
        }
    }
}

/// Which of `found`, in the order of their starts, is of this detector and overlaps `span`.
fn known(found: &[Finding], detector: &DetectorId, span: Span) -> Option<usize> {
    /// How many of them are looked at before it: few are longer than a cell.
    const BEFORE: usize = 32;
    let before = found.partition_point(|known| known.span.start < span.end);
    let same = |known: &Finding| known.detector == *detector && known.span.overlaps(span);
    (before.saturating_sub(BEFORE)..before).rev().find(|at| found.get(*at).is_some_and(same))
}

/// The bit of a sign below 64, as those are that join groups; none of another character, or where there is none.
fn sign_bit(byte: Option<u8>) -> u64 {
    1u64.checked_shl(byte.unwrap_or(u8::MAX).into()).unwrap_or_default()
}

/// The least score that is reported where nothing below `floor` is: what is worth nothing never is.
fn least(floor: f32) -> f32 {
    floor.max(f32::MIN_POSITIVE)
}

/// The number of a set of words, which joins the others if it is new.
fn number_of(words: &'static Words, sets: &mut Vec<&'static Words>) -> u16 {
    let same = sets.iter().position(|set| std::ptr::eq(*set, words) || *set == words);
    let number = same.unwrap_or(sets.len());
    if same.is_none() {
        sets.push(words);
    }
    number as u16
}

/// A literal of the registry, where a `*` in front says that it may stand inside a word.
fn literal(word: &str, target: Target) -> Literal<'_> {
    let inside = word.strip_prefix('*');
    Literal { text: inside.unwrap_or(word).as_bytes(), inside: inside.is_some(), target }
}

/// Whether what starts at `at` starts a word: it is no letter or digit, or follows none.
pub(super) fn starts_word(bytes: &[u8], at: usize) -> bool {
    !bytes.get(at).is_some_and(u8::is_ascii_alphanumeric)
        || !at.checked_sub(1).and_then(|before| bytes.get(before)).is_some_and(u8::is_ascii_alphanumeric)
}

/// Sorts, and drops what the rules on overlaps say.
fn resolve(found: &mut Vec<Raw>) {
    found.retain(|raw| raw.score > 0.0);
    sort_by_key(found, |raw| (raw.span.start, std::cmp::Reverse(raw.span.end), raw.target));
    // Numbers are short, so few others can overlap one; findings of one detector hardly overlap at all.
    const NEIGHBOURS: usize = 64;
    let mut keep = vec![true; found.len()];
    for i in 0..found.len() {
        for j in i + 1..found.len().min(i + 1 + NEIGHBOURS) {
            let (Some(a), Some(b)) = (found.get(i).copied(), found.get(j).copied()) else { break };
            if b.span.start >= a.span.end {
                break;
            }
            // They are sorted so that a container comes first.
            let contains = a.span.contains(b.span);
            let weaker = if a.target == b.target {
                // The longer one takes over what makes the shorter one surer.
                if contains
                    && b.score > a.score
                    && let Some(longer) = found.get_mut(i)
                {
                    *longer = Raw { span: a.span, ..b };
                }
                Some(if contains || a.score >= b.score { j } else { i })
            } else if a.number && b.number && contains && a.span != b.span {
                let surer = a.checked && (!b.checked && a.score >= b.score || a.score >= b.score + SURER);
                surer.then_some(j)
            } else {
                None
            };
            if let Some(keep) = weaker.and_then(|weaker| keep.get_mut(weaker)) {
                *keep = false;
            }
        }
    }
    let mut keep = keep.into_iter();
    found.retain(|_| keep.next().unwrap_or(true));
}
