//! Streams of bytes: the bodies of operations with a streaming blob.
//!
//! A streaming member is no field of its structure: the stream goes into and comes out of an operation beside it, and
//! is never in memory whole unless the caller collects it. [`ByteStream`] is a body as the HTTP ecosystem knows it
//! ([`http_body::Body`]), so that servers and clients take it as it is.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    sync::{Mutex, PoisonError},
    task::{Context, Poll},
};

use bytes::{Bytes, BytesMut};
use http_body::{Body, Frame, SizeHint};

#[cfg(feature = "gzip")]
mod gzip;

/// Why a stream ended early.
#[derive(Debug)]
#[non_exhaustive]
pub enum StreamError {
    /// The source of the stream failed.
    Source(Box<dyn std::error::Error + Send + Sync>),
    /// The stream is longer than the caller allows.
    TooLong,
    /// The bytes are not of the content encoding that the message tells.
    Encoding,
}

impl fmt::Display for StreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Source(_) => "the source of the stream failed",
            Self::TooLong => "the stream is longer than allowed",
            Self::Encoding => "the stream is not of its content encoding",
        })
    }
}

impl std::error::Error for StreamError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Source(source) => Some(&**source),
            Self::TooLong | Self::Encoding => None,
        }
    }
}

type BoxBody = Pin<Box<dyn Body<Data = Bytes, Error = StreamError> + Send>>;

/// Where the bytes of a stream come from. The lock is there to make streams `Sync` whatever they stream, which adapters
/// such as AWS Lambda's ask for; nobody ever waits for it.
struct Source(Mutex<BoxBody>);

impl Source {
    fn new(body: impl Body<Data = Bytes, Error = StreamError> + Send + 'static) -> Self {
        Self(Mutex::new(Box::pin(body)))
    }

    fn poll_frame(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, StreamError>>> {
        self.0.get_mut().unwrap_or_else(PoisonError::into_inner).as_mut().poll_frame(context)
    }

    fn size_hint(&self) -> SizeHint {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).size_hint()
    }

    fn is_end_stream(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_end_stream()
    }
}

/// A stream of bytes that arrive piece by piece.
pub struct ByteStream(Inner);

enum Inner {
    /// Bytes in memory; empty when they were read.
    Bytes(Bytes),
    /// Bytes from elsewhere.
    Source(Source),
}

impl ByteStream {
    /// A stream without bytes.
    #[must_use]
    pub const fn empty() -> Self {
        Self(Inner::Bytes(Bytes::new()))
    }

    /// Streams a body, such as a request's that a server received. Its trailers are dropped.
    pub fn new<B>(body: B) -> Self
    where
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        Self(Inner::Source(Source::new(FromBody(Box::pin(body)))))
    }

    /// Streams pieces that an iterator makes, such as a file's. The iterator may block as long as it takes to make a
    /// piece.
    pub fn from_pieces<I, E>(pieces: I) -> Self
    where
        I: Iterator<Item = Result<Bytes, E>> + Send + Unpin + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        Self(Inner::Source(Source::new(Pieces(pieces))))
    }

    /// The length in bytes, when it is known before the stream is read.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        match &self.0 {
            Inner::Bytes(bytes) => u64::try_from(bytes.len()).ok(),
            Inner::Source(source) => source.size_hint().exact(),
        }
    }

    /// The bytes, when they are in memory already.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match &self.0 {
            Inner::Bytes(bytes) => Some(bytes),
            Inner::Source(_) => None,
        }
    }

    /// The next piece, which is not empty; none at the end of the stream.
    ///
    /// # Errors
    /// When the stream ends early.
    pub async fn next(&mut self) -> Option<Result<Bytes, StreamError>> {
        poll_fn(|context| self.poll_piece(context)).await
    }

    /// Reads the whole stream into memory.
    ///
    /// # Errors
    /// When the stream ends early or is longer than `max_bytes`.
    pub async fn collect(mut self, max_bytes: usize) -> Result<Bytes, StreamError> {
        let mut first = Bytes::new();
        let mut rest = BytesMut::new();
        while let Some(piece) = self.next().await {
            let piece = piece?;
            if piece.len() > max_bytes.saturating_sub(first.len() + rest.len()) {
                return Err(StreamError::TooLong);
            }
            if first.is_empty() {
                first = piece;
            } else {
                rest.extend_from_slice(&piece);
            }
        }
        if rest.is_empty() {
            return Ok(first);
        }
        Ok([first, rest.freeze()].concat().into())
    }

    /// The stream compressed with gzip, as it goes. The stream itself is the error without the feature `gzip`.
    pub(crate) fn compressed(self) -> Result<Self, Self> {
        #[cfg(feature = "gzip")]
        return Ok(Self(Inner::Source(Source::new(gzip::Compressed::new(self)))));
        #[cfg(not(feature = "gzip"))]
        Err(self)
    }

    /// The stream decompressed with gzip, as it goes. None without the feature `gzip`.
    pub(crate) fn decompressed(self) -> Option<Self> {
        #[cfg(feature = "gzip")]
        return Some(Self(Inner::Source(Source::new(gzip::Decompressed::new(self)))));
        #[cfg(not(feature = "gzip"))]
        None
    }

    /// The stream with `first` before it.
    #[cfg(feature = "event-stream")]
    pub(crate) fn preceded_by(self, first: Bytes) -> Self {
        Self(Inner::Source(Source::new(Preceded { first, rest: self })))
    }

    /// As [`next`](Self::next), for futures.
    pub(crate) fn poll_piece(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, StreamError>>> {
        match &mut self.0 {
            Inner::Bytes(bytes) if bytes.is_empty() => Poll::Ready(None),
            Inner::Bytes(bytes) => Poll::Ready(Some(Ok(std::mem::take(bytes)))),
            Inner::Source(source) => loop {
                return Poll::Ready(match std::task::ready!(source.poll_frame(context)) {
                    None => None,
                    Some(Err(error)) => Some(Err(error)),
                    Some(Ok(frame)) => match frame.into_data() {
                        Ok(data) if !data.is_empty() => Some(Ok(data)),
                        _ => continue,
                    },
                });
            },
        }
    }
}

impl Default for ByteStream {
    fn default() -> Self {
        Self::empty()
    }
}

impl<T: Into<Bytes>> From<T> for ByteStream {
    fn from(bytes: T) -> Self {
        Self(Inner::Bytes(bytes.into()))
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.length() {
            Some(length) => write!(f, "ByteStream({length} bytes)"),
            None => f.write_str("ByteStream"),
        }
    }
}

impl Body for ByteStream {
    type Data = Bytes;
    type Error = StreamError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, StreamError>>> {
        self.get_mut().poll_piece(context).map(|piece| piece.map(|piece| piece.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Inner::Bytes(bytes) => bytes.is_empty(),
            Inner::Source(source) => source.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Inner::Bytes(bytes) => SizeHint::with_exact(u64::try_from(bytes.len()).unwrap_or(u64::MAX)),
            Inner::Source(source) => source.size_hint(),
        }
    }
}

/// Any body, with its errors boxed.
struct FromBody<B>(Pin<Box<B>>);

impl<B> Body for FromBody<B>
where
    B: Body<Data = Bytes>,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    type Data = Bytes;
    type Error = StreamError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, StreamError>>> {
        let frame = self.get_mut().0.as_mut().poll_frame(context);
        frame.map_err(|error| StreamError::Source(error.into()))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.size_hint()
    }
}

/// The pieces of an iterator.
struct Pieces<I>(I);

impl<I, E> Body for Pieces<I>
where
    I: Iterator<Item = Result<Bytes, E>> + Unpin,
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    type Data = Bytes;
    type Error = StreamError;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, StreamError>>> {
        let piece = self.get_mut().0.next();
        Poll::Ready(piece.map(|piece| match piece {
            Ok(piece) => Ok(Frame::data(piece)),
            Err(error) => Err(StreamError::Source(error.into())),
        }))
    }
}

/// A stream with a piece before it.
#[cfg(feature = "event-stream")]
struct Preceded {
    /// The piece; empty when it was read.
    first: Bytes,
    rest: ByteStream,
}

#[cfg(feature = "event-stream")]
impl Body for Preceded {
    type Data = Bytes;
    type Error = StreamError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, StreamError>>> {
        let this = self.get_mut();
        if this.first.is_empty() {
            return Pin::new(&mut this.rest).poll_frame(context);
        }
        Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut this.first)))))
    }
}
