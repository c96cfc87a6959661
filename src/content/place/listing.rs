//! What a folder holds, as the system lists it: folders, TOML files and links to either.
//!
//! A library of thousands of files is listed at every start, so on Linux each name is looked up through the open folder.
//! The standard library does that with some C libraries only; with that of the static binary it puts a path together
//! for every file, which cost more than all the rest of a search.

use std::ffi::OsStr;
use std::io;
use std::path::Path;

use super::fingerprint::Stat;

/// Something that a folder holds.
pub(super) struct Found {
    pub(super) name: Box<OsStr>,
    /// What it is, or why that cannot be said.
    pub(super) thing: io::Result<Thing>,
    /// Whether it is a symbolic link to that.
    pub(super) linked: bool,
}

/// What kind of thing it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Thing {
    Folder,
    /// A TOML file.
    File(Stat),
    /// Anything else.
    Other,
}

/// Hands over the folders and TOML files that `folder` holds, in no order; hidden ones are left out.
pub(super) fn each(
    folder: &Path,
    mut take: impl FnMut(&OsStr, io::Result<Thing>, bool),
) -> io::Result<()> {
    system::each(folder, |name, look| {
        let bytes = name.as_encoded_bytes();
        if bytes.starts_with(b".") {
            return;
        }
        // FAT sticks give names in capitals.
        let is_toml = bytes.len() >= 5 && bytes[bytes.len() - 5..].eq_ignore_ascii_case(b".toml");
        let (thing, linked) = look(is_toml);
        match thing {
            Ok(Thing::Other) => {}
            Ok(Thing::File(_)) | Err(_) if !is_toml => {}
            thing => take(name, thing, linked),
        }
    })
}

#[cfg(target_os = "linux")]
mod system {
    use std::ffi::OsStr;
    use std::io;
    use std::os::unix::ffi::OsStrExt;
    use std::path::Path;

    use rustix::fs::{AtFlags, FileType, Mode, OFlags, RawDir, Stat as Data, open, statat};

    use super::{Stat, Thing};

    /// How many bytes of names the system is asked for at a time. A name has at most 255.
    const NAMES: usize = 32 << 10;

    /// Hands over every name in `folder`, and a function that says what it is and whether it is a link. That is told whether
    /// a file of this name matters.
    pub(super) fn each(
        folder: &Path,
        mut take: impl FnMut(&OsStr, &dyn Fn(bool) -> (io::Result<Thing>, bool)),
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
                    FileType::Directory => return (Ok(Thing::Folder), false),
                    FileType::RegularFile if !file_matters => return (Ok(Thing::Other), false),
                    _ => {}
                }
                let look = |flags| statat(&folder, entry.file_name(), flags);
                match look(AtFlags::SYMLINK_NOFOLLOW) {
                    Ok(data) if FileType::from_raw_mode(data.st_mode).is_symlink() => {
                        let target = look(AtFlags::empty()).map(|data| thing(&data));
                        (target.map_err(Into::into), true)
                    }
                    data => (data.map(|data| thing(&data)).map_err(Into::into), false),
                }
            });
        }
        Ok(())
    }

    fn thing(data: &Data) -> Thing {
        // The types of the fields differ between processors; this holds them all. Before 1970, it is 0.
        let nanoseconds = |seconds: i128, rest: i128| {
            (seconds.max(0) as u64)
                .wrapping_mul(1_000_000_000)
                .wrapping_add(rest as u64)
        };
        match FileType::from_raw_mode(data.st_mode) {
            FileType::Directory => Thing::Folder,
            FileType::RegularFile => Thing::File(Stat {
                size: u64::try_from(data.st_size).unwrap_or_default(),
                modified: nanoseconds(data.st_mtime.into(), data.st_mtime_nsec.into()),
                changed: nanoseconds(data.st_ctime.into(), data.st_ctime_nsec.into()),
            }),
            _ => Thing::Other,
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use std::ffi::OsStr;
    use std::fs;
    use std::io;
    use std::path::Path;
    use std::time::UNIX_EPOCH;

    use super::{Stat, Thing};

    /// Hands over every name in `folder`, and a function that says what it is and whether it is a link. That is told whether
    /// a file of this name matters.
    pub(super) fn each(
        folder: &Path,
        mut take: impl FnMut(&OsStr, &dyn Fn(bool) -> (io::Result<Thing>, bool)),
    ) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            take(
                &entry.file_name(),
                &|file_matters| match entry.file_type() {
                    Ok(kind) if kind.is_dir() => (Ok(Thing::Folder), false),
                    Ok(kind) if kind.is_symlink() => {
                        (fs::metadata(entry.path()).map(|data| thing(&data)), true)
                    }
                    Ok(kind) if kind.is_file() && file_matters => {
                        (entry.metadata().map(|data| thing(&data)), false)
                    }
                    Ok(_) => (Ok(Thing::Other), false),
                    Err(error) => (Err(error), false),
                },
            );
        }
        Ok(())
    }

    fn thing(data: &fs::Metadata) -> Thing {
        if data.is_dir() {
            return Thing::Folder;
        }
        if !data.is_file() {
            return Thing::Other;
        }
        let modified = data.modified().ok();
        let since = modified.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        Thing::File(Stat {
            size: data.len(),
            modified: since
                .and_then(|since| u64::try_from(since.as_nanos()).ok())
                .unwrap_or_default(),
            changed: changed(data),
        })
    }

    #[cfg(unix)]
    fn changed(data: &fs::Metadata) -> u64 {
        use std::os::unix::fs::MetadataExt;
        let nanoseconds = i128::from(data.ctime()) * 1_000_000_000 + i128::from(data.ctime_nsec());
        u64::try_from(nanoseconds).unwrap_or_default()
    }

    #[cfg(not(unix))]
    fn changed(_: &fs::Metadata) -> u64 {
        0
    }
}
