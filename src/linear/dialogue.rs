//! The dialogue: a line in, lines out.

mod beside;
mod going;
mod moved;

use std::rc::Rc;

use crate::library::Library;
use crate::text::clean::clean_line;
use crate::text::{Block, Line, Span, linear, linear_text};

use super::Settings;
use super::command::{Command, Said, understand};
use super::help;
use super::item::counted;
use super::place::{Place, Stop, Subject};
use super::view::View;

/// One can go so many places back.
const STOPS: usize = 100;
/// No line that is said is longer, in bytes; the rest is not heard.
const HEARD: usize = 4_000;
/// Nobody hears more lines at a time, and no script is answered with more: a library may have a million names.
const MOST_LINES: usize = 10_000;
/// A rest of so many lines is no piece of its own.
const REST: usize = 2;

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
        let is_name = |word: &str| !library.conditions_named(word).is_empty();
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
            Command::Find => self.find(rest, 1),
            Command::Before => self.find("", -1),
            Command::Narrow => self.narrow(),
            Command::Group => self.group(),
            Command::Last => self.last(),
            Command::More => self.go_on(false),
            Command::Up => self.up(),
            Command::Again => {
                // Perhaps the library is another one by now.
                self.look();
                self.from(0)
            }
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
            let most = if rest.len() <= most + REST {
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
            false => self.say("That was all. Type help for what can be typed here."),
        }
    }

    fn piece_lines(&self) -> usize {
        match self.settings.lines {
            0 => MOST_LINES,
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

    /// The last piece: of a text a screenful, of a list as many things to choose.
    fn last(&mut self) -> Vec<String> {
        let from = self.units().saturating_sub(self.piece_lines());
        self.from(from)
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
}

fn counted_lines(count: usize) -> String {
    counted(count as u64, "line", "lines")
}

/// What is heard of a line: clean, and not too much of it.
fn heard(line: &str) -> String {
    let end = line.floor_char_boundary(HEARD);
    clean_line(&line[..end]).into_owned()
}
