//! The shape of the format: which tables there are, which keys they take, which texts are Markdown.
//!
//! The keys come from the model's serde derives: a field added there is known here without further work.

use serde::de::{Deserialize, Deserializer, Error as _, Visitor};

use crate::model::{
    Abbreviation, Approval, Claim, Code, Condition, Disagreement, Entry, Experiences, Gene, Kind,
    Medication, Note, Organization, Pack, Reviewer, Source, Suggestion, Synonym, Topic, Trial,
    Withdrawal,
};

/// The format that is read here.
pub(super) const FORMAT: i64 = 1;

/// The key by which a table allows what a lint finds in it.
pub(super) const ALLOW: &str = "allow";

/// The hint for an invalid date.
pub(super) const BAD_DATE: &str =
    "write a date as 2016-10-24, or as \"2016-10\" or \"2016\" in quotes if no more is known";

/// The longest text that is read, in bytes.
pub(crate) const MAX_TEXT: usize = 1 << 20;

impl Kind {
    /// The keys that a table of this kind takes, below `path` (keys only, without places in lists).
    pub(super) fn keys(self, path: &[&str]) -> Vec<&'static str> {
        let fields = self.fields(path);
        let allow = (!fields.is_empty()).then_some(ALLOW);
        fields.iter().copied().chain(allow).collect()
    }

    /// The same without [`ALLOW`], which is taken out before a table is read.
    pub(super) fn fields(self, path: &[&str]) -> &'static [&'static str] {
        match (self, path) {
            (Self::Pack, []) => fields::<Pack>(),
            (Self::Pack, ["withdrawn"]) => fields::<Withdrawal>(),
            (Self::Topic, []) => fields::<Topic>(),
            (Self::Condition, []) => fields::<Condition>(),
            (Self::Condition, ["genes"]) => fields::<Gene>(),
            (Self::Condition, ["codes"]) => fields::<Code>(),
            (Self::Source, []) => fields::<Source>(),
            (Self::Entry, []) => fields::<Entry>(),
            (Self::Entry, ["reviewed_by"]) => fields::<Reviewer>(),
            (Self::Entry, ["suggested_by"]) => fields::<Suggestion>(),
            (Self::Entry, ["experiences"]) => fields::<Experiences>(),
            (Self::Entry, ["disagreement"]) => fields::<Disagreement>(),
            (Self::Entry, ["disagreement", "claims"]) => fields::<Claim>(),
            (Self::Organization, []) => fields::<Organization>(),
            (Self::Trial, []) => fields::<Trial>(),
            (Self::Medication, []) => fields::<Medication>(),
            (Self::Medication, ["approvals"]) => fields::<Approval>(),
            (Self::Synonym, []) => fields::<Synonym>(),
            (Self::Abbreviation, []) => fields::<Abbreviation>(),
            (Self::Note, []) => fields::<Note>(),
            _ => &[],
        }
    }
}

/// Whether the text under `key` is Markdown and keeps its line breaks; every other text is one line.
pub(super) fn is_markdown(key: &str) -> bool {
    matches!(
        key,
        "summary" | "takeaways" | "short_answer" | "answer" | "says" | "reading" | "text"
    )
}

/// Whether the value of `key` is a date that a table can do without: if it is wrong, only the date is left out. The day of
/// a refusal is not among them: without it a medicine would seem to be approved.
pub(super) fn is_date(key: &str) -> bool {
    matches!(
        key,
        "last_updated"
            | "last_reviewed"
            | "next_review_due"
            | "published"
            | "accessed"
            | "verified"
            | "status_as_of"
            | "as_of"
            | "on"
    )
}

/// The names of a type's fields in a file, as its serde derive passes them to a deserializer.
fn fields<'de, T: Deserialize<'de>>() -> &'static [&'static str] {
    struct Ask<'a>(&'a mut &'static [&'static str]);

    impl<'de> Deserializer<'de> for Ask<'_> {
        type Error = serde::de::value::Error;

        fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
            Err(Self::Error::custom("only asked for its fields"))
        }

        fn deserialize_struct<V: Visitor<'de>>(
            self,
            _: &'static str,
            fields: &'static [&'static str],
            visitor: V,
        ) -> Result<V::Value, Self::Error> {
            *self.0 = fields;
            self.deserialize_any(visitor)
        }

        serde::forward_to_deserialize_any! {
            bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit
            unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
        }
    }

    let mut names: &'static [&'static str] = &[];
    // The list is what is wanted; there is never a value.
    let _ = T::deserialize(Ask(&mut names));
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_match_the_model() {
        assert!(Kind::Entry.keys(&[]).contains(&"disagreement"));
        assert!(Kind::Entry.keys(&[]).contains(&"allow"));
        assert_eq!(
            Kind::Condition.keys(&["codes"]),
            ["system", "value", "match", "cite", "note", "allow"]
        );
        assert_eq!(
            Kind::Medication.keys(&["approvals"])[..4],
            ["country", "on", "refused", "for"]
        );
        for kind in Kind::ALL {
            assert!(!kind.keys(&[]).is_empty(), "{kind:?}");
            assert_eq!(Kind::from_word(kind.word()), Some(*kind));
        }
    }
}
