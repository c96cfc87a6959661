//! Tables of HTML -> tables of Markdown, where each cell has a row and a column of its own.

use std::collections::HashSet;
use std::rc::Rc;

use crate::import::changes::Change;
use crate::text::{Block, Span, Style};

use super::blocks::{labelled, of_tree, one_line, strengthen};
use super::tree::{Element, Node};

/// More columns than a page can show. A table with more becomes a list.
const COLUMNS: usize = 50;

struct Row {
    /// It is in the head of the table.
    head: bool,
    /// The part of the table that it is in. No cell reaches into another one.
    group: usize,
    cells: Vec<Cell>,
}

struct Cell {
    head: bool,
    columns: usize,
    /// How many rows it takes; 0 for all that follow.
    rows: usize,
    content: Rc<Vec<Block>>,
    /// Of its text.
    length: usize,
}

/// A cell in its place; `first` where it begins.
#[derive(Clone)]
struct Placed {
    head: bool,
    first: bool,
    content: Rc<Vec<Block>>,
    length: usize,
}

pub(super) fn table(element: &Element, out: &mut Vec<Block>, losses: &mut Vec<Change>) {
    let mut rows = Vec::new();
    read_rows(element, false, 0, &mut rows, out, losses);
    rows.retain(|row| !row.cells.is_empty());
    let columns = rows
        .iter()
        .map(|row| row.cells.iter().map(|cell| cell.columns).sum::<usize>());
    let columns = columns.max().unwrap_or(0);
    let simple = rows
        .iter()
        .flat_map(|row| &row.cells)
        .all(|cell| cell.content.iter().all(is_simple));
    let titled = rows.iter().flat_map(|row| &row.cells).any(|cell| cell.head);
    // A table that only puts things in their places.
    if columns == 1 && !(simple && titled) || rows.len() == 1 && !(simple && columns > 1) {
        let cells = rows.iter().flat_map(|row| &row.cells);
        out.extend(cells.flat_map(|cell| cell.content.iter().cloned()));
        return;
    }
    // Repeating cells must not make a small page a large one.
    let cells: usize = rows.iter().map(|row| row.cells.len()).sum();
    let sparse = columns * rows.len() > 10 * cells + 1_000;
    let mut grid = if columns > COLUMNS || sparse || !simple {
        Vec::new()
    } else {
        place(&rows)
    };
    let letters = |first: bool| -> usize {
        let cells = grid.iter().flatten().filter(|cell| cell.first || !first);
        cells.map(|cell| cell.length).sum()
    };
    let wide = grid.iter().any(|row| row.len() > COLUMNS);
    if grid.is_empty() || wide || letters(false) > 4 * letters(true) + 10_000 {
        losses.push(Change::TableAsList);
        return as_list(rows, out);
    }
    drop_repeated_columns(&mut grid);
    let columns = grid.iter().map(Vec::len).max().unwrap_or(0);
    let mut heads = head_rows(&rows, &grid);
    if heads == grid.len() {
        heads = 1;
    }
    let body = grid.split_off(heads.min(grid.len()));
    let header = (0..columns).map(|column| joined(&grid, column)).collect();
    let cell = |cell: &Placed| one_line(&cell.content, "; ");
    let rows = body.iter().map(|row| {
        // Words across the whole table are said once.
        let across = row
            .iter()
            .skip(1)
            .all(|cell| Rc::ptr_eq(&cell.content, &row[0].content));
        let mut cells: Vec<Vec<Span>> = row.iter().map(cell).collect();
        if across {
            cells.truncate(1);
        }
        cells.resize(columns, Vec::new());
        cells
    });
    let rows: Vec<_> = rows
        .filter(|row| row.iter().any(|cell| !cell.is_empty()))
        .collect();
    let table = Block::Table { header, rows };
    if !matches!(&table, Block::Table { header, rows } if rows.is_empty() && header.iter().all(Vec::is_empty))
    {
        out.push(table);
    }
}

/// Reads the rows. What stands in a table but in no cell comes before it.
fn read_rows(
    element: &Element,
    head: bool,
    group: usize,
    rows: &mut Vec<Row>,
    out: &mut Vec<Block>,
    losses: &mut Vec<Change>,
) {
    for node in &element.children {
        match node {
            Node::Element(part) => match part.name.as_str() {
                "thead" | "tbody" | "tfoot" => {
                    read_rows(
                        part,
                        part.name == "thead",
                        rows.len() + 1,
                        rows,
                        out,
                        losses,
                    );
                }
                "tr" => rows.push(Row {
                    head,
                    group,
                    cells: read_cells(part, losses),
                }),
                // Without the row that should be around it.
                "td" | "th" => {
                    let cell = read_cell(part, losses);
                    match rows.last_mut() {
                        Some(row) => row.cells.push(cell),
                        None => rows.push(Row {
                            head,
                            group,
                            cells: vec![cell],
                        }),
                    }
                }
                "caption" => {
                    let mut title = one_line(&of_tree(&part.children, losses), " ");
                    strengthen(&mut title);
                    if !title.is_empty() {
                        out.push(Block::Paragraph(title));
                    }
                }
                _ => out.extend(of_tree(std::slice::from_ref(node), losses)),
            },
            node => out.extend(of_tree(std::slice::from_ref(node), losses)),
        }
    }
}

fn read_cells(row: &Element, losses: &mut Vec<Change>) -> Vec<Cell> {
    let mut parts = Vec::new();
    row.parts(&["form", "div"], &mut parts);
    let cells = parts.into_iter().filter_map(|node| match node {
        Node::Element(part) => Some(read_cell(part, losses)),
        Node::Text(span) if span.text.trim().is_empty() => None,
        Node::Break => None,
        text => Some(cell(of_tree(std::slice::from_ref(text), losses))),
    });
    cells.collect()
}

fn cell(content: Vec<Block>) -> Cell {
    Cell {
        head: false,
        columns: 1,
        rows: 1,
        length: one_line(&content, " ")
            .iter()
            .map(|span| span.text.len())
            .sum(),
        content: Rc::new(content),
    }
}

fn read_cell(part: &Element, losses: &mut Vec<Change>) -> Cell {
    Cell {
        head: part.name == "th",
        columns: part.number("colspan").unwrap_or(1).clamp(1, COLUMNS + 1),
        rows: part.number("rowspan").unwrap_or(1),
        ..cell(of_tree(&part.children, losses))
    }
}

/// Puts each cell into every place that it takes.
fn place(rows: &[Row]) -> Vec<Vec<Placed>> {
    let mut grid = Vec::with_capacity(rows.len());
    // For each column the cell from above, and how many rows it still takes.
    let mut above: Vec<(usize, Option<Placed>)> = Vec::new();
    let mut group = 0;
    for row in rows {
        if row.group != group {
            above.clear();
            group = row.group;
        }
        let mut line = Vec::new();
        let mut cells = row.cells.iter();
        loop {
            let column = line.len();
            if let Some((left, Some(cell))) = above.get_mut(column)
                && *left > 0
            {
                *left -= 1;
                line.push(cell.clone());
                continue;
            }
            let Some(cell) = cells.next() else {
                // A cell from above may be in a column behind the last one.
                let more = above.iter().skip(column).any(|(left, _)| *left > 0);
                if !more {
                    break;
                }
                line.push(Placed {
                    head: false,
                    first: true,
                    content: Rc::default(),
                    length: 0,
                });
                continue;
            };
            let mut placed = Placed {
                head: cell.head,
                first: true,
                content: Rc::clone(&cell.content),
                length: cell.length,
            };
            let rows = if cell.rows == 0 {
                usize::MAX
            } else {
                cell.rows
            };
            for column in column..column + cell.columns {
                line.push(placed.clone());
                placed.first = false;
                if above.len() <= column {
                    above.resize(column + 1, (0, None));
                }
                above[column] = (rows - 1, Some(placed.clone()));
            }
        }
        grid.push(line);
    }
    grid
}

/// Drops the columns in which no cell begins: they only repeat the one before.
fn drop_repeated_columns(grid: &mut [Vec<Placed>]) {
    let columns = grid.iter().map(Vec::len).max().unwrap_or(0);
    for column in (1..columns).rev() {
        if !grid
            .iter()
            .any(|row| row.get(column).is_some_and(|cell| cell.first))
        {
            for row in grid.iter_mut().filter(|row| row.len() > column) {
                row.remove(column);
            }
        }
    }
}

/// How many rows at the top hold the heads of the columns.
fn head_rows(rows: &[Row], grid: &[Vec<Placed>]) -> usize {
    let is_head = |(row, line): &(&Row, &Vec<Placed>)| {
        let heads = line.iter().all(|cell| cell.head || cell.content.is_empty());
        row.head || (heads && line.iter().any(|cell| cell.head))
    };
    let heads = rows.iter().zip(grid).take_while(is_head).count();
    // Many authors only make the heads bold.
    let bold = |cell: &Placed| {
        one_line(&cell.content, " ")
            .iter()
            .all(|span| span.style.has(Style::STRONG))
    };
    let untitled = grid.iter().flatten().all(|cell| !cell.head);
    let first = grid
        .first()
        .is_some_and(|row| row.iter().all(bold) && row.iter().any(|cell| !cell.content.is_empty()));
    match heads {
        0 if untitled && first && grid.len() > 1 => 1,
        heads => heads,
    }
}

/// The head of a column: the heads of all the rows of heads, each once.
fn joined(heads: &[Vec<Placed>], column: usize) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    let mut before: Option<&Rc<Vec<Block>>> = None;
    for cell in heads.iter().filter_map(|row| row.get(column)) {
        let known = before.is_some_and(|before| Rc::ptr_eq(before, &cell.content));
        let content = one_line(&cell.content, " ");
        if !known && !content.is_empty() {
            if !out.is_empty() {
                out.push(Span::plain(": "));
            }
            out.extend(content);
            before = Some(&cell.content);
        }
    }
    // The heads stand out as such.
    for span in &mut out {
        span.style = span.style.without(Style::STRONG);
    }
    out
}

/// A list item for each row, with the heads of its columns before its cells.
fn as_list(mut rows: Vec<Row>, out: &mut Vec<Block>) {
    let heads = list_heads(&rows);
    if !heads.is_empty() {
        rows.remove(0);
    }
    let mut items = Vec::new();
    for row in rows {
        let mut item = Vec::new();
        for (column, cell) in in_columns(row.cells) {
            let content = Rc::unwrap_or_clone(cell.content);
            let head = heads
                .get(column)
                .filter(|head| !(head.is_empty() || content.is_empty()));
            item.extend(match head {
                Some(head) => labelled(&format!("{head}: "), content),
                None => content,
            });
        }
        if !item.is_empty() {
            items.push(item);
        }
    }
    if !items.is_empty() {
        out.push(Block::List { start: None, items });
    }
}

/// The heads of the columns. None where the first row has to be an item of its own: it holds no heads, they are too long
/// to be repeated, or one of them has no cell below it to say it.
fn list_heads(rows: &[Row]) -> Vec<String> {
    let [first, below @ ..] = rows else {
        return Vec::new();
    };
    if !first.head && !first.cells.iter().all(|cell| cell.head) {
        return Vec::new();
    }
    let mut heads: Vec<String> = Vec::new();
    for cell in &first.cells {
        let spans = one_line(&cell.content, " ");
        let head: String = spans.into_iter().map(|span| span.text).collect();
        heads.extend(std::iter::repeat_n(head, cell.columns));
    }
    let filled: HashSet<usize> = below
        .iter()
        .flat_map(|row| in_columns(&row.cells))
        .filter(|(_, cell)| !cell.content.is_empty())
        .map(|(column, _)| column)
        .collect();
    let said = in_columns(&first.cells).all(|(column, cell)| {
        cell.content.is_empty() || (column..column + cell.columns).any(|at| filled.contains(&at))
    });
    if !said || heads.iter().map(String::len).sum::<usize>() > 500 {
        heads.clear();
    }
    heads
}

/// Each cell of a row with the column that it begins in.
fn in_columns<C: std::borrow::Borrow<Cell>>(
    cells: impl IntoIterator<Item = C>,
) -> impl Iterator<Item = (usize, C)> {
    cells.into_iter().scan(0, |next, cell| {
        let column = *next;
        *next += cell.borrow().columns;
        Some((column, cell))
    })
}

/// Whether a block can be written in a cell.
fn is_simple(block: &Block) -> bool {
    match block {
        Block::Paragraph(_) | Block::Heading { .. } | Block::Rule => true,
        Block::List { items, .. } => items.iter().flatten().all(is_simple),
        _ => false,
    }
}
