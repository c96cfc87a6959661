//! `clinfaq changes`: what changed in the library since a day.

use serde_json::json;

use crate::index::{EntryOrd, PackOrd};
use crate::library::Library;
use crate::model::PartialDate;
use crate::page::{self, Changes};

use super::args;
use super::outcome::{Failure, Outcome};
use super::output::Output;
use super::session::Session;

pub(super) fn run(
    args: &args::Changes,
    session: &Session,
    output: &mut Output,
) -> Result<Outcome, Failure> {
    session.read(output, |library, output| {
        let packs = page::changes(library, args.since, session.clock);
        if args.json {
            let rows: Vec<_> = packs.iter().zip(0..).collect();
            let rows = rows
                .into_iter()
                .map(|(pack, at)| row(library, pack, PackOrd(at)));
            output.json(&rows.collect())?;
        } else {
            output.page(page::changes_page(library, args.since, session.clock))?;
        }
        let is_empty = |pack: &Changes| {
            pack.changed.is_empty() && pack.withdrawn.is_empty() && pack.overdue.is_empty()
        };
        Ok(match packs.iter().all(is_empty) {
            true => Outcome::Nothing,
            false => Outcome::Fine,
        })
    })
}

fn row(library: &Library, changes: &Changes, pack: PackOrd) -> serde_json::Value {
    let entries = |dated: &[(PartialDate, EntryOrd)]| {
        let rows = dated.iter().map(|(date, entry)| {
            let head = library.head(*entry);
            json!({ "date": date, "id": head.id, "question": head.question })
        });
        rows.collect::<Vec<_>>()
    };
    let pack = library.pack(pack).pack;
    json!({
        "pack": pack.id,
        "version": pack.version,
        "addedOrChanged": entries(&changes.changed),
        "withdrawn": changes.withdrawn,
        "overdue": entries(&changes.overdue),
        "undated": changes.undated,
    })
}
