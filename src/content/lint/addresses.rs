//! Addresses and telephone numbers: a reader who is offline now types them off the screen, perhaps in another country.

use crate::content::raw::Position;
use crate::content::record::Record;
use crate::text::lines::short;
use crate::text::{self, Target};

use super::context::{Context, Note};

pub(super) fn malformed_url(context: &Context<'_>, notes: &mut Vec<Note>) {
    let mut look = |position: Position, url: &str| {
        if let Some(fault) = url_fault(url) {
            notes.push(Note::new(
                position,
                format!("`{}` is not a web address: {fault}", short(url)),
                "copy the address again, or leave it out if it is not known",
            ));
        }
    };
    match context.record {
        Record::Source(source) => look(Position::value("url"), &source.url),
        Record::Organization(organization) => look(Position::value("url"), &organization.url),
        Record::Entry(entry) => {
            if let Some(experiences) = &entry.experiences {
                look(Position::value("experiences.url"), &experiences.url);
            }
        }
        _ => {}
    }
    for (path, text) in &context.texts.markdown {
        for (range, target) in text::links(text) {
            if let Target::Url(url) = target {
                look(Position::piece(path, range), &url);
            }
        }
    }
}

/// What is wrong with an address; an empty one is an absent one.
fn url_fault(url: &str) -> Option<&'static str> {
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
        return Some("there is a space in it");
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

pub(super) fn undiallable_telephone(context: &Context<'_>, notes: &mut Vec<Note>) {
    let Record::Organization(organization) = context.record else {
        return;
    };
    for (key, number) in [
        ("telephone", &organization.telephone),
        ("fax", &organization.fax),
    ] {
        if !number.is_empty() && !can_be_dialled(number) {
            notes.push(Note::at(
                key,
                format!("`{}` cannot be dialled as it is", short(number)),
                "write it as +1 407 365 4194, and as the source prints it in telephone_as_printed",
            ));
        }
    }
}

/// `+`, then 7 to 15 digits (E.164) in groups.
fn can_be_dialled(number: &str) -> bool {
    let Some(digits) = number.strip_prefix('+') else {
        return false;
    };
    let count = digits.bytes().filter(u8::is_ascii_digit).count();
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b' ')
        && (7..=15).contains(&count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn malformed_addresses_are_recognised() {
        for good in [
            "",
            "https://www.ifopa.org",
            "http://a.b/c?d=e#f",
            "https://a.b/ä_(c)",
            "mailto:a@b.c",
        ] {
            assert_eq!(url_fault(good), None, "{good}");
        }
        for bad in [
            "www.ifopa.org",
            "https://",
            "https://a b.org",
            "https://a.org/x–y",
            "https://a.org/x…",
            "ftp://a.org",
        ] {
            assert!(url_fault(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn only_international_numbers_can_be_dialled() {
        assert!(can_be_dialled("+1 407 365 4194"));
        for bad in [
            "407-365-4194",
            "+1-407-365-4194",
            "+1 407 IFOPA",
            "+1",
            "+ 1 407 365 4194",
        ] {
            assert!(!can_be_dialled(bad), "{bad}");
        }
    }
}
