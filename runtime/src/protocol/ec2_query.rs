//! `aws.protocols#ec2Query`.

use bytes::Bytes;
use http::{HeaderValue, header};

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
const ERROR: [&str; 3] = ["Response", "Errors", "Error"];

/// ec2Query: requests are forms with names of its own, responses XML without wrappers.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ec2Query;

impl Ec2Query {
    /// The protocol.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }
}

impl Protocol for Ec2Query {
    fn id(&self) -> &'static str {
        "aws.protocols#ec2Query"
    }

    fn codec(&self) -> &dyn Codec {
        &Query::EC2
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

    fn encode_request(
        &self,
        operation: &OperationSchema,
        input: &dyn OutgoingRequest,
        settings: &ClientSettings,
    ) -> Result<http::Request<Bytes>, EncodeError> {
        query::encode_request(Query::EC2, operation, input, settings)
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
        let outer = query::wrapper(operation, "Response");
        query::decode_response(Xml::QUERY, &[&outer], response, output.structure(), settings.limits)
    }

    fn describe_error(
        &self,
        response: &http::Response<Bytes>,
        settings: &ClientSettings,
    ) -> ErrorDescription {
        query::describe_error(response, &["Errors", "Error"], settings)
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
        query::decode_request(Query::EC2, operation, request, input, missing, settings)
    }

    fn encode_response(
        &self,
        operation: &OperationSchema,
        output: &dyn OutgoingResponse,
        context: ResponseContext<'_>,
    ) -> Result<http::Response<Bytes>, EncodeError> {
        let outer = query::wrapper(operation, "Response");
        let request_id = Leaf { path: &["requestId"], text: context.request_id };
        query::encode_response(operation, output, &[&outer], request_id).map(with_charset)
    }

    fn encode_error(
        &self,
        error: &dyn SerializableError,
        context: ResponseContext<'_>,
    ) -> Result<http::Response<Bytes>, EncodeError> {
        let envelope = Envelope {
            path: &ERROR,
            leading: &[Leaf { path: &["Code"], text: error.schema().name() }],
            trailing: &[Leaf { path: &["RequestID"], text: context.request_id }],
        };
        query::encode_error(error, envelope, query::status(error)).map(with_charset)
    }
}

/// EC2 tells the character set of its documents.
fn with_charset(mut response: http::Response<Bytes>) -> http::Response<Bytes> {
    let media_type = HeaderValue::from_static("text/xml;charset=UTF-8");
    response.headers_mut().insert(header::CONTENT_TYPE, media_type);
    response
}
