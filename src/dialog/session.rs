//! The dialog: a line in, lines out.

use std::rc::Rc;

use crate::clinic::{Request, What};
use crate::content::Bookmarks;
use crate::handout::{Delivery, Handout};
use crate::library::{Library, Notice};
use crate::nav::{History, Packs, Relocation, Subject};
use crate::text::clean::clean_line;
use crate::text::{Block, Line, PackLink, Span, counted, linear, linear_text};

use super::command::{Command, Input, understand};
use super::help::{self, describe};
use super::place::{Goal, List, Place, Settings, View, Visit};
use super::view::{Builder, answers};

/// Maximum length of a line that is typed, in bytes; the rest is ignored.
const MAX_INPUT: usize = 4_000;
/// Maximum number of lines at a time, even for a script: a library may have a million names.
pub(super) const MAX_LINES: usize = 10_000;
/// If at most this many lines would be left, they are shown with the others.
const SHORT_REST: usize = 2;

/// The answer to a line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reply {
    /// Clean lines of at most the width asked for.
    pub lines: Vec<String>,
    /// What the caller has to do before the next line.
    pub task: Option<Task>,
}

/// What a dialog cannot do itself, because it has no input and output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Task {
    /// End the dialog.
    Quit,
    /// Let the user write something.
    Write(Request),
    /// Print or save a handout.
    Deliver(Box<Handout>, Delivery),
    /// Open the library again, because other packs are to be read from now on.
    Reopen,
}

/// A conversation about a library, line by line.
#[derive(Debug, Clone)]
pub struct Dialog {
    pub(super) library: Library,
    pub(super) settings: Settings,
    packs: Packs,
    pub(super) history: History<Visit>,
    pub(super) bookmarks: Bookmarks,
    /// What is read at the current place.
    pub(super) view: Rc<View>,
    /// What is read without leaving the place, such as help: its name, its lines, and how many of them have been shown.
    aside: Option<(&'static str, Rc<[String]>, usize)>,
    /// For the caller, at the end of this step.
    pub(super) task: Option<Task>,
}

impl Dialog {
    /// A dialog at the beginning. Nothing has been shown yet.
    pub fn new(library: Library, settings: Settings) -> Self {
        let home = Visit::new(Place::Home, Rc::default());
        let mut dialog = Self {
            library,
            settings,
            packs: Packs::default(),
            history: History::new(home),
            bookmarks: Bookmarks::default(),
            view: Rc::default(),
            aside: None,
            task: None,
        };
        dialog.refresh_view();
        dialog
    }

    /// The same with bookmarks.
    #[must_use]
    pub fn with_bookmarks(self, bookmarks: Bookmarks) -> Self {
        Self { bookmarks, ..self }
    }

    /// The same with packs.
    #[must_use]
    pub fn with_packs(self, packs: Packs) -> Self {
        Self { packs, ..self }
    }

    /// The first lines: what there is, or what is found for `words`.
    pub fn begin(&mut self, words: Option<&str>) -> Vec<String> {
        match words {
            None => self.read_on(),
            Some(words) => self.go(Place::found(clean_input(words).trim())),
        }
    }

    /// What is shown before the line to be typed: the kind of place, and how much is left to read.
    pub fn prompt(&self) -> String {
        if let Some((word, lines, shown)) = &self.aside {
            return format!("{word}, {}> ", more_lines(lines.len() - shown));
        }
        match (self.view.word, self.left()) {
            (word, 0) => format!("{word}> "),
            (word, left) if self.view.is_text => format!("{word}, {}> ", more_lines(left)),
            (word, left) => format!("{word}, {left} more> "),
        }
    }

    /// The library that is read.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// A line that did not come from a terminal, as it can be shown after the prompt.
    pub fn echo(&self, line: &str) -> String {
        linear_text(&clean_input(line), self.settings.ascii)
    }

    /// Answers a line.
    pub fn answer(&mut self, line: &str) -> Reply {
        let line = clean_input(line);
        let view = Rc::clone(&self.view);
        let numbers = match view.items.len() {
            0 => view.page.as_ref().map_or(0, |page| page.citations.len()),
            count => count,
        };
        let library = self.library.clone();
        let is_name = |word: &str| !library.conditions_named(word).is_empty();
        let input = understand(&line, &view.offers, numbers, is_name);
        if !matches!(input, Input::Nothing | Input::Command(Command::More, _)) {
            self.aside = None;
        }
        let lines = match input {
            // Empty lines in a script ask for nothing.
            Input::Nothing
                if self.settings.lines == 0 && self.aside.is_none() && self.left() == 0 =>
            {
                Vec::new()
            }
            Input::Nothing => self.more(),
            Input::Number(number) => self.choose(number),
            Input::Command(command, rest) => self.run(command, rest),
            Input::Incomplete(row) => self.say(&format!(
                "Something is missing after {}. {}",
                row.name,
                describe(row)
            )),
            Input::NotHere(row) => self.say(&format!(
                "Not here. {} To search for the word, type /{}",
                describe(row),
                row.name
            )),
            Input::Words(words) => self.go(Place::found(words)),
        };
        Reply {
            lines,
            task: self.task.take(),
        }
    }

    /// Asks for something to be written on the answer here.
    fn write(&mut self, what: What) -> Vec<String> {
        let entry = self.history.current().place.entry();
        let id = entry.map(|entry| self.library.head(entry).id);
        self.task = id.map(|id| Task::Write(Request { id, what }));
        Vec::new()
    }

    /// Does something with packs: shows a page about it, or says what happened.
    pub(super) fn packs(&mut self, link: &PackLink) -> Vec<String> {
        let result = self.packs.run(link);
        if result.has_changed {
            self.task = Some(Task::Reopen);
        }
        let mut lines = Vec::new();
        if let Some((message, _)) = &result.message {
            lines = self.say(message);
        }
        if let Some(page) = result.page {
            lines.extend(self.go(Place::Text(Subject::Packs(Rc::new(page)))));
        }
        lines
    }

    fn run(&mut self, command: Command, rest: &str) -> Vec<String> {
        let number = rest.parse().unwrap_or(usize::MAX);
        match command {
            Command::Sources => self.list(List::Sources),
            Command::Source => self.source(number),
            Command::Related => self.list(List::Related),
            Command::Links => self.list(List::Links),
            Command::Outline => self.list(List::Outline),
            Command::Facts => self.facts(),
            Command::Questions => self.questions(),
            Command::Next => self.neighbor(1),
            Command::Previous => self.neighbor(-1),
            Command::Handout => self.show_handout(),
            Command::Trust => self.trust(),
            Command::Copy => self.copy(),
            Command::Compare => self.compare(rest),
            Command::Changes => self.go(Place::Text(Subject::Changes)),
            Command::Mark => self.mark(),
            Command::Rename => self.rename(rest),
            Command::Move => self.move_bookmark(number),
            Command::Bookmarks => self.go(Place::Bookmarks),
            Command::Details => self.details(),
            Command::Find => self.find(rest, 1),
            Command::Before => self.find("", -1),
            Command::Narrow => self.narrow(),
            Command::Group => self.group(),
            Command::Last => self.read_from(self.length().saturating_sub(self.max_lines())),
            Command::More => self.more(),
            Command::Up => self.up(),
            Command::Again => {
                // The library may have changed.
                self.refresh_view();
                self.read_from(0)
            }
            Command::Search => self.go(Place::found(rest)),
            Command::Conditions => self.conditions(rest),
            Command::Topics => self.go(Place::Topics),
            Command::Open => self.open(rest),
            Command::Back => match self.history.back() {
                true => self.return_to_place(),
                false => self.say("This is where you began."),
            },
            Command::Forward => match self.history.forward() {
                true => self.return_to_place(),
                false => self.say("There is nothing further ahead."),
            },
            Command::Home => self.go(Place::Home),
            Command::Where => self.whereabouts(),
            Command::About => self.go(Place::Text(Subject::About)),
            Command::Problems => self.go(Place::Text(Subject::Problems)),
            Command::Packs => self.packs(&PackLink::List),
            Command::Width => self.width(number),
            Command::Lines => self.lines(number),
            Command::Help => self.help(rest),
            Command::Original => self.original(),
            Command::Language => self.other_language(),
            Command::Note => self.write(What::NewNote),
            Command::Edit => self.write(What::Answer),
            Command::EditNote => self.write(What::Note(number)),
            Command::Quit => {
                self.task = Some(Task::Quit);
                Vec::new()
            }
        }
    }

    /// Reacts to news of the library; returns the lines to show, if any.
    pub fn notice(&mut self, notice: Notice) -> Vec<String> {
        match notice {
            Notice::UpToDate => Vec::new(),
            Notice::Progress(_) => self.say(
                "The library has changed, or its index is damaged. It is being indexed again; until then you are \
                 reading the previous version.",
            ),
            Notice::Ready(library) => self.reload(library),
            Notice::Failed(error) => {
                let state = "You are reading the previous version of the library";
                self.say(&format!("{state}: {error}.\nWhat to do: {}.", error.hint()))
            }
        }
    }

    /// Continues in a newer library, at the same place. A number that was shown a moment ago opens what it stood for then.
    fn reload(&mut self, new: Library) -> Vec<String> {
        let old = std::mem::replace(&mut self.library, new.clone());
        if new.has_files_of(&old) {
            // Only the index was damaged.
            self.refresh_view();
            return Vec::new();
        }
        let to = Relocation::new(&old, &new);
        let stays = self.history.retain_mut(|visit| {
            visit.siblings = to.entries(&visit.siblings).into();
            let place = visit.place.relocated(&to);
            place.map(|place| visit.place = place).is_some()
        });
        let count = answers(new.entry_count() as usize);
        let news = format!("The library has been updated: {count}.");
        if stays {
            self.view = Rc::new(relocated(&self.view, &to, &old, &new));
            return self.say(&format!("{news} To hear this place again, type again."));
        }
        let gone =
            "What you were reading is no longer in the library. You are back at the beginning.";
        let mut lines = self.say(&format!("{news}\n{gone}"));
        self.history = History::new(Visit::new(Place::Home, Rc::default()));
        self.aside = None;
        self.refresh_view();
        lines.extend(self.read_on());
        lines
    }

    /// Makes the view of the current place.
    pub(super) fn refresh_view(&mut self) {
        let builder = Builder {
            library: &self.library,
            settings: &self.settings,
            bookmarks: &self.bookmarks,
        };
        self.view = Rc::new(builder.view(self.history.current()));
        let length = self.length();
        let visit = self.history.current_mut();
        visit.next = visit.next.min(length);
    }

    /// Lines of a few words.
    pub(super) fn say(&self, words: &str) -> Vec<String> {
        self.laid_out(&[Block::Paragraph(vec![Span::plain(words)])])
    }

    pub(super) fn laid_out(&self, blocks: &[Block]) -> Vec<String> {
        let lines = linear(blocks, self.settings.width, self.settings.ascii);
        lines.iter().map(Line::text).collect()
    }

    /// Shows blocks without leaving the place; `word` is for the prompt.
    pub(super) fn aside(&mut self, word: &'static str, blocks: &[Block]) -> Vec<String> {
        self.aside = Some((word, self.laid_out(blocks).into(), 0));
        self.more()
    }

    /// The next part of what is being read.
    fn more(&mut self) -> Vec<String> {
        if let Some((word, lines, shown)) = self.aside.take() {
            let rest = &lines[shown..];
            let max = self.max_lines();
            if rest.len() <= max + SHORT_REST {
                return rest.to_vec();
            }
            let part = rest[..max].to_vec();
            self.aside = Some((word, lines, shown + max));
            return part;
        }
        match self.left() {
            0 => self.say("That was all. Type help for a list of commands."),
            _ => self.read_on(),
        }
    }

    pub(super) fn max_lines(&self) -> usize {
        match self.settings.lines {
            0 => MAX_LINES,
            lines => lines,
        }
    }

    /// How many lines and items the place has.
    pub(super) fn length(&self) -> usize {
        self.view.lines.len() + self.view.items.len()
    }

    /// How many of them have not been shown yet.
    pub(super) fn left(&self) -> usize {
        self.length().saturating_sub(self.history.current().next)
    }

    /// The lines of one of them.
    fn lines_of(&self, at: usize) -> Vec<String> {
        if let Some(line) = self.view.lines.get(at) {
            return vec![line.text()];
        }
        let at = at - self.view.lines.len();
        let label = self.view.items[at].label.clone();
        self.laid_out(&[Block::List {
            start: Some(at as u64 + 1),
            items: vec![vec![Block::Paragraph(label)]],
        }])
    }

    /// Shows the next part of the place.
    pub(super) fn read_on(&mut self) -> Vec<String> {
        let (start, end, max) = (self.history.current().next, self.length(), self.max_lines());
        let mut lines: Vec<String> = Vec::new();
        // How far a part of at most `max` lines goes. At least one item is shown.
        let (mut next, mut fitting) = (start, 0);
        for at in start..end {
            let unit = self.lines_of(at);
            let is_leading_blank = lines.is_empty() && at > 0 && unit.iter().all(String::is_empty);
            if !is_leading_blank {
                lines.extend(unit);
            }
            if lines.len() <= max || fitting == 0 {
                (next, fitting) = (at + 1, lines.len());
            } else if lines.len() > max.max(fitting) + SHORT_REST {
                break;
            } else if at + 1 == end {
                (next, fitting) = (end, lines.len());
            }
        }
        lines.truncate(fitting);
        if next == end && self.view.is_text {
            lines.push(String::new());
            lines.extend(self.say(&help::hint(&self.view.offers)));
        }
        let visit = self.history.current_mut();
        visit.starts.push(start);
        visit.next = next;
        lines
    }

    /// Shows the part that begins at this line or item.
    pub(super) fn read_from(&mut self, at: usize) -> Vec<String> {
        let visit = self.history.current_mut();
        visit.next = at;
        visit.starts.retain(|start| *start < at);
        self.read_on()
    }

    fn up(&mut self) -> Vec<String> {
        match *self.history.current().starts.as_slice() {
            [.., previous, _] => self.read_from(previous),
            _ => {
                let mut lines = self.say("This is the beginning.");
                lines.extend(self.read_from(0));
                lines
            }
        }
    }
}

/// The same view, whose items lead into the new library.
fn relocated(view: &View, to: &Relocation, old: &Library, new: &Library) -> View {
    let mut view = view.clone();
    for item in &mut view.items {
        if let Goal::Place(place) = &item.goal {
            let gone = || Goal::Nowhere("This is no longer in the library.".to_owned());
            item.goal = place.relocated(to).map_or_else(gone, Goal::Place);
        }
    }
    view.about = view.about.and_then(|about| to.condition(about));
    if let Some(page) = &mut view.page {
        for citation in &mut page.citations {
            *citation = citation.and_then(|source| to.source(source));
        }
        page.pack = page.pack.and_then(|pack| old.pack_in(new, pack));
    }
    view
}

fn more_lines(count: usize) -> String {
    counted(count, "more line")
}

/// A line that was typed: clean, and not too long.
fn clean_input(line: &str) -> String {
    let end = line.floor_char_boundary(MAX_INPUT);
    clean_line(&line[..end]).into_owned()
}
