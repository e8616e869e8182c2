//! `aws.protocols#awsJson1_0` and `aws.protocols#awsJson1_1`, which differ by their media types and the names of errors.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};

use super::{
    ErrorDescription, IncomingRequest, IncomingResponse, OutgoingRequest, OutgoingResponse, Protocol,
    ResponseContext, error_fields,
    rpc::{self, Address, Rpc},
};
use crate::{
    client::ClientSettings,
    codec::{Codec, json::Json},
    error::{DecodeError, EncodeError},
    operation::{DeserializableError, OperationSchema, SerializableError},
    server::{Operations, Rejection, RequestHead, RouteMatch, ServerRequest, ServerSettings},
    validate::MissingMembers,
};

/// The header that names service and operation.
const TARGET: HeaderName = HeaderName::from_static("x-amz-target");
/// The header that may name an error.
const ERROR_TYPE: &str = "x-amzn-errortype";

/// awsJson: RPC with JSON bodies, in the version 1.0 or 1.1.
///
/// Which version is a value, not a type, so that each function is compiled once, in the runtime.
#[derive(Clone, Copy, Debug)]
pub struct AwsJson {
    minor: u8,
}

/// The codecs of errors, whose `message` may come as `Message`.
const ERRORS_1_0: Json = Json::AWS_JSON_1_0.for_errors();
const ERRORS_1_1: Json = Json::AWS_JSON_1_1.for_errors();

impl AwsJson {
    /// awsJson1_0.
    #[must_use]
    pub const fn aws_json_1_0() -> Self {
        Self { minor: 0 }
    }

    /// awsJson1_1.
    #[must_use]
    pub const fn aws_json_1_1() -> Self {
        Self { minor: 1 }
    }

    fn json(self) -> &'static Json {
        if self.minor == 0 { &Json::AWS_JSON_1_0 } else { &Json::AWS_JSON_1_1 }
    }

    fn rpc(self) -> Rpc<'static> {
        Rpc { codec: self.json(), unit_as_structure: true }
    }
}

impl Protocol for AwsJson {
    fn id(&self) -> &'static str {
        if self.minor == 0 { "aws.protocols#awsJson1_0" } else { "aws.protocols#awsJson1_1" }
    }

    fn codec(&self) -> &dyn Codec {
        self.json()
    }

    fn route<'a>(
        &self,
        operations: &Operations,
        head: RequestHead<'a>,
        _: &[u8],
    ) -> Result<RouteMatch<'a>, Rejection> {
        if !matches!(head.uri.path(), "" | "/") {
            return Err(Rejection::UnknownOperation);
        }
        rpc::check_method(&head)?;
        let target = head.headers.get(TARGET).and_then(|target| target.to_str().ok());
        let (service, operation) =
            target.and_then(|target| target.split_once('.')).ok_or(Rejection::UnknownOperation)?;
        let found = operations.find(operation).filter(|_| service == operations.service().name());
        found.map(RouteMatch::without_labels).ok_or(Rejection::UnknownOperation)
    }

    fn encode_request(
        &self,
        operation: &OperationSchema,
        input: &dyn OutgoingRequest,
        settings: &ClientSettings,
    ) -> Result<http::Request<Bytes>, EncodeError> {
        let target = format!("{}.{}", operation.service.name(), operation.name());
        let target = HeaderValue::try_from(target)
            .map_err(|_| EncodeError::new("the operation's name is not a header's value", ""))?;
        let address = Address { path: String::new(), headers: HeaderMap::from_iter([(TARGET, target)]) };
        self.rpc().encode_request(operation, input, settings, address)
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
        self.rpc().decode_response(operation, response, output, settings.limits)
    }

    fn describe_error(
        &self,
        response: &http::Response<Bytes>,
        settings: &ClientSettings,
    ) -> ErrorDescription {
        let header = response.headers().get(ERROR_TYPE).and_then(|value| value.to_str().ok());
        let mut description = error_fields::describe(self.json(), header, response.body(), settings.limits);
        description.query_code = rpc::query_code(response.headers());
        description
    }

    fn decode_error(
        &self,
        response: &http::Response<Bytes>,
        error: &mut dyn DeserializableError,
        settings: &ClientSettings,
    ) -> Result<(), DecodeError> {
        let codec = if self.minor == 0 { &ERRORS_1_0 } else { &ERRORS_1_1 };
        Rpc { codec, ..self.rpc() }.decode_error(response, error, settings.limits)
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
        self.rpc().encode_response(operation, output)
    }

    fn encode_error(
        &self,
        error: &dyn SerializableError,
        context: ResponseContext<'_>,
    ) -> Result<http::Response<Bytes>, EncodeError> {
        let schema = error.schema();
        let name = if self.minor == 0 { schema.id() } else { schema.name() };
        self.rpc().encode_error(error, name, context)
    }
}
