//! A dialog whose library changes while it is read.

use super::*;
use crate::library::Notice;

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
        said.contains("no longer in the library. This is the\nbeginning."),
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
