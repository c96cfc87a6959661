//! The empty sheet for a clinic to fill in: headings and one example.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use super::summary::Error;

/// The question of the example, by which its row is recognised and left out.
pub(super) const EXAMPLE: &str = "EXAMPLE: How is gout treated?";

/// The sheet. Its cells are text, so that a spreadsheet does not change dates.
const WORKBOOK: &[u8] = include_bytes!("../../assets/template.xlsx");

/// Writes the empty sheet to a file that does not exist yet.
pub fn template(path: &Path) -> Result<(), Error> {
    let extension = path.extension().unwrap_or_default();
    if !extension.eq_ignore_ascii_case("xlsx") {
        return Err(Error::TemplateName(path.to_owned()));
    }
    let file = File::create_new(path).map_err(Error::write(path));
    file?.write_all(WORKBOOK).map_err(Error::write(path))
}
