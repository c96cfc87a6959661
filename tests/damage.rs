//! Damage to the files of an index never shows a wrong text.
//!
//! An index is damaged at random, opened as the program opens it, searched and read, and what is shown is compared with the
//! undamaged texts. A text may be missing if the library says that it is damaged; a result may be missing, or in another
//! place, if the check that runs in the background at every start finds the damage.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "it reports what it found"
)]
#![cfg(unix)]

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;

use clinfaq::content::Place;
use clinfaq::index::{Body, ConditionRecord, EntryOrd, Head, SourceOrd, SourceRecord, TopicOrd};
use clinfaq::library::{Library, Notice, Opener, Request, Storage, panic_is_caught};
use fastrand::Rng;
use tempfile::TempDir;

/// Panics that the library caught.
static CAUGHT: AtomicU32 = AtomicU32::new(0);

/// A library with its index, and another index whose files have the same names, and nearly the same sizes.
struct Bench {
    opener: Opener,
    /// The files of the index as they were written.
    files: Vec<(PathBuf, Vec<u8>)>,
    other_files: Vec<(PathBuf, Vec<u8>)>,
    queries: Vec<String>,
    sound: Sound,
    _folders: Vec<TempDir>,
}

/// What the undamaged index shows.
#[derive(Default)]
struct Sound {
    entries: HashMap<String, (Head, Body)>,
    conditions: HashMap<String, ConditionRecord>,
    sources: HashMap<String, SourceRecord>,
    found: HashMap<String, Vec<String>>,
}

/// How often which end was met.
#[derive(Debug, Default)]
struct Ends {
    /// The index was not opened, and would be built again.
    refused: u32,
    /// Something could not be read, and the library said so.
    noticed: u32,
    /// Results were missing or in another order, and the check found the damage.
    found_by_check: u32,
    /// Nothing that was shown had changed, and the check found the damage.
    unseen: u32,
}

fn opener_of(place: Place, cache: &Path) -> Opener {
    Opener::new(Request {
        places: vec![place],
        cache: Some(cache.to_owned()),
    })
}

/// The files of the index of a library, without those of its segment's random name.
fn files_of(opener: &Opener) -> Vec<(PathBuf, Vec<u8>)> {
    let library = opener.current(&mut |_| {}).expect("opened");
    let Storage::Disk(folder) = library.storage() else {
        panic!("{:?}", library.storage());
    };
    let files = fs::read_dir(folder).expect("listed").flatten();
    let mut files: Vec<(PathBuf, Vec<u8>)> = files
        .map(|file| (file.path(), fs::read(file.path()).expect("read")))
        .collect();
    files.sort_by_key(|(path, _)| (path.extension().map(ToOwned::to_owned), path.clone()));
    files
}

/// A library of `entries` entries. `shift` changes numbers in its texts, but no length.
fn write_library(folder: &Path, entries: u32, shift: u32) {
    let mut random = Rng::with_seed(1);
    let mut text =
        "format = 1\n[pack]\nid = \"many\"\ntitle = \"Many\"\nversion = \"1\"\n".to_owned();
    for source in 0..50 {
        text += &format!(
            "[[source]]\nid = \"s{source}\"\ntitle = \"Source {:05}\"\n",
            source + shift
        );
    }
    let topics = ["overview", "symptoms", "diagnosis", "treatment"];
    for condition in 0..entries / 4 {
        let id = format!("c{condition}");
        text += &format!("[[condition]]\nid = \"{id}\"\nname = \"Disease {condition:05}\"\n");
        for (at, topic) in topics.into_iter().enumerate() {
            let number = 4 * condition + at as u32 + shift;
            let word = |_| -> String { (0..7).map(|_| random.lowercase()).collect() };
            let words: Vec<String> = (0..40).map(word).collect();
            text += &format!(
                "[[entry]]\nid = \"{id}/{topic}\"\ncondition = \"{id}\"\ntopic = \"{topic}\"\nquestion = \"Is this number {number:05}?\"\nshort_answer = \"Wait {number:05} hours[^s{}].\"\nanswer = \"{}\"\n",
                number % 50,
                words.join(" ")
            );
        }
    }
    fs::write(folder.join("pack.toml"), text).expect("written");
}

impl Bench {
    fn bundled() -> Self {
        let [cache, other, other_cache] = [(); 3].map(|()| tempfile::tempdir().expect("a folder"));
        write_library(other.path(), 400, 0);
        let queries = [
            "fop treatment",
            "flare up",
            "surgery",
            "poh genes",
            "dentist",
            "how is it inherited",
            "steroids",
            "pregnancy",
            "topic:symptoms",
            "bone",
        ];
        Self::new(
            opener_of(Place::Bundled, cache.path()),
            &opener_of(Place::Folder(other.path().to_owned()), other_cache.path()),
            queries.map(str::to_owned).to_vec(),
            vec![cache, other, other_cache],
        )
    }

    fn generated(entries: u32) -> Self {
        let folders = [(); 4].map(|()| tempfile::tempdir().expect("a folder"));
        let [library, cache, other, other_cache] = folders;
        write_library(library.path(), entries, 0);
        write_library(other.path(), entries, 10_000);
        let mut random = Rng::with_seed(2);
        let number = |_| format!("disease {:05} treatment", random.u32(..entries / 4));
        let queries = (0..8)
            .map(number)
            .chain(["wait hours".into(), "number 00042".into()]);
        Self::new(
            opener_of(Place::Folder(library.path().to_owned()), cache.path()),
            &opener_of(Place::Folder(other.path().to_owned()), other_cache.path()),
            queries.collect(),
            vec![library, cache, other, other_cache],
        )
    }

    fn new(opener: Opener, other: &Opener, queries: Vec<String>, folders: Vec<TempDir>) -> Self {
        std::panic::set_hook(Box::new(|panic| match panic_is_caught() {
            true => drop(CAUGHT.fetch_add(1, Ordering::Relaxed)),
            false => eprintln!("{panic}"),
        }));
        let mut bench = Self {
            files: files_of(&opener),
            other_files: files_of(other),
            opener,
            queries,
            sound: Sound::default(),
            _folders: folders,
        };
        bench.sound = bench.read_all(&bench.opener.current(&mut |_| {}).expect("opened"));
        bench
    }

    fn read_all(&self, library: &Library) -> Sound {
        let entries = (0..library.all_entries()).map(|at| {
            let (head, body) = (library.head(EntryOrd(at)), library.body(EntryOrd(at)));
            (head.id.clone(), (head, body))
        });
        let conditions = library.conditions_by_name().into_iter().map(|at| {
            let record = library.condition(at);
            (record.condition.id.clone(), record)
        });
        let sources = (0..library.source_count()).map(|at| {
            let record = library.source(SourceOrd(at));
            (record.source.id.clone(), record)
        });
        let found = self
            .queries
            .iter()
            .map(|query| (query.clone(), found(library, query)));
        Sound {
            entries: entries.collect(),
            conditions: conditions.collect(),
            sources: sources.collect(),
            found: found.collect(),
        }
    }

    /// The library after it was checked in the background, and built again if need be.
    fn refreshed(&self, open: Option<Library>) -> Library {
        let (sender, receiver) = mpsc::channel();
        let _goes_on = self.opener.refresh(open.clone(), move |notice| {
            sender.send(notice).expect("somebody listens");
        });
        let mut last = open;
        for notice in receiver {
            match notice {
                Notice::Ready(library) => last = Some(library),
                Notice::Failed(error) => panic!("{error}"),
                Notice::Progress(_) | Notice::UpToDate => {}
            }
        }
        last.expect("a library")
    }

    /// Damages one or two files; says what was done, and to which.
    fn damage(&self, random: &mut Rng) -> (String, Vec<PathBuf>) {
        let (victim, bytes) = &self.files[random.usize(..self.files.len())];
        let (other, other_bytes) = &self.files[random.usize(..self.files.len())];
        let at = random.usize(..bytes.len().max(1));
        let end = bytes.len().min(at + random.usize(1..5000));
        let mut damaged = bytes.clone();
        let kind = random.usize(..8);
        let what = [
            "cut",
            "flipped",
            "zeroed",
            "overwritten",
            "swapped",
            "deleted",
            "replaced",
            "replaced by a part",
        ][kind];
        // The same file of another index; the names of tantivy's files differ only in the name of the segment.
        let foreign = self.other_files.iter().find(|(path, _)| {
            path.file_name() == victim.file_name()
                || path.extension() == victim.extension()
                    && path.extension().is_some_and(|kind| kind != "json")
        });
        let foreign = foreign.map_or(&[][..], |(_, bytes)| bytes);
        match kind {
            0 => damaged.truncate(at),
            1 if !bytes.is_empty() => damaged[at] ^= 1 << random.u8(..8),
            2 => damaged[at..end].fill(0),
            3 => damaged[at..end].fill_with(|| random.u8(..)),
            4 => damaged.clone_from(other_bytes),
            6 => foreign.clone_into(&mut damaged),
            7 if foreign.len() >= end => damaged[at..end].copy_from_slice(&foreign[at..end]),
            _ => {}
        }
        fs::write(victim, damaged).expect("written");
        match kind {
            4 => fs::write(other, bytes).expect("written"),
            5 => fs::remove_file(victim).expect("removed"),
            _ => {}
        }
        let name = |path: &PathBuf| path.file_name().map(ToOwned::to_owned);
        let done = format!(
            "{:?} {what} from {at} to {end} ({:?})",
            name(victim),
            name(other)
        );
        (done, vec![victim.clone(), other.clone()])
    }

    /// Writes files as they were; says whether they had changed.
    fn restore(&self, touched: &[PathBuf]) -> bool {
        let mut changed = false;
        for (path, bytes) in self.files.iter().filter(|(path, _)| touched.contains(path)) {
            changed |= fs::read(path).ok().as_ref() != Some(bytes);
        }
        for (path, bytes) in &self.files {
            // A folder that was refused may have been removed.
            if touched.contains(path) || !path.exists() {
                fs::create_dir_all(path.parent().expect("a folder")).expect("there");
                fs::write(path, bytes).expect("written");
                set_mode(path, 0o600);
            }
        }
        set_mode(self.files[0].0.parent().expect("a folder"), 0o700);
        changed
    }

    /// Opens, searches, reads; asserts that nothing wrong is shown. `near` says which entries to read as well.
    fn try_out(
        &self,
        done: &str,
        near: &[EntryOrd],
        random: &mut Rng,
        changed: bool,
        ends: &mut Ends,
    ) {
        let Some(library) = self.opener.at_once() else {
            ends.refused += 1;
            assert!(changed, "{done}");
            return;
        };
        let mut wrong = Vec::new();
        let mut others = false;
        let mut shown: Vec<EntryOrd> = near.to_vec();
        for query in &self.queries {
            let hits = library.search(query, 5).hits;
            shown.extend(hits.iter().map(|hit| hit.entry));
            others |= found(&library, query) != self.sound.found[query];
        }
        shown.extend((0..8).map(|_| EntryOrd(random.u32(..library.all_entries()))));
        for entry in shown {
            let (head, body) = (library.head(entry), library.body(entry));
            let known = self.sound.entries.get(&head.id);
            let head_is_right =
                head == Head::default() || known.is_some_and(|known| known.0 == head);
            let body_is_right = body == Body::default()
                || self
                    .sound
                    .entries
                    .get(&body.entry.id)
                    .is_some_and(|known| known.1 == body);
            let same = head.id.is_empty() || body.entry.id.is_empty() || head.id == body.entry.id;
            if !head_is_right || !body_is_right || !same {
                wrong.push(format!("{head:?} {body:?}"));
            }
            if (head == Head::default() || body == Body::default()) && !library.damaged() {
                wrong.push(format!("{entry:?} is missing"));
            }
            let id = head.condition.map(|at| library.condition(at));
            if let Some(record) = id
                && self.sound.conditions.get(&record.condition.id) != Some(&record)
                && !(record == ConditionRecord::default() && library.damaged())
            {
                wrong.push(format!("{record:?}"));
            }
        }
        // Every id must lead to what it names, or to nothing in an index that is known to be damaged.
        for (id, known) in self.sound.entries.iter().take(12) {
            let listed = library.find_entry(known.0.pack(), id);
            if !listed.is_some_and(|entry| library.head(entry) == known.0) && !library.damaged() {
                wrong.push(format!("{id} is not found"));
            }
        }
        for topic in (0..library.topic_count()).map(TopicOrd) {
            for entry in library.topic_entries(topic).into_iter().take(3) {
                if library.head(entry).topic() != topic && !library.damaged() {
                    wrong.push(format!("{entry:?} is not in {topic:?}"));
                }
            }
        }
        let source = library.source(SourceOrd(random.u32(..library.source_count())));
        if self.sound.sources.get(&source.source.id) != Some(&source) && !library.damaged() {
            wrong.push(format!("{source:?}"));
        }
        assert_eq!(wrong, Vec::<String>::new(), "{done}");
        match (library.damaged(), others) {
            (true, _) => ends.noticed += 1,
            (false, true) => ends.found_by_check += 1,
            (false, false) => ends.unseen += u32::from(changed),
        }
        assert_eq!(library.verify(), !changed, "{done}");
    }

    /// Damages the index so many times, flips bits of stored answers so many times, and asserts that nothing wrong is ever
    /// shown. After some of the damages the library is refreshed, as the browser does, and must be whole again.
    fn run(self, damages: u32, flips: u32, refreshes: u32) {
        let mut random = Rng::with_seed(3);
        let mut ends = Ends::default();
        for round in 0..damages {
            let (done, touched) = self.damage(&mut random);
            let changed = {
                let same = |(path, bytes): &(PathBuf, Vec<u8>)| {
                    fs::read(path).is_ok_and(|now| now == *bytes)
                };
                !self
                    .files
                    .iter()
                    .filter(|(path, _)| touched.contains(path))
                    .all(same)
            };
            self.try_out(&done, &[], &mut random, changed, &mut ends);
            if round % damages.div_ceil(refreshes) == 0 {
                let mended = self.refreshed(self.opener.at_once());
                assert!(mended.verify() && !mended.damaged(), "{done}");
                for (query, known) in &self.sound.found {
                    assert_eq!(found(&mended, query), *known, "{done}");
                }
                let folder = self.files[0].0.parent().expect("a folder");
                fs::remove_dir_all(folder).expect("removed");
            }
            self.restore(&touched);
        }
        println!(
            "{damages} damages: {ends:?}; {} panics caught",
            CAUGHT.load(Ordering::Relaxed)
        );
        let mut ends = Ends::default();
        let is_store =
            |(path, _): &&(PathBuf, Vec<u8>)| path.extension().is_some_and(|kind| kind == "store");
        let (store, bytes) = self
            .files
            .iter()
            .find(is_store)
            .expect("the stored answers");
        let entries = self.sound.entries.len();
        for _ in 0..flips {
            let mut damaged = bytes.clone();
            let at = random.usize(..bytes.len() * 95 / 100); // the rest is not text
            damaged[at] ^= 1 << random.u8(..8);
            fs::write(store, damaged).expect("written");
            let (around, width) = (entries * at / bytes.len(), 60.max(entries / 30));
            let near = around.saturating_sub(width)..(around + width).min(entries);
            let near: Vec<EntryOrd> = near.map(|at| EntryOrd(at as u32)).collect();
            let done = format!("bit of {at}");
            self.try_out(&done, &near, &mut random, true, &mut ends);
            self.restore(std::slice::from_ref(store));
        }
        println!("{flips} flips in answers: {ends:?}");
        assert!(ends.noticed >= flips / 2, "{ends:?}");
    }
}

/// The ids of the first results.
fn found(library: &Library, query: &str) -> Vec<String> {
    let hits = library.search(query, 5).hits.into_iter();
    hits.map(|hit| library.head(hit.entry).id).collect()
}

fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("a mode");
}

#[test]
fn damage_to_the_bundled_library_never_shows_a_wrong_text() {
    Bench::bundled().run(60, 25, 3);
}

#[test]
fn damage_to_a_large_library_never_shows_a_wrong_text() {
    Bench::generated(3_000).run(40, 25, 2);
}

/// `cargo test --test damage -- --ignored --nocapture` takes some minutes.
#[test]
#[ignore = "takes minutes"]
fn damage_of_every_kind_to_libraries_of_all_sizes_never_shows_a_wrong_text() {
    Bench::bundled().run(500, 200, 20);
    Bench::generated(3_000).run(500, 200, 10);
    Bench::generated(16_000).run(500, 200, 3);
}
