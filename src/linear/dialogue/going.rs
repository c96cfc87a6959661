//! Going from place to place, and back.

use std::rc::Rc;

use crate::index::EntryOrd;
use crate::library::Listed;
use crate::text::Target;

use super::super::item::Goal;
use super::super::links::goal;
use super::super::place::{Place, Shelf, Stop, Subject};
use super::super::view::Maker;
use super::{Dialogue, STOPS, counted_lines};

impl Dialogue {
    pub(super) fn stop(&self) -> &Stop {
        &self.stops[self.here]
    }

    pub(super) fn stop_mut(&mut self) -> &mut Stop {
        &mut self.stops[self.here]
    }

    fn maker(&self) -> Maker<'_> {
        Maker {
            library: &self.library,
            settings: &self.settings,
        }
    }

    /// Makes the view of the place one is at.
    pub(super) fn look(&mut self) {
        let width = self.settings.width;
        self.view = Rc::new(self.maker().view(self.stop()));
        let units = self.units();
        let stop = self.stop_mut();
        // Lines of another width say nothing of these.
        if stop.width != width {
            (stop.width, stop.at, stop.found) = (width, 0, None);
            stop.starts.clear();
        }
        stop.at = stop.at.min(units);
    }

    pub(super) fn go(&mut self, place: Place) -> Vec<String> {
        self.go_among(place, Rc::default())
    }

    fn go_among(&mut self, place: Place, siblings: Rc<[EntryOrd]>) -> Vec<String> {
        self.stops.truncate(self.here + 1);
        if self.stop().place == place {
            // Where one is already: nothing to come back to.
            self.stops.pop();
        } else if self.stops.len() >= STOPS {
            self.stops.remove(0);
        }
        self.stops
            .push(Stop::new(place, siblings, self.settings.width));
        self.here = self.stops.len() - 1;
        self.look();
        self.piece()
    }

    pub(super) fn back(&mut self) -> Vec<String> {
        match self.here.checked_sub(1) {
            Some(before) => self.return_to(before),
            None => self.say("There is nothing further back."),
        }
    }

    pub(super) fn forward(&mut self) -> Vec<String> {
        match self.here + 1 < self.stops.len() {
            true => self.return_to(self.here + 1),
            false => self.say("There is nothing further on."),
        }
    }

    /// Returns to a place: a list is said from where one was in it, of a text only that one is there again.
    fn return_to(&mut self, place: usize) -> Vec<String> {
        self.here = place;
        self.look();
        if !self.view.is_text {
            let at = self.stop().starts.last().copied().unwrap_or(0);
            let mut lines = match at < self.view.lines.len() {
                true => Vec::new(),
                false => self.say(&self.view.title.clone()),
            };
            lines.extend(self.from(at));
            return lines;
        }
        let rest = match self.left() {
            0 => "Type again to read it from the start.".to_owned(),
            left => format!(
                "{} more: Enter goes on; again reads from the start.",
                counted_lines(left)
            ),
        };
        self.say(&format!("{}\n{rest}", self.view.title))
    }

    pub(super) fn choose(&mut self, number: usize) -> Vec<String> {
        let count = self.view.items.len();
        if count == 0 {
            return self.source(number);
        }
        let view = Rc::clone(&self.view);
        let Some(item) = number.checked_sub(1).and_then(|at| view.items.get(at)) else {
            return self.say(&match count {
                1 => "The only number here is 1.".to_owned(),
                _ => format!("The numbers here go from 1 to {count}."),
            });
        };
        match item.goal() {
            Goal::Place(Place::Questions(Shelf::Of(condition, Some(topic)))) => {
                // A list of one is no choice.
                match self.library.entries(condition, Some(topic)).as_slice() {
                    [only] => self.go(Place::of(Listed::Entry(*only))),
                    _ => self.go(Place::Questions(Shelf::Of(condition, Some(topic)))),
                }
            }
            Goal::Place(place) => {
                let siblings: Rc<[EntryOrd]> = match place.entry() {
                    Some(_) => view.items.iter().filter_map(|item| item.entry()).collect(),
                    None => Rc::default(),
                };
                self.go_among(place, siblings)
            }
            Goal::Block(block) => self.read_on(block),
            Goal::Nowhere(why) => self.say(&why),
        }
    }

    /// From the headings of a text back to it, at one of them.
    fn read_on(&mut self, block: usize) -> Vec<String> {
        self.here = self.here.saturating_sub(1);
        self.stops.truncate(self.here + 1);
        self.look();
        let line = self.view.lines.iter().position(|line| line.block == block);
        self.from(line.unwrap_or(0))
    }

    pub(super) fn source(&mut self, number: usize) -> Vec<String> {
        let view = Rc::clone(&self.view);
        let Some(page) = &view.page else {
            return self.say("Nothing here has a number.");
        };
        match (page.citations.len(), number) {
            (0, _) => self.say("Nothing here has a number, and no source is cited."),
            (count, number) if number == 0 || number > count => self.say(&match count {
                1 => "There is one source here, number 1.".to_owned(),
                _ => format!("The sources here go from 1 to {count}."),
            }),
            _ => match goal(&self.library, page, &Target::Cite(number)) {
                Goal::Place(place) => self.go(place),
                Goal::Nowhere(why) => self.say(&why),
                Goal::Block(_) => Vec::new(),
            },
        }
    }

    /// The text that one reads, or that belongs to the list one is in.
    fn subject(&self) -> Option<Subject> {
        match &self.stop().place {
            Place::Text(subject)
            | Place::Sources(subject)
            | Place::Related(subject)
            | Place::Links(subject)
            | Place::Outline(subject) => Some(subject.clone()),
            Place::Condition(Some(condition)) => {
                Some(Subject::Listed(Listed::Condition(*condition)))
            }
            _ => None,
        }
    }

    pub(super) fn beside(&mut self, list: fn(Subject) -> Place) -> Vec<String> {
        match self.subject() {
            Some(subject) => self.go(list(subject)),
            None => self.say("There is no text here."),
        }
    }

    pub(super) fn facts(&mut self) -> Vec<String> {
        match self.view.about.flatten() {
            Some(ord) => self.go(Place::Text(Subject::Listed(Listed::Condition(ord)))),
            None => self.say("This is about no condition."),
        }
    }

    pub(super) fn questions(&mut self) -> Vec<String> {
        let shelf = match (&self.stop().place, self.view.about) {
            (Place::Text(Subject::Listed(Listed::Source(source))), _) => Shelf::CitedIn(*source),
            // First to the condition: its topics tell more than a hundred questions.
            (Place::Text(_) | Place::Found { .. }, Some(about)) => {
                return self.go(Place::Condition(about));
            }
            (_, Some(condition)) => Shelf::Of(condition, None),
            (_, None) => return self.say("There are no questions here."),
        };
        self.go(Place::Questions(shelf))
    }

    /// The next question, in place of the one that is read: back leads to their list.
    pub(super) fn neighbour(&mut self, by: isize) -> Vec<String> {
        let Some(entry) = self.stop().place.entry() else {
            return self.say("No question is being read.");
        };
        let mut siblings = Rc::clone(&self.stop().siblings);
        if siblings.is_empty() {
            // It was not chosen from a list: those of its condition are meant.
            let condition = self.library.head(entry).condition;
            siblings = self.library.entries(condition, None).into();
        }
        let at = siblings.iter().position(|known| *known == entry);
        let next = at.and_then(|at| siblings.get(at.checked_add_signed(by)?));
        let Some(&next) = next else {
            return self.say(match by > 0 {
                true => "This is the last question of the list.",
                false => "This is the first question of the list.",
            });
        };
        let width = self.settings.width;
        *self.stop_mut() = Stop::new(Place::of(Listed::Entry(next)), siblings, width);
        self.look();
        self.piece()
    }

    pub(super) fn search(&mut self, words: &str) -> Vec<String> {
        self.go(found(words))
    }

    /// What was found by condition and topic. From there the words go on with what was chosen.
    pub(super) fn narrow(&mut self) -> Vec<String> {
        match &self.stop().place {
            Place::Found { words, .. } => self.go(Place::Narrow(words.clone())),
            _ => Vec::new(),
        }
    }

    /// The same answers in the other order, in their place.
    pub(super) fn group(&mut self) -> Vec<String> {
        let Place::Found { words, grouped } = &self.stop().place else {
            return Vec::new();
        };
        let place = Place::Found {
            words: words.clone(),
            grouped: !grouped,
        };
        *self.stop_mut() = Stop::new(place, Rc::default(), self.settings.width);
        self.look();
        self.piece()
    }

    pub(super) fn conditions(&mut self, letters: &str) -> Vec<String> {
        let lines = self.go(Place::Conditions(letters.to_owned()));
        if letters.is_empty() || !self.view.items.is_empty() {
            return lines;
        }
        // No name begins so: it was meant as words.
        *self.stop_mut() = Stop::new(found(letters), Rc::default(), self.settings.width);
        self.look();
        let mut lines = self.say(&format!("No name begins with \"{letters}\"."));
        lines.extend(self.piece());
        lines
    }

    pub(super) fn letters(&mut self, letters: &str) -> Vec<String> {
        let place = match &self.stop().place {
            Place::Topic(topic, _) => Place::Topic(*topic, letters.to_owned()),
            _ => Place::Conditions(letters.to_owned()),
        };
        // A narrower list stands in the place of the wider one.
        *self.stop_mut() = Stop::new(place, Rc::default(), self.settings.width);
        self.look();
        self.piece()
    }

    pub(super) fn open(&mut self, id: &str, line: &str) -> Vec<String> {
        if let Some(listed) = self.library.find(id) {
            return self.go(Place::of(listed));
        }
        if self.library.withdrawal(id).is_some() {
            return self.go(Place::Text(Subject::Withdrawn(id.to_owned())));
        }
        if let [only] = self.library.conditions_named(id)[..] {
            return self.go(Place::of(Listed::Condition(only)));
        }
        let mut lines = self.say(&format!("Nothing has the id \"{id}\"."));
        // Perhaps it was meant as words.
        if !id.contains(['/', ':']) {
            lines.extend(self.search(line.trim()));
        }
        lines
    }
}

/// What is found for these words, the best first.
fn found(words: &str) -> Place {
    Place::Found {
        words: words.to_owned(),
        grouped: false,
    }
}
