//! Spreadsheets with a question and its answer in each row: CSV, TSV, XLSX, ODS.
//!
//! Every cell is read as text; formulas are not calculated. Rows are read one by one, so that a sheet need not fit into memory.

mod ods;
mod table;
mod text;
mod xlsx;

use super::columns::Headings;
use super::document::{About, Document, Format, Notes};
use super::encoding;
use super::rows::Rows;
use super::summary::file_name;
use crate::model::Column;
use table::Tables;

/// How old workbooks and password-protected ones begin.
const COMPOUND_FILE: &[u8] = b"\xd0\xcf\x11\xe0";

/// The format.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// Columns that the user named.
    pub(super) columns: Vec<(Column, String)>,
}

impl Format for Sheet {
    fn wants(&self, name: &str) -> bool {
        let file = file_name(name);
        let extension = file.rsplit_once('.').map(|(_, extension)| extension);
        // Excel's lock file of an open workbook: ~$answers.xlsx.
        !file.starts_with("~$")
            && matches!(
                extension,
                Some("csv" | "tsv" | "tab" | "xlsx" | "xlsm" | "ods" | "xls" | "xlsb")
            )
    }

    fn max_size(&self) -> u64 {
        128 << 20
    }

    fn read_bytes(
        &self,
        name: &str,
        bytes: &[u8],
        notes: &mut Notes,
    ) -> Result<Vec<Document>, String> {
        if bytes.starts_with(COMPOUND_FILE) {
            return Err(
                "an old .xls file, or one with a password: save it as .xlsx, without a password"
                    .to_owned(),
            );
        }
        if bytes.starts_with(b"PK") {
            let headings = Headings::new(&self.columns);
            let mut tables = Tables::new(&headings, Rows::new(file_name(name), "row", notes));
            let read = xlsx::measure(bytes).and_then(|()| match ods::read(bytes, &mut tables)? {
                true => Ok(()),
                false => xlsx::read(bytes, &mut tables),
            });
            // What came before the damage is kept.
            read.unwrap_or_else(|damage| tables.damaged(damage));
            return Ok(tables.finish());
        }
        let (text, remark) = encoding::decode(bytes);
        notes.remarks.extend(remark);
        self.read(name, &text, notes)
    }

    fn read(&self, name: &str, text: &str, notes: &mut Notes) -> Result<Vec<Document>, String> {
        if text.trim_start().starts_with('<') {
            return Err(
                "a web page or XML, not a sheet: open it in a spreadsheet and save it as .xlsx"
                    .to_owned(),
            );
        }
        let headings = Headings::new(&self.columns);
        let mut tables = Tables::new(&headings, Rows::new(file_name(name), "row", notes));
        text::read(text, &headings, &mut tables);
        Ok(tables.finish())
    }

    fn about(&self, id: &str) -> About {
        About::unknown(
            id,
            "spreadsheets",
            "the sheet gives no date, or one that can be read in two ways",
        )
    }
}
