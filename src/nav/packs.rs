//! What a reader can do with packs: look at them, install newer ones, undo. The browser does it on a thread.

use std::path::PathBuf;

use jiff::civil::Date;

use crate::content::Place;
use crate::packs::{AddOptions, Added, Error, Store, newer, noted};
use crate::page::{self, Page};
use crate::text::PackLink;

/// The packs on this computer and on sticks.
#[derive(Debug, Clone, Default)]
pub struct Packs {
    store: Store,
    /// Where newer packs are looked for.
    folders: Vec<PathBuf>,
    /// The libraries, of which the clinic's own has notes on answers.
    places: Vec<Place>,
    today: Date,
}

/// The result of doing something with packs.
#[derive(Debug, Clone, Default)]
pub struct PackResult {
    /// A page to read.
    pub page: Option<Page>,
    /// What happened, and whether that is a warning.
    pub message: Option<(String, bool)>,
    /// Whether other versions are to be read from now on.
    pub has_changed: bool,
}

impl Packs {
    /// The packs of `store` and in `folders`.
    pub fn new(store: Store, folders: Vec<PathBuf>, places: Vec<Place>, today: Date) -> Self {
        Self {
            store,
            folders,
            places,
            today,
        }
    }

    /// `2 newer packs on the stick`; `None` if there are none.
    pub fn news(&self) -> Option<String> {
        let newer = newer(&self.store, self.folders.iter().map(PathBuf::as_path));
        (!newer.is_empty()).then(|| page::newer_packs(&newer))
    }

    /// Does what a link stands for.
    pub fn run(&self, link: &PackLink) -> PackResult {
        self.try_run(link).unwrap_or_else(|error| PackResult {
            message: Some((format!("{error}. {}", error.hint), true)),
            ..PackResult::default()
        })
    }

    fn try_run(&self, link: &PackLink) -> Result<PackResult, Error> {
        let message = match link {
            PackLink::List => return Ok(self.list(None)),
            PackLink::Offer(path) => {
                let offer = self.store.offer(path, &self.options())?;
                let install = PackLink::Install(path.clone(), offer.token());
                return Ok(page(page::offer(
                    &offer,
                    &noted(&self.places, &offer.changes),
                    Some(install),
                )));
            }
            PackLink::Changes(id) => {
                let changes = self.store.last_changes(id).unwrap_or_default();
                return Ok(page(page::last_changes(
                    id,
                    &changes,
                    &noted(&self.places, &changes),
                )));
            }
            PackLink::Install(path, token) => {
                // The file that was looked at, not another one that has taken its place.
                let added = self
                    .store
                    .add(path, &self.options(), &mut |offer| offer.token() == *token)?;
                match added {
                    Added::Installed(offer) | Added::Already(offer) => format!(
                        "{} {} is installed. It can be read as soon as it is indexed.",
                        offer.manifest.id, offer.manifest.sequence
                    ),
                    Added::Declined(..) => {
                        let message =
                            "The file has changed since you looked at it: look at it again.";
                        return Ok(PackResult {
                            message: Some((message.to_owned(), true)),
                            ..PackResult::default()
                        });
                    }
                }
            }
            PackLink::Undo(id) => {
                let (now, before) = self.store.undo(id)?;
                format!("Version {now} of {id} is read again instead of {before}.")
            }
            PackLink::RemoveOld(id) => {
                self.store.remove_old(id)?;
                format!("Only the current version of {id} is left.")
            }
            PackLink::First(id) => {
                self.store.put_first(id)?;
                format!("{id} is shown before the other packs.")
            }
        };
        Ok(self.list(Some(message)))
    }

    fn options(&self) -> AddOptions<'_> {
        AddOptions {
            unsigned: false,
            allow_older: false,
            key: None,
            today: self.today,
        }
    }

    /// The list of packs, after something was done.
    fn list(&self, message: Option<String>) -> PackResult {
        let (installed, problems) = self.store.installed();
        let newer = newer(&self.store, self.folders.iter().map(PathBuf::as_path));
        PackResult {
            has_changed: message.is_some(),
            message: message.map(|message| (message, false)),
            ..page(page::packs(&installed, &problems, &newer, true))
        }
    }
}

fn page(page: Page) -> PackResult {
    PackResult {
        page: Some(page),
        ..PackResult::default()
    }
}
