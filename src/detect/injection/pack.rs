//! Built and run before the package is compiled: deflates `words.txt` and `rules.txt`, without their comments and empty
//! lines, for lexicon.rs to include. 98 KB of text take 40 KB of the module so.

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let out = env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?;
    for name in ["words.txt", "rules.txt"] {
        let path = Path::new("src/detect/injection").join(name);
        println!("cargo::rerun-if-changed={}", path.display());
        let text = fs::read_to_string(&path)?;
        let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        let text = lines.collect::<Vec<_>>().join("\n");
        fs::write(Path::new(&out).join(name), miniz_oxide::deflate::compress_to_vec(text.as_bytes(), 10))?;
    }
    Ok(())
}
