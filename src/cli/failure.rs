//! Why a command could not do its work.

use std::io;

use clap::builder::StyledStr;

use crate::library;
use crate::tui;

/// Why a command could not do its work: what, where, and what to do next.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// Not a failure at all: help or version was asked for.
    #[error("help")]
    Help(StyledStr),
    /// The arguments make no sense.
    #[error("{0}")]
    Usage(String),
    /// Standard output took no more.
    #[error("cannot write to standard output: {0}")]
    Write(#[from] io::Error),
    /// The library cannot be opened.
    #[error("{0}")]
    Library(#[from] library::Error),
    /// The browser cannot go on.
    #[error("{0}")]
    Browser(#[from] tui::Error),
    /// Anything else.
    #[error("{what}")]
    Told {
        /// What went wrong, and where.
        what: String,
        /// What to do next.
        hint: String,
    },
}

impl Failure {
    pub(crate) fn told(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Told {
            what: what.into(),
            hint: hint.into(),
        }
    }

    /// What to do next.
    pub(crate) fn hint(&self) -> Option<&str> {
        match self {
            Self::Told { hint, .. } => Some(hint).filter(|hint| !hint.is_empty()).map(|s| &**s),
            Self::Library(error) | Self::Browser(tui::Error::Library(error)) => Some(error.hint()),
            Self::Browser(tui::Error::Terminal(_))
            | Self::Write(_)
            | Self::Help(_)
            | Self::Usage(_) => None,
        }
    }
}
