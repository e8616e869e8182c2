//! Streams of events whose messages are signed: each with a signature over itself and the signature before it, of which
//! the first is the request's. A message without content ends the chain.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use aws_smithy_eventstream::frame::write_headers_to;
use aws_smithy_types::{
    DateTime,
    event_stream::{Header, HeaderValue},
};
use bytes::Bytes;
use http_body::{Body, Frame};

use super::{
    auth::{Credentials, SigV4},
    clock::Clock,
    sigv4::Scope,
    transport::BoxError,
};
use crate::{
    event::frame,
    hash::{hexadecimal, sha256},
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
    fn sign(&mut self, piece: Option<Bytes>) -> Result<Bytes, BoxError> {
        let scope = Scope::new(self.clock.now(), &self.region, self.scheme.name)?;
        let date = Header::new(":date", HeaderValue::Timestamp(DateTime::from_secs(scope.seconds)));
        let mut dated = Vec::new();
        write_headers_to(std::slice::from_ref(&date), &mut dated)?;
        let piece = piece.unwrap_or_default();
        let [dated, hash] = [sha256(&dated), sha256(&piece)].map(hexadecimal);
        let hashed = format!("{}\n{dated}\n{hash}", self.signature);
        let signature = scope.sign(&self.credentials, "AWS4-HMAC-SHA256-PAYLOAD", &hashed);
        self.signature = hexadecimal(signature);
        let bytes = Bytes::copy_from_slice(signature.as_ref());
        let signature = Header::new(":chunk-signature", HeaderValue::ByteArray(bytes));
        Ok(frame::write(vec![signature, date], piece)?)
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
        let is_last = piece.is_none();
        let signed = this.sign(piece);
        this.over = is_last || signed.is_err();
        Poll::Ready(Some(signed.map(Frame::data).map_err(StreamError::Source)))
    }
}
