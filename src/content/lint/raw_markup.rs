//! Markup that is no markup where it stands is printed as it is written, and looks like a fault in the text.

use super::{Check, Context, Lint, Note, Place};
use crate::content::reference::Subject;
use crate::content::table::Step;
use crate::text::lines::short;
use crate::text::{self, Block, Citations, Span, Style, Target};

pub(super) const LINT: Lint = Lint {
    name: "raw-markup",
    explanation: "Markup that is not closed, or that stands in a field without Markdown, is printed as it is written (`__GNAS`).",
    check: Check::Table(check),
};

/// What is left over only where markup failed.
const LEFT_OVER: [&str; 6] = ["**", "__", "~~", "`", "](", "[^"];

fn check(context: &Context<'_>, notes: &mut Vec<Note>) {
    let mut report = |path: &[Step], text: &str, word: &str| {
        let place = match text.find(word) {
            Some(at) => Place::piece(path, at..at + word.len()),
            None => Place::value(path),
        };
        notes.push(Note::new(
            place,
            format!("`{}` is printed as it stands", short(word)),
            "close the markup, or put a backslash before it where it is meant",
        ));
    };
    for (path, text) in context.subject.markdown() {
        if !text.contains(['*', '_', '~', '`', '[']) {
            continue;
        }
        let mut runs = Vec::new();
        gather(
            &text::markdown(text, &mut Citations::default()).blocks,
            &mut runs,
        );
        if let Some(word) = runs.iter().find_map(|run| left_over(run)) {
            report(&path, text, word);
        }
    }
    for (path, text) in plain(context.subject) {
        if let Some(word) = left_over(text) {
            report(&path, text, word);
        }
    }
}

/// The first word of shown text that holds failed markup.
fn left_over(shown: &str) -> Option<&str> {
    shown.split_whitespace().find(|word| {
        // A star before a word opened emphasis that never closed; within a word it is an allele's (HLA-B*27).
        let star = word
            .strip_prefix('*')
            .is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
        star || LEFT_OVER.iter().any(|mark| word.contains(mark))
    })
}

/// The text of each paragraph, heading and cell that is neither code nor an address.
fn gather(blocks: &[Block], runs: &mut Vec<String>) {
    for block in blocks {
        match block {
            Block::Heading { content, .. } | Block::Paragraph(content) => runs.push(words(content)),
            Block::List { items, .. } => items.iter().for_each(|item| gather(item, runs)),
            Block::Quote(content) | Block::Alert { content, .. } => gather(content, runs),
            Block::Table { header, rows } => {
                runs.extend(header.iter().map(|cell| words(cell)));
                runs.extend(rows.iter().flatten().map(|cell| words(cell)));
            }
            Block::Verbatim(_) | Block::Fields(_) | Block::Rule => {}
        }
    }
}

fn words(spans: &[Span]) -> String {
    let mut out = String::new();
    for span in spans {
        let shown = !span.style.has(Style::CODE)
            && !matches!(span.target, Some(Target::Cite(_) | Target::Url(_)));
        out.push_str(if shown { &span.text } else { " " });
    }
    out
}

/// The fields that are shown as they are.
fn plain<'a>(subject: Subject<'a>) -> Vec<(Vec<Step>, &'a str)> {
    let one = |key: &'static str, text: &'a str| (vec![key.into()], text);
    match subject {
        Subject::Condition(condition) => vec![one("name", &condition.name)],
        Subject::Source(source) => vec![one("title", &source.title), one("note", &source.note)],
        Subject::Entry(entry) => {
            let asked = entry.also_asked.iter().enumerate();
            asked
                .map(|(at, text)| (vec!["also_asked".into(), at.into()], text.as_str()))
                .chain([one("question", &entry.question)])
                .collect()
        }
        Subject::Organization(organization) => vec![one("name", &organization.name)],
        Subject::Trial(trial) => vec![one("title", &trial.title)],
        Subject::Medication(medicine) => vec![one("name", &medicine.name)],
        Subject::Pack(pack) => vec![one("disclaimer", &pack.disclaimer)],
        Subject::Topic(topic) => vec![one("title", &topic.title)],
    }
}
