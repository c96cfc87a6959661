//! Links, archives made to do harm, and imports that are stopped.

use std::fs::{self, File};
use std::io::{Read, repeat};

use clinfaq::import::{Change, Error};
use tar::{Builder, EntryType, Header};

use crate::folder::{import, run};

const PAGE: &[u8] = br#"{"@type": "Question", "name": "One?", "acceptedAnswer": {"text": "A"}}"#;

fn header(size: u64) -> Header {
    let mut header = Header::new_gnu();
    header.set_size(size);
    header.set_mode(0o644);
    header
}

#[test]
fn long_names_in_archives_are_read() {
    let temporary = tempfile::tempdir().expect("a folder");
    let path = temporary.path().join("pages.tar");
    let mut tar = Builder::new(File::create(&path).expect("a file"));
    let long = format!("{}/gnu.json", "folder".repeat(30));
    tar.append_data(&mut header(PAGE.len() as u64), &long, PAGE)
        .expect("an entry");
    let long = format!("{}/pax.json", "folder".repeat(30));
    let extensions = [("path", long.as_bytes())];
    tar.append_pax_extensions(extensions).expect("a record");
    tar.append_data(&mut header(PAGE.len() as u64), "short", PAGE)
        .expect("an entry");
    tar.into_inner().expect("an archive");
    assert_eq!(
        import("faqpage", &path).ids(),
        ["general/gnu-1", "general/pax-1"]
    );
}

#[cfg(unix)]
#[test]
fn links_are_counted_and_not_followed() {
    let temporary = tempfile::tempdir().expect("a folder");
    let folder = temporary.path().join("pages");
    fs::create_dir(&folder).expect("a folder");
    fs::write(folder.join("a.json"), PAGE).expect("a file");
    std::os::unix::fs::symlink(&folder, folder.join("loop")).expect("a link");
    // A link to a file is as good as the file.
    std::os::unix::fs::symlink("a.json", folder.join("b.json")).expect("a link");
    let path = temporary.path().join("pages.tar");
    let mut tar = Builder::new(File::create(&path).expect("a file"));
    tar.append_data(&mut header(PAGE.len() as u64), "a.json", PAGE)
        .expect("an entry");
    let mut link = header(0);
    link.set_entry_type(EntryType::Symlink);
    tar.append_link(&mut link, "b.json", "a.json")
        .expect("a link");
    tar.into_inner().expect("an archive");
    for (source, entries) in [(folder, 2), (path, 1)] {
        let imported = import("faqpage", &source);
        assert_eq!(imported.summary.entries, entries, "{source:?}");
        assert_eq!(imported.count(Change::LinkedFile), 1, "{source:?}");
        assert!(imported.summary.unread.is_empty(), "{source:?}");
    }
}

#[test]
fn a_file_name_that_is_too_long_is_rejected() {
    for kind in [EntryType::GNULongName, EntryType::XHeader] {
        let temporary = tempfile::tempdir().expect("a folder");
        let path = temporary.path().join("pages.tar");
        let mut tar = Builder::new(File::create(&path).expect("a file"));
        let mut record = header(1 << 20);
        record.set_entry_type(kind);
        record.set_cksum();
        tar.append(&record, repeat(b'a').take(1 << 20))
            .expect("a record");
        tar.append_data(&mut header(PAGE.len() as u64), "a.json", PAGE)
            .expect("an entry");
        tar.into_inner().expect("an archive");
        let error = run("faqpage", &path, &temporary.path().join("dest")).expect_err("refused");
        let Error::Nothing { summary, .. } = error else {
            panic!("{error}")
        };
        assert!(
            summary.skipped[0].reason.contains("longer than 64 KB"),
            "{summary:?}"
        );
    }
}

#[cfg(unix)]
#[test]
fn a_stopped_import_leaves_nothing_behind() {
    use std::process::{Command, Stdio};

    let temporary = tempfile::tempdir().expect("a folder");
    let pipe = temporary.path().join("pages.tar");
    let run = |program: &str, arguments: &[&str]| {
        let status = Command::new(program).args(arguments).status();
        assert!(status.expect("a program").success());
    };
    run("mkfifo", &[&pipe.to_string_lossy()]);
    let mut import = Command::new(assert_cmd::cargo::cargo_bin("clinfaq"))
        .args(["import", "faqpage"])
        .arg(&pipe)
        .arg(temporary.path().join("new/folder/dest"))
        .env("CLINFAQ_CONFIG", "")
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    // The pipe can be opened once the program reads it. By then it handles signals.
    let mut tar = Builder::new(File::options().write(true).open(&pipe).expect("the pipe"));
    run("kill", &["-TERM", &import.id().to_string()]);
    // Until it has ended, and the pipe is closed.
    let mut files = 0..;
    while let Some(number) = files.next()
        && tar
            .append_data(
                &mut header(PAGE.len() as u64),
                format!("{number}.json"),
                PAGE,
            )
            .is_ok()
    {}
    drop(tar.into_inner());
    let mut said = String::new();
    import
        .stderr
        .take()
        .expect("a pipe")
        .read_to_string(&mut said)
        .expect("text");
    assert_eq!(import.wait().expect("an end").code(), Some(2));
    assert!(said.contains("the import was stopped"), "{said}");
    let left: Vec<_> = fs::read_dir(temporary.path())
        .expect("a folder")
        .flatten()
        .map(|entry| entry.file_name())
        .collect();
    assert_eq!(left, ["pages.tar"]);
}
