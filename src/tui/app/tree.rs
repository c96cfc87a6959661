//! The tree of conditions and topics, as rows that are open or shut.
//!
//! Only what is open is in memory, and of that only ordinals: a library may have thousands of conditions.

use crate::index::{ConditionOrd, EntryOrd, TopicOrd};
use crate::library::Library;

use super::cursor::Cursor;

/// With up to so many conditions the roots are open at the start.
const OPEN_UP_TO: u32 = 40;

/// What a row stands for. `None` for a condition means the general questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Node {
    /// A condition, or the general questions; below it its kinds and its topics.
    Condition(Option<ConditionOrd>),
    /// A topic; below it its conditions.
    Topic(TopicOrd),
    /// Both: a leaf.
    Both(Option<ConditionOrd>, TopicOrd),
}

/// A row of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) depth: usize,
    pub(crate) node: Node,
    pub(crate) open: bool,
    /// How many answers are under it; `None` for a condition: thousands of them would have to be read to be listed.
    pub(crate) count: Option<u32>,
}

impl Row {
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
    /// The tree as it stands at the start: opened as far as that helps.
    pub(crate) fn new(library: &Library, by_topic: bool) -> Self {
        let mut tree = Self {
            by_topic,
            rows: roots(library, by_topic),
            cursor: Cursor::default(),
        };
        if !by_topic && library.condition_count() <= OPEN_UP_TO {
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
        // It begins where there is something to read.
        let first = tree.rows.iter().position(|row| row.answers(library) > 0);
        tree.cursor.at = first.unwrap_or(0);
        tree
    }

    /// What the pointer is on.
    pub(crate) fn selected(&self) -> Option<Node> {
        self.rows.get(self.cursor.at).map(|row| row.node)
    }

    /// Opens the branch in row `at`; `false` where there is nothing to open.
    pub(crate) fn open(&mut self, library: &Library, at: usize) -> bool {
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

    /// Shuts the branch in row `at`; `false` where it is not open.
    pub(crate) fn shut(&mut self, at: usize) -> bool {
        let Some(row) = self.rows.get(at).copied() else {
            return false;
        };
        if !row.open {
            return false;
        }
        let end = self.end_of(at);
        self.rows.drain(at + 1..end);
        self.rows[at].open = false;
        true
    }

    /// The row after the last one below row `at`.
    fn end_of(&self, at: usize) -> usize {
        let depth = self.rows[at].depth;
        self.rows[at + 1..]
            .iter()
            .position(|row| row.depth <= depth)
            .map_or(self.rows.len(), |n| at + 1 + n)
    }

    /// The row that row `at` stands below.
    pub(crate) fn parent(&self, at: usize) -> Option<usize> {
        let depth = self.rows.get(at)?.depth;
        self.rows[..at].iter().rposition(|row| row.depth < depth)
    }

    /// The nodes from the root to row `at`.
    pub(crate) fn path(&self, at: usize) -> Vec<Node> {
        let mut path: Vec<Node> = self.rows.get(at).map(|row| row.node).into_iter().collect();
        let mut at = at;
        while let Some(parent) = self.parent(at) {
            path.push(self.rows[parent].node);
            at = parent;
        }
        path.reverse();
        path
    }

    /// Opens the way along `path` and puts the pointer on its end, or as far as it leads.
    pub(crate) fn reveal(&mut self, library: &Library, path: &[Node]) {
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

    /// The same place in the tree turned over: what was condition and topic is topic and condition.
    pub(crate) fn turned(&self, library: &Library) -> Self {
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
}

/// The answers under `node`.
pub(crate) fn questions(library: &Library, node: Node) -> Vec<EntryOrd> {
    match node {
        Node::Condition(condition) => library.entries(condition, None),
        Node::Both(condition, topic) => library.entries(condition, Some(topic)),
        Node::Topic(topic) => library.topic_entries(topic),
    }
}

/// The way from a root to a condition: through the first parent of each.
pub(crate) fn path_to(library: &Library, condition: Option<ConditionOrd>) -> Vec<Node> {
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
    let row = |node, count| Row {
        depth: 0,
        node,
        open: false,
        count,
    };
    if by_topic {
        return (0..library.topic_count())
            .map(TopicOrd)
            .map(|topic| row(Node::Topic(topic), Some(library.topic(topic).entries)))
            .filter(|row| row.count != Some(0))
            .collect();
    }
    let mut rows: Vec<Row> = library
        .root_conditions()
        .into_iter()
        .map(|ord| row(Node::Condition(Some(ord)), None))
        .collect();
    let general: u32 = library
        .general_topics()
        .iter()
        .map(|(_, count)| count)
        .sum();
    if general > 0 {
        rows.push(row(Node::Condition(None), Some(general)));
    }
    rows
}

/// The rows below `row`: for a condition its kinds, then its topics.
fn children(library: &Library, row: Row) -> Vec<Row> {
    let below = |node, count| Row {
        depth: row.depth + 1,
        node,
        open: false,
        count,
    };
    match row.node {
        Node::Both(..) => Vec::new(),
        Node::Topic(topic) => library
            .topic_conditions(topic)
            .into_iter()
            .map(|(condition, count)| below(Node::Both(condition, topic), Some(count)))
            .collect(),
        Node::Condition(None) => library
            .general_topics()
            .into_iter()
            .map(|(topic, count)| below(Node::Both(None, topic), Some(count)))
            .collect(),
        Node::Condition(Some(ord)) => {
            let record = library.condition(ord);
            let kinds = record
                .children
                .iter()
                .map(|kind| below(Node::Condition(Some(*kind)), None));
            let topics = record
                .topics
                .iter()
                .map(|(topic, count)| below(Node::Both(Some(ord), *topic), Some(*count)));
            kinds.chain(topics).collect()
        }
    }
}
