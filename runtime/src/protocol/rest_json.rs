//! `aws.protocols#restJson1`.

use bytes::Bytes;
use http::HeaderValue;

use super::{
    ErrorDescription, IncomingRequest, IncomingResponse, OutgoingRequest, OutgoingResponse, Protocol,
    ResponseContext, rest::Rest,
};
use crate::{
    client::ClientSettings,
    codec::{Codec, Limits, Policy, json::Json},
    error::{DecodeError, EncodeError},
    member,
    operation::{ErrorShape, OperationSchema},
    schema::{Member, MemberSet, Schema},
    serde::{DeserializableShape, DeserializableStruct, HasSchema, ShapeDeserializer},
    server::{Operations, Rejection, RequestHead, RouteMatch, ServerRequest, ServerSettings},
    stream::ByteStream,
    types::Document,
    validate::MissingMembers,
};

/// The header that names an error.
const ERROR_TYPE: &str = "x-amzn-errortype";

/// restJson1: REST bindings and JSON bodies.
#[derive(Clone, Copy, Debug, Default)]
pub struct RestJson1;

/// The codec of errors, whose `message` may come as `Message`.
const ERRORS: Json = Json::REST.for_errors();

const fn rest(codec: &'static Json) -> Rest<'static> {
    Rest { codec, empty_structure_for_absent: true }
}

const REST: Rest<'_> = rest(&Json::REST);

impl RestJson1 {
    /// The protocol.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }
}

impl Protocol for RestJson1 {
    fn id(&self) -> &'static str {
        "aws.protocols#restJson1"
    }

    fn codec(&self) -> &dyn Codec {
        &Json::REST
    }

    fn route<'a>(
        &self,
        operations: &Operations,
        head: RequestHead<'a>,
        _: &[u8],
    ) -> Result<RouteMatch<'a>, Rejection> {
        Rest::route(operations, head)
    }

    fn encode_request(
        &self,
        operation: &OperationSchema,
        input: &dyn OutgoingRequest,
        settings: &ClientSettings,
    ) -> Result<http::Request<Bytes>, EncodeError> {
        REST.encode_request(operation, input, settings)
    }

    fn encode_streaming_request(
        &self,
        operation: &OperationSchema,
        input: &dyn OutgoingRequest,
        body: ByteStream,
        settings: &ClientSettings,
    ) -> Result<http::Request<ByteStream>, EncodeError> {
        REST.encode_streaming_request(operation, input, body, settings)
    }

    fn is_success(&self, operation: &OperationSchema, response: &http::Response<Bytes>) -> bool {
        response.status().is_success() || response.status().as_u16() == operation.code
    }

    fn decode_response(
        &self,
        operation: &OperationSchema,
        response: &http::Response<Bytes>,
        output: &mut dyn IncomingResponse,
        settings: &ClientSettings,
    ) -> Result<(), DecodeError> {
        REST.decode_response(operation, response, output, settings.limits)
    }

    fn describe_error(
        &self,
        response: &http::Response<Bytes>,
        settings: &ClientSettings,
    ) -> ErrorDescription {
        let body = ErrorFields::of(response.body(), settings.limits);
        let header = response.headers().get(ERROR_TYPE).and_then(|value| value.to_str().ok());
        let named = [header, body.text(TYPE), body.text(CODE)];
        let message = body.text(MESSAGE).or_else(|| body.text(CAPITAL_MESSAGE));
        ErrorDescription {
            codes: named.into_iter().flatten().filter_map(error_name).map(str::to_owned).collect(),
            message: message.map(str::to_owned),
        }
    }

    fn decode_error(
        &self,
        response: &http::Response<Bytes>,
        error: &mut dyn ErrorShape,
        settings: &ClientSettings,
    ) -> Result<(), DecodeError> {
        rest(&ERRORS).decode_error(response, error, settings.limits)
    }

    fn decode_request(
        &self,
        operation: &OperationSchema,
        request: &ServerRequest<'_>,
        input: &mut dyn IncomingRequest,
        missing: &mut MissingMembers,
        settings: &ServerSettings,
    ) -> Result<(), Rejection> {
        REST.decode_request(operation, request, input, missing, settings)
    }

    fn encode_response(
        &self,
        operation: &OperationSchema,
        output: &dyn OutgoingResponse,
        _: ResponseContext<'_>,
    ) -> Result<http::Response<Bytes>, EncodeError> {
        REST.encode_response(operation, output)
    }

    fn encode_streaming_response(
        &self,
        operation: &OperationSchema,
        output: &dyn OutgoingResponse,
        body: ByteStream,
        _: ResponseContext<'_>,
    ) -> Result<http::Response<ByteStream>, EncodeError> {
        REST.encode_streaming_response(operation, output, body)
    }

    fn encode_error(
        &self,
        error: &dyn ErrorShape,
        _: ResponseContext<'_>,
    ) -> Result<http::Response<Bytes>, EncodeError> {
        let mut response = REST.encode_error(error)?;
        let name = HeaderValue::from_static(error.schema().name());
        response.headers_mut().insert(ERROR_TYPE, name);
        Ok(response)
    }
}

/// The name of an error without its namespace and without the URI that may follow a colon.
fn error_name(code: &str) -> Option<&str> {
    let code = code.split_once(':').map_or(code, |(code, _)| code);
    let name = code.split_once('#').map_or(code, |(_, name)| name).trim();
    (!name.is_empty()).then_some(name)
}

/// What any error's body may have.
static FIELDS: Schema = Schema::new("farrier#ErrorFields", &FIELD_MEMBERS);
static FIELD_MEMBERS: [Member; 4] =
    [member!(0, "__type"), member!(1, "code"), member!(2, "message"), member!(3, "Message")];
const TYPE: usize = 0;
const CODE: usize = 1;
const MESSAGE: usize = 2;
const CAPITAL_MESSAGE: usize = 3;

/// The values of [`FIELDS`], each of any type: a modelled error may use these names for something else.
#[derive(Default)]
struct ErrorFields([Option<Document>; 4]);

impl ErrorFields {
    /// Reads an error's body. Nothing is found in one that is not of the codec's form, such as a proxy's page.
    fn of(body: &Bytes, limits: Limits) -> Self {
        let mut fields = Self::default();
        if body.is_empty() {
            return fields;
        }
        match Json::REST.decode_members(body, &mut fields, MemberSet::All, Policy::Lenient, limits) {
            Ok(()) => fields,
            Err(_) => Self::default(),
        }
    }

    fn text(&self, index: usize) -> Option<&str> {
        match self.0.get(index) {
            Some(Some(Document::String(text))) => Some(text),
            _ => None,
        }
    }
}

impl HasSchema for ErrorFields {
    fn schema(&self) -> &'static Schema {
        &FIELDS
    }
}

impl DeserializableStruct for ErrorFields {
    fn deserialize_member(
        &mut self,
        member: &'static Member,
        deserializer: &mut dyn ShapeDeserializer,
    ) -> Result<(), DecodeError> {
        match self.0.get_mut(member.index()) {
            Some(field) => field.deserialize(member, deserializer),
            None => Ok(()),
        }
    }
}
