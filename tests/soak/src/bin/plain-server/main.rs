//! What `twinmaker-server` does, written by hand with axum and serde: the other side of the comparison.

use std::{io, time::Duration};

use axum::{Router, routing};
use http::StatusCode;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto,
    service::TowerToHyperService,
};
use tokio::net::TcpListener;
use tower::ServiceBuilder;
use tower_http::{timeout::TimeoutLayer, trace::TraceLayer};
use tracing_subscriber::EnvFilter;

mod handlers;
mod types;

const PATIENCE: Duration = Duration::from_secs(30);

#[tokio::main]
async fn main() -> io::Result<()> {
    tracing_subscriber::fmt().with_env_filter(EnvFilter::from_default_env()).with_writer(io::stderr).init();
    let router = Router::new()
        .route("/metadata-transfer-jobs", routing::post(handlers::create))
        .route("/metadata-transfer-jobs/{id}", routing::get(handlers::get))
        .route("/metadata-transfer-jobs/{id}/cancel", routing::put(handlers::cancel))
        .route("/metadata-transfer-jobs-list", routing::post(handlers::list))
        .with_state(handlers::Jobs::new());
    let service = ServiceBuilder::new()
        .layer(TraceLayer::new_for_http())
        .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, PATIENCE))
        .service(router);
    let mut server = auto::Builder::new(TokioExecutor::new());
    server.http1().timer(TokioTimer::new()).header_read_timeout(PATIENCE);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}", listener.local_addr()?);
    loop {
        let (stream, _) = listener.accept().await?;
        let service = TowerToHyperService::new(service.clone());
        let connection = server.serve_connection(TokioIo::new(stream), service).into_owned();
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(error, "a connection broke");
            }
        });
    }
}
