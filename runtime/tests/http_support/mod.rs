//! Hand-written shapes and operations, as the generator would write them, and a codec without members.
#![allow(dead_code, unreachable_pub, reason = "each test takes what it needs")]

use farrier_runtime::{
    DecodeError, EncodeError,
    codec::{Codec, Limits, Policy},
    operation::{OperationError, UnhandledError},
    schema::{Member, MemberSet},
    serde::{DeserializableShape, DeserializableStruct, SerializableShape, SerializableStruct},
};

/// Encodes everything as `{}`, and decodes nothing.
#[derive(Clone, Copy, Debug)]
pub struct EmptyObjects;

impl Codec for EmptyObjects {
    fn media_type(&self) -> &'static str {
        "application/json"
    }
    fn encode(&self, _: &Member, _: &dyn SerializableShape) -> Result<Vec<u8>, EncodeError> {
        Ok(b"{}".to_vec())
    }
    fn encode_members(&self, _: &dyn SerializableStruct, _: MemberSet) -> Result<Vec<u8>, EncodeError> {
        Ok(b"{}".to_vec())
    }
    fn decode(
        &self,
        _: &[u8],
        _: &'static Member,
        _: &mut dyn DeserializableShape,
        _: Policy<'_>,
        _: Limits,
    ) -> Result<(), DecodeError> {
        Ok(())
    }
    fn decode_members(
        &self,
        _: &[u8],
        _: &mut dyn DeserializableStruct,
        _: MemberSet,
        _: Policy<'_>,
        _: Limits,
    ) -> Result<(), DecodeError> {
        Ok(())
    }
}

/// Defines a structure with its schema.
#[macro_export]
macro_rules! structure {
    ($name:ident, $id:literal { $($field:ident: $type:ty = $index:tt $member:expr;)* }) => {
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $name { $(pub $field: $type,)* }
        impl $name {
            pub const MEMBERS: &'static [::farrier_runtime::schema::Member] = {
                static MEMBERS: &[::farrier_runtime::schema::Member] = &[$($member),*];
                MEMBERS
            };
            fn schema() -> &'static ::farrier_runtime::schema::Schema {
                static SCHEMA: ::farrier_runtime::schema::Schema =
                    ::farrier_runtime::schema::Schema::new($id, $name::MEMBERS);
                &SCHEMA
            }
        }
        impl ::farrier_runtime::serde::SerializableStruct for $name {
            fn schema(&self) -> &'static ::farrier_runtime::schema::Schema { Self::schema() }
            fn serialize_members(
                &self,
                _serializer: &mut dyn ::farrier_runtime::serde::ShapeSerializer,
            ) -> Result<(), ::farrier_runtime::EncodeError> {
                $(::farrier_runtime::serde::SerializableShape::serialize(&self.$field, &Self::MEMBERS[$index], _serializer)?;)*
                Ok(())
            }
        }
        impl ::farrier_runtime::serde::SerializableShape for $name {
            fn serialize(
                &self,
                member: &::farrier_runtime::schema::Member,
                serializer: &mut dyn ::farrier_runtime::serde::ShapeSerializer,
            ) -> Result<(), ::farrier_runtime::EncodeError> {
                serializer.write_structure(member, self)
            }
        }
        impl ::farrier_runtime::serde::DeserializableStruct for $name {
            fn schema(&self) -> &'static ::farrier_runtime::schema::Schema { Self::schema() }
            fn deserialize_member(
                &mut self,
                member: &'static ::farrier_runtime::schema::Member,
                _deserializer: &mut dyn ::farrier_runtime::serde::ShapeDeserializer,
            ) -> Result<(), ::farrier_runtime::DecodeError> {
                match member.index() {
                    $($index => ::farrier_runtime::serde::DeserializableShape::deserialize(&mut self.$field, member, _deserializer),)*
                    _ => Ok(()),
                }
            }
        }
        impl ::farrier_runtime::serde::DeserializableShape for $name {
            fn empty() -> Self {
                Self { $($field: ::farrier_runtime::serde::DeserializableShape::empty(),)* }
            }
            fn deserialize(
                &mut self,
                _: &'static ::farrier_runtime::schema::Member,
                deserializer: &mut dyn ::farrier_runtime::serde::ShapeDeserializer,
            ) -> Result<(), ::farrier_runtime::DecodeError> {
                deserializer.read_structure(self)
            }
        }
    };
}

/// The error enum of an operation without errors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoErrors(pub UnhandledError);

impl std::fmt::Display for NoErrors {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for NoErrors {}

impl OperationError for NoErrors {
    fn from_code(_: &str) -> Option<Self> {
        None
    }
    fn from_status(_: u16) -> Option<Self> {
        None
    }
    fn unhandled(error: UnhandledError) -> Self {
        Self(error)
    }
    fn shape(&self) -> Option<&dyn farrier_runtime::operation::ErrorShape> {
        None
    }
    fn shape_mut(&mut self) -> Option<&mut dyn farrier_runtime::operation::ErrorShape> {
        None
    }
}
