//! A value with its place in the file, and how TOML values are tidied and parsed for serde.

use std::fmt;

use serde::de::{self, Deserializer, Visitor};
use serde::{Serialize, Serializer};
use toml::de::DeValue;

use crate::model::Site;
use crate::text::clean::clean_line;

/// A value, and where it is in its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Where it is; empty if it comes from no file.
    pub site: Site,
}

impl<T: Serialize> Serialize for Located<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

/// Makes values fit for serde: texts become clean, numbers become texts, and `"true"` becomes true, as quotes are easily
/// forgotten, or set where none belong.
pub(super) fn tidy(value: &mut DeValue<'_>) {
    let text = match value {
        DeValue::String(text) => clean_line(text).into_owned(),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.to_string(),
        DeValue::Array(items) => {
            return items.iter_mut().for_each(|item| tidy(item.get_mut()));
        }
        DeValue::Table(table) => {
            return table
                .iter_mut()
                .for_each(|(_, value)| tidy(value.get_mut()));
        }
        DeValue::Boolean(_) | DeValue::Datetime(_) => return,
    };
    *value = match text.parse() {
        Ok(truth) => DeValue::Boolean(truth),
        Err(_) => DeValue::String(text.into()),
    };
}

/// Reads a text with `parse`. An error of it has the place of that text.
pub(super) fn parsed<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    parse: fn(&str) -> Result<T, String>,
) -> Result<T, D::Error> {
    struct Text<T>(fn(&str) -> Result<T, String>);

    impl<T> Visitor<'_> for Text<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
            (self.0)(text).map_err(E::custom)
        }
    }

    deserializer.deserialize_str(Text(parse))
}
