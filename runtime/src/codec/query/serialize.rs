//! Shapes to forms.
//!
//! The name of a parameter is the path to its value. What is shared by all parameters of the innermost open structure,
//! list or map stands ready in `prefix`, with its separator.

use super::{Query, escape};
use crate::{
    codec::{
        base64,
        number::{Float, INTEGER_ROOM, boolean, float_text, push_integer},
        stack::Stack,
    },
    error::EncodeError,
    schema::{Member, MemberSet},
    serde::{SerializableStruct, ShapeSerializer},
    types::{BigDecimal, BigInteger, Document, Timestamp, TimestampText},
};

/// What most messages fit in: one allocation, then.
const FIRST_CAPACITY: usize = 512;

/// Writes a form into a buffer.
#[derive(Debug)]
pub struct QuerySerializer<'a> {
    query: Query<'a>,
    out: Vec<u8>,
    prefix: Vec<u8>,
    /// Where the value that is written next stands.
    place: Place,
    outer: Stack<Open, 12>,
    /// Blobs in base64, before they are escaped.
    scratch: Vec<u8>,
}

/// Where a value stands.
#[derive(Clone, Copy, Debug, Default)]
enum Place {
    /// It is the whole.
    #[default]
    Root,
    /// In a structure or union, below the prefix.
    Member,
    /// In a list, of which so many elements were written, and below the prefix.
    Element { count: usize, ends_with_null: bool },
    /// In a map, of which so many keys were written, and below the prefix.
    Value(usize),
}

/// What stands around the innermost open structure, list or map.
#[derive(Clone, Copy, Debug, Default)]
struct Open {
    place: Place,
    /// The length of its prefix.
    prefix: usize,
}

impl<'a> QuerySerializer<'a> {
    /// Begins a message.
    #[must_use]
    pub fn new(query: Query<'a>) -> Self {
        let mut out = Vec::with_capacity(FIRST_CAPACITY);
        for (name, text) in query.leading {
            separate(&mut out);
            escape::push(&mut out, name.as_bytes());
            out.push(b'=');
            escape::push(&mut out, text.as_bytes());
        }
        Self {
            query,
            out,
            prefix: Vec::new(),
            place: Place::Root,
            outer: Stack::default(),
            scratch: Vec::new(),
        }
    }

    /// The message.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.out
    }

    /// Writes the members of the structure that is the whole.
    pub(super) fn members(
        &mut self,
        value: &dyn SerializableStruct,
        set: MemberSet,
    ) -> Result<(), EncodeError> {
        self.place = Place::Member;
        value.serialize_members(set, self)
    }

    /// Writes the name of the parameter for the value of `member`, and `=`.
    #[inline]
    fn name(&mut self, member: &Member, room: usize) {
        self.out.reserve(self.prefix.len() + room + 32);
        separate(&mut self.out);
        self.out.extend_from_slice(&self.prefix);
        push_segment(self.query, &mut self.place, member, &mut self.out);
        self.out.push(b'=');
    }

    /// Opens what stands below the value of `member`.
    fn open(&mut self, member: &Member) {
        let prefix = self.prefix.len();
        push_segment(self.query, &mut self.place, member, &mut self.prefix);
        self.outer.push(Open { place: std::mem::replace(&mut self.place, Place::Member), prefix });
    }

    /// Ends the last segment of the prefix.
    fn descend(&mut self) {
        if !self.prefix.is_empty() {
            self.prefix.push(b'.');
        }
    }

    fn close(&mut self) {
        let outer = self.outer.pop();
        self.prefix.truncate(outer.prefix);
        self.place = outer.place;
    }

    /// Writes an empty parameter for the structure, list or map that is open and has nothing below it.
    fn push_empty(&mut self) {
        separate(&mut self.out);
        self.out.extend_from_slice(&self.prefix);
        self.out.push(b'=');
    }

    /// Whether the open structure, list or map is itself an element or value: without a parameter it would be lost.
    fn is_entry(&self) -> bool {
        matches!(self.outer.last(), Some(Open { place: Place::Element { .. } | Place::Value(_), .. }))
    }

    fn text(&mut self, member: &Member, text: &[u8]) -> Result<(), EncodeError> {
        self.name(member, text.len());
        escape::push(&mut self.out, text);
        Ok(())
    }

    #[inline]
    fn integer(&mut self, member: &Member, value: i64) -> Result<(), EncodeError> {
        self.name(member, INTEGER_ROOM);
        push_integer(&mut self.out, value.unsigned_abs(), value < 0);
        Ok(())
    }

    fn float(&mut self, member: &Member, value: impl Float + Copy) -> Result<(), EncodeError> {
        let mut buffer = zmij::Buffer::new();
        let text = float_text(value, &mut buffer);
        self.text(member, text.as_bytes())
    }
}

#[inline]
fn separate(out: &mut Vec<u8>) {
    if !out.is_empty() {
        out.push(b'&');
    }
}

/// Appends the last segment of the name of a value, which then counts as written.
#[inline]
fn push_segment(query: Query<'_>, place: &mut Place, member: &Member, out: &mut Vec<u8>) {
    match place {
        Place::Root => {}
        Place::Member => query.member(member).push(out),
        Place::Element { count, ends_with_null } => {
            *count += 1;
            *ends_with_null = false;
            push_integer(out, *count as u64, false);
        }
        Place::Value(count) => {
            push_integer(out, *count as u64, false);
            out.push(b'.');
            query.value(member).push(out);
        }
    }
}

impl ShapeSerializer for QuerySerializer<'_> {
    fn write_structure(
        &mut self,
        member: &Member,
        value: &dyn SerializableStruct,
    ) -> Result<(), EncodeError> {
        self.open(member);
        let before = (self.out.len(), self.prefix.len());
        self.descend();
        value.serialize_members(MemberSet::All, self)?;
        if self.out.len() == before.0 && self.is_entry() {
            self.prefix.truncate(before.1);
            self.push_empty();
        }
        self.close();
        Ok(())
    }

    fn begin_list(&mut self, member: &Member, length: usize) -> Result<(), EncodeError> {
        self.open(member);
        if length == 0 && (!self.query.ec2 || self.is_entry()) {
            self.push_empty();
        }
        self.descend();
        if !self.query.is_flattened(member) {
            self.query.element(member.element_schema()).push(&mut self.prefix);
            self.prefix.push(b'.');
        }
        self.place = Place::Element { count: 0, ends_with_null: false };
        Ok(())
    }

    fn end_list(&mut self, member: &Member) -> Result<(), EncodeError> {
        if let Place::Element { ends_with_null: true, .. } = self.place {
            let message = "the query protocols cannot express a list that ends with a null";
            return Err(EncodeError::new(message, member.name()));
        }
        self.close();
        Ok(())
    }

    fn begin_map(&mut self, member: &Member, length: usize) -> Result<(), EncodeError> {
        self.open(member);
        if length == 0 && self.is_entry() {
            self.push_empty();
        }
        self.descend();
        if !self.query.is_flattened(member) {
            self.query.entry().push(&mut self.prefix);
            self.prefix.push(b'.');
        }
        self.place = Place::Value(0);
        Ok(())
    }

    fn write_key(&mut self, member: &Member, key: &str) -> Result<(), EncodeError> {
        let Place::Value(count) = &mut self.place else { return Ok(()) };
        *count += 1;
        let count = *count as u64;
        self.out.reserve(self.prefix.len() + key.len() + 32);
        separate(&mut self.out);
        self.out.extend_from_slice(&self.prefix);
        push_integer(&mut self.out, count, false);
        self.out.push(b'.');
        self.query.key(member.key_schema()).push(&mut self.out);
        self.out.push(b'=');
        escape::push(&mut self.out, key.as_bytes());
        Ok(())
    }

    fn end_map(&mut self, _: &Member) -> Result<(), EncodeError> {
        self.close();
        Ok(())
    }

    /// A null is a number of a list that nothing is written for, or a key of a map without a value.
    fn write_null(&mut self, _: &Member) -> Result<(), EncodeError> {
        if let Place::Element { count, ends_with_null } = &mut self.place {
            *count += 1;
            *ends_with_null = true;
        }
        Ok(())
    }

    fn write_boolean(&mut self, member: &Member, value: bool) -> Result<(), EncodeError> {
        self.text(member, boolean(value))
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
        self.float(member, value)
    }

    fn write_double(&mut self, member: &Member, value: f64) -> Result<(), EncodeError> {
        self.float(member, value)
    }

    fn write_big_integer(&mut self, member: &Member, value: &BigInteger) -> Result<(), EncodeError> {
        self.text(member, value.as_str().as_bytes())
    }

    fn write_big_decimal(&mut self, member: &Member, value: &BigDecimal) -> Result<(), EncodeError> {
        self.text(member, value.as_str().as_bytes())
    }

    fn write_string(&mut self, member: &Member, value: &str) -> Result<(), EncodeError> {
        self.text(member, value.as_bytes())
    }

    fn write_blob(&mut self, member: &Member, value: &[u8]) -> Result<(), EncodeError> {
        let mut scratch = std::mem::take(&mut self.scratch);
        scratch.clear();
        base64::encode_to(value, &mut scratch);
        self.text(member, &scratch)?;
        self.scratch = scratch;
        Ok(())
    }

    fn write_timestamp(&mut self, member: &Member, value: Timestamp) -> Result<(), EncodeError> {
        let text = TimestampText::new(value, Query::timestamp_format(member))
            .map_err(|error| EncodeError::new(error.to_string(), member.name()))?;
        self.text(member, text.as_bytes())
    }

    fn write_document(&mut self, member: &Member, _: &Document) -> Result<(), EncodeError> {
        Err(EncodeError::new("the query protocols have no documents", member.name()))
    }
}
