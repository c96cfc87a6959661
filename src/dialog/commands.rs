//! Commands that stay at the place: help, details, finding words in the text, and the width of the lines.

use std::rc::Rc;

use crate::nav;
use crate::page::{self, Excerpt, Part};
use crate::text::{Line, Span, counted, linear_text, reflow_position};

use super::command::named;
use super::help;
use super::place::{Visit, WIDTHS};
use super::session::{Dialog, MAX_LINES};
use super::view::paragraph;

impl Dialog {
    pub(super) fn help(&mut self, name: &str) -> Vec<String> {
        match named(name) {
            Some(row) => self.say(&help::describe(row)),
            None => {
                let blocks = help::help(&self.library, &self.view);
                self.aside("help", &blocks)
            }
        }
    }

    pub(super) fn trust(&self) -> Vec<String> {
        let Some(page) = &self.view.page else {
            return Vec::new();
        };
        let mut lines = vec![vec![Span::plain(page.title.clone())]];
        lines.extend(page::trust_lines(&page.trust, self.settings.width));
        self.laid_out(&[paragraph(lines)])
    }

    /// The short answer with its date and source.
    pub(super) fn copy(&self) -> Vec<String> {
        let page = self.view.page.as_ref();
        let excerpt = page.and_then(|page| Excerpt::of(&self.library, page, self.settings.clock));
        match excerpt {
            Some(excerpt) => self.say(&excerpt.lines().join("\n")),
            None => self.say("There is no answer here to copy."),
        }
    }

    pub(super) fn details(&mut self) -> Vec<String> {
        let view = Rc::clone(&self.view);
        let page = view.page.as_ref();
        page.map_or(Vec::new(), |page| {
            self.aside("details", page.part(Part::About))
        })
    }

    pub(super) fn whereabouts(&self) -> Vec<String> {
        let left = match self.left() {
            0 => String::new(),
            left if self.view.is_text => format!("\n{} left to read", help::lines(left)),
            left => format!("\n{left} more to choose from"),
        };
        let back = counted(self.history.depth(), "place");
        self.say(&format!("{}{left}\n{back} to go back to", self.view.title))
    }

    /// Finds `words`, from the beginning; without words, the match `by` matches after the last one shown.
    pub(super) fn find(&mut self, words: &str, by: isize) -> Vec<String> {
        let (words, last) = match (words.is_empty(), self.history.current().found.clone()) {
            (true, None) => return self.say("Type find and the words to look for."),
            (true, Some((words, last))) => (words, Some(last)),
            (false, _) => (linear_text(words, self.settings.ascii), None),
        };
        let view = Rc::clone(&self.view);
        let text = &view.lines;
        let matches = nav::find(text, &words, |_| false);
        if matches.is_empty() {
            return self.say(&format!(
                "\"{words}\" is not in this text. To search all answers, type /{words}"
            ));
        }
        let count = matches.len();
        let step = by.rem_euclid(count as isize) as usize; // below `count`
        let at = last.map_or(0, |last| (last + step) % count);
        let mut lines = self.say(&match count {
            1 => "One match:".to_owned(),
            _ => format!("Match {} of {count}:", at + 1),
        });
        let line = matches[at].first().map_or(0, |(line, _)| *line);
        // The rest of the block, from the line before the match.
        let block = text[line].block;
        let is_same = |other: &Line| other.block == block && !other.text().is_empty();
        let from = line - usize::from(line > 0 && is_same(&text[line - 1]));
        let length = text[line..]
            .iter()
            .take_while(|line| line.block == block)
            .count();
        let end = (line + length).min(from + self.max_lines().max(2));
        lines.extend(text[from..end].iter().map(Line::text));
        while lines.last().is_some_and(String::is_empty) {
            lines.pop();
        }
        let visit = self.history.current_mut();
        visit.found = Some((words, at));
        visit.starts.push(from);
        visit.next = end;
        lines
    }

    pub(super) fn width(&mut self, columns: usize) -> Vec<String> {
        let before = Rc::clone(&self.view);
        let next = self.history.current().next;
        self.settings.width = columns.clamp(*WIDTHS.start(), *WIDTHS.end());
        // How far one has read is counted in lines of the old width.
        for visit in self.history.iter_mut() {
            *visit = Visit::new(visit.place.clone(), Rc::clone(&visit.siblings));
        }
        self.refresh_view();
        // The same place in the lines of the new width; items are counted after them.
        let lines = &self.view.lines;
        let next = match before.lines.get(next) {
            Some(line) => reflow_position(lines, line.block, line.offset),
            None => lines.len() + next.saturating_sub(before.lines.len()),
        };
        self.history.current_mut().next = next.min(self.length());
        let columns = counted(self.settings.width, "column");
        self.say(&format!("Lines now have up to {columns}."))
    }

    pub(super) fn lines(&mut self, lines: usize) -> Vec<String> {
        self.settings.lines = lines.min(MAX_LINES);
        self.say(&match self.settings.lines {
            0 => "Everything is now shown at once.".to_owned(),
            lines => format!("Now showing {} at a time.", help::lines(lines)),
        })
    }
}
