//! Searching: the box, the results, the pointer.

use tui_input::{Input, InputRequest};

use crate::config::{Code, Key};
use crate::index::{ConditionOrd, EntryOrd};
use crate::library::Library;
use crate::model::Clock;
use crate::search::Results;
use crate::text::clean;

use super::browse::Browse;
use super::cursor::Cursor;
use super::rows::{self, ResultRow};

/// Number of answers fetched at first; scrolling to the last one fetches as many again.
const LIMIT: usize = 100;
/// Maximum length of what is typed, in bytes.
pub(crate) const MOST: usize = 10_000;

/// A row that can be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Choice {
    /// A condition's page.
    Condition(ConditionOrd),
    /// An answer.
    Entry(EntryOrd),
}

/// The state of searching.
#[derive(Debug, Clone, Default)]
pub(crate) struct Search {
    pub(crate) input: Input,
    pub(crate) results: Results,
    pub(crate) cursor: Cursor,
    /// The results in sight.
    pub(crate) rows: Vec<ResultRow>,
    /// What stands in the box is from before: the first character typed takes its place.
    pub(crate) stale_words: bool,
    /// Whether the results are those of what stands in the box.
    pub(crate) done: bool,
    /// Whether answers on one condition stand together.
    pub(crate) grouped: bool,
    /// The tree below the box while it is empty.
    pub(crate) browse: Browse,
    /// Whether the box was opened over a page: then Esc leads back there.
    pub(crate) from_page: bool,
    /// How many answers were fetched at most.
    limit: usize,
}

impl Search {
    /// An empty box above `browse`.
    pub(crate) fn above(browse: Browse) -> Self {
        Self {
            browse,
            ..Self::default()
        }
    }

    /// Puts `words` into the box, in place of what is there.
    pub(crate) fn set_words(&mut self, words: &str) {
        self.input = Input::new(one_line(words));
        self.stale_words = false;
        self.done = false;
    }

    pub(crate) fn words(&self) -> &str {
        self.input.value()
    }

    /// Whether there is nothing to search for.
    pub(crate) fn is_blank(&self) -> bool {
        self.words().trim().is_empty()
    }

    /// The conditions at the top of the list: those that were named or, where nothing was found, those with similar names.
    pub(crate) fn conditions(&self) -> &[ConditionOrd] {
        let results = &self.results;
        match results.hits.is_empty() && results.conditions.is_empty() {
            true => &results.nearest,
            false => &results.conditions,
        }
    }

    /// What is listed at `at`.
    pub(crate) fn choice(&self, at: usize) -> Option<Choice> {
        let conditions = self.conditions();
        match conditions.get(at) {
            Some(condition) => Some(Choice::Condition(*condition)),
            None => {
                let hit = self.results.hits.get(at - conditions.len())?;
                Some(Choice::Entry(hit.entry))
            }
        }
    }

    /// What the pointer is on.
    pub(crate) fn selected(&self) -> Option<Choice> {
        self.choice(self.cursor.at)
    }

    /// How many rows there are to choose from.
    pub(crate) fn len(&self) -> usize {
        self.conditions().len() + self.results.hits.len()
    }

    /// How many rows there are with those that were not fetched yet.
    pub(crate) fn total(&self) -> usize {
        self.conditions().len() + self.results.total
    }

    /// Searches, unless that was done.
    pub(crate) fn run(&mut self, library: &Library) {
        if std::mem::replace(&mut self.done, true) {
            return;
        }
        self.limit = LIMIT;
        self.fetch(library);
        self.cursor = Cursor::default();
    }

    fn fetch(&mut self, library: &Library) {
        self.results = match self.is_blank() {
            true => Results::default(),
            false => library.search(self.words(), self.limit),
        };
        if self.grouped {
            let condition_of = |entry| library.condition_of(entry);
            self.results.group_by_condition(condition_of);
        }
        self.rows.clear();
    }

    /// Fetches more answers, where there are any; the pointer stays where it is.
    fn fetch_more(&mut self, library: &Library) {
        let selected = self.selected();
        self.limit *= 2;
        self.fetch(library);
        if let Some(choice) = selected {
            self.select(choice);
        }
    }

    /// Brings the pointer onto the `height` rows in sight, and these in line with it.
    pub(crate) fn settle(&mut self, library: &Library, height: usize, clock: Clock) {
        let results = &self.results;
        let cut = results.hits.len() == self.limit && results.total > self.limit;
        if cut && self.cursor.at + height >= self.len() {
            self.fetch_more(library);
        }
        self.cursor.settle(self.len(), height);
        let conditions = self.conditions().len();
        let hits = self.results.hits.iter();
        let hits = hits
            .skip(self.cursor.top.saturating_sub(conditions))
            .take(height.saturating_sub(conditions.saturating_sub(self.cursor.top)));
        let known = std::mem::take(&mut self.rows);
        self.rows = rows::of_hits(hits, known, library, &self.results.highlighter, clock);
    }

    /// The same search in a library that has changed, with the pointer on the same row.
    pub(crate) fn again(&mut self, library: &Library, selected: Option<Choice>) {
        self.done = false;
        self.run(library);
        if let Some(choice) = selected {
            self.select(choice);
        }
    }

    /// Puts answers on one condition together, or back in order; the pointer stays on its answer.
    pub(crate) fn group(&mut self, library: &Library) {
        self.grouped = !self.grouped;
        let selected = self.selected();
        self.again(library, selected);
    }

    pub(crate) fn select(&mut self, choice: Choice) {
        let found = (0..self.len()).find(|at| self.choice(*at) == Some(choice));
        self.cursor.at = found.unwrap_or(self.cursor.at);
    }

    /// Takes a key that is no command; says whether the words have changed.
    pub(crate) fn edit(&mut self, key: Key) -> bool {
        if std::mem::take(&mut self.stale_words) && key.text().is_some() {
            self.input.reset();
        }
        let changed = edit(&mut self.input, key);
        self.done &= !changed;
        changed
    }

    /// Takes pasted text; says whether the words have changed.
    pub(crate) fn paste(&mut self, text: &str) -> bool {
        if std::mem::take(&mut self.stale_words) {
            self.input.reset();
        }
        let changed = paste(&mut self.input, text);
        self.done &= !changed;
        changed
    }
}

/// Edits one line; says whether its text has changed.
pub(crate) fn edit(input: &mut Input, key: Key) -> bool {
    let request = match (key.code, key.ctrl, key.alt) {
        (Code::Char(c), false, false) => {
            // Clean: a line separator becomes a space, a control character nothing.
            let mut bytes = [0; 4];
            let clean = clean::clean_line(c.encode_utf8(&mut bytes)).chars().next();
            match clean.filter(|_| input.value().len() < MOST) {
                Some(c) => InputRequest::InsertChar(c),
                None => return false,
            }
        }
        (Code::Backspace, false, false) => InputRequest::DeletePrevChar,
        (Code::Delete, false, _) => InputRequest::DeleteNextChar,
        (Code::Left, false, false) => InputRequest::GoToPrevChar,
        (Code::Right, false, false) => InputRequest::GoToNextChar,
        (Code::Left, true, _) | (Code::Char('b'), _, true) => InputRequest::GoToPrevWord,
        (Code::Right, true, _) | (Code::Char('f'), _, true) => InputRequest::GoToNextWord,
        (Code::Home, ..) | (Code::Char('a'), true, _) => InputRequest::GoToStart,
        (Code::End, ..) | (Code::Char('e'), true, _) => InputRequest::GoToEnd,
        (Code::Char('w'), true, _) | (Code::Backspace, ..) => InputRequest::DeletePrevWord,
        (Code::Char('u'), true, _) => InputRequest::DeleteLine,
        (Code::Char('k'), true, _) => InputRequest::DeleteTillEnd,
        _ => return false,
    };
    input.handle(request).is_some_and(|change| change.value)
}

/// Puts `text` where the cursor is, as one line and not too much of it; says whether that changed anything.
pub(crate) fn paste(input: &mut Input, text: &str) -> bool {
    let (before, after) = split(input);
    let room = MOST.saturating_sub(input.value().len());
    let mut text = one_line(text);
    while text.len() > room {
        text.pop();
    }
    if text.is_empty() {
        return false;
    }
    let cursor = before.chars().count() + text.chars().count();
    *input = Input::new(format!("{before}{text}{after}")).with_cursor(cursor);
    true
}

fn split(input: &Input) -> (String, String) {
    let before = input.value().chars().take(input.cursor()).collect();
    let after = input.value().chars().skip(input.cursor()).collect();
    (before, after)
}

/// Clean, on one line, capped.
fn one_line(text: &str) -> String {
    let line: String = clean::clean_line(text)
        .chars()
        .map(|c| if c == '\n' || c == '\t' { ' ' } else { c })
        .filter(|c| !c.is_control())
        .collect();
    let mut line = line.trim_matches(|c| c == '\n' || c == '\r').to_owned();
    while line.len() > MOST {
        line.pop();
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_pasted_becomes_one_clean_short_line() {
        let mut input = Input::new("ab".into()).with_cursor(1);
        assert!(paste(&mut input, "x\ny\u{1b}[31m"));
        assert!(!input.value().contains(char::is_control));
        assert!(input.value().starts_with("ax y"), "{}", input.value());
        assert!(input.value().ends_with('b'));
        paste(&mut input, &"long ".repeat(10_000));
        assert!(input.value().len() <= MOST);
    }

    #[test]
    fn what_is_typed_is_clean() {
        let mut input = Input::default();
        for c in ['a', '\u{2028}', 'b', '\u{ad}', '\u{202e}', '\u{2029}'] {
            edit(&mut input, Key::plain(Code::Char(c)));
        }
        assert_eq!(input.value(), "a b ");
    }

    #[test]
    fn what_was_typed_before_gives_way_to_what_is_typed_now() {
        let mut search = Search::default();
        search.set_words("old words");
        let mut other = search.clone();
        search.stale_words = true;
        assert!(search.edit(Key::plain(Code::Char('n'))));
        assert_eq!(search.words(), "n");
        other.stale_words = true;
        other.edit(Key::plain(Code::Backspace));
        let search = other;
        assert_eq!(search.words(), "old word");
    }
}
