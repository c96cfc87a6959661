//! MedQuAD from a folder and from an archive, whole and damaged.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use clinfaq::import::{Change, Error};
use lzma_rust2::{XzOptions, XzWriter};

use crate::folder::{fixtures, import, run};

#[test]
fn a_folder_becomes_a_library_without_findings() {
    let imported = import("medquad", &fixtures("medquad"));
    assert_eq!(imported.problems, [], "{:#?}", imported.problems);
    assert_eq!(
        imported.ids(),
        [
            "blue-toe-disease-type-2/gard-0000002-1-1",
            "blue-toe-disease/gard-0000001-2",
            "blue-toe-disease/gard-0000001-3",
            "blue-toe-disease/ghr-0000007-1",
            "general/cdc-0000011-1",
            "numb-thumb/ninds-0000009-1",
        ]
    );
    let summary = &imported.summary;
    assert_eq!(
        (
            summary.files,
            summary.conditions,
            summary.sources,
            summary.topics
        ),
        (7, 3, 5, 1)
    );
    assert_eq!(summary.joined, 1);
    for (dirt, count) in [
        (Change::Missing, 1),
        (Change::Verb, 1),
        (Change::Repeated, 1),
        (Change::List, 1),
        (Change::Frequencies, 1),
        (Change::Paragraph, 1),
        (Change::Reference, 1),
    ] {
        assert_eq!(imported.count(dirt), count, "{dirt:?}");
    }
    let skipped = imported.skipped();
    assert_eq!(skipped.len(), 2, "{skipped:?}");
    assert_eq!(
        skipped[0].0,
        Path::new("4_CDC").join("0000012.xml").to_string_lossy()
    );
    assert!(
        skipped[0].1.contains("ends within <Answer>")
            || skipped[0].1.contains("ends within <answer>"),
        "{skipped:?}"
    );
    assert!(
        skipped[1].1.contains("not a MedQuAD document"),
        "{skipped:?}"
    );
}

#[test]
fn a_condition_of_two_collections_is_one_file() {
    let imported = import("medquad", &fixtures("medquad"));
    insta::assert_snapshot!(imported.file("conditions/blue-toe-disease.toml"));
}

#[test]
fn the_pack_names_the_authors_as_the_licence_asks() {
    let imported = import("medquad", &fixtures("medquad"));
    let pack = &imported.library.packs[0];
    assert_eq!(
        (pack.id.as_str(), pack.license.as_str()),
        ("medquad", "CC-BY-4.0")
    );
    assert!(pack.disclaimer.contains("Ben Abacha") && pack.disclaimer.contains("2019"));
    let colour = imported
        .library
        .topics
        .iter()
        .find(|(_, topic)| topic.id == "colour");
    assert_eq!(colour.expect("a topic").1.title, "Colour");
    let dated = imported
        .library
        .entries
        .iter()
        .filter(|(_, entry)| entry.last_updated.is_some());
    assert_eq!(dated.count(), 0, "no date is made up");
}

/// The fixtures as an archive.
fn archive(tar: &mut tar::Builder<impl Write>) {
    tar.append_dir_all("medquad", fixtures("medquad"))
        .expect("an archive");
}

#[test]
fn an_archive_gives_the_same_as_the_folder() {
    let temporary = tempfile::tempdir().expect("a folder");
    let path = temporary.path().join("small.tar.xz");
    let xz = XzWriter::new(
        File::create(&path).expect("a file"),
        XzOptions::with_preset(6),
    )
    .expect("a writer");
    let mut tar = tar::Builder::new(xz);
    archive(&mut tar);
    tar.into_inner()
        .expect("an archive")
        .finish()
        .expect("an archive");
    let from_folder = import("medquad", &fixtures("medquad"));
    let from_archive = import("medquad", &path);
    assert_eq!(from_archive.ids(), from_folder.ids());
    assert_eq!(from_archive.summary.cleaned, from_folder.summary.cleaned);
    assert_eq!(from_archive.summary.skipped.len(), 2);

    // Cut in its middle.
    let whole = fs::read(&path).expect("the archive");
    let cut = temporary.path().join("cut.tar.xz");
    fs::write(&cut, &whole[..whole.len() * 2 / 3]).expect("a file");
    match run("medquad", &cut, &temporary.path().join("cut")) {
        Ok(summary) => assert!(
            summary
                .skipped
                .iter()
                .any(|skipped| skipped.name == "cut.tar.xz")
        ),
        Err(Error::Nothing { summary, .. }) => assert_eq!(summary.skipped.len(), 1),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn files_before_the_cut_in_an_archive_are_kept() {
    let temporary = tempfile::tempdir().expect("a folder");
    let path = temporary.path().join("small.tar");
    let mut tar = tar::Builder::new(File::create(&path).expect("a file"));
    archive(&mut tar);
    drop(tar.into_inner().expect("an archive"));
    let whole = fs::read(&path).expect("the archive");
    let marker = b"Try:  - wool";
    let at = whole
        .windows(marker.len())
        .position(|window| window == marker)
        .expect("the text");
    fs::write(&path, &whole[..at]).expect("a file");
    match run("medquad", &path, &temporary.path().join("cut")) {
        Ok(summary) => {
            let names: Vec<_> = summary
                .skipped
                .iter()
                .map(|skipped| skipped.name.as_str())
                .collect();
            assert!(
                names.contains(&"medquad/1_GARD/0000001.xml") && names.contains(&"small.tar"),
                "{names:?}"
            );
        }
        // The order of files in the archive is that of the disk; the cut one may be the first.
        Err(Error::Nothing { summary, .. }) => assert_eq!(summary.skipped.len(), 2),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn existing_files_are_not_overwritten() {
    let temporary = tempfile::tempdir().expect("a folder");
    let kept = temporary.path().join("kept.txt");
    fs::write(&kept, "mine").expect("a file");
    for dest in [temporary.path(), &kept] {
        let error = run("medquad", &fixtures("medquad"), dest).expect_err("it is not empty");
        assert!(matches!(error, Error::Occupied(_)), "{error}");
    }
    assert_eq!(fs::read_to_string(&kept).expect("the file"), "mine");
    let empty = temporary.path().join("empty");
    fs::create_dir(&empty).expect("a folder");
    run("medquad", &fixtures("medquad"), &empty).expect("an empty folder is as good as none");
    assert!(empty.join("pack.toml").is_file());
}

#[test]
fn nothing_is_written_without_questions() {
    let temporary = tempfile::tempdir().expect("a folder");
    let dest = temporary.path().join("dest");
    for source in ["pages", "medquad/4_CDC/0000012.xml"] {
        let error = run("medquad", &fixtures(source), &dest).expect_err("no questions");
        assert!(matches!(error, Error::Nothing { .. }), "{error}");
    }
    let error = run("medquad", Path::new("/no/such/place"), &dest).expect_err("nothing there");
    assert!(matches!(error, Error::Source { .. }), "{error}");
    let left = fs::read_dir(temporary.path()).expect("a folder").count();
    assert_eq!(left, 0);
}

#[test]
fn the_command_prints_a_summary_and_sets_the_exit_code() {
    let temporary = tempfile::tempdir().expect("a folder");
    let dest = temporary.path().join("dest");
    let command = || {
        let mut command = assert_cmd::Command::cargo_bin("clinfaq").expect("the program");
        command.env("CLINFAQ_CONFIG", ""); // no settings file
        command
    };
    let done = command()
        .args(["import", "medquad"])
        .arg(fixtures("medquad"))
        .arg(&dest)
        .assert()
        .code(1);
    let said = String::from_utf8_lossy(&done.get_output().stdout).into_owned();
    assert!(
        said.contains("3 conditions, 6 entries and 5 sources from 7 files"),
        "{said}"
    );
    assert!(said.contains("0000012.xml: malformed XML"), "{said}");
    command()
        .args(["import", "medquad"])
        .arg(fixtures("medquad"))
        .arg(&dest)
        .assert()
        .code(2);
    command().arg("check").arg(&dest).assert().code(0);
    let whole = temporary.path().join("whole");
    command()
        .args(["import", "medquad"])
        .arg(fixtures("medquad/1_GARD"))
        .arg(&whole)
        .assert()
        .code(0);
    command()
        .args(["import", "nonsense", "a", "b"])
        .assert()
        .code(2);
}
