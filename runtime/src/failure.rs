//! What a call failed with when it is none of the model's errors, and what a response says beside its content.

use std::{borrow::Cow, error::Error, fmt, sync::Arc};

use crate::{
    error::{DecodeError, EncodeError},
    outlined::{Hidden, outlined},
    types::Blob,
};

outlined! {
    /// Why a call did not succeed, where the model lists no error for it: the service answered something else, or did not
    /// answer at all. It is two pointers wide.
    pub struct UnhandledError(Box<dyn Hidden<Inner>>);
}

impl Clone for UnhandledError {
    fn clone(&self) -> Self {
        Self::of_value(Box::new(self.inner().clone()))
    }
}

#[derive(Clone)]
struct Inner {
    kind: FailureKind,
    code: Option<String>,
    message: Option<Cow<'static, str>>,
    body: Blob,
    metadata: Option<ResponseMetadata>,
    source: Option<Arc<dyn Error + Send + Sync>>,
    attempts: u32,
}

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FailureKind {
    /// The service answered with an error that the model does not list for the operation.
    Unmodelled,
    /// The input could not be encoded; nothing was sent.
    Encode,
    /// The client lacks something that the call needs, such as credentials; nothing was sent.
    Configuration,
    /// There was no whole answer in time.
    Timeout,
    /// The connection failed or broke off.
    Transport,
    /// The response could not be decoded.
    Decode,
}

impl UnhandledError {
    /// An error response that the model does not list for the operation, as it came.
    #[must_use]
    pub fn new(status: u16, code: Option<String>, message: Option<String>, body: Blob) -> Self {
        let status = http::StatusCode::from_u16(status).unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR);
        Self::of(FailureKind::Unmodelled)
            .with_metadata(ResponseMetadata { status, request_id: None, extended_request_id: None })
            .with(|inner| {
                inner.code = code;
                inner.message = message.map(Cow::Owned);
                inner.body = body;
            })
    }

    /// A response that could not be decoded.
    #[must_use]
    pub fn decode(error: DecodeError, metadata: ResponseMetadata) -> Self {
        Self::of(FailureKind::Decode).caused_by(error).with_metadata(metadata)
    }

    /// A call that lacks `what`; nothing was sent.
    #[must_use]
    pub fn configuration(what: impl Into<Cow<'static, str>>) -> Self {
        Self::said(FailureKind::Configuration, what.into())
    }

    /// A call that could not be signed; nothing was sent.
    #[cfg(feature = "client")]
    pub(crate) fn signing(error: Box<dyn Error + Send + Sync>) -> Self {
        Self::configuration("it could not be signed").with(|inner| inner.source = Some(Arc::from(error)))
    }

    /// An answer that was asked for again.
    #[cfg(feature = "client")]
    pub(crate) fn taken() -> Self {
        Self::said(FailureKind::Decode, "its answer was taken before".into())
    }

    /// A call that had no whole answer in time. `what` says which time.
    #[must_use]
    pub fn timeout(what: impl Into<Cow<'static, str>>) -> Self {
        Self::said(FailureKind::Timeout, what.into())
    }

    /// A call whose connection failed.
    #[must_use]
    pub fn transport(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::of(FailureKind::Transport).with(|inner| inner.source = Some(Arc::from(error.into())))
    }

    fn of(kind: FailureKind) -> Self {
        let (code, message, metadata, source) = (None, None, None, None);
        let body = Blob::default();
        Self::of_value(Box::new(Inner { kind, code, message, body, metadata, source, attempts: 1 }))
    }

    fn inner(&self) -> &Inner {
        (**self.0).value()
    }

    fn said(kind: FailureKind, message: Cow<'static, str>) -> Self {
        Self::of(kind).with(|inner| inner.message = Some(message))
    }

    fn with(mut self, change: impl FnOnce(&mut Inner)) -> Self {
        change((**self.0).value_mut());
        self
    }

    /// Keeps the error's cause.
    #[must_use]
    pub fn caused_by(self, source: impl Error + Send + Sync + 'static) -> Self {
        self.with(|inner| inner.source = Some(Arc::new(source)))
    }

    /// Keeps what the response said beside its content.
    #[must_use]
    pub fn with_metadata(self, metadata: ResponseMetadata) -> Self {
        self.with(|inner| inner.metadata = Some(metadata))
    }

    /// Keeps how often the request was sent.
    #[cfg(feature = "client")]
    pub(crate) fn after(self, attempts: u32) -> Self {
        self.with(|inner| inner.attempts = attempts)
    }

    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> FailureKind {
        self.inner().kind
    }

    /// The HTTP status; 0 where no response came.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.inner().metadata.as_ref().map_or(0, |metadata| metadata.status.as_u16())
    }

    /// The error's name, without namespace, if the response had one.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.inner().code.as_deref()
    }

    /// The message, if there is one.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.inner().message.as_deref()
    }

    /// The body of an unmodelled error as it came.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        self.inner().body.as_ref()
    }

    /// The request's ID, when a response came and had one.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.inner().metadata.as_ref().and_then(ResponseMetadata::request_id)
    }

    /// The further ID that Amazon S3 gives a request, when a response came and had one.
    #[must_use]
    pub fn extended_request_id(&self) -> Option<&str> {
        self.inner().metadata.as_ref().and_then(ResponseMetadata::extended_request_id)
    }

    /// What could not be decoded, and where, when that is what went wrong.
    #[must_use]
    pub fn decode_error(&self) -> Option<&DecodeError> {
        self.inner().source.as_deref().and_then(|source| source.downcast_ref())
    }

    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, code, message, source, .. } = self.inner();
        let what = match kind {
            FailureKind::Unmodelled => code.as_deref().unwrap_or("unmodelled error"),
            FailureKind::Encode => "the request could not be encoded",
            FailureKind::Configuration => "the request was not sent",
            FailureKind::Timeout => "no answer in time",
            FailureKind::Transport => "the connection failed",
            FailureKind::Decode => "the response could not be decoded",
        };
        f.write_str(what)?;
        if let Some(message) = message {
            write!(f, ": {message}")?;
        }
        let mut cause: Option<&dyn Error> = source.as_deref().map(|source| source as &dyn Error);
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

impl From<EncodeError> for UnhandledError {
    fn from(error: EncodeError) -> Self {
        Self::of(FailureKind::Encode).caused_by(error)
    }
}

impl PartialEq for UnhandledError {
    /// Causes are compared by their text.
    fn eq(&self, other: &Self) -> bool {
        let key = |error: &Self| {
            let inner = error.inner();
            let text = inner.source.as_ref().map(ToString::to_string);
            (inner.kind, inner.code.clone(), inner.message.clone(), inner.metadata.clone(), text)
        };
        key(self) == key(other) && self.inner().body == other.inner().body
    }
}

impl Eq for UnhandledError {}

impl fmt::Display for UnhandledError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence(f)?;
        let status =
            self.inner().metadata.as_ref().map(|metadata| format!("status {}", metadata.status.as_u16()));
        let request_id = self.request_id().map(|id| format!("request ID {id}"));
        let attempts = (self.inner().attempts > 1).then(|| format!("{} attempts", self.inner().attempts));
        let notes: Vec<String> = [status, request_id, attempts].into_iter().flatten().collect();
        if notes.is_empty() { Ok(()) } else { write!(f, " ({})", notes.join(", ")) }
    }
}

impl fmt::Debug for UnhandledError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnhandledError")
            .field("kind", &self.inner().kind)
            .field("code", &self.inner().code)
            .field("message", &self.inner().message)
            .field("metadata", &self.inner().metadata)
            .field("source", &self.inner().source)
            .finish_non_exhaustive()
    }
}

impl Error for UnhandledError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.inner().source.as_deref().map(|source| source as &(dyn Error + 'static))
    }
}

/// What a response says beside its output or error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResponseMetadata {
    status: http::StatusCode,
    request_id: Option<Box<str>>,
    extended_request_id: Option<Box<str>>,
}

impl ResponseMetadata {
    /// Reads the metadata of `response`.
    #[must_use]
    pub fn of<B>(response: &http::Response<B>) -> Self {
        let text_of = |names: &[&str]| {
            let value = names.iter().find_map(|name| response.headers().get(*name))?;
            value.to_str().ok().map(Box::from)
        };
        Self {
            status: response.status(),
            request_id: text_of(&["x-amzn-requestid", "x-amz-request-id", "x-amz-requestid"]),
            extended_request_id: text_of(&["x-amz-id-2"]),
        }
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

    /// The further ID that Amazon S3 gives a request, by `x-amz-id-2`: its support asks for both.
    #[must_use]
    pub fn extended_request_id(&self) -> Option<&str> {
        self.extended_request_id.as_deref()
    }
}

outlined! {
    /// The place that an error of the model has for what its response said beside it. It is none of the error's members:
    /// any two are equal.
    pub struct ErrorMetadata(Option<Arc<ResponseMetadata>>): Clone;
}

impl ErrorMetadata {
    /// What the response said; none for an error that came from no response.
    #[must_use]
    pub fn response(&self) -> Option<&ResponseMetadata> {
        self.0.as_deref()
    }

    /// The ID that the service gave the request, when a response came and had one.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.response()?.request_id()
    }

    /// Writes an error: its name, its message if it has one, and the request's ID. The message is taken as its structure has
    /// it, so that the functions of errors need not convert it.
    ///
    /// # Errors
    /// As the formatter's.
    pub fn fmt_error(&self, f: &mut fmt::Formatter<'_>, name: &str, message: Option<&String>) -> fmt::Result {
        f.write_str(name)?;
        if let Some(message) = message {
            write!(f, ": {message}")?;
        }
        match self.request_id() {
            Some(id) => write!(f, " (request ID {id})"),
            None => Ok(()),
        }
    }
}

impl From<ResponseMetadata> for ErrorMetadata {
    fn from(metadata: ResponseMetadata) -> Self {
        Self::of_value(Some(Arc::new(metadata)))
    }
}

// Not derived, which would make it a part of each program.
impl Default for ErrorMetadata {
    fn default() -> Self {
        Self::of_value(None)
    }
}

impl fmt::Debug for ErrorMetadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ErrorMetadata").field(&*self.0).finish()
    }
}

impl PartialEq for ErrorMetadata {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for ErrorMetadata {}

impl std::hash::Hash for ErrorMetadata {
    fn hash<H: std::hash::Hasher>(&self, _: &mut H) {}
}

impl PartialOrd for ErrorMetadata {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ErrorMetadata {
    fn cmp(&self, _: &Self) -> std::cmp::Ordering {
        std::cmp::Ordering::Equal
    }
}
