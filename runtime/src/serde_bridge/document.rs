//! Documents: a value of any shape.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    fmt,
};

use serde::{
    Deserializer, Serialize, Serializer,
    de::{DeserializeSeed, Error, MapAccess, SeqAccess, Unexpected, Visitor},
    ser::Error as _,
};

use super::{Context, DUPLICATE_KEY, scalar::NUMBER_KEY};
use crate::types::{BigDecimal, BigInteger, Document, Number};

/// A document to be written.
pub(super) struct Written<'a> {
    pub(super) value: &'a Document,
    pub(super) context: Context,
}

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let inside = || self.context.inside(S::Error::custom);
        match self.value {
            Document::Null => serializer.serialize_none(),
            Document::Boolean(value) => serializer.serialize_bool(*value),
            Document::Number(Number::Integer(value)) => serializer.serialize_i64(*value),
            Document::Number(Number::Unsigned(value)) => serializer.serialize_u64(*value),
            Document::Number(number) => match number.to_f64() {
                value if value.is_finite() => serializer.serialize_f64(value),
                _ => Err(S::Error::custom("a document has a number that no double expresses")),
            },
            Document::String(value) => serializer.serialize_str(value),
            Document::List(values) => {
                let context = inside()?;
                serializer.collect_seq(values.iter().map(|value| Written { value, context }))
            }
            Document::Map(entries) => {
                let context = inside()?;
                serializer.collect_map(entries.iter().map(|(key, value)| (key, Written { value, context })))
            }
        }
    }
}

/// Reads a document.
#[derive(Clone, Copy)]
pub(super) struct Read(pub(super) Context);

impl<'de> DeserializeSeed<'de> for Read {
    type Value = Document;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Document, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Read {
    type Value = Document;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a document")
    }

    fn visit_unit<E>(self) -> Result<Document, E> {
        Ok(Document::Null)
    }

    fn visit_none<E>(self) -> Result<Document, E> {
        Ok(Document::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Document, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Document, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Document, E> {
        Ok(Document::Boolean(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Document, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Document, E> {
        Ok(value.into())
    }

    fn visit_i128<E>(self, value: i128) -> Result<Document, E> {
        Ok(value.to_string().parse::<BigInteger>().unwrap_or_default().into())
    }

    fn visit_u128<E>(self, value: u128) -> Result<Document, E> {
        Ok(value.to_string().parse::<BigInteger>().unwrap_or_default().into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Document, E> {
        let number = Number::from_f64(value);
        number.map(Document::Number).ok_or_else(|| E::invalid_value(Unexpected::Float(value), &self))
    }

    fn visit_str<E>(self, text: &str) -> Result<Document, E> {
        Ok(text.into())
    }

    fn visit_string<E>(self, text: String) -> Result<Document, E> {
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Document, A::Error> {
        let inside = Self(self.0.inside(A::Error::custom)?);
        let mut values = Vec::new();
        while let Some(value) = sequence.next_element_seed(inside)? {
            values.push(value);
        }
        Ok(Document::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Document, A::Error> {
        let inside = Self(self.0.inside(A::Error::custom)?);
        let mut entries = BTreeMap::new();
        while let Some(key) = map.next_key::<String>()? {
            if key == NUMBER_KEY && entries.is_empty() {
                let number: BigDecimal = map.next_value::<String>()?.parse().map_err(A::Error::custom)?;
                return Ok(number.into());
            }
            let Entry::Vacant(place) = entries.entry(key) else {
                return Err(A::Error::custom(DUPLICATE_KEY));
            };
            place.insert(map.next_value_seed(inside)?);
        }
        Ok(Document::Map(entries))
    }
}
