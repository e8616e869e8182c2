//! Messages to events.

use std::{
    borrow::Cow,
    pin::Pin,
    task::{Context, Poll, ready},
};

use aws_smithy_types::event_stream::{HeaderValue, Message};
use bytes::Bytes;
use futures_core::Stream;

use super::{
    EventStream, EventStreamError,
    frame::{self, FrameError, Frames},
};
use crate::{
    codec::{Codec, Limits, Policy},
    error::DecodeError,
    schema::{Member, MemberSet, ROOT},
    serde::{DeserializableShape, DeserializableStruct, DeserializableUnion, Next, ShapeDeserializer},
    stream::ByteStream,
    types::{BigDecimal, BigInteger, Blob, Document, Timestamp},
    validate::{MissingMembers, Step, Validate, Validator, Violations},
};

/// How forgiving the reading of events of the type `T` is.
#[derive(Debug)]
pub enum EventPolicy<T> {
    /// A client's: missing required members are left empty, events that the union does not have are kept as unknown.
    Lenient,
    /// A server's: missing required members and unknown events are errors, and every event is checked by this function.
    Strict(fn(&T, &mut Validator<'_>)),
}

impl<T: Validate> EventPolicy<T> {
    /// A server's, which validates every event.
    #[must_use]
    pub const fn strict() -> Self {
        Self::Strict(T::check)
    }
}

impl<T> EventPolicy<T> {
    const fn is_strict(self) -> bool {
        matches!(self, Self::Strict(_))
    }
}

impl<T> Clone for EventPolicy<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for EventPolicy<T> {}

/// The events that arrive in `body`. Each is decoded when the caller asks for it.
#[must_use]
pub fn decode_events<T>(
    body: ByteStream,
    codec: &'static dyn Codec,
    policy: EventPolicy<T>,
    limits: Limits,
) -> EventStream<T>
where
    T: DeserializableShape + Send + 'static,
{
    Received { frames: Frames::new(body), first: None }.into_events(codec, policy, limits)
}

/// The event that one message holds.
///
/// # Errors
/// The exception or error that it is, or why it could not be decoded.
pub fn decode_event<T>(
    bytes: &Bytes,
    codec: &dyn Codec,
    policy: EventPolicy<T>,
    limits: Limits,
) -> Result<T, EventStreamError<T>>
where
    T: DeserializableShape,
{
    let message = frame::read(bytes).map_err(EventStreamError::Decode)?;
    read_event(&message, codec, policy, limits)
}

/// What arrived of an event stream whose first message has been looked at.
pub(crate) struct Received {
    frames: Frames,
    /// The first message, when it is an event of the union.
    first: Option<Message>,
}

/// Reads the first message of an RPC protocol's `body`: its bytes are the members of the input or output when its event
/// type is `name` (`initial-request` or `initial-response`). Otherwise there are none, and it is the first event.
pub(crate) async fn decode_initial(body: ByteStream, name: &str) -> Result<(Bytes, Received), DecodeError> {
    let mut frames = Frames::new(body);
    let first = std::future::poll_fn(|context| frames.poll_next(context)).await;
    let message = match first {
        None => return Ok((Bytes::new(), Received { frames, first: None })),
        Some(Ok(message)) => message,
        Some(Err(FrameError::Malformed(error))) => return Err(error),
        Some(Err(FrameError::Stream(error))) => return Err(DecodeError::new(error.to_string(), "")),
    };
    if frame::text(&message, ":event-type")? == Some(name) {
        return Ok((message.payload().clone(), Received { frames, first: None }));
    }
    Ok((Bytes::new(), Received { frames, first: Some(message) }))
}

impl Received {
    /// The events that follow.
    pub(crate) fn into_events<T>(
        self,
        codec: &'static dyn Codec,
        policy: EventPolicy<T>,
        limits: Limits,
    ) -> EventStream<T>
    where
        T: DeserializableShape + Send + 'static,
    {
        EventStream::fallible(Events { received: self, codec, policy, limits, over: false })
    }
}

/// The events of a body.
struct Events<T> {
    received: Received,
    codec: &'static dyn Codec,
    policy: EventPolicy<T>,
    limits: Limits,
    over: bool,
}

impl<T: DeserializableShape> Stream for Events<T> {
    type Item = Result<T, EventStreamError<T>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        if this.over {
            return Poll::Ready(None);
        }
        let message = match this.received.first.take() {
            Some(message) => Ok(message),
            None => match ready!(this.received.frames.poll_next(context)) {
                None => return Poll::Ready(None),
                Some(message) => message,
            },
        };
        let event = match message {
            Ok(message) => read_event(&message, this.codec, this.policy, this.limits),
            Err(FrameError::Malformed(error)) => Err(EventStreamError::Decode(error)),
            Err(FrameError::Stream(error)) => Err(EventStreamError::Stream(error)),
        };
        this.over = event.is_err();
        Poll::Ready(Some(event))
    }
}

fn read_event<T>(
    message: &Message,
    codec: &dyn Codec,
    policy: EventPolicy<T>,
    limits: Limits,
) -> Result<T, EventStreamError<T>>
where
    T: DeserializableShape,
{
    let kind = frame::text(message, ":message-type").map_err(EventStreamError::Decode)?;
    let name = match kind {
        Some("event") => ":event-type",
        Some("exception") => ":exception-type",
        Some("error") => return Err(unmodeled(message)),
        _ => {
            return Err(EventStreamError::Decode(DecodeError::new(
                "an event has no known :message-type",
                "",
            )));
        }
    };
    let name = match frame::text(message, name).map_err(EventStreamError::Decode)? {
        Some(name) => name,
        None => {
            return Err(EventStreamError::Decode(DecodeError::new(format!("an event has no {name}"), "")));
        }
    };
    let is_exception = kind == Some("exception");
    let mut missing = MissingMembers::default();
    let mut reader = EventReader {
        message,
        name,
        is_exception,
        codec,
        is_strict: policy.is_strict(),
        limits,
        missing: &mut missing,
        is_known: false,
    };
    let mut event = T::empty();
    event.deserialize(&ROOT, &mut reader).map_err(EventStreamError::Decode)?;
    if is_exception && !reader.is_known {
        let message = String::from_utf8_lossy(message.payload()).into_owned();
        return Err(EventStreamError::Unmodeled { code: name.to_owned(), message });
    }
    if let EventPolicy::Strict(check) = policy {
        Violations::with_missing(missing)
            .collect(|validator| check(&event, validator))
            .map_err(EventStreamError::Invalid)?;
    }
    if is_exception { Err(EventStreamError::Exception(event)) } else { Ok(event) }
}

/// The error that a message of the type `error` is.
fn unmodeled<T>(message: &Message) -> EventStreamError<T> {
    let text = |name| frame::text(message, name).map(|text| text.unwrap_or_default().to_owned());
    match (text(":error-code"), text(":error-message")) {
        (Ok(code), Ok(message)) => EventStreamError::Unmodeled { code, message },
        (Err(error), _) | (_, Err(error)) => EventStreamError::Decode(error),
    }
}

/// Reads the union: the variant that the message names.
struct EventReader<'a> {
    message: &'a Message,
    name: &'a str,
    is_exception: bool,
    codec: &'a dyn Codec,
    is_strict: bool,
    limits: Limits,
    missing: &'a mut MissingMembers,
    /// Whether the union has the variant.
    is_known: bool,
}

/// Reads the structure that is the variant.
struct VariantReader<'r, 'a>(&'r mut EventReader<'a>);

/// Reads one member from a header.
struct HeaderReader<'a> {
    member: &'static Member,
    value: &'a HeaderValue,
}

/// Reads one member from the payload.
struct PayloadReader<'a> {
    payload: &'a Bytes,
    codec: &'a dyn Codec,
    /// None when it has been taken.
    policy: Option<Policy<'a>>,
    limits: Limits,
}

/// Writes the methods of a deserializer that has no shape of these types.
macro_rules! refuse {
    ($($name:ident -> $type:ty;)*) => { $(
        fn $name(&mut self, member: &'static Member) -> Result<$type, DecodeError> {
            Err(refused(member))
        }
    )* };
}

#[cold]
fn refused(member: &Member) -> DecodeError {
    DecodeError::new("an event has a value of another type here", format!("/{}", member.name()))
}

macro_rules! no_collections {
    () => {
        fn next_key(&mut self, member: &'static Member, _: &mut String) -> Result<Next, DecodeError> {
            Err(refused(member))
        }
        fn duplicate_key(&self) -> DecodeError {
            DecodeError::new("a key comes twice", "")
        }
        refuse! { begin_list -> (); next_element -> Next; begin_map -> (); }
    };
}

macro_rules! no_values {
    () => {
        no_collections!();
        refuse! {
            read_boolean -> bool; read_byte -> i8; read_short -> i16; read_integer -> i32; read_long -> i64;
            read_float -> f32; read_double -> f64; read_big_integer -> BigInteger; read_big_decimal -> BigDecimal;
            read_text -> Cow<'_, str>; read_blob -> Blob; read_timestamp -> Timestamp;
            read_document -> Document;
        }
    };
}

impl EventReader<'_> {
    /// Reads the members of an event.
    fn read_members(&mut self, event: &mut dyn DeserializableStruct) -> Result<(), DecodeError> {
        let schema = event.schema();
        for member in schema.members() {
            if member.is_event_header() {
                match frame::header(self.message, member.name()) {
                    Some(value) => event.deserialize_member(member, &mut HeaderReader { member, value })?,
                    None if member.is_required() => {
                        self.missing.record([Step::Member(self.name), Step::Member(member.name())]);
                    }
                    None => {}
                }
            } else if member.is_event_payload() {
                self.read_payload(member, event)?;
            }
        }
        let body = schema.event_body();
        if body.is_empty() || schema.members().is_empty() || self.message.payload().is_empty() {
            return Ok(());
        }
        self.under([Step::Member(self.name)], |reader, policy| {
            reader.codec.decode_members(reader.message.payload(), event, body, policy, reader.limits)
        })
    }

    /// Reads the payload into the member: raw for a blob and a string, in the codec's form else.
    fn read_payload(
        &mut self,
        member: &'static Member,
        event: &mut dyn DeserializableStruct,
    ) -> Result<(), DecodeError> {
        let payload = self.message.payload();
        if payload.is_empty() && !member.is_required() {
            return Ok(());
        }
        self.under([Step::Member(self.name), Step::Member(member.name())], |reader, policy| {
            let (codec, limits) = (reader.codec, reader.limits);
            event.deserialize_member(
                member,
                &mut PayloadReader { payload, codec, policy: Some(policy), limits },
            )
        })
    }

    /// Reads with the policy of the stream; what is missing is recorded below `path`.
    fn under<'s>(
        &mut self,
        path: impl IntoIterator<Item = Step<'s>>,
        read: impl FnOnce(&Self, Policy<'_>) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        if !self.is_strict {
            return read(self, Policy::Lenient);
        }
        let mut missing = MissingMembers::default();
        read(self, Policy::Strict(&mut missing))?;
        self.missing.extend_below(path, missing);
        Ok(())
    }
}

impl ShapeDeserializer for EventReader<'_> {
    fn read_structure(&mut self, value: &mut dyn DeserializableStruct) -> Result<(), DecodeError> {
        Err(DecodeError::new(format!("{} is no union of events", value.schema().id()), ""))
    }

    fn read_union(&mut self, value: &mut dyn DeserializableUnion) -> Result<(), DecodeError> {
        let variant = value.schema().members().iter().find(|member| member.name() == self.name);
        self.is_known = variant.is_some();
        match variant {
            Some(member) => value.deserialize_variant(member, &mut VariantReader(self)),
            None if self.is_exception => Ok(()),
            None if !self.is_strict => {
                value.set_unknown(self.name);
                Ok(())
            }
            None => Err(DecodeError::new("the stream has no event of this type", "")),
        }
    }

    no_values!();
}

impl ShapeDeserializer for VariantReader<'_, '_> {
    fn read_structure(&mut self, value: &mut dyn DeserializableStruct) -> Result<(), DecodeError> {
        self.0.read_members(value)
    }

    fn read_union(&mut self, value: &mut dyn DeserializableUnion) -> Result<(), DecodeError> {
        Err(DecodeError::new(format!("{} is no structure of an event", value.schema().id()), ""))
    }

    no_values!();
}

macro_rules! header_values {
    ($($name:ident -> $type:ty = $variant:ident;)*) => { $(
        fn $name(&mut self, member: &'static Member) -> Result<$type, DecodeError> {
            match self.value {
                HeaderValue::$variant(value) => Ok(*value),
                _ => Err(refused(member)),
            }
        }
    )* };
}

impl ShapeDeserializer for HeaderReader<'_> {
    fn read_structure(&mut self, _: &mut dyn DeserializableStruct) -> Result<(), DecodeError> {
        Err(refused(self.member))
    }

    fn read_union(&mut self, _: &mut dyn DeserializableUnion) -> Result<(), DecodeError> {
        Err(refused(self.member))
    }

    header_values! {
        read_boolean -> bool = Bool; read_byte -> i8 = Byte; read_short -> i16 = Int16; read_integer -> i32 = Int32;
        read_long -> i64 = Int64;
    }

    fn read_text(&mut self, member: &'static Member) -> Result<Cow<'_, str>, DecodeError> {
        match self.value {
            HeaderValue::String(text) => Ok(Cow::Borrowed(text.as_str())),
            _ => Err(refused(member)),
        }
    }

    fn read_blob(&mut self, member: &'static Member) -> Result<Blob, DecodeError> {
        match self.value {
            HeaderValue::ByteArray(bytes) => Ok(Blob::new(bytes.clone())),
            _ => Err(refused(member)),
        }
    }

    fn read_timestamp(&mut self, member: &'static Member) -> Result<Timestamp, DecodeError> {
        match self.value {
            HeaderValue::Timestamp(time) => {
                Timestamp::new(time.secs(), time.subsec_nanos()).ok_or_else(|| refused(member))
            }
            _ => Err(refused(member)),
        }
    }

    no_collections!();
    refuse! {
        read_float -> f32; read_double -> f64; read_big_integer -> BigInteger; read_big_decimal -> BigDecimal;
        read_document -> Document;
    }
}

impl ShapeDeserializer for PayloadReader<'_> {
    fn read_structure(&mut self, value: &mut dyn DeserializableStruct) -> Result<(), DecodeError> {
        let policy = self.policy.take().unwrap_or(Policy::Lenient);
        self.codec.decode_members(self.payload, value, MemberSet::All, policy, self.limits)
    }

    fn read_union(&mut self, value: &mut dyn DeserializableUnion) -> Result<(), DecodeError> {
        let policy = self.policy.take().unwrap_or(Policy::Lenient);
        self.codec.decode(self.payload, &ROOT, &mut UnionShape(Some(value)), policy, self.limits)
    }

    fn read_text(&mut self, member: &'static Member) -> Result<Cow<'_, str>, DecodeError> {
        let text = std::str::from_utf8(self.payload).map(Cow::Borrowed);
        text.map_err(|_| {
            DecodeError::new("the payload of an event is not UTF-8", format!("/{}", member.name()))
        })
    }

    fn read_blob(&mut self, _: &'static Member) -> Result<Blob, DecodeError> {
        Ok(Blob::new(self.payload.clone()))
    }

    no_collections!();
    refuse! {
        read_boolean -> bool; read_byte -> i8; read_short -> i16; read_integer -> i32; read_long -> i64;
        read_float -> f32; read_double -> f64; read_big_integer -> BigInteger; read_big_decimal -> BigDecimal;
        read_timestamp -> Timestamp; read_document -> Document;
    }
}

/// A union as a shape, for the codec; none stands for no union, of which nothing is read.
struct UnionShape<'a>(Option<&'a mut dyn DeserializableUnion>);

impl DeserializableShape for UnionShape<'_> {
    fn empty() -> Self {
        Self(None)
    }

    fn deserialize(
        &mut self,
        _: &'static Member,
        deserializer: &mut dyn ShapeDeserializer,
    ) -> Result<(), DecodeError> {
        match &mut self.0 {
            Some(union) => deserializer.read_union(&mut **union),
            None => Ok(()),
        }
    }
}
