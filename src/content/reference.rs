//! What a table refers to, and where in it: citations, conditions, entries.

use std::ops::Range;

use crate::model::{Condition, Entry, Id, Medication, Organization, Pack, Source, Topic, Trial};
use crate::text::{self, Target};

use super::schema::Kind;
use super::segment::Raw;
use super::table::Step;
use crate::text::lines::Lines;

/// A table that was read, whatever its kind.
#[derive(Debug, Clone, Copy)]
pub(super) enum Subject<'a> {
    Pack(&'a Pack),
    Topic(&'a Topic),
    Condition(&'a Condition),
    Source(&'a Source),
    Entry(&'a Entry),
    Organization(&'a Organization),
    Trial(&'a Trial),
    Medication(&'a Medication),
}

/// A place in a table: a value, or a piece of its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) path: Vec<Step>,
    /// The piece, in bytes of the text as it was read.
    piece: Option<Range<usize>>,
}

impl Place {
    pub(super) fn value(path: &[Step]) -> Self {
        Self {
            path: path.to_vec(),
            piece: None,
        }
    }

    pub(super) fn key(key: &'static str) -> Self {
        Self::value(&[key.into()])
    }

    /// The piece at `piece` of the text at `path`.
    pub(super) fn piece(path: &[Step], piece: Range<usize>) -> Self {
        Self {
            path: path.to_vec(),
            piece: Some(piece),
        }
    }

    /// Where it stands in the file.
    ///
    /// Escapes and line breaks can make a text differ from what is written, so a piece is looked for by its words: if it
    /// is the third of its kind in the text, it is the third in what is written. Where that fails the value is named.
    pub(super) fn range(&self, raw: &Raw<'_>, lines: &Lines<'_>) -> Range<usize> {
        let span = raw.span(&self.path);
        let written = lines.text.get(span.clone()).unwrap_or("");
        let find = |range: &Range<usize>| {
            let text = raw.text(&self.path)?;
            let piece = text.get(range.clone())?.trim();
            let nth = text.get(..range.start)?.matches(piece).count();
            let (at, _) = written.match_indices(piece).nth(nth)?;
            (!piece.is_empty()).then(|| span.start + at..span.start + at + piece.len())
        };
        self.piece.as_ref().and_then(find).unwrap_or(span)
    }
}

/// Something that is referred to by its id.
#[derive(Debug, Clone)]
pub(super) struct Reference {
    /// [`Kind::Source`], [`Kind::Condition`] or [`Kind::Entry`].
    pub(super) to: Kind,
    pub(super) id: Id,
    pub(super) place: Place,
}

impl Subject<'_> {
    /// Its Markdown texts.
    pub(super) fn markdown(&self) -> Vec<(Vec<Step>, &str)> {
        let mut texts: Vec<(Vec<Step>, &str)> = Vec::new();
        match self {
            Self::Condition(condition) => {
                texts.push((vec!["summary".into()], &condition.summary));
                for (at, text) in condition.takeaways.iter().enumerate() {
                    texts.push((vec!["takeaways".into(), at.into()], text));
                }
            }
            Self::Entry(entry) => {
                texts.push((vec!["short_answer".into()], &entry.short_answer));
                texts.push((vec!["answer".into()], &entry.answer));
                for (at, dispute) in entry.disagreements.iter().enumerate() {
                    let home: [Step; 2] = ["disagreement".into(), at.into()];
                    for (at, claim) in dispute.claims.iter().enumerate() {
                        let claims: [Step; 3] = ["claims".into(), at.into(), "says".into()];
                        texts.push(([&home[..], &claims[..]].concat(), &claim.says));
                    }
                    texts.push(([&home[..], &["reading".into()]].concat(), &dispute.reading));
                }
            }
            _ => {}
        }
        texts.retain(|(_, text)| !text.is_empty());
        texts
    }

    /// Everything it refers to.
    pub(super) fn references(&self) -> Vec<Reference> {
        let mut found = Found::default();
        for (path, text) in self.markdown() {
            found.markdown(&path, text);
        }
        match self {
            Self::Pack(_) | Self::Source(_) => {}
            Self::Topic(topic) => found.one(&["broader".into()], Kind::Topic, &topic.broader),
            Self::Condition(condition) => {
                found.list("parents", Kind::Condition, &condition.parents);
                found.list("related", Kind::Condition, &condition.related);
                found.list("differential", Kind::Condition, &condition.differential);
                found.cites("genes", condition.genes.iter().map(|gene| &gene.cite));
                found.cites("codes", condition.codes.iter().map(|code| &code.cite));
            }
            Self::Entry(entry) => {
                found.list("related", Kind::Entry, &entry.related);
                found.list("sources", Kind::Source, &entry.sources);
                found.one(
                    &["translation_of".into()],
                    Kind::Entry,
                    &entry.translation_of,
                );
                for (at, dispute) in entry.disagreements.iter().enumerate() {
                    for (of, claim) in dispute.claims.iter().enumerate() {
                        let path = [
                            "disagreement".into(),
                            at.into(),
                            "claims".into(),
                            of.into(),
                            "cite".into(),
                        ];
                        found.one(&path, Kind::Source, &claim.cite);
                    }
                }
            }
            Self::Organization(organization) => {
                found.list("conditions", Kind::Condition, &organization.conditions);
                found.one(&["cite".into()], Kind::Source, &organization.cite);
            }
            Self::Trial(trial) => {
                found.list("conditions", Kind::Condition, &trial.conditions);
                found.one(&["cite".into()], Kind::Source, &trial.cite);
            }
            Self::Medication(medicine) => {
                found.list("conditions", Kind::Condition, &medicine.conditions);
                found.one(&["cite".into()], Kind::Source, &medicine.cite);
                found.cites("approvals", medicine.approvals.iter().map(|a| &a.cite));
            }
        }
        found.0
    }
}

#[derive(Default)]
struct Found(Vec<Reference>);

impl Found {
    fn one(&mut self, path: &[Step], to: Kind, id: &str) {
        if !id.is_empty() {
            self.0.push(Reference {
                to,
                id: id.to_owned(),
                place: Place::value(path),
            });
        }
    }

    fn list(&mut self, key: &'static str, to: Kind, ids: &[Id]) {
        for (at, id) in ids.iter().enumerate() {
            self.one(&[key.into(), at.into()], to, id);
        }
    }

    /// The `cite` of each table in the list under `key`.
    fn cites<'i>(&mut self, key: &'static str, ids: impl Iterator<Item = &'i Id>) {
        for (at, id) in ids.enumerate() {
            self.one(&[key.into(), at.into(), "cite".into()], Kind::Source, id);
        }
    }

    fn markdown(&mut self, path: &[Step], text: &str) {
        for (range, id) in text::citations(text) {
            self.0.push(Reference {
                to: Kind::Source,
                id,
                place: Place::piece(path, range),
            });
        }
        for (range, target) in text::links(text) {
            let (to, id) = match target {
                Target::Entry(id) => (Kind::Entry, id),
                Target::Condition(id) => (Kind::Condition, id),
                Target::Source(id) => (Kind::Source, id),
                // Markdown has no links to what belongs to a condition's page.
                Target::Organization(_) | Target::Trial(_) | Target::Medication(_) => continue,
                Target::Cite(_) | Target::Url(_) => continue,
            };
            self.0.push(Reference {
                to,
                id,
                place: Place::piece(path, range),
            });
        }
    }
}
