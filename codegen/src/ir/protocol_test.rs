//! Protocol tests of the model.

use super::Protocol;

/// The protocol tests of one crate and one protocol.
#[derive(Clone, Debug)]
pub(crate) struct ProtocolTests {
    /// The protocol that they are of.
    pub protocol: Protocol,
    /// Name of the file, without its extension.
    pub file: String,
    /// Tests of requests.
    pub requests: Vec<MessageTest>,
    /// Tests of responses.
    pub responses: Vec<MessageTest>,
    /// Tests of requests that a server refuses.
    pub malformed: Vec<MalformedTest>,
    /// Tests of event streams.
    pub events: Vec<EventTest>,
}

impl ProtocolTests {
    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.requests.is_empty()
            && self.responses.is_empty()
            && self.malformed.is_empty()
            && self.events.is_empty()
    }
}

/// A test of a request or response.
#[derive(Clone, Debug)]
pub(crate) struct MessageTest {
    /// Name of the function.
    pub function: String,
    /// Documentation.
    pub docs: String,
    /// What the message is of.
    pub subject: Subject,
    /// Whether a client runs it.
    pub client: bool,
    /// Whether a server runs it.
    pub server: bool,
    /// The literal's fields that are no default.
    pub fields: Vec<(&'static str, Field)>,
}

/// What a message is of.
#[derive(Clone, Debug)]
pub(crate) enum Subject {
    /// The input or output of the operation with this Rust name.
    Operation(String),
    /// An error.
    Error {
        /// Rust name of an operation that lists it.
        operation: String,
        /// Its name on the wire.
        code: String,
        /// Rust name of its structure.
        ty: String,
    },
}

/// The value of a field of a test.
#[derive(Clone, Debug)]
pub(crate) enum Field {
    /// A string constant.
    Constant(String),
    /// An owned string.
    Text(String),
    /// A string constant that may be absent.
    OptionalConstant(String),
    /// An owned string that may be absent.
    OptionalText(String),
    /// `true`.
    True,
    /// A number.
    Number(u16),
    /// Owned strings.
    Texts(Vec<String>),
    /// Pairs of owned strings.
    Pairs(Vec<(String, String)>),
}

/// A test of a request that a server refuses.
#[derive(Clone, Debug)]
pub(crate) struct MalformedTest {
    /// Name of the function.
    pub function: String,
    /// Documentation.
    pub docs: String,
    /// The cases, one for each set of parameters.
    pub cases: Vec<MalformedCase>,
}

/// A malformed request.
#[derive(Clone, Debug)]
pub(crate) struct MalformedCase {
    /// The case's ID.
    pub id: String,
    /// The protocol's shape ID.
    pub protocol: String,
    /// Method.
    pub method: String,
    /// Path.
    pub uri: String,
    /// Query parameters.
    pub query_params: Vec<String>,
    /// Headers.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Option<String>,
    /// Expected status.
    pub code: u16,
    /// Expected headers.
    pub response_headers: Vec<(String, String)>,
    /// Expected media type and body.
    pub response_body: Option<(String, Assertion)>,
}

/// What the body of an answer must be.
#[derive(Clone, Debug)]
pub(crate) enum Assertion {
    /// Exactly this.
    Contents(String),
    /// What this pattern matches.
    MessageRegex(Box<crate::pattern::Plan>),
}

/// A test of an event stream.
#[derive(Clone, Debug)]
pub(crate) struct EventTest {
    /// Name of the function.
    pub function: String,
    /// Documentation.
    pub docs: String,
    /// The case's ID.
    pub id: String,
    /// The protocol's shape ID.
    pub protocol: String,
    /// Rust name of the operation.
    pub operation: String,
    /// Rust name of the union whose events the input streams.
    pub input_events: Option<String>,
    /// Rust name of the union whose events the output streams.
    pub output_events: Option<String>,
    /// Whether a client runs it.
    pub client: bool,
    /// Whether a server runs it.
    pub server: bool,
    /// The input as JSON.
    pub initial_request_params: Option<String>,
    /// The parts of the HTTP request as JSON.
    pub initial_request: Option<String>,
    /// The output as JSON.
    pub initial_response_params: Option<String>,
    /// The parts of the HTTP response as JSON.
    pub initial_response: Option<String>,
    /// The events.
    pub events: Vec<EventCase>,
    /// Whether a failure is expected, and which.
    pub failure: Option<Option<String>>,
}

/// An event.
#[derive(Clone, Debug)]
pub(crate) struct EventCase {
    /// Whether the client sends it.
    pub is_request: bool,
    /// The event as JSON.
    pub params: Option<String>,
    /// The headers as JSON.
    pub headers: String,
    /// Headers that must not be there.
    pub forbid_headers: Vec<String>,
    /// Headers that must be there.
    pub require_headers: Vec<String>,
    /// The payload.
    pub body: Option<String>,
    /// Its media type.
    pub body_media_type: Option<String>,
    /// The whole message in base64.
    pub bytes: Option<String>,
}
