//! Event streams: unions with the `streaming` trait, as messages of `application/vnd.amazon.eventstream`.
//!
//! Comes in: a stream of events, or the bytes of a body. Goes out: the other. What always holds: a message is taken from
//! its source only when the peer asks for it (back-pressure), an exception or error ends a stream, and no message takes
//! more memory than [`MAX_MESSAGE_BYTES`]. The framing is that of `aws-smithy-eventstream`; what travels in a message is
//! by [Smithy's event stream specification][spec].
//!
//! [spec]: https://smithy.io/2.0/aws/amazon-eventstream.html

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll},
};

use futures_core::Stream;

mod decode;
mod encode;
pub(crate) mod frame;

#[cfg(feature = "testing")]
pub(crate) use self::encode::variant_schema;
pub(crate) use self::{decode::decode_initial, encode::begin};
pub use self::{
    decode::{EventPolicy, decode_event, decode_events},
    encode::{encode_event, encode_events},
    frame::MAX_MESSAGE_BYTES,
};
use crate::{
    error::{DecodeError, EncodeError},
    stream::StreamError,
    validate::ValidationError,
};

/// The media type of a body that is an event stream.
pub const MEDIA_TYPE: &str = "application/vnd.amazon.eventstream";

/// A stream of the events `T`, one variant of a union each: what an operation takes to send, or gives as it arrives.
///
/// To send, make one of any [`Stream`] with [`new`](Self::new), or with [`fallible`](Self::fallible) of one that may end
/// with an error; a variant that is an error (`smithy.api#error`) is sent as an exception and ends the stream. A stream
/// that arrives gives such a variant as [`EventStreamError::Exception`].
pub struct EventStream<T>(Pin<Box<dyn Stream<Item = Result<T, EventStreamError<T>>> + Send>>);

impl<T: 'static> EventStream<T> {
    /// Sends what `events` gives.
    pub fn new(events: impl Stream<Item = T> + Send + 'static) -> Self {
        Self(Box::pin(Infallible(Box::pin(events))))
    }

    /// Sends what `events` gives until its first error, which the peer gets as an unmodelled error.
    pub fn fallible(events: impl Stream<Item = Result<T, EventStreamError<T>>> + Send + 'static) -> Self {
        Self(Box::pin(events))
    }

    /// A stream of the events of an iterator.
    pub fn from_events<I>(events: I) -> Self
    where
        I: IntoIterator<Item = T>,
        I::IntoIter: Send + 'static,
    {
        Self(Box::pin(Events(events.into_iter())))
    }

    /// A stream without events.
    #[must_use]
    pub fn empty() -> Self
    where
        T: Send,
    {
        Self(Box::pin(Events(std::iter::empty())))
    }
}

impl<T> EventStream<T> {
    /// The next event; none at the end of the stream, and after an error.
    ///
    /// # Errors
    /// Why the stream ended early: the peer's exception or error, or a message that is not well-formed.
    pub async fn next(&mut self) -> Option<Result<T, EventStreamError<T>>> {
        poll_fn(|context| self.0.as_mut().poll_next(context)).await
    }
}

impl<T> Stream for EventStream<T> {
    type Item = Result<T, EventStreamError<T>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().0.as_mut().poll_next(context)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<T> fmt::Debug for EventStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream").finish_non_exhaustive()
    }
}

/// Why a stream of events ended early.
#[derive(Debug)]
#[non_exhaustive]
pub enum EventStreamError<T> {
    /// The peer sent an exception that the model has, as the variant of the union.
    Exception(T),
    /// The peer sent an error that the model does not have.
    Unmodeled {
        /// Its code.
        code: String,
        /// Its message; may be empty.
        message: String,
    },
    /// A message that is not well-formed, or not of its event's shape.
    Decode(DecodeError),
    /// An event that violates the model's constraints, as a server received it.
    Invalid(ValidationError),
    /// An event that the protocol cannot express.
    Encode(EncodeError),
    /// The bytes ended early.
    Stream(StreamError),
}

impl<T> fmt::Display for EventStreamError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exception(_) => f.write_str("the stream ended with an exception"),
            Self::Unmodeled { code, message } => {
                write!(f, "the stream ended with the error {code}: {message}")
            }
            Self::Decode(error) => write!(f, "an event could not be decoded: {error}"),
            Self::Invalid(error) => error.fmt(f),
            Self::Encode(error) => write!(f, "an event could not be encoded: {error}"),
            Self::Stream(error) => error.fmt(f),
        }
    }
}

impl<T: fmt::Debug> std::error::Error for EventStreamError<T> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Exception(_) | Self::Unmodeled { .. } => None,
            Self::Decode(error) => Some(error),
            Self::Invalid(error) => Some(error),
            Self::Encode(error) => Some(error),
            Self::Stream(error) => Some(error),
        }
    }
}

/// A stream whose events cannot fail.
struct Infallible<S>(Pin<Box<S>>);

impl<S: Stream> Stream for Infallible<S> {
    type Item = Result<S::Item, EventStreamError<S::Item>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().0.as_mut().poll_next(context).map(|event| event.map(Ok))
    }
}

/// The events of an iterator.
struct Events<I>(I);

/// Nothing in it is pinned.
impl<I> Unpin for Events<I> {}

impl<I: Iterator> Stream for Events<I> {
    type Item = Result<I::Item, EventStreamError<I::Item>>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.get_mut().0.next().map(Ok))
    }
}
