//! Streams of events whose messages are signed: each with a signature over itself and the signature before it, of which
//! the first is the request's. A message without content ends the chain.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use aws_sigv4::{SigningOutput, event_stream, sign::v4};
use aws_smithy_types::event_stream::Message;
use bytes::Bytes;
use http_body::{Body, Frame};

use super::{
    auth::{Credentials, SigV4},
    clock::Clock,
    transport::BoxError,
};
use crate::{
    event::frame,
    stream::{ByteStream, StreamError},
};

/// A body of messages, each of which is signed when the transport asks for it.
pub(super) struct SignedMessages {
    /// Gives one message a piece.
    pub(super) messages: ByteStream,
    pub(super) scheme: SigV4,
    pub(super) credentials: Credentials,
    pub(super) region: String,
    pub(super) clock: Arc<dyn Clock>,
    /// The signature of the message before.
    pub(super) signature: String,
    pub(super) over: bool,
}

impl SignedMessages {
    /// The message around `piece`, or around nothing, with its signature.
    fn sign(&mut self, piece: Option<&Bytes>) -> Result<Bytes, BoxError> {
        let identity = self.credentials.keys().into();
        let parameters = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name(self.scheme.name)
            .time(self.clock.now())
            .settings(())
            .build()?;
        let signed: SigningOutput<Message> = match piece {
            Some(piece) => event_stream::sign_message(&frame::read(piece)?, &self.signature, &parameters)?,
            None => event_stream::sign_empty_message(&self.signature, &parameters)?,
        };
        let (message, signature) = signed.into_parts();
        self.signature = signature;
        Ok(frame::write(message.headers().to_vec(), message.payload().clone())?)
    }
}

impl Body for SignedMessages {
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
        let piece = match ready!(this.messages.poll_piece(context)) {
            Some(Ok(piece)) => Some(piece),
            None => None,
            Some(Err(error)) => {
                this.over = true;
                return Poll::Ready(Some(Err(error)));
            }
        };
        let signed = this.sign(piece.as_ref());
        this.over = piece.is_none() || signed.is_err();
        Poll::Ready(Some(signed.map(Frame::data).map_err(StreamError::Source)))
    }
}
