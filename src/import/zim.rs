//! ZIM: an archive of web pages, compressed in clusters. Its pages are read one after the other, like files of a folder.
//!
//! Every address in the file is checked before it is used: an address outside the file is reported as damage.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

use lzma_rust2::XzReader;
use ruzstd::decoding::StreamingDecoder;

use crate::model::Pack;

use super::document::{Archived, Collected, Format};
use super::summary::Error;

const MAGIC: u64 = 0x044D_495A;

/// Maximum size of a page.
const MAX_PAGE: u64 = 32 << 20;
/// Maximum size of what a cluster holds, decompressed.
const MAX_CLUSTER: u64 = 64 << 20;
/// Maximum size of the list of what a cluster holds.
const MAX_LIST: u64 = 4 << 20;
/// Maximum size of all pages. Their text is held in memory.
const MAX_TOTAL: usize = 1 << 30;
/// Maximum length of a path, a title, or a line of metadata.
const MAX_NAME: u64 = 8 << 10;
/// Maximum number of redirects that lead to each other.
const MAX_HOPS: usize = 8;
/// Maximum memory for decompressing a cluster with xz, in KiB.
const XZ_MEMORY: u32 = 100 << 10;

/// The kind of an entry that leads to another, and the first of those that are no content.
const REDIRECT: u16 = 0xffff;
const NO_CONTENT: u16 = 0xfffd;

/// An entry of the directory.
struct Entry {
    kind: u16,
    namespace: u8,
    /// Its cluster, or the number of the entry that it leads to.
    cluster: u32,
    blob: u32,
    path: String,
    title: String,
}

/// Entries by cluster, with their numbers, in the order of their blobs.
type Clusters = BTreeMap<u32, Vec<(u32, Entry)>>;

/// Reads the pages of an archive into `collected`. The error ends the import.
pub(super) fn read(
    name: &str,
    file: &File,
    format: &dyn Format,
    collected: &mut Collected,
    report: &mut dyn FnMut(&Collected) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut archive = match Archive::open(file) {
        Ok(archive) => archive,
        Err(error) => {
            collected.summary.skip(name, error.to_string());
            return Ok(());
        }
    };
    let (mut pages, mut metadata) = (Clusters::new(), Clusters::new());
    // The titles and paths of redirects, by the entry that they lead to.
    let mut redirects: HashMap<u32, Vec<Entry>> = HashMap::new();
    let mut damaged = Vec::new();
    for number in 0..archive.entries.count {
        let entry = match archive.entry(number) {
            Ok(entry) => entry,
            Err(error) => {
                damaged.push(error);
                continue;
            }
        };
        let is_page = archive.pages.get(usize::from(entry.kind)) == Some(&true);
        let is_content = matches!(entry.namespace, b'A' | b'C');
        let wanted = match entry.kind {
            REDIRECT if is_content => {
                if let Some(target) = archive.target(entry.cluster) {
                    redirects.entry(target).or_default().push(entry);
                }
                continue;
            }
            ..NO_CONTENT if entry.namespace == b'M' => &mut metadata,
            _ if is_page && is_content => &mut pages,
            _ => continue,
        };
        let cluster = wanted.entry(entry.cluster).or_default();
        cluster.push((number, entry));
    }
    if let Some(error) = damaged.first() {
        let reason = format!("{} of its entries are damaged: {error}", damaged.len());
        collected.summary.skip(name, reason);
    }
    let mut said = HashMap::new();
    for (cluster, entries) in &mut metadata {
        // What cannot be read is missing.
        let _ = archive.blobs(*cluster, entries, &mut |_, entry, bytes| {
            if bytes.len() as u64 <= MAX_NAME {
                let text = String::from_utf8_lossy(bytes).trim().to_owned();
                said.insert(entry.path.clone(), text);
            }
            true
        });
    }
    let (pack, about) = describe(&said);
    collected.notes.packs.push(pack);
    let (mut total, mut left) = (0, pages.values().map(Vec::len).sum::<usize>());
    for (cluster, entries) in &mut pages {
        let mut stopped = Ok(());
        let count = entries.len();
        let read = archive.blobs(*cluster, entries, &mut |number, entry, bytes| {
            left -= 1;
            total += bytes.len();
            let names = redirects.remove(&number).unwrap_or_default();
            let paths = names
                .iter()
                .map(|redirect| format!("{name}/{}", redirect.path));
            collected.notes.paths = paths.collect();
            collected.notes.archived = Some(Archived {
                title: entry.title.clone(),
                other_names: names.into_iter().map(|redirect| redirect.title).collect(),
                about: about.clone(),
            });
            collected.file(format, &format!("{name}/{}", entry.path), bytes);
            stopped = report(collected);
            stopped.is_ok() && total < MAX_TOTAL
        });
        stopped?;
        if let Err(error) = read {
            let reason = format!("a cluster of {count} pages is damaged: {error}");
            collected.summary.skip(name, reason);
        }
        if total >= MAX_TOTAL && left > 0 {
            let reason =
                format!("only the first 1 GiB of its pages was read; {left} pages were left out");
            collected.summary.skip(name, reason);
            break;
        }
    }
    Ok(())
}

/// Where the addresses of the parts of an archive are listed, and how many there are.
#[derive(Clone, Copy)]
struct List {
    at: u64,
    count: u32,
}

/// An open archive.
struct Archive<'a> {
    file: BufReader<&'a File>,
    size: u64,
    entries: List,
    clusters: List,
    /// Whether each kind of content is that of a page.
    pages: Vec<bool>,
}

impl<'a> Archive<'a> {
    fn open(file: &'a File) -> io::Result<Self> {
        let size = file.metadata()?.len();
        let mut file = BufReader::new(file);
        let mut header = [0; 80];
        if file.read_exact(&mut header).is_err() || number(&header[..4]) != MAGIC {
            return damaged("not a ZIM file");
        }
        let list = |at: usize, count: usize| List {
            at: number(&header[at..at + 8]),
            count: number(&header[count..count + 4]) as u32,
        };
        let mut archive = Self {
            file,
            size,
            entries: list(32, 24),
            clusters: list(48, 28),
            pages: Vec::new(),
        };
        for list in [archive.entries, archive.clusters] {
            let end = list.at.checked_add(u64::from(list.count) * 8);
            if end.is_none_or(|end| end > size) {
                return damaged(
                    "it is damaged, or its end is missing: join the parts of a split archive first",
                );
            }
        }
        archive.go_to(number(&header[56..64]))?;
        loop {
            let kind = archive.text()?;
            let is_page = kind.starts_with("text/html") || kind.contains("xhtml");
            archive.pages.push(is_page);
            if kind.is_empty() {
                return Ok(archive);
            }
            if archive.pages.len() > usize::from(NO_CONTENT) {
                return damaged("its list of kinds has no end");
            }
        }
    }

    fn go_to(&mut self, at: u64) -> io::Result<()> {
        if at >= self.size {
            return damaged("an address lies outside of it");
        }
        self.file.seek(SeekFrom::Start(at)).map(drop)
    }

    /// Goes to the part of this number; `missing` says that there is none.
    fn go_to_part(&mut self, list: List, number: u32, missing: &'static str) -> io::Result<()> {
        if number >= list.count {
            return damaged(missing);
        }
        self.go_to(list.at + u64::from(number) * 8)?;
        let at = u64::from_le_bytes(self.bytes()?);
        self.go_to(at)
    }

    fn bytes<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        self.file.read_exact(&mut bytes).map(|()| bytes)
    }

    /// A text that ends with a zero.
    fn text(&mut self) -> io::Result<String> {
        let mut bytes = Vec::new();
        let mut rest = self.file.by_ref().take(MAX_NAME);
        rest.read_until(0, &mut bytes)?;
        match bytes.pop() {
            Some(0) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
            _ => damaged("a name has no end"),
        }
    }

    fn entry(&mut self, number: u32) -> io::Result<Entry> {
        self.go_to_part(self.entries, number, "there is no such entry in it")?;
        let [kind @ .., _, namespace] = self.bytes::<4>()?;
        let kind = u16::from_le_bytes(kind);
        let _revision = self.bytes::<4>()?;
        let is_content = kind < NO_CONTENT;
        if is_content && usize::from(kind) >= self.pages.len() {
            return damaged("a kind of content does not exist");
        }
        let mut number = |is_there| match is_there {
            true => self.bytes().map(u32::from_le_bytes),
            false => Ok(0),
        };
        let cluster = number(is_content || kind == REDIRECT)?;
        let blob = number(is_content)?;
        let (path, title) = (self.text()?, self.text()?);
        Ok(Entry {
            kind,
            namespace,
            cluster,
            blob,
            title: or(title, &path),
            path,
        })
    }

    /// The entry that redirects lead to in the end.
    fn target(&mut self, mut to: u32) -> Option<u32> {
        for _ in 0..MAX_HOPS {
            match self.entry(to).ok()? {
                entry if entry.kind == REDIRECT => to = entry.cluster,
                _ => return Some(to),
            }
        }
        None
    }

    /// Gives `see` the content of some entries of a cluster, until it says no.
    fn blobs(
        &mut self,
        cluster: u32,
        entries: &mut [(u32, Entry)],
        see: &mut dyn FnMut(u32, &Entry, &[u8]) -> bool,
    ) -> io::Result<()> {
        self.go_to_part(self.clusters, cluster, "there is no such cluster")?;
        let [info] = self.bytes()?;
        let width: usize = if info & 0x10 == 0 { 4 } else { 8 };
        let packed = self.file.by_ref();
        let content: Box<dyn Read + '_> = match info & 0x0f {
            0 | 1 => Box::new(packed),
            4 => Box::new(XzReader::new_mem_limit(packed, false, XZ_MEMORY)),
            5 => Box::new(StreamingDecoder::new(packed).map_err(io::Error::other)?),
            _ => return damaged("it is compressed in a way that is not read"),
        };
        let mut content = content.take(MAX_CLUSTER);
        let next = |content: &mut dyn Read| {
            let mut bytes = [0; 8];
            let read = content.read_exact(&mut bytes[..width]);
            read.map_err(too_short).map(|()| number(&bytes))
        };
        // Where each blob begins, and after the last one its end.
        let listed = next(&mut content)?;
        let mut starts = vec![listed];
        let is_valid = listed % width as u64 == 0 && listed <= MAX_LIST;
        if is_valid {
            for _ in 1..listed / width as u64 {
                starts.push(next(&mut content)?);
            }
        }
        if !is_valid || !starts.is_sorted() {
            return damaged("its list of contents is wrong");
        }
        entries.sort_by_key(|(_, entry)| entry.blob);
        let (mut at, mut bytes) = (listed, Vec::new());
        for (number, entry) in entries {
            let blob = entry.blob as usize;
            let (Some(start), Some(end)) = (starts.get(blob), starts.get(blob + 1)) else {
                return damaged("there is no such content in it");
            };
            if end - start > MAX_PAGE {
                return damaged("a page is larger than the limit of 32 MiB");
            }
            // Entries may share a blob.
            if at <= *start {
                io::copy(&mut content.by_ref().take(start - at), &mut io::sink())?;
                bytes.resize((end - start) as usize, 0);
                content.read_exact(&mut bytes).map_err(too_short)?;
                at = *end;
            }
            if !see(*number, entry, &bytes) {
                break;
            }
        }
        Ok(())
    }
}

fn damaged<T>(reason: &'static str) -> io::Result<T> {
    Err(io::Error::other(reason))
}

fn too_short(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => {
            io::Error::other("it ends too early, or holds more than 64 MiB")
        }
        _ => error,
    }
}

/// A little-endian number.
fn number(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .rev()
        .fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// The text, or if it is empty the other one.
fn or(text: String, other: &str) -> String {
    match text.is_empty() {
        true => other.to_owned(),
        false => text,
    }
}

/// Codes of three letters of languages that have one of two.
const LANGUAGES: &str = "eng=en fra=fr spa=es por=pt deu=de ita=it rus=ru ara=ar nld=nl pol=pl swe=sv hin=hi zho=zh \
    jpn=ja fas=fa tur=tr vie=vi swa=sw ben=bn urd=ur ukr=uk ron=ro ces=cs hun=hu ell=el";

/// What an archive says about itself as a whole, and what therefore holds for its pages as properties of schema.org.
fn describe(said: &HashMap<String, String>) -> (Pack, Vec<(&'static str, String)>) {
    let get = |name: &str| said.get(name).cloned().unwrap_or_default();
    let mut languages = LANGUAGES.split(' ').filter_map(|pair| pair.split_once('='));
    let language = languages.find(|(long, _)| *long == get("Language"));
    let language = language.map_or(get("Language"), |(_, short)| short.to_owned());
    let title = or(get("Title"), "Imported archive");
    let from = or(get("Source"), "its source is not stated");
    let about = vec![
        ("publisher", get("Creator")),
        ("license", get("License")),
        ("inLanguage", language),
        ("@accessed", get("Date")),
        ("@note", format!("From the archive \"{title}\" ({from}).")),
    ];
    let pack = Pack {
        title,
        version: or(get("Date").replace('-', "."), "1"),
        publisher: get("Creator"),
        license: get("License"),
        ..Pack::default()
    };
    (pack, about)
}
