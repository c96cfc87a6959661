//! Opens files and folders of the index cache, unless another user could have tampered with them.
//!
//! Readers see an index as the library itself. So it is used only if no one but this user and root can have written it, and
//! nothing in the cache is opened that could lead elsewhere (a link) or block (a pipe).

use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::path::Path;

/// Opens a regular file. Refuses links, pipes, devices and folders, and files that another user owns or can write. A new
/// file is private.
pub(crate) fn open_trusted(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        // Opening a pipe would otherwise wait for its other end.
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
        options.custom_flags(flags.bits().cast_signed()).mode(0o600);
    }
    let refused = || refusal(path, "is not a regular file");
    let file = options
        .open(path)
        .map_err(|error| match fs::symlink_metadata(path) {
            Ok(found) if !found.is_file() => refused(),
            _ => error,
        })?;
    let found = file.metadata()?;
    if !found.is_file() {
        return Err(refused());
    }
    check_owner(path, &found)?;
    Ok(file)
}

/// Fails unless `path` is a folder that only this user and root own and can write to.
pub(crate) fn check_folder(path: &Path) -> io::Result<()> {
    let found = fs::symlink_metadata(path)?;
    if !found.is_dir() {
        return Err(refusal(path, "is not a folder"));
    }
    check_owner(path, &found)
}

#[cfg(unix)]
fn check_owner(path: &Path, found: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt;
    if ![0, rustix::process::geteuid().as_raw()].contains(&found.uid()) {
        return Err(refusal(path, "belongs to another user"));
    }
    if found.mode() & 0o022 != 0 {
        return Err(refusal(path, "can be changed by other users"));
    }
    Ok(())
}

/// Windows itself keeps other users out of a user's folders.
#[cfg(not(unix))]
fn check_owner(_path: &Path, _found: &Metadata) -> io::Result<()> {
    Ok(())
}

fn refusal(path: &Path, what: &str) -> io::Error {
    io::Error::other(format!("{} {what}", path.display()))
}
