//! The packs screen: what is asked for is done outside of the browser, and its result is shown.

use std::fs;

use clinfaq::packs::{SecretKeyFile, Store, generate_key, make};
use clinfaq::tui::{Effect, Packs};
use jiff::civil::date;

use super::stage::{LIBRARY, Stage, options, screen, stage_with};

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
    let folder = tempfile::tempdir().expect("a folder");
    let [library, stick, data] = ["library", "stick", "data"].map(|name| {
        let path = folder.path().join(name);
        fs::create_dir(&path).expect("a folder");
        path
    });
    let text = "format = 1\n[pack]\nid = \"ward\"\ntitle = \"Ward handbook\"\nversion = \"1\"\nsequence = 1\n\
                publisher = \"Ward 3\"\n[[source]]\nid = \"s\"\ntitle = \"S\"\n[[entry]]\nid = \"general/ward\"\n\
                topic = \"overview\"\nquestion = \"Where is the ward?\"\nshort_answer = \"Upstairs [^s].\"\n\
                last_updated = 2026-11-01\n";
    fs::write(library.join("pack.toml"), text).expect("a library");
    let key = folder.path().join("test.key");
    generate_key(&key, None, None).expect("a key");
    let today = date(2026, 11, 20);
    let key = SecretKeyFile::read(&key).expect("a key");
    make(&library, &stick, &key, None, today).expect("a pack");
    let store = Store::new(Some(data), Vec::new());
    let mut options = options();
    options.packs = Packs::new(store.clone(), vec![stick.clone()], Vec::new(), today);
    let mut stage = stage_with((80, 24), Some(LIBRARY.clone()), &options);
    screen(&mut stage);
    press(&mut stage, "tab p");
    let shown = screen(&mut stage);
    assert!(shown.contains("1 new pack on the stick"), "{shown}");
    // The first link is the pack; on its page the only one installs it.
    press(&mut stage, "tab enter");
    let shown = screen(&mut stage);
    assert!(
        shown.contains("signed with a key that is not trusted yet"),
        "{shown}"
    );
    assert!(store.installed().packs.is_empty());
    press(&mut stage, "tab enter");
    let effect = stage.draw();
    assert_eq!(effect, Some(Effect::Rebuild), "other packs are to be read");
    let shown = screen(&mut stage);
    assert!(shown.contains("ward 1 is installed"), "{shown}");
    assert!(shown.contains("1 pack installed"), "{shown}");
    assert_eq!(store.installed().packs.len(), 1);
    // A stick that was pulled.
    fs::remove_dir_all(&stick).expect("a stick");
    press(&mut stage, "p");
    assert!(screen(&mut stage).contains("1 pack installed"));
}

#[test]
fn a_file_that_was_exchanged_after_it_was_looked_at_is_not_installed() {
    let folder = tempfile::tempdir().expect("a folder");
    let today = date(2026, 11, 20);
    let stick = folder.path().join("stick");
    fs::create_dir(&stick).expect("a folder");
    let pack = |title: &str| {
        let library = tempfile::tempdir().expect("a folder");
        let text = format!(
            "format = 1\n[pack]\nid = \"ward\"\ntitle = \"{title}\"\nversion = \"1\"\nsequence = 1\n[[source]]\nid = \"s\"\n\
             title = \"S\"\n[[entry]]\nid = \"general/ward\"\ntopic = \"overview\"\nquestion = \"Where?\"\n\
             short_answer = \"Upstairs [^s].\"\nlast_updated = 2026-11-01\n"
        );
        fs::write(library.path().join("pack.toml"), text).expect("a library");
        let key = library.path().join("test.key");
        generate_key(&key, None, None).expect("a key");
        let key = SecretKeyFile::read(&key).expect("a key");
        make(library.path(), &stick, &key, None, today).expect("a pack");
    };
    pack("First");
    let store = Store::new(Some(folder.path().join("data")), Vec::new());
    let mut options = options();
    options.packs = Packs::new(store.clone(), vec![stick.clone()], Vec::new(), today);
    let mut stage = stage_with((80, 24), Some(LIBRARY.clone()), &options);
    screen(&mut stage);
    press(&mut stage, "tab p");
    screen(&mut stage);
    press(&mut stage, "tab enter");
    screen(&mut stage);
    pack("Second");
    press(&mut stage, "tab enter");
    let shown = screen(&mut stage);
    assert!(
        shown.contains("The file has changed since you looked at it"),
        "{shown}"
    );
    assert!(store.installed().packs.is_empty());
}
