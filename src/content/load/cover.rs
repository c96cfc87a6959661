//! Finding the pack of a place, and judging whether the library can be read at all.

use std::ops::Range;

use crate::content::registry::Spot;
use crate::content::rule::NO_LIBRARY;
use crate::content::schema::{FORMAT, Kind};
use crate::content::segment::{Item, Raw, Segments};
use crate::content::table;
use crate::content::verify::kebab;
use crate::model::{Diagnostic, Severity};
use crate::model::{Pack, is_entry_id, is_kebab};
use crate::text::lines::{self, Lines, short};

use super::{Run, decode};

/// What the files of one place say about its pack.
#[derive(Default)]
pub(super) struct Cover {
    pub(super) pack: Option<(Pack, Spot)>,
    /// A `[pack]` is there but cannot be read; the finding about that is enough.
    pub(super) broken: bool,
    /// What stood where the format is named, and where.
    pub(super) format: Option<(Option<i64>, Spot)>,
}

impl Run<'_> {
    /// Looks for the pack of a place. By habit it stands in `pack.toml`, so that is looked at first.
    pub(super) fn cover(&mut self, place: usize) -> Cover {
        let is_cover = |at: &usize| {
            let file = &self.scan.files[*at];
            file.is_cover() && file.is_at_root()
        };
        let (mut files, others): (Vec<usize>, Vec<usize>) = self.files(place).partition(is_cover);
        files.extend(others);
        let mut cover = Cover::default();
        for at in files {
            let file = &self.scan.files[at];
            // What cannot be read is told when its turn comes.
            let Ok(bytes) = file.read() else { continue };
            let Ok(text) = decode(&bytes) else { continue };
            if !text.contains(Kind::Pack.word()) {
                continue;
            }
            let name = file.shown();
            let lines = Lines::new(at, &name, text);
            self.read_cover(&lines, &mut cover);
            if cover.pack.is_some() {
                break;
            }
        }
        cover
    }

    fn read_cover(&mut self, lines: &Lines<'_>, cover: &mut Cover) {
        let mut segments = Segments::new(lines);
        let mut format = None;
        while let Some(items) = segments.next() {
            for item in items {
                match item {
                    Item::Format(value, span) => {
                        let number = value.as_integer().and_then(|n| n.as_str().parse().ok());
                        format = Some((number, Spot::new(lines.file, &span)));
                    }
                    Item::Broken(Kind::Pack, _) => cover.broken = true,
                    Item::Table(mut raw) if raw.kind == Kind::Pack && cover.pack.is_none() => {
                        let spot = Spot::new(lines.file, &raw.header);
                        let pack =
                            self.read_pack(&mut raw, lines, self.scan.files[lines.file].place());
                        cover.pack = Some((pack, spot));
                        cover.format = format.take();
                    }
                    _ => {}
                }
            }
        }
    }

    /// Reads a `[pack]`. Whatever is wrong with it, there is a pack: all else in the place needs one.
    fn read_pack(&mut self, raw: &mut Raw<'_>, lines: &Lines<'_>, place: usize) -> Pack {
        let read = table::read_what_can_be::<Pack>(raw, lines, &mut self.findings);
        let mut pack = read.map(|(pack, _)| pack).unwrap_or_default();
        for (key, value) in [
            ("id", &pack.id),
            ("title", &pack.title),
            ("version", &pack.version),
        ] {
            if value.is_empty() && is_absent(raw, key) {
                self.pack_fault(
                    raw.header.clone(),
                    "missing-field",
                    format!("the library's [pack] has no `{key}`"),
                    format!("add {key} = \"...\""),
                    lines,
                );
            }
        }
        if !pack.id.is_empty() && !is_kebab(&pack.id) {
            let right = kebab(&pack.id);
            self.pack_fault(
                raw.span(&["id".into()]),
                "bad-id",
                format!(
                    "`{}` is not an id: lower-case letters, digits and single hyphens",
                    short(&pack.id)
                ),
                format!("write \"{right}\""),
                lines,
            );
            pack.id = right;
        }
        if pack.id.is_empty() {
            pack.id = self.stand_in(place).id;
        }
        if pack.title.is_empty() {
            pack.title.clone_from(&pack.id);
        }
        let withdrawn = std::mem::take(&mut pack.withdrawn);
        for (at, item) in withdrawn.into_iter().enumerate() {
            if is_entry_id(&item.entry) {
                pack.withdrawn.push(item);
                continue;
            }
            self.pack_fault(
                raw.span(&["withdrawn".into(), at.into(), "entry".into()]),
                "bad-id",
                format!(
                    "`{}` is no entry's id, so nothing is withdrawn by it",
                    short(&item.entry)
                ),
                "write { entry = \"condition/name\", on = 2026-01-31, reason = \"...\" }"
                    .to_owned(),
                lines,
            );
        }
        pack
    }

    fn pack_fault(
        &mut self,
        span: Range<usize>,
        rule: &str,
        message: String,
        hint: String,
        lines: &Lines<'_>,
    ) {
        let site = lines.site(span, "");
        self.findings.push(
            lines.file,
            Diagnostic::new(Severity::Error, rule, message, site, hint),
        );
    }

    /// Whether the library is written in the format that is read here.
    pub(super) fn format(&mut self, place: usize, cover: &Cover) -> bool {
        let Some((_, pack)) = &cover.pack else {
            return true;
        };
        let (spot, message, hint, goes_on) = match cover.format {
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
                "this is no format; the library is read as format 1".to_owned(),
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
            // Its files count as read, so that the progress ends where it should.
            for at in self.files(place) {
                self.so_far.done += self.scan.files[at].size * 2;
            }
        }
        goes_on
    }

    /// Reports that a place has no `[pack]`, which is less than to have no `tables` of a library at all.
    pub(super) fn no_pack(&mut self, place: usize, tables: bool) {
        let mut files = self.files(place);
        let name = self.scan.places[place].name();
        let (rule, message, hint) = match (tables, files.is_empty()) {
            (true, _) => (
                "no-pack",
                "no file of this library holds a [pack]; it is read all the same",
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

    /// A pack for a place that has none, called after its folder.
    pub(super) fn stand_in(&self, place: usize) -> Pack {
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

/// Whether a key is absent or holds an empty text, rather than something at fault.
fn is_absent(raw: &Raw<'_>, key: &str) -> bool {
    let value = raw.table.get(key).map(|value| value.get_ref());
    value.is_none_or(|value| value.as_str().is_some_and(str::is_empty))
}
