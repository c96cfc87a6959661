//! Reads the files of a folder or of an archive one after the other, never more than one at a time.

use std::fs::{self, File};
use std::io::{self, BufReader, Read, Seek};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use lzma_rust2::XzReader;

use crate::content::Progress;

use super::changes::Change;
use super::document::{Collected, Format};
use super::records::{self, End};
use super::summary::Error;
use super::zim;

fn too_large(limit: u64) -> String {
    format!("larger than the limit of {} MiB", limit >> 20)
}

/// How many bytes of a file with a strange name are looked at.
const HEAD: u64 = 1024;

/// Maximum size of a file of which only a record at a time is in memory.
const MAX_RECORDS_SIZE: u64 = 256 << 20;

/// Maximum length of a file name in an archive.
const MAX_NAME: u64 = 64 << 10;

/// Maximum memory for decompressing an archive, in KiB: enough for the highest level of xz.
const XZ_MEMORY: u32 = 100 << 10;

/// Reads every file that `format` wants into `collected`.
pub(super) fn read(
    source: &Path,
    format: &dyn Format,
    collected: &mut Collected,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<(), Error> {
    let metadata = fs::metadata(source).map_err(Error::source(source))?;
    let mut files = Vec::new();
    if metadata.is_dir() {
        list(source, source, format, collected, &mut files).map_err(Error::source(source))?;
    } else {
        files.push((source.to_owned(), metadata.len()));
    }
    let total = files.iter().map(|(_, size)| size).sum();
    let mut before = 0;
    for (path, size) in files {
        let file = match File::open(&path) {
            Err(error) if path == source => return Err(Error::source(source)(error)),
            Err(error) => {
                let reason = format!("cannot be opened: {error}");
                collected.summary.skip(&relative(source, &path), reason);
                continue;
            }
            Ok(file) => file,
        };
        let mut report = |collected: &Collected| {
            let done = Progress {
                // A pipe has no position.
                done: before + (&file).stream_position().unwrap_or(0),
                total,
                entries: collected.summary.entries as u64,
            };
            match progress(done) {
                ControlFlow::Continue(()) => Ok(()),
                ControlFlow::Break(()) => Err(Error::Stopped),
            }
        };
        opened(
            &relative(source, &path),
            &file,
            format,
            collected,
            &mut report,
        )?;
        report(collected)?;
        before += size;
    }
    Ok(())
}

/// Reads a file or an archive. The error ends the import.
fn opened(
    name: &str,
    file: &File,
    format: &dyn Format,
    collected: &mut Collected,
    report: &mut dyn FnMut(&Collected) -> Result<(), Error>,
) -> Result<(), Error> {
    let lower = name.to_lowercase();
    let ends = |ends: &[&str]| ends.iter().any(|end| lower.ends_with(end));
    let reader = BufReader::new(file);
    let read = if format.wants("x.zim") && ends(&[".zim", ".zimaa"]) {
        return zim::read(name, file, format, collected, report);
    } else if ends(&[".tar.xz", ".txz"]) {
        let xz = XzReader::new_mem_limit(reader, true, XZ_MEMORY);
        archive(xz, format, collected, report)
    } else if ends(&[".tar"]) {
        archive(reader, format, collected, report)
    } else {
        return one(name, reader, format, collected, report);
    };
    // What came before the damage is kept.
    read.unwrap_or_else(|error| {
        let files = collected.summary.files;
        let reason = format!("the archive is damaged after {files} files: {error}");
        collected.summary.skip(name, reason);
        Ok(())
    })
}

/// Reads a file that is no archive.
fn one(
    name: &str,
    file: impl Read,
    format: &dyn Format,
    collected: &mut Collected,
    report: &mut dyn FnMut(&Collected) -> Result<(), Error>,
) -> Result<(), Error> {
    if !format.records().is_empty() {
        return in_records(name, file, format, collected, report);
    }
    let mut bytes = Vec::new();
    let limit = format.max_size();
    match file.take(limit + 1).read_to_end(&mut bytes) {
        Err(error) => collected
            .summary
            .skip(name, format!("cannot be read: {error}")),
        Ok(_) if bytes.len() as u64 > limit => collected.summary.skip(name, too_large(limit)),
        Ok(_) => collected.file(format, name, &bytes),
    }
    Ok(())
}

/// Reads a file record by record.
fn in_records(
    name: &str,
    file: impl Read,
    format: &dyn Format,
    collected: &mut Collected,
    report: &mut dyn FnMut(&Collected) -> Result<(), Error>,
) -> Result<(), Error> {
    collected.summary.files += 1;
    let mut stopped = Ok(());
    let mut count = 0;
    let mut file = BufReader::new(file.take(MAX_RECORDS_SIZE));
    let end = records::read(&mut file, format.records(), &mut |record| {
        count += 1;
        collected.record(format, name, &record);
        stopped = report(collected);
        match stopped {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    });
    stopped?;
    let reason = match end {
        Ok(End::File | End::Cut) if file.get_ref().limit() == 0 => {
            format!("only its first 256 MiB, with {count} records, were read")
        }
        Ok(End::File) if count == 0 && name.to_lowercase().ends_with(".zip") => {
            "it is packed: unpack it, and import the XML file in it".to_owned()
        }
        Ok(End::File) if count == 0 => {
            let names = format.records().join("> or <");
            format!("not in this format: there is no <{names}> in it")
        }
        Ok(End::File | End::Stopped) => return Ok(()),
        Ok(End::Cut) => format!("it ends within a record; the {count} before it were read"),
        Ok(End::TooLarge) => {
            let number = count + 1;
            format!("record {number} is larger than 4 MiB: it and what follows were not read")
        }
        Err(error) => format!("cannot be read after {count} records: {error}"),
    };
    collected.summary.skip(name, reason);
    Ok(())
}

/// The path of a file in the folder `top`; of `top` itself the name.
fn relative(top: &Path, path: &Path) -> String {
    let path = match path == top {
        true => path.file_name().unwrap_or_default().as_ref(),
        false => path.strip_prefix(top).unwrap_or(path),
    };
    path.to_string_lossy().into_owned()
}

/// Lists the files of a folder and those below it that `format` wants, sorted by name. Links to folders are not
/// followed: they may lead back to where they are.
fn list(
    top: &Path,
    folder: &Path,
    format: &dyn Format,
    collected: &mut Collected,
    files: &mut Vec<(PathBuf, u64)>,
) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let name = relative(top, &path);
        if is_hidden(&name) {
            continue;
        }
        let listed = fs::metadata(&path).and_then(|metadata| {
            if metadata.is_dir() && path.is_symlink() {
                collected.notes.changes.add(Change::LinkedFile);
            } else if metadata.is_dir() {
                list(top, &path, format, collected, files)?;
            } else if metadata.is_file()
                && (format.wants(&name.to_lowercase()) || format.recognises(&head(&path)?))
            {
                files.push((path, metadata.len()));
            } else {
                collected.summary.pass_over(&name);
            }
            Ok(())
        });
        if let Err(error) = listed {
            let reason = format!("cannot be read: {error}");
            collected.summary.skip(&name, reason);
        }
    }
    Ok(())
}

/// The beginning of a file.
fn head(path: &Path) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    File::open(path)?.take(HEAD).read_to_end(&mut head)?;
    Ok(head)
}

/// Whether a file is one that the system keeps for itself.
fn is_hidden(path: &str) -> bool {
    let name = path.rsplit(std::path::is_separator).next();
    name.is_some_and(|name| name.starts_with('.'))
}

/// Reads the files of an archive. The outer error is damage in the archive, the inner one ends the import.
fn archive(
    reader: impl Read,
    format: &dyn Format,
    collected: &mut Collected,
    report: &mut dyn FnMut(&Collected) -> Result<(), Error>,
) -> io::Result<Result<(), Error>> {
    let mut archive = tar::Archive::new(reader);
    let mut long_name = None;
    // Raw, because otherwise the crate reads file names of any length into memory.
    for entry in archive.entries()?.raw(true) {
        let mut entry = entry?;
        let kind = entry.header().entry_type();
        if kind.is_gnu_longname() || kind.is_pax_local_extensions() {
            let name = read_name(&mut entry, kind.is_pax_local_extensions())?;
            long_name = name.or(long_name);
            continue;
        }
        let name = long_name
            .take()
            .unwrap_or_else(|| entry.path_bytes().into_owned());
        let name = String::from_utf8_lossy(&name).into_owned();
        let size = entry.size();
        let is_link = kind.is_symlink() || kind.is_hard_link();
        if is_hidden(&name) || !(kind.is_file() || is_link) {
            continue;
        }
        let mut bytes = Vec::new();
        let is_wanted = format.wants(&name.to_lowercase()) || {
            entry.by_ref().take(HEAD).read_to_end(&mut bytes)?;
            format.recognises(&bytes)
        };
        if is_link {
            collected.notes.changes.add(Change::LinkedFile);
        } else if !is_wanted {
            collected.summary.pass_over(&name);
        } else if !format.records().is_empty() {
            if let Err(stopped) = in_records(&name, entry, format, collected, report) {
                return Ok(Err(stopped));
            }
        } else if size > format.max_size() {
            collected.summary.skip(&name, too_large(format.max_size()));
        } else {
            let read = bytes.len();
            bytes.resize(size as usize, 0);
            if let Err(error) = entry.read_exact(&mut bytes[read..]) {
                let reason = "the archive holds only a part of it";
                collected.summary.skip(&name, reason);
                return Err(error);
            }
            collected.file(format, &name, &bytes);
            if let Err(stopped) = report(collected) {
                return Ok(Err(stopped));
            }
        }
    }
    Ok(Ok(()))
}

/// The name in a record that comes before its file, because it is too long for the file's own header.
fn read_name(record: &mut impl Read, pax: bool) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    record.take(MAX_NAME + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_NAME {
        return Err(io::Error::other("a file name is longer than 64 KB"));
    }
    if pax {
        let mut extensions = tar::PaxExtensions::new(&bytes).flatten();
        let path = extensions.find(|extension| extension.key_bytes() == b"path");
        return Ok(path.map(|path| path.value_bytes().to_owned()));
    }
    Ok(bytes.split(|byte| *byte == 0).next().map(<[u8]>::to_owned))
}
