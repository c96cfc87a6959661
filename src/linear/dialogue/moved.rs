//! What the opener reports while one reads, and the way into a newer library: all that was said keeps its meaning there. A
//! number that was said a moment ago opens what it stood for then.

use std::rc::Rc;

use crate::index::{ConditionOrd, EntryOrd, SourceOrd, TopicOrd};
use crate::library::{Library, Listed, Notice};
use crate::page::Page;

use super::super::item::{Goal, Item, answers};
use super::super::place::{Place, Shelf, Stop, Subject};
use super::super::view::View;
use super::Dialogue;

impl Dialogue {
    /// Takes a notice, and gives the words for it, if it is worth any.
    pub fn notice(&mut self, notice: Notice) -> Vec<String> {
        match notice {
            Notice::UpToDate => Vec::new(),
            Notice::Progress(_) => self.say("The library has changed, or its index is damaged. This is what it was; it is being indexed anew meanwhile."),
            Notice::Ready(library) => self.move_into(library),
            Notice::Failed(error) => {
                self.say(&format!("This is the library as it was before: {error}.\nWhat to do: {}.", error.hint()))
            }
        }
    }

    fn move_into(&mut self, new: Library) -> Vec<String> {
        let old = std::mem::replace(&mut self.library, new.clone());
        let said = format!(
            "The library is here as it is now, {}. Type again to hear this place anew.",
            answers(new.entry_count().into())
        );
        let way = Way {
            old: &old,
            new: &new,
        };
        let here = self.here;
        let stops = self.stops.iter().enumerate();
        let moved: Vec<(usize, Stop)> = stops
            .filter_map(|(at, stop)| Some((at, way.stop(stop)?)))
            .collect();
        let stays = moved.iter().position(|(at, _)| *at == here);
        self.stops = moved.into_iter().map(|(_, stop)| stop).collect();
        match stays {
            Some(here) => {
                self.here = here;
                self.view = Rc::new(way.view(&self.view));
                self.say(&said)
            }
            None => {
                let gone = "What was read here is no longer in the library. This is the beginning.";
                let mut lines = self.say(&format!("{said}\n{gone}"));
                self.aside = None;
                let settings = self.settings;
                *self = Self::new(new, settings);
                lines.extend(self.piece());
                lines
            }
        }
    }
}

/// From one library to another, by ids: ordinals mean nothing there.
struct Way<'a> {
    old: &'a Library,
    new: &'a Library,
}

impl Way<'_> {
    fn stop(&self, stop: &Stop) -> Option<Stop> {
        let siblings = stop.siblings.iter();
        Some(Stop {
            place: self.place(&stop.place)?,
            siblings: siblings.filter_map(|at| self.entry(*at)).collect(),
            ..stop.clone()
        })
    }

    fn place(&self, place: &Place) -> Option<Place> {
        Some(match place {
            Place::Home | Place::Conditions(_) | Place::Topics => place.clone(),
            Place::Found { .. } | Place::Narrow(_) => place.clone(),
            Place::Topic(topic, letters) => Place::Topic(self.topic(*topic)?, letters.clone()),
            Place::Condition(condition) => Place::Condition(self.perhaps(*condition)?),
            Place::Questions(Shelf::Of(condition, topic)) => {
                let topic = match topic {
                    Some(topic) => Some(self.topic(*topic)?),
                    None => None,
                };
                Place::Questions(Shelf::Of(self.perhaps(*condition)?, topic))
            }
            Place::Questions(Shelf::CitedIn(source)) => {
                Place::Questions(Shelf::CitedIn(self.source(*source)?))
            }
            Place::Text(subject) => Place::Text(self.subject(subject)?),
            Place::Sources(subject) => Place::Sources(self.subject(subject)?),
            Place::Related(subject) => Place::Related(self.subject(subject)?),
            Place::Links(subject) => Place::Links(self.subject(subject)?),
            Place::Outline(subject) => Place::Outline(self.subject(subject)?),
        })
    }

    fn subject(&self, subject: &Subject) -> Option<Subject> {
        Some(match subject {
            Subject::Listed(listed) => Subject::Listed(self.old.same_in(self.new, *listed)?),
            other => other.clone(),
        })
    }

    /// What stands there stays as it was said; what can be chosen leads into the new library.
    fn view(&self, view: &View) -> View {
        View {
            items: view.items.iter().map(|item| self.item(item)).collect(),
            about: view.about.and_then(|about| self.perhaps(about)),
            lines: view.lines.clone(),
            page: view.page.as_ref().map(|page| self.page(page)),
            title: view.title.clone(),
            ..*view
        }
    }

    fn page(&self, page: &Page) -> Page {
        let citations = page.citations.iter();
        let pack = page.pack;
        Page {
            citations: citations.map(|at| self.source((*at)?)).collect(),
            pack: pack.and_then(|pack| self.old.pack_in(self.new, pack)),
            ..page.clone()
        }
    }

    fn item(&self, item: &Item) -> Item {
        let moved = match item {
            Item::Condition(at) => self.condition(*at).map(Item::Condition),
            Item::General(count) => Some(Item::General(*count)),
            Item::InTopic(at, topic, count) => self
                .both(*at, *topic)
                .map(|(at, topic)| Item::InTopic(at, topic, *count)),
            Item::Topic(topic, count) => self.topic(*topic).map(|at| Item::Topic(at, *count)),
            Item::TopicOf(at, topic, count) => self
                .both(*at, *topic)
                .map(|(at, topic)| Item::TopicOf(at, topic, *count)),
            Item::Entry {
                entry,
                tell,
                apart,
                close,
            } => self.entry(*entry).map(|entry| Item::Entry {
                entry,
                tell: *tell,
                apart: apart.clone(),
                close: *close,
            }),
            Item::Said(spans, Goal::Place(place)) => self
                .place(place)
                .map(|place| Item::Said(spans.clone(), Goal::Place(place))),
            Item::Said(..) => Some(item.clone()),
        };
        moved.unwrap_or_else(|| {
            let gone = "It is no longer in the library.".to_owned();
            Item::Said(Vec::new(), Goal::Nowhere(gone))
        })
    }

    fn condition(&self, at: ConditionOrd) -> Option<ConditionOrd> {
        match self.old.same_in(self.new, Listed::Condition(at))? {
            Listed::Condition(at) => Some(at),
            _ => None,
        }
    }

    /// The outer one is whether it is there.
    fn perhaps(&self, at: Option<ConditionOrd>) -> Option<Option<ConditionOrd>> {
        match at {
            Some(at) => self.condition(at).map(Some),
            None => Some(None),
        }
    }

    fn both(
        &self,
        at: Option<ConditionOrd>,
        topic: TopicOrd,
    ) -> Option<(Option<ConditionOrd>, TopicOrd)> {
        Some((self.perhaps(at)?, self.topic(topic)?))
    }

    fn entry(&self, at: EntryOrd) -> Option<EntryOrd> {
        match self.old.same_in(self.new, Listed::Entry(at))? {
            Listed::Entry(at) => Some(at),
            _ => None,
        }
    }

    fn source(&self, at: SourceOrd) -> Option<SourceOrd> {
        match self.old.same_in(self.new, Listed::Source(at))? {
            Listed::Source(at) => Some(at),
            _ => None,
        }
    }

    fn topic(&self, at: TopicOrd) -> Option<TopicOrd> {
        self.new.find_topic(&self.old.topic(at).topic.id)
    }
}
