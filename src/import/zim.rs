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
    for number in 0..archive.entries {
        let entry = match archive.entry(number) {
            Ok(entry) => entry,
            Err(error) => {
                damaged.push(error);
                continue;
            }
        };
        let is_page = archive.pages.get(usize::from(entry.kind)) == Some(&true);
        let is_content = matches!(entry.namespace, b'A' | b'C');
        if entry.kind == REDIRECT {
            if let Some(target) = archive.target(entry.cluster).filter(|_| is_content) {
                redirects.entry(target).or_default().push(entry);
            }
        } else if entry.namespace == b'M' && entry.kind < NO_CONTENT {
            metadata
                .entry(entry.cluster)
                .or_default()
                .push((number, entry));
        } else if is_page && is_content {
            pages
                .entry(entry.cluster)
                .or_default()
                .push((number, entry));
        }
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

/// An open archive.
struct Archive<'a> {
    file: BufReader<&'a File>,
    size: u64,
    entries: u32,
    clusters: u32,
    /// Where the lists of the addresses of entries and clusters are.
    entries_at: u64,
    clusters_at: u64,
    /// Whether each kind of content is that of a page.
    pages: Vec<bool>,
}

impl<'a> Archive<'a> {
    fn open(file: &'a File) -> io::Result<Self> {
        let size = file.metadata()?.len();
        let mut file = BufReader::new(file);
        let mut header = [0; 80];
        if file.read_exact(&mut header).is_err() || number(&header[..4]) != MAGIC {
            return Err(io::Error::other("not a ZIM file"));
        }
        let mut archive = Self {
            file,
            size,
            entries: number(&header[24..28]) as u32,
            clusters: number(&header[28..32]) as u32,
            entries_at: number(&header[32..40]),
            clusters_at: number(&header[48..56]),
            pages: Vec::new(),
        };
        for (at, count) in [
            (archive.entries_at, archive.entries),
            (archive.clusters_at, archive.clusters),
        ] {
            let end = at.checked_add(u64::from(count) * 8);
            if end.is_none_or(|end| end > size) {
                return Err(io::Error::other(
                    "it is damaged, or its end is missing: join the parts of a split archive first",
                ));
            }
        }
        archive.go_to(number(&header[56..64]))?;
        loop {
            let kind = archive.text()?;
            archive
                .pages
                .push(kind.starts_with("text/html") || kind.contains("xhtml"));
            if kind.is_empty() {
                return Ok(archive);
            }
            if archive.pages.len() > usize::from(NO_CONTENT) {
                return Err(io::Error::other("its list of kinds has no end"));
            }
        }
    }

    fn go_to(&mut self, at: u64) -> io::Result<()> {
        if at >= self.size {
            return Err(io::Error::other("an address lies outside of it"));
        }
        self.file.seek(SeekFrom::Start(at)).map(drop)
    }

    fn bytes<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        self.file.read_exact(&mut bytes).map(|()| bytes)
    }

    /// A text that ends with a zero.
    fn text(&mut self) -> io::Result<String> {
        let mut bytes = Vec::new();
        self.file
            .by_ref()
            .take(MAX_NAME)
            .read_until(0, &mut bytes)?;
        match bytes.pop() {
            Some(0) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
            _ => Err(io::Error::other("a name has no end")),
        }
    }

    fn entry(&mut self, number: u32) -> io::Result<Entry> {
        if number >= self.entries {
            return Err(io::Error::other("there is no such entry in it"));
        }
        self.go_to(self.entries_at + u64::from(number) * 8)?;
        let at = u64::from_le_bytes(self.bytes()?);
        self.go_to(at)?;
        let [kind @ .., _, namespace] = self.bytes::<4>()?;
        let kind = u16::from_le_bytes(kind);
        let _revision = self.bytes::<4>()?;
        if kind < NO_CONTENT && usize::from(kind) >= self.pages.len() {
            return Err(io::Error::other("a kind of content does not exist"));
        }
        let has_number = kind == REDIRECT || kind < NO_CONTENT;
        let cluster = if has_number { self.bytes()? } else { [0; 4] };
        let blob = if kind < NO_CONTENT {
            self.bytes()?
        } else {
            [0; 4]
        };
        let (path, title) = (self.text()?, self.text()?);
        Ok(Entry {
            kind,
            namespace,
            cluster: u32::from_le_bytes(cluster),
            blob: u32::from_le_bytes(blob),
            title: if title.is_empty() {
                path.clone()
            } else {
                title
            },
            path,
        })
    }

    /// The entry that redirects lead to in the end.
    fn target(&mut self, mut to: u32) -> Option<u32> {
        for _ in 0..MAX_HOPS {
            match self.entry(to).ok()? {
                Entry {
                    kind: REDIRECT,
                    cluster,
                    ..
                } => to = cluster,
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
        if cluster >= self.clusters {
            return Err(io::Error::other("there is no such cluster"));
        }
        self.go_to(self.clusters_at + u64::from(cluster) * 8)?;
        let at = u64::from_le_bytes(self.bytes()?);
        self.go_to(at)?;
        let [info] = self.bytes()?;
        let width: usize = if info & 0x10 == 0 { 4 } else { 8 };
        let packed = self.file.by_ref();
        let content: Box<dyn Read + '_> = match info & 0x0f {
            0 | 1 => Box::new(packed),
            4 => Box::new(XzReader::new_mem_limit(packed, false, XZ_MEMORY)),
            5 => Box::new(StreamingDecoder::new(packed).map_err(io::Error::other)?),
            _ => {
                return Err(io::Error::other(
                    "it is compressed in a way that is not read",
                ));
            }
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
        let mut is_valid = listed % width as u64 == 0 && listed <= MAX_LIST;
        while is_valid && ((starts.len() * width) as u64) < listed {
            let start = next(&mut content)?;
            is_valid = starts.last().is_some_and(|before| start >= *before);
            starts.push(start);
        }
        if !is_valid {
            return Err(io::Error::other("its list of contents is wrong"));
        }
        entries.sort_by_key(|(_, entry)| entry.blob);
        let (mut at, mut bytes) = (listed, Vec::new());
        for (number, entry) in entries {
            let blob = entry.blob as usize;
            let (Some(start), Some(end)) = (starts.get(blob), starts.get(blob + 1)) else {
                return Err(io::Error::other("there is no such content in it"));
            };
            if end - start > MAX_PAGE {
                return Err(io::Error::other(
                    "a page is larger than the limit of 32 MiB",
                ));
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

/// Codes of three letters of languages that have one of two.
const LANGUAGES: &str = "eng=en fra=fr spa=es por=pt deu=de ita=it rus=ru ara=ar nld=nl pol=pl swe=sv hin=hi zho=zh \
    jpn=ja fas=fa tur=tr vie=vi swa=sw ben=bn urd=ur ukr=uk ron=ro ces=cs hun=hu ell=el";

/// What an archive says about itself as a whole, and what therefore holds for its pages as properties of schema.org.
fn describe(said: &HashMap<String, String>) -> (Pack, Vec<(&'static str, String)>) {
    let get = |name: &str| said.get(name).cloned().unwrap_or_default();
    let or = |text: String, other: &str| {
        if text.is_empty() {
            other.to_owned()
        } else {
            text
        }
    };
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
