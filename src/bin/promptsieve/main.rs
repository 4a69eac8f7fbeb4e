//! The command line over the same core as the filter. Others script against it: design.md has the contract.

mod check;
mod detectors;
mod explain;
mod pins;
mod replay;
mod scan;

use promptsieve::config::Config;
use std::{
    fmt, fs,
    io::{self, BufRead, Write},
    path::PathBuf,
    process::ExitCode,
};

const HELP: &str = "\
promptsieve: the policy kit of the Promptsieve filter

It runs the same code as the filter inside Envoy and Kong, so what it says of a policy, a text or a recorded
exchange is what the gateway would do.

USAGE
  promptsieve check POLICY.json          Is this policy right? Prints each problem as `path: message`.
  promptsieve scan [--policy FILE]       What is in these texts? JSON Lines in: {\"text\": …, \"role\": \"user\"}
                                         (role optional); one line out per line in: what was found, at any score,
                                         offsets in bytes of the UTF-8 text.
  promptsieve replay [--policy FILE] [--chunk N] [--bodies]
                                         What would become of these exchanges? JSON Lines in: url or api, method,
                                         status, request_headers, request_body, response_headers, response_body
                                         (base64 where request_b64 / response_b64 say so); one line out each.
                                         --chunk N  feeds bodies N bytes at a time
                                         --bodies   prints the bodies as they go on, and the status of a refusal
  promptsieve explain [--role ROLE] [TEXT]
                                         Why is this text scored so? Segments, rules, weights; quotes the text.
  promptsieve detectors [GLOB | --preset NAME]
                                         What is looked for, and where each format is specified; or what a preset
                                         (pci_dss, gdpr, ccpa, hipaa, glba) lists, and why.
  promptsieve pins [FILE]                The fingerprints of the tools in a request, a tools/list result, a list of
                                         tools or recorded exchanges, as the policy's tool_pins.tools takes them.
  promptsieve schema                     The JSON Schema (draft 4) of a policy.
  promptsieve apis                       The wire formats that are read.
  promptsieve --version | --help

`-` or no file reads standard input. Exit codes: 0 fine, 1 a problem in what was given, 2 not understood.

EXAMPLES
  echo '{}' > policy.json && promptsieve check policy.json
  echo '{\"text\": \"card 4111 1111 1111 1111\"}' | promptsieve scan
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        [] | ["--help" | "-h" | "help"] => print(HELP),
        ["--version" | "-V"] => print(concat!("promptsieve ", env!("CARGO_PKG_VERSION"), "\n")),
        [_, rest @ ..] if rest.iter().any(|word| matches!(*word, "--help" | "-h")) => print(HELP),
        ["check", rest @ ..] => check::run(rest),
        ["scan", rest @ ..] => scan::run(rest),
        ["replay", rest @ ..] => replay::run(rest),
        ["detectors", rest @ ..] => detectors::run(rest),
        ["explain", rest @ ..] => explain::run(rest),
        ["pins", rest @ ..] => pins::run(rest),
        ["schema"] => print(&format!("{:#}\n", Config::json_schema())),
        ["apis"] => print(&promptsieve::api::table()),
        [word, ..] => Err(Failure::Usage(format!("found \"{word}\", expected a command"))),
    };
    match result {
        Ok(code) => code,
        // A reader that has seen enough (`| head`) is no failure.
        Err(Failure::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("promptsieve: {failure}");
            ExitCode::from(match failure {
                Failure::Usage(_) => 2,
                _ => 1,
            })
        }
    }
}

/// Why a command ended early.
#[derive(Debug)]
enum Failure {
    /// The command's words are off.
    Usage(String),
    /// A file could not be read.
    File(PathBuf, io::Error),
    /// The policy is wrong; its problems have been printed.
    Policy(PathBuf),
    /// Reading or writing failed.
    Io(io::Error),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(message) => write!(f, "{message}; see promptsieve --help"),
            Self::File(path, error) => write!(f, "{}: {error}", path.display()),
            Self::Policy(path) => write!(f, "{}: not a valid policy", path.display()),
            Self::Io(error) => error.fmt(f),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

type Outcome = Result<ExitCode, Failure>;

fn print(text: &str) -> Outcome {
    io::stdout().write_all(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// The options of `scan` and `replay`.
#[derive(Default)]
struct Options {
    policy: Option<PathBuf>,
    input: Option<PathBuf>,
    chunk: Option<usize>,
    bodies: bool,
}

impl Options {
    fn parse(words: &[&str]) -> Result<Self, Failure> {
        let mut options = Self::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let mut value =
                |of: &str| words.next().copied().ok_or_else(|| Failure::Usage(format!("expected {of} after {word}")));
            match *word {
                "--policy" => options.policy = Some(value("a file")?.into()),
                "--chunk" => {
                    let chunk = value("a number of bytes")?;
                    let bytes = chunk.parse().ok().filter(|bytes| *bytes > 0);
                    let problem = || Failure::Usage(format!("found --chunk {chunk}, expected a number from 1"));
                    options.chunk = Some(bytes.ok_or_else(problem)?);
                }
                "--bodies" => options.bodies = true,
                "-" => options.input = None,
                option if option.starts_with('-') => {
                    return Err(Failure::Usage(format!("found {option}, expected --policy, --chunk or --bodies")));
                }
                file => options.input = Some(file.into()),
            }
        }
        Ok(options)
    }

    /// The policy, or the default one.
    fn config(&self) -> Result<Config, Failure> {
        let Some(path) = &self.policy else {
            return Config::from_json(b"{}").map_err(|_| Failure::Policy("{}".into()));
        };
        let text = fs::read(path).map_err(|error| Failure::File(path.clone(), error))?;
        Config::from_json(&text).map_err(|problems| {
            problems.iter().for_each(|problem| eprintln!("{problem}"));
            Failure::Policy(path.clone())
        })
    }

    /// Hands each line of the input to `answer` and writes what it says, holding one line at a time.
    ///
    /// A line that can't be understood is answered with `{"error": …}`, and the exit code is then 1.
    fn each_line(&self, mut answer: impl FnMut(&[u8]) -> Result<serde_json::Value, String>) -> Outcome {
        let mut input: Box<dyn BufRead> = match &self.input {
            Some(path) => {
                let file = fs::File::open(path).map_err(|error| Failure::File(path.clone(), error))?;
                Box::new(io::BufReader::with_capacity(1 << 16, file))
            }
            None => Box::new(io::stdin().lock()),
        };
        let mut output = io::BufWriter::new(io::stdout().lock());
        let mut line = Vec::new();
        let mut code = ExitCode::SUCCESS;
        for number in 1_u64.. {
            line.clear();
            if input.read_until(b'\n', &mut line)? == 0 {
                break;
            }
            if line.trim_ascii().is_empty() {
                continue;
            }
            let said = answer(&line).unwrap_or_else(|problem| {
                code = ExitCode::from(1);
                serde_json::json!({ "error": format!("line {number}: {problem}") })
            });
            serde_json::to_writer(&mut output, &said).map_err(io::Error::from)?;
            output.write_all(b"\n")?;
        }
        output.flush()?;
        Ok(code)
    }
}
