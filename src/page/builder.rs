//! What all pages are built with: blocks one after the other, citations numbered over all of them, dates with ages.

use crate::index::{ConditionOrd, EntryOrd, PackOrd, SourceOrd};
use crate::library::Library;
use crate::model::{Clock, PartialDate, Source, age};
use crate::text::{Block, Citations, Document, Span, Style, Target, markdown};

use super::spans::{Fields, commas, dots, flatten};
use super::{Page, Part, trust};

/// A page in the making.
pub(super) struct Builder<'a> {
    pub(super) library: &'a Library,
    pub(super) clock: Clock,
    /// The pack in which citations and links are meant.
    pub(super) pack: PackOrd,
    citations: Citations,
    blocks: Vec<Block>,
    parts: Vec<(Part, usize)>,
    /// For each pack, whether it shows that the clock is wrong.
    clock_wrong: Vec<bool>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(library: &'a Library, pack: PackOrd, clock: Clock) -> Self {
        let clock_wrong = library
            .packs()
            .iter()
            .map(|pack| clock.is_wrong(pack.newest))
            .collect();
        Self {
            library,
            clock,
            pack,
            citations: Citations::default(),
            blocks: Vec::new(),
            parts: Vec::new(),
            clock_wrong,
        }
    }

    /// The page, with what was built so far as its document.
    pub(super) fn page(self, crumbs: Vec<String>, title: String, trust: Vec<Vec<Span>>) -> Page {
        let citations = self.cited();
        Page {
            crumbs,
            title,
            trust,
            narrow: Vec::new(),
            document: Document {
                blocks: self.blocks,
            },
            citations,
            pack: Some(self.pack),
            parts: self.parts,
        }
    }

    pub(super) fn push(&mut self, block: Block) {
        self.blocks.push(block);
    }

    pub(super) fn extend(&mut self, blocks: impl IntoIterator<Item = Block>) {
        self.blocks.extend(blocks);
    }

    pub(super) fn heading(&mut self, text: impl Into<String>) {
        self.push(Block::Heading {
            level: 2,
            content: vec![Span::plain(text)],
        });
    }

    /// What is pushed from here on belongs to `part`.
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

    /// A bulleted list with one paragraph an item.
    pub(super) fn list(&mut self, items: Vec<Vec<Span>>) {
        let items = items
            .into_iter()
            .map(|item| vec![Block::Paragraph(item)])
            .collect();
        self.push(Block::List { start: None, items });
    }

    /// Markdown, with its citations numbered.
    pub(super) fn markdown(&mut self, text: &str) -> Vec<Block> {
        markdown(text, &mut self.citations).blocks
    }

    /// Markdown that stands within a line; of several paragraphs each begins on a new one.
    pub(super) fn inline(&mut self, text: &str) -> Vec<Span> {
        let mut spans = Vec::new();
        flatten(self.markdown(text), &mut spans);
        spans
    }

    /// The number of a source in brackets, with the blank before it; nothing for an empty id.
    pub(super) fn cite(&mut self, pack: PackOrd, id: &str) -> Vec<Span> {
        match self.number(pack, id) {
            None => Vec::new(),
            Some(number) => vec![
                Span::plain(" "),
                Span::link(format!("[{number}]"), Target::Cite(number)),
            ],
        }
    }

    /// The number of a source; `None` for an empty id.
    pub(super) fn number(&mut self, pack: PackOrd, id: &str) -> Option<usize> {
        if id.is_empty() {
            return None;
        }
        // Packs may use one id for different sources: a foreign one is told apart by what no id holds.
        Some(if pack == self.pack {
            self.citations.number(id)
        } else {
            self.citations.number(&format!("{id}@{}", pack.0))
        })
    }

    /// How many sources have a number so far.
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

    /// The list of sources, one line each or with everything that is known of them; those after the first `in_text` are
    /// said to be used without being cited.
    pub(super) fn sources(&mut self, in_text: usize, brief: bool) {
        let cited = self.cited();
        if cited.is_empty() {
            return;
        }
        self.begin(Part::Sources);
        self.heading("Sources");
        let mut fields = Fields::default();
        for (at, source) in cited.into_iter().enumerate() {
            let mut line = match source {
                Some(source) => source_line(&self.library.source(source).source, brief),
                None => undefined(&self.citations.ids()[at]),
            };
            if at >= in_text && !brief {
                line.push(Span::styled(
                    " · also used, not cited in the text",
                    Style::DIM,
                ));
            }
            if let (Some(source), false) = (source, brief) {
                line.extend(source_more(&self.library.source(source).source));
            }
            fields.add(format!("[{}]", at + 1), line);
        }
        self.fields(fields);
    }

    /// A date with its age; the bare date where the clock that would tell the age is wrong.
    pub(super) fn dated(&self, date: PartialDate, pack: PackOrd) -> String {
        match age(date, self.clock.today) {
            Some(age) if !self.clock_is_wrong(pack) => format!("{date} ({age})"),
            _ => date.to_string(),
        }
    }

    /// Whether a pack shows that the clock is wrong.
    pub(super) fn clock_is_wrong(&self, pack: PackOrd) -> bool {
        self.clock_wrong.get(pack.index()).copied().unwrap_or(false)
    }

    /// The warning that no ages are told, for the page's pack.
    pub(super) fn clock_warning(&self) -> Option<Span> {
        self.clock_is_wrong(self.pack)
            .then(|| trust::clock_warning(self.clock.today.year()))
    }

    /// A link to a condition by its name.
    pub(super) fn condition_link(&self, condition: ConditionOrd) -> Vec<Span> {
        let condition = self.library.condition(condition).condition;
        let mut spans = vec![Span::link(
            condition.name.clone(),
            Target::Condition(condition.id),
        )];
        if !condition.abbreviation.is_empty() && condition.abbreviation != condition.name {
            spans.push(Span::plain(format!(" ({})", condition.abbreviation)));
        }
        spans
    }

    /// Links to conditions, parted by commas.
    pub(super) fn condition_links(&self, conditions: &[ConditionOrd]) -> Vec<Span> {
        commas(conditions.iter().map(|ord| self.condition_link(*ord)))
    }

    /// The conditions that a list of ids names; an id that names none stands for itself.
    pub(super) fn conditions_named(&self, ids: &[String]) -> Vec<Span> {
        commas(ids.iter().map(|id| match self.library.find_condition(id) {
            Some(ord) => self.condition_link(ord),
            None => vec![Span::styled(
                format!("{id} (not in the library)"),
                Style::DIM,
            )],
        }))
    }

    /// A link to an entry by its question, with what tells it from others that ask the same, and the mark of its freshness.
    pub(super) fn entry_link(&self, entry: EntryOrd, apart: &str) -> Vec<Span> {
        let head = self.library.head(entry);
        let mark = trust::mark(self.library, &head, self.clock);
        let question = head.question;
        let mut spans = vec![
            Span::link(question, Target::Entry(head.id)),
            Span::plain(" · "),
        ];
        if !apart.is_empty() {
            spans.push(Span::plain(format!("{apart} · ")));
        }
        spans.extend(mark);
        spans
    }

    /// The same for an id, which may name an entry that is gone or was never there.
    pub(super) fn entry_named(&self, id: &str) -> Vec<Span> {
        match self.library.find_entry(self.pack, id) {
            Some(entry) => self.entry_link(entry, ""),
            None => match self.library.withdrawal(id) {
                Some(withdrawal) => vec![
                    Span::link(id, Target::Entry(id.to_owned())),
                    Span::plain(" · "),
                    trust::withdrawn(&withdrawal),
                ],
                None => vec![Span::styled(
                    format!("{id} (not in the library)"),
                    Style::DIM,
                )],
            },
        }
    }

    /// What the pack says of itself, and its disclaimer: the end of every page.
    pub(super) fn colophon(&mut self) {
        let pack = self.library.pack(self.pack).pack;
        if !pack.disclaimer.is_empty() {
            self.begin(Part::About);
            self.push(Block::Paragraph(vec![Span::styled(
                pack.disclaimer,
                Style::DIM,
            )]));
        }
    }

    /// The library that a page comes from: title, version, publisher, licence.
    pub(super) fn imprint(&self) -> Vec<Span> {
        let pack = self.library.pack(self.pack).pack;
        dots([
            format!("{} {}", pack.title, pack.version)
                .trim_end()
                .to_owned(),
            pack.publisher,
            pack.license,
        ])
    }
}

/// `[1]` has come before; this is what follows: title, publisher, kind, date, and whether it still stands.
fn source_line(source: &Source, brief: bool) -> Vec<Span> {
    // In little room the publisher says more than the title.
    let name = if brief && !source.publisher.is_empty() {
        &source.publisher
    } else {
        &source.title
    };
    let mut spans = vec![Span::link(name.clone(), Target::Source(source.id.clone()))];
    let publisher = if brief { "" } else { &source.publisher };
    let kind = source.kind.map_or("", |kind| kind.title());
    for part in [publisher, kind] {
        if !part.is_empty() {
            spans.push(Span::plain(format!(" · {part}")));
        }
    }
    spans.push(match source.printed_date() {
        Some(date) => Span::plain(format!(" · {date}")),
        None => Span::plain(" · no date"),
    });
    if !source.date_as_printed.is_empty() && !brief {
        spans.push(Span::styled(" (can be read two ways)", Style::WARN));
    }
    if let Some(status) = trust::source_status(source.status) {
        spans.push(Span::plain(" · "));
        spans.push(status);
    }
    spans
}

/// Below the line of a source: its address and its note.
fn source_more(source: &Source) -> Vec<Span> {
    let mut spans = Vec::new();
    if !source.url.is_empty() {
        spans.push(Span::plain("\n"));
        spans.push(Span::link(
            source.url.clone(),
            Target::Url(source.url.clone()),
        ));
    }
    if !source.note.is_empty() {
        spans.push(Span::plain("\n"));
        spans.push(Span::styled(source.note.clone(), Style::DIM));
    }
    spans
}

fn undefined(key: &str) -> Vec<Span> {
    let id = key.split_once('@').map_or(key, |(id, _)| id);
    vec![
        Span::plain(format!("{id} ")),
        Span::styled("(this source is not defined in the library)", Style::WARN),
    ]
}
