//! Searching: the box, the results, the pointer.

use tui_input::{Input, InputRequest};

use crate::index::EntryOrd;
use crate::library::Library;
use crate::model::Clock;
use crate::search::Results;
use crate::text::clean;
use crate::user::{Code, Key};

use super::cursor::Cursor;
use super::rows::{self, ResultRow};

/// So many results are fetched; nobody reads further, they type another word.
const LIMIT: usize = 100;
/// So much can stand in the box.
pub(crate) const MOST: usize = 10_000;

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
}

impl Search {
    /// A box with `words` in it.
    pub(crate) fn new(words: &str, stale_words: bool) -> Self {
        Self {
            input: Input::new(one_line(words)),
            stale_words: stale_words && !words.is_empty(),
            ..Self::default()
        }
    }

    pub(crate) fn words(&self) -> &str {
        self.input.value()
    }

    /// The answer that the pointer is on.
    pub(crate) fn entry(&self) -> Option<EntryOrd> {
        self.results.hits.get(self.cursor.at).map(|hit| hit.entry)
    }

    /// How many rows there are to choose from: results, or the nearest names where there are none.
    pub(crate) fn len(&self) -> usize {
        match self.results.hits.len() {
            0 => self.results.nearest.len(),
            count => count,
        }
    }

    /// Searches, unless that was done.
    pub(crate) fn run(&mut self, library: &Library) {
        if std::mem::replace(&mut self.done, true) {
            return;
        }
        self.results = if self.words().trim().is_empty() {
            Results::default()
        } else {
            library.search(self.words(), LIMIT)
        };
        if self.grouped {
            let condition_of = |entry| library.condition_of(entry);
            self.results.group_by_condition(condition_of);
        }
        self.cursor = Cursor::default();
        self.rows.clear();
    }

    /// Brings the pointer onto the `height` rows in sight, and these in line with it.
    pub(crate) fn settle(&mut self, library: &Library, height: usize, clock: Clock) {
        self.cursor.settle(self.len(), height);
        let hits = self.results.hits.iter().skip(self.cursor.top).take(height);
        let known = std::mem::take(&mut self.rows);
        self.rows = rows::of_hits(hits, known, library, &self.results.highlighter, clock);
    }

    /// The same search in a library that has changed, with the pointer on the same answer.
    pub(crate) fn again(&mut self, library: &Library, entry: Option<EntryOrd>) {
        self.done = false;
        self.run(library);
        if let Some(entry) = entry {
            self.select(entry);
        }
    }

    /// Puts answers on one condition together, or back in order; the pointer stays on its answer.
    pub(crate) fn group(&mut self, library: &Library) {
        self.grouped = !self.grouped;
        let entry = self.entry();
        self.again(library, entry);
    }

    pub(crate) fn select(&mut self, entry: EntryOrd) {
        if let Some(at) = self.results.hits.iter().position(|hit| hit.entry == entry) {
            self.cursor.at = at;
        }
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
        let mut search = Search::new("old words", true);
        assert!(search.edit(Key::plain(Code::Char('n'))));
        assert_eq!(search.words(), "n");
        let mut search = Search::new("old words", true);
        search.edit(Key::plain(Code::Backspace));
        assert_eq!(search.words(), "old word");
    }
}
