//! Traits that hold protocol tests.
//! Spec: <https://smithy.io/2.0/additional-specs/http-protocol-compliance-tests.html>.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::smithy::{
    ShapeId,
    node::{FromNode, Node, Wrong},
};

values! {
    /// Requests that an operation's input is serialized to, or parsed from.
    HttpRequestTests(Vec<HttpRequestTest>) = "smithy.test#httpRequestTests";
    /// Responses that an output or error is parsed from, or serialized to.
    HttpResponseTests(Vec<HttpResponseTest>) = "smithy.test#httpResponseTests";
    /// Requests that a server must refuse.
    HttpMalformedRequestTests(Vec<HttpMalformedRequestTest>) = "smithy.test#httpMalformedRequestTests";
    /// Event streams that an operation sends or receives.
    EventStreamTests(Vec<EventStreamTest>) = "smithy.test#eventStreamTests";
}

words! {
    /// The direction in which an event travels.
    EventDirection {
        /// From the client to the server.
        Request = "request",
        /// From the server to the client.
        Response = "response",
    }
    /// The side that a test is for.
    TestSide {
        /// Clients.
        Client = "client",
        /// Servers.
        Server = "server",
    }
}

records! {
    /// A request.
    HttpRequestTest {
        /// The name of the test, unique in the model.
        id: String = "id",
        /// The protocol.
        protocol: ShapeId = "protocol",
        /// The method.
        method: String = "method",
        /// The path, without the query.
        uri: String = "uri",
        /// The endpoint that the client was given, with an optional path.
        host: Option<String> = "host",
        /// The host that the request goes to, with the host prefix.
        resolved_host: Option<String> = "resolvedHost",
        /// The authentication scheme.
        auth_scheme: Option<ShapeId> = "authScheme",
        /// Query parameters that must be there, encoded, as `name=value` or `name`.
        query_params: Vec<String> = "queryParams" or Vec::new(),
        /// Names of query parameters that must not be there.
        forbid_query_params: Vec<String> = "forbidQueryParams" or Vec::new(),
        /// Names of query parameters that must be there, whatever their value.
        require_query_params: Vec<String> = "requireQueryParams" or Vec::new(),
        /// Headers that must be there.
        headers: BTreeMap<String, String> = "headers" or BTreeMap::new(),
        /// Names of headers that must not be there.
        forbid_headers: Vec<String> = "forbidHeaders" or Vec::new(),
        /// Names of headers that must be there, whatever their value.
        require_headers: Vec<String> = "requireHeaders" or Vec::new(),
        /// The body; anything goes without one.
        body: Option<String> = "body",
        /// The content type of the body, which says how to compare it.
        body_media_type: Option<String> = "bodyMediaType",
        /// The input, in the form of a default value's JSON.
        params: Option<Value> = "params",
        /// Settings of the client.
        vendor_params: Option<Value> = "vendorParams",
        /// The shape of those.
        vendor_params_shape: Option<ShapeId> = "vendorParamsShape",
        /// What the test shows, in CommonMark.
        documentation: Option<String> = "documentation",
        /// Tags.
        tags: Vec<String> = "tags" or Vec::new(),
        /// The side that it is for; both without one.
        applies_to: Option<TestSide> = "appliesTo",
    }
    /// A response.
    HttpResponseTest {
        /// The name of the test, unique in the model.
        id: String = "id",
        /// The protocol.
        protocol: ShapeId = "protocol",
        /// The status.
        code: u16 = "code",
        /// The authentication scheme.
        auth_scheme: Option<ShapeId> = "authScheme",
        /// Headers that must be there.
        headers: BTreeMap<String, String> = "headers" or BTreeMap::new(),
        /// Names of headers that must not be there.
        forbid_headers: Vec<String> = "forbidHeaders" or Vec::new(),
        /// Names of headers that must be there, whatever their value.
        require_headers: Vec<String> = "requireHeaders" or Vec::new(),
        /// The body; anything goes without one.
        body: Option<String> = "body",
        /// The content type of the body, which says how to compare it.
        body_media_type: Option<String> = "bodyMediaType",
        /// The output or error, in the form of a default value's JSON.
        params: Option<Value> = "params",
        /// Settings of the client.
        vendor_params: Option<Value> = "vendorParams",
        /// The shape of those.
        vendor_params_shape: Option<ShapeId> = "vendorParamsShape",
        /// What the test shows, in CommonMark.
        documentation: Option<String> = "documentation",
        /// Tags.
        tags: Vec<String> = "tags" or Vec::new(),
        /// The side that it is for; both without one.
        applies_to: Option<TestSide> = "appliesTo",
    }
    /// A request that a server must refuse, and how. With test parameters it stands for several: the `n`th takes the
    /// `n`th value of each parameter in place of `$parameter:L` in its texts.
    HttpMalformedRequestTest {
        /// The name of the test, unique in the model.
        id: String = "id",
        /// The protocol.
        protocol: ShapeId = "protocol",
        /// The request.
        request: MalformedRequest = "request",
        /// The response.
        response: MalformedResponse = "response",
        /// What the test shows, in CommonMark.
        documentation: Option<String> = "documentation",
        /// Tags.
        tags: Vec<String> = "tags" or Vec::new(),
        /// Values of the parameters, all equally many.
        test_parameters: BTreeMap<String, Vec<String>> = "testParameters" or BTreeMap::new(),
    }
    /// An event stream, and what becomes of it.
    EventStreamTest {
        /// The name of the test, unique in the model.
        id: String = "id",
        /// The protocol.
        protocol: ShapeId = "protocol",
        /// The input without its stream, in the form of a default value's JSON.
        initial_request_params: Option<Value> = "initialRequestParams",
        /// What the initial request is on the wire, of the shape in `initialRequestShape`.
        initial_request: Option<Value> = "initialRequest",
        /// The shape of `initialRequest`.
        initial_request_shape: Option<ShapeId> = "initialRequestShape",
        /// The output without its stream.
        initial_response_params: Option<Value> = "initialResponseParams",
        /// What the initial response is on the wire.
        initial_response: Option<Value> = "initialResponse",
        /// The shape of `initialResponse`.
        initial_response_shape: Option<ShapeId> = "initialResponseShape",
        /// The events in their order.
        events: Vec<EventStreamEvent> = "events" or Vec::new(),
        /// What becomes of it; success without one.
        expectation: Option<Expectation> = "expectation",
        /// Settings of the client.
        vendor_params: Option<Value> = "vendorParams",
        /// The shape of those.
        vendor_params_shape: Option<ShapeId> = "vendorParamsShape",
        /// What the test shows, in CommonMark.
        documentation: Option<String> = "documentation",
        /// Tags.
        tags: Vec<String> = "tags" or Vec::new(),
        /// The side that it is for; both without one.
        applies_to: Option<TestSide> = "appliesTo",
    }
    /// An event of a stream.
    EventStreamEvent {
        /// Its direction.
        direction: EventDirection = "type",
        /// The event, a union's value in the form of a default value's JSON.
        params: Option<Value> = "params",
        /// The message's headers, each a union of the types that a header can have.
        headers: BTreeMap<String, Value> = "headers" or BTreeMap::new(),
        /// Names of headers that must not be there.
        forbid_headers: Vec<String> = "forbidHeaders" or Vec::new(),
        /// Names of headers that must be there, whatever their value.
        require_headers: Vec<String> = "requireHeaders" or Vec::new(),
        /// The payload; base64 where its media type is one of bytes that are no text.
        body: Option<String> = "body",
        /// The content type of the payload, which says how to compare it.
        body_media_type: Option<String> = "bodyMediaType",
        /// The whole message in base64.
        bytes: Option<String> = "bytes",
        /// Settings of the client.
        vendor_params: Option<Value> = "vendorParams",
        /// The shape of those.
        vendor_params_shape: Option<ShapeId> = "vendorParamsShape",
    }
    /// A failure that is expected.
    ExpectedFailure {
        /// The error; any without one.
        error_id: Option<ShapeId> = "errorId",
    }
    /// A request that a server must refuse.
    MalformedRequest {
        /// The method.
        method: String = "method",
        /// The host.
        host: Option<String> = "host",
        /// The path, without the query.
        uri: String = "uri" or "/".to_owned(),
        /// Query parameters, encoded.
        query_params: Vec<String> = "queryParams" or Vec::new(),
        /// Headers.
        headers: BTreeMap<String, String> = "headers" or BTreeMap::new(),
        /// The body.
        body: Option<String> = "body",
        /// The content type of the body.
        body_media_type: Option<String> = "bodyMediaType",
    }
    /// How a server must refuse.
    MalformedResponse {
        /// The status.
        code: u16 = "code",
        /// Headers that must be there.
        headers: BTreeMap<String, String> = "headers" or BTreeMap::new(),
        /// The body.
        body: Option<MalformedResponseBody> = "body",
    }
    /// The body of a refusal.
    MalformedResponseBody {
        /// Its content type, which says how to compare it.
        media_type: String = "mediaType",
        /// What must hold.
        assertion: BodyAssertion = "assertion",
    }
}

/// What becomes of an event stream.
#[derive(Clone, Debug, PartialEq)]
pub enum Expectation {
    /// Nothing fails.
    Success,
    /// Something fails.
    Failure(ExpectedFailure),
}

impl FromNode for Expectation {
    fn from_node(node: Node<'_>, notes: &mut Vec<Wrong>) -> Result<Self, Wrong> {
        let mut fields = crate::smithy::node::Fields::new(node)?;
        let success: Option<Value> = fields.take("success", notes)?;
        let failure: Option<ExpectedFailure> = fields.take("failure", notes)?;
        fields.finish(notes);
        match (success, failure) {
            (Some(_), None) => Ok(Self::Success),
            (None, Some(failure)) => Ok(Self::Failure(failure)),
            _ => Err(Wrong::new("expected one of the members `success` and `failure`")),
        }
    }
}

/// What must hold for the body of a refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BodyAssertion {
    /// It is this.
    Contents(String),
    /// It matches this regular expression.
    MessageRegex(String),
}

impl FromNode for BodyAssertion {
    fn from_node(node: Node<'_>, notes: &mut Vec<Wrong>) -> Result<Self, Wrong> {
        let mut fields = crate::smithy::node::Fields::new(node)?;
        let contents: Option<String> = fields.take("contents", notes)?;
        let regex: Option<String> = fields.take("messageRegex", notes)?;
        fields.finish(notes);
        match (contents, regex) {
            (Some(contents), None) => Ok(Self::Contents(contents)),
            (None, Some(regex)) => Ok(Self::MessageRegex(regex)),
            _ => Err(Wrong::new("expected one of the members `contents` and `messageRegex`")),
        }
    }
}
