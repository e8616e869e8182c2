//! The service: requests in, responses out, with an implementation of a generated trait in between.
//!
//! A [`Service`] is a `tower::Service` over [`http`] messages with any body, so that hyper runs it, axum nests it and
//! tower's layers go around it. Each request is checked for its size and routed; then comes the operation's own
//! service, which layers can be put around; in it the body is read, decoded and validated, and the implementation is
//! called. What does not depend on the operation is compiled once, here.

use std::{
    convert::Infallible,
    fmt,
    future::Future,
    marker::PhantomData,
    pin::Pin,
    sync::Arc,
    task::{self, Poll},
};

use bytes::Bytes;
use http_body::Body;
use tower_layer::Layer;

mod answer;
mod body;
mod call;
mod choose;
mod context;
mod handler;
mod layer;
mod routed;
mod within;

#[cfg(feature = "event-stream")]
pub use self::handler::Events;
pub use self::{
    body::BoxError,
    call::Call,
    context::Context,
    handler::{Handler, Intake, Outcome, Streamed, Structure},
    layer::OperationService,
    routed::Routed,
};
use super::{Operations, ServerSettings};
use crate::{operation::ServerOperation, protocol::Protocol, stream::ByteStream};

/// The response to come.
pub type ResponseFuture =
    Pin<Box<dyn Future<Output = Result<http::Response<ByteStream>, Infallible>> + Send>>;

/// A service and who implements it. Generated crates write it as a table (`service!`).
pub trait Serve<T> {
    /// The operations.
    fn operations() -> &'static Operations;

    /// The protocols that the service speaks, the default first.
    fn protocols() -> &'static [&'static dyn Protocol];

    /// The settings, with the service's own validation error.
    fn settings() -> ServerSettings;

    /// What answers each operation, in the order of the operations' schemas.
    fn handlers(implementation: &Arc<T>) -> Vec<Handler>;
}

/// Answers requests with an implementation of the service `S`. It is cheap to clone.
pub struct Service<S> {
    inner: Arc<Inner>,
    service: PhantomData<fn() -> S>,
}

/// What all requests share.
#[derive(Clone)]
struct Inner {
    operations: &'static Operations,
    protocols: Vec<&'static dyn Protocol>,
    settings: ServerSettings,
    /// The names of the server's hosts, for labels that stand before them.
    hosts: Vec<String>,
    /// What answers each operation, with its layers.
    services: Vec<OperationService>,
}

impl<S> Service<S> {
    /// Answers requests with `implementation`, by the defaults of the service's settings.
    pub fn new<T>(implementation: T) -> Self
    where
        S: Serve<T>,
    {
        let handlers = S::handlers(&Arc::new(implementation));
        let inner = Inner {
            operations: S::operations(),
            protocols: S::protocols().to_vec(),
            settings: S::settings(),
            hosts: Vec::new(),
            services: handlers.into_iter().map(OperationService::from).collect(),
        };
        Self { inner: Arc::new(inner), service: PhantomData }
    }

    /// Takes other settings. Begin with the generated crate's `server::settings()`, which know the service's own
    /// validation error.
    #[must_use]
    pub fn with_settings(mut self, settings: ServerSettings) -> Self {
        Arc::make_mut(&mut self.inner).settings = settings;
        self
    }

    /// Speaks these protocols alone, and answers in the first what no protocol knows. With several, each request is in
    /// the protocol that knows it. Two REST protocols are told apart by media types alone: the first is taken of a
    /// request that has none of theirs, such as one with a stream.
    ///
    /// # Panics
    /// When `protocols` is empty.
    #[must_use]
    pub fn with_protocols(mut self, protocols: &[&'static dyn Protocol]) -> Self {
        assert!(!protocols.is_empty(), "a service speaks at least one protocol");
        Arc::make_mut(&mut self.inner).protocols = protocols.to_vec();
        self
    }

    /// Says by which names this server's hosts are reached, where clients may put a label before them: buckets of Amazon
    /// S3. With `s3.example.com` among `hosts` a request for `bucket.s3.example.com/key` is routed as one for
    /// `s3.example.com/bucket/key`, and both are answered. Ports do not matter, nor does case.
    #[must_use]
    pub fn with_hosts<H: Into<String>>(mut self, hosts: impl IntoIterator<Item = H>) -> Self {
        Arc::make_mut(&mut self.inner).hosts = hosts.into_iter().map(Into::into).collect();
        self
    }

    /// Puts a layer around each operation. It sees a request that was routed, with [`Routed`] among its extensions,
    /// before anything of the body was read.
    #[must_use]
    pub fn layer<L, B>(mut self, layer: L) -> Self
    where
        L: Layer<OperationService>,
        L::Service: tower_service::Service<http::Request<ByteStream>, Response = http::Response<B>>
            + Clone
            + Send
            + Sync
            + 'static,
        <L::Service as tower_service::Service<http::Request<ByteStream>>>::Future: Send,
        <L::Service as tower_service::Service<http::Request<ByteStream>>>::Error: Into<BoxError>,
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        for service in &mut Arc::make_mut(&mut self.inner).services {
            service.wrap(&layer);
        }
        self
    }

    /// Puts a layer around the operation `O` alone; see [`layer`](Self::layer).
    ///
    /// # Panics
    /// When `O` is an operation of another service.
    #[must_use]
    pub fn layer_operation<O, L, B>(mut self, layer: L) -> Self
    where
        O: ServerOperation,
        L: Layer<OperationService>,
        L::Service: tower_service::Service<http::Request<ByteStream>, Response = http::Response<B>>
            + Clone
            + Send
            + Sync
            + 'static,
        <L::Service as tower_service::Service<http::Request<ByteStream>>>::Future: Send,
        <L::Service as tower_service::Service<http::Request<ByteStream>>>::Error: Into<BoxError>,
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let inner = Arc::make_mut(&mut self.inner);
        let place = inner.operations.schemas().iter().position(|schema| schema.id == O::SCHEMA.id);
        match place.and_then(|place| inner.services.get_mut(place)) {
            Some(service) => service.wrap(&layer),
            None => panic!("{} is none of the service's operations", O::SCHEMA.id),
        }
        self
    }
}

impl<S, B> tower_service::Service<http::Request<B>> for Service<S>
where
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<BoxError>,
{
    type Response = http::Response<ByteStream>;
    type Error = Infallible;
    type Future = ResponseFuture;

    fn poll_ready(&mut self, _: &mut task::Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> ResponseFuture {
        answer::answer(Arc::clone(&self.inner), request.map(body::into_stream))
    }
}

impl<S> Clone for Service<S> {
    fn clone(&self) -> Self {
        Self { inner: Arc::clone(&self.inner), service: PhantomData }
    }
}

impl<S> fmt::Debug for Service<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service")
            .field("service", &self.inner.operations.service().id())
            .field("settings", &self.inner.settings)
            .finish_non_exhaustive()
    }
}
