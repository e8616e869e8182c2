//! Structures and unions as values of members, and in the boxes that recursive ones need.

use super::{
    DeserializableShape, DeserializableStruct, HasSchema, MemberReader, MemberWriter, SerializableShape,
    SerializableStruct, ShapeDeserializer, ShapeSerializer,
};
use crate::{
    error::{DecodeError, EncodeError},
    schema::{Member, Parts, Schema, StaticSchema},
};

impl<T: SerializableStruct> SerializableShape for T {
    #[inline]
    fn serialize(&self, member: &Member, serializer: &mut dyn ShapeSerializer) -> Result<(), EncodeError> {
        serializer.write_structure(member, self)
    }
}

impl<T: DeserializableStruct> DeserializableShape for T {
    #[inline]
    fn empty() -> Self {
        T::empty_structure()
    }

    #[inline]
    fn deserialize(
        &mut self,
        _: &'static Member,
        deserializer: &mut dyn ShapeDeserializer,
    ) -> Result<(), DecodeError> {
        deserializer.read_structure(self)
    }
}

/// A box has the schema of what is in it by this, too, so that only what has a constant one can be in a box.
impl<T: StaticSchema> HasSchema for T {
    // Where it is inlined, the compiler works each schema out with its crate.
    #[inline(never)]
    fn schema(&self) -> &'static Schema {
        T::SCHEMA
    }
}

impl<T: StaticSchema> StaticSchema for Box<T> {
    const PARTS: Parts = T::PARTS;
}

impl<T: SerializableStruct + StaticSchema> SerializableStruct for Box<T> {
    #[inline]
    fn write_members(&self, writer: &mut MemberWriter<'_>) -> Result<(), EncodeError> {
        (**self).write_members(writer)
    }
}

impl<T: DeserializableStruct + StaticSchema> DeserializableStruct for Box<T> {
    #[inline]
    fn empty_structure() -> Self {
        Self::new(T::empty_structure())
    }

    #[inline]
    fn read_member(&mut self, index: usize, reader: &mut MemberReader<'_>) -> Result<(), DecodeError> {
        (**self).read_member(index, reader)
    }

    #[cfg(feature = "server")]
    #[inline]
    fn fill_defaults(&mut self) {
        (**self).fill_defaults();
    }
}
