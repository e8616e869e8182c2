//! Codecs: shapes to bytes and back. A codec sees bytes and schemas, never HTTP.

use crate::{
    error::{DecodeError, EncodeError},
    schema::{Member, MemberSet},
    serde::{DeserializableShape, DeserializableStruct, SerializableShape, SerializableStruct},
    validate::MissingMembers,
};

pub mod base64;
#[cfg(feature = "cbor")]
pub mod cbor;
#[cfg(any(feature = "cbor", feature = "json"))]
mod entries;
#[cfg(any(feature = "json", feature = "serde"))]
pub(crate) mod escape;
#[cfg(feature = "json")]
pub mod json;
#[cfg(any(feature = "cbor", feature = "json", feature = "serde", feature = "xml"))]
pub(crate) mod members;
#[cfg(any(feature = "json", feature = "xml"))]
mod number;
#[cfg(any(feature = "cbor", feature = "json", feature = "xml"))]
mod path;
#[cfg(feature = "query")]
pub mod query;
#[cfg(any(feature = "cbor", feature = "json", feature = "xml"))]
mod stack;
#[cfg(any(feature = "json", feature = "serde"))]
#[cfg_attr(
    not(feature = "json"),
    allow(dead_code, reason = "the names that serde's formats have need one of it")
)]
mod swar;
#[cfg(feature = "xml")]
pub mod xml;

/// How forgiving a deserializer is.
#[derive(Debug)]
pub enum Policy<'a> {
    /// A client's: missing required members are left empty (Smithy's client error correction), nulls in dense lists
    /// and maps are skipped, unknown union tags and enum values kept, UTC offsets in timestamps accepted.
    Lenient,
    /// A server's: nulls in dense collections and unknown union tags are errors, missing required members go into
    /// the log, absent members with a default get it.
    Strict(&'a mut MissingMembers),
}

/// Bounds on what a deserializer accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How deep structures, unions, lists, maps and documents may nest, in levels. Each level takes stack when a
    /// value is read and when it is dropped, so that thousands are not to be allowed.
    pub max_depth: usize,
    /// How many parameters a form may have.
    pub max_parameters: usize,
}

impl Default for Limits {
    /// 128 levels, 100,000 parameters.
    fn default() -> Self {
        Self { max_depth: 128, max_parameters: 100_000 }
    }
}

/// Turns shapes into bytes and back.
pub trait Codec: Sync {
    /// The media type of the encoded bytes, such as `application/json`.
    fn media_type(&self) -> &'static str;

    /// Encodes one value, such as a payload.
    ///
    /// # Errors
    /// When the codec cannot express the value.
    fn encode(&self, member: &Member, value: &dyn SerializableShape) -> Result<Vec<u8>, EncodeError>;

    /// Encodes the members of a structure that belong to `members`.
    ///
    /// # Errors
    /// When the codec cannot express the value.
    fn encode_members(
        &self,
        value: &dyn SerializableStruct,
        members: MemberSet,
    ) -> Result<Vec<u8>, EncodeError>;

    /// Decodes one value, such as a payload. Bytes behind it are an error.
    ///
    /// # Errors
    /// When the bytes are malformed or not of the value's shape.
    fn decode(
        &self,
        bytes: &[u8],
        member: &'static Member,
        value: &mut dyn DeserializableShape,
        policy: Policy<'_>,
        limits: Limits,
    ) -> Result<(), DecodeError>;

    /// Decodes the members of a structure that belong to `members`; others count as unknown. Bytes behind the
    /// structure are an error.
    ///
    /// # Errors
    /// When the bytes are malformed or not of the structure's shape.
    fn decode_members(
        &self,
        bytes: &[u8],
        value: &mut dyn DeserializableStruct,
        members: MemberSet,
        policy: Policy<'_>,
        limits: Limits,
    ) -> Result<(), DecodeError>;
}
