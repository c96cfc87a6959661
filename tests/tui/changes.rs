//! A library that changes while it is read, cannot be renewed, or is damaged.

use super::*;

#[test]
fn a_newer_library_keeps_the_reader_in_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let source = std::fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tui/library.toml"),
    )
    .expect("the library");
    let write =
        |text: &str| std::fs::write(folder.path().join("library.toml"), text).expect("written");
    write(&source);
    let mut stage = stage_with((80, 24), Some(open(folder.path().to_owned())), &options());
    stage.keys("down down down right down down");
    let browse = screen(&mut stage);
    stage.keys(READ);
    stage.keys("pgdn");
    let read = screen(&mut stage);
    // A condition and an answer before all others: every ordinal changes.
    let more = "[[condition]]\nid = \"aa\"\nname = \"A first condition\"\n\n[[entry]]\nid = \"aa/x\"\n\
                condition = \"aa\"\ntopic = \"overview\"\nquestion = \"First?\"\nshort_answer = \"Yes.\"\n\n";
    write(&source.replacen("[[condition]]", &format!("{more}[[condition]]"), 1));
    stage.notice(Notice::Ready(open(folder.path().to_owned())));
    assert_eq!(screen(&mut stage), read);
    stage.keys("backspace");
    assert!(screen(&mut stage).contains("/ is any treatment proven poh"));
    stage.keys("esc");
    let after = screen(&mut stage);
    assert!(after.contains("A first condition"), "{after}");
    let pointed = |text: &str| {
        let row = text
            .lines()
            .find(|row| row.starts_with('▸'))
            .unwrap_or(text);
        row.split(['│', '├']).next().unwrap_or_default().to_owned()
    };
    assert_eq!(pointed(&browse), pointed(&after));
    // What one reads is gone from the library: one is back at what is left.
    stage.keys(READ);
    screen(&mut stage);
    write(&source.replace("poh/treatment-proven", "poh/another-name"));
    stage.notice(Notice::Ready(open(folder.path().to_owned())));
    assert!(screen(&mut stage).contains("/ is any treatment proven poh"));
}

/// An open library of which a newer index could not be built, and the notice of that.
fn outdated() -> (Library, Notice) {
    let (folder, cache) = (tempfile::tempdir(), tempfile::tempdir());
    let (folder, cache) = (folder.expect("a folder"), cache.expect("a folder"));
    let library = Path::new(FOLDER).join("library.toml");
    std::fs::copy(library, folder.path().join("a.toml")).expect("copied");
    let opener = Opener::new(Request {
        cache: Some(cache.path().to_owned()),
        ..request(folder.path().to_owned())
    });
    let open = opener.current(&mut |_| ()).expect("a library that opens");
    std::fs::write(folder.path().join("b.toml"), "# more").expect("written");
    let (sender, notices) = std::sync::mpsc::channel();
    let _goes_on = opener.refresh(Some(open.clone()), move |notice| {
        // A panic ends the indexing.
        assert!(!matches!(notice, Notice::Progress(_)), "on purpose");
        sender.send(notice).expect("somebody listens");
    });
    let last = notices.into_iter().last();
    (open, last.expect("a notice"))
}

#[test]
fn a_library_that_could_not_be_indexed_again_is_out_of_date_and_can_be_read() {
    let (library, notice) = outdated();
    let said = "Showing the previous version";
    let mut stage = stage_with((80, 24), Some(library.clone()), &options());
    screen(&mut stage);
    assert!(stage.notice(notice));
    let seen = screen(&mut stage);
    assert!(
        seen.contains(said) && seen.contains("out of date"),
        "{seen}"
    );
    stage.keys("down i");
    let seen = screen(&mut stage);
    assert!(!seen.contains(said) && seen.contains("WARNING"), "{seen}");
    assert!(seen.contains("on purpose."), "{seen}");
    let mut small = stage_with((40, 12), Some(library), &options());
    let seen = screen(&mut small);
    assert!(seen.contains("old"), "{seen}");
    small.keys("down i");
    insta::with_settings!({
        snapshot_path => "../snapshots",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, { insta::assert_snapshot!("outdated", screen(&mut small)) });
}

#[test]
fn a_damaged_index_is_rebuilt_once() {
    let cache = tempfile::tempdir().expect("a folder");
    let opener = Opener::new(Request {
        cache: Some(cache.path().to_owned()),
        ..request(FOLDER.into())
    });
    let library = opener.current(&mut |_| ()).expect("a library that opens");
    let mut stage = stage_with((80, 24), Some(library.clone()), &options());
    assert_eq!(stage.draw(), None);
    damage(cache.path());
    // As the refresh does after the first frame.
    assert!(!library.verify());
    let mut asked = Vec::new();
    for keys in ["/ \"zzzzxq\"", "enter", "esc esc t down", "i"] {
        stage.keys(keys);
        asked.extend(stage.draw());
        if keys.starts_with('/') {
            let seen = screen(&mut stage);
            assert!(seen.contains("The index is damaged;"), "{seen}");
        }
    }
    assert_eq!(asked, [Effect::Rebuild]);
    stage.notice(Notice::Ready(LIBRARY.clone()));
    stage.keys(READ);
    assert!(screen(&mut stage).contains("No medicine or operation"));
}

/// Overwrites every file of an index, at the size that it has.
fn damage(folder: &Path) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            damage(&path);
        } else {
            let size = std::fs::metadata(&path).expect("a file").len();
            let mut file = std::fs::OpenOptions::new()
                .write(true)
                .open(&path)
                .expect("a file");
            std::io::Write::write_all(&mut file, &vec![0xA5; size as usize]).expect("written");
        }
    }
}
