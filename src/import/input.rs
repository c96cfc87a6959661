//! The files of a folder or of an archive, one after the other; never more than one of them in memory.

use std::cell::Cell;
use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use lzma_rust2::XzReader;

use super::document::Format;
use super::{Error, Gathered, Progress};

/// A larger file is not read.
const LARGEST: u64 = 32 << 20;

/// A longer name of a file in an archive is not read.
const LONGEST_NAME: u64 = 64 << 10;

/// What an archive's decoder may take, in KiB: as much as xz's highest level asks for, and no more.
const DECODER: u32 = 100 << 10;

/// Hands every file that `format` wants to `gathered`.
pub(super) fn each(
    source: &Path,
    format: &dyn Format,
    gathered: &mut Gathered,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
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
        let progress = progress(Progress {
            done: read.get(),
            total,
            entries: gathered.summary.entries,
        });
        stopped(progress)
    };
    if lower.ends_with(".tar.xz") || lower.ends_with(".txz") {
        let xz = XzReader::new_mem_limit(counted, true, DECODER);
        archive(&name, xz, format, gathered, &mut report)
    } else if lower.ends_with(".tar") {
        archive(&name, counted, format, gathered, &mut report)
    } else {
        one(&name, counted, format, gathered)?;
        report(gathered)
    }
}

fn stopped(progress: ControlFlow<()>) -> Result<(), Error> {
    match progress {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Error::Stopped),
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
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<(), Error> {
    let mut files = Vec::new();
    let mut unread = Vec::new();
    walk(folder, folder, format, gathered, &mut files, &mut unread);
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
        let entries = gathered.summary.entries;
        stopped(progress(Progress {
            done,
            total,
            entries,
        }))?;
    }
    Ok(())
}

fn inside(folder: &Path, path: &Path) -> String {
    let inside = path.strip_prefix(folder).unwrap_or(path);
    inside.to_string_lossy().into_owned()
}

/// The regular files below a folder, in the order of their names. Links to folders are not followed: they may be loops.
fn walk(
    top: &Path,
    folder: &Path,
    format: &dyn Format,
    gathered: &mut Gathered,
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
            (Ok(kind), _) if kind.is_dir() => walk(top, &path, format, gathered, files, unread),
            (_, Ok(about))
                if about.is_file() && format.wants(&path.to_string_lossy().to_lowercase()) =>
            {
                files.push((path, about.len()));
            }
            (_, Ok(_)) => gathered.summary.pass_over(&inside(top, &path)),
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
    report: &mut dyn FnMut(&Gathered) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut tar = tar::Archive::new(reader);
    let breaks_off = |gathered: &mut Gathered, error: io::Error| {
        let files = gathered.summary.files;
        let reason = format!("the archive cannot be read on after {files} files: {error}");
        gathered.skip(archive, reason);
    };
    // Raw, because the library would read the name of a file into memory whatever its length.
    let entries = match tar.entries() {
        Ok(entries) => entries.raw(true),
        Err(error) => {
            breaks_off(gathered, error);
            return Ok(());
        }
    };
    let mut long_name = None;
    for entry in entries {
        let mut entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                breaks_off(gathered, error);
                break;
            }
        };
        let kind = entry.header().entry_type();
        if kind.is_gnu_longname() || kind.is_pax_local_extensions() {
            match read_name(&mut entry, kind.is_pax_local_extensions()) {
                Ok(name) => long_name = name.or(long_name),
                Err(error) => {
                    breaks_off(gathered, error);
                    break;
                }
            }
            continue;
        }
        let name = long_name
            .take()
            .unwrap_or_else(|| entry.path_bytes().into_owned());
        let name = String::from_utf8_lossy(&name).into_owned();
        let file = name.rsplit('/').next().unwrap_or("");
        if !kind.is_file() || hidden(file) {
            continue;
        }
        if !format.wants(&name.to_lowercase()) {
            gathered.summary.pass_over(&name);
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
            report(gathered)?;
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

/// The name in a record that stands before its file, because it is too long for the file's own.
fn read_name(record: &mut impl Read, pax: bool) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    record.take(LONGEST_NAME + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LONGEST_NAME {
        return Err(io::Error::other("the name of a file is longer than 64 KB"));
    }
    if pax {
        let mut extensions = tar::PaxExtensions::new(&bytes).flatten();
        let path = extensions.find(|extension| extension.key_bytes() == b"path");
        return Ok(path.map(|path| path.value_bytes().to_owned()));
    }
    bytes.truncate(
        bytes
            .iter()
            .position(|byte| *byte == 0)
            .unwrap_or(bytes.len()),
    );
    Ok(Some(bytes))
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
