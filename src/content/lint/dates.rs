//! Dates: without correct ones, a reader cannot know whether an answer, a trial's status or a contact is still valid.

use jiff::ToSpan;

use crate::content::raw::Position;
use crate::content::record::Record;
use crate::model::{Clock, Entry, EntryStatus, Freshness, Kind, PartialDate, Timeliness};
use crate::text::lines::short;

use super::context::{Context, Note};

/// After this many months a status that can change should be looked up again.
const STALE_MONTHS: i32 = 12;

/// What registries call a status that does not change any more; what follows in brackets, or after a comma, explains it.
const FINAL: &[&str] = &[
    "approved for marketing",
    "completed",
    "ended",
    "failed",
    "has results",
    "no longer available",
    "prematurely ended",
    "results published",
    "stopped",
    "terminated",
    "withdrawn",
];

pub(super) fn no_date(entry: &Entry, _: &Context<'_>, notes: &mut Vec<Note>) {
    if entry.last_updated.is_none() {
        notes.push(Note::at(
            "id",
            "the entry has no `last_updated`",
            "add the day its text last changed; never make up a date that is not known",
        ));
    }
}

pub(super) fn review_overdue(entry: &Entry, context: &Context<'_>, notes: &mut Vec<Note>) {
    let dates = Timeliness {
        last_updated: entry.last_updated,
        last_reviewed: entry.last_reviewed,
        next_review_due: entry.next_review_due,
        review_after_months: context.pack().review_after_months,
        pack_newest: None,
    };
    let clock = Clock {
        today: context.today,
    };
    if let Freshness::Overdue { since, .. } = dates.freshness(clock)
        && entry.status == EntryStatus::Active
    {
        let key = if entry.next_review_due.is_some() {
            "next_review_due"
        } else if entry.last_reviewed.is_some() {
            "last_reviewed"
        } else {
            "last_updated"
        };
        notes.push(Note::at(
            key,
            format!("the review of this answer was due on {since}"),
            "check the answer against its sources, then set `last_reviewed`",
        ));
    }
}

/// An answer cannot be older than what it quotes: one of the two dates is wrong.
pub(super) fn dates_older_than_source(entry: &Entry, context: &Context<'_>, notes: &mut Vec<Note>) {
    let sources = context.texts.references.iter();
    let sources = sources.filter(|reference| reference.to == Kind::Source);
    let newest = sources
        .filter_map(|reference| {
            let id = &reference.id;
            let source = context.registry.details(Kind::Source, context.pack, id)?;
            Some((source.date?, id))
        })
        .max_by_key(|(date, _)| date.earliest());
    if let (Some(updated), Some((date, id))) = (entry.last_updated, newest)
        && updated.latest() < date.earliest()
    {
        notes.push(Note::at(
            "last_updated",
            format!(
                "the answer's date, {updated}, is before that of its source `{}`, {date}",
                short(id)
            ),
            "read the source as it is now, then correct the answer and its date",
        ));
    }
}

/// A source cannot have stated what happened later: either the date or the source is wrong.
pub(super) fn claim_newer_than_source(context: &Context<'_>, notes: &mut Vec<Note>) {
    let mut look = |path: &str, said: Option<PartialDate>, cite: &str, seen: bool| {
        if let (Some(said), Some(newest)) = (said, newest(context, cite, seen))
            && said.earliest() > newest.latest()
        {
            notes.push(Note::new(
                Position::value(path),
                format!(
                    "this is said to be so as of {said}, but its source `{}` is of {newest}",
                    short(cite)
                ),
                "name the source that says so, or the date at which this one does",
            ));
        }
    };
    match context.record {
        Record::Entry(entry) => {
            for (at, dispute) in entry.disagreements.iter().enumerate() {
                for (of, claim) in dispute.claims.iter().enumerate() {
                    let path = format!("disagreement.{at}.claims.{of}.as_of");
                    look(&path, claim.as_of, &claim.cite, false);
                }
            }
        }
        Record::Trial(trial) => look("status_as_of", trial.status_as_of, &trial.cite, true),
        Record::Organization(it) => look("verified", it.verified, &it.cite, true),
        _ => {}
    }
}

/// The last day on which a source can have stated something: its own date. If it has none, or for a status that was looked up
/// (`seen`), the day on which it was read counts.
fn newest(context: &Context<'_>, cite: &str, seen: bool) -> Option<PartialDate> {
    let source = context.registry.details(Kind::Source, context.pack, cite)?;
    match source.date {
        Some(date) if !seen => Some(date),
        date => date.max(source.accessed),
    }
}

pub(super) fn undated_status(context: &Context<'_>, notes: &mut Vec<Note>) {
    if let Record::Trial(trial) = context.record
        && trial.status_as_of.is_none()
    {
        notes.push(Note::at(
            "status",
            "the status of this trial has no date",
            "add status_as_of: the day on which the registry said so",
        ));
    }
}

/// A trial that was open a year ago may be closed today.
pub(super) fn stale_trial_status(context: &Context<'_>, notes: &mut Vec<Note>) {
    if let Record::Trial(trial) = context.record
        && let Some(as_of) = trial.status_as_of
        && as_of.latest().saturating_add(STALE_MONTHS.months()) < context.today
        && !is_final(&trial.status)
    {
        notes.push(Note::at(
            "status_as_of",
            format!(
                "the status of this trial is from {as_of}, more than {STALE_MONTHS} months ago"
            ),
            "look it up in the registry, then set `status` and `status_as_of`",
        ));
    }
}

fn is_final(status: &str) -> bool {
    let head = status.split([',', ';', ':', '(', '.']).next().unwrap_or("");
    FINAL.contains(&head.trim().to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::is_final;

    #[test]
    fn only_final_statuses_are_final() {
        assert!(is_final("Completed"));
        assert!(is_final("results published; the main aim was missed"));
        for open in ["Recruiting", "ended or transferred", "not recruiting", ""] {
            assert!(!is_final(open), "{open}");
        }
    }
}
