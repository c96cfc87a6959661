//! Identifiers: kebab-case ASCII, unique within their kind.

/// An identifier as written in a file, such as `poh`, `gard-poh` or `poh/treatment-proven`.
pub type Id = String;

/// The first part of the id of an entry that belongs to no condition.
pub const GENERAL: &str = "general";

/// Whether `id` is one kebab-case word: lower-case ASCII letters and digits, separated by single hyphens.
pub fn is_kebab(id: &str) -> bool {
    !id.is_empty()
        && id.split('-').all(|part| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
}

/// Whether `id` has the form of an entry's: `<condition>/<name>`, both kebab-case.
pub fn is_entry_id(id: &str) -> bool {
    id.split_once('/')
        .is_some_and(|(condition, name)| is_kebab(condition) && is_kebab(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kebab_case_is_lower_case_words_and_single_hyphens() {
        for good in ["poh", "ho-tha", "nct03582800", "2-8"] {
            assert!(is_kebab(good), "{good}");
        }
        for bad in ["", "-poh", "poh-", "ho--tha", "POH", "po h", "pöh", "poh/x"] {
            assert!(!is_kebab(bad), "{bad}");
        }
        assert!(is_entry_id("poh/treatment-proven"));
        assert!(!is_entry_id("poh"));
        assert!(!is_entry_id("poh/a/b"));
    }
}
