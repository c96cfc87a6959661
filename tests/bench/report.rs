//! Measures everything and prints tables in Markdown.

use std::fs;
use std::io;
use std::path::Path;

use clinfaq::library::Library;

use crate::child;
use crate::frames;
use crate::fts5::{self, Fts5};
use crate::inputs::{self, BUNDLED, Inputs};
use crate::sets::{KnownItems, Typed};

/// How many keystrokes are measured.
const KEYSTROKES: usize = 300;

/// Measures the bundled library, and MedQuAD where it is there.
pub(crate) fn all() -> io::Result<()> {
    let inputs = Inputs::new()?;
    let cache = inputs.work("bundled.cache");
    let library = inputs::open(BUNDLED, &cache)?;
    costs(BUNDLED, &library, &cache)?;
    let Some(medquad) = inputs.medquad()? else {
        return Ok(());
    };
    let (medquad, cache) = (text(&medquad), inputs.work("medquad.cache"));
    let index = ["index", &medquad, &text(&cache)];
    let indexing = child::cost(&index)?;
    let library = inputs::open(&medquad, &cache)?;
    let (texts, fts5) = (inputs.work("medquad.texts"), inputs.work("medquad.fts5"));
    fts5::write_texts(&library, &texts)?;
    let indexing_fts5 = child::cost(&["index-fts5", &text(&texts), &text(&fts5)])?;
    let typed = Typed::read(&inputs.sets())?;
    println!(
        "{}",
        quality(&inputs, &library, &Fts5::open(&fts5)?, &typed)?
    );
    println!(
        "| {} entries | clinfaq | FTS5 |\n|---|---|---|",
        library.entry_count()
    );
    row(
        "indexing, CPU time",
        [indexing, indexing_fts5].map(|cost| time(cost.time)),
    );
    row(
        "indexing, memory at its peak",
        [indexing, indexing_fts5].map(|cost| megabytes(cost.peak * 1024)),
    );
    row(
        "index on disk",
        [bytes(&cache)?, fs::metadata(&fts5)?.len()].map(megabytes),
    );
    let keystrokes = inputs.work("keystrokes");
    fs::write(
        &keystrokes,
        some(&typed.keystrokes(), KEYSTROKES).join("\n"),
    )?;
    let (cache_name, keystrokes_name, fts5_name) = (text(&cache), text(&keystrokes), text(&fts5));
    let jobs = [
        vec!["type", &medquad, &cache_name, &keystrokes_name],
        vec!["type-fts5", &fts5_name, &keystrokes_name],
    ];
    let [ours, theirs] = [child::cost(&jobs[0])?, child::cost(&jobs[1])?];
    row(
        "keystroke, CPU time",
        [ours, theirs].map(|cost| time(cost.time)),
    );
    let counted = [
        child::instructions(&jobs[0])?,
        child::instructions(&jobs[1])?,
    ];
    row("keystroke, instructions", counted.map(millions));
    println!();
    costs(&medquad, &library, &cache)
}

/// Prints what a start and frames cost, and the bytes of keystrokes.
fn costs(name: &str, library: &Library, cache: &Path) -> io::Result<()> {
    println!(
        "| {} entries | instructions | CPU time |\n|---|---|---|",
        library.entry_count()
    );
    let cache = text(cache);
    let row = |what: &str, job: &[&str]| -> io::Result<()> {
        let (count, cost) = (child::instructions(job)?, child::cost(job)?);
        println!("| {what} | {} | {} |", millions(count), time(cost.time));
        Ok(())
    };
    row(
        "from opening the index to the first frame",
        &["start", name, &cache],
    )?;
    for screen in frames::screens() {
        row(screen, &["frames", name, &cache, screen])?;
    }
    written(library)
}

/// Prints the bytes that keystrokes send to each kind of terminal.
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

fn quality(inputs: &Inputs, library: &Library, fts5: &Fts5, typed: &Typed) -> io::Result<String> {
    let mut rows = vec!["| quality | clinfaq | FTS5 |\n|---|---|---|".to_owned()];
    for name in ["c", "d", "t", "h"] {
        let set = KnownItems::read(&inputs.sets(), name)?;
        let ours = set.score(|query| inputs::search(library, query));
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
    let ours = typed.score(|typed| inputs::search(library, typed));
    let theirs = typed.score(|typed| fts5.search(typed));
    for (top, (ours, theirs)) in [3, 1].into_iter().zip(ours.into_iter().zip(theirs)) {
        rows.push(format!(
            "| e: keystrokes until it is in the top {top} to stay, median / mean | {} / {:.1} | {} / {:.1} |",
            ours.median, ours.mean, theirs.median, theirs.mean
        ));
    }
    Ok(rows.join("\n") + "\n")
}

/// At most `most` of them, evenly spread.
fn some<'a>(keystrokes: &[&'a str], most: usize) -> Vec<&'a str> {
    let step = keystrokes.len().div_ceil(most).max(1);
    keystrokes.iter().copied().step_by(step).collect()
}

fn row(what: &str, [ours, theirs]: [String; 2]) {
    println!("| {what} | {ours} | {theirs} |");
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn millions(count: Option<u64>) -> String {
    count.map_or("not counted: no valgrind".to_owned(), |count| {
        format!("{:.2} M", count as f64 / 1e6)
    })
}

fn time(nanoseconds: u64) -> String {
    format!("{:.2} ms", nanoseconds as f64 / 1e6)
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

/// The size of all files in a folder and below.
fn bytes(folder: &Path) -> io::Result<u64> {
    let mut sum = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let meta = entry.metadata()?;
        sum += if meta.is_dir() {
            bytes(&entry.path())?
        } else {
            meta.len()
        };
    }
    Ok(sum)
}
