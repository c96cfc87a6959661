//! The clinic's own texts: shown with every library, found, labelled, and kept whatever happens to the packs.

use std::fs;
use std::path::PathBuf;

use crate::home::{Home, Ran, SMALL};

/// What a clinic may write: notes on answers that are there, withdrawn or unknown, an answer of its own, and replacements.
const TEXTS: &str = r#"
[[note]]
entry = "poh/surgery"
text = "Ask **Dr Zwart** on Tuesdays [^gard]. See [our form](entry:poh/our-form)."
author = "Ward 3"
last_updated = 2026-11-01

[[note]]
entry = "poh/gone"
text = "We told the Miller family."
author = "Ward 3"

[[note]]
entry = "poh/never-was"
text = "Kept all the same."

[[entry]]
id = "poh/our-form"
condition = "poh"
topic = "living"
question = "Where is our form for POH?"
short_answer = "In the blue cupboard [^review]."
last_updated = 2026-11-01

[[entry]]
id = "our-clinic/reviewed"
replaces = "poh/reviewed"
topic = "treatment"
question = "Is POH reviewed here?"
short_answer = "Here it is: ask Zelda [^gard]."
last_updated = 2026-11-02
"#;

impl Home {
    pub(crate) fn clinic(&self) -> PathBuf {
        self.folder.path().join(".local/share/clinfaq/clinic")
    }

    fn write(&self, name: &str, text: &str) {
        fs::create_dir_all(self.clinic()).expect("a folder");
        fs::write(self.clinic().join(name), text).expect("a file");
    }

    fn of_clinic() -> Self {
        let home = Self::new(SMALL);
        home.set("[clinic]\nname = \"St. Mary's\"\n");
        home.write("texts.toml", TEXTS);
        home
    }

    fn shows(&self, id: &str) -> String {
        self.run(&["show", id]).ends(0).out
    }
}

#[test]
fn a_note_is_shown_above_the_answer_with_author_and_date() {
    let home = Home::of_clinic();
    let out = home.shows("poh/surgery");
    let (above, below) = out.split_once("In short").expect("an answer");
    for text in [
        "St. Mary's",
        "Ward 3",
        "2026-11-01",
        "Ask Dr Zwart on Tuesdays [1].",
    ] {
        assert!(above.contains(text), "{text}: {out}");
    }
    assert!(
        below.contains("[1]  Progressive osseous heteroplasia"),
        "{out}"
    );
    let json = home.run(&["show", "poh/surgery", "--json"]).ends(0).json();
    assert_eq!(json["clinfaq:notes"][0]["author"]["name"], "Ward 3");
    assert_eq!(json["clinfaq:notes"][0]["publisher"], "St. Mary's");
    assert_eq!(json["clinfaq:notes"][0]["clinfaq:answerChanged"], false);
}

#[test]
fn the_words_of_a_note_find_its_answer() {
    let home = Home::of_clinic();
    let ran = home.run(&["search", "Zwart"]).ends(0);
    assert!(ran.out.contains("Can the bone be cut out?"), "{}", ran.out);
    assert!(ran.out.contains("note"), "{}", ran.out);
    home.run(&["search", "blue", "cupboard"]).ends(0);
}

#[test]
fn a_replacement_takes_the_place_of_the_original_everywhere() {
    let home = Home::of_clinic();
    for id in ["poh/reviewed", "our-clinic/reviewed"] {
        let out = home.shows(id);
        assert!(out.contains("Here it is: ask Zelda"), "{out}");
        assert!(
            out.contains("St. Mary's shows this in place of the original"),
            "{out}"
        );
        assert!(out.contains("by St. Mary's"), "{out}");
    }
    let original = home.shows("original:poh/reviewed");
    assert!(
        original.contains("Replaced: St. Mary's shows its own answer instead"),
        "{original}"
    );
    assert!(original.contains("In short  Yes"), "{original}");
    let list = home.run(&["list", "entries"]).ends(0).out;
    assert!(list.contains("our-clinic/reviewed"), "{list}");
    assert!(!list.contains("Is this one reviewed?"), "{list}");
    assert!(list.contains("St. Mary's"), "{list}");
    let json = home.run(&["show", "poh/reviewed", "--json"]).ends(0).json();
    assert_eq!(json["clinfaq:replaces"], "poh/reviewed");
    let json = home
        .run(&["show", "original:poh/reviewed", "--json"])
        .ends(0)
        .json();
    assert_eq!(json["clinfaq:replacedBy"], "our-clinic/reviewed");
}

#[test]
fn a_draft_or_a_chain_of_replacements_never_hides_an_answer() {
    let home = Home::new(SMALL);
    let entry = |id: &str, replaces: &str, text: &str, more: &str| {
        format!(
            "[[entry]]\nid = \"{id}\"\nreplaces = \"{replaces}\"\ntopic = \"surgery\"\nquestion = \"Q {text}?\"\n\
             short_answer = \"{text}\"\n{more}\n"
        )
    };
    let reached = |texts: &str| {
        home.write("texts.toml", texts);
        let list = home.run(&["list", "entries"]).ends(0).out;
        let shown = home.shows("poh/surgery");
        (list, shown)
    };
    // One whose original is gone, and a draft.
    let (list, _) = reached(&entry("x/a", "poh/never-was", "Mine", ""));
    assert!(list.contains("Q Mine?"), "{list}");
    assert!(home.run(&["check"]).out.contains("replaces-nothing"));
    let (list, shown) = reached(&entry("x/a", "poh/surgery", "Mine", "status = \"draft\""));
    assert!(
        list.contains("poh/surgery") && shown.contains("Small pieces can"),
        "{list}{shown}"
    );
    // Two that replace each other.
    let ring = entry("x/a", "x/b", "Mine", "condition = \"poh\"")
        + &entry("x/b", "x/a", "Yours", "condition = \"poh\"");
    let (list, _) = reached(&ring);
    assert!(
        list.contains("Q Mine?") || list.contains("Q Yours?"),
        "{list}"
    );
    // Two for one original: nothing that was written is hidden.
    let two = entry("x/a", "poh/surgery", "Mine", "") + &entry("x/b", "poh/surgery", "Yours", "");
    let (list, shown) = reached(&two);
    assert!(
        list.contains("Q Mine?") && list.contains("Q Yours?"),
        "{list}"
    );
    assert!(shown.contains("in place of the original"), "{shown}");
    // The same id, with `replaces` and without: a pack may get the id that the clinic has taken.
    for replaces in ["poh/surgery", ""] {
        let (list, shown) = reached(&entry(
            "poh/surgery",
            replaces,
            "Mine",
            "condition = \"poh\"",
        ));
        assert!(!list.contains("Can the bone be cut out?"), "{list}");
        assert!(
            shown.contains("Mine") && shown.contains("in place of the original"),
            "{shown}"
        );
        assert!(
            home.shows("original:poh/surgery")
                .contains("Small pieces can")
        );
        let check = home.run(&["check"]).out;
        for name in [
            "duplicate-id",
            "replaces-nothing",
            "near-duplicate-question",
        ] {
            assert!(!check.contains(name), "{check}");
        }
    }
}

#[test]
fn a_replacement_of_a_withdrawn_answer_says_that_it_was_withdrawn() {
    let home = Home::new(SMALL);
    let texts = "[[entry]]\nid = \"poh/gone\"\nreplaces = \"poh/gone\"\ntopic = \"surgery\"\nquestion = \"Q?\"\nshort_answer = \"Mine\"\n";
    home.write("texts.toml", texts);
    let out = home.shows("poh/gone");
    assert!(
        out.contains("Mine") && out.contains("withdrawn 2026-11-01"),
        "{out}"
    );
    assert!(out.contains("The source was retracted"), "{out}");
}

#[test]
fn nothing_intended_is_reported() {
    let home = Home::of_clinic();
    let ran = home.run(&["check"]).ends(1);
    let own: Vec<&str> = ran
        .out
        .split("\n\n")
        .filter(|one| one.contains("clinic/texts.toml"))
        .collect();
    assert_eq!(own.len(), 2, "{}", ran.out);
    assert!(
        own.iter()
            .all(|one| one.starts_with("warning[note-without-answer]")),
        "{own:#?}"
    );
    let clinic = home.clinic();
    let ran = home.run(&["check", &clinic.to_string_lossy()]);
    assert!(!ran.out.contains("note"), "{}", ran.out);
}

#[test]
fn notes_on_withdrawn_and_unknown_answers_are_kept_and_shown() {
    let home = Home::of_clinic();
    let out = home.shows("poh/gone");
    assert!(out.contains("We told the Miller family."), "{out}");
    let mut command = home.command(&["read"]);
    let output = command
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn();
    let mut child = output.expect("the program");
    let mut input = child.stdin.take().expect("a pipe");
    std::io::Write::write_all(&mut input, b"lines 0\nabout\n").expect("written");
    drop(input);
    let ran = Ran::of(child.wait_with_output().expect("ended")).ends(0);
    assert!(
        ran.out.contains("2 notes on answers that are not here"),
        "{}",
        ran.out
    );
    assert!(
        ran.out.contains("We told the Miller family."),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("poh/never-was"), "{}", ran.out);
}

#[test]
fn a_note_stays_when_the_pack_is_replaced_and_says_that_the_answer_changed() {
    let home = Home::new(SMALL);
    let page = home.run(&["show", "poh/surgery", "--json"]).ends(0).json();
    let checksum = page["clinfaq:answerChecksum"]
        .as_str()
        .expect("a checksum")
        .to_owned();
    home.write(
        "note.toml",
        &format!("[[note]]\nentry = \"poh/surgery\"\ntext = \"Mine.\"\nanswer_checksum = \"{checksum}\"\n"),
    );
    const CHANGED: &str = "The answer below has changed since this note was written.";
    assert!(!home.shows("poh/surgery").contains(CHANGED));
    // Other line breaks are no change.
    for (answer, changed) in [("Small  pieces\\ncan.", false), ("Large pieces can.", true)] {
        let newer = SMALL.replace("\"Small pieces can.\"", &format!("\"{answer}\""));
        fs::write(home.library().join("library.toml"), newer).expect("a file");
        let out = home.shows("poh/surgery");
        assert!(out.contains("Mine."), "{out}");
        assert_eq!(out.contains(CHANGED), changed, "{out}");
    }
}

#[test]
fn hostile_text_of_the_clinic_is_cleaned() {
    let home = Home::new(SMALL);
    let evil = "\\u001b]0;x\\u0007\\u202e\\u009b31m";
    home.set(format!("[clinic]\nname = \"Mary{evil}\"\n"));
    home.write(
        "note.toml",
        &format!(
            "[[note]]\nentry = \"poh/surgery\"\ntext = \"Text{evil}\"\nauthor = \"Ward{evil}\"\n"
        ),
    );
    for args in [
        &["show", "poh/surgery"][..],
        &["show", "poh/surgery", "--json"],
        &["check"],
        &["config"],
    ] {
        let ran = home.run(args);
        for text in [ran.out, ran.err] {
            let bad =
                |c: &char| c.is_control() && *c != '\n' || ('\u{202a}'..='\u{202e}').contains(c);
            assert_eq!(text.chars().find(bad), None, "{args:?}: {text}");
        }
    }
}

/// Two answers in English and one of them in Spanish.
const LANGUAGES: &str = r#"
[[entry]]
id = "poh/cirugia"
condition = "poh"
topic = "surgery"
language = "es-MX"
translation_of = "poh/surgery"
question = "¿Se puede operar la POH?"
short_answer = "Solo trozos small."
"#;

#[test]
fn the_readers_language_comes_first_and_others_are_labelled() {
    let home = Home::new(&format!("{SMALL}\n{LANGUAGES}"));
    let found = |args: &[&str]| {
        let ran = home.run(&[&["search", "--json"], args].concat());
        let items = ran.json()["itemListElement"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let id =
            |item: &serde_json::Value| item["item"]["@id"].as_str().unwrap_or_default().to_owned();
        items.iter().map(id).collect::<Vec<_>>()
    };
    for language in ["language:es", "language:ES-mx"] {
        assert_eq!(found(&["small", language]), ["poh/cirugia"]);
    }
    assert_eq!(found(&[r#"pack:test"#, "language:es"]), ["poh/cirugia"]);
    assert!(found(&["small", "pack:none"]).contains(&"poh/surgery".to_owned()));
    home.set("language = \"es\"\n");
    assert_eq!(found(&["small", "surgery"])[0], "poh/cirugia");
    let list = home.run(&["list", "entries"]).ends(0).out;
    assert!(list.contains("2023-02-01 en, overdue"), "{list}");
    let out = home.shows("poh/surgery");
    assert!(out.contains("Also in") && out.contains("es-MX: "), "{out}");
}
