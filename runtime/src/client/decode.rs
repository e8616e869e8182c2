//! From a response to an operation's output or error.
//!
//! What is generic over the operation is a place for either ([`Decoding`]); what fills it is compiled once.

use bytes::Bytes;

use super::{ClientSettings, Decoding};
use crate::{
    error::DecodeError,
    http::{ResponseReader, media_type_matches},
    operation::{
        Body, ClientOperation, DeserializableError, ErrorSchema, ErrorSource, Operation, OperationError,
        OperationSchema, ResponseMetadata, UnhandledError, Unit,
    },
    protocol::{IncomingResponse, Protocol},
    schema::MemberSet,
    serde::DeserializableStruct,
    stream::ByteStream,
    types::Blob,
};

/// Decodes the response of the operation `O`.
///
/// # Errors
/// The service's error, or why the response could not be decoded.
pub fn decode_response<O: ClientOperation>(
    protocol: &dyn Protocol,
    response: &http::Response<Bytes>,
    settings: &ClientSettings,
) -> Result<O::Output, O::Error> {
    let mut decoding = Decoding::<O> { result: Ok(O::Output::empty_structure()), ignored: Unit };
    decode(protocol, O::REFERENCE, O::Error::ERRORS, response, &mut decoding, settings);
    decoding.result
}

/// Decodes the response of the operation `O`, whose output has a streaming blob: the rest of the output, and the
/// stream, of which nothing is read yet. An error's body is read into memory.
///
/// # Errors
/// The service's error, or why the response could not be decoded.
pub async fn decode_streaming_response<O: ClientOperation>(
    protocol: &dyn Protocol,
    response: http::Response<ByteStream>,
    settings: &ClientSettings,
) -> Result<(O::Output, ByteStream), O::Error> {
    let (parts, body) = response.into_parts();
    let head = http::Response::from_parts(parts, Bytes::new());
    if protocol.is_success(O::REFERENCE, &head) {
        return decode_response::<O>(protocol, &head, settings).map(|output| (output, body));
    }
    match body.collect(settings.max_error_bytes).await {
        Ok(bytes) => decode_response::<O>(protocol, &head.map(|_| bytes), settings)
            .map(|output| (output, ByteStream::default())),
        Err(error) => {
            let error = DecodeError::new(error.to_string(), "");
            Err(O::Error::unhandled(UnhandledError::decode(error, ResponseMetadata::of(&head))))
        }
    }
}

/// The schema of an operation, as a reference that needs no copy.
pub(super) trait StaticOperation: Operation {
    const REFERENCE: &'static OperationSchema = &Self::SCHEMA;
}

impl<O: Operation> StaticOperation for O {}

/// Where an output or an error is put that becomes of a response.
pub(super) trait Decoded: IncomingResponse {
    /// Puts the error at this place among the errors of the operation, or the unhandled one at any other place.
    fn set_error(&mut self, index: usize, source: &mut ErrorSource<'_>);
}

impl dyn Decoded + '_ {
    /// Puts an error that the model does not list, or none of a service at all.
    pub(super) fn set_unhandled(&mut self, error: UnhandledError) {
        self.set_error(usize::MAX, &mut error.into());
    }
}

impl<O: ClientOperation> IncomingResponse for Decoding<O> {
    fn structure(&mut self) -> &mut dyn DeserializableStruct {
        match &mut self.result {
            Ok(output) => output,
            Err(_) => &mut self.ignored,
        }
    }
    fn read(&mut self, response: &mut ResponseReader<'_>) {
        // Nothing is bound elsewhere: so a program has a function less for each such operation.
        if const { matches!(O::SCHEMA.output, Body::Unit | Body::Members(MemberSet::All)) } {
            return;
        }
        if let Ok(output) = &mut self.result {
            O::read_response(response, output);
        }
    }
}

impl<O: ClientOperation> Decoded for Decoding<O> {
    fn set_error(&mut self, index: usize, source: &mut ErrorSource<'_>) {
        self.result = Err(O::Error::from_source(index, source));
    }
}

/// Decodes a response to where its output or error belongs.
pub(super) fn decode(
    protocol: &dyn Protocol,
    schema: &OperationSchema,
    errors: &[ErrorSchema],
    response: &http::Response<Bytes>,
    place: &mut dyn Decoded,
    settings: &ClientSettings,
) {
    if !protocol.is_success(schema, response) {
        return decode_error(protocol, errors, response, place, settings);
    }
    if let Err(error) = protocol.decode_response(schema, response, place, settings) {
        place.set_unhandled(UnhandledError::decode(error, ResponseMetadata::of(response)));
    }
}

/// Decodes an error response: by its code, and by its status when it has no code at all.
fn decode_error(
    protocol: &dyn Protocol,
    errors: &[ErrorSchema],
    response: &http::Response<Bytes>,
    place: &mut dyn Decoded,
    settings: &ClientSettings,
) {
    let metadata = ResponseMetadata::of(response);
    let status = response.status().as_u16();
    let description = protocol.describe_error(response, settings);
    let is_query = protocol.names_errors_as_query();
    let by_code = description.codes.iter().find_map(|code| ErrorSchema::find(errors, code, is_query));
    let by_status = || {
        let is_own = description.codes.is_empty() && may_be_own(protocol, response);
        is_own.then(|| ErrorSchema::find_status(errors, status)).flatten()
    };
    if let Some(index) = by_code.or_else(by_status) {
        let mut decoded = Ok(());
        let mut read = |shape: &mut dyn DeserializableError| {
            decoded = protocol.decode_error(response, shape, settings);
            if let Some(place) = shape.metadata_mut() {
                *place = metadata.clone().into();
            }
        };
        place.set_error(index, &mut ErrorSource::Read(&mut read));
        match decoded {
            Ok(()) => return,
            Err(error) if by_code.is_some() => {
                return place.set_unhandled(UnhandledError::decode(error, metadata));
            }
            // A status alone does not tell that the body is the error's: a proxy may have answered.
            Err(_) => {}
        }
    }
    let body = Blob::new(response.body().clone());
    let code = description.query_code.or_else(|| description.codes.into_iter().next());
    let error = UnhandledError::new(status, code, description.message, body).with_metadata(metadata);
    place.set_unhandled(error);
}

/// Whether a response without an error code may be one of the service all the same: its body, if there is one, is not said
/// to be of another protocol, as that of a proxy is. With a query protocol, whose codec is that of requests, no body is: an
/// answer of such a service names its error.
fn may_be_own(protocol: &dyn Protocol, response: &http::Response<Bytes>) -> bool {
    let given = response.headers().get(http::header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    response.body().is_empty()
        || given.is_none_or(|given| media_type_matches(given, protocol.codec().media_type()))
}

#[cfg(all(test, feature = "json"))]
mod tests {
    use bytes::Bytes;

    use super::may_be_own;
    use crate::protocol::RestJson;

    #[test]
    fn what_a_proxy_answers_is_none_of_the_services() {
        let protocol = RestJson::rest_json_1();
        let is_own = |media_type: Option<&'static str>, body: &'static str| {
            let response = http::Response::builder().status(502);
            let response = match media_type {
                Some(media_type) => response.header("content-type", media_type),
                None => response,
            };
            may_be_own(&protocol, &response.body(Bytes::from_static(body.as_bytes())).expect("a response"))
        };
        assert!(!is_own(Some("text/html; charset=utf-8"), "<html>"));
        assert!(is_own(Some("text/html"), "") && is_own(None, "{}"));
        assert!(is_own(Some("application/json; charset=utf-8"), "{}"));
    }
}
