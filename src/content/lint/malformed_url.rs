//! An address is typed off the screen by a reader who is offline now: it must be whole and plain.

use super::{Check, Context, Lint, Note, Place};
use crate::content::reference::Subject;
use crate::text::lines::short;
use crate::text::{self, Target};

pub(super) const LINT: Lint = Lint {
    name: "malformed-url",
    explanation: "An address without a scheme, with a blank or with a typographic dash leads nowhere when it is typed in.",
    check: Check::Table(check),
};

fn check(context: &Context<'_>, notes: &mut Vec<Note>) {
    let mut look = |place: Place, url: &str| {
        if let Some(fault) = fault(url) {
            notes.push(Note::new(
                place,
                format!("`{}` is not a web address: {fault}", short(url)),
                "copy the address anew, or leave it out where it is not known",
            ));
        }
    };
    match context.subject {
        Subject::Source(source) => look(Place::key("url"), &source.url),
        Subject::Organization(organization) => look(Place::key("url"), &organization.url),
        Subject::Entry(entry) => {
            if let Some(experiences) = &entry.experiences {
                let path = ["experiences".into(), "url".into()];
                look(Place::value(&path), &experiences.url);
            }
        }
        _ => {}
    }
    for (path, text) in context.subject.markdown() {
        for (range, target) in text::links(text) {
            if let Target::Url(url) = target {
                look(Place::piece(&path, range), &url);
            }
        }
    }
}

/// What is wrong with an address; an empty one is an absent one.
fn fault(url: &str) -> Option<&'static str> {
    if url.is_empty() || url.starts_with("mailto:") || url.starts_with("tel:") {
        return None;
    }
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    let Some(rest) = rest else {
        return Some("it does not begin with https:// or http://");
    };
    if url.contains(char::is_whitespace) {
        return Some("there is a blank in it");
    }
    if url.contains(['‐', '‑', '‒', '–', '—', '―', '−']) {
        return Some("there is a typographic dash in it, where a hyphen should be");
    }
    if url.contains(['“', '”', '„', '‘', '’', '…', '"', '<', '>']) {
        return Some("there is a quote, bracket or ellipsis in it");
    }
    let host = rest.split(['/', '?', '#']).next().unwrap_or("");
    if host.starts_with('.') || host.ends_with('.') || !host.contains('.') {
        return Some("it names no site");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn addresses_are_told_from_what_only_looks_like_them() {
        for good in [
            "",
            "https://www.ifopa.org",
            "http://a.b/c?d=e#f",
            "https://a.b/ä_(c)",
            "mailto:a@b.c",
        ] {
            assert_eq!(fault(good), None, "{good}");
        }
        for bad in [
            "www.ifopa.org",
            "https://",
            "https://a b.org",
            "https://a.org/x–y",
            "https://a.org/x…",
            "ftp://a.org",
        ] {
            assert!(fault(bad).is_some(), "{bad}");
        }
    }
}
