//! Finds the `[pack]` of each library, and checks that the library's format can be read.

use std::collections::HashSet;

use crate::model::{Diagnostic, Kind, Pack, PackIndex, Severity, is_entry_id, is_kebab};
use crate::text::lines::{self, Lines, short};

use super::loader::Loader;
use super::parts::{Item, items};
use super::place::Place;
use super::raw::{Raw, Spot};
use super::record::Record;
use super::registry::KnownPack;
use super::rule::NO_LIBRARY;
use super::schema::FORMAT;
use super::table;
use super::verify::kebab;

/// What the files of one place say about its pack.
#[derive(Default)]
struct FoundPack {
    pack: Option<(Pack, Spot)>,
    /// A `[pack]` is there but cannot be read; the finding about that is enough.
    broken: bool,
    /// What is given as the format, and where.
    format: Option<(Option<i64>, Spot)>,
}

impl Loader<'_> {
    /// The pack of a place: the one in its files or, if there is none, a default one. The last value is whether a missing pack
    /// must still be reported. `None` if the library is left out.
    pub(super) fn pack(&mut self, place: usize) -> Option<(PackIndex, Record, bool)> {
        let found = self.find_pack(place);
        if !self.is_readable(place, &found) {
            return None;
        }
        let is_missing = found.pack.is_none() && !found.broken;
        let (mut pack, spot) = match found.pack {
            Some(pack) => pack,
            None => (self.default_pack(place), Spot::NOWHERE),
        };
        if let Place::Installed(installed) = &self.scan.places[place] {
            let known = pack.withdrawn.iter().map(|it| it.entry.clone());
            let known: HashSet<String> = known.collect();
            let later = installed.withdrawn.iter();
            let later = later.filter(|it| !known.contains(&it.entry));
            pack.withdrawn.extend(later.cloned());
            if !installed.label.is_empty() {
                pack.publisher = format!("{} ({})", pack.publisher, installed.label);
            }
        }
        match self.scan.places[place].clinic() {
            Some("") if is_missing => "Our clinic".clone_into(&mut pack.title),
            None | Some("") => {}
            Some(name) => name.clone_into(&mut pack.title),
        }
        if let Some(first) = self.registry.packs.iter().find(|known| known.id == pack.id) {
            let message = format!(
                "the library `{}` is opened twice; the second is left out",
                pack.id
            );
            let hint = "open it once, or give one of the two another id";
            self.report_second("duplicate-id", message, hint, spot, first.spot);
            return None;
        }
        let index = PackIndex::try_from(self.registry.packs.len()).ok()?;
        self.registry.packs.push(KnownPack {
            id: pack.id.clone(),
            spot,
            review_after_months: pack.review_after_months,
            withdrawn: pack.withdrawn.iter().map(|w| w.entry.clone()).collect(),
        });
        self.packs[place] = Some(index);
        let record = match self.scan.places[place].clinic() {
            None => Record::Pack(pack),
            Some(_) => {
                self.registry.clinic = Some(index);
                Record::Clinic(pack)
            }
        };
        Some((index, record, is_missing))
    }

    /// Reports a `[pack]` that is not the one that was found first.
    pub(super) fn second_pack(&mut self, raw: &Raw<'_>, lines: &Lines<'_>, pack: PackIndex) {
        let first = self.registry.packs[usize::from(pack)].spot;
        let second = Spot::new(lines.file, &raw.header);
        if first != second {
            let message = "a library has one [pack]; this one is left out".to_owned();
            let hint = "take it out, or move it and what belongs to it to a folder of its own";
            self.report_second("second-pack", message, hint, second, first);
        }
    }

    fn report_second(
        &mut self,
        rule: &str,
        message: String,
        hint: &str,
        second: Spot,
        first: Spot,
    ) {
        let site = self.site(second, "the second");
        let mut finding = Diagnostic::new(Severity::Error, rule, message, site, hint.to_owned());
        finding.sites.push(self.site(first, "the first"));
        self.findings.push(second.file as usize, finding);
    }

    /// Looks for the pack of a place, in `pack.toml` first, where it usually is.
    fn find_pack(&mut self, place: usize) -> FoundPack {
        let is_usual = |at: &usize| {
            let file = &self.scan.files[*at];
            file.is_manifest() && file.is_at_root()
        };
        let (mut files, others): (Vec<usize>, Vec<usize>) = self.files(place).partition(is_usual);
        files.extend(others);
        let mut found = FoundPack::default();
        for at in files {
            let file = &self.scan.files[at];
            // A file that cannot be read is reported later.
            let Ok(text) = file.text() else { continue };
            if !text.contains(Kind::Pack.word()) {
                continue;
            }
            let name = file.shown();
            self.read_file(&Lines::new(at, &name, &text), place, &mut found);
            if found.pack.is_some() {
                break;
            }
        }
        found
    }

    fn read_file(&mut self, lines: &Lines<'_>, place: usize, found: &mut FoundPack) {
        let mut format = None;
        for item in items(lines) {
            match item {
                Item::Format(value, span) => {
                    let number = value.as_integer().and_then(|n| n.as_str().parse().ok());
                    format = Some((number, Spot::new(lines.file, &span)));
                }
                Item::Broken(Kind::Pack, _) => found.broken = true,
                Item::Table(mut raw) if raw.kind == Kind::Pack && found.pack.is_none() => {
                    let spot = Spot::new(lines.file, &raw.header);
                    found.pack = Some((self.read_pack(&mut raw, lines, place), spot));
                    found.format = format.take();
                }
                _ => {}
            }
        }
    }

    /// Reads a `[pack]`. Errors are reported, but there is always a pack, because everything else in the place needs one.
    fn read_pack(&mut self, raw: &mut Raw<'_>, lines: &Lines<'_>, place: usize) -> Pack {
        let mut pack = match table::read(raw, lines, &mut self.findings) {
            Some((Record::Pack(pack), _)) => pack,
            _ => Pack::default(),
        };
        for (key, value) in [
            ("id", &pack.id),
            ("title", &pack.title),
            ("version", &pack.version),
        ] {
            // A value with a fault has been reported.
            if value.is_empty() && (raw.text(key).is_some() || raw.table.get(key).is_none()) {
                let message = format!("the library's [pack] has no `{key}`");
                let hint = format!("add {key} = \"...\"");
                let span = raw.header.clone();
                self.findings
                    .error(lines, span, "missing-field", message, hint);
            }
        }
        if !pack.id.is_empty() && !is_kebab(&pack.id) {
            let right = kebab(&pack.id);
            let message = format!(
                "`{}` is not an id: lower-case letters, digits and single hyphens",
                short(&pack.id)
            );
            let hint = format!("write \"{right}\"");
            self.findings
                .error(lines, raw.span("id"), "bad-id", message, hint);
            pack.id = right;
        }
        if pack.id.is_empty() {
            pack.id = self.default_pack(place).id;
        }
        if pack.title.is_empty() {
            pack.title.clone_from(&pack.id);
        }
        let mut at = 0;
        pack.withdrawn.retain(|item| {
            let span = raw.span(&format!("withdrawn.{at}.entry"));
            at += 1;
            let good = is_entry_id(&item.entry);
            if !good {
                let message = format!(
                    "`{}` is not the id of an entry, so nothing is withdrawn by it",
                    short(&item.entry)
                );
                let hint =
                    "write { entry = \"condition/name\", on = 2026-01-31, reason = \"...\" }";
                self.findings.error(lines, span, "bad-id", message, hint);
            }
            good
        });
        pack
    }

    /// Whether the library is written in the format that is read here.
    fn is_readable(&mut self, place: usize, found: &FoundPack) -> bool {
        let Some((_, pack)) = &found.pack else {
            return true;
        };
        let (spot, message, hint, goes_on) = match found.format {
            Some((Some(FORMAT), _)) => return true,
            Some((Some(newer), spot)) if newer > FORMAT => (
                spot,
                format!(
                    "this library is written in format {newer}; this program reads format {FORMAT}, so the library is left out"
                ),
                "get a newer clinfaq".to_owned(),
                false,
            ),
            Some((_, spot)) => (
                spot,
                "this is not a format; the library is read as format 1".to_owned(),
                format!("write format = {FORMAT}"),
                true,
            ),
            None => (
                *pack,
                "the library does not say its format; it is read as format 1".to_owned(),
                format!("write format = {FORMAT} above [pack]"),
                true,
            ),
        };
        let finding = Diagnostic::new(
            Severity::Error,
            "format",
            message,
            self.site(spot, ""),
            hint,
        );
        self.findings.push(spot.file as usize, finding);
        if !goes_on {
            // Its files count as read, so that the progress reaches the end.
            for at in self.files(place) {
                self.so_far.done += self.scan.files[at].size * 2;
            }
        }
        goes_on
    }

    /// Reports that a place has no `[pack]`, or not even `tables` of a library.
    pub(super) fn no_pack(&mut self, place: usize, tables: bool) {
        let mut files = self.files(place);
        let name = self.scan.places[place].name();
        let (rule, message, hint) = match (tables, files.is_empty()) {
            (true, _) => (
                "no-pack",
                "no file of this library holds a [pack]; it is read anyway",
                "add a pack.toml: format = 1, then [pack] with id, title and version",
            ),
            (false, true) => (
                NO_LIBRARY,
                "no clinfaq library in this folder: it has no *.toml file",
                "name the folder of a library",
            ),
            (false, false) => (
                NO_LIBRARY,
                "no clinfaq library in this folder: its *.toml files hold no table of one",
                "name the folder of a library",
            ),
        };
        let finding = Diagnostic::new(
            Severity::Error,
            rule,
            message.to_owned(),
            lines::whole(&name),
            hint.to_owned(),
        );
        self.findings.push(files.next().unwrap_or(0), finding);
    }

    /// A pack for a place that has none, named after its folder.
    fn default_pack(&self, place: usize) -> Pack {
        let title = match self.scan.places[place].folder() {
            None => "bundled".to_owned(),
            Some(folder) => {
                let real = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
                let name = real.file_name().unwrap_or_default().to_string_lossy();
                short(&name)
            }
        };
        let wanted = kebab(&title);
        let taken = |id: &str| self.registry.packs.iter().any(|pack| pack.id == id);
        let mut id = wanted.clone();
        let mut number = 2;
        while taken(&id) {
            id = format!("{wanted}-{number}");
            number += 1;
        }
        Pack {
            id,
            title: if title.is_empty() { wanted } else { title },
            ..Pack::default()
        }
    }
}
