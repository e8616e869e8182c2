//! `aws.protocols#restJson1` and `alloy#simpleRestJson`, which differ by the header that names an error, by the
//! encodings of timestamps and unions, and by payloads, which simpleRestJson always writes as JSON.

use bytes::Bytes;
use http::HeaderValue;

use super::{
    ErrorDescription, IncomingRequest, IncomingResponse, OutgoingRequest, OutgoingResponse, Protocol,
    ResponseContext, error_fields, rest::Rest,
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

/// REST bindings and JSON bodies: restJson1, or simpleRestJson when it is `SIMPLE`.
#[derive(Clone, Copy, Debug, Default)]
pub struct RestJson<const SIMPLE: bool>;

/// restJson1.
pub type RestJson1 = RestJson<false>;
/// simpleRestJson.
pub type SimpleRestJson = RestJson<true>;

impl<const SIMPLE: bool> RestJson<SIMPLE> {
    const JSON: Json = if SIMPLE { Json::SIMPLE_REST } else { Json::REST };
    /// The codec of errors, whose `message` may come as `Message`.
    const ERRORS: Json = if SIMPLE { Self::JSON } else { Self::JSON.for_errors() };
    const REST: Rest<'static> = Rest {
        codec: &Self::JSON,
        empty_structure_for_absent: !SIMPLE,
        empty_structure_in_responses: true,
        raw_payloads: !SIMPLE,
    };
    /// The header that names an error.
    const ERROR_TYPE: &'static str = if SIMPLE { "x-error-type" } else { "x-amzn-errortype" };

    /// The protocol.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }
}

impl<const SIMPLE: bool> Protocol for RestJson<SIMPLE> {
    fn id(&self) -> &'static str {
        if SIMPLE { "alloy#simpleRestJson" } else { "aws.protocols#restJson1" }
    }

    fn codec(&self) -> &dyn Codec {
        &Self::JSON
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
        Self::REST.encode_request(operation, input, settings)
    }

    fn encode_streaming_request(
        &self,
        operation: &OperationSchema,
        input: &dyn OutgoingRequest,
        body: ByteStream,
        settings: &ClientSettings,
    ) -> Result<http::Request<ByteStream>, EncodeError> {
        Self::REST.encode_streaming_request(operation, input, body, settings)
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
        Self::REST.decode_response(operation, response, output, settings.limits)
    }

    fn describe_error(
        &self,
        response: &http::Response<Bytes>,
        settings: &ClientSettings,
    ) -> ErrorDescription {
        let header = response.headers().get(Self::ERROR_TYPE).and_then(|value| value.to_str().ok());
        let mut description = error_fields::describe(&Self::JSON, header, response.body(), settings.limits);
        if SIMPLE {
            // Its errors are named by the header alone; members called `code` are the model's.
            description.codes.truncate(usize::from(header.is_some()));
        }
        description
    }

    fn decode_error(
        &self,
        response: &http::Response<Bytes>,
        error: &mut dyn ErrorShape,
        settings: &ClientSettings,
    ) -> Result<(), DecodeError> {
        Rest { codec: &Self::ERRORS, ..Self::REST }.decode_error(response, error, settings.limits)
    }

    fn decode_request(
        &self,
        operation: &OperationSchema,
        request: &ServerRequest<'_>,
        input: &mut dyn IncomingRequest,
        missing: &mut MissingMembers,
        settings: &ServerSettings,
    ) -> Result<(), Rejection> {
        Self::REST.decode_request(operation, request, input, missing, settings)
    }

    fn encode_response(
        &self,
        operation: &OperationSchema,
        output: &dyn OutgoingResponse,
        _: ResponseContext<'_>,
    ) -> Result<http::Response<Bytes>, EncodeError> {
        Self::REST.encode_response(operation, output)
    }

    fn encode_streaming_response(
        &self,
        operation: &OperationSchema,
        output: &dyn OutgoingResponse,
        body: ByteStream,
        _: ResponseContext<'_>,
    ) -> Result<http::Response<ByteStream>, EncodeError> {
        Self::REST.encode_streaming_response(operation, output, body)
    }

    fn encode_error(
        &self,
        error: &dyn ErrorShape,
        _: ResponseContext<'_>,
    ) -> Result<http::Response<Bytes>, EncodeError> {
        let mut response = Self::REST.encode_error(error)?;
        let name = HeaderValue::from_static(error.schema().name());
        response.headers_mut().insert(Self::ERROR_TYPE, name);
        Ok(response)
    }
}
