//! A request that was routed.

use std::{fmt, ops::Range, sync::Arc};

use http::Uri;

use crate::{
    http::Labels,
    operation::OperationSchema,
    protocol::Protocol,
    server::{RequestIdSource, RouteMatch, ServerSettings},
};

/// What a request was routed to: an extension of each request that reaches a layer of an operation.
#[derive(Clone)]
pub struct Routed(Arc<Inner>);

struct Inner {
    operation: &'static OperationSchema,
    protocol: &'static dyn Protocol,
    settings: ServerSettings,
    request_id: Arc<str>,
    /// The URI that was routed: with a label that was in the host's name, and whatever layers make of the request's.
    uri: Uri,
    /// The labels, as places in the URI's path.
    labels: Vec<(&'static str, Range<usize>)>,
}

impl Routed {
    pub(super) fn new(
        operation: &'static OperationSchema,
        protocol: &'static dyn Protocol,
        settings: ServerSettings,
        request_id: Arc<str>,
        uri: Uri,
        labels: Vec<(&'static str, Range<usize>)>,
    ) -> Self {
        Self(Arc::new(Inner { operation, protocol, settings, request_id, uri, labels }))
    }

    /// The operation.
    #[must_use]
    pub fn operation(&self) -> &'static OperationSchema {
        self.0.operation
    }

    /// The ID of the request, which the response will tell.
    #[must_use]
    pub fn request_id(&self) -> &str {
        &self.0.request_id
    }

    /// The protocol that the request speaks.
    #[must_use]
    pub fn protocol(&self) -> &'static dyn Protocol {
        self.0.protocol
    }

    /// The URI that was routed. That of the request still has its label in the host's name, where one was there.
    #[must_use]
    pub fn uri(&self) -> &Uri {
        &self.0.uri
    }

    /// The settings for this request: the ID of its response is the request's.
    pub(super) fn settings(&self) -> &ServerSettings {
        &self.0.settings
    }

    pub(super) fn labels(&self) -> Labels<'_> {
        let mut labels = Labels::new();
        for (name, range) in &self.0.labels {
            labels.push(name, self.0.uri.path().get(range.clone()).unwrap_or_default());
        }
        labels
    }
}

impl fmt::Debug for Routed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Routed")
            .field("operation", &self.0.operation.id)
            .field("protocol", &self.0.protocol.id())
            .field("request_id", &self.0.request_id)
            .finish_non_exhaustive()
    }
}

/// Where the labels of a route are in `path`.
pub(super) fn label_places(path: &str, route: &RouteMatch<'_>) -> Vec<(&'static str, Range<usize>)> {
    let place = |text: &str| {
        let start = (text.as_ptr() as usize).saturating_sub(path.as_ptr() as usize);
        start..start + text.len()
    };
    route.labels.iter().map(|(name, text)| (name, place(text))).collect()
}

/// The ID of one request, wherever one is asked for.
pub(super) struct ThisRequest(pub(super) Arc<str>);

impl RequestIdSource for ThisRequest {
    fn request_id(&self) -> String {
        self.0.to_string()
    }
}
