//! How much streamed text must wait, so that no match straddles a release.
//!
//! A stream's frames carry pieces of several texts at once: choices, channels, tool calls. Each text is followed by
//! its key, across frames. After each piece a [`Judge`] says up to where the text is settled, that is, can't become
//! part of a match any more whatever follows, and what is to be changed there. A frame leaves when all its pieces are
//! settled and all frames before it have left: frames are never reordered, split or merged, and one without edits
//! leaves as it came. A match that spans pieces is replaced in the piece where it starts, and its rest disappears from
//! the others.
//!
//! What is kept of a text is what is not settled, and as much before it as the judge wants to see (context words, what
//! stands before a number). What waits is bounded: past the limit the stream can't be judged, and the caller decides.
//!
//! Judging costs the length of what waits and its context for each piece; with waits of some dozen bytes that is the
//! cost of judging the text once or twice.

use crate::{
    splice::{Edit, Edits},
    text::Span,
};
use std::{
    collections::{BTreeMap, VecDeque},
    fmt,
};

/// Says what in a text is settled, and what is to be changed in it.
pub trait Judge<K> {
    /// How many settled bytes it wants to see before those that are not.
    fn context(&self) -> usize;

    /// Whether this text, if it waits while others go on for a while, is to be taken as ended. A model that goes from
    /// thinking to speaking doesn't come back; words that are interrupted by a tool call may go on.
    fn yields(&self, key: &K) -> bool;

    /// Judges `text`; what stands before `from.settled` has left already. Unless this is the `last` of the text, more
    /// will be added behind it. (A text that was thought to have ended may go on all the same.)
    fn judge(&mut self, key: &K, text: &str, from: Marks, last: bool) -> Judged;
}

/// How far a text has been judged, in bytes of it and on borders of characters.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Marks {
    /// Up to here nothing that follows can change what is to be changed. It leaves.
    pub settled: usize,
    /// Up to here nothing that follows can change what is to be recorded. It need not wait for that, but is kept.
    pub recorded: usize,
    /// Whether what ends at `settled` has been replaced as the beginning of something long that goes on behind it.
    pub covered: bool,
}

/// What a [`Judge`] says.
#[derive(Clone, Debug, Default)]
pub struct Judged {
    /// How far it goes.
    pub marks: Marks,
    /// Changes between the marks before and after.
    pub edits: Edits,
    /// Whether the stream must end before any of what waits leaves.
    pub block: bool,
}

/// A good patience with texts that yield: less than a second of most streams.
pub const PATIENCE: usize = 16;

/// Most texts that one stream may carry.
const MAX_TEXTS: usize = 4096;

/// Why nothing more may leave.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stop {
    /// The judge said so.
    Blocked,
    /// The stream carries more texts at once than any model speaks.
    TooMany {
        /// The most texts.
        limit: usize,
    },
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Blocked => f.write_str("stream: found what a rule blocks"),
            Self::TooMany { limit } => {
                write!(f, "stream: found more than {limit} texts side by side, expected fewer")
            }
        }
    }
}

impl std::error::Error for Stop {}

/// The frames that wait, and the texts that run through them.
pub struct Holdback<K, F> {
    /// Frames that have not left, in order.
    queue: VecDeque<Waiting<F>>,
    /// The number of the first of them.
    first: usize,
    followed: BTreeMap<K, Follower>,
    /// Bytes of the frames that wait.
    held: usize,
    /// How many frames that carry text have come.
    spoken: usize,
    limit: usize,
    patience: usize,
}

struct Waiting<F> {
    frame: F,
    size: usize,
    /// What is to be changed in each of its texts.
    edits: Vec<Vec<Edit>>,
    /// How many of its texts are not settled.
    unsettled: usize,
}

/// One text, as far as it is still looked at.
#[derive(Default)]
struct Follower {
    text: String,
    marks: Marks,
    pieces: VecDeque<Piece>,
    /// The last frame that carried a piece of it, counted among those that carry text.
    touched: usize,
}

/// A part of the text that has not been settled wholly.
struct Piece {
    /// The number of the frame that carries it.
    frame: usize,
    /// Which of the frame's texts it is.
    slot: usize,
    /// Where it stands in the follower's text.
    span: Span,
}

impl<K: Ord + Clone, F> Holdback<K, F> {
    /// Nothing yet. A text that [yields](Judge::yields) holds up no more than `patience` frames that carry others, and
    /// frames of no more than `limit` bytes wait in all: then what waits is judged as if its texts had ended.
    pub fn new(limit: usize, patience: usize) -> Self {
        Self { queue: VecDeque::new(), first: 0, followed: BTreeMap::new(), held: 0, spoken: 0, limit, patience }
    }

    /// Takes in a frame of `size` bytes and the texts it carries, each by the key of the text it continues.
    ///
    /// # Errors
    /// [`Stop`]: what [`pop`](Self::pop) gives may leave, and nothing else.
    pub fn push<'t>(
        &mut self,
        frame: F,
        size: usize,
        texts: impl IntoIterator<Item = (K, &'t str)>,
        judge: &mut impl Judge<K>,
    ) -> Result<(), Stop> {
        let number = self.first + self.queue.len();
        self.queue.push_back(Waiting { frame, size, edits: Vec::new(), unsettled: 0 });
        self.held += size;
        for (slot, (key, text)) in texts.into_iter().enumerate() {
            if let Some(waiting) = self.queue.back_mut() {
                waiting.edits.push(Vec::new());
                waiting.unsettled += 1;
            }
            if self.followed.len() >= MAX_TEXTS && !self.followed.contains_key(&key) {
                return Err(Stop::TooMany { limit: MAX_TEXTS });
            }
            let follower = self.followed.entry(key.clone()).or_default();
            let start = follower.text.len();
            follower.text.push_str(text);
            let span = Span::new(start, follower.text.len());
            follower.pieces.push_back(Piece { frame: number, slot, span });
            follower.touched = self.spoken;
            follower.judge(&key, false, judge, &mut self.queue, self.first)?;
        }
        self.spoken += usize::from(self.queue.back().is_some_and(|waiting| !waiting.edits.is_empty()));
        let full = self.held - self.leaving() > self.limit;
        for (key, follower) in self.followed.iter_mut().filter(|(_, follower)| !follower.pieces.is_empty()) {
            let stale = self.spoken - follower.touched > self.patience + 1 && judge.yields(key);
            if full || stale {
                follower.judge(key, true, judge, &mut self.queue, self.first)?;
            }
        }
        Ok(())
    }

    /// Bytes of the frames that may leave.
    fn leaving(&self) -> usize {
        self.queue.iter().take_while(|waiting| waiting.unsettled == 0).map(|waiting| waiting.size).sum()
    }

    /// Judges what waits of the texts for whose key `which` is true, as if they had ended. Should one go on, what it
    /// had counts as what stands before.
    ///
    /// # Errors
    /// As of [`push`](Self::push).
    pub fn settle(&mut self, which: impl Fn(&K) -> bool, judge: &mut impl Judge<K>) -> Result<(), Stop> {
        for (key, follower) in self.followed.iter_mut().filter(|(key, _)| which(key)) {
            if follower.marks.recorded < follower.text.len() || !follower.pieces.is_empty() {
                follower.judge(key, true, judge, &mut self.queue, self.first)?;
            }
        }
        Ok(())
    }

    /// The next frame that may leave, with what is to be changed in each of its texts.
    pub fn pop(&mut self) -> Option<(F, Vec<Edits>)> {
        let waiting = self.queue.pop_front_if(|waiting| waiting.unsettled == 0)?;
        self.first += 1;
        self.held -= waiting.size;
        Some((waiting.frame, waiting.edits.into_iter().map(|edits| edits.into_iter().collect()).collect()))
    }

    /// Every frame that waits, unjudged, for a caller who lets pass what can't be judged.
    pub fn take_all(&mut self) -> impl Iterator<Item = F> {
        self.first += self.queue.len();
        self.held = 0;
        self.followed.clear();
        std::mem::take(&mut self.queue).into_iter().map(|waiting| waiting.frame)
    }

    /// How many frames have come.
    pub fn pushed(&self) -> usize {
        self.first + self.queue.len()
    }

    /// How many frames wait.
    pub fn waiting(&self) -> usize {
        self.queue.len()
    }

    /// Bytes of the frames that wait.
    pub fn held(&self) -> usize {
        self.held
    }
}

/// Texts are never shown.
impl<K, F> fmt::Debug for Holdback<K, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Holdback").field("waiting", &self.queue.len()).field("held", &self.held).finish_non_exhaustive()
    }
}

impl Follower {
    fn judge<K, F>(
        &mut self,
        key: &K,
        last: bool,
        judge: &mut impl Judge<K>,
        queue: &mut VecDeque<Waiting<F>>,
        first: usize,
    ) -> Result<(), Stop> {
        let judged = judge.judge(key, &self.text, self.marks, last);
        if judged.block {
            return Err(Stop::Blocked);
        }
        for edit in judged.edits {
            self.place(edit, queue, first);
        }
        let upto = |mark: usize| if last { self.text.len() } else { self.text.floor_char_boundary(mark) };
        self.marks = Marks {
            settled: upto(judged.marks.settled).max(self.marks.settled),
            recorded: upto(judged.marks.recorded).max(self.marks.recorded),
            covered: judged.marks.covered && !last,
        };
        let settled = self.marks.settled;
        while let Some(piece) = self.pieces.pop_front_if(|piece| piece.span.end <= settled) {
            if let Some(waiting) = queue.get_mut(piece.frame - first) {
                waiting.unsettled -= 1;
            }
        }
        self.forget(judge.context());
        Ok(())
    }

    /// Hands an edit to the pieces it spans: the first gets the replacement.
    fn place<F>(&self, edit: Edit, queue: &mut VecDeque<Waiting<F>>, first: usize) {
        let mut replacement = edit.replacement;
        let span = Span::new(edit.span.start.max(self.marks.settled), edit.span.end);
        for piece in self.pieces.iter().filter(|piece| piece.span.overlaps(span)) {
            let part = Span::new(
                span.start.max(piece.span.start) - piece.span.start,
                span.end.min(piece.span.end) - piece.span.start,
            );
            let edits = queue.get_mut(piece.frame - first).and_then(|waiting| waiting.edits.get_mut(piece.slot));
            if let Some(edits) = edits {
                edits.push(Edit { span: part, replacement: std::mem::take(&mut replacement) });
            }
        }
    }

    /// Drops settled text that is no context, and that no piece reaches into.
    fn forget(&mut self, context: usize) {
        let kept = self.marks.settled.min(self.marks.recorded).saturating_sub(context);
        let kept = self.pieces.front().map_or(kept, |piece| kept.min(piece.span.start));
        let kept = self.text.floor_char_boundary(kept);
        // Moving what is kept costs its length: only worth it when it is the smaller part.
        if kept <= self.text.len() / 2 {
            return;
        }
        self.text.drain(..kept);
        self.marks.settled -= kept;
        self.marks.recorded -= kept;
        for piece in &mut self.pieces {
            piece.span = Span::new(piece.span.start - kept, piece.span.end - kept);
        }
    }
}

#[cfg(test)]
#[allow(clippy::string_slice)]
mod tests {
    use super::*;
    use crate::frame::tests::Dice;
    use crate::splice::splice_str;

    /// Covers runs of four or more digits; a run of `endless` digits is covered before it ends.
    struct Digits {
        endless: usize,
        blocks: bool,
        calls: usize,
    }

    const DIGITS: Digits = Digits { endless: usize::MAX, blocks: false, calls: 0 };

    impl Digits {
        fn whole(&self, text: &str) -> String {
            let mut judge = Digits { ..DIGITS };
            splice_str(text, &judge.judge(&0, text, Marks::default(), true).edits).into_owned()
        }
    }

    impl Judge<u8> for Digits {
        fn context(&self) -> usize {
            4
        }

        fn yields(&self, _: &u8) -> bool {
            true
        }

        fn judge(&mut self, _: &u8, text: &str, from: Marks, last: bool) -> Judged {
            let from = from.settled;
            self.calls += 1;
            let digit = |at: &usize| text.as_bytes().get(*at).is_some_and(u8::is_ascii_digit);
            let mut judged = Judged::default();
            let mut settled = text.len();
            let mut edits = Vec::new();
            let mut at = from;
            // A run that was covered before it ended goes on: what stands before is context.
            if from >= 4 && (from - 4..from).all(|at| digit(&at)) && self.endless < usize::MAX {
                let end = (at..text.len()).find(|at| !digit(at)).unwrap_or(text.len());
                edits.push(Edit { span: Span::new(at, end), replacement: String::new() });
                at = end;
            }
            while at < text.len() {
                let start = (at..text.len()).find(digit).unwrap_or(text.len());
                let end = (start..text.len()).find(|at| !digit(at)).unwrap_or(text.len());
                let long = end - start;
                if end == text.len() && !last && long > 0 && long < self.endless {
                    settled = start;
                    break;
                }
                if long >= 4 {
                    judged.block |= self.blocks;
                    edits.push(Edit { span: Span::new(start, end), replacement: "#".into() });
                }
                at = end.max(start + 1);
            }
            judged.edits = edits.into_iter().collect();
            judged.marks = Marks { settled, recorded: settled, covered: false };
            judged
        }
    }

    /// Runs frames of (key, text) pieces through and gives what each key's text became, and what left when.
    fn run(frames: &[Vec<(u8, &str)>], judge: &mut Digits) -> (BTreeMap<u8, String>, Vec<(usize, usize)>) {
        let mut hold = Holdback::new(10_000, usize::MAX - 1);
        let mut out: BTreeMap<u8, String> = BTreeMap::new();
        let mut left = Vec::new();
        let mut drain = |hold: &mut Holdback<u8, usize>, now: usize| {
            while let Some((number, edits)) = hold.pop() {
                assert_eq!(edits.len(), frames[number].len());
                for ((key, text), edits) in frames[number].iter().zip(&edits) {
                    out.entry(*key).or_default().push_str(&splice_str(text, edits));
                }
                left.push((number, now));
            }
        };
        for (number, texts) in frames.iter().enumerate() {
            hold.push(number, 1, texts.iter().copied(), judge).unwrap();
            drain(&mut hold, number);
        }
        hold.settle(|_| true, judge).unwrap();
        drain(&mut hold, frames.len());
        assert_eq!((hold.waiting(), hold.held()), (0, 0));
        (out, left)
    }

    fn random_text(dice: &mut Dice) -> String {
        (0..dice.below(40)).map(|_| ["7", "42", "x", "é", " ", "12345"][dice.below(6)]).collect()
    }

    /// Cuts two texts into pieces and mixes them into frames.
    fn random_frames<'t>(dice: &mut Dice, texts: &'t [String]) -> Vec<Vec<(u8, &'t str)>> {
        let mut rest: Vec<&str> = texts.iter().map(String::as_str).collect();
        let mut frames = Vec::new();
        while rest.iter().any(|rest| !rest.is_empty()) {
            let mut frame = Vec::new();
            for _ in 0..dice.below(3) {
                let key = dice.below(rest.len());
                let cut = rest[key].floor_char_boundary(dice.below(6));
                let (piece, left) = rest[key].split_at(cut);
                rest[key] = left;
                frame.push((key as u8, piece));
            }
            frames.push(frame);
        }
        frames
    }

    #[test]
    fn a_stream_becomes_what_the_whole_text_would_for_every_way_of_cutting() {
        let mut dice = Dice(1);
        for round in 0..3000 {
            let texts: Vec<String> = (0..2).map(|_| random_text(&mut dice)).collect();
            let frames = random_frames(&mut dice, &texts);
            let endless = [usize::MAX, 6][round % 2];
            let (out, left) = run(&frames, &mut Digits { endless, ..DIGITS });
            for (key, text) in texts.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
                assert_eq!(out[&(key as u8)], DIGITS.whole(text), "{frames:?}");
            }
            let order: Vec<usize> = left.iter().map(|(number, _)| *number).collect();
            assert_eq!(order, (0..frames.len()).collect::<Vec<_>>(), "out of order");
        }
    }

    #[test]
    fn clean_text_leaves_at_once_and_only_what_may_match_waits() {
        type Frames<'f> = &'f [&'f [(u8, &'f str)]];
        let table: &[(Frames<'_>, &[usize])] = &[
            (&[&[(0, "Hello")], &[(0, " wor")], &[(0, "ld")]], &[0, 1, 2]),
            (&[&[(0, "a 1")], &[(0, "2")], &[(0, " b")]], &[2, 2, 2]),
            // A frame without text keeps its place.
            (&[&[(0, "1")], &[], &[(0, " ")], &[]], &[2, 2, 2, 3]),
            (&[&[(0, "1")], &[(1, "clean")], &[(0, "")], &[(0, ".")]], &[3, 3, 3, 3]),
            (&[&[(0, "12345")]], &[1]),
        ];
        for (frames, expect) in table {
            let frames: Vec<_> = frames.iter().map(|frame| frame.to_vec()).collect();
            let left: Vec<usize> = run(&frames, &mut { DIGITS }).1.iter().map(|(_, when)| *when).collect();
            assert_eq!(left, *expect, "{frames:?}");
        }
    }

    #[test]
    fn an_endless_match_is_cut_off_without_waiting_for_its_end() {
        let frames: Vec<_> = ["a 123", "456", "789", "0", " b"].map(|text| vec![(0, text)]).to_vec();
        let (out, left) = run(&frames, &mut Digits { endless: 6, ..DIGITS });
        assert_eq!(out[&0], "a # b");
        assert_eq!(left, [(0, 1), (1, 1), (2, 2), (3, 3), (4, 4)]);
    }

    #[test]
    fn nothing_of_a_blocked_match_leaves() {
        let mut dice = Dice(2);
        for _ in 0..1000 {
            let text = format!("{} 98765 {}", "ab 12 ".repeat(dice.below(4)), "cd ".repeat(dice.below(4)));
            let mut judge = Digits { blocks: true, ..DIGITS };
            let mut hold = Holdback::new(10_000, usize::MAX - 1);
            let (mut out, mut rest) = (String::new(), text.as_str());
            let mut stopped = Ok(());
            while !rest.is_empty() && stopped.is_ok() {
                let (piece, left) = rest.split_at(rest.floor_char_boundary(1 + dice.below(5)).min(rest.len()));
                rest = left;
                stopped = hold.push(piece, piece.len(), [(0, piece)], &mut judge);
                while let Some((piece, _)) = hold.pop() {
                    out += piece;
                }
            }
            assert_eq!(stopped, Err(Stop::Blocked));
            assert!(text.starts_with(&out) && !out.contains('9'), "{out}");
        }
    }

    #[test]
    fn what_waits_is_bounded() {
        let mut hold = Holdback::new(10, 99);
        let mut judge = DIGITS;
        for _ in 0..10 {
            hold.push((), 1, [(0, "1")], &mut judge).unwrap();
            assert_eq!(hold.pop(), None);
        }
        hold.push((), 1, [(0, "1")], &mut judge).unwrap();
        let left: Vec<_> = std::iter::from_fn(|| hold.pop()).map(|((), edits)| edits[0].len()).collect();
        assert_eq!(left, [1; 11], "what was long enough to match is covered all the same");
    }

    #[test]
    fn memory_and_work_follow_what_waits_not_the_stream() {
        let mut hold = Holdback::new(100, 99);
        let mut judge = DIGITS;
        for _ in 0..10_000 {
            hold.push((), 5, [(0, "word 1 ")], &mut judge).unwrap();
            while hold.pop().is_some() {}
        }
        assert!(hold.followed[&0].text.len() < 32 && hold.followed[&0].text.capacity() < 256);
        assert_eq!(judge.calls, 10_000);
    }

    #[test]
    fn a_text_that_others_overtake_is_judged_as_it_stands() {
        let mut hold = Holdback::new(1000, PATIENCE);
        let mut judge = DIGITS;
        hold.push(0, 1, [(0, "12")], &mut judge).unwrap();
        for number in 1..=PATIENCE {
            hold.push(number, 1, [(1, "clean ")], &mut judge).unwrap();
            assert!(hold.pop().is_none(), "{number}");
        }
        hold.push(PATIENCE + 1, 1, [(1, "clean ")], &mut judge).unwrap();
        assert_eq!(std::iter::from_fn(|| hold.pop()).count(), PATIENCE + 2);
        // It goes on all the same: what had left is lost, what comes is not.
        hold.push(99, 1, [(0, "34 ")], &mut judge).unwrap();
        let (_, edits) = hold.pop().unwrap();
        assert!(edits[0].is_empty());
        hold.push(99, 1, [(0, "3456 ")], &mut judge).unwrap();
        assert_eq!(splice_str("3456 ", &hold.pop().unwrap().1[0]), "# ");
    }

    #[test]
    fn closing_a_text_settles_it_alone() {
        let mut hold = Holdback::new(100, 99);
        let mut judge = DIGITS;
        hold.push('a', 1, [(0, "1234")], &mut judge).unwrap();
        hold.push('b', 1, [(1, "5678")], &mut judge).unwrap();
        assert_eq!(hold.pop(), None);
        hold.settle(|key| *key == 0, &mut judge).unwrap();
        assert_eq!(hold.pop().map(|(frame, _)| frame), Some('a'));
        assert_eq!(hold.pop(), None);
        hold.settle(|key| *key == 1, &mut judge).unwrap();
        assert_eq!(hold.pop().map(|(frame, _)| frame), Some('b'));
    }
}
