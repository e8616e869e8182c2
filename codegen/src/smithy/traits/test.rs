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
}

words! {
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
