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
use crate::index::ready::tokenizers;
use crate::index::shelf::Shelf;

/// What the search library's writer may take in memory beyond what an empty one does, in bytes, before it is ended.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Budget {
    /// For the first [`MANY`] documents.
    pub(crate) few: usize,
    /// From then on.
    pub(crate) many: usize,
}

/// Enough for a library of some ten thousand answers in one part or two. Smaller parts take more memory, not less: the
/// allocator gives a second writer used pages, which must be cleared, where the first had fresh ones that it never
/// touched (measured with 4 MB: 4 MB more at the peak). Of a large library they would be hundreds besides, each with the
/// common words again.
pub(crate) const BUDGET: Budget = Budget {
    few: 12 << 20,
    many: 12 << 20,
};
/// So many documents are many.
const MANY: usize = 50_000;

/// What the writer's own table of words begins with, in bytes: it grows as it must.
const FIRST_TABLE: usize = 2 << 20;

/// Writes one segment.
pub(super) struct SegmentBuilder {
    shelf: Shelf,
    budget: Budget,
    /// How many there are.
    documents: usize,
    /// What the writer takes when it is empty.
    empty: usize,
    /// `None` between two parts.
    writer: Option<SingleSegmentIndexWriter>,
    parts: Vec<Segment>,
    /// Their files.
    files: Vec<PathBuf>,
}

impl SegmentBuilder {
    pub(super) fn new(shelf: Shelf, budget: Budget) -> Self {
        Self {
            shelf,
            budget,
            documents: 0,
            empty: 0,
            writer: None,
            parts: Vec::new(),
            files: Vec::new(),
        }
    }

    /// Appends a document.
    pub(super) fn add(&mut self, document: TantivyDocument) -> Result<(), Error> {
        let budget = match self.documents < MANY {
            true => self.budget.few,
            false => self.budget.many,
        };
        let most = self.empty.saturating_add(budget);
        if self
            .writer
            .as_ref()
            .is_some_and(|writer| writer.mem_usage() > most)
        {
            self.end_part()?;
        }
        let mut writer = match self.writer.take() {
            Some(writer) => writer,
            None => {
                let writer = begin(&self.shelf)?;
                self.empty = writer.mem_usage();
                writer
            }
        };
        self.documents += 1;
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
        .tokenizers(tokenizers())
        .settings(settings());
    Ok(builder.single_segment_index_writer(shelf.clone(), FIRST_TABLE)?)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use tantivy::Index;

    use super::*;

    /// What the segment on a shelf holds, file by file.
    fn files(shelf: &Shelf) -> BTreeMap<String, Vec<u8>> {
        let index = Index::open(shelf.clone()).expect("an index");
        assert_eq!(index.validate_checksum().expect("checked"), [].into());
        let metas = index.load_metas().expect("a description");
        assert_eq!(metas.segments.len(), 1);
        let files = metas.list_segment_files();
        let held = files.iter().filter_map(|file| {
            let kind = file.extension()?.to_str()?.to_owned();
            // Nothing is stored with documents but their number.
            let compared = ["idx", "term", "fieldnorm", "pos"].contains(&kind.as_str());
            compared.then(|| (kind, shelf.atomic_read(file).expect("a file")))
        });
        held.collect()
    }

    /// The segment of these documents, parted behind those that say so.
    fn built(documents: &[(String, bool)]) -> Shelf {
        let shelf = Shelf::in_memory();
        let fields = Fields::schema();
        let mut builder = SegmentBuilder::new(shelf.clone(), BUDGET);
        for (text, parted) in documents {
            let mut document = TantivyDocument::default();
            for (field, _) in fields.0.fields() {
                document.add_text(field, text);
            }
            builder.add(document).expect("added");
            if *parted {
                builder.end_part().expect("parted");
            }
        }
        builder.finish().expect("finished");
        shelf
    }

    fn document() -> impl Strategy<Value = (String, bool)> {
        let words = proptest::collection::vec("[a-d]{1,2}|\u{fc}ber", 0..12);
        (words.prop_map(|words| words.join(" ")), any::<bool>())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn however_it_is_parted_the_segment_is_the_same(documents in proptest::collection::vec(document(), 0..24)) {
            let whole: Vec<_> = documents.iter().map(|(text, _)| (text.clone(), false)).collect();
            prop_assert_eq!(files(&built(&documents)), files(&built(&whole)));
        }
    }

    #[test]
    fn parts_leave_nothing_behind() {
        let documents: Vec<_> = (0..300)
            .map(|at| (format!("a{at} b"), at % 7 == 0))
            .collect();
        let shelf = built(&documents);
        let index = Index::open(shelf.clone()).expect("an index");
        let living = index
            .load_metas()
            .expect("a description")
            .list_segment_files();
        let managed = index.directory().list_managed_files();
        let dead = managed.iter().filter(|file| !living.contains(*file));
        let left: Vec<_> = dead
            .filter(|file| file.extension().is_some_and(|kind| kind != "json"))
            .collect();
        assert!(
            left.iter().all(|file| !shelf.exists(file).expect("asked")),
            "{left:?}"
        );
    }

    #[test]
    fn a_budget_that_is_used_up_ends_a_part() {
        let shelf = Shelf::in_memory();
        let field = Fields::schema().1.whole;
        let none = Budget { few: 0, many: 0 };
        let mut builder = SegmentBuilder::new(shelf.clone(), none);
        for word in ["a", "b", "c"] {
            let mut document = TantivyDocument::default();
            document.add_text(field, word);
            builder.add(document).expect("added");
        }
        assert_eq!(builder.parts.len(), 2);
        builder.finish().expect("finished");
        let index = Index::open(shelf).expect("an index");
        let searcher = index.reader().expect("a reader").searcher();
        assert_eq!(
            (searcher.segment_readers().len(), searcher.num_docs()),
            (1, 3)
        );
    }
}
