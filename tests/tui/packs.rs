//! The packs screen: what is asked for is done outside of the browser, and its result is shown.

use std::fs;
use std::path::{Path, PathBuf};

use clinfaq::packs::{AddOptions, SecretKeyFile, Store, generate_key, make};
use clinfaq::tui::{Effect, Packs};
use jiff::civil::{Date, date};
use tempfile::TempDir;

use super::stage::{LIBRARY, Stage, options, screen, stage_with};

const TODAY: Date = date(2026, 11, 20);

/// A stick with packs, and a computer that they are installed on.
struct Clinic {
    folder: TempDir,
    stick: PathBuf,
    store: Store,
}

impl Clinic {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let stick = folder.path().join("stick");
        fs::create_dir(&stick).expect("a folder");
        let store = Store::new(Some(folder.path().join("data")), Vec::new());
        generate_key(&folder.path().join("test.key"), None, None).expect("a key");
        Self {
            folder,
            stick,
            store,
        }
    }

    /// Puts a pack on the stick; `more` is added to its `[pack]`.
    fn make(&self, title: &str, sequence: u64, more: &str) -> PathBuf {
        let library = tempfile::tempdir().expect("a folder");
        let text = format!(
            "format = 1\n[pack]\nid = \"ward\"\ntitle = \"{title}\"\nversion = \"1\"\nsequence = {sequence}\n\
             publisher = \"Ward 3\"\n{more}\n[[source]]\nid = \"s\"\ntitle = \"S\"\n[[entry]]\nid = \"general/ward\"\n\
             topic = \"overview\"\nquestion = \"Where is the ward?\"\nshort_answer = \"Upstairs [^s].\"\n\
             last_updated = 2026-11-01\n"
        );
        fs::write(library.path().join("pack.toml"), text).expect("a library");
        let key = SecretKeyFile::read(&self.folder.path().join("test.key")).expect("a key");
        let made = make(library.path(), &self.stick, &key, None, TODAY);
        made.expect("a pack").file
    }

    fn install(&self, pack: &Path) {
        let options = AddOptions {
            unsigned: false,
            allow_older: false,
            key: None,
            today: TODAY,
        };
        let added = self.store.add(pack, &options, &mut |_| true);
        added.expect("a pack");
    }

    /// The browser, with the packs screen open.
    fn packs_screen(&self) -> Stage {
        let mut options = options();
        let folders = vec![self.stick.clone()];
        options.packs = Packs::new(self.store.clone(), folders, Vec::new(), TODAY);
        let mut stage = stage_with((80, 24), Some(LIBRARY.clone()), &options);
        screen(&mut stage);
        press(&mut stage, "tab p");
        screen(&mut stage);
        stage
    }
}

/// Presses keys, and does what they ask for, as the loop does.
fn press(stage: &mut Stage, keys: &str) {
    for effect in stage.keys(keys) {
        assert_eq!(effect, Effect::Pack);
        let job = stage.pack_job().expect("something to do");
        let result = job();
        stage.packs_done(result);
    }
}

#[test]
fn a_pack_on_the_stick_is_shown_and_installed_when_that_is_chosen() {
    let clinic = Clinic::new();
    clinic.make("Ward handbook", 1, "");
    let mut stage = clinic.packs_screen();
    let shown = screen(&mut stage);
    assert!(shown.contains("1 new pack on the stick"), "{shown}");
    // The first link is the pack; on its page the only one installs it.
    press(&mut stage, "tab enter");
    let shown = screen(&mut stage);
    assert!(
        shown.contains("signed with a key that is not trusted yet"),
        "{shown}"
    );
    assert!(clinic.store.installed().packs.is_empty());
    press(&mut stage, "tab enter");
    let effect = stage.draw();
    assert_eq!(effect, Some(Effect::Rebuild), "other packs are to be read");
    let shown = screen(&mut stage);
    assert!(shown.contains("ward 1 is installed"), "{shown}");
    assert!(shown.contains("1 pack installed"), "{shown}");
    assert_eq!(clinic.store.installed().packs.len(), 1);
    // A stick that was pulled.
    fs::remove_dir_all(&clinic.stick).expect("a stick");
    press(&mut stage, "p");
    assert!(screen(&mut stage).contains("1 pack installed"));
}

#[test]
fn withdrawals_of_an_update_apply_when_it_is_looked_at() {
    let clinic = Clinic::new();
    clinic.install(&clinic.make("First", 1, ""));
    let withdrawn = "withdrawn = [{ entry = \"general/ward\", reason = \"The ward has moved.\" }]";
    clinic.make("Second", 2, withdrawn);
    let mut stage = clinic.packs_screen();
    press(&mut stage, "tab enter");
    assert_eq!(
        stage.draw(),
        Some(Effect::Rebuild),
        "a notice is to be shown"
    );
    let shown = screen(&mut stage);
    assert!(
        shown.contains("1 answer is withdrawn by the publisher"),
        "{shown}"
    );
    assert!(shown.contains("The ward has moved."), "{shown}");
    let installed = &clinic.store.installed().packs[0];
    assert_eq!((installed.manifest.sequence, installed.withdrawn), (1, 1));
}

#[test]
fn a_file_that_was_exchanged_after_it_was_looked_at_is_not_installed() {
    let clinic = Clinic::new();
    clinic.make("First", 1, "");
    let mut stage = clinic.packs_screen();
    press(&mut stage, "tab enter");
    screen(&mut stage);
    clinic.make("Second", 1, "");
    press(&mut stage, "tab enter");
    let shown = screen(&mut stage);
    assert!(
        shown.contains("The file has changed since you looked at it"),
        "{shown}"
    );
    assert!(clinic.store.installed().packs.is_empty());
}
