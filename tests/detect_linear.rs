//! Hostile text costs the detectors no more per byte than a short piece of it, whatever it is made of, and a text made of
//! any detector's own words and examples costs no more than a bound.
//!
//! Work is counted, not timed: the detectors run as the wasm they are shipped as, in Wasmtime, whose fuel counts the
//! instructions. So the figures are the same on every run. (`memory.copy` and `memory.fill` count as one instruction each.)
//! The texts come from the registry: a new detector is covered without a line here.

#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use promptsieve::detect::{Find, registry};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use support::Random;
use wasmtime::{Config, Engine, Linker, Memory, Module, Store, TypedFunc};

/// What is measured: every finding of a whole text, and how much of a text that goes on may leave.
const WORK: [&str; 2] = ["measure_detect_whole", "measure_detect_settled"];
/// A text is read at this length, twice and four times as long; what then looks as if it grew faster, once more from the
/// longer length on, since a walk may be long and have an end. How much may leave is asked of the last 16 KB alone.
const LENGTHS: [[usize; 2]; 2] = [[2 << 10, 16 << 10], [2 << 10, 4 << 10]];
/// How much more a text may cost from half of four times the length on than up to there, in the same units: twice as much
/// where each place is a walk to the start or the end; once, and the work at the ends, where none is.
const GROWTH: f64 = 1.5;
/// Most instructions for a byte of a text of nothing but what a detector looks for: about three microseconds. What may
/// leave takes two looks.
const MOST: [f64; 2] = [10_000.0, 25_000.0];
/// Most memory the module takes with all that it finds in the longest text, in MB.
const MEMORY: usize = 32;

/// What the detectors run in.
struct Vm {
    store: Store<()>,
    memory: Memory,
    input: u32,
    work: [TypedFunc<(u32, u32, u32), u32>; 2],
}

impl Vm {
    fn new(module: &Module) -> Self {
        let mut linker = Linker::new(module.engine());
        // The host's functions come along with the filter; none is called.
        linker.define_unknown_imports_as_traps(module).unwrap();
        let mut store = Store::new(module.engine(), ());
        store.set_fuel(u64::MAX).unwrap();
        let instance = linker.instantiate(&mut store, module).unwrap();
        if let Ok(start) = instance.get_typed_func::<(), ()>(&mut store, "_initialize") {
            start.call(&mut store, ()).unwrap();
        }
        let longest = LENGTHS.concat().iter().max().unwrap() * 4;
        let room = instance.get_typed_func::<u32, u32>(&mut store, "input").unwrap();
        let input = room.call(&mut store, longest as u32).unwrap();
        let memory = instance.get_memory(&mut store, "memory").unwrap();
        let work = WORK.map(|name| instance.get_typed_func(&mut store, name).unwrap());
        let mut vm = Self { store, memory, input, work };
        // The scanners are compiled when first asked.
        for work in 0..WORK.len() {
            vm.instructions(work, "-");
        }
        vm
    }

    /// How many instructions a text takes.
    fn instructions(&mut self, work: usize, text: &str) -> f64 {
        self.memory.write(&mut self.store, self.input as usize, text.as_bytes()).unwrap();
        self.store.set_fuel(u64::MAX).unwrap();
        self.work[work].call(&mut self.store, (self.input, text.len() as u32, 1)).unwrap();
        (u64::MAX - self.store.get_fuel().unwrap()) as f64
    }

    /// How much more of the text's second half costs than its first, and what a byte of it costs, from `length` on.
    fn growth(&mut self, work: usize, text: &Text, length: usize) -> (f64, f64) {
        let [one, two, four] = [1, 2, 4].map(|times| self.instructions(work, &text.of(times * length)));
        ((four - two) / (2.0 * (two - one)), four / (4 * length) as f64)
    }
}

/// One piece over and over, then perhaps another over and over: what a walk from one may pass over.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Text(String, Option<String>);

impl Text {
    fn of(&self, length: usize) -> String {
        let fill = |piece: &str, length: usize| {
            let mut text = piece.repeat(length / piece.len() + 1);
            text.truncate(text.floor_char_boundary(length));
            text
        };
        match &self.1 {
            None => fill(&self.0, length),
            Some(then) => fill(&self.0, length / 2) + &fill(then, length / 2),
        }
    }
}

/// What may follow a word: what assigns, opens, closes, parts, and a value.
const ENDINGS: &[&str] = &["", " ", "=", ": \"", ">", ",\n", "=a1b2c3x ", ":aB3!x9Kq2Zr7Lm"];
/// What is long without an end: letters, digits, codes, escapes, parameters, what opens and is not closed.
const RUNS: &[&str] = &[
    "a", "aB", "7", "a1", "7 ", "a ", " ", "\n", ".", "a.", "1.", "-", "1-", "_a", "/", "/a", "::", "aB3", "QUJD+/",
    "c0ffee", "%41", "\\u0041", "\\n", "&a=b", "=", "\"", "'", "`", "(", "[", "{", "<", "<a>", "<!--", "$(", "${", "@",
    "a@", "*", "|", "密", "é", "я", "\u{200b}", "\u{a0}1",
];

/// What tables begin with, and rows of them.
const TABLES: &[&str] = &[
    "<td>",
    "<td ",
    "<tr><td>a",
    "<dt>a<dd>",
    "insert into a (x\n",
    "insert into a (`b`) values ('c',\n",
    "a,b\n",
    "|a|b|\n",
    "\"a,b\n",
    "a\tb\n-\t-\n",
    "born,age\n1.2.1984,34\n",
    "É (b",
    "A1 (b) ",
];

/// Texts of what the registry's detectors are made of.
fn texts() -> BTreeSet<Text> {
    let mut texts = BTreeSet::new();
    let mut pieces: BTreeSet<String> = RUNS.iter().map(|run| (*run).to_owned()).collect();
    pieces.extend((b' '..=b'~').map(|byte| char::from(byte).to_string()));
    for detector in registry() {
        let words = match detector.find {
            Find::Literals { literals: words, .. } | Find::Keywords { keywords: words, .. } => words,
            _ => &[],
        };
        let words = || words.iter().map(|word| word.trim_start_matches('*'));
        for word in words() {
            texts.extend(ENDINGS.iter().map(|ending| Text(format!("{word}{ending}"), None)));
            // As in camel case, where words follow each other without a sign.
            let mut rest = word.chars();
            texts.extend(rest.next().map(|first| Text(first.to_uppercase().chain(rest).collect(), None)));
            pieces.insert(word.to_owned());
        }
        let plain = |text: &&str| text.replace(['⟦', '⟧'], "");
        for example in detector.examples.iter().chain(detector.counterexamples).map(plain) {
            texts.extend(["", " ", "\n"].map(|between| Text(format!("{example}{between}"), None)));
            pieces.insert(example);
        }
        // From the values back over their own words, and on over words behind them.
        for (example, word) in detector.examples.iter().map(plain).zip(words().chain(["a "]).cycle()) {
            let [example, word] = [example + " ", format!("{word} ")];
            texts.insert(Text(word.clone(), Some(example.clone())));
            texts.insert(Text(example, Some(word)));
        }
    }
    for (one, other) in RUNS.iter().flat_map(|one| RUNS.iter().map(move |other| (*one, *other))) {
        texts.insert(Text(one.to_owned(), (one != other).then(|| other.to_owned())));
    }
    texts.extend(TABLES.iter().map(|table| Text((*table).to_owned(), None)));
    // Whatever else may come together.
    let mut random = Random::new(13);
    let pieces: Vec<&str> = pieces.iter().map(String::as_str).collect();
    for _ in 0..MIXED {
        let mut mixed = || (0..1 + random.below(4)).map(|_| random.pick(&pieces)).collect::<String>();
        texts.insert(Text(mixed(), Some(mixed())));
    }
    texts
}

/// How much more a text costs when it is longer, what a byte of it costs, for what work, and which text.
type Measured<'t> = (f64, f64, usize, &'t Text);

/// How many texts of any pieces.
const MIXED: usize = 2_000;

/// The module of benches/v8, which holds the detectors and nothing that keeps them from running alone.
fn module() -> Module {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let target = root.join("target/linear");
    let built = Command::new(env!("CARGO"))
        .current_dir(root)
        .args([
            "build",
            "--release",
            "--manifest-path",
            "benches/v8/Cargo.toml",
            "--target",
            "wasm32-wasip1",
            "--target-dir",
        ])
        .arg(&target)
        .status();
    assert!(built.unwrap().success(), "benches/v8 does not build");
    let engine = Engine::new(Config::new().consume_fuel(true)).unwrap();
    Module::from_file(&engine, target.join("wasm32-wasip1/release/promptsieve_bench_v8.wasm")).unwrap()
}

#[test]
fn no_text_costs_more_per_byte_when_it_is_longer() {
    let module = module();
    let texts = Vec::from_iter(texts());
    let (next, all) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let mut vm = Vm::new(&module);
                while let Some(text) = texts.get(next.fetch_add(1, Ordering::Relaxed)) {
                    for (work, [short, long]) in LENGTHS.into_iter().enumerate() {
                        let (mut growth, cost) = vm.growth(work, text, short);
                        if growth > GROWTH && long > short {
                            growth = vm.growth(work, text, long).0;
                        }
                        all.lock().unwrap().push((growth, cost, work, text));
                    }
                }
                let memory = vm.memory.data_size(&vm.store) >> 20;
                assert!(memory <= MEMORY, "{memory} MB");
            });
        }
    });
    let all = all.into_inner().unwrap();
    let report = |which: &dyn Fn(&Measured<'_>) -> f64, most: f64| {
        let mut worst: Vec<_> = all.iter().filter(|one| which(one) > most).collect();
        worst.sort_by(|one, other| which(other).total_cmp(&which(one)));
        let line = |(growth, cost, work, Text(text, then)): &&Measured<'_>| {
            format!("\n  {growth:.2} times, {cost:.0} instructions a byte, {}: {text:?} then {then:?}", WORK[*work])
        };
        let lines: String = worst.iter().take(40).map(line).collect();
        let figure = all.iter().map(which).fold(0.0, f64::max);
        (worst.len(), figure, lines)
    };
    let (growing, growth, first) = report(&|one| one.0, GROWTH);
    let (dear, cost, second) = report(&|one| one.1 / MOST[one.2], 1.0);
    println!(
        "{} texts: {growing} cost more per byte when longer (the worst {growth:.2} times), {dear} cost too much (the worst \
         {cost:.2} of the bound)",
        texts.len()
    );
    assert!(growing + dear == 0, "{growing} cost more when longer:{first}\n{dear} cost too much:{second}");
}
