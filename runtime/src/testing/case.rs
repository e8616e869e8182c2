//! Protocol tests: one case in both roles.
//!
//! A case is what the traits of Smithy's [HTTP protocol compliance tests][spec] say; generated tests write it as a
//! literal and run it. A role's run is a pure function from the case to what is wrong with it, so that
//! [`self_check`](super::self_check) can run it again with one leaf of the expectation altered.
//!
//! [spec]: https://smithy.io/2.0/additional-specs/http-protocol-compliance-tests.html

use std::task::{Context, Poll, Waker};

use bytes::Bytes;

use super::{
    compare,
    params::read_params,
    report::{self, Verdict},
};
use crate::{
    client::{self, Addressing, AddressingStyle, ClientSettings, Endpoint},
    codec::{Codec as _, Limits, Policy, json::Json},
    http::Labels,
    operation::{Body, ErrorShape, Operation, OperationError, ServiceSchema},
    protocol::{Protocol, ResponseContext},
    schema::{MemberSet, ROOT, Schema},
    serde::{DeserializableShape, SerializableStruct},
    server::{self, Operations, ServerRequest, ServerSettings},
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
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Server => "server",
        }
    }
}

/// What is wrong with a case; nothing when it passes.
pub(super) type Outcome = Result<(), String>;

/// A token and request ID that no case depends on by chance.
const TOKEN: &str = "00000000-0000-4000-8000-000000000000";

pub(super) fn client_settings(host: Option<&str>) -> Result<ClientSettings, String> {
    let endpoint = host.map(|host| Endpoint::parse(&format!("https://{host}"))).transpose();
    Ok(ClientSettings {
        idempotency_tokens: std::sync::Arc::new(|| TOKEN.to_owned()),
        endpoint: endpoint.map_err(|error| error.to_string())?,
        ..ClientSettings::default()
    })
}

/// The params of a case as a document.
pub(super) fn document(params: &str) -> Result<Document, String> {
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
pub(super) fn ready<F: Future>(future: F) -> F::Output {
    let mut future = std::pin::pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
    }
}

/// The whole of a stream that is in memory.
pub(super) fn whole(stream: ByteStream) -> Result<Bytes, String> {
    ready(stream.collect(usize::MAX)).map_err(|error| error.to_string())
}

/// A message with the whole of its stream.
fn whole_request(request: http::Request<ByteStream>) -> Result<http::Request<Bytes>, String> {
    let (parts, body) = request.into_parts();
    Ok(http::Request::from_parts(parts, whole(body)?))
}

/// The same of a response.
fn whole_response(response: http::Response<ByteStream>) -> Result<http::Response<Bytes>, String> {
    let (parts, body) = response.into_parts();
    Ok(http::Response::from_parts(parts, whole(body)?))
}

/// Headers of a client's request that are not added to a case's: what they say is for each request to say.
const OWN: [&str; 3] = ["accept", "content-encoding", "content-length"];

/// Adds the headers that a client sends and the case does not list: an RPC protocol may name the operation in one, and
/// has a media type of its own. Where the name is in the body and the case has none, the body is the client's.
fn add_address<O: Operation>(
    protocol: &dyn Protocol,
    input: &O::Input,
    request: &mut http::Request<Bytes>,
) -> Outcome {
    let sent = client::encode_request::<O>(protocol, input, &client_settings(None)?);
    let sent = sent.map_err(|error| error.to_string())?;
    for (name, value) in sent.headers().iter().filter(|(name, _)| !OWN.contains(&name.as_str())) {
        request.headers_mut().entry(name).or_insert_with(|| value.clone());
    }
    if protocol.routes_by_body() && request.body().is_empty() {
        *request.body_mut() = sent.into_body();
    }
    Ok(())
}

/// Whether two inputs make the same request: a form has nothing for some empty lists and maps.
fn same_request(
    protocol: &dyn Protocol,
    one: &dyn SerializableStruct,
    other: &dyn SerializableStruct,
) -> bool {
    let encode = |input| protocol.codec().encode_members(input, MemberSet::All).ok();
    !protocol.has_bindings() && encode(one).is_some_and(|form| encode(other) == Some(form))
}

impl RequestTest {
    /// The media type of the body.
    pub(super) fn media_type(&self) -> Option<&'static str> {
        compare::body_media_type(self.body_media_type, &self.headers)
    }

    /// Runs the case as a client of the operation `O`: the request that the params become.
    pub fn client<O: Operation>(&self, protocol: &dyn Protocol) -> Verdict {
        report::run(
            self.id,
            self.protocol,
            Role::Client,
            "request",
            || self.client_outcome::<O>(protocol),
            || super::self_check::request_client(self, |case| case.client_outcome::<O>(protocol)),
        )
    }

    fn client_outcome<O: Operation>(&self, protocol: &dyn Protocol) -> Outcome {
        let mut params = document(self.params)?;
        let stream = take_stream(&mut params, self.stream);
        let mut input = O::Input::empty();
        read_params(&params, &mut input).map_err(|error| error.to_string())?;
        let settings = ClientSettings { addressing: self.addressing(), ..client_settings(self.host)? };
        let request = match stream {
            None => {
                client::encode_request::<O>(protocol, &input, &settings).map_err(|error| error.to_string())?
            }
            Some(bytes) => {
                let request =
                    client::encode_streaming_request::<O>(protocol, &input, bytes.into(), &settings);
                whole_request(request.map_err(|error| error.to_string())?)?
            }
        };
        self.compare_request(&request)
    }

    fn compare_request(&self, request: &http::Request<Bytes>) -> Outcome {
        compare::text("method", &self.method, request.method().as_str())?;
        compare::text("URI", &self.uri, request.uri().path())?;
        if let Some(host) = self.resolved_host.as_deref().or(self.host) {
            let wanted = host.split('/').next().unwrap_or(host);
            compare::text("host", wanted, request.uri().host().unwrap_or_default())?;
        }
        let query: Vec<&str> =
            request.uri().query().map(|query| query.split('&').collect()).unwrap_or_default();
        compare::query(&query, &self.query_params, &self.forbid_query_params, &self.require_query_params)?;
        let headers = compare::own_digests(&self.headers, self.body.as_deref(), request.body());
        compare::headers(request.headers(), &headers, &self.forbid_headers, &self.require_headers)?;
        match &self.body {
            Some(wanted) => compare::body(wanted, request.body(), self.media_type()),
            None => Ok(()),
        }
    }

    /// Runs the case as a server of the operation `O`: the input that the request becomes.
    pub fn server<O: Operation>(&self, protocol: &dyn Protocol, operations: &Operations) -> Verdict {
        let outcome = |params: &Document| self.server_outcome::<O>(protocol, operations, params);
        report::run(
            self.id,
            self.protocol,
            Role::Server,
            "request",
            || outcome(&document(self.params)?),
            || {
                let members = self.compared_members::<O>(protocol);
                let ignored = ignored(&O::Input::empty(), &members, self.stream);
                super::self_check::params(self.params, ignored, outcome)
            },
        )
    }

    fn server_outcome<O: Operation>(
        &self,
        protocol: &dyn Protocol,
        operations: &Operations,
        params: &Document,
    ) -> Outcome {
        let mut wanted = O::Input::empty();
        let mut params = params.clone();
        let stream = take_stream(&mut params, self.stream);
        read_params(&params, &mut wanted).map_err(|error| error.to_string())?;
        let mut request = self.request(protocol)?;
        self.undo_host_label(&mut request)?;
        if !protocol.has_bindings() {
            add_address::<O>(protocol, &wanted, &mut request)?;
        }
        let uri = request.uri();
        // Of operations with bindings another may have the more specific route, or the case's path none at all; it is
        // the case's operation that is tested.
        let routed = protocol.route(operations, (&request).into(), request.body()).ok();
        let own = routed.filter(|route| {
            operations.schemas().get(route.operation).is_some_and(|found| found.id == O::SCHEMA.id)
        });
        let labels = match own {
            Some(route) => route.labels,
            None if protocol.has_bindings() => Labels::of(O::SCHEMA.uri, uri.path()).unwrap_or_default(),
            None => return Err("the request was not routed to its operation".to_owned()),
        };
        let settings = ServerSettings::default();
        let body = if stream.is_some() { &Bytes::new() } else { request.body() };
        let head = ServerRequest { uri, headers: request.headers(), body, labels: &labels };
        let input = match stream {
            None => {
                server::decode_request::<O>(protocol, &head, &settings).map_err(|error| error.to_string())?.0
            }
            Some(wanted) => {
                let body = ByteStream::from(request.body().clone());
                let (input, _, came) =
                    server::decode_streaming_request::<O>(protocol, &head, body, &settings)
                        .map_err(|error| error.to_string())?;
                if self.body.is_some() {
                    compare::bytes("streamed body", &wanted, &whole(came)?)?;
                }
                input
            }
        };
        let members = self.compared_members::<O>(protocol);
        let outcome = compare::structures(&wanted, &input, &members);
        if same_request(protocol, &wanted, &input) { Ok(()) } else { outcome }
    }

    fn addressing(&self) -> Addressing {
        let style = if self.path_style { AddressingStyle::Path } else { AddressingStyle::Host };
        Addressing { style, accelerate: self.accelerate, dual_stack: self.dual_stack }
    }

    /// Puts the label into the path that the case has in the host's name.
    fn undo_host_label(&self, request: &mut http::Request<Bytes>) -> Outcome {
        let (Some(host), Some(resolved), true) = (self.host, &self.resolved_host, self.host_label) else {
            return Ok(());
        };
        let resolved = http::HeaderValue::from_str(resolved).map_err(|error| error.to_string())?;
        request.headers_mut().insert(http::header::HOST, resolved);
        let hosts = [self.addressing().authority(host)];
        if let Some(uri) = server::label_into_path(request.uri(), request.headers(), &hosts) {
            *request.uri_mut() = uri;
        }
        Ok(())
    }

    fn compared_members<O: Operation>(&self, protocol: &dyn Protocol) -> compare::Members {
        let members = compared(protocol, O::SCHEMA.input, self.payload, self.body.is_some());
        compare::Members { unlisted: self.query_member, ..members }
    }

    /// The case's request.
    fn request(&self, protocol: &dyn Protocol) -> Result<http::Request<Bytes>, String> {
        let mut uri = self.uri.clone();
        if !self.query_params.is_empty() {
            uri = format!("{uri}?{}", self.query_params.join("&"));
        }
        let mut request = http::Request::builder().method(self.method.as_str()).uri(uri);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        // A case need not list every header of its request; the type of its body it tells elsewhere, too.
        let listed = |name: &str| self.headers.iter().any(|(other, _)| other.eq_ignore_ascii_case(name));
        let has_body = protocol.has_bindings() && self.body.as_ref().is_some_and(|body| !body.is_empty());
        if let Some(media_type) = self.body_media_type.filter(|_| has_body && !listed("content-type")) {
            request = request.header("content-type", media_type);
        }
        let body = compare::decode_body(self.body.as_deref().unwrap_or_default(), self.media_type())?;
        request.body(body.into()).map_err(|error| error.to_string())
    }
}

impl ResponseTest {
    /// Runs the case as a client of the operation `O`: the output that the response becomes.
    pub fn client<O: Operation>(&self, protocol: &dyn Protocol) -> Verdict {
        let members = compared(protocol, O::SCHEMA.output, self.payload, self.body.is_some());
        let outcome = |params: &Document| {
            let response = self.response()?;
            let settings = client_settings(None)?;
            let mut params = params.clone();
            let output = match take_stream(&mut params, self.stream) {
                None => client::decode_response::<O>(protocol, &response, &settings)
                    .map_err(|error| format!("{error:?}"))?,
                Some(wanted) => {
                    let response = response.map(ByteStream::from);
                    let decoded =
                        ready(client::decode_streaming_response::<O>(protocol, response, &settings));
                    let (output, came) = decoded.map_err(|error| format!("{error:?}"))?;
                    if self.body.is_some() {
                        compare::bytes("streamed body", &wanted, &whole(came)?)?;
                    }
                    output
                }
            };
            let mut wanted = O::Output::empty();
            read_params(&params, &mut wanted).map_err(|error| error.to_string())?;
            compare::structures(&wanted, &output, &members)
        };
        self.run_client(ignored(&O::Output::empty(), &members, self.stream), outcome)
    }

    /// Runs the case as a client of an operation with the errors `E`: the error that the response becomes. `code` is
    /// the name of the error's shape.
    pub fn client_error<O: Operation>(&self, protocol: &dyn Protocol, code: &str) -> Verdict {
        let outcome = |params: &Document| {
            let response = self.response()?;
            let decoded = client::decode_response::<O>(protocol, &response, &client_settings(None)?);
            let error = match decoded {
                Ok(_) => return Err("the response was taken for a success".to_owned()),
                Err(error) => error,
            };
            let found = error.shape().ok_or_else(|| format!("the error was not known: {error}"))?;
            let mut wanted = O::Error::from_code(code).ok_or("the operation does not list the error")?;
            let wanted = wanted.shape_mut().ok_or("the error has no shape")?;
            read_params(params, wanted).map_err(|error| error.to_string())?;
            compare::text("error", wanted_name(wanted), found.schema().name())?;
            compare::structures(
                wanted,
                found,
                &compared(protocol, found.body(), self.payload, self.body.is_some()),
            )
        };
        let error = O::Error::from_code(code);
        let ignored = error.as_ref().and_then(OperationError::shape).map(|shape| {
            ignored(shape, &compared(protocol, shape.body(), self.payload, self.body.is_some()), self.stream)
        });
        self.run_client(ignored.unwrap_or_default(), outcome)
    }

    fn run_client(&self, ignored: Vec<&'static str>, outcome: impl Fn(&Document) -> Outcome) -> Verdict {
        report::run(
            self.id,
            self.protocol,
            Role::Client,
            "response",
            || outcome(&document(self.params)?),
            || super::self_check::params(self.params, ignored, &outcome),
        )
    }

    /// Runs the case as a server of the operation `O`: the response that the params become.
    pub fn server<O: Operation>(&self, protocol: &dyn Protocol) -> Verdict {
        self.run_server(|case| {
            let mut params = document(case.params)?;
            let stream = take_stream(&mut params, case.stream);
            let mut output = O::Output::empty();
            read_params(&params, &mut output).map_err(|error| error.to_string())?;
            let settings = self.server_settings();
            let response = match stream {
                None => server::encode_response::<O>(protocol, &output, &settings),
                Some(bytes) => {
                    let body = ByteStream::from(bytes);
                    whole_response(server::encode_streaming_response::<O>(
                        protocol, &output, body, &settings,
                    ))?
                }
            };
            case.compare_response(&response)
        })
    }

    /// Runs the case as a server that answers with the error `E`.
    pub fn server_error<E: ErrorShape + DeserializableShape>(
        &self,
        protocol: &dyn Protocol,
        service: &'static ServiceSchema,
    ) -> Verdict {
        let request_id = self.request_id();
        self.of_error(E::empty().schema()).run_server(|case| {
            let mut error = E::empty();
            read_params(&document(case.params)?, &mut error).map_err(|error| error.to_string())?;
            let response = protocol
                .encode_error(&error, ResponseContext { service, request_id: &request_id })
                .map_err(|error| error.to_string())?;
            case.compare_response(&response)
        })
    }

    fn run_server(&self, outcome: impl Fn(&Self) -> Outcome) -> Verdict {
        report::run(
            self.id,
            self.protocol,
            Role::Server,
            "response",
            || outcome(self),
            || super::self_check::response_server(self, &outcome),
        )
    }

    /// The settings of a server whose request IDs are that of the case: no operation has it among its members.
    fn server_settings(&self) -> ServerSettings {
        let id = self.request_id();
        ServerSettings { request_ids: std::sync::Arc::new(move || id.clone()), ..ServerSettings::default() }
    }

    /// The request ID that the case has in a header or in its body.
    fn request_id(&self) -> String {
        let header = self.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("x-amzn-requestid"));
        let id = header.map(|(_, id)| id.clone());
        #[cfg(feature = "xml")]
        let id = id.or_else(|| self.xml_body().and_then(super::xml::request_id));
        id.unwrap_or_else(|| TOKEN.to_owned())
    }

    #[cfg(feature = "xml")]
    fn xml_body(&self) -> Option<&str> {
        self.body.as_deref().filter(|_| self.media_type().is_some_and(super::xml::is_xml))
    }

    /// The media type of the body, which a case need not tell of a document.
    pub(super) fn media_type(&self) -> Option<&'static str> {
        let is_document = self.body.as_ref().is_some_and(|body| body.trim_start().starts_with('<'));
        let listed = compare::body_media_type(self.body_media_type, &self.headers);
        listed.or(is_document.then_some("application/xml"))
    }

    /// The case without what its body has that no server can know: it is not among the error's members.
    fn of_error(&self, schema: &'static Schema) -> Self {
        #[cfg(feature = "xml")]
        if let Some(body) = self.xml_body() {
            return Self { body: super::xml::of_error(body, schema), ..self.clone() };
        }
        let _ = schema;
        self.clone()
    }

    fn compare_response(&self, response: &http::Response<Bytes>) -> Outcome {
        compare::text("status", &self.code.to_string(), response.status().as_str())?;
        compare::headers(response.headers(), &self.headers, &self.forbid_headers, &self.require_headers)?;
        match &self.body {
            Some(wanted) => compare::body(wanted, response.body(), self.media_type()),
            None => Ok(()),
        }
    }

    /// The case's response.
    fn response(&self) -> Result<http::Response<Bytes>, String> {
        let mut response = http::Response::builder().status(self.code);
        for (name, value) in &self.headers {
            response = response.header(name, value);
        }
        let body = compare::decode_body(self.body.as_deref().unwrap_or_default(), self.media_type())?;
        response.body(body.into()).map_err(|error| error.to_string())
    }
}

fn wanted_name(wanted: &dyn ErrorShape) -> &'static str {
    wanted.schema().name()
}

impl MalformedRequestTest {
    /// Runs the case against `serve`, which is a server's whole way from a request to the answer.
    pub fn server(&self, serve: impl Fn(&http::Request<Bytes>) -> http::Response<Bytes>) -> Verdict {
        let outcome = |case: &Self| case.outcome(&serve);
        report::run(
            self.id,
            self.protocol,
            Role::Server,
            "malformed request",
            || outcome(self),
            || super::self_check::malformed(self, outcome),
        )
    }

    fn outcome(&self, serve: &dyn Fn(&http::Request<Bytes>) -> http::Response<Bytes>) -> Outcome {
        let mut uri = self.uri.to_owned();
        if !self.query_params.is_empty() {
            uri = format!("{uri}?{}", self.query_params.join("&"));
        }
        let mut request = http::Request::builder().method(self.method).uri(uri);
        for (name, value) in &self.headers {
            request = request.header(*name, *value);
        }
        let body = Bytes::from_static(self.body.unwrap_or_default().as_bytes());
        let response = serve(&request.body(body).map_err(|error| error.to_string())?);
        compare::text("status", &self.code.to_string(), response.status().as_str())?;
        compare::headers(response.headers(), &self.response_headers, &[], &[])?;
        match &self.response_body {
            None => Ok(()),
            Some(ExpectedBody { media_type, assertion: Assertion::Contents(contents) }) => {
                compare::body(contents, response.body(), Some(media_type))
            }
            Some(ExpectedBody { assertion: Assertion::MessageRegex(regex), .. }) => {
                compare::message(regex, response.body())
            }
        }
    }
}
