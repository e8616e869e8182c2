//! CBOR (RFC 8949), as `smithy.protocols#rpcv2Cbor` has it: shapes to bytes and back.
//!
//! What always holds:
//! - What is written is well-formed, the same on every run. Structures are maps of indefinite length, since their
//!   members are not counted before they are written; lists, maps, strings and blobs have their length in front.
//! - Every number is read from any form of it that is in range. What is written is the shortest form of an integer, and
//!   single precision for a double that has no more.
//! - What is read is well-formed to the last byte, skipped members included; it is read in linear time and in memory
//!   bounded by a fixed multiple of the input, whatever lengths it claims, and nests no deeper than the limits allow.
//! - Every error of reading has the path of the value and the offset of the byte.

use super::{Codec, Limits, Policy, entries};
use crate::{
    error::{DecodeError, EncodeError},
    schema::{Member, MemberSet, ROOT},
    serde::{DeserializableShape, DeserializableStruct, SerializableShape, SerializableStruct},
};

mod big;
mod deserialize;
mod document;
mod head;
#[cfg(feature = "testing")]
mod inspect;
mod members;
mod number;
mod serialize;
mod skip;
mod text;

#[cfg(feature = "testing")]
pub(crate) use self::inspect::{altered, diagnostic};
pub use self::{deserialize::CborDeserializer, serialize::CborSerializer};

/// The CBOR codec.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cbor {
    either_message: bool,
}

impl Cbor {
    /// That of rpcv2Cbor.
    pub const RPC_V2: Self = Self { either_message: false };

    /// For decoding an error's structure: the outermost structure's member `message` may also come as `Message`, and
    /// the other way round. Where both come, the first is read.
    #[must_use]
    pub const fn for_errors(mut self) -> Self {
        self.either_message = true;
        self
    }
}

impl Codec for Cbor {
    fn media_type(&self) -> &'static str {
        "application/cbor"
    }

    fn encode(&self, member: &Member, value: &dyn SerializableShape) -> Result<Vec<u8>, EncodeError> {
        let mut serializer = CborSerializer::new();
        value.serialize(member, &mut serializer)?;
        let mut bytes = serializer.into_bytes();
        // A payload is a member of a structure, but its bytes stand by themselves.
        let key = head::of_text(member.name());
        if !member.name().is_empty() && bytes.starts_with(&key) {
            bytes.drain(..key.len());
        }
        Ok(bytes)
    }

    fn encode_members(
        &self,
        value: &dyn SerializableStruct,
        members: MemberSet,
    ) -> Result<Vec<u8>, EncodeError> {
        let mut serializer = CborSerializer::new();
        serializer.structure(|serializer| value.serialize_members(members, serializer))?;
        Ok(serializer.into_bytes())
    }

    fn decode(
        &self,
        bytes: &[u8],
        member: &'static Member,
        value: &mut dyn DeserializableShape,
        policy: Policy<'_>,
        limits: Limits,
    ) -> Result<(), DecodeError> {
        let mut deserializer = CborDeserializer::new(*self, bytes, policy, limits);
        deserializer.begin(member)?;
        value.deserialize(member, &mut deserializer)?;
        deserializer.end()
    }

    fn decode_members(
        &self,
        bytes: &[u8],
        value: &mut dyn DeserializableStruct,
        members: MemberSet,
        policy: Policy<'_>,
        limits: Limits,
    ) -> Result<(), DecodeError> {
        let mut deserializer = CborDeserializer::new(*self, bytes, policy, limits);
        deserializer.begin(&ROOT)?;
        entries::read_structure(&mut deserializer, value, members)?;
        deserializer.end()
    }
}
