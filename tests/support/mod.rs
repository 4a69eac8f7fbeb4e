//! Random JSON for tests: the same on every run, so that a failure can be looked at again.

#![allow(dead_code, missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

/// Small, fast and good enough for tests: SplitMix64 (Steele, Lea, Flood 2014).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// 0 to `bound` - 1.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }

    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    pub fn pick<'t, T: ?Sized>(&mut self, from: &[&'t T]) -> &'t T {
        from[self.below(from.len())]
    }
}

const CHARS: &[&str] = &[
    "a",
    "B",
    " ",
    "0",
    "9",
    "\"",
    "\\",
    "/",
    "\n",
    "\r",
    "\t",
    "\u{8}",
    "\u{c}",
    "\0",
    "\u{1f}",
    "\u{7f}",
    "é",
    "ß",
    "€",
    "中",
    "\u{2028}",
    "\u{feff}",
    "\u{fffd}",
    "\u{ffff}",
    "😀",
    "𝄞",
    "\u{10ffff}",
    "plain text of some length",
    "sixteen bytes!!!",
    ",",
    ":",
    "{",
    "}",
    "[",
    "]",
];

/// A text of any characters, those that JSON escapes among them.
pub fn text(random: &mut Random) -> String {
    let length = match random.below(8) {
        0 => 0,
        1..=5 => random.below(6),
        _ => random.below(40),
    };
    (0..length).map(|_| random.pick(CHARS)).collect()
}

/// `text` as a JSON string in one of its many spellings.
pub fn spell(text: &str, random: &mut Random, out: &mut String) {
    let escape_one_in = [1, 3, 1_000_000][random.below(3)];
    out.push('"');
    for char in text.chars() {
        let short = match char {
            '"' => Some("\\\""),
            '\\' => Some("\\\\"),
            '/' => Some("\\/"),
            '\n' => Some("\\n"),
            '\r' => Some("\\r"),
            '\t' => Some("\\t"),
            '\u{8}' => Some("\\b"),
            '\u{c}' => Some("\\f"),
            _ => None,
        };
        let must = char < ' ' || char == '"' || char == '\\';
        match short {
            Some(short) if must && !random.one_in(3) || random.one_in(escape_one_in) => out.push_str(short),
            _ if must || random.one_in(escape_one_in) => {
                for unit in char.encode_utf16(&mut [0; 2]) {
                    let hex = if random.one_in(2) { format!("\\u{unit:04x}") } else { format!("\\u{unit:04X}") };
                    out.push_str(&hex);
                }
            }
            _ => out.push(char),
        }
    }
    out.push('"');
}

fn blanks(random: &mut Random, out: &mut String) {
    for _ in 0..[0, 0, 0, 1, 5][random.below(5)] {
        out.push_str(random.pick(&[" ", "\n", "\t", "\r", "                    "]));
    }
}

const SCALARS: &[&str] = &[
    "true",
    "false",
    "null",
    "0",
    "-0",
    "1",
    "-1",
    "12",
    "1.5",
    "-0.0",
    "1e5",
    "1E-5",
    "0e+1",
    "123456789012345678901234567890",
    "3.141592653589793238462643383279",
    "1e400",
    "-1e-400",
];

/// A random JSON text; `depth` bounds its nesting.
pub fn document(random: &mut Random, depth: usize, out: &mut String) {
    blanks(random, out);
    let kinds = if depth == 0 { 4 } else { 8 };
    match random.below(kinds) {
        0 | 1 => out.push_str(random.pick(SCALARS)),
        2 | 3 => spell(&text(random), random, out),
        4 | 5 => {
            out.push('[');
            for i in 0..random.below(5) {
                if i > 0 {
                    out.push(',');
                }
                document(random, depth - 1, out);
            }
            blanks(random, out);
            out.push(']');
        }
        _ => {
            out.push('{');
            for i in 0..random.below(5) {
                if i > 0 {
                    out.push(',');
                }
                blanks(random, out);
                // Few different keys, so that some come twice, in different spellings.
                let key =
                    if random.one_in(2) { random.pick(&["a", "b", "é", "content"]).to_owned() } else { text(random) };
                spell(&key, random, out);
                blanks(random, out);
                out.push(':');
                document(random, depth - 1, out);
            }
            blanks(random, out);
            out.push('}');
        }
    }
    blanks(random, out);
}

/// A few bytes of `bytes` changed, taken out, doubled or added.
pub fn mutate(bytes: &mut Vec<u8>, random: &mut Random) {
    const NASTY: &[&[u8]] = &[
        b"\"",
        b"\\",
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b"0",
        b"-",
        b".",
        b"e",
        b"\\u",
        b"\\ud800",
        b"\\udc00",
        b"\\u12",
        b"\x00",
        b"\x1f",
        b"\x80",
        b"\xff",
        b"\xc3",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"\xc0\xaf",
        b"true",
        b"nul",
        b" ",
        b"\n",
        b"\x0b",
        b"\xef\xbb\xbf",
        b"00",
        b"1.",
        b"/",
    ];
    for _ in 0..1 + random.below(3) {
        let at = random.below(bytes.len() + 1);
        match random.below(4) {
            0 if at < bytes.len() => {
                bytes.remove(at);
            }
            1 if at < bytes.len() => bytes[at] = random.next() as u8,
            2 => {
                let end = (at + random.below(12)).min(bytes.len());
                let copy = bytes[at..end].to_vec();
                let to = random.below(bytes.len() + 1);
                bytes.splice(to..to, copy);
            }
            _ => {
                let nasty = random.pick(NASTY);
                bytes.splice(at..at, nasty.iter().copied());
            }
        }
    }
}
