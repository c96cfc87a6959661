//! The files of a library, and a fingerprint of their state: whether one was added, removed, renamed or changed since its
//! index was made.

use std::borrow::Cow;
use std::fs;
use std::hash::{BuildHasher, DefaultHasher, Hash, Hasher};
use std::io::{self, Read};
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use rustc_hash::FxBuildHasher;

use crate::model::Diagnostic;
use crate::text::lines::not_utf8;

use super::bundle;
use super::walk::{Found, FoundFile, MAX_FILE, Place, shown, unreadable, walk};

/// A file of a library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Which of the scanned places it belongs to.
    pub place: usize,
    /// Its name for people: the path below the library's folder, cleaned.
    pub name: String,
    /// Where it is read from; for a file in the binary, its path there.
    pub path: PathBuf,
    /// Bytes.
    pub size: u64,
    kind: FileKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FileKind {
    Bundled,
    OnDisk,
    /// May be a symbolic link.
    Linked,
}

impl File {
    fn new(found: &FoundFile<'_>, place: &Place) -> Self {
        let path = match found.folder {
            Some(folder) => folder.join(found.name),
            None => PathBuf::from(found.name),
        };
        let below = place.folder().and_then(|root| path.strip_prefix(root).ok());
        Self {
            place: found.place,
            name: shown(below.unwrap_or(&path)),
            size: found.size,
            kind: match place {
                Place::Bundled => FileKind::Bundled,
                Place::Folder(_) | Place::Installed(_) | Place::Clinic { .. } => FileKind::OnDisk,
                Place::Linked(_) => FileKind::Linked,
            },
            path,
        }
    }

    /// Whether it is called `pack.toml`, the usual name of the file that holds `[pack]`.
    pub fn is_manifest(&self) -> bool {
        let name = self.path.file_name().unwrap_or_default();
        name.eq_ignore_ascii_case("pack.toml")
    }

    /// Whether it is in the library's own folder, not in one below.
    pub(super) fn is_at_root(&self) -> bool {
        !self.name.contains(MAIN_SEPARATOR)
    }

    /// Its bytes. A link or pipe that has taken the file's place since is refused, not waited for.
    pub fn read(&self) -> io::Result<Cow<'static, [u8]>> {
        if self.kind == FileKind::Bundled {
            return bundle::library()
                .find(|file| self.path == Path::new(file.name))
                .map(|file| Cow::Borrowed(file.text().as_bytes()))
                .ok_or_else(|| io::Error::from(io::ErrorKind::NotFound));
        }
        let file = open(&self.path, self.kind == FileKind::Linked)?;
        if !file.metadata()?.is_file() {
            return Err(io::Error::other("not a regular file"));
        }
        // One byte more, to see the end without asking for more memory first.
        let expected = self.size.min(MAX_FILE) as usize + 1;
        let mut bytes = Vec::with_capacity(expected);
        file.take(MAX_FILE + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > MAX_FILE {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        Ok(Cow::Owned(bytes))
    }

    /// Its text without a byte order mark, or the finding that it has none.
    pub(super) fn text(&self) -> Result<String, Diagnostic> {
        let bytes = self
            .read()
            .map_err(|error| unreadable(&self.shown(), "this file cannot be read", &error))?;
        let text = String::from_utf8(bytes.into_owned()).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            not_utf8(&self.shown(), error.as_bytes(), at)
        })?;
        Ok(match text.strip_prefix('\u{feff}') {
            Some(rest) => rest.to_owned(),
            None => text,
        })
    }

    /// Its name in a diagnostic: the path by which it can be opened, cleaned.
    pub(super) fn shown(&self) -> String {
        match self.kind {
            FileKind::Bundled => format!("(bundled)/{}", self.name),
            _ => shown(&self.path),
        }
    }
}

/// What was found at the places of a library.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scan {
    /// The places, as they were named.
    pub places: Vec<Place>,
    /// The `*.toml` files, place by place, sorted by path.
    pub files: Vec<File>,
    /// What could not be listed.
    pub problems: Vec<Diagnostic>,
    /// Places that do not exist or cannot be read at all, with the reason.
    pub missing: Vec<(usize, String)>,
    /// The [fingerprint] of all of this, taken before the files were listed.
    pub fingerprint: Fingerprint,
}

impl Scan {
    /// How large all files are together, in bytes.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.size).sum()
    }
}

/// Lists the files of `places`.
pub fn scan(places: &[Place]) -> Scan {
    let mut scan = Scan {
        places: places.to_vec(),
        // Before the list: an index of files that change meanwhile must not pass for one of the files as they are then.
        fingerprint: fingerprint(places).unwrap_or_default(),
        ..Scan::default()
    };
    let (files, problems) = (&mut scan.files, &mut scan.problems);
    scan.missing = walk(places, &mut |found| match found {
        Found::File(file) => files.push(File::new(&file, &places[file.place])),
        Found::Problem(problem) => problems.push(problem),
    });
    // The disk's order differs from machine to machine.
    files.sort_unstable_by(|a, b| (a.place, &a.path).cmp(&(b.place, &b.path)));
    scan
}

/// A number for the state of all files of a library, whatever the order in which they are listed.
///
/// Inode numbers are left out on purpose: FAT sticks and some network shares give a file a new one whenever they are
/// plugged in, so that each start would index again. The time of the last status change says the same more reliably.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Fingerprint {
    sum: u64,
}

impl Fingerprint {
    fn add(&mut self, thing: &impl Hash) {
        // A start hashes thousands of files. A sum does not depend on the order, and counts two equal files twice.
        self.sum = self.sum.wrapping_add(FxBuildHasher.hash_one(thing));
    }

    /// Adds the installed packs, whose files never change and need not be looked at; returns the other places.
    fn without_installed(&mut self, places: &[Place]) -> Vec<Place> {
        let is_installed = |place: &Place| matches!(place, Place::Installed(_));
        let (installed, others) = places.iter().cloned().partition::<Vec<_>, _>(is_installed);
        if !installed.is_empty() {
            self.add(&installed);
        }
        others
    }
}

/// 1990-01-01 in nanoseconds after 1970. Earlier times are those of images and archives without real ones.
const FIRST_REAL_TIME: u64 = 7305 * 24 * 60 * 60 * 1_000_000_000;

/// The fingerprint of the files at `places` by their sizes and times, without reading any. If the times prove nothing,
/// because they are before 1990 or all the same, it is [by contents](fingerprint_of_contents). `None` if one of the places
/// is missing.
pub fn fingerprint(places: &[Place]) -> Option<Fingerprint> {
    let mut fingerprint = Fingerprint::default();
    for place in places.iter().filter(|place| !place.is_unwritten()) {
        place.clinic().iter().for_each(|name| fingerprint.add(name));
    }
    let mut files = 0;
    let (mut oldest, mut newest) = (u64::MAX, 0);
    let others = fingerprint.without_installed(places);
    let missing = walk(&others, &mut |found| match found {
        Found::Problem(problem) => fingerprint.add(&problem.message),
        Found::File(file) => {
            let name = file.name.as_encoded_bytes();
            let state = (file.size, file.modified, file.changed);
            fingerprint.add(&(file.folder_hash, name, state));
            if file.folder.is_some() {
                let last = file.modified.max(file.changed);
                files += 1;
                oldest = oldest.min(last);
                newest = newest.max(last);
            }
        }
    });
    if !missing.is_empty() {
        return None;
    }
    match oldest < FIRST_REAL_TIME || (files > 1 && oldest == newest) {
        true => fingerprint_of_contents(places),
        false => Some(fingerprint),
    }
}

/// The fingerprint of the files at `places` by their contents: reads all of them. `None` if one of the places is missing.
pub fn fingerprint_of_contents(places: &[Place]) -> Option<Fingerprint> {
    let mut fingerprint = Fingerprint::default();
    let places = &fingerprint.without_installed(places);
    let missing = walk(places, &mut |found| match found {
        Found::Problem(problem) => fingerprint.add(&problem.message),
        Found::File(file) => {
            let content = match file.folder {
                // A file in the program has a hash of its content in place of a time.
                None => file.modified,
                Some(_) => match File::new(&file, &places[file.place]).read() {
                    Ok(bytes) => hash_of(&bytes),
                    Err(error) => hash_of(&error.to_string()),
                },
            };
            fingerprint.add(&(file.folder_hash, file.name.as_encoded_bytes(), content));
        }
    });
    missing.is_empty().then_some(fingerprint)
}

fn hash_of(content: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    content.hash(&mut hasher);
    hasher.finish()
}

/// Opens a file without waiting for a writer, should it be a pipe, and without following a link.
#[cfg(unix)]
fn open(path: &Path, follow: bool) -> io::Result<fs::File> {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt;
    let mut flags = OFlags::NONBLOCK | OFlags::NOCTTY;
    flags.set(OFlags::NOFOLLOW, !follow);
    let flags = i32::try_from(flags.bits()).unwrap_or_default();
    fs::OpenOptions::new()
        .read(true)
        .custom_flags(flags)
        .open(path)
}

#[cfg(not(unix))]
fn open(path: &Path, _: bool) -> io::Result<fs::File> {
    fs::File::open(path)
}
