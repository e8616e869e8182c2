//! Why a call did not succeed.

use std::fmt;

use bytes::Bytes;

use crate::error::{DecodeError, EncodeError};

/// Why a call of an operation with the errors `E` did not succeed.
#[derive(Debug)]
#[non_exhaustive]
pub enum ClientError<E> {
    /// The input could not be encoded; nothing was sent.
    Encode(EncodeError),
    /// The response could not be decoded.
    Decode(Box<DecodeError>, ResponseMetadata),
    /// The service answered with an error.
    Service(Box<ServiceError<E>>),
}

impl<E> ClientError<E> {
    pub(super) fn decode(error: DecodeError, metadata: ResponseMetadata) -> Self {
        Self::Decode(Box::new(error), metadata)
    }

    pub(super) fn service(error: E, metadata: ResponseMetadata) -> Self {
        Self::Service(Box::new(ServiceError { error, metadata }))
    }

    /// The service's error, when that is what happened.
    #[must_use]
    pub fn service_error(&self) -> Option<&E> {
        match self {
            Self::Service(service) => Some(&service.error),
            _ => None,
        }
    }

    /// The service's error by value.
    ///
    /// # Errors
    /// This error, when something else happened.
    pub fn into_service_error(self) -> Result<E, Self> {
        match self {
            Self::Service(service) => Ok(service.error),
            other => Err(other),
        }
    }

    /// The request's ID, when a response came and had one.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Encode(_) => None,
            Self::Decode(_, metadata) => metadata.request_id(),
            Self::Service(service) => service.metadata.request_id(),
        }
    }
}

impl<E: fmt::Display> fmt::Display for ClientError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Encode(error) => write!(f, "the request could not be encoded: {error}"),
            Self::Decode(error, _) => write!(f, "the response could not be decoded: {error}"),
            Self::Service(service) => service.error.fmt(f),
        }
    }
}

impl<E: std::error::Error + 'static> std::error::Error for ClientError<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Encode(error) => Some(error),
            Self::Decode(error, _) => Some(&**error),
            Self::Service(service) => Some(&service.error),
        }
    }
}

impl<E> From<EncodeError> for ClientError<E> {
    fn from(error: EncodeError) -> Self {
        Self::Encode(error)
    }
}

/// An error of the service, with what its response said beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceError<E> {
    /// The error.
    pub error: E,
    /// The rest of the response.
    pub metadata: ResponseMetadata,
}

/// What a response says beside its output or error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResponseMetadata {
    status: http::StatusCode,
    request_id: Option<Box<str>>,
}

impl ResponseMetadata {
    /// Reads the metadata of `response`.
    #[must_use]
    pub fn of(response: &http::Response<Bytes>) -> Self {
        Self { status: response.status(), request_id: request_id(response.headers()).map(Box::from) }
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> http::StatusCode {
        self.status
    }

    /// The ID that the service gave the request, by `x-amzn-requestid`, `x-amz-request-id` or `x-amz-requestid`.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }
}

fn request_id(headers: &http::HeaderMap) -> Option<&str> {
    ["x-amzn-requestid", "x-amz-request-id", "x-amz-requestid"]
        .iter()
        .find_map(|name| headers.get(*name))
        .and_then(|value| value.to_str().ok())
}
