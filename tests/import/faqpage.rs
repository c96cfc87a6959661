//! Pages with questions and answers after schema.org.

use std::fs;
use std::path::Path;

use clinfaq::import::{Change, Error};

use crate::folder::{Imported, fixtures, import, run};

/// Imports files with these names and contents.
pub(crate) fn import_files(format: &str, files: &[(&str, &[u8])]) -> Imported {
    let temporary = tempfile::tempdir().expect("a folder");
    for (name, content) in files {
        let path = temporary.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, content).expect("a file");
    }
    import(format, temporary.path())
}

fn import_pages(files: &[(&str, &str)]) -> Imported {
    let files: Vec<_> = files
        .iter()
        .map(|(name, text)| (*name, text.as_bytes()))
        .collect();
    import_files("faqpage", &files)
}

/// Imports one page of JSON-LD in which `Q(name, answer)` stands for a question.
fn import_json(json: &str) -> Imported {
    let mut page = String::new();
    for (at, part) in json.split("Q(").enumerate() {
        let (inside, rest) = match at {
            0 => ("", part),
            _ => part.split_once(')').expect("a bracket"),
        };
        if let Some((name, answer)) = inside.split_once(", ") {
            page += &format!(
                r#"{{"@type": "Question", "name": "{name}", "acceptedAnswer": {{"@type": "Answer", "text": "{answer}"}}}}"#
            );
        }
        page += rest;
    }
    import_pages(&[("page.json", &page)])
}

impl Imported {
    /// Questions and answers, by the entries' ids.
    pub(crate) fn answers(&self) -> Vec<(&str, &str)> {
        let mut entries: Vec<_> = self
            .library
            .entries
            .iter()
            .map(|(_, entry)| entry)
            .collect();
        entries.sort_by(|one, other| one.id.cmp(&other.id));
        let answers = entries.into_iter();
        answers
            .map(|entry| (entry.question.as_str(), entry.answer.as_str()))
            .collect()
    }
}

#[test]
fn pages_become_a_library() {
    let imported = import("faqpage", &fixtures("pages"));
    assert_eq!(imported.problems, [], "{:#?}", imported.problems);
    assert_eq!(
        imported.ids(),
        [
            "general/micro-1",
            "general/qa-1",
            "general/qa-2",
            "gout/example-org-health-gout-1",
            "gout/example-org-health-gout-2",
        ]
    );
    let skipped = imported.skipped();
    let names: Vec<_> = skipped.iter().map(|(name, _)| *name).collect();
    assert_eq!(
        names,
        ["broken.json", "gout.html", "plain.html"],
        "{skipped:?}"
    );
    assert!(
        skipped[0].1.contains("malformed JSON") && skipped[2].1.contains("no question"),
        "{skipped:?}"
    );
}

#[test]
fn a_page_says_where_it_is_from_and_how_old_it_is() {
    let imported = import("faqpage", &fixtures("pages/gout.html"));
    insta::assert_snapshot!(imported.file("conditions/gout.toml"));
}

#[test]
fn what_a_page_does_not_state_stays_unknown() {
    let imported = import("faqpage", &fixtures("pages"));
    insta::assert_snapshot!(
        imported.file("general/micro.toml") + &imported.file("general/qa.toml")
    );
}

#[test]
fn metadata_comes_from_the_page_that_holds_the_questions() {
    let about = r#""dateModified": "2024-03-01", "publisher": {"name": "Clinic"}, "reviewedBy": {"name": "Dr A"}"#;
    for json in [
        // Its own item, with references by id, one of them as a bare text.
        r##"{"@graph": [{"@type": ["WebPage", "FAQPage"], "mainEntity": "#q", "dateModified": "2024-03-01",
            "publisher": {"@id": "#org"}, "reviewedBy": {"@id": "#a"}}, Q(One?, A),
            {"@id": "#org", "name": "Clinic"}, {"@id": "#a", "name": "Dr A"}, {"@id": "#q", "@graph": []}]}"##
            .replace("Q(One?, A)", r##"{"@id": "#q", "@type": "Question", "name": "One?", "acceptedAnswer": {"@id": "#t"}},
            {"@id": "#t", "text": "A"}"##),
        format!(r#"{{"@type": "WebPage", {about}, "mainEntity": {{"@type": "FAQPage", "mainEntity": [Q(One?, A)]}}}}"#),
        format!(r#"{{"@type": "WebPage", {about}, "hasPart": {{"@type": "ItemList", "itemListElement":
            {{"@type": "ListItem", "item": Q(One?, A)}}}}}}"#),
        format!(r##"[{{"@type": "WebPage", "@id": "#p", {about}}},
            {{"@type": "FAQPage", "isPartOf": {{"@id": "#p"}}, "mainEntity": Q(One?, A)}}]"##),
        // Another item of the same address.
        format!(r#"[{{"@type": "WebPage", "url": "https://a.org/x#top", {about}}},
            {{"@type": "FAQPage", "url": "http://www.a.org/x/", "mainEntity": Q(One?, A)}}]"#),
    ] {
        let imported = import_json(&json);
        assert_eq!(imported.answers(), [("One?", "A")], "{json}");
        let entry = &imported.library.entries[0].1;
        let updated = entry.last_updated.map(|date| date.to_string());
        assert_eq!(updated.as_deref(), Some("2024-03-01"), "{json}");
        assert_eq!(entry.reviewed_by.as_ref().map(|by| by.name.as_str()), Some("Dr A"));
        assert_eq!(imported.library.sources[0].1.publisher, "Clinic");
    }
}

#[test]
fn metadata_of_other_things_is_not_taken() {
    let other = r#""dateModified": "1999-01-01", "lastReviewed": "1999-01-01", "publisher": {"name": "Other"},
        "reviewedBy": {"name": "Other"}, "url": "https://other.org/x""#;
    for json in [
        format!(r#"{{"@type": "FAQPage", "mainEntity": Q(One?, A), "citation": {{"@type": "MedicalScholarlyArticle", {other}}}}}"#),
        format!(r#"[{{"@type": "FAQPage", "mainEntity": Q(One?, A)}}, {{"@type": "NewsArticle", {other}}}]"#),
        format!(r#"[{{"@type": "NewsArticle", {other}, "mentions": {{"@id": "f"}}}}, {{"@type": "FAQPage", "@id": "f", "mainEntity": Q(One?, A)}}]"#),
        format!(r#"{{"@type": "CollectionPage", {other}, "hasPart": {{"@type": "FAQPage", "url": "https://a.org/y", "mainEntity": Q(One?, A)}}}}"#),
        r##"{"@type": "FAQPage", "mainEntity": Q(One?, A), "publisher": {"@id": "https://a.org/#org"}, "reviewedBy": "https://a.org/#doc"}"##.to_owned(),
    ] {
        let imported = import_json(&json);
        assert_eq!(imported.answers(), [("One?", "A")], "{json}");
        let (entry, source) = (&imported.library.entries[0].1, &imported.library.sources[0].1);
        assert_eq!((entry.last_updated, entry.last_reviewed), (None, None), "{json}");
        assert_eq!((&entry.reviewed_by, source.publisher.as_str()), (&None, ""), "{json}");
    }
}

#[test]
fn a_blank_id_is_local_to_its_script() {
    let imported = import_pages(&[(
        "page.html",
        r#"<script type="application/ld+json">{"@type": "FAQPage", "publisher": {"@id": "_:b0"}, "mainEntity": {"@type": "Question",
            "name": "One?", "acceptedAnswer": {"text": "A"}}}</script>
        <script type="application/ld+json">{"@type": "Organization", "@id": "_:b0", "name": "Other"}</script>"#,
    )]);
    assert_eq!(imported.library.sources[0].1.publisher, "");
}

#[test]
fn several_pages_of_a_file_keep_their_own_metadata() {
    let imported = import_json(
        r#"[{"@type": "FAQPage", "url": "https://a.org/x", "dateModified": "2020", "mainEntity": Q(One?, A)},
            {"@type": "FAQPage", "url": "https://a.org/y", "dateModified": "2021", "mainEntity": Q(Two?, B)}]"#,
    );
    let sources = imported.library.sources.iter().map(|(_, source)| {
        let updated = source.last_updated.map(|date| date.to_string());
        (source.url.as_str(), updated.unwrap_or_default())
    });
    assert_eq!(
        sources.collect::<Vec<_>>(),
        [
            ("https://a.org/x", "2020".to_owned()),
            ("https://a.org/y", "2021".to_owned())
        ]
    );
}

#[test]
fn conflicting_details_stay_unknown_and_are_counted() {
    let imported = import_json(
        r#"{"@type": "WebPage", "dateModified": "2020-01-01", "publisher": "P", "mainEntity":
            {"@type": "FAQPage", "dateModified": "2021-01-01", "publisher": "P", "mainEntity": Q(One?, A)}}"#,
    );
    assert_eq!(imported.library.entries[0].1.last_updated, None);
    assert_eq!(imported.library.sources[0].1.publisher, "P");
    assert_eq!(imported.count(Change::Disagree), 1);
}

#[test]
fn unclear_dates_are_kept_as_printed() {
    let imported = import_json(
        r#"{"@type": "FAQPage", "dateModified": "05/06/2019", "datePublished": "1 May 2018", "mainEntity": Q(One?, A)}"#,
    );
    let source = &imported.library.sources[0].1;
    assert_eq!(source.date_as_printed, "05/06/2019");
    assert_eq!(
        (source.last_updated, imported.count(Change::Date)),
        (None, 1)
    );
    assert_eq!(imported.problems, [], "{:#?}", imported.problems);
}

#[test]
fn files_of_one_name_are_two_sources() {
    let page = |publisher: &str| {
        format!(
            r#"<script type="application/ld+json">{{"@type": "FAQPage", "publisher": "{publisher}", "mainEntity":
            {{"@type": "Question", "name": "One?", "acceptedAnswer": {{"text": "A"}}}}}}</script>"#
        )
    };
    let imported = import_pages(&[
        ("hospital/index.html", &page("Hospital")),
        ("shop/index.html", &page("Shop")),
    ]);
    assert_eq!(imported.summary.sources, 2);
    for (_, entry) in &imported.library.entries {
        let sources = imported.library.sources.iter();
        let mut own = sources.filter(|(_, source)| entry.sources == [source.id.clone()]);
        let publisher = own.next().map(|(_, source)| source.publisher.as_str());
        let expected = if entry.id == "general/index-1" {
            "Hospital"
        } else {
            "Shop"
        };
        assert_eq!(publisher, Some(expected));
    }
}

#[test]
fn a_question_belongs_to_the_condition_that_it_names() {
    let conditions = |about: &str| {
        format!(
            r#"{{"@type": "MedicalWebPage", {about}, "mainEntity": [Q(How is syphilis treated?, A), Q(Is it safe?, B),
            Q(Is it gout or syphilis?, C), Q(What is gouty arthritis?, D), Q(As of when?, E)]}}"#
        )
    };
    let gout = r#"{"@type": "MedicalCondition", "name": "Gout", "alternateName": ["Gouty arthritis", "AS"]}"#;
    let syphilis = r#"{"@type": "MedicalCondition", "name": "Syphilis"}"#;
    for (about, expected, unassigned) in [
        (
            format!(r#""about": [{gout}, {syphilis}]"#),
            ["syphilis", "", "", "gout", ""],
            3,
        ),
        (
            format!(r#""about": {gout}, "mentions": {syphilis}"#),
            ["syphilis", "gout", "gout", "gout", "gout"],
            0,
        ),
        (
            format!(r#""mentions": {gout}"#),
            ["", "", "gout", "gout", ""],
            3,
        ),
        (
            format!(
                r#""about": {}"#,
                gout.replace(
                    "\"name\"",
                    &format!(r#""differentialDiagnosis": {{"diagnosis": {syphilis}}}, "name""#)
                )
            ),
            ["syphilis", "gout", "gout", "gout", "gout"],
            0,
        ),
    ] {
        let imported = import_json(&conditions(&about));
        for (answer, condition) in ["A", "B", "C", "D", "E"].iter().zip(expected) {
            let mut entries = imported.library.entries.iter().map(|(_, entry)| entry);
            let entry = entries
                .find(|entry| entry.answer == *answer)
                .expect("the answer");
            assert_eq!(entry.condition, condition, "{about}: {}", entry.question);
        }
        assert_eq!(imported.count(Change::Unassigned), unassigned, "{about}");
    }
}

#[test]
fn a_condition_within_the_name_of_another_is_not_named() {
    let imported = import_json(
        r#"{"@type": "MedicalWebPage", "about": [{"@type": "MedicalCondition", "name": "Diabetes"},
            {"@type": "MedicalCondition", "name": "Diabetes insipidus"}], "mainEntity": Q(What is diabetes insipidus?, A)}"#,
    );
    assert_eq!(
        imported.library.entries[0].1.condition,
        "diabetes-insipidus"
    );
}

#[test]
fn suggestions_are_marked_with_author_and_votes() {
    let temporary = tempfile::tempdir().expect("a folder");
    let page = temporary.path().join("page.json");
    let answer =
        |text: &str, more: &str| format!(r#"{{"@type": "Answer", "text": "{text}"{more}}}"#);
    let json = format!(
        r#"{{"@type": "QAPage", "mainEntity": {{"@type": "Question", "name": "What helps?", "suggestedAnswer": [{}, {}, {}]}}}}"#,
        answer("Bleach.", r#", "upvoteCount": 1, "downvoteCount": 10"#),
        answer(
            "Rest.",
            r#", "upvoteCount": 12, "author": {"@type": "Person", "name": "Anna"}"#
        ),
        answer("Sleep.", ""),
    );
    fs::write(&page, json).expect("a file");
    let imported = import("faqpage", &page);
    assert_eq!(
        imported.answers(),
        [("What helps?", "Rest."), ("What helps?", "Sleep.")]
    );
    let by: Vec<_> = imported
        .library
        .entries
        .iter()
        .map(|(_, entry)| {
            let by = entry.suggested_by.as_ref().expect("a suggestion");
            (by.name.as_str(), by.votes)
        })
        .collect();
    assert_eq!(by, [("Anna", Some(12)), ("unknown author", None)]);
    assert_eq!(imported.count(Change::VotedDown), 1);

    let mut command = assert_cmd::Command::cargo_bin("clinfaq").expect("the program");
    command.env("CLINFAQ_CONFIG", "");
    let without = command
        .args(["import", "faqpage"])
        .arg(&page)
        .arg(temporary.path().join("dest"))
        .assert()
        .code(1);
    let said = String::from_utf8_lossy(&without.get_output().stdout).into_owned();
    assert!(
        said.contains("3  suggested answers left out; --suggestions"),
        "{said}"
    );

    let mut command = assert_cmd::Command::cargo_bin("clinfaq").expect("the program");
    let shown = command
        .env("CLINFAQ_CONFIG", "")
        .env("XDG_CACHE_HOME", temporary.path())
        .arg("--library")
        .arg(&imported.dest)
        .args(["show", "general/page-1"])
        .assert()
        .success();
    let shown = String::from_utf8_lossy(&shown.get_output().stdout).into_owned();
    assert!(
        shown.contains("suggestion by Anna, 12 votes, not an accepted answer"),
        "{shown}"
    );
}

#[test]
fn every_answer_to_a_question_is_kept_once() {
    let imported = import_json(
        r#"{"@type": "FAQPage", "mainEntity": [Q(How much?, Adults: two.), Q(How much?, Children: one.), Q(How much?, Adults: two.),
        {"@type": "Question", "name": "Steps?", "acceptedAnswer": [{"text": ["Wash.", "Rest."]}, {"text": "Wait."}]},
        {"@type": "Question", "name": "Nothing?"}]}"#,
    );
    assert_eq!(
        imported.answers(),
        [
            ("How much?", "Adults: two."),
            ("How much?", "Children: one."),
            ("Steps?", "Wash.\n\nRest.\n\nWait."),
        ]
    );
    assert_eq!(imported.problems, [], "{:#?}", imported.problems);
    assert_eq!(
        (
            imported.count(Change::Again),
            imported.count(Change::Missing)
        ),
        (1, 1)
    );
}

#[test]
fn questions_are_not_changed() {
    let questions = [
        "Who is it suitable for?",
        "Qu’est-ce que la fièvre ?",
        "why me",
        "Fever",
        "¿Qué es?",
    ];
    let json: Vec<String> = questions
        .iter()
        .map(|question| format!("Q({question}, A)"))
        .collect();
    let imported = import_json(&format!(
        r#"{{"@type": "FAQPage", "mainEntity": [{}]}}"#,
        json.join(", ")
    ));
    let asked: Vec<&str> = imported
        .answers()
        .iter()
        .map(|(question, _)| *question)
        .collect();
    assert_eq!(asked, questions);
}

#[test]
fn sections_on_aspects_of_health_become_answers() {
    let imported = import_json(
        r#"{"@type": "MedicalWebPage", "name": "Gout", "url": "https://a.org/gout/", "lastReviewed": ["2024-07-04", "2027-07-04"],
        "about": {"@type": "MedicalCondition", "name": "Gout"}, "hasPart": [
        {"@type": "HealthTopicContent", "hasHealthAspect": "http://schema.org/SymptomsHealthAspect", "headline": "Symptoms of gout",
         "hasPart": [{"@type": "WebPageElement", "text": "<p>Sudden pain.</p>"},
                     {"@type": "WebPageElement", "headline": "At night", "text": "<p>It wakes you.</p>"}]},
        {"@type": "HealthTopicContent", "hasHealthAspect": {"@id": "https://schema.org/SelfCareHealthAspect"}, "text": "Rest."}]}"#,
    );
    insta::assert_snapshot!(imported.file("conditions/gout.toml"));
}

/// A page with two questions, in microdata (`itemprop`) or RDFa.
fn markup(rdfa: bool) -> String {
    let page = r#"<html lang="fr-CA"><title>Sommeil</title><body><div SCOPE="FAQPage"><meta PROP="dateModified" content="2024-01-01">
        <ul><li PROP="mainEntity" SCOPE="Question"><a PROP="name" href="q1">Combien ?</a>
          <div PROP="acceptedAnswer" SCOPE="Answer"><div PROP="text"><p>Sept heures, <b>ou</b> plus &amp; mieux.<p>Toujours.</div></div>
        <li PROP="mainEntity" SCOPE="Question"><h3 PROP="name"><button>Quand ?</button></h3>
          <div PROP="acceptedAnswer" SCOPE="Answer"><p>Le soir.</div></ul></div>"#;
    match rdfa {
        true => page
            .replace("PROP=", "property=")
            .replace("SCOPE=\"", "typeof=\"schema:"),
        false => page
            .replace("PROP=", "itemprop=")
            .replace("SCOPE=\"", "itemscope itemtype=\"https://schema.org/"),
    }
}

#[test]
fn microdata_and_rdfa_are_read_like_json_ld() {
    let json = r#"<script type="application/ld+json">{"@type": "FAQPage", "mainEntity":
        {"@type": "Question", "name": "Combien ?", "acceptedAnswer": {"text": "Sept heures, ou plus & mieux."}}}</script>"#;
    for (page, again) in [
        (markup(false), 0),
        (markup(true), 0),
        // Located in two ways, it is one question; the longer answer stays.
        (markup(false).replace("<body>", &format!("<body>{json}")), 1),
        (markup(true) + json, 1),
    ] {
        let imported = import_pages(&[("page.html", &page)]);
        let answers = imported.answers();
        assert_eq!(answers.len(), 2, "{page}: {answers:?}");
        assert!(
            answers.contains(&(
                "Combien ?",
                "Sept heures, **ou** plus & mieux.\n\nToujours."
            )),
            "{answers:?}"
        );
        assert!(answers.contains(&("Quand ?", "Le soir.")), "{answers:?}");
        assert_eq!(imported.count(Change::Again), again, "{page}");
        assert_eq!(imported.library.packs[0].language, "fr-CA");
        assert_eq!(imported.summary.sources, 1);
    }
}

#[test]
fn each_entry_has_its_language_where_pages_differ() {
    let page = |language: &str| {
        format!(
            r#"<html lang="{language}"><script type="application/ld+json">{{"@type": "Question", "name": "One?",
            "acceptedAnswer": {{"text": "A"}}}}</script>"#
        )
    };
    let imported = import_pages(&[
        ("a.html", &page("fr")),
        ("b.html", &page("de_CH")),
        ("c.html", &page("x y")),
    ]);
    let languages: Vec<&str> = imported
        .library
        .entries
        .iter()
        .map(|(_, entry)| entry.language.as_str())
        .collect();
    assert_eq!(languages, ["fr", "de-CH", ""]);
    assert_eq!(imported.library.packs[0].language, "");
}

#[test]
fn unread_files_are_listed() {
    let imported = import_pages(&[
        (
            "a.json",
            r#"{"@type": "Question", "name": "One?", "acceptedAnswer": {"text": "A"}}"#,
        ),
        ("b.PDF", ""),
        ("c/d.pdf", ""),
        ("readme", ""),
        ("e.html", "<meta charset=utf-8><p>\u{e9}"),
    ]);
    let unread: Vec<_> = imported
        .summary
        .unread
        .iter()
        .map(|(ending, (count, names))| (ending.as_str(), *count, names.len()))
        .collect();
    assert_eq!(unread, [("", 1, 1), ("pdf", 2, 2)]);
}

#[test]
fn entries_beyond_the_limits_are_reported_and_left_out() {
    let long = "long ".repeat(250_000);
    let imported = import_json(&format!(
        r#"{{"@type": "FAQPage", "mainEntity": [Q(What is unseen?, &#x202e;), Q(What is blank?, {}), Q(What is long?, {long}), Q(What is left?, This.)]}}"#,
        "\u{200b}"
    ));
    assert_eq!(imported.answers(), [("What is left?", "This.")]);
    let reasons: Vec<&str> = imported
        .skipped()
        .into_iter()
        .map(|(_, reason)| reason)
        .collect();
    for question in ["What is unseen?", "What is blank?", "What is long?"] {
        assert!(
            reasons.iter().any(|reason| reason.contains(question)),
            "{question}: {reasons:?}"
        );
    }
}

#[test]
fn time_is_linear_in_the_size_of_a_page() {
    let nested = r#"<div itemprop="mainEntity" itemscope itemtype="https://schema.org/Question"><p itemprop="text">"#.repeat(4_000);
    let names: String = (0..16_000).map(|n| format!("name{n} ")).collect();
    let question = r#"<div itemscope itemtype="https://schema.org/Question"><h3 itemprop="name">One?</h3>
        <div itemprop="acceptedAnswer" itemscope><p itemprop="text">A</p></div></div>"#;
    for page in [
        format!("{question}{nested}"),
        format!("{question}<div itemscope><p itemprop=\"{names}\">x"),
        format!(
            "{question}{}{}",
            "<b>".repeat(100_000),
            "</i>".repeat(100_000)
        ),
        format!("{question}{}", "<p id=x itemprop=y>".repeat(20_000)),
    ] {
        let imported = import_pages(&[("page.html", &page)]);
        assert!(imported.answers().contains(&("One?", "A")));
    }
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let temporary = tempfile::tempdir().expect("a folder");
    let path = temporary.path().join("deep.json");
    fs::write(&path, deep).expect("a file");
    let error = run("faqpage", &path, &temporary.path().join("dest")).expect_err("too deep");
    assert!(
        matches!(error, Error::Nothing { summary, .. } if summary.skipped[0].reason.contains("recursion limit"))
    );
    assert!(!Path::new(&temporary.path().join("dest")).exists());
}
