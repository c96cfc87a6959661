//! ODS. Not read with calamine, which unpacks repeated cells without a limit and knows no merged ones.

use std::io::{BufRead, BufReader, Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::table::{Cell, MAX_COLUMNS, Tables};
use super::xlsx::{MAX_UNPACKED, broken};
use crate::content::MAX_TEXT;
use crate::import::html::decode;

/// How often a text is repeated at most in the cells of a row.
const MAX_REPEATED: usize = 8;

/// Reads all sheets, and says whether it is such a file at all.
pub(super) fn read(bytes: &[u8], tables: &mut Tables<'_, '_>) -> Result<bool, String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    if let Ok(manifest) = archive.by_name("META-INF/manifest.xml") {
        let mut text = String::new();
        let read = manifest.take(MAX_TEXT as u64).read_to_string(&mut text);
        if read.is_ok() && text.contains("encryption-data") {
            return Err("it has a password: save it without one".to_owned());
        }
    }
    let Some(at) = archive.index_for_name("content.xml") else {
        return Ok(false);
    };
    let content = archive.by_index(at).map_err(broken)?;
    let mut reader = Reader::from_reader(BufReader::new(content.take(MAX_UNPACKED)));
    reader.config_mut().expand_empty_elements = true;
    sheets(&mut reader, tables).map_err(broken)?;
    Ok(true)
}

fn sheets(
    reader: &mut Reader<impl BufRead>,
    tables: &mut Tables<'_, '_>,
) -> Result<(), quick_xml::Error> {
    let mut buffer = Vec::new();
    // The number of a row, and how often it is repeated.
    let (mut number, mut repeated) = (1, 1);
    let mut cells = Vec::new();
    let mut column: usize = 0;
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer)? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "table" => {
                    number = 1;
                    tables.begin(&attribute(&tag, "name"));
                }
                "table-row" => {
                    repeated = count(&tag, "number-rows-repeated");
                    column = 0;
                }
                "table-cell" | "covered-table-cell" => {
                    let times = count(&tag, "number-columns-repeated") as usize;
                    let until = number + count(&tag, "number-rows-spanned") - 1;
                    let text = cell(reader, &tag)?;
                    let end = column.saturating_add(times).min(MAX_COLUMNS);
                    if !text.is_empty() {
                        cells.extend((column..end).take(MAX_REPEATED).map(|column| Cell {
                            column,
                            text: text.clone(),
                            until,
                        }));
                    }
                    column = end;
                }
                "tracked-changes" | "shapes" => {
                    reader.read_to_end_into(tag.to_end().name(), &mut Vec::new())?;
                }
                _ => {}
            },
            Event::End(tag) if tag.local_name().as_ref() == "table-row" => {
                tables.row(number, std::mem::take(&mut cells));
                number = number.saturating_add(repeated);
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// The text of a cell as it is shown; a date as the file stores it.
fn cell(
    reader: &mut Reader<impl BufRead>,
    tag: &BytesStart<'_>,
) -> Result<String, quick_xml::Error> {
    let date = attribute(tag, "date-value");
    let mut text = String::new();
    let mut buffer = Vec::new();
    let mut depth = 1;
    while depth > 0 {
        buffer.clear();
        match reader.read_event_into(&mut buffer)? {
            Event::Start(tag) => {
                match tag.local_name().as_ref() {
                    "p" if !text.is_empty() => text.push('\n'),
                    "line-break" => text.push('\n'),
                    "tab" => text.push(' '),
                    "s" => text.push_str(&" ".repeat(count(&tag, "c").min(80) as usize)),
                    "annotation" | "frame" => {
                        reader.read_to_end_into(tag.to_end().name(), &mut Vec::new())?;
                        continue;
                    }
                    _ => {}
                }
                depth += 1;
            }
            Event::End(_) => depth -= 1,
            // What is too long is left out later.
            _ if text.len() > MAX_TEXT => {}
            Event::Text(part) if depth > 1 => text.push_str(&part.xml10_content()),
            Event::GeneralRef(name) if depth > 1 => match name.resolve_char_ref() {
                Ok(Some(char)) => text.push(char),
                _ => text.push_str(&decode(&format!("&{};", &*name))),
            },
            Event::Eof => break,
            _ => {}
        }
    }
    Ok(match date.split_once('T') {
        Some((day, _)) => day.to_owned(),
        None if date.is_empty() => text,
        None => date,
    })
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> String {
    let mut attributes = tag.attributes().flatten();
    let found = attributes.find(|attribute| attribute.key.local_name().as_ref() == name);
    found
        .map(|attribute| decode(&attribute.value))
        .unwrap_or_default()
}

/// A number of repetitions; 1 if there is none.
fn count(tag: &BytesStart<'_>, name: &str) -> u64 {
    attribute(tag, name).parse().unwrap_or(1).max(1)
}
