//! CommonMark with footnote citations, tables and alerts -> [`Document`].
//!
//! Any text is read: what is no Markdown is plain text, what is nested too deep is flattened, what could harm a terminal
//! is gone, also where it was written as an entity.

use std::collections::HashMap;
use std::mem::take;
use std::ops::Range;

use pulldown_cmark::{BlockQuoteKind, Event, Tag, TagEnd};

use super::clean::clean;
use super::document::OWN;
use super::inlines::Inlines;
use super::reading::{name, target, walk};
use super::{Block, BoxKind, Document, Span, Style};

/// Lists, quotations and boxes within each other: deeper ones are set as if they were at this level. It keeps
/// everything that goes through a document by recursion within its stack.
const DEPTH: usize = 16;

/// More rows of a table than anybody reads. An old computer could not lay out tens of thousands while someone waits.
const ROWS: usize = 5_000;

/// More columns than a page can show. What is beyond stands in the last one.
const COLUMNS: usize = 100;

/// Numbers citations in the order in which they are met, over all the texts of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Citations {
    ids: Vec<String>,
    numbers: HashMap<String, usize>,
}

impl Citations {
    /// The number of the source `id`, counted from 1; a new one where it was not met before.
    pub fn number(&mut self, id: &str) -> usize {
        if let Some(number) = self.numbers.get(id) {
            return *number;
        }
        self.ids.push(id.to_owned());
        self.numbers.insert(id.to_owned(), self.ids.len());
        self.ids.len()
    }

    /// The sources' ids in the order of their numbers.
    pub fn ids(&self) -> &[String] {
        &self.ids
    }
}

/// Reads `text`, numbering its citations with `citations`. Any text is read: what is no Markdown is plain text.
pub fn markdown(text: &str, citations: &mut Citations) -> Document {
    let text = clean(text);
    let mut builder = Builder::new(citations);
    walk(&text, &mut |event, _: Range<usize>| builder.see(event));
    builder.finish()
}

/// What is open, and what is in it so far.
struct Builder<'c> {
    citations: &'c mut Citations,
    /// The document's blocks.
    root: Vec<Block>,
    /// Lists, items, quotations, boxes.
    frames: Vec<Frame>,
    /// For each of those that is open in the text: whether it has a frame or is flattened.
    framed: Vec<bool>,
    /// The text at hand.
    inlines: Inlines,
    code: Option<String>,
    table: Option<Table>,
}

enum Frame {
    List(Option<u64>, Vec<Vec<Block>>),
    Item(Vec<Block>),
    Quote(Option<BoxKind>, Vec<Block>),
}

#[derive(Default)]
struct Table {
    header: Vec<Vec<Span>>,
    rows: Vec<Vec<Vec<Span>>>,
    row: Vec<Vec<Span>>,
    /// How many rows are left out.
    cut: usize,
}

impl<'c> Builder<'c> {
    fn new(citations: &'c mut Citations) -> Self {
        Self {
            citations,
            root: Vec::new(),
            frames: Vec::new(),
            framed: Vec::new(),
            inlines: Inlines::default(),
            code: None,
            table: None,
        }
    }

    fn finish(mut self) -> Document {
        self.flush();
        Document { blocks: self.root }
    }

    fn see(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match &mut self.code {
                Some(code) => code.push_str(&text),
                None => self.inlines.words(&text),
            },
            Event::Code(text) => {
                let style = self.inlines.style() | Style::CODE;
                self.inlines.push(&clean(&text), style);
            }
            Event::FootnoteReference(id) => match &*clean(&id) {
                OWN => self.inlines.own_advice(),
                id => self.inlines.cite(self.citations.number(id)),
            },
            Event::SoftBreak => self.inlines.words(" "),
            Event::HardBreak => self.inlines.hard_break(),
            Event::Rule => {
                self.flush();
                self.add(Block::Rule);
            }
            // Not asked of the parser, or taken apart before.
            Event::InlineMath(text) | Event::DisplayMath(text) | Event::Html(text) => {
                self.inlines.words(&text)
            }
            Event::InlineHtml(tag) => {
                if let Some(name) = name(&tag) {
                    self.inlines.html(name, !tag.starts_with("</"));
                }
            }
            Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::BlockQuote(kind) => {
                let kind = kind.map(box_kind);
                self.open(|| Frame::Quote(kind, Vec::new()));
            }
            Tag::List(start) => self.open(|| Frame::List(start, Vec::new())),
            Tag::Item => {
                self.flush();
                let framed = matches!(self.frames.last(), Some(Frame::List(..)))
                    && self.framed.last() == Some(&true);
                if framed {
                    self.frames.push(Frame::Item(Vec::new()));
                }
                self.framed.push(framed);
            }
            Tag::CodeBlock(_) => {
                self.flush();
                self.code = Some(String::new());
            }
            Tag::Table(_) => {
                self.flush();
                self.table = Some(Table::default());
            }
            Tag::FootnoteDefinition(id) => {
                self.flush();
                self.inlines.note(self.citations.number(&clean(&id)));
            }
            Tag::Paragraph | Tag::Heading { .. } => self.flush(),
            Tag::Strong => self.inlines.strong(true),
            Tag::Emphasis => self.inlines.emphasis(true),
            Tag::Link {
                link_type,
                dest_url,
                ..
            } => {
                self.inlines.link(target(&dest_url, link_type));
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item => self.close(),
            TagEnd::Paragraph | TagEnd::FootnoteDefinition => self.flush(),
            TagEnd::Heading(level) => {
                let content = self.inlines.take();
                if !content.is_empty() {
                    let level = level as u8;
                    self.add(Block::Heading { level, content });
                }
            }
            TagEnd::CodeBlock => {
                let mut text = clean(&self.code.take().unwrap_or_default()).into_owned();
                text.truncate(text.trim_end_matches('\n').len());
                self.add(Block::Verbatim(text));
            }
            TagEnd::TableCell => {
                let cell = self.inlines.take();
                if let Some(table) = &mut self.table {
                    if table.row.len() < COLUMNS {
                        table.row.push(cell);
                    } else if let Some(last) = table.row.last_mut()
                        && !cell.is_empty()
                    {
                        last.push(Span::plain(" | "));
                        last.extend(cell);
                    }
                }
            }
            TagEnd::TableHead => {
                if let Some(table) = &mut self.table {
                    table.header = take(&mut table.row);
                }
            }
            TagEnd::TableRow => {
                if let Some(table) = &mut self.table {
                    let row = take(&mut table.row);
                    match table.rows.len() < ROWS {
                        true => table.rows.push(row),
                        false => table.cut += 1,
                    }
                }
            }
            TagEnd::Table => {
                if let Some(table) = self.table.take() {
                    let Table {
                        header, rows, cut, ..
                    } = table;
                    self.add(Block::Table { header, rows });
                    if cut > 0 {
                        let note = format!("The table goes on: {cut} more rows are not shown.");
                        let note = Span::styled(note, Style::EMPHASIS);
                        self.add(Block::Paragraph(vec![note]));
                    }
                }
            }
            TagEnd::Strong => self.inlines.strong(false),
            TagEnd::Emphasis => self.inlines.emphasis(false),
            TagEnd::Link => self.inlines.end_link(),
            _ => {}
        }
    }

    /// Opens a list or quotation, unless there are too many around it already.
    fn open(&mut self, frame: impl FnOnce() -> Frame) {
        self.flush();
        let depth = self
            .frames
            .iter()
            .filter(|frame| !matches!(frame, Frame::Item(_)))
            .count();
        let framed = depth < DEPTH;
        if framed {
            self.frames.push(frame());
        }
        self.framed.push(framed);
    }

    fn close(&mut self) {
        self.flush();
        if self.framed.pop() != Some(true) {
            return;
        }
        match self.frames.pop() {
            Some(Frame::List(start, items)) => self.add(Block::List { start, items }),
            Some(Frame::Quote(Some(kind), content)) => self.add(Block::Alert { kind, content }),
            Some(Frame::Quote(None, mut content)) => {
                let block = match label_within(&mut content) {
                    Some(kind) => Block::Alert { kind, content },
                    None => Block::Quote(content),
                };
                self.add(block);
            }
            Some(Frame::Item(content)) => match self.frames.last_mut() {
                Some(Frame::List(_, items)) => items.push(content),
                _ => content.into_iter().for_each(|block| self.add(block)),
            },
            None => {}
        }
    }

    fn add(&mut self, block: Block) {
        match self.frames.last_mut() {
            Some(Frame::Item(blocks) | Frame::Quote(_, blocks)) => blocks.push(block),
            Some(Frame::List(_, items)) => items.push(vec![block]),
            None => self.root.push(block),
        }
    }

    /// Ends the text at hand as a paragraph.
    fn flush(&mut self) {
        let content = self.inlines.take();
        if !content.is_empty() {
            self.add(Block::Paragraph(content));
        }
    }
}

fn box_kind(kind: BlockQuoteKind) -> BoxKind {
    match kind {
        BlockQuoteKind::Note => BoxKind::Note,
        BlockQuoteKind::Tip => BoxKind::Tip,
        BlockQuoteKind::Important => BoxKind::Important,
        BlockQuoteKind::Warning => BoxKind::Warning,
        BlockQuoteKind::Caution => BoxKind::Caution,
    }
}

/// Takes `[!CAUTION]` from the beginning of a quotation where the text goes on in the same line. GitHub would not see
/// a box there; a red flag must not be lost to a line break.
fn label_within(content: &mut [Block]) -> Option<BoxKind> {
    let Some(Block::Paragraph(spans)) = content.first_mut() else {
        return None;
    };
    let first = spans.first_mut()?;
    let (label, rest) = first.text.strip_prefix("[!")?.split_once(']')?;
    let kinds = [
        BoxKind::Note,
        BoxKind::Tip,
        BoxKind::Important,
        BoxKind::Warning,
        BoxKind::Caution,
    ];
    let kind = kinds
        .into_iter()
        .find(|kind| kind.label().eq_ignore_ascii_case(label))?;
    first.text = rest.trim_start().to_owned();
    Some(kind)
}
