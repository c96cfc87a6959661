//! The frequency tables of the rare diseases' collection, whose rows were run together: `Areflexia - Ataxia 90% ...`.

use super::answer::Block;

const HEAD: &str = "Signs and Symptoms Approximate number of patients (when available)";
const TAIL: &str = "The Human Phenotype Ontology (HPO) has collected";
const COLUMNS: [&str; 2] = ["Sign or symptom", "Approximate number of patients"];

/// The text before such a table, its rows, and the text behind it.
pub(super) fn find(text: &str) -> Option<(&str, Block, &str)> {
    let (before, rest) = text.split_once(HEAD)?;
    let end = rest.find(TAIL)?;
    let (rows, after) = rest.split_at(end);
    let rows = rows_of(rows);
    (!rows.is_empty()).then_some((before.trim_end(), Block::Table(COLUMNS, rows), after))
}

/// Each row ends with its value: `90%`, `7.5%`, `12/15`, `2 of 4`, or a dash where it is not known.
fn rows_of(text: &str) -> Vec<(String, String)> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut rows = Vec::new();
    let mut name: Vec<&str> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let length = value(&words[at..]);
        if length == 0 || name.is_empty() {
            name.push(words[at]);
            at += 1;
            continue;
        }
        let value = words[at..at + length].join(" ");
        let value = if value == "-" { String::new() } else { value };
        rows.push((name.join(" "), value));
        name.clear();
        at += length;
    }
    if !name.is_empty() {
        rows.push((name.join(" "), String::new()));
    }
    rows
}

/// Of how many words the value is made that stands at the beginning; 0 for none.
fn value(words: &[&str]) -> usize {
    let number = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
    match words {
        ["-", ..] => 1,
        [count, "of", all, ..] if number(count) && number(all) => 3,
        [word, ..] => {
            let share = word
                .strip_suffix('%')
                .is_some_and(|share| share.parse::<f32>().is_ok());
            let count = word
                .split_once('/')
                .is_some_and(|(count, all)| number(count) && number(all));
            usize::from(share || count)
        }
        [] => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_end_with_their_values() {
        let text = format!(
            "It is rare. {HEAD} Onion bulb 7.5% Areflexia - Split hand 2 of 4 Ataxia 12/15 {TAIL} more."
        );
        let (before, table, after) = find(&text).expect("a table");
        assert_eq!(before, "It is rare.");
        assert!(after.starts_with("The Human"));
        let Block::Table(_, rows) = table else {
            panic!("a table")
        };
        let rows: Vec<_> = rows.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(
            rows,
            [
                ("Onion bulb", "7.5%"),
                ("Areflexia", ""),
                ("Split hand", "2 of 4"),
                ("Ataxia", "12/15")
            ]
        );
    }

    #[test]
    fn without_head_or_tail_there_is_no_table() {
        assert!(find("Areflexia - Ataxia 90%").is_none());
        assert!(find(&format!("{HEAD} Areflexia -")).is_none());
    }
}
