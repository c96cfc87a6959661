//! What can be done in a page: links, sources, headings, words to find, the next question.

use crate::index::SourceOrd;
use crate::library::{Library, Listed};
use crate::model::SourceStatus;
use crate::nav::{Subject, headings, neighbor};
use crate::text::Target;
use crate::tui::action::Action;

use super::cursor::Cursor;
use super::page::PageView;
use super::state::{App, Jump, Menu, Overlay, Place};

impl App {
    pub(super) fn update_page(&mut self, action: Action) {
        let height = self.text_height();
        if let Some(Overlay::Help(help)) = self.overlays.last_mut() {
            help.is_typing = action == Action::Find;
            help.top = 0;
            return;
        }
        let Place::Page(view) = self.history.current_mut() else {
            return;
        };
        match action {
            Action::NextLink | Action::PreviousLink => {
                let is_found = view.step_link(action == Action::NextLink, height);
                if !is_found {
                    self.say("No links on this page.");
                }
            }
            Action::Follow => match view.target().cloned() {
                Some(target) => self.follow(&target),
                None => {
                    let hint = |action, what: &str| Some(format!("{}: {what}.", self.key(action)?));
                    let hints = [
                        hint(Action::NextLink, "next link"),
                        hint(Action::Follow, "follow it"),
                    ];
                    let hints: Vec<String> = hints.into_iter().flatten().collect();
                    self.say(hints.join(" "));
                }
            },
            Action::Sources => self.sources(),
            Action::Outline => self.outline(),
            Action::NextQuestion => self.go_to_neighbor(1),
            Action::PreviousQuestion => self.go_to_neighbor(-1),
            Action::Find => {
                view.begin_find();
                self.overlays.push(Overlay::Find);
            }
            Action::FindNext | Action::FindPrevious => {
                let is_found = view.step_match(action == Action::FindNext, height);
                if !is_found {
                    match self.key(Action::Find) {
                        Some(key) => self.say(format!("{key} finds words in the page.")),
                        None => self.say("Nothing has been looked for in the page."),
                    }
                }
            }
            Action::AcceptFind => {
                let found = view.found.as_ref().filter(|found| found.matches.is_empty());
                match found.map(|found| found.input.value().trim().to_owned()) {
                    // The box stays, so that the words can be corrected.
                    Some(words) if !words.is_empty() => {
                        self.warn(format!("\"{words}\" is not on this page."));
                    }
                    not_found => {
                        if not_found.is_some() {
                            view.found = None;
                        }
                        self.overlays.pop();
                    }
                }
            }
            _ => {}
        }
    }

    /// Goes where a link leads.
    pub(super) fn follow(&mut self, target: &Target) {
        let (Some(library), Place::Page(view)) = (&self.library, self.place()) else {
            return;
        };
        let Some(text) = &view.laid_out else { return };
        if let Some(subject) = Subject::of_link(library, &text.page, target) {
            return self.open_page(subject, Vec::new());
        }
        match (target, view.source_count()) {
            (Target::Url(url), _) => self.say(url.clone()),
            (Target::Pack(link), _) => self.ask_packs(link.clone()),
            (Target::Cite(_), 0) => self.say("This page cites no sources."),
            (Target::Cite(number), 1) if *number > 1 => {
                self.say("There is one source on this page.");
            }
            (Target::Cite(number), count) if *number > count => {
                self.say(format!("There are {count} sources on this page."));
            }
            _ => self.warn("This link leads to something not in the library."),
        }
    }

    /// Goes to the next question of the list that this one was opened from, or to the previous one.
    fn go_to_neighbor(&mut self, by: isize) {
        let Place::Page(view) = self.place() else {
            return;
        };
        let (Some(entry), Some(_)) = (view.subject.entry(), view.position()) else {
            return self.say("This page was not opened from a list.");
        };
        let next = match neighbor(&view.siblings, entry, by) {
            Ok(next) => next,
            Err(why) => return self.say(why),
        };
        let listed = Listed::Entry(next);
        let view = PageView::new(Subject::Listed(listed), view.siblings.clone());
        // In the same place: back leads to the list, where the selection follows.
        *self.history.current_mut() = Place::Page(Box::new(view));
        match self.history.previous_mut() {
            Some(Place::Browse(browse)) => browse.select(next),
            Some(Place::Search(search)) => search.select(Some(listed)),
            _ => {}
        }
    }

    fn outline(&mut self) {
        let Place::Page(view) = self.place() else {
            return;
        };
        let text = view.laid_out.as_ref();
        let headings = text.map_or(Vec::new(), |text| headings(&text.lines));
        let here = headings.iter().rposition(|(line, ..)| *line <= view.top);
        let item = |(line, level, words): (usize, u8, String)| {
            let indent = "  ".repeat(usize::from(level.saturating_sub(2)));
            (format!("{indent}{words}"), Jump::Line(line))
        };
        let items = headings.into_iter().map(item).collect();
        let none = "No headings on this page.";
        self.menu("On this page", items, here.unwrap_or(0), none);
    }

    fn sources(&mut self) {
        let (Some(library), Place::Page(view)) = (&self.library, self.place()) else {
            return;
        };
        let text = view.laid_out.as_ref();
        let citations = text.map_or(&[][..], |text| &text.page.citations);
        let items = citations.iter().zip(1..).map(|(source, number)| {
            let label = format!("[{number}] {}", source_label(library, *source));
            (label, Jump::Source(number))
        });
        let items: Vec<(String, Jump)> = items.collect();
        self.menu("Sources", items, 0, "This page cites no sources.");
    }

    /// Opens a list to choose from, or says `none` if it has no items.
    pub(super) fn menu(
        &mut self,
        title: &'static str,
        items: Vec<(String, Jump)>,
        at: usize,
        none: &str,
    ) {
        if items.is_empty() {
            return self.say(none);
        }
        self.overlays.push(Overlay::Menu(Menu {
            title,
            items,
            cursor: Cursor { at, top: 0 },
            typed: 0,
        }));
    }

    /// Takes a digit of a source's number. If another digit may follow, the list of sources opens and waits for it; Enter
    /// takes the number as it is.
    pub(super) fn source_digit(&mut self, digit: usize) {
        match (self.overlays.last_mut(), self.history.current()) {
            (Some(Overlay::Menu(menu)), _) => {
                let count = menu.items.len();
                let is_sources = matches!(menu.items.first(), Some((_, Jump::Source(_))));
                let longer = menu.typed.saturating_mul(10).saturating_add(digit);
                menu.typed = if longer <= count { longer } else { digit };
                if !is_sources || !(1..=count).contains(&menu.typed) {
                    menu.typed = 0;
                    return self.add_to_count(digit);
                }
                menu.cursor.at = menu.typed - 1;
                if menu.typed * 10 > count {
                    let _ = self.choose(); // a source asks nothing of the loop
                }
            }
            (None, Place::Page(view)) if digit > 0 && digit * 10 <= view.source_count() => {
                self.sources();
                self.source_digit(digit);
            }
            (None, Place::Page(_)) => self.follow(&Target::Cite(digit)),
            _ => {}
        }
    }
}

/// A source on one line: publisher, title, date, and whether it is still valid.
pub(crate) fn source_label(library: &Library, source: Option<SourceOrd>) -> String {
    let Some(source) = source else {
        return "not in the library".to_owned();
    };
    let source = library.source(source).source;
    let date = source.printed_date();
    let status = match source.status {
        SourceStatus::Active => "",
        status => status.title(),
    };
    let parts = [source.publisher, source.title].into_iter().chain(date);
    let parts = parts.chain([status.to_owned()]);
    let parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
    parts.join(" · ")
}
