//! `clinfaq show ID`: one page.

use crate::json;
use crate::library::Library;
use crate::model::Clock;
use crate::page;
use crate::text::clean::clean_line;

use super::args::Show;
use super::outcome::{Failure, Outcome};
use super::output::Output;
use super::session::Session;
use super::suggest;

/// From this many columns on, a comparison has two columns.
const COLUMNS: usize = 120;

pub(super) fn run(args: &Show, session: &Session, output: &mut Output) -> Result<Outcome, Failure> {
    let id = args.id.to_string_lossy();
    let id = clean_line(id.trim()).into_owned();
    let clock = session.clock;
    if let Some(other) = &args.compare {
        let other = clean_line(other.to_string_lossy().trim()).into_owned();
        return compare(&id, &other, session, output);
    }
    session.read(output, |library, output| {
        if show(library, &id, args.json, clock, output)? {
            return Ok(Outcome::Fine);
        }
        let called = suggest::called(library, &id);
        if let [(only, _)] = &called[..]
            && show(library, only, args.json, clock, output)?
        {
            return Ok(Outcome::Fine);
        }
        let found = if called.is_empty() {
            output.note(format!(
                "clinfaq: nothing in the library has the id or name `{id}`"
            ));
            let nearest = suggest::anything(library, &id);
            if nearest.is_empty() {
                let words = id.split_once(':').map_or(&*id, |(_, id)| id);
                let words = words.replace(['/', '-'], " ");
                output.note(format!("  try: clinfaq search {words}"));
            } else {
                output.note("  did you mean:");
            }
            nearest
        } else {
            output.note(format!("clinfaq: more than one thing is called `{id}`:"));
            called
        };
        for (id, name) in found {
            output.note(format!("    {id}  {name}"));
        }
        Ok(Outcome::Nothing)
    })
}

/// Prints two pages, by ids or names, side by side where they fit.
fn compare(
    first: &str,
    second: &str,
    session: &Session,
    output: &mut Output,
) -> Result<Outcome, Failure> {
    session.read(output, |library, output| {
        let mut pages = Vec::new();
        for id in [first, second] {
            let called = || match &suggest::called(library, id)[..] {
                [(only, _)] => library.find(only),
                _ => None,
            };
            let Some(listed) = library.find(id).or_else(called) else {
                output.note(format!(
                    "clinfaq: no single thing has the id or name `{id}`"
                ));
                output.note(format!("  see what there is: clinfaq show {id}"));
                return Ok(Outcome::Nothing);
            };
            pages.push(page::listed(library, listed, session.clock));
        }
        let in_columns = output.width >= COLUMNS;
        output.page(page::compare(&pages[0], &pages[1], in_columns))?;
        Ok(Outcome::Fine)
    })
}

/// Prints what has this id, once for each library that has it; false if nothing has it.
fn show(
    library: &Library,
    id: &str,
    json: bool,
    clock: Clock,
    output: &mut Output,
) -> Result<bool, Failure> {
    let found = library.find_all(id);
    if found.is_empty() {
        let Some(withdrawal) = library.withdrawal(id) else {
            return Ok(false);
        };
        match page::withdrawn(library, id, clock).filter(|_| !json) {
            Some(page) => output.page(page)?,
            None => output.json(&json::withdrawn(&withdrawal))?,
        }
    }
    for listed in found {
        match json {
            true => output.json(&json::listed(library, listed, clock))?,
            false => output.page(page::listed(library, listed, clock))?,
        }
    }
    Ok(true)
}
