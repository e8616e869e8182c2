//! What the Smithy RPC v2 protocols share: the operation in the path, and a header that names the protocol.

use std::marker::PhantomData;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, header};

use super::{
    ErrorDescription, IncomingRequest, IncomingResponse, OutgoingRequest, OutgoingResponse, Protocol,
    ResponseContext, error_fields,
    rpc::{self, Address, Rpc},
};
use crate::{
    client::ClientSettings,
    codec::Codec,
    error::{DecodeError, EncodeError},
    operation::{ErrorShape, OperationSchema},
    server::{Operations, Rejection, RequestHead, RouteMatch, ServerRequest, ServerSettings},
    validate::MissingMembers,
};

/// The header that names the protocol, in requests and responses.
const PROTOCOL: HeaderName = HeaderName::from_static("smithy-protocol");
/// Headers of other RPC protocols, with which a request is refused.
const FOREIGN: [&str; 2] = ["x-amz-target", "x-amzn-target"];

/// What differs between the RPC v2 protocols.
pub trait Format: Sync {
    /// The absolute shape ID of the protocol's trait.
    const ID: &'static str;
    /// The value of the header `smithy-protocol`.
    const NAME: &'static str;
    /// The codec of bodies.
    const CODEC: &'static dyn Codec;
    /// The codec of errors.
    const ERRORS: &'static dyn Codec;
}

/// A Smithy RPC v2 protocol, with the bodies of `F`.
#[derive(Clone, Copy, Debug, Default)]
pub struct RpcV2<F>(PhantomData<fn() -> F>);

impl<F: Format> RpcV2<F> {
    const RPC: Rpc<'static> = Rpc { codec: F::CODEC, unit_as_structure: false };

    /// The protocol.
    #[must_use]
    pub const fn new() -> Self {
        Self(PhantomData)
    }

    fn is_named(headers: &HeaderMap) -> bool {
        headers.get(PROTOCOL).is_some_and(|name| name.as_bytes() == F::NAME.as_bytes())
    }

    fn name_in(headers: &mut HeaderMap) {
        headers.insert(PROTOCOL, HeaderValue::from_static(F::NAME));
    }
}

/// The service and operation at the end of a path; anything may stand before them.
fn names(path: &str) -> Option<(&str, &str)> {
    let (rest, operation) = path.rsplit_once("/operation/")?;
    let (_, service) = rest.rsplit_once("/service/")?;
    let is_segment = |text: &str| !text.is_empty() && !text.contains('/');
    (is_segment(service) && is_segment(operation)).then_some((service, operation))
}

/// Whether a segment names the shape: by its name, or by its absolute ID with a dot for the `#`.
fn is_name_of(segment: &str, id: &str) -> bool {
    let (namespace, name) = id.split_once('#').unwrap_or(("", id));
    let absolute = || segment.strip_prefix(namespace).and_then(|rest| rest.strip_prefix('.'));
    segment == name || absolute() == Some(name)
}

impl<F: Format> Protocol for RpcV2<F> {
    fn id(&self) -> &'static str {
        F::ID
    }

    fn codec(&self) -> &dyn Codec {
        F::CODEC
    }

    fn route<'a>(
        &self,
        operations: &Operations,
        head: RequestHead<'a>,
        _: &[u8],
    ) -> Result<RouteMatch<'a>, Rejection> {
        let named = names(head.uri.path())
            .filter(|(service, _)| is_name_of(service, operations.service().id()))
            .and_then(|(_, operation)| operations.find(operation));
        let found = named.ok_or(Rejection::UnknownOperation)?;
        rpc::check_method(&head)?;
        if !Self::is_named(head.headers) || FOREIGN.iter().any(|name| head.headers.contains_key(*name)) {
            return Err(Rejection::UnknownOperation);
        }
        Ok(RouteMatch::without_labels(found))
    }

    fn encode_request(
        &self,
        operation: &OperationSchema,
        input: &dyn OutgoingRequest,
        settings: &ClientSettings,
    ) -> Result<http::Request<Bytes>, EncodeError> {
        let mut headers = HeaderMap::new();
        Self::name_in(&mut headers);
        headers.insert(header::ACCEPT, HeaderValue::from_static(rpc::output_media_type(operation, F::CODEC)));
        let path = format!("/service/{}/operation/{}", operation.service.name(), operation.name());
        Self::RPC.encode_request(operation, input, settings, Address { path, headers })
    }

    fn is_success(&self, _: &OperationSchema, response: &http::Response<Bytes>) -> bool {
        response.status().is_success()
    }

    fn decode_response(
        &self,
        operation: &OperationSchema,
        response: &http::Response<Bytes>,
        output: &mut dyn IncomingResponse,
        settings: &ClientSettings,
    ) -> Result<(), DecodeError> {
        if !Self::is_named(response.headers()) {
            return Err(DecodeError::new("the response is of another protocol", ""));
        }
        Self::RPC.decode_response(operation, response, output, settings.limits)
    }

    fn describe_error(
        &self,
        response: &http::Response<Bytes>,
        settings: &ClientSettings,
    ) -> ErrorDescription {
        let mut description = if Self::is_named(response.headers()) {
            error_fields::describe(F::CODEC, None, response.body(), settings.limits)
        } else {
            // Some proxy's answer.
            ErrorDescription::default()
        };
        description.query_code = rpc::query_code(response.headers());
        description
    }

    fn decode_error(
        &self,
        response: &http::Response<Bytes>,
        error: &mut dyn ErrorShape,
        settings: &ClientSettings,
    ) -> Result<(), DecodeError> {
        Rpc { codec: F::ERRORS, ..Self::RPC }.decode_error(response, error, settings.limits)
    }

    fn decode_request(
        &self,
        operation: &OperationSchema,
        request: &ServerRequest<'_>,
        input: &mut dyn IncomingRequest,
        missing: &mut MissingMembers,
        settings: &ServerSettings,
    ) -> Result<(), Rejection> {
        Self::RPC.decode_request(operation, request, input, missing, settings)
    }

    fn encode_response(
        &self,
        operation: &OperationSchema,
        output: &dyn OutgoingResponse,
        _: ResponseContext<'_>,
    ) -> Result<http::Response<Bytes>, EncodeError> {
        let mut response = Self::RPC.encode_response(operation, output)?;
        Self::name_in(response.headers_mut());
        Ok(response)
    }

    fn encode_error(
        &self,
        error: &dyn ErrorShape,
        context: ResponseContext<'_>,
    ) -> Result<http::Response<Bytes>, EncodeError> {
        let mut response = Self::RPC.encode_error(error, error.schema().id(), context)?;
        Self::name_in(response.headers_mut());
        Ok(response)
    }
}
