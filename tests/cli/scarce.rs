//! What the program does where disk, files or a home are missing: it answers all the same and harms nothing.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::home::{Home, Ran, SMALL};

/// Runs with these limits of the shell. A file that may not grow is what a full disk looks like.
fn limited(home: &Home, limits: &str, args: &[&str]) -> Ran {
    let command = home.command(args);
    let mut shell = Command::new("/bin/sh");
    let script = format!("trap '' XFSZ; {limits}; exec \"$0\" \"$@\"");
    shell.args(["-c", &script]).arg(command.get_program());
    shell.args(command.get_args()).env_clear();
    shell.envs(home.environment());
    Ran::of(shell.output().expect("a shell"))
}

/// The index folders, finished or not.
fn folders(home: &Home) -> Vec<PathBuf> {
    let below = |folder: &PathBuf| -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let paths = entries.map(|entry| entry.path());
        paths.filter(|path| path.is_dir()).collect()
    };
    below(&home.cache().join("clinfaq"))
        .iter()
        .flat_map(below)
        .collect()
}

#[test]
fn a_full_disk_costs_the_index_and_nothing_else() {
    let home = Home::new(SMALL);
    let args = ["show", "poh/treatment-proven"];
    let usual = limited(&home, "ulimit -f unlimited", &args).ends(0).out;
    let old = folders(&home);
    assert_eq!(old.len(), 1);

    let more = SMALL.replace("Is any treatment proven", "Is any cure proven");
    assert_ne!(more, SMALL);
    fs::write(home.library().join("library.toml"), more).expect("written");
    let ran = limited(&home, "ulimit -f 1", &args).ends(0);
    assert!(ran.out.contains("Is any cure proven"), "{}", ran.out);
    assert_ne!(ran.out, usual);
    assert_eq!(
        folders(&home),
        old,
        "the old index is kept, nothing is left behind"
    );
}

#[test]
fn an_index_that_the_system_refuses_to_open_is_not_taken_for_damaged() {
    let home = Home::new(SMALL);
    let args = ["show", "poh/treatment-proven"];
    let usual = home.run(&args).ends(0).out;
    let old = folders(&home);
    let built = |path: &PathBuf| fs::metadata(path.join("meta.json")).and_then(|m| m.modified());
    let before = built(&old[0]).expect("an index");
    let ran = limited(&home, "ulimit -n 8", &args).ends(0);
    assert_eq!(ran.out, usual);
    assert_eq!(folders(&home), old);
    assert_eq!(built(&old[0]).expect("still there"), before);
}

#[test]
fn a_home_that_is_not_there_is_not_made() {
    let home = Home::new(SMALL);
    let nowhere = home.folder.path().join("nowhere");
    let mut command = home.command(&["show", "poh"]);
    command.env_remove("XDG_CACHE_HOME").env("HOME", &nowhere);
    Ran::of(command.output().expect("the program")).ends(0);
    assert!(!nowhere.exists());
    let mut command = home.command(&["show", "poh"]);
    command.env_clear();
    Ran::of(command.output().expect("the program")).ends(0);
}
