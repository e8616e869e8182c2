//! Shapes to JSON.
//!
//! Every member brings its key with separators (see [`Member::name_as_key`]): `,"name":` in structures, `,` in lists,
//! nothing for a map's value or the root. So a value is written as key, then text, without asking whether it is the
//! first; closing an object or list turns its first comma into the opening bracket.

use super::{Json, swar::find_special};
use crate::{
    codec::{
        base64,
        number::{Float, INTEGER_ROOM, boolean, push_integer},
        stack::Stack,
    },
    error::EncodeError,
    schema::{Member, UnionForm},
    serde::{SerializableStruct, ShapeSerializer},
    types::{BigDecimal, BigInteger, Document, Number, Timestamp, TimestampText},
};

/// What most messages fit in: one allocation, then.
const FIRST_CAPACITY: usize = 512;

/// Writes JSON into a buffer.
#[derive(Debug)]
pub struct JsonSerializer {
    pub(super) json: Json,
    pub(super) out: Vec<u8>,
    /// Where the entries of the open lists and maps begin.
    starts: Stack<usize, 16>,
}

impl JsonSerializer {
    /// Begins a message.
    #[must_use]
    pub fn new(json: Json) -> Self {
        Self { json, out: Vec::with_capacity(FIRST_CAPACITY), starts: Stack::default() }
    }

    /// The message.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.out
    }

    /// Writes a number of any size, which needs no escapes as a string.
    fn big_number(&mut self, member: &Member, text: &str) {
        self.key(member, text.len() + 2);
        let quote: &[u8] = if self.json.big_numbers_as_text { b"\"" } else { b"" };
        self.out.extend_from_slice(quote);
        self.out.extend_from_slice(text.as_bytes());
        self.out.extend_from_slice(quote);
    }

    /// Writes the key of `member` and makes room for `room` bytes behind it.
    #[inline]
    fn key(&mut self, member: &Member, room: usize) {
        let key = self.json.key(member).as_bytes();
        self.out.reserve(key.len() + room);
        self.out.extend_from_slice(key);
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
        self.key(member, INTEGER_ROOM);
        push_integer(&mut self.out, value.unsigned_abs(), value < 0);
    }

    fn string(&mut self, value: &str) {
        self.out.reserve(value.len() + 2);
        self.out.push(b'"');
        push_escaped(&mut self.out, value);
        self.out.push(b'"');
    }

    fn float(&mut self, value: impl Float) {
        match value.special() {
            None => self.out.extend_from_slice(zmij::Buffer::new().format_finite(value).as_bytes()),
            Some(name) => {
                self.out.push(b'"');
                self.out.extend_from_slice(name.as_bytes());
                self.out.push(b'"');
            }
        }
    }

    fn document(&mut self, value: &Document, member: &Member) -> Result<(), EncodeError> {
        match value {
            Document::Null => self.out.extend_from_slice(b"null"),
            Document::Boolean(value) => self.out.extend_from_slice(boolean(*value)),
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
            Number::Integer(value) => push_integer(&mut self.out, value.unsigned_abs(), *value < 0),
            Number::Unsigned(value) => push_integer(&mut self.out, *value, false),
            Number::Double(value) if value.is_finite() => self.float(*value),
            Number::Double(_) => {
                return Err(EncodeError::new(
                    "a document has a number that is NaN or infinite",
                    member.name(),
                ));
            }
            Number::Big(value) => self.out.extend_from_slice(value.as_str().as_bytes()),
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
        match self.json.union_form(value.schema()) {
            UnionForm::Tagged => {}
            form => return self.union(member, value, form),
        }
        self.key(member, 0);
        self.object(|serializer| value.serialize_members(serializer))
    }

    fn begin_list(&mut self, member: &Member, _: usize) -> Result<(), EncodeError> {
        self.key(member, 2);
        self.starts.push(self.out.len());
        Ok(())
    }

    fn end_list(&mut self, _: &Member) -> Result<(), EncodeError> {
        let start = self.starts.pop();
        self.close(start, b'[', b']');
        Ok(())
    }

    fn begin_map(&mut self, member: &Member, _: usize) -> Result<(), EncodeError> {
        self.key(member, 2);
        self.starts.push(self.out.len());
        Ok(())
    }

    fn write_key(&mut self, _: &Member, key: &str) -> Result<(), EncodeError> {
        self.out.reserve(key.len() + 4);
        self.out.push(b',');
        self.string(key);
        self.out.push(b':');
        Ok(())
    }

    fn end_map(&mut self, _: &Member) -> Result<(), EncodeError> {
        let start = self.starts.pop();
        self.close(start, b'{', b'}');
        Ok(())
    }

    fn write_null(&mut self, member: &Member) -> Result<(), EncodeError> {
        self.key(member, 4);
        self.out.extend_from_slice(b"null");
        Ok(())
    }

    fn write_boolean(&mut self, member: &Member, value: bool) -> Result<(), EncodeError> {
        self.key(member, 5);
        self.out.extend_from_slice(boolean(value));
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
        self.key(member, INTEGER_ROOM);
        self.float(value);
        Ok(())
    }

    fn write_double(&mut self, member: &Member, value: f64) -> Result<(), EncodeError> {
        self.key(member, INTEGER_ROOM);
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
        self.key(member, value.len() + 2);
        self.string(value);
        Ok(())
    }

    fn write_blob(&mut self, member: &Member, value: &[u8]) -> Result<(), EncodeError> {
        self.key(member, value.len().div_ceil(3) * 4 + 2);
        self.out.push(b'"');
        base64::encode_to(value, &mut self.out);
        self.out.push(b'"');
        Ok(())
    }

    fn write_timestamp(&mut self, member: &Member, value: Timestamp) -> Result<(), EncodeError> {
        let format = self.json.timestamp_format(member);
        let text = TimestampText::new(value, format)
            .map_err(|error| EncodeError::new(error.to_string(), member.name()))?;
        let text = text.as_bytes();
        self.key(member, text.len() + 2);
        if format == crate::types::TimestampFormat::EpochSeconds {
            self.out.extend_from_slice(text);
        } else {
            self.out.push(b'"');
            self.out.extend_from_slice(text);
            self.out.push(b'"');
        }
        Ok(())
    }

    fn write_document(&mut self, member: &Member, value: &Document) -> Result<(), EncodeError> {
        self.key(member, 2);
        self.document(value, member)
    }
}

/// Appends `text` with the characters escaped that JSON asks for (RFC 8259, section 7).
#[inline]
fn push_escaped(out: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    let special = find_special::<false>(bytes, 0);
    if special == bytes.len() {
        out.extend_from_slice(bytes);
    } else {
        push_escaped_from(out, bytes, special);
    }
}

#[cold]
fn push_escaped_from(out: &mut Vec<u8>, bytes: &[u8], mut special: usize) {
    let mut from = 0;
    loop {
        let (Some(plain), rest) = (bytes.get(from..special), bytes.get(special)) else { return };
        out.extend_from_slice(plain);
        let Some(&byte) = rest else { return };
        match byte {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            0x08 => out.extend_from_slice(b"\\b"),
            0x0C => out.extend_from_slice(b"\\f"),
            control => {
                let hex = |nibble: u8| b"0123456789abcdef"[usize::from(nibble & 0x0F)];
                out.extend_from_slice(&[b'\\', b'u', b'0', b'0', hex(control >> 4), hex(control)]);
            }
        }
        from = special + 1;
        special = find_special::<false>(bytes, from);
    }
}
