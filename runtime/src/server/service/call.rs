//! A request on its way through one operation.

use bytes::Bytes;
use http::request::Parts;
use http_body_util::LengthLimitError;

use super::{Context, Routed, within::within};
use crate::{
    error::DecodeError,
    http::Labels,
    operation::SerializableError,
    protocol::Protocol,
    server::{Rejection, ServerRequest, ServerSettings, encode_error_shape, encode_rejection},
    stream::{ByteStream, StreamError},
};

/// A routed request that is about to be decoded.
#[derive(Debug)]
pub struct Call {
    parts: Parts,
    body: ByteStream,
    routed: Routed,
}

impl Call {
    /// None when a layer has taken away what the request was routed to.
    pub(super) fn new(request: http::Request<ByteStream>) -> Option<Self> {
        let (parts, body) = request.into_parts();
        let routed = parts.extensions.get::<Routed>()?.clone();
        Some(Self { parts, body, routed })
    }

    pub(super) fn protocol(&self) -> &'static dyn Protocol {
        self.routed.protocol()
    }

    pub(super) fn settings(&self) -> &ServerSettings {
        self.routed.settings()
    }

    pub(super) fn routed(&self) -> &Routed {
        &self.routed
    }

    pub(super) fn labels(&self) -> Labels<'_> {
        self.routed.labels()
    }

    /// The request with this body.
    pub(super) fn request<'a>(&'a self, body: &'a Bytes, labels: &'a Labels<'a>) -> ServerRequest<'a> {
        ServerRequest { uri: self.routed.uri(), headers: &self.parts.headers, body, labels }
    }

    /// The body as it arrives.
    pub(super) fn take_body(&mut self) -> ByteStream {
        std::mem::take(&mut self.body)
    }

    /// The whole body.
    pub(super) async fn read_body(&mut self) -> Result<Bytes, Rejection> {
        let body = self.take_body();
        read(body, self.settings()).await
    }

    pub(super) fn into_context(self) -> Context {
        Context::of(&self.routed, self.parts)
    }
}

/// The response to a request that is refused.
pub(super) fn refuse(routed: &Routed, rejection: &Rejection) -> http::Response<ByteStream> {
    let service = routed.operation().service;
    let mut response =
        encode_rejection(routed.protocol(), service, rejection, routed.settings()).map(ByteStream::from);
    response.extensions_mut().insert(ErrorName(rejection.name()));
    response
}

/// The response to a request that failed; without a shape it is an internal failure.
pub(super) fn fail(routed: &Routed, error: Option<&dyn SerializableError>) -> http::Response<ByteStream> {
    let Some(error) = error else { return refuse(routed, &Rejection::InternalFailure) };
    let service = routed.operation().service;
    let response = encode_error_shape(routed.protocol(), service, error, routed.settings());
    let mut response = response.map(ByteStream::from);
    response.extensions_mut().insert(ErrorName(error.schema().name()));
    response
}

/// The name of the error that a response tells, for who traces.
#[derive(Clone, Copy)]
pub(super) struct ErrorName(pub(super) &'static str);

/// Reads a whole body within the limits on its length and time.
pub(super) async fn read(body: ByteStream, settings: &ServerSettings) -> Result<Bytes, Rejection> {
    let most = settings.http.max_body_bytes;
    if body.length().is_some_and(|length| usize::try_from(length).map_or(true, |length| length > most)) {
        return Err(Rejection::BodyTooLarge);
    }
    match within(settings.timeouts.body, body.collect(most)).await {
        None => Err(Rejection::RequestTimeout),
        Some(Ok(body)) => Ok(body),
        Some(Err(StreamError::TooLong)) => Err(Rejection::BodyTooLarge),
        Some(Err(error)) if is_of_limit(&error) => Err(Rejection::BodyTooLarge),
        Some(Err(_)) => Err(Rejection::Malformed(DecodeError::new("the body broke off", ""))),
    }
}

/// Whether a layer found the body to be too long.
fn is_of_limit(error: &(dyn std::error::Error + 'static)) -> bool {
    error.is::<LengthLimitError>() || error.source().is_some_and(is_of_limit)
}
