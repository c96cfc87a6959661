//! The commands that make a ZIM file of a site and serve it.

use std::path::Path;

use crate::library::Library;
use crate::text::clean::clean_line;

/// The file of the site's picture.
pub(super) const ICON_NAME: &str = "icon.png";

/// Codes of three letters, as ZIM files need them, for the languages that most libraries are in.
const LANGUAGES: &[(&str, &str)] = &[
    ("", "eng"),
    ("en", "eng"),
    ("es", "spa"),
    ("fr", "fra"),
    ("pt", "por"),
    ("ar", "ara"),
    ("sw", "swa"),
    ("de", "deu"),
    ("it", "ita"),
    ("nl", "nld"),
    ("ru", "rus"),
    ("uk", "ukr"),
    ("pl", "pol"),
    ("tr", "tur"),
    ("fa", "fas"),
    ("ur", "urd"),
    ("hi", "hin"),
    ("bn", "ben"),
    ("id", "ind"),
    ("vi", "vie"),
    ("zh", "zho"),
    ("ja", "jpn"),
    ("ko", "kor"),
    ("am", "amh"),
];

/// The title of what is open: the titles of the packs.
pub(super) fn title(library: &Library) -> String {
    let packs = library.packs().into_iter();
    let titles: Vec<String> = packs
        .map(|record| record.pack.title)
        .filter(|title| !title.is_empty())
        .collect();
    clean_line(&titles.join(" + ")).into_owned()
}

/// What to do next with a site in the folder `dest`.
pub(super) fn commands(library: &Library, dest: &Path) -> Vec<String> {
    let packs = library.packs();
    let first = packs
        .first()
        .map(|record| record.pack.clone())
        .unwrap_or_default();
    let language = first.language.split('-').next().unwrap_or_default();
    let language = LANGUAGES.iter().find(|(code, _)| *code == language);
    // The rules of ZIM allow 30 and 80 characters.
    let short = |text: &str, most| quoted(text.chars().take(most).collect::<String>().trim_end());
    let creator = if first.publisher.is_empty() {
        "unknown"
    } else {
        &first.publisher
    };
    let file = format!("{}.zim", first.id);
    vec![
        "to make one file of it for Kiwix (package zim-tools):".to_owned(),
        format!(
            "  zimwriterfs --welcome index.html --illustration {ICON_NAME} --language {} --name {} --title {} --description {} \
             --creator {} --publisher clinfaq {} {}",
            language.map_or("und", |(_, code)| code),
            quoted(&first.id),
            short(&title(library), 30),
            short(&title(library), 80),
            quoted(creator),
            quoted(&dest.to_string_lossy()),
            quoted(&file),
        ),
        "to serve that to the clinic's phones, with search (package kiwix-tools):".to_owned(),
        format!("  kiwix-serve --port 8080 {}", quoted(&file)),
    ]
}

/// A word of a shell command, whatever is in it: titles and names come from files.
fn quoted(text: &str) -> String {
    let text = clean_line(text);
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
    match !text.is_empty() && text.chars().all(is_plain) && !text.starts_with('-') {
        true => text.into_owned(),
        false => format!("'{}'", text.replace('\'', "'\\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_command_stay_words() {
        for (text, word) in [
            ("our-clinic/x.zim", "our-clinic/x.zim"),
            ("Our clinic", "'Our clinic'"),
            ("", "''"),
            ("$(rm x)", "'$(rm x)'"),
            ("a'; rm x; '", "'a'\\''; rm x; '\\'''"),
            ("a\nb\u{1b}[31m", "'a b'"),
        ] {
            assert_eq!(quoted(text), word);
        }
    }
}
