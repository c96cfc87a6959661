//! What is read at each place. Lists are made here, the text of a page in `reading`.

use crate::content::Bookmarks;
use crate::index::analyze::fold;
use crate::index::{ConditionOrd, EntryOrd, TopicOrd};
use crate::library::{Library, Listed};
use crate::nav::{self, Subject};
use crate::page::{self, Page, Part};
use crate::text::{Block, Line, Span, counted, linear};

use super::command::{Offer, TABLE};
use super::place::{Goal, Item, Place, Settings, View, Visit};

/// A condition with at most this many questions lists them at once; one with more lists its topics first.
const MAX_QUESTIONS: usize = 12;
/// Below a list of more names than this, a hint says how to see a part of it.
const MANY_NAMES: usize = 60;

/// Makes views of a library.
pub(super) struct Builder<'a> {
    pub(super) library: &'a Library,
    pub(super) settings: &'a Settings,
    pub(super) bookmarks: &'a Bookmarks,
}

/// What a list says about a question, apart from how old its answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Context {
    Nothing,
    Topic,
    ConditionAndTopic,
}

impl Builder<'_> {
    pub(super) fn view(&self, visit: &Visit) -> View {
        let mut view = match &visit.place {
            Place::Home => self.home(),
            Place::Conditions(letters) => self.conditions(letters),
            Place::Topics => self.topics(),
            Place::Topic(topic) => self.topic(*topic),
            Place::Condition(condition) => self.condition(*condition),
            Place::Questions(condition, topic) => self.questions(*condition, *topic),
            Place::CitedBy(source) => {
                let record = self.library.source(*source);
                let items = self.entries(&record.cited_by, Context::ConditionAndTopic);
                let title = record.source.title;
                let count = counted(items.len(), "question");
                let lines = vec![format!("{count} with the source {title}")];
                self.list("questions", lines, items)
            }
            Place::Found { words, grouped } => self.found(words, *grouped),
            Place::Bookmarks => self.bookmarked(),
            Place::Narrow(words) => self.narrow(words),
            Place::Text(subject) => self.text(subject, visit),
            Place::List(list, subject) => self.list_of(*list, subject, visit),
        };
        view.offers = self.offers(&visit.place, &view);
        view
    }

    fn offers(&self, place: &Place, view: &View) -> Vec<Offer> {
        let page = view.page.as_ref();
        let has = |part| page.is_some_and(|page| !page.part(part).is_empty());
        let is_offered = |offer: &Offer| match offer {
            Offer::Anywhere => true,
            Offer::Text => view.is_text,
            Offer::Trust => page.is_some_and(|page| !page.trust.is_empty()),
            Offer::Sources => has(Part::Sources),
            Offer::Related => view.is_text && has(Part::Next),
            Offer::Links => view.is_text && page.is_some_and(|page| !self.links(page).is_empty()),
            Offer::Outline => view.is_text && view.lines.iter().any(|line| line.heading.is_some()),
            Offer::Neighbors | Offer::Answer => place.entry().is_some(),
            Offer::Replacement => view.is_text && page.is_some_and(|page| page.is_replacement),
            Offer::Languages => view.is_text && page.is_some_and(|page| page.languages > 1),
            Offer::Condition => view.about.flatten().is_some() && view.word != "facts",
            Offer::Questions => view.about.is_some() || view.is_text && has(Part::Questions),
            Offer::Details => has(Part::About),
            Offer::Mark => place.subject().is_some_and(|subject| {
                nav::bookmarks::of_subject(self.library, &subject).is_some()
            }),
            Offer::Found => {
                let answers = view.items.iter().filter(|item| item.entry().is_some());
                matches!(place, Place::Found { .. }) && answers.count() > 1
            }
        };
        TABLE
            .iter()
            .map(|row| row.needs)
            .filter(is_offered)
            .collect()
    }

    /// A list below a few lines, the first of which says what it is.
    pub(super) fn list(&self, word: &'static str, lines: Vec<String>, items: Vec<Item>) -> View {
        let title = lines.first().cloned().unwrap_or_default();
        let lines = lines.into_iter().map(|line| vec![Span::plain(line)]);
        View {
            word,
            title,
            lines: self.lay_out(&[paragraph(lines)]),
            items,
            ..View::default()
        }
    }

    pub(super) fn lay_out(&self, blocks: &[Block]) -> Vec<Line> {
        linear(blocks, self.settings.width, self.settings.ascii)
    }

    pub(super) fn trust_lines(&self, page: &Page) -> Vec<Vec<Span>> {
        page::trust_lines(&page.trust, self.settings.width)
    }

    fn home(&self) -> View {
        let library = self.library;
        let about = page::library(library, self.settings.clock);
        let mut lines = vec![format!("clinfaq: {}", about.title)];
        let trust = self.trust_lines(&about);
        let words = trust
            .iter()
            .map(|line| line.iter().map(|span| &*span.text).collect());
        lines.extend(words);
        lines.push(
            "Type words to search, a number to choose, Enter for more, help or quit.".to_owned(),
        );
        let topics = self.used_topics().len();
        let conditions = format!("Conditions, {}", library.condition_count());
        let about = "About the library, licence, disclaimer";
        let mut items = vec![
            Item::new(conditions, Place::Conditions(String::new())),
            Item::new(format!("Topics, {topics}"), Place::Topics),
            Item::new(about, Place::Text(Subject::About)),
        ];
        if library.problem_count() > 0 {
            let problems = format!("Problems in its files, {}", library.problem_count());
            items.push(Item::new(problems, Place::Text(Subject::Problems)));
        }
        self.list("clinfaq", lines, items)
    }

    fn conditions(&self, letters: &str) -> View {
        let library = self.library;
        let name = |ord: &ConditionOrd| fold(&library.condition_head(*ord).name).into_owned();
        let mut some = library.conditions_by_name().to_vec();
        let folded = fold(letters);
        some.retain(|ord| name(ord).starts_with(&*folded));
        let count = some.len();
        let mut lines = vec![match letters {
            "" => counted(count, "condition"),
            _ => {
                let names = counted(count, "name");
                let begin = if count == 1 { "begins" } else { "begin" };
                format!("{names} {begin} with \"{letters}\"")
            }
        }];
        if count > MANY_NAMES {
            let how = "To shorten this list, type conditions and the beginning of a name.";
            lines.push(how.to_owned());
        }
        let mut items: Vec<Item> = some.iter().map(|ord| self.condition_item(*ord)).collect();
        let general = library.general_topics();
        let general: u32 = general.iter().map(|(_, count)| count).sum();
        if letters.is_empty() && general > 0 {
            items.push(counted_item(
                &self.name(None),
                general,
                Place::Condition(None),
            ));
        }
        self.list("conditions", lines, items)
    }

    /// The topics with answers, and how many those are.
    fn used_topics(&self) -> Vec<(TopicOrd, u32)> {
        let topics = (0..self.library.topic_count()).map(TopicOrd);
        let counted = topics.map(|topic| (topic, self.library.topic(topic).entries));
        counted.filter(|(_, count)| *count > 0).collect()
    }

    fn topics(&self) -> View {
        let topics = self.used_topics().into_iter();
        let items: Vec<Item> = topics
            .map(|(topic, count)| {
                let title = self.library.topic(topic).topic.title;
                counted_item(&title, count, Place::Topic(topic))
            })
            .collect();
        let lines = vec![counted(items.len(), "topic")];
        self.list("topics", lines, items)
    }

    fn topic(&self, topic: TopicOrd) -> View {
        let title = self.library.topic(topic).topic.title;
        let all = self.library.topic_conditions(topic);
        // The general questions are about no condition.
        let named = all.iter().filter(|(condition, _)| condition.is_some());
        let count = counted(named.count(), "condition");
        let item = |(condition, count): &(Option<ConditionOrd>, u32)| {
            let place = Place::Questions(*condition, Some(topic));
            counted_item(&self.name(*condition), *count, place)
        };
        let items = all.iter().map(item).collect();
        self.list("topic", vec![format!("{title}: {count}")], items)
    }

    /// What a condition is, then its questions, or its topics if those are many.
    fn condition(&self, condition: Option<ConditionOrd>) -> View {
        let library = self.library;
        let title = self.name(condition);
        let mut head = vec![vec![Span::plain(title.clone())]];
        let mut summary = None;
        let (topics, page) = match condition {
            None => (library.general_topics(), None),
            Some(ord) => {
                let record = library.condition(ord);
                let page = page::condition(library, ord, self.settings.clock);
                if !record.condition.summary.is_empty() {
                    summary = page.text().first().cloned();
                }
                (record.topics, Some(page))
            }
        };
        let count = topics.iter().map(|(_, count)| *count as usize).sum();
        match &page {
            Some(page) => head.extend(self.trust_lines(page)),
            None => head.push(vec![Span::plain(answers(count))]),
        }
        let items = if count <= MAX_QUESTIONS {
            self.entries(&library.entries(condition, None), Context::Topic)
        } else {
            let item = |(topic, count): (TopicOrd, u32)| {
                let title = library.topic(topic).topic.title;
                counted_item(&title, count, Place::Questions(condition, Some(topic)))
            };
            topics.into_iter().map(item).collect()
        };
        let blocks: Vec<Block> = std::iter::once(paragraph(head)).chain(summary).collect();
        let mut lines = self.lay_out(&blocks);
        lines.push(Line::default());
        View {
            word: match condition {
                Some(_) => "condition",
                None => "general",
            },
            title,
            lines,
            items,
            about: Some(condition),
            page,
            ..View::default()
        }
    }

    fn questions(&self, condition: Option<ConditionOrd>, topic: Option<TopicOrd>) -> View {
        let library = self.library;
        let context = match topic {
            Some(_) => Context::Nothing,
            None => Context::Topic,
        };
        let items = self.entries(&library.entries(condition, topic), context);
        let mut about = page::short_name(library, condition);
        if let Some(topic) = topic {
            about = format!("{about}, {}", library.topic(topic).topic.title);
        }
        let count = counted(items.len(), "question");
        let mut view = self.list("questions", vec![format!("{about}: {count}")], items);
        view.about = Some(condition);
        view
    }

    pub(super) fn condition_item(&self, condition: ConditionOrd) -> Item {
        let count = self.library.condition_head(condition).entries;
        counted_item(
            &self.name(Some(condition)),
            count,
            Place::Condition(Some(condition)),
        )
    }

    fn entries(&self, entries: &[EntryOrd], context: Context) -> Vec<Item> {
        let distinctions = page::distinctions(self.library, entries);
        let entries = entries.iter().zip(distinctions);
        let item =
            |(entry, distinction): (&_, String)| self.entry(*entry, context, &distinction, false);
        entries.map(item).collect()
    }

    /// A question; below it the context, how old the answer is, and how it was found.
    pub(super) fn entry(
        &self,
        entry: EntryOrd,
        context: Context,
        distinction: &str,
        close: bool,
    ) -> Item {
        let library = self.library;
        let head = library.head(entry);
        let mut said = Vec::new();
        if context == Context::ConditionAndTopic {
            said.push(page::short_name(library, head.condition));
        }
        if context != Context::Nothing {
            said.push(library.topic(head.topic()).topic.title);
        }
        if !distinction.is_empty() && !said.iter().any(|known| known == distinction) {
            said.push(distinction.to_owned());
        }
        let mut label = vec![Span::plain(head.question.clone()), Span::plain("\n")];
        if !said.is_empty() {
            label.push(Span::plain(format!("{}; ", said.join(", "))));
        }
        label.extend(page::mark(library, &head, self.settings.clock));
        if close {
            label.push(Span::plain("; close match"));
        }
        Item {
            label,
            goal: Goal::Place(Place::of(Subject::Listed(Listed::Entry(entry)))),
        }
    }

    /// `Progressive osseous heteroplasia (POH)`.
    pub(super) fn name(&self, condition: Option<ConditionOrd>) -> String {
        let Some(condition) = condition else {
            return "General questions".to_owned();
        };
        let head = self.library.condition_head(condition);
        match head.abbreviation.is_empty() || head.abbreviation == head.name {
            true => head.name,
            false => format!("{} ({})", head.name, head.abbreviation),
        }
    }
}

/// `3 answers`.
pub(super) fn answers(count: usize) -> String {
    counted(count, "answer")
}

/// `Gout, 3 answers`.
pub(super) fn counted_item(name: &str, count: u32, place: Place) -> Item {
    Item::new(format!("{name}, {}", answers(count as usize)), place)
}

/// Several lines in one paragraph.
pub(super) fn paragraph(lines: impl IntoIterator<Item = Vec<Span>>) -> Block {
    let lines: Vec<Vec<Span>> = lines
        .into_iter()
        .filter(|line| line.iter().any(|span| !span.text.is_empty()))
        .collect();
    Block::Paragraph(lines.join(&Span::plain("\n")))
}
