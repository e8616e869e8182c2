//! Protocol tests: one case in both roles.
//!
//! A case is what the traits of Smithy's [HTTP protocol compliance tests][spec] say; generated tests write it as a
//! literal and run it. A role's run is a pure function from the case to what is wrong with it, so that
//! [`self_check`](super::self_check) can run it again with one leaf of the expectation altered.
//!
//! [spec]: https://smithy.io/2.0/additional-specs/http-protocol-compliance-tests.html

mod malformed;
mod request;
mod response;

use std::task::{Context, Poll, Waker};

use bytes::Bytes;

use super::compare;
use crate::{
    client::{ClientSettings, Endpoint},
    codec::{Codec as _, Limits, Policy, json::Json},
    operation::Body,
    protocol::Protocol,
    schema::{MemberSet, ROOT},
    serde::SerializableStruct,
    stream::ByteStream,
    types::Document,
};

/// A case of `smithy.test#httpRequestTests`.
#[derive(Clone, Debug, Default)]
pub struct RequestTest {
    /// The case's ID.
    pub id: &'static str,
    /// The protocol's shape ID.
    pub protocol: &'static str,
    /// The expected HTTP method.
    pub method: String,
    /// The expected path, without query.
    pub uri: String,
    /// The host that a client is configured with, perhaps with a path.
    pub host: Option<&'static str>,
    /// The expected host of the request, when host prefixes change it.
    pub resolved_host: Option<String>,
    /// Parameters that the query must have, as they stand in it.
    pub query_params: Vec<String>,
    /// Names that the query must not have.
    pub forbid_query_params: Vec<String>,
    /// Names that the query must have.
    pub require_query_params: Vec<String>,
    /// Headers and their values.
    pub headers: Vec<(String, String)>,
    /// Headers that must not be there.
    pub forbid_headers: Vec<String>,
    /// Headers that must be there.
    pub require_headers: Vec<String>,
    /// The expected body; without it the body is not compared.
    pub body: Option<String>,
    /// The media type of the body, which says how bodies are compared.
    pub body_media_type: Option<&'static str>,
    /// The input, as JSON.
    pub params: &'static str,
    /// The member of `params` that is the streamed body, and no member of the Rust structure.
    pub stream: Option<&'static str>,
    /// The member that is the whole body, when the case has no body: it is not compared.
    pub payload: Option<&'static str>,
    /// The member that holds every parameter of the query (`httpQueryParams`), when the params do not list it: some
    /// suites leave out what a server finds in it.
    pub query_member: Option<&'static str>,
    /// Whether the service has a label that clients may put into the host's name.
    pub host_label: bool,
    /// Whether the client puts it into the path.
    pub path_style: bool,
    /// Whether the client uses accelerated hosts.
    pub accelerate: bool,
    /// Whether the client uses hosts for IPv6, too.
    pub dual_stack: bool,
}

/// A case of `smithy.test#httpResponseTests`.
#[derive(Clone, Debug, Default)]
pub struct ResponseTest {
    /// The case's ID.
    pub id: &'static str,
    /// The protocol's shape ID.
    pub protocol: &'static str,
    /// The status code.
    pub code: u16,
    /// Headers and their values.
    pub headers: Vec<(String, String)>,
    /// Headers that must not be there.
    pub forbid_headers: Vec<String>,
    /// Headers that must be there.
    pub require_headers: Vec<String>,
    /// The expected body; without it the body is not compared.
    pub body: Option<String>,
    /// The media type of the body, which says how bodies are compared.
    pub body_media_type: Option<&'static str>,
    /// The output or error, as JSON.
    pub params: &'static str,
    /// The member of `params` that is the streamed body, and no member of the Rust structure.
    pub stream: Option<&'static str>,
    /// The member that is the whole body, when the case has no body: it is not compared.
    pub payload: Option<&'static str>,
}

/// A case of `smithy.test#httpMalformedRequestTests`, with its parameters filled in.
#[derive(Clone, Debug, Default)]
pub struct MalformedRequestTest {
    /// The case's ID.
    pub id: &'static str,
    /// The protocol's shape ID.
    pub protocol: &'static str,
    /// The HTTP method.
    pub method: &'static str,
    /// The path, without query.
    pub uri: &'static str,
    /// The parameters of the query, as they stand in it.
    pub query_params: Vec<&'static str>,
    /// Headers and their values.
    pub headers: Vec<(&'static str, &'static str)>,
    /// The body.
    pub body: Option<&'static str>,
    /// The expected status code.
    pub code: u16,
    /// The expected headers.
    pub response_headers: Vec<(String, String)>,
    /// The expected body.
    pub response_body: Option<ExpectedBody>,
}

/// The expected body of the answer to a malformed request.
#[derive(Clone, Debug)]
pub struct ExpectedBody {
    /// Its media type, which says how bodies are compared.
    pub media_type: &'static str,
    /// What it must be.
    pub assertion: Assertion,
}

/// What a body must be.
#[derive(Clone, Debug)]
pub enum Assertion {
    /// Exactly this, compared by media type.
    Contents(String),
    /// What this pattern matches.
    MessageRegex(&'static crate::pattern::Pattern),
}

/// The role that a case is run in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// As a client.
    Client,
    /// As a server.
    Server,
}

impl Role {
    pub(in crate::testing) fn name(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Server => "server",
        }
    }
}

/// What is wrong with a case; nothing when it passes.
pub(in crate::testing) type Outcome = Result<(), String>;

/// A token and request ID that no case depends on by chance.
const TOKEN: &str = "00000000-0000-4000-8000-000000000000";

pub(in crate::testing) fn client_settings(host: Option<&str>) -> Result<ClientSettings, String> {
    let endpoint = host.map(|host| Endpoint::parse(&format!("https://{host}"))).transpose();
    Ok(ClientSettings {
        idempotency_tokens: std::sync::Arc::new(|| TOKEN.to_owned()),
        endpoint: endpoint.map_err(|error| error.to_string())?,
        ..ClientSettings::default()
    })
}

/// The params of a case as a document.
pub(in crate::testing) fn document(params: &str) -> Result<Document, String> {
    let mut document = Document::Null;
    let decoded =
        Json::REST.decode(params.as_bytes(), &ROOT, &mut document, Policy::Lenient, Limits::default());
    decoded.map_err(|error| format!("params: {error}"))?;
    Ok(document)
}

/// Takes the streamed member, when there is one, out of the params: the bytes of the body, of which an absent member
/// has none.
fn take_stream(params: &mut Document, stream: Option<&str>) -> Option<Bytes> {
    let name = stream?;
    let value = match params {
        Document::Map(map) => map.remove(name),
        _ => None,
    };
    match value {
        Some(Document::String(text)) => Some(text.into_bytes().into()),
        _ => Some(Bytes::new()),
    }
}

/// The members that are compared: all, or those outside the body when the case has none.
fn compared(
    protocol: &dyn Protocol,
    body: Body,
    payload: Option<&'static str>,
    has_body: bool,
) -> compare::Members {
    let in_body = match body {
        _ if !protocol.has_bindings() => MemberSet::All,
        Body::Members(members) => members,
        Body::Unit | Body::Payload(_) => MemberSet::NONE,
    };
    compare::Members { in_body, payload, without_body: !has_body, unlisted: None }
}

/// The top-level members of the params that are not compared.
fn ignored(
    value: &dyn SerializableStruct,
    members: &compare::Members,
    stream: Option<&'static str>,
) -> Vec<&'static str> {
    let fields = value.schema().members().iter();
    let fields = fields.filter(|member| !members.contains(member)).map(|member| member.name());
    fields.chain(stream.filter(|_| members.without_body)).collect()
}

/// The result of a future that waits for nothing but memory.
pub(in crate::testing) fn ready<F: Future>(future: F) -> F::Output {
    let mut future = std::pin::pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
    }
}

/// The whole of a stream that is in memory.
pub(in crate::testing) fn whole(stream: ByteStream) -> Result<Bytes, String> {
    ready(stream.collect(usize::MAX)).map_err(|error| error.to_string())
}
