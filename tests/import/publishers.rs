//! Collections of publishers: MedlinePlus, the NHS website, Orphadata.

use std::fs;
use std::path::PathBuf;

use clinfaq::import::Change;

use crate::folder::{Imported, fixtures, import};

/// An import of one file with this content.
fn import_text(format: &str, name: &str, text: &[u8]) -> Imported {
    let folder = tempfile::tempdir().expect("a folder");
    let path: PathBuf = folder.path().join(name);
    fs::write(&path, text).expect("a file");
    import(format, &path)
}

#[test]
fn english_and_spanish_topics_are_one_condition_and_linked_as_translations() {
    let imported = import("medlineplus", &fixtures("medlineplus"));
    assert_eq!(imported.problems, [], "{:#?}", imported.problems);
    insta::assert_snapshot!(imported.file("conditions/blue-toe.toml"));
}

#[test]
fn genetics_summaries_keep_review_date_genes_and_codes() {
    let imported = import("medlineplus", &fixtures("medlineplus"));
    insta::assert_snapshot!(imported.file("conditions/numb-thumb-disease.toml"));
}

#[test]
fn what_is_left_out_of_medlineplus_is_counted() {
    let imported = import("medlineplus", &fixtures("medlineplus"));
    for (change, count) in [
        (Change::Missing, 1),
        (Change::NoCondition, 1),
        (Change::Sites, 3),
        (Change::Related, 1),
    ] {
        assert_eq!(imported.count(change), count, "{change:?}");
    }
    let [(name, reason)] = imported.skipped()[..] else {
        panic!("{:?}", imported.skipped());
    };
    assert_eq!(name, "topics.xml, record 4");
    assert!(reason.contains("malformed XML"), "{reason}");
    assert_eq!(imported.library.packs[0].version, "2026.11.03");
}

#[test]
fn entries_are_linked_only_where_both_pages_have_as_many_in_a_topic() {
    let topics = r#"<health-topics><health-topic title="Gout" id="1" url="https://m.org/1" language="English">
        <full-summary>&lt;h3&gt;What causes gout?&lt;/h3&gt;Salt.&lt;h3&gt;What is a cause?&lt;/h3&gt;It.&lt;h3&gt;How is it treated?&lt;/h3&gt;Rest.</full-summary></health-topic>
        <health-topic title="Gota" id="2" url="https://m.org/2" language="Spanish"><language-mapped-topic id="1" language="English">Gout</language-mapped-topic>
        <full-summary>&lt;h3&gt;¿Qué causa la gota?&lt;/h3&gt;Sal.&lt;h3&gt;¿Cuáles son los tratamientos?&lt;/h3&gt;Reposo.</full-summary></health-topic></health-topics>"#;
    let imported = import_text("medlineplus", "topics.xml", topics.as_bytes());
    let entries = imported.library.entries.iter().map(|(_, entry)| entry);
    let links: Vec<_> = entries
        .filter(|entry| entry.language == "es")
        .map(|entry| (entry.question.as_str(), entry.translation_of.as_str()))
        .collect();
    assert_eq!(
        links,
        [
            ("¿Qué causa la gota?", ""),
            ("¿Cuáles son los tratamientos?", "gout/topic-1-3")
        ]
    );
}

#[test]
fn a_heading_that_is_no_question_ends_the_answer_above() {
    let topics = "<health-topics><health-topic title=\"Gout\" id=\"1\"><full-summary>&lt;h3&gt;What is gout?&lt;/h3&gt;&lt;p&gt;Pain.&lt;/p&gt;\
        &lt;h4&gt;In toes&lt;/h4&gt;&lt;p&gt;Often.&lt;/p&gt;&lt;h3&gt;Summary&lt;/h3&gt;&lt;p&gt;Rest.&lt;/p&gt;</full-summary></health-topic></health-topics>";
    let imported = import_text("medlineplus", "topics.xml", topics.as_bytes());
    assert_eq!(
        imported.answers(),
        [
            ("What should I know about Gout?", "### Summary\n\nRest."),
            ("What is gout?", "Pain.\n\n#### In toes\n\nOften."),
        ]
    );
}

#[test]
fn boxes_of_the_nhs_become_alerts_and_dates_are_kept() {
    let imported = import("nhs", &fixtures("nhs"));
    assert_eq!(imported.problems, [], "{:#?}", imported.problems);
    insta::assert_snapshot!(imported.file("conditions/blue-toe.toml"));
    let general = imported.file("general/live-well-walk.toml");
    assert!(
        general.contains("> [!IMPORTANT]\n> Look where"),
        "{general}"
    );
}

#[test]
fn what_is_left_out_of_the_nhs_is_counted() {
    let imported = import("nhs", &fixtures("nhs"));
    for (change, count) in [
        // The section on treatment is on the page below as well, which is dated.
        (Change::Again, 1),
        (Change::NoLicence, 1),
        (Change::NoDate, 1),
        (Change::Sites, 1),
        (Change::OtherPage, 1),
        (Change::OnlyLinks, 1),
        (Change::Picture, 1),
    ] {
        assert_eq!(imported.count(change), count, "{change:?}");
    }
    let skipped = imported.skipped();
    assert_eq!(skipped.len(), 2, "{skipped:?}");
    assert!(skipped[0].1.contains("Resource not found"), "{skipped:?}");
    assert!(skipped[1].1.contains("malformed JSON"), "{skipped:?}");
}

#[test]
fn disorders_become_conditions_without_answers() {
    let imported = import("orphadata", &fixtures("orphadata"));
    assert_eq!(imported.problems, [], "{:#?}", imported.problems);
    assert_eq!(imported.library.packs[0].license, "CC-BY-4.0");
    assert_eq!(imported.count(Change::Obsolete), 1);
    assert_eq!(imported.count(Change::WrongCode), 1);
    assert_eq!(imported.skipped().len(), 1, "{:?}", imported.skipped());
    insta::assert_snapshot!(imported.file("conditions/without-answers.toml"));
}

#[test]
fn records_around_a_damaged_one_are_imported() {
    let disorder = |code: u32, rest: &str| {
        format!(
            "<Disorder id=\"{code}\"><OrphaCode>{code}</OrphaCode><Name lang=\"en\">Number {code}</Name>{rest}</Disorder>"
        )
    };
    let deep = "<a>".repeat(10_000);
    let wide = "<a/>".repeat(300_000);
    for (damage, reason) in [
        ("<b>&lt;</c>", "malformed XML"),
        (deep.as_str(), "malformed XML"),
        (wide.as_str(), "too many elements"),
    ] {
        let file = [disorder(1, ""), disorder(2, damage), disorder(3, "")].concat();
        let file = format!("<JDBOR><DisorderList>{file}</DisorderList></JDBOR>");
        let imported = import_text("orphadata", "product1.xml", file.as_bytes());
        assert_eq!(imported.summary.conditions, 2);
        let [(name, why)] = imported.skipped()[..] else {
            panic!("{:?}", imported.skipped());
        };
        assert_eq!(name, "product1.xml, record 2");
        assert!(
            why.contains(reason) || why.contains("nested too deep"),
            "{why}"
        );
    }
    let cut = format!(
        "<JDBOR><DisorderList>{}<Disorder><OrphaCode>2",
        disorder(1, "")
    );
    let imported = import_text("orphadata", "product1.xml", cut.as_bytes());
    assert!(
        imported.skipped()[0].1.contains("ends within"),
        "{:?}",
        imported.skipped()
    );
    let endless = format!("{}<Disorder>{}", disorder(1, ""), "a".repeat(5 << 20));
    let imported = import_text("orphadata", "product1.xml", endless.as_bytes());
    assert!(
        imported.skipped()[0].1.contains("larger than"),
        "{:?}",
        imported.skipped()
    );
}

#[test]
fn hostile_characters_are_removed_from_names_and_texts() {
    let file = "<JDBOR copyright=\"Red &#x1b;[31m\"><Disorder><OrphaCode>1</OrphaCode><Name>Bad \u{202e}&#27;[31mname</Name>\
        <SummaryInformationList><SummaryInformation><TextSectionList><TextSection><Contents>Red &#x1b;[31m&#x202e;text</Contents></TextSection></TextSectionList></SummaryInformation></SummaryInformationList></Disorder></JDBOR>";
    let imported = import_text("orphadata", "product1.xml", file.as_bytes());
    let text = imported.file("conditions/without-answers.toml");
    assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text}");
    assert!(!text.contains("\\U"), "{text}");
}

/// What the program prints, with these libraries open.
fn printed(libraries: &[&Imported], arguments: &[&str]) -> String {
    let cache = tempfile::tempdir().expect("a folder");
    let mut command = assert_cmd::Command::cargo_bin("clinfaq").expect("the program");
    command
        .env("CLINFAQ_CONFIG", "")
        .env("XDG_CACHE_HOME", cache.path());
    for imported in libraries {
        command.arg("--library").arg(&imported.dest);
    }
    let done = command.args(arguments).assert().code(0);
    String::from_utf8_lossy(&done.get_output().stdout).into_owned()
}

#[test]
fn conditions_without_answers_are_found_by_name_and_by_code() {
    let imported = import("orphadata", &fixtures("orphadata"));
    let library = [&imported];
    for query in [
        "numb th",
        "numb thumb disease",
        "ménière thumb",
        "ORPHA:900001",
        "omim 100002",
        "G56.8",
    ] {
        let found = printed(&library, &["search", query]);
        assert!(found.contains("Numb thumb disease"), "{query}: {found}");
        assert!(!found.contains("Not in this library"), "{query}: {found}");
    }
    let page = printed(&library, &["show", "numb-thumb-disease"]);
    assert!(page.contains("A rare disease of the thumb"), "{page}");
    assert!(page.contains("broader"), "{page}");
}

#[test]
fn a_condition_of_two_publishers_is_joined() {
    let orphadata = import("orphadata", &fixtures("orphadata"));
    let medlineplus = import("medlineplus", &fixtures("medlineplus"));
    let both = [&orphadata, &medlineplus];
    let listed = printed(&both, &["list", "conditions"]);
    assert_eq!(listed.matches("umb thumb disease").count(), 1, "{listed}");
    let page = printed(&both, &["show", "numb-thumb-disease"]);
    assert!(page.contains("900001"), "{page}");
    assert!(page.contains("How common is Numb thumb disease?"), "{page}");
}
