//! Checks tables that have been read: follows their references and runs the lints.

use crate::model::{Diagnostic, GENERAL, Kind, PackIndex, Severity};
use crate::text::lines::{Lines, short};

use super::findings::MAX_KEPT;
use super::lint::{CHECKS, Check, Context, LibraryNote};
use super::loader::Loader;
use super::raw::Raw;
use super::record::Record;
use super::suppressions::Suppressions;
use super::texts::{Reference, Texts};

impl Loader<'_> {
    /// Follows the references of a table and runs the lints that look at tables.
    pub(super) fn inspect(
        &mut self,
        record: &Record,
        suppressions: Suppressions,
        raw: &Raw<'_>,
        lines: &Lines<'_>,
        pack: PackIndex,
    ) {
        let texts = Texts::of(raw);
        for reference in &texts.references {
            self.follow(reference, &suppressions, raw, lines, pack);
        }
        let Some(today) = self.today else { return };
        let context = Context {
            record,
            texts: &texts,
            registry: &self.registry,
            pack,
            today,
        };
        let mut notes = Vec::new();
        for (lint, _, check) in CHECKS {
            match (check, record) {
                (Check::Table(check), _) => check(&context, &mut notes),
                (Check::Entry(check), Record::Entry(entry)) => check(entry, &context, &mut notes),
                _ => continue,
            }
            if !notes.is_empty() && suppressions.suppress(lint) {
                notes.clear();
            }
            for note in notes.drain(..) {
                if !self.findings.only_counts(Severity::Warning) {
                    let range = note.position.range(raw, lines);
                    let (message, hint) = (note.message, note.hint);
                    self.findings.warning(lines, range, lint, message, hint);
                }
            }
        }
        self.suppressions.push((lines.file, suppressions));
    }

    /// Looks up what a reference names, and reports it if it does not exist.
    fn follow(
        &mut self,
        reference: &Reference,
        suppressions: &Suppressions,
        raw: &Raw<'_>,
        lines: &Lines<'_>,
        pack: PackIndex,
    ) {
        let Reference { to, id, position } = reference;
        if let Some(details) = self.registry.details_mut(*to, pack, id) {
            details.cited = true;
        }
        let withdrawn = || *to == Kind::Entry && self.registry.is_withdrawn(id);
        let exists = match to {
            // A replacement may have the id of an entry that is gone.
            Kind::Entry if !id.starts_with(GENERAL) || self.registry.clinic == Some(pack) => {
                self.registry.has_entry(id, None)
            }
            // The standard topics belong to all packs.
            Kind::Topic => self.registry.topics().any(|topic| topic == id),
            _ => self.registry.get(*to, pack, id).is_some(),
        };
        if exists || withdrawn() || self.registry.is_broken(*to, id) {
            return;
        }
        let rule = match to {
            Kind::Source => "undefined-source",
            _ => "broken-link",
        };
        if suppressions.suppress(rule) || self.findings.only_counts(Severity::Warning) {
            return;
        }
        let (kind, shown) = (to.word(), short(id));
        let hint = match self.registry.nearest(*to, pack, id) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("add a [[{kind}]] with id = \"{shown}\", or take the reference out"),
        };
        let message = format!("there is no {kind} `{shown}`");
        let range = position.range(raw, lines);
        self.findings.warning(lines, range, rule, message, hint);
    }

    /// Runs the lints that look at the whole library, then those about suppressions.
    pub(super) fn library_lints(&mut self) {
        for (lint, _, check) in CHECKS {
            let mut notes = Vec::new();
            match check {
                Check::Table(_) | Check::Entry(_) => continue,
                Check::Library(check) => check(&self.registry, &mut notes),
                Check::Suppressions(check) => check(&self.suppressions, &mut notes),
            }
            self.report(lint, notes);
        }
    }

    fn report(&mut self, lint: &str, mut notes: Vec<LibraryNote>) {
        notes.sort_by_key(|note| note.spots.first().map(|(spot, _)| *spot));
        // Findings beyond the limit are only counted, so their places are not looked up.
        let kept = notes.iter().take(MAX_KEPT);
        let sites = self.sites(kept.map(|note| note.spots.as_slice()));
        let sites = sites.into_iter().chain(std::iter::repeat_with(Vec::new));
        for (note, sites) in notes.into_iter().zip(sites) {
            let file = note.spots.first().map_or(0, |(spot, _)| spot.file as usize);
            let finding = Diagnostic {
                severity: Severity::Warning,
                rule: lint.to_owned(),
                message: note.message,
                sites,
                hint: note.hint.to_owned(),
            };
            self.findings.push(file, finding);
        }
    }
}
