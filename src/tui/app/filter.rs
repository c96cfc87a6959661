//! The tree cut down to the names that match what is typed.

use tui_input::Input;

use crate::index::analyze::fold;
use crate::index::{ConditionOrd, TopicOrd};
use crate::library::Library;

use super::tree::{Node, Row, Tree, path_to};
use super::{App, Overlay, Pane, Place};

/// A filter, and the tree as it was before.
#[derive(Debug, Clone)]
pub(crate) struct Filter {
    pub(crate) input: Input,
    tree: Tree,
    names: Vec<Named>,
}

/// A row that can be found, and its names, folded.
#[derive(Debug, Clone)]
struct Named {
    row: Row,
    names: Vec<String>,
}

impl Filter {
    /// Finds in `tree` all conditions, or all topics where it begins with these.
    fn new(library: &Library, tree: &Tree) -> Self {
        let named = |node, count, names| Named {
            row: Row {
                depth: 0,
                node,
                open: false,
                count,
            },
            names,
        };
        let topic = |ord| {
            let record = library.topic(ord);
            let title = fold(&record.topic.title).into_owned();
            named(Node::Topic(ord), Some(record.entries), vec![title])
        };
        let condition =
            |ord: ConditionOrd| named(Node::Condition(Some(ord)), None, library.folded_names(ord));
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
        Self {
            input: Input::default(),
            tree: tree.clone(),
            names,
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
        for named in &self.names {
            let best = named
                .names
                .iter()
                .filter_map(|name| fit(&typed, name))
                .min();
            found.extend(best.map(|fit| (fit, named.row)));
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

impl App {
    /// Opens the box whose letters cut the tree down.
    pub(super) fn filter(&mut self) {
        if let (Some(library), Place::Browse(browse)) = (&self.library, self.history.current_mut())
        {
            browse.pane = Pane::Tree;
            self.overlays
                .push(Overlay::Filter(Filter::new(library, &browse.tree)));
            self.apply_filter();
        }
    }

    /// Lists the names that match what is in the box.
    pub(super) fn apply_filter(&mut self) {
        if let (Some(Overlay::Filter(filter)), Place::Browse(browse)) =
            (self.overlays.last(), self.history.current_mut())
        {
            browse.tree.rows = filter.rows();
            browse.tree.cursor = Default::default();
        }
    }

    /// Puts the whole tree back as it was.
    pub(super) fn end_filter(&mut self, filter: Filter) {
        if let Place::Browse(browse) = self.history.current_mut() {
            browse.tree = filter.tree;
        }
    }

    /// Puts the whole tree back, with the pointer on the row that was chosen, and opens that.
    pub(super) fn choose_filtered(&mut self, filter: Filter) {
        let (Some(library), Place::Browse(browse)) = (self.library.clone(), self.place()) else {
            return;
        };
        let path = match browse.tree.selected() {
            Some(Node::Condition(condition)) => path_to(&library, condition),
            node => node.into_iter().collect(),
        };
        self.end_filter(filter);
        if let Place::Browse(browse) = self.history.current_mut() {
            browse.tree.reveal(&library, &path);
            if !path.is_empty() {
                browse.tree.open(&library, browse.tree.cursor.at);
            }
        }
    }
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
