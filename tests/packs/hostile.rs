//! Packs that somebody made to do harm, signed and unsigned: refused with a reason, with nothing written outside the staging
//! folder.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use lzma_rust2::{XzOptions, XzWriter};
use sha2::{Digest, Sha256};
use tar::{EntryType, Header};

use crate::stage::{ALL, Computer, Publisher, library};

/// A member of an archive: name, type, bytes.
type Member = (Vec<u8>, EntryType, Vec<u8>);

fn file(name: &str, bytes: impl Into<Vec<u8>>) -> Member {
    (name.as_bytes().to_vec(), EntryType::Regular, bytes.into())
}

const TEXTS: &str = "poh-pack/one\t0000000000000000\tWhat is one?\n";

fn hash(text: &str) -> String {
    let digest = Sha256::digest(text);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A manifest for these files, as an honest program writes it.
fn manifest(files: usize, bytes: usize) -> serde_json::Value {
    let hash = hash(TEXTS);
    serde_json::json!({
        "format": 1, "id": "poh-pack", "sequence": 1, "title": "T", "version": "1", "language": "en",
        "publisher": "P", "license": "", "date": "2026-11-20", "requires": "", "conditions": 1, "entries": 1,
        "sources": 1, "files": files, "bytes": bytes, "texts": hash, "withdrawn": [], "revoked_keys": [],
    })
}

/// An archive with a good head and these members.
fn with_head(manifest: &serde_json::Value, members: Vec<Member>) -> Vec<u8> {
    let head = [
        file("manifest.json", manifest.to_string()),
        file("texts.tsv", TEXTS),
    ];
    archive(head.into_iter().chain(members))
}

fn archive(members: impl IntoIterator<Item = Member>) -> Vec<u8> {
    let mut out = XzWriter::new(Vec::new(), XzOptions::with_preset(0)).expect("a writer");
    for (name, kind, bytes) in members {
        let mut header = Header::new_gnu();
        let length = name.len().min(100);
        header.as_old_mut().name[..length].copy_from_slice(&name[..length]);
        header.set_entry_type(kind);
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        out.write_all(header.as_bytes()).expect("a header");
        out.write_all(&bytes).expect("bytes");
        out.write_all(&vec![0; bytes.len().next_multiple_of(512) - bytes.len()])
            .expect("padding");
    }
    out.write_all(&[0; 1024]).expect("an end");
    out.finish().expect("an archive")
}

/// What the pack is refused for.
fn reason(publisher: &Publisher, computer: &Computer, bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let pack: PathBuf = folder.path().join("poh-pack-1.clinfaq");
    fs::write(&pack, bytes).expect("a pack");
    publisher.sign(
        &pack,
        &format!(
            "clinfaq id=poh-pack sequence=1 key={}",
            publisher.key.text()
        ),
    );
    let before = computer.files();
    let added = computer.store().add(&pack, &ALL, &mut |_| true);
    let reason = added.expect_err("a refusal").to_string();
    let left = computer.files();
    assert!(left == before || left == ["lock"], "{reason}: {left:?}");
    #[cfg(target_os = "linux")]
    {
        let file = pack.to_str().expect("a path");
        let key = publisher.key.text();
        let add = ["pack", "add", "--yes", "--key", key, file];
        let ran = computer.run_in_memory(64, &add);
        assert_eq!(ran.code, 2, "{reason}: {ran:?}");
    }
    reason
}

#[test]
fn hostile_archives_are_refused() {
    let publisher = Publisher::new();
    let computer = Computer::new();
    let text = "[[entry]]\n";
    let named = |name: &str| with_head(&manifest(1, text.len()), vec![file(name, text)]);
    let typed = |kind: EntryType| {
        let member = (b"library/pack.toml".to_vec(), kind, Vec::new());
        with_head(&manifest(1, 0), vec![member])
    };
    let good = || file("library/pack.toml", text);
    let zeros = |count: usize| vec![0; count];
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        (
            "parent",
            named("library/../../evil.toml"),
            "`library/../../evil.toml` where",
        ),
        (
            "absolute",
            named("/etc/evil.toml"),
            "`/etc/evil.toml` where",
        ),
        (
            "another name",
            named("library/x.toml"),
            "`library/x.toml` where",
        ),
        (
            "another case",
            named("LIBRARY/00001.TOML"),
            "`LIBRARY/00001.TOML` where",
        ),
        (
            "control characters",
            named("library/\x1b[2J\u{202e}.toml"),
            "where `library/pack.toml` is expected",
        ),
        (
            "backslash",
            named("library\\00001.toml"),
            "where `library/pack.toml` is expected",
        ),
        (
            "symbolic link",
            typed(EntryType::Symlink),
            "is not a regular file",
        ),
        ("hard link", typed(EntryType::Link), "is not a regular file"),
        ("device", typed(EntryType::Char), "is not a regular file"),
        ("pipe", typed(EntryType::Fifo), "is not a regular file"),
        (
            "folder",
            typed(EntryType::Directory),
            "is not a regular file",
        ),
        (
            "long name",
            typed(EntryType::GNULongName),
            "is not a regular file",
        ),
        ("pax", typed(EntryType::XHeader), "is not a regular file"),
        (
            "twice",
            with_head(&manifest(1, text.len()), vec![good(), good()]),
            "does not count",
        ),
        (
            "too few",
            with_head(&manifest(2, text.len()), vec![good()]),
            "it ends before",
        ),
        (
            "larger than it says",
            with_head(&manifest(1, 3), vec![good()]),
            "larger than its manifest",
        ),
        (
            "smaller than it says",
            with_head(&manifest(1, 99), vec![good()]),
            "unpacks to 99 bytes",
        ),
        (
            "no manifest",
            archive([good()]),
            "where `manifest.json` is expected",
        ),
        ("no archive", b"nothing".to_vec(), "it is damaged"),
        ("empty", Vec::new(), "it is damaged"),
        (
            "other list",
            with_head(&manifest(1, text.len()), vec![good()]),
            "its library",
        ),
        (
            "bomb in the manifest",
            archive([file("manifest.json", zeros(64 << 20))]),
            "larger than",
        ),
        (
            "bomb in the library",
            with_head(
                &manifest(1, 1 << 29),
                vec![file("library/pack.toml", zeros(5 << 20))],
            ),
            "larger than",
        ),
        (
            "bomb in the list",
            archive([
                file("manifest.json", manifest(0, 0).to_string()),
                file("texts.tsv", zeros(17 << 20)),
            ]),
            "larger than",
        ),
        (
            "file of zeros within the limits",
            with_head(
                &manifest(1, 4 << 20),
                vec![file("library/pack.toml", zeros(4 << 20))],
            ),
            "its library has errors",
        ),
        (
            "very many values in one table",
            {
                let text = format!("[pack]\nx = [{}]\n", "1,".repeat(95_000));
                with_head(
                    &manifest(1, text.len()),
                    vec![file("library/pack.toml", text)],
                )
            },
            "its library has errors",
        ),
        (
            "bomb behind the end",
            {
                let mut out =
                    XzWriter::new(Vec::new(), XzOptions::with_preset(0)).expect("a writer");
                let head = manifest(0, 0).to_string();
                for (name, bytes) in [("manifest.json", head.as_str()), ("texts.tsv", TEXTS)] {
                    let mut header = Header::new_gnu();
                    header.set_path(name).expect("a name");
                    header.set_size(bytes.len() as u64);
                    header.set_cksum();
                    out.write_all(header.as_bytes()).expect("a header");
                    out.write_all(bytes.as_bytes()).expect("bytes");
                    let rest = bytes.len().next_multiple_of(512) - bytes.len();
                    out.write_all(&vec![0; rest]).expect("padding");
                }
                out.write_all(&zeros(80 << 20)).expect("zeros");
                out.finish().expect("an archive")
            },
            "it goes on after its end",
        ),
    ];
    for (name, bytes, expected) in cases {
        let reason = reason(&publisher, &computer, &bytes);
        assert!(reason.contains(expected), "{name}: {reason}");
        assert!(!reason.contains(['\x1b', '\u{202e}']), "{name}: {reason:?}");
    }
}

#[test]
fn manifests_that_cannot_be_right_are_refused() {
    let publisher = Publisher::new();
    let computer = Computer::new();
    let cases: Vec<(&str, serde_json::Value, &str)> = vec![
        (
            "sequence",
            serde_json::json!(1u64 << 63),
            "is not between 1 and",
        ),
        ("sequence", serde_json::json!(0), "is not between 1 and"),
        ("sequence", serde_json::json!(-1), "cannot be read"),
        (
            "date",
            "1970-01-01".into(),
            "its date 1970-01-01 cannot be right",
        ),
        (
            "date",
            "2099-01-01".into(),
            "its date 2099-01-01 cannot be right",
        ),
        ("id", "../evil".into(), "not a valid id"),
        ("id", "Poh Pack".into(), "not a valid id"),
        (
            "files",
            1_000_000.into(),
            "more than the limit of 100000 files",
        ),
        (
            "bytes",
            serde_json::json!(1u64 << 40),
            "more than the limit",
        ),
        ("entries", 1_000_000.into(), "more than the limit of 100000"),
        ("format", 2.into(), "written in format 2"),
        ("requires", "99.0".into(), "it needs clinfaq 99.0 or newer"),
        ("texts", "00".into(), "not the one of its manifest"),
        ("entries", 0.into(), "not what its manifest says"),
        ("entries", 2.into(), "not what its manifest says"),
        (
            "withdrawn",
            vec![serde_json::json!({ "entry": "a/b" }); 10_001].into(),
            "more than the limit of 10000",
        ),
        (
            "withdrawn",
            serde_json::json!([{ "entry": "x" }]),
            "not the id of an answer",
        ),
        ("title", "x".repeat(5000).into(), "longer than"),
    ];
    for (field, value, expected) in cases {
        let mut manifest = manifest(0, 0);
        manifest[field] = value;
        let reason = reason(&publisher, &computer, &with_head(&manifest, Vec::new()));
        assert!(reason.contains(expected), "{field}: {reason}");
    }
}

#[test]
fn a_list_or_an_id_that_is_not_the_librarys_is_refused() {
    let publisher = Publisher::new();
    let computer = Computer::new();
    let texts = library(1);
    let library: Vec<Member> =
        [("pack.toml", &texts.pack)]
            .into_iter()
            .map(|(name, text)| file(&format!("library/{name}"), text.as_str()))
            .chain(texts.files.iter().zip(1..).map(|((_, text), number)| {
                file(&format!("library/{number:05}.toml"), text.as_str())
            }))
            .collect();
    let bytes = library.iter().map(|(_, _, bytes)| bytes.len()).sum();
    let pack = with_head(&manifest(library.len(), bytes), library);
    let reason = reason(&publisher, &computer, &pack);
    assert!(
        reason.contains("its library is not what its manifest says"),
        "{reason}"
    );
}

#[test]
fn what_a_pack_says_reaches_the_terminal_clean() {
    let publisher = Publisher::new();
    let computer = Computer::new();
    let mut evil = library(1);
    evil.pack = evil
        .pack
        .replace("A pack for tests", "Evil\\u001b[2J\\u202e");
    evil.pack = evil.pack.replace("Test publisher", "P\\u0007\\u009b31m");
    let pack = publisher.pack(&evil, 1);
    let file = pack.to_str().expect("a path");
    for args in [
        &["pack", "verify", file][..],
        &["pack", "add", file],
        &["pack", "changes", file],
    ] {
        let ran = computer.run(args, "");
        let text = format!("{}{}", ran.out, ran.err);
        assert!(
            !text.contains(['\x1b', '\u{202e}', '\u{9b}', '\x07']),
            "{text:?}"
        );
    }
}

/// An archive whose list is as long as a list may be, with as many answers as fit into it.
#[test]
fn a_list_of_very_many_answers_is_refused() {
    let publisher = Publisher::new();
    let computer = Computer::new();
    let list = "a/b\t1\t\n".repeat((16 << 20) / 7);
    let mut manifest = manifest(0, 0);
    manifest["texts"] = hash(&list).into();
    let pack = archive([
        file("manifest.json", manifest.to_string()),
        file("texts.tsv", list),
    ]);
    let reason = reason(&publisher, &computer, &pack);
    assert!(reason.contains("not what its manifest says"), "{reason}");
}

#[test]
fn a_library_with_a_million_entries_is_refused() {
    let publisher = Publisher::new();
    let computer = Computer::new();
    let entry = |number: usize| format!("[[entry]]\nid=\"poh-pack/{number}\"\n");
    let files: Vec<String> = (0..10)
        .map(|file| (0..100_000).map(|at| entry(file * 100_000 + at)).collect())
        .collect();
    let bytes = files.iter().map(String::len).sum();
    let members = files.iter().enumerate().map(|(number, text)| match number {
        0 => file("library/pack.toml", text.as_str()),
        _ => file(&format!("library/{number:05}.toml"), text.as_str()),
    });
    let pack = with_head(&manifest(files.len(), bytes), members.collect());
    let reason = reason(&publisher, &computer, &pack);
    assert!(reason.contains("more than its manifest says"), "{reason}");
}
