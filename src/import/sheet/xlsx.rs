//! XLSX: cells one after the other, as the workbook stores them.

use std::collections::HashMap;
use std::fmt::Display;
use std::io::{Cursor, Read, copy, sink};

use calamine::{DataRef, Reader, Xlsx};
use zip::ZipArchive;

use super::table::{Cell, Tables};

/// Maximum size of what is unpacked.
pub(super) const MAX_UNPACKED: u64 = 256 << 20;

/// Reads all sheets.
pub(super) fn read(bytes: &[u8], tables: &mut Tables<'_, '_>) -> Result<(), String> {
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    for name in workbook.sheet_names() {
        tables.begin(&name);
        let merged = workbook
            .merge_cells_by_sheet_name(&name)
            .unwrap_or_default();
        let merged: HashMap<_, _> = merged
            .into_iter()
            .map(|region| (region.start, region.end.0))
            .collect();
        let mut reader = match workbook.worksheet_cells_reader(&name) {
            Ok(reader) => reader,
            // A sheet that is a diagram.
            Err(calamine::XlsxError::NotAWorksheet(_)) => continue,
            Err(error) => return Err(broken(error)),
        };
        let mut row = (0, Vec::new());
        while let Some(cell) = reader.next_cell().map_err(broken)? {
            let (number, column) = cell.get_position();
            if number != row.0 {
                let (number, cells) = std::mem::replace(&mut row, (number, Vec::new()));
                tables.row(u64::from(number) + 1, cells);
            }
            let until = merged
                .get(&(number, column))
                .map_or(0, |last| u64::from(*last) + 1);
            let text = text(cell.get_value());
            if !text.is_empty() {
                row.1.push(Cell {
                    column: column as usize,
                    text,
                    until,
                });
            }
        }
        tables.row(u64::from(row.0) + 1, row.1);
    }
    Ok(())
}

/// Refuses a file that is small but unpacks to more than this program can hold. What the file says about its sizes is not
/// trusted.
pub(super) fn measure(bytes: &[u8]) -> Result<(), String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    let mut total = 0;
    for at in 0..archive.len() {
        let file = archive.by_index(at).map_err(broken)?;
        let name = file.name().map_err(broken)?.into_owned();
        if name.ends_with(".xml") || name.ends_with(".rels") {
            let limited = &mut file.take(MAX_UNPACKED - total + 1);
            total += copy(limited, &mut sink()).map_err(broken)?;
        }
        if total > MAX_UNPACKED {
            return Err("unpacks to more than the limit of 256 MB".to_owned());
        }
    }
    Ok(())
}

pub(super) fn broken(error: impl Display) -> String {
    format!("not a workbook, or a damaged one: {error}")
}

/// A value as text; a date without its time.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::DateTime(date) if date.is_datetime() && date.as_f64() >= 1.0 => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTime(time) => time.as_f64().to_string(),
        DataRef::Error(error) => error.to_string(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::Empty => String::new(),
    }
}
