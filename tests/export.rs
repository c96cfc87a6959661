//! Exporters: what the real binary writes, and what it refuses.
#![cfg(feature = "export")]

#[expect(dead_code, reason = "the tests of the command line need more of it")]
#[path = "cli/home.rs"]
mod home;

use std::fs;
use std::path::{Path, PathBuf};

use clinfaq::export::EXPORTERS;
use home::{Home, SMALL};
use proptest::prelude::*;
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use serde_json::{Map, Value};

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

/// Text that ends a literal, a statement or a script where it is not escaped.
const HOSTILE: &str = r##"
format = 1
[pack]
id = "hostile"
title = "O'Neil; DROP TABLE clinfaq_answers; --"
version = "1"
license = "CC0-1.0"
[[condition]]
id = "it"
name = "It's \"it\""
alternate_names = ["l'\u00e9tat", "a\\b", "{x}", "[y]"]
[[source]]
id = "s"
title = "'); SELECT 1; --"
url = "https://example.org/?a='b'&c=%00"
[[entry]]
id = "it/quotes"
condition = "it"
topic = "treatment"
question = "Is '' \" ` it? :variable $1 $$ ?1 /* -- \\g \\"
short_answer = "\\. 😀 \u4f60\u597d 'a''b' \\' [^s]"
answer = """
'
\\.
;
/
go
.quit
\\q

```
COMMIT; '
```
"""
last_updated = 2026-11
[[entry.disagreement]]
about = "';"
claims = [{ says = "it's", cite = "s" }, { says = "\"isn't\"", cite = "s" }]
"##;

/// The rows of the table that the script for SQLite makes, as records: without what is empty, JSON as JSON.
fn rows(database: &Connection) -> Vec<Value> {
    let mut query = database
        .prepare("SELECT * FROM clinfaq_answers ORDER BY rowid")
        .expect("a table");
    let names: Vec<String> = query.column_names().map(str::to_owned).collect();
    let rows = query.query_map([], |row| {
        let mut record = Map::new();
        for (at, name) in names.iter().enumerate() {
            let value = match row.get_ref(at)? {
                ValueRef::Integer(flag) if name == "links_only" => Value::from(flag == 1),
                ValueRef::Integer(number) => number.into(),
                ValueRef::Text(text) => match serde_json::from_slice(text) {
                    Ok(json @ (Value::Array(_) | Value::Object(_))) => json,
                    _ => String::from_utf8_lossy(text).into(),
                },
                _ => continue,
            };
            record.insert(name.clone(), value);
        }
        Ok(Value::Object(record))
    });
    rows.expect("rows").collect::<Result<_, _>>().expect("rows")
}

#[test]
fn sqlite_holds_exactly_what_ndjson_says() {
    for library in [SMALL, HOSTILE] {
        let home = Home::new(library);
        let (dest, _) = export(&home, "sqlite", &[]);
        let database = Connection::open_in_memory().expect("a database");
        for _ in ["first", "again"] {
            database.execute_batch(&text(&dest)).expect("a script");
        }
        assert_eq!(rows(&database), records(&export(&home, "ndjson", &[]).0));
        let count = "SELECT count(*) FROM clinfaq_search WHERE clinfaq_search MATCH 'treatment OR variable'";
        let found: i64 = database
            .query_row(count, [], |row| row.get(0))
            .expect("a search");
        assert!(found > 0);
    }
}

#[test]
fn bulk_requests_are_pairs_with_ids_that_need_no_escaping() {
    let home = Home::new(SMALL);
    let (folder, _) = export(&home, "bulk", &[]);
    let lines = records(&folder.join("bulk-0001.ndjson"));
    let (pairs, rest) = lines.as_chunks::<2>();
    assert!(rest.is_empty());
    let ids: Vec<&Value> = pairs
        .iter()
        .map(|[action, _]| &action["create"]["_id"])
        .collect();
    assert_eq!(ids[..2], ["test:poh:treatment-proven", "test:poh:reviewed"]);
    let documents: Vec<Value> = pairs.iter().map(|[_, document]| document.clone()).collect();
    assert_eq!(documents, records(&export(&home, "ndjson", &[]).0));
    // What is searched and filtered there is a field of the documents.
    let index =
        |name: &str| serde_json::from_str::<Value>(&text(&folder.join(name))).expect("JSON");
    insta::assert_snapshot!(
        serde_json::to_string_pretty(&index("opensearch-index.json")).expect("JSON")
    );
    insta::assert_snapshot!(
        serde_json::to_string_pretty(&index("quickwit-index.json")).expect("JSON")
    );
}

/// The answers of a library before and after `export jsonld` and `import faqpage`, as records without what belongs to the
/// pack: the importer makes a new one, and names the old one as a source.
fn there_and_back(library: &str) -> [Vec<Value>; 2] {
    let home = Home::new(library);
    let (folder, _) = export(&home, "jsonld", &[]);
    // The files can be put into web pages.
    assert!(!text(&folder).contains('<'));
    let before = records(&export(&home, "ndjson", &[]).0);
    let new = home.folder.path().join("new");
    let paths = [&folder, &new].map(|path| path.to_str().expect("text"));
    let ran = home
        .run(&["import", "faqpage", "--suggestions", paths[0], paths[1]])
        .ends(0);
    assert!(!ran.out.contains("left out"), "{}", ran.out);
    let after = home.folder.path().join("after");
    let mut command = home.bare();
    command
        .arg("--library")
        .arg(&new)
        .args(["export", "ndjson"])
        .arg(&after);
    let output = command.output().expect("the program");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let pack = before[0]["pack_title"]
        .as_str()
        .expect("a title")
        .to_owned();
    [before, records(&after)].map(|mut records| {
        records.retain(|record| record["status"] != "withdrawn");
        for record in &mut records {
            let fields = record.as_object_mut().expect("a record");
            fields.retain(|name, _| {
                !name.starts_with("pack")
                    && !["publisher", "disclaimer", "license"].contains(&name.as_str())
            });
            if let Some(sources) = fields.get_mut("sources").and_then(Value::as_array_mut) {
                sources.retain(|source| {
                    !source["title"]
                        .as_str()
                        .is_some_and(|title| title.starts_with(&pack))
                });
            }
            fields.retain(|name, value| name != "sources" || value != &Value::Array(Vec::new()));
            // Depends on the number of sources, and on the rules of the pack.
            fields.retain(|name, _| {
                !["warnings", "status", "overdue_since"].contains(&name.as_str())
            });
        }
        records.sort_by_key(|record| record["id"].to_string());
        records
    })
}

/// What a clinic adds to [`SMALL`].
const CLINIC: &str = r#"
[[note]]
entry = "poh/surgery"
text = "Not **here**: ask the clinic."
author = "Nurse"
last_updated = 2026-10-01

[[entry]]
id = "poh/ours"
replaces = "poh/reviewed"
condition = "poh"
topic = "treatment"
question = "Ours?"
short_answer = "Ours."
"#;

#[test]
fn notes_are_exported_but_answers_that_were_replaced_are_not() {
    for exporter in EXPORTERS {
        let home = Home::new(SMALL);
        fs::write(home.library().join("clinic.toml"), CLINIC).expect("a file");
        let (dest, out) = export(&home, exporter.name, &[]);
        let text = text(&dest);
        assert!(text.contains("Ours?"), "{}", exporter.name);
        assert!(!text.contains("Is this one reviewed?"), "{}", exporter.name);
        assert!(out.contains("1  answers that others replace"), "{out}");
        let has_note = text.contains("ask the clinic") || out.contains("1  notes");
        assert!(has_note, "{}: {out}", exporter.name);
        if exporter.name == "sqlite" {
            let database = Connection::open_in_memory().expect("a database");
            database.execute_batch(&text).expect("a script");
        }
    }
}

#[test]
fn json_ld_is_read_back_without_loss() {
    for library in [SMALL, HOSTILE] {
        let [before, after] = there_and_back(library);
        for (before, after) in before.iter().zip(&after) {
            assert_eq!(before, after);
        }
        assert_eq!(before.len(), after.len());
    }
}

fn words() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-zA-Z0-9 é.,?]{1,8}",
        prop::sample::select(vec![
            "'",
            "\"",
            "\\",
            "\\n",
            "&amp;",
            "&lt;b&gt;",
            "<b>x</b>",
            "<p>",
            "</script>",
            "[^s]",
            "[^own]",
            "it",
            "s",
            "**x**",
            "`y`",
            "https://example.org/?a=1&b=2",
            "\n\n",
            "\n",
            "\n- ",
            "\n1. ",
            "\n> [!WARNING]\n> ",
            "\n\n| a | b |\n|---|---|\n| ",
            "\u{4f60}",
            "\u{1f600}",
            "\u{a0}",
            "[1]",
            "x<5",
            "# ",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 1..12).prop_map(|pieces| format!("w{}", pieces.concat()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3, max_shrink_iters: 0, ..ProptestConfig::default() })]
    #[test]
    fn any_text_is_read_back_from_json_ld(entries in prop::collection::vec((words(), words(), words(), words()), 30..60)) {
        let mut library = HOSTILE.to_owned();
        for (at, (question, also, short, answer)) in entries.iter().enumerate() {
            let line = |text: &str| serde_json::to_string(&text.replace('\n', " ")).expect("JSON");
            library += &format!(
                "[[entry]]\nid = \"it/e{at}\"\ncondition = \"it\"\ntopic = \"causes\"\nquestion = {}\nalso_asked = [{}]\n\
                 short_answer = {}\nanswer = {}\n",
                line(&format!("{at}: {question}")), line(also), line(short), serde_json::to_string(answer).expect("JSON"),
            );
        }
        let [before, after] = there_and_back(&library);
        for (before, after) in before.iter().zip(&after) {
            prop_assert_eq!(before, after);
        }
        prop_assert_eq!(before.len(), entries.len() + 1);
        prop_assert_eq!(after.len(), before.len());
    }
}
