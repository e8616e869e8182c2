//! A member that is the whole body (`httpPayload`).

use std::borrow::Cow;

use bytes::Bytes;

use super::text::{Event, TextWriter};
use crate::{
    codec::{Codec, Limits, Policy},
    error::{DecodeError, EncodeError},
    operation::Payload,
    schema::Member,
    serde::{
        DeserializableShape, DeserializableStruct, DeserializableUnion, Next, SerializableShape,
        ShapeDeserializer,
    },
    types::{BigDecimal, BigInteger, Blob, Document, Timestamp, TimestampFormat},
};

/// The media type of event streams.
const EVENT_STREAM: &str = "application/vnd.amazon.eventstream";

impl Payload {
    /// Whether the payload is in the codec's form.
    #[must_use]
    pub const fn is_encoded(self) -> bool {
        matches!(self, Self::Structure | Self::Union | Self::Document | Self::Collection)
    }

    /// The media type of the payload, where one is fixed by the model or the codec. A blob without `mediaType` has
    /// none: it may be anything.
    #[must_use]
    pub fn media_type(self, codec: &dyn Codec) -> Option<&'static str> {
        match self {
            Self::Blob(media_type) | Self::Stream { media_type, .. } => media_type,
            Self::Text(media_type) => Some(media_type.unwrap_or("text/plain")),
            Self::Events => Some(EVENT_STREAM),
            Self::Structure | Self::Union | Self::Document | Self::Collection => Some(codec.media_type()),
        }
    }

    /// The media type that is sent for the payload: that of [`media_type`](Self::media_type), or
    /// `application/octet-stream`.
    #[must_use]
    pub fn sent_media_type(self, codec: &dyn Codec) -> &'static str {
        self.media_type(codec).unwrap_or("application/octet-stream")
    }
}

/// The bytes of the payload `value`; none when it is absent.
pub(super) fn encode(
    kind: Payload,
    codec: &dyn Codec,
    member: &Member,
    value: &dyn SerializableShape,
) -> Result<Option<Bytes>, EncodeError> {
    if kind.is_encoded() {
        let bytes = codec.encode(member, value)?;
        // Whatever is there takes some bytes.
        return Ok((!bytes.is_empty()).then(|| bytes.into()));
    }
    let mut bytes = None;
    let name = member.name();
    value.serialize(
        member,
        &mut TextWriter {
            name,
            timestamp: TimestampFormat::DateTime,
            base64: false,
            sink: &mut |event| {
                bytes = Some(match event {
                    Event::String(text) => Bytes::copy_from_slice(text.as_bytes()),
                    Event::Blob(blob) => Bytes::copy_from_slice(blob),
                    _ => {
                        return Err(EncodeError::new(
                            "a payload must be a blob, string or encoded shape",
                            name,
                        ));
                    }
                });
                Ok(())
            },
        },
    )?;
    Ok(bytes)
}

/// Reads the payload from a body that is not empty.
pub(super) fn decode(
    kind: Payload,
    codec: &dyn Codec,
    member: &'static Member,
    body: &Bytes,
    value: &mut dyn DeserializableShape,
    policy: Policy<'_>,
    limits: Limits,
) -> Result<(), DecodeError> {
    if kind.is_encoded() {
        return codec.decode(body, member, value, policy, limits);
    }
    value.deserialize(member, &mut RawReader { name: member.name(), body })
}

/// Reads a blob or string that is the body as it stands.
struct RawReader<'a> {
    name: &'static str,
    body: &'a Bytes,
}

impl RawReader<'_> {
    fn text(&self) -> Result<&str, DecodeError> {
        std::str::from_utf8(self.body)
            .map_err(|error| self.error("the text is not UTF-8").at_offset(error.valid_up_to()))
    }

    #[cold]
    fn error(&self, message: &'static str) -> DecodeError {
        DecodeError::new(message, format!("/{}", self.name))
    }

    #[cold]
    fn refuse<T>(&self) -> Result<T, DecodeError> {
        Err(self.error("a payload must be a blob, string or encoded shape"))
    }
}

impl ShapeDeserializer for RawReader<'_> {
    fn read_structure(&mut self, _: &mut dyn DeserializableStruct) -> Result<(), DecodeError> {
        self.refuse()
    }
    fn read_union(&mut self, _: &mut dyn DeserializableUnion) -> Result<(), DecodeError> {
        self.refuse()
    }
    fn begin_list(&mut self, _: &'static Member) -> Result<(), DecodeError> {
        self.refuse()
    }
    fn next_element(&mut self, _: &'static Member) -> Result<Next, DecodeError> {
        self.refuse()
    }
    fn begin_map(&mut self, _: &'static Member) -> Result<(), DecodeError> {
        self.refuse()
    }
    fn next_key(&mut self, _: &'static Member, _: &mut String) -> Result<Next, DecodeError> {
        self.refuse()
    }
    fn duplicate_key(&self) -> DecodeError {
        self.error("the key came before")
    }
    fn read_boolean(&mut self, _: &'static Member) -> Result<bool, DecodeError> {
        self.refuse()
    }
    fn read_byte(&mut self, _: &'static Member) -> Result<i8, DecodeError> {
        self.refuse()
    }
    fn read_short(&mut self, _: &'static Member) -> Result<i16, DecodeError> {
        self.refuse()
    }
    fn read_integer(&mut self, _: &'static Member) -> Result<i32, DecodeError> {
        self.refuse()
    }
    fn read_long(&mut self, _: &'static Member) -> Result<i64, DecodeError> {
        self.refuse()
    }
    fn read_float(&mut self, _: &'static Member) -> Result<f32, DecodeError> {
        self.refuse()
    }
    fn read_double(&mut self, _: &'static Member) -> Result<f64, DecodeError> {
        self.refuse()
    }
    fn read_big_integer(&mut self, _: &'static Member) -> Result<BigInteger, DecodeError> {
        self.refuse()
    }
    fn read_big_decimal(&mut self, _: &'static Member) -> Result<BigDecimal, DecodeError> {
        self.refuse()
    }
    fn read_text(&mut self, _: &'static Member) -> Result<Cow<'_, str>, DecodeError> {
        self.text().map(Cow::Borrowed)
    }
    fn read_blob(&mut self, _: &'static Member) -> Result<Blob, DecodeError> {
        Ok(Blob::new(self.body.clone()))
    }
    fn read_timestamp(&mut self, _: &'static Member) -> Result<Timestamp, DecodeError> {
        self.refuse()
    }
    fn read_document(&mut self, _: &'static Member) -> Result<Document, DecodeError> {
        self.refuse()
    }
}
