//! Responses: written by servers, read by clients.

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::{
    payload,
    read::{read_header, read_prefix_headers},
    text::{Event, TextReader, TextRules, Texts},
    write::{write_header, write_prefix_headers, write_text},
};
use crate::{
    codec::{Codec, Limits, Policy},
    error::{DecodeError, EncodeError},
    operation::Payload,
    schema::Member,
    serde::{DeserializableShape, SerializableShape},
    types::TimestampFormat,
};

/// What of a response the bindings of its operation wrote.
#[derive(Debug, Default)]
pub(crate) struct ResponseParts {
    /// The status; none when no member is bound to it.
    pub(crate) status: Option<StatusCode>,
    /// The headers.
    pub(crate) headers: HeaderMap,
    /// The payload; none when it is absent or the operation has none.
    pub(crate) payload: Option<Bytes>,
}

/// Writes the parts of a response that members are bound to.
pub struct ResponseWriter<'a> {
    codec: &'a dyn Codec,
    payload: Option<Payload>,
    parts: ResponseParts,
}

impl<'a> ResponseWriter<'a> {
    /// Starts a response whose payload, if there is one, is of the kind `payload`.
    #[must_use]
    pub fn new(codec: &'a dyn Codec, payload: Option<Payload>) -> Self {
        Self { codec, payload, parts: ResponseParts::default() }
    }

    pub(crate) fn into_parts(self) -> ResponseParts {
        self.parts
    }

    /// Sets the status code (`httpResponseCode`), from 100 to 999.
    ///
    /// # Errors
    /// When the value is no status code.
    pub fn status(
        &mut self,
        member: &'static Member,
        value: &dyn SerializableShape,
    ) -> Result<&mut Self, EncodeError> {
        let status = &mut self.parts.status;
        let mut sink = |event: Event<'_>| {
            *status = match event {
                Event::Plain(text) => StatusCode::from_bytes(text.as_bytes()).ok(),
                _ => None,
            };
            status.map(|_| ()).ok_or_else(|| EncodeError::new("not a status code", member.name()))
        };
        write_text(member, value, TimestampFormat::EpochSeconds, false, &mut sink)?;
        Ok(self)
    }

    /// Adds a header, as [`RequestWriter::header`](super::RequestWriter::header) does.
    ///
    /// # Errors
    /// When the value has no text, or has control characters.
    pub fn header(
        &mut self,
        name: &'static str,
        member: &'static Member,
        value: &dyn SerializableShape,
    ) -> Result<&mut Self, EncodeError> {
        write_header(&mut self.parts.headers, name, member, value)?;
        Ok(self)
    }

    /// Adds the headers of a map, as [`RequestWriter::prefix_headers`](super::RequestWriter::prefix_headers) does.
    ///
    /// # Errors
    /// When a key makes no name, or a value has control characters.
    pub fn prefix_headers(
        &mut self,
        prefix: &'static str,
        member: &'static Member,
        value: &dyn SerializableShape,
    ) -> Result<&mut Self, EncodeError> {
        write_prefix_headers(&mut self.parts.headers, prefix, member, value)?;
        Ok(self)
    }

    /// Sets the body (`httpPayload`).
    ///
    /// # Errors
    /// When the codec cannot express the value.
    pub fn payload(
        &mut self,
        member: &'static Member,
        value: &dyn SerializableShape,
    ) -> Result<&mut Self, EncodeError> {
        if let Some(kind) = self.payload {
            self.parts.payload = payload::encode(kind, self.codec, member, value)?;
        }
        Ok(self)
    }
}

/// What a [`ResponseReader`] reads from.
#[derive(Debug)]
pub(crate) struct ResponseSource<'a> {
    pub(crate) status: StatusCode,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a Bytes,
}

/// Reads the parts of a response that members are bound to.
pub struct ResponseReader<'a> {
    source: ResponseSource<'a>,
    codec: &'a dyn Codec,
    payload: Option<Payload>,
    limits: Limits,
}

/// A client takes timestamps with an offset, too.
const RULES: TextRules = TextRules { timestamp: TimestampFormat::HttpDate, base64: true, lenient: true };

impl<'a> ResponseReader<'a> {
    pub(crate) fn new(
        source: ResponseSource<'a>,
        codec: &'a dyn Codec,
        payload: Option<Payload>,
        limits: Limits,
    ) -> Self {
        Self { source, codec, payload, limits }
    }

    /// Reads the status code.
    ///
    /// # Errors
    /// When the value is no integer.
    pub fn status(
        &mut self,
        member: &'static Member,
        value: &mut dyn DeserializableShape,
    ) -> Result<(), DecodeError> {
        let texts = Texts::one(self.source.status.as_str());
        value.deserialize(member, &mut TextReader::value(member.name(), texts, RULES))
    }

    /// Reads a header.
    ///
    /// # Errors
    /// When the text is not the value's.
    pub fn header(
        &mut self,
        name: &'static str,
        member: &'static Member,
        value: &mut dyn DeserializableShape,
    ) -> Result<(), DecodeError> {
        let found = read_header(self.source.headers, name, member, value, RULES)?;
        // What precedes a stream of events has no later chance to come, so that its absence is not corrected.
        if !found && member.is_required() && self.payload == Some(Payload::Events) {
            return Err(DecodeError::new("a required header is missing", format!("/{}", member.name())));
        }
        Ok(())
    }

    /// Reads the headers whose name starts with `prefix` into a map, those bound to other members too.
    ///
    /// # Errors
    /// When the text is not the value's.
    pub fn prefix_headers(
        &mut self,
        prefix: &'static str,
        member: &'static Member,
        value: &mut dyn DeserializableShape,
    ) -> Result<(), DecodeError> {
        read_prefix_headers(self.source.headers, prefix, member, value, RULES)
    }

    /// Reads the body. An empty one is absence.
    ///
    /// # Errors
    /// When the bytes are malformed or not of the value's shape.
    pub fn payload(
        &mut self,
        member: &'static Member,
        value: &mut dyn DeserializableShape,
    ) -> Result<(), DecodeError> {
        match self.payload {
            Some(kind) if !self.source.body.is_empty() => payload::decode(
                kind,
                self.codec,
                member,
                self.source.body,
                value,
                Policy::Lenient,
                self.limits,
            ),
            _ => Ok(()),
        }
    }
}

impl std::fmt::Debug for ResponseWriter<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ResponseWriter").finish_non_exhaustive()
    }
}

impl std::fmt::Debug for ResponseReader<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ResponseReader").finish_non_exhaustive()
    }
}
