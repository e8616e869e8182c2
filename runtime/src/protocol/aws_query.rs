//! `aws.protocols#awsQuery`.

use bytes::Bytes;
use http::StatusCode;

use super::{
    ErrorDescription, IncomingRequest, IncomingResponse, OutgoingRequest, OutgoingResponse, Protocol,
    ResponseContext, query,
};
use crate::{
    client::ClientSettings,
    codec::{
        Codec,
        query::Query,
        xml::{Envelope, Leaf, Xml},
    },
    error::{DecodeError, EncodeError},
    operation::{Body, DeserializableError, OperationSchema, SerializableError},
    server::{Operations, Rejection, RequestHead, RouteMatch, ServerRequest, ServerSettings},
    validate::MissingMembers,
};

/// Where an error's members are in a document.
const ERROR: [&str; 2] = ["ErrorResponse", "Error"];

/// awsQuery: requests are forms, responses XML with wrappers.
#[derive(Clone, Copy, Debug, Default)]
pub struct AwsQuery;

impl AwsQuery {
    /// The protocol.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }
}

impl Protocol for AwsQuery {
    fn id(&self) -> &'static str {
        "aws.protocols#awsQuery"
    }

    fn codec(&self) -> &dyn Codec {
        &Query::AWS
    }

    fn route<'a>(
        &self,
        operations: &Operations,
        head: RequestHead<'a>,
        body: &[u8],
    ) -> Result<RouteMatch<'a>, Rejection> {
        query::route(operations, head, body)
    }

    fn routes_by_body(&self) -> bool {
        true
    }

    fn names_errors_as_query(&self) -> bool {
        true
    }

    fn encode_request(
        &self,
        operation: &OperationSchema,
        input: &dyn OutgoingRequest,
        settings: &ClientSettings,
    ) -> Result<http::Request<Bytes>, EncodeError> {
        query::encode_request(Query::AWS, operation, input, settings)
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
        if operation.output == Body::Unit || response.body().is_empty() {
            return Ok(());
        }
        let (outer, inner) = (query::wrapper(operation, "Response"), query::wrapper(operation, "Result"));
        query::decode_response(Xml::QUERY, &[&outer, &inner], response, output.structure(), settings.limits)
    }

    fn describe_error(
        &self,
        response: &http::Response<Bytes>,
        settings: &ClientSettings,
    ) -> ErrorDescription {
        query::describe_error(response, &["Error"], settings)
    }

    fn decode_error(
        &self,
        response: &http::Response<Bytes>,
        error: &mut dyn DeserializableError,
        settings: &ClientSettings,
    ) -> Result<(), DecodeError> {
        query::decode_response(Xml::QUERY.for_errors(), &ERROR, response, error, settings.limits)
    }

    fn decode_request(
        &self,
        operation: &OperationSchema,
        request: &ServerRequest<'_>,
        input: &mut dyn IncomingRequest,
        missing: &mut MissingMembers,
        settings: &ServerSettings,
    ) -> Result<(), Rejection> {
        query::decode_request(Query::AWS, operation, request, input, missing, settings)
    }

    fn encode_response(
        &self,
        operation: &OperationSchema,
        output: &dyn OutgoingResponse,
        context: ResponseContext<'_>,
    ) -> Result<http::Response<Bytes>, EncodeError> {
        let (outer, inner) = (query::wrapper(operation, "Response"), query::wrapper(operation, "Result"));
        let path: &[&str] = if operation.output == Body::Unit { &[&outer] } else { &[&outer, &inner] };
        let request_id = Leaf { path: &["ResponseMetadata", "RequestId"], text: context.request_id };
        query::encode_response(operation, output, path, request_id)
    }

    fn encode_error(
        &self,
        error: &dyn SerializableError,
        context: ResponseContext<'_>,
    ) -> Result<http::Response<Bytes>, EncodeError> {
        let query_error = error.error_schema().query;
        let own_status = query_error.and_then(|error| StatusCode::from_u16(error.status).ok());
        let status = own_status.unwrap_or_else(|| query::status(error));
        let fault = if status.is_server_error() { "Receiver" } else { "Sender" };
        let code = query_error.map_or(error.schema().name(), |error| error.code);
        let envelope = Envelope {
            path: &ERROR,
            leading: &[Leaf { path: &["Type"], text: fault }, Leaf { path: &["Code"], text: code }],
            trailing: &[Leaf { path: &["RequestId"], text: context.request_id }],
        };
        query::encode_error(error, envelope, status)
    }
}
