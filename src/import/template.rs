//! The empty sheet for a clinic to fill in: headings and one example.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use rust_xlsxwriter::{Format, FormatAlign, Workbook, XlsxError};

use super::summary::Error;
use crate::model::Column;

/// The question of the example, by which its row is recognised and left out.
pub(super) const EXAMPLE: &str = "EXAMPLE: How is gout treated?";

/// The columns, the width of each in a spreadsheet, and the example.
const COLUMNS: &[(Column, f64, &str)] = &[
    (Column::Condition, 18.0, "Gout"),
    (Column::Question, 34.0, EXAMPLE),
    (
        Column::AlsoAsked,
        30.0,
        "What helps against gout?\nIs there a cure for gout?",
    ),
    (
        Column::ShortAnswer,
        40.0,
        "Medicines against pain and swelling help in an attack. Others prevent new attacks.",
    ),
    (
        Column::Answer,
        60.0,
        "Several lines are fine. A line that begins with a hyphen is an item of a list:\n- rest the joint\n- drink enough",
    ),
    (Column::Source, 30.0, "Gout\nOur guideline for joint pain"),
    (
        Column::Publisher,
        24.0,
        "National Health Service\nOur clinic",
    ),
    (Column::Link, 30.0, "https://www.nhs.uk/conditions/gout/"),
    (Column::Updated, 12.0, "2026-01-31"),
    (Column::Reviewed, 12.0, ""),
    (Column::ReviewedBy, 20.0, ""),
];

/// Writes the empty sheet to a file that does not exist yet: a workbook, or text with commas or tabs.
pub fn template(path: &Path) -> Result<(), Error> {
    let extension = path
        .extension()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    let bytes = match extension.as_str() {
        "xlsx" => workbook().map_err(std::io::Error::other),
        "csv" => text(b','),
        "tsv" => text(b'\t'),
        _ => return Err(Error::TemplateName(path.to_owned())),
    };
    let bytes = bytes.map_err(Error::write(path))?;
    let mut file = File::create_new(path).map_err(Error::write(path))?;
    file.write_all(&bytes).map_err(Error::write(path))
}

fn workbook() -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    // As text, so that a spreadsheet does not change dates.
    let cell = Format::new()
        .set_num_format("@")
        .set_text_wrap()
        .set_align(FormatAlign::Top);
    let heading = Format::new().set_bold();
    for (at, (column, width, example)) in (0..).zip(COLUMNS) {
        sheet
            .set_column_width(at, *width)?
            .set_column_format(at, &cell)?;
        sheet.write_with_format(0, at, column.title(), &heading)?;
        sheet.write_with_format(1, at, *example, &cell)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    workbook.save_to_buffer()
}

fn text(separator: u8) -> std::io::Result<Vec<u8>> {
    // Without the mark, some spreadsheets take the text for another encoding.
    let mut writer = csv::WriterBuilder::new()
        .delimiter(separator)
        .from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(COLUMNS.iter().map(|(column, ..)| column.title()))?;
    writer.write_record(COLUMNS.iter().map(|(_, _, example)| example))?;
    writer.into_inner().map_err(csv::IntoInnerError::into_error)
}
