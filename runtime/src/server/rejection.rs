//! Why a server refuses a request, and the answer to it.

use std::fmt;

use bytes::Bytes;
use http::{HeaderValue, StatusCode, header};

use super::ServerSettings;
use crate::{
    error::{DecodeError, EncodeError},
    member,
    operation::{ErrorSchema, ErrorShape, SerializableError},
    protocol::{Protocol, ResponseContext},
    schema::{Member, Schema},
    serde::{HasSchema, MemberWriter, SerializableStruct},
    validate::ValidationError,
};

/// Why a request is refused.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Rejection {
    /// The URI is longer than the settings allow: 414.
    UriTooLong,
    /// There are more or longer headers than the settings allow: 431.
    HeadersTooLarge,
    /// The body is longer than the settings allow: 413.
    BodyTooLarge,
    /// The request is for no operation of the service: 404.
    UnknownOperation,
    /// The URI's operations have other methods, which are listed: 405.
    MethodNotAllowed(Vec<&'static str>),
    /// The body is of a media type that the operation does not take: 415.
    UnsupportedMediaType,
    /// The response would be of a media type that the client does not take: 406.
    NotAcceptable,
    /// The request is malformed: 400.
    Malformed(DecodeError),
    /// The input violates the model's constraints: the status of the service's validation exception, usually 400.
    Invalid(ValidationError),
    /// The body was not there in time: 408.
    RequestTimeout,
    /// The implementation did not answer in time: 504, since it may have done a part, which 503 would deny to clients
    /// that send again what was refused.
    OperationTimeout,
    /// The server failed: 500.
    InternalFailure,
}

impl Rejection {
    /// The status and name of the error, for all but [`Invalid`](Self::Invalid).
    fn error(&self) -> &'static Schema {
        match self {
            Self::UriTooLong => &URI_TOO_LONG,
            Self::HeadersTooLarge => &HEADERS_TOO_LARGE,
            Self::BodyTooLarge => &BODY_TOO_LARGE,
            Self::UnknownOperation => &UNKNOWN_OPERATION,
            Self::MethodNotAllowed(_) => &METHOD_NOT_ALLOWED,
            Self::UnsupportedMediaType => &UNSUPPORTED_MEDIA_TYPE,
            Self::NotAcceptable => &NOT_ACCEPTABLE,
            Self::Malformed(_) => &SERIALIZATION,
            Self::Invalid(_) => &VALIDATION,
            Self::RequestTimeout => &REQUEST_TIMEOUT,
            Self::OperationTimeout => &OPERATION_TIMEOUT,
            Self::InternalFailure => &INTERNAL_FAILURE,
        }
    }

    /// The name of the error, which tells nothing of the request.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.error().name()
    }

    /// The status of the answer; that of Smithy's own exception for [`Invalid`](Self::Invalid).
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::UriTooLong => StatusCode::URI_TOO_LONG,
            Self::HeadersTooLarge => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnknownOperation => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
            Self::Malformed(_) | Self::Invalid(_) => StatusCode::BAD_REQUEST,
            Self::RequestTimeout => StatusCode::REQUEST_TIMEOUT,
            Self::OperationTimeout => StatusCode::GATEWAY_TIMEOUT,
            Self::InternalFailure => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    pub(super) fn encode(
        &self,
        protocol: &dyn Protocol,
        settings: &ServerSettings,
        context: ResponseContext<'_>,
    ) -> http::Response<Bytes> {
        let encoded = match self {
            Self::Invalid(error) => protocol.encode_error(&*(settings.validation_exception)(error), context),
            _ => {
                let answer =
                    Answer { schema: self.error(), status: self.status(), message: self.to_string() };
                protocol.encode_error(&answer, context)
            }
        };
        let mut response = encoded.unwrap_or_else(|_| {
            // Only a service's own validation exception can fail to encode.
            let mut response = http::Response::new(Bytes::new());
            *response.status_mut() = self.status();
            response
        });
        if let Self::MethodNotAllowed(methods) = self
            && let Ok(allow) = HeaderValue::from_str(&methods.join(", "))
        {
            response.headers_mut().insert(header::ALLOW, allow);
        }
        response
    }

    /// The rejection for a route that was not found.
    #[must_use]
    pub fn of_route(error: super::RouteError) -> Self {
        match error {
            super::RouteError::NotFound => Self::UnknownOperation,
            super::RouteError::MethodNotAllowed(methods) => Self::MethodNotAllowed(methods),
        }
    }
}

/// The text is the answer's message: it holds nothing of the input.
impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed(error) => return error.fmt(f),
            Self::Invalid(error) => return error.fmt(f),
            Self::UriTooLong => "the URI is too long",
            Self::HeadersTooLarge => "the headers are too many or too long",
            Self::BodyTooLarge => "the body is too long",
            Self::UnknownOperation => "the request is for no operation of the service",
            Self::MethodNotAllowed(_) => "the operations of this URI have other methods",
            Self::UnsupportedMediaType => "the operation does not take a body of this content type",
            Self::NotAcceptable => "the response has none of the media types that the request accepts",
            Self::RequestTimeout => "the body was not there in time",
            Self::OperationTimeout => "the service did not answer in time",
            Self::InternalFailure => "internal failure",
        })
    }
}

impl std::error::Error for Rejection {}

impl From<DecodeError> for Rejection {
    fn from(error: DecodeError) -> Self {
        Self::Malformed(error)
    }
}

impl From<ValidationError> for Rejection {
    fn from(error: ValidationError) -> Self {
        Self::Invalid(error)
    }
}

impl From<super::RouteError> for Rejection {
    fn from(error: super::RouteError) -> Self {
        Self::of_route(error)
    }
}

static MEMBERS: [Member; 1] = [member!(0, "message")];

macro_rules! answers {
    ($($name:ident = $id:literal;)*) => { $(
        static $name: Schema = Schema::new(concat!("smithy.framework#", $id), &MEMBERS);
    )* };
}

answers! {
    URI_TOO_LONG = "UriTooLongException";
    HEADERS_TOO_LARGE = "HeadersTooLargeException";
    BODY_TOO_LARGE = "BodyTooLargeException";
    UNKNOWN_OPERATION = "UnknownOperationException";
    METHOD_NOT_ALLOWED = "MethodNotAllowedException";
    UNSUPPORTED_MEDIA_TYPE = "UnsupportedMediaTypeException";
    NOT_ACCEPTABLE = "NotAcceptableException";
    SERIALIZATION = "SerializationException";
    VALIDATION = "ValidationException";
    REQUEST_TIMEOUT = "RequestTimeoutException";
    OPERATION_TIMEOUT = "OperationTimeoutException";
    INTERNAL_FAILURE = "InternalFailure";
}

/// An error of the framework: a name, a status and a message.
#[derive(Debug)]
struct Answer {
    schema: &'static Schema,
    status: StatusCode,
    message: String,
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl HasSchema for Answer {
    fn schema(&self) -> &'static Schema {
        self.schema
    }
}

impl SerializableStruct for Answer {
    fn write_members(&self, writer: &mut MemberWriter<'_>) -> Result<(), EncodeError> {
        writer.structure(&[&self.message])
    }
}

impl ErrorShape for Answer {
    fn error_schema(&self) -> ErrorSchema {
        ErrorSchema::new(self.schema.name(), self.status.as_u16())
    }
}

impl SerializableError for Answer {}
