//! Messages as bytes: the framing of `application/vnd.amazon.eventstream`, and messages out of a stream of bytes.

use std::task::{Context, Poll, ready};

use aws_smithy_eventstream::frame::{read_message_from, write_message_to};
use aws_smithy_types::event_stream::{Header, HeaderValue, Message};
use bytes::{Buf as _, Bytes, BytesMut};

use crate::{
    error::{DecodeError, EncodeError},
    stream::{ByteStream, StreamError},
};

/// The greatest length of a message in bytes, prelude and checksums included: 24 MiB, by the [specification][spec]'s
/// bounds of 16 MiB (payload of services) and room for headers.
///
/// [spec]: https://smithy.io/2.0/aws/amazon-eventstream.html
pub const MAX_MESSAGE_BYTES: usize = 24 * 1024 * 1024;

/// Bytes before the headers: total length, length of the headers, checksum.
const PRELUDE_BYTES: usize = 12;
/// Bytes of the checksum behind the payload.
const CHECKSUM_BYTES: usize = 4;

/// Writes a message.
pub(crate) fn write(headers: Vec<Header>, payload: Bytes) -> Result<Bytes, EncodeError> {
    let message = Message::new_from_parts(headers, payload);
    let mut bytes = Vec::new();
    write_message_to(&message, &mut bytes).map_err(|error| EncodeError::new(error.to_string(), ""))?;
    if bytes.len() > MAX_MESSAGE_BYTES {
        return Err(EncodeError::new("the message of an event is too long", ""));
    }
    Ok(bytes.into())
}

/// Reads the one message that `bytes` hold.
pub(crate) fn read(bytes: &Bytes) -> Result<Message, DecodeError> {
    read_message_from(bytes.clone()).map_err(|error| DecodeError::new(error.to_string(), ""))
}

/// Cuts a stream of bytes into messages.
pub(super) struct Frames {
    source: ByteStream,
    buffer: BytesMut,
    /// Bytes of the stream before the buffer.
    offset: usize,
}

/// Why the next message could not be had.
pub(super) enum FrameError {
    /// The bytes ended early.
    Stream(StreamError),
    /// The bytes are no message.
    Malformed(DecodeError),
}

impl Frames {
    pub(super) fn new(source: ByteStream) -> Self {
        Self { source, buffer: BytesMut::new(), offset: 0 }
    }

    /// The next message; none at the end of the stream. Not to be called again after an error.
    pub(super) fn poll_next(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Message, FrameError>>> {
        loop {
            match self.take() {
                Ok(Some(message)) => return Poll::Ready(Some(Ok(message))),
                Ok(None) => {}
                Err(error) => {
                    let error = error.at_offset(self.offset);
                    return Poll::Ready(Some(Err(FrameError::Malformed(error))));
                }
            }
            match ready!(self.source.poll_piece(context)) {
                Some(Ok(piece)) => self.buffer.extend_from_slice(&piece),
                Some(Err(error)) => return Poll::Ready(Some(Err(FrameError::Stream(error)))),
                None if self.buffer.is_empty() => return Poll::Ready(None),
                None => {
                    let error = DecodeError::new("the stream ends inside a message", "");
                    return Poll::Ready(Some(Err(FrameError::Malformed(error.at_offset(self.offset)))));
                }
            }
        }
    }

    /// The message at the start of the buffer, when it is there whole.
    fn take(&mut self) -> Result<Option<Message>, DecodeError> {
        let Some(mut length) = self.buffer.get(..4) else { return Ok(None) };
        let length = usize::try_from(length.get_u32()).unwrap_or(usize::MAX);
        if !(PRELUDE_BYTES + CHECKSUM_BYTES..=MAX_MESSAGE_BYTES).contains(&length) {
            return Err(DecodeError::new("the length of a message is out of bounds", ""));
        }
        if self.buffer.len() < length {
            return Ok(None);
        }
        let message = read(&self.buffer.split_to(length).freeze())?;
        self.offset += length;
        Ok(Some(message))
    }
}

/// The text of a header; none when there is none, an error when it is of another type.
pub(super) fn text<'m>(message: &'m Message, name: &str) -> Result<Option<&'m str>, DecodeError> {
    match header(message, name) {
        None => Ok(None),
        Some(HeaderValue::String(text)) => Ok(Some(text.as_str())),
        Some(_) => Err(DecodeError::new(format!("the header {name} of an event is not a string"), "")),
    }
}

/// The value of a header.
pub(crate) fn header<'m>(message: &'m Message, name: &str) -> Option<&'m HeaderValue> {
    message.headers().iter().find(|header| header.name().as_str() == name).map(Header::value)
}

/// A header with a text.
pub(super) fn text_header(name: &'static str, text: &str) -> Header {
    Header::new(name, HeaderValue::String(text.to_owned().into()))
}
