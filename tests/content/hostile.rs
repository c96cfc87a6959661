//! Harmful and random libraries: nothing panics, and nothing harmful is passed on.

use clinfaq::content::{Diagnostic, Severity};
use clinfaq::text::clean::{clean_line, hostile};
use proptest::prelude::*;

use super::bench::{Bench, GOOD, Loaded};

/// ESC, OSC, C1, BEL, a direction override, an isolate, a mark that turns text, a zero-width joiner's neighbour.
const HARM: &str = "\u{1b}[2J\u{1b}]0;title\u{7}\u{9b}31m\u{202e}\u{2066}\u{200e}\u{feff}\u{7f}";

/// No diagnostic quotes anything harmful, and every range lies within its line.
fn assert_sound(problems: &[Diagnostic]) {
    for problem in problems {
        let texts = [&problem.rule, &problem.message, &problem.hint].into_iter();
        let sites = problem.sites.iter();
        for text in texts.chain(sites.clone().flat_map(|s| [&s.file, &s.text, &s.label])) {
            assert_eq!(hostile(text).next(), None, "{text:?}");
            assert_eq!(clean_line(text), *text);
        }
        for site in sites {
            let range = site.start as usize..site.end as usize;
            assert!(site.text.get(range).is_some(), "{site:?}");
            assert!(site.text.len() < 400, "{site:?}");
            assert!(site.column > 0 || site.line == 0, "{site:?}");
        }
    }
}

/// Nothing that was passed on is harmful.
fn assert_clean(library: &Loaded) {
    assert_sound(&library.problems);
    let everything = format!("{:?}", library.sink);
    // Debug escapes harmful characters, so look for its escapes.
    for escape in [
        "\\u{1b}",
        "\\u{9b}",
        "\\u{202e}",
        "\\u{2066}",
        "\\u{7}",
        "\\u{7f}",
        "\\u{200e}",
    ] {
        assert!(!everything.contains(escape), "{escape} came through");
    }
}

/// The good library with harmful characters in every text, raw or escaped.
fn harmed(escaped: bool) -> String {
    let harm: String = match escaped {
        true => HARM
            .chars()
            .map(|c| format!("\\u{:04x}", u32::from(c)))
            .collect(),
        // TOML does not allow raw control characters except tab; it allows C1 and the rest.
        false => HARM.chars().filter(|c| u32::from(*c) > 0x7f).collect(),
    };
    let plain = [
        "title",
        "name",
        "question",
        "publisher",
        "license",
        "disclaimer",
        "abbreviation",
        "summary",
        "short_answer",
        "about",
        "reading",
        "telephone",
        "says",
        "reason",
        "symbol",
        "locus",
        "value",
        "country",
    ];
    let mut text = String::new();
    for line in GOOD.lines() {
        let mut line = line.to_owned();
        for key in plain {
            let start = format!("{key} = \"");
            if let Some(at) = line.find(&start) {
                line.insert_str(at + start.len(), &harm);
            }
        }
        text += &line.replace("No drug is proven", &format!("No drug {harm} is proven"));
        text.push('\n');
    }
    text
}

#[test]
fn harmful_characters_are_removed_from_every_field() {
    for escaped in [false, true] {
        let text = harmed(escaped);
        assert!(text.len() > GOOD.len() + 200);
        let library = Bench::new()
            .today("2026-11-20")
            .file("a.toml", &text)
            .load();
        assert_clean(&library);
        assert_eq!(library.sink.entries.len(), 2, "{:#?}", library.problems);
        assert!(
            library
                .problems
                .iter()
                .filter(|p| p.rule == "stray-characters")
                .count()
                > 15
        );
    }
}

#[cfg(unix)]
#[test]
fn harmful_characters_are_removed_from_names_of_files_and_keys() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let mut name = format!("a{}", HARM.replace('/', "")).into_bytes();
    name.extend_from_slice(b"\xff\n.toml");
    let library = Bench::new()
        .file("a.toml", GOOD)
        .file(
            OsStr::from_bytes(&name),
            "[[entry]]\nid = \"\\u001b[2J/x\"\n\"\\u001b[2J\" = 1\ntopic = \"\\u202e\"\n",
        )
        .file("b.toml", "[[\u{9b}x]]\n")
        .file("d.toml", "[\"\u{202e}\"]\n")
        .file("c.toml", format!("x = {HARM}\n[[entry]]\nid = {HARM}"))
        .load();
    assert!(library.problems.len() > 3, "{:#?}", library.problems);
    assert_clean(&library);
    assert!(
        library
            .scan
            .files
            .iter()
            .all(|f| clean_line(&f.name()) == f.name())
    );
}

#[test]
fn the_valid_part_of_a_library_full_of_faults_loads() {
    let library = Bench::new()
        .file("good.toml", GOOD)
        .file("broken.toml", "[[entry]\nid = \"poh/1\n")
        .file(
            "twice.toml",
            GOOD.replace("poh/treatment-proven", "poh/other"),
        )
        .file("date.toml", entry("poh/date", "last_updated = 2026-02-30"))
        .file("lost.toml", entry("fop/lost", ""))
        .file(
            "mute.toml",
            entry("poh/mute", "").replace("question = \"Is POH x?\"\n", ""),
        )
        .file("key.toml", entry("poh/key", "anwser = \"x\""))
        .file("latin.toml", b"# caf\xe9\n")
        .file("empty.toml", "")
        .load();
    assert_clean(&library);
    let ids = library.sink.entry_ids();
    assert_eq!(
        ids,
        [
            "poh/date",
            "poh/treatment-proven",
            "general/what",
            "poh/key",
            "poh/other"
        ]
    );
    let mut rules = library.rules();
    rules.dedup();
    assert_eq!(
        rules,
        [
            "syntax",
            "bad-date",
            "not-utf-8",
            "unknown-condition",
            "missing-field",
            "second-pack",
            "duplicate-id",
            "unknown-key"
        ]
    );
}

fn entry(id: &str, more: &str) -> String {
    let condition = id.split('/').next().unwrap_or("");
    format!(
        "[[entry]]\nid = \"{id}\"\ncondition = \"{condition}\"\ntopic = \"overview\"\nquestion = \"Is POH x?\"\nshort_answer = \"x\"\n{more}\n"
    )
}

#[test]
fn deep_nesting_is_refused_without_a_crash() {
    let deep = format!(
        "[[entry]]\nid = {}{}\n",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    let dotted = format!("[[entry]]\n{}x = 1\n", "a.".repeat(50_000));
    let quotes = format!(
        "[[entry]]\nid = \"poh/q\"\nanswer = \"{}\"\n",
        "> ".repeat(50_000)
    );
    for text in [deep, dotted, quotes] {
        let library = Bench::new()
            .today("2026-11-20")
            .file("a.toml", format!("{GOOD}\n{text}"))
            .load();
        assert_clean(&library);
        assert_eq!(library.sink.entries.len(), 2);
        assert!(
            library
                .problems
                .iter()
                .any(|p| p.severity == Severity::Error)
        );
    }
}

/// The good library with a few bytes changed, removed, doubled or moved.
fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let edit = (0..GOOD.len(), 0usize..40, 0u8..6, any::<u8>());
    proptest::collection::vec(edit, 1..6).prop_map(|edits| {
        let mut bytes = GOOD.as_bytes().to_vec();
        for (at, length, kind, byte) in edits {
            let at = at.min(bytes.len().saturating_sub(1));
            let end = (at + length).min(bytes.len());
            match kind {
                0 => bytes[at] = byte,
                1 => drop(bytes.drain(at..end)),
                2 => {
                    let piece = bytes[at..end].to_vec();
                    bytes.splice(at..at, piece);
                }
                3 => bytes.insert(at, b'"'),
                4 => bytes.truncate(end.max(1)),
                _ => bytes.insert(at, b"[]{}\n='#"[usize::from(byte) % 8]),
            }
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 300 } else { 3_000 }))]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        assert_clean(&Bench::new().today("2026-11-20").file("a.toml", bytes).load());
    }

    #[test]
    fn any_text_is_read_or_refused(text in "(\\PC|[\\[\\]{}=\"'\n#.\\\\]|\u{1b}|\u{202e}|id|entry|\\[\\[entry\\]\\]\n){0,120}") {
        assert_clean(&Bench::new().today("2026-11-20").file("a.toml", text).load());
    }

    #[test]
    fn a_damaged_library_never_passes_harmful_characters_on(bytes in mutated()) {
        assert_clean(&Bench::new().today("2026-11-20").file("a.toml", bytes).load());
    }

    #[test]
    fn damage_to_one_table_leaves_the_others(at in 0usize..200, byte in any::<u8>()) {
        // Whatever is done to the last table, the entries before it load.
        let mut bytes = GOOD.as_bytes().to_vec();
        let medication = GOOD.find("[[medication]]\n").expect("it is the last") + "[[medication]]\n".len();
        let at = (medication + at).min(bytes.len() - 1);
        bytes[at] = byte & 0x7f;
        let library = Bench::new().file("a.toml", bytes).load();
        prop_assert_eq!(library.sink.entry_ids(), ["poh/treatment-proven", "general/what"]);
    }
}
