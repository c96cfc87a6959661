//! Makes a pack from a library folder.

use std::fs::{self, File};
use std::io::{BufWriter, Seek, Write};
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::Serialize;

use crate::content::Place;

use super::archive::{self, ArchiveWriter, MANIFEST, MAX_MEMBER, MAX_PACK, PACK, TEXTS, member};
use super::changes::write_texts;
use super::contents::{self, Contents, sha256};
use super::error::{Error, shown};
use super::manifest::{FORMAT, MAX_OTHERS, Manifest};
use super::signature::{Key, SecretKeyFile, sign};

/// A pack that was made.
#[derive(Debug, Clone, Serialize)]
pub struct Made {
    /// The pack.
    pub file: PathBuf,
    /// Its signature.
    pub signature: PathBuf,
    /// How large it is, in bytes.
    pub size: u64,
    /// The key that signed it.
    pub key: Key,
    /// What it is.
    pub manifest: Manifest,
}

/// Makes a pack of the library in `folder`, signs it, and reads it back. `out` is a file or a folder that exists.
pub fn make(
    folder: &Path,
    out: &Path,
    key: &SecretKeyFile,
    password: Option<&str>,
    today: Date,
) -> Result<Made, Error> {
    // Before the library is read: a wrong password is found at once.
    key.open(password)?;
    let contents = contents::read(Place::Folder(folder.to_owned()), usize::MAX)?;
    check(&contents, folder, today)?;
    let list = write_texts(&contents.texts);
    let (manifest, files) = manifest(&contents, &list)?;
    let file = match out.is_dir() {
        true => out.join(manifest.file_name()),
        false => out.to_owned(),
    };
    let signature = signature_path(&file);
    let unfinished = file.with_extension("unfinished");
    let made = write(&unfinished, &manifest, &list, &files).and_then(|()| {
        let pack = File::open(&unfinished).map_err(Error::read(&unfinished))?;
        let size = pack.metadata().map_err(Error::read(&unfinished))?.len();
        if size > MAX_PACK {
            let hint = "divide the library into several: a FAT32 stick holds no larger file";
            return Err(Error::new("the pack would be larger than 4 GB", hint));
        }
        // It is read back as a clinic reads it, with all limits.
        archive::inspect(&pack)?;
        (&pack).rewind().map_err(Error::read(&unfinished))?;
        let (text, key) = sign(&pack, &manifest, key, password)?;
        fs::write(&signature, text).map_err(Error::write(&signature))?;
        fs::rename(&unfinished, &file).map_err(Error::write(&file))?;
        Ok((size, key))
    });
    let (size, key) = made.inspect_err(|_| drop(fs::remove_file(&unfinished)))?;
    Ok(Made {
        file,
        signature,
        size,
        key,
        manifest,
    })
}

/// The file of the pack's signature.
pub(super) fn signature_path(pack: &Path) -> PathBuf {
    let mut name = pack.as_os_str().to_owned();
    name.push(".minisig");
    name.into()
}

/// What a library must have to become a pack.
fn check(contents: &Contents, folder: &Path, today: Date) -> Result<(), Error> {
    let library = shown(folder);
    if contents.others > MAX_OTHERS {
        return Err(Error::new(
            format!(
                "the library `{library}` has {} tables besides answers, conditions and sources; a pack may have {MAX_OTHERS}",
                contents.others
            ),
            "divide it into several libraries",
        ));
    }
    if let Some(first) = &contents.first_error {
        let plural = if contents.errors == 1 { "" } else { "s" };
        let what = format!(
            "the library `{library}` has {} error{plural}, first: {}",
            contents.errors, first.message
        );
        let hint = format!("clinfaq check {library} lists all of them");
        return Err(Error::new(what, hint));
    }
    if contents.pack.sequence.is_none() {
        return Err(Error::new(
            format!("the [pack] of `{library}` has no `sequence`"),
            "add sequence = 1 below [pack]; use a larger number for each new version",
        ));
    }
    if contents.texts.is_empty() && contents.pack.withdrawn.is_empty() {
        return Err(Error::new(
            format!("the library `{library}` has no answers"),
            "",
        ));
    }
    match contents.newest.filter(|newest| newest.earliest() > today) {
        Some(newest) => Err(Error::new(
            format!("the library `{library}` has a date in the future: {newest}"),
            "correct the date, or this computer's clock",
        )),
        None => Ok(()),
    }
}

/// The manifest, and the bytes of the library's files in the order of the pack.
fn manifest(contents: &Contents, list: &str) -> Result<(Manifest, Vec<Vec<u8>>), Error> {
    let pack = &contents.pack;
    let mut files = Vec::new();
    let (first, others): (Vec<_>, Vec<_>) = contents
        .scan
        .files
        .iter()
        .partition(|file| file.name() == PACK);
    for file in first.into_iter().chain(others) {
        let bytes = file.read().map_err(Error::read(&file.path()))?;
        if bytes.len() as u64 > MAX_MEMBER {
            return Err(Error::new(
                format!("`{}` is larger than {} MB", file.name(), MAX_MEMBER >> 20),
                "divide it into several files, such as one for each condition",
            ));
        }
        files.push(bytes.into_owned());
    }
    let manifest = Manifest {
        format: FORMAT,
        id: pack.id.clone(),
        sequence: pack.sequence.unwrap_or_default(),
        title: pack.title.clone(),
        version: pack.version.clone(),
        language: pack.language.clone(),
        publisher: pack.publisher.clone(),
        license: pack.license.clone(),
        date: contents.newest,
        requires: pack.requires.clone(),
        conditions: contents.conditions,
        entries: contents.texts.len(),
        sources: contents.sources,
        files: files.len() as u64,
        bytes: files.iter().map(|bytes| bytes.len() as u64).sum(),
        texts: sha256(list.as_bytes()),
        withdrawn: pack.withdrawn.clone(),
        revoked_keys: pack.revoked_keys.clone(),
    };
    Ok((manifest, files))
}

fn write(path: &Path, manifest: &Manifest, list: &str, files: &[Vec<u8>]) -> Result<(), Error> {
    let mut text =
        serde_json::to_vec_pretty(manifest).map_err(|error| Error::new(error.to_string(), ""))?;
    text.push(b'\n');
    let written = File::create(path).and_then(|file| {
        let mut archive = ArchiveWriter::new(BufWriter::new(file))?;
        archive.add(MANIFEST, &text)?;
        archive.add(TEXTS, list.as_bytes())?;
        for (bytes, number) in files.iter().zip(0..) {
            archive.add(&member(number), bytes)?;
        }
        let mut file = archive.finish()?;
        file.flush()?;
        file.get_ref().sync_all()
    });
    written.map_err(Error::write(path))
}
