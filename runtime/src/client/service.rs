//! What a client has to know of its service and its operations beside what protocols know.

use super::{Discovery, EndpointRule, auth::AuthScheme};
use crate::operation::{ClientOperation, ServiceSchema};

/// A service as a client sees it. Generated crates hold it.
#[derive(Debug)]
pub struct ClientService {
    pub(super) schema: &'static ServiceSchema,
    pub(super) sdk_id: Option<&'static str>,
    pub(super) endpoint_prefix: Option<&'static str>,
    pub(super) endpoint_rules: &'static [EndpointRule],
    pub(super) discovery: Option<Discovery>,
    pub(super) auth: &'static [AuthScheme],
}

impl ClientService {
    /// A service that is none of AWS's and needs no authentication.
    #[must_use]
    pub const fn new(schema: &'static ServiceSchema) -> Self {
        Self { schema, sdk_id: None, endpoint_prefix: None, endpoint_rules: &[], discovery: None, auth: &[] }
    }

    /// Sets what `aws.api#service` says: the SDK ID, and the first label of its endpoints.
    #[must_use]
    pub const fn with_aws(mut self, sdk_id: &'static str, endpoint_prefix: &'static str) -> Self {
        self.sdk_id = Some(sdk_id);
        self.endpoint_prefix = Some(endpoint_prefix);
        self
    }

    /// Sets the endpoints that are not where others are, each more special than those before it.
    #[must_use]
    pub const fn with_endpoints(mut self, rules: &'static [EndpointRule]) -> Self {
        self.endpoint_rules = rules;
        self
    }

    /// Sets how the service is asked where operations are (`aws.api#clientEndpointDiscovery`).
    #[must_use]
    pub const fn with_discovery(mut self, discovery: Discovery) -> Self {
        self.discovery = Some(discovery);
        self
    }

    /// Sets the authentication schemes of its operations, the preferred one first.
    #[must_use]
    pub const fn with_auth(mut self, auth: &'static [AuthScheme]) -> Self {
        self.auth = auth;
        self
    }
}

/// An operation as a client sees it.
pub trait Call: ClientOperation {
    /// The client that calls it.
    type Client;
    /// What its traits say to a client.
    const TRAITS: CallTraits = CallTraits::NONE;
}

/// What the traits of an operation say to a client.
#[derive(Clone, Copy, Debug)]
pub struct CallTraits {
    pub(super) idempotent: bool,
    pub(super) unsigned_payload: bool,
    pub(super) optional_auth: bool,
    pub(super) auth: Option<&'static [AuthScheme]>,
    pub(super) endpoints: Option<&'static [EndpointRule]>,
    pub(super) discovered: bool,
}

impl CallTraits {
    /// Nothing out of the ordinary.
    pub const NONE: Self = Self {
        idempotent: false,
        unsigned_payload: false,
        optional_auth: false,
        auth: None,
        endpoints: None,
        discovered: false,
    };

    /// Marks an operation that may be carried out twice (`readonly`, `idempotent`, an idempotency token).
    #[must_use]
    pub const fn idempotent(mut self) -> Self {
        self.idempotent = true;
        self
    }

    /// Leaves the body out of what is signed (`unsignedPayload`).
    #[must_use]
    pub const fn unsigned_payload(mut self) -> Self {
        self.unsigned_payload = true;
        self
    }

    /// Lets the operation be called without authentication (`optionalAuth`).
    #[must_use]
    pub const fn optional_auth(mut self) -> Self {
        self.optional_auth = true;
        self
    }

    /// Sets authentication schemes that are not the service's (`auth`).
    #[must_use]
    pub const fn auth(mut self, auth: &'static [AuthScheme]) -> Self {
        self.auth = Some(auth);
        self
    }

    /// Marks an operation that is where the service says when it is asked (`aws.api#clientDiscoveredEndpoint`).
    #[must_use]
    pub const fn discovered(mut self) -> Self {
        self.discovered = true;
        self
    }

    /// Sets endpoints that are not the service's, as [`ClientService::with_endpoints`] does (`staticContextParams`).
    #[must_use]
    pub const fn endpoints(mut self, rules: &'static [EndpointRule]) -> Self {
        self.endpoints = Some(rules);
        self
    }
}
