//! Browsing: the tree, and the questions under what the pointer is on.

use crate::config::Start;
use crate::index::{ConditionOrd, EntryOrd};
use crate::library::Library;

use super::cursor::Cursor;
use super::tree::{self, Node, Tree};

/// Which pane has the keys.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Pane {
    /// The tree.
    #[default]
    Tree,
    /// The questions.
    Questions,
}

/// The state of browsing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Browse {
    pub(crate) tree: Tree,
    pub(crate) pane: Pane,
    /// The questions under [`Browse::shown`].
    pub(crate) questions: Vec<EntryOrd>,
    pub(crate) cursor: Cursor,
    pub(super) shown: Option<Node>,
}

/// What a step to the right or left leads to, where it leads out of browsing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// It was done here.
    Done,
    /// The answer is to be read.
    Read(EntryOrd),
    /// The condition is to be shown: it has no questions.
    Condition(ConditionOrd),
    /// There is nothing further.
    Nowhere,
}

impl Browse {
    pub(crate) fn new(library: &Library, start: Start) -> Self {
        let mut browse = Self {
            tree: Tree::new(library, start == Start::Topics),
            ..Self::default()
        };
        browse.follow(library);
        browse
    }

    /// Brings the questions in line with the tree's pointer.
    pub(crate) fn follow(&mut self, library: &Library) {
        let node = self.tree.selected();
        if node == self.shown {
            return;
        }
        self.shown = node;
        self.questions = node.map_or_else(Vec::new, |node| tree::questions(library, node));
        self.cursor = Cursor::default();
    }

    /// The question that the pointer is on, whichever pane has the keys.
    pub(crate) fn entry(&self) -> Option<EntryOrd> {
        self.questions.get(self.cursor.at).copied()
    }

    /// Moves the pointer of the pane that has the keys.
    pub(crate) fn step(&mut self, by: isize) {
        match self.pane {
            Pane::Tree => self.tree.cursor.step(by, self.tree.rows.len()),
            Pane::Questions => self.cursor.step(by, self.questions.len()),
        }
    }

    /// Right: opens a branch, goes into an open one, goes over to the questions, reads.
    pub(crate) fn right(&mut self, library: &Library) -> Step {
        if self.pane == Pane::Questions {
            return self.entry().map_or(Step::Nowhere, Step::Read);
        }
        let at = self.tree.cursor.at;
        if self.tree.rows.get(at).is_some_and(|row| row.open) {
            self.tree.cursor.at += 1;
            return Step::Done;
        }
        if self.tree.open(library, at) {
            return Step::Done;
        }
        self.enter()
    }

    /// Enter: the same, but an open branch is shut.
    pub(crate) fn enter_key(&mut self, library: &Library) -> Step {
        let at = self.tree.cursor.at;
        if self.pane == Pane::Tree && self.tree.shut(at) {
            return Step::Done;
        }
        self.right(library)
    }

    /// Left: back to the tree, shuts a branch, goes to the one above.
    pub(crate) fn left(&mut self) -> Step {
        if self.pane == Pane::Questions {
            self.pane = Pane::Tree;
            return Step::Done;
        }
        let at = self.tree.cursor.at;
        if self.tree.shut(at) {
            return Step::Done;
        }
        match self.tree.parent(at) {
            Some(parent) => {
                self.tree.cursor.at = parent;
                Step::Done
            }
            None => Step::Nowhere,
        }
    }

    /// Gives the keys to the other pane.
    pub(crate) fn switch(&mut self) -> Step {
        match self.pane {
            Pane::Tree => self.enter(),
            Pane::Questions => {
                self.pane = Pane::Tree;
                Step::Done
            }
        }
    }

    fn enter(&mut self) -> Step {
        if self.questions.is_empty() {
            return match self.tree.selected() {
                Some(Node::Condition(Some(ord))) => Step::Condition(ord),
                _ => Step::Nowhere,
            };
        }
        self.pane = Pane::Questions;
        Step::Done
    }

    /// Orders by topic instead of by condition, or the other way about.
    pub(crate) fn turn(&mut self, library: &Library) {
        self.tree = self.tree.turned(library);
        self.pane = Pane::Tree;
        self.follow(library);
    }

    /// Puts the pointer on `entry` where it is listed: one comes back from reading it.
    pub(crate) fn select(&mut self, entry: EntryOrd) {
        if let Some(at) = self.questions.iter().position(|known| *known == entry) {
            self.cursor.at = at;
        }
    }
}
