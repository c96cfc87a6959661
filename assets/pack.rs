//! Packs the bundled library and the standard topics into one compressed text, which `src/content/bundle.rs` reads, and
//! sorts the vocabulary of the search into lines, in which `src/search/vocabulary.rs` looks words up.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use frostem::{Algorithm, Stemmer};
use lzma_rust2::{XzOptions, XzWriter};
use serde::Deserialize;
use serde::de::DeserializeOwned;

#[path = "../src/model/vocabulary.rs"]
#[allow(unreachable_pub, dead_code)] // the library exports and uses the rest
mod vocabulary;

#[path = "../src/index/spelling.rs"]
#[allow(dead_code)]
mod spelling;

use spelling::one_spelling;
use vocabulary::{Abbreviation, Synonym, kind};

const LIBRARY: &str = "faq";
const TOPICS: &str = "assets/topics.toml";
const VOCABULARY: &str = "assets/vocabulary.toml";
const SUBJECTS: &str = "assets/subjects.txt";
const LANGUAGES: &str = "assets/languages.toml";
const LINES: &str = "src/model/vocabulary.rs";
const SPELLING: &str = "src/index/spelling.rs";

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
    let manifest: Manifest = read(&format!("{LIBRARY}/pack.toml"))?;
    let code = format!(
        "const TOPICS: Text = {topics};\n\
         /// The id of the bundled library.\n\
         pub const BUNDLED_ID: &str = {:?};\n\
         /// The sequence of the bundled library.\n\
         pub const BUNDLED_SEQUENCE: u64 = {};\n\
         static LIBRARY: [Text; {count}] = [\n{library}];\n\
         static PACKED: &[u8] = include_bytes!(concat!(env!(\"OUT_DIR\"), \"/bundle.xz\"));\n",
        manifest.pack.id, manifest.pack.sequence
    );
    fs::write(out.join("bundle.rs"), code)?;
    for file in [VOCABULARY, SUBJECTS, LANGUAGES, LINES, SPELLING] {
        writeln!(cargo, "cargo::rerun-if-changed={file}")?;
    }
    fs::write(out.join("vocabulary.txt"), vocabulary()?)
}

/// `faq/pack.toml`.
#[derive(Deserialize)]
struct Manifest {
    pack: Pack,
}

#[derive(Deserialize)]
struct Pack {
    id: String,
    sequence: u64,
}

/// `assets/vocabulary.toml`.
#[derive(Deserialize)]
struct Vocabulary {
    synonym: Vec<Synonym>,
    abbreviation: Vec<Abbreviation>,
    ignored: Vec<Synonym>,
}

/// `assets/languages.toml`.
#[derive(Deserialize)]
struct Languages {
    language: Vec<Language>,
}

#[derive(Deserialize)]
struct Language {
    code: String,
    name: String,
    message: String,
    #[serde(default)]
    words: Vec<String>,
}

/// The vocabulary as sorted lines: a phrase, what it is, and what belongs to it, separated by tabs.
fn vocabulary() -> io::Result<String> {
    let tables: Vocabulary = read(VOCABULARY)?;
    let languages: Languages = read(LANGUAGES)?;
    let subjects = fs::read_to_string(SUBJECTS)?;
    let mut lines: Vec<String> = Vec::new();
    let stems = Stems::of(&tables.synonym);
    for (number, group) in tables.synonym.iter().enumerate() {
        lines.extend(group.lines(number, plain, |word| stems.usual(word)));
    }
    let usual = stems.usual.iter();
    lines.extend(usual.map(|(stem, usual)| format!("{stem}\t{}\t{usual}", kind::USUAL)));
    let abbreviations = tables.abbreviation.iter();
    lines.extend(abbreviations.map(|abbreviation| abbreviation.line(plain)));
    let ignored = tables.ignored.iter().flat_map(|group| &group.words);
    lines.extend(ignored.map(|word| format!("{}\t{}", plain(word), kind::IGNORED)));
    for language in &languages.language {
        let Language {
            code,
            name,
            message,
            words,
        } = language;
        lines.push(format!("{code}\t{}\t{name}\t{message}", kind::LANGUAGE));
        let words = words.iter();
        lines.extend(words.map(|word| format!("{}\t{}\t{code}", plain(word), kind::FOREIGN)));
    }
    lines.extend(
        subjects
            .lines()
            .map(|name| format!("{}\t{}", plain(name), kind::SUBJECT)),
    );
    lines.retain(|line| !line.starts_with('\t'));
    lines.sort_unstable();
    lines.dedup();
    Ok(lines.join("\n") + "\n")
}

/// Stems of words, and of which more usual word they are a synonym.
struct Stems {
    stemmer: Stemmer,
    usual: BTreeMap<String, String>,
}

impl Stems {
    fn of(groups: &[Synonym]) -> Self {
        let mut stems = Self {
            stemmer: Stemmer::new(Algorithm::English),
            usual: BTreeMap::new(),
        };
        for group in groups {
            let words = group.words.iter().map(|word| plain(word));
            let mut words = words.filter(|word| !word.contains(' '));
            let Some(first) = words.next().map(|word| stems.stem(&word)) else {
                continue;
            };
            for word in words.map(|word| stems.stem(&word)).collect::<Vec<_>>() {
                if word != first {
                    stems.usual.entry(word).or_insert_with(|| first.clone());
                }
            }
        }
        stems
    }

    fn stem(&self, word: &str) -> String {
        self.stemmer.stem(&one_spelling(word)).into_owned()
    }

    fn usual(&self, word: &str) -> String {
        let stem = self.stem(word);
        self.usual.get(&stem).cloned().unwrap_or(stem)
    }
}

fn read<T: DeserializeOwned>(file: &str) -> io::Result<T> {
    toml::from_str(&fs::read_to_string(file)?).map_err(io::Error::other)
}

/// Words in lower case separated by spaces, without a possessive "s", as the search has them.
fn plain(text: &str) -> String {
    let text = text
        .to_lowercase()
        .replace("'s ", " ")
        .replace('\u{2019}', "'");
    let text = text.strip_suffix("'s").unwrap_or(&text);
    let words = text.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
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
