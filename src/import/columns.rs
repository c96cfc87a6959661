//! Finds out what each column of a sheet or field of a JSON object holds: from its heading, or from the user's options.

use std::collections::HashMap;

use super::name::normalised;
use crate::model::{Column, MARKDOWN};
use crate::text::lines::short;

/// Headings in several languages, by column.
const HEADINGS: &str = include_str!("../../assets/columns.txt");

/// Maximum length of a heading in bytes.
const LONGEST: usize = 200;

/// The headings that are understood.
pub(super) struct Headings<'a> {
    known: HashMap<String, Column>,
    /// Columns that the user named, by heading or letter.
    chosen: &'a [(Column, String)],
}

impl<'a> Headings<'a> {
    pub(super) fn new(chosen: &'a [(Column, String)]) -> Self {
        let own = Column::ALL.iter().map(|column| (column.title(), *column));
        let lines = HEADINGS.lines().filter(|line| !line.starts_with('#'));
        let others = lines.flat_map(|line| {
            let (own, names) = line.split_once(": ").unwrap_or_default();
            let column = Column::ALL.iter().find(|column| column.title() == own);
            let names = names.split(", ");
            column
                .into_iter()
                .flat_map(move |column| names.clone().map(|name| (name, *column)))
        });
        let known = own
            .chain(others)
            .map(|(name, column)| (normalised(name), column));
        Self {
            known: known.collect(),
            chosen,
        }
    }

    /// The column that a heading means. The user's choice takes precedence.
    pub(super) fn column(&self, heading: &str) -> Option<Column> {
        if heading.len() > LONGEST {
            return None;
        }
        let words = normalised(heading);
        let chosen = self
            .chosen
            .iter()
            .find(|(_, name)| !words.is_empty() && normalised(name) == words);
        if let Some((column, _)) = chosen {
            return Some(*column);
        }
        let parts = heading.split(['/', '|', '(', ')', '\n', ':', '*', '–']);
        let mut known = std::iter::once(&words)
            .filter_map(|words| self.known.get(words))
            .chain(parts.filter_map(|part| self.known.get(&normalised(part))));
        known
            .next()
            .copied()
            .filter(|column| self.chosen.iter().all(|(other, _)| other != column))
    }

    /// Columns that the user named by letter, such as `B`: where each is, counted from 0.
    fn by_letter(&self) -> impl Iterator<Item = (Column, usize)> + '_ {
        self.chosen
            .iter()
            .filter_map(|(column, name)| Some((*column, position(name)?)))
    }
}

/// Where the columns of a sheet are.
#[derive(Debug, Default)]
pub(super) struct Layout {
    pub(super) columns: HashMap<usize, Column>,
    pub(super) is_markdown: bool,
    /// Headings of columns that are not read.
    pub(super) unread: Vec<String>,
    /// Columns that were recognised by a heading, not by a letter.
    by_heading: usize,
}

impl Layout {
    /// The layout below a row of headings; `cells` has the position of each.
    pub(super) fn new<'c>(
        headings: &Headings<'_>,
        cells: impl Iterator<Item = (usize, &'c str)>,
    ) -> Self {
        let mut layout = Self::default();
        for (at, heading) in cells {
            let column = headings
                .column(heading)
                .filter(|column| !layout.has(*column));
            match column {
                Some(column) => {
                    layout.columns.insert(at, column);
                    layout.by_heading += 1;
                }
                None => layout.unread.push(described(at, heading)),
            }
            layout.is_markdown |= column.is_some() && heading.ends_with(MARKDOWN.trim());
        }
        for (column, at) in headings.by_letter() {
            if !layout.has(column) {
                layout.columns.insert(at, column);
                let start = described(at, "");
                layout
                    .unread
                    .retain(|unread| !unread.starts_with(start.trim_end_matches('"')));
            }
        }
        layout
    }

    fn has(&self, column: Column) -> bool {
        self.columns.values().any(|known| *known == column)
    }

    /// Whether questions and answers can be read.
    pub(super) fn is_complete(&self) -> bool {
        self.has(Column::Question) && (self.has(Column::Answer) || self.has(Column::ShortAnswer))
    }

    /// Whether it was made from a row of headings, and not from any other row.
    pub(super) fn is_from_headings(&self) -> bool {
        self.is_complete() && self.by_heading > 0
    }
}

/// A column for a message: `C "Phone"`.
pub(super) fn described(at: usize, heading: &str) -> String {
    let mut letters = String::new();
    let mut rest = at + 1;
    while rest > 0 {
        letters.insert(0, char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    format!("{letters} \"{}\"", short(heading))
}

/// The position of a column by its letters.
fn position(name: &str) -> Option<usize> {
    let name = name.trim();
    let letters = (1..=3).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphabetic());
    let add = |sum: usize, b: u8| sum * 26 + usize::from(b.to_ascii_uppercase() - b'A') + 1;
    letters.then(|| name.bytes().fold(0, add) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_heading_means_one_column() {
        let mut seen: HashMap<String, &str> = HashMap::new();
        for line in HEADINGS.lines().filter(|line| !line.starts_with('#')) {
            let (own, names) = line.split_once(": ").expect("a column and its headings");
            assert!(
                Column::ALL.iter().any(|column| column.title() == own),
                "{own}"
            );
            for name in names.split(", ").chain([own]) {
                assert_ne!(normalised(name), "", "{name}");
                let other = seen.insert(normalised(name), own);
                assert!(
                    other.is_none_or(|other| other == own),
                    "{name}: {own} and {other:?}"
                );
            }
        }
    }

    #[test]
    fn headings_are_recognised_in_several_languages() {
        let headings = Headings::new(&[]);
        for (heading, column) in [
            ("QUESTIONS:", Column::Question),
            ("Pregunta", Column::Question),
            ("Question / Pregunta", Column::Question),
            ("Réponse (français)", Column::Answer),
            ("Answer (Markdown)", Column::Answer),
            ("date_updated", Column::Updated),
            ("Zuletzt aktualisiert", Column::Updated),
            ("答案", Column::Answer),
        ] {
            assert_eq!(headings.column(heading), Some(column), "{heading}");
        }
        for heading in ["Question number", "Notes", ""] {
            assert_eq!(headings.column(heading), None, "{heading}");
        }
    }

    #[test]
    fn letters_name_columns() {
        for (name, at) in [("A", 0), ("z", 25), ("AA", 26), ("BC", 54)] {
            assert_eq!(position(name), Some(at));
            assert_eq!(
                described(at, "x y"),
                format!("{} \"x y\"", name.to_uppercase())
            );
        }
        assert_eq!(position("Frage"), None);
    }
}
