//! `aws.protocols#restXml`.

use bytes::Bytes;

use super::{
    ErrorDescription, IncomingRequest, IncomingResponse, OutgoingRequest, OutgoingResponse, Protocol,
    ResponseContext, rest::Rest,
};
use crate::{
    client::ClientSettings,
    codec::{
        Codec, Limits,
        xml::{Envelope, Leaf, Xml, XmlDocument, has_root},
    },
    error::{DecodeError, EncodeError},
    operation::{Body, DeserializableError, OperationSchema, Payload, SerializableError, ServiceSchema},
    server::{Operations, Rejection, RequestHead, RouteMatch, ServerRequest, ServerSettings},
    stream::ByteStream,
    validate::MissingMembers,
};

/// The elements around an error's members. Without error wrapping the second is the root, which is read all the same.
const ERROR: [&str; 2] = ["ErrorResponse", "Error"];

/// restXml: REST bindings and XML bodies.
#[derive(Clone, Copy, Debug, Default)]
pub struct RestXml;

impl RestXml {
    /// The protocol.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }
}

/// The codec of a service's documents.
const fn codec(service: &ServiceSchema) -> Xml<'static> {
    Xml::REST.with_namespace(service.xml_namespace())
}

/// The codec of an operation's response.
fn response_codec(operation: &OperationSchema) -> Xml<'static> {
    let codec = codec(operation.service);
    if operation.unwrapped_output { codec.unwrapped() } else { codec }
}

/// Whether the body is a document, if there is one, and not whatever somebody has stored.
const fn is_document(body: Body) -> bool {
    use Payload::{Blob, Events, Stream, Text};
    !matches!(body, Body::Payload(Blob(_) | Text(_) | Stream { .. } | Events))
}

const fn rest<'a>(codec: &'a Xml<'a>) -> Rest<'a> {
    Rest { codec, empty_structure_for_absent: false, empty_structure_in_responses: false, raw_payloads: true }
}

impl Protocol for RestXml {
    fn id(&self) -> &'static str {
        "aws.protocols#restXml"
    }

    fn codec(&self) -> &dyn Codec {
        &Xml::REST
    }

    fn has_bindings(&self) -> bool {
        true
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
        rest(&codec(operation.service)).encode_request(operation, input, settings)
    }

    fn encode_streaming_request(
        &self,
        operation: &OperationSchema,
        input: &dyn OutgoingRequest,
        body: ByteStream,
        settings: &ClientSettings,
    ) -> Result<http::Request<ByteStream>, EncodeError> {
        rest(&codec(operation.service)).encode_streaming_request(operation, input, body, settings)
    }

    fn is_success(&self, operation: &OperationSchema, response: &http::Response<Bytes>) -> bool {
        let succeeded = response.status().is_success() || response.status().as_u16() == operation.code;
        let may_be_error = operation.service.is_object_storage() && is_document(operation.output);
        succeeded && !(may_be_error && has_root(response.body(), ERROR[1]))
    }

    fn decode_response(
        &self,
        operation: &OperationSchema,
        response: &http::Response<Bytes>,
        output: &mut dyn IncomingResponse,
        settings: &ClientSettings,
    ) -> Result<(), DecodeError> {
        rest(&response_codec(operation)).decode_response(operation, response, output, settings.limits)
    }

    fn describe_error(
        &self,
        response: &http::Response<Bytes>,
        settings: &ClientSettings,
    ) -> ErrorDescription {
        describe(response.body(), settings.limits).unwrap_or_default()
    }

    fn decode_error(
        &self,
        response: &http::Response<Bytes>,
        error: &mut dyn DeserializableError,
        settings: &ClientSettings,
    ) -> Result<(), DecodeError> {
        let own = [error.schema().name()];
        let is_document = !ERROR.contains(&own[0]) && has_root(response.body(), own[0]);
        let path = if is_document { &own[..] } else { &ERROR[..] };
        let envelope = Envelope { path, ..Envelope::default() };
        rest(&Xml::REST.for_errors().within(envelope)).decode_error(response, error, settings.limits)
    }

    fn decode_request(
        &self,
        operation: &OperationSchema,
        request: &ServerRequest<'_>,
        input: &mut dyn IncomingRequest,
        missing: &mut MissingMembers,
        settings: &ServerSettings,
    ) -> Result<(), Rejection> {
        rest(&Xml::REST).decode_request(operation, request, input, missing, settings)
    }

    fn encode_response(
        &self,
        operation: &OperationSchema,
        output: &dyn OutgoingResponse,
        _: ResponseContext<'_>,
    ) -> Result<http::Response<Bytes>, EncodeError> {
        rest(&response_codec(operation)).encode_response(operation, output)
    }

    fn encode_streaming_response(
        &self,
        operation: &OperationSchema,
        output: &dyn OutgoingResponse,
        body: ByteStream,
        _: ResponseContext<'_>,
    ) -> Result<http::Response<ByteStream>, EncodeError> {
        rest(&response_codec(operation)).encode_streaming_response(operation, output, body)
    }

    fn encode_error(
        &self,
        error: &dyn SerializableError,
        context: ResponseContext<'_>,
    ) -> Result<http::Response<Bytes>, EncodeError> {
        let fault = if error.error_schema().status < 500 { "Sender" } else { "Receiver" };
        let leading =
            [Leaf { path: &["Type"], text: fault }, Leaf { path: &["Code"], text: error.schema().name() }];
        let trailing = [Leaf { path: &["RequestId"], text: context.request_id }];
        let path = if context.service.has_unwrapped_errors() { &ERROR[1..] } else { &ERROR[..] };
        let codec = Xml::REST.within(Envelope { path, leading: &leading, trailing: &trailing });
        Rest { empty_structure_in_responses: true, ..rest(&codec) }.encode_error(error)
    }
}

/// What the body of an error says. Nothing is found in one that is no XML, such as that of an answer to HEAD.
fn describe(body: &[u8], limits: Limits) -> Option<ErrorDescription> {
    let document = XmlDocument::parse(body, limits).ok()?;
    let root = document.root();
    let text = |name: &str| match root {
        root if root == ERROR[1] => document.text(&[name]),
        _ => document.text(&[ERROR[1], name]),
    };
    let code = match text("Code") {
        // Route 53 sends an error, `InvalidChangeBatch`, as the document itself.
        None if !ERROR.contains(&root) && document.text(&["RequestId"]).is_some() => Some(root.to_owned()),
        code => code.map(|code| code.trim().to_owned()).filter(|code| !code.is_empty()),
    };
    Some(ErrorDescription {
        codes: code.into_iter().collect(),
        message: text("Message").or_else(|| text("message")).map(std::borrow::Cow::into_owned),
        ..ErrorDescription::default()
    })
}

#[cfg(test)]
mod tests {
    use super::describe;
    use crate::codec::Limits;

    #[test]
    fn an_error_is_known_by_its_code_or_by_its_document() {
        let said = |body: &str| {
            let found = describe(body.as_bytes(), Limits::default()).unwrap_or_default();
            (found.codes.join(","), found.message.unwrap_or_default())
        };
        let text = |code: &str, message: &str| (code.to_owned(), message.to_owned());
        let error = "<Error><Code>NoSuchKey</Code><Message>gone</Message></Error>";
        assert_eq!(said(error), text("NoSuchKey", "gone"));
        assert_eq!(
            said(&format!("<ErrorResponse>{error}<RequestId>1</RequestId></ErrorResponse>")),
            text("NoSuchKey", "gone")
        );
        let batch = "<InvalidChangeBatch xmlns=\"urn:r\"><RequestId>1</RequestId></InvalidChangeBatch>";
        assert_eq!(said(batch), text("InvalidChangeBatch", ""));
        for other in [
            "<html><body>Bad Gateway</body></html>",
            "<ErrorResponse><RequestId>1</RequestId></ErrorResponse>",
            "",
            "{}",
        ] {
            assert_eq!(said(other), text("", ""), "{other}");
        }
    }
}
