//! Texts that are easy to read for somebody who is ill, tired or in a hurry, and that their author has finished.

use crate::content::author::FILL_IN;
use crate::content::questions::names_one;
use crate::content::raw::Position;
use crate::content::readability::Readability;
use crate::model::{Audience, Entry, Kind};
use crate::text;
use crate::text::lines::short;

use super::context::{Context, Note};

/// The most words of a short answer.
const MAX_WORDS: usize = 60;
/// The highest grade for what everyone reads.
const MAX_GRADE: f64 = 9.0;
/// In shorter texts a single long word changes the grade too much.
const MIN_WORDS: usize = 30;

/// A question is read in lists and search results, far from its condition's name.
pub(super) fn question_without_condition(
    entry: &Entry,
    context: &Context<'_>,
    notes: &mut Vec<Note>,
) {
    let id = &entry.condition;
    let condition = context.registry.details(Kind::Condition, context.pack, id);
    let names = condition
        .map(|condition| &condition.names[..])
        .unwrap_or_default();
    if let Some(name) = names.first()
        && !names_one(&entry.question, names.iter().map(String::as_str))
    {
        notes.push(Note::at(
            "question",
            format!("the question does not name {name}"),
            "use its name, an abbreviation or one of its `alternate_names`",
        ));
    }
}

pub(super) fn short_answer_too_long(entry: &Entry, _: &Context<'_>, notes: &mut Vec<Note>) {
    let words = text::plain_text(&entry.short_answer)
        .split_whitespace()
        .filter(|word| word.contains(char::is_alphanumeric))
        .count();
    if words > MAX_WORDS {
        notes.push(Note::at(
            "short_answer",
            format!("the short answer has {words} words; {MAX_WORDS} are the most"),
            "keep what must be known at once, and move the rest to `answer`",
        ));
    }
}

pub(super) fn reading_grade(entry: &Entry, context: &Context<'_>, notes: &mut Vec<Note>) {
    // The grade is that of English.
    let is_foreign = !entry.language.is_empty() && !entry.language.starts_with("en");
    if entry.audience == Audience::Professional || is_foreign {
        return;
    }
    let texts = [entry.short_answer.as_str(), entry.answer.as_str()];
    let found = Readability::of(texts, &context.registry.names);
    if found.words() < MIN_WORDS || found.grade() <= MAX_GRADE {
        return;
    }
    let key = match entry.answer.is_empty() {
        true => "short_answer",
        false => "answer",
    };
    notes.push(Note::at(
        key,
        format!(
            "this reads at grade {:.1}; {MAX_GRADE} is the highest for patients",
            found.grade()
        ),
        how_to_simplify(&found),
    ));
}

fn how_to_simplify(found: &Readability) -> String {
    let sentences = found.longest(2);
    let sentences = sentences
        .iter()
        .map(|(words, text)| format!("{words} words in \"{}\"", short(text)));
    let sentences: Vec<String> = sentences.collect();
    let hint = format!("divide the longest sentences: {}", sentences.join("; "));
    match &found.hardest(3)[..] {
        [] => hint,
        hard => format!("{hint}; find shorter words for {}", short(&hard.join(", "))),
    }
}

/// What `clinfaq new` left for the author to write must not reach a reader.
pub(super) fn to_fill_in(context: &Context<'_>, notes: &mut Vec<Note>) {
    let texts = context.texts;
    for (path, text) in texts.markdown.iter().chain(&texts.plain) {
        if text.contains(FILL_IN) {
            notes.push(Note::new(
                Position::of(path, text, FILL_IN),
                "this is still to be written",
                "write it, or take the line out if there is nothing to say",
            ));
        }
    }
}
