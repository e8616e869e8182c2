//! Calls of operations whose input or output has a stream of events.

use std::marker::PhantomData;

use super::{
    Answer, Call, Caller,
    caller::{Encoded, Planned as _},
    decode_event_response, encode_event_request, encode_request, encode_streaming_request,
};
use crate::{
    event::EventStream,
    operation::OperationError,
    serde::{DeserializableShape, SerializableShape},
    stream::ByteStream,
};

impl Caller {
    /// Calls an operation whose input has a stream of events.
    pub fn send_events<O: Call, T: SerializableShape + 'static>(
        &self,
        input: O::Input,
        events: EventStream<T>,
    ) -> Answer<O> {
        let request =
            encode_event_request::<O, T>(self.settings().protocol, &input, events, &self.settings().codec);
        Answer { exchange: self.start(O::PLAN, request), operation: PhantomData }
    }

    /// Calls an operation whose output has a stream of events.
    ///
    /// # Errors
    /// The service's error, or why there is no answer. The stream may end early with an error of its own.
    pub async fn receive_events<O, T>(&self, input: O::Input) -> Result<(O::Output, EventStream<T>), O::Error>
    where
        O: Call,
        T: DeserializableShape + Send + 'static,
    {
        let request = encode_request::<O>(self.settings().protocol, &input, &self.settings().codec);
        self.receive_with_events::<O, T>(request.map(|request| request.map(ByteStream::from))).await
    }

    /// Calls an operation whose input and output have a stream of events each.
    ///
    /// # Errors
    /// As [`receive_events`](Self::receive_events).
    pub async fn exchange_events<O, T, U>(
        &self,
        input: O::Input,
        events: EventStream<T>,
    ) -> Result<(O::Output, EventStream<U>), O::Error>
    where
        O: Call,
        T: SerializableShape + 'static,
        U: DeserializableShape + Send + 'static,
    {
        let request =
            encode_event_request::<O, T>(self.settings().protocol, &input, events, &self.settings().codec);
        self.receive_with_events::<O, U>(request).await
    }

    /// Calls an operation whose input has a stream of events and whose output has a streaming blob.
    pub fn send_events_receive_stream<O: Call, T: SerializableShape + 'static>(
        &self,
        input: O::Input,
        events: EventStream<T>,
    ) -> Answer<O, ByteStream> {
        let request =
            encode_event_request::<O, T>(self.settings().protocol, &input, events, &self.settings().codec);
        Answer { exchange: self.start(O::STREAMING_PLAN, request), operation: PhantomData }
    }

    /// Calls an operation whose input has a streaming blob and whose output has a stream of events.
    ///
    /// # Errors
    /// As [`receive_events`](Self::receive_events).
    pub async fn send_stream_receive_events<O, T>(
        &self,
        input: O::Input,
        body: ByteStream,
    ) -> Result<(O::Output, EventStream<T>), O::Error>
    where
        O: Call,
        T: DeserializableShape + Send + 'static,
    {
        let request =
            encode_streaming_request::<O>(self.settings().protocol, &input, body, &self.settings().codec);
        self.receive_with_events::<O, T>(request).await
    }

    async fn receive_with_events<O, T>(
        &self,
        request: Encoded,
    ) -> Result<(O::Output, EventStream<T>), O::Error>
    where
        O: Call,
        T: DeserializableShape + Send + 'static,
    {
        let response = self.exchange(O::STREAMING_PLAN, request).await;
        let response = response.map_err(O::Error::unhandled)?;
        decode_event_response::<O, T>(self.settings().protocol, response, &self.settings().codec).await
    }
}
