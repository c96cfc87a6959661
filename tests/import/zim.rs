//! ZIM archives, written by a small writer.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use clinfaq::import::Error;
use lzma_rust2::{XzOptions, XzWriter};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

use crate::folder::{import, run};

/// How a cluster is compressed: the format's number for it.
const PLAIN: u8 = 1;
const XZ: u8 = 4;
const ZSTD: u8 = 5;
/// Addresses of eight bytes.
const WIDE: u8 = 0x10;

#[derive(Clone)]
enum Entry {
    /// Namespace, path, title, kind, cluster, blob.
    Content(char, &'static str, &'static str, u16, u32, u32),
    /// Namespace, path, title, entry.
    Redirect(char, &'static str, &'static str, u32),
}
use Entry::{Content, Redirect};

fn cluster(kind: u8, blobs: &[&[u8]]) -> Vec<u8> {
    let width = if kind & WIDE == 0 { 4 } else { 8 };
    let mut at = (blobs.len() + 1) * width;
    let mut data = at.to_le_bytes()[..width].to_vec();
    for blob in blobs {
        at += blob.len();
        data.extend(&at.to_le_bytes()[..width]);
    }
    data.extend(blobs.concat());
    let packed = match kind & 0x0f {
        XZ => {
            let mut writer =
                XzWriter::new(Vec::new(), XzOptions::with_preset(1)).expect("a writer");
            writer.write_all(&data).expect("memory");
            writer.finish().expect("memory")
        }
        ZSTD => compress_to_vec(data.as_slice(), CompressionLevel::Fastest),
        _ => data,
    };
    [&[kind], packed.as_slice()].concat()
}

fn archive(entries: &[Entry], clusters: &[Vec<u8>]) -> Vec<u8> {
    let kinds = b"text/html\0text/plain\0image/png\0\0";
    let directory: Vec<Vec<u8>> = entries
        .iter()
        .map(|entry| {
            let (kind, namespace, numbers, path, title) = match entry {
                Content(namespace, path, title, kind, cluster, blob) => {
                    let numbers = [cluster.to_le_bytes(), blob.to_le_bytes()].concat();
                    (*kind, namespace, numbers, path, title)
                }
                Redirect(namespace, path, title, to) => {
                    (0xffff, namespace, to.to_le_bytes().to_vec(), path, title)
                }
            };
            let mut out = kind.to_le_bytes().to_vec();
            out.extend([0, *namespace as u8, 0, 0, 0, 0]);
            out.extend(numbers);
            out.extend([path.as_bytes(), b"\0", title.as_bytes(), b"\0"].concat());
            out
        })
        .collect();
    let paths_at = 80 + kinds.len();
    let clusters_at = paths_at + 8 * entries.len();
    let mut at = clusters_at + 8 * clusters.len();
    let mut pointers = Vec::new();
    for part in directory.iter().chain(clusters) {
        pointers.extend((at as u64).to_le_bytes());
        at += part.len();
    }
    let mut out = 0x044D_495A_u32.to_le_bytes().to_vec();
    out.extend([6, 0, 1, 0]);
    out.extend([0; 16]);
    out.extend((entries.len() as u32).to_le_bytes());
    out.extend((clusters.len() as u32).to_le_bytes());
    for address in [paths_at, usize::MAX, clusters_at, 80] {
        out.extend((address as u64).to_le_bytes());
    }
    out.extend([0xff; 8]);
    out.extend((at as u64).to_le_bytes());
    out.extend(kinds);
    out.extend(pointers);
    out.extend(directory.concat());
    out.extend(clusters.concat());
    out.extend([0; 16]);
    out
}

const GOUT: &[u8] = b"<html lang=en><head><title>Gout</title></head><body><h1>Gout</h1><p>A <b>disease</b> of joints<sup class=reference><a href='#cite_note-1'>[1]</a></sup>.</p>\
    <h2>Symptoms</h2><p>Pain.</p><h3>At night</h3><p>It wakes you.</p><h2>Treatment</h2><p>Rest.</p></body></html>";
const MUMPS: &[u8] = b"<html><body><p>A virus.</p></body></html>";

/// An archive with two articles, a redirect to the first one, and metadata; `kind`: how its clusters are compressed.
fn encyclopedia(kind: u8) -> Vec<u8> {
    let metadata: [&[u8]; 6] = [
        b"Small encyclopedia",
        b"Wikipedia",
        b"2024-05-01",
        b"CC-BY-SA-4.0",
        b"eng",
        b"en.wikipedia.org",
    ];
    archive(
        &[
            Content('C', "Gout", "Gout", 0, 1, 1),
            Content('C', "Mumps", "", 0, 1, 0),
            Redirect('C', "Podagra", "Podagra", 0),
            Redirect('W', "mainPage", "mainPage", 0),
            Redirect('C', "Loop", "Loop", 4),
            Redirect('C', "Nowhere", "Nowhere", 99),
            Content('C', "knee.png", "", 2, 1, 2),
            Content('M', "Title", "", 1, 0, 0),
            Content('M', "Creator", "", 1, 0, 1),
            Content('M', "Date", "", 1, 0, 2),
            Content('M', "License", "", 1, 0, 3),
            Content('M', "Language", "", 1, 0, 4),
            Content('M', "Source", "", 1, 0, 5),
        ],
        &[
            cluster(kind, &metadata),
            cluster(kind, &[MUMPS, GOUT, b"png"]),
        ],
    )
}

#[test]
fn articles_become_conditions_with_their_sections() {
    let mut files = Vec::new();
    for kind in [PLAIN, XZ, ZSTD, PLAIN | WIDE, ZSTD | WIDE] {
        let temporary = tempfile::tempdir().expect("a folder");
        let path = temporary.path().join("small.zim");
        fs::write(&path, encyclopedia(kind)).expect("a file");
        let imported = import("zim", &path);
        assert_eq!(imported.skipped(), []);
        assert_eq!(imported.problems, [], "{:#?}", imported.problems);
        assert_eq!(
            imported.answers(),
            [
                ("Gout", "A **disease** of joints."),
                ("Gout: Symptoms", "Pain.\n\n### At night\n\nIt wakes you."),
                ("Gout: Treatment", "Rest."),
                ("Mumps", "A virus."),
            ]
        );
        files.push(imported.file("pack.toml") + &imported.file("conditions/gout.toml"));
    }
    assert!(files.iter().all(|file| *file == files[0]));
    insta::assert_snapshot!(files[0]);
}

/// What is said about an archive of which nothing can be read.
fn refused(bytes: &[u8]) -> String {
    let temporary = tempfile::tempdir().expect("a folder");
    let path = temporary.path().join("bad.zim");
    fs::write(&path, bytes).expect("a file");
    let dest = temporary.path().join("dest");
    let error = run("zim", &path, &dest).expect_err("nothing to import");
    assert!(!Path::new(&dest).exists());
    let Error::Nothing { summary, .. } = error else {
        panic!("{error}")
    };
    summary
        .skipped
        .iter()
        .map(|skipped| format!("{}\n", skipped.reason))
        .collect()
}

#[test]
fn damaged_archives_are_refused_with_a_reason() {
    let whole = || encyclopedia(PLAIN);
    let with = |at: usize, bytes: &[u8]| {
        let mut archive = whole();
        archive[at..at + bytes.len()].copy_from_slice(bytes);
        archive
    };
    let one = |cluster: Vec<u8>| archive(&[Content('C', "a", "a", 0, 0, 0)], &[cluster]);
    let bomb = |kind| {
        let zeros = vec![0; 70 << 20];
        archive(
            &[Content('C', "a", "a", 0, 0, 1)],
            &[cluster(kind, &[&zeros, MUMPS])],
        )
    };
    let xz = || cluster(XZ, &[MUMPS]);
    for (archive, reason) in [
        (b"ZIM".to_vec(), "not a ZIM file"),
        (with(0, b"PK"), "not a ZIM file"),
        (whole()[..200].to_vec(), "its end is missing"),
        (with(24, &[0xff; 4]), "its end is missing"),
        (with(28, &[0xff; 4]), "its end is missing"),
        (with(32, &[0xff; 8]), "its end is missing"),
        (with(56, &[0xff; 8]), "address lies outside"),
        // Entries, clusters and contents that do not exist.
        (
            archive(
                &[Content('C', "a", "a", 9, 0, 0)],
                &[cluster(PLAIN, &[MUMPS])],
            ),
            "kind of content does not exist",
        ),
        (
            archive(
                &[Content('C', "a", "a", 0, 7, 0)],
                &[cluster(PLAIN, &[MUMPS])],
            ),
            "no such cluster",
        ),
        (
            archive(
                &[Content('C', "a", "a", 0, 0, 7)],
                &[cluster(PLAIN, &[MUMPS])],
            ),
            "no such content",
        ),
        (one(vec![2, 0, 0, 0, 0]), "compressed in a way"),
        (one(vec![1, 0, 0, 0, 0]), "no such content"),
        (one(vec![1, 9, 0, 0, 0]), "list of contents is wrong"),
        (
            one([&[1][..], &[12, 0, 0, 0, 9, 0, 0, 0, 8, 0, 0, 0]].concat()),
            "list of contents is wrong",
        ),
        (
            one([&[1][..], &[8, 0, 0, 0, 0xff, 0xff, 0xff, 0]].concat()),
            "too early",
        ),
        (
            one([&[1][..], &[8, 0, 0, 0, 0xff, 0xff, 0xff, 0x7f]].concat()),
            "larger than the limit",
        ),
        (one(xz()[..xz().len() / 2].to_vec()), "damaged"),
        (one(vec![XZ, 1, 2, 3]), "damaged"),
        (one(vec![ZSTD, 1, 2, 3]), "damaged"),
        (bomb(ZSTD), "more than 64 MiB"),
        (bomb(XZ), "more than 64 MiB"),
    ] {
        let said = refused(&archive);
        assert!(said.contains(reason), "{reason}: {said}");
    }
}

#[test]
fn damage_costs_only_what_it_is_in() {
    let temporary = tempfile::tempdir().expect("a folder");
    let entries = [
        Content('C', "a", "Gout", 0, 0, 0),
        Content('C', "b", "Mumps", 0, 1, 0),
        Content('C', "c", "None", 0, 0, 0),
    ];
    let mut bytes = archive(&entries, &[cluster(PLAIN, &[GOUT]), vec![ZSTD, 1, 2, 3]]);
    // The address of the third entry.
    let at = 80 + b"text/html\0text/plain\0image/png\0\0".len() + 16;
    bytes[at..at + 8].fill(0xff);
    fs::write(temporary.path().join("part.zim"), bytes).expect("a file");
    let imported = import("zim", temporary.path());
    assert_eq!(imported.summary.conditions, 1);
    assert_eq!(imported.skipped().len(), 2, "{:?}", imported.skipped());
}

#[test]
fn no_damage_panics() {
    let whole = encyclopedia(ZSTD);
    let mut random = fastrand::Rng::with_seed(7);
    for _ in 0..200 {
        let mut bytes = whole.clone();
        for _ in 0..random.usize(1..8) {
            let at = random.usize(0..bytes.len());
            bytes[at] = random.u8(..);
        }
        bytes.truncate(random.usize(0..=bytes.len()));
        let temporary = tempfile::tempdir().expect("a folder");
        let path = temporary.path().join("bad.zim");
        fs::write(&path, bytes).expect("a file");
        let _ = run("zim", &path, &temporary.path().join("dest"));
    }
}
