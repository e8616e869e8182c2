//! JSON (RFC 8259): shapes to bytes and back.
//!
//! What always holds:
//! - What is written is valid JSON, the same on every run.
//! - What is read is valid JSON to the last byte, skipped members included; it is read in linear time and in memory
//!   bounded by a fixed multiple of the input, and nests no deeper than the limits allow.
//! - Every error of reading has the path of the value and the offset of the byte.

use super::{Codec, Limits, Policy, entries};
use crate::{
    error::{DecodeError, EncodeError},
    schema::{Member, MemberSet},
    serde::{DeserializableShape, DeserializableStruct, SerializableShape, SerializableStruct},
    types::TimestampFormat,
};

mod buffer;
mod deserialize;
mod document;
mod members;
mod number;
mod scan;
mod serialize;
#[cfg(test)]
mod tests;
mod union;

pub use self::{deserialize::JsonDeserializer, serialize::JsonSerializer};

/// The JSON codec, in the variants that protocols have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Json {
    json_names: bool,
    default_timestamp: TimestampFormat,
    timestamp_trait: bool,
    big_numbers_as_text: bool,
    alloy: bool,
    media_type: &'static str,
    either_message: bool,
}

impl Json {
    /// That of restJson1: obeys `jsonName`; timestamps are epoch seconds unless the model says otherwise.
    pub const REST: Self = Self {
        json_names: true,
        default_timestamp: TimestampFormat::EpochSeconds,
        timestamp_trait: true,
        big_numbers_as_text: false,
        alloy: false,
        media_type: "application/json",
        either_message: false,
    };

    /// That of rpcv2Json: ignores `jsonName` and `timestampFormat`; big numbers are strings, so that no reader rounds
    /// them.
    pub const RPC_V2: Self =
        Self { json_names: false, timestamp_trait: false, big_numbers_as_text: true, ..Self::REST };

    /// That of awsJson1_0: ignores `jsonName`; timestamps are epoch seconds unless the model says otherwise.
    pub const AWS_JSON_1_0: Self = Self { media_type: "application/x-amz-json-1.0", ..Self::aws_json() };

    /// That of awsJson1_1, which differs from [`AWS_JSON_1_0`](Self::AWS_JSON_1_0) by its media type alone.
    pub const AWS_JSON_1_1: Self = Self { media_type: "application/x-amz-json-1.1", ..Self::aws_json() };

    const fn aws_json() -> Self {
        Self { json_names: false, ..Self::REST }
    }

    /// That of simpleRestJson: obeys `jsonName`, and the traits by which `alloy` says how unions are written; timestamps
    /// are date-times unless the model says otherwise.
    pub const SIMPLE_REST: Self =
        Self { alloy: true, default_timestamp: TimestampFormat::DateTime, ..Self::REST };

    /// Whether `jsonName` is obeyed.
    #[must_use]
    pub const fn with_json_names(mut self, json_names: bool) -> Self {
        self.json_names = json_names;
        self
    }

    /// The format of timestamps for which the model sets none.
    #[must_use]
    pub const fn with_default_timestamp(mut self, format: TimestampFormat) -> Self {
        self.default_timestamp = format;
        self
    }

    /// The media type of the encoded bytes.
    #[must_use]
    pub const fn with_media_type(mut self, media_type: &'static str) -> Self {
        self.media_type = media_type;
        self
    }

    /// For decoding an error's structure: the outermost structure's member `message` may also come as `Message`, and
    /// the other way round. Where both come, the first is read.
    #[must_use]
    pub const fn for_errors(mut self) -> Self {
        self.either_message = true;
        self
    }

    #[inline]
    fn key(self, member: &Member) -> &'static str {
        if self.json_names { member.json_name_as_key() } else { member.name_as_key() }
    }

    fn timestamp_format(self, member: &Member) -> TimestampFormat {
        let format = if self.timestamp_trait { member.timestamp_format_trait() } else { None };
        format.unwrap_or(self.default_timestamp)
    }
}

impl Codec for Json {
    fn media_type(&self) -> &'static str {
        self.media_type
    }

    fn encode(&self, member: &Member, value: &dyn SerializableShape) -> Result<Vec<u8>, EncodeError> {
        let mut serializer = JsonSerializer::new(*self);
        value.serialize(member, &mut serializer)?;
        let mut bytes = serializer.into_bytes();
        // A payload is a member of a structure, but its bytes stand by themselves.
        let key = self.key(member).as_bytes();
        if bytes.starts_with(key) {
            bytes.drain(..key.len());
        }
        Ok(bytes)
    }

    fn encode_members(
        &self,
        value: &dyn SerializableStruct,
        members: MemberSet,
    ) -> Result<Vec<u8>, EncodeError> {
        let mut serializer = JsonSerializer::new(*self);
        serializer.object(|serializer| value.serialize_members(members, serializer))?;
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
        let mut deserializer = JsonDeserializer::new(*self, bytes, policy, limits);
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
        let mut deserializer = JsonDeserializer::new(*self, bytes, policy, limits);
        deserializer.begin(&crate::schema::ROOT)?;
        entries::read_structure(&mut deserializer, value, members)?;
        deserializer.end()
    }
}
