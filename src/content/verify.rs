//! What makes a record valid: its required fields, a valid id, and for an entry a known condition and topic.

use std::collections::HashSet;

use crate::model::{Entry, GENERAL, Kind, PackIndex, is_entry_id, is_kebab};
use crate::text::lines::{Lines, short};
use crate::text::suggest;

use super::findings::Findings;
use super::questions::folded_words;
use super::raw::Raw;
use super::record::Record;
use super::registry::Registry;

/// Reports what is missing in `record`, and returns whether it is valid. `lenient` requires only an id.
pub(super) fn verify(
    record: &Record,
    raw: &Raw<'_>,
    lenient: bool,
    lines: &Lines<'_>,
    findings: &mut Findings,
) -> bool {
    let before = findings.errors();
    let id = record.id();
    let mut required = vec![("id", id.is_empty() && raw.kind.has_id())];
    if !lenient {
        required.extend(record.required());
    }
    for (key, _) in required.iter().filter(|(_, absent)| *absent) {
        let (message, hint) = lacks(raw, id, key);
        let span = raw.header.clone();
        findings.error(lines, span, "missing-field", message, hint);
    }
    if !id.is_empty()
        && let Some((message, hint)) = bad_id(raw.kind, id)
    {
        findings.error(lines, raw.span("id"), "bad-id", message, hint);
    }
    if let Record::Note(note) = record
        && !note.entry.is_empty()
        && let Some((message, hint)) = bad_id(Kind::Entry, &note.entry)
    {
        let message = message.replace("the entry is left out", "the note is left out");
        findings.error(lines, raw.span("entry"), "bad-id", message, hint);
    }
    if let Record::Synonym(synonym) = record {
        let words: HashSet<_> = synonym
            .words
            .iter()
            .map(|word| folded_words(word))
            .collect();
        if words.iter().filter(|words| !words.is_empty()).count() < 2 {
            findings.error(
                lines,
                raw.header.clone(),
                "incomplete-synonym",
                "a synonym needs at least two different words; it is left out".to_owned(),
                "write words = [\"pee\", \"urinate\"]",
            );
        }
    }
    findings.errors() == before
}

fn lacks(raw: &Raw<'_>, id: &str, key: &str) -> (String, String) {
    let named = match id {
        "" => raw.kind.title().to_owned(),
        id => format!("{} `{}`", raw.kind.word(), short(id)),
    };
    match (raw.kind, key) {
        (Kind::Entry, "short_answer") => (
            format!("{named} has neither `short_answer` nor `answer`; it is left out"),
            "add short_answer = \"...\": one to three sentences that make sense on their own"
                .to_owned(),
        ),
        (_, "means") => (
            format!("{named} has no `means`; it is left out"),
            "add means = [\"...\"]".to_owned(),
        ),
        _ => (
            format!("{named} has no `{key}`; it is left out"),
            format!("add {key} = \"...\""),
        ),
    }
}

/// What is wrong with an id, and a hint.
fn bad_id(kind: Kind, id: &str) -> Option<(String, String)> {
    let shown = short(id);
    match kind {
        Kind::Entry if is_entry_id(id) => None,
        Kind::Entry => Some((
            format!("`{shown}` is not an id of the form condition/name; the entry is left out"),
            match id.split_once('/') {
                Some((condition, name)) => {
                    format!("write \"{}/{}\"", kebab(condition), kebab(name))
                }
                None => format!(
                    "write the condition's id before it: \"condition/{}\"",
                    kebab(id)
                ),
            },
        )),
        Kind::Condition if id == GENERAL => Some((
            format!("the id `{GENERAL}` is kept for questions without a condition"),
            "give the condition another id".to_owned(),
        )),
        _ if is_kebab(id) => None,
        _ => Some((
            format!(
                "`{shown}` is not an id: lower-case letters, digits and single hyphens; the {} is left out",
                kind.word()
            ),
            format!("write \"{}\"", kebab(id)),
        )),
    }
}

/// Fills in the condition of a replacement, which need not name it.
pub(super) fn complete_replacement(entry: &mut Entry) {
    if entry.condition.is_empty()
        && let Some((condition, _)) = entry.replaces.split_once('/')
        && condition != GENERAL
    {
        condition.clone_into(&mut entry.condition);
    }
}

/// Reports what is wrong with an entry's condition, topic and claims, and returns whether it is valid.
pub(super) fn verify_entry(
    entry: &Entry,
    raw: &Raw<'_>,
    pack: PackIndex,
    registry: &mut Registry,
    lines: &Lines<'_>,
    findings: &mut Findings,
) -> bool {
    let before = findings.errors();
    let shown = short(&entry.id);
    let first = entry.id_condition();
    let general = entry.condition.is_empty();
    // A replacement belongs to the condition of the original, whatever its own id.
    let follows_id = entry.replaces.is_empty();
    if follows_id
        && (is_entry_id(&entry.id) && entry.is_general() != general
            || !general && !first.is_empty() && entry.condition != first)
    {
        let key = if general { "id" } else { "condition" };
        let hint = match entry.is_general() {
            true => "a general question has no `condition`; or begin the id with the condition's"
                .to_owned(),
            false => format!("write condition = \"{first}\", or change the id"),
        };
        let message = format!(
            "the id of the entry `{shown}` does not begin with that of its condition; it is left out"
        );
        findings.error(lines, raw.span(key), "wrong-condition", message, hint);
    } else if !general
        && registry
            .get(Kind::Condition, pack, &entry.condition)
            .is_none()
    {
        let condition = short(&entry.condition);
        let hint = match registry.nearest(Kind::Condition, pack, &entry.condition) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("add a [[condition]] with id = \"{condition}\""),
        };
        let message =
            format!("there is no condition `{condition}`; the entry `{shown}` is left out");
        let span = raw.span("condition");
        findings.error(lines, span, "unknown-condition", message, hint);
    }
    if !entry.topic.is_empty() && registry.topics().all(|topic| topic != entry.topic) {
        let mut known: Vec<_> = registry.topics().collect();
        known.sort_unstable();
        let message = format!(
            "there is no topic `{}`; the entry `{shown}` is left out",
            short(&entry.topic)
        );
        let hint = suggest::hint(&entry.topic, &known);
        findings.error(lines, raw.span("topic"), "unknown-topic", message, hint);
    }
    for (at, dispute) in entry.disagreements.iter().enumerate() {
        let said = dispute.claims.iter().filter(|claim| !claim.says.is_empty());
        if dispute.about.is_empty() || said.count() < 2 {
            findings.error(
                lines,
                raw.span(&format!("disagreement.{at}")),
                "incomplete-disagreement",
                format!(
                    "a disagreement needs `about` and two claims; the entry `{shown}` is left out"
                ),
                "add claims = [{ says = \"...\", cite = \"...\" }, ...]",
            );
        }
    }
    findings.errors() == before
}

/// A text turned into a valid id.
pub(super) fn kebab(text: &str) -> String {
    let mut id = String::new();
    for c in text.chars().take(60) {
        match c.to_ascii_lowercase() {
            c @ ('a'..='z' | '0'..='9') => id.push(c),
            _ if !id.is_empty() && !id.ends_with('-') => id.push('-'),
            _ => {}
        }
    }
    match id.trim_end_matches('-') {
        "" => "name".to_owned(),
        id => id.to_owned(),
    }
}
