//! [`Page`] and its builder, which collects blocks, numbers their citations, and adds ages to dates.

use crate::index::{ConditionOrd, EntryOrd, PackOrd, SourceOrd};
use crate::library::{Library, Listed};
use crate::model::{Clock, PartialDate, Source, age};
use crate::text::{
    Block, BoxKind, Citations, Document, Span, Style, Target, citations, join, markdown,
};

use super::list_row::mark;
use super::trust::{self, warn};

/// A page, ready to be laid out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// The way to it: `POH`, `Treatment`.
    pub crumbs: Vec<String>,
    /// The question, or the name of the condition or source.
    pub title: String,
    /// What must be seen without scrolling, in groups of parts: updated, age, reviewed, certainty; sources by kind. See
    /// [`trust_lines`](super::trust_lines).
    pub trust: Vec<Vec<Span>>,
    /// The same in the fewest words, for a narrow screen: one group, empty where there is nothing shorter to say.
    pub narrow: Vec<Span>,
    /// The rest.
    pub document: Document,
    /// The sources by their number on the page, from 1: `None` for one that the library does not define.
    pub citations: Vec<Option<SourceOrd>>,
    /// The pack that its links refer to; `None` where it belongs to none.
    pub pack: Option<PackOrd>,
    /// Where in the document each of its parts begins, by block. What comes before the first is its own text.
    pub parts: Vec<(Part, usize)>,
    /// Whether it is an answer in place of another, or one that another is shown in place of.
    pub is_replacement: bool,
    /// In how many languages the answer is there; 0 for what is not an answer.
    pub languages: usize,
}

/// What follows the text of a page, for readers who take a page piece by piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// The answers that a condition has, or that cite a source.
    Questions,
    /// Organisations, trials and medicines of the condition.
    Listings,
    /// The sources by their numbers.
    Sources,
    /// Answers to read next.
    Next,
    /// What the page is, which library it comes from, and the library's disclaimer.
    About,
}

impl Page {
    /// The blocks of its own text, without the parts that follow it.
    pub fn text(&self) -> &[Block] {
        &self.document.blocks[..self.start(0)]
    }

    /// The same with the important boxes right after the short answer: for readers who take it a piece at a time and may not
    /// read to its end.
    pub fn text_boxes_first(&self) -> Vec<Block> {
        // Boxes above the short answer stay there.
        let is_box = |block: &&Block| matches!(block, Block::Alert { .. });
        let above = self.text().iter().take_while(is_box).count();
        let has_short = matches!(self.text().get(above), Some(Block::Fields(_)));
        let (short, rest) = self.text().split_at(if has_short { above + 1 } else { 0 });
        let (boxes, rest): (Vec<&Block>, Vec<&Block>) =
            rest.iter().partition(|one| must_be_seen(one));
        short.iter().chain(boxes).chain(rest).cloned().collect()
    }

    /// The blocks of one part; none where it has no such part.
    pub fn part(&self, part: Part) -> &[Block] {
        match self.parts.iter().position(|(known, _)| *known == part) {
            Some(at) => &self.document.blocks[self.start(at)..self.start(at + 1)],
            None => &[],
        }
    }

    /// The block with which the part at `at` begins.
    fn start(&self, at: usize) -> usize {
        let part = self.parts.get(at);
        part.map_or(self.document.blocks.len(), |(_, block)| *block)
    }

    /// Where a link on this page leads within the library: `None` for an address on the web and for what is not there.
    /// An answer that was withdrawn and is gone still has a page: see [`withdrawn`](super::withdrawn).
    pub fn follow(&self, library: &Library, target: &Target) -> Option<Listed> {
        let pack = self.pack.unwrap_or(PackOrd(0));
        let id = match target {
            Target::Cite(number) => {
                let source = self.citations.get(number.checked_sub(1)?)?;
                return source.map(Listed::Source);
            }
            Target::Entry(id) => return library.find_entry(pack, id).map(Listed::Entry),
            Target::Condition(id) => return library.find_condition(id).map(Listed::Condition),
            Target::Source(id) => format!("source:{id}"),
            Target::Organization(id) => format!("organization:{id}"),
            Target::Trial(id) => format!("trial:{id}"),
            Target::Medication(id) => format!("medication:{id}"),
            Target::Url(_) | Target::Pack(_) => return None,
        };
        // These ids are unique within a pack only: the page's own pack comes before the others.
        let all = library.find_all(&id);
        let is_own = |listed: &&Listed| match listed {
            Listed::Source(ord) => PackOrd(library.source(*ord).pack) == pack,
            Listed::Organization(ord) => library.organization(*ord).1 == pack,
            Listed::Trial(ord) => library.trial(*ord).1 == pack,
            Listed::Medication(ord) => library.medication(*ord).1 == pack,
            Listed::Entry(_) | Listed::Condition(_) => true,
        };
        all.iter().find(is_own).or(all.first()).copied()
    }
}

/// Whether a block is a box that no reader may miss.
pub(super) fn must_be_seen(block: &Block) -> bool {
    let loud = [BoxKind::Important, BoxKind::Warning, BoxKind::Caution];
    matches!(block, Block::Alert { kind, .. } if loud.contains(kind))
}

/// Labels with their values. What is empty is left out.
#[derive(Default)]
pub(super) struct Fields(pub(super) Vec<(String, Vec<Span>)>);

impl Fields {
    pub(super) fn add(&mut self, label: impl Into<String>, spans: Vec<Span>) {
        if spans.iter().any(|span| !span.text.is_empty()) {
            self.0.push((label.into(), spans));
        }
    }

    pub(super) fn text(&mut self, label: &str, text: impl Into<String>) {
        self.add(label, vec![Span::plain(text)]);
    }
}

/// A link to an address on the web, which is its text.
pub(super) fn web(url: &str) -> Span {
    Span::link(url, Target::Url(url.to_owned()))
}

pub(super) fn paragraph(text: impl Into<String>) -> Block {
    Block::Paragraph(vec![Span::plain(text)])
}

pub(super) fn heading(text: impl Into<String>) -> Block {
    Block::Heading {
        level: 2,
        content: vec![Span::plain(text)],
    }
}

/// The parts that are not empty, with dots between them.
pub(super) fn dots(parts: impl IntoIterator<Item = Span>) -> Vec<Span> {
    join(parts.into_iter().map(|part| vec![part]), " · ")
}

/// A page that is being built.
pub(super) struct Builder<'a> {
    pub(super) library: &'a Library,
    pub(super) clock: Clock,
    /// The pack that citations and links refer to.
    pub(super) pack: PackOrd,
    citations: Citations,
    blocks: Vec<Block>,
    parts: Vec<(Part, usize)>,
    /// For each pack, whether it shows that the clock is wrong.
    clock_wrong: Vec<bool>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(library: &'a Library, pack: PackOrd, clock: Clock) -> Self {
        let packs = library.packs();
        Self {
            library,
            clock,
            pack,
            citations: Citations::default(),
            blocks: Vec::new(),
            parts: Vec::new(),
            clock_wrong: packs
                .iter()
                .map(|pack| clock.is_wrong(pack.newest))
                .collect(),
        }
    }

    /// The page, with what was built so far as its document.
    pub(super) fn page(self, crumbs: Vec<String>, title: String, trust: Vec<Vec<Span>>) -> Page {
        Page {
            crumbs,
            title,
            trust,
            narrow: Vec::new(),
            citations: self.cited(),
            document: Document {
                blocks: self.blocks,
            },
            pack: Some(self.pack),
            parts: self.parts,
            ..Page::default()
        }
    }

    /// The page with the disclaimer at its end, and in its trust line a warning where the clock is wrong.
    pub(super) fn finish(mut self, crumbs: Vec<String>, title: &str, mut trust: Vec<Span>) -> Page {
        self.disclaimer();
        trust.extend(self.clock_warning());
        self.page(crumbs, title.to_owned(), vec![trust])
    }

    /// What was built so far, without the rest of a page.
    pub(super) fn into_blocks(self) -> Vec<Block> {
        self.blocks
    }

    pub(super) fn push(&mut self, block: Block) {
        self.blocks.push(block);
    }

    pub(super) fn extend(&mut self, blocks: impl IntoIterator<Item = Block>) {
        self.blocks.extend(blocks);
    }

    pub(super) fn heading(&mut self, text: impl Into<String>) {
        self.push(heading(text));
    }

    /// Begins a part: what is pushed from now on belongs to it.
    pub(super) fn begin(&mut self, part: Part) {
        if self.parts.last().is_none_or(|(last, _)| *last != part) {
            self.parts.push((part, self.blocks.len()));
        }
    }

    /// Fields, unless there are none.
    pub(super) fn fields(&mut self, fields: Fields) {
        if !fields.0.is_empty() {
            self.push(Block::Fields(fields.0));
        }
    }

    /// Fields, with the id of what the page is about and the library that it comes from: title, version, publisher, licence.
    pub(super) fn fields_with_origin(&mut self, mut fields: Fields, id: &str) {
        let pack = self.library.pack(self.pack).pack;
        let title = format!("{} {}", pack.title, pack.version);
        let title = title.trim_end().to_owned();
        fields.text("Id", id);
        fields.add(
            "From",
            dots([title, pack.publisher, pack.license].map(Span::plain)),
        );
        self.fields(fields);
    }

    /// A bulleted list with one paragraph per item, unless there is none; `line` writes an item.
    pub(super) fn list<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        mut line: impl FnMut(&mut Self, T) -> Vec<Span>,
    ) {
        let items = items.into_iter();
        let items = items.map(|item| vec![Block::Paragraph(line(self, item))]);
        let items: Vec<_> = items.collect();
        if !items.is_empty() {
            self.push(Block::List { start: None, items });
        }
    }

    /// The same below a heading, as a part of the page; nothing for an empty list.
    pub(super) fn section<T>(
        &mut self,
        part: Part,
        title: &str,
        items: &[T],
        line: impl FnMut(&mut Self, &T) -> Vec<Span>,
    ) {
        if !items.is_empty() {
            self.begin(part);
            self.heading(title);
            self.list(items, line);
        }
    }

    /// Markdown, with its citations numbered.
    pub(super) fn markdown(&mut self, text: &str) -> Vec<Block> {
        markdown(text, &mut self.citations).blocks
    }

    /// The same for a text of another pack, whose citations are looked up there.
    pub(super) fn markdown_of(&mut self, pack: PackOrd, text: &str) -> Vec<Block> {
        let mut text = text.to_owned();
        if pack != self.pack {
            for (range, id) in citations(&text).into_iter().rev() {
                text.replace_range(range, &format!("[^{id}@{}]", pack.0));
            }
        }
        self.markdown(&text)
    }

    /// Markdown within a line; of several paragraphs each begins on a new one.
    pub(super) fn inline(&mut self, text: &str) -> Vec<Span> {
        inline(self.markdown(text))
    }

    /// The number of a source in brackets, after a space; nothing for an empty id.
    pub(super) fn cite(&mut self, pack: PackOrd, id: &str) -> Vec<Span> {
        match self.citation(pack, id) {
            Some(citation) => vec![Span::plain(" "), citation],
            None => Vec::new(),
        }
    }

    /// The number of a source in brackets; `None` for an empty id.
    pub(super) fn citation(&mut self, pack: PackOrd, id: &str) -> Option<Span> {
        let number = self.number(pack, id)?;
        Some(Span::link(format!("[{number}]"), Target::Cite(number)))
    }

    /// The number of a source; `None` for an empty id.
    pub(super) fn number(&mut self, pack: PackOrd, id: &str) -> Option<usize> {
        // Packs may use one id for different sources: a foreign one is marked with a character that no id holds.
        (!id.is_empty()).then(|| match pack == self.pack {
            true => self.citations.number(id),
            false => self.citations.number(&format!("{id}@{}", pack.0)),
        })
    }

    /// The number of sources cited so far.
    pub(super) fn cited_count(&self) -> usize {
        self.citations.ids().len()
    }

    /// The sources by their numbers.
    pub(super) fn cited(&self) -> Vec<Option<SourceOrd>> {
        let find = |key: &String| {
            let foreign = key.split_once('@').and_then(|(id, pack)| {
                let pack = pack.parse().ok()?;
                Some((PackOrd(pack), id))
            });
            let (pack, id) = foreign.unwrap_or((self.pack, key));
            self.library.find_source(pack, id)
        };
        self.citations.ids().iter().map(find).collect()
    }

    /// The list of sources, one line each if `brief`, otherwise with all details; those after the first `in_text` are marked as
    /// used without a citation.
    pub(super) fn sources(&mut self, in_text: usize, brief: bool) {
        let cited = self.cited();
        if cited.is_empty() {
            return;
        }
        self.begin(Part::Sources);
        self.heading("Sources");
        let mut fields = Fields::default();
        for (at, ord) in cited.into_iter().enumerate() {
            let source = ord.map(|ord| self.library.source(ord).source);
            let mut line = match &source {
                Some(source) => source_line(source, brief),
                None => undefined(&self.citations.ids()[at]),
            };
            if !brief {
                if at >= in_text {
                    let uncited = " · also used, not cited in the text";
                    line.push(Span::styled(uncited, Style::DIM));
                }
                line.extend(source.iter().flat_map(source_more));
            }
            fields.add(format!("[{}]", at + 1), line);
        }
        self.fields(fields);
    }

    /// A date with its age; only the date if the clock is wrong.
    pub(super) fn dated(&self, date: PartialDate, pack: PackOrd) -> String {
        match age(date, self.clock.today) {
            Some(age) if !self.clock_is_wrong(pack) => format!("{date} ({age})"),
            _ => date.to_string(),
        }
    }

    /// Whether a pack shows that the clock is wrong.
    fn clock_is_wrong(&self, pack: PackOrd) -> bool {
        self.clock_wrong.get(pack.index()).copied().unwrap_or(false)
    }

    /// The warning that no ages are shown, for the page's pack.
    pub(super) fn clock_warning(&self) -> Option<Span> {
        self.clock_is_wrong(self.pack)
            .then(|| trust::clock_warning(self.clock))
    }

    /// A link to a condition by its name.
    pub(super) fn condition_link(&self, condition: ConditionOrd) -> Vec<Span> {
        let condition = self.library.condition(condition).condition;
        let abbreviation = match condition.abbreviation.as_str() {
            known if known.is_empty() || known == condition.name => String::new(),
            abbreviation => format!(" ({abbreviation})"),
        };
        let link = Span::link(condition.name, Target::Condition(condition.id));
        vec![link, Span::plain(abbreviation)]
    }

    /// Links to conditions, separated by commas.
    pub(super) fn condition_links(&self, conditions: &[ConditionOrd]) -> Vec<Span> {
        join(conditions.iter().map(|ord| self.condition_link(*ord)), ", ")
    }

    /// The conditions that a list of ids names; an id that names none is shown itself.
    pub(super) fn conditions_named(&self, ids: &[String]) -> Vec<Span> {
        let links = ids.iter().map(|id| match self.library.find_condition(id) {
            Some(ord) => self.condition_link(ord),
            None => not_in_library(id),
        });
        join(links, ", ")
    }

    /// A link to an entry by its question, with what distinguishes it from others that ask the same, and the mark of its
    /// freshness.
    pub(super) fn entry_link(&self, entry: EntryOrd, distinction: &str) -> Vec<Span> {
        let head = self.library.head(entry);
        let mark = mark(self.library, &head, self.clock);
        let link = Span::link(head.question, Target::Entry(head.id));
        join([vec![link], vec![Span::plain(distinction)], mark], " · ")
    }

    /// The same for an id, which may name an entry that is gone or was never there.
    pub(super) fn entry_named(&self, id: &str) -> Vec<Span> {
        if let Some(entry) = self.library.find_entry(self.pack, id) {
            return self.entry_link(entry, "");
        }
        match self.library.withdrawal(id) {
            Some(withdrawal) => vec![
                Span::link(id, Target::Entry(id.to_owned())),
                Span::plain(" · "),
                trust::withdrawn(&withdrawal),
            ],
            None => not_in_library(id),
        }
    }

    /// The disclaimer of the library: the end of every page.
    pub(super) fn disclaimer(&mut self) {
        let pack = self.library.pack(self.pack).pack;
        if !pack.disclaimer.is_empty() {
            self.begin(Part::About);
            let disclaimer = Span::styled(pack.disclaimer, Style::DIM);
            self.push(Block::Paragraph(vec![disclaimer]));
        }
    }
}

/// The spans of blocks, for text within a line.
pub(super) fn inline(blocks: Vec<Block>) -> Vec<Span> {
    let spans = blocks.into_iter().map(|block| match block {
        Block::Paragraph(content) | Block::Heading { content, .. } => content,
        Block::Verbatim(text) => vec![Span::styled(text, Style::CODE)],
        Block::Quote(blocks) => inline(blocks),
        Block::Alert { kind, content } => {
            [vec![warn(format!("{} ", kind.label()))], inline(content)].concat()
        }
        Block::List { items, .. } => {
            let items = items
                .into_iter()
                .map(|item| [vec![Span::plain("• ")], inline(item)].concat());
            join(items, "\n")
        }
        Block::Table { header, rows } => {
            let rows = std::iter::once(header).chain(rows);
            join(rows.map(|row| join(row, " | ")), "\n")
        }
        Block::Fields(_) | Block::Rule => Vec::new(),
    });
    join(spans, "\n")
}

fn not_in_library(id: &str) -> Vec<Span> {
    vec![Span::styled(
        format!("{id} (not in the library)"),
        Style::DIM,
    )]
}

/// What follows the number of a source: title, publisher, kind, date, and its status if that is in doubt.
fn source_line(source: &Source, brief: bool) -> Vec<Span> {
    // In little space the publisher says more than the title.
    let name = match brief && !source.publisher.is_empty() {
        true => &source.publisher,
        false => &source.title,
    };
    let publisher = if brief { "" } else { &source.publisher };
    let kind = source.kind.map_or("", |kind| kind.title());
    let date = source.printed_date();
    let status = trust::source_status(source.status);
    let mut line = dots([
        Span::link(name.clone(), Target::Source(source.id.clone())),
        Span::plain(publisher),
        Span::plain(kind),
        Span::plain(date.unwrap_or_else(|| "no date".to_owned())),
    ]);
    if !source.date_as_printed.is_empty() && !brief {
        line.push(warn(" (can be read two ways)"));
    }
    join([line, status.into_iter().collect()], " · ")
}

/// Below the line of a source: its address and its note.
fn source_more(source: &Source) -> Vec<Span> {
    let note = Span::styled(source.note.clone(), Style::DIM);
    let lines = [web(&source.url), note]
        .into_iter()
        .filter(|line| !line.text.is_empty());
    lines.flat_map(|line| [Span::plain("\n"), line]).collect()
}

fn undefined(key: &str) -> Vec<Span> {
    let id = key.split_once('@').map_or(key, |(id, _)| id);
    vec![
        Span::plain(format!("{id} ")),
        warn("(this source is not defined in the library)"),
    ]
}
