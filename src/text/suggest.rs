//! What may have been meant: the nearest of the words that would have been right, and what lies behind a syntax error.

use std::ops::Range;

/// The word of `known` that is nearest to `word`, where one is near enough to be meant.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let most = match word.chars().count() {
        0 => return None,
        1..=3 => 1,
        4..=7 => 2,
        _ => 3,
    };
    known
        .into_iter()
        .filter(|known| known.len().abs_diff(word.len()) <= 4 * most) // bytes: a letter has up to four
        .filter(|known| known.len() <= 64)
        .filter_map(|known| Some((distance(word, known, most)?, known)))
        .min()
        .map(|(_, known)| known)
}

/// The hint for a word that is not one of `known`: the nearest, or all of them where they are few.
pub fn hint(word: &str, known: &[&str]) -> String {
    match nearest(word, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`? Allowed here: {}", known.join(", ")),
        None => format!("allowed here: {}", known.join(", ")),
    }
}

/// What usually lies behind what a TOML parser says of `span`.
pub fn syntax(message: &str, text: &str, span: &Range<usize>) -> String {
    let line = text[..text.floor_char_boundary(span.start)]
        .rfind('\n')
        .map_or(0, |at| at + 1);
    let line = text[line..].lines().next().unwrap_or("");
    if line.contains(['“', '”', '„', '‘', '’']) && message.contains("quote") {
        "texts stand in straight quotes: \""
    } else if message.contains("must be quoted") || message.contains("invalid boolean") {
        "a text stands in quotes: \"...\""
    } else if message.contains("missing comma between array") {
        "a list ends with ]"
    } else if message.contains("multi-line") {
        "a long text ends with the three quotes it began with"
    } else if message.contains("string") && message.contains("escape") {
        "in a text in double quotes a backslash is written twice"
    } else if message.contains("string") || line.matches('"').count() % 2 == 1 {
        "a text ends with the quote it began with; a quote inside of it is written \\\""
    } else {
        ""
    }
    .to_owned()
}

/// Where `key` is first set in `text`, a piece of TOML.
pub fn first_use(text: &str, key: &str) -> Option<Range<usize>> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let indent = line.len() - line.trim_start().len();
        if let Some(rest) = line.trim_start().strip_prefix(key)
            && rest.trim_start().starts_with('=')
        {
            let start = at + indent;
            return Some(start..start + key.len());
        }
        at += line.len();
    }
    None
}

/// How many letters must be changed, added, dropped or swapped with their neighbour; `None` past `most`. Hyphens and
/// underscores count as the same, as people mix them up.
fn distance(a: &str, b: &str, most: usize) -> Option<usize> {
    let letters = |text: &str| -> Vec<char> {
        text.chars()
            .map(|c| match c {
                '_' => '-',
                c => c.to_ascii_lowercase(),
            })
            .collect()
    };
    let (a, b) = (letters(a), letters(b));
    if a.len() > 64 || b.len() > 64 {
        return None;
    }
    let mut before = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let changed = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = changed.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        if row.iter().all(|&distance| distance > most) {
            return None;
        }
        before = std::mem::replace(&mut last, row);
    }
    Some(last[b.len()]).filter(|&distance| distance <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_offered_only_when_it_is_near() {
        let known = ["last_updated", "last_reviewed", "question", "topic"];
        assert_eq!(nearest("last-update", known), Some("last_updated"));
        assert_eq!(nearest("qeustion", known), Some("question"));
        assert_eq!(nearest("colour", known), None);
        assert_eq!(nearest("", known), None);
    }
}
