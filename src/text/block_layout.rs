//! [`Document`] -> lines no wider than asked, on a screen or in a pipe: indents, bullets, edges of boxes, tables, blank
//! lines between blocks.
//!
//! Every line goes through [`Layout::emit`], which puts the edges of all enclosing boxes and lists at its left. So a list in
//! a box in a list needs no rule of its own.

use super::charset::Glyphs;
use super::clean::clean_line;
use super::document::{Block, BoxKind, Document, Span, Style};
use super::line_break::Flow;
use super::table_layout::{Column, GAP, column_widths, short_heads};
use super::width::{pad, width};

/// Minimum number of columns next to an edge or a bullet; otherwise it is not drawn.
const MIN_INNER: usize = 6;
/// In fewer columns, labels are above their values.
const MIN_FIELDS: usize = 30;

/// A line of a laid-out document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// Its runs, left to right; together no wider than the width asked for.
    pub spans: Vec<Span>,
    /// The top-level block that it belongs to.
    pub block: usize,
    /// Where in that block it begins, in characters of the block's text: the same place at every width.
    pub offset: usize,
    /// Its level, where it begins a heading.
    pub heading: Option<u8>,
}

impl Line {
    /// Its characters.
    pub fn text(&self) -> String {
        self.spans.iter().map(|span| span.text.as_str()).collect()
    }

    /// Its columns.
    pub fn width(&self) -> usize {
        self.spans.iter().map(|span| width(&span.text)).sum()
    }
}

/// Lays `document` out in lines of at most `width` columns (at least 1), one blank line between blocks.
///
/// Whatever the document holds, no line holds a character that could harm a terminal. With [`Glyphs::ASCII`] the text is
/// transliterated before it is broken.
pub fn layout(document: &Document, width: usize, glyphs: &Glyphs) -> Vec<Line> {
    layout_top(document, width, glyphs, usize::MAX)
}

/// The first `most` of these lines; what follows is not laid out.
pub fn layout_top(document: &Document, width: usize, glyphs: &Glyphs, most: usize) -> Vec<Line> {
    let mut layout = Layout {
        glyphs,
        width: width.max(1),
        lines: Vec::new(),
        edges: Vec::new(),
        block: 0,
        offset: 0,
    };
    let mut above = None;
    for (at, block) in document.blocks.iter().enumerate() {
        if layout.lines.len() < most && !is_empty(block) {
            layout.separate(above.replace(block), block, false);
            (layout.block, layout.offset) = (at, 0);
            layout.block(block);
        }
    }
    layout.lines.truncate(most);
    layout.lines
}

/// The line that shows the place `offset` of `block`: where to go on reading after the width has changed.
pub fn reflow_position(lines: &[Line], block: usize, offset: usize) -> usize {
    let place = |line: &Line| (line.block, line.offset);
    let after = lines.partition_point(|line| place(line) <= (block, offset));
    match after.checked_sub(1) {
        // Several lines may show one place, as those of a table's row do: the first of them.
        Some(last) => lines.partition_point(|line| place(line) < place(&lines[last])),
        None => 0,
    }
}

/// The characters of `lines`, each line with its line break.
pub fn plain(lines: &[Line]) -> String {
    lines.iter().map(|line| line.text() + "\n").collect()
}

/// The lines so far, and the edges of the next one.
struct Layout<'a> {
    glyphs: &'a Glyphs,
    width: usize,
    lines: Vec<Line>,
    edges: Vec<Edge>,
    block: usize,
    /// Characters of the block's text so far: its pieces, each with a line break after it.
    offset: usize,
}

/// What is drawn at the left of every line.
struct Edge {
    /// On the first line, if that is different.
    first: Option<Span>,
    rest: Span,
}

impl Edge {
    fn same(rest: Span) -> Self {
        Self { first: None, rest }
    }

    /// `first`, then an indent.
    fn hanging(first: Span, columns: usize) -> Self {
        Self {
            first: Some(first),
            rest: Span::plain(" ".repeat(columns)),
        }
    }
}

impl Layout<'_> {
    /// Blocks within another one. `tight`: no blank line between a paragraph and its list.
    fn blocks(&mut self, blocks: &[Block], tight: bool) {
        let mut above = None;
        for block in blocks.iter().filter(|block| !is_empty(block)) {
            self.separate(above.replace(block), block, tight);
            self.block(block);
        }
    }

    /// A blank line between two blocks, if they need one.
    fn separate(&mut self, above: Option<&Block>, below: &Block, tight: bool) {
        match (above, below) {
            (None | Some(Block::Heading { .. }), _) => {}
            (Some(Block::Paragraph(_)), Block::List { .. }) if tight => {}
            _ => self.blank(),
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { level, content } => {
                let first = self.lines.len();
                self.flow(&self.flow_of(content, Style::HEADING), 0);
                if let Some(line) = self.lines.get_mut(first) {
                    line.heading = Some(*level);
                }
            }
            Block::Paragraph(content) => self.paragraph(content),
            Block::List { start, items } => self.list(*start, items),
            Block::Quote(content) => {
                let edge = Span::styled(format!("{} ", self.glyphs.quote), Style::DIM);
                self.within(Edge::same(edge), |layout| layout.blocks(content, false));
            }
            Block::Alert { kind, content } => self.alert(*kind, content),
            Block::Table { header, rows } => self.table(header, rows),
            Block::Verbatim(text) => {
                let mut flow = self.flow_of(&[], Style::PLAIN);
                flow.push_text(text.trim_end_matches('\n'), Style::CODE, None);
                let lines = flow.wrap(self.inner(), true);
                self.flow_lines(lines, &flow, 0);
            }
            Block::Fields(fields) => self.fields(fields),
            Block::Rule => {
                let columns = width(self.glyphs.rule).max(1);
                let rule = self.glyphs.rule.repeat(self.inner() / columns);
                self.emit(vec![Span::styled(rule, Style::DIM)], self.offset);
            }
        }
    }

    fn list(&mut self, start: Option<u64>, items: &[Vec<Block>]) {
        let tight = items.iter().all(|item| is_short(item));
        let last = start.map(|start| start.saturating_add(items.len() as u64).saturating_sub(1));
        let digits = last.map_or(0, |last| last.to_string().len());
        for (at, item) in items.iter().enumerate() {
            if at > 0 && !tight {
                self.blank();
            }
            let marker = match start {
                Some(start) => format!("{:>digits$}. ", start.saturating_add(at as u64)),
                None => format!("{} ", self.glyphs.bullet),
            };
            let columns = width(&marker);
            if start.is_some() && !self.has_room(columns) {
                // A number carries meaning: it is never left out.
                self.label(marker.trim(), Style::PLAIN);
            }
            let edge = Edge::hanging(Span::plain(marker), columns);
            self.within(edge, |layout| layout.blocks(item, true));
        }
    }

    fn alert(&mut self, kind: BoxKind, content: &[Block]) {
        let loud = match kind {
            BoxKind::Warning | BoxKind::Caution => Style::STRONG | Style::WARN,
            BoxKind::Note | BoxKind::Tip | BoxKind::Important => Style::STRONG,
        };
        let edge = Span::styled(format!("{} ", self.glyphs.bar), loud);
        let (first, rest) = match content {
            [Block::Paragraph(first), rest @ ..] => (first.as_slice(), rest),
            all => (&[][..], all),
        };
        self.within(Edge::same(edge), |layout| {
            let label = [Span::styled(kind.label(), loud), Span::plain("  ")];
            layout.paragraph(&[&label, first].concat());
            if rest.len() < content.len() && rest.iter().any(|block| !is_empty(block)) {
                layout.blank();
            }
            layout.blocks(rest, false);
        });
    }

    fn fields(&mut self, fields: &[(String, Vec<Span>)]) {
        let inner = self.inner();
        let glyphs = self.glyphs;
        let shown = |label: &str| glyphs.show(&clean_line(label)).into_owned();
        let widest = fields.iter().map(|(label, _)| width(&shown(label))).max();
        let column = widest.unwrap_or(0).min(inner / 3);
        for (label, value) in fields {
            let label = shown(label);
            let edge = if inner >= MIN_FIELDS && width(&label) <= column && !value.is_empty() {
                let label = Span::styled(pad(&label, column + GAP), Style::DIM);
                Edge::hanging(label, column + GAP)
            } else {
                self.label(&label, Style::DIM);
                let columns = if inner >= MIN_FIELDS {
                    column + GAP
                } else {
                    GAP
                };
                Edge::same(Span::plain(" ".repeat(columns)))
            };
            self.within(edge, |layout| layout.paragraph(value));
        }
    }

    /// A table: its columns side by side where they fit, otherwise each row as lines of its own.
    fn table(&mut self, header: &[Vec<Span>], rows: &[Vec<Vec<Span>>]) {
        let mut columns: Vec<Column> = Vec::new();
        for row in std::iter::once(header).chain(rows.iter().map(Vec::as_slice)) {
            columns.resize(columns.len().max(row.len()), Column::default());
            for (at, cell) in row.iter().enumerate() {
                columns[at].add(self.flow_of(cell, Style::PLAIN).measure(), at == 0);
            }
        }
        let Some(widths) = column_widths(&columns, self.inner()) else {
            return self.records(header, rows);
        };
        if !header.iter().all(|cell| has_no_text(cell)) {
            let start = self.offset;
            self.row(header, Style::STRONG, &widths);
            let glyph = self.glyphs.rule;
            let rule = |columns: &usize| {
                pad(&glyph.repeat(columns / width(glyph).max(1)), *columns).into_owned()
            };
            let rules: Vec<String> = widths.iter().map(rule).collect();
            self.emit(
                vec![Span::styled(rules.join(&" ".repeat(GAP)), Style::DIM)],
                start,
            );
        }
        for row in rows {
            self.row(row, Style::PLAIN, &widths);
        }
    }

    /// A row: its cells wrapped side by side. All its lines show the place where it begins.
    fn row(&mut self, cells: &[Vec<Span>], style: Style, widths: &[usize]) {
        let start = self.offset;
        let mut wrapped = Vec::new();
        for (cell, width) in cells.iter().zip(widths) {
            let flow = self.flow_of(cell, style);
            self.offset += flow.chars() + 1;
            wrapped.push(flow.wrap((*width).max(1), false).into_iter());
        }
        let height = wrapped
            .iter()
            .map(ExactSizeIterator::len)
            .max()
            .unwrap_or(0);
        for _ in 0..height.max(1) {
            let mut spans: Vec<Span> = Vec::new();
            // Padding, which is needed only if something follows.
            let mut space = 0;
            for (cell, width) in wrapped.iter_mut().zip(widths) {
                let content = cell.next().map_or(Vec::new(), |(_, content)| content);
                let taken: usize = content
                    .iter()
                    .map(|span| super::width::width(&span.text))
                    .sum();
                if taken > 0 {
                    if space > 0 {
                        spans.push(Span::plain(" ".repeat(space)));
                    }
                    space = 0;
                }
                spans.extend(content);
                space += width.saturating_sub(taken) + GAP;
            }
            self.emit(spans, start);
        }
    }

    /// Each row as lines of its own: "head: cell".
    fn records(&mut self, header: &[Vec<Span>], rows: &[Vec<Vec<Span>>]) {
        if rows.is_empty() {
            for cell in header {
                self.flow(&self.flow_of(cell, Style::STRONG), 0);
            }
            return;
        }
        // In the block's text the heads come first, wherever they are shown; so the first record begins where they begin.
        let (first, start) = (self.lines.len(), self.offset);
        for head in header {
            self.offset += self.flow_of(head, Style::STRONG).chars() + 1;
        }
        let short = short_heads(header, self.glyphs.ellipsis);
        for (at, row) in rows.iter().enumerate() {
            let header = if at == 0 { header } else { &short };
            if at > 0 {
                self.blank();
            }
            for (column, cell) in row.iter().enumerate() {
                let head = header.get(column).map_or(&[][..], Vec::as_slice);
                let mut flow = self.flow_of(head, Style::STRONG);
                if !flow.is_empty() {
                    flow.push_text(": ", Style::STRONG, None);
                }
                let lead = flow.chars();
                for span in cell {
                    flow.push(span, Style::PLAIN);
                }
                let edge = Edge::hanging(Span::default(), GAP);
                self.within(edge, |layout| layout.flow(&flow, lead));
            }
        }
        if let Some(line) = self.lines.get_mut(first) {
            line.offset = start;
        }
    }

    fn paragraph(&mut self, content: &[Span]) {
        self.flow(&self.flow_of(content, Style::PLAIN), 0);
    }

    /// A label on lines of its own, with the offset of what follows it.
    fn label(&mut self, text: &str, style: Style) {
        let label = [Span::styled(text, style)];
        let lines = self.flow_of(&label, Style::PLAIN).wrap(self.inner(), false);
        for (_, spans) in lines {
            self.emit(spans, self.offset);
        }
    }

    fn flow_of<'s>(&self, content: &'s [Span], style: Style) -> Flow<'s> {
        let mut flow = Flow::new(self.glyphs.charset);
        for span in content {
            flow.push(span, style);
        }
        flow
    }

    /// Breaks a flow and emits its lines; its first `lead` characters do not belong to the block's text.
    fn flow(&mut self, flow: &Flow, lead: usize) {
        self.flow_lines(flow.wrap(self.inner(), false), flow, lead);
    }

    fn flow_lines(&mut self, lines: Vec<(usize, Vec<Span>)>, flow: &Flow, lead: usize) {
        let start = self.offset;
        for (chars, spans) in lines {
            self.emit(spans, start + chars.saturating_sub(lead));
        }
        if !flow.is_empty() {
            self.offset = start + flow.chars() - lead + 1;
        }
    }

    /// The columns that the edges leave.
    fn inner(&self) -> usize {
        let edges = self.edges.iter();
        let taken: usize = edges.map(|edge| width(&edge.rest.text)).sum();
        self.width.saturating_sub(taken).max(1)
    }

    fn has_room(&self, columns: usize) -> bool {
        self.inner() >= columns + MIN_INNER
    }

    /// Runs `inside` with an edge at the left, if there is room for it.
    fn within(&mut self, edge: Edge, inside: impl FnOnce(&mut Self)) {
        if !self.has_room(width(&edge.rest.text)) {
            return inside(self);
        }
        let has_first = edge.first.is_some();
        self.edges.push(edge);
        inside(self);
        // An empty item is still an item.
        if has_first && self.edges.last().is_some_and(|edge| edge.first.is_some()) {
            self.emit(Vec::new(), self.offset);
        }
        self.edges.pop();
    }

    /// An empty line with the edges around it. It counts as the end of what is above it.
    fn blank(&mut self) {
        let edges = self.edges.iter().map(|edge| edge.rest.clone());
        let above = self.lines.last().map_or(0, |line| line.offset);
        self.push(edges.collect(), self.offset.saturating_sub(1).max(above));
    }

    /// A line, with the edges before it.
    fn emit(&mut self, content: Vec<Span>, offset: usize) {
        let edges = self.edges.iter_mut();
        let edges = edges.map(|edge| edge.first.take().unwrap_or_else(|| edge.rest.clone()));
        let spans = edges.chain(content).collect();
        self.push(spans, offset);
    }

    /// A line without spaces at its end.
    fn push(&mut self, mut spans: Vec<Span>, offset: usize) {
        spans.retain(|span| !span.text.is_empty());
        while let Some(last) = spans.last_mut() {
            last.text.truncate(last.text.trim_end_matches(' ').len());
            if !last.text.is_empty() {
                break;
            }
            spans.pop();
        }
        self.lines.push(Line {
            spans,
            block: self.block,
            offset,
            heading: None,
        });
    }
}

fn has_no_text(spans: &[Span]) -> bool {
    spans.iter().all(|span| span.text.is_empty())
}

/// Whether a block has nothing to show.
fn is_empty(block: &Block) -> bool {
    match block {
        Block::Heading { content, .. } | Block::Paragraph(content) => has_no_text(content),
        Block::List { items, .. } => items.is_empty(),
        Block::Quote(content) => content.iter().all(is_empty),
        Block::Table { header, rows } => {
            let mut cells = header.iter().chain(rows.iter().flatten());
            cells.all(|cell| has_no_text(cell))
        }
        Block::Verbatim(text) => text.trim_end_matches('\n').is_empty(),
        Block::Fields(fields) => fields.is_empty(),
        Block::Alert { .. } | Block::Rule => false,
    }
}

/// Whether an item is one paragraph, perhaps with a list of such items below it: no blank line is needed around it.
fn is_short(item: &[Block]) -> bool {
    item.iter().enumerate().all(|(at, block)| match block {
        Block::Paragraph(_) => at == 0,
        Block::List { items, .. } => items.iter().all(|item| is_short(item)),
        _ => false,
    })
}
