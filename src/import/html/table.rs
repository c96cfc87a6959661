//! Tables of HTML -> tables of Markdown, in which each cell has its own row and column.

use super::one_line::one_line;
use crate::text::{Block, Span, Style};

/// Maximum number of columns. A table with more becomes a list.
pub(super) const MAX_COLUMNS: usize = 50;

pub(super) struct Row {
    /// It is in the head of the table.
    pub(super) is_head: bool,
    pub(super) cells: Vec<Cell>,
}

pub(super) struct Cell {
    pub(super) is_head: bool,
    /// How many columns it takes.
    pub(super) columns: usize,
    /// How many rows it takes; 0 for all that follow.
    pub(super) rows: usize,
    pub(super) content: Vec<Block>,
}

impl Cell {
    fn line(&self) -> Vec<Span> {
        one_line(&self.content, " ")
    }

    /// The length of its text.
    fn length(&self) -> usize {
        self.line().iter().map(|span| span.text.len()).sum()
    }
}

/// A row of places, each with the cell that takes it.
type Places<'a> = Vec<Option<&'a Cell>>;

/// The blocks of a table, and whether Markdown could not express it as a table.
pub(super) fn blocks(mut rows: Vec<Row>) -> (Vec<Block>, bool) {
    rows.retain(|row| !row.cells.is_empty());
    let cells = || rows.iter().flat_map(|row| &row.cells);
    let columns = rows
        .iter()
        .map(|row| row.cells.iter().map(|cell| cell.columns).sum());
    let columns: usize = columns.max().unwrap_or(0);
    let simple = cells().all(|cell| cell.content.iter().all(is_simple));
    let has_heads = cells().any(|cell| cell.is_head);
    // A table that is only used for layout.
    if columns == 1 && !(simple && has_heads) || rows.len() == 1 && !(simple && columns > 1) {
        let content = cells().flat_map(|cell| cell.content.clone());
        return (content.collect(), false);
    }
    // Repeating cells must not make a small page a large one.
    let sparse = columns * rows.len() > 10 * cells().count() + 1_000;
    if simple && !sparse {
        let grid = place(&rows);
        let narrow = grid.iter().all(|row| row.len() <= MAX_COLUMNS);
        let length = cells().map(Cell::length).sum::<usize>();
        let repeated = grid.iter().flatten().flatten().map(|cell| cell.length());
        if narrow && repeated.sum::<usize>() <= 4 * length + 10_000 {
            return (as_table(&rows, grid).into_iter().collect(), false);
        }
    }
    // An item for each row.
    let contents = |row: Row| row.cells.into_iter().flat_map(|cell| cell.content);
    let items = rows
        .into_iter()
        .map(|row| contents(row).collect::<Vec<_>>());
    let items: Vec<_> = items.filter(|item| !item.is_empty()).collect();
    let list = (!items.is_empty()).then_some(Block::List { start: None, items });
    (list.into_iter().collect(), true)
}

fn as_table(rows: &[Row], mut grid: Vec<Places<'_>>) -> Option<Block> {
    let columns = grid.iter().map(Vec::len).max().unwrap_or(0);
    let mut heads = head_rows(rows, &grid);
    if heads == grid.len() {
        heads = 1;
    }
    let body = grid.split_off(heads.min(grid.len()));
    let header: Vec<_> = (0..columns).map(|column| joined(&grid, column)).collect();
    let rows = body.iter().map(|row| {
        // Words across the whole table are written once.
        let across = row.windows(2).all(|pair| is_repeated(pair[0], pair[1]));
        let shown = if across { 1 } else { row.len() };
        let cells = row.iter().take(shown).map(|cell| {
            let content = cell.map(|cell| one_line(&cell.content, "; "));
            content.unwrap_or_default()
        });
        let mut cells: Vec<Vec<Span>> = cells.collect();
        cells.resize(columns, Vec::new());
        cells
    });
    let has_text = |cells: &Vec<Vec<Span>>| cells.iter().any(|cell| !cell.is_empty());
    let rows: Vec<_> = rows.filter(has_text).collect();
    (!rows.is_empty() || has_text(&header)).then_some(Block::Table { header, rows })
}

/// Puts each cell into every place that it takes.
fn place(rows: &[Row]) -> Vec<Places<'_>> {
    let mut grid = Vec::with_capacity(rows.len());
    // For each column the cell from above, and how many rows it still takes.
    let mut above: Vec<(usize, Option<&Cell>)> = Vec::new();
    for row in rows {
        let mut places = Places::new();
        let mut cells = row.cells.iter();
        loop {
            let column = places.len();
            if let Some((left @ 1.., cell)) = above.get_mut(column) {
                *left -= 1;
                places.push(*cell);
            } else if let Some(cell) = cells.next() {
                let end = column + cell.columns;
                places.resize(end, Some(cell));
                above.resize(above.len().max(end), (0, None));
                let left = cell.rows.wrapping_sub(1);
                above[column..end].fill((left, Some(cell)));
            } else if above.iter().skip(column).any(|(left, _)| *left > 0) {
                // A cell from above is in a column further right.
                places.push(None);
            } else {
                break;
            }
        }
        grid.push(places);
    }
    grid
}

/// Whether two places are taken by the same cell.
fn is_repeated(one: Option<&Cell>, other: Option<&Cell>) -> bool {
    matches!((one, other), (Some(one), Some(other)) if std::ptr::eq(one, other))
}

/// How many rows at the top hold the heads of the columns.
fn head_rows(rows: &[Row], grid: &[Places<'_>]) -> usize {
    let are_heads = |(row, places): &(&Row, &Places<'_>)| {
        let mut cells = places.iter().flatten();
        let all = cells
            .clone()
            .all(|cell| cell.is_head || cell.content.is_empty());
        row.is_head || all && cells.any(|cell| cell.is_head)
    };
    let heads = rows.iter().zip(grid).take_while(are_heads).count();
    // Many authors only make the heads bold.
    let is_bold = |cell: &&Cell| cell.line().iter().all(|span| span.style.has(Style::STRONG));
    let no_heads = grid.iter().flatten().flatten().all(|cell| !cell.is_head);
    let bold = grid.first().is_some_and(|row| {
        let mut cells = row.iter().flatten();
        cells.clone().all(is_bold) && cells.any(|cell| !cell.content.is_empty())
    });
    match heads {
        0 if no_heads && bold && grid.len() > 1 => 1,
        heads => heads,
    }
}

/// The head of a column: the texts of all rows of heads, each once.
fn joined(heads: &[Places<'_>], column: usize) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    let mut before = None;
    for cell in heads.iter().filter_map(|row| *row.get(column)?) {
        let content = cell.line();
        if is_repeated(before, Some(cell)) || content.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push(Span::plain(": "));
        }
        out.extend(content);
        before = Some(cell);
    }
    // Heads are shown bold anyway.
    for span in &mut out {
        span.style = span.style.without(Style::STRONG);
    }
    out
}

/// Whether a block can be written in a cell.
fn is_simple(block: &Block) -> bool {
    match block {
        Block::Paragraph(_) | Block::Heading { .. } | Block::Rule => true,
        Block::List { items, .. } => items.iter().flatten().all(is_simple),
        _ => false,
    }
}
