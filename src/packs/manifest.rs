//! The manifest of a pack: what it is, and how much of it there is.

use serde::{Deserialize, Serialize};

use crate::model::{Id, PartialDate, Withdrawal, is_entry_id, is_kebab};
use crate::text::clean::clean_line;

use super::error::Error;

/// The version of the file format.
pub(super) const FORMAT: u32 = 1;
/// Maximum sequence: twelve digits are enough for a date with a time, and a mistake cannot use all numbers up.
pub(super) const MAX_SEQUENCE: u64 = 999_999_999_999;
/// Maximum number of answers.
pub(super) const MAX_ENTRIES: usize = 100_000;
/// Maximum number of withdrawn answers.
const MAX_WITHDRAWN: usize = 10_000;
/// Maximum number of tables that are neither answers nor conditions nor sources.
pub(super) const MAX_OTHERS: usize = 20_000;
/// Maximum number of TOML files.
pub(super) const MAX_FILES: u64 = 100_000;
/// Maximum size of all files when unpacked, in bytes.
pub(super) const MAX_UNPACKED: u64 = 1 << 30;
/// Years that a date can have. Others come from clocks that were never set; they would spoil what is known about today.
const YEARS: std::ops::RangeInclusive<i16> = 1990..=2089;
/// Maximum length of a text in the manifest, in bytes.
const MAX_TEXT: usize = 2_000;

/// What a pack says about itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub(super) format: u32,
    /// The library's id.
    pub id: Id,
    /// Grows from version to version.
    pub sequence: u64,
    /// The library's name for people.
    pub title: String,
    /// The library's version for people.
    pub version: String,
    /// BCP 47.
    pub language: String,
    /// Who is responsible for the text.
    pub publisher: String,
    /// SPDX licence expression.
    pub license: String,
    /// The newest date in the library, on which it must have existed.
    pub date: Option<PartialDate>,
    /// The oldest version of the program that can read it; empty for any.
    pub requires: String,
    /// How many conditions there are.
    pub conditions: usize,
    /// How many answers there are.
    pub entries: usize,
    /// How many sources there are.
    pub sources: usize,
    /// How many TOML files there are.
    pub files: u64,
    /// How large they are together, in bytes.
    pub bytes: u64,
    /// SHA-256 of the list of answers.
    pub(super) texts: String,
    /// Answers that were taken back.
    pub withdrawn: Vec<Withdrawal>,
    /// Keys of the publisher that must no longer be trusted.
    pub revoked_keys: Vec<String>,
}

impl Manifest {
    /// Reads a manifest and checks that it is plausible.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Error> {
        let mut manifest: Self = serde_json::from_slice(bytes)
            .map_err(|error| Error::refused(format!("its manifest cannot be read: {error}")))?;
        manifest.check().map_err(Error::refused)?;
        for text in manifest.texts_mut() {
            *text = clean_line(text).into_owned();
        }
        Ok(manifest)
    }

    fn texts_mut(&mut self) -> impl Iterator<Item = &mut String> {
        let own = [
            &mut self.title,
            &mut self.version,
            &mut self.language,
            &mut self.publisher,
            &mut self.license,
            &mut self.requires,
        ];
        let reasons = self.withdrawn.iter_mut().map(|it| &mut it.reason);
        own.into_iter().chain(reasons)
    }

    /// What is wrong with it.
    fn check(&mut self) -> Result<(), String> {
        if self.format != FORMAT {
            return Err(format!(
                "it is written in format {}; this program reads format {FORMAT}",
                self.format
            ));
        }
        if !is_kebab(&self.id) || self.id.len() > 100 {
            return Err("the id in its manifest is not a valid id".to_owned());
        }
        if !(1..=MAX_SEQUENCE).contains(&self.sequence) {
            return Err(format!(
                "its sequence {} is not between 1 and {MAX_SEQUENCE}",
                self.sequence
            ));
        }
        if let Some(date) = self.date.filter(|date| !YEARS.contains(&date.year())) {
            return Err(format!("its date {date} cannot be right"));
        }
        let limits = [
            (self.entries, MAX_ENTRIES, "answers"),
            (self.conditions, MAX_ENTRIES, "conditions"),
            (self.sources, MAX_ENTRIES, "sources"),
            (self.withdrawn.len(), MAX_WITHDRAWN, "withdrawn answers"),
            (self.revoked_keys.len(), 100, "revoked keys"),
        ];
        for (count, limit, what) in limits {
            if count > limit {
                return Err(format!(
                    "it has {count} {what}, more than the limit of {limit}"
                ));
            }
        }
        if self.files > MAX_FILES || self.bytes > MAX_UNPACKED {
            return Err(format!(
                "it has {} files with {} MB, more than the limit of {MAX_FILES} files with {} MB",
                self.files,
                self.bytes >> 20,
                MAX_UNPACKED >> 20
            ));
        }
        if let Some(it) = self.withdrawn.iter().find(|it| !is_entry_id(&it.entry)) {
            let id = clean_line(&it.entry);
            return Err(format!(
                "it withdraws `{id}`, which is not the id of an answer"
            ));
        }
        if self.texts_mut().any(|text| text.len() > MAX_TEXT) {
            return Err(format!(
                "a text in its manifest is longer than {MAX_TEXT} bytes"
            ));
        }
        if !is_version_at_least(env!("CARGO_PKG_VERSION"), &self.requires) {
            return Err(format!(
                "it needs clinfaq {} or newer; this is {}",
                clean_line(&self.requires),
                env!("CARGO_PKG_VERSION")
            ));
        }
        Ok(())
    }

    /// Maximum number of tables in its library.
    pub(super) fn max_tables(&self) -> usize {
        self.entries + self.conditions + self.sources + MAX_OTHERS
    }

    /// `<id>-<sequence>.clinfaq`.
    pub fn file_name(&self) -> String {
        format!("{}-{}.{EXTENSION}", self.id, self.sequence)
    }
}

/// The ending of a pack's file name.
pub(super) const EXTENSION: &str = "clinfaq";

/// Whether `version` is not older than `least`, compared as dotted numbers.
fn is_version_at_least(version: &str, least: &str) -> bool {
    let numbers = |text: &str| -> Vec<u64> {
        let parts = text.split('.');
        parts.map(|part| part.parse().unwrap_or(0)).collect()
    };
    let (mut version, mut least) = (numbers(version), numbers(least));
    let length = version.len().max(least.len());
    version.resize(length, 0);
    least.resize(length, 0);
    version >= least
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert!(is_version_at_least("0.10.1", "0.9"));
        assert!(is_version_at_least("0.1.0", ""));
        assert!(is_version_at_least("1.0", "1.0.0"));
        assert!(!is_version_at_least("0.1.0", "0.2"));
    }
}
