//! The `params` of protocol tests as typed values.
//!
//! The [Smithy specification of protocol tests][spec] writes values as nodes: timestamps as epoch seconds, blobs as
//! text, floats that are no numbers as strings. A member that the shape does not have is an error: nothing that a
//! case says is passed over.
//!
//! [spec]: https://smithy.io/2.0/additional-specs/http-protocol-compliance-tests.html

use std::{borrow::Cow, collections::btree_map, slice};

use crate::{
    error::DecodeError,
    schema::Member,
    serde::{DeserializableShape, DeserializableStruct, DeserializableUnion, Next, ShapeDeserializer},
    types::{BigDecimal, BigInteger, Blob, Document, Number, Timestamp, TimestampFormat},
};

/// Makes the value that `params` describe.
///
/// # Errors
/// When they do not fit the shape.
pub fn from_params<T: DeserializableShape>(params: &Document) -> Result<T, DecodeError> {
    let mut value = T::empty();
    value.deserialize(&crate::schema::ROOT, &mut Params { node: params, open: Vec::new() })?;
    Ok(value)
}

/// Like [`from_params`], for a structure behind a trait object.
///
/// # Errors
/// When the params do not fit the shape.
pub(super) fn read_params(
    params: &Document,
    value: &mut dyn DeserializableStruct,
) -> Result<(), DecodeError> {
    Params { node: params, open: Vec::new() }.read_structure(value)
}

/// Reads a tree of nodes.
struct Params<'a> {
    node: &'a Document,
    open: Vec<Open<'a>>,
}

/// A list or map that is being read.
enum Open<'a> {
    List(slice::Iter<'a, Document>),
    Map(btree_map::Iter<'a, String, Document>),
}

impl<'a> Params<'a> {
    fn wrong(&self, wanted: &str, member: &Member) -> DecodeError {
        DecodeError::new(format!("params: {:?} is no {wanted}", self.node), member.name())
    }

    fn map(&self) -> Result<&'a std::collections::BTreeMap<String, Document>, DecodeError> {
        match self.node {
            Document::Map(map) => Ok(map),
            _ => Err(self.wrong("structure, union or map", &crate::schema::ROOT)),
        }
    }

    fn integer<T: TryFrom<i64>>(&self, member: &Member) -> Result<T, DecodeError> {
        let value = match self.node {
            Document::Number(Number::Integer(value)) => Some(*value),
            Document::Number(Number::Double(value)) if value.fract() == 0.0 && value.abs() < 9e15 =>
            {
                #[allow(clippy::cast_possible_truncation, reason = "checked to be whole and in range")]
                Some(*value as i64)
            }
            _ => None,
        };
        value
            .and_then(|value| T::try_from(value).ok())
            .ok_or_else(|| self.wrong("integer of that size", member))
    }

    fn text(&self, member: &Member) -> Result<&'a str, DecodeError> {
        match self.node {
            Document::String(text) => Ok(text),
            _ => Err(self.wrong("string", member)),
        }
    }

    fn next(&mut self, member: &Member, node: Option<&'a Document>) -> Next {
        match node {
            None => {
                self.open.pop();
                Next::End
            }
            Some(Document::Null) if member.is_sparse() => Next::Null,
            Some(node) => {
                self.node = node;
                Next::Value
            }
        }
    }
}

impl ShapeDeserializer for Params<'_> {
    fn read_structure(&mut self, value: &mut dyn DeserializableStruct) -> Result<(), DecodeError> {
        let members = value.schema().members();
        for (name, node) in self.map()? {
            let Some(member) = members.iter().find(|member| member.name() == name) else {
                return Err(DecodeError::new(
                    format!("params: {} has no member '{name}'", value.schema().id()),
                    "",
                ));
            };
            if !matches!(node, Document::Null) {
                self.node = node;
                value.deserialize_member(member, self)?;
            }
        }
        Ok(())
    }

    fn read_union(&mut self, value: &mut dyn DeserializableUnion) -> Result<(), DecodeError> {
        for (name, node) in self.map()? {
            let members = value.schema().members();
            match members.iter().find(|member| member.name() == name) {
                Some(member) => {
                    self.node = node;
                    value.deserialize_variant(member, self)?;
                }
                None => value.set_unknown(name),
            }
        }
        Ok(())
    }

    fn begin_list(&mut self, member: &'static Member) -> Result<(), DecodeError> {
        match self.node {
            Document::List(list) => {
                self.open.push(Open::List(list.iter()));
                Ok(())
            }
            _ => Err(self.wrong("list", member)),
        }
    }

    fn next_element(&mut self, member: &'static Member) -> Result<Next, DecodeError> {
        let node = match self.open.last_mut() {
            Some(Open::List(list)) => list.next(),
            _ => None,
        };
        Ok(self.next(member, node))
    }

    fn begin_map(&mut self, _: &'static Member) -> Result<(), DecodeError> {
        self.open.push(Open::Map(self.map()?.iter()));
        Ok(())
    }

    fn next_key(&mut self, member: &'static Member, key: &mut String) -> Result<Next, DecodeError> {
        let entry = match self.open.last_mut() {
            Some(Open::Map(map)) => map.next(),
            _ => None,
        };
        if let Some((name, _)) = entry {
            name.clone_into(key);
        }
        Ok(self.next(member, entry.map(|(_, node)| node)))
    }

    fn duplicate_key(&self) -> DecodeError {
        DecodeError::new("params: a key comes twice", "")
    }

    fn read_boolean(&mut self, member: &'static Member) -> Result<bool, DecodeError> {
        match self.node {
            Document::Boolean(value) => Ok(*value),
            _ => Err(self.wrong("boolean", member)),
        }
    }

    fn read_byte(&mut self, member: &'static Member) -> Result<i8, DecodeError> {
        self.integer(member)
    }

    fn read_short(&mut self, member: &'static Member) -> Result<i16, DecodeError> {
        self.integer(member)
    }

    fn read_integer(&mut self, member: &'static Member) -> Result<i32, DecodeError> {
        self.integer(member)
    }

    fn read_long(&mut self, member: &'static Member) -> Result<i64, DecodeError> {
        self.integer(member)
    }

    fn read_float(&mut self, member: &'static Member) -> Result<f32, DecodeError> {
        #[allow(clippy::cast_possible_truncation, reason = "the member is a float")]
        self.read_double(member).map(|value| value as f32)
    }

    fn read_double(&mut self, member: &'static Member) -> Result<f64, DecodeError> {
        match self.node {
            #[allow(clippy::cast_precision_loss, reason = "the member is a double")]
            Document::Number(Number::Integer(value)) => Ok(*value as f64),
            #[allow(clippy::cast_precision_loss, reason = "the member is a double")]
            Document::Number(Number::Unsigned(value)) => Ok(*value as f64),
            Document::Number(Number::Double(value)) => Ok(*value),
            Document::String(text) => match text.as_str() {
                "NaN" => Ok(f64::NAN),
                "Infinity" => Ok(f64::INFINITY),
                "-Infinity" => Ok(f64::NEG_INFINITY),
                // A number beyond 64 bits comes as its digits.
                digits => digits.parse().map_err(|_| self.wrong("number", member)),
            },
            _ => Err(self.wrong("number", member)),
        }
    }

    fn read_big_integer(&mut self, member: &'static Member) -> Result<BigInteger, DecodeError> {
        self.number_text(member)?.parse().map_err(|_| self.wrong("integer", member))
    }

    fn read_big_decimal(&mut self, member: &'static Member) -> Result<BigDecimal, DecodeError> {
        self.number_text(member)?.parse().map_err(|_| self.wrong("number", member))
    }

    fn read_text(&mut self, member: &'static Member) -> Result<Cow<'_, str>, DecodeError> {
        self.text(member).map(Cow::Borrowed)
    }

    fn read_blob(&mut self, member: &'static Member) -> Result<Blob, DecodeError> {
        self.text(member).map(|text| Blob::new(text.as_bytes().to_vec()))
    }

    fn read_timestamp(&mut self, member: &'static Member) -> Result<Timestamp, DecodeError> {
        let seconds = match self.node {
            Document::Number(Number::Integer(seconds)) => return Ok(Timestamp::from_seconds(*seconds)),
            Document::Number(Number::Double(seconds)) => Timestamp::from_seconds_f64(*seconds).ok(),
            Document::String(text) => Timestamp::parse(text, TimestampFormat::DateTime).ok(),
            _ => None,
        };
        seconds.ok_or_else(|| self.wrong("timestamp", member))
    }

    fn read_document(&mut self, _: &'static Member) -> Result<Document, DecodeError> {
        Ok(self.node.clone())
    }
}

impl Params<'_> {
    fn number_text(&self, member: &Member) -> Result<String, DecodeError> {
        match self.node {
            Document::Number(Number::Integer(value)) => Ok(value.to_string()),
            Document::Number(Number::Unsigned(value)) => Ok(value.to_string()),
            Document::Number(Number::Double(value)) => Ok(value.to_string()),
            Document::Number(Number::Big(value)) => Ok(value.to_string()),
            // A model's loader keeps a number that no binary type holds as its text.
            Document::String(text) => Ok(text.clone()),
            _ => Err(self.wrong("number", member)),
        }
    }
}
