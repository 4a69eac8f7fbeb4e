//! What every match of a regular expression must hold, so that the expression runs only where that stands.
//!
//! A small reader of regex-lite's syntax that understands concatenation, alternation, groups, classes and repetition;
//! whatever else it meets counts as "could be anything", which costs speed and nothing else. The expression itself has
//! been compiled by regex-lite before, so what is wrong with it has been said already.

/// What is known about every match of an expression.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Required {
    /// One of these stands in every match, without regard to ASCII case; empty: nothing is known.
    pub literals: Vec<Vec<u8>>,
    /// Length of the longest match in bytes; `None`: no limit.
    pub longest: Option<usize>,
    /// Whether a match can hold a blank.
    pub blanks: bool,
}

/// Fewest bytes a literal must have to be looked for: three, the trigger scan's unit.
const SHORTEST: usize = 3;
/// Most literals for one expression.
const MOST: usize = 64;

/// What is known about every match of `pattern`.
pub fn required(pattern: &str) -> Required {
    let mut reader = Reader { rest: pattern, verbose: false, depth: 0 };
    let known = reader.alternation();
    let literals = match known.literals {
        Some(literals) if !reader.verbose && literals.iter().all(|literal| literal.len() >= SHORTEST) => literals,
        _ => Vec::new(),
    };
    Required { literals, longest: known.longest, blanks: known.blanks || reader.verbose }
}

struct Reader<'p> {
    rest: &'p str,
    /// The flag `x` is used somewhere: blanks mean nothing, comments may stand anywhere.
    verbose: bool,
    depth: usize,
}

#[derive(Clone)]
struct Known {
    literals: Option<Vec<Vec<u8>>>,
    longest: Option<usize>,
    blanks: bool,
}

/// How good a set of literals is: the length of its shortest.
fn worth(literals: &Option<Vec<Vec<u8>>>) -> usize {
    literals.as_ref().and_then(|literals| literals.iter().map(Vec::len).min()).unwrap_or_default()
}

enum Atom {
    /// One character that stands for itself.
    Char(char),
    /// Something that matches no text: `^`, `\b`.
    Nothing,
    /// Anything else.
    Other(Known),
}

impl Reader<'_> {
    fn next(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = self.rest.get(c.len_utf8()..).unwrap_or_default();
        Some(c)
    }

    fn alternation(&mut self) -> Known {
        let mut all: Option<Known> = None;
        loop {
            let branch = self.concatenation();
            all = Some(match all {
                None => branch,
                Some(mut all) => {
                    all.longest = all.longest.zip(branch.longest).map(|(a, b)| a.max(b));
                    all.blanks |= branch.blanks;
                    all.literals = match (all.literals, branch.literals) {
                        (Some(mut a), Some(b)) if a.len() + b.len() <= MOST => {
                            a.extend(b);
                            Some(a)
                        }
                        _ => None,
                    };
                    all
                }
            });
            if !self.rest.starts_with('|') {
                return all.unwrap_or(Known { literals: None, longest: Some(0), blanks: false });
            }
            self.next();
        }
    }

    fn concatenation(&mut self) -> Known {
        let mut known = Known { literals: None, longest: Some(0), blanks: false };
        let mut run: Vec<u8> = Vec::new();
        let keep = |known: &mut Known, literals: Option<Vec<Vec<u8>>>| {
            if worth(&literals) > worth(&known.literals) {
                known.literals = literals;
            }
        };
        while !self.rest.is_empty() && !self.rest.starts_with(['|', ')']) {
            let atom = self.atom();
            let (fewest, most) = self.repetition();
            let once = (fewest, most) == (1, Some(1));
            let (literals, longest, blanks) = match &atom {
                Atom::Nothing => continue,
                Atom::Char(c) => {
                    let mut buffer = [0; 4];
                    let bytes = c.encode_utf8(&mut buffer).as_bytes().to_vec();
                    (Some(vec![bytes]), Some(c.len_utf8()), c.is_whitespace())
                }
                Atom::Other(inner) => (inner.literals.clone(), inner.longest, inner.blanks),
            };
            known.blanks |= blanks;
            known.longest = match (known.longest, longest, most) {
                (Some(sum), Some(longest), Some(most)) => Some(sum.saturating_add(longest.saturating_mul(most))),
                _ => None,
            };
            if matches!(atom, Atom::Char(_)) && fewest > 0 {
                run.extend(literals.into_iter().flatten().flatten());
                if !once {
                    keep(&mut known, Some(vec![std::mem::take(&mut run)]));
                }
                continue;
            }
            keep(&mut known, Some(vec![std::mem::take(&mut run)]));
            if fewest > 0 {
                keep(&mut known, literals);
            }
        }
        keep(&mut known, Some(vec![run]));
        known
    }

    /// One character, class, group, escape or assertion.
    fn atom(&mut self) -> Atom {
        let anything = |bytes| Atom::Other(Known { literals: None, longest: Some(bytes), blanks: true });
        match self.next() {
            None | Some('^' | '$') => Atom::Nothing,
            Some('.') => anything(4),
            Some('[') => Atom::Other(Known { literals: None, longest: Some(4), blanks: self.class() }),
            Some('(') => self.group(),
            Some('\\') => match self.next() {
                None | Some('b' | 'B' | 'A' | 'z' | '<' | '>') => {
                    if self.rest.starts_with('{') {
                        self.braces();
                    }
                    Atom::Nothing
                }
                Some('n') => Atom::Char('\n'),
                Some('t') => Atom::Char('\t'),
                Some('r') => Atom::Char('\r'),
                Some('d') => Atom::Other(Known { literals: None, longest: Some(1), blanks: false }),
                Some('w') => Atom::Other(Known { literals: None, longest: Some(4), blanks: false }),
                Some('x' | 'u' | 'U') => {
                    if self.rest.starts_with('{') {
                        self.braces();
                    } else {
                        // The digits that follow would be taken for text: give up on the rest.
                        self.verbose = true;
                    }
                    anything(4)
                }
                Some(c) if c.is_alphanumeric() => anything(4),
                Some(c) => Atom::Char(c),
            },
            Some(c) => Atom::Char(c),
        }
    }

    fn braces(&mut self) {
        while self.next().is_some_and(|c| c != '}') {}
    }

    /// The rest of a class; whether a blank can be in it.
    fn class(&mut self) -> bool {
        let mut blanks = self.rest.starts_with('^');
        if blanks {
            self.next();
        }
        let mut first = true;
        let mut depth = 1;
        while let Some(c) = self.next() {
            match c {
                '\\' => {
                    blanks |= !matches!(self.next(), Some('d' | 'w' | '.' | '-' | '_' | '/' | '+' | '[' | ']' | '\\'))
                }
                '[' => {
                    // A named class: `[:digit:]`; a nested one is rare.
                    depth += 1;
                    blanks = true;
                }
                ']' if !first => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                }
                c if c.is_whitespace() => blanks = true,
                _ => {}
            }
            first = false;
        }
        blanks
    }

    fn group(&mut self) -> Atom {
        self.depth += 1;
        if self.rest.starts_with('?') {
            self.next();
            let named = self.rest.starts_with("P<") || self.rest.starts_with('<');
            if named {
                while self.next().is_some_and(|c| c != '>') {}
            } else {
                // Flags, up to a colon, or to the end of the group for `(?i)`.
                loop {
                    match self.next() {
                        Some('x') => self.verbose = true,
                        Some(')') => return Atom::Nothing,
                        Some(':') | None => break,
                        Some(_) => {}
                    }
                }
            }
        }
        let known = if self.depth > 50 {
            self.verbose = true;
            self.rest = "";
            Known { literals: None, longest: None, blanks: true }
        } else {
            self.alternation()
        };
        self.next();
        self.depth -= 1;
        Atom::Other(known)
    }

    /// How often what stands before may come: fewest and most.
    fn repetition(&mut self) -> (usize, Option<usize>) {
        let (mut fewest, mut most) = (1, Some(1));
        loop {
            let (low, high) = match self.rest.chars().next() {
                Some('?') => (0, Some(1)),
                Some('*') => (0, None),
                Some('+') => (1, None),
                Some('{') => {
                    let inner = self.rest.get(1..).and_then(|rest| rest.split('}').next()).unwrap_or_default();
                    let (low, high) = inner.split_once(',').unwrap_or((inner, inner));
                    (low.trim().parse().unwrap_or(0), high.trim().parse().ok())
                }
                _ => return (fewest, most),
            };
            if self.rest.starts_with('{') {
                self.braces();
            } else {
                self.next();
            }
            // A second mark (`+?`) makes it lazy, which changes nothing here.
            if self.rest.starts_with('?') {
                self.next();
            }
            (fewest, most) = (fewest.min(low), most.zip(high).map(|(a, b): (usize, usize)| a.saturating_mul(b)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_literal_is_one_every_match_has() {
        let cases: &[(&str, &[&str], Option<usize>, bool)] = &[
            (r"ACME-\d{6}", &["ACME-"], Some(11), false),
            (r"\bcust_[a-z0-9]{8,12}\b", &["cust_"], Some(5 + 48), false),
            (r"(?i)employee id: (\d+)", &["employee id: "], None, true),
            (r"(foo|barn)-\d", &["foo", "barn"], Some(6), false),
            (r"(foo|ba)-\d", &[], Some(5), false),
            (r"foo|bar", &["foo", "bar"], Some(3), false),
            (r"foo|\d+", &[], None, false),
            (r"\d{4}-\d{4}", &[], Some(9), false),
            (r"abcd?e+fg", &["abc"], None, false),
            (r"(abc)?xyz", &["xyz"], Some(6), false),
            (r"(?:abc){2}", &["abc"], Some(6), false),
            (r"a\.b\-c", &["a.b-c"], Some(5), false),
            (r"[abc]def[^x]", &["def"], Some(11), true),
            (r"(?x) abc def", &[], Some(8), true),
            (r"(?P<value>K-[0-9]{3})-end", &["-end"], Some(18), false),
            (r"größe\d", &["größe"], Some(8), false),
            (r"x{3}abc", &["abc"], Some(6), false),
            (r"\x41bcd", &[], None, true),
        ];
        for (pattern, literals, longest, blanks) in cases {
            let known = required(pattern);
            let found: Vec<_> = known.literals.iter().map(|bytes| String::from_utf8_lossy(bytes)).collect();
            assert_eq!(found, *literals, "{pattern}");
            if !pattern.contains(r"\x") {
                assert_eq!((known.longest, known.blanks), (*longest, *blanks), "{pattern}");
            }
        }
    }
}
