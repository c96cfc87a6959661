//! Writing the clinic's own texts: nothing that a person wrote is lost, whatever happens.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::home::{Home, Ran, SMALL};
use crate::read::told;

impl Home {
    /// A command with an editor: a shell script that gets the file as `$1`.
    pub(crate) fn editing(&self, args: &[&str], script: &str) -> Command {
        let file = self
            .folder
            .path()
            .join(format!("editor-{:08x}", crc32fast::hash(script.as_bytes())));
        fs::write(&file, script).expect("a file");
        let mut command = self.command(args);
        command.env("EDITOR", format!("/bin/sh {}", file.display()));
        command
    }

    pub(crate) fn edit(&self, args: &[&str], script: &str) -> Ran {
        Ran::of(self.editing(args, script).output().expect("the program"))
    }

    pub(crate) fn drafts(&self) -> PathBuf {
        self.folder.path().join(".local/share/clinfaq/drafts")
    }
}

/// A script that writes `text` into a new note.
pub(crate) fn types(text: &str) -> String {
    format!(
        "awk '{{ print }} /^text = /{{ print \"{text}\" }}' \"$1\" > \"$1.x\" && mv \"$1.x\" \"$1\"\n"
    )
}

/// The files of a folder that hold texts.
pub(crate) fn texts(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    let files = files.filter(|file| file.file_name().to_string_lossy().ends_with(".toml"));
    let files = files.filter(|file| file.file_name() != "pack.toml");
    files
        .map(|file| fs::read_to_string(file.path()).expect("text"))
        .collect()
}

pub(crate) const NEW: &[&str] = &["new", "note", "poh/surgery"];
pub(crate) const EDIT: &[&str] = &["edit", "poh/surgery", "--note"];
pub(crate) const ANSWER: &[&str] = &["edit", "poh/reviewed"];

/// A script that writes `text` as the short answer.
pub(crate) fn answers(text: &str) -> String {
    format!("sed -i 's/^short_answer = .*/short_answer = \"{text}\"/' \"$1\"\n")
}

#[test]
fn a_note_from_the_editor_is_shown_and_found() {
    let home = Home::new(SMALL);
    let ran = home
        .edit(NEW, &types("Ask Dr O\\x27Neil: \\\\\\\\srv \\\"now\\\"."))
        .ends(0);
    assert!(ran.out.starts_with("Saved: "), "{}", ran.out);
    assert!(
        ran.out.contains("clinic/note-poh--surgery.toml"),
        "{}",
        ran.out
    );
    let out = home.run(&["show", "poh/surgery"]).ends(0).out;
    assert!(
        out.contains("Our clinic \u{b7} 2026-11-20 (today)"),
        "{out}"
    );
    assert!(out.contains("Ask Dr O'Neil: \\srv \"now\"."), "{out}");
    home.run(&["search", "Neil"]).ends(0);
    assert_eq!(texts(&home.drafts()), [""; 0]);
    let clinic = home.folder.path().join(".local/share/clinfaq/clinic");
    let ran = home.run(&["check", &clinic.to_string_lossy()]).ends(0);
    assert!(ran.out.contains("0 errors, 0 warnings"), "{}", ran.out);
    // The next one is a note of its own.
    home.edit(NEW, &types("Another.")).ends(0);
    let out = home.run(&["show", "poh/surgery"]).ends(0).out;
    assert!(out.contains("O'Neil") && out.contains("Another."), "{out}");
}

#[test]
fn an_untouched_note_leaves_nothing_behind() {
    let home = Home::new(SMALL);
    for script in ["true", "rm \"$1\""] {
        let ran = home.edit(NEW, script).ends(1);
        assert_eq!(ran.out, "Nothing was written.\n");
    }
    let ran = home.edit(NEW, "exit 1").ends(2);
    assert!(ran.err.contains("the editor"), "{}", ran.err);
    let ran = Ran::of(
        home.command(NEW)
            .env("EDITOR", "no-such-editor")
            .output()
            .expect("run"),
    )
    .ends(2);
    assert!(
        ran.err.contains("set EDITOR to a text editor"),
        "{}",
        ran.err
    );
    let left = fs::read_dir(home.drafts()).expect("a folder").flatten();
    let names = left.map(|file| file.file_name().to_string_lossy().into_owned());
    // The name of a lock does not tell what was read.
    let names: Vec<String> = names.filter(|name| !name.starts_with(".lock-")).collect();
    assert_eq!(names, [""; 0]);
    assert!(
        !home
            .folder
            .path()
            .join(".local/share/clinfaq/clinic")
            .exists()
    );
}

#[test]
fn a_faulty_note_is_kept_with_the_reason_and_opened_again() {
    let home = Home::new(SMALL);
    let ran = home
        .edit(NEW, &types("Precious \\x27\\x27\\x27 words."))
        .ends(2);
    assert!(
        ran.err.contains("not saved: there is a mistake in it"),
        "{}",
        ran.err
    );
    assert!(
        ran.err.contains("drafts/note-poh--surgery.draft.toml"),
        "{}",
        ran.err
    );
    let [draft] = &texts(&home.drafts())[..] else {
        panic!("one draft")
    };
    assert!(
        draft.starts_with("#! Not saved: there is a mistake in it\n#! Line "),
        "{draft}"
    );
    // The line that is named is the one with the mistake.
    let line = draft
        .split("#! Line ")
        .nth(1)
        .and_then(|rest| rest.split(':').next());
    let line: usize = line.and_then(|line| line.parse().ok()).expect("a number");
    assert!(
        draft
            .lines()
            .nth(line - 1)
            .is_some_and(|line| line.contains("words")),
        "{line}: {draft}"
    );
    // Again with a mistake, and then without: the reasons do not pile up.
    home.edit(NEW, "grep -q Precious \"$1\"").ends(2);
    let [draft] = &texts(&home.drafts())[..] else {
        panic!("one draft")
    };
    assert_eq!(draft.matches("#! Not saved").count(), 1, "{draft}");
    home.edit(NEW, "sed -i \"s/ ''' words/ words/\" \"$1\"")
        .ends(0);
    let out = home.run(&["show", "poh/surgery"]).ends(0).out;
    assert!(out.contains("Precious words."), "{out}");
    assert_eq!(texts(&home.drafts()), [""; 0]);
}

#[test]
fn without_an_editor_a_note_is_read_from_standard_input() {
    let home = Home::new(SMALL);
    let type_in = |text: &str| told(home.command(NEW), text);
    assert_eq!(type_in("").ends(1).out, "Nothing was written.\n");
    type_in("Evil \u{1b}[31m'''\"\"\"\\ text\n\nSecond paragraph\n").ends(0);
    let out = home.run(&["show", "poh/surgery"]).ends(0).out;
    assert!(
        out.contains("'''\"\"\"\\ text") && out.contains("Second paragraph"),
        "{out}"
    );
    let ran = home.run(&["edit", "poh/surgery"]).ends(2);
    assert!(ran.err.contains("set EDITOR"), "{}", ran.err);
}

#[test]
fn notes_are_written_in_the_dialog() {
    let home = Home::new(SMALL);
    let script = "lines 0\nopen poh/surgery\nnote\nagain\nopen poh\nnote\n";
    let ran = told(home.editing(&["read"], &types("Ask Zelda.")), script).ends(0);
    let (_, after) = ran.out.split_once("Saved: ").expect("saved");
    assert!(after.contains("The library has been updated"), "{after}");
    assert!(after.contains("Ask Zelda."), "{after}");
    assert!(after.contains("Not here."), "{after}");
}

#[test]
fn private_settings_refuse_to_write_and_say_why() {
    let home = Home::new(SMALL);
    home.set("private = true\n");
    for args in [NEW, &["edit", "poh/surgery"]] {
        let ran = home.edit(args, &types("x")).ends(2);
        assert!(ran.err.contains("private = true"), "{}", ran.err);
    }
    assert!(!home.folder.path().join(".local").exists());
}

#[test]
fn where_nothing_can_be_written_the_message_says_so_before_anything_is_typed() {
    let home = Home::new(SMALL);
    let file = home.folder.path().join("file");
    fs::write(&file, "").expect("a file");
    let mut command = home.editing(NEW, "touch opened");
    let ran = Ran::of(command.env("XDG_DATA_HOME", &file).output().expect("run")).ends(2);
    assert!(ran.err.contains("nothing can be written in"), "{}", ran.err);
    home.set(format!(
        "clinic = \"{}/none\"\n",
        home.folder.path().display()
    ));
    let ran = home.edit(NEW, "touch opened").ends(2);
    assert!(
        ran.err.contains("the clinic's folder is not there"),
        "{}",
        ran.err
    );
    assert!(!Path::new("opened").exists());
    let ran = home.edit(&["new", "note", "poh/never-was"], "true").ends(2);
    assert!(
        ran.err.contains("no answer has the id") || ran.err.contains("not there"),
        "{}",
        ran.err
    );
}

#[test]
fn a_text_that_cannot_be_saved_is_kept_as_a_draft() {
    let home = Home::new(SMALL);
    let clinic = home.folder.path().join("share");
    fs::create_dir(&clinic).expect("a folder");
    home.set(format!("clinic = \"{}\"\n", clinic.display()));
    // The share goes away while somebody writes.
    let script = types("Precious.") + &format!("rmdir {0} && touch {0}\n", clinic.display());
    let ran = home.edit(NEW, &script).ends(2);
    assert!(ran.err.contains("cannot be saved in"), "{}", ran.err);
    assert!(texts(&home.drafts())[0].contains("Precious."));
    fs::remove_file(&clinic).expect("removed");
    fs::create_dir(&clinic).expect("a folder");
    home.edit(NEW, "true").ends(0);
    assert!(texts(&clinic)[0].contains("Precious."));
    assert_eq!(texts(&home.drafts()), [""; 0]);
}

#[test]
fn edit_writes_an_answer_in_place_of_another_and_then_edits_that() {
    let home = Home::new(SMALL);
    let before = fs::read(home.library().join("library.toml")).expect("a file");
    let edit = ["edit", "poh/reviewed"];
    home.edit(&edit, "true").ends(1);
    home.edit(
        &edit,
        "sed -i 's/^short_answer = .*/short_answer = \"Mine [^used].\"/' \"$1\"",
    )
    .ends(0);
    let out = home.run(&["show", "poh/reviewed"]).ends(0).out;
    assert!(
        out.contains("Mine [1]") && out.contains("no review yet"),
        "{out}"
    );
    assert!(out.contains("by Our clinic"), "{out}");
    home.edit(
        &edit,
        "grep -q 'Mine' \"$1\" && sed -i 's/Mine/Ours/' \"$1\"",
    )
    .ends(0);
    let out = home.run(&["show", "poh/reviewed"]).ends(0).out;
    assert!(out.contains("Ours [1]"), "{out}");
    let ran = home
        .edit(&edit, "sed -i 's/^topic = .*/topic = \"none\"/' \"$1\"")
        .ends(2);
    assert!(ran.err.contains("there is no topic `none`"), "{}", ran.err);
    assert_eq!(
        fs::read(home.library().join("library.toml")).expect("a file"),
        before
    );
}

#[test]
fn of_two_people_who_edit_one_note_the_second_sees_the_text_of_the_first() {
    let home = Home::new(SMALL);
    home.edit(NEW, &types("First.")).ends(0);
    let note = home
        .folder
        .path()
        .join(".local/share/clinfaq/clinic/note-poh--surgery.toml");
    let edit = ["edit", "poh/surgery", "--note"];
    let script = format!(
        "sed -i 's/First/Mine/' \"$1\"; sed -i 's/First/Theirs/' {}",
        note.display()
    );
    let ran = home.edit(&edit, &script).ends(2);
    assert!(
        ran.err.contains("somebody else has changed it meanwhile"),
        "{}",
        ran.err
    );
    assert!(texts(note.parent().expect("a folder"))[0].contains("Theirs."));
    home.edit(&edit, "grep -q Theirs \"$1\" && grep -q Mine \"$1\"")
        .ends(0);
    let text = &texts(note.parent().expect("a folder"))[0];
    assert!(text.contains("Mine.") && !text.contains("Theirs"), "{text}");
    let ran = home
        .edit(&["edit", "poh/surgery", "--note", "2"], "true")
        .ends(2);
    assert!(ran.err.contains("no note 2"), "{}", ran.err);
}

#[test]
fn people_who_write_at_once_lose_nothing() {
    let home = Home::new(SMALL);
    home.run(&["index"]).ends(0);
    let folder = home.folder.path().display();
    let text = |number: usize| format!("Text {number}.");
    let mut children = Vec::new();
    for number in 0..8 {
        // Nobody saves before all have opened the editor.
        let wait = format!(
            "touch {folder}/open-{number}\nwhile [ $(ls -d {folder}/open-* | wc -l) -lt 8 ]; do sleep 0.1; done\n"
        );
        let (args, script) = match number % 2 {
            0 => (NEW, types(&text(number))),
            _ => (ANSWER, answers(&text(number))),
        };
        let mut command = home.editing(args, &(wait + &script));
        let silent = command.stdout(Stdio::null()).stderr(Stdio::piped());
        children.push(silent.spawn().expect("the program"));
    }
    let ended = children.into_iter().enumerate().map(|(number, child)| {
        let ran = Ran::of(child.wait_with_output().expect("ended"));
        if ran.code != 0 {
            let message = "somebody else has changed it meanwhile";
            assert!(ran.err.contains(message), "{}", ran.err);
        }
        (number, ran.code)
    });
    let ended: Vec<(usize, i32)> = ended.collect();
    // Every note is saved. Of those who replace the same answer, one is the first.
    let saved = |is_note: bool| {
        let these = ended
            .iter()
            .filter(|(number, _)| (number % 2 == 0) == is_note);
        these.filter(|(_, code)| *code == 0).count()
    };
    assert_eq!((saved(true), saved(false)), (4, 1), "{ended:?}");
    for (number, code) in ended {
        let place = if code == 0 {
            home.clinic()
        } else {
            home.drafts()
        };
        let kept = texts(&place);
        let is_kept = kept.iter().any(|kept| kept.contains(&text(number)));
        assert!(is_kept, "{number}: {kept:#?}");
    }
    // The others find their drafts, with the text of the first.
    home.edit(ANSWER, "grep -q 'This is their text' \"$1\"")
        .ends(0);
    assert_clinic_is_sound(&home);
}

fn assert_clinic_is_sound(home: &Home) {
    let found = home.run(&["check"]).out;
    let errors = found.split("\n\n").filter(|one| one.starts_with("error"));
    let own: Vec<&str> = errors.filter(|one| one.contains("clinic/")).collect();
    assert!(own.is_empty(), "{own:#?}");
}

/// Kills the program while it saves, again and again. What the editor wrote is in the clinic's folder or in a draft, and
/// whole.
fn kill(seed: u64, times: usize, args: &[&str], write: impl Fn(&str) -> String) {
    let home = Home::new(SMALL);
    home.run(&["index"]).ends(0);
    let typed = home.folder.path().join("typed");
    let mut random = fastrand::Rng::with_seed(seed);
    for number in 0..times {
        let text = format!("Text {number}. {} end.", "x".repeat(4_000));
        // The editor kills the program that waits for it, after the text has been written, or soon after it has ended.
        let end = match number % 2 {
            0 => "kill -9 $PPID\n".to_owned(),
            _ => format!("( sleep 0.0{:02}; kill -9 $PPID ) &\n", random.u8(0..40)),
        };
        let record = format!("echo {number} >> {}\n", typed.display());
        let mut command = home.editing(args, &(write(&text) + &record + &end));
        let silent = command.stdout(Stdio::null()).stderr(Stdio::null());
        let _ = silent.status().expect("run");
        let kept = [texts(&home.clinic()), texts(&home.drafts())].concat();
        let typed = fs::read_to_string(&typed).unwrap_or_default();
        // Every note is kept. Of an answer that is edited again and again, the last text is.
        let must_be_kept = if args == NEW { times } else { 1 };
        for number in typed.lines().rev().take(must_be_kept) {
            let begin = format!("Text {number}. ");
            let whole = |text: &&String| text.contains(&begin) && text.contains("x end.");
            assert!(
                kept.iter().any(|text| whole(&text)),
                "text {number} is lost"
            );
        }
    }
    // What is left is opened again, and saved.
    for _ in 0..=times {
        if texts(&home.drafts()).is_empty() {
            break;
        }
        home.edit(args, "true");
    }
    assert_eq!(texts(&home.drafts()), [""; 0]);
    assert_clinic_is_sound(&home);
}

/// Kills the program while it adds bookmarks. Those that it said it has added are there.
fn kill_adding_bookmarks(times: usize) {
    let home = Home::new(SMALL);
    let mut random = fastrand::Rng::with_seed(7);
    let mut added = Vec::new();
    let started = Instant::now();
    home.run(&["bookmarks"]).ends(1);
    let usual = started.elapsed().as_micros() as u64;
    for number in 0..times {
        let id = format!("poh/{number}");
        let file = home.folder.path().join("new.toml");
        fs::write(&file, format!("[[bookmark]]\nid = \"{id}\"\n")).expect("written");
        let mut command = home.command(&["bookmarks", "--import", &file.to_string_lossy()]);
        let mut child = command.stdout(Stdio::piped()).spawn().expect("the program");
        std::thread::sleep(Duration::from_micros(random.u64(0..2 * usual)));
        let _ = child.kill();
        let output = child.wait_with_output().expect("ended");
        if output.stdout.starts_with(b"1 bookmark added") {
            added.push(id);
        }
        let known = home.run(&["bookmarks", "--export"]).ends(0).out;
        for id in &added {
            assert!(known.contains(&format!("\"{id}\"")), "{id} is lost");
        }
    }
}

#[test]
fn killed_while_writing_loses_nothing() {
    kill(0, 20, NEW, types);
    kill(0, 20, ANSWER, answers);
    kill_adding_bookmarks(20);
}

#[test]
#[ignore = "takes minutes"]
fn killed_a_thousand_times_loses_no_note() {
    // In homes of their own: each new note is indexed together with those before it.
    for seed in 0..20 {
        kill(seed, 50, NEW, types);
    }
}

#[test]
#[ignore = "takes minutes"]
fn killed_a_thousand_times_loses_no_answer_of_the_clinic() {
    kill(0, 1_000, ANSWER, answers);
}

#[test]
#[ignore = "takes minutes"]
fn killed_a_thousand_times_loses_no_bookmark() {
    kill_adding_bookmarks(1_000);
}
