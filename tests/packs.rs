//! Packs: made, carried, checked, installed, undone, damaged and interrupted.

#[path = "packs/damaged.rs"]
mod damaged;
#[path = "packs/hostile.rs"]
mod hostile;
#[path = "packs/interrupted.rs"]
mod interrupted;
#[path = "packs/stage.rs"]
mod stage;

use std::fs;
use std::path::Path;

use clinfaq::packs::{Added, Signer, check, make, newer};
use stage::{ALL, Computer, Publisher, library, library_with, today, write};

#[test]
fn a_pack_is_made_verified_installed_read_and_removed() {
    let publisher = Publisher::new();
    let pack = publisher.pack(&library(1), 1);
    let clinic = Computer::new();
    let file = pack.to_str().expect("a path");
    let verified = clinic.run(&["pack", "verify", file], "");
    assert!(
        verified.out.contains("poh-pack 1 is sound: 2 answers"),
        "{verified:?}"
    );
    assert!(verified.out.contains("not trusted yet"), "{verified:?}");
    // Who does not know the key is asked; the end of the input means no.
    let refused = clinic.run(&["pack", "add", "--yes", file], "");
    assert_eq!(refused.code, 1, "{refused:?}");
    assert!(clinic.store().installed().packs.is_empty());
    let added = clinic.run(&["pack", "add", file], "yes\ny\n");
    assert_eq!(added.code, 0, "{added:?}");
    let key = publisher.key.fingerprint();
    assert!(added.out.contains(&key), "{added:?}");
    // It is read together with the bundled library.
    let shown = clinic.run(&["show", "poh-pack/one"], "");
    assert!(shown.out.contains("Text of version 1."), "{shown:?}");
    assert_eq!(clinic.run(&["show", "fop"], "").code, 0);
    let listed = clinic.run(&["pack", "list"], "");
    assert!(listed.out.contains("A pack for tests"), "{listed:?}");
    assert!(listed.out.contains(&key), "{listed:?}");
    let again = clinic.run(&["pack", "add", "--yes", file], "");
    assert!(again.out.contains("already installed"), "{again:?}");
    // It travels on.
    let stick = tempfile::tempdir().expect("a folder");
    let to = stick.path().to_str().expect("a path");
    let copied = clinic.run(&["pack", "copy", "poh-pack", to], "");
    assert_eq!(copied.code, 0, "{copied:?}");
    let copy = stick.path().join("poh-pack-1.clinfaq");
    assert_eq!(
        fs::read(&copy).expect("a copy"),
        fs::read(&pack).expect("a pack")
    );
    assert!(check(&clinic.store(), &copy, None, false).is_ok());
    assert_eq!(clinic.run(&["pack", "remove", "poh-pack"], "").code, 0);
    assert_eq!(clinic.run(&["show", "poh-pack/one"], "").code, 1);
}

#[test]
fn the_same_library_gives_the_same_bytes() {
    let publisher = Publisher::new();
    let folder = tempfile::tempdir().expect("a folder");
    library(1).write(folder.path());
    // Other times and another order of the files on the disk.
    let second = tempfile::tempdir().expect("a folder");
    library(1).write_backwards(second.path());
    let made = [folder.path(), second.path()].map(|from| {
        let out = tempfile::tempdir().expect("a folder");
        let made = make(from, out.path(), &publisher.secret(), None, today()).expect("a pack");
        fs::read(made.file).expect("a file")
    });
    assert!(made[0] == made[1]);
}

#[test]
fn a_library_with_errors_or_without_a_sequence_becomes_no_pack() {
    let publisher = Publisher::new();
    for (text, expected) in [
        ("[[entry]]\nid = \"poh-pack/bad\"\n", "has 4 errors"),
        (
            "[[entry]]\nid = \"poh-pack/future\"\ncondition = \"poh-pack\"\ntopic = \"overview\"\nquestion = \"When?\"\n\
          short_answer = \"Later.\"\nlast_updated = 2031-01-01\n",
            "a date in the future: 2031-01-01",
        ),
    ] {
        let error = publisher.make(&library_with(1, text)).expect_err("a fault");
        assert!(error.to_string().contains(expected), "{error}");
    }
    let mut none = library(1);
    none.pack = none.pack.replace("sequence = 1\n", "");
    let error = publisher.make(&none).expect_err("a fault");
    assert!(error.to_string().contains("has no `sequence`"), "{error}");
    assert!(error.hint.contains("sequence = 1"), "{}", error.hint);
}

#[test]
fn an_update_names_what_changes_and_can_be_undone() {
    let publisher = Publisher::new();
    let clinic = Computer::new();
    clinic.install(&publisher.pack(&library(1), 1));
    let withdrawn = library(2).withdraw("poh-pack/two", "The dose was wrong.");
    let second = publisher.pack(&withdrawn, 2);
    let file = second.to_str().expect("a path");
    let changes = clinic.run(&["pack", "changes", file], "");
    for expected in [
        "since version 1: 1 changed, 1 withdrawn",
        "The dose was wrong.",
        "What is one? (poh-pack/one)",
    ] {
        assert!(changes.out.contains(expected), "{expected}: {changes:?}");
    }
    clinic.install(&second);
    assert!(
        clinic
            .run(&["show", "poh-pack/one"], "")
            .out
            .contains("Text of version 2.")
    );
    let last = clinic.run(&["pack", "changes", "poh-pack", "--json"], "");
    let last: serde_json::Value = serde_json::from_str(&last.out).expect("JSON");
    assert_eq!(last["since"], 1);
    assert_eq!(last["changed"][0]["id"], "poh-pack/one");
    let undone = clinic.run(&["pack", "undo", "poh-pack"], "");
    assert!(
        undone.out.contains("version 1 is read again instead of 2"),
        "{undone:?}"
    );
    assert!(
        clinic
            .run(&["show", "poh-pack/one"], "")
            .out
            .contains("Text of version 1.")
    );
    // What was withdrawn stays withdrawn.
    let shown = clinic.run(&["show", "poh-pack/two"], "");
    assert!(shown.out.contains("The dose was wrong."), "{shown:?}");
    assert!(!shown.out.contains("Text of two."), "{shown:?}");
    clinic.run(&["pack", "undo", "poh-pack"], "");
    assert_eq!(clinic.current("poh-pack"), Some(2));
    let removed = clinic.run(&["pack", "remove", "--old", "poh-pack"], "");
    assert!(removed.out.contains("removed version 1"), "{removed:?}");
    assert_eq!(clinic.run(&["pack", "undo", "poh-pack"], "").code, 2);
}

#[test]
fn withdrawals_apply_although_the_update_is_declined() {
    let publisher = Publisher::new();
    let clinic = Computer::new();
    clinic.install(&publisher.pack(&library(1), 1));
    let second = publisher.pack(
        &library(2).withdraw("poh-pack/two", "The dose was wrong."),
        2,
    );
    let declined = clinic.run(&["pack", "add", second.to_str().expect("a path")], "n\n");
    assert_eq!(declined.code, 1, "{declined:?}");
    assert!(
        declined.err.contains("1 answer withdrawn anyway"),
        "{declined:?}"
    );
    assert_eq!(clinic.current("poh-pack"), Some(1));
    let shown = clinic.run(&["show", "poh-pack/two"], "");
    assert!(shown.out.contains("The dose was wrong."), "{shown:?}");
    assert!(
        clinic
            .run(&["show", "poh-pack/one"], "")
            .out
            .contains("Text of version 1.")
    );
}

#[test]
fn withdrawals_apply_when_a_reader_looks_at_the_update_in_the_dialog() {
    let publisher = Publisher::new();
    let clinic = Computer::new();
    clinic.install(&publisher.pack(&library(1), 1));
    let second = library(2).withdraw("poh-pack/two", "The dose was wrong.");
    let second = publisher.pack(&second, 2);
    let config = clinic.settings_with_stick(second.parent().expect("a folder"));
    let said = clinic.run_with_settings(&config, &["read"], "packs\nlinks\n1\nquit\n");
    for expected in [
        "1 newer pack on the stick: type packs",
        "1 answer is withdrawn by the publisher",
        "The library has been updated",
    ] {
        assert!(said.out.contains(expected), "{expected}: {said:?}");
    }
    assert_eq!(clinic.current("poh-pack"), Some(1));
    let shown = clinic.run(&["show", "poh-pack/two"], "");
    assert!(shown.out.contains("The dose was wrong."), "{shown:?}");
    // Looking again changes nothing.
    let again = clinic.run_with_settings(&config, &["read"], "packs\nlinks\n1\nquit\n");
    assert!(!again.out.contains("has been updated"), "{again:?}");
}

#[test]
fn an_older_version_is_refused_unless_it_is_asked_for() {
    let publisher = Publisher::new();
    let clinic = Computer::new();
    let old = publisher.pack(&library(1), 1);
    clinic.install(&publisher.pack(&library(2), 2));
    let file = old.to_str().expect("a path");
    let refused = clinic.run(&["pack", "add", "--yes", file], "");
    assert_eq!(refused.code, 2);
    assert!(
        refused
            .err
            .contains("older than what this computer has seen"),
        "{refused:?}"
    );
    // Not even after the pack was removed.
    clinic.run(&["pack", "remove", "poh-pack"], "");
    assert_eq!(clinic.run(&["pack", "add", "--yes", file], "").code, 2);
    let added = clinic.run(&["pack", "add", "--yes", "--allow-older", file], "");
    assert_eq!(added.code, 0, "{added:?}");
    assert_eq!(clinic.current("poh-pack"), Some(1));
}

#[test]
fn an_unsigned_pack_needs_permission_and_stays_marked() {
    let publisher = Publisher::new();
    let clinic = Computer::new();
    let pack = publisher.pack(&library(1), 1);
    fs::remove_file(pack.with_extension("clinfaq.minisig")).expect("a signature");
    let file = pack.to_str().expect("a path");
    let refused = clinic.run(&["pack", "add", "--yes", file], "");
    assert!(
        refused.err.contains("its signature is missing"),
        "{refused:?}"
    );
    assert!(refused.err.contains("--unsigned"), "{refused:?}");
    assert_eq!(
        clinic
            .run(&["pack", "add", "--yes", "--unsigned", file], "")
            .code,
        0
    );
    let listed = clinic.run(&["pack", "list"], "");
    assert!(
        listed
            .out
            .contains("unsigned: its origin cannot be checked"),
        "{listed:?}"
    );
    let shown = clinic.run(&["show", "poh-pack/one"], "");
    assert!(shown.out.contains("Test publisher (unsigned)"), "{shown:?}");
    // A signed version may follow; after it, no unsigned one.
    clinic.install(&publisher.pack(&library(2), 2));
    let third = publisher.pack(&library(3), 3);
    fs::remove_file(third.with_extension("clinfaq.minisig")).expect("a signature");
    let refused = clinic.run(
        &[
            "pack",
            "add",
            "--yes",
            "--unsigned",
            third.to_str().expect("a path"),
        ],
        "",
    );
    assert!(refused.err.contains("was signed before"), "{refused:?}");
}

#[test]
fn a_new_key_is_accepted_if_the_old_one_vouches_for_it_and_revoked_keys_are_not() {
    let first = Publisher::new();
    let clinic = Computer::new();
    clinic.install(&first.pack(&library(1), 1));
    // Two changes of keys, of which the clinic has seen neither.
    let third = first.successor().successor();
    let rotated = third.pack(&library(2).revoke(&first.key), 2);
    let checked = check(&clinic.store(), &rotated, None, false).expect("a pack");
    assert!(matches!(
        checked.signer,
        Signer::Trusted {
            vouched_by: Some(_),
            ..
        }
    ));
    clinic.install(&rotated);
    // The first key is revoked now: neither it nor a key that it vouches for is accepted.
    let stolen = first.successor();
    for (publisher, expected) in [
        (&first, "its key was revoked"),
        (&stolen, "signed by somebody else"),
    ] {
        let pack = publisher.pack(&library(3), 3);
        let refused = clinic.run(
            &["pack", "add", "--yes", pack.to_str().expect("a path")],
            "",
        );
        assert!(refused.err.contains(expected), "{refused:?}");
    }
    let listed = clinic.run(&["pack", "trust"], "");
    assert!(listed.out.contains(&format!(
        "{}  {} (revoked)",
        first.key.fingerprint(),
        first.key.text()
    )));
    // A stranger who has no proof.
    let stranger = Publisher::new();
    let pack = stranger.pack(&library(3), 3);
    let refused = clinic.run(
        &["pack", "add", "--yes", pack.to_str().expect("a path")],
        "",
    );
    assert!(
        refused.err.contains("signed by somebody else"),
        "{refused:?}"
    );
    // The publisher has lost the key: the clinic can start again.
    clinic.run(&["pack", "remove", "--forget", "poh-pack"], "");
    let file = pack.to_str().expect("a path");
    let added = clinic.run(
        &["pack", "add", "--yes", "--key", stranger.key.text(), file],
        "",
    );
    assert_eq!(added.code, 0, "{added:?}");
}

#[test]
fn no_publisher_takes_the_answers_of_another() {
    let (first, second) = (Publisher::new(), Publisher::new());
    let clinic = Computer::new();
    clinic.install(&first.pack(&library(1), 1));
    let mut copy = library(1);
    copy.pack = copy.pack.replace("id = \"poh-pack\"", "id = \"other\"");
    let other = |library: &stage::Source| second.pack(library, 1);
    let take = ["pack", "add", "--yes", "--key", second.key.text()];
    let refused = clinic.run(
        &[&take[..], &[other(&copy).to_str().expect("a path")]].concat(),
        "",
    );
    assert!(
        refused
            .err
            .contains("`poh-pack/one` is an answer of another publisher"),
        "{refused:?}"
    );
    // Nor does it withdraw them, nor those of the bundled library.
    for id in ["poh-pack/one", "poh/treatment-proven"] {
        let mut withdraws = library(1).withdraw(id, "Because.");
        withdraws.pack = withdraws
            .pack
            .replace("id = \"poh-pack\"", "id = \"other\"");
        withdraws.files = vec![(String::from("e.toml"), stage::condition("other-pack"))];
        let refused = clinic.run(
            &[&take[..], &[other(&withdraws).to_str().expect("a path")]].concat(),
            "",
        );
        assert!(
            refused
                .err
                .contains(&format!("`{id}` is an answer of another publisher")),
            "{refused:?}"
        );
    }
}

#[test]
fn the_newer_one_of_a_system_pack_and_an_own_pack_is_read() {
    let publisher = Publisher::new();
    let admin = Computer::new();
    admin.install(&publisher.pack(&library(2), 2));
    let clinic = Computer::new();
    clinic.install(&publisher.pack(&library(1), 1));
    let system = admin.data.path();
    assert!(
        clinic
            .run_with(system, &["show", "poh-pack/one"])
            .out
            .contains("Text of version 2.")
    );
    clinic.install(&publisher.pack(&library(3), 3));
    assert!(
        clinic
            .run_with(system, &["show", "poh-pack/one"])
            .out
            .contains("Text of version 3.")
    );
    let listed = clinic.run_with(system, &["pack", "list"]);
    assert!(
        listed
            .out
            .contains("a newer version of it is installed elsewhere"),
        "{listed:?}"
    );
    // A folder of packs without a state, as a distribution ships it.
    fs::remove_file(system.join("clinfaq/packs/state.json")).expect("a state");
    let other = Computer::new();
    assert!(
        other
            .run_with(system, &["show", "poh-pack/one"])
            .out
            .contains("Text of version 2.")
    );
}

#[test]
fn the_order_of_packs_says_which_one_wins() {
    let publisher = Publisher::new();
    let clinic = Computer::new();
    clinic.install(&publisher.pack(&library(1), 1));
    let mut second = library(1);
    second.pack = second.pack.replace("id = \"poh-pack\"", "id = \"second\"");
    second.files[0].1 = second.files[0]
        .1
        .replace("Text of version 1.", "Text of the second.");
    // The same publisher may move answers from one pack to another.
    clinic.install(&publisher.pack(&second, 1));
    assert!(
        clinic
            .run(&["show", "poh-pack/one"], "")
            .out
            .contains("Text of version 1.")
    );
    clinic.run(&["pack", "order", "second"], "");
    assert!(
        clinic
            .run(&["show", "poh-pack/one"], "")
            .out
            .contains("Text of the second.")
    );
}

#[test]
fn newer_packs_on_a_stick_are_found_by_their_names() {
    let publisher = Publisher::new();
    let clinic = Computer::new();
    clinic.install(&publisher.pack(&library(2), 2));
    let stick = tempfile::tempdir().expect("a folder");
    for name in [
        "poh-pack-1.clinfaq",
        "poh-pack-3.clinfaq",
        "poh-pack-12.clinfaq",
        "other-4.clinfaq",
        "other-4.clinfaq.minisig",
        "packs/ward-2.clinfaq",
        "Holiday photo.jpg",
        "x-99999999999999999999999.clinfaq",
    ] {
        write(&stick.path().join(name), "");
    }
    let found = newer(
        &clinic.store().installed(),
        [stick.path(), Path::new("/nowhere")],
    );
    let found: Vec<_> = found
        .iter()
        .map(|it| (&*it.id, it.sequence, it.current))
        .collect();
    assert_eq!(
        found,
        [
            ("other", 4, None),
            ("poh-pack", 12, Some(2)),
            ("ward", 2, None)
        ]
    );
}

#[test]
fn a_wrong_clock_refuses_nothing_and_today_is_not_before_what_packs_show() {
    let publisher = Publisher::new();
    let clinic = Computer::new();
    let pack = publisher.pack(&library(1), 1);
    let file = pack.to_str().expect("a path");
    let key = publisher.key.text();
    let added = clinic.run(
        &[
            "--today",
            "2001-01-01",
            "pack",
            "add",
            "--yes",
            "--key",
            key,
            file,
        ],
        "",
    );
    assert_eq!(added.code, 0, "{added:?}");
    assert_eq!(
        clinic
            .store()
            .installed()
            .newest
            .map(|date| date.to_string())
            .as_deref(),
        Some("2026-11-20")
    );
}

#[test]
fn a_full_disk_leaves_the_old_version() {
    let publisher = Publisher::new();
    let clinic = Computer::new();
    clinic.install(&publisher.pack(&library(1), 1));
    let second = publisher.pack(&library(2).big(), 2);
    // Files may not grow beyond a few kilobytes: at some write the disk is full.
    let file = second.to_str().expect("a path");
    for blocks in [0, 1, 4, 16, 64] {
        let refused = clinic.run_with_full_disk(blocks, &["pack", "add", "--yes", file]);
        assert_ne!(refused.code, 0, "{blocks}: {refused:?}");
        assert_eq!(clinic.current("poh-pack"), Some(1));
        assert!(clinic.is_whole());
    }
    clinic.install(&second);
    assert_eq!(clinic.current("poh-pack"), Some(2));
}

#[test]
fn a_signature_of_minisign_is_accepted_once_its_key_is_trusted() {
    // Minisign's own trusted comment names no pack and no key.
    let publisher = Publisher::new();
    let pack = publisher.pack(&library(1), 1);
    publisher.sign(&pack, "timestamp:1700000000\tfile:x\thashed");
    let clinic = Computer::new();
    let file = pack.to_str().expect("a path");
    let refused = clinic.run(&["pack", "add", "--yes", file], "");
    assert!(
        refused
            .err
            .contains("a key that is not trusted, and does not name it"),
        "{refused:?}"
    );
    clinic.run(
        &[
            "pack",
            "trust",
            publisher.key.text(),
            "--name",
            "Test publisher",
        ],
        "",
    );
    assert_eq!(clinic.run(&["pack", "add", "--yes", file], "").code, 0);
}

#[test]
fn a_key_with_a_password_signs_only_with_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let key = folder.path().join("clinic.key");
    let key = key.to_str().expect("a path");
    let computer = Computer::new();
    let made = computer.run(&["pack", "keygen", key], "secret words\n");
    assert_eq!(made.code, 0, "{made:?}");
    let again = computer.run(&["pack", "keygen", key], "other\n");
    assert_eq!(again.code, 2, "a key is never overwritten");
    let source = tempfile::tempdir().expect("a folder");
    library(1).write(source.path());
    let make = [
        "pack",
        "make",
        source.path().to_str().expect("a path"),
        "--key",
        key,
        "--out",
    ];
    let make = [&make[..], &[folder.path().to_str().expect("a path")]].concat();
    let wrong = computer.run(&make, "wrong\n");
    assert!(wrong.err.contains("Wrong password"), "{wrong:?}");
    let right = computer.run(&make, "secret words\n");
    assert_eq!(right.code, 0, "{right:?}");
    assert!(right.out.contains("minisign -V -P RW"), "{right:?}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        assert_eq!(fs::metadata(key).expect("a key").mode() & 0o777, 0o600);
    }
}

#[test]
fn in_process_and_declined_nothing_is_written_but_the_state() {
    let publisher = Publisher::new();
    let clinic = Computer::new();
    let pack = publisher.pack(&library(1), 1);
    let added = clinic
        .store()
        .add(&pack, &ALL, &mut |_| false)
        .expect("an offer");
    assert!(matches!(added, Added::Declined(_, 0)));
    assert_eq!(clinic.files(), ["lock"]);
}

#[test]
fn an_update_names_the_notes_and_bookmarks_on_what_changes() {
    let publisher = Publisher::new();
    let clinic = Computer::new();
    clinic.install(&publisher.pack(&library(1), 1));
    let own = clinic.data.path().join("clinfaq/clinic");
    let note = |id: &str| format!("[[note]]\nentry = \"{id}\"\ntext = \"Ask the team.\"\n");
    write(
        &own.join("notes.toml"),
        &(note("poh-pack/one") + &note("poh-pack/two")),
    );
    write(
        &own.join("bookmarks.toml"),
        "[[bookmark]]\nid = \"poh-pack/one\"\n",
    );
    let second = publisher.pack(&library(2), 2);
    let changes = clinic.run(&["pack", "changes", second.to_str().expect("a path")], "");
    assert!(changes.out.contains("Note on poh-pack/one"), "{changes:?}");
    assert!(
        changes.out.contains("Bookmark on poh-pack/one"),
        "{changes:?}"
    );
    assert!(!changes.out.contains("Note on poh-pack/two"), "{changes:?}");
}

#[test]
fn the_dialog_shows_a_pack_and_installs_it_when_that_is_chosen() {
    let publisher = Publisher::new();
    let clinic = Computer::new();
    let pack = publisher.pack(&library(1), 1);
    let config = clinic.settings_with_stick(pack.parent().expect("a folder"));
    let said = clinic.run_with_settings(&config, &["read"], "packs\nlinks\n1\nlinks\n1\none\n");
    for expected in [
        "1 new pack on the stick: type packs",
        "signed with a key that is not trusted yet",
        &publisher.key.fingerprint(),
        "poh-pack 1 is installed",
        "The library has been updated",
    ] {
        assert!(said.out.contains(expected), "{expected}: {said:?}");
    }
    assert_eq!(clinic.current("poh-pack"), Some(1));
}
