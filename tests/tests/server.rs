//! A generated server through its public API: requests in and responses out of its `tower::Service`.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use archive::{
    operation::{
        ConverseError, GetFileError, ImportNotesError, PingError, PutFile, PutFileError, SetPassword,
        SetPasswordError,
    },
    server::{Api, Service, settings},
    types::{
        ArchiveFull, ConverseInput, ConverseOutput, GetFileInput, GetFileOutput, ImportNotesInput,
        ImportNotesOutput, NoSuchFile, PutFileInput, PutFileOutput, Remarks, SetPasswordInput, WeakPassword,
    },
};
use bytes::Bytes;
use farrier_runtime::{
    event::EventStream,
    operation::Unit,
    server::{Context, Routed, ServerSettings, Timeouts},
    stream::ByteStream,
};
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Channel, Empty, Full};
use tower::{Layer, ServiceExt as _};

mod server_support;
use server_support::Log;

/// An archive that counts what happens to its implementation.
#[derive(Clone, Default)]
struct Archive {
    /// How many pieces of files were taken.
    pieces: Arc<AtomicUsize>,
    /// How many calls were begun.
    begun: Arc<AtomicUsize>,
    /// How many calls were dropped before they ended.
    dropped: Arc<AtomicUsize>,
}

/// Who a layer says is calling.
#[derive(Clone, Debug, PartialEq)]
struct Principal(&'static str);

/// Counts drops.
struct Dropped(Arc<AtomicUsize>);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

impl Api for Archive {
    async fn converse(
        &self,
        _: ConverseInput,
        events: EventStream<Remarks>,
        _: Context,
    ) -> Result<(ConverseOutput, EventStream<Remarks>), ConverseError> {
        Ok((ConverseOutput::new(), events))
    }

    async fn get_file(
        &self,
        input: GetFileInput,
        _: Context,
    ) -> Result<(GetFileOutput, ByteStream), GetFileError> {
        let pieces = Arc::clone(&self.pieces);
        match &*input.name {
            "endless" => {
                let piece = move || {
                    pieces.fetch_add(1, Ordering::SeqCst);
                    Some(Ok::<_, std::io::Error>(Bytes::from_static(&[7; 1024])))
                };
                Ok((GetFileOutput::new(), ByteStream::from_pieces(std::iter::from_fn(piece))))
            }
            _ => Err(NoSuchFile::new().with_message("no such file").into()),
        }
    }

    async fn import_notes(
        &self,
        input: ImportNotesInput,
        _: Context,
    ) -> Result<ImportNotesOutput, ImportNotesError> {
        Ok(ImportNotesOutput::new(i32::try_from(input.notes.len()).unwrap_or(i32::MAX)))
    }

    async fn ping(&self, _: Unit, context: Context) -> Result<Unit, PingError> {
        self.begun.fetch_add(1, Ordering::SeqCst);
        match context.headers().get("x-do").map(|value| value.as_bytes()) {
            Some(b"panic") => panic!("asked to"),
            Some(b"hang") => {
                let _dropped = Dropped(Arc::clone(&self.dropped));
                std::future::pending().await
            }
            Some(b"tell") => {
                assert_eq!(context.operation().name(), "Ping");
                assert_eq!(context.extension::<Principal>(), Some(&Principal("ada")));
                assert!(!context.request_id().is_empty());
                Ok(Unit)
            }
            _ => Ok(Unit),
        }
    }

    async fn put_file(
        &self,
        input: PutFileInput,
        mut body: ByteStream,
        context: Context,
    ) -> Result<PutFileOutput, PutFileError> {
        if input.name == "full" {
            return Err(ArchiveFull::new().with_message("no room").with_retry_after(30).into());
        }
        let (mut length, one) = (0, context.headers().contains_key("x-one-piece"));
        while let Some(piece) = body.next().await {
            length += piece.map_or(0, |piece| piece.len());
            self.pieces.fetch_add(1, Ordering::SeqCst);
            if one {
                break;
            }
        }
        Ok(PutFileOutput::new(i64::try_from(length).unwrap_or(i64::MAX)))
    }

    async fn set_password(&self, input: SetPasswordInput, _: Context) -> Result<Unit, SetPasswordError> {
        tracing::info!(?input, "a password is set");
        Err(WeakPassword::new().with_password(input.password).into())
    }
}

fn service() -> Service {
    Service::new(Archive::default())
}

/// A request with a JSON body; without one, with none.
fn request(method: &str, uri: &str, body: &'static str) -> Request<Full<Bytes>> {
    let mut request = Request::new(Full::new(Bytes::from_static(body.as_bytes())));
    *request.method_mut() = method.parse().expect("a method");
    *request.uri_mut() = uri.parse().expect("a URI");
    if !body.is_empty() {
        request.headers_mut().insert("content-type", "application/json".parse().expect("a value"));
    }
    request
}

fn ping(what: &'static str) -> Request<Full<Bytes>> {
    let mut request = request("GET", "/ping", "");
    request.headers_mut().insert("x-do", http::HeaderValue::from_static(what));
    request
}

/// The response's status, name of the error if it has one, and body as text.
async fn read(response: Response<ByteStream>) -> (u16, String, String) {
    let name = response.headers().get("x-amzn-errortype").map(|name| name.to_str().expect("text").to_owned());
    let status = response.status().as_u16();
    let body = response.into_body().collect(1 << 20).await.expect("a whole body");
    (status, name.unwrap_or_default(), String::from_utf8(body.to_vec()).expect("text"))
}

async fn answer(service: Service, request: Request<Full<Bytes>>) -> (u16, String, String) {
    let response = service.oneshot(request).await.unwrap_or_else(|never| match never {});
    read(response).await
}

mod routing {
    use super::*;

    #[tokio::test]
    async fn what_is_no_operation_gets_the_protocols_own_errors() {
        let (status, name, body) = answer(service(), request("GET", "/nothing", "")).await;
        assert_eq!((status, name.as_str()), (404, "UnknownOperationException"));
        assert!(body.contains("no operation of the service"), "{body}");
        let response = service().oneshot(request("DELETE", "/ping", "")).await.expect("infallible");
        assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(response.headers()["allow"], "GET");
    }

    #[tokio::test]
    async fn every_response_has_the_id_of_its_request() {
        for request in [request("GET", "/ping", ""), request("GET", "/nothing", ""), ping("panic")] {
            let response = service().oneshot(request).await.expect("infallible");
            assert_eq!(response.headers()["x-amzn-requestid"].len(), 36);
        }
    }

    #[tokio::test]
    async fn any_body_will_do() {
        let request = Request::get("/ping").body(Empty::<&'static [u8]>::new()).expect("a request");
        let response = service().oneshot(request).await.expect("infallible");
        assert_eq!(read(response).await.0, 200);
    }
}

mod input {
    use super::*;

    #[tokio::test]
    async fn is_validated_before_the_implementation_sees_it() {
        let name = "x".repeat(65);
        let (status, error, body) = answer(service(), request("GET", &format!("/files/{name}"), "")).await;
        assert_eq!((status, error.as_str()), (400, "ValidationException"));
        assert!(body.contains("'/name' failed to satisfy constraint"), "{body}");
    }

    #[tokio::test]
    async fn that_is_malformed_is_refused() {
        let (status, error, body) = answer(service(), request("POST", "/notes", "{\"notes\": [1]}")).await;
        assert_eq!((status, error.as_str()), (400, "SerializationException"));
        assert!(body.contains("/notes/0"), "{body}");
    }

    #[tokio::test]
    async fn may_be_compressed() {
        let body = compressed(br#"{"notes":["one","two"]}"#);
        let mut request = request("POST", "/notes", "{}");
        request.headers_mut().insert("content-encoding", http::HeaderValue::from_static("gzip"));
        *request.body_mut() = Full::new(body);
        assert_eq!(answer(service(), request).await, (200, String::new(), r#"{"count":2}"#.to_owned()));
    }

    fn compressed(bytes: &[u8]) -> Bytes {
        use std::io::Write as _;
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).expect("memory");
        encoder.finish().expect("memory").into()
    }
}

mod errors {
    use super::*;

    #[tokio::test]
    async fn of_the_model_become_its_responses() {
        let response = service().oneshot(request("PUT", "/files/full", "")).await.expect("infallible");
        assert_eq!(response.headers()["retry-after"], "30");
        let (status, name, body) = read(response).await;
        assert_eq!((status, name.as_str()), (507, "ArchiveFull"));
        assert!(body.contains("no room"), "{body}");
    }

    #[tokio::test]
    async fn a_panic_is_an_internal_failure_and_the_next_request_is_answered() {
        let service = service();
        let (status, name, body) = answer(service.clone(), ping("panic")).await;
        assert_eq!((status, name.as_str()), (500, "InternalFailure"));
        assert!(!body.contains("asked to"), "{body}");
        assert_eq!(answer(service, ping("")).await.0, 200);
    }
}

mod cancellation {
    use super::*;

    #[tokio::test]
    async fn of_the_request_drops_the_implementations_future() {
        let archive = Archive::default();
        let mut response = Box::pin(Service::new(archive.clone()).oneshot(ping("hang")));
        let poll =
            std::future::poll_fn(|context| std::task::Poll::Ready(response.as_mut().poll(context))).await;
        assert!(poll.is_pending());
        let counts = || (archive.begun.load(Ordering::SeqCst), archive.dropped.load(Ordering::SeqCst));
        assert_eq!(counts(), (1, 0));
        drop(response);
        assert_eq!(counts(), (1, 1));
    }
}

mod layers {
    use super::*;

    /// Knows who calls, and lets only some operations be called.
    #[derive(Clone)]
    struct Authenticate;

    impl<S> Layer<S> for Authenticate {
        type Service = Authenticated<S>;
        fn layer(&self, inner: S) -> Authenticated<S> {
            Authenticated(inner)
        }
    }

    #[derive(Clone)]
    struct Authenticated<S>(S);

    impl<S, B> tower::Service<Request<B>> for Authenticated<S>
    where
        S: tower::Service<Request<B>, Response = Response<ByteStream>>,
        S::Future: Send + 'static,
    {
        type Response = Response<ByteStream>;
        type Error = S::Error;
        type Future = futures_core::future::BoxFuture<'static, Result<Response<ByteStream>, S::Error>>;

        fn poll_ready(
            &mut self,
            context: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Result<(), S::Error>> {
            self.0.poll_ready(context)
        }

        fn call(&mut self, mut request: Request<B>) -> Self::Future {
            let operation = request.extensions().get::<Routed>().expect("a route").operation();
            if operation.name() == "SetPassword" {
                let mut response = Response::new(ByteStream::empty());
                *response.status_mut() = StatusCode::FORBIDDEN;
                return Box::pin(async move { Ok(response) });
            }
            request.extensions_mut().insert(Principal("ada"));
            Box::pin(self.0.call(request))
        }
    }

    #[tokio::test]
    async fn see_the_operation_before_anything_is_decoded_and_tell_the_implementation_who_calls() {
        let service = service().layer(Authenticate);
        // The body is malformed, but nobody reads it.
        assert_eq!(answer(service.clone(), request("PUT", "/password", "{")).await.0, 403);
        assert_eq!(answer(service, ping("tell")).await.0, 200);
    }

    #[tokio::test]
    async fn of_one_operation_leave_the_others_alone() {
        let service = service().layer_operation::<SetPassword, _, _>(Authenticate);
        assert_eq!(answer(service.clone(), request("PUT", "/password", "{")).await.0, 403);
        // Without the layer there is no principal, and the implementation's assertion fails.
        assert_eq!(answer(service, ping("tell")).await.0, 500);
    }

    #[tokio::test]
    async fn of_tower_http_go_around_an_operation() {
        let limit = tower_http::limit::RequestBodyLimitLayer::new(8);
        let service = service().layer_operation::<archive::operation::ImportNotes, _, _>(limit);
        let (status, ..) = answer(service, request("POST", "/notes", r#"{"notes":["too long"]}"#)).await;
        assert_eq!(status, 413);
    }

    #[tokio::test(start_paused = true)]
    async fn of_tower_http_go_around_the_whole_service() {
        let limit = Duration::from_secs(1);
        let timeout = tower_http::timeout::TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, limit);
        let response = timeout.layer(service()).oneshot(ping("hang")).await.expect("infallible");
        assert_eq!(response.status(), StatusCode::GATEWAY_TIMEOUT);
    }

    #[tokio::test]
    async fn that_fail_are_an_internal_failure() {
        let service = service().layer(tower::load_shed::LoadShedLayer::new()).layer(Never);
        assert_eq!(answer(service, ping("")).await.1, "InternalFailure");
    }

    /// A layer whose service is never ready.
    #[derive(Clone)]
    struct Never;

    impl<S> Layer<S> for Never {
        type Service = Self;
        fn layer(&self, _: S) -> Self {
            Self
        }
    }

    impl<R> tower::Service<R> for Never {
        type Response = Response<ByteStream>;
        type Error = std::io::Error;
        type Future = std::future::Pending<Result<Self::Response, Self::Error>>;

        fn poll_ready(&mut self, _: &mut std::task::Context<'_>) -> std::task::Poll<Result<(), Self::Error>> {
            std::task::Poll::Ready(Err(std::io::Error::other("never ready")))
        }

        fn call(&mut self, _: R) -> Self::Future {
            std::future::pending()
        }
    }
}

mod limits {
    use super::*;

    #[tokio::test]
    async fn on_bodies_hold_with_and_without_a_length() {
        let mut settings = settings();
        settings.http.max_body_bytes = 16;
        let service = service().with_settings(settings);
        let long = request("POST", "/notes", r#"{"notes":["more than sixteen bytes"]}"#);
        assert_eq!(answer(service.clone(), long).await.1, "BodyTooLargeException");
        let (mut sender, body) = Channel::<Bytes>::new(8);
        let request =
            Request::post("/notes").header("content-type", "application/json").body(body).expect("one");
        let send = async {
            for _ in 0..3 {
                // Once it is too long, nobody takes the rest.
                let _ = sender.send_data(Bytes::from_static(b"[[[[[[[[")).await;
            }
        };
        let (response, ()) = tokio::join!(service.oneshot(request), send);
        assert_eq!(response.expect("infallible").status(), StatusCode::PAYLOAD_TOO_LARGE);
    }

    #[tokio::test]
    async fn on_headers_uri_and_nesting_hold() {
        let mut headers = request("GET", "/ping", "");
        headers.headers_mut().insert("x-long", "x".repeat(65 * 1024).parse().expect("a value"));
        assert_eq!(answer(service(), headers).await.0, 431);
        let uri = format!("/ping?x={}", "x".repeat(9 * 1024));
        assert_eq!(answer(service(), request("GET", &uri, "")).await.0, 414);
        let nested = format!("{{\"notes\":[],\"x\":{}{}}}", "[".repeat(200), "]".repeat(200)).leak();
        assert_eq!(answer(service(), request("POST", "/notes", nested)).await.0, 400);
    }

    #[tokio::test(start_paused = true)]
    async fn on_time_hold_for_bodies_that_do_not_arrive() {
        let (_sender, body) = Channel::<Bytes>::new(1);
        let request =
            Request::post("/notes").header("content-type", "application/json").body(body).expect("one");
        let response = service().oneshot(request).await.expect("infallible");
        assert_eq!(read(response).await.1, "RequestTimeoutException");
    }

    #[tokio::test(start_paused = true)]
    async fn on_time_hold_for_implementations_and_drop_them() {
        let archive = Archive::default();
        let (status, name, _) = answer(Service::new(archive.clone()), ping("hang")).await;
        assert_eq!((status, name.as_str()), (504, "OperationTimeoutException"));
        assert_eq!(archive.dropped.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn without_limits_on_time_no_timer_is_needed() {
        let timeouts = Timeouts { body: None, operation: None };
        let service = service().with_settings(ServerSettings { timeouts, ..settings() });
        assert_eq!(answer(service, request("POST", "/notes", r#"{"notes":[]}"#)).await.0, 200);
    }
}

mod streams {
    use super::*;

    #[tokio::test]
    async fn of_a_request_are_taken_piece_by_piece() {
        let archive = Archive::default();
        let (mut sender, body) = Channel::<Bytes>::new(1);
        let request = Request::put("/files/large").body(body).expect("a request");
        let send = async {
            for piece in 1..=64 {
                sender.send_data(Bytes::from_static(&[1; 1024])).await.expect("a reader");
                // The channel holds one piece: no more can have been sent than were taken and are held.
                assert!(archive.pieces.load(Ordering::SeqCst) + 2 >= piece);
            }
            drop(sender);
        };
        let (response, ()) = tokio::join!(Service::new(archive.clone()).oneshot(request), send);
        assert_eq!(read(response.expect("infallible")).await.2, r#"{"length":65536}"#);
    }

    #[tokio::test]
    async fn of_a_request_may_be_longer_than_any_body_in_memory() {
        let mut settings = settings();
        settings.http.max_body_bytes = 16;
        let request =
            Request::put("/files/large").body(Full::new(Bytes::from(vec![0; 4096]))).expect("a request");
        let answer = answer(service().with_settings(settings), request).await;
        assert_eq!(answer.2, r#"{"length":4096}"#);
    }

    #[tokio::test]
    async fn of_a_response_are_made_as_they_are_read() {
        let archive = Archive::default();
        let response = Service::new(archive.clone()).oneshot(request("GET", "/files/endless", "")).await;
        let mut body = response.expect("infallible").into_body();
        assert_eq!(archive.pieces.load(Ordering::SeqCst), 0);
        for taken in 1..=3 {
            body.frame().await.expect("a piece").expect("a whole piece");
            assert_eq!(archive.pieces.load(Ordering::SeqCst), taken);
        }
    }

    #[tokio::test]
    async fn of_events_go_both_ways() {
        use farrier_runtime::{
            codec::Limits,
            event::{EventPolicy, decode_events, encode_events},
            protocol::Protocol as _,
        };
        let said = Remarks::Remark(archive::types::Remark::new("hello"));
        let events = EventStream::from_events([said.clone()]);
        let body = encode_events(events, archive::PROTOCOL.codec());
        let request = Request::post("/conversation")
            .header("content-type", "application/vnd.amazon.eventstream")
            .body(body)
            .expect("a request");
        let response = service().oneshot(request).await.expect("infallible");
        assert_eq!(response.headers()["content-type"], "application/vnd.amazon.eventstream");
        let codec = archive::PROTOCOL.codec();
        let mut events =
            decode_events::<Remarks>(response.into_body(), codec, EventPolicy::Lenient, Limits::default());
        assert_eq!(events.next().await.expect("an event").expect("a remark"), said);
        assert!(events.next().await.is_none());
    }
}

mod log {
    use super::*;

    #[tokio::test]
    async fn has_operation_status_and_latency_of_each_request() {
        let log = Log::begin();
        answer(service(), ping("")).await;
        let text = log.text();
        for part in ["service=\"Archive\"", "operation=\"Ping\"", "status=200", "latency_ms=", "request_id="]
        {
            assert!(text.contains(part), "{part} is not in {text}");
        }
    }

    #[tokio::test]
    async fn has_nothing_that_is_sensitive() {
        let log = Log::begin();
        for body in [
            r#"{"password":"hunter2-hunter2","hints":{"mother-maiden":"smithee"}}"#,
            // Violations, in values and keys, and malformed ones.
            r#"{"password":"hunter2","hints":{"mother-maiden-is-a-long-key":"smithee-is-a-long-value"}}"#,
            r#"{"password":"hunter2-hunter2","hints":{"mother-maiden":["smithee"]}}"#,
        ] {
            answer(service(), request("PUT", "/password", body)).await;
        }
        let text = log.text();
        assert!(text.contains("a password is set") && text.contains("status=422"), "{text}");
        assert!(text.contains("error=\"ValidationException\""), "{text}");
        for secret in ["hunter2", "maiden", "smithee"] {
            assert!(!text.contains(secret), "{secret} is in {text}");
        }
    }

    #[tokio::test]
    async fn tells_of_requests_whose_client_went_away() {
        let log = Log::begin();
        let mut response = Box::pin(service().oneshot(ping("hang")));
        std::future::poll_fn(|context| std::task::Poll::Ready(response.as_mut().poll(context).is_pending()))
            .await;
        drop(response);
        assert!(log.text().contains("cancelled"), "{}", log.text());
    }
}

/// A layer of one operation, as the type that a user names.
#[test]
fn a_service_is_cheap_to_clone_and_can_be_sent() {
    fn check<T: Clone + Send + Sync + 'static>(_: &T) {}
    let service = service().layer_operation::<PutFile, _, _>(tower::limit::ConcurrencyLimitLayer::new(4));
    check(&service);
    assert!(format!("{service:?}").contains("example.archive#Archive"));
}
