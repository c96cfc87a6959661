//! From a library to a sheet and back.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use clinfaq::content::Place;
use clinfaq::export::{Exporter, Selection};
use clinfaq::library::{Opener, Request};
use clinfaq::model::Clock;
use proptest::prelude::*;

use crate::folder::Imported;
use crate::sheet::import_file;

/// The sheet of a library.
fn sheet(place: Place) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let dest = folder.path().join("answers.csv");
    let request = Request {
        places: vec![place],
        cache: None,
    };
    let library = Opener::new(request)
        .current(&mut |_| ())
        .expect("a library");
    let clock = Clock {
        today: jiff::civil::date(2026, 11, 20),
    };
    let exporter = Exporter::named("csv").expect("a format");
    let mut go_on = |_| ControlFlow::Continue(());
    exporter
        .run(&library, clock, &Selection::default(), &dest, &mut go_on)
        .expect("a sheet");
    fs::read_to_string(dest).expect("a sheet")
}

fn imported(sheet: &str) -> Imported {
    import_file("a.csv", sheet, &[])
}

#[test]
fn the_bundled_library_comes_back_as_it_was() {
    let faq = Path::new(env!("CARGO_MANIFEST_DIR")).join("faq");
    let first = sheet(Place::Folder(faq));
    let imported = imported(&first);
    assert_eq!(imported.summary.skipped, []);
    let second = sheet(Place::Folder(imported.dest.clone()));
    for (one, other) in first.lines().zip(second.lines()) {
        assert_eq!(one, other);
    }
    assert_eq!(first, second);
}

/// Texts of all kinds: formulas, quotes, separators, Markdown, control characters, other scripts.
fn text() -> impl Strategy<Value = String> {
    "[-=+@'\"]{0,2}[a-zÉ语ب,;|\t*_\\[\\]^1#>`<&\u{1b}\u{202e} ]{1,12}(\n[-*0-9a-z. \"]{0,8}){0,3}"
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn a_second_round_changes_nothing(
        rows in prop::collection::vec(
            (0..4_usize, text(), text(), text(), text(), "[0-9]{1,2}/[0-9]{1,2}/20[0-9]{2}|20[0-9]{2}(-[01][0-9])?|"),
            1..6,
        ),
        plain: bool,
    ) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let answer = if plain { "Answer" } else { "Answer (Markdown)" };
        writer.write_record(["Condition", "Question", answer, "Source", "Topic", "Updated"]).expect("headings");
        for (condition, question, answer, source, topic, updated) in &rows {
            let condition = ["", "Gout", "gout fever", "关节炎"][*condition];
            writer.write_record([condition, question, answer, source, topic, updated]).expect("a row");
        }
        let sheet_of = |imported: &Imported| sheet(Place::Folder(imported.dest.clone()));
        let text = String::from_utf8(writer.into_inner().expect("a sheet")).expect("text");
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.csv");
        fs::write(&path, &text).expect("a file");
        // Nothing may be left of rows without visible characters.
        let dest = folder.path().join("dest");
        if crate::folder::run("sheet", &path, &dest).is_ok() {
            let first = imported(&text);
            prop_assert!(first.problems.iter().all(|it| it.severity != clinfaq::model::Severity::Error), "{:?}", first.problems);
            let second = imported(&sheet_of(&first));
            prop_assert_eq!(second.summary.entries, first.summary.entries);
            prop_assert_eq!(&second.summary.skipped, &[]);
            let sheet = sheet_of(&first);
            for cell in csv::Reader::from_reader(sheet.as_bytes()).into_records().flat_map(|row| row.expect("a row").iter().map(str::to_owned).collect::<Vec<_>>()) {
                prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
            }
            prop_assert_eq!(sheet, sheet_of(&second));
        }
    }
}
