//! Index folders: whole or absent, newer than the files, and thrown away when damaged.

use std::fs;
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc;

use clinfaq::content::Place;
use clinfaq::index::{ConditionOrd, MedicationOrd, OrganizationOrd, SourceOrd, TopicOrd, TrialOrd};
use clinfaq::library::{Error, Indexer, Library, Notice, Opener, Request, Storage};
use proptest::prelude::*;
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
fn a_changed_file_is_seen_and_the_old_index_swept() {
    let bench = Bench::new();
    let old = bench.current();
    let more = "[[entry]]\nid = \"poh/what\"\ncondition = \"poh\"\ntopic = \"overview\"\nquestion = \"What is POH?\"\nanswer = \"Bone.\"\n";
    fs::write(bench.library.path().join("more.toml"), more).expect("written");
    let new = bench.refreshed(Some(old.clone())).expect("a library");
    assert_eq!(new.entry_count(), 2);
    answers(&old); // still open, still whole
    bench.refreshed(Some(new));
    assert_eq!(bench.folders().len(), 1, "the old folder is gone");
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
    fs::write(root.join(".new-1-0/meta.table"), "half").expect("written");
    let open = bench.opener().at_once();
    answers(open.as_ref().expect("the whole one"));
    bench.refreshed(open);
    assert!(!root.join(".new-1-0").exists());
}

#[test]
fn a_part_of_a_large_library_is_read_first_and_tells_no_problems() {
    let bench = Bench::new();
    // The first file refers to what only the second holds; together they are large.
    let filler = |name: &str| {
        let comment = "x".repeat(1 << 20);
        let topic = |n| format!("[[topic]]\nid = \"{name}{n}\"\ntitle = \"T\"\n# {comment}\n");
        (0..5).map(topic).collect::<String>()
    };
    let refers = "[[entry]]\nid = \"poh/first\"\ncondition = \"poh\"\ntopic = \"overview\"\nquestion = \"First?\"\nanswer = \"See[^late].\"\nrelated = [\"poh/last\"]\n";
    let holds = "[[source]]\nid = \"late\"\ntitle = \"Late\"\n[[entry]]\nid = \"poh/last\"\ncondition = \"poh\"\ntopic = \"overview\"\nquestion = \"Last?\"\nanswer = \"Yes[^late].\"\n";
    let write = |name: &str, text: &str| {
        fs::write(bench.library.path().join(name), text).expect("written");
    };
    write("a.toml", refers);
    write("y.toml", &format!("{}{holds}", filler("y")));
    write("z.toml", &filler("z"));
    let (sender, receiver) = mpsc::channel();
    let _goes_on = bench.opener().refresh(None, move |notice| {
        sender.send(notice).expect("somebody listens");
    });
    let ready: Vec<Library> = receiver
        .into_iter()
        .filter_map(|notice| match notice {
            Notice::Ready(library) => Some(library),
            _ => None,
        })
        .collect();
    let [part, whole] = &ready[..] else {
        panic!("{} libraries", ready.len());
    };
    assert!(part.partial() && !whole.partial());
    assert_eq!((part.entry_count(), whole.entry_count()), (2, 3));
    assert_eq!(part.problem_count(), 0, "{:?}", part.problems());
    assert_eq!(whole.problem_count(), 0, "{:?}", whole.problems());
}

/// What a library is refreshed to, where a shell with this script stands for the process that indexes.
#[cfg(unix)]
fn refreshed_by(bench: &Bench, script: &str, open: Option<Library>) -> Result<Library, Error> {
    let indexer = Indexer {
        program: "/bin/sh".into(),
        arguments: ["-c", script].map(Into::into).to_vec(),
    };
    let opener = bench.opener().with_indexer(Some(indexer));
    let (sender, receiver) = mpsc::channel();
    let _goes_on = opener.refresh(open, move |notice| {
        sender.send(notice).expect("somebody listens");
    });
    let last = receiver.into_iter().last().expect("a notice");
    match last {
        Notice::Ready(library) => Ok(library),
        Notice::Failed(error) => Err(error),
        other => panic!("{other:?}"),
    }
}

#[cfg(unix)]
#[test]
fn what_becomes_of_the_process_that_indexes_is_understood() {
    let made_by = |script: &str| {
        let bench = Bench::new();
        match refreshed_by(&bench, &format!("ulimit -c 0; {script}"), None) {
            Ok(library) => {
                answers(&library);
                match library.storage() {
                    Storage::Disk(_) => "on disk".to_owned(),
                    Storage::Memory(why) => format!("in memory: {why}"),
                }
            }
            Err(error) => error.to_string(),
        }
    };
    let too_little = "too little memory to index the library";
    for (script, made) in [
        // It knows nothing of indexing, or says that it did what it did not: then it is done here.
        ("exit 2", "on disk"),
        ("echo progress 1 2 3; echo made", "on disk"),
        ("echo no-disk it is full", "in memory: it is full"),
        ("echo no-memory; exit 2", too_little),
        ("kill -KILL $$", too_little),
        ("kill -ABRT $$", too_little),
        ("echo failed so it is", "cannot index the library: so it is"),
        (
            "kill -SEGV $$",
            "cannot index the library: the system ended what did it (signal 11)",
        ),
    ] {
        assert_eq!(made_by(script), made, "{script}");
    }
    let nowhere = Indexer {
        program: "/no/such/program".into(),
        arguments: Vec::new(),
    };
    let bench = Bench::new();
    let opener = bench.opener().with_indexer(Some(nowhere));
    let (sender, receiver) = mpsc::channel();
    let _goes_on = opener.refresh(None, move |notice| {
        sender.send(notice).expect("somebody listens");
    });
    assert!(matches!(
        receiver.into_iter().last(),
        Some(Notice::Ready(_))
    ));
}

#[cfg(unix)]
#[test]
fn a_library_that_could_not_be_renewed_says_so() {
    let bench = Bench::new();
    let open = bench.current();
    assert_eq!(open.outdated(), None);
    fs::write(bench.library.path().join("more.toml"), "# more").expect("written");
    let made = refreshed_by(&bench, "ulimit -c 0; kill -KILL $$", Some(open.clone()));
    assert!(matches!(made, Err(Error::Memory)));
    let outdated = open.outdated().expect("said");
    assert_eq!(outdated.why, "too little memory to index the library");
    answers(&open);
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

#[test]
fn each_file_of_the_index_may_be_missing() {
    let bench = Bench::new();
    bench.current();
    let files: Vec<PathBuf> = fs::read_dir(&bench.folders()[0])
        .expect("listed")
        .flatten()
        .map(|entry| entry.path())
        .collect();
    for name in files.iter().filter_map(|file| file.file_name()) {
        bench.current();
        fs::remove_file(bench.folders()[0].join(name))
            .or_else(|error| {
                // Segment files have another name in every index.
                if error.kind() == std::io::ErrorKind::NotFound {
                    Ok(())
                } else {
                    Err(error)
                }
            })
            .expect("removed");
        answers(
            &bench
                .refreshed(bench.opener().at_once())
                .expect("a library"),
        );
        answers(&bench.current());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn damage_anywhere_is_found_and_mended(
        file in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        noise in proptest::collection::vec(any::<u8>(), 0..64),
        cut in any::<bool>(),
    ) {
        let bench = Bench::new();
        bench.current();
        let folder = bench.folders().remove(0);
        let mut files: Vec<PathBuf> = fs::read_dir(&folder).expect("listed").flatten().map(|e| e.path()).collect();
        files.sort_by_key(|path| (path.extension().map(ToOwned::to_owned), path.clone()));
        let victim = &files[file.index(files.len())];
        let mut bytes = fs::read(victim).expect("read");
        let at = if bytes.is_empty() { 0 } else { at.index(bytes.len()) };
        if cut {
            bytes.truncate(at);
        } else {
            let end = bytes.len().min(at + noise.len());
            bytes[at..end].copy_from_slice(&noise[..end - at]);
        }
        fs::write(victim, bytes).expect("written");
        // Whatever is opened at once, in the end the answers are right, and stay so.
        answers(&bench.refreshed(bench.opener().at_once()).expect("a library"));
        answers(&bench.current());
    }
}

/// Reads all that can be read of a library without searching.
fn read_all(library: &Library) {
    library.packs();
    library.problems();
    for topic in 0..library.topic_count() {
        library.topic(TopicOrd(topic));
        library.topic_conditions(TopicOrd(topic));
    }
    library.conditions_by_name();
    library.root_conditions();
    library.general_topics();
    for condition in (0..library.condition_count()).map(ConditionOrd) {
        let record = library.condition(condition);
        library.condition_head(condition);
        library.conditions_called(&record.condition.name);
        library.find(&record.condition.id);
        for entry in library.entries(Some(condition), None) {
            let head = library.head(entry);
            library.body(entry);
            library.condition_of(entry);
            library.find_entry(head.pack(), &head.id);
        }
    }
    library.entries(None, None);
    for source in (0..library.source_count()).map(SourceOrd) {
        library.source(source);
    }
    for organization in 0..library.organization_count() {
        library.organization(OrganizationOrd(organization));
    }
    for trial in 0..library.trial_count() {
        library.trial(TrialOrd(trial));
    }
    for medication in 0..library.medication_count() {
        library.medication(MedicationOrd(medication));
    }
}

/// Only what the search library reads is read under a guard.
#[test]
fn damage_under_an_open_library_makes_nothing_panic() {
    let cache = tempfile::tempdir().expect("a folder");
    let opener = Opener::new(Request {
        places: vec![Place::Folder("faq".into())],
        cache: Some(cache.path().to_owned()),
    });
    let library = opener.current(&mut |_| {}).expect("opened");
    let Storage::Disk(folder) = library.storage() else {
        panic!("not on disk");
    };
    read_all(&library);
    assert!(!library.damaged());
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .expect("listed")
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "table"))
        .collect();
    files.sort();
    let mut random = fastrand::Rng::with_seed(1);
    let mut noise = [0; 40];
    for _ in 0..400 {
        let path = &files[random.usize(..files.len())];
        let whole = fs::read(path).expect("read");
        random.fill(&mut noise);
        let at = random.usize(..whole.len());
        let end = whole.len().min(at + random.usize(1..noise.len()));
        // In place: what is open sees it.
        let mut file = fs::File::options().write(true).open(path).expect("opened");
        let mut write = |from: &[u8]| {
            file.seek(SeekFrom::Start(at as u64)).expect("sought");
            file.write_all(from).expect("written");
        };
        write(&noise[..end - at]);
        read_all(&library);
        write(&whole[at..end]);
    }
    assert!(library.damaged());
}
