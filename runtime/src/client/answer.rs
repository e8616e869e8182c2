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
    Answer, BoxFuture, Call, Caller, Decoding,
    caller::{Encoded, Exchanged, Plan, in_memory},
    decode::{Decoded, decode},
};
#[cfg(feature = "pagination")]
use crate::operation::ResponseMetadata;
use crate::{
    operation::{UnhandledError, Unit},
    outlined::outlined,
    serde::DeserializableStruct as _,
    stream::ByteStream,
};

/// A request on its way, then its response. Behind `dyn`, since what drops a response is long, and would be compiled with
/// every program.
pub(super) trait Exchange: Send {
    /// Waits for the response.
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<()>;

    /// What came beside the response's content; none before it came, or when there is none.
    #[cfg(feature = "pagination")]
    fn metadata(&self) -> Option<ResponseMetadata>;

    /// Decodes the response to where its output or error belongs. Of a success that is a stream the body is kept.
    fn decode_into(&mut self, place: &mut dyn Decoded);

    /// The body that was kept.
    fn take_body(&mut self) -> ByteStream;

    /// Who sends the request.
    fn caller(&self) -> &Caller;
}

outlined! {
    /// An exchange that functions of this crate poll and drop.
    pub(super) struct Ongoing(Box<dyn Exchange>);
}

impl Ongoing {
    /// Waits for the response.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        self.0.poll(context)
    }

    /// The exchange, whose response may have come.
    pub(super) fn exchange(&mut self) -> &mut dyn Exchange {
        &mut **self.0
    }
}

/// The exchange of a request that is sent when it is polled.
struct Sent {
    caller: Caller,
    plan: &'static Plan,
    state: State,
}

enum State {
    /// The response has not come yet.
    Waiting(BoxFuture<'static, Exchanged>),
    /// It has, or will not.
    Came(Exchanged),
    /// It was decoded but for this body.
    Body(ByteStream),
    /// There is nothing left of it.
    Ended,
}

impl<O: Call> Future for Answer<O> {
    type Output = Result<O::Output, O::Error>;

    #[inline]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        // Through `Pin` itself each use of a field would be a function more for each operation of a program.
        let answer = self.get_mut();
        ready!(answer.exchange.poll(context));
        Poll::Ready(Decoding::<O>::of(answer.exchange.exchange()))
    }
}

impl<O: Call> Future for Answer<O, ByteStream> {
    type Output = Result<(O::Output, ByteStream), O::Error>;

    #[inline]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let answer = self.get_mut();
        ready!(answer.exchange.poll(context));
        let exchange = answer.exchange.exchange();
        Poll::Ready(Decoding::<O>::of(exchange).map(|output| (output, exchange.take_body())))
    }
}

impl<O, B> fmt::Debug for Answer<O, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer").field("caller", self.exchange.0.caller()).finish_non_exhaustive()
    }
}

impl Caller {
    /// Sends a request for an answer.
    pub(super) fn start(&self, plan: &'static Plan, request: Encoded) -> Ongoing {
        let state = State::Waiting(self.exchange(plan, request));
        Ongoing::of_value(Box::new(Sent { caller: self.clone(), plan, state }))
    }
}

impl<O: Call> Decoding<O> {
    /// What becomes of an operation's response.
    pub(super) fn of(exchange: &mut dyn Exchange) -> Result<O::Output, O::Error> {
        let mut decoding = Self { result: Ok(O::Output::empty_structure()), ignored: Unit };
        exchange.decode_into(&mut decoding);
        decoding.result
    }
}

impl Exchange for Sent {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if let State::Waiting(response) = &mut self.state {
            self.state = State::Came(ready!(response.as_mut().poll(context)));
        }
        Poll::Ready(())
    }

    #[cfg(feature = "pagination")]
    fn metadata(&self) -> Option<ResponseMetadata> {
        match &self.state {
            State::Came(Ok(response)) => Some(ResponseMetadata::of(response)),
            _ => None,
        }
    }

    fn decode_into(&mut self, place: &mut dyn Decoded) {
        let response = match std::mem::replace(&mut self.state, State::Ended) {
            State::Came(Ok(response)) => response,
            State::Came(Err(error)) => return place.set_unhandled(error),
            _ => return place.set_unhandled(UnhandledError::taken()),
        };
        let (settings, schema) = (self.caller.settings(), self.plan.schema);
        let (parts, body) = response.into_parts();
        let mut response = http::Response::from_parts(parts, Bytes::new());
        // The streaming body of a success is kept apart from the rest. That of an error is in memory.
        if self.plan.streams && settings.protocol.is_success(schema, &response) {
            self.state = State::Body(body);
        } else {
            *response.body_mut() = in_memory(body);
        }
        decode(settings.protocol, schema, self.plan.errors, &response, place, &settings.codec);
    }

    fn take_body(&mut self) -> ByteStream {
        match std::mem::replace(&mut self.state, State::Ended) {
            State::Body(body) => body,
            _ => ByteStream::default(),
        }
    }

    fn caller(&self) -> &Caller {
        &self.caller
    }
}
