//! What a folder holds, as the system lists it: folders and TOML files, no further.
//!
//! A library of thousands of files is listed at every start, so on Linux each name is looked at through the open folder.
//! `std` does that with some C libraries only; with that of the static binary it puts a path together for every file,
//! which cost more than all the rest of a search.

use std::ffi::OsStr;
use std::io;
use std::path::Path;

/// Something that a folder holds.
pub(super) struct Found {
    pub(super) name: Box<OsStr>,
    pub(super) thing: io::Result<Thing>,
}

/// What kind of thing it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Thing {
    Folder,
    /// A TOML file.
    File {
        /// Bytes.
        size: u64,
        /// The time of its last change, in nanoseconds after 1970. One before that or past 2554 tells nothing and is 0; the
        /// size still tells.
        stamp: u64,
    },
}

/// Hands over the folders and TOML files that `folder` holds, links followed, in no order; hidden ones are left out. With
/// each what it is, or why that cannot be said of what is named as a TOML file.
pub(super) fn each(
    folder: &Path,
    mut take: impl FnMut(&OsStr, io::Result<Thing>),
) -> io::Result<()> {
    system::each(folder, |name, look| {
        if name.as_encoded_bytes().starts_with(b".") {
            return;
        }
        let is_toml = name.as_encoded_bytes().ends_with(b".toml");
        match look(is_toml) {
            Ok(Some(thing)) => take(name, Ok(thing)),
            Err(error) if is_toml => take(name, Err(error)),
            Ok(None) | Err(_) => {}
        }
    })
}

#[cfg(target_os = "linux")]
mod system {
    use std::ffi::OsStr;
    use std::io;
    use std::os::unix::ffi::OsStrExt;
    use std::path::Path;

    use rustix::fs::{AtFlags, FileType, Mode, OFlags, RawDir, open, statat};

    use super::Thing;

    /// How many bytes of names the system is asked for at a time. A name has at most 255.
    const NAMES: usize = 32 << 10;

    /// Hands over every name in `folder`, and what says what it stands for. It is told whether a file of this name matters.
    pub(super) fn each(
        folder: &Path,
        mut take: impl FnMut(&OsStr, &dyn Fn(bool) -> io::Result<Option<Thing>>),
    ) -> io::Result<()> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let folder = open(folder, flags, Mode::empty())?;
        let mut names = Vec::with_capacity(NAMES);
        let mut entries = RawDir::new(&folder, names.spare_capacity_mut());
        while let Some(entry) = entries.next() {
            let entry = entry?;
            let name = OsStr::from_bytes(entry.file_name().to_bytes());
            take(name, &|file_matters| {
                match entry.file_type() {
                    FileType::Directory => return Ok(Some(Thing::Folder)),
                    FileType::RegularFile if !file_matters => return Ok(None),
                    _ => {}
                }
                let data = statat(&folder, entry.file_name(), AtFlags::empty())?;
                Ok(match FileType::from_raw_mode(data.st_mode) {
                    FileType::Directory => Some(Thing::Folder),
                    FileType::RegularFile if file_matters => {
                        // The fields' types differ from processor to processor; this holds them all.
                        let (seconds, rest) =
                            (i128::from(data.st_mtime), i128::from(data.st_mtime_nsec));
                        Some(Thing::File {
                            size: u64::try_from(data.st_size).unwrap_or(0),
                            stamp: u64::try_from(seconds * 1_000_000_000 + rest).unwrap_or(0),
                        })
                    }
                    _ => None,
                })
            });
        }
        Ok(())
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use std::ffi::OsStr;
    use std::fs;
    use std::io;
    use std::path::Path;
    use std::time::UNIX_EPOCH;

    use super::Thing;

    /// Hands over every name in `folder`, and what says what it stands for. It is told whether a file of this name matters.
    pub(super) fn each(
        folder: &Path,
        mut take: impl FnMut(&OsStr, &dyn Fn(bool) -> io::Result<Option<Thing>>),
    ) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            take(&entry.file_name(), &|file_matters| {
                let kind = entry.file_type()?;
                if kind.is_dir() {
                    return Ok(Some(Thing::Folder));
                }
                let data = match kind.is_symlink() {
                    true => fs::metadata(entry.path())?,
                    false if file_matters => entry.metadata()?,
                    false => return Ok(None),
                };
                Ok(match () {
                    () if data.is_dir() => Some(Thing::Folder),
                    () if data.is_file() && file_matters => Some(Thing::File {
                        size: data.len(),
                        stamp: stamp(&data),
                    }),
                    () => None,
                })
            });
        }
        Ok(())
    }

    fn stamp(data: &fs::Metadata) -> u64 {
        data.modified()
            .ok()
            .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
            .and_then(|since| u64::try_from(since.as_nanos()).ok())
            .unwrap_or(0)
    }
}
