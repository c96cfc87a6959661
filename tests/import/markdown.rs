//! Folders of Markdown files.

use clinfaq::import::Change;

use crate::faqpage::import_files;
use crate::folder::Imported;

fn import_markdown(text: &str) -> Imported {
    import_files("markdown", &[("page.md", text.as_bytes())])
}

#[test]
fn headings_are_questions_and_nested_ones_stay_in_the_answer() {
    for (markdown, expected) in [
        (
            "# Gout care\n\nIntro.\n\n## What is gout?\n\nA disease of *joints*.\n\n### Details\n\n- one\n- two\n\n## Treatment\n\nRest.\n",
            vec![
                ("Gout care", "Intro."),
                (
                    "What is gout?",
                    "A disease of *joints*.\n\n### Details\n\n- one\n- two",
                ),
                ("Gout care: Treatment", "Rest."),
            ],
        ),
        // Groups.
        (
            "## Basics\n\n### What is gout?\n\nA\n\n### Is it rare?\n\nNo.\n\n## Care\n\n### Who helps?\n\nWe.",
            vec![
                ("What is gout?", "A"),
                ("Is it rare?", "No."),
                ("Who helps?", "We."),
            ],
        ),
        // One question a file.
        (
            "---\ntitle: What is gout?\n---\nA disease.\n\n## Symptoms\n\nPain.",
            vec![("What is gout?", "A disease.\n\n### Symptoms\n\nPain.")],
        ),
        (
            "+++\ntitle = \"Opening hours\"\n+++\n\nNine to five.",
            vec![("Opening hours", "Nine to five.")],
        ),
        (
            "What is gout?\n=============\n\nA disease.",
            vec![("What is gout?", "A disease.")],
        ),
        // The same heading for different people.
        (
            "## Children\n\n### Which dose?\n\nOne.\n\n## Adults\n\n### Which dose?\n\nOne. Then two.",
            vec![("Which dose?", "One."), ("Which dose?", "One. Then two.")],
        ),
        // Marks in bold, and a section with only an image.
        (
            "**Q:** What is gout?\\\n**A:** A disease.\n\n## How does it look?\n\n![Red toes](toes.png)",
            vec![
                ("What is gout?", "A disease."),
                ("How does it look?", "\\[Image: Red toes]"),
            ],
        ),
        // Tables, boxes, HTML, text that looks like front matter.
        (
            "# What now?\n\n> [!WARNING]\n> Go to hospital.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nx <br> H<sub>2</sub>O & <5 mg\n\n---\nEnd.",
            vec![(
                "What now?",
                "> [!WARNING]\n> Go to hospital.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nx\\\nH₂O & <5 mg\n\n***\n\nEnd.",
            )],
        ),
        (
            "<details><summary>What is gout?</summary>\n\nA disease.\n\n</details>\n\nTerm?\n: Meaning.",
            vec![("What is gout?", "A disease."), ("Term?", "Meaning.")],
        ),
    ] {
        let imported = import_markdown(markdown);
        assert_eq!(imported.answers(), expected, "{markdown}");
        assert_eq!(imported.problems, [], "{:#?}", imported.problems);
    }
}

#[test]
fn front_matter_says_where_a_file_is_from_and_how_old_it_is() {
    let yaml = "---\r\ntitle: \"Gout: the facts\"\r\nCondition: Gout\r\naliases: [podagra, gouty arthritis]\r\ntopic: Treatment\r\n\
                updated: 2024-05-01\r\npublished: 2019-02\r\nlast_reviewed: 2024-04-30\r\nnext-review: 2027-04-30\r\nreviewed_by: Dr B\r\n\
                source:\r\n  title: WHO fact sheet\r\n  url: https://example.org/gout\r\n  publisher: WHO\r\n\
                authors:\r\n  - Dr A\r\n  - Nurse C\r\nlicence: CC-BY-4.0\r\nlang: en\r\nweight: 3\r\n---\r\n\r\n# What helps?\r\n\r\nRest.\r\n";
    let imported = import_markdown(yaml);
    insta::assert_snapshot!(imported.file("conditions/gout.toml"));
    assert_eq!(imported.count(Change::FrontMatter), 1, "weight");
    let toml = "+++\ntitle = \"Gout: the facts\"\ncondition = \"Gout\"\nalso_called = [\"podagra\", \"gouty arthritis\"]\n\
                topic = \"Treatment\"\nupdated = 2024-05-01\npublished = \"2019-02\"\nlast-reviewed = 2024-04-30\n\
                next_review = 2027-04-30\nreviewed_by = \"Dr B\"\nauthors = [\"Dr A\", \"Nurse C\"]\nlicense = \"CC-BY-4.0\"\n\
                lang = \"en\"\nweight = 3\n[source]\ntitle = \"WHO fact sheet\"\nurl = \"https://example.org/gout\"\npublisher = \"WHO\"\n\
                +++\n# What helps?\n\nRest.\n";
    let other = import_markdown(toml);
    assert_eq!(
        other.file("conditions/gout.toml"),
        imported.file("conditions/gout.toml")
    );
}

#[test]
fn a_single_date_is_the_one_of_the_text() {
    for (front, updated, published) in [
        ("date: 2024-05-01", Some("2024-05-01"), None),
        (
            "date: 2019-01-02\nlastmod: 2024-05-01T10:00:00+02:00",
            Some("2024-05-01"),
            Some("2019-01-02"),
        ),
        ("author: A", None, None),
    ] {
        let imported = import_markdown(&format!("---\n{front}\n---\n# What is it?\n\nA"));
        let (entry, source) = (
            &imported.library.entries[0].1,
            &imported.library.sources[0].1,
        );
        let shown = |date: Option<clinfaq::model::PartialDate>| date.map(|date| date.to_string());
        assert_eq!(shown(entry.last_updated).as_deref(), updated, "{front}");
        assert_eq!(shown(source.published).as_deref(), published, "{front}");
    }
}

#[test]
fn images_drafts_and_mistakes_are_counted_or_named() {
    let imported = import_files(
        "markdown",
        &[
            (
                "a.md",
                b"# What is it?\n\nSee ![](knee.png) or ![a knee](knee.png) ~~old~~.",
            ),
            ("draft.md", b"---\ndraft: true\n---\n# Why?\n\nA"),
            ("mistake.md", b"---\ntitle: Gout: what?\n---\n# Why?\n\nA"),
            ("empty.md", b""),
            ("picture.png", b""),
        ],
    );
    assert_eq!(
        imported.answers(),
        [("What is it?", "See or \\[Image: a knee] .")]
    );
    assert_eq!(imported.count(Change::Image), 1);
    assert_eq!(imported.count(Change::Struck), 1);
    assert_eq!(imported.count(Change::Draft), 1);
    let skipped = imported.skipped();
    let names: Vec<&str> = skipped.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["empty.md", "mistake.md"], "{skipped:?}");
    assert!(skipped[1].1.contains("line 2"), "{skipped:?}");
    assert_eq!(imported.summary.unread.len(), 1);
}

#[test]
fn front_matter_that_grows_without_end_is_rejected() {
    let mut bomb = "---\na: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (name, before) in ('b'..='k').zip('a'..) {
        bomb += &format!("{name}: &{name} [{}]\n", format!("*{before}, ").repeat(9));
    }
    bomb += "---\n# Why?\n\nA";
    let deep = format!("---\na: {}\n---\n# Why?\n\nA", "[".repeat(10_000));
    let imported = import_files(
        "markdown",
        &[
            ("good.md", b"# Why?\n\nA"),
            ("bomb.md", bomb.as_bytes()),
            ("deep.md", deep.as_bytes()),
        ],
    );
    assert_eq!(imported.answers(), [("Why?", "A")]);
    assert_eq!(imported.skipped().len(), 2);
}

#[test]
fn links_between_files_lead_to_entries_and_conditions() {
    let imported = import_files(
        "markdown",
        &[
            ("gout.md", b"---\ncondition: Gout\n---\n# What helps?\n\nSee [a](care/rest.md), [b](./care/rest.md#how-long), [c](none.md), [[care/rest|d]]."),
            ("care/rest.md", b"# Rest\n\n## Why rest?\n\nFor [gout](../gout.md).\n\n## How long?\n\n[Long](https://example.org/).\n"),
        ],
    );
    assert_eq!(
        imported.answers(),
        [
            ("Why rest?", "For [gout](<condition:gout>)."),
            ("How long?", "[Long](<https://example.org/>)."),
            (
                "What helps?",
                "See [a](<entry:general/rest-1>), [b](<entry:general/rest-2>), c, [d](<entry:general/rest-1>)."
            ),
        ]
    );
    assert_eq!(imported.count(Change::Link), 1);
    assert_eq!(imported.problems, [], "{:#?}", imported.problems);
}
