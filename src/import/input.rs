//! The files of a folder or of an archive, one after the other; never more than one of them in memory.

use std::cell::Cell;
use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use lzma_rust2::XzReader;

use super::document::Format;
use super::{Error, Gathered, Progress};

/// A larger file is not read.
const LARGEST: u64 = 32 << 20;

/// What an archive's decoder may take, in KiB: as much as xz's highest level asks for, and no more.
const DECODER: u32 = 100 << 10;

/// Hands every file that `format` wants to `gathered`.
pub(super) fn each(
    source: &Path,
    format: &dyn Format,
    gathered: &mut Gathered,
    progress: &mut dyn FnMut(Progress),
) -> Result<(), Error> {
    let unreadable = |error| Error::Source {
        path: source.to_owned(),
        error,
    };
    if fs::metadata(source).map_err(unreadable)?.is_dir() {
        return folder(source, format, gathered, progress);
    }
    let name = source.file_name().unwrap_or_default().to_string_lossy();
    let lower = name.to_lowercase();
    let file = File::open(source).map_err(unreadable)?;
    let total = file.metadata().map_err(unreadable)?.len();
    let read = Rc::new(Cell::new(0));
    let counted = BufReader::new(Counted(file, Rc::clone(&read)));
    let mut report = |gathered: &Gathered| {
        progress(Progress {
            done: read.get(),
            total,
            entries: gathered.summary.entries,
        });
    };
    if lower.ends_with(".tar.xz") || lower.ends_with(".txz") {
        let xz = XzReader::new_mem_limit(counted, true, DECODER);
        archive(&name, xz, format, gathered, &mut report)
    } else if lower.ends_with(".tar") {
        archive(&name, counted, format, gathered, &mut report)
    } else {
        one(&name, counted, format, gathered)?;
        report(gathered);
        Ok(())
    }
}

/// Reads and hands over one file.
fn one(
    name: &str,
    file: impl Read,
    format: &dyn Format,
    gathered: &mut Gathered,
) -> Result<(), Error> {
    let mut bytes = Vec::new();
    match file.take(LARGEST + 1).read_to_end(&mut bytes) {
        Err(error) => gathered.skip(name, format!("cannot be read: {error}")),
        Ok(_) if bytes.len() as u64 > LARGEST => {
            gathered.skip(name, "larger than 32 MiB, which no page is");
        }
        Ok(_) => gathered.file(format, name, &bytes)?,
    }
    Ok(())
}

fn folder(
    folder: &Path,
    format: &dyn Format,
    gathered: &mut Gathered,
    progress: &mut dyn FnMut(Progress),
) -> Result<(), Error> {
    let mut files = Vec::new();
    let mut unread = Vec::new();
    walk(folder, format, &mut files, &mut unread);
    for (path, error) in unread {
        if path == folder {
            return Err(Error::Source { path, error });
        }
        gathered.skip(&inside(folder, &path), format!("cannot be read: {error}"));
    }
    let total = files.iter().map(|(_, size)| size).sum();
    let mut done = 0;
    for (path, size) in files {
        let name = inside(folder, &path);
        match File::open(&path) {
            Ok(file) => one(&name, file, format, gathered)?,
            Err(error) => gathered.skip(&name, format!("cannot be opened: {error}")),
        }
        done += size;
        progress(Progress {
            done,
            total,
            entries: gathered.summary.entries,
        });
    }
    Ok(())
}

fn inside(folder: &Path, path: &Path) -> String {
    let inside = path.strip_prefix(folder).unwrap_or(path);
    inside.to_string_lossy().into_owned()
}

/// The regular files below a folder, in the order of their names. Links to folders are not followed: they may be loops.
fn walk(
    folder: &Path,
    format: &dyn Format,
    files: &mut Vec<(PathBuf, u64)>,
    unread: &mut Vec<(PathBuf, io::Error)>,
) {
    let listed = fs::read_dir(folder).and_then(|list| list.collect::<Result<Vec<_>, _>>());
    let mut entries = match listed {
        Ok(entries) => entries,
        Err(error) => return unread.push((folder.to_owned(), error)),
    };
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if hidden(&entry.file_name().to_string_lossy()) {
            continue;
        }
        match (entry.file_type(), fs::metadata(&path)) {
            (Ok(kind), _) if kind.is_dir() => walk(&path, format, files, unread),
            (_, Ok(about)) => {
                if about.is_file() && format.wants(&path.to_string_lossy().to_lowercase()) {
                    files.push((path, about.len()));
                }
            }
            (_, Err(error)) => unread.push((path, error)),
        }
    }
}

/// What a system leaves beside files for itself.
fn hidden(name: &str) -> bool {
    name.starts_with('.')
}

/// The files of an archive. Where it breaks off, what came before is kept.
fn archive(
    archive: &str,
    reader: impl Read,
    format: &dyn Format,
    gathered: &mut Gathered,
    report: &mut dyn FnMut(&Gathered),
) -> Result<(), Error> {
    let mut tar = tar::Archive::new(reader);
    let breaks_off = |gathered: &mut Gathered, error: io::Error| {
        let files = gathered.summary.files;
        let reason = format!("the archive cannot be read on after {files} files: {error}");
        gathered.skip(archive, reason);
    };
    let entries = match tar.entries() {
        Ok(entries) => entries,
        Err(error) => {
            breaks_off(gathered, error);
            return Ok(());
        }
    };
    for entry in entries {
        let mut entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                breaks_off(gathered, error);
                break;
            }
        };
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let file = name.rsplit('/').next().unwrap_or("");
        if !entry.header().entry_type().is_file()
            || hidden(file)
            || !format.wants(&name.to_lowercase())
        {
            continue;
        }
        let size = entry.size();
        if size > LARGEST {
            gathered.skip(&name, "larger than 32 MiB, which no page is");
            continue;
        }
        let mut bytes = Vec::new();
        let read = entry.read_to_end(&mut bytes);
        if bytes.len() as u64 == size && read.is_ok() {
            gathered.file(format, &name, &bytes)?;
            report(gathered);
            continue;
        }
        gathered.skip(&name, "only a part of it is in the archive");
        let error = read
            .err()
            .unwrap_or_else(|| io::ErrorKind::UnexpectedEof.into());
        breaks_off(gathered, error);
        break;
    }
    Ok(())
}

/// Counts what is read.
struct Counted<R>(R, Rc<Cell<u64>>);

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.0.read(buffer)?;
        self.1.set(self.1.get() + read as u64);
        Ok(read)
    }
}
