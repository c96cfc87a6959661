//! Sets tables: columns sized to what is in them; where they do not fit side by side, one record below the other.

use super::setting::{GAP, Setter};
use super::wrap::Flow;
use super::{Span, Style};

/// A column may be as narrow as its longest word, but a word longer than this is broken (not in the first column: it
/// names the row).
const WORD: usize = 12;

impl<'a> Setter<'a> {
    pub(super) fn table(&mut self, header: &'a [Vec<Span>], rows: &'a [Vec<Vec<Span>>]) {
        let mut head = self.flows(header, Style::STRONG);
        let mut body: Vec<_> = rows
            .iter()
            .map(|row| self.flows(row, Style::PLAIN))
            .collect();
        let count = body.iter().map(Vec::len).max().unwrap_or(0).max(head.len());

        let mut columns = vec![Column::default(); count];
        for row in std::iter::once(&head).chain(&body) {
            for (at, (column, cell)) in columns.iter_mut().zip(row).enumerate() {
                let (natural, word) = cell.measure();
                let least = if at == 0 { word } else { word.min(WORD) };
                column.natural = column.natural.max(natural);
                column.least = column.least.max(least);
            }
        }
        match fit(&columns, self.inner()) {
            Some(widths) => {
                if head.iter().any(|cell| !cell.is_empty()) {
                    self.row(&mut head, &widths);
                    self.line_below(&widths);
                }
                for row in &mut body {
                    self.row(row, &widths);
                }
            }
            None => self.records(&head, header, rows),
        }
    }

    fn flows(&self, cells: &'a [Vec<Span>], style: Style) -> Vec<Flow<'a>> {
        let flow = |cell: &'a Vec<Span>| {
            let mut flow = Flow::new(self.glyphs().repertoire);
            for span in cell {
                flow.push(span, style);
            }
            flow
        };
        cells.iter().map(flow).collect()
    }

    /// A row: its cells wrapped side by side. All its lines show the place where it begins.
    fn row(&mut self, cells: &mut [Flow<'a>], widths: &[usize]) {
        let mut start = None;
        for (cell, width) in cells.iter_mut().zip(widths) {
            cell.wrap((*width).max(1));
            if !cell.is_empty() {
                self.next_piece();
                start = start.or(Some(self.offset()));
                self.advance(cell.chars());
            }
        }
        let start = start.unwrap_or(self.offset());
        let height = cells.iter().map(Flow::len).max().unwrap_or(0).max(1);
        for line in 0..height {
            let mut spans: Vec<Span> = Vec::new();
            // Blanks are owed until something stands behind them.
            let mut owed = 0;
            for (cell, width) in cells.iter().zip(widths) {
                let content = cell.spans(line);
                let taken: usize = content.iter().map(|span| super::width(&span.text)).sum();
                if taken > 0 {
                    if owed > 0 {
                        spans.push(Span::plain(" ".repeat(owed)));
                    }
                    owed = 0;
                }
                spans.extend(content);
                owed += width.saturating_sub(taken) + GAP;
            }
            self.emit(spans, start, None);
        }
    }

    fn line_below(&mut self, widths: &[usize]) {
        let glyph = self.glyphs().rule;
        let columns = super::width(glyph).max(1);
        let rules: Vec<String> = widths
            .iter()
            .map(|width| super::pad(&glyph.repeat(width / columns), *width).into_owned())
            .collect();
        let text = rules.join(&" ".repeat(GAP));
        self.emit(vec![Span::styled(text, Style::DIM)], self.offset(), None);
    }

    /// Each row as lines of its own: "head: cell".
    fn records(&mut self, head: &[Flow<'a>], header: &'a [Vec<Span>], rows: &'a [Vec<Vec<Span>>]) {
        if rows.is_empty() {
            for cell in header {
                self.leaf(None, cell, Style::STRONG, None);
            }
            return;
        }
        // The heads come first in the block's text, wherever they are shown; the first record shows their place, too.
        let start = self.offset();
        for cell in head.iter().filter(|cell| !cell.is_empty()) {
            self.next_piece();
            self.advance(cell.chars());
        }
        let before = self.count();
        let short = short_heads(header, self.glyphs().ellipsis);
        for (at, row) in rows.iter().enumerate() {
            let header = if at == 0 { header } else { &short };
            if at > 0 {
                self.blank();
            }
            for (column, cell) in row.iter().enumerate() {
                self.hanging(GAP, |setter| {
                    let mut flow = Flow::new(setter.glyphs().repertoire);
                    let mut lead = 0;
                    if let Some(head) = header.get(column) {
                        for span in head {
                            flow.push_text(&span.text, span.style | Style::STRONG, None);
                        }
                        if !flow.is_empty() {
                            flow.push_text(": ", Style::STRONG, None);
                            lead = flow.chars();
                        }
                    }
                    for span in cell {
                        flow.push(span, Style::PLAIN);
                    }
                    setter.flowing(&mut flow, lead, None);
                });
            }
        }
        self.place(before, start);
    }
}

#[derive(Default, Clone, Copy)]
struct Column {
    /// Where nothing is wrapped.
    natural: usize,
    /// Where as much as possible is.
    least: usize,
}

/// Columns of a head that is said again with each row.
const HEAD: usize = 60;

/// The heads as they are repeated: cut where they are long, or a table would be as large as its head times its rows.
pub(super) fn short_heads(header: &[Vec<Span>], ellipsis: &str) -> Vec<Vec<Span>> {
    let short = |head: &Vec<Span>| super::truncate_spans(head, HEAD, ellipsis);
    header.iter().map(short).collect()
}

/// The widths of the columns side by side in `width`: as they are if they fit; else narrow ones as they are, and the
/// others share the rest by what is in them. `None` where not even that fits.
fn fit(columns: &[Column], width: usize) -> Option<Vec<usize>> {
    let gaps = GAP * columns.len().saturating_sub(1);
    let mut left = width.checked_sub(gaps)?;
    let mut least: usize = columns.iter().map(|column| column.least.max(1)).sum();
    if least > left {
        return None;
    }
    let mut widths: Vec<Option<usize>> = vec![None; columns.len()];
    for open in (1..=columns.len()).rev() {
        let share = left / open;
        let unset = || (0..columns.len()).filter(|at| widths[*at].is_none());
        // Who needs more than a share comes first, so that the share of the others is not too large.
        let next = unset()
            .find(|at| columns[*at].least > share)
            .or_else(|| unset().find(|at| columns[*at].natural <= share));
        let (at, wanted) = match next {
            Some(at) => (at, columns[at].natural.min(share)),
            None => {
                // A very long text gets no more than three shares.
                let weight = |at: usize| columns[at].natural.min(share * 3).max(1);
                let all: usize = unset().map(weight).sum();
                let at = unset().next()?;
                (at, left * weight(at) / all)
            }
        };
        let own = columns[at].least.max(1);
        least -= own;
        let taken = wanted.clamp(own, own.max(left - least));
        widths[at] = Some(taken);
        left -= taken;
    }
    widths.into_iter().collect()
}
