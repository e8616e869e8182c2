//! Operations whose input or output has a stream of events.

use bytes::Bytes;
use http::header;

use super::{
    ClientSettings, decode_response, decode_streaming_response, encode_request, encode_streaming_request,
};
use crate::{
    error::EncodeError,
    event::{self, EventPolicy, EventStream, decode_events, decode_initial, encode_events},
    operation::{ClientOperation, OperationError, ResponseMetadata, UnhandledError},
    protocol::Protocol,
    serde::{DeserializableShape, SerializableShape},
    stream::ByteStream,
};

/// Encodes the request of the operation `O`, whose input has the stream `events`. As
/// [`encode_request`] otherwise. An RPC protocol sends the other members as the first message.
///
/// # Errors
/// When the input has a value that the request cannot express, or the protocol has no event streams.
pub fn encode_event_request<O, T>(
    protocol: &'static dyn Protocol,
    input: &O::Input,
    events: EventStream<T>,
    settings: &ClientSettings,
) -> Result<http::Request<ByteStream>, EncodeError>
where
    O: ClientOperation,
    T: SerializableShape + 'static,
{
    let body = encode_events(events, protocol.codec());
    if protocol.has_bindings() {
        return encode_streaming_request::<O>(protocol, input, body, settings);
    }
    let (mut head, members) = encode_request::<O>(protocol, input, settings)?.into_parts();
    let body = event::begin("initial-request", &mut head.headers, members, body)?;
    Ok(http::Request::from_parts(head, body))
}

/// Decodes the response of the operation `O`, whose output has a stream of events: the rest of the output, and the
/// stream, of which an RPC protocol's initial response alone is read.
///
/// # Errors
/// The service's error, or why the response could not be decoded.
pub async fn decode_event_response<O, T>(
    protocol: &'static dyn Protocol,
    response: http::Response<ByteStream>,
    settings: &ClientSettings,
) -> Result<(O::Output, EventStream<T>), O::Error>
where
    O: ClientOperation,
    T: DeserializableShape + Send + 'static,
{
    let (codec, limits) = (protocol.codec(), settings.limits);
    let (head, body) = response.into_parts();
    let head = http::Response::from_parts(head, Bytes::new());
    if protocol.has_bindings() || !protocol.is_success(&O::SCHEMA, &head) {
        let response = head.map(|_| body);
        let (output, body) = decode_streaming_response::<O>(protocol, response, settings).await?;
        return Ok((output, decode_events(body, codec, EventPolicy::Lenient, limits)));
    }
    let (members, received) = match decode_initial(body, "initial-response").await {
        Ok(initial) => initial,
        Err(error) => {
            return Err(O::Error::unhandled(UnhandledError::decode(error, ResponseMetadata::of(&head))));
        }
    };
    let mut response = head.map(|_| members);
    response.headers_mut().remove(header::CONTENT_TYPE);
    let output = decode_response::<O>(protocol, &response, settings)?;
    Ok((output, received.into_events(codec, EventPolicy::Lenient, limits)))
}
