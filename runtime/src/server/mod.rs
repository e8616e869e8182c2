//! A server's side of an operation: request to input, output or error to response.
//!
//! The checks of a request have one order, so that each request has one answer: size, route
//! ([`Protocol::route`]), content type, what the response may be, bindings, body, then the model's constraints. Nothing here
//! listens on anything: a request comes in, a response goes out as plain [`http`] messages.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Uri};

#[cfg(feature = "event-stream")]
mod events;
mod host;
mod operations;
mod rejection;
pub mod router;
#[cfg(feature = "server")]
mod service;
mod validation_exception;

#[cfg(feature = "event-stream")]
pub use self::events::{decode_event_request, encode_event_response};
#[cfg(all(feature = "server", feature = "event-stream"))]
pub use self::service::Events;
#[cfg(feature = "server")]
pub use self::service::{
    BoxError, Call, Context, Handler, Intake, OperationService, Outcome, ResponseFuture, Routed, Serve,
    Service, Streamed, Structure,
};
pub use self::{
    host::label_into_path,
    operations::Operations,
    rejection::Rejection,
    router::{Route, RouteError, RouteMatch, Router, Segment},
    validation_exception::{FieldError, ValidationException},
};
use crate::{
    codec::Limits,
    error::EncodeError,
    http::{HttpLimits, Labels, RequestReader, ResponseWriter},
    operation::{SerializableError, ServerError as _, ServerOperation, ServiceSchema},
    protocol::{IncomingRequest, OutgoingResponse, Protocol, ResponseContext, headers_before_compression},
    serde::{DeserializableShape, DeserializableStruct, SerializableStruct},
    stream::ByteStream,
    uuid,
    validate::{MissingMembers, Validate, ValidationError, Violations},
};

/// Settings of a server.
#[derive(Clone)]
pub struct ServerSettings {
    /// Bounds on what is read from bodies.
    pub limits: Limits,
    /// Bounds on the rest of a request.
    pub http: HttpLimits,
    /// Bounds on time.
    pub timeouts: Timeouts,
    /// Where the IDs of requests come from; by default [`RandomRequestIds`].
    pub request_ids: Arc<dyn RequestIdSource>,
    /// Makes the error for input that violates the model; by default Smithy's `ValidationException`. A service that
    /// models its own gives the function that fills it.
    pub validation_exception: fn(&ValidationError) -> Box<dyn SerializableError>,
}

impl Default for ServerSettings {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            http: HttpLimits::default(),
            timeouts: Timeouts::default(),
            request_ids: Arc::new(RandomRequestIds),
            validation_exception: |error| Box::new(ValidationException::from(error)),
        }
    }
}

impl std::fmt::Debug for ServerSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ServerSettings")
            .field("limits", &self.limits)
            .field("http", &self.http)
            .field("timeouts", &self.timeouts)
            .finish_non_exhaustive()
    }
}

/// How long a [`Service`](crate::server) waits. Timers are tokio's: where none runs nothing ends early. Layers such as
/// tower-http's set other limits for single operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// For a body that is read into memory to be there whole: 408 afterwards.
    pub body: Option<Duration>,
    /// For the implementation to answer, once it has its input: 504 afterwards, and what it does is dropped. An
    /// operation whose request streams has all the time, since the client may need it.
    pub operation: Option<Duration>,
}

impl Default for Timeouts {
    /// 30 seconds for the body, 60 for the operation.
    fn default() -> Self {
        Self { body: Some(Duration::from_secs(30)), operation: Some(Duration::from_secs(60)) }
    }
}

/// Where the IDs come from that responses carry as `x-amzn-requestid`.
pub trait RequestIdSource: Send + Sync {
    /// An ID that no other request has.
    fn request_id(&self) -> String;
}

/// Random UUIDs.
#[derive(Clone, Copy, Debug, Default)]
pub struct RandomRequestIds;

impl RequestIdSource for RandomRequestIds {
    fn request_id(&self) -> String {
        uuid::random()
    }
}

/// Any function that makes IDs.
impl<F: Fn() -> String + Send + Sync> RequestIdSource for F {
    fn request_id(&self) -> String {
        self()
    }
}

/// What a request says before its body.
#[derive(Clone, Copy, Debug)]
pub struct RequestHead<'a> {
    /// The HTTP method.
    pub method: &'a Method,
    /// The URI; its path and query are looked at.
    pub uri: &'a Uri,
    /// The headers.
    pub headers: &'a HeaderMap,
}

impl<'a, B> From<&'a http::Request<B>> for RequestHead<'a> {
    fn from(request: &'a http::Request<B>) -> Self {
        Self { method: request.method(), uri: request.uri(), headers: request.headers() }
    }
}

impl<'a> From<&'a http::request::Parts> for RequestHead<'a> {
    fn from(parts: &'a http::request::Parts) -> Self {
        Self { method: &parts.method, uri: &parts.uri, headers: &parts.headers }
    }
}

/// A request, routed to its operation.
#[derive(Clone, Copy, Debug)]
pub struct ServerRequest<'a> {
    /// The URI; its path and query are looked at.
    pub uri: &'a Uri,
    /// The headers.
    pub headers: &'a HeaderMap,
    /// The whole body.
    pub body: &'a Bytes,
    /// What the route found in the path.
    pub labels: &'a Labels<'a>,
}

/// Checks a request's size and finds its operation.
///
/// # Errors
/// When a part of the request is too large, or it is for none of the operations.
pub fn route<'a>(
    protocol: &dyn Protocol,
    operations: &Operations,
    head: RequestHead<'a>,
    body: &Bytes,
    settings: &ServerSettings,
) -> Result<RouteMatch<'a>, Rejection> {
    ServerRequest::check_size(head.uri, head.headers, body, settings.http)?;
    protocol.route(operations, head, body)
}

/// Answers a decoded request: with what `handler` gives, or with why the request was refused.
pub async fn respond<O, F, R>(
    protocol: &dyn Protocol,
    input: Result<O::Input, Rejection>,
    handler: F,
    settings: &ServerSettings,
) -> http::Response<Bytes>
where
    O: ServerOperation,
    F: FnOnce(O::Input) -> R,
    R: Future<Output = Result<O::Output, O::Error>>,
{
    match input {
        Ok(input) => match handler(input).await {
            Ok(output) => encode_response::<O>(protocol, &output, settings),
            Err(error) => encode_error::<O>(protocol, &error, settings),
        },
        Err(rejection) => encode_rejection(protocol, O::SCHEMA.service, &rejection, settings),
    }
}

impl ServerRequest<'_> {
    /// Checks the sizes that the settings bound. A server does it before it routes.
    ///
    /// # Errors
    /// Which part of the request is too large.
    pub fn check_size(
        uri: &Uri,
        headers: &HeaderMap,
        body: &Bytes,
        limits: HttpLimits,
    ) -> Result<(), Rejection> {
        let header_bytes =
            headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum::<usize>();
        let uri_bytes = uri.path().len() + uri.query().map_or(0, |query| query.len() + 1);
        if uri_bytes > limits.max_uri_bytes {
            Err(Rejection::UriTooLong)
        } else if headers.len() > limits.max_headers || header_bytes > limits.max_header_bytes {
            Err(Rejection::HeadersTooLarge)
        } else if body.len() > limits.max_body_bytes {
            Err(Rejection::BodyTooLarge)
        } else {
            Ok(())
        }
    }
}

/// Decodes the input of the operation `O`, and tells which required members are missing: their place in the input
/// holds an empty value. Validation is what looks at them; see [`decode_valid_request`].
///
/// # Errors
/// Why the request is refused.
pub fn decode_request<O: ServerOperation>(
    protocol: &dyn Protocol,
    request: &ServerRequest<'_>,
    settings: &ServerSettings,
) -> Result<(O::Input, MissingMembers), Rejection> {
    let mut input = Input::<O>(O::Input::empty());
    let mut missing = MissingMembers::default();
    protocol.decode_request(&O::SCHEMA, request, &mut input, &mut missing, settings)?;
    Ok((input.0, missing))
}

/// Decodes the input of the operation `O` and checks the model's constraints, missing members among them.
///
/// # Errors
/// Why the request is refused.
pub fn decode_valid_request<O: ServerOperation<Input: Validate>>(
    protocol: &dyn Protocol,
    request: &ServerRequest<'_>,
    settings: &ServerSettings,
) -> Result<O::Input, Rejection> {
    let (input, missing) = decode_request::<O>(protocol, request, settings)?;
    Violations::with_missing(missing).collect(|validator| input.check(validator))?;
    Ok(input)
}

/// Decodes the input of the operation `O`, which has the streaming blob `body`: the rest of the input, its missing
/// members, and the stream, of which nothing is read yet. A compressed one is decompressed as it is read.
///
/// # Errors
/// Why the request is refused.
pub fn decode_streaming_request<O: ServerOperation>(
    protocol: &dyn Protocol,
    head: &ServerRequest<'_>,
    body: ByteStream,
    settings: &ServerSettings,
) -> Result<(O::Input, MissingMembers, ByteStream), Rejection> {
    let headers = headers_before_compression(&O::SCHEMA, head.headers);
    let body = match headers {
        Some(_) => body.decompressed().ok_or(Rejection::UnsupportedMediaType)?,
        None => body,
    };
    let head = ServerRequest { headers: headers.as_ref().unwrap_or(head.headers), ..*head };
    let (input, missing) = decode_request::<O>(protocol, &head, settings)?;
    Ok((input, missing, body))
}

/// Encodes the response of the operation `O`, whose output has the streaming blob `body`. An output that cannot be
/// encoded becomes an internal failure.
pub fn encode_streaming_response<O: ServerOperation>(
    protocol: &dyn Protocol,
    output: &O::Output,
    body: ByteStream,
    settings: &ServerSettings,
) -> http::Response<ByteStream> {
    let encode = |context: ResponseContext<'_>| {
        protocol.encode_streaming_response(&O::SCHEMA, &Output::<O>(output), body, context)
    };
    answer(protocol, O::SCHEMA.service, settings, encode)
}

/// Encodes the response of the operation `O`. An output that cannot be encoded becomes an internal failure.
pub fn encode_response<O: ServerOperation>(
    protocol: &dyn Protocol,
    output: &O::Output,
    settings: &ServerSettings,
) -> http::Response<Bytes> {
    let encode =
        |context: ResponseContext<'_>| protocol.encode_response(&O::SCHEMA, &Output::<O>(output), context);
    answer(protocol, O::SCHEMA.service, settings, encode)
}

/// Encodes an error of the operation `O`. An unhandled one becomes an internal failure, and tells nothing.
pub fn encode_error<O: ServerOperation>(
    protocol: &dyn Protocol,
    error: &O::Error,
    settings: &ServerSettings,
) -> http::Response<Bytes> {
    let service = O::SCHEMA.service;
    match error.serializable() {
        Some(shape) => encode_error_shape(protocol, service, shape, settings),
        None => encode_rejection(protocol, service, &Rejection::InternalFailure, settings),
    }
}

/// Encodes an error of the model.
pub(crate) fn encode_error_shape(
    protocol: &dyn Protocol,
    service: &'static ServiceSchema,
    error: &dyn SerializableError,
    settings: &ServerSettings,
) -> http::Response<Bytes> {
    answer(protocol, service, settings, |context| protocol.encode_error(error, context))
}

/// Encodes the service's answer to a refused request.
pub fn encode_rejection(
    protocol: &dyn Protocol,
    service: &'static ServiceSchema,
    rejection: &Rejection,
    settings: &ServerSettings,
) -> http::Response<Bytes> {
    let request_id = settings.request_ids.request_id();
    let mut response =
        rejection.encode(protocol, settings, ResponseContext { service, request_id: &request_id });
    add_request_id(&mut response, &request_id);
    response
}

/// What `encode` gives with an ID for the request; an internal failure when it fails.
fn answer<B: From<Bytes>>(
    protocol: &dyn Protocol,
    service: &'static ServiceSchema,
    settings: &ServerSettings,
    encode: impl FnOnce(ResponseContext<'_>) -> Result<http::Response<B>, EncodeError>,
) -> http::Response<B> {
    let request_id = settings.request_ids.request_id();
    match encode(ResponseContext { service, request_id: &request_id }) {
        Ok(mut response) => {
            add_request_id(&mut response, &request_id);
            response
        }
        Err(_) => encode_rejection(protocol, service, &Rejection::InternalFailure, settings).map(B::from),
    }
}

fn add_request_id<B>(response: &mut http::Response<B>, id: &str) {
    if let Ok(id) = HeaderValue::from_str(id) {
        response.headers_mut().entry("x-amzn-requestid").or_insert(id);
    }
}

struct Input<O: ServerOperation>(O::Input);

impl<O: ServerOperation> IncomingRequest for Input<O> {
    fn structure(&mut self) -> &mut dyn DeserializableStruct {
        &mut self.0
    }
    fn read(&mut self, request: &mut RequestReader<'_>) {
        O::read_request(request, &mut self.0);
    }
}

struct Output<'a, O: ServerOperation>(&'a O::Output);

impl<O: ServerOperation> OutgoingResponse for Output<'_, O> {
    fn structure(&self) -> &dyn SerializableStruct {
        self.0
    }
    fn bind(&self, response: &mut ResponseWriter<'_>) {
        O::bind_response(self.0, response);
    }
}
