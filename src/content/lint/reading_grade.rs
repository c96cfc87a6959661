//! Who is ill, tired or afraid reads no better than at school.

use super::{Check, Context, Lint, Note, Place};
use crate::content::grade::Grade;
use crate::content::reference::Subject;
use crate::model::Audience;
use crate::text::lines::short;

/// The highest grade for what everyone reads.
const HIGHEST: f64 = 9.0;

/// In fewer words one long one turns the grade.
const FEWEST: usize = 30;

pub(super) const LINT: Lint = Lint {
    name: "reading-grade",
    explanation: "An answer for patients or everyone is harder to read than grade 9 (Flesch-Kincaid 1975; names and codes count as one easy word).",
    check: Check::Table(check),
};

fn check(context: &Context<'_>, notes: &mut Vec<Note>) {
    let Subject::Entry(entry) = context.subject else {
        return;
    };
    if entry.audience == Audience::Professional {
        return;
    }
    let texts = [entry.short_answer.as_str(), entry.answer.as_str()];
    let grade = Grade::of(texts, &context.registry.names);
    if grade.words() < FEWEST || grade.value() <= HIGHEST {
        return;
    }
    let key = match entry.answer.is_empty() {
        true => "short_answer",
        false => "answer",
    };
    notes.push(Note::new(
        Place::key(key),
        format!(
            "this reads at grade {:.1}; {HIGHEST} is the highest for patients",
            grade.value()
        ),
        help(&grade),
    ));
}

/// What to begin with.
fn help(grade: &Grade) -> String {
    let sentences = grade.longest(2);
    let sentences = sentences
        .iter()
        .map(|(words, text)| format!("{words} words in \"{}\"", short(text)));
    let sentences: Vec<String> = sentences.collect();
    let mut help = format!("divide the longest sentences: {}", sentences.join("; "));
    let hard = grade.hardest(3);
    if !hard.is_empty() {
        help.push_str(&format!(
            "; find shorter words for {}",
            short(&hard.join(", "))
        ));
    }
    help
}
