//! Dates that say no more than is known: a day, a month or a year.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A date known to the day, to the month or to the year only.
///
/// It prints as it is written in a file: `2016-10-24`, `2016-10`, `2016`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    year: i16,
    /// 0 where unknown.
    month: i8,
    /// 0 where unknown.
    day: i8,
}

/// Why a text is not a date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// Not one of the three forms.
    #[error("`{0}` is not a date of the form 2016-10-24, 2016-10 or 2016")]
    Form(String),
    /// A day or month that no calendar has.
    #[error("`{0}` is not a day of the calendar")]
    NoSuchDay(String),
}

impl PartialDate {
    /// Reads `2016-10-24`, `2016-10` or `2016`.
    pub fn parse(text: &str) -> Result<Self, DateError> {
        let form = || DateError::Form(text.to_owned());
        let mut parts = text.split('-');
        let mut number = |digits: usize| -> Result<Option<i16>, DateError> {
            match parts.next() {
                None => Ok(None),
                Some(part) if part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()) => {
                    part.parse().map(Some).map_err(|_| form())
                }
                Some(_) => Err(form()),
            }
        };
        let year = number(4)?.ok_or_else(form)?;
        let (month, day) = (number(2)?, number(2)?);
        if parts.next().is_some() {
            return Err(form());
        }
        // Zero means "not known" inside, so a written zero must be caught here.
        if month == Some(0) || day == Some(0) {
            return Err(DateError::NoSuchDay(text.to_owned()));
        }
        let small = |n: Option<i16>| n.unwrap_or(0) as i8; // two digits always fit
        let date = Self {
            year,
            month: small(month),
            day: small(day),
        };
        Date::new(year, date.month.max(1), date.day.max(1))
            .map_err(|_| DateError::NoSuchDay(text.to_owned()))?;
        Ok(date)
    }

    /// The year.
    pub fn year(self) -> i16 {
        self.year
    }

    /// Whether the day is known.
    pub fn is_exact(self) -> bool {
        self.day != 0
    }

    /// The first day that the date can mean.
    pub fn earliest(self) -> Date {
        Date::constant(self.year, self.month.max(1), self.day.max(1))
    }

    /// The last day that the date can mean.
    pub fn latest(self) -> Date {
        match (self.month, self.day) {
            (0, _) => Date::constant(self.year, 12, 31),
            (month, 0) => Date::constant(self.year, month, 1).last_of_month(),
            (month, day) => Date::constant(self.year, month, day),
        }
    }
}

impl From<Date> for PartialDate {
    fn from(date: Date) -> Self {
        Self {
            year: date.year(),
            month: date.month(),
            day: date.day(),
        }
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if self.month != 0 {
            write!(f, "-{:02}", self.month)?;
        }
        if self.day != 0 {
            write!(f, "-{:02}", self.day)?;
        }
        Ok(())
    }
}

impl Serialize for PartialDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            (self.year, self.month, self.day).serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if !deserializer.is_human_readable() {
            let (year, month, day) = <(i16, i8, i8)>::deserialize(deserializer)?;
            // A damaged record must not become a date that panics later.
            return Date::new(year, month.max(1), day.max(1))
                .map(|_| Self { year, month, day })
                .map_err(de::Error::custom);
        }
        struct Text;
        impl de::Visitor<'_> for Text {
            type Value = PartialDate;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a date such as 2016-10-24, \"2016-10\" or \"2016\"")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<PartialDate, E> {
                PartialDate::parse(text).map_err(E::custom)
            }
            fn visit_i64<E: de::Error>(self, year: i64) -> Result<PartialDate, E> {
                PartialDate::parse(&year.to_string()).map_err(E::custom)
            }
        }
        deserializer.deserialize_any(Text)
    }
}

/// How long before `today` a date is, for people: `today`, `12 days ago`, `6 years ago`.
///
/// An inexact date is `about` that long ago, counted from its middle. `None` for a date after today.
pub fn age(date: PartialDate, today: Date) -> Option<String> {
    if date.earliest() > today {
        return None;
    }
    let then = if date.is_exact() {
        date.earliest()
    } else if date.month != 0 {
        Date::constant(date.year, date.month, 15).min(today)
    } else {
        Date::constant(date.year, 7, 1).min(today)
    };
    let days = i64::from((today - then).get_days());
    let plural = |n: i64, unit: &str| format!("{n} {unit}{} ago", if n == 1 { "" } else { "s" });
    // Whole calendar months gone by, so that a year is a year whatever its days.
    let mut months = (i64::from(today.year()) - i64::from(then.year())) * 12
        + i64::from(today.month() - then.month());
    if today.day() < then.day() {
        months -= 1;
    }
    let text = match (days, months) {
        (0, _) if date.is_exact() => "today".to_owned(),
        (1, _) if date.is_exact() => "yesterday".to_owned(),
        (_, 0) if date.is_exact() => plural(days, "day"),
        (_, 0) => "this month".to_owned(),
        (_, 1..=23) => plural(months, "month"),
        _ => plural(months / 12, "year"),
    };
    Some(if date.is_exact() || text == "this month" {
        text
    } else {
        format!("about {text}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn a_date_says_no_more_than_is_known() {
        let date = PartialDate::parse("2016-02").expect("a month");
        assert_eq!(date.to_string(), "2016-02");
        assert_eq!(date.latest(), self::date(2016, 2, 29));
        assert!(!date.is_exact());
    }

    #[test]
    fn impossible_dates_are_refused() {
        for bad in ["2023-02-30", "2023-13", "2023-00", "2023-01-00"] {
            assert_eq!(
                PartialDate::parse(bad),
                Err(DateError::NoSuchDay(bad.to_owned()))
            );
        }
        for bad in [
            "",
            "05-01-20",
            "2023-1-1",
            "23",
            "2023-01-01T00:00",
            "20230101",
            "+023",
            "2023-01-01-01",
        ] {
            assert_eq!(
                PartialDate::parse(bad),
                Err(DateError::Form(bad.to_owned()))
            );
        }
    }

    #[test]
    fn ages_use_the_unit_a_person_would_use() {
        let today = date(2026, 11, 20);
        let say = |text| age(PartialDate::parse(text).expect("a date"), today);
        assert_eq!(say("2026-11-20").as_deref(), Some("today"));
        assert_eq!(say("2026-11-19").as_deref(), Some("yesterday"));
        assert_eq!(say("2026-10-25").as_deref(), Some("26 days ago"));
        assert_eq!(say("2026-10-20").as_deref(), Some("1 month ago"));
        assert_eq!(say("2024-12-20").as_deref(), Some("23 months ago"));
        assert_eq!(say("2024-11-20").as_deref(), Some("2 years ago"));
        assert_eq!(say("2020-05-01").as_deref(), Some("6 years ago"));
        assert_eq!(say("2016-10").as_deref(), Some("about 10 years ago"));
        assert_eq!(say("2002").as_deref(), Some("about 24 years ago"));
        assert_eq!(say("2026-11-21"), None);
    }

    proptest! {
        #[test]
        fn parse_and_print_are_inverse(year in 1i16..=9999, month in 0i8..=12, day in 0i8..=28) {
            let day = if month == 0 { 0 } else { day };
            let text = PartialDate { year, month, day }.to_string();
            prop_assert_eq!(PartialDate::parse(&text).expect("printed").to_string(), text);
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,12}") {
            let _ = PartialDate::parse(&text);
        }
    }
}
