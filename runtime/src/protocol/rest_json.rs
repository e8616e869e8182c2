//! `aws.protocols#restJson1`.

use bytes::Bytes;
use http::HeaderValue;

use super::{
    ErrorDescription, IncomingRequest, IncomingResponse, OutgoingRequest, OutgoingResponse, Protocol,
    ResponseContext, error_fields,
    rest::{EmptyBodies, Rest},
};
use crate::{
    client::ClientSettings,
    codec::{Codec, json::Json},
    error::{DecodeError, EncodeError},
    operation::{ErrorShape, OperationSchema},
    server::{Operations, Rejection, RequestHead, RouteMatch, ServerRequest, ServerSettings},
    stream::ByteStream,
    validate::MissingMembers,
};

/// The header that names an error.
const ERROR_TYPE: &str = "x-amzn-errortype";

/// restJson1: REST bindings and JSON bodies.
#[derive(Clone, Copy, Debug, Default)]
pub struct RestJson1;

/// The codec of errors, whose `message` may come as `Message`.
const ERRORS: Json = Json::REST.for_errors();

const fn rest(codec: &'static Json) -> Rest<'static> {
    Rest { codec, empty_bodies: EmptyBodies::Sent }
}

const REST: Rest<'_> = rest(&Json::REST);

impl RestJson1 {
    /// The protocol.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }
}

impl Protocol for RestJson1 {
    fn id(&self) -> &'static str {
        "aws.protocols#restJson1"
    }

    fn codec(&self) -> &dyn Codec {
        &Json::REST
    }

    fn has_bindings(&self) -> bool {
        true
    }

    fn route<'a>(
        &self,
        operations: &Operations,
        head: RequestHead<'a>,
        _: &[u8],
    ) -> Result<RouteMatch<'a>, Rejection> {
        Rest::route(operations, head)
    }

    fn encode_request(
        &self,
        operation: &OperationSchema,
        input: &dyn OutgoingRequest,
        settings: &ClientSettings,
    ) -> Result<http::Request<Bytes>, EncodeError> {
        REST.encode_request(operation, input, settings)
    }

    fn encode_streaming_request(
        &self,
        operation: &OperationSchema,
        input: &dyn OutgoingRequest,
        body: ByteStream,
        settings: &ClientSettings,
    ) -> Result<http::Request<ByteStream>, EncodeError> {
        REST.encode_streaming_request(operation, input, body, settings)
    }

    fn is_success(&self, operation: &OperationSchema, response: &http::Response<Bytes>) -> bool {
        response.status().is_success() || response.status().as_u16() == operation.code
    }

    fn decode_response(
        &self,
        operation: &OperationSchema,
        response: &http::Response<Bytes>,
        output: &mut dyn IncomingResponse,
        settings: &ClientSettings,
    ) -> Result<(), DecodeError> {
        REST.decode_response(operation, response, output, settings.limits)
    }

    fn describe_error(
        &self,
        response: &http::Response<Bytes>,
        settings: &ClientSettings,
    ) -> ErrorDescription {
        let header = response.headers().get(ERROR_TYPE).and_then(|value| value.to_str().ok());
        error_fields::describe(&Json::REST, header, response.body(), settings.limits)
    }

    fn decode_error(
        &self,
        response: &http::Response<Bytes>,
        error: &mut dyn ErrorShape,
        settings: &ClientSettings,
    ) -> Result<(), DecodeError> {
        rest(&ERRORS).decode_error(response, error, settings.limits)
    }

    fn decode_request(
        &self,
        operation: &OperationSchema,
        request: &ServerRequest<'_>,
        input: &mut dyn IncomingRequest,
        missing: &mut MissingMembers,
        settings: &ServerSettings,
    ) -> Result<(), Rejection> {
        REST.decode_request(operation, request, input, missing, settings)
    }

    fn encode_response(
        &self,
        operation: &OperationSchema,
        output: &dyn OutgoingResponse,
        _: ResponseContext<'_>,
    ) -> Result<http::Response<Bytes>, EncodeError> {
        REST.encode_response(operation, output)
    }

    fn encode_streaming_response(
        &self,
        operation: &OperationSchema,
        output: &dyn OutgoingResponse,
        body: ByteStream,
        _: ResponseContext<'_>,
    ) -> Result<http::Response<ByteStream>, EncodeError> {
        REST.encode_streaming_response(operation, output, body)
    }

    fn encode_error(
        &self,
        error: &dyn ErrorShape,
        _: ResponseContext<'_>,
    ) -> Result<http::Response<Bytes>, EncodeError> {
        let mut response = REST.encode_error(error)?;
        let name = HeaderValue::from_static(error.schema().name());
        response.headers_mut().insert(ERROR_TYPE, name);
        Ok(response)
    }
}
