//! Conditions of several libraries that have the same id: they are one where their names agree. Else an answer would be
//! shown under the wrong disease, so they are kept apart: the second gets an id of its own.

use crate::content::asked::folded_words;
use crate::content::findings::Findings;
use crate::content::registry::Spot;
use crate::content::schema::Kind;
use crate::content::segment::{Item, Segments};
use crate::content::sink::PackIndex;
use crate::content::table;
use crate::model::{Condition, Diagnostic, Entry, Id, Medication, Organization, Severity, Trial};
use crate::text::lines::{Lines, decode, short};

use super::{Run, read};

/// A condition as it is known by its id.
#[derive(Debug)]
pub(super) struct Named {
    pack: PackIndex,
    spot: Spot,
    name: String,
    /// The words of its name and of its other names. An abbreviation is not among them: MS is short for several diseases.
    names: Vec<Vec<String>>,
}

impl Named {
    fn agrees_with(&self, other: &Self) -> bool {
        let has = |one: &Self, other: &Self| one.names.contains(&folded_words(&other.name));
        has(self, other) || has(other, self)
    }
}

impl Run<'_> {
    /// Compares the conditions of a place with those of the places before it.
    pub(super) fn compare_conditions(&mut self, place: usize, pack: PackIndex) {
        for at in self.files(place) {
            let file = &self.scan.files[at];
            // What cannot be read is reported in its turn.
            let Ok(bytes) = read(file) else { continue };
            let Ok(text) = decode(&bytes) else { continue };
            let name = file.shown();
            let lines = Lines::new(at, &name, text);
            let mut segments = Segments::new(&lines);
            while let Some(items) = segments.next() {
                for item in items {
                    let Item::Table(mut raw) = item else { continue };
                    if raw.kind != Kind::Condition {
                        continue;
                    }
                    let ignored = &mut Findings::default();
                    if let Some((condition, _)) =
                        table::read::<Condition>(&mut raw, &lines, ignored)
                    {
                        let spot = Spot::new(at, &raw.span(&["id".into()]));
                        self.compare_condition(condition, pack, spot);
                    }
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
        let wanted = format!("{id}-{}", self.registry.packs[usize::from(pack)].id);
        let numbered = (2..).map(|number| format!("{wanted}-{number}"));
        let new = std::iter::once(wanted.clone()).chain(numbered);
        let new = new.into_iter().find(|id| !self.named.contains_key(id));
        let new = new.unwrap_or(wanted);
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

/// Gives the id that a condition of a library is kept under, where that is not its own.
pub(super) type NewId<'r> = dyn Fn(&str) -> Option<&'r str> + 'r;

/// A table that refers to conditions.
pub(super) trait Refers {
    /// Replaces the ids of conditions.
    fn rename(&mut self, _: &NewId<'_>) {}
}

impl Refers for crate::model::Topic {}

impl Refers for crate::model::Source {}

impl Refers for Condition {
    fn rename(&mut self, new: &NewId<'_>) {
        let lists = [&mut self.parents, &mut self.related, &mut self.differential];
        lists
            .into_iter()
            .flatten()
            .chain([&mut self.id])
            .for_each(|id| rename(id, new));
        let texts = self.takeaways.iter_mut().chain([&mut self.summary]);
        texts.for_each(|text| relink(text, new));
    }
}

impl Refers for Entry {
    fn rename(&mut self, new: &NewId<'_>) {
        rename(&mut self.condition, new);
        let claims = self.disagreements.iter_mut().flat_map(|disagreement| {
            let says = disagreement.claims.iter_mut().map(|claim| &mut claim.says);
            says.chain([&mut disagreement.reading])
        });
        let texts = [&mut self.short_answer, &mut self.answer];
        texts
            .into_iter()
            .chain(claims)
            .for_each(|text| relink(text, new));
    }
}

impl Refers for Organization {
    fn rename(&mut self, new: &NewId<'_>) {
        self.conditions.iter_mut().for_each(|id| rename(id, new));
    }
}

impl Refers for Trial {
    fn rename(&mut self, new: &NewId<'_>) {
        self.conditions.iter_mut().for_each(|id| rename(id, new));
    }
}

impl Refers for Medication {
    fn rename(&mut self, new: &NewId<'_>) {
        self.conditions.iter_mut().for_each(|id| rename(id, new));
    }
}

fn rename(id: &mut Id, new: &NewId<'_>) {
    if let Some(new) = new(id) {
        new.clone_into(id);
    }
}

/// Replaces ids of conditions in the links of a Markdown text.
fn relink(text: &mut String, new: &NewId<'_>) {
    const LINK: &str = "condition:";
    let mut at = 0;
    while let Some(found) = text[at..].find(LINK) {
        let start = at + found + LINK.len();
        let rest = &text[start..];
        let length = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
        at = start + length.unwrap_or(rest.len());
        if let Some(new) = new(&text[start..at]) {
            text.replace_range(start..at, new);
            at = start + new.len();
        }
    }
}
