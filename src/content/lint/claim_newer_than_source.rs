//! A source cannot have said what was only known later: the date beside the words, or the source, is the wrong one.

use super::{Check, Context, Lint, Note, Place};
use crate::content::reference::Subject;
use crate::content::schema::Kind;
use crate::model::PartialDate;
use crate::text::lines::short;

pub(super) const LINT: Lint = Lint {
    name: "claim-newer-than-source",
    explanation: "A claim, a trial's status or a contact is dated later than the source it cites, which cannot have said so then.",
    check: Check::Table(check),
};

fn check(context: &Context<'_>, notes: &mut Vec<Note>) {
    let mut look = |place: Place, said: Option<PartialDate>, cite: &str, seen: bool| {
        if let (Some(said), Some(newest)) = (said, newest(context, cite, seen))
            && said.earliest() > newest.latest()
        {
            notes.push(Note::new(
                place,
                format!(
                    "this is said to be so as of {said}, but its source `{}` is of {newest}",
                    short(cite)
                ),
                "name the source that says so, or the date at which this one does",
            ));
        }
    };
    match context.subject {
        Subject::Entry(entry) => {
            for (at, dispute) in entry.disagreements.iter().enumerate() {
                for (of, claim) in dispute.claims.iter().enumerate() {
                    let path = [
                        "disagreement".into(),
                        at.into(),
                        "claims".into(),
                        of.into(),
                        "as_of".into(),
                    ];
                    look(Place::value(&path), claim.as_of, &claim.cite, false);
                }
            }
        }
        Subject::Trial(trial) => {
            let place = Place::key("status_as_of");
            look(place, trial.status_as_of, &trial.cite, true);
        }
        Subject::Organization(organization) => {
            let place = Place::key("verified");
            look(place, organization.verified, &organization.cite, true);
        }
        _ => {}
    }
}

/// The last day on which a source can have said something: its own date. Where it has none, or where the thing is a
/// state that is looked up (`seen`), the day on which it was read counts.
fn newest(context: &Context<'_>, cite: &str, seen: bool) -> Option<PartialDate> {
    let source = context.registry.noted(Kind::Source, context.pack, cite)?;
    match source.date {
        Some(date) if !seen => Some(date),
        date => date.max(source.accessed),
    }
}
