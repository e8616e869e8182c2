//! The attributes of a structure's element: the first of two passes over its members.

use super::{Xml, escape::push_value, serialize::push_name};
use crate::{
    codec::{
        base64,
        number::{self, push_integer},
    },
    error::EncodeError,
    schema::Member,
    serde::{SerializableStruct, ShapeSerializer},
    types::{BigDecimal, BigInteger, Document, Timestamp, TimestampText},
};

/// Writes the members that are attributes, and nothing else.
pub(super) struct AttributeSerializer<'a> {
    pub(super) out: &'a mut Vec<u8>,
}

impl AttributeSerializer<'_> {
    /// Writes what `value` writes as the value of an attribute, if the member is one.
    fn attribute(
        &mut self,
        member: &Member,
        value: impl FnOnce(&mut Vec<u8>) -> Result<(), EncodeError>,
    ) -> Result<(), EncodeError> {
        if !member.is_xml_attribute() {
            return Ok(());
        }
        self.out.push(b' ');
        push_name(self.out, member);
        self.out.extend_from_slice(b"=\"");
        value(self.out)?;
        self.out.push(b'"');
        Ok(())
    }

    fn plain(&mut self, member: &Member, value: &[u8]) -> Result<(), EncodeError> {
        self.attribute(member, |out| {
            out.extend_from_slice(value);
            Ok(())
        })
    }

    fn integer(&mut self, member: &Member, value: i64) -> Result<(), EncodeError> {
        self.attribute(member, |out| {
            push_integer(out, value.unsigned_abs(), value < 0);
            Ok(())
        })
    }
}

/// Lists, maps and structures are no attributes, nor is anything in them.
impl ShapeSerializer for AttributeSerializer<'_> {
    fn write_structure(&mut self, _: &Member, _: &dyn SerializableStruct) -> Result<(), EncodeError> {
        Ok(())
    }
    fn begin_list(&mut self, _: &Member, _: usize) -> Result<(), EncodeError> {
        Ok(())
    }
    fn end_list(&mut self, _: &Member) -> Result<(), EncodeError> {
        Ok(())
    }
    fn begin_map(&mut self, _: &Member, _: usize) -> Result<(), EncodeError> {
        Ok(())
    }
    fn write_key(&mut self, _: &Member, _: &str) -> Result<(), EncodeError> {
        Ok(())
    }
    fn end_map(&mut self, _: &Member) -> Result<(), EncodeError> {
        Ok(())
    }
    fn write_null(&mut self, _: &Member) -> Result<(), EncodeError> {
        Ok(())
    }
    fn write_boolean(&mut self, member: &Member, value: bool) -> Result<(), EncodeError> {
        self.plain(member, number::boolean(value))
    }
    fn write_byte(&mut self, member: &Member, value: i8) -> Result<(), EncodeError> {
        self.integer(member, value.into())
    }
    fn write_short(&mut self, member: &Member, value: i16) -> Result<(), EncodeError> {
        self.integer(member, value.into())
    }
    fn write_integer(&mut self, member: &Member, value: i32) -> Result<(), EncodeError> {
        self.integer(member, value.into())
    }
    fn write_long(&mut self, member: &Member, value: i64) -> Result<(), EncodeError> {
        self.integer(member, value)
    }
    fn write_float(&mut self, member: &Member, value: f32) -> Result<(), EncodeError> {
        self.plain(member, number::float_text(value, &mut zmij::Buffer::new()).as_bytes())
    }
    fn write_double(&mut self, member: &Member, value: f64) -> Result<(), EncodeError> {
        self.plain(member, number::float_text(value, &mut zmij::Buffer::new()).as_bytes())
    }
    fn write_big_integer(&mut self, member: &Member, value: &BigInteger) -> Result<(), EncodeError> {
        self.plain(member, value.as_str().as_bytes())
    }
    fn write_big_decimal(&mut self, member: &Member, value: &BigDecimal) -> Result<(), EncodeError> {
        self.plain(member, value.as_str().as_bytes())
    }
    fn write_string(&mut self, member: &Member, value: &str) -> Result<(), EncodeError> {
        self.attribute(member, |out| push_value(out, value, member.name()))
    }
    fn write_blob(&mut self, member: &Member, value: &[u8]) -> Result<(), EncodeError> {
        self.attribute(member, |out| {
            base64::encode_to(value, out);
            Ok(())
        })
    }
    fn write_timestamp(&mut self, member: &Member, value: Timestamp) -> Result<(), EncodeError> {
        let text = TimestampText::new(value, Xml::timestamp_format(member))
            .map_err(|error| EncodeError::new(error.to_string(), member.name()))?;
        self.plain(member, text.as_bytes())
    }
    fn write_document(&mut self, _: &Member, _: &Document) -> Result<(), EncodeError> {
        Ok(())
    }
}
