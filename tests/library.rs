//! Index folders: whole or absent, newer than the files, and thrown away when damaged.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
#[cfg(unix)]
use std::process::Command;
use std::sync::mpsc;

use clinfaq::content::Place;
use clinfaq::index::PackOrd;
use clinfaq::library::{Error, Library, Notice, Opener, Request, Storage};
use tempfile::TempDir;

const PACK: &str = r#"
format = 1
[pack]
id = "test"
title = "A test library"
version = "1"

[[condition]]
id = "poh"
name = "Progressive osseous heteroplasia"
abbreviation = "POH"

[[source]]
id = "book"
title = "A book"

[[entry]]
id = "poh/treatment"
condition = "poh"
topic = "treatment"
question = "Is any treatment proven to stop POH?"
short_answer = "None is[^book]."
last_updated = 2026-11-20
"#;

/// How many general questions [`Bench::large`] has.
const LARGE: u32 = 3000;

struct Bench {
    library: TempDir,
    cache: TempDir,
}

impl Bench {
    fn new() -> Self {
        let bench = Self {
            library: tempfile::tempdir().expect("a folder"),
            cache: tempfile::tempdir().expect("a folder"),
        };
        fs::write(bench.library.path().join("pack.toml"), PACK).expect("written");
        bench
    }

    /// A library of so many entries that its index is not verified as a whole before it is used.
    fn large() -> Self {
        let bench = Self::new();
        let mut random = fastrand::Rng::with_seed(1);
        let mut text = String::new();
        for number in 0..LARGE {
            let words = (0..60).map(|_| -> String { (0..7).map(|_| random.lowercase()).collect() });
            let words: Vec<String> = words.collect();
            text += &format!(
                "[[entry]]\nid = \"general/{number}\"\ntopic = \"overview\"\nquestion = \"Is this number {number}?\"\nshort_answer = \"Wait {number} hours.\"\nanswer = \"{}\"\n",
                words.join(" ")
            );
        }
        fs::write(bench.library.path().join("many.toml"), text).expect("written");
        bench
    }

    fn opener(&self) -> Opener {
        Opener::new(Request {
            places: vec![Place::Folder(self.library.path().to_owned())],
            cache: Some(self.cache.path().to_owned()),
        })
    }

    fn current(&self) -> Library {
        self.opener().current(&mut |_| {}).expect("opened")
    }

    /// The complete index folders.
    fn folders(&self) -> Vec<PathBuf> {
        let below = |folder: &Path| -> Vec<PathBuf> {
            let Ok(entries) = fs::read_dir(folder) else {
                return Vec::new();
            };
            entries
                .flatten()
                .map(|entry| entry.path())
                .filter(|path| path.is_dir())
                .collect()
        };
        below(self.cache.path())
            .iter()
            .flat_map(|library| below(library))
            .collect()
    }

    /// What a browser would read in the end, beginning with `open`.
    fn refreshed(&self, open: Option<Library>) -> Option<Library> {
        let (sender, receiver) = mpsc::channel();
        let _goes_on = self.opener().refresh(open.clone(), move |notice| {
            sender.send(notice).expect("somebody listens")
        });
        let mut last = open;
        for notice in receiver {
            match notice {
                Notice::Ready(library) => last = Some(library),
                Notice::Failed(error) => panic!("{error}"),
                Notice::Progress(_) | Notice::UpToDate => {}
            }
        }
        last
    }
}

/// Asserts that a library answers as it should.
#[track_caller]
fn answers(library: &Library) {
    let results = library.search("poh tretment", 10);
    let ids: Vec<String> = results
        .hits
        .iter()
        .map(|hit| library.head(hit.entry).id)
        .collect();
    assert_eq!(ids, ["poh/treatment"]);
    let body = library.body(results.hits[0].entry);
    assert_eq!(body.entry.short_answer, "None is[^book].");
    let condition = library.find_condition("poh").expect("the condition");
    assert_eq!(library.condition(condition).entries, 1);
    assert!(!library.damaged());
}

#[test]
fn an_index_is_built_once_and_opened_from_then_on() {
    let bench = Bench::new();
    assert!(bench.opener().at_once().is_none());
    answers(&bench.current());
    let folders = bench.folders();
    assert_eq!(folders.len(), 1);
    let built = fs::metadata(folders[0].join("meta.json"))
        .and_then(|meta| meta.modified())
        .expect("built");
    answers(&bench.current());
    answers(&bench.opener().at_once().expect("there now"));
    let again = fs::metadata(folders[0].join("meta.json"))
        .and_then(|meta| meta.modified())
        .expect("still there");
    assert_eq!(built, again);
}

#[test]
fn a_list_shows_of_a_condition_what_its_record_says() {
    let bundled = Opener::new(Request {
        places: vec![Place::Bundled],
        cache: None,
    });
    let library = bundled.current(&mut |_| {}).expect("opened");
    let conditions = library.conditions_by_name();
    for ord in &conditions {
        let (record, head) = (library.condition(*ord), library.condition_head(*ord));
        let condition = &record.condition;
        assert_eq!(head.name, condition.name);
        assert_eq!(head.abbreviation, condition.abbreviation);
        assert_eq!(head.entries, record.entries);
        let branches = !record.children.is_empty() || !record.topics.is_empty();
        assert_eq!(head.branches, branches, "{}", condition.id);
        assert_eq!(head.into_short_name(), condition.short_name());
    }
    let abbreviated = |ord| !library.condition_head(ord).abbreviation.is_empty();
    assert!(conditions.into_iter().any(abbreviated));
}

#[test]
fn a_changed_file_is_seen_and_the_old_index_is_removed() {
    let bench = Bench::new();
    let old = bench.current();
    let more = "[[entry]]\nid = \"poh/what\"\ncondition = \"poh\"\ntopic = \"overview\"\nquestion = \"What is POH?\"\nanswer = \"Bone.\"\n";
    fs::write(bench.library.path().join("more.toml"), more).expect("written");
    let new = bench.refreshed(Some(old.clone())).expect("a library");
    assert_eq!(new.entry_count(), 2);
    answers(&old); // still open, still whole
    assert_eq!(bench.folders().len(), 1, "the old folder is gone");
    let again = bench.refreshed(Some(new)).expect("a library");
    assert_eq!(again.entry_count(), 2);
}

const VOCABULARY: &str = r#"
[[synonym]]
words = ["whoopsie", "taking a tumble", "gänzlich \u001b[31mhingefallen", "falls"]

[[abbreviation]]
short = "PE"
means = ["physical exercise"]

[[abbreviation]]
short = "Z.A.P."
means = ["sunburn"]
case = "exact"

[[abbreviation]]
short = "vx"
means = ["sunburn"]
with = ["rainy day"]
"#;

/// The first hit of a search in a library, or nothing.
fn first(library: &Library, query: &str) -> String {
    let results = library.search(query, 1);
    let first = results.hits.first();
    first.map_or_else(String::new, |hit| library.head(hit.entry).id)
}

#[test]
fn a_library_adds_synonyms_and_abbreviations_to_the_search() {
    let bench = Bench::new();
    let entry = |id: &str, question: &str| {
        format!(
            "[[entry]]\nid = \"general/{id}\"\ntopic = \"overview\"\nquestion = \"{question}\"\nshort_answer = \"Yes.\"\n"
        )
    };
    let texts = entry("falls", "Why do old people have falls?")
        + &entry("exercise", "Is physical exercise good?")
        + &entry("embolism", "Who gets a pulmonary embolism?")
        + &entry("sunburn", "Who gets a sunburn?");
    fs::write(bench.library.path().join("texts.toml"), texts).expect("written");
    let before = bench.current();
    for query in ["whoopsie", "taking a tumble", "ganzlich hingefallen"] {
        assert_ne!(first(&before, query), "general/falls", "{query}");
    }
    assert_eq!(first(&before, "PE?"), "general/embolism");

    fs::write(bench.library.path().join("words.toml"), VOCABULARY).expect("written");
    let on_disk = bench.refreshed(Some(before)).expect("a library");
    let in_memory = Opener::new(Request {
        places: vec![Place::Folder(bench.library.path().to_owned())],
        cache: None,
    });
    let in_memory = in_memory.current(&mut |_| {}).expect("opened");
    for library in [&on_disk, &bench.current(), &in_memory] {
        for (query, expected) in [
            ("whoopsie", "general/falls"),
            ("grandma taking a tumble", "general/falls"),
            ("ganzlich hingefallen", "general/falls"),
            ("PE?", "general/exercise"),
            ("is pe good", "general/exercise"),
            ("Z.A.P.", "general/sunburn"),
            ("vx on a rainy day", "general/sunburn"),
        ] {
            assert_eq!(first(library, query), expected, "{query}");
        }
        for (query, not) in [("z.a.p.", "general/sunburn"), ("vx", "general/sunburn")] {
            assert_ne!(first(library, query), not, "{query}");
        }
    }
}

/// Some tools give a corrected file the time of the old one.
#[test]
fn indexing_by_hand_compares_contents() {
    let bench = Bench::new();
    let mut watch = |_| std::ops::ControlFlow::Continue(());
    let mut index = || bench.opener().index(false, &mut watch).expect("indexed");
    assert!(index().1);
    assert!(!index().1);
    // As if the index had been made from other contents with the same sizes and times.
    let older = bench.folders().remove(0);
    let aside = tempfile::tempdir().expect("a folder");
    let kept = aside.path().join("kept");
    fs::rename(&older, &kept).expect("moved");
    fs::write(bench.library.path().join("more.toml"), "# more").expect("written");
    assert!(index().1);
    let newer = bench.folders().remove(0);
    fs::remove_dir_all(&newer).expect("removed");
    fs::rename(&kept, &newer).expect("moved");
    let (library, new) = index();
    assert!(new);
    answers(&library);
    assert!(!index().1);
}

#[cfg(unix)]
#[test]
fn a_corrected_file_of_the_same_size_and_time_is_noticed() {
    let bench = Bench::new();
    let path = bench.library.path().join("pack.toml");
    let write = |text: &str| {
        fs::write(&path, text).expect("written");
        let times = fs::FileTimes::new().set_modified(std::time::SystemTime::UNIX_EPOCH);
        let file = fs::File::options().write(true).open(&path);
        file.and_then(|file| file.set_times(times)).expect("a time");
    };
    write(PACK);
    answers(&bench.current());
    write(&PACK.replace("None is[^book]", "Some is[^book]"));
    let library = bench.current();
    let entry = library.find_entry(PackOrd(0), "poh/treatment");
    let body = library.body(entry.expect("the answer"));
    assert_eq!(body.entry.short_answer, "Some is[^book].");
}

#[test]
fn without_a_cache_the_index_is_kept_in_memory() {
    let bench = Bench::new();
    let places = vec![Place::Folder(bench.library.path().to_owned())];
    let library = Opener::new(Request {
        places: places.clone(),
        cache: None,
    })
    .current(&mut |_| {})
    .expect("opened");
    assert!(matches!(library.storage(), Storage::Memory(_)));
    answers(&library);
    // A file stands where the folder should be.
    let taken = bench.cache.path().join("taken");
    fs::write(&taken, "").expect("written");
    let library = Opener::new(Request {
        places,
        cache: Some(taken),
    })
    .current(&mut |_| {})
    .expect("opened");
    assert!(matches!(library.storage(), Storage::Memory(reason) if !reason.is_empty()));
    answers(&library);
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let missing = Place::Folder("/no/such/folder".into());
    let error = Opener::new(Request {
        places: vec![missing],
        cache: None,
    })
    .current(&mut |_| {})
    .expect_err("missing");
    assert!(error.to_string().contains("/no/such/folder"), "{error}");
}

#[test]
fn an_unfinished_folder_is_never_opened_and_swept_later() {
    let bench = Bench::new();
    bench.current();
    let root = bench.folders()[0]
        .parent()
        .expect("the library's folder")
        .to_owned();
    fs::create_dir(root.join(".new-1-0")).expect("as left behind by a killed process");
    fs::write(root.join(".new-1-0/records"), "half").expect("written");
    let open = bench.opener().at_once();
    answers(open.as_ref().expect("the whole one"));
    bench.refreshed(open);
    assert!(!root.join(".new-1-0").exists());
}

#[test]
fn a_library_that_cannot_be_refreshed_is_out_of_date() {
    let bench = Bench::new();
    let open = bench.current();
    assert_eq!(open.outdated(), None);
    fs::remove_dir_all(bench.library.path()).expect("removed");
    let (sender, receiver) = mpsc::channel();
    let _goes_on = bench.opener().refresh(Some(open.clone()), move |notice| {
        sender.send(notice).expect("somebody listens");
    });
    let last = receiver.into_iter().last();
    assert!(
        matches!(last, Some(Notice::Failed(Error::Place { .. }))),
        "{last:?}"
    );
    let outdated = open.outdated().expect("it says why");
    assert!(outdated.why.contains("cannot read the library"));
    answers(&open);
}

#[test]
fn a_refresh_that_was_dropped_does_not_get_in_the_way_of_the_next() {
    let bench = Bench::large();
    let (sender, receiver) = mpsc::channel();
    let refresh = bench.opener().refresh(None, move |notice| {
        let _ = sender.send(notice);
    });
    receiver.recv().expect("some progress");
    drop(refresh);
    answers(&bench.current());
}

#[test]
fn several_openers_at_once_agree() {
    let bench = Bench::new();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| answers(&bench.current()));
        }
    });
    assert_eq!(bench.folders().len(), 1);
}

/// What a library says of some of the entries of [`Bench::large`], as far as it says anything wrong.
fn wrong_texts(library: &Library, random: &mut fastrand::Rng) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut check = |entry, number: Option<&str>| {
        let (head, body) = (library.head(entry), library.body(entry).entry);
        let number = number.or_else(|| head.id.strip_prefix("general/"));
        if let Some(number) = number
            && (head.question != format!("Is this number {number}?")
                || body.short_answer != format!("Wait {number} hours."))
        {
            wrong.push(format!("{number}: {} {}", head.question, body.short_answer));
        }
    };
    for _ in 0..60 {
        let number = random.u32(..LARGE).to_string();
        if let Some(entry) = library.find_entry(PackOrd(0), &format!("general/{number}")) {
            check(entry, Some(&number));
        }
        let hits = library.search(&format!("number {number}"), 3).hits;
        hits.iter().for_each(|hit| check(hit.entry, None));
    }
    wrong
}

#[cfg(unix)]
#[test]
fn an_index_that_could_not_be_read_is_made_anew_even_if_its_checksums_are_right() {
    use std::os::unix::fs::MetadataExt;
    let bench = Bench::large();
    let library = bench.current();
    let folder = bench.folders().remove(0);
    let made = fs::metadata(&folder).expect("there").ino();
    let files = fs::read_dir(&folder).expect("listed").flatten();
    let whole: Vec<(PathBuf, Vec<u8>)> = files
        .map(|file| (file.path(), fs::read(file.path()).expect("read")))
        .collect();
    for (path, bytes) in &whole {
        fs::write(path, vec![0; bytes.len()]).expect("written");
    }
    wrong_texts(&library, &mut fastrand::Rng::with_seed(4));
    assert!(library.damaged());
    for (path, bytes) in &whole {
        fs::write(path, bytes).expect("written");
    }
    assert!(library.verify());
    let mended = bench.refreshed(Some(library)).expect("a library");
    assert!(mended.verify() && !mended.damaged());
    let again = fs::metadata(&bench.folders()[0]).expect("there").ino();
    assert_ne!(made, again);
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("a mode");
}

/// The modes of all folders and files of the cache.
#[cfg(unix)]
fn modes(folder: &Path) -> Vec<(bool, u32)> {
    use std::os::unix::fs::MetadataExt;
    let mut modes = Vec::new();
    for entry in fs::read_dir(folder).expect("listed").flatten() {
        let found = entry.metadata().expect("there");
        modes.push((found.is_dir(), found.mode() & 0o777));
        if found.is_dir() {
            modes.extend(self::modes(&entry.path()));
        }
    }
    modes
}

#[cfg(unix)]
#[test]
fn an_index_is_private_unless_it_is_shared() {
    let bench = Bench::new();
    let index = |umask: &str, options: &str| {
        let script = format!("umask {umask}; exec \"$0\" index {options} --library \"$1\"");
        let made = Command::new("sh")
            .args(["-c", &script, env!("CARGO_BIN_EXE_clinfaq")])
            .arg(bench.library.path())
            .env("XDG_CACHE_HOME", bench.cache.path())
            .output()
            .expect("the program");
        assert!(made.status.success(), "{made:?}");
        modes(bench.cache.path())
    };
    let all = |modes: Vec<(bool, u32)>, folder, file| {
        assert!(modes.len() > 10, "{modes:?}");
        for (is_folder, mode) in modes {
            assert_eq!(mode, if is_folder { folder } else { file });
        }
    };
    all(index("000", ""), 0o700, 0o600);
    let lock_is_private = |modes: Vec<(bool, u32)>| -> Vec<(bool, u32)> {
        let (private, shared): (Vec<_>, Vec<_>) =
            modes.into_iter().partition(|mode| *mode == (false, 0o600));
        assert_eq!(private.len(), 1, "the lock alone");
        shared
    };
    all(lock_is_private(index("077", "--share")), 0o755, 0o644);
    // It stays shared when the library has changed.
    fs::write(bench.library.path().join("more.toml"), "# more").expect("written");
    all(lock_is_private(index("077", "")), 0o755, 0o644);
}

#[cfg(unix)]
#[test]
fn an_index_that_others_could_have_changed_is_not_used() {
    let bench = Bench::new();
    bench.current();
    let folder = bench.folders().remove(0);
    let root = folder.parent().expect("the library's folder").to_owned();
    let answers_file = folder.join("records");
    for (path, right) in [(&answers_file, 0o600), (&folder, 0o700), (&root, 0o700)] {
        set_mode(path, 0o777);
        assert!(bench.opener().at_once().is_none(), "{}", path.display());
        set_mode(path, right);
        assert!(bench.opener().at_once().is_some(), "{}", path.display());
        set_mode(path, 0o777);
        let library = bench.current();
        answers(&library);
        assert!(matches!(library.storage(), Storage::Disk(_)));
        assert!(bench.opener().at_once().is_some());
    }
    // Only root can give files away.
    if std::os::unix::fs::chown(&answers_file, Some(65534), None).is_err() {
        return;
    }
    assert!(bench.opener().at_once().is_none());
    answers(&bench.current());
    assert!(bench.opener().at_once().is_some());
    std::os::unix::fs::chown(&root, Some(65534), None).expect("given away");
    assert!(bench.opener().at_once().is_none());
    let library = bench.current();
    answers(&library);
    assert!(
        matches!(library.storage(), Storage::Memory(why) if why.contains("belongs to another user"))
    );
}

#[cfg(unix)]
#[test]
fn a_cache_folder_that_is_a_link_is_not_used() {
    let bench = Bench::new();
    let elsewhere = tempfile::tempdir().expect("a folder");
    bench.current();
    let folder = bench.folders().remove(0);
    let root = folder.parent().expect("the library's folder");
    fs::rename(root, elsewhere.path().join("root")).expect("moved");
    std::os::unix::fs::symlink(elsewhere.path().join("root"), root).expect("a link");
    let library = bench.current();
    answers(&library);
    assert!(matches!(library.storage(), Storage::Memory(_)));
}

#[cfg(unix)]
#[test]
fn a_lock_that_is_no_regular_file_is_refused() {
    let bench = Bench::new();
    bench.current();
    let folder = bench.folders().remove(0);
    let lock = folder.with_file_name("lock");
    let target = bench.library.path().join("pack.toml");
    let text = fs::read(&target).expect("read");
    for kind in ["link", "pipe", "folder"] {
        let _ = fs::remove_file(&lock);
        match kind {
            "link" => std::os::unix::fs::symlink(&target, &lock).expect("a link"),
            "pipe" => {
                let made = Command::new("mkfifo").arg(&lock).status();
                assert!(made.expect("mkfifo is there").success());
            }
            _ => fs::create_dir(&lock).expect("a folder"),
        }
        fs::write(bench.library.path().join("more.toml"), format!("# {kind}")).expect("written");
        let library = bench.current();
        answers(&library);
        assert!(
            matches!(library.storage(), Storage::Memory(why) if why.contains("lock is not a regular file"))
        );
        assert_eq!(fs::read(&target).expect("read"), text);
    }
}

#[test]
fn a_lock_is_waited_for_only_a_few_seconds() {
    let bench = Bench::new();
    bench.current();
    let folder = bench.folders().remove(0);
    let mut options = fs::File::options();
    let lock = options.write(true).open(folder.with_file_name("lock"));
    let mut lock = lock.expect("there");
    lock.lock().expect("a lock");
    lock.write_all(b"4711        ").expect("written");
    fs::write(bench.library.path().join("more.toml"), "# more").expect("written");
    let library = bench.current();
    answers(&library);
    assert!(
        matches!(library.storage(), Storage::Memory(why) if why.contains("process 4711 is indexing")),
        "{:?}",
        library.storage()
    );
}

#[cfg(unix)]
#[test]
fn an_unreadable_index_is_replaced() {
    let bench = Bench::new();
    bench.current();
    let folder = bench.folders().remove(0);
    for path in [folder.join("records"), folder.join("meta.json"), folder] {
        set_mode(&path, 0);
        let library = bench.current();
        answers(&library);
        assert!(
            matches!(library.storage(), Storage::Disk(_)),
            "{}",
            path.display()
        );
    }
}

#[test]
fn a_file_that_is_cut_short_while_it_is_open_is_noticed() {
    let bench = Bench::large();
    let library = bench.current();
    let files = fs::read_dir(&bench.folders()[0]).expect("the index");
    let mut files = files.map(|file| file.expect("a file").path());
    let answers_file = files.find(|file| file.extension().is_some_and(|kind| kind == "store"));
    let answers_file = answers_file.expect("the stored answers");
    let file = fs::File::options().write(true).open(answers_file);
    file.and_then(|file| file.set_len(4096)).expect("cut");
    for entry in library.entries(None, None) {
        let body = library.body(entry).entry;
        assert!(body.short_answer.starts_with("Wait ") || library.damaged());
    }
    assert!(library.damaged());
    let mended = bench.refreshed(Some(library)).expect("a library");
    answers(&mended);
    assert!(mended.verify());
}
