//! XML 1.0: shapes to bytes and back, by Smithy's XML binding traits.
//!
//! What always holds:
//! - What is written is well-formed and the same on every run. A character that XML does not have is an error.
//! - What is read is well-formed to the last byte, without a document type definition and with no entities but the
//!   predefined ones. It is read in time and memory in proportion to the input, however the elements of flattened
//!   lists are scattered, and nests no deeper than the limits allow.
//! - Names match by their local part where the document has a prefix; comments, processing instructions and unknown
//!   elements and attributes are skipped. Whitespace counts in strings and enums, and nowhere else.
//! - An empty element is an empty string, blob, list, map or structure; an absent one is no value. `xsi:nil` is a null.
//!   Of a flattened list or map nothing is written when it is empty, so that a required one that is absent is empty.
//! - Every error of reading has the path of the value and the offset of the byte.

use super::{Codec, Limits, Policy};
use crate::{
    error::{DecodeError, EncodeError},
    schema::{Member, MemberSet, XmlNamespace},
    serde::{DeserializableShape, DeserializableStruct, SerializableShape, SerializableStruct},
    types::TimestampFormat,
};

mod attributes;
mod deserialize;
mod document;
mod escape;
mod members;
mod serialize;
mod tree;

pub use self::{
    deserialize::XmlDeserializer,
    document::{XmlDocument, has_root},
    serialize::XmlSerializer,
};

/// The XML codec, in the variants that protocols have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Xml<'a> {
    media_type: &'static str,
    namespace: Option<XmlNamespace>,
    envelope: Option<Envelope<'a>>,
    unwrapped: bool,
    either_message: bool,
}

/// What stands around the members of a structure in place of its root element.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Envelope<'a> {
    /// The names of the elements around the members, the outermost first. When it is read, the name of the outermost
    /// does not matter; a document that begins with the innermost is read too.
    pub path: &'a [&'a str],
    /// What stands before the members.
    pub leading: &'a [Leaf<'a>],
    /// What stands behind the second of the elements, in the outermost.
    pub trailing: &'a [Leaf<'a>],
}

/// An element with text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaf<'a> {
    /// Its name, behind those of the elements around it.
    pub path: &'a [&'a str],
    /// Its text.
    pub text: &'a str,
}

impl Xml<'static> {
    /// That of restXml.
    pub const REST: Self = Self {
        media_type: "application/xml",
        namespace: None,
        envelope: None,
        unwrapped: false,
        either_message: false,
    };

    /// That of the responses of the query protocols, which differs from [`REST`](Self::REST) by its media type alone.
    pub const QUERY: Self = Self { media_type: "text/xml", ..Self::REST };
}

impl<'a> Xml<'a> {
    /// The namespace of root elements whose shapes have none: that of the service.
    #[must_use]
    pub const fn with_namespace(mut self, namespace: Option<XmlNamespace>) -> Self {
        self.namespace = namespace;
        self
    }

    /// What stands around the members of structures. Payloads stand by themselves.
    #[must_use]
    pub const fn within<'b>(self, envelope: Envelope<'b>) -> Xml<'b>
    where
        'a: 'b,
    {
        Xml { envelope: Some(envelope), ..self }
    }

    /// Leaves out the root element of structures: the one member is the root (`s3UnwrappedXmlOutput`).
    #[must_use]
    pub const fn unwrapped(mut self) -> Self {
        self.unwrapped = true;
        self
    }

    /// For decoding an error's structure: the outermost structure's member `message` may also come as `Message`, and
    /// the other way round. Where both come, the first is read.
    #[must_use]
    pub const fn for_errors(mut self) -> Self {
        self.either_message = true;
        self
    }

    fn timestamp_format(member: &Member) -> TimestampFormat {
        member.timestamp_format_trait().unwrap_or(TimestampFormat::DateTime)
    }
}

impl Codec for Xml<'_> {
    fn media_type(&self) -> &'static str {
        self.media_type
    }

    fn encode(&self, member: &Member, value: &dyn SerializableShape) -> Result<Vec<u8>, EncodeError> {
        let mut serializer = XmlSerializer::for_payload(self.namespace);
        value.serialize(member, &mut serializer)?;
        Ok(serializer.into_bytes())
    }

    fn encode_members(
        &self,
        value: &dyn SerializableStruct,
        members: MemberSet,
    ) -> Result<Vec<u8>, EncodeError> {
        let mut serializer = XmlSerializer::new(self.namespace);
        match &self.envelope {
            _ if self.unwrapped => serializer.members(value, members)?,
            Some(envelope) => serializer.envelope(envelope, value, members)?,
            None => serializer.root(value, members)?,
        }
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
        let mut deserializer = XmlDeserializer::new(*self, bytes, policy, limits, member)?;
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
        let mut deserializer = XmlDeserializer::new(*self, bytes, policy, limits, &crate::schema::ROOT)?;
        match self.envelope {
            _ if self.unwrapped => deserializer.enter_document(),
            Some(envelope) => deserializer.enter(envelope.path)?,
            None => {}
        }
        deserializer.read_members(value, members)
    }
}
