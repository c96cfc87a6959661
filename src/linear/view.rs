//! What stands at a place: lines of text, then numbered things to choose from.

mod found;

use std::fmt::Write;

use crate::index::analyze::fold;
use crate::index::{ConditionOrd, TopicOrd};
use crate::library::{Library, Listed};
use crate::page::{self, Page, Part};
use crate::text::{Block, Line, Span, linear};

use super::Settings;
use super::command::Offers;
use super::item::{Goal, Item, Tell, answers, condition_name, counted};
use super::links::{goal, links};
use super::place::{Place, Shelf, Stop, Subject};

/// A condition with no more questions than this lists them at once, another one its topics first.
const QUESTIONS: usize = 12;
/// Of more names than this one is told how to see a part.
const NAMES: usize = 60;

/// What stands at a place.
#[derive(Debug, Default)]
pub(super) struct View {
    /// What the prompt calls it.
    pub(super) word: &'static str,
    /// Where one is, in a line.
    pub(super) title: String,
    /// What can be had here.
    pub(super) offers: Offers,
    /// The text.
    pub(super) lines: Vec<Line>,
    /// What can be chosen, from number 1.
    pub(super) items: Vec<Item>,
    /// Whether it is a text to read, and no list.
    pub(super) is_text: bool,
    /// The condition that it is about, if it is about one; `Some(None)` for the questions about none.
    pub(super) about: Option<Option<ConditionOrd>>,
    /// The page behind it, with its sources and links.
    pub(super) page: Option<Page>,
}

/// Makes views.
pub(super) struct Maker<'a> {
    pub(super) library: &'a Library,
    pub(super) settings: &'a Settings,
}

impl Maker<'_> {
    /// What stands at `stop`.
    pub(super) fn view(&self, stop: &Stop) -> View {
        let mut view = match &stop.place {
            Place::Home => self.home(),
            Place::Conditions(letters) => self.conditions(letters),
            Place::Topics => self.topics(),
            Place::Topic(topic, letters) => self.topic(*topic, letters),
            Place::Condition(condition) => self.condition(*condition),
            Place::Questions(shelf) => self.questions(shelf),
            Place::Found { words, grouped } => self.found(words, *grouped),
            Place::Narrow(words) => self.narrow(words),
            Place::Text(subject) => self.text(subject, stop),
            Place::Sources(subject) => self.sources(subject),
            Place::Related(subject) => self.related(subject),
            Place::Links(subject) => self.links(subject),
            Place::Outline(subject) => self.outline(subject, stop),
        };
        view.offers = view
            .offers
            .with(Offers::LIST, !view.items.is_empty())
            .with(
                Offers::CONDITION,
                matches!(view.about, Some(Some(_))) && view.word != "facts",
            )
            .with(Offers::QUESTIONS, view.about.is_some());
        view
    }

    /// A list below a few lines, the first of which says what it is.
    fn list(&self, word: &'static str, said: Vec<String>, items: Vec<Item>) -> View {
        let title = said.first().cloned().unwrap_or_default();
        let lines = said.into_iter().map(|line| vec![Span::plain(line)]);
        View {
            word,
            title,
            lines: self.laid(&[paragraph(lines)]),
            items,
            ..View::default()
        }
    }

    fn laid(&self, blocks: &[Block]) -> Vec<Line> {
        linear(blocks, self.settings.width, self.settings.ascii)
    }

    fn home(&self) -> View {
        let library = self.library;
        let about = page::library(library, self.settings.clock);
        let mut said = vec![format!("clinfaq: {}", about.title)];
        said.extend(trust_lines(&about).iter().map(|line| words(line)));
        said.push(
            "Type words to search, a number to choose, Enter for more, help or quit.".to_owned(),
        );
        let choice =
            |words: String, place| Item::Said(vec![Span::plain(words)], Goal::Place(place));
        let topics = (0..library.topic_count())
            .filter(|ord| library.topic(TopicOrd(*ord)).entries > 0)
            .count();
        let mut items = vec![
            choice(
                format!("Conditions, {}", library.condition_count()),
                Place::Conditions(String::new()),
            ),
            choice(format!("Topics, {topics}"), Place::Topics),
            choice(
                "About the library, licence, disclaimer".to_owned(),
                Place::Text(Subject::About),
            ),
        ];
        if library.problem_count() > 0 {
            items.push(choice(
                format!("Problems in its files, {}", library.problem_count()),
                Place::Text(Subject::Problems),
            ));
        }
        self.list("clinfaq", said, items)
    }

    fn conditions(&self, letters: &str) -> View {
        let library = self.library;
        let all = library.conditions_by_name();
        let name = |ord: &ConditionOrd| folded_name(library, Some(*ord));
        let some = beginning(&all, letters, name);
        let count = some.len();
        let mut said = vec![match letters {
            "" => counted(count as u64, "condition", "conditions"),
            _ => beginning_with(count, letters),
        }];
        said.extend(narrowing(count));
        let mut items: Vec<Item> = some.iter().map(|ord| Item::Condition(*ord)).collect();
        let general = library
            .general_topics()
            .iter()
            .map(|(_, count)| count)
            .sum();
        if letters.is_empty() && general > 0 {
            items.push(Item::General(general));
        }
        let mut view = self.list("conditions", said, items);
        view.offers = view.offers.with(Offers::NAMES, true);
        view
    }

    fn topics(&self) -> View {
        let library = self.library;
        let topics = (0..library.topic_count()).map(TopicOrd);
        let items: Vec<Item> = topics
            .map(|topic| Item::Topic(topic, library.topic(topic).entries))
            .filter(|item| !matches!(item, Item::Topic(_, 0)))
            .collect();
        let said = vec![counted(items.len() as u64, "topic", "topics")];
        self.list("topics", said, items)
    }

    fn topic(&self, topic: TopicOrd, letters: &str) -> View {
        let library = self.library;
        let title = library.topic(topic).topic.title;
        let all = library.topic_conditions(topic);
        // The questions about no condition come last, whatever they are called.
        let named = &all[..all.partition_point(|(condition, _)| condition.is_some())];
        let name = |(ord, _): &(Option<ConditionOrd>, u32)| folded_name(library, *ord);
        let some = match letters {
            "" => &all[..],
            _ => beginning(named, letters, name),
        };
        let mut said = vec![match letters {
            "" => format!(
                "{title}: {}",
                counted(named.len() as u64, "condition", "conditions")
            ),
            _ => format!("{title}: {}", beginning_with(some.len(), letters)),
        }];
        said.extend(narrowing(some.len()));
        let item = |(condition, count): &(Option<ConditionOrd>, u32)| {
            Item::InTopic(*condition, topic, *count)
        };
        let items = some.iter().map(item).collect();
        let mut view = self.list("topic", said, items);
        view.offers = view.offers.with(Offers::NAMES, true);
        view
    }

    /// What a condition is, then its questions, or its topics where those are many.
    fn condition(&self, condition: Option<ConditionOrd>) -> View {
        let library = self.library;
        let (topics, page) = match condition {
            None => (library.general_topics(), None),
            Some(ord) => (
                library.condition(ord).topics,
                Some(page::condition(library, ord, self.settings.clock)),
            ),
        };
        let count: u32 = topics.iter().map(|(_, count)| count).sum();
        let title = condition_name(library, condition);
        let mut head = vec![vec![Span::plain(title.clone())]];
        match &page {
            Some(page) => head.extend(trust_lines(page)),
            None => head.push(vec![Span::plain(answers(count.into()))]),
        }
        let mut blocks = vec![paragraph(head)];
        if let (Some(page), Some(ord)) = (&page, condition)
            && !library.condition(ord).condition.summary.is_empty()
        {
            blocks.extend(page.text().first().cloned());
        }
        let items: Vec<Item> = if count as usize <= QUESTIONS {
            self.entries(&Shelf::Of(condition, None), Tell::Topic)
        } else {
            let topics = topics.into_iter();
            topics
                .map(|(topic, count)| Item::TopicOf(condition, topic, count))
                .collect()
        };
        let mut lines = self.laid(&blocks);
        lines.push(Line::default());
        let mut view = View {
            word: if condition.is_some() {
                "condition"
            } else {
                "general"
            },
            title,
            lines,
            items,
            ..View::default()
        };
        view.offers = page_offers(page.as_ref());
        view.about = Some(condition);
        view.page = page;
        view
    }

    fn entries(&self, shelf: &Shelf, tell: Tell) -> Vec<Item> {
        let entries = match shelf {
            Shelf::Of(condition, topic) => self.library.entries(*condition, *topic),
            Shelf::CitedIn(source) => self.library.source(*source).cited_by,
        };
        let item = |entry| Item::Entry {
            entry,
            tell,
            close: false,
        };
        entries.into_iter().map(item).collect()
    }

    fn questions(&self, shelf: &Shelf) -> View {
        let library = self.library;
        let tell = match shelf {
            Shelf::Of(_, Some(_)) => Tell::Nothing,
            Shelf::Of(_, None) => Tell::Topic,
            Shelf::CitedIn(_) => Tell::ConditionAndTopic,
        };
        let items = self.entries(shelf, tell);
        let count = counted(items.len() as u64, "question", "questions");
        let said = match shelf {
            Shelf::Of(condition, topic) => {
                let mut about = page::short_name(library, *condition);
                if let Some(topic) = topic {
                    let _ = write!(about, ", {}", library.topic(*topic).topic.title);
                }
                format!("{about}: {count}")
            }
            Shelf::CitedIn(source) => {
                format!(
                    "{count} with the source {}",
                    library.source(*source).source.title
                )
            }
        };
        let mut view = self.list("questions", vec![said], items);
        view.about = match shelf {
            Shelf::Of(condition, _) => Some(*condition),
            Shelf::CitedIn(_) => None,
        };
        view
    }

    /// A page to read: where it stands, its title and its trust lines first.
    fn text(&self, subject: &Subject, stop: &Stop) -> View {
        let page = self.page(subject);
        let mut head = Vec::new();
        let mut place = page.crumbs.join(", ");
        if let Some(entry) = stop.place.entry()
            && let Some(at) = stop.siblings.iter().position(|known| *known == entry)
        {
            let _ = write!(place, "; question {} of {}", at + 1, stop.siblings.len());
        }
        head.push(vec![Span::plain(place)]);
        head.push(vec![Span::plain(page.title.clone())]);
        head.extend(trust_lines(&page));
        let mut blocks = vec![paragraph(head)];
        blocks.extend(page.text_boxes_first());
        let (word, about) = match subject {
            Subject::Listed(Listed::Entry(entry)) => {
                ("answer", Some(self.library.head(*entry).condition))
            }
            Subject::Listed(Listed::Condition(condition)) => {
                blocks.extend_from_slice(page.part(Part::Beside));
                ("facts", Some(Some(*condition)))
            }
            Subject::Listed(Listed::Source(_)) => ("source", None),
            Subject::Listed(Listed::Organization(_)) => ("organisation", None),
            Subject::Listed(Listed::Trial(_)) => ("trial", None),
            Subject::Listed(Listed::Medication(_)) => ("medicine", None),
            Subject::Withdrawn(_) => ("withdrawn", None),
            Subject::About => ("about", None),
            Subject::Problems => ("problems", None),
        };
        let neighbours = matches!(subject, Subject::Listed(Listed::Entry(_)));
        let cited = match subject {
            Subject::Listed(Listed::Source(source)) => self.library.source(*source).cited_by.len(),
            _ => 0,
        };
        if cited > 0 {
            let count = answers(cited as u64);
            let said = format!("Used by {count}: questions lists them.");
            blocks.push(Block::Paragraph(vec![Span::plain(said)]));
        }
        let lines = self.laid(&blocks);
        let headed = lines.iter().any(|line| line.heading.is_some());
        let offers = page_offers(Some(&page))
            .and(Offers::TEXT)
            .with(Offers::OUTLINE, headed)
            .with(Offers::QUESTIONS, cited > 0)
            .with(Offers::NEIGHBOURS, neighbours)
            .with(Offers::RELATED, !page.part(Part::Next).is_empty())
            .with(Offers::LINKS, !links(self.library, &page).is_empty());
        View {
            word,
            title: page.title.clone(),
            offers,
            lines,
            is_text: true,
            about,
            page: Some(page),
            ..View::default()
        }
    }

    fn page(&self, subject: &Subject) -> Page {
        let (library, clock) = (self.library, self.settings.clock);
        match subject {
            Subject::Listed(listed) => page::listed(library, *listed, clock),
            Subject::Withdrawn(id) => page::withdrawn(library, id).unwrap_or_default(),
            Subject::About => page::library(library, clock),
            Subject::Problems => page::problems(library, &[]),
        }
    }

    /// A list of what belongs to a page; its sources stay at hand.
    fn beside(&self, word: &'static str, said: String, items: Vec<Item>, page: Page) -> View {
        let mut view = self.list(word, vec![format!("{said}: {}", page.title)], items);
        view.offers = page_offers(Some(&page));
        view.page = Some(page);
        view
    }

    fn sources(&self, subject: &Subject) -> View {
        let page = self.page(subject);
        // The page says of each source what must be known of it; its label is the number, which the list gives it anew.
        let mut items = Vec::new();
        for block in page.part(Part::Sources) {
            let Block::Fields(fields) = block else {
                continue;
            };
            for (at, (_, said)) in fields.iter().enumerate() {
                let target = crate::text::Target::Cite(at + 1);
                let goal = goal(self.library, &page, &target);
                items.push(Item::Said(said.clone(), goal));
            }
        }
        let said = counted(items.len() as u64, "source", "sources");
        self.beside("sources", said, items, page)
    }

    fn related(&self, subject: &Subject) -> View {
        let page = self.page(subject);
        let mut items = Vec::new();
        for block in page.part(Part::Next) {
            let Block::List { items: listed, .. } = block else {
                continue;
            };
            for spans in listed.iter().flatten().filter_map(|block| match block {
                Block::Paragraph(spans) => Some(spans),
                _ => None,
            }) {
                let target = spans.iter().find_map(|span| span.target.as_ref());
                let goal = match target {
                    Some(target) => goal(self.library, &page, target),
                    None => Goal::Nowhere("It is not in the library.".to_owned()),
                };
                let entry = match &goal {
                    Goal::Place(place) => place.entry(),
                    _ => None,
                };
                items.push(match entry {
                    Some(entry) => Item::Entry {
                        entry,
                        tell: Tell::ConditionAndTopic,
                        close: false,
                    },
                    None => Item::Said(spans.clone(), goal),
                });
            }
        }
        self.beside("related", "To read next".to_owned(), items, page)
    }

    fn links(&self, subject: &Subject) -> View {
        let page = self.page(subject);
        let items = links(self.library, &page);
        let said = counted(items.len() as u64, "link", "links");
        self.beside("links", said, items, page)
    }

    fn outline(&self, subject: &Subject, stop: &Stop) -> View {
        let text = self.text(subject, stop);
        let lines = &text.lines;
        let mut items = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            if line.heading.is_none() {
                continue;
            }
            let words: Vec<String> = lines[at..]
                .iter()
                .take_while(|other| other.block == line.block)
                .map(|line| line.text().trim().to_owned())
                .filter(|words| !words.is_empty())
                .collect();
            let words = words.join(" ");
            let words = words.strip_suffix(':').unwrap_or(&words);
            let goal = Goal::Block(line.block);
            items.push(Item::Said(vec![Span::plain(words)], goal));
        }
        let said = counted(items.len() as u64, "heading", "headings");
        let page = text.page.unwrap_or_default();
        self.beside("outline", said, items, page)
    }
}

/// What a page has to offer wherever it is spoken of.
fn page_offers(page: Option<&Page>) -> Offers {
    let Some(page) = page else {
        return Offers::default();
    };
    Offers::default()
        .with(Offers::TRUST, !page.trust.is_empty())
        .with(Offers::SOURCES, !page.part(Part::Sources).is_empty())
        .with(Offers::DETAILS, !page.part(Part::About).is_empty())
}

fn folded_name(library: &Library, condition: Option<ConditionOrd>) -> String {
    let name = condition.map(|ord| library.condition(ord).condition.name);
    fold(&name.unwrap_or_default()).into_owned()
}

/// Those of a list in name order whose names begin with `letters`: few of them have to be looked at.
fn beginning<'a, T>(all: &'a [T], letters: &str, name: impl Fn(&T) -> String) -> &'a [T] {
    let letters = fold(letters);
    let from = all.partition_point(|one| *name(one) < *letters);
    let some = &all[from..];
    &some[..some.partition_point(|one| name(one).starts_with(&*letters))]
}

fn beginning_with(count: usize, letters: &str) -> String {
    let names = counted(count as u64, "name begins", "names begin");
    format!("{names} with \"{letters}\"")
}

/// Of a long list of names: how to see a part of it.
fn narrowing(count: usize) -> Option<String> {
    let how = "Type letters and how a name begins for those alone, as in: letters os";
    (count > NAMES).then(|| how.to_owned())
}

/// The trust lines of a page. Those that a screen had to part in the middle are whole again.
pub(super) fn trust_lines(page: &Page) -> Vec<Vec<Span>> {
    let mut lines: Vec<Vec<Span>> = Vec::new();
    for line in &page.trust {
        match lines.last_mut() {
            Some(last) if last.last().is_some_and(|span| span.text.ends_with(' ')) => {
                last.extend(line.iter().cloned());
            }
            _ => lines.push(line.clone()),
        }
    }
    lines
}

/// Lines of their own in one paragraph.
pub(super) fn paragraph(lines: impl IntoIterator<Item = Vec<Span>>) -> Block {
    let mut spans = Vec::new();
    for line in lines {
        if line.iter().all(|span| span.text.is_empty()) {
            continue;
        }
        if !spans.is_empty() {
            spans.push(Span::plain("\n"));
        }
        spans.extend(line);
    }
    Block::Paragraph(spans)
}

fn words(spans: &[Span]) -> String {
    spans.iter().map(|span| span.text.as_str()).collect()
}
