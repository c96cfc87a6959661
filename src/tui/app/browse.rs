//! The state of browsing: the tree, and the questions under its selected row.

use crate::config::Start;
use crate::index::EntryOrd;
use crate::library::{Library, Listed};
use crate::nav::Relocation;

use super::cursor::Cursor;
use super::tree::{Node, Tree};

/// Which pane has the focus.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Pane {
    #[default]
    Tree,
    Questions,
}

/// The state of browsing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Browse {
    pub(crate) tree: Tree,
    pub(crate) pane: Pane,
    pub(crate) questions: Vec<EntryOrd>,
    /// The selected question.
    pub(crate) cursor: Cursor,
    /// The node whose questions are listed.
    shown: Option<Node>,
}

impl Browse {
    pub(super) fn new(library: &Library, start: Start) -> Self {
        let mut browse = Self {
            tree: Tree::new(library, start == Start::Topics),
            ..Self::default()
        };
        browse.update_questions(library);
        browse
    }

    /// Lists the questions of the selected node.
    pub(super) fn update_questions(&mut self, library: &Library) {
        let node = self.tree.selected();
        if node != self.shown {
            self.shown = node;
            self.questions = node.map_or_else(Vec::new, |node| node.questions(library));
            self.cursor = Cursor::default();
        }
    }

    /// The selected question, whichever pane has the focus.
    pub(crate) fn entry(&self) -> Option<EntryOrd> {
        self.questions.get(self.cursor.at).copied()
    }

    /// Moves the selection of the pane that has the focus.
    pub(super) fn step(&mut self, by: isize) {
        match self.pane {
            Pane::Tree => self.tree.cursor.step(by, self.tree.rows.len()),
            Pane::Questions => self.cursor.step(by, self.questions.len()),
        }
    }

    /// Opens a branch, goes into an open one, or goes to the questions; returns the page to open, if any.
    pub(super) fn expand(&mut self, library: &Library) -> Option<Listed> {
        if self.pane == Pane::Questions {
            return self.entry().map(Listed::Entry);
        }
        let at = self.tree.cursor.at;
        if self.tree.rows.get(at).is_some_and(|row| row.open) {
            self.tree.cursor.at += 1;
            return None;
        }
        match self.tree.open(library, at) {
            true => None,
            false => self.enter_questions(),
        }
    }

    /// The same, but closes an open branch.
    pub(super) fn toggle(&mut self, library: &Library) -> Option<Listed> {
        match self.pane == Pane::Tree && self.tree.close(self.tree.cursor.at) {
            true => None,
            false => self.expand(library),
        }
    }

    /// Goes back to the tree, or closes a branch, or goes to the one above.
    pub(super) fn collapse(&mut self) {
        let at = self.tree.cursor.at;
        if self.pane == Pane::Questions {
            self.pane = Pane::Tree;
        } else if !self.tree.close(at) {
            self.tree.cursor.at = self.tree.parent(at).unwrap_or(at);
        }
    }

    /// Gives the focus to the other pane.
    pub(super) fn switch_pane(&mut self) -> Option<Listed> {
        match self.pane {
            Pane::Tree => self.enter_questions(),
            Pane::Questions => {
                self.pane = Pane::Tree;
                None
            }
        }
    }

    /// Gives the focus to the questions; returns a condition that has none, whose page is opened instead.
    fn enter_questions(&mut self) -> Option<Listed> {
        if !self.questions.is_empty() {
            self.pane = Pane::Questions;
            return None;
        }
        match self.tree.selected() {
            Some(Node::Condition(Some(condition))) => Some(Listed::Condition(condition)),
            _ => None,
        }
    }

    /// Orders the tree by topic instead of by condition, or the other way round.
    pub(super) fn turn(&mut self, library: &Library) {
        self.tree = self.tree.turned(library);
        self.pane = Pane::Tree;
        self.update_questions(library);
    }

    /// Selects `entry` if it is listed.
    pub(super) fn select(&mut self, entry: EntryOrd) {
        if let Some(at) = self.questions.iter().position(|known| *known == entry) {
            self.cursor.at = at;
        }
    }

    /// The same place in a newer library.
    pub(super) fn reload(&mut self, to: &Relocation, library: &Library) {
        let reading = self.entry().and_then(|entry| to.entry(entry));
        self.tree = self.tree.reloaded(to, library);
        self.shown = None;
        self.update_questions(library);
        reading.into_iter().for_each(|entry| self.select(entry));
        if self.questions.is_empty() {
            self.pane = Pane::Tree;
        }
    }
}
