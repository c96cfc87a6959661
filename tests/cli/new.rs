//! `clinfaq new`: what it begins can be checked and finished, and what was there stays.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::home::{CLEAN, Home, Ran};

/// A home with an empty folder for a library.
fn empty() -> (Home, PathBuf) {
    let home = Home::new(CLEAN);
    let folder = home.folder.path().join("own library");
    fs::create_dir(&folder).expect("a folder");
    (home, folder)
}

fn new(home: &Home, folder: &Path, args: &[&str]) -> Ran {
    let mut command = home.bare();
    command.arg("new").args(args).arg("--library").arg(folder);
    Ran::of(command.output().expect("the program"))
}

fn check(home: &Home, folder: &Path) -> Ran {
    let mut command = home.bare();
    command.arg("check").arg(folder);
    Ran::of(command.output().expect("the program"))
}

/// Every file below a folder with what it holds.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).expect("a folder").flatten();
    entries
        .map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, fs::read(entry.path()).expect("a file"))
        })
        .collect()
}

fn replace(path: &Path, pairs: &[(&str, &str)]) {
    let mut text = fs::read_to_string(path).expect("a file");
    for (from, to) in pairs {
        assert!(text.contains(from), "{from}: {text}");
        text = text.replace(from, to);
    }
    fs::write(path, text).expect("written");
}

#[test]
fn a_new_template_passes_check_when_filled_in() {
    let (home, folder) = empty();
    let ran = new(&home, &folder, &["condition", "lymph"]).ends(0);
    assert!(ran.out.contains("pack.toml: a new library"), "{}", ran.out);
    assert!(
        ran.out.contains("lymph.toml: condition lymph"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("clinfaq check --library '"), "{}", ran.out);
    new(&home, &folder, &["source", "book"]).ends(0);
    new(&home, &folder, &["entry", "lymph/what"]).ends(0);
    new(&home, &folder, &["entry", "lymph/when"]).ends(0);
    new(&home, &folder, &["entry", "general/hours"]).ends(0);
    let found = check(&home, &folder).ends(1).out;
    assert!(found.contains(": 0 errors"), "{found}");
    for line in found.lines().filter(|line| line.starts_with("warning[")) {
        let known = ["warning[to-fill-in]", "warning[source-never-cited]"];
        assert!(known.iter().any(|known| line.starts_with(known)), "{line}");
    }
    let list = |folder: &Path| {
        let mut command = home.bare();
        command.args(["list", "entries", "--library"]).arg(folder);
        Ran::of(command.output().expect("the program")).out
    };
    assert_eq!(list(&folder), "", "readers see no drafts");

    fs::remove_file(folder.join("general.toml")).expect("removed");
    replace(
        &folder.join("sources.toml"),
        &[("FILL IN: its title", "A book")],
    );
    replace(
        &folder.join("lymph.toml"),
        &[
            ("FILL IN: its name", "Lymphoedema"),
            (
                "FILL IN: a question about Lymphoedema?",
                "What is lymphoedema?",
            ),
            ("FILL IN: in other words", "swollen legs"),
            (
                "FILL IN: the answer in short.",
                "Swelling that stays[^book].",
            ),
            ("FILL IN: the rest.", "It begins at the feet[^book]."),
        ],
    );
    check(&home, &folder).ends(0);
    // Only one of the two is done: what both ask is not yet asked twice.
    let path = folder.join("lymph.toml");
    let text = fs::read_to_string(&path).expect("a file");
    let draft = text
        .lines()
        .find(|line| line.starts_with("status"))
        .expect("a draft");
    fs::write(&path, text.replacen(draft, "", 1)).expect("written");
    check(&home, &folder).ends(0);
    assert!(
        list(&folder).starts_with("lymph/what\t"),
        "{}",
        list(&folder)
    );
}

#[test]
fn existing_text_is_kept() {
    let home = Home::new(CLEAN);
    let path = home.library().join("library.toml");
    let before = format!("\u{feff}{}# the end", CLEAN.replace('\n', "\r\n"));
    fs::write(&path, &before).expect("written");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("set");
    }
    // The condition is in this file, so its entries belong here.
    new(&home, &home.library(), &["entry", "poh/skin-care"]).ends(0);
    let after = fs::read_to_string(&path).expect("a file");
    assert!(after.starts_with(&before), "{after}");
    assert!(
        after.contains("[[entry]]\r\nid = \"poh/skin-care\"\r\n"),
        "{after}"
    );
    assert!(!after.replace("\r\n", "").contains('\n'), "{after}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&path).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
    }
    new(&home, &home.library(), &["source", "book"]).ends(0);
    let names: Vec<String> = files(&home.library()).into_keys().collect();
    assert_eq!(names, ["library.toml", "sources.toml"]);
    let found = check(&home, &home.library()).ends(1).out;
    assert!(
        found.contains("1 condition, 2 entries, 2 sources: 0 errors"),
        "{found}"
    );
}

#[test]
fn ambiguous_or_invalid_requests_are_refused() {
    let home = Home::new(CLEAN);
    let library = home.library();
    let before = files(&library);
    let refused = |args: &[&str], words: &str| {
        let ran = new(&home, &library, args).ends(2);
        assert!(ran.err.contains(words), "{args:?}: {}", ran.err);
        assert_eq!(ran.out, "");
        assert_eq!(files(&library), before, "{args:?}");
    };
    refused(&["entry", "poh/what"], "exists already: ");
    refused(&["entry", "poh/what"], "library.toml:22");
    refused(&["condition", "poh"], "library.toml:11");
    refused(&["source", "gard"], "library.toml:15");
    refused(&["entry", "Skin Care"], "try general/skin-care");
    refused(&["entry", "POH/Skin_Care"], "try poh/skin-care");
    refused(&["condition", "general"], "is not an id");
    refused(&["source", "a/b"], "try a-b");
    refused(&["source", "../evil"], "try evil");
    refused(&["entry", "nowhere/x"], "clinfaq new condition nowhere");
    refused(&["thing", "x"], "invalid value");
    refused(&["source", "x", "--library", "other"], "name only one");

    let bundled = new(&home, Path::new("bundled"), &["source", "x"]).ends(2);
    assert!(
        bundled.err.contains("a folder of your own"),
        "{}",
        bundled.err
    );
    // The home itself holds a library, but is none.
    let above = home.folder.path();
    let ran = new(&home, above, &["source", "x"]).ends(2);
    assert!(ran.err.contains("it is not a library"), "{}", ran.err);
    assert!(!above.join("sources.toml").exists());
}

#[test]
fn a_folder_with_other_files_is_not_taken_for_a_library() {
    let (home, folder) = empty();
    fs::write(folder.join("Cargo.toml"), "[package]\n").expect("written");
    let ran = new(&home, &folder, &["source", "x"]).ends(2);
    assert!(ran.err.contains("it is not a library"), "{}", ran.err);
    assert_eq!(files(&folder).len(), 1);
    // The same if no folder is named.
    let mut command = home.bare();
    command
        .args(["new", "source", "x"])
        .current_dir(home.folder.path().join("own library"));
    let ran = Ran::of(command.output().expect("the program")).ends(2);
    assert!(ran.err.contains("--library DIR"), "{}", ran.err);
}

#[test]
fn the_current_folder_is_the_default() {
    let (home, folder) = empty();
    fs::create_dir(folder.join(".git")).expect("a folder");
    let mut command = home.bare();
    command
        .args(["new", "entry", "poh/skin-care"])
        .current_dir(&folder);
    let ran = Ran::of(command.output().expect("the program")).ends(0);
    assert!(
        ran.out.contains("./poh.toml: entry poh/skin-care"),
        "{}",
        ran.out
    );
    assert!(
        ran.out.contains("--library bundled --library ."),
        "{}",
        ran.out
    );
    let mut command = home.bare();
    command
        .args(["check", "--library", "bundled", "--library"])
        .arg(&folder);
    let found = Ran::of(command.output().expect("the program")).ends(1).out;
    assert!(found.contains(": 0 errors"), "{found}");
}

#[test]
fn a_broken_file_is_not_changed() {
    let (home, folder) = empty();
    new(&home, &folder, &["source", "one"]).ends(0);
    let path = folder.join("sources.toml");
    let whole = fs::read_to_string(&path).expect("a file");
    // What follows an open text would be part of it.
    let open = format!("{whole}\n[[source]]\nid = \"two\"\nnote = \"\"\"\n");
    fs::write(&path, &open).expect("written");
    let ran = new(&home, &folder, &["source", "three"]).ends(2);
    assert!(ran.err.contains("sources.toml:"), "{}", ran.err);
    assert_eq!(fs::read_to_string(&path).expect("a file"), open);
    // Also if the broken table is the one asked for.
    let ran = new(&home, &folder, &["source", "two"]).ends(2);
    assert!(ran.err.contains("exists already"), "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn another_program_that_writes_is_waited_for_and_nothing_is_left_behind() {
    let (home, folder) = empty();
    new(&home, &folder, &["source", "one"]).ends(0);
    let lock = fs::File::open(&folder).expect("a folder");
    lock.lock().expect("locked");
    let ran = new(&home, &folder, &["source", "two"]).ends(2);
    assert!(
        ran.err.contains("another program is writing there"),
        "{}",
        ran.err
    );
    drop(lock);
    std::thread::scope(|scope| {
        for id in ["two", "three", "four"] {
            let (home, folder) = (&home, &folder);
            scope.spawn(move || new(home, folder, &["source", id]).ends(0));
        }
    });
    let files = files(&folder);
    let names: Vec<_> = files.keys().collect();
    assert_eq!(names, ["pack.toml", "sources.toml"]);
    let text = String::from_utf8_lossy(&files["sources.toml"]);
    assert_eq!(text.matches("[[source]]").count(), 4, "{text}");
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_stays_one() {
    let (home, folder) = empty();
    new(&home, &folder, &["source", "one"]).ends(0);
    let real = home.folder.path().join("real.toml");
    let link = folder.join("sources.toml");
    fs::rename(&link, &real).expect("moved");
    std::os::unix::fs::symlink(&real, &link).expect("a link");
    new(&home, &folder, &["source", "two"]).ends(0);
    assert!(fs::symlink_metadata(&link).expect("a link").is_symlink());
    let text = fs::read_to_string(&real).expect("a file");
    assert!(
        text.contains("\"one\"") && text.contains("\"two\""),
        "{text}"
    );
}
