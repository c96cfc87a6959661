//! The same data loads the same however it is written in TOML, and a mistake drops as little as possible.

use std::fmt::Write;

use clinfaq::content::Severity;
use proptest::prelude::*;

use super::bench::{Bench, GOOD, Loaded};

const DATA: &str = r#"format = 1
[pack]
id = "p"
title = "P"
version = "1"
withdrawn = [{ entry = "c/gone", on = 2026-01-01, reason = "wrong" }]
[[condition]]
id = "c"
name = "C"
codes = [{ system = "ICD-10", value = "M61" }]
[[entry]]
id = "c/a"
condition = "c"
topic = "overview"
question = "Q?"
answer = "A"
reviewed_by = { name = "N", role = "R" }
[[entry]]
id = "c/b"
condition = "c"
topic = "overview"
question = "Q2?"
answer = "A2"
"#;

/// Everything that a library holds.
fn held(library: &Loaded) -> String {
    format!("{:#?}", library.sink)
}

#[test]
fn valid_toml_is_read_however_it_is_written() {
    let expected = held(&Bench::new().file("a.toml", DATA).load());
    let withdrawn = "withdrawn = [{ entry = \"c/gone\", on = 2026-01-01, reason = \"wrong\" }]";
    let pack = format!("[pack]\nid = \"p\"\ntitle = \"P\"\nversion = \"1\"\n{withdrawn}\n");
    let below = "[[pack.withdrawn]]\nentry = \"c/gone\"\non = 2026-01-01\nreason = \"wrong\"\n";
    let codes = "codes = [{ system = \"ICD-10\", value = \"M61\" }]";
    let reviewer = "reviewed_by = { name = \"N\", role = \"R\" }";
    let without = DATA.replace(withdrawn, "");
    let entries = DATA.split("[[entry]]\n").skip(1);
    let entries = entries.map(|entry| format!("{{ {} }},\n", entry.trim_end().replace('\n', ", ")));
    let rest = DATA.split("[[entry]]").next().expect("the pack");
    let forms = [
        (
            "dotted keys",
            DATA.replace(
                &pack,
                &format!(
                    "pack.id = \"p\"\npack.title = \"P\"\npack.version = \"1\"\npack.{withdrawn}\n"
                ),
            ),
        ),
        (
            "inline table",
            DATA.replace(
                &pack,
                &format!("pack = {{ id = \"p\", title = \"P\", version = \"1\", {withdrawn} }}\n"),
            ),
        ),
        (
            "inline list of tables",
            format!("entry = [\n{}]\n{rest}", entries.collect::<String>()),
        ),
        (
            "quoted headers",
            DATA.replace("[pack]", "[\"pack\"]")
                .replace("[[entry]]", "[['entry']]")
                .replace("[[condition]]", "[[ \"condition\" ]] # here"),
        ),
        (
            "escaped header",
            DATA.replace("[[entry]]", "[[\"entr\\u0079\"]]"),
        ),
        (
            "quoted keys",
            DATA.replace("question =", "\"question\"=")
                .replace("\nid =", "\n'id' ="),
        ),
        (
            "tables inside tables",
            DATA.replace(reviewer, "[entry.reviewed_by]\nname = \"N\"\nrole = \"R\"")
                .replace(
                    codes,
                    "[[condition.codes]]\nsystem = \"ICD-10\"\nvalue = \"M61\"",
                ),
        ),
        (
            "dotted keys in a table",
            DATA.replace(
                reviewer,
                "reviewed_by.name = \"N\"\nreviewed_by.role = \"R\"",
            ),
        ),
        ("continued further down", without.clone() + below),
        (
            "begun further up",
            without.replace("[pack]", &format!("{below}[pack]")),
        ),
        ("Windows line ends", DATA.replace('\n', "\r\n")),
        ("byte order mark", format!("\u{feff}{DATA}")),
        ("indented", DATA.replace('\n', "\n \t ")),
        ("no line end", DATA.trim_end().to_owned()),
    ];
    for (form, text) in forms {
        let library = Bench::new().file("A.TOML", &text).load();
        assert_eq!(library.problems, [], "{form}:\n{text}");
        assert_eq!(held(&library), expected, "{form}:\n{text}");
    }
}

#[test]
fn a_header_within_a_text_is_text() {
    let mut text = String::new();
    for number in 0..30 {
        let _ = writeln!(
            text,
            "[note]\n[[entry]]\nid = \"c/{number}\"\n  [a.b]\n[[x]]"
        );
    }
    for quotes in ["\"\"\"", "'''"] {
        let file = DATA.replace("\"A\"", &format!("{quotes}\n{text}{quotes}"));
        let library = Bench::new().file("a.toml", file).load();
        assert_eq!(library.problems, []);
        assert_eq!(library.sink.entries[0].1.answer, text);
        assert_eq!(library.sink.entry_ids(), ["c/a", "c/b"]);
    }
}

#[test]
fn missing_quotes_and_brackets_drop_only_their_own_table() {
    let last = DATA.split("[[entry]]").last().expect("an entry");
    let last = format!("[[entry]]{last}").replace("\"A2\"", "\"\"\"\nA2\n\"\"\"");
    let last = last.replace("c/b", "c/z");
    for value in [
        "\"\"\"\nopen\n",
        "'''\nopen\n",
        "[\"open\",\n",
        "{ open = 1,\n",
        "\"open\n",
    ] {
        let broken = last.replace("c/z", "c/y");
        let broken = broken.replace("\"\"\"\nA2\n\"\"\"\n", value);
        let text = format!("{DATA}{broken}{last}");
        let library = Bench::new().file("a.toml", &text).load();
        assert_eq!(library.sink.entry_ids(), ["c/a", "c/b", "c/z"], "{text}");
        assert_eq!(library.problems[0].rule, "syntax", "{text}");
    }
}

#[test]
fn a_date_that_cannot_be_read_keeps_its_entry() {
    for (written, read, rule) in [
        ("2026-01-01T08:00:00Z", Some("2026-01-01"), "time-of-day"),
        (
            "2026-01-01T23:00:00-05:00",
            Some("2026-01-01"),
            "time-of-day",
        ),
        ("2026-01-01 08:00:00", Some("2026-01-01"), "time-of-day"),
        ("\"2026-01-01T08:00\"", Some("2026-01-01"), "time-of-day"),
        ("08:00:00", None, "bad-date"),
        ("2026-02-30", None, "bad-date"),
        ("2026-1-5", None, "bad-date"),
        ("28.11.2026", None, "bad-date"),
        ("28/11/2026", None, "bad-date"),
        ("28 November 2026", None, "bad-date"),
        ("\"yesterday\"", None, "bad-date"),
        ("true", None, "wrong-type"),
        ("20260101", None, "bad-date"),
    ] {
        let line = format!("answer = \"A\"\nlast_updated = {written}\n");
        let file = DATA.replace("answer = \"A\"\n", &line);
        let library = Bench::new().file("a.toml", file).load();
        assert_eq!(library.rules(), [rule], "{written}");
        let warning = library.problems[0].severity == Severity::Warning;
        assert_eq!(warning, read.is_some(), "{written}");
        assert_eq!(library.sink.entry_ids(), ["c/a", "c/b"], "{written}");
        let date = library.sink.entries[0].1.last_updated;
        let date = date.map(|date| date.to_string());
        assert_eq!(date.as_deref(), read, "{written}");
    }
}

#[test]
fn many_values_and_long_words_are_read_or_refused_with_the_limit() {
    let names: Vec<_> = (0..50_000).map(|n| format!("\"name {n}\"")).collect();
    let names = format!("name = \"C\"\nalternate_names = [{}]", names.join(","));
    let text = DATA.replace("name = \"C\"", &names);
    let library = Bench::new().file("a.toml", text).load();
    assert_eq!(library.problems, []);
    assert_eq!(library.sink.conditions[0].1.alternate_names.len(), 50_000);

    let word = "x".repeat(500_000);
    let text = DATA.replace("\"A\"", &format!("\"{word}\""));
    let library = Bench::new().file("a.toml", text).load();
    assert_eq!(library.sink.entries[0].1.answer.len(), word.len());

    let braces = format!("[[topic]]\njunk = [{}]\n", "{},".repeat(300_000));
    let library = Bench::new()
        .file("a.toml", GOOD)
        .file("b.toml", braces)
        .load();
    assert_eq!(library.rules(), ["too-long"]);
    assert!(library.problems[0].message.contains("200000"));
}

/// A text as a TOML value in one of the possible forms.
fn value(text: &str, choice: u8) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
    match choice % 3 {
        1 if !text.contains("''") && !text.ends_with('\'') => format!("'''\n{text}'''"),
        2 => format!("\"\"\"\n{escaped}\"\"\""),
        _ => format!("\"{}\"", escaped.replace('\n', "\\n")),
    }
}

/// A library with an entry that has `text`, in one of the ways to write it.
fn written(text: &str, choice: u8) -> String {
    let quoted = |key: &str| match choice % 4 {
        0 => key.to_owned(),
        1 => format!("\"{key}\""),
        _ => format!("'{key}'"),
    };
    let mut file = format!("{DATA}[[{}]]\n", quoted("entry"));
    let keys = [
        ("id", "c/x"),
        ("condition", "c"),
        ("topic", "overview"),
        ("question", "Q?"),
        ("answer", text),
    ];
    for (key, text) in keys {
        let _ = writeln!(file, "{}={}", quoted(key), value(text, choice));
    }
    let _ = match choice % 2 {
        0 => writeln!(file, "reviewed_by = {{ name = \"N\" }}\nrelated = ['c/a']"),
        _ => writeln!(
            file,
            "related=[\n'c/a',\n]\n[ {} . \"reviewed_by\" ]\nname='N'",
            quoted("entry")
        ),
    };
    file + "[[source]]\nid = \"s\"\ntitle = \"S\"\n"
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn any_text_loads_the_same_however_it_is_written(
        text in "([a-z ]{1,5}|\n|\\[\\[entry\\]\\]\n|\\[note\\]\n|\\[x\\.y\\]\n|id = |\"|'|#|=){1,25}x",
        choices in proptest::array::uniform4(any::<u8>()),
    ) {
        let plain = held(&Bench::new().file("a.toml", written(&text, 0)).load());
        for choice in choices {
            let file = written(&text, choice);
            prop_assert!(toml::de::DeTable::parse(&file).is_ok(), "{}", file);
            let library = Bench::new().file("a.toml", &file).load();
            prop_assert_eq!(&held(&library), &plain, "{}", file);
        }
    }
}
