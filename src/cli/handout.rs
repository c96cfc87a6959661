//! `clinfaq handout ID...`: a page for the patient.

use crate::handout::Handout;
use crate::index::EntryOrd;
use crate::library::{Library, Listed};
use crate::text::Charset;
use crate::text::clean::clean_line;

use super::args;
use super::outcome::{Failure, Outcome};
use super::output::Output;
use super::session::Session;
use super::suggest;

pub(super) fn run(
    args: &args::Handout,
    session: &Session,
    output: &mut Output,
) -> Result<Outcome, Failure> {
    let charset = match output.ascii() {
        true => Charset::Ascii,
        false => Charset::Unicode,
    };
    session.read(output, |library, output| {
        let ids = args
            .ids
            .iter()
            .map(|id| clean_line(&id.to_string_lossy()).into_owned());
        let entries: Vec<EntryOrd> = ids
            .map(|id| answer(library, id.trim()))
            .collect::<Result<_, _>>()?;
        let handout = Handout::new(library, &entries, &session.clinic, session.clock, charset);
        let Some(path) = &args.to else {
            match output.terminal {
                true => {
                    output.page(handout.preview())?;
                    output.note("to print it: clinfaq handout ... | lp");
                }
                false => output.cleaned(&handout.text(args.large))?,
            }
            return Ok(Outcome::Fine);
        };
        handout.write(path, args.large).map_err(|error| {
            let what = format!("cannot write the handout to {}: {error}", path.display());
            Failure::new(
                clean_line(&what),
                "name a file that does not exist yet, in a folder that you may write to",
            )
        })?;
        output.note(format!("written to {}", path.display()));
        Ok(Outcome::Fine)
    })
}

/// The answer with this id.
fn answer(library: &Library, id: &str) -> Result<EntryOrd, Failure> {
    let hint = match library.find(id) {
        Some(Listed::Entry(entry)) => return Ok(entry),
        Some(Listed::Condition(_)) => {
            format!("choose answers about it from: clinfaq list entries --condition {id}")
        }
        _ => match &suggest::anything(library, id)[..] {
            [] => "clinfaq search finds answers, and prints their ids".to_owned(),
            near => {
                let near: Vec<&str> = near.iter().map(|(id, _)| id.as_str()).collect();
                format!("did you mean one of these? {}", near.join(", "))
            }
        },
    };
    Err(Failure::new(format!("no answer has the id `{id}`"), hint))
}
