//! Sets blocks: indents, bullets, edges of boxes, blank lines between.
//!
//! Every line passes through [`Setter::emit`], which puts the edges of all the boxes and lists around it at its left. So
//! a list in a box in a list needs no rule of its own.

use std::mem::take;

use super::clean::clean_line;
use super::width::{pad, width};
use super::wrap::Flow;
use super::{Block, BoxKind, Glyphs, Line, Span, Style};

/// What must be left of the width beside an edge or a bullet; without, it is not drawn.
const INNER: usize = 6;
/// Columns between what stands side by side.
pub(super) const GAP: usize = 2;
/// Below this, labels stand above what they label.
const BESIDE: usize = 30;

pub(super) struct Setter<'a> {
    glyphs: &'a Glyphs,
    width: usize,
    lines: Vec<Line>,
    edges: Vec<Edge>,
    block: usize,
    /// Characters of the block's text so far: its pieces, with a line break between.
    offset: usize,
    flow: Flow<'a>,
}

/// What stands at the left of every line.
struct Edge {
    /// On the first line, if that is different.
    first: Option<Span>,
    rest: Span,
    columns: usize,
}

impl Edge {
    fn indent(columns: usize) -> Self {
        Self {
            first: None,
            rest: Span::plain(" ".repeat(columns)),
            columns,
        }
    }
}

impl<'a> Setter<'a> {
    pub(super) fn new(width: usize, glyphs: &'a Glyphs) -> Self {
        Self {
            glyphs,
            width,
            lines: Vec::new(),
            edges: Vec::new(),
            block: 0,
            offset: 0,
            flow: Flow::new(glyphs.repertoire),
        }
    }

    pub(super) fn finish(self) -> Vec<Line> {
        self.lines
    }

    pub(super) fn glyphs(&self) -> &'a Glyphs {
        self.glyphs
    }

    /// Sets `blocks`, until there are `most` lines or a few more.
    pub(super) fn document(&mut self, blocks: &'a [Block], most: usize) {
        let mut above: Option<&Block> = None;
        for (at, block) in blocks.iter().enumerate() {
            if self.lines.len() >= most {
                return;
            }
            if is_empty(block) {
                continue;
            }
            if above.is_some_and(|above| apart(above, block, false)) {
                self.blank();
            }
            (self.block, self.offset) = (at, 0);
            self.set(block);
            above = Some(block);
        }
    }

    /// Blocks within another one. `tight`: a list follows its text at once.
    fn blocks(&mut self, blocks: &'a [Block], tight: bool) {
        let mut above: Option<&Block> = None;
        for block in blocks {
            if is_empty(block) {
                continue;
            }
            if above.is_some_and(|above| apart(above, block, tight)) {
                self.blank();
            }
            self.set(block);
            above = Some(block);
        }
    }

    fn set(&mut self, block: &'a Block) {
        match block {
            Block::Heading { level, content } => {
                self.leaf(None, content, Style::HEADING, Some(*level))
            }
            Block::Paragraph(content) => self.leaf(None, content, Style::PLAIN, None),
            Block::List { start, items } => self.list(*start, items),
            Block::Quote(content) => self
                .within(self.edge(self.glyphs.quote, Style::DIM), |setter| {
                    setter.blocks(content, false)
                }),
            Block::Alert { kind, content } => self.alert(*kind, content),
            Block::Table { header, rows } => self.table(header, rows),
            Block::Verbatim(text) => self.verbatim(text),
            Block::Fields(fields) => self.fields(fields),
            Block::Rule => self.rule(),
        }
    }

    fn list(&mut self, start: Option<u64>, items: &'a [Vec<Block>]) {
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
                // A number says something: it is never left out.
                let mut flow = Flow::default();
                flow.push_text(marker.trim(), Style::PLAIN, None);
                flow.wrap(self.inner());
                for line in 0..flow.len() {
                    self.emit(flow.spans(line), self.offset, None);
                }
            }
            let edge = Edge {
                first: Some(Span::plain(marker)),
                ..Edge::indent(columns)
            };
            self.within(edge, |setter| setter.blocks(item, true));
        }
    }

    fn alert(&mut self, kind: BoxKind, content: &'a [Block]) {
        let loud = match kind {
            BoxKind::Warning | BoxKind::Caution => Style::STRONG | Style::WARN,
            BoxKind::Note | BoxKind::Tip | BoxKind::Important => Style::STRONG,
        };
        let label = Some((kind.label(), loud));
        self.within(self.edge(self.glyphs.bar, loud), |setter| match content {
            [Block::Paragraph(first), rest @ ..] => {
                setter.leaf(label, first, Style::PLAIN, None);
                if rest.iter().any(|block| !is_empty(block)) {
                    setter.blank();
                    setter.blocks(rest, false);
                }
            }
            _ => {
                setter.leaf(label, &[], Style::PLAIN, None);
                setter.blocks(content, false);
            }
        });
    }

    fn fields(&mut self, fields: &'a [(String, Vec<Span>)]) {
        let inner = self.inner();
        let glyphs = self.glyphs;
        let shown = |label: &str| glyphs.show(&clean_line(label)).into_owned();
        let widest = fields.iter().map(|(label, _)| width(&shown(label))).max();
        let column = widest.unwrap_or(0).min(inner / 3);
        for (label, value) in fields {
            let label = shown(label);
            let columns = width(&label);
            if inner >= BESIDE && columns <= column && !value.is_empty() {
                self.next_piece();
                let start = self.offset;
                self.offset += label.chars().count();
                let edge = Edge {
                    first: Some(Span::styled(pad(&label, column + GAP), Style::DIM)),
                    ..Edge::indent(column + GAP)
                };
                let before = self.count();
                self.within(edge, |setter| {
                    setter.leaf(None, value, Style::PLAIN, None);
                });
                self.place(before, start);
            } else {
                let mut flow = Flow::default();
                flow.push_text(&label, Style::DIM, None);
                self.flowing(&mut flow, 0, None);
                let edge = Edge::indent(if inner >= BESIDE { column + GAP } else { GAP });
                self.within(edge, |setter| {
                    setter.leaf(None, value, Style::PLAIN, None);
                });
            }
        }
    }

    fn verbatim(&mut self, text: &str) {
        let mut flow = take(&mut self.flow);
        flow.clear();
        flow.push_text(text.trim_end_matches('\n'), Style::CODE, None);
        if !flow.is_empty() {
            self.next_piece();
            flow.wrap_verbatim(self.inner());
            self.lines_of(&flow, 0, None);
        }
        self.flow = flow;
    }

    fn rule(&mut self) {
        let columns = width(self.glyphs.rule).max(1);
        let rule = self.glyphs.rule.repeat(self.inner() / columns);
        self.emit(vec![Span::styled(rule, Style::DIM)], self.offset, None);
    }

    /// Running text, with a label before it that is no part of the block's text.
    pub(super) fn leaf(
        &mut self,
        label: Option<(&str, Style)>,
        content: &'a [Span],
        style: Style,
        heading: Option<u8>,
    ) {
        let mut flow = take(&mut self.flow);
        flow.clear();
        let mut lead = 0;
        if let Some((label, style)) = label {
            flow.push_text(label, style, None);
            flow.push_text("  ", Style::PLAIN, None);
            lead = label.chars().count() + 2;
        }
        for span in content {
            flow.push(span, style);
        }
        self.flowing(&mut flow, lead, heading);
        self.flow = flow;
    }

    /// Breaks a flow and emits its lines; the first `lead` characters are no part of the block's text.
    pub(super) fn flowing(&mut self, flow: &mut Flow<'a>, lead: usize, heading: Option<u8>) {
        if !flow.is_empty() {
            self.next_piece();
            flow.wrap(self.inner());
            self.lines_of(flow, lead, heading);
        }
    }

    fn lines_of(&mut self, flow: &Flow<'a>, lead: usize, heading: Option<u8>) {
        let start = self.offset;
        let mut chars = 0;
        for line in 0..flow.len() {
            chars = flow.chars_to(line, chars);
            let heading = heading.filter(|_| line == 0);
            self.emit(
                flow.spans(line),
                start + chars.saturating_sub(lead),
                heading,
            );
        }
        self.offset = start + flow.chars_to(flow.len(), chars).saturating_sub(lead);
    }

    /// Moves on by the line break between two pieces of the block's text.
    pub(super) fn next_piece(&mut self) {
        if self.offset > 0 {
            self.offset += 1;
        }
    }

    /// How many lines there are.
    pub(super) fn count(&self) -> usize {
        self.lines.len()
    }

    /// Says that line `line` shows the place `offset`: what stands at its left begins there.
    pub(super) fn place(&mut self, line: usize, offset: usize) {
        if let Some(line) = self.lines.get_mut(line) {
            line.offset = offset;
        }
    }

    pub(super) fn offset(&self) -> usize {
        self.offset
    }

    /// Moves on by text that was emitted in another way.
    pub(super) fn advance(&mut self, chars: usize) {
        self.offset += chars;
    }

    /// The columns that the edges leave.
    pub(super) fn inner(&self) -> usize {
        let taken: usize = self.edges.iter().map(|edge| edge.columns).sum();
        self.width.saturating_sub(taken).max(1)
    }

    fn has_room(&self, columns: usize) -> bool {
        self.inner() >= columns + INNER
    }

    fn edge(&self, glyph: &str, style: Style) -> Edge {
        Edge {
            first: None,
            rest: Span::styled(format!("{glyph} "), style),
            columns: width(glyph) + 1,
        }
    }

    /// Sets what `inside` sets with an edge at its left, if there is room for one.
    fn within(&mut self, edge: Edge, inside: impl FnOnce(&mut Self)) {
        if !self.has_room(edge.columns) {
            return inside(self);
        }
        let has_first = edge.first.is_some();
        self.edges.push(edge);
        inside(self);
        // An item without a word is still an item.
        if has_first && self.edges.last().is_some_and(|edge| edge.first.is_some()) {
            self.emit(Vec::new(), self.offset, None);
        }
        self.edges.pop();
    }

    /// Indents what `inside` sets by `columns`, all but its first line.
    pub(super) fn hanging(&mut self, columns: usize, inside: impl FnOnce(&mut Self)) {
        let edge = Edge {
            first: Some(Span::default()),
            ..Edge::indent(columns)
        };
        self.within(edge, inside);
    }

    /// An empty line, with the edges of what it is in.
    pub(super) fn blank(&mut self) {
        let mut spans = Vec::new();
        for edge in &self.edges {
            join(&mut spans, edge.rest.clone());
        }
        self.push(spans, self.offset, None);
    }

    /// A line, with the edges before it.
    pub(super) fn emit(&mut self, content: Vec<Span>, offset: usize, heading: Option<u8>) {
        let spans = if self.edges.is_empty() {
            content
        } else {
            let mut spans = Vec::with_capacity(content.len() + 1);
            for edge in &mut self.edges {
                join(
                    &mut spans,
                    edge.first.take().unwrap_or_else(|| edge.rest.clone()),
                );
            }
            spans.extend(content);
            spans
        };
        self.push(spans, offset, heading);
    }

    fn push(&mut self, mut spans: Vec<Span>, offset: usize, heading: Option<u8>) {
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
            heading,
        });
    }
}

fn join(spans: &mut Vec<Span>, span: Span) {
    match spans.last_mut() {
        Some(last) if last.style == span.style => last.text.push_str(&span.text),
        _ if span.text.is_empty() => {}
        _ => spans.push(span),
    }
}

/// Whether a blank line stands between two blocks.
fn apart(above: &Block, below: &Block, tight: bool) -> bool {
    match (above, below) {
        (Block::Heading { .. }, _) => false,
        (Block::Paragraph(_), Block::List { .. }) => !tight,
        _ => true,
    }
}

/// Whether a block has nothing to show.
fn is_empty(block: &Block) -> bool {
    let none = |spans: &[Span]| spans.iter().all(|span| span.text.is_empty());
    match block {
        Block::Heading { content, .. } | Block::Paragraph(content) => none(content),
        Block::List { items, .. } => items.is_empty(),
        Block::Quote(content) => content.iter().all(is_empty),
        Block::Table { header, rows } => header
            .iter()
            .chain(rows.iter().flatten())
            .all(|cell| none(cell)),
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
