//! What can be done in a page: links, sources, headings, words to find, the next question.

use crate::library::Listed;
use crate::text::Target;

use super::find::Found;
use super::{App, Cursor, Jump, Menu, Overlay, PageView, Place, Subject};
use crate::tui::action::Action;
use crate::tui::layout::Layout;

impl App {
    pub(super) fn in_page(&mut self, action: Action) {
        let height = usize::from(Layout::new(self.size, self).text.height);
        let Place::Page(view) = self.history.current_mut() else {
            return;
        };
        match action {
            Action::NextLink if !view.step_link(true, height) => {
                self.say("No links on this page.");
            }
            Action::PreviousLink if !view.step_link(false, height) => {
                self.say("No links on this page.");
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
            Action::Source(number) => self.follow(&Target::Cite(usize::from(number))),
            Action::Sources => self.sources(),
            Action::Outline => self.outline(),
            Action::NextQuestion => self.neighbour(1),
            Action::PreviousQuestion => self.neighbour(-1),
            Action::Find => {
                view.found = Some(Found::new(view.top));
                self.overlays.push(Overlay::Find);
            }
            Action::FindNext | Action::FindPrevious => {
                match &mut view.found {
                    Some(found) => found.step(action == Action::FindNext),
                    None => {
                        return match self.key(Action::Find) {
                            Some(key) => self.say(format!("{key} finds words in the page.")),
                            None => self.say("No words were looked for in the page."),
                        };
                    }
                }
                self.show_found();
            }
            Action::AcceptFind => {
                self.overlays.pop();
                if view
                    .found
                    .as_ref()
                    .is_some_and(|found| found.places.is_empty())
                {
                    view.found = None;
                }
            }
            _ => {}
        }
    }

    /// Looks for the words in the box, from where one was.
    pub(super) fn look_for(&mut self) {
        let glyphs = self.look.glyphs;
        let height = usize::from(Layout::new(self.size, self).text.height);
        let Place::Page(view) = self.history.current_mut() else {
            return;
        };
        if let (Some(found), Some(laid)) = (&mut view.found, &view.laid) {
            found.search(&laid.lines[laid.head_lines..], laid.head_lines, &glyphs);
            found.nearest();
            if found.places.is_empty() {
                let from = found.from;
                view.go(from, height);
            }
        }
        self.show_found();
    }

    fn show_found(&mut self) {
        let height = usize::from(Layout::new(self.size, self).text.height);
        let Place::Page(view) = self.history.current_mut() else {
            return;
        };
        if let Some(line) = view.found.as_ref().and_then(Found::line) {
            view.link = None;
            view.show(line, height);
        }
    }

    /// Goes where a link leads.
    pub(super) fn follow(&mut self, target: &Target) {
        let (Some(library), Place::Page(view)) = (self.library.clone(), self.place()) else {
            return;
        };
        let Some(laid) = &view.laid else { return };
        if let Target::Url(url) = target {
            return self.say(url.clone());
        }
        if let Some(listed) = laid.page.follow(&library, target) {
            return self.open_page(Subject::Listed(listed), Vec::new());
        }
        match target {
            Target::Cite(number) if *number > laid.page.citations.len() => {
                let count = laid.page.citations.len();
                self.say(match count {
                    0 => "This page cites no sources.".to_owned(),
                    1 => "There is one source on this page.".to_owned(),
                    n => format!("There are {n} sources on this page."),
                });
            }
            Target::Entry(id) if library.withdrawal(id).is_some() => {
                self.open_page(Subject::Withdrawn(id.clone()), Vec::new());
            }
            _ => self.warn("The library does not hold what this leads to."),
        }
    }

    /// The next question of the list that this one was opened from.
    fn neighbour(&mut self, by: isize) {
        let Place::Page(view) = self.place() else {
            return;
        };
        let Some(at) = view.position() else {
            return self.say("This page was not opened from a list.");
        };
        let next = at
            .checked_add_signed(by)
            .and_then(|at| view.siblings.get(at));
        let Some(&next) = next else {
            return self.say(if by > 0 {
                "This is the last question of the list."
            } else {
                "This is the first question of the list."
            });
        };
        let siblings = view.siblings.clone();
        let subject = Subject::Listed(Listed::Entry(next));
        // In the same place: back leads to the list, where the pointer follows.
        *self.history.current_mut() = Place::Page(Box::new(PageView::new(subject, siblings)));
        match self.history.before_mut() {
            Some(Place::Browse(browse)) => browse.select(next),
            Some(Place::Search(search)) => search.select(next),
            _ => {}
        }
    }

    fn outline(&mut self) {
        let Place::Page(view) = self.place() else {
            return;
        };
        let items: Vec<(String, Jump)> = view
            .outline()
            .into_iter()
            .map(|(line, level, words)| {
                let indent = "  ".repeat(usize::from(level.saturating_sub(2)));
                (format!("{indent}{words}"), Jump::Line(line))
            })
            .collect();
        let here = items
            .iter()
            .rposition(|(_, jump)| matches!(jump, Jump::Line(line) if *line <= view.top));
        self.menu(
            "On this page",
            items,
            here.unwrap_or(0),
            "No headings on this page.",
        );
    }

    fn sources(&mut self) {
        let (Some(library), Place::Page(view)) = (self.library.clone(), self.place()) else {
            return;
        };
        let citations = view
            .laid
            .as_ref()
            .map(|laid| laid.page.citations.as_slice());
        let items = citations
            .unwrap_or_default()
            .iter()
            .enumerate()
            .map(|(i, ord)| {
                let number = i + 1;
                let label = match ord {
                    Some(ord) => super::settle::source_label(&library, *ord),
                    None => "not in the library".to_owned(),
                };
                (format!("[{number}] {label}"), Jump::Source(number))
            })
            .collect();
        self.menu("Sources", items, 0, "This page cites no sources.");
    }

    fn menu(&mut self, title: &'static str, items: Vec<(String, Jump)>, at: usize, none: &str) {
        if items.is_empty() {
            return self.say(none);
        }
        let cursor = Cursor { at, top: 0 };
        self.overlays.push(Overlay::Menu(Menu {
            title,
            items,
            cursor,
        }));
    }
}
