//! Pages with questions and answers after schema.org.

use crate::folder::{fixtures, import};

#[test]
fn pages_become_a_library() {
    let imported = import("faqpage", &fixtures("pages"));
    assert_eq!(imported.problems, [], "{:#?}", imported.problems);
    assert_eq!(
        imported.ids(),
        [
            "general/micro-1",
            "general/qa-1",
            "gout/example-org-health-gout-1",
            "gout/example-org-health-gout-2",
            "gout/example-org-health-gout-3",
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
