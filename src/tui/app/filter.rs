//! Filtering the tree: only the names that match what is typed.

use tui_input::Input;

use crate::index::TopicOrd;
use crate::index::analyze::fold;
use crate::library::Library;

use super::browse::{Browse, Pane};
use super::cursor::Cursor;
use super::tree::{Node, Row, Tree, path_to};

/// A filter, and the tree as it was before.
#[derive(Debug, Clone)]
pub(crate) struct Filter {
    pub(crate) input: Input,
    tree: Tree,
    /// The rows that can be found, and their names, folded.
    names: Vec<(Row, Vec<String>)>,
}

impl Filter {
    /// Looks in all conditions or, where the tree begins with topics, in all topics.
    pub(super) fn new(library: &Library, browse: &mut Browse) -> Self {
        let tree = &browse.tree;
        let topic = |ord| {
            let record = library.topic(ord);
            let title = fold(&record.topic.title).into_owned();
            let row = Row::new(0, Node::Topic(ord), Some(record.entries));
            (row, vec![title])
        };
        let condition = |ord| {
            let row = Row::new(0, Node::Condition(Some(ord)), None);
            (row, library.folded_names(ord))
        };
        let names = match tree.by_topic {
            true => (0..library.topic_count())
                .map(TopicOrd)
                .map(topic)
                .collect(),
            false => library
                .conditions_by_name()
                .into_iter()
                .map(condition)
                .collect(),
        };
        let filter = Self {
            input: Input::default(),
            tree: tree.clone(),
            names,
        };
        browse.pane = Pane::Tree;
        filter.apply(browse);
        filter
    }

    /// Lists the names that match.
    pub(super) fn apply(&self, browse: &mut Browse) {
        browse.tree.rows = self.rows();
        browse.tree.cursor = Cursor::default();
    }

    /// Puts the whole tree back as it was.
    pub(super) fn end(self, browse: &mut Browse) {
        browse.tree = self.tree;
    }

    /// Puts the whole tree back, and selects and opens the row that was chosen.
    pub(super) fn choose(self, browse: &mut Browse, library: &Library) {
        let path = match browse.tree.selected() {
            Some(Node::Condition(condition)) => path_to(library, condition),
            node => node.into_iter().collect(),
        };
        self.end(browse);
        browse.tree.reveal(library, &path);
        if !path.is_empty() {
            browse.tree.open(library, browse.tree.cursor.at);
        }
    }

    /// How many rows there are to find.
    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }

    /// The rows that match, best first.
    fn rows(&self) -> Vec<Row> {
        let typed = fold(self.input.value().trim()).into_owned();
        let mut found: Vec<(Fit, Row)> = Vec::new();
        for (row, names) in &self.names {
            let best = names.iter().filter_map(|name| fit(&typed, name)).min();
            found.extend(best.map(|fit| (fit, *row)));
        }
        found.sort_by_key(|(fit, _)| *fit);
        found.into_iter().map(|(_, row)| row).collect()
    }
}

/// How a name matches, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// It begins with what was typed.
    Beginning,
    /// One of its words does.
    Word,
    /// It holds the letters in their order, with others between them.
    Letters,
}

fn fit(typed: &str, name: &str) -> Option<Fit> {
    if name.starts_with(typed) {
        return Some(Fit::Beginning);
    }
    let mut starts = name.match_indices(' ').map(|(at, _)| &name[at + 1..]);
    if starts.any(|rest| rest.starts_with(typed)) {
        return Some(Fit::Word);
    }
    let mut letters = name.chars();
    typed
        .chars()
        .all(|c| letters.any(|other| other == c))
        .then_some(Fit::Letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_match_in_order_and_beginnings_come_first() {
        let name = "progressive osseous heteroplasia";
        assert_eq!(fit("", name), Some(Fit::Beginning));
        assert_eq!(fit("prog", name), Some(Fit::Beginning));
        assert_eq!(fit("osseous het", name), Some(Fit::Word));
        assert_eq!(fit("poh", name), Some(Fit::Letters));
        assert_eq!(fit("hop", name), Some(Fit::Letters));
        assert_eq!(fit("zebra", name), None);
    }
}
