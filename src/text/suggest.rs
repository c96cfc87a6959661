//! "Did you mean": the valid word nearest to an invalid one.

use strsim::osa_distance;

/// The word of `known` that is nearest to `word`, if it is near enough. Hyphens and underscores count as equal, as people mix
/// them up.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let most = match word.chars().count() {
        0 => return None,
        1..=3 => 1,
        4..=7 => 2,
        _ => 3,
    };
    let folded = |text: &str| text.to_ascii_lowercase().replace('_', "-");
    let word = folded(word);
    known
        .into_iter()
        .filter(|known| known.len().abs_diff(word.len()) <= 4 * most) // bytes: a letter has up to four
        .filter(|known| known.len() <= 64)
        .map(|known| (osa_distance(&word, &folded(known)), known))
        .filter(|(distance, _)| *distance <= most)
        .min()
        .map(|(_, known)| known)
}

/// The hint for a word that is not one of `known`: the nearest, if there is one, and all of them.
pub fn hint(word: &str, known: &[&str]) -> String {
    match nearest(word, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`? Allowed here: {}", known.join(", ")),
        None => format!("allowed here: {}", known.join(", ")),
    }
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
