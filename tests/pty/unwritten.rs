//! Reading leaves nothing on the disk but the index: no search, no page, no position.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::harness::{CLINFAQ, Setting, Terminal, arguments};

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

/// The same seen from the system: no file outside the cache is even opened for writing.
#[test]
fn reading_opens_nothing_for_writing_but_the_index() {
    if !Path::new("/usr/bin/strace").exists() {
        return;
    }
    let (home, variables) = home("");
    let log = tempfile::NamedTempFile::new().expect("a file");
    let path = log.path().to_string_lossy().into_owned();
    let calls =
        "openat,open,creat,mkdir,mkdirat,rename,renameat,renameat2,unlink,unlinkat,link,symlink";
    let mut traced: Vec<String> = [
        "-f",
        "-qq",
        "-o",
        &path,
        "-e",
        &format!("trace={calls}"),
        CLINFAQ,
    ]
    .map(str::to_owned)
    .to_vec();
    traced.extend(arguments());
    read_much("/usr/bin/strace", traced, &variables);
    let cache = home.path().join("cache");
    let writes = |line: &&str| {
        let changes =
            !line.contains("open") || line.contains("O_WRONLY") || line.contains("O_RDWR");
        changes && !line.contains("= -1")
    };
    let traced = fs::read_to_string(log.path()).expect("read");
    let calls: Vec<&str> = traced.lines().filter(|line| line.contains('(')).collect();
    assert!(
        calls.iter().any(|line| line.contains("O_RDONLY")),
        "nothing was traced"
    );
    let outside = |line: &&str| {
        !line.contains(&*cache.to_string_lossy())
            && !line.contains("/dev/")
            && !line.contains("resumed")
    };
    let found: Vec<&&str> = calls
        .iter()
        .filter(|line| writes(line) && outside(line))
        .collect();
    assert!(found.is_empty(), "{found:#?}");
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
