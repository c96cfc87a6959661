//! Finds the headings of a sheet, names the cells of each row after them, and fills in merged cells.

use crate::import::columns::{Headings, Layout, described};
use crate::import::document::Document;
use crate::import::rows::{Cells, Rows};

/// Columns beyond this one are not read.
pub(super) const MAX_COLUMNS: usize = 1_024;

/// Maximum number of rows above the headings.
const MAX_ABOVE: usize = 20;

/// Maximum number of merged cells that reach into one row.
const MAX_MERGED: usize = 256;

/// Longest text of a cell that looks like a heading.
const LONGEST_HEADING: usize = 40;

/// A cell with text.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    /// Counted from 0.
    pub(super) column: usize,
    pub(super) text: String,
    /// The last row that it covers, if it is merged.
    pub(super) until: u64,
}

/// Takes the rows of all sheets of a file.
pub(super) struct Tables<'a, 'h> {
    headings: &'h Headings<'h>,
    rows: Rows<'a>,
    /// The current sheet.
    name: String,
    layout: Option<Layout>,
    /// Rows before the headings were found.
    waiting: Vec<(u64, Vec<Cell>)>,
    /// The current sheet has no headings and is skipped.
    ignored: bool,
    merged: Vec<Cell>,
}

impl<'a, 'h> Tables<'a, 'h> {
    pub(super) fn new(headings: &'h Headings<'h>, rows: Rows<'a>) -> Self {
        Self {
            headings,
            rows,
            name: String::new(),
            layout: None,
            waiting: Vec::new(),
            ignored: false,
            merged: Vec::new(),
        }
    }

    /// Begins a sheet of a workbook.
    pub(super) fn begin(&mut self, name: &str) {
        self.end();
        self.name = format!("sheet \"{name}\"");
    }

    /// Takes a row; the first one has the number 1.
    pub(super) fn row(&mut self, number: u64, mut cells: Vec<Cell>) {
        cells.retain(|cell| !cell.text.trim().is_empty() && cell.column < MAX_COLUMNS);
        if cells.is_empty() || self.ignored {
            return;
        }
        self.merged.retain(|merged| merged.until >= number);
        let own = cells.len();
        for merged in &self.merged {
            if cells[..own].iter().all(|cell| cell.column != merged.column) {
                cells.push(merged.clone());
            }
        }
        let merged = cells[..own].iter().filter(|cell| cell.until > number);
        self.merged
            .extend(merged.take(MAX_MERGED - self.merged.len()).cloned());
        if self.layout.is_some() {
            return self.take(number, cells);
        }
        let layout = Layout::new(
            self.headings,
            cells.iter().map(|cell| (cell.column, cell.text.as_str())),
        );
        if layout.is_from_headings() {
            for (above, _) in std::mem::take(&mut self.waiting) {
                self.rows.remark(above, "above the headings; not read");
            }
            self.found(layout);
            return;
        }
        self.waiting.push((number, cells));
        if self.waiting.len() > MAX_ABOVE {
            self.without_headings();
        }
    }

    /// Reads the waiting rows by the letters of the columns, if the user gave letters.
    fn without_headings(&mut self) {
        let mut waiting = std::mem::take(&mut self.waiting);
        let Some((number, first)) = waiting.first() else {
            return;
        };
        let headings = || first.iter().map(|cell| (cell.column, cell.text.as_str()));
        let layout = Layout::new(self.headings, headings());
        if !layout.is_complete() {
            let seen: Vec<_> = headings().map(|(at, text)| described(at, text)).collect();
            let reason = format!(
                "no headings for a question and an answer; name the columns, for example --question B --answer C. Row {number} \
                 has {}",
                seen.join(", ")
            );
            self.ignored = true;
            return self.damaged(reason);
        }
        let is_heading = |cell: &Cell| {
            cell.text.len() <= LONGEST_HEADING && !cell.text.contains(['?', '.', '？'])
        };
        if first.iter().all(is_heading) {
            self.rows
                .remark(*number, "read as the headings, not as an answer");
            waiting.remove(0);
            self.found(layout);
        } else {
            self.layout = Some(layout);
        }
        for (number, cells) in waiting {
            self.take(number, cells);
        }
    }

    fn found(&mut self, layout: Layout) {
        if !layout.unread.is_empty() {
            let columns = layout.unread.join(", ");
            self.remark(format!("columns not read: {columns}"));
        }
        self.layout = Some(layout);
    }

    fn take(&mut self, number: u64, cells: Vec<Cell>) {
        let Some(layout) = &self.layout else {
            return;
        };
        let named = cells
            .into_iter()
            .filter_map(|cell| Some((*layout.columns.get(&cell.column)?, cell.text)));
        let named: Cells = named.collect();
        if !named.is_empty() {
            self.rows.is_markdown = layout.is_markdown;
            self.rows.take(number, named);
        }
    }

    /// Leaves out a row that cannot be read.
    pub(super) fn leave_out(&mut self, number: u64, reason: &str) {
        self.rows.leave_out(number, reason);
    }

    /// Reports that the rest of the sheet or the file cannot be read.
    pub(super) fn damaged(&mut self, reason: String) {
        let reason = self.placed(reason);
        self.rows.notes.damaged.push(reason);
    }

    fn remark(&mut self, remark: String) {
        let remark = self.placed(remark);
        self.rows.notes.remarks.push(remark);
    }

    fn placed(&self, text: String) -> String {
        match self.name.as_str() {
            "" => text,
            name => format!("{name}: {text}"),
        }
    }

    fn end(&mut self) {
        self.without_headings();
        let part = match self.name.as_str() {
            "" => String::new(),
            name => format!("{name}, "),
        };
        self.rows.end_of(&part);
        self.layout = None;
        self.ignored = false;
        self.merged.clear();
    }

    pub(super) fn finish(mut self) -> Vec<Document> {
        self.end();
        self.rows.finish()
    }
}
