//! `clinfaq bookmarks`: what was marked, one line each; and files to take bookmarks to another computer.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use serde_json::json;

use crate::content::{Bookmark, BookmarkError, Bookmarks, MAX_FILE};
use crate::library::Library;
use crate::nav::bookmarks;
use crate::text::clean::{clean, clean_line};
use crate::text::counted;

use super::args;
use super::outcome::{Failure, Outcome};
use super::output::Output;
use super::session::Session;

pub(super) fn run(
    args: &args::Bookmarks,
    session: &Session,
    output: &mut Output,
) -> Result<Outcome, Failure> {
    let kept = session.clinic_texts.bookmarks();
    let failed = |error: BookmarkError| Failure::new(error.to_string(), "");
    if let Some(file) = &args.import {
        let name = clean_line(&file.to_string_lossy()).into_owned();
        let bytes = read(file).map_err(|error| {
            Failure::new(
                format!("cannot read {name}: {error}"),
                "name a file that --export made",
            )
        })?;
        let new = Bookmarks::parse(&name, &bytes).map_err(failed)?;
        let all = new.len();
        let added = kept.add(new).map_err(failed)?;
        let added = counted(added, "bookmark");
        output.line(&format!("{added} added, of {all} in {name}"))?;
        return Ok(Outcome::Fine);
    }
    let all = kept.read().map_err(failed)?;
    if args.export {
        output.data(&clean(&Bookmarks::export(all)))?;
        return Ok(Outcome::Fine);
    }
    if all.is_empty() {
        output.note("clinfaq: no bookmarks");
    }
    session.read(output, |library, output| {
        if args.json {
            let rows: Vec<_> = all.iter().map(|one| row(library, one)).collect();
            output.json(&rows.into())?;
        } else {
            for one in &all {
                output.tabbed(&[one.id.clone(), bookmarks::label(library, one)])?;
            }
        }
        Ok(match all.is_empty() {
            true => Outcome::Nothing,
            false => Outcome::Fine,
        })
    })
}

fn row(library: &Library, bookmark: &Bookmark) -> serde_json::Value {
    json!({
        "id": bookmark.id,
        "label": bookmark.label,
        "title": bookmark.title,
        "state": bookmarks::state(library, bookmark),
    })
}

fn read(file: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    match file.to_str() {
        Some("-") => io::stdin().take(MAX_FILE).read_to_end(&mut bytes)?,
        _ => fs::File::open(file)?
            .take(MAX_FILE)
            .read_to_end(&mut bytes)?,
    };
    Ok(bytes)
}
