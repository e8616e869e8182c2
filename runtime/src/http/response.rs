//! Responses: written by servers, read by clients.

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::{
    bound::Bound,
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
    types::{Timestamp, TimestampFormat},
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

/// Writes the parts of a response that members are bound to, as a [`RequestWriter`](super::RequestWriter) those of a
/// request.
pub struct ResponseWriter<'a> {
    codec: &'a dyn Codec,
    payload: Option<Payload>,
    bound: Bound<EncodeError>,
    parts: ResponseParts,
}

impl<'a> ResponseWriter<'a> {
    /// Starts a response of the structure with these members, whose payload, if there is one, is of the kind `payload`.
    pub(crate) fn new(codec: &'a dyn Codec, payload: Option<Payload>, members: &'static [Member]) -> Self {
        Self { codec, payload, bound: Bound::new(members), parts: ResponseParts::default() }
    }

    /// What was written.
    ///
    /// # Errors
    /// The first of what was written.
    pub(crate) fn finish(self) -> Result<ResponseParts, EncodeError> {
        self.bound.end(self.parts)
    }

    /// Writes a member, if no other had an error.
    fn write(
        &mut self,
        index: usize,
        write: impl FnOnce(&mut Self, &'static Member) -> Result<(), EncodeError>,
    ) -> &mut Self {
        if let Some(member) = self.bound.member(index) {
            let result = write(self, member);
            self.bound.keep(result);
        }
        self
    }

    /// Sets the status code (`httpResponseCode`), from 100 to 999.
    ///
    /// An error when the value is no status code.
    pub fn status(&mut self, index: usize, value: &dyn SerializableShape) -> &mut Self {
        self.write(index, |this, member| {
            let status = &mut this.parts.status;
            let mut sink = |event: Event<'_>| {
                *status = match event {
                    Event::Plain(text) => StatusCode::from_bytes(text.as_bytes()).ok(),
                    _ => None,
                };
                status.map(|_| ()).ok_or_else(|| EncodeError::new("not a status code", member.name()))
            };
            write_text(member, value, TimestampFormat::EpochSeconds, false, &mut sink)
        })
    }

    /// Adds a header, as [`RequestWriter::header`](super::RequestWriter::header) does.
    ///
    /// An error when the value has no text, or has control characters.
    pub fn header(&mut self, name: &'static str, index: usize, value: &dyn SerializableShape) -> &mut Self {
        self.write(index, |this, member| write_header(&mut this.parts.headers, name, member, value))
    }

    /// Adds the headers of a map, as [`RequestWriter::prefix_headers`](super::RequestWriter::prefix_headers) does.
    ///
    /// An error when a key makes no name, or a value has control characters.
    pub fn prefix_headers(
        &mut self,
        prefix: &'static str,
        index: usize,
        value: &dyn SerializableShape,
    ) -> &mut Self {
        self.write(index, |this, member| write_prefix_headers(&mut this.parts.headers, prefix, member, value))
    }

    /// Sets the body (`httpPayload`).
    ///
    /// An error when the codec cannot express the value.
    pub fn payload(&mut self, index: usize, value: &dyn SerializableShape) -> &mut Self {
        self.write(index, |this, member| {
            if let Some(kind) = this.payload {
                this.parts.payload = payload::encode(kind, this.codec, member, value)?;
            }
            Ok(())
        })
    }
}

/// What a [`ResponseReader`] reads from.
#[derive(Debug)]
pub(crate) struct ResponseSource<'a> {
    pub(crate) status: StatusCode,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a Bytes,
}

/// Reads the parts of a response that members are bound to, as a [`RequestReader`](super::RequestReader) those of a
/// request.
pub struct ResponseReader<'a> {
    source: ResponseSource<'a>,
    codec: &'a dyn Codec,
    payload: Option<Payload>,
    bound: Bound<DecodeError>,
    limits: Limits,
}

/// A client takes timestamps with an offset, too.
const RULES: TextRules = TextRules { timestamp: TimestampFormat::HttpDate, base64: true, lenient: true };

impl<'a> ResponseReader<'a> {
    pub(crate) fn new(
        source: ResponseSource<'a>,
        codec: &'a dyn Codec,
        payload: Option<Payload>,
        members: &'static [Member],
        limits: Limits,
    ) -> Self {
        Self { source, codec, payload, bound: Bound::new(members), limits }
    }

    /// Whether all could be read.
    ///
    /// # Errors
    /// The first of what was read.
    pub(crate) fn finish(self) -> Result<(), DecodeError> {
        self.bound.end(())
    }

    /// Reads a member, if no other had an error.
    fn read(
        &mut self,
        index: usize,
        read: impl FnOnce(&mut Self, &'static Member) -> Result<(), DecodeError>,
    ) -> &mut Self {
        if let Some(member) = self.bound.member(index) {
            let result = read(self, member);
            self.bound.keep(result);
        }
        self
    }

    /// Reads the status code.
    ///
    /// An error when the value is no integer.
    pub fn status(&mut self, index: usize, value: &mut dyn DeserializableShape) -> &mut Self {
        self.read(index, |this, member| {
            let texts = Texts::one(this.source.status.as_str());
            value.deserialize(member, &mut TextReader::value(member.name(), texts, RULES))
        })
    }

    /// Reads a header.
    ///
    /// An error when the text is not the value's.
    pub fn header(
        &mut self,
        name: &'static str,
        index: usize,
        value: &mut dyn DeserializableShape,
    ) -> &mut Self {
        self.read(index, |this, member| {
            let found = read_header(this.source.headers, name, member, value, RULES)?;
            // What precedes a stream of events has no later chance to come, so that its absence is not corrected.
            if !found && member.is_required() && this.payload == Some(Payload::Events) {
                return Err(DecodeError::new("a required header is missing", format!("/{}", member.name())));
            }
            Ok(())
        })
    }

    /// Reads a header with a date, where another text says nothing: that of a cache's `Expires` may be `0` (RFC 9111,
    /// section 5.3).
    pub fn lenient_date(
        &mut self,
        name: &'static str,
        index: usize,
        value: &mut Option<Timestamp>,
    ) -> &mut Self {
        self.read(index, |this, member| {
            if read_header(this.source.headers, name, member, value, RULES).is_err() {
                *value = None;
            }
            Ok(())
        })
    }

    /// Reads the headers whose name starts with `prefix` into a map, those bound to other members too.
    ///
    /// An error when the text is not the value's.
    pub fn prefix_headers(
        &mut self,
        prefix: &'static str,
        index: usize,
        value: &mut dyn DeserializableShape,
    ) -> &mut Self {
        self.read(index, |this, member| {
            read_prefix_headers(this.source.headers, prefix, member, value, RULES)
        })
    }

    /// Reads the body. An empty one is absence.
    ///
    /// An error when the bytes are malformed or not of the value's shape.
    pub fn payload(&mut self, index: usize, value: &mut dyn DeserializableShape) -> &mut Self {
        self.read(index, |this, member| match this.payload {
            Some(kind) if !this.source.body.is_empty() => payload::decode(
                kind,
                this.codec,
                member,
                this.source.body,
                value,
                Policy::Lenient,
                this.limits,
            ),
            _ => Ok(()),
        })
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
