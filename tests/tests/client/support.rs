//! A service in memory that answers as a test says, and clients of it.

use std::{
    collections::VecDeque,
    future::ready,
    sync::{Arc, Mutex},
    task::{Context, Poll},
    time::{Duration, SystemTime},
};

use farrier_runtime::{
    client::{BoxFuture, Builder, Client, Clock, Credentials, Retries, TransportError},
    stream::ByteStream,
};
use http::{Request, Response, request::Parts};
use iottwinmaker::types::{
    CancelMetadataTransferJobRequest, CreateMetadataTransferJobRequest, DestinationConfiguration,
    DestinationType, SourceConfiguration, SourceType,
};
use tower_service::Service;

/// What becomes of a request.
pub(crate) enum Answer {
    Response(Response<ByteStream>),
    Failed(TransportError),
    Never,
}

/// Answers with one response after another, and keeps the requests.
#[derive(Clone, Default)]
pub(crate) struct Script {
    requests: Arc<Mutex<Vec<Parts>>>,
    answers: Arc<Mutex<VecDeque<Answer>>>,
}

impl Script {
    pub(crate) fn new(answers: impl IntoIterator<Item = Answer>) -> Self {
        let script = Self::default();
        script.add(answers);
        script
    }

    pub(crate) fn add(&self, answers: impl IntoIterator<Item = Answer>) {
        self.answers.lock().expect("the answers").extend(answers);
    }

    /// The requests since the last time.
    pub(crate) fn requests(&self) -> Vec<Parts> {
        std::mem::take(&mut *self.requests.lock().expect("the requests"))
    }
}

impl Service<Request<ByteStream>> for Script {
    type Response = Response<ByteStream>;
    type Error = TransportError;
    type Future = BoxFuture<'static, Result<Self::Response, TransportError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<ByteStream>) -> Self::Future {
        self.requests.lock().expect("the requests").push(request.into_parts().0);
        match self.answers.lock().expect("the answers").pop_front() {
            Some(Answer::Response(response)) => Box::pin(ready(Ok(response))),
            Some(Answer::Failed(error)) => Box::pin(ready(Err(error))),
            Some(Answer::Never) => Box::pin(std::future::pending()),
            None => panic!("one request more than expected"),
        }
    }
}

/// Stands still, and keeps how long it was waited for.
#[derive(Clone, Default)]
pub(crate) struct Still(Arc<Mutex<Vec<Duration>>>);

impl Still {
    pub(crate) fn pauses(&self) -> Vec<Duration> {
        std::mem::take(&mut *self.0.lock().expect("the pauses"))
    }
}

impl Clock for Still {
    /// 2015-08-30T12:36:00Z.
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_440_938_160)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.0.lock().expect("the pauses").push(duration);
        Box::pin(ready(()))
    }
}

/// A client of a script, in `eu-west-1`, whose pauses are as long as they may be and take no time.
pub(crate) fn client<C: Client>(
    script: &Script,
    clock: &Still,
    change: impl FnOnce(Builder<C>) -> Builder<C>,
) -> C {
    let builder = Builder::<C>::new()
        .endpoint("http://service.test")
        .region("eu-west-1")
        .credentials(Credentials::new("AKID", "secret"))
        .transport(script.clone())
        .clock(clock.clone())
        .retries(standard())
        .attempt_timeout(None);
    change(builder).build().expect("a client")
}

/// The standard mode, without chance.
pub(crate) fn standard() -> Retries {
    Retries::standard().with_jitter(|| 1.0)
}

/// A response with a JSON body.
pub(crate) fn response(status: u16, headers: &[(&str, &str)], body: &'static str) -> Answer {
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    Answer::Response(response.body(ByteStream::from(body)).expect("a response"))
}

/// An error response with this code.
pub(crate) fn error(status: u16, code: &str) -> Answer {
    response(status, &[("x-amzn-errortype", code), ("x-amzn-requestid", "42")], "{}")
}

/// An operation that may be repeated.
pub(crate) fn cancel() -> CancelMetadataTransferJobRequest {
    CancelMetadataTransferJobRequest::new("job-1")
}

/// An operation that may not.
pub(crate) fn create() -> CreateMetadataTransferJobRequest {
    let source = SourceConfiguration::new(SourceType::S3);
    CreateMetadataTransferJobRequest::new(vec![source], DestinationConfiguration::new(DestinationType::S3))
}

pub(crate) const SECOND: Duration = Duration::from_secs(1);
