//! What is said beside the place one is at: help, trust, words found in its text, and how the dialogue speaks.

use std::rc::Rc;

use crate::page::{self, Part};
use crate::text::{Line, Span, linear_text, reflow_position};

use super::super::WIDTHS;
use super::super::command::{Row, named};
use super::super::find::find;
use super::super::help;
use super::super::item::counted;
use super::super::view::paragraph;
use super::{Dialogue, MOST_LINES, counted_lines};

impl Dialogue {
    pub(super) fn elsewhere(&self, row: &Row) -> Vec<String> {
        self.say(&format!(
            "Not here. {} To search for the word, type /{}",
            help::described(row),
            row.name
        ))
    }

    pub(super) fn help(&mut self, name: &str) -> Vec<String> {
        match named(name) {
            Some(row) => self.say(&help::described(row)),
            None => {
                let view = Rc::clone(&self.view);
                self.aside("help", &help::help(&self.library, &view))
            }
        }
    }

    pub(super) fn trust(&mut self) -> Vec<String> {
        let view = Rc::clone(&self.view);
        let Some(page) = &view.page else {
            return Vec::new();
        };
        let mut lines = vec![vec![Span::plain(page.title.clone())]];
        lines.extend(page::trust_lines(&page.trust, self.settings.width));
        self.told(&[paragraph(lines)])
    }

    pub(super) fn details(&mut self) -> Vec<String> {
        let view = Rc::clone(&self.view);
        match &view.page {
            Some(page) => self.aside("details", page.part(Part::About)),
            None => Vec::new(),
        }
    }

    pub(super) fn whereabouts(&self) -> Vec<String> {
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

    /// Finds `words`, from the beginning; without words, so many places on from the one that was found last.
    pub(super) fn find(&mut self, words: &str, by: isize) -> Vec<String> {
        let before = self.stop().found.clone();
        let (words, last) = match (words.is_empty(), before) {
            (true, None) => return self.say("Type find and the words to look for."),
            (true, Some((words, last))) => (words, Some(last)),
            (false, _) => (linear_text(words, self.settings.ascii), None),
        };
        let places = find(&self.view.lines, &words);
        if places.is_empty() {
            return self.say(&format!(
                "\"{words}\" is not in this text. To search all answers, type /{words}"
            ));
        }
        let count = places.len();
        let step = by.rem_euclid(count as isize) as usize; // below `count`
        let at = last.map_or(0, |last| (last + step) % count);
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

    pub(super) fn width(&mut self, columns: &str) -> Vec<String> {
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

    pub(super) fn lines(&mut self, lines: &str) -> Vec<String> {
        let lines: usize = lines.parse().unwrap_or(usize::MAX);
        self.settings.lines = lines.min(MOST_LINES);
        self.say(&match self.settings.lines {
            0 => "Everything is said at once now.".to_owned(),
            lines => format!("{} at a time now.", counted_lines(lines)),
        })
    }
}
