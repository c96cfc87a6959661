//! The archive of a pack: the same bytes from the same library, and nothing in it trusted when it is read.
//!
//! The members have fixed names in a fixed order: `manifest.json`, `texts.tsv`, `library/pack.toml`, `library/00001.toml` and
//! so on. Everything else that an archive can hold (other paths, links, devices, names that differ in case, long names) is
//! refused.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, Read, Seek, Write};
use std::path::Path;

use lzma_rust2::{XzOptions, XzReader, XzWriter};

use crate::text::clean::clean_line;

use super::changes::{Text, read_texts};
use super::contents::sha256;
use super::error::Error;
use super::manifest::{MAX_FILES, MAX_UNPACKED, Manifest};

/// Maximum size of a pack: what a FAT32 stick holds in one file.
pub(super) const MAX_PACK: u64 = (4 << 30) - 1;
/// Maximum size of the manifest, in bytes.
const MAX_MANIFEST: u64 = 4 << 20;
/// Maximum size of the list of answers, in bytes.
const MAX_TEXTS: u64 = 16 << 20;
/// Maximum size of a file of the library, in bytes: it is read into memory.
pub(super) const MAX_MEMBER: u64 = 4 << 20;
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
/// The library's file that usually holds `[pack]`.
pub(super) const PACK: &str = "pack.toml";

/// The name in a pack of the library's file with this number. The first one usually holds `[pack]`.
pub(super) fn member(number: u64) -> String {
    match number {
        0 => format!("{LIBRARY}/{PACK}"),
        _ => format!("{LIBRARY}/{number:05}.toml"),
    }
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

/// What comes before the library in a pack.
#[derive(Debug, Clone)]
pub(super) struct Head {
    pub(super) manifest: Manifest,
    pub(super) texts: Vec<Text>,
}

/// Takes the name and the bytes of a member.
type Sink<'a> = dyn FnMut(&str, &[u8]) -> Result<(), Error> + 'a;

/// Reads all of a pack and checks every member, without writing anything.
pub(super) fn inspect(file: &File) -> Result<Head, Error> {
    read(file, &mut |_, _| Ok(()))
}

/// Unpacks a pack into a folder that is empty.
pub(super) fn unpack(file: &File, folder: &Path) -> Result<(), Error> {
    let library = folder.join(LIBRARY);
    fs::create_dir(&library).map_err(Error::write(&library))?;
    read(file, &mut |name, bytes| {
        let path = folder.join(name);
        fs::write(&path, bytes).map_err(Error::write(&path))
    })?;
    Ok(())
}

/// Reads a pack from its beginning to its end. `sink` gets each member, with a name that is one of those expected.
fn read(mut file: &File, sink: &mut Sink<'_>) -> Result<Head, Error> {
    file.rewind().map_err(damaged)?;
    let xz = XzReader::new_mem_limit(BufReader::new(file), false, XZ_MEMORY);
    // No archive within the limits is larger: a header and a rest of a block for each file.
    let limit = MAX_UNPACKED + MAX_TEXTS + (MAX_FILES + 3) * 1024 + MAX_TAIL;
    let mut archive = tar::Archive::new(xz.take(limit));
    // Raw, because otherwise names of any length are read into memory.
    let mut members = archive.entries().map_err(damaged)?.raw(true);
    let bytes = next(&mut members, MANIFEST, MAX_MANIFEST)?;
    let manifest = Manifest::read(&bytes)?;
    sink(MANIFEST, &bytes)?;
    let list = next(&mut members, TEXTS, MAX_TEXTS)?;
    if sha256(&list) != manifest.texts {
        return Err(Error::refused(
            "its list of answers is not the one of its manifest",
        ));
    }
    sink(TEXTS, &list)?;
    let list = str::from_utf8(&list).ok();
    let texts = list.and_then(|list| read_texts(list, manifest.entries));
    let is_listed = |texts: &Vec<Text>| {
        texts.len() == manifest.entries && texts.is_sorted_by(|a, b| a.id < b.id)
    };
    let Some(texts) = texts.filter(is_listed) else {
        return Err(Error::refused(
            "its list of answers is not what its manifest says",
        ));
    };
    let mut unpacked = 0;
    for number in 0..manifest.files {
        let name = member(number);
        let left = manifest.bytes - unpacked;
        let bytes = next(&mut members, &name, left.min(MAX_MEMBER))?;
        unpacked += bytes.len() as u64;
        sink(&name, &bytes)?;
    }
    if unpacked != manifest.bytes {
        return Err(Error::refused(format!(
            "its manifest says that it unpacks to {} bytes, but it unpacks to {unpacked}",
            manifest.bytes
        )));
    }
    if let Some(member) = members.next() {
        let name = shown_name(&member.map_err(damaged)?);
        return Err(Error::refused(format!(
            "it holds `{name}`, which its manifest does not count"
        )));
    }
    // Read to the end: the checksum is checked only there.
    let rest = io::copy(&mut archive.into_inner().take(MAX_TAIL), &mut io::sink());
    if rest.map_err(damaged)? == MAX_TAIL {
        return Err(Error::refused("it goes on after its end"));
    }
    Ok(Head { manifest, texts })
}

/// The bytes of the next member, which must be a regular file with this name and of at most `limit` bytes.
fn next<R: Read>(
    members: &mut tar::Entries<'_, R>,
    name: &str,
    limit: u64,
) -> Result<Vec<u8>, Error> {
    let member = members.next().transpose().map_err(damaged)?;
    let Some(mut member) = member else {
        return Err(Error::refused(format!("it ends before `{name}`")));
    };
    let found = shown_name(&member);
    if member.path_bytes() != name.as_bytes() {
        return Err(Error::refused(format!(
            "it holds `{found}` where `{name}` is expected"
        )));
    }
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
    let mut bytes = Vec::with_capacity(size as usize);
    member.read_to_end(&mut bytes).map_err(damaged)?;
    if bytes.len() as u64 != size {
        return Err(Error::refused(format!("`{found}` in it is cut off")));
    }
    Ok(bytes)
}

fn damaged(error: io::Error) -> Error {
    Error::refused(format!("it is damaged: {}", clean_line(&error.to_string())))
}

fn shown_name<R: Read>(member: &tar::Entry<'_, R>) -> String {
    let name = String::from_utf8_lossy(&member.path_bytes()).into_owned();
    clean_line(&name).chars().take(100).collect()
}

/// Copies a pack or its signature, and syncs the copy to the disk.
pub(super) fn copy_file(from: &Path, to: &Path) -> Result<(), Error> {
    let data = fs::metadata(from).map_err(Error::read(from))?;
    if !data.is_file() || data.len() > MAX_PACK {
        return Err(Error::refused("it is not a file of at most 4 GB"));
    }
    let from = File::open(from).map_err(Error::read(from))?;
    let new = OpenOptions::new().write(true).create_new(true).open(to);
    let copied = new.and_then(|mut copy| {
        io::copy(&mut from.take(MAX_PACK), &mut copy)?;
        copy.sync_all()
    });
    copied.map_err(Error::write(to))
}
