//! What a client's encoding and decoding may be told.

use std::{fmt, sync::Arc};

use super::{Addressing, Endpoint};
use crate::{codec::Limits, operation::IdempotencyTokenSource, uuid};

/// Settings of a client.
#[derive(Clone)]
pub struct ClientSettings {
    /// Where requests go; none leaves it to the caller.
    pub endpoint: Option<Endpoint>,
    /// Whether the host begins with what the `endpoint` trait says; by default it does.
    pub host_prefix: bool,
    /// How buckets and the like are addressed.
    pub addressing: Addressing,
    /// Where idempotency tokens come from; by default [`RandomTokens`].
    pub idempotency_tokens: Arc<dyn IdempotencyTokenSource>,
    /// Whether bodies are compressed where the model allows it; by default those of 10,240 bytes and more.
    pub request_compression: RequestCompression,
    /// Bounds on what is read from bodies.
    pub limits: Limits,
    /// How long the body of an error may be where a stream was expected, in bytes; by default 1 MiB.
    pub max_error_bytes: usize,
}

impl Default for ClientSettings {
    fn default() -> Self {
        Self {
            endpoint: None,
            host_prefix: true,
            addressing: Addressing::default(),
            idempotency_tokens: Arc::new(RandomTokens),
            request_compression: RequestCompression::default(),
            limits: Limits::default(),
            max_error_bytes: 1024 * 1024,
        }
    }
}

impl fmt::Debug for ClientSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientSettings")
            .field("endpoint", &self.endpoint)
            .field("request_compression", &self.request_compression)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

/// Whether the bodies of operations with `requestCompression` are compressed. It needs the feature `gzip`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestCompression {
    /// No body is compressed.
    Off,
    /// Bodies of at least so many bytes are compressed.
    From(usize),
}

impl Default for RequestCompression {
    /// From 10,240 bytes on.
    fn default() -> Self {
        Self::From(10_240)
    }
}

/// Random UUIDs.
#[derive(Clone, Copy, Debug, Default)]
pub struct RandomTokens;

impl IdempotencyTokenSource for RandomTokens {
    fn token(&self) -> String {
        uuid::random()
    }
}
