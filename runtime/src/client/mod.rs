//! A client's side of an operation: input to request, response to output or error.
//!
//! The functions here send nothing: a request goes out, a response comes in as plain [`http`] messages. A generated
//! client, with the feature `client`, sends them over any `tower::Service`. So its users test against an implementation
//! of the generated server trait, in memory and without sockets, in a line:
//!
//! ```text
//! let client = Client::over(Service::new(Mock));
//! ```

use bytes::Bytes;

mod addressing;
#[cfg(feature = "client")]
mod auth;
#[cfg(feature = "client")]
mod authenticate;
#[cfg(feature = "aws-config")]
mod aws_config;
#[cfg(feature = "client")]
mod builder;
#[cfg(feature = "client")]
mod caller;
#[cfg(feature = "client")]
mod clock;
mod endpoint;
#[cfg(all(feature = "client", feature = "event-stream"))]
mod event_calls;
#[cfg(feature = "event-stream")]
mod events;
#[cfg(feature = "hyper")]
mod hyper;
#[cfg(feature = "pagination")]
mod pages;
#[cfg(feature = "client")]
mod partition;
#[cfg(feature = "client")]
mod presign;
#[cfg(feature = "client")]
mod progress;
#[cfg(feature = "client")]
mod retry;
#[cfg(feature = "client")]
mod service;
mod settings;
#[cfg(all(feature = "sigv4", feature = "event-stream"))]
mod signed_events;
#[cfg(feature = "client")]
mod sigv4;
#[cfg(feature = "client")]
mod table;
#[cfg(feature = "client")]
mod transport;
#[cfg(feature = "client")]
mod wait;

#[cfg(feature = "event-stream")]
pub use self::events::{decode_event_response, encode_event_request};
#[cfg(feature = "hyper")]
pub use self::hyper::HyperTransport;
#[cfg(feature = "pagination")]
pub use self::pages::{Items, Pages};
pub use self::{
    addressing::{Addressing, AddressingStyle},
    endpoint::{Endpoint, HostPrefix, InvalidEndpoint},
    settings::{ClientSettings, RandomTokens, RequestCompression},
};
#[cfg(feature = "client")]
pub use self::{
    auth::{AuthScheme, Credentials, ProvideCredentials, SigV4},
    builder::{BuildError, Builder, Client, over},
    caller::Caller,
    clock::{BoxFuture, Clock, SystemClock},
    partition::Partition,
    presign::PresignedRequest,
    retry::Retries,
    service::{Call, CallTraits, ClientService, GlobalEndpoint},
    transport::{BoxError, BoxTransport, HttpService, TransportError},
    wait::{Acceptor, State, Wait, WaitError, all},
};
use crate::{
    error::{DecodeError, EncodeError},
    http::{RequestWriter, ResponseReader},
    operation::{ClientOperation, OperationError, ResponseMetadata, UnhandledError},
    protocol::{IncomingResponse, OutgoingRequest, Protocol},
    serde::{DeserializableShape, DeserializableStruct, SerializableStruct},
    stream::ByteStream,
    types::Blob,
};

/// Encodes the request of the operation `O`. An absent idempotency token is filled in.
///
/// The URI has scheme and authority when the settings have an endpoint; without one it is path and query alone, and a
/// host prefix is kept as the extension [`HostPrefix`].
///
/// # Errors
/// When the input has a value that the request cannot express, such as an empty label.
pub fn encode_request<O: ClientOperation>(
    protocol: &dyn Protocol,
    input: &O::Input,
    settings: &ClientSettings,
) -> Result<http::Request<Bytes>, EncodeError> {
    let filled = O::with_idempotency_token(input, &*settings.idempotency_tokens);
    let input = filled.as_ref().unwrap_or(input);
    protocol.encode_request(&O::SCHEMA, &Input::<O>(input), settings)
}

/// Decodes the response of the operation `O`.
///
/// # Errors
/// The service's error, or why the response could not be decoded.
pub fn decode_response<O: ClientOperation>(
    protocol: &dyn Protocol,
    response: &http::Response<Bytes>,
    settings: &ClientSettings,
) -> Result<O::Output, O::Error> {
    if !protocol.is_success(&O::SCHEMA, response) {
        return Err(decode_error(protocol, response, settings));
    }
    let mut output = Output::<O>(O::Output::empty());
    match protocol.decode_response(&O::SCHEMA, response, &mut output, settings) {
        Ok(()) => Ok(output.0),
        Err(error) => Err(O::Error::unhandled(UnhandledError::decode(error, ResponseMetadata::of(response)))),
    }
}

/// Encodes the request of the operation `O`, whose input has the streaming blob `body`. An empty stream is a body that
/// is not there. As [`encode_request`] otherwise.
///
/// # Errors
/// When the input has a value that the request cannot express, or the stream's length is not known though the model
/// requires it.
pub fn encode_streaming_request<O: ClientOperation>(
    protocol: &dyn Protocol,
    input: &O::Input,
    body: ByteStream,
    settings: &ClientSettings,
) -> Result<http::Request<ByteStream>, EncodeError> {
    let filled = O::with_idempotency_token(input, &*settings.idempotency_tokens);
    let input = filled.as_ref().unwrap_or(input);
    protocol.encode_streaming_request(&O::SCHEMA, &Input::<O>(input), body, settings)
}

/// Decodes the response of the operation `O`, whose output has a streaming blob: the rest of the output, and the
/// stream, of which nothing is read yet. An error's body is read into memory.
///
/// # Errors
/// The service's error, or why the response could not be decoded.
pub async fn decode_streaming_response<O: ClientOperation>(
    protocol: &dyn Protocol,
    response: http::Response<ByteStream>,
    settings: &ClientSettings,
) -> Result<(O::Output, ByteStream), O::Error> {
    let (parts, body) = response.into_parts();
    let head = http::Response::from_parts(parts, Bytes::new());
    if protocol.is_success(&O::SCHEMA, &head) {
        return decode_response::<O>(protocol, &head, settings).map(|output| (output, body));
    }
    match body.collect(settings.max_error_bytes).await {
        Ok(bytes) => Err(decode_error(protocol, &head.map(|_| bytes), settings)),
        Err(error) => {
            let error = DecodeError::new(error.to_string(), "");
            Err(O::Error::unhandled(UnhandledError::decode(error, ResponseMetadata::of(&head))))
        }
    }
}

/// Decodes an error response: by its code, and by its status when it has no code at all.
fn decode_error<E: OperationError>(
    protocol: &dyn Protocol,
    response: &http::Response<Bytes>,
    settings: &ClientSettings,
) -> E {
    let metadata = ResponseMetadata::of(response);
    let status = response.status().as_u16();
    let description = protocol.describe_error(response, settings);
    let from_code = if protocol.names_errors_as_query() { E::from_query_code } else { E::from_code };
    let by_code = description.codes.iter().find_map(|code| from_code(code));
    let by_status = || if description.codes.is_empty() { E::from_status(status) } else { None };
    let is_by_code = by_code.is_some();
    if let Some(mut error) = by_code.or_else(by_status) {
        let decoded = match error.shape_mut() {
            Some(shape) => protocol.decode_error(response, shape, settings),
            None => Ok(()),
        };
        match decoded {
            Ok(()) => {
                if let Some(place) = error.shape_mut().and_then(|shape| shape.metadata_mut()) {
                    *place = metadata.into();
                }
                return error;
            }
            Err(error) if is_by_code => return E::unhandled(UnhandledError::decode(error, metadata)),
            // A status alone does not tell that the body is the error's: a proxy may have answered.
            Err(_) => {}
        }
    }
    let body = Blob::new(response.body().clone());
    let code = description.query_code.or_else(|| description.codes.into_iter().next());
    E::unhandled(UnhandledError::new(status, code, description.message, body).with_metadata(metadata))
}

struct Input<'a, O: ClientOperation>(&'a O::Input);

impl<O: ClientOperation> OutgoingRequest for Input<'_, O> {
    fn structure(&self) -> &dyn SerializableStruct {
        self.0
    }
    fn bind_host(&self, request: &mut RequestWriter<'_>) -> Result<(), EncodeError> {
        O::bind_host(self.0, request)
    }
    fn bind(&self, request: &mut RequestWriter<'_>) -> Result<(), EncodeError> {
        O::bind_request(self.0, request)
    }
}

struct Output<O: ClientOperation>(O::Output);

impl<O: ClientOperation> IncomingResponse for Output<O> {
    fn structure(&mut self) -> &mut dyn DeserializableStruct {
        &mut self.0
    }
    fn read(&mut self, response: &mut ResponseReader<'_>) -> Result<(), DecodeError> {
        O::read_response(response, &mut self.0)
    }
}
