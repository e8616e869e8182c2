//! What the protocols share in making and reading messages.

use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Method, Uri,
    header::{self, HeaderName},
};

use super::body;
use crate::{
    client::{ClientSettings, HostPrefix},
    codec::{Codec, Limits, Policy},
    error::{DecodeError, EncodeError},
    http::RequestParts,
    operation::OperationSchema,
    schema::MemberSet,
    serde::DeserializableStruct,
    validate::{MissingMembers, Step},
};

/// Finishes a request whose whole body is in the parts: compression, checksum, hashes and length.
pub(super) fn finish_request(
    operation: &OperationSchema,
    method: &str,
    mut parts: RequestParts,
    settings: &ClientSettings,
) -> Result<http::Request<Bytes>, EncodeError> {
    if let Some(bytes) = parts.payload.take() {
        parts.payload = Some(body::compress(operation, settings, &mut parts.headers, bytes)?);
    }
    body::add_checksum(operation, &mut parts.headers, parts.payload.as_deref().unwrap_or_default())?;
    if let Some(body) = &parts.payload {
        body::add_hashes(&parts.hashes, &mut parts.headers, body)?;
        parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    }
    let body = parts.payload.take().unwrap_or_default();
    assemble(method, parts, settings, body)
}

/// A request of these parts to the endpoint of the settings, with this body.
pub(super) fn assemble<B>(
    method: &str,
    parts: RequestParts,
    settings: &ClientSettings,
    body: B,
) -> Result<http::Request<B>, EncodeError> {
    let mut request = http::Request::new(body);
    *request.method_mut() = Method::from_bytes(method.as_bytes())
        .map_err(|_| EncodeError::new("the model has no valid method", ""))?;
    let endpoint = parts.endpoint.as_ref().or(settings.endpoint.as_ref());
    let mut target = endpoint.map_or("", |endpoint| endpoint.base_path()).to_owned();
    target.push_str(if parts.path.is_empty() { "/" } else { &parts.path });
    if !parts.query.is_empty() {
        target.push('?');
        target.push_str(&parts.query);
    }
    let mut uri = Uri::builder().path_and_query(target);
    if let Some(endpoint) = endpoint {
        let prefix = if settings.host_prefix { parts.host_prefix.as_str() } else { "" };
        let authority = match parts.addressing {
            Some(addressing) => format!("{prefix}{}", addressing.authority(endpoint.authority().as_str())),
            None => format!("{prefix}{}", endpoint.authority()),
        };
        uri = uri.scheme(endpoint.scheme().clone()).authority(authority);
    } else if !parts.host_prefix.is_empty() {
        request.extensions_mut().insert(HostPrefix(parts.host_prefix));
    }
    *request.uri_mut() = uri.build().map_err(|_| EncodeError::new("the URI is malformed or too long", ""))?;
    *request.headers_mut() = parts.headers;
    Ok(request)
}

/// Adds a header unless it is there.
pub(super) fn insert_missing(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.entry(name).or_insert_with(|| HeaderValue::from_static(value));
}

/// Reads the members of a request's body. Where there is none, those that are required are missing.
pub(super) fn decode_request_members(
    codec: &dyn Codec,
    members: MemberSet,
    body: &Bytes,
    input: &mut dyn DeserializableStruct,
    missing: &mut MissingMembers,
    limits: Limits,
) -> Result<(), DecodeError> {
    if !body.is_empty() {
        return codec.decode_members(body, input, members, Policy::Strict(missing), limits);
    }
    for member in input.schema().members().iter().filter(|member| member.is_required()) {
        if members.contains(member.index()) {
            missing.record([Step::Member(member.name())]);
        }
    }
    Ok(())
}
