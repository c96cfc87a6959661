//! Spreadsheets.

use std::fs;
use std::io::{Cursor, Write};

use clinfaq::import::{Error, Options};
use clinfaq::model::{Column, Entry, Source};
use rust_xlsxwriter::{Format, Workbook};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::folder::{Imported, import_with, run_with};

/// Imports a file with this name and content.
pub(crate) fn import_file(
    name: &str,
    content: impl AsRef<[u8]>,
    columns: &[(Column, &str)],
) -> Imported {
    let temporary = tempfile::tempdir().expect("a folder");
    let path = temporary.path().join(name);
    fs::write(&path, content).expect("a file");
    import_with(format(name), &path, options(columns))
}

/// Why a file with this content is not imported.
fn refused(name: &str, content: impl AsRef<[u8]>) -> String {
    let temporary = tempfile::tempdir().expect("a folder");
    let path = temporary.path().join(name);
    fs::write(&path, content).expect("a file");
    match run_with(
        format(name),
        &path,
        &temporary.path().join("dest"),
        options(&[]),
    ) {
        Err(Error::Nothing { summary, .. }) => {
            let skipped = summary
                .skipped
                .iter()
                .map(|skipped| skipped.reason.as_str());
            skipped.collect::<Vec<_>>().join("\n")
        }
        other => panic!("{other:?}"),
    }
}

fn format(name: &str) -> &'static str {
    if name.contains(".json") {
        "jsonl"
    } else {
        "sheet"
    }
}

fn options(columns: &[(Column, &str)]) -> Options {
    Options {
        columns: columns
            .iter()
            .map(|(column, name)| (*column, (*name).to_owned()))
            .collect(),
        ..Options::default()
    }
}

impl Imported {
    fn entry(&self, id: &str) -> &Entry {
        let mut entries = self.library.entries.iter().map(|(_, entry)| entry);
        entries
            .find(|entry| entry.id == id)
            .unwrap_or_else(|| panic!("{id} of {:?}", self.ids()))
    }

    fn source(&self, id: &str) -> &Source {
        let mut sources = self.library.sources.iter().map(|(_, source)| source);
        sources.find(|source| source.id == id).expect("a source")
    }

    /// What was said about the file.
    pub(crate) fn said(&self) -> Vec<&str> {
        let said = self.summary.skipped.iter().chain(&self.summary.remarks);
        said.map(|said| said.reason.as_str()).collect()
    }
}

fn zipped(files: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(*name, SimpleFileOptions::default())
            .expect("a file");
        zip.write_all(text.as_bytes()).expect("a text");
    }
    zip.finish().expect("an archive").into_inner()
}

fn ods(rows: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\"><office:body>\
         <office:spreadsheet><table:table table:name=\"One\">{rows}</table:table></office:spreadsheet></office:body>\
         </office:document-content>"
    );
    zipped(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", &content),
    ])
}

const SHEET: &str = "\
Condition,Question,Answer,Source,Publisher,Link,Updated,Notes
Gout,What is gout?,\"A kind of arthritis.

- It hurts
- It comes and goes\",\"Gout
Our guideline\",NHS,https://www.nhs.uk/conditions/gout/,2024-05-01,x
,What are your opening hours?,9 to 5,,,,,
Gout,,An answer,,,,,
Gout,Is gout cured?,,,,,,
";

#[test]
fn a_sheet_becomes_a_library() {
    let imported = import_file("answers.csv", SHEET, &[]);
    assert_eq!(imported.problems, []);
    assert_eq!(
        imported.ids(),
        ["general/what-are-your-opening-hours", "gout/what-is-gout"]
    );
    insta::assert_snapshot!(imported.file("conditions/gout.toml"));
    assert_eq!(
        imported.said(),
        [
            "row 5 left out: no answer",
            "row 4 left out: no question",
            "columns not read: H \"Notes\"",
            "row 3: no date says when the answer was last updated",
            "row 3: no source is named",
        ]
    );
}

#[test]
fn separators_and_encodings_are_recognised() {
    let comma =
        "Título,,\nPregunta,Respuesta,Fecha\n\"¿Qué es la fiebre, niño?\",Más de 38 °C,2024-05\n";
    let semicolon = comma.replace(',', ";").replace("fiebre;", "fiebre,");
    let bytes = |text: &str| {
        text.encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<_>>()
    };
    for content in [
        comma.as_bytes().to_vec(),
        format!("\u{feff}{semicolon}").into_bytes(),
        semicolon.replace('\n', "\r\n").into_bytes(),
        semicolon.replace('\n', "\r").into_bytes(),
        format!("sep=;\r\n{semicolon}").into_bytes(),
        bytes(&format!("\u{feff}{}", semicolon.replace(';', "\t"))),
        encoding_rs::WINDOWS_1252.encode(&semicolon).0.into_owned(),
    ] {
        let imported = import_file("respuestas.csv", &content, &[]);
        assert_eq!(imported.ids(), ["general/que-es-la-fiebre-nino"]);
        let entry = imported.entry("general/que-es-la-fiebre-nino");
        assert_eq!(
            (entry.question.as_str(), entry.answer.as_str()),
            ("¿Qué es la fiebre, niño?", "Más de 38 °C")
        );
        assert_eq!(entry.last_updated.expect("a date").to_string(), "2024-05");
    }
}

#[test]
fn rows_are_numbered_as_a_spreadsheet_numbers_them() {
    for end in ["\n", "\r\n", "\r"] {
        let content = "Question,Answer\n\nOne?,\"a\nb\"\n\n\n,x\nTwo?,\n".replace('\n', end);
        let imported = import_file("a.csv", content, &[]);
        assert_eq!(
            imported.said()[..2],
            ["row 7 left out: no answer", "row 6 left out: no question"],
            "{end:?}"
        );
    }
}

#[test]
fn columns_can_be_named_by_letter_or_heading() {
    for (headings, columns) in [
        (
            "Text,Question ID,Reply to it",
            [(Column::Question, "A"), (Column::Answer, "C")],
        ),
        (
            "Text,Question ID,Reply to it",
            [(Column::Question, "text"), (Column::Answer, "c")],
        ),
        (
            "Other,Answer,Question",
            [(Column::Question, "Other"), (Column::Answer, "Question")],
        ),
        ("", [(Column::Question, "A"), (Column::Answer, "C")]),
    ] {
        let content = format!("{headings}\nIs it?,No.,Yes.\n");
        let imported = import_file("a.csv", content.trim_start(), &columns);
        assert_eq!(imported.entry("general/is-it").answer, "Yes.", "{headings}");
        assert_eq!(imported.summary.entries, 1);
    }
    let reason = refused("a.csv", "Name,Phone\nA,1\n");
    assert!(
        reason.contains("--question B --answer C. Row 1 has A \"Name\", B \"Phone\""),
        "{reason}"
    );
}

#[test]
fn dates_are_read_only_if_they_can_mean_one_day() {
    let content = "Question,Answer,Updated,Source,Source updated,Reviewed
One?,a,45231,,,
Two?,a,05/06/2019,,,05/06/2019
Three?,a,05/06/2019,WHO,,13/06/2019
Four?,a,2019,WHO,3/4/2018,
";
    let imported = import_file("a.csv", content, &[]);
    let entry = |id| imported.entry(id);
    assert_eq!(
        entry("general/one")
            .last_updated
            .expect("a date")
            .to_string(),
        "2023-11-01"
    );
    let printed = |id| &imported.source(&entry(id).sources[0]).date_as_printed;
    assert_eq!(
        (
            entry("general/two").last_updated,
            entry("general/two").last_reviewed
        ),
        (None, None)
    );
    assert_eq!(printed("general/two"), "05/06/2019");
    assert_eq!(printed("general/three"), "05/06/2019");
    assert_eq!(
        entry("general/three")
            .last_reviewed
            .expect("a date")
            .to_string(),
        "2019-06-13"
    );
    assert_eq!(printed("general/four"), "3/4/2018");
    let said = imported.said().join("\n");
    for part in [
        "rows 3-5: a date can be read in two ways",
        "row 2: a date is a number",
        "row 3: a date can be read in two ways, or not at all; left out",
    ] {
        assert!(said.contains(part), "{said}");
    }
}

#[test]
fn sources_are_kept_apart_line_by_line() {
    let content = "Question,Answer (Markdown),Source,Publisher,Link,Kind of source,Source status
One?,\"**Yes**[^2], [^own] and [^3].\",\"A\nB\",\"\nPub B\",\"https://a.org\nhttps://b.org\",review,\"\nretracted\"
Two?,No,https://www.c.org/page,,,,
Three?,No,\"D (https://d.org/x).\",,,alien,
";
    let imported = import_file("a.csv", content, &[]);
    let one = imported.entry("general/one");
    assert_eq!(
        (one.answer.as_str(), &*one.sources),
        ("**Yes**[^b], [^own] and \\[^3].", &["a".to_owned()][..])
    );
    let sources: Vec<_> = ["a", "b", "www-c-org", "d"]
        .map(|id| {
            let Source {
                title,
                publisher,
                url,
                kind,
                status,
                ..
            } = imported.source(id);
            format!("{title}|{publisher}|{url}|{kind:?}|{status:?}")
        })
        .into();
    assert_eq!(
        sources,
        [
            "A||https://a.org|Some(Review)|Active",
            "B|Pub B|https://b.org|None|Retracted",
            "www.c.org||https://www.c.org/page|None|Active",
            "D||https://d.org/x|None|Active",
        ]
    );
    assert!(
        imported
            .said()
            .join("\n")
            .contains("row 4: unknown word for \"Kind of source\"")
    );
}

#[test]
fn merged_cells_hold_for_all_their_rows() {
    let mut workbook = Workbook::new();
    let plain = Format::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("Answers").expect("a name");
    sheet
        .merge_range(0, 0, 0, 3, "All about gout", &plain)
        .expect("a title");
    for (at, heading) in (0..).zip(["Condition", "Question", "Answer", "Updated"]) {
        sheet.write(1, at, heading).expect("a heading");
    }
    sheet
        .merge_range(2, 0, 3, 0, "Gout", &plain)
        .expect("a condition");
    let day = Format::new().set_num_format("dd/mm/yy");
    for (row, question) in (2..).zip(["One?", "Two?", "Three?"]) {
        sheet.write(row, 1, question).expect("a question");
        sheet.write(row, 2, 12.5).expect("an answer");
        sheet
            .write_with_format(row, 3, 45231, &day)
            .expect("a date");
    }
    workbook
        .add_worksheet()
        .write(0, 0, "Telephone list")
        .expect("a cell");
    let workbook = workbook.save_to_buffer().expect("a workbook");
    let row = |merged: &str, question: &str| {
        format!(
            "<table:table-row>{merged}<table:table-cell><text:p>{question}</text:p></table:table-cell><table:table-cell \
             office:value-type=\"float\" office:value=\"12.5\"><text:p>12.5</text:p></table:table-cell><table:table-cell \
             office:value-type=\"date\" office:date-value=\"2023-11-01\"><text:p>1/11/23</text:p></table:table-cell>\
             </table:table-row>"
        )
    };
    let cell = |text: &str| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>");
    let headings = ["Condition", "Question", "Answer", "Updated"]
        .map(cell)
        .concat();
    let merged = "<table:table-cell table:number-rows-spanned=\"2\"><text:p>Gout</text:p></table:table-cell>";
    let ods = ods(&format!(
        "<table:table-row table:number-rows-repeated=\"1\"><table:table-cell table:number-columns-repeated=\"9\"/></table:table-row>\
         <table:table-row>{headings}</table:table-row>{}{}{}",
        row(merged, "One?"),
        row("<table:covered-table-cell/>", "Two?"),
        row("<table:table-cell/>", "Three?"),
    ));
    for (name, content) in [("a.xlsx", workbook), ("a.ods", ods)] {
        let imported = import_file(name, content, &[]);
        assert_eq!(
            imported.ids(),
            ["general/three", "gout/one", "gout/two"],
            "{name}"
        );
        let entry = imported.entry("gout/two");
        assert_eq!(
            (
                entry.answer.as_str(),
                entry.last_updated.expect("a date").to_string()
            ),
            ("12.5", "2023-11-01".to_owned())
        );
        if name == "a.xlsx" {
            let said = imported.said();
            assert!(
                said[0].starts_with("sheet \"Sheet2\": no headings"),
                "{said:?}"
            );
        }
    }
}

#[test]
fn harmful_files_are_named_and_nothing_is_written() {
    let bomb = "<c/>".repeat(10 << 20);
    let bomb: Vec<(&str, &str)> = (0..7)
        .map(|at| {
            (
                [
                    "a.xml", "b.xml", "c.xml", "d.xml", "e.xml", "f.xml", "g.xml",
                ][at],
                bomb.as_str(),
            )
        })
        .collect();
    let repeated = "<table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell \
                    table:number-columns-repeated=\"99999999\"><text:p>x<text:s text:c=\"999999999\"/></text:p></table:table-cell>\
                    </table:table-row>";
    for (name, content, reason) in [
        ("bomb.xlsx", zipped(&bomb), "unpacks to more than"),
        ("empty.xlsx", zipped(&[]), "not a workbook"),
        (
            "half.xlsx",
            zipped(&[("xl/workbook.xml", "<workbook>")])[..40].to_vec(),
            "not a workbook",
        ),
        (
            "old.xls",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(),
            "save it as .xlsx",
        ),
        ("page.xls", b"<html><table>".to_vec(), "a web page"),
        ("repeated.ods", ods(repeated), "no headings"),
        (
            "open.ods",
            ods("<table:table-row><table:table-cell><text:p>x<office:annotation>"),
            "not a workbook",
        ),
        ("empty.csv", Vec::new(), ""),
    ] {
        let said = refused(name, content);
        assert!(said.contains(reason), "{name}: {said}");
    }
}

#[test]
fn a_harmful_cell_costs_only_its_row() {
    let long = "x".repeat(10 << 20);
    let content = format!(
        "Question,Answer\nLong?,{long}\n=1+1?,'=cmd|' /C calc'!A0\n\u{1b}[31mRed\u{202e}?,a\0b\u{7}\nFailed?,#REF!\nLast?,\"open\nNext?,x\n"
    );
    let imported = import_file("a.csv", content, &[]);
    assert_eq!(imported.ids(), ["general/1-1", "general/red"]);
    assert_eq!(imported.problems, []);
    assert_eq!(imported.entry("general/1-1").answer, "=cmd|' /C calc'!A0");
    assert_eq!(imported.entry("general/red").question, "Red?");
    let said = imported.said().join("\n");
    for part in [
        "row 2 left out: a text is longer",
        "row 5 left out: a formula",
        "row 6 left out: a quotation mark",
    ] {
        assert!(said.contains(part), "{said}");
    }
}

#[test]
fn a_large_condition_becomes_several_files() {
    let text = "word ".repeat(180_000);
    let rows = (0..6).map(|at| format!("Gout,Question {at}?,[[entry]] {at} {text}\n"));
    let content = format!(
        "Condition,Question,Answer (Markdown)\n{}",
        rows.collect::<String>()
    );
    let imported = import_file("a.csv", content, &[]);
    assert_eq!(imported.summary.entries, 6);
    assert!(imported.file("conditions/gout-part-2.toml").len() > 900_000);
}

#[test]
fn the_example_of_the_template_is_left_out() {
    let temporary = tempfile::tempdir().expect("a folder");
    let path = temporary.path().join("empty.xlsx");
    clinfaq::import::template(&path).expect("a template");
    let again = clinfaq::import::template(&path);
    assert!(again.is_err(), "it is not overwritten");
    let content = fs::read(&path).expect("the template");
    assert_eq!(
        refused("empty.xlsx", content),
        "sheet \"Sheet1\", row 2 left out: the example of the template"
    );
    let other = clinfaq::import::template(&temporary.path().join("empty.csv"));
    assert!(other.is_err(), "it is a workbook");
}

#[test]
fn json_objects_are_read_by_the_names_of_their_fields() {
    let object = r#"{"prompt": "Is it?", "reply": {"text": "Yes."}, "synonyms": ["A", "B"], "disease": "Gout", "n": 1}"#;
    let fields = [(Column::Answer, "reply.text")];
    for (name, content) in [
        ("a.json", format!("[{object}, 3, {object}]")),
        (
            "a.json",
            format!("{{\"version\": 2, \"items\": [{object}]}}"),
        ),
        ("a.json", object.to_owned()),
        ("a.json", format!("{{\"id-1\": {object}}}")),
        ("a.jsonl", format!("{object}\n\n{{\"broken\n{object}\n")),
    ] {
        let imported = import_file(name, &content, &fields);
        assert_eq!(imported.entry("gout/is-it").answer, "Yes.", "{content}");
        assert_eq!(imported.summary.entries, 1);
        assert!(
            imported.said().contains(&"fields not read: n"),
            "{:?}",
            imported.said()
        );
    }
    let imported = import_file("a.jsonl", format!("{object}\n{{\n{object}"), &fields);
    assert_eq!(
        imported.said()[..2],
        [
            "line 3 left out: another row has the same question and answer",
            "line 2 left out: malformed JSON"
        ]
    );
    for content in ["", "{", "[1]", "nonsense", r#"{"@type": "FAQPage"}"#] {
        assert_ne!(refused("a.json", content), "", "{content}");
    }
}

#[test]
fn squad_answers_are_shown_in_their_paragraph() {
    let context = "First paragraph.\\nÉtude. It lasts twelve days.\\nLast paragraph.";
    let start = 16 + 1 + 7 + 9;
    let squad = format!(
        r#"{{"version": "2", "data": [{{"title": "A_study", "paragraphs": [{{"context": "{context}", "qas": [
        {{"question": "How long?", "answers": [{{"text": "twelve days", "answer_start": {start}}}]}},
        {{"question": "Why?", "is_impossible": true, "answers": []}}]}}]}}]}}"#
    );
    let imported = import_file("a.json", squad, &[]);
    let entry = imported.entry("general/how-long");
    assert_eq!(
        (entry.short_answer.as_str(), &*entry.sources),
        ("twelve days", &["a-study".to_owned()][..])
    );
    assert_eq!(entry.answer, "Étude. It lasts twelve days.");
    assert_eq!(imported.said()[0], "question 2 left out: no answer");
}
