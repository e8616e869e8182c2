//! The default transport: hyper, with rustls over the roots of Mozilla's store.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use http::header;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder, builderstates::WantsSchemes};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use tower_service::Service;

use super::transport::TransportError;
use crate::stream::ByteStream;

/// Sends requests with hyper, keeps connections open for the next ones, and speaks TLS for `https`: over HTTP/1.1, and with
/// the feature `http2` over HTTP/2 where the service offers it (ALPN).
#[derive(Clone, Debug)]
pub struct HyperTransport(Client<HttpsConnector<HttpConnector>, ByteStream>);

impl HyperTransport {
    /// A transport with no connection yet. A connection has `connect_timeout` to come about, and is closed when it had
    /// no request for 20 seconds: before load balancers close it, which a request might run into.
    #[must_use]
    pub fn new(connect_timeout: Duration) -> Self {
        Self::over(HttpsConnectorBuilder::new().with_webpki_roots(), connect_timeout)
    }

    fn over(tls: HttpsConnectorBuilder<WantsSchemes>, connect_timeout: Duration) -> Self {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(connect_timeout));
        let tls = tls.https_or_http().enable_http1();
        #[cfg(feature = "http2")]
        let tls = tls.enable_http2();
        let mut client = Client::builder(TokioExecutor::new());
        client.pool_idle_timeout(Duration::from_secs(20)).pool_timer(TokioTimer::new());
        // Else one that broke off unnoticed would get every further request.
        #[cfg(feature = "http2")]
        client
            .timer(TokioTimer::new())
            .http2_keep_alive_interval(Duration::from_secs(20))
            .http2_keep_alive_timeout(Duration::from_secs(10));
        Self(client.build(tls.wrap_connector(tcp)))
    }
}

impl Service<http::Request<ByteStream>> for HyperTransport {
    type Response = http::Response<hyper::body::Incoming>;
    type Error = TransportError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, TransportError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: http::Request<ByteStream>) -> Self::Future {
        // hyper writes it where it has to be: HTTP/2 has it in the URI alone (RFC 9113, section 8.3.1).
        request.headers_mut().remove(header::HOST);
        let response = self.0.request(request);
        Box::pin(async move {
            response.await.map_err(|error| match error.is_connect() {
                true => TransportError::unseen(error),
                false => TransportError::broken(error),
            })
        })
    }
}

#[cfg(all(test, feature = "http2"))]
mod tests {
    use std::{convert::Infallible, future::poll_fn, sync::Arc, time::Duration};

    use bytes::Bytes;
    use http::{Request, Response, Version, header};
    use http_body::Frame;
    use hyper::{body::Incoming, service::service_fn};
    use hyper_rustls::HttpsConnectorBuilder;
    use hyper_util::rt::{TokioExecutor, TokioIo};
    use rustls::{
        ClientConfig, RootCertStore, ServerConfig,
        crypto::ring::default_provider,
        pki_types::{CertificateDer, PrivateKeyDer},
    };
    use tokio::{net::TcpListener, sync::mpsc};
    use tokio_rustls::TlsAcceptor;
    use tower_service::Service as _;

    use super::HyperTransport;
    use crate::stream::ByteStream;

    /// A certificate for `localhost`, which is its own authority; the key is for these tests alone.
    const CERTIFICATE: &[u8] = include_bytes!("../../tests/tls/localhost.der");
    const KEY: &[u8] = include_bytes!("../../tests/tls/localhost.key.der");

    /// Pieces of a body, as they are sent.
    struct Pieces(mpsc::Receiver<Bytes>);

    impl http_body::Body for Pieces {
        type Data = Bytes;
        type Error = Infallible;

        fn poll_frame(
            mut self: std::pin::Pin<&mut Self>,
            context: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            self.0.poll_recv(context).map(|piece| piece.map(|piece| Ok(Frame::data(piece))))
        }
    }

    /// Answers at once, with the piece `says`, and then with what comes.
    async fn echo(request: Request<Incoming>) -> Result<Response<Pieces>, Infallible> {
        let (head, mut body) = request.into_parts();
        let host = head.headers.get(header::HOST).map(|host| host.to_str().expect("a text").to_owned());
        let says = format!("{:?} {:?} {host:?}", head.version, head.uri.host());
        let (sender, pieces) = mpsc::channel(4);
        tokio::spawn(async move {
            sender.send(says.into()).await.expect("a client");
            while let Some(piece) = next(&mut body).await {
                sender.send(piece).await.expect("a client");
            }
        });
        Ok(Response::new(Pieces(pieces)))
    }

    async fn next(body: &mut Incoming) -> Option<Bytes> {
        let mut body = std::pin::Pin::new(body);
        let frame = poll_fn(|context| http_body::Body::poll_frame(body.as_mut(), context)).await?;
        frame.expect("a frame").into_data().ok()
    }

    /// Serves over TLS, and speaks these protocols. Gives the port.
    async fn serve(protocols: &[&str]) -> u16 {
        let certificate = CertificateDer::from_slice(CERTIFICATE);
        let key = PrivateKeyDer::try_from(KEY).expect("a key");
        let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .expect("a certificate");
        config.alpn_protocols = protocols.iter().map(|protocol| protocol.as_bytes().to_vec()).collect();
        let tls = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a socket");
        let port = listener.local_addr().expect("an address").port();
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.expect("a connection");
                let stream = tls.accept(stream).await.expect("TLS");
                let is_http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
                let (stream, service) = (TokioIo::new(stream), service_fn(echo));
                tokio::spawn(async move {
                    if is_http2 {
                        let server = hyper::server::conn::http2::Builder::new(TokioExecutor::new());
                        let _ = server.serve_connection(stream, service).await;
                    } else {
                        let server = hyper::server::conn::http1::Builder::new();
                        let _ = server.serve_connection(stream, service).await;
                    }
                });
            }
        });
        port
    }

    /// A transport that trusts the tests' own certificate.
    fn transport() -> HyperTransport {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_slice(CERTIFICATE)).expect("a certificate");
        let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
        HyperTransport::over(HttpsConnectorBuilder::new().with_tls_config(config), Duration::from_secs(60))
    }

    fn request(port: u16, body: ByteStream) -> Request<ByteStream> {
        let uri = format!("https://localhost:{port}/");
        let host = format!("localhost:{port}");
        Request::post(uri).header(header::HOST, host).body(body).expect("a request")
    }

    #[tokio::test]
    async fn a_service_that_offers_http2_gets_it_and_both_sides_send_at_once() {
        let port = serve(&["h2", "http/1.1"]).await;
        let (sender, pieces) = mpsc::channel(1);
        let mut transport = transport();
        let request = request(port, ByteStream::new(Pieces(pieces)));
        let response = transport.call(request).await.expect("a response");
        assert_eq!(response.version(), Version::HTTP_2);
        let mut body = response.into_body();
        // The host is in the URI alone.
        assert_eq!(next(&mut body).await.as_deref(), Some(&br#"HTTP/2.0 Some("localhost") None"#[..]));
        for piece in ["one", "two"] {
            sender.send(Bytes::from(piece)).await.expect("a body");
            assert_eq!(next(&mut body).await.as_deref(), Some(piece.as_bytes()));
        }
        drop(sender);
        // What tells the end may have a frame of its own.
        assert!(next(&mut body).await.is_none_or(|piece| piece.is_empty()));
    }

    #[tokio::test]
    async fn another_gets_http_1_1() {
        for protocols in [&["http/1.1"][..], &[]] {
            let port = serve(protocols).await;
            let response = transport().call(request(port, ByteStream::from("hi"))).await.expect("a response");
            assert_eq!(response.version(), Version::HTTP_11);
            let mut body = response.into_body();
            let expected = format!(r#"HTTP/1.1 None Some("localhost:{port}")"#);
            assert_eq!(next(&mut body).await.as_deref(), Some(expected.as_bytes()));
            assert_eq!(next(&mut body).await.as_deref(), Some(&b"hi"[..]));
        }
    }
}
