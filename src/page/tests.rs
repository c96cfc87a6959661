//! Pages of a small library, laid out in 80 columns. What a reader must notice is between « and ».

use jiff::civil::date;

use super::*;
use crate::index::{EntryOrd, PackOrd};
use crate::library::testing::library_of;
use crate::text::{Block, Glyphs, Span, Style, Target, layout, plain, width};

const TODAY: Clock = Clock {
    today: date(2026, 11, 20),
};
const WRONG: Clock = Clock {
    today: date(2001, 1, 1),
};

fn small() -> Library {
    library_of(include_str!("tests/library.toml"))
}

#[test]
fn same_question_and_source_are_distinguished_by_how_the_answer_begins() {
    let entry = |number: u8, answer: &str| {
        format!(
            "[[entry]]\nid = \"gout/{number}\"\ncondition = \"gout\"\ntopic = \"treatment\"\nquestion = \"What helps?\"\nanswer = \"\"\"{answer}\"\"\"\nsources = [\"s\"]\n"
        )
    };
    let library = library_of(&format!(
        "{}{}{}",
        "[[condition]]\nid = \"gout\"\nname = \"Gout\"\n[[source]]\nid = \"s\"\ntitle = \"T\"\npublisher = \"P\"\n",
        entry(1, "**Rest** it.\n\nAnd wait."),
        entry(2, "Cool it."),
    ));
    let all: Vec<EntryOrd> = ["gout/1", "gout/2"]
        .iter()
        .filter_map(|id| library.find_entry(PackOrd(0), id))
        .collect();
    assert_eq!(distinctions(&library, &all), ["Rest it.", "Cool it."]);
}

fn find(library: &Library, id: &str) -> Listed {
    library.find(id).expect("an id of the library")
}

fn marked(spans: &[Span]) -> String {
    let mark = |span: &Span| match span.style.has(Style::WARN) {
        true => format!("«{}»", span.text),
        false => span.text.clone(),
    };
    spans.iter().map(mark).collect()
}

fn shown(page: &Page) -> String {
    let mut text = format!("{}\n{}\n", page.crumbs.join(" › "), page.title);
    for line in trust_lines(&page.trust, 78) {
        let line = marked(&line);
        assert!(width(&line) <= 90, "{line}");
        text.push_str(&format!("{line}\n"));
    }
    text.push('\n');
    let mut lines = layout(&page.document, 80, &Glyphs::UNICODE);
    for line in &mut lines {
        for span in &mut line.spans {
            if span.style.has(Style::WARN) {
                span.text = marked(std::slice::from_ref(span));
            }
        }
    }
    let set = plain(&lines);
    for line in set.lines() {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn show(library: &Library, id: &str, clock: Clock) -> String {
    shown(&listed(library, find(library, id), clock))
}

/// Reading a page piece by piece misses nothing.
#[test]
fn a_page_is_its_text_and_its_parts() {
    let library = small();
    for id in [
        "poh/treatment-proven",
        "poh/surgery",
        "poh",
        "ho",
        "gard",
        "ifopa",
        "nct1",
        "drug",
    ] {
        let page = listed(&library, find(&library, id), TODAY);
        let parts = page.parts.iter().map(|(part, _)| page.part(*part));
        let pieces: Vec<&[Block]> = std::iter::once(page.text()).chain(parts).collect();
        assert_eq!(pieces.concat(), page.document.blocks, "{id}");
        assert_eq!(
            page.part(Part::About).len(),
            page.parts
                .iter()
                .rev()
                .take(1)
                .map(|(_, at)| page.document.blocks.len() - at)
                .sum::<usize>(),
            "{id}"
        );
        let mut boxes_first = page.text_boxes_first();
        for block in page.text() {
            let at = boxes_first.iter().position(|other| other == block);
            boxes_first.remove(at.expect("every block of the text"));
        }
        assert!(boxes_first.is_empty(), "{id}");
    }
}

#[test]
fn an_entry() {
    insta::assert_snapshot!(show(&small(), "poh/treatment-proven", TODAY));
}

#[test]
fn a_preview_keeps_the_boxes() {
    let library = small();
    let Listed::Entry(ord) = find(&library, "poh/treatment-proven") else {
        panic!("an entry");
    };
    insta::assert_snapshot!(shown(&preview(&library, ord, TODAY)));
}

#[test]
fn a_condition() {
    insta::assert_snapshot!(show(&small(), "poh", TODAY));
}

#[test]
fn a_source_and_its_listings() {
    let library = small();
    let ids = [
        "source:gard",
        "source:review",
        "ifopa",
        "nct1",
        "nct2",
        "drug",
    ];
    let pages = ids.map(|id| show(&library, id, TODAY));
    insta::assert_snapshot!(pages.join("================\n"));
}

#[test]
fn the_library_and_its_problems() {
    let library = small();
    insta::assert_snapshot!(shown(&super::library(&library, WRONG)));
    let broken =
        include_str!("tests/library.toml").replace("question = \"A draft", "qestion = \"A draft");
    insta::assert_snapshot!(problems_of(&broken));
}

/// The first problems of a library; their paths lie in a folder of their own each time.
fn problems_of(library: &str) -> String {
    let page = shown(&problems(&library_of(library), &[]));
    let lines = page.lines().map(|line| match line.find("library.toml") {
        Some(at) => &line[at..],
        None => line,
    });
    lines.take(16).collect::<Vec<_>>().join("\n")
}

/// The trust lines of an entry.
fn trust(library: &Library, id: &str, clock: Clock) -> String {
    let page = listed(library, find(library, id), clock);
    let lines = trust_lines(&page.trust, 78);
    let lines: Vec<String> = lines.iter().map(|line| marked(line)).collect();
    lines.join("\n")
}

#[test]
fn every_state_is_put_into_words() {
    let library = small();
    assert_eq!(
        trust(&library, "poh/surgery", TODAY),
        "Updated 2023-02-01 (3 years ago) · «overdue since 2026-02-01» · no review yet\n«no sources»"
    );
    assert_eq!(
        trust(&library, "poh/reviewed", TODAY),
        "Updated 2026-01-01 (10 months ago) · reviewed 2026-01-02 by A. Name, nurse\n\
         1 source: 1 collected from other sites · «source retracted»"
    );
    assert_eq!(
        trust(&library, "general/undated", TODAY),
        "«no date» · no review yet\n«no sources»"
    );
    assert!(trust(&library, "poh/draft", TODAY).starts_with("«draft, not for readers yet» · "));
}

#[test]
fn a_wrong_clock_shows_no_age() {
    let library = small();
    for id in [
        "poh/treatment-proven",
        "poh/surgery",
        "poh",
        "source:gard",
        "ifopa",
        "nct2",
    ] {
        let page = show(&library, id, WRONG);
        assert!(!page.contains(" ago"), "{page}");
        assert!(!page.contains("today"), "{page}");
        assert!(!page.contains("overdue"), "{page}");
        assert!(
            page.contains("«age unknown: this computer's clock says 2001»"),
            "{page}"
        );
    }
}

#[test]
fn a_withdrawn_answer_is_replaced_by_its_notice() {
    let library = small();
    let page = show(&library, "poh/held-but-withdrawn", TODAY);
    assert!(!page.contains("SECRET"), "{page}");
    assert!(page.contains("«withdrawn, day unknown»"), "{page}");
    let Listed::Entry(ord) = find(&library, "poh/held-but-withdrawn") else {
        panic!("an entry");
    };
    assert!(!shown(&preview(&library, ord, TODAY)).contains("SECRET"));
    assert_eq!(
        marked(&mark(&library, &library.head(ord), TODAY)),
        "«withdrawn»"
    );
    insta::assert_snapshot!(shown(
        &withdrawn(&library, "poh/gone", TODAY).expect("a notice")
    ));
    assert_eq!(withdrawn(&library, "poh/surgery", TODAY), None);
}

#[test]
fn a_list_row_marks_what_must_be_noticed() {
    let library = small();
    let mark = |id, clock| match find(&library, id) {
        Listed::Entry(ord) => marked(&mark(&library, &library.head(ord), clock)),
        _ => panic!("an entry"),
    };
    assert_eq!(mark("poh/surgery", TODAY), "2023-02-01 «overdue»");
    assert_eq!(mark("poh/surgery", WRONG), "2023-02-01 «age unknown»");
    assert_eq!(mark("general/undated", TODAY), "«no date»");
    assert_eq!(
        mark("poh/treatment-proven", TODAY),
        "2026-11-20 de, «source in doubt»"
    );
    assert_eq!(mark("poh/draft", TODAY), "«no date» «draft»");
}

#[test]
fn citations_and_links_lead_to_what_they_name() {
    let library = small();
    let page = listed(&library, find(&library, "poh/treatment-proven"), TODAY);
    let follow = |target| page.follow(&library, &target);
    assert_eq!(follow(Target::Cite(1)), library.find("source:gard"));
    assert_eq!(follow(Target::Cite(2)), None, "not defined");
    assert_eq!(follow(Target::Cite(0)), None);
    assert_eq!(follow(Target::Cite(99)), None);
    assert_eq!(
        follow(Target::Source("review".into())),
        library.find("source:review")
    );
    assert_eq!(
        follow(Target::Entry("poh/surgery".into())),
        library.find("poh/surgery")
    );
    assert_eq!(
        follow(Target::Organization("ifopa".into())),
        library.find("ifopa")
    );
    assert_eq!(follow(Target::Trial("nct2".into())), library.find("nct2"));
    assert_eq!(
        follow(Target::Medication("drug".into())),
        library.find("drug")
    );
    assert_eq!(follow(Target::Entry("poh/gone".into())), None);
    assert_eq!(follow(Target::Url("https://example.org".into())), None);
}

#[test]
fn sources_are_labelled_by_their_numbers() {
    let library = small();
    let page = listed(&library, find(&library, "poh/treatment-proven"), TODAY);
    let labels = page.document.blocks.iter().filter_map(|block| match block {
        Block::Fields(fields) => Some(fields.iter().map(|(label, _)| label.as_str())),
        _ => None,
    });
    let numbers: Vec<&str> = labels
        .flatten()
        .filter(|label| label.starts_with('['))
        .collect();
    assert_eq!(numbers, ["[1]", "[2]", "[3]", "[4]"]);
}
