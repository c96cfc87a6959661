//! Why something could not be written.

use crate::text::clean::clean_line;

/// Why something was not written, or not yet. Both texts are clean.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct WriteError {
    /// What happened.
    pub what: String,
    /// What to do next.
    pub hint: String,
}

impl WriteError {
    pub(crate) fn new(what: impl AsRef<str>, hint: impl AsRef<str>) -> Self {
        Self {
            what: clean_line(what.as_ref()).into_owned(),
            hint: clean_line(hint.as_ref()).into_owned(),
        }
    }
}
