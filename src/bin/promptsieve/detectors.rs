//! `promptsieve detectors [GLOB | --preset NAME]`

use crate::{Failure, Outcome, print};
use promptsieve::{
    detect::{self, presets},
    policy::Glob,
};

/// A table of the detectors whose ids match, from the registry.
pub fn run(words: &[&str]) -> Outcome {
    if let ["--preset", name] = words {
        let names: Vec<_> = presets::PRESETS.iter().map(|preset| preset.name).collect();
        let unknown = || Failure::Usage(format!("found the preset {name}, expected one of {}", names.join(", ")));
        let preset = presets::preset(name).ok_or_else(unknown)?;
        let rows = preset.expand().into_iter().map(|(id, reason)| format!("{id:<36}  {reason}\n"));
        return print(&format!("{}\n\n{}", preset.title, rows.collect::<String>()));
    }
    let glob = match words {
        [] => Glob::new("*"),
        [glob] => Glob::new(*glob),
        _ => return Err(Failure::Usage(format!("found {} words, expected one glob over detector ids", words.len()))),
    };
    let registered = detect::registry().map(|detector| (detector.id, detector.title, detector.source));
    let judged = detect::injection::DETECTORS.iter().map(|(id, owasp)| (*id, "Prompt injection", *owasp));
    let mut rows: Vec<_> = registered.chain(judged).chain(detect::GUARDS).filter(|(id, ..)| glob.matches(id)).collect();
    rows.sort_unstable();
    let table: String =
        rows.iter().map(|(id, title, source)| format!("{id:<36}  {title}\n{:<38}{source}\n", "")).collect();
    print(&table)
}
