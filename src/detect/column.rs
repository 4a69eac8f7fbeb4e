//! Columns: in a table a value stands lines below the name that says what it is.
//!
//! Reads the tables of a text (CSV and its kin, Markdown, HTML, what databases print, SQL's `INSERT`) and hands out each
//! column as lines of `name: value`, which the detectors then read as they read any such line; of tables of two columns
//! also each row, and so what a label in brackets follows: `DEUTDEFF (BIC)`. Only of whole texts: in a stream the names
//! have long left when their cells come, and values when their labels do.
//!
//! Each line of a text is read at most twice, as the head of a table and as a row of one; a column whose first cells say
//! nothing is not handed out again, so that a table costs little more than the text it is.

use super::block::{BLOCK, any_of, padded};
use crate::text::Span;

/// The most columns of a table.
const COLUMNS: usize = 64;
/// The longest name of a column, in bytes.
const NAME: usize = 40;
/// The longest line that may name the columns of a table, in bytes.
const HEAD: usize = 1024;
/// The longest cell that is read, in bytes: what is longer speaks for itself.
const CELL: usize = 160;
/// How many cells of a column are looked at before the others: some that stand too far from its name to be found by it
/// as they are.
const SAMPLE: usize = 16;
/// How much of a column is handed out at once, in bytes.
const PIECE: usize = 4 << 10;
/// How many lines in a row of a table may have another number of cells.
const RAGGED: usize = 2;

/// A piece of a column, or of the rows of two cells: lines of `name: value`.
#[derive(Debug, Default)]
pub struct Column {
    /// The lines.
    pub lines: String,
    /// Where each value starts in the lines, and where it stands in the text.
    cells: Vec<(usize, Span)>,
    /// The name of the column; none where each row has its own.
    name: String,
    /// Whether its first cells said nothing.
    silent: bool,
    /// Whether they said something.
    speaks: bool,
}

impl Column {
    fn of(name: &str) -> Self {
        let name = name.trim_matches(['*', '`', ' ']);
        Self { name: name.to_owned(), silent: name.is_empty(), ..Self::default() }
    }

    /// Where what is found at `found` in the lines stands in the text, if it is a cell or a part of one.
    pub fn in_text(&self, found: Span) -> Option<Span> {
        let at = self.cells.partition_point(|(start, _)| *start <= found.start).checked_sub(1)?;
        let (start, cell) = self.cells.get(at)?;
        (found.end <= start + cell.len())
            .then(|| Span::new(cell.start + found.start - start, cell.start + found.end - start))
    }

    /// Takes the cell of one more row, under its own `name` if the column has none; hands out the lines where they are
    /// enough.
    fn push(&mut self, text: &str, name: Span, cell: Span, see: &mut impl FnMut(&Self) -> bool) {
        let name = if self.name.is_empty() { name.of_str(text) } else { &self.name };
        // A cell that would cut a character has no text.
        let value = cell.of_str(text);
        if self.silent || name.is_empty() || !(2..=CELL).contains(&value.len()) {
            return;
        }
        self.lines.push_str(name);
        self.lines.push_str(": ");
        self.cells.push((self.lines.len(), cell));
        self.lines.push_str(value);
        self.lines.push('\n');
        if self.lines.len() >= PIECE || !self.speaks && !self.name.is_empty() && self.cells.len() >= SAMPLE {
            self.hand_out(see);
        }
    }

    fn hand_out(&mut self, see: &mut impl FnMut(&Self) -> bool) {
        if self.cells.is_empty() {
            return;
        }
        self.speaks |= see(self);
        self.silent = !self.speaks && !self.name.is_empty();
        self.lines.clear();
        self.cells.clear();
    }
}

/// A table while its rows are read.
struct Table<'t> {
    text: &'t str,
    columns: Vec<Column>,
    /// The rows of two cells, of which the first names the second.
    pairs: Column,
}

impl<'t> Table<'t> {
    fn of(text: &'t str, names: &[Span]) -> Self {
        let columns = names.iter().map(|name| Column::of(name.of_str(text))).collect();
        Self { text, columns, pairs: Column::default() }
    }

    /// Takes one more row of as many cells.
    fn push(&mut self, cells: &[Span], see: &mut impl FnMut(&Column) -> bool) {
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            column.push(self.text, Span::default(), *cell, see);
        }
        if let [name, value] = cells
            && is_name(name.of_str(self.text))
        {
            self.pairs.push(self.text, *name, *value, see);
        }
    }

    fn end(&mut self, see: &mut impl FnMut(&Column) -> bool) {
        self.columns.iter_mut().for_each(|column| column.hand_out(see));
        self.pairs.hand_out(see);
    }
}

/// Calls `see` for each piece of each column of the tables in `text`; it says whether it found anything there that it
/// would not have found otherwise.
pub fn each(text: &str, mut see: impl FnMut(&Column) -> bool) {
    let (mut at, mut cells) = (0, Vec::new());
    heads(text.as_bytes(), |start| {
        let Some(head) = line(text, start).filter(|_| start >= at) else { return };
        let end = match sign(head.of(text.as_bytes())) {
            Some(Sign::Cells(sign)) => table(text, head, sign, &mut cells, &mut see),
            Some(Sign::Insert) => insert(text, start, &mut cells, &mut see),
            None => None,
        };
        at = end.unwrap_or(start);
    });
    html(text, &mut cells, &mut see);
    labels(text, &mut see);
}

/// Calls `head` for the start of every line that may name columns: something that separates cells stands near it, or it
/// may be an `INSERT`. Most lines of a text are passed over 64 bytes at a time.
fn heads(bytes: &[u8], mut head: impl FnMut(usize)) {
    let may_insert =
        |start: usize| matches!(bytes.get(start..), Some([b'i' | b'I', b'n' | b'N', ..] | [b' ', b'i' | b'I', ..]));
    // The line whose beginning holds no separator so far.
    let mut open = Some(0);
    if may_insert(0) {
        head(0);
        open = None;
    }
    for at in (0..bytes.len()).step_by(BLOCK) {
        let rest = bytes.get(at..).unwrap_or_default();
        let end;
        let block = match rest.first_chunk() {
            Some(block) => block,
            None => {
                end = padded(rest);
                &end
            }
        };
        let (ends, signs) = (any_of(block, [b'\n']), any_of(block, [b'|', b'\t', b';', b',']));
        let mut ahead = u64::MAX;
        loop {
            let event = (ends | if open.is_some() { signs } else { 0 }) & ahead;
            if event == 0 {
                break;
            }
            let i = event.trailing_zeros();
            ahead = u64::MAX.checked_shl(i + 1).unwrap_or_default();
            let here = at + i as usize;
            if ends >> i & 1 == 1 {
                let start = here + 1;
                open = Some(start);
                if may_insert(start) {
                    head(start);
                    open = None;
                }
            } else if let Some(start) = open.take()
                && here - start < NAME + 4
            {
                head(start);
            }
        }
    }
}

/// The line that starts at `at`, without what ends it.
fn line(text: &str, at: usize) -> Option<Span> {
    let rest = text.as_bytes().get(at..).filter(|rest| !rest.is_empty())?;
    Some(Span::new(at, at + memchr::memchr(b'\n', rest).unwrap_or(rest.len())))
}

/// What a line looks like that may begin a table.
enum Sign {
    /// Names, separated by this sign.
    Cells(u8),
    /// `INSERT INTO …`.
    Insert,
}

/// What a line looks like, from its first bytes; what separates its cells if it may name columns: a pipe, a tab, a
/// semicolon or a comma. Most lines have none of them behind a first name.
fn sign(line: &[u8]) -> Option<Sign> {
    let (line, first) = match line {
        [b' ', rest @ ..] => (rest, rest.first()?),
        [first, ..] => (line, first),
        [] => return None,
    };
    if line.len() > HEAD {
        return None;
    }
    if matches!(first, b'i' | b'I') && line.get(..12).is_some_and(|head| head.eq_ignore_ascii_case(b"insert into ")) {
        return Some(Sign::Insert);
    }
    if *first == b'|' {
        return Some(Sign::Cells(b'|'));
    }
    let begins = first.is_ascii_alphabetic() || !first.is_ascii() || b"\"_,;#".contains(first);
    let head = line.get(..NAME + 4).unwrap_or(line);
    let end = [memchr::memchr3(b'|', b'\t', b';', head), memchr::memchr(b',', head)].into_iter().flatten().min();
    let (name, sign) = (head.get(..end?)?, head.get(end?)?);
    (begins && name.iter().all(|b| in_name(*b) || *b == b'"')).then_some(Sign::Cells(*sign))
}

/// What the names of columns are made of.
fn in_name(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | 0x80.. | b' ' | b'_' | b'-' | b'.' | b'/' | b'(' | b')' | b'#' | b'&' | b'\'' | b'*' | b'`')
}

/// Whether a cell may be the name of a column.
fn is_name(name: &str) -> bool {
    let begins = name.starts_with(|c: char| c.is_alphabetic() || matches!(c, '_' | '#' | '*' | '`'));
    name.len() <= NAME && (name.is_empty() || begins) && name.bytes().all(in_name)
}

/// Whether a line only rules off the head of a table: `|---|:-:|`, `----+----`.
fn is_rule(line: &[u8]) -> bool {
    line.contains(&b'-') && line.iter().all(|b| b"-+|:= \r".contains(b))
}

/// Reads the table whose columns the line at `head` names, and says where it ends; `None` if it names none.
fn table(
    text: &str,
    head: Span,
    sign: u8,
    cells: &mut Vec<Span>,
    see: &mut impl FnMut(&Column) -> bool,
) -> Option<usize> {
    let bytes = text.as_bytes();
    // Most lines with a comma are prose.
    let below = line(text, head.end + 1)?.of(bytes);
    if !is_rule(below) && memchr::memchr(sign, below).is_none() {
        return None;
    }
    split(bytes, head, sign, cells, |cell| is_name(cell.of_str(text)))?;
    if cells.len() < 2 {
        return None;
    }
    // A row with the same number of cells must follow before the names are taken for such.
    let count = cells.len();
    let names: Vec<Span> = std::mem::take(cells);
    let next = |at: &mut usize, cells: &mut Vec<Span>| {
        let mut ragged = 0;
        loop {
            let row = line(text, *at)?;
            let inside = row.of(bytes);
            if !is_rule(inside) {
                let fits = split(bytes, row, sign, cells, |_| true).is_some() && cells.len() == count;
                if !fits && (ragged == RAGGED || !inside.contains(&sign)) {
                    return None;
                }
                ragged += 1;
                if fits {
                    *at = row.end + 1;
                    return Some(());
                }
            }
            *at = row.end + 1;
        }
    };
    let mut at = head.end + 1;
    next(&mut at, cells)?;
    let mut table = Table::of(text, &names);
    loop {
        table.push(cells, see);
        if next(&mut at, cells).is_none() {
            break;
        }
    }
    table.end(see);
    Some(at)
}

/// The cells of the line at `row`; `None` if there are too many, one is not `allowed`, or a quote is not closed.
fn split(bytes: &[u8], row: Span, sign: u8, cells: &mut Vec<Span>, allowed: impl Fn(Span) -> bool) -> Option<()> {
    cells.clear();
    let mut row = trimmed(bytes, row);
    if sign == b'|' {
        let inside = row.of(bytes);
        let outer = inside.starts_with(b"|");
        row = Span::new(row.start + usize::from(outer), row.end - usize::from(outer && inside.ends_with(b"|")));
    }
    let mut at = row.start;
    loop {
        let rest = bytes.get(at..row.end)?;
        let skip = rest.iter().take_while(|b| **b == b' ').count();
        let quoted = sign != b'|' && rest.get(skip) == Some(&b'"');
        let (cell, next) = match quoted {
            true => {
                let end = closing_quote(bytes, at + skip + 1, row.end)?;
                let after = bytes.get(end + 1..row.end)?.iter().take_while(|b| **b == b' ').count();
                (Span::new(at + skip + 1, end), end + 1 + after)
            }
            false => {
                let end = at + memchr::memchr(sign, rest).unwrap_or(rest.len());
                (trimmed(bytes, Span::new(at, end)), end)
            }
        };
        if cells.len() == COLUMNS || !allowed(cell) {
            return None;
        }
        cells.push(cell);
        match bytes.get(next..row.end)?.first() {
            None => return Some(()),
            Some(b) if *b == sign => at = next + 1,
            Some(_) => return None,
        }
    }
}

/// Where the quote stands that closes a cell, in which two of them stand for one (RFC 4180).
fn closing_quote(bytes: &[u8], from: usize, end: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += memchr::memchr(b'"', bytes.get(at..end)?)?;
        if bytes.get(at + 1..end)?.first() != Some(&b'"') {
            return Some(at);
        }
        at += 2;
    }
}

/// The same without blanks at its ends.
fn trimmed(bytes: &[u8], span: Span) -> Span {
    let inside = span.of(bytes);
    let start = span.start + (inside.len() - inside.trim_ascii_start().len());
    Span::new(start, start + inside.trim_ascii().len())
}

/// Reads `INSERT INTO t (a, b) VALUES ('x', 'y'), …` from `start` on, and says where it ends.
fn insert(text: &str, start: usize, cells: &mut Vec<Span>, see: &mut impl FnMut(&Column) -> bool) -> Option<usize> {
    let bytes = text.as_bytes();
    let open = start + memchr::memchr(b'(', Span::new(start, (start + 2 * NAME).min(bytes.len())).of(bytes))?;
    let mut at = tuple(bytes, open, cells)?;
    let count = cells.len();
    let mut table = Table::of(text, cells);
    at += blanks(bytes, at);
    let values = bytes.get(at..at + 6)?.eq_ignore_ascii_case(b"values");
    at += 6 + blanks(bytes, at + 6);
    while values && bytes.get(at) == Some(&b'(') {
        let Some(end) = tuple(bytes, at, cells) else { break };
        if cells.len() == count {
            table.push(cells, see);
        }
        at = end + blanks(bytes, end);
        if bytes.get(at) == Some(&b',') {
            at += 1 + blanks(bytes, at + 1);
        }
    }
    table.end(see);
    Some(at)
}

/// The longest label in brackets, in bytes.
const LABEL: usize = 24;
/// How much of the line before what it labels is read, in bytes.
const BEFORE: usize = 48;

/// Reads what labels in brackets follow: the word before, of a date all three.
fn labels(text: &str, see: &mut impl FnMut(&Column) -> bool) {
    let bytes = text.as_bytes();
    let mut pairs = Column::default();
    for at in memchr::memchr_iter(b'(', bytes) {
        let [before @ .., b' '] = bytes.get(..at).unwrap_or_default() else { continue };
        let word = |end: usize| {
            let word = before.get(..end).unwrap_or_default().iter().rev().take(LABEL);
            end - word.take_while(|b| !b.is_ascii_whitespace() && !b"(,;|".contains(b)).count()
        };
        let start = word(before.len());
        let value = Span::new(start, before.len());
        // Most words say nothing that a label could name.
        let tells = |b: &&u8| b.is_ascii_digit() || b.is_ascii_uppercase();
        if value.of(bytes).iter().filter(tells).take(2).count() < 2 {
            continue;
        }
        let label = bytes.get(at + 1..).unwrap_or_default();
        let label = label.iter().take(LABEL).take_while(|b| !b.is_ascii() || in_name(**b) && **b != b')').count();
        // What is longer than a word is none.
        let cut = start.checked_sub(1).and_then(|at| bytes.get(at)).is_some_and(|b| !b" \t\r\n(,;|".contains(b));
        if cut || bytes.get(at + 1 + label) != Some(&b')') {
            continue;
        }
        let year = value.len() == 4 && value.of(bytes).iter().all(u8::is_ascii_digit);
        let start = (0..if year { 2 } else { 0 }).fold(start, |start, _| word(start.saturating_sub(1)));
        let label = Span::new(at + 1, at + 1 + label);
        if is_name(label.of_str(text)) {
            // What stands before it goes on saying what it is not: "update V8 to 10.8.168.25 (Ana Silva)".
            let line = text.get(text.floor_char_boundary(start.saturating_sub(BEFORE))..start).unwrap_or_default();
            pairs.lines.push_str(line.rsplit('\n').next().unwrap_or_default());
            pairs.lines.push('\n');
            pairs.push(text, label, Span::new(start, value.end), see);
        }
    }
    pairs.hand_out(see);
}

/// Reads the rows of HTML tables, and lists of terms and what they stand for.
fn html(text: &str, cells: &mut Vec<Span>, see: &mut impl FnMut(&Column) -> bool) {
    let bytes = text.as_bytes();
    let mut table = Table::of(text, &[]);
    cells.clear();
    let mut row = |cells: &mut Vec<Span>, see: &mut _| {
        let head = cells.len() != table.columns.len();
        if head {
            table.end(see);
            let named = cells.iter().all(|cell| is_name(cell.of_str(text)));
            let columns = if named && cells.len() <= COLUMNS { cells.as_slice() } else { &[] };
            table.columns = Table::of(text, columns).columns;
        }
        // What heads a table may be its first row.
        if !head || cells.len() == 2 {
            table.push(cells, see);
        }
        cells.clear();
    };
    for at in memchr::memchr_iter(b'<', bytes) {
        let Some([_, a, b, c, ..]) = bytes.get(at..) else { break };
        match [a.to_ascii_lowercase(), b.to_ascii_lowercase()] {
            [b't', b'r'] if matches!(c, b'>' | b' ') && !cells.is_empty() => row(cells, see),
            // One more than a table may have says that there are too many.
            [b't', b'd' | b'h'] if matches!(c, b'>' | b' ') && cells.len() <= COLUMNS => {
                cells.push(content(bytes, at));
            }
            [b'd', b't'] if *c == b'>' => {
                cells.clear();
                cells.push(content(bytes, at));
            }
            [b'd', b'd'] if *c == b'>' && cells.len() == 1 => {
                cells.push(content(bytes, at));
                row(cells, see);
            }
            [b'/', b't'] if c.eq_ignore_ascii_case(&b'a') && !cells.is_empty() => row(cells, see),
            _ => {}
        }
    }
    if !cells.is_empty() {
        row(cells, see);
    }
    table.end(see);
}

/// The text in the element whose tag starts at `at`, up to its first element that is not empty.
fn content(bytes: &[u8], at: usize) -> Span {
    let mut start = at;
    // Elements around all of it: `<td><b>…`.
    for _ in 0..3 {
        let rest = bytes.get(start..).unwrap_or_default();
        let rest = rest.get(..CELL).unwrap_or(rest);
        match (rest, memchr::memchr(b'>', rest)) {
            ([b'<', next, ..], Some(end)) if *next != b'/' => start += end + 1,
            _ => break,
        }
    }
    let rest = bytes.get(start..).unwrap_or_default();
    let rest = rest.get(..=CELL).unwrap_or(rest);
    trimmed(bytes, Span::new(start, start + memchr::memchr(b'<', rest).unwrap_or_default()))
}

/// How many blanks and line ends stand at `at`.
fn blanks(bytes: &[u8], at: usize) -> usize {
    bytes.get(at..).unwrap_or_default().iter().take_while(|b| b.is_ascii_whitespace()).count()
}

/// What is read of one part of a list that starts at `at`.
fn part(bytes: &[u8], at: usize) -> Option<&[u8]> {
    let rest = bytes.get(at..)?;
    Some(rest.get(..HEAD).unwrap_or(rest))
}

/// The parts of the list in brackets at `at`, without their quotes, and where it ends.
fn tuple(bytes: &[u8], at: usize, cells: &mut Vec<Span>) -> Option<usize> {
    cells.clear();
    let mut at = at + 1;
    while cells.len() < COLUMNS {
        at += blanks(bytes, at);
        let quote = bytes.get(at).filter(|b| b"'\"`".contains(b));
        let end = match quote {
            Some(quote) => {
                at += 1;
                at + memchr::memchr(*quote, part(bytes, at)?)?
            }
            None => at + memchr::memchr2(b',', b')', part(bytes, at)?)?,
        };
        cells.push(trimmed(bytes, Span::new(at, end)));
        at = end + usize::from(quote.is_some());
        at += blanks(bytes, at);
        match bytes.get(at)? {
            b')' => return Some(at + 1),
            b',' => at += 1,
            _ => return None,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The columns of a text, whose first cells all say something.
    fn columns(text: &str) -> Vec<(String, Vec<&str>)> {
        let mut all = Vec::new();
        each(text, |column| {
            let cells = column.cells.iter().map(|(start, cell)| {
                assert_eq!(column.in_text(Span::new(*start, start + cell.len())), Some(*cell));
                cell.of_str(text)
            });
            all.push((column.name.clone(), cells.collect()));
            true
        });
        all
    }

    #[test]
    fn tables_in_many_notations_are_read_by_column() {
        for text in [
            "name,born\nAna,1984\nBo,1990\n",
            "name;born\r\nAna;1984\r\nBo;1990",
            "name\tborn\nAna\t1984\nBo\t1990",
            "\"name\",\"born\"\n\"Ana\",\"1984\"\n\"Bo\",1990",
            "See:\n\n| name | born |\n|:---|---:|\n| Ana | 1984 |\n| Bo | 1990 |\n\nThat is all, isn't it?",
            "name | born\n--- | ---\nAna | 1984\nBo | 1990",
            " name | born \n------+------\n Ana  | 1984\n Bo   | 1990\n(2 rows)",
            "+------+------+\n| name | born |\n+------+------+\n| Ana  | 1984 |\n| Bo   | 1990 |\n+------+------+",
            "insert into people (name, born) values ('Ana', 1984), ('Bo', '1990');",
            "INSERT INTO `p` (`name`, `born`)\nVALUES\n ('Ana', '1984'),\n ('Bo', '1990')",
        ] {
            let expected = [
                ("name".to_owned(), vec!["Ana", "Bo"]),
                ("born".to_owned(), vec!["1984", "1990"]),
                (String::new(), vec!["1984", "1990"]),
            ];
            assert_eq!(columns(text), expected, "{text}");
        }
        let html = columns(
            "<table><tr><th>name</th><th>born</th><th>city</th></tr>\n<tr><td>Ana</td><td>1984</td><td></td></tr>\n\
             <tr class=\"even\"><td><b>Bo</b></td><td class=\"y\">1990</td><td>Lund</td></tr></table>",
        );
        let expected = [("name", vec!["Ana", "Bo"]), ("born", vec!["1984", "1990"]), ("city", vec!["Lund"])];
        assert_eq!(html, expected.map(|(name, cells)| (name.to_owned(), cells)));
        let quoted = columns("name,note\n\"Silva, Ana\",\"said \"\"no\"\"\"\n");
        assert_eq!(quoted[0].1, ["Silva, Ana"]);
        assert_eq!(quoted[1].1, ["said \"\"no\"\""]);
    }

    #[test]
    fn what_is_no_table_is_not_read_as_one() {
        for text in [
            "Dear Ana, how are you?\nI am well.",
            "let a = f(b, c);\nlet d = g(e, h);",
            "name,born",
            "| name | born |",
            "a, b\nc",
            "insert into the slot (if any) the coin",
            "",
            "\n\n",
        ] {
            assert_eq!(columns(text), [], "{text}");
        }
    }

    #[test]
    fn what_is_found_over_more_than_a_cell_is_not_found() {
        let text = "ab,cd\nxy,zz\nuv,ww";
        let mut seen = 0;
        each(text, |column| {
            assert_eq!(column.in_text(Span::new(0, 2)), None);
            assert_eq!(column.in_text(Span::new(4, column.lines.len())), None);
            seen += 1;
            true
        });
        assert_eq!(seen, 3);
    }

    #[test]
    fn a_column_that_says_nothing_is_asked_once() {
        let rows: String = (0..1000).map(|n| format!("{n:04},x{n},\n")).collect();
        let mut asked = 0;
        each(&format!("id,name,note\n{rows}"), |_| {
            asked += 1;
            false
        });
        assert_eq!(asked, 2);
    }

    #[test]
    fn labels_in_brackets_name_what_stands_before() {
        for (text, value) in [
            ("pay to DEUTDEFF (BIC) today", "DEUTDEFF"),
            ("on 12 March 1984 (date of birth)", "12 March 1984"),
            ("1984 (year)", "1984"),
        ] {
            assert_eq!(columns(text), [(String::new(), vec![value])], "{text}");
        }
        for text in [
            "see https://x.org/?queue=Math-BigInt2 (requires login)",
            "call (now)",
            "f42(x)",
            "Table 1 (see below: x)",
            "B2B (a label too long to be any one's)",
        ] {
            assert_eq!(columns(text), [], "{text}");
        }
    }

    #[test]
    fn of_two_cells_the_first_names_the_second() {
        for text in ["<dl><dt>born</dt><dd>1984</dd></dl>", "<tr><td>born</td><td>1984</td></tr>"] {
            assert_eq!(columns(text), [(String::new(), vec!["1984"])], "{text}");
        }
        assert_eq!(columns("name\tvalue\nborn\t1984").last(), Some(&(String::new(), vec!["1984"])));
    }
}
