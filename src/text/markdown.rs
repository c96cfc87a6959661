//! CommonMark with footnote citations, tables and alerts -> [`Document`].
//!
//! Any text can be read: what is not Markdown is plain text, deep nesting is flattened, and characters that could harm a
//! terminal are removed, even if they are written as entities.

use std::collections::HashMap;
use std::mem::take;

use pulldown_cmark::{BlockQuoteKind, Event, Tag, TagEnd};

use super::block_layout::layout;
use super::charset::Glyphs;
use super::clean::clean;
use super::document::{Block, BoxKind, Document, OWN, Span, Style, Target};
use super::inlines::Inlines;
use super::markdown_events::{name, style, target, walk};

/// Maximum depth of nested lists, quotations and boxes: deeper ones are treated as if they were at this level, so that
/// recursion through a document cannot overflow the stack.
const DEPTH: usize = 16;

/// Maximum number of rows of a table: more than anybody reads. Tens of thousands would keep an old computer busy too long.
const ROWS: usize = 5_000;

/// Maximum number of columns: more than a page can show. The cells of further columns go into the last one.
const COLUMNS: usize = 100;

/// Numbers citations in the order in which they occur, over all texts of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Citations {
    ids: Vec<String>,
    numbers: HashMap<String, usize>,
}

impl Citations {
    /// The number of the source `id`, counted from 1; a new one at its first citation.
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

/// Reads `text`, numbering its citations with `citations`. What is not Markdown is plain text.
pub fn markdown(text: &str, citations: &mut Citations) -> Document {
    let mut builder = Builder {
        citations,
        root: Vec::new(),
        frames: Vec::new(),
        too_deep: 0,
        inlines: Inlines::default(),
        code: None,
        table: Vec::new(),
        row: Vec::new(),
        rows_cut: 0,
    };
    walk(&clean(text), &mut |event, _| builder.see(event));
    builder.flush();
    Document {
        blocks: builder.root,
    }
}

/// The elements that are open, and their content so far.
struct Builder<'c> {
    citations: &'c mut Citations,
    /// The document's blocks.
    root: Vec<Block>,
    /// Lists, items, quotations, boxes.
    frames: Vec<Frame>,
    /// How many more of those are open in the text than there are frames.
    too_deep: usize,
    /// The text of the paragraph, heading or cell that is open.
    inlines: Inlines,
    code: Option<String>,
    /// The rows of a table, first its heads.
    table: Vec<Vec<Vec<Span>>>,
    row: Vec<Vec<Span>>,
    rows_cut: usize,
}

enum Frame {
    List(Option<u64>, Vec<Vec<Block>>),
    Item(Vec<Block>),
    Quote(Option<BoxKind>, Vec<Block>),
}

impl Builder<'_> {
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
            Event::InlineHtml(tag) => match name(&tag).and_then(style) {
                Some(style) if tag.starts_with("</") => self.inlines.end(style),
                Some(style) => self.inlines.begin(style),
                None => {}
            },
            // Not enabled in the parser, or replaced before.
            Event::InlineMath(text) | Event::DisplayMath(text) | Event::Html(text) => {
                self.inlines.words(&text)
            }
            Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::BlockQuote(kind) => self.open(Frame::Quote(kind.map(box_kind), Vec::new())),
            Tag::List(start) => self.open(Frame::List(start, Vec::new())),
            Tag::Item => self.open(Frame::Item(Vec::new())),
            Tag::CodeBlock(_) => {
                self.flush();
                self.code = Some(String::new());
            }
            Tag::FootnoteDefinition(id) => {
                self.flush();
                self.inlines.note(self.citations.number(&clean(&id)));
            }
            Tag::Paragraph | Tag::Heading { .. } | Tag::Table(_) => self.flush(),
            Tag::Strong => self.inlines.begin(Style::STRONG),
            Tag::Emphasis => self.inlines.begin(Style::EMPHASIS),
            Tag::Link {
                link_type,
                dest_url,
                ..
            } => self.inlines.link(target(&dest_url, link_type)),
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
                let text = self.code.take().unwrap_or_default();
                let text = clean(&text).trim_end_matches('\n').to_owned();
                self.add(Block::Verbatim(text));
            }
            TagEnd::TableCell => {
                let cell = self.inlines.take();
                match self.row.get_mut(COLUMNS - 1) {
                    None => self.row.push(cell),
                    Some(last) if !cell.is_empty() => {
                        last.push(Span::plain(" | "));
                        last.extend(cell);
                    }
                    Some(_) => {}
                }
            }
            TagEnd::TableHead | TagEnd::TableRow => {
                let row = take(&mut self.row);
                match self.table.len() <= ROWS {
                    true => self.table.push(row),
                    false => self.rows_cut += 1,
                }
            }
            TagEnd::Table => {
                let mut rows = take(&mut self.table).into_iter();
                let header = rows.next().unwrap_or_default();
                let rows = rows.collect();
                self.add(Block::Table { header, rows });
                let cut = take(&mut self.rows_cut);
                if cut > 0 {
                    let note = format!("The table goes on: {cut} more rows are not shown.");
                    let note = Span::styled(note, Style::EMPHASIS);
                    self.add(Block::Paragraph(vec![note]));
                }
            }
            TagEnd::Strong => self.inlines.end(Style::STRONG),
            TagEnd::Emphasis => self.inlines.end(Style::EMPHASIS),
            TagEnd::Link => self.inlines.end_link(),
            _ => {}
        }
    }

    /// Opens a list, item or quotation, unless there are too many around it already.
    fn open(&mut self, frame: Frame) {
        self.flush();
        let is_item = |frame: &Frame| matches!(frame, Frame::Item(_));
        let depth = self.frames.iter().filter(|frame| !is_item(frame)).count();
        if self.too_deep == 0 && (depth < DEPTH || is_item(&frame)) {
            self.frames.push(frame);
        } else {
            self.too_deep += 1;
        }
    }

    fn close(&mut self) {
        self.flush();
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return;
        }
        match self.frames.pop() {
            Some(Frame::List(start, items)) => self.add(Block::List { start, items }),
            Some(Frame::Quote(kind, mut content)) => {
                let kind = kind.or_else(|| label_within(&mut content));
                self.add(match kind {
                    Some(kind) => Block::Alert { kind, content },
                    None => Block::Quote(content),
                });
            }
            Some(Frame::Item(content)) => {
                if let Some(Frame::List(_, items)) = self.frames.last_mut() {
                    items.push(content);
                }
            }
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

    /// Ends the open text as a paragraph.
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

/// Takes `[!CAUTION]` from the beginning of a quotation whose text continues in the same line. GitHub would not see a box
/// there, but a missing line break must not lose a red flag.
fn label_within(content: &mut [Block]) -> Option<BoxKind> {
    let Some(Block::Paragraph(spans)) = content.first_mut() else {
        return None;
    };
    let first = spans.first_mut()?;
    let (label, rest) = first.text.strip_prefix("[!")?.split_once(']')?;
    let mut kinds = BoxKind::ALL.into_iter();
    let kind = kinds.find(|kind| kind.label().eq_ignore_ascii_case(label))?;
    first.text = rest.trim_start().to_owned();
    Some(kind)
}

/// A Markdown text as a page shows it, without styles: boxes, lists, tables, and the numbers of citations, which continue
/// those given before.
pub fn page_text(text: &str, citations: &mut Citations) -> String {
    let mut document = markdown(text, citations);
    document.blocks.retain(|block| *block != Block::Rule);
    // So wide that no line is wrapped: the reader of the text wraps it.
    let lines = layout(&document, 100_000, &Glyphs::UNICODE).into_iter();
    let lines: Vec<String> = lines
        .map(|line| line.text().trim_end().to_owned())
        .collect();
    lines.join("\n").trim().to_owned()
}

/// The words of a Markdown text: no citations, no addresses, one line for each paragraph, item and row.
pub fn plain_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    blocks(&markdown(text, &mut Citations::default()).blocks, &mut out);
    out.truncate(out.trim_end().len());
    out
}

fn blocks(all: &[Block], out: &mut String) {
    for block in all {
        match block {
            Block::Heading { content, .. } | Block::Paragraph(content) => row(&[content], out),
            Block::List { items, .. } => items.iter().for_each(|item| blocks(item, out)),
            Block::Quote(content) | Block::Alert { content, .. } => blocks(content, out),
            Block::Table { header, rows } => {
                row(header, out);
                rows.iter().for_each(|cells| row(cells, out));
            }
            Block::Verbatim(text) => {
                out.push_str(text.trim_end());
                out.push('\n');
            }
            // No Markdown becomes fields.
            Block::Fields(_) | Block::Rule => {}
        }
    }
}

fn row(cells: &[impl AsRef<[Span]>], out: &mut String) {
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            out.push_str(" | ");
        }
        words(cell.as_ref(), out);
    }
    out.push('\n');
}

fn words(spans: &[Span], out: &mut String) {
    let mut cited = false;
    for span in spans.iter().filter(|span| !span.is_own_advice()) {
        match span.target {
            // The space that joined it to its word is removed, too.
            Some(Target::Cite(_)) => {
                out.truncate(out.trim_end_matches('\u{a0}').len());
                cited = true;
            }
            Some(Target::Url(_)) if span.style.has(Style::DIM) => {}
            _ => {
                let begins = out.is_empty() || out.ends_with([' ', '\n']);
                out.push_str(match cited && begins {
                    true => span.text.trim_start(),
                    false => &span.text,
                });
                cited = false;
            }
        }
    }
}
