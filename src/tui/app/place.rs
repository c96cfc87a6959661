//! The places in the browser's history.

use crate::tui::action::Context;

use super::browse::Browse;
use super::page::PageView;
use super::search::Search;

/// Where a reader can be.
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

    /// The search, while there is something to search for.
    pub(crate) fn results(&self) -> Option<&Search> {
        match self {
            Self::Search(search) if !search.is_blank() => Some(search),
            _ => None,
        }
    }
}
