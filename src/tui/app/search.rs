//! The state of searching: the words, the results, the selection.

use tui_input::Input;

use crate::index::ConditionOrd;
use crate::library::{Library, Listed};
use crate::nav::Relocation;
use crate::search::{Matching, Results};

use super::browse::Browse;
use super::cursor::Cursor;
use super::text_box::one_line;

/// Number of answers fetched at first; scrolling to the last one fetches as many again.
const LIMIT: usize = 100;

/// The state of searching.
#[derive(Debug, Clone, Default)]
pub(crate) struct Search {
    pub(crate) input: Input,
    pub(crate) results: Results,
    pub(crate) cursor: Cursor,
    /// A row was chosen by a key or the mouse.
    pub(super) chosen: bool,
    /// The words are those of an earlier search: the first character typed replaces them.
    pub(crate) stale_words: bool,
    /// Whether the results are those of the words.
    pub(super) is_done: bool,
    /// Whether answers are grouped by condition.
    pub(crate) grouped: bool,
    /// The tree below the box while it is empty.
    pub(crate) browse: Browse,
    /// Whether the box was opened over a page: then Esc leads back there.
    pub(crate) from_page: bool,
    /// The words are an earlier search, as it was: its position from the newest.
    recalled: Option<usize>,
    /// Maximum number of answers fetched.
    limit: usize,
}

impl Search {
    /// An empty box above `browse`.
    pub(super) fn above(browse: Browse) -> Self {
        Self {
            browse,
            ..Self::default()
        }
    }

    /// Puts `words` into the box, in place of what is there.
    pub(super) fn set_words(&mut self, words: &str) {
        self.input = Input::new(one_line(words));
        self.stale_words = false;
        self.words_changed();
    }

    /// The words have changed: they are to be searched for.
    pub(super) fn words_changed(&mut self) {
        self.recalled = None;
        self.is_done = false;
    }

    /// Puts the earlier search before the one shown into the box; `false` if there is none.
    pub(super) fn recall(&mut self, searches: &[String]) -> bool {
        let back = self.recalled.map_or(0, |back| back + 1);
        let Some(words) = searches.iter().rev().nth(back) else {
            return false;
        };
        self.set_words(words);
        self.recalled = Some(back);
        true
    }

    /// Whether the words are an earlier search, and the selection is at the top of its results.
    pub(super) fn is_recalled(&self) -> bool {
        self.recalled.is_some() && self.cursor.at == 0
    }

    pub(crate) fn words(&self) -> &str {
        self.input.value()
    }

    /// Whether there is nothing to search for.
    pub(crate) fn is_blank(&self) -> bool {
        self.words().trim().is_empty()
    }

    /// The conditions at the top of the list: those that were named or, if nothing was found, those with similar names.
    pub(crate) fn conditions(&self) -> &[ConditionOrd] {
        let results = &self.results;
        match results.hits.is_empty() && results.conditions.is_empty() {
            true => &results.nearest,
            false => &results.conditions,
        }
    }

    /// What is listed, from the top.
    fn listed(&self) -> impl Iterator<Item = Listed> {
        let conditions = self.conditions().iter().copied().map(Listed::Condition);
        let hits = self.results.hits.iter();
        conditions.chain(hits.map(|hit| Listed::Entry(hit.entry)))
    }

    /// The selected row; none before one is chosen, if the results do not answer the query.
    pub(crate) fn selected(&self) -> Option<Listed> {
        match self.is_unselected() {
            true => None,
            false => self.listed().nth(self.cursor.at),
        }
    }

    pub(crate) fn is_unselected(&self) -> bool {
        self.results.matching == Matching::Related && !self.chosen
    }

    /// Moves the selection by `by` rows; the first step down selects the first row.
    pub(super) fn step(&mut self, by: isize) {
        let by = match self.is_unselected() {
            true => (by - 1).max(0),
            false => by,
        };
        self.chosen = true;
        self.cursor.step(by, self.len());
    }

    /// How many rows there are to choose from.
    pub(crate) fn len(&self) -> usize {
        self.conditions().len() + self.results.hits.len()
    }

    /// How many rows there are, with those that have not been fetched yet.
    pub(crate) fn total(&self) -> usize {
        self.conditions().len() + self.results.total
    }

    /// Searches, unless that was done.
    pub(super) fn run(&mut self, library: &Library) {
        if !std::mem::replace(&mut self.is_done, true) {
            self.limit = LIMIT;
            self.fetch(library);
            self.cursor = Cursor::default();
            self.chosen = false;
        }
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
    }

    /// Brings the selection onto `height` rows, and fetches more answers if it nears the last one.
    pub(super) fn scroll_into_view(&mut self, library: &Library, height: usize) {
        let results = &self.results;
        let is_cut = results.hits.len() == self.limit && results.total > self.limit;
        if is_cut && self.cursor.at + height >= self.len() {
            let selected = self.selected();
            self.limit *= 2;
            self.fetch(library);
            self.select(selected);
        }
        self.cursor.scroll_into_view(self.len(), height);
    }

    /// Searches again and selects `selected`, if it is found.
    fn run_again(&mut self, library: &Library, selected: Option<Listed>) {
        self.is_done = false;
        self.run(library);
        self.select(selected);
    }

    /// Groups answers by condition, or puts the best first; the selection stays on its answer.
    pub(super) fn group(&mut self, library: &Library) {
        self.grouped = !self.grouped;
        self.run_again(library, self.selected());
    }

    /// Searches again in a newer library.
    pub(super) fn reload(&mut self, to: &Relocation, library: &Library) {
        self.browse.reload(to, library);
        // Until a row is chosen, the best result stays selected.
        let chosen = self.selected().filter(|_| self.cursor.at > 0);
        self.run_again(library, chosen.and_then(|listed| to.listed(listed)));
    }

    pub(super) fn select(&mut self, listed: Option<Listed>) {
        let at = listed.and_then(|wanted| self.listed().position(|listed| listed == wanted));
        self.chosen |= at.is_some();
        self.cursor.at = at.unwrap_or(self.cursor.at);
    }
}
