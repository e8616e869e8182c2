//! A client whose requests are given as they are to be sent: what signing is tested with.

use std::{
    convert::Infallible,
    future::{Ready, ready},
    sync::{Arc, Mutex},
    task::{Context, Poll},
    time::{Duration, SystemTime},
};

use bytes::Bytes;
use farrier_runtime::{
    DecodeError, EncodeError,
    client::{
        AuthScheme, BoxFuture, Call, CallTraits, Caller, Client, ClientService, ClientSettings, Clock,
        Credentials, Endpoint, SigV4,
    },
    codec::Codec,
    event::EventStream,
    operation::{DeserializableError, Operation, OperationSchema, SerializableError, Unit},
    protocol::{
        ErrorDescription, IncomingRequest, IncomingResponse, OutgoingRequest, OutgoingResponse, Protocol,
        ResponseContext, RestJson,
    },
    serde::SerializableShape,
    server::{Operations, Rejection, RequestHead, RouteMatch, ServerRequest, ServerSettings},
    stream::ByteStream,
    validate::MissingMembers,
};
use http::{HeaderValue, Method, Request, Response, Uri, request::Parts};
use tower_service::Service;

use crate::http_support::{NoErrors, SCHEMA, SERVICE};

/// The operation whose request is given.
pub(crate) struct Send;

impl Operation for Send {
    type Input = Unit;
    type Output = Unit;
    type Error = NoErrors;
    const SCHEMA: OperationSchema = SCHEMA;
}

impl Call for Send {
    type Client = ();
    const TRAITS: CallTraits = CallTraits::NONE;
}

/// A client of a service whose signatures are like this.
pub(crate) struct Raw<const ENCODE_TWICE: bool, const NORMALIZE: bool, const HASH: bool>(Caller);

impl<const ENCODE_TWICE: bool, const NORMALIZE: bool, const HASH: bool> Client
    for Raw<ENCODE_TWICE, NORMALIZE, HASH>
{
    const SERVICE: &'static ClientService =
        &ClientService::new(&SERVICE).with_auth(&[AuthScheme::SigV4(SigV4 {
            encode_twice: ENCODE_TWICE,
            normalize_path: NORMALIZE,
            hash_header: HASH,
            ..SigV4::new("service")
        })]);
    const PROTOCOL: &'static dyn Protocol = &RestJson::rest_json_1();

    fn from_caller(caller: Caller) -> Self {
        Self(caller)
    }
}

impl<const ENCODE_TWICE: bool, const NORMALIZE: bool, const HASH: bool> Raw<ENCODE_TWICE, NORMALIZE, HASH> {
    /// Sends the request.
    pub(crate) fn send(&self) -> Result<Unit, NoErrors> {
        finish(self.0.call::<Send>(Unit))
    }
}

/// The protocol of the request `GET uri`.
pub(crate) fn protocol(uri: &'static str) -> &'static dyn Protocol {
    let uri = Uri::from_static(uri);
    Box::leak(Box::new(RawProtocol(Given {
        method: Method::GET,
        uri,
        headers: Vec::new(),
        body: Bytes::new(),
    })))
}

/// A request to be signed.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
}

/// Who signs, where, and when.
#[derive(Clone, Debug)]
pub(crate) struct Signer {
    pub(crate) credentials: Credentials,
    pub(crate) region: String,
    pub(crate) time: SystemTime,
}

impl Signer {
    fn client<C: Client>(&self, given: &Given, sent: &Sent) -> C {
        let endpoint = format!("https://{}", given.uri.authority().expect("an authority"));
        self.client_of(endpoint, Box::leak(Box::new(RawProtocol(given.clone()))), sent)
    }

    fn client_of<C: Client>(&self, endpoint: String, protocol: &'static dyn Protocol, sent: &Sent) -> C {
        farrier_runtime::client::Builder::<C>::new()
            .endpoint(endpoint)
            .region(&self.region)
            .credentials(self.credentials.clone())
            .clock(Still(self.time))
            .protocol(protocol)
            .transport(sent.clone())
            .build()
            .expect("a client")
    }

    /// The request as it is sent, with a signature in its headers.
    pub(crate) fn send<const E: bool, const N: bool, const H: bool>(&self, given: &Given) -> Parts {
        let sent = Sent::default();
        let client = self.client::<Raw<E, N, H>>(given, &sent);
        client.send().expect("a response");
        sent.take().0
    }

    /// The head of a request whose body is a stream of events, and the messages.
    pub(crate) fn send_events<O, T>(&self, events: EventStream<T>) -> (Parts, Vec<Bytes>)
    where
        O: Call<Input = Unit, Error: std::fmt::Debug, Output: std::fmt::Debug>,
        T: SerializableShape + 'static,
    {
        const PROTOCOL: &RestJson = &RestJson::rest_json_1();
        let sent = Sent::default();
        let client: Raw<true, true, true> = self.client_of("https://example.com".to_owned(), PROTOCOL, &sent);
        finish(client.0.send_events::<O, T>(Unit, events)).expect("a response");
        let (head, mut body) = sent.take();
        let messages = std::iter::from_fn(|| finish(body.next()));
        (head, messages.collect::<Result<_, _>>().expect("messages"))
    }

    /// The URI with a signature in its query.
    pub(crate) fn presign<const E: bool, const N: bool, const H: bool>(
        &self,
        given: &Given,
        expires_in: Duration,
    ) -> Uri {
        let client = self.client::<Raw<E, N, H>>(given, &Sent::default());
        finish(client.0.presign::<Send>(Unit, expires_in)).expect("a request").uri().clone()
    }
}

/// What a future gives that waits for nothing.
pub(crate) fn finish<T>(future: impl Future<Output = T>) -> T {
    let mut context = Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("nothing is waited for"),
    }
}

/// Stands still.
pub(crate) struct Still(pub(crate) SystemTime);

impl Clock for Still {
    fn now(&self) -> SystemTime {
        self.0
    }
    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
}

/// Keeps what was sent, and answers with nothing.
#[derive(Clone, Default)]
pub(crate) struct Sent(Arc<Mutex<Vec<(Parts, ByteStream)>>>);

impl Sent {
    /// The last request.
    pub(crate) fn take(&self) -> (Parts, ByteStream) {
        self.0.lock().expect("the requests").pop().expect("a request")
    }
}

impl Service<Request<ByteStream>> for Sent {
    type Response = Response<ByteStream>;
    type Error = Infallible;
    type Future = Ready<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<ByteStream>) -> Self::Future {
        self.0.lock().expect("the requests").push(request.into_parts());
        ready(Ok(Response::new(ByteStream::empty())))
    }
}

/// Encodes nothing: the request is given.
struct RawProtocol(Given);

impl Protocol for RawProtocol {
    fn id(&self) -> &'static str {
        "test#raw"
    }

    fn codec(&self) -> &dyn Codec {
        const PROTOCOL: &RestJson = &RestJson::rest_json_1();
        PROTOCOL.codec()
    }

    fn encode_request(
        &self,
        _: &OperationSchema,
        _: &dyn OutgoingRequest,
        settings: &ClientSettings,
    ) -> Result<Request<Bytes>, EncodeError> {
        let authority = settings.endpoint.as_ref().map(Endpoint::authority);
        assert_eq!(authority, self.0.uri.authority());
        let mut request = Request::new(self.0.body.clone());
        *request.method_mut() = self.0.method.clone();
        *request.uri_mut() = self.0.uri.clone();
        for (name, value) in &self.0.headers {
            let name = name.parse::<http::HeaderName>().expect("a name");
            request.headers_mut().append(name, HeaderValue::from_str(value).expect("a value"));
        }
        Ok(request)
    }

    fn is_success(&self, _: &OperationSchema, _: &Response<Bytes>) -> bool {
        true
    }

    fn decode_response(
        &self,
        _: &OperationSchema,
        _: &Response<Bytes>,
        _: &mut dyn IncomingResponse,
        _: &ClientSettings,
    ) -> Result<(), DecodeError> {
        Ok(())
    }

    fn describe_error(&self, _: &Response<Bytes>, _: &ClientSettings) -> ErrorDescription {
        ErrorDescription::default()
    }

    fn decode_error(
        &self,
        _: &Response<Bytes>,
        _: &mut dyn DeserializableError,
        _: &ClientSettings,
    ) -> Result<(), DecodeError> {
        Ok(())
    }

    fn route<'a>(&self, _: &Operations, _: RequestHead<'a>, _: &[u8]) -> Result<RouteMatch<'a>, Rejection> {
        unreachable!("there is no server")
    }

    fn decode_request(
        &self,
        _: &OperationSchema,
        _: &ServerRequest<'_>,
        _: &mut dyn IncomingRequest,
        _: &mut MissingMembers,
        _: &ServerSettings,
    ) -> Result<(), Rejection> {
        unreachable!("there is no server")
    }

    fn encode_response(
        &self,
        _: &OperationSchema,
        _: &dyn OutgoingResponse,
        _: ResponseContext<'_>,
    ) -> Result<Response<Bytes>, EncodeError> {
        unreachable!("there is no server")
    }

    fn encode_error(
        &self,
        _: &dyn SerializableError,
        _: ResponseContext<'_>,
    ) -> Result<Response<Bytes>, EncodeError> {
        unreachable!("there is no server")
    }
}
