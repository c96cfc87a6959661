//! Handouts of a small library.

use jiff::civil::date;

use super::Handout;
use crate::config::ClinicSettings;
use crate::index::{EntryOrd, PackOrd};
use crate::library::Library;
use crate::library::testing::library_of;
use crate::model::Clock;
use crate::text::Charset;

fn handout(library: &Library, ids: &[&str], clinic: [&str; 2], charset: Charset) -> Handout {
    let find = |id: &&str| library.find_entry(PackOrd(0), id).expect("an answer");
    let entries: Vec<EntryOrd> = ids.iter().map(find).collect();
    let [name, contact] = clinic.map(|text| Some(text.to_owned()));
    let clinic = ClinicSettings {
        name,
        contact,
        ..ClinicSettings::default()
    };
    let clock = Clock {
        today: date(2026, 11, 20),
    };
    Handout::new(library, &entries, &clinic, clock, charset)
}

const CLINIC: [&str; 2] = ["Riverside Clinic", "Tel. 555 0100 · weekdays 8 to 16"];

#[test]
fn handout_has_what_a_patient_needs() {
    let library = library_of(include_str!("../page/tests/library.toml"));
    let ids = ["poh/treatment-proven", "general/undated"];
    let handout = handout(&library, &ids, CLINIC, Charset::Ascii);
    let text = handout.text(false);
    assert!(text.is_ascii());
    insta::assert_snapshot!(text.replace('\x0c', "<form feed>"));
    let html = handout.html(true);
    let (_, body) = html.split_once("</style>").expect("a style sheet");
    insta::assert_snapshot!(body.replace("><", ">\n<"));
    assert!(
        html.contains("<html lang=\"de\">") && html.contains("<main class=\"large\">"),
        "{html}"
    );
}

#[test]
fn large_type_has_shorter_lines_and_pages() {
    let library = library_of(include_str!("../page/tests/library.toml"));
    let handout = handout(
        &library,
        &["poh/treatment-proven"],
        CLINIC,
        Charset::Unicode,
    );
    for page in handout.text(true).split_terminator('\x0c') {
        assert!(page.lines().count() <= 44);
        assert!(
            page.lines().all(|line| line.chars().count() <= 52),
            "{page}"
        );
    }
}

#[test]
fn withdrawn_answer_is_not_handed_out() {
    let library = library_of(include_str!("../page/tests/library.toml"));
    let handout = handout(
        &library,
        &["poh/held-but-withdrawn"],
        CLINIC,
        Charset::Ascii,
    );
    for printed in [handout.text(false), handout.html(false)] {
        assert!(printed.contains("taken back by its publisher") && !printed.contains("SECRET"));
    }
}

#[test]
fn hostile_text_reaches_neither_printer_nor_browser() {
    let bad = r"<script>x</script> \u001b[31m\u009b2J\u202e\u0007\f&\u2066";
    let library = library_of(&format!(
        "[[condition]]\nid = \"gout\"\nname = \"{bad}\"\n[[source]]\nid = \"s\"\ntitle = \"{bad}\"\nurl = \"javascript:x\"\n\
         [[organization]]\nid = \"o\"\nname = \"{bad}\"\nconditions = [\"gout\"]\nemail = \"{bad}\"\ncite = \"s\"\n\
         [[entry]]\nid = \"gout/a\"\ncondition = \"gout\"\ntopic = \"treatment\"\nquestion = \"{bad}\"\nshort_answer = \"{bad}[^s]\"\n\
         answer = \"`{bad}` [x](javascript:x)\\n\\n```\\n{bad}\\n```\"\n"
    ));
    let clinic = [
        "<b>\u{1b}]0;x\u{7}\u{202e}\u{c}Clinic",
        "\u{9b}31m\n<script>",
    ];
    let handout = handout(&library, &["gout/a"], clinic, Charset::Unicode);
    let text = handout.text(false);
    let page = text.strip_suffix('\x0c').expect("one page");
    let html = handout.html(false);
    for printed in [page, &html] {
        let bad = |c: char| {
            c.is_control() && c != '\n' || ('\u{202a}'..='\u{202e}').contains(&c) || c == '\u{2066}'
        };
        assert!(!printed.contains(bad), "{printed:?}");
    }
    assert!(
        !html.contains("<script") && !html.contains("<b>") && !html.contains("href"),
        "{html}"
    );
}
