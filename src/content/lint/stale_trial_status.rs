//! A trial that took people in a year ago may take none today.

use jiff::ToSpan;

use super::{Check, Context, Lint, Note, Place};
use crate::content::reference::Subject;

/// After so many months a status that can change is looked up again.
const MONTHS: i32 = 12;

/// How registries call what does not change any more; what follows in brackets, or behind a comma, explains it.
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

pub(super) const LINT: Lint = Lint {
    name: "stale-trial-status",
    explanation: "A trial's status that can still change was looked up more than 12 months ago: a reader may travel for nothing.",
    check: Check::Table(check),
};

fn check(context: &Context<'_>, notes: &mut Vec<Note>) {
    let Subject::Trial(trial) = context.subject else {
        return;
    };
    // Without a date it is undated, which another lint says.
    let Some(as_of) = trial.status_as_of else {
        return;
    };
    let due = as_of.latest().saturating_add(MONTHS.months());
    if due < context.today && !is_final(&trial.status) {
        notes.push(Note::new(
            Place::key("status_as_of"),
            format!("the status of this trial is that of {as_of}, more than {MONTHS} months ago"),
            "look it up in the registry, then set `status` and `status_as_of`",
        ));
    }
}

fn is_final(status: &str) -> bool {
    let head = status.split([',', ';', ':', '(', '.']).next().unwrap_or("");
    let head = head.trim().to_lowercase();
    FINAL.contains(&head.as_str())
}

#[cfg(test)]
mod tests {
    use super::is_final;

    #[test]
    fn only_what_cannot_change_is_final() {
        assert!(is_final("Completed"));
        assert!(is_final("results published; the main aim was missed"));
        for open in ["Recruiting", "ended or transferred", "not recruiting", ""] {
            assert!(!is_final(open), "{open}");
        }
    }
}
