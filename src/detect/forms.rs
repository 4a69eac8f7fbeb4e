//! Identifiers of fixed shapes: groups of digits and letters, with or without separators between them.
//!
//! Each stretch of groups of a [`Chain`] is compared as one value, separators taken out. Its length selects the shapes
//! of that length, and a shape is compared as a whole with a few operations on bit masks: which characters are
//! digits, where separators stand. Detectors of the same shape share it, and it knows what the surest of them is worth
//! with no word of context, and which sets of words they have. So a number with none of their words near it costs no
//! more when there are more detectors, unless these are sure of it all by itself; and only the checks (digits, dates)
//! of what could be reported are run.

use super::Scores;
use super::chain::{Chain, MAX_VALUE, Value};
use super::context::Reader;
use std::ops::ControlFlow;

/// What remains of a score when the number may be cut out of a longer chain of groups.
pub const CUT_OUT: f32 = 0.6;

/// What a score with no word of context is worth where the value stands.
fn worth(alone: f32, cut_out: bool) -> f32 {
    if cut_out { alone * CUT_OUT } else { alone }
}

/// What a shape asks of the characters of a compact value, one bit for each.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
struct Masks {
    digits: u64,
    letters: u64,
    /// After which separators may stand, and after which of these one must.
    separable: u64,
    separated: u64,
}

impl Masks {
    /// Whether these groups are its own.
    #[inline]
    fn fit(&self, value: &Value<'_>) -> bool {
        // Of the four hardly one says more often no than another: together they cost one jump.
        let kinds = self.digits & !value.digits | self.letters & value.digits;
        let groups = value.separated & !self.separable | self.separated & !value.separated;
        kinds | groups == 0
    }
}

/// One shape, compiled: what every character of the compact value must be, and where separators may stand.
#[derive(PartialEq, Debug, Default)]
struct Form {
    masks: Masks,
    /// Characters that are given, by their place.
    fixed: Vec<(u8, u8)>,
    /// Separators that are given, by the place of the character before.
    separators: Vec<(u8, u8)>,
    /// Whether only [plain] separators may stand in it.
    plain: bool,
}

/// Whether a separator is a space, a dash or a dot, as kinds of them are read.
fn plain(separator: u8) -> bool {
    matches!(separator, b' ' | b'-' | b'.')
}

impl Form {
    /// Whether a value that fits its masks has the characters and the separators that are given.
    #[inline]
    fn fits(&self, value: &Value<'_>) -> bool {
        self.fixed.iter().all(|(i, c)| value.compact.get(usize::from(*i)) == Some(c))
            && self.separators.iter().all(|(i, c)| value.separator(usize::from(*i)) == Some(*c))
            && (!self.plain || value.separators().all(plain))
    }

    /// Whether the first character may be a digit, or a letter.
    fn may_begin(&self, with_digit: bool) -> bool {
        let fixed = self.fixed.first().filter(|(i, _)| *i == 0);
        let of_the_other_kind = if with_digit { self.masks.letters } else { self.masks.digits };
        of_the_other_kind & 1 == 0 && fixed.is_none_or(|(_, c)| c.is_ascii_digit() == with_digit)
    }

    /// Whether a letter is fixed in it.
    fn holds_letter(&self) -> bool {
        self.fixed.iter().any(|(_, c)| c.is_ascii_alphabetic())
    }

    /// Whether a value of this shape, `more` characters longer, may begin so.
    fn begins(&self, value: &Beginning<'_>, more: usize) -> bool {
        let masks = &self.masks;
        let all = (1u64 << value.compact.len().min(MAX_VALUE)) - 1;
        let last = all & !(all >> 1);
        let open = value.separated & last == 0;
        // What comes after the last character isn't known while no separator stands there.
        let known = if open { all >> 1 } else { all };
        (open || more > 0)
            && masks.digits & all & !value.digits == 0
            && masks.letters & all & value.digits == 0
            && value.separated & !masks.separable == 0
            && masks.separated & known & !value.separated == 0
            && self.fixed.iter().all(|(i, c)| value.compact.get(usize::from(*i)).is_none_or(|found| found == c))
            && self
                .separators
                .iter()
                .all(|(i, c)| known >> *i & 1 == 0 || value.separators.get(usize::from(*i)) == Some(c))
            && (!self.plain || value.separators.iter().all(|c| *c == 0 || plain(*c)))
    }
}

/// The end of a text that breaks off, read as the beginning of a value.
#[derive(Clone, Copy, Debug)]
pub struct Beginning<'c> {
    /// The characters without separators, ASCII letters in upper case.
    pub compact: &'c [u8],
    /// The separator after each character, or 0. After the last one none is known if it is 0.
    pub separators: &'c [u8],
    /// Bit i: character i is a digit.
    pub digits: u64,
    /// Bit i: a separator stands after character i.
    pub separated: u64,
}

/// A shape and the detectors that have it.
#[derive(Debug)]
struct Shape {
    form: Form,
    owners: Vec<Owner>,
    /// The most that one of them is worth with no word of context.
    alone: f32,
    /// Their sets of words, one bit for each.
    sets: Vec<u64>,
}

impl Shape {
    fn has_any(&self, sets: &[u64]) -> bool {
        self.sets.iter().zip(sets).any(|(own, near)| own & near != 0)
    }
}

/// Some of the ways in which values are grouped, one bit for each; those beyond 128 share bits.
type Ways = [u64; 2];

/// How values are grouped that begin alike, with a letter or with a digit.
#[derive(Debug)]
struct Groupings {
    /// For each way, after which characters separators may stand.
    separable: Vec<u64>,
    /// The ways that allow a separator after each character.
    after: [Ways; MAX_VALUE],
    /// The ways of values of each length.
    of_len: [Ways; MAX_VALUE + 1],
}

impl Default for Groupings {
    fn default() -> Self {
        Self { separable: Vec::new(), after: [Ways::default(); MAX_VALUE], of_len: [Ways::default(); MAX_VALUE + 1] }
    }
}

impl Groupings {
    /// Those of the shapes, by length, of which `counts` says so.
    fn of(by_len: &[Vec<Shape>], counts: impl Fn(&Shape) -> bool) -> Self {
        let mut groupings = Self::default();
        for (len, shapes) in by_len.iter().enumerate() {
            for shape in shapes.iter().filter(|shape| counts(shape)) {
                groupings.add(shape.form.masks.separable, len);
            }
        }
        groupings
    }

    fn add(&mut self, separable: u64, len: usize) {
        let way = self.separable.iter().position(|known| *known == separable).unwrap_or_else(|| {
            self.separable.push(separable);
            self.separable.len() - 1
        });
        let (word, bit) = (way / 64 % 2, way % 64);
        let after = self.after.iter_mut().enumerate().filter(|(i, _)| separable >> i & 1 == 1).map(|(_, ways)| ways);
        for word in after.chain(self.of_len.get_mut(len)).filter_map(|ways| ways.get_mut(word)) {
            *word |= 1 << bit;
        }
    }
}

/// In which ways a value begun so far may be grouped.
struct Begun<'g> {
    groupings: &'g Groupings,
    ways: Ways,
    /// Those of values of several groups, if they are others.
    several: Option<&'g Groupings>,
}

impl Begun<'_> {
    /// Whether it may have `len` characters.
    fn ends(&self, len: usize) -> bool {
        self.are_any(self.groupings.of_len.get(len))
    }

    /// Whether it may go on with a separator after a character.
    fn goes_on(&mut self, separated: usize) -> bool {
        self.groupings = self.several.take().unwrap_or(self.groupings);
        let after = self.groupings.after.get(separated);
        let any = self.are_any(after);
        self.ways.iter_mut().zip(after.copied().unwrap_or_default()).for_each(|(ways, after)| *ways &= after);
        any
    }

    fn are_any(&self, of: Option<&Ways>) -> bool {
        of.is_some_and(|of| self.ways.iter().zip(of).any(|(ways, of)| ways & of != 0))
    }
}

/// How values begin with a letter, and with a digit.
#[derive(Debug, Default)]
struct Beginnings {
    letter: Groupings,
    digit: Groupings,
}

impl Beginnings {
    /// Those of the shapes, by length, that are worth `floor` or more with no word of context, where values are cut out
    /// or not.
    fn of(by_len: &[Vec<Shape>], floor: f32, cut_out: bool) -> Self {
        let sure = |shape: &Shape| worth(shape.alone, cut_out) >= floor;
        let of = |may: fn(&Form) -> bool| Groupings::of(by_len, |shape| sure(shape) && may(&shape.form));
        Self { letter: of(|form| form.may_begin(false)), digit: of(|form| form.may_begin(true)) }
    }

    fn with(&self, digit: bool) -> &Groupings {
        if digit { &self.digit } else { &self.letter }
    }
}

/// The shapes of all detectors, by length.
#[derive(Debug, Default)]
pub struct Forms {
    /// The surest first.
    by_len: Vec<Vec<Shape>>,
    /// Of these, those that a number may have, and those that a value with letters may have.
    numbers: Vec<Fitting>,
    mixed: Vec<Fitting>,
    /// How values begin.
    all: Beginnings,
    /// How those begin that are sure: worth `floor` or more with no word of context; and of these, those that are even
    /// where they are cut out.
    sure: Beginnings,
    sure_cut_out: Beginnings,
    floor: f32,
    /// Fewest characters of a value.
    shortest: usize,
}

/// Shapes of one length, with what is compared first in one row.
#[derive(Debug, Default)]
struct Fitting {
    /// With each, its place among the shapes of that length.
    shapes: Vec<(Masks, u16)>,
    /// How many of them are sure, and even where they are cut out; they stand first.
    sure: usize,
    sure_cut_out: usize,
}

impl Fitting {
    /// Of `shapes`, the surest first, those of which `may` says so.
    fn of(shapes: &[Shape], floor: f32, may: impl Fn(&Form) -> bool) -> Self {
        let of_kind = || (0..).zip(shapes).filter(|(_, shape)| may(&shape.form));
        let sure = |cut_out| of_kind().take_while(|(_, shape)| worth(shape.alone, cut_out) >= floor).count();
        Self {
            shapes: of_kind().map(|(place, shape)| (shape.form.masks, place)).collect(),
            sure: sure(false),
            sure_cut_out: sure(true),
        }
    }

    /// The places of those whose masks a value fits, of the sure ones or of all.
    #[inline]
    fn places(&self, value: &Value<'_>, only_sure: bool) -> impl Iterator<Item = usize> {
        let count = match (only_sure, value.cut_out) {
            (false, _) => self.shapes.len(),
            (true, false) => self.sure,
            (true, true) => self.sure_cut_out,
        };
        let shapes = self.shapes.iter().take(count);
        shapes.filter(|(masks, _)| masks.fit(value)).map(|(_, place)| usize::from(*place))
    }
}

/// What a shape belongs to.
#[derive(Clone, Copy, Debug)]
pub struct Owner {
    /// The scanner's number for the detector.
    pub detector: u16,
    /// Its set of words of context, as the [`Reader`]'s table numbers them.
    pub words: u16,
    /// Whether the compact value is a possible one.
    pub check: Check,
    /// What a match is worth, unless the check grades it.
    pub scores: Scores,
}

/// How the compact value is checked.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// Not at all.
    None,
    /// It is a possible value or not.
    Of(fn(&[u8]) -> bool),
    /// How sure it is, if it is a possible value.
    Graded(fn(&[u8]) -> Option<Scores>),
}

impl Check {
    /// Whether the compact value is a possible one.
    fn accepts(self, compact: &[u8]) -> bool {
        match self {
            Self::None => true,
            Self::Of(check) => check(compact),
            Self::Graded(grade) => grade(compact).is_some(),
        }
    }
}

impl Forms {
    /// Adds the shapes of one detector. A shape that is too long, or has a separator outermost, matches nothing.
    pub fn add(&mut self, forms: &[&str], owner: Owner) {
        for form in forms {
            let mut compiled = Form::default();
            let mut len = 0usize;
            for byte in form.bytes() {
                let before = len.checked_sub(1).map(|i| 1u64 << i).unwrap_or_default();
                let masks = &mut compiled.masks;
                match byte {
                    b'9' => masks.digits |= 1 << len,
                    b'A' => masks.letters |= 1 << len,
                    b'X' => {}
                    b'-' => masks.separable |= before,
                    b'_' => {
                        masks.separable |= before;
                        compiled.plain = true;
                    }
                    _ if byte.is_ascii_alphanumeric() => {
                        compiled.fixed.push((len as u8, byte.to_ascii_uppercase()));
                    }
                    _ => {
                        masks.separable |= before;
                        masks.separated |= before;
                        let separator = if byte == b'~' { b'-' } else { byte };
                        compiled.separators.push((len.saturating_sub(1) as u8, separator));
                    }
                }
                if byte.is_ascii_alphanumeric() {
                    len += 1;
                }
                if len > MAX_VALUE {
                    break;
                }
            }
            if len == 0 || len > MAX_VALUE {
                continue;
            }
            self.shortest = if self.is_empty() { len } else { self.shortest.min(len) };
            if self.by_len.len() <= len {
                self.by_len.resize_with(len + 1, Vec::new);
            }
            let Some(shapes) = self.by_len.get_mut(len) else { continue };
            let mut shape = match shapes.iter().position(|shape| shape.form == compiled) {
                Some(same) => shapes.remove(same),
                None => Shape { form: compiled, owners: Vec::new(), alone: 0.0, sets: Vec::new() },
            };
            shape.owners.push(owner);
            shape.alone = shape.alone.max(owner.scores.alone);
            let (word, bit) = (usize::from(owner.words / 64), owner.words % 64);
            shape.sets.resize(shape.sets.len().max(word + 1), 0);
            if let Some(word) = shape.sets.get_mut(word) {
                *word |= 1 << bit;
            }
            let place = shapes.partition_point(|other| other.alone >= shape.alone);
            shapes.insert(place, shape);
        }
    }

    /// Prepares to be asked for what is worth `floor` or more, once all shapes are there.
    pub fn above(&mut self, floor: f32) {
        let fitting = |may: fn(&Form, u64) -> bool| {
            let of_len = |(len, shapes): (usize, &Vec<Shape>)| {
                let all = (1u64 << len) - 1;
                Fitting::of(shapes, floor, |form| may(form, all))
            };
            self.by_len.iter().enumerate().map(of_len).collect()
        };
        self.numbers = fitting(|form, _| form.masks.letters == 0 && !form.holds_letter());
        self.mixed = fitting(|form, all| form.masks.digits != all);
        let beginnings = |floor, cut_out| Beginnings::of(&self.by_len, floor, cut_out);
        (self.all, self.sure, self.sure_cut_out) =
            (beginnings(0.0, false), beginnings(floor, false), beginnings(floor, true));
        self.floor = floor;
    }

    /// Whether there are any shapes.
    pub fn is_empty(&self) -> bool {
        self.by_len.is_empty()
    }

    /// Whether any shape has so many characters and may have digits at these places.
    pub fn has(&self, len: usize, digits: u64) -> bool {
        self.fitting(len, digits).is_some_and(|fitting| !fitting.shapes.is_empty())
    }

    /// Those that a value of `len` characters may have, with digits at these places.
    fn fitting(&self, len: usize, digits: u64) -> Option<&Fitting> {
        let of_kind = if digits.trailing_ones() as usize == len { &self.numbers } else { &self.mixed };
        of_kind.get(len)
    }

    /// Calls `found` for every value of the chain and detector that has a shape that fits and whose check agrees, with
    /// what it is worth and whether a word of context stands near; not for what is worth less than `floor` with and
    /// without one.
    pub fn each(
        &self,
        chain: &Chain,
        reader: &mut Reader<'_>,
        floor: f32,
        mut found: impl FnMut(&Value<'_>, &Owner, Scores, bool),
    ) {
        if chain.len() < self.shortest {
            return;
        }
        // Most chains are dates, ranges and the like: no shape is so grouped, whatever stands near.
        let begin = |digit: bool, _| Begun { groupings: self.all.with(digit), ways: [u64::MAX; 2], several: None };
        let none = chain.values(begin, Begun::ends, Begun::goes_on, |value| {
            let fitting = self.fitting(value.compact.len(), value.digits);
            match fitting.is_some_and(|fitting| fitting.places(value, false).next().is_some()) {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            }
        });
        if none.is_continue() {
            return;
        }
        // With no word of any detector near, what is not sure by itself is nothing.
        let any_words = reader.any(chain.span());
        let only_sure = !any_words && self.floor <= floor;
        let begin = |digit: bool, cut_out: bool| Begun {
            groupings: if only_sure { &self.sure } else { &self.all }.with(digit),
            ways: [u64::MAX; 2],
            several: (only_sure && cut_out).then(|| self.sure_cut_out.with(digit)),
        };
        let _ = chain.values(begin, Begun::ends, Begun::goes_on, |value| {
            let len = value.compact.len();
            let Some((fitting, shapes)) = self.fitting(len, value.digits).zip(self.by_len.get(len)) else {
                return ControlFlow::Continue(());
            };
            let shapes = fitting.places(value, only_sure).filter_map(|place| shapes.get(place));
            for shape in shapes.filter(|shape| shape.form.fits(value)) {
                let sure = worth(shape.alone, value.cut_out) >= floor;
                if !(sure || any_words && shape.has_any(reader.sets(value.span()))) {
                    continue;
                }
                for owner in &shape.owners {
                    let near = any_words && reader.near(value.span(), owner.words);
                    let Scores { alone, with_context } = owner.scores;
                    if worth(alone, value.cut_out) < floor && !(near && with_context >= floor) {
                        continue;
                    }
                    let scores = match owner.check {
                        Check::None => Some(owner.scores),
                        Check::Of(check) => check(value.compact).then_some(owner.scores),
                        Check::Graded(grade) => grade(value.compact),
                    };
                    if let Some(scores) = scores {
                        found(value, owner, scores, near);
                    }
                }
            }
            ControlFlow::Continue(())
        });
    }

    /// Whether more text could make `beginning` a value of a detector that `counts` at the value's length, or it is one
    /// already.
    pub fn may_become(&self, beginning: &Beginning<'_>, mut counts: impl FnMut(&Owner, usize) -> bool) -> bool {
        let len = beginning.compact.len();
        let longer = self.by_len.get(len..).unwrap_or_default();
        longer.iter().enumerate().any(|(more, shapes)| {
            let mut fitting = shapes.iter().filter(|shape| shape.form.begins(beginning, more));
            fitting.any(|shape| {
                shape
                    .owners
                    .iter()
                    .any(|owner| counts(owner, len + more) && (more > 0 || owner.check.accepts(beginning.compact)))
            })
        })
    }
}

/// Whether a bare number is most likely a point in time: Unix seconds (10 digits) or milliseconds (13) between 2001
/// and 2033, a date (8) or a date and time (14, 17) of this or the last century.
pub fn is_timestamp(value: &Value<'_>) -> bool {
    if !value.is_number() {
        return false;
    }
    let two = |at: usize| match value.compact.get(at..at + 2) {
        Some([a, b]) => (a - b'0') * 10 + (b - b'0'),
        _ => 0,
    };
    match value.compact.len() {
        10 | 13 | 16 => value.compact.first() == Some(&b'1'),
        8 | 14 | 17 => {
            matches!(two(0), 19 | 20)
                && (1..=12).contains(&two(4))
                && (1..=31).contains(&two(6))
                && (value.compact.len() == 8 || two(8) < 24 && two(10) < 60 && two(12) < 60)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::chain::{self, Ahead};
    use super::super::context::Table;
    use super::*;

    fn found(forms: &[&str], text: &str) -> Vec<String> {
        let mut compiled = Forms::default();
        let scores = Scores { alone: 0.5, with_context: 1.0 };
        compiled.add(forms, Owner { detector: 0, words: 0, check: Check::None, scores });
        compiled.above(0.0);
        let table = Table::new(&[]);
        let (mut found, mut chain, mut read) = (Vec::new(), Chain::default(), 0);
        for at in (0..text.len()).filter(|&at| text.as_bytes()[at].is_ascii_digit()) {
            let mut ahead = Ahead::new(text.as_bytes(), at);
            let group = chain::group(text.as_bytes(), at, &ahead.from(text.as_bytes(), at), 128).unwrap();
            if group.0 >= read {
                read = chain.read(text.as_bytes(), group.0, ahead, |len, digits| compiled.has(len, digits));
                compiled.each(&chain, &mut Reader::new(&table, text), 0.0, |value, _, _, _| {
                    found.push(value.span().of_str(text).to_owned());
                });
            }
        }
        found
    }

    #[test]
    fn shapes_match_whole_values_only() {
        let cases: &[(&str, &str, &[&str])] = &[
            ("999-99-9999", "a 123-45-6789 b", &["123-45-6789"]),
            ("999-99-9999", "123 45 6789, 123456789.", &["123 45 6789", "123456789"]),
            ("999-99-9999", "123\u{a0}45\u{2011}6789", &["123\u{a0}45\u{2011}6789"]),
            ("999-99-9999", "1234-56-789 12-345-6789 x123456789 123456789x 0.123456789", &[]),
            ("999-99-9999", "$123456789 _123456789 123456789@example.com 123456789-01 +123456789", &[]),
            ("A9999999", "K1234567 k1234567 1K234567", &["K1234567", "k1234567"]),
            ("AA-99-99-99-A", "AB 12 34 56 C, AB123456C, ab 12 34 56 c", &["AB 12 34 56 C", "AB123456C"]),
            ("99999999-A", "12345678-z 12345678 Z 12345678 and", &["12345678-z", "12345678 Z"]),
            ("99/999/99999", "93/815/08152 93-815-08152", &["93/815/08152"]),
            ("99_999_999", "12 345-678 12.345.678 12345678 12/345/678", &["12 345-678", "12.345.678", "12345678"]),
            ("RRR9", "rrr1 RRR2 ABC3", &["rrr1", "RRR2"]),
            ("XX9", "a17 AB1 9A9 !A9", &["a17", "AB1", "9A9"]),
            ("999999~999A", "131052-308T 131052/308T 131052 308T 131052308T", &["131052-308T"]),
            ("AAA999", "AaA123 aaA123", &["AaA123", "aaA123"]),
            ("XXXXXXXXX", "aBcDeF123 abCD12345", &["abCD12345"]),
            ("99-99", "12 34 56 78", &["12 34", "34 56", "56 78"]),
            ("99-AAAAAAAA9", "12 ABCDEFGH1 12 ABCDEFGHI1", &["12 ABCDEFGH1"]),
        ];
        for (form, text, expected) in cases {
            assert_eq!(found(&[form], text), *expected, "{form} in {text}");
        }
    }

    #[test]
    fn a_long_chain_is_read_in_pieces_and_nothing_is_lost() {
        let text = (0..400).map(|n| format!("{n:03}")).collect::<Vec<_>>().join(" ");
        assert_eq!(found(&["999-999-999"], &text).len(), 398);
        let text = "12345678901234567890123456789012345 ".repeat(50);
        assert_eq!(found(&[&"9".repeat(35)], &text).len(), 50);
        // Longer than any value, up to what is known of a text at a time.
        for len in 40..100 {
            assert_eq!(found(&["999", &"9".repeat(35)], &format!("{} 123", "7".repeat(len))), ["123"], "{len}");
        }
    }

    #[test]
    fn no_shape_begins_with_a_row_of_single_characters() {
        // The engine passes over the middle of such rows.
        for detector in crate::detect::registry() {
            let (crate::detect::Find::Forms { forms, .. } | crate::detect::Find::Graded { forms, .. }) = detector.find
            else {
                continue;
            };
            for form in forms {
                let groups = form.split(|c: char| !c.is_ascii_alphanumeric());
                assert!(groups.take_while(|group| group.len() == 1).count() < 20, "{}: {form}", detector.id);
            }
        }
    }

    #[test]
    fn no_grade_is_higher_than_declared_and_some_are_as_high() {
        use crate::detect::{Find, registry};
        let mut state = 7u64;
        let mut random = move |alphabet: &[u8]| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            alphabet[(state >> 33) as usize % alphabet.len()]
        };
        for detector in registry() {
            let Find::Graded { forms, grade, alone, .. } = detector.find else { continue };
            let compact = |value: &str| value.bytes().filter(u8::is_ascii_alphanumeric).collect::<Vec<u8>>();
            let marked = detector.examples.iter().filter_map(|text| text.split_once('⟦')?.1.split_once('⟧'));
            let mut values: Vec<Vec<u8>> = marked.map(|(value, _)| compact(&value.to_uppercase())).collect();
            for form in forms.iter().cycle().take(20_000) {
                let fill = |byte| match byte {
                    b'9' => random(b"0123456789"),
                    b'A' => random(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
                    b'X' => random(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
                    other => other,
                };
                values.push(compact(form).into_iter().map(fill).collect());
            }
            let most = values.iter().filter_map(|value| grade(value)).map(|scores| scores.alone).fold(0.0, f32::max);
            assert_eq!(most, alone, "{}", detector.id);
        }
    }

    #[test]
    fn timestamps_are_known() {
        for (text, expected) in [
            ("1700000000", true),
            ("1700000000000", true),
            ("20240229", true),
            ("20241301", false),
            ("170-000-0000", false),
        ] {
            let mut chain = Chain::default();
            chain.read(text.as_bytes(), 0, Ahead::new(text.as_bytes(), 0), |_, _| true);
            let mut last = false;
            let _ = chain.values(
                |_, _| (),
                |(), _| true,
                |(), _| true,
                |value| {
                    last = is_timestamp(value);
                    ControlFlow::Continue(())
                },
            );
            assert_eq!(last, expected, "{text}");
        }
    }
}
