//! The generated client over a transport in memory and a clock of the test's.

use std::{
    convert::Infallible,
    future::{Ready, ready},
    pin::pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker},
    time::{Duration, SystemTime},
};

use farrier_runtime::{
    EncodeError, calls,
    client::{BoxFuture, Caller, Clock, Credentials, Retries},
    http::RequestWriter,
    operation::{Body, Operation, OperationSchema},
    stream::ByteStream,
};
use http::{HeaderValue, Method, Request, Response, request::Parts};
use iottwinmaker::{
    client::Client,
    operation::cancel_metadata_transfer_job::CancelMetadataTransferJobError as Error,
    types::{CancelMetadataTransferJobRequest, CancelMetadataTransferJobResponse},
};
use tower_service::Service;

/// Answers with one response after another, and keeps the requests.
#[derive(Clone)]
struct Script {
    requests: Arc<Mutex<Vec<Parts>>>,
    responses: Arc<Mutex<Vec<Response<ByteStream>>>>,
}

impl Service<Request<ByteStream>> for Script {
    type Response = Response<ByteStream>;
    type Error = Infallible;
    type Future = Ready<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<ByteStream>) -> Self::Future {
        self.requests.lock().expect("the requests").push(request.into_parts().0);
        ready(Ok(self.responses.lock().expect("the responses").remove(0)))
    }
}

/// Stands still, and keeps how long it was waited for.
#[derive(Clone, Default)]
struct Still(Arc<Mutex<Vec<Duration>>>);

impl Clock for Still {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_440_938_160)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.0.lock().expect("the pauses").push(duration);
        Box::pin(ready(()))
    }
}

type Answer = Result<CancelMetadataTransferJobResponse, Error>;

/// Calls the operation against these responses: the answer, the requests, and the pauses.
fn call(responses: Vec<Response<ByteStream>>) -> (Answer, Vec<Parts>, Vec<Duration>) {
    let script = Script { requests: Arc::default(), responses: Arc::new(Mutex::new(responses)) };
    let clock = Still::default();
    let client = Client::builder()
        .region("eu-west-1")
        .credentials(Credentials::new("AKID", "secret"))
        .transport(script.clone())
        .clock(clock.clone())
        .retries(Retries::standard().with_jitter(|| 1.0))
        .attempt_timeout(None)
        .build()
        .expect("a client");
    let input = CancelMetadataTransferJobRequest::new("job-1");
    let mut future = pin!(client.cancel_metadata_transfer_job(input));
    let Poll::Ready(answer) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) else {
        panic!("nothing is waited for")
    };
    let requests = std::mem::take(&mut *script.requests.lock().expect("the requests"));
    let pauses = std::mem::take(&mut *clock.0.lock().expect("the pauses"));
    (answer, requests, pauses)
}

fn response(status: u16, headers: &[(&str, &str)]) -> Response<ByteStream> {
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    response.body(ByteStream::from("{}")).expect("a response")
}

#[test]
fn a_request_goes_to_the_regions_endpoint_signed() {
    let (_, requests, _) = call(vec![response(400, &[("x-amzn-errortype", "ValidationException")])]);
    let [request] = requests.as_slice() else { panic!("{requests:?}") };
    assert_eq!(request.headers["host"], "api.iottwinmaker.eu-west-1.amazonaws.com");
    assert_eq!(request.headers["x-amz-date"], "20150830T123600Z");
    let signature = request.headers["authorization"].to_str().expect("a text");
    assert!(
        signature.contains("Credential=AKID/20150830/eu-west-1/iottwinmaker/aws4_request"),
        "{signature}"
    );
}

#[test]
fn a_throttled_request_is_sent_again_after_the_time_that_the_service_asks_for() {
    let throttled = || response(429, &[("x-amzn-errortype", "ThrottlingException"), ("retry-after", "7")]);
    let conflict = [("x-amzn-errortype", "ConflictException"), ("x-amzn-requestid", "42")];
    let (answer, requests, pauses) = call(vec![throttled(), throttled(), response(409, &conflict)]);
    assert!(matches!(&answer, Err(Error::ConflictException(_))), "{answer:?}");
    assert!(answer.expect_err("a conflict").to_string().contains("request ID 42"));
    assert_eq!(pauses, [Duration::from_secs(7); 2]);
    let ids: Vec<_> = requests.iter().map(|request| &request.headers["amz-sdk-invocation-id"]).collect();
    assert!(ids.len() == 3 && ids.iter().all(|id| *id == ids[0]), "{ids:?}");
}

#[test]
fn a_client_that_does_not_know_where_requests_go_is_not_built() {
    let why =
        |builder: farrier_runtime::client::Builder<Client>| builder.build().expect_err("no").to_string();
    assert!(why(Client::builder()).ends_with("set `region` or `endpoint`"));
    assert!(why(Client::builder().region("eu-west-1").fips(true)).contains("FIPS"));
    assert!(why(Client::builder().region("eu-west-1").dual_stack(true)).contains("dual-stack"));
    assert!(why(Client::builder().endpoint("nowhere")).contains("`nowhere`"));
}

#[test]
fn an_internal_error_of_an_operation_that_may_be_repeated_is_tried_three_times() {
    let failed = || response(500, &[("x-amzn-errortype", "InternalServerException")]);
    let (answer, requests, pauses) = call(vec![failed(), failed(), failed()]);
    assert!(matches!(&answer, Err(Error::InternalServerException(_))), "{answer:?}");
    assert_eq!((requests.len(), pauses), (3, vec![Duration::from_secs(1), Duration::from_secs(2)]));
}

/// An operation that deletes, over the shapes of another.
struct Delete;

impl Operation for Delete {
    type Input = CancelMetadataTransferJobRequest;
    type Output = CancelMetadataTransferJobResponse;
    type Error = Error;

    const SCHEMA: OperationSchema = iottwinmaker::SERVICE
        .operation("com.amazonaws.iottwinmaker#Delete")
        .http("DELETE", "/job", 200)
        .input(Body::only(&[]));

    fn bind_request(_: &Self::Input, request: &mut RequestWriter<'_>) -> Result<(), EncodeError> {
        request.segment("job");
        Ok(())
    }
}

struct Deleter(Caller);

calls! { Deleter: iottwinmaker::client::SERVICE, iottwinmaker::PROTOCOL { Delete; } }

#[test]
fn a_request_without_a_body_says_so_where_its_method_may_have_one() {
    let script =
        Script { requests: Arc::default(), responses: Arc::new(Mutex::new(vec![response(200, &[])])) };
    let client = Deleter::over(script.clone());
    let mut call = pin!(client.0.call::<Delete>(CancelMetadataTransferJobRequest::new("job-1")));
    assert!(call.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready());
    let requests = script.requests.lock().expect("the requests");
    assert_eq!(
        (&requests[0].method, &requests[0].headers["content-length"]),
        (&Method::DELETE, &HeaderValue::from(0))
    );
}
