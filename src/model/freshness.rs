//! How fresh an answer is, and how far the machine's clock can be trusted to say so.

use jiff::civil::Date;

use super::date::{PartialDate, age};

/// Today, and whether to believe it.
///
/// A clock that is before the day on which a pack was last worked on is wrong, and then no age is claimed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// The date of the machine, or of `--today`.
    pub today: Date,
}

impl Clock {
    /// Whether the clock is before `newest`, the latest day that a pack shows it has seen.
    pub fn is_wrong(self, newest: Option<PartialDate>) -> bool {
        newest.is_some_and(|newest| self.today < newest.earliest())
    }
}

/// The dates by which an answer's freshness is judged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Timeliness {
    /// The day the text last changed.
    pub last_updated: Option<PartialDate>,
    /// The day it was last checked.
    pub last_reviewed: Option<PartialDate>,
    /// The day it should be checked again, if the entry says so.
    pub next_review_due: Option<PartialDate>,
    /// The pack's rule.
    pub review_after_months: Option<u16>,
    /// The latest day that the pack shows it has seen.
    pub pack_newest: Option<PartialDate>,
}

/// How current an answer is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Freshness {
    /// Dated, and not past its review.
    Current {
        /// The age in words; `None` for a date after today.
        age: Option<String>,
    },
    /// Past the day by which it should have been reviewed.
    Overdue {
        /// The age in words.
        age: Option<String>,
        /// The day it fell due.
        since: Date,
    },
    /// It carries no date.
    NoDate,
    /// The machine's clock is before the pack's dates.
    ClockWrong {
        /// The year that the clock shows.
        year: i16,
    },
}

impl Timeliness {
    /// Judges the dates by `clock`. A wrong clock outranks everything; an overdue review is found even if the day of the last
    /// change is not known.
    pub fn freshness(&self, clock: Clock) -> Freshness {
        if clock.is_wrong(self.pack_newest) {
            return Freshness::ClockWrong {
                year: clock.today.year(),
            };
        }
        let age = self.last_updated.and_then(|date| age(date, clock.today));
        match self.due() {
            Some(due) if clock.today > due => Freshness::Overdue { age, since: due },
            _ if self.last_updated.is_none() => Freshness::NoDate,
            _ => Freshness::Current { age },
        }
    }

    /// The last day on which the answer is not overdue.
    fn due(&self) -> Option<Date> {
        if let Some(due) = self.next_review_due {
            return Some(due.latest());
        }
        let from = self.last_reviewed.or(self.last_updated)?.latest();
        let months = i64::from(self.review_after_months?);
        from.checked_add(jiff::Span::new().months(months)).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn on(text: &str) -> Option<PartialDate> {
        Some(PartialDate::parse(text).expect("a date"))
    }

    const CLOCK: Clock = Clock {
        today: Date::constant(2026, 11, 20),
    };

    #[test]
    fn an_answer_falls_due_after_the_packs_months_since_the_last_review() {
        let mut dates = Timeliness {
            last_updated: on("2023-02-01"),
            review_after_months: Some(36),
            pack_newest: on("2026-11-20"),
            ..Timeliness::default()
        };
        assert_eq!(
            dates.freshness(CLOCK),
            Freshness::Overdue {
                age: Some("3 years ago".into()),
                since: date(2026, 2, 1)
            }
        );
        dates.last_reviewed = on("2024-01-01");
        assert_eq!(
            dates.freshness(CLOCK),
            Freshness::Current {
                age: Some("3 years ago".into())
            }
        );
        dates.next_review_due = on("2026-11-19");
        assert!(matches!(dates.freshness(CLOCK), Freshness::Overdue { .. }));
        dates.next_review_due = on("2026-11-20");
        assert!(
            matches!(dates.freshness(CLOCK), Freshness::Current { .. }),
            "due today is not overdue"
        );
    }

    #[test]
    fn an_answer_without_dates_has_no_date() {
        assert_eq!(Timeliness::default().freshness(CLOCK), Freshness::NoDate);
    }

    #[test]
    fn a_clock_before_the_pack_claims_no_age() {
        let dates = Timeliness {
            last_updated: on("2020-05-01"),
            pack_newest: on("2026-11-20"),
            ..Timeliness::default()
        };
        let clock = Clock {
            today: date(2001, 1, 1),
        };
        assert_eq!(dates.freshness(clock), Freshness::ClockWrong { year: 2001 });
    }
}
