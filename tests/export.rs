//! Exporters: what the real binary writes, and what it refuses.
#![cfg(feature = "export")]

#[expect(dead_code, reason = "the tests of the command line need more of it")]
#[path = "cli/home.rs"]
mod home;

use std::fs;
use std::path::{Path, PathBuf};

use clinfaq::export::EXPORTERS;
use home::{Home, SMALL};
use serde_json::Value;

/// Exports with `format` and more arguments; gives back the destination and what was printed.
fn export(home: &Home, format: &str, more: &[&str]) -> (PathBuf, String) {
    let dest = home.folder.path().join(format);
    let mut args = vec!["export", format, dest.to_str().expect("text")];
    args.extend(more);
    let ran = home.run(&args).ends(0);
    (dest, ran.out)
}

/// Everything that a file or folder holds.
fn text(dest: &Path) -> String {
    match fs::read_dir(dest) {
        Err(_) => String::from_utf8_lossy(&fs::read(dest).expect("a file")).into_owned(),
        Ok(entries) => entries.flatten().map(|entry| text(&entry.path())).collect(),
    }
}

fn records(dest: &Path) -> Vec<Value> {
    let lines = text(dest);
    let lines = lines.lines().map(serde_json::from_str);
    lines.collect::<Result<_, _>>().expect("JSON")
}

fn listing(home: &Home) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(home.folder.path())
        .expect("a folder")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into()
        })
        .collect();
    names.sort();
    names
}

#[test]
fn every_format_is_listed_with_an_example_that_works() {
    let home = Home::new(SMALL);
    let ran = home.run(&["export"]).ends(0);
    for exporter in EXPORTERS {
        let example = format!("clinfaq export {} {}", exporter.name, exporter.example);
        assert!(ran.out.contains(&example), "{}", ran.out);
        let mut command = home.command(&example.split(' ').skip(1).collect::<Vec<_>>());
        let output = command.current_dir(home.folder.path()).output();
        assert!(output.expect("the program").status.success(), "{example}");
        assert!(home.folder.path().join(exporter.example).exists());
    }
    let ran = home.run(&["export", "ndjson"]).ends(2);
    assert!(
        ran.err.contains("clinfaq export ndjson answers.ndjson"),
        "{}",
        ran.err
    );
}

#[test]
fn no_format_gives_away_a_withdrawn_answer_or_a_draft() {
    for exporter in EXPORTERS {
        let home = Home::new(SMALL);
        let (dest, out) = export(&home, exporter.name, &[]);
        let text = text(&dest);
        assert!(!text.contains("SECRET"), "{}", exporter.name);
        assert!(!text.contains("poh/draft"), "{}", exporter.name);
        assert!(
            out.contains("2  withdrawn") && out.contains("1  drafts"),
            "{out}"
        );
    }
}

#[test]
fn nothing_that_exists_is_overwritten() {
    for exporter in EXPORTERS {
        let home = Home::new(SMALL);
        let (dest, _) = export(&home, exporter.name, &[]);
        let before = (text(&dest), listing(&home));
        let ran = home
            .run(&["export", exporter.name, dest.to_str().expect("text")])
            .ends(2);
        assert!(ran.err.contains("already exists"), "{}", ran.err);
        assert_eq!((text(&dest), listing(&home)), before);
    }
}

#[test]
fn a_failed_export_leaves_nothing_behind() {
    let home = Home::new(SMALL);
    let dest = home.folder.path().join("missing/answers");
    let ran = home
        .run(&["export", "ndjson", dest.to_str().expect("text")])
        .ends(2);
    assert!(ran.err.contains("cannot write"), "{}", ran.err);
    let before = listing(&home);
    let dest = home.folder.path().join("answers");
    let args = [
        "export",
        "ndjson",
        dest.to_str().expect("text"),
        "--condition",
        "nonsense",
    ];
    home.run(&args).ends(2);
    assert_eq!(listing(&home), before);
}

#[test]
fn only_the_selected_answers_are_exported() {
    let home = Home::new(SMALL);
    let all = records(&export(&home, "ndjson", &[]).0);
    let ids = |records: &[Value]| -> Vec<String> {
        let active = records.iter().filter(|it| it["status"] != "withdrawn");
        active
            .map(|it| it["id"].as_str().expect("an id").to_owned())
            .collect()
    };
    for (option, value, field) in [
        ("--condition", "poh", "condition"),
        ("--topic", "treatment", "topic"),
    ] {
        let home = Home::new(SMALL);
        let some = records(&export(&home, "ndjson", &[option, value]).0);
        let expected: Vec<Value> = all
            .iter()
            .filter(|it| it[field] == value)
            .cloned()
            .collect();
        assert!(
            !expected.is_empty() && ids(&expected).len() < ids(&all).len(),
            "{option}"
        );
        assert_eq!(ids(&some), ids(&expected), "{option}");
    }
    let list = home.run(&["list", "entries"]).ends(0).out;
    let listed: Vec<&str> = list
        .lines()
        .filter_map(|line| line.split('\t').next())
        .collect();
    assert_eq!(ids(&all), listed);
}

#[test]
fn ndjson_says_everything_a_reader_must_know() {
    let home = Home::new(SMALL);
    let (dest, out) = export(&home, "ndjson", &["--condition", "poh"]);
    let records = records(&dest);
    let id = |id: &str| {
        records
            .iter()
            .find(|record| record["id"] == id)
            .expect("a record")
    };
    let pretty = |id: &Value| serde_json::to_string_pretty(id).expect("JSON");
    let path = dest.display().to_string();
    insta::assert_snapshot!(out.replace(&path, "answers.ndjson"));
    insta::assert_snapshot!(pretty(id("poh/treatment-proven")));
    insta::assert_snapshot!(pretty(id("poh/held-but-withdrawn")));
}

/// The HTML files of a site, by their names within it.
fn pages(site: &Path) -> Vec<(String, String)> {
    let mut folders = vec![site.to_owned()];
    let mut pages = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "html") {
                let name = path.strip_prefix(site).expect("within the site");
                let name = name.to_string_lossy().into_owned();
                pages.push((name, fs::read_to_string(&path).expect("a page")));
            }
        }
    }
    pages
}

#[test]
fn no_link_of_a_site_is_dead() {
    for selection in [
        &[][..],
        &["--condition", "poh"],
        &["--topic", "treatment"],
        &["--condition", "general"],
    ] {
        let home = Home::new(SMALL);
        let (site, _) = export(&home, "html", selection);
        let pages = pages(&site);
        assert!(pages.iter().any(|(name, _)| name == "index.html"));
        for (name, page) in &pages {
            let folder = site.join(name).parent().expect("a folder").to_owned();
            for href in page.split(" href=\"").skip(1) {
                let (href, _) = href.split_once('"').expect("the end of an address");
                let is_there = match href.strip_prefix('#') {
                    Some(anchor) => page.contains(&format!("id=\"{anchor}\"")),
                    None => href.starts_with("http") || folder.join(href).is_file(),
                };
                assert!(is_there, "{href} in {name} {selection:?}");
            }
        }
        // Every page can be reached.
        let all: String = pages.iter().map(|(_, page)| page.as_str()).collect();
        for (name, _) in &pages {
            let (_, file) = name.rsplit_once('/').unwrap_or(("", name));
            let is_notice = name.contains("withdrawn") || name.contains("gone");
            assert!(is_notice || all.contains(&format!("{file}\"")), "{name}");
        }
    }
}

#[test]
fn page_of_a_site_says_everything_a_reader_must_know() {
    let home = Home::new(SMALL);
    let (site, out) = export(&home, "html", &[]);
    let page =
        fs::read_to_string(site.join("entry/test/poh/treatment-proven.html")).expect("a page");
    let (_, body) = page.split_once("<body>").expect("a body");
    insta::assert_snapshot!(body.replace("><", ">\n<"));
    insta::assert_snapshot!(
        fs::read_to_string(site.join("index.html"))
            .expect("a page")
            .replace("><", ">\n<")
    );
    assert!(out.contains("answers written to"), "{out}");
}
