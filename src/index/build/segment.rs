//! Documents -> one segment of the search library, within a budget of memory.
//!
//! The library's writer of a single segment writes nothing out before its end. So past the budget it is ended and another
//! one begun, and at the end the parts are merged in order: a document keeps the number it would have had in one go.

use std::io;
use std::path::PathBuf;

use tantivy::directory::error::DeleteError;
use tantivy::indexer::{SingleSegmentIndexWriter, merge_filtered_segments};
use tantivy::{Directory, IndexBuilder, IndexSettings, Segment, TantivyDocument};

use crate::index::Error;
use crate::index::fields::Fields;
use crate::index::shelf::Shelf;

/// What the search library's writer may take in memory before it is ended, in bytes.
const BUDGET: usize = 24 << 20;
/// What the writer's own table of words begins with, in bytes: it grows as it must.
const FIRST_TABLE: usize = 2 << 20;

/// Writes one segment.
pub(super) struct SegmentBuilder {
    shelf: Shelf,
    /// `None` between two parts.
    writer: Option<SingleSegmentIndexWriter>,
    parts: Vec<Segment>,
    /// Their files.
    files: Vec<PathBuf>,
}

impl SegmentBuilder {
    pub(super) fn new(shelf: Shelf) -> Self {
        Self {
            shelf,
            writer: None,
            parts: Vec::new(),
            files: Vec::new(),
        }
    }

    /// Appends a document.
    pub(super) fn add(&mut self, document: TantivyDocument) -> Result<(), Error> {
        if self
            .writer
            .as_ref()
            .is_some_and(|writer| writer.mem_usage() > BUDGET)
        {
            self.end_part()?;
        }
        let mut writer = match self.writer.take() {
            Some(writer) => writer,
            None => begin(&self.shelf)?,
        };
        writer.add_document(document)?;
        self.writer = Some(writer);
        Ok(())
    }

    fn end_part(&mut self) -> Result<(), Error> {
        if let Some(writer) = self.writer.take() {
            // The search library's description of the index names its last segment only.
            let part = writer.finalize()?;
            self.files.extend(part.load_metas()?.list_segment_files());
            self.parts.extend(part.searchable_segments()?);
        }
        Ok(())
    }

    /// Ends the segment. Nothing can be added after that.
    pub(super) fn finish(&mut self) -> Result<(), Error> {
        if self.writer.is_none() && self.parts.is_empty() {
            self.writer = Some(begin(&self.shelf)?);
        }
        self.end_part()?;
        if self.parts.len() < 2 {
            return Ok(());
        }
        let all = self.parts.iter().map(|_| None).collect();
        merge_filtered_segments(&self.parts, settings(), all, self.shelf.clone())?;
        self.parts.clear();
        for file in &self.files {
            // Of the files that a part might have, it has some.
            match self.shelf.delete(file) {
                Ok(()) | Err(DeleteError::FileDoesNotExist(_)) => {}
                Err(error) => return Err(io::Error::other(error).into()),
            }
        }
        Ok(())
    }
}

fn settings() -> IndexSettings {
    IndexSettings {
        docstore_compress_dedicated_thread: false,
        ..IndexSettings::default()
    }
}

fn begin(shelf: &Shelf) -> Result<SingleSegmentIndexWriter, Error> {
    let builder = IndexBuilder::new()
        .schema(Fields::schema().0)
        .settings(settings());
    Ok(builder.single_segment_index_writer(shelf.clone(), FIRST_TABLE)?)
}

#[cfg(test)]
mod tests {
    use tantivy::collector::DocSetCollector;
    use tantivy::query::TermQuery;
    use tantivy::schema::IndexRecordOption;
    use tantivy::{Index, Term};

    use super::*;

    #[test]
    fn documents_keep_their_numbers_when_parts_are_merged() {
        let shelf = Shelf::in_memory();
        let field = Fields::schema().1.words;
        let mut builder = SegmentBuilder::new(shelf.clone());
        for at in 0..300 {
            let mut document = TantivyDocument::default();
            document.add_text(field, format!("a{at} b"));
            builder.add(document).expect("added");
            if at % 70 == 0 {
                builder.end_part().expect("ended");
            }
        }
        builder.finish().expect("finished");
        let index = Index::open(shelf.clone()).expect("an index");
        assert_eq!(index.validate_checksum().expect("checked"), [].into());
        let searcher = index.reader().expect("a reader").searcher();
        assert_eq!(
            (searcher.segment_readers().len(), searcher.num_docs()),
            (1, 300)
        );
        let term = Term::from_field_text(field, "a123");
        let found = searcher
            .search(
                &TermQuery::new(term, IndexRecordOption::Basic),
                &DocSetCollector,
            )
            .expect("searched");
        assert_eq!(
            found
                .into_iter()
                .map(|found| found.doc_id)
                .collect::<Vec<_>>(),
            [123]
        );
        // The parts are gone.
        let living = index
            .load_metas()
            .expect("a description")
            .list_segment_files();
        let managed = index.directory().list_managed_files();
        let dead = managed.iter().filter(|file| {
            !living.contains(*file) && file.extension().is_none_or(|kind| kind != "json")
        });
        assert!(
            dead.into_iter()
                .all(|file| !shelf.exists(file).expect("asked"))
        );
    }
}
