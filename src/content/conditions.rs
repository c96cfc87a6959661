//! Conditions of several libraries with the same id: they are one condition if their names agree. Otherwise answers would be
//! shown under the wrong disease, so the second one gets a new id.

use crate::model::{Condition, Diagnostic, Kind, PackIndex, Severity};
use crate::text::lines::{Lines, short};

use super::findings::Findings;
use super::loader::{Loader, Named};
use super::parts::{Item, items};
use super::questions::folded_words;
use super::raw::Spot;
use super::record::Record;
use super::table;

impl Named {
    fn agrees_with(&self, other: &Self) -> bool {
        let has = |one: &Self, other: &Self| one.names.contains(&folded_words(&other.name));
        has(self, other) || has(other, self)
    }
}

impl Loader<'_> {
    /// Compares the conditions of a place with those of the places before it.
    pub(super) fn compare_conditions(&mut self, place: usize, pack: PackIndex) {
        for at in self.files(place) {
            let file = &self.scan.files[at];
            // Unreadable files are reported by the passes.
            let Ok(text) = file.text() else { continue };
            let name = file.shown();
            let lines = Lines::new(at, &name, &text);
            for item in items(&lines) {
                let Item::Table(mut raw) = item else { continue };
                if raw.kind == Kind::Condition
                    && let Some((Record::Condition(condition), _)) =
                        table::read(&mut raw, &lines, &mut Findings::default())
                {
                    self.compare_condition(condition, pack, Spot::new(at, &raw.span("id")));
                }
            }
        }
    }

    fn compare_condition(&mut self, condition: Condition, pack: PackIndex, spot: Spot) {
        let names = std::iter::once(&condition.name).chain(&condition.alternate_names);
        let second = Named {
            pack,
            spot,
            names: names.map(|name| folded_words(name)).collect(),
            name: condition.name,
        };
        let id = condition.id;
        let Some(first) = self.named.get(&id) else {
            self.named.insert(id, second);
            return;
        };
        if first.pack == pack || first.agrees_with(&second) {
            return;
        }
        let mut new = format!("{id}-{}", self.registry.packs[usize::from(pack)].id);
        let mut number = 2;
        while self.named.contains_key(&new) {
            new = format!(
                "{id}-{}-{number}",
                self.registry.packs[usize::from(pack)].id
            );
            number += 1;
        }
        let mut finding = Diagnostic::new(
            Severity::Error,
            "two-conditions",
            format!(
                "`{}` means two conditions, {} and {}; here the second is called `{}`",
                short(&id),
                short(&first.name),
                short(&second.name),
                short(&new)
            ),
            self.site(spot, "the second"),
            "give one of them another id; if they are the same, add the name of one to the `alternate_names` of the other"
                .to_owned(),
        );
        finding.sites.push(self.site(first.spot, "the first"));
        self.findings.push(spot.file as usize, finding);
        self.registry.keep_apart(pack, id, new.clone());
        self.named.insert(new, second);
    }
}
