//! Operations whose input or output has a stream of events.

use http::header;

use super::{
    Rejection, ServerRequest, ServerSettings, decode_request, decode_streaming_request, encode_rejection,
    encode_response, encode_streaming_response,
};
use crate::{
    event::{self, EventPolicy, EventStream, decode_events, decode_initial, encode_events},
    operation::ServerOperation,
    protocol::Protocol,
    serde::{DeserializableShape, SerializableShape},
    stream::ByteStream,
    validate::{MissingMembers, Validate},
};

/// Decodes the input of the operation `O`, which has a stream of events: the rest of the input, its missing members,
/// and the stream, of which an RPC protocol's initial request alone is read. Each event is validated as it arrives.
///
/// # Errors
/// Why the request is refused.
pub async fn decode_event_request<O, T>(
    protocol: &'static dyn Protocol,
    head: &ServerRequest<'_>,
    body: ByteStream,
    settings: &ServerSettings,
) -> Result<(O::Input, MissingMembers, EventStream<T>), Rejection>
where
    O: ServerOperation,
    T: DeserializableShape + Validate + Send + 'static,
{
    let (codec, limits) = (protocol.codec(), settings.limits);
    if protocol.has_bindings() {
        let (input, missing, body) = decode_streaming_request::<O>(protocol, head, body, settings)?;
        return Ok((input, missing, decode_events(body, codec, EventPolicy::strict(), limits)));
    }
    let (members, received) = decode_initial(body, "initial-request").await?;
    let mut headers = head.headers.clone();
    headers.remove(header::CONTENT_TYPE);
    let request = ServerRequest { headers: &headers, body: &members, ..*head };
    let (input, missing) = decode_request::<O>(protocol, &request, settings)?;
    Ok((input, missing, received.into_events(codec, EventPolicy::strict(), limits)))
}

/// Encodes the response of the operation `O`, whose output has the stream `events`. An RPC protocol sends the other
/// members as the first message. An output that cannot be encoded becomes an internal failure.
pub fn encode_event_response<O, T>(
    protocol: &'static dyn Protocol,
    output: &O::Output,
    events: EventStream<T>,
    settings: &ServerSettings,
) -> http::Response<ByteStream>
where
    O: ServerOperation,
    T: SerializableShape + 'static,
{
    let body = encode_events(events, protocol.codec());
    if protocol.has_bindings() {
        return encode_streaming_response::<O>(protocol, output, body, settings);
    }
    let (mut head, members) = encode_response::<O>(protocol, output, settings).into_parts();
    if !head.status.is_success() {
        return http::Response::from_parts(head, members.into());
    }
    match event::begin("initial-response", &mut head.headers, members, body) {
        Ok(body) => http::Response::from_parts(head, body),
        Err(_) => {
            let rejection = Rejection::InternalFailure;
            encode_rejection(protocol, O::SCHEMA.service, &rejection, settings).map(ByteStream::from)
        }
    }
}
