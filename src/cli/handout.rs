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
            .map(|id| {
                let entry = answer(library, id.trim())?;
                match &args.language {
                    Some(language) => translation(library, entry, language),
                    None => Ok(entry),
                }
            })
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
    if let Some(Listed::Entry(entry)) = library.find(id) {
        return Ok(entry);
    }
    let near = suggest::anything(library, id).into_iter().map(|(id, _)| id);
    let near: Vec<String> = near.filter(|id| id.contains('/')).collect();
    let hint = match near.is_empty() {
        true => "clinfaq search and clinfaq list entries print the ids of answers".to_owned(),
        false => format!("did you mean {}?", near.join(" or ")),
    };
    Err(Failure::new(format!("no answer has the id `{id}`"), hint))
}

/// The same answer in this language, of which `es` also means `es-MX`.
fn translation(library: &Library, entry: EntryOrd, language: &str) -> Result<EntryOrd, Failure> {
    let wanted = language.to_lowercase();
    let versions = library.versions(entry).into_iter();
    let versions: Vec<_> = versions
        .map(|ord| (library.language_of(ord), ord))
        .collect();
    let is_wanted = |(known, _): &&(String, EntryOrd)| {
        let known = known.to_lowercase();
        known == wanted || known.starts_with(&format!("{wanted}-"))
    };
    let found = versions.iter().find(is_wanted).map(|(_, ord)| *ord);
    found.ok_or_else(|| {
        let id = library.head(entry).id;
        let known: Vec<&str> = versions.iter().map(|(known, _)| known.as_str()).collect();
        Failure::new(
            format!(
                "`{id}` is not in the library in the language `{}`",
                clean_line(language)
            ),
            format!("there it is in: {}", known.join(", ")),
        )
    })
}
