//! The first pass: packs, then what stands in their catalogues; of entries the ids alone.

use std::ops::Range;

use crate::content::bundle;
use crate::content::findings::Findings;
use crate::content::registry::{Known, KnownPack, Noted, Spot};
use crate::content::schema::Kind;
use crate::content::segment::{Item, Raw, Segments};
use crate::content::sink::{PackIndex, Sink};
use crate::content::table;
use crate::content::verify::{Table, verify};
use crate::content::{Checks, Stopped};
use crate::model::{
    Condition, Medication, Organization, PartialDate, Source, Topic, Trial, is_entry_id,
};
use crate::model::{Diagnostic, Severity};
use crate::text::lines::{Lines, decode, not_utf8, short};

use super::identity::Refers;
use super::keeper::Refused;
use super::{Outcome, Run, hash, read};

impl Run<'_> {
    /// Reads the catalogue of every place.
    pub(super) fn catalogue(&mut self) -> Outcome {
        for place in 0..self.scan.places.len() {
            if self.scan.missing.iter().any(|(at, _)| *at == place) {
                continue;
            }
            let Some((pack, stands_in)) = self.pack(place)? else {
                continue;
            };
            let before = self.tables;
            if self.scan.places.len() > 1 {
                self.compare_conditions(place, pack);
            }
            for at in self.files(place) {
                self.catalogue_file(at, pack)?;
            }
            if stands_in {
                self.no_pack(place, self.tables > before);
            }
        }
        Ok(())
    }

    /// Hands over the pack of a place: the one in its files or, where there is none, one that stands in for it; and whether
    /// its absence is still to be reported.
    fn pack(&mut self, place: usize) -> Outcome<Option<(PackIndex, bool)>> {
        let cover = self.cover(place);
        if !self.format(place, &cover) {
            return Ok(None);
        }
        let stands_in = cover.pack.is_none() && !cover.broken;
        let (pack, spot) = match cover.pack {
            Some(found) => found,
            None => (self.stand_in(place), Spot::NOWHERE),
        };
        if let Some(first) = self.registry.packs.iter().find(|known| known.id == pack.id) {
            let mut finding = Diagnostic::new(
                Severity::Error,
                "duplicate-id",
                format!(
                    "the library `{}` is opened twice; the second is left out",
                    pack.id
                ),
                self.site(spot, "the second"),
                "open it once, or give one of the two another id".to_owned(),
            );
            finding.sites.push(self.site(first.spot, "the first"));
            self.findings.push(spot.file as usize, finding);
            return Ok(None);
        }
        let Ok(index) = PackIndex::try_from(self.registry.packs.len()) else {
            return Ok(None);
        };
        self.registry.packs.push(KnownPack {
            id: pack.id.clone(),
            spot,
            review_after_months: pack.review_after_months,
            withdrawn: pack.withdrawn.iter().map(|w| w.entry.clone()).collect(),
        });
        self.packs[place] = Some(index);
        self.sink.pack(pack).map_err(Stopped::Sink)?;
        if index == 0 {
            self.standard_topics()?;
        }
        Ok(Some((index, stands_in)))
    }

    fn standard_topics(&mut self) -> Outcome {
        let text = bundle::standard_topics();
        let lines = Lines::new(usize::MAX, "(standard topics)", text);
        let mut segments = Segments::new(&lines);
        while let Some(items) = segments.next() {
            for item in items {
                let Item::Table(mut raw) = item else { continue };
                // A test reads them all; here a fault would be the program's and no author's.
                let topic = table::read::<Topic>(&mut raw, &lines, &mut Findings::default());
                let Some((topic, _)) = topic else { continue };
                let known = Known::new(Spot::NOWHERE);
                if self.registry.add(Kind::Topic, 0, &topic.id, known).is_ok() {
                    self.sink.topic(0, topic).map_err(Stopped::Sink)?;
                }
            }
        }
        Ok(())
    }

    fn catalogue_file(&mut self, at: usize, pack: PackIndex) -> Outcome {
        let scan = self.scan;
        let file = &scan.files[at];
        let name = file.shown();
        match read(file) {
            Err(finding) => self.findings.push(at, finding),
            Ok(bytes) => {
                self.hashes[at] = Some(hash(&bytes));
                match decode(&bytes) {
                    Err(bad) => self.findings.push(at, not_utf8(&name, &bytes, bad)),
                    Ok(text) => self.catalogue_text(&Lines::new(at, &name, text), pack)?,
                }
            }
        }
        self.step(file)
    }

    fn catalogue_text(&mut self, lines: &Lines<'_>, pack: PackIndex) -> Outcome {
        let mut segments = Segments::new(lines);
        while let Some(items) = segments.next() {
            for item in items {
                match item {
                    Item::Problem(finding) => self.findings.push(lines.file, finding),
                    Item::Broken(kind, id) => {
                        self.tables += 1;
                        self.registry.broken(kind, &id);
                    }
                    Item::Format(..) => {}
                    Item::Table(raw) => {
                        self.tables += 1;
                        self.catalogue_table(*raw, lines, pack)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn catalogue_table(&mut self, raw: Raw<'_>, lines: &Lines<'_>, pack: PackIndex) -> Outcome {
        match raw.kind {
            Kind::Pack => {
                self.second_pack(&raw, lines, pack);
                Ok(())
            }
            Kind::Entry => {
                // Another one may take the id of one that is left out.
                if !raw.faulty {
                    self.note_entry(raw.id(), raw.span(&["id".into()]), lines, pack);
                }
                Ok(())
            }
            Kind::Topic => self.take_in::<Topic>(raw, lines, pack, |sink, pack, value| {
                sink.topic(pack, value)
            }),
            Kind::Condition => self.take_in::<Condition>(raw, lines, pack, |sink, pack, value| {
                sink.condition(pack, value)
            }),
            Kind::Source => self.take_in::<Source>(raw, lines, pack, |sink, pack, value| {
                sink.source(pack, value)
            }),
            Kind::Organization => {
                self.take_in::<Organization>(raw, lines, pack, |sink, pack, value| {
                    sink.organization(pack, value)
                })
            }
            Kind::Trial => self.take_in::<Trial>(raw, lines, pack, |sink, pack, value| {
                sink.trial(pack, value)
            }),
            Kind::Medication => {
                self.take_in::<Medication>(raw, lines, pack, |sink, pack, value| {
                    sink.medication(pack, value)
                })
            }
        }
    }

    /// A `[pack]` that is not the one that was found at first.
    fn second_pack(&mut self, raw: &Raw<'_>, lines: &Lines<'_>, pack: PackIndex) {
        let Some(first) = self.registry.packs.get(usize::from(pack)).map(|p| p.spot) else {
            return;
        };
        if first == Spot::new(lines.file, &raw.header) {
            return;
        }
        let mut finding = Diagnostic::new(
            Severity::Error,
            "second-pack",
            "a library has one [pack]; this one is left out".to_owned(),
            lines.site(raw.header.clone(), "the second"),
            "take it out, or move it and what belongs to it to a folder of its own".to_owned(),
        );
        finding.sites.push(self.site(first, "the first"));
        self.findings.push(lines.file, finding);
    }

    /// Notes an entry's id, the first of several; the second pass reads the rest.
    fn note_entry(&mut self, id: &str, at: Range<usize>, lines: &Lines<'_>, pack: PackIndex) {
        if is_entry_id(id) {
            let known = Known::new(Spot::new(lines.file, &at));
            let _ = self.registry.add(Kind::Entry, pack, id, known);
        }
    }

    /// Reads a table, notes its id and hands it over.
    fn take_in<T: Table + Dated + Refers>(
        &mut self,
        mut raw: Raw<'_>,
        lines: &Lines<'_>,
        pack: PackIndex,
        hand_over: fn(&mut dyn Sink<Error = Refused>, PackIndex, T) -> Result<(), Refused>,
    ) -> Outcome {
        let Some((mut value, allowed)) = table::read::<T>(&mut raw, lines, &mut self.findings)
        else {
            self.registry.broken(T::KIND, raw.id());
            return Ok(());
        };
        // A table for a topic that exists adds its words and need not repeat the rest.
        let adds = T::KIND == Kind::Topic && self.registry.has_topic(value.id());
        if !verify(&value, &raw, adds, lines, &mut self.findings) {
            self.registry.broken(T::KIND, value.id());
            return Ok(());
        }
        let spot = Spot::new(lines.file, &raw.span(&["id".into()]));
        let known = Known::new(spot);
        if matches!(self.checks, Checks::All { .. }) {
            let names = &mut self.registry.names;
            value.each_name(&mut |name| names.add(name));
        }
        match self.registry.add(T::KIND, pack, value.id(), known) {
            Ok(()) => {}
            Err(first) if first.is_at(Spot::NOWHERE) => {
                if let Some(first) = self.registry.get_mut(T::KIND, pack, value.id()) {
                    *first = known;
                }
            }
            // Of a condition in two libraries the first one's table counts: that is how libraries share conditions. Those whose
            // names do not agree are kept apart.
            Err(first) if self.pack_of(first) != Some(pack) => return Ok(()),
            Err(first) => {
                self.duplicate(T::KIND, value.id(), spot, first, lines);
                return Ok(());
            }
        }
        if matches!(self.checks, Checks::All { .. }) {
            let noted = Noted {
                id: value.id().to_owned(),
                pack,
                allowed,
                cited: false,
                date: value.date(),
                accessed: value.accessed(),
                url: value.url().map(Box::from),
                names: value.condition_names(),
            };
            self.registry.note(T::KIND, noted);
        }
        value.rename(&|id| self.registry.new_id(pack, id));
        hand_over(self.sink, pack, value).map_err(Stopped::Sink)
    }

    /// The pack whose file a table stands in.
    fn pack_of(&self, known: Known) -> Option<PackIndex> {
        let file = self.scan.files.get(known.file as usize)?;
        self.packs.get(file.place()).copied().flatten()
    }

    pub(super) fn duplicate(
        &mut self,
        kind: Kind,
        id: &str,
        second: Spot,
        first: Known,
        lines: &Lines<'_>,
    ) {
        if self.findings.only_counts(Severity::Error) {
            return;
        }
        let mut finding = Diagnostic::new(
            Severity::Error,
            "duplicate-id",
            format!(
                "the {} `{}` is defined twice; the second is left out",
                kind.word(),
                short(id)
            ),
            lines.site(second.range(lines.text).unwrap_or_default(), "the second"),
            "give one of the two another id, or join them".to_owned(),
        );
        let label = "first defined here";
        finding.sites.push(if first.file == second.file {
            lines.site(first.spot().range(lines.text).unwrap_or_default(), label)
        } else {
            self.site(first.spot(), label)
        });
        self.findings.push(lines.file, finding);
    }
}

/// What of a table is asked for later by lints.
trait Dated {
    fn date(&self) -> Option<PartialDate> {
        None
    }

    fn accessed(&self) -> Option<PartialDate> {
        None
    }

    fn url(&self) -> Option<&str> {
        None
    }

    /// What a condition is called.
    fn condition_names(&self) -> Vec<String> {
        Vec::new()
    }

    /// Gives `see` what people call it by.
    fn each_name(&self, _see: &mut dyn FnMut(&str)) {}
}

impl Dated for Topic {}

impl Dated for Condition {
    fn condition_names(&self) -> Vec<String> {
        self.names().map(str::to_owned).collect()
    }

    fn each_name(&self, see: &mut dyn FnMut(&str)) {
        self.names().for_each(&mut *see);
        self.genes.iter().for_each(|gene| see(&gene.symbol));
    }
}

impl Dated for Organization {
    fn each_name(&self, see: &mut dyn FnMut(&str)) {
        see(&self.name);
    }
}

impl Dated for Trial {
    fn each_name(&self, see: &mut dyn FnMut(&str)) {
        self.interventions.iter().for_each(|name| see(name));
    }
}

impl Dated for Medication {
    fn each_name(&self, see: &mut dyn FnMut(&str)) {
        see(&self.name);
        self.brands.iter().for_each(|name| see(name));
    }
}

impl Dated for Source {
    fn date(&self) -> Option<PartialDate> {
        Source::date(self)
    }

    fn accessed(&self) -> Option<PartialDate> {
        self.accessed
    }

    fn url(&self) -> Option<&str> {
        Some(self.url.as_str()).filter(|url| !url.is_empty())
    }

    fn each_name(&self, see: &mut dyn FnMut(&str)) {
        see(&self.publisher);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_topics_have_no_fault() {
        let lines = Lines::new(0, "topics.toml", bundle::standard_topics());
        let mut findings = Findings::default();
        let mut segments = Segments::new(&lines);
        let mut topics = 0;
        while let Some(items) = segments.next() {
            for item in items {
                let Item::Table(mut raw) = item else {
                    panic!("{item:?}");
                };
                let topic = table::read::<Topic>(&mut raw, &lines, &mut findings);
                let (topic, _) = topic.expect("a sound topic");
                assert!(verify(&topic, &raw, false, &lines, &mut findings));
                topics += 1;
            }
        }
        assert_eq!(findings.finish(), []);
        assert!(topics >= 26);
    }
}
