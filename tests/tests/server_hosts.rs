//! A generated server in what servers run in: hyper over sockets, axum's router, AWS Lambda's adapter.

use std::{convert::Infallible, net::SocketAddr, sync::Arc, time::Duration};

use farrier_runtime::{server::Context, stream::ByteStream};
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper_util::{rt::TokioIo, service::TowerToHyperService};
use iottwinmaker::{
    operation::{
        CancelMetadataTransferJob, CancelMetadataTransferJobError as CancelError,
        CreateMetadataTransferJobError as CreateError, GetMetadataTransferJobError as GetError,
        ListMetadataTransferJobsError as ListError,
    },
    server::{Api, Service},
    types::{
        AccessDeniedException, CancelMetadataTransferJobRequest, CancelMetadataTransferJobResponse,
        CreateMetadataTransferJobRequest, CreateMetadataTransferJobResponse, GetMetadataTransferJobRequest,
        GetMetadataTransferJobResponse, ListMetadataTransferJobsRequest, ListMetadataTransferJobsResponse,
        MetadataTransferJobStatus, ResourceNotFoundException, ThrottlingException,
    },
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::Notify,
};
use tower::{ServiceExt as _, util::MapRequestLayer};

/// Far longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// Who calls.
#[derive(Clone, Debug)]
struct Principal(String);

/// Does with a job what its ID says.
#[derive(Clone, Default)]
struct Obedient {
    begun: Arc<Notify>,
    dropped: Arc<Notify>,
}

/// Tells when it is dropped.
struct Dropped(Arc<Notify>);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

impl Api for Obedient {
    async fn cancel_metadata_transfer_job(
        &self,
        input: CancelMetadataTransferJobRequest,
        context: Context,
    ) -> Result<CancelMetadataTransferJobResponse, CancelError> {
        let id = input.metadata_transfer_job_id;
        match &*id {
            "panic" => panic!("asked to"),
            "hang" => {
                let _dropped = Dropped(Arc::clone(&self.dropped));
                self.begun.notify_one();
                std::future::pending().await
            }
            "none" => Err(ResourceNotFoundException::new().with_message("there is none").into()),
            _ => {
                let Some(Principal(name)) = context.extension() else {
                    return Err(AccessDeniedException::new().with_message("who are you?").into());
                };
                let arn = format!("arn:aws:iottwinmaker:eu-west-1:123456789012:job/{id}/of/{name}");
                let time = farrier_runtime::Timestamp::EPOCH;
                Ok(CancelMetadataTransferJobResponse::new(id, arn, time, MetadataTransferJobStatus::new()))
            }
        }
    }

    async fn create_metadata_transfer_job(
        &self,
        _: CreateMetadataTransferJobRequest,
        _: Context,
    ) -> Result<CreateMetadataTransferJobResponse, CreateError> {
        Err(ThrottlingException::new().into())
    }

    async fn get_metadata_transfer_job(
        &self,
        _: GetMetadataTransferJobRequest,
        context: Context,
    ) -> Result<GetMetadataTransferJobResponse, GetError> {
        let caller = context.extension::<Principal>().map_or("nobody", |principal| &principal.0);
        Err(ResourceNotFoundException::new().with_message(format!("not for {caller}")).into())
    }

    async fn list_metadata_transfer_jobs(
        &self,
        _: ListMetadataTransferJobsRequest,
        _: Context,
    ) -> Result<ListMetadataTransferJobsResponse, ListError> {
        Ok(ListMetadataTransferJobsResponse::new(vec![]))
    }
}

/// Says who calls: what stands for a layer that checks a token.
fn authenticate<B>(mut request: Request<B>) -> Request<B> {
    let token = request.headers().get("x-token").and_then(|token| token.to_str().ok());
    if let Some(principal) = token.map(|token| Principal(token.to_owned())) {
        request.extensions_mut().insert(principal);
    }
    request
}

fn cancel(id: &str) -> Request<Full<bytes::Bytes>> {
    let uri = format!("/metadata-transfer-jobs/{id}/cancel");
    Request::put(uri).header("x-token", "ada").body(Full::default()).expect("a request")
}

/// Serves each connection until the test ends.
async fn listen<S, B>(service: S) -> SocketAddr
where
    S: tower::Service<Request<hyper::body::Incoming>, Response = Response<B>, Error = Infallible>
        + Clone
        + Send
        + 'static,
    S::Future: Send,
    B: http_body::Body<Data = bytes::Bytes, Error: std::error::Error + Send + Sync> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let service = TowerToHyperService::new(service.clone());
            let server = hyper::server::conn::http1::Builder::new();
            tokio::spawn(server.serve_connection(TokioIo::new(stream), service));
        }
    });
    address
}

/// Sends requests for these jobs over one connection, one after the other, and reads all that comes back.
async fn cancel_over_socket(address: SocketAddr, ids: &[&str]) -> String {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    for (at, id) in ids.iter().enumerate() {
        let connection = if at + 1 == ids.len() { "close" } else { "keep-alive" };
        let head = format!(
            "PUT /metadata-transfer-jobs/{id}/cancel HTTP/1.1\r\nhost: x\r\nx-token: ada\r\ncontent-length: 0\r\n\
             connection: {connection}\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).await.expect("a peer");
    }
    let mut answers = String::new();
    let read = stream.read_to_string(&mut answers);
    tokio::time::timeout(PATIENCE, read).await.expect("answers").expect("text");
    answers
}

mod under_hyper {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_answered_and_the_next_request_on_the_connection_too() {
        let service = MapRequestLayer::new(authenticate);
        let address = listen(tower::Layer::layer(&service, Service::new(Obedient::default()))).await;
        let answers = cancel_over_socket(address, &["panic", "job-1", "none"]).await;
        let statuses: Vec<&str> = answers.split("HTTP/1.1 ").skip(1).map(|answer| &answer[..3]).collect();
        assert_eq!(statuses, ["500", "200", "404"], "{answers}");
        assert!(answers.contains("job/job-1/of/ada"), "{answers}");
    }

    #[tokio::test]
    async fn a_client_that_goes_away_cancels_the_implementation() {
        let api = Obedient::default();
        let address = listen(Service::new(api.clone())).await;
        let mut stream = TcpStream::connect(address).await.expect("a connection");
        let head = "PUT /metadata-transfer-jobs/hang/cancel HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n";
        stream.write_all(head.as_bytes()).await.expect("a peer");
        tokio::time::timeout(PATIENCE, api.begun.notified()).await.expect("a call");
        drop(stream);
        tokio::time::timeout(PATIENCE, api.dropped.notified()).await.expect("a cancelled call");
    }

    #[tokio::test]
    async fn the_generated_client_gets_typed_answers() {
        let address =
            listen(Service::new(Obedient::default()).layer(MapRequestLayer::new(authenticate))).await;
        let client = iottwinmaker::client::Client::builder()
            .endpoint(format!("http://{address}"))
            .host_prefix(false)
            .anonymous()
            .build()
            .expect("a client");
        let call = |id| client.cancel_metadata_transfer_job(CancelMetadataTransferJobRequest::new(id));
        let none = call("none").await;
        assert!(matches!(none, Err(CancelError::ResourceNotFoundException(_))), "{none:?}");
        let denied = call("job-1").await;
        assert!(matches!(denied, Err(CancelError::AccessDeniedException(_))), "{denied:?}");
    }
}

mod in_axum {
    use super::*;

    async fn answer(router: axum::Router, request: Request<Full<bytes::Bytes>>) -> (StatusCode, String) {
        let response = router.oneshot(request.map(axum::body::Body::new)).await.expect("infallible");
        let status = response.status();
        let body = response.into_body().collect().await.expect("a whole body").to_bytes();
        (status, String::from_utf8_lossy(&body).into_owned())
    }

    fn router() -> axum::Router {
        let service = Service::new(Obedient::default());
        axum::Router::new()
            .route("/health", axum::routing::get(|| async { "well" }))
            .nest_service("/v1", service.clone())
            .route_service("/metadata-transfer-jobs/{id}/cancel", service)
            .layer(MapRequestLayer::new(authenticate))
    }

    #[tokio::test]
    async fn a_service_nests_below_a_path() {
        let mut request = cancel("job-1");
        *request.uri_mut() = "/v1/metadata-transfer-jobs/job-1/cancel".parse().expect("a URI");
        let (status, body) = answer(router(), request).await;
        assert_eq!(status, StatusCode::OK);
        assert!(body.contains("job/job-1/of/ada"), "{body}");
    }

    #[tokio::test]
    async fn a_service_answers_a_route() {
        assert_eq!(answer(router(), cancel("job-1")).await.0, StatusCode::OK);
        assert_eq!(answer(router(), cancel("none")).await.0, StatusCode::NOT_FOUND);
        let health = Request::get("/health").body(Full::default()).expect("a request");
        assert_eq!(answer(router(), health).await.1, "well");
    }

    #[tokio::test]
    async fn a_router_with_a_service_runs_under_hyper() {
        let answers = cancel_over_socket(listen(router()).await, &["job-1", "panic"]).await;
        assert!(answers.contains("200 OK") && answers.contains("500 Internal"), "{answers}");
    }
}

mod in_lambda {
    use lambda_http::{
        Adapter, RequestExt as _,
        lambda_runtime::{Context as LambdaContext, LambdaEvent},
        request::LambdaRequest,
    };
    use serde_json::{Value, json};

    use super::*;

    /// An event of an HTTP API of API Gateway, whose authorizer says who calls.
    fn event(method: &str, path: &str, body: Option<&str>) -> LambdaEvent<LambdaRequest> {
        let event = json!({
            "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": "",
            "headers": {"content-type": "application/json", "host": "x.execute-api.eu-west-1.amazonaws.com"},
            "requestContext": {
                "accountId": "123456789012", "apiId": "x", "routeKey": "$default", "stage": "$default",
                "requestId": "1", "time": "12/Mar/2020:19:03:58 +0000", "timeEpoch": 1583348638390_i64,
                "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1"},
                "authorizer": {"lambda": {"principal": "ada"}}
            },
            "body": body, "isBase64Encoded": false
        });
        LambdaEvent::new(serde_json::from_value(event).expect("an event"), LambdaContext::default())
    }

    /// Takes the principal from what API Gateway's authorizer said.
    fn authorized(mut request: lambda_http::Request) -> lambda_http::Request {
        let context = request.request_context_ref().and_then(|context| context.authorizer());
        let name = context.and_then(|authorizer| authorizer.fields.get("principal")?.as_str());
        if let Some(principal) = name.map(|name| Principal(name.to_owned())) {
            request.extensions_mut().insert(principal);
        }
        request
    }

    async fn answer(event: LambdaEvent<LambdaRequest>) -> Value {
        let service = tower::ServiceBuilder::new()
            .map_request(authorized as fn(_) -> _)
            .service(Service::new(Obedient::default()));
        let response = Adapter::from(service).oneshot(event).await.expect("infallible");
        serde_json::to_value(response).expect("JSON")
    }

    #[tokio::test]
    async fn an_event_is_a_request_and_the_response_its_answer() {
        let answer = answer(event("PUT", "/metadata-transfer-jobs/job-1/cancel", None)).await;
        assert_eq!(answer["statusCode"], 200, "{answer}");
        assert_eq!(answer["headers"]["content-type"], "application/json");
        assert_eq!(answer["isBase64Encoded"], false);
        let body: Value = serde_json::from_str(answer["body"].as_str().expect("text")).expect("JSON");
        assert_eq!(body["arn"], "arn:aws:iottwinmaker:eu-west-1:123456789012:job/job-1/of/ada");
    }

    #[tokio::test]
    async fn a_body_is_validated_and_errors_are_the_models() {
        let list = event("POST", "/metadata-transfer-jobs-list", Some("{\"sourceType\":\"s3\"}"));
        let answer = answer(list).await;
        assert_eq!(
            (&answer["statusCode"], &answer["headers"]["x-amzn-errortype"]),
            (&json!(400), &json!("ValidationException"))
        );
        assert!(answer["body"].as_str().expect("text").contains("destinationType"), "{answer}");
    }

    /// Every way to run a service there takes a generated one as it is.
    #[test]
    fn a_service_runs_without_a_wrapper() {
        let _ = || lambda_http::run(Service::new(Obedient::default()));
        let _ = || lambda_http::runtime(Service::new(Obedient::default()));
        let _ = || lambda_http::run_with_streaming_response(Service::new(Obedient::default()));
    }
}

mod layers {
    use super::*;

    #[tokio::test]
    async fn of_one_operation_name_the_principal_for_it_alone() {
        let layer = MapRequestLayer::new(authenticate::<ByteStream>);
        let service =
            Service::new(Obedient::default()).layer_operation::<CancelMetadataTransferJob, _, _>(layer);
        let cancelled = service.clone().oneshot(cancel("job-1")).await.expect("infallible");
        assert_eq!(cancelled.status(), StatusCode::OK);
        let get = Request::get("/metadata-transfer-jobs/job-1").header("x-token", "ada");
        let got = service.oneshot(get.body(Full::<bytes::Bytes>::default()).expect("a request")).await;
        let body = got.expect("infallible").into_body().collect(1 << 10).await.expect("a whole body");
        assert!(String::from_utf8_lossy(&body).contains("not for nobody"), "{body:?}");
    }
}
