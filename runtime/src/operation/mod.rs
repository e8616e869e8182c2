//! Operations: what differs between them, for protocols to compose with a codec.

mod error;

pub use self::error::{
    DeserializableError, ErrorEnum, ErrorSchema, ErrorShape, ErrorSource, InnerError, OperationError,
    QueryError, Retryable, SerializableError, ServerError, debug_error, display_error, error_request_id,
    error_source,
};
pub use crate::failure::{ErrorMetadata, FailureKind, ResponseMetadata, UnhandledError};
use crate::{
    error::{DecodeError, EncodeError},
    http::{RequestReader, RequestWriter, ResponseReader, ResponseWriter},
    schema::{MemberSet, XmlNamespace},
    serde::{DeserializableShape, DeserializableStruct, HasSchema, SerializableStruct},
};

/// What of a structure travels in the body of a message, by the HTTP binding traits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// The operation has no input or no output.
    Unit,
    /// These members are a document of the protocol's codec. Empty where every member is bound elsewhere.
    Members(MemberSet),
    /// One member, with `httpPayload`, is the whole body.
    Payload(Payload),
}

impl Body {
    /// These members alone, by index.
    #[must_use]
    pub const fn only(members: &'static [u16]) -> Self {
        Self::Members(MemberSet::Only(members))
    }
}

/// The kind of shape that an `httpPayload` member targets, with its `mediaType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Payload {
    /// A blob: any bytes, by default `application/octet-stream`.
    Blob(Option<&'static str>),
    /// A blob with `streaming`: like a blob, but never held in memory whole. It is no member of the Rust structure.
    Stream {
        /// The blob's `mediaType`.
        media_type: Option<&'static str>,
        /// Whether `requiresLength` asks for a body whose length is known before it is sent.
        requires_length: bool,
    },
    /// A union with `streaming`: a stream of events. Like a streaming blob it is no member of the Rust structure.
    Events,
    /// A string or enum, by default `text/plain`.
    Text(Option<&'static str>),
    /// A structure, in the codec's form.
    Structure,
    /// A union, in the codec's form.
    Union,
    /// A document, in the codec's form.
    Document,
    /// A list or map, in the codec's form.
    Collection,
}

/// What protocols need to know of a service. Generated crates hold it as `SERVICE`.
#[derive(Debug)]
pub struct ServiceSchema {
    id: &'static str,
    version: &'static str,
    xml_namespace: Option<XmlNamespace>,
    query_compatible: bool,
    unwrapped_errors: bool,
    object_storage: bool,
}

impl ServiceSchema {
    /// Describes the service `id` (an absolute shape ID), in the model's `version`.
    #[must_use]
    pub const fn new(id: &'static str, version: &'static str) -> Self {
        Self {
            id,
            version,
            xml_namespace: None,
            query_compatible: false,
            unwrapped_errors: false,
            object_storage: false,
        }
    }

    /// Sets the namespace of `xmlNamespace`.
    #[must_use]
    pub const fn with_xml_namespace(mut self, uri: &'static str, prefix: Option<&'static str>) -> Self {
        self.xml_namespace = Some(XmlNamespace { uri, prefix });
        self
    }

    /// Marks the service as one whose clients were written for awsQuery (`awsQueryCompatible`).
    #[must_use]
    pub const fn with_query_compatible(mut self) -> Self {
        self.query_compatible = true;
        self
    }

    /// Marks the service as one whose errors in XML stand without an element around them (`noErrorWrapping`).
    #[must_use]
    pub const fn with_unwrapped_errors(mut self) -> Self {
        self.unwrapped_errors = true;
        self
    }

    /// Marks the service as one that stores objects under paths, as Amazon S3 does: the slash that a path ends with
    /// belongs to a greedy label, and a response with the status of a success may be an error, since the service may have
    /// to answer before it knows.
    #[must_use]
    pub const fn with_object_storage(mut self) -> Self {
        self.object_storage = true;
        self
    }

    /// The absolute shape ID.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        self.id
    }

    /// The service's name: its ID without the namespace.
    #[must_use]
    pub fn name(&self) -> &'static str {
        shape_name(self.id)
    }

    /// The version of the service; empty where the model has none.
    #[must_use]
    pub const fn version(&self) -> &'static str {
        self.version
    }

    /// The namespace of XML documents, if the model sets one.
    #[must_use]
    pub const fn xml_namespace(&self) -> Option<XmlNamespace> {
        self.xml_namespace
    }

    /// Whether errors also carry the codes that awsQuery had for them.
    #[must_use]
    pub const fn is_query_compatible(&self) -> bool {
        self.query_compatible
    }

    /// Whether errors in XML stand without an element around them.
    #[must_use]
    pub const fn has_unwrapped_errors(&self) -> bool {
        self.unwrapped_errors
    }

    /// Whether the service stores objects under paths.
    #[must_use]
    pub const fn is_object_storage(&self) -> bool {
        self.object_storage
    }
}

impl ServiceSchema {
    /// Describes the service's operation `id`, whose input and output are documents of the protocol's codec.
    #[must_use]
    pub const fn operation(&'static self, id: &'static str) -> OperationSchema {
        OperationSchema {
            service: self,
            id,
            method: "POST",
            uri: "/",
            host_prefix: "",
            code: 200,
            input: Body::Members(MemberSet::All),
            output: Body::Members(MemberSet::All),
            checksum_required: false,
            gzip: false,
            unwrapped_output: false,
            idempotency_token: false,
            binds_host: false,
            input_content_type: false,
            output_content_type: false,
        }
    }
}

/// The name of an absolute shape ID.
pub(crate) fn shape_name(id: &'static str) -> &'static str {
    id.rsplit_once('#').map_or(id, |(_, name)| name)
}

/// What a protocol needs to know of an operation beside its shapes.
#[derive(Debug)]
pub struct OperationSchema {
    /// The service that the operation belongs to.
    pub service: &'static ServiceSchema,
    /// The absolute shape ID.
    pub id: &'static str,
    /// The HTTP method of the `http` trait; `POST` without one.
    pub method: &'static str,
    /// The URI pattern of the `http` trait as the model has it, such as `/jobs/{id}/cancel`; `/` without one.
    pub uri: &'static str,
    /// The host prefix of the `endpoint` trait, where it has no labels; empty without one.
    pub host_prefix: &'static str,
    /// The status code of a successful response by the `http` trait; 200 without one.
    pub code: u16,
    /// What of the input travels in the body.
    pub input: Body,
    /// What of the output travels in the body.
    pub output: Body,
    /// Whether `httpChecksumRequired` or `aws.protocols#httpChecksum` asks for a checksum, which by default is a
    /// `Content-MD5` header.
    pub checksum_required: bool,
    /// Whether `requestCompression` allows gzip.
    pub gzip: bool,
    /// Whether the output's one member stands in XML without an element around it (`s3UnwrappedXmlOutput`).
    pub unwrapped_output: bool,
    /// Whether a client fills in an absent [idempotency token](Operation::with_idempotency_token).
    pub idempotency_token: bool,
    /// Whether a request of any protocol has more outside its body than the host prefix: see
    /// [`bind_host`](Operation::bind_host).
    pub binds_host: bool,
    /// Whether a member of the input is the header `Content-Type`, so that a server takes a body of any media type.
    pub input_content_type: bool,
    /// Whether a member of the output is the header `Content-Type`, so that `Accept` says nothing of it beforehand.
    pub output_content_type: bool,
}

impl OperationSchema {
    /// Sets what the `http` trait says.
    #[must_use]
    pub const fn http(mut self, method: &'static str, uri: &'static str, code: u16) -> Self {
        (self.method, self.uri, self.code) = (method, uri, code);
        self
    }

    /// Sets a host prefix without labels (`endpoint`).
    #[must_use]
    pub const fn host_prefix(mut self, prefix: &'static str) -> Self {
        self.host_prefix = prefix;
        self
    }

    /// Sets what of the input travels in the body.
    #[must_use]
    pub const fn input(mut self, body: Body) -> Self {
        self.input = body;
        self
    }

    /// Sets what of the output travels in the body.
    #[must_use]
    pub const fn output(mut self, body: Body) -> Self {
        self.output = body;
        self
    }

    /// Asks for a `Content-MD5` header.
    #[must_use]
    pub const fn checksum_required(mut self) -> Self {
        self.checksum_required = true;
        self
    }

    /// Writes the output's one member in XML without an element around it (`s3UnwrappedXmlOutput`).
    #[must_use]
    pub const fn unwrapped_output(mut self) -> Self {
        self.unwrapped_output = true;
        self
    }

    /// Allows gzip.
    #[must_use]
    pub const fn gzip(mut self) -> Self {
        self.gzip = true;
        self
    }

    /// Has a client fill in an absent [idempotency token](Operation::with_idempotency_token).
    #[must_use]
    pub const fn idempotency_token(mut self) -> Self {
        self.idempotency_token = true;
        self
    }

    /// Says that a client has to call [`bind_host`](Operation::bind_host).
    #[must_use]
    pub const fn binds_host(mut self) -> Self {
        self.binds_host = true;
        self
    }

    /// Marks a member of the input as the header `Content-Type`.
    #[must_use]
    pub const fn input_content_type(mut self) -> Self {
        self.input_content_type = true;
        self
    }

    /// Marks a member of the output as the header `Content-Type`.
    #[must_use]
    pub const fn output_content_type(mut self) -> Self {
        self.output_content_type = true;
        self
    }

    /// The operation's name: its ID without the namespace.
    #[must_use]
    pub fn name(&self) -> &'static str {
        shape_name(self.id)
    }
}

/// Where the values of `idempotencyToken` members come from that the caller left out.
pub trait IdempotencyTokenSource: Send + Sync {
    /// A token that no other call got: by convention a random UUID.
    fn token(&self) -> String;
}

/// Any function that makes tokens.
impl<F: Fn() -> String + Send + Sync> IdempotencyTokenSource for F {
    fn token(&self) -> String {
        self()
    }
}

/// An operation: its shapes, and which member goes to which part of an HTTP message.
///
/// REST protocols call the four binding functions; RPC protocols ignore them and send every member in the body. What a
/// binding cannot express is kept by the writer or reader, which whoever made it asks afterwards.
pub trait Operation {
    /// The input structure.
    type Input;
    /// The output structure.
    type Output;
    /// The errors that the model lists for the operation, and an unhandled case.
    type Error: OperationError;
    /// The rest of what protocols need.
    const SCHEMA: OperationSchema;

    /// The input with its `idempotencyToken` member filled in, when it has one that is absent; none when there is
    /// nothing to fill. A client calls it before it binds and encodes the input, if the schema
    /// [says so](OperationSchema::idempotency_token).
    #[must_use]
    fn with_idempotency_token(
        _input: &Self::Input,
        _tokens: &dyn IdempotencyTokenSource,
    ) -> Option<Self::Input> {
        None
    }

    /// Writes what a request of any protocol has outside its body: a host prefix with labels, and headers that are the
    /// service's own. A client calls it if the schema [says so](OperationSchema::binds_host).
    fn bind_host(_input: &Self::Input, _request: &mut RequestWriter<'_>) {}

    /// Writes the URI, query, headers and payload of a request: by default the schema's URI alone, which is literal
    /// throughout then, without a query.
    fn bind_request(_input: &Self::Input, request: &mut RequestWriter<'_>) {
        request.path(Self::SCHEMA.uri);
    }

    /// Reads what [`bind_request`](Self::bind_request) writes.
    fn read_request(_request: &mut RequestReader<'_>, _input: &mut Self::Input) {}

    /// Writes the status code, headers and payload of a response.
    fn bind_response(_output: &Self::Output, _response: &mut ResponseWriter<'_>) {}

    /// Reads what [`bind_response`](Self::bind_response) writes.
    fn read_response(_response: &mut ResponseReader<'_>, _output: &mut Self::Output) {}
}

/// An operation that a client can call: its inputs can be written, its outputs read.
pub trait ClientOperation:
    Operation<Input: SerializableStruct, Output: DeserializableStruct + DeserializableShape>
{
}

impl<O> ClientOperation for O where
    O: Operation<Input: SerializableStruct, Output: DeserializableStruct + DeserializableShape>
{
}

/// An operation that a server can answer: its inputs can be read, its outputs and errors written.
pub trait ServerOperation:
    Operation<Input: DeserializableStruct + DeserializableShape, Output: SerializableStruct, Error: ServerError>
{
}

impl<O> ServerOperation for O where
    O: Operation<
            Input: DeserializableStruct + DeserializableShape,
            Output: SerializableStruct,
            Error: ServerError,
        >
{
}

/// The input or output of an operation that has none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unit;

/// Schema of `smithy.api#Unit`.
static UNIT: crate::schema::Schema = crate::schema::Schema::new("smithy.api#Unit", &[]);

impl HasSchema for Unit {
    fn schema(&self) -> &'static crate::schema::Schema {
        &UNIT
    }
}

impl SerializableStruct for Unit {
    fn write_members(&self, _: &mut crate::serde::MemberWriter<'_>) -> Result<(), EncodeError> {
        Ok(())
    }
}

impl crate::validate::Validate for Unit {}

impl DeserializableStruct for Unit {
    fn empty_structure() -> Self {
        Self
    }

    fn read_member(&mut self, _: usize, _: &mut crate::serde::MemberReader<'_>) -> Result<(), DecodeError> {
        Ok(())
    }
}
