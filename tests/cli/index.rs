//! `clinfaq index`: an index made by hand, for a person and for a program.

use std::fs;

use crate::home::{Home, Ran, SMALL};

#[test]
fn it_says_where_the_index_lies_and_makes_it_once() {
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
fn a_program_is_told_line_by_line() {
    let home = Home::new(SMALL);
    let made = home.run(&["index", "--progress"]).ends(0);
    let lines: Vec<&str> = made.out.lines().collect();
    assert_eq!(lines.first(), Some(&"progress 0 0 0"));
    assert_eq!(lines.last(), Some(&"made"));
    assert_eq!(home.run(&["index", "--progress"]).ends(0).out, "made\n");
}

#[test]
fn where_it_cannot_be_kept_it_is_not_made() {
    let home = Home::new(SMALL);
    let mut command = home.command(&["index"]);
    command.env_remove("XDG_CACHE_HOME").env_remove("HOME");
    let ran = Ran::of(command.output().expect("the program")).ends(2);
    assert!(ran.err.contains("there is no cache folder"), "{}", ran.err);
    assert!(ran.err.contains("XDG_CACHE_HOME"), "{}", ran.err);
    // A file stands where the folder should be.
    fs::create_dir_all(home.cache()).expect("a folder");
    fs::write(home.cache().join("clinfaq"), "").expect("a file");
    let ran = home.run(&["index", "--progress"]).ends(2);
    let last = ran.out.lines().last().unwrap_or_default();
    assert!(last.starts_with("no-disk "), "{}", ran.out);
    let missing = ["--library", "/no/such/folder", "index", "--progress"];
    let ran = Ran::of(home.bare().args(missing).output().expect("the program")).ends(2);
    assert!(
        ran.out.starts_with("failed cannot read the library"),
        "{}",
        ran.out
    );
}
