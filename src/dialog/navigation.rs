//! Going from place to place, and back.

use std::rc::Rc;

use crate::handout::{Delivery, Handout};
use crate::index::EntryOrd;
use crate::library::Listed;
use crate::nav::{Subject, neighbor};
use crate::text::{Charset, Target};

use super::help;
use super::place::{Goal, List, Place, Visit};
use super::reading::goal;
use super::session::{Dialog, Task};

impl Dialog {
    fn place(&self) -> &Place {
        &self.history.current().place
    }

    pub(super) fn go(&mut self, place: Place) -> Vec<String> {
        self.go_from_list(place, Rc::default())
    }

    fn go_from_list(&mut self, place: Place, siblings: Rc<[EntryOrd]>) -> Vec<String> {
        if *self.place() != place {
            self.history.go(self.history.current().clone());
        }
        self.replace(place, siblings)
    }

    /// Goes to a place without a way back to the current one.
    fn replace(&mut self, place: Place, siblings: Rc<[EntryOrd]>) -> Vec<String> {
        *self.history.current_mut() = Visit::new(place, siblings);
        self.refresh_view();
        self.read_on()
    }

    /// The original of the answer here, or its replacement.
    pub(super) fn original(&mut self) -> Vec<String> {
        let Some(entry) = self.place().entry() else {
            return Vec::new();
        };
        let replacement = self.library.head(entry).replaced_by;
        self.version(replacement.or_else(|| self.library.original(entry)))
    }

    /// The answer here in the next of its languages.
    pub(super) fn other_language(&mut self) -> Vec<String> {
        let Some(entry) = self.place().entry() else {
            return Vec::new();
        };
        let versions = self.library.versions(entry);
        let at = versions.iter().position(|version| *version == entry);
        let next = versions.iter().cycle().nth(at.unwrap_or(0) + 1);
        self.version(next.copied())
    }

    fn version(&mut self, entry: Option<EntryOrd>) -> Vec<String> {
        let siblings = Rc::clone(&self.history.current().siblings);
        match entry {
            Some(entry) => {
                let place = Place::Text(Subject::Listed(Listed::Entry(entry)));
                self.replace(place, siblings)
            }
            None => self.say("The original is not in the library now."),
        }
    }

    /// Shows the place that one has come back to: of a list the part that was read last, of a text only its title.
    pub(super) fn return_to_place(&mut self) -> Vec<String> {
        self.refresh_view();
        let title = self.view.title.clone();
        if !self.view.is_text {
            let at = self.history.current().starts.last().copied().unwrap_or(0);
            let mut lines = match at < self.view.lines.len() {
                true => Vec::new(),
                false => self.say(&title),
            };
            lines.extend(self.read_from(at));
            return lines;
        }
        let rest = match self.left() {
            0 => "To read it from the start, type again.".to_owned(),
            left => format!(
                "{} left. Press Enter to read on; to read from the start, type again.",
                help::lines(left)
            ),
        };
        self.say(&format!("{title}\n{rest}"))
    }

    pub(super) fn choose(&mut self, number: usize) -> Vec<String> {
        let view = Rc::clone(&self.view);
        if view.items.is_empty() {
            return self.source(number);
        }
        let Some(item) = number.checked_sub(1).and_then(|at| view.items.get(at)) else {
            return self.say(&match view.items.len() {
                1 => "The only number here is 1.".to_owned(),
                count => format!("The numbers here go from 1 to {count}."),
            });
        };
        match item.goal.clone() {
            Goal::Place(Place::Questions(condition, topic)) => {
                // A list of one is no choice.
                match self.library.entries(condition, topic).as_slice() {
                    [only] => self.go(Place::Text(Subject::Listed(Listed::Entry(*only)))),
                    _ => self.go(Place::Questions(condition, topic)),
                }
            }
            Goal::Place(place) if place.entry().is_some() => {
                let siblings = view.items.iter().filter_map(|item| item.entry()).collect();
                self.go_from_list(place, siblings)
            }
            Goal::Place(place) => self.go(place),
            Goal::Block(block) => {
                // From the headings of a text back to it.
                self.history.back();
                self.refresh_view();
                let lines = &self.view.lines;
                let line = lines.iter().position(|line| line.block == block);
                self.read_from(line.unwrap_or(0))
            }
            Goal::Pack(link) => self.packs(&link),
            Goal::Deliver(delivery) => self.deliver(delivery),
            Goal::Nowhere(why) => self.say(&why),
        }
    }

    pub(super) fn source(&mut self, number: usize) -> Vec<String> {
        let view = Rc::clone(&self.view);
        let Some(page) = view.page.as_ref().filter(|page| !page.citations.is_empty()) else {
            return self.say("There is nothing to choose by a number here.");
        };
        match page.citations.len() {
            1 if number != 1 => self.say("The only source here is number 1."),
            count if number == 0 || number > count => {
                self.say(&format!("The sources here go from 1 to {count}."))
            }
            _ => match goal(&self.library, page, &Target::Cite(number)) {
                Goal::Place(place) => self.go(place),
                Goal::Nowhere(why) => self.say(&why),
                Goal::Block(_) | Goal::Pack(_) | Goal::Deliver(_) => Vec::new(),
            },
        }
    }

    /// A list that belongs to the text that is read, or to the text whose list is read.
    pub(super) fn list(&mut self, list: List) -> Vec<String> {
        let subject = match self.place() {
            Place::Text(subject) | Place::List(_, subject) => subject.clone(),
            Place::Condition(Some(condition)) => Subject::Listed(Listed::Condition(*condition)),
            _ => return Vec::new(),
        };
        self.go(Place::List(list, subject))
    }

    pub(super) fn facts(&mut self) -> Vec<String> {
        let condition = self.view.about.flatten();
        condition.map_or(Vec::new(), |condition| {
            self.go(Place::Text(Subject::Listed(Listed::Condition(condition))))
        })
    }

    pub(super) fn questions(&mut self) -> Vec<String> {
        let place = match (self.place(), self.view.about) {
            (Place::Text(Subject::Listed(Listed::Source(source))), _) => Place::CitedBy(*source),
            // First to the condition: its topics tell more than a hundred questions.
            (Place::Text(_) | Place::Found { .. }, Some(condition)) => Place::Condition(condition),
            (_, Some(condition)) => Place::Questions(condition, None),
            (_, None) => return Vec::new(),
        };
        self.go(place)
    }

    /// The handout of the answer that is read, to hear before it is printed.
    pub(super) fn show_handout(&mut self) -> Vec<String> {
        let clinic = Rc::new(self.settings.clinic.clone());
        match self.place().entry() {
            Some(entry) => self.go(Place::Text(Subject::Handout(entry, clinic))),
            None => Vec::new(),
        }
    }

    /// Asks for the handout here to be printed or saved.
    fn deliver(&mut self, delivery: Delivery) -> Vec<String> {
        let Place::Text(Subject::Handout(entry, clinic)) = self.place() else {
            return Vec::new();
        };
        let charset = match self.settings.ascii {
            true => Charset::Ascii,
            false => Charset::Unicode,
        };
        let clock = self.settings.clock;
        let handout = Handout::new(&self.library, &[*entry], clinic, clock, charset);
        self.task = Some(Task::Deliver(Box::new(handout), delivery));
        Vec::new()
    }

    /// Goes to another question of the list, in place of the one that is read: back leads to the list.
    pub(super) fn neighbor(&mut self, by: isize) -> Vec<String> {
        let Some(entry) = self.place().entry() else {
            return Vec::new();
        };
        let mut siblings = Rc::clone(&self.history.current().siblings);
        if siblings.is_empty() {
            // It was not chosen from a list: take those of its condition.
            let condition = self.library.head(entry).condition;
            siblings = self.library.entries(condition, None).into();
        }
        match neighbor(&siblings, entry, by) {
            Ok(next) => {
                let place = Place::Text(Subject::Listed(Listed::Entry(next)));
                self.replace(place, siblings)
            }
            Err(why) => self.say(why),
        }
    }

    /// What was found, by condition and topic.
    pub(super) fn narrow(&mut self) -> Vec<String> {
        match self.place() {
            Place::Found { words, .. } => self.go(Place::Narrow(words.clone())),
            _ => Vec::new(),
        }
    }

    /// The same answers in the other order.
    pub(super) fn group(&mut self) -> Vec<String> {
        let mut place = self.place().clone();
        if let Place::Found { grouped, .. } = &mut place {
            *grouped = !*grouped;
        }
        self.replace(place, Rc::default())
    }

    pub(super) fn conditions(&mut self, letters: &str) -> Vec<String> {
        let lines = self.go(Place::Conditions(letters.to_owned()));
        if letters.is_empty() || !self.view.items.is_empty() {
            return lines;
        }
        let mut lines = self.say(&format!(
            "No name begins with \"{letters}\". Searching for it:"
        ));
        lines.extend(self.replace(Place::found(letters), Rc::default()));
        lines
    }

    pub(super) fn compare(&mut self, id: &str) -> Vec<String> {
        match (self.place().subject(), self.library.find(id)) {
            (Some(Subject::Listed(first)), Some(second)) => {
                self.go(Place::Text(Subject::Compare(first, second)))
            }
            (_, None) => self.say(&format!("Nothing has the id \"{id}\".")),
            _ => self.say("This cannot be compared."),
        }
    }

    pub(super) fn open(&mut self, id: &str) -> Vec<String> {
        if let Some(listed) = self.library.find(id) {
            return self.go(Place::of(Subject::Listed(listed)));
        }
        if self.library.withdrawal(id).is_some() {
            return self.go(Place::Text(Subject::Withdrawn(id.to_owned())));
        }
        if let [only] = self.library.conditions_named(id)[..] {
            return self.go(Place::Condition(Some(only)));
        }
        let mut lines = self.say(&format!("Nothing has the id \"{id}\"."));
        // Perhaps these were words to search for.
        if !id.contains(['/', ':']) {
            lines.extend(self.go(Place::found(format!("open {id}"))));
        }
        lines
    }
}
