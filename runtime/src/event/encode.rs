//! Events to messages.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use aws_smithy_types::event_stream::{Header, HeaderValue as Value};
use bytes::Bytes;
use futures_core::Stream as _;
use http::{HeaderMap, HeaderValue, header};
use http_body::{Body, Frame};

use super::{EventStream, EventStreamError, frame};
use crate::{
    codec::Codec,
    error::EncodeError,
    schema::{Member, MemberSet, ROOT, Schema},
    serde::{SerializableShape, SerializableStruct, ShapeSerializer},
    stream::{ByteStream, StreamError},
    types::{BigDecimal, BigInteger, Document, Timestamp},
};

/// The body that sends `events`, each encoded when the peer has taken the one before.
#[must_use]
pub fn encode_events<T>(events: EventStream<T>, codec: &'static dyn Codec) -> ByteStream
where
    T: SerializableShape + 'static,
{
    ByteStream::new(Messages { events, codec, over: false })
}

/// One event, a variant of a union, as a message. A variant that is an error becomes an exception.
///
/// # Errors
/// When the event has a value that a message cannot express.
pub fn encode_event(event: &dyn SerializableShape, codec: &dyn Codec) -> Result<Bytes, EncodeError> {
    encode(event, codec).0
}

/// Turns a whole message of an RPC protocol, its headers and its body of `members`, into a stream of events: the body
/// becomes the first message, called `name` (`initial-request` or `initial-response`).
pub(crate) fn begin(
    name: &str,
    headers: &mut HeaderMap,
    members: Bytes,
    events: ByteStream,
) -> Result<ByteStream, EncodeError> {
    let mut initial =
        vec![frame::text_header(":message-type", "event"), frame::text_header(":event-type", name)];
    let media_type = headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(super::MEDIA_TYPE));
    if let Some(media_type) = media_type.as_ref().and_then(|media_type| media_type.to_str().ok()) {
        initial.push(frame::text_header(":content-type", media_type));
    }
    headers.remove(header::CONTENT_LENGTH);
    Ok(events.preceded_by(frame::write(initial, members)?))
}

/// An unmodelled error as a message. It tells nothing of its cause, which is the sender's.
fn encode_error() -> Result<Bytes, EncodeError> {
    let headers = vec![
        frame::text_header(":message-type", "error"),
        frame::text_header(":error-code", "InternalFailure"),
        frame::text_header(":error-message", "the source of the events failed"),
    ];
    frame::write(headers, Bytes::new())
}

/// A body of messages.
struct Messages<T> {
    events: EventStream<T>,
    codec: &'static dyn Codec,
    over: bool,
}

impl<T: SerializableShape + 'static> Body for Messages<T> {
    type Data = Bytes;
    type Error = StreamError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, StreamError>>> {
        let this = self.get_mut();
        if this.over {
            return Poll::Ready(None);
        }
        let (message, over) = match ready!(Pin::new(&mut this.events).poll_next(context)) {
            None => return Poll::Ready(None),
            Some(Ok(event)) => encode(&event, this.codec),
            Some(Err(EventStreamError::Exception(event))) => encode(&event, this.codec),
            Some(Err(_)) => (encode_error(), true),
        };
        this.over = over || message.is_err();
        Poll::Ready(Some(message.map(Frame::data).map_err(|error| StreamError::Source(error.into()))))
    }
}

/// The message of an event, and whether it ends the stream.
fn encode(event: &dyn SerializableShape, codec: &dyn Codec) -> (Result<Bytes, EncodeError>, bool) {
    let mut message = Event { codec, written: None };
    if let Err(error) = event.serialize(&ROOT, &mut message) {
        return (Err(error), true);
    }
    match message.written {
        Some((headers, payload, schema)) => (frame::write(headers, payload), schema.is_error()),
        None => (Err(EncodeError::new("the event has no variant", "")), true),
    }
}

/// The schema of the structure that is an event's variant; none for a variant that the union does not have.
#[cfg(feature = "testing")]
pub(crate) fn variant_schema(event: &dyn SerializableShape) -> Option<&'static Schema> {
    let mut message = Event { codec: &crate::codec::json::Json::REST, written: None };
    event.serialize(&ROOT, &mut message).ok()?;
    message.written.map(|(_, _, schema)| schema)
}

/// The headers and payload of a message, and the schema of its event.
type Written = (Vec<Header>, Bytes, &'static Schema);

/// Takes the union, then its variant.
struct Event<'a> {
    codec: &'a dyn Codec,
    written: Option<Written>,
}

/// Takes the variant of the union.
struct Variant<'e, 'a>(&'e mut Event<'a>);

/// Takes the members of an event.
struct Members<'a> {
    codec: &'a dyn Codec,
    headers: Vec<Header>,
    payload: Option<(Bytes, &'static str)>,
}

/// Writes the methods of a serializer that takes no shape of these types.
macro_rules! refuse {
    ($($name:ident($($type:ty),*);)*) => { $(
        fn $name(&mut self, member: &Member, $(_: $type),*) -> Result<(), EncodeError> {
            Err(refused(member))
        }
    )* };
}

#[cold]
fn refused(member: &Member) -> EncodeError {
    EncodeError::new("an event cannot hold a value of this type here", member.name())
}

/// Neither a union nor its variant is a simple value.
macro_rules! only_structures {
    () => {
        refuse! {
            begin_list(usize); end_list(); begin_map(usize); write_key(&str); end_map(); write_null();
            write_boolean(bool); write_byte(i8); write_short(i16); write_integer(i32); write_long(i64);
            write_float(f32); write_double(f64); write_big_integer(&BigInteger); write_big_decimal(&BigDecimal);
            write_string(&str); write_blob(&[u8]); write_timestamp(Timestamp); write_document(&Document);
        }
    };
}

impl ShapeSerializer for Event<'_> {
    fn write_structure(&mut self, _: &Member, value: &dyn SerializableStruct) -> Result<(), EncodeError> {
        value.serialize_members(MemberSet::All, &mut Variant(self))
    }
    only_structures!();
}

impl ShapeSerializer for Variant<'_, '_> {
    fn write_structure(
        &mut self,
        member: &Member,
        value: &dyn SerializableStruct,
    ) -> Result<(), EncodeError> {
        let codec = self.0.codec;
        let schema = value.schema();
        let (kind, name) =
            if schema.is_error() { ("exception", ":exception-type") } else { ("event", ":event-type") };
        let mut members = Members { codec, headers: Vec::new(), payload: None };
        members.headers.push(frame::text_header(":message-type", kind));
        members.headers.push(frame::text_header(name, member.name()));
        value.serialize_members(MemberSet::All, &mut members)?;
        let body = schema.event_body();
        if members.payload.is_none() && !body.is_empty() && !schema.members().is_empty() {
            members.payload = Some((codec.encode_members(value, body)?.into(), codec.media_type()));
        }
        let (payload, media_type) =
            members.payload.map_or((Bytes::new(), None), |(bytes, kind)| (bytes, Some(kind)));
        if let Some(media_type) = media_type {
            members.headers.insert(2, frame::text_header(":content-type", media_type));
        }
        self.0.written = Some((members.headers, payload, schema));
        Ok(())
    }
    only_structures!();
}

impl Members<'_> {
    /// Adds a header, when the member is one.
    fn header(&mut self, member: &Member, value: Value) -> Result<(), EncodeError> {
        if member.is_event_header() {
            self.headers.push(Header::new(member.name(), value));
        }
        Ok(())
    }
}

impl ShapeSerializer for Members<'_> {
    fn write_structure(
        &mut self,
        member: &Member,
        value: &dyn SerializableStruct,
    ) -> Result<(), EncodeError> {
        if member.is_event_payload() {
            let bytes = self.codec.encode(&ROOT, &Structure(value))?;
            self.payload = Some((bytes.into(), self.codec.media_type()));
        }
        Ok(())
    }
    fn write_boolean(&mut self, member: &Member, value: bool) -> Result<(), EncodeError> {
        self.header(member, Value::Bool(value))
    }
    fn write_byte(&mut self, member: &Member, value: i8) -> Result<(), EncodeError> {
        self.header(member, Value::Byte(value))
    }
    fn write_short(&mut self, member: &Member, value: i16) -> Result<(), EncodeError> {
        self.header(member, Value::Int16(value))
    }
    fn write_integer(&mut self, member: &Member, value: i32) -> Result<(), EncodeError> {
        self.header(member, Value::Int32(value))
    }
    fn write_long(&mut self, member: &Member, value: i64) -> Result<(), EncodeError> {
        self.header(member, Value::Int64(value))
    }
    fn write_string(&mut self, member: &Member, value: &str) -> Result<(), EncodeError> {
        if member.is_event_payload() {
            self.payload = Some((value.to_owned().into(), member.media_type_trait().unwrap_or("text/plain")));
            return Ok(());
        }
        if member.is_event_header() {
            self.header(member, Value::String(value.to_owned().into()))
        } else {
            Ok(())
        }
    }
    fn write_blob(&mut self, member: &Member, value: &[u8]) -> Result<(), EncodeError> {
        if member.is_event_payload() {
            let media_type = member.media_type_trait().unwrap_or("application/octet-stream");
            self.payload = Some((Bytes::copy_from_slice(value), media_type));
            return Ok(());
        }
        if member.is_event_header() {
            return self.header(member, Value::ByteArray(Bytes::copy_from_slice(value)));
        }
        Ok(())
    }
    fn write_timestamp(&mut self, member: &Member, value: Timestamp) -> Result<(), EncodeError> {
        if !member.is_event_header() {
            return Ok(());
        }
        let milliseconds = value.to_milliseconds().ok_or_else(|| {
            EncodeError::new("the timestamp is beyond what an event's header holds", member.name())
        })?;
        self.header(member, Value::Timestamp(aws_smithy_types::DateTime::from_millis(milliseconds)))
    }
    // What follows is neither header nor payload: the codec writes it with the other members of the body.
    fn begin_list(&mut self, _: &Member, _: usize) -> Result<(), EncodeError> {
        Ok(())
    }
    fn end_list(&mut self, _: &Member) -> Result<(), EncodeError> {
        Ok(())
    }
    fn begin_map(&mut self, _: &Member, _: usize) -> Result<(), EncodeError> {
        Ok(())
    }
    fn write_key(&mut self, _: &Member, _: &str) -> Result<(), EncodeError> {
        Ok(())
    }
    fn end_map(&mut self, _: &Member) -> Result<(), EncodeError> {
        Ok(())
    }
    fn write_null(&mut self, _: &Member) -> Result<(), EncodeError> {
        Ok(())
    }
    fn write_float(&mut self, _: &Member, _: f32) -> Result<(), EncodeError> {
        Ok(())
    }
    fn write_double(&mut self, _: &Member, _: f64) -> Result<(), EncodeError> {
        Ok(())
    }
    fn write_big_integer(&mut self, _: &Member, _: &BigInteger) -> Result<(), EncodeError> {
        Ok(())
    }
    fn write_big_decimal(&mut self, _: &Member, _: &BigDecimal) -> Result<(), EncodeError> {
        Ok(())
    }
    fn write_document(&mut self, _: &Member, _: &Document) -> Result<(), EncodeError> {
        Ok(())
    }
}

/// A structure or union as a shape, for the codec.
struct Structure<'a>(&'a dyn SerializableStruct);

impl SerializableShape for Structure<'_> {
    fn serialize(&self, member: &Member, serializer: &mut dyn ShapeSerializer) -> Result<(), EncodeError> {
        serializer.write_structure(member, self.0)
    }
}
