//! Without disk space, files or a home folder, the program answers all the same and harms nothing.

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
fn a_full_disk_prevents_only_saving_the_index() {
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
    assert!(ran.err.contains("the index cannot be saved"), "{}", ran.err);
    assert_eq!(
        folders(&home),
        old,
        "the old index is kept, nothing is left behind"
    );
}

#[test]
fn little_stack_and_few_open_files_are_enough() {
    let home = Home::new(SMALL);
    let args = ["show", "poh/treatment-proven"];
    let usual = home.run(&args).ends(0).out;
    for limits in ["ulimit -n 8", "ulimit -s 128"] {
        let ran = limited(&home, limits, &args).ends(0);
        assert_eq!(
            (ran.out, ran.err),
            (usual.clone(), String::new()),
            "{limits}"
        );
    }
}

#[test]
fn a_missing_home_folder_is_not_created() {
    let home = Home::new(SMALL);
    let nowhere = home.folder.path().join("nowhere");
    let mut command = home.command(&["show", "poh"]);
    command.env_remove("XDG_CACHE_HOME").env("HOME", &nowhere);
    let ran = Ran::of(command.output().expect("the program")).ends(0);
    assert!(ran.err.contains("no cache folder is known"), "{}", ran.err);
    assert!(!nowhere.exists());
}
