//! The second pass: entries are read and handed over, every reference is followed, and the lints see each table.

use std::ops::Range;

use crate::content::allow::Allowed;
use crate::content::findings::{Findings, MOST};
use crate::content::lint::{Check, Context, LINTS, LibraryNote};
use crate::content::reference::{Reference, Subject};
use crate::content::registry::{Asked, Known, Spot};
use crate::content::schema::Kind;
use crate::content::segment::{Item, Raw, Segments};
use crate::content::sink::PackIndex;
use crate::content::table;
use crate::content::verify::{Table, verify, verify_entry};
use crate::content::{Checks, Stopped};
use crate::model::{
    Condition, Entry, Medication, Organization, Pack, Source, Topic, Trial, is_entry_id,
};
use crate::model::{Diagnostic, Severity};
use crate::text::lines::{self, Lines, short};
use crate::text::suggest;

use super::identity::Refers;
use super::{Outcome, Run, decode, hash, read};

impl Run<'_> {
    /// Reads every file again for its entries.
    pub(super) fn entries(&mut self) -> Outcome {
        let scan = self.scan;
        for (at, file) in scan.files.iter().enumerate() {
            let Some(pack) = self.packs.get(file.place()).copied().flatten() else {
                continue;
            };
            self.entries_file(at, pack)?;
            self.step(file)?;
        }
        self.orphans();
        if matches!(self.checks, Checks::All { .. }) {
            self.library_lints();
        }
        Ok(())
    }

    fn entries_file(&mut self, at: usize, pack: PackIndex) -> Outcome {
        let Some(before) = self.hashes[at] else {
            return Ok(());
        };
        let file = &self.scan.files[at];
        let name = file.shown();
        let bytes = match read(file) {
            Ok(bytes) if hash(&bytes) == before => bytes,
            Ok(_) => {
                self.findings.push(at, changed(&name));
                return Ok(());
            }
            Err(finding) => {
                self.findings.push(at, finding);
                return Ok(());
            }
        };
        // What is not text was told in the first pass.
        let Ok(text) = decode(&bytes) else {
            return Ok(());
        };
        let lines = Lines::new(at, &name, text);
        let mut segments = Segments::new(&lines);
        while let Some(items) = segments.next() {
            for item in items {
                match item {
                    Item::Table(raw) => self.table(*raw, &lines, pack)?,
                    // Reported in the first pass.
                    Item::Problem(_) | Item::Broken(..) | Item::Format(..) => {}
                }
            }
        }
        Ok(())
    }

    fn table(&mut self, raw: Raw<'_>, lines: &Lines<'_>, pack: PackIndex) -> Outcome {
        match raw.kind {
            Kind::Entry => return self.entry(raw, lines, pack),
            Kind::Pack => self.pack_again(raw, lines, pack),
            Kind::Topic => self.again::<Topic>(raw, lines, pack, |it| Subject::Topic(it)),
            Kind::Condition => {
                self.again::<Condition>(raw, lines, pack, |it| Subject::Condition(it))
            }
            Kind::Source => self.again::<Source>(raw, lines, pack, |it| Subject::Source(it)),
            Kind::Organization => {
                self.again::<Organization>(raw, lines, pack, |it| Subject::Organization(it));
            }
            Kind::Trial => self.again::<Trial>(raw, lines, pack, |it| Subject::Trial(it)),
            Kind::Medication => {
                self.again::<Medication>(raw, lines, pack, |it| Subject::Medication(it));
            }
        }
        Ok(())
    }

    /// Reads an entry, hands it over, follows its references.
    fn entry(&mut self, mut raw: Raw<'_>, lines: &Lines<'_>, pack: PackIndex) -> Outcome {
        let spot = id_spot(&raw, lines);
        if is_entry_id(raw.id()) && !raw.faulty {
            let added = self
                .registry
                .add(Kind::Entry, pack, raw.id(), Known::new(spot));
            if let Err(first) = added
                && !first.is_at(spot)
            {
                self.duplicate(Kind::Entry, raw.id(), spot, first, lines);
                return Ok(());
            }
        }
        let read = table::read::<Entry>(&mut raw, lines, &mut self.findings);
        let Some((mut entry, allowed)) = read else {
            return Ok(());
        };
        if self
            .registry
            .get(Kind::Condition, pack, &entry.condition)
            .is_none()
            && self.registry.is_broken(Kind::Condition, &entry.condition)
        {
            let spot = Spot::new(lines.file, &raw.span(&["condition".into()]));
            let orphans = self.orphans.entry(entry.condition).or_insert((0, spot));
            orphans.0 += 1;
            return Ok(());
        }
        let sound = verify(&entry, &raw, false, lines, &mut self.findings)
            & verify_entry(
                &entry,
                &raw,
                pack,
                &self.registry,
                lines,
                &mut self.findings,
            );
        if !sound {
            return Ok(());
        }
        if matches!(self.checks, Checks::All { .. }) {
            let asked = Asked::new(&entry, pack, &allowed, |path| {
                Spot::new(lines.file, &raw.span(path))
            });
            self.registry.asked.extend(asked);
        }
        self.look(Subject::Entry(&entry), &allowed, &raw, lines, pack);
        entry.rename(&|id| self.registry.new_id(pack, id));
        self.so_far.entries += 1;
        self.sink.entry(pack, entry).map_err(Stopped::Sink)
    }

    /// Looks at a table of the catalogue that was handed over in the first pass; its own faults were told there.
    fn again<T: Table>(
        &mut self,
        mut raw: Raw<'_>,
        lines: &Lines<'_>,
        pack: PackIndex,
        subject: fn(&T) -> Subject<'_>,
    ) {
        let known = self.registry.get(T::KIND, pack, raw.id());
        if known.is_none_or(|known| !known.is_at(id_spot(&raw, lines))) {
            return;
        }
        if let Some((value, allowed)) = table::read::<T>(&mut raw, lines, &mut Findings::default())
        {
            self.look(subject(&value), &allowed, &raw, lines, pack);
            if let Some(noted) = self.registry.noted_mut(T::KIND, pack, value.id()) {
                allowed.join(&noted.allowed);
                noted.allowed = allowed;
            }
        }
    }

    fn pack_again(&mut self, mut raw: Raw<'_>, lines: &Lines<'_>, pack: PackIndex) {
        let spot = Spot::new(lines.file, &raw.header);
        let known = self.registry.packs.get(usize::from(pack));
        if known.is_none_or(|known| known.spot != spot) {
            return;
        }
        let read = table::read_what_can_be::<Pack>(&mut raw, lines, &mut Findings::default());
        if let Some((value, allowed)) = read {
            self.look(Subject::Pack(&value), &allowed, &raw, lines, pack);
        }
    }

    /// Follows the references of a table and shows it to the lints.
    fn look(
        &mut self,
        subject: Subject<'_>,
        allowed: &Allowed,
        raw: &Raw<'_>,
        lines: &Lines<'_>,
        pack: PackIndex,
    ) {
        let references = subject.references();
        for reference in &references {
            self.follow(reference, allowed, raw, lines, pack);
        }
        let Checks::All { today } = self.checks else {
            return;
        };
        let context = Context {
            subject,
            references: &references,
            registry: &self.registry,
            pack,
            today,
        };
        let mut notes = Vec::new();
        for lint in LINTS {
            let Check::Table(check) = lint.check else {
                continue;
            };
            check(&context, &mut notes);
            if !notes.is_empty() && allowed.silences(lint.name) {
                notes.clear();
            }
            for note in notes.drain(..) {
                if self.findings.only_counts(Severity::Warning) {
                    continue;
                }
                let range = note.place.range(raw, lines);
                self.findings.push(
                    lines.file,
                    warning(lint.name, note.message, range, note.hint, lines),
                );
            }
        }
        if !allowed.is_empty() {
            self.allows.push((lines.file, allowed.clone()));
        }
    }

    /// Finds what a reference names, or says that it is not there.
    fn follow(
        &mut self,
        reference: &Reference,
        allowed: &Allowed,
        raw: &Raw<'_>,
        lines: &Lines<'_>,
        pack: PackIndex,
    ) {
        let Reference { to, id, place } = reference;
        if let Some(noted) = self.registry.noted_mut(*to, pack, id) {
            noted.cited = true;
        }
        let known = match to {
            // The standard ones belong to no pack alone.
            Kind::Topic => self.registry.has_topic(id),
            _ => self.registry.get(*to, pack, id).is_some(),
        };
        if known {
            return;
        }
        let withdrawn = *to == Kind::Entry
            && self
                .registry
                .packs
                .iter()
                .any(|pack| pack.withdrawn.contains(id));
        if withdrawn || self.registry.is_broken(*to, id) {
            return;
        }
        let rule = match to {
            Kind::Source => "undefined-source",
            _ => "broken-link",
        };
        if allowed.silences(rule) || self.findings.only_counts(Severity::Warning) {
            return;
        }
        let (kind, shown) = (to.word(), short(id));
        let hint = match self.nearest(*to, pack, id) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("add a [[{kind}]] with id = \"{shown}\", or take the reference out"),
        };
        let message = format!("there is no {kind} `{shown}`");
        let range = place.range(raw, lines);
        self.findings
            .push(lines.file, warning(rule, message, range, hint, lines));
    }

    /// The id nearest to one that is not there. In a large library that is a long search, so only so many are made.
    fn nearest(&mut self, kind: Kind, pack: PackIndex, id: &str) -> Option<&str> {
        let known = self.registry.ids(kind, pack).count();
        self.comparisons = self.comparisons.checked_sub(known)?;
        suggest::nearest(id, self.registry.ids(kind, pack))
    }

    /// Tells, condition by condition, of entries that are left out because the condition's own table is.
    fn orphans(&mut self) {
        let mut orphans: Vec<_> = std::mem::take(&mut self.orphans).into_iter().collect();
        orphans.sort_unstable_by_key(|(_, (_, spot))| *spot);
        for (condition, (count, spot)) in orphans {
            let entries = if count == 1 {
                "entry is"
            } else {
                "entries are"
            };
            let finding = Diagnostic::new(
                Severity::Error,
                "unknown-condition",
                format!(
                    "{count} {entries} left out with the condition `{}`, whose table has an error",
                    short(&condition)
                ),
                self.site(spot, "the first of them"),
                "correct the condition's table".to_owned(),
            );
            self.findings.push(spot.file as usize, finding);
        }
    }

    /// Shows the whole of the library to the lints that ask for it, and to that about what the others left.
    fn library_lints(&mut self) {
        for lint in LINTS {
            if let Check::Library(check) = lint.check {
                let mut notes = Vec::new();
                check(&self.registry, &mut notes);
                self.tell(lint.name, notes);
            }
        }
        for lint in LINTS {
            if let Check::Allows(check) = lint.check {
                let mut notes = Vec::new();
                check(&self.allows, &mut notes);
                self.tell(lint.name, notes);
            }
        }
    }

    fn tell(&mut self, lint: &str, mut notes: Vec<LibraryNote>) {
        notes.sort_by_key(|note| note.spots.first().map(|(spot, _)| *spot));
        // Past those that are kept, findings are only counted, so nobody need know where they are.
        let kept = notes.iter().take(MOST);
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

/// Where the id of a table stands.
fn id_spot(raw: &Raw<'_>, lines: &Lines<'_>) -> Spot {
    Spot::new(lines.file, &raw.span(&["id".into()]))
}

fn warning(
    rule: &str,
    message: String,
    range: Range<usize>,
    hint: String,
    lines: &Lines<'_>,
) -> Diagnostic {
    Diagnostic::new(
        Severity::Warning,
        rule,
        message,
        lines.site(range, ""),
        hint,
    )
}

fn changed(name: &str) -> Diagnostic {
    Diagnostic::new(
        Severity::Error,
        "file-changed",
        "this file was changed while it was being read; its entries are left out".to_owned(),
        lines::whole(name),
        "open the library again".to_owned(),
    )
}
