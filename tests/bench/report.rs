//! The whole of it, as tables in Markdown.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clinfaq::library::Library;

use crate::child::{self, Cost};
use crate::frames;
use crate::fts5::Fts5;
use crate::inputs::{self, Inputs};
use crate::kernels;
use crate::ours;
use crate::sets::{KnownItems, Typed};
use crate::texts;

/// So many keystrokes are timed at the most: over a large library, FTS5 takes seconds for some.
const TIMED: [usize; 2] = [4_000, 400];
/// And of so many the instructions are counted.
const COUNTED: [usize; 2] = [300, 60];

/// Measures everything over the real library, and over one of `large` entries unless that is 0.
pub(crate) fn all(inputs: &Inputs, large: usize) -> io::Result<()> {
    if !child::can_count() {
        println!("valgrind is not there: instructions are not counted\n");
    }
    let real = Subject::new(inputs, &inputs.medquad()?, "medquad")?;
    let typed = Typed::read(&inputs.sets())?;
    let mut tables = vec![
        quality(inputs, &real, &typed)?,
        real.table(inputs, &typed, 0)?,
    ];
    if large > 0 {
        let folder = inputs.large_folder(large);
        inputs.generate(large, &folder)?;
        let made = Subject::new(inputs, &folder, &format!("made-{large}"))?;
        tables.push(made.table(inputs, &typed, 1)?);
    }
    println!("\n{}", tables.join("\n"));
    frames(inputs)
}

/// Counts what frames of the screens cost, over the real library.
pub(crate) fn frames(inputs: &Inputs) -> io::Result<()> {
    let library = text(&inputs.medquad()?);
    let (cache, counts) = (text(&inputs.work("frames.cache")), inputs.work("counts"));
    written(&inputs::open(Path::new(&library), Path::new(&cache))?)?;
    if !child::can_count() {
        return Ok(());
    }
    println!("\n| a frame of 80x24 | median, instructions | most |\n|---|---|---|");
    for screen in frames::screens() {
        let job = ["frames", &library, &cache, screen];
        let counts = child::instructions_by_call(child::FRAME, &job, &counts)?;
        let most = counts.last().copied().unwrap_or_default();
        println!(
            "| {screen} | {} | {} |",
            millions(counts[counts.len() / 2]),
            millions(most)
        );
    }
    Ok(())
}

/// Counts what keystrokes are answered with, by family of terminals.
fn written(library: &Library) -> io::Result<()> {
    println!(
        "\n| bytes to the terminal, median | a letter | one that changes the results | a row down | all |"
    );
    println!("|---|---|---|---|---|");
    for term in frames::TERMINALS {
        let frames::Bytes { letters, rows } = frames::bytes(library, term)?;
        let changing = letters.iter().copied().filter(|bytes| *bytes > 100);
        let columns = [
            letters.clone(),
            changing.collect(),
            rows.clone(),
            [letters, rows].concat(),
        ];
        let medians = columns.map(|mut bytes| {
            bytes.sort_unstable();
            format!(" {} |", bytes.get(bytes.len() / 2).unwrap_or(&0))
        });
        println!("| {term} |{}", medians.concat());
    }
    Ok(())
}

/// Writes what `whole-process.sh` compares with, and names the folder.
pub(crate) fn dump(inputs: &Inputs) -> io::Result<()> {
    let real = Subject::new(inputs, &inputs.medquad()?, "medquad")?;
    texts::dump(&real.texts, &inputs.work("medquad.dump"))?;
    println!("{}", inputs.work("").display());
    Ok(())
}

/// A library, and where the indexes of it lie.
struct Subject {
    name: String,
    library: PathBuf,
    cache: PathBuf,
    texts: PathBuf,
    fts5: PathBuf,
    bare: PathBuf,
    /// What the builds cost: ours, the bare one, FTS5's.
    builds: [Cost; 3],
}

impl Subject {
    /// Builds all of its indexes.
    fn new(inputs: &Inputs, library: &Path, name: &str) -> io::Result<Self> {
        let work = |what: &str| inputs.work(&format!("{name}.{what}"));
        let (cache, fts5, bare) = (work("cache"), work("fts5"), work("bare"));
        for old in [&cache, &bare] {
            remove(old)?;
        }
        if fts5.exists() {
            fs::remove_file(&fts5)?;
        }
        let ours = child::cost(&["index", &text(library), &text(&cache)])?;
        let texts = work("texts");
        texts::write(&inputs::open(library, &cache)?, &texts)?;
        let bare_cost = child::cost(&["bare", &text(&texts), &text(&bare)])?;
        let fts5_cost = child::cost(&["fts5", &text(&texts), &text(&fts5)])?;
        Ok(Self {
            name: name.to_owned(),
            library: library.to_owned(),
            cache,
            texts,
            fts5,
            bare,
            builds: [ours, bare_cost, fts5_cost],
        })
    }

    fn table(&self, inputs: &Inputs, typed: &Typed, size: usize) -> io::Result<String> {
        let library = inputs::open(&self.library, &self.cache)?;
        let fts5 = Fts5::open(&self.fts5)?;
        let keystrokes = typed.keystrokes();
        let [ours, theirs] = kernels::in_turns(&library, &fts5, &some(&keystrokes, TIMED[size]));
        kernels::criterion(&self.name, &library, &fts5);
        let mut rows = vec![format!(
            "| {} entries, {} conditions, {} files | clinfaq | FTS5 | bare tantivy |\n|---|---|---|---|",
            library.entry_count(),
            library.condition_count(),
            files(&self.library)?,
        )];
        let mut row = |what: &str, [ours, theirs, bare]: [String; 3]| {
            rows.push(format!("| {what} | {ours} | {theirs} | {bare} |"))
        };
        let none = String::new;
        for (what, share) in [("median", 0.5), ("p99", 0.99)] {
            let (ours, theirs) = (ours.share(share), theirs.share(share));
            let ratio = format!("{:.2} ms, {:.2} of FTS5's", ours, ours / theirs);
            row(
                &format!("keystroke, {what}"),
                [ratio, format!("{theirs:.2} ms"), none()],
            );
        }
        if child::can_count() {
            let [ours, theirs] = self.counted(inputs, &some(&keystrokes, COUNTED[size]))?;
            for (what, share) in [("median", 0.5), ("p99", 0.99)] {
                let at = |counts: &[u64]| {
                    counts[((counts.len() as f64 * share) as usize).min(counts.len() - 1)]
                };
                row(
                    &format!("keystroke, {what}, instructions"),
                    [millions(at(&ours)), millions(at(&theirs)), none()],
                );
            }
            if size == 0 {
                row(
                    "indexing, instructions",
                    self.build_instructions(inputs)?.map(millions),
                );
            }
        }
        let [a, b, c] = &self.builds;
        row(
            "indexing, time against bare tantivy",
            [a, c, b].map(|cost| format!("{:.2}", cost.time as f64 / b.time.max(1) as f64)),
        );
        row(
            "indexing, memory at the peak",
            [a, c, b].map(|cost| megabytes(cost.peak * 1024)),
        );
        row(
            "... of it with no file behind",
            [a, c, b].map(|cost| megabytes(cost.anonymous * 1024)),
        );
        row(
            "index on disk",
            [
                bytes(&self.cache)?,
                fs::metadata(&self.fts5)?.len(),
                bytes(&self.bare)?,
            ]
            .map(megabytes),
        );
        Ok(rows.join("\n") + "\n")
    }

    /// The instructions of keystrokes, fewest first: ours and FTS5's.
    fn counted(&self, inputs: &Inputs, keystrokes: &[&str]) -> io::Result<[Vec<u64>; 2]> {
        let typed = inputs.work("keystrokes");
        fs::write(&typed, keystrokes.join("\n"))?;
        let (typed, counts) = (text(&typed), inputs.work("counts"));
        let ours = [
            "type-ours",
            &text(&self.library),
            &text(&self.cache),
            &typed,
        ];
        let theirs = ["type-fts5", &text(&self.fts5), &typed];
        Ok([
            child::instructions_by_call(child::KEYSTROKE, &ours, &counts)?,
            child::instructions_by_call(child::KEYSTROKE, &theirs, &counts)?,
        ])
    }

    /// The instructions of indexing: ours, FTS5's, the bare one's.
    fn build_instructions(&self, inputs: &Inputs) -> io::Result<[u64; 3]> {
        let other = inputs.work("counted");
        remove(&other)?;
        fs::create_dir_all(&other)?;
        let place = |name: &str| text(&other.join(name));
        let counts = [
            child::instructions(&["index", &text(&self.library), &place("ours")])?,
            child::instructions(&["fts5", &text(&self.texts), &place("fts5")])?,
            child::instructions(&["bare", &text(&self.texts), &place("bare")])?,
        ];
        remove(&other)?;
        Ok(counts)
    }
}

fn quality(inputs: &Inputs, subject: &Subject, typed: &Typed) -> io::Result<String> {
    let library = inputs::open(&subject.library, &subject.cache)?;
    let fts5 = Fts5::open(&subject.fts5)?;
    let mut rows = vec!["| quality | clinfaq | FTS5 |\n|---|---|---|".to_owned()];
    for name in ["c", "d", "t", "h"] {
        let set = KnownItems::read(&inputs.sets(), name)?;
        let ours = set.score(|query| ours::search(&library, query));
        let theirs = set.score(|query| fts5.search(query));
        rows.push(format!(
            "| {name}: first is right | {:.3} | {:.3} |",
            ours.first, theirs.first
        ));
        rows.push(format!(
            "| {name}: mean reciprocal rank | {:.3} | {:.3} |",
            ours.reciprocal, theirs.reciprocal
        ));
    }
    let ours = typed.score(|typed| ours::search(&library, typed));
    let theirs = typed.score(|typed| fts5.search(typed));
    for (top, (ours, theirs)) in [3, 1].into_iter().zip(ours.into_iter().zip(theirs)) {
        rows.push(format!(
            "| e: keystrokes until it is in the top {top} to stay, median / mean | {} / {:.1} | {} / {:.1} |",
            ours.median, ours.mean, theirs.median, theirs.mean
        ));
    }
    Ok(rows.join("\n") + "\n")
}

/// At most `most` of them, from all over.
fn some<'a>(keystrokes: &[&'a str], most: usize) -> Vec<&'a str> {
    let step = keystrokes.len().div_ceil(most).max(1);
    keystrokes.iter().copied().step_by(step).collect()
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn millions(count: u64) -> String {
    format!("{:.2} M", count as f64 / 1e6)
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

fn remove(folder: &Path) -> io::Result<()> {
    match folder.exists() {
        true => fs::remove_dir_all(folder),
        false => Ok(()),
    }
}

/// All bytes below a folder.
fn bytes(folder: &Path) -> io::Result<u64> {
    let mut sum = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let data = entry.metadata()?;
        sum += if data.is_dir() {
            bytes(&entry.path())?
        } else {
            data.len()
        };
    }
    Ok(sum)
}

/// How many TOML files a library has.
fn files(folder: &Path) -> io::Result<usize> {
    let mut count = 0;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        match path.is_dir() {
            true => count += files(&path)?,
            false => {
                count += usize::from(
                    path.extension()
                        .is_some_and(|extension| extension == "toml"),
                )
            }
        }
    }
    Ok(count)
}
