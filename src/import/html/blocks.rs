//! The tree of an HTML text -> blocks.

use std::collections::{BTreeSet, HashSet};

use super::one_line::{one_line, strong_line};
use super::table::{self, Cell, MAX_COLUMNS, Row};
use super::tree::{Element, Node};
use crate::import::changes::{Change, Changes};
use crate::import::markdown;
use crate::import::name::single_spaced;
use crate::text::{Block, BoxKind, Inlines, Span, Style, Target};

/// The blocks of what a browser shows; of all, if that is nothing: an answer that is collapsed until it is clicked. Counts
/// what they cannot express. `keeps_lines`: line breaks in the text count.
pub(super) fn blocks(nodes: &[Node], keeps_lines: bool, changes: &mut Changes) -> Vec<Block> {
    let mut reader = Reader {
        keeps_lines,
        ..Reader::default()
    };
    let mut made = reader.blocks(nodes);
    if made.is_empty() && reader.losses.remove(&Change::Hidden) {
        reader.shows_hidden = true;
        made = reader.blocks(nodes);
    }
    reader.losses.into_iter().for_each(|loss| changes.add(loss));
    made
}

/// The Markdown of a part of a page.
pub(crate) fn markdown_of(nodes: &[Node], changes: &mut Changes) -> String {
    markdown::write(&blocks(nodes, false, changes))
}

/// The text of some nodes on one line, as a title.
pub(crate) fn text_of(nodes: &[Node]) -> String {
    let mut reader = Reader {
        in_title: true,
        ..Reader::default()
    };
    let line = one_line(&reader.blocks(nodes), " ");
    let text: String = line.into_iter().map(|span| span.text).collect();
    single_spaced(&text)
}

/// Blocks so far, and the line that is being read.
#[derive(Default)]
struct Content {
    blocks: Vec<Block>,
    line: Inlines,
}

impl Content {
    fn end_line(&mut self) {
        let line = self.line.take();
        self.paragraph(line);
    }

    fn paragraph(&mut self, content: Vec<Span>) {
        if !content.is_empty() {
            self.blocks.push(Block::Paragraph(content));
        }
    }

    fn line_break(&mut self) {
        match self.line.ends_line() {
            // Two of them end a paragraph.
            true => self.end_line(),
            false => self.line.hard_break(),
        }
    }
}

/// Reads nodes into blocks.
#[derive(Default)]
struct Reader {
    losses: BTreeSet<Change>,
    /// Reads what the page hides, too.
    shows_hidden: bool,
    in_title: bool,
    keeps_lines: bool,
    /// The style and the link of the text at hand.
    style: Style,
    target: Option<Target>,
    /// Meanings of abbreviations that were written out already.
    spelt_out: HashSet<String>,
}

impl Reader {
    fn blocks(&mut self, nodes: &[Node]) -> Vec<Block> {
        let mut out = Content::default();
        self.nodes(nodes, &mut out);
        out.end_line();
        out.blocks
    }

    fn nodes(&mut self, nodes: &[Node], out: &mut Content) {
        for node in nodes {
            match node {
                Node::Text(text) if self.keeps_lines => self.lines(text, out),
                Node::Text(text) => self.text(text, out),
                Node::Element(element) if self.leaves_out(element) => {}
                Node::Element(element) if element.is_block() => {
                    out.end_line();
                    self.block(element, out);
                    out.end_line();
                }
                Node::Element(element) => self.inline(element, out),
            }
        }
    }

    fn text(&self, text: &str, out: &mut Content) {
        out.line.span(&Span {
            text: text.to_owned(),
            style: self.style,
            target: self.target.clone(),
        });
    }

    /// The lines of a text. One that begins with a lower-case letter continues the one before.
    fn lines(&self, text: &str, out: &mut Content) {
        for (number, line) in text.split('\n').enumerate() {
            match number > 0 && !line.trim_start().starts_with(char::is_lowercase) {
                true => out.line_break(),
                false if number > 0 => self.text(" ", out),
                false => {}
            }
            self.text(line, out);
        }
    }

    /// An element within a line.
    fn inline(&mut self, element: &Element, out: &mut Content) {
        let (style, target) = (self.style, self.target.clone());
        let attributes = &element.attributes;
        let mut tail = String::new();
        match element.name.as_str() {
            "br" => out.line_break(),
            "img" | "svg" => return self.image(element, out),
            "b" | "strong" => self.style = style | Style::STRONG,
            "i" | "em" | "cite" | "dfn" | "var" => self.style = style | Style::EMPHASIS,
            "sup" => self.style = style | Style::SUPERSCRIPT,
            "sub" => self.style = style | Style::SUBSCRIPT,
            "a" => self.link(attributes.get("href").unwrap_or("")),
            "q" => {
                self.text("“", out);
                tail = "”".to_owned();
            }
            "abbr" | "acronym" => {
                let meaning = attributes.get("title").unwrap_or("");
                if !meaning.is_empty() && self.spelt_out.insert(meaning.to_owned()) {
                    tail = format!(" ({meaning})");
                }
            }
            _ => {}
        }
        self.nodes(&element.children, out);
        (self.style, self.target) = (style, target);
        if !tail.is_empty() {
            self.text(&tail, out);
        }
    }

    fn image(&mut self, element: &Element, out: &mut Content) {
        let attributes = &element.attributes;
        let is_pixel = ["width", "height"]
            .into_iter()
            .any(|key| matches!(attributes.get(key), Some("0" | "1")));
        // An empty description says that it is decorative.
        let is_decorative = attributes.get("alt").is_some() || attributes.is_hidden() || is_pixel;
        match element.image_text() {
            Some(text) => self.text(&format!("[Image: {text}]"), out),
            None if is_decorative => {}
            None => self.losses.extend([Change::Image]),
        }
    }

    fn link(&mut self, address: &str) {
        let scheme = address.split_once(':').map(|(scheme, _)| scheme);
        let scheme = scheme.filter(|scheme| !scheme.contains(['/', '?', '#']));
        let address = match scheme.unwrap_or("").to_ascii_lowercase().as_str() {
            "http" | "https" | "mailto" | "tel" => address.to_owned(),
            "javascript" => return,
            _ if address.is_empty() || address.starts_with('#') => return,
            // To another file; `links` finds out which.
            "" if !address.starts_with("//") => format!("file:{address}"),
            _ => return self.losses.extend([Change::Link]),
        };
        self.target = Some(Target::Url(address));
        self.style = self.style | Style::LINK;
    }

    /// Whether an element is left out. What is lost with it is noted.
    fn leaves_out(&mut self, element: &Element) -> bool {
        let attributes = &element.attributes;
        let is_hidden = attributes.is_hidden() && !(self.shows_hidden && element.is_block());
        let loss = match element.name.as_str() {
            _ if element.is_never_shown() => None,
            // Links to an editor, in wikis.
            "span" if attributes.has_class(&["mw-editsection"]) => None,
            "iframe" | "video" | "audio" | "object" | "canvas" | "embed" => Some(Change::Media),
            "input" if attributes.get("type") == Some("hidden") => None,
            // A heading that can be clicked is a heading.
            "button" if self.in_title => return false,
            "input" | "button" | "select" | "textarea" => Some(Change::Field),
            "svg" if attributes.is_hidden() => None,
            // Marks of notes that are elsewhere on the page.
            "sup" if attributes.has_class(&["reference"]) => Some(Change::Reference),
            "del" | "s" | "strike" => Some(Change::Struck),
            _ if attributes.is_struck() => Some(Change::Struck),
            _ if is_hidden => Some(Change::Hidden).filter(|_| element.has_words()),
            _ => return false,
        };
        self.losses.extend(loss);
        true
    }

    /// An element on lines of its own.
    fn block(&mut self, element: &Element, out: &mut Content) {
        let name = element.name.as_str();
        let (style, in_title) = (self.style, self.in_title);
        self.in_title |= element.is_title();
        match name {
            "ul" | "ol" | "menu" | "dir" => out.blocks.extend(self.list(element)),
            // An item without a list around it.
            "li" => {
                let item = self.blocks(&element.children);
                match out.blocks.last_mut() {
                    Some(Block::List { start: None, items }) => items.push(item),
                    _ => out.blocks.push(Block::List {
                        start: None,
                        items: vec![item],
                    }),
                }
            }
            "dl" => out.blocks.extend(self.definitions(element)),
            "table" => self.table(element, out),
            "pre" => {
                let mut text = String::new();
                verbatim(&element.children, &mut text);
                let text = text.trim_matches('\n').trim_end();
                if !text.is_empty() {
                    out.blocks.push(Block::Verbatim(text.to_owned()));
                }
            }
            "hr" => out.blocks.push(Block::Rule),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let content = one_line(&self.blocks(&element.children), " ");
                if !content.is_empty() {
                    out.blocks.push(Block::Heading {
                        // Below the question, which is the heading of the answer.
                        level: element.heading_level().unwrap_or(3).max(3),
                        content,
                    });
                }
            }
            "blockquote" => {
                let content = self.blocks(&element.children);
                let class = element.attributes.get("class").unwrap_or("");
                let class = class.to_ascii_uppercase();
                let mut kinds = BoxKind::ALL.into_iter();
                let kind = kinds.find(|kind| class == format!("MARKDOWN-ALERT-{}", kind.label()));
                if !content.is_empty() {
                    out.blocks.push(match kind {
                        Some(kind) => Block::Alert { kind, content },
                        None => Block::Quote(content),
                    });
                }
            }
            "dt" => out.paragraph(strong_line(&self.blocks(&element.children))),
            _ => {
                if matches!(name, "summary" | "legend") {
                    self.style = style | Style::STRONG;
                }
                self.nodes(&element.children, out);
            }
        }
        (self.style, self.in_title) = (style, in_title);
    }

    fn list(&mut self, element: &Element) -> Option<Block> {
        let mut items: Vec<Vec<Block>> = Vec::new();
        for node in &element.children {
            match node {
                Node::Element(item) if item.name == "li" => {
                    if !self.leaves_out(item) {
                        items.push(self.blocks(&item.children));
                    }
                }
                // What is in no item belongs to the one before.
                other => {
                    let content = self.blocks(std::slice::from_ref(other));
                    match items.last_mut() {
                        Some(item) => item.extend(content),
                        None => items.push(content),
                    }
                }
            }
        }
        items.retain(|item| !item.is_empty());
        let first = element.attributes.number("start").unwrap_or(1);
        let start = (element.name == "ol" && first < 1_000_000_000).then_some(first);
        (!items.is_empty()).then_some(Block::List { start, items })
    }

    /// Terms with what they mean: one item each.
    fn definitions(&mut self, element: &Element) -> Option<Block> {
        let mut items: Vec<Vec<Block>> = Vec::new();
        // The last item has no more than terms.
        let mut is_open = false;
        for node in element.parts(&["div"]) {
            let is_term = matches!(node, Node::Element(part) if part.name == "dt");
            let content = self.blocks(std::slice::from_ref(node));
            if content.is_empty() {
                continue;
            }
            let mut content = content.into_iter().peekable();
            match items.last_mut() {
                Some(item) if is_open || !is_term => {
                    if let (true, Some(Block::Paragraph(line))) = (is_open, item.last_mut())
                        && let Some(Block::Paragraph(more)) =
                            content.next_if(|block| matches!(block, Block::Paragraph(_)))
                    {
                        let is_ended = |last: &Span| last.text.ends_with([':', '?', '!', '.']);
                        line.push(Span::plain(match is_term {
                            true => ", ",
                            false if line.last().is_some_and(is_ended) => " ",
                            false => ": ",
                        }));
                        line.extend(more);
                    }
                    item.extend(content);
                }
                _ => items.push(content.collect()),
            }
            is_open = is_term;
        }
        (!items.is_empty()).then_some(Block::List { start: None, items })
    }

    /// A table. What is in it but not in a cell comes before it.
    fn table(&mut self, element: &Element, out: &mut Content) {
        let mut rows = Vec::new();
        self.rows(element, false, &mut rows, out);
        let (blocks, as_list) = table::blocks(rows);
        out.blocks.extend(blocks);
        self.losses.extend(as_list.then_some(Change::TableAsList));
    }

    /// Reads the rows of a table, or of a part of it that may be its head.
    fn rows(&mut self, element: &Element, is_head: bool, rows: &mut Vec<Row>, out: &mut Content) {
        let row = |cells| Row { is_head, cells };
        for node in &element.children {
            match node {
                Node::Element(inner) if self.leaves_out(inner) => {}
                Node::Element(inner) => match inner.name.as_str() {
                    "thead" | "tbody" | "tfoot" => {
                        self.rows(inner, inner.name == "thead", rows, out);
                    }
                    "tr" => {
                        let cells = inner.parts(&["form", "div"]).into_iter();
                        let cells = cells.filter_map(|node| self.cell(node));
                        rows.push(row(cells.collect()));
                    }
                    // Without the row that should be around it.
                    "td" | "th" => {
                        let cell = self.cell(node);
                        match rows.last_mut() {
                            Some(row) => row.cells.extend(cell),
                            None => rows.push(row(cell.into_iter().collect())),
                        }
                    }
                    "caption" => out.paragraph(strong_line(&self.blocks(&inner.children))),
                    _ => out.blocks.extend(self.blocks(std::slice::from_ref(node))),
                },
                Node::Text(_) => out.blocks.extend(self.blocks(std::slice::from_ref(node))),
            }
        }
    }

    fn cell(&mut self, node: &Node) -> Option<Cell> {
        let (attributes, is_head, content) = match node {
            Node::Element(cell) if self.leaves_out(cell) => return None,
            Node::Element(cell) => {
                let content = self.blocks(&cell.children);
                (Some(&cell.attributes), cell.name == "th", content)
            }
            Node::Text(text) if text.trim().is_empty() => return None,
            Node::Text(_) => (None, false, self.blocks(std::slice::from_ref(node))),
        };
        let span = |key| attributes.and_then(|attributes| attributes.number(key));
        Some(Cell {
            is_head,
            columns: span("colspan").unwrap_or(1).clamp(1, MAX_COLUMNS + 1),
            rows: span("rowspan").unwrap_or(1),
            content,
        })
    }
}

fn verbatim(nodes: &[Node], out: &mut String) {
    for node in nodes {
        match node {
            Node::Text(text) => out.push_str(text),
            Node::Element(element) if element.name == "br" => out.push('\n'),
            Node::Element(element) => {
                let end = if element.is_block() { "\n" } else { "" };
                out.push_str(end);
                verbatim(&element.children, out);
                out.push_str(end);
            }
        }
    }
}
