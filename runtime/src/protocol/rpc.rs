//! What the RPC protocols share: every member in the body, an operation's name elsewhere.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

use super::{
    IncomingRequest, IncomingResponse, OutgoingRequest, OutgoingResponse, ResponseContext, body, message,
};
use crate::{
    client::ClientSettings,
    codec::{Codec, Limits, Policy},
    error::{DecodeError, EncodeError},
    http::{RequestWriter, accepts, media_type_matches},
    member,
    operation::{Body, DeserializableError, OperationSchema, Payload, SerializableError, Unit},
    schema::{Member, MemberSet},
    serde::{HasSchema, MemberWriter, SerializableStruct},
    server::{Rejection, RequestHead, ServerRequest, ServerSettings},
    validate::MissingMembers,
};

/// The header by which a client says that it wants awsQuery's error codes (`awsQueryCompatible`).
const QUERY_MODE: HeaderName = HeaderName::from_static("x-amzn-query-mode");
/// The header with awsQuery's code of an error and whose fault it is.
const QUERY_ERROR: HeaderName = HeaderName::from_static("x-amzn-query-error");

/// An RPC protocol: the bodies of a codec. Its functions are those of [`Protocol`](super::Protocol), for protocols to
/// call.
#[derive(Clone, Copy)]
pub struct Rpc<'a> {
    /// The codec of bodies.
    pub codec: &'a dyn Codec,
    /// Whether an input of [`Unit`] is sent as an empty structure, and an output of it has a `Content-Type`.
    pub unit_as_structure: bool,
}

/// Where a request goes and what it says beside its input.
#[derive(Debug)]
pub struct Address {
    /// The path; empty for the root.
    pub path: String,
    /// The headers.
    pub headers: HeaderMap,
}

impl Rpc<'_> {
    /// Encodes a request.
    ///
    /// # Errors
    /// When the input has a value that the request cannot express.
    pub fn encode_request(
        &self,
        operation: &OperationSchema,
        input: &dyn OutgoingRequest,
        settings: &ClientSettings,
        address: Address,
    ) -> Result<http::Request<Bytes>, EncodeError> {
        let body = match operation.input {
            Body::Unit if !self.unit_as_structure => None,
            Body::Unit => Some(self.codec.encode_members(&Unit, MemberSet::All)?),
            _ => Some(self.codec.encode_members(input.structure(), MemberSet::All)?),
        };
        self.encode_request_body(operation, input, settings, address, body.map(Bytes::from))
    }

    /// Encodes a request with this body.
    ///
    /// # Errors
    /// When the input has a value that the request cannot express.
    pub fn encode_request_body(
        &self,
        operation: &OperationSchema,
        input: &dyn OutgoingRequest,
        settings: &ClientSettings,
        address: Address,
        body: Option<Bytes>,
    ) -> Result<http::Request<Bytes>, EncodeError> {
        let mut writer = RequestWriter::new(self.codec, None, input.structure().schema().members());
        writer.host_prefix(operation.host_prefix);
        input.bind_host(&mut writer);
        let mut parts = writer.finish()?;
        parts.path = address.path;
        parts.headers.extend(address.headers);
        if operation.service.is_query_compatible() {
            parts.headers.insert(QUERY_MODE, HeaderValue::from_static("true"));
        }
        if body.is_some() {
            let media_type = HeaderValue::from_static(self.codec.media_type());
            parts.headers.insert(header::CONTENT_TYPE, media_type);
        }
        parts.payload = body;
        message::finish_request(operation, "POST", parts, settings)
    }

    /// Decodes a successful response. An empty body is an output without members.
    ///
    /// # Errors
    /// When the response is malformed or not of the output's shape.
    pub fn decode_response(
        &self,
        operation: &OperationSchema,
        response: &http::Response<Bytes>,
        output: &mut dyn IncomingResponse,
        limits: Limits,
    ) -> Result<(), DecodeError> {
        if operation.output == Body::Unit || response.body().is_empty() {
            return Ok(());
        }
        let members = MemberSet::All;
        self.codec.decode_members(response.body(), output.structure(), members, Policy::Lenient, limits)
    }

    /// Decodes an error response.
    ///
    /// # Errors
    /// When the response is malformed or not of the error's shape.
    pub fn decode_error(
        &self,
        response: &http::Response<Bytes>,
        error: &mut dyn DeserializableError,
        limits: Limits,
    ) -> Result<(), DecodeError> {
        if response.body().is_empty() {
            return Ok(());
        }
        self.codec.decode_members(response.body(), error, MemberSet::All, Policy::Lenient, limits)
    }

    /// Decodes a request.
    ///
    /// # Errors
    /// Why the request is refused.
    pub fn decode_request(
        &self,
        operation: &OperationSchema,
        request: &ServerRequest<'_>,
        input: &mut dyn IncomingRequest,
        missing: &mut MissingMembers,
        settings: &ServerSettings,
    ) -> Result<(), Rejection> {
        let (headers, body) =
            body::decompress(operation, request.headers, request.body, settings.http.max_body_bytes)?;
        self.check_media_types(operation, &headers)?;
        let input = input.structure();
        message::decode_request_members(self.codec, MemberSet::All, &body, input, missing, settings.limits)?;
        input.fill();
        Ok(())
    }

    /// A body that says its media type must be of the codec's, and the client must take a response of it.
    fn check_media_types(&self, operation: &OperationSchema, headers: &HeaderMap) -> Result<(), Rejection> {
        let media_type = self.codec.media_type();
        let fits = match headers.get(header::CONTENT_TYPE) {
            Some(given) => given.to_str().is_ok_and(|given| media_type_matches(given, media_type)),
            // The route has said what protocol the request is of.
            None => true,
        };
        if !fits {
            return Err(Rejection::UnsupportedMediaType);
        }
        match operation.output {
            Body::Unit => Ok(()),
            _ if accepts(headers, output_media_type(operation, self.codec)) => Ok(()),
            _ => Err(Rejection::NotAcceptable),
        }
    }

    /// Encodes a successful response.
    ///
    /// # Errors
    /// When the output has a value that the response cannot express.
    pub fn encode_response(
        &self,
        operation: &OperationSchema,
        output: &dyn OutgoingResponse,
    ) -> Result<http::Response<Bytes>, EncodeError> {
        if operation.output == Body::Unit {
            let mut response = self.response(StatusCode::OK, Bytes::new());
            if !self.unit_as_structure {
                response.headers_mut().remove(header::CONTENT_TYPE);
            }
            return Ok(response);
        }
        let body = self.codec.encode_members(output.structure(), MemberSet::All)?;
        Ok(self.response(StatusCode::OK, body.into()))
    }

    /// Encodes an error, whose body tells its name in the member `__type`.
    ///
    /// # Errors
    /// When the error has a value that the response cannot express.
    pub fn encode_error(
        &self,
        error: &dyn SerializableError,
        name: &str,
        context: ResponseContext<'_>,
    ) -> Result<http::Response<Bytes>, EncodeError> {
        let status = StatusCode::from_u16(error.error_schema().status)
            .map_err(|_| EncodeError::new("the model has no valid status code", ""))?;
        let body = self.codec.encode_members(&Named { error, name }, MemberSet::All)?;
        let mut response = self.response(status, body.into());
        if let Some(query) = error.error_schema().query.filter(|_| context.service.is_query_compatible()) {
            let fault = if status.is_server_error() { "Receiver" } else { "Sender" };
            let value = HeaderValue::from_str(&format!("{};{fault}", query.code))
                .map_err(|_| EncodeError::new("the error's code is not a header's value", ""))?;
            response.headers_mut().insert(QUERY_ERROR, value);
        }
        Ok(response)
    }

    fn response(&self, status: StatusCode, body: Bytes) -> http::Response<Bytes> {
        let mut response = http::Response::new(body);
        *response.status_mut() = status;
        let length = HeaderValue::from(response.body().len());
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.codec.media_type()));
        headers.insert(header::CONTENT_LENGTH, length);
        response
    }
}

impl std::fmt::Debug for Rpc<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rpc").field("unit_as_structure", &self.unit_as_structure).finish_non_exhaustive()
    }
}

/// The media type of a response: the codec's, or that of a stream of events.
pub(super) fn output_media_type(operation: &OperationSchema, codec: &dyn Codec) -> &'static str {
    match operation.output {
        Body::Payload(kind @ Payload::Events) => kind.sent_media_type(codec),
        _ => codec.media_type(),
    }
}

/// Checks the method: every request of an RPC protocol is a `POST`.
///
/// # Errors
/// When it is another.
pub fn check_method(head: &RequestHead<'_>) -> Result<(), Rejection> {
    if head.method == http::Method::POST { Ok(()) } else { Err(Rejection::MethodNotAllowed(vec!["POST"])) }
}

/// awsQuery's code of an error, where the service tells it.
#[must_use]
pub fn query_code(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(QUERY_ERROR)?.to_str().ok()?;
    let code = value.split_once(';').map_or(value, |(code, _)| code).trim();
    (!code.is_empty()).then(|| code.to_owned())
}

/// An error's structure, with its name before its members.
struct Named<'a> {
    error: &'a dyn SerializableError,
    name: &'a str,
}

static TYPE: Member = member!(0, "__type");

impl HasSchema for Named<'_> {
    fn schema(&self) -> &'static crate::schema::Schema {
        self.error.schema()
    }
}

impl SerializableStruct for Named<'_> {
    fn write_members(&self, writer: &mut MemberWriter<'_>) -> Result<(), EncodeError> {
        writer.serializer.write_string(&TYPE, self.name)?;
        self.error.write_members(writer)
    }
}
