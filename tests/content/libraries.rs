//! Several libraries at once, and several tables for one thing.

use super::bench::{Bench, GOOD};

fn pack(id: &str) -> String {
    format!("format = 1\n[pack]\nid = \"{id}\"\ntitle = \"{id}\"\nversion = \"1\"\n")
}

fn entry(id: &str) -> String {
    let condition = id.split('/').next().filter(|first| *first != "general");
    let condition = condition.map_or(String::new(), |c| format!("condition = \"{c}\"\n"));
    format!(
        "[[entry]]\nid = \"{id}\"\n{condition}topic = \"overview\"\nquestion = \"Is POH x?\"\nanswer = \"x\"\n"
    )
}

/// A library with one condition, an entry on it, and more.
fn about(id: &str, name: &str, more: &str) -> String {
    let condition = format!("[[condition]]\nid = \"ms\"\nname = \"{name}\"\n{more}");
    pack(id) + &condition + &entry(&format!("ms/{id}"))
}

#[test]
fn two_conditions_with_one_id_are_kept_apart_and_reported() {
    let answer = entry("ms/valve").replace("answer = \"x\"", "answer = \"[it](condition:ms)\"");
    let second = about("cardio", "Mitral stenosis", "abbreviation = \"MS\"\n")
        + &answer
        + "[[condition]]\nid = \"valve\"\nname = \"Valve disease\"\nrelated = [\"ms\"]\n"
        + "[[organization]]\nid = \"o\"\nname = \"O\"\nconditions = [\"ms\"]\n";
    let library = Bench::new()
        .file(
            "neuro/a.toml",
            about("neuro", "Multiple sclerosis", "abbreviation = \"MS\"\n"),
        )
        .file("cardio/a.toml", second)
        .load_folders(&["neuro", "cardio"]);
    assert_eq!(
        library.rules(),
        ["two-conditions"],
        "{:#?}",
        library.problems
    );
    let problem = &library.problems[0];
    for name in [
        "`ms`",
        "Multiple sclerosis",
        "Mitral stenosis",
        "`ms-cardio`",
    ] {
        assert!(problem.message.contains(name), "{}", problem.message);
    }
    let sites = problem.sites.iter().map(|s| (s.file.as_str(), s.line));
    assert_eq!(
        sites.collect::<Vec<_>>(),
        [("lib/cardio/a.toml", 7), ("lib/neuro/a.toml", 7)]
    );
    let sink = &library.sink;
    let conditions = sink
        .conditions
        .iter()
        .map(|(_, c)| (c.id.as_str(), c.name.as_str()));
    assert_eq!(
        conditions.collect::<Vec<_>>(),
        [
            ("ms", "Multiple sclerosis"),
            ("ms-cardio", "Mitral stenosis"),
            ("valve", "Valve disease")
        ]
    );
    assert_eq!(sink.conditions[2].1.related, ["ms-cardio"]);
    assert_eq!(sink.organizations[0].1.conditions, ["ms-cardio"]);
    let entries = sink
        .entries
        .iter()
        .map(|(_, e)| (e.id.as_str(), e.condition.as_str()));
    assert_eq!(
        entries.collect::<Vec<_>>(),
        [
            ("ms/neuro", "ms"),
            ("ms/cardio", "ms-cardio"),
            ("ms/valve", "ms-cardio")
        ]
    );
    assert_eq!(sink.entries[2].1.answer, "[it](condition:ms-cardio)");
}

#[test]
fn conditions_are_joined_if_their_names_agree() {
    let other = "alternate_names = [\"Multiple Sclerosis\"]\n";
    for (name, more) in [
        ("multiple sclerosis", ""),
        ("Disseminated sclerosis", other),
    ] {
        let library = Bench::new()
            .file("a/a.toml", about("a", "Multiple sclerosis", ""))
            .file("b/a.toml", about("b", name, more))
            .load_folders(&["a", "b"]);
        assert_eq!(library.problems, []);
        assert_eq!(library.sink.conditions.len(), 1);
        assert!(
            library
                .sink
                .entries
                .iter()
                .all(|(_, e)| e.condition == "ms")
        );
    }
}

#[test]
fn the_first_librarys_table_of_a_shared_condition_counts() {
    let second = pack("b")
        + "[[condition]]\nid = \"poh\"\nname = \"progressive Osseous heteroplasia\"\n"
        + "[[source]]\nid = \"gard\"\ntitle = \"another\"\n"
        + &entry("poh/b")
        + &entry("general/what");
    let library = Bench::new()
        .file("a/a.toml", GOOD)
        .file("b/b.toml", second)
        .load_folders(&["a", "b"]);
    assert_eq!(library.problems, []);
    assert_eq!(library.sink.conditions.len(), 1);
    assert_eq!(
        library.sink.conditions[0].1.name,
        "Progressive osseous heteroplasia"
    );
    let ids: Vec<_> = library
        .sink
        .entries
        .iter()
        .map(|(p, e)| (*p, e.id.as_str()))
        .collect();
    assert_eq!(
        ids,
        [
            (0, "poh/treatment-proven"),
            (0, "general/what"),
            (1, "poh/b"),
            (1, "general/what")
        ]
    );
    assert_eq!(
        library.sink.sources.len(),
        3,
        "sources belong to their pack"
    );
}

#[test]
fn an_entry_in_two_libraries_is_an_error_that_shows_both() {
    let second = pack("b") + &entry("poh/treatment-proven");
    let library = Bench::new()
        .file("a/a.toml", GOOD)
        .file("b/b.toml", second)
        .load_folders(&["a", "b"]);
    assert_eq!(library.rules(), ["duplicate-id"]);
    let files: Vec<_> = library.problems[0]
        .sites
        .iter()
        .map(|s| (s.file.as_str(), s.line))
        .collect();
    assert_eq!(files, [("lib/b/b.toml", 7), ("lib/a/a.toml", 44)]);
    assert_eq!(
        library.sink.entry_ids(),
        ["poh/treatment-proven", "general/what"]
    );
}

#[test]
fn a_library_given_twice_is_opened_once() {
    let library = Bench::new().file("a.toml", GOOD).load_folders(&["", ""]);
    assert_eq!(library.rules(), ["duplicate-id"]);
    assert_eq!(library.sink.packs.len(), 1);
    assert_eq!(library.sink.entries.len(), 2);
}

#[test]
fn a_library_in_a_newer_format_is_left_out() {
    let library = Bench::new()
        .file("a/a.toml", GOOD.replace("format = 1", "format = 2"))
        .file("b/b.toml", GOOD)
        .load_folders(&["a", "b"]);
    assert_eq!(library.rules(), ["format"]);
    assert_eq!(library.sink.packs.len(), 1);
    assert_eq!(library.sink.entries.len(), 2);
}

#[test]
fn the_pack_comes_first_wherever_it_is_written() {
    let (head, rest) = GOOD.split_at(GOOD.find("[[topic]]").expect("a topic"));
    let library = Bench::new()
        .file("a.toml", rest)
        .file("z.toml", head)
        .load();
    assert_eq!(library.problems, []);
    assert_eq!(library.sink.packs[0].id, "good");
}

#[test]
fn a_missing_pack_is_named_after_its_folder() {
    let library = Bench::new()
        .file("My Library/a.toml", entry("general/x"))
        .load_folders(&["My Library"]);
    assert_eq!(library.rules(), ["no-pack"]);
    let pack = &library.sink.packs[0];
    assert_eq!(
        (pack.id.as_str(), pack.title.as_str()),
        ("my-library", "My Library")
    );
    assert_eq!(library.sink.entry_ids(), ["general/x"]);
}

#[test]
fn a_faulty_pack_keeps_its_valid_values() {
    let library = Bench::new()
        .file("a.toml", GOOD.replace("\"2026.11.20\"", "2026.11"))
        .load();
    assert_eq!(library.rules(), ["wrong-type"]);
    let pack = &library.sink.packs[0];
    assert_eq!(
        (pack.id.as_str(), pack.review_after_months),
        ("good", Some(36))
    );
}

#[test]
fn a_broken_pack_still_withdraws_answers() {
    for (from, to) in [
        ("title = \"A library", "title = A library"),
        ("language = \"en\"", "language = \"en"),
        ("on = 2026-11-01", "on = 2026-11-31"),
        ("on = 2026-11-01", "on = 7"),
    ] {
        let library = Bench::new()
            .file("a.toml", GOOD.replacen(from, to, 1))
            .load();
        let pack = &library.sink.packs[0];
        let withdrawn: Vec<_> = pack.withdrawn.iter().map(|w| w.entry.as_str()).collect();
        assert_eq!(
            (pack.id.as_str(), withdrawn),
            ("good", vec!["poh/gone"]),
            "{to}"
        );
        assert_eq!(library.problems.len(), 1, "{:#?}", library.problems);
    }
}

#[test]
fn a_condition_that_is_left_out_is_reported_once_for_all_its_entries() {
    let broken = GOOD.replace("abbreviation = \"POH\"", "abbreviation = 5");
    let library = Bench::new()
        .file("a.toml", broken + &entry("poh/b") + &entry("poh/c"))
        .load();
    assert_eq!(library.rules(), ["wrong-type", "unknown-condition"]);
    assert!(
        library.problems[1]
            .message
            .starts_with("3 entries are left out")
    );
}

#[test]
fn a_pack_adds_words_to_a_topic_and_topics_of_its_own() {
    let own = "[[topic]]\nid = \"sport\"\ntitle = \"Sport\"\nwords = [\"football\"]\n";
    let library = Bench::new()
        .file(
            "a.toml",
            format!(
                "{GOOD}\n{own}{}",
                entry("general/x").replace("overview", "sport")
            ),
        )
        .load();
    assert_eq!(library.problems, []);
    let words: Vec<_> = library
        .sink
        .topics
        .iter()
        .filter(|(_, topic)| topic.id == "treatment")
        .map(|(_, topic)| topic.words.len())
        .collect();
    assert!(
        words.len() == 2 && words[0] > 5 && words[1] == 1,
        "{words:?}"
    );
}

#[test]
fn the_standard_topics_are_complete() {
    let library = Bench::new().file("a.toml", GOOD).load();
    let ids: Vec<_> = library
        .sink
        .topics
        .iter()
        .map(|(_, topic)| topic.id.as_str())
        .collect();
    for id in "overview, prevalence, causes, genetics, inheritance, risk, symptoms, diagnosis, codes, treatment, medications, surgery, prevention, complications, living, prognosis, pregnancy, urgent, research, organisations, takeaways, stages, side-effects, usage, precautions, sources".split(", ") {
        assert!(ids.contains(&id), "{id}");
    }
}
