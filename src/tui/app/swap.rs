//! Takes in what the opener reports: a newer library takes the place of the one that is read, and one stays where one
//! was, by id. Ordinals mean nothing in another library.

use crate::index::{ConditionOrd, EntryOrd, TopicOrd};
use crate::library::{Library, Listed, Notice};

use super::tree::{self, Node};
use super::{App, Browse, Choice, Effect, Overlay, PageView, Place, Preview, Search, Subject};

impl App {
    /// Takes a notice; says whether anything on the screen may have changed.
    pub(crate) fn notice(&mut self, notice: Notice) -> bool {
        match notice {
            Notice::Progress(progress) => {
                let before = self.percent_indexed();
                self.progress = Some(progress);
                before != self.percent_indexed()
            }
            Notice::Ready(library) => {
                self.progress = None;
                self.failure = None;
                self.rebuilding = false;
                self.swap(library);
                true
            }
            Notice::UpToDate => self.progress.take().is_some(),
            Notice::Failed(error) => {
                self.progress = None;
                self.warn(match &self.library {
                    Some(_) => format!("The library is as it was before: {error}"),
                    None => error.to_string(),
                });
                self.failure = Some(error.to_string());
                // The library's own page says more.
                for place in self.history.all_mut() {
                    if let Place::Page(view) = place {
                        view.unload();
                    }
                }
                true
            }
        }
    }

    /// Asks once for a new index where this one was found to be damaged.
    pub(crate) fn check(&mut self) -> Option<Effect> {
        let damaged = self
            .library
            .as_ref()
            .is_some_and(|library| library.damaged());
        if !damaged || std::mem::replace(&mut self.rebuilding, true) {
            return None;
        }
        self.warn("The index was damaged; it is being made anew.");
        Some(Effect::Rebuild)
    }

    fn swap(&mut self, new: Library) {
        let old = self.library.replace(new.clone());
        self.preview = Preview::default();
        self.find_example();
        // Lists over a page hold ordinals; help does not.
        if self
            .overlays
            .iter()
            .any(|overlay| matches!(overlay, Overlay::Menu(_) | Overlay::Filter(_)))
        {
            self.close_overlays();
        }
        // A damaged index is replaced by one of the same files: then every ordinal means what it did, and the old one could
        // not be asked for ids.
        let same = old.as_ref().is_some_and(|old| new.has_files_of(old));
        for place in self.history.all_mut() {
            match (place, &old) {
                (Place::Browse(browse), Some(old)) if !same => move_browse(browse, old, &new),
                (Place::Search(search), Some(old)) => {
                    if !same {
                        move_browse(&mut search.browse, old, &new);
                    }
                    move_search(search, (!same).then_some(old), &new);
                }
                (Place::Page(view), Some(old)) => {
                    view.unload();
                    if !same {
                        move_page(view, old, &new);
                    }
                }
                (Place::Browse(browse), None) => *browse = Browse::new(&new, self.start),
                (Place::Search(search), None) => {
                    search.browse = Browse::new(&new, self.start);
                    search.again(&new, None);
                }
                (Place::Browse(_), Some(_)) | (Place::Page(_), None) => {}
            }
        }
        self.history
            .retain(|place| !matches!(place, Place::Page(view) if view.gone));
    }
}

fn entry(old: &Library, new: &Library, at: EntryOrd) -> Option<EntryOrd> {
    match old.same_in(new, Listed::Entry(at))? {
        Listed::Entry(at) => Some(at),
        _ => None,
    }
}

fn condition(old: &Library, new: &Library, at: ConditionOrd) -> Option<ConditionOrd> {
    match old.same_in(new, Listed::Condition(at))? {
        Listed::Condition(at) => Some(at),
        _ => None,
    }
}

fn topic(old: &Library, new: &Library, ord: TopicOrd) -> Option<TopicOrd> {
    new.find_topic(&old.topic(ord).topic.id)
}

fn node(old: &Library, new: &Library, node: Node) -> Option<Node> {
    let of = |at: Option<ConditionOrd>| match at {
        None => Some(None),
        Some(ord) => condition(old, new, ord).map(Some),
    };
    Some(match node {
        Node::Condition(at) => Node::Condition(of(at)?),
        Node::Topic(at) => Node::Topic(topic(old, new, at)?),
        Node::Both(at, below) => Node::Both(of(at)?, topic(old, new, below)?),
    })
}

fn move_browse(browse: &mut Browse, old: &Library, new: &Library) {
    let path_of = |at: usize| -> Vec<Node> {
        let path = browse.tree.path(at).into_iter();
        path.map_while(|old_node| node(old, new, old_node))
            .collect()
    };
    let open: Vec<Vec<Node>> = (0..browse.tree.rows.len())
        .filter(|at| browse.tree.rows[*at].open)
        .map(path_of)
        .collect();
    let selected = path_of(browse.tree.cursor.at);
    let reading = browse.entry().and_then(|at| entry(old, new, at));
    let mut moved = Browse {
        tree: tree::Tree::new(new, browse.tree.by_topic),
        pane: browse.pane,
        ..Browse::default()
    };
    for path in open {
        moved.tree.reveal(new, &path);
        let at = moved.tree.cursor.at;
        moved.tree.open(new, at);
    }
    moved.tree.cursor.top = browse.tree.cursor.top;
    moved.tree.reveal(new, &selected);
    moved.follow(new);
    if let Some(reading) = reading {
        moved.select(reading);
    }
    if moved.questions.is_empty() {
        moved.pane = super::Pane::Tree;
    }
    *browse = moved;
}

/// Searches again; without `old` the ordinals are still good.
fn move_search(search: &mut Search, old: Option<&Library>, new: &Library) {
    // Who has not chosen yet is shown what is best.
    let chosen = search.selected().filter(|_| search.cursor.at > 0);
    let at = chosen.and_then(|at| match (at, old) {
        (at, None) => Some(at),
        (Choice::Entry(at), Some(old)) => entry(old, new, at).map(Choice::Entry),
        (Choice::Condition(at), Some(old)) => condition(old, new, at).map(Choice::Condition),
    });
    search.again(new, at);
}

fn move_page(view: &mut PageView, old: &Library, new: &Library) {
    if let Subject::Listed(listed) = view.subject {
        match old.same_in(new, listed) {
            Some(listed) => view.subject = Subject::Listed(listed),
            None => view.gone = true,
        }
    }
    let siblings = std::mem::take(&mut view.siblings).into_iter();
    view.siblings = siblings.filter_map(|at| entry(old, new, at)).collect();
}
