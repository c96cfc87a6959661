//! What is wrong with a file that a person wrote, of a library or the settings, as data. How it is shown is decided elsewhere.

use serde::{Deserialize, Serialize};

/// One finding about a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// Stable kebab-case name of the rule, such as `unknown-key`.
    pub rule: String,
    /// What is wrong, in one sentence.
    pub message: String,
    /// Where; empty only if it is not about a file.
    pub sites: Vec<Site>,
    /// What to do next.
    pub hint: String,
}

impl Diagnostic {
    /// A finding at one place.
    pub fn new(severity: Severity, rule: &str, message: String, site: Site, hint: String) -> Self {
        Self {
            severity,
            rule: rule.to_owned(),
            message,
            sites: vec![site],
            hint,
        }
    }
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Severity {
    /// Something could not be loaded.
    Error,
    /// It is loaded, but somebody should look at it.
    Warning,
}

/// A place in a file. All texts are clean.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// The file as a person would name it.
    pub file: String,
    /// Counted from 1; 0 if the whole file is meant.
    pub line: u32,
    /// Counted from 1, in characters.
    pub column: u32,
    /// The line itself, cut if it is long.
    pub text: String,
    /// The part of `text` that is meant, in bytes of `text`.
    pub start: u32,
    /// Its end.
    pub end: u32,
    /// What this place is in the finding: "first defined here".
    pub label: String,
}
