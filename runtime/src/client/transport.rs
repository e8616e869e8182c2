//! How requests travel: any `tower::Service` over [`http`] messages.

use std::{
    error::Error,
    fmt,
    future::poll_fn,
    sync::{Mutex, PoisonError},
};

use bytes::Bytes;
use http_body::Body;
use tower_service::Service;

use super::clock::BoxFuture;
use crate::stream::ByteStream;

/// An error of any kind.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// Why there is no response. A transport of one's own may fail with any error; with this one it can say that the
/// service has seen nothing of the request, so that a client may always try again.
#[derive(Debug)]
pub struct TransportError {
    unseen: bool,
    source: BoxError,
}

impl TransportError {
    /// The connection broke off: the service may have seen the request, or not.
    #[must_use]
    pub fn broken(source: impl Into<BoxError>) -> Self {
        Self { unseen: false, source: source.into() }
    }

    /// There was no connection: the service has seen nothing of the request.
    #[must_use]
    pub fn unseen(source: impl Into<BoxError>) -> Self {
        Self { unseen: true, source: source.into() }
    }

    /// Whether the service has certainly seen nothing of the request.
    #[must_use]
    pub fn is_unseen(&self) -> bool {
        self.unseen
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.unseen { "no connection" } else { "no response" })
    }
}

impl Error for TransportError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.source)
    }
}

/// A `tower::Service` that a client can send requests with: any that takes and gives [`http`] messages, and is
/// implemented for all of these. `B` is the type of its responses' bodies.
pub trait HttpService<B>: Send + 'static {
    /// The service without its type.
    fn into_transport(self) -> BoxTransport;
}

impl<S, B> HttpService<B> for S
where
    S: Service<http::Request<ByteStream>, Response = http::Response<B>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Into<BoxError>,
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    fn into_transport(self) -> BoxTransport {
        BoxTransport(Box::new(Tower(Mutex::new(self))))
    }
}

/// A transport whose type is forgotten.
pub struct BoxTransport(Box<dyn Transport>);

impl BoxTransport {
    pub(super) fn send(
        &self,
        request: http::Request<ByteStream>,
    ) -> BoxFuture<'static, Result<http::Response<ByteStream>, TransportError>> {
        self.0.send(request)
    }
}

impl fmt::Debug for BoxTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BoxTransport")
    }
}

trait Transport: Send + Sync {
    /// Sends a request and receives the head of its response.
    fn send(
        &self,
        request: http::Request<ByteStream>,
    ) -> BoxFuture<'static, Result<http::Response<ByteStream>, TransportError>>;
}

/// A `tower::Service`, of which each request takes a clone.
struct Tower<S>(Mutex<S>);

impl<S, B> Transport for Tower<S>
where
    S: Service<http::Request<ByteStream>, Response = http::Response<B>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Into<BoxError>,
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    fn send(
        &self,
        request: http::Request<ByteStream>,
    ) -> BoxFuture<'static, Result<http::Response<ByteStream>, TransportError>> {
        let mut service = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Box::pin(async move {
            if let Err(error) = poll_fn(|context| service.poll_ready(context)).await {
                return Err(transport_error(error.into(), TransportError::unseen));
            }
            match service.call(request).await {
                Ok(response) => Ok(response.map(ByteStream::new)),
                Err(error) => Err(transport_error(error.into(), TransportError::broken)),
            }
        })
    }
}

/// The error as it is, when it is a transport's own, and `otherwise` made of it.
fn transport_error(error: BoxError, otherwise: fn(BoxError) -> TransportError) -> TransportError {
    match error.downcast() {
        Ok(error) => *error,
        Err(error) => otherwise(error),
    }
}
