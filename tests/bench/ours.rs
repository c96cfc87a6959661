//! clinfaq's search, as the browser asks it.

use clinfaq::library::Library;

use crate::sets::LOOKED_AT;

/// The ids of the best answers.
pub(crate) fn search(library: &Library, typed: &str) -> Vec<String> {
    let found = library.search(typed, LOOKED_AT);
    found
        .hits
        .iter()
        .map(|hit| library.head(hit.entry).id)
        .collect()
}
