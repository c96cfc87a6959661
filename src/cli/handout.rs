//! `clinfaq handout ID...`: a page for the patient.

use crate::handout::Handout;
use crate::index::{EntryOrd, Head, PackOrd};
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

/// The same answer in this language, of which `es` also means `es-MX`.
fn translation(library: &Library, entry: EntryOrd, language: &str) -> Result<EntryOrd, Failure> {
    let Head { id, pack, .. } = library.head(entry);
    let original = match library.body(entry).entry.translation_of {
        original if original.is_empty() => id.clone(),
        original => original,
    };
    let mut versions = vec![entry];
    versions.extend(library.find_entry(PackOrd(pack), &original));
    versions.extend(library.translations(&original));
    let languages = versions
        .into_iter()
        .map(|version| (library.language_of(version), version));
    let mut languages: Vec<(String, EntryOrd)> = languages.collect();
    languages.sort();
    let is_wanted = |known: &str| {
        let rest = known.to_lowercase();
        let rest = rest.strip_prefix(&language.to_lowercase());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    if let Some((_, version)) = languages.iter().find(|(known, _)| is_wanted(known)) {
        return Ok(*version);
    }
    languages.dedup_by(|(a, _), (b, _)| a == b);
    let known: Vec<&str> = languages.iter().map(|(known, _)| known.as_str()).collect();
    Err(Failure::new(
        format!(
            "the library has no version of `{id}` in the language `{}`",
            clean_line(language)
        ),
        format!("it has: {}", known.join(", ")),
    ))
}
