//! The service of one operation, and layers around it.

use std::{
    convert::Infallible,
    fmt,
    future::{Future, poll_fn},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body::Body;
use tower_layer::Layer;
use tower_service::Service;

use super::{BoxError, Handler, ResponseFuture, Routed, body::into_stream, call::refuse};
use crate::{server::Rejection, stream::ByteStream};

/// What answers the requests for one operation: what layers are put around.
#[derive(Clone)]
pub struct OperationService(Arc<dyn Erased>);

/// A service whose type is forgotten.
trait Erased: Send + Sync {
    fn call(&self, request: http::Request<ByteStream>) -> BoxResponse;
}

/// A response to come that always comes.
pub(super) type BoxResponse = Pin<Box<dyn Future<Output = http::Response<ByteStream>> + Send>>;

impl OperationService {
    pub(super) fn answer(&self, request: http::Request<ByteStream>) -> BoxResponse {
        self.0.call(request)
    }

    /// Puts the layer around what there is.
    pub(super) fn wrap<L, B>(&mut self, layer: &L)
    where
        L: Layer<Self>,
        L::Service:
            Service<http::Request<ByteStream>, Response = http::Response<B>> + Clone + Send + Sync + 'static,
        <L::Service as Service<http::Request<ByteStream>>>::Future: Send,
        <L::Service as Service<http::Request<ByteStream>>>::Error: Into<BoxError>,
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        self.0 = Arc::new(Layered(layer.layer(self.clone())));
    }
}

impl From<Handler> for OperationService {
    fn from(handler: Handler) -> Self {
        Self(Arc::new(handler))
    }
}

impl Erased for Handler {
    fn call(&self, request: http::Request<ByteStream>) -> BoxResponse {
        self.answer(request)
    }
}

/// A service under a layer, of which each request takes a clone.
struct Layered<S>(S);

impl<S, B> Erased for Layered<S>
where
    S: Service<http::Request<ByteStream>, Response = http::Response<B>> + Clone + Send + Sync + 'static,
    S::Future: Send,
    S::Error: Into<BoxError>,
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    fn call(&self, request: http::Request<ByteStream>) -> BoxResponse {
        let mut service = self.0.clone();
        Box::pin(async move {
            let routed = request.extensions().get::<Routed>().cloned();
            if let Err(error) = poll_fn(|context| service.poll_ready(context)).await {
                return failed(routed.as_ref(), &*error.into());
            }
            match service.call(request).await {
                Ok(response) => response.map(into_stream),
                Err(error) => failed(routed.as_ref(), &*error.into()),
            }
        })
    }
}

/// The response for a layer that gave none.
fn failed(routed: Option<&Routed>, error: &(dyn std::error::Error + 'static)) -> http::Response<ByteStream> {
    tracing::error!(error, "a layer failed");
    match routed {
        Some(routed) => refuse(routed, &Rejection::InternalFailure),
        None => internal_failure(),
    }
}

/// The response for which nothing is known of the request.
pub(super) fn internal_failure() -> http::Response<ByteStream> {
    let mut response = http::Response::new(ByteStream::empty());
    *response.status_mut() = http::StatusCode::INTERNAL_SERVER_ERROR;
    response
}

impl<B> Service<http::Request<B>> for OperationService
where
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<BoxError>,
{
    type Response = http::Response<ByteStream>;
    type Error = Infallible;
    type Future = ResponseFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> ResponseFuture {
        let response = self.answer(request.map(into_stream));
        Box::pin(async move { Ok(response.await) })
    }
}

impl fmt::Debug for OperationService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OperationService")
    }
}
