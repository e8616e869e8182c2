//! A client's side of an operation: input to request, response to output or error.
//!
//! The functions here send nothing: a request goes out, a response comes in as plain [`http`] messages. A generated
//! client, with the feature `client`, sends them over any `tower::Service`. So its users test against an implementation
//! of the generated server trait, in memory and without sockets, in a line:
//!
//! ```text
//! let client = Client::over(Service::new(Mock));
//! ```

#[cfg(feature = "client")]
use std::{marker::PhantomData, sync::Arc};

use bytes::Bytes;

mod addressing;
#[cfg(feature = "client")]
mod answer;
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
mod decode;
#[cfg(feature = "client")]
mod discovery;
mod endpoint;
#[cfg(feature = "client")]
mod endpoint_rule;
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

use self::decode::StaticOperation as _;
#[cfg(feature = "event-stream")]
pub use self::events::{decode_event_response, encode_event_request};
#[cfg(feature = "hyper")]
pub use self::hyper::HyperTransport;
#[cfg(feature = "pagination")]
pub use self::pages::{Items, Pages};
pub use self::{
    addressing::{Addressing, AddressingStyle},
    decode::{decode_response, decode_streaming_response},
    endpoint::{Endpoint, HostPrefix, InvalidEndpoint},
    settings::{ClientSettings, RandomTokens, RequestCompression},
};
#[cfg(feature = "client")]
pub use self::{
    auth::{AuthScheme, Credentials, ProvideCredentials, SigV4},
    builder::{BuildError, Client, over},
    clock::{BoxFuture, Clock, SystemClock},
    discovery::{DiscoveredEndpoint, Discovering, Discovery},
    endpoint_rule::{EndpointRule, RegionalEndpoint},
    partition::Partition,
    presign::{PresignedRequest, Presigning},
    retry::Retries,
    service::{Call, CallTraits, ClientService},
    transport::{BoxError, BoxTransport, HttpService, TransportError},
    wait::{Acceptor, State, Wait, WaitError, all},
};
#[cfg(feature = "client")]
use crate::outlined::{Hidden, outlined};
use crate::{
    error::EncodeError,
    http::RequestWriter,
    operation::{ClientOperation, Operation, Unit},
    protocol::{OutgoingRequest, Protocol},
    serde::SerializableStruct,
    stream::ByteStream,
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
    let filled = filled::<O>(input, settings);
    let input = filled.as_ref().unwrap_or(input);
    protocol.encode_request(O::REFERENCE, &Input::<O>(input), settings)
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
    let filled = filled::<O>(input, settings);
    let input = filled.as_ref().unwrap_or(input);
    protocol.encode_streaming_request(O::REFERENCE, &Input::<O>(input), body, settings)
}

/// The input with its idempotency token, if it lacks one.
fn filled<O: ClientOperation>(input: &O::Input, settings: &ClientSettings) -> Option<O::Input> {
    let fills = O::SCHEMA.idempotency_token;
    fills.then(|| O::with_idempotency_token(input, &*settings.idempotency_tokens)).flatten()
}

// These stand together, whatever file their methods are in: they are generic over operations, and the compiler divides what a
// program compiles by the modules of types.

#[cfg(feature = "client")]
outlined! {
    /// Calls operations. Generated clients hold one; it is cheap to clone.
    pub struct Caller(Arc<dyn Hidden<caller::Settings>>): Clone;
}

/// Builds a client of type `C`.
#[cfg(feature = "client")]
pub struct Builder<C> {
    parts: builder::Held,
    client: PhantomData<fn() -> C>,
}

/// What a service answers: a future of the output or error of the operation `O` (its [`Output`](Operation::Output) and
/// [`Error`](Operation::Error)), which the methods of a client give. With a streaming blob beside the output, `B` is
/// [`ByteStream`], and the future ends with both.
///
/// Its request is encoded, and is sent when the future is polled. It borrows neither the client nor the input. It is given
/// once: polled again, the future ends with an error that says so.
#[cfg(feature = "client")]
#[must_use = "nothing is sent before the answer is awaited"]
pub struct Answer<O, B = ()> {
    exchange: answer::Ongoing,
    operation: PhantomData<fn() -> (O, B)>,
}

/// The output of the operation `O`, which is empty at first, or its error.
struct Decoding<O: Operation> {
    result: Result<O::Output, O::Error>,
    /// What is read into once there is an error.
    ignored: Unit,
}

/// The input of the operation `O`.
struct Input<'a, O: ClientOperation>(&'a O::Input);

impl<O: ClientOperation> OutgoingRequest for Input<'_, O> {
    fn structure(&self) -> &dyn SerializableStruct {
        self.0
    }
    fn bind_host(&self, request: &mut RequestWriter<'_>) {
        // Known where it is compiled: most operations of a program have no function for it.
        if const { O::SCHEMA.binds_host } {
            O::bind_host(self.0, request);
        }
    }
    fn bind(&self, request: &mut RequestWriter<'_>) {
        O::bind_request(self.0, request);
    }
}
