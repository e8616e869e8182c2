//! Forms (`application/x-www-form-urlencoded`) of the query protocols: shapes to bytes and back.
//!
//! What always holds:
//! - What is written is the same on every run, and every byte of it is unreserved or escaped (RFC 3986).
//! - What is read is decoded first and split into segments afterwards; it is read in near-linear time, however the
//!   parameters are scattered, and in memory bounded by a fixed multiple of the input, whatever indices it names. It
//!   has no more parameters and nests no deeper than the limits allow.
//! - The order of parameters does not matter, and none comes twice. Parameters that no member has are skipped.
//! - Every error of reading has the path of the value and the offset of the byte.
//!
//! How reading resolves what a form leaves open stands in ARCHITECTURE.md.

use super::{Codec, Limits, Policy};
use crate::{
    error::{DecodeError, EncodeError},
    schema::{Member, MemberSet},
    serde::{DeserializableShape, DeserializableStruct, SerializableShape, SerializableStruct},
    types::TimestampFormat,
};

mod build;
mod deserialize;
mod escape;
mod members;
mod name;
mod serialize;
#[cfg(test)]
mod tests;
mod tree;

pub(crate) use self::escape::first_of;
pub use self::{deserialize::QueryDeserializer, serialize::QuerySerializer};

/// The form codec, in the variants that protocols have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Query<'a> {
    ec2: bool,
    leading: &'a [(&'a str, &'a str)],
}

impl Query<'static> {
    /// That of awsQuery: names as in XML, entries of lists and maps below a segment of their own, an empty list as an
    /// empty parameter.
    pub const AWS: Self = Self { ec2: false, leading: &[] };

    /// That of ec2Query: names with a capital first letter, every list and map flattened, nothing for an empty list.
    pub const EC2: Self = Self { ec2: true, ..Self::AWS };
}

impl Query<'_> {
    /// Parameters before those of the value, with their texts: the protocol's own. When a form is read, the first of
    /// each of these names is not the value's.
    #[must_use]
    pub const fn after<'b>(self, leading: &'b [(&'b str, &'b str)]) -> Query<'b> {
        Query { ec2: self.ec2, leading }
    }

    fn timestamp_format(member: &Member) -> TimestampFormat {
        member.timestamp_format_trait().unwrap_or(TimestampFormat::DateTime)
    }

    /// Whether the entries of the list or map that `member` targets stand without a segment between.
    #[inline]
    fn is_flattened(self, member: &Member) -> bool {
        self.ec2 || member.is_xml_flattened()
    }
}

impl Codec for Query<'_> {
    fn media_type(&self) -> &'static str {
        "application/x-www-form-urlencoded"
    }

    fn encode(&self, _: &Member, value: &dyn SerializableShape) -> Result<Vec<u8>, EncodeError> {
        let mut serializer = QuerySerializer::new(*self);
        value.serialize(&crate::schema::ROOT, &mut serializer)?;
        Ok(serializer.into_bytes())
    }

    fn encode_members(
        &self,
        value: &dyn SerializableStruct,
        members: MemberSet,
    ) -> Result<Vec<u8>, EncodeError> {
        let mut serializer = QuerySerializer::new(*self);
        serializer.members(value, members)?;
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
        let mut deserializer = QueryDeserializer::new(*self, bytes, policy, limits, member)?;
        value.deserialize(member, &mut deserializer)
    }

    fn decode_members(
        &self,
        bytes: &[u8],
        value: &mut dyn DeserializableStruct,
        members: MemberSet,
        policy: Policy<'_>,
        limits: Limits,
    ) -> Result<(), DecodeError> {
        let mut deserializer = QueryDeserializer::new(*self, bytes, policy, limits, &crate::schema::ROOT)?;
        deserializer.read_members(value, members)
    }
}
