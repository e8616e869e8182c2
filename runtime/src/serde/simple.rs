//! Simple values, and options.

use super::{DeserializableShape, SerializableShape, ShapeDeserializer, ShapeSerializer};
use crate::{
    error::{DecodeError, EncodeError},
    schema::Member,
    types::{BigDecimal, BigInteger, Blob, Document, Timestamp},
};

macro_rules! simple_shapes {
    ($($type:ty, $empty:expr, $write:ident($($how:tt)*), $read:ident;)*) => { $(
        // Not inlined: every program would have it, and writing was no faster so. Reading was, and is inlined in a release;
        // in development programs take it from here, as `compiled.rs` tells.
        impl SerializableShape for $type {
            fn serialize(&self, member: &Member, serializer: &mut dyn ShapeSerializer) -> Result<(), EncodeError> {
                serializer.$write(member, $($how)* self)
            }
        }
        impl DeserializableShape for $type {
            #[cfg_attr(not(debug_assertions), inline)]
            fn empty() -> Self {
                $empty
            }
            #[cfg_attr(not(debug_assertions), inline)]
            fn deserialize(
                &mut self,
                member: &'static Member,
                deserializer: &mut dyn ShapeDeserializer,
            ) -> Result<(), DecodeError> {
                *self = deserializer.$read(member)?;
                Ok(())
            }
        }
    )* };
}

simple_shapes! {
    bool, false, write_boolean(*), read_boolean;
    i8, 0, write_byte(*), read_byte;
    i16, 0, write_short(*), read_short;
    i32, 0, write_integer(*), read_integer;
    i64, 0, write_long(*), read_long;
    f32, 0.0, write_float(*), read_float;
    f64, 0.0, write_double(*), read_double;
    Blob, Blob::default(), write_blob(), read_blob;
    BigInteger, BigInteger::default(), write_big_integer(), read_big_integer;
    BigDecimal, BigDecimal::default(), write_big_decimal(), read_big_decimal;
    Timestamp, Timestamp::EPOCH, write_timestamp(*), read_timestamp;
    Document, Document::Null, write_document(), read_document;
}

impl SerializableShape for String {
    fn serialize(&self, member: &Member, serializer: &mut dyn ShapeSerializer) -> Result<(), EncodeError> {
        serializer.write_string(member, self)
    }
}

impl DeserializableShape for String {
    #[cfg_attr(not(debug_assertions), inline)]
    fn empty() -> Self {
        const { Self::new() }
    }

    #[cfg_attr(not(debug_assertions), inline)]
    fn deserialize(
        &mut self,
        member: &'static Member,
        deserializer: &mut dyn ShapeDeserializer,
    ) -> Result<(), DecodeError> {
        deserializer.read_string(member, self)
    }
}

// What is called through `dyn` is not `#[inline]`: it would be made anew in each unit of a program that has its table.
impl<T: SerializableShape> SerializableShape for Option<T> {
    fn serialize(&self, member: &Member, serializer: &mut dyn ShapeSerializer) -> Result<(), EncodeError> {
        match self {
            Some(value) => value.serialize(member, serializer),
            None if member.is_entry() => serializer.write_null(member),
            None => Ok(()),
        }
    }
}

impl<T: DeserializableShape> DeserializableShape for Option<T> {
    #[inline]
    fn empty() -> Self {
        None
    }

    fn deserialize(
        &mut self,
        member: &'static Member,
        deserializer: &mut dyn ShapeDeserializer,
    ) -> Result<(), DecodeError> {
        put!(self, Some(T::empty()));
        match self {
            Some(value) => value.deserialize(member, deserializer),
            None => Ok(()),
        }
    }
}
