//! Dialogs as scripts: lines typed, and what is shown for them.

use std::sync::LazyLock;

use jiff::civil::date;
use proptest::prelude::*;

use super::command::TABLE;
use super::place::Settings;
use super::session::{Dialog, Task};
use crate::config::ClinicSettings;
use crate::handout::CHOICES;
use crate::library::testing::library_of;
use crate::library::{Library, Notice};
use crate::model::Clock;
use crate::text::width;

const CLOCK: Clock = Clock {
    today: date(2026, 11, 20),
};
/// Everything at once, in all characters.
const PLAIN: Settings = Settings {
    clock: CLOCK,
    width: 72,
    lines: 0,
    ascii: false,
    clinic: ClinicSettings {
        folder: None,
        name: None,
        contact: None,
    },
};

/// Every state that an answer can be in.
static STATES: LazyLock<Library> =
    LazyLock::new(|| library_of(include_str!("../page/tests/library.toml")));
/// Conditions of several kinds, a table, wide characters, a problem in the files.
static SCREENS: LazyLock<Library> =
    LazyLock::new(|| library_of(include_str!("../../tests/tui/library.toml")));

/// An answer that is replaced, and its translation.
const VERSIONS: &str = r#"
format = 1
[pack]
id = "versions"
title = "Versions"
version = "1"
language = "en"
[[condition]]
id = "poh"
name = "POH"
[[entry]]
id = "poh/a"
condition = "poh"
topic = "surgery"
question = "Question one?"
short_answer = "First."
[[entry]]
id = "poh/b"
replaces = "poh/a"
topic = "surgery"
question = "Question two?"
short_answer = "Second."
[[entry]]
id = "poh/c"
condition = "poh"
topic = "surgery"
language = "es"
translation_of = "poh/a"
question = "Pregunta?"
short_answer = "Tercera."
"#;

#[test]
fn replaced_and_translated_answers_are_one_word_away() {
    let library = library_of(VERSIONS);
    for (script, expected) in [
        (&["open poh/a"][..], "Second."),
        (&["open poh/a", "original"], "First."),
        (&["open poh/a", "original", "original"], "Second."),
        (&["open poh/c", "language"], "Second."),
        (&["open original:poh/a"], "First."),
    ] {
        let seen = said(&library, script);
        assert!(seen.contains(expected), "{script:?}: {seen}");
    }
    let request = Dialog::new(library, PLAIN).answer("note").task;
    assert_eq!(request, None);
}

/// What a person sees who types `lines`, which are shown after their prompts.
fn talk(library: &Library, settings: Settings, lines: &[&str]) -> String {
    let mut dialog = Dialog::new(library.clone(), settings);
    let mut seen = dialog.begin(None).join("\n");
    for line in lines {
        seen.push_str(&format!("\n{}{line}\n", dialog.prompt()));
        let reply = dialog.answer(line);
        seen.push_str(&reply.lines.join("\n"));
        if reply.task == Some(Task::Quit) {
            return seen;
        }
    }
    seen.push_str(&format!("\n{}", dialog.prompt()));
    seen
}

/// The last lines said to the last of `lines`.
fn said(library: &Library, lines: &[&str]) -> String {
    let mut dialog = Dialog::new(library.clone(), PLAIN);
    dialog.begin(None);
    let replies = lines.iter().map(|line| dialog.answer(line).lines);
    replies.last().unwrap_or_default().join("\n")
}

#[test]
fn finding_and_reading() {
    let script = [
        "poh tretment",
        "1",
        "sources",
        "3",
        "back",
        "back",
        "related",
        "1",
        "back",
        "back",
        "next",
        "trust",
        "details",
        "quit",
        "never heard",
    ];
    for (width, ascii) in [(40, true), (72, false)] {
        let settings = Settings {
            width,
            ascii,
            ..PLAIN
        };
        let name = format!("finding-{width}");
        insta::assert_snapshot!(name, talk(&SCREENS, settings, &script));
    }
}

#[test]
fn browsing() {
    let script = [
        "1",
        "5",
        "facts",
        "outline",
        "2",
        "links",
        "back",
        "source 1",
        "questions",
        "1",
        "questions",
        "home",
        "topics",
        "2",
        "3",
        "back",
        "forward",
        "conditions m",
    ];
    for (width, ascii) in [(40, false), (72, true)] {
        let settings = Settings {
            width,
            ascii,
            ..PLAIN
        };
        let name = format!("browsing-{width}");
        insta::assert_snapshot!(name, talk(&SCREENS, settings, &script));
    }
}

#[test]
fn every_state_is_said_in_words() {
    let script = [
        "open poh/treatment-proven",
        "source 3",
        "open poh/surgery",
        "open poh/gone",
        "open general/undated",
        "open drug",
        "open nct1",
        "about",
    ];
    let settings = Settings { width: 40, ..PLAIN };
    insta::assert_snapshot!(talk(&STATES, settings, &script));
    let wrong = Settings {
        clock: Clock {
            today: date(2001, 1, 1),
        },
        ..PLAIN
    };
    let seen = talk(&STATES, wrong, &["open poh/surgery"]);
    assert!(seen.contains("clock says 2001"), "{seen}");
}

/// The files' folder has another name in each run.
#[test]
fn problems_are_listed_without_carets() {
    let seen = said(&SCREENS, &["problems"]);
    for wanted in ["1 error", "no-such-topic", "So: ", "library.toml"] {
        assert!(seen.contains(wanted), "{wanted}: {seen}");
    }
    assert!(!seen.contains('^'), "{seen}");
}

#[test]
fn long_texts_come_in_pieces() {
    let settings = Settings {
        width: 40,
        lines: 10,
        ..PLAIN
    };
    let script = [
        "open poh/treatment-proven",
        "",
        "up",
        "more",
        "find bisphosphonates",
        "width 60",
        "m",
        "source 1",
        "back",
        "",
        "again",
        "lines 6",
        "?",
        "",
        "where",
        "search poh",
        "",
        "3",
        "back",
    ];
    insta::assert_snapshot!(talk(&SCREENS, settings, &script));
}

#[test]
fn a_text_is_shown_once_for_any_number_of_lines_at_a_time() {
    let whole = said(&SCREENS, &["open poh/treatment-proven"]);
    for lines in [1, 2, 3, 5, 7, 20] {
        let settings = Settings { lines, ..PLAIN };
        let mut dialog = Dialog::new(SCREENS.clone(), settings);
        dialog.begin(None);
        let mut pieces = dialog.answer("open poh/treatment-proven").lines;
        while dialog.prompt().contains(" more line") {
            let piece = dialog.answer("").lines;
            // A short rest is said with it, and so is what can be said next.
            assert!((1..=lines + 5).contains(&piece.len()), "{piece:?}");
            pieces.extend(piece);
        }
        // At the beginning of a piece no line is left empty.
        let words = |lines: &str| {
            lines
                .split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        assert_eq!(words(&pieces.join("\n")), words(&whole), "{lines}");
    }
}

#[test]
fn mistakes_get_a_message() {
    for (lines, wanted) in [
        (&["99"][..], "The numbers here go from 1 to 4."),
        (&["zzzz qqqq"], "Nothing found for \"zzzz qqqq\""),
        (&["pohh"], "Close match: poh"),
        (&["back"], "This is where you began."),
        (&["forward"], "There is nothing further ahead."),
        (&["next"], "Not here. next"),
        (&["source 3"], "Not here. source"),
        (
            &["open poh/treatment-proven", "sources", "source 2"],
            "Long-term outcomes",
        ),
        (&["source"], "Something is missing after source."),
        (&["open poh/nothing"], "Nothing has the id \"poh/nothing\"."),
        (&["open poh/what", "9"], "source"),
        (&["con"], "5 conditions"),
        (&["more"], "That was all."),
        (&["find it"], "for \"find it\""),
        (&["/help"], "for \"help\""),
        (&["conditions xyz"], "No name begins with \"xyz\"."),
        (&["open poh/what", "find zebra"], "is not in this text"),
        (
            &[
                "open poh/what",
                "next",
                "next",
                "next",
                "next",
                "next",
                "next",
            ],
            "the last question",
        ),
        (
            &["topic:nowhere poh"],
            "Unknown filter ignored: topic:nowhere",
        ),
    ] {
        let seen = said(&SCREENS, lines);
        assert!(seen.contains(wanted), "{lines:?}: {seen}");
    }
}

#[test]
fn a_withdrawn_answer_gives_way_to_its_notice() {
    let seen = said(&STATES, &["open poh/held-but-withdrawn"]);
    assert!(
        seen.contains("taken back") && !seen.contains("SECRET"),
        "{seen}"
    );
}

#[test]
fn a_new_index_of_the_same_files_replaces_a_damaged_one_silently() {
    let mut dialog = Dialog::new(SCREENS.clone(), PLAIN);
    dialog.begin(None);
    dialog.answer("poh");
    let mut repaired = dialog.clone();
    assert!(repaired.notice(Notice::Ready(SCREENS.clone())).is_empty());
    assert_eq!(repaired.answer("1"), dialog.answer("1"));
}

#[test]
fn hostile_characters_never_reach_the_output() {
    const HOSTILE: &str = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m\u{202e}\u{2066}\u{8}\r";
    let escaped: String = HOSTILE
        .chars()
        .map(|c| format!("\\u{:04x}", c as u32))
        .collect();
    let mut toml = include_str!("../page/tests/library.toml").to_owned();
    for before in [
        "Is any",
        "No medicine",
        "A review",
        "No advice",
        "Harms the",
        "Test lib",
        "Progressive oss",
        "does surg",
        "small pie",
        "International FOP",
        "A trial",
        "drugum",
        "A. Author",
        "The source was",
    ] {
        assert!(toml.contains(before), "{before}");
        toml = toml.replace(before, &format!("{before}{escaped}"));
    }
    let library = library_of(&toml);
    let script = [
        HOSTILE,
        "treatment",
        "1",
        "sources",
        "1",
        "questions",
        "back",
        "back",
        "related",
        "back",
        "links",
        "back",
        "outline",
        "back",
        "trust",
        "details",
        "find medicine",
        "facts",
        "help",
        "where",
        "open drug",
        "open nct1",
        "open ifopa",
        "open poh/gone",
        "about",
        "problems",
        "conditions",
        "topics",
        "1",
        "home",
    ];
    for ascii in [true, false] {
        let seen = talk(&library, Settings { ascii, ..PLAIN }, &script[1..]);
        let mut dialog = Dialog::new(library.clone(), PLAIN);
        let seen = seen + &dialog.answer(HOSTILE).lines.join("\n") + &dialog.echo(HOSTILE);
        let bad = seen.chars().find(|c| {
            (c.is_control() && *c != '\n')
                || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        });
        assert_eq!(bad, None, "{seen}");
    }
}

#[test]
fn help_names_every_command_somewhere() {
    let all = [
        "",
        "open poh/treatment-proven",
        "conditions",
        "open gard",
        "bone",
        "open poh/treatment-proven\nhandout",
    ]
    .map(|place| {
        let lines: Vec<&str> = place.lines().chain(["help"]).collect();
        let help = said(&SCREENS, &lines);
        let one = said(&SCREENS, &["help quit"]);
        assert!(one.starts_with("quit"), "{one}");
        help
    });
    let versions = VERSIONS.replace("poh", "fop");
    let replaced = said(&library_of(&versions), &["open fop/a", "help"]);
    let all = all.into_iter().chain([replaced]).collect::<Vec<_>>();
    for row in TABLE {
        let named = |help: &String| help.lines().any(|line| line.starts_with(row.name));
        assert!(all.iter().any(named), "{}", row.name);
    }
    assert!(!all[0].contains("related"), "{}", all[0]);
}

#[test]
fn handout_is_heard_before_it_is_printed() {
    let mut dialog = Dialog::new(SCREENS.clone(), PLAIN);
    dialog.answer("open poh/treatment-proven");
    let heard = dialog.answer("handout").lines.join("\n");
    for said in [
        "Information to take home",
        "Is any treatment proven to stop POH?",
        "Printed on 2026-11-20.",
    ] {
        assert!(heard.contains(said), "{said}: {heard}");
    }
    for (number, (label, delivery)) in (1..).zip(CHOICES) {
        assert!(heard.contains(&format!("{number}. {label}")), "{heard}");
        let task = dialog.answer(&number.to_string()).task;
        assert!(matches!(task, Some(Task::Deliver(_, asked)) if asked == *delivery));
    }
    assert_eq!(dialog.answer("6").task, None);
    assert!(dialog.answer("back").lines.join("\n").contains("stop POH"));
}

#[test]
fn a_long_list_of_names_is_shortened_by_first_letters() {
    let mut toml =
        "format = 1\n[pack]\nid = \"many\"\ntitle = \"Many\"\nversion = \"1\"\n".to_owned();
    for first in ["Ab", "ba", "Bé", "Ca", "Cb"] {
        for at in 0..40 {
            let id = format!("c{}{at}", first.len() * 100 + first.as_bytes()[0] as usize);
            let id = format!("{id}-{}", if first == "Cb" { "b" } else { "a" });
            toml.push_str(&format!(
                "[[condition]]\nid = \"{id}\"\nname = \"{first}normal {at:02}\"\n[[entry]]\nid = \"{id}/q\"\ncondition = \
                 \"{id}\"\ntopic = \"treatment\"\nquestion = \"What helps?\"\nshort_answer = \"Rest.\"\n"
            ));
        }
    }
    let library = library_of(&toml);
    let settings = Settings {
        width: 40,
        lines: 8,
        ..PLAIN
    };
    let script = [
        "conditions",
        "conditions be",
        "2",
        "back",
        "back",
        "topics",
        "1",
        "2",
    ];
    insta::assert_snapshot!(talk(&library, settings, &script));
}

/// Lines that people, scripts and cats type.
fn line() -> impl Strategy<Value = String> {
    let command = (0..TABLE.len()).prop_map(|row| TABLE[row].name.to_owned());
    prop_oneof![
        3 => command.clone(),
        2 => (command, "[a-z0-9 :/]{0,12}").prop_map(|(name, rest)| format!("{name} {rest}")),
        3 => (0usize..20).prop_map(|number| number.to_string()),
        1 => Just(String::new()),
        1 => prop::sample::select(vec![
            "open poh/treatment-proven", "open poh", "open gard", "open helpers", "poh", "treatment", "width 20",
            "width 500", "lines 3", "lines 0", "find bone", "conditions p", "open palovarotene",
        ]).prop_map(str::to_owned),
        1 => any::<String>(),
        1 => "\\PC{0,60}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn any_lines_are_answered_in_clean_lines_of_the_width(
        lines in prop::collection::vec(line(), 1..25),
        columns in 20usize..90,
        ascii: bool,
        pieces in 0usize..12,
    ) {
        let settings = Settings { width: columns, lines: pieces, ascii, ..PLAIN };
        for library in [&*SCREENS, &*STATES] {
            let mut dialog = Dialog::new(library.clone(), settings.clone());
            let mut replies = vec![dialog.begin(None)];
            let mut most = columns;
            for line in &lines {
                let reply = dialog.answer(line);
                most = most.max(dialog.settings.width);
                replies.push(reply.lines);
                replies.push(vec![dialog.prompt(), dialog.echo(line)]);
                prop_assert!(dialog.prompt().ends_with("> "));
                prop_assert!(width(&dialog.prompt()) <= 40);
                if reply.task == Some(Task::Quit) {
                    break;
                }
            }
            for line in replies.iter().flatten() {
                prop_assert!(!line.chars().any(char::is_control), "{line:?}");
                prop_assert!(!ascii || line.is_ascii(), "{line:?}");
            }
            let said = replies.iter().filter(|lines| lines.len() != 2 || !lines[0].ends_with("> "));
            for lines in said {
                prop_assert!(lines.len() < 2_000);
                for line in lines {
                    prop_assert!(width(line) <= most, "{line:?}");
                }
            }
        }
    }
}

#[test]
fn what_was_found_is_narrowed_and_grouped() {
    insta::assert_snapshot!(talk(
        &SCREENS,
        PLAIN,
        &[
            "bone",
            "narrow",
            "1",
            "back",
            "back",
            "group",
            "g",
            "narrow",
            "last",
            "back pain"
        ],
    ));
}

#[test]
fn find_goes_to_the_next_and_the_previous_match() {
    let places: Vec<String> = ["find in", "find", "before", "before"]
        .iter()
        .scan(Dialog::new(SCREENS.clone(), PLAIN), |dialog, line| {
            if *line == "find in" {
                dialog.answer("open ho");
                dialog.answer("facts");
            }
            dialog.answer(line).lines.first().cloned()
        })
        .collect();
    assert_eq!(places[0], places[2]);
    assert_ne!(places[0], places[1]);
    assert_ne!(places[3], places[2]);
}

/// Conditions and entries enough that a number means another thing in the larger library.
fn growing(more: bool) -> Library {
    let mut toml = String::from(
        "format = 1\n[pack]\nid = \"p\"\ntitle = \"P\"\nversion = \"1\"\n[[source]]\nid = \"s\"\ntitle = \"A source\"\n",
    );
    let mut add = |id: &str| {
        toml += &format!("[[condition]]\nid = \"{id}\"\nname = \"Disease {id}\"\n");
        for topic in ["overview", "treatment"] {
            toml += &format!(
                "[[entry]]\nid = \"{id}/{topic}\"\ncondition = \"{id}\"\ntopic = \"{topic}\"\nquestion = \"The {topic} of {id}?\"\nanswer = \"Rest [^s].\"\n"
            );
        }
    };
    if more {
        ["aaa", "bbb"].iter().for_each(|id| add(id));
    }
    add("xxx");
    if !more {
        add("yyy");
    }
    library_of(&toml)
}

#[test]
fn numbers_keep_their_meaning_when_the_library_changes() {
    let (old, new) = (growing(false), growing(true));
    for (way, chosen, wanted) in [
        (&["conditions"][..], "1", "Disease xxx"),
        (&["conditions"], "2", "This is no longer in the library."),
        (&["disease"], "1", "Disease xxx"),
        (&["topics", "2"], "1", "The treatment of xxx?"),
        (&["xxx", "2"], "1", "A source"),
        (&["xxx", "2"], "next", "The treatment of xxx?"),
        (&["xxx", "2"], "again", "The overview of xxx?"),
        (&["open s"], "questions", "The overview of xxx?"),
        (
            &["conditions disease x", "1", "facts"],
            "back",
            "Disease xxx",
        ),
        (&["disease", "narrow"], "1", "Disease xxx"),
    ] {
        let mut dialog = Dialog::new(old.clone(), PLAIN);
        dialog.begin(None);
        for line in way {
            dialog.answer(line);
        }
        let before = dialog.answer(chosen).lines.join("\n");
        let mut moved = Dialog::new(old.clone(), PLAIN);
        moved.begin(None);
        for line in way {
            moved.answer(line);
        }
        let said = moved.notice(Notice::Ready(new.clone())).join("\n");
        assert!(
            said.starts_with("The library has been updated: 6 answers."),
            "{said}"
        );
        let after = moved.answer(chosen).lines.join("\n");
        assert!(after.contains(wanted), "{way:?} {chosen}: {after}");
        assert!(
            before.contains(wanted) || wanted.contains("no longer"),
            "{before}"
        );
    }
}

#[test]
fn a_page_that_is_gone_leads_to_the_beginning() {
    let mut dialog = Dialog::new(growing(false), PLAIN);
    dialog.begin(None);
    dialog.answer("open yyy/overview");
    let said = dialog.notice(Notice::Ready(growing(true))).join("\n");
    assert!(
        said.contains("no longer in the library. You are back"),
        "{said}"
    );
    assert_eq!(dialog.prompt(), "clinfaq> ");
}

#[test]
fn a_failed_refresh_says_what_to_do() {
    let mut dialog = Dialog::new(growing(false), PLAIN);
    assert_eq!(dialog.notice(Notice::UpToDate), Vec::<String>::new());
    let said = dialog
        .notice(Notice::Failed(crate::library::Error::Memory))
        .join(" ");
    assert!(
        said.starts_with(
            "You are reading the previous version of the library: too little memory to index the library."
        ),
        "{said}"
    );
    assert!(said.contains("What to do: close other programs"), "{said}");
}

#[test]
fn related_answers_that_are_missing_are_listed_as_such() {
    let library = library_of(
        r#"
        format = 1
        pack = { id = "p", title = "P", version = "1" }
        condition = [{ id = "a", name = "A" }]
        [[entry]]
        id = "a/x"
        condition = "a"
        topic = "treatment"
        question = "What helps?"
        answer = "Rest."
        related = ["a/missing", "a/y"]
        [[entry]]
        id = "a/y"
        condition = "a"
        topic = "overview"
        question = "What is it?"
        answer = "A."
        "#,
    );
    let listed = said(&library, &["open a/x", "related"]);
    assert!(
        listed.contains("1. a/missing (not in the library)"),
        "{listed}"
    );
    assert!(listed.contains("2. What is it?"), "{listed}");
    let chosen = said(&library, &["open a/x", "related", "1"]);
    assert_eq!(chosen, "This is not in the library.");
}
