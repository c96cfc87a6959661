//! A number is read off the screen and dialled, perhaps from another country.

use super::{Check, Context, Lint, Note, Place};
use crate::content::reference::Subject;
use crate::text::lines::short;

pub(super) const LINT: Lint = Lint {
    name: "undiallable-telephone",
    explanation: "A telephone number is written + country code, then digits and blanks; the source's own way stands in telephone_as_printed.",
    check: Check::Table(check),
};

fn check(context: &Context<'_>, notes: &mut Vec<Note>) {
    let Subject::Organization(organization) = context.subject else {
        return;
    };
    for (key, number) in [
        ("telephone", &organization.telephone),
        ("fax", &organization.fax),
    ] {
        if !number.is_empty() && !can_be_dialled(number) {
            notes.push(Note::new(
                Place::key(key),
                format!("`{}` cannot be dialled as it stands", short(number)),
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
    use super::can_be_dialled;

    #[test]
    fn only_what_a_keypad_takes_can_be_dialled() {
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
