//! A serializer that lets through some members of the outermost structure only.

use crate::{
    error::EncodeError,
    schema::{Member, MemberSet},
    serde::{SerializableStruct, ShapeSerializer},
    types::{BigDecimal, BigInteger, Document, Timestamp},
};

/// Passes on what is written for the members in a set, and drops the rest.
///
/// It is handed to the outermost structure's
/// [`serialize_members`](SerializableStruct::serialize_members): whatever is written outside a list or map is a member
/// of that structure, and structures inside are written whole by the inner serializer.
pub(super) struct Selected<'a, S> {
    inner: &'a mut S,
    members: MemberSet,
    /// How many lists and maps are open.
    depth: usize,
    /// Whether the member that the outermost open list or map belongs to is in the set.
    kept: bool,
}

impl<'a, S: ShapeSerializer> Selected<'a, S> {
    pub(super) fn new(inner: &'a mut S, members: MemberSet) -> Self {
        Self { inner, members, depth: 0, kept: true }
    }

    fn keeps(&self, member: &Member) -> bool {
        if self.depth == 0 { self.members.contains(member.index()) } else { self.kept }
    }

    fn open(&mut self, member: &Member) -> bool {
        if self.depth == 0 {
            self.kept = self.members.contains(member.index());
        }
        self.depth += 1;
        self.kept
    }

    fn close(&mut self) -> bool {
        self.depth = self.depth.saturating_sub(1);
        self.kept
    }
}

macro_rules! values {
    ($($method:ident($value:ty);)*) => { $(
        fn $method(&mut self, member: &Member, value: $value) -> Result<(), EncodeError> {
            if self.keeps(member) { self.inner.$method(member, value) } else { Ok(()) }
        }
    )* };
}

impl<S: ShapeSerializer> ShapeSerializer for Selected<'_, S> {
    fn begin_list(&mut self, member: &Member, length: usize) -> Result<(), EncodeError> {
        if self.open(member) { self.inner.begin_list(member, length) } else { Ok(()) }
    }

    fn end_list(&mut self, member: &Member) -> Result<(), EncodeError> {
        if self.close() { self.inner.end_list(member) } else { Ok(()) }
    }

    fn begin_map(&mut self, member: &Member, length: usize) -> Result<(), EncodeError> {
        if self.open(member) { self.inner.begin_map(member, length) } else { Ok(()) }
    }

    fn end_map(&mut self, member: &Member) -> Result<(), EncodeError> {
        if self.close() { self.inner.end_map(member) } else { Ok(()) }
    }

    fn write_null(&mut self, member: &Member) -> Result<(), EncodeError> {
        if self.keeps(member) { self.inner.write_null(member) } else { Ok(()) }
    }

    values! {
        write_structure(&dyn SerializableStruct);
        write_key(&str);
        write_boolean(bool);
        write_byte(i8);
        write_short(i16);
        write_integer(i32);
        write_long(i64);
        write_float(f32);
        write_double(f64);
        write_big_integer(&BigInteger);
        write_big_decimal(&BigDecimal);
        write_string(&str);
        write_blob(&[u8]);
        write_timestamp(Timestamp);
        write_document(&Document);
    }
}
