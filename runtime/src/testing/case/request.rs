//! Requests: what a client sends, and what a server reads of it.

use bytes::Bytes;

use super::{Outcome, RequestTest, Role, client_settings, compared, document, ignored, take_stream, whole};
use crate::{
    client::{self, Addressing, AddressingStyle, ClientSettings},
    http::Labels,
    operation::{ClientOperation, ServerOperation},
    protocol::Protocol,
    schema::MemberSet,
    serde::{DeserializableShape, SerializableStruct},
    server::{self, Operations, ServerRequest, ServerSettings},
    stream::ByteStream,
    testing::{
        compare,
        params::read_params,
        report::{self, Verdict},
        self_check,
    },
    types::Document,
};

/// A message with the whole of its stream.
fn whole_request(request: http::Request<ByteStream>) -> Result<http::Request<Bytes>, String> {
    let (parts, body) = request.into_parts();
    Ok(http::Request::from_parts(parts, whole(body)?))
}

/// Headers of a client's request that are not added to a case's: what they say is for each request to say.
const OWN: [&str; 3] = ["accept", "content-encoding", "content-length"];

/// Adds the headers that a client sends and the case does not list: an RPC protocol may name the operation in one, and
/// has a media type of its own. Where the name is in the body and the case has none, the body is the client's.
fn add_address<O: ClientOperation + ServerOperation>(
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
    pub(in crate::testing) fn media_type(&self) -> Option<&'static str> {
        compare::body_media_type(self.body_media_type, &self.headers)
    }

    /// Runs the case as a client of the operation `O`: the request that the params become.
    pub fn client<O: ClientOperation + ServerOperation>(&self, protocol: &dyn Protocol) -> Verdict {
        report::run(
            self.id,
            self.protocol,
            Role::Client,
            "request",
            || self.client_outcome::<O>(protocol),
            || self_check::request_client(self, |case| case.client_outcome::<O>(protocol)),
        )
    }

    fn client_outcome<O: ClientOperation + ServerOperation>(&self, protocol: &dyn Protocol) -> Outcome {
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
    pub fn server<O: ClientOperation + ServerOperation>(
        &self,
        protocol: &dyn Protocol,
        operations: &Operations,
    ) -> Verdict {
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
                self_check::params(self.params, ignored, outcome)
            },
        )
    }

    fn server_outcome<O: ClientOperation + ServerOperation>(
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

    fn compared_members<O: ClientOperation + ServerOperation>(
        &self,
        protocol: &dyn Protocol,
    ) -> compare::Members {
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
