//! What the Smithy RPC v2 protocols share: the operation in the path, and a header that names the protocol.

use std::fmt;

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
    operation::{DeserializableError, OperationSchema, SerializableError},
    server::{Operations, Rejection, RequestHead, RouteMatch, ServerRequest, ServerSettings},
    validate::MissingMembers,
};

/// The header that names the protocol, in requests and responses.
const PROTOCOL: HeaderName = HeaderName::from_static("smithy-protocol");
/// Headers of other RPC protocols, with which a request is refused.
const FOREIGN: [&str; 2] = ["x-amz-target", "x-amzn-target"];

/// What differs between the RPC v2 protocols.
pub(super) struct Format {
    /// The absolute shape ID of the protocol's trait.
    pub(super) id: &'static str,
    /// The value of the header `smithy-protocol`.
    pub(super) name: &'static str,
    /// The codec of bodies.
    pub(super) codec: &'static dyn Codec,
    /// The codec of errors.
    pub(super) errors: &'static dyn Codec,
}

/// A Smithy RPC v2 protocol: rpcv2Cbor or rpcv2Json.
///
/// Which of the two is a value, not a type, so that each function is compiled once, in the runtime.
#[derive(Clone, Copy)]
pub struct RpcV2(pub(super) &'static Format);

impl fmt::Debug for RpcV2 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RpcV2").field(&self.0.id).finish()
    }
}

impl RpcV2 {
    fn rpc(self) -> Rpc<'static> {
        Rpc { codec: self.0.codec, unit_as_structure: false }
    }

    fn is_named(self, headers: &HeaderMap) -> bool {
        headers.get(PROTOCOL).is_some_and(|name| name.as_bytes() == self.0.name.as_bytes())
    }

    fn name_in(self, headers: &mut HeaderMap) {
        headers.insert(PROTOCOL, HeaderValue::from_static(self.0.name));
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

impl Protocol for RpcV2 {
    fn id(&self) -> &'static str {
        self.0.id
    }

    fn codec(&self) -> &dyn Codec {
        self.0.codec
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
        if !self.is_named(head.headers) || FOREIGN.iter().any(|name| head.headers.contains_key(*name)) {
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
        self.name_in(&mut headers);
        headers.insert(
            header::ACCEPT,
            HeaderValue::from_static(rpc::output_media_type(operation, self.0.codec)),
        );
        let path = format!("/service/{}/operation/{}", operation.service.name(), operation.name());
        self.rpc().encode_request(operation, input, settings, Address { path, headers })
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
        if !self.is_named(response.headers()) {
            return Err(DecodeError::new("the response is of another protocol", ""));
        }
        self.rpc().decode_response(operation, response, output, settings.limits)
    }

    fn describe_error(
        &self,
        response: &http::Response<Bytes>,
        settings: &ClientSettings,
    ) -> ErrorDescription {
        let mut description = if self.is_named(response.headers()) {
            error_fields::describe(self.0.codec, None, response.body(), settings.limits)
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
        error: &mut dyn DeserializableError,
        settings: &ClientSettings,
    ) -> Result<(), DecodeError> {
        Rpc { codec: self.0.errors, ..self.rpc() }.decode_error(response, error, settings.limits)
    }

    fn decode_request(
        &self,
        operation: &OperationSchema,
        request: &ServerRequest<'_>,
        input: &mut dyn IncomingRequest,
        missing: &mut MissingMembers,
        settings: &ServerSettings,
    ) -> Result<(), Rejection> {
        self.rpc().decode_request(operation, request, input, missing, settings)
    }

    fn encode_response(
        &self,
        operation: &OperationSchema,
        output: &dyn OutgoingResponse,
        _: ResponseContext<'_>,
    ) -> Result<http::Response<Bytes>, EncodeError> {
        let mut response = self.rpc().encode_response(operation, output)?;
        self.name_in(response.headers_mut());
        Ok(response)
    }

    fn encode_error(
        &self,
        error: &dyn SerializableError,
        context: ResponseContext<'_>,
    ) -> Result<http::Response<Bytes>, EncodeError> {
        let mut response = self.rpc().encode_error(error, error.schema().id(), context)?;
        self.name_in(response.headers_mut());
        Ok(response)
    }
}
