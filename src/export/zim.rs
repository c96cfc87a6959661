//! The commands that make a ZIM file of a site and serve it.

use std::path::Path;

use crate::library::Library;
use crate::text::clean::clean_line;

/// The file of the site's picture.
pub(super) const ICON_NAME: &str = "icon.png";

/// Codes of three letters, as ZIM files need them, for the languages that most libraries are in.
const LANGUAGES: &str = "en=eng es=spa fr=fra pt=por ar=ara sw=swa de=deu it=ita nl=nld ru=rus uk=ukr pl=pol tr=tur fa=fas \
                         ur=urd hi=hin bn=ben id=ind vi=vie zh=zho ja=jpn ko=kor am=amh";

/// The titles of all packs.
pub(super) fn title(library: &Library) -> String {
    let packs = library.packs().into_iter();
    let titles: Vec<String> = packs.map(|record| record.pack.title).collect();
    clean_line(&titles.join(" + ")).into_owned()
}

/// What to do next with a site in the folder `dest`.
pub(super) fn commands(library: &Library, dest: &Path) -> Vec<String> {
    let pack = library.packs().into_iter().next().unwrap_or_default().pack;
    let language = pack.language.split('-').next().unwrap_or_default();
    let mut languages = LANGUAGES.split(' ').filter_map(|pair| pair.split_once('='));
    let language = match languages.find(|(code, _)| *code == language) {
        Some((_, code)) => code,
        None if language.is_empty() => "eng",
        None => "und", // not known
    };
    let title = title(library);
    // The rules of ZIM allow 30 characters here, and 80 for the description.
    let short: String = title.chars().take(30).collect();
    let about: String = title.chars().take(80).collect();
    let [id, short, about, creator, dest, file] = [
        &pack.id,
        short.trim_end(),
        &about,
        &pack.publisher,
        &dest.to_string_lossy(),
        &format!("{}.zim", pack.id),
    ]
    .map(quoted);
    vec![
        "to make one file of it for Kiwix (package zim-tools):".to_owned(),
        format!(
            "  zimwriterfs --welcome index.html --illustration {ICON_NAME} --language {language} --name {id} --title {short} \
             --description {about} --creator {creator} --publisher clinfaq {dest} {file}"
        ),
        "to serve that to the clinic's phones, with search (package kiwix-tools):".to_owned(),
        format!("  kiwix-serve --port 8080 {file}"),
    ]
}

/// A word of a shell command, whatever is in it: titles and names come from files.
fn quoted(text: &str) -> String {
    let text = clean_line(text);
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
    match text.chars().all(is_plain) && !text.is_empty() && !text.starts_with('-') {
        true => text.into_owned(),
        false if text.is_empty() => "unknown".to_owned(),
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
            ("", "unknown"),
            ("$(rm x)", "'$(rm x)'"),
            ("a'; rm x; '", "'a'\\''; rm x; '\\'''"),
            ("a\nb\u{1b}[31m", "'a b'"),
        ] {
            assert_eq!(quoted(text), word);
        }
    }
}
