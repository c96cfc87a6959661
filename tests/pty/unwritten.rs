//! Reading leaves nothing on the disk but the index: no search, no page, no position.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::harness::{CLINFAQ, Setting, Terminal, arguments};

const STRACE: &str = "/usr/bin/strace";

/// Every file and folder below `folder` but the cache, with its contents.
fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut tree = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for file in fs::read_dir(folder).expect("a folder").flatten() {
            let path = file.path();
            if path.is_dir() && file.file_name() != "cache" {
                folders.push(path.clone());
            }
            tree.insert(path.clone(), fs::read(&path).unwrap_or_default());
        }
    }
    tree
}

/// A home with a settings file, and the variables that name its folders.
fn home(settings: &str) -> (tempfile::TempDir, Vec<(&'static str, String)>) {
    let home = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(home.path().join("clinfaq")).expect("a folder");
    fs::create_dir(home.path().join("cache")).expect("a folder");
    fs::write(home.path().join("clinfaq/config.toml"), settings).expect("written");
    let path = home.path().to_string_lossy().into_owned();
    let mut variables: Vec<(&'static str, String)> = ["HOME", "XDG_CONFIG_HOME"]
        .map(|name| (name, path.clone()))
        .to_vec();
    variables.push(("XDG_CACHE_HOME", format!("{path}/cache")));
    (home, variables)
}

/// Searches, reads, copies, compares, and leaves.
fn read_much(program: &str, arguments: Vec<String>, variables: &[(&str, String)]) {
    let variables: Vec<(&str, &str)> = variables.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let mut terminal = Terminal::run(Setting {
        program,
        arguments,
        variables: &variables,
        ..Setting::default()
    });
    terminal.until_text("Heterotopic ossification");
    terminal.press("poh treatment");
    terminal.until_text("understood: POH");
    terminal.press("\r");
    terminal.until_text("In short");
    // Backspace, not Esc: that might be taken for Alt together with the next key.
    for keys in [
        "y", "\x7f", "Q", "\x7f", "T", "M", "?", "?", "v", "w", "5j", "\x7f", "c", "b",
    ] {
        terminal.press(keys);
    }
    terminal.press("/");
    terminal.press("myositis");
    terminal.until_text("/ myositis");
    terminal.press("\r");
    terminal.until_text("Myositis ossificans");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn reading_writes_nothing_but_the_index() {
    for settings in ["", "resume = true\nprivate = true\n"] {
        let (home, variables) = home(settings);
        let before = tree(home.path());
        read_much(CLINFAQ, arguments(), &variables);
        assert_eq!(tree(home.path()), before);
    }
}

/// What a program that `run` starts under strace writes outside the cache; `run` gets the program's arguments and variables.
fn written(run: impl FnOnce(Vec<String>, &[(&'static str, String)])) -> Vec<String> {
    let (home, variables) = home("");
    let log = tempfile::NamedTempFile::new().expect("a file");
    let path = log.path().to_string_lossy().into_owned();
    let calls =
        "openat,open,creat,mkdir,mkdirat,rename,renameat,renameat2,unlink,unlinkat,link,symlink";
    let calls = format!("trace={calls}");
    let traced = ["-f", "-qq", "-o", &path, "-e", &calls, CLINFAQ];
    run(traced.map(str::to_owned).to_vec(), &variables);
    let traced = fs::read_to_string(log.path()).expect("read");
    assert!(traced.contains("O_RDONLY"), "nothing was traced");
    let cache = home.path().join("cache").to_string_lossy().into_owned();
    let is_write = |line: &&str| {
        let changes =
            !line.contains("open") || line.contains("O_WRONLY") || line.contains("O_RDWR");
        changes && line.contains('(') && !line.contains("= -1")
    };
    let is_outside = |line: &&str| {
        !line.contains(&cache) && !line.contains("/dev/") && !line.contains("resumed")
    };
    let lines = traced.lines().filter(is_write).filter(is_outside);
    lines.map(str::to_owned).collect()
}

/// The same seen from the system: no file outside the cache is even opened for writing.
#[test]
fn reading_opens_nothing_for_writing_but_the_index() {
    if !Path::new(STRACE).exists() {
        return;
    }
    let browser = written(|traced, variables| {
        read_much(STRACE, [traced, arguments()].concat(), variables);
    });
    assert!(browser.is_empty(), "{browser:#?}");
    let dialog = "poh treatment\n1\nsources\n1\nback\ncopy\nhandout\nback\nfind bone\nlinks\nhelp\n\
        open poh\nfacts\nbookmarks\nchanges\npacks\nabout\nwidth 60\nquit\n";
    for (command, input) in [
        (&["read"][..], dialog),
        (&["search", "poh", "treatment"], ""),
        (&["show", "poh/treatment-proven"], ""),
        (&["show", "poh", "--json"], ""),
        (&["handout", "poh/treatment-proven"], ""),
        (&["list", "conditions"], ""),
        (&["check"], ""),
        (&["changes"], ""),
        (&["bookmarks"], ""),
        (&["config"], ""),
        (&["pack", "list"], ""),
        (&["index"], ""),
        (&["man"], ""),
    ] {
        let one_off = written(|traced, variables| {
            let mut program = Command::new(STRACE);
            program.args(traced).args(arguments()).args(command);
            program.env_clear().env("PATH", "/usr/bin:/bin");
            program.envs(variables.iter().cloned());
            let streams = program.stdin(Stdio::piped()).stdout(Stdio::piped());
            let mut child = streams.stderr(Stdio::null()).spawn().expect("strace");
            let mut stdin = child.stdin.take().expect("a pipe");
            let _ = stdin.write_all(input.as_bytes()); // it may have ended
            drop(stdin);
            let output = child.wait_with_output().expect("ended");
            assert_ne!(output.status.code(), Some(2), "{command:?}");
        });
        assert!(one_off.is_empty(), "{command:?}: {one_off:#?}");
    }
}

#[test]
fn place_is_kept_and_found_again_only_where_the_settings_say_so() {
    let (home, variables) = home("resume = true\n");
    read_much(CLINFAQ, arguments(), &variables);
    let kept = fs::read_to_string(home.path().join(".local/state/clinfaq/place"));
    assert_eq!(kept.expect("kept"), "mo\n");
    let variables: Vec<(&str, &str)> = variables.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let mut terminal = Terminal::run(Setting {
        variables: &variables,
        ..Setting::default()
    });
    terminal.until_text("Short name");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}
