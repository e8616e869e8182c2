//! A client's core: from an encoded request to a response, with all that happens between. Nothing of it is generic
//! over operations save a few lines, so that a program's operations compile fast.

use std::{fmt, marker::PhantomData, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderValue, Method, header};

use super::{
    Answer, Call, CallTraits, Caller, ClientService, ClientSettings, Endpoint, Input,
    answer::Ongoing,
    auth::Identities,
    clock::{BoxFuture, Clock, within, within_or_while},
    decode::StaticOperation as _,
    discovery::Discovered,
    encode_streaming_request,
    endpoint_rule::{Location, SignedFor},
    progress::Progress,
    retry::{Budget, Failure, Retries},
    sigv4::SignedPayload,
    transport::{BoxTransport, TransportError},
};
use crate::{
    error::{DecodeError, EncodeError},
    operation::{ErrorSchema, OperationError, OperationSchema, ResponseMetadata, Retryable, UnhandledError},
    protocol::{OutgoingRequest, Protocol},
    stream::{ByteStream, StreamError},
    uuid,
};

/// What a client is built with, which its clones share.
pub(super) struct Settings {
    pub(super) service: &'static ClientService,
    pub(super) protocol: &'static dyn Protocol,
    pub(super) codec: ClientSettings,
    /// Where the endpoint is looked for; none where it was given.
    pub(super) location: Option<Location>,
    pub(super) signed_for: SignedFor,
    pub(super) discovered: Discovered,
    pub(super) identities: Identities,
    pub(super) transport: BoxTransport,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) retries: Retries,
    pub(super) budget: Budget,
    pub(super) attempt_timeout: Option<Duration>,
    pub(super) timeout: Option<Duration>,
    pub(super) user_agent: HeaderValue,
    pub(super) max_response_bytes: usize,
}

/// What the core has to know of an operation.
pub(super) struct Plan {
    pub(super) schema: &'static OperationSchema,
    pub(super) traits: CallTraits,
    pub(super) errors: &'static [ErrorSchema],
    /// Whether the body of a success is handed on as it comes.
    pub(super) streams: bool,
}

/// The plans of an operation, which are constant.
pub(super) trait Planned: Call + Sized {
    const PLAN: &'static Plan =
        &Plan { schema: Self::REFERENCE, traits: Self::TRAITS, errors: Self::Error::ERRORS, streams: false };

    /// The plan of an operation whose output has a stream.
    const STREAMING_PLAN: &'static Plan = &Plan { streams: true, ..*Self::PLAN };
}

impl<O: Call> Planned for O {}

impl Plan {
    /// What the signature of a request says of its body.
    fn signed_payload(&self) -> SignedPayload {
        match self.schema.input {
            #[cfg(feature = "event-stream")]
            crate::operation::Body::Payload(crate::operation::Payload::Events) => SignedPayload::Events,
            _ if self.traits.unsigned_payload => SignedPayload::Unsigned,
            _ => SignedPayload::Body,
        }
    }

    /// Whether the model says of the error with this code that the request may be sent again.
    fn retryable(&self, code: &str) -> Option<Retryable> {
        self.errors.iter().find(|error| error.code == code)?.retryable
    }
}

pub(super) type Encoded = Result<http::Request<ByteStream>, EncodeError>;

/// How an exchange ended.
pub(super) type Exchanged = Result<http::Response<ByteStream>, UnhandledError>;

impl Caller {
    /// What the client is built with.
    pub(super) fn settings(&self) -> &Settings {
        (**self.0).value()
    }

    /// Calls an operation.
    pub fn call<O: Call>(&self, input: O::Input) -> Answer<O> {
        // As `encode`, without being a function more for each operation of a program.
        let exchange = if const { O::SCHEMA.idempotency_token } {
            self.start(O::PLAN, self.encode::<O>(&input))
        } else {
            self.send(O::PLAN, &Input::<O>(&input))
        };
        Answer { exchange, operation: PhantomData }
    }

    /// Calls an operation whose input has a streaming blob.
    pub fn send_stream<O: Call>(&self, input: O::Input, body: ByteStream) -> Answer<O> {
        let request =
            encode_streaming_request::<O>(self.settings().protocol, &input, body, &self.settings().codec);
        Answer { exchange: self.start(O::PLAN, request), operation: PhantomData }
    }

    /// Calls an operation whose output has a streaming blob. The stream may end early with an error of its own.
    pub fn receive_stream<O: Call>(&self, input: O::Input) -> Answer<O, ByteStream> {
        Answer { exchange: self.start(O::STREAMING_PLAN, self.encode::<O>(&input)), operation: PhantomData }
    }

    /// Calls an operation whose input and output have a streaming blob each.
    pub fn exchange_streams<O: Call>(&self, input: O::Input, body: ByteStream) -> Answer<O, ByteStream> {
        let request =
            encode_streaming_request::<O>(self.settings().protocol, &input, body, &self.settings().codec);
        Answer { exchange: self.start(O::STREAMING_PLAN, request), operation: PhantomData }
    }

    /// The request of an operation without streams.
    pub(super) fn encode<O: Call>(&self, input: &O::Input) -> Encoded {
        // Known where it is compiled, and without an `Option` of the input, which would be dropped in every operation:
        // so most operations of a program have no code for a token.
        if const { O::SCHEMA.idempotency_token }
            && let Some(filled) = O::with_idempotency_token(input, &*self.settings().codec.idempotency_tokens)
        {
            return self.encode_input(O::REFERENCE, &Input::<O>(&filled));
        }
        self.encode_input(O::REFERENCE, &Input::<O>(input))
    }

    /// Encodes an input and sends it.
    fn send(&self, plan: &'static Plan, input: &dyn OutgoingRequest) -> Ongoing {
        self.start(plan, self.encode_input(plan.schema, input))
    }

    fn encode_input(&self, schema: &OperationSchema, input: &dyn OutgoingRequest) -> Encoded {
        let settings = self.settings();
        Ok(settings.protocol.encode_request(schema, input, &settings.codec)?.map(ByteStream::from))
    }

    /// Sends a request until there is an answer that no further try would mend.
    pub(super) fn exchange(&self, plan: &'static Plan, request: Encoded) -> BoxFuture<'static, Exchanged> {
        let caller = self.clone();
        Box::pin(async move { caller.exchange_in_time(plan, request?).await })
    }

    async fn exchange_in_time(&self, plan: &'static Plan, request: http::Request<ByteStream>) -> Exchanged {
        let settings = self.settings();
        let discovery = settings.service.discovery.filter(|_| plan.traits.discovered);
        let exchange = async {
            match discovery.filter(|_| settings.location.is_some()) {
                Some(discovery) => discovery.exchange(self, plan, request).await,
                None => settings.tries(plan, request).await,
            }
        };
        match within(&*settings.clock, settings.timeout, exchange).await {
            Ok(result) => result,
            Err(_) => Err(UnhandledError::timeout(format!(
                "the call was not done after {:?}",
                settings.timeout.unwrap_or_default()
            ))),
        }
    }
}

/// The bytes of a body, which are there where a plan does not stream.
pub(super) fn in_memory(body: ByteStream) -> Bytes {
    body.as_bytes().cloned().unwrap_or_default()
}

impl fmt::Debug for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings = self.settings();
        f.debug_struct("Caller")
            .field("service", &settings.service.schema.name())
            .field("endpoint", &settings.codec.endpoint)
            .field("region", &settings.signed_for.region)
            .finish_non_exhaustive()
    }
}

/// How one try ended.
struct Outcome {
    /// The response, an error's among them, or why there is none.
    result: Exchanged,
    /// Whether it was a success.
    is_success: bool,
    /// What another try may mend.
    failure: Option<Failure>,
}

impl Outcome {
    fn error(error: UnhandledError, failure: Option<Failure>) -> Self {
        Self { result: Err(error), is_success: false, failure }
    }
}

impl Settings {
    /// Sends a request until there is an answer that no further try would mend, however long that takes.
    pub(super) async fn tries(&self, plan: &'static Plan, request: http::Request<ByteStream>) -> Exchanged {
        let (mut parts, body) = request.into_parts();
        self.locate(plan.traits, &mut parts)?;
        self.complete(&mut parts, &body);
        let again = body.as_bytes().cloned();
        let mut next = Some(body);
        let (mut attempt, mut cost) = (1, None);
        loop {
            let body = next.take().or_else(|| again.clone().map(ByteStream::from)).unwrap_or_default();
            let outcome = self.attempt(plan, parts.clone(), body, attempt).await;
            let Some(failure) = outcome.failure else {
                if outcome.is_success {
                    self.budget.give_back(cost);
                }
                return outcome.result.map_err(|error| error.after(attempt));
            };
            let delay = again.as_ref().and_then(|_| self.retries.delay(attempt, &failure));
            let Some(delay) = delay.filter(|_| self.budget.take(failure.cost)) else {
                return outcome.result.map_err(|error| error.after(attempt));
            };
            cost = Some(failure.cost);
            self.clock.sleep(delay).await;
            attempt += 1;
        }
    }

    /// Sends a request elsewhere than to its service where its operation is.
    pub(super) fn locate(
        &self,
        traits: CallTraits,
        request: &mut http::request::Parts,
    ) -> Result<(), UnhandledError> {
        let (Some(rules), Some(location), Some(service)) =
            (traits.endpoints, &self.location, &self.codec.endpoint)
        else {
            return Ok(());
        };
        let found = self.service.endpoint_by(rules, location);
        let (url, signed_for) = found
            .ok_or_else(|| UnhandledError::configuration(location.without_endpoint("operation")))?
            .into_parts();
        let uri = Endpoint::parse(&url).ok().and_then(|own| own.in_place_of(service, &request.uri));
        request.uri = uri.ok_or_else(|| {
            UnhandledError::configuration(format!("`{url}` is no endpoint for the request"))
        })?;
        request.extensions.insert(signed_for);
        Ok(())
    }

    /// Adds what every try of a call has.
    fn complete(&self, parts: &mut http::request::Parts, body: &ByteStream) {
        let headers = &mut parts.headers;
        if let Some(host) = host(&parts.uri) {
            headers.insert(header::HOST, host);
        }
        headers.insert(header::USER_AGENT, self.user_agent.clone());
        let may_have_body = !matches!(parts.method, Method::GET | Method::HEAD);
        if body.length() == Some(0) && may_have_body {
            headers.insert(header::CONTENT_LENGTH, HeaderValue::from(0));
        }
        if self.service.sdk_id.is_some() {
            headers.extend(HeaderValue::try_from(uuid::random()).map(|id| (AMZ_SDK_INVOCATION_ID, id)));
        }
    }

    async fn attempt(
        &self,
        plan: &'static Plan,
        mut parts: http::request::Parts,
        body: ByteStream,
        attempt: u32,
    ) -> Outcome {
        if self.service.sdk_id.is_some() {
            let text = format!("attempt={attempt}; max={}", self.retries.max_attempts());
            parts.headers.extend(HeaderValue::try_from(text).map(|value| (AMZ_SDK_REQUEST, value)));
        }
        let is_idempotent = plan.traits.idempotent
            || matches!(parts.method, Method::GET | Method::HEAD | Method::PUT | Method::DELETE);
        let mut request = http::Request::from_parts(parts, body);
        if let Err(error) = self.authenticate(plan.traits, plan.signed_payload(), &mut request).await {
            return Outcome::error(error, None);
        }
        let progress = Progress::watch(request.body_mut());
        let sending = self.send(plan, request);
        let exchanged =
            within_or_while(&*self.clock, self.attempt_timeout, sending, || progress.goes_on()).await;
        match exchanged {
            Ok(Ok(response)) => self.judge(plan, response, is_idempotent),
            Ok(Err(Broken::Transport(error))) => {
                let failure = Failure::of_transport(error.is_unseen() || is_idempotent, false);
                Outcome::error(UnhandledError::transport(error), Some(failure))
            }
            Ok(Err(Broken::TooLong(metadata))) => {
                let error = DecodeError::new("the body is longer than allowed", "");
                Outcome::error(UnhandledError::decode(error, metadata), None)
            }
            Err(_) => {
                let limit = self.attempt_timeout.unwrap_or_default();
                let error = UnhandledError::timeout(format!("the service did not answer within {limit:?}"));
                let failure = Failure::of_transport(is_idempotent, true);
                Outcome::error(error, Some(failure))
            }
        }
    }

    /// Sends a request, and reads the body of the response unless it is a stream.
    async fn send(
        &self,
        plan: &'static Plan,
        request: http::Request<ByteStream>,
    ) -> Result<http::Response<ByteStream>, Broken> {
        let (parts, body) = self.transport.send(request).await.map_err(Broken::Transport)?.into_parts();
        let head = http::Response::from_parts(parts, Bytes::new());
        let is_success = self.protocol.is_success(plan.schema, &head);
        if plan.streams && is_success {
            return Ok(head.map(|_| body));
        }
        let limit = if is_success { self.max_response_bytes } else { self.codec.max_error_bytes };
        match body.collect(limit).await {
            Ok(bytes) => Ok(head.map(|_| ByteStream::from(bytes))),
            Err(StreamError::TooLong) => Err(Broken::TooLong(ResponseMetadata::of(&head))),
            Err(error) => Err(Broken::Transport(TransportError::broken(error))),
        }
    }

    /// Whether a response is final, or another try may mend it.
    fn judge(&self, plan: &Plan, response: http::Response<ByteStream>, is_idempotent: bool) -> Outcome {
        let Some(body) = response.body().as_bytes().cloned() else {
            return Outcome { result: Ok(response), is_success: true, failure: None };
        };
        let (parts, stream) = response.into_parts();
        let whole = http::Response::from_parts(parts, body);
        let is_success = self.protocol.is_success(plan.schema, &whole);
        let failure = if is_success {
            None
        } else {
            let codes = self.protocol.describe_error(&whole, &self.codec).codes;
            let modelled = codes.iter().find_map(|code| plan.retryable(code));
            let now = self.clock.now();
            Failure::of_response(whole.status(), whole.headers(), &codes, modelled, is_idempotent, now)
        };
        Outcome { result: Ok(whole.map(|_| stream)), is_success, failure }
    }
}

const AMZ_SDK_INVOCATION_ID: http::HeaderName = http::HeaderName::from_static("amz-sdk-invocation-id");
const AMZ_SDK_REQUEST: http::HeaderName = http::HeaderName::from_static("amz-sdk-request");

/// Why a try has no response.
enum Broken {
    Transport(TransportError),
    TooLong(ResponseMetadata),
}

/// The value of `Host`: without the port where it is the scheme's own.
fn host(uri: &http::Uri) -> Option<HeaderValue> {
    let host = uri.host()?;
    let own = match uri.scheme_str() {
        Some("https") => 443,
        _ => 80,
    };
    let value = match uri.port_u16() {
        Some(port) if port != own => format!("{host}:{port}"),
        _ => host.to_owned(),
    };
    HeaderValue::try_from(value).ok()
}
