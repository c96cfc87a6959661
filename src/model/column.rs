//! The columns of a spreadsheet of answers: the importer reads them, the exporter writes them.

use std::borrow::Cow;

use super::words::words;

words! {
    /// A column. A cell with several values has one on each line; the lines of all columns about sources belong together.
    Column {
        /// The condition's name.
        Condition = "condition", "Condition";
        /// Its short name.
        Abbreviation = "abbreviation", "Abbreviation";
        /// Other names of the condition.
        AlsoCalled = "also-called", "Also called";
        /// The topic's title.
        Topic = "topic", "Topic";
        /// The question.
        Question = "question", "Question";
        /// Other ways in which it is asked.
        AlsoAsked = "also-asked", "Also asked";
        /// One to three sentences.
        ShortAnswer = "short-answer", "Short answer";
        /// The answer.
        Answer = "answer", "Answer";
        /// Titles of sources.
        Source = "source", "Source";
        /// Who publishes each.
        Publisher = "publisher", "Publisher";
        /// Who wrote each, with semicolons between them.
        Authors = "authors", "Authors";
        /// The address of each.
        Link = "link", "Link";
        /// The kind of each.
        Kind = "kind-of-source", "Kind of source";
        /// When each first appeared.
        Published = "published", "Published";
        /// When each last changed, or its date as printed.
        SourceUpdated = "source-updated", "Source updated";
        /// When each was read.
        Accessed = "accessed", "Accessed";
        /// The licence of each.
        License = "licence", "Licence";
        /// Whether each is still valid.
        SourceStatus = "source-status", "Source status";
        /// The day the answer last changed.
        Updated = "updated", "Updated";
        /// The day somebody checked it.
        Reviewed = "reviewed", "Reviewed";
        /// Who that was.
        ReviewedBy = "reviewed-by", "Reviewed by";
        /// The day by which it should be checked again.
        ReviewDue = "review-due", "Review due";
        /// The certainty of the evidence.
        Certainty = "certainty", "Certainty";
        /// Whom it is written for.
        Audience = "audience", "Audience";
        /// BCP 47.
        Language = "language", "Language";
        /// Who suggested the answer, if it was never accepted.
        SuggestedBy = "suggested-by", "Suggested by";
        /// The entry's id, so that bookmarks and links still find it after the sheet was edited.
        Id = "id", "Id";
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
