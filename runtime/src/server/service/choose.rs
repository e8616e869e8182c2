//! Which protocol a request speaks.

use std::ops::Range;

use bytes::Bytes;
use http::{HeaderValue, Uri, header, request::Parts};

use super::{Inner, routed::label_places};
use crate::{
    http::media_type_matches,
    protocol::Protocol,
    server::{Rejection, RequestHead, ServerRequest},
    stream::ByteStream,
};

/// A route, free of the request.
pub(super) struct Found {
    pub(super) protocol: &'static dyn Protocol,
    pub(super) operation: usize,
    pub(super) labels: Vec<(&'static str, Range<usize>)>,
}

/// Finds the protocol and the operation of a request, of which `uri` is what routes. Where a protocol routes by the
/// body, the body is read.
///
/// # Errors
/// When no protocol knows the request: what the first of them says.
pub(super) async fn route(
    inner: &Inner,
    head: &Parts,
    uri: &Uri,
    body: &mut ByteStream,
) -> Result<Found, Rejection> {
    ServerRequest::check_size(uri, &head.headers, &Bytes::new(), inner.settings.http)?;
    let mut refused = None;
    let mut protocols = inner.protocols.clone();
    if protocols.len() > 1 {
        // Those that are told by a header come before those that take any method and URI of theirs.
        protocols.sort_by_key(|protocol| {
            (!speaks(*protocol, head), protocol.routes_by_body(), protocol.has_bindings())
        });
    }
    let mut whole = Bytes::new();
    for protocol in protocols {
        if protocol.routes_by_body() && whole.is_empty() {
            whole = super::call::read(std::mem::take(body), &inner.settings).await?;
            *body = ByteStream::from(whole.clone());
        }
        match protocol.route(inner.operations, RequestHead { uri, ..RequestHead::from(head) }, &whole) {
            Ok(route) => {
                let labels = label_places(uri.path(), &route);
                return Ok(Found { protocol, operation: route.operation, labels });
            }
            Err(rejection) => keep(&mut refused, rejection),
        }
    }
    Err(refused.unwrap_or(Rejection::UnknownOperation))
}

/// Whether the request has a body of the protocol's media type or, without one, asks for such a response.
fn speaks(protocol: &dyn Protocol, head: &Parts) -> bool {
    let media_type = protocol.codec().media_type();
    let is = |value: &HeaderValue| value.to_str().is_ok_and(|text| media_type_matches(text, media_type));
    let named = head.headers.get(header::CONTENT_TYPE).or_else(|| head.headers.get(header::ACCEPT));
    named.is_some_and(is)
}

/// Keeps the rejection that tells most.
fn keep(refused: &mut Option<Rejection>, rejection: Rejection) {
    if refused.is_none() || matches!(refused, Some(Rejection::UnknownOperation)) {
        *refused = Some(rejection);
    }
}
