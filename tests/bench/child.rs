//! Jobs that are run in a process of their own: what a process costs, its memory above all, is only seen from outside it.

use std::fs;
use std::io;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tantivy::schema::{STORED, STRING, Schema, TextFieldIndexing, TextOptions};
use tantivy::{IndexBuilder, TantivyDocument};

use crate::{frames, fts5, inputs, ours, texts};

/// What a job cost.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Cost {
    /// Memory at its peak, all of it, in kB.
    pub(crate) peak: u64,
    /// Memory at its peak that no file stands behind, in kB.
    pub(crate) anonymous: u64,
    /// Microseconds.
    pub(crate) time: u64,
}

/// Does a job, and tells its cost on standard output.
pub(crate) fn run(job: &[&str]) -> ExitCode {
    let watched = Watch::start();
    let started = Instant::now();
    let done = match *job {
        ["index", library, cache] => inputs::open(Path::new(library), Path::new(cache)).map(drop),
        ["bare", texts, index] => bare(Path::new(texts), Path::new(index)),
        ["fts5", texts, index] => fts5::build(Path::new(texts), Path::new(index)),
        ["type-ours", library, cache, keystrokes] => type_into_ours(library, cache, keystrokes),
        ["type-fts5", index, keystrokes] => type_into_fts5(index, keystrokes),
        ["frames", library, cache, screen] => frames::draw(library, cache, screen),
        _ => Err(io::Error::other("no such job")),
    };
    let time = started.elapsed().as_micros();
    if let Err(error) = done {
        eprintln!("{}: {error}", job.join(" "));
        return ExitCode::FAILURE;
    }
    println!("cost {} {} {time}", status("VmHWM"), watched.anonymous());
    ExitCode::SUCCESS
}

/// Has a job done by a child.
pub(crate) fn cost(job: &[&str]) -> io::Result<Cost> {
    let output = Command::new(std::env::current_exe()?)
        .arg("child")
        .args(job)
        .output()?;
    let told = String::from_utf8_lossy(&output.stdout);
    let numbers = told.lines().find_map(|line| line.strip_prefix("cost "));
    let numbers: Vec<u64> = numbers
        .unwrap_or_default()
        .split(' ')
        .filter_map(|n| n.parse().ok())
        .collect();
    match numbers[..] {
        [peak, anonymous, time] => Ok(Cost {
            peak,
            anonymous,
            time,
        }),
        _ => Err(io::Error::other(format!(
            "{}: {}",
            job.join(" "),
            String::from_utf8_lossy(&output.stderr)
        ))),
    }
}

/// Whether instructions can be counted here.
pub(crate) fn can_count() -> bool {
    let version = Command::new("valgrind").arg("--version").output();
    version.is_ok_and(|output| output.status.success())
}

/// The instructions of a whole job.
pub(crate) fn instructions(job: &[&str]) -> io::Result<u64> {
    let output = Command::new("valgrind")
        .args([
            "--tool=cachegrind",
            "--cache-sim=no",
            "--cachegrind-out-file=/dev/null",
        ])
        .arg(std::env::current_exe()?)
        .arg("child")
        .args(job)
        .output()?;
    let told = String::from_utf8_lossy(&output.stderr);
    // `==1234== I   refs:      27,965,383,423`: how many blanks there are depends on the numbers around.
    let refs = told
        .lines()
        .filter(|line| line.contains("== I "))
        .find_map(|line| line.split_once("refs:"));
    refs.and_then(|(_, count)| count.trim().replace(',', "").parse().ok())
        .ok_or_else(|| io::Error::other(told.into_owned()))
}

/// The function whose calls are counted in a job that types.
pub(crate) const KEYSTROKE: &str = "one_keystroke";
/// The function whose calls are counted in a job that draws.
pub(crate) const FRAME: &str = "one_frame";

/// The instructions of each call of `function` in a job, fewest first.
pub(crate) fn instructions_by_call(
    function: &str,
    job: &[&str],
    folder: &Path,
) -> io::Result<Vec<u64>> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    let output = Command::new("valgrind")
        .arg("--tool=callgrind")
        .arg(format!("--toggle-collect=*{function}*"))
        // Here a pattern is not taken: the name must be whole.
        .arg(format!("--dump-after=measure::child::{function}"))
        .arg(format!(
            "--callgrind-out-file={}",
            folder.join("out").display()
        ))
        .arg(std::env::current_exe()?)
        .arg("child")
        .args(job)
        .output()?;
    let mut counts = Vec::new();
    for entry in fs::read_dir(folder)? {
        let text = fs::read_to_string(entry?.path())?;
        let summary = text.lines().find_map(|line| line.strip_prefix("summary: "));
        counts.extend(
            summary
                .and_then(|count| count.trim().parse::<u64>().ok())
                .filter(|count| *count > 0),
        );
    }
    fs::remove_dir_all(folder)?;
    counts.sort_unstable();
    match counts.is_empty() {
        true => Err(io::Error::other(
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )),
        false => Ok(counts),
    }
}

fn type_into_ours(library: &str, cache: &str, keystrokes: &str) -> io::Result<()> {
    let library = inputs::open(Path::new(library), Path::new(cache))?;
    one_keystroke_each(keystrokes, |typed| ours::search(&library, typed))
}

fn type_into_fts5(index: &str, keystrokes: &str) -> io::Result<()> {
    let index = fts5::Fts5::open(Path::new(index))?;
    one_keystroke_each(keystrokes, |typed| index.search(typed))
}

fn one_keystroke_each(keystrokes: &str, search: impl Fn(&str) -> Vec<String>) -> io::Result<()> {
    for typed in fs::read_to_string(keystrokes)?.lines() {
        one_keystroke(&search, typed);
    }
    Ok(())
}

/// Its name is what the counting begins and ends with.
#[inline(never)]
fn one_keystroke(search: impl Fn(&str) -> Vec<String>, typed: &str) {
    std::hint::black_box(search(typed));
}

/// Its name is what the counting begins and ends with.
#[inline(never)]
pub(crate) fn one_frame(draw: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
    std::hint::black_box(draw())
}

/// The least that the search library can be asked for: the same texts, stemmed, without positions, in one segment.
fn bare(texts: &Path, index: &Path) -> io::Result<()> {
    let mut schema = Schema::builder();
    let id = schema.add_text_field("id", STRING | STORED);
    let stemmed = TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer("en_stem")
            .set_index_option(tantivy::schema::IndexRecordOption::WithFreqs),
    );
    let fields = ["name", "alias", "topic", "question", "answer"]
        .map(|field| schema.add_text_field(field, stemmed.clone() | STORED));
    // clinfaq is built without tantivy's own folder on disk.
    let directory = tantivy::directory::RamDirectory::create();
    let mut writer = IndexBuilder::new()
        .schema(schema.build())
        .single_segment_index_writer(directory.clone(), 15_000_000)
        .map_err(io::Error::other)?;
    texts::each(texts, |texts| {
        let mut document = TantivyDocument::new();
        document.add_text(id, &texts[0]);
        for (field, text) in fields.into_iter().zip(&texts[1..]) {
            document.add_text(field, text);
        }
        writer.add_document(document).map_err(io::Error::other)
    })?;
    let made = writer.finalize().map_err(io::Error::other)?;
    fs::create_dir_all(index)?;
    for file in made.directory().list_managed_files() {
        let bytes = tantivy::Directory::atomic_read(&directory, &file).map_err(io::Error::other)?;
        fs::write(index.join(file), bytes)?;
    }
    Ok(())
}

/// Looks at this process's memory again and again: the system remembers the peak of the whole only.
struct Watch {
    peak: Arc<AtomicU64>,
    ended: Arc<AtomicBool>,
}

impl Watch {
    fn start() -> Self {
        let peak = Arc::new(AtomicU64::new(0));
        let ended = Arc::new(AtomicBool::new(false));
        let watch = Self {
            peak: Arc::clone(&peak),
            ended: Arc::clone(&ended),
        };
        // What counts instructions would count these.
        if std::env::var_os("VALGRIND_LAUNCHER").is_none()
            && std::env::var_os("LD_PRELOAD").is_none()
        {
            std::thread::spawn(move || {
                while !ended.load(Ordering::Relaxed) {
                    peak.fetch_max(status("RssAnon"), Ordering::Relaxed);
                    std::thread::sleep(Duration::from_millis(2));
                }
            });
        }
        watch
    }

    fn anonymous(&self) -> u64 {
        self.ended.store(true, Ordering::Relaxed);
        self.peak.load(Ordering::Relaxed).max(status("RssAnon"))
    }
}

/// A number of kilobytes that the system knows of this process; 0 where it doesn't tell.
fn status(name: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    line.and_then(|rest| rest.trim().trim_end_matches(" kB").trim().parse().ok())
        .unwrap_or(0)
}
