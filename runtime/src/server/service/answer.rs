//! From a request to its response, whatever the operation, in a span that tells of it.

use std::{sync::Arc, time::Instant};

use http::StatusCode;
use tracing::{Instrument as _, Span, field::Empty};

use super::{
    Inner, ResponseFuture, Routed, call::ErrorName, choose, layer::internal_failure, routed::ThisRequest,
};
use crate::{
    server::{Rejection, ServerSettings, encode_rejection, label_into_path},
    stream::ByteStream,
};

/// Answers a request.
pub(super) fn answer(inner: Arc<Inner>, request: http::Request<ByteStream>) -> ResponseFuture {
    let request_id: Arc<str> = inner.settings.request_ids.request_id().into();
    let span = tracing::info_span!(
        "request",
        service = inner.operations.service().name(),
        operation = Empty,
        protocol = Empty,
        request_id = &*request_id,
        status = Empty,
        error = Empty,
        latency_ms = Empty,
    );
    let trace = Trace { span: span.clone(), started: Instant::now(), ended: false };
    Box::pin(
        async move {
            let response = routed(&inner, request, request_id, &trace.span).await;
            trace.end(&response);
            Ok(response)
        }
        .instrument(span),
    )
}

/// Routes a request and has its operation answer it.
async fn routed(
    inner: &Inner,
    request: http::Request<ByteStream>,
    request_id: Arc<str>,
    span: &Span,
) -> http::Response<ByteStream> {
    let (mut head, mut body) = request.into_parts();
    let request_ids = Arc::new(ThisRequest(Arc::clone(&request_id)));
    let settings = ServerSettings { request_ids, ..inner.settings.clone() };
    let uri = label_into_path(&head.uri, &head.headers, &inner.hosts).unwrap_or_else(|| head.uri.clone());
    let found = match choose::route(inner, &head, &uri, &mut body).await {
        Ok(found) => found,
        Err(rejection) => return refused(inner, &rejection, &settings),
    };
    let place = found.operation;
    let operation = inner.operations.schemas().get(place).zip(inner.services.get(place));
    let Some((schema, service)) = operation else { return internal_failure() };
    span.record("operation", schema.name());
    span.record("protocol", found.protocol.id());
    let routed = Routed::new(schema, found.protocol, settings, request_id, uri, found.labels);
    head.extensions.insert(routed);
    service.answer(http::Request::from_parts(head, body)).await
}

/// The response to a request that is for no operation.
fn refused(inner: &Inner, rejection: &Rejection, settings: &ServerSettings) -> http::Response<ByteStream> {
    let Some(protocol) = inner.protocols.first() else { return internal_failure() };
    let service = inner.operations.service();
    let mut response = encode_rejection(*protocol, service, rejection, settings).map(ByteStream::from);
    response.extensions_mut().insert(ErrorName(rejection.name()));
    response
}

/// Tells of a request when it is over, which for one whose client went away is when it is dropped.
struct Trace {
    span: Span,
    started: Instant,
    ended: bool,
}

impl Trace {
    /// Tells of a response. Of its content it tells the error's name alone: anything else may be sensitive.
    fn end(mut self, response: &http::Response<ByteStream>) {
        self.ended = true;
        let status = response.status();
        self.span.record("status", status.as_u16());
        self.span.record("latency_ms", self.latency());
        if let Some(ErrorName(error)) = response.extensions().get() {
            self.span.record("error", error);
        }
        if status >= StatusCode::INTERNAL_SERVER_ERROR {
            tracing::error!("answered");
        } else {
            tracing::debug!("answered");
        }
    }

    fn latency(&self) -> f64 {
        self.started.elapsed().as_secs_f64() * 1e3
    }
}

impl Drop for Trace {
    fn drop(&mut self) {
        if !self.ended {
            self.span.record("latency_ms", self.latency());
            self.span.in_scope(|| tracing::debug!("cancelled"));
        }
    }
}
