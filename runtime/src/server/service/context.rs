//! What an implementation knows of a request beside its input.

use std::fmt;

use http::{Extensions, HeaderMap, Method, Uri, request::Parts};

use super::Routed;
use crate::operation::OperationSchema;

/// A request, beside its input.
///
/// What layers know goes into the request's extensions and is found in [`extension`](Self::extension): an
/// authenticated principal, say.
#[derive(Clone)]
pub struct Context {
    parts: Parts,
    operation: &'static OperationSchema,
    request_id: String,
}

/// Headers and URI may hold secrets and are not shown.
impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("operation", &self.operation.id)
            .field("request_id", &self.request_id)
            .finish_non_exhaustive()
    }
}

impl Context {
    /// The context of a request, such as a test gives to an implementation.
    #[must_use]
    pub fn new(operation: &'static OperationSchema, request_id: impl Into<String>, parts: Parts) -> Self {
        Self { parts, operation, request_id: request_id.into() }
    }

    pub(super) fn of(routed: &Routed, parts: Parts) -> Self {
        Self::new(routed.operation(), routed.request_id(), parts)
    }

    /// The operation.
    #[must_use]
    pub fn operation(&self) -> &'static OperationSchema {
        self.operation
    }

    /// The ID of the request, which the response tells as `x-amzn-requestid`.
    #[must_use]
    pub fn request_id(&self) -> &str {
        &self.request_id
    }

    /// The HTTP method.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.parts.method
    }

    /// The URI.
    #[must_use]
    pub fn uri(&self) -> &Uri {
        &self.parts.uri
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.parts.headers
    }

    /// What layers and the server have put beside the request.
    #[must_use]
    pub fn extensions(&self) -> &Extensions {
        &self.parts.extensions
    }

    /// The extension of the type `T`.
    #[must_use]
    pub fn extension<T: Clone + Send + Sync + 'static>(&self) -> Option<&T> {
        self.parts.extensions.get()
    }
}
