//! Synonyms and abbreviations that the search would not use as their author expects.

use crate::content::questions::folded_words;
use crate::content::raw::Position;
use crate::content::record::Record;
use crate::model::{Case, LONGEST_ABBREVIATION, LONGEST_PHRASE, is_everyday};
use crate::text::lines::short;

use super::context::{Context, Note};

pub(super) fn phrase_too_long(context: &Context<'_>, notes: &mut Vec<Note>) {
    let mut look = |path: String, phrase: &str, most: usize| {
        let words = folded_words(phrase).len();
        if words > most {
            notes.push(Note::new(
                Position::value(path),
                format!(
                    "\"{}\" has {words} words; the search looks up {most} at most",
                    short(phrase)
                ),
                "shorten it: as it is, no query will be taken for it",
            ));
        }
    };
    match context.record {
        Record::Synonym(synonym) => {
            for (at, phrase) in synonym.words.iter().enumerate() {
                look(format!("words.{at}"), phrase, LONGEST_PHRASE);
            }
        }
        Record::Abbreviation(it) => look("short".to_owned(), &it.short, LONGEST_ABBREVIATION),
        _ => {}
    }
}

pub(super) fn everyday_abbreviation(context: &Context<'_>, notes: &mut Vec<Note>) {
    if let Record::Abbreviation(it) = context.record
        && it.case == Case::Any
        && it.with.is_empty()
        && is_everyday(&folded_words(&it.short).join(" "))
    {
        notes.push(Note::at(
            "short",
            format!(
                "`{}` is an everyday word, but every query with it is read as \"{}\"",
                short(&it.short),
                short(it.means.first().map_or("", String::as_str))
            ),
            "add case = \"exact\", or in `with` the words that show what is meant",
        ));
    }
}
