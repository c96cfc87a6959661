//! Packs the bundled library and the standard topics into one compressed text; `src/content/bundle.rs` reads it.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use lzma_rust2::{XzOptions, XzWriter};

const LIBRARY: &str = "faq";
const TOPICS: &str = "assets/topics.toml";

fn main() -> io::Result<()> {
    let mut cargo = io::stdout();
    writeln!(cargo, "cargo::rerun-if-changed={LIBRARY}")?;
    writeln!(cargo, "cargo::rerun-if-changed={TOPICS}")?;
    let mut bundle = Bundle::default();
    let topics = bundle.add("topics.toml", Path::new(TOPICS))?;
    let library = bundle.add_folder(Path::new(LIBRARY))?;
    let count = library.lines().count();

    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?);
    let mut options = XzOptions::with_preset(9);
    // Who unpacks needs so much memory besides: no more than the text itself.
    options.lzma_options.dict_size = u32::try_from(bundle.text.len())
        .map_err(io::Error::other)?
        .next_power_of_two();
    let mut packed = XzWriter::new(Vec::new(), options)?;
    packed.write_all(bundle.text.as_bytes())?;
    fs::write(out.join("bundle.xz"), packed.finish()?)?;
    let code = format!(
        "const TOPICS: Text = {topics};\n\
         static LIBRARY: [Text; {count}] = [\n{library}];\n\
         static PACKED: &[u8] = include_bytes!(concat!(env!(\"OUT_DIR\"), \"/bundle.xz\"));\n"
    );
    fs::write(out.join("bundle.rs"), code)
}

/// All texts, one after the other.
#[derive(Default)]
struct Bundle {
    text: String,
}

impl Bundle {
    /// Adds a file; gives the code that names it.
    fn add(&mut self, name: &str, path: &Path) -> io::Result<String> {
        let text = fs::read_to_string(path)?;
        let (start, size, stamp) = (self.text.len(), text.len(), stamp(text.as_bytes()));
        self.text.push_str(&text);
        Ok(format!(
            "Text {{ name: {name:?}, stamp: {stamp:#x}, start: {start}, size: {size} }}"
        ))
    }

    /// Adds the TOML files in and below a folder in the order of their names; a line of code each.
    fn add_folder(&mut self, root: &Path) -> io::Result<String> {
        let mut names = Vec::new();
        list(root, "", &mut names)?;
        names.sort_unstable();
        let mut code = String::new();
        for name in names {
            let text = self.add(&name, &root.join(&name))?;
            let _ = writeln!(code, "    {text},");
        }
        Ok(code)
    }
}

/// The TOML files in and below a folder that are not hidden, as paths below `root`.
fn list(root: &Path, below: &str, names: &mut Vec<String>) -> io::Result<()> {
    for file in fs::read_dir(root.join(below))? {
        let file = file?;
        let name = file.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let path = format!("{below}{name}");
        if file.file_type()?.is_dir() {
            list(root, &format!("{path}/"), names)?;
        } else if name.ends_with(".toml") {
            names.push(path);
        }
    }
    Ok(())
}

/// FNV-1a: the same on every machine and with every compiler.
fn stamp(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
