//! Errors of operations: their structures, what tells them on the wire, and the enum of what one operation can fail with.

use std::fmt;

use super::{Body, UnhandledError};
use crate::{
    failure::ErrorMetadata,
    http::{ResponseReader, ResponseWriter},
    schema::MemberSet,
    serde::{DeserializableStruct, HasSchema, SerializableStruct},
};

/// A structure with the `error` trait.
pub trait ErrorShape: HasSchema + fmt::Debug + fmt::Display + Send + Sync {
    /// What tells the error on the wire.
    fn error_schema(&self) -> ErrorSchema;

    /// What the error's response said beside it; none where the structure has no place for it.
    fn metadata(&self) -> Option<&ErrorMetadata> {
        None
    }
}

/// An error that a server writes.
pub trait SerializableError: ErrorShape + SerializableStruct {
    /// Writes the members that are bound to headers or the payload.
    fn bind_response(&self, _response: &mut ResponseWriter<'_>) {}
}

/// An error that a client reads.
pub trait DeserializableError: ErrorShape + DeserializableStruct {
    /// The place for what the error's response said beside it.
    fn metadata_mut(&mut self) -> Option<&mut ErrorMetadata> {
        None
    }

    /// Reads what [`bind_response`](SerializableError::bind_response) writes.
    fn read_response(&mut self, _response: &mut ResponseReader<'_>) {}

    /// The structure filled in by `source`; an empty one from an unhandled error.
    #[must_use]
    fn from_source(source: &mut ErrorSource<'_>) -> Self
    where
        Self: Sized,
    {
        let mut shape = Self::empty_structure();
        source.fill(&mut shape);
        shape
    }
}

/// The `retryable` trait of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retryable {
    /// Whether the service is asking for fewer requests.
    pub throttling: bool,
}

/// What awsQuery calls an error (`awsQueryError`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueryError {
    /// The code.
    pub code: &'static str,
    /// The HTTP status.
    pub status: u16,
}

/// What tells an error of an operation on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrorSchema {
    /// The name of its shape.
    pub code: &'static str,
    /// The HTTP status: that of `httpError`, or 400 for client and 500 for server errors.
    pub status: u16,
    /// What awsQuery calls it (`awsQueryError`); none where that is the shape's name.
    pub query: Option<QueryError>,
    /// Whether the model says that a request which failed so may be sent again (`retryable`).
    pub retryable: Option<Retryable>,
    /// What of the structure travels in the body.
    pub body: Body,
}

impl ErrorSchema {
    /// An error whose shape has the name `code`, with its HTTP status and all its members in the body.
    #[must_use]
    pub const fn new(code: &'static str, status: u16) -> Self {
        Self { code, status, query: None, retryable: None, body: Body::Members(MemberSet::All) }
    }

    /// Sets what awsQuery calls it, and the status that it has there.
    #[must_use]
    pub const fn query(mut self, code: &'static str, status: u16) -> Self {
        self.query = Some(QueryError { code, status });
        self
    }

    /// Sets that a request which failed so may be sent again (`retryable`), and whether the service asks for fewer then.
    #[must_use]
    pub const fn retryable(mut self, throttling: bool) -> Self {
        self.retryable = Some(Retryable { throttling });
        self
    }

    /// Sets what of the structure travels in the body.
    #[must_use]
    pub const fn body(mut self, body: Body) -> Self {
        self.body = body;
        self
    }

    /// The place of the error that awsQuery calls `code` when it `is_query`, whose shape has this name otherwise.
    pub(crate) fn find(errors: &[Self], code: &str, is_query: bool) -> Option<usize> {
        let by_query =
            errors.iter().position(|error| is_query && error.query.is_some_and(|query| query.code == code));
        by_query.or_else(|| errors.iter().position(|error| error.code == code))
    }

    /// The place of the one error with this HTTP status; none where there is none, or several.
    pub(crate) fn find_status(errors: &[Self], status: u16) -> Option<usize> {
        let mut found = errors.iter().enumerate().filter(|(_, error)| error.status == status);
        let (index, _) = found.next()?;
        found.next().is_none().then_some(index)
    }
}

/// What an enum of errors holds. Apart from [`OperationError`], so that what shows an error takes it as `dyn`: else a
/// release has [`inner`](Self::inner) inlined into each function of each enum.
pub trait ErrorEnum {
    /// The error's structure, or the unhandled error.
    fn inner(&self) -> InnerError<'_>;
}

/// The errors of one operation, as an enum.
pub trait OperationError: ErrorEnum + std::error::Error + Sized {
    /// What tells the errors on the wire, one that the model lists each.
    const ERRORS: &'static [ErrorSchema];

    /// Makes the error at this place among the [errors](Self::ERRORS) of what `source` has for its structure; at any other
    /// place the unhandled one of what it has for that.
    fn from_source(index: usize, source: &mut ErrorSource<'_>) -> Self;

    /// The error whose shape has the name `code`, filled in by `read`; none when the model lists no such error.
    fn from_code(code: &str, mut read: impl FnMut(&mut dyn DeserializableError)) -> Option<Self> {
        let index = ErrorSchema::find(Self::ERRORS, code, false)?;
        Some(Self::from_source(index, &mut ErrorSource::Read(&mut read)))
    }

    /// Wraps what is none of the model's errors: an error that it does not list for the operation, or no answer at all.
    fn unhandled(error: UnhandledError) -> Self {
        Self::from_source(usize::MAX, &mut error.into())
    }

    /// The error's structure; none for an unhandled one.
    fn shape(&self) -> Option<&dyn ErrorShape> {
        self.inner().ok()
    }
}

/// The errors of an operation that a server answers.
pub trait ServerError: OperationError {
    /// The error's structure, to be written; none for an unhandled one.
    fn serializable(&self) -> Option<&dyn SerializableError>;
}

/// The structure of an operation's error, or what is none of the model's errors.
pub type InnerError<'e> = Result<&'e dyn ErrorShape, &'e UnhandledError>;

/// What an operation's error is made of.
pub enum ErrorSource<'s> {
    /// A structure that this fills in.
    Read(&'s mut dyn FnMut(&mut dyn DeserializableError)),
    /// None of the model's errors; nothing once it was taken.
    Unhandled(Option<UnhandledError>),
}

impl From<UnhandledError> for ErrorSource<'_> {
    fn from(error: UnhandledError) -> Self {
        Self::Unhandled(Some(error))
    }
}

impl ErrorSource<'_> {
    fn fill(&mut self, shape: &mut dyn DeserializableError) {
        if let Self::Read(read) = self {
            read(shape);
        }
    }

    /// Takes the error that is none of the model's; one that says so from a source of a structure.
    #[must_use]
    pub fn unhandled(&mut self) -> UnhandledError {
        let error = match self {
            Self::Unhandled(error) => error.take(),
            Self::Read(_) => None,
        };
        error.unwrap_or_else(|| UnhandledError::configuration("the operation has no such error"))
    }
}

impl fmt::Debug for ErrorSource<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(_) => f.write_str("Read"),
            Self::Unhandled(error) => f.debug_tuple("Unhandled").field(error).finish(),
        }
    }
}

/// The ID that the service gave the request which failed so.
#[must_use]
pub fn error_request_id(error: &dyn ErrorEnum) -> Option<&str> {
    match error.inner() {
        Ok(shape) => shape.metadata()?.request_id(),
        Err(unhandled) => unhandled.request_id(),
    }
}

/// Shows an error as its structure, or the unhandled error, is shown.
///
/// # Errors
/// As the formatter's.
pub fn debug_error(error: &dyn ErrorEnum, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match error.inner() {
        Ok(shape) => fmt::Debug::fmt(shape, f),
        Err(unhandled) => fmt::Debug::fmt(unhandled, f),
    }
}

/// Tells an error as its structure, or the unhandled error, is told.
///
/// # Errors
/// As the formatter's.
pub fn display_error(error: &dyn ErrorEnum, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match error.inner() {
        Ok(shape) => fmt::Display::fmt(shape, f),
        Err(unhandled) => fmt::Display::fmt(unhandled, f),
    }
}

/// What an unhandled error was caused by.
#[must_use]
pub fn error_source(error: &dyn ErrorEnum) -> Option<&(dyn std::error::Error + 'static)> {
    error.inner().err().and_then(std::error::Error::source)
}
