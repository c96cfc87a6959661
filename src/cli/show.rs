//! `clinfaq show ID`: one page.

use crate::library::Library;
use crate::page;
use crate::text::clean::clean_line;

use super::args::Show;
use super::output::Output;
use super::session::Session;
use super::{Failure, Outcome, json, suggest};

pub(super) fn run(args: &Show, session: &Session, output: &mut Output) -> Result<Outcome, Failure> {
    let id = args.id.to_string_lossy();
    let id = clean_line(id.trim()).into_owned();
    let clock = session.clock;
    session.read(output, |library, output| {
        let found = library.find_all(&id);
        if !found.is_empty() {
            for listed in found {
                match args.json {
                    true => output.json(&json::listed(library, listed, clock))?,
                    false => output.page(&page::listed(library, listed, clock))?,
                }
            }
        } else if let Some(withdrawal) = library.withdrawal(&id) {
            match page::withdrawn(library, &id).filter(|_| !args.json) {
                Some(page) => output.page(&page)?,
                None => output.json(&json::withdrawn(&withdrawal))?,
            }
        } else {
            unknown(library, &id, output);
            return Ok(Outcome::Nothing);
        }
        Ok(Outcome::Fine)
    })
}

fn unknown(library: &Library, id: &str, output: &mut Output) {
    output.note(format!("clinfaq: nothing in the library has the id `{id}`"));
    let nearest = suggest::anything(library, id);
    if nearest.is_empty() {
        let words = id.split_once(':').map_or(id, |(_, id)| id);
        let words = words.replace(['/', '-'], " ");
        output.note(format!("  try: clinfaq search {words}"));
        return;
    }
    output.note("  the nearest:");
    for (id, name) in nearest {
        output.note(format!("    {id}  {name}"));
    }
}
