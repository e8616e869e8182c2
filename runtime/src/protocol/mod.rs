//! Protocols: a codec composed with the rules of HTTP.
//!
//! A [`Protocol`] does the work of every operation without being generic over it; the generic functions of
//! [`client`](crate::client) and [`server`](crate::server) that call it only name types.

use bytes::Bytes;

#[cfg(feature = "json")]
mod aws_json;
#[cfg(feature = "query")]
mod aws_query;
mod body;
#[cfg(feature = "query")]
mod ec2_query;
#[cfg(any(feature = "json", feature = "cbor"))]
mod error_fields;
mod message;
#[cfg(feature = "query")]
mod query;
mod rest;
#[cfg(feature = "json")]
mod rest_json;
#[cfg(feature = "xml")]
mod rest_xml;
pub mod rpc;
#[cfg(any(feature = "json", feature = "cbor"))]
pub mod rpc_v2;
#[cfg(feature = "cbor")]
mod rpc_v2_cbor;
#[cfg(feature = "json")]
mod rpc_v2_json;

pub(crate) use self::body::headers_before_compression;
#[cfg(feature = "xml")]
pub use self::rest_xml::RestXml;
#[cfg(any(feature = "json", feature = "cbor"))]
pub use self::rpc_v2::RpcV2;
#[cfg(feature = "json")]
pub use self::{aws_json::AwsJson, rest_json::RestJson};
#[cfg(feature = "query")]
pub use self::{aws_query::AwsQuery, ec2_query::Ec2Query};
pub use self::{rest::Rest, rpc::Rpc};
use crate::{
    client::ClientSettings,
    codec::Codec,
    error::{DecodeError, EncodeError},
    http::{RequestReader, RequestWriter, ResponseReader, ResponseWriter},
    operation::{DeserializableError, OperationSchema, SerializableError, ServiceSchema},
    serde::{DeserializableStruct, SerializableStruct},
    server::{Operations, Rejection, RequestHead, RouteMatch, ServerRequest, ServerSettings},
    stream::ByteStream,
    validate::MissingMembers,
};

/// A protocol, such as `aws.protocols#restJson1`, in both roles.
pub trait Protocol: Sync {
    /// The absolute shape ID of the protocol's trait.
    fn id(&self) -> &'static str;

    /// The codec of bodies.
    fn codec(&self) -> &dyn Codec;

    /// Whether the protocol obeys the HTTP binding traits. Otherwise every member is in the body.
    fn has_bindings(&self) -> bool {
        false
    }

    /// Finds the operation of a request. `body` is the whole body where the protocol
    /// [routes by it](Self::routes_by_body), and may be empty otherwise.
    ///
    /// # Errors
    /// When the request is for none of the operations.
    fn route<'a>(
        &self,
        operations: &Operations,
        head: RequestHead<'a>,
        body: &[u8],
    ) -> Result<RouteMatch<'a>, Rejection>;

    /// Whether the operation's name is in the body, so that a server reads all of it before it routes.
    fn routes_by_body(&self) -> bool {
        false
    }

    /// Whether the codes of errors are those of awsQuery (`awsQueryError`).
    fn names_errors_as_query(&self) -> bool {
        false
    }

    /// Encodes a request.
    ///
    /// # Errors
    /// When the input has a value that the request cannot express.
    fn encode_request(
        &self,
        operation: &OperationSchema,
        input: &dyn OutgoingRequest,
        settings: &ClientSettings,
    ) -> Result<http::Request<Bytes>, EncodeError>;

    /// Encodes a request whose body is a streaming blob.
    ///
    /// # Errors
    /// When the input has a value that the request cannot express, the stream's length is not known though the model
    /// requires it, or the protocol has no streams.
    fn encode_streaming_request(
        &self,
        _operation: &OperationSchema,
        _input: &dyn OutgoingRequest,
        _body: ByteStream,
        _settings: &ClientSettings,
    ) -> Result<http::Request<ByteStream>, EncodeError> {
        Err(EncodeError::new("the protocol has no streaming blobs", ""))
    }

    /// Whether `response` holds the operation's output, not an error.
    fn is_success(&self, operation: &OperationSchema, response: &http::Response<Bytes>) -> bool;

    /// Decodes a successful response into `output`, which is empty.
    ///
    /// # Errors
    /// When the response is malformed or not of the output's shape.
    fn decode_response(
        &self,
        operation: &OperationSchema,
        response: &http::Response<Bytes>,
        output: &mut dyn IncomingResponse,
        settings: &ClientSettings,
    ) -> Result<(), DecodeError>;

    /// Finds what every error response tells: its code and message.
    fn describe_error(&self, response: &http::Response<Bytes>, settings: &ClientSettings)
    -> ErrorDescription;

    /// Decodes an error response into `error`, which is empty.
    ///
    /// # Errors
    /// When the response is malformed or not of the error's shape.
    fn decode_error(
        &self,
        response: &http::Response<Bytes>,
        error: &mut dyn DeserializableError,
        settings: &ClientSettings,
    ) -> Result<(), DecodeError>;

    /// Decodes a request into `input`, which is empty. Missing required members go into `missing`.
    ///
    /// # Errors
    /// Why the request is refused.
    fn decode_request(
        &self,
        operation: &OperationSchema,
        request: &ServerRequest<'_>,
        input: &mut dyn IncomingRequest,
        missing: &mut MissingMembers,
        settings: &ServerSettings,
    ) -> Result<(), Rejection>;

    /// Encodes a successful response.
    ///
    /// # Errors
    /// When the output has a value that the response cannot express.
    fn encode_response(
        &self,
        operation: &OperationSchema,
        output: &dyn OutgoingResponse,
        context: ResponseContext<'_>,
    ) -> Result<http::Response<Bytes>, EncodeError>;

    /// Encodes a successful response whose body is a streaming blob.
    ///
    /// # Errors
    /// As [`encode_streaming_request`](Self::encode_streaming_request), for the output.
    fn encode_streaming_response(
        &self,
        _operation: &OperationSchema,
        _output: &dyn OutgoingResponse,
        _body: ByteStream,
        _context: ResponseContext<'_>,
    ) -> Result<http::Response<ByteStream>, EncodeError> {
        Err(EncodeError::new("the protocol has no streaming blobs", ""))
    }

    /// Encodes an error that the model knows.
    ///
    /// # Errors
    /// When the error has a value that the response cannot express.
    fn encode_error(
        &self,
        error: &dyn SerializableError,
        context: ResponseContext<'_>,
    ) -> Result<http::Response<Bytes>, EncodeError>;
}

/// What a response tells beside its operation's output or error.
#[derive(Clone, Copy, Debug)]
pub struct ResponseContext<'a> {
    /// The service that answers.
    pub service: &'static ServiceSchema,
    /// The request's ID. It is also sent as `x-amzn-requestid`, which is none of a protocol's business.
    pub request_id: &'a str,
}

/// The protocol among `protocols` whose trait has this absolute shape ID, or this name, such as `restJson1`.
#[must_use]
pub fn find(protocols: &[&'static dyn Protocol], id: &str) -> Option<&'static dyn Protocol> {
    let is_named = |known: &str| known == id || known.rsplit_once('#').is_some_and(|(_, name)| name == id);
    protocols.iter().copied().find(|protocol| is_named(protocol.id()))
}

/// An operation's input, to be sent.
pub trait OutgoingRequest {
    /// The input structure.
    fn structure(&self) -> &dyn SerializableStruct;
    /// Writes the host prefix, and headers that are the service's own.
    fn bind_host(&self, request: &mut RequestWriter<'_>);
    /// Writes the members that are bound to parts of the request.
    fn bind(&self, request: &mut RequestWriter<'_>);
}

/// An operation's input, to be read into.
pub trait IncomingRequest {
    /// The input structure.
    fn structure(&mut self) -> &mut dyn DeserializableStruct;
    /// Reads the members that are bound to parts of the request.
    fn read(&mut self, request: &mut RequestReader<'_>);
}

/// An operation's output, to be sent.
pub trait OutgoingResponse {
    /// The output structure.
    fn structure(&self) -> &dyn SerializableStruct;
    /// Writes the members that are bound to parts of the response.
    fn bind(&self, response: &mut ResponseWriter<'_>);
}

/// An operation's output, to be read into.
pub trait IncomingResponse {
    /// The output structure.
    fn structure(&mut self) -> &mut dyn DeserializableStruct;
    /// Reads the members that are bound to parts of the response.
    fn read(&mut self, response: &mut ResponseReader<'_>);
}

/// What an error response tells, whatever the error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErrorDescription {
    /// The error's names without namespace, the likeliest first: a response may have one in its header and another
    /// in a member of its body that only happens to be called `code`. Empty when the response names no error.
    pub codes: Vec<String>,
    /// What awsQuery calls the error, where the service tells it beside its own name (`awsQueryCompatible`).
    pub query_code: Option<String>,
    /// The message.
    pub message: Option<String>,
}
