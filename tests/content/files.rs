//! Faults of files and folders, apart from their content.

use std::fs;

use clinfaq::content::{
    InstalledPack, MAX_FILE, Place, Severity, check, fingerprint, fingerprint_of_contents, scan,
};

use super::bench::{Bench, GOOD};

const ENTRY: &str = "[[entry]]\nid = \"poh/x\"\ncondition = \"poh\"\ntopic = \"overview\"\nquestion = \"Is POH x?\"\nanswer = \"x[^gard]\"\n";

#[test]
fn files_are_listed_by_path_without_hidden_ones_and_others() {
    let bench = Bench::new()
        .file("z.toml", "")
        .file("a/b.toml", "")
        .file("a.toml", "")
        .file("A.TOML", "")
        .file("a/notes.md", "")
        .file(".hidden.toml", "")
        .file(".git/x.toml", "");
    let found = scan(&[Place::Folder(bench.path())]);
    let names: Vec<_> = found.files.iter().map(|file| file.name()).collect();
    assert_eq!(names, ["A.TOML", "a/b.toml", "a.toml", "z.toml"]);
    assert_eq!(found.problems, []);
}

#[test]
fn missing_and_empty_folders_are_distinguished() {
    let bench = Bench::new().file("a.toml", GOOD);
    let places = [
        Place::Folder(bench.path().join("nowhere")),
        Place::Folder(bench.path().join("a.toml")),
        Place::Folder(bench.path()),
    ];
    let found = scan(&places);
    let missing: Vec<_> = found.missing.iter().map(|(at, _)| *at).collect();
    assert_eq!(missing, [0, 1]);
    let report = check(&places, super::rules::today(), &mut |_| {});
    assert_eq!(report.missing, found.missing);
    assert_eq!((report.entries, report.errors), (2, 0));

    let empty = Bench::new().load();
    assert_eq!(empty.rules(), ["no-library"]);
    let other = Bench::new()
        .file("Cargo.toml", "[package]\nname = \"x\"\n")
        .load();
    assert_eq!(other.rules(), ["no-library", "unknown-key"]);
    assert_eq!(empty.sink.packs.len(), 1);
}

#[test]
fn files_that_are_not_utf_8_are_left_out() {
    let library = Bench::new()
        .file("a.toml", GOOD)
        .file("bad.toml", b"[[entry]]\nid = \"caf\xe9\"\n")
        .file("empty.toml", "")
        .file("mark.toml", format!("\u{feff}{ENTRY}"))
        .file("wide.toml", b"\xff\xfe[\0[\0")
        .load();
    assert_eq!(library.rules(), ["not-utf-8", "not-utf-8"]);
    assert_eq!(library.sink.entries.len(), 3);
    let site = &library.problems[0].sites[0];
    assert_eq!((site.line, site.column), (2, 10));
    assert_eq!(site.text, "id = \"caf\u{fffd}\"");
    assert!(library.problems[1].message.contains("UTF-16"));
}

#[test]
fn a_file_that_is_too_large_is_left_out_unread() {
    let bench = Bench::new().file("a.toml", GOOD).file("large.toml", "");
    let large = fs::File::options()
        .write(true)
        .open(bench.path().join("large.toml"));
    large
        .and_then(|file| file.set_len(MAX_FILE + 1))
        .expect("a sparse file");
    let library = bench.load();
    assert_eq!(library.rules(), ["file-too-large"]);
    assert_eq!(library.sink.entries.len(), 2);
}

#[test]
fn a_text_of_twenty_megabytes_drops_only_its_entry() {
    let long = format!("{ENTRY}\n").replace("x[^gard]", &"long ".repeat(4 << 20));
    let library = Bench::new()
        .file("a.toml", GOOD)
        .file("long.toml", long + &ENTRY.replace("poh/x", "poh/y"))
        .load();
    assert!(
        library.rules().contains(&"too-long"),
        "{:?}",
        library.rules()
    );
    assert_eq!(library.sink.entries.len(), 3);
    assert!(
        library
            .problems
            .iter()
            .flat_map(|p| &p.sites)
            .all(|s| s.text.len() < 200)
    );
}

#[cfg(unix)]
#[test]
fn link_loops_end_and_pipes_do_not_block() {
    use std::os::unix::fs::symlink;
    let bench = Bench::new()
        .file("real/a.toml", GOOD)
        .file("real/deep/b.toml", "");
    let root = bench.path();
    symlink(&root, root.join("real/deep/up")).expect("a link");
    symlink(root.join("real"), root.join("again")).expect("a link");
    symlink(root.join("nowhere"), root.join("broken.toml")).expect("a link");
    symlink(root.join("real/a.toml"), root.join("real/deep/notes.md")).expect("a link");
    std::process::Command::new("mkfifo")
        .arg(root.join("pipe.toml"))
        .status()
        .expect("mkfifo");
    let library = bench.load();
    assert_eq!(library.rules(), ["link-skipped"; 3]);
    assert!(library.problems[0].sites[0].file.ends_with("again"));
    assert_eq!(library.sink.entries.len(), 2);
    let places = [Place::Folder(root).with_links()];
    let report = check(&places, super::rules::today(), &mut |_| {});
    let rules: Vec<_> = report.diagnostics.iter().map(|p| &p.rule).collect();
    assert_eq!(rules, ["unreadable"], "the broken link");
    assert_eq!(report.entries, 2);
}

#[cfg(unix)]
#[test]
fn links_out_of_a_library_are_followed_only_when_asked_for() {
    use std::os::unix::fs::symlink;
    let elsewhere = Bench::new().file("b.toml", ENTRY).file("c.toml", "");
    let bench = Bench::new().file("a.toml", GOOD);
    symlink(elsewhere.path(), bench.path().join("more")).expect("a link");
    symlink(elsewhere.path().join("c.toml"), bench.path().join("c.toml")).expect("a link");
    let place = Place::Folder(bench.path());
    assert_eq!(scan(std::slice::from_ref(&place)).files.len(), 1);
    assert_eq!(scan(&[place.with_links()]).files.len(), 4);
}

#[cfg(unix)]
#[test]
fn a_pipe_that_replaced_a_file_is_refused() {
    let bench = Bench::new().file("a.toml", GOOD).file("b.toml", ENTRY);
    let path = bench.path().join("b.toml");
    let library = bench.load_while(|file_reads| {
        if file_reads == 1 {
            fs::remove_file(&path).expect("removed");
            let made = std::process::Command::new("mkfifo").arg(&path).status();
            assert!(made.expect("mkfifo").success());
        }
    });
    assert_eq!(library.rules(), ["unreadable"]);
    assert_eq!(library.sink.entries.len(), 2);
}

#[test]
fn folders_that_are_too_deep_are_reported() {
    let deep = "d/".repeat(63);
    let bench = Bench::new()
        .file("a.toml", GOOD)
        .file(format!("{deep}d/b.toml"), ENTRY)
        .file(format!("{deep}d/d/c.toml"), ENTRY);
    let library = bench.load();
    assert_eq!(library.rules(), ["unreadable"]);
    assert_eq!(library.sink.entries.len(), 3);
}

/// Sets the time at which a file was last modified, in seconds after 1970.
fn set_time(path: &std::path::Path, seconds: u64) {
    let time = std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
    let file = fs::File::options().write(true).open(path);
    file.and_then(|file| file.set_modified(time))
        .expect("a time can be set");
}

#[test]
fn a_change_that_keeps_size_and_time_changes_the_fingerprint() {
    // The last time is not a real one: then contents count.
    for seconds in [1_600_000_000, 0] {
        let bench = Bench::new().file("a.toml", GOOD).file("b.toml", ENTRY);
        let path = bench.path().join("b.toml");
        let places = [Place::Folder(bench.path())];
        set_time(&path, seconds);
        let before = (fingerprint(&places), fingerprint_of_contents(&places));
        let other = bench.path().join("other");
        fs::write(&other, ENTRY.replace("poh/x", "poh/y")).expect("written");
        fs::rename(&other, &path).expect("renamed");
        set_time(&path, seconds);
        #[cfg(unix)]
        assert_ne!(fingerprint(&places), before.0);
        assert_ne!(fingerprint_of_contents(&places), before.1);
        fs::write(&path, ENTRY).expect("written");
        assert_eq!(fingerprint_of_contents(&places), before.1);
    }
}

#[test]
fn the_fingerprint_of_a_scan_is_that_of_its_files() {
    let bench = Bench::new()
        .file("z.toml", GOOD)
        .file("a/b.toml", "")
        .file("a/deep/c.toml", "");
    let root = bench.path();
    #[cfg(unix)]
    for link in ["0", "a/b", "zz"] {
        std::os::unix::fs::symlink(root.join("a/deep"), root.join(link)).expect("a link");
    }
    let large = fs::File::create(root.join("large.toml"));
    large
        .and_then(|file| file.set_len(MAX_FILE + 1))
        .expect("a sparse file");
    let places = [Place::Bundled, Place::Folder(root.clone())];
    let seen = || fingerprint(&places).expect("both are there");
    let before = seen();
    assert_eq!(before, scan(&places).fingerprint);
    for (name, text) in [("new.toml", ""), ("a/b.toml", "format = 1")] {
        let earlier = seen();
        fs::write(root.join(name), text).expect("written");
        assert_ne!(seen(), earlier, "{name}");
        assert_eq!(seen(), scan(&places).fingerprint);
    }
    fs::rename(root.join("a/deep/c.toml"), root.join("a/deep/d.toml")).expect("renamed");
    assert_eq!(seen(), scan(&places).fingerprint);
    assert_eq!(fingerprint(&[Place::Folder(root.join("nowhere"))]), None);
}

#[test]
fn the_order_of_installed_packs_changes_the_fingerprint() {
    let pack = |id: &str, stamp| {
        Place::Installed(Box::new(InstalledPack {
            id: id.to_owned(),
            folder: id.into(),
            stamp,
            withdrawn: Vec::new(),
            label: "",
        }))
    };
    for stamp in 0..500 {
        let (one, two) = (pack("one", stamp), pack("second", 7 * stamp));
        let order = |places: [&Place; 2]| fingerprint(&places.map(Clone::clone));
        assert_eq!(order([&one, &two]), order([&one, &two]));
        assert_ne!(order([&one, &two]), order([&two, &one]), "{stamp}");
    }
}

#[cfg(unix)]
#[test]
fn unreadable_files_and_folders_are_reported() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Bench::new()
        .file("a.toml", GOOD)
        .file("closed.toml", ENTRY)
        .file("closed/b.toml", "");
    for name in ["closed.toml", "closed"] {
        let none = fs::Permissions::from_mode(0o000);
        fs::set_permissions(bench.path().join(name), none).expect("permissions");
    }
    if fs::read(bench.path().join("closed.toml")).is_ok() {
        return; // root reads everything
    }
    let library = bench.load();
    let open = fs::Permissions::from_mode(0o700);
    fs::set_permissions(bench.path().join("closed"), open).expect("permissions");
    assert_eq!(library.rules(), ["unreadable", "unreadable"]);
    assert_eq!(library.sink.entries.len(), 2);
}

#[test]
fn a_file_that_disappears_between_the_passes_is_reported() {
    let bench = Bench::new().file("a.toml", GOOD).file("b.toml", ENTRY);
    let path = bench.path().join("b.toml");
    let library = bench.load_while(|file_reads| {
        if file_reads == 2 {
            fs::remove_file(&path).expect("removed");
        }
    });
    assert_eq!(library.rules(), ["unreadable"]);
    assert_eq!(library.sink.entries.len(), 2);
}

#[test]
fn findings_beyond_a_thousand_are_only_counted() {
    let bad = "[[entry]]\nid = \"poh/X\"\nnokey = 1\n".repeat(1500);
    let library = Bench::new()
        .file("a.toml", GOOD)
        .file("bad.toml", bad)
        .load();
    assert_eq!(library.problems.len(), 1001);
    let last = library.problems.last().expect("the count");
    assert_eq!(last.rule, "more");
    assert!(
        library.problems[..1000]
            .iter()
            .all(|p| p.severity == Severity::Error)
    );
    // Each entry lacks three fields and has a bad id and an unknown key.
    assert_eq!(
        last.message,
        format!("{} more findings are not shown", 1500 * 5 - 1000)
    );
}

#[test]
fn progress_counts_both_passes_and_can_stop_loading() {
    let bench = Bench::new().file("a.toml", GOOD).file("b.toml", ENTRY);
    let mut seen = Vec::new();
    bench.load_watching(|progress| seen.push(progress));
    assert_eq!(seen.len(), 4);
    let last = seen.last().expect("progress");
    assert_eq!((last.done, last.entries), (last.total, 3));
    assert!(bench.load_stopping());
}
