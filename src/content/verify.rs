//! What a table must have to be taken in: its required fields, and an id of the right form.

use serde::de::DeserializeOwned;

use crate::model::{
    Condition, Entry, GENERAL, Medication, Organization, Source, Topic, Trial, is_entry_id,
    is_kebab,
};

use super::findings::Findings;
use super::registry::Registry;
use super::schema::Kind;
use super::segment::Raw;
use super::sink::PackIndex;
use super::table::Step;
use crate::model::{Diagnostic, Severity};
use crate::text::lines::{Lines, short};
use crate::text::suggest;

/// A type of the model that stands in tables with an id.
pub(super) trait Table: DeserializeOwned {
    const KIND: Kind;

    fn id(&self) -> &str;

    /// The required fields, and whether they are there. The id is not among them.
    fn required(&self) -> Vec<(&'static str, bool)>;
}

impl Table for Topic {
    const KIND: Kind = Kind::Topic;

    fn id(&self) -> &str {
        &self.id
    }

    fn required(&self) -> Vec<(&'static str, bool)> {
        vec![("title", !self.title.is_empty())]
    }
}

impl Table for Condition {
    const KIND: Kind = Kind::Condition;

    fn id(&self) -> &str {
        &self.id
    }

    fn required(&self) -> Vec<(&'static str, bool)> {
        vec![("name", !self.name.is_empty())]
    }
}

impl Table for Source {
    const KIND: Kind = Kind::Source;

    fn id(&self) -> &str {
        &self.id
    }

    fn required(&self) -> Vec<(&'static str, bool)> {
        vec![("title", !self.title.is_empty())]
    }
}

impl Table for Entry {
    const KIND: Kind = Kind::Entry;

    fn id(&self) -> &str {
        &self.id
    }

    fn required(&self) -> Vec<(&'static str, bool)> {
        let answered = !self.short_answer.trim().is_empty() || !self.answer.trim().is_empty();
        vec![
            ("topic", !self.topic.is_empty()),
            ("question", !self.question.trim().is_empty()),
            ("short_answer", answered),
        ]
    }
}

impl Table for Organization {
    const KIND: Kind = Kind::Organization;

    fn id(&self) -> &str {
        &self.id
    }

    fn required(&self) -> Vec<(&'static str, bool)> {
        vec![("name", !self.name.is_empty())]
    }
}

impl Table for Trial {
    const KIND: Kind = Kind::Trial;

    fn id(&self) -> &str {
        &self.id
    }

    fn required(&self) -> Vec<(&'static str, bool)> {
        vec![
            ("title", !self.title.is_empty()),
            ("status", !self.status.is_empty()),
        ]
    }
}

impl Table for Medication {
    const KIND: Kind = Kind::Medication;

    fn id(&self) -> &str {
        &self.id
    }

    fn required(&self) -> Vec<(&'static str, bool)> {
        vec![
            ("name", !self.name.is_empty()),
            ("relation", self.relation.is_some()),
        ]
    }
}

/// Says what `table` lacks, and whether it can be taken in. `lenient` asks for an id alone.
pub(super) fn verify<T: Table>(
    table: &T,
    raw: &Raw<'_>,
    lenient: bool,
    lines: &Lines<'_>,
    findings: &mut Findings,
) -> bool {
    let mut missing: Vec<&str> = Vec::new();
    if table.id().is_empty() {
        missing.push("id");
    }
    if !lenient {
        missing.extend(
            table
                .required()
                .iter()
                .filter(|(_, there)| !there)
                .map(|(key, _)| *key),
        );
    }
    for key in &missing {
        findings.push(lines.file, lacks(raw, table.id(), key, lines));
    }
    let mut sound = missing.is_empty();
    if !table.id().is_empty()
        && let Some((message, hint)) = bad_id(T::KIND, table.id())
    {
        let span = raw.span(&["id".into()]);
        findings.push(
            lines.file,
            Diagnostic::new(
                Severity::Error,
                "bad-id",
                message,
                lines.site(span, ""),
                hint,
            ),
        );
        sound = false;
    }
    sound
}

fn lacks(raw: &Raw<'_>, id: &str, key: &str, lines: &Lines<'_>) -> Diagnostic {
    let named = match id {
        "" => raw.kind.header(),
        id => format!("{} `{}`", raw.kind.word(), short(id)),
    };
    let (what, hint) = match (raw.kind, key) {
        (Kind::Entry, "short_answer") => (
            "`short_answer` nor `answer`".to_owned(),
            "add short_answer = \"...\": one to three sentences that stand alone".to_owned(),
        ),
        _ => (format!("`{key}`"), format!("add {key} = \"...\"")),
    };
    let verb = if what.contains("nor") {
        "has neither"
    } else {
        "has no"
    };
    Diagnostic::new(
        Severity::Error,
        "missing-field",
        format!("{named} {verb} {what}; it is left out"),
        lines.site(raw.header.clone(), ""),
        hint,
    )
}

/// What is wrong with an id, and what would be right.
fn bad_id(kind: Kind, id: &str) -> Option<(String, String)> {
    let shown = short(id);
    match kind {
        Kind::Entry if !is_entry_id(id) => Some((
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
        Kind::Entry => None,
        Kind::Condition if id == GENERAL => Some((
            format!("the id `{GENERAL}` is kept for questions without a condition"),
            "give the condition another id".to_owned(),
        )),
        _ if !is_kebab(id) => Some((
            format!(
                "`{shown}` is not an id: lower-case letters, digits and single hyphens; the {} is left out",
                kind.word()
            ),
            format!("write \"{}\"", kebab(id)),
        )),
        _ => None,
    }
}

/// Says what keeps an entry, whose own fields are sound, from its place: its condition, its topic, its claims.
pub(super) fn verify_entry(
    entry: &Entry,
    raw: &Raw<'_>,
    pack: PackIndex,
    registry: &Registry,
    lines: &Lines<'_>,
    findings: &mut Findings,
) -> bool {
    let before = findings.counts().errors;
    let mut error = |path: &[Step], rule: &str, message: String, hint: String| {
        let site = lines.site(raw.span(path), "");
        let finding = Diagnostic::new(Severity::Error, rule, message, site, hint);
        findings.push(lines.file, finding);
    };
    let shown = short(&entry.id);
    let first = entry.id_condition();
    if is_entry_id(&entry.id) && entry.is_general() != entry.condition.is_empty()
        || !entry.condition.is_empty() && !first.is_empty() && entry.condition != first
    {
        error(
            &[if entry.condition.is_empty() {
                "id"
            } else {
                "condition"
            }
            .into()],
            "wrong-condition",
            format!(
                "the entry `{shown}` does not stand under the condition that its id names; it is left out"
            ),
            if entry.is_general() {
                "a general question has no `condition`; or begin the id with the condition's"
                    .to_owned()
            } else {
                format!("write condition = \"{first}\", or change the id")
            },
        );
    } else if !entry.condition.is_empty()
        && registry
            .get(Kind::Condition, pack, &entry.condition)
            .is_none()
    {
        // In a large library that is a long search, and it may be wanted for each of many entries.
        let few = registry.ids(Kind::Condition, pack).count() <= 5_000;
        let known = registry.ids(Kind::Condition, pack).filter(|_| few);
        let condition = short(&entry.condition);
        let hint = match suggest::nearest(&entry.condition, known) {
            _ if registry.is_broken(Kind::Condition, &entry.condition) => {
                "the condition has an error of its own: correct that first".to_owned()
            }
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("add a [[condition]] with id = \"{condition}\""),
        };
        error(
            &["condition".into()],
            "unknown-condition",
            format!("there is no condition `{condition}`; the entry `{shown}` is left out"),
            hint,
        );
    }
    if !entry.topic.is_empty() && !registry.has_topic(&entry.topic) {
        let mut known: Vec<_> = registry.topics().collect();
        known.sort_unstable();
        error(
            &["topic".into()],
            "unknown-topic",
            format!(
                "there is no topic `{}`; the entry `{shown}` is left out",
                short(&entry.topic)
            ),
            suggest::hint(&entry.topic, &known),
        );
    }
    for (at, dispute) in entry.disagreements.iter().enumerate() {
        let said = dispute.claims.iter().filter(|claim| !claim.says.is_empty());
        if dispute.about.is_empty() || said.count() < 2 {
            error(
                &["disagreement".into(), at.into()],
                "incomplete-disagreement",
                format!(
                    "a disagreement wants `about` and two claims; the entry `{shown}` is left out"
                ),
                "add claims = [{ says = \"...\", cite = \"...\" }, ...]".to_owned(),
            );
        }
    }
    findings.counts().errors == before
}

/// The nearest id to any text.
pub(super) fn kebab(text: &str) -> String {
    let mut id = String::new();
    for c in text.chars().take(60) {
        match c.to_ascii_lowercase() {
            c @ ('a'..='z' | '0'..='9') => id.push(c),
            _ if !id.is_empty() && !id.ends_with('-') => id.push('-'),
            _ => {}
        }
    }
    let id = id.trim_end_matches('-');
    if id.is_empty() {
        "name".to_owned()
    } else {
        id.to_owned()
    }
}
