//! `promptsieve check POLICY.json`

use crate::{Failure, Outcome};
use promptsieve::config::Config;
use std::{
    fs,
    io::{self, Read},
    process::ExitCode,
};

pub fn run(words: &[&str]) -> Outcome {
    let [path] = words else {
        return Err(Failure::Usage(format!("found {} files, expected one policy to check", words.len())));
    };
    let text = match *path {
        "-" => {
            let mut text = Vec::new();
            io::stdin().read_to_end(&mut text)?;
            text
        }
        path => fs::read(path).map_err(|error| Failure::File(path.into(), error))?,
    };
    match Config::from_json(&text) {
        Ok(config) => {
            config.warnings.iter().for_each(|warning| eprintln!("warning: {warning}"));
            Ok(ExitCode::SUCCESS)
        }
        Err(problems) => {
            problems.iter().for_each(|problem| println!("{problem}"));
            Ok(ExitCode::from(1))
        }
    }
}
