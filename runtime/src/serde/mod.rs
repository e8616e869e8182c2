//! How a shape meets a codec: the traits that generated shapes implement and those that codecs implement.
//!
//! A shape's code is neutral: it calls a [`ShapeSerializer`] or [`ShapeDeserializer`] through `dyn` and never names
//! a codec. Deserializing reads in place: into an [`empty`](DeserializableShape::empty) value, a member at a time,
//! so that generated functions hold no fields in locals.
//!
//! What always holds:
//! - A serializer meets members in the order in which the shape writes them.
//! - A deserializer calls [`read_member`](DeserializableStruct::read_member) at most once for a member
//!   and never for a null: null is absence.
//! - Required members that a strict deserializer did not meet are in the [`MissingMembers`](crate::validate::MissingMembers)
//!   log; a lenient one leaves the empty value, which is Smithy's client error correction.

/// Puts a value where an empty one stands, which holds nothing that has to be dropped. In a release nothing looks whether it
/// does, which would be code for each type; in development that is less than a function which writes alone.
macro_rules! put {
    ($place:expr, $value:expr) => {{
        #[cfg(debug_assertions)]
        {
            *$place = $value;
        }
        #[cfg(not(debug_assertions))]
        {
            let value = $value;
            // SAFETY: a reference is valid for writes.
            unsafe { std::ptr::write($place, value) };
        }
    }};
}

mod list;
mod map;
mod simple;
mod structure;

use std::borrow::Cow;

use crate::{
    error::{DecodeError, EncodeError},
    schema::{Member, MemberSet, Schema},
    types::{BigDecimal, BigInteger, Blob, Document, Timestamp, map::Keys},
};

/// Any value that can be written: a simple value, list, map, structure or union.
pub trait SerializableShape {
    /// Writes the value as that of `member`: nothing when it is an optional value that is not there, or the null of a
    /// sparse list or map.
    ///
    /// # Errors
    /// When the codec cannot express the value, such as a union's unknown variant.
    fn serialize(&self, member: &Member, serializer: &mut dyn ShapeSerializer) -> Result<(), EncodeError>;
}

/// A structure or union, which has a schema.
pub trait HasSchema {
    /// The shape's schema.
    fn schema(&self) -> &'static Schema;
}

/// A structure, or a union, which writes its one variant.
pub trait SerializableStruct: HasSchema {
    /// Gives `writer` every member, in the model's order.
    ///
    /// # Errors
    /// As [`SerializableShape::serialize`].
    fn write_members(&self, writer: &mut MemberWriter<'_>) -> Result<(), EncodeError>;
}

impl dyn SerializableStruct + '_ {
    /// Writes the members in `set` that are present, in the model's order.
    ///
    /// # Errors
    /// As [`SerializableShape::serialize`].
    pub fn serialize_members(
        &self,
        set: MemberSet,
        serializer: &mut dyn ShapeSerializer,
    ) -> Result<(), EncodeError> {
        self.write_members(&mut MemberWriter { members: self.schema().members(), set, serializer })
    }
}

/// Writes the members that a structure or union gives it: those in a set, which are the body's at the top of a message.
pub struct MemberWriter<'a> {
    members: &'static [Member],
    set: MemberSet,
    /// For what is written beside the members.
    pub(crate) serializer: &'a mut dyn ShapeSerializer,
}

impl MemberWriter<'_> {
    /// Writes all members of a structure: their `values` in the schema's order.
    ///
    /// # Errors
    /// As [`SerializableShape::serialize`].
    pub fn structure(&mut self, values: &[&dyn SerializableShape]) -> Result<(), EncodeError> {
        match self.set {
            MemberSet::All => values
                .iter()
                .zip(self.members)
                .try_for_each(|(value, member)| value.serialize(member, self.serializer)),
            MemberSet::Only(indices) => indices.iter().try_for_each(|&index| {
                let index = usize::from(index);
                let (Some(value), Some(member)) = (values.get(index), self.members.get(index)) else {
                    return Ok(());
                };
                value.serialize(member, self.serializer)
            }),
        }
    }

    /// Writes the variant of a union: the `value` of the member at `index`.
    ///
    /// # Errors
    /// As [`SerializableShape::serialize`].
    pub fn variant(&mut self, index: usize, value: &dyn SerializableShape) -> Result<(), EncodeError> {
        match self.members.get(index) {
            Some(member) if self.set.contains(index) => value.serialize(member, self.serializer),
            _ => Ok(()),
        }
    }
}

/// A list or map, to be written by whoever asks for all that is in it.
#[cfg(feature = "serde")]
pub trait SerializableCollection {
    /// How many elements or entries it has.
    fn length(&self) -> usize;
    /// Writes the elements, or for each entry its key and then its value.
    ///
    /// # Errors
    /// As [`SerializableShape::serialize`].
    fn serialize_contents(
        &self,
        member: &Member,
        serializer: &mut dyn ShapeSerializer,
    ) -> Result<(), EncodeError>;
}

/// What a codec does to write shapes. `member` tells the name and wire traits of the value that is written.
#[allow(missing_docs, reason = "each method writes the shape type of its name")]
pub trait ShapeSerializer {
    /// Writes a structure or union: whatever its [`SerializableStruct::write_members`] gives.
    fn write_structure(&mut self, member: &Member, value: &dyn SerializableStruct)
    -> Result<(), EncodeError>;
    /// Writes a list at once; none from a serializer to which lists are written in parts, as to every codec.
    #[cfg(feature = "serde")]
    fn write_whole_list(
        &mut self,
        _member: &Member,
        _list: &dyn SerializableCollection,
    ) -> Option<Result<(), EncodeError>> {
        None
    }
    /// Writes a map at once, as [`write_whole_list`](Self::write_whole_list) does a list.
    #[cfg(feature = "serde")]
    fn write_whole_map(
        &mut self,
        _member: &Member,
        _map: &dyn SerializableCollection,
    ) -> Option<Result<(), EncodeError>> {
        None
    }
    /// Opens a list of `length` elements; each is then written with [`Member::element_schema`].
    fn begin_list(&mut self, member: &Member, length: usize) -> Result<(), EncodeError>;
    fn end_list(&mut self, member: &Member) -> Result<(), EncodeError>;
    /// Opens a map of `length` entries; for each [`write_key`](Self::write_key) is called, then its value is written
    /// with [`Member::value_schema`].
    fn begin_map(&mut self, member: &Member, length: usize) -> Result<(), EncodeError>;
    fn write_key(&mut self, member: &Member, key: &str) -> Result<(), EncodeError>;
    fn end_map(&mut self, member: &Member) -> Result<(), EncodeError>;
    /// Writes the null of a sparse list or map.
    fn write_null(&mut self, member: &Member) -> Result<(), EncodeError>;
    fn write_boolean(&mut self, member: &Member, value: bool) -> Result<(), EncodeError>;
    fn write_byte(&mut self, member: &Member, value: i8) -> Result<(), EncodeError>;
    fn write_short(&mut self, member: &Member, value: i16) -> Result<(), EncodeError>;
    fn write_integer(&mut self, member: &Member, value: i32) -> Result<(), EncodeError>;
    fn write_long(&mut self, member: &Member, value: i64) -> Result<(), EncodeError>;
    fn write_float(&mut self, member: &Member, value: f32) -> Result<(), EncodeError>;
    fn write_double(&mut self, member: &Member, value: f64) -> Result<(), EncodeError>;
    fn write_big_integer(&mut self, member: &Member, value: &BigInteger) -> Result<(), EncodeError>;
    fn write_big_decimal(&mut self, member: &Member, value: &BigDecimal) -> Result<(), EncodeError>;
    /// Writes a string or the text of an enum.
    fn write_string(&mut self, member: &Member, value: &str) -> Result<(), EncodeError>;
    fn write_blob(&mut self, member: &Member, value: &[u8]) -> Result<(), EncodeError>;
    fn write_timestamp(&mut self, member: &Member, value: Timestamp) -> Result<(), EncodeError>;
    fn write_document(&mut self, member: &Member, value: &Document) -> Result<(), EncodeError>;
}

/// Any value that can be read.
pub trait DeserializableShape {
    /// The value to read into, which is also what stands for a required member that the peer left out (Smithy's
    /// client error correction): zero, empty, the epoch, an unknown enum value or union variant, `None`, or the
    /// member's default inside a structure.
    fn empty() -> Self
    where
        Self: Sized;

    /// Reads the value of `member` into `self`, which is empty. Never called for a null.
    ///
    /// # Errors
    /// When the input is malformed or not of this shape.
    fn deserialize(
        &mut self,
        member: &'static Member,
        deserializer: &mut dyn ShapeDeserializer,
    ) -> Result<(), DecodeError>;
}

/// A structure that can be read in place.
pub trait DeserializableStruct: HasSchema {
    /// The value to read into, which a structure has as its [`DeserializableShape::empty`] by this.
    fn empty_structure() -> Self
    where
        Self: Sized;

    /// Lets `reader` read the member at `index` in the schema. One that is no field reads nothing.
    ///
    /// # Errors
    /// As [`DeserializableShape::deserialize`].
    fn read_member(&mut self, index: usize, reader: &mut MemberReader<'_>) -> Result<(), DecodeError>;

    /// Fills in the defaults of optional members that are still absent. A server's decoding calls it, a client's
    /// does not: such members (`clientOptional`, or a default in an `@input` structure) are the server's to default.
    /// Without a server a structure has no such function, which each table of it would have compiled with the program.
    #[cfg(feature = "server")]
    fn fill_defaults(&mut self) {}
}

impl dyn DeserializableStruct + '_ {
    /// Reads the value of `member`, one of the schema's.
    ///
    /// # Errors
    /// As [`DeserializableShape::deserialize`].
    #[inline]
    pub fn deserialize_member(
        &mut self,
        member: &'static Member,
        deserializer: &mut dyn ShapeDeserializer,
    ) -> Result<(), DecodeError> {
        self.read_member(member.index(), &mut MemberReader { member, deserializer })
    }

    /// Fills in the defaults of what is read for a server: nothing without the feature `server`.
    pub(crate) fn fill(&mut self) {
        #[cfg(feature = "server")]
        self.fill_defaults();
    }
}

/// Reads one member, whose value a structure gives it.
pub struct MemberReader<'a> {
    member: &'static Member,
    deserializer: &'a mut dyn ShapeDeserializer,
}

impl MemberReader<'_> {
    /// Reads what the input has for the member into `value`, which is empty.
    ///
    /// # Errors
    /// As [`DeserializableShape::deserialize`].
    #[cfg_attr(not(debug_assertions), inline)]
    pub fn read(&mut self, value: &mut dyn DeserializableShape) -> Result<(), DecodeError> {
        value.deserialize(self.member, self.deserializer)
    }
}

/// A union that can be read in place.
pub trait DeserializableUnion: HasSchema {
    /// Sets the variant of `member`, one of the schema's, and reads its value.
    ///
    /// # Errors
    /// As [`DeserializableShape::deserialize`].
    fn deserialize_variant(
        &mut self,
        member: &'static Member,
        deserializer: &mut dyn ShapeDeserializer,
    ) -> Result<(), DecodeError>;

    /// Sets the variant that stands for one this crate does not know, keeping its `tag`.
    fn set_unknown(&mut self, tag: &str);
}

/// A list, to be read by whoever adds one element after the other.
pub trait DeserializableList {
    /// Adds an empty element, to be read or to stay as the null of a sparse list. The deserializer tells how many more
    /// may come.
    fn add(&mut self, deserializer: &dyn ShapeDeserializer) -> &mut dyn DeserializableShape;
    /// Adds the null of a sparse list.
    #[cfg(feature = "serde")]
    fn push_null(&mut self);
}

/// A map, to be read by whoever adds one entry after the other.
pub trait DeserializableMap: Keys {
    /// Adds an entry with a key that is none of those before and an empty value, to be read or to stay as the null of a
    /// sparse map.
    fn add(&mut self, key: String) -> &mut dyn DeserializableShape;
}

/// What comes next in a list or map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// The list or map is read to its end.
    End,
    /// A null, already consumed: an element of a sparse list, or the value of a map. A map that is not sparse has no
    /// entry for it (a strict deserializer refuses it), though its key must not come again.
    Null,
    /// A value, to be read now.
    Value,
}

/// What a codec does to read shapes.
#[allow(missing_docs, reason = "each method reads the shape type of its name")]
pub trait ShapeDeserializer {
    /// Reads a structure: every member that the input has and the schema knows, then the check for required ones.
    fn read_structure(&mut self, value: &mut dyn DeserializableStruct) -> Result<(), DecodeError>;
    /// Reads a union: exactly one member that is not null. One that the schema does not know is kept as unknown by a
    /// lenient deserializer and refused by a strict one.
    fn read_union(&mut self, value: &mut dyn DeserializableUnion) -> Result<(), DecodeError>;
    /// Reads a list at once; none from a deserializer from which lists are read in parts, as from every codec.
    #[cfg(feature = "serde")]
    fn read_whole_list(
        &mut self,
        _member: &'static Member,
        _list: &mut dyn DeserializableList,
    ) -> Option<Result<(), DecodeError>> {
        None
    }
    /// Reads a map at once, as [`read_whole_list`](Self::read_whole_list) does a list.
    #[cfg(feature = "serde")]
    fn read_whole_map(
        &mut self,
        _member: &'static Member,
        _map: &mut dyn DeserializableMap,
    ) -> Option<Result<(), DecodeError>> {
        None
    }
    fn begin_list(&mut self, member: &'static Member) -> Result<(), DecodeError>;
    /// Moves to the next element of the list that `member` targets. A null in a dense list is skipped by a lenient
    /// deserializer and refused by a strict one.
    fn next_element(&mut self, member: &'static Member) -> Result<Next, DecodeError>;
    /// About how many more elements the list has of which this many were `read`, by the bytes that are left; none where
    /// nothing tells. It may be far too many, so that whoever makes room for them makes no more than a fixed multiple of
    /// what was read.
    fn elements_left(&self, _read: usize) -> Option<usize> {
        None
    }
    fn begin_map(&mut self, member: &'static Member) -> Result<(), DecodeError>;
    /// Moves to the next entry of the map that `member` targets and sets `key`. Nulls as in lists.
    fn next_key(&mut self, member: &'static Member, key: &mut String) -> Result<Next, DecodeError>;
    /// The error for the map's key just read when it came before.
    fn duplicate_key(&self) -> DecodeError;
    fn read_boolean(&mut self, member: &'static Member) -> Result<bool, DecodeError>;
    fn read_byte(&mut self, member: &'static Member) -> Result<i8, DecodeError>;
    fn read_short(&mut self, member: &'static Member) -> Result<i16, DecodeError>;
    fn read_integer(&mut self, member: &'static Member) -> Result<i32, DecodeError>;
    fn read_long(&mut self, member: &'static Member) -> Result<i64, DecodeError>;
    fn read_float(&mut self, member: &'static Member) -> Result<f32, DecodeError>;
    fn read_double(&mut self, member: &'static Member) -> Result<f64, DecodeError>;
    fn read_big_integer(&mut self, member: &'static Member) -> Result<BigInteger, DecodeError>;
    fn read_big_decimal(&mut self, member: &'static Member) -> Result<BigDecimal, DecodeError>;
    /// Reads a string into `value`, which is empty: strings are the most frequent values, and returning them takes longer.
    fn read_string(&mut self, member: &'static Member, value: &mut String) -> Result<(), DecodeError> {
        *value = self.read_text(member)?.into_owned();
        Ok(())
    }
    /// Reads a string without owning it where the input allows: enums look at it and keep nothing.
    fn read_text(&mut self, member: &'static Member) -> Result<Cow<'_, str>, DecodeError>;
    fn read_blob(&mut self, member: &'static Member) -> Result<Blob, DecodeError>;
    fn read_timestamp(&mut self, member: &'static Member) -> Result<Timestamp, DecodeError>;
    fn read_document(&mut self, member: &'static Member) -> Result<Document, DecodeError>;
}

/// A type that can be the key of a map: a string or an enum. Its order is that of the texts.
pub trait MapKey: Ord {
    /// The key as the wire has it.
    fn as_key(&self) -> &str;
    /// Makes the key from what the wire has. [`as_key`](Self::as_key) then gives the same text: keys that come again are
    /// told by what the wire has.
    fn from_key(key: String) -> Self;
}

// What is generic stands together, and not with lists and maps: the compiler divides what a program compiles by modules.

/// Writes the elements of a list.
#[inline]
fn write_elements<T: SerializableShape>(
    mut values: &[T],
    member: &Member,
    serializer: &mut dyn ShapeSerializer,
) -> Result<(), EncodeError> {
    let element = member.element_schema();
    // Without an iterator, which would be some functions more for each type.
    while let [value, rest @ ..] = values {
        values = rest;
        value.serialize(element, serializer)?;
    }
    Ok(())
}

/// Writes the entries of a map.
#[inline]
fn write_entries<K: MapKey, T: SerializableShape>(
    mut entries: &[(K, T)],
    member: &Member,
    serializer: &mut dyn ShapeSerializer,
) -> Result<(), EncodeError> {
    // Without an iterator, which would be some functions more for each type.
    while let [(key, value), rest @ ..] = entries {
        entries = rest;
        serializer.write_key(member, key.as_key())?;
        value.serialize(member.value_schema(), serializer)?;
    }
    Ok(())
}

/// Makes `place` the variant of a union that `member` has read.
///
/// # Errors
/// As [`DeserializableShape::deserialize`].
#[inline]
pub fn read_variant<U, T: DeserializableShape>(
    place: &mut U,
    variant: fn(T) -> U,
    member: &'static Member,
    deserializer: &mut dyn ShapeDeserializer,
) -> Result<(), DecodeError> {
    let value = read(member, deserializer)?;
    put!(place, variant(value));
    Ok(())
}

/// The place of `text` among the `values` of an enum, and `usize::MAX` where it is none of them. A function of this crate,
/// since a `match` of texts has each comparison inlined in a release.
#[must_use]
pub fn value_index(values: &[&str], text: &str) -> usize {
    values.iter().position(|value| *value == text).unwrap_or(usize::MAX)
}

/// A copy of `text`, which an enum keeps where it is none of its values. A function of this crate, since `String::from`
/// would be inlined into each enum in a release.
#[must_use]
#[inline(never)]
pub fn owned(text: &str) -> String {
    text.to_owned()
}

/// A copy of a structure's `field`. A function of its own for the tables of a release: what clones would otherwise be inlined
/// into each structure.
#[must_use]
#[inline(never)]
pub fn cloned<T: Clone>(field: &T) -> T {
    field.clone()
}

/// Whether a structure's `field` equals that of another. A function of its own for the same reason as [`cloned`].
#[must_use]
#[inline(never)]
pub fn equal<T: PartialEq>(field: &T, other: &T) -> bool {
    field == other
}

/// Makes `place` the value of an enum whose text `member` has.
///
/// # Errors
/// As [`DeserializableShape::deserialize`].
#[inline]
pub fn read_enum<E: for<'t> From<&'t str>>(
    place: &mut E,
    member: &'static Member,
    deserializer: &mut dyn ShapeDeserializer,
) -> Result<(), DecodeError> {
    let text = deserializer.read_text(member)?;
    put!(place, E::from(&text));
    Ok(())
}

/// Reads the value of `member`: an empty one, read into.
///
/// # Errors
/// As [`DeserializableShape::deserialize`].
#[inline]
pub fn read<T: DeserializableShape>(
    member: &'static Member,
    deserializer: &mut dyn ShapeDeserializer,
) -> Result<T, DecodeError> {
    let mut value = T::empty();
    value.deserialize(member, deserializer)?;
    Ok(value)
}
