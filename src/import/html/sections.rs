//! The sections that a page shows: `<details>`, terms of a `<dl>`, headings, bold questions, each with the text below it.

use super::blocks::{markdown_of, text_of};
use super::tokens::TITLES;
use super::tree::{Element, Node};
use crate::import::changes::{Change, Changes};
use crate::import::name::lists;

/// The level of a question in bold within the text, and of a page's title: lower than any heading.
const LINE: u8 = 7;
/// The level of `<details>` and of the terms of a `<dl>`.
const FOLDED: u8 = 8;

/// Maximum length of a question in bold. A longer one is text.
const MAX_LINE: usize = 300;

/// A heading and the text below it.
#[derive(Debug)]
pub(crate) struct Section {
    /// The heading, after the title unless it is a question.
    pub(crate) question: String,
    /// Its heading is the title of the page, and no question.
    pub(crate) is_title: bool,
    /// Markdown.
    pub(crate) answer: String,
}

/// The sections of a page.
#[derive(Debug, Default)]
pub(crate) struct Sections {
    /// In the order of the page.
    pub(crate) all: Vec<Section>,
    /// The only heading of the highest level.
    pub(crate) title: String,
}

/// Which sections are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// Questions, and what is between two of them: the rest of a web page is mostly not its content.
    Questions,
    /// Every section, and the text above the first one.
    All,
}

/// The sections of a page. `title` is its title if no heading is.
pub(crate) fn sections(
    page: &[Node],
    title: &str,
    wanted: Wanted,
    changes: &mut Changes,
) -> Sections {
    let mut items = Vec::new();
    flatten(page, 0, &mut items);
    let top = title_of(&items);
    let title = match top {
        Some(at) => items[at].text().to_owned(),
        None => title.to_owned(),
    };
    if top.is_none() && wanted == Wanted::All && !title.is_empty() {
        items.insert(0, Heading::line(0, 0, title.clone()));
    }
    let title_at = top.unwrap_or(0);
    // A title that asks what the whole page answers holds the other sections, unless these are questions, too.
    let mut others = items.iter().enumerate();
    let splits =
        !is_question(&title) || others.any(|(at, item)| at != title_at && is_question(item.text()));
    let mut reader = Reader::default();
    for (at, item) in items.into_iter().enumerate() {
        match item {
            Item::Heading(mut heading) => {
                heading.is_title = at == title_at && heading.text == title;
                if heading.is_title && splits {
                    heading.level = LINE;
                }
                reader.heading(heading);
            }
            Item::Content(node) => reader.content(node),
            Item::End(depth) => reader.end(depth),
        }
    }
    reader.close();
    let mut found = reader.found;
    if wanted == Wanted::Questions {
        let before = found.len();
        retain_questions(&mut found);
        let outside = reader.outside || found.len() < before;
        changes.add_if(Change::Outside, outside && !found.is_empty());
    }
    let all = found.into_iter().map(|open| {
        let answer = markdown_of(&open.content, changes);
        let heading = open.heading.text;
        let asks = is_question(&heading);
        let is_alone = open.heading.is_title || title.is_empty() || asks;
        Section {
            question: match is_alone {
                true => heading,
                false => format!("{title}: {heading}"),
            },
            is_title: open.heading.is_title && !asks,
            answer: ANSWER_MARKS
                .iter()
                .find_map(|mark| answer.strip_prefix(mark))
                .map_or(answer.as_str(), str::trim_start)
                .to_owned(),
        }
    });
    let all = all.collect();
    Sections { all, title }
}

/// The only heading of the highest level, if it is of level 1 or comes first.
fn title_of(items: &[Item]) -> Option<usize> {
    let headings = items.iter().enumerate();
    let headings = headings.filter_map(|(at, item)| Some((at, item.heading()?.level)));
    let headings: Vec<(usize, u8)> = headings.collect();
    let top = headings.iter().map(|(_, level)| *level).min()?;
    let mut tops = headings.iter().filter(|(_, level)| *level == top);
    let first = tops.next().filter(|_| tops.next().is_none())?;
    (top == 1 || (top < LINE && headings.len() > 1 && headings[0] == *first)).then_some(first.0)
}

/// Drops what is no question, except folded sections and those between two questions of the same level.
fn retain_questions(found: &mut Vec<Open>) {
    let levels = found.iter().map(|open| {
        let heading = &open.heading;
        heading.is_question().then_some(heading.level)
    });
    let levels: Vec<Option<u8>> = levels.collect();
    let mut at = 0..;
    found.retain(|open| {
        let (before, after) = levels.split_at(at.next().unwrap_or(0));
        let own = &Some(open.heading.level);
        let is_question = after.first() == Some(own);
        is_question || *own == Some(FOLDED) || before.contains(own) && after.contains(own)
    });
}

/// A part of a page, without the elements around it.
enum Item {
    Heading(Heading),
    Content(Node),
    /// The end of an element at this depth that holds headings.
    End(usize),
}

struct Heading {
    level: u8,
    /// The number of elements around it.
    depth: usize,
    text: String,
    is_title: bool,
    /// It, as a part of another answer.
    node: Node,
}

impl Item {
    fn heading(&self) -> Option<&Heading> {
        match self {
            Self::Heading(heading) => Some(heading),
            _ => None,
        }
    }

    /// The text of a heading; empty for other items.
    fn text(&self) -> &str {
        self.heading().map_or("", |heading| &heading.text)
    }
}

impl Heading {
    /// An element as a heading.
    fn item(level: u8, depth: usize, element: &Element) -> Item {
        Item::Heading(Self {
            level,
            depth,
            is_title: false,
            text: without_number(&text_of(&element.children)),
            node: Node::Element(element.clone()),
        })
    }

    /// A line of text as a heading; as a part of another answer it is bold.
    fn line(level: u8, depth: usize, line: String) -> Item {
        let line = Element {
            name: "dt".to_owned(),
            children: vec![Node::Text(line)],
            ..Element::default()
        };
        Self::item(level, depth, &line)
    }

    fn is_question(&self) -> bool {
        is_question(&self.text)
    }
}

/// Takes a page apart: the elements around its headings, so that each heading is next to what is below it.
fn flatten(nodes: &[Node], depth: usize, out: &mut Vec<Item>) {
    let mut at = 0;
    while let Some(node) = nodes.get(at) {
        if let Some((length, text)) = bold_question(nodes, at) {
            out.push(Heading::line(LINE, depth, text));
            at += length;
            continue;
        }
        at += 1;
        let Node::Element(element) = node else {
            out.push(Item::Content(node.clone()));
            continue;
        };
        if is_line(element) {
            out.push(Heading::line(LINE, depth, text_of(&element.children)));
        } else if let Some(level) = element.heading_level() {
            out.push(Heading::item(level, depth, element));
        } else if is_beside(element) {
            out.push(Item::End(depth));
        } else if is_folded(element) {
            for part in folded_parts(element) {
                match part {
                    Node::Element(part) if is_term(part) => {
                        out.push(Item::End(depth));
                        out.push(Heading::item(FOLDED, depth + 1, part));
                    }
                    part => out.push(Item::Content(part.clone())),
                }
            }
            out.push(Item::End(depth));
        } else if holds_sections(element) {
            flatten(&element.children, depth + 1, out);
            out.push(Item::End(depth));
        } else {
            out.push(Item::Content(node.clone()));
        }
    }
}

/// Whether an element is no part of what the page is about.
fn is_beside(element: &Element) -> bool {
    const ROLES: &[&str] = &[
        "navigation",
        "contentinfo",
        "complementary",
        "search",
        "banner",
        "dialog",
        "alertdialog",
    ];
    let role = element.attributes.get("role").unwrap_or("");
    matches!(&*element.name, "nav" | "footer" | "dialog")
        || ROLES.contains(&role)
        || element.name == "aside" && holds_sections(element)
}

/// The parts of `<details>` or a `<dl>`.
fn folded_parts(element: &Element) -> Vec<&Node> {
    let groups: &[&str] = if element.name == "dl" { &["div"] } else { &[] };
    element.parts(groups)
}

/// Whether an element is `<details>` with an answer, or a `<dl>` of questions. Those that only group others are not.
fn is_folded(element: &Element) -> bool {
    if !matches!(&*element.name, "details" | "dl") {
        return false;
    }
    let parts = folded_parts(element).into_iter();
    let parts = parts.filter_map(|part| match part {
        Node::Element(part) => Some(part),
        Node::Text(_) => None,
    });
    let (terms, others): (Vec<_>, Vec<_>) = parts.partition(|part| is_term(part));
    let asks = terms
        .iter()
        .any(|term| is_question(&text_of(&term.children)));
    let is_group = element.name == "dl" || others.into_iter().any(holds_questions);
    asks || !terms.is_empty() && !is_group
}

/// Whether an element is the title of the parts that follow it.
fn is_term(element: &Element) -> bool {
    matches!(&*element.name, "summary" | "dt")
}

/// Whether an element has to be taken apart.
fn holds_sections(element: &Element) -> bool {
    match element.name.as_str() {
        "ul" | "ol" | "menu" | "dir" | "dl" | "table" | "blockquote" | "pre" => {
            holds_questions(element)
        }
        _ => element.ends_line() && holds(element, &|_| true),
    }
}

fn holds_questions(element: &Element) -> bool {
    holds(element, &is_question)
}

/// Whether there is a heading in an element that is `wanted`, a question, or `<details>`.
fn holds(element: &Element, wanted: &dyn Fn(&str) -> bool) -> bool {
    let children = &element.children;
    children.iter().enumerate().any(|(at, node)| {
        let Node::Element(inner) = node else {
            return bold_question(children, at).is_some();
        };
        match inner.name.as_str() {
            _ if inner.heading_level().is_some() => wanted(&text_of(&inner.children)),
            "summary" => true,
            _ if is_line(inner) => true,
            "dt" => is_question(&text_of(&inner.children)),
            "nav" | "footer" | "dialog" => false,
            _ if bold_question(children, at).is_some() => true,
            // Within a line, a question in bold is only a part of the text.
            _ => inner.ends_line() && holds(inner, wanted),
        }
    })
}

/// Whether an element is a question on a line of its own: a button, or text in a class that says so.
fn is_line(element: &Element) -> bool {
    let is_titled = element.is_block() && element.attributes.has_class(TITLES);
    let is_marked = is_titled || element.is_unfolding_button();
    let is_question = |text: &str| text.len() <= MAX_LINE && text.trim_end().ends_with(MARKS);
    is_marked && element.heading_level().is_none() && is_question(&text_of(&element.children))
}

/// The question at the beginning of a line that is bold, or that is marked as one with a Q; and of how many nodes it is.
fn bold_question(nodes: &[Node], at: usize) -> Option<(usize, String)> {
    if at > 0 && !nodes[at - 1].ends_line() {
        return None;
    }
    let is_in_line = |node: &&Node| !node.ends_line() || is_bold(node);
    let line = nodes[at..].iter().take_while(is_in_line);
    let line = &nodes[at..at + line.count()];
    let first = first_text(line).unwrap_or("");
    let is_marked = QUESTION_MARKS.iter().any(|mark| first.starts_with(mark));
    let length = match is_marked {
        true => line.len(),
        false => line.iter().take_while(|node| is_bold(node)).count(),
    };
    let text = text_of(&line[..length]);
    let is_asked = text.contains(MARKS) && text.len() <= MAX_LINE;
    is_asked.then_some((length, text))
}

/// The first text in some nodes that is not blank.
fn first_text(nodes: &[Node]) -> Option<&str> {
    nodes.iter().find_map(|node| match node {
        Node::Text(text) => Some(text.trim_start()).filter(|text| !text.is_empty()),
        Node::Element(element) => first_text(&element.children),
    })
}

/// Whether a node has no text that is not bold.
fn is_bold(node: &Node) -> bool {
    match node {
        Node::Text(text) => text.trim().is_empty(),
        Node::Element(element) => match element.name.as_str() {
            "b" | "strong" => true,
            "br" => false,
            _ => !element.is_block() && element.children.iter().all(is_bold),
        },
    }
}

/// What questions end with in the scripts of the world.
const MARKS: [char; 9] = ['?', '？', '؟', '՞', '፧', '⁇', '⸮', '\u{37e}', '¿'];

/// What questions and answers may begin with.
const QUESTION_MARKS: [&str; 3] = ["Q:", "Q.", "Question:"];
const ANSWER_MARKS: [&str; 4] = ["A:", "**A:**", "Answer:", "**Answer:**"];

/// Words with which questions begin.
const QUESTION_WORDS: &str = "what how who why where when which";

/// Whether a heading is a question, with or without its mark.
fn is_question(heading: &str) -> bool {
    let first = heading.split_whitespace().next().unwrap_or("");
    heading.contains(MARKS) || lists(QUESTION_WORDS, &first.to_lowercase())
}

/// A heading without its number, and without the signs of links to it and of buttons that unfold it.
fn without_number(text: &str) -> String {
    let text = text.trim_end_matches(['¶', '#', '§', '+', '−', '▼', '▾', '›', '🔗', ' ']);
    let text = text.strip_suffix("[edit]").unwrap_or(text).trim();
    let rest = text.trim_start_matches("Question").trim_start_matches('Q');
    let rest = rest
        .trim_start()
        .trim_start_matches(|c: char| c.is_ascii_digit());
    match rest.strip_prefix(['.', ':', ')']).map(str::trim_start) {
        Some(rest) if rest.starts_with(|c: char| !c.is_ascii_digit()) => rest.to_owned(),
        _ => text.to_owned(),
    }
}

/// A section that is being read.
struct Open {
    heading: Heading,
    content: Vec<Node>,
    has_words: bool,
}

/// Puts what is below a heading into its section.
#[derive(Default)]
struct Reader {
    open: Option<Open>,
    found: Vec<Open>,
    /// There is text in no section.
    outside: bool,
}

impl Reader {
    fn heading(&mut self, heading: Heading) {
        let is_nested = self.open.as_ref().is_some_and(|open| {
            let asks = heading.is_question();
            let apart = match open.heading.is_question() {
                true => asks && heading.level == FOLDED,
                false => asks,
            };
            open.heading.level < heading.level && !apart
        });
        if is_nested {
            return self.content(heading.node);
        }
        self.close();
        self.open = Some(Open {
            heading,
            content: Vec::new(),
            has_words: false,
        });
    }

    fn content(&mut self, node: Node) {
        match &mut self.open {
            Some(open) => {
                open.has_words = open.has_words || node.has_words();
                open.content.push(node);
            }
            None => self.outside |= node.has_words(),
        }
    }

    /// What follows an element is no longer below the heading in it, unless there was nothing below it.
    fn end(&mut self, depth: usize) {
        let Some(open) = &mut self.open else { return };
        open.content.push(Element::separator());
        if open.heading.depth > depth {
            match open.has_words || open.heading.level == FOLDED {
                true => self.close(),
                false => open.heading.depth = depth,
            }
        }
    }

    fn close(&mut self) {
        let open = self.open.take();
        self.found
            .extend(open.filter(|open| open.has_words || open.heading.is_question()));
    }
}
