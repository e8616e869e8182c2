//! Builds clients.

use std::{
    fmt,
    marker::PhantomData,
    ops::{Deref, DerefMut},
    sync::Arc,
    time::Duration,
};

use http::HeaderValue;

use super::{
    Builder, Caller, ClientService, ClientSettings, Endpoint, Partition, RequestCompression,
    auth::{CachedCredentials, Identities, ProvideCredentials},
    caller::Settings,
    clock::{Clock, SystemClock},
    discovery::Discovered,
    endpoint_rule::{Location, SignedFor},
    retry::{Budget, Retries},
    transport::{BoxTransport, HttpService},
};
use crate::{
    operation::IdempotencyTokenSource,
    outlined::{Hidden, outlined},
    protocol::Protocol,
};

/// A generated client.
pub trait Client: Sized {
    /// The service.
    const SERVICE: &'static ClientService;
    /// The protocol that the client speaks unless told otherwise.
    const PROTOCOL: &'static dyn Protocol;
    /// The client around its core.
    fn from_caller(caller: Caller) -> Self;
}

outlined! {
    /// What a builder has so far.
    pub(super) struct Held(Box<dyn Hidden<Parts>>);
}

impl Held {
    /// Not generic, so that a program does not compile it.
    fn new(service: &'static ClientService, protocol: &'static dyn Protocol) -> Self {
        Self::of_value(Box::new(Parts::new(service, protocol)))
    }

    fn take(&mut self) -> Parts {
        let unset = Parts::new(self.service, self.protocol);
        std::mem::replace(self, unset)
    }
}

impl Deref for Held {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        (**self.0).value()
    }
}

impl DerefMut for Held {
    fn deref_mut(&mut self) -> &mut Parts {
        (**self.0).value_mut()
    }
}

/// What a client is built of.
pub(super) struct Parts {
    service: &'static ClientService,
    protocol: &'static dyn Protocol,
    codec: ClientSettings,
    endpoint: Option<String>,
    region: Option<String>,
    identities: Identities,
    transport: Option<BoxTransport>,
    clock: Arc<dyn Clock>,
    retries: Retries,
    connect_timeout: Duration,
    attempt_timeout: Option<Duration>,
    timeout: Option<Duration>,
    app_name: Option<String>,
    max_response_bytes: usize,
    fips: bool,
    dual_stack: bool,
}

impl<C: Client> Builder<C> {
    /// A builder with all defaults.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "a client says what its builder is")]
    pub fn new() -> Self {
        Self { parts: Held::new(C::SERVICE, C::PROTOCOL), client: PhantomData }
    }

    /// Sets where requests go, such as `http://localhost:8000`; they are signed for the [`region`](Self::region). Without
    /// it, they go to the service's endpoint in the region, and are signed for what that asks for.
    #[must_use]
    pub fn endpoint(mut self, url: impl Into<String>) -> Self {
        self.parts.endpoint = Some(url.into());
        self
    }

    /// Sets AWS's region, such as `eu-west-1`: for the endpoint, and for signatures.
    #[must_use]
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.parts.region = Some(region.into());
        self
    }

    /// Sets the credentials that requests are signed with, or where they come from.
    #[must_use]
    pub fn credentials(mut self, provider: impl ProvideCredentials + 'static) -> Self {
        self.parts.identities.credentials = Some(Arc::new(CachedCredentials::new(Arc::new(provider))));
        self
    }

    /// Sets the token of bearer authentication.
    #[must_use]
    pub fn bearer_token(mut self, token: impl Into<String>) -> Self {
        self.parts.identities.bearer_token = Some(token.into());
        self
    }

    /// Sets the name and password of basic authentication.
    #[must_use]
    pub fn basic_auth(mut self, name: impl Into<String>, password: impl Into<String>) -> Self {
        self.parts.identities.basic = Some((name.into(), password.into()));
        self
    }

    /// Sets the API key.
    #[must_use]
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.parts.identities.api_key = Some(key.into());
        self
    }

    /// Sends requests without authentication, whatever the model says.
    #[must_use]
    pub fn anonymous(mut self) -> Self {
        self.parts.identities.anonymous = true;
        self
    }

    /// Sets how requests travel: any `tower::Service` over [`http`] messages. By default hyper does it, with the
    /// runtime's feature `hyper`.
    #[must_use]
    pub fn transport<B>(mut self, service: impl HttpService<B>) -> Self {
        self.parts.transport = Some(service.into_transport());
        self
    }

    /// Sets how long a connection may take to come about, by default 3 seconds. A [`transport`](Self::transport) of
    /// one's own does not hear of it.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.parts.connect_timeout = timeout;
        self
    }

    /// Sets how long one try may take, by default 60 seconds: until the answer is there, or its head where the
    /// operation's output is a stream. Where the input is a stream, the time begins anew as long as the service takes
    /// what there is of it.
    #[must_use]
    pub fn attempt_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.parts.attempt_timeout = timeout.into();
        self
    }

    /// Sets how long a call may take with all its tries; by default there is no such limit.
    #[must_use]
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.parts.timeout = timeout.into();
        self
    }

    /// Sets when a request is sent again, by default [`Retries::standard`].
    #[must_use]
    pub fn retries(mut self, retries: Retries) -> Self {
        self.parts.retries = retries;
        self
    }

    /// Sets the time that the client sees, for tests.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.parts.clock = Arc::new(clock);
        self
    }

    /// Sets where idempotency tokens come from.
    #[must_use]
    pub fn idempotency_tokens(mut self, tokens: impl IdempotencyTokenSource + 'static) -> Self {
        self.parts.codec.idempotency_tokens = Arc::new(tokens);
        self
    }

    /// Sets whether bodies are compressed where the model allows it.
    #[must_use]
    pub fn request_compression(mut self, compression: RequestCompression) -> Self {
        self.parts.codec.request_compression = compression;
        self
    }

    /// Sets how buckets and the like are addressed, by default in the host's name where that is possible.
    #[must_use]
    pub fn addressing(mut self, addressing: super::Addressing) -> Self {
        self.parts.codec.addressing = addressing;
        self
    }

    /// Sets whether the host of a request begins with what the model's `endpoint` trait says, by default yes.
    #[must_use]
    pub fn host_prefix(mut self, enabled: bool) -> Self {
        self.parts.codec.host_prefix = enabled;
        self
    }

    /// Sets the protocol, where the service speaks several.
    #[must_use]
    pub fn protocol(mut self, protocol: &'static dyn Protocol) -> Self {
        self.parts.protocol = protocol;
        self
    }

    /// Adds a name to the `User-Agent` header: that of the program.
    #[must_use]
    pub fn app_name(mut self, name: impl Into<String>) -> Self {
        self.parts.app_name = Some(name.into());
        self
    }

    /// Sets how long the body of a response may be, by default 64 MiB. Streams have no such limit.
    #[must_use]
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.parts.max_response_bytes = bytes;
        self
    }

    /// Asks for endpoints with validated cryptography (FIPS 140). An [`endpoint`](Self::endpoint) that is set stays as it
    /// is.
    #[must_use]
    pub fn fips(mut self, enabled: bool) -> Self {
        self.parts.fips = enabled;
        self
    }

    /// Asks for endpoints that speak IPv4 and IPv6. An [`endpoint`](Self::endpoint) that is set stays as it is.
    #[must_use]
    pub fn dual_stack(mut self, enabled: bool) -> Self {
        self.parts.dual_stack = enabled;
        self
    }

    /// Takes credentials, region, endpoint, the program's name, times and the number of tries from the configuration that
    /// the crate `aws-config` loads. An endpoint that the environment has for this service (`AWS_ENDPOINT_URL_S3`) goes
    /// before one for all. Its time for reading is not taken, since tries and calls are limited as a whole. What is set after
    /// it goes before what it has.
    #[cfg(feature = "aws-config")]
    #[must_use]
    pub fn aws_config(mut self, config: &aws_types::SdkConfig) -> Self {
        if let Some(region) = config.region() {
            self = self.region(region.as_ref());
        }
        if let Some(url) = super::aws_config::endpoint_url(config, self.parts.service.sdk_id) {
            self = self.endpoint(url);
        }
        if let Some(name) = config.app_name() {
            self = self.app_name(name.as_ref());
        }
        if let Some(provider) = config.credentials_provider() {
            self = self.credentials(super::aws_config::Shared(provider));
        }
        if let Some(retries) = config.retry_config() {
            self.parts.retries = self.parts.retries.clone().with_max_attempts(retries.max_attempts());
        }
        if let Some(times) = config.timeout_config() {
            let parts = &mut self.parts;
            parts.connect_timeout = times.connect_timeout().unwrap_or(parts.connect_timeout);
            parts.attempt_timeout = times.operation_attempt_timeout().or(parts.attempt_timeout);
            parts.timeout = times.operation_timeout().or(parts.timeout);
        }
        self.fips(config.use_fips().unwrap_or_default())
            .dual_stack(config.use_dual_stack().unwrap_or_default())
    }

    /// Builds the client.
    ///
    /// # Errors
    /// When it is not known where requests go or how they travel.
    pub fn build(self) -> Result<C, BuildError> {
        Parts::build(self.parts).map(C::from_caller)
    }
}

impl Parts {
    /// All defaults.
    fn new(service: &'static ClientService, protocol: &'static dyn Protocol) -> Self {
        Self {
            service,
            protocol,
            codec: ClientSettings::default(),
            endpoint: None,
            region: None,
            identities: Identities::default(),
            transport: None,
            clock: Arc::new(SystemClock),
            retries: Retries::standard(),
            connect_timeout: Duration::from_secs(3),
            attempt_timeout: Some(Duration::from_secs(60)),
            timeout: None,
            app_name: None,
            max_response_bytes: 64 << 20,
            fips: false,
            dual_stack: false,
        }
    }

    fn build(mut held: Held) -> Result<Caller, BuildError> {
        let mut parts = held.take();
        let addressing = parts.codec.addressing;
        if parts.endpoint.is_none() && (addressing.accelerate || addressing.dual_stack) {
            // Such hosts are made of the plain one.
            parts.codec.addressing.dual_stack |= parts.dual_stack;
            parts.dual_stack = false;
        }
        let (endpoint, signed_for) = parts.endpoint()?;
        let location = parts.location().filter(|_| parts.endpoint.is_none());
        let transport = match parts.transport.take() {
            Some(transport) => transport,
            None => parts.default_transport()?,
        };
        let user_agent = parts.user_agent()?;
        Ok(parts.caller((endpoint, location, signed_for), transport, user_agent))
    }

    fn caller(
        mut self,
        (endpoint, location, signed_for): (Endpoint, Option<Location>, SignedFor),
        transport: BoxTransport,
        user_agent: HeaderValue,
    ) -> Caller {
        self.codec.endpoint = Some(endpoint);
        Caller::of_value(Arc::new(Settings {
            service: self.service,
            location,
            protocol: self.protocol,
            user_agent,
            codec: self.codec,
            signed_for,
            discovered: Discovered::default(),
            identities: self.identities,
            transport,
            clock: self.clock,
            budget: Budget::new(&self.retries),
            retries: self.retries,
            attempt_timeout: self.attempt_timeout,
            timeout: self.timeout,
            max_response_bytes: self.max_response_bytes,
        }))
    }

    /// Where requests go, and what they are signed for: at an endpoint that was set, the client's region, whatever the
    /// service's own endpoints ask for.
    fn endpoint(&self) -> Result<(Endpoint, SignedFor), BuildError> {
        let (url, signed_for) = match (&self.endpoint, &self.region) {
            (Some(url), region) => (url.clone(), SignedFor { region: region.clone(), name: None }),
            (None, Some(region)) if !Partition::is_region(region) => {
                return Err(BuildError(format!(
                    "`{region}` is no region: it is letters, digits and hyphens"
                )));
            }
            (None, _) => {
                let service = self.service;
                let found = self
                    .location()
                    .and_then(|location| service.endpoint_by(service.endpoint_rules, &location));
                found.ok_or_else(|| self.no_endpoint())?.into_parts()
            }
        };
        match Endpoint::parse(&url) {
            Ok(endpoint) => Ok((endpoint, signed_for)),
            Err(error) => Err(BuildError(format!("the endpoint `{url}`: {error}"))),
        }
    }

    /// Where the service is looked for.
    fn location(&self) -> Option<Location> {
        let region = self.region.clone()?;
        Some(Location { region, fips: self.fips, dual_stack: self.dual_stack })
    }

    /// Why it is not known where requests go.
    fn no_endpoint(&self) -> BuildError {
        BuildError(match (self.location(), self.service.endpoint_prefix) {
            (Some(location), Some(_)) => location.without_endpoint("service"),
            (None, Some(_)) => "set `region` or `endpoint`".to_owned(),
            (_, None) => "set `endpoint`".to_owned(),
        })
    }

    #[cfg(feature = "hyper")]
    fn default_transport(&self) -> Result<BoxTransport, BuildError> {
        Ok(super::HyperTransport::new(self.connect_timeout).into_transport())
    }

    #[cfg(not(feature = "hyper"))]
    fn default_transport(&self) -> Result<BoxTransport, BuildError> {
        Err(BuildError("set `transport`, or switch the runtime's feature `hyper` on".to_owned()))
    }

    fn user_agent(&self) -> Result<HeaderValue, BuildError> {
        let schema = self.service.schema;
        let name = self.service.sdk_id.unwrap_or_else(|| schema.name()).replace(' ', "_");
        let mut text = format!("farrier/{} ua/2.1 api/{name}", env!("CARGO_PKG_VERSION"));
        if !schema.version().is_empty() {
            text.push('#');
            text.push_str(schema.version());
        }
        text.push_str(&format!(" os/{} lang/rust", std::env::consts::OS));
        if let Some(name) = &self.app_name {
            text.push_str(&format!(" app/{name}"));
        }
        HeaderValue::try_from(text)
            .map_err(|_| BuildError("`app_name` has characters that a header cannot have".to_owned()))
    }
}

impl<C> fmt::Debug for Builder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("endpoint", &self.parts.endpoint)
            .field("region", &self.parts.region)
            .field("retries", &self.parts.retries)
            .finish_non_exhaustive()
    }
}

/// The client over a service in memory, such as a generated server: without sockets, signatures or tries.
pub fn over<C: Client, B>(service: impl HttpService<B>) -> C {
    let mut builder = Builder::<C>::new().anonymous().retries(Retries::off()).attempt_timeout(None);
    let user_agent = HeaderValue::from_static(concat!("farrier/", env!("CARGO_PKG_VERSION")));
    let transport = service.into_transport();
    C::from_caller(builder.parts.take().caller(
        (Endpoint::localhost(), None, SignedFor::default()),
        transport,
        user_agent,
    ))
}

/// Why a client could not be built.
#[derive(Clone, PartialEq, Eq)]
pub struct BuildError(String);

// Not derived, which would make it a part of each program.
impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("BuildError").field(&self.0).finish()
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the client could not be built: {}", self.0)
    }
}

impl std::error::Error for BuildError {}
