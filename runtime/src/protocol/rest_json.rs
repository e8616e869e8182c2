//! `aws.protocols#restJson1`.

use bytes::Bytes;
use http::HeaderValue;

use super::{
    ErrorDescription, IncomingRequest, IncomingResponse, OutgoingRequest, OutgoingResponse, Protocol,
    rest::Rest,
};
use crate::{
    client::ClientSettings,
    codec::{Codec, Limits, Policy},
    error::{DecodeError, EncodeError},
    http::read_string_member,
    member,
    operation::{ErrorShape, OperationSchema},
    schema::{Member, MemberSet, Schema},
    serde::{DeserializableShape, DeserializableStruct, SerializableStruct, ShapeDeserializer},
    server::{Rejection, ServerRequest, ServerSettings},
    stream::ByteStream,
    types::Document,
    validate::MissingMembers,
};

/// The header that names an error.
const ERROR_TYPE: &str = "x-amzn-errortype";

/// restJson1: REST bindings and JSON bodies, over the JSON codec `codec`.
#[derive(Clone, Copy, Debug)]
pub struct RestJson1<C> {
    codec: C,
}

impl<C: Codec> RestJson1<C> {
    /// The protocol over a JSON codec that obeys `jsonName`.
    #[must_use]
    pub const fn new(codec: C) -> Self {
        Self { codec }
    }

    fn rest(&self) -> Rest<'_> {
        Rest { codec: &self.codec, empty_structure_for_absent: true }
    }
}

impl<C: Codec> Protocol for RestJson1<C> {
    fn id(&self) -> &'static str {
        "aws.protocols#restJson1"
    }

    fn codec(&self) -> &dyn Codec {
        &self.codec
    }

    fn encode_request(
        &self,
        operation: &OperationSchema,
        input: &dyn OutgoingRequest,
        settings: &ClientSettings,
    ) -> Result<http::Request<Bytes>, EncodeError> {
        self.rest().encode_request(operation, input, settings)
    }

    fn encode_streaming_request(
        &self,
        operation: &OperationSchema,
        input: &dyn OutgoingRequest,
        body: ByteStream,
        settings: &ClientSettings,
    ) -> Result<http::Request<ByteStream>, EncodeError> {
        self.rest().encode_streaming_request(operation, input, body, settings)
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
        self.rest().decode_response(operation, response, output, settings.limits)
    }

    fn describe_error(
        &self,
        response: &http::Response<Bytes>,
        settings: &ClientSettings,
    ) -> ErrorDescription {
        let body = ErrorFields::of(&self.codec, response.body(), settings.limits);
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
        message: Option<&str>,
        settings: &ClientSettings,
    ) -> Result<(), DecodeError> {
        self.rest().decode_error(response, error, settings.limits)?;
        if let Some(message) = message {
            let body = ErrorFields::of(&self.codec, response.body(), settings.limits);
            body.fill_message(message, error);
        }
        Ok(())
    }

    fn decode_request(
        &self,
        operation: &OperationSchema,
        request: &ServerRequest<'_>,
        input: &mut dyn IncomingRequest,
        missing: &mut MissingMembers,
        settings: &ServerSettings,
    ) -> Result<(), Rejection> {
        self.rest().decode_request(operation, request, input, missing, settings)
    }

    fn encode_response(
        &self,
        operation: &OperationSchema,
        output: &dyn OutgoingResponse,
    ) -> Result<http::Response<Bytes>, EncodeError> {
        self.rest().encode_response(operation, output)
    }

    fn encode_streaming_response(
        &self,
        operation: &OperationSchema,
        output: &dyn OutgoingResponse,
        body: ByteStream,
    ) -> Result<http::Response<ByteStream>, EncodeError> {
        self.rest().encode_streaming_response(operation, output, body)
    }

    fn encode_error(&self, error: &dyn ErrorShape) -> Result<http::Response<Bytes>, EncodeError> {
        let mut response = self.rest().encode_error(error)?;
        let name = HeaderValue::from_static(SerializableStruct::schema(error).name());
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
    fn of(codec: &dyn Codec, body: &Bytes, limits: Limits) -> Self {
        let mut fields = Self::default();
        if body.is_empty() {
            return fields;
        }
        match codec.decode_members(body, &mut fields, MemberSet::All, Policy::Lenient, limits) {
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

    /// Reads `message` into the error's own member for it when the body has it under the other of its two names.
    fn fill_message(&self, message: &str, error: &mut dyn ErrorShape) {
        let members = SerializableStruct::schema(error).members();
        let Some(member) = members.iter().find(|member| member.name().eq_ignore_ascii_case("message")) else {
            return;
        };
        let own = FIELD_MEMBERS.iter().position(|field| field.name() == member.json_name());
        let met = own.and_then(|own| self.0.get(own)).is_some_and(Option::is_some);
        if !met {
            // A member that is no string has no use for the text and stays absent.
            let _ = read_string_member(member, message, error);
        }
    }
}

impl DeserializableStruct for ErrorFields {
    fn schema(&self) -> &'static Schema {
        &FIELDS
    }

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
