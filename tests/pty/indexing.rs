//! Indexing while somebody reads: what is open stays open, and quitting ends it.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::harness::*;

/// What the browser has in all, in kilobytes of address space: enough to read, by far.
const SCARCE: u32 = 128 << 10;
/// A file of so many lines takes more than that to index.
const LINES: usize = 17 << 20;

/// A library of one's own, and a folder for its index.
struct Bench {
    folder: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        let bench = Self {
            folder: tempfile::tempdir().expect("a folder"),
        };
        fs::create_dir(bench.library()).expect("a folder");
        fs::create_dir(bench.cache()).expect("a folder");
        let library = library().join("library.toml");
        fs::copy(library, bench.library().join("a.toml")).expect("copied");
        bench
    }

    fn library(&self) -> PathBuf {
        self.folder.path().join("library")
    }

    fn cache(&self) -> PathBuf {
        self.folder.path().join("cache")
    }

    /// Makes the library one that cannot be indexed in little memory.
    fn grow(&self) {
        fs::write(self.library().join("z.toml"), "\n".repeat(LINES)).expect("written");
    }

    /// Makes it one that takes a while.
    fn fill(&self) {
        let mut text = String::new();
        for n in 0..3000 {
            text += &format!(
                "[[entry]]\nid = \"general/{n}\"\ntopic = \"overview\"\nquestion = \"Question {n}?\"\nanswer = \"Word{n}.\"\n"
            );
        }
        let write = |name: &str, text: &str| {
            fs::write(self.library().join(name), text).expect("written");
        };
        write("m.toml", &text);
        // The first fills the index, these take time to read; and the last is not in a part of the library.
        let filler = format!("# {}\n", "x".repeat(1000)).repeat(300);
        for file in 10..50 {
            write(&format!("n{file}.toml"), &filler);
        }
        let last = "[[entry]]\nid = \"general/last\"\ntopic = \"overview\"\nquestion = \"Where is the zebra?\"\nanswer = \"Here.\"\n";
        write("o.toml", &format!("{filler}{filler}{filler}{filler}{last}"));
    }

    fn arguments(&self) -> Vec<String> {
        let library = self.library().to_string_lossy().into_owned();
        ["--today", "2026-11-20", "--library", &library]
            .map(str::to_owned)
            .to_vec()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(CLINFAQ);
        command
            .args(self.arguments())
            .args(arguments)
            .env_clear()
            .envs(variables(self.folder.path()))
            .env("XDG_CACHE_HOME", self.cache())
            .stdin(Stdio::null());
        command
    }

    /// Makes the index, without a limit.
    fn index(&self) {
        self.index_with(&["index"]);
    }

    fn index_with(&self, arguments: &[&str]) {
        let made = self.command(arguments).output().expect("the program");
        let said = String::from_utf8_lossy(&made.stdout);
        assert!(
            made.status.success() && said.contains("answers indexed: "),
            "{said}"
        );
    }

    /// Keeps all others from indexing: they wait for some seconds, and say that they have come no further than 0 %.
    fn lock(&self) -> File {
        let mut options = File::options();
        let lock = options.write(true).open(self.shelves().join("lock"));
        let lock = lock.expect("a file");
        lock.lock().expect("a lock");
        lock
    }

    /// A browser, in `limits` of the shell.
    fn browse(&self, limits: &str) -> Terminal {
        self.browse_with(
            &format!("ulimit -c 0; {limits} exec"),
            CLINFAQ,
            &self.cache(),
        )
    }

    /// A browser that the shell starts by `command`, with another cache folder.
    fn browse_with(&self, command: &str, program: &str, cache: &Path) -> Terminal {
        // Some C libraries reserve 64 MB of addresses for each thread's allocations. Where a limit leaves no room for
        // that, each allocation takes pages of its own; so all threads are to share.
        let script = format!("export MALLOC_ARENA_MAX=1; {command} \"$0\" \"$@\"");
        let cache = cache.to_string_lossy().into_owned();
        Terminal::run(Setting {
            program: "/bin/sh",
            arguments: ["-c", &script, program]
                .map(str::to_owned)
                .into_iter()
                .chain(self.arguments())
                .collect(),
            variables: &[("XDG_CACHE_HOME", &cache)],
            ..Setting::default()
        })
    }

    /// The folder with the library's index folders.
    fn shelves(&self) -> PathBuf {
        let mut below = below(&self.cache().join("clinfaq"));
        assert_eq!(below.len(), 1, "{below:?}");
        below.remove(0)
    }

    /// The index folders, and what was begun of others.
    fn folders(&self) -> Vec<PathBuf> {
        let mut folders = below(&self.shelves());
        folders.retain(|path| path.is_dir());
        folders
    }
}

fn below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).collect()
}

#[test]
fn where_memory_is_too_little_for_a_new_index_the_old_one_is_read() {
    let bench = Bench::new();
    bench.index();
    let old = bench.folders();
    bench.grow();
    let mut terminal = bench.browse(&format!("ulimit -v {SCARCE};"));
    terminal.until_text("Showing the previous version: too little memory to index the library");
    terminal.until_text("out of date");
    terminal.press("\ti");
    terminal.until_text("What to do: close other programs");
    terminal.press("/poh treatment");
    terminal.until_text("understood: POH");
    terminal.press("\r");
    terminal.until_text("In short");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    assert_eq!(bench.folders(), old, "the old index alone");
}

#[test]
fn too_little_memory_for_any_index_is_reported_with_advice() {
    let bench = Bench::new();
    bench.grow();
    let mut terminal = bench.browse(&format!("ulimit -v {SCARCE};"));
    terminal.until_bytes("too little memory to index the library", 1);
    terminal.until_bytes("close other programs and start again", 1);
    assert_eq!(terminal.end(), 2);
    assert_eq!(below(&bench.cache().join("clinfaq")), Vec::<PathBuf>::new());
}

#[test]
fn quitting_while_waiting_for_the_lock_leaves_the_old_index() {
    let bench = Bench::new();
    bench.index();
    let old = bench.folders();
    bench.fill();
    let _lock = bench.lock();
    let mut terminal = bench.browse("");
    terminal.until_text(" 0 % indexed");
    terminal.press("\x03");
    assert_eq!(terminal.end(), 0);
    assert_eq!(bench.folders(), old);
}

#[test]
fn quitting_while_indexing_leaves_no_half_index() {
    let bench = Bench::new();
    bench.index();
    bench.fill();
    let lock = bench.lock();
    let mut terminal = bench.browse("");
    terminal.until_text(" 0 % indexed");
    drop(lock);
    terminal.until("some progress", |screen| {
        !screen.contents().contains(" 0 % indexed")
    });
    terminal.press("\x03");
    assert_eq!(terminal.end(), 0);
    let begun = |path: &&PathBuf| path.to_string_lossy().contains("/.new-");
    assert_eq!(bench.folders().iter().find(begun), None);
    assert_eq!(bench.folders().len(), 1);
}

/// A process that holds the lock and does not go on, such as one that was stopped.
#[test]
fn a_lock_that_is_never_released_is_reported_and_the_index_kept_in_memory() {
    let bench = Bench::new();
    bench.index();
    fs::write(bench.library().join("n.toml"), "# another").expect("written");
    let mut lock = bench.lock();
    lock.write_all(b"4711        ").expect("written");
    let found = bench.command(&["search", "poh treatment"]).output();
    let found = found.expect("the program");
    assert!(found.status.success(), "{found:?}");
    let said = String::from_utf8_lossy(&found.stderr);
    assert!(
        said.contains("process 4711 is indexing this library"),
        "{said}"
    );
    let made = bench.command(&["index"]).output().expect("the program");
    assert_eq!(made.status.code(), Some(2));
    let mut terminal = bench.browse("");
    terminal.until_text("index not saved");
    terminal.press("\x03");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn what_a_killed_browser_leaves_is_cleared_away_by_the_next() {
    let bench = Bench::new();
    bench.index();
    bench.fill();
    let lock = bench.lock();
    let mut terminal = bench.browse("");
    terminal.until_text(" 0 % indexed");
    drop(lock);
    terminal.signal("KILL");
    terminal.until_end();
    bench.index();
    let begun = |path: &&PathBuf| path.to_string_lossy().contains("/.new-");
    assert_eq!(bench.folders().iter().find(begun), None);
}

#[test]
fn half_an_index_that_was_left_behind_makes_room_for_a_whole_one() {
    let bench = Bench::new();
    bench.index();
    let left = bench.shelves().join(".new-1-0");
    fs::create_dir(&left).expect("a folder");
    fs::write(left.join("meta.table"), "half").expect("written");
    bench.fill();
    bench.index();
    assert!(!left.exists());
}

/// Asks the dialogue where one is until it has news. A line is typed when the prompt for it is there.
fn listen_for(terminal: &mut Terminal, news: &str) {
    for asked in 1.. {
        terminal.until_bytes("\nclinfaq> ", asked);
        if String::from_utf8_lossy(&terminal.raw).contains(news) {
            return;
        }
        terminal.press("where\n");
    }
}

#[test]
fn the_dialog_says_when_a_newer_library_is_ready() {
    let bench = Bench::new();
    bench.fill();
    let cache = bench.cache().to_string_lossy().into_owned();
    let read = || {
        Terminal::run(Setting {
            arguments: [bench.arguments(), vec!["read".to_owned()]].concat(),
            variables: &[("XDG_CACHE_HOME", &cache)],
            ..Setting::default()
        })
    };
    let mut terminal = read();
    terminal.until_bytes("3011 answers", 1);
    terminal.until_bytes("\nclinfaq> ", 1);
    terminal.press("quit\n");
    assert_eq!(terminal.end(), 0);

    fs::write(bench.library().join("n.toml"), "# another").expect("written");
    let mut terminal = read();
    terminal.until_bytes("\nclinfaq> ", 1);
    listen_for(&mut terminal, "The library has been updated: 3011 answers.");
    terminal.press("quit\n");
    assert_eq!(terminal.end(), 0);

    let mut terminal = read();
    terminal.until_bytes("\nclinfaq> ", 1);
    terminal.press("quit\n");
    let (code, raw, _) = terminal.ended();
    assert_eq!(code, 0);
    let raw = String::from_utf8_lossy(&raw).into_owned();
    assert!(!raw.contains("has been updated"), "{raw}");
}

/// Waits until the whole library is read: what is typed is searched for again when it is there.
fn reads_the_whole(mut terminal: Terminal) {
    terminal.until_text("Heterotopic ossification");
    terminal.press("/zebra");
    terminal.until_text("Where is the zebra?");
    terminal.press("\r");
    terminal.until_text("Here.");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn two_people_with_one_cache_make_one_index() {
    let bench = Bench::new();
    bench.fill();
    let both = [bench.browse(""), bench.browse("")];
    both.into_iter().for_each(reads_the_whole);
    assert_eq!(bench.folders().len(), 1, "{:?}", bench.folders());
}

#[test]
fn when_the_one_that_indexes_is_killed_the_other_goes_on() {
    let bench = Bench::new();
    bench.index();
    let old = bench.folders();
    bench.fill();
    let lock = bench.lock();
    let mut one = bench.browse("");
    one.until_text(" 0 % indexed");
    let mut other = bench.browse("");
    other.until_text(" 0 % indexed");
    drop(lock);
    one.signal("KILL");
    one.until_end();
    reads_the_whole(other);
    let new = bench.folders();
    assert!(new.len() == 1 && new != old, "{new:?}");
}

/// The second may read the first one's index and write nothing there: root's, where root runs the test and becomes
/// somebody else for that.
#[test]
fn a_shared_index_is_read_where_it_may_not_be_written() {
    let bench = Bench::new();
    bench.fill();
    bench.index_with(&["index", "--share"]);
    let program = bench.folder.path().join("clinfaq");
    fs::copy(CLINFAQ, &program).expect("copied");
    let program = program.to_string_lossy().into_owned();
    let shelves = bench.shelves();
    let mode = |path: &Path, mode: &str| {
        let set = Command::new("chmod").arg(mode).arg(path).status();
        assert!(set.expect("chmod is there").success());
    };
    mode(bench.folder.path(), "755");
    mode(&bench.cache(), "755");
    mode(&shelves, "555");
    let browse = || {
        let somebody_else = "if [ \"$(id -u)\" = 0 ]; then set -- --reuid=65534 --regid=65534 --clear-groups \"$0\" \"$@\"; \
                             exec setpriv \"$@\"; fi; exec";
        bench.browse_with(somebody_else, &program, &bench.cache())
    };
    let before = bench.folders();
    reads_the_whole(browse());
    assert_eq!(bench.folders(), before);

    // Later changes are indexed in memory, and the shared index stays as it is.
    fs::write(bench.library().join("p.toml"), "# another").expect("written");
    let mut terminal = browse();
    terminal.until_text("index not saved");
    reads_the_whole(terminal);
    assert_eq!(bench.folders(), before);
    mode(&shelves, "755");
}

#[test]
fn two_people_with_two_caches_do_not_know_of_each_other() {
    let bench = Bench::new();
    bench.fill();
    let own = bench.folder.path().join("own");
    let both = [bench.browse(""), bench.browse_with("exec", CLINFAQ, &own)];
    both.into_iter().for_each(reads_the_whole);
    assert_eq!(bench.folders().len(), 1);
    assert_eq!(below(&own.join("clinfaq")).len(), 1);
}
