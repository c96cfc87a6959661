//! The dialogue: a line in, lines out.

use std::rc::Rc;

use crate::index::EntryOrd;
use crate::library::{Library, Listed};
use crate::page::Part;
use crate::text::clean::clean_line;
use crate::text::{Block, Line, Span, Target, linear, linear_text, reflow_position};

use super::command::{Command, Row, Said, named, understand};
use super::find::find;
use super::help;
use super::item::{Goal, counted};
use super::links::goal;
use super::place::{Place, Shelf, Stop, Subject};
use super::view::{Maker, View, paragraph, trust_lines};
use super::{Settings, WIDTHS};

/// One can go so many places back.
const STOPS: usize = 100;
/// No line that is said is longer, in bytes; the rest is not heard.
const HEARD: usize = 4_000;
/// A rest of so many lines is no piece of its own.
const REST: usize = 2;
/// Nobody hears so many lines at a time.
const MOST_LINES: usize = 10_000;

/// What is said to a line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reply {
    /// Clean lines, none wider than asked.
    pub lines: Vec<String>,
    /// Whether that is the end.
    pub end: bool,
}

/// A person and the library, line by line.
#[derive(Debug, Clone)]
pub struct Dialogue {
    library: Library,
    settings: Settings,
    /// The way here, and what one came back from.
    stops: Vec<Stop>,
    here: usize,
    view: Rc<View>,
    /// Lines that were to be said beside the place, help for instance, and how many of them were.
    aside: Option<(&'static str, Rc<[String]>, usize)>,
}

impl Dialogue {
    /// A dialogue at the beginning. Nothing is said yet.
    pub fn new(library: Library, settings: Settings) -> Self {
        let mut dialogue = Self {
            library,
            settings,
            stops: vec![Stop::new(Place::Home, Rc::default(), settings.width)],
            here: 0,
            view: Rc::default(),
            aside: None,
        };
        dialogue.look();
        dialogue
    }

    /// The first words: what there is, or what is found for `words`.
    pub fn begin(&mut self, words: Option<&str>) -> Vec<String> {
        match words {
            None => self.piece(),
            Some(words) => self.search(heard(words).trim()),
        }
    }

    /// What is asked before a line is read: where one is, and how much more there is to say.
    pub fn prompt(&self) -> String {
        if let Some((word, lines, said)) = &self.aside {
            return format!("{word}, {} more> ", counted_lines(lines.len() - said));
        }
        let (word, left) = (self.view.word, self.left());
        match left {
            0 => format!("{word}> "),
            left if self.view.is_text => format!("{word}, {} more> ", counted_lines(left)),
            left => format!("{word}, {left} more> "),
        }
    }

    /// The library that is read.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// How it speaks now.
    pub fn settings(&self) -> Settings {
        self.settings
    }

    /// A line that was typed elsewhere, as it can be shown behind the prompt.
    pub fn echo(&self, line: &str) -> String {
        linear_text(&heard(line), self.settings.ascii)
    }

    /// The same dialogue with a library in place of a damaged one. `None` if its files have changed in the meantime: what
    /// the numbers stand for may have changed with them.
    pub fn renewed(&self, library: Library) -> Option<Self> {
        if !library.has_files_of(&self.library) {
            return None;
        }
        let mut renewed = Self {
            library,
            ..self.clone()
        };
        renewed.look();
        Some(renewed)
    }

    /// Takes a line.
    pub fn answer(&mut self, line: &str) -> Reply {
        let line = heard(line);
        let view = Rc::clone(&self.view);
        let most = match view.items.len() {
            0 => view.page.as_ref().map_or(0, |page| page.citations.len()),
            count => count,
        };
        let library = self.library.clone();
        let is_name = |word: &str| !library.conditions_called(word).is_empty();
        let said = understand(&line, view.offers, most, is_name);
        if !matches!(said, Said::Nothing | Said::Command(Command::More, _)) {
            self.aside = None;
        }
        let lines = match said {
            Said::Nothing => self.go_on(true),
            Said::Number(number) => self.choose(number),
            Said::Command(Command::Quit, _) => {
                return Reply {
                    lines: Vec::new(),
                    end: true,
                };
            }
            Said::Command(command, rest) => self.obey(command, rest, &line),
            Said::Lacking(row) => self.say(&format!(
                "Something is missing behind {}. {}",
                row.name,
                help::described(row)
            )),
            Said::Elsewhere(row) => self.elsewhere(row),
            Said::Words(words) => self.search(words),
        };
        Reply { lines, end: false }
    }

    fn obey(&mut self, command: Command, rest: &str, line: &str) -> Vec<String> {
        match command {
            Command::Letters => self.letters(rest),
            Command::Sources => self.beside(Place::Sources),
            Command::Source => self.source(rest.parse().unwrap_or(usize::MAX)),
            Command::Related => self.beside(Place::Related),
            Command::Links => self.beside(Place::Links),
            Command::Outline => self.beside(Place::Outline),
            Command::Facts => self.facts(),
            Command::Questions => self.questions(),
            Command::Next => self.neighbour(1),
            Command::Previous => self.neighbour(-1),
            Command::Trust => self.trust(),
            Command::Details => self.details(),
            Command::Find => self.find(rest),
            Command::More => self.go_on(false),
            Command::Up => self.up(),
            Command::Again => self.from(0),
            Command::Search => self.search(rest),
            Command::Conditions => self.conditions(rest),
            Command::Topics => self.go(Place::Topics),
            Command::Open => self.open(rest, line),
            Command::Back => self.back(),
            Command::Forward => self.forward(),
            Command::Home => self.go(Place::Home),
            Command::Where => self.whereabouts(),
            Command::About => self.go(Place::Text(Subject::About)),
            Command::Problems => self.go(Place::Text(Subject::Problems)),
            Command::Width => self.width(rest),
            Command::Lines => self.lines(rest),
            Command::Help => self.help(rest),
            Command::Quit => Vec::new(),
        }
    }

    // Saying.

    /// Lines of a few words.
    fn say(&self, words: &str) -> Vec<String> {
        self.told(&[Block::Paragraph(vec![Span::plain(words)])])
    }

    fn told(&self, blocks: &[Block]) -> Vec<String> {
        let lines = linear(blocks, self.settings.width, self.settings.ascii);
        lines.iter().map(Line::text).collect()
    }

    /// Says something beside the place, a piece at a time.
    fn aside(&mut self, word: &'static str, blocks: &[Block]) -> Vec<String> {
        self.aside = Some((word, self.told(blocks).into(), 0));
        self.go_on(false)
    }

    /// The next piece of what is being said.
    fn go_on(&mut self, silent: bool) -> Vec<String> {
        if let Some((word, lines, said)) = self.aside.take() {
            let rest = &lines[said..];
            let most = self.piece_lines();
            let most = if rest.len() <= most.saturating_add(REST) {
                rest.len()
            } else {
                most
            };
            let piece = rest[..most].to_vec();
            if most < rest.len() {
                self.aside = Some((word, lines, said + most));
            }
            return piece;
        }
        if self.left() > 0 {
            return self.piece();
        }
        match silent && self.settings.lines == 0 {
            // Empty lines in a script ask for nothing.
            true => Vec::new(),
            false => self.say("That was all. Say help for what can be said here."),
        }
    }

    fn piece_lines(&self) -> usize {
        match self.settings.lines {
            0 => usize::MAX,
            lines => lines,
        }
    }

    /// How many units the place has: lines of its text, then things to choose.
    fn units(&self) -> usize {
        self.view.lines.len() + self.view.items.len()
    }

    /// How many lines or things to choose were not said yet.
    fn left(&self) -> usize {
        self.units() - self.stop().at.min(self.units())
    }

    fn unit(&self, at: usize) -> Vec<String> {
        if let Some(line) = self.view.lines.get(at) {
            return vec![line.text()];
        }
        let at = at - self.view.lines.len();
        let Some(item) = self.view.items.get(at) else {
            return Vec::new();
        };
        let words = item.spans(&self.library, self.settings.clock);
        self.told(&[Block::List {
            start: Some(at as u64 + 1),
            items: vec![vec![Block::Paragraph(words)]],
        }])
    }

    /// Says the next piece of the place.
    fn piece(&mut self) -> Vec<String> {
        let (start, end) = (self.stop().at, self.units());
        let most = self.piece_lines();
        let mut lines: Vec<String> = Vec::new();
        let mut at = start;
        // What would go beyond the piece is held until it is known whether it is all that is left.
        let mut beyond: Vec<String> = Vec::new();
        let mut ahead = start;
        while ahead < end {
            let unit = self.unit(ahead);
            ahead += 1;
            if lines.is_empty() && start > 0 && unit.iter().all(String::is_empty) {
                at = ahead;
                continue;
            }
            let fits = lines.len() + unit.len() <= most || lines.is_empty();
            if fits && beyond.is_empty() {
                lines.extend(unit);
                at = ahead;
                continue;
            }
            beyond.extend(unit);
            if beyond.len() > REST {
                break;
            }
        }
        if ahead == end && beyond.len() <= REST {
            lines.append(&mut beyond);
            at = end;
        }
        if at == end && self.view.is_text {
            lines.push(String::new());
            lines.extend(self.say(&help::hint(self.view.offers)));
        }
        let stop = self.stop_mut();
        stop.starts.push(start);
        stop.at = at;
        lines
    }

    /// Says a piece that begins at unit `at`.
    fn from(&mut self, at: usize) -> Vec<String> {
        let stop = self.stop_mut();
        stop.at = at;
        stop.starts.retain(|start| *start < at);
        self.piece()
    }

    fn up(&mut self) -> Vec<String> {
        let starts = &self.stop().starts;
        let before = starts.len().checked_sub(2).map(|at| starts[at]);
        let mut lines = match before {
            None => self.say("This is the beginning."),
            Some(_) => Vec::new(),
        };
        lines.extend(self.from(before.unwrap_or(0)));
        lines
    }

    // Going.

    fn stop(&self) -> &Stop {
        &self.stops[self.here]
    }

    fn stop_mut(&mut self) -> &mut Stop {
        &mut self.stops[self.here]
    }

    fn maker(&self) -> Maker<'_> {
        Maker {
            library: &self.library,
            settings: &self.settings,
        }
    }

    /// Makes the view of the place one is at.
    fn look(&mut self) {
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

    fn go(&mut self, place: Place) -> Vec<String> {
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

    fn back(&mut self) -> Vec<String> {
        match self.here.checked_sub(1) {
            Some(before) => self.return_to(before),
            None => self.say("There is nothing further back."),
        }
    }

    fn forward(&mut self) -> Vec<String> {
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
            0 => "Say again to read it from the start.".to_owned(),
            left => format!(
                "{} more: an empty line goes on; again reads from the start.",
                counted_lines(left)
            ),
        };
        self.say(&format!("{}\n{rest}", self.view.title))
    }

    fn choose(&mut self, number: usize) -> Vec<String> {
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

    fn source(&mut self, number: usize) -> Vec<String> {
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

    fn beside(&mut self, list: fn(Subject) -> Place) -> Vec<String> {
        match self.subject() {
            Some(subject) => self.go(list(subject)),
            None => self.say("There is no text here."),
        }
    }

    /// The condition that the place is about, if it is about one; `Some(None)` for the questions about none.
    fn condition(&self) -> Option<Option<crate::index::ConditionOrd>> {
        match &self.stop().place {
            Place::Condition(condition) | Place::Questions(Shelf::Of(condition, _)) => {
                Some(*condition)
            }
            Place::Text(Subject::Listed(Listed::Entry(entry))) => {
                Some(self.library.head(*entry).condition)
            }
            Place::Text(Subject::Listed(Listed::Condition(condition))) => Some(Some(*condition)),
            _ => None,
        }
    }

    fn facts(&mut self) -> Vec<String> {
        match self.condition().flatten() {
            Some(ord) => self.go(Place::Text(Subject::Listed(Listed::Condition(ord)))),
            None => self.say("This is about no condition."),
        }
    }

    fn questions(&mut self) -> Vec<String> {
        let shelf = match (&self.stop().place, self.condition()) {
            (Place::Text(Subject::Listed(Listed::Source(source))), _) => Shelf::CitedIn(*source),
            // From a text first to the condition: its topics tell more than a hundred questions.
            (Place::Text(_), Some(condition)) => return self.go(Place::Condition(condition)),
            (_, Some(condition)) => Shelf::Of(condition, None),
            (_, None) => return self.say("There are no questions here."),
        };
        self.go(Place::Questions(shelf))
    }

    /// The next question, in place of the one that is read: back leads to their list.
    fn neighbour(&mut self, by: isize) -> Vec<String> {
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

    fn search(&mut self, words: &str) -> Vec<String> {
        self.go(Place::Found(words.to_owned()))
    }

    fn conditions(&mut self, letters: &str) -> Vec<String> {
        let lines = self.go(Place::Conditions(letters.to_owned()));
        if letters.is_empty() || !self.view.items.is_empty() {
            return lines;
        }
        // No name begins so: it was meant as words.
        *self.stop_mut() = Stop::new(
            Place::Found(letters.to_owned()),
            Rc::default(),
            self.settings.width,
        );
        self.look();
        let mut lines = self.say(&format!("No name begins with \"{letters}\"."));
        lines.extend(self.piece());
        lines
    }

    fn letters(&mut self, letters: &str) -> Vec<String> {
        let place = match &self.stop().place {
            Place::Topic(topic, _) => Place::Topic(*topic, letters.to_owned()),
            _ => Place::Conditions(letters.to_owned()),
        };
        // A narrower list stands in the place of the wider one.
        *self.stop_mut() = Stop::new(place, Rc::default(), self.settings.width);
        self.look();
        self.piece()
    }

    fn open(&mut self, id: &str, line: &str) -> Vec<String> {
        if let Some(listed) = self.library.find(id) {
            return self.go(Place::of(listed));
        }
        if self.library.withdrawal(id).is_some() {
            return self.go(Place::Text(Subject::Withdrawn(id.to_owned())));
        }
        let mut lines = self.say(&format!("Nothing has the id \"{id}\"."));
        // Perhaps it was meant as words.
        if !id.contains(['/', ':']) {
            lines.extend(self.search(line.trim()));
        }
        lines
    }

    // Beside the place.

    fn elsewhere(&self, row: &Row) -> Vec<String> {
        self.say(&format!(
            "Not here. {} To search for the word, say /{}",
            help::described(row),
            row.name
        ))
    }

    fn help(&mut self, name: &str) -> Vec<String> {
        match named(name) {
            Some(row) => self.say(&help::described(row)),
            None => {
                let view = Rc::clone(&self.view);
                self.aside("help", &help::help(&view))
            }
        }
    }

    fn trust(&mut self) -> Vec<String> {
        let view = Rc::clone(&self.view);
        let Some(page) = &view.page else {
            return Vec::new();
        };
        let mut lines = vec![vec![Span::plain(page.title.clone())]];
        lines.extend(trust_lines(page));
        self.told(&[paragraph(lines)])
    }

    fn details(&mut self) -> Vec<String> {
        let view = Rc::clone(&self.view);
        match &view.page {
            Some(page) => self.aside("details", page.part(Part::About)),
            None => Vec::new(),
        }
    }

    fn whereabouts(&self) -> Vec<String> {
        let mut said = self.view.title.clone();
        match self.left() {
            0 => {}
            left if self.view.is_text => said.push_str(&format!("\n{} more", counted_lines(left))),
            left => said.push_str(&format!("\n{left} more")),
        }
        let back = self.here;
        said.push_str(&format!(
            "\n{} back",
            counted(back as u64, "place", "places")
        ));
        self.say(&said)
    }

    fn find(&mut self, words: &str) -> Vec<String> {
        let before = self.stop().found.clone();
        let (words, last) = match (words.is_empty(), before) {
            (true, None) => return self.say("Say find and the words to look for."),
            (true, Some((words, last))) => (words, Some(last)),
            (false, _) => (linear_text(words, self.settings.ascii), None),
        };
        let places = find(&self.view.lines, &words);
        if places.is_empty() {
            return self.say(&format!(
                "\"{words}\" is not in this text. To search all answers, say /{words}"
            ));
        }
        let at = last.map_or(0, |last| (last + 1) % places.len());
        let count = places.len();
        let mut lines = self.say(&match count {
            1 => "One place:".to_owned(),
            _ => format!("Place {} of {count}:", at + 1),
        });
        let line = places[at];
        self.stop_mut().found = Some((words, at));
        // The line before it helps to understand it, where it belongs to the same block.
        let text = &self.view.lines;
        let block = text[line].block;
        let from = match line.checked_sub(1) {
            Some(before) if text[before].block == block && !text[before].text().is_empty() => {
                before
            }
            _ => line,
        };
        let end = text[line..]
            .iter()
            .position(|line| line.block != block)
            .map_or(text.len(), |length| line + length);
        let most = self.piece_lines().max(2);
        let end = end.min(from.saturating_add(most));
        lines.extend(text[from..end].iter().map(Line::text));
        while lines.last().is_some_and(String::is_empty) {
            lines.pop();
        }
        let stop = self.stop_mut();
        stop.starts.push(from);
        stop.at = end;
        lines
    }

    fn width(&mut self, columns: &str) -> Vec<String> {
        let columns: usize = columns.parse().unwrap_or(usize::MAX);
        let columns = columns.clamp(*WIDTHS.start(), *WIDTHS.end());
        let stop = self.stop();
        let place = self
            .view
            .lines
            .get(stop.at)
            .map(|line| (line.block, line.offset));
        let at = stop.at;
        let before = self.view.lines.len();
        self.settings.width = columns;
        self.look();
        // The same place in the lines of the new width; things to choose are counted behind them.
        let lines = &self.view.lines;
        let at = match place {
            Some((block, offset)) => reflow_position(lines, block, offset),
            None => lines.len() + at.saturating_sub(before),
        };
        let units = self.units();
        self.stop_mut().at = at.min(units);
        self.say(&format!(
            "Lines have {} now.",
            counted(columns as u64, "column", "columns")
        ))
    }

    fn lines(&mut self, lines: &str) -> Vec<String> {
        let lines: usize = lines.parse().unwrap_or(usize::MAX);
        self.settings.lines = lines.min(MOST_LINES);
        self.say(&match self.settings.lines {
            0 => "Everything is said at once now.".to_owned(),
            lines => format!("{} at a time now.", counted_lines(lines)),
        })
    }
}

fn counted_lines(count: usize) -> String {
    counted(count as u64, "line", "lines")
}

/// What is heard of a line: clean, and not too much of it.
fn heard(line: &str) -> String {
    let end = line.floor_char_boundary(HEARD);
    clean_line(&line[..end]).into_owned()
}
