//! `clinfaq index`: an index made by hand.

use std::fs;

use crate::home::{Home, Ran, SMALL};

#[test]
fn index_prints_its_folder_and_is_built_once() {
    let home = Home::new(SMALL);
    let made = home.run(&["index"]).ends(0);
    assert_eq!(made.err, "");
    let (said, folder) = made.out.trim_end().split_once(": ").expect("a folder");
    assert!(said.ends_with("answers indexed"), "{said}");
    assert!(fs::metadata(folder).expect("it is there").is_dir());
    let again = home.run(&["index"]).ends(0);
    let (said, same) = again.out.trim_end().split_once(": ").expect("a folder");
    assert!(said.ends_with("answers were indexed already"), "{said}");
    assert_eq!(same, folder);
    // What is indexed so is read at once.
    home.run(&["show", "poh/treatment-proven"]).ends(0);
}

#[test]
fn index_fails_if_it_cannot_be_saved() {
    let home = Home::new(SMALL);
    let mut command = home.command(&["index"]);
    command
        .env_remove("XDG_CACHE_HOME")
        .env("HOME", "/no/such/folder");
    let ran = Ran::of(command.output().expect("the program")).ends(2);
    assert!(ran.err.contains("no cache folder is known"), "{}", ran.err);
    assert!(ran.err.contains("XDG_CACHE_HOME"), "{}", ran.err);
    // There is a file in place of the folder.
    fs::create_dir_all(home.cache()).expect("a folder");
    fs::write(home.cache().join("clinfaq"), "").expect("a file");
    let ran = home.run(&["index"]).ends(2);
    assert!(
        ran.err.contains("cannot save the index of the library"),
        "{}",
        ran.err
    );
    let missing = ["--library", "/no/such/folder", "index"];
    let ran = Ran::of(home.bare().args(missing).output().expect("the program")).ends(2);
    assert!(ran.err.contains("cannot read the library"), "{}", ran.err);
}
