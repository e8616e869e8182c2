//! Shapes to CBOR.

use super::{
    big,
    head::{self, ARRAY, BREAK, BYTES, DOUBLE, FALSE, MAP, NULL, SINGLE, TAG, TAG_EPOCH, TEXT, TRUE},
};
use crate::{
    error::EncodeError,
    schema::{Member, MemberSet},
    serde::{SerializableStruct, ShapeSerializer},
    types::{BigDecimal, BigInteger, Document, Number, Timestamp},
};

/// What most messages fit in: one allocation, then.
const FIRST_CAPACITY: usize = 512;

/// Writes CBOR into a buffer.
#[derive(Debug)]
pub struct CborSerializer {
    out: Vec<u8>,
}

impl CborSerializer {
    /// Begins a message.
    #[must_use]
    pub fn new() -> Self {
        Self { out: Vec::with_capacity(FIRST_CAPACITY) }
    }

    /// The message.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.out
    }

    /// Writes the key of `member`, if it is one of a structure, and makes room for a head and `room` bytes behind it.
    #[inline]
    fn key(&mut self, member: &Member, room: usize) {
        let name = member.name();
        self.out.reserve(2 * head::ROOM + name.len() + room);
        if !name.is_empty() {
            head::push(&mut self.out, TEXT, name.len() as u64);
            self.out.extend_from_slice(name.as_bytes());
        }
    }

    #[inline]
    fn push(&mut self, major: u8, argument: u64) {
        head::push(&mut self.out, major, argument);
    }

    /// Writes a structure with what `members` writes.
    #[inline]
    pub(super) fn structure(
        &mut self,
        members: impl FnOnce(&mut Self) -> Result<(), EncodeError>,
    ) -> Result<(), EncodeError> {
        self.out.push(head::MAP_OF_INDEFINITE_LENGTH);
        members(self)?;
        self.out.push(BREAK);
        Ok(())
    }

    #[inline]
    fn integer(&mut self, value: i64) {
        if value < 0 {
            self.push(head::NEGATIVE, !value as u64);
        } else {
            self.push(head::UNSIGNED, value as u64);
        }
    }

    #[inline]
    fn string(&mut self, major: u8, bytes: &[u8]) {
        self.out.reserve(head::ROOM + bytes.len());
        self.push(major, bytes.len() as u64);
        self.out.extend_from_slice(bytes);
    }

    #[inline]
    fn single(&mut self, value: f32) {
        let [a, b, c, d] = value.to_be_bytes();
        self.out.extend_from_slice(&[SINGLE, a, b, c, d]);
    }

    #[inline]
    fn double(&mut self, value: f64) {
        let single = value as f32;
        if f64::from(single).to_bits() == value.to_bits() {
            return self.single(single);
        }
        let [a, b, c, d, e, f, g, h] = value.to_be_bytes();
        self.out.extend_from_slice(&[DOUBLE, a, b, c, d, e, f, g, h]);
    }

    fn document(&mut self, value: &Document, member: &Member) -> Result<(), EncodeError> {
        match value {
            Document::Null => self.out.push(NULL),
            Document::Boolean(value) => self.out.push(boolean(*value)),
            Document::Number(number) => return self.number(number, member),
            Document::String(value) => self.string(TEXT, value.as_bytes()),
            Document::List(values) => {
                self.push(ARRAY, values.len() as u64);
                for value in values {
                    self.document(value, member)?;
                }
            }
            Document::Map(entries) => {
                self.push(MAP, entries.len() as u64);
                for (key, value) in entries {
                    self.string(TEXT, key.as_bytes());
                    self.document(value, member)?;
                }
            }
        }
        Ok(())
    }

    fn number(&mut self, number: &Number, member: &Member) -> Result<(), EncodeError> {
        match number {
            Number::Integer(value) => self.integer(*value),
            Number::Unsigned(value) => self.push(head::UNSIGNED, *value),
            Number::Double(value) => self.double(*value),
            Number::Big(value) => {
                return big::push_number(&mut self.out, value.as_str()).map_err(out_of_bounds(member));
            }
        }
        Ok(())
    }
}

impl Default for CborSerializer {
    fn default() -> Self {
        Self::new()
    }
}

/// The methods of the trait that write an integer shape.
macro_rules! integers {
    ($($method:ident($integer:ty);)*) => { $(
        #[inline]
        fn $method(&mut self, member: &Member, value: $integer) -> Result<(), EncodeError> {
            self.key(member, 0);
            self.integer(value.into());
            Ok(())
        }
    )* };
}

impl ShapeSerializer for CborSerializer {
    fn write_structure(
        &mut self,
        member: &Member,
        value: &dyn SerializableStruct,
    ) -> Result<(), EncodeError> {
        self.key(member, 0);
        self.structure(|serializer| value.serialize_members(MemberSet::All, serializer))
    }

    fn begin_list(&mut self, member: &Member, length: usize) -> Result<(), EncodeError> {
        self.key(member, 0);
        self.push(ARRAY, length as u64);
        Ok(())
    }

    fn end_list(&mut self, _: &Member) -> Result<(), EncodeError> {
        Ok(())
    }

    fn begin_map(&mut self, member: &Member, length: usize) -> Result<(), EncodeError> {
        self.key(member, 0);
        self.push(MAP, length as u64);
        Ok(())
    }

    fn write_key(&mut self, _: &Member, key: &str) -> Result<(), EncodeError> {
        self.string(TEXT, key.as_bytes());
        Ok(())
    }

    fn end_map(&mut self, _: &Member) -> Result<(), EncodeError> {
        Ok(())
    }

    fn write_null(&mut self, member: &Member) -> Result<(), EncodeError> {
        self.key(member, 0);
        self.out.push(NULL);
        Ok(())
    }

    fn write_boolean(&mut self, member: &Member, value: bool) -> Result<(), EncodeError> {
        self.key(member, 0);
        self.out.push(boolean(value));
        Ok(())
    }

    integers! {
        write_byte(i8);
        write_short(i16);
        write_integer(i32);
        write_long(i64);
    }

    fn write_float(&mut self, member: &Member, value: f32) -> Result<(), EncodeError> {
        self.key(member, 0);
        self.single(value);
        Ok(())
    }

    fn write_double(&mut self, member: &Member, value: f64) -> Result<(), EncodeError> {
        self.key(member, 0);
        self.double(value);
        Ok(())
    }

    fn write_big_integer(&mut self, member: &Member, value: &BigInteger) -> Result<(), EncodeError> {
        self.key(member, 0);
        big::push_integer(&mut self.out, value.as_str()).map_err(out_of_bounds(member))
    }

    fn write_big_decimal(&mut self, member: &Member, value: &BigDecimal) -> Result<(), EncodeError> {
        self.key(member, 0);
        big::push_decimal(&mut self.out, value.as_str()).map_err(out_of_bounds(member))
    }

    fn write_string(&mut self, member: &Member, value: &str) -> Result<(), EncodeError> {
        self.key(member, value.len());
        self.string(TEXT, value.as_bytes());
        Ok(())
    }

    fn write_blob(&mut self, member: &Member, value: &[u8]) -> Result<(), EncodeError> {
        self.key(member, value.len());
        self.string(BYTES, value);
        Ok(())
    }

    /// Writes the seconds since the epoch, with tag 1: an integer, or the nearest double when there is a fraction.
    fn write_timestamp(&mut self, member: &Member, value: Timestamp) -> Result<(), EncodeError> {
        self.key(member, 0);
        self.push(TAG, TAG_EPOCH);
        match value.nanoseconds() {
            0 => self.integer(value.seconds()),
            _ => self.double(value.to_seconds_f64()),
        }
        Ok(())
    }

    fn write_document(&mut self, member: &Member, value: &Document) -> Result<(), EncodeError> {
        self.key(member, 0);
        self.document(value, member)
    }
}

const fn boolean(value: bool) -> u8 {
    if value { TRUE } else { FALSE }
}

/// The error about a number that is too long.
fn out_of_bounds(member: &Member) -> impl FnOnce(&'static str) -> EncodeError {
    let name = member.name();
    move |message| EncodeError::new(message, name)
}
