//! The list of the files of an index folder, with their sizes and checksums: it says whether the folder holds what was
//! written. Tables check each record when it is read; this covers tantivy's files as well, and files that were swapped.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::shelf::Shelf;
use super::table::{Table, TableWriter};
use super::trusted::{check_folder, open_trusted};

const MANIFEST: &str = "manifest.table";

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Listed {
    name: String,
    size: u64,
    checksum: u32,
}

/// Lists all files of `folder`.
pub(super) fn write(folder: &Path, shelf: &Shelf) -> io::Result<()> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().into_string();
        let name = name.map_err(|_| io::Error::other("a file name that is not UTF-8"))?;
        files.push(listed(folder, name)?);
    }
    let mut table = TableWriter::create(shelf, MANIFEST)?;
    for file in files {
        table.push(&file)?;
    }
    table.finish()
}

/// Fails where the folder is not trusted, or a listed file is missing or of another size.
pub(super) fn check_sizes(folder: &Path, shelf: &Shelf) -> io::Result<()> {
    check_folder(folder)?;
    for file in read(shelf)? {
        if fs::symlink_metadata(folder.join(&file.name))?.len() != file.size {
            return Err(io::Error::other(format!("{} has another size", file.name)));
        }
    }
    Ok(())
}

/// Whether all listed files hold what was written. Reads them all.
pub(super) fn is_sound(folder: &Path) -> bool {
    let sound = || -> io::Result<bool> {
        for file in read(&Shelf::on_disk(folder))? {
            if listed(folder, file.name.clone())? != file {
                return Ok(false);
            }
        }
        Ok(true)
    };
    sound().unwrap_or(false)
}

fn read(shelf: &Shelf) -> io::Result<Vec<Listed>> {
    let table = Table::open(shelf, MANIFEST)?;
    let files: Option<Vec<Listed>> = (0..table.len()).map(|at| table.get(at)).collect();
    files.ok_or_else(|| io::Error::other("the list of files is damaged"))
}

/// A file as it is now.
fn listed(folder: &Path, name: String) -> io::Result<Listed> {
    let mut file: File = open_trusted(&folder.join(&name), OpenOptions::new().read(true))?;
    let mut hasher = crc32fast::Hasher::new();
    let mut size = 0;
    let mut buffer = [0; 8 << 10];
    loop {
        let read = match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        size += read as u64;
        hasher.update(&buffer[..read]);
    }
    Ok(Listed {
        name,
        size,
        checksum: hasher.finalize(),
    })
}
