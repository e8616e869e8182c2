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
    operation::{DeserializableError, OperationSchema, SerializableError},
    server::{Operations, Rejection, RequestHead, RouteMatch, ServerRequest, ServerSettings},
    stream::ByteStream,
    validate::MissingMembers,
};

/// REST bindings and JSON bodies: restJson1 or simpleRestJson.
///
/// Which of the two is a value, not a type, so that each function is compiled once, in the runtime.
#[derive(Clone, Copy, Debug)]
pub struct RestJson {
    simple: bool,
}

/// The codec of restJson1's errors, whose `message` may come as `Message`.
const ERRORS: Json = Json::REST.for_errors();

impl RestJson {
    /// restJson1.
    #[must_use]
    pub const fn rest_json_1() -> Self {
        Self { simple: false }
    }

    /// simpleRestJson.
    #[must_use]
    pub const fn simple_rest_json() -> Self {
        Self { simple: true }
    }

    fn json(self) -> &'static Json {
        if self.simple { &Json::SIMPLE_REST } else { &Json::REST }
    }

    fn rest(self) -> Rest<'static> {
        Rest {
            codec: self.json(),
            empty_structure_for_absent: !self.simple,
            empty_structure_in_responses: true,
            raw_payloads: !self.simple,
        }
    }

    /// The header that names an error.
    fn error_type(self) -> &'static str {
        if self.simple { "x-error-type" } else { "x-amzn-errortype" }
    }
}

impl Protocol for RestJson {
    fn id(&self) -> &'static str {
        if self.simple { "alloy#simpleRestJson" } else { "aws.protocols#restJson1" }
    }

    fn codec(&self) -> &dyn Codec {
        self.json()
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
        self.rest().encode_request(operation, input, settings)
    }

    fn encode_streaming_request(
        &self,
        operation: &OperationSchema,
        input: &dyn OutgoingRequest,
        body: ByteStream,
        settings: &ClientSettings,
    ) -> Result<http::Request<ByteStream>, EncodeError> {
        self.rest().encode_streaming_request(operation, input, body, settings)
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
        self.rest().decode_response(operation, response, output, settings.limits)
    }

    fn describe_error(
        &self,
        response: &http::Response<Bytes>,
        settings: &ClientSettings,
    ) -> ErrorDescription {
        let header = response.headers().get(self.error_type()).and_then(|value| value.to_str().ok());
        let mut description = error_fields::describe(self.json(), header, response.body(), settings.limits);
        if self.simple {
            // Its errors are named by the header alone; members called `code` are the model's.
            description.codes.truncate(usize::from(header.is_some()));
        }
        description
    }

    fn decode_error(
        &self,
        response: &http::Response<Bytes>,
        error: &mut dyn DeserializableError,
        settings: &ClientSettings,
    ) -> Result<(), DecodeError> {
        let codec = if self.simple { self.json() } else { &ERRORS };
        Rest { codec, ..self.rest() }.decode_error(response, error, settings.limits)
    }

    fn decode_request(
        &self,
        operation: &OperationSchema,
        request: &ServerRequest<'_>,
        input: &mut dyn IncomingRequest,
        missing: &mut MissingMembers,
        settings: &ServerSettings,
    ) -> Result<(), Rejection> {
        self.rest().decode_request(operation, request, input, missing, settings)
    }

    fn encode_response(
        &self,
        operation: &OperationSchema,
        output: &dyn OutgoingResponse,
        _: ResponseContext<'_>,
    ) -> Result<http::Response<Bytes>, EncodeError> {
        self.rest().encode_response(operation, output)
    }

    fn encode_streaming_response(
        &self,
        operation: &OperationSchema,
        output: &dyn OutgoingResponse,
        body: ByteStream,
        _: ResponseContext<'_>,
    ) -> Result<http::Response<ByteStream>, EncodeError> {
        self.rest().encode_streaming_response(operation, output, body)
    }

    fn encode_error(
        &self,
        error: &dyn SerializableError,
        _: ResponseContext<'_>,
    ) -> Result<http::Response<Bytes>, EncodeError> {
        let mut response = self.rest().encode_error(error)?;
        let name = HeaderValue::from_static(error.schema().name());
        response.headers_mut().insert(self.error_type(), name);
        Ok(response)
    }
}
