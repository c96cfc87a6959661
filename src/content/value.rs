//! A value as the TOML parser gives it -> what the model's derives ask for.
//!
//! The parser's own deserialiser takes the table, so that it had to be copied for each look at it, and offers every type
//! every kind of value, which costs the binary a hundred kilobytes. Here a table is only borrowed, and a type is offered
//! what it asks for or told what stands there instead.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, Error as _, IntoDeserializer, MapAccess,
    SeqAccess, Unexpected, Visitor,
};
use serde::forward_to_deserialize_any;
use toml::Spanned;
use toml::de::{DeInteger, DeTable, DeValue};

/// Why a value is not what was asked for, and where it stands.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) message: String,
    /// In the text that was parsed; `None` where the fault is the whole's.
    pub(super) span: Option<Range<usize>>,
}

impl Fault {
    fn at(mut self, span: Range<usize>) -> Self {
        self.span.get_or_insert(span);
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Fault {}

impl de::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self {
            message: message.to_string(),
            span: None,
        }
    }
}

/// Reads a table as a `T`.
pub(super) fn read_table<T: DeserializeOwned>(table: &DeTable<'_>) -> Result<T, Fault> {
    T::deserialize(MapAccessDeserializer::new(Rows::of(table)))
}

/// Reads a value as a `T`.
pub(super) fn read_value<T: DeserializeOwned>(value: &DeValue<'_>) -> Result<T, Fault> {
    T::deserialize(Reader(value))
}

/// Gives a type what a value holds.
#[derive(Clone, Copy)]
struct Reader<'t, 'a>(&'t DeValue<'a>);

impl Reader<'_, '_> {
    /// What stands there instead of what was asked for.
    fn instead<T>(self, wanted: &dyn de::Expected) -> Result<T, Fault> {
        let found = match self.0 {
            DeValue::String(text) => Unexpected::Str(text),
            DeValue::Integer(number) => match whole(number) {
                Some(number) => Unexpected::Signed(number),
                None => Unexpected::Other("a number that is too large"),
            },
            DeValue::Float(number) => Unexpected::Float(number.as_str().parse().unwrap_or(0.0)),
            DeValue::Boolean(truth) => Unexpected::Bool(*truth),
            DeValue::Datetime(_) => Unexpected::Other("a date"),
            DeValue::Array(_) => Unexpected::Seq,
            DeValue::Table(_) => Unexpected::Map,
        };
        Err(Fault::invalid_type(found, wanted))
    }
}

fn whole(number: &DeInteger<'_>) -> Option<i64> {
    i64::from_str_radix(number.as_str(), number.radix()).ok()
}

impl<'de> Deserializer<'de> for Reader<'_, '_> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0 {
            DeValue::String(text) => visitor.visit_str(text),
            DeValue::Integer(number) => match whole(number) {
                Some(number) => visitor.visit_i64(number),
                None => self.instead(&visitor),
            },
            DeValue::Float(number) => match number.as_str().parse() {
                Ok(number) => visitor.visit_f64(number),
                Err(_) => self.instead(&visitor),
            },
            DeValue::Boolean(truth) => visitor.visit_bool(*truth),
            DeValue::Datetime(_) => self.instead(&visitor), // texts by now
            DeValue::Array(_) => self.deserialize_seq(visitor),
            DeValue::Table(_) => self.deserialize_map(visitor),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0 {
            DeValue::String(text) => visitor.visit_str(text),
            _ => self.instead(&visitor),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_string(visitor)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0 {
            DeValue::Boolean(truth) => visitor.visit_bool(*truth),
            _ => self.instead(&visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0 {
            DeValue::Array(items) => visitor.visit_seq(Items(items.iter())),
            _ => self.instead(&visitor),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0 {
            DeValue::Table(table) => visitor.visit_map(Rows::of(table)),
            _ => self.instead(&visitor),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self.0 {
            DeValue::String(text) => {
                let word: StrDeserializer<'_, Fault> = text.as_ref().into_deserializer();
                visitor.visit_enum(word)
            }
            _ => self.instead(&visitor),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct tuple
        tuple_struct identifier
    }
}

/// The items of an array.
struct Items<'t, 'a>(std::slice::Iter<'t, Spanned<DeValue<'a>>>);

impl<'de> SeqAccess<'de> for Items<'_, '_> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Fault> {
        let Some(item) = self.0.next() else {
            return Ok(None);
        };
        let read = seed.deserialize(Reader(item.get_ref()));
        read.map(Some).map_err(|fault| fault.at(item.span()))
    }
}

/// The keys and values of a table.
struct Rows<'t, 'a> {
    rows: Box<dyn Iterator<Item = Row<'t, 'a>> + 't>,
    value: Option<&'t Spanned<DeValue<'a>>>,
}

type Row<'t, 'a> = (&'t Spanned<Cow<'a, str>>, &'t Spanned<DeValue<'a>>);

impl<'t, 'a> Rows<'t, 'a> {
    fn of(table: &'t DeTable<'a>) -> Self {
        Self {
            rows: Box::new(table.iter()),
            value: None,
        }
    }
}

impl<'de> MapAccess<'de> for Rows<'_, '_> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Fault> {
        let Some((key, value)) = self.rows.next() else {
            return Ok(None);
        };
        self.value = Some(value);
        let text: StrDeserializer<'_, Fault> = key.get_ref().as_ref().into_deserializer();
        let read = seed.deserialize(text);
        read.map(Some).map_err(|fault| fault.at(key.span()))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        let value = self
            .value
            .take()
            .ok_or_else(|| Fault::custom("a value before its key"))?;
        let read = seed.deserialize(Reader(value.get_ref()));
        read.map_err(|fault| fault.at(value.span()))
    }
}
