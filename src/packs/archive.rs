//! The file of a pack: written the same from the same input, and read with nothing taken on trust.
//!
//! Members come in one order with one set of names: `manifest.json`, `texts.tsv`, `library/pack.toml`,
//! `library/00001.toml` and so on. Whatever else an archive can hold (paths, links, devices, names that differ in case, long
//! names) is not expected next, and is refused.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};
use std::path::Path;

use lzma_rust2::{XzOptions, XzReader, XzWriter};

use crate::content::MAX_FILE;
use crate::text::clean::clean_line;

use super::changes::{Text, read_texts};
use super::error::Error;
use super::library::sha256;
use super::manifest::{MAX_UNPACKED, Manifest};

/// Maximum size of a pack: what a FAT32 stick holds in one file.
pub(super) const MAX_PACK: u64 = (4 << 30) - 1;
/// Maximum size of the manifest, in bytes.
const MAX_MANIFEST: u64 = 4 << 20;
/// Maximum size of the list of answers, in bytes.
const MAX_TEXTS: u64 = 16 << 20;
/// Maximum memory for decompressing, in KiB.
const XZ_MEMORY: u32 = 20 << 10;
/// The dictionary of the compression, in bytes: what decompressing takes.
const DICTIONARY: u32 = 8 << 20;
/// How much may follow the last member: tar fills up its last record.
const MAX_TAIL: u64 = 64 << 10;

pub(super) const MANIFEST: &str = "manifest.json";
pub(super) const TEXTS: &str = "texts.tsv";
/// The folder of the library.
pub(super) const LIBRARY: &str = "library";
/// The library's file that holds `[pack]`, by habit.
pub(super) const PACK: &str = "pack.toml";

/// The name of the library's file with this number.
pub(super) fn numbered(number: u64) -> String {
    format!("{number:05}.toml")
}

/// Writes a pack.
pub(super) struct ArchiveWriter<W: Write> {
    tar: tar::Builder<XzWriter<W>>,
}

impl<W: Write> ArchiveWriter<W> {
    pub(super) fn new(out: W) -> io::Result<Self> {
        let mut options = XzOptions::with_preset(6);
        options.lzma_options.dict_size = DICTIONARY;
        Ok(Self {
            tar: tar::Builder::new(XzWriter::new(out, options)?),
        })
    }

    /// Adds a member: without times, owners and anything else that differs from machine to machine.
    pub(super) fn add(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut header = tar::Header::new_ustar();
        header.set_path(name)?;
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        self.tar.append(&header, bytes)
    }

    pub(super) fn finish(self) -> io::Result<W> {
        self.tar.into_inner()?.finish()
    }
}

/// What the head of a pack says.
#[derive(Debug, Clone)]
pub(super) struct Head {
    pub(super) manifest: Manifest,
    /// The manifest as it is in the pack.
    pub(super) bytes: Vec<u8>,
    /// The list of answers as it is in the pack.
    pub(super) list: String,
    pub(super) texts: Vec<Text>,
}

/// Reads all of a pack and checks every member, without writing anything.
pub(super) fn inspect(file: &File) -> Result<Head, Error> {
    walk(file, &mut |_, _| Ok(()))
}

/// Unpacks a pack into a folder that is empty.
pub(super) fn unpack(file: &File, folder: &Path) -> Result<(), Error> {
    let library = folder.join(LIBRARY);
    fs::create_dir(&library).map_err(Error::write(&library))?;
    let head = walk(file, &mut |name, bytes| {
        write_new(&library.join(name), bytes)
    })?;
    write_new(&folder.join(MANIFEST), &head.bytes)?;
    write_new(&folder.join(TEXTS), head.list.as_bytes())
}

/// Writes a file that does not exist yet.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    file.and_then(|mut file| file.write_all(bytes))
        .map_err(Error::write(path))
}

/// Takes the name and the bytes of a file of the library.
type See<'a> = dyn FnMut(&str, &[u8]) -> Result<(), Error> + 'a;

/// Reads a pack from its beginning to its end; `see` gets each file of the library.
fn walk(mut file: &File, see: &mut See<'_>) -> Result<Head, Error> {
    file.rewind().map_err(damaged)?;
    let xz = XzReader::new_mem_limit(BufReader::new(file), false, XZ_MEMORY);
    // No archive within the limits is larger: a header and a rest of a block for each file.
    let limit = MAX_UNPACKED + MAX_TEXTS + (super::manifest::MAX_FILES + 3) * 1024 + MAX_TAIL;
    let mut archive = tar::Archive::new(xz.take(limit));
    let mut members = Members {
        // Raw, because otherwise names of any length are read into memory.
        entries: archive.entries().map_err(damaged)?.raw(true),
    };
    let bytes = members.next(MANIFEST, MAX_MANIFEST)?;
    let manifest = Manifest::read(&bytes)?;
    let list = members.next(TEXTS, MAX_TEXTS)?;
    if sha256(&list) != manifest.texts {
        return Err(Error::refused(
            "its list of answers is not the one of its manifest",
        ));
    }
    let list = String::from_utf8(list).ok();
    let texts = list.as_deref().and_then(read_texts);
    let (Some(list), Some(texts)) = (list, texts) else {
        return Err(Error::refused("its list of answers cannot be read"));
    };
    let sorted = texts.is_sorted_by(|a, b| a.id < b.id);
    if texts.len() != manifest.entries || !sorted {
        return Err(Error::refused(
            "its list of answers is not what its manifest says",
        ));
    }
    let (mut unpacked, mut named) = (0, 0);
    for number in 0..manifest.files {
        let left = (manifest.bytes - unpacked).min(MAX_FILE);
        let (name, bytes) = members.next_file(number == 0, number + 1 - named, left)?;
        named += u64::from(name == PACK);
        unpacked += bytes.len() as u64;
        see(&name, &bytes)?;
    }
    if unpacked != manifest.bytes {
        return Err(Error::refused(format!(
            "its manifest says that it unpacks to {} bytes, but it unpacks to {unpacked}",
            manifest.bytes
        )));
    }
    if let Some(member) = members.entries.next() {
        let name = member_name(&member.map_err(damaged)?);
        return Err(Error::refused(format!(
            "it holds `{name}`, which its manifest does not count"
        )));
    }
    // To the end: only there the checksum is checked.
    let rest = io::copy(&mut archive.into_inner().take(MAX_TAIL), &mut io::sink());
    if rest.map_err(damaged)? == MAX_TAIL {
        return Err(Error::refused("it goes on after its end"));
    }
    Ok(Head {
        manifest,
        bytes,
        list,
        texts,
    })
}

fn damaged(error: io::Error) -> Error {
    Error::refused(format!("it is damaged: {}", clean_line(&error.to_string())))
}

fn member_name<R: Read>(member: &tar::Entry<'_, R>) -> String {
    let name = String::from_utf8_lossy(&member.path_bytes()).into_owned();
    let name: String = clean_line(&name).chars().take(100).collect();
    name
}

struct Members<'a, R: Read> {
    entries: tar::Entries<'a, R>,
}

impl<R: Read> Members<'_, R> {
    /// The bytes of the next member, which must have this name and be at most `limit` bytes long.
    fn next(&mut self, name: &str, limit: u64) -> Result<Vec<u8>, Error> {
        Ok(self.any_of(&[name], limit)?.1)
    }

    /// The name below the library's folder and the bytes of the next file.
    fn next_file(
        &mut self,
        first: bool,
        number: u64,
        limit: u64,
    ) -> Result<(String, Vec<u8>), Error> {
        let numbered = format!("{LIBRARY}/{}", numbered(number));
        let pack = format!("{LIBRARY}/{PACK}");
        let names: &[&str] = if first {
            &[&pack, &numbered]
        } else {
            &[&numbered]
        };
        let (name, bytes) = self.any_of(names, limit)?;
        Ok((name[LIBRARY.len() + 1..].to_owned(), bytes))
    }

    fn any_of(&mut self, names: &[&str], limit: u64) -> Result<(String, Vec<u8>), Error> {
        let member = self.entries.next().transpose().map_err(damaged)?;
        let Some(mut member) = member else {
            return Err(Error::refused(format!("it ends before `{}`", names[0])));
        };
        let found = member_name(&member);
        let Some(name) = names
            .iter()
            .find(|name| member.path_bytes() == name.as_bytes())
        else {
            return Err(Error::refused(format!(
                "it holds `{found}` where `{}` is expected",
                names[0]
            )));
        };
        if member.header().entry_type() != tar::EntryType::Regular {
            return Err(Error::refused(format!(
                "`{found}` in it is not a regular file"
            )));
        }
        let size = member.size();
        if size > limit {
            return Err(Error::refused(format!(
                "`{found}` in it is larger than its manifest or the limit allows"
            )));
        }
        let mut bytes = Vec::new();
        (&mut member)
            .take(limit)
            .read_to_end(&mut bytes)
            .map_err(damaged)?;
        if bytes.len() as u64 != size {
            return Err(Error::refused(format!("`{found}` in it is cut off")));
        }
        Ok((name.to_string(), bytes))
    }
}

/// Copies a file and syncs the copy to the disk.
pub(super) fn copy_file(from: &File, to: &Path) -> Result<(), Error> {
    let mut reader = BufReader::with_capacity(1 << 20, from.take(MAX_PACK + 1));
    let copied = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(to)
        .and_then(|file| {
            let mut writer = BufWriter::with_capacity(1 << 20, file);
            let count = io::copy(&mut reader, &mut writer)?;
            writer.flush()?;
            writer.get_ref().sync_all()?;
            Ok(count)
        });
    match copied.map_err(Error::write(to))? {
        count if count > MAX_PACK => Err(Error::refused("it is larger than 4 GB")),
        _ => Ok(()),
    }
}
