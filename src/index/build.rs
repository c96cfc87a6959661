//! Builds an index from a library that the loader streams in.
//!
//! Entries go to tantivy as they come, and their heads to the file of records. The rest of the library stays in memory until
//! the end, when it is known how it belongs together.

use std::collections::HashMap;
use std::io;

use tantivy::indexer::SingleSegmentIndexWriter;
use tantivy::{Directory, IndexBuilder, IndexSettings};

use crate::content::{Diagnostic, PackIndex, Record};
use crate::model::{Entry, EntryStatus, Pack, PartialDate, SourceKind, SourceStatus};
use crate::text::citations;

use super::analyze::{Stems, folded_words};
use super::directory::FileSum;
use super::error::Error;
use super::record::{
    EntryOrd, Head, Meta, NoteOrd, NoteRecord, PackOrd, PackRecord, SourceOrd, SourceRecord,
};
use super::records::{Key, Kind, RecordWriter, entry_key};
use super::schema::Fields;

mod catalogue;
mod document;
mod names;

use catalogue::{Catalogue, Placed};
use document::Documents;
pub(crate) use document::{language_terms, source_term};

/// The memory that tantivy's table of terms begins with, in bytes; it grows as needed.
const FIRST_TABLE: usize = 2 << 20;
/// A question longer than this is cut in lists, in bytes; the answer's own page has the whole of it.
const LISTED_QUESTION: usize = 400;

/// Builds an index in a directory.
pub(super) struct Builder {
    directory: Box<dyn Directory>,
    segment: SingleSegmentIndexWriter,
    documents: Documents,
    records: RecordWriter,
    catalogue: Catalogue,
    /// Entries that packs took back, by their ids.
    withdrawn: HashMap<String, PackOrd>,
    /// Entries that are shown in place of those with these ids.
    replacements: HashMap<String, EntryOrd>,
    notes: Vec<NoteRecord>,
    /// The notes on the entries with these ids.
    notes_on: HashMap<String, Vec<NoteOrd>>,
    /// Lines of synonyms and abbreviations, in which the search looks words up.
    vocabulary: Vec<String>,
}

impl Builder {
    /// Begins an index in an empty directory.
    pub(super) fn new(directory: Box<dyn Directory>) -> Result<Self, Error> {
        let (schema, fields) = Fields::schema();
        let settings = IndexSettings {
            docstore_compress_dedicated_thread: false,
            ..IndexSettings::default()
        };
        let index = IndexBuilder::new().schema(schema).settings(settings);
        Ok(Self {
            segment: index.single_segment_index_writer(directory.clone(), FIRST_TABLE)?,
            directory,
            documents: Documents::new(fields),
            records: RecordWriter::default(),
            catalogue: Catalogue::default(),
            withdrawn: HashMap::new(),
            replacements: HashMap::new(),
            notes: Vec::new(),
            notes_on: HashMap::new(),
            vocabulary: Vec::new(),
        })
    }

    /// Takes note of a day that a text of the pack names, which cannot be after today.
    fn seen(&mut self, pack: PackOrd, day: Option<PartialDate>) {
        if let Some(record) = self.catalogue.packs.get_mut(pack.index()) {
            record.newest = record.newest.max(day);
        }
    }

    /// The head of an entry. The entry is added to the sources that it cites.
    fn head(&mut self, pack: PackOrd, entry: &Entry, cited: &[SourceOrd]) -> Head {
        let catalogue = &mut self.catalogue;
        let ordinal = EntryOrd(catalogue.entries.len() as u32);
        // A pack cannot take back what replaces its own answer.
        let withdrawn = |by: &PackOrd| *by == pack || entry.replaces != entry.id;
        let language = match entry.language.as_str() {
            "" => catalogue.packs[pack.index()].pack.language.clone(),
            language => language.to_owned(),
        };
        let mut ids = vec![&entry.id, &entry.replaces];
        ids.dedup();
        let notes = ids.iter().filter_map(|id| self.notes_on.get(*id));
        let notes = notes.flatten().copied().collect();
        let mut head = Head {
            id: entry.id.clone(),
            question: clip(&entry.question, LISTED_QUESTION),
            condition: catalogue.condition(&entry.condition),
            topic: catalogue.topic(&entry.topic).map_or(0, |topic| topic.0),
            pack: pack.0,
            last_updated: entry.last_updated,
            last_reviewed: entry.last_reviewed,
            next_review_due: entry.next_review_due,
            certainty: entry.certainty,
            status: entry.status,
            withdrawn: self.withdrawn.get(&entry.id).is_some_and(withdrawn),
            links_only: entry.links_only,
            language,
            notes,
            replaces: !entry.replaces.is_empty(),
            replaced_by: self.replacements.remove(&entry.id),
            ..Head::default()
        };
        for source in cited {
            let record = &mut catalogue.sources[source.index()];
            if head.replaced_by.is_none() {
                record.cited_by.push(ordinal);
            }
            head.shaken_source |= record.source.status != SourceStatus::Active;
            count_kind(&mut head.sources, record.source.kind);
        }
        head.sources
            .sort_by_key(|(kind, _)| (kind.is_none(), *kind));
        head
    }

    /// The sources that an entry cites in its texts or in its claims, or names for the whole of it, each once.
    fn cited(&self, pack: PackOrd, entry: &Entry) -> Vec<SourceOrd> {
        let in_texts = entry.texts().flat_map(|text| citations(text));
        let claims = entry.disagreements.iter().flat_map(|it| &it.claims);
        let ids = in_texts
            .map(|(_, id)| id)
            .chain(claims.map(|claim| claim.cite.clone()))
            .chain(entry.sources.iter().cloned());
        let sources = ids.filter_map(|id| self.catalogue.source(pack.0, &id));
        let mut cited: Vec<SourceOrd> = sources.collect();
        cited.sort_unstable();
        cited.dedup();
        cited
    }

    /// Adds a record of the library. Entries come after everything else.
    pub(super) fn add(&mut self, pack: PackIndex, record: Record) -> Result<(), Error> {
        let pack = PackOrd(pack.into());
        match record {
            Record::Pack(record) => self.add_pack(record, false),
            Record::Clinic(record) => {
                self.catalogue.clinic = Some(pack.0);
                self.add_pack(record, true);
            }
            Record::Note(note) => {
                let on = self.notes_on.entry(note.entry.clone()).or_default();
                on.push(NoteOrd(self.notes.len() as u32));
                self.seen(pack, note.last_updated);
                self.notes.push(NoteRecord {
                    note,
                    pack: pack.0,
                    entry: None,
                });
            }
            Record::Topic(topic) => {
                let topics = &mut self.catalogue.topics;
                match topics.iter_mut().find(|known| known.id == topic.id) {
                    Some(known) => known.words.extend(topic.words),
                    None => topics.push(topic),
                }
            }
            Record::Condition(condition) => self.catalogue.conditions.push((condition, pack)),
            Record::Source(source) => {
                self.seen(pack, source.accessed);
                self.catalogue.sources.push(SourceRecord {
                    source,
                    pack: pack.0,
                    cited_by: Vec::new(),
                });
            }
            Record::Organization(it) => self.catalogue.organizations.push((it, pack)),
            Record::Trial(it) => self.catalogue.trials.push((it, pack)),
            Record::Medication(it) => self.catalogue.medications.push((it, pack)),
            Record::Synonym(synonym) => {
                let stems = Stems::of("");
                let lines = synonym.lines(self.vocabulary.len(), phrase, |word| stems.stem(word));
                self.vocabulary.extend(lines);
            }
            Record::Abbreviation(it) => self.vocabulary.push(it.line(phrase)),
            Record::Entry(entry) => self.add_entry(pack, &entry)?,
        }
        Ok(())
    }

    fn add_pack(&mut self, pack: Pack, clinic: bool) {
        let ordinal = PackOrd(self.catalogue.packs.len() as u32);
        for withdrawal in &pack.withdrawn {
            let id = withdrawal.entry.clone();
            self.withdrawn.entry(id).or_insert(ordinal);
        }
        self.catalogue.packs.push(PackRecord {
            pack,
            newest: None,
            entries: 0,
            clinic,
        });
    }

    fn add_entry(&mut self, pack: PackOrd, entry: &Entry) -> Result<(), Error> {
        self.catalogue.number();
        let cited = self.cited(pack, entry);
        let mut head = self.head(pack, entry, &cited);
        let body = postcard::to_allocvec(&(entry, pack)).map_err(io::Error::other)?;
        head.body_checksum = crc32fast::hash(&body);
        let on = head.notes.iter().map(|note| &self.notes[note.index()].note);
        let notes: String = on
            .flat_map(|note| [&note.text, "\n", &note.author, "\n"])
            .collect();
        let document =
            self.documents
                .document(entry, &notes, &head, &cited, &self.catalogue, &body);
        self.segment.add_document(document)?;
        let ordinal = self.records.push(Kind::Head, &head)?;
        let key = entry_key(pack.0, &entry.id);
        match head.replaced_by {
            None => self.records.key(Key::Entry, &key, ordinal),
            Some(replacement) => {
                self.records.key(Key::Entry, &key, replacement.0);
                self.records.key(Key::Original, &key, ordinal);
            }
        }
        for note in &head.notes {
            self.notes[note.index()]
                .entry
                .get_or_insert(EntryOrd(ordinal));
        }
        // A reader's answer must not give way to one that no reader sees.
        if head.replaces && !head.withdrawn && head.status == EntryStatus::Active {
            let id = entry.replaces.clone();
            self.replacements.insert(id, EntryOrd(ordinal));
        }
        if !entry.translation_of.is_empty() && !head.is_hidden() {
            let original = &entry.translation_of;
            self.records.shared_key(Key::Translation, original, ordinal);
        }
        self.seen(pack, entry.last_updated.max(entry.last_reviewed));
        if let Some(record) = self.catalogue.packs.get_mut(pack.index()) {
            record.entries += u32::from(!head.is_hidden());
        }
        self.catalogue.entries.push(Placed {
            condition: head.condition,
            topic: head.topic(),
            hidden: head.is_hidden(),
        });
        Ok(())
    }

    /// Completes the index. `files` gives the sizes and checksums of tantivy's files.
    pub(super) fn finish(
        self,
        problems: &[Diagnostic],
        contents: &str,
        files: impl FnOnce() -> io::Result<Vec<FileSum>>,
    ) -> Result<(), Error> {
        let (mut catalogue, mut documents, mut records) =
            (self.catalogue, self.documents, self.records);
        catalogue.number();
        self.segment.finalize()?;
        records.extend(Kind::Problem, problems)?;
        records.extend(Kind::Note, &self.notes)?;
        let sizes = catalogue.write(&mut records)?;
        names::write(&catalogue, &sizes, &mut documents, &mut records)?;
        let meta = Meta {
            visible: sizes.topics.iter().sum(),
            topic_sizes: sizes.topics,
            condition_sizes: sizes.conditions,
            languages: documents.languages(),
            vocabulary: sorted(self.vocabulary),
            clinic: catalogue.clinic,
            contents: contents.to_owned(),
            files: files()?,
        };
        records.push(Kind::Meta, &meta)?;
        records.write(&*self.directory)?;
        Ok(self.directory.sync_directory()?)
    }
}

/// A phrase as the words of a query are: folded, and initials in one word, so that "H.I.V." is "hiv".
fn phrase(text: &str) -> String {
    let folded = folded_words(text);
    let mut words = folded.split(' ');
    let initials = words.all(|word| word.chars().count() == 1);
    match initials && !text.trim().contains(char::is_whitespace) {
        true => folded.replace(' ', ""),
        false => folded,
    }
}

/// The lines in one text, in order and each once.
fn sorted(mut lines: Vec<String>) -> String {
    // A phrase without a letter or digit can't be looked up.
    lines.retain(|line| !line.starts_with('\t'));
    lines.sort_unstable();
    lines.dedup();
    lines.iter().flat_map(|line| [line, "\n"]).collect()
}

fn count_kind(kinds: &mut Vec<(Option<SourceKind>, u32)>, kind: Option<SourceKind>) {
    match kinds.iter_mut().find(|(known, _)| *known == kind) {
        Some((_, count)) => *count += 1,
        None => kinds.push((kind, 1)),
    }
}

/// `text`, cut at a character near `most` bytes.
fn clip(text: &str, most: usize) -> String {
    if text.len() <= most {
        return text.to_owned();
    }
    format!("{}\u{2026}", &text[..text.floor_char_boundary(most)])
}
