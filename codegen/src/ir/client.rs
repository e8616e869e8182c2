//! A service as its client sees it.

use super::Step;

/// The client of a service.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    /// SDK ID and endpoint prefix of a service of AWS.
    pub aws: Option<(String, String)>,
    /// The endpoints that are not where others are, each more special than those before it.
    pub endpoints: Vec<EndpointRule>,
    /// The same of operations that are elsewhere than the service, by the names of constants.
    pub own_endpoints: Vec<(String, Vec<EndpointRule>)>,
    /// Whether its model prefers HTTP/2.
    pub http2: bool,
    /// How the service is asked where operations are.
    pub discovery: Option<Discovery>,
    /// The authentication schemes of the operations, the preferred one first.
    pub auth: Vec<AuthScheme>,
}

/// Where the endpoint of a service is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EndpointRule {
    /// A region, a partition's name, or everywhere if empty.
    pub place: String,
    /// Whether it is for FIPS 140.
    pub fips: bool,
    /// Whether it is for IPv6 beside IPv4.
    pub dual_stack: bool,
    /// The URL, with places for the region and its domains; empty where there is no endpoint.
    pub url: String,
    /// The region that requests are signed for, if that is another.
    pub signing_region: Option<String>,
    /// The name that the service has in signatures, if that is another.
    pub signing_name: Option<String>,
}

/// How a service is asked where its operations are.
#[derive(Clone, Debug)]
pub(crate) struct Discovery {
    /// The operation that is asked.
    pub operation: String,
    /// Rust name of the operation's input, if it has one.
    pub input: Option<String>,
    /// Rust name of its output.
    pub output: String,
    /// The endpoints in its output.
    pub endpoints: Step,
    /// The host of an endpoint.
    pub address: Step,
    /// For how many minutes it may be taken.
    pub minutes: Step,
    /// The error that tells that an endpoint is no longer valid; empty for none.
    pub invalid: String,
}

/// An authentication scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AuthScheme {
    /// AWS Signature Version 4.
    SigV4 {
        /// The service's name in signatures.
        name: String,
        /// Whether the path is signed as it is sent.
        object_storage: bool,
    },
    /// A token.
    Bearer,
    /// A name and a password.
    Basic,
    /// A key in a header: its name, and what stands before the key.
    ApiKeyHeader(String, Option<String>),
    /// A key in a query parameter of this name.
    ApiKeyQuery(String),
    /// One that clients do not have, by its shape ID.
    Other(String),
}

/// An operation as a client sees it.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// Name of the client's method.
    pub method: String,
    /// First sentence of the documentation; empty where there is none.
    pub summary: String,
    /// Whether it may be carried out twice.
    pub idempotent: bool,
    /// Whether the body is left out of what is signed.
    pub unsigned_payload: bool,
    /// Whether it can be called without authentication.
    pub optional_auth: bool,
    /// How its pages follow one another; none where it has none.
    pub pages: Option<super::Pages>,
    /// Its waiters.
    pub waiters: Vec<super::Waiter>,
    /// Its authentication schemes, where they are not the service's.
    pub auth: Option<Vec<AuthScheme>>,
    /// The constant with the endpoints of an operation that is elsewhere than its service.
    pub endpoints: Option<String>,
    /// Whether it is where the service says.
    pub discovered: bool,
}
