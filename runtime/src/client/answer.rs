//! The future of a call's end.
//!
//! Comes in: an encoded request. Goes out: the operation's output or error. Always holds: nothing is sent before the
//! future is polled. All that is generic over the operation is what becomes of the response.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;

use super::{
    BoxFuture, Call, Caller,
    caller::{Encoded, Exchanged, Plan, Planned as _, in_memory},
    decode::{Decoded, Decoding, decode},
};
use crate::{operation::OperationSchema, stream::ByteStream};

/// What a service answers: a future of an operation's output or error, which the methods of a client give.
///
/// Its request is encoded, and is sent when the future is polled. It borrows neither the client nor the input.
#[must_use = "nothing is sent before the answer is awaited"]
pub struct Answer<T, E> {
    pub(super) exchange: Exchange,
    pub(super) decode: fn(&Caller, Exchanged) -> Result<T, E>,
}

/// A request on its way, and who sends it.
pub(super) struct Exchange {
    caller: Caller,
    response: BoxFuture<'static, Exchanged>,
}

impl<T, E> Future for Answer<T, E> {
    type Output = Result<T, E>;

    #[inline]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        // Through `Pin` itself each use of a field would be a function more for each operation of a program.
        let answer = self.get_mut();
        let response = ready!(answer.exchange.response.as_mut().poll(context));
        Poll::Ready((answer.decode)(&answer.exchange.caller, response))
    }
}

impl<T, E> fmt::Debug for Answer<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer").field("caller", &self.exchange.caller).finish_non_exhaustive()
    }
}

impl Caller {
    /// Sends a request for an answer.
    pub(super) fn start(&self, plan: &'static Plan, request: Encoded) -> Exchange {
        Exchange { caller: self.clone(), response: self.exchange(plan, request) }
    }

    /// What becomes of an operation's response.
    pub(super) fn decode<O: Call>(&self, response: Exchanged) -> Result<O::Output, O::Error> {
        let mut decoding = Decoding::<O>::new();
        self.decode_into(O::PLAN, response, &mut decoding);
        decoding.result
    }

    /// [`decode`](Self::decode) where the output has a streaming blob.
    pub(super) fn decode_streaming<O: Call>(
        &self,
        response: Exchanged,
    ) -> Result<(O::Output, ByteStream), O::Error> {
        let (response, body) = self.split(O::PLAN.schema, response);
        self.decode::<O>(response).map(|output| (output, body))
    }

    /// The streaming body of a success apart from the rest. That of an error is in memory.
    fn split(&self, schema: &OperationSchema, response: Exchanged) -> (Exchanged, ByteStream) {
        let (parts, body) = match response {
            Ok(response) => response.into_parts(),
            Err(error) => return (Err(error), ByteStream::default()),
        };
        let head = http::Response::from_parts(parts, Bytes::new());
        if self.0.protocol.is_success(schema, &head) {
            return (Ok(head.map(ByteStream::from)), body);
        }
        (Ok(head.map(|_| body)), ByteStream::default())
    }

    fn decode_into(&self, plan: &Plan, response: Exchanged, place: &mut dyn Decoded) {
        match response.map(|response| response.map(in_memory)) {
            Ok(response) => {
                decode(self.0.protocol, plan.schema, plan.codes, &response, place, &self.0.codec);
            }
            Err(error) => place.set_unhandled(error),
        }
    }
}
