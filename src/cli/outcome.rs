//! How a command ends.

use std::io;

use clap::builder::StyledStr;

use crate::library;
use crate::tui;

/// How a command ended that could do its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It did what was asked for.
    Fine,
    /// There was nothing to print, or there were findings.
    Nothing,
}

/// Why a command could not do its work: what happened, where, and what to do next.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// Not a failure: help or the version was asked for.
    #[error("help")]
    Help(StyledStr),
    /// The arguments make no sense.
    #[error("{0}")]
    Usage(String),
    #[error("cannot write to standard output: {0}")]
    Write(#[from] io::Error),
    #[error("{0}")]
    Library(#[from] library::Error),
    #[error("{0}")]
    Browser(#[from] tui::Error),
    /// Anything else: what happened, and what to do next.
    #[error("{0}")]
    Other(String, String),
}

impl Failure {
    pub(super) fn new(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Other(what.into(), hint.into())
    }

    /// What to do next; empty if there is nothing to say.
    pub(super) fn hint(&self) -> &str {
        match self {
            Self::Other(_, hint) => hint,
            Self::Library(error) | Self::Browser(tui::Error::Library(error)) => error.hint(),
            Self::Browser(tui::Error::Terminal(_))
            | Self::Write(_)
            | Self::Help(_)
            | Self::Usage(_) => "",
        }
    }
}
