//! What a person finds in the editor: a table to fill in.

use std::env;

use jiff::civil::Date;

use crate::content::Writer;
use crate::model::{Entry, Note, PartialDate};

/// Where the text of a note is to be written: three apostrophes take everything as it is typed.
pub(super) const BLANK: &str = "'''\n\n'''";
/// What the writer writes in its place.
const UNWRITTEN: &str = "...";

/// A note to be written.
pub(super) fn note(entry: &Entry, today: Date) -> String {
    let mut writer = Writer::new();
    writer
        .comment(&format!("Your note on: {}", entry.question))
        .comment("Write it between the lines with three apostrophes. To write nothing, leave them empty.")
        .comment("Save the file and leave the editor: the note is then shown above the answer.")
        .comment("By the checksum, the note can say when the answer has changed.")
        .note(&Note {
            entry: entry.id.clone(),
            text: UNWRITTEN.to_owned(),
            author: author(),
            last_updated: PartialDate::parse(&today.to_string()).ok(),
            answer_checksum: entry.checksum(),
        });
    let mut text = writer
        .finish()
        .replacen(&format!("\"{UNWRITTEN}\""), BLANK, 1);
    if !text.contains("\nauthor = ") {
        text.push_str("author = \"\"\n"); // to be filled in
    }
    text
}

/// The user's name, as a beginning; root's says nothing.
fn author() -> String {
    let name = ["LOGNAME", "USER"]
        .iter()
        .find_map(|name| env::var(name).ok());
    name.filter(|name| name != "root").unwrap_or_default()
}

/// A copy of an answer, to be shown in its place. The reviews of the original are not those of the copy.
pub(super) fn replacement(entry: &Entry, language: &str, pack: &str, today: Date) -> String {
    let mut writer = Writer::new();
    writer
        .comment(&format!("A copy of an answer of: {pack}"))
        .comment("Change it, save the file and leave the editor: it is then shown in place of the original, which is kept.")
        .entry(&Entry {
            replaces: entry.id.clone(),
            language: language.to_owned(),
            last_updated: PartialDate::parse(&today.to_string()).ok(),
            last_reviewed: None,
            reviewed_by: None,
            next_review_due: None,
            ..entry.clone()
        });
    writer.finish()
}
