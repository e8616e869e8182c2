//! Shapes to JSON.
//!
//! Every member brings its key with separators (see [`Member::name_as_key`]): `,"name":` in structures, `,` in lists,
//! nothing for a map's value or the root. So a value is written as key, then text, without asking whether it is the
//! first; closing an object or list turns its first comma into the opening bracket.

use super::{Json, buffer::Buffer};
use crate::{
    codec::{
        base64,
        number::{Float, boolean, push_integer},
        stack::Stack,
    },
    error::EncodeError,
    schema::{Member, MemberSet, UnionForm},
    serde::{SerializableStruct, ShapeSerializer},
    types::{BigDecimal, BigInteger, Document, Number, Timestamp, TimestampText},
};

/// What most messages fit in: one allocation, then.
const FIRST_CAPACITY: usize = 512;

/// Writes JSON into a buffer.
#[derive(Debug)]
pub struct JsonSerializer {
    pub(super) json: Json,
    pub(super) out: Buffer,
    /// Where the entries of the open lists and maps begin.
    starts: Stack<usize, 16>,
}

impl JsonSerializer {
    /// Begins a message.
    #[must_use]
    pub fn new(json: Json) -> Self {
        Self { json, out: Buffer::with_capacity(FIRST_CAPACITY), starts: Stack::default() }
    }

    /// The message.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.out.into_bytes()
    }

    /// Writes a number of any size, which needs no escapes as a string.
    fn big_number(&mut self, member: &Member, text: &str) {
        self.key(member);
        let quote: &[u8] = if self.json.big_numbers_as_text { b"\"" } else { b"" };
        self.out.extend(quote);
        self.out.extend(text.as_bytes());
        self.out.extend(quote);
    }

    /// Writes the key of `member`.
    #[inline]
    fn key(&mut self, member: &Member) {
        self.out.extend(self.json.key(member).as_bytes());
    }

    /// Closes the object or list whose first entry begins at `start`.
    #[inline]
    fn close(&mut self, start: usize, opening: u8, closing: u8) {
        match self.out.get_mut(start) {
            Some(comma) => *comma = opening,
            None => self.out.push(opening),
        }
        self.out.push(closing);
    }

    /// Writes an object with what `members` writes.
    #[inline]
    pub(super) fn object(
        &mut self,
        members: impl FnOnce(&mut Self) -> Result<(), EncodeError>,
    ) -> Result<(), EncodeError> {
        let start = self.out.len();
        members(self)?;
        self.close(start, b'{', b'}');
        Ok(())
    }

    #[inline]
    fn integer(&mut self, member: &Member, value: i64) {
        self.key(member);
        push_integer(self.out.as_vec(), value.unsigned_abs(), value < 0);
    }

    fn string(&mut self, value: &str) {
        self.out.quoted(b"", value, b"");
    }

    fn float(&mut self, value: impl Float) {
        match value.special() {
            None => self.out.extend(zmij::Buffer::new().format_finite(value).as_bytes()),
            Some(name) => {
                self.out.push(b'"');
                self.out.extend(name.as_bytes());
                self.out.push(b'"');
            }
        }
    }

    fn document(&mut self, value: &Document, member: &Member) -> Result<(), EncodeError> {
        match value {
            Document::Null => self.out.extend(b"null"),
            Document::Boolean(value) => self.out.extend(boolean(*value)),
            Document::Number(number) => self.number(number, member)?,
            Document::String(value) => self.string(value),
            Document::List(values) => {
                let start = self.out.len();
                for value in values {
                    self.out.push(b',');
                    self.document(value, member)?;
                }
                self.close(start, b'[', b']');
            }
            Document::Map(entries) => {
                let start = self.out.len();
                for (key, value) in entries {
                    self.out.push(b',');
                    self.string(key);
                    self.out.push(b':');
                    self.document(value, member)?;
                }
                self.close(start, b'{', b'}');
            }
        }
        Ok(())
    }

    fn number(&mut self, number: &Number, member: &Member) -> Result<(), EncodeError> {
        match number {
            Number::Integer(value) => push_integer(self.out.as_vec(), value.unsigned_abs(), *value < 0),
            Number::Unsigned(value) => push_integer(self.out.as_vec(), *value, false),
            Number::Double(value) if value.is_finite() => self.float(*value),
            Number::Double(_) => {
                return Err(EncodeError::new(
                    "a document has a number that is NaN or infinite",
                    member.name(),
                ));
            }
            Number::Big(value) => self.out.extend(value.as_str().as_bytes()),
        }
        Ok(())
    }
}

impl ShapeSerializer for JsonSerializer {
    fn write_structure(
        &mut self,
        member: &Member,
        value: &dyn SerializableStruct,
    ) -> Result<(), EncodeError> {
        match self.json.union_form(|| value.schema()) {
            UnionForm::Tagged => {}
            form => return self.union(member, value, form),
        }
        self.key(member);
        self.object(|serializer| value.serialize_members(MemberSet::All, serializer))
    }

    fn begin_list(&mut self, member: &Member, _: usize) -> Result<(), EncodeError> {
        self.key(member);
        self.starts.push(self.out.len());
        Ok(())
    }

    fn end_list(&mut self, _: &Member) -> Result<(), EncodeError> {
        let start = self.starts.pop();
        self.close(start, b'[', b']');
        Ok(())
    }

    fn begin_map(&mut self, member: &Member, _: usize) -> Result<(), EncodeError> {
        self.key(member);
        self.starts.push(self.out.len());
        Ok(())
    }

    fn write_key(&mut self, _: &Member, key: &str) -> Result<(), EncodeError> {
        self.out.quoted(b",", key, b":");
        Ok(())
    }

    fn end_map(&mut self, _: &Member) -> Result<(), EncodeError> {
        let start = self.starts.pop();
        self.close(start, b'{', b'}');
        Ok(())
    }

    fn write_null(&mut self, member: &Member) -> Result<(), EncodeError> {
        self.key(member);
        self.out.extend(b"null");
        Ok(())
    }

    fn write_boolean(&mut self, member: &Member, value: bool) -> Result<(), EncodeError> {
        self.key(member);
        self.out.extend(boolean(value));
        Ok(())
    }

    fn write_byte(&mut self, member: &Member, value: i8) -> Result<(), EncodeError> {
        self.integer(member, value.into());
        Ok(())
    }

    fn write_short(&mut self, member: &Member, value: i16) -> Result<(), EncodeError> {
        self.integer(member, value.into());
        Ok(())
    }

    fn write_integer(&mut self, member: &Member, value: i32) -> Result<(), EncodeError> {
        self.integer(member, value.into());
        Ok(())
    }

    fn write_long(&mut self, member: &Member, value: i64) -> Result<(), EncodeError> {
        self.integer(member, value);
        Ok(())
    }

    fn write_float(&mut self, member: &Member, value: f32) -> Result<(), EncodeError> {
        self.key(member);
        self.float(value);
        Ok(())
    }

    fn write_double(&mut self, member: &Member, value: f64) -> Result<(), EncodeError> {
        self.key(member);
        self.float(value);
        Ok(())
    }

    fn write_big_integer(&mut self, member: &Member, value: &BigInteger) -> Result<(), EncodeError> {
        self.big_number(member, value.as_str());
        Ok(())
    }

    fn write_big_decimal(&mut self, member: &Member, value: &BigDecimal) -> Result<(), EncodeError> {
        self.big_number(member, value.as_str());
        Ok(())
    }

    fn write_string(&mut self, member: &Member, value: &str) -> Result<(), EncodeError> {
        self.out.quoted(self.json.key(member).as_bytes(), value, b"");
        Ok(())
    }

    fn write_blob(&mut self, member: &Member, value: &[u8]) -> Result<(), EncodeError> {
        self.key(member);
        self.out.push(b'"');
        base64::encode_to(value, self.out.as_vec());
        self.out.push(b'"');
        Ok(())
    }

    fn write_timestamp(&mut self, member: &Member, value: Timestamp) -> Result<(), EncodeError> {
        let format = self.json.timestamp_format(member);
        let mut text = TimestampText::empty();
        text.write(value, format).map_err(|error| EncodeError::new(error.to_string(), member.name()))?;
        let text = text.as_bytes();
        self.key(member);
        if format == crate::types::TimestampFormat::EpochSeconds {
            self.out.extend(text);
        } else {
            self.out.push(b'"');
            self.out.extend(text);
            self.out.push(b'"');
        }
        Ok(())
    }

    fn write_document(&mut self, member: &Member, value: &Document) -> Result<(), EncodeError> {
        self.key(member);
        self.document(value, member)
    }
}
