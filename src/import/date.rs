//! Dates as pages print them.

use jiff::civil::Date;
use jiff::fmt::strtime::BrokenDownTime;

use crate::model::PartialDate;

use super::changes::{Change, Changes};

/// Forms of a day, its parts separated by single spaces. A text that two of them read differently is ambiguous, and not read.
const DAYS: &[&str] = &[
    "%Y %m %d",
    "%Y%m%d",
    "%d %B %Y",
    "%d %b %Y",
    "%B %d %Y",
    "%b %d %Y",
    "%b %d %H:%M:%S %Y",
    "%d %m %Y",
    "%m %d %Y",
];

/// Forms of a month.
const MONTHS: &[&str] = &["%d %B %Y", "%d %b %Y", "%d %Y %m", "%d %m %Y"];

/// The day, month or year that a text means, if it can mean only one. A time and a zone after it are ignored.
pub(super) fn parse(text: &str) -> Option<PartialDate> {
    let text = text.trim();
    let years = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|digits| digits.len() == 4 && ("1900".."2200").contains(digits));
    // A period, or two dates.
    if years.count() > 1 {
        return None;
    }
    let head = text.split(['T', ' ', '+']).next().unwrap_or("");
    let head = head.strip_suffix('Z').unwrap_or(head);
    if let (true, Ok(date)) = (
        head.len() > 4 || head.len() == text.len(),
        PartialDate::parse(head),
    ) {
        return Some(date);
    }
    let words = words(text);
    let mut read = DAYS.iter().filter_map(|form| day(form, &words));
    if let Some(date) = read.next() {
        return read.all(|other| other == date).then(|| date.into());
    }
    let month = format!("1 {words}");
    // With a third number it would be a day, which no form has found.
    let numbers = words
        .split(' ')
        .filter(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    if numbers.count() > 2 {
        return None;
    }
    let mut read = MONTHS.iter().filter_map(|form| day(form, &month));
    let month = read.next()?.strftime("%Y-%m").to_string();
    PartialDate::parse(&month).ok()
}

/// As [`parse`]; what is not understood is counted.
pub(super) fn read(text: &str, changes: &mut Changes) -> Option<PartialDate> {
    let date = parse(text);
    changes.add_if(Change::Date, date.is_none() && !text.trim().is_empty());
    date
}

fn day(form: &str, words: &str) -> Option<Date> {
    let (read, length) = BrokenDownTime::parse_prefix(form, words).ok()?;
    let rest = &words[length..];
    let date = read.to_date().ok()?;
    let ends = !rest.starts_with(|c: char| c.is_ascii_digit());
    (ends && (1900..2200).contains(&date.year())).then_some(date)
}

/// Words and numbers with single spaces between them; no weekday, no `th` of `4th`, no "of".
fn words(text: &str) -> String {
    const WEEKDAYS: &[&str] = &["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let words = text
        .split([' ', ',', '/', '-', '.', '\u{a0}'])
        .filter_map(|word| {
            let lower = word.to_lowercase();
            if matches!(lower.as_str(), "" | "the" | "of")
                || WEEKDAYS.iter().any(|day| lower.starts_with(day))
            {
                return None;
            }
            let number = ["st", "nd", "rd", "th"]
                .iter()
                .find_map(|end| lower.strip_suffix(end));
            let number = number.filter(|number| number.bytes().all(|b| b.is_ascii_digit()));
            Some(number.map_or_else(|| word.to_owned(), str::to_owned))
        });
    words
        .collect::<Vec<_>>()
        .join(" ")
        .replacen("Sept ", "Sep ", 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unambiguous_date_is_read() {
        for text in [
            "2024-05-01",
            "2024-05-01T23:30:00-05:00",
            "2024-05-01Z",
            "2024-05-01 10:00",
            "2024-05-01+02:00",
            "2024-5-1",
            "2024/05/01",
            "2024.05.01 10:00:00",
            "20240501",
            "20240501T100000Z",
            "1 May 2024",
            "1st May, 2024",
            "01-May-2024",
            "1. May 2024",
            "the 1st of May, 2024",
            "May 1, 2024",
            "may 1 2024 at 10:00 am",
            "Wednesday, May 1st, 2024",
            "Wed, 01 May 2024 10:00:00 GMT",
            "Wed May 01 2024 10:00:00 GMT+0200 (CEST)",
            "Wed May  1 10:00:00 2024",
        ] {
            assert_eq!(parse(text), PartialDate::parse("2024-05-01").ok(), "{text}");
        }
        for (text, date) in [
            ("05/13/2019", "2019-05-13"),
            ("13.5.2019", "2019-05-13"),
            ("05/05/2019 10:00", "2019-05-05"),
            ("28 November 2026", "2026-11-28"),
            ("Sept 3, 2020", "2020-09-03"),
            ("Mar. 3, 2020", "2020-03-03"),
            ("29 February 2024", "2024-02-29"),
            ("May 2024", "2024-05"),
            ("2024/05", "2024-05"),
            ("05/2024", "2024-05"),
            ("2024-05", "2024-05"),
            ("2024", "2024"),
        ] {
            assert_eq!(parse(text), PartialDate::parse(date).ok(), "{text}");
        }
    }

    #[test]
    fn an_ambiguous_date_is_not_read() {
        for text in [
            "05/06/2019",
            "5.6.2019",
            "05/06/19",
            "13/13/2019",
            "2024-02-30",
            "30 February 2024",
            "2024-05-01/2024-06-01",
            "2024-05-01 (updated 2025-01-01)",
            "3 May 2024, updated 5 June 2025",
            "1714521600",
            "spring 2024",
            "2024 was",
            "yesterday",
            "",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
