//! The tree of conditions and topics, as rows that are open or closed.
//!
//! Only open branches are in memory, as ordinals: a library may have thousands of conditions.

use crate::index::{ConditionOrd, EntryOrd, TopicOrd};
use crate::library::Library;
use crate::nav::Relocation;

use super::cursor::Cursor;

/// With at most this many conditions the roots are open at the start.
const MAX_OPEN: u32 = 40;

/// What a row is about. `None` for a condition means the general questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Node {
    /// A condition, or the general questions; below it its kinds and its topics.
    Condition(Option<ConditionOrd>),
    /// A topic; below it its conditions.
    Topic(TopicOrd),
    /// Both: a leaf.
    Both(Option<ConditionOrd>, TopicOrd),
}

impl Node {
    /// Its answers.
    pub(super) fn questions(self, library: &Library) -> Vec<EntryOrd> {
        match self {
            Self::Condition(condition) => library.entries(condition, None),
            Self::Both(condition, topic) => library.entries(condition, Some(topic)),
            Self::Topic(topic) => library.topic_entries(topic),
        }
    }

    /// The same in a newer library.
    fn relocated(self, to: &Relocation) -> Option<Self> {
        Some(match self {
            Self::Condition(condition) => Self::Condition(to.condition(condition)?),
            Self::Topic(topic) => Self::Topic(to.topic(topic)?),
            Self::Both(condition, topic) => Self::Both(to.condition(condition)?, to.topic(topic)?),
        })
    }
}

/// A row of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) depth: usize,
    pub(crate) node: Node,
    pub(crate) open: bool,
    /// How many answers are under it; `None` for a condition, whose record holds the number: listing thousands reads none.
    pub(crate) count: Option<u32>,
}

impl Row {
    pub(super) fn new(depth: usize, node: Node, count: Option<u32>) -> Self {
        Self {
            depth,
            node,
            open: false,
            count,
        }
    }

    /// How many answers are under it.
    pub(crate) fn answers(&self, library: &Library) -> u32 {
        match (self.count, self.node) {
            (Some(count), _) => count,
            (None, Node::Condition(Some(ord))) => library.condition_head(ord).entries,
            (None, _) => 0,
        }
    }
}

/// The tree, by condition or by topic.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tree {
    pub(crate) by_topic: bool,
    pub(crate) rows: Vec<Row>,
    pub(crate) cursor: Cursor,
}

impl Tree {
    /// The tree at the start: opened as far as that helps.
    pub(super) fn new(library: &Library, by_topic: bool) -> Self {
        let mut tree = Self {
            by_topic,
            rows: roots(library, by_topic),
            cursor: Cursor::default(),
        };
        if !by_topic && library.condition_count() <= MAX_OPEN {
            for at in (0..tree.rows.len()).rev() {
                let kinds = match tree.rows[at].node {
                    Node::Condition(Some(ord)) => library.condition(ord).children.len(),
                    _ => 0,
                };
                if kinds > 0 {
                    tree.open(library, at);
                }
            }
        }
        // Select the first row with something to read.
        let first = tree.rows.iter().position(|row| row.answers(library) > 0);
        tree.cursor.at = first.unwrap_or(0);
        tree
    }

    /// The selected node.
    pub(crate) fn selected(&self) -> Option<Node> {
        self.rows.get(self.cursor.at).map(|row| row.node)
    }

    /// Opens the branch in row `at`; `false` where there is nothing to open.
    pub(super) fn open(&mut self, library: &Library, at: usize) -> bool {
        let Some(row) = self.rows.get(at).copied() else {
            return false;
        };
        if row.open || matches!(row.node, Node::Both(..)) {
            return false;
        }
        let below = children(library, row);
        if below.is_empty() {
            return false;
        }
        self.rows[at].open = true;
        self.rows.splice(at + 1..at + 1, below);
        true
    }

    /// Closes the branch in row `at`; `false` if it is not open.
    pub(super) fn close(&mut self, at: usize) -> bool {
        let Some(row) = self.rows.get(at).copied().filter(|row| row.open) else {
            return false;
        };
        let below = self.rows[at + 1..].iter();
        let below = below.take_while(|other| other.depth > row.depth).count();
        self.rows.drain(at + 1..=at + below);
        self.rows[at].open = false;
        true
    }

    /// The row above row `at` in the tree.
    pub(super) fn parent(&self, at: usize) -> Option<usize> {
        let depth = self.rows.get(at)?.depth;
        self.rows[..at].iter().rposition(|row| row.depth < depth)
    }

    /// The nodes from the root to row `at`.
    fn path(&self, at: usize) -> Vec<Node> {
        let ancestors = std::iter::successors(Some(at), |at| self.parent(*at));
        let path = ancestors.filter_map(|at| Some(self.rows.get(at)?.node));
        let mut path: Vec<Node> = path.collect();
        path.reverse();
        path
    }

    /// Opens the branches along `path` and selects its end, or goes as far as it leads.
    pub(super) fn reveal(&mut self, library: &Library, path: &[Node]) {
        let mut from = 0;
        for (depth, node) in path.iter().enumerate() {
            let found = self.rows[from..]
                .iter()
                .take_while(|row| row.depth >= depth)
                .position(|row| row.depth == depth && row.node == *node);
            let Some(found) = found else { return };
            self.cursor.at = from + found;
            if depth + 1 < path.len() {
                self.open(library, self.cursor.at);
            }
            from = self.cursor.at + 1;
        }
    }

    /// The tree in the other order, with the same condition and topic selected.
    pub(super) fn turned(&self, library: &Library) -> Self {
        let mut tree = Self::new(library, !self.by_topic);
        let path = match self.selected() {
            Some(Node::Both(condition, topic)) if self.by_topic => {
                let mut path = path_to(library, condition);
                path.push(Node::Both(condition, topic));
                path
            }
            Some(Node::Both(condition, topic)) => {
                vec![Node::Topic(topic), Node::Both(condition, topic)]
            }
            _ => Vec::new(),
        };
        tree.reveal(library, &path);
        tree
    }

    /// The same tree of a newer library: the same branches open, the same row selected, as far as they are still there.
    pub(super) fn reloaded(&self, to: &Relocation, library: &Library) -> Self {
        let path = |at: usize| -> Vec<Node> {
            let path = self.path(at).into_iter();
            path.map_while(|node| node.relocated(to)).collect()
        };
        let mut tree = Self::new(library, self.by_topic);
        for at in (0..self.rows.len()).filter(|at| self.rows[*at].open) {
            tree.reveal(library, &path(at));
            tree.open(library, tree.cursor.at);
        }
        tree.cursor.top = self.cursor.top;
        tree.reveal(library, &path(self.cursor.at));
        tree
    }
}

/// The path from a root to a condition, through the first parent of each.
pub(super) fn path_to(library: &Library, condition: Option<ConditionOrd>) -> Vec<Node> {
    let mut path = vec![Node::Condition(condition)];
    let mut at = condition;
    while let Some(ord) = at {
        at = library.condition(ord).parents.first().copied();
        let node = Node::Condition(at);
        // Parents can go round in a circle.
        if at.is_none() || path.contains(&node) {
            break;
        }
        path.push(node);
    }
    path.reverse();
    path
}

fn roots(library: &Library, by_topic: bool) -> Vec<Row> {
    if by_topic {
        return (0..library.topic_count())
            .map(TopicOrd)
            .map(|topic| Row::new(0, Node::Topic(topic), Some(library.topic(topic).entries)))
            .filter(|row| row.count != Some(0))
            .collect();
    }
    let roots = library.root_conditions().into_iter();
    let mut rows: Vec<Row> = roots
        .map(|ord| Row::new(0, Node::Condition(Some(ord)), None))
        .collect();
    let general = library.general_topics();
    let general: u32 = general.iter().map(|(_, count)| count).sum();
    if general > 0 {
        rows.push(Row::new(0, Node::Condition(None), Some(general)));
    }
    rows
}

/// The rows below `row`: for a condition its kinds, then its topics.
fn children(library: &Library, row: Row) -> Vec<Row> {
    let below = |node, count| Row::new(row.depth + 1, node, count);
    let with_topic = |condition, topic, count| below(Node::Both(condition, topic), Some(count));
    match row.node {
        Node::Both(..) => Vec::new(),
        Node::Topic(topic) => {
            let conditions = library.topic_conditions(topic).into_iter();
            conditions
                .map(|(condition, count)| with_topic(condition, topic, count))
                .collect()
        }
        Node::Condition(None) => {
            let topics = library.general_topics().into_iter();
            topics
                .map(|(topic, count)| with_topic(None, topic, count))
                .collect()
        }
        Node::Condition(Some(ord)) => {
            let record = library.condition(ord);
            let kinds = record.children.into_iter();
            let topics = record.topics.into_iter();
            kinds
                .map(|kind| below(Node::Condition(Some(kind)), None))
                .chain(topics.map(|(topic, count)| with_topic(Some(ord), topic, count)))
                .collect()
        }
    }
}
