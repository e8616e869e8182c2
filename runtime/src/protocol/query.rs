//! What awsQuery and ec2Query share: requests are forms that name their operation, responses are XML.

use std::borrow::Cow;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

use super::{
    ErrorDescription, IncomingRequest, OutgoingRequest, OutgoingResponse, body,
    rpc::{Address, Rpc},
};
use crate::{
    client::ClientSettings,
    codec::{
        Codec as _, Limits, Policy,
        query::{Query, first_of},
        xml::{Envelope, Leaf, Xml, XmlDocument},
    },
    error::{DecodeError, EncodeError},
    http::{accepts, media_type_matches},
    operation::{Body, OperationSchema, SerializableError, Unit},
    schema::MemberSet,
    serde::{DeserializableStruct, SerializableStruct},
    server::{Operations, Rejection, RequestHead, RouteMatch, ServerRequest, ServerSettings},
    validate::MissingMembers,
};

/// The parameter that names the operation.
const ACTION: &str = "Action";
/// The parameter with the version of the service.
const VERSION: &str = "Version";
/// The media type of responses.
const XML: &str = "text/xml";

/// The parameters that come before those of the input.
fn leading(operation: &OperationSchema) -> [(&'static str, &'static str); 2] {
    [(ACTION, operation.name()), (VERSION, operation.service.version())]
}

/// The parameters of a request: its body or, without one, its query string.
fn form<'a>(head_query: Option<&'a str>, body: &'a [u8]) -> &'a [u8] {
    if body.is_empty() { head_query.unwrap_or_default().as_bytes() } else { body }
}

/// Finds the operation by the parameters `Action` and `Version`.
pub(super) fn route<'a>(
    operations: &Operations,
    head: RequestHead<'a>,
    body: &[u8],
) -> Result<RouteMatch<'a>, Rejection> {
    if !matches!(head.uri.path(), "" | "/") {
        return Err(Rejection::UnknownOperation);
    }
    if head.method != Method::POST && head.method != Method::GET {
        return Err(Rejection::MethodNotAllowed(vec!["GET", "POST"]));
    }
    let compressible = operations.schemas().iter().find(|operation| operation.gzip);
    let body = match compressible {
        Some(operation) => body::decompressed_start(operation, head.headers, body)?,
        None => Cow::Borrowed(body),
    };
    let [action, version] = first_of([ACTION, VERSION], form(head.uri.query(), &body));
    if version.as_deref() != Some(operations.service().version()) {
        return Err(Rejection::UnknownOperation);
    }
    let found = action.and_then(|action| operations.find(&action));
    found.map(RouteMatch::without_labels).ok_or(Rejection::UnknownOperation)
}

/// Encodes a request.
pub(super) fn encode_request(
    query: Query<'static>,
    operation: &OperationSchema,
    input: &dyn OutgoingRequest,
    settings: &ClientSettings,
) -> Result<http::Request<Bytes>, EncodeError> {
    let leading = leading(operation);
    let form = query.after(&leading);
    let structure: &dyn SerializableStruct =
        if operation.input == Body::Unit { &Unit } else { input.structure() };
    let body = form.encode_members(structure, MemberSet::All)?;
    let address = Address { path: String::new(), headers: HeaderMap::new() };
    let rpc = Rpc { codec: &query, unit_as_structure: true };
    rpc.encode_request_body(operation, input, settings, address, Some(body.into()))
}

/// Decodes a request.
pub(super) fn decode_request(
    query: Query<'static>,
    operation: &OperationSchema,
    request: &ServerRequest<'_>,
    input: &mut dyn IncomingRequest,
    missing: &mut MissingMembers,
    settings: &ServerSettings,
) -> Result<(), Rejection> {
    let max_bytes = settings.http.max_body_bytes;
    let (headers, body) = body::decompress(operation, request.headers, request.body, max_bytes)?;
    let is_form =
        |given: &HeaderValue| given.to_str().is_ok_and(|given| media_type_matches(given, query.media_type()));
    // The route has said what protocol the request is of.
    if !body.is_empty() && !headers.get(header::CONTENT_TYPE).is_none_or(is_form) {
        return Err(Rejection::UnsupportedMediaType);
    }
    if !accepts(&headers, XML) {
        return Err(Rejection::NotAcceptable);
    }
    let mut limits = settings.limits;
    if body.is_empty() {
        limits.max_parameters = limits.max_parameters.min(settings.http.max_query_parameters);
    }
    let leading = leading(operation);
    let form = form(request.uri.query(), &body);
    let members = MemberSet::All;
    query.after(&leading).decode_members(
        form,
        input.structure(),
        members,
        Policy::Strict(missing),
        limits,
    )?;
    Ok(())
}

/// Decodes what an XML document has within the elements of `path`.
pub(super) fn decode_response(
    xml: Xml<'_>,
    path: &[&str],
    response: &http::Response<Bytes>,
    value: &mut dyn DeserializableStruct,
    limits: Limits,
) -> Result<(), DecodeError> {
    let xml = xml.within(Envelope { path, ..Envelope::default() });
    xml.decode_members(response.body(), value, MemberSet::All, Policy::Lenient, limits)
}

/// Encodes an operation's output within the elements of `path`.
pub(super) fn encode_response(
    operation: &OperationSchema,
    output: &dyn OutgoingResponse,
    path: &[&str],
    request_id: Leaf<'_>,
) -> Result<http::Response<Bytes>, EncodeError> {
    let structure: &dyn SerializableStruct =
        if operation.output == Body::Unit { &Unit } else { output.structure() };
    let envelope = Envelope { path, leading: &[], trailing: &[request_id] };
    let namespace = operation.service.xml_namespace();
    let body =
        Xml::QUERY.with_namespace(namespace).within(envelope).encode_members(structure, MemberSet::All)?;
    Ok(response(StatusCode::OK, body))
}

/// Encodes an error within an envelope.
pub(super) fn encode_error(
    error: &dyn SerializableError,
    envelope: Envelope<'_>,
    status: StatusCode,
) -> Result<http::Response<Bytes>, EncodeError> {
    let body = Xml::QUERY.within(envelope).encode_members(error, MemberSet::All)?;
    Ok(response(status, body))
}

fn response(status: StatusCode, body: Vec<u8>) -> http::Response<Bytes> {
    let mut response = http::Response::new(Bytes::from(body));
    *response.status_mut() = status;
    let length = HeaderValue::from(response.body().len());
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(XML));
    response.headers_mut().insert(header::CONTENT_LENGTH, length);
    response
}

/// The status of an error: 400 or 500, whatever HTTP binding traits say. A server's own refusals keep theirs.
pub(super) fn status(error: &dyn SerializableError) -> StatusCode {
    let own = StatusCode::from_u16(error.error_schema().status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if error.schema().id().starts_with("smithy.framework#") {
        own
    } else if own.is_server_error() {
        StatusCode::INTERNAL_SERVER_ERROR
    } else {
        StatusCode::BAD_REQUEST
    }
}

/// What an error response says within the elements of `path`, or within the root alone, as proxies may answer.
pub(super) fn describe_error(
    response: &http::Response<Bytes>,
    path: &[&str],
    settings: &ClientSettings,
) -> ErrorDescription {
    let Ok(document) = XmlDocument::parse(response.body(), settings.limits) else {
        return ErrorDescription::default();
    };
    let text = |name: &str| {
        let [outer, inner] = [path, &[]].map(|path| [path, &[name]].concat());
        let found = document.text(&outer).or_else(|| document.text(&inner))?;
        Some(found.trim().to_owned()).filter(|text| !text.is_empty())
    };
    ErrorDescription {
        codes: text("Code").into_iter().collect(),
        message: text("Message").or_else(|| text("message")),
        ..ErrorDescription::default()
    }
}

/// The name of the operation with `suffix`.
pub(super) fn wrapper(operation: &OperationSchema, suffix: &str) -> String {
    format!("{}{suffix}", operation.name())
}
