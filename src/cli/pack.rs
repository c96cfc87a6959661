//! `clinfaq pack`: makes, checks, installs, undoes and copies packs.

use std::io::{self, BufRead, IsTerminal};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::{Value, json};

use crate::packs::{
    AddOptions, Added, Error, InstalledPacks, Made, Offer, SecretKeyFile, Signer, Store, check,
    generate_key, make, newer, noted,
};
use crate::page;
use crate::text::counted;

use super::args::{AddPack, Pack, PackCommand};
use super::outcome::{Failure, Outcome};
use super::output::Output;
use super::session::Session;

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::new(error.to_string(), error.hint)
    }
}

pub(super) fn run(args: &Pack, session: &Session, output: &mut Output) -> Result<Outcome, Failure> {
    let store = &session.store;
    let json = args.json;
    match &args.command {
        PackCommand::Keygen {
            file,
            old,
            no_password,
        } => {
            keygen(file, old.as_deref(), *no_password, output)?;
        }
        PackCommand::Make(args) => {
            let key = SecretKeyFile::read(&args.key)?;
            let password = password_of(&key, "Password of the key: ")?;
            let today = session.clock.today;
            let made = make(&args.dir, &args.out, &key, password.as_deref(), today)?;
            match json {
                true => output.json(&value(&made))?,
                false => made_report(&made, output)?,
            }
        }
        PackCommand::Verify {
            file,
            key,
            unsigned,
        } => {
            let checked = check(store, file, key.as_deref(), *unsigned)?;
            let manifest = checked.manifest();
            if json {
                output.json(&json!({ "manifest": manifest, "signer": checked.signer }))?;
            } else {
                output.line(&format!(
                    "{} {} is sound: {}, {} MB unpacked",
                    manifest.id,
                    manifest.sequence,
                    counted(manifest.entries, "answer"),
                    manifest.bytes >> 20
                ))?;
                output.line(&signed(&checked.signer))?;
            }
        }
        PackCommand::Add(args) => return add(args, session, json, output),
        PackCommand::List { folders } => {
            let InstalledPacks {
                packs, problems, ..
            } = &session.installed;
            let folders = folders
                .iter()
                .chain(&session.packs_from)
                .map(PathBuf::as_path);
            let newer = newer(&session.installed, folders);
            if json {
                let packs = packs.iter().map(|pack| {
                    let mut pack_value = value(pack);
                    pack_value["disk_use"] = pack.disk_use().into();
                    pack_value
                });
                let packs: Vec<Value> = packs.collect();
                output.json(&json!({ "packs": packs, "problems": problems, "newer": newer }))?;
            } else {
                output.page(page::packs(&session.installed, &newer, false))?;
            }
        }
        PackCommand::Changes { what, unsigned } => {
            let last = what
                .to_str()
                .and_then(|id| Some((id, store.last_changes(id)?)));
            let (page, changes) = match last {
                Some((id, changes)) => {
                    let noted = noted(&session.places, &changes);
                    (page::last_changes(id, &changes, &noted), changes)
                }
                None => {
                    let options = AddOptions {
                        unsigned: *unsigned,
                        allow_older: true,
                        key: None,
                        today: session.clock.today,
                    };
                    let offer = store.offer(what, &options)?;
                    let noted = noted(&session.places, &offer.changes);
                    (page::offer(&offer, &noted, None), offer.changes)
                }
            };
            match json {
                true => output.json(&value(&changes))?,
                false => output.page(page)?,
            }
        }
        PackCommand::Undo { id } => {
            let (now, before) = store.undo(id)?;
            output.line(&format!(
                "{id}: version {now} is read again instead of {before}"
            ))?;
            output.line(&format!("to return to {before}: clinfaq pack undo {id}"))?;
        }
        PackCommand::Remove { id, old: true, .. } => {
            let removed = store.remove_old(id)?;
            let removed: Vec<String> = removed.iter().map(u64::to_string).collect();
            match removed.is_empty() {
                true => output.line(&format!("{id}: there is only the current version"))?,
                false => output.line(&format!("{id}: removed version {}", removed.join(", ")))?,
            }
        }
        PackCommand::Remove { id, forget, .. } => {
            store.remove(id, *forget)?;
            output.line(&format!("{id}: removed"))?;
        }
        PackCommand::Order { id } => {
            store.put_first(id)?;
            output.line(&format!(
                "{id}: shown before the other packs where both have the same"
            ))?;
        }
        PackCommand::Copy { id, folder } => {
            let file = store.copy(id, folder)?;
            output.line(&format!("{}: copied with its signature", file.display()))?;
        }
        PackCommand::Trust { key, name, revoke } => match (key, revoke) {
            (_, Some(key)) => {
                let key = store.revoke(key)?;
                output.line(&format!("{}: no longer trusted", key.fingerprint()))?;
            }
            (Some(key), None) => {
                let key = store.trust(key, name.as_deref().unwrap_or("unnamed publisher"))?;
                output.line(&format!("{}: trusted from now on", key.fingerprint()))?;
            }
            (None, None) => publishers(store, json, output)?,
        },
    }
    Ok(Outcome::Fine)
}

fn value(facts: &impl Serialize) -> Value {
    serde_json::to_value(facts).unwrap_or_default()
}

fn keygen(
    file: &Path,
    old: Option<&Path>,
    no_password: bool,
    output: &mut Output,
) -> Result<(), Failure> {
    let old = old.map(SecretKeyFile::read).transpose()?;
    let old_password = match &old {
        Some(old) => password_of(old, "Password of the old key: ")?,
        None => None,
    };
    let password = match no_password {
        true => None,
        false => Some(new_password()?),
    };
    let old = old.as_ref().map(|old| (old, old_password.as_deref()));
    let key = generate_key(file, password.as_deref(), old)?.fingerprint();
    let (secret, public) = (file.display(), file.with_extension("pub"));
    let public = public.display();
    output.line(&format!(
        "{secret}: the secret key. Keep it safe and keep a copy; never give it away"
    ))?;
    output.line(&format!(
        "{public}: the public key, for those who read your packs"
    ))?;
    output.line(&format!(
        "Its fingerprint, to be compared at the first pack: {key}"
    ))?;
    if no_password {
        output.note(
            "clinfaq: the key has no password: anybody who gets the file can sign packs in your name",
        );
    }
    Ok(())
}

fn made_report(made: &Made, output: &mut Output) -> io::Result<()> {
    let manifest = &made.manifest;
    output.line(&format!(
        "{}: {} {}, {}, {:.1} MB",
        made.file.display(),
        manifest.id,
        manifest.sequence,
        counted(manifest.entries, "answer"),
        made.size as f64 / 1e6
    ))?;
    output.line(&format!(
        "{}: its signature; give both files away together",
        made.signature.display()
    ))?;
    output.line(&format!("Key: {}", made.key.fingerprint()))?;
    let file = made.file.display();
    output.line(&format!(
        "To verify it with minisign: minisign -V -P {} -m {file}",
        made.key.text()
    ))
}

/// Who signed a pack, in a sentence.
fn signed(signer: &Signer) -> String {
    match signer {
        Signer::Trusted { publisher, key, .. } => {
            let key = key.fingerprint();
            format!("Signed by {publisher}, whom you trust: {key}")
        }
        Signer::Unknown { key } => {
            let key = key.fingerprint();
            format!("Signed with a key that is not trusted yet: {key}")
        }
        Signer::Unsigned => "Not signed: its origin cannot be checked".to_owned(),
    }
}

fn add(
    args: &AddPack,
    session: &Session,
    json: bool,
    output: &mut Output,
) -> Result<Outcome, Failure> {
    let options = AddOptions {
        unsigned: args.unsigned,
        allow_older: args.allow_older,
        key: args.key.as_deref(),
        today: session.clock.today,
    };
    let mut failed = Ok(());
    let added = session.store.add(&args.file, &options, &mut |offer| {
        let asked = ask(offer, args, session, json, output);
        asked.unwrap_or_else(|error| {
            failed = Err(error);
            false
        })
    })?;
    failed?;
    let (state, offer, outcome) = match &added {
        Added::Installed(offer) => ("installed", offer, Outcome::Fine),
        Added::Already(offer) => ("already installed", offer, Outcome::Fine),
        Added::Declined(offer, _) => ("not installed", offer, Outcome::Nothing),
    };
    if json {
        output.json(&json!({ "state": state, "offer": offer }))?;
    } else {
        let manifest = &offer.manifest;
        output.line(&format!("{} {}: {state}", manifest.id, manifest.sequence))?;
    }
    if let Added::Declined(_, withdrawn @ 1..) = added {
        let withdrawn = counted(withdrawn, "answer");
        output.note(format!(
            "clinfaq: {withdrawn} withdrawn anyway: the publisher took them back"
        ));
    }
    Ok(outcome)
}

/// Shows what a pack would change, and asks whether to install it. The end of the input means no.
fn ask(
    offer: &Offer,
    args: &AddPack,
    session: &Session,
    json: bool,
    output: &mut Output,
) -> Result<bool, Failure> {
    if !json {
        let noted = noted(&session.places, &offer.changes);
        output.page(page::offer(offer, &noted, None))?;
        output.line("")?;
    }
    if let Signer::Unknown { key } = &offer.signer
        && args.key.is_none()
    {
        let question = format!(
            "Is {} the key of this publisher? Type yes to trust it: ",
            key.fingerprint()
        );
        if !answered(&question, &["yes"], json, output)? {
            output.note("clinfaq: the key is not trusted, so the pack is not installed");
            output.note(
                "  in a script, name the key that you expect: clinfaq pack add --key KEY FILE",
            );
            return Ok(false);
        }
    }
    if args.yes {
        return Ok(true);
    }
    let yes = answered("Install it? [y/N] ", &["y", "yes"], json, output)?;
    if !yes && !io::stdin().is_terminal() {
        output.note("clinfaq: in a script, use --yes to install without being asked");
    }
    Ok(yes)
}

/// Asks a question on the terminal, and reads a line.
fn answered(
    question: &str,
    accepted: &[&str],
    json: bool,
    output: &mut Output,
) -> Result<bool, Failure> {
    if !json {
        output.prompt(question)?;
    }
    let mut line = String::new();
    let read = io::stdin().lock().read_line(&mut line);
    read.map_err(|error| Failure::new(format!("cannot read the answer: {error}"), ""))?;
    if !json && !io::stdin().is_terminal() {
        output.line(line.trim_end())?;
    }
    let line = line.trim().to_lowercase();
    Ok(accepted.contains(&line.as_str()))
}

fn publishers(store: &Store, json: bool, output: &mut Output) -> Result<(), Failure> {
    let publishers = store.publishers()?;
    if json {
        return Ok(output.json(&value(&publishers))?);
    }
    if publishers.is_empty() {
        output.line("No publisher is trusted yet. A key is trusted when its first pack is installed, or with: clinfaq pack trust KEY")?;
    }
    for publisher in publishers {
        output.line(&publisher.name)?;
        let keys = publisher.keys.iter().map(|key| (key, ""));
        let revoked = publisher.revoked.iter().map(|key| (key, " (revoked)"));
        for (key, state) in keys.chain(revoked) {
            output.line(&format!("  {}  {}{state}", key.fingerprint(), key.text()))?;
        }
    }
    Ok(())
}

/// The password of a key, if it has one.
fn password_of(key: &SecretKeyFile, prompt: &str) -> Result<Option<String>, Failure> {
    match key.needs_password() {
        true => password(prompt).map(Some),
        false => Ok(None),
    }
}

/// A new password, typed twice on a terminal.
fn new_password() -> Result<String, Failure> {
    let first = password("Password for the new key: ")?;
    if first.is_empty() {
        let hint = "type a password; for a key without one: clinfaq pack keygen --no-password FILE";
        return Err(Failure::new("no password was given", hint));
    }
    if io::stdin().is_terminal() && password("The same again: ")? != first {
        return Err(Failure::new(
            "the two passwords are not the same",
            "try again",
        ));
    }
    Ok(first)
}

/// A password: typed on a terminal without being shown, or else a line of standard input.
fn password(prompt: &str) -> Result<String, Failure> {
    let read = match io::stdin().is_terminal() {
        true => rpassword::prompt_password(prompt),
        false => {
            let mut line = String::new();
            let read = io::stdin().lock().read_line(&mut line);
            read.map(|_| line.trim_end_matches(['\r', '\n']).to_owned())
        }
    };
    read.map_err(|error| Failure::new(format!("cannot read the password: {error}"), ""))
}
