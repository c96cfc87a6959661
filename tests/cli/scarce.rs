//! Without disk space, files or a home folder, the program answers all the same and harms nothing.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::home::{Home, Ran, SMALL};
use crate::read::told;
use crate::writing::{ANSWER, EDIT, NEW, answers, texts, types};

/// Runs a command below this piece of shell script, such as a limit.
fn below(home: &Home, script: &str, command: &Command) -> Ran {
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", &format!("{script} \"$0\" \"$@\"")]);
    shell.arg(command.get_program()).args(command.get_args());
    shell.env_clear().envs(home.environment());
    let variables = command.get_envs();
    shell.envs(variables.filter_map(|(name, value)| Some((name, value?))));
    shell.stdin(Stdio::null());
    Ran::of(shell.output().expect("a shell"))
}

/// Runs with these limits of the shell. A file that may not grow is what a full disk looks like.
fn limited(home: &Home, limits: &str, command: &Command) -> Ran {
    below(home, &format!("trap '' XFSZ; {limits}; exec"), command)
}

/// Runs without the administrator's right to write everywhere; `None` where that cannot be arranged.
fn unprivileged(home: &Home, command: &Command) -> Option<Ran> {
    let probe = home.folder.path().join("probe");
    fs::create_dir(&probe).expect("a folder");
    set_mode(&probe, 0o555);
    let is_administrator = fs::write(probe.join("file"), "").is_ok();
    set_mode(&probe, 0o755);
    fs::remove_dir_all(&probe).expect("removed");
    match is_administrator {
        false => Some(below(home, "exec", command)),
        true if !Path::new("/usr/bin/setpriv").exists() => None,
        true => {
            let drop = "exec /usr/bin/setpriv --bounding-set -all --inh-caps -all --";
            Some(below(home, drop, command))
        }
    }
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("permissions");
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
    let usual = limited(&home, "ulimit -f unlimited", &home.command(&args))
        .ends(0)
        .out;
    let old = folders(&home);
    assert_eq!(old.len(), 1);

    let more = SMALL.replace("Is any treatment proven", "Is any cure proven");
    assert_ne!(more, SMALL);
    fs::write(home.library().join("library.toml"), more).expect("written");
    let ran = limited(&home, "ulimit -f 1", &home.command(&args)).ends(0);
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
        let ran = limited(&home, limits, &home.command(&args)).ends(0);
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

/// A home with a note and a bookmark.
fn written() -> Home {
    let home = Home::new(SMALL);
    home.run(&["index"]).ends(0);
    home.edit(NEW, &types("First.")).ends(0);
    told(home.command(&["read"]), "open poh/surgery\nmark\n").ends(0);
    home
}

/// What is in the clinic's folder.
fn kept(home: &Home) -> Vec<String> {
    let mut texts = texts(&home.clinic());
    texts.sort_unstable();
    texts
}

/// Each way to write a text, and a script that does it.
fn ways(text: &str) -> [(&'static [&'static str], String); 3] {
    [
        (EDIT, format!("sed -i 's/First\\./{text}/' \"$1\"\n")),
        (NEW, types(text)),
        (ANSWER, answers(text)),
    ]
}

/// A command that adds a bookmark.
fn import(home: &Home) -> Command {
    let file = home.folder.path().join("other.toml");
    fs::write(&file, "[[bookmark]]\nid = \"poh\"\n").expect("written");
    let mut command = home.command(&["bookmarks", "--import"]);
    command.arg(file);
    command
}

#[test]
fn a_full_disk_is_reported_before_anything_is_typed() {
    let home = written();
    let before = kept(&home);
    let opened = home.folder.path().join("opened");
    for (args, _) in ways("") {
        let command = home.editing(args, &format!("touch {}", opened.display()));
        let ran = limited(&home, "ulimit -f 0", &command).ends(2);
        assert!(ran.err.contains("nothing can be written in"), "{}", ran.err);
        assert!(ran.err.contains("free some space"), "{}", ran.err);
        assert!(!opened.exists());
    }
    let ran = limited(&home, "ulimit -f 0", &import(&home)).ends(2);
    assert!(ran.err.contains("Not kept, "), "{}", ran.err);
    assert_eq!(kept(&home), before);
    assert_eq!(texts(&home.drafts()), [""; 0]);
}

#[test]
fn a_disk_that_fills_up_while_somebody_writes_keeps_the_draft() {
    let home = written();
    for number in 0..3 {
        let text = format!("Text {number} {}end.", "word ".repeat(800));
        let (args, script) = &ways(&text)[number];
        let before = kept(&home);
        // There is room for the draft, for what the editor saves, and for nothing else.
        let command = home.editing(args, &format!("ulimit -S -f unlimited\n{script}"));
        let ran = limited(&home, "ulimit -S -f 4", &command).ends(2);
        assert!(ran.err.contains("cannot be saved in"), "{}", ran.err);
        assert!(ran.err.contains("your text is kept in"), "{}", ran.err);
        assert_eq!(kept(&home), before, "{args:?}");
        let [draft] = &texts(&home.drafts())[..] else {
            panic!("one draft")
        };
        assert!(draft.contains(&text), "{draft}");
        // The same command opens the draft again and saves it.
        home.edit(args, "true").ends(0);
        assert_eq!(texts(&home.drafts()), [""; 0]);
        assert!(kept(&home).iter().any(|kept| kept.contains(&text)));
    }
}

#[test]
fn a_read_only_folder_is_reported_and_loses_nothing() {
    let home = written();
    let before = kept(&home);
    set_mode(&home.clinic(), 0o555);
    for (args, script) in ways("Second.") {
        let Some(ran) = unprivileged(&home, &home.editing(args, &script)) else {
            return;
        };
        let ran = ran.ends(2);
        assert!(ran.err.contains("cannot be saved in"), "{}", ran.err);
        assert!(ran.err.contains("your text is kept in"), "{}", ran.err);
    }
    let run = |command: &Command| unprivileged(&home, command).expect("as before");
    let ran = run(&import(&home)).ends(2);
    assert!(ran.err.contains("Not kept, "), "{}", ran.err);
    assert_eq!(texts(&home.drafts()).len(), 3);
    // Now the whole data folder.
    let drafts = home.drafts();
    let data = drafts.parent().expect("a folder");
    fs::remove_dir_all(&drafts).expect("removed");
    set_mode(data, 0o555);
    for (args, script) in ways("Second.") {
        let ran = run(&home.editing(args, &script)).ends(2);
        assert!(ran.err.contains("nothing can be written in"), "{}", ran.err);
    }
    let shown = run(&home.command(&["show", "poh/surgery"])).ends(0);
    assert!(shown.out.contains("First."), "{}", shown.out);
    set_mode(data, 0o755);
    set_mode(&home.clinic(), 0o755);
    assert_eq!(kept(&home), before);
}
