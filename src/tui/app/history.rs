//! Where one has been: back and forward, each place with its own pointer and scroll.

use super::browse::Browse;
use super::page::PageView;
use super::search::Search;
use crate::tui::action::Context;

/// So many places are kept.
const MOST: usize = 100;

/// Somewhere to be.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    /// The tree and its questions.
    Browse(Browse),
    /// The search box, and its results or, while it is empty, the tree.
    Search(Box<Search>),
    /// Something to read.
    Page(Box<PageView>),
}

impl Place {
    /// Where keys are pressed when nothing lies over it.
    pub(crate) fn context(&self) -> Context {
        match self {
            Self::Browse(_) => Context::Browse,
            Self::Search(_) => Context::Search,
            Self::Page(_) => Context::Page,
        }
    }

    /// The tree on the screen: also the one below an empty search box.
    pub(crate) fn browse(&self) -> Option<&Browse> {
        match self {
            Self::Browse(browse) => Some(browse),
            Self::Search(search) if search.is_blank() => Some(&search.browse),
            Self::Search(_) | Self::Page(_) => None,
        }
    }

    /// The same, to change it.
    pub(crate) fn browse_mut(&mut self) -> Option<&mut Browse> {
        match self {
            Self::Browse(browse) => Some(browse),
            Self::Search(search) if search.is_blank() => Some(&mut search.browse),
            Self::Search(_) | Self::Page(_) => None,
        }
    }
}

/// The places, and which of them one is at.
#[derive(Debug, Clone)]
pub(crate) struct History {
    places: Vec<Place>,
    at: usize,
}

impl History {
    pub(crate) fn new(first: Place) -> Self {
        Self {
            places: vec![first],
            at: 0,
        }
    }

    pub(crate) fn current(&self) -> &Place {
        &self.places[self.at]
    }

    pub(crate) fn current_mut(&mut self) -> &mut Place {
        &mut self.places[self.at]
    }

    /// The place that one would go back to.
    pub(crate) fn before_mut(&mut self) -> Option<&mut Place> {
        self.places.get_mut(self.at.checked_sub(1)?)
    }

    /// Every place, the current one among them.
    pub(crate) fn all_mut(&mut self) -> impl Iterator<Item = &mut Place> {
        self.places.iter_mut()
    }

    /// All places, those ahead among them, the latest first.
    pub(crate) fn latest(&self) -> impl Iterator<Item = &Place> {
        self.places.iter().rev()
    }

    /// Up to the current place, the latest first.
    pub(crate) fn up_to_now(&self) -> impl Iterator<Item = &Place> {
        self.places[..=self.at].iter().rev()
    }

    /// Goes to a new place; what lay ahead is forgotten.
    pub(crate) fn go(&mut self, place: Place) {
        self.leave();
        self.places.truncate(self.at + 1);
        self.places.push(place);
        if self.places.len() > MOST {
            // The first is where everything began: there must be something to come back to.
            self.places.remove(1);
        }
        self.at = self.places.len() - 1;
    }

    /// Goes back; `false` at the first place.
    pub(crate) fn back(&mut self) -> bool {
        if self.at == 0 {
            return false;
        }
        self.leave();
        self.at -= 1;
        true
    }

    /// Goes forward again; `false` at the last place.
    pub(crate) fn forward(&mut self) -> bool {
        if self.at + 1 >= self.places.len() {
            return false;
        }
        self.leave();
        self.at += 1;
        true
    }

    /// Forgets the places for which `keep` says no, but never the first.
    pub(crate) fn retain(&mut self, keep: impl Fn(&Place) -> bool) {
        let mut at = self.at;
        let mut i = 0;
        let current = self.at;
        self.places.retain(|place| {
            let kept = i == 0 || keep(place);
            if !kept && i <= current {
                at -= 1;
            }
            i += 1;
            kept
        });
        self.at = at;
    }

    /// A page that one is not at keeps its place, not its text.
    fn leave(&mut self) {
        if let Place::Page(view) = self.current_mut() {
            view.unload();
        }
    }
}
