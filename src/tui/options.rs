//! What the browser is started with.

use std::rc::Rc;

use crate::clinic::Clinic;
use crate::config::{ClinicSettings, Settings, Start, Theme};
use crate::content::Bookmarks;
use crate::model::{Clock, Diagnostic};
use crate::nav::Packs;
use crate::terminal::Environment;

use super::keymap::Keymap;

/// What the browser is started with.
#[derive(Debug, Clone)]
pub struct Options {
    /// Words to search for at once.
    pub words: Option<String>,
    /// Today.
    pub clock: Clock,
    /// What the terminal can show.
    pub environment: Environment,
    /// Colours.
    pub theme: Theme,
    /// The themes to choose from, by name.
    pub themes: Vec<(String, Theme)>,
    /// Keys.
    pub keymap: Keymap,
    /// Where bookmarks are kept.
    pub bookmarks: Bookmarks,
    /// The id of the page to begin with if there are no words.
    pub resume: Option<String>,
    /// The order in which browsing begins.
    pub start: Start,
    /// The clinic, for the head of handouts.
    pub clinic: Rc<ClinicSettings>,
    /// The packs on this computer and on sticks.
    pub packs: Packs,
    /// A message to show until the first key, already clean.
    pub notice: Option<String>,
    /// Where the clinic's own texts are written.
    pub clinic_texts: Clinic,
    /// What is wrong with the settings file.
    pub settings_problems: Vec<Diagnostic>,
}

impl Options {
    /// The standard options.
    pub fn new(clock: Clock, environment: Environment) -> Self {
        Self {
            words: None,
            clock,
            environment,
            theme: Theme::default(),
            themes: Settings::default().themes(),
            keymap: Keymap::default(),
            bookmarks: Bookmarks::default(),
            resume: None,
            start: Start::default(),
            clinic: Rc::default(),
            packs: Packs::default(),
            notice: None,
            clinic_texts: Clinic::default(),
            settings_problems: Vec::new(),
        }
    }
}
