//! The default transport: hyper, with rustls over the roots of Mozilla's store.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use tower_service::Service;

use super::transport::TransportError;
use crate::stream::ByteStream;

/// Sends requests with hyper over HTTP/1.1, keeps connections open for the next ones, and speaks TLS for `https`.
#[derive(Clone, Debug)]
pub struct HyperTransport(Client<HttpsConnector<HttpConnector>, ByteStream>);

impl HyperTransport {
    /// A transport with no connection yet. A connection has `connect_timeout` to come about, and is closed when it had
    /// no request for 20 seconds: before load balancers close it, which a request might run into.
    #[must_use]
    pub fn new(connect_timeout: Duration) -> Self {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(connect_timeout));
        let connector = HttpsConnectorBuilder::new()
            .with_webpki_roots()
            .https_or_http()
            .enable_http1()
            .wrap_connector(tcp);
        let client = Client::builder(TokioExecutor::new())
            .pool_idle_timeout(Duration::from_secs(20))
            .pool_timer(TokioTimer::new())
            .build(connector);
        Self(client)
    }
}

impl Service<http::Request<ByteStream>> for HyperTransport {
    type Response = http::Response<hyper::body::Incoming>;
    type Error = TransportError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, TransportError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<ByteStream>) -> Self::Future {
        let response = self.0.request(request);
        Box::pin(async move {
            response.await.map_err(|error| match error.is_connect() {
                true => TransportError::unseen(error),
                false => TransportError::broken(error),
            })
        })
    }
}
