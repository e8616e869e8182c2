//! From a response to an operation's output or error.
//!
//! What is generic over the operation is a place for either ([`Decoding`]); what fills it is compiled once.

use bytes::Bytes;

use super::ClientSettings;
use crate::{
    error::DecodeError,
    http::ResponseReader,
    operation::{
        ClientOperation, ErrorCode, ErrorShape, Operation, OperationError, OperationSchema, ResponseMetadata,
        UnhandledError,
    },
    protocol::{IncomingResponse, Protocol},
    serde::{DeserializableShape, DeserializableStruct},
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
    let mut decoding = Decoding::<O>::new();
    decode(protocol, schema::<O>(), response, &mut decoding, settings);
    decoding.into_result()
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
    if protocol.is_success(schema::<O>(), &head) {
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
pub(super) const fn schema<O: Operation>() -> &'static OperationSchema {
    struct Place<O>(O);
    impl<O: Operation> Place<O> {
        const SCHEMA: &'static OperationSchema = &O::SCHEMA;
    }
    Place::<O>::SCHEMA
}

/// Where an output or an error is put that becomes of a response.
pub(super) trait Decoded: IncomingResponse {
    /// What tells the errors of the operation.
    fn codes(&self) -> &'static [ErrorCode];
    /// Puts the empty value of the error at this place among the codes.
    fn set_error(&mut self, index: usize);
    /// Puts an error that the model does not list, or none of a service at all.
    fn set_unhandled(&mut self, error: UnhandledError);
    /// The error that was put, if the model lists it.
    fn error(&mut self) -> Option<&mut dyn ErrorShape>;
}

/// The output or the error of the operation `O`.
pub(super) struct Decoding<O: Operation> {
    output: O::Output,
    error: Option<O::Error>,
}

impl<O: ClientOperation> Decoding<O> {
    pub(super) fn new() -> Self {
        Self { output: O::Output::empty(), error: None }
    }

    pub(super) fn into_result(self) -> Result<O::Output, O::Error> {
        match self.error {
            None => Ok(self.output),
            Some(error) => Err(error),
        }
    }
}

impl<O: ClientOperation> IncomingResponse for Decoding<O> {
    fn structure(&mut self) -> &mut dyn DeserializableStruct {
        &mut self.output
    }
    fn read(&mut self, response: &mut ResponseReader<'_>) -> Result<(), DecodeError> {
        O::read_response(response, &mut self.output)
    }
}

impl<O: ClientOperation> Decoded for Decoding<O> {
    fn codes(&self) -> &'static [ErrorCode] {
        O::Error::CODES
    }
    fn set_error(&mut self, index: usize) {
        self.error = O::Error::from_index(index);
    }
    fn set_unhandled(&mut self, error: UnhandledError) {
        self.error = Some(O::Error::unhandled(error));
    }
    fn error(&mut self) -> Option<&mut dyn ErrorShape> {
        match &mut self.error {
            Some(error) => error.shape_mut(),
            None => None,
        }
    }
}

/// Decodes a response to where its output or error belongs.
pub(super) fn decode(
    protocol: &dyn Protocol,
    schema: &OperationSchema,
    response: &http::Response<Bytes>,
    place: &mut dyn Decoded,
    settings: &ClientSettings,
) {
    if !protocol.is_success(schema, response) {
        return decode_error(protocol, response, place, settings);
    }
    if let Err(error) = protocol.decode_response(schema, response, place, settings) {
        place.set_unhandled(UnhandledError::decode(error, ResponseMetadata::of(response)));
    }
}

/// Decodes an error response: by its code, and by its status when it has no code at all.
fn decode_error(
    protocol: &dyn Protocol,
    response: &http::Response<Bytes>,
    place: &mut dyn Decoded,
    settings: &ClientSettings,
) {
    let metadata = ResponseMetadata::of(response);
    let status = response.status().as_u16();
    let description = protocol.describe_error(response, settings);
    let (codes, is_query) = (place.codes(), protocol.names_errors_as_query());
    let by_code = description.codes.iter().find_map(|code| ErrorCode::find(codes, code, is_query));
    let by_status = || description.codes.is_empty().then(|| ErrorCode::find_status(codes, status)).flatten();
    if let Some(index) = by_code.or_else(by_status) {
        place.set_error(index);
        let decoded = match place.error() {
            Some(shape) => protocol.decode_error(response, shape, settings),
            None => Ok(()),
        };
        match decoded {
            Ok(()) => {
                if let Some(place) = place.error().and_then(|shape| shape.metadata_mut()) {
                    *place = metadata.into();
                }
                return;
            }
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
