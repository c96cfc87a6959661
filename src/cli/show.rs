//! `clinfaq show ID`: one page.

use crate::library::Library;
use crate::model::Clock;
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
        if let Some(outcome) = show(library, &id, args.json, clock, output)? {
            return Ok(outcome);
        }
        let called = suggest::called(library, &id);
        if let [(only, _)] = &called[..]
            && let Some(outcome) = show(library, only, args.json, clock, output)?
        {
            return Ok(outcome);
        }
        match called.is_empty() {
            true => unknown(library, &id, output),
            false => {
                output.note(format!("clinfaq: more than one thing is called `{id}`:"));
                list(called, output);
            }
        }
        Ok(Outcome::Nothing)
    })
}

/// Prints what has this id, once for each library that has it; `None` where nothing has.
fn show(
    library: &Library,
    id: &str,
    json: bool,
    clock: Clock,
    output: &mut Output,
) -> Result<Option<Outcome>, Failure> {
    let found = library.find_all(id);
    if !found.is_empty() {
        for listed in found {
            match json {
                true => output.json(&json::listed(library, listed, clock))?,
                false => output.page(&page::listed(library, listed, clock))?,
            }
        }
    } else if let Some(withdrawal) = library.withdrawal(id) {
        match page::withdrawn(library, id).filter(|_| !json) {
            Some(page) => output.page(&page)?,
            None => output.json(&json::withdrawn(&withdrawal))?,
        }
    } else {
        return Ok(None);
    }
    Ok(Some(Outcome::Fine))
}

fn unknown(library: &Library, id: &str, output: &mut Output) {
    output.note(format!(
        "clinfaq: nothing in the library has the id or name `{id}`"
    ));
    let nearest = suggest::anything(library, id);
    if nearest.is_empty() {
        let words = id.split_once(':').map_or(id, |(_, id)| id);
        let words = words.replace(['/', '-'], " ");
        output.note(format!("  try: clinfaq search {words}"));
        return;
    }
    output.note("  the nearest:");
    list(nearest, output);
}

fn list(ids: Vec<(String, String)>, output: &mut Output) {
    for (id, name) in ids {
        output.note(format!("    {id}  {name}"));
    }
}
