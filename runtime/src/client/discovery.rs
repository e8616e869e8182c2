//! Endpoints that a service names itself (`aws.api#clientEndpointDiscovery`).
//!
//! Comes in: a request to the service's own endpoint, of an operation that has to be sent elsewhere. Goes out: what comes
//! of it there. Always holds: where requests go is asked as often as the service says, and once more when it calls an
//! endpoint invalid. Spec: <https://smithy.io/2.0/aws/aws-core.html#aws-api-clientendpointdiscovery-trait>.

use std::{
    fmt,
    sync::{Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use super::{
    BoxFuture, Call, Caller, Endpoint,
    caller::{Exchanged, Plan, Settings},
};
use crate::{
    operation::{ErrorEnum as _, UnhandledError},
    stream::ByteStream,
};

/// How a client asks its service where operations are. Generated crates hold it.
#[derive(Clone, Copy)]
pub struct Discovery {
    ask: fn(&Caller) -> Discovering,
    /// The error that tells that an endpoint is no longer valid, by the name of its shape.
    invalid: &'static str,
}

impl Discovery {
    /// A question, and the name of the error that tells that an endpoint is no longer valid (empty for none).
    #[must_use]
    pub const fn new(ask: fn(&Caller) -> Discovering, invalid: &'static str) -> Self {
        Self { ask, invalid }
    }
}

impl fmt::Debug for Discovery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Discovery").field("invalid", &self.invalid).finish_non_exhaustive()
    }
}

/// The future of an endpoint that a service names, if it names one.
pub type Discovering = BoxFuture<'static, Result<Option<DiscoveredEndpoint>, UnhandledError>>;

/// An endpoint that a service named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiscoveredEndpoint {
    address: String,
    valid_for: Duration,
}

impl DiscoveredEndpoint {
    /// A host, with its port if it has one, and for how many minutes it may be taken without asking again. Less than zero
    /// is zero, and more than a year a year.
    #[must_use]
    pub fn new(address: String, minutes: impl Into<i64>) -> Self {
        let minutes = minutes.into().clamp(0, 365 * 24 * 60).unsigned_abs();
        Self { address, valid_for: Duration::from_secs(60 * minutes) }
    }
}

/// What a client remembers of what its service named.
#[derive(Default)]
pub(super) struct Discovered(Mutex<Option<(Endpoint, SystemTime)>>);

impl Discovered {
    fn at(&self, now: SystemTime) -> Option<Endpoint> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.as_ref().filter(|(_, end)| now < *end).map(|(endpoint, _)| endpoint.clone())
    }

    fn set(&self, known: Option<(Endpoint, SystemTime)>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = known;
    }
}

impl Caller {
    /// Asks the operation `O` for an endpoint, which `endpoint` finds in its output. The future fails as the operation does.
    pub fn discover<O: Call + 'static>(
        &self,
        input: O::Input,
        endpoint: fn(O::Output) -> Option<DiscoveredEndpoint>,
    ) -> Discovering
    where
        O::Output: 'static,
        O::Error: 'static,
    {
        let answer = self.call::<O>(input);
        Box::pin(async move {
            match answer.await {
                Ok(output) => Ok(endpoint(output)),
                Err(error) => Err(match error.inner() {
                    Ok(error) => UnhandledError::configuration(format!(
                        "the service did not say where the operation is: {error}"
                    )),
                    Err(unhandled) => unhandled.clone(),
                }),
            }
        })
    }
}

impl Discovery {
    /// Sends a request to where the service says.
    pub(super) async fn exchange(
        self,
        caller: &Caller,
        plan: &'static Plan,
        request: http::Request<ByteStream>,
    ) -> Exchanged {
        let (parts, body) = request.into_parts();
        let again = body.as_bytes().cloned();
        let exchanged = self.send(caller, plan, http::Request::from_parts(parts.clone(), body)).await;
        let Some(again) = again.filter(|_| self.is_invalid(caller.settings(), &exchanged)) else {
            return exchanged;
        };
        caller.settings().discovered.set(None);
        self.send(caller, plan, http::Request::from_parts(parts, again.into())).await
    }

    async fn send(
        self,
        caller: &Caller,
        plan: &'static Plan,
        mut request: http::Request<ByteStream>,
    ) -> Exchanged {
        let settings = caller.settings();
        if let Some(service) = &settings.codec.endpoint {
            let own = self.endpoint(caller, service).await?;
            let uri = own.in_place_of(service, request.uri());
            *request.uri_mut() = uri.ok_or_else(|| {
                UnhandledError::configuration(format!("`{}` is no endpoint for the request", own.authority()))
            })?;
        }
        settings.tries(plan, request).await
    }

    /// The endpoint that the service names, or named not long ago.
    async fn endpoint(self, caller: &Caller, service: &Endpoint) -> Result<Endpoint, UnhandledError> {
        let settings = caller.settings();
        if let Some(known) = settings.discovered.at(settings.clock.now()) {
            return Ok(known);
        }
        let Some(DiscoveredEndpoint { address, valid_for }) = (self.ask)(caller).await? else {
            return Err(UnhandledError::configuration("the service named no endpoint for the operation"));
        };
        let endpoint = Endpoint::parse(&format!("{}://{address}", service.scheme())).map_err(|error| {
            UnhandledError::configuration(format!("the service named the endpoint `{address}`: {error}"))
        })?;
        let end = settings.clock.now().checked_add(valid_for);
        settings.discovered.set(end.map(|end| (endpoint.clone(), end)));
        Ok(endpoint)
    }

    /// Whether the service says that the endpoint is no longer valid.
    fn is_invalid(self, settings: &Settings, exchanged: &Exchanged) -> bool {
        let Ok(response) = exchanged else { return false };
        let Some(body) = response.body().as_bytes().filter(|_| response.status().is_client_error()) else {
            return false;
        };
        let mut whole = http::Response::new(body.clone());
        *whole.status_mut() = response.status();
        whole.headers_mut().clone_from(response.headers());
        let codes = settings.protocol.describe_error(&whole, &settings.codec).codes;
        codes.iter().any(|code| *code == self.invalid)
    }
}
