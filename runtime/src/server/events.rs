//! Operations whose input or output has a stream of events.

use super::{
    Rejection, ServerRequest, ServerSettings, decode_streaming_request, encode_rejection,
    encode_streaming_response,
};
use crate::{
    codec::Policy,
    event::{
        EventPolicy, EventStream, InitialMessage, decode_events, decode_initial, encode_events,
        encode_initial,
    },
    operation::Operation,
    protocol::Protocol,
    schema::MemberSet,
    serde::{DeserializableShape, DeserializableStruct as _, HasSchema as _, SerializableShape},
    stream::ByteStream,
    validate::{MissingMembers, Step, Validate},
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
    O: Operation,
    T: DeserializableShape + Validate + Send + 'static,
{
    let (codec, limits) = (protocol.codec(), settings.limits);
    if !protocol.has_initial_messages() {
        let (input, missing, body) = decode_streaming_request::<O>(protocol, head, body, settings)?;
        return Ok((input, missing, decode_events(body, codec, EventPolicy::Strict, limits)));
    }
    let (initial, received) = decode_initial(body, "initial-request").await?;
    let (mut input, mut missing) = (O::Input::empty(), MissingMembers::default());
    match initial {
        InitialMessage::Members(bytes) => {
            codec.decode_members(&bytes, &mut input, MemberSet::All, Policy::Strict(&mut missing), limits)?;
        }
        InitialMessage::Absent => {
            for member in input.schema().members().iter().filter(|member| member.is_required()) {
                missing.record([Step::Member(member.name())]);
            }
        }
    }
    input.fill_defaults();
    Ok((input, missing, received.into_events(codec, EventPolicy::Strict, limits)))
}

/// Encodes the response of the operation `O`, whose output has the stream `events`. An output that cannot be encoded
/// becomes an internal failure.
pub fn encode_event_response<O, T>(
    protocol: &'static dyn Protocol,
    output: &O::Output,
    events: EventStream<T>,
    settings: &ServerSettings,
) -> http::Response<ByteStream>
where
    O: Operation,
    T: SerializableShape + 'static,
{
    let codec = protocol.codec();
    let mut body = encode_events(events, codec);
    if protocol.has_initial_messages() {
        match encode_initial("initial-response", output, codec) {
            Ok(initial) => body = body.preceded_by(initial),
            Err(_) => {
                let rejection = Rejection::InternalFailure;
                return encode_rejection(protocol, O::SCHEMA.service, &rejection, settings)
                    .map(ByteStream::from);
            }
        }
    }
    encode_streaming_response::<O>(protocol, output, body, settings)
}
