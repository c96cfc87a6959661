//! The two passes over the files of a library.
//!
//! The first passes on everything but entries, of which it notes only the ids. The second reads every file again, passes on the
//! entries, follows references and runs the lints.

use std::collections::{BTreeSet, HashMap};
use std::ops::ControlFlow;

use jiff::civil::Date;

use crate::model::{Diagnostic, Kind, PackIndex, Severity, is_entry_id};
use crate::text::lines::{Lines, short};

use super::bundle;
use super::findings::{Findings, Found};
use super::loader::{Loader, Progress};
use super::parts::{Item, items};
use super::questions::Questions;
use super::raw::{Raw, Spot};
use super::record::Record;
use super::registry::{Details, Known, Registry};
use super::scan::Scan;
use super::suppressions::Suppressions;
use super::table;
use super::verify::{complete_replacement, verify, verify_entry};

/// Reads the library of `scan`, gives its records to `take` and returns what is wrong with it: errors first, then by file
/// and line. With a date for `today`, it also runs all lints as of that date.
///
/// `take` gets each pack, followed by its topics, conditions and so on; after all packs it gets the entries, including drafts
/// and withdrawn ones. All texts are clean and all required fields are there, but references may be broken. Ids of entries and
/// conditions are unique; other ids are unique within their pack. Of several topics with one id, the first counts, with the
/// words of all.
///
/// `progress` is called after each file. Both can stop the loading: then there is no result.
pub fn load(
    scan: &Scan,
    today: Option<Date>,
    take: &mut dyn FnMut(PackIndex, Record) -> ControlFlow<()>,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Option<Found> {
    let mut loader = Loader {
        scan,
        take,
        today,
        registry: Registry::default(),
        findings: Findings::default(),
        unreadable: BTreeSet::new(),
        packs: vec![None; scan.places.len()],
        replacing: BTreeSet::new(),
        named: HashMap::new(),
        orphans: HashMap::new(),
        suppressions: Vec::new(),
        so_far: Progress {
            total: scan.bytes() * 2,
            ..Progress::default()
        },
        progress,
    };
    for problem in &scan.problems {
        loader.findings.push(0, problem.clone());
    }
    let done = loader.first_pass().is_continue() && loader.second_pass().is_continue();
    done.then(|| loader.findings.finish())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Pass {
    First,
    Second,
}

impl Loader<'_> {
    fn first_pass(&mut self) -> ControlFlow<()> {
        for place in 0..self.scan.places.len() {
            let is_clinic = self.scan.places[place].clinic().is_some();
            if self.scan.missing.iter().any(|(at, _)| *at == place)
                || is_clinic && self.files(place).next().is_none()
            {
                continue;
            }
            let Some((pack, record, is_missing)) = self.pack(place) else {
                continue;
            };
            (self.take)(pack, record)?;
            if pack == 0 {
                self.standard_topics()?;
            }
            let before = self.so_far.tables;
            if self.scan.places.len() > 1 {
                self.compare_conditions(place, pack);
            }
            for at in self.files(place) {
                self.file(at, pack, Pass::First)?;
            }
            if is_missing && !is_clinic {
                self.no_pack(place, self.so_far.tables > before);
            }
        }
        ControlFlow::Continue(())
    }

    fn second_pass(&mut self) -> ControlFlow<()> {
        // Of several replacements of one entry, the one in the last place counts: the clinic's.
        let (first, rest): (Vec<usize>, Vec<usize>) =
            (0..self.scan.files.len()).partition(|at| self.replacing.contains(at));
        for at in first.into_iter().rev().chain(rest) {
            if let Some(pack) = self.packs[self.scan.files[at].place] {
                self.file(at, pack, Pass::Second)?;
            }
        }
        self.report_orphans();
        if self.today.is_some() {
            self.library_lints();
        }
        ControlFlow::Continue(())
    }

    fn standard_topics(&mut self) -> ControlFlow<()> {
        let lines = Lines::new(usize::MAX, "(standard topics)", bundle::standard_topics());
        for item in items(&lines) {
            let Item::Table(mut raw) = item else { continue };
            // A test checks them all, so there are no findings for an author here.
            let read = table::read(&mut raw, &lines, &mut Findings::default());
            let Some((topic, _)) = read else { continue };
            let known = Known::at(Spot::NOWHERE);
            if self.registry.add(Kind::Topic, 0, topic.id(), known).is_ok() {
                (self.take)(0, topic)?;
            }
        }
        ControlFlow::Continue(())
    }

    fn file(&mut self, at: usize, pack: PackIndex, pass: Pass) -> ControlFlow<()> {
        let scan = self.scan;
        let file = &scan.files[at];
        // A file that cannot be read is reported once.
        if !self.unreadable.contains(&at) {
            let name = file.shown();
            match file.text() {
                Ok(text) => {
                    let lines = Lines::new(at, &name, &text);
                    let mut items: Box<dyn Iterator<Item = Item<'_>>> = Box::new(items(&lines));
                    if pass == Pass::Second && self.replacing.contains(&at) {
                        // Replacements come first within a file, too.
                        let mut all: Vec<_> = items.collect();
                        all.sort_by_key(|item| !is_replacement(item));
                        items = Box::new(all.into_iter());
                    }
                    for item in items {
                        self.item(item, &lines, pack, pass)?;
                    }
                }
                Err(finding) => {
                    self.unreadable.insert(at);
                    self.findings.push(at, finding);
                }
            }
        }
        self.step(file)
    }

    fn item(
        &mut self,
        item: Item<'_>,
        lines: &Lines<'_>,
        pack: PackIndex,
        pass: Pass,
    ) -> ControlFlow<()> {
        match (item, pass) {
            (Item::Table(raw), Pass::First) => {
                self.so_far.tables += 1;
                match raw.kind {
                    Kind::Pack => self.second_pack(&raw, lines, pack),
                    Kind::Entry => self.note_entry(&raw, lines, pack),
                    _ => return self.pass_on(*raw, lines, pack),
                }
            }
            (Item::Table(raw), Pass::Second) => match raw.kind {
                Kind::Entry => return self.entry(*raw, lines, pack),
                _ => self.inspect_again(*raw, lines, pack),
            },
            (Item::Problem(finding), Pass::First) => self.findings.push(lines.file, finding),
            (Item::Broken(kind, id), Pass::First) => {
                self.so_far.tables += 1;
                self.registry.add_broken(kind, &id);
            }
            _ => {}
        }
        ControlFlow::Continue(())
    }

    /// Notes an entry's id; the second pass reads the rest.
    fn note_entry(&mut self, raw: &Raw<'_>, lines: &Lines<'_>, pack: PackIndex) {
        // The id of an entry that is left out is free for another.
        if is_entry_id(raw.id()) && !raw.faulty {
            let id = raw.id();
            let replaces = raw.text("replaces").unwrap_or_default();
            if replaces == id || self.is_clinics_version(id, pack) {
                self.registry.shadow(pack, id);
            }
            if !replaces.is_empty() || self.registry.is_shadowing(pack, id) {
                self.replacing.insert(lines.file);
            }
            let known = Known::at(id_spot(raw, lines));
            let _ = self.registry.add(Kind::Entry, pack, raw.id(), known);
        }
    }

    /// Whether another pack has an entry with the id of one of the clinic's. An update of a pack may add one at any time, and
    /// then the clinic must not lose its own.
    fn is_clinics_version(&self, id: &str, pack: PackIndex) -> bool {
        let known = self.registry.get(Kind::Entry, pack, id);
        self.registry.clinic == Some(pack)
            && known.is_some_and(|known| self.pack_of(known.spot) != Some(pack))
    }

    /// Reads a table, notes its id and passes it on.
    fn pass_on(&mut self, mut raw: Raw<'_>, lines: &Lines<'_>, pack: PackIndex) -> ControlFlow<()> {
        let kind = raw.kind;
        let Some((mut record, suppressions)) = table::read(&mut raw, lines, &mut self.findings)
        else {
            self.registry.add_broken(kind, raw.id());
            return ControlFlow::Continue(());
        };
        // A table for a topic that exists adds its words and need not repeat the rest.
        let adds = kind == Kind::Topic && self.registry.topics().any(|id| id == record.id());
        if !verify(&record, &raw, adds, lines, &mut self.findings) {
            self.registry.add_broken(kind, record.id());
            return ControlFlow::Continue(());
        }
        let mut details = None;
        if self.today.is_some() {
            record.each_name(&mut |name| self.registry.names.add(name));
            details = Some(Box::new(details_of(&record, pack, suppressions)));
        }
        if kind.has_id() {
            let spot = id_spot(&raw, lines);
            let known = Known { spot, details };
            if let Err(first) = self.registry.add(kind, pack, record.id(), known) {
                // Libraries share conditions: the table of the first library counts. Conditions whose names differ were
                // given different ids before.
                if self.pack_of(first) == Some(pack) {
                    self.duplicate(&raw, spot, first, lines);
                }
                return ControlFlow::Continue(());
            }
        }
        record.rename_conditions(&|id| self.registry.new_id(pack, id));
        (self.take)(pack, record)
    }

    /// The pack in whose file a spot is.
    fn pack_of(&self, spot: Spot) -> Option<PackIndex> {
        let file = self.scan.files.get(spot.file as usize)?;
        self.packs[file.place]
    }

    fn duplicate(&mut self, raw: &Raw<'_>, second: Spot, first: Spot, lines: &Lines<'_>) {
        if self.findings.only_counts(Severity::Error) {
            return;
        }
        let mut finding = Diagnostic::new(
            Severity::Error,
            "duplicate-id",
            format!(
                "the {} `{}` is defined twice; the second is left out",
                raw.kind.word(),
                short(raw.id())
            ),
            lines.site(second.range(), "the second"),
            "give one of the two another id, or join them".to_owned(),
        );
        let label = "first defined here";
        finding.sites.push(match first.file == second.file {
            true => lines.site(first.range(), label),
            false => self.site(first, label),
        });
        self.findings.push(lines.file, finding);
    }

    /// Reads an entry, checks it and passes it on.
    fn entry(&mut self, mut raw: Raw<'_>, lines: &Lines<'_>, pack: PackIndex) -> ControlFlow<()> {
        let spot = id_spot(&raw, lines);
        if is_entry_id(raw.id()) && !raw.faulty {
            let added = self
                .registry
                .add(Kind::Entry, pack, raw.id(), Known::at(spot));
            if let Err(first) = added
                && first != spot
            {
                self.duplicate(&raw, spot, first, lines);
                return ControlFlow::Continue(());
            }
        }
        let read = table::read(&mut raw, lines, &mut self.findings);
        let Some((mut record, suppressions)) = read else {
            return ControlFlow::Continue(());
        };
        if let Record::Entry(entry) = &mut record {
            if entry.replaces.is_empty() && self.registry.is_shadowing(pack, &entry.id) {
                entry.replaces.clone_from(&entry.id);
            }
            complete_replacement(entry);
        }
        let Record::Entry(entry) = &record else {
            return ControlFlow::Continue(());
        };
        let condition = &entry.condition;
        if self.registry.is_broken(Kind::Condition, condition)
            && self
                .registry
                .get(Kind::Condition, pack, condition)
                .is_none()
        {
            let spot = Spot::new(lines.file, &raw.span("condition"));
            let orphans = self.orphans.entry(condition.clone()).or_insert((0, spot));
            orphans.0 += 1;
            return ControlFlow::Continue(());
        }
        let (registry, findings) = (&mut self.registry, &mut self.findings);
        let sound = verify(&record, &raw, false, lines, findings)
            & verify_entry(entry, &raw, pack, registry, lines, findings);
        if !sound {
            return ControlFlow::Continue(());
        }
        // A replacement asks the same as the original.
        if self.today.is_some() && entry.replaces.is_empty() {
            let questions = Questions::new(entry, pack, &suppressions, |path| {
                Spot::new(lines.file, &raw.span(path))
            });
            self.registry.questions.extend(questions);
        }
        self.inspect(&record, suppressions, &raw, lines, pack);
        record.rename_conditions(&|id| self.registry.new_id(pack, id));
        self.so_far.entries += 1;
        (self.take)(pack, record)
    }

    /// Checks a table that was passed on in the first pass, where its own faults were reported.
    fn inspect_again(&mut self, mut raw: Raw<'_>, lines: &Lines<'_>, pack: PackIndex) {
        let known = match raw.kind {
            Kind::Pack => {
                let spot = Spot::new(lines.file, &raw.header);
                self.registry.packs[usize::from(pack)].spot == spot
            }
            kind if kind.has_id() => {
                let known = self.registry.get(kind, pack, raw.id());
                known.is_some_and(|known| known.spot == id_spot(&raw, lines))
            }
            _ => true,
        };
        if !known {
            return;
        }
        let reported = &mut Findings::default();
        if let Some((record, suppressions)) = table::read(&mut raw, lines, reported)
            && (raw.kind.has_id() || verify(&record, &raw, false, lines, reported))
        {
            let details = self.registry.details_mut(raw.kind, pack, raw.id());
            if let Some(details) = details {
                details.suppressions = suppressions.clone();
            }
            self.inspect(&record, suppressions, &raw, lines, pack);
        }
    }

    /// Reports the entries that are left out because their condition's table is, one finding per condition.
    fn report_orphans(&mut self) {
        let mut orphans: Vec<_> = std::mem::take(&mut self.orphans).into_iter().collect();
        orphans.sort_unstable_by_key(|(_, (_, spot))| *spot);
        for (condition, (count, spot)) in orphans {
            let entries = match count {
                1 => "entry is",
                _ => "entries are",
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
}

fn details_of(record: &Record, pack: PackIndex, suppressions: Suppressions) -> Details {
    let mut details = Details {
        pack,
        suppressions,
        ..Details::default()
    };
    match record {
        Record::Source(source) => {
            details.date = source.date();
            details.accessed = source.accessed;
            details.url.clone_from(&source.url);
        }
        Record::Condition(condition) => {
            details.names = condition.names().map(str::to_owned).collect();
        }
        _ => {}
    }
    details
}

/// Where the id of a table is.
fn id_spot(raw: &Raw<'_>, lines: &Lines<'_>) -> Spot {
    Spot::new(lines.file, &raw.span("id"))
}

/// Whether it is an entry that replaces another.
fn is_replacement(item: &Item<'_>) -> bool {
    match item {
        Item::Table(raw) => raw.text("replaces").is_some_and(|id| !id.is_empty()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_topics_are_valid() {
        let lines = Lines::new(0, "topics.toml", bundle::standard_topics());
        let mut findings = Findings::default();
        let mut topics = 0;
        for item in items(&lines) {
            let Item::Table(mut raw) = item else {
                panic!("{item:?}");
            };
            let read = table::read(&mut raw, &lines, &mut findings);
            let (topic, _) = read.expect("a sound topic");
            assert!(verify(&topic, &raw, false, &lines, &mut findings));
            topics += 1;
        }
        assert_eq!(findings.finish().diagnostics, []);
        assert!(topics >= 26);
    }
}
