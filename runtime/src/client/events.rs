//! Operations whose input or output has a stream of events.

use super::{
    ClientError, ClientSettings, ResponseMetadata, decode_streaming_response, encode_streaming_request,
};
use crate::{
    codec::Policy,
    error::EncodeError,
    event::{
        EventPolicy, EventStream, InitialMessage, decode_events, decode_initial, encode_events,
        encode_initial,
    },
    operation::Operation,
    protocol::Protocol,
    schema::MemberSet,
    serde::{DeserializableShape, SerializableShape},
    stream::ByteStream,
    validate::Validate,
};

/// Encodes the request of the operation `O`, whose input has the stream `events`. As
/// [`encode_request`](super::encode_request) otherwise.
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
    O: Operation,
    T: SerializableShape + 'static,
{
    let codec = protocol.codec();
    let filled = O::with_idempotency_token(input, &*settings.idempotency_tokens);
    let input = filled.as_ref().unwrap_or(input);
    let mut body = encode_events(events, codec);
    if protocol.has_initial_messages() {
        body = body.preceded_by(encode_initial("initial-request", input, codec)?);
    }
    encode_streaming_request::<O>(protocol, input, body, settings)
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
) -> Result<(O::Output, EventStream<T>), ClientError<O::Error>>
where
    O: Operation,
    T: DeserializableShape + Validate + Send + 'static,
{
    let (codec, limits) = (protocol.codec(), settings.limits);
    let is_success = {
        let mut head = http::Response::new(bytes::Bytes::new());
        *head.status_mut() = response.status();
        *head.headers_mut() = response.headers().clone();
        protocol.is_success(&O::SCHEMA, &head)
    };
    if !is_success || !protocol.has_initial_messages() {
        let (output, body) = decode_streaming_response::<O>(protocol, response, settings).await?;
        return Ok((output, decode_events(body, codec, EventPolicy::Lenient, limits)));
    }
    let (parts, body) = response.into_parts();
    let failed = |error| {
        let head = http::Response::from_parts(parts, bytes::Bytes::new());
        ClientError::decode(error, ResponseMetadata::of(&head))
    };
    let (initial, received) = match decode_initial(body, "initial-response").await {
        Ok(received) => received,
        Err(error) => return Err(failed(error)),
    };
    let mut output = O::Output::empty();
    if let InitialMessage::Members(bytes) = initial
        && let Err(error) = codec.decode_members(&bytes, &mut output, MemberSet::All, Policy::Lenient, limits)
    {
        return Err(failed(error));
    }
    Ok((output, received.into_events(codec, EventPolicy::Lenient, limits)))
}
