//! The empty sheet for a clinic to fill in: headings and one example.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use super::summary::Error;
use crate::model::Column;

/// The question of the example, by which its row is recognised and left out.
pub(super) const EXAMPLE: &str = "EXAMPLE: How is gout treated?";

/// The same sheet as a workbook, with text cells, so that a spreadsheet does not change dates. A test compares the two.
const WORKBOOK: &[u8] = include_bytes!("../../assets/template.xlsx");

/// The columns with the example.
const COLUMNS: &[(Column, &str)] = &[
    (Column::Condition, "Gout"),
    (Column::Question, EXAMPLE),
    (
        Column::AlsoAsked,
        "What helps against gout?\nIs there a cure for gout?",
    ),
    (
        Column::ShortAnswer,
        "Medicines against pain and swelling help in an attack. Others prevent new attacks.",
    ),
    (
        Column::Answer,
        "Several lines are fine. A line that begins with a hyphen is an item of a list:\n- rest the joint\n- drink enough",
    ),
    (Column::Source, "Gout\nOur guideline for joint pain"),
    (Column::Publisher, "National Health Service\nOur clinic"),
    (Column::Link, "https://www.nhs.uk/conditions/gout/"),
    (Column::Updated, "2026-01-31"),
    (Column::Reviewed, ""),
    (Column::ReviewedBy, ""),
];

/// Writes the empty sheet to a file that does not exist yet: a workbook, or text with commas or tabs.
pub fn template(path: &Path) -> Result<(), Error> {
    let extension = path
        .extension()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    let bytes = match extension.as_str() {
        "xlsx" => Ok(WORKBOOK.to_vec()),
        "csv" => text(b','),
        "tsv" => text(b'\t'),
        _ => return Err(Error::TemplateName(path.to_owned())),
    };
    let bytes = bytes.map_err(Error::write(path))?;
    let mut file = File::create_new(path).map_err(Error::write(path))?;
    file.write_all(&bytes).map_err(Error::write(path))
}

fn text(separator: u8) -> std::io::Result<Vec<u8>> {
    // Without the mark, some spreadsheets take the text for another encoding.
    let mut writer = csv::WriterBuilder::new()
        .delimiter(separator)
        .from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(COLUMNS.iter().map(|(column, _)| column.title()))?;
    writer.write_record(COLUMNS.iter().map(|(_, example)| example))?;
    writer.into_inner().map_err(csv::IntoInnerError::into_error)
}
