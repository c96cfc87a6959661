//! Answers restored from text that lost its layout.

use proptest::prelude::*;

use super::answer::clean;
use crate::import::changes::{Change, Changes};
use crate::import::html;

fn markdown(raw: &str) -> String {
    let answer = clean(
        raw,
        "What are the symptoms of X?",
        &["X"],
        &mut Changes::default(),
    );
    answer.expect("an answer").text
}

#[test]
fn lists_are_restored() {
    for (raw, expected) in [
        // After a colon, with wide spaces.
        (
            "They are:  - one thing  - another - with a dash  - last   Then more. And more.",
            "They are:\n\n- one thing\n- another - with a dash\n- last\n\nThen more. And more.",
        ),
        // A line each.
        (
            "Do this:\n  - wash hands\n  - sleep\n\n  - eat\n\nDone.",
            "Do this:\n\n- wash hands\n- sleep\n- eat\n\nDone.",
        ),
        // Nested items, by the spaces that their lists left behind.
        (
            "Points:  - One:         - a     - b        - Two  - Three:  - c",
            "Points:\n\n- One:\n  - a\n  - b\n- Two\n- Three:\n  - c",
        ),
        (
            "Points:  - One has  - Signs are:  - pain  - fever  - Three",
            "Points:\n\n- One has\n- Signs are:\n  - pain\n  - fever\n- Three",
        ),
        // The first dash lost its spaces.
        (
            "Risk factors include - Smoking  - Obesity  - Age.",
            "Risk factors include\n\n- Smoking\n- Obesity\n- Age.",
        ),
        // Located twice.
        (
            "They are - Smoking  - Obesity  - Age. It rises. Smoking Obesity Age. It rises. Next part.",
            "They are\n\n- Smoking\n- Obesity\n- Age. It rises.\n\nNext part.",
        ),
    ] {
        assert_eq!(markdown(raw), expected);
    }
}

#[test]
fn a_dash_in_a_sentence_stays() {
    for raw in [
        "The disease - which is rare - may go away.",
        "It has a long-term course - and two - or three - kinds.",
        "A fever of 38 - 39 degrees.  It passes.",
    ] {
        assert!(
            !markdown(raw).contains("\n- ") && !markdown(raw).starts_with("- "),
            "{raw}"
        );
    }
}

#[test]
fn wide_spaces_separate_paragraphs_if_they_are_the_exception() {
    assert_eq!(
        markdown("One is. Two is. Three is.  Four is."),
        "One is. Two is. Three is.\n\nFour is."
    );
    assert_eq!(
        markdown("One is.  Two is.  Three is. Four is."),
        "One is. Two is. Three is. Four is."
    );
    assert_eq!(markdown("One is.    Two is."), "One is.\n\nTwo is.");
    assert_eq!(
        markdown("A line\nof text.\nA second."),
        "A line\n\nof text.\n\nA second."
    );
}

#[test]
fn labels_references_and_control_characters_are_removed() {
    assert_eq!(markdown("Summary : It is rare."), "It is rare.");
    assert_eq!(
        markdown("It is rare.[1][2, 3] See [12] and f[x]."),
        "It is rare. See \\[12] and f\\[x]."
    );
    assert_eq!(markdown("a\u{1b}[31mred\u{202e} x\u{a0}y"), "ared x y");
    let answer = clean(
        "What are the signs of X? Pain.",
        "What are the symptoms of X?",
        &["X"],
        &mut Changes::default(),
    );
    let answer = answer.expect("an answer");
    assert_eq!(answer.text, "Pain.");
    assert_eq!(
        answer.also_asked.as_deref(),
        Some("What are the signs of X?")
    );
    assert_eq!(clean(" \n ", "?", &[], &mut Changes::default()), None);
}

#[test]
fn changes_are_counted_once_per_answer() {
    let mut changes = Changes::default();
    clean("Look:  - a_ b  - c*d", "What?", &[], &mut changes);
    let counts = changes.counts();
    assert_eq!(counts, [(Change::List, 1)]);
}

/// Letters and digits, in their order.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn no_word_is_lost(raw in "([a-cA-C]{1,3}|[-:.*_•]| {1,4}|\n {0,4}|é){0,40}") {
        // Only repeated lists may be removed.
        let mut changes = Changes::default();
        let made = clean(&raw, "?", &[], &mut changes).unwrap_or_default().text;
        if changes.counts().iter().all(|(dirt, _)| *dirt != Change::RepeatedList) {
            prop_assert_eq!(letters(&crate::text::plain_text(&made)), letters(&raw), "{}", made);
        }
    }

    #[test]
    fn no_markup_panics(raw in "(</?(p|ul|ol|li|b|i|a href='https://x.y'|table|tr|td|h2|br|script|svg|title)>?|[a-c*_ \n&;<\\[\\]é-]){0,40}") {
        html::to_markdown(&raw, &mut Changes::default());
        html::decode(&raw);
    }
}
