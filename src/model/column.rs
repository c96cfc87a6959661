//! The columns of a spreadsheet of answers: the importer reads them, the exporter writes them.

use std::borrow::Cow;

use super::words::words;

words! {
    /// A column; its word is the table of the library format and the field. A cell with several values has one on each line;
    /// the lines of all columns about sources belong together.
    Column {
        /// The condition's name.
        Condition = "condition.name", "Condition";
        /// Its short name.
        Abbreviation = "condition.abbreviation", "Abbreviation";
        /// Other names of the condition.
        AlsoCalled = "condition.alternate_names", "Also called";
        /// The topic's title.
        Topic = "entry.topic", "Topic";
        /// The question.
        Question = "entry.question", "Question";
        /// Other ways in which it is asked.
        AlsoAsked = "entry.also_asked", "Also asked";
        /// One to three sentences.
        ShortAnswer = "entry.short_answer", "Short answer";
        /// The answer.
        Answer = "entry.answer", "Answer";
        /// Titles of sources.
        Source = "source.title", "Source";
        /// Who publishes each.
        Publisher = "source.publisher", "Publisher";
        /// Who wrote each, with semicolons between them.
        Authors = "source.authors", "Authors";
        /// The address of each.
        Link = "source.url", "Link";
        /// The kind of each.
        Kind = "source.kind", "Kind of source";
        /// When each first appeared.
        Published = "source.published", "Published";
        /// When each last changed, or its date as printed.
        SourceUpdated = "source.last_updated", "Source updated";
        /// When each was read.
        Accessed = "source.accessed", "Accessed";
        /// The licence of each.
        License = "source.license", "Licence";
        /// Whether each is still valid.
        SourceStatus = "source.status", "Source status";
        /// The day the answer last changed.
        Updated = "entry.last_updated", "Updated";
        /// The day somebody checked it.
        Reviewed = "entry.last_reviewed", "Reviewed";
        /// Who that was.
        ReviewedBy = "entry.reviewed_by", "Reviewed by";
        /// The day by which it should be checked again.
        ReviewDue = "entry.next_review_due", "Review due";
        /// The certainty of the evidence.
        Certainty = "entry.certainty", "Certainty";
        /// Whom it is written for.
        Audience = "entry.audience", "Audience";
        /// BCP 47.
        Language = "entry.language", "Language";
        /// Who suggested the answer, if it was never accepted.
        SuggestedBy = "entry.suggested_by", "Suggested by";
        /// The entry's id, so that bookmarks and links still find it after the sheet was edited.
        Id = "entry.id", "Id";
    }
}

impl Column {
    /// The table of the format that it belongs to (`condition`, `entry`, `source`), and its field there.
    pub fn place(self) -> (&'static str, &'static str) {
        self.word().split_once('.').unwrap_or_default()
    }
}

/// What the heading of a column says whose cells are Markdown and not plain text.
pub const MARKDOWN: &str = " (Markdown)";

/// Characters with which a formula begins in some spreadsheet.
const FORMULA: &[char] = &['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// A cell that no spreadsheet takes for a formula: an apostrophe is put before one. [`without_apostrophe`] takes it off.
pub fn with_apostrophe(cell: &str) -> Cow<'_, str> {
    match looks_like_formula(cell) {
        true => Cow::Owned(format!("'{cell}")),
        false => Cow::Borrowed(cell),
    }
}

/// The cell as it was before [`with_apostrophe`].
pub fn without_apostrophe(cell: &str) -> &str {
    let rest = cell.strip_prefix('\'');
    rest.filter(|rest| looks_like_formula(rest)).unwrap_or(cell)
}

/// Also after apostrophes, so that putting one before the text can be undone.
fn looks_like_formula(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(FORMULA)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn protecting_a_cell_is_undone(cell in "'{0,2}[-=+@a\t]?.{0,5}") {
            let protected = with_apostrophe(&cell);
            prop_assert_eq!(without_apostrophe(&protected), &cell);
            prop_assert!(!protected.starts_with(FORMULA));
        }
    }
}
