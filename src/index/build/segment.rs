//! Documents -> one segment of the search library, within a budget of memory.
//!
//! The library's writer of a single segment never writes anything out before its end. So past the budget it is ended and
//! another one begun, and at the end the parts are merged, stacked one behind the other: a document keeps the number it
//! would have had in one go.

use std::io;
use std::path::{Path, PathBuf};

use tantivy::directory::error::DeleteError;
use tantivy::indexer::{SingleSegmentIndexWriter, merge_filtered_segments};
use tantivy::{Directory, IndexBuilder, IndexSettings, Segment, TantivyDocument};

use crate::index::Error;
use crate::index::fields::Fields;
use crate::index::shelf::Shelf;

/// How much the writer may hold before it is ended, in bytes. A larger budget saves little of the merging; a smaller one
/// makes many parts, each of which repeats the common words.
pub(crate) const BUDGET: usize = 10 << 20;

/// What the writer's own table of words begins with, in bytes: it grows as it must.
const FIRST_TABLE: usize = 2 << 20;

/// Writes one segment.
pub(super) struct SegmentBuilder {
    shelf: Shelf,
    budget: usize,
    /// `None` between two parts.
    writer: Option<SingleSegmentIndexWriter>,
    parts: Vec<Segment>,
    /// Their files.
    files: Vec<PathBuf>,
}

impl SegmentBuilder {
    pub(super) fn new(shelf: Shelf, budget: usize) -> Self {
        Self {
            shelf,
            budget,
            writer: None,
            parts: Vec::new(),
            files: Vec::new(),
        }
    }

    /// Appends a document.
    pub(super) fn add(&mut self, document: TantivyDocument) -> Result<(), Error> {
        let full = |writer: &SingleSegmentIndexWriter| writer.mem_usage() > self.budget;
        if self.writer.as_ref().is_some_and(full) {
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
        self.files
            .iter()
            .try_for_each(|file| remove(&self.shelf, file))
    }
}

/// Of the files that a part might have, it has some.
fn remove(shelf: &Shelf, file: &Path) -> Result<(), Error> {
    match shelf.delete(file) {
        Ok(()) | Err(DeleteError::FileDoesNotExist(_)) => Ok(()),
        Err(error) => Err(io::Error::other(error).into()),
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
