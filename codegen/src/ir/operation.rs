//! Operations and the service.

/// A service.
#[derive(Clone, Debug)]
pub(crate) struct Service {
    /// Absolute shape ID.
    pub id: String,
    /// Version; empty where the model has none.
    pub version: String,
    /// URI and prefix of the XML namespace.
    pub xml_namespace: Option<(String, Option<String>)>,
    /// Whether errors also carry awsQuery's codes.
    pub query_compatible: bool,
    /// Whether errors in XML stand without an element around them.
    pub unwrapped_errors: bool,
    /// Whether the service stores objects under paths, as Amazon S3 does.
    pub object_storage: bool,
    /// The protocols that Farrier speaks, the default first.
    pub protocols: Vec<Protocol>,
    /// The names of protocols that the model lists and Farrier does not speak.
    pub unspoken: Vec<String>,
    /// The routes of the operations, the most specific first.
    pub routes: Vec<Route>,
    /// The error that the service models for invalid input.
    pub validation_error: Option<ValidationError>,
}

/// The route of an operation. Routes compare in the order that the runtime's router asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Route {
    /// HTTP method.
    pub method: String,
    /// Segments of the path.
    pub segments: Vec<RouteSegment>,
    /// Literal query parameters.
    pub query: Vec<(String, Option<String>)>,
    /// Place of the operation among the crate's.
    pub operation: usize,
}

/// A segment of a route's path. A literal is more specific than a label, and a label than a greedy one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RouteSegment {
    /// Literal text.
    Literal(String),
    /// A label.
    Label(String),
    /// A greedy label.
    Greedy(String),
}

/// The error that a service models for invalid input. Fields come with whether they are optional.
#[derive(Clone, Debug)]
pub(crate) struct ValidationError {
    /// Rust name of the structure.
    pub ty: String,
    /// The field for all violations in one text.
    pub message: Option<(String, bool)>,
    /// The field that says why, its enum and the variant for violated constraints.
    pub reason: Option<(String, bool, String, String)>,
    /// The field for the violations one by one.
    pub field_list: Option<FieldList>,
}

/// The list of violations in a validation error.
#[derive(Clone, Debug)]
pub(crate) struct FieldList {
    /// The field that holds the list.
    pub field: String,
    /// Whether it is optional.
    pub optional: bool,
    /// Rust name of the element's structure.
    pub ty: String,
    /// The element's field for the path.
    pub path: (String, bool),
    /// The element's field for the text.
    pub message: (String, bool),
}

/// A protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// `aws.protocols#restJson1`.
    RestJson1,
    /// `aws.protocols#awsJson1_0`.
    AwsJson1_0,
    /// `aws.protocols#awsJson1_1`.
    AwsJson1_1,
    /// `smithy.protocols#rpcv2Cbor`.
    RpcV2Cbor,
    /// `smithy.protocols#rpcv2Json`.
    RpcV2Json,
    /// `aws.protocols#restXml`.
    RestXml,
    /// `aws.protocols#awsQuery`.
    AwsQuery,
    /// `aws.protocols#ec2Query`.
    Ec2Query,
    /// `alloy#simpleRestJson`.
    SimpleRestJson,
}

impl Protocol {
    /// The shape ID of the protocol's trait.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::RestJson1 => "aws.protocols#restJson1",
            Self::AwsJson1_0 => "aws.protocols#awsJson1_0",
            Self::AwsJson1_1 => "aws.protocols#awsJson1_1",
            Self::RpcV2Cbor => "smithy.protocols#rpcv2Cbor",
            Self::RpcV2Json => "smithy.protocols#rpcv2Json",
            Self::RestXml => "aws.protocols#restXml",
            Self::AwsQuery => "aws.protocols#awsQuery",
            Self::Ec2Query => "aws.protocols#ec2Query",
            Self::SimpleRestJson => "alloy#simpleRestJson",
        }
    }

    /// The feature of the runtime that has the protocol.
    pub(crate) fn feature(self) -> &'static str {
        match self {
            Self::RestJson1
            | Self::AwsJson1_0
            | Self::AwsJson1_1
            | Self::RpcV2Json
            | Self::SimpleRestJson => "json",
            Self::RpcV2Cbor => "cbor",
            Self::RestXml => "xml",
            Self::AwsQuery | Self::Ec2Query => "query",
        }
    }

    /// The protocol's name.
    pub(crate) fn name(self) -> &'static str {
        self.id().rsplit_once('#').map_or(self.id(), |(_, name)| name)
    }
}

/// An operation.
#[derive(Clone, Debug)]
pub(crate) struct Operation {
    /// Rust name of the marker type.
    pub name: String,
    /// Absolute shape ID.
    pub id: String,
    /// Documentation.
    pub docs: String,
    /// Why not to use it, when it is deprecated.
    pub deprecated: Option<String>,
    /// HTTP method.
    pub method: String,
    /// URI pattern as the model has it.
    pub uri: String,
    /// HTTP status of success.
    pub code: u16,
    /// Rust name of the input structure; none for the unit type.
    pub input: Option<String>,
    /// Rust name of the output structure; none for the unit type.
    pub output: Option<String>,
    /// Rust name of the union whose events the input streams.
    pub input_events: Option<String>,
    /// Rust name of the union whose events the output streams.
    pub output_events: Option<String>,
    /// What of the input travels in the body.
    pub input_body: Body,
    /// What of the output travels in the body.
    pub output_body: Body,
    /// The host prefix, and headers that are the service's own.
    pub host: Vec<Binding>,
    /// What of the input travels elsewhere, in the order in which it is written.
    pub request: Vec<Binding>,
    /// What of the output travels elsewhere.
    pub response: Vec<Binding>,
    /// Name of the error enum.
    pub error_name: String,
    /// The errors, by variant.
    pub errors: Vec<ErrorVariant>,
    /// Name of the error enum's variant for all others.
    pub unhandled: String,
    /// Whether a request must have a checksum, by `httpChecksumRequired` or `aws.protocols#httpChecksum`: `Content-MD5`.
    pub checksum_required: bool,
    /// Whether the output's one member stands in XML without an element around it.
    pub unwrapped_output: bool,
    /// Whether `requestCompression` allows gzip.
    pub gzip: bool,
    /// The operation as a client sees it.
    pub call: super::Call,
    /// The field of the input that is an idempotency token, when it is optional.
    pub idempotency_token: Option<String>,
    /// Whether a member of the input, and one of the output, is the header `Content-Type`.
    pub content_type: (bool, bool),
}

/// A variant of an operation's error enum.
#[derive(Clone, Debug)]
pub(crate) struct ErrorVariant {
    /// Rust name of the variant.
    pub name: String,
    /// Rust name of the error structure.
    pub ty: String,
    /// The error's name on the wire.
    pub code: String,
    /// HTTP status.
    pub status: u16,
    /// Documentation.
    pub docs: String,
}

/// What of a structure travels in the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Body {
    /// There is no structure.
    Unit,
    /// Every member.
    All,
    /// These members, by index.
    Members(Vec<usize>),
    /// One member is the body.
    Payload(Payload),
}

/// The kind of a payload, with its media type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Payload {
    /// Bytes.
    Blob(Option<String>),
    /// Bytes that are never held whole.
    Stream {
        /// The media type.
        media_type: Option<String>,
        /// Whether the length is known before it is sent.
        requires_length: bool,
    },
    /// A stream of events.
    Events,
    /// A string or enum.
    Text(Option<String>),
    /// A structure.
    Structure,
    /// A union.
    Union,
    /// A document.
    Document,
    /// A list or map.
    Collection,
}

/// A part of an HTTP message outside the body, or the payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Binding {
    /// Literal text of the host prefix.
    HostPrefix(String),
    /// A label of the host prefix.
    HostLabel(BoundMember),
    /// Literal segments of the path, without the leading slash.
    Segment(String),
    /// The member that has the URL to send the request to.
    Endpoint(BoundMember),
    /// A member with which the request is to be signed with Signature Version 4A, by the service's endpoint rules.
    NeedsSigV4a(BoundMember),
    /// A label of the path.
    Label(BoundMember),
    /// A label of the path, and the text that stands for an empty one.
    LabelOr(BoundMember, String),
    /// A label of the path that may be in the host's name instead.
    HostOrPathLabel(BoundMember),
    /// A label of the path: the last segment of an ID that is a path itself.
    LastSegmentLabel(BoundMember),
    /// A greedy label of the path.
    GreedyLabel(BoundMember),
    /// A header that every request has.
    ConstantHeader(String, String),
    /// A header with a hash of the body.
    BodyHashHeader(String, BodyHash),
    /// A literal query parameter.
    LiteralQuery(String, Option<String>),
    /// A query parameter.
    Query(String, BoundMember),
    /// All other query parameters.
    QueryParams(BoundMember),
    /// A header.
    Header(String, BoundMember),
    /// A header of a response that may have a text which is no date.
    LenientDate(String, BoundMember),
    /// All headers with a prefix.
    PrefixHeaders(String, BoundMember),
    /// The body.
    Payload(BoundMember),
    /// The status code.
    ResponseCode(BoundMember),
}

/// A hash of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyHash {
    /// SHA-256.
    Sha256,
    /// The root of a tree of SHA-256 hashes.
    Sha256Tree,
}

/// The member that a binding carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BoundMember {
    /// Name of the field.
    pub field: String,
    /// Index among the structure's members.
    pub index: usize,
}
