//! CSV, TSV and the like: text with a separator between cells.

use csv::{ReaderBuilder, StringRecord};

use super::table::{Cell, Tables};
use crate::import::columns::{Headings, Layout};

const SEPARATORS: &[u8] = b",;\t|";

/// Rows by which the separator is recognised.
const SAMPLE: usize = 20;

/// Reads a text.
pub(super) fn read(text: &str, headings: &Headings<'_>, tables: &mut Tables<'_, '_>) {
    // Excel writes the separator into a line of its own.
    let named = text
        .strip_prefix("sep=")
        .and_then(|rest| Some((rest.lines().next()?, rest)));
    let (separator, text) = match named {
        Some((line, rest)) if line.len() == 1 => (line.as_bytes()[0], &rest[1..]),
        _ => (separator(text, headings), text),
    };
    let text = text.trim_end();
    let mut reader = reader(text, separator);
    let mut record = StringRecord::new();
    let mut number = 0;
    loop {
        let start = reader.position().byte() as usize;
        if !reader.read_record(&mut record).unwrap_or(false) {
            break;
        }
        let raw = &text[start..reader.position().byte() as usize];
        // The second half of a Windows line end.
        let raw = match text[..start].ends_with('\r') {
            true => raw.strip_prefix('\n').unwrap_or(raw),
            false => raw,
        };
        number += 1 + empty_lines(raw);
        let is_last = reader.position().byte() as usize >= text.len();
        let quotes = raw.bytes().filter(|byte| *byte == b'"').count();
        if is_last && quotes % 2 == 1 && raw.trim().contains('\n') {
            tables.leave_out(
                number,
                "a quotation mark in it is never closed, so that all lines after it are part of it",
            );
            break;
        }
        let cells = record
            .iter()
            .enumerate()
            .filter(|(_, text)| !text.is_empty());
        let cells = cells.map(|(column, text)| Cell {
            column,
            text: text.to_owned(),
            until: 0,
        });
        tables.row(number, cells.collect());
    }
}

fn reader(text: &str, separator: u8) -> csv::Reader<&[u8]> {
    let mut builder = ReaderBuilder::new();
    builder
        .delimiter(separator)
        .has_headers(false)
        .flexible(true);
    builder.from_reader(text.as_bytes())
}

/// Empty lines before a row, which are rows of a spreadsheet, too, but are passed over by the reader.
fn empty_lines(raw: &str) -> u64 {
    let before = &raw[..raw.len() - raw.trim_start_matches(['\r', '\n']).len()];
    let lines = before.matches('\n').count();
    (if lines == 0 { before.len() } else { lines }) as u64
}

/// The separator with which the headings are found, else the one that makes most cells.
fn separator(text: &str, headings: &Headings<'_>) -> u8 {
    let quality = |separator: &&u8| {
        let rows = reader(text, **separator)
            .into_records()
            .flatten()
            .take(SAMPLE);
        let rows = rows.map(|row| {
            let layout = Layout::new(headings, row.iter().enumerate());
            (layout.is_from_headings(), row.len())
        });
        rows.fold((false, 0), |(found, cells), (more, count)| {
            (found || more, cells + count)
        })
    };
    // The first of several equally good ones.
    let best = SEPARATORS.iter().rev().max_by_key(quality);
    best.copied().unwrap_or(b',')
}
